//! One reference with two contents in two tables of one import.
//!
//! Within one table the register finds such rows and refuses them all. Of two tables of one kind, the one that came in
//! last would win, and, the next time, the other would change it back: the record would get new versions for ever. So
//! they are found before anything comes in, and every such row is refused in every table, with the place of another. Two
//! tables differ only in what both know; what only one of them knows completes the other. Children are compared only
//! where two tables describe them as at the same day. A row that equals one of an earlier table comes in as unchanged.
//!
//! A reference that was made because the extract gives none can belong to several notes, which get names of their own: it
//! is no clash.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use super::plan::{Plan, extracts_of};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::intake::{About, Options, RefusedRow, Row};
use crate::model::{Kind, Record, Value};

/// Two hashes of a reference: 128 bits, so that no two references of an import pass for one.
type Key = (u64, u64);

/// A row of a table of the plan: file, table, row.
type Place = (usize, usize, u64);

/// What a clash is told by: what was found first of a reference, and the first place that says otherwise.
struct Seen {
    content: u64,
    first: Place,
    other: Option<Place>,
}

/// Tables that could clash: those of one kind, of children those of one day.
type Scope = (Kind, Option<NaiveDate>);

/// The clashes of an import.
#[derive(Default)]
pub(super) struct Clashes {
    scopes: HashMap<Scope, HashMap<Key, Seen>>,
    names: Vec<String>,
}

impl Clashes {
    /// Looks through the tables of each kind of which there are several.
    pub(super) fn find(context: &Context<'_>, plan: &Plan, options: &Options) -> Result<Clashes, Failure> {
        let mut scopes: HashMap<Scope, Vec<&About>> = HashMap::new();
        for table in plan.files.iter().flat_map(|file| &file.tables).filter(|table| !table.only_serves) {
            scopes.entry(table.scope()).or_default().push(&table.about);
        }
        scopes.retain(|_, abouts| abouts.len() > 1);
        let shared: HashMap<Scope, Shared> =
            scopes.into_iter().map(|(scope, abouts)| (scope, Shared::of(&abouts))).collect();
        let names = plan.files.iter().map(|file| files::short_name(&file.path)).collect();
        let mut clashes = Clashes { scopes: HashMap::new(), names };
        if shared.is_empty() {
            return Ok(clashes);
        }
        for (at, file) in plan.files.iter().enumerate() {
            if !file.tables.iter().any(|table| shared.contains_key(&table.scope())) {
                continue;
            }
            let mut extracts = match file.tables.iter().any(|table| table.group.is_none()) {
                true => extracts_of(&files::watched(context, &file.path)?, &file.path, options)?,
                false => Vec::new(),
            };
            for (place, table) in file.tables.iter().enumerate() {
                let Some(both) = shared.get(&table.scope()) else { continue };
                let seen = clashes.scopes.entry(table.scope()).or_default();
                if let Some(group) = &table.group {
                    group.rows.iter().flatten().for_each(|row| note(seen, both, row, (at, place, row.row)));
                } else if let Some(extract) = extracts.get_mut(table.place).and_then(Option::as_mut) {
                    while let Some(row) = extract.next_row() {
                        if let Ok(row) = row {
                            note(seen, both, &row, (at, place, row.row));
                        }
                    }
                }
            }
        }
        clashes.scopes.values_mut().for_each(|seen| seen.retain(|_, seen| seen.other.is_some()));
        Ok(clashes)
    }

    /// Refuses a row that clashes with one of another table: with its reference, and the place of the other.
    pub(super) fn refuse(&self, scope: Scope, (file, table): (usize, usize), row: Row) -> Result<Row, RefusedRow> {
        let seen = match row.collision_suffix {
            Some(_) => None,
            None => self.scopes.get(&scope).and_then(|seen| seen.get(&key(&row.record.reference))),
        };
        let Some(Seen { first, other: Some(other), .. }) = seen else { return Ok(row) };
        let elsewhere = if (first.0, first.1) == (file, table) { other } else { first };
        let name = self.names.get(elsewhere.0).map_or("another file", String::as_str);
        let reason = format!(
            "the same reference as row {} of {name}, with other contents: expected one content a record in files that come \
             in together; import the older file first, and then the newer one by itself",
            elsewhere.2
        );
        let value = row.record.reference.clone();
        Err(RefusedRow::clash(row.row, value, reason))
    }
}

fn note(seen: &mut HashMap<Key, Seen>, both: &Shared, row: &Row, place: Place) {
    if row.collision_suffix.is_some() {
        return;
    }
    let content = both.content(&row.record);
    let seen = seen.entry(key(&row.record.reference)).or_insert(Seen { content, first: place, other: None });
    // What clashes within one table is the register's to find.
    if seen.content != content && seen.other.is_none() && (seen.first.0, seen.first.1) != (place.0, place.1) {
        seen.other = Some(place);
    }
}

fn key(reference: &str) -> Key {
    let hashed = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, reference).hash(&mut hasher);
        hasher.finish()
    };
    (hashed(0), hashed(1))
}

/// What all tables of a scope know.
struct Shared {
    child: bool,
    date: bool,
    fields: Vec<bool>,
    extra: Vec<String>,
}

impl Shared {
    fn of(abouts: &[&About]) -> Shared {
        let all = |knows: &dyn Fn(&About) -> bool| abouts.iter().all(|about| knows(about));
        let count = abouts.first().map_or(0, |about| about.known.fields.len());
        let extra = abouts.first().map_or(&[][..], |about| &about.extra);
        Shared {
            child: all(&|about| about.known.child),
            date: all(&|about| about.known.date),
            fields: (0..count).map(|at| all(&|about| about.known.fields.get(at) == Some(&true))).collect(),
            extra: extra.iter().filter(|name| all(&|about| about.extra.contains(name))).cloned().collect(),
        }
    }

    fn content(&self, record: &Record) -> u64 {
        let mut hasher = DefaultHasher::new();
        record.child.as_ref().filter(|_| self.child).hash(&mut hasher);
        record.date.filter(|_| self.date).hash(&mut hasher);
        for (value, known) in record.values.iter().zip(&self.fields) {
            value.as_ref().filter(|_| *known).map(Value::as_text).hash(&mut hasher);
        }
        for name in &self.extra {
            record.extra.get(name).hash(&mut hasher);
        }
        hasher.finish()
    }
}
