//! One column: its cells, one after the other, to parts of the record that is being made.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cell;
use super::dates::{DateOrder, DateRules, Evidence};
use super::error::MonthFirstColumn;
use super::headings::Place;
use super::layout::{Coding, Column, Meaning};
use crate::model::{Choice, Fields, Form, Kind, Value};

/// One column, with what its cells said so far.
pub(super) struct Reader {
    pub(super) heading: String,
    /// The place of the record to which the cells go, if they go to one.
    pub(super) place: Option<Place>,
    meaning: Meaning,
    form: Form,
    evidence: Evidence,
    choices: Vec<(String, &'static str)>,
}

/// A record in the making: each part is what one cell says.
pub(super) struct Draft {
    pub(super) reference: Option<String>,
    pub(super) child: Option<String>,
    pub(super) date: Option<NaiveDate>,
    pub(super) values: Fields,
    pub(super) extra: BTreeMap<String, String>,
}

/// As many spellings of a choice as a column remembers.
const SPELLINGS: usize = 32;

impl Draft {
    pub(super) fn empty(kind: Kind) -> Draft {
        let values = vec![None; kind.fields().len()];
        Draft { reference: None, child: None, date: None, values, extra: BTreeMap::new() }
    }

    fn put(&mut self, field: usize, value: Option<Value>) {
        if let Some(place) = self.values.get_mut(field) {
            *place = value;
        }
    }
}

impl Reader {
    pub(super) fn new(column: &Column, kind: Kind) -> Reader {
        let form = match column.place() {
            Some(Place::Field(field)) => kind.fields().get(field).map_or(Form::Text, |field| field.form),
            _ => Form::Text,
        };
        Reader {
            heading: column.heading.shown.clone(),
            place: column.place(),
            meaning: column.meaning.clone(),
            form,
            evidence: Evidence::default(),
            choices: Vec::new(),
        }
    }

    /// Whether the column has no heading, and must be blank.
    pub(super) fn nameless(&self) -> bool {
        matches!(self.meaning, Meaning::Nameless)
    }

    /// The column as one whose dates are month first, if its cells so far show it.
    pub(super) fn month_first(&self) -> Option<MonthFirstColumn> {
        let (rows, count) = self.evidence.month_first()?;
        Some(MonthFirstColumn { heading: self.heading.clone(), rows: rows.to_vec(), count })
    }

    /// Reads one cell into its place; the error is what was expected.
    pub(super) fn read(&mut self, cell: &str, row: u64, draft: &mut Draft, rules: &DateRules) -> Result<(), String> {
        let cell = cell::tidy(cell);
        match &self.meaning {
            Meaning::Place(Place::Reference) => draft.reference = id(cell)?,
            Meaning::Place(Place::Child) => draft.child = id(cell)?,
            Meaning::LeftOut(_) | Meaning::Nameless => {}
            _ if cell::is_blank(&cell) => {}
            Meaning::Place(Place::Date) => draft.date = self.date(&cell, row, rules)?,
            Meaning::Place(Place::Field(field)) => {
                let field = *field;
                draft.put(field, self.value(cell, row, rules)?);
            }
            Meaning::Coded(field, coding) => draft.put(*field, Some(coded(cell, *coding)?)),
            Meaning::Extra(name) => {
                draft.extra.insert(name.clone(), whole(cell)?);
            }
        }
        Ok(())
    }

    fn date(&mut self, cell: &str, row: u64, rules: &DateRules) -> Result<Option<NaiveDate>, String> {
        let (date, leaning) = rules.read(cell);
        if rules.order == DateOrder::Dmy {
            self.evidence.note(row, leaning);
        }
        date
    }

    fn value(&mut self, cell: Cow<'_, str>, row: u64, rules: &DateRules) -> Result<Option<Value>, String> {
        Ok(match self.form {
            Form::Text => Some(Value::Text(whole(cell)?)),
            Form::Date => self.date(&cell, row, rules)?.map(Value::Date),
            Form::Integer => Some(Value::Integer(cell::integer(&cell)?)),
            Form::Number => Some(Value::Number(cell::number(&cell)?)),
            Form::Choice(list) => Some(Value::Text(self.choice(&cell, list)?.to_owned())),
        })
    }

    fn choice(&mut self, cell: &str, list: &'static [Choice]) -> Result<&'static str, String> {
        if let Some((_, known)) = self.choices.iter().find(|(spelling, _)| spelling == cell) {
            return Ok(known);
        }
        let found = cell::choice(list, cell)?;
        if self.choices.len() < SPELLINGS {
            self.choices.push((cell.to_owned(), found));
        }
        Ok(found)
    }
}

/// Reads the id of a record or of a child: text, whatever it looks like.
fn id(cell: Cow<'_, str>) -> Result<Option<String>, String> {
    if cell::is_blank_reference(&cell) {
        return Ok(None);
    }
    if cell.chars().any(char::is_control) {
        return Err("expected an id on one line, without control characters".to_owned());
    }
    Ok(Some(cell.into_owned()))
}

/// Refuses a null character, which no program writes into a text.
fn whole(cell: Cow<'_, str>) -> Result<String, String> {
    match cell.contains('\0') {
        true => Err("the cell holds a null character: the file is damaged; export it again".to_owned()),
        false => Ok(cell.into_owned()),
    }
}

fn coded(cell: Cow<'_, str>, coding: Coding) -> Result<Value, String> {
    whole(cell).and_then(|cell| coding(&cell)).map(Value::Text)
}
