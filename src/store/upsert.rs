//! Putting one file's rows into the register: added, changed, unchanged, a duplicate, or in conflict with another row
//! of the same file.
//!
//! A file knows only the fields that it has columns for; the others stay as they were. A row equal to the version in
//! force changes nothing but the note that it was seen. A row that differs closes that version and starts a new one.
//! One reference with two contents in one file refuses every such row: what the first of them did is taken back.
//!
//! What a file of children says of a child is a version of its own as at the file's day, even where it says what was
//! known before: a late file for a day between two others then changes nothing of what the later one said.
//!
//! Different records for which one reference was made are told apart by a suffix. From then on the bare reference is no
//! record's: what was in force under it moves behind its own suffix, and so does every row that comes later, in
//! whatever order the rows stand and however they are spread over files.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::error::StoreError;
use super::open::Change;
use super::records::Versioned;
use super::sightings::Sightings;
use super::statements::{Origin, Statements};
use crate::model::{Kind, Record};

/// What an import of one file is about to say of each row.
pub struct FileImport<'a> {
    kind: Kind,
    batch: i64,
    columns: FileColumns,
    as_at: Option<NaiveDate>,
    register: Statements<'a>,
    sightings: Sightings<'a>,
    conflicting: HashSet<String>,
    suffixed: HashSet<String>,
    moved: HashSet<i64>,
    duplicates: HashMap<String, Vec<u64>>,
    tally: Tally,
    changed: Vec<String>,
}

/// Changed records that are named; the rest are counted.
const NAMED: usize = 50;

/// What a file has columns for. What it has none for, it cannot know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileColumns {
    /// The child.
    pub child: bool,
    /// The day on which it happened.
    pub date: bool,
    /// The canonical fields, aligned with [`Kind::fields`].
    pub fields: Vec<bool>,
    /// The names of the columns besides.
    pub extra: Vec<String>,
}

/// Counts of an import. With the refused rows they make up the rows that were read.
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
    /// What the row knows, where that is less than what its file has columns for.
    pub knows: Option<FileColumns>,
}

/// Rows of one file that share a reference and differ: all of them are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The reference.
    pub reference: String,
    /// The earlier rows that had been taken until now; none where they have been told already.
    pub earlier: Vec<u64>,
    /// The row at hand.
    pub row: u64,
}

impl<'a> FileImport<'a> {
    /// Starts the import of one file under a batch. `as_at` is the day as at which a file of children describes them.
    pub fn new(
        change: &'a Change<'a>,
        kind: Kind,
        batch: i64,
        columns: FileColumns,
        as_at: Option<NaiveDate>,
    ) -> FileImport<'a> {
        FileImport {
            kind,
            batch,
            columns,
            as_at,
            register: Statements::new(change.connection(), kind, batch, as_at.map(|day| day.to_string())),
            sightings: Sightings::new(change.connection(), batch),
            conflicting: HashSet::new(),
            suffixed: HashSet::new(),
            moved: HashSet::new(),
            duplicates: HashMap::new(),
            tally: Tally::default(),
            changed: Vec::new(),
        }
    }

    /// Puts one row in, and returns the conflicts that it brings to light: none where it was taken.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn put(&mut self, mut incoming: Incoming) -> Result<Vec<Conflict>, StoreError> {
        if self.suffixed.contains(&incoming.record.reference) {
            suffix(&mut incoming);
        }
        if self.conflicting.contains(&incoming.record.reference) {
            let Incoming { row, record, .. } = incoming;
            return Ok(vec![Conflict { reference: record.reference, earlier: Vec::new(), row }]);
        }
        let Some(found) = self.find_under_suffix(&mut incoming)? else {
            self.insert(&incoming.record, incoming.row)?;
            self.tally.added += 1;
            return Ok(Vec::new());
        };
        let known = incoming.knows.as_ref().unwrap_or(&self.columns);
        let merged = merged(known, &incoming.record, &found.record);
        match (found.seen_batch == self.batch, merged == found.record) {
            (true, true) => {
                self.tally.duplicates += 1;
                self.duplicates.entry(merged.reference).or_default().push(incoming.row);
            }
            (true, false) => return self.collide(incoming, found),
            (false, true) => self.confirm(&found, incoming.row)?,
            (false, false) => self.replace(&found, merged, incoming.row)?,
        }
        Ok(Vec::new())
    }

    /// The counts so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The references of changed records, the first fifty of them.
    pub fn changed(&self) -> &[String] {
        &self.changed
    }

    /// Ends the file: notes which records it names only in rows that were refused (`refused` by their cells, the others by
    /// conflict), so that they do not pass for missing, and returns their references.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn finish(mut self, refused: BTreeSet<String>) -> Result<BTreeSet<String>, StoreError> {
        let mut named = BTreeSet::new();
        for reference in refused {
            if self.name(&reference)? {
                named.insert(reference);
            }
        }
        let mut conflicting: Vec<String> = self.conflicting.drain().collect();
        conflicting.sort_unstable();
        for reference in conflicting {
            self.name(&reference)?;
            named.insert(reference);
        }
        self.sightings.finish()?;
        Ok(named)
    }

    /// Notes that this file names a record, and says whether that had not been noted before.
    fn name(&mut self, reference: &str) -> Result<bool, StoreError> {
        let unseen = self.register.unseen(reference)?;
        for (version, before) in &unseen {
            self.sightings.note(*version, *before)?;
            self.register.name(*version)?;
        }
        Ok(!unseen.is_empty())
    }

    /// A row says what is in force: it is noted as seen. Of a child it is kept as what was said as at the file's day.
    fn confirm(&mut self, found: &Versioned, row: u64) -> Result<(), StoreError> {
        match found.as_at == self.as_at {
            true => {
                self.sightings.note(found.id, found.seen_batch)?;
                self.register.see(found.id, row)?;
            }
            false => self.insert(&found.record, row)?,
        }
        self.tally.unchanged += 1;
        Ok(())
    }

    fn replace(&mut self, found: &Versioned, merged: Record, row: u64) -> Result<(), StoreError> {
        if found.as_at == self.as_at {
            self.register.close(found.id)?;
        }
        self.insert(&merged, row)?;
        self.tally.changed += 1;
        if self.changed.len() < NAMED {
            self.changed.push(merged.reference);
        }
        Ok(())
    }

    /// Two different rows of this file share a reference: both get a suffix where they have one, else both are refused.
    fn collide(&mut self, mut incoming: Incoming, found: Versioned) -> Result<Vec<Conflict>, StoreError> {
        self.take_back(&found)?;
        let reference = incoming.record.reference.clone();
        let duplicates = self.duplicates.remove(&reference).unwrap_or_default();
        if incoming.suffix.is_none() {
            self.tally.duplicates -= duplicates.len() as u64;
            self.conflicting.insert(reference.clone());
            let earlier = std::iter::once(found.seen_row).chain(duplicates).collect();
            return Ok(vec![Conflict { reference, earlier, row: incoming.row }]);
        }
        self.move_behind_suffix(&reference)?;
        let record = self.bare(found.record);
        let suffix_of_first = Some(text_suffix(self.kind, &record));
        let mut first = Incoming { row: found.seen_row, record, suffix: suffix_of_first, knows: None };
        suffix(&mut first);
        suffix(&mut incoming);
        if !duplicates.is_empty() {
            self.duplicates.insert(first.record.reference.clone(), duplicates);
        }
        let mut conflicts = self.put(first)?;
        conflicts.extend(self.put(incoming)?);
        Ok(conflicts)
    }

    /// Undoes what an earlier row of this file did.
    fn take_back(&mut self, found: &Versioned) -> Result<(), StoreError> {
        if found.from_batch < self.batch || self.moved.contains(&found.id) {
            self.tally.unchanged -= 1;
            return Ok(());
        }
        let reference = &found.record.reference;
        self.register.delete(found.id)?;
        let reopened = self.register.reopen(reference)?;
        match self.register.find(reference)? {
            None => self.tally.added -= 1,
            Some(older) if !reopened && older.record == found.record => self.tally.unchanged -= 1,
            Some(_) => {
                self.tally.changed -= 1;
                self.changed.retain(|changed| changed != reference);
            }
        }
        Ok(())
    }

    /// Lets a made reference be no record's any more: what an earlier file left under it stands behind its own suffix, as
    /// it was. That no row of this file has confirmed it yet shows in the batch by which it was seen.
    fn move_behind_suffix(&mut self, reference: &str) -> Result<(), StoreError> {
        self.suffixed.insert(reference.to_owned());
        let Some(older) = self.register.find(reference)? else { return Ok(()) };
        self.register.close(older.id)?;
        let mut record = older.record;
        record.reference = format!("{reference}/{}", text_suffix(self.kind, &record));
        let origin = Origin { batch: self.batch, seen_batch: older.from_batch, row: older.seen_row };
        self.moved.insert(self.register.insert(&record, origin)?);
        Ok(())
    }

    /// Finds what is in force under the reference, or under its suffix where an earlier file had several that share it;
    /// every later row of this file that shares it then gets its suffix too.
    fn find_under_suffix(&mut self, incoming: &mut Incoming) -> Result<Option<Versioned>, StoreError> {
        let reference = &incoming.record.reference;
        let found = self.register.find(reference)?;
        if found.is_some() || incoming.suffix.is_none() || !self.register.has_siblings(reference)? {
            return Ok(found);
        }
        self.suffixed.insert(reference.clone());
        suffix(incoming);
        self.register.find(&incoming.record.reference)
    }

    fn insert(&self, record: &Record, row: u64) -> Result<(), StoreError> {
        let origin = Origin { batch: self.batch, seen_batch: self.batch, row };
        self.register.insert(record, origin).map(drop)
    }

    /// A record with only what the file knows: the row as it came, before it was merged.
    fn bare(&self, mut record: Record) -> Record {
        for (value, known) in record.values.iter_mut().zip(&self.columns.fields) {
            if !known {
                *value = None;
            }
        }
        record.extra.retain(|name, _| self.columns.extra.contains(name));
        record
    }
}

/// The incoming record with what is not known of it as it was.
fn merged(known: &FileColumns, incoming: &Record, before: &Record) -> Record {
    let FileColumns { child, date, fields, extra } = known;
    let pairs = incoming.values.iter().zip(&before.values).zip(fields);
    let mut kept = before.extra.clone();
    kept.retain(|name, _| !extra.contains(name));
    kept.extend(incoming.extra.clone());
    Record {
        reference: before.reference.clone(),
        child: if *child { incoming.child.clone() } else { before.child.clone() },
        date: if *date { incoming.date } else { before.date },
        values: pairs.map(|((new, old), known)| if *known { new.clone() } else { old.clone() }).collect(),
        extra: kept,
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
