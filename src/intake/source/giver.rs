//! Cells of a sheet to rows, and rows to chunks, as the thread that unpacks a workbook hands them over: so much at a time that memory
//! does not grow, whatever a sheet holds.

use std::sync::mpsc::SyncSender;

use crate::intake::source::cells::{Cells, LONGEST_ROW, MOST_CELLS, Shape, Was};
use crate::intake::source::unpacked::{Broken, LIMITS, TooMuch};

/// A row with its number.
pub(super) type SheetRow = (u64, Shape, Cells);
/// Rows that are handed over at once; none at the end of the sheet.
pub(super) type Chunk = Result<Vec<SheetRow>, Broken>;

const ROWS_AT_ONCE: usize = 128;
/// The bytes of rows that are handed over at once, or one row that has more.
const BYTES_AT_ONCE: usize = 1 << 20;

/// Collects cells to rows and rows to chunks.
pub(super) struct Giver<'a> {
    answers: &'a SyncSender<Chunk>,
    row: Option<u64>,
    cells: Cells,
    /// Whether the row has more text than any may have, so that none of it is kept.
    too_long: bool,
    rows: Vec<SheetRow>,
    /// The bytes of these rows, and of all rows so far: one long text can stand in many cells.
    bytes: usize,
    given: u64,
    left_to_skip: usize,
}

impl<'a> Giver<'a> {
    /// Starts with the row behind those that are skipped.
    pub(super) fn new(answers: &'a SyncSender<Chunk>, skip: usize) -> Giver<'a> {
        Giver {
            answers,
            row: None,
            cells: Cells::default(),
            too_long: false,
            rows: Vec::new(),
            bytes: 0,
            given: 0,
            left_to_skip: skip,
        }
    }

    /// Puts one cell; `false` where nobody takes any more.
    pub(super) fn put(
        &mut self,
        row: u64,
        column: usize,
        was: Option<Was>,
        write: impl FnOnce(&mut String),
    ) -> Result<bool, Broken> {
        if self.row != Some(row) {
            if self.row.is_some_and(|before| before > row) {
                return Err(Broken::Damaged("its rows are out of order".to_owned()));
            }
            if !self.end_row() {
                return Ok(false);
            }
            self.row = Some(row);
        }
        if column < self.cells.len() || column >= MOST_CELLS {
            return Err(Broken::Damaged("its cells are out of order".to_owned()));
        }
        if self.too_long {
            return Ok(true);
        }
        let start = self.cells.text.len();
        let count = self.cells.len();
        write(&mut self.cells.text);
        self.given += (self.cells.text.len() - start) as u64;
        if self.given > LIMITS.whole {
            return Err(Broken::TooMuch(TooMuch::Whole(LIMITS.whole)));
        }
        self.too_long = self.cells.text.len() > LONGEST_ROW;
        if self.cells.text.len() > start {
            self.cells.ends.extend(std::iter::repeat_n(start, column - count));
            self.cells.ends.push(self.cells.text.len());
            self.cells.was.extend(was.map(|was| (column, was)));
        }
        Ok(true)
    }

    fn end_row(&mut self) -> bool {
        let Some(row) = self.row else { return true };
        let mut cells = std::mem::take(&mut self.cells);
        let mut shape = Shape::Sound;
        if std::mem::take(&mut self.too_long) {
            (cells, shape) = (Cells::default(), Shape::TooLong);
        } else if cells.len() == 0 {
            return true;
        }
        if self.left_to_skip > 0 {
            self.left_to_skip -= 1;
            return true;
        }
        self.bytes += cells.text.len() + cells.ends.len() * size_of::<usize>();
        self.rows.push((row + 1, shape, cells));
        (self.rows.len() < ROWS_AT_ONCE && self.bytes < BYTES_AT_ONCE) || self.hand_over()
    }

    fn hand_over(&mut self) -> bool {
        self.bytes = 0;
        self.answers.send(Ok(std::mem::take(&mut self.rows))).is_ok()
    }

    /// Hands over what is left, and an empty chunk as the end.
    pub(super) fn finish(&mut self) {
        if self.end_row() && (self.rows.is_empty() || self.hand_over()) {
            self.hand_over();
        }
    }
}
