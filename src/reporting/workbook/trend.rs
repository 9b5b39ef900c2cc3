//! Trend: one row a period, this sample last, and the grades of each period as a stacked bar.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::charts::{Rows, Run, Stack, place};
use super::measure::pixels as wide;
use super::style::paint;
use super::table::{Column, widths, write as write_table};
use super::wide::{COLUMNS_EACH, SHARE, WideRow, before, estimate_columns, in_order, name_grades};
use super::{Source, WorkbookError, page};
use crate::model::{Findings, TrendPoint};
use crate::reporting::words::{grades_shown, short_period};

/// The sheet's name.
pub(super) const SHEET: &str = "Trend";
/// Columns before the estimates.
const BEFORE: u16 = 4;
const NOTE: &str = "Samples of the same kind, drawn under the same condition and design and graded by the same version of the \
rubric. Two periods differ only where the sentences on Summary say so: intervals that overlap can hide a change, and shares \
that differ can show none.";

/// What is said instead of a chart where there is nothing to compare with.
const FIRST_OF_ITS_KIND: &str = "There is no earlier sample of the same kind, condition, design and rubric version to compare with: a \
trend needs two.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let findings = source.findings;
    let columns = columns(findings);
    page::head(sheet, source, ("Trend", NOTE), &widths(&columns))?;
    let rows: Vec<WideRow> = findings.trend.iter().map(|point| wide_row(point, findings)).collect();
    name_grades(sheet, (page::HEADINGS, BEFORE), (&labels(findings), COLUMNS_EACH), source.style)?;
    let end = write_table(sheet, FIRST - 1, (&columns, &rows), source.style)?;
    sheet.set_freeze_panes(FIRST, 0)?;
    sheet.set_repeat_rows(page::HEADINGS, FIRST - 1)?;
    sheet.set_print_area(0, 0, end, page::last_column(&widths(&columns)))?;
    for (row, line) in (FIRST..).zip(&rows) {
        put_text(sheet, (row, beside(findings)), &line.name, &source.style.aside)?;
    }
    match rows.len() {
        0 | 1 => {
            put_across(sheet, (end, 0), page::last_column(&widths(&columns)), (FIRST_OF_ITS_KIND, &source.style.plain))
        }
        _ => {
            let all = stack(findings, findings.trend.len());
            place(sheet, (end, 0), &all.chart((wide(&widths(&columns)), 360), &spoken(findings)), 375)
        }
    }
}

/// The first row of a period.
const FIRST: u32 = page::HEADINGS + 2;

/// The stacked bars of the last `most` periods, as this sheet and Summary draw them.
pub(super) fn stack(findings: &Findings, most: usize) -> Stack {
    let all = u32::try_from(findings.trend.len().max(1)).unwrap_or(1);
    let shown = u32::try_from(most.max(1)).unwrap_or(1).min(all);
    let grades = findings.rubric.scale.len();
    let parts = (0..).zip(&findings.rubric.scale).map(|(at, grade)| {
        let column = BEFORE + COLUMNS_EACH * at + SHARE;
        (grade.label.clone(), column, paint(usize::from(at), grades))
    });
    Stack {
        rows: Rows { sheet: SHEET, first: FIRST + all - shown, last: FIRST + all - 1, names: beside(findings) },
        parts: parts.collect(),
        run: Run::Up,
    }
}

/// Says in words what the chart shows.
pub(super) fn spoken(findings: &Findings) -> String {
    let periods: Vec<String> = findings.trend.iter().map(|point| point.label.clone()).collect();
    format!("Stacked bar chart of the grades by period, the figures are on the sheet Trend: {}.", periods.join(", "))
}

fn columns(findings: &Findings) -> Vec<Column<WideRow>> {
    let mut columns =
        vec![before(0, "Period", 18.0), before(1, "Sample", 24.0), before(2, "State", 12.0), before(3, "Out of", 7.0)];
    columns.extend(estimate_columns(&labels(findings)));
    columns
}

fn beside(findings: &Findings) -> u16 {
    page::last_column(&widths(&columns(findings))) + 2
}

/// Ids and words of the grades shown.
fn shown(findings: &Findings) -> Vec<(String, String)> {
    grades_shown(&findings.grades, &findings.rubric)
        .into_iter()
        .map(|estimate| (estimate.name.clone(), estimate.label.clone()))
        .collect()
}

fn labels(findings: &Findings) -> Vec<String> {
    shown(findings).into_iter().map(|(_, label)| label).collect()
}

fn wide_row(point: &TrendPoint, findings: &Findings) -> WideRow {
    let ids: Vec<String> = shown(findings).into_iter().map(|(id, _)| id).collect();
    let graded = point.grades.first().map(|estimate| estimate.of);
    let state = if point.provisional { "provisional" } else { "all graded" };
    let mark = if point.provisional { "\nprovisional" } else { "" };
    let n = graded.map_or("no case".to_owned(), |of| format!("n = {of}"));
    WideRow {
        before: vec![
            Cell::Text(point.label.clone()),
            Cell::Text(point.sample.clone()),
            Cell::Text(state.to_owned()),
            Cell::count(graded),
        ],
        estimates: in_order(&point.grades, &ids),
        name: format!("{}\n{n}{mark}", short_period(&point.period, &point.label)),
    }
}
