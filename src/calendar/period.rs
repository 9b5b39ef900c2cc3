//! The stretch of days that a population covers, as a person types it.

use chrono::{Datelike, Days, Months, NaiveDate};

/// A stretch of whole days, both ends included, with the text it was typed as.
///
/// ```
/// use dipsample::calendar::Period;
/// let october = Period::parse("2026-10").unwrap();
/// assert_eq!(october.first().to_string(), "2026-10-01");
/// assert_eq!(october.last().to_string(), "2026-10-31");
/// assert_eq!(october.label(), "October 2026");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    text: String,
    first: NaiveDate,
    last: NaiveDate,
    label: String,
}

/// What is wrong with a typed period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The text has none of the four forms.
    #[error(
        "'{0}' is not a period; type a month (2026-10), a year from April (2026/27), a quarter of it (2026/27-Q2) or two dates (2026-10-01..2026-11-15)"
    )]
    Form(String),
    /// The form is right but the calendar has no such days.
    #[error("there is no such period as '{0}': {1}")]
    NotInCalendar(String, &'static str),
}

impl Period {
    /// Reads a period: `2026-10`, `2026/27` (April to March), `2026/27-Q2`, or `2026-10-01..2026-11-15`.
    ///
    /// # Errors
    /// [`PeriodError`] when the text has none of these forms, or names days that do not exist.
    pub fn parse(text: &str) -> Result<Period, PeriodError> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once("..") {
            return Period::range(text, first.trim(), last.trim());
        }
        match (text.split_once('/'), text.split_once('-')) {
            (Some((year, rest)), _) => Period::from_april(text, year, rest),
            (None, Some((year, month))) => Period::month(text, year, month),
            _ => Err(PeriodError::Form(text.to_owned())),
        }
    }

    /// The first day.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last day, itself included.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// The text as it was typed, which is the period's name in JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The period in words for people: `October 2026`, `April 2026 to March 2027`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether the two periods have a day in common.
    pub fn overlaps(&self, other: &Period) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether the day lies in the period.
    pub fn holds(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }

    /// The calendar month that a day lies in.
    pub fn month_of(date: NaiveDate) -> Period {
        Period::months(format!("{}", date.format("%Y-%m")), date.with_day(1).expect("every month has a first day"), 1)
    }

    fn month(text: &str, year: &str, month: &str) -> Result<Period, PeriodError> {
        let year = four_digits(year).ok_or_else(|| PeriodError::Form(text.to_owned()))?;
        if month.len() != 2 || !month.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PeriodError::Form(text.to_owned()));
        }
        let month: u32 = month.parse().expect("two digits are a number");
        let first = NaiveDate::from_ymd_opt(year, month, 1)
            .ok_or_else(|| PeriodError::NotInCalendar(text.to_owned(), "a year has months 01 to 12"))?;
        Ok(Period::months(text.to_owned(), first, 1))
    }

    fn from_april(text: &str, year: &str, rest: &str) -> Result<Period, PeriodError> {
        let form = || PeriodError::Form(text.to_owned());
        let start = four_digits(year).ok_or_else(form)?;
        let (second, quarter) = match rest.split_once('-') {
            Some((second, quarter)) => (second, Some(quarter)),
            None => (rest, None),
        };
        if second.len() != 2 || !second.bytes().all(|b| b.is_ascii_digit()) {
            return Err(form());
        }
        if second.parse::<i32>().expect("two digits are a number") != (start + 1) % 100 {
            return Err(PeriodError::NotInCalendar(
                text.to_owned(),
                "a year from April ends in the year after, as in 2026/27",
            ));
        }
        let april = NaiveDate::from_ymd_opt(start, 4, 1).ok_or_else(form)?;
        let Some(quarter) = quarter else {
            return Ok(Period::months(text.to_owned(), april, 12));
        };
        let number: u32 = quarter.strip_prefix(['Q', 'q']).and_then(|q| q.parse().ok()).ok_or_else(form)?;
        if !(1..=4).contains(&number) {
            return Err(PeriodError::NotInCalendar(text.to_owned(), "a year has quarters Q1 (April to June) to Q4"));
        }
        Ok(Period::months(text.to_owned(), april + Months::new(3 * (number - 1)), 3))
    }

    fn range(text: &str, first: &str, last: &str) -> Result<Period, PeriodError> {
        let day = |part: &str| {
            if part.len() != 10 {
                return Err(PeriodError::Form(text.to_owned()));
            }
            NaiveDate::parse_from_str(part, "%Y-%m-%d")
                .map_err(|_| PeriodError::NotInCalendar(text.to_owned(), "one of its two dates does not exist"))
        };
        let (first, last) = (day(first)?, day(last)?);
        if last < first {
            return Err(PeriodError::NotInCalendar(text.to_owned(), "it ends before it begins"));
        }
        let label = format!("{} to {}", super::in_words(first), super::in_words(last));
        Ok(Period { text: text.to_owned(), first, last, label })
    }

    fn months(text: String, first: NaiveDate, months: u32) -> Period {
        let last = first + Months::new(months) - Days::new(1);
        let label = match months {
            1 => first.format("%B %Y").to_string(),
            _ => format!("{} to {}", first.format("%B %Y"), last.format("%B %Y")),
        };
        Period { text, first, last, label }
    }
}

fn four_digits(year: &str) -> Option<i32> {
    (year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())).then(|| year.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> (String, String) {
        let period = Period::parse(text).unwrap();
        (period.first().to_string(), period.last().to_string())
    }

    #[test]
    fn each_form_covers_its_days() {
        for (text, first, last) in [
            ("2026-10", "2026-10-01", "2026-10-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026/27", "2026-04-01", "2027-03-31"),
            ("1999/00", "1999-04-01", "2000-03-31"),
            ("2026/27-Q2", "2026-07-01", "2026-09-30"),
            ("2026/27-Q4", "2027-01-01", "2027-03-31"),
            ("2026-10-01..2026-11-15", "2026-10-01", "2026-11-15"),
        ] {
            assert_eq!(ends(text), (first.to_owned(), last.to_owned()), "{text}");
        }
    }

    #[test]
    fn periods_that_do_not_exist_are_refused() {
        for text in ["2026-13", "2026-00", "2026/28", "2026/27-Q5", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01"]
        {
            assert!(matches!(Period::parse(text), Err(PeriodError::NotInCalendar(..))), "{text}");
        }
        for text in
            ["", "October", "2026", "26-10", "2026-1", "2026/7", "2026/27-2", "2026-10-01..", "2026-10-1..2026-11-15"]
        {
            assert!(matches!(Period::parse(text), Err(PeriodError::Form(_))), "{text}");
        }
    }
}
