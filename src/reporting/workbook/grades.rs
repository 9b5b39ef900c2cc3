//! Grades: the overall grades of all cases with their intervals, then of each value of the fields asked for.

use rust_xlsxwriter::Worksheet;

use super::cells::Cell;
use super::charts::{Bars, Rows, place};
use super::lines::{Line, SHARE_AMONG_FIGURES, figure_columns, head_whiskers, put_whisker, spoken};
use super::style::{Paint, STRENGTH, paint};
use super::table::{Column, widths, write as write_table, write_rows};
use super::{Source, WorkbookError, page};
use crate::model::{Breakdown, Estimate, Findings};

/// The sheet's name.
pub(super) const SHEET: &str = "Grades";
/// Columns before the figures.
const BEFORE: u16 = 3;
/// The column in which a chart finds the names of grades.
const NAMES: u16 = 2;
const NOTE: &str = "Share is what the sample says of all the records that the draw could pick from; it lies between Low \
and High with the confidence that Method names. Least and Most are what the sample can still come to once every missing case is in.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let findings = source.findings;
    let columns = columns();
    page::head(sheet, source, ("Grades", NOTE), &widths(&columns))?;
    let all = all_cases(findings);
    let mut row = write_table(sheet, page::HEADINGS, (&columns, &all), source.style)?;
    put_whiskers(sheet, source, &all)?;
    if !all.is_empty() {
        let pixels = 90 + 42 * u32::try_from(findings.grades.len()).unwrap_or(u32::MAX);
        let alt = spoken("Bar chart of the overall grades with their intervals", findings.grades.iter());
        place(sheet, (row, 0), &bars(findings).chart((860, pixels - 14), &alt), pixels)?;
        row += 1;
    }
    let rest: Vec<Line> = findings.by.iter().flat_map(of_value).collect();
    write_rows(sheet, row, (&columns, &rest), source.style)?;
    sheet.set_print_area(0, 0, row + u32::try_from(rest.len()).unwrap_or(0), page::last_column(&widths(&columns)))?;
    Ok(())
}

/// The bars of the overall grades, as this sheet and Summary draw them.
pub(super) fn bars(findings: &Findings) -> Bars {
    let first = page::HEADINGS + 1;
    let shown = u32::try_from(findings.grades.len().max(1)).unwrap_or(1);
    let beside = beside();
    Bars {
        rows: Rows { sheet: SHEET, first, last: first + shown - 1, names: NAMES },
        share: BEFORE + SHARE_AMONG_FIGURES,
        whisker: (beside + 1, beside + 2),
        paints: paints(findings),
        first_on_top: false,
    }
}

/// The same bars without the grades joined together, where the scale ends with the grade `good`.
pub(super) fn bars_shown(findings: &Findings, shown: usize) -> Bars {
    let mut bars = bars(findings);
    bars.rows.last = bars.rows.first + u32::try_from(shown.max(1)).unwrap_or(1) - 1;
    bars.paints.truncate(shown);
    bars
}

fn paints(findings: &Findings) -> Vec<Paint> {
    let scale = findings.rubric.scale.len();
    (0..findings.grades.len())
        .map(|place| if place < scale { paint(place, scale) } else { Paint::plain(STRENGTH) })
        .collect()
}

fn columns() -> Vec<Column<Line>> {
    let mut columns = vec![
        Column::new("Which cases", 24.0, |line: &Line| Cell::Text(line.of_what.clone())),
        Column::new("Records they stand for", 11.0, |line: &Line| Cell::count(line.frame)),
        Column::new("Grade", 22.0, |line: &Line| Cell::Text(line.estimate.label.clone())),
    ];
    columns.extend(figure_columns());
    columns.push(Column::new("Least", 8.0, |line: &Line| Cell::share(line.estimate.least)));
    columns.push(Column::new("Most", 8.0, |line: &Line| Cell::share(line.estimate.most)));
    columns.push(Column::new("How, and how far to trust it", 44.0, |line: &Line| Cell::Text(how(line))));
    columns
}

/// The column, out of print, where the chart's own figures begin.
fn beside() -> u16 {
    page::last_column(&widths(&columns())) + 2
}

fn how(line: &Line) -> String {
    [line.remark.as_str(), line.estimate.method.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn put_whiskers(sheet: &mut Worksheet, source: &Source, lines: &[Line]) -> Result<(), WorkbookError> {
    head_whiskers(sheet, (page::HEADINGS, beside()), source.style)?;
    for (row, line) in (page::HEADINGS + 1..).zip(lines) {
        put_whisker(sheet, (row, beside()), (&line.estimate, &line.estimate.label), source.style)?;
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
    let mut lines: Vec<Line> = findings.grades.iter().map(|estimate| line("All cases", "", estimate)).collect();
    if let Some(prefix) = &findings.prefix {
        let which = format!("First {} drawn, all settled", prefix.cases);
        let remark = "Only an unbroken run in the order drawn is still a random sample, so only it has an interval.";
        lines.extend(prefix.grades.iter().map(|estimate| line(&which, remark, estimate)));
    }
    lines
}

fn of_value(part: &Breakdown) -> Vec<Line> {
    let remark = if part.few { "Too few cases to compare (under 10)." } else { "" };
    let line = |estimate: &Estimate| Line {
        of_what: format!("{}: {}", part.label, part.value),
        frame: Some(part.frame),
        remark: remark.to_owned(),
        estimate: estimate.clone(),
    };
    part.grades.iter().map(line).collect()
}
