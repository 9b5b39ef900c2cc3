//! Actions, and what happened to each, in the order in which it happened.

use chrono::NaiveDate;
use rusqlite::{Row, params};

use super::error::StoreError;
use super::journal::Actor;
use super::open::{Change, Register};
use super::people::iso;
use crate::model::{Action, ActionEvent, ActionState};

/// An action to be kept.
#[derive(Clone, Debug)]
pub struct NewAction {
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: String,
    /// By when.
    pub due: NaiveDate,
    /// What is expected to be different then.
    pub effect: Option<String>,
    /// The number of the sample it came from.
    pub sample: Option<i64>,
    /// The case it came from.
    pub case: Option<u32>,
    /// The id of the theme it is about.
    pub theme: Option<String>,
    /// Whether it came from an urgent concern.
    pub urgent: bool,
}

/// The day of a time that the register keeps.
fn day_of(row: &Row<'_>, column: usize) -> rusqlite::Result<NaiveDate> {
    let at: String = row.get(column)?;
    iso(column, at.get(..10).unwrap_or(&at))
}

fn row_to_action(row: &Row<'_>) -> rusqlite::Result<Action> {
    let due: String = row.get(3)?;
    Ok(Action {
        id: row.get(0)?,
        what: row.get(1)?,
        owner: row.get(2)?,
        due: iso(3, &due)?,
        effect: row.get(4)?,
        sample: row.get(5)?,
        case: row.get(6)?,
        theme: row.get(7)?,
        urgent: row.get(8)?,
        made_on: day_of(row, 9)?,
        events: Vec::new(),
    })
}

fn row_to_event(row: &Row<'_>) -> rusqlite::Result<ActionEvent> {
    let state: String = row.get(0)?;
    let state = ActionState::parse(&state).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            format!("no action is '{state}'").into(),
        )
    })?;
    Ok(ActionEvent { state, on: day_of(row, 1)?, by: row.get(2)?, evidence: row.get(3)? })
}

impl Register {
    /// All actions with what happened to them, in the order in which they were written down.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn actions(&self) -> Result<Vec<Action>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT a.id, a.what, a.owner, a.due, a.effect, s.name, a.number, a.theme, a.urgent, a.made_at
             FROM action a LEFT JOIN sample s ON s.id = a.sample ORDER BY a.id",
        )?;
        let mut actions: Vec<Action> = query.query_map([], row_to_action)?.collect::<Result<_, _>>()?;
        let mut query = self
            .connection()
            .prepare_cached("SELECT what, at, by, evidence FROM action_event WHERE action = ? ORDER BY id")?;
        for action in &mut actions {
            action.events = query.query_map([action.id], row_to_event)?.collect::<Result<_, _>>()?;
        }
        Ok(actions)
    }

    /// The numbers of the samples that were drawn to see whether an action worked.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn reaudits(&self) -> Result<Vec<i64>, StoreError> {
        let mut query = self.connection().prepare_cached("SELECT sample FROM reaudit ORDER BY sample")?;
        Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Change<'_> {
    /// Keeps an action and returns its number.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_action(&self, actor: &Actor, action: &NewAction) -> Result<i64, StoreError> {
        self.connection().execute(
            "INSERT INTO action (made_at, made_by, what, owner, due, effect, sample, number, theme, urgent)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                actor.at,
                actor.person,
                action.what,
                action.owner,
                action.due.to_string(),
                action.effect,
                action.sample,
                action.case,
                action.theme,
                action.urgent
            ],
        )?;
        Ok(self.connection().last_insert_rowid())
    }

    /// Adds what happened to an action.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_action_event(
        &self,
        actor: &Actor,
        action: i64,
        state: ActionState,
        evidence: &str,
    ) -> Result<(), StoreError> {
        self.connection().execute(
            "INSERT INTO action_event (action, at, by, what, evidence) VALUES (?, ?, ?, ?, ?)",
            params![action, actor.at, actor.person, state.id(), evidence],
        )?;
        Ok(())
    }

    /// Marks a sample as one that was drawn to see whether an action worked.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn mark_reaudit(&self, sample: i64, action: i64) -> Result<(), StoreError> {
        self.connection().execute("INSERT INTO reaudit (sample, action) VALUES (?, ?)", params![sample, action])?;
        Ok(())
    }
}
