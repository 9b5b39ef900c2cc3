//! A case on somebody's desk: who may grade it, as which of its auditors, and how what they say is stored.

use serde_json::json;

use super::context::Context;
use super::failure::Failure;
use super::seat::{Barred, Seats, Stance};
use crate::grading::check::{self, GradeError};
use crate::grading::{CaseGradings, Change as Answered, Reply as Given, differences};
use crate::model::{Finding, Grading, Kind, Rubric, ThemeTag};
use crate::store::{
    Actor, CaseRow, GradingKey, GradingRow, Part, PersonRow, Register, Said, SampleRow, State, StoreError,
};

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
    /// Where it is kept, once something was said.
    pub key: Option<GradingKey>,
}

/// Why an answer was not stored. No part of it was.
#[derive(Debug)]
pub(super) enum Unstored {
    /// The case was closed, finished or taken by someone else since it was shown.
    Lost(Failure),
    /// Finishing would seal answers that differ from those shown.
    Differs(Box<Differs>),
    /// The register cannot be written now.
    Unwritten(Failure),
}

/// A grading as it was shown and as it is stored.
#[derive(Debug)]
pub(super) struct Differs {
    /// As it was shown.
    pub seen: Grading,
    /// As it is stored.
    pub stored: Grading,
}

impl From<Failure> for Unstored {
    fn from(failure: Failure) -> Unstored {
        Unstored::Lost(failure)
    }
}

impl From<StoreError> for Unstored {
    fn from(error: StoreError) -> Unstored {
        Unstored::Unwritten(error.into())
    }
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

/// Why somebody may not grade a case, in words.
fn refused(auditor: &PersonRow, case: u32, barred: Barred) -> Failure {
    let failure = Failure::person(format!("{} may not grade case {case}: {}", auditor.person.name, barred.why));
    barred.hints.into_iter().fold(failure, Failure::hint)
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
        let seats = Seats::of(register, sample)?;
        let part = seats.part(case, auditor, stance).map_err(|barred| refused(auditor, number, barred))?;
        let grading = seats.said(number, auditor, part);
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
            key: None,
        })
    }

    /// Stores the answers in one transaction. Finishing is refused unless the stored answers equal `self.grading`, which is what
    /// the person was shown.
    pub(super) fn say(
        &mut self,
        context: &mut Context<'_>,
        register: &mut Register,
        said: &[Said],
    ) -> Result<(), Unstored> {
        let actor = self.actor(context);
        let (sample, number, part) = (self.sample.id, self.case.case.case, self.part);
        let (person, name) = (self.auditor.id, self.sample.name.clone());
        let now = actor.at.clone();
        let spent = self.spent;
        let given = match part {
            Part::First => self.case.auditor,
            Part::Second => self.case.second_auditor,
            _ => Some(person),
        };
        context.lock(register)?;
        let key = register.change(&actor, "grade", |change| {
            let stored = self.still_theirs(change.register())?;
            if said.contains(&Said::Finish) && !differences(&self.grading, &stored).is_empty() {
                return Err(Unstored::Differs(Box::new(Differs { seen: self.grading.clone(), stored })));
            }
            if given.is_none() {
                change.give_case(sample, number, part, person)?;
            }
            let grading = change.start_grading((sample, number, part), person, &now)?;
            for one in said {
                change.say(grading, one, &now)?;
            }
            change.spend(grading, &now, spent)?;
            // How many answers there were is left out: a case that cannot be graded has fewest.
            let mut details = json!({ "sample": name, "case": number, "finished": said.contains(&Said::Finish) });
            if let Some(stance) = self.stance.flag() {
                details["as"] = json!(stance);
            }
            Ok((grading, details))
        })?;
        context.keep(register);
        (self.spent, self.key) = (0, Some(key));
        match part {
            Part::First => self.case.auditor = Some(person),
            Part::Second => self.case.second_auditor = Some(person),
            _ => {}
        }
        Ok(())
    }

    /// Keeps an urgent concern, which waits for nothing.
    pub(super) fn raise(&self, context: &mut Context<'_>, register: &mut Register, text: &str) -> Result<(), Failure> {
        let actor = self.actor(context);
        super::urgent::store(context, register, &actor, (&self.sample, &self.case), text)
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

    /// The grading as it is stored. Refused if the case has been closed, finished or taken by someone else since it was shown.
    fn still_theirs(&self, register: &Register) -> Result<Grading, Failure> {
        let number = self.case.case.case;
        let samples = register.samples()?;
        if let Some(sample) = samples.iter().find(|sample| sample.id == self.sample.id) {
            must_be_open(sample)?;
        }
        let seats = Seats::of(register, &self.sample)?;
        let case = seats.cases().iter().find(|case| case.case.case == number).unwrap_or(&self.case);
        match seats.part(case, &self.auditor, self.stance) {
            Ok(part) if part == self.part => {}
            Err(barred) if self.stance != Stance::Peer => return Err(refused(&self.auditor, number, barred)),
            _ => {
                return Err(Failure::person(format!("another auditor has begun case {number} in the meantime"))
                    .hint("It is theirs now; what you said last was not stored"));
            }
        }
        let stored = seats.said(number, &self.auditor, self.part);
        match stored.finished {
            true => Err(Failure::person(format!("case {number} was finished in another window in the meantime"))),
            false => Ok(stored),
        }
    }

    /// The record's text as drawn.
    pub(super) fn text(&self) -> Option<String> {
        self.case.record.text_of(self.sample.kind, "text")
    }
}

/// Where a record can be found in the council's system: what to look for, a line each.
pub(super) fn whereabouts(kind: Kind, case: &CaseRow) -> Vec<(String, String)> {
    let of_child = |field: &str| case.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
    let field = |name: &str| case.record.text_of(kind, name).or_else(|| of_child(name));
    let lines = [
        ("Record", Some(case.case.record.clone())),
        ("Child", case.case.child.clone()),
        ("Kind", Some(kind.id().to_owned())),
        ("Date", case.record.date.map(crate::calendar::british)),
        ("IRO", field("iro")),
        ("Team", field("team")),
        ("Worker", field("worker")),
    ];
    lines.into_iter().filter_map(|(what, text)| text.map(|text| (what.to_owned(), text))).collect()
}

/// What an answer of the guided session is to the register, given what stood before it.
pub(super) fn said(change: &Answered, before: &Grading) -> Vec<Said> {
    match change {
        Answered::Grade { criterion, grade } => {
            vec![Said::Grade { criterion: criterion.clone(), grade: grade.clone() }]
        }
        Answered::Finding { criterion, bearing, text } => {
            let old = before.findings.iter().filter(|f| *f.criterion == **criterion && f.bearing == *bearing);
            let mut lines: Vec<Said> = old.cloned().map(Said::Unfinding).collect();
            if !text.is_empty() {
                lines.push(Said::Finding(Finding {
                    criterion: criterion.as_str().into(),
                    bearing: *bearing,
                    text: text.as_str().into(),
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
