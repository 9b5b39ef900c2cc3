//! Everything that a sample's gradings say, ready to be placed on a sheet, a screen or in JSON: reports place these
//! values and never count or divide.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::action::ActionState;
use super::basis::Basis;
use super::calibration::Calibration;
use super::design::Design;
use super::detail::{Detail, TrendPoint};
use super::estimate::Estimate;
use super::grading::Bearing;
use super::manifest::{EarlierDraw, UnknownField};
use super::sample::Stratum;
use super::sequential::Progress;

/// The findings of one sample.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Findings {
    /// What the shares are shares of.
    pub basis: Basis,
    /// Each grade of the scale, worst first, then `good-or-better` (top grade of the scale and any grade from the id
    /// `good` upward).
    pub grades: Vec<Estimate>,
    /// The same for each criterion.
    pub criteria: Vec<CriterionShares>,
    /// The same for each value of the fields asked for.
    pub by: Vec<Breakdown>,
    /// Share of cases with each theme that any counted case carries, concerns and strengths, most frequent first.
    pub themes: Vec<ThemeShare>,
    /// Earlier samples of the same kind, rubric version, condition and design, then this one, oldest first.
    pub trend: Vec<TrendPoint>,
    /// Agreement of two auditors where both have finished, `None` where no case was graded twice.
    pub agreement: Option<Agreement>,
    /// Self-audits and gradings from outside beside the final grades; empty where no settled case has one.
    pub calibration: Vec<Calibration>,
    /// The longest run of settled cases in ticket order, where cases are missing: only it has an interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Prefix>,
    /// How far its sequential plan has come, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequential: Option<Progress>,
    /// The rubric that the gradings used.
    pub rubric: RubricFacts,
    /// Sentences made from the figures.
    pub sentences: Sentences,
    /// Urgent concerns on its cases.
    pub urgent: UrgentCount,
    /// Cases that somebody picked by hand, by number: they stand in no share and no interval.
    pub hand_picked: Vec<HandPicked>,
    /// What is being done because of the sample or of a theme of its rubric, in the order in which it was written down.
    pub actions: Vec<ActionLine>,
    /// The day as of which an action is overdue: that of the register's newest journal line, so that one register always
    /// gives one answer.
    pub actions_as_of: Option<NaiveDate>,
    /// The second answer of a draw of one record per child, breaks of the trend, limits of chance, themes together.
    #[serde(flatten)]
    pub detail: Detail,
    /// Findings in the auditors' words, of counted cases.
    #[serde(skip)]
    pub findings: Vec<FindingLine>,
    /// One line a case, ordered by reference (never by ticket).
    #[serde(skip)]
    pub cases: Vec<CaseLine>,
    /// What Method tells.
    #[serde(skip)]
    pub method: MethodFacts,
}

/// The shares of each answer to one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionShares {
    /// The criterion's id.
    pub criterion: String,
    /// Its title.
    pub label: String,
    /// Its question.
    pub question: String,
    /// Each grade, then `good-or-better`; for a check `yes` and `no` out of those two, then `na` out of all.
    pub grades: Vec<Estimate>,
    /// Graded cases whose answer waits for moderation: their two auditors differ on this question.
    pub waiting: u64,
}

/// The grades of the cases with one value of a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breakdown {
    /// The field's name: `iro`.
    pub field: String,
    /// Its words: `IRO`.
    pub label: String,
    /// The value, `(not recorded)` where it is blank.
    pub value: String,
    /// How many records of the frame have the value; 0, and `null` in JSON, where that is not known for the frame.
    #[serde(serialize_with = "known")]
    pub frame: u64,
    /// Each grade, then `good-or-better`.
    pub grades: Vec<Estimate>,
    /// Whether there are too few cases to compare (under 10).
    pub few: bool,
}

fn known<S: serde::Serializer>(frame: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    Some(*frame).filter(|frame| *frame > 0).serialize(serializer)
}

/// The share of cases with a theme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeShare {
    /// The theme's id.
    pub theme: String,
    /// Its words.
    pub label: String,
    /// Its family.
    pub family: String,
    /// Strength or concern.
    pub kind: Bearing,
    /// The share of cases.
    pub share: Estimate,
}

/// How far two auditors agreed on the overall grade, before any moderation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Cases that two auditors have both finished.
    pub cases: u64,
    /// The same overall grade.
    pub exact: Estimate,
    /// The same or the neighbouring grade.
    pub within_one: Estimate,
}

/// The longest run of settled cases in ticket order, in each stratum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prefix {
    /// How many cases are in it.
    pub cases: u64,
    /// Each grade, then `good-or-better`, of those cases.
    pub grades: Vec<Estimate>,
}

/// Which rubric was used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RubricFacts {
    /// The id.
    pub rubric: String,
    /// The title.
    pub title: String,
    /// The version.
    pub version: u32,
    /// SHA-256 of the text, lower-case hex.
    pub sha256: String,
    /// Ids and words of the scale, worst first.
    pub scale: Vec<super::rubric::Grade>,
}

/// Sentences made from the figures by rules that are tested; each is whole, with its full stop.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sentences {
    /// Heading: `IRO oversights, October 2026`.
    pub title: String,
    /// What the sample was drawn to find out.
    pub question: String,
    /// The answer in two sentences, or that there is none yet.
    pub answer: String,
    /// How many were drawn from how many, graded by how many auditors, whose shares these are.
    pub basis: String,
    /// That a child may be unsafe and that nobody has said yet who was told; `None` where every such concern is answered.
    pub urgent: Option<String>,
    /// PROVISIONAL, how many are missing, worst and best case; `None` when all is settled.
    pub provisional: Option<String>,
    /// For each of `grades`, in order: what changed since the period before, or that no change can be shown; and for
    /// the lowest grade its one-sided bound. Empty where there is nothing to say.
    pub grades: Vec<String>,
    /// What the sample cannot tell (few cases an IRO, no comparison).
    pub limits: String,
    /// How far two auditors agreed; `None` where nothing was graded twice.
    pub agreement: Option<String>,
    /// Which themes come together, which are new, which are more or less frequent than before: one sentence each.
    pub themes: Vec<String>,
    /// How many actions are open, overdue, done and checked; `None` where none is recorded.
    pub actions: Option<String>,
    /// Unusable cases, hand-picked cases, earlier draws of the period: one sentence each, where there are any.
    pub notes: Vec<String>,
}

/// How many urgent concerns there were on a sample's cases: that a child may be unsafe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UrgentCount {
    /// Those of which nobody has said yet who was told.
    pub open: u64,
    /// Those that are answered.
    pub answered: u64,
}

/// A case that somebody picked by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandPicked {
    /// Its number in the sample.
    pub case: u32,
    /// The sample, where several are put together.
    pub sample: String,
    /// The record's reference.
    pub record: String,
    /// Why it was picked.
    pub reason: String,
    /// What it says at this moment: `graded`, `waiting`, `not graded`, or why it is unusable.
    pub state: String,
    /// The overall grade's words, where it is settled.
    pub overall: Option<String>,
}

/// An action, as of [`Findings::actions_as_of`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionLine {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: String,
    /// By when.
    pub due: NaiveDate,
    /// How far it is.
    pub state: ActionState,
    /// By when it is to be checked that it worked; `None` while it is open.
    pub check_due: Option<NaiveDate>,
    /// Whether its next step should have been taken before that day.
    pub overdue: bool,
    /// The reference of the case that it came from, where it came from one.
    pub record: Option<String>,
    /// The words of the theme that it is about, where it is about one.
    pub about: Option<String>,
    /// The id of the theme, where it is about one.
    pub theme: Option<String>,
    /// What is expected to be different then.
    pub effect: Option<String>,
    /// What showed that it was done and whether it worked, the latest last.
    pub evidence: Vec<String>,
}

impl ActionLine {
    /// Leaves out people's own words, and keeps the theme, the owner and the state of the action.
    pub fn leave_words_out(&mut self) {
        self.what = self.about.clone().unwrap_or_else(|| format!("Action {}", self.id));
        self.effect = None;
        self.evidence.clear();
    }
}

/// One finding in words. What many lines have alike they share, since there can be a hundred thousand of them.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingLine {
    /// The case's reference.
    pub record: Arc<str>,
    /// The child's reference.
    pub child: Option<Arc<str>>,
    /// Person's name where the spelling is known, else the extract's spelling.
    pub iro: Option<Arc<str>>,
    /// The criterion's title.
    pub criterion: Arc<str>,
    /// Strength or concern.
    pub bearing: Bearing,
    /// The auditor's words.
    pub text: Arc<str>,
    /// The words of the themes tied to the same criterion and bearing.
    pub themes: Arc<[Arc<str>]>,
    /// The case's overall grade, in words.
    pub overall: Arc<str>,
}

/// One case, for the sheet of cases.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseLine {
    /// The reference.
    pub record: String,
    /// The child's reference.
    pub child: Option<String>,
    /// When it happened.
    pub date: Option<NaiveDate>,
    /// Person's name where the spelling is known, else the extract's spelling.
    pub iro: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// The stratum's name, empty for a simple draw.
    pub stratum: String,
    /// How many records of the frame the case stands for.
    pub weight: f64,
    /// What the case says at this moment: `graded`, `waiting`, `not graded`, `not needed`, or why it is unusable.
    pub state: String,
    /// The overall grade's words, where the case counts.
    pub overall: Option<String>,
    /// For each criterion in order: what the case says to it.
    pub answers: Vec<CaseAnswer>,
    /// How many auditors have finished it.
    pub auditors: u32,
    /// Whether the final answer was moderated.
    pub moderated: bool,
    /// What a later extract says of the record: changed, or gone. `None` where it is as drawn.
    pub since: Option<String>,
}

/// What a case says to a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseAnswer {
    /// An answer that counts, in words.
    Given(String),
    /// Two auditors differ, and it has not been moderated yet.
    NotAgreedYet,
    /// None: the case does not count, or the question was left out in moderation.
    None,
}

impl CaseAnswer {
    /// The answer's words, where one counts.
    pub fn given(&self) -> Option<&str> {
        match self {
            CaseAnswer::Given(words) => Some(words),
            _ => None,
        }
    }

    /// What a reader sees.
    pub fn words(&self) -> Option<&str> {
        match self {
            CaseAnswer::Given(words) => Some(words),
            CaseAnswer::NotAgreedYet => Some("not agreed yet"),
            CaseAnswer::None => None,
        }
    }
}

/// What the Method sheet tells, so that the draw can be done again.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodFacts {
    /// The council's or register's name for headings, where one is known.
    pub council: Option<String>,
    /// The question of the plan that the sample was drawn by, where it was.
    pub question: Option<String>,
    /// Days of the draw and of the last grade.
    pub drawn_on: NaiveDate,
    /// The last day on which a counted grading was finished.
    pub graded_by: Option<NaiveDate>,
    /// Who drew.
    pub drawn_by: String,
    /// How many people graded.
    pub auditors: u32,
    /// How many cases were drawn to be graded twice.
    pub double: u64,
    /// Cases whose auditor manages, directly or through others, somebody whose work they are.
    pub in_line: u64,
    /// The design.
    pub design: Design,
    /// The strata.
    pub strata: Vec<Stratum>,
    /// The seed.
    pub seed: String,
    /// Whether the computer gave it or somebody typed it.
    pub seed_from: super::sample::SeedFrom,
    /// The condition, where the frame is part of the population.
    pub condition: Option<String>,
    /// The words that had to occur in a record's text, where any had to.
    pub words: Option<String>,
    /// Number and day of the import as of which the frame was taken.
    pub as_of: String,
    /// Records for which the condition could not be told, by field.
    pub unknown: Vec<UnknownField>,
    /// The frame's digest.
    pub frame_sha256: String,
    /// The manifest's file name and the SHA-256 of its bytes.
    pub manifest_name: String,
    /// SHA-256 of the manifest's bytes, lower-case hex.
    pub manifest_sha256: String,
    /// Earlier draws of the same kind and an overlapping period, withdrawn or not.
    pub earlier: Vec<EarlierDraw>,
    /// Plan, programme, what was left out, later steps and hand-picked cases: a sentence each, where there are any.
    pub story: Vec<String>,
    /// Cases whose record a later extract changes or lacks.
    pub changed_since: u64,
    /// Records of the period that came in after the draw.
    pub late: u64,
    /// Records of the period (children of the frame) that the newest extract of their days did not hold at the draw.
    pub not_in_newest: u64,
    /// The program's name and version.
    pub program: String,
    /// Lines of the method of intervals, one for each that was used.
    pub intervals: Vec<String>,
}
