//! Calibration under the criteria: self-audits and gradings from outside beside the final grades, one line a question.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::measure::height;
use super::{Source, WorkbookError, page};
use crate::model::Calibration;
use crate::reporting::calibration::{lines, title};

const HEADINGS: [&str; 9] =
    ["Cases", "The same grade", "Low", "High", "The same or next", "Low", "High", "Higher", "Lower"];
/// The columns of the sheet under which the figures stand: after the names and the questions.
const FIGURES: u16 = 2;
const READING: &str = "These gradings count in no share. Higher and Lower say on how many cases they are above and below the final \
grade.";

/// Writes a table for each kind of grading on the grid of a sheet; returns the row after the last.
pub(super) fn write(
    sheet: &mut Worksheet,
    (top, widths): (u32, &[f64]),
    source: &Source,
) -> Result<u32, WorkbookError> {
    let mut row = top;
    for one in &source.findings.calibration {
        row = write_one(sheet, (row, widths), one, source)? + 1;
    }
    Ok(row)
}

fn write_one(
    sheet: &mut Worksheet,
    (top, widths): (u32, &[f64]),
    one: &Calibration,
    source: &Source,
) -> Result<u32, WorkbookError> {
    let style = source.style;
    sheet.set_row_height(top, 24)?;
    put_text(sheet, (top, 0), &title(one), &style.part)?;
    let last = page::last_column(widths);
    let told = one.notes.iter().map(String::as_str).chain([READING]).collect::<Vec<_>>().join(" ");
    put_across(sheet, (top + 1, 0), last, (&told, &style.note))?;
    sheet.set_row_height(top + 1, height(&[(&told, widths.iter().sum::<f64>() - 2.5)]))?;
    put_across(sheet, (top + 2, 0), FIGURES - 1, ("Question", &style.heading))?;
    for (column, heading) in (FIGURES..).zip(HEADINGS) {
        put_text(sheet, (top + 2, column), heading, &style.figure_heading)?;
    }
    let width = widths.get(usize::from(FIGURES) + 1).copied().unwrap_or(8.0);
    sheet.set_row_height(top + 2, height(&HEADINGS.map(|heading| (heading, width - 2.5))))?;
    let mut row = top + 3;
    for line in lines(one) {
        let figures = line.figures;
        put_across(sheet, (row, 0), FIGURES - 1, (line.label, &style.text))?;
        let share = |one: &crate::model::Estimate| [one.share, one.low, one.high].map(Cell::share);
        let cells = std::iter::once(Cell::Count(figures.cases))
            .chain(share(&figures.exact))
            .chain(share(&figures.within_one))
            .chain([Cell::count(figures.higher), Cell::count(figures.lower)]);
        for (column, cell) in (FIGURES..).zip(cells) {
            cell.put(sheet, (row, column), style)?;
        }
        row += 1;
    }
    Ok(row)
}
