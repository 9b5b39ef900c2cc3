//! One bad row, as a value for people: where it is, what it says, what was expected and what to do.

use super::cell;

/// What is wrong with one cell, or with one row as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where a person finds the row in the spreadsheet: the first line is 1.
    pub row: u64,
    /// The heading of the column, empty where the row as a whole is at fault.
    pub column: String,
    /// What the cell says, cut short where it is long.
    pub value: String,
    /// What was expected and what to do, in one clause.
    pub reason: String,
}

impl Fault {
    pub(super) fn new(row: u64, column: &str, value: &str, reason: impl Into<String>) -> Fault {
        Fault { row, column: column.to_owned(), value: cell::shown(value), reason: reason.into() }
    }
}

/// A rule of a data standard that a row breaks without being refused for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The rule's number in the standard's own validator.
    pub rule: &'static str,
    /// Where, and what was expected.
    pub fault: Fault,
}

/// A row that does not come in, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Where a person finds the row in the spreadsheet: the first line is 1.
    pub row: u64,
    /// The record's reference, where the row has one that can be read.
    pub reference: Option<String>,
    /// At least one fault, in the order of the columns.
    pub faults: Vec<Fault>,
}

impl RefusedRow {
    /// A row whose reference stands elsewhere with other contents.
    pub fn clash(row: u64, reference: String, reason: String) -> RefusedRow {
        let fault = Fault { row, column: "reference".to_owned(), value: reference.clone(), reason };
        RefusedRow { row, reference: Some(reference), faults: vec![fault] }
    }
}
