//! For each grade: what changed since the period before, and how many of the lowest there can be.

use crate::analysis::input::Input;
use crate::analysis::words::share_in_words;
use crate::model::english::{counted, percent_to_a_tenth, points};
use crate::model::{Estimate, Findings, TrendPoint};

/// One text a grade, in the order of the grades; empty where there is nothing to say.
pub(super) fn grades(input: &Input<'_>, findings: &Findings) -> Vec<String> {
    // A sample that was extended or that stopped because of what was seen promises no level.
    let is_sure = !input.extended_after_looking && findings.basis.not_needed == 0;
    let text = |(place, grade): (usize, &Estimate)| {
        let bound = (place == 0 && is_sure).then(|| bound(grade, findings.basis.frame)).flatten();
        let parts: Vec<String> = bound.into_iter().chain(change(input, findings, grade)).collect();
        parts.join(" ")
    };
    findings.grades.iter().enumerate().map(text).collect()
}

/// `95% sure that no more than 54 of 231 are.` Nothing where every record was graded, or where the bound says nothing.
fn bound(grade: &Estimate, frame: u64) -> Option<String> {
    let most = grade.upper_count.filter(|most| *most < frame)?;
    if grade.low == grade.high {
        return None;
    }
    let sure = sure(grade);
    Some(match most {
        0 => format!("{sure} sure that none of {frame} is."),
        1 => format!("{sure} sure that no more than 1 of {frame} is."),
        _ => format!("{sure} sure that no more than {most} of {frame} are."),
    })
}

/// `95%`, `99.5%`: the confidence of an estimate.
pub(super) fn sure(grade: &Estimate) -> String {
    percent_to_a_tenth(grade.confidence)
}

/// The change since the latest earlier sample that has an interval for the grade; nothing where either has none, and nothing
/// where several samples are put together.
fn change(input: &Input<'_>, findings: &Findings, now: &Estimate) -> Option<String> {
    if !input.parts.is_empty() {
        return None;
    }
    let change = findings.trend.last()?.changes.iter().find(|change| change.name == now.name)?;
    let point = findings.trend.iter().rev().skip(1).find(|point| point.period == change.since && !point.provisional)?;
    let before = point.grades.iter().find(|grade| grade.name == now.name)?;
    let then = format!("{} {}", short_label(point, input.period.label()), share_in_words(before));
    Some(match (change.shows_change, change.difference > 0.0) {
        (false, _) => format!("{then}: no change that these numbers can show."),
        (true, true) => format!("{then}: higher than then, by {}.", by(change.low, change.high)),
        (true, false) => format!("{then}: lower than then, by {}.", by(-change.high, -change.low)),
    })
}

/// `between 3 and 20 points`: both ends above 0.
pub(super) fn by(low: f64, high: f64) -> String {
    match (points(low), points(high)) {
        (_, 0) => "less than 1 point".to_owned(),
        (0, high) => format!("up to {}", counted(high, "point")),
        (low, high) if low == high => counted(high, "point"),
        (low, high) => format!("between {low} and {high} points"),
    }
}

/// `September` where this sample is of a month of the same year, else the whole label.
fn short_label<'a>(point: &'a TrendPoint, now: &str) -> &'a str {
    let month_and_year = |label: &'a str| label.split_once(' ').filter(|(_, year)| !year.contains(' '));
    match (month_and_year(&point.label), now.split_once(' ')) {
        (Some((month, year)), Some((_, this_year))) if year == this_year => month,
        _ => &point.label,
    }
}
