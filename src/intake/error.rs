//! What can be wrong with a file as a whole: each error names the thing, what was expected, and what to do.

use std::fmt;

use super::headings::identifying::Identifies;
use super::source::TooMuch;
use crate::model::Kind;
use crate::model::english::{and_list, first_of, one_or_more, or_list};

/// Why a file cannot be read at all. Nothing of it may stay in the register.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file could not be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// There is nothing in it.
    #[error("the file is empty: it has not even a row of headings; export it again")]
    Empty,
    /// It is no text.
    #[error("the file looks like {looks}, and dipsample reads CSV files and workbooks; {advice}")]
    NotText {
        /// What it looks like.
        looks: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// It is text in another encoding.
    #[error(
        "row {row} is not in the encoding UTF-8, though the file is, so its letters cannot be known for certain; export \
         the file again as CSV UTF-8, or, if it comes from an older Windows program, say --encoding windows-1252"
    )]
    NotUtf8 {
        /// The first row with such bytes, as a spreadsheet counts.
        row: u64,
    },
    /// A byte means nothing in the encoding.
    #[error(
        "row {row} holds bytes that mean nothing in the encoding {encoding}, so its letters cannot be known for certain; \
         export the file again as CSV UTF-8, or say with --encoding which it is (utf-8, utf-16le, utf-16be, windows-1252)"
    )]
    Undecodable {
        /// The first row with such bytes, as a spreadsheet counts.
        row: u64,
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// There is no encoding of this name.
    #[error("there is no encoding '{encoding}'; the usual ones are utf-8, utf-16le, utf-16be and windows-1252")]
    UnknownEncoding {
        /// What was asked for.
        encoding: String,
    },
    /// The workbook is protected by a password.
    #[error(
        "the workbook is protected by a password; open it in Excel, choose File, Info, Protect Workbook, Encrypt with \
         Password, empty the box, and save it in a safe place for the import"
    )]
    Encrypted,
    /// It is a workbook of a kind that is not read.
    #[error("this is {kind}; open it in Excel, choose Save As, and \"Excel Workbook (.xlsx)\", and import that")]
    OtherWorkbook {
        /// What it is.
        kind: &'static str,
    },
    /// The workbook cannot be unpacked.
    #[error(
        "{} is damaged, or is no workbook; open the file in Excel and save it again as a workbook (.xlsx)",
        match .sheet { Some(sheet) => format!("the sheet '{sheet}' of the workbook"), None => "the workbook".to_owned() }
    )]
    DamagedWorkbook {
        /// The sheet at which it showed.
        sheet: Option<String>,
        /// What the unpacking says.
        why: String,
    },
    /// The workbook, or what it unpacks to, is too large.
    #[error("{0}. If it really holds that much, save it as CSV UTF-8, which may be of any size, and import that")]
    TooMuch(TooMuch),
    /// The XML is broken, or is another kind of XML.
    #[error("the XML cannot be read: {why} (line {line}); export the SSDA903 return again, or as CSV files")]
    BrokenXml {
        /// The line.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The row of headings itself is broken.
    #[error("the row of headings (row {row}) has a quotation mark that is not closed; export the file again")]
    BrokenHeadings {
        /// Where it stands.
        row: u64,
    },
    /// The mapping file names a sheet that the workbook has not.
    #[error("the mapping file says that only the sheet '{sheet}' is read, and there is none; the sheets are {found}")]
    NoSheet {
        /// What the mapping file names.
        sheet: String,
        /// The sheets there are.
        found: String,
    },
    /// The mapping file names a row of headings in which nothing stands.
    #[error(
        "the mapping file says that the headings stand in row {row}, and nothing stands there among the first rows; mend \
         heading_row, or take it out"
    )]
    NoHeadingRow {
        /// What the mapping file names.
        row: u64,
    },
    /// There is no format of this name.
    #[error("there is no format '{format}'; the formats are {known}")]
    UnknownFormat {
        /// What was asked for.
        format: String,
        /// What there is.
        known: String,
    },
    /// The columns are not those of the format that was asked for.
    #[error("a file of the format {format} needs each of these columns once: {expected}. This file has {found}")]
    WrongFormat {
        /// What was asked for.
        format: &'static str,
        /// The columns that such a file has exactly once, and that this one lacks or repeats.
        expected: String,
        /// The headings that this one has.
        found: String,
    },
    /// No heading tells what kind of record the file holds.
    #[error(
        "the headings do not tell whether these are oversights, reviews, disputes or children ({found}); say so with \
         --kind, and name the columns in a mapping file with --columns FILE.toml"
    )]
    KindUnknown {
        /// The headings.
        found: String,
    },
    /// The headings fit several kinds equally well.
    #[error("the headings fit {} equally well ({found}); say which they are with --kind", several(.kinds))]
    KindAmbiguous {
        /// The kinds they fit.
        kinds: Vec<Kind>,
        /// The headings.
        found: String,
    },
    /// The person says one kind, and the format or the mapping file another.
    #[error("{what} holds {}, and --kind says {}", .holds.plural(), .asked.id())]
    KindDiffers {
        /// What says otherwise.
        what: String,
        /// The kind that it says.
        holds: Kind,
        /// The kind that the person says.
        asked: Kind,
    },
    /// A column that the kind needs is not there.
    #[error("{0}")]
    HeadingMissing(Box<MissingHeading>),
    /// Two columns would fill one field.
    #[error(
        "the columns '{first}' and '{second}' would both be {field}; in a mapping file (--columns FILE.toml), write \
         \"{second}\" = \"\" to leave that one out, or \"extra\" to keep it under its own name"
    )]
    TwoColumns {
        /// The field.
        field: &'static str,
        /// The heading on the left.
        first: String,
        /// The heading on the right.
        second: String,
    },
    /// A mapping file keeps a column that identifies someone under its own name.
    #[error(
        "the mapping file keeps the column \"{heading}\", but {}; write \"{heading}\" = \"\" there to leave it out. If the register has \
         to hold it, import again with --keep and the column's heading", .what.words()
    )]
    Identifies {
        /// The heading.
        heading: String,
        /// What the column reveals.
        what: Identifies,
    },
    /// A mapping file names a field that this kind of record has not.
    #[error("the mapping file gives the column '{heading}' to '{field}', which {} do not have; they have {known}", .kind.plural())]
    FieldOfAnotherKind {
        /// The heading.
        heading: String,
        /// The field that the mapping file names.
        field: String,
        /// The kind of record.
        kind: Kind,
        /// The fields that it has.
        known: String,
    },
    /// Nobody has said which roles of the involvements mean the IRO.
    #[error(
        "the involvements have the roles {}, and it has not been said which of them means the IRO; say it once with \
         --iro-roles CODE,CODE, or in a mapping file (--columns FILE.toml) with the line iro_roles = [\"CODE\"]: it is \
         kept for later imports; --worker-roles or worker_roles says in the same way which mean the allocated worker", counted_roles(.codes)
    )]
    RolesUnknown {
        /// The roles, each with how many involvements have it, the most frequent first.
        codes: Vec<(String, u64)>,
    },
    /// The dates of a column are written month first.
    #[error("{}", month_first(.0))]
    MonthFirst(Vec<MonthFirstColumn>),
    /// A spreadsheet of another country has swapped days and months.
    #[error("{}", swapped(.0))]
    Swapped(Vec<SwappedColumn>),
    /// A file of people has a column that nobody knows.
    #[error("a file of people has no column '{heading}'; its columns are {known}")]
    UnknownHeading {
        /// The heading.
        heading: String,
        /// The columns there are.
        known: &'static str,
    },
}

impl IntakeError {
    /// Whether the file is most likely no extract at all, but a letter, a note or a list of something else.
    pub fn is_something_else(&self) -> bool {
        matches!(
            self,
            IntakeError::Empty
                | IntakeError::NotText { .. }
                | IntakeError::KindUnknown { .. }
                | IntakeError::KindAmbiguous { .. }
                | IntakeError::HeadingMissing(_)
                | IntakeError::BrokenXml { .. }
        )
    }
}

/// A column that the kind needs and the file has not, and what might be meant.
#[derive(Debug)]
pub struct MissingHeading {
    /// The words for what is missing.
    pub field: &'static str,
    /// What the file holds, in words.
    pub holds: &'static str,
    /// Some of its usual names.
    pub usual: Vec<&'static str>,
    /// The headings that the file has.
    pub found: Vec<String>,
    /// The heading of the file that comes nearest to a usual name, and that name.
    pub nearest: Option<(String, &'static str)>,
    /// Headings of the mapping file that the file has not.
    pub unmatched: Vec<String>,
}

impl fmt::Display for MissingHeading {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usual = or_list(&self.usual);
        write!(out, "a file of {} needs a column for the {}, usually headed {usual}; ", self.holds, self.field)?;
        write!(out, "this one has {}", listed(&self.found))?;
        if let Some((heading, name)) = &self.nearest {
            write!(out, "; '{heading}' is nearly '{name}'")?;
        }
        if !self.unmatched.is_empty() {
            write!(out, "; it has no column {}, which the mapping file names", quoted(&self.unmatched))?;
        }
        write!(out, "; if a column has another name, give it in a mapping file with --columns FILE.toml")
    }
}

/// A column whose dates are written month first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthFirstColumn {
    /// Its heading.
    pub heading: String,
    /// The first rows that show it, ten at most.
    pub rows: Vec<u64>,
    /// How many rows show it.
    pub count: u64,
}

/// A column in which a spreadsheet of another country has swapped days and months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwappedColumn {
    /// Its heading.
    pub heading: String,
    /// The first rows concerned, ten at most.
    pub rows: Vec<u64>,
    /// How many are concerned.
    pub count: u64,
}

/// Returns the headings as a sentence names them: all of a few, the first of many.
pub(super) fn listed(headings: &[String]) -> String {
    const NAMED: usize = 12;
    first_of(headings, NAMED)
}

fn quoted(headings: &[String]) -> String {
    or_list(headings.iter().map(|heading| format!("'{heading}'")))
}

/// The roles with their counts: the first of many.
fn counted_roles(codes: &[(String, u64)]) -> String {
    let counted: Vec<String> = codes.iter().map(|(code, count)| format!("{code} ({count})")).collect();
    listed(&counted)
}

fn several(kinds: &[Kind]) -> String {
    and_list(kinds.iter().map(|kind| kind.plural()))
}

/// A column with the rows to look at.
fn with_rows(heading: &str, rows: &[u64], count: u64) -> String {
    let more = count - (rows.len() as u64).min(count);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let named: Vec<String> = rows.iter().map(u64::to_string).collect();
    format!("'{heading}' (see {} {}{more})", one_or_more(count, "row", "rows"), named.join(", "))
}

fn swapped(columns: &[SwappedColumn]) -> String {
    let told = columns.iter().map(|column| with_rows(&column.heading, &column.rows, column.count));
    format!(
        "days and months were swapped in the column {}: its real dates are never after the twelfth, and the dates that stayed text \
         always are, as when a spreadsheet with the settings of another country opens a file. Nothing of the file came in: export it \
         again, and import it without opening it in between",
        and_list(told)
    )
}

fn month_first(columns: &[MonthFirstColumn]) -> String {
    let told = columns.iter().map(|column| with_rows(&column.heading, &column.rows, column.count));
    format!(
        "the dates are written month first in the column {}: read day first, some would land on wrong days, so nothing \
         of the file came in; export them as dd/mm/yyyy, or say --dates mdy",
        and_list(told)
    )
}
