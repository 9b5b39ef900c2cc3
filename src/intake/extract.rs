//! An extract: what the file is, and its records one after the other.

use std::io::Read;

use super::build::Builder;
use super::error::IntakeError;
use super::fault::RefusedRow;
use super::formats;
use super::layout::{Column, Heading, Known, Layout, Meaning};
use super::options::Options;
use super::rows::{Cells, DelimitedRows, Rows, Shape};
use crate::model::{Kind, Record};

/// One row that came in.
///
/// Where the extract has no column for the record's own id, the reference is made: child, `/`, ISO date, and the type
/// of an oversight or a dispute behind another `/`. Two rows can then collide, which shows only where all rows are
/// known, that is in the register:
///
/// - the rows are equal in everything: it is one record, counted once and told;
/// - they differ and `collision_suffix` is there (oversights, disputes): *both* references get `/` and the suffix;
/// - they differ and it is not (reviews, or a reference that the extract gives): every such row is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where a person finds the row in the spreadsheet: the first line is 1.
    pub row: u64,
    /// The record.
    pub record: Record,
    /// Whether the reference was made of child and date.
    pub derived_reference: bool,
    /// The first 8 hex digits of the SHA-256 of the record's text (of nothing, where it has none), for an oversight or
    /// a dispute whose reference was made.
    pub collision_suffix: Option<String>,
}

/// What a file came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Rows that hold anything, below the headings: those that came in and those that were refused.
    pub rows_read: u64,
    /// Rows that were refused.
    pub refused: u64,
}

/// A file whose headings are understood, and whose rows are still to be read.
pub struct Extract {
    /// The format: `csv`, `ssda903-reviews` or `ssda903-header`.
    pub format: &'static str,
    /// The kind of record.
    pub kind: Kind,
    /// The encoding: `UTF-8`, or `UTF-8 with BOM`.
    pub encoding: &'static str,
    /// What the file has columns for.
    pub known: Known,
    /// Each heading with its meaning: a canonical name, `extra.NAME`, or `left out` with the reason.
    pub columns: Vec<(String, String)>,
    /// The headings of columns that do not come in: children's names, and what identifies a person.
    pub left_out: Vec<String>,
    /// The names under which columns besides the canonical fields are kept.
    pub extra: Vec<String>,
    /// Headings of the mapping file that the file does not have.
    pub unmatched: Vec<String>,
    rows: Box<dyn Rows>,
    cells: Cells,
    builder: Builder,
    ending: Ending,
    failed: Option<IntakeError>,
}

/// Reads the headings of an extract, and decides what it is.
///
/// # Errors
/// [`IntakeError`] where the file is no extract that can be understood.
pub fn open(source: Box<dyn Read>, options: &Options) -> Result<Extract, IntakeError> {
    let mut rows = DelimitedRows::open(source, b',')?;
    let encoding = if rows.marked() { "UTF-8 with BOM" } else { "UTF-8" };
    let headings = read_headings(&mut rows)?;
    let layout = formats::lay_out(&headings, options)?;
    let builder = Builder::new(&layout, options.date_rules());
    Ok(Extract::new(layout, encoding, Box::new(rows), builder))
}

/// Reads the headings: the first row that holds anything.
pub(super) fn read_headings(rows: &mut dyn Rows) -> Result<Vec<Heading>, IntakeError> {
    let mut cells = Cells::default();
    while let Some((row, shape)) = rows.next(&mut cells)? {
        if shape != Shape::Sound {
            return Err(IntakeError::BrokenHeadings { row });
        }
        if !cells.all_blank() {
            return one_by_one(&cells);
        }
    }
    Err(IntakeError::Empty)
}

fn one_by_one(cells: &Cells) -> Result<Vec<Heading>, IntakeError> {
    const MARKS: [(char, &str); 3] = [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];
    let only = cells.get(0).filter(|_| cells.len() == 1).unwrap_or_default();
    match MARKS.into_iter().find(|(mark, _)| only.contains(*mark)) {
        Some((_, mark)) => Err(IntakeError::Delimiter { mark }),
        None => Ok(cells.iter().map(Heading::new).collect()),
    }
}

impl Extract {
    fn new(layout: Layout, encoding: &'static str, rows: Box<dyn Rows>, builder: Builder) -> Extract {
        let told = |column: &Column| (column.heading.shown.clone(), column.told(layout.kind));
        let left_out = layout.columns.iter().filter(|column| matches!(column.meaning, Meaning::LeftOut(_)));
        let extra = layout.columns.iter().filter_map(|column| match &column.meaning {
            Meaning::Extra(name) => Some(name.clone()),
            _ => None,
        });
        Extract {
            format: layout.format,
            kind: layout.kind,
            encoding,
            known: layout.known(),
            columns: layout.columns.iter().map(told).collect(),
            left_out: left_out.map(|column| column.heading.shown.clone()).collect(),
            extra: extra.collect(),
            unmatched: layout.unmatched,
            rows,
            cells: Cells::default(),
            builder,
            ending: Ending { rows_read: 0, refused: 0 },
            failed: None,
        }
    }

    /// Reads the next row that holds anything; `None` at the end, or where the file cannot be read on, which
    /// [`Extract::finish`] tells.
    pub fn next_row(&mut self) -> Option<Result<Row, RefusedRow>> {
        while self.failed.is_none() {
            match self.rows.next(&mut self.cells) {
                Err(error) => self.failed = Some(error),
                Ok(None) => return None,
                Ok(Some((_, Shape::Sound))) if self.cells.all_blank() => {}
                Ok(Some((row, shape))) => {
                    let built = self.builder.build(row, shape, &self.cells);
                    self.ending.rows_read += 1;
                    self.ending.refused += u64::from(built.is_err());
                    return Some(built);
                }
            }
        }
        None
    }

    /// Tells what the file came to, once [`Extract::next_row`] has given `None`.
    ///
    /// # Errors
    /// [`IntakeError`] where the file could not be read to its end, or where all its rows together show that dates are
    /// month first. Nothing of the file may then stay in the register.
    pub fn finish(self) -> Result<Ending, IntakeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let columns = self.builder.month_first();
        if columns.is_empty() { Ok(self.ending) } else { Err(IntakeError::MonthFirst(columns)) }
    }
}

impl std::fmt::Debug for Extract {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Extract")
            .field("format", &self.format)
            .field("kind", &self.kind)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}
