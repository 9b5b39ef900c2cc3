//! Packs that were sent to auditors, and whether a file of theirs has come back since.

use rusqlite::params;

use super::error::StoreError;
use super::gradings::GradingKey;
use super::open::{Change, Register};

/// An auditor's pack of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackRow {
    /// The auditor.
    pub person: i64,
    /// When it was last sent.
    pub sent_at: String,
    /// When a file of theirs last came back; `None` where none has since it was sent.
    pub back_at: Option<String>,
}

impl Register {
    /// The packs of a sample that were sent, by auditor.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn packs(&self, sample: i64) -> Result<Vec<PackRow>, StoreError> {
        let sql = "SELECT person, sent_at, back_at FROM pack WHERE sample = ? ORDER BY person";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([sample], |row| {
            Ok(PackRow { person: row.get(0)?, sent_at: row.get(1)?, back_at: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Whose pack a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackOwner {
    /// The sample.
    pub sample: i64,
    /// The auditor.
    pub person: i64,
}

impl Register {
    /// Whose pack carries a token; `None` if this register never sent one with it.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn pack_owner(&self, token: &str) -> Result<Option<PackOwner>, StoreError> {
        let mut query = self.connection().prepare_cached("SELECT sample, person FROM pack_token WHERE token = ?")?;
        let mut rows = query.query([token])?;
        Ok(match rows.next()? {
            Some(row) => Some(PackOwner { sample: row.get(0)?, person: row.get(1)? }),
            None => None,
        })
    }

    /// Whether an auditor was ever sent a pack of a sample that carries a token.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn has_pack_token(&self, owner: PackOwner) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM pack_token WHERE sample = ? AND person = ?)";
        Ok(self.connection().prepare_cached(sql)?.query_row(params![owner.sample, owner.person], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Keeps the token that an auditor's pack is sent with.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn keep_pack_token(&self, token: &str, owner: PackOwner, at: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO pack_token (token, sample, person, sent_at) VALUES (?, ?, ?, ?)";
        self.connection().prepare_cached(sql)?.execute(params![token, owner.sample, owner.person, at])?;
        Ok(())
    }

    /// Notes that an auditor's pack was sent, for the first time or again: what they had said by then stands in it.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn pack_sent(&self, sample: i64, person: i64, at: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO pack (sample, person, sent_at) VALUES (?, ?, ?)
                   ON CONFLICT (sample, person) DO UPDATE SET sent_at = excluded.sent_at, back_at = NULL";
        self.connection().prepare_cached(sql)?.execute(params![sample, person, at])?;
        let sql = "UPDATE grading SET in_pack = 1 WHERE sample = ? AND person = ? AND part <> 'moderation'";
        self.connection().prepare_cached(sql)?.execute(params![sample, person])?;
        Ok(())
    }

    /// Notes that a file of an auditor's came back.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn pack_back(&self, sample: i64, person: i64, at: &str) -> Result<(), StoreError> {
        let sql = "UPDATE pack SET back_at = ? WHERE sample = ? AND person = ?";
        self.connection().prepare_cached(sql)?.execute(params![at, sample, person])?;
        Ok(())
    }

    /// Says whether all of an auditor's grading stands in their pack. Whatever is said in it later is not there.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn set_in_pack(&self, grading: GradingKey, is_there: bool) -> Result<(), StoreError> {
        let sql = "UPDATE grading SET in_pack = ?1 WHERE id = ?2 AND in_pack <> ?1";
        self.connection().prepare_cached(sql)?.execute(params![is_there, grading.id])?;
        Ok(())
    }
}
