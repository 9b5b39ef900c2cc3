//! Gradings: whose they are, and what is said in them.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, params};

use super::error::StoreError;
use super::open::{Change, Register};
use super::said::{Said, SaidSoFar};
use crate::model::Grading;

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

/// How far a grading is, without what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The case's number in its sample.
    pub case: u32,
    /// The number of the person.
    pub person: i64,
    /// Which of the case's gradings.
    pub part: Part,
    /// Whether it is finished.
    pub finished: bool,
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

    /// Every grading of a sample that is no moderation, those that no estimate counts among them, without what it says.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn begun(&self, sample: i64) -> Result<Vec<Begun>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT number, person, part, finished_at IS NOT NULL FROM grading WHERE sample = ?1 AND part <> 'moderation'
             UNION ALL
             SELECT number, person, part, finished_at IS NOT NULL FROM grading_beside WHERE sample = ?1 AND part <> 'moderation'",
        )?;
        let begun = query.query_map([sample], |row| {
            let part: String = row.get(2)?;
            Ok(Begun { case: row.get(0)?, person: row.get(1)?, part: Part::parse(&part), finished: row.get(3)? })
        })?;
        Ok(begun.collect::<Result<_, _>>()?)
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
        let mut all = query
            .query_map((sample, is_moderation), |row| row_to_grading(row, shelf))?
            .collect::<Result<Vec<_>, _>>()?;
        let mut query = self.connection().prepare_cached(&format!(
            "SELECT what, criterion, bearing, value, reason FROM {answers} WHERE grading = ? ORDER BY id"
        ))?;
        let mut ids = BTreeSet::new();
        for row in &mut all {
            let mut lines = query.query([row.key.id])?;
            let mut standing = SaidSoFar::default();
            while let Some(line) = lines.next()? {
                standing.take(line, &mut ids)?;
            }
            let auditor = std::mem::take(&mut row.grading.auditor);
            row.grading = Grading { auditor, ..standing.into_grading() };
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
