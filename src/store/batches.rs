//! Batches: which files were imported, when and by whom, and which cases a later file changes or lacks.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{Row, named_params, params};
use serde::Serialize;

use super::error::StoreError;
use super::frame::born_by;
use super::open::{Change, Register};
use super::upsert::Tally;
use crate::model::Kind;

/// What is known of a file when its import begins.
#[derive(Clone, Debug)]
pub struct BatchFacts {
    /// The file's name, without folders.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The format's name.
    pub format: String,
    /// What kind of records it holds.
    pub kind: Kind,
    /// Its encoding.
    pub encoding: String,
    /// For children: the day as at which they are described.
    pub as_at: Option<NaiveDate>,
}

/// One imported file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Batch {
    /// Its number.
    pub batch: i64,
    /// When.
    pub at: String,
    /// By whom.
    pub person: String,
    /// The file's name.
    pub file: String,
    /// The format's name.
    pub format: String,
    /// What kind of records.
    pub kind: String,
    /// Rows read.
    pub rows_read: i64,
    /// Records added.
    pub added: i64,
    /// Records changed.
    pub changed: i64,
    /// Records unchanged.
    pub unchanged: i64,
    /// Rows refused.
    pub refused: i64,
}

/// A case whose record a later file changes or lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The sample.
    pub sample: String,
    /// The case's number.
    pub case: u32,
    /// The record's reference.
    pub record: String,
    /// `changed`, `missing`, or, of one import, `refused`.
    pub what: &'static str,
}

fn row_to_batch(row: &Row<'_>) -> rusqlite::Result<Batch> {
    Ok(Batch {
        batch: row.get(0)?,
        at: row.get(1)?,
        person: row.get(2)?,
        file: row.get(3)?,
        format: row.get(4)?,
        kind: row.get(5)?,
        rows_read: row.get(6)?,
        added: row.get(7)?,
        changed: row.get(8)?,
        unchanged: row.get(9)?,
        refused: row.get(10)?,
    })
}

impl Change<'_> {
    /// Starts a batch and returns its number.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn start_batch(&self, actor: &super::Actor, facts: &BatchFacts) -> Result<i64, StoreError> {
        self.connection().execute(
            "INSERT INTO batch (at, person, file, sha256, format, kind, encoding, as_at, rows_read, added, changed, unchanged, duplicates, refused)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0)",
            params![
                actor.at,
                actor.person,
                facts.file,
                facts.sha256,
                facts.format,
                facts.kind.id(),
                facts.encoding,
                facts.as_at.map(|day| day.to_string()),
            ],
        )?;
        Ok(self.connection().last_insert_rowid())
    }

    /// Notes the digest of a batch's file, which is known once it has been read.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn set_batch_digest(&self, batch: i64, sha256: &str) -> Result<(), StoreError> {
        self.connection().execute("UPDATE batch SET sha256 = ? WHERE batch = ?", params![sha256, batch])?;
        Ok(())
    }

    /// Completes a batch with what was read.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn end_batch(
        &self,
        batch: i64,
        rows_read: u64,
        refused: u64,
        tally: Tally,
        days: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<(), StoreError> {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.connection().execute(
            "UPDATE batch SET rows_read = :read, added = :added, changed = :changed, unchanged = :unchanged, duplicates = :duplicates,
                refused = :refused, first_date = :first, last_date = :last WHERE batch = :batch",
            named_params! {
                ":read": number(rows_read), ":added": number(tally.added), ":changed": number(tally.changed),
                ":unchanged": number(tally.unchanged), ":duplicates": number(tally.duplicates), ":refused": number(refused),
                ":first": days.map(|(first, _)| first.to_string()), ":last": days.map(|(_, last)| last.to_string()), ":batch": batch,
            },
        )?;
        Ok(())
    }

    /// The cases of samples that stand whose record this batch changes, names only in rows that were refused (the
    /// references given), or, though it covers the record's day, lacks.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn cases_touched(&self, kind: Kind, batch: i64, refused: &BTreeSet<String>) -> Result<Vec<Lost>, StoreError> {
        let mut touched = lost(self.connection(), kind, None, Some(batch))?;
        if refused.is_empty() {
            return Ok(touched);
        }
        let mut query = self.connection().prepare(
            "SELECT s.name, c.number, c.record FROM sample_case c JOIN sample s ON s.id = c.sample
              WHERE s.kind = :kind AND s.state <> 'withdrawn' ORDER BY s.name, c.number",
        )?;
        let mut rows = query.query(named_params! { ":kind": kind.id() })?;
        while let Some(row) = rows.next()? {
            let case = Lost { sample: row.get(0)?, case: row.get(1)?, record: row.get(2)?, what: "refused" };
            let told = touched.iter().any(|other| (&other.sample, other.case) == (&case.sample, case.case));
            if refused.contains(&case.record) && !told {
                touched.push(case);
            }
        }
        touched.sort_by(|one, other| (&one.sample, one.case).cmp(&(&other.sample, other.case)));
        Ok(touched)
    }

    /// How many children the register knows as of a day, and not as having left care by then, whom no batch from `first`
    /// on holds.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn children_gone(&self, first: i64, day: NaiveDate) -> Result<u64, StoreError> {
        let gone: i64 = self.connection().query_row(
            "SELECT count(*) FROM (SELECT DISTINCT reference FROM child) k
               JOIN child c ON c.id = (SELECT v.id FROM child v WHERE v.reference = k.reference AND v.to_batch IS NULL
                    AND v.as_at <= :day ORDER BY v.as_at DESC LIMIT 1)
              WHERE c.seen_batch < :first AND (c.ceased IS NULL OR c.ceased > :day)
                AND (c.started IS NOT NULL OR c.born IS NULL OR c.born > :adult)",
            named_params! { ":first": first, ":day": day.to_string(), ":adult": born_by(day) },
            |row| row.get(0),
        )?;
        Ok(gone.unsigned_abs())
    }
}

/// Cases whose record has changed since the draw, or is lacking in a later file that covers its day. `batch` narrows it
/// to what that batch did, `sample` to one sample.
fn lost(
    connection: &rusqlite::Connection,
    kind: Kind,
    sample: Option<i64>,
    batch: Option<i64>,
) -> Result<Vec<Lost>, StoreError> {
    let table = kind.id();
    let mut query = connection.prepare(&format!(
        "SELECT s.name, c.number, c.record, 'changed' FROM sample_case c JOIN sample s ON s.id = c.sample
           JOIN {table} v ON v.id = c.version
          WHERE s.kind = :kind AND s.state <> 'withdrawn' AND (:sample IS NULL OR s.id = :sample)
            AND v.to_batch IS NOT NULL AND (:batch IS NULL OR v.to_batch = :batch)
         UNION ALL
         SELECT s.name, c.number, c.record, 'missing' FROM sample_case c JOIN sample s ON s.id = c.sample
           JOIN {table} v ON v.id = c.version
          WHERE s.kind = :kind AND s.state <> 'withdrawn' AND (:sample IS NULL OR s.id = :sample)
            AND v.to_batch IS NULL AND EXISTS (
                SELECT 1 FROM batch b WHERE b.kind = :kind AND b.batch > v.seen_batch AND (:batch IS NULL OR b.batch = :batch)
                   AND (:kind = 'child' OR v.date BETWEEN b.first_date AND b.last_date)
                   AND NOT EXISTS (SELECT 1 FROM {table} w WHERE w.reference = v.reference AND w.seen_batch >= b.batch))
         ORDER BY 1, 2"
    ))?;
    let found = query.query_map(named_params! { ":kind": table, ":sample": sample, ":batch": batch }, |row| {
        let what: String = row.get(3)?;
        Ok(Lost {
            sample: row.get(0)?,
            case: row.get(1)?,
            record: row.get(2)?,
            what: if what == "changed" { "changed" } else { "missing" },
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

impl Register {
    /// All batches, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        let mut query = self.connection().prepare(
            "SELECT batch, at, person, file, format, kind, rows_read, added, changed, unchanged, refused FROM batch ORDER BY batch",
        )?;
        let batches = query.query_map([], row_to_batch)?;
        Ok(batches.collect::<Result<_, _>>()?)
    }

    /// The number of the newest batch, `None` before the first import.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn newest_batch(&self) -> Result<Option<i64>, StoreError> {
        Ok(self.connection().query_row("SELECT max(batch) FROM batch", [], |row| row.get(0))?)
    }

    /// The cases of a sample whose record a later file changes or lacks.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn cases_lost(&self, kind: Kind, sample: i64) -> Result<Vec<Lost>, StoreError> {
        lost(self.connection(), kind, Some(sample), None)
    }
}
