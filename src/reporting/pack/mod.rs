//! A pack: one auditor's cases as a workbook, locked but for the answers, laid out so that it can be taken back in.
//!
//! It holds what the work needs and no more: the auditor's own cases with their text, the rubric, and what they have said
//! so far. Nothing in it tells of another auditor, of the draw, or of which cases are graded twice.

mod descriptors;
mod grading;
mod records;
mod start;

use chrono::NaiveTime;
use rust_xlsxwriter::{
    Color, DocProperties, Format, FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet,
};

use super::workbook::WorkbookError;
use crate::model::{PACK_SHEETS, Pack};
use crate::reporting::xml_text::cut;

/// The font of everything.
const FONT: &str = "Arial";
/// The most characters that a cell holds.
const LONGEST: usize = 32_000;

/// The formats of a pack.
struct Look {
    title: Format,
    plain: Format,
    warning: Format,
    heading: Format,
    id: Format,
    fixed: Format,
    answer: Format,
    date: Format,
    words: Format,
    link: Format,
}

impl Look {
    fn new() -> Look {
        let base = || Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::Top).set_text_wrap();
        let cell = || base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00C5_CBD3));
        Look {
            title: base().set_bold().set_font_size(16).set_font_color(Color::RGB(0x001F_2A37)),
            plain: base(),
            warning: base()
                .set_bold()
                .set_font_color(Color::RGB(0x007F_1D1D))
                .set_background_color(Color::RGB(0x00FD_ECEA)),
            heading: cell().set_bold().set_background_color(Color::RGB(0x00E6_EAEF)),
            id: cell()
                .set_font_size(8)
                .set_font_color(Color::RGB(0x0056_5E6A))
                .set_background_color(Color::RGB(0x00F4_F6F8)),
            fixed: cell().set_background_color(Color::RGB(0x00F4_F6F8)),
            answer: cell().set_unlocked(),
            date: cell()
                .set_background_color(Color::RGB(0x00F4_F6F8))
                .set_num_format("dd/mm/yyyy")
                .set_align(FormatAlign::Left),
            words: cell(),
            link: cell()
                .set_background_color(Color::RGB(0x00F4_F6F8))
                .set_font_color(Color::RGB(0x001D_4F91))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }
}

/// Makes the pack. The same pack gives the same bytes.
///
/// # Errors
/// [`WorkbookError`] when a sheet cannot take what is put on it.
pub fn pack(pack: &Pack, program: &str) -> Result<Vec<u8>, WorkbookError> {
    let look = Look::new();
    let mut workbook = Workbook::new();
    let font = Format::new().set_font_name(FONT).set_font_size(10);
    workbook.set_default_format(&font, 17, 64)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(format!("{}: cases for {}", pack.sample, pack.auditor))
            .set_comment(format!("Holds children's data. Made by {program}."))
            .set_creation_datetime(&pack.drawn_on.and_time(NaiveTime::MIN)),
    );
    type Write = fn(&mut Worksheet, &Pack, &Look) -> Result<(), WorkbookError>;
    let writers: [Write; 4] = [start::write, grading::write, descriptors::write, records::write];
    for (name, write) in PACK_SHEETS.into_iter().zip(writers) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        set_up(sheet);
        write(sheet, pack, &look)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn set_up(sheet: &mut Worksheet) {
    sheet.set_paper_size(9).set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_screen_gridlines(false);
    sheet.set_footer("&C&8Page &P of &N&R&8Holds children's data: keep it as you keep the case files");
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::new()
    });
}

/// Words as text, whatever they begin with.
pub(super) fn put(sheet: &mut Worksheet, at: (u32, u16), words: &str, format: &Format) -> Result<(), WorkbookError> {
    let formula_like = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let format = if formula_like { format.clone().set_quote_prefix() } else { format.clone() };
    let fitted = cut(words, LONGEST);
    sheet.write_string_with_format(at.0, at.1, fitted, &format)?;
    Ok(())
}

/// How tall a row is whose words stand in a column of so many characters, in points.
pub(super) fn tall(words: &str, width: f64) -> f64 {
    let lines: f64 = words.lines().map(|line| (line.chars().count() as f64 * 1.05 / width).ceil().max(1.0)).sum();
    (lines.max(1.0) * 13.0 + 4.0).min(409.0)
}
