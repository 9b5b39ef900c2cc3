//! Numbers as words: percentages are whole numbers, rounded half up.

use crate::model::Estimate;

/// Returns the percentage of a count, rounded half up from the exact counts; a dash out of nothing. What is not none is never 0%, nor
/// what is not all 100%.
///
/// ```
/// assert_eq!(dipsample::analysis::percent_of(1, 8), "13%");
/// assert_eq!(dipsample::analysis::percent_of(0, 0), "–");
/// ```
pub fn percent_of(count: u64, of: u64) -> String {
    let (count, of) = (u128::from(count), u128::from(of));
    match of {
        0 => "–".to_owned(),
        _ if count > 0 && 200 * count < of => LEAST.to_owned(),
        _ if count < of && 200 * (of - count) <= of => MOST.to_owned(),
        _ => format!("{}%", (200 * count + of) / (2 * of)),
    }
}

/// Returns a fraction 0..1 as a whole percentage, rounded half up; a half that rounding of sums hides counts as a half. What is not none
/// is never 0%, nor what is not all 100%.
///
/// ```
/// assert_eq!(dipsample::analysis::percent(0.355), "36%");
/// ```
pub fn percent(fraction: f64) -> String {
    match points(fraction) {
        0 if fraction > 0.0 => LEAST.to_owned(),
        100 if fraction < 1.0 => MOST.to_owned(),
        points => format!("{points}%"),
    }
}

/// More than none, and less than half of a hundredth.
const LEAST: &str = "<1%";
/// Less than all, by half of a hundredth at most.
const MOST: &str = ">99%";

/// A fraction as a whole number of hundredths, rounded half up.
pub(super) fn points(fraction: f64) -> i64 {
    (fraction * 100.0 + 0.5 + 1e-9).floor() as i64
}

/// `p = 0.023`; one that rounds to nothing is `p < 0.001`, since no p is 0.
pub(super) fn p_in_words(p: f64) -> String {
    if p < 0.0005 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}

/// Returns an estimate's share as a whole percentage, from its exact counts where it is simply count out of n.
pub fn share_in_words(estimate: &Estimate) -> String {
    match estimate.share {
        None => "–".to_owned(),
        Some(_) if is_plain(estimate) => percent_of(estimate.count, estimate.of),
        Some(share) => percent(share),
    }
}

/// Whether an estimate's share is its count out of its n, unweighted.
pub(super) fn is_plain(estimate: &Estimate) -> bool {
    estimate.share.is_some_and(|share| (share * estimate.of as f64 - estimate.count as f64).abs() < 1e-9)
}

/// `between 35% and 58%`, or one figure where both ends round to it.
pub(super) fn between(low: f64, high: f64) -> String {
    match (percent(low), percent(high)) {
        (low, high) if low == high => low,
        (low, high) => format!("between {low} and {high}"),
    }
}

/// `1 case`, `2 cases`.
pub(super) fn counted(count: u64, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    }
}

/// `is` or `are`, as the count asks.
pub(super) fn is_or_are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_p_is_nought() {
        assert_eq!(
            [0.0, 0.0004, 0.0005, 0.0213, 1.0].map(p_in_words),
            ["p < 0.001", "p < 0.001", "p = 0.001", "p = 0.021", "p = 1.000"]
        );
    }

    #[test]
    fn percentages_are_rounded_half_up_from_exact_counts() {
        for (count, of, words) in [
            (28, 60, "47%"),
            (23, 60, "38%"),
            (9, 60, "15%"),
            (1, 200, "1%"),
            (1, 201, "<1%"),
            (200, 201, ">99%"),
            (199, 200, ">99%"),
            (0, 7, "0%"),
            (7, 7, "100%"),
        ] {
            assert_eq!(percent_of(count, of), words);
        }
        assert_eq!(percent_of(u64::MAX, u64::MAX), "100%");
        assert_eq!([percent(0.004), percent(0.996), percent(0.99)], ["<1%", ">99%", "99%"]);
        assert_eq!([percent(0.145), percent(0.285), percent(0.0), percent(1.0)], ["15%", "29%", "0%", "100%"]);
    }

    #[test]
    fn lists_and_counts_read_as_english() {
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!((counted(1, "case"), counted(0, "case")), ("1 case".into(), "0 cases".into()));
        assert_eq!((between(0.35, 0.58), between(0.351, 0.353)), ("between 35% and 58%".into(), "35%".into()));
    }
}
