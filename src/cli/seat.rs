//! Who may grade a case, and as what: as one of its auditors, of one's own work, or from outside.
//!
//! A grading of one's own work or from outside stands beside those of the auditors: it is kept, is nobody's second, waits for
//! nothing and counts in no estimate.

use super::failure::Failure;
use super::own_work::{Bar, bar};
use super::sequential;
use super::staff::Staff;
use crate::model::{Grading, Kind};
use crate::store::{CaseRow, GradingRow, Part, PersonRow, Register, SampleRow};

/// As what somebody grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    /// As an auditor of the case.
    Peer,
    /// Their own work.
    Own,
    /// From outside.
    External,
}

impl Stance {
    /// Reads what follows `--as`.
    pub(super) fn parse(typed: Option<&str>) -> Result<Stance, Failure> {
        match typed.map(|word| word.trim().to_lowercase()).as_deref() {
            None | Some("peer") => Ok(Stance::Peer),
            Some("self") => Ok(Stance::Own),
            Some("external") => Ok(Stance::External),
            Some(other) => Err(Failure::usage(format!("--as takes peer, self or external, not '{other}'"))),
        }
    }

    /// The id, where it has to be typed.
    pub(super) fn flag(self) -> Option<&'static str> {
        match self {
            Stance::Peer => None,
            Stance::Own => Some("self"),
            Stance::External => Some("external"),
        }
    }

    /// What is said of a finished grading that counts in no figure; nothing of one that does.
    pub(super) fn counts(self) -> &'static str {
        match self {
            Stance::Peer => "",
            Stance::Own => " It is kept as a self-audit, which counts in no share.",
            Stance::External => " It is kept as a grading from outside, which counts in no share.",
        }
    }

    /// The words of `dipsample grade` for a sample.
    pub(super) fn command(self, sample: &str) -> String {
        let flag = self.flag().map_or(String::new(), |flag| format!(" --as {flag}"));
        format!("dipsample grade {sample}{flag}")
    }
}

/// Why somebody may not grade a case, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Barred {
    /// Why, as the end of a sentence.
    pub why: String,
    /// What to do.
    pub hints: Vec<String>,
}

/// What decides who may grade the cases of a sample.
pub(super) struct Seats {
    name: String,
    kind: Kind,
    given_out: bool,
    cases: Vec<CaseRow>,
    staff: Staff,
    gradings: Vec<GradingRow>,
    apart: Vec<GradingRow>,
    /// Of a sequential plan, the case whose turn it is.
    next: Option<u32>,
}

impl Seats {
    /// Reads them from the register.
    pub(super) fn of(register: &Register, sample: &SampleRow) -> Result<Seats, Failure> {
        let (cases, gradings) = (register.cases(sample.id)?, register.gradings(sample.id)?);
        Ok(Seats {
            next: sequential::next(sample, &cases, &gradings).map(|row| row.case.case),
            name: sample.name.clone(),
            kind: sample.kind,
            given_out: register.is_given_out(sample.id)?,
            cases,
            staff: Staff::new(&register.people()?),
            gradings,
            apart: register.gradings_apart(sample.id)?,
        })
    }

    /// Which grading of a case would be a person's, or why they may not grade it.
    pub(super) fn part(&self, case: &CaseRow, person: &PersonRow, stance: Stance) -> Result<Part, Barred> {
        let number = case.case.case;
        if case.story.replaced.is_some() {
            return Err(Barred {
                why: "it was replaced by another and is graded no more".to_owned(),
                hints: vec![format!("Which took its place: dipsample sample show {}", self.name)],
            });
        }
        let barred = |why: String| Barred { why, hints: vec!["Your own cases: dipsample status".to_owned()] };
        let refused = |bar: &Bar, hint: String| Barred {
            why: bar.why(&person.person),
            hints: bar.hints(&person.person).into_iter().chain([hint]).collect(),
        };
        let bar = bar(&self.staff, person, self.kind, case);
        match stance {
            Stance::Own if bar == Some(Bar::Own) => Ok(Part::Own),
            Stance::Own => {
                let hint = format!("As an auditor: dipsample grade {} {number}", self.name);
                Err(Barred {
                    why: format!("it is not the work of {}, and only one's own is graded as self", person.person.name),
                    hints: bar.iter().flat_map(|bar| bar.hints(&person.person)).chain([hint]).collect(),
                })
            }
            Stance::External => match &bar {
                Some(bar) => Err(refused(bar, "Your own cases: dipsample status".to_owned())),
                None if self.has_seat(case, person) => Err(Barred {
                    why: "it is theirs to grade as an auditor, and nobody grades a case twice".to_owned(),
                    hints: vec![format!("Leave out --as external: dipsample grade {} {number}", self.name)],
                }),
                None => Ok(Part::External),
            },
            Stance::Peer => match &bar {
                Some(Bar::Own) => Err(refused(
                    &Bar::Own,
                    format!(
                        "A self-audit, which counts in no figure: dipsample grade {} {number} --as self",
                        self.name
                    ),
                )),
                Some(bar) => Err(refused(bar, "Your own cases: dipsample status".to_owned())),
                None if self.apart(number, person, Part::External).is_some() => {
                    Err(barred("they have graded it from outside, and nobody grades a case twice".to_owned()))
                }
                None => match self.next.filter(|next| !case.by_hand() && number > *next) {
                    Some(next) => Err(Barred {
                        why: sequential::comes_first(&self.name, next),
                        hints: vec![format!("The next case, where it is yours: dipsample grade {}", self.name)],
                    }),
                    None => self.auditor(case, person),
                },
            },
        }
    }

    /// The cases of the sample.
    pub(super) fn cases(&self) -> &[CaseRow] {
        &self.cases
    }

    /// As which of a case's auditors a person grades it. In a sample whose cases are given out nobody takes one that is with
    /// nobody, but for one that was picked by hand and is in no share: any of the sample's auditors may.
    fn auditor(&self, case: &CaseRow, person: &PersonRow) -> Result<Part, Barred> {
        for (given, part) in [(case.auditor, Part::First), (case.second_auditor, Part::Second)] {
            if given == Some(person.id) || self.begun(case, part).is_some_and(|row| row.person == person.id) {
                return Ok(part);
            }
        }
        let free = self.is_free(case, Part::First);
        if self.given_out && free && case.by_hand() && self.grades_here(person) {
            return Ok(Part::First);
        }
        if self.given_out && free {
            return Err(Barred {
                why: format!("it has been given to nobody, and the cases of {} are given out", self.name),
                hints: vec![format!(
                    "A principal or manager gives it out: dipsample sample assign {} --auditors A,B",
                    self.name
                )],
            });
        }
        if free {
            return Ok(Part::First);
        }
        if !self.given_out && case.twice && self.is_free(case, Part::Second) {
            return Ok(Part::Second);
        }
        Err(Barred {
            why: "it is with another auditor".to_owned(),
            hints: vec!["Your own cases: dipsample status".to_owned()],
        })
    }

    /// What a person has said of a case so far.
    pub(super) fn grading(&self, case: u32, person: &PersonRow, part: Part) -> Option<&GradingRow> {
        match part.is_apart() {
            true => self.apart(case, person, part),
            false => self.gradings.iter().find(|row| row.case == case && row.part == part),
        }
    }

    /// What a person has said of a case so far, or the beginning of it.
    pub(super) fn said(&self, case: u32, person: &PersonRow, part: Part) -> Grading {
        let nothing = || Grading { auditor: person.person.name.clone(), ..Grading::default() };
        self.grading(case, person, part).map_or_else(nothing, |row| row.grading.clone())
    }

    /// Whether a place of a case is with nobody.
    pub(super) fn has_free_place(&self, case: &CaseRow) -> bool {
        case.story.replaced.is_none()
            && (self.is_free(case, Part::First) || (case.twice && self.is_free(case, Part::Second)))
    }

    fn is_free(&self, case: &CaseRow, part: Part) -> bool {
        let given = if part == Part::Second { case.second_auditor } else { case.auditor };
        given.is_none() && self.begun(case, part).is_none()
    }

    fn begun(&self, case: &CaseRow, part: Part) -> Option<&GradingRow> {
        self.gradings.iter().find(|row| row.case == case.case.case && row.part == part)
    }

    /// Whether a case of the sample was given to a person.
    fn grades_here(&self, person: &PersonRow) -> bool {
        self.cases.iter().any(|case| [case.auditor, case.second_auditor].contains(&Some(person.id)))
    }

    fn has_seat(&self, case: &CaseRow, person: &PersonRow) -> bool {
        [case.auditor, case.second_auditor].contains(&Some(person.id))
            || [Part::First, Part::Second]
                .into_iter()
                .any(|part| self.begun(case, part).is_some_and(|row| row.person == person.id))
    }

    fn apart(&self, case: u32, person: &PersonRow, part: Part) -> Option<&GradingRow> {
        self.apart.iter().find(|row| row.case == case && row.person == person.id && row.part == part)
    }
}

/// The cases that a person has to grade, in order: those given to them and begun, those given to them, then those that
/// nobody has, where whoever wants may take one. Cases that they may not grade are left out.
pub(super) fn to_grade(
    register: &Register,
    sample: &SampleRow,
    (person, stance): (&PersonRow, Stance),
) -> Result<Vec<CaseRow>, Failure> {
    let seats = Seats::of(register, sample)?;
    let mut open = Vec::new();
    // Once a sequential plan has come to its end, its other cases are not needed.
    let stopped = stance == Stance::Peer && sequential::may_stop(register, sample)?;
    for case in seats.cases().iter().filter(|case| case.by_hand() || !stopped) {
        let Ok(part) = seats.part(case, person, stance) else { continue };
        let mine = seats.grading(case.case.case, person, part).filter(|row| row.person == person.id);
        if mine.is_some_and(|row| row.grading.finished) {
            continue;
        }
        let given = case.auditor == Some(person.id) || case.second_auditor == Some(person.id);
        let rank = match (mine.is_some(), given) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        };
        open.push((rank, case.clone()));
    }
    open.sort_by_key(|(rank, case)| (*rank, case.case.case));
    Ok(open.into_iter().map(|(_, case)| case).collect())
}
