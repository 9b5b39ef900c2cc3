//! Each record's text as it was when drawn, to be read beside the answers.

use rust_xlsxwriter::Worksheet;

use super::{LONGEST, Look, put, tall};
use crate::calendar::british;
use crate::model::{Pack, PackCase};
use crate::reporting::workbook::WorkbookError;

/// Widths of label and words, in characters.
const WIDTHS: [f64; 2] = [24.0, 110.0];
/// Letters of a text that stand in one row: as many as the tallest row shows.
const IN_A_ROW: usize = 2_600;

pub(super) fn write(sheet: &mut Worksheet, pack: &Pack, look: &Look) -> Result<(), WorkbookError> {
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    for case in &pack.cases {
        for (label, words, head) in lines(case) {
            put(sheet, (row, 0), &label, &look.heading)?;
            put(sheet, (row, 1), &words, if head { &look.heading } else { &look.words })?;
            sheet.set_row_height(row, tall(&words, WIDTHS[1]))?;
            row += 1;
        }
        row += 1;
    }
    sheet.set_print_area(0, 0, row.max(1) - 1, 1)?;
    Ok(())
}

/// The row on which a case begins.
pub(super) fn row_of(pack: &Pack, place: usize) -> usize {
    pack.cases.iter().take(place).map(|case| lines(case).len() + 1).sum()
}

/// Label, words, and whether they head a case.
fn lines(case: &PackCase) -> Vec<(String, String, bool)> {
    let date = case.date.map(|date| format!(", {}", british(date))).unwrap_or_default();
    let child = case.child.as_ref().map(|child| format!(", child {child}")).unwrap_or_default();
    let mut lines = vec![(format!("Case {}", case.case), format!("Record {}{child}{date}", case.record), true)];
    lines.extend(case.facts.iter().map(|(label, value)| (label.clone(), value.clone(), false)));
    match &case.text {
        None => lines.push((
            "Text".to_owned(),
            "The extract held no text: read the record in your council's system.".to_owned(),
            false,
        )),
        Some(text) => {
            lines.extend(pieces(text).into_iter().enumerate().map(|(at, piece)| {
                (if at == 0 { "Text".to_owned() } else { "Text, continued".to_owned() }, piece, false)
            }));
        }
    }
    lines
}

/// A text in pieces that a row can show whole, broken between words where it can be.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in text.split_inclusive([' ', '\n']) {
        let full = pieces
            .last()
            .is_some_and(|piece| !piece.is_empty() && piece.chars().count() + word.chars().count() > IN_A_ROW);
        if full {
            pieces.push(String::new());
        }
        let letters: Vec<char> = word.chars().collect();
        for (at, part) in letters.chunks(LONGEST).enumerate() {
            if at > 0 {
                pieces.push(String::new());
            }
            if let Some(piece) = pieces.last_mut() {
                piece.extend(part);
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shown_whole() {
        let text = "word ".repeat(5_000) + &"x".repeat(70_000);
        let all = pieces(&text);
        assert!(all.len() > 5 && all.iter().all(|piece| piece.chars().count() <= LONGEST));
        assert_eq!(all.concat(), text);
    }
}
