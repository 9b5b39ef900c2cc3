//! How far people who graded the same cases agreed: counted plainly, and by the coefficients that take off what chance
//! would have given.
//!
//! A coefficient is undefined where nobody used more than one grade, and most of them are small where most cases have one
//! grade, however well people agree (Feinstein and Cicchetti 1990, Journal of Clinical Epidemiology 43, 543-549). The plain
//! counts therefore come first wherever agreement is shown.

mod gwet;
mod kappa;
mod krippendorff;
mod ratings;

pub use gwet::gwet;
pub use kappa::kappa;
pub use krippendorff::{Metric, alpha};
pub use ratings::{Coefficient, Ratings, Weights};

use statrs::distribution::{Binomial, DiscreteCDF};

/// Counts of pairs of grades on an ordered scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// How many cases both graded.
    pub cases: u64,
    /// On how many they gave the same grade.
    pub exact: u64,
    /// On how many they gave the same or a neighbouring grade.
    pub within_one: u64,
}

/// Counts the pairs that agree exactly, and those at most one step apart. A grade is its place on the scale.
///
/// ```
/// use dipsample::statistics::agreement::agreed;
/// let agreed = agreed([(0, 0), (1, 2), (0, 2)]);
/// assert_eq!((agreed.cases, agreed.exact, agreed.within_one), (3, 1, 2));
/// ```
pub fn agreed(pairs: impl IntoIterator<Item = (usize, usize)>) -> Agreed {
    pairs.into_iter().fold(Agreed::default(), |sum, (one, two)| Agreed {
        cases: sum.cases + 1,
        exact: sum.exact + u64::from(one == two),
        within_one: sum.within_one + u64::from(one.abs_diff(two) <= 1),
    })
}

/// Returns the two-sided p of the exact sign test: of `higher` + `lower` pairs that differ, how likely is a split at least as
/// uneven if neither way were the likelier; `None` where no pair differs.
///
/// Range of the answer: 0..1. Source: Conover (1999), Practical Nonparametric Statistics, section 3.4.
///
/// ```
/// use dipsample::statistics::agreement::sign_test;
/// assert!((sign_test(5, 0).unwrap() - 0.0625).abs() < 1e-12);
/// ```
pub fn sign_test(higher: u64, lower: u64) -> Option<f64> {
    let pairs = higher.checked_add(lower).filter(|pairs| *pairs > 0)?;
    let coin = Binomial::new(0.5, pairs).ok()?;
    Some((2.0 * coin.cdf(higher.min(lower))).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.12: binomtest(k, n).pvalue.
    #[test]
    fn the_sign_test_is_that_of_another_program() {
        for (higher, lower, p) in [(7, 1, 0.0703125), (3, 3, 1.0), (9, 2, 0.065_429_687_5), (0, 12, 0.000_488_281_25)] {
            assert!((sign_test(higher, lower).unwrap() - p).abs() < 1e-12, "{higher} {lower}");
        }
        assert_eq!(sign_test(0, 0), None);
    }

    /// Twelve cases of the worked example for agreement: 8 of 12 agree, and one pair is two grades apart.
    #[test]
    fn a_worked_example_is_counted() {
        let one = [1, 2, 3, 3, 2, 1, 3, 2, 2, 3, 1, 2];
        let two = [1, 2, 3, 2, 2, 2, 3, 2, 1, 3, 1, 3];
        let ours = agreed(one.into_iter().zip(two));
        assert_eq!(ours, Agreed { cases: 12, exact: 8, within_one: 12 });
        assert_eq!(agreed([]), Agreed::default());
    }
}
