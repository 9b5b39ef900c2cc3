//! One cell: text that stays text, a number, a share, a day, or the sign for an undefined figure.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Worksheet};

use super::WorkbookError;
use super::style::Style;
use crate::model::Estimate;
use crate::reporting::words::UNDEFINED;
use crate::reporting::xml_text::{clean, first};

/// The most characters that a cell holds, as UTF-16 counts them.
const LONGEST: usize = 32_767;
/// What a cut cell says at its end.
const CUT: &str = " … [cut here: longer than a cell holds; the register has the whole text]";
/// First characters with which a spreadsheet takes pasted or typed text for a formula.
const FORMULA_LIKE: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Row and column, counted from 0.
pub(super) type At = (u32, u16);

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Count(u64),
    /// A share, 0..1.
    Share(f64),
    /// How many records a case stands for.
    Weight(f64),
    /// A day.
    Day(NaiveDate),
    /// A figure that is not defined.
    Undefined,
    /// Nothing.
    Empty,
}

impl<'a> Cell<'a> {
    /// Words.
    pub(super) fn of(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
        Cell::Text(text.into())
    }

    /// Words that may be missing.
    pub(super) fn words(text: Option<&'a str>) -> Cell<'a> {
        text.map_or(Cell::Empty, Cell::of)
    }

    /// A share that may be undefined.
    pub(super) fn share(share: Option<f64>) -> Cell<'a> {
        share.map_or(Cell::Undefined, Cell::Share)
    }

    /// A count that may be undefined.
    pub(super) fn count(count: Option<u64>) -> Cell<'a> {
        count.map_or(Cell::Undefined, Cell::Count)
    }

    /// The words, for measuring how many lines they take.
    pub(super) fn text(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            _ => "",
        }
    }

    /// Whether the cell is of a column of figures, which stand at the right.
    pub(super) fn is_figure(&self) -> bool {
        matches!(self, Cell::Count(_) | Cell::Share(_) | Cell::Weight(_) | Cell::Undefined)
    }

    /// Writes the cell in the style of its kind.
    pub(super) fn put(&self, sheet: &mut Worksheet, at: At, style: &Style) -> Result<(), WorkbookError> {
        let (row, column) = at;
        match self {
            Cell::Text(text) => put_text(sheet, at, text, &style.text)?,
            Cell::Count(count) => {
                sheet.write_with_format(row, column, *count, &style.count)?;
            }
            Cell::Share(share) => {
                sheet.write_number_with_format(row, column, *share, &style.share)?;
            }
            Cell::Weight(weight) => {
                sheet.write_number_with_format(row, column, *weight, &style.weight)?;
            }
            Cell::Day(day) => {
                sheet.write_datetime_with_format(row, column, day, &style.date)?;
            }
            Cell::Undefined => {
                sheet.write_string_with_format(row, column, UNDEFINED, &style.missing)?;
            }
            Cell::Empty => {
                sheet.write_blank(row, column, &style.text)?;
            }
        }
        Ok(())
    }

    /// Writes the cell into a list whose columns have the look of words (`style.listed`): words take it, and nothing is written where nothing is.
    pub(super) fn list(&self, sheet: &mut Worksheet, at: At, style: &Style) -> Result<(), WorkbookError> {
        match self {
            Cell::Text(text) if text.starts_with(FORMULA_LIKE) => put_text(sheet, at, text, &style.listed)?,
            Cell::Text(text) => {
                sheet.write_string(at.0, at.1, fitted(text))?;
            }
            Cell::Empty => {}
            _ => self.put(sheet, at, style)?,
        }
        Ok(())
    }
}

/// Writes words as text, whatever they begin with, cut with a note where they are longer than a cell holds.
pub(super) fn put_text(sheet: &mut Worksheet, at: At, text: &str, format: &Format) -> Result<(), WorkbookError> {
    let (row, column) = at;
    let words = fitted(text);
    match text.starts_with(FORMULA_LIKE) {
        true => sheet.write_string_with_format(row, column, words, &quoted(format))?,
        false => sheet.write_string_with_format(row, column, words, format)?,
    };
    Ok(())
}

/// Writes words over several columns of one row.
pub(super) fn put_across(
    sheet: &mut Worksheet,
    at: At,
    last: u16,
    (text, format): (&str, &Format),
) -> Result<(), WorkbookError> {
    if at.1 >= last {
        return put_text(sheet, at, text, format);
    }
    let (format, words) = (if text.starts_with(FORMULA_LIKE) { &quoted(format) } else { format }, fitted(text));
    sheet.merge_range(at.0, at.1, at.0, last, &words, format)?;
    Ok(())
}

/// Marks the format of text that begins like a formula, so that editing the cell does not make it one.
fn quoted(format: &Format) -> Format {
    format.clone().set_quote_prefix()
}

/// Cuts text that is longer than a cell holds, and says so in the cell.
fn fitted(text: &str) -> Cow<'_, str> {
    let length = |text: &str| text.chars().map(char::len_utf16).sum::<usize>();
    let text = clean(text);
    if text.len() <= LONGEST || length(&text) <= LONGEST {
        return text;
    }
    Cow::Owned(format!("{}{CUT}", first(&text, LONGEST - length(CUT))))
}

/// Returns an estimate's parts in the order in which every table has them.
pub(super) fn estimate_cells(estimate: &Estimate) -> [Cell<'static>; 4] {
    [Cell::Count(estimate.count), Cell::share(estimate.share), Cell::share(estimate.low), Cell::share(estimate.high)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let text = "é".repeat(40_000);
        let cell = fitted(&text);
        assert_eq!(cell.chars().count(), LONGEST);
        assert!(cell.ends_with(CUT));
        assert_eq!(fitted("short"), "short");
    }

    proptest! {
        #[test]
        fn no_cell_is_longer_than_a_cell_holds(piece in "\\PC{1,12}", times in 1_usize..12_000) {
            let text = piece.repeat(times);
            let cell = fitted(&text);
            prop_assert!(cell.encode_utf16().count() <= LONGEST);
        }
    }
}
