//! Workbooks: a table for each sheet, its cells as text.
//!
//! A workbook is unpacked by a thread of its own, which hands over a sheet some rows at a time, so that memory holds the
//! packed file, its table of strings and a few rows, but never a whole sheet. A fault in a damaged workbook ends that thread
//! and is told as one; it ends nothing else.
//!
//! Only workbooks of today's Excel (.xlsx, .xlsm) are read. The others are known and told by name: of .xls and .ods, a
//! damaged file makes the crate that reads them ask for more memory than there is, or go on for ever, and of .xlsb nobody
//! could try it.
//!
//! What a cell is, is kept: text as it is written, a whole number without a point, a day as `2026-11-02`, an error as
//! Excel shows it. A formula stands for the result that was saved with it; one without a result is given as its formula,
//! so that nobody takes it for a blank.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};

use calamine::{DataRef, DataType, Reader, SheetType, SheetVisible, Xlsx, XlsxError, open_workbook_from_rs};

use crate::intake::error::IntakeError;
use crate::intake::source::cells::{Cells, Rows, Shape, Was};
use crate::intake::source::giver::{Chunk, Giver, SheetRow};
use crate::intake::source::number_format::{NumberFormat, whole_digits};
use crate::intake::source::unpacked::{Broken, LIMITS, TooMuch, check};

/// The name of the thread that unpacks.
pub const THREAD: &str = "workbook";

/// One sheet, before its cells are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetName {
    pub(super) name: String,
    pub(super) hidden: bool,
}

/// A workbook whose sheets are known.
pub(super) struct Workbook {
    pub(super) sheets: Vec<SheetName>,
    /// Whether its days are counted from 1904.
    pub(super) from_1904: bool,
    desk: Desk,
}

type Bytes = Cursor<Packed>;

/// The file, of which there is only one copy in memory.
#[derive(Clone)]
struct Packed(Arc<Vec<u8>>);

impl AsRef<[u8]> for Packed {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<XlsxError> for Broken {
    fn from(error: XlsxError) -> Broken {
        Broken::Damaged(error.to_string())
    }
}

/// Where a sheet is asked for; one is read at a time.
#[derive(Clone)]
struct Desk {
    asks: Sender<Ask>,
    open: Arc<Mutex<Option<Stream>>>,
}

/// The sheet that is being read: whose turn it is, and where its rows come from.
struct Stream {
    turn: u64,
    answers: Receiver<Chunk>,
}

struct Ask {
    sheet: String,
    skip: usize,
    answers: SyncSender<Chunk>,
}

/// Sheets of a workbook.
const MOST_SHEETS: u64 = 1_000;
/// Cells of a sheet whose number is shown as something else, which are held in memory.
const MOST_FORMATTED: usize = 4_000_000;

type Book = Xlsx<Bytes>;

/// What is found when a workbook is opened.
struct Opened {
    sheets: Vec<SheetName>,
    from_1904: bool,
}

/// Opens a workbook.
///
/// # Errors
/// [`IntakeError`] where it is protected, damaged, of another kind, or no workbook.
pub(super) fn open(bytes: Vec<u8>) -> Result<Workbook, IntakeError> {
    if is_encrypted(&bytes) {
        return Err(IntakeError::Encrypted);
    }
    if let Some(kind) = other_kind(&bytes) {
        return Err(IntakeError::OtherWorkbook { kind });
    }
    check(&bytes, &LIMITS).map_err(|error| match error {
        Broken::Damaged(why) => damaged(&why),
        Broken::TooMuch(what) => IntakeError::TooMuch(what),
    })?;
    let (asks, asked) = channel();
    let (tell, told) = sync_channel(1);
    std::thread::Builder::new()
        .name(THREAD.to_owned())
        .spawn(move || unpack(Packed(Arc::new(bytes)), &tell, &asked))
        .map_err(IntakeError::Io)?;
    let opened = told.recv().map_err(|_| damaged("it ends in the middle"))??;
    let desk = Desk { asks, open: Arc::default() };
    Ok(Workbook { sheets: opened.sheets, from_1904: opened.from_1904, desk })
}

impl Workbook {
    /// The rows of a sheet.
    pub(super) fn rows(&self, sheet: &str) -> SheetRows {
        let rows = Vec::new().into_iter();
        SheetRows { desk: self.desk.clone(), sheet: sheet.to_owned(), given: 0, rows, turn: None, ended: false }
    }
}

/// Office encrypts a workbook as a stream of this name, written in UTF-16, in a file of the older kind.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    !bytes.starts_with(b"PK") && holds(bytes, &name)
}

/// The words for a workbook of another kind. What is packed in a file is named in it in clear.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes.starts_with(b"PK") {
        false => Some("a workbook of Excel 97 to 2003 (.xls)"),
        true if holds(bytes, b"xl/workbook.bin") => Some("a binary workbook (.xlsb)"),
        true if holds(bytes, b"mimetypeapplication/vnd.oasis.opendocument") => Some("an OpenDocument file (.ods)"),
        true if holds(bytes, b"word/document.xml") => Some("a Word document (.docx)"),
        true => None,
    }
}

fn holds(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len()).any(|window| window == name)
}

fn damaged(why: &str) -> IntakeError {
    IntakeError::DamagedWorkbook { sheet: None, why: why.to_string() }
}

/// What the thread does: opens the workbook, tells what is in it, and gives the sheets that it is asked for.
fn unpack(bytes: Packed, tell: &SyncSender<Result<Opened, IntakeError>>, asked: &Receiver<Ask>) {
    let mut book = match open_workbook_from_rs::<Book, Bytes>(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsxError::Password) => return drop(tell.send(Err(IntakeError::Encrypted))),
        Err(error) => return drop(tell.send(Err(damaged(&error.to_string())))),
    };
    let opened = opened(&book);
    if opened.sheets.len() as u64 > MOST_SHEETS {
        return drop(tell.send(Err(IntakeError::TooMuch(TooMuch::Names(MOST_SHEETS)))));
    }
    if tell.send(Ok(opened)).is_err() {
        return;
    }
    while let Ok(ask) = asked.recv() {
        if let Err(error) = give(&mut book, &ask) {
            // Nobody waits for the answer if the reader has gone.
            let _ = ask.answers.send(Err(error));
        }
    }
}

fn opened(book: &Book) -> Opened {
    let sheets = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| SheetName { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible })
        .collect();
    Opened { sheets, from_1904: book.has_1904_epoch() }
}

/// Gives the rows of a sheet, some at a time, until there are no more or nobody takes them.
fn give(book: &mut Book, ask: &Ask) -> Result<(), Broken> {
    let formatted = formatted(book, &ask.sheet)?;
    let mut giver = Giver::new(&ask.answers, ask.skip);
    let mut cells = book.worksheet_cells_reader(&ask.sheet)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let (row, column) = cell.pos;
        let unworked = matches!(cell.value, DataRef::Empty).then_some(cell.formula).flatten();
        let was = was(&cell.value, formatted.styles.get(formatted.places.get(&cell.pos).copied().unwrap_or_default()));
        let put = giver.put(u64::from(row), column as usize, was, |text| match unworked {
            Some(_) => text.push_str(UNWORKED),
            None => write_ref(text, &cell.value),
        });
        if !put? {
            return Ok(());
        }
    }
    giver.finish();
    Ok(())
}

/// The formats of a workbook's styles, and the cells of a sheet whose format shows more than the bare number.
struct Formatted {
    styles: Vec<(String, NumberFormat)>,
    places: HashMap<(u32, u32), usize>,
}

/// Finds the cells whose number is shown as something else. The number 42 in the format `000000` is shown as `000042`, and if it is
/// an id, the id is what people see.
fn formatted(book: &mut Book, sheet: &str) -> Result<Formatted, Broken> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let format = |code: &str| (code.to_owned(), NumberFormat::parse(code));
    let styles: Vec<(String, NumberFormat)> = cells
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map_or_else(|| format("General"), |one| format(&one.format_code)))
        .collect();
    let matters =
        |(_, format): &(String, NumberFormat)| matches!(format, NumberFormat::Pattern(_) | NumberFormat::Other);
    let mut places = HashMap::new();
    if styles.iter().any(matters) {
        while let Some((row, column, style)) = cells.next_style_id()? {
            if styles.get(style).is_some_and(matters) {
                places.insert((row, column), style);
                if places.len() > MOST_FORMATTED {
                    return Err(Broken::TooMuch(TooMuch::Cells(MOST_FORMATTED as u64)));
                }
            }
        }
    }
    Ok(Formatted { styles, places })
}

/// What a cell was, if that matters for an id or a date. A cell without a style has the first one.
fn was(value: &DataRef, style: Option<&(String, NumberFormat)>) -> Option<Was> {
    let number = match value {
        DataRef::DateTime(moment) => return (moment.as_f64() >= 1.0).then_some(Was::Day),
        DataRef::Float(number) => *number,
        DataRef::Int(number) => *number as f64,
        _ => return None,
    };
    let whole = number.fract() == 0.0;
    if whole && number.abs() >= 1e15 {
        return Some(Was::TooLong);
    }
    let (code, format) = style?;
    match (format, format.shows(number)) {
        (NumberFormat::Plain | NumberFormat::Day, _) => None,
        (_, Some(shown)) => (Some(&shown) != whole_digits(number).as_ref()).then(|| Was::Shown(shown.into())),
        (_, None) => Some(Was::NotShown(code.as_str().into())),
    }
}

/// What stands for a formula whose result was not saved with it.
pub(in crate::intake) const UNWORKED: &str = "=(formula without a result)";

fn write_ref(text: &mut String, cell: &DataRef) {
    match cell {
        DataRef::Empty => {}
        DataRef::String(string) | DataRef::DateTimeIso(string) | DataRef::DurationIso(string) => text.push_str(string),
        DataRef::SharedString(string) => text.push_str(string),
        DataRef::Int(number) => *text += &number.to_string(),
        DataRef::Float(number) => write_number(text, *number),
        DataRef::Bool(yes) => text.push_str(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(_) => write_day(text, cell),
        DataRef::Error(error) => *text += &error.to_string(),
    }
}

/// A number as its digits: Excel keeps 12345 as 12345.0, which is the same number.
fn write_number(text: &mut String, number: f64) {
    *text += &number.to_string();
}

/// A day as `2026-11-02`, with its time where it has one; a time without a day as `14:05:00`.
fn write_day(text: &mut String, cell: &impl DataType) {
    match (cell.as_datetime(), cell.get_datetime().map(|moment| moment.as_f64())) {
        (Some(moment), Some(serial)) if serial >= 1.0 => {
            let midnight = moment.time() == chrono::NaiveTime::MIN;
            let form = if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
            *text += &moment.format(form).to_string();
        }
        (Some(moment), Some(serial)) if serial >= 0.0 => *text += &moment.format("%H:%M:%S").to_string(),
        (_, Some(serial)) => write_number(text, serial),
        _ => {}
    }
}

/// The rows of one sheet, asked for when the first is wanted. Where another sheet was read in between, they are asked for
/// again from where they stood.
pub(super) struct SheetRows {
    desk: Desk,
    sheet: String,
    given: usize,
    rows: std::vec::IntoIter<SheetRow>,
    turn: Option<u64>,
    ended: bool,
}

impl SheetRows {
    /// The next rows of the sheet; none at its end.
    fn more(&mut self) -> Result<Vec<SheetRow>, IntakeError> {
        let mut open = self.desk.open.lock().map_err(|_| self.broken("it cannot be unpacked"))?;
        if self.turn.is_none() || self.turn != open.as_ref().map(|stream| stream.turn) {
            let turn = open.as_ref().map_or(0, |stream| stream.turn) + 1;
            let (to, answers) = sync_channel(4);
            // What another sheet has not taken yet is let go first, so that the thread is free.
            *open = Some(Stream { turn, answers });
            let ask = Ask { sheet: self.sheet.clone(), skip: self.given, answers: to };
            self.desk.asks.send(ask).map_err(|_| self.broken("it cannot be unpacked"))?;
            self.turn = Some(turn);
        }
        let answer = open.as_ref().map(|stream| stream.answers.recv());
        match answer {
            Some(Ok(Ok(rows))) => Ok(rows),
            Some(Ok(Err(Broken::Damaged(why)))) => Err(self.broken(&why)),
            Some(Ok(Err(Broken::TooMuch(what)))) => Err(IntakeError::TooMuch(what)),
            _ => Err(self.broken("it ends in the middle")),
        }
    }

    fn broken(&self, why: &str) -> IntakeError {
        IntakeError::DamagedWorkbook { sheet: Some(self.sheet.clone()), why: why.to_string() }
    }
}

impl Rows for SheetRows {
    fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
        while !self.ended {
            if let Some((row, shape, next)) = self.rows.next() {
                *cells = next;
                self.given += 1;
                return Ok(Some((row, shape)));
            }
            self.rows = self.more()?.into_iter();
            self.ended = self.rows.len() == 0;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook as Writer;

    /// A workbook of sheets with so many rows each.
    fn book(rows: &[u32]) -> Workbook {
        let mut writer = Writer::new();
        for (at, count) in rows.iter().enumerate() {
            let sheet = writer.add_worksheet();
            for row in 0..*count {
                sheet.write(row, 0, row).unwrap();
                sheet.write(row, 2, format!("sheet {at}")).unwrap();
            }
        }
        open(writer.save_to_buffer().unwrap()).unwrap()
    }

    #[test]
    fn sheets_are_read_in_turns_and_none_loses_a_row() {
        let book = book(&[1000, 700]);
        let mut sheets: Vec<SheetRows> = book.sheets.iter().map(|sheet| book.rows(&sheet.name)).collect();
        let (mut cells, mut found) = (Cells::default(), vec![Vec::new(), Vec::new()]);
        for turn in 0..40 {
            for (at, sheet) in sheets.iter_mut().enumerate() {
                for _ in 0..(turn + at) {
                    if let Some((row, shape)) = sheet.next(&mut cells).unwrap() {
                        assert_eq!(shape, Shape::Sound);
                        let expected = [(row - 1).to_string(), String::new(), format!("sheet {at}")];
                        assert_eq!(cells.iter().collect::<Vec<_>>(), expected);
                        found[at].push(row);
                    }
                }
            }
        }
        assert!(sheets[0].next(&mut cells).unwrap().is_some() && sheets[1].next(&mut cells).unwrap().is_none());
        assert!(found[0].iter().copied().eq(1..=780) && found[1].iter().copied().eq(1..=700));
    }

    #[test]
    fn an_id_that_a_format_pads_with_noughts_is_what_people_see() {
        let mut writer = Writer::new();
        let sheet = writer.add_worksheet();
        let padded = rust_xlsxwriter::Format::new().set_num_format("000000");
        sheet.write_with_format(0, 0, 42, &padded).unwrap();
        sheet.write_with_format(0, 1, "x", &padded).unwrap();
        sheet.write(0, 2, 42).unwrap();
        let book = open(writer.save_to_buffer().unwrap()).unwrap();
        let mut cells = Cells::default();
        book.rows("Sheet1").next(&mut cells).unwrap();
        let seen: Vec<(&str, Option<&Was>)> = cells.with_origins().map(|cell| (cell.text, cell.was)).collect();
        assert_eq!(seen, [("42", Some(&Was::Shown("000042".into()))), ("x", None), ("42", None)]);
    }

    #[test]
    fn a_sheet_that_is_not_there_and_bytes_that_are_none_are_told() {
        let book = book(&[2]);
        assert!(matches!(book.rows("Gone").next(&mut Cells::default()), Err(IntakeError::DamagedWorkbook { .. })));
        assert!(matches!(open(b"PK\x03\x04".to_vec()).err(), Some(IntakeError::DamagedWorkbook { .. })));
        for (bytes, words) in [
            (&include_bytes!("../../../tests/seeds/office.xls")[..], ".xls"),
            (include_bytes!("../../../tests/seeds/office.ods"), ".ods"),
            (b"PK\x03\x04 xl/workbook.bin", ".xlsb"),
        ] {
            let error = open(bytes.to_vec()).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(words) && error.contains("Excel Workbook (.xlsx)"), "{error}");
        }
    }

    // 46297 is 2 October 2026 in Excel, and .5 is noon.
    #[test]
    fn days_are_written_as_days() {
        for (serial, expected) in
            [(46297.0, "2026-10-02"), (46297.5, "2026-10-02 12:00:00"), (0.25, "06:00:00"), (-1.0, "-1"), (1e300, "")]
        {
            let kind = calamine::ExcelDateTimeType::DateTime;
            let mut text = String::new();
            write_day(&mut text, &DataRef::DateTime(calamine::ExcelDateTime::new(serial, kind, false)));
            assert!(text.starts_with(expected), "{serial}: {text}");
        }
    }
}
