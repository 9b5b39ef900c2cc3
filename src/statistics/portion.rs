//! A share as it was typed, without rounding: 5% is five hundredths, not the nearest binary number.
//!
//! A plan asks whether a tenth of 120 records is 12 or 13. Binary fractions cannot be trusted with that question, so that
//! a planned share stays two whole numbers.

/// A share from 0 to 1 as a fraction of two whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portion {
    parts: u64,
    whole: u64,
}

impl Portion {
    /// A half.
    pub const HALF: Portion = Portion { parts: 1, whole: 2 };

    /// The largest number of parts that a whole may be cut into: a thousand million.
    pub(super) const FINEST: u64 = 1_000_000_000;

    /// Makes `parts` of `whole`; `None` where that is no share from 0 to 1, or is cut finer than [`Portion::FINEST`].
    ///
    /// ```
    /// use dipsample::statistics::Portion;
    /// let tenth = Portion::new(10, 100).unwrap();
    /// assert_eq!((tenth.ceiling_of(120), tenth.ceiling_of(121)), (12, 13));
    /// assert!(Portion::new(101, 100).is_none());
    /// ```
    pub fn new(parts: u64, whole: u64) -> Option<Portion> {
        let divisor = common_divisor(parts, whole);
        let (parts, whole) = (parts.checked_div(divisor)?, whole.checked_div(divisor)?);
        (whole > 0 && parts <= whole && whole <= Portion::FINEST).then_some(Portion { parts, whole })
    }

    /// Reads `0.25` or `25%`, with at most nine digits behind the point in all; `None` for anything else.
    ///
    /// ```
    /// use dipsample::statistics::Portion;
    /// assert_eq!(Portion::parse("2.5%"), Portion::new(25, 1000));
    /// assert_eq!(Portion::parse(&0.025.to_string()), Portion::new(25, 1000));
    /// ```
    pub fn parse(text: &str) -> Option<Portion> {
        let typed = text.trim();
        let (number, whole) = match typed.strip_suffix('%') {
            Some(percent) => (percent.trim(), 100),
            None => (typed, 1u64),
        };
        let (before, behind) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if !digits(before) || !digits(behind) || (before.is_empty() && behind.is_empty()) {
            return None;
        }
        let whole = whole.checked_mul(10u64.checked_pow(u32::try_from(behind.len()).ok()?)?)?;
        Portion::new(format!("{before}{behind}").parse().ok()?, whole)
    }

    /// The share as a number.
    pub fn share(self) -> f64 {
        self.parts as f64 / self.whole as f64
    }

    /// Whether it is none at all.
    pub(super) fn is_none(self) -> bool {
        self.parts == 0
    }

    /// Whether it is neither none nor all.
    pub fn is_part(self) -> bool {
        self.parts > 0 && self.parts < self.whole
    }

    /// The two shares together; `None` above 1.
    pub fn plus(self, other: Portion) -> Option<Portion> {
        let (one, two, whole) = self.on_one_whole(other)?;
        Portion::new(one.checked_add(two)?, whole)
    }

    /// This share without the other; `None` below 0.
    pub fn minus(self, other: Portion) -> Option<Portion> {
        let (one, two, whole) = self.on_one_whole(other)?;
        Portion::new(one.checked_sub(two)?, whole)
    }

    fn on_one_whole(self, other: Portion) -> Option<(u64, u64, u64)> {
        let whole = self.whole.checked_mul(other.whole)?;
        Some((self.parts.checked_mul(other.whole)?, other.parts.checked_mul(self.whole)?, whole))
    }

    /// The smallest whole number that is at least this share of `count`.
    pub fn ceiling_of(self, count: u64) -> u64 {
        let product = u128::from(self.parts) * u128::from(count);
        u64::try_from(product.div_ceil(u128::from(self.whole))).unwrap_or(count)
    }

    /// The whole number nearest to this share of `count`, halves upwards.
    pub(super) fn nearest_of(self, count: u64) -> u64 {
        let (parts, whole) = (u128::from(self.parts), u128::from(self.whole));
        u64::try_from((2 * parts * u128::from(count) + whole) / (2 * whole)).unwrap_or(count)
    }
}

fn common_divisor(one: u64, two: u64) -> u64 {
    if two == 0 { one } else { common_divisor(two, one % two) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In binary 0.07 * 100 is 7.000000000000001, whose ceiling is 8; and 0.1 * 3 is more than 0.3.
    #[test]
    fn whole_shares_stay_whole() {
        for (percent, count, expected) in [(7, 100, 7), (10, 120, 12), (5, 60, 3), (29, 100, 29), (5, 61, 4), (1, 1, 1)]
        {
            assert_eq!(Portion::new(percent, 100).unwrap().ceiling_of(count), expected, "{percent}% of {count}");
        }
        assert_eq!(Portion::new(3, 10), Portion::new(30, 100));
        assert_eq!(Portion::HALF.nearest_of(3), 2);
        assert_eq!(Portion::new(1, 3).unwrap().nearest_of(u64::MAX), u64::MAX / 3);
        assert_eq!(Portion::new(1, 1).unwrap().ceiling_of(u64::MAX), u64::MAX);
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for (parts, whole) in [(2, 1), (0, 0), (1, 0), (1, Portion::FINEST + 1)] {
            assert_eq!(Portion::new(parts, whole), None, "{parts} of {whole}");
        }
        assert_eq!(Portion::HALF.plus(Portion::new(1, 3).unwrap()), Portion::new(5, 6));
        assert_eq!(Portion::HALF.minus(Portion::new(1, 3).unwrap()), Portion::new(1, 6));
        assert_eq!(Portion::HALF.plus(Portion::new(2, 3).unwrap()), None);
        assert_eq!(Portion::HALF.minus(Portion::new(2, 3).unwrap()), None);
        assert!(Portion::new(0, 5).unwrap().is_none() && !Portion::new(5, 5).unwrap().is_part());
    }
}
