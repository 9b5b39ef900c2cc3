//! The cases of samples: the record, and what was known of its child, as they were when drawn, and who grades them.

use rusqlite::{Row, params};

use super::error::StoreError;
use super::open::{Change, Register};
use super::samples::{Step, json};
use crate::model::{Case, Design, Record, Stratum};

/// How a case came into its sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrigin {
    /// By the draw.
    #[default]
    Drawn,
    /// By a step that extended the draw.
    Extended,
    /// As the next in ticket order, for one that cannot be graded.
    Reserve,
    /// By hand: somebody picked it, so it stands in no estimate.
    Added,
}

impl CaseOrigin {
    const ALL: [CaseOrigin; 4] = [CaseOrigin::Drawn, CaseOrigin::Extended, CaseOrigin::Reserve, CaseOrigin::Added];

    /// The id: `drawn`, `extended`, `reserve`, `added`.
    pub fn id(self) -> &'static str {
        match self {
            CaseOrigin::Drawn => "drawn",
            CaseOrigin::Extended => "extended",
            CaseOrigin::Reserve => "reserve",
            CaseOrigin::Added => "added",
        }
    }
}

/// What became of a case's place in its sample after the draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseStory {
    /// How it came in.
    pub origin: CaseOrigin,
    /// Why, where somebody said so.
    pub reason: Option<String>,
    /// The number of the case whose place it takes, of a reserve.
    pub replaces: Option<u32>,
    /// The id of the reason for which it was replaced, where it was.
    pub replaced: Option<String>,
    /// More about that, in words.
    pub replaced_why: Option<String>,
}

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
    /// How it came into the sample, and what became of it since.
    pub story: CaseStory,
}

impl CaseRow {
    /// Whether somebody picked it by hand, so that it stands in no estimate.
    pub fn by_hand(&self) -> bool {
        self.story.origin == CaseOrigin::Added
    }
}

fn story(row: &Row<'_>) -> rusqlite::Result<CaseStory> {
    let origin: String = row.get(15)?;
    Ok(CaseStory {
        origin: CaseOrigin::ALL.into_iter().find(|one| one.id() == origin).unwrap_or_default(),
        reason: row.get(16)?,
        replaces: row.get(17)?,
        replaced: row.get(18)?,
        replaced_why: row.get(19)?,
    })
}

impl Register {
    /// Whether the cases of a sample were given out to auditors, by the draw or later.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn is_given_out(&self, sample: i64) -> Result<bool, StoreError> {
        let mut query = self.connection().prepare_cached("SELECT given_out FROM sample WHERE id = ?")?;
        Ok(query.query_row([sample], |row| row.get(0))?)
    }

    /// The cases of a sample, by number.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn cases(&self, sample: i64) -> Result<Vec<CaseRow>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT number, record, child, stratum, ticket, weight, version, drawn, drawn_child, auditor, second_auditor, twice, record_ticket, child_records, lambda,
                    origin, origin_reason, replaces, replaced, replaced_why
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
                story: story(row)?,
            })
        })?;
        Ok(cases.collect::<Result<_, _>>()?)
    }

    /// How many cases of a sample at least one auditor has begun.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn begun_cases(&self, sample: i64) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection()
            .prepare_cached("SELECT count(DISTINCT number) FROM grading WHERE sample = ?")?
            .query_row([sample], |row| row.get(0))?;
        Ok(count.unsigned_abs())
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

    /// Whether a case that is graded twice has not been finished by both.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub(super) fn second_is_out(&self, sample: i64) -> Result<bool, StoreError> {
        let out = "SELECT EXISTS (SELECT 1 FROM sample_case c WHERE c.sample = ? AND c.twice AND 2 > (SELECT count(*) FROM grading g
                   WHERE g.sample = c.sample AND g.number = c.number AND g.part IN ('first', 'second') AND g.finished_at IS NOT NULL))";
        Ok(self.connection().prepare_cached(out)?.query_row([sample], |row| row.get(0))?)
    }

    /// The numbers of cases whose gradings were opened again once they were finished, in order, each once.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn reopened_cases(&self, sample: i64) -> Result<Vec<u32>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT DISTINCT number FROM reopening WHERE sample = ? AND number IS NOT NULL ORDER BY number",
        )?;
        let numbers = query.query_map([sample], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
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
                    record_ticket, child_records, lambda, origin, origin_reason, replaces)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                row.story.origin.id(),
                row.story.reason,
                row.story.replaces,
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

    /// Says who grades a case first and second, and whether it is graded twice.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn assign_case(&self, sample: i64, row: &CaseRow) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached(
                "UPDATE sample_case SET auditor = ?, second_auditor = ?, twice = ? WHERE sample = ? AND number = ?",
            )?
            .execute(params![row.auditor, row.second_auditor, row.twice, sample, row.case.case])?;
        Ok(())
    }

    /// Says that a case was replaced, and why: the id of the reason, and more in words.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn mark_replaced(
        &self,
        sample: i64,
        number: u32,
        (reason, why): (&str, Option<&str>),
    ) -> Result<(), StoreError> {
        self.connection().execute(
            "UPDATE sample_case SET replaced = ?, replaced_why = ? WHERE sample = ? AND number = ?",
            params![reason, why, sample, number],
        )?;
        Ok(())
    }

    /// Puts a case that was picked by hand into the draw, where chance has now come to it as well.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn draw_added(&self, sample: i64, row: &CaseRow) -> Result<(), StoreError> {
        self.connection().execute(
            "UPDATE sample_case SET stratum = ?, ticket = ?, weight = ?, origin = ?, replaces = ? WHERE sample = ? AND number = ?",
            params![
                row.case.stratum,
                row.case.ticket,
                row.case.weight,
                row.story.origin.id(),
                row.story.replaces,
                sample,
                row.case.case
            ],
        )?;
        Ok(())
    }

    /// Keeps a step by which a sample was extended: the strata's new sizes, and the weights of all drawn cases with them.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_step(
        &self,
        (sample, design): (i64, &Design),
        (steps, arithmetic): (&[Step], &[String]),
        strata: &[Stratum],
    ) -> Result<(), StoreError> {
        let connection = self.connection();
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        connection.execute(
            "UPDATE sample SET steps = ?, design = ?, arithmetic = ? WHERE id = ?",
            params![
                serde_json::json!(steps).to_string(),
                serde_json::json!(design).to_string(),
                serde_json::json!(arithmetic).to_string(),
                sample
            ],
        )?;
        for one in strata {
            connection.execute(
                "UPDATE stratum SET size = ? WHERE sample = ? AND stratum = ?",
                params![number(one.size), sample, one.stratum],
            )?;
            connection.execute(
                "UPDATE sample_case SET weight = ? * coalesce(child_records, 1) WHERE sample = ? AND stratum = ? AND origin <> 'added'",
                params![one.children.unwrap_or(one.frame) as f64 / one.size as f64, sample, one.stratum],
            )?;
        }
        Ok(())
    }

    /// Says when gradings of a sample are due.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn set_due(&self, sample: i64, due: chrono::NaiveDate) -> Result<(), StoreError> {
        self.connection().execute("UPDATE sample SET due = ? WHERE id = ?", params![due.to_string(), sample])?;
        Ok(())
    }

    /// Opens the finished gradings of a case again, or only notes that the sample was, with the reason; what was said stays.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn reopen(
        &self,
        sample: i64,
        number: Option<u32>,
        (actor, reason): (&super::Actor, &str),
    ) -> Result<(), StoreError> {
        self.connection().execute(
            "INSERT INTO reopening (sample, number, at, person, reason) VALUES (?, ?, ?, ?, ?)",
            params![sample, number, actor.at, actor.person, reason],
        )?;
        for (shelf, which) in [("grading", ""), ("grading_beside", " AND part = 'moderation'")] {
            self.connection().execute(
                &format!("UPDATE {shelf} SET finished_at = NULL WHERE sample = ? AND number = ?{which}"),
                params![sample, number],
            )?;
        }
        Ok(())
    }

    /// Says that the cases of a sample are given out to auditors.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn set_given_out(&self, sample: i64) -> Result<(), StoreError> {
        self.connection().execute("UPDATE sample SET given_out = 1 WHERE id = ?", [sample])?;
        Ok(())
    }
}
