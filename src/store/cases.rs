//! The cases of samples: the record, and what was known of its child, as they were when drawn, and who grades them.

use rusqlite::params;

use super::error::StoreError;
use super::open::{Change, Register};
use super::samples::json;
use crate::model::{Case, Record};

/// A case as the register holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// The record's version that was drawn.
    pub version: i64,
    /// The record as drawn.
    pub record: Record,
    /// The child as it was known when drawn.
    pub child: Option<Record>,
    /// The number of the auditor's person.
    pub auditor: Option<i64>,
    /// The number of the second auditor's person.
    pub second_auditor: Option<i64>,
    /// Whether it was drawn to be graded twice.
    pub twice: bool,
}

impl Register {
    /// The cases of a sample, by number.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn cases(&self, sample: i64) -> Result<Vec<CaseRow>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT number, record, child, stratum, ticket, weight, version, drawn, drawn_child, auditor, second_auditor, twice, record_ticket, child_records, lambda
               FROM sample_case WHERE sample = ? ORDER BY number",
        )?;
        let cases = query.query_map([sample], |row| {
            let child: Option<String> = row.get(8)?;
            Ok(CaseRow {
                case: Case {
                    case: row.get(0)?,
                    record: row.get(1)?,
                    child: row.get(2)?,
                    stratum: row.get(3)?,
                    ticket: row.get(4)?,
                    weight: row.get(5)?,
                    record_ticket: row.get(12)?,
                    child_records: row.get::<_, Option<i64>>(13)?.map(i64::unsigned_abs),
                    lambda: row.get(14)?,
                },
                version: row.get(6)?,
                record: json(row, 7)?,
                child: child.map(|_| json(row, 8)).transpose()?,
                auditor: row.get(9)?,
                second_auditor: row.get(10)?,
                twice: row.get(11)?,
            })
        })?;
        Ok(cases.collect::<Result<_, _>>()?)
    }

    /// How many cases of a sample everybody who is to grade them has finished: a count that moved when the first of two has
    /// would tell the second of it.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn finished_cases(&self, sample: i64) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection()
            .prepare_cached(
                "SELECT count(*) FROM sample_case c WHERE c.sample = ? AND c.twice < (SELECT count(*) FROM grading g
                  WHERE g.sample = c.sample AND g.number = c.number AND g.part <> 'moderation' AND g.finished_at IS NOT NULL)",
            )?
            .query_row([sample], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }
}

impl Change<'_> {
    /// Adds a case to a sample.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_case(&self, sample: i64, row: &CaseRow) -> Result<(), StoreError> {
        let case = &row.case;
        self.connection()
            .prepare_cached(
                "INSERT INTO sample_case (sample, number, record, version, child, stratum, ticket, weight, drawn, drawn_child, auditor, second_auditor, twice,
                    record_ticket, child_records, lambda)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                sample,
                case.case,
                case.record,
                row.version,
                case.child,
                case.stratum,
                case.ticket,
                case.weight,
                serde_json::json!(row.record).to_string(),
                row.child.as_ref().map(|child| serde_json::json!(child).to_string()),
                row.auditor,
                row.second_auditor,
                row.twice,
                case.record_ticket,
                case.child_records.map(|records| i64::try_from(records).unwrap_or(i64::MAX)),
                case.lambda,
            ])?;
        Ok(())
    }

    /// Gives a case to an auditor, first or second.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn give_case(&self, sample: i64, number: u32, part: super::Part, person: i64) -> Result<(), StoreError> {
        let column = if part == super::Part::Second { "second_auditor" } else { "auditor" };
        self.connection().execute(
            &format!("UPDATE sample_case SET {column} = ? WHERE sample = ? AND number = ?"),
            params![person, sample, number],
        )?;
        Ok(())
    }
}
