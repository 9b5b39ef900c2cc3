//! One field by the name that a person types, and the column of the frame's query that it is.

use super::computed;
use super::condition::ConditionError;
use crate::model::{Form, Kind};

/// One field that a condition, or a stratum, uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldRef {
    /// The name as a person types it: `iro`, `child.team`, `extra.Ward`.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the record itself.
    Record,
    /// In the record's child.
    Child,
    /// Among the extract's other columns.
    Extra,
}

impl FieldRef {
    /// Reads the name of a field: a canonical field of the kind, `child.FIELD`, or `extra.NAME`.
    ///
    /// # Errors
    /// [`ConditionError::UnknownField`] with the names there are.
    pub fn parse(name: &str, kind: Kind) -> Result<FieldRef, ConditionError> {
        let name = name.trim();
        if let Some(extra) = name.strip_prefix("extra.")
            && !extra.is_empty()
            && !extra.contains(['"', '\''])
        {
            return Ok(FieldRef { name: name.to_owned(), place: Place::Extra });
        }
        let lower = name.to_lowercase();
        if let Some(field) = lower.strip_prefix("child.") {
            if Kind::Child.position(field).is_some() || field == "reference" {
                let place = if kind == Kind::Child { Place::Record } else { Place::Child };
                let name = if kind == Kind::Child { field.to_owned() } else { lower };
                return Ok(FieldRef { name, place });
            }
        } else if ["reference", "child", "date"].contains(&lower.as_str()) || kind.position(&lower).is_some() {
            return Ok(FieldRef { name: lower, place: Place::Record });
        }
        Err(ConditionError::UnknownField { name: name.to_owned(), known: known(kind) })
    }

    /// Reads the name of a field as [`FieldRef::parse`] does, or of one that the register counts itself.
    pub(super) fn parse_any(name: &str, kind: Kind) -> Result<FieldRef, ConditionError> {
        let lower = name.trim().to_lowercase();
        if let Some(found) = computed::names(kind).into_iter().find(|known| *known == lower) {
            let place = if found.starts_with("child.") { Place::Child } else { Place::Record };
            return Ok(FieldRef { name: found, place });
        }
        if let (Kind::Child, Some(field)) = (kind, lower.strip_prefix("child."))
            && computed::is_of_child(field)
        {
            return Ok(FieldRef { name: field.to_owned(), place: Place::Record });
        }
        FieldRef::parse(name, kind).map_err(|error| match error {
            ConditionError::UnknownField { name, mut known } => {
                known.extend(computed::names(kind));
                ConditionError::UnknownField { name, known }
            }
            other => other,
        })
    }

    /// The column in the frame's query.
    pub(super) fn column(&self) -> String {
        match self.place {
            Place::Record => format!("\"{}\"", self.name),
            Place::Child => format!("\"{}\"", self.name),
            Place::Extra => format!("json_extract(extra, '$.\"{}\"')", &self.name["extra.".len()..]),
        }
    }

    /// The column's value as text: a cast where the column is none.
    pub(super) fn as_text(&self, kind: Kind) -> String {
        let (kind, name) = match self.place {
            Place::Child => (Kind::Child, &self.name["child.".len()..]),
            _ => (kind, self.name.as_str()),
        };
        let number =
            kind.position(name).is_some_and(|at| matches!(kind.fields()[at].form, Form::Integer | Form::Number));
        match number || self.place == Place::Extra {
            true => format!("CAST({} AS TEXT)", self.column()),
            false => self.column(),
        }
    }
}

fn known(kind: Kind) -> Vec<String> {
    let mut names: Vec<String> = ["reference", "child", "date"].map(str::to_owned).to_vec();
    names.extend(kind.fields().iter().map(|field| field.name.to_owned()));
    if kind != Kind::Child {
        names.extend(Kind::Child.fields().iter().map(|field| format!("child.{}", field.name)));
    }
    names
}
