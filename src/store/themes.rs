//! Themes that a council adds to those of the rubrics.

use rusqlite::params;

use super::error::StoreError;
use super::journal::Actor;
use super::open::{Change, Register};
use crate::model::{Bearing, Theme};

/// A theme of the council's own, and where it is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTheme {
    /// The theme.
    pub theme: Theme,
    /// The id of the rubric that offers it; `None` for every rubric.
    pub rubric: Option<String>,
    /// The id of the criterion at which it is offered first; `None` for none in particular.
    pub criterion: Option<String>,
}

impl Register {
    /// The council's own themes, by id.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read, or a theme is neither a strength nor a concern.
    pub fn own_themes(&self) -> Result<Vec<OwnTheme>, StoreError> {
        let mut query = self
            .connection()
            .prepare_cached("SELECT id, label, bearing, family, rubric, criterion FROM theme ORDER BY id")?;
        let mut rows = query.query([])?;
        let mut themes = Vec::new();
        while let Some(row) = rows.next()? {
            let bearing: String = row.get(2)?;
            let bearing = Bearing::parse(&bearing)
                .ok_or_else(|| StoreError::Damaged(format!("a theme is '{bearing}', neither strength nor concern")))?;
            let theme = Theme { id: row.get(0)?, label: row.get(1)?, bearing, family: row.get(3)? };
            themes.push(OwnTheme { theme, rubric: row.get(4)?, criterion: row.get(5)? });
        }
        Ok(themes)
    }
}

impl Change<'_> {
    /// Keeps a theme of the council's own.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written, as where it has the id.
    pub fn add_theme(&self, actor: &Actor, own: &OwnTheme) -> Result<(), StoreError> {
        let OwnTheme { theme, rubric, criterion } = own;
        self.connection().execute(
            "INSERT INTO theme (id, label, bearing, family, rubric, criterion, added_at, added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![theme.id, theme.label, theme.bearing.id(), theme.family, rubric, criterion, actor.at, actor.person],
        )?;
        Ok(())
    }
}
