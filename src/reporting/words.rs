//! The few ways in which a figure is written in words, the same on sheets and screens.

use crate::calendar::Period;
use crate::model::{Estimate, RubricFacts, english};

/// What stands for a figure that is not defined.
pub(super) const UNDEFINED: &str = "–";

/// What stands for a number that is left out because it is small, or would give a small one.
pub(super) const HIDDEN: &str = "[c]";

/// Over how far two auditors agreed.
pub(super) const TWO_AUDITORS: &str = "Two auditors on the same case";

/// Over what somebody picked by hand.
pub(super) const HAND_PICKED: &str = "Picked by hand: in no share and no interval";

/// The id of the grade from which a case is good or better.
const GOOD: &str = "good";
/// The id of the estimate that joins the grades from good upward.
const GOOD_OR_BETTER: &str = "good-or-better";

/// Returns a share as a whole percentage, the dash where it is not defined.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or(UNDEFINED.to_owned(), english::percent)
}

/// Returns the interval as `between 35% and 58%`, or the one figure where both ends are the same in words; where cases are missing and there is no interval, what the sample
/// can still come to; where there is neither, that nothing can be said.
pub(super) fn between(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high, estimate.least, estimate.most) {
        (Some(low), Some(high), ..) if low == high => format!("exactly {}", percent(Some(low))),
        (Some(low), Some(high), ..) => ends(low, high),
        (_, _, Some(least), Some(most)) => format!("will end {}", ends(least, most)),
        _ => "no interval".to_owned(),
    }
}

fn ends(low: f64, high: f64) -> String {
    match (percent(Some(low)), percent(Some(high))) {
        (low, high) if low == high => format!("at {low}"),
        (low, high) => format!("between {low} and {high}"),
    }
}

/// Returns the share with its count: `47% (28)`.
pub(super) fn share_and_count(estimate: &Estimate) -> String {
    format!("{} ({})", percent(estimate.share), estimate.count)
}

/// Returns the grades to show: all of the scale, and those joined as good or better only where that says more than the
/// top grade does.
pub(super) fn grades_shown<'a>(estimates: &'a [Estimate], rubric: &RubricFacts) -> Vec<&'a Estimate> {
    let good = rubric.scale.iter().position(|grade| grade.id == GOOD);
    let joined = good.is_some_and(|place| place + 1 < rubric.scale.len());
    estimates.iter().filter(|estimate| joined || estimate.name != GOOD_OR_BETTER).collect()
}

/// Returns a period as typed in words: `2026-10` as `October 2026`.
pub(super) fn period_in_words(typed: &str) -> String {
    Period::parse(typed).map_or(typed.to_owned(), |period| period.label().to_owned())
}

/// Returns a period in as few letters as a chart has room for: `Oct 26` for a month, else the period's own words.
pub(super) fn short_period(typed: &str, label: &str) -> String {
    match Period::parse(typed) {
        Ok(period) if Period::month_of(period.first()).label() == period.label() => {
            period.first().format("%b %y").to_string()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn undefined_is_never_a_number() {
        assert_eq!(percent(None), "–");
        assert_eq!(percent(Some(0.0)), "0%");
        assert_eq!(percent(Some(1.0)), "100%");
        assert_eq!(percent(Some(0.125)), "13%");
        assert_eq!(percent(Some(0.625)), "63%");
    }

    #[test]
    fn a_month_is_short_and_another_period_keeps_its_words() {
        assert_eq!(short_period("2026-10", "October 2026"), "Oct 26");
        assert_eq!(short_period("2026/27-Q2", "July to September 2026"), "July to September 2026");
    }

    proptest! {
        #[test]
        fn only_none_reads_as_none_and_only_all_as_all(share in 0.000_000_1_f64..0.999_999_9) {
            let words = percent(Some(share));
            prop_assert!(words != "0%" && words != "100%", "{share} was written as {words}");
        }
    }
}
