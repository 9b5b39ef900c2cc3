//! Intervals for a share where there is no finite population to speak of, and for effective sizes that are not whole.
//!
//! The counts may be any real numbers, because a weighted sample is worth a number of cases that is seldom whole.

use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF, Normal};

use super::confidence::{Confidence, Interval, StatisticsError};

/// How many of how many, whole or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trials {
    /// How many have it.
    pub found: f64,
    /// Among how many.
    pub of: f64,
}

impl Trials {
    /// Makes trials of two whole counts.
    pub fn of_counts(found: u64, of: u64) -> Trials {
        Trials { found: found as f64, of: of as f64 }
    }

    /// The share found, 0..1; `None` out of nothing.
    pub fn share(self) -> Option<f64> {
        (self.of > 0.0).then(|| self.found / self.of)
    }

    fn check(self) -> Result<(), StatisticsError> {
        if self.of.is_nan() || self.of <= 0.0 {
            return Err(StatisticsError::Nothing);
        }
        match self.of.is_finite() && (0.0..=self.of).contains(&self.found) {
            true => Ok(()),
            false => Err(StatisticsError::TooManyFound { found: self.found, of: self.of }),
        }
    }
}

/// Returns the Clopper-Pearson interval: exact for independent trials, never shorter than it says.
///
/// Low is the a/2 quantile of Beta(x, n - x + 1), and 0 where x = 0; high is the 1 - a/2 quantile of
/// Beta(x + 1, n - x), and 1 where x = n; x is the number found, n the number of trials, a = 1 - confidence.
///
/// Range: 0 <= x <= n, 0 < n. Source: Clopper and Pearson (1934), Biometrika 26, 404-413.
///
/// ```
/// use dipsample::statistics::{Confidence, binomial::{Trials, clopper_pearson}};
/// let ends = clopper_pearson(Trials::of_counts(3, 10), Confidence::USUAL).unwrap();
/// assert!((ends.low - 0.0667).abs() < 0.0001 && (ends.high - 0.6525).abs() < 0.0001);
/// ```
///
/// # Errors
/// [`StatisticsError`] when there are no trials or more found than trials.
pub fn clopper_pearson(trials: Trials, confidence: Confidence) -> Result<Interval, StatisticsError> {
    trials.check()?;
    Ok(Interval { low: low_end(trials, confidence.each_tail()), high: high_end(trials, confidence.each_tail()) })
}

/// Returns the one-sided upper bound of Clopper and Pearson: the 1 - a quantile of Beta(x + 1, n - x).
///
/// # Errors
/// [`StatisticsError`] when there are no trials or more found than trials.
pub(super) fn upper(trials: Trials, confidence: Confidence) -> Result<f64, StatisticsError> {
    trials.check()?;
    Ok(high_end(trials, confidence.outside()))
}

/// Returns Wilson's score interval without continuity correction:
/// (p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n), where p is the share found, n the number of trials and z the
/// normal quantile of the confidence. It serves the difference of two shares, not a share by itself.
///
/// Range: 0 <= x <= n, 0 < n. Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
///
/// # Errors
/// [`StatisticsError`] when there are no trials or more found than trials.
pub(super) fn wilson(trials: Trials, confidence: Confidence) -> Result<Interval, StatisticsError> {
    trials.check()?;
    let (n, p) = (trials.of, trials.found / trials.of);
    let z = Normal::standard().inverse_cdf(1.0 - confidence.each_tail());
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    let low = if trials.found == 0.0 { 0.0 } else { (centre - half) / scale };
    let high = if trials.found == n { 1.0 } else { (centre + half) / scale };
    Ok(Interval { low, high })
}

/// Returns the smallest count that is not passed with at least this chance: min k with P(X <= k) >= chance, X binomial.
pub(super) fn quantile(trials: u64, share: f64, chance: f64) -> u64 {
    let Ok(binomial) = Binomial::new(share, trials) else { return 0 };
    let (mut low, mut high) = (0, trials);
    while low < high {
        let middle = low + (high - low) / 2;
        match binomial.cdf(middle) >= chance {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    low
}

/// Returns the exact limits of chance for a share out of `trials`, given the share of all: below the lower or above the
/// upper lies at most `beyond` of what chance gives. `None` out of nothing.
///
/// Range: share and beyond 0..1. Source: exact limits of a funnel plot, Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
pub fn limits(trials: u64, share: f64, beyond: f64) -> Option<(f64, f64)> {
    if trials == 0 || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let low = quantile(trials, share, beyond);
    let high = quantile(trials, share, 1.0 - beyond);
    Some((low as f64 / trials as f64, high as f64 / trials as f64))
}

fn low_end(trials: Trials, tail: f64) -> f64 {
    match trials.found > 0.0 {
        true => beta_quantile(trials.found, trials.of - trials.found + 1.0, tail),
        false => 0.0,
    }
}

fn high_end(trials: Trials, tail: f64) -> f64 {
    match trials.found < trials.of {
        true => beta_quantile(trials.found + 1.0, trials.of - trials.found, 1.0 - tail),
        false => 1.0,
    }
}

fn beta_quantile(a: f64, b: f64, chance: f64) -> f64 {
    Beta::new(a, b).expect("both shapes are finite and above 0 once the trials are checked").inverse_cdf(chance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ends_agree_with_another_program() {
        let table = include_str!("../../tests/oracles/binomial.csv");
        let mut rows = 0;
        for line in table.lines().filter(|line| !line.starts_with(['#', 'x'])) {
            let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let trials = Trials { found: cells[0], of: cells[1] };
            let sure = Confidence::new(cells[2]).unwrap();
            let two = clopper_pearson(trials, sure).unwrap();
            let score = wilson(trials, sure).unwrap();
            let ours = [
                two.low,
                two.high,
                low_end(trials, sure.outside()),
                upper(trials, sure).unwrap(),
                score.low,
                score.high,
            ];
            for (ours, theirs) in ours.iter().zip(&cells[3..]) {
                assert!((ours - theirs).abs() < 1e-9, "{line}: {ours} is not {theirs}");
            }
            rows += 1;
        }
        assert!(rows > 20);
    }

    #[test]
    fn nothing_found_and_all_found_have_one_open_end() {
        let none = clopper_pearson(Trials::of_counts(0, 20), Confidence::USUAL).unwrap();
        assert_eq!(none.low, 0.0);
        assert!((none.high - (1.0 - 0.025f64.powf(1.0 / 20.0))).abs() < 1e-12);
        let all = clopper_pearson(Trials::of_counts(1, 1), Confidence::USUAL).unwrap();
        assert_eq!(all.high, 1.0);
        assert!((all.low - 0.025).abs() < 1e-12);
    }

    #[test]
    fn trials_that_cannot_be_are_refused() {
        for (found, of) in [(0.0, 0.0), (1.0, f64::NAN), (0.0, -1.0)] {
            assert_eq!(clopper_pearson(Trials { found, of }, Confidence::USUAL), Err(StatisticsError::Nothing));
        }
        for (found, of) in [(3.0, 2.0), (-0.5, 2.0), (f64::NAN, 2.0), (1.0, f64::INFINITY)] {
            assert!(clopper_pearson(Trials { found, of }, Confidence::USUAL).is_err(), "{found} of {of}");
        }
    }

    proptest! {
        #[test]
        fn the_share_lies_inside_every_interval(n in 0.2f64..5000.0, part in 0.0f64..=1.0, sure in 0.5f64..0.999) {
            let (trials, sure) = (Trials { found: n * part, of: n }, Confidence::new(sure).unwrap());
            for ends in [clopper_pearson(trials, sure).unwrap(), wilson(trials, sure).unwrap()] {
                prop_assert!(0.0 <= ends.low && ends.low <= part + 1e-12);
                prop_assert!(part - 1e-12 <= ends.high && ends.high <= 1.0);
            }
        }
    }
}
