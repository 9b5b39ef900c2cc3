//! Feedback: what the person whose work it was is given back of a sample, and nobody else's.

use chrono::NaiveDate;

use super::findings::{ActionLine, CaseAnswer};

/// One person's cases of a sample, final and settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Whose work it was.
    pub iro: String,
    /// What was sampled: `IRO oversights, October 2026`.
    pub title: String,
    /// The sample's name.
    pub sample: String,
    /// The day of the draw: the file is dated by it, so that it does not change.
    pub drawn_on: NaiveDate,
    /// The titles of the rubric's criteria, in order.
    pub criteria: Vec<String>,
    /// The cases, by reference.
    pub cases: Vec<FeedbackCase>,
    /// How many of their cases are not settled and so not here.
    pub unsettled: u64,
    /// What is being done because of the sample.
    pub actions: Vec<ActionLine>,
}

/// One case with its final grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackCase {
    /// The record's reference.
    pub record: String,
    /// The child's reference.
    pub child: Option<String>,
    /// When it happened.
    pub date: Option<NaiveDate>,
    /// The overall grade, in words.
    pub overall: String,
    /// What the case says to each criterion.
    pub answers: Vec<CaseAnswer>,
    /// What was done well.
    pub strengths: Vec<FeedbackPoint>,
    /// What needs to be better.
    pub concerns: Vec<FeedbackPoint>,
    /// Who graded it; empty unless their names were asked for.
    pub auditors: Vec<String>,
    /// What the person replied before.
    pub reply: Option<String>,
}

/// One finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackPoint {
    /// The criterion's title.
    pub criterion: String,
    /// The words.
    pub text: String,
    /// The words of its themes.
    pub themes: Vec<String>,
}
