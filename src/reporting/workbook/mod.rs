//! The findings workbook: nine sheets that a head of service reads without help, in one fixed order.
//!
//! One file a sheet. To add a sheet, write its file and its line in [`SHEETS`].

mod actions;
mod auditor_feedback;
mod calibration;
mod cases;
mod cells;
mod charts;
mod criteria;
mod feedback;
mod funnel;
mod grades;
mod lines;
mod links;
mod list;
mod marks;
mod measure;
mod method;
mod notes;
mod over_time;
mod page;
mod pareto;
mod run_chart;
mod style;
mod summary;
mod suppressed;
mod table;
mod theme_parts;
mod themes;
mod trend;
mod wide;
mod wording;

pub use auditor_feedback::auditor_feedback;
pub use feedback::feedback;
pub use list::list;
pub use suppressed::suppressed;

use std::path::Path;

use chrono::NaiveTime;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use super::Face;
use crate::model::Findings;
use crate::reporting::xml_text::cut;
use style::Style;

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A sheet would not take what was put on it.
    #[error("the workbook could not be made: {0}")]
    Sheet(#[from] XlsxError),
}

/// What every sheet is made from.
struct Source<'a> {
    findings: &'a Findings,
    face: &'a Face,
    style: &'a Style,
    places: &'a links::Places,
}

/// Fills one sheet.
type WriteSheet = fn(&mut Worksheet, &Source) -> Result<(), WorkbookError>;

/// The sheets, in order.
const SHEETS: &[(&str, WriteSheet)] = &[
    ("Summary", summary::write),
    (grades::SHEET, grades::write),
    (criteria::SHEET, criteria::write),
    (themes::SHEET, themes::write),
    (trend::SHEET, trend::write),
    (wording::SHEET, wording::write),
    (cases::SHEET, cases::write),
    ("Actions", actions::write),
    ("Method", method::write),
];

/// Height in pixels of an empty row in the workbook's font.
const ROW_PIXELS: u32 = 17;
/// Width in pixels of an untouched column.
const COLUMN_PIXELS: u32 = 64;

/// A sheet of more rows than this is written row by row and not held in memory.
const MOST_HELD: usize = 5_000;

/// How hard a workbook with a long sheet is pressed, 1 to 9: about a tenth larger than it would be at the usual 6, in a third of the time.
const QUICK: u8 = 2;

/// Makes the findings workbook. The same findings give the same bytes.
///
/// The rows of a long sheet wait in a file without a name in `folder`, which is where the workbook is to lie and no other place, and which is gone when
/// the workbook is made. A short workbook needs none.
///
/// # Errors
/// [`WorkbookError`] when a sheet cannot take what is put on it, as with more rows than a sheet has, or when the folder takes no file.
pub fn findings(findings: &Findings, face: &Face, folder: &Path) -> Result<Vec<u8>, WorkbookError> {
    let style = Style::new();
    let places = links::Places::of(findings);
    let source = Source { findings, face, style: &style, places: &places };
    let mut workbook = Workbook::new();
    let font = Format::new().set_font_name(style::FONT).set_font_size(10);
    workbook.set_default_format(&font, ROW_PIXELS, COLUMN_PIXELS)?;
    workbook.set_properties(&properties(&source));
    let is_long = |name: &str| match name {
        wording::SHEET => table::is_long(findings.findings.len()),
        cases::SHEET => table::is_long(findings.cases.len()),
        _ => false,
    };
    if SHEETS.iter().any(|(name, _)| is_long(name)) {
        workbook.set_tempdir(folder)?.set_zip_compression_level(QUICK);
    }
    for (name, write) in SHEETS {
        let sheet = match is_long(name) {
            true => workbook.add_worksheet_with_constant_memory()?,
            false => workbook.add_worksheet(),
        };
        sheet.set_name(*name)?;
        page::set_up(sheet, &source);
        write(sheet, &source)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The properties of a workbook without a date of its own: a fixed date, so that the bytes do not change.
fn undated(title: &str) -> DocProperties {
    let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
    DocProperties::new().set_title(title).set_creation_datetime(&day.and_time(NaiveTime::MIN))
}

/// The longest property that Excel accepts, in UTF-16 units.
const MOST_OF_A_PROPERTY: usize = 255;

/// Title and subject; no author; the day of the draw instead of today, so that the bytes do not change.
fn properties(source: &Source) -> DocProperties {
    let findings = source.findings;
    let handling = if source.face.identifiable { "Names children and staff" } else { "Names are pseudonyms" };
    DocProperties::new()
        .set_title(cut(&findings.sentences.title, MOST_OF_A_PROPERTY))
        .set_subject(cut(&format!("Findings of the sample {}", findings.basis.samples.join(", ")), MOST_OF_A_PROPERTY))
        .set_comment(format!("{handling}. Made by {}.", source.face.program))
        .set_creation_datetime(&findings.method.drawn_on.and_time(NaiveTime::MIN))
}
