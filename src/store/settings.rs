//! What has been said once and holds for later commands: a name and a text each.

use rusqlite::{OptionalExtension, params};

use super::error::StoreError;
use super::open::{Change, Register};

impl Register {
    /// What has been said under a name, if anything has.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let query = "SELECT value FROM setting WHERE name = ?1";
        Ok(self.connection().query_row(query, [name], |row| row.get(0)).optional()?)
    }
}

impl Change<'_> {
    /// Notes what is said under a name, in place of what was said before.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
        self.connection().execute(sql, params![name, value])?;
        Ok(())
    }
}
