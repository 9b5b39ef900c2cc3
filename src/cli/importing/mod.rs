//! An import, from the files that were typed to what is told of them.
//!
//! ```text
//! plan     every file is opened: which tables it has, what each is, and as at which day its children are described;
//!          tables that are read together are read now
//! keep     columns that identify someone and are imported because the person asked for it
//! clashes  references that two tables give other contents
//! take     every table goes into the register, in one transaction
//! receipt  what came in, what was refused and why
//! ```

mod clashes;
mod keep;
mod plan;
mod receipt;
pub(super) mod roles;
mod take;
mod words;

pub(super) use keep::agree as agree_to_keep;
pub(super) use plan::{Halted, Plan};
pub(super) use receipt::Receipt;
pub(super) use take::{Job, take_all};

use std::path::Path;

use super::failure::Failure;
use super::files;
use crate::intake::IntakeError;

/// The endings of files that an import looks for in a folder.
pub(super) const ENDINGS: [&str; 9] = ["csv", "txt", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods", "xml"];

/// What is wrong with a file as a whole, with its name.
pub(super) fn named(path: &Path, error: IntakeError) -> Failure {
    let of_no_kind = matches!(error, IntakeError::KindUnknown { .. });
    let mut failure = Failure::from(error);
    failure.message = format!("{}: {}", files::short_name(path), failure.message);
    match of_no_kind {
        true => failure.hint("A list of people comes in by: dipsample person import FILE.csv"),
        false => failure,
    }
}
