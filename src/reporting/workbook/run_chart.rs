//! The run chart: one grade over the periods with its intervals, the median and the limits of chance where there are enough periods, and a
//! line that breaks where the periods are not alike, with the reason under the chart.

use rust_xlsxwriter::{
    Chart, ChartErrorBars, ChartErrorBarsType, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType,
    ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color, Worksheet,
};

use super::cells::{put_across, put_text};
use super::charts::{Rows, Spot, TitleCell, finish, font, name_axis, place, share_axis};
use super::lines::put_whisker;
use super::measure::height;
use super::style::{GREY, INK, STRENGTH};
use super::{Source, WorkbookError};
use crate::model::{Estimate, Findings};
use crate::reporting::breaks::{runs, told};
use crate::reporting::titles;
use crate::reporting::words::{between, grades_shown, percent, share_and_count, short_period};

/// Height of the chart in pixels.
const TALL: u32 = 330;
/// Columns beside the sheet that the chart reads: name, whisker down and up, median, low and high limit; then a column a run.
const NAMES: u16 = 0;
const WHISKERS: u16 = 0;
const MEDIAN: u16 = 3;
const LOW: u16 = 4;
const HIGH: u16 = 5;
const SHARES: u16 = 6;
const RUNS: u16 = 7;
/// What the columns are called.
const HEADINGS: [&str; 4] = ["Median", "Lower limit of chance", "Upper limit of chance", "Share, with its interval"];

/// Writes the chart, its limits and its reasons; returns the row after the last.
pub(super) fn write(sheet: &mut Worksheet, spot: &Spot, source: &Source) -> Result<u32, WorkbookError> {
    let findings = source.findings;
    let Some(grade) = shown(findings) else { return Ok(spot.top) };
    put_aside(sheet, spot, grade, source)?;
    sheet.set_row_height(spot.top, 24)?;
    let heading = format!("{} by period: intervals, and what chance alone would leave", grade.label);
    put_text(sheet, (spot.top, 0), &heading, &source.style.part)?;
    let chart = drawn(spot, findings).chart((spot.wide, TALL - 8), &spoken(findings, grade));
    place(sheet, (spot.top + 1, 0), &chart, TALL)?;
    let mut row = spot.top + 2;
    for words in sentences(findings) {
        put_across(sheet, (row, 0), spot.last, (&words, &source.style.plain))?;
        sheet.set_row_height(row, height(&[(&words, f64::from(spot.wide) / 7.5)]))?;
        row += 1;
    }
    Ok(row)
}

/// How many rows the block takes.
pub(super) fn rows(findings: &Findings) -> u32 {
    match shown(findings) {
        Some(_) => 2 + u32::try_from(sentences(findings).len()).unwrap_or(0),
        None => 0,
    }
}

/// The grade whose line is drawn: good or better, else the last of those shown.
fn shown(findings: &Findings) -> Option<&Estimate> {
    let grades = grades_shown(&findings.grades, &findings.rubric);
    let all = &findings.grades;
    all.iter().find(|one| one.name == "good-or-better").or_else(|| grades.last().copied())
}

fn of<'f>(point: &'f crate::model::TrendPoint, grade: &Estimate) -> Option<&'f Estimate> {
    point.grades.iter().find(|one| one.name == grade.name)
}

/// Writes, out of print, what the chart reads.
fn put_aside(sheet: &mut Worksheet, spot: &Spot, grade: &Estimate, source: &Source) -> Result<(), WorkbookError> {
    let (findings, style) = (source.findings, source.style);
    title(spot).put(sheet, (&titles::run(findings, &grade.label), spot.wide), style)?;
    for (column, words) in (MEDIAN..).zip(HEADINGS) {
        put_text(sheet, (spot.top + 1, spot.beside + column), words, &style.aside)?;
    }
    let limits = findings.detail.run.as_ref();
    let runs = runs(findings);
    let first = first_row(spot);
    for (row, (point, run)) in (first..).zip(findings.trend.iter().zip(&runs)) {
        let Some(estimate) = of(point, grade) else { continue };
        let mark = if point.provisional { "\nprovisional" } else { "" };
        let broken = if row > first && runs.get((row - first - 1) as usize) != Some(run) { "| " } else { "" };
        let name = format!("{broken}{}\nn = {}{mark}", short_period(&point.period, &point.label), estimate.of);
        put_whisker(sheet, (row, spot.beside + WHISKERS), (estimate, &name), style)?;
        let mut put = |column: u16, share: Option<f64>| -> Result<(), WorkbookError> {
            if let Some(share) = share {
                sheet.write_number_with_format(row, spot.beside + column, share, &style.aside)?;
            }
            Ok(())
        };
        let chance = limits.and_then(|run| run.limits.iter().find(|one| one.period == point.period));
        put(MEDIAN, limits.map(|run| run.median))?;
        put(LOW, chance.map(|one| one.low))?;
        put(HIGH, chance.map(|one| one.high))?;
        put(SHARES, estimate.share)?;
        put(RUNS + run, estimate.share)?;
    }
    Ok(())
}

/// The first row of what the chart reads: below its own heading, so that every run of rows has room.
fn first_row(spot: &Spot) -> u32 {
    spot.top + 2
}

fn title(spot: &Spot) -> TitleCell {
    TitleCell { sheet: spot.sheet, at: (spot.top, spot.beside) }
}

/// What is said under the chart: what the limits are, and why the line breaks.
fn sentences(findings: &Findings) -> Vec<String> {
    let limits = match &findings.detail.run {
        Some(run) => {
            let mut methods: Vec<&str> = Vec::new();
            for one in &run.limits {
                if !methods.contains(&one.method.as_str()) {
                    methods.push(&one.method);
                }
            }
            format!(
                "The median is {}. The limits lie around {}, the share of all these periods together: {}; outside them a period would lie by chance \
                 about twice in a thousand times. Longest run on one side of the median: {} (chance is expected to give at most {}); the line \
                 crosses it {} times (at least {}).",
                percent(Some(run.median)),
                percent(Some(run.centre)),
                methods.join("; "),
                run.longest,
                run.longest_expected,
                run.crossings,
                run.crossings_expected
            )
        }
        None => "With fewer than 12 settled periods chance and change cannot be told apart by a line, so that no median and no limits are drawn; what \
                 two periods differ by is said on Summary."
            .to_owned(),
    };
    std::iter::once(limits).chain(told(findings)).collect()
}

fn spoken(findings: &Findings, grade: &Estimate) -> String {
    let points: Vec<String> = findings
        .trend
        .iter()
        .rev()
        .filter_map(|point| {
            let one = of(point, grade)?;
            Some(format!("{} {}, {}", point.label, share_and_count(one), between(one)))
        })
        .collect();
    format!("Run chart, {}, latest period first: {}.", titles::run(findings, &grade.label), points.join("; "))
}

/// The chart's parts, by where their figures stand.
struct Drawn {
    rows: Rows,
    heads: u32,
    beside: u16,
    runs: u16,
    limits: bool,
    title: TitleCell,
}

fn drawn(spot: &Spot, findings: &Findings) -> Drawn {
    let first = first_row(spot);
    let last = first + u32::try_from(findings.trend.len()).unwrap_or(1).max(1) - 1;
    Drawn {
        rows: Rows { sheet: spot.sheet, first, last, names: spot.beside + NAMES },
        heads: spot.top + 1,
        beside: spot.beside,
        runs: runs(findings).last().map_or(0, |last| last + 1),
        limits: findings.detail.run.is_some(),
        title: title(spot),
    }
}

impl Drawn {
    fn chart(&self, size: (u32, u32), alt: &str) -> Chart {
        let mut chart = Chart::new(ChartType::Line);
        self.points(&mut chart);
        for run in 0..self.runs {
            self.line(&mut chart, (RUNS + run, None), Dash { colour: STRENGTH, dash: ChartLineDashType::Solid });
        }
        if self.limits {
            let median = Dash { colour: INK, dash: ChartLineDashType::Dash };
            let chance = || Dash { colour: GREY, dash: ChartLineDashType::SquareDot };
            self.line(&mut chart, (MEDIAN, Some(MEDIAN)), median);
            self.line(&mut chart, (LOW, Some(LOW)), chance());
            self.line(&mut chart, (HIGH, Some(HIGH)), chance());
        }
        // The lines between the points are of the points' own colour and need no names.
        let nameless: Vec<usize> = (1..=usize::from(self.runs)).collect();
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9)).delete_entries(&nameless);
        self.title.head(&mut chart);
        chart.set_width(size.0).set_height(size.1);
        share_axis(chart.y_axis(), 1.0);
        chart.x_axis().set_font(&font(8));
        name_axis(chart.x_axis());
        finish(&mut chart, alt);
        chart
    }

    /// The points with their intervals.
    fn points(&self, chart: &mut Chart) {
        let column = |column: u16| self.rows.column(self.beside + column);
        let mut whiskers = ChartErrorBars::new();
        whiskers.set_type(ChartErrorBarsType::Custom(column(WHISKERS + 2), column(WHISKERS + 1)));
        whiskers.set_format(ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(INK)).set_width(1.25)));
        let mut marker = ChartMarker::new();
        marker
            .set_type(ChartMarkerType::Circle)
            .set_size(8)
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(STRENGTH))));
        let points = chart.add_series();
        points.set_values(&column(SHARES)).set_categories(&column(NAMES));
        points.set_name((self.rows.sheet, self.heads, self.beside + SHARES));
        points.set_marker(&marker).set_y_error_bars(&whiskers).set_format(ChartFormat::new().set_no_line());
    }

    fn line(&self, chart: &mut Chart, (column, name): (u16, Option<u16>), dash: Dash) {
        let series = chart.add_series();
        series.set_values(&self.rows.column(self.beside + column));
        series.set_categories(&self.rows.column(self.beside + NAMES));
        if let Some(name) = name {
            series.set_name((self.rows.sheet, self.heads, self.beside + name));
        }
        series.set_marker(ChartMarker::new().set_none());
        series
            .set_format(ChartFormat::new().set_line(
                ChartLine::new().set_color(Color::RGB(dash.colour)).set_width(1.75).set_dash_type(dash.dash),
            ));
    }
}

/// How a line is drawn.
#[derive(Clone, Copy)]
struct Dash {
    colour: u32,
    dash: ChartLineDashType,
}
