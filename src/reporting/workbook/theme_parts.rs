//! Under the themes: how many cases carry each by criterion, by IRO and by team, a table with filters each. They are to look things up in on the
//! screen, and out of print: a line for each theme and IRO fills many pages.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::measure::height;
use super::table::{Column, write_filtered};
use super::{Source, WorkbookError, page};
use crate::reporting::theme_parts::{FIELDS, Part, READING, TITLE, by};

const NOT_PRINTED: &str = "These tables are for the screen and are not printed.";

/// Writes the tables on the grid of the sheet.
pub(super) fn write(sheet: &mut Worksheet, (top, widths): (u32, &[f64]), source: &Source) -> Result<(), WorkbookError> {
    let tables = FIELDS.map(|field| (field, by(source.findings, field)));
    if tables.iter().all(|(_, parts)| parts.is_empty()) {
        return Ok(());
    }
    sheet.set_row_height(top, 24)?;
    put_text(sheet, (top, 0), TITLE, &source.style.part)?;
    let reading = format!("{READING} {NOT_PRINTED}");
    put_across(sheet, (top + 1, 0), page::last_column(widths), (&reading, &source.style.note))?;
    sheet.set_row_height(top + 1, height(&[(&reading, widths.iter().sum::<f64>() - 2.5)]))?;
    let mut row = top + 2;
    for ((id, field), parts) in tables.iter().filter(|(_, parts)| !parts.is_empty()) {
        let name = format!("themes_by_{id}");
        row = write_filtered(sheet, (row, &name), (&columns(field, widths), parts), source.style)? + 1;
    }
    Ok(())
}

/// On the columns of the themes' own table, which are as wide as it needs.
fn columns<'a>(field: &str, widths: &[f64]) -> Vec<Column<Part<'a>>> {
    let width = |at: usize| widths.get(at).copied().unwrap_or(8.0);
    vec![
        Column::new("Theme", width(0), |part: &Part| Cell::of(&part.theme.label)),
        Column::new(field, width(1), |part: &Part| Cell::of(part.value)),
        Column::new("Cases", width(2), |part: &Part| Cell::Count(part.count.count)),
        Column::new("Out of", width(3), |part: &Part| Cell::Count(part.count.of)),
        Column::new("Too few", width(4), |part: &Part| Cell::words(part.count.few.then_some("yes"))),
    ]
}
