//! Bytes to rows of cells, each under the number by which a spreadsheet shows it.
//!
//! People look a row up by the number that their spreadsheet shows. There a blank line is a row, and a line break
//! inside a quoted cell is none. And evidence is not mended: a file that ends inside a quoted cell was cut off, and a
//! quotation mark that is not doubled moves words from one cell to another. The `csv` crate skips blank lines, counts
//! the lines inside cells, and reads on over both faults, so rows are split here; the tests hold the result against
//! that crate wherever the file is sound.
//!
//! The format is RFC 4180, read generously: rows may end with LF, CR or both, and the last one without.

use std::io::{self, Read};

use crate::intake::error::IntakeError;
use crate::intake::source::cells::{Cells, LONGEST_ROW, MOST_CELLS, Rows, Shape};
use crate::intake::source::encoding::CellText;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteSeen,
}

/// What a byte that ends a stretch of text means for the row.
enum Step {
    Continue,
    RowEnds,
}

const CHUNK: usize = 64 * 1024;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Rows of a file of delimited text.
pub(super) struct DelimitedRows {
    source: Box<dyn Read>,
    delimiter: u8,
    letters: CellText,
    chunk: Vec<u8>,
    at: usize,
    end: usize,
    row: u64,
    spare: String,
    after_return: bool,
    text: Vec<u8>,
    state: State,
    shape: Shape,
}

impl DelimitedRows {
    /// Starts to read, behind a byte order mark of UTF-8 if there is one.
    ///
    /// # Errors
    /// [`IntakeError::Io`] where the source cannot be read.
    pub(super) fn open(source: Box<dyn Read>, delimiter: u8, letters: CellText) -> Result<DelimitedRows, IntakeError> {
        let mut rows = DelimitedRows {
            source,
            delimiter,
            letters,
            chunk: vec![0; CHUNK],
            at: 0,
            end: 0,
            row: 0,
            spare: String::new(),
            after_return: false,
            text: Vec::new(),
            state: State::CellStart,
            shape: Shape::Sound,
        };
        while rows.end < CHUNK {
            match rows.read_at(rows.end)? {
                0 => break,
                count => rows.end += count,
            }
        }
        if letters.is_utf8() && rows.rest().starts_with(UTF8_MARK) {
            rows.at = UTF8_MARK.len();
        }
        Ok(rows)
    }

    fn rest(&self) -> &[u8] {
        self.chunk.get(self.at..self.end).unwrap_or_default()
    }

    fn read_at(&mut self, start: usize) -> Result<usize, IntakeError> {
        let space = self.chunk.get_mut(start..).unwrap_or_default();
        loop {
            match self.source.read(space) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(IntakeError::Io(error)),
                Ok(count) => return Ok(count.min(space.len())),
            }
        }
    }

    /// Makes sure that there are bytes to look at; `false` at the end of the file.
    fn fill(&mut self) -> Result<bool, IntakeError> {
        if self.at >= self.end {
            (self.at, self.end) = (0, self.read_at(0)?);
        }
        if self.after_return && self.at < self.end {
            self.after_return = false;
            if self.rest().first() == Some(&b'\n') {
                self.at += 1;
                return self.fill();
            }
        }
        Ok(self.at < self.end)
    }

    /// Reads one row; `None` at the end of the file. An empty line leaves `ends` empty.
    fn split(&mut self, ends: &mut Vec<usize>) -> Result<Option<Shape>, IntakeError> {
        (self.state, self.shape) = (State::CellStart, Shape::Sound);
        let mut begun = false;
        while self.fill()? {
            begun = true;
            let count = match self.state {
                State::Quoted => self.rest().iter().position(|byte| *byte == b'"'),
                State::Plain => {
                    let delimiter = self.delimiter;
                    self.rest().iter().position(|byte| *byte == delimiter || *byte == b'\n' || *byte == b'\r')
                }
                State::CellStart | State::QuoteSeen => Some(0),
            };
            self.take(count.unwrap_or(self.end - self.at));
            if count.is_some()
                && let Step::RowEnds = self.step(ends)
            {
                return Ok(Some(self.shape));
            }
        }
        if !begun {
            return Ok(None);
        }
        if self.state == State::Quoted {
            self.worsen(Shape::CutOff);
        }
        self.end_cell(ends);
        Ok(Some(self.shape))
    }

    /// Moves bytes of the chunk into the row, as long as the row has room.
    fn take(&mut self, count: usize) {
        let stop = self.at.saturating_add(count).min(self.end);
        if self.text.len() + count > LONGEST_ROW {
            self.worsen(Shape::TooLong);
        } else if let Some(bytes) = self.chunk.get(self.at..stop) {
            self.text.extend_from_slice(bytes);
        }
        self.at = stop;
    }

    /// Looks at the byte behind a stretch of text.
    fn step(&mut self, ends: &mut Vec<usize>) -> Step {
        let Some(byte) = self.rest().first().copied() else {
            return Step::Continue;
        };
        match (self.state, byte) {
            (State::CellStart | State::Quoted, b'"') => {
                self.at += 1;
                self.state = if self.state == State::Quoted { State::QuoteSeen } else { State::Quoted };
            }
            (State::QuoteSeen, b'"') => {
                self.take(1);
                self.state = State::Quoted;
            }
            (_, byte) if byte == self.delimiter => {
                self.at += 1;
                self.end_cell(ends);
                self.state = State::CellStart;
            }
            (_, b'\n' | b'\r') => {
                self.at += 1;
                self.after_return = byte == b'\r';
                if self.state != State::CellStart || !ends.is_empty() {
                    self.end_cell(ends);
                }
                return Step::RowEnds;
            }
            (State::QuoteSeen, _) => {
                if !matches!(self.shape, Shape::QuoteInside { .. }) {
                    self.worsen(Shape::QuoteInside { cell: ends.len() });
                }
                self.state = State::Plain;
            }
            _ => self.state = State::Plain,
        }
        Step::Continue
    }

    fn end_cell(&mut self, ends: &mut Vec<usize>) {
        if ends.len() < MOST_CELLS {
            ends.push(self.text.len());
        } else {
            self.worsen(Shape::TooLong);
        }
    }

    fn worsen(&mut self, shape: Shape) {
        if self.shape != Shape::TooLong {
            self.shape = shape;
        }
    }

    /// Turns the bytes of the row into text, if each cell is text on its own.
    fn decode(&mut self, ends: &mut [usize]) -> Option<String> {
        let bytes = std::mem::take(&mut self.text);
        if self.letters.is_utf8() || bytes.is_ascii() {
            let text = String::from_utf8(bytes).ok()?;
            return ends.iter().all(|end| text.is_char_boundary(*end)).then_some(text);
        }
        let (mut text, mut start) = (std::mem::take(&mut self.spare), 0);
        text.clear();
        for end in ends {
            self.letters.decode(bytes.get(start..*end)?, &mut text)?;
            start = *end;
            *end = text.len();
        }
        Some(text)
    }
}

impl Rows for DelimitedRows {
    fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
        loop {
            self.text = std::mem::take(&mut cells.text).into_bytes();
            self.text.clear();
            cells.ends.clear();
            let Some(shape) = self.split(&mut cells.ends)? else {
                return Ok(None);
            };
            self.row += 1;
            if shape == Shape::TooLong {
                self.text.clear();
                cells.ends.clear();
                return Ok(Some((self.row, shape)));
            }
            cells.text = self.decode(&mut cells.ends).ok_or_else(|| self.letters.error(self.row))?;
            if cells.len() > 0 {
                return Ok(Some((self.row, shape)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::source::encoding;
    use proptest::prelude::*;

    type Found = (u64, Shape, Vec<String>);

    /// Gives one byte at a time, so that every break between chunks is tried.
    struct Drip(Vec<u8>, usize);

    impl Read for Drip {
        fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
            let (Some(byte), Some(place)) = (self.0.get(self.1), space.first_mut()) else { return Ok(0) };
            *place = *byte;
            self.1 += 1;
            Ok(1)
        }
    }

    fn utf8() -> CellText {
        encoding::find(&Vec::new(), Some("utf-8")).unwrap().cells()
    }

    fn rows_of(mut rows: DelimitedRows) -> Result<Vec<Found>, IntakeError> {
        let (mut cells, mut found) = (Cells::default(), Vec::new());
        while let Some((row, shape)) = rows.next(&mut cells)? {
            found.push((row, shape, cells.iter().map(str::to_owned).collect()));
        }
        Ok(found)
    }

    fn read(file: &[u8]) -> Result<Vec<Found>, IntakeError> {
        rows_of(DelimitedRows::open(Box::new(Drip(file.to_vec(), 0)), b',', utf8())?)
    }

    fn plain(file: &str) -> Vec<(u64, String)> {
        let found = read(file.as_bytes()).unwrap();
        assert!(found.iter().all(|(_, shape, _)| *shape == Shape::Sound));
        found.into_iter().map(|(row, _, cells)| (row, cells.join("|"))).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        let expected =
            [(1, "a|b"), (3, "1|two\nlines"), (4, "2|"), (6, "3|x")].map(|(row, text)| (row, text.to_owned()));
        assert_eq!(plain("a,b\n\n1,\"two\nlines\"\n2,\n\n3,x"), expected);
        assert_eq!(plain("a,b\r\n\r\n1,\"two\nlines\"\r\n2,\r\n\r\n3,x\r\n"), expected);
        assert_eq!(plain("a,b\r\r1,\"two\nlines\"\r2,\r\r3,x\r"), expected);
    }

    #[test]
    fn quotation_marks_hold_delimiters_and_themselves() {
        assert_eq!(plain("\"a,\"\"b\"\"\",5\" nail,\"\"\n"), [(1, "a,\"b\"|5\" nail|".to_owned())]);
    }

    #[test]
    fn a_file_cut_off_in_a_quoted_cell_is_known() {
        let found = read(b"a,b\n1,x\n2,\"and then\nthe").unwrap();
        assert_eq!(found[2], (3, Shape::CutOff, vec!["2".to_owned(), "and then\nthe".to_owned()]));
        assert_eq!(read(b"a,\"b\"").unwrap()[0].1, Shape::Sound);
    }

    #[test]
    fn a_quotation_mark_that_is_not_doubled_is_known_and_the_next_row_is_sound() {
        let shapes: Vec<Shape> = read(b"\"he said \"no\" to me\",b\n1,2\n").unwrap().iter().map(|row| row.1).collect();
        assert_eq!(shapes, [Shape::QuoteInside { cell: 0 }, Shape::Sound]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_an_error_with_their_row() {
        assert!(matches!(read(b"a,b\n\n1,cost \xa3 5\n"), Err(IntakeError::NotUtf8 { row: 3 })));
        // Two halves of one letter in neighbouring cells do not make it whole.
        assert!(matches!(read(b"a,b\n\xc3,\xa9\n"), Err(IntakeError::NotUtf8 { row: 2 })));
    }

    #[test]
    fn cells_in_windows_1252_end_where_they_did() {
        let letters = encoding::find(&Vec::new(), Some("windows-1252")).unwrap().cells();
        let file = io::Cursor::new(b"a,b\n\xa35,Zo\xeb,\x80\n1,\x81\n".to_vec());
        let mut rows = DelimitedRows::open(Box::new(file), b',', letters).unwrap();
        let mut cells = Cells::default();
        assert!(rows.next(&mut cells).unwrap().is_some());
        assert_eq!(rows.next(&mut cells).unwrap(), Some((2, Shape::Sound)));
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["£5", "Zoë", "€"]);
        assert!(matches!(rows.next(&mut cells), Err(IntakeError::Undecodable { row: 3, .. })));
    }

    #[test]
    fn a_row_without_end_is_refused_and_takes_no_memory() {
        let endless = io::repeat(b'x').take(40 * 1024 * 1024);
        let file = io::Cursor::new(b"a,b\n1,\"".to_vec()).chain(endless).chain(io::Cursor::new(b"\"\n2,y\n".to_vec()));
        let found = rows_of(DelimitedRows::open(Box::new(file), b',', utf8()).unwrap()).unwrap();
        let shapes: Vec<(u64, Shape)> = found.iter().map(|(row, shape, _)| (*row, *shape)).collect();
        assert_eq!(shapes, [(1, Shape::Sound), (2, Shape::TooLong), (3, Shape::Sound)]);
    }

    proptest! {
        #[test]
        fn sound_tables_are_read_as_the_csv_crate_writes_them(
            table in prop::collection::vec(prop::collection::vec("[a-c,\"\r\n é]{0,6}", 2..5), 0..6),
            ending in 0..2,
        ) {
            let terminator = if ending == 0 { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().flexible(true).terminator(terminator).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let found = read(&writer.into_inner().unwrap()).unwrap();
            let cells: Vec<Vec<String>> = found.iter().map(|row| row.2.clone()).collect();
            prop_assert_eq!(cells, table);
            prop_assert!(found.iter().zip(1..).all(|(row, number)| row.0 == number && row.1 == Shape::Sound));
        }

        #[test]
        fn any_text_is_split_as_the_csv_crate_splits_it(text in "[ab,\"\r\n]{0,40}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let ours = read(text.as_bytes()).unwrap();
            if ours.iter().all(|row| row.1 == Shape::Sound) {
                prop_assert_eq!(ours.into_iter().map(|row| row.2).collect::<Vec<_>>(), theirs);
            }
        }

        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
