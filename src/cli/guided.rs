//! Guided grading: an auditor is led through the cases of a sample that wait for them, each answer stored in the register before
//! the next question is asked.

use super::context::Context;
use super::failure::Failure;
use super::identifying;
use super::leading::{End, Work, lead};
use super::marking::{Task, Unstored};
use super::screen::{Question, Screen, Sheet};
use super::seat::{Stance, to_grade};
use super::telling::{sheet, took};
use super::urgent::told;
use crate::grading::Reply as Given;
use crate::grading::check::GradeError;
use crate::model::{Grading, Rubric};
use crate::store::{CaseRow, PersonRow, Register, Said, SampleRow};

/// Who sits down to grade what.
pub(super) struct Visit {
    /// The sample.
    pub sample: SampleRow,
    /// One case, where it was named.
    pub case: Option<CaseRow>,
    /// Who grades.
    pub auditor: PersonRow,
    /// As what.
    pub stance: Stance,
    /// Line by line.
    pub plain: bool,
}

/// Leads an auditor through one case, or through all that wait for them.
pub(super) fn grade(context: &mut Context<'_>, register: &mut Register, visit: &Visit) -> Result<(), Failure> {
    super::marking::must_be_open(&visit.sample)?;
    if context.global.json {
        return Err(Failure::usage(
            "guided grading asks questions; with --json give the answers as flags (--set, --finish)",
        ));
    }
    let first = next_case(register, visit)?;
    let mut screen = Screen::open(context.desk, visit.plain);
    let mut done = 0;
    let led = through(context, register, visit, (&mut screen, &mut done, first));
    screen.close(context.desk);
    let name = &visit.sample.name;
    match led? {
        End::Stopped(stop) => {
            let words = stop.told("All your answers are kept", &visit.stance.command(name))?;
            context.desk.tell(&words);
        }
        _ => {
            let what = match (visit.case.is_some(), done) {
                (true, _) => "That case is finished in",
                (_, 0) => "Nothing waits for you in",
                _ => "You have finished all your cases of",
            };
            let next = match to_grade(register, &visit.sample, (&visit.auditor, visit.stance))?.is_empty() {
                true => format!("dipsample findings {name}"),
                false => visit.stance.command(name),
            };
            context.desk.say(&format!("{what} {name}.\nNext: {next}\n"));
        }
    }
    Ok(())
}

fn next_case(register: &Register, visit: &Visit) -> Result<Option<CaseRow>, Failure> {
    match &visit.case {
        Some(case) => Ok(Some(case.clone())),
        None => Ok(to_grade(register, &visit.sample, (&visit.auditor, visit.stance))?.into_iter().next()),
    }
}

fn through(
    context: &mut Context<'_>,
    register: &mut Register,
    visit: &Visit,
    progress: (&mut Screen, &mut u32, Option<CaseRow>),
) -> Result<End, Failure> {
    let (screen, done, mut next) = progress;
    while let Some(case) = next.take() {
        let task = Task::new(context, register, (&visit.sample, &case), &visit.auditor, visit.stance)?;
        match lead(context, &mut Drawn { task, register }, screen)? {
            End::Stopped(stop) => return Ok(End::Stopped(stop)),
            End::Lost(failure) if visit.case.is_some() => return Err(failure),
            End::Lost(failure) => screen.tell(context.desk, &failure.message),
            End::Finished => {
                *done += 1;
                if visit.case.is_some() {
                    break;
                }
            }
        }
        next = next_case(register, visit)?;
    }
    Ok(End::Finished)
}

/// A case of a sample, kept in the register.
struct Drawn<'r> {
    task: Task,
    register: &'r mut Register,
}

impl Work for Drawn<'_> {
    fn rubric(&self) -> &Rubric {
        &self.task.rubric
    }

    fn grading(&self) -> &Grading {
        &self.task.grading
    }

    fn name(&self) -> String {
        format!("Case {}", self.task.case.case.case)
    }

    fn verb(&self) -> &'static str {
        "Kept"
    }

    fn has_text(&self) -> bool {
        self.task.text().is_some()
    }

    fn sheet(&self) -> Result<Sheet, Failure> {
        let waiting = to_grade(self.register, &self.task.sample, (&self.task.auditor, self.task.stance))?.len();
        Ok(sheet(&self.task, waiting))
    }

    fn names_nobody(&self, given: &Given) -> Result<(), GradeError> {
        self.task.names_nobody(given)
    }

    fn spend(&mut self, seconds: i64) {
        self.task.spent += seconds;
    }

    fn keep(&mut self, context: &mut Context<'_>, said: &[Said], after: Grading) -> Result<String, Unstored> {
        if !said.is_empty() {
            self.task.say(context, self.register, said)?;
        }
        self.task.grading = after;
        if !said.contains(&Said::Finish) {
            let names = identifying::Names::of(self.register)?.of_case(self.task.sample.kind, &self.task.case);
            let found = identifying::in_said(said, &names);
            return Ok(identifying::aside(&found, "Press b"));
        }
        // It is finished: how long it took is only told where it can be read.
        let spent = self.task.key.and_then(|key| self.register.seconds_spent(key).ok()).unwrap_or(0);
        Ok(format!("{}{}", self.task.stance.counts(), took(spent)))
    }

    fn replace_shown(&mut self, stored: Grading) {
        self.task.grading = stored;
    }

    fn raise(&mut self, context: &mut Context<'_>, text: &str) -> Result<(), Failure> {
        self.task.raise(context, self.register, text)
    }

    fn told(&self) -> Question<'static> {
        told(&self.task.sample.name, self.task.case.case.case)
    }
}
