//! How many to draw: for an interval of a width, for finding at least one, for passing a standard, for telling two
//! periods apart.
//!
//! Finding and passing are exact: they count hypergeometric chances and look for the smallest size that will do. Width and
//! change use the normal approximation of the published tables, and width has the exact answer beside it.

use statrs::distribution::{ContinuousCDF, Normal};

use super::confidence::{Confidence, StatisticsError};
use super::hypergeometric::{self, Found};
use super::portion::Portion;

/// A chance counts as small enough also where rounding lifts it this little above the level.
const TIE: f64 = 1.0 + 1e-10;
/// The exact size for a width tries one size after another, and is looked for only up to so many.
const LARGEST_TRIED: u64 = 5_000;

/// What an interval should be no wider than.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Width {
    /// How many there are to draw from.
    pub population: u64,
    /// Half the width of the interval.
    pub margin: Portion,
    /// The share that is expected; a half needs most.
    pub expected: Portion,
    /// How sure, two-sided.
    pub confidence: Confidence,
}

/// Sizes for a width, by the forms that are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WidthSizes {
    /// Before the population is looked at: n0 = z² p (1 - p) / d².
    pub endless: u64,
    /// n0 N / (n0 + N - 1), from the variance (N - n)/(N - 1): what the published tables have.
    pub usual: u64,
    /// n0 N / (n0 + N), the simpler form, never larger.
    pub simpler: u64,
    /// The smallest size (from half of the usual one on) whose exact hypergeometric interval at the expected share is no
    /// wider; `None` above 5,000, where the forms agree closely.
    pub exact: Option<u64>,
}

/// Returns the sizes whose interval has half-width d = `margin` at the expected share p.
///
/// With z the normal quantile of the confidence and N the population: n0 = z² p (1 - p) / d²; the finite population makes
/// of it n0 N / (n0 + N - 1), or, in the simpler form, n0 N / (n0 + N); all are rounded up.
///
/// Range: 0 < p < 1, 0 < d, 1 <= N; `None` outside it. Source: Cochran (1977), Sampling Techniques, section 4.4; the
/// first form gives the table of Krejcie and Morgan (1970), Educational and Psychological Measurement 30, 607-610.
///
/// ```
/// use dipsample::statistics::{Confidence, Portion, sizes::{Width, for_width}};
/// let margin = Portion::new(5, 100).unwrap();
/// let width = Width { population: 100, margin, expected: Portion::HALF, confidence: Confidence::USUAL };
/// assert_eq!(for_width(width).unwrap().usual, 80);
/// ```
pub fn for_width(width: Width) -> Option<WidthSizes> {
    if !width.expected.is_part() || width.margin.is_none() || width.population == 0 {
        return None;
    }
    let (p, d, z) = (width.expected.share(), width.margin.share(), two_sided(width.confidence));
    let endless = z * z * p * (1.0 - p) / (d * d);
    let all = width.population as f64;
    let usual = whole(endless * all / (endless + all - 1.0)).min(width.population);
    let simpler = whole(endless * all / (endless + all)).min(width.population);
    Some(WidthSizes { endless: whole(endless), usual, simpler, exact: exact_width(width, usual) })
}

/// The smallest size from half of `usual` on whose exact interval at the expected share is narrow enough.
fn exact_width(width: Width, usual: u64) -> Option<u64> {
    let narrow = |drawn: u64| {
        let found = Found { found: width.expected.nearest_of(drawn), drawn, population: width.population };
        hypergeometric::interval(found, width.confidence).is_ok_and(|ends| {
            let spread = Portion::new(ends.high_count - ends.low_count, width.population);
            spread.map_or(1.0, Portion::share) / 2.0 <= width.margin.share() * TIE
        })
    };
    if usual > LARGEST_TRIED {
        return None;
    }
    let largest = width.population.min(LARGEST_TRIED);
    ((usual / 2).max(1)..=largest).find(|drawn| narrow(*drawn))
}

/// A standard that a sample is to show is met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standard {
    /// How many there are to draw from.
    pub population: u64,
    /// The share that would be too many.
    pub tolerable: Portion,
    /// How many may be found for the sample still to pass.
    pub allowed: u64,
    /// How sure, one-sided.
    pub confidence: Confidence,
}

/// Returns the smallest size such that finding at most k = `allowed` rules out that M or more have it: the smallest n
/// with P(X <= k | N, M, n) <= a, X hypergeometric, M the smallest whole number that is at least the tolerable share of N,
/// a = 1 - confidence. With k = 0 it is the size that finds at least one with that confidence where M have it.
///
/// `None` where M is 0, or not larger than k: then even reading all of them cannot fail.
///
/// Source: the tables of attribute sampling; Arkin (1984), Handbook of Sampling for Auditing and Accounting.
///
/// ```
/// use dipsample::statistics::{Confidence, Portion, sizes::{Standard, for_standard}};
/// let tolerable = Portion::new(10, 100).unwrap();
/// let standard = Standard { population: 120, tolerable, allowed: 0, confidence: Confidence::USUAL };
/// assert_eq!(for_standard(standard), Some(26));
/// ```
pub fn for_standard(standard: Standard) -> Option<u64> {
    let members = standard.tolerable.ceiling_of(standard.population);
    if members == 0 || members <= standard.allowed {
        return None;
    }
    let rules_out = |drawn: u64| {
        drawn > standard.allowed
            && at_most(Found { found: standard.allowed, drawn, population: standard.population }, members)
                <= standard.confidence.outside() * TIE
    };
    let (mut low, mut high) = (1, standard.population);
    while low < high {
        let middle = low + (high - low) / 2;
        match rules_out(middle) {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    Some(low)
}

/// Returns the chance that a draw finds at least one where `members` of the population have it, 0..1.
///
/// # Errors
/// [`StatisticsError`] when nothing is drawn, or more than there are.
pub fn chance_of_one(drawn: u64, population: u64, members: u64) -> Result<f64, StatisticsError> {
    let found = Found { found: 0, drawn, population };
    hypergeometric::interval(found, Confidence::USUAL)?;
    Ok(1.0 - at_most(found, members))
}

fn at_most(found: Found, members: u64) -> f64 {
    found.tails(members).at_most
}

/// A change that two samples are to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// How many there are in each period.
    pub population: u64,
    /// The share in the earlier period.
    pub before: Portion,
    /// The share in the later one.
    pub after: Portion,
    /// How sure, two-sided, that what is called a change is one.
    pub confidence: Confidence,
    /// How likely the change is to be shown if it is there.
    pub power: Confidence,
}

/// Sizes for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeSizes {
    /// In each period, where the two are taken from populations without end.
    pub endless: u64,
    /// In each period, where each is drawn from its own `population`: n0 N / (n0 + N - 1).
    pub finite: u64,
}

/// Returns how many to draw in each of two periods so that a change from p1 to p2 is shown with the chance `power`:
/// n0 = (z1 sqrt(2 m (1 - m)) + z2 sqrt(p1 (1 - p1) + p2 (1 - p2)))² / (p1 - p2)², with m = (p1 + p2) / 2, z1 the two-sided
/// normal quantile of the confidence and z2 the one-sided one of the power; rounded up.
///
/// `None` where the two shares are the same, or nothing is to draw from. Source: Fleiss, Levin and Paik (2003), Statistical
/// Methods for Rates and Proportions, section 4.2, without continuity correction.
pub fn for_change(change: Change) -> Option<ChangeSizes> {
    let (p1, p2) = (change.before.share(), change.after.share());
    if change.before == change.after || change.population == 0 {
        return None;
    }
    let middle = (p1 + p2) / 2.0;
    let no_change = two_sided(change.confidence) * (2.0 * middle * (1.0 - middle)).sqrt();
    let changed = Normal::standard().inverse_cdf(change.power.share()) * (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt();
    let endless = ((no_change + changed) / (p1 - p2)).powi(2);
    let all = change.population as f64;
    let finite = whole(endless * all / (endless + all - 1.0)).min(change.population);
    Some(ChangeSizes { endless: whole(endless), finite })
}

fn two_sided(confidence: Confidence) -> f64 {
    Normal::standard().inverse_cdf(1.0 - confidence.each_tail())
}

/// Rounds up, but not over rounding's own last digits; at least 1.
fn whole(size: f64) -> u64 {
    (size * (1.0 - 1e-12)).ceil().max(1.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(parts: u64) -> Portion {
        Portion::new(parts, 100).unwrap()
    }

    fn standard(population: u64, tolerable: u64, allowed: u64) -> Option<u64> {
        let confidence = Confidence::USUAL;
        for_standard(Standard { population, tolerable: percent(tolerable), allowed, confidence })
    }

    /// Computed with scipy 1.12's hypergeom: with none and with one found, at 95%.
    #[test]
    fn sizes_for_a_standard_are_those_of_an_enumeration_elsewhere() {
        for (population, sizes) in [
            (60, [(5, 38, 52), (10, 23, 34), (20, 12, 19)]),
            (120, [(5, 47, 69), (10, 26, 40), (20, 13, 21)]),
            (200, [(5, 51, 78), (10, 27, 42), (20, 13, 21)]),
            (500, [(5, 56, 87), (10, 28, 44), (20, 14, 22)]),
            (1000, [(5, 57, 90), (10, 29, 45), (20, 14, 22)]),
        ] {
            for (tolerable, none, one) in sizes {
                assert_eq!(standard(population, tolerable, 0), Some(none), "{population} {tolerable}%");
                assert_eq!(standard(population, tolerable, 1), Some(one), "{population} {tolerable}%");
            }
        }
    }

    /// Each size is the smallest: one fewer leaves the chance above the level. By Pascal's rule on exact integers.
    #[test]
    fn one_fewer_would_not_do() {
        let choose = |n: u64, k: u64| (0..k).fold(1u128, |sum, i| sum * u128::from(n - i) / u128::from(i + 1));
        for population in 1..=40u64 {
            for members in 1..=population {
                let tolerable = Portion::new(members, population).unwrap();
                let plan = Standard { population, tolerable, allowed: 0, confidence: Confidence::USUAL };
                let size = for_standard(plan).unwrap();
                let misses = |drawn: u64| {
                    let ways = if drawn > population - members { 0 } else { choose(population - members, drawn) };
                    ways * 20 > choose(population, drawn)
                };
                assert!(!misses(size) && (size == 1 || misses(size - 1)), "{members} of {population}: {size}");
            }
        }
    }

    #[test]
    fn a_standard_that_cannot_fail_has_no_size() {
        assert_eq!(standard(60, 0, 0), None);
        assert_eq!(standard(60, 5, 3), None);
        assert_eq!(standard(60, 5, 2), Some(59));
        assert_eq!(standard(1, 100, 0), Some(1));
        assert_eq!(standard(0, 5, 0), None);
    }

    fn width(population: u64, margin: u64, expected: u64) -> WidthSizes {
        let (margin, expected) = (percent(margin), percent(expected));
        for_width(Width { population, margin, expected, confidence: Confidence::USUAL }).unwrap()
    }

    /// The table of Krejcie and Morgan (1970), d = .05, p = .5. It rounds to the nearest and this program upwards, so that
    /// a row whose fraction is under a half (108.08 for 150) is one more here.
    #[test]
    fn sizes_for_a_width_are_the_published_ones() {
        for (population, size, fraction) in
            [(100, 80, 0), (150, 108, 1), (200, 132, 0), (300, 169, 0), (500, 217, 1), (1000, 278, 0)]
        {
            assert_eq!(width(population, 5, 50).usual, size + fraction, "{population}");
        }
        let october = width(231, 10, 50);
        assert_eq!((october.endless, october.usual, october.simpler), (97, 69, 68));
        assert_eq!((width(1, 5, 50).usual, width(10, 1, 50).usual), (1, 10));
    }

    #[test]
    fn the_exact_size_is_the_first_that_is_narrow_enough() {
        for (population, margin, expected) in [(231, 10, 50), (60, 10, 20), (500, 5, 10), (120, 20, 50)] {
            let sizes = width(population, margin, expected);
            let half = |drawn: u64| {
                let found = Found { found: percent(expected).nearest_of(drawn), drawn, population };
                let ends = hypergeometric::interval(found, Confidence::USUAL).unwrap();
                (ends.high_count - ends.low_count) as f64 / population as f64 / 2.0
            };
            let exact = sizes.exact.unwrap();
            assert!(half(exact) <= margin as f64 / 100.0 + 1e-12 && half(exact - 1) > margin as f64 / 100.0);
            assert!(sizes.simpler <= sizes.usual && sizes.usual <= sizes.endless);
        }
        assert_eq!(width(10_000_000, 1, 50).exact, None);
    }

    #[test]
    fn a_width_that_cannot_be_has_no_size() {
        for (population, margin, expected) in [(0, 5, 50), (60, 0, 50), (60, 5, 0), (60, 5, 100)] {
            let (margin, expected) = (percent(margin), percent(expected));
            assert_eq!(for_width(Width { population, margin, expected, confidence: Confidence::USUAL }), None);
        }
    }

    /// R's help page of power.prop.test: power.prop.test(p1 = .50, p2 = .75, power = .90) gives n = 76.7.
    #[test]
    fn sizes_for_a_change_are_those_of_r() {
        let change = |population| Change {
            population,
            before: percent(50),
            after: percent(75),
            confidence: Confidence::USUAL,
            power: Confidence::new(0.9).unwrap(),
        };
        assert_eq!(for_change(change(10_000_000)), Some(ChangeSizes { endless: 77, finite: 77 }));
        let month = for_change(change(120)).unwrap();
        assert_eq!((month.endless, month.finite), (77, 48));
        assert_eq!(for_change(Change { after: percent(50), ..change(120) }), None);
    }

    /// One of 10 in 100, 20 drawn: 1 - C(90, 20) / C(100, 20) = 0.904884 (scipy 1.12: hypergeom.sf(0, 100, 10, 20)).
    #[test]
    fn the_chance_of_finding_one_is_hypergeometric() {
        assert!((chance_of_one(20, 100, 10).unwrap() - 0.904_883_7).abs() < 1e-6);
        assert_eq!(chance_of_one(20, 100, 0), Ok(0.0));
        assert_eq!(chance_of_one(20, 20, 1), Ok(1.0));
        assert!(chance_of_one(21, 20, 1).is_err() && chance_of_one(0, 20, 1).is_err());
    }
}
