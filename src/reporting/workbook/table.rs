//! A table on a sheet: its columns are declared once, with heading, width and the cell that a row puts there.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, Table, TableColumn, TableStyle, Worksheet};

use super::cells::{Cell, put_text};
use super::measure::height;
use super::style::Style;
use super::{MOST_HELD, WorkbookError, notes};

/// Width that the indent of words takes, in characters.
pub(super) const INDENT: f64 = 1.3;
/// The most letters that a heading of an Excel table holds.
const LONGEST_HEADING: usize = 255;

/// What a row puts into a column.
type ToCell<Row> = dyn for<'a> Fn(&'a Row) -> Cell<'a>;

/// One column of a table of `Row`s.
pub(super) struct Column<Row> {
    heading: String,
    width: f64,
    cell: Box<ToCell<Row>>,
}

impl<Row> Column<Row> {
    /// Declares a column: heading, width in characters, and what a row puts there.
    pub(super) fn new<F>(heading: impl Into<String>, width: f64, cell: F) -> Column<Row>
    where
        F: for<'a> Fn(&'a Row) -> Cell<'a> + 'static,
    {
        Column { heading: heading.into(), width, cell: Box::new(cell) }
    }
}

/// Returns the widths of some columns.
pub(super) fn widths<Row>(columns: &[Column<Row>]) -> Vec<f64> {
    columns.iter().map(|column| column.width).collect()
}

/// Writes the headings on a row and the rows under it; returns the row after the last.
pub(super) fn write<Row>(
    sheet: &mut Worksheet,
    top: u32,
    (columns, rows): (&[Column<Row>], &[Row]),
    style: &Style,
) -> Result<u32, WorkbookError> {
    let headings: Vec<String> = columns.iter().map(|column| column.heading.clone()).collect();
    write_all(sheet, (top, &headings), (columns, rows.iter(), Length::Short), style)
}

/// Writes the headings on a row and the rows under it, which come one by one.
fn write_all<Row, One: Borrow<Row>>(
    sheet: &mut Worksheet,
    (top, headings): (u32, &[String]),
    (columns, rows, length): (&[Column<Row>], impl Iterator<Item = One>, Length),
    style: &Style,
) -> Result<u32, WorkbookError> {
    let mut rows = rows.peekable();
    for ((at, column), heading) in (0..).zip(columns).zip(headings) {
        put_text(sheet, (top, at), heading, heading_format(column, rows.peek().map(One::borrow), style))?;
        if columns.iter().take(usize::from(at)).all(|before| before.heading != column.heading) {
            notes::explain(sheet, (top, at), &column.heading)?;
        }
    }
    let headings: Vec<_> = columns.iter().map(|column| (column.heading.as_str(), column.width - 2.5)).collect();
    sheet.set_row_height(top, height(&headings))?;
    match length {
        Length::Short => write_rows(sheet, top + 1, (columns, rows), style),
        Length::Long => write_list(sheet, top + 1, (columns, rows), style),
    }
}

/// How many rows there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// Each row is given the height that its words need, and each cell its look.
    Short,
    /// Very many: a height for each would be held in memory, and a look for each cell costs more than its words. The program that opens the sheet
    /// fits the rows to their words, and words take the look of their column.
    Long,
}

/// Whether a list is so long that its columns have the look of words; [`super::marks::rules`] draws its rules.
pub(super) fn is_long(rows: usize) -> bool {
    rows > MOST_HELD
}

/// The heading of a column of figures stands at the right, over its figures.
fn heading_format<'a, Row>(column: &Column<Row>, first: Option<&Row>, style: &'a Style) -> &'a Format {
    match first.map(|row| (column.cell)(row).is_figure()) {
        Some(true) => &style.figure_heading,
        _ => &style.heading,
    }
}

/// Writes the rows; returns the row after the last.
fn write_rows<Row, One: Borrow<Row>>(
    sheet: &mut Worksheet,
    top: u32,
    (columns, rows): (&[Column<Row>], impl Iterator<Item = One>),
    style: &Style,
) -> Result<u32, WorkbookError> {
    let mut at = top;
    for row in rows {
        let cells: Vec<Cell<'_>> = columns.iter().map(|column| (column.cell)(row.borrow())).collect();
        for (column, cell) in (0..).zip(&cells) {
            cell.put(sheet, (at, column), style)?;
        }
        let room = columns.iter().map(|column| column.width - INDENT);
        let words: Vec<_> = cells.iter().map(Cell::text).zip(room).collect();
        sheet.set_row_height(at, height(&words))?;
        at += 1;
    }
    Ok(at)
}

/// Writes very many rows; returns the row after the last.
fn write_list<Row, One: Borrow<Row>>(
    sheet: &mut Worksheet,
    top: u32,
    (columns, rows): (&[Column<Row>], impl Iterator<Item = One>),
    style: &Style,
) -> Result<u32, WorkbookError> {
    for (column, _) in (0..).zip(columns) {
        sheet.set_column_format(column, &style.listed)?;
    }
    let mut at = top;
    for row in rows {
        for (place, column) in (0..).zip(columns) {
            (column.cell)(row.borrow()).list(sheet, (at, place), style)?;
        }
        at += 1;
    }
    Ok(at)
}

/// Writes an Excel table with filters, named `name`; returns the row after the last. Without rows only the headings
/// are written, since an Excel table has at least one row.
pub(super) fn write_filtered<Row>(
    sheet: &mut Worksheet,
    (top, name): (u32, &str),
    (columns, rows): (&[Column<Row>], &[Row]),
    style: &Style,
) -> Result<u32, WorkbookError> {
    write_filtered_rows(sheet, (top, name), (columns, rows.len(), rows.iter()), style)
}

/// The same of so many rows that come one by one. The table is declared before its rows, so that a sheet that does not hold them can have one; of very
/// many rows there are filters and no table, since each cell of a table is held in memory.
pub(super) fn write_filtered_rows<Row, One: Borrow<Row>>(
    sheet: &mut Worksheet,
    (top, name): (u32, &str),
    (columns, count, rows): (&[Column<Row>], usize, impl Iterator<Item = One>),
    style: &Style,
) -> Result<u32, WorkbookError> {
    let headings = distinct(columns.iter().map(|column| column.heading.as_str()));
    let last = u32::try_from(count).unwrap_or(u32::MAX).saturating_add(top);
    match count {
        0 => {}
        count if is_long(count) => {
            sheet.autofilter(top, 0, last, u16::try_from(headings.len().saturating_sub(1)).unwrap_or(u16::MAX))?;
        }
        _ => declare(sheet, (top, last, name), &headings, style)?,
    }
    let length = if is_long(count) { Length::Long } else { Length::Short };
    write_all(sheet, (top, &headings), (columns, rows, length), style)
}

/// Declares an Excel table over some rows; its headings are written over by those of the sheet.
fn declare(
    sheet: &mut Worksheet,
    (top, last, name): (u32, u32, &str),
    headings: &[String],
    style: &Style,
) -> Result<(), WorkbookError> {
    let columns: Vec<TableColumn> = headings
        .iter()
        .map(|heading| TableColumn::new().set_header(heading).set_header_format(style.heading.clone()))
        .collect();
    let table = Table::new().set_name(name).set_style(TableStyle::None).set_columns(&columns);
    let across = u16::try_from(headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.add_table(top, 0, last, across, &table)?;
    Ok(())
}

/// Makes headings differ, since an Excel table refuses two that are the same in any case.
fn distinct<'a>(headings: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut made = Vec::new();
    for heading in headings {
        let heading: String = heading.chars().take(LONGEST_HEADING - 5).collect();
        let mut name = heading.clone();
        let mut number = 2_u32;
        while !seen.insert(name.to_lowercase()) {
            name = format!("{heading} {number}");
            number += 1;
        }
        made.push(name);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_differ_in_any_case() {
        assert_eq!(distinct(["Team", "team", "Drift", "TEAM"].into_iter()), ["Team", "team 2", "Drift", "TEAM 3"]);
    }
}
