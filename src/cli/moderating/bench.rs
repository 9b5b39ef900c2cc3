//! Who may settle which case of a sample.

use std::collections::BTreeSet;

use crate::cli::failure::Failure;
use crate::cli::marking::{gradings_of, must_be_open};
use crate::cli::own_work::bar;
use crate::cli::sight::leads;
use crate::cli::staff::Staff;
use crate::grading::{Awaits, awaits_moderation, waiting_questions};
use crate::store::{CaseRow, GradingRow, Part, PersonRow, Register, SampleRow};

/// A sample as a moderator has it before them.
pub(in crate::cli) struct Bench {
    /// The sample.
    pub sample: SampleRow,
    /// Its cases.
    pub cases: Vec<CaseRow>,
    gradings: Vec<GradingRow>,
    moderations: Vec<GradingRow>,
    staff: Staff,
}

impl Bench {
    /// Reads it from the register.
    pub(in crate::cli) fn of(register: &Register, sample: &SampleRow) -> Result<Bench, Failure> {
        let newest = register.samples()?.into_iter().find(|row| row.id == sample.id);
        Ok(Bench {
            sample: newest.unwrap_or_else(|| sample.clone()),
            cases: register.cases(sample.id)?,
            gradings: register.gradings(sample.id)?,
            moderations: register.moderations(sample.id)?,
            staff: Staff::new(&register.people()?),
        })
    }

    /// The finished gradings of a case by its auditors.
    pub(in crate::cli) fn own(&self, case: u32) -> Vec<&GradingRow> {
        let of_case = self.gradings.iter().filter(|row| row.case == case && row.grading.finished);
        of_case.filter(|row| row.part != Part::Moderation).collect()
    }

    /// The moderation of a case that counts.
    pub(in crate::cli) fn settled(&self, case: u32) -> Option<&GradingRow> {
        self.gradings.iter().find(|row| row.case == case && row.part == Part::Moderation)
    }

    /// How often a case has been moderated.
    pub(in crate::cli) fn times(&self, case: u32) -> usize {
        self.moderations.iter().filter(|row| row.case == case && row.once_finished).count()
    }

    /// A moderation that somebody has begun and not ended.
    pub(super) fn draft(&self, case: u32, moderator: &PersonRow) -> Option<&GradingRow> {
        let mine = |row: &&GradingRow| row.case == case && row.person == moderator.id && !row.once_finished;
        self.moderations.iter().rfind(mine)
    }

    /// Whether two auditors differ on a case, overall or on a question, and nobody has settled it.
    pub(in crate::cli) fn waits(&self, row: &CaseRow) -> bool {
        self.awaits(row).is_some()
    }

    /// What of a case waits for moderation.
    pub(in crate::cli) fn awaits(&self, row: &CaseRow) -> Option<Awaits> {
        awaits_moderation(&gradings_of(&self.gradings, row))
    }

    /// The questions of a case that counts on which two auditors differ, by id.
    pub(in crate::cli) fn waiting_questions(&self, row: &CaseRow) -> BTreeSet<String> {
        waiting_questions(&gradings_of(&self.gradings, row))
    }

    /// Whether all who grade a case have finished it, so that its gradings may be seen.
    pub(in crate::cli) fn is_graded(&self, row: &CaseRow) -> bool {
        self.own(row.case.case).len() >= if row.twice { 2 } else { 1 }
    }

    /// The finished gradings of a case, or why somebody may not moderate it.
    pub(in crate::cli) fn may(&self, row: &CaseRow, moderator: &PersonRow) -> Result<Vec<&GradingRow>, Failure> {
        must_be_open(&self.sample)?;
        let (name, case) = (&self.sample.name, row.case.case);
        let own = self.own(case);
        blind(moderator, row, &own)?;
        // Who does not lead is told the same of a case that is graded once, graded twice by one so far, or not graded.
        if !leads(moderator) && own.len() < 2 {
            return Err(Failure::person(format!("case {case} of {name} does not wait for moderation"))
                .hint(format!("Those that do: dipsample moderate {name}"))
                .hint("The grade of a case that one person graded is changed by a principal or manager"));
        }
        if row.twice && own.len() == 1 {
            return Err(Failure::person(format!(
                "case {case} of {name} is graded twice, and only one auditor has finished"
            ))
            .hint("Moderate it once both have: dipsample status"));
        }
        if own.is_empty() {
            return Err(Failure::person(format!(
                "nobody has finished case {case} of {name} yet, so there is nothing to moderate"
            )));
        }
        if let Some(done) = self.settled(case).filter(|done| !leads(moderator) && done.person != moderator.id) {
            return Err(Failure::person(format!(
                "case {case} of {name} has been moderated already, by {}",
                done.grading.auditor
            ))
            .hint(
                "Whoever moderated it, a principal or a manager can moderate it again; the earlier moderation is kept",
            ));
        }
        match bar(&self.staff, moderator, self.sample.kind, row) {
            Some(bar) => {
                let (name, why) = (&moderator.person.name, bar.why(&moderator.person));
                let failure = Failure::person(format!("{name} may not moderate case {case}: {why}"));
                Err(bar.hints(&moderator.person).into_iter().fold(failure, Failure::hint))
            }
            None => Ok(own),
        }
    }
}

/// Refuses an auditor of the case in the same words whatever has been finished, since nobody is told which of their cases are
/// graded twice; only a principal or manager settles one that they graded with another.
fn blind(moderator: &PersonRow, row: &CaseRow, own: &[&GradingRow]) -> Result<(), Failure> {
    if ![row.auditor, row.second_auditor].contains(&Some(moderator.id)) {
        return Ok(());
    }
    let (name, case) = (&moderator.person.name, row.case.case);
    let settles = leads(moderator) && own.len() > 1 && own.iter().any(|grading| grading.person == moderator.id);
    match settles {
        true => Ok(()),
        false => Err(Failure::person(format!("{name} may not moderate case {case}: nobody moderates what they grade"))
            .hint("A principal does, or somebody who neither graded it nor did the work")),
    }
}
