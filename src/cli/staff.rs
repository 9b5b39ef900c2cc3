//! Names of staff in extracts: one human being under one name, whatever an extract calls them.

use std::collections::BTreeMap;

use super::failure::nearest;
use crate::model::{Kind, name_key};
use crate::store::PersonRow;

/// The fields that hold the name of a member of staff.
pub(super) const STAFF_FIELDS: [&str; 4] = ["iro", "worker", "child.iro", "child.worker"];

/// The people of the list by every spelling they have.
pub(super) struct Staff {
    by_spelling: BTreeMap<String, String>,
}

impl Staff {
    /// Takes up the list.
    pub(super) fn new(people: &[PersonRow]) -> Staff {
        let mut by_spelling = BTreeMap::new();
        for row in people {
            let spellings = std::iter::once(&row.person.name).chain(&row.person.also).chain(&row.person.login);
            for spelling in spellings {
                by_spelling.entry(name_key(spelling)).or_insert_with(|| row.person.name.clone());
            }
        }
        Staff { by_spelling }
    }

    /// The person's name for a spelling, or the spelling itself where nobody on the list has it.
    pub(super) fn name(&self, spelling: &str) -> String {
        self.find(spelling).map_or_else(|| spelling.to_owned(), Clone::clone)
    }

    fn find(&self, spelling: &str) -> Option<&String> {
        self.by_spelling.get(&name_key(spelling))
    }

    /// Reads a field's value as a report has it: a person's name where the field holds staff.
    pub(super) fn read(&self, field: &str, value: &str) -> String {
        match STAFF_FIELDS.contains(&field) {
            true => self.name(value),
            false => value.to_owned(),
        }
    }

    /// Of these spellings, those that nobody has, with the nearest that somebody has.
    pub(super) fn unknown<'a>(&'a self, spellings: impl IntoIterator<Item = &'a str>) -> Vec<(String, Option<String>)> {
        let known: Vec<&str> = self.by_spelling.keys().map(String::as_str).collect();
        spellings
            .into_iter()
            .filter(|spelling| self.find(spelling).is_none())
            .map(|spelling| {
                let near = nearest(&name_key(spelling), known.iter().copied());
                (spelling.to_owned(), near.map(|near| self.name(near)))
            })
            .collect()
    }
}

/// The words for a field, as a heading has them.
pub(super) fn field_label(kind: Kind, field: &str) -> String {
    let (kind, name) = match field.strip_prefix("child.") {
        Some(name) => (Kind::Child, name),
        None => (kind, field),
    };
    let label = kind.fields().iter().find(|known| known.name == name).map_or(name, |known| known.label);
    match field.starts_with("child.") {
        true => format!("Child: {label}"),
        false => label.trim_start_matches("extra.").to_owned(),
    }
}
