//! A population counted before anything is drawn from it: by month, by field, and by what is missing.

use std::collections::BTreeMap;

use rusqlite::named_params;

use super::sql::Order;
use super::{FrameQuery, FrameTally};
use crate::model::Kind;
use crate::store::error::StoreError;
use crate::store::open::Register;

/// What a population, or the part of it that fits, is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Population {
    /// How many records there are, fit, and cannot be told.
    pub tally: FrameTally,
    /// Of those that fit, how many have their day in each month, as `2026-10`; the start of care for children.
    pub months: BTreeMap<String, u64>,
    /// Their first and last day, ISO.
    pub days: Option<(String, String)>,
    /// Those without a day.
    pub undated: u64,
    /// The values of each field asked for.
    pub by: Vec<Values>,
    /// How many lack each column, in the order of the kind's fields.
    pub missing: Vec<(&'static str, u64)>,
}

/// How many records have each value of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// By value.
    pub values: BTreeMap<String, u64>,
    /// Those that have none.
    pub blank: u64,
}

/// The records of one kind that the register holds, of any day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindSpan {
    /// How many there are; for children, how many the register knows of.
    pub records: u64,
    /// First and last day, ISO; for children the first and last day as at which an extract describes them.
    pub days: Option<(String, String)>,
    /// Those without a day, which are of no period.
    pub undated: u64,
}

/// The columns that a population is counted by for missing values.
fn columns(kind: Kind) -> Vec<&'static str> {
    let child = (kind != Kind::Child).then_some("child");
    child.into_iter().chain(kind.fields().iter().map(|field| field.name)).collect()
}

impl Register {
    /// Counts a population, and what fits in it by month, by the fields asked for, and by missing columns. Memory grows
    /// with the number of different values only.
    ///
    /// # Errors
    /// As [`Register::stream_frame`].
    pub fn population(&self, query: &FrameQuery<'_>) -> Result<Population, StoreError> {
        let columns = columns(query.kind);
        let day = if query.kind == Kind::Child { "started" } else { "date" };
        let blanks: Vec<String> = columns.iter().map(|name| format!("(\"{name}\" IS NULL)")).collect();
        let mut wanted = vec![format!("\"{day}\""), blanks.join(" || ")];
        wanted.extend(query.fields.iter().map(|field| field.as_text(query.kind)));
        let mut counted = Population { by: vec![Values::default(); query.fields.len()], ..Population::default() };
        let mut missing = vec![0u64; columns.len()];
        counted.tally = self.scan::<StoreError>(query, &wanted, Order::Any, |seen| {
            counted.take_day(seen.value(0)?);
            let blanks = seen.value(1)?.unwrap_or_default();
            missing.iter_mut().zip(blanks.bytes()).for_each(|(count, blank)| *count += u64::from(blank == b'1'));
            for (place, counts) in counted.by.iter_mut().enumerate() {
                match seen.value(2 + place)? {
                    Some(value) => count(&mut counts.values, value),
                    None => counts.blank += 1,
                }
            }
            Ok(())
        })?;
        counted.missing = columns.into_iter().zip(missing).collect();
        Ok(counted)
    }

    /// What the register holds of a kind, as of a batch.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn span(&self, kind: Kind, as_of: i64) -> Result<KindSpan, StoreError> {
        let (count, day) = match kind {
            Kind::Child => ("count(DISTINCT reference)", "as_at"),
            _ => ("count(*)", "date"),
        };
        // Each question by itself, so that each is answered from an index and no text is read.
        let of = format!("FROM {} WHERE from_batch <= :batch AND (to_batch IS NULL OR to_batch > :batch)", kind.id());
        let end = |order: &str| format!("SELECT {day} {of} AND {day} IS NOT NULL ORDER BY {day} {order} LIMIT 1");
        let sql = format!(
            "SELECT (SELECT {count} {of}), ({}), ({}), (SELECT count(*) {of} AND {day} IS NULL)",
            end("ASC"),
            end("DESC")
        );
        Ok(self.connection().query_row(&sql, named_params! { ":batch": as_of }, |row| {
            let days = row.get::<_, Option<String>>(1)?.zip(row.get(2)?);
            let number = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(KindSpan { records: number(0)?, days, undated: number(3)? })
        })?)
    }
}

fn count(counts: &mut BTreeMap<String, u64>, value: &str) {
    match counts.get_mut(value) {
        Some(count) => *count += 1,
        None => drop(counts.insert(value.to_owned(), 1)),
    }
}

impl Population {
    fn take_day(&mut self, day: Option<&str>) {
        let Some((day, month)) = day.and_then(|day| Some((day, day.get(..7)?))) else {
            self.undated += 1;
            return;
        };
        count(&mut self.months, month);
        match &mut self.days {
            None => self.days = Some((day.to_owned(), day.to_owned())),
            Some((first, last)) => {
                if day < first.as_str() {
                    day.clone_into(first);
                }
                if day > last.as_str() {
                    day.clone_into(last);
                }
            }
        }
    }
}
