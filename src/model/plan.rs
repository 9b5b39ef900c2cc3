//! A plan: what is drawn, how, and which question the sample is to answer, written down before anything is drawn.

use serde::Serialize;

use super::design::{Cohort, DesignKind};
use super::kind::Kind;
use super::sequential::TypedPromise;
use crate::calendar::PeriodKind;

/// Periods of a cycle over children where the plan does not say: a year of months.
const USUAL_CYCLE: u32 = 12;

/// A plan, as its file has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// The name in commands: lower-case words joined by hyphens.
    pub id: String,
    /// The words that people read.
    pub title: String,
    /// The question that the sample is to answer, which is printed with it.
    pub question: String,
    /// What to do with it, or what it cannot tell; may be blank.
    pub about: String,
    /// What kind of record.
    pub kind: Kind,
    /// How long the period is.
    pub period: PeriodKind,
    /// How many cases.
    pub size: u64,
    /// Whether all records of the frame are drawn where there are fewer than `size`.
    pub all_if_fewer: bool,
    /// The condition on records.
    #[serde(rename = "where")]
    pub condition: Option<String>,
    /// The words that records must hold.
    pub words: Option<String>,
    /// How cases are picked.
    pub design: Option<DesignKind>,
    /// The fields that strata are made of.
    pub by: Vec<String>,
    /// How cases are shared out among strata, as typed.
    pub allocation: Option<String>,
    /// The fewest cases from a stratum.
    pub at_least: Option<u64>,
    /// Strata with fewer records are merged.
    pub merge_below: Option<u64>,
    /// The field that gives each record its size.
    pub size_field: Option<String>,
    /// Whether children are drawn first, and then one record of each.
    pub one_per_child: bool,
    /// Which children belong to a period.
    pub cohort: Option<Cohort>,
    /// Children of a sample of so many months before are left out.
    pub not_audited_for: Option<u32>,
    /// How many cases a second step adds, decided before anything is seen.
    pub second_step: Option<u64>,
    /// What it promises, where grading may stop early.
    pub sequential: Option<TypedPromise>,
    /// The rubric to grade by.
    pub rubric: Option<String>,
    /// The share of cases to be graded twice, as typed.
    pub double: Option<String>,
    /// How many days after the draw gradings are due.
    pub due_days: Option<u32>,
    /// Whether it is drawn every period, each once.
    pub programme: bool,
    /// Of a programme over children: how many periods pass before a child can come again.
    pub cycle: Option<u32>,
    /// SHA-256 of the file's text, lower-case hex.
    #[serde(rename = "sha256")]
    pub digest: String,
    /// The file's text.
    #[serde(skip)]
    pub source: String,
}

/// What is wrong with a plan whose keys can all be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFault {
    /// The key.
    pub key: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl Plan {
    /// The cycle of a programme over children: how many periods pass before a child can come again.
    pub fn cycle(&self) -> Option<u32> {
        (self.programme && self.kind == Kind::Child).then(|| self.cycle.unwrap_or(USUAL_CYCLE))
    }

    /// Finds what is wrong with the plan by itself, without a register.
    ///
    /// # Errors
    /// [`PlanFault`]: the first key that is wrong.
    pub fn check(&self) -> Result<(), PlanFault> {
        let fault = |key: &'static str, problem: &str| Err(PlanFault { key, problem: problem.to_owned() });
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if self.id.is_empty() || !self.id.bytes().all(plain) || self.id.bytes().all(|c| c.is_ascii_digit()) {
            return fault("id", "it must be lower-case words joined by hyphens");
        }
        for (key, text) in [("title", &self.title), ("question", &self.question)] {
            if text.trim().is_empty() {
                return fault(key, "it is blank, and people read it");
            }
        }
        if self.size == 0 {
            return fault("size", "a sample of 0 cases says nothing; it must be 1 or more");
        }
        if self.programme && self.all_if_fewer {
            return fault(
                "all_if_fewer",
                "a programme draws the same number each period, so that its periods can be compared",
            );
        }
        self.check_design()?;
        self.check_sequential()?;
        self.check_time()
    }

    fn check_design(&self) -> Result<(), PlanFault> {
        let fault = |key: &'static str, problem: &str| Err(PlanFault { key, problem: problem.to_owned() });
        let stratified = self.design == Some(DesignKind::Stratified) || (self.design.is_none() && !self.by.is_empty());
        if self.design == Some(DesignKind::Simple) && !self.by.is_empty() {
            return fault("by", "a simple draw has no strata; leave it out, or write design = \"stratified\"");
        }
        if self.design == Some(DesignKind::Stratified) && self.by.is_empty() {
            return fault("design", "a stratified draw needs the field that strata are made of, as by = [\"iro\"]");
        }
        let of_strata = [
            ("at_least", self.at_least.is_some()),
            ("allocation", self.allocation.is_some()),
            ("merge_below", self.merge_below.is_some()),
        ];
        if let Some((key, _)) = of_strata.into_iter().find(|(_, set)| *set && !stratified) {
            return fault(key, "only a stratified draw has it; add by = [\"iro\"], or another field");
        }
        match (self.design, &self.size_field) {
            (Some(DesignKind::Pps), None) => fault("design", "a draw by size needs size_field = \"...\""),
            (Some(DesignKind::Pps), Some(_)) | (_, None) => Ok(()),
            _ => fault("size_field", "only a draw by size has it; write design = \"pps\""),
        }
    }

    fn check_sequential(&self) -> Result<(), PlanFault> {
        if self.sequential.is_none() {
            return Ok(());
        }
        let simple = self.by.is_empty() && matches!(self.design, None | Some(DesignKind::Simple));
        let against = [
            (!simple, "design", "a sequential plan is a simple draw, in which all records have the same chance"),
            (
                self.one_per_child,
                "one_per_child",
                "a sequential plan is a simple draw, in which all records have the same chance",
            ),
            (
                self.double.is_some(),
                "double",
                "in a sequential plan each case is graded once, in the order of the draw",
            ),
            (
                self.second_step.is_some(),
                "second_step",
                "a sequential plan says by itself when enough cases are graded",
            ),
            (
                self.programme,
                "programme",
                "a programme grades the same number each period, so that its periods can be compared; a sequential plan stops when it can",
            ),
        ];
        match against.into_iter().find(|(is, ..)| *is) {
            Some((_, key, problem)) => Err(PlanFault { key, problem: problem.to_owned() }),
            None => Ok(()),
        }
    }

    fn check_time(&self) -> Result<(), PlanFault> {
        let fault = |key: &'static str, problem: &str| Err(PlanFault { key, problem: problem.to_owned() });
        let months = |months: Option<u32>| months.is_some_and(|months| months == 0 || months > 120);
        if self.cycle.is_some() && self.cycle().is_none() {
            return fault("cycle", "only a programme over children has one: kind = \"child\" and programme = true");
        }
        if self.cycle.is_some_and(|cycle| !(2..=120).contains(&cycle)) {
            return fault("cycle", "it must be from 2 to 120 periods");
        }
        let rotates = |design| matches!(design, None | Some(DesignKind::Simple | DesignKind::Stratified));
        if self.cycle().is_some() && !rotates(self.design) {
            return fault("design", "a programme over children rotates through tickets, so it is simple or stratified");
        }
        if self.cohort.is_some() && self.kind != Kind::Child {
            return fault("cohort", "only a draw of children has it");
        }
        if months(self.not_audited_for) {
            return fault("not_audited_for", "it must be from 1 to 120 months");
        }
        if self.second_step == Some(0) {
            return fault("second_step", "a second step of 0 cases adds nothing; leave it out");
        }
        match self.due_days {
            Some(days) if days > 366 => fault("due_days", "it must be from 0 to 366 days"),
            _ => Ok(()),
        }
    }
}
