//! The difference of two shares: is there a change that the numbers can show, and how large is it?

use statrs::distribution::{ContinuousCDF, Normal};

use super::binomial::{Trials, wilson};
use super::confidence::{Confidence, Interval, StatisticsError};

/// A share with the interval that its own design gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The share, 0..1.
    pub share: f64,
    /// Its interval.
    pub interval: Interval,
}

/// A pair of samples, in the order of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair<T> {
    /// The earlier one.
    pub before: T,
    /// The later one.
    pub after: T,
}

/// The difference of two shares, after minus before, -1..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// After minus before.
    pub difference: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
}

impl Difference {
    /// Whether the interval leaves out 0, so that the numbers show a change.
    pub fn shows_change(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// Returns the difference with the interval that follows from the two shares' own intervals (MOVER, the method of
/// variance estimates recovery).
///
/// With p1, l1, u1 the later share and its ends, p2, l2, u2 the earlier ones and d = p1 - p2: low is
/// d - sqrt((p1 - l1)² + (u2 - p2)²), high is d + sqrt((u1 - p1)² + (p2 - l2)²). The two samples must be independent.
///
/// Source: Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.
pub fn mover(pair: Pair<Measured>) -> Difference {
    let (one, two) = (pair.after, pair.before);
    let difference = one.share - two.share;
    let down = (one.share - one.interval.low).hypot(two.interval.high - two.share);
    let up = (one.interval.high - one.share).hypot(two.share - two.interval.low);
    Difference { difference, low: difference - down, high: difference + up }
}

/// Returns the difference with Newcombe's hybrid score interval (his method 10): MOVER with two Wilson intervals, no
/// continuity correction, no finite population.
///
/// Source: Newcombe (1998), Statistics in Medicine 17, 873-890.
///
/// # Errors
/// [`StatisticsError`] when either sample is empty or holds more found than looked at.
pub fn newcombe(pair: Pair<Trials>, confidence: Confidence) -> Result<Difference, StatisticsError> {
    let measured = |trials: Trials| -> Result<Measured, StatisticsError> {
        Ok(Measured { share: trials.found / trials.of, interval: wilson(trials, confidence)? })
    };
    Ok(mover(Pair { before: measured(pair.before)?, after: measured(pair.after)? }))
}

/// Returns the two-sided p of the pooled score test of no difference, without continuity correction; `None` where all
/// or none have it in both samples, so that the test says nothing.
///
/// z = (p1 - p2) / sqrt(p(1 - p)(1/n1 + 1/n2)) with p the share of both samples together; p value 2(1 - F(|z|)), F the
/// standard normal distribution.
///
/// Source: the square of z is Pearson's chi-squared of the two by two table; Fleiss, Levin and Paik (2003), Statistical Methods for Rates
/// and Proportions, chapter 3.
///
/// # Errors
/// [`StatisticsError`] when either sample is empty or holds more found than looked at.
pub fn score_test(pair: Pair<Trials>) -> Result<Option<f64>, StatisticsError> {
    newcombe(pair, Confidence::USUAL)?;
    let (one, two) = (pair.after, pair.before);
    let pooled = (one.found + two.found) / (one.of + two.of);
    let spread = (pooled * (1.0 - pooled) * (1.0 / one.of + 1.0 / two.of)).sqrt();
    if spread == 0.0 {
        return Ok(None);
    }
    let z = (one.found / one.of - two.found / two.of) / spread;
    Ok(Some(2.0 * Normal::standard().cdf(-z.abs())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pair(after: (u64, u64), before: (u64, u64)) -> Pair<Trials> {
        Pair { before: Trials::of_counts(before.0, before.1), after: Trials::of_counts(after.0, after.1) }
    }

    /// Newcombe (1998), table II, method 10, and the same method computed with statsmodels 0.15.
    #[test]
    fn newcombes_interval_is_the_published_one() {
        for (after, before, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((3, 20), (8, 25), -0.3889, 0.0872),
            ((0, 12), (3, 14), -0.4759, 0.0650),
            ((0, 12), (0, 14), -0.2153, 0.2425),
        ] {
            let ours = newcombe(pair(after, before), Confidence::USUAL).unwrap();
            assert!((ours.low - low).abs() < 6e-5, "{after:?} {before:?}: {ours:?}");
            assert!((ours.high - high).abs() < 6e-5, "{after:?} {before:?}: {ours:?}");
        }
    }

    /// scipy 1.17.1: chi2_contingency(table, correction=False).pvalue.
    #[test]
    fn the_score_test_is_pearsons_chi_squared() {
        for (after, before, p) in [
            ((56, 70), (48, 80), 0.008045081368),
            ((3, 20), (8, 25), 0.187311701268),
            ((9, 10), (3, 10), 0.006169899321),
            ((28, 60), (23, 60), 0.355841851628),
        ] {
            let ours = score_test(pair(after, before)).unwrap().unwrap();
            assert!((ours - p).abs() < 1e-9, "{after:?} {before:?}: {ours}");
        }
        assert_eq!(score_test(pair((0, 12), (0, 14))), Ok(None));
        assert_eq!(score_test(pair((12, 12), (14, 14))), Ok(None));
        assert_eq!(score_test(pair((0, 0), (1, 14))), Err(StatisticsError::Nothing));
    }

    /// By hand: p1 = 0.5 in 0.4..0.7, p2 = 0.2 in 0.17..0.6; sqrt(0.1² + 0.4²), sqrt(0.2² + 0.03²).
    #[test]
    fn mover_takes_the_ends_that_face_each_other() {
        let after = Measured { share: 0.5, interval: Interval { low: 0.4, high: 0.7 } };
        let before = Measured { share: 0.2, interval: Interval { low: 0.17, high: 0.6 } };
        let ours = mover(Pair { before, after });
        assert!((ours.difference - 0.3).abs() < 1e-12);
        assert!((ours.low - (0.3 - 0.17f64.sqrt())).abs() < 1e-12);
        assert!((ours.high - (0.3 + 0.0409f64.sqrt())).abs() < 1e-12);
        assert!(!ours.shows_change());
        let point = Measured { share: 0.5, interval: Interval { low: 0.5, high: 0.5 } };
        assert!(!mover(Pair { before: point, after: point }).shows_change());
    }

    proptest! {
        #[test]
        fn turning_the_pair_round_turns_the_difference_round(
            (n, x, m, y) in (1u64..300, 1u64..300)
                .prop_flat_map(|(n, m)| (Just(n), 0..=n, Just(m), 0..=m))
        ) {
            let one = newcombe(pair((x, n), (y, m)), Confidence::USUAL).unwrap();
            let two = newcombe(pair((y, m), (x, n)), Confidence::USUAL).unwrap();
            prop_assert!((one.low + two.high).abs() < 1e-12 && (one.high + two.low).abs() < 1e-12);
            prop_assert!(-1.0 - 1e-12 <= one.low && one.high <= 1.0 + 1e-12);
            prop_assert!(one.low <= one.difference && one.difference <= one.high);
        }
    }
}
