//! Columns without a heading that are filled all the way down, such as the row numbers that pandas and R write: they are left out. A
//! cell here and there where no heading is, is something else: most likely a separator in a cell that is not quoted.

use super::error::IntakeError;
use super::layout::Heading;
use super::shape::letters;
use super::source::{Ahead, BEGINNING, Cells, Rows, Shape, Table};
use crate::model::english::{and_list, one_or_more};

/// Of ten rows, in so many a column is filled that is filled all the way down.
const OF_TEN: usize = 9;

/// Leaves such columns out of a table and its headings, and says so.
pub(super) fn left_out(mut table: Table, headings: &mut Vec<Heading>, told: &mut Vec<String>) -> Table {
    let rows: Vec<Cells> = table.rows.look(BEGINNING).map(|(_, _, cells)| cells.clone()).collect();
    let rows: Vec<&Cells> = rows.iter().filter(|cells| !cells.all_blank()).collect();
    let is_filled = |cells: &&&Cells, at: usize| cells.get(at).is_some_and(|cell| !cell.trim().is_empty());
    let goes_down = |at: usize| rows.iter().filter(|cells| is_filled(cells, at)).count() * 10 >= rows.len() * OF_TEN;
    let nameless = |at: &usize| headings.get(*at).is_some_and(|heading| heading.key.is_empty());
    let places: Vec<usize> =
        (0..headings.len()).filter(nameless).filter(|at| rows.len() > 1 && goes_down(*at)).collect();
    if places.is_empty() {
        return table;
    }
    told.push(format!(
        "{} {} {} no heading, and {} left out.",
        one_or_more(places.len(), "Column", "Columns"),
        and_list(places.iter().map(|at| letters(*at))),
        one_or_more(places.len(), "has", "have"),
        one_or_more(places.len(), "was", "were"),
    ));
    let mut at = 0..;
    headings.retain(|_| at.next().is_none_or(|at| !places.contains(&at)));
    table.rows = Ahead::new(Box::new(Narrowed { rows: Box::new(table.rows), places, cells: Cells::default() }));
    table
}

/// Rows without some of their columns.
struct Narrowed {
    rows: Box<dyn Rows>,
    places: Vec<usize>,
    cells: Cells,
}

impl Rows for Narrowed {
    fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
        let next = self.rows.next(&mut self.cells)?;
        *cells = Cells::default();
        for (_, cell) in self.cells.with_origins().enumerate().filter(|(at, _)| !self.places.contains(at)) {
            cells.push_cell(cell);
        }
        Ok(next)
    }
}
