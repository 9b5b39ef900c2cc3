//! What is kept and what is not where somebody stops a guided grading or moderation.

use super::failure::Failure;
use super::urgent::not_saved;

/// What is not kept of a visit that was stopped.
#[derive(Debug, Default)]
pub(super) struct Stop {
    /// Words that were typed and not ended with Enter.
    pub open_words: bool,
    /// An answer that the register did not take, and why.
    pub answer: Option<Failure>,
    /// An urgent concern that the register did not take, and why.
    pub urgent: Option<Failure>,
}

impl Stop {
    /// The same, where words stood in a field that nobody had ended with Enter: an urgent concern among them is lost.
    pub(super) fn with_open_words(self, open_words: bool, are_urgent: bool) -> Stop {
        let lost = || not_saved(Failure::person("you stopped before Enter"));
        let urgent = self.urgent.or_else(|| (open_words && are_urgent).then(lost));
        Stop { open_words, urgent, ..self }
    }

    /// What is said of it: that everything is kept, or a failure that says first what is not.
    ///
    /// # Errors
    /// Something is not kept that the person had answered.
    pub(super) fn told(self, kept: &str, again: &str) -> Result<String, Failure> {
        let open_words = if self.open_words { "\nWords that you had not ended with Enter are not kept." } else { "" };
        match (self.urgent, self.answer) {
            (None, None) => Ok(format!("\nStopped. {kept}; to go on: {again}{open_words}\n")),
            (Some(urgent), None) => Err(urgent),
            (Some(urgent), Some(_)) => Err(urgent.hint("Your last answer is not saved either")),
            (None, Some(Failure { whose, message, hints })) => {
                let first = "What was shown as kept before it is kept".to_owned();
                let hints = [first].into_iter().chain(hints).chain([format!("To go on: {again}")]).collect();
                Err(Failure { whose, message: format!("stopped, and your last answer is NOT saved: {message}"), hints })
            }
        }
    }
}
