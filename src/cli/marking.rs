//! A case on somebody's desk: who may grade it, as which of its auditors, and how what they say is stored.

use serde_json::json;

use super::context::Context;
use super::failure::Failure;
use super::roster::bar;
use super::sequential;
use crate::grading::check::{self, GradeError};
use crate::grading::{CaseGradings, Change as Answered, Reply as Given, awaits_moderation};
use crate::model::{Finding, Grading, Rubric, ThemeTag};
use crate::store::{Actor, CaseRow, GradingRow, Part, PersonRow, Register, Said, SampleRow, Stance, State};

/// One auditor and one case.
pub(super) struct Task {
    /// The sample.
    pub sample: SampleRow,
    /// Its rubric as it was when drawn.
    pub rubric: Rubric,
    /// The case.
    pub case: CaseRow,
    /// As which of its auditors.
    pub part: Part,
    /// Who grades.
    pub auditor: PersonRow,
    /// What they have said so far.
    pub grading: Grading,
    /// As what they grade.
    pub stance: Stance,
    /// Seconds of work that are not stored yet.
    pub spent: i64,
}

/// Finds a case by its number or its record's reference.
pub(super) fn find_case<'a>(cases: &'a [CaseRow], sample: &SampleRow, typed: &str) -> Result<&'a CaseRow, Failure> {
    let typed = typed.trim();
    let by_number = typed.parse::<u32>().ok().and_then(|number| cases.iter().find(|row| row.case.case == number));
    let by_reference = cases.iter().find(|row| row.case.record == typed);
    by_reference.or(by_number).ok_or_else(|| {
        Failure::person(format!("there is no case '{typed}' in {}", sample.name))
            .hint(format!("Its cases are numbered 1 to {}; a record's reference does as well", cases.len()))
    })
}

/// Refuses to change a sample that is closed or withdrawn.
pub(super) fn must_be_open(sample: &SampleRow) -> Result<(), Failure> {
    match sample.state {
        State::Open => Ok(()),
        State::Closed => Err(Failure::person(format!("the sample {} is closed and takes nothing more", sample.name))),
        State::Withdrawn => {
            Err(Failure::person(format!("the sample {} was withdrawn and takes nothing more", sample.name)).hint(
                sample.state_reason.as_ref().map_or(String::new(), |reason| format!("The reason given was: {reason}")),
            ))
        }
    }
}

/// As which of a case's auditors a person grades it, or why they may not.
fn part_of(case: &CaseRow, auditor: &PersonRow, gradings: &[GradingRow]) -> Result<Part, &'static str> {
    let started = |part: Part| gradings.iter().find(|row| row.case == case.case.case && row.part == part);
    for (given, part) in [(case.auditor, Part::First), (case.second_auditor, Part::Second)] {
        let theirs = given == Some(auditor.id) || started(part).is_some_and(|row| row.person == auditor.id);
        if theirs {
            return Ok(part);
        }
    }
    let free = |given: Option<i64>, part: Part| given.is_none() && started(part).is_none();
    if free(case.auditor, Part::First) {
        return Ok(Part::First);
    }
    if case.twice && free(case.second_auditor, Part::Second) {
        return Ok(Part::Second);
    }
    Err("it is with another auditor")
}

/// Refuses a case whose turn it is not, in a sample that is graded in the order of its draw.
fn in_order(sample: &SampleRow, case: &CaseRow, at: (&[CaseRow], &[GradingRow])) -> Result<(), Failure> {
    match sequential::out_of_order(sample, case, at) {
        None => Ok(()),
        Some(words) => Err(Failure::person(words)
            .hint(format!("The next case, where it is yours: dipsample grade {}", sample.name))
            .hint(format!("With whom it is: dipsample sample show {}", sample.name))),
    }
}

impl Task {
    /// Lays a case on somebody's desk.
    pub(super) fn new(
        context: &Context<'_>,
        register: &Register,
        at: (&SampleRow, &CaseRow),
        auditor: &PersonRow,
        stance: Stance,
    ) -> Result<Task, Failure> {
        let (sample, case) = at;
        must_be_open(sample)?;
        let number = case.case.case;
        if let Some(why) = bar(&register.people()?, auditor, sample.kind, case) {
            return Err(Failure::person(format!("{} may not grade case {number}: {why}", auditor.person.name)));
        }
        if case.story.replaced.is_some() {
            return Err(Failure::person(format!("case {number} was replaced by another and is graded no more"))
                .hint(format!("Which took its place: dipsample sample show {}", sample.name)));
        }
        let gradings = register.gradings(sample.id)?;
        in_order(sample, case, (&register.cases(sample.id)?, &gradings))?;
        let part = part_of(case, auditor, &gradings).map_err(|why| {
            Failure::person(format!("{} may not grade case {number}: {why}", auditor.person.name))
                .hint("Your own cases: dipsample status")
        })?;
        let grading = gradings
            .into_iter()
            .find(|row| row.case == number && row.part == part)
            .map_or_else(|| Grading { auditor: auditor.person.name.clone(), ..Grading::default() }, |row| row.grading);
        if grading.finished {
            return Err(Failure::person(format!(
                "{} has finished case {number}; a finished grading is not changed",
                auditor.person.name
            )));
        }
        Ok(Task {
            rubric: context.rubric_of(register, sample)?,
            sample: sample.clone(),
            case: case.clone(),
            part,
            auditor: auditor.clone(),
            grading,
            stance,
            spent: 0,
        })
    }

    /// Stores what was said, as one transaction, and lets it stand.
    pub(super) fn say(
        &mut self,
        context: &mut Context<'_>,
        register: &mut Register,
        said: &[Said],
    ) -> Result<(), Failure> {
        let actor = self.actor(context);
        let (sample, number, part) = (self.sample.id, self.case.case.case, self.part);
        let (person, stance, name) = (self.auditor.id, self.stance, self.sample.name.clone());
        let now = actor.at.clone();
        let spent = self.spent;
        let given = match part {
            Part::Second => self.case.second_auditor,
            _ => self.case.auditor,
        };
        context.change(register, &actor, "grade", |_, change| {
            self.still_theirs(change.register())?;
            if given.is_none() {
                change.give_case(sample, number, part, person)?;
            }
            let grading = change.start_grading((sample, number, part), person, stance, &now)?;
            for one in said {
                change.say(grading, one, &now)?;
            }
            change.spend(grading, &now, spent)?;
            // How many answers there were is left out: a case that cannot be graded has fewest.
            let finished = said.contains(&Said::Finish);
            Ok(((), json!({ "sample": name, "case": number, "finished": finished })))
        })?;
        self.spent = 0;
        match part {
            Part::Second => self.case.second_auditor = Some(person),
            _ => self.case.auditor = Some(person),
        }
        Ok(())
    }

    /// Keeps an urgent concern, which waits for nothing.
    pub(super) fn raise(&self, context: &mut Context<'_>, register: &mut Register, text: &str) -> Result<(), Failure> {
        let actor = self.actor(context);
        let (sample, case) = (&self.sample, &self.case);
        context.change(register, &actor, "urgent concern", |_, change| {
            super::urgent::keep(change, &actor, (sample, case), text)?;
            // The words stay out of the journal, which more people read.
            Ok(((), json!({ "sample": sample.name, "case": case.case.case })))
        })
    }

    /// Refuses words that hold the record's or the child's reference.
    pub(super) fn names_nobody(&self, given: &Given) -> Result<(), GradeError> {
        let (Given::Evidence(words) | Given::Reason(words) | Given::Explained { words: Some(words), .. }) = given
        else {
            return Ok(());
        };
        check::no_reference(words, &self.references())
    }

    /// The references of the record and its child, which stand in nothing that is written about it.
    pub(super) fn references(&self) -> Vec<&str> {
        let case = &self.case.case;
        case.child.as_deref().into_iter().chain([case.record.as_str()]).collect()
    }

    fn actor(&self, context: &mut Context<'_>) -> Actor {
        Actor {
            person: self.auditor.person.name.clone(),
            at: context.desk.now(),
            program: super::context::PROGRAM.to_owned(),
        }
    }

    /// Refuses what is said on a case that has been closed, finished or taken by somebody else since it was laid down.
    fn still_theirs(&self, register: &Register) -> Result<(), Failure> {
        let number = self.case.case.case;
        let samples = register.samples()?;
        if let Some(sample) = samples.iter().find(|sample| sample.id == self.sample.id) {
            must_be_open(sample)?;
        }
        let gradings = register.gradings(self.sample.id)?;
        let cases = register.cases(self.sample.id)?;
        let case = cases.iter().find(|case| case.case.case == number).unwrap_or(&self.case);
        in_order(&self.sample, case, (&cases, &gradings))?;
        if part_of(case, &self.auditor, &gradings) != Ok(self.part) {
            return Err(Failure::person(format!("another auditor has begun case {number} in the meantime"))
                .hint("It is theirs now; what you said last was not stored"));
        }
        match gradings.iter().any(|row| row.case == number && row.part == self.part && row.grading.finished) {
            true => Err(Failure::person(format!("case {number} was finished in another window in the meantime"))),
            false => Ok(()),
        }
    }

    /// Where the record can be found in the council's system: what to look for, a line each.
    pub(super) fn whereabouts(&self) -> Vec<(String, String)> {
        let kind = self.sample.kind;
        let of_child =
            |field: &str| self.case.child.as_ref().and_then(|child| child.text_of(crate::model::Kind::Child, field));
        let field = |name: &str| self.case.record.text_of(kind, name).or_else(|| of_child(name));
        let lines = [
            ("Record", Some(self.case.case.record.clone())),
            ("Child", self.case.case.child.clone()),
            ("Kind", Some(kind.id().to_owned())),
            ("Date", self.case.record.date.map(crate::calendar::british)),
            ("IRO", field("iro")),
            ("Team", field("team")),
            ("Worker", field("worker")),
        ];
        lines.into_iter().filter_map(|(what, text)| text.map(|text| (what.to_owned(), text))).collect()
    }

    /// The record's text as drawn.
    pub(super) fn text(&self) -> Option<String> {
        self.case.record.text_of(self.sample.kind, "text")
    }
}

/// What an answer of the guided session is to the register, given what stood before it.
pub(super) fn said(change: &Answered, before: &Grading) -> Vec<Said> {
    match change {
        Answered::Grade { criterion, grade } => {
            vec![Said::Grade { criterion: criterion.clone(), grade: grade.clone() }]
        }
        Answered::Finding { criterion, bearing, text } => {
            let old = before.findings.iter().filter(|f| f.criterion == *criterion && f.bearing == *bearing);
            let mut lines: Vec<Said> = old.cloned().map(Said::Unfinding).collect();
            if !text.is_empty() {
                lines.push(Said::Finding(Finding {
                    criterion: criterion.clone(),
                    bearing: *bearing,
                    text: text.clone(),
                }));
            }
            lines
        }
        Answered::Themes { criterion, themes } => {
            let tag = |theme: &String| ThemeTag { criterion: Some(criterion.clone()), theme: theme.clone() };
            let off = before
                .themes
                .iter()
                .filter(|old| old.criterion.as_ref() == Some(criterion) && !themes.contains(&old.theme));
            let on = themes.iter().map(tag).filter(|new| !before.themes.contains(new));
            off.cloned().map(Said::Untheme).chain(on.map(Said::Theme)).collect()
        }
        Answered::Overall { grade, reason } => vec![Said::Overall { grade: grade.clone(), reason: reason.clone() }],
        Answered::Explained { criterion } => vec![Said::Explained { criterion: criterion.clone() }],
        Answered::Unusable { reason } => vec![Said::Unusable { reason: reason.clone(), why: None }],
        Answered::Finished => vec![Said::Finish],
    }
}

/// The gradings that there are of a case.
pub(super) fn gradings_of(gradings: &[GradingRow], case: &CaseRow) -> CaseGradings {
    let of = |part: Part| gradings.iter().find(|row| row.case == case.case.case && row.part == part);
    let said = |part: Part| of(part).map(|row| row.grading.clone());
    CaseGradings {
        first: said(Part::First),
        second: said(Part::Second),
        wants_second: case.twice,
        moderated: said(Part::Moderation).filter(|grading| grading.finished),
        replaced: case.story.replaced.clone(),
    }
}

/// The two gradings of a case that waits for moderation.
pub(super) fn differing<'a>(gradings: &'a [GradingRow], case: &CaseRow) -> Option<(&'a GradingRow, &'a GradingRow)> {
    let of = |part: Part| gradings.iter().find(|row| row.case == case.case.case && row.part == part);
    awaits_moderation(&gradings_of(gradings, case)).then_some((of(Part::First)?, of(Part::Second)?))
}

/// Whether a place of a case is with nobody.
pub(super) fn has_free_place(gradings: &[GradingRow], case: &CaseRow) -> bool {
    let free = |given: Option<i64>, part: Part| {
        given.is_none() && !gradings.iter().any(|row| row.case == case.case.case && row.part == part)
    };
    let wanted = case.story.replaced.is_none();
    wanted && (free(case.auditor, Part::First) || (case.twice && free(case.second_auditor, Part::Second)))
}

/// The cases that a person has to grade, in order: those given to them and begun, those given to them, then those that
/// nobody has. Cases that they may not grade are left out.
pub(super) fn to_grade(register: &Register, sample: &SampleRow, auditor: &PersonRow) -> Result<Vec<CaseRow>, Failure> {
    let gradings = register.gradings(sample.id)?;
    let people = register.people()?;
    let mut open = Vec::new();
    let cases = register.cases(sample.id)?;
    // Of a sequential plan only the next case is to be graded, and none once it has come to its end.
    let next = sequential::next(sample, &cases, &gradings).map(|row| row.case.case);
    let stopped = sequential::may_stop(register, sample)?;
    let is_due = |case: &CaseRow| case.by_hand() || (next.is_none_or(|next| next == case.case.case) && !stopped);
    for case in cases.iter().filter(|case| case.story.replaced.is_none() && is_due(case)).cloned() {
        let mine = gradings
            .iter()
            .find(|row| row.case == case.case.case && row.person == auditor.id && row.part != Part::Moderation);
        if mine.is_some_and(|row| row.grading.finished) || bar(&people, auditor, sample.kind, &case).is_some() {
            continue;
        }
        if part_of(&case, auditor, &gradings).is_err() {
            continue;
        }
        let given = case.auditor == Some(auditor.id) || case.second_auditor == Some(auditor.id);
        let rank = match (mine.is_some(), given) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        };
        open.push((rank, case));
    }
    open.sort_by_key(|(rank, case)| (*rank, case.case.case));
    Ok(open.into_iter().map(|(_, case)| case).collect())
}
