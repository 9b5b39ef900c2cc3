//! The gradings of a sample, case by case.

use std::collections::BTreeMap;

use crate::model::Grading;
use crate::store::GradingRow;

/// The gradings of each case.
pub(super) fn by_case(gradings: Vec<GradingRow>) -> BTreeMap<u32, Vec<GradingRow>> {
    let mut cases: BTreeMap<u32, Vec<GradingRow>> = BTreeMap::new();
    for grading in gradings {
        cases.entry(grading.case).or_default().push(grading);
    }
    cases
}

/// A grading's grades without what was written: agreement is of grades.
pub(super) fn bare(row: &GradingRow) -> Grading {
    let Grading { auditor, answers, overall, unusable, finished, .. } = &row.grading;
    Grading {
        auditor: auditor.clone(),
        answers: answers.clone(),
        overall: overall.clone(),
        unusable: unusable.clone(),
        finished: *finished,
        ..Grading::default()
    }
}
