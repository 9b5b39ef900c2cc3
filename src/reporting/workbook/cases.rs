//! Cases: what was drawn and what came of each, a case a row, in the order of references.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_text};
use super::table::{Column, is_long, widths, write as write_table, write_filtered};
use super::{Source, WorkbookError, marks, page};
use crate::model::{CaseAnswer, CaseLine, Findings, HandPicked};
use crate::reporting::words::HAND_PICKED;

/// The sheet's name.
pub(super) const SHEET: &str = "Cases";
const NOTE: &str = "Every case that was drawn, in the order of the first column, which is not the order of the draw. Answers are shown \
where the case counts.";

/// Width of a column of grades.
const GRADE: f64 = 14.5;

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns(source.findings);
    let cases = &source.findings.cases;
    page::head(sheet, source, ("Cases", &note(source.findings)), &widths(&columns))?;
    let end = write_filtered(sheet, (page::HEADINGS, "Cases"), (&columns, cases), source.style)?;
    if cases.is_empty() {
        put_text(sheet, (end, 0), "No case.", &source.style.plain)?;
    } else {
        let graded = (overall_column(source.findings), overall_column(source.findings) + criteria(source.findings));
        let rows = (page::HEADINGS + 1, end - 1);
        marks::grades(sheet, rows, graded, &source.findings.rubric.scale)?;
        if is_long(cases.len()) {
            marks::rules(sheet, rows, (page::last_column(&widths(&columns)), graded))?;
        }
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
        Column::new("Record", 15.0, |one: &HandPicked| Cell::of(&one.record)),
        Column::new("Case", 15.0, |one: &HandPicked| Cell::Count(u64::from(one.case))),
        Column::new("State", 11.5, |one: &HandPicked| Cell::of(&one.state)),
        Column::new("Overall grade", 15.0, |one: &HandPicked| Cell::words(one.overall.as_deref())),
        Column::new("Why it was picked", 22.0, |one: &HandPicked| Cell::of(&one.reason)),
    ];
    write_table(sheet, top + 1, (&columns, picked), source.style)
}

/// The columns, without those that would be empty or the same in every row.
fn columns(findings: &Findings) -> Vec<Column<CaseLine>> {
    let mut columns = vec![
        Column::new("Record", 15.0, |case: &CaseLine| Cell::of(&case.record)),
        Column::new("Child", 15.0, |case: &CaseLine| Cell::words(case.child.as_deref())),
        Column::new("Date", 11.5, |case: &CaseLine| case.date.map_or(Cell::Empty, Cell::Day)),
        Column::new("IRO", 15.0, |case: &CaseLine| Cell::words(case.iro.as_deref())),
        Column::new("Team", 18.0, |case: &CaseLine| Cell::words(case.team.as_deref())),
    ];
    if findings.method.design.is_stratified() {
        columns.push(Column::new("Stratum", 18.0, |case: &CaseLine| Cell::of(&case.stratum)));
    }
    if findings.method.design.weighs() {
        columns.push(Column::new("Weight", 9.0, |case: &CaseLine| Cell::Weight(case.weight)));
    }
    columns.push(Column::new("State", 12.0, |case: &CaseLine| Cell::of(&case.state)));
    columns.push(Column::new(OVERALL, GRADE, |case: &CaseLine| Cell::words(case.overall.as_deref())));
    for (place, criterion) in findings.criteria.iter().enumerate() {
        columns.push(Column::new(&criterion.label, GRADE, move |case: &CaseLine| {
            Cell::words(case.answers.get(place).and_then(CaseAnswer::words))
        }));
    }
    columns.push(Column::new("Auditors finished", 11.0, |case: &CaseLine| Cell::Count(u64::from(case.auditors))));
    if findings.cases.iter().any(|case| case.moderated) {
        columns.push(Column::new("Moderated", 12.5, |case: &CaseLine| {
            Cell::of(if case.moderated { "yes" } else { "no" })
        }));
    }
    if findings.cases.iter().any(|case| case.since.is_some()) {
        columns.push(Column::new("Since it was drawn", 18.0, |case: &CaseLine| Cell::words(case.since.as_deref())));
    }
    columns
}

/// A column of the sheet to which a figure is traced.
pub(super) enum Heading<'a> {
    /// The overall grade.
    Overall,
    /// The answer to the criterion at a place, with its words.
    Criterion(usize, &'a str),
}

impl Heading<'_> {
    /// What the column is called.
    pub(super) fn words(&self) -> &str {
        match self {
            Heading::Overall => OVERALL,
            Heading::Criterion(_, label) => label,
        }
    }
}

/// The heading of the overall grade.
const OVERALL: &str = "Overall grade";
/// The columns of the IRO and of the team.
const IRO: u16 = 3;
const TEAM: u16 = 4;

/// The number of a column.
pub(super) fn column_of(findings: &Findings, heading: &Heading) -> Option<u16> {
    match heading {
        Heading::Overall => Some(overall_column(findings)),
        Heading::Criterion(place, _) => Some(overall_column(findings) + 1 + u16::try_from(*place).ok()?),
    }
}

fn overall_column(findings: &Findings) -> u16 {
    let design = &findings.method.design;
    TEAM + 2 + u16::from(design.is_stratified()) + u16::from(design.weighs())
}

fn criteria(findings: &Findings) -> u16 {
    u16::try_from(findings.criteria.len()).unwrap_or(u16::MAX)
}

/// The number of the column of a field of a case, where the sheet has it.
pub(super) fn field_column(field: &str) -> Option<(u16, &'static str)> {
    match field {
        "iro" => Some((IRO, "IRO")),
        "team" => Some((TEAM, "Team")),
        _ => None,
    }
}

/// Every case with its row.
pub(super) fn rows(findings: &Findings) -> impl Iterator<Item = (u32, &CaseLine)> {
    (page::HEADINGS + 1..).zip(&findings.cases)
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
