//! The cells of rows as they stand in the file, read once more: for rows that were refused and are to be mended.
//!
//! The mended rows come back in a file of their own, in which three columns say where each was refused and why
//! ([`REFUSED`]). Such a file is read as if those columns were not there.

use std::collections::{BTreeMap, BTreeSet};

use super::error::IntakeError;
use super::extract::opened;
use super::guard::unguarded_text;
use super::headings;
use super::headline::{self, Headline};
use super::layout::Heading;
use super::options::Options;
use super::source::{Ahead, Cell, Cells, Rows, Shape, Source, Table};

/// The headings of the columns that say of a refused row from which file it is, which row it was, and why it was refused.
pub const REFUSED: [&str; 3] = ["refused: file", "refused: row", "refused: reason"];

/// Rows of one table as they stand in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// The headings, as they are written.
    pub headings: Vec<String>,
    /// The cells of each row, by its number.
    pub rows: BTreeMap<u64, Vec<String>>,
}

/// Reads rows once more, of the table at a place among those of its file.
///
/// # Errors
/// [`IntakeError`] where the file cannot be read any more.
pub fn again(
    source: &dyn Source,
    options: &Options,
    place: usize,
    wanted: &BTreeSet<u64>,
) -> Result<Again, IntakeError> {
    let (tables, vocabulary) = opened(source, options)?;
    let Some(mut table) = tables.into_iter().nth(place) else { return Ok(Again::default()) };
    let headline = headline::take_at(&mut table, &vocabulary, options.heading_row())?;
    let (mut table, headline) = without_refusals(table, headline);
    let mut found = Again {
        headings: headline.headings.iter().map(|heading| heading.shown.clone()).collect(),
        rows: BTreeMap::new(),
    };
    let mut cells = Cells::default();
    while let Some((row, _)) = table.rows.next(&mut cells)? {
        if wanted.contains(&row) {
            found.rows.insert(row, cells.iter().map(str::to_owned).collect());
        }
    }
    Ok(found)
}

/// A table without the columns that say why its rows were refused, where it has them.
pub(super) fn without_refusals(mut table: Table, mut headline: Headline) -> (Table, Headline) {
    if let Some(left_out) = places(&headline.headings) {
        let mut at = 0..;
        headline.headings.retain(|_| at.next().is_none_or(|at| !left_out.contains(&at)));
        table.rows = Ahead::new(Box::new(Without { rows: Box::new(table.rows), left_out, cells: Cells::default() }));
        headline
            .told
            .push("The rows were refused by an earlier import; what it said of them was passed over.".to_owned());
    }
    (table, headline)
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
