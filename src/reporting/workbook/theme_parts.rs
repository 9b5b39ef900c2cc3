//! Under the themes: how many cases carry each by criterion, by IRO and by team, a table with filters each.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::measure::height;
use super::table::{Column, write_filtered};
use super::{Source, WorkbookError, page};
use crate::reporting::theme_parts::{FIELDS, Part, READING, TITLE, by};

/// Writes the tables on the grid of the sheet; returns the row after the last.
pub(super) fn write(
    sheet: &mut Worksheet,
    (top, widths): (u32, &[f64]),
    source: &Source,
) -> Result<u32, WorkbookError> {
    let tables = FIELDS.map(|field| (field, by(source.findings, field)));
    if tables.iter().all(|(_, parts)| parts.is_empty()) {
        return Ok(top);
    }
    sheet.set_row_height(top, 24)?;
    put_text(sheet, (top, 0), TITLE, &source.style.part)?;
    put_across(sheet, (top + 1, 0), page::last_column(widths), (READING, &source.style.note))?;
    sheet.set_row_height(top + 1, height(&[(READING, widths.iter().sum::<f64>() - 2.5)]))?;
    let mut row = top + 2;
    for ((id, field), parts) in tables.iter().filter(|(_, parts)| !parts.is_empty()) {
        let name = format!("themes_by_{id}");
        row = write_filtered(sheet, (row, &name), (&columns(field, widths), parts), source.style)? + 1;
    }
    Ok(row - 1)
}

/// On the columns of the themes' own table, which are as wide as it needs.
fn columns<'a>(field: &str, widths: &[f64]) -> Vec<Column<Part<'a>>> {
    let width = |at: usize| widths.get(at).copied().unwrap_or(8.0);
    vec![
        Column::new("Theme", width(0), |part: &Part| Cell::Text(part.theme.label.clone())),
        Column::new(field, width(1), |part: &Part| Cell::Text(part.value.to_owned())),
        Column::new("Cases", width(2), |part: &Part| Cell::Count(part.count.count)),
        Column::new("Out of", width(3), |part: &Part| Cell::Count(part.count.of)),
        Column::new("Remark", width(4), |part: &Part| {
            Cell::Text(if part.count.few { "too few".to_owned() } else { String::new() })
        }),
    ]
}
