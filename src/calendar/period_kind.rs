//! Stretches that follow each other: months, quarters and years from April, which a programme samples one after another.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Period;

/// How long each period of a programme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// A quarter of a year from April.
    Quarter,
    /// A year from April to March.
    Year,
}

impl PeriodKind {
    /// The id: `month`, `quarter`, `year`.
    pub fn id(self) -> &'static str {
        match self {
            PeriodKind::Month => "month",
            PeriodKind::Quarter => "quarter",
            PeriodKind::Year => "year",
        }
    }

    /// How such a period is typed, as an example.
    pub fn example(self) -> &'static str {
        match self {
            PeriodKind::Month => "2026-10",
            PeriodKind::Quarter => "2026/27-Q2",
            PeriodKind::Year => "2026/27",
        }
    }

    fn months(self) -> u32 {
        match self {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
        }
    }

    /// The period's place among all of its length, counted from the one that began with April of year 0: two periods that
    /// follow each other have places that do. `None` where the period is not of this length, or begins elsewhere.
    ///
    /// ```
    /// use dipsample::calendar::{Period, PeriodKind};
    /// let place = |text| PeriodKind::Quarter.place(&Period::parse(text).unwrap());
    /// assert_eq!(place("2026/27-Q4").unwrap() + 1, place("2027/28-Q1").unwrap());
    /// assert_eq!(place("2026-10"), None);
    /// ```
    pub fn place(self, period: &Period) -> Option<i64> {
        let first = period.first();
        let months = i64::from(first.year()) * 12 + i64::from(first.month0()) - 3;
        let length = i64::from(self.months());
        let whole = first.day() == 1 && months.rem_euclid(length) == 0;
        let end = first.checked_add_months(Months::new(self.months()))?.checked_sub_days(Days::new(1))?;
        (whole && end == period.last()).then_some(months.div_euclid(length))
    }

    /// The newest period of this length that has ended before a day.
    pub fn last_before(self, day: NaiveDate) -> Period {
        let back = match self {
            PeriodKind::Month => 0,
            PeriodKind::Quarter => day.month0() % 3,
            PeriodKind::Year => (day.month0() + 9) % 12,
        };
        let first_of_month = day.with_day(1).unwrap_or(day);
        let first = first_of_month - Months::new(back + self.months());
        let text = match self {
            PeriodKind::Month => first.format("%Y-%m").to_string(),
            _ => {
                let year = if first.month() >= 4 { first.year() } else { first.year() - 1 };
                let years = format!("{year:04}/{:02}", (year + 1) % 100);
                match self {
                    PeriodKind::Quarter => format!("{years}-Q{}", (first.month0() + 9) % 12 / 3 + 1),
                    _ => years,
                }
            }
        };
        Period::parse(&text).expect("a year, a quarter or a month that the calendar has")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_before_a_day_is_the_last_that_has_ended() {
        for (kind, day, text) in [
            (PeriodKind::Month, "2026-11-02", "2026-10"),
            (PeriodKind::Month, "2026-01-31", "2025-12"),
            (PeriodKind::Quarter, "2026-11-02", "2026/27-Q2"),
            (PeriodKind::Quarter, "2026-10-01", "2026/27-Q2"),
            (PeriodKind::Quarter, "2026-09-30", "2026/27-Q1"),
            (PeriodKind::Quarter, "2026-04-30", "2025/26-Q4"),
            (PeriodKind::Quarter, "2026-02-01", "2025/26-Q3"),
            (PeriodKind::Year, "2026-03-31", "2024/25"),
            (PeriodKind::Year, "2026-04-01", "2025/26"),
            (PeriodKind::Year, "2026-11-02", "2025/26"),
        ] {
            assert_eq!(kind.last_before(day.parse().unwrap()).text(), text, "{day}");
        }
    }

    #[test]
    fn periods_that_follow_each_other_have_places_that_do() {
        for kind in [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year] {
            let mut day: NaiveDate = "2026-11-02".parse().unwrap();
            let mut after = None;
            for _ in 0..30 {
                let period = kind.last_before(day);
                let place = kind.place(&period).unwrap();
                assert!(after.is_none_or(|after| after == place + 1), "{}", period.text());
                (day, after) = (period.first(), Some(place));
            }
        }
        let days = Period::parse("2026-10-01..2026-10-31").unwrap();
        assert_eq!(PeriodKind::Month.place(&days), PeriodKind::Month.place(&Period::parse("2026-10").unwrap()));
        for text in ["2026-10-02..2026-11-01", "2026-10-01..2026-11-30", "2026/27"] {
            assert_eq!(PeriodKind::Month.place(&Period::parse(text).unwrap()), None, "{text}");
        }
        let shifted = Period::parse("2026-05-01..2026-07-31").unwrap();
        assert_eq!(PeriodKind::Quarter.place(&shifted), None);
    }
}
