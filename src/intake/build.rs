//! One row of cells to one record, or to the faults for which it is refused.

use super::dates::DateRules;
use super::error::MonthFirstColumn;
use super::extract::Row;
use super::fault::{Fault, RefusedRow};
use super::headings::Place;
use super::layout::Layout;
use super::reader::{Draft, Reader};
use super::rows::{Cells, Shape};
use crate::digest;
use crate::model::{Kind, Record, Value};

/// Makes records of rows, one after the other.
pub(super) struct Builder {
    kind: Kind,
    columns: Vec<Reader>,
    rules: DateRules,
}

/// A part that the record needs and the row has not, with what was expected.
type Lack = (Place, &'static str);

impl Builder {
    pub(super) fn new(layout: &Layout, rules: DateRules) -> Builder {
        let columns = layout.columns.iter().map(|column| Reader::new(column, layout.kind)).collect();
        Builder { kind: layout.kind, columns, rules }
    }

    /// The columns whose dates are month first, by what all rows so far say.
    pub(super) fn month_first(&self) -> Vec<MonthFirstColumn> {
        self.columns.iter().filter_map(Reader::month_first).collect()
    }

    /// Makes the record of one row.
    pub(super) fn build(&mut self, row: u64, shape: Shape, cells: &Cells) -> Result<Row, RefusedRow> {
        if let Some(fault) = self.misshapen(row, shape, cells) {
            return Err(RefusedRow { row, reference: None, faults: vec![fault] });
        }
        let (mut draft, mut faults) = (Draft::empty(self.kind), Vec::new());
        for (reader, cell) in self.columns.iter_mut().zip(cells.iter()) {
            if let Err(reason) = reader.read(cell, row, &mut draft, &self.rules) {
                faults.push(Fault::new(row, &reader.heading, cell, reason));
            }
        }
        let reference = match self.settle(draft, row) {
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
        for (reader, cell) in self.columns.iter_mut().zip(cells.iter()) {
            if matches!(reader.place, Some(Place::Reference | Place::Child)) {
                // A fault in the cell has been told already.
                let _ = reader.read(cell, row, &mut draft, &self.rules);
            }
        }
        let child = draft.child.filter(|_| self.kind == Kind::Child);
        draft.reference.or(child)
    }

    /// What is wrong with the row as a row.
    fn misshapen(&self, row: u64, shape: Shape, cells: &Cells) -> Option<Fault> {
        let reason = match shape {
            Shape::Sound => return self.miscounted(row, cells),
            Shape::CutOff => {
                let last = cells.len().saturating_sub(1);
                let heading = self.columns.get(last).map_or("", |reader| reader.heading.as_str());
                let reason = "the file ends inside a quoted cell: the export was cut off, so export it again";
                return Some(Fault::new(row, heading, cells.get(last).unwrap_or_default(), reason));
            }
            Shape::QuoteInside => {
                "a quotation mark inside a quoted cell is not doubled, so that the end of the cell cannot be known"
            }
            Shape::TooLong => "the row is longer than any record: look for a quotation mark that is not closed",
        };
        Some(Fault::new(row, "", "", reason))
    }

    fn miscounted(&self, row: u64, cells: &Cells) -> Option<Fault> {
        let (found, headings) = (cells.len(), self.columns.len());
        if let Some(missing) = self.columns.get(found) {
            let reason = format!(
                "expected {headings} cells as in the headings, and the row ends after {found}: look for a missing comma \
                 or a line break in a cell that is not quoted"
            );
            return Some(Fault::new(row, &missing.heading, "", reason));
        }
        let beyond = |at: &usize| self.columns.get(*at).is_none_or(Reader::nameless);
        let filled = |at: &usize| cells.get(*at).is_some_and(|cell| !cell.trim().is_empty());
        let at = (0..found).filter(beyond).find(filled)?;
        let reason = "expected nothing here, where no heading is: look for a comma in a cell that is not quoted";
        Some(Fault::new(row, &format!("column {}", letters(at)), cells.get(at).unwrap_or_default(), reason))
    }

    fn lacking(&self, row: u64, place: Place, cells: &Cells, reason: &str) -> Fault {
        let at = self.columns.iter().position(|reader| reader.place == Some(place));
        let column = at.and_then(|at| self.columns.get(at));
        let heading = column.map_or(place.name(self.kind), |reader| reader.heading.as_str());
        Fault::new(row, heading, at.and_then(|at| cells.get(at)).unwrap_or_default(), reason)
    }

    fn has(&self, place: Place) -> bool {
        self.columns.iter().any(|reader| reader.place == Some(place))
    }

    /// Gives the record its reference, and refuses what lacks a part that it needs.
    fn settle(&self, mut draft: Draft, row: u64) -> Result<Row, Lack> {
        if self.kind == Kind::Child {
            let id = self.child_of(&draft)?;
            draft.child = Some(id.clone());
            return Ok(given(draft, id, row));
        }
        if draft.date.is_none() && !self.may_lack_date(&draft) {
            return Err((Place::Date, "expected the day on which it happened"));
        }
        match draft.reference.take() {
            Some(reference) => Ok(given(draft, reference, row)),
            None if self.has(Place::Reference) => Err((Place::Reference, "expected the record's own id")),
            None => self.derived(draft, row),
        }
    }

    /// A child's reference is its child, in whichever column it stands.
    fn child_of(&self, draft: &Draft) -> Result<String, Lack> {
        match (&draft.child, &draft.reference) {
            (Some(child), Some(reference)) if child != reference => {
                Err((Place::Reference, "expected the child's own id, as the other column has it"))
            }
            (Some(id), _) | (None, Some(id)) => Ok(id.clone()),
            (None, None) if self.has(Place::Child) => Err((Place::Child, "expected the child's id")),
            (None, None) => Err((Place::Reference, "expected the child's id")),
        }
    }

    /// A review that was not held has no date: it was cancelled, or is known by its own id and was due or planned.
    fn may_lack_date(&self, draft: &Draft) -> bool {
        let cancelled = self.text(draft, "cancelled").is_some_and(|cancelled| cancelled == "yes");
        let expected = self.text(draft, "due").is_some() || self.text(draft, "planned").is_some();
        self.kind == Kind::Review && (cancelled || (expected && draft.reference.is_some()))
    }

    fn text(&self, draft: &Draft, field: &str) -> Option<String> {
        draft.values.get(self.kind.position(field)?)?.as_ref().map(Value::as_text)
    }

    /// Makes the reference of a record that has none: child and day, and the type of an oversight or a dispute.
    fn derived(&self, draft: Draft, row: u64) -> Result<Row, Lack> {
        let (Some(child), Some(date)) = (&draft.child, draft.date) else {
            let missing = if draft.child.is_none() { Place::Child } else { Place::Date };
            return Err((missing, "expected a value, since the file has no column for the record's own id"));
        };
        let mut reference = format!("{child}/{date}");
        let mut suffix = None;
        if self.kind != Kind::Review {
            if let Some(name) = self.text(&draft, "type") {
                if name.chars().any(char::is_control) {
                    let place = Place::named(self.kind, "type").expect("oversights and disputes have a type");
                    return Err((place, "expected a type on one line, since it becomes part of the reference"));
                }
                reference = format!("{reference}/{name}");
            }
            let text = self.text(&draft, "text").unwrap_or_default();
            suffix = digest::sha256_hex(text.as_bytes()).get(..8).map(str::to_owned);
        }
        Ok(Row { derived_reference: true, collision_suffix: suffix, ..given(draft, reference, row) })
    }
}

/// A row whose record has a reference of its own.
fn given(draft: Draft, reference: String, row: u64) -> Row {
    let Draft { child, date, values, extra, .. } = draft;
    let record = Record { reference, child, date, values, extra };
    Row { row, record, derived_reference: false, collision_suffix: None }
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
