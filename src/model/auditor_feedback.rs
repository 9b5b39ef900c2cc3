//! What an auditor is given back: where the agreed grade of a case differs from theirs, and why.

use chrono::NaiveDate;

/// One auditor's moderated cases of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditorFeedback {
    /// The auditor.
    pub auditor: String,
    /// What was sampled: `IRO oversights, October 2026`.
    pub title: String,
    /// The sample's name.
    pub sample: String,
    /// The day of the draw: the file is dated by it, so that it does not change.
    pub drawn_on: NaiveDate,
    /// How many of their cases were moderated and left as they graded them.
    pub unchanged: u64,
    /// The cases on which the agreed grading differs from theirs, by number.
    pub cases: Vec<AuditorCase>,
}

/// One case on which they and the moderation differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditorCase {
    /// The record's reference.
    pub record: String,
    /// The child's reference.
    pub child: Option<String>,
    /// When it happened.
    pub date: Option<NaiveDate>,
    /// Why it was agreed so.
    pub reason: String,
    /// The questions on which they differ; the overall grade comes first where it does.
    pub differences: Vec<AuditorDifference>,
}

/// One question with both answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditorDifference {
    /// The question.
    pub question: String,
    /// What the auditor gave, in words.
    pub theirs: String,
    /// What was agreed, in words.
    pub agreed: String,
    /// The words that count with the agreed answer.
    pub words: Vec<String>,
}
