//! Moderation: who may settle a case, both gradings side by side, and the way to an agreed grade.

mod back;
mod bench;
mod guided;
mod questions;
mod side;
mod table;

pub(super) use back::for_auditors;
pub(super) use bench::Bench;
pub(super) use guided::{Sitting, moderate};
pub(super) use side::{as_json, as_table};

use crate::model::Grading;
use crate::store::Said;

/// What has to be said for one grading to become another, the finish left out.
pub(super) fn lines(before: &Grading, after: &Grading) -> Vec<Said> {
    let mut said = Vec::new();
    let given = |grading: &Grading, criterion: &str| grading.answers.get(criterion).and_then(|one| one.grade.clone());
    let mut criteria: Vec<&String> = before.answers.keys().chain(after.answers.keys()).collect();
    criteria.sort();
    criteria.dedup();
    for criterion in criteria {
        match (given(before, criterion), given(after, criterion)) {
            (old, Some(grade)) if old.as_ref() != Some(&grade) => {
                said.push(Said::Grade { criterion: criterion.clone(), grade });
            }
            (Some(_), None) => said.push(Said::Ungrade { criterion: criterion.clone() }),
            _ => {}
        }
    }
    let new = after.explained.iter().filter(|criterion| !before.explained.contains(*criterion));
    said.extend(new.map(|criterion| Said::Explained { criterion: criterion.clone() }));
    let gone = before.findings.iter().filter(|finding| !after.findings.contains(finding));
    said.extend(gone.cloned().map(Said::Unfinding));
    let come = after.findings.iter().filter(|finding| !before.findings.contains(finding));
    said.extend(come.cloned().map(Said::Finding));
    said.extend(before.themes.difference(&after.themes).cloned().map(Said::Untheme));
    said.extend(after.themes.difference(&before.themes).cloned().map(Said::Theme));
    let reason = after.overall_reason.clone();
    let reasoned = before.overall_reason != after.overall_reason;
    match (&after.unusable, &after.overall) {
        (Some(_), _) if before.unusable != after.unusable || reasoned => {
            said.push(Said::Unusable { reason: after.unusable.clone(), why: reason });
        }
        (Some(_), _) => {}
        (None, overall) => {
            if before.unusable.is_some() {
                said.push(Said::Unusable { reason: None, why: None });
            }
            if let Some(grade) = overall.clone().filter(|_| before.overall != after.overall || reasoned) {
                said.push(Said::Overall { grade, reason });
            }
        }
    }
    said
}
