//! Where along the tickets a draw of a programme over children begins, so that its draws do not meet within a cycle.

use serde::{Deserialize, Serialize};

/// Digits after the point in a start.
const DIGITS: u32 = 18;
/// Ten to the eighteenth: one, in units of the last digit of a start.
const ONE: u64 = 10u64.pow(DIGITS);

/// The start of one period's draw in a cycle: it takes the first tickets at or above it, going on from 0 after 1.
///
/// Period k of a cycle of C periods starts at s = (k mod C) / C, cut to 18 decimal digits, the same in all strata (permanent
/// random numbers with a rotating start: Ohlsson 1995, in Business Survey Methods, chapter 9). As long as no draw goes past
/// the next period's start, no child is drawn twice within the cycle, whoever is born, leaves or changes stratum.
///
/// ```
/// use dipsample::model::Rotation;
/// assert_eq!(Rotation::new(12, 13).start, "0.083333333333333333");
/// assert_eq!(Rotation::new(12, -1).place, 11);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// C: how many periods a cycle has.
    pub cycle: u32,
    /// k mod C: which of them this is, from 0.
    pub place: u32,
    /// s, as `0.` and 18 digits.
    pub start: String,
}

impl Rotation {
    /// The start of period `period` of a cycle of `cycle` periods (at least 1).
    pub fn new(cycle: u32, period: i64) -> Rotation {
        let cycle = cycle.max(1);
        let place = u32::try_from(period.rem_euclid(i64::from(cycle))).unwrap_or(0);
        Rotation { cycle, place, start: format!("0.{:018}", units(place, cycle)) }
    }

    /// Whether the start is the one that cycle and place give.
    pub fn is_whole(&self) -> bool {
        self.place < self.cycle && *self == Rotation::new(self.cycle, i64::from(self.place))
    }

    /// The start in units of its last digit, from 0 up to 10¹⁸.
    pub fn first(&self) -> u64 {
        units(self.place, self.cycle)
    }

    /// The next period's start in the same units; 10¹⁸ for the last period.
    pub fn next(&self) -> u64 {
        units(self.place + 1, self.cycle)
    }
}

fn units(place: u32, cycle: u32) -> u64 {
    u64::try_from(u128::from(place) * u128::from(ONE) / u128::from(cycle.max(1))).unwrap_or(ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_divide_the_whole_and_are_cut_not_rounded() {
        for cycle in [1, 2, 3, 7, 12, 120] {
            let starts: Vec<Rotation> = (0..i64::from(cycle)).map(|period| Rotation::new(cycle, period)).collect();
            assert_eq!((starts[0].first(), starts[starts.len() - 1].next()), (0, ONE));
            assert!(starts.windows(2).all(|two| two[0].next() == two[1].first() && two[0].first() < two[1].first()));
            assert!(starts.iter().all(|start| start.start.len() == 20 && start.is_whole()));
        }
        assert_eq!(Rotation::new(3, 2).start, "0.666666666666666666");
        assert!(!Rotation { start: "0.5".to_owned(), ..Rotation::new(3, 2) }.is_whole());
    }
}
