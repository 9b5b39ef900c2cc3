//! The format `csv`: any table whose headings name the canonical fields, in the usual words or in those of a mapping
//! file.

use std::collections::BTreeMap;

use super::columns::Target;
use super::error::IntakeError;
use super::formats::Format;
use super::headings::{self, Known, Place};
use super::kinds;
use super::layout::{Column, Heading, Layout, Meaning};
use super::options::Options;
use crate::model::Kind;

/// The format.
pub(super) const CSV: Format = Format { name: "csv", kind: None, columns: &[], layout };

fn layout(headings: &[Heading], options: &Options) -> Result<Layout, IntakeError> {
    let kind = kind(headings, options)?;
    let known = Known::of(kind);
    let mut columns = Vec::with_capacity(headings.len());
    for heading in headings {
        let meaning = match target(heading, options) {
            Some(target) => mapped(heading, target, kind)?,
            None => usual(heading, &known),
        };
        columns.push(Column { heading: heading.clone(), meaning });
    }
    keep_names_apart(&mut columns);
    let unmatched = options.columns.as_ref().map(|mapping| mapping.unmatched(headings)).unwrap_or_default();
    Ok(Layout { format: CSV.name, kind, columns, unmatched })
}

/// The kind that the person says, or the mapping file, or the headings.
fn kind(headings: &[Heading], options: &Options) -> Result<Kind, IntakeError> {
    let said = options.columns.as_ref().and_then(|mapping| mapping.kind());
    match (options.kind, said) {
        (Some(asked), Some(holds)) if asked != holds => {
            Err(IntakeError::KindDiffers { what: "by its mapping file, the file".to_owned(), holds, asked })
        }
        (Some(kind), _) | (None, Some(kind)) => Ok(kind),
        (None, None) => kinds::recognise(headings, |heading| match target(heading, options) {
            Some(Target::Field(field)) => Some(field.clone()),
            _ => None,
        }),
    }
}

fn target<'a>(heading: &Heading, options: &'a Options) -> Option<&'a Target> {
    options.columns.as_ref().and_then(|mapping| mapping.target(heading))
}

fn mapped(heading: &Heading, target: &Target, kind: Kind) -> Result<Meaning, IntakeError> {
    match target {
        Target::LeaveOut => Ok(Meaning::LeftOut("by the mapping file")),
        Target::Extra => Ok(Meaning::Extra(heading.shown.clone())),
        Target::Field(field) => {
            Place::named(kind, field).map(Meaning::Place).ok_or_else(|| IntakeError::FieldOfAnotherKind {
                heading: heading.shown.clone(),
                field: field.clone(),
                kind,
                known: headings::canonical_names(kind).join(", "),
            })
        }
    }
}

fn usual(heading: &Heading, known: &Known) -> Meaning {
    if heading.shown.is_empty() {
        return Meaning::Nameless;
    }
    match known.place(&heading.key) {
        Some(place) => Meaning::Place(place),
        None if headings::names_a_child(&heading.key) => Meaning::LeftOut("a child's name"),
        None => Meaning::Extra(heading.shown.clone()),
    }
}

/// Numbers the names of extra columns that share one, so that neither hides the other.
fn keep_names_apart(columns: &mut [Column]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for column in columns {
        if let Meaning::Extra(name) = &mut column.meaning {
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            if *count > 1 {
                *name = format!("{name} ({count})");
            }
        }
    }
}
