//! A guided grading, question by question, without a terminal.
//!
//! The questions stand in one fixed order: was the record found, then for each criterion its answer, its themes and its
//! evidence, then the overall grade, the reason where it is not the one suggested, and the review. The session goes forward from
//! where it is to the next question that is open, and round again to criteria that were skipped. It gives every change to
//! the caller, who stores it before the next question is shown, so that a session broken off at any moment is taken up again
//! from what is stored.
//!
//! Changing an answer reopens that criterion's themes and evidence, which explained the earlier one, and the overall grade
//! where another is suggested now.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{self, GradeError};
use super::route::{Part, Place, asked_before};
use super::step::{Change, Reply, SessionError, Step};
use crate::model::{Bearing, Criterion, Grading, Rubric};

/// One auditor's way through one case.
#[derive(Clone, Debug)]
pub struct Session<'a> {
    pub(super) rubric: &'a Rubric,
    pub(super) grading: Grading,
    pub(super) has_text: bool,
    /// Questions that were asked and need not be asked again.
    pub(super) asked: BTreeSet<Place>,
    /// Criteria whose finding was written under an answer with this other bearing.
    moved: BTreeMap<usize, Bearing>,
    at: Place,
}

impl<'a> Session<'a> {
    /// Takes up a grading where it stands: at the first question that is not answered.
    ///
    /// A theme or evidence question is not asked again where something stands there, or where a later criterion is
    /// answered, since the auditor then left it blank.
    pub fn new(rubric: &'a Rubric, grading: Grading, has_text: bool) -> Session<'a> {
        let asked = asked_before(rubric, &grading);
        let mut session = Session { rubric, grading, has_text, asked, moved: BTreeMap::new(), at: Place::Found };
        session.at = session.first_open();
        session
    }

    /// What is asked now; the same until a reply or a move.
    pub fn next(&self) -> Step {
        match self.at {
            Place::Found => Step::Found,
            Place::Criterion(index, Part::Answer) => Step::Criterion { index },
            Place::Criterion(index, Part::Themes) => Step::Themes { index },
            Place::Criterion(index, Part::Evidence) => Step::Evidence { index },
            Place::Overall => Step::Overall { suggested: self.suggested() },
            Place::OverallReason => Step::OverallReason,
            Place::Review => Step::Review,
            Place::Done => Step::Done,
        }
    }

    /// The grading as it stands, with every change made so far.
    pub fn grading(&self) -> &Grading {
        &self.grading
    }

    /// How many criteria are answered, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        let criteria = self.rubric.criteria().len();
        (criteria - check::unanswered(self.rubric, &self.grading).len(), criteria)
    }

    /// The answer to a criterion as it stands.
    pub fn answer_to(&self, index: usize) -> Option<&'a str> {
        check::answered(self.rubric, &self.grading, self.rubric.criteria().get(index)?)
    }

    /// The themes tied to a criterion as they stand.
    pub fn themes_of(&self, index: usize) -> BTreeSet<String> {
        let id = self.rubric.criteria().get(index).map(|criterion| criterion.id.as_str());
        let tied = self.grading.themes.iter().filter(|tag| id.is_some() && tag.criterion.as_deref() == id);
        tied.map(|tag| tag.theme.clone()).collect()
    }

    /// The words that stand as evidence for a criterion's answer, which a new reply replaces.
    pub fn evidence_of(&self, index: usize) -> Option<String> {
        let criterion = self.rubric.criteria().get(index)?;
        let bearing = self.bearing(index)?;
        let text = written(&self.grading, &criterion.id, bearing);
        text.or_else(|| written(&self.grading, &criterion.id, *self.moved.get(&index)?))
    }

    /// Takes a reply to the question that is asked now; returns what is to be stored, in order. A reply that changes
    /// nothing gives nothing to store.
    ///
    /// # Errors
    /// [`SessionError`] where the reply does not fit the question; then nothing has changed.
    pub fn answer(&mut self, reply: Reply) -> Result<Vec<Change>, SessionError> {
        let asked = self.at;
        let changes = match (asked, reply) {
            (Place::Done, _) => return Err(SessionError::Finished),
            (_, Reply::Unusable(word)) => {
                let changes = self.unusable(&word)?;
                self.at = self.first_open();
                return Ok(changes);
            }
            (Place::Criterion(index, Part::Themes | Part::Evidence), Reply::Explained { themes, words }) => {
                return self.explain(index, themes.as_ref(), words);
            }
            (Place::Criterion(index, Part::Themes | Part::Evidence), Reply::Marked(words)) => {
                return self.themes(index, &words);
            }
            (Place::Found, Reply::Found) => self.store(Change::Unusable { reason: None }),
            (Place::Criterion(index, Part::Answer), Reply::Grade(word)) => self.grade(index, &word)?,
            (Place::Criterion(index, Part::Themes), Reply::Themes(words)) => self.themes(index, &words)?,
            (Place::Criterion(index, Part::Evidence), Reply::Evidence(text)) => {
                if text.trim().is_empty() && self.needs_words(index) && !self.has_note(index) {
                    return Err(SessionError::WordsNeeded);
                }
                self.evidence(index, text.trim())
            }
            (Place::Overall, Reply::Overall(word)) => self.overall(&word)?,
            (Place::OverallReason, Reply::Reason(text)) => self.reason(text.trim())?,
            (Place::Review, Reply::Finish) => self.finish()?,
            _ => return Err(SessionError::AnotherQuestion),
        };
        self.asked.insert(asked);
        self.at = self.open_after(asked);
        Ok(changes)
    }

    /// Leaves the question as it stands and goes on. A criterion that is skipped unanswered comes round again.
    ///
    /// # Errors
    /// Whether the record was found, the overall grade and what follows it cannot be left open.
    pub fn skip(&mut self) -> Result<(), SessionError> {
        let stands = match self.at {
            Place::Done => return Err(SessionError::Finished),
            Place::Found => self.grading.unusable.is_some() || self.asked.contains(&Place::Found),
            Place::Criterion(..) => true,
            Place::Overall => self.asked.contains(&Place::Overall),
            Place::OverallReason => check::has_reason(&self.grading),
            Place::Review => false,
        };
        if !stands {
            return Err(SessionError::CannotSkip);
        }
        if !matches!(self.at, Place::Criterion(_, Part::Answer)) {
            self.asked.insert(self.at);
        }
        self.at = self.open_after(self.at);
        Ok(())
    }

    /// Goes back to the question before this one; returns whether there is one. Nothing is changed by it.
    pub fn back(&mut self) -> bool {
        if self.at == Place::Done {
            return false;
        }
        let before = self.places().into_iter().rev().find(|place| *place < self.at && self.exists(*place));
        if let Some(place) = before {
            self.at = place;
        }
        before.is_some()
    }

    /// Goes to a criterion, by its place in the rubric from 0. Nothing is changed by it.
    ///
    /// # Errors
    /// There is no such criterion, the grading is finished, or the record is not found yet or unusable.
    pub fn go_to(&mut self, index: usize) -> Result<(), SessionError> {
        if self.at == Place::Done {
            return Err(SessionError::Finished);
        }
        let criteria = self.rubric.criteria().len();
        if index >= criteria {
            return Err(SessionError::NoSuchCriterion { number: index.saturating_add(1), criteria });
        }
        if self.grading.unusable.is_some() || self.is_open(Place::Found) {
            return Err(SessionError::CannotSkip);
        }
        self.at = Place::Criterion(index, Part::Answer);
        Ok(())
    }

    /// Makes a change; returns it where it changes something.
    fn store(&mut self, change: Change) -> Vec<Change> {
        let before = self.grading.clone();
        change.apply(&mut self.grading);
        Vec::from_iter((before != self.grading).then_some(change))
    }

    fn unusable(&mut self, word: &str) -> Result<Vec<Change>, SessionError> {
        let reason = check::parse_unusable(word)?;
        Ok(self.store(Change::Unusable { reason: Some(reason.id.to_owned()) }))
    }

    fn grade(&mut self, index: usize, word: &str) -> Result<Vec<Change>, SessionError> {
        let criterion = self.criterion(index)?;
        let grade = check::answer(criterion, word, self.rubric)?;
        let (earlier, bearing, suggested) = (self.answer_to(index), self.bearing(index), self.suggested());
        let changes = self.store(Change::Grade { criterion: criterion.id.clone(), grade });
        if earlier.is_some() && !changes.is_empty() {
            self.asked.remove(&Place::Criterion(index, Part::Themes));
            self.asked.remove(&Place::Criterion(index, Part::Evidence));
        }
        if let Some(bearing) = bearing.filter(|bearing| Some(*bearing) != self.bearing(index)) {
            self.moved.insert(index, bearing);
        }
        if suggested != self.suggested() {
            self.asked.remove(&Place::Overall);
        }
        Ok(changes)
    }

    fn themes(&mut self, index: usize, words: &BTreeSet<String>) -> Result<Vec<Change>, SessionError> {
        let criterion = self.criterion(index)?;
        let stored = self.themes_of(index);
        let mut themes = BTreeSet::new();
        for word in words {
            let theme = match self.rubric.theme(word) {
                Some(theme) => theme.id.clone(),
                None if stored.contains(word) => word.clone(),
                None => {
                    let themes = check::theme_ids(Some(criterion), self.rubric);
                    return Err(GradeError::UnknownTheme { word: word.trim().to_owned(), themes }.into());
                }
            };
            themes.insert(theme);
        }
        Ok(self.store(Change::Themes { criterion: criterion.id.clone(), themes }))
    }

    /// Sets the words. Those that the question showed are replaced, also where an earlier answer gave them the other
    /// bearing.
    fn evidence(&mut self, index: usize, text: &str) -> Vec<Change> {
        let (Some(criterion), Some(bearing)) = (self.rubric.criteria().get(index), self.bearing(index)) else {
            return Vec::new();
        };
        let finding =
            |bearing, text: &str| Change::Finding { criterion: criterion.id.clone(), bearing, text: text.to_owned() };
        let stands = written(&self.grading, &criterion.id, bearing);
        let mut changes = Vec::new();
        match self.moved.remove(&index) {
            Some(other) if stands.is_none() => changes.extend(self.store(finding(other, ""))),
            _ => {}
        }
        if stands.as_deref() != Some(text) {
            changes.extend(self.store(finding(bearing, text)));
        }
        changes
    }

    /// Takes themes and evidence together. Words that stand and are not replaced follow the answer's bearing.
    fn explain(
        &mut self,
        index: usize,
        themes: Option<&BTreeSet<String>>,
        words: Option<String>,
    ) -> Result<Vec<Change>, SessionError> {
        let criterion = self.criterion(index)?.id.clone();
        let none = match &words {
            Some(words) => words.trim().is_empty(),
            None => self.evidence_of(index).is_none(),
        };
        if none && self.needs_words(index) && !self.has_note(index) {
            return Err(SessionError::WordsNeeded);
        }
        let mut changes = themes.map_or(Ok(Vec::new()), |themes| self.themes(index, themes))?;
        if let Some(words) = words.or_else(|| self.evidence_of(index)) {
            changes.extend(self.evidence(index, words.trim()));
        }
        changes.extend(self.store(Change::Explained { criterion }));
        self.asked.extend([Part::Themes, Part::Evidence].map(|part| Place::Criterion(index, part)));
        self.at = self.open_after(Place::Criterion(index, Part::Evidence));
        Ok(changes)
    }

    fn overall(&mut self, word: &str) -> Result<Vec<Change>, SessionError> {
        let grade = check::parse_overall(word, self.rubric)?;
        let overridden = self.suggested().is_some_and(|suggested| suggested != grade);
        let kept = overridden && self.grading.overall.as_deref() == Some(grade.as_str());
        let reason = self.grading.overall_reason.clone().filter(|_| kept);
        Ok(self.store(Change::Overall { grade, reason }))
    }

    fn reason(&mut self, text: &str) -> Result<Vec<Change>, SessionError> {
        match (self.grading.overall.clone(), text.is_empty()) {
            (Some(grade), false) => Ok(self.store(Change::Overall { grade, reason: Some(text.to_owned()) })),
            _ => Err(SessionError::ReasonNeeded),
        }
    }

    fn finish(&mut self) -> Result<Vec<Change>, SessionError> {
        check::ready_to_finish(self.rubric, &self.grading)?;
        Ok(self.store(Change::Finished))
    }

    fn criterion(&self, index: usize) -> Result<&'a Criterion, SessionError> {
        let criteria = self.rubric.criteria();
        let missing = SessionError::NoSuchCriterion { number: index.saturating_add(1), criteria: criteria.len() };
        criteria.get(index).ok_or(missing)
    }

    pub(super) fn suggested(&self) -> Option<String> {
        check::suggested(self.rubric, &self.grading)
    }

    fn bearing(&self, index: usize) -> Option<Bearing> {
        Some(self.rubric.bearing(self.rubric.criteria().get(index)?, self.answer_to(index)?))
    }
}

/// The words of a criterion's findings with one bearing; several stand a line each.
fn written(grading: &Grading, criterion: &str, bearing: Bearing) -> Option<String> {
    let findings = grading.findings.iter().filter(|f| *f.criterion == *criterion && f.bearing == bearing);
    let texts: Vec<&str> = findings.map(|finding| &*finding.text).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::grading::tests::rubric;
    use crate::model::{Answer, Finding};

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn grade(word: &str) -> Reply {
        Reply::Grade(word.to_owned())
    }

    fn evidence(words: &str) -> Reply {
        Reply::Evidence(words.to_owned())
    }

    /// Replies each in turn and returns the steps that were asked.
    fn run(session: &mut Session<'_>, replies: Vec<Reply>) -> Vec<Step> {
        let mut asked = Vec::new();
        for reply in replies {
            asked.push(session.next());
            session.answer(reply.clone()).unwrap_or_else(|error| panic!("{reply:?}: {error}"));
        }
        asked
    }

    #[test]
    fn a_whole_grading_asks_each_question_once_in_order() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), false);
        let asked = run(
            &mut session,
            vec![
                Reply::Found,
                grade("Good"),
                Reply::Themes(set(&["purposeful"])),
                evidence("Dated 3 October, asks for the plan."),
                grade("inadequate"),
                Reply::Themes(set(&[])),
                evidence(""),
                grade("na"),
                Reply::Overall("inadequate".to_owned()),
                Reply::Finish,
            ],
        );
        let criterion = |index| Step::Criterion { index };
        let expected = vec![
            Step::Found,
            criterion(0),
            Step::Themes { index: 0 },
            Step::Evidence { index: 0 },
            criterion(1),
            Step::Themes { index: 1 },
            Step::Evidence { index: 1 },
            criterion(2),
            Step::Overall { suggested: Some("inadequate".to_owned()) },
            Step::Review,
        ];
        assert_eq!(asked, expected);
        assert_eq!(session.next(), Step::Done);
        assert!(session.grading().finished);
        assert_eq!(session.answer(grade("good")), Err(SessionError::Finished));
    }

    #[test]
    fn each_reply_gives_the_change_to_store() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), true);
        assert_eq!(
            session.answer(grade("GOOD")).unwrap(),
            [Change::Grade { criterion: "purpose".to_owned(), grade: "good".to_owned() }]
        );
        assert_eq!(
            session.answer(Reply::Themes(set(&["The oversight was purposeful"]))).unwrap(),
            [Change::Themes { criterion: "purpose".to_owned(), themes: set(&["purposeful"]) }]
        );
        assert_eq!(
            session.answer(evidence(" asks for the plan ")).unwrap(),
            [Change::Finding {
                criterion: "purpose".to_owned(),
                bearing: Bearing::Strength,
                text: "asks for the plan".to_owned()
            }]
        );
    }

    #[test]
    fn themes_that_are_marked_leave_the_question_where_it_is() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), true);
        session.answer(grade("good")).unwrap();
        let asked = session.next();
        for themes in [set(&["purposeful"]), set(&[])] {
            let change = Change::Themes { criterion: "purpose".to_owned(), themes: themes.clone() };
            assert_eq!(session.answer(Reply::Marked(themes)).unwrap(), [change]);
            assert_eq!(session.next(), asked);
        }
        assert!(session.answer(Reply::Marked(set(&["tidy"]))).is_err());
        session.answer(evidence("Dated")).unwrap_err();
        session.answer(Reply::Explained { themes: None, words: Some("Dated".to_owned()) }).unwrap();
        assert_eq!(
            session.answer(Reply::Marked(set(&[]))),
            Err(SessionError::AnotherQuestion),
            "nothing is graded here"
        );
    }

    #[test]
    fn words_that_do_not_belong_change_nothing() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), true);
        for reply in [grade("brilliant"), evidence("x"), Reply::Finish, Reply::Unusable("lost".to_owned())] {
            assert!(session.answer(reply.clone()).is_err(), "{reply:?}");
            assert_eq!((session.next(), session.grading()), (Step::Criterion { index: 0 }, &Grading::default()));
        }
        session.answer(grade("good")).unwrap();
        let unknown = session.answer(Reply::Themes(set(&["purposeful", "tidy"])));
        let Err(SessionError::Grade(GradeError::UnknownTheme { word, themes })) = unknown else {
            panic!("{unknown:?}")
        };
        assert_eq!(word, "tidy");
        assert_eq!(themes, ["no-clear-purpose", "purposeful", "drift-not-addressed"]);
    }

    #[test]
    fn a_skipped_criterion_comes_round_before_the_overall() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), true);
        session.skip().unwrap();
        run(&mut session, vec![grade("good"), Reply::Themes(set(&[])), evidence(""), grade("na")]);
        assert_eq!(session.next(), Step::Criterion { index: 0 });
        session.skip().unwrap();
        assert_eq!(session.next(), Step::Criterion { index: 0 }, "it cannot be passed by");
        run(&mut session, vec![grade("good"), Reply::Themes(set(&[])), evidence("")]);
        assert_eq!(session.next(), Step::Overall { suggested: Some("good".to_owned()) });
        assert_eq!(session.skip(), Err(SessionError::CannotSkip));
    }

    #[test]
    fn another_overall_needs_a_reason() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, graded("good", "good"), true);
        run(&mut session, vec![Reply::Overall("inadequate".to_owned())]);
        assert_eq!(session.next(), Step::OverallReason);
        assert_eq!(session.answer(Reply::Reason("  ".to_owned())), Err(SessionError::ReasonNeeded));
        assert_eq!(session.skip(), Err(SessionError::CannotSkip));
        let resumed = Session::new(&rubric, session.grading().clone(), true);
        assert_eq!(resumed.next(), Step::OverallReason, "a kill between the two loses neither");
        run(&mut session, vec![Reply::Reason("A missing episode was passed by.".to_owned())]);
        assert_eq!(session.next(), Step::Review);
        assert!(session.back() && session.back());
        run(&mut session, vec![Reply::Overall("good".to_owned())]);
        assert_eq!((session.next(), &session.grading().overall_reason), (Step::Review, &None));
    }

    #[test]
    fn checks_alone_suggest_no_overall_and_ask_for_no_reason() {
        let rubric = crate::grading::tests::checks_only();
        let mut session = Session::new(&rubric, Grading::default(), true);
        run(&mut session, vec![grade("no"), evidence("no letter on file")]);
        assert_eq!(session.next(), Step::Overall { suggested: None });
        run(&mut session, vec![Reply::Overall("good".to_owned()), Reply::Finish]);
        assert_eq!(session.next(), Step::Done);
    }

    #[test]
    fn a_changed_answer_reopens_what_explained_it() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, graded("good", "good"), true);
        run(&mut session, vec![Reply::Overall("good".to_owned())]);
        session.go_to(1).unwrap();
        run(&mut session, vec![grade("inadequate")]);
        assert_eq!(session.next(), Step::Themes { index: 1 });
        session.skip().unwrap();
        assert_eq!(session.next(), Step::Evidence { index: 1 });
        session.skip().unwrap();
        assert_eq!(session.next(), Step::Overall { suggested: Some("inadequate".to_owned()) });
        session.go_to(1).unwrap();
        run(&mut session, vec![grade("inadequate")]);
        assert_eq!(session.next(), Step::Overall { suggested: Some("inadequate".to_owned()) }, "the same is no change");
    }

    #[test]
    fn words_move_with_an_answer_that_turns_a_strength_into_a_concern() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), true);
        run(&mut session, vec![grade("good"), Reply::Themes(set(&[])), evidence("no dates")]);
        session.go_to(0).unwrap();
        run(&mut session, vec![grade("inadequate"), Reply::Themes(set(&[]))]);
        assert_eq!(session.evidence_of(0).as_deref(), Some("no dates"));
        let finding =
            |bearing, text: &str| Change::Finding { criterion: "purpose".to_owned(), bearing, text: text.to_owned() };
        assert_eq!(
            session.answer(evidence("no dates")).unwrap(),
            [finding(Bearing::Strength, ""), finding(Bearing::Concern, "no dates")]
        );
        assert_eq!(session.grading().findings.len(), 1);
    }

    #[test]
    fn words_that_the_question_did_not_show_stay() {
        let rubric = rubric();
        let mut grading = graded("good", "good");
        for (bearing, text) in [(Bearing::Strength, "clear aim"), (Bearing::Concern, "no date")] {
            grading.findings.push(Finding { criterion: "purpose".into(), bearing, text: text.into() });
        }
        let mut session = Session::new(&rubric, grading, true);
        session.go_to(0).unwrap();
        run(&mut session, vec![grade("inadequate"), Reply::Themes(set(&[]))]);
        assert_eq!(session.evidence_of(0).as_deref(), Some("no date"));
        run(&mut session, vec![evidence("no date at all")]);
        let texts: Vec<&str> = session.grading().findings.iter().map(|finding| &*finding.text).collect();
        assert_eq!(texts, ["a letter", "clear aim", "no date at all"]);
    }

    #[test]
    fn an_unusable_case_is_finished_without_answers_and_can_be_taken_back() {
        let rubric = rubric();
        for has_text in [false, true] {
            let mut session = Session::new(&rubric, Grading::default(), has_text);
            let changes = session.answer(Reply::Unusable("not-found".to_owned())).unwrap();
            assert_eq!(changes, [Change::Unusable { reason: Some("not-found".to_owned()) }]);
            assert_eq!(session.next(), Step::Review);
            assert_eq!(session.go_to(0), Err(SessionError::CannotSkip));
            assert!(session.back());
            assert_eq!(session.next(), Step::Found);
            assert_eq!(session.answer(Reply::Found).unwrap(), [Change::Unusable { reason: None }]);
            assert_eq!(session.next(), Step::Criterion { index: 0 });
            run(&mut session, vec![Reply::Unusable("duplicate".to_owned()), Reply::Finish]);
            assert_eq!(session.next(), Step::Done);
        }
    }

    #[test]
    fn a_resumed_session_asks_nothing_that_was_left_blank_before_a_later_answer() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), false);
        run(&mut session, vec![Reply::Found, grade("good"), Reply::Themes(set(&[])), evidence(""), grade("good")]);
        let resumed = Session::new(&rubric, session.grading().clone(), false);
        assert_eq!(resumed.next(), Step::Themes { index: 1 });
        run(&mut session, vec![Reply::Themes(set(&["drift-not-addressed"]))]);
        let mut resumed = Session::new(&rubric, session.grading().clone(), false);
        assert_eq!(resumed.next(), Step::Evidence { index: 1 });
        assert!(resumed.back() && resumed.back() && resumed.back() && resumed.back() && resumed.back());
        assert_eq!(resumed.next(), Step::Criterion { index: 0 });
        resumed.skip().unwrap();
        assert_eq!(resumed.next(), Step::Evidence { index: 1 });
    }

    #[test]
    fn a_resumed_session_asks_for_no_explanation_twice() {
        let rubric = rubric();
        let mut session = Session::new(&rubric, Grading::default(), false);
        let themes = Some(set(&["drift-not-addressed"]));
        let explained = |themes, words: Option<&str>| Reply::Explained { themes, words: words.map(str::to_owned) };
        let steps = [
            (Reply::Found, Step::Criterion { index: 0 }),
            (grade("good"), Step::Themes { index: 0 }),
            (explained(None, None), Step::Criterion { index: 1 }),
            (grade("inadequate"), Step::Themes { index: 1 }),
            (explained(themes, None), Step::Criterion { index: 2 }),
        ];
        for (reply, next) in steps {
            assert!(!session.answer(reply.clone()).unwrap().is_empty(), "{reply:?} leaves a mark");
            assert_eq!(session.next(), next);
            assert_eq!(Session::new(&rubric, session.grading().clone(), false).next(), next);
        }
        session.back();
        assert_eq!(session.next(), Step::Evidence { index: 1 });
        session.answer(explained(None, Some(" Late since May. "))).unwrap();
        assert_eq!(session.evidence_of(1).as_deref(), Some("Late since May."));
        session.go_to(1).unwrap();
        session.answer(grade("good")).unwrap();
        session.answer(explained(None, None)).unwrap();
        assert_eq!(session.grading().findings[0].bearing, Bearing::Strength, "words that are kept follow the answer");
        assert_eq!(session.themes_of(1), set(&["drift-not-addressed"]));
    }

    #[test]
    fn themes_that_a_council_added_are_kept() {
        let rubric = rubric();
        let mut grading = Grading::default();
        Change::Themes { criterion: "purpose".to_owned(), themes: set(&["our-own"]) }.apply(&mut grading);
        let mut session = Session::new(&rubric, grading, true);
        run(&mut session, vec![grade("good")]);
        session.back();
        session.answer(Reply::Grade("inadequate".to_owned())).unwrap();
        assert_eq!(session.next(), Step::Themes { index: 0 });
        run(&mut session, vec![Reply::Themes(set(&["our-own", "no-clear-purpose"]))]);
        assert_eq!(session.themes_of(0), set(&["our-own", "no-clear-purpose"]));
    }

    fn graded(purpose: &str, drift: &str) -> Grading {
        let answer = |id: &str| Answer { grade: Some(id.to_owned()), note: None };
        let answers = [("purpose", purpose), ("drift", drift), ("told", "yes")];
        let mut grading = Grading::default();
        grading.answers.extend(answers.map(|(criterion, grade)| (criterion.to_owned(), answer(grade))));
        grading.findings.push(Finding {
            criterion: "told".into(),
            bearing: Bearing::Strength,
            text: "a letter".into(),
        });
        grading
    }

    /// What a person may do, whether or not it fits the question.
    #[derive(Clone, Debug)]
    enum Key {
        Reply(Reply),
        Fitting(u8),
        Skip,
        Back,
        GoTo(usize),
        Resume,
    }

    fn fitting(step: &Step, choice: u8) -> Reply {
        let pick = |words: &[&str]| words[usize::from(choice) % words.len()].to_owned();
        match step {
            Step::Found => Reply::Found,
            Step::Criterion { index: 2 } => Reply::Grade(pick(&["yes", "no", "na"])),
            Step::Criterion { .. } => Reply::Grade(pick(&["inadequate", "good"])),
            Step::Themes { .. } => Reply::Themes(set(&[&pick(&["purposeful", "drift-not-addressed"])])),
            Step::Evidence { .. } if choice.is_multiple_of(5) => Reply::Explained { themes: None, words: None },
            Step::Evidence { .. } => Reply::Evidence(pick(&["", "seen on 3 May", "no plan"])),
            Step::Overall { .. } => Reply::Overall(pick(&["inadequate", "good"])),
            Step::OverallReason => Reply::Reason("because".to_owned()),
            Step::Review | Step::Done => Reply::Finish,
        }
    }

    fn keys() -> impl Strategy<Value = Vec<Key>> {
        let words = prop::sample::select(vec!["good", "inadequate", "na", "yes", "purposeful", "not-found", ""]);
        let stray = words.prop_flat_map(|word| {
            let word = word.to_owned();
            prop::sample::select(vec![
                Reply::Found,
                Reply::Grade(word.clone()),
                Reply::Themes(BTreeSet::from([word.clone()])),
                Reply::Evidence(word.clone()),
                Reply::Explained { themes: None, words: Some(word.clone()) },
                Reply::Overall(word.clone()),
                Reply::Reason(word.clone()),
                Reply::Unusable(word),
                Reply::Finish,
            ])
        });
        let key = prop_oneof![
            8 => any::<u8>().prop_map(Key::Fitting),
            2 => stray.prop_map(Key::Reply),
            2 => Just(Key::Skip),
            2 => Just(Key::Back),
            1 => (0usize..5).prop_map(Key::GoTo),
            1 => Just(Key::Resume),
        ];
        prop::collection::vec(key, 0..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn whatever_is_pressed_the_stored_changes_are_the_grading(keys in keys(), has_text: bool) {
            let rubric = rubric();
            let mut stored = Grading::default();
            let mut session = Session::new(&rubric, stored.clone(), has_text);
            for key in keys {
                let before = (session.next(), session.grading().clone());
                let taken = match key {
                    Key::Reply(reply) => session.answer(reply).map(Some),
                    Key::Fitting(choice) => session.answer(fitting(&before.0, choice)).map(Some),
                    Key::Skip => session.skip().map(|()| None),
                    Key::Back => { session.back(); Ok(None) }
                    Key::GoTo(index) => session.go_to(index).map(|()| None),
                    Key::Resume => {
                        session = Session::new(&rubric, stored.clone(), has_text);
                        Ok(None)
                    }
                };
                match taken {
                    Ok(Some(changes)) => changes.iter().for_each(|change| change.apply(&mut stored)),
                    Ok(None) => prop_assert_eq!(&before.1, session.grading()),
                    Err(_) => prop_assert_eq!(&before, &(session.next(), session.grading().clone())),
                }
                prop_assert_eq!(&stored, session.grading());
                if stored.finished {
                    prop_assert!(check::ready_to_finish(&rubric, &stored).is_ok());
                    prop_assert_eq!(session.next(), Step::Done);
                }
            }
        }

        #[test]
        fn fitting_answers_alone_reach_the_end_and_no_question_comes_twice(
            choices in prop::collection::vec(any::<u8>(), 20),
            has_text: bool,
        ) {
            let rubric = rubric();
            let mut session = Session::new(&rubric, Grading::default(), has_text);
            let mut asked = Vec::new();
            for choice in choices {
                let step = session.next();
                if step == Step::Done {
                    break;
                }
                prop_assert!(!asked.contains(&step), "{:?} again", step);
                session.answer(fitting(&step, choice)).unwrap();
                asked.push(step);
            }
            prop_assert_eq!(session.next(), Step::Done);
        }

        #[test]
        fn going_back_and_on_again_changes_nothing(choices in prop::collection::vec(any::<u8>(), 0..12), steps in 1usize..8) {
            let rubric = rubric();
            let mut session = Session::new(&rubric, Grading::default(), false);
            for choice in choices {
                let step = session.next();
                if step != Step::Done {
                    session.answer(fitting(&step, choice)).unwrap();
                }
            }
            let before = (session.next(), session.grading().clone());
            let moved = (0..steps).filter(|_| session.back()).count();
            for _ in 0..moved {
                if session.next() == before.0 {
                    break;
                }
                session.skip().unwrap();
            }
            prop_assert_eq!((session.next(), session.grading().clone()), before);
        }
    }
}
