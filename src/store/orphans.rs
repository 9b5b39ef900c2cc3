//! Records that name a child whom the register does not have.

use rusqlite::params;

use super::error::StoreError;
use super::open::Register;
use crate::model::Kind;

/// A child whom records of one import name and the register does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownChild {
    /// The id as the records have it.
    pub child: String,
    /// How many records name it.
    pub records: u64,
    /// The only child of the register whose id differs from it by noughts in front, if there is one.
    pub but_for_noughts: Option<String>,
}

impl Register {
    /// The children that records of a batch name and the register does not have, in order; none where the register has no child at
    /// all.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn unknown_children(&self, kind: Kind, batch: i64) -> Result<Vec<UnknownChild>, StoreError> {
        if kind == Kind::Child || self.count(Kind::Child)? == 0 {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT named.child, named.records,
                    (SELECT iif(count(DISTINCT reference) = 1, min(reference), NULL) FROM child
                     WHERE ltrim(reference, '0') = ltrim(named.child, '0'))
             FROM (SELECT child, count(*) records FROM {} WHERE from_batch = ? AND child IS NOT NULL GROUP BY child) named
             WHERE NOT EXISTS (SELECT 1 FROM child WHERE reference = named.child) ORDER BY named.child LIMIT ?",
            kind.id()
        );
        let mut query = self.connection().prepare(&sql)?;
        let found = query.query_map(params![batch, MOST], |row| {
            Ok(UnknownChild { child: row.get(0)?, records: row.get::<_, u32>(1)?.into(), but_for_noughts: row.get(2)? })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// Children that are looked at: where none of very many is known, a few are enough to say so.
const MOST: u32 = 1_000;
