//! A design: everything that decides who is picked, besides the frame and the seed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rotation::Rotation;
use super::sequential::Promise;

/// How cases are picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DesignKind {
    /// The smallest tickets of the whole frame.
    #[default]
    Simple,
    /// The smallest tickets of each stratum.
    Stratified,
    /// Records at equal distances along the frame in a stated order, from a start that the seed gives.
    Systematic,
    /// Records with a chance in proportion to a size, by Pareto sampling on the same tickets.
    Pps,
}

impl DesignKind {
    /// All designs, the plainest first.
    pub const ALL: [DesignKind; 4] =
        [DesignKind::Simple, DesignKind::Stratified, DesignKind::Systematic, DesignKind::Pps];

    /// The design with this id, in any case.
    pub fn parse(text: &str) -> Option<DesignKind> {
        DesignKind::ALL.into_iter().find(|kind| kind.id().eq_ignore_ascii_case(text.trim()))
    }

    /// The id: `simple`, `stratified`, `systematic`, `pps`.
    pub fn id(self) -> &'static str {
        match self {
            DesignKind::Simple => "simple",
            DesignKind::Stratified => "stratified",
            DesignKind::Systematic => "systematic",
            DesignKind::Pps => "pps",
        }
    }
}

/// How cases are shared out among strata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Allocation {
    /// In proportion to the records (or children) in each.
    #[default]
    Proportional,
    /// The same number from each.
    Equal,
    /// In proportion to records times spread, the spread being known from earlier gradings.
    Neyman,
    /// As somebody said, stratum by stratum.
    Given,
}

impl Allocation {
    /// The id: `proportional`, `equal`, `neyman`, `given`.
    pub fn id(self) -> &'static str {
        match self {
            Allocation::Proportional => "proportional",
            Allocation::Equal => "equal",
            Allocation::Neyman => "neyman",
            Allocation::Given => "given",
        }
    }
}

/// What earlier gradings say of one stratum: how many of its graded cases were below good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// The stratum, before any merging.
    pub stratum: String,
    /// Cases graded below good.
    pub count: u64,
    /// Cases graded.
    pub of: u64,
}

/// Which children belong to the population of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cohort {
    /// Those in care on its last day.
    #[default]
    End,
    /// Those in care on any day of it.
    Any,
}

/// All parameters of a draw that decide who is picked, besides frame and seed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// How cases are picked.
    pub kind: DesignKind,
    /// How many cases were asked for.
    pub size: u64,
    /// The fields that strata are made of, in order; of a systematic draw, the fields that it is ordered by.
    pub by: Vec<String>,
    /// How cases are shared out among strata.
    pub allocation: Allocation,
    /// The fewest cases from a stratum (or the whole stratum where it is smaller).
    pub at_least: u64,
    /// For children: in care on the period's last day, or on any day of it.
    #[serde(default)]
    pub cohort: Cohort,
    /// How many cases from each stratum, where the allocation is given.
    #[serde(default)]
    pub given: BTreeMap<String, u64>,
    /// Strata with fewer records (or children) than this are merged; 0 merges none.
    #[serde(default)]
    pub merge_below: u64,
    /// What earlier gradings say of each stratum, for Neyman's allocation, by the stratum's name.
    #[serde(default)]
    pub spread: Vec<Spread>,
    /// The samples whose gradings say so.
    #[serde(default)]
    pub spread_from: Vec<String>,
    /// The order along which a systematic draw goes: the fields of `by`, then `reference`.
    #[serde(default)]
    pub order: Vec<String>,
    /// Of a systematic draw that was extended: how many of its cases stand at equal distances, the others having come in by ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The field that gives each record its size, for a draw by size.
    #[serde(default)]
    pub size_field: Option<String>,
    /// Whether children are drawn first, and then one record of each.
    #[serde(default)]
    pub one_per_child: bool,
    /// Where along the tickets it begins, where it is one of a programme over children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Rotation>,
    /// How many cases a second step adds, decided before anything was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_step: Option<u64>,
    /// What it promises, where grading may stop early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequential: Option<Promise>,
    /// Children of a sample whose period ended in so many months before are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_audited_for: Option<u32>,
}

impl Design {
    /// Whether the frame is cut into strata that are drawn separately.
    pub fn is_stratified(&self) -> bool {
        self.kind == DesignKind::Stratified
    }

    /// Of a systematic draw: how many of its cases stand at equal distances.
    pub fn at_distances(&self) -> u64 {
        self.line.unwrap_or(self.size)
    }

    /// Whether cases stand for different numbers of records, so that shares weigh them.
    pub fn weighs(&self) -> bool {
        self.one_per_child || matches!(self.kind, DesignKind::Stratified | DesignKind::Pps)
    }
}
