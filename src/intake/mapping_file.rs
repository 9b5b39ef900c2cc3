//! A mapping file read from its text: what it may hold is in `columns`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::columns::{Mapping, Target, cell_key};
use super::dates::DateOrder;
use super::formats::format_names;
use super::headings::{Place, canonical_names, key};
use super::roles::Roles;
use crate::model::english::or_list;
use crate::model::{Choice, Form, Kind};

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
