//! What `register check` looks at besides the file and the chain of the journal: whether what the tables say fits together.
//!
//! Each check reads one thing and returns every fault it finds. None of them can tell a register that somebody has rewritten as a
//! whole, with a journal of its own: only a head that was kept elsewhere can.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde::Serialize;

use super::error::StoreError;
use super::open::Register;
use super::schema;
use crate::digest::sha256_hex;

/// Something in a register that cannot be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// Rows that refer to a row which is not there.
    ForeignKey {
        /// The table of the rows.
        table: String,
        /// The table that lacks one.
        refers_to: String,
        /// How many rows.
        rows: u64,
    },
    /// A table, index, trigger or view that no register has.
    UnknownObject {
        /// `table`, `index`, `trigger` or `view`.
        kind: String,
        /// Its name.
        name: String,
    },
    /// A table or index that every register has, and that is missing or of another form.
    OtherObject {
        /// `table` or `index`.
        kind: String,
        /// Its name.
        name: String,
    },
    /// A rubric whose text is not the one that its digest is of.
    RubricText {
        /// The rubric's id.
        rubric: String,
        /// Its version.
        version: i64,
    },
    /// A plan whose text is not the one that its digest is of.
    PlanText {
        /// The plan's id.
        plan: String,
    },
    /// Answers that were added to a grading after it was finished, with no reopening between.
    AnswerAfterFinish {
        /// The sample.
        sample: String,
        /// The case.
        case: u32,
        /// `first`, `second`, `moderation`, `self` or `external`.
        part: String,
    },
    /// A grading that is marked finished and whose last line is not its finish, or the other way round.
    FinishMark {
        /// The sample.
        sample: String,
        /// The case.
        case: u32,
        /// As above.
        part: String,
    },
    /// A case that was replaced and has no reserve in its place, or a reserve in the place of a case that was not replaced.
    Reserve {
        /// The sample.
        sample: String,
        /// The case.
        case: u32,
    },
    /// A line of the journal that is dated before an earlier one: the clock was wrong, or it was not written when it says.
    TimeBack {
        /// The line.
        line: i64,
        /// Its time.
        at: String,
        /// The latest time before it.
        after: String,
    },
}

impl Fault {
    /// Whether it may come of a clock that was wrong, and of nothing else.
    pub fn is_of_the_clock(&self) -> bool {
        matches!(self, Fault::TimeBack { .. })
    }
}

impl Register {
    /// Everything that does not fit together, in the order of [`Fault`].
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn faults(&self) -> Result<Vec<Fault>, StoreError> {
        let connection = self.connection();
        let checks =
            [foreign_keys, objects, rubric_texts, plan_texts, finished_gradings, finished_beside, reserves, times];
        let mut faults = Vec::new();
        for check in checks {
            faults.extend(check(connection)?);
        }
        Ok(faults)
    }
}

fn foreign_keys(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let mut found: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut query = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        *found.entry((row.get(0)?, row.get(2)?)).or_default() += 1;
    }
    Ok(found.into_iter().map(|((table, refers_to), rows)| Fault::ForeignKey { table, refers_to, rows }).collect())
}

/// The tables, indexes, triggers and views of a database, by kind and name, with the statements that make them.
fn schema_of(connection: &Connection) -> Result<BTreeMap<(String, String), Option<String>>, StoreError> {
    let mut query =
        connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")?;
    let objects = query.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(objects.collect::<Result<_, _>>()?)
}

fn objects(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let mut fresh = Connection::open_in_memory()?;
    schema::step_up(&mut fresh)?;
    let (found, expected) = (schema_of(connection)?, schema_of(&fresh)?);
    let unknown = found.keys().filter(|key| !expected.contains_key(*key)).cloned();
    let other = expected.iter().filter(|(key, sql)| found.get(*key) != Some(*sql)).map(|(key, _)| key.clone());
    Ok(unknown
        .map(|(kind, name)| Fault::UnknownObject { kind, name })
        .chain(other.map(|(kind, name)| Fault::OtherObject { kind, name }))
        .collect())
}

fn rubric_texts(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let mut query = connection.prepare("SELECT sha256, source, id, version FROM rubric ORDER BY id, version")?;
    let mut rows = query.query([])?;
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get::<_, String>(0)? != sha256_hex(row.get::<_, String>(1)?.as_bytes()) {
            faults.push(Fault::RubricText { rubric: row.get(2)?, version: row.get(3)? });
        }
    }
    Ok(faults)
}

fn plan_texts(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let mut query = connection.prepare("SELECT sha256, source, id FROM plan ORDER BY id")?;
    let mut rows = query.query([])?;
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get::<_, String>(0)? != sha256_hex(row.get::<_, String>(1)?.as_bytes()) {
            faults.push(Fault::PlanText { plan: row.get(2)? });
        }
    }
    Ok(faults)
}

fn finished_gradings(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    finished(connection, "grading", "answer")
}

fn finished_beside(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    finished(connection, "grading_beside", "answer_beside")
}

/// Goes through the answers of every grading in the order in which they were given.
fn finished(connection: &Connection, gradings: &str, answers: &str) -> Result<Vec<Fault>, StoreError> {
    let sql = format!(
        "SELECT s.name, g.number, g.part, g.finished_at IS NOT NULL,
                (SELECT count(*) FROM reopening r WHERE r.sample = g.sample AND r.number = g.number),
                (SELECT group_concat(what = 'finish', '') FROM (SELECT what FROM {answers} WHERE grading = g.id ORDER BY id))
         FROM {gradings} g JOIN sample s ON s.id = g.sample ORDER BY g.sample, g.number, g.part, g.id"
    );
    let mut query = connection.prepare(&sql)?;
    let mut rows = query.query([])?;
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        let (sample, case, part): (String, u32, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (is_finished, reopened): (bool, u32) = (row.get(3)?, row.get(4)?);
        let lines: String = row.get::<_, Option<String>>(5)?.unwrap_or_default();
        // A finish is written as 1, everything else as 0: each "10" is an answer that followed a finish.
        if lines.matches("10").count() > reopened as usize {
            faults.push(Fault::AnswerAfterFinish { sample, case, part });
        } else if is_finished != lines.ends_with('1') && (is_finished || reopened == 0) {
            faults.push(Fault::FinishMark { sample, case, part });
        }
    }
    Ok(faults)
}

fn reserves(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let mut query = connection.prepare(
        "SELECT s.id, s.name, c.number, c.replaced IS NOT NULL, c.replaces, c.origin = 'reserve' FROM sample_case c
         JOIN sample s ON s.id = c.sample ORDER BY s.id, c.number",
    )?;
    let mut rows = query.query([])?;
    let mut names: BTreeMap<i64, String> = BTreeMap::new();
    let (mut replaced, mut replaces) = (BTreeSet::new(), BTreeSet::new());
    let mut faults: BTreeSet<(i64, u32)> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (sample, case): (i64, u32) = (row.get(0)?, row.get(2)?);
        names.insert(sample, row.get(1)?);
        if row.get(3)? {
            replaced.insert((sample, case));
        }
        let of: Option<u32> = row.get(4)?;
        let doubled = of.is_some_and(|of| !replaces.insert((sample, of)));
        if of.is_some() != row.get::<_, bool>(5)? || doubled {
            faults.insert((sample, case));
        }
    }
    faults.extend(replaced.symmetric_difference(&replaces));
    let named = |(sample, case)| Fault::Reserve { sample: names.get(&sample).cloned().unwrap_or_default(), case };
    Ok(faults.into_iter().map(named).collect())
}

fn times(connection: &Connection) -> Result<Vec<Fault>, StoreError> {
    let mut query = connection.prepare("SELECT seq, at FROM journal ORDER BY seq")?;
    let mut rows = query.query([])?;
    let (mut latest, mut faults) = (String::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (line, at): (i64, String) = (row.get(0)?, row.get(1)?);
        match at < latest {
            true => faults.push(Fault::TimeBack { line, at, after: latest.clone() }),
            false => latest = at,
        }
    }
    Ok(faults)
}
