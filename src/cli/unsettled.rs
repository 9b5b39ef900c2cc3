//! What a sample still needs before it is settled.

use super::failure::Failure;
use super::marking::gradings_of;
use super::sequential;
use crate::grading::{standing, waiting_questions};
use crate::model::Standing;
use crate::model::english::counted;
use crate::store::{Register, SampleRow};

/// How many cases of a sample are not settled yet, and in how many others a question waits.
pub(super) struct Unsettled {
    ungraded: usize,
    waiting: usize,
    with_questions: usize,
}

impl Unsettled {
    /// Counts them. A sequential plan that may stop has none.
    pub(super) fn of(register: &Register, sample: &SampleRow) -> Result<Unsettled, Failure> {
        let gradings = register.gradings(sample.id)?;
        let mut found = Unsettled { ungraded: 0, waiting: 0, with_questions: 0 };
        if sequential::may_stop(register, sample)? {
            return Ok(found);
        }
        for case in register.cases(sample.id)?.iter().filter(|case| case.story.replaced.is_none() && !case.by_hand()) {
            let case = gradings_of(&gradings, case);
            match standing(&case) {
                Standing::Ungraded => found.ungraded += 1,
                Standing::Waiting => found.waiting += 1,
                Standing::Counted(_) | Standing::Unusable(_) => {
                    found.with_questions += usize::from(!waiting_questions(&case).is_empty());
                }
            }
        }
        Ok(found)
    }

    pub(super) fn any(&self) -> bool {
        self.ungraded + self.waiting + self.with_questions > 0
    }

    /// The numbers in words.
    pub(super) fn words(&self) -> String {
        let ungraded = (self.ungraded > 0).then(|| format!("{} not graded", counted(self.ungraded, "case")));
        let waiting = (self.waiting > 0)
            .then(|| format!("{} waiting for a second grading or for moderation", counted(self.waiting, "case")));
        let questions = (self.with_questions > 0)
            .then(|| format!("{} in which two auditors differ on a question", counted(self.with_questions, "case")));
        ungraded.into_iter().chain(waiting).chain(questions).collect::<Vec<_>>().join(", ")
    }
}
