//! Grading that may stop early: what was promised at the draw, and how far it has come.

use serde::{Deserialize, Serialize};

/// What a sequential plan promises, fixed at the draw: once it says so, fewer than `rate` have the lowest grade, and if that
/// is false the chance that it ever says so is at most `risk`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// The share that is to be ruled out, above 0 and below 1.
    pub rate: f64,
    /// The chance of error, above 0 and below 1.
    pub risk: f64,
}

/// The same as a plan's file has it, in words as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypedPromise {
    /// The share that is to be ruled out.
    pub rate: String,
    /// The chance of error.
    pub risk: String,
}

/// How far a sequential plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SequentialState {
    /// More cases can still show it.
    NotYet,
    /// It is shown: grading may stop.
    Reached,
    /// All cases are graded, and it is not shown.
    NotReached,
    /// Whatever the other cases are like, this sample cannot show it any more.
    OutOfReach,
    /// Something was done that ends the guarantee.
    Ended,
}

/// What a sequential plan comes to with the cases graded so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// The share that is to be ruled out, 0..1.
    pub rate: f64,
    /// The chance of error, 0..1.
    pub risk: f64,
    /// The id of the grade that is counted: the scale's lowest.
    pub grade: String,
    /// The smallest number of the frame that is ruled out.
    pub null_count: u64,
    /// Cases drawn.
    pub drawn: u64,
    /// Cases settled in ticket order, from the first on without a gap.
    pub cases: u64,
    /// Of those, how many have the grade, or could not be graded and count as if they had.
    pub found: u64,
    /// Of those, how many could not be graded.
    pub not_graded: u64,
    /// How far it is.
    pub state: SequentialState,
    /// The case at which it was shown.
    pub reached_at: Option<u64>,
    /// Cases that need not be graded, since it is shown without them.
    pub not_needed: u64,
    /// The case at which it would be shown if no more are found; `None` where that lies beyond the sample.
    pub at_best_at: Option<u64>,
    /// The largest value of the test so far; `None` where the null hypothesis is impossible.
    pub evidence: Option<f64>,
    /// The value that it must reach: 1 / risk.
    pub evidence_needed: f64,
    /// What ends the guarantee, a clause each.
    pub breaches: Vec<String>,
    /// All of it in a sentence or two.
    pub sentence: String,
}
