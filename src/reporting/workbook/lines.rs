//! One estimate a line: its columns, and the columns beside it from which a chart draws the interval.

use rust_xlsxwriter::Worksheet;

use super::WorkbookError;
use super::cells::{At, Cell, put_text};
use super::style::Style;
use super::table::Column;
use crate::model::Estimate;
use crate::reporting::words::{between, share_and_count};

/// An estimate with what it is an estimate of.
pub(super) struct Line {
    /// The theme's family.
    pub(super) family: String,
    /// The figures.
    pub(super) estimate: Estimate,
    /// Which part of all that were coded it and those before it make up, 0..1.
    pub(super) running: Option<f64>,
}

/// Count, n, share, bounds, the bound on the number in the population, and the running share.
pub(super) fn figure_columns() -> Vec<Column<Line>> {
    vec![
        Column::new("Cases", 8.0, |line: &Line| Cell::Count(line.estimate.count)),
        Column::new("Out of", 8.0, |line: &Line| Cell::Count(line.estimate.of)),
        Column::new("Share", 8.0, |line: &Line| Cell::share(line.estimate.share)),
        Column::new("Low", 8.0, |line: &Line| Cell::share(line.estimate.low)),
        Column::new("High", 8.0, |line: &Line| Cell::share(line.estimate.high)),
        Column::new("No more than, in all", 13.0, |line: &Line| Cell::count(line.estimate.upper_count)),
        Column::new("Running share of all coded", 13.0, |line: &Line| Cell::share(line.running)),
    ]
}

/// Where the share stands among [`figure_columns`].
pub(super) const SHARE_AMONG_FIGURES: u16 = 2;
/// Where the running share stands among [`figure_columns`].
pub(super) const RUNNING_AMONG_FIGURES: u16 = 6;

/// Writes beside a line, out of print, how long its whisker is downward and upward, and the name that the chart gives
/// it.
pub(super) fn put_whisker(
    sheet: &mut Worksheet,
    at: At,
    (estimate, name): (&Estimate, &str),
    style: &Style,
) -> Result<(), WorkbookError> {
    let (row, column) = at;
    put_text(sheet, at, name, &style.aside)?;
    if let (Some(share), Some(low), Some(high)) = (estimate.share, estimate.low, estimate.high) {
        sheet.write_number_with_format(row, column + 1, (share - low).max(0.0), &style.aside)?;
        sheet.write_number_with_format(row, column + 2, (high - share).max(0.0), &style.aside)?;
    }
    Ok(())
}

/// Writes the headings of what stands beside the lines.
pub(super) fn head_whiskers(sheet: &mut Worksheet, at: At, style: &Style) -> Result<(), WorkbookError> {
    for (column, words) in (at.1..).zip(["Chart: name", "Chart: share less low", "Chart: high less share"]) {
        put_text(sheet, (at.0, column), words, &style.aside)?;
    }
    Ok(())
}

/// Says in words what a chart of estimates shows, for people who hear it read.
pub(super) fn spoken<'a>(what: &str, estimates: impl Iterator<Item = &'a Estimate>) -> String {
    let parts: Vec<String> = estimates.map(|e| format!("{} {}, {}", e.label, share_and_count(e), between(e))).collect();
    format!("{what}: {}.", parts.join("; "))
}
