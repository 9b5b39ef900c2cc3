//! Over the periods, a line each with a small picture of its course: good or better on each question, and the cases with each theme.
//!
//! The tables stand on Trend; other sheets show the same small pictures beside their figures.

use rust_xlsxwriter::{ChartEmptyCells, Color, Sparkline, SparklineType, Worksheet};

use super::cells::{Cell, put_across, put_text};
use super::measure::height;
use super::style::{CONCERN, GREY, INK, STRENGTH};
use super::{Source, WorkbookError};
use crate::model::{Bearing, CriterionShares, Findings, TrendPoint};
use crate::reporting::words::short_period;

/// The most periods of a line.
const MOST: usize = 12;
/// Where the picture and the first period stand; the name takes the columns before.
const PICTURE: u16 = 2;
const FIRST: u16 = 4;

/// What a line is of.
pub(super) struct Line {
    /// The id of the criterion or theme.
    pub(super) name: String,
    label: String,
    colour: u32,
    shares: Vec<Option<f64>>,
}

/// A table: its title, what its figures are, and its lines.
struct Part {
    title: &'static str,
    lines: Vec<Line>,
}

/// Where a line of figures stands on the sheet of the tables.
pub(super) struct Place {
    /// The sheet, the row and the columns, from the first to the last period.
    pub(super) range: (&'static str, u32, u16, u16),
    colour: u32,
}

/// The lines by name with their places, for a block that begins on a row.
pub(super) struct Places(Vec<(String, Place)>);

impl Places {
    /// The places of the lines whose block begins at `top` on `sheet`; none where there are fewer than two periods.
    pub(super) fn of(findings: &Findings, (sheet, top): (&'static str, u32)) -> Places {
        let mut places = Vec::new();
        let mut row = top;
        for part in parts(findings) {
            for (at, line) in (row + 2..).zip(&part.lines) {
                let last = FIRST + u16::try_from(line.shares.len()).unwrap_or(1).max(1) - 1;
                places.push((line.name.clone(), Place { range: (sheet, at, FIRST, last), colour: line.colour }));
            }
            row = after(row, &part);
        }
        Places(places)
    }

    /// Draws the small picture of a line into a cell, where the line is known.
    pub(super) fn draw(&self, sheet: &mut Worksheet, at: (u32, u16), name: &str) -> Result<(), WorkbookError> {
        match self.0.iter().find(|(known, _)| known == name) {
            Some((_, place)) => draw(sheet, at, place),
            None => Ok(()),
        }
    }

    /// Whether there are any.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn draw(sheet: &mut Worksheet, at: (u32, u16), place: &Place) -> Result<(), WorkbookError> {
    let (name, row, first, last) = place.range;
    sheet.add_sparkline(at.0, at.1, &picture((name, row, first, row, last), place.colour))?;
    Ok(())
}

/// A small picture of shares: a column a period, from 0 to the highest of them, the last one darker.
pub(super) fn picture(range: (&str, u32, u16, u32, u16), colour: u32) -> Sparkline {
    Sparkline::new()
        .set_range(range)
        .set_type(SparklineType::Column)
        .set_sparkline_color(Color::RGB(colour))
        .show_last_point(true)
        .set_last_point_color(Color::RGB(INK))
        .show_empty_cells_as(ChartEmptyCells::Gaps)
        .set_custom_min(0)
}

/// Writes the tables; returns the row after the last. Nothing is written where there are fewer than two periods.
pub(super) fn write(
    sheet: &mut Worksheet,
    (top, last): (u32, u16),
    source: &Source,
    name: &'static str,
) -> Result<u32, WorkbookError> {
    let findings = source.findings;
    let places = Places::of(findings, (name, top));
    let mut row = top;
    for part in parts(findings) {
        write_part(sheet, (row, last), &part, (source, &places))?;
        row = after(row, &part);
    }
    Ok(row)
}

/// The row on which the tables of themes begin, where the block begins at `top` and has others before them.
pub(super) fn themes_from(findings: &Findings, top: u32) -> Option<u32> {
    let parts = parts(findings);
    parts.first().filter(|_| parts.len() > 1).map(|first| after(top, first))
}

fn write_part(
    sheet: &mut Worksheet,
    (top, last): (u32, u16),
    part: &Part,
    (source, places): (&Source, &Places),
) -> Result<(), WorkbookError> {
    let style = source.style;
    sheet.set_row_height(top, 24)?;
    put_across(sheet, (top, 0), last, (part.title, &style.part))?;
    put_across(sheet, (top + 1, 0), 1, ("", &style.heading))?;
    put_text(sheet, (top + 1, PICTURE), "Course", &style.heading)?;
    put_text(sheet, (top + 1, PICTURE + 1), "", &style.heading)?;
    for (column, point) in (FIRST..).zip(shown(source.findings)) {
        put_text(sheet, (top + 1, column), &short_period(&point.period, &point.label), &style.figure_heading)?;
    }
    let headings: Vec<String> = shown(source.findings).map(|point| short_period(&point.period, &point.label)).collect();
    let words: Vec<_> = headings.iter().map(|words| (words.as_str(), super::wide::WIDTH - 2.0)).collect();
    sheet.set_row_height(top + 1, height(&words))?;
    for (row, line) in (top + 2..).zip(&part.lines) {
        put_across(sheet, (row, 0), 1, (&line.label, &style.text))?;
        sheet.set_row_height(row, height(&[(&line.label, 43.0)]).max(20.0))?;
        Cell::Empty.put(sheet, (row, PICTURE), style)?;
        Cell::Empty.put(sheet, (row, PICTURE + 1), style)?;
        for (column, share) in (FIRST..).zip(&line.shares) {
            Cell::share(*share).put(sheet, (row, column), style)?;
        }
        places.draw(sheet, (row, PICTURE), &line.name)?;
    }
    Ok(())
}

fn after(top: u32, part: &Part) -> u32 {
    top + 3 + u32::try_from(part.lines.len()).unwrap_or(0)
}

fn shown(findings: &Findings) -> impl Iterator<Item = &TrendPoint> {
    findings.trend.iter().skip(findings.trend.len().saturating_sub(MOST))
}

/// The tables that have lines.
fn parts(findings: &Findings) -> Vec<Part> {
    if findings.trend.len() < 2 {
        return Vec::new();
    }
    let questions = findings.criteria.iter().map(|one| question(one, findings)).collect();
    let of = |kind: Bearing| findings.themes.iter().filter(move |theme| theme.kind == kind);
    let themes = |kind: Bearing, colour: u32| -> Vec<Line> {
        let line = |theme: &crate::model::ThemeShare| Line {
            name: theme.theme.clone(),
            label: theme.label.clone(),
            colour,
            shares: shown(findings).map(|point| theme_share(point, &theme.theme)).collect(),
        };
        of(kind).map(line).collect()
    };
    [
        Part { title: "Good or better (of checks: yes) on each question, by period", lines: questions },
        Part { title: "Share of cases with each concern, by period", lines: themes(Bearing::Concern, CONCERN) },
        Part { title: "Share of cases with each strength, by period", lines: themes(Bearing::Strength, STRENGTH) },
    ]
    .into_iter()
    .filter(|part| !part.lines.is_empty())
    .collect()
}

fn question(one: &CriterionShares, findings: &Findings) -> Line {
    let share = |point: &TrendPoint| {
        let grades = &point.criteria.iter().find(|other| other.criterion == one.criterion)?.grades;
        let good = grades.iter().find(|grade| grade.name == "good-or-better");
        good.or_else(|| grades.iter().find(|grade| grade.name == "yes"))?.share
    };
    Line {
        name: one.criterion.clone(),
        label: one.label.clone(),
        colour: GREY,
        shares: shown(findings).map(share).collect(),
    }
}

/// The share of a period's cases with a theme; 0 where the period is settled and no case carries it.
fn theme_share(point: &TrendPoint, theme: &str) -> Option<f64> {
    match point.themes.iter().find(|one| one.name == theme) {
        Some(known) => Some(known.share),
        None if !point.provisional && point.grades.iter().any(|grade| grade.share.is_some()) => Some(0.0),
        None => None,
    }
}
