//! One column: its cells, one after the other, to parts of the record that is being made.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::dates::DateRules;
use super::error::{MonthFirstColumn, SwappedColumn};
use super::headings::Place;
use super::layout::{Column, Meaning};
use super::source::Cell;
use super::typed::{CellForm, Typed};
use crate::model::{Fields, Form, Kind, Value};

/// One column, with what its cells said so far.
pub(super) struct Reader {
    pub(super) heading: String,
    /// The place of the record to which the cells go, if they go to one.
    pub(super) place: Option<Place>,
    meaning: Meaning,
    typed: Typed,
}

/// A record in the making: each part is what one cell says.
pub(super) struct Draft {
    pub(super) reference: Option<String>,
    pub(super) child: Option<String>,
    pub(super) date: Option<NaiveDate>,
    pub(super) values: Fields,
    pub(super) extra: BTreeMap<String, String>,
}

impl Draft {
    pub(super) fn empty(kind: Kind) -> Draft {
        let values = vec![None; kind.fields().len()];
        Draft { reference: None, child: None, date: None, values, extra: BTreeMap::new() }
    }

    pub(super) fn put(&mut self, field: usize, value: Option<Value>) {
        if let Some(place) = self.values.get_mut(field) {
            *place = value;
        }
    }
}

impl Reader {
    pub(super) fn new(column: &Column, kind: Kind) -> Reader {
        let form = match column.place() {
            Some(Place::Reference | Place::Child) => CellForm::Id,
            Some(Place::Date) => CellForm::Form(Form::Date),
            Some(Place::Field(field)) => kind.fields().get(field).map_or(CellForm::Kept, |field| match field.name {
                "text" => CellForm::Kept,
                "iro" | "worker" | "team" => CellForm::Name,
                _ => CellForm::Form(field.form),
            }),
            None => CellForm::Kept,
        };
        let form = match column.meaning {
            Meaning::Coded(_, coding) => CellForm::Coded(coding),
            _ => form,
        };
        let heading = column.heading.shown.clone();
        let typed = Typed::new(form, heading.clone(), column.hints);
        Reader { heading, place: column.place(), meaning: column.meaning.clone(), typed }
    }

    /// The column as one whose dates are month first, if its cells so far show it.
    pub(super) fn month_first(&self) -> Option<MonthFirstColumn> {
        self.typed.month_first()
    }

    /// The column as one whose days and months were swapped, if its cells so far show it.
    pub(super) fn swapped(&self) -> Option<SwappedColumn> {
        self.typed.swapped()
    }

    /// What the person should know of how the column was read.
    pub(super) fn told(&self) -> Option<String> {
        self.typed.told()
    }

    /// Reads one cell into its place; the error is what was expected.
    pub(super) fn read(
        &mut self,
        cell: Cell<'_>,
        row: u64,
        draft: &mut Draft,
        rules: &DateRules,
    ) -> Result<(), String> {
        if matches!(self.meaning, Meaning::LeftOut(_) | Meaning::Nameless) {
            return Ok(());
        }
        let value = self.typed.read(cell, row, rules)?;
        match (&self.meaning, value) {
            (Meaning::Place(Place::Reference), value) => draft.reference = value.map(|value| value.as_text()),
            (Meaning::Place(Place::Child), value) => draft.child = value.map(|value| value.as_text()),
            (Meaning::Place(Place::Date), Some(Value::Date(date))) => draft.date = Some(date),
            (Meaning::Place(Place::Field(field)) | Meaning::Coded(field, _), Some(value)) => {
                draft.put(*field, Some(value));
            }
            (Meaning::Extra(name), Some(value)) => drop(draft.extra.insert(name.clone(), value.as_text())),
            _ => {}
        }
        Ok(())
    }
}
