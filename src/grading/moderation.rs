//! Moderation: what is agreed of a case, from what its auditors gave and what was decided over it.
//!
//! What all of them gave counts as it is, and what was decided on a criterion stands over it. The findings and themes of whoever
//! gave the agreed answer to a criterion count with it; what was said under another answer stays with its grading and counts no
//! more. [`Panel`] asks for the decisions one at a time, without a terminal.

use super::check::{self, GradeError};
use crate::model::{Answer, Bearing, Finding, Grading, Rubric};

/// The answer to a criterion that every grading has; `None` where they differ or one has none.
pub fn common<'a>(own: &[&'a Grading], criterion: &str) -> Option<&'a str> {
    let mut given = own.iter().map(|grading| given(grading, criterion));
    let first = given.next()??;
    given.all(|other| other == Some(first)).then_some(first)
}

/// The overall grade that all of several gradings have; `None` if they differ, one calls the case unusable, or there is only one.
pub fn common_overall<'a>(own: &[&'a Grading]) -> Option<&'a str> {
    let first = own.first()?.overall.as_deref()?;
    let same = |grading: &&Grading| grading.unusable.is_none() && grading.overall.as_deref() == Some(first);
    (own.len() > 1 && own.iter().all(same)).then_some(first)
}

fn given<'a>(grading: &'a Grading, criterion: &str) -> Option<&'a str> {
    grading.answers.get(criterion)?.grade.as_deref()
}

/// The criteria on which the gradings of a case differ, by their places in the rubric.
pub fn differing_criteria(rubric: &Rubric, own: &[&Grading]) -> Vec<usize> {
    let differ = |criterion: &str| own.windows(2).any(|two| given(two[0], criterion) != given(two[1], criterion));
    let places = rubric.criteria().iter().enumerate();
    places.filter(|(_, criterion)| differ(&criterion.id)).map(|(place, _)| place).collect()
}

/// The moderated grading: what the gradings have in common, under what was decided.
pub fn agreed(rubric: &Rubric, own: &[&Grading], decided: &Grading) -> Grading {
    let overall_reason = decided.overall_reason.clone();
    if decided.unusable.is_some() {
        return Grading { unusable: decided.unusable.clone(), overall_reason, finished: true, ..Grading::default() };
    }
    let mut agreed = Grading {
        overall: decided.overall.as_deref().or_else(|| common_overall(own)).map(str::to_owned),
        overall_reason,
        findings: decided.findings.clone(),
        themes: decided.themes.clone(),
        finished: true,
        ..Grading::default()
    };
    for criterion in rubric.criteria() {
        let id = criterion.id.as_str();
        let answer = given(decided, id).or_else(|| common(own, id));
        if let Some(answer) = answer.filter(|_| !decided.explained.contains(id)) {
            agreed.answers.insert(id.to_owned(), Answer { grade: Some(answer.to_owned()), note: None });
        }
    }
    for grading in own {
        let counts =
            |criterion: &str| given(&agreed, criterion).is_some_and(|answer| given(grading, criterion) == Some(answer));
        let findings: Vec<Finding> =
            grading.findings.iter().filter(|finding| counts(&finding.criterion)).cloned().collect();
        let themes: Vec<_> =
            grading.themes.iter().filter(|tag| tag.criterion.as_deref().is_none_or(counts)).cloned().collect();
        for finding in findings {
            if !agreed.findings.contains(&finding) {
                agreed.findings.push(finding);
            }
        }
        agreed.themes.extend(themes);
    }
    agreed
}

/// What is asked of a moderator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// To look at both gradings.
    Look,
    /// The agreed answer to a criterion, by its place.
    Criterion(usize),
    /// A finding of their own on it.
    Words(usize),
    /// The agreed overall grade.
    Overall,
    /// Why.
    Reason,
    /// Whether it is to count.
    Review,
}

/// What a moderator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// They have looked.
    Seen,
    /// The id of the agreed answer to a criterion; `None` where nothing is agreed and it is left out.
    Answer(Option<String>),
    /// A finding in words; blank for none.
    Words(String),
    /// The case cannot be graded, for the reason of this id.
    Unusable(String),
    /// The id of the agreed overall grade.
    Overall(String),
    /// Why.
    Reason(String),
}

/// A moderation under way.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    rubric: &'a Rubric,
    own: Vec<&'a Grading>,
    decided: Grading,
    at: Ask,
    before: Vec<Ask>,
    /// The criterion at which it was left off, if nothing was written on it.
    left_at: Option<usize>,
}

impl<'a> Panel<'a> {
    /// Takes up a moderation where it stands. Where the last criterion that was decided has no words, and nothing was decided
    /// after it, it may have been left between the answer and the words: after the look at both gradings they are asked for
    /// once more.
    pub fn new(rubric: &'a Rubric, own: Vec<&'a Grading>, decided: Grading) -> Panel<'a> {
        let mut panel = Panel { rubric, own, decided, at: Ask::Look, before: Vec::new(), left_at: None };
        panel.left_at = panel.left_at();
        panel
    }

    fn left_at(&self) -> Option<usize> {
        let open =
            self.decided.unusable.is_none() && self.decided.overall.is_none() && self.decided.overall_reason.is_none();
        let last = self.rubric.criteria().iter().rposition(|one| given(&self.decided, &one.id).is_some());
        last.filter(|place| open && self.words(*place).is_none())
    }

    /// What is asked now.
    pub fn next(&self) -> &Ask {
        &self.at
    }

    /// What was decided so far.
    pub fn decided(&self) -> &Grading {
        &self.decided
    }

    /// The gradings of the auditors.
    pub fn own(&self) -> &[&'a Grading] {
        &self.own
    }

    /// What would count if nothing more were decided.
    pub fn agreed(&self) -> Grading {
        agreed(self.rubric, &self.own, &self.decided)
    }

    /// The place on the scale of the overall grade that the agreed answers suggest; `None` while one is open.
    pub fn suggested(&self) -> Option<String> {
        check::suggested(self.rubric, &self.agreed())
    }

    /// Takes an answer; nothing has changed where it is refused.
    ///
    /// # Errors
    /// The word is not one that may stand here; the reason is blank.
    pub fn answer(&mut self, ruling: Ruling) -> Result<(), GradeError> {
        let asked = self.at.clone();
        let next = match (&asked, ruling) {
            (Ask::Look, Ruling::Seen) => self.left_at.take().map(Ask::Words),
            (_, Ruling::Unusable(word)) => {
                self.decided.unusable = Some(check::parse_unusable(&word)?.id.to_owned());
                None
            }
            (Ask::Criterion(place), Ruling::Answer(answer)) => self.settle(*place, answer)?,
            (Ask::Words(place), Ruling::Words(words)) => {
                self.write(*place, words.trim());
                None
            }
            (Ask::Overall, Ruling::Overall(word)) => {
                self.decided.overall = Some(check::parse_overall(&word, self.rubric)?);
                None
            }
            (Ask::Reason, Ruling::Reason(reason)) => {
                let reason = reason.trim();
                if reason.is_empty() {
                    return Err(GradeError::ModerationReason);
                }
                self.decided.overall_reason = Some(reason.to_owned());
                // The reason is stored with the overall grade, which nobody was asked for if only questions differ.
                if self.decided.unusable.is_none() && self.decided.overall.is_none() {
                    self.decided.overall = common_overall(&self.own).map(str::to_owned);
                }
                None
            }
            _ => None,
        };
        self.turn(next.unwrap_or_else(|| self.open()));
        Ok(())
    }

    /// Goes to a criterion by its place; a case that was called one that cannot be graded can be graded after all.
    pub fn go_to(&mut self, place: usize) {
        if place < self.rubric.criteria().len() {
            self.decided.unusable = None;
            self.turn(Ask::Criterion(place));
        }
    }

    /// Goes to a question again.
    pub fn go_back_to(&mut self, ask: Ask) {
        self.turn(ask);
    }

    /// Goes back to the question before; returns whether there is one.
    pub fn back(&mut self) -> bool {
        match self.before.pop() {
            Some(before) => {
                self.at = before;
                true
            }
            None => false,
        }
    }

    fn turn(&mut self, next: Ask) {
        let before = std::mem::replace(&mut self.at, next);
        if self.before.last() != Some(&before) {
            self.before.push(before);
        }
    }

    fn settle(&mut self, place: usize, answer: Option<String>) -> Result<Option<Ask>, GradeError> {
        let Some(criterion) = self.rubric.criteria().get(place) else { return Ok(None) };
        let id = criterion.id.clone();
        match answer {
            None => {
                self.decided.answers.remove(&id);
                self.decided.explained.insert(id);
                Ok(None)
            }
            Some(word) => {
                let grade = check::answer(criterion, &word, self.rubric)?;
                self.decided.explained.remove(&id);
                self.decided.answers.insert(id, Answer { grade: Some(grade), note: None });
                Ok(Some(Ask::Words(place)))
            }
        }
    }

    /// The bearing of the agreed answer to a criterion.
    fn bearing(&self, place: usize) -> Option<Bearing> {
        let criterion = self.rubric.criteria().get(place)?;
        Some(self.rubric.bearing(criterion, given(&self.decided, &criterion.id)?))
    }

    /// The moderator's own words on a criterion.
    pub fn words(&self, place: usize) -> Option<&str> {
        let criterion = self.rubric.criteria().get(place)?;
        let own = self.decided.findings.iter().find(|finding| *finding.criterion == *criterion.id)?;
        Some(&*own.text)
    }

    fn write(&mut self, place: usize, words: &str) {
        let (Some(criterion), Some(bearing)) = (self.rubric.criteria().get(place), self.bearing(place)) else { return };
        self.decided.findings.retain(|finding| *finding.criterion != *criterion.id);
        if !words.is_empty() {
            self.decided.findings.push(Finding {
                criterion: criterion.id.as_str().into(),
                bearing,
                text: words.into(),
            });
        }
    }

    /// Whether the overall grade that all gave is kept: they differ only on questions, and the agreed answers suggest the same grade.
    fn keeps_overall(&self) -> bool {
        let common = common_overall(&self.own);
        let differ = !differing_criteria(self.rubric, &self.own).is_empty();
        differ && common.is_some() && self.suggested().as_deref() == common
    }

    /// The first question that is open.
    fn open(&self) -> Ask {
        let settled = |place: usize| {
            let id = self.rubric.criteria()[place].id.as_str();
            given(&self.decided, id).is_some() || self.decided.explained.contains(id)
        };
        if self.decided.unusable.is_none() {
            if let Some(place) = differing_criteria(self.rubric, &self.own).into_iter().find(|place| !settled(*place)) {
                return Ask::Criterion(place);
            }
            if self.decided.overall.is_none() && !self.keeps_overall() {
                return Ask::Overall;
            }
        }
        match self.decided.overall_reason {
            None => Ask::Reason,
            Some(_) => Ask::Review,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grading::tests::rubric;
    use crate::model::ThemeTag;

    fn graded(drift: &str, plan: &str, words: &str) -> Grading {
        let mut grading = Grading { overall: Some(drift.to_owned()), finished: true, ..Grading::default() };
        for (criterion, grade) in [(first(), drift), (second(), plan)] {
            let answer = Answer { grade: Some(grade.to_owned()), note: None };
            grading.answers.insert(criterion.clone(), answer);
            let text = format!("{words} on {criterion}");
            grading.findings.push(Finding {
                criterion: criterion.as_str().into(),
                bearing: Bearing::Concern,
                text: text.into(),
            });
            grading.themes.insert(ThemeTag { criterion: Some(criterion), theme: words.to_owned() });
        }
        grading
    }

    fn first() -> String {
        rubric().criteria()[0].id.clone()
    }

    fn second() -> String {
        rubric().criteria()[1].id.clone()
    }

    fn texts(grading: &Grading) -> Vec<&str> {
        grading.findings.iter().map(|finding| &*finding.text).collect()
    }

    #[test]
    fn what_counts_is_what_those_found_who_gave_the_agreed_answer() {
        let rubric = rubric();
        let (ann, bo) = (graded("inadequate", "good", "Ann"), graded("good", "good", "Bo"));
        assert_eq!(differing_criteria(&rubric, &[&ann, &bo]), [0]);
        let mut decided = Grading { overall: Some("good".to_owned()), ..Grading::default() };
        let open = agreed(&rubric, &[&ann, &bo], &decided);
        assert_eq!(open.answers.keys().cloned().collect::<Vec<_>>(), [second()]);
        assert_eq!(texts(&open), [format!("Ann on {}", second()), format!("Bo on {}", second())]);
        decided.answers.insert(first(), Answer { grade: Some("inadequate".to_owned()), note: None });
        let settled = agreed(&rubric, &[&ann, &bo], &decided);
        assert!(texts(&settled).contains(&format!("Ann on {}", first()).as_str()));
        assert!(!texts(&settled).contains(&format!("Bo on {}", first()).as_str()));
        assert_eq!(settled.themes.iter().filter(|tag| tag.criterion.as_deref() == Some(&first())).count(), 1);
    }

    #[test]
    fn an_answer_that_nobody_gave_takes_nobodys_words_along() {
        let rubric = rubric();
        let ann = graded("good", "good", "Ann");
        let mut decided = Grading::default();
        decided.answers.insert(first(), Answer { grade: Some("inadequate".to_owned()), note: None });
        assert_eq!(texts(&agreed(&rubric, &[&ann], &decided)), [format!("Ann on {}", second())]);
    }

    #[test]
    fn a_moderator_is_asked_what_differs_then_the_overall_and_why() {
        let rubric = rubric();
        let (ann, bo) = (graded("inadequate", "good", "Ann"), graded("good", "good", "Bo"));
        let mut panel = Panel::new(&rubric, vec![&ann, &bo], Grading::default());
        let mut asked = Vec::new();
        for ruling in [
            Ruling::Seen,
            Ruling::Answer(Some("Inadequate".to_owned())),
            Ruling::Words("Nothing follows".to_owned()),
            Ruling::Overall("inadequate".to_owned()),
            Ruling::Reason("Both read it again".to_owned()),
        ] {
            asked.push(panel.next().clone());
            panel.answer(ruling).unwrap();
        }
        assert_eq!(asked, [Ask::Look, Ask::Criterion(0), Ask::Words(0), Ask::Overall, Ask::Reason]);
        assert_eq!(*panel.next(), Ask::Review);
        let settled = panel.agreed();
        assert_eq!(
            (settled.overall.as_deref(), settled.overall_reason.as_deref()),
            (Some("inadequate"), Some("Both read it again"))
        );
        assert!(texts(&settled).contains(&"Nothing follows"));
        assert!(panel.back() && *panel.next() == Ask::Reason);
        assert_eq!(panel.answer(Ruling::Reason("  ".to_owned())), Err(GradeError::ModerationReason));
        panel.go_to(1);
        panel.answer(Ruling::Answer(None)).unwrap();
        assert!(!panel.agreed().answers.contains_key(&second()));
        panel.answer(Ruling::Unusable("duplicate".to_owned())).unwrap();
        assert_eq!((panel.agreed().unusable.as_deref(), panel.agreed().overall), (Some("duplicate"), None));
    }

    #[test]
    fn if_only_questions_differ_the_overall_grade_is_kept_unless_the_agreed_answers_suggest_another() {
        let rubric = rubric();
        let bo = Grading { overall: Some("good".to_owned()), ..graded("inadequate", "good", "Bo") };
        let ann = graded("good", "good", "Ann");
        assert_eq!((common_overall(&[&ann, &bo]), common_overall(&[&ann])), (Some("good"), None));
        let led = |answer: &str| {
            let mut panel = Panel::new(&rubric, vec![&ann, &bo], Grading::default());
            let mut asked = Vec::new();
            for ruling in
                [Ruling::Seen, Ruling::Answer(Some(answer.to_owned())), Ruling::Words("Shown in May".to_owned())]
            {
                asked.push(panel.next().clone());
                panel.answer(ruling).unwrap();
            }
            assert_eq!(asked, [Ask::Look, Ask::Criterion(0), Ask::Words(0)]);
            panel
        };
        let mut kept = led("good");
        assert_eq!(*kept.next(), Ask::Reason);
        kept.answer(Ruling::Reason("Read together".to_owned())).unwrap();
        assert_eq!(*kept.next(), Ask::Review);
        let decided = (kept.decided().overall.as_deref(), kept.decided().overall_reason.as_deref());
        assert_eq!(decided, (Some("good"), Some("Read together")), "both are stored before the next question");
        assert_eq!(kept.agreed().overall.as_deref(), Some("good"));
        assert!(texts(&kept.agreed()).contains(&"Shown in May"));
        assert_eq!(*led("inadequate").next(), Ask::Overall);
        // If they agree on every question, a moderator opens the case to change its overall grade.
        let mut panel = Panel::new(&rubric, vec![&ann, &ann], Grading::default());
        panel.answer(Ruling::Seen).unwrap();
        assert_eq!(*panel.next(), Ask::Overall);
    }

    #[test]
    fn a_moderation_left_between_an_answer_and_its_words_asks_for_the_words() {
        let rubric = rubric();
        let (ann, bo) = (graded("inadequate", "good", "Ann"), graded("good", "good", "Bo"));
        let own = vec![&ann, &bo];
        let next = |decided: &Grading| {
            let mut panel = Panel::new(&rubric, own.clone(), decided.clone());
            panel.answer(Ruling::Seen).unwrap();
            panel
        };
        assert_eq!(*next(&Grading::default()).next(), Ask::Criterion(0));
        let mut decided = Grading::default();
        decided.answers.insert(first(), Answer { grade: Some("inadequate".to_owned()), note: None });
        let mut panel = next(&decided);
        assert_eq!(*panel.next(), Ask::Words(0));
        panel.answer(Ruling::Words("Nothing follows".to_owned())).unwrap();
        assert_eq!(*panel.next(), Ask::Overall);
        assert_eq!(*next(panel.decided()).next(), Ask::Overall, "they are there");
        decided.overall = Some("inadequate".to_owned());
        assert_eq!(*next(&decided).next(), Ask::Reason, "more was decided after it");
    }
}
