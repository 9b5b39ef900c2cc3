//! Replies: what the person whose work it was says to the final grade of a case.

use std::collections::BTreeMap;

use rusqlite::params;

use super::error::StoreError;
use super::journal::Actor;
use super::open::{Change, Register};

impl Register {
    /// The latest reply to each case of a sample that has one.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn replies(&self, sample: i64) -> Result<BTreeMap<u32, String>, StoreError> {
        let mut query =
            self.connection().prepare_cached("SELECT number, text FROM reply WHERE sample = ? ORDER BY id")?;
        let replies = query.query_map([sample], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(replies.collect::<Result<_, _>>()?)
    }
}

impl Change<'_> {
    /// Keeps a reply to a case; the latest stands over the earlier ones.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_reply(&self, actor: &Actor, (sample, case): (i64, u32), text: &str) -> Result<(), StoreError> {
        self.connection().execute(
            "INSERT INTO reply (sample, number, at, by, text) VALUES (?, ?, ?, ?, ?)",
            params![sample, case, actor.at, actor.person, text],
        )?;
        Ok(())
    }
}
