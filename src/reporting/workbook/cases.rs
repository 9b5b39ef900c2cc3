//! Cases: what was drawn and what came of each, a case a row, in the order of references.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_text};
use super::table::{Column, widths, write as write_table, write_filtered};
use super::{Source, WorkbookError, page};
use crate::model::{CaseLine, Findings, HandPicked};
use crate::reporting::words::HAND_PICKED;

const NOTE: &str = "Every case that was drawn, in the order of the first column, which is not the order of the draw. Answers are shown \
where the case counts.";

/// Width of a column of grades.
const GRADE: f64 = 22.0;

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns(source.findings);
    let cases = &source.findings.cases;
    page::head(sheet, source, ("Cases", &note(source.findings)), &widths(&columns))?;
    let end = write_filtered(sheet, (page::HEADINGS, "Cases"), (&columns, cases), source.style)?;
    if cases.is_empty() {
        put_text(sheet, (end, 0), "No case.", &source.style.plain)?;
    }
    let end = hand_picked(sheet, end + 1, source)?;
    sheet.set_freeze_panes(page::HEADINGS + 1, 1)?;
    sheet.set_print_area(0, 0, end.max(page::HEADINGS + 1), page::last_column(&widths(&columns)))?;
    Ok(())
}

/// Lists what somebody picked by hand under the cases that were drawn; returns the row after it.
fn hand_picked(sheet: &mut Worksheet, top: u32, source: &Source) -> Result<u32, WorkbookError> {
    let picked = &source.findings.hand_picked;
    if picked.is_empty() {
        return Ok(top - 1);
    }
    sheet.set_row_height(top, 24)?;
    put_text(sheet, (top, 0), HAND_PICKED, &source.style.part)?;
    let columns = [
        Column::new("Record", 15.0, |one: &HandPicked| Cell::Text(one.record.clone())),
        Column::new("Case", 15.0, |one: &HandPicked| Cell::Count(u64::from(one.case))),
        Column::new("State", 11.5, |one: &HandPicked| Cell::Text(one.state.clone())),
        Column::new("Overall grade", 15.0, |one: &HandPicked| Cell::words(one.overall.as_deref())),
        Column::new("Why it was picked", 22.0, |one: &HandPicked| Cell::Text(one.reason.clone())),
    ];
    write_table(sheet, top + 1, (&columns, picked), source.style)
}

/// The columns, without those that would be empty or the same in every row.
fn columns(findings: &Findings) -> Vec<Column<CaseLine>> {
    let mut columns = vec![
        Column::new("Record", 15.0, |case: &CaseLine| Cell::Text(case.record.clone())),
        Column::new("Child", 15.0, |case: &CaseLine| Cell::words(case.child.as_deref())),
        Column::new("Date", 11.5, |case: &CaseLine| case.date.map_or(Cell::Empty, Cell::Day)),
        Column::new("IRO", 15.0, |case: &CaseLine| Cell::words(case.iro.as_deref())),
        Column::new("Team", 22.0, |case: &CaseLine| Cell::words(case.team.as_deref())),
    ];
    if findings.method.design.is_stratified() {
        columns.push(Column::new("Stratum", 18.0, |case: &CaseLine| Cell::Text(case.stratum.clone())));
    }
    if findings.method.design.weighs() {
        columns.push(Column::new("Weight", 9.0, |case: &CaseLine| Cell::Weight(case.weight)));
    }
    columns.push(Column::new("State", 12.0, |case: &CaseLine| Cell::Text(case.state.clone())));
    columns.push(Column::new("Overall grade", GRADE, |case: &CaseLine| Cell::words(case.overall.as_deref())));
    for (place, criterion) in findings.criteria.iter().enumerate() {
        columns.push(Column::new(&criterion.label, GRADE, move |case: &CaseLine| {
            Cell::words(case.answers.get(place).and_then(Option::as_deref))
        }));
    }
    columns.push(Column::new("Auditors finished", 11.0, |case: &CaseLine| Cell::Count(u64::from(case.auditors))));
    if findings.cases.iter().any(|case| case.moderated) {
        columns.push(Column::new("Moderated", 12.5, |case: &CaseLine| {
            Cell::Text(if case.moderated { "yes" } else { "no" }.to_owned())
        }));
    }
    if findings.cases.iter().any(|case| case.since.is_some()) {
        columns.push(Column::new("Since it was drawn", 18.0, |case: &CaseLine| Cell::words(case.since.as_deref())));
    }
    columns
}

/// What a reader has to know of the rows.
fn note(findings: &Findings) -> String {
    let weight = match (findings.method.design.weighs(), findings.cases.first()) {
        (false, Some(case)) => format!(
            " Each stands for {:.2} {}.",
            case.weight,
            if case.weight == 1.0 { findings.basis.kind.id() } else { findings.basis.kind.plural() }
        ),
        (false, None) => String::new(),
        (true, _) => " A case stands for as many records as its weight says.".to_owned(),
    };
    format!("{NOTE}{weight}")
}
