//! Calibration: how gradings that no estimate counts, of one's own work and from outside, compare with the final grades of the
//! same cases.

use serde::Serialize;

use super::estimate::Estimate;

/// As what somebody graded beside the auditors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Beside {
    /// The person whose work it is.
    #[serde(rename = "self")]
    Own,
    /// Somebody from outside.
    External,
}

impl Beside {
    /// Both, in the order in which they are told.
    pub const ALL: [Beside; 2] = [Beside::Own, Beside::External];

    /// The id: `self`, `external`.
    pub fn id(self) -> &'static str {
        match self {
            Beside::Own => "self",
            Beside::External => "external",
        }
    }

    /// What its gradings are called: `Self-audits`.
    pub fn label(self) -> &'static str {
        match self {
            Beside::Own => "Self-audits",
            Beside::External => "Gradings from outside",
        }
    }
}

/// The gradings of one kind beside the final grades of the same cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// As what they were given.
    #[serde(rename = "as")]
    pub beside: Beside,
    /// What they are called.
    pub label: String,
    /// The overall grade.
    #[serde(flatten)]
    pub overall: Matched,
    /// Each criterion, in the rubric's order.
    pub criteria: Vec<MatchedCriterion>,
    /// What the figures say and cannot say, a sentence each.
    pub notes: Vec<String>,
}

/// One question answered in both, on the cases that have both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matched {
    /// Cases with both answers.
    pub cases: u64,
    /// The same answer.
    pub exact: Estimate,
    /// The same or the neighbouring grade; undefined for a check, whose answers have no order.
    pub within_one: Estimate,
    /// On how many the grading beside gave the higher grade; `None` for a check.
    pub higher: Option<u64>,
    /// On how many it gave the lower.
    pub lower: Option<u64>,
    /// The two-sided p of the exact sign test; `None` where they never differ, or for a check.
    pub p: Option<f64>,
}

/// The same for one criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatchedCriterion {
    /// The criterion's id.
    pub criterion: String,
    /// Its title.
    pub label: String,
    /// The figures.
    #[serde(flatten)]
    pub figures: Matched,
}
