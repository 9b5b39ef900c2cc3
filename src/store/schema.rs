//! The form of the register, as steps that are added and never edited.

use rusqlite::Connection;

use super::error::StoreError;

/// Marks a SQLite file as a register of this program: the letters `dips`.
pub(super) const APPLICATION_ID: i64 = 0x6469_7073;

/// The steps, in order; a register's `user_version` says how many it has.
const STEPS: &[&str] = &[include_str!("schema/1.sql")];

/// The newest form that this program knows.
pub(super) fn newest() -> i64 {
    STEPS.len() as i64
}

/// Brings a register to the newest form, each step in a transaction of its own.
pub(super) fn step_up(connection: &mut Connection, found: i64) -> Result<(), StoreError> {
    for (number, sql) in (1i64..).zip(STEPS).filter(|(number, _)| *number > found) {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Form, Kind};

    #[test]
    fn tables_have_the_canonical_columns_in_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        step_up(&mut connection, 0).unwrap();
        for kind in Kind::ALL {
            let mut query = connection.prepare("SELECT name, type FROM pragma_table_info(?1)").unwrap();
            let columns: Vec<(String, String)> = query
                .query_map([kind.id()], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            let expected: Vec<(String, String)> = kind
                .fields()
                .iter()
                .map(|field| {
                    let column = match field.form {
                        Form::Integer => "INTEGER",
                        Form::Number => "REAL",
                        _ => "TEXT",
                    };
                    (field.name.to_owned(), column.to_owned())
                })
                .collect();
            let start = columns.iter().position(|(name, _)| name == "iro").unwrap();
            assert_eq!(columns[start..start + expected.len()], expected);
        }
    }
}
