//! Reading and writing versions of records: one typed table a kind, with the canonical columns in their order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};

use super::error::StoreError;
use super::open::Register;
use super::people::iso;
use crate::calendar::Period;
use crate::model::{Fields, Form, Kind, Record, Value};

/// One version of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned {
    /// The version's number in its table.
    pub id: i64,
    /// The record.
    pub record: Record,
    /// For a child: the day as at which it is described.
    pub as_at: Option<NaiveDate>,
    /// The batch that brought it.
    pub from_batch: i64,
    /// The last batch that held it.
    pub seen_batch: i64,
    /// The row of that batch's file.
    pub seen_row: u64,
}

impl Register {
    /// The names of the columns besides the canonical ones that any version of any record has.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn other_columns(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut names = BTreeSet::new();
        for kind in Kind::ALL {
            let sql = format!("SELECT DISTINCT one.key FROM {} record, json_each(record.extra) one", kind.id());
            let mut query = self.connection().prepare(&sql)?;
            for name in query.query_map([], |row| row.get(0))? {
                names.insert(name?);
            }
        }
        Ok(names)
    }
}

/// The columns of a kind's table that a [`Versioned`] is read from, in order.
pub(super) fn columns(kind: Kind) -> String {
    let fields: Vec<&str> = kind.fields().iter().map(|field| field.name).collect();
    let as_at = if kind == Kind::Child { "as_at" } else { "NULL" };
    format!("id, from_batch, seen_batch, seen_row, {as_at}, reference, child, date, extra, {}", fields.join(", "))
}

/// Reads a row of [`columns`].
pub(super) fn row_to_version(kind: Kind, row: &Row<'_>) -> rusqlite::Result<Versioned> {
    let day = |column: usize| -> rusqlite::Result<Option<NaiveDate>> {
        row.get::<_, Option<String>>(column)?.map(|d| iso(column, &d)).transpose()
    };
    Ok(Versioned {
        id: row.get(0)?,
        from_batch: row.get(1)?,
        seen_batch: row.get(2)?,
        seen_row: row.get::<_, i64>(3)?.unsigned_abs(),
        as_at: day(4)?,
        record: Record {
            reference: row.get(5)?,
            child: row.get(6)?,
            date: day(7)?,
            extra: extra(row.get(8)?)?,
            values: fields(kind, row, 9)?,
        },
    })
}

fn extra(text: Option<String>) -> rusqlite::Result<BTreeMap<String, String>> {
    match text {
        None => Ok(BTreeMap::new()),
        Some(text) => serde_json::from_str(&text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(8, rusqlite::types::Type::Text, Box::new(error))
        }),
    }
}

fn fields(kind: Kind, row: &Row<'_>, first: usize) -> rusqlite::Result<Fields> {
    let mut values = Vec::with_capacity(kind.fields().len());
    for (column, field) in (first..).zip(kind.fields()) {
        let value = match field.form {
            Form::Integer => row.get::<_, Option<i64>>(column)?.map(Value::Integer),
            Form::Number => row.get::<_, Option<f64>>(column)?.map(Value::Number),
            Form::Date => row.get::<_, Option<String>>(column)?.map(|d| iso(column, &d)).transpose()?.map(Value::Date),
            Form::Text | Form::Choice(_) => row.get::<_, Option<String>>(column)?.map(Value::Text),
        };
        values.push(value);
    }
    Ok(values)
}

/// The extra columns as the register keeps them: a JSON object, nothing where there are none.
pub(super) fn extra_json(record: &Record) -> Option<String> {
    (!record.extra.is_empty()).then(|| serde_json::json!(record.extra).to_string())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Integer(number) => ToSqlOutput::from(*number),
            Value::Number(number) => ToSqlOutput::from(*number),
            Value::Date(date) => ToSqlOutput::from(date.to_string()),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

impl Register {
    /// A record as it stands as of a batch; of a child, the version that describes it at the end of a period.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn version_at(
        &self,
        kind: Kind,
        reference: &str,
        period: &Period,
        as_of: i64,
    ) -> Result<Option<Versioned>, StoreError> {
        let order = match kind {
            Kind::Child => "as_at > :last, CASE WHEN as_at > :last THEN as_at END, as_at DESC",
            _ => "from_batch DESC",
        };
        let sql = format!(
            "SELECT {} FROM {} WHERE reference = :reference AND from_batch <= :batch AND (to_batch IS NULL OR to_batch > :batch)
              ORDER BY {order} LIMIT 1",
            columns(kind),
            kind.id()
        );
        let last = period.last().to_string();
        let mut values: Vec<(&str, &dyn ToSql)> = vec![(":reference", &reference), (":batch", &as_of)];
        values.extend((kind == Kind::Child).then_some((":last", &last as &dyn ToSql)));
        let mut query = self.connection().prepare_cached(&sql)?;
        let mut rows = query.query(values.as_slice())?;
        Ok(rows.next()?.map(|row| row_to_version(kind, row)).transpose()?)
    }

    /// How many current records of a kind the register holds.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn count(&self, kind: Kind) -> Result<u64, StoreError> {
        let what = if kind == Kind::Child { "DISTINCT reference" } else { "*" };
        let sql = format!("SELECT count({what}) FROM {} WHERE to_batch IS NULL", kind.id());
        Ok(self.connection().query_row(&sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// How many current records of a kind happened in a period. Of children, who have no such day, all.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn count_in(&self, kind: Kind, period: &Period) -> Result<u64, StoreError> {
        if kind == Kind::Child {
            return self.count(kind);
        }
        let sql = format!("SELECT count(*) FROM {} WHERE to_batch IS NULL AND date BETWEEN ?1 AND ?2", kind.id());
        let days = rusqlite::params![period.first().to_string(), period.last().to_string()];
        Ok(self.connection().query_row(&sql, days, |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// The newest day, not after `today`, on which a record of a kind happened.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn newest_date(&self, kind: Kind, today: NaiveDate) -> Result<Option<NaiveDate>, StoreError> {
        let sql = format!("SELECT max(date) FROM {} WHERE to_batch IS NULL AND date <= ?1", kind.id());
        let newest: Option<String> = self.connection().query_row(&sql, [today.to_string()], |row| row.get(0))?;
        Ok(newest.map(|day| iso(0, &day)).transpose()?)
    }
}
