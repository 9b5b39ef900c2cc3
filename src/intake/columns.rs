//! The mapping file of `--columns`: what a council's own headings mean.
//!
//! ```toml
//! kind = "oversight"                  # may be left out where the headings tell
//! iro_roles = ["IRO", "IROA"]         # which roles of a data set's involvements mean the IRO
//! worker_roles = ["CW"]               # and which the allocated social worker
//!
//! [columns]
//! "Note no." = "reference"
//! "Seen by manager" = "extra"         # kept under its own name, whatever it is usually taken for
//! "Father" = ""                       # left out ("leave-out" is the same)
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::cell::joined;
use super::headings::{Place, canonical_names, key};
use super::layout::Heading;
use super::ssd::Roles;
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    kind: Option<Kind>,
    columns: Vec<(String, Target)>,
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
    #[serde(default)]
    iro_roles: Vec<String>,
    #[serde(default)]
    worker_roles: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<String>>,
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
        let roles = Roles { iro: written.iro_roles, worker: written.worker_roles };
        Ok(Mapping { kind, columns, roles })
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
        let known = joined(Kind::ALL.map(Kind::id));
        MappingError::at(file, written.span().start, format!("there is no kind '{}'; write {known}", written.get_ref()))
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
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, column, words) in [
            ("kind = \"notes\"\n", 1, 8, "there is no kind 'notes'; write oversight, review, dispute or child"),
            ("[columns]\n\"Né\" = \"recordedon\"\n", 2, 8, "perhaps \"recorded_on\" is meant"),
            ("kind = \"child\"\n[columns]\nDue = \"due\"\n", 3, 7, "children have reference, child, iro"),
            ("[columns]\nA = 1\n", 2, 5, "invalid type"),
            ("[columms]\n", 1, 2, "unknown field `columms`"),
            ("[columns]\nA = \"team\nB = \"\"", 2, 10, "invalid"),
        ] {
            let error = Mapping::parse(text).unwrap_err();
            assert!(error.problem.contains(words), "{error}");
            assert_eq!((error.line, error.column), (line, column), "{error}");
            assert_eq!(Some(error.text.as_str()), text.lines().nth(line - 1));
        }
    }
}
