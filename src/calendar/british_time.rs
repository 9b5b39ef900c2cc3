//! British time: what day it is in Britain at a moment that is written in UTC or with another offset.
//!
//! British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (the Summer Time
//! Order 2002). Before 1996 it ended on other days; no extract is that old.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta};

/// Reads a moment that says its offset (`2026-06-30T23:30:00Z`, `2026-06-30 23:30:00+01:00`) and gives the day in Britain.
///
/// ```
/// use dipsample::calendar::british_day;
/// assert_eq!(british_day("2026-06-30T23:30:00Z").map(|day| day.to_string()), Some("2026-07-01".to_owned()));
/// assert_eq!(british_day("2026-06-30"), None);
/// ```
pub fn british_day(text: &str) -> Option<NaiveDate> {
    let (_, clock) = text.split_once(':')?;
    if !clock.contains(['Z', 'z', '+', '-']) {
        return None;
    }
    let text = text.trim().replacen(' ', "T", 1).replace(['z', ' '], "Z");
    let with_offset = |form| DateTime::<FixedOffset>::parse_from_str(&text, form).ok();
    let moment = DateTime::parse_from_rfc3339(&text)
        .ok()
        .or_else(|| with_offset("%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|| with_offset("%Y-%m-%dT%H:%M%z"))?;
    let utc = moment.naive_utc();
    let ahead = if is_summer(utc) { TimeDelta::hours(1) } else { TimeDelta::zero() };
    Some((utc + ahead).date())
}

fn is_summer(utc: NaiveDateTime) -> bool {
    let change = |month| last_sunday(utc.year(), month)?.and_hms_opt(1, 0, 0);
    change(3).zip(change(10)).is_some_and(|(begin, end)| (begin..end).contains(&utc))
}

/// March and October have 31 days.
fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    last.checked_sub_days(Days::new(u64::from(last.weekday().num_days_from_sunday())))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The dates of the change are those of the Summer Time Order for 2026: 29 March and 25 October.
    #[test]
    fn a_moment_is_the_day_that_a_clock_in_britain_shows() {
        for (text, day) in [
            ("2026-06-30T23:30:00Z", Some("2026-07-01")),
            ("2026-06-30T22:59:59Z", Some("2026-06-30")),
            ("2026-06-30T23:30:00+01:00", Some("2026-06-30")),
            ("2026-06-30T23:30:00.000+00:00", Some("2026-07-01")),
            ("2026-06-30 23:30:00Z", Some("2026-07-01")),
            ("2026-06-30T23:30:00+0000", Some("2026-07-01")),
            ("2026-06-30T23:30Z", None),
            ("2026-03-28T23:30:00Z", Some("2026-03-28")),
            ("2026-03-29T00:59:59Z", Some("2026-03-29")),
            ("2026-03-29T23:15:00Z", Some("2026-03-30")),
            ("2026-10-24T23:15:00Z", Some("2026-10-25")),
            ("2026-10-25T23:15:00Z", Some("2026-10-25")),
            ("2026-12-31T23:30:00Z", Some("2026-12-31")),
            ("2026-01-01T00:30:00+02:00", Some("2025-12-31")),
            ("2026-06-30T23:30:00", None),
            ("30/06/2026 23:30", None),
            ("", None),
        ] {
            assert_eq!(british_day(text).map(|day| day.to_string()).as_deref(), day, "{text}");
        }
    }
}
