//! Which format a table is: one line for each format that is one table, one for each family of tables.

use super::error::{IntakeError, listed};
use super::family::Family;
use super::format::Format;
use super::headings;
use super::headings::identifying::{Identifies, identifies};
use super::layout::{Heading, Layout};
use super::member::{Member, MemberColumn};
use super::options::Options;
use super::{annex_a, generic, ssd, ssda903};

/// The formats that are one table; a table is the first whose columns it has, and the last has any.
const FORMATS: &[Format] = &[generic::CSV];

/// The families of tables that are read together; a table that belongs to one is not asked of the formats.
const FAMILIES: &[&Family] = &[&ssda903::FAMILY, &ssd::FAMILY, &annex_a::FAMILY];

/// How a table is read.
pub(super) enum Reading {
    /// By itself, a record a row.
    Alone(Layout),
    /// With the other tables of its family.
    Together(&'static Family, &'static Member),
}

/// The names of all formats, as `--format` takes them.
pub fn format_names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = members().map(|(_, member)| member.format).collect();
    names.extend(FORMATS.iter().map(|format| format.name));
    names.dedup();
    names
}

/// The names of all columns by which tables are recognised.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    let formats = FORMATS.iter().flat_map(|format| format.columns.iter().copied());
    formats.chain(members().flat_map(|(_, member)| member.columns).flat_map(|column| column.names()))
}

/// What a column gives away that is kept under its own name; nothing of those that a data standard's table is meant to keep.
pub fn kept_identifies(name: &str) -> Option<Identifies> {
    let meant = |column: &MemberColumn| column.means.strip_prefix("extra.") == Some(name);
    match members().any(|(_, member)| member.columns.iter().any(meant)) {
        true => None,
        false => identifies(&headings::key(name)),
    }
}

fn members() -> impl Iterator<Item = (&'static Family, &'static Member)> {
    FAMILIES.iter().flat_map(|family| family.members.iter().map(move |member| (*family, member)))
}

/// Decides the format, and says what each column means.
pub(super) fn reading(headings: &[Heading], options: &Options) -> Result<Reading, IntakeError> {
    let reading = match &options.format {
        Some(name) => asked_for(name, headings, options)?,
        None => recognised(headings, options)?,
    };
    let (name, holds) = match &reading {
        Reading::Together(_, member) => (member.format, member.kind),
        Reading::Alone(layout) => (layout.format, layout.kind),
    };
    match options.kind {
        Some(asked) if holds != asked => {
            Err(IntakeError::KindDiffers { what: format!("a file of the format {name}"), holds, asked })
        }
        _ => Ok(reading),
    }
}

fn alone(format: &Format, headings: &[Heading], options: &Options) -> Result<Reading, IntakeError> {
    if let (Some(holds), Some(asked)) = (format.kind, options.kind)
        && holds != asked
    {
        return Err(IntakeError::KindDiffers { what: format!("a file of the format {}", format.name), holds, asked });
    }
    (format.layout)(headings, options)?.checked().map(Reading::Alone)
}

fn asked_for(name: &str, headings: &[Heading], options: &Options) -> Result<Reading, IntakeError> {
    let is = |known: &str| known.eq_ignore_ascii_case(name.trim());
    let found = || listed(&headings.iter().map(|heading| heading.shown.clone()).collect::<Vec<_>>());
    let wrong = |format, expected: Vec<String>| IntakeError::WrongFormat {
        format,
        expected: listed(&expected),
        found: found(),
    };
    let ours: Vec<_> = members().filter(|(_, member)| is(member.format)).collect();
    if let Some((family, member)) = ours.iter().find(|(_, member)| (member.may_fit)(member, headings)) {
        return Ok(Reading::Together(family, member));
    }
    if let Some((_, member)) = ours.first() {
        return Err(wrong(member.format, member.not_once(headings)));
    }
    match FORMATS.iter().find(|format| is(format.name)) {
        Some(format) if (format.fits)(headings) => alone(format, headings, options),
        Some(format) => Err(wrong(format.name, format.columns.iter().map(|name| (*name).to_owned()).collect())),
        None => Err(IntakeError::UnknownFormat { format: name.to_owned(), known: format_names().join(", ") }),
    }
}

/// Recognises a table by its columns, unless a mapping file says what they mean.
fn recognised(headings: &[Heading], options: &Options) -> Result<Reading, IntakeError> {
    let mapped = options.columns.as_ref().is_some_and(|mapping| mapping.names_any(headings));
    if mapped {
        return alone(&generic::CSV, headings, options);
    }
    if let Some((family, member)) = members().find(|(_, member)| (member.fits)(member, headings)) {
        return Ok(Reading::Together(family, member));
    }
    let format = FORMATS.iter().find(|format| (format.fits)(headings)).unwrap_or(&generic::CSV);
    alone(format, headings, options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::headings::key;
    use crate::intake::member::Reads;

    /// `MOTHER` of the return says whether the child is a mother, and does not name anyone.
    const SAYS_WHETHER: &str = "MOTHER";

    #[test]
    fn every_data_standard_leaves_out_what_every_other_file_leaves_out() {
        for (_, member) in members() {
            for column in member.columns {
                let left_out = matches!(column.reads, Reads::Identifies);
                for name in column.names().filter(|name| *name != SAYS_WHETHER) {
                    let known = identifies(&key(name)).is_some();
                    let unused = matches!(column.reads, Reads::Unused);
                    assert!(known == left_out || unused, "{}: {name}", member.name);
                }
            }
        }
    }
}
