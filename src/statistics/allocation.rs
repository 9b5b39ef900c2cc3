//! How many cases to draw from each stratum, in whole numbers from first to last.
//!
//! Every allocation is in proportion to a *measure* of the stratum: its records (proportional), one (equal), or its records
//! times their spread (Neyman). Shares of cases are seldom whole, so the largest remainders are rounded up (Hamilton's
//! method). Every step is kept as text, so that a person with a pencil can follow it, and nothing is ever computed but in
//! whole numbers, so that everybody comes to the same.

use std::cmp::Reverse;

/// What is asked of an allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// How many cases in all.
    pub size: u64,
    /// The fewest from a stratum, or the whole stratum where it is smaller.
    pub at_least: u64,
}

/// One stratum with that to which its cases are in proportion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The stratum's name.
    pub stratum: String,
    /// How many records (or children) are in it: the most that can be drawn.
    pub frame: u64,
    /// The measure, in units of 1 / [`Measured::UNITS`].
    pub measure: u64,
}

impl Measured {
    /// Parts of a unit in which measures are counted.
    pub const UNITS: u64 = 1_000_000;
}

/// How many cases one stratum gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allotted {
    /// The stratum's name.
    pub stratum: String,
    /// How many records are in it.
    pub frame: u64,
    /// How many are drawn from it.
    pub size: u64,
    /// The arithmetic: `22 x 120 / 200 = 13 and 40/200, rounded down`.
    pub quota: String,
}

/// Why cases cannot be shared out as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    /// There are fewer records than cases asked for.
    #[error("{size} cases were asked for, but there are only {frame} to draw from; ask for {frame} or fewer")]
    FrameTooSmall {
        /// The cases asked for.
        size: u64,
        /// The records there are.
        frame: u64,
    },
    /// The least numbers together are more than the size.
    #[error(
        "at least {at_least} from each of {strata} strata makes {smallest} cases, more than the {size} asked for; ask for {smallest} or more, for fewer from each, or for fewer strata"
    )]
    AtLeastTooLarge {
        /// The fewest from a stratum.
        at_least: u64,
        /// How many strata have records.
        strata: u64,
        /// The cases asked for.
        size: u64,
        /// The smallest size that would do.
        smallest: u64,
    },
}

/// Shares out the cases in proportion to the strata's records: [`allocate`] with the records as the measure.
///
/// ```
/// use dipsample::statistics::allocation::{Request, proportional};
/// let strata = [("East", 120), ("North", 60), ("West", 20)];
/// let shared = proportional(&strata, Request { size: 22, at_least: 0 }).unwrap();
/// assert_eq!(shared.iter().map(|one| one.size).collect::<Vec<_>>(), [13, 7, 2]);
/// ```
///
/// # Errors
/// [`AllocationError`] when there are fewer records than cases, or the least numbers are more than the size.
pub fn proportional<S: AsRef<str>>(strata: &[(S, u64)], request: Request) -> Result<Vec<Allotted>, AllocationError> {
    let measured = |(name, frame): &(S, u64)| Measured {
        stratum: name.as_ref().to_owned(),
        frame: *frame,
        measure: frame.saturating_mul(Measured::UNITS),
    };
    allocate(&strata.iter().map(measured).collect::<Vec<_>>(), request)
}

/// Returns Neyman's measure of a stratum, N_h S_h with S_h = sqrt(p (1 - p)), in units of 1 / [`Measured::UNITS`], cut to a whole
/// number.
///
/// p is the share found in earlier gradings, guarded as (x + 1) / (n + 2) with x the cases found and n those graded, so that a
/// stratum where nothing or everything was found keeps a spread, and one of which nothing is known has the largest there is
/// (a half). In whole numbers: the integer square root of `UNITS² N_h² (x + 1)(n - x + 1) / (n + 2)²`.
///
/// Source: Neyman (1934), Journal of the Royal Statistical Society 97; Cochran (1977), Sampling Techniques, section 5.5.
///
/// ```
/// use dipsample::statistics::allocation::neyman_measure;
/// assert_eq!(neyman_measure(120, 0, 3), 48_000_000); // p = 1/5, S = 0.4
/// ```
pub fn neyman_measure(frame: u64, found: u64, graded: u64) -> u64 {
    // Numbers beyond these bounds are of no register; they keep the product within 128 bits.
    let records = u128::from(frame.min(100_000_000));
    let (found, of) = (u128::from(found.min(graded).min(20_000)), u128::from(graded.min(20_000)));
    let found = found.min(of);
    let units = u128::from(Measured::UNITS);
    let square = units * units * records * records * ((found + 1) * (of - found + 1)) / ((of + 2) * (of + 2));
    u64::try_from(square.isqrt()).unwrap_or(u64::MAX)
}

/// Shares out the cases in proportion to the strata's measures, by largest remainders, in the order of the strata given.
///
/// A stratum's quota is n m_h / M, with n the cases, m_h the stratum's measure and M the sum of all. No stratum may get fewer
/// than its least number min(at least, N_h), nor more than its N_h records. While some quota breaks its bound, one side is
/// settled: where the cases lacking below the bounds are as many as those above, or more, the strata below get their least
/// number; where they are as many or fewer, the strata above are taken whole; the others share what is left in the same way.
/// Then every quota is rounded down, and the cases left over go one each to the largest remainders; of equal remainders, to
/// the stratum whose name comes first. A free quota lies within its bounds, which are whole, so rounding keeps them; the
/// total is exactly n.
///
/// Source: Hamilton's method of largest remainders; Cochran (1977), Sampling Techniques, chapter 5.
///
/// # Errors
/// [`AllocationError`] when there are fewer records than cases, or the least numbers are more than the size.
pub fn allocate(strata: &[Measured], request: Request) -> Result<Vec<Allotted>, AllocationError> {
    let mut shares: Vec<Share<'_>> = strata.iter().map(|one| Share::new(one, request.at_least)).collect();
    check(&shares, request)?;
    let pool = settle_bounds(&mut shares, request.size);
    round_quotas(&mut shares, pool);
    Ok(shares.into_iter().map(|share| share.allotted(pool)).collect())
}

/// A stratum while cases are being shared out.
struct Share<'a> {
    name: &'a str,
    frame: u64,
    measure: u64,
    least: u64,
    /// Whether it is settled at one of its bounds and gets no quota.
    settled: bool,
    size: u64,
    /// Whether its remainder was rounded up.
    up: bool,
}

/// The cases and measures that the quotas are made of, once some strata are settled.
#[derive(Clone, Copy)]
struct Pool {
    cases: u128,
    measure: u128,
}

impl Pool {
    fn whole(self, measure: u64) -> u64 {
        u64::try_from(self.product(measure) / self.measure.max(1)).expect("a quota is no larger than its stratum")
    }

    fn remainder(self, measure: u64) -> u128 {
        self.product(measure) % self.measure.max(1)
    }

    fn product(self, measure: u64) -> u128 {
        self.cases * u128::from(measure)
    }
}

impl<'a> Share<'a> {
    fn new(stratum: &'a Measured, at_least: u64) -> Share<'a> {
        Share {
            name: &stratum.stratum,
            frame: stratum.frame,
            measure: if stratum.frame == 0 { 0 } else { stratum.measure },
            least: at_least.min(stratum.frame),
            settled: false,
            size: 0,
            up: false,
        }
    }

    fn allotted(self, pool: Pool) -> Allotted {
        let quota = match self.settled {
            true if self.size == self.frame => format!("all {}", self.frame),
            true => format!("{}, the fewest from a stratum", self.least),
            false => self.arithmetic(pool),
        };
        Allotted { stratum: self.name.to_owned(), frame: self.frame, size: self.size, quota }
    }

    fn arithmetic(&self, pool: Pool) -> String {
        let units = u128::from(Measured::UNITS);
        let (whole, remainder) = (pool.whole(self.measure), pool.remainder(self.measure));
        let direction = if self.up { "rounded up" } else { "rounded down" };
        if !u128::from(self.measure).is_multiple_of(units) || !pool.measure.is_multiple_of(units) {
            let thousandths = pool.product(self.measure) * 1000 / pool.measure.max(1);
            let product =
                format!("{} x {} / {}", pool.cases, decimals(u128::from(self.measure)), decimals(pool.measure));
            return format!("{product} = {}.{:03}, {direction}", thousandths / 1000, thousandths % 1000);
        }
        let (measure, all) = (u128::from(self.measure) / units, pool.measure / units);
        let product = format!("{} x {measure} / {all} = {whole}", pool.cases);
        match remainder / units {
            0 => product,
            remainder => format!("{product} and {remainder}/{all}, {direction}"),
        }
    }
}

/// A measure in words: whole units and thousandths, cut.
fn decimals(measure: u128) -> String {
    let units = u128::from(Measured::UNITS);
    format!("{}.{:03}", measure / units, measure % units * 1000 / units)
}

fn check(shares: &[Share<'_>], request: Request) -> Result<(), AllocationError> {
    let frame: u64 = shares.iter().map(|share| share.frame).sum();
    if request.size > frame {
        return Err(AllocationError::FrameTooSmall { size: request.size, frame });
    }
    let smallest: u64 = shares.iter().map(|share| share.least).sum();
    if smallest > request.size {
        let strata = shares.iter().map(|share| u64::from(share.frame > 0)).sum();
        let Request { size, at_least } = request;
        return Err(AllocationError::AtLeastTooLarge { at_least, strata, size, smallest });
    }
    Ok(())
}

/// Settles the strata whose quota breaks a bound, round after round; returns what is left to share.
fn settle_bounds(shares: &mut [Share<'_>], size: u64) -> Pool {
    loop {
        let given: u64 = shares.iter().filter(|share| share.settled).map(|share| share.size).sum();
        let measure = shares.iter().filter(|share| !share.settled).map(|share| u128::from(share.measure)).sum();
        let pool = Pool { cases: u128::from(size - given), measure };
        // Cases beyond the bounds, times the measure, so that they stay whole.
        let beyond = |share: &Share<'_>| {
            let quota = pool.product(share.measure);
            let (least, most) = (u128::from(share.least) * measure, u128::from(share.frame) * measure);
            (least.saturating_sub(quota), quota.saturating_sub(most))
        };
        let free = || shares.iter().filter(|share| !share.settled).map(beyond);
        let lacking: u128 = free().map(|(lacking, _)| lacking).sum();
        let over: u128 = free().map(|(_, over)| over).sum();
        if lacking == 0 && over == 0 {
            return pool;
        }
        let settled: Vec<(bool, bool)> = shares
            .iter()
            .map(beyond)
            .map(|(low, high)| (low > 0 && lacking >= over, high > 0 && lacking <= over))
            .collect();
        for (share, (low, high)) in shares.iter_mut().zip(settled).filter(|(share, _)| !share.settled) {
            if low || high {
                share.settled = true;
                share.size = if low { share.least } else { share.frame };
            }
        }
    }
}

/// Rounds every quota down, then one case more for each of the largest remainders until none is left.
fn round_quotas(shares: &mut [Share<'_>], pool: Pool) {
    let mut free: Vec<&mut Share<'_>> = shares.iter_mut().filter(|share| !share.settled).collect();
    for share in &mut free {
        share.size = pool.whole(share.measure);
    }
    let given: u128 = free.iter().map(|share| u128::from(share.size)).sum();
    let over = usize::try_from(pool.cases - given).expect("fewer cases are left over than there are strata");
    free.sort_by_key(|share| (Reverse(pool.remainder(share.measure)), share.name));
    for share in free.into_iter().take(over) {
        share.size += 1;
        share.up = true;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sizes(strata: &[(&str, u64)], size: u64, at_least: u64) -> Vec<u64> {
        proportional(strata, Request { size, at_least }).unwrap().iter().map(|one| one.size).collect()
    }

    #[test]
    fn the_largest_remainders_are_rounded_up_and_the_arithmetic_is_shown() {
        let shared = proportional(&[("A", 120), ("B", 60), ("C", 20)], Request { size: 22, at_least: 0 }).unwrap();
        let quotas: Vec<&str> = shared.iter().map(|one| one.quota.as_str()).collect();
        assert_eq!(
            quotas,
            [
                "22 x 120 / 200 = 13 and 40/200, rounded down",
                "22 x 60 / 200 = 6 and 120/200, rounded up",
                "22 x 20 / 200 = 2 and 40/200, rounded down"
            ]
        );
        assert_eq!(shared.iter().map(|one| one.size).collect::<Vec<_>>(), [13, 7, 2]);
    }

    #[test]
    fn equal_remainders_go_to_the_name_that_comes_first_whatever_the_order() {
        assert_eq!(sizes(&[("B", 10), ("A", 10), ("C", 10)], 4, 0), [1, 2, 1]);
        assert_eq!(sizes(&[("C", 10), ("B", 10), ("A", 10)], 5, 0), [1, 2, 2]);
    }

    #[test]
    fn a_small_stratum_gets_its_least_or_all_of_itself() {
        assert_eq!(sizes(&[("A", 300), ("B", 40), ("C", 10)], 30, 5), [20, 5, 5]);
        assert_eq!(sizes(&[("A", 300), ("B", 40), ("C", 3)], 30, 5), [22, 5, 3]);
        let shared = proportional(&[("A", 300), ("B", 40), ("C", 3)], Request { size: 30, at_least: 5 }).unwrap();
        let quotas: Vec<&str> = shared.iter().map(|one| one.quota.as_str()).collect();
        assert_eq!(quotas, ["22 x 300 / 300 = 22", "5, the fewest from a stratum", "all 3"]);
    }

    #[test]
    fn a_census_takes_all_and_an_empty_stratum_gets_nothing() {
        assert_eq!(sizes(&[("A", 7), ("B", 0), ("C", 3)], 10, 2), [7, 0, 3]);
        assert_eq!(sizes(&[("A", 7)], 3, 0), [3]);
        assert_eq!(sizes(&[], 0, 3), Vec::<u64>::new());
    }

    fn measured(strata: &[(&str, u64, u64)], size: u64, at_least: u64) -> Vec<Allotted> {
        let one = |(name, frame, measure): &(&str, u64, u64)| Measured {
            stratum: (*name).to_owned(),
            frame: *frame,
            measure: *measure,
        };
        allocate(&strata.iter().map(one).collect::<Vec<_>>(), Request { size, at_least }).unwrap()
    }

    fn equal(strata: &[(&str, u64)], size: u64, at_least: u64) -> Vec<u64> {
        let strata: Vec<_> = strata.iter().map(|(name, frame)| (*name, *frame, Measured::UNITS)).collect();
        measured(&strata, size, at_least).iter().map(|one| one.size).collect()
    }

    /// By hand: quotas 12.111, 7.417 and 2.472 for shares of a fifth, two fifths and three fifths.
    #[test]
    fn neymans_allocation_follows_records_times_spread() {
        let strata = [("A", 120, 0, 3), ("B", 60, 1, 3), ("C", 20, 2, 3)];
        let strata = strata.map(|(name, frame, x, n)| (name, frame, neyman_measure(frame, x, n)));
        let shared = measured(&strata, 22, 0);
        assert_eq!(shared.iter().map(|one| one.size).collect::<Vec<_>>(), [12, 7, 3]);
        assert_eq!(shared[0].quota, "22 x 48.000 / 87.191 = 12.111, rounded down");
        assert_eq!(shared[2].quota, "22 x 9.797 / 87.191 = 2.472, rounded up");
        // Nothing known is the largest spread, and nothing found still is some.
        assert_eq!(neyman_measure(10, 0, 0), 5_000_000);
        assert_eq!(neyman_measure(10, 0, 18), neyman_measure(10, 18, 18));
        assert!(neyman_measure(10, 0, 18) > 0);
        assert!(neyman_measure(u64::MAX, u64::MAX, u64::MAX) > 0);
    }

    #[test]
    fn what_a_stratum_cannot_hold_goes_to_the_others() {
        assert_eq!(equal(&[("A", 100), ("B", 3), ("C", 50)], 30, 0), [14, 3, 13]);
        assert_eq!(equal(&[("A", 100), ("B", 3), ("C", 12)], 30, 0), [15, 3, 12]);
        assert_eq!(equal(&[("A", 4), ("B", 3), ("C", 5)], 12, 0), [4, 3, 5]);
        assert_eq!(equal(&[("A", 4), ("B", 3), ("C", 5)], 2, 0), [1, 1, 0]);
        let one = |name, frame, measure| (name, frame, measure * Measured::UNITS);
        let shared = measured(&[one("A", 10, 90), one("B", 200, 9), one("C", 200, 1)], 50, 5);
        assert_eq!(shared.iter().map(|one| one.size).collect::<Vec<_>>(), [10, 35, 5]);
        assert_eq!([shared[0].quota.as_str(), &shared[2].quota], ["all 10", "5, the fewest from a stratum"]);
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_size_that_would_do() {
        let strata = [("A", 100), ("B", 2), ("C", 50)];
        let refused = proportional(&strata, Request { size: 11, at_least: 5 }).unwrap_err();
        assert_eq!(refused, AllocationError::AtLeastTooLarge { at_least: 5, strata: 3, size: 11, smallest: 12 });
        assert!(refused.to_string().contains("ask for 12 or more"));
        assert_eq!(sizes(&strata, 12, 5), [5, 2, 5]);
        let refused = proportional(&strata, Request { size: 153, at_least: 0 });
        assert_eq!(refused, Err(AllocationError::FrameTooSmall { size: 153, frame: 152 }));
    }

    proptest! {
        #[test]
        fn the_total_is_exact_and_every_bound_is_kept(
            frames in prop::collection::vec(0u64..400, 1..12), part in 0.0f64..=1.0, at_least in 0u64..8
        ) {
            let names: Vec<(String, u64)> = frames.iter().enumerate().map(|(i, n)| (format!("s{i:02}"), *n)).collect();
            let all: u64 = frames.iter().sum();
            let size = (all as f64 * part) as u64;
            let fewest: u64 = frames.iter().map(|n| at_least.min(*n)).sum();
            match proportional(&names, Request { size, at_least }) {
                Err(error) => {
                    prop_assert!(fewest > size);
                    let advice = format!("ask for {fewest} or more");
                    prop_assert!(error.to_string().contains(&advice));
                }
                Ok(shared) => {
                    prop_assert_eq!(shared.iter().map(|one| one.size).sum::<u64>(), size);
                    for one in &shared {
                        prop_assert!(one.size <= one.frame && one.size >= at_least.min(one.frame), "{:?}", one);
                    }
                }
            }
        }

        #[test]
        fn any_measure_keeps_total_and_bounds(
            strata in prop::collection::vec((1u64..60, 0u64..5_000_000), 1..10), part in 0.0f64..=1.0, at_least in 0u64..4
        ) {
            let strata: Vec<Measured> = strata.iter().enumerate()
                .map(|(i, (frame, measure))| Measured { stratum: format!("s{i:02}"), frame: *frame, measure: measure + 1 }).collect();
            let fewest: u64 = strata.iter().map(|one| at_least.min(one.frame)).sum();
            let all: u64 = strata.iter().map(|one| one.frame).sum();
            let size = ((all as f64 * part) as u64).max(fewest);
            let shared = allocate(&strata, Request { size, at_least }).unwrap();
            prop_assert_eq!(shared.iter().map(|one| one.size).sum::<u64>(), size);
            // Of two strata within their bounds, the one with the larger measure has no fewer cases.
            for one in &shared {
                prop_assert!(one.size <= one.frame && one.size >= at_least.min(one.frame), "{:?}", one);
            }
            let free = |i: usize| shared[i].size < shared[i].frame && shared[i].size > at_least;
            for (i, one) in strata.iter().enumerate().filter(|(i, _)| free(*i)) {
                for (j, other) in strata.iter().enumerate().filter(|(j, _)| free(*j)) {
                    prop_assert!(one.measure < other.measure || shared[i].size + 1 > shared[j].size, "{shared:?}");
                }
            }
        }

        #[test]
        fn without_a_least_number_nobody_is_a_whole_case_from_the_quota(
            frames in prop::collection::vec(1u64..400, 1..12), part in 0.0f64..=1.0
        ) {
            let names: Vec<(String, u64)> = frames.iter().enumerate().map(|(i, n)| (format!("s{i:02}"), *n)).collect();
            let all: u64 = frames.iter().sum();
            let size = (all as f64 * part) as u64;
            for one in proportional(&names, Request { size, at_least: 0 }).unwrap() {
                let quota = size as f64 * one.frame as f64 / all as f64;
                prop_assert!((one.size as f64 - quota).abs() < 1.0);
            }
        }
    }
}
