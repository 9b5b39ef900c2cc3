//! Themes: how often each concern and each strength was coded, most frequent first.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across};
use super::charts::{Bars, Rows, end_of_scale, place};
use super::lines::{Line, SHARE_AMONG_FIGURES, figure_columns, head_whiskers, put_whisker, spoken};
use super::measure::pixels as wide;
use super::style::{CONCERN, Paint, STRENGTH};
use super::table::{Column, widths, write as write_table, write_rows};
use super::{Source, WorkbookError, page};
use crate::model::{Bearing, Estimate, Findings, ThemeShare};
use crate::reporting::words::share_and_count;

/// The sheet's name.
pub(super) const SHEET: &str = "Themes";
/// Columns before the figures.
const BEFORE: u16 = 3;
/// The most bars of a chart; the table has them all.
const MOST_BARS: usize = 14;
const NOTE: &str = "A theme is a coded reason that a finding carries. Share is of the cases whose answers count and that carry the \
theme at least once; a case can carry several, so shares do not add up to 100%.";

/// Writes the sheet: concerns, their chart, strengths, their chart.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns(Bearing::Concern);
    page::head(sheet, source, ("Themes", NOTE), &widths(&columns))?;
    head_whiskers(sheet, (page::HEADINGS, beside()), source.style)?;
    let concerns = lines(source.findings, Bearing::Concern);
    let row = write_table(sheet, page::HEADINGS, (&columns, &concerns), source.style)?;
    let row = close(sheet, row, (&concerns, Bearing::Concern), source)?;
    let strengths = lines(source.findings, Bearing::Strength);
    let columns = self::columns(Bearing::Strength);
    let row = write_rows(sheet, row, (&columns, &strengths), source.style)?;
    let row = close(sheet, row, (&strengths, Bearing::Strength), source)?;
    sheet.set_print_area(0, 0, row, page::last_column(&widths(&columns)))?;
    Ok(())
}

/// Writes what the chart needs beside the lines that end before `row`, and the chart under them; returns the next
/// row.
fn close(
    sheet: &mut Worksheet,
    row: u32,
    (lines, bearing): (&[Line], Bearing),
    source: &Source,
) -> Result<u32, WorkbookError> {
    let count = u32::try_from(lines.len()).unwrap_or(0);
    if count == 0 {
        let none = format!("No {} has been coded.", bearing.id());
        put_across(sheet, (row, 0), page::last_column(&widths(&columns(bearing))), (&none, &source.style.plain))?;
        return Ok(row + 1);
    }
    let first = row - count;
    for (at, line) in (first..).zip(lines) {
        put_whisker(sheet, (at, beside()), (&line.estimate, &chart_name(&line.estimate)), source.style)?;
    }
    let shown = lines.len().min(MOST_BARS);
    let alt = spoken(&format!("Bar chart, {}s", bearing.id()), lines.iter().map(|line| &line.estimate));
    let pixels = 70 + 32 * u32::try_from(shown).unwrap_or(0);
    place(
        sheet,
        (row, 0),
        &bars_from(first, shown, (lines, bearing))
            .chart((wide(&widths(&columns(bearing))) * 19 / 20, pixels - 14), &alt),
        pixels,
    )?;
    Ok(row + 1)
}

/// The bars of the most frequent concerns, as Summary draws them; `None` where no concern has been coded.
pub(super) fn concern_bars(findings: &Findings, most: usize) -> Option<Bars> {
    let all = lines(findings, Bearing::Concern);
    let shown = all.len().min(most);
    (shown > 0).then(|| bars_from(page::HEADINGS + 1, shown, (&all, Bearing::Concern)))
}

/// The themes of one kind, in the order given.
pub(super) fn of_kind(findings: &Findings, bearing: Bearing) -> impl Iterator<Item = &ThemeShare> {
    findings.themes.iter().filter(move |theme| theme.kind == bearing)
}

fn bars_from(first: u32, shown: usize, (lines, bearing): (&[Line], Bearing)) -> Bars {
    let beside = beside();
    Bars {
        rows: Rows { sheet: SHEET, first, last: first + u32::try_from(shown).unwrap_or(1) - 1, names: beside },
        share: BEFORE + SHARE_AMONG_FIGURES,
        whisker: (beside + 1, beside + 2),
        paints: vec![Paint::plain(if bearing == Bearing::Concern { CONCERN } else { STRENGTH })],
        first_on_top: true,
        top: end_of_scale(lines.iter().take(shown).map(|line| &line.estimate)),
    }
}

fn chart_name(estimate: &Estimate) -> String {
    format!("{}  {}", estimate.label, share_and_count(estimate))
}

fn lines(findings: &Findings, bearing: Bearing) -> Vec<Line> {
    let line = |theme: &ThemeShare| {
        let mut estimate = theme.share.clone();
        estimate.label.clone_from(&theme.label);
        Line { of_what: theme.family.clone(), frame: None, remark: String::new(), estimate }
    };
    of_kind(findings, bearing).map(line).collect()
}

fn columns(bearing: Bearing) -> Vec<Column<Line>> {
    let kind = if bearing == Bearing::Concern { "Concern" } else { "Strength" };
    let mut columns = vec![
        Column::new("Kind", 10.0, move |_: &Line| Cell::Text(kind.to_owned())),
        Column::new("Theme", 46.0, |line: &Line| Cell::Text(line.estimate.label.clone())),
        Column::new("Family", 26.0, |line: &Line| Cell::Text(line.of_what.clone())),
    ];
    columns.extend(figure_columns());
    columns
}

fn beside() -> u16 {
    page::last_column(&widths(&columns(Bearing::Concern))) + 2
}
