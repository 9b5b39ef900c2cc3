//! How long gradings took.

use super::error::StoreError;
use super::open::Register;
use crate::model::Kind;

impl Register {
    /// The seconds that each finished grading of records of a kind took from its first answer to its end, shortest first;
    /// moderations and gradings of withdrawn samples are left out.
    ///
    /// # Errors
    /// [`StoreError`] where the register cannot be read.
    pub fn grading_seconds(&self, kind: Kind) -> Result<Vec<u64>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT CAST(round((julianday(g.finished_at) - julianday(g.started_at)) * 86400) AS INTEGER) AS seconds
               FROM grading g JOIN sample s ON s.id = g.sample
              WHERE s.kind = :kind AND s.state <> 'withdrawn' AND g.part <> 'moderation'
                AND julianday(g.finished_at) >= julianday(g.started_at)
              ORDER BY seconds",
        )?;
        let seconds = query.query_map([kind.id()], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        Ok(seconds.into_iter().filter_map(|seconds| u64::try_from(seconds).ok()).collect())
    }
}
