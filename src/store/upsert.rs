//! Putting one file's rows into the register: added, changed, unchanged, a duplicate, or in conflict with another row
//! of the same file.
//!
//! A file knows only the fields that it has columns for; the others stay as they were. A row equal to the version in
//! force changes nothing but the note that it was seen. A row that differs closes that version and starts a new one.
//! One reference with two contents in one file refuses every such row: what the first of them did is taken back.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{ToSql, params_from_iter};

use super::error::StoreError;
use super::open::Change;
use super::records::{Versioned, columns, extra_json, row_to_version};
use crate::model::{Kind, Record};

/// What an import of one file is about to say of each row.
pub struct FileImport<'a> {
    change: &'a Change<'a>,
    kind: Kind,
    batch: i64,
    known: Vec<bool>,
    as_at: Option<NaiveDate>,
    sql: Statements,
    conflicting: HashSet<String>,
    suffixed: HashSet<String>,
    tally: Tally,
    changed: Vec<String>,
}

/// Changed records that are named; the rest are counted.
const NAMED: usize = 50;

/// Counts of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that were not there.
    pub added: u64,
    /// Records with a new version.
    pub changed: u64,
    /// Records that are as they were.
    pub unchanged: u64,
    /// Rows that equal an earlier row of the file, and count once.
    pub duplicates: u64,
}

/// A row on its way into the register.
pub struct Incoming {
    /// The row as a person finds it in the spreadsheet.
    pub row: u64,
    /// The record.
    pub record: Record,
    /// Where the reference was made from child and date: what is put behind it if two different records share it.
    pub suffix: Option<String>,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the register, now or already.
    Taken,
    /// Rows of this file share a reference and differ.
    Conflict(Conflict),
}

/// Rows of one file that share a reference and differ: all of them are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The reference.
    pub reference: String,
    /// The earlier row, where it had been taken until now.
    pub first: Option<u64>,
    /// The row at hand.
    pub row: u64,
}

struct Statements {
    find: String,
    insert: String,
    close: String,
    reopen: String,
    delete: String,
    seen: String,
}

impl Statements {
    fn new(kind: Kind) -> Statements {
        let table = kind.id();
        let find = match kind {
            Kind::Child => format!(
                "SELECT {} FROM child WHERE reference = ?1 AND to_batch IS NULL AND as_at <= ?2 ORDER BY as_at DESC LIMIT 1",
                columns(kind)
            ),
            _ => format!(
                "SELECT {} FROM {table} WHERE reference = ?1 AND to_batch IS NULL AND ?2 IS NULL",
                columns(kind)
            ),
        };
        let mut names = vec!["reference", "child", "date", "extra", "from_batch", "seen_batch", "seen_row"];
        if kind == Kind::Child {
            names.push("as_at");
        }
        names.extend(kind.fields().iter().map(|field| field.name));
        let marks = vec!["?"; names.len()].join(", ");
        Statements {
            find,
            insert: format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", ")),
            close: format!("UPDATE {table} SET to_batch = ?1 WHERE id = ?2"),
            reopen: format!(
                "UPDATE {table} SET to_batch = NULL, seen_batch = ?1 WHERE reference = ?2 AND to_batch = ?1"
            ),
            delete: format!("DELETE FROM {table} WHERE id = ?1"),
            seen: format!("UPDATE {table} SET seen_batch = ?1, seen_row = ?2 WHERE id = ?3"),
        }
    }
}

impl<'a> FileImport<'a> {
    /// Starts the import of one file under a batch. `known` says for each field of the kind whether the file has a column
    /// for it; `as_at` is the day as at which a file of children describes them.
    pub fn new(
        change: &'a Change<'a>,
        kind: Kind,
        batch: i64,
        known: Vec<bool>,
        as_at: Option<NaiveDate>,
    ) -> FileImport<'a> {
        FileImport {
            change,
            kind,
            batch,
            known,
            as_at,
            sql: Statements::new(kind),
            conflicting: HashSet::new(),
            suffixed: HashSet::new(),
            tally: Tally::default(),
            changed: Vec::new(),
        }
    }

    /// Puts one row in.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn put(&mut self, mut incoming: Incoming) -> Result<Outcome, StoreError> {
        if self.suffixed.contains(&incoming.record.reference) {
            suffix(&mut incoming);
        }
        if self.conflicting.contains(&incoming.record.reference) {
            let Incoming { row, record, .. } = incoming;
            return Ok(Outcome::Conflict(Conflict { reference: record.reference, first: None, row }));
        }
        let Some(found) = self.find_under_suffix(&mut incoming)? else {
            self.insert(&incoming.record, incoming.row)?;
            self.tally.added += 1;
            return Ok(Outcome::Taken);
        };
        let merged = self.merged(&incoming.record, &found.record);
        let same = merged == found.record;
        match (found.seen_batch == self.batch, same) {
            (true, true) => self.tally.duplicates += 1,
            (true, false) => return self.collide(incoming, found),
            (false, true) => {
                self.execute(&self.sql.seen, &[&self.batch, &signed(incoming.row), &found.id])?;
                self.tally.unchanged += 1;
            }
            (false, false) => {
                if self.as_at.is_none() || found.as_at == self.as_at {
                    self.execute(&self.sql.close, &[&self.batch, &found.id])?;
                }
                self.insert(&merged, incoming.row)?;
                self.tally.changed += 1;
                if self.changed.len() < NAMED {
                    self.changed.push(merged.reference);
                }
            }
        }
        Ok(Outcome::Taken)
    }

    /// The counts so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The references of changed records, the first fifty of them.
    pub fn changed(&self) -> &[String] {
        &self.changed
    }

    /// Two different rows of this file share a reference: both get a suffix where they have one, else both are refused.
    fn collide(&mut self, mut incoming: Incoming, found: Versioned) -> Result<Outcome, StoreError> {
        self.take_back(&found)?;
        let reference = incoming.record.reference.clone();
        if incoming.suffix.is_none() {
            self.conflicting.insert(reference.clone());
            return Ok(Outcome::Conflict(Conflict { reference, first: Some(found.seen_row), row: incoming.row }));
        }
        if found.from_batch < self.batch {
            self.execute(&self.sql.close, &[&self.batch, &found.id])?;
        }
        self.suffixed.insert(reference);
        let suffix_of_first = Some(text_suffix(self.kind, &found.record));
        let mut first = Incoming { row: found.seen_row, record: found.record, suffix: suffix_of_first };
        suffix(&mut first);
        suffix(&mut incoming);
        match self.put(first)? {
            Outcome::Taken => self.put(incoming),
            conflict => Ok(conflict),
        }
    }

    /// Undoes what an earlier row of this file did.
    fn take_back(&mut self, found: &Versioned) -> Result<(), StoreError> {
        if found.from_batch < self.batch {
            self.tally.unchanged -= 1;
            return Ok(());
        }
        self.execute(&self.sql.delete, &[&found.id])?;
        let reopened = self.execute(&self.sql.reopen, &[&self.batch, &found.record.reference])?;
        let had_older = reopened > 0 || self.find(&found.record.reference)?.is_some();
        match had_older {
            true => {
                self.tally.changed -= 1;
                self.changed.retain(|reference| *reference != found.record.reference);
            }
            false => self.tally.added -= 1,
        }
        Ok(())
    }

    /// Finds what is in force under the reference, or under its suffix where an earlier file had two that share it; every
    /// later row of this file that shares it then gets its suffix too, in whatever order the rows stand.
    fn find_under_suffix(&mut self, incoming: &mut Incoming) -> Result<Option<Versioned>, StoreError> {
        let found = self.find(&incoming.record.reference)?;
        let Some(known) = incoming.suffix.as_ref().filter(|_| found.is_none()) else { return Ok(found) };
        let found = self.find(&format!("{}/{known}", incoming.record.reference))?;
        if found.is_some() {
            self.suffixed.insert(incoming.record.reference.clone());
            suffix(incoming);
        }
        Ok(found)
    }

    fn find(&self, reference: &str) -> Result<Option<Versioned>, StoreError> {
        let mut query = self.change.connection().prepare_cached(&self.sql.find)?;
        let mut rows = query.query(rusqlite::params![reference, self.as_at.map(|day| day.to_string())])?;
        Ok(rows.next()?.map(|row| row_to_version(self.kind, row)).transpose()?)
    }

    fn insert(&self, record: &Record, row: u64) -> Result<(), StoreError> {
        let (date, as_at, extra, row) = (
            record.date.map(|day| day.to_string()),
            self.as_at.map(|day| day.to_string()),
            extra_json(record),
            signed(row),
        );
        let child: Option<&String> = match self.kind {
            Kind::Child => Some(&record.reference),
            _ => record.child.as_ref(),
        };
        let mut values: Vec<&dyn ToSql> =
            vec![&record.reference, &child, &date, &extra, &self.batch, &self.batch, &row];
        if self.kind == Kind::Child {
            values.push(&as_at);
        }
        values.extend(record.values.iter().map(|value| value as &dyn ToSql));
        self.change.connection().prepare_cached(&self.sql.insert)?.execute(params_from_iter(values))?;
        Ok(())
    }

    fn execute(&self, sql: &str, values: &[&dyn ToSql]) -> Result<usize, StoreError> {
        Ok(self.change.connection().prepare_cached(sql)?.execute(values)?)
    }

    /// The incoming record with the fields that the file cannot know as they were.
    fn merged(&self, incoming: &Record, before: &Record) -> Record {
        let values = incoming
            .values
            .iter()
            .zip(&before.values)
            .zip(&self.known)
            .map(|((new, old), known)| if *known { new.clone() } else { old.clone() })
            .collect();
        let mut extra: BTreeMap<String, String> = before.extra.clone();
        extra.extend(incoming.extra.clone());
        Record {
            reference: before.reference.clone(),
            child: incoming.child.clone().or_else(|| before.child.clone()),
            date: incoming.date.or(before.date),
            values,
            extra,
        }
    }
}

fn suffix(incoming: &mut Incoming) {
    if let Some(suffix) = incoming.suffix.take() {
        incoming.record.reference = format!("{}/{suffix}", incoming.record.reference);
    }
}

/// The first eight hex digits of SHA-256 of a record's text.
fn text_suffix(kind: Kind, record: &Record) -> String {
    let text = record.text_of(kind, "text").unwrap_or_default();
    crate::digest::sha256_hex(text.as_bytes())[..8].to_owned()
}

fn signed(row: u64) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}
