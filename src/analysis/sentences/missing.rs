//! What is missing: cases that are still out, cases that cannot be graded, earlier draws, later changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::model::english::{and_list, counted, first_of, is_or_are, one_or_more, percent};
use crate::model::{EarlierDraw, Estimate, Findings, SeedFrom, Standing, UnusableClass};

use super::{unit, units};
use crate::analysis::input::Input;
use crate::analysis::words::between;

/// PROVISIONAL, how many cases are missing, worst and best case, and which questions wait; `None` when all is settled.
pub(super) fn provisional(findings: &Findings) -> Option<String> {
    let told = match (missing(findings), questions(findings)) {
        (None, None) => return None,
        (Some(missing), None) => missing,
        (Some(missing), Some((differ, left_out))) => format!("{missing} In {differ}. {left_out}."),
        (None, Some((differ, left_out))) => format!("in {differ}. {left_out}; every case has its overall grade."),
    };
    Some(format!("PROVISIONAL: {told}"))
}

/// The most criteria that a sentence names.
const MOST_CRITERIA: usize = 5;

/// On how many questions auditors differ who agree overall, and which results leave these answers out.
fn questions(findings: &Findings) -> Option<(String, String)> {
    let waiting = &findings.basis.waiting_questions;
    if waiting.is_empty() {
        return None;
    }
    let cases: BTreeSet<(&str, u32)> = waiting.iter().map(|one| (one.sample.as_str(), one.case)).collect();
    let open = findings.criteria.iter().filter(|one| one.waiting > 0).map(|one| one.label.clone());
    let open: Vec<String> = open.collect();
    let named = first_of(&open, MOST_CRITERIA);
    let (wait, them) = (one_or_more(waiting.len(), "waits", "wait"), one_or_more(waiting.len(), "it", "them"));
    Some((
        format!(
            "{} two auditors agree overall but differ on {}, which {wait} for moderation",
            counted(cases.len() as u64, "case"),
            counted(waiting.len() as u64, "question"),
        ),
        format!("The results for {named} do not include {them} and can still change"),
    ))
}

/// How many cases are missing, worst and best case.
fn missing(findings: &Findings) -> Option<String> {
    let basis = &findings.basis;
    let missing = basis.missing();
    if missing == 0 {
        return None;
    }
    let parts = [
        (basis.ungraded > 0).then(|| format!("{} not graded", basis.ungraded)),
        (basis.waiting > 0).then(|| format!("{} waiting for a second auditor or for moderation", basis.waiting)),
    ];
    let why = and_list(parts.into_iter().flatten());
    let is = is_or_are(missing);
    let all = counted(basis.drawn, "case");
    let head = format!("{missing} of {all} {is} missing ({why}).");
    Some([Some(head), worst_and_best(findings), run(findings)].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The least and the most that the lowest grade and good or better can come to.
fn worst_and_best(findings: &Findings) -> Option<String> {
    let range = |grade: &Estimate| Some(format!("{} {}", grade.label, between(grade.least?, grade.most?)));
    if findings.basis.graded == 0 {
        return None;
    }
    let (lowest, good) = (findings.grades.first()?, good_or_better(findings)?);
    let unread = match findings.basis.not_obtained {
        0 => String::new(),
        1 => ", and whatever the 1 case that could not be read is like".to_owned(),
        count => format!(", and whatever the {count} cases that could not be read are like"),
    };
    Some(format!("Once all are in{unread}, the sample will have {}, and {}.", range(lowest)?, range(good)?))
}

/// Good or better; good itself where no grade is better, so that a reader finds the words of the scale.
fn good_or_better(findings: &Findings) -> Option<&Estimate> {
    let top = findings.rubric.scale.last()?;
    let joined = findings.grades.last()?;
    let good =
        findings.grades.iter().find(|grade| grade.name == top.id && joined.name == format!("{}-or-better", top.id));
    Some(good.unwrap_or(joined))
}

/// Which cases the intervals are of, where there are any.
fn run(findings: &Findings) -> Option<String> {
    let prefix = findings.prefix.as_ref()?;
    Some(match prefix.grades.first().map_or(0, |grade| grade.of) {
        0 => "No interval can be given yet.".to_owned(),
        cases => format!(
            "Until then, only the {} settled first in the order of the draw can have an interval.",
            counted(cases, "case")
        ),
    })
}

/// The words that the frame was made with, unusable cases, a census, earlier draws of the period, later changes: one sentence each, where there are any.
pub(super) fn notes(input: &Input<'_>, findings: &Findings) -> Vec<String> {
    let fixed = [words(input), census(input, findings), ineligible(input, findings), not_obtained(input, findings)];
    let earlier = input.method.earlier.iter().map(earlier_draw);
    let rest = [typed_seed(input.method.seed_from), changed(input.method.changed_since)];
    let rest = rest.into_iter().chain(per_child(input, findings).into_iter().chain(beside(findings)).map(Some));
    let plan = findings.sequential.iter().map(|progress| progress.sentence.clone());
    let story = plan.chain(input.method.story.iter().cloned());
    story.chain(fixed.into_iter().flatten()).chain(earlier).chain(rest.flatten()).collect()
}

/// The other question that a draw of one record per child answers.
fn per_child(input: &Input<'_>, findings: &Findings) -> Option<String> {
    let grades = &findings.detail.per_child;
    let part = |grade: &Estimate| {
        let ends = grade.low.zip(grade.high).map_or(String::new(), |(low, high)| format!(", {}", between(low, high)));
        Some(format!("{} {}{ends}", grade.label, percent(grade.share?)))
    };
    let (lowest, top) = (part(grades.first()?)?, part(grades.last()?)?);
    Some(format!(
        "The shares above are of {}. With each child counting once, by the one that was read: {lowest}; {top}.",
        input.kind.plural()
    ))
}

/// Periods that no sample covers, and where the trend breaks.
fn beside(findings: &Findings) -> Vec<String> {
    let detail = &findings.detail;
    let uncovered = (!detail.uncovered.is_empty())
        .then(|| format!("No sample covers {}: the figures leave this out.", and_list(&detail.uncovered)));
    let last = findings.trend.last().map(|point| point.period.clone()).unwrap_or_default();
    let told = detail.breaks.iter().filter(|one| one.told && one.period == last && !one.left_out);
    let left_out: Vec<&str> = detail.breaks.iter().filter(|one| one.left_out).map(|one| one.reason.as_str()).collect();
    let left_out = match left_out.len() {
        0..=MOST_LEFT_OUT => left_out.into_iter().map(str::to_owned).collect(),
        count => vec![format!("{count} earlier samples are not compared with this one; Trend says of each why.")],
    };
    uncovered.into_iter().chain(told.map(|one| one.reason.clone())).chain(left_out).collect()
}

/// The most samples left out of the trend that are told one by one.
const MOST_LEFT_OUT: usize = 2;

fn words(input: &Input<'_>) -> Option<String> {
    let words = input.method.words.as_ref()?;
    Some(format!("This sample speaks only for {} in which these words occur: {words}.", input.kind.plural()))
}

fn typed_seed(from: SeedFrom) -> Option<String> {
    (from == SeedFrom::Typed)
        .then(|| "The seed was typed by hand and not taken from the computer's own chance.".to_owned())
}

fn census(input: &Input<'_>, findings: &Findings) -> Option<String> {
    let (graded, frame) = (findings.basis.graded, findings.basis.frame);
    (graded > 0 && graded == frame).then(|| match graded {
        1 => format!("The only {} was graded: shares are counts and not estimates.", units(input).0),
        _ => format!("All {} were graded: shares are counts and not estimates.", unit(input, graded)),
    })
}

fn ineligible(input: &Input<'_>, findings: &Findings) -> Option<String> {
    let count = findings.basis.ineligible;
    let reasons = reasons(input, UnusableClass::Ineligible);
    (count > 0).then(|| {
        let drawn = counted(count, "drawn case");
        let is = is_or_are(count);
        format!("{drawn} {is} not of the population ({reasons}); shares are of the others.")
    })
}

fn not_obtained(input: &Input<'_>, findings: &Findings) -> Option<String> {
    let count = findings.basis.not_obtained;
    let reasons = reasons(input, UnusableClass::NotObtained);
    (count > 0).then(|| {
        let drawn = counted(count, "drawn case");
        let lowest = findings.grades.first();
        let range = lowest.and_then(|grade| Some(format!("{} {}", grade.label, between(grade.least?, grade.most?))));
        match range {
            Some(range) if !findings.basis.provisional => format!(
                "{drawn} could not be read ({reasons}): with {} the sample would have {range}.",
                one_or_more(count, "it", "them")
            ),
            _ => format!("{drawn} could not be read ({reasons})."),
        }
    })
}

/// `2 duplicate, 1 not in care`, by the reasons' ids in order.
fn reasons(input: &Input<'_>, class: UnusableClass) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for case in input.cases {
        if let Standing::Unusable(reason) = &case.standing
            && reason.class == class
        {
            *counts.entry(reason.id).or_default() += 1;
        }
    }
    counts.iter().map(|(id, count)| format!("{count} {}", id.replace('-', " "))).collect::<Vec<_>>().join(", ")
}

fn earlier_draw(earlier: &EarlierDraw) -> String {
    let reason = earlier.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
    format!(
        "There was an earlier draw for the same time: {}, for {}, {}{reason}, {}.",
        earlier.sample,
        Period::parse(&earlier.period).map_or(earlier.period.clone(), |period| period.label().to_owned()),
        earlier.state,
        match (earlier.graded, earlier.begun) {
            (Some(0) | None, 0) => "before any case was graded".to_owned(),
            (Some(0) | None, _) => "after grading had begun".to_owned(),
            (Some(graded), _) => format!("{} graded", counted(graded, "case")),
        }
    )
}

fn changed(records: u64) -> Option<String> {
    (records > 0).then(|| {
        let were = one_or_more(records, "was", "were");
        format!(
            "{} {were} changed or removed in the council's system after the draw and {were} graded as drawn.",
            counted(records, "record")
        )
    })
}
