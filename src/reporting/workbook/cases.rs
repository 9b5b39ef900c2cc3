//! Cases: what was drawn and what came of each, a case a row, in the order of references.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_text};
use super::table::{Column, widths, write_filtered};
use super::{Source, WorkbookError, page};
use crate::model::{CaseLine, DesignKind, Findings};

const NOTE: &str = "Every case that was drawn, in the order of references. A case stands for as many records as its weight says. \
Answers are shown where the case counts.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns(source.findings);
    let cases = &source.findings.cases;
    page::head(sheet, source, ("Cases", NOTE), &widths(&columns))?;
    let end = write_filtered(sheet, (page::HEADINGS, "Cases"), (&columns, cases), source.style)?;
    if cases.is_empty() {
        put_text(sheet, (end, 0), "No case.", &source.style.plain)?;
    }
    sheet.set_freeze_panes(page::HEADINGS + 1, 1)?;
    sheet.set_print_area(0, 0, end.max(page::HEADINGS + 1), page::last_column(&widths(&columns)))?;
    Ok(())
}

fn columns(findings: &Findings) -> Vec<Column<CaseLine>> {
    let mut columns = vec![
        Column::new("Record", 14.0, |case: &CaseLine| Cell::Text(case.record.clone())),
        Column::new("Child", 12.0, |case: &CaseLine| Cell::words(case.child.as_deref())),
        Column::new("Date", 11.5, |case: &CaseLine| case.date.map_or(Cell::Empty, Cell::Day)),
        Column::new("IRO", 15.0, |case: &CaseLine| Cell::words(case.iro.as_deref())),
        Column::new("Team", 15.0, |case: &CaseLine| Cell::words(case.team.as_deref())),
    ];
    if findings.method.design.kind == DesignKind::Stratified {
        columns.push(Column::new("Stratum", 18.0, |case: &CaseLine| Cell::Text(case.stratum.clone())));
    }
    columns.extend([
        Column::new("Weight", 9.0, |case: &CaseLine| Cell::Weight(case.weight)),
        Column::new("State", 12.0, |case: &CaseLine| Cell::Text(case.state.clone())),
        Column::new("Overall grade", 14.0, |case: &CaseLine| Cell::words(case.overall.as_deref())),
    ]);
    for (place, criterion) in findings.criteria.iter().enumerate() {
        columns.push(Column::new(&criterion.label, 14.0, move |case: &CaseLine| {
            Cell::words(case.answers.get(place).and_then(Option::as_deref))
        }));
    }
    columns.extend([
        Column::new("Auditors finished", 10.5, |case: &CaseLine| Cell::Count(u64::from(case.auditors))),
        Column::new("Moderated", 12.0, |case: &CaseLine| {
            Cell::Text(if case.moderated { "yes" } else { "no" }.to_owned())
        }),
        Column::new("Since it was drawn", 16.0, |case: &CaseLine| Cell::words(case.since.as_deref())),
    ]);
    columns
}
