//! What an audit raises for the council's case system: disputes and notes of good practice.

use chrono::NaiveDate;
use rusqlite::params;

use super::error::StoreError;
use super::journal::Actor;
use super::open::{Change, Register};
use super::people::iso;

/// A dispute or a note of good practice to be kept.
#[derive(Clone, Debug)]
pub struct NewRaised {
    /// The number of the sample.
    pub sample: i64,
    /// The case of it.
    pub case: u32,
    /// Its stage as the field `stage` of a dispute has it.
    pub stage: String,
    /// Its type, where one is given.
    pub kind: Option<String>,
    /// What it says.
    pub text: String,
}

/// One that is kept.
#[derive(Clone, Debug)]
pub struct Raised {
    /// Its number.
    pub id: i64,
    /// Who raised it.
    pub by: String,
    /// The day on which it was raised.
    pub on: NaiveDate,
    /// What was kept.
    pub what: NewRaised,
}

impl Register {
    /// All, in the order in which they were raised.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn raised(&self) -> Result<Vec<Raised>, StoreError> {
        let mut query = self
            .connection()
            .prepare_cached("SELECT id, by, at, sample, number, stage, type, text FROM raised ORDER BY id")?;
        let rows = query.query_map([], |row| {
            let at: String = row.get(2)?;
            Ok(Raised {
                id: row.get(0)?,
                by: row.get(1)?,
                on: iso(2, at.get(..10).unwrap_or(&at))?,
                what: NewRaised {
                    sample: row.get(3)?,
                    case: row.get(4)?,
                    stage: row.get(5)?,
                    kind: row.get(6)?,
                    text: row.get(7)?,
                },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Change<'_> {
    /// Keeps one; returns its number.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_raised(&self, actor: &Actor, new: &NewRaised) -> Result<i64, StoreError> {
        self.connection().execute(
            "INSERT INTO raised (sample, number, at, by, stage, type, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![new.sample, new.case, actor.at, actor.person, new.stage, new.kind, new.text],
        )?;
        Ok(self.connection().last_insert_rowid())
    }
}
