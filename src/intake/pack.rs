//! A pack that came back: its first sheet, and the rows of the sheet of answers, whatever a spreadsheet did to them.

use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, Range, Reader, Xlsx, XlsxFormulaMetadata, open_workbook_from_rs};

use super::cell::tidy;
use super::shape::letters;
use super::source::{Broken, LIMITS, TooMuch, check};
use crate::model::{PACK_BEFORE, PACK_FACTS, PACK_SHEETS, PACK_TOKEN, ReceivedCell, ReceivedPack, ReceivedRow};

/// Why a file is not taken for a pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It is no workbook that can be read.
    #[error("it is not a workbook that can be read ({0}): save it as an Excel workbook (.xlsx) and send it again")]
    NoWorkbook(String),
    /// It is too large, or unpacks to too much.
    #[error("{0}. No pack is: fill in a fresh copy")]
    TooMuch(TooMuch),
    /// It lacks a sheet.
    #[error("it has no sheet '{0}', so it is not a pack: send the file that was sent out, filled in")]
    NoSheet(&'static str),
    /// The sheet of answers has lost its row of ids.
    #[error(
        "its sheet Grading has lost the second row, with the names of the columns (case, record, child ...): fill in a fresh copy"
    )]
    NoIds,
    /// The first sheet has lost what tells one pack from another.
    #[error("its sheet Start no longer says '{0}': fill in a fresh copy")]
    NoFact(&'static str),
    /// Two columns of the sheet of answers have one id.
    #[error("its sheet Grading has the column '{0}' twice: fill in a fresh copy")]
    TwoColumns(String),
}

/// Cells between the first and the last of a sheet: it is read whole, blanks too.
const MOST_CELLS: u64 = 2_000_000;
/// Bytes of the texts and formulas in its cells.
const MOST_LETTERS: u64 = 50_000_000;

/// Rows of the sheet of answers among which the ids are looked for.
const AMONG: usize = 10;

/// Reads a pack.
///
/// # Errors
/// [`PackError`] where the file is no pack.
pub fn read_pack(bytes: Vec<u8>) -> Result<ReceivedPack, PackError> {
    check(&bytes, &LIMITS).map_err(|error| match error {
        Broken::Damaged(why) => PackError::NoWorkbook(why),
        Broken::TooMuch(what) => PackError::TooMuch(what),
    })?;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error: calamine::XlsxError| PackError::NoWorkbook(error.to_string()))?;
    let [start, grading, ..] = PACK_SHEETS;
    let start = sheet(&mut book, start)?;
    let filled = sheet(&mut book, grading)?;
    let formulas = formulas(&mut book, grading);
    Ok(ReceivedPack { facts: facts(&start)?, token: behind(&start, PACK_TOKEN), rows: rows(&filled, &formulas)? })
}

fn sheet<RS: Read + Seek>(book: &mut Xlsx<RS>, name: &'static str) -> Result<Range<Data>, PackError> {
    let known = book.sheet_names().into_iter().find(|known| known.trim().eq_ignore_ascii_case(name));
    let known = known.ok_or(PackError::NoSheet(name))?;
    fits_in_memory(book, &known)?;
    book.worksheet_range(&known).map_err(|error| PackError::NoWorkbook(error.to_string()))
}

/// Makes sure that a sheet can be read whole: what is allocated for it goes by its first and last cell, by the numbers that its
/// shared formulas have, and by its texts, of which one can stand in many cells.
fn fits_in_memory<RS: Read + Seek>(book: &mut Xlsx<RS>, sheet: &str) -> Result<(), PackError> {
    let broken = |error: calamine::XlsxError| PackError::NoWorkbook(error.to_string());
    let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let (mut rows, mut columns) = ((u32::MAX, 0), (u32::MAX, 0));
    let (mut letters, mut longest_shared) = (0u64, 0u64);
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(broken)? {
        let (row, column) = cell.pos;
        rows = (row.min(rows.0), row.max(rows.1));
        columns = (column.min(columns.0), column.max(columns.1));
        let shared = cell.formula.as_ref().and_then(|formula| formula.shared_index()).unwrap_or_default();
        let across = |(first, last): (u32, u32)| u64::from(last.saturating_sub(first)) + 1;
        if across(rows) * across(columns) > MOST_CELLS || shared as u64 > MOST_CELLS {
            return Err(PackError::TooMuch(TooMuch::Cells(MOST_CELLS)));
        }
        letters += match &cell.formula {
            Some(XlsxFormulaMetadata::Normal { formula }) => formula.len() as u64,
            Some(XlsxFormulaMetadata::Shared { formula, .. }) => {
                longest_shared = longest_shared.max(formula.len() as u64);
                formula.len() as u64
            }
            Some(_) => longest_shared,
            None => 0,
        };
        letters += match &cell.value {
            DataRef::SharedString(text) => text.len() as u64,
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.len() as u64,
            _ => 0,
        };
        if letters > MOST_LETTERS {
            return Err(PackError::TooMuch(TooMuch::Texts(MOST_LETTERS)));
        }
    }
    Ok(())
}

/// The formulas of a sheet; none where they cannot be read.
fn formulas<RS: Read + Seek>(book: &mut Xlsx<RS>, name: &str) -> Range<String> {
    let known = book.sheet_names().into_iter().find(|known| known.trim().eq_ignore_ascii_case(name));
    known.and_then(|known| book.worksheet_formula(&known).ok()).unwrap_or_default()
}

/// What stands behind each label of the first sheet.
fn facts(start: &Range<Data>) -> Result<[String; 5], PackError> {
    let mut found: [String; 5] = Default::default();
    for (place, label) in PACK_FACTS.into_iter().enumerate() {
        found[place] = behind(start, label).ok_or(PackError::NoFact(label))?;
    }
    Ok(found)
}

/// The cell after a label in the same row.
fn behind(start: &Range<Data>, label: &str) -> Option<String> {
    let row = start.rows().find(|row| row.iter().any(|cell| text(cell) == label))?;
    row.iter().map(text).skip_while(|cell| cell != label).skip(1).find(|cell| !cell.is_empty())
}

fn rows(grading: &Range<Data>, formulas: &Range<String>) -> Result<Vec<ReceivedRow>, PackError> {
    let (top, left) = grading.start().unwrap_or((0, 0));
    let is_ids = |row: &&[Data]| {
        let cells: Vec<String> = row.iter().map(|cell| text(cell).to_lowercase()).collect();
        PACK_BEFORE.iter().take(2).chain(&["finished"]).all(|id| cells.iter().any(|cell| cell == id))
    };
    let at = grading.rows().take(AMONG).position(|row| is_ids(&row)).ok_or(PackError::NoIds)?;
    let ids: Vec<String> = grading
        .rows()
        .nth(at)
        .map(|row| row.iter().map(|cell| text(cell).to_lowercase()).collect())
        .unwrap_or_default();
    if let Some(id) = ids.iter().enumerate().find(|(at, id)| !id.is_empty() && ids[..*at].contains(id)) {
        return Err(PackError::TwoColumns(id.1.clone()));
    }
    let mut rows = Vec::new();
    for (down, row) in grading.rows().enumerate().skip(at + 1) {
        let cells: Vec<ReceivedCell> = ids
            .iter()
            .zip(row)
            .enumerate()
            .filter(|(_, (id, _))| !id.is_empty())
            .map(|(across, (id, cell))| {
                let at = (top + down as u32, left + across as u32);
                let formula = formulas.get_value(at).filter(|formula| !formula.is_empty());
                ReceivedCell {
                    column: id.clone(),
                    place: format!("{}{}", letters(at.1 as usize), at.0 + 1),
                    value: formula.map_or_else(|| text(cell), |formula| format!("={formula}")),
                    is_formula: formula.is_some(),
                }
            })
            .collect();
        if cells.iter().any(|cell| !cell.value.is_empty()) {
            rows.push(ReceivedRow { cells });
        }
    }
    Ok(rows)
}

/// What a cell says, without blanks at its ends; a whole number without its `.0`, since ids may have become numbers.
fn text(cell: &Data) -> String {
    let words = match cell {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Bool(true) => "yes".to_owned(),
        Data::Bool(false) => "no".to_owned(),
        Data::Empty => String::new(),
        cell => cell.to_string(),
    };
    tidy(&words).trim().to_owned()
}
