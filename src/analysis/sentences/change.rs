//! For each grade: what changed since the period before, and how many of the lowest there can be.

use crate::model::{DesignKind, Estimate, Findings, Kind, TrendPoint};
use crate::statistics::binomial::Trials;
use crate::statistics::difference::{Difference, Measured, Pair, mover, newcombe};
use crate::statistics::{Confidence, Interval};

use crate::analysis::input::Input;
use crate::analysis::words::{is_plain, points, share_in_words};

/// One text a grade, in the order of the grades; empty where there is nothing to say.
pub(super) fn grades(input: &Input<'_>, findings: &Findings) -> Vec<String> {
    let text = |(place, grade): (usize, &Estimate)| {
        let bound = (place == 0).then(|| bound(grade, findings.basis.frame)).flatten();
        let parts: Vec<String> = bound.into_iter().chain(change(input, grade)).collect();
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
    let sure = format!("{:.1}", grade.confidence * 100.0);
    let sure = sure.strip_suffix(".0").unwrap_or(&sure);
    Some(match most {
        0 => format!("{sure}% sure that none of {frame} is."),
        1 => format!("{sure}% sure that no more than 1 of {frame} is."),
        _ => format!("{sure}% sure that no more than {most} of {frame} are."),
    })
}

/// The change since the latest earlier sample that has an interval for the grade; nothing where either has none.
fn change(input: &Input<'_>, now: &Estimate) -> Option<String> {
    let settled = input.earlier.iter().rev().filter(|point| !point.provisional);
    let (point, before) = settled
        .filter_map(|point| Some((point, point.grades.iter().find(|grade| grade.name == now.name)?)))
        .find(|(_, grade)| measured(grade).is_some())?;
    let difference = difference(input, Pair { before, after: now })?;
    let then = format!("{} {}", short_label(point, input.period.label()), share_in_words(before));
    Some(match (difference.shows_change(), difference.difference > 0.0) {
        (false, _) => format!("{then}: no change that these numbers can show."),
        (true, true) => format!("{then}: higher than then, by {}.", by(difference.low, difference.high)),
        (true, false) => format!("{then}: lower than then, by {}.", by(-difference.high, -difference.low)),
    })
}

/// `between 3 and 20 points`: both ends above 0.
fn by(low: f64, high: f64) -> String {
    let word = |number: i64| if number == 1 { "point" } else { "points" };
    match (points(low), points(high)) {
        (_, 0) => "less than 1 point".to_owned(),
        (0, high) => format!("up to {high} {}", word(high)),
        (low, high) if low == high => format!("{high} {}", word(high)),
        (low, high) => format!("between {low} and {high} points"),
    }
}

/// Records of two months are different records, so that each share keeps its own interval. Children stay: their frames
/// share members, and only intervals that take no account of the finite frame keep their promise.
fn difference(input: &Input<'_>, pair: Pair<&Estimate>) -> Option<Difference> {
    match (input.kind, input.design.kind) {
        (Kind::Child, DesignKind::Simple | DesignKind::Systematic) => {
            let trials = |one: &Estimate| is_plain(one).then(|| Trials::of_counts(one.count, one.of));
            measured(pair.after)?;
            let pair = Pair { before: trials(pair.before)?, after: trials(pair.after)? };
            newcombe(pair, Confidence::new(input.confidence).ok()?).ok()
        }
        (Kind::Child, DesignKind::Stratified | DesignKind::Pps) => None,
        _ => Some(mover(Pair { before: measured(pair.before)?, after: measured(pair.after)? })),
    }
}

fn measured(estimate: &Estimate) -> Option<Measured> {
    let interval = Interval { low: estimate.low?, high: estimate.high? };
    Some(Measured { share: estimate.share?, interval })
}

/// `September` where this sample is of a month of the same year, else the whole label.
fn short_label<'a>(point: &'a TrendPoint, now: &str) -> &'a str {
    let month_and_year = |label: &'a str| label.split_once(' ').filter(|(_, year)| !year.contains(' '));
    match (month_and_year(&point.label), now.split_once(' ')) {
        (Some((month, year)), Some((_, this_year))) if year == this_year => month,
        _ => &point.label,
    }
}
