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

use serde::Deserialize;
use toml::Spanned;

use super::dates::DateOrder;
use super::formats::format_names;
use super::headings::{Place, canonical_names, key};
use super::layout::Heading;
use super::options::Options;
use super::ssd::Roles;
use crate::model::english::or_list;
use crate::model::{Choice, Form, Kind};

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
    kind: Option<Kind>,
    format: Option<String>,
    encoding: Option<String>,
    dates: Option<DateOrder>,
    century: Option<u32>,
    sheet: Option<String>,
    heading_row: Option<u64>,
    columns: Vec<(String, Target)>,
    /// What a cell means: the field, the cell as it is compared, what it is read as.
    values: Vec<(String, String, String)>,
    roles: Roles,
}

/// What is wrong with a mapping file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column} of the mapping file: {problem}\n    {text}")]
pub struct MappingError {
    /// The line, the first being 1.
    pub line: usize,
    /// The column, in letters, the first being 1.
    pub column: usize,
    /// The line itself.
    pub text: String,
    /// What is wrong and what was expected.
    pub problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: Option<Spanned<String>>,
    format: Option<Spanned<String>>,
    encoding: Option<String>,
    dates: Option<Spanned<String>>,
    century: Option<u32>,
    sheet: Option<String>,
    heading_row: Option<Spanned<u64>>,
    #[serde(default)]
    iro_roles: Vec<String>,
    #[serde(default)]
    worker_roles: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    values: BTreeMap<Spanned<String>, BTreeMap<String, Spanned<String>>>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`MappingError`] where it is no TOML, or names a kind or a field that there is not.
    pub fn parse(text: &str) -> Result<Mapping, MappingError> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            MappingError::at(text, start, error.message().trim().replace('\n', "; "))
        })?;
        let kind = written.kind.map(|kind| kind_of(text, &kind)).transpose()?;
        let mut columns = Vec::with_capacity(written.columns.len());
        for (heading, target) in written.columns {
            columns.push((heading, target_of(text, &target, kind)?));
        }
        let mut values = Vec::new();
        for (field, cells) in written.values {
            for (cell, meant) in cells {
                values.push((field.get_ref().clone(), cell_key(&cell), value_of(text, &field, &meant, kind)?));
            }
        }
        Ok(Mapping {
            kind,
            format: written.format.map(|format| format_of(text, &format)).transpose()?,
            encoding: written.encoding,
            dates: written.dates.map(|dates| dates_of(text, &dates)).transpose()?,
            century: written.century,
            sheet: written.sheet,
            heading_row: written.heading_row.map(|row| row_of(text, &row)).transpose()?,
            columns,
            values,
            roles: Roles { iro: written.iro_roles, worker: written.worker_roles },
        })
    }

    /// Gives the options what the file says and the person did not.
    pub fn complete(self, options: &mut Options) {
        options.format = options.format.take().or_else(|| self.format.clone());
        options.century = options.century.or(self.century);
        options.dates = options.dates.or(self.dates);
        options.columns = Some(self);
    }

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

impl MappingError {
    fn at(file: &str, start: usize, problem: String) -> MappingError {
        let before = file.get(..start).unwrap_or(file);
        let from = before.rfind('\n').map_or(0, |at| at + 1);
        let text = file.get(from..).unwrap_or_default().lines().next().unwrap_or_default();
        MappingError {
            line: before.matches('\n').count() + 1,
            column: before.get(from..).unwrap_or_default().chars().count() + 1,
            text: text.to_owned(),
            problem,
        }
    }
}

fn kind_of(file: &str, written: &Spanned<String>) -> Result<Kind, MappingError> {
    Kind::parse(written.get_ref()).ok_or_else(|| {
        let known = or_list(Kind::ALL.map(Kind::id));
        MappingError::at(file, written.span().start, format!("there is no kind '{}'; write {known}", written.get_ref()))
    })
}

/// The form in which a cell is compared with those of a mapping file: trimmed, in lower case.
pub(super) fn cell_key(cell: &str) -> String {
    super::cell::tidy(cell).trim().to_lowercase()
}

fn format_of(file: &str, written: &Spanned<String>) -> Result<String, MappingError> {
    let names = format_names();
    let found = names.iter().find(|name| name.eq_ignore_ascii_case(written.get_ref().trim()));
    found.map(|name| (*name).to_owned()).ok_or_else(|| {
        let problem = format!("there is no format '{}'; the formats are {}", written.get_ref(), names.join(", "));
        MappingError::at(file, written.span().start, problem)
    })
}

fn dates_of(file: &str, written: &Spanned<String>) -> Result<DateOrder, MappingError> {
    DateOrder::parse(written.get_ref()).ok_or_else(|| {
        MappingError::at(file, written.span().start, format!("dates are dmy, mdy or iso, not '{}'", written.get_ref()))
    })
}

fn row_of(file: &str, written: &Spanned<u64>) -> Result<u64, MappingError> {
    match *written.get_ref() {
        0 => Err(MappingError::at(file, written.span().start, "the first row of a spreadsheet is 1".to_owned())),
        row => Ok(row),
    }
}

/// What a cell of a field is read as: any text, or one of the field's own values; nothing is blank.
fn value_of(
    file: &str,
    field: &Spanned<String>,
    meant: &Spanned<String>,
    kind: Option<Kind>,
) -> Result<String, MappingError> {
    let name = field.get_ref();
    let kinds = Kind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one));
    let forms: Vec<Form> = kinds
        .filter_map(|kind| kind.position(name).and_then(|at| kind.fields().get(at)))
        .map(|field| field.form)
        .collect();
    if forms.is_empty() {
        let of = kind.map_or("no kind of record has".to_owned(), |kind| format!("{} do not have", kind.plural()));
        let problem = format!("under [values.{name}]: {of} a field '{name}'");
        return Err(MappingError::at(file, field.span().start, problem));
    }
    let lists = forms.iter().filter_map(|form| if let Form::Choice(list) = form { Some(*list) } else { None });
    let (lists, text) = (lists.collect::<Vec<_>>(), meant.get_ref().trim());
    if text.is_empty() || lists.len() < forms.len() {
        return Ok(text.to_owned());
    }
    lists.iter().find_map(|list| Choice::find(list, text)).map(|choice| choice.id.to_owned()).ok_or_else(|| {
        let known = or_list(lists.iter().flat_map(|list| list.iter().map(|choice| choice.id)));
        MappingError::at(file, meant.span().start, format!("{name} has no value '{text}'; it has {known}"))
    })
}

fn target_of(file: &str, written: &Spanned<String>, kind: Option<Kind>) -> Result<Target, MappingError> {
    let name = written.get_ref().trim().to_lowercase();
    match name.as_str() {
        "" | "leave-out" => return Ok(Target::LeaveOut),
        "extra" => return Ok(Target::Extra),
        _ => {}
    }
    let mut kinds = Kind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one));
    if kinds.any(|kind| Place::named(kind, &name).is_some()) {
        return Ok(Target::Field(name));
    }
    let known: Vec<&str> = match kind {
        Some(kind) => canonical_names(kind),
        None => Kind::ALL.into_iter().flat_map(canonical_names).collect(),
    };
    let near = known.iter().find(|field| key(field) == key(&name));
    let hint = match (near, kind) {
        (Some(field), _) => format!("perhaps \"{field}\" is meant"),
        (None, Some(kind)) => format!("{} have {}", kind.plural(), known.join(", ")),
        (None, None) => "add a line such as kind = \"oversight\" to see the fields of that kind".to_owned(),
    };
    Err(MappingError::at(file, written.span().start, format!("there is no field '{}'; {hint}", written.get_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        mapping.clone().complete(&mut options);
        assert_eq!((options.format.as_deref(), options.century), (Some("csv"), Some(20)));
        assert_eq!(options.dates, Some(DateOrder::Mdy));
        let mut options = Options { dates: Some(DateOrder::Iso), century: Some(19), ..Options::new(today) };
        mapping.complete(&mut options);
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
