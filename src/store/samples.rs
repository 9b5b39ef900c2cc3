//! Samples and their cases.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Row, named_params, params};
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::frame::FrameTally;
use super::open::{Change, Register};
use crate::calendar::Period;
use crate::model::{Design, EarlierDraw, Excluded, Kind, SeedFrom, Stratum};

/// Whether a sample takes gradings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It takes gradings.
    Open,
    /// It is finished and takes nothing more.
    Closed,
    /// It was set aside; it stays readable.
    Withdrawn,
}

impl State {
    /// The id: `open`, `closed`, `withdrawn`.
    pub fn id(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Withdrawn => "withdrawn",
        }
    }
}

/// Where a sample comes from besides its frame: its plan, its programme, and what its frame left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The digest of the plan's text.
    pub plan: Option<String>,
    /// The programme's id.
    pub programme: Option<String>,
    /// The number of the programme's cycle, over children.
    pub cycle: Option<u32>,
    /// Records that were left out of the frame for a declared reason.
    pub excluded: Vec<Excluded>,
}

/// One step by which a sample was extended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How many cases it added.
    pub by: u64,
    /// When.
    pub at: String,
    /// By whom.
    pub person: String,
    /// Whether a case had been graded before, and the step was not planned at the draw.
    pub after_looking: bool,
    /// Whether it was decided at the draw, before anything was seen.
    pub planned: bool,
}

/// A draw on its way into the register.
pub struct NewSample<'a> {
    /// Its name.
    pub name: &'a str,
    /// What kind of record.
    pub kind: Kind,
    /// The period.
    pub period: &'a Period,
    /// The seed.
    pub seed: &'a str,
    /// Whether the computer gave it or somebody typed it.
    pub seed_from: SeedFrom,
    /// The design.
    pub design: &'a Design,
    /// The condition as typed.
    pub condition: Option<&'a str>,
    /// The words that had to occur, as typed.
    pub words: Option<&'a str>,
    /// The batch as of which the frame was taken.
    pub as_of: i64,
    /// The frame's counts.
    pub tally: &'a FrameTally,
    /// Spellings of staff that strata read as a person's name.
    pub names: &'a BTreeMap<String, String>,
    /// The frame's digest.
    pub frame_sha256: &'a str,
    /// How strata came to their sizes.
    pub arithmetic: &'a [String],
    /// Earlier draws of the same kind and an overlapping period.
    pub earlier: &'a [EarlierDraw],
    /// The digest of the rubric by which it is graded.
    pub rubric: &'a str,
    /// When gradings are due.
    pub due: Option<NaiveDate>,
    /// Its plan, its programme, and what its frame left out.
    pub origin: &'a Origin,
}

/// A sample as the register holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What kind of record.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// The seed.
    pub seed: String,
    /// Whether the computer gave it or somebody typed it.
    pub seed_from: SeedFrom,
    /// The design.
    pub design: Design,
    /// The condition as typed.
    pub condition: Option<String>,
    /// The words that had to occur, as typed.
    pub words: Option<String>,
    /// The batch as of which the frame was taken.
    pub as_of: i64,
    /// Records of the kind in the period.
    pub population: u64,
    /// Records that could be drawn.
    pub frame: u64,
    /// Records for which the condition could not be told, by field, and in all under the empty name.
    pub unknown: BTreeMap<String, u64>,
    /// Records whose child is described only as of a day after the period, where the draw looked at children.
    pub described_later: u64,
    /// Records of the period (children of the frame) that the newest extract of their days did not hold when it was drawn.
    pub not_in_newest: u64,
    /// Spellings of staff that strata read as a person's name.
    pub names: BTreeMap<String, String>,
    /// The frame's digest.
    pub frame_sha256: String,
    /// How strata came to their sizes.
    pub arithmetic: Vec<String>,
    /// Earlier draws of the same kind and an overlapping period, as they were at the draw.
    pub earlier: Vec<EarlierDraw>,
    /// The digest of the rubric.
    pub rubric: String,
    /// When gradings are due.
    pub due: Option<NaiveDate>,
    /// The program that drew.
    pub program: String,
    /// When it was drawn.
    pub drawn_at: String,
    /// By whom.
    pub drawn_by: String,
    /// Open, closed or withdrawn.
    pub state: State,
    /// Why it was withdrawn.
    pub state_reason: Option<String>,
    /// Its plan, its programme, and what its frame left out.
    pub origin: Origin,
    /// The steps by which it was extended, in order.
    pub steps: Vec<Step>,
    /// Whether its seed orders further draws of an open cycle, so that nobody is shown it.
    pub sealed: bool,
}

/// The name under which the count of all that cannot be told is kept.
const ALL: &str = "";
const COLUMNS: &str =
    "id, name, kind, period, seed, design, condition, as_of, population, frame, unknown, names, frame_sha256,
    arithmetic, earlier, rubric, due, program, drawn_at, drawn_by, state, state_reason, described_later, seed_from, words, not_in_newest, plan, programme, cycle, excluded, steps,
    EXISTS (SELECT 1 FROM programme_cycle y WHERE y.programme = sample.programme AND y.number = sample.cycle AND y.closed_at IS NULL)";

pub(super) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

fn row_to_sample(row: &Row<'_>) -> rusqlite::Result<SampleRow> {
    let broken = |column: usize, what: &str| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.to_owned().into())
    };
    let kind: String = row.get(2)?;
    let period: String = row.get(3)?;
    Ok(SampleRow {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: Kind::parse(&kind).ok_or_else(|| broken(2, "a sample of no known kind"))?,
        period: Period::parse(&period).map_err(|_| broken(3, "a sample of no known period"))?,
        seed: row.get(4)?,
        design: json(row, 5)?,
        condition: row.get(6)?,
        as_of: row.get(7)?,
        population: row.get::<_, i64>(8)?.unsigned_abs(),
        frame: row.get::<_, i64>(9)?.unsigned_abs(),
        unknown: json(row, 10)?,
        names: json(row, 11)?,
        frame_sha256: row.get(12)?,
        arithmetic: json(row, 13)?,
        earlier: json(row, 14)?,
        rubric: row.get(15)?,
        due: row.get::<_, Option<String>>(16)?.map(|due| super::people::iso(16, &due)).transpose()?,
        program: row.get(17)?,
        drawn_at: row.get(18)?,
        drawn_by: row.get(19)?,
        state: json_state(&row.get::<_, String>(20)?).ok_or_else(|| broken(20, "a sample in no known state"))?,
        state_reason: row.get(21)?,
        described_later: row.get::<_, i64>(22)?.unsigned_abs(),
        not_in_newest: row.get::<_, i64>(25)?.unsigned_abs(),
        seed_from: if row.get::<_, String>(23)? == SeedFrom::Typed.id() { SeedFrom::Typed } else { SeedFrom::Computer },
        words: row.get(24)?,
        origin: Origin { plan: row.get(26)?, programme: row.get(27)?, cycle: row.get(28)?, excluded: json(row, 29)? },
        steps: json(row, 30)?,
        sealed: row.get(31)?,
    })
}

fn json_state(text: &str) -> Option<State> {
    [State::Open, State::Closed, State::Withdrawn].into_iter().find(|state| state.id() == text)
}

impl SampleRow {
    /// The seed, where it may be shown.
    pub fn shown_seed(&self) -> Option<&str> {
        (!self.sealed).then_some(self.seed.as_str())
    }

    /// The seed's SHA-256, where the seed is that of a programme's cycle.
    pub fn seed_sha256(&self) -> Option<String> {
        self.origin.cycle.map(|_| crate::digest::sha256_hex(self.seed.as_bytes()))
    }

    /// The seed as a text has it: itself, or its SHA-256 while nobody may see it.
    pub fn seed_text(&self) -> String {
        match (self.shown_seed(), self.seed_sha256()) {
            (None, Some(digest)) => format!("sha256:{digest}"),
            _ => self.seed.clone(),
        }
    }

    /// Whether a step added cases after somebody had seen a grade, without having been planned.
    pub fn extended_after_looking(&self) -> bool {
        self.steps.iter().any(|step| step.after_looking)
    }

    /// How many records could not be told, in all.
    pub fn unknown_in_all(&self) -> u64 {
        self.unknown.get(ALL).copied().unwrap_or(0)
    }

    /// How many records lacked each field, without the count of all.
    pub fn unknown_fields(&self) -> impl Iterator<Item = (&str, u64)> {
        self.unknown.iter().filter(|(field, _)| *field != ALL).map(|(field, count)| (field.as_str(), *count))
    }
}

impl Register {
    /// All samples, in the order in which they were drawn.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn samples(&self) -> Result<Vec<SampleRow>, StoreError> {
        let mut query = self.connection().prepare_cached(&format!("SELECT {COLUMNS} FROM sample ORDER BY id"))?;
        let samples = query.query_map([], row_to_sample)?;
        Ok(samples.collect::<Result<_, _>>()?)
    }

    /// The strata of a sample, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn strata(&self, sample: i64) -> Result<Vec<Stratum>, StoreError> {
        let mut query = self.connection().prepare_cached(
            "SELECT stratum, frame, size, merged, children FROM stratum WHERE sample = ? ORDER BY stratum",
        )?;
        let strata = query.query_map([sample], |row| {
            Ok(Stratum {
                stratum: row.get(0)?,
                frame: row.get::<_, i64>(1)?.unsigned_abs(),
                size: row.get::<_, i64>(2)?.unsigned_abs(),
                merged: json(row, 3)?,
                children: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
            })
        })?;
        Ok(strata.collect::<Result<_, _>>()?)
    }

    /// Draws of the same kind and an overlapping period, oldest first, as they stand: those before a sample's number, or all.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn earlier_draws(
        &self,
        kind: Kind,
        period: &Period,
        before: Option<i64>,
    ) -> Result<Vec<EarlierDraw>, StoreError> {
        let mut earlier = Vec::new();
        for sample in self.samples()? {
            let precedes = before.is_none_or(|id| sample.id < id);
            if sample.kind == kind && sample.period.overlaps(period) && precedes {
                earlier.push(EarlierDraw {
                    graded: self.graded_for_all_to_know(&sample)?,
                    begun: self.begun_cases(sample.id)?,
                    seed: sample.seed_text(),
                    sample: sample.name,
                    period: sample.period.text().to_owned(),
                    frame_sha256: sample.frame_sha256,
                    state: sample.state.id().to_owned(),
                    reason: sample.state_reason,
                });
            }
        }
        Ok(earlier)
    }
}

impl Register {
    /// How many cases of a sample are graded, unless a second grading is still out.
    fn graded_for_all_to_know(&self, sample: &SampleRow) -> Result<Option<u64>, StoreError> {
        let out = sample.state == State::Open && self.second_is_out(sample.id)?;
        (!out).then(|| self.finished_cases(sample.id)).transpose()
    }
}

impl Change<'_> {
    /// Adds a sample with its strata, and returns its number.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn add_sample(
        &self,
        actor: &super::Actor,
        sample: &NewSample<'_>,
        strata: &[Stratum],
    ) -> Result<i64, StoreError> {
        let mut unknown = sample.tally.unknown_fields.clone();
        unknown.insert(ALL.to_owned(), sample.tally.unknown);
        let text = |value: serde_json::Value| value.to_string();
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.connection().execute(
            "INSERT INTO sample (plan, programme, cycle, excluded, name, kind, period, first_day, last_day, seed, seed_from, design, condition, words, as_of, population, frame, unknown, described_later, not_in_newest, names,
                frame_sha256, arithmetic, earlier, rubric, due, program, drawn_at, drawn_by, state)
             VALUES (:plan, :programme, :cycle, :excluded, :name, :kind, :period, :first, :last, :seed, :seed_from, :design, :condition, :words, :as_of, :population, :frame, :unknown, :later, :not_in_newest, :names,
                :digest, :arithmetic, :earlier, :rubric, :due, :program, :at, :by, 'open')",
            named_params! {
                ":plan": sample.origin.plan, ":programme": sample.origin.programme, ":cycle": sample.origin.cycle,
                ":excluded": text(serde_json::json!(sample.origin.excluded)),
                ":name": sample.name, ":kind": sample.kind.id(), ":period": sample.period.text(),
                ":first": sample.period.first().to_string(), ":last": sample.period.last().to_string(),
                ":seed": sample.seed, ":seed_from": sample.seed_from.id(), ":design": text(serde_json::json!(sample.design)), ":condition": sample.condition,
                ":words": sample.words,
                ":as_of": sample.as_of, ":population": number(sample.tally.population), ":frame": number(sample.tally.frame),
                ":unknown": text(serde_json::json!(unknown)), ":later": number(sample.tally.described_later), ":not_in_newest": number(sample.tally.not_in_newest), ":names": text(serde_json::json!(sample.names)),
                ":digest": sample.frame_sha256, ":arithmetic": text(serde_json::json!(sample.arithmetic)),
                ":earlier": text(serde_json::json!(sample.earlier)), ":rubric": sample.rubric,
                ":due": sample.due.map(|due| due.to_string()), ":program": actor.program, ":at": actor.at, ":by": actor.person,
            },
        )?;
        let id = self.connection().last_insert_rowid();
        for stratum in strata {
            self.connection()
                .prepare_cached(
                    "INSERT INTO stratum (sample, stratum, frame, size, merged, children) VALUES (?, ?, ?, ?, ?, ?)",
                )?
                .execute(params![
                    id,
                    stratum.stratum,
                    number(stratum.frame),
                    number(stratum.size),
                    text(serde_json::json!(stratum.merged)),
                    stratum.children.map(number)
                ])?;
        }
        Ok(id)
    }

    /// Opens, closes or withdraws a sample.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn set_state(&self, sample: i64, state: State, reason: Option<&str>) -> Result<(), StoreError> {
        self.connection().execute(
            "UPDATE sample SET state = ?, state_reason = ? WHERE id = ?",
            params![state.id(), reason, sample],
        )?;
        Ok(())
    }
}
