//! One row of a population.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::kind::Kind;

/// What one cell holds, once read by the form of its field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// Text, or the canonical value of a closed list.
    Text(String),
}

impl Value {
    /// The value as text, dates as ISO: the form of strata, of `--by` and of JSON.
    pub fn as_text(&self) -> String {
        match self {
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Text(text) => text.clone(),
        }
    }
}

/// Values aligned with [`Kind::fields`]; a blank cell is `None`, never an empty text or a nought.
pub type Fields = Vec<Option<Value>>;

/// One record: an oversight, a review, a dispute or a child, as an extract gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The record's id in the council's own system: trimmed, in Unicode form C, never re-typed as a number.
    pub reference: String,
    /// The child's id, where the extract gives it. A child's record has its own reference here.
    pub child: Option<String>,
    /// When it happened. A child has none; a review may have none when it was not held.
    pub date: Option<NaiveDate>,
    /// The canonical fields of the kind.
    pub values: Fields,
    /// What the extract has besides, under its own column names.
    pub extra: BTreeMap<String, String>,
}

impl Record {
    /// Returns the value of a canonical field by name, `None` where it is blank or the kind has no such field.
    pub fn value(&self, kind: Kind, name: &str) -> Option<&Value> {
        self.values.get(kind.position(name)?)?.as_ref()
    }

    /// Returns the text of a canonical field by name, `None` where it is blank.
    pub fn text_of(&self, kind: Kind, name: &str) -> Option<String> {
        self.value(kind, name).map(Value::as_text)
    }
}
