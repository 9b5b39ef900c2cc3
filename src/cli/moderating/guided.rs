//! A moderation in the terminal, or line by line: the cases that wait, one after the other.

use super::bench::Bench;
use super::table::{End, Table};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::screen::Screen;
use crate::model::english::counted;
use crate::store::{CaseRow, PersonRow, Register, SampleRow};

/// Who sits down to moderate what.
pub(in crate::cli) struct Sitting {
    /// The sample.
    pub sample: SampleRow,
    /// One case, where it was named.
    pub case: Option<CaseRow>,
    /// Who moderates.
    pub moderator: PersonRow,
    /// Line by line.
    pub plain: bool,
}

/// Leads a moderator through one case, or through all that wait and that they may settle.
pub(in crate::cli) fn moderate(
    context: &mut Context<'_>,
    register: &mut Register,
    sitting: &Sitting,
) -> Result<(), Failure> {
    let bench = Bench::of(register, &sitting.sample)?;
    crate::cli::marking::must_be_open(&bench.sample)?;
    let mut cases: Vec<CaseRow> = match &sitting.case {
        Some(case) => bench.may(case, &sitting.moderator).map(|_| vec![case.clone()])?,
        None => bench.cases.iter().filter(|row| bench.waits(row)).cloned().collect(),
    };
    let waiting = cases.len();
    cases.retain(|row| bench.may(row, &sitting.moderator).is_ok());
    if cases.is_empty() {
        return Err(nothing(&sitting.moderator, &sitting.sample, waiting));
    }
    let mut screen = Screen::open(context.desk, sitting.plain);
    let mut done = 0;
    let led = through(context, register, sitting, (&mut screen, &cases, &mut done));
    screen.close(context.desk);
    let name = &sitting.sample.name;
    match led? {
        End::Lost(failure) => return Err(failure),
        End::Stopped(stop) => {
            let words = stop.told("What you decided is kept", &format!("dipsample moderate {name}"))?;
            context.desk.tell(&words);
        }
        _ => {
            let words = match (done, cases.len() - done) {
                (done, 0) => format!("{} of {name} settled.\n", counted(done, "case")),
                (done, left) => format!("{} of {name} settled, {left} left for later.\n", counted(done, "case")),
            };
            context.desk.say(&words);
        }
    }
    Ok(())
}

fn nothing(moderator: &PersonRow, sample: &SampleRow, waiting: usize) -> Failure {
    match waiting {
        0 => Failure::person(format!("in {} no case waits to be moderated", sample.name))
            .hint(format!("To moderate one all the same, name it: dipsample moderate {} CASE", sample.name)),
        _ => Failure::person(format!(
            "{} may settle none of the cases of {} on which two auditors differ",
            moderator.person.name, sample.name
        ))
        .hint("A principal or manager does, or somebody who neither graded them nor did the work"),
    }
}

fn through(
    context: &mut Context<'_>,
    register: &mut Register,
    sitting: &Sitting,
    progress: (&mut Screen, &[CaseRow], &mut usize),
) -> Result<End, Failure> {
    let (screen, cases, done) = progress;
    let rubric = context.rubric_of(register, &sitting.sample)?;
    let mut place = 0;
    while let Some(case) = cases.get(place) {
        let bench = Bench::of(register, &sitting.sample)?;
        let ended = match Table::lay((&bench, &rubric), case, &sitting.moderator) {
            Ok(mut table) => {
                (table.left, table.may_skip) = (cases.len() - place, sitting.case.is_none());
                table.lead(context, register, screen)?
            }
            Err(failure) => End::Lost(failure),
        };
        match ended {
            End::Finished => *done += 1,
            End::Later => {}
            End::Lost(failure) if sitting.case.is_none() => screen.tell(context.desk, &failure.message),
            End::Changed(words) => {
                screen.tell(context.desk, &words);
                continue;
            }
            ended => return Ok(ended),
        }
        place += 1;
    }
    Ok(End::Finished)
}
