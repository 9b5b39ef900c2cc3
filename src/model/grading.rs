//! One auditor's answers on one case.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Whether a finding or a theme is a strength or a concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bearing {
    /// Something done well.
    Strength,
    /// Something that needs to be better.
    Concern,
}

impl Bearing {
    /// The id: `strength` or `concern`.
    pub fn id(self) -> &'static str {
        match self {
            Bearing::Strength => "strength",
            Bearing::Concern => "concern",
        }
    }

    /// Reads an id, in any case.
    pub fn parse(text: &str) -> Option<Bearing> {
        match text.trim().to_lowercase().as_str() {
            "strength" => Some(Bearing::Strength),
            "concern" => Some(Bearing::Concern),
            _ => None,
        }
    }
}

/// The answer to one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The grade's id, or yes / no / na. `None` while only a note has been written.
    pub grade: Option<String>,
    /// The auditor's note: the evidence for the answer.
    pub note: Option<String>,
}

/// A strength or a concern, in words, tied to a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The criterion's id, which many findings share.
    pub criterion: Arc<str>,
    /// Strength or concern.
    pub bearing: Bearing,
    /// The words, which the lines of reports share.
    pub text: Arc<str>,
}

/// A theme, tied to the finding of a criterion or to the case as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ThemeTag {
    /// The criterion's id, where it is tied to one.
    pub criterion: Option<String>,
    /// The theme's id.
    pub theme: String,
}

/// One person's answers on one case, as they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grading {
    /// The auditor's name.
    pub auditor: String,
    /// Answers by criterion id.
    pub answers: BTreeMap<String, Answer>,
    /// Findings in words, in the order in which they were written.
    pub findings: Vec<Finding>,
    /// Themes.
    pub themes: BTreeSet<ThemeTag>,
    /// The overall grade's id, once confirmed.
    pub overall: Option<String>,
    /// Why the overall is not what the rubric suggests.
    pub overall_reason: Option<String>,
    /// Why the case cannot be graded, by its reason's id.
    pub unusable: Option<String>,
    /// Whether the auditor said that the record was found and can be graded.
    pub found: bool,
    /// Criteria whose themes and evidence were asked for and left as they stand, by id.
    pub explained: BTreeSet<String>,
    /// Whether the auditor has finished.
    pub finished: bool,
}

/// Why a case cannot be graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The id: `duplicate`.
    pub id: &'static str,
    /// The words.
    pub label: &'static str,
    /// What it means for the figures.
    pub class: UnusableClass,
}

/// What an unusable case means for the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusableClass {
    /// It is not of the population: shares are of the others.
    Ineligible,
    /// It is of the population but could not be read: it may have had any grade.
    NotObtained,
}

/// The reasons, in the order in which they are offered.
pub const UNUSABLE_REASONS: &[Unusable] = &[
    Unusable {
        id: "duplicate",
        label: "The same record is in the sample or the system twice",
        class: UnusableClass::Ineligible,
    },
    Unusable { id: "not-in-care", label: "The child was not in care at the time", class: UnusableClass::Ineligible },
    Unusable { id: "wrong-kind", label: "It is not this kind of record", class: UnusableClass::Ineligible },
    Unusable {
        id: "restricted",
        label: "The record is restricted and I may not open it",
        class: UnusableClass::NotObtained,
    },
    Unusable { id: "not-found", label: "The record cannot be found", class: UnusableClass::NotObtained },
    Unusable {
        id: "closed",
        label: "The record is closed or archived out of reach",
        class: UnusableClass::NotObtained,
    },
    Unusable { id: "other", label: "Another reason", class: UnusableClass::NotObtained },
];

impl Unusable {
    /// Finds a reason by its id or words, in any case.
    pub fn find(name: &str) -> Option<&'static Unusable> {
        let name = name.trim().to_lowercase();
        UNUSABLE_REASONS.iter().find(|reason| reason.id == name || reason.label.to_lowercase() == name)
    }
}

/// What a drawn case says at this moment: the rule of what counts gives one of these for each case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its answers count: the moderated ones, the single grading, or what two auditors both gave.
    Counted(Grading),
    /// Two gradings differ unmoderated, or a second is still out.
    Waiting,
    /// Nobody has finished grading it.
    Ungraded,
    /// It cannot be graded, for this reason.
    Unusable(&'static Unusable),
}

impl Standing {
    /// Whether nothing more has to be done for the case to have its final grade.
    pub fn is_settled(&self) -> bool {
        matches!(self, Standing::Counted(_) | Standing::Unusable(_))
    }
}
