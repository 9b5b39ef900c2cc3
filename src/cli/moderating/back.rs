//! What each auditor is given back of moderation: where the agreed grading of their cases differs from theirs, and why.

use super::bench::Bench;
use super::side::rows;
use crate::model::{AuditorCase, AuditorDifference, AuditorFeedback, Grading, Rubric};
use crate::store::{CaseRow, GradingRow};

/// The feedback of every auditor who finished a case that was moderated, by name. Cases that nobody has moderated are not in it.
pub(in crate::cli) fn for_auditors(bench: &Bench, rubric: &Rubric, title: &str) -> Vec<AuditorFeedback> {
    let mut all: Vec<AuditorFeedback> = Vec::new();
    for case in &bench.cases {
        let Some(settled) = bench.settled(case.case.case) else { continue };
        for own in bench.own(case.case.case) {
            let name = &own.grading.auditor;
            if !all.iter().any(|one| one.auditor == *name) {
                all.push(AuditorFeedback {
                    auditor: name.clone(),
                    title: title.to_owned(),
                    sample: bench.sample.name.clone(),
                    drawn_on: crate::cli::gather::day(&bench.sample.drawn_at)
                        .unwrap_or_else(|| bench.sample.period.last()),
                    unchanged: 0,
                    cases: Vec::new(),
                });
            }
            let Some(one) = all.iter_mut().find(|one| one.auditor == *name) else { continue };
            match differences(rubric, own, &settled.grading) {
                differences if differences.is_empty() => one.unchanged += 1,
                differences => one.cases.push(of_case(case, &settled.grading, differences)),
            }
        }
    }
    all.sort_by(|one, other| one.auditor.cmp(&other.auditor));
    all
}

fn of_case(case: &CaseRow, settled: &Grading, differences: Vec<AuditorDifference>) -> AuditorCase {
    AuditorCase {
        record: case.case.record.clone(),
        child: case.case.child.clone(),
        date: case.record.date,
        reason: settled.overall_reason.clone().unwrap_or_default(),
        differences,
    }
}

/// The questions on which an auditor and the moderation differ, the overall grade first.
fn differences(rubric: &Rubric, own: &GradingRow, settled: &Grading) -> Vec<AuditorDifference> {
    let mut rows = rows(rubric, &[&own.grading, settled], 2);
    rows.rotate_right(1);
    let differ = rows.into_iter().filter(|row| row.differs).enumerate();
    let one = |(_, row): (usize, super::side::Row)| {
        let [theirs, agreed] = <[_; 2]>::try_from(row.answers).ok()?;
        let words = |answer: &str| if answer == "-" { "not agreed, left out".to_owned() } else { answer.to_owned() };
        let counts = if row.label == "Overall" { Vec::new() } else { agreed.words };
        Some(AuditorDifference {
            question: row.label,
            theirs: theirs.answer,
            agreed: words(&agreed.answer),
            words: counts,
        })
    };
    differ.filter_map(one).collect()
}
