//! A person's own cases of a sample, to be talked through in supervision: one block a case, strengths first, with room
//! for a reply and for notes. It names records, because it is for doing the work, and says so on its face.

use chrono::NaiveTime;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::cells::{put_across, put_text};
use super::measure::height;
use super::style::{self, Style};
use super::{COLUMN_PIXELS, MOST_OF_A_PROPERTY, ROW_PIXELS, WorkbookError};
use crate::calendar::british;
use crate::model::english::and_list;
use crate::model::{ActionLine, CaseAnswer, Feedback, FeedbackCase, FeedbackPoint};
use crate::reporting::xml_text::cut;

/// Widths of the four columns, in characters.
const WIDTHS: [f64; 4] = [24.0, 62.0, 40.0, 22.0];
/// The last column.
const LAST: u16 = 3;
/// Height of the room to write in, in points.
const ROOM: f64 = 64.0;
/// What is said if two auditors agree overall but still differ on a question.
const NOT_AGREED_YET: &str = "The overall grades are settled. Where an answer is \"not agreed yet\", two auditors differ on that question; what is agreed follows later.";
/// Excel's number for A4.
const A4: u8 = 9;

/// The formats that only this file uses.
struct Look {
    style: Style,
    case: Format,
    room: Format,
    label: Format,
}

/// Makes the workbook. The same feedback gives the same bytes.
///
/// # Errors
/// [`WorkbookError`] when the sheet cannot take what is put on it.
pub fn feedback(feedback: &Feedback, program: &str) -> Result<Vec<u8>, WorkbookError> {
    let style = Style::new();
    let look = Look {
        case: style.heading.clone().set_font_size(11),
        room: style
            .text
            .clone()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::Top)
            .set_unlocked(),
        label: style.part.clone().set_align(FormatAlign::Top).set_font_size(10),
        style,
    };
    let mut workbook = Workbook::new();
    let font = Format::new().set_font_name(style::FONT).set_font_size(10);
    workbook.set_default_format(&font, ROW_PIXELS, COLUMN_PIXELS)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(cut(&format!("Feedback for {}: {}", feedback.iro, feedback.title), MOST_OF_A_PROPERTY))
            .set_comment(format!("Names children's records. Made by {program}."))
            .set_creation_datetime(&feedback.drawn_on.and_time(NaiveTime::MIN)),
    );
    let sheet = workbook.add_worksheet();
    sheet.set_name("Feedback")?;
    set_up(sheet)?;
    let mut row = write_head(sheet, feedback, &look)?;
    for case in &feedback.cases {
        row = write_case(sheet, row, (feedback, case), &look)?;
    }
    row = write_actions(sheet, row, &feedback.actions, &look)?;
    sheet.set_print_area(0, 0, row, LAST)?;
    Ok(workbook.save_to_buffer()?)
}

fn set_up(sheet: &mut Worksheet) -> Result<(), WorkbookError> {
    sheet.set_paper_size(A4).set_landscape();
    sheet.set_margins(0.4, 0.4, 0.45, 0.6, 0.25, 0.3);
    sheet.set_screen_gridlines(false);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&8Page &P of &N&R&8Names children's records: keep it as you keep the case files");
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

/// Writes words over the whole width, as tall as they need; returns the next row.
fn across(sheet: &mut Worksheet, row: u32, text: &str, format: &Format) -> Result<u32, WorkbookError> {
    put_across(sheet, (row, 0), LAST, (text, format))?;
    sheet.set_row_height(row, height(&[(text, WIDTHS.iter().sum())]))?;
    Ok(row + 1)
}

fn write_head(sheet: &mut Worksheet, feedback: &Feedback, look: &Look) -> Result<u32, WorkbookError> {
    put_text(sheet, (0, 0), &format!("Feedback for {}", feedback.iro), &look.style.title)?;
    sheet.set_row_height(0, 24)?;
    let mut row = across(sheet, 1, &format!("{} (sample {})", feedback.title, feedback.sample), &look.style.part)?;
    row = across(
        sheet,
        row,
        "This file names children's records, because it is for working on them. Keep it as you keep the case files, and share it with \
         nobody but your manager.",
        &look.style.warning,
    )?;
    row = across(
        sheet,
        row,
        "These are your own cases with their final grades, strengths first. Nobody else's work is in it and nothing here compares you with \
         others: the cases were drawn by chance, and they are too few for that. Write your reply where there is room for it, and send \
         it back or say it in supervision. Where you think that a grade is wrong, say which words of the record show it.",
        &look.style.note,
    )?;
    if feedback.cases.iter().flat_map(|case| &case.answers).any(|answer| *answer == CaseAnswer::NotAgreedYet) {
        row = across(sheet, row, NOT_AGREED_YET, &look.style.note)?;
    }
    if feedback.unsettled > 0 {
        let count = feedback.unsettled;
        let words = match count {
            1 => "1 more of your cases was drawn and is not settled yet; it follows later.".to_owned(),
            _ => format!("{count} more of your cases were drawn and are not settled yet; they follow later."),
        };
        row = across(sheet, row, &words, &look.style.note)?;
    }
    if feedback.cases.is_empty() {
        row = across(sheet, row, "None of your cases is settled yet.", &look.style.plain)?;
    }
    Ok(row + 1)
}

fn write_case(
    sheet: &mut Worksheet,
    top: u32,
    (feedback, case): (&Feedback, &FeedbackCase),
    look: &Look,
) -> Result<u32, WorkbookError> {
    let date = case.date.map(|date| format!(", {}", british(date))).unwrap_or_default();
    let child = case.child.as_ref().map(|child| format!(", child {child}")).unwrap_or_default();
    let graded =
        if case.auditors.is_empty() { String::new() } else { format!(" (graded by {})", and_list(&case.auditors)) };
    let title = format!("Record {}{child}{date}: {}{graded}", case.record, case.overall);
    let mut row = across(sheet, top, &title, &look.case)?;
    let answers: Vec<String> = feedback
        .criteria
        .iter()
        .zip(&case.answers)
        .map(|(title, answer)| format!("{title}: {}", answer.words().unwrap_or("no agreed answer")))
        .collect();
    row = across(sheet, row, &answers.join("   ·   "), &look.style.note)?;
    row = write_points(sheet, row, ("What was done well", &case.strengths), look)?;
    row = write_points(sheet, row, ("What needs to be better", &case.concerns), look)?;
    for (label, text) in [("Your reply", case.reply.as_deref().unwrap_or_default()), ("Supervision notes", "")] {
        put_text(sheet, (row, 0), label, &look.label)?;
        sheet.merge_range(row, 1, row, LAST, "", &look.room)?;
        put_text(sheet, (row, 1), text, &look.room)?;
        sheet.set_row_height(row, ROOM.max(height(&[(text, WIDTHS[1] + WIDTHS[2] + WIDTHS[3])])))?;
        row += 1;
    }
    sheet.set_row_height(row, 10)?;
    Ok(row + 1)
}

fn write_points(
    sheet: &mut Worksheet,
    top: u32,
    (label, points): (&str, &[FeedbackPoint]),
    look: &Look,
) -> Result<u32, WorkbookError> {
    let mut row = top;
    for (place, point) in points.iter().enumerate() {
        put_text(sheet, (row, 0), if place == 0 { label } else { "" }, &look.label)?;
        let themes = point.themes.join("; ");
        for (column, text) in [(1, &point.text), (2, &themes), (3, &point.criterion)] {
            put_text(sheet, (row, column), text, &look.style.text)?;
        }
        sheet.set_row_height(
            row,
            height(&[(&point.text, WIDTHS[1] - 1.3), (&themes, WIDTHS[2] - 1.3), (&point.criterion, WIDTHS[3] - 1.3)]),
        )?;
        row += 1;
    }
    Ok(row)
}

fn write_actions(sheet: &mut Worksheet, top: u32, actions: &[ActionLine], look: &Look) -> Result<u32, WorkbookError> {
    if actions.is_empty() {
        return Ok(top);
    }
    let mut row = across(sheet, top, "What is being done", &look.case)?;
    for action in actions {
        let record = action.record.as_ref().map(|record| format!(" (record {record})")).unwrap_or_default();
        put_text(sheet, (row, 0), &format!("{}{record}", action.owner), &look.style.text)?;
        put_text(sheet, (row, 1), &action.what, &look.style.text)?;
        put_text(sheet, (row, 2), action.state.label(), &look.style.text)?;
        put_text(sheet, (row, 3), &format!("due {}", british(action.due)), &look.style.text)?;
        sheet.set_row_height(row, height(&[(&action.what, WIDTHS[1] - 1.3), (&action.owner, WIDTHS[0] - 1.3)]))?;
        row += 1;
    }
    Ok(row)
}
