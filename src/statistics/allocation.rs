//! How many cases to draw from each stratum, in whole numbers from first to last.
//!
//! Shares of cases are seldom whole, so the largest remainders are rounded up (Hamilton's method). Every step is kept as
//! text, so that a person with a pencil can follow it.

use std::cmp::Reverse;

/// What is asked of an allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// How many cases in all.
    pub size: u64,
    /// The fewest from a stratum, or the whole stratum where it is smaller.
    pub at_least: u64,
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

/// Shares out the cases in proportion to the strata, by largest remainders, in the order of the strata given.
///
/// A stratum's quota is n N_h / N, with n the cases, N_h the stratum's records and N all records. A stratum whose quota
/// is below its least number m_h = min(at least, N_h) gets m_h, and the others share the remaining cases in the same
/// way until none is below. Then every quota is rounded down, and the cases left over go one each to the largest
/// remainders; of equal remainders, to the stratum whose name comes first. No quota is ever above its stratum, because
/// n <= N at first and raising some strata only lowers the others; so the total is exactly n.
///
/// Source: Hamilton's method of largest remainders; Cochran (1977), Sampling Techniques, chapter 5, for proportion.
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
    let mut shares: Vec<Share<'_>> =
        strata.iter().map(|(name, frame)| Share::new(name.as_ref(), *frame, request.at_least)).collect();
    check(&shares, request)?;
    let pool = settle_the_least(&mut shares, request.size);
    round_quotas(&mut shares, pool);
    Ok(shares.into_iter().map(|share| share.allotted(pool)).collect())
}

/// A stratum while cases are being shared out.
struct Share<'a> {
    name: &'a str,
    frame: u64,
    least: u64,
    /// Whether it gets its least number and no quota.
    raised: bool,
    size: u64,
    /// Whether its remainder was rounded up.
    up: bool,
}

/// The cases and records that the quotas are made of, once some strata have been raised to their least numbers.
#[derive(Clone, Copy)]
struct Pool {
    cases: u128,
    records: u128,
}

impl Pool {
    fn whole(self, frame: u64) -> u64 {
        u64::try_from(self.product(frame) / self.records.max(1)).expect("a quota is no larger than its stratum")
    }

    fn remainder(self, frame: u64) -> u128 {
        self.product(frame) % self.records.max(1)
    }

    fn product(self, frame: u64) -> u128 {
        self.cases * u128::from(frame)
    }
}

impl<'a> Share<'a> {
    fn new(name: &'a str, frame: u64, at_least: u64) -> Share<'a> {
        Share { name, frame, least: at_least.min(frame), raised: false, size: 0, up: false }
    }

    fn allotted(self, pool: Pool) -> Allotted {
        let quota = match (self.raised, self.least == self.frame) {
            (true, true) => format!("all {}", self.frame),
            (true, false) => format!("{}, the fewest from a stratum", self.least),
            (false, _) => self.arithmetic(pool),
        };
        Allotted { stratum: self.name.to_owned(), frame: self.frame, size: self.size, quota }
    }

    fn arithmetic(&self, pool: Pool) -> String {
        let (whole, remainder) = (pool.whole(self.frame), pool.remainder(self.frame));
        let product = format!("{} x {} / {} = {whole}", pool.cases, self.frame, pool.records);
        match (remainder, self.up) {
            (0, _) => product,
            (_, true) => format!("{product} and {remainder}/{}, rounded up", pool.records),
            (_, false) => format!("{product} and {remainder}/{}, rounded down", pool.records),
        }
    }
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

/// Gives their least number to the strata whose quota is below it, round after round; returns what is left to share.
fn settle_the_least(shares: &mut [Share<'_>], size: u64) -> Pool {
    loop {
        let raised: u64 = shares.iter().filter(|share| share.raised).map(|share| share.least).sum();
        let records = shares.iter().filter(|share| !share.raised).map(|share| u128::from(share.frame)).sum();
        let pool = Pool { cases: u128::from(size - raised), records };
        let mut again = false;
        for share in shares.iter_mut().filter(|share| !share.raised) {
            if pool.product(share.frame) < u128::from(share.least) * pool.records {
                (share.raised, share.size, again) = (true, share.least, true);
            }
        }
        if !again {
            return pool;
        }
    }
}

/// Rounds every quota down, then one case more for each of the largest remainders until none is left.
fn round_quotas(shares: &mut [Share<'_>], pool: Pool) {
    let mut free: Vec<&mut Share<'_>> = shares.iter_mut().filter(|share| !share.raised).collect();
    for share in &mut free {
        share.size = pool.whole(share.frame);
    }
    let given: u128 = free.iter().map(|share| u128::from(share.size)).sum();
    let over = usize::try_from(pool.cases - given).expect("fewer cases are left over than there are strata");
    free.sort_by_key(|share| (Reverse(pool.remainder(share.frame)), share.name));
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
