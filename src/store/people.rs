//! The people of a service.

use chrono::NaiveDate;
use rusqlite::{Row, params};

use super::error::StoreError;
use super::open::{Change, Register};
use crate::model::{Person, Role, name_key};

/// A person with the number that gradings refer to.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRow {
    /// The number.
    pub id: i64,
    /// The person.
    pub person: Person,
}

const COLUMNS: &str = "id, name, login, also, role, team, manager, fte, from_date, to_date, conflicts";

fn row_to_person(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    let list = |column: usize| -> rusqlite::Result<Vec<String>> {
        Ok(row.get::<_, String>(column)?.lines().map(str::to_owned).collect())
    };
    let day = |column: usize| -> rusqlite::Result<Option<NaiveDate>> {
        row.get::<_, Option<String>>(column)?.map(|d| iso(column, &d)).transpose()
    };
    Ok(PersonRow {
        id: row.get(0)?,
        person: Person {
            name: row.get(1)?,
            login: row.get(2)?,
            also: list(3)?,
            role: row.get::<_, Option<String>>(4)?.and_then(|role| Role::parse(&role)),
            team: row.get(5)?,
            manager: row.get(6)?,
            fte: row.get(7)?,
            from: day(8)?,
            to: day(9)?,
            conflicts: list(10)?,
        },
    })
}

/// Reads an ISO date out of a column; a broken one is a fault of the register and not a blank.
pub(super) fn iso(column: usize, text: &str) -> rusqlite::Result<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

impl Register {
    /// All people, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn people(&self) -> Result<Vec<PersonRow>, StoreError> {
        let mut query = self.connection().prepare_cached(&format!("SELECT {COLUMNS} FROM person ORDER BY key"))?;
        let people = query.query_map([], row_to_person)?;
        Ok(people.collect::<Result<_, _>>()?)
    }
}

impl Change<'_> {
    /// Adds a person, or puts new particulars over those under the same name. Returns whether the name was new.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn put_person(&self, person: &Person) -> Result<bool, StoreError> {
        let key = name_key(&person.name);
        let day = |date: Option<NaiveDate>| date.map(|date| date.to_string());
        let known: i64 =
            self.connection().query_row("SELECT count(*) FROM person WHERE key = ?", [&key], |row| row.get(0))?;
        self.connection().execute(
            "INSERT INTO person (name, key, login, also, role, team, manager, fte, from_date, to_date, conflicts)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET name = excluded.name, login = excluded.login, also = excluded.also,
                role = excluded.role, team = excluded.team, manager = excluded.manager, fte = excluded.fte,
                from_date = excluded.from_date, to_date = excluded.to_date, conflicts = excluded.conflicts",
            params![
                person.name,
                key,
                person.login,
                person.also.join("\n"),
                person.role.map(Role::id),
                person.team,
                person.manager,
                person.fte,
                day(person.from),
                day(person.to),
                person.conflicts.join("\n"),
            ],
        )?;
        Ok(known == 0)
    }
}
