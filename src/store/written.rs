//! The digest and purpose of every file that was made for people.

use rusqlite::params;

use super::error::StoreError;
use super::open::{Change, Register};

impl Register {
    /// Whether a file of this digest was written by this program for this purpose.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn was_written(&self, sha256: &str, purpose: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM written WHERE sha256 = ? AND purpose = ?)";
        Ok(self.connection().prepare_cached(sql)?.query_row(params![sha256, purpose], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Notes that a file is written for a purpose.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn file_written(&self, sha256: &str, purpose: &str, at: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO written (sha256, purpose, at) VALUES (?, ?, ?)";
        self.connection().prepare_cached(sql)?.execute(params![sha256, purpose, at])?;
        Ok(())
    }
}
