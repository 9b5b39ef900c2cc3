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
    /// That of the person whose work it is, of themselves.
    Own,
    /// That of somebody from outside.
    External,
}

impl Part {
    /// The id in the register.
    pub fn id(self) -> &'static str {
        match self {
            Part::First => "first",
            Part::Second => "second",
            Part::Moderation => "moderation",
            Part::Own => "self",
            Part::External => "external",
        }
    }

    /// Whether it is a grading that no estimate counts.
    pub fn is_apart(self) -> bool {
        matches!(self, Part::Own | Part::External)
    }

    fn parse(id: &str) -> Part {
        match id {
            "first" => Part::First,
            "second" => Part::Second,
            "self" => Part::Own,
            "external" => Part::External,
            _ => Part::Moderation,
        }
    }
}

/// Where a grading and its answers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    /// The gradings of the auditors and the first moderation of a case.
    Main,
    /// Those beside them.
    Beside,
}

impl Shelf {
    pub(super) fn gradings(self) -> &'static str {
        match self {
            Shelf::Main => "grading",
            Shelf::Beside => "grading_beside",
        }
    }

    fn answers(self) -> &'static str {
        match self {
            Shelf::Main => "answer",
            Shelf::Beside => "answer_beside",
        }
    }
}

/// Whether a row of a shelf moderates others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Grading,
    Moderation,
}

/// A grading that is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GradingKey {
    pub(super) id: i64,
    pub(super) shelf: Shelf,
}

/// A grading as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct GradingRow {
    /// Its place in the register.
    pub key: GradingKey,
    /// The case's number in its sample.
    pub case: u32,
    /// The number of the person.
    pub person: i64,
    /// Which of the case's gradings.
    pub part: Part,
    /// When it was finished.
    pub finished_at: Option<String>,
    /// Whether it was finished at any time, also where it was opened again since.
    pub once_finished: bool,
    /// Whether all of it stands in the auditor's pack, so that a blank cell takes an answer back.
    pub in_pack: bool,
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
    /// A criterion has no answer any more.
    Ungrade {
        /// The criterion.
        criterion: String,
    },
    /// A note on a criterion; no words take the earlier ones back.
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
    /// There is no overall grade any more.
    NoOverall,
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
            Said::Ungrade { criterion } => ("grade", Some(criterion), None, None),
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
            Said::NoOverall => ("overall", None, None, None),
            Said::Unusable { reason: Some(reason), .. } => ("unusable", None, None, Some(reason)),
            Said::Unusable { reason: None, .. } => ("usable", None, None, None),
            Said::Finish => ("finish", None, None, None),
        }
    }
}

fn row_to_grading(row: &Row<'_>, shelf: Shelf) -> rusqlite::Result<GradingRow> {
    let part: String = row.get(3)?;
    let finished_at: Option<String> = row.get(4)?;
    Ok(GradingRow {
        key: GradingKey { id: row.get(0)?, shelf },
        case: row.get(1)?,
        person: row.get(2)?,
        part: Part::parse(&part),
        grading: Grading { auditor: row.get(5)?, ..Grading::default() },
        finished_at,
        once_finished: false,
        in_pack: row.get(6)?,
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
        "note" => grading.answers.entry(of).or_default().note = value.filter(|words| !words.is_empty()),
        "finding" | "unfinding" => {
            let bearing = bearing.and_then(|bearing| Bearing::parse(&bearing)).unwrap_or(Bearing::Concern);
            let finding = Finding { criterion: of, bearing, text: text.into() };
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
    /// The gradings of a sample that decide what counts, as they stand, by case and part: those of the auditors, and of
    /// a case's moderations the one that was finished last.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn gradings(&self, sample: i64) -> Result<Vec<GradingRow>, StoreError> {
        let mut all = self.shelved(sample, Shelf::Main, Role::Grading)?;
        for later in self.moderations(sample)?.into_iter().filter(|row| row.grading.finished) {
            match all.iter_mut().find(|row| row.case == later.case && row.part == Part::Moderation) {
                Some(earlier) => *earlier = later,
                None => all.push(later),
            }
        }
        all.sort_by_key(|row| (row.case, row.part));
        Ok(all)
    }

    /// Every moderation of a sample's cases: by case, in the order in which they were finished, then those that are not.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn moderations(&self, sample: i64) -> Result<Vec<GradingRow>, StoreError> {
        let mut all = self.shelved(sample, Shelf::Main, Role::Moderation)?;
        all.extend(self.shelved(sample, Shelf::Beside, Role::Moderation)?);
        all.sort_by_key(|row| (row.case, row.finished_at.is_none(), row.finished_at.clone()));
        Ok(all)
    }

    /// The gradings of a sample that no estimate counts, of one's own work and from outside, as they stand: by case, then in
    /// the order in which they were begun.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn gradings_apart(&self, sample: i64) -> Result<Vec<GradingRow>, StoreError> {
        let mut all = self.shelved(sample, Shelf::Beside, Role::Grading)?;
        all.sort_by_key(|row| row.case);
        Ok(all)
    }

    /// What of a shelf is a moderation or is none, in the order in which they were begun.
    fn shelved(&self, sample: i64, shelf: Shelf, role: Role) -> Result<Vec<GradingRow>, StoreError> {
        let (gradings, answers) = (shelf.gradings(), shelf.answers());
        let in_pack = if shelf == Shelf::Main { "g.in_pack" } else { "0" };
        let mut query = self.connection().prepare_cached(&format!(
            "SELECT g.id, g.number, g.person, g.part, g.finished_at, p.name, {in_pack} FROM {gradings} g JOIN person p ON p.id = g.person
              WHERE g.sample = ? AND (g.part = 'moderation') = ? ORDER BY g.id"
        ))?;
        let is_moderation = role == Role::Moderation;
        let rows = query
            .query_map((sample, is_moderation), |row| row_to_grading(row, shelf))?
            .collect::<Result<Vec<_>, _>>()?;
        let mut by_id: BTreeMap<i64, GradingRow> = rows.into_iter().map(|row| (row.key.id, row)).collect();
        let mut query = self.connection().prepare_cached(&format!(
            "SELECT a.grading, a.what, a.criterion, a.bearing, a.value, a.reason FROM {answers} a JOIN {gradings} g ON g.id = a.grading
              WHERE g.sample = ? AND (g.part = 'moderation') = ? ORDER BY a.id"
        ))?;
        let mut rows = query.query((sample, is_moderation))?;
        while let Some(row) = rows.next()? {
            if let Some(grading) = by_id.get_mut(&row.get::<_, i64>(0)?) {
                stand(&mut grading.grading, row)?;
            }
        }
        let mut all: Vec<GradingRow> = by_id.into_values().collect();
        for row in &mut all {
            row.once_finished = row.grading.finished;
            row.grading.finished = row.finished_at.is_some();
        }
        Ok(all)
    }
}

impl Change<'_> {
    /// Finds a person's grading of a case, or starts it. One that another person has begun as an auditor is theirs: the
    /// register has one of each auditor and refuses another. A case that was moderated before gets a new moderation.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn start_grading(&self, at: (i64, u32, Part), person: i64, now: &str) -> Result<GradingKey, StoreError> {
        let (sample, case, part) = at;
        let shelf = match part {
            Part::Moderation if self.register().is_moderated(sample, case)? => Shelf::Beside,
            Part::Own | Part::External => Shelf::Beside,
            _ => Shelf::Main,
        };
        let gradings = shelf.gradings();
        let found: Option<i64> = self
            .connection()
            .prepare_cached(&format!(
                "SELECT id FROM {gradings} WHERE sample = ? AND number = ? AND part = ? AND person = ?"
            ))?
            .query_row(params![sample, case, part.id(), person], |row| row.get(0))
            .optional()?;
        // A moderation is begun anew each time: the earlier one stays as it is.
        if let Some(id) = found.filter(|_| part != Part::Moderation) {
            return Ok(GradingKey { id, shelf });
        }
        let (column, stance) = match shelf {
            Shelf::Main => ("stance, ", "'peer', "),
            Shelf::Beside => ("", ""),
        };
        self.connection()
            .prepare_cached(&format!(
                "INSERT INTO {gradings} (sample, number, person, part, {column}rubric, started_at)
                 SELECT id, ?2, ?3, ?4, {stance}rubric, ?5 FROM sample WHERE id = ?1"
            ))?
            .execute(params![sample, case, person, part.id(), now])?;
        Ok(GradingKey { id: self.connection().last_insert_rowid(), shelf })
    }

    /// Adds what was said.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn say(&self, grading: GradingKey, said: &Said, now: &str) -> Result<(), StoreError> {
        let (what, criterion, bearing, value) = said.line();
        let reason = match said {
            Said::Overall { reason, .. } => reason.as_deref(),
            Said::Unusable { why, .. } => why.as_deref(),
            _ => None,
        };
        let (gradings, answers) = (grading.shelf.gradings(), grading.shelf.answers());
        self.connection()
            .prepare_cached(&format!(
                "INSERT INTO {answers} (grading, at, what, criterion, bearing, value, reason) VALUES (?, ?, ?, ?, ?, ?, ?)"
            ))?
            .execute(params![grading.id, now, what, criterion, bearing, value, reason])?;
        if *said == Said::Finish {
            self.connection()
                .execute(&format!("UPDATE {gradings} SET finished_at = ? WHERE id = ?"), params![now, grading.id])?;
        }
        if grading.shelf == Shelf::Main {
            self.set_in_pack(grading, false)?;
        }
        Ok(())
    }
}

impl Register {
    fn is_moderated(&self, sample: i64, case: u32) -> Result<bool, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM grading WHERE sample = ? AND number = ? AND part = 'moderation')",
        )?;
        Ok(query.query_row(params![sample, case], |row| row.get(0))?)
    }
}
