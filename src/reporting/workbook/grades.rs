//! Grades: the overall grades of all cases with their intervals, then of each value of the fields asked for.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_text};
use super::charts::{Bars, Rows, place};
use super::lines::{Line, SHARE_AMONG_FIGURES, figure_columns, head_whiskers, put_whisker, spoken};
use super::measure::pixels as wide;
use super::style::{Paint, STRENGTH, paint};
use super::table::{Column, widths, write as write_table, write_rows};
use super::{Source, WorkbookError, page};
use crate::model::{Breakdown, Estimate, Findings};
use crate::reporting::words::grades_shown;

/// The sheet's name.
pub(super) const SHEET: &str = "Grades";
/// Columns before the figures.
const BEFORE: u16 = 3;
/// The column in which a chart finds the names of grades.
const NAMES: u16 = 2;
const NOTE: &str = "Share is what the sample says of all the records that the draw could pick from; it lies between Low \
and High with the confidence that Method names. While cases are missing, Least and Most are what the sample can still come to.";
const SETTLED: &str =
    "Only an unbroken run in the order drawn is a random sample before all cases are in, so only it has an interval.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let findings = source.findings;
    let columns = columns(findings);
    let widths = widths(&columns);
    page::head(sheet, source, ("Grades", NOTE), &widths)?;
    let all = all_cases(findings);
    let mut row = write_table(sheet, page::HEADINGS, (&columns, &all), source.style)?;
    put_whiskers(sheet, source, &all)?;
    if !all.is_empty() {
        let shown = grades_shown(&findings.grades, &findings.rubric);
        let pixels = 70 + 48 * u32::try_from(shown.len()).unwrap_or(0);
        let alt = spoken("Bar chart of the overall grades with their intervals", shown.into_iter());
        place(sheet, (row, 0), &bars(findings).chart((wide(&widths) * 3 / 4, pixels - 14), &alt), pixels)?;
        row += 1;
    }
    let mut field = "";
    for part in &findings.by {
        if part.field != field {
            row = write_field(sheet, row, part, source)?;
            field = &part.field;
        }
        row = write_rows(sheet, row, (&columns, &of_value(part, findings)), source.style)?;
    }
    sheet.set_print_area(0, 0, row, page::last_column(&widths))?;
    Ok(())
}

/// Writes the line above the values of a field; returns the next row.
fn write_field(sheet: &mut Worksheet, row: u32, part: &Breakdown, source: &Source) -> Result<u32, WorkbookError> {
    sheet.set_row_height(row, 24)?;
    put_text(sheet, (row, 0), &format!("By {}", part.label), &source.style.part)?;
    Ok(row + 1)
}

/// The bars of the overall grades, as this sheet and Summary draw them.
pub(super) fn bars(findings: &Findings) -> Bars {
    let first = page::HEADINGS + 1;
    let shown = grades_shown(&findings.grades, &findings.rubric).len();
    let beside = beside(findings);
    Bars {
        rows: Rows { sheet: SHEET, first, last: first + u32::try_from(shown.max(1)).unwrap_or(1) - 1, names: NAMES },
        share: BEFORE + SHARE_AMONG_FIGURES,
        whisker: (beside + 1, beside + 2),
        paints: (0..shown).map(|place| paint_of(findings, place)).collect(),
        first_on_top: false,
        top: 1.0,
    }
}

/// How the grade at a place of those shown is painted; the joined grades come after the scale.
pub(super) fn paint_of(findings: &Findings, place: usize) -> Paint {
    let scale = findings.rubric.scale.len();
    if place < scale { paint(place, scale) } else { Paint::plain(STRENGTH) }
}

fn columns(findings: &Findings) -> Vec<Column<Line>> {
    let mut columns = vec![
        Column::new("Which cases", 26.0, |line: &Line| Cell::Text(line.of_what.clone())),
        Column::new("Records they stand for", 11.0, |line: &Line| Cell::count(line.frame)),
        Column::new("Grade", 22.0, |line: &Line| Cell::Text(line.estimate.label.clone())),
    ];
    columns.extend(figure_columns());
    if findings.basis.provisional {
        columns.push(Column::new("Least", 8.0, |line: &Line| Cell::share(line.estimate.least)));
        columns.push(Column::new("Most", 8.0, |line: &Line| Cell::share(line.estimate.most)));
    }
    columns.push(Column::new("How, and how far to trust it", 52.0, |line: &Line| Cell::Text(how(line))));
    columns
}

/// The column, out of print, where the chart's own figures begin.
fn beside(findings: &Findings) -> u16 {
    page::last_column(&widths(&columns(findings))) + 2
}

fn how(line: &Line) -> String {
    let parts = [line.remark.as_str(), line.estimate.method.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn put_whiskers(sheet: &mut Worksheet, source: &Source, lines: &[Line]) -> Result<(), WorkbookError> {
    let beside = beside(source.findings);
    head_whiskers(sheet, (page::HEADINGS, beside), source.style)?;
    for (row, line) in (page::HEADINGS + 1..).zip(lines) {
        put_whisker(sheet, (row, beside), (&line.estimate, &line.estimate.label), source.style)?;
    }
    Ok(())
}

/// All cases, then the settled run where the sample is provisional.
fn all_cases(findings: &Findings) -> Vec<Line> {
    let line = |of_what: &str, remark: &str, estimate: &Estimate| Line {
        of_what: of_what.to_owned(),
        frame: Some(findings.basis.frame),
        remark: remark.to_owned(),
        estimate: estimate.clone(),
    };
    let shown = grades_shown(&findings.grades, &findings.rubric).into_iter();
    let mut lines: Vec<Line> = shown.map(|estimate| line("All cases", "", estimate)).collect();
    if let Some(prefix) = &findings.prefix {
        let which = format!("First {} drawn, all settled", prefix.cases);
        let shown = grades_shown(&prefix.grades, &findings.rubric).into_iter();
        lines.extend(
            shown
                .zip([SETTLED].into_iter().chain(std::iter::repeat("")))
                .map(|(estimate, remark)| line(&which, remark, estimate)),
        );
    }
    lines
}

fn of_value(part: &Breakdown, findings: &Findings) -> Vec<Line> {
    let remark = if part.few { "Too few cases to compare (under 10)." } else { "" };
    let line = |estimate: &Estimate| Line {
        of_what: format!("{}: {}", part.label, part.value),
        frame: Some(part.frame),
        remark: remark.to_owned(),
        estimate: estimate.clone(),
    };
    grades_shown(&part.grades, &findings.rubric).into_iter().map(line).collect()
}
