//! The question that a sample was drawn for, and the answer in two sentences: how many are good, with the interval, and what changed.

use crate::analysis::input::Input;
use crate::analysis::words::{between, share_in_words};
use crate::model::english::{counted, is_or_are, one_or_more};
use crate::model::{Basis, Estimate, Findings, Kind};

use super::change::{by, sure};
use super::{that_fit, unit, units};

/// The plan's question, else how good the work was.
pub(super) fn question(input: &Input<'_>, basis: &Basis) -> String {
    if let Some(question) = &input.method.question {
        return question.clone();
    }
    let period = input.period.label();
    let fitting = if basis.frame < basis.population { format!(" {}", that_fit(input, false)) } else { String::new() };
    match input.kind {
        Kind::Child => format!("How good was the work for the children in care{fitting}, {period}?"),
        kind => format!("How good were the {} of {period}{fitting}?", kind.plural()),
    }
}

/// Two sentences; the first alone where there is nothing to compare because nothing counts yet.
pub(super) fn answer(input: &Input<'_>, findings: &Findings) -> String {
    let basis = &findings.basis;
    let missing = basis.ungraded + basis.waiting;
    match (basis.drawn, basis.graded, missing) {
        (0, ..) => "There is no answer: nothing was drawn.".to_owned(),
        (_, 0, 0) => "There is no answer: no case could be graded.".to_owned(),
        (_, 0, _) => "There is no answer yet: no case is graded and settled.".to_owned(),
        (drawn, graded, 1..) => format!(
            "There is no answer yet: {missing} of {} {} missing. Of the {graded} that count, {}.",
            counted(drawn, "case"),
            is_or_are(missing),
            split(findings)
        ),
        _ => format!("{} {}", now(input, findings), since(input, findings)),
    }
}

/// The grade that is aimed at, in words with its estimate: good or better where the scale goes further than good.
fn top(findings: &Findings) -> Option<(&str, &Estimate)> {
    let scale = &findings.rubric.scale;
    let joined = scale.iter().position(|grade| grade.id == "good").is_some_and(|place| place + 1 < scale.len());
    let estimate = findings.grades.last()?;
    let label = if joined { estimate.label.as_str() } else { scale.last()?.label.as_str() };
    Some((label, estimate))
}

/// `28 are Good and 9 Inadequate`.
fn split(findings: &Findings) -> String {
    let Some(((label, top), lowest)) = top(findings).zip(findings.grades.first()) else { return String::new() };
    format!("{} {} {label} and {} {}", top.count, is_or_are(top.count), lowest.count, lowest.label)
}

fn now(input: &Input<'_>, findings: &Findings) -> String {
    let basis = &findings.basis;
    let (graded, all) = (basis.graded, unit(input, basis.frame));
    let Some(((label, top), lowest)) = top(findings).zip(findings.grades.first()) else { return String::new() };
    if findings.sequential.is_some() {
        return format!("Of the {graded} graded, {}; what the plan may say of all stands below.", split(findings));
    }
    match (top.low, top.high) {
        (Some(low), Some(high)) if low == high && graded == 1 && basis.frame == 1 => {
            let grade = findings.grades.iter().find(|grade| grade.count == 1 && grade.name != top.name).unwrap_or(top);
            format!("The only {} was graded: it is {}.", units(input).0, grade.label)
        }
        (Some(low), Some(high)) if low == high && graded == basis.frame => format!(
            "All {all} {} graded: {} {} {label} ({}) and {} {} ({}).",
            one_or_more(graded, "was", "were"),
            top.count,
            is_or_are(top.count),
            share_in_words(top),
            lowest.count,
            lowest.label,
            share_in_words(lowest)
        ),
        (Some(low), Some(high)) => {
            let most = lowest.upper_count.filter(|most| *most < basis.frame && !input.extended_after_looking);
            let most = most.map(|most| match most {
                0 => format!(", and none {} ({} sure)", lowest.label, sure(lowest)),
                most => format!(", and no more than {most} {} ({} sure)", lowest.label, sure(lowest)),
            });
            format!(
                "If all {all} were graded, {} would be {label} ({} of the {graded} graded {}){}.",
                between(low, high),
                top.count,
                is_or_are(top.count),
                most.unwrap_or_default()
            )
        }
        _ => format!("Of the {graded} graded, {}; no interval can be given.", split(findings)),
    }
}

/// What changed since the latest settled period before, where the numbers show that anything did.
fn since(input: &Input<'_>, findings: &Findings) -> String {
    if !input.parts.is_empty() {
        return "The periods stand side by side on Trend.".to_owned();
    }
    let changes = findings.trend.last().map_or(&[][..], |point| point.changes.as_slice());
    let shown = |change: &&crate::model::Change| findings.rubric.scale.iter().any(|grade| grade.id == change.name);
    let Some(first) = changes.first() else { return "There is no earlier period to compare it with.".to_owned() };
    let then = findings.trend.iter().find(|point| point.period == first.since);
    let then = then.map_or(first.since.as_str(), |point| point.label.as_str());
    let changed: Vec<String> = changes
        .iter()
        .filter(shown)
        .filter(|change| change.shows_change)
        .map(|change| {
            let label = findings.grades.iter().find(|grade| grade.name == change.name).map_or("", |grade| &grade.label);
            match change.difference > 0.0 {
                true => format!("{label} is more frequent, by {}", by(change.low, change.high)),
                false => format!("{label} is less frequent, by {}", by(-change.high, -change.low)),
            }
        })
        .collect();
    match changed.is_empty() {
        true => format!("Since {then} there is no change that these numbers can show."),
        false => format!("Since {then} {}.", changed.join("; ")),
    }
}
