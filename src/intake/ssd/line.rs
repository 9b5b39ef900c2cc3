//! One row of a table: its values by the data set's names, with all that is wrong with it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::intake::family::MemberRow;
use crate::intake::fault::{Fault, RefusedRow};
use crate::intake::member::Member;
use crate::model::Value;

/// A row on its way to a typed value.
pub(super) struct Line<'a> {
    member: &'static Member,
    row: &'a mut MemberRow,
    latest: Option<NaiveDate>,
}

impl<'a> Line<'a> {
    pub(super) fn new(member: &'static Member, row: &'a mut MemberRow) -> Line<'a> {
        Line { member, row, latest: None }
    }

    /// The latest day that was read.
    pub(super) fn latest(&self) -> Option<NaiveDate> {
        self.latest
    }

    /// The row as one that is refused, if anything is wrong with it.
    pub(super) fn refused(&mut self) -> Option<RefusedRow> {
        let reference = self.text("clar_cla_review_id");
        let faults = std::mem::take(&mut self.row.faults);
        (!faults.is_empty()).then_some(RefusedRow { row: self.row.row, reference, faults })
    }

    fn value(&self, name: &str) -> Option<&Value> {
        let at = self.member.columns.iter().position(|column| column.name == name)?;
        self.row.values.get(at)?.as_ref()
    }

    /// A text, a code or an id; none where there is nothing in it.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(Value::as_text).filter(|text| !text.is_empty())
    }

    /// An id that must be there.
    pub(super) fn needed(&mut self, name: &str) -> Option<String> {
        let text = self.text(name);
        if text.is_none() {
            self.lacks(name, "expected an id");
        }
        text
    }

    /// A day.
    pub(super) fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let day = match self.value(name) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        self.latest = self.latest.max(day);
        day
    }

    /// A day that must be there.
    pub(super) fn needed_day(&mut self, name: &str) -> Option<NaiveDate> {
        let day = self.day(name);
        if day.is_none() {
            self.lacks(name, "expected a date");
        }
        day
    }

    /// The filled cells of columns that the data set does not have.
    pub(super) fn extra(&mut self) -> BTreeMap<String, String> {
        std::mem::take(&mut self.row.extra)
    }

    /// A number, 0 or more.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        match self.value(name) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Notes what a cell lacks, unless something is wrong with it already.
    pub(super) fn lacks(&mut self, name: &str, reason: &str) {
        if !self.row.faults.iter().any(|fault| fault.column.eq_ignore_ascii_case(name)) {
            let value = self.text(name).unwrap_or_default();
            self.row.faults.push(Fault::new(self.row.row, name, &value, reason));
        }
    }
}
