//! What chance alone would leave of each value of a field: a table by number of cases, and for each of two grades a chart in which the limits
//! draw together as the cases become more. Values stand by how many cases they have, never by result.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType,
    ChartSolidFill, ChartType, Color, Worksheet,
};

use super::cells::{Cell, put_across, put_text};
use super::charts::{Rows, Spot, TitleCell, finish, font, name_axis, place, share_axis};
use super::measure::height;
use super::style::{CONCERN, GREY, INK, STRENGTH};
use super::table::{Column, write as write_table};
use super::wide::{COLUMNS_EACH, WIDTH, name_grades};
use super::{Source, WorkbookError};
use crate::model::{Findings, Funnel};
use crate::reporting::titles;

/// Height of a chart in pixels.
const TALL: u32 = 290;
/// More values than this have a chart of the whole width for each grade.
const MOST_BESIDE: usize = 10;
/// More values than this beside each other have smaller letters.
const MOST_WIDE: usize = 6;
/// Columns before those of a grade; and where share and limits stand among the four of a grade.
const BEFORE: u16 = 3;
const SHARE: u16 = 1;
const LOW: u16 = 2;
const HIGH: u16 = 3;

/// One value: the records of the frame that have it, and where it stands for each grade.
struct Line {
    value: String,
    frame: Option<u64>,
    points: Vec<Option<Funnel>>,
    remark: String,
}

impl Line {
    fn of(&self) -> u64 {
        self.points.iter().flatten().map(|point| point.of).max().unwrap_or(0)
    }
}

/// Writes the table of a field and its charts; returns the row after the last. Nothing is written of a field with one value.
pub(super) fn write(
    sheet: &mut Worksheet,
    spot: &Spot,
    (field, label): (&str, &str),
    source: &Source,
) -> Result<u32, WorkbookError> {
    let grades = grades(source.findings, field);
    let lines = lines(source.findings, (field, &grades));
    if lines.len() < 2 {
        return Ok(spot.top);
    }
    let row = write_lines(sheet, spot, (&lines, label, &grades), source)?;
    write_charts(sheet, (spot, row), (&lines, label, &grades), source)
}

/// Ids and words of the grades that have limits, in their order.
fn grades(findings: &Findings, field: &str) -> Vec<(String, String)> {
    let has = |name: &str| findings.detail.funnel.iter().any(|point| point.field == field && point.name == name);
    findings.grades.iter().filter(|one| has(&one.name)).map(|one| (one.name.clone(), one.label.clone())).collect()
}

/// The values of a field by how many cases they have, then by name.
fn lines(findings: &Findings, (field, grades): (&str, &[(String, String)])) -> Vec<Line> {
    let line = |value: &crate::model::Breakdown| {
        let point = |name: &str| {
            let mut points = findings.detail.funnel.iter();
            points.find(|one| one.field == field && one.value == value.value && one.name == name).cloned()
        };
        let points: Vec<Option<Funnel>> = grades.iter().map(|(name, _)| point(name)).collect();
        let outside = grades.iter().zip(&points).filter(|(_, point)| point.as_ref().is_some_and(|one| one.outside));
        let outside: Vec<&str> = outside.map(|((_, label), _)| label.as_str()).collect();
        let remark = match (outside.is_empty(), value.few) {
            (false, _) => format!("Outside the limits: {}", outside.join(", ")),
            (true, true) => "Too few cases to compare".to_owned(),
            (true, false) => "Inside the limits".to_owned(),
        };
        Line { value: value.value.clone(), frame: Some(value.frame), points, remark }
    };
    let mut lines: Vec<Line> = findings.by.iter().filter(|value| value.field == field).map(line).collect();
    lines.retain(|line| line.points.iter().any(Option::is_some));
    lines.sort_by(|a, b| (a.of(), &a.value).cmp(&(b.of(), &b.value)));
    lines
}

/// Writes the table; returns the row after the last.
fn write_lines(
    sheet: &mut Worksheet,
    spot: &Spot,
    (lines, label, grades): (&[Line], &str, &[(String, String)]),
    source: &Source,
) -> Result<u32, WorkbookError> {
    sheet.set_row_height(spot.top, 24)?;
    let title = format!("By {label}: what chance alone would leave, fewest cases first");
    put_text(sheet, (spot.top, 0), &title, &source.style.part)?;
    let labels: Vec<String> = grades.iter().map(|(_, label)| label.clone()).collect();
    name_grades(sheet, (spot.top + 1, BEFORE), (&labels, COLUMNS_EACH), source.style)?;
    let end = write_table(sheet, heads(spot), (&columns(label, grades.len()), lines), source.style)?;
    for (row, line) in (heads(spot) + 1..).zip(lines) {
        put_text(sheet, (row, spot.beside), &format!("{}\nn = {}", line.value, line.of()), &source.style.aside)?;
        for (column, point) in (spot.beside + 1..).zip(&line.points) {
            let centre = point.as_ref().map_or(0.0, |point| point.centre);
            sheet.write_number_with_format(row, column, centre, &source.style.aside)?;
        }
    }
    put_text(sheet, (heads(spot), spot.beside + 1), "All cases together", &source.style.aside)?;
    let how = how(lines);
    put_across(sheet, (end, 0), spot.last, (&how, &source.style.note))?;
    sheet.set_row_height(end, height(&[(&how, f64::from(spot.wide) / 7.5)]))?;
    Ok(end + 1)
}

/// The row of the headings.
fn heads(spot: &Spot) -> u32 {
    spot.top + 2
}

fn how(lines: &[Line]) -> String {
    let mut methods: Vec<&str> = Vec::new();
    for point in lines.iter().flat_map(|line| line.points.iter().flatten()) {
        if !methods.contains(&point.method.as_str()) {
            methods.push(&point.method);
        }
    }
    format!(
        "Limits: {}; a value that is like all the others lies outside them about twice in a thousand times. Nothing here ranks.",
        methods.join("; ")
    )
}

fn columns(label: &str, grades: usize) -> Vec<Column<Line>> {
    let mut columns = vec![
        Column::new(label, 30.0, |line: &Line| Cell::of(&line.value)),
        Column::new("Frame", 9.0, |line: &Line| Cell::count(line.frame)),
        Column::new("Out of", 8.0, |line: &Line| Cell::Count(line.of())),
    ];
    for grade in 0..grades {
        let figure = |heading, cell: fn(&Funnel) -> Cell<'_>| {
            Column::new(heading, WIDTH, move |line: &Line| match line.points.get(grade) {
                Some(Some(point)) => cell(point),
                _ => Cell::Undefined,
            })
        };
        columns.push(figure("Cases", |point| Cell::Count(point.count)));
        columns.push(figure("Share", |point| Cell::Share(point.share)));
        columns.push(figure("Lower limit", |point| Cell::Share(point.low)));
        columns.push(figure("Upper limit", |point| Cell::Share(point.high)));
    }
    columns
}

/// Writes the remarks beside the table and the charts under it: side by side where there are few values, else one under the other.
fn write_charts(
    sheet: &mut Worksheet,
    (spot, mut row): (&Spot, u32),
    (lines, label, grades): (&[Line], &str, &[(String, String)]),
    source: &Source,
) -> Result<u32, WorkbookError> {
    put_remarks(sheet, spot, (lines, grades.len()), source)?;
    let beside = grades.len() == 2 && lines.len() <= MOST_BESIDE;
    let wide = if beside { spot.wide / 2 - 6 } else { spot.wide };
    for (grade, (_, words)) in grades.iter().enumerate() {
        let points: Vec<&Funnel> = lines.iter().filter_map(|line| line.points.get(grade)?.as_ref()).collect();
        let title = titles::funnel(source.findings, &points, (label, words));
        let chart = Drawn::of(spot, (lines.len(), grade));
        chart.title.put(sheet, (&title, wide), source.style)?;
        let letters = if beside && lines.len() > MOST_WIDE { 7 } else { 8 };
        let alt = format!("{title}. The figures are in the table above.");
        let chart = chart.chart((wide, TALL - 8), (letters, &alt));
        match (beside, grade) {
            (true, 1) => {
                sheet.insert_chart_with_offset(row, 0, &chart, wide + 12, 4)?;
            }
            _ => place(sheet, (row, 0), &chart, TALL)?,
        }
        row += u32::from(!beside || grade == 1);
    }
    Ok(row)
}

fn put_remarks(
    sheet: &mut Worksheet,
    spot: &Spot,
    (lines, grades): (&[Line], usize),
    source: &Source,
) -> Result<(), WorkbookError> {
    let column = BEFORE + COLUMNS_EACH * u16::try_from(grades).unwrap_or(0);
    if column >= spot.last {
        return Ok(());
    }
    put_across(sheet, (heads(spot), column), spot.last, ("Remark", &source.style.heading))?;
    for (row, line) in (heads(spot) + 1..).zip(lines) {
        put_across(sheet, (row, column), spot.last, (&line.remark, &source.style.text))?;
    }
    Ok(())
}

/// The chart of one grade, by where its figures stand.
struct Drawn {
    rows: Rows,
    heads: u32,
    first: u16,
    centre: u16,
    centre_name: u16,
    colour: u32,
    title: TitleCell,
}

impl Drawn {
    fn of(spot: &Spot, (lines, grade): (usize, usize)) -> Drawn {
        let at = u16::try_from(grade).unwrap_or(0);
        let last = heads(spot) + u32::try_from(lines).unwrap_or(1);
        Drawn {
            rows: Rows { sheet: spot.sheet, first: heads(spot) + 1, last, names: spot.beside },
            heads: heads(spot),
            first: BEFORE + COLUMNS_EACH * at,
            centre: spot.beside + 1 + at,
            centre_name: spot.beside + 1,
            colour: if at == 0 { CONCERN } else { STRENGTH },
            title: TitleCell { sheet: spot.sheet, at: (spot.top + u32::from(at), spot.beside) },
        }
    }

    fn chart(&self, size: (u32, u32), (letters, alt): (u8, &str)) -> Chart {
        let mut chart = Chart::new(ChartType::Line);
        let mut marker = ChartMarker::new();
        marker.set_type(ChartMarkerType::Circle).set_size(8);
        marker.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(self.colour))));
        let name = |column: u16| (self.rows.sheet, self.heads, column);
        let shares = chart.add_series();
        shares.set_values(&self.rows.column(self.first + SHARE)).set_categories(&self.rows.column(self.rows.names));
        shares.set_name(name(self.first + SHARE)).set_marker(&marker).set_format(ChartFormat::new().set_no_line());
        let lines = [
            (self.centre, self.centre_name, INK, ChartLineDashType::Dash),
            (self.first + LOW, self.first + LOW, GREY, ChartLineDashType::SquareDot),
            (self.first + HIGH, self.first + HIGH, GREY, ChartLineDashType::SquareDot),
        ];
        for (column, head, colour, dash) in lines {
            let series = chart.add_series();
            series.set_values(&self.rows.column(column)).set_categories(&self.rows.column(self.rows.names));
            series.set_name(name(head)).set_marker(ChartMarker::new().set_none());
            let line = ChartLine::new().set_color(Color::RGB(colour)).set_width(1.75).set_dash_type(dash).clone();
            series.set_format(ChartFormat::new().set_line(&line));
        }
        self.title.head(&mut chart);
        chart.set_width(size.0).set_height(size.1);
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
        share_axis(chart.y_axis(), 1.0);
        chart.x_axis().set_font(&font(letters));
        name_axis(chart.x_axis());
        finish(&mut chart, alt);
        chart
    }
}
