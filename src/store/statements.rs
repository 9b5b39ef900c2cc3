//! The statements by which an import finds and writes versions of records, and nothing else.

use rusqlite::{Connection, Row, ToSql, params, params_from_iter};

use super::error::StoreError;
use super::records::{Versioned, columns, extra_json, row_to_version};
use crate::model::{Kind, Record};

/// Where a version comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    /// The batch that brings it.
    pub batch: i64,
    /// The last batch that held it.
    pub seen_batch: i64,
    /// The row of that batch's file.
    pub row: u64,
}

/// The statements for one file of one kind.
pub(super) struct Statements<'a> {
    connection: &'a Connection,
    kind: Kind,
    batch: i64,
    /// For children: the day as at which the file describes them, as the register writes it.
    as_at: Option<String>,
    find: String,
    insert: String,
    has_siblings: String,
}

impl<'a> Statements<'a> {
    pub(super) fn new(connection: &'a Connection, kind: Kind, batch: i64, as_at: Option<String>) -> Statements<'a> {
        let (table, columns) = (kind.id(), columns(kind));
        let latest = if kind == Kind::Child { "AND as_at <= ?2 ORDER BY as_at DESC LIMIT 1" } else { "" };
        let mut names = vec!["reference", "child", "date", "extra", "from_batch", "seen_batch", "seen_row"];
        names.extend((kind == Kind::Child).then_some("as_at"));
        names.extend(kind.fields().iter().map(|field| field.name));
        let marks = vec!["?"; names.len()].join(", ");
        Statements {
            connection,
            kind,
            batch,
            as_at,
            find: format!("SELECT {columns} FROM {table} WHERE reference = ?1 AND to_batch IS NULL {latest}"),
            insert: format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", ")),
            // '0' is the sign behind '/': between the two stands everything that begins with the reference and a '/'.
            has_siblings: format!(
                "SELECT 1 FROM {table} WHERE reference > ?1 || '/' AND reference < ?1 || '0' AND to_batch IS NULL
                    AND length(reference) = length(?1) + 9 AND substr(reference, -8) NOT GLOB '*[^0-9a-f]*' LIMIT 1"
            ),
        }
    }

    /// What is in force under a reference; of a child, what is as at the file's day.
    pub(super) fn find(&self, reference: &str) -> Result<Option<Versioned>, StoreError> {
        let read = |row: &Row<'_>| row_to_version(self.kind, row);
        let mut query = self.connection.prepare_cached(&self.find)?;
        let mut rows = match &self.as_at {
            Some(day) => query.query([reference, day])?,
            None => query.query([reference])?,
        };
        Ok(rows.next()?.map(read).transpose()?)
    }

    /// Whether records are in force that share a made reference and are told apart by what stands behind it.
    pub(super) fn has_siblings(&self, reference: &str) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached(&self.has_siblings)?.exists([reference])?)
    }

    /// Adds a version and returns its number.
    pub(super) fn insert(&self, record: &Record, origin: Origin) -> Result<i64, StoreError> {
        let (date, extra, row) = (record.date.map(|day| day.to_string()), extra_json(record), signed(origin.row));
        let child: Option<&String> = match self.kind {
            Kind::Child => Some(&record.reference),
            _ => record.child.as_ref(),
        };
        let mut values: Vec<&dyn ToSql> =
            vec![&record.reference, &child, &date, &extra, &origin.batch, &origin.seen_batch, &row];
        values.extend(self.as_at.as_ref().map(|day| day as &dyn ToSql));
        values.extend(record.values.iter().map(|value| value as &dyn ToSql));
        self.connection.prepare_cached(&self.insert)?.execute(params_from_iter(values))?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Ends a version with this batch.
    pub(super) fn close(&self, id: i64) -> Result<(), StoreError> {
        self.update("UPDATE {table} SET to_batch = ?1 WHERE id = ?2", &[&self.batch, &id]).map(drop)
    }

    /// Takes back that this batch ended a record's version, and says whether it had.
    pub(super) fn reopen(&self, reference: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE {table} SET to_batch = NULL WHERE reference = ?2 AND to_batch = ?1";
        Ok(self.update(sql, &[&self.batch, &reference])? > 0)
    }

    /// Takes a version out that this batch brought.
    pub(super) fn delete(&self, id: i64) -> Result<(), StoreError> {
        self.update("DELETE FROM {table} WHERE id = ?1", &[&id]).map(drop)
    }

    /// Notes that this batch holds a version as it is.
    pub(super) fn see(&self, id: i64, row: u64) -> Result<(), StoreError> {
        let sql = "UPDATE {table} SET seen_batch = ?1, seen_row = ?2 WHERE id = ?3";
        self.update(sql, &[&self.batch, &signed(row), &id]).map(drop)
    }

    /// What is in force under a reference and this batch has not been noted to hold: version and the batch that held it.
    pub(super) fn unseen(&self, reference: &str) -> Result<Vec<(i64, i64)>, StoreError> {
        let table = self.kind.id();
        let sql = format!(
            "SELECT id, seen_batch FROM {table} WHERE reference = ?1 AND to_batch IS NULL AND seen_batch < ?2 ORDER BY id"
        );
        let mut query = self.connection.prepare_cached(&sql)?;
        let found = query.query_map(params![reference, self.batch], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Notes that this batch names a version.
    pub(super) fn name(&self, id: i64) -> Result<(), StoreError> {
        self.update("UPDATE {table} SET seen_batch = ?1 WHERE id = ?2", &[&self.batch, &id]).map(drop)
    }

    fn update(&self, sql: &str, values: &[&dyn ToSql]) -> Result<usize, StoreError> {
        let sql = sql.replace("{table}", self.kind.id());
        Ok(self.connection.prepare_cached(&sql)?.execute(values)?)
    }
}

fn signed(row: u64) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}
