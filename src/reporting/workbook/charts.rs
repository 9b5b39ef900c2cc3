//! The charts of the workbook that several sheets draw: bars with their intervals, and bars stacked by grade; and what all charts have in common.
//!
//! Everything that a chart shows, its title and the names of its series too, is read from cells of the workbook.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisLabelPosition, ChartAxisTickType, ChartDataLabel, ChartErrorBars, ChartErrorBarsType,
    ChartFont, ChartFormat, ChartLayout, ChartLegendPosition, ChartLine, ChartPoint, ChartRange, ChartType, Color,
    Worksheet,
};

use super::WorkbookError;
use super::cells::{At, put_text};
use super::measure::broken;
use super::style::{FONT, GREY, INK, Paint, Style};
use crate::model::Estimate;
use crate::reporting::xml_text::{clean, first};

/// The most letters of an alternative text, as UTF-16 counts them; with the sign that it goes on.
const LONGEST_ALT: usize = 248;
/// Size of the letters of a title.
const TITLE_POINTS: u8 = 10;
/// Pixels in a point, at the resolution in which sheets are measured.
const PIXELS_IN_POINT: f64 = 96.0 / 72.0;

/// Where a block of charts with their figures stands.
pub(super) struct Spot {
    /// The sheet's name.
    pub(super) sheet: &'static str,
    /// Its first row.
    pub(super) top: u32,
    /// The last column of the sheet's table.
    pub(super) last: u16,
    /// The first column out of print.
    pub(super) beside: u16,
    /// Pixels that a chart is wide.
    pub(super) wide: u32,
}

/// Where the figures of a chart stand: a run of rows on a sheet.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// The sheet.
    pub(super) sheet: &'static str,
    /// The first row.
    pub(super) first: u32,
    /// The last row.
    pub(super) last: u32,
    /// The column of the names.
    pub(super) names: u16,
}

impl Rows {
    /// One column of these rows.
    pub(super) fn column(&self, column: u16) -> ChartRange {
        ChartRange::new_from_range(self.sheet, self.first, column, self.last, column)
    }
}

/// The cell that a chart's title stands in.
#[derive(Clone, Copy)]
pub(super) struct TitleCell {
    /// The sheet.
    pub(super) sheet: &'static str,
    /// Row and column.
    pub(super) at: At,
}

impl TitleCell {
    /// Writes the title into its cell, broken into lines that fit a chart of so many pixels.
    pub(super) fn put(
        self,
        sheet: &mut Worksheet,
        (words, pixels): (&str, u32),
        style: &Style,
    ) -> Result<(), WorkbookError> {
        put_text(sheet, self.at, &broken(words, pixels * 4 / 5), &style.aside)
    }

    /// Gives a chart the title.
    pub(super) fn head(self, chart: &mut Chart) {
        let bold = font(TITLE_POINTS).set_bold().clone();
        chart.title().set_name((self.sheet, self.at.0, self.at.1)).set_font(&bold);
    }
}

/// Shares as bars with a whisker from the lower to the upper bound.
pub(super) struct Bars {
    /// Where the figures stand.
    pub(super) rows: Rows,
    /// The column of the shares.
    pub(super) share: u16,
    /// The columns of the whisker's length downward and upward.
    pub(super) whisker: (u16, u16),
    /// The paint of each bar, or of all.
    pub(super) paints: Vec<Paint>,
    /// The first name at the top; else the last.
    pub(super) first_on_top: bool,
    /// Where the scale ends, 0..1.
    pub(super) top: f64,
    /// Where the title stands; without one the words beside the chart say it.
    pub(super) title: Option<TitleCell>,
}

/// Where a scale ends that has room for all of these shares and their intervals: the next tenth.
pub(super) fn end_of_scale<'a>(estimates: impl Iterator<Item = &'a Estimate>) -> f64 {
    let highest = estimates.filter_map(|estimate| estimate.high.or(estimate.share)).fold(0.0, f64::max);
    ((highest * 10.0).ceil() / 10.0).clamp(0.1, 1.0)
}

impl Bars {
    /// Draws the chart with names beside the bars and a scale under them.
    pub(super) fn chart(&self, size: (u32, u32), alt: &str) -> Chart {
        let mut chart = self.drawn(alt);
        chart.set_width(size.0).set_height(size.1);
        chart.y_axis().set_font(&font(9));
        chart
    }

    /// Draws the chart with its names in the left part, one under the other, however long they are.
    pub(super) fn beside_names(&self, size: (u32, u32), alt: &str) -> Chart {
        let mut chart = self.chart(size, alt);
        chart.y_axis().set_font(&font(8));
        chart.plot_area().set_layout(&ChartLayout::new().set_offset(0.5, 0.19).set_dimensions(0.46, 0.69));
        chart
    }

    /// Draws the chart without names, its bars filling `share` of the height, to stand beside rows that name them.
    pub(super) fn beside_rows(&self, size: (u32, u32), share: f64, alt: &str) -> Chart {
        let mut chart = self.drawn(alt);
        chart.set_width(size.0).set_height(size.1);
        chart.y_axis().set_label_position(ChartAxisLabelPosition::None);
        chart.plot_area().set_layout(&ChartLayout::new().set_offset(0.03, 0.0).set_dimensions(0.92, share));
        chart.chart_area().set_format(ChartFormat::new().set_no_fill().set_no_border());
        chart
    }

    /// Room between bars, in hundredths of a bar: more where there are few, so that none is a wall.
    fn gap(&self) -> u16 {
        match self.rows.last - self.rows.first {
            0 => 300,
            1 => 150,
            _ => 55,
        }
    }

    fn drawn(&self, alt: &str) -> Chart {
        let mut chart = Chart::new(ChartType::Bar);
        let points: Vec<ChartPoint> =
            self.paints.iter().map(|paint| ChartPoint::new().set_format(&mut paint.chart())).collect();
        let up = self.rows.column(self.whisker.1);
        let down = self.rows.column(self.whisker.0);
        let mut whiskers = ChartErrorBars::new();
        whiskers.set_type(ChartErrorBarsType::Custom(up, down));
        whiskers
            .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(0x000000)).set_width(1.5)));
        let series = chart.add_series();
        series.set_values(&self.rows.column(self.share)).set_categories(&self.rows.column(self.rows.names));
        series.set_gap(self.gap()).set_x_error_bars(&whiskers);
        match self.paints.as_slice() {
            [only] => series.set_format(&mut only.chart()),
            _ => series.set_points(&points),
        };
        chart.legend().set_hidden();
        head(&mut chart, self.title);
        share_axis(chart.x_axis(), self.top);
        name_axis(chart.y_axis());
        if self.first_on_top {
            first_on_top(&mut chart);
        }
        finish(&mut chart, alt);
        chart
    }
}

/// Which way stacked bars run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// Upward, as periods are shown.
    Up,
    /// From left to right, the first name on top.
    Across,
}

/// Shares that make up a whole, stacked in one bar a row.
pub(super) struct Stack {
    /// Where the figures stand.
    pub(super) rows: Rows,
    /// Where the name of each part stands, its column and its paint, worst first.
    pub(super) parts: Vec<(At, u16, Paint)>,
    /// Which way the bars run.
    pub(super) run: Run,
    /// Where the title stands.
    pub(super) title: Option<TitleCell>,
}

impl Stack {
    /// Draws the chart, with the figure in each part.
    pub(super) fn chart(&self, size: (u32, u32), alt: &str) -> Chart {
        let mut chart = Chart::new(match self.run {
            Run::Up => ChartType::ColumnStacked,
            Run::Across => ChartType::BarStacked,
        });
        chart.set_width(size.0).set_height(size.1);
        for (name, column, paint) in &self.parts {
            let series = chart.add_series();
            series
                .set_name((self.rows.sheet, name.0, name.1))
                .set_gap(45)
                .set_overlap(100)
                .set_format(&mut paint.chart());
            series.set_values(&self.rows.column(*column)).set_categories(&self.rows.column(self.rows.names));
            let mut label = ChartDataLabel::new();
            label.show_value().set_num_format("[<0.08]\"\";0%");
            label.set_font(font(8).set_bold().set_color(Color::RGB(paint.ink)));
            label.set_format(
                ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(paint.fill))),
            );
            series.set_data_label(&label);
        }
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
        head(&mut chart, self.title);
        let shares = if self.run == Run::Up { chart.y_axis() } else { chart.x_axis() };
        share_axis(shares, 1.0);
        let names = if self.run == Run::Up { chart.x_axis() } else { chart.y_axis() };
        names.set_font(&font(8));
        name_axis(names);
        if self.run == Run::Across {
            first_on_top(&mut chart);
        }
        finish(&mut chart, alt);
        chart
    }
}

/// Puts a chart into a row of its own, tall enough for it, so that no page break can cut it.
pub(super) fn place(sheet: &mut Worksheet, at: At, chart: &Chart, pixels: u32) -> Result<(), WorkbookError> {
    sheet.set_row_height(at.0, (f64::from(pixels) / PIXELS_IN_POINT).min(super::measure::TALLEST))?;
    sheet.insert_chart_with_offset(at.0, at.1, chart, 4, 4)?;
    Ok(())
}

/// Turns lying bars so that the first name is on top, with the scale still below.
fn first_on_top(chart: &mut Chart) {
    chart.y_axis().set_reverse();
    chart.x_axis().set_label_position(ChartAxisLabelPosition::High);
}

fn head(chart: &mut Chart, title: Option<TitleCell>) {
    match title {
        Some(title) => title.head(chart),
        None => {
            chart.title().set_hidden();
        }
    }
}

pub(super) fn name_axis(axis: &mut ChartAxis) {
    axis.set_format(&mut axis_line()).set_major_gridlines(false).set_major_tick_type(ChartAxisTickType::None);
    axis.set_label_interval(1);
}

pub(super) fn share_axis(axis: &mut ChartAxis, top: f64) {
    let lines = ChartLine::new().set_color(Color::RGB(0xD5DAE0)).set_width(0.75).clone();
    axis.set_min(0)
        .set_max(top)
        .set_major_unit(if top > 0.5 { 0.25 } else { 0.1 })
        .set_num_format("0%")
        .set_font(&font(8))
        .set_major_gridlines_line(&lines)
        .set_major_tick_type(ChartAxisTickType::None)
        .set_format(ChartFormat::new().set_no_line());
}

pub(super) fn finish(chart: &mut Chart, alt: &str) {
    chart.set_alt_text(fitted(alt));
    chart.chart_area().set_format(ChartFormat::new().set_no_border());
}

/// Cuts the words of a chart to what Excel holds, at a word.
fn fitted(alt: &str) -> String {
    let clean = clean(alt);
    let alt = clean.as_ref();
    let short = first(alt, LONGEST_ALT);
    match short.rfind(' ').filter(|_| short.len() < alt.len()) {
        Some(space) => format!("{} …", &short[..space]),
        None => short.to_owned(),
    }
}

pub(super) fn font(size: u8) -> ChartFont {
    ChartFont::new().set_name(FONT).set_size(size).set_color(Color::RGB(INK)).clone()
}

pub(super) fn axis_line() -> ChartFormat {
    ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(GREY)).set_width(0.75)).clone()
}
