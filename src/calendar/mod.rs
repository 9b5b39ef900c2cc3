//! Dates as the field writes them: periods that a sample speaks for, working days, and dates in British order for
//! people.
//!
//! Dates are [`chrono::NaiveDate`] inside, ISO in JSON and in the register, dd/mm/yyyy to people. Nothing here
//! knows what day it is today: that comes from the desk.

mod british_time;
mod period;
mod period_kind;
mod working_days;

pub use british_time::british_day;
pub use period::{Period, PeriodError};
pub use period_kind::PeriodKind;
pub use working_days::{
    KNOWN_YEARS, MOST_WORKING_DAYS, WorkingDay, is_bank_holiday, is_working_day, working_days_after,
};

use chrono::NaiveDate;

/// Returns the date as `dd/mm/yyyy`, the way the extracts and the screens write it.
///
/// ```
/// use chrono::NaiveDate;
/// let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
/// assert_eq!(dipsample::calendar::british(day), "02/11/2026");
/// ```
pub fn british(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// Returns the date in words, as a sentence has it: `2 Nov 2026`.
pub fn in_words(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}
