//! The form of the register, as steps that are added and never edited.

use rusqlite::Connection;

use super::error::StoreError;

/// Marks a SQLite file as a register of this program: the letters `dips`.
pub(super) const APPLICATION_ID: i64 = 0x6469_7073;

/// The steps, in order; a register's `user_version` says how many it has.
const STEPS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
];

/// The newest form that this program knows.
pub(super) fn newest() -> i64 {
    STEPS.len() as i64
}

/// Brings a register to the newest form, each step in a transaction of its own. What form it has is read inside the
/// transaction, since another program may take the same step at the same time.
pub(super) fn step_up(connection: &mut Connection) -> Result<(), StoreError> {
    while form(connection)? < newest() {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let found = form(&transaction)?;
        if let Some((number, sql)) = (1i64..).zip(STEPS).find(|(number, _)| *number > found) {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", number)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn form(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Form, Kind};

    #[test]
    fn tables_have_the_canonical_columns_in_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        step_up(&mut connection).unwrap();
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

    #[test]
    fn two_programs_that_step_up_at_once_take_each_step_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("register");
        let together = std::sync::Barrier::new(2);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut connection = Connection::open(&path).unwrap();
                    connection.busy_timeout(std::time::Duration::from_secs(60)).unwrap();
                    assert_eq!(form(&connection).unwrap(), 0);
                    together.wait();
                    step_up(&mut connection).unwrap();
                    assert_eq!(form(&connection).unwrap(), newest());
                });
            }
        });
    }
}
