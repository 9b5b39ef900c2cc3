//! Agreement: what two auditors gave the same case, before any moderation.

use crate::model::{Agreement, Estimate, Grading, Rubric};
use crate::statistics::Confidence;
use crate::statistics::agreement::agreed;
use crate::statistics::binomial::{Trials, clopper_pearson};

use super::input::{DrawnCase, Input};

const METHOD: &str = "exact interval for independent trials (Clopper-Pearson), of the cases graded twice";

/// How far the first two finished gradings of each case agree on the overall grade; `None` where nothing was graded
/// twice.
pub(super) fn agreement(input: &Input<'_>) -> Option<Agreement> {
    let agreed = agreed(input.cases.iter().filter_map(|case| pair(input.rubric, case)));
    let estimate = |name: &str, label: &str, count: u64| {
        let trials = Trials::of_counts(count, agreed.cases);
        let ends = Confidence::new(input.confidence).and_then(|level| clopper_pearson(trials, level)).ok();
        Estimate {
            name: name.to_owned(),
            label: label.to_owned(),
            count,
            of: agreed.cases,
            share: trials.share(),
            low: ends.map(|ends| ends.low),
            high: ends.map(|ends| ends.high),
            upper_count: None,
            confidence: input.confidence,
            method: METHOD.to_owned(),
            least: None,
            most: None,
        }
    };
    (agreed.cases > 0).then(|| Agreement {
        cases: agreed.cases,
        exact: estimate("exact", "The same grade", agreed.exact),
        within_one: estimate("within-one", "The same or the neighbouring grade", agreed.within_one),
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
