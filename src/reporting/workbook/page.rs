//! How a sheet is headed and printed: A4 landscape, one page wide, headings on every page.

use rust_xlsxwriter::Worksheet;

use super::cells::{put_across, put_text};
use super::measure::height;
use super::{Source, WorkbookError};

/// Excel's number for A4.
const A4: u8 = 9;
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
