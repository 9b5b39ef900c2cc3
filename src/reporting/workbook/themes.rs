//! Themes: how often each concern and each strength was coded, most frequent first.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::charts::{Bars, Rows, end_of_scale, place};
use super::lines::{Line, SHARE_AMONG_FIGURES, figure_columns, head_whiskers, put_whisker, spoken};
use super::measure::pixels as wide;
use super::style::{CONCERN, Paint, STRENGTH};
use super::table::{Column, widths, write as write_table};
use super::{Source, WorkbookError, page};
use crate::model::{Bearing, Estimate, Findings, ThemeShare};
use crate::reporting::words::share_and_count;

/// The sheet's name.
pub(super) const SHEET: &str = "Themes";
/// Columns before the figures.
const BEFORE: u16 = 2;
/// The first line of the concerns.
const FIRST: u32 = page::HEADINGS + 2;
/// The most bars of a chart; the table has them all.
const MOST_BARS: usize = 14;
const NOTE: &str = "A theme is a coded reason that a finding carries. Share is of the cases whose answers count and that carry the \
theme at least once; a case can carry several, so shares do not add up to 100%.";

/// Writes the sheet: concerns with their chart, and on the next page strengths with theirs.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let widths = widths(&columns());
    page::head(sheet, source, ("Themes", NOTE), &widths)?;
    sheet.set_freeze_panes(page::HEADINGS, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    let row = write_kind(sheet, page::HEADINGS, Bearing::Concern, source)?;
    if of_kind(source.findings, Bearing::Concern).next().is_some() {
        sheet.set_page_breaks(&[row])?;
    }
    let row = write_kind(sheet, row, Bearing::Strength, source)?;
    sheet.set_print_area(0, 0, row, page::last_column(&widths))?;
    Ok(())
}

/// Writes the themes of one kind under their title, and their chart; returns the row after the last.
fn write_kind(sheet: &mut Worksheet, top: u32, bearing: Bearing, source: &Source) -> Result<u32, WorkbookError> {
    let (columns, lines) = (columns(), lines(source.findings, bearing));
    let title = if bearing == Bearing::Concern { "Concerns" } else { "Strengths" };
    sheet.set_row_height(top, 24)?;
    put_text(sheet, (top, 0), &format!("{title}, most frequent first"), &source.style.part)?;
    if lines.is_empty() {
        let none = format!("No {} has been coded.", bearing.id());
        put_across(sheet, (top + 1, 0), page::last_column(&widths(&columns)), (&none, &source.style.plain))?;
        return Ok(top + 2);
    }
    let row = write_table(sheet, top + 1, (&columns, &lines), source.style)?;
    head_whiskers(sheet, (top + 1, beside()), source.style)?;
    for (at, line) in (top + 2..).zip(&lines) {
        put_whisker(sheet, (at, beside()), (&line.estimate, &chart_name(&line.estimate, "  ")), source.style)?;
        put_text(sheet, (at, short_names()), &chart_name(&line.estimate, "\n"), &source.style.aside)?;
    }
    let shown = lines.len().min(MOST_BARS);
    let alt = spoken(&format!("Bar chart, {}s", bearing.id()), lines.iter().map(|line| &line.estimate));
    let pixels = 60 + 24 * u32::try_from(shown).unwrap_or(0);
    let bars = bars_from((top + 2, beside()), shown, (&lines, bearing));
    place(sheet, (row, 0), &bars.chart((wide(&widths(&columns)) * 19 / 20, pixels - 10), &alt), pixels)?;
    Ok(row + 1)
}

/// The bars of the most frequent concerns, as Summary draws them; `None` where no concern has been coded.
pub(super) fn concern_bars(findings: &Findings, most: usize) -> Option<Bars> {
    let all = lines(findings, Bearing::Concern);
    let shown = all.len().min(most);
    (shown > 0).then(|| bars_from((FIRST, short_names()), shown, (&all, Bearing::Concern)))
}

/// The themes of one kind, in the order given.
pub(super) fn of_kind(findings: &Findings, bearing: Bearing) -> impl Iterator<Item = &ThemeShare> {
    findings.themes.iter().filter(move |theme| theme.kind == bearing)
}

fn bars_from((first, names): (u32, u16), shown: usize, (lines, bearing): (&[Line], Bearing)) -> Bars {
    let beside = beside();
    Bars {
        rows: Rows { sheet: SHEET, first, last: first + u32::try_from(shown).unwrap_or(1) - 1, names },
        share: BEFORE + SHARE_AMONG_FIGURES,
        whisker: (beside + 1, beside + 2),
        paints: vec![Paint::plain(if bearing == Bearing::Concern { CONCERN } else { STRENGTH })],
        first_on_top: true,
        top: end_of_scale(lines.iter().take(shown).map(|line| &line.estimate)),
    }
}

fn chart_name(estimate: &Estimate, between: &str) -> String {
    format!("{}{between}{}", estimate.label, share_and_count(estimate))
}

fn lines(findings: &Findings, bearing: Bearing) -> Vec<Line> {
    let line = |theme: &ThemeShare| {
        let mut estimate = theme.share.clone();
        estimate.label.clone_from(&theme.label);
        Line { family: theme.family.clone(), estimate }
    };
    of_kind(findings, bearing).map(line).collect()
}

fn columns() -> Vec<Column<Line>> {
    let mut columns = vec![
        Column::new("Theme", 54.0, |line: &Line| Cell::Text(line.estimate.label.clone())),
        Column::new("Family", 32.0, |line: &Line| Cell::Text(line.family.clone())),
    ];
    columns.extend(figure_columns());
    columns
}

/// The column, out of print, where the charts' own figures begin.
fn beside() -> u16 {
    page::last_column(&widths(&columns())) + 2
}

/// The column of the names as Summary's chart has them, the figure on a line of its own.
fn short_names() -> u16 {
    beside() + 3
}
