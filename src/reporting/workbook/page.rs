//! How a sheet is printed and how tall a row must be: A4 landscape, one page wide, headings on every page.

use rust_xlsxwriter::Worksheet;

use super::cells::{put_across, put_text};
use super::{Source, WorkbookError};

/// Excel's number for A4.
const A4: u8 = 9;
/// The tallest row that Excel allows, in points.
pub(super) const TALLEST: f64 = 409.0;
/// Height of one line of words, in points.
const LINE: f64 = 12.75;
/// Room above and below the words of a row, in points.
const AIR: f64 = 4.0;
/// Characters that fit in one unit of column width: letters are narrower than the digit that a unit stands for.
const LETTERS_IN_UNIT: f64 = 1.08;
/// Letters of a sample's name in a footer, which holds 255 in all.
const NAME_IN_FOOTER: usize = 90;

/// The row on which every sheet but the first has its headings.
pub(super) const HEADINGS: u32 = 3;

/// Sets paper, margins and footer.
pub(super) fn set_up(sheet: &mut Worksheet, source: &Source) {
    sheet.set_paper_size(A4).set_landscape();
    sheet.set_margins(0.4, 0.4, 0.45, 0.6, 0.25, 0.3);
    sheet.set_screen_gridlines(false);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer(footer(source));
}

/// The sample's name, the page out of all pages, and how the file is to be handled.
fn footer(source: &Source) -> String {
    let name: String = source.findings.basis.samples.join(", ").chars().take(NAME_IN_FOOTER).collect();
    let handling = if source.face.identifiable { "Names children and staff" } else { "Names are pseudonyms" };
    format!("&L&8{}{}&C&8Page &P of &N&R&8{handling}", " ", name.replace('&', "&&"))
}

/// Writes the title, a sentence and the provisional warning above the headings, freezes them, and repeats the
/// headings on each printed page.
pub(super) fn head(
    sheet: &mut Worksheet,
    source: &Source,
    (title, note): (&str, &str),
    widths: &[f64],
) -> Result<(), WorkbookError> {
    let last = last_column(widths);
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, *width)?;
    }
    let wide: f64 = widths.iter().sum();
    put_text(sheet, (0, 0), &format!("{title} – {}", source.findings.sentences.title), &source.style.title)?;
    sheet.set_row_height(0, 24)?;
    put_across(sheet, (1, 0), last, (note, &source.style.note))?;
    sheet.set_row_height(1, height(&[(note, wide)]))?;
    if let Some(provisional) = &source.findings.sentences.provisional {
        put_across(sheet, (2, 0), last, (provisional, &source.style.warning))?;
        sheet.set_row_height(2, height(&[(provisional, wide)]))?;
    } else {
        sheet.set_row_height(2, 6)?;
    }
    sheet.set_freeze_panes(HEADINGS + 1, 0)?;
    sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
    Ok(())
}

/// The number of the last of some columns.
pub(super) fn last_column(widths: &[f64]) -> u16 {
    u16::try_from(widths.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// Returns the height in points that the tallest of some words in columns of some widths needs.
pub(super) fn height(words: &[(&str, f64)]) -> f64 {
    let lines = words.iter().map(|(text, width)| lines(text, *width)).max().unwrap_or(1);
    (f64::from(lines) * LINE + AIR).min(TALLEST)
}

/// Returns how many lines words take in a column of a width, breaking between words.
fn lines(text: &str, width: f64) -> u32 {
    let room = (width * LETTERS_IN_UNIT).max(1.0);
    let paragraph = |line: &str| {
        let (mut lines, mut used) = (1_u32, 0.0);
        for word in line.split(' ') {
            let long = u32::try_from(word.chars().count()).map_or(f64::MAX, f64::from);
            if used > 0.0 && used + long > room {
                lines += 1;
                used = 0.0;
            }
            used += long + 1.0;
            while used > room + 1.0 {
                lines += 1;
                used -= room;
            }
        }
        lines
    };
    text.split('\n').map(paragraph).sum::<u32>().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_wrap_take_more_lines() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("one two", 20.0), 1);
        assert_eq!(lines("one two three four five six", 10.0), 3);
        assert_eq!(lines("a\nb\nc", 10.0), 3);
        assert!(lines(&"x".repeat(100), 10.0) >= 9);
    }

    #[test]
    fn no_row_is_taller_than_excel_allows() {
        assert!(height(&[(&"word ".repeat(9_000), 40.0)]) <= TALLEST);
    }
}
