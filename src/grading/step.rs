//! What a guided grading asks, what an auditor replies, and what is to be stored.

use std::collections::BTreeSet;

use crate::model::{Bearing, Finding, Grading, ThemeTag};

/// What is asked now. An index is a criterion's place in the rubric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Whether the record was found in the council's system: asked only where the extract has no text of it.
    Found,
    /// The answer to a criterion.
    Criterion {
        /// Which.
        index: usize,
    },
    /// The themes of a criterion that is answered.
    Themes {
        /// Which.
        index: usize,
    },
    /// The evidence, in words, for a criterion that is answered.
    Evidence {
        /// Which.
        index: usize,
    },
    /// The overall grade.
    Overall {
        /// The id that the answers suggest; `None` where the rubric has checks only.
        suggested: Option<String>,
    },
    /// Why the overall is not the one suggested.
    OverallReason,
    /// Everything is answered: the auditor looks it over and finishes.
    Review,
    /// The grading is finished.
    Done,
}

/// What an auditor replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The record was found and can be graded; asked at [`Step::Found`].
    Found,
    /// The case cannot be graded, for the reason of this id or these words; taken at every step before the end.
    Unusable(String),
    /// The answer to a criterion, as id or words.
    Grade(String),
    /// All themes that the criterion is to carry, as ids or words; none leaves it without.
    Themes(BTreeSet<String>),
    /// The same at a question of themes or evidence, which is asked again: the words are still to come.
    Marked(BTreeSet<String>),
    /// The evidence in words; no words withdraw what was written here before.
    Evidence(String),
    /// Themes and evidence as one reply, at either question; what is `None` is left as it stands.
    Explained {
        /// All themes that the criterion is to carry, as ids or words.
        themes: Option<BTreeSet<String>>,
        /// The evidence in words; no words withdraw what was written here before.
        words: Option<String>,
    },
    /// The overall grade, as id or words.
    Overall(String),
    /// Why the overall is not the one suggested.
    Reason(String),
    /// The grading is complete.
    Finish,
}

/// What is to be stored before the next question is asked. Ids are the rubric's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The answer to a criterion; its note stays.
    Grade {
        /// The criterion's id.
        criterion: String,
        /// The answer's id.
        grade: String,
    },
    /// The finding in words of a criterion with one bearing, in place of any earlier one of both; blank withdraws it.
    Finding {
        /// The criterion's id.
        criterion: String,
        /// Strength or concern.
        bearing: Bearing,
        /// The words.
        text: String,
    },
    /// All themes tied to a criterion, in place of the earlier ones.
    Themes {
        /// The criterion's id.
        criterion: String,
        /// The themes' ids.
        themes: BTreeSet<String>,
    },
    /// A criterion's themes and evidence were asked for and stand as they are meant to.
    Explained {
        /// The criterion's id.
        criterion: String,
    },
    /// The overall grade, with the reason where it is not the one suggested.
    Overall {
        /// The grade's id.
        grade: String,
        /// The reason.
        reason: Option<String>,
    },
    /// Why the case cannot be graded; `None` where the record was found and can be.
    Unusable {
        /// The reason's id.
        reason: Option<String>,
    },
    /// The auditor has finished.
    Finished,
}

impl Change {
    /// Makes the change in a grading, as a register that stores it must.
    pub fn apply(&self, grading: &mut Grading) {
        match self {
            Change::Grade { criterion, grade } => {
                let answer = grading.answers.entry(criterion.clone()).or_default();
                answer.grade = Some(grade.clone());
                grading.explained.remove(criterion);
            }
            Change::Finding { criterion, bearing, text } => {
                grading.findings.retain(|f| *f.criterion != **criterion || f.bearing != *bearing);
                if !text.is_empty() {
                    let (criterion, text) = (criterion.as_str().into(), text.as_str().into());
                    grading.findings.push(Finding { criterion, bearing: *bearing, text });
                }
            }
            Change::Themes { criterion, themes } => {
                grading.themes.retain(|tag| tag.criterion.as_ref() != Some(criterion));
                let tag = |theme: &String| ThemeTag { criterion: Some(criterion.clone()), theme: theme.clone() };
                grading.themes.extend(themes.iter().map(tag));
            }
            Change::Overall { grade, reason } => {
                grading.overall = Some(grade.clone());
                grading.overall_reason.clone_from(reason);
            }
            Change::Explained { criterion } => drop(grading.explained.insert(criterion.clone())),
            Change::Unusable { reason } => {
                grading.unusable.clone_from(reason);
                grading.found = reason.is_none();
            }
            Change::Finished => grading.finished = true,
        }
    }
}

/// Why a session does not take a reply or a move. Nothing is changed by it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The word is not one that may stand here, or the grading is not complete.
    #[error(transparent)]
    Grade(#[from] super::check::GradeError),
    /// The reply belongs to another question.
    #[error("this answer belongs to another question")]
    AnotherQuestion,
    /// The question must be answered before the grading goes on.
    #[error("this question cannot be left open")]
    CannotSkip,
    /// The overall is not the one suggested, and no reason was given.
    #[error("the overall grade is not the one that the answers suggest: say why")]
    ReasonNeeded,
    /// The answer needs words that show it.
    #[error("this answer needs words: say what in the record shows it")]
    WordsNeeded,
    /// The rubric has no criterion of this number.
    #[error("there is no criterion number {number}; they are 1 to {criteria}")]
    NoSuchCriterion {
        /// The number as a person counts.
        number: usize,
        /// How many there are.
        criteria: usize,
    },
    /// The grading is finished; the sample's case must be reopened first.
    #[error("this grading is finished; the case must be reopened before it can be changed")]
    Finished,
}
