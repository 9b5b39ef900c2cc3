//! Grades: the overall grades of all cases with their intervals, one line a grade; then, a table a field, of the cases
//! with each value of the fields asked for, one line a value.

use rust_xlsxwriter::Worksheet;

use super::cases::Heading;
use super::cells::{Cell, put_across, put_text};
use super::charts::{Bars, Rows, Spot, TitleCell, place};
use super::lines::{head_whiskers, put_whisker, spoken};
use super::links::Count;
use super::measure::{height, pixels as wide};
use super::style::{Paint, STRENGTH, paint};
use super::table::{Column, widths, write as write_table};
use super::wide::{
    COLUMNS_BOUNDED, COLUMNS_EACH, WIDTH, WideRow, before, bounded_columns, estimate_columns, in_order, name_grades,
};
use super::{Source, WorkbookError, funnel, marks, notes, page};
use crate::model::english::counted;
use crate::model::{Breakdown, Estimate, Findings};
use crate::reporting::titles;
use crate::reporting::words::{TWO_AUDITORS, grades_shown};

/// The sheet's name.
pub(super) const SHEET: &str = "Grades";
/// Columns before the estimates of a value.
const BEFORE: u16 = 3;
/// The first line of the overall grades.
const FIRST: u32 = page::HEADINGS + 2;
/// The column of the shares of the overall grades.
const SHARE: u16 = 3;
const NO_MORE: &str = "No more than, in all";
const HOW: &str = "How, and how far to trust it";
const NOTE: &str = "Share is what the sample says of all the records that the draw could pick from; it lies between Low \
and High with the confidence that Method names. Frame is how many of them have the value.";
const BOUNDS: &str = " While cases are missing, Least and Most are what the sample can still come to.";
const PER_CHILD: &str = "Each child counting once, by the one record that was read";
const SETTLED: &str =
    "Only an unbroken run in the order drawn is a random sample before all cases are in, so only it has an interval.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let findings = source.findings;
    let widths = grid(findings);
    let note = if findings.basis.missing() > 0 { format!("{NOTE}{BOUNDS}") } else { NOTE.to_owned() };
    page::head(sheet, source, ("Grades", &note), &widths)?;
    sheet.set_freeze_panes(page::HEADINGS, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    let mut row = write_overall(sheet, (page::HEADINGS, &all_cases(findings)), &findings.grades, source)?;
    marks::bars(sheet, (FIRST, row.max(FIRST + 1) - 1), SHARE)?;
    put_whiskers(sheet, source)?;
    if let Some(prefix) = findings.prefix.as_ref().filter(|prefix| prefix.cases > 0) {
        let title = format!("The first {} drawn, all settled", counted(prefix.cases, "case"));
        row = write_overall(sheet, (row, &title), &prefix.grades, source)?;
        put_across(sheet, (row, 0), page::last_column(&widths), (SETTLED, &source.style.note))?;
        row += 1;
    }
    if !findings.detail.per_child.is_empty() {
        row = write_overall(sheet, (row, PER_CHILD), &findings.detail.per_child, source)? + 1;
    }
    if let Some(agreement) = &findings.agreement {
        let both = [agreement.exact.clone(), agreement.within_one.clone()];
        row = write_overall(sheet, (row, TWO_AUDITORS), &both, source)? + 1;
    }
    let shown = grades_shown(&findings.grades, &findings.rubric);
    if shown.iter().any(|estimate| estimate.share.is_some()) {
        let pixels = 96 + 40 * u32::try_from(shown.len()).unwrap_or(0);
        let alt = spoken("Bar chart of the overall grades with their intervals", shown.into_iter());
        let wide = wide(&widths) * 3 / 4;
        let title = TitleCell { sheet: SHEET, at: (page::HEADINGS, beside(findings)) };
        title.put(sheet, (&titles::grades(findings), wide), source.style)?;
        let bars = Bars { title: Some(title), ..bars(findings) };
        place(sheet, (row, 0), &bars.chart((wide, pixels - 14), &alt), pixels)?;
        row += 1;
    }
    let mut pages = Vec::new();
    for values in findings.by.chunk_by(|one, next| one.field == next.field) {
        row = write_field(sheet, row, values, source)? + 1;
        pages.push(row);
        row = write_funnel(sheet, row, values, source)?;
    }
    sheet.set_page_breaks(&pages)?;
    sheet.set_print_area(0, 0, row, page::last_column(&widths))?;
    Ok(())
}

fn all_cases(findings: &Findings) -> String {
    let basis = &findings.basis;
    format!("All cases: {} graded, to speak of {}", counted(basis.graded, "case"), basis.kind.counted(basis.frame))
}

/// Writes the grades of the whole frame under a title, a grade a line; returns the row after the last.
fn write_overall(
    sheet: &mut Worksheet,
    (top, title): (u32, &str),
    grades: &[Estimate],
    source: &Source,
) -> Result<u32, WorkbookError> {
    let findings = source.findings;
    let last = page::last_column(&grid(findings));
    let how = how_column(findings);
    part(sheet, (top, title), source)?;
    let headings = ["Grade", "Cases", "Out of", "Share", "Low", "High"];
    for (column, heading) in (0..).zip(headings) {
        let format = if column == 0 { &source.style.heading } else { &source.style.figure_heading };
        put_text(sheet, (top + 1, column), heading, format)?;
        notes::explain(sheet, (top + 1, column), heading)?;
    }
    put_across(sheet, (top + 1, 6), 7, (NO_MORE, &source.style.figure_heading))?;
    notes::explain(sheet, (top + 1, 6), NO_MORE)?;
    for (column, heading) in (8..how).zip(["Least", "Most"]) {
        put_text(sheet, (top + 1, column), heading, &source.style.figure_heading)?;
        notes::explain(sheet, (top + 1, column), heading)?;
    }
    put_across(sheet, (top + 1, how), last, (HOW, &source.style.heading))?;
    notes::explain(sheet, (top + 1, how), HOW)?;
    sheet.set_row_height(top + 1, height(&[(NO_MORE, 2.0 * WIDTH - 2.5)]))?;
    let mut row = top + 2;
    for estimate in grades_shown(grades, &findings.rubric) {
        write_grade(sheet, row, estimate, source)?;
        if top == page::HEADINGS {
            let count = Count { at: (row, 1), count: estimate.count, style: source.style };
            source.places.to_case(sheet, &count, (findings, &Heading::Overall, &estimate.label))?;
        }
        row += 1;
    }
    Ok(row)
}

fn write_grade(sheet: &mut Worksheet, row: u32, estimate: &Estimate, source: &Source) -> Result<(), WorkbookError> {
    let (style, widths) = (source.style, grid(source.findings));
    let how = how_column(source.findings);
    let cells = [
        Cell::of(estimate.label.clone()),
        Cell::Count(estimate.count),
        Cell::Count(estimate.of),
        Cell::share(estimate.share),
        Cell::share(estimate.low),
        Cell::share(estimate.high),
    ];
    for (column, cell) in (0..).zip(cells) {
        cell.put(sheet, (row, column), style)?;
    }
    sheet.merge_range(row, 6, row, 7, "", &style.count)?;
    Cell::count(estimate.upper_count).put(sheet, (row, 6), style)?;
    for (column, share) in (8..how).zip([estimate.least, estimate.most]) {
        Cell::share(share).put(sheet, (row, column), style)?;
    }
    put_across(sheet, (row, how), page::last_column(&widths), (&estimate.method, &style.text))?;
    let room: f64 = widths.iter().skip(usize::from(how)).sum();
    sheet.set_row_height(row, height(&[(&estimate.label, widths[0] - 1.3), (&estimate.method, room - 1.3)]))?;
    Ok(())
}

/// The column in which the method of an overall grade begins.
fn how_column(findings: &Findings) -> u16 {
    if findings.basis.missing() > 0 { 10 } else { 8 }
}

fn part(sheet: &mut Worksheet, (row, title): (u32, &str), source: &Source) -> Result<(), WorkbookError> {
    sheet.set_row_height(row, 24)?;
    put_text(sheet, (row, 0), title, &source.style.part)
}

/// Writes the table of one field under its title, with the methods of its intervals; returns the row after the last.
fn write_field(sheet: &mut Worksheet, top: u32, values: &[Breakdown], source: &Source) -> Result<u32, WorkbookError> {
    let findings = source.findings;
    let Some(first) = values.first() else { return Ok(top) };
    let labels: Vec<String> =
        grades_shown(&first.grades, &findings.rubric).iter().map(|grade| grade.label.clone()).collect();
    let ids: Vec<String> =
        grades_shown(&first.grades, &findings.rubric).iter().map(|grade| grade.name.clone()).collect();
    let rows: Vec<WideRow> = values.iter().map(|value| wide_row(value, &ids)).collect();
    part(sheet, (top, &format!("By {}", first.label)), source)?;
    name_grades(sheet, (top + 1, BEFORE), (&labels, columns_each(findings)), source.style)?;
    let columns = columns(findings, &first.label);
    let end = write_table(sheet, top + 2, (&columns, &rows), source.style)?;
    link_counts(sheet, top + 3, (values, &ids), source)?;
    let mut methods: Vec<&str> = Vec::new();
    for grade in values.iter().flat_map(|value| &value.grades) {
        if !methods.contains(&grade.method.as_str()) {
            methods.push(&grade.method);
        }
    }
    let how = format!("How: {}.", methods.join(". Or: "));
    let widths = grid(findings);
    put_across(sheet, (end, 0), page::last_column(&widths), (&how, &source.style.note))?;
    sheet.set_row_height(end, height(&[(&how, widths.iter().sum())]))?;
    Ok(end + 1)
}

/// Makes the counts of a field's table links to their first cases.
fn link_counts(
    sheet: &mut Worksheet,
    first: u32,
    (values, ids): (&[Breakdown], &[String]),
    source: &Source,
) -> Result<(), WorkbookError> {
    for (row, value) in (first..).zip(values) {
        for (at, estimate) in (0..).zip(in_order(&value.grades, ids)) {
            let Some(estimate) = estimate else { continue };
            let at = (row, BEFORE + columns_each(source.findings) * at);
            let count = Count { at, count: estimate.count, style: source.style };
            source.places.to_value(sheet, &count, (&value.field, &value.value, &estimate))?;
        }
    }
    Ok(())
}

/// Writes what chance alone would leave of a field's values; returns the row after the last.
fn write_funnel(sheet: &mut Worksheet, top: u32, values: &[Breakdown], source: &Source) -> Result<u32, WorkbookError> {
    let Some(first) = values.first() else { return Ok(top) };
    let widths = grid(source.findings);
    let spot = Spot {
        sheet: SHEET,
        top,
        last: page::last_column(&widths),
        beside: beside(source.findings),
        wide: wide(&widths) * 19 / 20,
    };
    match funnel::write(sheet, &spot, (&first.field, &first.label), source)? {
        end if end == top => Ok(top),
        end => Ok(end + 1),
    }
}

fn wide_row(value: &Breakdown, ids: &[String]) -> WideRow {
    let lowest = value.grades.first();
    let remark = if value.few { Cell::of("Too few cases to compare".to_owned()) } else { Cell::Empty };
    WideRow {
        before: vec![
            Cell::of(value.value.clone()),
            Cell::Count(value.frame),
            Cell::count(lowest.map(|grade| grade.of)),
            Cell::count(lowest.and_then(|grade| grade.upper_count)),
            remark,
        ],
        estimates: in_order(&value.grades, ids),
        name: String::new(),
    }
}

/// The columns of the table of a field; the overall grades stand on the same grid.
fn columns(findings: &Findings, field: &str) -> Vec<Column<WideRow>> {
    let labels: Vec<String> =
        grades_shown(&findings.grades, &findings.rubric).iter().map(|grade| grade.label.clone()).collect();
    let mut columns = vec![before(0, field, 30.0), before(1, "Frame", 9.0), before(2, "Out of", 8.0)];
    columns.extend(match findings.basis.missing() > 0 {
        true => bounded_columns(&labels),
        false => estimate_columns(&labels),
    });
    let lowest = labels.first().map_or("", String::as_str);
    columns.push(before(3, &format!("{lowest}: no more than, in these records"), 17.0));
    columns.push(before(4, "Remark", 26.0));
    columns
}

fn columns_each(findings: &Findings) -> u16 {
    if findings.basis.missing() > 0 { COLUMNS_BOUNDED } else { COLUMNS_EACH }
}

fn grid(findings: &Findings) -> Vec<f64> {
    let mut widths = widths(&columns(findings, ""));
    while widths.len() < usize::from(how_column(findings)) + 1 {
        widths.push(WIDTH);
    }
    widths
}

/// The bars of the overall grades, as this sheet and Summary draw them.
pub(super) fn bars(findings: &Findings) -> Bars {
    let shown = grades_shown(&findings.grades, &findings.rubric).len();
    let beside = beside(findings);
    Bars {
        rows: Rows { sheet: SHEET, first: FIRST, last: FIRST + u32::try_from(shown.max(1)).unwrap_or(1) - 1, names: 0 },
        share: SHARE,
        whisker: (beside + 1, beside + 2),
        paints: (0..shown).map(|place| paint_of(findings, place)).collect(),
        first_on_top: false,
        top: 1.0,
        title: None,
    }
}

/// How the grade at a place of those shown is painted; the joined grades come after the scale.
pub(super) fn paint_of(findings: &Findings, place: usize) -> Paint {
    let scale = findings.rubric.scale.len();
    if place < scale { paint(place, scale) } else { Paint::plain(STRENGTH) }
}

/// The column, out of print, where the chart's own figures begin.
fn beside(findings: &Findings) -> u16 {
    page::last_column(&grid(findings)) + 2
}

fn put_whiskers(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let findings = source.findings;
    let beside = beside(findings);
    head_whiskers(sheet, (FIRST - 1, beside), source.style)?;
    for (row, estimate) in (FIRST..).zip(grades_shown(&findings.grades, &findings.rubric)) {
        put_whisker(sheet, (row, beside), (estimate, &estimate.label), source.style)?;
    }
    Ok(())
}
