//! Records that came in after their period was drawn from, and records outside the time in which their child was in care.

use chrono::NaiveDate;
use rusqlite::named_params;
use serde::Serialize;

use super::error::StoreError;
use super::frame::{born_by, children_in_care};
use super::open::{Change, Register};
use super::people::iso;
use super::samples::SampleRow;
use crate::model::{Cohort, Kind};

/// Records of one import that lie outside every time in care that the register knows of their child.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OutsideCare {
    /// How many.
    pub count: u64,
    /// The first ten of them, by their rows.
    pub first: Vec<OutsideRow>,
}

/// One record outside its child's time in care.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutsideRow {
    /// The row of the file.
    pub row: u64,
    /// The record's reference.
    pub record: String,
    /// The child.
    pub child: String,
    /// When it happened.
    pub date: NaiveDate,
}

impl Register {
    /// How many records of a sample's kind and period are in force now and were not when the sample was drawn: they came in
    /// late, and could not be drawn. Whether they would fit the sample's condition is not asked. Of children, those in
    /// care at the day that the sample is of whom the register did not hold at all.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn late_to(&self, sample: &SampleRow) -> Result<u64, StoreError> {
        // Without a later import nothing can be late, and the records need not be looked at.
        let newest = self.newest_batch()?.unwrap_or(0);
        if newest <= sample.as_of {
            return Ok(0);
        }
        let table = sample.kind.id();
        let (first, last) = (sample.period.first().to_string(), sample.period.last().to_string());
        let then = format!(
            "SELECT 1 FROM {table} t WHERE t.reference = n.reference AND t.from_batch <= :as_of
                AND (t.to_batch IS NULL OR t.to_batch > :as_of)"
        );
        let late: i64 = match sample.kind {
            Kind::Child => {
                let day = if sample.design.cohort == Cohort::Any { &first } else { &last };
                let sql = format!(
                    "SELECT count(*) FROM ({}) n WHERE NOT EXISTS ({then})",
                    children_in_care(std::iter::empty())
                );
                let none: Option<String> = None;
                self.connection().query_row(
                    &sql,
                    named_params! { ":as_of": sample.as_of, ":batch": newest, ":last": last, ":day": day, ":newest": none, ":adult": born_by(sample.period.last()) },
                    |row| row.get(0),
                )?
            }
            _ => self.connection().query_row(
                &format!(
                    "SELECT count(*) FROM {table} n WHERE n.to_batch IS NULL AND n.from_batch > :as_of
                        AND n.date BETWEEN :first AND :last AND NOT EXISTS ({then} AND t.date BETWEEN :first AND :last)"
                ),
                named_params! { ":as_of": sample.as_of, ":first": first, ":last": last },
                |row| row.get(0),
            )?,
        };
        Ok(late.unsigned_abs())
    }
}

impl Change<'_> {
    /// The records that a batch holds and whose day lies outside every time in care that the register knows of their child.
    /// A child that the register does not hold, or of whom it does not know when care began, is not judged; one that has
    /// been in care more than once is judged by all times that any extract told.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn outside_care(&self, kind: Kind, batch: i64) -> Result<OutsideCare, StoreError> {
        const NAMED: usize = 10;
        let mut outside = OutsideCare::default();
        if kind == Kind::Child || !self.knows_care()? {
            return Ok(outside);
        }
        let mut query = self.connection().prepare(&format!(
            "SELECT v.seen_row, v.reference, v.child, v.date FROM {} v
              WHERE v.seen_batch = :batch AND v.to_batch IS NULL AND v.date BETWEEN
                    (SELECT first_date FROM batch WHERE batch = :batch) AND (SELECT last_date FROM batch WHERE batch = :batch)
                AND EXISTS (SELECT 1 FROM child c WHERE c.reference = v.child AND c.to_batch IS NULL AND c.started IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM child c WHERE c.reference = v.child AND c.to_batch IS NULL
                    AND c.started <= v.date AND (c.ceased IS NULL OR c.ceased >= v.date))
              ORDER BY v.seen_row",
            kind.id()
        ))?;
        let mut rows = query.query(named_params! { ":batch": batch })?;
        while let Some(row) = rows.next()? {
            outside.count += 1;
            if outside.first.len() < NAMED {
                outside.first.push(OutsideRow {
                    row: row.get::<_, i64>(0)?.unsigned_abs(),
                    record: row.get(1)?,
                    child: row.get(2)?,
                    date: iso(3, &row.get::<_, String>(3)?)?,
                });
            }
        }
        Ok(outside)
    }

    fn knows_care(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM child WHERE to_batch IS NULL AND started IS NOT NULL)";
        Ok(self.connection().query_row(sql, [], |row| row.get(0))?)
    }
}
