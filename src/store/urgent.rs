//! Urgent concerns: that a child may be unsafe or that somebody must act now. They are never blind and wait for nothing.

use rusqlite::params;

use super::error::StoreError;
use super::journal::Actor;
use super::open::{Change, Register};

/// An urgent concern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urgent {
    /// Its number.
    pub id: i64,
    /// The sample's name.
    pub sample: String,
    /// The case's number in the sample.
    pub case: u32,
    /// The record's reference.
    pub record: String,
    /// When it was said.
    pub at: String,
    /// Who said it.
    pub by: String,
    /// The words.
    pub text: String,
    /// Who was told and when, once somebody said so.
    pub answer: Option<String>,
}

impl Register {
    /// All urgent concerns, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn urgent(&self) -> Result<Vec<Urgent>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT u.id, s.name, u.number, c.record, u.at, u.by, u.text, u.answer
             FROM urgent u JOIN sample s ON s.id = u.sample
             JOIN sample_case c ON c.sample = u.sample AND c.number = u.number ORDER BY u.id",
        )?;
        let all = query.query_map([], |row| {
            Ok(Urgent {
                id: row.get(0)?,
                sample: row.get(1)?,
                case: row.get(2)?,
                record: row.get(3)?,
                at: row.get(4)?,
                by: row.get(5)?,
                text: row.get(6)?,
                answer: row.get(7)?,
            })
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}

impl Change<'_> {
    /// Keeps an urgent concern of a case, with the action that follows from it; returns its number.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_urgent(
        &self,
        actor: &Actor,
        (sample, case): (i64, u32),
        text: &str,
        action: i64,
    ) -> Result<i64, StoreError> {
        self.connection().execute(
            "INSERT INTO urgent (sample, number, at, by, text, action) VALUES (?, ?, ?, ?, ?, ?)",
            params![sample, case, actor.at, actor.person, text, action],
        )?;
        Ok(self.connection().last_insert_rowid())
    }

    /// Keeps who was told of the urgent concerns of a case, and when. Their actions are done by that. Returns how many were open.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn answer_urgent(&self, actor: &Actor, (sample, case): (i64, u32), answer: &str) -> Result<usize, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT action FROM urgent WHERE sample = ? AND number = ? AND answered_at IS NULL AND action IS NOT NULL",
        )?;
        let actions: Vec<i64> = query.query_map(params![sample, case], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for action in actions {
            self.add_action_event(actor, action, crate::model::ActionState::Done, answer)?;
        }
        Ok(self.connection().execute(
            "UPDATE urgent SET answered_at = ?, answered_by = ?, answer = ?
             WHERE sample = ? AND number = ? AND answered_at IS NULL",
            params![actor.at, actor.person, answer, sample, case],
        )?)
    }
}
