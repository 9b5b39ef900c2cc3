//! Working days and the bank holidays of England and Wales.
//!
//! Timescales for reviews and disputes are counted in working days: Monday to Friday without bank holidays. Which days are
//! bank holidays follows from a rule for most, and from a proclamation for the rest; the proclamations known here are those
//! from 2010 to 2028. For years outside these the rule alone is used, and [`WorkingDay::by_rule_alone`] says so.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The first and last year for which every bank holiday is known by its date.
pub const KNOWN_YEARS: (i32, i32) = (2010, 2028);

/// A count of working days is refused above this: about a thousand years.
pub const MOST_WORKING_DAYS: u32 = 250_000;

type YearMonthDay = (i32, u32, u32);

/// Days that were made bank holidays by proclamation.
const EXTRA: [YearMonthDay; 5] = [
    // The wedding of the Duke of Cambridge.
    (2011, 4, 29),
    // The jubilees of 2012 and 2022.
    (2012, 6, 5),
    (2022, 6, 3),
    // The funeral of Queen Elizabeth II, and the coronation of King Charles III.
    (2022, 9, 19),
    (2023, 5, 8),
];

/// Bank holidays that were moved by proclamation: from a day to a day.
const MOVED: [(YearMonthDay, YearMonthDay); 3] =
    [((2012, 5, 28), (2012, 6, 4)), ((2020, 5, 4), (2020, 5, 8)), ((2022, 5, 30), (2022, 6, 2))];

/// A day reached by counting working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingDay {
    /// The day.
    pub date: NaiveDate,
    /// Whether the count touched a year whose bank holidays are known by rule alone.
    pub by_rule_alone: bool,
}

/// Returns the working day that lies `count` working days after `from`. Day 0 is `from` itself, whatever day it is.
///
/// `None` where `count` is above [`MOST_WORKING_DAYS`] or the calendar ends.
///
/// ```
/// use chrono::NaiveDate;
/// use dipsample::calendar::working_days_after;
/// let thursday = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
/// let next = working_days_after(thursday, 1).unwrap().date;
/// assert_eq!(next, NaiveDate::from_ymd_opt(2026, 12, 29).unwrap());
/// ```
pub fn working_days_after(from: NaiveDate, count: u32) -> Option<WorkingDay> {
    if count > MOST_WORKING_DAYS {
        return None;
    }
    let (mut date, mut left) = (from, count);
    while left > 0 {
        date = date.checked_add_days(Days::new(1))?;
        left -= u32::from(is_working_day(date));
    }
    let known = KNOWN_YEARS.0..=KNOWN_YEARS.1;
    Some(WorkingDay { date, by_rule_alone: !(known.contains(&from.year()) && known.contains(&date.year())) })
}

/// Whether a day is a Monday to Friday and no bank holiday of England and Wales.
pub fn is_working_day(date: NaiveDate) -> bool {
    !weekend(date) && !is_bank_holiday(date)
}

/// Whether a day is a bank holiday of England and Wales, or the day that stands in for one.
///
/// The rule: New Year's Day, Good Friday, Easter Monday, the first and last Monday in May, the last Monday in August,
/// Christmas Day and Boxing Day; where one falls on a weekend, the next working day stands in for it.
///
/// Source: the Banking and Financial Dealings Act 1971, schedule 1, and the yearly proclamations, as gov.uk lists them.
pub fn is_bank_holiday(date: NaiveDate) -> bool {
    let named = |day: &YearMonthDay| (date.year(), date.month(), date.day()) == *day;
    if EXTRA.iter().any(named) || MOVED.iter().any(|(_, to)| named(to)) {
        return true;
    }
    if MOVED.iter().any(|(from, _)| named(from)) {
        return false;
    }
    let easter = |days: i64| easter_sunday(date.year()) + chrono::Duration::days(days) == date;
    new_year(date) || may_or_august(date) || christmas(date) || easter(-2) || easter(1)
}

fn weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// 1 January, or the Monday after it where it falls on a weekend.
fn new_year(date: NaiveDate) -> bool {
    let (day, weekday) = (date.day(), date.weekday());
    date.month() == 1 && !weekend(date) && (day == 1 || (weekday == Weekday::Mon && day <= 3))
}

/// The first and last Monday in May, and the last in August; both months have 31 days.
fn may_or_august(date: NaiveDate) -> bool {
    let (month, day) = (date.month(), date.day());
    date.weekday() == Weekday::Mon && ((month == 5 && (day <= 7 || day > 24)) || (month == 8 && day > 24))
}

/// 25 and 26 December, and the Monday and Tuesday that stand in for those of them that fall on a weekend.
fn christmas(date: NaiveDate) -> bool {
    date.month() == 12
        && match (date.day(), date.weekday()) {
            (25 | 26, weekday) => !matches!(weekday, Weekday::Sat | Weekday::Sun),
            (27 | 28, Weekday::Mon | Weekday::Tue) => true,
            _ => false,
        }
}

/// Easter Sunday of the Gregorian calendar, by the arithmetic that Butcher published anonymously in Nature (1876); Meeus
/// (1991), Astronomical Algorithms, chapter 8.
fn easter_sunday(year: i32) -> NaiveDate {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    let known = u32::try_from(month).ok().zip(u32::try_from(day).ok());
    known.and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The bank holidays of England and Wales from 2010 to 2028 as gov.uk/bank-holidays and its archive list them.
    #[test]
    fn bank_holidays_are_those_of_the_governments_list() {
        let listed: Vec<NaiveDate> = include_str!("../../tests/oracles/bank_holidays.csv")
            .lines()
            .filter(|line| !line.starts_with(['#', 'd']))
            .map(|line| line.parse().unwrap())
            .collect();
        let ours: Vec<NaiveDate> = day("2010-01-01")
            .iter_days()
            .take_while(|date| *date <= day("2028-12-31"))
            .filter(|date| is_bank_holiday(*date))
            .collect();
        assert_eq!(ours, listed);
        assert_eq!(ours.len(), 157);
    }

    #[test]
    fn christmas_on_each_weekday_has_two_days_that_stand_in() {
        for (year, expected) in [
            (2020, [25, 28]),
            (2021, [27, 28]),
            (2022, [26, 27]),
            (2023, [25, 26]),
            (2024, [25, 26]),
            (2025, [25, 26]),
            (2027, [27, 28]),
        ] {
            let found: Vec<u32> =
                (1..=31).filter(|d| is_bank_holiday(NaiveDate::from_ymd_opt(year, 12, *d).unwrap())).collect();
            assert_eq!(found, expected, "{year}");
        }
    }

    /// Easter Sundays as the Book of Common Prayer's tables give them.
    #[test]
    fn easter_is_where_the_tables_have_it() {
        for (year, sunday) in [
            (1818, "1818-03-22"),
            (1943, "1943-04-25"),
            (2000, "2000-04-23"),
            (2026, "2026-04-05"),
            (2038, "2038-04-25"),
            (2285, "2285-03-22"),
        ] {
            assert_eq!(easter_sunday(year), day(sunday));
        }
    }

    #[test]
    fn day_nought_is_the_start_whatever_day_it_is() {
        for (from, count, date) in [
            ("2026-12-25", 0, "2026-12-25"),
            ("2026-12-26", 0, "2026-12-26"),
            ("2026-12-24", 1, "2026-12-29"),
            ("2026-12-25", 1, "2026-12-29"),
            ("2026-11-02", 20, "2026-11-30"),
            ("2026-03-30", 5, "2026-04-08"),
            ("2022-05-27", 3, "2022-06-01"),
            ("2022-06-01", 1, "2022-06-06"),
            ("2026-10-31", 1, "2026-11-02"),
        ] {
            let reached = working_days_after(day(from), count).unwrap();
            assert_eq!((reached.date, reached.by_rule_alone), (day(date), false), "{from} + {count}");
        }
    }

    #[test]
    fn years_outside_the_known_ones_are_said() {
        assert!(working_days_after(day("2028-12-29"), 1).unwrap().by_rule_alone);
        assert_eq!(working_days_after(day("2028-12-29"), 1).unwrap().date, day("2029-01-02"));
        assert!(working_days_after(day("2009-12-31"), 0).unwrap().by_rule_alone);
        assert_eq!(working_days_after(day("2026-01-01"), MOST_WORKING_DAYS + 1), None);
        assert_eq!(working_days_after(NaiveDate::MAX, 1), None);
    }
}
