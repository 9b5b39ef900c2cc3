//! A row that came in: the record that it makes, and how much of it the row tells.

use crate::model::Record;

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
    /// What the row tells, where that is less than what its table has columns for.
    pub knows: Option<Knowledge>,
}

/// What one row tells of its record. What it does not, stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knowledge {
    /// The canonical fields, aligned with [`crate::model::Kind::fields`].
    pub fields: Vec<bool>,
    /// The names of the columns besides.
    pub extra: Vec<String>,
}

/// What a table came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Rows that hold anything, below the headings: those that came in and those that were refused. Totals and repeated
    /// headings are none.
    pub rows_read: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// What the person should know of how the rows were read.
    pub told: Vec<String>,
}
