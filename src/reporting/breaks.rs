//! Where the line of a trend breaks, and why.

use crate::calendar::Period;
use crate::model::{Findings, TrendBreak, TrendPoint};

/// Returns for each period of the trend the number of the unbroken run that it is in, from 0.
pub(super) fn runs(findings: &Findings) -> Vec<u16> {
    let mut run = 0;
    let mut numbers = Vec::with_capacity(findings.trend.len());
    for (at, point) in findings.trend.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| findings.trend.get(at));
        if before.is_some_and(|before| findings.detail.breaks.iter().any(|one| is_between(one, before, point))) {
            run += 1;
        }
        numbers.push(run);
    }
    numbers
}

/// The reasons, a sentence each.
pub(super) fn told(findings: &Findings) -> Vec<String> {
    let label = |one: &TrendBreak| {
        findings.trend.iter().find(|point| point.period == one.period).map_or(one.period.clone(), |p| p.label.clone())
    };
    let sentence = |one: &TrendBreak| match one.left_out {
        true => one.reason.clone(),
        false => format!("The line breaks before {}. {}", label(one), one.reason),
    };
    findings.detail.breaks.iter().map(sentence).collect()
}

/// Whether a break lies between two neighbouring periods: at the later one, or a sample between them that was left out.
fn is_between(one: &TrendBreak, before: &TrendPoint, point: &TrendPoint) -> bool {
    if !one.left_out {
        return one.period == point.period;
    }
    let first = |typed: &str| Period::parse(typed).map(|period| period.first()).ok();
    match (first(&before.period), first(&one.period), first(&point.period)) {
        (Some(before), Some(left_out), Some(point)) => before <= left_out && left_out < point,
        _ => false,
    }
}
