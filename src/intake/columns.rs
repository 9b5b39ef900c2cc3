//! The mapping file of `--columns`: what a council's own headings and codes mean, and how its file is written.
//!
//! ```toml
//! kind = "oversight"                  # may be left out where the headings tell; so may every line but [columns]
//! format = "csv"
//! encoding = "windows-1252"
//! dates = "dmy"                       # the order of day and month: dmy, mdy, iso
//! century = 20                        # reads the year 26 as 2026
//! sheet = "Notes"                     # of a workbook, read only this sheet
//! heading_row = 3                     # the row in which the headings stand, as the spreadsheet counts
//! iro_roles = ["IRO", "IROA"]         # which roles of a data set's involvements mean the IRO
//! worker_roles = ["CW"]               # and which the allocated social worker
//!
//! [columns]
//! "Note no." = "reference"
//! "Seen by manager" = "extra"         # kept under its own name, whatever it is usually taken for
//! "Father" = ""                       # left out ("leave-out" is the same)
//!
//! [values.stage]                      # what cells of a field mean; other cells are read as ever
//! "Stage 1" = "informal"
//! "n/k" = ""                          # blank
//! ```
//!
//! What is said on the command line stands over what the file says.

use std::collections::BTreeMap;

use super::dates::DateOrder;
use super::layout::Heading;
use super::roles::Roles;
use crate::model::Kind;

/// What a mapping file says of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// It is this canonical field.
    Field(String),
    /// It is kept under its own name.
    Extra,
    /// It does not come in.
    LeaveOut,
}

/// A mapping file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    pub(super) kind: Option<Kind>,
    pub(super) format: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) dates: Option<DateOrder>,
    pub(super) century: Option<u32>,
    pub(super) sheet: Option<String>,
    pub(super) heading_row: Option<u64>,
    pub(super) columns: Vec<(String, Target)>,
    /// What a cell means: the field, the cell as it is compared, what it is read as.
    pub(super) values: Vec<(String, String, String)>,
    pub(super) roles: Roles,
}

impl Mapping {
    /// Keeps a column under its own name, whatever it is usually taken for.
    pub fn keep_aside(&mut self, heading: &str) {
        self.columns.push((heading.to_owned(), Target::Extra));
    }

    /// The only sheet of a workbook that is read, where the file names one.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The row in which the headings stand, as a spreadsheet counts, where the file says it.
    pub fn heading_row(&self) -> Option<u64> {
        self.heading_row
    }

    /// The format, where the file says it.
    pub(super) fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }

    /// The order of day and month, where the file says it.
    pub(super) fn dates(&self) -> Option<DateOrder> {
        self.dates
    }

    /// The first two digits of years that are written with two, where the file says them.
    pub(super) fn century(&self) -> Option<u32> {
        self.century
    }

    /// The encoding, where the file says it.
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// What cells of a field mean, by the form in which cells are compared ([`cell_key`]).
    pub(super) fn values_of(&self, field: &str) -> BTreeMap<String, String> {
        let own = self.values.iter().filter(|(name, ..)| name == field);
        own.map(|(_, cell, meant)| (cell.clone(), meant.clone())).collect()
    }

    /// The kind of record that the file says it maps.
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// Which roles of a data set's involvements the file says mean what; none where it does not say.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// What the file says of a heading: as it is written, else by its letters and digits.
    pub(super) fn target(&self, heading: &Heading) -> Option<&Target> {
        let exact = self.columns.iter().find(|(written, _)| *written == heading.shown);
        let alike = || self.columns.iter().find(|(written, _)| same(written, heading));
        exact.or_else(alike).map(|(_, target)| target)
    }

    /// The headings of the file.
    pub(super) fn headings(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(written, _)| written.as_str())
    }

    /// Whether any of these headings stands in the file.
    pub(super) fn names_any(&self, headings: &[Heading]) -> bool {
        headings.iter().any(|heading| self.target(heading).is_some())
    }

    /// The headings of the file that are not among these.
    pub(super) fn unmatched(&self, headings: &[Heading]) -> Vec<String> {
        let absent = |written: &&String| !headings.iter().any(|heading| same(written, heading));
        self.columns.iter().map(|(written, _)| written).filter(absent).cloned().collect()
    }
}

fn same(written: &str, heading: &Heading) -> bool {
    let written = Heading::new(written);
    written.shown == heading.shown || (!written.key.is_empty() && written.key == heading.key)
}

/// The form in which a cell is compared with those of a mapping file: trimmed, in lower case.
pub(super) fn cell_key(cell: &str) -> String {
    super::cell::tidy(cell).trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Options;

    #[test]
    fn a_mapping_says_what_headings_mean() {
        let mapping = Mapping::parse(
            "kind = \"Oversight\"\n[columns]\n\"Note no.\" = \"reference\"\n\"Father\" = \"\"\n\"Team\" = \"extra\"\n",
        )
        .unwrap();
        assert_eq!(mapping.kind(), Some(Kind::Oversight));
        for (heading, target) in [
            ("NOTE NO", Some(Target::Field("reference".to_owned()))),
            ("Father", Some(Target::LeaveOut)),
            ("team", Some(Target::Extra)),
            ("Mother", None),
        ] {
            assert_eq!(mapping.target(&Heading::new(heading)), target.as_ref(), "{heading}");
        }
        assert_eq!(mapping.unmatched(&[Heading::new("Team"), Heading::new("father")]), ["Note no."]);
    }

    #[test]
    fn a_mapping_says_how_the_file_is_written_unless_the_person_says_otherwise() {
        let text = "kind = \"dispute\"\nformat = \"CSV\"\nencoding = \"windows-1252\"\ndates = \"mdy\"\ncentury = 20\n\
                    sheet = \"Notes\"\nheading_row = 3\n[values.stage]\n\"Stage 1 \" = \"Informal\"\n\"n/k\" = \"\"\n";
        let mapping = Mapping::parse(text).unwrap();
        let sheet = (mapping.sheet(), mapping.heading_row(), mapping.encoding());
        assert_eq!(sheet, (Some("Notes"), Some(3), Some("windows-1252")));
        let values = mapping.values_of("stage");
        let meant = |cell| values.get(&cell_key(cell)).map(String::as_str);
        assert_eq!((meant(" stage 1"), meant("N/K"), meant("formal")), (Some("informal"), Some(""), None));
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        let mut options = Options::new(today);
        options.complete(mapping.clone());
        assert_eq!((options.format.as_deref(), options.century), (Some("csv"), Some(20)));
        assert_eq!(options.dates, Some(DateOrder::Mdy));
        let mut options = Options { dates: Some(DateOrder::Iso), century: Some(19), ..Options::new(today) };
        options.complete(mapping);
        assert_eq!((options.dates, options.century), (Some(DateOrder::Iso), Some(19)));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, column, words) in [
            ("kind = \"notes\"\n", 1, 8, "there is no kind 'notes'; write oversight, review, dispute or child"),
            ("[columns]\n\"Né\" = \"recordedon\"\n", 2, 8, "perhaps \"recorded_on\" is meant"),
            ("kind = \"child\"\n[columns]\nDue = \"due\"\n", 3, 7, "children have reference, child, iro"),
            ("[columns]\nA = 1\n", 2, 5, "invalid type"),
            ("[columms]\n", 1, 2, "unknown field `columms`"),
            ("[columns]\nA = \"team\nB = \"\"", 2, 10, "invalid"),
            ("dates = \"us\"\n", 1, 9, "dates are dmy, mdy or iso"),
            ("format = \"xls\"\n", 1, 10, "there is no format 'xls'"),
            ("heading_row = 0\n", 1, 15, "the first row of a spreadsheet is 1"),
            ("[values.stage]\nA = \"loud\"\n", 2, 5, "stage has no value 'loud'; it has good-practice"),
            ("kind = \"child\"\n[values.stage]\nA = \"formal\"\n", 2, 9, "children do not have a field 'stage'"),
        ] {
            let error = Mapping::parse(text).unwrap_err();
            assert!(error.problem.contains(words), "{error}");
            assert_eq!((error.line, error.column), (line, column), "{error}");
            assert_eq!(Some(error.text.as_str()), text.lines().nth(line - 1));
        }
    }
}
