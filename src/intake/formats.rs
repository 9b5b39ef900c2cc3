//! Which format a file is: one line of a table for each.

use super::error::{IntakeError, listed};
use super::layout::{Heading, Layout};
use super::options::Options;
use super::{generic, ssda903};
use crate::model::Kind;

/// One format of extracts.
pub(super) struct Format {
    /// Its name in `--format`.
    pub(super) name: &'static str,
    /// The kind of record that it holds, where it holds only one.
    pub(super) kind: Option<Kind>,
    /// Its columns, by which it is recognised in any order; empty where it has no fixed ones.
    pub(super) columns: &'static [&'static str],
    /// Says what each column means.
    pub(super) layout: fn(&[Heading], &Options) -> Result<Layout, IntakeError>,
}

/// All formats; a file is the first whose columns it has.
const FORMATS: &[Format] = &[ssda903::REVIEWS, ssda903::HEADER, generic::CSV];

/// The names of all formats, as `--format` takes them.
pub fn format_names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// Decides the format, and says what each column means.
pub(super) fn lay_out(headings: &[Heading], options: &Options) -> Result<Layout, IntakeError> {
    let format = match &options.format {
        Some(name) => asked_for(name, headings)?,
        None => recognised(headings, options)?,
    };
    if let (Some(holds), Some(asked)) = (format.kind, options.kind)
        && holds != asked
    {
        return Err(IntakeError::KindDiffers { what: format!("a file of the format {}", format.name), holds, asked });
    }
    (format.layout)(headings, options)?.checked()
}

fn asked_for(name: &str, headings: &[Heading]) -> Result<&'static Format, IntakeError> {
    let format = FORMATS
        .iter()
        .find(|format| format.name.eq_ignore_ascii_case(name.trim()))
        .ok_or_else(|| IntakeError::UnknownFormat { format: name.to_owned(), known: format_names().join(", ") })?;
    if format.columns.is_empty() || has_exactly(headings, format.columns) {
        return Ok(format);
    }
    Err(IntakeError::WrongFormat {
        format: format.name,
        expected: format.columns.join(", "),
        found: listed(&headings.iter().map(|heading| heading.shown.clone()).collect::<Vec<_>>()),
    })
}

/// Recognises a format by its columns, unless a mapping file says what they mean.
fn recognised(headings: &[Heading], options: &Options) -> Result<&'static Format, IntakeError> {
    let mapped = options.columns.as_ref().is_some_and(|mapping| mapping.names_any(headings));
    let fixed = FORMATS.iter().find(|format| !format.columns.is_empty() && has_exactly(headings, format.columns));
    match (fixed, ssda903::holds_no_records(headings)) {
        (Some(format), _) if !mapped => Ok(format),
        (None, Some(name)) if !mapped && options.kind.is_none() => Err(IntakeError::NothingToRead { name }),
        _ => Ok(&generic::CSV),
    }
}

/// Whether the headings are these columns and no others, in any order and case.
pub(super) fn has_exactly(headings: &[Heading], columns: &[&str]) -> bool {
    let headings: Vec<&Heading> = headings.iter().filter(|heading| !heading.shown.is_empty()).collect();
    let has = |column: &&str| headings.iter().any(|heading| heading.shown.eq_ignore_ascii_case(column));
    headings.len() == columns.len() && columns.iter().all(has)
}
