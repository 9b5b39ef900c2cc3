//! Taking a batch back, exactly.
//!
//! Nothing is deleted. Taking back is a batch of its own: it ends the versions that the batch brought, and brings those
//! that the batch had ended again. From then on frames are as if the batch had never been; a frame as of an earlier batch,
//! such as that of a sample that was withdrawn since, stays what it was and can be streamed again.
//!
//! A batch stays where something stands on it:
//!
//! - a sample that is not withdrawn and was drawn from it: as of this batch or a later one, and the batch brought or ended
//!   a version of a record of the sample's kind and period; or the batch describes children, and the sample is of children
//!   or its draw looked at them (a condition or strata on `child.…`). That a case shows facts of its child does not hold a
//!   batch: the case keeps them as they were.
//! - a later batch that changed, confirmed or (of children) went on from what this one brought.

use rusqlite::{named_params, params};

use super::error::StoreError;
use super::journal::Actor;
use super::open::{Change, Register};
use super::sightings;
use crate::model::Kind;

/// What stands on a batch, so that it cannot be taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandsOn {
    /// The samples that were drawn from it, by name.
    pub samples: Vec<String>,
    /// The later batches that go on from what it brought.
    pub batches: Vec<i64>,
}

/// What taking a batch back did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// Versions that it had brought, and that are in force no more.
    pub ended: u64,
    /// Versions that it had ended, and that are in force again.
    pub restored: u64,
}

impl Register {
    /// What stands on a batch.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn stands_on(&self, kind: Kind, batch: i64) -> Result<StandsOn, StoreError> {
        Ok(StandsOn { samples: self.samples_on(kind, batch)?, batches: self.batches_on(kind, batch)? })
    }

    fn samples_on(&self, kind: Kind, batch: i64) -> Result<Vec<String>, StoreError> {
        let table = kind.id();
        let touches = match kind {
            Kind::Child => format!(
                "(s.kind = 'child' OR s.condition LIKE '%child.%' OR s.design LIKE '%child.%')
                 AND EXISTS (SELECT 1 FROM {table} v WHERE v.from_batch = :batch OR v.to_batch = :batch)"
            ),
            _ => format!(
                "s.kind = '{table}' AND EXISTS (SELECT 1 FROM {table} v WHERE (v.from_batch = :batch OR v.to_batch = :batch)
                    AND v.date BETWEEN s.first_day AND s.last_day)"
            ),
        };
        let mut query = self.connection().prepare(&format!(
            "SELECT s.name FROM sample s WHERE s.state <> 'withdrawn' AND s.as_of >= :batch AND {touches} ORDER BY s.id"
        ))?;
        let names = query.query_map(named_params! { ":batch": batch }, |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    fn batches_on(&self, kind: Kind, batch: i64) -> Result<Vec<i64>, StoreError> {
        let table = kind.id();
        // Where a child is described as at a later day, what the later file could not know was taken from here.
        let described_later = match kind {
            Kind::Child => {
                "UNION SELECT l.from_batch FROM child v JOIN child l ON l.reference = v.reference AND l.as_at > v.as_at
                  WHERE v.from_batch = :batch AND v.restores IS NULL AND l.to_batch IS NULL AND l.from_batch > :batch
                    AND (l.restores IS NULL OR (SELECT o.from_batch FROM child o WHERE o.id = l.restores) > :batch)"
            }
            _ => "",
        };
        // A version that a later batch had ended, and that was restored since, goes on as its newest copy.
        let mut query = self.connection().prepare(&format!(
            "SELECT stands FROM (
                SELECT CASE WHEN w.to_batch IS NOT NULL THEN w.to_batch WHEN w.seen_batch > :batch THEN w.seen_batch END AS stands
                  FROM {table} v JOIN {table} w ON w.id = coalesce(
                    (SELECT max(c.id) FROM {table} c WHERE c.reference = v.reference AND c.restores = v.id), v.id)
                 WHERE v.from_batch = :batch AND v.restores IS NULL
                {described_later})
              WHERE stands IS NOT NULL GROUP BY stands ORDER BY stands"
        ))?;
        let numbers = query.query_map(named_params! { ":batch": batch }, |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }
}

impl Change<'_> {
    /// Takes a batch back on which nothing stands.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn take_back(&self, actor: &Actor, kind: Kind, batch: i64) -> Result<TakenBack, StoreError> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO batch (at, person, file, sha256, format, kind, encoding, as_at, rows_read, added, changed, unchanged,
                duplicates, refused, undoes)
             SELECT ?1, ?2, file, sha256, format, kind, encoding, as_at, 0, 0, 0, 0, 0, 0, batch FROM batch WHERE batch = ?3",
            params![actor.at, actor.person, batch],
        )?;
        let own = connection.last_insert_rowid();
        self.give_back_sightings(kind, batch)?;
        let table = kind.id();
        let ended = connection.execute(
            &format!(
                "UPDATE {table} SET to_batch = ?1 WHERE to_batch IS NULL AND ((from_batch = ?2 AND restores IS NULL)
                    OR restores IN (SELECT id FROM {table} WHERE from_batch = ?2 AND restores IS NULL))"
            ),
            params![own, batch],
        )?;
        let columns = self.copied_columns(kind)?;
        let restored = connection.execute(
            &format!(
                "INSERT INTO {table} ({columns}, from_batch, restores) SELECT {columns}, ?1, coalesce(restores, id) FROM {table}
                  WHERE to_batch = ?2 AND from_batch < ?2 ORDER BY id"
            ),
            params![own, batch],
        )?;
        Ok(TakenBack { ended: ended as u64, restored: restored as u64 })
    }

    /// Lets versions be held by those who held them before the batch; where that one has been taken back as well, by those
    /// before it.
    fn give_back_sightings(&self, kind: Kind, batch: i64) -> Result<(), StoreError> {
        sightings::give_back(self.connection(), kind, batch)?;
        let mut query = self
            .connection()
            .prepare("SELECT undoes FROM batch WHERE kind = ?1 AND undoes < ?2 ORDER BY undoes DESC")?;
        let earlier = query.query_map(params![kind.id(), batch], |row| row.get::<_, i64>(0))?;
        for undone in earlier {
            sightings::give_back(self.connection(), kind, undone?)?;
        }
        Ok(())
    }

    /// The columns that a restored version takes over as they are.
    fn copied_columns(&self, kind: Kind) -> Result<String, StoreError> {
        let own = ["id", "from_batch", "to_batch", "restores"];
        let mut query = self.connection().prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = query.query_map([kind.id()], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(names.into_iter().filter(|name| !own.contains(&name.as_str())).collect::<Vec<_>>().join(", "))
    }
}
