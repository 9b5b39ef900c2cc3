//! Summary: one A4 landscape page that stands alone, for a reader who opens nothing else.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

use super::cells::{put_across, put_text};
use super::charts::place;
use super::measure::height;
use super::style::{CONCERN, FONT, GREY, INK, STRENGTH};
use super::{Source, WorkbookError, actions, criteria, grades, lines, themes, trend};
use crate::calendar::in_words;
use crate::model::{Bearing, Estimate, Findings, ThemeShare};
use crate::reporting::actions::next_steps;
use crate::reporting::words::{between, grades_shown, share_and_count};

/// The page is a grid of columns of one width.
const COLUMNS: u16 = 12;
const LAST: u16 = COLUMNS - 1;
const COLUMN_PIXELS: u32 = 87;
/// Width of a column in characters of the page's font.
const COLUMN_LETTERS: f64 = 12.4;
/// How much more of the small print stands on a line.
const SMALLER: f64 = 10.0 / 9.0;
/// Height in points of the line of one grade.
const GRADE_POINTS: u32 = 27;
/// Height in points of the scale under the grades' bars.
const SCALE_POINTS: u32 = 15;
/// Height in pixels of the two charts side by side.
const CHARTS_PIXELS: u32 = 250;
/// The most periods, concerns in the chart, and themes in a column.
const MOST_PERIODS: usize = 12;
const MOST_CONCERNS: usize = 6;
const MOST_THEMES: usize = 5;
/// Actions in it, besides how many there are.
const MOST_ACTIONS: usize = 4;

/// The formats that only this sheet has.
struct Look {
    right: Format,
    grade: Format,
    share: Format,
    plain: Format,
    part: Format,
    item: Format,
    figure: Format,
    small: Format,
}

impl Look {
    fn new() -> Look {
        let base = || Format::new().set_font_name(FONT).set_font_size(10);
        let middle = || base().set_align(FormatAlign::VerticalCenter);
        Look {
            right: middle().set_font_color(Color::RGB(GREY)).set_align(FormatAlign::Right).set_text_wrap(),
            grade: middle().set_bold().set_font_size(11).set_indent(1).set_text_wrap(),
            share: middle()
                .set_bold()
                .set_font_size(14)
                .set_align(FormatAlign::Right)
                .set_num_format("[=0]0%;[<0.005]\"<1%\";0%"),
            plain: middle().set_text_wrap(),
            part: base()
                .set_bold()
                .set_font_size(11)
                .set_font_color(Color::RGB(INK))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(GREY)),
            item: base().set_text_wrap().set_align(FormatAlign::Top),
            figure: base().set_bold().set_align(FormatAlign::Top).set_align(FormatAlign::Right).set_indent(1),
            small: base().set_font_size(9).set_text_wrap().set_font_color(Color::RGB(GREY)),
        }
    }
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let look = Look::new();
    sheet.set_print_fit_to_pages(1, 1);
    for column in 0..COLUMNS {
        sheet.set_column_width_pixels(column, COLUMN_PIXELS)?;
    }
    let row = write_head(sheet, source, &look)?;
    let row = write_grades(sheet, row, source, &look)?;
    let row = write_charts(sheet, row, source, &look)?;
    let row = write_columns(sheet, row, source.findings, &look)?;
    let end = write_foot(sheet, row, source, &look)?;
    sheet.set_print_area(0, 0, end - 1, LAST)?;
    Ok(())
}

/// Title, basis, and what must not be missed.
fn write_head(sheet: &mut Worksheet, source: &Source, look: &Look) -> Result<u32, WorkbookError> {
    let sentences = &source.findings.sentences;
    put_across(sheet, (0, 0), 6, (&sentences.title, &source.style.title))?;
    let made = made(source.findings);
    put_across(sheet, (0, 7), LAST, (&made, &look.right))?;
    sheet.set_row_height(0, height(&[(&made, COLUMN_LETTERS * f64::from(LAST - 6))]).max(24.0))?;
    let mut row = 1;
    let strong = source.style.plain.clone().set_bold();
    let urgent = sentences.urgent.iter().map(|words| (words, &source.style.warning));
    let told =
        [(&sentences.question, &strong), (&sentences.answer, &source.style.plain), (&sentences.basis, &look.small)];
    let provisional = sentences.provisional.iter().map(|words| (words, &source.style.warning));
    for line in urgent.chain(told).chain(provisional) {
        row = across(sheet, row, (line.0, line.1), 0.0)?;
    }
    if source.face.identifiable {
        let words = "This copy names children and staff. Handle it as you handle the case records.";
        row = across(sheet, row, (words, &source.style.warning), 0.0)?;
    }
    sheet.set_row_height(row, 6)?;
    Ok(row + 1)
}

/// The council, and the days of the draw and of the last grade.
fn made(findings: &Findings) -> String {
    let method = &findings.method;
    let council = method.council.as_ref().map_or(String::new(), |council| format!("{council}  ·  "));
    let graded = method.graded_by.map_or(String::new(), |day| format!(", graded by {}", in_words(day)));
    format!("{council}drawn {}{graded}", in_words(method.drawn_on))
}

/// Writes words over the whole page; returns the next row.
fn across(sheet: &mut Worksheet, row: u32, (words, format): (&str, &Format), air: f64) -> Result<u32, WorkbookError> {
    put_across(sheet, (row, 0), LAST, (words, format))?;
    sheet.set_row_height(row, height(&[(words, COLUMN_LETTERS * f64::from(COLUMNS))]) + air)?;
    Ok(row + 1)
}

/// One line a grade, the best on top, with the bars and their intervals drawn beside them.
fn write_grades(sheet: &mut Worksheet, top: u32, source: &Source, look: &Look) -> Result<u32, WorkbookError> {
    let findings = source.findings;
    let shown = grades_shown(&findings.grades, &findings.rubric);
    let mut row = top;
    for (place, estimate) in shown.iter().enumerate().rev() {
        let sentence = findings.sentences.grades.get(place).map_or("", String::as_str);
        write_grade(sheet, (row, grades::paint_of(findings, place).fill), (estimate, sentence), look)?;
        row += 1;
    }
    if shown.is_empty() {
        return across(sheet, row, ("No case has been graded yet.", &look.plain), 0.0);
    }
    if shown.iter().all(|estimate| estimate.share.is_none()) {
        return Ok(row);
    }
    sheet.set_row_height(row, f64::from(SCALE_POINTS))?;
    let bars = u32::try_from(shown.len()).unwrap_or(1) * GRADE_POINTS;
    let points = bars + SCALE_POINTS;
    let alt = lines::spoken("Bars of the grades with their intervals", shown.into_iter());
    let chart = grades::bars(findings).beside_rows(
        (2 * COLUMN_PIXELS - 6, points * 4 / 3),
        f64::from(bars) / f64::from(points),
        &alt,
    );
    sheet.insert_chart_with_offset(top, 6, &chart, 3, 0)?;
    Ok(row + 1)
}

fn write_grade(
    sheet: &mut Worksheet,
    (row, colour): (u32, u32),
    (estimate, sentence): (&Estimate, &str),
    look: &Look,
) -> Result<(), WorkbookError> {
    sheet.set_row_height(row, f64::from(GRADE_POINTS))?;
    let label = look.grade.clone().set_border_left(FormatBorder::Thick).set_border_left_color(Color::RGB(colour));
    put_across(sheet, (row, 0), 1, (&estimate.label, &label))?;
    match estimate.share {
        Some(share) => sheet.write_number_with_format(row, 2, share, &look.share)?,
        None => sheet.write_string_with_format(row, 2, "–", &look.share)?,
    };
    put_text(sheet, (row, 3), &format!("({} of {})", estimate.count, estimate.of), &look.plain)?;
    put_across(sheet, (row, 4), 5, (&between(estimate), &look.plain))?;
    put_across(sheet, (row, 8), LAST, (sentence, &look.small.clone().set_align(FormatAlign::VerticalCenter)))
}

/// Grades by period on the left, concerns on the right.
fn write_charts(sheet: &mut Worksheet, top: u32, source: &Source, look: &Look) -> Result<u32, WorkbookError> {
    let findings = source.findings;
    sheet.set_row_height(top, 20)?;
    let has_trend = findings.trend.len() > 1;
    let left = if has_trend { "Grades by period" } else { "Answers to each question" };
    put_across(sheet, (top, 0), 5, (left, &look.part))?;
    put_across(
        sheet,
        (top, 6),
        LAST,
        ("Concerns, most frequent first: share of cases, with its interval", &look.part),
    )?;
    let row = top + 1;
    let size = (6 * COLUMN_PIXELS - 10, CHARTS_PIXELS - 8);
    match criteria::first_stack(findings) {
        _ if has_trend => {
            let stack = trend::stack(findings, (MOST_PERIODS, trend::Width::Half));
            let stack = stack.chart(size, &trend::spoken(findings));
            place(sheet, (row, 0), &stack, CHARTS_PIXELS)?;
        }
        Some((stack, alt)) => place(sheet, (row, 0), &stack.chart(size, &alt), CHARTS_PIXELS)?,
        None => put_across(sheet, (row, 0), 5, ("No question has been answered yet.", &look.item))?,
    }
    match themes::concern_bars(findings, MOST_CONCERNS) {
        Some(bars) => {
            let concerns = themes::of_kind(findings, Bearing::Concern).map(|theme| &theme.share);
            let alt = lines::spoken("Bar chart of concerns", concerns.take(MOST_CONCERNS));
            place(sheet, (row, 6), &bars.beside_names(size, &alt), CHARTS_PIXELS)?;
        }
        None => put_across(sheet, (row, 6), LAST, ("No concern has been coded.", &look.item))?,
    }
    Ok(row + 1)
}

/// What was weak, what was strong, what is being done.
fn write_columns(sheet: &mut Worksheet, top: u32, findings: &Findings, look: &Look) -> Result<u32, WorkbookError> {
    let parts = [(0, "What was weak", CONCERN), (4, "What was strong", STRENGTH), (8, "What is being done", INK)];
    sheet.set_row_height(top, 20)?;
    for (column, title, colour) in parts {
        let format = look.part.clone().set_font_color(Color::RGB(colour));
        put_across(sheet, (top, column), column + 3, (title, &format))?;
    }
    let weak: Vec<&ThemeShare> = themes::of_kind(findings, Bearing::Concern).take(MOST_THEMES).collect();
    let strong: Vec<&ThemeShare> = themes::of_kind(findings, Bearing::Strength).take(MOST_THEMES).collect();
    let doing = findings.sentences.actions.as_deref().unwrap_or(actions::NONE);
    let doing: Vec<String> =
        std::iter::once(doing.to_owned()).chain(next_steps(&findings.actions, MOST_ACTIONS)).collect();
    let mut row = top + 1;
    for place in 0..weak.len().max(strong.len()).max(doing.len()) {
        let pair = [weak.get(place), strong.get(place)];
        let labels = pair.map(|theme| theme.map_or("", |theme| theme.label.as_str()));
        let step = doing.get(place).map_or("", String::as_str);
        put_across(sheet, (row, 8), LAST, (step, &look.item))?;
        for (column, theme) in [0, 4].into_iter().zip(pair) {
            put_theme(sheet, (row, column), (theme.copied(), place), look)?;
        }
        let [weak, strong] = labels.map(|label| (label, COLUMN_LETTERS * 3.0 + 1.0));
        sheet.set_row_height(row, height(&[weak, strong, (step, COLUMN_LETTERS * 4.0)]))?;
        row += 1;
    }
    Ok(row)
}

fn put_theme(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    (theme, place): (Option<&ThemeShare>, usize),
    look: &Look,
) -> Result<(), WorkbookError> {
    match theme {
        Some(theme) => {
            put_across(sheet, (row, column), column + 2, (&theme.label, &look.item))?;
            put_text(sheet, (row, column + 3), &share_and_count(&theme.share), &look.figure)
        }
        None if place == 0 => put_across(sheet, (row, column), column + 2, ("None coded.", &look.item)),
        None => Ok(()),
    }
}

/// Agreement, limits, notes, and where the method stands.
fn write_foot(sheet: &mut Worksheet, top: u32, source: &Source, look: &Look) -> Result<u32, WorkbookError> {
    let (sentences, method) = (&source.findings.sentences, &source.findings.method);
    sheet.set_row_height(top, 6)?;
    let told: Vec<&str> = sentences.agreement.as_deref().into_iter().chain([sentences.limits.as_str()]).collect();
    let mut row = across(sheet, top + 1, (told.join(" ").trim(), &source.style.plain), 0.0)?;
    let notes = sentences.notes.join(" ");
    if !notes.is_empty() {
        row = across(sheet, row, (&notes, &source.style.plain), 0.0)?;
    }
    let earlier = if method.earlier.is_empty() { " No earlier draw was made for this period." } else { "" };
    let again = format!(
        "How this was done, so that it can be done again: the sheet Method, and the manifest {} that it names.{earlier}",
        method.manifest_name
    );
    let end = across(sheet, row, (&again, &look.small), 2.0)?;
    sheet.set_row_height(row, height(&[(&again, COLUMN_LETTERS * f64::from(COLUMNS) * SMALLER)]) + 2.0)?;
    Ok(end)
}
