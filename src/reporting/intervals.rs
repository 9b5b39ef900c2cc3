//! What Method says of intervals: what their level means, why these and no simpler ones, and which is of which figures.

use crate::model::{DesignKind, Estimate, Findings};
use crate::reporting::words::percent;

/// What the level of the intervals means, and why these intervals and no simpler ones.
pub(super) fn meaning(findings: &Findings) -> String {
    let confidence = findings.grades.first().map_or(0.95, |grade| grade.confidence);
    let why = match findings.method.design.kind {
        _ if findings.method.design.one_per_child => {
            "Children are drawn first and then one record of each, so that the records of a child with many have a smaller \
             chance; the interval of Korn and Graubard allows for that, and takes no credit for the frame being finite."
        }
        DesignKind::Simple => {
            "A simple draw without replacement has an exact interval, which knows how few records there are; no normal \
             approximation is used, since it is wrong for few cases and for shares near nothing or all."
        }
        DesignKind::Stratified => {
            "Strata are drawn at different rates, so that shares are weighted; the interval of Korn and Graubard allows for \
             the weights and holds for few cases and for shares near nothing or all, where a normal approximation is wrong."
        }
        DesignKind::Systematic => {
            "A systematic draw is treated as if it were simple, which has an exact interval; where records that lie near each \
             other in the order are alike, the true uncertainty is smaller, and where they alternate it is larger."
        }
        DesignKind::Pps => {
            "Records are drawn with chances in proportion to a size, so that shares are weighted; the interval of Korn and \
             Graubard allows for the weights, and takes no credit for the frame being finite."
        }
    };
    format!(
        "The level is {}: of many samples drawn like this one, so many or more have the true share between Low and High. \"No \
         more than\" is one-sided, at the same level. {why} Where two samples are compared, the interval of their difference \
         decides.",
        percent(Some(confidence))
    )
}

/// Each method with the figures that it is the method of, in the order in which a reader meets them.
pub(super) fn used(findings: &Findings) -> Vec<String> {
    let mut used: Vec<(&str, Vec<&str>)> = Vec::new();
    for (what, estimate) in estimates(findings) {
        match used.iter_mut().find(|(method, _)| *method == estimate.method) {
            Some((_, whose)) if whose.contains(&what) => {}
            Some((_, whose)) => whose.push(what),
            None => used.push((&estimate.method, vec![what])),
        }
    }
    used.into_iter().map(|(method, whose)| sentence(&format!("{}: {method}.", whose.join(", ")))).collect()
}

/// Every estimate of the workbook with what it is of.
fn estimates(findings: &Findings) -> Vec<(&str, &Estimate)> {
    let mut all: Vec<(&str, &Estimate)> = findings.grades.iter().map(|grade| ("overall grades", grade)).collect();
    all.extend(findings.criteria.iter().flat_map(|question| &question.grades).map(|grade| ("criteria", grade)));
    all.extend(findings.themes.iter().map(|theme| ("themes", &theme.share)));
    all.extend(
        findings.by.iter().flat_map(|value| &value.grades).map(|grade| ("grades of each value of a field", grade)),
    );
    let settled = findings.prefix.iter().filter(|prefix| prefix.cases > 0).flat_map(|prefix| &prefix.grades);
    all.extend(settled.map(|grade| ("grades of the settled run", grade)));
    all.extend(findings.agreement.iter().map(|agreement| ("agreement of auditors", &agreement.exact)));
    all
}

/// Begins words with a capital letter.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
