//! Which batch had held a version before another did, so that taking a batch back puts that right as well.
//!
//! An extract that is imported again mostly holds the same records in the same order: runs of neighbouring versions that
//! the same batch had held before. A run is one row.

use rusqlite::{Connection, params};

use super::error::StoreError;
use crate::model::Kind;

/// The runs of one batch, written as they end.
pub(super) struct Sightings<'a> {
    connection: &'a Connection,
    batch: i64,
    run: Option<Run>,
}

struct Run {
    first: i64,
    last: i64,
    before: i64,
}

impl<'a> Sightings<'a> {
    pub(super) fn new(connection: &'a Connection, batch: i64) -> Sightings<'a> {
        Sightings { connection, batch, run: None }
    }

    /// Notes that the batch holds a version that another had held `before`.
    pub(super) fn note(&mut self, version: i64, before: i64) -> Result<(), StoreError> {
        match &mut self.run {
            Some(run) if run.before == before && run.last + 1 == version => run.last = version,
            _ => {
                self.finish()?;
                self.run = Some(Run { first: version, last: version, before });
            }
        }
        Ok(())
    }

    /// Writes the run that is open.
    pub(super) fn finish(&mut self) -> Result<(), StoreError> {
        let Some(Run { first, last, before }) = self.run.take() else { return Ok(()) };
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO sighting (batch, first_id, last_id, before) VALUES (?, ?, ?, ?)")?
            .execute(params![self.batch, first, last, before])?;
        Ok(())
    }
}

/// Gives every version that a batch was the last to hold back to the batch that had held it before.
pub(super) fn give_back(connection: &Connection, kind: Kind, batch: i64) -> Result<(), StoreError> {
    let table = kind.id();
    let mut runs = connection.prepare("SELECT first_id, last_id, before FROM sighting WHERE batch = ?1")?;
    let sql = format!("UPDATE {table} SET seen_batch = ?1 WHERE id BETWEEN ?2 AND ?3 AND seen_batch = ?4");
    let mut give = connection.prepare(&sql)?;
    let mut rows = runs.query([batch])?;
    while let Some(row) = rows.next()? {
        let (first, last, before): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        give.execute(params![before, first, last, batch])?;
    }
    Ok(())
}
