//! Periods of care, as every data standard that records them has it: which days belong to one, and the number of a review in it.
//!
//! Reviews are numbered from 1 in each period of care; the first two have types of their own, and the others are
//! *subsequent*. A number needs every review since care began. They are all there where the files reach back to that day, or
//! where the first one that is there was held or due within 28 days of it: before that no other can have been due.
//! Otherwise there is no number and no type, since an earlier review may have been held that nobody sees.

use chrono::{Days, NaiveDate};

/// Days after the start of care within which no review can be the second.
const SOONEST: Days = Days::new(28);

/// A review that was held: the day, the day on which it was due where that is known, and which it is.
pub(super) type Held<T> = (NaiveDate, Option<NaiveDate>, T);

/// Numbers the reviews of one period of care, by the day on which they were held; gives nothing where earlier ones may be
/// unseen. `reaches_to` is the first day from which the files hold all reviews.
pub(super) fn numbered<T: Ord>(began: NaiveDate, reaches_to: NaiveDate, mut held: Vec<Held<T>>) -> Vec<(T, i64)> {
    held.sort_unstable();
    let soon = began.checked_add_days(SOONEST).unwrap_or(began);
    let at_once = held.first().is_some_and(|(day, due, _)| due.unwrap_or(*day).min(*day) <= soon);
    if reaches_to > began && !at_once {
        return Vec::new();
    }
    held.into_iter().map(|(.., review)| review).zip(1..).collect()
}

/// Returns the type that a review of this number has.
pub(super) fn review_type(number: i64) -> &'static str {
    match number {
        1 => "first",
        2 => "second",
        _ => "subsequent",
    }
}

/// Whether a day belongs to a period of care, as its last day does.
pub(super) fn is_within(day: NaiveDate, first: NaiveDate, last: Option<NaiveDate>) -> bool {
    first <= day && last.is_none_or(|last| day <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn reviews_have_numbers_where_none_before_them_can_be_unseen() {
        let held = || vec![(day("2025-08-01"), None, "b"), (day("2025-05-20"), None, "a")];
        let numbers = vec![("a", 1), ("b", 2)];
        assert_eq!(numbered(day("2025-04-01"), day("2025-04-01"), held()), numbers);
        assert_eq!(numbered(day("2025-03-31"), day("2025-04-01"), held()), []);
        assert_eq!(numbered(day("2025-04-22"), day("2025-09-01"), held()), numbers, "held within 28 days");
        assert_eq!(numbered(day("2025-04-21"), day("2025-09-01"), held()), []);
        let due_in_time = vec![(day("2025-05-20"), Some(day("2025-04-28")), "a")];
        assert_eq!(numbered(day("2025-04-01"), day("2025-09-01"), due_in_time), [("a", 1)]);
        assert_eq!([1, 2, 3, 4].map(review_type), ["first", "second", "subsequent", "subsequent"]);
    }

    #[test]
    fn the_last_day_belongs_to_a_period() {
        let (first, last) = (day("2025-05-01"), Some(day("2025-12-20")));
        for (on, within) in [("2025-04-30", false), ("2025-05-01", true), ("2025-12-20", true), ("2025-12-21", false)] {
            assert_eq!(is_within(day(on), first, last), within, "{on}");
        }
        assert!(is_within(day("2026-12-21"), first, None));
    }
}
