//! The Pareto chart of themes: a column a theme with its interval, and the running share of all that were coded as a line.

use rust_xlsxwriter::{
    Chart, ChartAxisTickType, ChartErrorBars, ChartErrorBarsType, ChartFormat, ChartLegendPosition, ChartLine,
    ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color,
};

use super::cells::At;
use super::charts::{Rows, TitleCell, finish, font, name_axis, share_axis};
use super::style::{INK, Paint};

/// Where the figures of the chart stand.
pub(super) struct Pareto {
    /// The rows and the names.
    pub(super) rows: Rows,
    /// The column of the shares.
    pub(super) share: u16,
    /// The columns of the whisker's length downward and upward.
    pub(super) whisker: (u16, u16),
    /// The column of the running share.
    pub(super) running: u16,
    /// The headings of the shares and of the running share.
    pub(super) headings: (At, At),
    /// The paint of the columns.
    pub(super) paint: Paint,
    /// Where the scale of the shares ends, 0..1.
    pub(super) top: f64,
    /// Where the title stands.
    pub(super) title: TitleCell,
}

impl Pareto {
    /// Draws the chart.
    pub(super) fn chart(&self, size: (u32, u32), alt: &str) -> Chart {
        let mut chart = Chart::new(ChartType::Column);
        let mut whiskers = ChartErrorBars::new();
        let ends = (self.rows.column(self.whisker.1), self.rows.column(self.whisker.0));
        whiskers.set_type(ChartErrorBarsType::Custom(ends.0, ends.1));
        whiskers
            .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(0x000000)).set_width(1.25)));
        let columns = chart.add_series();
        columns.set_values(&self.rows.column(self.share)).set_categories(&self.rows.column(self.rows.names));
        columns.set_name((self.rows.sheet, self.headings.0.0, self.headings.0.1));
        columns.set_gap(45).set_format(&mut self.paint.chart()).set_y_error_bars(&whiskers);
        chart.combine(&self.running());
        self.title.head(&mut chart);
        chart.set_width(size.0).set_height(size.1);
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
        share_axis(chart.y_axis(), self.top);
        share_axis(chart.y2_axis(), 1.0);
        chart.y2_axis().set_major_gridlines(false).set_major_tick_type(ChartAxisTickType::Outside);
        chart.x_axis().set_font(&font(8));
        name_axis(chart.x_axis());
        finish(&mut chart, alt);
        chart
    }

    /// The line of the running share, on a scale of its own to the right.
    fn running(&self) -> Chart {
        let mut line = Chart::new(ChartType::Line);
        let mut marker = ChartMarker::new();
        let filled = || ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(INK))).clone();
        marker.set_type(ChartMarkerType::Diamond).set_size(7).set_format(&mut filled());
        let series = line.add_series();
        series.set_values(&self.rows.column(self.running)).set_categories(&self.rows.column(self.rows.names));
        series.set_name((self.rows.sheet, self.headings.1.0, self.headings.1.1)).set_secondary_axis(true);
        series.set_marker(&marker);
        series.set_format(ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(INK)).set_width(1.75)));
        line
    }
}
