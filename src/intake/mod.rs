//! Reads every outside file into model values.
//!
//! An extract goes through named steps, each in its own file, one row at a time, so that memory never grows with the
//! rows:
//!
//! ```text
//! sniff    what the first bytes look like: text, or a workbook, a database, a picture ...
//! rows     bytes -> rows of cells, each under the number by which a spreadsheet shows it
//! formats  headings -> which format it is            (one line of a table for each format)
//! headings the usual names of each canonical field   `columns`: the names that a mapping file adds
//! kinds    headings -> which kind of record it holds
//! layout   headings -> what each column means
//! reader   one column's cells -> values, by the form of its field
//! build    one row of cells -> one record, or the faults for which it is refused
//! ```
//!
//! A bad row is a value ([`RefusedRow`]) and the rest come in; a bad file is an error ([`IntakeError`]). Nothing is
//! mended: no lossy decoding, no default for a broken cell, no dropped row. What only shows when all rows are known
//! (one reference twice) is for the register, which has them all: see [`Row`].

mod build;
pub mod built_in;
pub mod built_in_plans;
mod cell;
mod columns;
mod dates;
mod error;
mod extract;
mod fault;
mod formats;
mod generic;
mod headings;
mod kinds;
mod layout;
mod options;
mod people;
pub mod plan_file;
mod reader;
mod rows;
pub mod rubric_file;
mod sniff;
mod ssda903;
mod toml_fault;

pub use columns::{Mapping, MappingError};
pub use dates::DateOrder;
pub use error::{IntakeError, MissingHeading, MonthFirstColumn};
pub use extract::{Ending, Extract, Row, open};
pub use fault::{Fault, RefusedRow};
pub use formats::format_names;
pub use layout::Known;
pub use options::Options;
pub use toml_fault::TomlFault;
pub use people::{PeopleFile, read_people, write_people};
