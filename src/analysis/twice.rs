//! Agreement: what two auditors gave the same case, before any moderation.

use crate::model::{Agreement, Grading, Rubric};
use crate::statistics::Confidence;
use crate::statistics::agreement::agreed;

use super::agreement::{METHOD, estimate};
use super::input::{DrawnCase, Input};

/// How far the first two finished gradings of each case agree on the overall grade; `None` where nothing was graded
/// twice.
pub(super) fn agreement(input: &Input<'_>) -> Option<Agreement> {
    let agreed = agreed(input.cases.iter().filter_map(|case| pair(input.rubric, case)));
    let confidence = Confidence::new(input.confidence).unwrap_or(Confidence::USUAL);
    let share = |name, label, count| estimate((name, label), (count, agreed.cases), confidence, METHOD);
    (agreed.cases > 0).then(|| Agreement {
        cases: agreed.cases,
        exact: share("exact", "The same grade", agreed.exact),
        within_one: share("within-one", "The same or the neighbouring grade", agreed.within_one),
    })
}

/// The places on the scale that two auditors gave, where both have finished and given one.
fn pair(rubric: &Rubric, case: &DrawnCase) -> Option<(usize, usize)> {
    let place = |grading: &Grading| {
        let id = grading.overall.as_deref()?;
        rubric.scale().iter().position(|grade| grade.id == id)
    };
    match case.finished.as_slice() {
        [one, two, ..] => Some((place(one)?, place(two)?)),
        _ => None,
    }
}
