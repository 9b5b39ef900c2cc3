//! Any outside file to tables: rows of cells under numbers that a person finds again.
//!
//! Delimited text is one table, a workbook one for each sheet, the SSDA903 return in XML one for each of its files. From
//! here on nothing knows what kind of file a table was in, except what only the kind can tell: whether a bare number may
//! be a day ([`Table::days_from`]), and whether rows end with their last filled cell ([`Table::ragged`]).

mod cells;
mod delimited;
mod delimiter;
mod encoding;
mod giver;
mod input;
mod number_format;
mod return_xml;
mod sniff;
mod unpacked;
mod workbook;

use std::io::Read;

use chrono::NaiveDate;

pub(super) use cells::{Ahead, Cell, Cells, Rows, Shape, Was};
use delimited::DelimitedRows;
use input::Judge;
pub use input::Source;
pub use unpacked::TooMuch;
pub(super) use unpacked::{Broken, LIMITS, check};
pub use workbook::THREAD;
pub(super) use workbook::UNWORKED;

use super::error::IntakeError;

/// Rows at the beginning of a table that are looked at before it is read: for headings, and for the form of columns.
pub(super) const BEGINNING: usize = 120;

/// One table of a file, before its headings are read.
pub(super) struct Table {
    /// The name of the sheet, or of the file of the return; none of a file that is one table.
    pub(super) sheet: Option<String>,
    /// Whether the sheet is hidden in its workbook.
    pub(super) hidden: bool,
    /// The encoding of the text, or the kind of workbook.
    pub(super) encoding: String,
    /// What the person should know of how the file was read.
    pub(super) told: Vec<String>,
    /// Whether rows end with their last filled cell, as those of a sheet do.
    pub(super) ragged: bool,
    /// The day whose number is 0, where bare numbers in columns of dates are a spreadsheet's own numbers for days.
    pub(super) days_from: Option<NaiveDate>,
    /// The rows, headings and what stands above them included.
    pub(super) rows: Ahead,
}

/// Finds the tables of a file. `judge` tells which row could be headings, and with it what separates the cells.
///
/// # Errors
/// [`IntakeError`] where the file cannot be read, or is of a kind that cannot hold tables.
pub(super) fn tables(source: &dyn Source, asked: Option<&str>, judge: Judge<'_>) -> Result<Vec<Table>, IntakeError> {
    let head = encoding::head(&mut *source.glance()?)?;
    if sniff::is_workbook(&head) {
        return sheets(source);
    }
    let written = encoding::find(source, asked)?;
    match sniff::looks(&head, written.is_utf16())? {
        sniff::Looks::Text => delimited(source, written, judge).map(|table| vec![table]),
        sniff::Looks::Xml => returned(source, written),
    }
}

fn delimited(source: &dyn Source, written: encoding::Written, judge: Judge<'_>) -> Result<Table, IntakeError> {
    let delimiter = delimiter::find(source, written, judge)?;
    let rows = DelimitedRows::open(written.bytes(source.open()?), delimiter.byte, written.cells())?;
    Ok(Table {
        sheet: None,
        hidden: false,
        encoding: written.name().to_owned(),
        told: written.told().into_iter().chain(delimiter.told()).collect(),
        ragged: false,
        days_from: None,
        rows: Ahead::new(Box::new(rows)),
    })
}

fn returned(source: &dyn Source, written: encoding::Written) -> Result<Vec<Table>, IntakeError> {
    let text = written.whole(Box::new(source.open()?.take(LIMITS.xml + 1)))?;
    if text.len() as u64 > LIMITS.xml {
        return Err(IntakeError::TooMuch(TooMuch::Xml(LIMITS.xml)));
    }
    let table = |table: return_xml::ReturnTable| Table {
        sheet: Some(table.name.to_owned()),
        hidden: false,
        encoding: format!("XML, {}", written.name()),
        told: Vec::new(),
        ragged: false,
        days_from: None,
        rows: Ahead::new(Box::new(table.rows)),
    };
    Ok(return_xml::read(&text, &LIMITS)?.into_iter().map(table).collect())
}

fn sheets(source: &dyn Source) -> Result<Vec<Table>, IntakeError> {
    let mut bytes = Vec::new();
    source.open()?.take(LIMITS.file + 1).read_to_end(&mut bytes)?;
    let book = workbook::open(bytes)?;
    let days_from = match book.from_1904 {
        true => NaiveDate::from_ymd_opt(1904, 1, 1),
        false => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    let table = |sheet: &workbook::SheetName| Table {
        sheet: Some(sheet.name.clone()),
        hidden: sheet.hidden,
        encoding: "xlsx".to_owned(),
        told: Vec::new(),
        ragged: true,
        days_from,
        rows: Ahead::new(Box::new(book.rows(&sheet.name))),
    };
    Ok(book.sheets.iter().map(table).collect())
}
