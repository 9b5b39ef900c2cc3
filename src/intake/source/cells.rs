//! Rows of cells, as every kind of file gives them.

use crate::intake::error::IntakeError;

/// As many cells as the widest spreadsheet has.
pub(in crate::intake) const MOST_CELLS: usize = 16_384;

/// A row that is longer, in bytes, is refused: so much text is no case note, and memory must not grow with the file.
pub(super) const LONGEST_ROW: usize = 16 * 1024 * 1024;

/// One row, in one piece of text that is used again for the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::intake) struct Cells {
    pub(super) text: String,
    pub(super) ends: Vec<usize>,
    /// What cells of a workbook were before they became text, by their places, in order.
    pub(super) was: Vec<(usize, Was)>,
}

/// What a cell of a workbook was before it became text, if that matters for an id or a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intake) enum Was {
    /// A day.
    Day,
    /// A number with more digits than a spreadsheet keeps. The last ones are lost.
    TooLong,
    /// A number that is shown as this text.
    Shown(Box<str>),
    /// A number whose format cannot be applied here.
    NotShown(Box<str>),
}

/// One cell, with what it was in a workbook.
#[derive(Clone, Copy, Debug)]
pub(in crate::intake) struct Cell<'a> {
    pub(in crate::intake) text: &'a str,
    pub(in crate::intake) was: Option<&'a Was>,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell { text, was: None }
    }
}

impl Cells {
    pub(in crate::intake) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(in crate::intake) fn get(&self, at: usize) -> Option<&str> {
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..*self.ends.get(at)?)
    }

    pub(in crate::intake) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// The cells with what they were in a workbook.
    pub(in crate::intake) fn with_origins(&self) -> impl Iterator<Item = Cell<'_>> {
        let mut origins = self.was.iter().peekable();
        self.iter().enumerate().map(move |(at, text)| {
            let was = origins.next_if(|(place, _)| *place == at).map(|(_, was)| was);
            Cell { text, was }
        })
    }

    pub(in crate::intake) fn all_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Puts a cell behind the last one.
    pub(in crate::intake) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Appends a cell of another row.
    pub(in crate::intake) fn push_cell(&mut self, cell: Cell<'_>) {
        self.was.extend(cell.was.map(|was| (self.len(), was.clone())));
        self.push(cell.text);
    }

    /// Puts blank cells behind the last one until there are so many.
    pub(in crate::intake) fn pad(&mut self, count: usize) {
        while self.ends.len() < count.min(MOST_CELLS) {
            self.ends.push(self.text.len());
        }
    }
}

/// Whether a row could be read as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::intake) enum Shape {
    /// Every cell begins and ends where it should.
    Sound,
    /// The file ends inside a quoted cell.
    CutOff,
    /// A quoted cell goes on behind its closing quotation mark.
    QuoteInside {
        /// The cell, counted from 0.
        cell: usize,
    },
    /// More text or more cells than any row has: most likely a quotation mark that is never closed.
    TooLong,
}

/// A source of rows: delimited text, a sheet of a workbook, the elements of one name in an XML file.
pub(in crate::intake) trait Rows {
    /// Reads the next row that is not an empty line into `cells`, and returns its number and its shape.
    fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError>;
}

/// No more rows are looked at ahead once those held have so many bytes.
const HELD: usize = LONGEST_ROW;

/// Rows whose first ones can be looked at before they are read.
pub(in crate::intake) struct Ahead {
    rows: Box<dyn Rows>,
    seen: std::collections::VecDeque<(u64, Shape, Cells)>,
    /// The bytes of the rows that were looked at and not read yet.
    weight: usize,
    broken: Option<IntakeError>,
}

impl Ahead {
    pub(in crate::intake) fn new(rows: Box<dyn Rows>) -> Ahead {
        Ahead { rows, seen: std::collections::VecDeque::new(), weight: 0, broken: None }
    }

    /// Looks at the next rows, as many as asked for or as there are, or as are not too long to be held. What is wrong further down
    /// shows when it is read.
    pub(in crate::intake) fn look(&mut self, count: usize) -> impl Iterator<Item = &(u64, Shape, Cells)> {
        while self.seen.len() < count && self.weight < HELD && self.broken.is_none() {
            let mut cells = Cells::default();
            match self.rows.next(&mut cells) {
                Ok(Some((row, shape))) => {
                    self.weight += cells.text.len();
                    self.seen.push_back((row, shape, cells));
                }
                Ok(None) => break,
                Err(error) => self.broken = Some(error),
            }
        }
        self.seen.iter().take(count)
    }
}

impl Rows for Ahead {
    fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
        if let Some((row, shape, seen)) = self.seen.pop_front() {
            self.weight = self.weight.saturating_sub(seen.text.len());
            *cells = seen;
            return Ok(Some((row, shape)));
        }
        match self.broken.take() {
            Some(error) => Err(error),
            None => self.rows.next(cells),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Three(u64);

    impl Rows for Three {
        fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
            self.0 += 1;
            *cells = Cells::default();
            cells.push(&self.0.to_string());
            if self.0 > 3 { Err(IntakeError::Empty) } else { Ok(Some((self.0, Shape::Sound))) }
        }
    }

    #[test]
    fn rows_that_were_looked_at_are_still_read_and_faults_come_in_their_place() {
        let mut ahead = Ahead::new(Box::new(Three(0)));
        assert_eq!(ahead.look(2).count(), 2);
        assert_eq!(ahead.look(9).map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3]);
        let mut cells = Cells::default();
        for row in 1..=3 {
            assert_eq!(ahead.next(&mut cells).unwrap(), Some((row, Shape::Sound)));
            assert_eq!(cells.get(0), Some(row.to_string().as_str()));
        }
        assert!(ahead.next(&mut cells).is_err());
    }

    /// Rows of a million letters, without end.
    struct Endless(u64);

    impl Rows for Endless {
        fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
            self.0 += 1;
            *cells = Cells::default();
            cells.push(&"x".repeat(1_000_000));
            Ok(Some((self.0, Shape::Sound)))
        }
    }

    #[test]
    fn long_rows_are_not_all_held_to_be_looked_at() {
        let mut ahead = Ahead::new(Box::new(Endless(0)));
        assert_eq!(ahead.look(120).count(), 17);
        let mut cells = Cells::default();
        for row in 1..=40 {
            assert_eq!(ahead.next(&mut cells).unwrap(), Some((row, Shape::Sound)));
        }
    }

    #[test]
    fn cells_are_padded_and_not_cut() {
        let mut cells = Cells::default();
        cells.push("a");
        cells.pad(3);
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["a", "", ""]);
        cells.pad(1);
        assert_eq!(cells.len(), 3);
    }
}
