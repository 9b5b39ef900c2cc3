//! One id in a cell: the id itself, or why it can no longer be known.
//!
//! Spreadsheets change ids without saying so: `2-10` becomes a date, a number of 17 digits loses its last ones, `0012345` loses its
//! zeros. The cell no longer shows what the id was, so it is refused, with what to do. Guards that protect an id (`="00123"`, `'00123`)
//! and invisible marks are removed, and digits or letters that only a number format adds are read as part of the id.

use std::borrow::Cow;

use super::cell;
use super::source::Was;

/// Reads a trimmed cell as an id; `None` if it is blank. The error says what was expected.
pub(super) fn read(cell: &str, was: Option<&Was>) -> Result<Option<String>, String> {
    if let Some(was) = was {
        return of_workbook(cell, was).map(Some);
    }
    let id = cell::plain(Cow::Borrowed(guarded(cell)));
    let id = id.trim();
    if cell::is_blank_name(id) {
        return Ok(None);
    }
    if id.chars().any(char::is_control) {
        return Err("expected an id on one line, without control characters".to_owned());
    }
    if is_scientific(id) {
        return Err(
            "a spreadsheet has shortened this id, and its last digits are lost; format the column as text and export again"
                .to_owned(),
        );
    }
    if is_short_date(id) {
        return Err(
            "a spreadsheet has turned this id into a date; format the column as text and export again".to_owned()
        );
    }
    Ok(Some(id.to_owned()))
}

fn of_workbook(cell: &str, was: &Was) -> Result<String, String> {
    match was {
        Was::Shown(shown) => Ok(shown.trim().to_owned()),
        Was::Day => Err(
            "this cell is a date: a spreadsheet turns ids such as 2-10 into dates, and what was typed is lost; format \
             the column as text and export again"
                .to_owned(),
        ),
        Was::TooLong => Err(
            "a spreadsheet keeps 15 digits of a number, so the last digits of this id are lost; export the ids as text"
                .to_owned(),
        ),
        Was::NotShown(format) => Err(format!(
            "the cell's number format ({format}) shows something other than its number {cell}, so it is not clear which is the id; \
             format the column as text and export again"
        )),
    }
}

/// Removes the guards that stop a spreadsheet from changing an id: `="00123"`, or an apostrophe in front.
fn guarded(cell: &str) -> &str {
    let formula = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let behind = |mark| cell.strip_prefix(mark).filter(|rest: &&str| !rest.is_empty() && !rest.contains(mark));
    formula.or_else(|| behind('\'')).or_else(|| behind('\u{2019}')).unwrap_or(cell)
}

/// `1.23457E+11`: how a spreadsheet shows a number that is too wide for its column.
fn is_scientific(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((mantissa, exponent)) = id.split_once(['E', 'e']) else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    exponent.starts_with('+') && digits(&exponent[1..]) && digits(whole) && whole.len() == 1 && digits(fraction)
}

/// `02-Oct`, `Oct-02`: how a spreadsheet shows an id such as `2-10` that it read as a date.
fn is_short_date(id: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let Some((first, second)) = id.split_once('-') else { return false };
    let is_month = |text: &str| MONTHS.iter().any(|month| month.eq_ignore_ascii_case(text));
    let is_day = |text: &str| matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_month(first) && is_day(second)) || (is_day(first) && is_month(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_meant() {
        for (cell, id) in [
            ("0042", "0042"),
            ("=\"00123\"", "00123"),
            ("'00123", "00123"),
            ("12345678901234567", "12345678901234567"),
            ("2-10", "2-10"),
            ("13-10", "13-10"),
            ("C\u{ad}1\u{200e}", "C1"),
            ("1E5", "1E5"),
            ("E+11", "E+11"),
            ("12.5E+3", "12.5E+3"),
            ("MAR-2026", "MAR-2026"),
            ("Oct-2b", "Oct-2b"),
            ("O'Brien", "O'Brien"),
            ("'quoted'", "'quoted'"),
            ("1900-01-01", "1900-01-01"),
        ] {
            assert_eq!(read(cell, None), Ok(Some(id.to_owned())), "{cell}");
        }
        for cell in ["", "NULL", "#N/A", "-1", "nan", "NaN", "None", "<NA>", "NA", "NaT", "\u{200b}"] {
            assert_eq!(read(cell, None), Ok(None), "{cell}");
        }
    }

    #[test]
    fn an_id_that_a_spreadsheet_changed_is_refused() {
        for (cell, words) in [
            ("1.23457E+11", "shortened"),
            ("1E+11", "shortened"),
            ("1.2e+15", "shortened"),
            ("02-Oct", "date"),
            ("2-oct", "date"),
            ("Oct-02", "date"),
            ("two\nlines", "one line"),
        ] {
            assert!(read(cell, None).unwrap_err().contains(words), "{cell}");
        }
        for (was, words) in
            [(Was::Day, "a date"), (Was::TooLong, "15 digits"), (Was::NotShown("0.00".into()), "(0.00)")]
        {
            assert!(read("42", Some(&was)).unwrap_err().contains(words), "{was:?}");
        }
        assert_eq!(read("42", Some(&Was::Shown("P00042".into()))), Ok(Some("P00042".to_owned())));
    }
}
