//! The workbook without small numbers: the sheets of the findings workbook except those of cases and of auditors' words,
//! made from what may be seen and from nothing else, so that neither a cell nor a chart can hold more.

use chrono::NaiveTime;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet};

use super::cells::{Cell, put_across, put_text};
use super::charts::{Bars, Rows, place};
use super::measure::height;
use super::style::{FONT, Paint, Style};
use super::{COLUMN_PIXELS, MOST_OF_A_PROPERTY, ROW_PIXELS, WorkbookError};
use crate::model::{Figure, Suppressed, SuppressedPart, SuppressedTable};
use crate::reporting::words::HIDDEN;
use crate::reporting::xml_text::cut;

/// Width in characters of columns of words and of figures.
const WORDS: f64 = 34.0;
const FIGURE: f64 = 12.0;
/// How many columns words run across.
const LAST: u16 = 7;
const ACROSS: f64 = WORDS * 2.0 + FIGURE * 6.0;
/// Where a chart's own figures stand, out of print.
const BESIDE: u16 = 10;
const CHART_PIXELS: u32 = 190;
/// A light fill, on which the interval is seen.
const BAR: u32 = 0x8CC9BF;
const A4: u8 = 9;

const PARTS: [(&str, Option<SuppressedPart>); 5] = [
    ("Summary", None),
    ("Grades", Some(SuppressedPart::Grades)),
    ("Criteria", Some(SuppressedPart::Criteria)),
    ("Themes", Some(SuppressedPart::Themes)),
    ("Trend", Some(SuppressedPart::Trend)),
];

/// Makes the workbook. The same values give the same bytes.
///
/// # Errors
/// [`WorkbookError`] when a sheet cannot take what is put on it.
pub fn suppressed(file: &Suppressed, program: &str) -> Result<Vec<u8>, WorkbookError> {
    let style = Style::new();
    let mut workbook = Workbook::new();
    let font = Format::new().set_font_name(FONT).set_font_size(10);
    workbook.set_default_format(&font, ROW_PIXELS, COLUMN_PIXELS)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(cut(&file.title, MOST_OF_A_PROPERTY))
            .set_subject(cut(
                &format!("Findings of the sample {}, small numbers left out", file.samples),
                MOST_OF_A_PROPERTY,
            ))
            .set_comment(format!("Numbers under {} are left out. Made by {program}.", file.below))
            .set_creation_datetime(&file.drawn_on.and_time(NaiveTime::MIN)),
    );
    for (name, part) in PARTS {
        let sheet = start(&mut workbook, file, name)?;
        match part {
            None => summary(sheet, file, &style)?,
            Some(part) => tables(sheet, (file, name, part), &style)?,
        }
    }
    let sheet = start(&mut workbook, file, "Actions")?;
    let row = head(sheet, (file, "Actions"), &style)?;
    across(
        sheet,
        row,
        (
            "Actions are left out of a file without small numbers: their number and their words tell of single cases.",
            &style.plain,
        ),
    )?;
    let sheet = start(&mut workbook, file, "Method")?;
    let row = head(sheet, (file, "Method"), &style)?;
    method(sheet, row, file, &style)?;
    Ok(workbook.save_to_buffer()?)
}

fn start<'w>(workbook: &'w mut Workbook, file: &Suppressed, name: &str) -> Result<&'w mut Worksheet, WorkbookError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.45, 0.6, 0.25, 0.3);
    sheet.set_screen_gridlines(false);
    let samples: String = file.samples.chars().take(90).collect();
    sheet.set_footer(format!("&L&8 {}&C&8Page &P of &N&R&8Small numbers left out", samples.replace('&', "&&")));
    for column in 0..=LAST {
        sheet.set_column_width(column, if column < 2 { WORDS } else { FIGURE })?;
    }
    Ok(sheet)
}

fn head(sheet: &mut Worksheet, (file, name): (&Suppressed, &str), style: &Style) -> Result<u32, WorkbookError> {
    let title = if name == "Summary" { file.title.clone() } else { format!("{name} – {}", file.title) };
    put_text(sheet, (0, 0), &title, &style.title)?;
    sheet.set_row_height(0, 24)?;
    let legend = format!("{HIDDEN} stands for a number that is left out; the sheet Summary says why.");
    let mut row = across(sheet, 1, (&legend, &style.note))?;
    if let Some(warning) = &file.warning {
        row = across(sheet, row, (warning, &style.warning))?;
    }
    Ok(row + 1)
}

fn across(sheet: &mut Worksheet, row: u32, (words, format): (&str, &Format)) -> Result<u32, WorkbookError> {
    put_across(sheet, (row, 0), LAST, (words, format))?;
    sheet.set_row_height(row, height(&[(words, ACROSS)]))?;
    Ok(row + 1)
}

fn summary(sheet: &mut Worksheet, file: &Suppressed, style: &Style) -> Result<(), WorkbookError> {
    let mut row = head(sheet, (file, "Summary"), style)?;
    for words in &file.basis {
        row = across(sheet, row, (words, &style.plain))?;
    }
    let grades = file.tables.iter().find(|table| table.part == SuppressedPart::Grades && table.columns.len() > 2);
    if let Some(table) = grades {
        let top = row + 1;
        row = put_table(sheet, top, table, style)?;
        row = chart(sheet, (top + 2, row), table, style)?;
    }
    sheet.set_row_height(row + 1, 20)?;
    put_text(sheet, (row + 1, 0), "What is left out", &style.part)?;
    row += 2;
    for words in &file.left_out {
        row = across(sheet, row, (words, &style.plain))?;
    }
    sheet.set_print_area(0, 0, row, LAST)?;
    Ok(())
}

fn tables(
    sheet: &mut Worksheet,
    (file, name, part): (&Suppressed, &'static str, SuppressedPart),
    style: &Style,
) -> Result<(), WorkbookError> {
    let mut row = head(sheet, (file, name), style)?;
    let mut any = false;
    for table in file.tables.iter().filter(|table| table.part == part) {
        any = true;
        row = put_table(sheet, row, table, style)? + 1;
    }
    if !any {
        row = across(sheet, row, ("Nothing here can be shown.", &style.plain))?;
    }
    sheet.set_print_area(0, 0, row, LAST)?;
    Ok(())
}

fn put_table(sheet: &mut Worksheet, top: u32, table: &SuppressedTable, style: &Style) -> Result<u32, WorkbookError> {
    sheet.set_row_height(top, 20)?;
    put_text(sheet, (top, 0), &table.title, &style.part)?;
    let words = words_columns(table);
    for (at, heading) in (0..).zip(&table.columns) {
        let format = if usize::from(at) < words { &style.heading } else { &style.figure_heading };
        put_text(sheet, (top + 1, at), heading, format)?;
    }
    sheet.set_row_height(top + 1, 28)?;
    let mut row = top + 2;
    for figures in &table.rows {
        for (at, figure) in (0..).zip(figures) {
            match figure {
                Figure::Hidden => put_text(sheet, (row, at), HIDDEN, &style.missing)?,
                shown => cell(shown).put(sheet, (row, at), style)?,
            }
        }
        row += 1;
    }
    Ok(row)
}

/// How many columns of a table hold words.
fn words_columns(table: &SuppressedTable) -> usize {
    table.rows.first().map_or(1, |row| row.iter().take_while(|one| matches!(one, Figure::Words(_))).count())
}

fn cell(figure: &Figure) -> Cell<'_> {
    match figure {
        Figure::Words(words) => Cell::of(words),
        Figure::Count(count) => Cell::Count(*count),
        Figure::Share(share) => Cell::Share(*share),
        Figure::Hidden | Figure::Undefined => Cell::Undefined,
    }
}

/// Bars of the grades whose share and interval may be seen, from figures beside the table that hold no others; returns the
/// row after them.
fn chart(
    sheet: &mut Worksheet,
    (first, row): (u32, u32),
    table: &SuppressedTable,
    style: &Style,
) -> Result<u32, WorkbookError> {
    let seen: Vec<(&str, f64, f64, f64)> = table.rows.iter().filter_map(|row| bar(row)).collect();
    if seen.is_empty() {
        return Ok(row);
    }
    for (at, (label, share, low, high)) in (first..).zip(&seen) {
        put_text(sheet, (at, BESIDE), label, &style.aside)?;
        for (column, value) in (BESIDE + 1..).zip([*share, share - low, high - share]) {
            sheet.write_number_with_format(at, column, (value * 100.0).round() / 100.0, &style.aside)?;
        }
    }
    let last = first + u32::try_from(seen.len()).unwrap_or(1) - 1;
    let bars = Bars {
        rows: Rows { sheet: "Summary", first, last, names: BESIDE },
        share: BESIDE + 1,
        whisker: (BESIDE + 2, BESIDE + 3),
        paints: vec![Paint::plain(BAR)],
        first_on_top: true,
        top: 1.0,
        title: None,
    };
    let alt = "Bars of the grades that may be seen, each with its interval; the table above says the same.";
    place(sheet, (row, 0), &bars.chart((720, CHART_PIXELS), alt), CHART_PIXELS)?;
    Ok(row + 1)
}

fn bar(row: &[Figure]) -> Option<(&str, f64, f64, f64)> {
    match row {
        [Figure::Words(label), _, _, Figure::Share(share), Figure::Share(low), Figure::Share(high), ..] => {
            Some((label, *share, *low, *high))
        }
        _ => None,
    }
}

fn method(sheet: &mut Worksheet, top: u32, file: &Suppressed, style: &Style) -> Result<(), WorkbookError> {
    let mut row = top;
    for (subject, words) in &file.method {
        put_text(sheet, (row, 0), subject, &style.text)?;
        put_across(sheet, (row, 1), LAST, (words, &style.text))?;
        sheet.set_row_height(row, height(&[(words, ACROSS - WORDS)]))?;
        row += 1;
    }
    sheet.set_print_area(0, 0, row, LAST)?;
    Ok(())
}
