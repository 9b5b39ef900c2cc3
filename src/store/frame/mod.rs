//! The frame: the records that a draw may pick from, streamed in the order of their references.
//!
//! A frame is (kind, period, condition, as-of batch), so that October's frame can be streamed again, the same, after any
//! later import. A record's child is described by that child's version with the latest day not after the period's end,
//! or else the earliest there is, which is counted. Nothing is held of a row once it has been given out. Words are looked
//! for while the row is read, so that texts are neither gathered nor sorted.

mod guard;
mod lacking;
mod population;
mod sql;

pub(super) use sql::children_in_care;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{Months, NaiveDate};
use rusqlite::types::ValueRef;
use rusqlite::{Row, ToSql, named_params};

use super::condition::{Condition, FieldRef};
use super::error::StoreError;
use super::open::Register;
use crate::calendar::Period;
use crate::model::Kind;
use crate::search::Query;
use sql::{FIXED, Order, Path, Versions};

pub use population::{KindSpan, Population, Values};

/// Populations up to this size are found by their dates and sorted in memory; larger ones are walked along the table or the
/// index of references.
const SORTED_IN_MEMORY: i64 = 200_000;
/// Kilobytes of the register that are held in memory where each record's child is looked up. A walk along one index needs no more
/// than SQLite's own two megabytes, and is quicker so.
const CACHE_FOR_CHILDREN: i64 = 32_000;
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
    /// Counts a row of the population, of which something of a child is told or nothing, and says whether it belongs to the frame.
    fn count(&mut self, row: &Row<'_>, used: &[String], asks_child: bool) -> rusqlite::Result<bool> {
        self.population += 1;
        if asks_child {
            self.described_later += u64::from(row.get::<_, Option<bool>>(3)?.unwrap_or(false));
        }
        match row.get_ref(0)? {
            ValueRef::Integer(0) => return Ok(false),
            ValueRef::Text(blanks) => {
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
        mut each: impl FnMut(Seen<'_>) -> Result<(), E>,
    ) -> Result<FrameTally, E> {
        let mut reader = self.reader()?;
        if sql::tells_of_child(query) {
            reader.pragma_update(None, "cache_size", -CACHE_FOR_CHILDREN).map_err(StoreError::from)?;
        }
        let few = query.kind == Kind::Child || !self.holds_many(query)?;
        let steps = Arc::new(AtomicU64::new(0));
        guard::guard(&mut reader, &steps)?;
        query.words.map(|words| guard::teach(&reader, words)).transpose()?;
        let path = if few { Path::Dates } else { Path::Along };
        let newest = self.newest_batch()?.is_none_or(|newest| newest <= query.as_of);
        let versions = if newest { Versions::Standing } else { Versions::AsOf };
        let text = sql::frame_sql(query, wanted, (order, path, versions));
        let mut statement = reader.prepare(&text).map_err(|error| guard::refused(query, error))?;
        let (first, last) = (query.period.first().to_string(), query.period.last().to_string());
        let day = if query.any_day { &first } else { &last };
        let adult = born_by(if query.any_day { query.period.first() } else { query.period.last() });
        let newest = if query.kind == Kind::Child { self.newest_children(query.as_of, &last)? } else { None };
        let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":batch", &query.as_of), (":last", &last)];
        parameters.extend(match query.kind {
            Kind::Child => [(":day", day as &dyn ToSql), (":newest", &newest), (":adult", &adult)].to_vec(),
            _ => [(":first", &first as &dyn ToSql)].to_vec(),
        });
        for (name, value) in parameters {
            if let Some(place) = statement.parameter_index(name).map_err(StoreError::from)? {
                statement.raw_bind_parameter(place, value).map_err(StoreError::from)?;
            }
        }
        let mut rows = statement.raw_query();
        let mut tally = FrameTally::default();
        let (used, asks_child) = (sql::used_names(query), sql::tells_of_child(query));
        while let Some(row) = rows.next().map_err(|error| guard::refused(query, error))? {
            steps.store(0, Ordering::Relaxed);
            if tally.count(row, &used, asks_child).map_err(StoreError::from)? {
                each(Seen { row, first: FIXED })?;
            }
        }
        Ok(tally)
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

    /// Whether the table holds more records of the period than can well be sorted in memory.
    fn holds_many(&self, query: &FrameQuery<'_>) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {} WHERE date BETWEEN ?1 AND ?2 LIMIT 1 OFFSET {SORTED_IN_MEMORY})",
            query.kind.id()
        );
        let days = rusqlite::params![query.period.first().to_string(), query.period.last().to_string()];
        Ok(self.connection().query_row(&sql, days, |row| row.get(0))?)
    }
}
