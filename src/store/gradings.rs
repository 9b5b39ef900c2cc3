//! Gradings: what was said, in the order in which it was said.
//!
//! Nothing is overwritten. A later answer to the same criterion stands over the earlier one, which stays; a finding that
//! is taken back has a line that says so. What stands is what one reads by going through the lines in order.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};

use super::error::StoreError;
use super::open::{Change, Register};
use crate::model::{Bearing, Finding, Grading, ThemeTag};

/// Which of a case's gradings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The first auditor's.
    First,
    /// The second auditor's.
    Second,
    /// The agreed one.
    Moderation,
}

impl Part {
    /// The id in the register.
    pub fn id(self) -> &'static str {
        match self {
            Part::First => "first",
            Part::Second => "second",
            Part::Moderation => "moderation",
        }
    }
}

/// As what an auditor grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// A colleague.
    Peer,
    /// The person whose work it is, of themselves.
    Self_,
    /// Somebody from outside.
    External,
}

impl Stance {
    /// The id: `peer`, `self`, `external`.
    pub fn id(self) -> &'static str {
        match self {
            Stance::Peer => "peer",
            Stance::Self_ => "self",
            Stance::External => "external",
        }
    }
}

/// A grading as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct GradingRow {
    /// Its number.
    pub id: i64,
    /// The case's number in its sample.
    pub case: u32,
    /// The number of the person.
    pub person: i64,
    /// Which of the case's gradings.
    pub part: Part,
    /// When it was finished.
    pub finished_at: Option<String>,
    /// What it says.
    pub grading: Grading,
}

/// One thing said in a grading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The answer to a criterion.
    Grade {
        /// The criterion.
        criterion: String,
        /// The answer's id.
        grade: String,
    },
    /// A note on a criterion.
    Note {
        /// The criterion.
        criterion: String,
        /// The words.
        text: String,
    },
    /// A finding.
    Finding(Finding),
    /// A finding is taken back.
    Unfinding(Finding),
    /// A theme is put on.
    Theme(ThemeTag),
    /// A theme is taken off.
    Untheme(ThemeTag),
    /// A criterion's themes and evidence were asked for and are left as they stand: a note without words.
    Explained {
        /// The criterion.
        criterion: String,
    },
    /// The overall grade, with the reason where it is not the one suggested.
    Overall {
        /// The grade's id.
        grade: String,
        /// The reason.
        reason: Option<String>,
    },
    /// Whether the case can be graded.
    Unusable {
        /// The id of the reason why it cannot; `None` says that the record was found and can be.
        reason: Option<String>,
        /// More about it, in words.
        why: Option<String>,
    },
    /// The auditor has finished.
    Finish,
}

impl Said {
    /// The line: what, criterion, bearing, value.
    fn line(&self) -> (&'static str, Option<&str>, Option<&str>, Option<&str>) {
        match self {
            Said::Grade { criterion, grade } => ("grade", Some(criterion), None, Some(grade)),
            Said::Note { criterion, text } => ("note", Some(criterion), None, Some(text)),
            Said::Finding(finding) => {
                ("finding", Some(&finding.criterion), Some(finding.bearing.id()), Some(&finding.text))
            }
            Said::Unfinding(finding) => {
                ("unfinding", Some(&finding.criterion), Some(finding.bearing.id()), Some(&finding.text))
            }
            Said::Theme(tag) => ("theme", tag.criterion.as_deref(), None, Some(&tag.theme)),
            Said::Untheme(tag) => ("untheme", tag.criterion.as_deref(), None, Some(&tag.theme)),
            Said::Explained { criterion } => ("note", Some(criterion), None, None),
            Said::Overall { grade, .. } => ("overall", None, None, Some(grade)),
            Said::Unusable { reason: Some(reason), .. } => ("unusable", None, None, Some(reason)),
            Said::Unusable { reason: None, .. } => ("usable", None, None, None),
            Said::Finish => ("finish", None, None, None),
        }
    }
}

fn row_to_grading(row: &Row<'_>) -> rusqlite::Result<GradingRow> {
    let part: String = row.get(3)?;
    Ok(GradingRow {
        id: row.get(0)?,
        case: row.get(1)?,
        person: row.get(2)?,
        part: match part.as_str() {
            "first" => Part::First,
            "second" => Part::Second,
            _ => Part::Moderation,
        },
        finished_at: row.get(4)?,
        grading: Grading { auditor: row.get(5)?, ..Grading::default() },
    })
}

/// Lets one line stand over what was said before.
fn stand(grading: &mut Grading, row: &Row<'_>) -> rusqlite::Result<()> {
    let what: String = row.get(1)?;
    let criterion: Option<String> = row.get(2)?;
    let bearing: Option<String> = row.get(3)?;
    let value: Option<String> = row.get(4)?;
    let text = value.clone().unwrap_or_default();
    let of = criterion.clone().unwrap_or_default();
    match what.as_str() {
        "grade" => {
            grading.explained.remove(&of);
            grading.answers.entry(of).or_default().grade = value;
        }
        "note" if value.is_none() => drop(grading.explained.insert(of)),
        "note" => grading.answers.entry(of).or_default().note = value,
        "finding" | "unfinding" => {
            let bearing = bearing.and_then(|bearing| Bearing::parse(&bearing)).unwrap_or(Bearing::Concern);
            let finding = Finding { criterion: of, bearing, text };
            grading.findings.retain(|other| *other != finding);
            if what == "finding" {
                grading.findings.push(finding);
            }
        }
        "theme" => drop(grading.themes.insert(ThemeTag { criterion, theme: text })),
        "untheme" => drop(grading.themes.remove(&ThemeTag { criterion, theme: text })),
        "overall" => {
            grading.overall = value;
            grading.overall_reason = row.get(5)?;
        }
        "unusable" | "usable" => {
            grading.found = value.is_none();
            grading.unusable = value;
            grading.overall_reason = row.get::<_, Option<String>>(5)?.or_else(|| grading.overall_reason.take());
        }
        _ => grading.finished = true,
    }
    Ok(())
}

impl Register {
    /// All gradings of a sample as they stand, by case and part.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn gradings(&self, sample: i64) -> Result<Vec<GradingRow>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT g.id, g.number, g.person, g.part, g.finished_at, p.name FROM grading g JOIN person p ON p.id = g.person
              WHERE g.sample = ? ORDER BY g.number, g.part",
        )?;
        let rows = query.query_map([sample], row_to_grading)?.collect::<Result<Vec<_>, _>>()?;
        let mut by_id: BTreeMap<i64, GradingRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut query = self.connection().prepare_cached(
            "SELECT a.grading, a.what, a.criterion, a.bearing, a.value, a.reason FROM answer a JOIN grading g ON g.id = a.grading
              WHERE g.sample = ? ORDER BY a.id",
        )?;
        let mut rows = query.query([sample])?;
        while let Some(row) = rows.next()? {
            if let Some(grading) = by_id.get_mut(&row.get::<_, i64>(0)?) {
                stand(&mut grading.grading, row)?;
            }
        }
        let mut all: Vec<GradingRow> = by_id.into_values().collect();
        all.sort_by_key(|row| (row.case, row.part));
        for row in &mut all {
            row.grading.finished = row.finished_at.is_some();
        }
        Ok(all)
    }
}

impl Change<'_> {
    /// Finds a person's grading of a case, or starts it, and returns its number. One that another person has begun is
    /// theirs: the register has one of each part and refuses another.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn start_grading(
        &self,
        at: (i64, u32, Part),
        person: i64,
        stance: Stance,
        now: &str,
    ) -> Result<i64, StoreError> {
        let (sample, case, part) = at;
        let found: Option<i64> = self
            .connection()
            .prepare_cached("SELECT id FROM grading WHERE sample = ? AND number = ? AND part = ? AND person = ?")?
            .query_row(params![sample, case, part.id(), person], |row| row.get(0))
            .optional()?;
        if let Some(id) = found {
            return Ok(id);
        }
        self.connection()
            .prepare_cached(
                "INSERT INTO grading (sample, number, person, part, stance, rubric, started_at)
                 SELECT id, ?2, ?3, ?4, ?5, rubric, ?6 FROM sample WHERE id = ?1",
            )?
            .execute(params![sample, case, person, part.id(), stance.id(), now])?;
        Ok(self.connection().last_insert_rowid())
    }

    /// Adds what was said.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn say(&self, grading: i64, said: &Said, now: &str) -> Result<(), StoreError> {
        let (what, criterion, bearing, value) = said.line();
        let reason = match said {
            Said::Overall { reason, .. } => reason.as_deref(),
            Said::Unusable { why, .. } => why.as_deref(),
            _ => None,
        };
        self.connection()
            .prepare_cached("INSERT INTO answer (grading, at, what, criterion, bearing, value, reason) VALUES (?, ?, ?, ?, ?, ?, ?)")?
            .execute(params![grading, now, what, criterion, bearing, value, reason])?;
        if *said == Said::Finish {
            self.connection().execute("UPDATE grading SET finished_at = ? WHERE id = ?", params![now, grading])?;
        }
        Ok(())
    }
}
