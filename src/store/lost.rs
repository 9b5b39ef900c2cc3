//! What a later extract changes or lacks: the cases of samples, and the records of the register, that it does not hold.
//!
//! A record is *not in the newest extract* where a file that was imported later, and not taken back, covers its day (it lies
//! between that file's first and last) and no file of that import holds it. The register keeps it: samples may stand on it.
//! Of children, who have no such day, any later file of children covers them all.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{Connection, ToSql, named_params};
use serde::Serialize;

use super::error::StoreError;
use super::frame::born_by;
use super::open::{Change, Register};
use super::people::iso;
use crate::calendar::Period;
use crate::model::Kind;

/// A case whose record a later file changes or lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The sample.
    pub sample: String,
    /// The case's number.
    pub case: u32,
    /// The record's reference.
    pub record: String,
    /// `changed`, `missing`, or, of one import, `refused`.
    pub what: &'static str,
}

/// Records of the register that an import does not hold, though its files cover their days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gone {
    /// What kind of record.
    pub kind: Kind,
    /// How many.
    pub count: u64,
    /// First and last day of them.
    pub first_date: NaiveDate,
    /// The last day.
    pub last_date: NaiveDate,
    /// The references of the first ten, by their bytes.
    pub records: Vec<String>,
}

/// A condition on a version of a record under an alias: it is not in the newest extract, of those up to a batch (an
/// expression) and not taken back by then.
pub(super) fn not_in_newest(kind: Kind, version: &str, bound: &str) -> String {
    let covers = match kind {
        Kind::Child => "1".to_owned(),
        _ => format!("{version}.date BETWEEN b.first_date AND b.last_date"),
    };
    format!(
        "EXISTS (SELECT 1 FROM batch b WHERE b.batch <= {bound} AND coalesce(b.import, b.batch) > {version}.seen_batch
            AND b.kind = '{}' AND b.undoes IS NULL AND {covers}
            AND NOT EXISTS (SELECT 1 FROM batch u WHERE u.undoes = b.batch AND u.batch <= {bound}))",
        kind.id()
    )
}

impl Change<'_> {
    /// The cases of samples that stand whose record this batch changes, names only in rows that were refused (the
    /// references given), or lacks, though it covers the record's day and no file of the same import (the batches from
    /// `first` on) holds it.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn cases_touched(
        &self,
        kind: Kind,
        (batch, first): (i64, i64),
        refused: &BTreeSet<String>,
    ) -> Result<Vec<Lost>, StoreError> {
        let mut touched = lost(self.connection(), kind, None, Some((batch, first)))?;
        if refused.is_empty() {
            return Ok(touched);
        }
        let mut query = self.connection().prepare(
            "SELECT s.name, c.number, c.record FROM sample_case c JOIN sample s ON s.id = c.sample
              WHERE s.kind = :kind AND s.state <> 'withdrawn' ORDER BY s.name, c.number",
        )?;
        let mut rows = query.query(named_params! { ":kind": kind.id() })?;
        while let Some(row) = rows.next()? {
            let case = Lost { sample: row.get(0)?, case: row.get(1)?, record: row.get(2)?, what: "refused" };
            let told = touched.iter().any(|other| (&other.sample, other.case) == (&case.sample, case.case));
            if refused.contains(&case.record) && !told {
                touched.push(case);
            }
        }
        touched.sort_by(|one, other| (&one.sample, one.case).cmp(&(&other.sample, other.case)));
        Ok(touched)
    }

    /// How many children the register knows as of a day, and not as having left care by then, whom no batch from `first`
    /// on holds.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn children_gone(&self, first: i64, day: NaiveDate) -> Result<u64, StoreError> {
        let gone: i64 = self.connection().query_row(
            "SELECT count(*) FROM (SELECT DISTINCT reference FROM child) k
               JOIN child c ON c.id = (SELECT v.id FROM child v WHERE v.reference = k.reference AND v.to_batch IS NULL
                    AND v.as_at <= :day ORDER BY v.as_at DESC LIMIT 1)
              WHERE c.seen_batch < :first AND (c.ceased IS NULL OR c.ceased > :day)
                AND (c.started IS NOT NULL OR c.born IS NULL OR c.born > :adult)",
            named_params! { ":first": first, ":day": day.to_string(), ":adult": born_by(day) },
            |row| row.get(0),
        )?;
        Ok(gone.unsigned_abs())
    }

    /// The records of a kind that no file of this import (the batches from `first` on) holds, though one of them covers
    /// their day; `None` where there are none.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn records_gone(&self, kind: Kind, first: i64) -> Result<Option<Gone>, StoreError> {
        const NAMED: u32 = 10;
        let gone = format!(
            "FROM {} v WHERE v.to_batch IS NULL AND v.seen_batch < :first AND EXISTS (SELECT 1 FROM batch b
                WHERE b.batch >= :first AND b.kind = :kind AND v.date BETWEEN b.first_date AND b.last_date)",
            kind.id()
        );
        let values = named_params! { ":first": first, ":kind": kind.id() };
        let (count, days): (i64, Option<(NaiveDate, NaiveDate)>) = self.connection().query_row(
            &format!("SELECT count(*), min(v.date), max(v.date) {gone}"),
            values,
            |row| {
                let day = |at: usize| row.get::<_, Option<String>>(at)?.map(|day| iso(at, &day)).transpose();
                Ok((row.get(0)?, day(1)?.zip(day(2)?)))
            },
        )?;
        let Some((first_date, last_date)) = days else { return Ok(None) };
        let mut query =
            self.connection().prepare(&format!("SELECT v.reference {gone} ORDER BY v.reference LIMIT {NAMED}"))?;
        let records = query.query_map(values, |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Some(Gone { kind, count: count.unsigned_abs(), first_date, last_date, records }))
    }
}

/// Cases whose record has changed since the draw, or is not in the newest extract. `batch` narrows it to what that batch
/// and the first of its import did, `sample` to one sample. A version that was taken out of force and restored since goes on as its newest copy.
fn lost(
    connection: &Connection,
    kind: Kind,
    sample: Option<i64>,
    batch: Option<(i64, i64)>,
) -> Result<Vec<Lost>, StoreError> {
    let table = kind.id();
    let missing = match batch {
        None => not_in_newest(kind, "v", "(SELECT max(batch) FROM batch)"),
        Some(_) => format!(
            "v.seen_batch < :first AND EXISTS (SELECT 1 FROM batch b WHERE b.batch = :batch
                AND ('{table}' = 'child' OR v.date BETWEEN b.first_date AND b.last_date))
             AND NOT EXISTS (SELECT 1 FROM {table} w WHERE w.reference = v.reference AND w.seen_batch >= :first)"
        ),
    };
    // Of a child another version, as at another day, may be the one that was seen last.
    let held = match (kind, batch) {
        (Kind::Child, None) => {
            "AND NOT EXISTS (SELECT 1 FROM child w WHERE w.reference = v.reference AND w.id <> v.id AND w.seen_batch >= (
                SELECT max(coalesce(b.import, b.batch)) FROM batch b WHERE b.kind = 'child' AND b.undoes IS NULL
                   AND NOT EXISTS (SELECT 1 FROM batch u WHERE u.undoes = b.batch)))"
        }
        _ => "",
    };
    let mut query = connection.prepare(&format!(
        "SELECT s.name, c.number, c.record, CASE WHEN v.to_batch IS NULL THEN 'missing' ELSE 'changed' END
           FROM sample_case c JOIN sample s ON s.id = c.sample JOIN {table} d ON d.id = c.version
           JOIN {table} v ON v.id = (SELECT max(o.id) FROM {table} o
                WHERE o.reference = d.reference AND coalesce(o.restores, o.id) = coalesce(d.restores, d.id))
          WHERE s.kind = :kind AND s.state <> 'withdrawn' AND (:sample IS NULL OR s.id = :sample)
            AND CASE WHEN v.to_batch IS NULL THEN {missing} {held} ELSE (:batch IS NULL OR v.to_batch = :batch) END
          ORDER BY 1, 2"
    ))?;
    let (batch, first) = batch.unzip();
    let mut values: Vec<(&str, &dyn ToSql)> = vec![(":kind", &table), (":sample", &sample), (":batch", &batch)];
    values.extend(batch.is_some().then_some((":first", &first as &dyn ToSql)));
    let found = query.query_map(values.as_slice(), |row| {
        let what: String = row.get(3)?;
        Ok(Lost {
            sample: row.get(0)?,
            case: row.get(1)?,
            record: row.get(2)?,
            what: if what == "changed" { "changed" } else { "missing" },
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

impl Register {
    /// How many records of a kind and period, as they stand, the newest extract of their days does not hold.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn not_in_newest(&self, kind: Kind, period: &Period) -> Result<u64, StoreError> {
        let (first, last) = (period.first().to_string(), period.last().to_string());
        // Where one import holds all that is of these days, nothing can be lacking, and the records need not be looked at.
        let imports: i64 = self.connection().query_row(
            "SELECT count(DISTINCT coalesce(b.import, b.batch)) FROM batch b WHERE b.kind = ?1 AND b.undoes IS NULL
                AND b.first_date <= ?3 AND b.last_date >= ?2",
            rusqlite::params![kind.id(), first, last],
            |row| row.get(0),
        )?;
        if imports < 2 {
            return Ok(0);
        }
        let sql = format!(
            "SELECT count(*) FROM {} v WHERE v.to_batch IS NULL AND v.date BETWEEN ?1 AND ?2 AND {}",
            kind.id(),
            not_in_newest(kind, "v", "(SELECT max(batch) FROM batch)")
        );
        Ok(self.connection().query_row(&sql, [first, last], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// The cases of a sample whose record a later file changes or lacks.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn cases_lost(&self, kind: Kind, sample: i64) -> Result<Vec<Lost>, StoreError> {
        lost(self.connection(), kind, Some(sample), None)
    }
}
