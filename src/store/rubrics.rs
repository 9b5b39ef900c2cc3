//! Rubrics as they were when first used.

use rusqlite::OptionalExtension;

use super::error::StoreError;
use super::open::{Change, Register};
use crate::model::Rubric;

impl Change<'_> {
    /// Keeps a rubric's text with its digest, unless it is kept already.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn keep_rubric(&self, rubric: &Rubric) -> Result<(), StoreError> {
        self.connection().execute(
            "INSERT INTO rubric (sha256, id, version, source) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            rusqlite::params![rubric.digest(), rubric.id(), rubric.version(), rubric.source()],
        )?;
        Ok(())
    }
}

impl Register {
    /// Whether a rubric of this id and version was used with other words before.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn has_other_words(&self, rubric: &Rubric) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM rubric WHERE id = ? AND version = ? AND sha256 <> ?)";
        let key = rusqlite::params![rubric.id(), rubric.version(), rubric.digest()];
        Ok(self.connection().query_row(sql, key, |row| row.get(0))?)
    }

    /// The text of a rubric as it was when first used, by the digest of it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is not kept.
    pub fn rubric_source(&self, sha256: &str) -> Result<String, StoreError> {
        self.connection()
            .query_row("SELECT source FROM rubric WHERE sha256 = ?", [sha256], |row| row.get(0))
            .optional()?
            .ok_or_else(|| StoreError::Damaged("the rubric of a sample is missing".to_owned()))
    }
}
