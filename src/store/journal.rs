//! The journal: the append-only record of who did what, when, with which version.
//!
//! Each line carries the digest of the line before it, so that a line that is taken out or altered shows. Lines say
//! what was done and never what was judged, because a second auditor may read them.

use rusqlite::{Connection, params};
use serde::Serialize;

use super::error::StoreError;
use super::open::Register;
use crate::digest;

/// Who does something, when, and with which version of the program.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person's name, or their login where the list does not hold them.
    pub person: String,
    /// The time here, ISO, to the second.
    pub at: String,
    /// The program's name and version.
    pub program: String,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JournalLine {
    /// Its number, from 1.
    pub seq: i64,
    /// When.
    pub at: String,
    /// Who.
    pub person: String,
    /// Which command.
    pub command: String,
    /// What was done, as a JSON object.
    pub details: serde_json::Value,
    /// With which version.
    pub program: String,
    /// SHA-256 over this line and the digest of the one before.
    pub digest: String,
}

fn chained(previous: &str, seq: i64, parts: [&str; 5]) -> String {
    let line = serde_json::json!([previous, seq, parts[0], parts[1], parts[2], parts[3], parts[4]]);
    digest::sha256_hex(line.to_string().as_bytes())
}

/// The number and the digest of the newest line; 0 and nothing where there is none.
pub(super) type Head = (i64, String);

/// Adds a line; returns its number and digest.
pub(super) fn append(
    connection: &Connection,
    actor: &Actor,
    command: &str,
    details: &serde_json::Value,
) -> Result<Head, StoreError> {
    let (seq, previous) = head(connection)?;
    let seq = seq + 1;
    let details = details.to_string();
    let digest = chained(&previous, seq, [&actor.at, &actor.person, command, &details, &actor.program]);
    connection
        .prepare_cached("INSERT INTO journal (seq, at, person, command, details, program, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![seq, actor.at, actor.person, command, details, actor.program, previous, digest])?;
    Ok((seq, digest))
}

/// Whether the journal has this line.
pub(super) fn has(connection: &Connection, (seq, digest): &Head) -> Result<bool, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT ?1 = 0 OR EXISTS (SELECT 1 FROM journal WHERE seq = ?1 AND digest = ?2)")?;
    Ok(query.query_row(params![seq, digest], |row| row.get(0))?)
}

/// The newest line.
pub(super) fn head(connection: &Connection) -> Result<Head, StoreError> {
    let mut query = connection.prepare_cached("SELECT seq, digest FROM journal ORDER BY seq DESC LIMIT 1")?;
    let mut rows = query.query([])?;
    match rows.next()? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, String::new())),
    }
}

impl Register {
    /// The digest of the newest line: whoever keeps it can tell later whether the journal was altered.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn journal_head(&self) -> Result<String, StoreError> {
        Ok(head(self.connection())?.1)
    }

    /// The latest time of the newest thousand lines: what the register says is as of then. A clock that was set back has written
    /// earlier ones after it.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn latest_line_at(&self) -> Result<Option<String>, StoreError> {
        let newest = "SELECT MAX(at) FROM (SELECT at FROM journal ORDER BY seq DESC LIMIT 1000)";
        Ok(self.connection().prepare_cached(newest)?.query_row([], |row| row.get(0))?)
    }

    /// All lines, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn journal(&self) -> Result<Vec<JournalLine>, StoreError> {
        let mut query = self
            .connection()
            .prepare("SELECT seq, at, person, command, details, program, digest FROM journal ORDER BY seq")?;
        let lines = query.query_map([], |row| {
            let details: String = row.get(4)?;
            Ok(JournalLine {
                seq: row.get(0)?,
                at: row.get(1)?,
                person: row.get(2)?,
                command: row.get(3)?,
                details: serde_json::from_str(&details).unwrap_or(serde_json::Value::String(details)),
                program: row.get(5)?,
                digest: row.get(6)?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Checks the chain and returns the number of the first line that does not follow from the one before it.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn broken_line(&self) -> Result<Option<i64>, StoreError> {
        let mut query = self
            .connection()
            .prepare("SELECT seq, at, person, command, details, program, previous, digest FROM journal ORDER BY seq")?;
        let mut rows = query.query([])?;
        let (mut expected_seq, mut expected) = (1i64, String::new());
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(0)?;
            let part = |column: usize| row.get::<_, String>(column);
            let (at, person, command, details, program) = (part(1)?, part(2)?, part(3)?, part(4)?, part(5)?);
            let digest = chained(&expected, seq, [&at, &person, &command, &details, &program]);
            if seq != expected_seq || part(6)? != expected || part(7)? != digest {
                return Ok(Some(seq));
            }
            (expected_seq, expected) = (seq + 1, digest);
        }
        Ok(None)
    }
}

impl Register {
    /// Lets SQLite check the whole file.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with what SQLite found.
    pub fn check_file(&self) -> Result<(), StoreError> {
        let found: String = self.connection().query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        match found == "ok" {
            true => Ok(()),
            false => Err(StoreError::Damaged(found)),
        }
    }
}
