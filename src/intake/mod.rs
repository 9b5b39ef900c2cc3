//! Reads every outside file into model values.
//!
//! A file goes through named steps, each in its own file:
//!
//! ```text
//! source   any file -> tables: rows of cells, each under the number by which a person finds it
//! headline which row of a table is its headings
//! formats  headings -> which format it is            (one line of a table for each format and each family)
//! headings the usual names of each canonical field   `columns`: the names that a mapping file adds
//! kinds    headings -> which kind of record it holds
//! layout   headings -> what each column means        `headings/identifying`: columns that are left out in every format
//! typed    one column's cells -> values, by their form
//! totals   rows that are no records: totals, headings once more
//! build    one row of cells -> one record, or the faults for which it is refused
//! ```
//!
//! There are two ways on from `formats`. A table that is read by itself is an [`Extract`], which gives its records one
//! row at a time, so that memory never grows with the rows. A table that belongs to a family (the files of a return, the
//! tables of a data set) is a [`Part`]: all parts of one import are read into the family's joiner, which holds what it
//! needs of them, and come out of [`join`] as [`Group`]s of records and refused rows. See `family`.
//!
//! A bad row is a value ([`RefusedRow`]) and the rest come in; a bad file is an error ([`IntakeError`]). Nothing is
//! mended: no lossy decoding, no default for a broken cell, no dropped row. What only shows when all rows are known
//! (one reference twice) is for the register, which has them all: see [`Row`].

mod about;
mod again;
mod annex_a;
mod build;
pub mod built_in;
pub mod built_in_plans;
mod care_periods;
mod cell;
mod coded;
mod columns;
mod dates;
mod error;
pub mod example_file;
mod explain;
mod extract;
mod family;
mod fault;
mod format;
mod formats;
mod generic;
mod grades_file;
mod guard;
mod headings;
mod headline;
mod id;
mod kinds;
mod layout;
mod mapping_file;
mod member;
mod options;
mod pack;
mod people;
mod plain_text;
pub mod plan_file;
mod reader;
mod refusals;
mod roles;
mod row;
pub mod rubric_file;
mod same_note;
mod shape;
mod source;
mod ssd;
mod ssda903;
mod toml_fault;
mod totals;
mod typed;
mod unheaded;

pub use about::About;
pub use again::{Again, again};
pub use columns::Mapping;
pub use dates::{DateOrder, day_as_typed};
pub use error::{IntakeError, MissingHeading, MonthFirstColumn, SwappedColumn};
pub use explain::{Explained, ExplainedColumn, explain};
pub use extract::{Content, Extract, Found, open};
pub use family::{Group, Part, join};
pub use fault::{Fault, RefusedRow, Warning};
pub use formats::{format_names, kept_identifies};
pub use grades_file::{GradeRow, GradesFile, read_grades, whole_number};
pub use guard::{guarded, guarded_as_text};
pub use headings::identifying::Identifies;
pub use headings::same_heading;
pub use layout::Known;
pub use mapping_file::MappingError;
pub use options::Options;
pub use pack::{PackError, read_pack};
pub use people::{PeopleFile, read_people, write_csv, write_people};
pub use plain_text::decode_text;
pub use refusals::REFUSED;
pub use roles::Roles;
pub use row::{Ending, Knowledge, Row};
pub use same_note::{SameNotes, SavedToSeveral};
pub use source::{Source, THREAD as WORKBOOK_THREAD, TooMuch};
pub use toml_fault::TomlFault;
