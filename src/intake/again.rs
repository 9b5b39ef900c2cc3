//! The cells of rows as they are in the file, read once more: for rows that were refused and are to be corrected.

use std::collections::{BTreeMap, BTreeSet};

use super::error::IntakeError;
use super::extract::opened;
use super::headline;
use super::options::Options;
use super::refusals;
use super::source::{Cells, Rows, Source};
use super::unheaded;

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
    let mut headline = headline::take_at(&mut table, &vocabulary, options.heading_row())?;
    let table = refusals::left_out(table, &mut headline.headings, &mut headline.told);
    let mut table = unheaded::left_out(table, &mut headline.headings, &mut headline.told);
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
