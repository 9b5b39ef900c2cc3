//! Themes: how often each concern and each strength was coded, most frequent first, and how few of them make up most of what was coded.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::charts::{Bars, Rows, TitleCell, end_of_scale, place};
use super::lines::{
    Line, RUNNING_AMONG_FIGURES, SHARE_AMONG_FIGURES, figure_columns, head_whiskers, put_whisker, spoken,
};
use super::links::Count;
use super::measure::{broken, height, pixels as wide};
use super::pareto::Pareto;
use super::style::{CONCERN, Paint, STRENGTH};
use super::table::{Column, widths, write as write_table};
use super::{Source, WorkbookError, marks, page, theme_parts, trend};
use crate::analysis::running_shares;
use crate::model::{Bearing, Estimate, Findings, ThemeShare};
use crate::reporting::titles;
use crate::reporting::words::share_and_count;

/// The sheet's name.
pub(super) const SHEET: &str = "Themes";
/// Columns before the figures.
const BEFORE: u16 = 2;
/// The first line of the concerns.
const FIRST: u32 = page::HEADINGS + 2;
/// The most bars of a chart; the table has them all.
const MOST_BARS: usize = 14;
/// The most columns of the Pareto chart, and its height in pixels.
const MOST_COLUMNS: usize = 10;
const PARETO_PIXELS: u32 = 340;
const NOTE: &str = "A theme is a coded reason that a finding carries. Share is of the cases whose answers count and that carry the \
theme at least once; a case can carry several, so shares do not add up to 100%. Running share is how much of all that was coded, each theme once a case, \
this theme and those above it make up.";

/// Writes the sheet: concerns with their chart, and on the next page strengths with theirs.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let widths = widths(&columns(source.findings));
    page::head(sheet, source, ("Themes", NOTE), &widths)?;
    sheet.set_freeze_panes(page::HEADINGS, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    let row = write_kind(sheet, page::HEADINGS, Bearing::Concern, source)?;
    if of_kind(source.findings, Bearing::Concern).next().is_some() {
        sheet.set_page_breaks(&[row])?;
    }
    let row = write_kind(sheet, row, Bearing::Strength, source)?;
    let row = write_sentences(sheet, row, page::last_column(&widths), source)?;
    sheet.set_print_area(0, 0, row, page::last_column(&widths))?;
    theme_parts::write(sheet, (row + 1, &widths), source)?;
    Ok(())
}

/// Writes the themes of one kind under their title, and their chart; returns the row after the last.
fn write_kind(sheet: &mut Worksheet, top: u32, bearing: Bearing, source: &Source) -> Result<u32, WorkbookError> {
    let (columns, lines) = (columns(source.findings), lines(source.findings, bearing));
    let title = if bearing == Bearing::Concern { "Concerns" } else { "Strengths" };
    sheet.set_row_height(top, 24)?;
    put_text(sheet, (top, 0), &format!("{title}, most frequent first"), &source.style.part)?;
    if lines.is_empty() {
        let none = format!("No {} has been coded.", bearing.id());
        put_across(sheet, (top + 1, 0), page::last_column(&widths(&columns)), (&none, &source.style.plain))?;
        return Ok(top + 2);
    }
    let row = write_table(sheet, top + 1, (&columns, &lines), source.style)?;
    put_aside(sheet, top, (&lines, bearing), source)?;
    let alt = spoken(&titles::themes(source.findings, bearing), lines.iter().map(|line| &line.estimate));
    let wide = wide(&widths(&columns));
    match bearing {
        Bearing::Concern => {
            let chart = pareto(source.findings, (top, lines.len()), &lines);
            place(sheet, (row, 0), &chart.chart((wide * 19 / 20, PARETO_PIXELS - 10), &alt), PARETO_PIXELS)?;
        }
        Bearing::Strength => {
            let shown = lines.len().min(MOST_BARS);
            let pixels = 84 + 24 * u32::try_from(shown).unwrap_or(0);
            let names = beside(source.findings);
            let bars = bars_from(source.findings, (top + 2, names), (&lines, shown, bearing));
            let bars = Bars { title: Some(title_cell(source.findings, top)), ..bars };
            place(sheet, (row, 0), &bars.chart((wide * 19 / 20, pixels - 10), &alt), pixels)?;
        }
    }
    Ok(row + 1)
}

/// Writes which themes come together, which are new and which changed; returns the row after the last.
fn write_sentences(sheet: &mut Worksheet, top: u32, last: u16, source: &Source) -> Result<u32, WorkbookError> {
    let said = &source.findings.sentences.themes;
    if said.is_empty() {
        return Ok(top);
    }
    sheet.set_row_height(top, 24)?;
    put_text(sheet, (top, 0), "Together and over time", &source.style.part)?;
    let letters: f64 = widths(&columns(source.findings)).iter().sum();
    let mut row = top + 1;
    for words in said {
        put_across(sheet, (row, 0), last, (words, &source.style.plain))?;
        sheet.set_row_height(row, height(&[(words, letters)]))?;
        row += 1;
    }
    Ok(row)
}

/// Writes, out of print, what the charts read, and beside each theme the course of its share.
fn put_aside(
    sheet: &mut Worksheet,
    top: u32,
    (lines, bearing): (&[Line], Bearing),
    source: &Source,
) -> Result<(), WorkbookError> {
    let findings = source.findings;
    let beside = beside(findings);
    let columns = columns(findings);
    let room = wide(&widths(&columns)) * 19 / 20;
    title_cell(findings, top).put(sheet, (&titles::themes(findings, bearing), room), source.style)?;
    half_title(findings, top).put(sheet, (&titles::themes(findings, bearing), trend::HALF), source.style)?;
    head_whiskers(sheet, (top + 1, beside), source.style)?;
    let last = top + 1 + u32::try_from(lines.len()).unwrap_or(1);
    marks::bars(sheet, (top + 2, last), BEFORE + SHARE_AMONG_FIGURES)?;
    let each = (room - 120) / u32::try_from(lines.len().clamp(3, MOST_COLUMNS)).unwrap_or(1);
    let courses = trend::places(findings);
    for (at, line) in (top + 2..).zip(lines) {
        let estimate = &line.estimate;
        put_whisker(sheet, (at, beside), (estimate, &chart_name(estimate, "  ")), source.style)?;
        let line = if estimate.label.chars().count() > HALF_LINE { "  " } else { "\n" };
        put_text(sheet, (at, beside + SHORT), &chart_name(estimate, line), &source.style.aside)?;
        let under = format!("{}\n{}", broken(&estimate.label, each), share_and_count(estimate));
        put_text(sheet, (at, beside + UNDER), &under, &source.style.aside)?;
        let count = Count { at: (at, BEFORE), count: estimate.count, style: source.style };
        source.places.to_finding(sheet, &count, &estimate.label)?;
        courses.draw(sheet, (at, page::last_column(&widths(&columns))), &estimate.name)?;
    }
    Ok(())
}

/// The Pareto chart of the themes of a kind whose table begins under a title on a row.
fn pareto(findings: &Findings, (top, all): (u32, usize), lines: &[Line]) -> Pareto {
    let beside = beside(findings);
    let shown = all.min(MOST_COLUMNS);
    let last = top + 1 + u32::try_from(shown).unwrap_or(1);
    let (share, running) = (BEFORE + SHARE_AMONG_FIGURES, BEFORE + RUNNING_AMONG_FIGURES);
    Pareto {
        rows: Rows { sheet: SHEET, first: top + 2, last, names: beside + UNDER },
        share,
        whisker: (beside + 1, beside + 2),
        running,
        headings: ((top + 1, share), (top + 1, running)),
        paint: Paint::plain(CONCERN),
        top: end_of_scale(lines.iter().take(shown).map(|line| &line.estimate)),
        title: title_cell(findings, top),
    }
}

/// The bars of the most frequent concerns, as Summary draws them; `None` where no concern has been coded.
pub(super) fn concern_bars(findings: &Findings, most: usize) -> Option<Bars> {
    let all = lines(findings, Bearing::Concern);
    let shown = all.len().min(most);
    let title = Some(half_title(findings, page::HEADINGS));
    let bars = || bars_from(findings, (FIRST, beside(findings) + SHORT), (&all, shown, Bearing::Concern));
    (shown > 0).then(|| Bars { title, ..bars() })
}

/// The themes of one kind, in the order given.
pub(super) fn of_kind(findings: &Findings, bearing: Bearing) -> impl Iterator<Item = &ThemeShare> {
    findings.themes.iter().filter(move |theme| theme.kind == bearing)
}

fn bars_from(
    findings: &Findings,
    (first, names): (u32, u16),
    (lines, shown, bearing): (&[Line], usize, Bearing),
) -> Bars {
    let beside = beside(findings);
    Bars {
        rows: Rows { sheet: SHEET, first, last: first + u32::try_from(shown).unwrap_or(1) - 1, names },
        share: BEFORE + SHARE_AMONG_FIGURES,
        whisker: (beside + 1, beside + 2),
        paints: vec![Paint::plain(if bearing == Bearing::Concern { CONCERN } else { STRENGTH })],
        first_on_top: true,
        top: end_of_scale(lines.iter().take(shown).map(|line| &line.estimate)),
        title: None,
    }
}

fn chart_name(estimate: &Estimate, between: &str) -> String {
    format!("{}{between}{}", estimate.label, share_and_count(estimate))
}

fn lines(findings: &Findings, bearing: Bearing) -> Vec<Line> {
    let line = |(theme, running): (&ThemeShare, Option<f64>)| {
        let mut estimate = theme.share.clone();
        estimate.label.clone_from(&theme.label);
        estimate.name.clone_from(&theme.theme);
        Line { family: theme.family.clone(), estimate, running }
    };
    let running = running_shares(of_kind(findings, bearing));
    of_kind(findings, bearing).zip(running).map(line).collect()
}

fn columns(findings: &Findings) -> Vec<Column<Line>> {
    let mut columns = vec![
        Column::new("Theme", 50.0, |line: &Line| Cell::of(&line.estimate.label)),
        Column::new("Family", 28.0, |line: &Line| Cell::of(&line.family)),
    ];
    columns.extend(figure_columns());
    if !trend::places(findings).is_empty() {
        columns.push(Column::new("Course", 13.0, |_: &Line| Cell::Empty));
    }
    columns
}

/// The column, out of print, where the charts' own figures begin.
fn beside(findings: &Findings) -> u16 {
    page::last_column(&widths(&columns(findings))) + 2
}

/// After it, the names as Summary's chart has them, the figure on a line of its own where the name takes one line, since a chart leaves names out
/// that take three; and as they stand under columns.
const SHORT: u16 = 3;
/// Letters of a name that stand on one line beside Summary's chart.
const HALF_LINE: usize = 50;
const UNDER: u16 = 4;

/// Where the title of the charts of a kind stands, for this sheet and, narrower, for Summary.
fn title_cell(findings: &Findings, top: u32) -> TitleCell {
    TitleCell { sheet: SHEET, at: (top, beside(findings)) }
}

fn half_title(findings: &Findings, top: u32) -> TitleCell {
    TitleCell { sheet: SHEET, at: (top, beside(findings) + SHORT) }
}
