//! The frame: the records that a draw may pick from, streamed in the order of their references.
//!
//! A frame is (kind, period, condition, as-of batch), so that October's frame can be streamed again, the same, after any
//! later import. A record's child is described by that child's version with the latest day not after the period's end,
//! or else the earliest there is, which is counted. Nothing is held of a row once it has been given out. Words are looked
//! for while the row is read, so that texts are neither gathered nor sorted.

mod counted;
mod guard;
mod lacking;
mod population;
mod sql;
mod walk;

pub(super) use sql::children_in_care;

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use rusqlite::types::ValueRef;
use rusqlite::{Row, named_params};

use super::condition::Condition;
use super::error::StoreError;
use super::field_ref::FieldRef;
use super::open::Register;
use crate::calendar::Period;
use crate::model::Kind;
use crate::search::Query;
use sql::Order;

pub use population::{KindSpan, Population, Values};
pub use walk::Walk;

/// What a condition's own result is called where it cannot be told though no field that it uses is blank.
const ITSELF: &str = "the condition itself";

/// Which frame.
#[derive(Clone, Debug)]
pub struct FrameQuery<'a> {
    /// What kind of record.
    pub kind: Kind,
    /// The period.
    pub period: &'a Period,
    /// The condition, where there is one.
    pub condition: Option<&'a Condition>,
    /// The words that must occur in the record's text, where any must.
    pub words: Option<&'a Query>,
    /// Whether each record's child is wanted with it.
    pub child: bool,
    /// The fields whose values are wanted with each record.
    pub fields: &'a [FieldRef],
    /// The newest batch that is looked at.
    pub as_of: i64,
    /// Whether children in care on any day of the period belong to the population, not only those on its last day.
    pub any_day: bool,
}

/// One record of the frame as it is streamed.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    row: &'a Row<'a>,
    /// The place of the first value that was asked for.
    first: usize,
}

impl<'a> Seen<'a> {
    /// The reference.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the register holds something else than text.
    pub fn record(&self) -> Result<&'a str, StoreError> {
        Ok(self.text(1)?.unwrap_or_default())
    }

    /// The child's reference, where there is one and it is wanted.
    ///
    /// # Errors
    /// As [`Seen::record`].
    pub fn child(&self) -> Result<Option<&'a str>, StoreError> {
        self.text(2)
    }

    /// The value of a field asked for, by its place among them, as text.
    ///
    /// # Errors
    /// As [`Seen::record`].
    pub fn value(&self, place: usize) -> Result<Option<&'a str>, StoreError> {
        self.text(self.first + place)
    }

    /// The same record, its values counted from a later one on.
    pub fn from_value(self, place: usize) -> Seen<'a> {
        Seen { first: self.first + place, ..self }
    }

    fn text(&self, column: usize) -> Result<Option<&'a str>, StoreError> {
        let value = self.row.get_ref(column)?;
        value.as_str_or_null().map_err(|_| StoreError::Damaged("a field that is text holds none".to_owned()))
    }
}

/// Counts of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameTally {
    /// Records of the kind in the period.
    pub population: u64,
    /// Of them, those that fit the condition.
    pub frame: u64,
    /// Of them, those for which the condition cannot be told.
    pub unknown: u64,
    /// How many of those lack each field.
    pub unknown_fields: BTreeMap<String, u64>,
    /// Records whose child is described only as of a day after the period.
    pub described_later: u64,
    /// Children of the frame whom the newest extract of children up to the period's end does not hold; of other records see
    /// [`Register::not_in_newest`].
    pub not_in_newest: u64,
    /// Records that fit, and were left out because of their child.
    pub left_out: u64,
}

impl FrameTally {
    /// Adds the counts of another part of the frame.
    pub fn add(&mut self, other: &FrameTally) {
        let FrameTally { population, frame, unknown, unknown_fields, described_later, not_in_newest, left_out } = other;
        self.population += population;
        self.frame += frame;
        self.unknown += unknown;
        for (field, count) in unknown_fields {
            *self.unknown_fields.entry(field.clone()).or_default() += count;
        }
        self.described_later += described_later;
        self.not_in_newest += not_in_newest;
        self.left_out += left_out;
    }

    /// Counts a row of the population, of which something of a child is told or nothing, and says whether it belongs to the frame.
    /// Without names of fields every row does.
    fn count(&mut self, row: &Row<'_>, used: Option<&[String]>, asks_child: bool) -> rusqlite::Result<bool> {
        self.population += 1;
        if asks_child {
            self.described_later += u64::from(row.get::<_, Option<bool>>(3)?.unwrap_or(false));
        }
        let told = used.map(|used| row.get_ref(0).map(|told| (told, used))).transpose()?;
        match told {
            Some((ValueRef::Integer(1), _)) => return Ok(false),
            Some((ValueRef::Text(blanks), used)) => {
                self.unknown += 1;
                for (field, _) in used.iter().zip(blanks).filter(|(_, blank)| **blank == b'1') {
                    *self.unknown_fields.entry(field.clone()).or_default() += 1;
                }
                if !blanks.contains(&b'1') {
                    *self.unknown_fields.entry(ITSELF.to_owned()).or_default() += 1;
                }
                return Ok(false);
            }
            _ => {}
        }
        self.frame += 1;
        if asks_child {
            self.not_in_newest += u64::from(row.get::<_, Option<bool>>(4)?.unwrap_or(false));
        }
        Ok(true)
    }
}

/// The last day of birth of those who are 18 on a day.
pub(super) fn born_by(day: NaiveDate) -> String {
    day.checked_sub_months(Months::new(12 * 18)).unwrap_or(day).to_string()
}

impl Register {
    /// Streams a frame in the order of the references' bytes and returns its counts.
    ///
    /// # Errors
    /// [`StoreError::Condition`] where SQLite does not understand the condition; else what reading gives.
    pub fn stream_frame<E: From<StoreError>>(
        &self,
        query: &FrameQuery<'_>,
        each: impl FnMut(Seen<'_>) -> Result<(), E>,
    ) -> Result<FrameTally, E> {
        let wanted: Vec<String> = query.fields.iter().map(|field| field.as_text(query.kind)).collect();
        self.scan(query, &wanted, Order::References, each)
    }

    /// Goes through a population with these columns and gives out the records of the frame.
    fn scan<E: From<StoreError>>(
        &self,
        query: &FrameQuery<'_>,
        wanted: &[String],
        order: Order,
        each: impl FnMut(Seen<'_>) -> Result<(), E>,
    ) -> Result<FrameTally, E> {
        self.walk(query, wanted, order)?.go(each)
    }

    /// The day as at which the newest import of children describes them, of those not after a day; the earliest, where it
    /// was of several files.
    fn newest_children(&self, as_of: i64, last: &str) -> Result<Option<String>, StoreError> {
        Ok(self.connection().query_row(
            "WITH stands AS (SELECT * FROM batch b WHERE kind = 'child' AND undoes IS NULL AND batch <= :batch AND as_at <= :last
                AND NOT EXISTS (SELECT 1 FROM batch u WHERE u.undoes = b.batch AND u.batch <= :batch))
             SELECT min(as_at) FROM stands WHERE at = (SELECT at FROM stands ORDER BY as_at DESC, batch DESC LIMIT 1)",
            named_params! { ":batch": as_of, ":last": last },
            |row| row.get(0),
        )?)
    }
}
