//! A plain list as a workbook: headings and text cells, which a spreadsheet does not change.

use rust_xlsxwriter::{Format, FormatAlign, Workbook};

use super::cells::put_text;
use super::{COLUMN_PIXELS, ROW_PIXELS, WorkbookError, style};

/// Makes a workbook of one sheet whose cells are all text. The same rows give the same bytes.
///
/// # Errors
/// [`WorkbookError`] when there are more rows or columns than a sheet has.
pub fn list(title: &str, headings: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let font = Format::new().set_font_name(style::FONT).set_font_size(10);
    workbook.set_default_format(&font, ROW_PIXELS, COLUMN_PIXELS)?;
    workbook.set_properties(&super::undated(title));
    let text = font.clone().set_num_format("@").set_align(FormatAlign::Top);
    let heading = text.clone().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(title)?;
    for (column, words) in (0u16..).zip(headings) {
        sheet.set_column_width(column, (words.chars().count() as f64 + 2.0).clamp(12.0, 40.0))?;
        sheet.set_column_format(column, &text)?;
        put_text(sheet, (0, column), words, &heading)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            put_text(sheet, (row, column), cell, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(workbook.save_to_buffer()?)
}
