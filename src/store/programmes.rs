//! Plans as they were when drawn, the cycles of programmes over children, and the children that a frame left out.

use std::collections::BTreeSet;

use chrono::Months;
use rusqlite::{OptionalExtension, params};

use super::error::StoreError;
use super::open::{Change, Register};
use super::samples::{SampleRow, State};
use crate::calendar::Period;
use crate::model::Plan;

/// A stretch of a programme over children in which one seed orders them all, and nobody comes twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Its number in the programme, from 1.
    pub number: u32,
    /// The place of the period with which it began; see [`crate::calendar::PeriodKind::place`].
    pub first: i64,
    /// How many periods it has.
    pub length: u32,
    /// The seed of all its draws.
    pub seed: String,
    /// Whether it is over, so that the seed is known to everybody.
    pub closed: bool,
}

impl Register {
    /// The cycles of a programme, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn cycles(&self, programme: &str) -> Result<Vec<Cycle>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT number, first, length, seed, closed_at IS NOT NULL FROM programme_cycle WHERE programme = ? ORDER BY number",
        )?;
        let cycles = query.query_map([programme], |row| {
            Ok(Cycle {
                number: row.get(0)?,
                first: row.get(1)?,
                length: row.get(2)?,
                seed: row.get(3)?,
                closed: row.get(4)?,
            })
        })?;
        Ok(cycles.collect::<Result<_, _>>()?)
    }

    /// The text of a plan as it was when drawn, by the digest of it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is not kept.
    pub fn plan_source(&self, sha256: &str) -> Result<String, StoreError> {
        self.connection()
            .query_row("SELECT source FROM plan WHERE sha256 = ?", [sha256], |row| row.get(0))
            .optional()?
            .ok_or_else(|| StoreError::Damaged("the plan of a sample is missing".to_owned()))
    }

    /// The samples of a programme, in the order in which they were drawn, withdrawn ones too.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn samples_of(&self, programme: &str) -> Result<Vec<SampleRow>, StoreError> {
        let mut samples = self.samples()?;
        samples.retain(|sample| sample.origin.programme.as_deref() == Some(programme));
        Ok(samples)
    }

    /// The children of all samples that stand and whose period ended less than so many months before this one ends, or
    /// later, whatever kind of record was drawn.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn children_drawn_since(&self, period: &Period, months: u32) -> Result<BTreeSet<String>, StoreError> {
        let since = period.last().checked_sub_months(Months::new(months)).unwrap_or(chrono::NaiveDate::MIN);
        let mut query = self.connection().prepare_cached(
            "SELECT DISTINCT c.child FROM sample_case c JOIN sample s ON s.id = c.sample
              WHERE s.last_day > ?1 AND s.state <> ?2 AND c.child IS NOT NULL",
        )?;
        let children = query.query_map(params![since.to_string(), State::Withdrawn.id()], |row| row.get(0))?;
        Ok(children.collect::<Result<_, _>>()?)
    }

    /// The children that a declared exclusion kept out of a sample's frame.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn children_left_out(&self, sample: i64) -> Result<BTreeSet<String>, StoreError> {
        let mut query = self.connection().prepare_cached("SELECT child FROM sample_excluded WHERE sample = ?")?;
        let children = query.query_map([sample], |row| row.get(0))?;
        Ok(children.collect::<Result<_, _>>()?)
    }

    /// How many cases of other samples of a programme's cycle that stand are of these children.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn drawn_before_in_cycle(&self, sample: &SampleRow) -> Result<u64, StoreError> {
        let count: i64 = self.connection().query_row(
            "SELECT count(*) FROM sample_case mine WHERE mine.sample = ?1 AND mine.origin <> 'added' AND EXISTS (
                SELECT 1 FROM sample_case c JOIN sample s ON s.id = c.sample WHERE c.child = mine.child AND c.origin <> 'added'
                   AND s.id <> ?1 AND s.programme = ?2 AND s.cycle = ?3 AND s.state <> 'withdrawn')",
            params![sample.id, sample.origin.programme, sample.origin.cycle],
            |row| row.get(0),
        )?;
        Ok(count.unsigned_abs())
    }
}

impl Change<'_> {
    /// Keeps a plan's text with its digest, unless it is kept already.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn keep_plan(&self, plan: &Plan) -> Result<(), StoreError> {
        self.connection().execute(
            "INSERT INTO plan (sha256, id, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            params![plan.digest, plan.id, plan.source],
        )?;
        Ok(())
    }

    /// Begins a cycle of a programme.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn open_cycle(&self, programme: &str, cycle: &Cycle, now: &str) -> Result<(), StoreError> {
        self.connection().execute(
            "INSERT INTO programme_cycle (programme, number, first, length, seed, opened_at) VALUES (?, ?, ?, ?, ?, ?)",
            params![programme, cycle.number, cycle.first, cycle.length, cycle.seed, now],
        )?;
        Ok(())
    }

    /// Ends the open cycle of a programme; returns whether there was one.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn close_cycle(&self, programme: &str, now: &str) -> Result<bool, StoreError> {
        let closed = self.connection().execute(
            "UPDATE programme_cycle SET closed_at = ?2 WHERE programme = ?1 AND closed_at IS NULL",
            params![programme, now],
        )?;
        Ok(closed > 0)
    }

    /// Keeps which children a sample's frame left out.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn leave_out(&self, sample: i64, children: &BTreeSet<String>) -> Result<(), StoreError> {
        let mut insert =
            self.connection().prepare_cached("INSERT INTO sample_excluded (sample, child) VALUES (?, ?)")?;
        for child in children {
            insert.execute(params![sample, child])?;
        }
        Ok(())
    }
}
