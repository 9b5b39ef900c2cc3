//! Findings: what the auditors wrote, a finding a row, to be filtered and read.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_text};
use super::table::{Column, widths, write_filtered};
use super::{Source, WorkbookError, page};
use crate::model::{Bearing, FindingLine};

const NOTE: &str = "These are the auditors' own words. Read them before you share this sheet: a sentence can name or describe a \
child or a colleague even where every name column is a pseudonym.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns();
    let lines = &source.findings.findings;
    page::head(sheet, source, ("Findings", NOTE), &widths(&columns))?;
    let end = write_filtered(sheet, (page::HEADINGS, "FindingsInWords"), (&columns, lines), source.style)?;
    if lines.is_empty() {
        put_text(sheet, (end, 0), "No finding in words.", &source.style.plain)?;
    }
    sheet.set_print_area(0, 0, end.max(page::HEADINGS + 1), page::last_column(&widths(&columns)))?;
    Ok(())
}

fn columns() -> Vec<Column<FindingLine>> {
    vec![
        Column::new("Case", 15.0, |line: &FindingLine| Cell::Text(line.record.clone())),
        Column::new("Child", 13.0, |line: &FindingLine| Cell::words(line.child.as_deref())),
        Column::new("IRO", 18.0, |line: &FindingLine| Cell::words(line.iro.as_deref())),
        Column::new("Criterion", 20.0, |line: &FindingLine| Cell::Text(line.criterion.clone())),
        Column::new("Strength or concern", 12.0, |line: &FindingLine| Cell::Text(bearing(line.bearing).to_owned())),
        Column::new("Finding, in the auditor's words", 64.0, |line: &FindingLine| Cell::Text(line.text.clone())),
        Column::new("Themes", 32.0, |line: &FindingLine| Cell::Text(line.themes.join("\n"))),
        Column::new("Overall grade", 20.0, |line: &FindingLine| Cell::Text(line.overall.clone())),
    ]
}

fn bearing(bearing: Bearing) -> &'static str {
    match bearing {
        Bearing::Strength => "Strength",
        Bearing::Concern => "Concern",
    }
}
