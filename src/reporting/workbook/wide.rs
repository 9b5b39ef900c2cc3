//! A wide table: one row a criterion or a period, and four columns a grade, under a line that names the grades.

use rust_xlsxwriter::Worksheet;

use super::WorkbookError;
use super::cells::{Cell, estimate_cells, put_across};
use super::measure::height;
use super::style::Style;
use super::table::Column;
use crate::model::Estimate;

/// One row: what it is of, and its estimates in the order of the headings.
pub(super) struct WideRow {
    /// Cells before the estimates.
    pub(super) before: Vec<Cell<'static>>,
    /// The estimates, `None` where the row has none of that name.
    pub(super) estimates: Vec<Option<Estimate>>,
    /// The name that a chart gives the row.
    pub(super) name: String,
}

/// Columns a grade.
pub(super) const COLUMNS_EACH: u16 = 4;
/// Where the share stands among them.
pub(super) const SHARE: u16 = 1;
/// Width of each of them.
pub(super) const WIDTH: f64 = 7.5;
const HEADINGS: [&str; 4] = ["Cases", "Share", "Low", "High"];
/// Columns a grade where the least and the most are among them.
pub(super) const COLUMNS_BOUNDED: u16 = COLUMNS_EACH + 2;

/// Makes the columns of the estimates that have these names.
pub(super) fn estimate_columns(labels: &[String]) -> Vec<Column<WideRow>> {
    (0..labels.len()).flat_map(columns_of).collect()
}

/// Makes the same columns and, after those of each grade, the least and the most that the sample can come to.
pub(super) fn bounded_columns(labels: &[String]) -> Vec<Column<WideRow>> {
    let share = |heading, grade: usize, end: fn(&Estimate) -> Option<f64>| {
        Column::new(heading, WIDTH, move |row: &WideRow| match row.estimates.get(grade) {
            Some(Some(estimate)) => Cell::share(end(estimate)),
            _ => Cell::Undefined,
        })
    };
    let least_and_most = |grade| [share("Least", grade, |one| one.least), share("Most", grade, |one| one.most)];
    (0..labels.len()).flat_map(|grade| columns_of(grade).chain(least_and_most(grade))).collect()
}

fn columns_of(grade: usize) -> impl Iterator<Item = Column<WideRow>> {
    (0..HEADINGS.len()).map(move |part| {
        Column::new(HEADINGS[part], WIDTH, move |row: &WideRow| match row.estimates.get(grade) {
            Some(Some(estimate)) => estimate_cells(estimate)[part].clone(),
            _ => Cell::Undefined,
        })
    })
}

/// Makes a column of what stands before the estimates.
pub(super) fn before(place: usize, heading: &str, width: f64) -> Column<WideRow> {
    Column::new(heading, width, move |row: &WideRow| row.before.get(place).cloned().unwrap_or(Cell::Empty))
}

/// Writes the line that names the grades, each over its columns.
pub(super) fn name_grades(
    sheet: &mut Worksheet,
    (row, first): (u32, u16),
    (labels, columns_each): (&[String], u16),
    style: &Style,
) -> Result<(), WorkbookError> {
    let mut column = first;
    for label in labels {
        put_across(sheet, (row, column), column + columns_each - 1, (label, &style.group))?;
        column += columns_each;
    }
    let words: Vec<_> = labels.iter().map(|label| (label.as_str(), 30.0)).collect();
    sheet.set_row_height(row, height(&words))?;
    Ok(())
}

/// Finds the estimates of these ids, in this order.
pub(super) fn in_order(estimates: &[Estimate], ids: &[String]) -> Vec<Option<Estimate>> {
    ids.iter().map(|id| estimates.iter().find(|estimate| estimate.name == *id).cloned()).collect()
}
