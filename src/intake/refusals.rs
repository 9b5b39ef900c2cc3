//! A file of corrected rows: three of its columns say where each row was refused and why ([`REFUSED`]). Such a file is read as
//! if it did not have those columns.

use super::error::IntakeError;
use super::guard::unguarded_text;
use super::headings;
use super::layout::Heading;
use super::source::{Ahead, Cell, Cells, Rows, Shape, Table};

/// The headings of the columns that say of a refused row from which file it is, which row it was, and why it was refused.
pub const REFUSED: [&str; 3] = ["refused: file", "refused: row", "refused: reason"];

/// Leaves the columns that say why rows were refused out of a table and its headings, where it has them, and says so.
pub(super) fn left_out(mut table: Table, headings: &mut Vec<Heading>, told: &mut Vec<String>) -> Table {
    if let Some(left_out) = places(headings) {
        let mut at = 0..;
        headings.retain(|_| at.next().is_none_or(|at| !left_out.contains(&at)));
        table.rows = Ahead::new(Box::new(Without { rows: Box::new(table.rows), left_out, cells: Cells::default() }));
        told.push("The rows were refused by an earlier import; what it said of them was passed over.".to_owned());
    }
    table
}

/// The places of the columns that say why rows were refused, where all of them are among these headings.
pub(super) fn places(headings: &[Heading]) -> Option<[usize; 3]> {
    let place = |name: &str| headings.iter().position(|heading| heading.key == headings::key(name));
    let [file, row, reason] = REFUSED.map(place);
    Some([file?, row?, reason?])
}

/// Rows without some of their columns, with the guards removed from their cells.
struct Without {
    rows: Box<dyn Rows>,
    left_out: [usize; 3],
    cells: Cells,
}

impl Rows for Without {
    fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
        let next = self.rows.next(&mut self.cells)?;
        *cells = Cells::default();
        for (_, cell) in self.cells.with_origins().enumerate().filter(|(at, _)| !self.left_out.contains(at)) {
            cells.push_cell(Cell { text: unguarded_text(cell.text), ..cell });
        }
        Ok(next)
    }
}
