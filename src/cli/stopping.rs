//! What was saved and what was not when someone stops a guided grading or moderation.

use super::failure::{Failure, Unkept};
use super::urgent::not_saved;

/// What was not saved when the person stopped.
#[derive(Debug, Default)]
pub(super) struct Stop {
    /// Whether words were typed without pressing Enter.
    pub open_words: bool,
    /// Why the last answer was not saved.
    pub answer: Option<Failure>,
    /// Why an urgent concern was not saved.
    pub urgent: Option<Failure>,
}

/// That an answer is not saved, as far as it is known.
pub(super) fn unsaved(change: Unkept) -> &'static str {
    match change {
        Unkept::Unknown => "may NOT be saved",
        _ => "is NOT saved",
    }
}

impl Stop {
    /// Adds words that were typed without pressing Enter. If they were an urgent concern, it is lost.
    pub(super) fn with_open_words(self, open_words: bool, are_urgent: bool) -> Stop {
        let lost = || not_saved(Failure::person("you stopped before Enter"));
        let urgent = self.urgent.or_else(|| (open_words && are_urgent).then(lost));
        Stop { open_words, urgent, ..self }
    }

    /// The message: everything was saved, or a failure that says first what was not.
    ///
    /// # Errors
    /// An answer of the person was not saved.
    pub(super) fn told(self, kept: &str, again: &str) -> Result<String, Failure> {
        let open_words =
            if self.open_words { "\nWords that you typed without pressing Enter are not saved." } else { "" };
        match (self.urgent, self.answer) {
            (None, None) => Ok(format!("\nStopped. {kept}; to go on: {again}{open_words}\n")),
            (Some(urgent), None) => Err(urgent),
            (Some(urgent), Some(_)) => Err(urgent.hint("Your last answer is not saved either")),
            (None, Some(Failure { whose, message, hints, change })) => {
                let unsaved = unsaved(change);
                let first = "All your earlier answers are kept".to_owned();
                let hints = [first].into_iter().chain(hints).chain([format!("To go on: {again}")]).collect();
                Err(Failure {
                    whose,
                    message: format!("stopped, and your last answer {unsaved}: {message}"),
                    hints,
                    change: Unkept::Said,
                })
            }
        }
    }
}
