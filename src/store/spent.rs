//! The time that guided gradings took: seconds of work, pauses left out.

use rusqlite::params;

use super::error::StoreError;
use super::gradings::{GradingKey, Shelf};
use super::open::{Change, Register};

impl Register {
    /// The seconds of work that a grading took so far; 0 where it was given without questions.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn seconds_spent(&self, grading: GradingKey) -> Result<i64, StoreError> {
        let sql = match grading.shelf {
            Shelf::Main => "SELECT coalesce(sum(seconds), 0) FROM grading_time WHERE grading = ?",
            Shelf::Beside => "SELECT seconds FROM grading_beside WHERE id = ?",
        };
        Ok(self.connection().prepare_cached(sql)?.query_row([grading.id], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Adds seconds of work to a grading.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn spend(&self, grading: GradingKey, now: &str, seconds: i64) -> Result<(), StoreError> {
        if seconds <= 0 {
            return Ok(());
        }
        match grading.shelf {
            Shelf::Main => self
                .connection()
                .prepare_cached("INSERT INTO grading_time (grading, at, seconds) VALUES (?, ?, ?)")?
                .execute(params![grading.id, now, seconds])?,
            Shelf::Beside => self
                .connection()
                .prepare_cached("UPDATE grading_beside SET seconds = seconds + ? WHERE id = ?")?
                .execute(params![seconds, grading.id])?,
        };
        Ok(())
    }
}
