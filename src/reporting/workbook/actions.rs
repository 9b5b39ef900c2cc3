//! Actions: what is being done because of the findings. The register records no actions yet, and the sheet says so.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across};
use super::table::{Column, widths, write as write_table};
use super::{Source, WorkbookError, page};

/// What this sheet and Summary say while no action is recorded.
pub(super) const NONE: &str = "No actions are recorded in this register.";
const NOTE: &str = "What is to be done because of these findings, by whom and by when, and the check within three months that it worked.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns();
    page::head(sheet, source, ("Actions", NOTE), &widths(&columns))?;
    let end = write_table(sheet, page::HEADINGS, (&columns, &[]), source.style)?;
    let last = page::last_column(&widths(&columns));
    put_across(sheet, (end, 0), last, (NONE, &source.style.plain))?;
    sheet.set_print_area(0, 0, end, last)?;
    Ok(())
}

fn columns() -> Vec<Column<()>> {
    [("What", 54.0), ("Because of", 30.0), ("Owner", 20.0), ("Due", 12.0), ("State", 14.0), ("Check due", 12.0)]
        .map(|(heading, width)| Column::new(heading, width, |(): &()| Cell::Empty))
        .into()
}
