//! What a table is, as far as its headings tell.

use super::layout::Known;
use crate::model::Kind;

/// What a table is, what each of its columns means, and what the person should know of how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The sheet of the workbook, or the file of the return, in which it stands; none of a file that is one table.
    pub sheet: Option<String>,
    /// Whether the sheet is hidden in its workbook.
    pub hidden: bool,
    /// The format, one of [`super::format_names`].
    pub format: &'static str,
    /// The name that a data standard gives the table, where it belongs to one.
    pub table: Option<&'static str>,
    /// The kind of its records, or of those that it serves to describe.
    pub kind: Kind,
    /// The encoding of the text, such as `UTF-8`, or the kind of workbook, such as `xlsx`.
    pub encoding: String,
    /// What it has columns for; of a table of a family, what all its tables together know.
    pub known: Known,
    /// Each heading with its meaning: a canonical name, `extra.NAME`, or `left out` with the reason.
    pub columns: Vec<(String, String)>,
    /// The headings of columns that are left out because they identify someone or a mapping file says so.
    pub left_out: Vec<String>,
    /// Those of them that identify someone.
    pub identifying: Vec<String>,
    /// The headings of identifying columns that are kept because of `--keep`.
    pub kept: Vec<String>,
    /// The names under which columns besides the canonical fields are kept.
    pub extra: Vec<String>,
    /// Headings of the mapping file that the table does not have.
    pub unmatched: Vec<String>,
    /// What the person should know of how it was read.
    pub told: Vec<String>,
}
