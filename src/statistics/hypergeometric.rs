//! What a simple draw without replacement says of the whole: exact intervals for a finite population.
//!
//! A draw of n from N of which M have something finds X of them, and X is hypergeometric:
//! P(X = k) = C(M, k) C(N - M, n - k) / C(N, n). The interval keeps every M that the count found does not make too
//! unlikely. Both tails are monotone in M, so that each end is found by halving; a tail is summed from the most
//! likely count outwards until its terms no longer matter, which takes some multiple of the square root of n and
//! needs no logarithms. Ten million records take milliseconds.

use super::confidence::{Confidence, Interval, StatisticsError};

/// What a simple draw found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many of the drawn have it.
    pub found: u64,
    /// How many were drawn.
    pub drawn: u64,
    /// How many there are to draw from.
    pub population: u64,
}

/// The two ends of an interval for the number in the population.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountInterval {
    /// The fewest in the population.
    pub low_count: u64,
    /// The most in the population.
    pub high_count: u64,
    /// How many there are.
    pub population: u64,
}

/// Terms smaller than this part of the largest one are left out of a tail: 40 orders of magnitude.
const NEGLIGIBLE: f64 = 1e-40;
/// A tail counts as larger than a level only if it is so beyond the rounding of sums: a tie is not larger.
const TIE: f64 = 1.0 + 1e-10;

impl CountInterval {
    /// The ends as shares of the population.
    pub fn shares(self) -> Interval {
        let of = self.population as f64;
        Interval { low: self.low_count as f64 / of, high: self.high_count as f64 / of }
    }
}

/// Returns the exact two-sided interval of equal tails for the number in the population.
///
/// It holds every M from x to N - n + x for which P(X <= x | M) > a/2 and P(X >= x | M) > a/2, where x is the count
/// found, n the number drawn, N the population, and a = 1 - confidence. A census (n = N) gives the point.
///
/// Range: 0 <= x <= n <= N, 1 <= n. Source: the inversion of the two one-sided tests; Buonaccorsi (1987), The American
/// Statistician 41, 215-218; Wright (1991), Exact Confidence Bounds when Sampling from Small Finite Universes.
///
/// ```
/// use dipsample::statistics::{Confidence, hypergeometric::{Found, interval}};
/// let found = Found { found: 3, drawn: 10, population: 50 };
/// let ends = interval(found, Confidence::USUAL).unwrap();
/// assert_eq!((ends.low_count, ends.high_count), (5, 31));
/// ```
///
/// # Errors
/// [`StatisticsError`] when nothing was drawn or the counts cannot be.
pub fn interval(found: Found, confidence: Confidence) -> Result<CountInterval, StatisticsError> {
    found.check()?;
    let (low, high) = (found.least(confidence.each_tail()), found.most(confidence.each_tail()));
    Ok(CountInterval { low_count: low.min(high), high_count: high.max(low), population: found.population })
}

/// Returns the largest number in the population that the draw does not rule out: U1 = max{M : P(X <= x | M) > a}
/// with a = 1 - confidence. "95% sure that no more than U1 have it."
///
/// # Errors
/// [`StatisticsError`] when nothing was drawn or the counts cannot be.
pub fn upper_count(found: Found, confidence: Confidence) -> Result<u64, StatisticsError> {
    found.check()?;
    Ok(found.most(confidence.outside()))
}

/// A simple draw, before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// How many are drawn.
    pub drawn: u64,
    /// How many there are to draw from.
    pub population: u64,
}

/// Returns the exact limits of chance for the share found by a draw, given the share that have it: fewer than the lower, or more than the
/// upper, are found at most `beyond` of the time. `None` where nothing is drawn or more than there are.
///
/// So many have it as the share times the population says, rounded down for the lower limit and up for the upper one.
///
/// Range: share and beyond 0..1. Source: exact limits of a funnel plot, Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, with the
/// distribution of a finite population.
pub fn limits(draw: Draw, share: f64, beyond: f64) -> Option<Interval> {
    if draw.drawn == 0 || draw.drawn > draw.population || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let members = share * draw.population as f64;
    let (fewest, most) = ((members + ROUNDING).floor() as u64, (members - ROUNDING).ceil().max(0.0) as u64);
    let part = |found: u64| found as f64 / draw.drawn as f64;
    Some(Interval {
        low: part(draw.quantile(fewest, beyond)),
        high: part(draw.quantile(most.min(draw.population), 1.0 - beyond)),
    })
}

/// Within so little of a whole number, a product is one.
const ROUNDING: f64 = 1e-9;

impl Draw {
    /// The smallest count that is not passed with at least this chance: min k with P(X <= k) >= chance.
    fn quantile(self, members: u64, chance: f64) -> u64 {
        let Draw { drawn, population } = self;
        let (mut low, mut high) = (drawn.saturating_sub(population - members), drawn.min(members));
        while low < high {
            let middle = low + (high - low) / 2;
            match (Found { found: middle, drawn, population }).tails(members).at_most >= chance {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        low
    }
}

impl Found {
    fn check(self) -> Result<(), StatisticsError> {
        if self.drawn == 0 {
            return Err(StatisticsError::Nothing);
        }
        if self.found > self.drawn {
            return Err(StatisticsError::TooManyFound { found: self.found as f64, of: self.drawn as f64 });
        }
        if self.drawn > self.population {
            return Err(StatisticsError::TooManyDrawn { drawn: self.drawn, population: self.population });
        }
        Ok(())
    }

    /// The smallest M whose upper tail is above the level. At the largest M the tail is 1.
    fn least(self, level: f64) -> u64 {
        let (mut low, mut high) = (self.found, self.population - (self.drawn - self.found));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.tails(middle).at_least > level * TIE {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        low
    }

    /// The largest M whose lower tail is above the level. At the smallest M the tail is 1.
    fn most(self, level: f64) -> u64 {
        let (mut low, mut high) = (self.found, self.population - (self.drawn - self.found));
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match self.tails(middle).at_most > level * TIE {
                true => low = middle,
                false => high = middle - 1,
            }
        }
        low
    }

    /// Returns the chances of finding so few, and so many, if `members` of the population had it.
    ///
    /// The terms are taken relative to the one at the most likely count, floor((n + 1)(M + 1) / (N + 2)), by the ratio
    /// P(k + 1) / P(k) = (M - k)(n - k) / ((k + 1)(N - M - n + k + 1)), and divided by their sum.
    pub(super) fn tails(self, members: u64) -> Tails {
        let range = Range::of(self, members);
        let (mut at_most, mut at_least, mut all) = (0.0, 0.0, 0.0);
        let mut take = |count: u64, term: f64| {
            all += term;
            at_most += if count <= self.found { term } else { 0.0 };
            at_least += if count >= self.found { term } else { 0.0 };
        };
        take(range.likeliest, 1.0);
        let (mut count, mut term) = (range.likeliest, 1.0);
        while count < range.most && term > NEGLIGIBLE {
            term *= range.ratio(count);
            count += 1;
            take(count, term);
        }
        (count, term) = (range.likeliest, 1.0);
        while count > range.fewest && term > NEGLIGIBLE {
            count -= 1;
            term /= range.ratio(count);
            take(count, term);
        }
        Tails { at_most: at_most / all, at_least: at_least / all }
    }
}

/// The chances of finding so few and so many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// P(X <= x).
    pub at_most: f64,
    /// P(X >= x).
    pub at_least: f64,
}

/// The counts that a draw can find, and the numbers that their ratios are made of.
struct Range {
    members: f64,
    drawn: f64,
    others: f64,
    fewest: u64,
    most: u64,
    likeliest: u64,
}

impl Range {
    fn of(draw: Found, members: u64) -> Range {
        let members = members.min(draw.population);
        let others = draw.population - members;
        let (fewest, most) = (draw.drawn.saturating_sub(others), draw.drawn.min(members));
        let likeliest = (u128::from(draw.drawn) + 1) * (u128::from(members) + 1) / (u128::from(draw.population) + 2);
        let likeliest = u64::try_from(likeliest).unwrap_or(most).clamp(fewest, most);
        let (members, drawn, others) = (members as f64, draw.drawn as f64, others as f64);
        Range { members, drawn, others, fewest, most, likeliest }
    }

    /// P(count + 1) / P(count), for a count of the range below the largest.
    fn ratio(&self, count: u64) -> f64 {
        let count = count as f64;
        (self.members - count) * (self.drawn - count) / ((count + 1.0) * (self.others - self.drawn + count + 1.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(found: u64, drawn: u64, population: u64) -> Found {
        Found { found, drawn, population }
    }

    fn ends(x: u64, n: u64, population: u64) -> (u64, u64) {
        let ends = interval(found(x, n, population), Confidence::USUAL).unwrap();
        (ends.low_count, ends.high_count)
    }

    #[test]
    fn ends_agree_with_exact_rational_arithmetic() {
        let table = include_str!("../../tests/oracles/hypergeometric.csv");
        let mut rows = 0;
        for line in table.lines().filter(|line| !line.starts_with(['#', 'x'])) {
            let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let counts: Vec<u64> = cells.iter().map(|cell| *cell as u64).collect();
            let draw = found(counts[0], counts[1], counts[2]);
            let sure = Confidence::new(cells[3]).unwrap();
            let ends = interval(draw, sure).unwrap();
            let row = (ends.low_count, ends.high_count, draw.least(sure.outside()), upper_count(draw, sure));
            assert_eq!(row, (counts[4], counts[5], counts[6], Ok(counts[7])), "{line}");
            rows += 1;
        }
        assert!(rows > 60);
    }

    #[test]
    fn a_census_gives_the_point_and_one_case_an_interval() {
        for x in 0..=9 {
            assert_eq!(ends(x, 9, 9), (x, x));
        }
        assert_eq!(ends(0, 1, 1), (0, 0));
        assert_eq!(ends(1, 1, 1), (1, 1));
        assert_eq!(ends(0, 1, 100), (0, 97));
        assert_eq!(upper_count(found(0, 1, 100), Confidence::USUAL), Ok(94));
    }

    /// P(X <= 0 | N = 40, M = 39, n = 1) is 1/40, exactly the tail of 95%: a tie is ruled out at both ends.
    #[test]
    fn a_tie_is_ruled_out_whatever_rounding_says() {
        assert_eq!(ends(0, 1, 40), (0, 38));
        assert_eq!(ends(1, 1, 40), (2, 40));
        assert_eq!(upper_count(found(0, 1, 20), Confidence::USUAL), Ok(18));
    }

    #[test]
    fn ten_million_records_take_no_loop_over_them() {
        let started = std::time::Instant::now();
        for x in [0, 1, 2_500_000, 4_999_999, 5_000_000] {
            let (low, high) = ends(x, 5_000_000, 10_000_000);
            assert!(low <= 2 * x && 2 * x <= high + 1);
        }
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[test]
    fn counts_that_cannot_be_are_refused() {
        assert_eq!(interval(found(0, 0, 10), Confidence::USUAL), Err(StatisticsError::Nothing));
        assert!(matches!(interval(found(3, 2, 10), Confidence::USUAL), Err(StatisticsError::TooManyFound { .. })));
        assert!(matches!(upper_count(found(3, 12, 10), Confidence::USUAL), Err(StatisticsError::TooManyDrawn { .. })));
    }

    /// C(n, k) for n up to 200, by Pascal's rule: arithmetic that shares nothing with the code above.
    fn pascal(rows: usize) -> Vec<Vec<f64>> {
        let mut triangle = vec![vec![1.0]];
        for row in 1..=rows {
            let above: &Vec<f64> = &triangle[row - 1];
            let inside = above.windows(2).map(|pair| pair[0] + pair[1]);
            let next = std::iter::once(1.0).chain(inside).chain(std::iter::once(1.0)).collect();
            triangle.push(next);
        }
        triangle
    }

    /// For each M from 0 to N: how often the interval of n from N holds M. Returns (smallest, mean).
    fn coverage(n: usize, population: usize, c: &[Vec<f64>]) -> (f64, f64) {
        let kept: Vec<(u64, u64)> = (0..=n).map(|x| ends(x as u64, n as u64, population as u64)).collect();
        let of = |members: usize| -> f64 {
            (n.saturating_sub(population - members)..=n.min(members))
                .filter(|x| (kept[*x].0..=kept[*x].1).contains(&(members as u64)))
                .map(|x| c[members][x] * c[population - members][n - x] / c[population][n])
                .sum()
        };
        let all: Vec<f64> = (0..=population).map(of).collect();
        (all.iter().copied().fold(1.0, f64::min), all.iter().sum::<f64>() / all.len() as f64)
    }

    #[test]
    fn coverage_never_falls_below_what_is_said() {
        let c = pascal(200);
        for population in 1..=60 {
            for n in 1..=population {
                let (least, _) = coverage(n, population, &c);
                assert!(least >= 0.95 - 1e-12, "n = {n}, N = {population}: {least}");
            }
        }
        for (n, population) in [(7, 120), (45, 120), (119, 120), (50, 200)] {
            let (least, _) = coverage(n, population, &c);
            assert!(least >= 0.95 - 1e-12, "n = {n}, N = {population}: {least}");
        }
    }

    /// Smallest and mean coverage over all M, enumerated with scipy 1.12's hypergeom, to three places.
    #[test]
    fn coverage_is_that_of_an_enumeration_elsewhere() {
        let c = pascal(200);
        for (n, population, least, mean) in [
            (10, 50, 0.955, 0.985),
            (12, 60, 0.959, 0.983),
            (20, 200, 0.952, 0.978),
            (30, 120, 0.957, 0.976),
            (60, 120, 0.953, 0.974),
        ] {
            let (ours_least, ours_mean) = coverage(n, population, &c);
            assert!((ours_least - least).abs() < 0.0006, "n = {n}, N = {population}: {ours_least}");
            assert!((ours_mean - mean).abs() < 0.0006, "n = {n}, N = {population}: {ours_mean}");
        }
    }

    /// scipy 1.12: hypergeom(N, M, n).ppf(0.001) with M rounded down, .ppf(0.999) with M rounded up; the last at 0.025.
    #[test]
    fn limits_of_chance_agree_with_another_program() {
        for (population, drawn, share, beyond, low, high) in [
            (31, 8, 10.0 / 60.0, 0.001, 0, 5),
            (115, 30, 0.15, 0.001, 0, 10),
            (26, 10, 22.0 / 60.0, 0.001, 0, 8),
            (50, 50, 0.4, 0.001, 20, 20),
            (40, 12, 0.0, 0.001, 0, 0),
            (40, 12, 1.0, 0.001, 12, 12),
            (2754, 60, 0.37, 0.001, 11, 34),
            (60, 20, 0.25, 0.025, 2, 8),
        ] {
            let ends = limits(Draw { drawn, population }, share, beyond).unwrap();
            let counts = (ends.low * drawn as f64, ends.high * drawn as f64);
            assert!((counts.0 - f64::from(low)).abs() < 1e-9, "{drawn} of {population}: {counts:?}");
            assert!((counts.1 - f64::from(high)).abs() < 1e-9, "{drawn} of {population}: {counts:?}");
        }
        assert_eq!(limits(Draw { drawn: 0, population: 9 }, 0.5, 0.001), None);
        assert_eq!(limits(Draw { drawn: 10, population: 9 }, 0.5, 0.001), None);
    }

    proptest! {
        #[test]
        fn the_share_found_lies_inside_and_more_found_means_no_lower_ends(
            (population, n, x) in (2u64..3000).prop_flat_map(|p| (Just(p), 1..=p))
                .prop_flat_map(|(p, n)| (Just(p), Just(n), 0..n))
        ) {
            let (low, high) = ends(x, n, population);
            // In whole records: 1 found of 1,765 drawn from 1,766 rules out 2 of 1,766, and 1 of 1,766 is less than 1 of 1,765.
            prop_assert!(low <= (x * population).div_ceil(n) && x * population / n <= high);
            prop_assert!(x <= low && high <= population - (n - x));
            let (next_low, next_high) = ends(x + 1, n, population);
            prop_assert!(low <= next_low && high <= next_high);
            let mirrored = ends(n - x, n, population);
            prop_assert_eq!(mirrored, (population - high, population - low));
        }
    }
}
