//! Trend: one row a period, this sample last; the grades of each period as a stacked bar; the run chart; and the course of each question and
//! theme.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::charts::{Rows, Run, Spot, Stack, TitleCell, place};
use super::measure::pixels as wide;
use super::style::paint;
use super::table::{Column, widths, write as write_table};
use super::wide::{COLUMNS_EACH, SHARE, WideRow, before, estimate_columns, in_order, name_grades};
use super::{Source, WorkbookError, over_time, page, run_chart};
use crate::model::{Findings, TrendPoint};
use crate::reporting::titles;
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
    match rows.len() > MOST_ON_A_PAGE {
        true => sheet.set_repeat_rows(page::HEADINGS, FIRST - 1)?,
        false => sheet.set_repeat_rows(0, 0)?,
    };
    for (row, line) in (FIRST..).zip(&rows) {
        put_text(sheet, (row, beside(findings)), &line.name, &source.style.aside)?;
    }
    let last = page::last_column(&widths(&columns));
    if rows.len() < 2 {
        put_across(sheet, (end, 0), last, (FIRST_OF_ITS_KIND, &source.style.plain))?;
        sheet.set_print_area(0, 0, end, last)?;
        return Ok(());
    }
    draw_courses(sheet, end, source)?;
    let row = write_charts(sheet, end + 1, (source, wide(&widths(&columns))))?;
    // The charts of chance and the themes each begin a page of print.
    let pages: Vec<u32> = std::iter::once(end + 2).chain(over_time::themes_from(findings, row)).collect();
    sheet.set_page_breaks(&pages)?;
    let row = over_time::write(sheet, (row, last), source, SHEET)?;
    sheet.set_print_area(0, 0, row, last)?;
    Ok(())
}

/// Under the columns of each grade, the course of its share.
fn draw_courses(sheet: &mut Worksheet, row: u32, source: &Source) -> Result<(), WorkbookError> {
    let findings = source.findings;
    sheet.set_row_height(row, 24)?;
    put_across(
        sheet,
        (row, 0),
        BEFORE - 1,
        ("Course of each share, from 0 to its highest; the last is this sample", &source.style.note),
    )?;
    for (at, (id, _)) in (0..).zip(shown(findings)) {
        let column = BEFORE + COLUMNS_EACH * at;
        put_across(sheet, (row, column), column + COLUMNS_EACH - 1, ("", &source.style.plain))?;
        course(findings, &id).into_iter().try_for_each(|range| {
            sheet.add_sparkline(row, column, &over_time::picture(range, super::style::INK)).map(|_| ())
        })?;
    }
    Ok(())
}

/// Where the shares of a grade stand, a period a row; `None` where there is one period only or the grade is not shown.
pub(super) fn course(findings: &Findings, grade: &str) -> Option<(&'static str, u32, u16, u32, u16)> {
    let place = shown(findings).iter().position(|(id, _)| id == grade)?;
    let column = BEFORE + COLUMNS_EACH * u16::try_from(place).ok()? + SHARE;
    let periods = u32::try_from(findings.trend.len()).ok().filter(|periods| *periods > 1)?;
    Some((SHEET, FIRST, column, FIRST + periods - 1, column))
}

/// The small pictures of questions and themes, for other sheets.
pub(super) fn places(findings: &Findings) -> over_time::Places {
    over_time::Places::of(findings, (SHEET, below_charts(findings)))
}

/// The row after the charts.
fn below_charts(findings: &Findings) -> u32 {
    let periods = u32::try_from(findings.trend.len()).unwrap_or(0);
    FIRST + periods + 2 + run_chart::rows(findings)
}

/// Writes the stacked bars and the run chart; returns the row after the last.
fn write_charts(sheet: &mut Worksheet, top: u32, (source, wide): (&Source, u32)) -> Result<u32, WorkbookError> {
    let findings = source.findings;
    let title = titles::trend(findings);
    title_cell(findings, Width::Whole).put(sheet, (&title, wide), source.style)?;
    title_cell(findings, Width::Half).put(sheet, (&title, HALF), source.style)?;
    let all = stack(findings, (findings.trend.len(), Width::Whole));
    place(sheet, (top, 0), &all.chart((wide, 360), &spoken(findings)), 375)?;
    let spot = Spot {
        sheet: SHEET,
        top: top + 1,
        last: page::last_column(&widths(&columns(findings))),
        beside: beside(findings) + 2,
        wide,
    };
    run_chart::write(sheet, &spot, source)
}

/// How wide a chart is drawn.
#[derive(Clone, Copy)]
pub(super) enum Width {
    /// As wide as the sheet.
    Whole,
    /// Half of the Summary.
    Half,
}

/// Pixels of half of the Summary.
pub(super) const HALF: u32 = 510;

fn title_cell(findings: &Findings, width: Width) -> TitleCell {
    let row = match width {
        Width::Whole => 0,
        Width::Half => 1,
    };
    TitleCell { sheet: SHEET, at: (row, beside(findings)) }
}

/// More periods than this go on over the page and have their headings there again.
const MOST_ON_A_PAGE: usize = 16;

/// The first row of a period.
const FIRST: u32 = page::HEADINGS + 2;

/// The stacked bars of the last `most` periods, as this sheet and Summary draw them.
pub(super) fn stack(findings: &Findings, (most, width): (usize, Width)) -> Stack {
    let all = u32::try_from(findings.trend.len().max(1)).unwrap_or(1);
    let shown = u32::try_from(most.max(1)).unwrap_or(1).min(all);
    let grades = findings.rubric.scale.len();
    let parts = (0..findings.rubric.scale.len()).zip(0_u16..).map(|(place, at)| {
        let first = BEFORE + COLUMNS_EACH * at;
        ((page::HEADINGS, first), first + SHARE, paint(place, grades))
    });
    Stack {
        rows: Rows { sheet: SHEET, first: FIRST + all - shown, last: FIRST + all - 1, names: beside(findings) },
        parts: parts.collect(),
        run: Run::Up,
        title: Some(title_cell(findings, width)),
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
            Cell::of(point.label.clone()),
            Cell::of(point.sample.clone()),
            Cell::of(state.to_owned()),
            Cell::count(graded),
        ],
        estimates: in_order(&point.grades, &ids),
        name: format!("{}\n{n}{mark}", short_period(&point.period, &point.label)),
    }
}
