//! The order in which a guided grading asks, which questions make sense as things stand, and which are still open.

use std::collections::BTreeSet;

use super::check;
use super::session::Session;
use crate::model::{Grading, Rubric};

/// A question's place in the fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Found,
    /// The criterion's index and which of its questions.
    Criterion(usize, Part),
    Overall,
    OverallReason,
    Review,
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Answer,
    Themes,
    Evidence,
}

impl Session<'_> {
    /// Every place of the fixed order.
    pub(super) fn places(&self) -> Vec<Place> {
        let parts = [Part::Answer, Part::Themes, Part::Evidence];
        let criteria =
            (0..self.rubric.criteria().len()).flat_map(|index| parts.map(|part| Place::Criterion(index, part)));
        let ends = [Place::Overall, Place::OverallReason, Place::Review, Place::Done];
        [Place::Found].into_iter().chain(criteria).chain(ends).collect()
    }

    /// Whether the question makes sense as things stand.
    pub(super) fn exists(&self, place: Place) -> bool {
        let unusable = self.grading.unusable.is_some();
        match place {
            Place::Found => !self.has_text || unusable,
            Place::Review => unusable || check::ready_to_finish(self.rubric, &self.grading).is_ok(),
            Place::Done => self.grading.finished,
            _ if unusable => false,
            Place::Criterion(_, Part::Answer) => true,
            Place::Criterion(index, Part::Themes) => self.is_explained(index) && self.offers_themes(index),
            Place::Criterion(index, Part::Evidence) => self.is_explained(index),
            Place::Overall => check::unanswered(self.rubric, &self.grading).is_empty(),
            Place::OverallReason => self.is_overridden(),
        }
    }

    /// Whether the answer is one that themes and evidence explain: every one but not applicable.
    fn is_explained(&self, index: usize) -> bool {
        self.answer_to(index).is_some_and(|answer| answer != "na")
    }

    fn offers_themes(&self, index: usize) -> bool {
        self.rubric.criteria().get(index).is_some_and(|criterion| !criterion.themes.is_empty())
    }

    fn is_overridden(&self) -> bool {
        let complete = check::unanswered(self.rubric, &self.grading).is_empty();
        let (given, suggested) = (self.grading.overall.as_deref(), self.suggested());
        complete && given.is_some() && suggested.is_some() && given != suggested.as_deref()
    }

    /// Whether the question is still to be asked.
    pub(super) fn is_open(&self, place: Place) -> bool {
        self.exists(place)
            && match place {
                Place::Criterion(index, Part::Answer) => self.answer_to(index).is_none(),
                Place::OverallReason => !check::has_reason(&self.grading),
                Place::Review => !self.grading.finished,
                Place::Done => true,
                Place::Found => self.grading.unusable.is_none() && !self.asked.contains(&place),
                Place::Criterion(index, Part::Evidence) => !self.asked.contains(&place) || self.lacks_words(index),
                _ => !self.asked.contains(&place),
            }
    }

    /// Whether the answer to a criterion cannot be finished without words.
    pub(super) fn needs_words(&self, index: usize) -> bool {
        let answered = self.rubric.criteria().get(index).zip(self.answer_to(index));
        answered.is_some_and(|(criterion, answer)| self.rubric.wants_words(criterion, answer).1)
    }

    /// Whether a note shows the answer to a criterion, which a guided grading does not ask for but another way may have brought.
    pub(super) fn has_note(&self, index: usize) -> bool {
        let answer = self.rubric.criteria().get(index).and_then(|one| self.grading.answers.get(&one.id));
        answer.and_then(|answer| answer.note.as_deref()).is_some_and(|note| !note.trim().is_empty())
    }

    fn lacks_words(&self, index: usize) -> bool {
        let criterion = self.rubric.criteria().get(index);
        self.needs_words(index) && criterion.is_some_and(|one| !check::has_words(&self.grading, &one.id))
    }

    pub(super) fn first_open(&self) -> Place {
        if self.grading.finished {
            return Place::Done;
        }
        self.places().into_iter().find(|place| self.is_open(*place)).unwrap_or(Place::Review)
    }

    /// The next open question after a place: forward among the criteria, round to those that were skipped, then the end.
    pub(super) fn open_after(&self, place: Place) -> Place {
        if !self.grading.finished && !self.is_open(Place::Found) {
            let later = |next: &Place| *next > place && matches!(next, Place::Criterion(..)) && self.is_open(*next);
            if let Some(next) = self.places().into_iter().find(later) {
                return next;
            }
        }
        self.first_open()
    }
}

/// Which questions a stored grading shows to have been asked.
pub(super) fn asked_before(rubric: &Rubric, grading: &Grading) -> BTreeSet<Place> {
    let mut asked = BTreeSet::new();
    if grading.found || !grading.answers.is_empty() {
        asked.insert(Place::Found);
    }
    let overall = grading.overall.as_deref().is_some_and(|overall| rubric.grade(overall).is_some());
    if overall {
        asked.insert(Place::Overall);
    }
    // Where it is known which criteria were explained, nothing is guessed from later answers.
    let guessed = grading.explained.is_empty();
    let mut passed = overall && guessed;
    for (index, criterion) in rubric.criteria().iter().enumerate().rev() {
        let answered = check::answered(rubric, grading, criterion).is_some();
        let evidence = grading.explained.contains(&criterion.id)
            || grading.findings.iter().any(|finding| *finding.criterion == *criterion.id);
        let themes = grading.themes.iter().any(|tag| tag.criterion.as_ref() == Some(&criterion.id));
        if answered && (passed || evidence) {
            asked.insert(Place::Criterion(index, Part::Evidence));
        }
        if answered && (passed || evidence || themes) {
            asked.insert(Place::Criterion(index, Part::Themes));
        }
        passed |= answered && guessed;
    }
    asked
}
