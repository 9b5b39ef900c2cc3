//! Dates as extracts write them.
//!
//! A date in figures is day first, as Britain writes it. Some exports are month first, and most of their dates can be
//! read either way, so that reading them day first would put them quietly on wrong days. Nothing in one cell can tell,
//! but a column can: a second part over 12 and never a first part over 12. [`Leaning`] is what one cell says, and
//! [`Evidence`] what a column says so far; the whole column is refused at the end of the file.

use chrono::{Datelike, NaiveDate};

/// The order of day and month in dates that are written in figures. A date that begins with its four-digit year is
/// read under any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Day first: 02/11/2026 is 2 November.
    #[default]
    Dmy,
    /// Month first, as in the United States: 02/11/2026 is 11 February.
    Mdy,
    /// Year first only: 2026-11-02.
    Iso,
}

impl DateOrder {
    /// Reads `dmy`, `mdy` or `iso`, in any case.
    pub fn parse(text: &str) -> Option<DateOrder> {
        match text.trim().to_lowercase().as_str() {
            "dmy" => Some(DateOrder::Dmy),
            "mdy" => Some(DateOrder::Mdy),
            "iso" => Some(DateOrder::Iso),
            _ => None,
        }
    }
}

/// What one cell says of the order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaning {
    /// Its first part cannot be a month.
    DayFirst,
    /// Its second part cannot be a month, and its first can.
    MonthFirst,
    /// It could be either, or is written another way.
    Neither,
}

/// What the cells of one column say of the order of day and month, so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    day_first: bool,
    month_first: u64,
    rows: Vec<u64>,
    /// Dates that are text, and whether one of them could be read either way.
    texts: u64,
    doubtful: bool,
    /// Dates that a spreadsheet holds as such, the first rows of them, and whether one is after the twelfth.
    real: u64,
    real_rows: Vec<u64>,
    late: bool,
}

impl Evidence {
    const ROWS_NAMED: usize = 10;

    pub(super) fn note(&mut self, row: u64, leaning: Leaning) {
        self.texts += 1;
        self.doubtful |= leaning == Leaning::Neither;
        match leaning {
            Leaning::DayFirst => self.day_first = true,
            Leaning::MonthFirst => {
                self.month_first += 1;
                if self.rows.len() < Self::ROWS_NAMED {
                    self.rows.push(row);
                }
            }
            Leaning::Neither => {}
        }
    }

    /// Notes a date that a spreadsheet holds as one.
    pub(super) fn note_real(&mut self, row: u64, day: NaiveDate) {
        self.real += 1;
        self.late |= day.day() > 12;
        if self.real_rows.len() < Self::ROWS_NAMED {
            self.real_rows.push(row);
        }
    }

    /// The first rows whose day and month a spreadsheet of another country has swapped, and how many there are: it turned the dates
    /// that it could read its own way into real ones, and left the others as text. Of days by chance, two in five are up to the
    /// twelfth; the column is taken for swapped where that would happen once in a hundred times.
    pub(super) fn swapped(&self) -> Option<(&[u64], u64)> {
        let power = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        let chance = 0.4_f64.powi(power(self.real)) * 0.6_f64.powi(power(self.texts));
        let parted = self.real > 0 && self.texts > 0 && !self.late && !self.doubtful;
        (parted && chance < 0.01).then_some((&self.real_rows, self.real))
    }

    /// The first rows that show a month-first column, and how many there are, if the column is one.
    pub(super) fn month_first(&self) -> Option<(&[u64], u64)> {
        (self.month_first > 0 && !self.day_first).then_some((&self.rows, self.month_first))
    }
}

/// How dates are read in one file.
#[derive(Clone, Debug)]
pub(super) struct DateRules {
    pub(super) order: DateOrder,
    century: Option<u32>,
    latest_year: i32,
}

const EARLIEST_YEAR: i32 = 1900;
/// Plans reach ahead: a child's eighteenth birthday is the furthest that an extract has reason to hold.
const YEARS_AHEAD: i32 = 20;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The three parts of a date, before anyone asks whether the calendar has it.
enum Parts<'a> {
    Ordered { year: &'a str, month: u32, day: u32 },
    Figures { first: u32, second: u32, year: &'a str },
}

impl DateRules {
    pub(super) fn new(order: DateOrder, century: Option<u32>, today: NaiveDate) -> DateRules {
        DateRules { order, century, latest_year: today.year().saturating_add(YEARS_AHEAD) }
    }

    /// Reads a tidy cell that is not blank. The placeholder days 1900-01-01 and 9999-12-31, however written, are `None`.
    pub(super) fn read(&self, cell: &str) -> (Result<Option<NaiveDate>, String>, Leaning) {
        let Some(parts) = parts_of(cell) else {
            return (Err(not_a_date(cell)), Leaning::Neither);
        };
        let leaning = match parts {
            Parts::Figures { first: 13..=31, second: 1..=12, .. } => Leaning::DayFirst,
            Parts::Figures { first: 1..=12, second: 13..=31, .. } => Leaning::MonthFirst,
            _ => Leaning::Neither,
        };
        (self.day(&parts), leaning)
    }

    /// The day of a spreadsheet's own number, counted from the day whose number is 0.
    pub(super) fn of_serial(&self, epoch: NaiveDate, days: u64) -> Result<Option<NaiveDate>, String> {
        match epoch.checked_add_days(chrono::Days::new(days)) {
            Some(date) if (EARLIEST_YEAR..=self.latest_year).contains(&date.year()) => Ok(Some(date)),
            _ => Err(format!("expected a day from {EARLIEST_YEAR} to {}", self.latest_year)),
        }
    }

    fn day(&self, parts: &Parts) -> Result<Option<NaiveDate>, String> {
        let (year, month, day) = match (parts, self.order) {
            (Parts::Ordered { year, month, day }, _) => (year, *month, *day),
            (Parts::Figures { first, second, year }, DateOrder::Dmy) => (year, *second, *first),
            (Parts::Figures { first, second, year }, DateOrder::Mdy) => (year, *first, *second),
            (Parts::Figures { .. }, DateOrder::Iso) => {
                return Err(
                    "expected a date as 2026-11-02, since the dates of this file were said to be iso".to_owned()
                );
            }
        };
        let year = self.year(year)?;
        let date = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| self.no_such_day(month, day))?;
        if Some(date) == NaiveDate::from_ymd_opt(9999, 12, 31) {
            return Ok(None);
        }
        if date.year() < EARLIEST_YEAR || date.year() > self.latest_year {
            return Err(format!("expected a year from {EARLIEST_YEAR} to {}", self.latest_year));
        }
        Ok((Some(date) != NaiveDate::from_ymd_opt(1900, 1, 1)).then_some(date))
    }

    fn year(&self, text: &str) -> Result<i32, String> {
        let year: i32 = text.parse().map_err(|_| not_a_date(text))?;
        match (text.len(), self.century) {
            (4, _) => Ok(year),
            (_, Some(century)) => i32::try_from(century)
                .ok()
                .and_then(|century| century.checked_mul(100)?.checked_add(year))
                .ok_or_else(|| "the century is too large; --century 20 reads the year 26 as 2026".to_owned()),
            (_, None) => Err("expected a year of four digits; --century 20 reads the year 26 as 2026".to_owned()),
        }
    }

    fn no_such_day(&self, month: u32, day: u32) -> String {
        match self.order {
            DateOrder::Mdy if month > 12 => {
                format!("there is no month {month}: the dates of this file were said to be month first")
            }
            _ if month > 12 && day <= 12 => {
                format!("there is no month {month}: dates are read day first; --dates mdy reads them month first")
            }
            _ => "the calendar has no such day; expected a date such as 02/11/2026".to_owned(),
        }
    }
}

/// Reads a day as a person types it: `2026-11-02`, `02/11/2026` (the day first), `2 Nov 2026`. `None` where it is no such day, or
/// its year has not four figures.
///
/// ```
/// let day = dipsample::intake::day_as_typed("2/11/2026").unwrap();
/// assert_eq!(day.to_string(), "2026-11-02");
/// assert_eq!(dipsample::intake::day_as_typed("2/11/26"), None);
/// ```
pub fn day_as_typed(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = match parts_of(text.trim())? {
        Parts::Ordered { year, month, day } => (year, month, day),
        Parts::Figures { first, second, year } => (year, second, first),
    };
    let year = figures(year).filter(|_| year.len() == 4)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The day whose number is 0 in the spreadsheets of our time: from March 1900 on, Excel counts from 30 December 1899.
pub(super) fn usual_epoch() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)
}

/// A spreadsheet's own number for a day of our time: five figures, and the time of day as a fraction.
pub(super) fn serial_figures(cell: &str) -> Option<u64> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let all_figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (whole.len() == 5 && !whole.starts_with('0') && !fraction.is_empty() && all_figures(whole) && all_figures(fraction))
        .then(|| whole.parse().ok())
        .flatten()
}

fn not_a_date(cell: &str) -> String {
    if serial_figures(cell).is_some() {
        return "this is a spreadsheet's own number for a day; format the column as a date and export again".to_owned();
    }
    "expected a date such as 02/11/2026 or 2026-11-02".to_owned()
}

fn parts_of(cell: &str) -> Option<Parts<'_>> {
    let date = without_time(cell)?;
    let separator = date.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    let mark = date.get(separator..)?.chars().next().filter(|mark| matches!(mark, '/' | '-' | '.' | ' '))?;
    let mut parts = date.split(mark).filter(|part| mark != ' ' || !part.is_empty());
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if first.len() == 4 {
        figures(first)?;
        return Some(Parts::Ordered { year: first, month: short(second)?, day: short(third)? });
    }
    figures(third).filter(|_| matches!(third.len(), 2 | 4))?;
    match month_named(second) {
        Some(month) => Some(Parts::Ordered { year: third, month, day: short(first)? }),
        None => Some(Parts::Figures { first: short(first)?, second: short(second)?, year: third }),
    }
}

fn figures(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A number of one or two digits.
fn short(text: &str) -> Option<u32> {
    figures(text).filter(|_| text.len() <= 2)
}

fn month_named(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| text == *month || (text.len() == 3 && month.starts_with(&text)));
    at.or((text == "sept").then_some(8)).and_then(|at| u32::try_from(at + 1).ok())
}

/// Returns the date before a time of day, the cell itself where it has no time, `None` where the rest is no time.
fn without_time(cell: &str) -> Option<&str> {
    let Some(colon) = cell.find(':') else {
        return Some(cell);
    };
    let before = cell.get(..colon)?;
    let at = before.rfind(['T', 't', ' '])?;
    let (date, time) = (cell.get(..at)?, cell.get(at + 1..)?);
    is_time(time).then(|| date.trim_end())
}

fn is_time(time: &str) -> bool {
    let time = time.trim_end_matches(['Z', 'z']);
    let zone = time.rfind(['+', '-']).and_then(|at| time.split_at_checked(at));
    let (time, zone) = zone.map_or((time, ""), |(time, zone)| (time.trim_end(), zone));
    let zone: String = zone.chars().filter(|letter| !matches!(letter, '+' | '-' | ':')).collect();
    if !matches!(zone.len(), 0 | 2 | 4) || figures(&format!("0{zone}")).is_none() {
        return false;
    }
    let lower = time.to_ascii_lowercase();
    let clock = lower.strip_suffix("am").or_else(|| lower.strip_suffix("pm")).unwrap_or(&lower).trim_end();
    let mut parts = clock.split(':');
    let hour = parts.next().and_then(short).is_some_and(|hour| hour < 24);
    let minute = parts.next().is_some_and(|text| text.len() == 2 && short(text).is_some_and(|minute| minute < 60));
    let second = parts.next().is_none_or(is_second);
    hour && minute && second && parts.next().is_none()
}

fn is_second(text: &str) -> bool {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    short(whole).is_some_and(|second| second < 60) && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(order: DateOrder, century: Option<u32>) -> DateRules {
        DateRules::new(order, century, NaiveDate::from_ymd_opt(2026, 11, 2).unwrap())
    }

    fn read(cell: &str) -> Result<Option<String>, String> {
        rules(DateOrder::Dmy, None).read(cell).0.map(|date| date.map(|date| date.to_string()))
    }

    fn swapped(real: &[u32], texts: &[Leaning]) -> bool {
        let mut evidence = Evidence::default();
        for (row, day) in (2..).zip(real) {
            evidence.note_real(row, NaiveDate::from_ymd_opt(2026, 10, *day).unwrap());
        }
        texts.iter().for_each(|leaning| evidence.note(50, *leaning));
        evidence.swapped().is_some()
    }

    #[test]
    fn a_column_is_swapped_where_chance_would_hardly_part_it_so() {
        let [first, second, either] = [Leaning::DayFirst, Leaning::MonthFirst, Leaning::Neither];
        // 0.4 to the fifth power times 0.6 to the fourth is 0.0013; to the third and the third, 0.014.
        assert!(swapped(&[1, 3, 5, 9, 11], &[first; 4]));
        assert!(swapped(&[1, 3, 5, 9, 11], &[second; 4]), "the other way round");
        assert!(!swapped(&[1, 3, 5], &[first; 3]), "by chance");
        assert!(!swapped(&[1, 3, 5, 9, 13], &[first; 4]), "a real date after the twelfth");
        assert!(!swapped(&[1, 3, 5, 9, 11], &[first, first, first, either]), "a text that could be either");
        assert!(!swapped(&[1, 2, 3, 4, 5, 6, 7], &[]), "no text");
        assert!(!swapped(&[], &[first; 20]), "no real date");
    }

    #[test]
    fn the_usual_forms_are_one_day() {
        for cell in [
            "2026-11-02",
            "2026/11/02",
            "2026-11-02T09:30:00Z",
            "2026-11-02T09:30:00.123+01:00",
            "2026-11-02 00:00:00.000",
            "02/11/2026",
            "2/11/2026",
            "02-11-2026",
            "02.11.2026",
            "02/11/2026 14:05",
            "02/11/2026 2:05:10 PM",
            "2 Nov 2026",
            "2 November 2026",
            "02-NOV-2026",
            "2 Nov 2026 14:05",
        ] {
            assert_eq!(read(cell), Ok(Some("2026-11-02".to_owned())), "{cell}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for cell in [
            "31/02/2026",
            "00/01/2026",
            "29/02/2025",
            "02/11/26",
            "2-Nov-26",
            "2026-13-01",
            "38/04/2019",
            "02/11-2026",
            "02/11/2026/1",
            "next week",
            "46328",
            "20261102",
            "02/11/2026 25:00",
            "02/11/2026 14:05 approx",
            "02/11/0206",
            "02/11/2126",
            "//",
            "é/11/2026",
            ":",
            "T:",
        ] {
            assert!(read(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn the_placeholder_day_is_blank_however_it_is_written() {
        for cell in ["1900-01-01", "01/01/1900", "1900-01-01 00:00:00.000", "1 Jan 1900"] {
            assert_eq!(read(cell), Ok(None), "{cell}");
        }
    }

    #[test]
    fn the_reason_says_what_would_help() {
        for (cell, words) in [
            ("02/11/26", "--century 20"),
            ("02/25/2026", "--dates mdy"),
            ("46328", "spreadsheet's own number"),
            ("soon", "02/11/2026 or 2026-11-02"),
        ] {
            assert!(read(cell).unwrap_err().contains(words), "{cell}");
        }
    }

    #[test]
    fn the_order_and_the_century_are_as_the_person_says() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        for (order, century, cell, expected) in [
            (DateOrder::Mdy, None, "11/02/2026", Some(day("2026-11-02"))),
            (DateOrder::Mdy, None, "25/02/2026", None),
            (DateOrder::Mdy, None, "2026-11-02", Some(day("2026-11-02"))),
            (DateOrder::Iso, None, "02/11/2026", None),
            (DateOrder::Iso, None, "2 Nov 2026", Some(day("2026-11-02"))),
            (DateOrder::Dmy, Some(20), "02/11/26", Some(day("2026-11-02"))),
            (DateOrder::Dmy, Some(u32::MAX), "02/11/26", None),
        ] {
            assert_eq!(rules(order, century).read(cell).0.ok().flatten(), expected, "{cell}");
        }
    }

    #[test]
    fn a_column_is_month_first_by_evidence_only() {
        let lean = |cells: &[&str]| {
            let mut evidence = Evidence::default();
            for (row, cell) in (2..).zip(cells) {
                evidence.note(row, rules(DateOrder::Dmy, None).read(cell).1);
            }
            evidence.month_first().map(|(rows, count)| (rows.to_vec(), count))
        };
        assert_eq!(lean(&["02/11/2026", "10/25/2026", "2026-12-31", "01/31/26"]), Some((vec![3, 5], 2)));
        assert_eq!(lean(&["02/11/2026", "10/25/2026", "25/10/2026"]), None);
        assert_eq!(lean(&["02/11/2026", "13/13/2026"]), None);
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_from_each_form(number in 693_600_i32..745_000) {
            let date = NaiveDate::from_num_days_from_ce_opt(number).unwrap();
            for form in ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%-d %b %Y", "%d-%B-%Y", "%Y-%m-%dT%H:%M"] {
                let cell = date.and_hms_opt(23, 59, 0).unwrap().format(form).to_string();
                let expected = (cell != "1900-01-01" && date.to_string() != "1900-01-01").then(|| date.to_string());
                if (EARLIEST_YEAR..=2046).contains(&date.year()) {
                    prop_assert_eq!(read(&cell), Ok(expected), "{}", cell);
                } else {
                    prop_assert!(read(&cell).is_err(), "{}", cell);
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(cell in "\\PC{0,30}|[0-9/:. TZ+-]{0,24}") {
            let _ = read(&cell);
        }
    }
}
