//! Grading that may stop early: the one order in which its cases are graded, and how far it has come.

use super::failure::Failure;
use super::marking::gradings_of;
use super::typed;
use crate::analysis::{self, SequentialSample};
use crate::grading::standing;
use crate::intake::rubric_file;
use crate::model::{Design, Progress, Promise, SequentialState, Standing, Stratum};
use crate::store::{CaseRow, GradingRow, Part, Register, SampleRow};

/// The risk where nobody says another.
const USUAL_RISK: &str = "5%";

/// Reads what a draw is to promise.
pub(super) fn promise(rate: Option<&str>, risk: Option<&str>) -> Result<Option<Promise>, Failure> {
    let Some(rate) = rate else { return Ok(None) };
    let part = |flag: &str, text: &str| {
        let portion = typed::portion(flag, text)?;
        match portion.is_part() {
            true => Ok(portion.share()),
            false => Err(Failure::person(format!("{flag}: '{text}' must lie between 0% and 100%, both left out"))),
        }
    };
    Ok(Some(Promise { rate: part("--sequential", rate)?, risk: part("--risk", risk.unwrap_or(USUAL_RISK))? }))
}

/// Refuses a sample too small for its promise: even if nothing were found, it could never be kept.
pub(super) fn must_be_reachable(design: &Design, strata: &[Stratum]) -> Result<(), Failure> {
    let frame: u64 = strata.iter().map(|stratum| stratum.frame).sum();
    let test = design.sequential.and_then(|promise| analysis::sequential_test(promise, frame));
    match test.and_then(|test| test.cases_needed(0)) {
        Some(needed) if needed > design.size => Err(Failure::person(format!(
            "{} cases cannot keep what the sequential plan promises: even if none of them has the lowest grade, {needed} are needed",
            design.size
        ))
        .hint(format!("Draw more than {needed}, so that some may be found: --size; or give another rate or risk"))),
        _ => Ok(()),
    }
}

/// Refuses what would change which cases a sequential plan goes through.
pub(super) fn must_not_be(sample: &SampleRow, what: &str) -> Result<(), Failure> {
    match sample.design.sequential {
        None => Ok(()),
        Some(_) => Err(Failure::person(format!(
            "the sample {} was drawn by a sequential plan, whose cases are settled at the draw and graded once each, in their order: {what}",
            sample.name
        ))
        .hint("A case that cannot be graded counts as if it had the lowest grade, and the next in order follows: grade S CASE --unusable REASON")),
    }
}

/// The drawn cases in ticket order.
fn in_order(cases: &[CaseRow]) -> Vec<&CaseRow> {
    let mut drawn: Vec<&CaseRow> = cases.iter().filter(|row| !row.by_hand()).collect();
    drawn.sort_by_key(|row| row.case.case);
    drawn
}

fn is_settled(row: &CaseRow, gradings: &[GradingRow]) -> bool {
    standing(&gradings_of(gradings, row)).is_settled()
}

/// Of a sequential plan: the case that is graded next; `None` where none is, or the sample has no such plan.
pub(super) fn next<'c>(sample: &SampleRow, cases: &'c [CaseRow], gradings: &[GradingRow]) -> Option<&'c CaseRow> {
    sample.design.sequential?;
    in_order(cases).into_iter().find(|row| !is_settled(row, gradings))
}

/// Why a case of a sequential plan is not graded now: an earlier one is still out.
pub(super) fn out_of_order(
    sample: &SampleRow,
    case: &CaseRow,
    (cases, gradings): (&[CaseRow], &[GradingRow]),
) -> Option<String> {
    let next = next(sample, cases, gradings)?.case.case;
    (!case.by_hand() && case.case.case > next).then(|| comes_first(&sample.name, next))
}

/// What is said of a case whose turn it is not.
pub(super) fn comes_first(sample: &str, next: u32) -> String {
    format!("the cases of {sample} are graded in the order of the draw, and case {next} comes first")
}

/// How far the sequential plan of a sample has come; `None` where it has none.
pub(super) fn progress(register: &Register, sample: &SampleRow) -> Result<Option<Progress>, Failure> {
    let Some(promise) = sample.design.sequential else { return Ok(None) };
    let (cases, gradings) = (register.cases(sample.id)?, register.gradings(sample.id)?);
    let rubric = rubric_file::parse(&register.rubric_source(&sample.rubric)?)?;
    let breaches = breaches(register, sample)?;
    let standings: Vec<Standing> =
        in_order(&cases).into_iter().map(|row| standing(&gradings_of(&gradings, row))).collect();
    let plan = SequentialSample { promise, kind: sample.kind, frame: sample.frame, rubric: &rubric, breaches };
    Ok(analysis::sequential(&plan, &standings))
}

/// Whether grading may stop.
pub(super) fn may_stop(register: &Register, sample: &SampleRow) -> Result<bool, Failure> {
    Ok(progress(register, sample)?.is_some_and(|progress| progress.state == SequentialState::Reached))
}

/// What ends the guarantee of a sequential plan: grades that were changed once they had been given.
pub(super) fn breaches(register: &Register, sample: &SampleRow) -> Result<Vec<String>, Failure> {
    if sample.design.sequential.is_none() {
        return Ok(Vec::new());
    }
    let cases = register.cases(sample.id)?;
    let drawn = |number: u32| in_order(&cases).iter().any(|row| row.case.case == number);
    let mut reopened = register.reopened_cases(sample.id)?;
    reopened.retain(|number| drawn(*number));
    let mut moderated: Vec<u32> = register
        .gradings(sample.id)?
        .iter()
        .filter(|row| row.part == Part::Moderation && row.grading.finished && drawn(row.case))
        .map(|row| row.case)
        .collect();
    moderated.sort_unstable();
    let told = |numbers: &[u32], what: &str| {
        let list: Vec<String> = numbers.iter().map(u32::to_string).collect();
        match numbers.len() {
            0 => None,
            1 => Some(format!("case {} was {what} after it had been graded", list.join(", "))),
            _ => Some(format!("cases {} were {what} after they had been graded", list.join(", "))),
        }
    };
    Ok([told(&reopened, "opened again"), told(&moderated, "moderated")].into_iter().flatten().collect())
}

/// What is told when a grade that was given is changed.
pub(super) const ENDS: &str =
    "This ends the guarantee of the sample's sequential plan, and everything that is made of it says so.";
