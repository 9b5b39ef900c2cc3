//! The demo's calendar: the year it tells of, its working days, and dates in British order, written fast.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A date that is known to exist.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the demo's own dates exist")
}

/// The first day of the twelve months that the extracts cover.
pub(super) fn year_start() -> NaiveDate {
    day(2025, 11, 1)
}

/// The last day of the twelve months that the extracts cover.
pub(super) fn year_end() -> NaiveDate {
    day(2026, 10, 31)
}

/// The day that the demo takes for today.
pub(super) fn today() -> NaiveDate {
    day(2026, 11, 2)
}

/// Bank holidays in England and Wales near the demo's year (GOV.UK, bank holidays).
const HOLIDAYS: [(i32, u32, u32); 14] = [
    (2025, 8, 25),
    (2025, 12, 25),
    (2025, 12, 26),
    (2026, 1, 1),
    (2026, 4, 3),
    (2026, 4, 6),
    (2026, 5, 4),
    (2026, 5, 25),
    (2026, 8, 31),
    (2026, 12, 25),
    (2026, 12, 28),
    (2027, 1, 1),
    (2027, 3, 26),
    (2027, 3, 29),
];

/// Whether offices are open on the day.
pub(super) fn is_working(date: NaiveDate) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    !weekend && !HOLIDAYS.contains(&(date.year(), date.month(), date.day()))
}

/// The day itself or the next working day after it.
pub(super) fn working_from(date: NaiveDate) -> NaiveDate {
    date.iter_days().find(|day| is_working(*day)).unwrap_or(date)
}

/// The day itself or the working day before it.
pub(super) fn working_until(date: NaiveDate) -> NaiveDate {
    date.iter_days().rev().find(|day| is_working(*day)).unwrap_or(date)
}

/// A working day near the date and inside the demo's year.
pub(super) fn working_in_year(date: NaiveDate) -> NaiveDate {
    match date > year_end() {
        true => working_until(year_end()),
        false => Some(working_from(date.max(year_start()))).filter(|d| *d <= year_end()).unwrap_or(working_until(date)),
    }
}

/// The working day that comes `count` working days after a date, the date itself being day 0.
pub(super) fn working_days_after(date: NaiveDate, count: usize) -> NaiveDate {
    date.iter_days().skip(1).filter(|day| is_working(*day)).nth(count.saturating_sub(1)).unwrap_or(date)
}

/// The date so many days on, or back where the number is negative.
pub(super) fn shifted(date: NaiveDate, days: i64) -> NaiveDate {
    let count = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(count) } else { date.checked_add_days(count) };
    moved.unwrap_or(date)
}

/// Appends a date as dd/mm/yyyy.
pub(super) fn write_british(date: NaiveDate, out: &mut String) {
    let year = date.year().unsigned_abs();
    write_pair(date.day(), out);
    out.push('/');
    write_pair(date.month(), out);
    out.push('/');
    write_pair(year / 100, out);
    write_pair(year % 100, out);
}

fn write_pair(number: u32, out: &mut String) {
    for digit in [number / 10 % 10, number % 10] {
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::british;

    #[test]
    fn dates_are_written_as_the_calendar_writes_them() {
        for date in [day(2026, 1, 9), day(2025, 11, 30), day(2008, 12, 1)] {
            let mut text = String::new();
            write_british(date, &mut text);
            assert_eq!(text, british(date));
        }
    }

    // 20 working days after Thursday 11 December 2025, over Christmas and New Year, counted by hand on a calendar.
    #[test]
    fn holidays_and_weekends_are_not_working_days() {
        assert_eq!(working_days_after(day(2025, 12, 11), 20), day(2026, 1, 13));
        assert!(!is_working(day(2026, 4, 3)) && !is_working(day(2026, 8, 29)) && is_working(day(2026, 11, 2)));
        assert_eq!(working_in_year(year_start()), day(2025, 11, 3));
        assert_eq!(working_in_year(year_end()), day(2026, 10, 30));
    }
}
