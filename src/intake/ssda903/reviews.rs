//! The number of a review in its period of care, where the files reach back to the first.
//!
//! What a number needs is in `care_periods`. The start of care is in the files where the period begins with an episode of
//! RNE S. The table Reviews of a return holds the reviews of its year and no others.
//!
//! There is no number in a period of short breaks (all legal statuses V3 or V4), whose reviews have clocks of their own
//! (Care Planning, Placement and Case Review (England) Regulations 2010, regulation 48); nor for any review of a child of
//! whom a row of Reviews was refused, since that one has its number too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::care::Period;
use crate::intake::care_periods::{is_within, numbered};

/// Returns the number of each review, by its day, for those that have one. `reaches_to` is the first day of the year of the
/// earliest review in the table.
pub(super) fn numbers(
    periods: &[Period],
    held: &BTreeSet<NaiveDate>,
    reaches_to: NaiveDate,
) -> BTreeMap<NaiveDate, i64> {
    let mut numbers = BTreeMap::new();
    for period in periods.iter().filter(|period| !period.short_breaks) {
        let Some(began) = period.began else { continue };
        let within = held.range(began..=period.ended.unwrap_or(NaiveDate::MAX)).map(|day| (*day, None, *day));
        for (day, number) in numbered(began, reaches_to, within.collect()) {
            numbers.entry(day).or_insert(number);
        }
    }
    numbers
}

/// Whether a day is known to lie outside all periods of care: after one ended and before the next began, or before a start
/// that is in the files.
pub(super) fn outside_care(periods: &[Period], day: NaiveDate) -> bool {
    let inside = |period: &Period| is_within(day, period.first_seen, period.ended);
    let next = periods.iter().find(|period| period.first_seen > day);
    !periods.is_empty() && !periods.iter().any(inside) && next.is_none_or(|period| period.began.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::ssda903::care;
    use crate::intake::ssda903::lines::Episode;
    use crate::intake::ssda903::tables::At;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    /// Periods of care, one a line: RNE, legal status, first day, last day.
    fn periods(lines: &[(&str, &str, &str, Option<&str>)]) -> Vec<Period> {
        let episode = |(row, (code, legal, began, ended)): (u64, &(&str, &str, &str, Option<&str>))| Episode {
            at: At { source: 0, row },
            began: day(began),
            ended: ended.map(day),
            new_episode: Some((*code).to_owned()),
            legal_status: Some((*legal).to_owned()),
            need: None,
            placement: None,
            provider: None,
            reason_ended: ended.map(|_| "E8".to_owned()),
            urn: None,
            distance: None,
            out_of_area: None,
        };
        care::periods(&(2..).zip(lines).map(episode).collect::<Vec<_>>())
    }

    fn days(held: &[&str]) -> BTreeSet<NaiveDate> {
        held.iter().map(|text| day(text)).collect()
    }

    #[test]
    fn reviews_are_numbered_in_each_period_of_care() {
        let care = periods(&[("S", "V2", "2025-05-01", Some("2025-12-20")), ("S", "C1", "2026-02-01", None)]);
        let held = days(&["2025-05-20", "2025-08-01", "2025-12-20", "2026-01-10", "2026-02-20"]);
        let found = numbers(&care, &held, day("2025-04-01"));
        let expected = [("2025-05-20", 1), ("2025-08-01", 2), ("2025-12-20", 3), ("2026-02-20", 1)];
        assert_eq!(found, expected.map(|(text, number)| (day(text), number)).into());
        assert!(outside_care(&care, day("2026-01-10")) && outside_care(&care, day("2025-04-30")));
        assert!(!outside_care(&care, day("2025-12-20")) && !outside_care(&care, day("2026-10-01")));
    }

    #[test]
    fn there_is_no_number_where_earlier_reviews_may_be_unseen() {
        let held = days(&["2025-05-20", "2025-08-01"]);
        for (first, numbered) in [
            (("S", "V2", "2025-04-01", None), true),
            (("S", "V2", "2025-03-31", None), false),
            (("L", "V2", "2025-05-01", None), false),
            (("S", "V4", "2025-05-01", None), false),
        ] {
            assert_eq!(!numbers(&periods(&[first]), &held, day("2025-04-01")).is_empty(), numbered, "{first:?}");
        }
        let soon = days(&["2025-04-27"]);
        assert_eq!(numbers(&periods(&[("S", "V2", "2025-03-30", None)]), &soon, day("2025-04-01")).len(), 1);
        assert_eq!(numbers(&periods(&[("S", "V2", "2025-03-29", None)]), &soon, day("2025-04-01")).len(), 0);
    }

    #[test]
    fn what_came_before_the_files_is_not_outside_care() {
        let care = periods(&[("L", "C2", "2025-05-01", None)]);
        assert!(!outside_care(&care, day("2025-04-01")));
        assert!(!outside_care(&[], day("2025-04-01")));
    }
}
