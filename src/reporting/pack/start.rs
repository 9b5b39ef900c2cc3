//! What to do, in few words; what the pack is; and what to do first where a child may be unsafe.

use rust_xlsxwriter::Worksheet;

use super::{Look, put, tall};
use crate::calendar::british;
use crate::model::{PACK_FACTS, PACK_TOKEN, Pack};
use crate::reporting::workbook::WorkbookError;

/// Widths of the two columns, in characters.
const WIDTHS: [f64; 2] = [24.0, 96.0];

pub(super) fn write(sheet: &mut Worksheet, pack: &Pack, look: &Look) -> Result<(), WorkbookError> {
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    put(sheet, (0, 0), &format!("Cases to grade: {}", pack.sample), &look.title.clone().set_text_wrap())?;
    sheet.merge_range(0, 0, 0, 1, "", &look.title)?;
    put(sheet, (0, 0), &format!("Cases to grade: {}", pack.sample), &look.title)?;
    sheet.set_row_height(0, 26)?;
    let mut row = across(
        sheet,
        1,
        "This file holds children's data. Keep it as you keep the case files, send it only the way your council sends \
        such files, and delete it once it has been taken back in.",
        &look.warning,
    )?;
    row = across(
        sheet,
        row,
        "If a child may be unsafe, or somebody must act now: ring the team manager at once and follow your council's procedure. This \
        file and this program tell nobody. Then write it in the column 'urgent' of the sheet Grading and send the file back today, \
        finished or not.",
        &look.warning,
    )?;
    row += 1;
    let facts = [
        pack.sample.clone(),
        pack.auditor.clone(),
        pack.rubric.id().to_owned(),
        pack.rubric.version().to_string(),
        pack.rubric.digest().to_owned(),
    ];
    let due = pack.due.map_or_else(|| "no day is set".to_owned(), british);
    let told = PACK_FACTS.into_iter().map(str::to_owned).zip(facts);
    let told = told.chain([
        ("What is graded".to_owned(), pack.rubric.title().to_owned()),
        ("Cases".to_owned(), pack.cases.len().to_string()),
        ("Send back by".to_owned(), due),
        (PACK_TOKEN.to_owned(), pack.token.clone()),
    ]);
    for (label, words) in told {
        put(sheet, (row, 0), &label, &look.heading)?;
        put(sheet, (row, 1), &words, &look.fixed)?;
        row += 1;
    }
    row += 1;
    for (number, words) in (1..).zip(STEPS) {
        row = across(sheet, row, &format!("{number}. {words}"), &look.plain)?;
    }
    for words in &pack.guidance {
        row = across(sheet, row, &format!("•  {words}"), &look.plain)?;
    }
    sheet.set_print_area(0, 0, row, 1)?;
    Ok(())
}

const STEPS: [&str; 8] = [
    "Read the record: its text stands on the sheet Records (the blue number of a case leads there), and the whole record in your council's system.",
    "Go to the sheet Grading. One case is one row; the white cells are yours, the grey ones are locked.",
    "For each question choose a grade from the list. What each grade looks like stands on the sheet Descriptors.",
    "Write a finding in words where the grade is not the best, and where something was done well. Begin with 'strength:' or 'concern:' where the \
     grade does not tell which. No names and no reference numbers of children.",
    "Choose a theme where one fits; several are divided by a semicolon.",
    "Leave 'overall' blank to take the grade that your answers suggest. Where you give another, say why beside it.",
    "A case that cannot be graded: choose the reason in 'unusable'.",
    "Write 'yes' under 'finished' when a case is done. Cells that still want an answer are yellow. Save, and send the file back as it is named.",
];

fn across(
    sheet: &mut Worksheet,
    row: u32,
    words: &str,
    format: &rust_xlsxwriter::Format,
) -> Result<u32, WorkbookError> {
    sheet.merge_range(row, 0, row, 1, "", format)?;
    put(sheet, (row, 0), words, format)?;
    sheet.set_row_height(row, tall(words, WIDTHS[0] + WIDTHS[1]))?;
    Ok(row + 1)
}
