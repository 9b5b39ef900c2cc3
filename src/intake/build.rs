//! One row of cells to one record, or to the faults for which it is refused.

use std::collections::BTreeMap;

use super::columns::{Mapping, cell_key};
use super::dates::DateRules;
use super::error::{MonthFirstColumn, SwappedColumn};
use super::fault::{Fault, RefusedRow};
use super::headings::Place;
use super::layout::{Column, Layout};
use super::reader::{Draft, Reader};
use super::row::Row;
use super::shape;
use super::source::{Cell, Cells, Shape};
use crate::digest;
use crate::model::{Kind, Record, Value};

/// Makes records of rows, one after the other.
pub(super) struct Builder {
    kind: Kind,
    columns: Vec<Reader>,
    headings: Vec<String>,
    /// What cells of each column mean by the mapping file.
    values: Vec<BTreeMap<String, String>>,
    rules: DateRules,
}

/// A part that the record needs and the row has not, with what was expected.
pub(super) type Lack = (Place, &'static str);

impl Builder {
    pub(super) fn new(layout: &Layout, rules: DateRules) -> Builder {
        let columns = layout.columns.iter().map(|column| Reader::new(column, layout.kind)).collect();
        let headings = layout.columns.iter().map(|column| column.heading.shown.clone()).collect();
        let values = layout.columns.iter().map(|_| BTreeMap::new()).collect();
        Builder { kind: layout.kind, columns, headings, values, rules }
    }

    /// Reads cells as a mapping file says that they are meant.
    pub(super) fn with_values(mut self, layout: &Layout, mapping: Option<&Mapping>) -> Builder {
        if let Some(mapping) = mapping {
            let meant = |column: &Column| column.place().map(|place| mapping.values_of(place.name(layout.kind)));
            self.values = layout.columns.iter().map(|column| meant(column).unwrap_or_default()).collect();
        }
        self
    }

    /// The columns whose dates are month first, by what all rows so far say.
    pub(super) fn swapped(&self) -> Vec<SwappedColumn> {
        self.columns.iter().filter_map(Reader::swapped).collect()
    }

    pub(super) fn month_first(&self) -> Vec<MonthFirstColumn> {
        self.columns.iter().filter_map(Reader::month_first).collect()
    }

    /// What the person should know of how the columns were read.
    pub(super) fn told(&self) -> Vec<String> {
        self.columns.iter().filter_map(Reader::told).collect()
    }

    /// Makes the record of one row.
    pub(super) fn build(&mut self, row: u64, shape: Shape, cells: &Cells) -> Result<Row, RefusedRow> {
        if let Some(fault) = shape::fault(row, shape, cells, &self.headings) {
            return Err(RefusedRow { row, reference: None, faults: vec![fault] });
        }
        let (mut draft, mut faults) = (Draft::empty(self.kind), Vec::new());
        for ((reader, values), cell) in self.columns.iter_mut().zip(&self.values).zip(cells.with_origins()) {
            let meant = if values.is_empty() { None } else { values.get(&cell_key(cell.text)).map(String::as_str) };
            if let Err(reason) = reader.read(meant.map_or(cell, Cell::from), row, &mut draft, &self.rules) {
                faults.push(Fault::new(row, &reader.heading, cell.text, reason));
            }
        }
        let reference = match settle(self.kind, self.given(), draft, row) {
            Ok(settled) if faults.is_empty() => return Ok(settled),
            Ok(settled) => Some(settled.record.reference),
            Err((place, reason)) => {
                let lack = self.lacking(row, place, cells, reason);
                if !faults.iter().any(|fault| fault.column == lack.column) {
                    faults.push(lack);
                }
                self.own_id(row, cells)
            }
        };
        Err(RefusedRow { row, reference, faults })
    }

    /// The record's own id, where the row has one that can be read, whatever else it lacks.
    fn own_id(&mut self, row: u64, cells: &Cells) -> Option<String> {
        let mut draft = Draft::empty(self.kind);
        for (reader, cell) in self.columns.iter_mut().zip(cells.with_origins()) {
            if matches!(reader.place, Some(Place::Reference | Place::Child)) {
                // A fault in the cell has been told already.
                let _ = reader.read(cell, row, &mut draft, &self.rules);
            }
        }
        let child = draft.child.filter(|_| self.kind == Kind::Child);
        draft.reference.or(child)
    }

    fn lacking(&self, row: u64, place: Place, cells: &Cells, reason: &str) -> Fault {
        let at = self.columns.iter().position(|reader| reader.place == Some(place));
        let column = at.and_then(|at| self.columns.get(at));
        let heading = column.map_or(place.name(self.kind), |reader| reader.heading.as_str());
        Fault::new(row, heading, at.and_then(|at| cells.get(at)).unwrap_or_default(), reason)
    }

    fn given(&self) -> Given {
        let has = |place| self.columns.iter().any(|reader| reader.place == Some(place));
        Given { reference: has(Place::Reference), child: has(Place::Child) }
    }
}

/// Which ids a table has columns for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    /// The record's own id; without it, references are made of child and date.
    pub(super) reference: bool,
    /// The child's id.
    pub(super) child: bool,
}

/// Gives a record its reference, and refuses what lacks a part that it needs.
pub(super) fn settle(kind: Kind, given_ids: Given, mut draft: Draft, row: u64) -> Result<Row, Lack> {
    if kind == Kind::Child {
        let id = child_of(&draft, given_ids)?;
        draft.child = Some(id.clone());
        return Ok(given(draft, id, row));
    }
    if draft.date.is_none() && !may_lack_date(kind, &draft) {
        return Err((Place::Date, "expected the day on which it happened"));
    }
    match draft.reference.take() {
        Some(reference) => Ok(given(draft, reference, row)),
        None if given_ids.reference => Err((Place::Reference, "expected the record's own id")),
        None => derived(kind, draft, row),
    }
}

/// A child's reference is its child, in whichever column it stands.
fn child_of(draft: &Draft, given_ids: Given) -> Result<String, Lack> {
    match (&draft.child, &draft.reference) {
        (Some(child), Some(reference)) if child != reference => {
            Err((Place::Reference, "expected the child's own id, as the other column has it"))
        }
        (Some(id), _) | (None, Some(id)) => Ok(id.clone()),
        (None, None) if given_ids.child => Err((Place::Child, "expected the child's id")),
        (None, None) => Err((Place::Reference, "expected the child's id")),
    }
}

/// A review that was not held has no date: it was cancelled, or is known by its own id and was due or planned.
fn may_lack_date(kind: Kind, draft: &Draft) -> bool {
    let cancelled = text(kind, draft, "cancelled").is_some_and(|cancelled| cancelled == "yes");
    let expected = text(kind, draft, "due").is_some() || text(kind, draft, "planned").is_some();
    kind == Kind::Review && (cancelled || (expected && draft.reference.is_some()))
}

fn text(kind: Kind, draft: &Draft, field: &str) -> Option<String> {
    draft.values.get(kind.position(field)?)?.as_ref().map(Value::as_text)
}

/// Makes the reference of a record that has none: child and day, and the type of an oversight or a dispute.
fn derived(kind: Kind, draft: Draft, row: u64) -> Result<Row, Lack> {
    let (Some(child), Some(date)) = (&draft.child, draft.date) else {
        let missing = if draft.child.is_none() { Place::Child } else { Place::Date };
        return Err((missing, "expected a value, since the file has no column for the record's own id"));
    };
    let mut reference = format!("{child}/{date}");
    let mut suffix = None;
    if kind != Kind::Review {
        if let Some(name) = text(kind, &draft, "type") {
            if name.chars().any(char::is_control) {
                let place = Place::named(kind, "type").expect("oversights and disputes have a type");
                return Err((place, "expected a type on one line, since it becomes part of the reference"));
            }
            reference = format!("{reference}/{name}");
        }
        let text = text(kind, &draft, "text").unwrap_or_default();
        suffix = digest::sha256_hex(text.as_bytes()).get(..8).map(str::to_owned);
    }
    Ok(Row { derived_reference: true, collision_suffix: suffix, ..given(draft, reference, row) })
}

/// A row whose record has a reference of its own.
fn given(draft: Draft, reference: String, row: u64) -> Row {
    let Draft { child, date, values, extra, .. } = draft;
    let record = Record { reference, child, date, values, extra };
    Row { row, record, derived_reference: false, collision_suffix: None, knows: None }
}
