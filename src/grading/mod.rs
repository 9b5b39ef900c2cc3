//! The session as a state machine without a terminal, and the rule of what counts.
//!
//! [`Session`] leads an auditor through a case and gives each change to be stored before the next question; [`check`]
//! reads the same answers from flags; [`moderation`] agrees a final grade; [`standing()`] decides what a case says once its gradings are known.

pub mod check;
mod identifying;
pub mod moderation;
mod practice;
mod route;
mod seen;
mod session;
mod standing;
mod step;

pub use identifying::{Identifying, What, identifying};
pub use practice::{Point, compare};
pub use seen::{Difference, differences};
pub use session::Session;
pub use standing::{Awaits, CaseGradings, awaits_moderation, standing, waiting_questions};
pub use step::{Change, Reply, SessionError, Step};

#[cfg(test)]
mod tests {
    use crate::model::{
        Bearing, Criterion, CriterionForm, Descriptor, Grade, Kind, OverallRule, Rubric, RubricParts, Theme,
    };

    /// Two graded criteria, the second limiting, and a check without themes.
    pub(super) fn rubric() -> Rubric {
        Rubric::new(parts()).unwrap()
    }

    /// The check alone.
    pub(super) fn checks_only() -> Rubric {
        let criteria = parts().criteria.split_off(2);
        Rubric::new(RubricParts { criteria, ..parts() }).unwrap()
    }

    fn parts() -> RubricParts {
        let grade = |id: &str, label: &str| Grade { id: id.to_owned(), label: label.to_owned() };
        let scale = vec![grade("inadequate", "Inadequate"), grade("good", "Good")];
        let theme = |id: &str, label: &str, bearing| Theme {
            id: id.to_owned(),
            label: label.to_owned(),
            bearing,
            family: "IRO practice".to_owned(),
        };
        let themes = vec![
            theme("drift-not-addressed", "Identified drift was not addressed", Bearing::Concern),
            theme("no-clear-purpose", "The oversight had no clear purpose", Bearing::Concern),
            theme("purposeful", "The oversight was purposeful", Bearing::Strength),
        ];
        let criteria = vec![
            criterion("purpose", CriterionForm::Graded, &["inadequate", "good"], &["no-clear-purpose", "purposeful"]),
            criterion("drift", CriterionForm::Graded, &["inadequate", "good"], &["drift-not-addressed"]),
            criterion("told", CriterionForm::Check, &["yes", "no"], &[]),
        ];
        RubricParts {
            id: "small".to_owned(),
            title: "Small".to_owned(),
            kind: Kind::Oversight,
            version: 1,
            about: "For tests.".to_owned(),
            scale,
            rule: OverallRule::Middle,
            criteria,
            themes,
            digest: "0".repeat(64),
            source: String::new(),
        }
    }

    fn criterion(id: &str, form: CriterionForm, answers: &[&str], themes: &[&str]) -> Criterion {
        let describe = |answer: &&str| Descriptor { answer: (*answer).to_owned(), text: format!("{id} is {answer}") };
        Criterion {
            id: id.to_owned(),
            title: format!("Title: {id}"),
            question: "Which?".to_owned(),
            look_for: Vec::new(),
            form,
            limiting: id == "drift",
            evidence: crate::model::Evidence::Asked,
            descriptors: answers.iter().map(describe).collect(),
            themes: themes.iter().map(|theme| (*theme).to_owned()).collect(),
        }
    }
}
