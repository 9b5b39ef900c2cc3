//! The titles of charts: each says by a rule what its chart shows, and no more than the numbers carry.
//!
//! A title is made from the same values that the chart is drawn from, where it is drawn: what a file does not show, no title tells.

use crate::model::english::{and_list, counted};
use crate::model::{Bearing, Estimate, Findings, Funnel, ThemeShare};
use crate::reporting::words::{between, grades_shown, percent, share_and_count};

/// Cases fewer than this are called few.
const FEW: u64 = 10;
/// Periods from which limits of chance are drawn.
const FEWEST_PERIODS: usize = 12;
/// What stands before a title while cases are missing.
const PROVISIONAL: &str = "PROVISIONAL: ";

/// The commonest grade of the cases graded.
pub(super) fn grades(findings: &Findings) -> String {
    let shown: Vec<&Estimate> =
        findings.grades.iter().filter(|one| findings.rubric.scale.iter().any(|grade| grade.id == one.name)).collect();
    let of = shown.iter().map(|one| one.of).max().unwrap_or(0);
    let most = shown.iter().filter(|one| one.share.is_some()).map(|one| one.count).max().unwrap_or(0);
    if most == 0 {
        return "No grade has been counted yet".to_owned();
    }
    let common: Vec<&Estimate> = shown.into_iter().filter(|one| one.count == most).collect();
    let told = match common.as_slice() {
        [one] if one.count == of => format!("{} graded: {}", all(of), one.label),
        [one] => {
            format!(
                "Commonest of {} graded: {}, {}, {}",
                counted(of, "case"),
                one.label,
                share_and_count(one),
                between(one)
            )
        }
        several => {
            let labels = and_list(several.iter().map(|one| one.label.as_str()));
            format!("Equally many of {} graded: {}, {most} each", counted(of, "case"), labels)
        }
    };
    marked(findings, &format!("{told}{}", few(findings, of)))
}

/// Which grades changed since the period before.
pub(super) fn trend(findings: &Findings) -> String {
    let Some((now, earlier)) = findings.trend.split_last().filter(|(_, earlier)| !earlier.is_empty()) else {
        return "There is no earlier period to compare with".to_owned();
    };
    let shown = grades_shown(&now.grades, &findings.rubric);
    let changed: Vec<String> = now
        .changes
        .iter()
        .filter(|change| change.shows_change)
        .filter_map(|change| {
            let label = &shown.iter().find(|one| one.name == change.name)?.label;
            Some(format!("{label} {}", if change.difference > 0.0 { "higher" } else { "lower" }))
        })
        .collect();
    let since = now.changes.first().and_then(|change| earlier.iter().find(|point| point.period == change.since));
    let told = match (since, changed.as_slice()) {
        (None, _) => "These periods cannot be compared yet".to_owned(),
        (Some(point), []) => format!("Since {}: no change that these numbers can show", point.label),
        (Some(point), changed) => format!("Since {}: {}", point.label, changed.join(", ")),
    };
    marked(findings, &told)
}

/// Two themes are both named where their names have so many letters together at most; a title has two lines.
const TWO_NAMES: usize = 60;

/// The most frequent themes of a kind, and how few make up half of all that were coded.
pub(super) fn themes(findings: &Findings, bearing: Bearing) -> String {
    let coded: Vec<&ThemeShare> =
        findings.themes.iter().filter(|theme| theme.kind == bearing && theme.share.count > 0).collect();
    let Some(most) = coded.iter().map(|theme| theme.share.count).max() else {
        return format!("No {} has been coded", bearing.id());
    };
    let first: Vec<&&ThemeShare> = coded.iter().filter(|theme| theme.share.count == most).collect();
    let told = match first.as_slice() {
        [one] => format!(
            "Most frequent: {}, {} of {}",
            one.label,
            share_and_count(&one.share),
            counted(one.share.of, "case")
        ),
        [one, other] if one.label.chars().count() + other.label.chars().count() <= TWO_NAMES => {
            format!("Most frequent: {} and {}, {most} each", one.label, other.label)
        }
        several => {
            format!("{} are equally frequent, {} each", counted(several.len(), bearing.id()), counted(most, "case"))
        }
    };
    marked(findings, &format!("{told}{}", few(findings, coded[0].share.of)))
}

/// Whether the line of a grade over the periods does more than chance would.
pub(super) fn run(findings: &Findings, label: &str) -> String {
    let told = match &findings.detail.run {
        Some(run) if run.signal => format!(
            "{label}: more than chance is expected to give: the longest run on one side of the median is {} (expected at most {}), and it is crossed \
             {} (expected at least {})",
            run.longest,
            run.longest_expected,
            times(run.crossings),
            run.crossings_expected
        ),
        Some(_) => format!("{label}: nothing over these periods is more than chance is expected to give"),
        None => format!("{label} by period, with its interval: limits of chance need {FEWEST_PERIODS} settled periods"),
    };
    marked(findings, &told)
}

/// Whether any value of a field lies outside the limits of chance.
pub(super) fn funnel(findings: &Findings, points: &[&Funnel], (field, grade): (&str, &str)) -> String {
    let outside: Vec<&str> = points.iter().filter(|one| one.outside).map(|one| one.value.as_str()).collect();
    let enough = points.iter().any(|one| one.of >= FEW);
    let told = match (outside.as_slice(), enough) {
        (_, false) => format!("{grade} by {field}: fewer than {FEW} cases each, too few to compare"),
        ([], _) => format!("{grade} by {field}: none lies outside what chance alone leaves"),
        ([one], _) => format!("{grade} by {field}: {one} lies outside what chance alone leaves"),
        (several, _) => {
            format!("{grade} by {field}: {} of {} lie outside what chance alone leaves", several.len(), points.len())
        }
    };
    marked(findings, &told)
}

/// How the answers to the questions fell: the question with the most answers at the lowest grade.
pub(super) fn criteria(findings: &Findings) -> String {
    let lowest = |one: &crate::model::CriterionShares| -> Option<Estimate> {
        let first = findings.rubric.scale.first()?;
        one.grades.iter().find(|grade| grade.name == first.id && grade.share.is_some()).cloned()
    };
    let known: Vec<(&str, Estimate)> =
        findings.criteria.iter().filter_map(|one| Some((one.label.as_str(), lowest(one)?))).collect();
    let most = known.iter().filter_map(|(_, grade)| grade.share).fold(0.0, f64::max);
    let first: Vec<&(&str, Estimate)> = known.iter().filter(|(_, grade)| grade.share == Some(most)).collect();
    let told = match first.as_slice() {
        [] => "Answers to each question".to_owned(),
        _ if most == 0.0 => format!("{}: on no question of any case", first[0].1.label),
        [(label, grade)] => {
            format!(
                "{} most often on: {label}, {} of {}",
                grade.label,
                share_and_count(grade),
                counted(grade.of, "case")
            )
        }
        [(_, grade), ..] => {
            format!("{} equally often on {} questions, {} each", grade.label, first.len(), percent(grade.share))
        }
    };
    marked(findings, &told)
}

fn marked(findings: &Findings, told: &str) -> String {
    if findings.basis.provisional { format!("{PROVISIONAL}{told}") } else { told.to_owned() }
}

/// What few cases mean for a reader: nothing where they are all that there are.
fn few(findings: &Findings, of: u64) -> &'static str {
    let ends = || findings.grades.iter().filter_map(|one| one.low.zip(one.high));
    match (of < FEW, ends().any(|(low, high)| low < high), ends().next().is_some()) {
        (true, true, _) => " (few cases: the intervals are wide)",
        (true, _, false) => " (few cases)",
        _ => "",
    }
}

fn all(of: u64) -> String {
    match of {
        1 => "The only case".to_owned(),
        _ => format!("All {of} cases"),
    }
}

fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}
