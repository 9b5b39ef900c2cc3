//! Estimates and p values in words.

use crate::model::Estimate;
use crate::model::english::{percent, percent_of};

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
    fn ends_that_round_to_one_figure_are_one() {
        assert_eq!((between(0.35, 0.58), between(0.351, 0.353)), ("between 35% and 58%".into(), "35%".into()));
    }
}
