//! What the figures of a sample are of: how many there are, were drawn, count and are missing.

use serde::Serialize;

use super::kind::Kind;

/// What the shares are shares of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Basis {
    /// The samples' names.
    pub samples: Vec<String>,
    /// The programme, where the sample is of one.
    pub programme: Option<String>,
    /// What kind of record.
    pub kind: Kind,
    /// The period as typed.
    pub period: String,
    /// Records of the kind in the period.
    pub population: u64,
    /// Records that the draw could pick from.
    pub frame: u64,
    /// Cases drawn.
    pub drawn: u64,
    /// Cases whose answers count.
    pub graded: u64,
    /// Cases where two gradings differ unmoderated or a second is still out.
    pub waiting: u64,
    /// Cases that nobody has finished.
    pub ungraded: u64,
    /// Cases that nobody has finished and nobody need: a sequential plan has come to its end without them.
    pub not_needed: u64,
    /// Unusable: not of the population.
    pub ineligible: u64,
    /// Unusable: of the population but not to be read.
    pub not_obtained: u64,
    /// Questions of graded cases on which two auditors differ and nobody has moderated, by sample, case and the rubric's order: the
    /// cases count overall, and are missing from the shares of these criteria.
    pub waiting_questions: Vec<WaitingQuestion>,
    /// Whether any drawn case is ungraded or waiting, or any question waits.
    pub provisional: bool,
    /// Whose share it is: `per-record` (or, for the kind child and some designs, `per-child`).
    pub answers: String,
}

impl Basis {
    /// How many drawn cases are missing: ungraded or waiting.
    pub fn missing(&self) -> u64 {
        self.ungraded + self.waiting
    }
}

/// A question of a case that waits for moderation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaitingQuestion {
    /// The sample.
    pub sample: String,
    /// The case's number in it.
    pub case: u32,
    /// The criterion's id.
    pub criterion: String,
}
