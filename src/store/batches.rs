//! Batches: which files were imported, when and by whom, and what became of them.

use chrono::NaiveDate;
use rusqlite::{Row, named_params, params};
use serde::Serialize;

use super::error::StoreError;
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
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The format's name.
    pub format: String,
    /// What kind of records.
    pub kind: Kind,
    /// For children: the day as at which they are described, ISO.
    pub as_at: Option<String>,
    /// First and last day of its records, ISO.
    pub first_date: Option<String>,
    /// The last day.
    pub last_date: Option<String>,
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
    /// When and by whom it was taken back, where it was.
    pub undone: Option<Undone>,
    /// The batch that this one takes back, where it is such a one.
    pub undoes: Option<i64>,
}

/// When and by whom a batch was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The batch that takes it back.
    pub batch: i64,
    /// When.
    pub at: String,
    /// By whom.
    pub person: String,
}

const COLUMNS: &str = "b.batch, b.at, b.person, b.file, b.sha256, b.format, b.kind, b.as_at, b.first_date, b.last_date,
    b.rows_read, b.added, b.changed, b.unchanged, b.refused, b.undoes, u.batch, u.at, u.person";

fn row_to_batch(row: &Row<'_>) -> rusqlite::Result<Batch> {
    let kind: String = row.get(6)?;
    let kind = Kind::parse(&kind).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(6, rusqlite::types::Type::Text, "a batch of no known kind".into())
    })?;
    let taken_back_by: Option<i64> = row.get(16)?;
    Ok(Batch {
        batch: row.get(0)?,
        at: row.get(1)?,
        person: row.get(2)?,
        file: row.get(3)?,
        sha256: row.get(4)?,
        format: row.get(5)?,
        kind,
        as_at: row.get(7)?,
        first_date: row.get(8)?,
        last_date: row.get(9)?,
        rows_read: row.get(10)?,
        added: row.get(11)?,
        changed: row.get(12)?,
        unchanged: row.get(13)?,
        refused: row.get(14)?,
        undoes: row.get(15)?,
        undone: match taken_back_by {
            Some(batch) => Some(Undone { batch, at: row.get(17)?, person: row.get(18)? }),
            None => None,
        },
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

    /// Notes that batches were imported together, by the number of the first: what one of them lacks another may hold.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn join_batches(&self, first: i64) -> Result<(), StoreError> {
        self.connection().execute("UPDATE batch SET import = ?1 WHERE batch >= ?1", [first])?;
        Ok(())
    }
}

impl Register {
    /// All batches, oldest first; those that take another back among them.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        let mut query = self.connection().prepare(&format!(
            "SELECT {COLUMNS} FROM batch b LEFT JOIN batch u ON u.undoes = b.batch ORDER BY b.batch"
        ))?;
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
}
