//! The time that guided gradings took: seconds of work, pauses left out.

use rusqlite::params;

use super::error::StoreError;
use super::gradings::Part;
use super::open::{Change, Register};

impl Register {
    /// The seconds of work that a grading of a case took so far; 0 where it was given without questions.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn seconds_spent(&self, at: (i64, u32, Part)) -> Result<i64, StoreError> {
        let (sample, case, part) = at;
        let mut query = self.connection().prepare_cached(
            "SELECT coalesce(sum(t.seconds), 0) FROM grading_time t JOIN grading g ON g.id = t.grading
              WHERE g.sample = ? AND g.number = ? AND g.part = ?",
        )?;
        Ok(query.query_row(params![sample, case, part.id()], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Adds seconds of work to a grading.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn spend(&self, grading: i64, now: &str, seconds: i64) -> Result<(), StoreError> {
        if seconds > 0 {
            self.connection()
                .prepare_cached("INSERT INTO grading_time (grading, at, seconds) VALUES (?, ?, ?)")?
                .execute(params![grading, now, seconds])?;
        }
        Ok(())
    }
}
