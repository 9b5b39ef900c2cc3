//! One row of cells to one record, or to the faults for which it is refused.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cell;
use super::dates::{DateRules, Evidence};
use super::error::MonthFirstColumn;
use super::extract::Row;
use super::fault::{Fault, RefusedRow};
use super::headings::Place;
use super::layout::{Coding, Known, Layout, Meaning};
use super::rows::{Cells, Shape};
use crate::digest;
use crate::model::{Choice, Fields, Form, Kind, Record, Value};

/// Makes records of rows, one after the other.
pub(super) struct Builder {
    kind: Kind,
    known: Known,
    columns: Vec<Reader>,
    rules: DateRules,
}

/// One column, with what its cells said so far.
struct Reader {
    heading: String,
    meaning: Meaning,
    evidence: Evidence,
    choices: Vec<(String, &'static str)>,
}

/// A record in the making: each part is still what one cell says.
struct Draft {
    reference: Option<String>,
    child: Option<String>,
    date: Option<NaiveDate>,
    values: Fields,
    extra: BTreeMap<String, String>,
}

/// As many spellings of a choice as a column remembers.
const SPELLINGS: usize = 32;
const DAMAGED: &str = "the cell holds a null character: the file is damaged; export it again";

impl Builder {
    pub(super) fn new(layout: &Layout, rules: DateRules) -> Builder {
        let reader = |column: &super::layout::Column| Reader {
            heading: column.heading.shown.clone(),
            meaning: column.meaning.clone(),
            evidence: Evidence::default(),
            choices: Vec::new(),
        };
        Builder {
            kind: layout.kind,
            known: layout.known(),
            columns: layout.columns.iter().map(reader).collect(),
            rules,
        }
    }

    /// The columns whose dates are month first, by what all rows so far say.
    pub(super) fn month_first(&self) -> Vec<MonthFirstColumn> {
        let column = |reader: &Reader| {
            let (rows, count) = reader.evidence.month_first()?;
            Some(MonthFirstColumn { heading: reader.heading.clone(), rows: rows.to_vec(), count })
        };
        self.columns.iter().filter_map(column).collect()
    }

    /// Makes the record of one row.
    pub(super) fn build(&mut self, row: u64, shape: Shape, cells: &Cells) -> Result<Row, RefusedRow> {
        let mut faults: Vec<Fault> = self.misshapen(row, shape, cells).into_iter().collect();
        if faults.is_empty() {
            let mut draft = Draft::empty(self.kind);
            for (reader, cell) in self.columns.iter_mut().zip(cells.iter()) {
                if let Err(reason) = reader.read(cell, row, &mut draft, (self.kind, &self.rules)) {
                    faults.push(Fault::new(row, &reader.heading, cell, reason));
                }
            }
            match self.settle(draft, row, (cells, &mut faults)) {
                Some(settled) if faults.is_empty() => return Ok(settled),
                _ => {}
            }
        }
        Err(RefusedRow { row, faults })
    }

    /// What is wrong with the row as a row.
    fn misshapen(&self, row: u64, shape: Shape, cells: &Cells) -> Option<Fault> {
        let last = cells.len().checked_sub(1);
        let heading = last.and_then(|last| self.columns.get(last)).map_or("", |reader| reader.heading.as_str());
        let value = last.and_then(|last| cells.get(last)).unwrap_or_default();
        match shape {
            Shape::CutOff => Some(Fault::new(
                row,
                heading,
                value,
                "the file ends inside a quoted cell: the export was cut off, so export it again",
            )),
            Shape::QuoteInside => Some(Fault::new(
                row,
                "",
                "",
                "a quotation mark inside a quoted cell is not doubled, so that the end of the cell cannot be known",
            )),
            Shape::TooLong => Some(Fault::new(
                row,
                "",
                "",
                "the row is longer than any record: look for a quotation mark that is not closed",
            )),
            Shape::Sound => self.miscounted(row, cells),
        }
    }

    fn miscounted(&self, row: u64, cells: &Cells) -> Option<Fault> {
        if let Some(missing) = self.columns.get(cells.len()) {
            let reason = format!(
                "the row has {} and the headings are {}: a comma or a line break is missing or too many",
                cells_counted(cells.len()),
                self.columns.len()
            );
            return Some(Fault::new(row, &missing.heading, "", reason));
        }
        let beyond =
            |at: &usize| self.columns.get(*at).is_none_or(|reader| matches!(reader.meaning, Meaning::Nameless));
        let at =
            (0..cells.len()).filter(beyond).find(|at| cells.get(*at).is_some_and(|cell| !cell.trim().is_empty()))?;
        let value = cells.get(at).unwrap_or_default();
        let column = format!("column {} (no heading)", letters(at));
        Some(Fault::new(row, &column, value, "a cell without a heading: a comma in a cell before it is not quoted"))
    }

    /// Gives the record its reference, and refuses what lacks a part that it needs.
    fn settle(&self, draft: Draft, row: u64, (cells, faults): (&Cells, &mut Vec<Fault>)) -> Option<Row> {
        let mut lack = |place, reason: &str| {
            let at = self.columns.iter().position(|reader| reader.place() == Some(place));
            let heading =
                at.and_then(|at| self.columns.get(at)).map_or(place.name(self.kind), |reader| reader.heading.as_str());
            if !faults.iter().any(|fault| fault.column == heading) {
                let value = at.and_then(|at| cells.get(at)).unwrap_or_default();
                faults.push(Fault::new(row, heading, value, reason));
            }
        };
        if self.kind == Kind::Child {
            return self.settle_child(draft, row, lack);
        }
        if draft.date.is_none() && !self.may_lack_date(&draft) {
            lack(Place::Date, "expected the day on which it happened");
        }
        if let Some(reference) = draft.reference {
            let record =
                Record { reference, child: draft.child, date: draft.date, values: draft.values, extra: draft.extra };
            return Some(Row { row, record, derived_reference: false, collision_suffix: None });
        }
        if self.known.reference {
            lack(Place::Reference, "expected the record's own id");
            return None;
        }
        match (&draft.child, draft.date) {
            (Some(_), Some(_)) => Some(self.derived(draft, row)),
            (None, _) => {
                lack(Place::Child, "expected the child's id, since the file has no column for the record's own id");
                None
            }
            (Some(_), None) => {
                lack(Place::Date, "expected a date, since the file has no column for the record's own id");
                None
            }
        }
    }

    fn settle_child(&self, draft: Draft, row: u64, mut lack: impl FnMut(Place, &str)) -> Option<Row> {
        let id = match (draft.child, draft.reference) {
            (Some(child), Some(reference)) if child != reference => {
                lack(Place::Reference, "expected the child's own id, as the other column has it");
                return None;
            }
            (Some(id), _) | (None, Some(id)) => id,
            (None, None) => {
                let place = if self.known_child_column() { Place::Child } else { Place::Reference };
                lack(place, "expected the child's id");
                return None;
            }
        };
        let record =
            Record { reference: id.clone(), child: Some(id), date: None, values: draft.values, extra: draft.extra };
        Some(Row { row, record, derived_reference: false, collision_suffix: None })
    }

    fn known_child_column(&self) -> bool {
        self.columns.iter().any(|reader| reader.place() == Some(Place::Child))
    }

    /// A review that was not held has no date: it was cancelled, or is known by its own id and was due or planned.
    fn may_lack_date(&self, draft: &Draft) -> bool {
        let value = |name| self.kind.position(name).and_then(|at| draft.values.get(at)?.as_ref());
        let cancelled = matches!(value("cancelled"), Some(Value::Text(text)) if text == "yes");
        let expected = value("due").is_some() || value("planned").is_some();
        self.kind == Kind::Review && (cancelled || (expected && draft.reference.is_some()))
    }

    /// Makes the reference of a record that has none: child and day, and the type of an oversight or a dispute.
    fn derived(&self, draft: Draft, row: u64) -> Row {
        let text = |name| self.kind.position(name).and_then(|at| draft.values.get(at)?.as_ref()).map(Value::as_text);
        let mut parts: Vec<String> =
            draft.child.iter().cloned().chain(draft.date.map(|date| date.to_string())).collect();
        let mut suffix = None;
        if self.kind != Kind::Review {
            parts.extend(text("type"));
            let mut digest = digest::sha256_hex(text("text").unwrap_or_default().as_bytes());
            digest.truncate(8);
            suffix = Some(digest);
        }
        let record = Record {
            reference: parts.join("/"),
            child: draft.child,
            date: draft.date,
            values: draft.values,
            extra: draft.extra,
        };
        Row { row, record, derived_reference: true, collision_suffix: suffix }
    }
}

impl Draft {
    fn empty(kind: Kind) -> Draft {
        Draft {
            reference: None,
            child: None,
            date: None,
            values: vec![None; kind.fields().len()],
            extra: BTreeMap::new(),
        }
    }

    fn put(&mut self, field: usize, value: Value) {
        if let Some(place) = self.values.get_mut(field) {
            *place = Some(value);
        }
    }
}

impl Reader {
    fn place(&self) -> Option<Place> {
        match self.meaning {
            Meaning::Place(place) => Some(place),
            Meaning::Coded(field, _) => Some(Place::Field(field)),
            _ => None,
        }
    }

    /// Reads one cell into its place; the error is what was expected.
    fn read(
        &mut self,
        cell: &str,
        row: u64,
        draft: &mut Draft,
        (kind, rules): (Kind, &DateRules),
    ) -> Result<(), String> {
        let cell = cell::tidy(cell);
        match &self.meaning {
            Meaning::Place(Place::Reference) => draft.reference = id(cell)?,
            Meaning::Place(Place::Child) => draft.child = id(cell)?,
            Meaning::LeftOut(_) | Meaning::Nameless => {}
            _ if cell::is_blank(&cell) => {}
            Meaning::Place(Place::Date) => draft.date = self.date(&cell, row, rules)?,
            Meaning::Place(Place::Field(at)) => {
                let at = *at;
                let form = kind.fields().get(at).map_or(Form::Text, |field| field.form);
                if let Some(value) = self.value(cell, form, row, rules)? {
                    draft.put(at, value);
                }
            }
            Meaning::Coded(at, coding) => draft.put(*at, coded(cell, *coding)?),
            Meaning::Extra(name) => {
                draft.extra.insert(name.clone(), whole(cell)?);
            }
        }
        Ok(())
    }

    fn date(&mut self, cell: &str, row: u64, rules: &DateRules) -> Result<Option<NaiveDate>, String> {
        let (date, leaning) = rules.read(cell);
        if rules.order == super::dates::DateOrder::Dmy {
            self.evidence.note(row, leaning);
        }
        date
    }

    fn value(&mut self, cell: Cow<'_, str>, form: Form, row: u64, rules: &DateRules) -> Result<Option<Value>, String> {
        Ok(match form {
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

fn whole(cell: Cow<'_, str>) -> Result<String, String> {
    if cell.contains('\0') { Err(DAMAGED.to_owned()) } else { Ok(cell.into_owned()) }
}

fn coded(cell: Cow<'_, str>, coding: Coding) -> Result<Value, String> {
    whole(cell).and_then(|cell| coding(&cell)).map(Value::Text)
}

fn cells_counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "cell" } else { "cells" })
}

/// The letters by which a spreadsheet names a column, the first of which is `A`.
fn letters(at: usize) -> String {
    let mut left = at + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).expect("a remainder of 26 is below 26");
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // The last column of a spreadsheet today is XFD, the 16,384th; of the older ones IV, the 256th.
    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (at, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV"), (16_383, "XFD")] {
            assert_eq!(letters(at), expected);
        }
    }
}
