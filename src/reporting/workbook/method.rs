//! Method: how the cases were found and the figures made, numbered and in plain English, so that it can be done again.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::measure::height;
use super::table::{Column, write as write_table};
use super::{Source, WorkbookError, page};
use crate::model::{EarlierDraw, Stratum, UnknownField};
use crate::reporting::method::told;
use crate::reporting::words::period_in_words;

/// Number, subject, and five columns that words run across and small tables use.
const WIDTHS: [f64; 7] = [26.0, 24.0, 16.0, 26.0, 26.0, 14.0, 26.0];
const NOTE: &str = "Read from top to bottom: each line says one thing about where the figures come from.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    page::head(sheet, source, ("Method", NOTE), &WIDTHS)?;
    let last = page::last_column(&WIDTHS);
    put_text(sheet, (page::HEADINGS, 0), "Subject", &source.style.heading)?;
    put_across(sheet, (page::HEADINGS, 1), last, ("What was done", &source.style.heading))?;
    let wide: f64 = WIDTHS.iter().skip(1).sum();
    let mut row = page::HEADINGS + 1;
    for (number, (subject, words)) in (1_u32..).zip(told(source.findings, source.face)) {
        put_text(sheet, (row, 0), &format!("{number}. {subject}"), &source.style.text)?;
        put_across(sheet, (row, 1), last, (&words, &source.style.text))?;
        sheet.set_row_height(row, height(&[(subject, WIDTHS[0] - 4.0), (&words, wide - 2.0)]))?;
        row += 1;
    }
    let end = write_tables(sheet, row + 1, source)?;
    sheet.set_print_area(0, 0, end, last)?;
    Ok(())
}

/// Writes allocation, unknown fields and earlier draws under the numbered lines; returns the last row.
fn write_tables(sheet: &mut Worksheet, top: u32, source: &Source) -> Result<u32, WorkbookError> {
    let method = &source.findings.method;
    let mut row = top;
    if method.design.is_stratified() {
        row = part(sheet, row, ("Allocation", &strata_columns(), &method.strata), source)?;
    }
    if !method.unknown.is_empty() {
        row = part(sheet, row, ("Records that could not be told", &unknown_columns(), &method.unknown), source)?;
    }
    if !method.earlier.is_empty() {
        row = part(
            sheet,
            row,
            ("Earlier draws for this or an overlapping period", &earlier_columns(), &method.earlier),
            source,
        )?;
    }
    Ok(row)
}

fn part<Row>(
    sheet: &mut Worksheet,
    row: u32,
    (title, columns, rows): (&str, &[Column<Row>], &[Row]),
    source: &Source,
) -> Result<u32, WorkbookError> {
    sheet.set_row_height(row, 24)?;
    put_text(sheet, (row, 0), title, &source.style.part)?;
    Ok(write_table(sheet, row + 1, (columns, rows), source.style)? + 1)
}

fn strata_columns() -> Vec<Column<Stratum>> {
    vec![
        Column::new("Stratum", WIDTHS[0], |part: &Stratum| Cell::of(&part.stratum)),
        Column::new("Records in the frame", WIDTHS[1], |part: &Stratum| Cell::Count(part.frame)),
        Column::new("Drawn", WIDTHS[2], |part: &Stratum| Cell::Count(part.size)),
    ]
}

fn unknown_columns() -> Vec<Column<UnknownField>> {
    vec![
        Column::new("Field", WIDTHS[0], |field: &UnknownField| Cell::of(&field.field)),
        Column::new("Records where it is blank", WIDTHS[1], |field: &UnknownField| Cell::Count(field.count)),
    ]
}

fn earlier_columns() -> Vec<Column<EarlierDraw>> {
    vec![
        Column::new("Sample", WIDTHS[0], |draw: &EarlierDraw| Cell::of(&draw.sample)),
        Column::new("Period", WIDTHS[1], |draw: &EarlierDraw| Cell::of(period_in_words(&draw.period))),
        Column::new("State", WIDTHS[2], |draw: &EarlierDraw| Cell::of(&draw.state)),
        Column::new("Why withdrawn", WIDTHS[3], |draw: &EarlierDraw| Cell::words(draw.reason.as_deref())),
        Column::new("Seed", WIDTHS[4], |draw: &EarlierDraw| Cell::of(&draw.seed)),
        Column::new("Cases graded", WIDTHS[5], |draw: &EarlierDraw| draw.graded.map_or(Cell::Undefined, Cell::Count)),
        Column::new("SHA-256 of its frame", WIDTHS[6], |draw: &EarlierDraw| Cell::of(&draw.frame_sha256)),
    ]
}
