//! What an auditor is given back: each of their moderated cases on which the agreed grade is another than theirs, and why.

use chrono::NaiveTime;
use rust_xlsxwriter::{DocProperties, Format, Workbook};

use super::cells::{put_across, put_text};
use super::measure::height;
use super::style::{self, Style};
use super::{COLUMN_PIXELS, MOST_OF_A_PROPERTY, ROW_PIXELS, WorkbookError};
use crate::calendar::british;
use crate::model::AuditorFeedback;
use crate::reporting::xml_text::cut;

/// Widths of the four columns, in characters.
const WIDTHS: [f64; 4] = [40.0, 26.0, 26.0, 56.0];
const LAST: u16 = 3;
/// Excel's number for A4.
const A4: u8 = 9;
const ABOUT: &str = "Each case here was graded by you and moderated, and the agreed answer to the questions below is another than yours. \
Your own grading is kept as you gave it. Only your own cases are here; what another auditor gave is not.";
const WARNING: &str = "This file names children's records, because it is for working on them. Keep it as you keep the case files, and share \
it with nobody but whoever leads the audit.";

/// Makes the workbook. The same feedback gives the same bytes.
///
/// # Errors
/// [`WorkbookError`] when the sheet cannot take what is put on it.
pub fn auditor_feedback(feedback: &AuditorFeedback, program: &str) -> Result<Vec<u8>, WorkbookError> {
    let style = Style::new();
    let mut workbook = Workbook::new();
    let font = Format::new().set_font_name(style::FONT).set_font_size(10);
    workbook.set_default_format(&font, ROW_PIXELS, COLUMN_PIXELS)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(cut(&format!("Moderation, for {}: {}", feedback.auditor, feedback.title), MOST_OF_A_PROPERTY))
            .set_comment(format!("Names children's records. Made by {program}."))
            .set_creation_datetime(&feedback.drawn_on.and_time(NaiveTime::MIN)),
    );
    let sheet = workbook.add_worksheet();
    sheet.set_name("Moderation")?;
    sheet.set_paper_size(A4).set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&8Page &P of &N&R&8Names children's records: keep it as you keep the case files");
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let wide: f64 = WIDTHS.iter().sum();
    let mut row = 0;
    let unchanged = match feedback.unchanged {
        0 => String::new(),
        1 => "1 more of your cases was moderated and left as you graded it.".to_owned(),
        count => format!("{count} more of your cases were moderated and left as you graded them."),
    };
    let none = if feedback.cases.is_empty() { "No agreed answer is another than yours." } else { "" };
    let title = format!("Moderation, for {}", feedback.auditor);
    let about = format!("{} (sample {})", feedback.title, feedback.sample);
    let head: [(&str, &Format); 6] = [
        (&title, &style.title),
        (&about, &style.part),
        (WARNING, &style.warning),
        (ABOUT, &style.note),
        (&unchanged, &style.note),
        (none, &style.plain),
    ];
    for (words, format) in head.into_iter().filter(|(words, _)| !words.is_empty()) {
        put_across(sheet, (row, 0), LAST, (words, format))?;
        sheet.set_row_height(row, height(&[(words, wide - 4.0)]).max(if row == 0 { 24.0 } else { 0.0 }))?;
        row += 1;
    }
    for case in &feedback.cases {
        row += 1;
        let date = case.date.map(|date| format!(", {}", british(date))).unwrap_or_default();
        let child = case.child.as_ref().map(|child| format!(", child {child}")).unwrap_or_default();
        put_across(sheet, (row, 0), LAST, (&format!("Record {}{child}{date}", case.record), &style.heading))?;
        let why = format!("Why it was agreed: {}", case.reason);
        put_across(sheet, (row + 1, 0), LAST, (&why, &style.text))?;
        sheet.set_row_height(row + 1, height(&[(&why, wide - 4.0)]))?;
        for (column, words) in (0..).zip(["Question", "You gave", "Agreed", "What counts with it"]) {
            put_text(sheet, (row + 2, column), words, &style.heading)?;
        }
        row += 3;
        for one in &case.differences {
            let words = one.words.join("\n");
            let cells = [&one.question, &one.theirs, &one.agreed, &words];
            for (column, text) in (0..).zip(cells) {
                put_text(sheet, (row, column), text, &style.text)?;
            }
            let rows: Vec<(&str, f64)> =
                cells.iter().zip(WIDTHS).map(|(text, width)| (text.as_str(), width - 1.3)).collect();
            sheet.set_row_height(row, height(&rows))?;
            row += 1;
        }
    }
    sheet.set_print_area(0, 0, row, LAST)?;
    Ok(workbook.save_to_buffer()?)
}
