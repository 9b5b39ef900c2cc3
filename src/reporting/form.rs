//! A rubric as a paper form on A4: what to look for, what each answer looks like with a box to tick, and lines for words.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::pack::{put, tall};
use super::workbook::WorkbookError;
use crate::model::english::or_list;
use crate::model::{Criterion, CriterionForm, Evidence, OverallRule, Rubric, UNUSABLE_REASONS};

/// Widths of box, label and words, in characters: together they fill a page at its full size.
const WIDTHS: [f64; 3] = [3.3, 20.0, 66.0];
/// Points of rows that a page holds.
const PAGE: f64 = 715.0;
/// Points of a line to write on.
const LINE: f64 = 21.0;
/// What the auditor fills in first.
const HEAD: [&str; 6] = ["Sample and case", "Record", "Date of the record", "Whose work it is", "Auditor", "Graded on"];

struct Look {
    title: Format,
    plain: Format,
    small: Format,
    heading: Format,
    question: Format,
    label: Format,
    words: Format,
    tick: Format,
    line: Format,
    warning: Format,
}

impl Look {
    fn new() -> Look {
        let base =
            || Format::new().set_font_name("Arial").set_font_size(10).set_align(FormatAlign::Top).set_text_wrap();
        let cell = || base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x0088_8F99));
        Look {
            title: base().set_bold().set_font_size(16),
            plain: base(),
            small: base().set_font_size(9).set_font_color(Color::RGB(0x0044_4B55)),
            heading: base().set_bold().set_font_size(12).set_background_color(Color::RGB(0x00E6_EAEF)),
            question: base().set_bold(),
            label: cell().set_bold(),
            words: cell(),
            tick: cell().set_border(FormatBorder::Medium).set_border_color(Color::Black),
            line: base().set_border_bottom(FormatBorder::Thin).set_border_color(Color::RGB(0x0088_8F99)),
            warning: base().set_bold().set_border(FormatBorder::Medium),
        }
    }
}

/// One row of the form.
enum Row {
    /// Words across the page.
    Across(String, Kind),
    /// A box to tick, what it stands for, and what it looks like.
    Tick(String, String),
    /// A label and room to write.
    Blank(String),
    /// A line to write on.
    Line,
    /// A little room.
    Gap,
}

#[derive(Clone, Copy)]
enum Kind {
    Title,
    Plain,
    Small,
    Heading,
    Question,
    Warning,
}

/// Makes the form. The same rubric gives the same bytes.
///
/// # Errors
/// [`WorkbookError`] when the sheet cannot take what is put on it.
pub fn form(rubric: &Rubric, guidance: &[String], program: &str) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(format!("{}: paper form", rubric.title()))
            .set_comment(format!("Rubric '{}' version {}. Made by {program}.", rubric.id(), rubric.version()))
            .set_creation_datetime(&ExcelDateTime::from_ymd(2020, 1, 1)?),
    );
    let font = Format::new().set_font_name("Arial").set_font_size(10);
    workbook.set_default_format(&font, 17, 64)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name("Form")?;
    set_up(sheet, rubric)?;
    let mut blocks = vec![head(rubric), advice(rubric, guidance)];
    for (number, one) in (1..).zip(rubric.criteria()) {
        blocks.push(criterion(rubric, number, one));
        blocks.push(themes(rubric, one));
    }
    blocks.push(overall(rubric));
    lay(sheet, &blocks)?;
    Ok(workbook.save_to_buffer()?)
}

fn set_up(sheet: &mut Worksheet, rubric: &Rubric) -> Result<(), WorkbookError> {
    sheet.set_paper_size(9).set_portrait().set_print_scale(100).set_screen_gridlines(false);
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    let name = format!("{} ('{}', version {})", rubric.title(), rubric.id(), rubric.version()).replace('&', "&&");
    sheet.set_footer(format!("&L&8{name}&C&8Page &P of &N&R&8Keep it as you keep the case files"));
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

fn head(rubric: &Rubric) -> Vec<Row> {
    let mut rows =
        vec![Row::Across(rubric.title().to_owned(), Kind::Title), Row::Across(rubric.about().to_owned(), Kind::Plain)];
    rows.push(Row::Gap);
    rows.extend(HEAD.map(|label| Row::Blank(label.to_owned())));
    rows.push(Row::Gap);
    let urgent = "If a child may be unsafe, or somebody must act now: ring the team manager at once and follow your council's procedure. \
                  A form tells nobody. Then write here what you saw, whom you told and when.";
    rows.push(Row::Across(urgent.to_owned(), Kind::Warning));
    rows.extend([Row::Line, Row::Line, Row::Gap]);
    rows.push(Row::Across("Only where it cannot be graded at all:".to_owned(), Kind::Small));
    rows.extend(UNUSABLE_REASONS.iter().map(|reason| Row::Tick(reason.id.to_owned(), reason.label.to_owned())));
    rows.push(Row::Gap);
    rows
}

fn advice(rubric: &Rubric, guidance: &[String]) -> Vec<Row> {
    let mut rows: Vec<Row> = guidance.iter().map(|line| Row::Across(format!("\u{2022} {line}"), Kind::Plain)).collect();
    let how = match rubric.criteria().iter().any(|one| one.form == CriterionForm::Graded) {
        true => "For each question tick one answer: the first that you can point to in the record, read from the top.",
        false => "For each question tick one answer: what you can point to in the record.",
    };
    rows.push(Row::Across(
        format!("\u{2022} {how} No names of children and relatives, and no reference numbers."),
        Kind::Plain,
    ));
    rows.push(Row::Gap);
    rows
}

fn criterion(rubric: &Rubric, number: usize, one: &Criterion) -> Vec<Row> {
    let limiting = if one.limiting { " (its lowest grade limits the overall)" } else { "" };
    let mut rows = vec![
        Row::Across(format!("{number}. {}{limiting}", one.title), Kind::Heading),
        Row::Across(one.question.clone(), Kind::Question),
    ];
    rows.extend(one.look_for.iter().map(|line| Row::Across(format!("\u{2013} {line}"), Kind::Small)));
    let mut answers = rubric.answers(one);
    if one.form == CriterionForm::Graded {
        answers.reverse();
    }
    for (id, label) in answers {
        let words = one.descriptors.iter().find(|known| known.answer == id).map_or("", |known| known.text.as_str());
        rows.push(Row::Tick(label.to_owned(), words.to_owned()));
    }
    let wanted = match one.evidence {
        Evidence::Always => "What in the record shows it (needed):",
        Evidence::Never => "What in the record shows it:",
        Evidence::Asked | Evidence::BelowTop if one.form == CriterionForm::Check => {
            "What in the record shows it (needed where it is no):"
        }
        Evidence::Asked | Evidence::BelowTop => "What in the record shows it (needed below the top grade):",
    };
    rows.push(Row::Across(wanted.to_owned(), Kind::Small));
    rows.extend([Row::Line, Row::Line, Row::Line]);
    rows
}

/// The themes of a criterion, which may stand on the next page.
fn themes(rubric: &Rubric, one: &Criterion) -> Vec<Row> {
    let mut rows = Vec::new();
    let themes: Vec<_> = one.themes.iter().filter_map(|id| rubric.theme(id)).collect();
    if !themes.is_empty() {
        rows.push(Row::Across(format!("{}: themes, as many as fit", one.title), Kind::Small));
        rows.extend(themes.iter().map(|theme| Row::Tick(theme.bearing.id().to_owned(), theme.label.clone())));
    }
    rows.push(Row::Gap);
    rows
}

fn overall(rubric: &Rubric) -> Vec<Row> {
    let mut rows = vec![Row::Across("Overall grade".to_owned(), Kind::Heading)];
    let graded = rubric.criteria().iter().any(|one| one.form == CriterionForm::Graded);
    let rule = match rubric.rule() {
        _ if !graded => "The answers suggest none: give the grade that fits what they meant for this child.",
        OverallRule::Middle => {
            "Suggested is the middle one of the grades above, put in order; the lower of two middle ones."
        }
        OverallRule::Lowest => "Suggested is the lowest of the grades above.",
        OverallRule::Majority => {
            "Suggested is the grade that most questions have; the lower of those that equally many have."
        }
    };
    let limits: Vec<&str> = rubric.criteria().iter().filter(|one| one.limiting).map(|one| one.title.as_str()).collect();
    let lowest = rubric.scale().first().map_or("", |grade| grade.label.as_str());
    let capped = match limits.as_slice() {
        [] => String::new(),
        limits => format!(" Where {} is {lowest}, the overall is {lowest}.", or_list(limits)),
    };
    rows.push(Row::Across(format!("{rule}{capped}"), Kind::Plain));
    rows.extend(rubric.scale().iter().rev().map(|grade| Row::Tick(grade.label.clone(), String::new())));
    rows.push(Row::Across("Why, where it is not the one suggested:".to_owned(), Kind::Small));
    rows.extend([Row::Line, Row::Line, Row::Line]);
    rows
}

fn height(row: &Row) -> f64 {
    let across: f64 = WIDTHS.iter().sum();
    match row {
        Row::Across(words, Kind::Title) => tall(words, across / 1.6) + 12.0,
        Row::Across(words, Kind::Heading) => tall(words, across / 1.25) + 4.0,
        Row::Across(words, Kind::Warning) => tall(words, across * 0.93) + 2.0,
        Row::Across(words, Kind::Small) => tall(words, across * 1.2) - 1.0,
        Row::Across(words, _) => tall(words, across * 1.08),
        Row::Tick(label, words) => tall(words, WIDTHS[2] * 1.05).max(tall(label, WIDTHS[1])) + 1.0,
        Row::Blank(_) | Row::Line => LINE,
        Row::Gap => 9.0,
    }
}

/// Lays the blocks down; one that no longer fits on a page begins the next.
fn lay(sheet: &mut Worksheet, blocks: &[Vec<Row>]) -> Result<(), WorkbookError> {
    let look = Look::new();
    let (mut at, mut used, mut breaks) = (0u32, 0.0, Vec::new());
    for block in blocks {
        let whole: f64 = block.iter().map(height).sum();
        if used > 0.0 && used + whole > PAGE && (whole <= PAGE || used > PAGE / 2.0) {
            breaks.push(at);
            used = 0.0;
        }
        for row in block {
            let points = height(row);
            if used + points > PAGE {
                breaks.push(at);
                used = 0.0;
            }
            write(sheet, at, row, &look)?;
            sheet.set_row_height(at, points)?;
            used += points;
            at += 1;
        }
    }
    sheet.set_page_breaks(&breaks)?;
    sheet.set_print_area(0, 0, at.saturating_sub(1), 2)?;
    Ok(())
}

fn write(sheet: &mut Worksheet, at: u32, row: &Row, look: &Look) -> Result<(), WorkbookError> {
    match row {
        Row::Across(words, kind) => {
            let format = match kind {
                Kind::Title => &look.title,
                Kind::Plain => &look.plain,
                Kind::Small => &look.small,
                Kind::Heading => &look.heading,
                Kind::Question => &look.question,
                Kind::Warning => &look.warning,
            };
            sheet.merge_range(at, 0, at, 2, "", format)?;
            put(sheet, (at, 0), words, format)
        }
        Row::Tick(label, words) => {
            sheet.write_blank(at, 0, &look.tick)?;
            put(sheet, (at, 1), label, &look.label)?;
            put(sheet, (at, 2), words, &look.words)
        }
        Row::Blank(label) => {
            sheet.merge_range(at, 0, at, 1, "", &look.label)?;
            put(sheet, (at, 0), label, &look.label)?;
            sheet.write_blank(at, 2, &look.words)?;
            Ok(())
        }
        Row::Line => {
            for column in 0..3 {
                sheet.write_blank(at, column, &look.line)?;
            }
            Ok(())
        }
        Row::Gap => Ok(()),
    }
}
