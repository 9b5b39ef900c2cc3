//! One case, question by question: what an auditor presses becomes a reply to [`crate::grading::Session`], and each change is
//! kept before the next question is asked. What is graded, and where it is kept, is a [`Work`]: a case of a sample, or an
//! example to practise on.

use chrono::NaiveDateTime;

use super::context::Context;
use super::failure::{Failure, Whose};
use super::marking::{Unstored, said};
use super::questions::{Asking, Meaning, reason, reasons};
use super::screen::{Answer, Aside, Question, Screen, Sheet};
use super::stopping::{Stop, unsaved};
use super::telling::{changed, kept};
use crate::grading::check::GradeError;
use crate::grading::{Reply as Given, Session, Step};
use crate::model::{Grading, Rubric};
use crate::store::Said;

/// What is graded, and where what is said of it goes.
pub(super) trait Work {
    /// The rubric.
    fn rubric(&self) -> &Rubric;
    /// What has been said so far.
    fn grading(&self) -> &Grading;
    /// What it is called: `Case 7`.
    fn name(&self) -> String;
    /// What is done with an answer: `Kept`.
    fn verb(&self) -> &'static str;
    /// Whether its text can be shown.
    fn has_text(&self) -> bool;
    /// What lies on the screen.
    fn sheet(&self) -> Result<Sheet, Failure>;
    /// Refuses words that would tell whose record it is.
    fn names_nobody(&self, given: &Given) -> Result<(), GradeError>;
    /// Takes note of seconds of work.
    fn spend(&mut self, seconds: i64);
    /// Keeps what was said, which leads to this grading; returns what else there is to tell of it.
    fn keep(&mut self, context: &mut Context<'_>, said: &[Said], after: Grading) -> Result<String, Unstored>;
    /// Replaces what was shown by what is stored.
    fn replace_shown(&mut self, stored: Grading);
    /// Keeps an urgent concern.
    fn raise(&mut self, context: &mut Context<'_>, text: &str) -> Result<(), Failure>;
    /// What is said once it is kept.
    fn told(&self) -> Question<'static>;
}

/// How a visit to one case ended.
pub(super) enum End {
    /// To its end.
    Finished,
    /// Before its end.
    Stopped(Stop),
    /// It was taken away meanwhile, as these words say.
    Lost(Failure),
}

/// What is on the screen: the session's own question, or one that came between.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Step,
    /// Why the case cannot be graded.
    Why,
    /// The themes of a criterion by their numbers.
    Themes,
    /// All questions with their answers.
    List,
    /// What is urgent.
    Urgent,
    /// That it is kept, and what to do now.
    Told,
}

/// What a reply asks for.
enum Act {
    Stop(bool),
    Turn(Mode),
    Back,
    Urgent(String),
    Mean(Meaning),
}

/// The way through one case.
struct Way<'r> {
    session: Session<'r>,
    mode: Mode,
    /// What was typed at a question and is not kept yet.
    drafts: Vec<(Step, String)>,
    /// An urgent concern that was typed and is not kept yet.
    urgent: Option<String>,
    /// What the field showed before anything was typed.
    stood: String,
    /// Answers that could not be stored.
    unkept: Stop,
}

impl Mode {
    fn question<'a>(self, asking: &'a Asking<'a>, step: &Step, work: &dyn Work) -> Question<'a> {
        match self {
            Mode::Step => asking.question(step),
            Mode::Why => reasons(),
            Mode::Themes => asking.numbers(place_of(step)),
            Mode::List => asking.list(),
            Mode::Urgent => super::urgent::question(asking.plain),
            Mode::Told => work.told(),
        }
    }

    fn act(self, asking: &Asking<'_>, step: &Step, answer: &Answer) -> Act {
        match (self, answer) {
            (_, Answer::Stop(lost)) => Act::Stop(*lost),
            (_, Answer::Aside(Aside::List, _)) => Act::Turn(Mode::List),
            (_, Answer::Aside(Aside::Urgent, _)) => Act::Turn(Mode::Urgent),
            (_, Answer::Aside(Aside::Themes, _)) => Act::Turn(Mode::Themes),
            (Mode::Step, Answer::Aside(Aside::Back, _)) => Act::Back,
            (_, Answer::Aside(Aside::Back, _)) | (Mode::Told, _) => Act::Turn(Mode::Step),
            (Mode::Urgent, Answer::Text(text)) if text.trim().is_empty() => Act::Turn(Mode::Step),
            (Mode::Urgent, Answer::Text(text)) => Act::Urgent(text.trim().to_owned()),
            (Mode::Step, Answer::Text(typed)) => Act::Mean(asking.meaning(step, typed)),
            (Mode::Why, Answer::Text(typed)) => Act::Mean(reason(typed)),
            (Mode::Themes, Answer::Text(typed)) => Act::Mean(asking.numbered(place_of(step), typed)),
            (Mode::List, Answer::Text(typed)) => Act::Mean(asking.listed(typed)),
        }
    }
}

impl<'r> Way<'r> {
    /// What was typed here before and is not kept.
    fn draft(&mut self, step: &Step) -> Option<String> {
        if self.mode == Mode::Urgent {
            return self.urgent.take();
        }
        let place = self.drafts.iter().position(|(other, _)| other == step).filter(|_| self.mode == Mode::Step)?;
        Some(self.drafts.remove(place).1)
    }

    /// Keeps what was typed at a question that is left, until it is asked again.
    fn leave(&mut self, step: &Step, answer: &Answer) {
        let (Answer::Aside(_, typed) | Answer::Text(typed)) = answer else { return };
        if self.mode == Mode::Urgent && !typed.trim().is_empty() {
            self.urgent = Some(typed.clone());
        }
        let in_words = matches!(step, Step::Themes { .. } | Step::Evidence { .. } | Step::OverallReason);
        if self.mode == Mode::Step && in_words && *typed != self.stood {
            self.drafts.push((step.clone(), typed.clone()));
        }
    }

    /// What is lost if the person stops here.
    fn stopped(self, open_words: bool) -> Stop {
        self.unkept.with_open_words(open_words, self.mode == Mode::Urgent)
    }

    /// Handles an answer that was not stored: returns a note to show, or the reason why the case cannot continue.
    fn unstored(
        &mut self,
        work: &mut dyn Work,
        (rubric, unstored): (&'r Rubric, Unstored),
    ) -> Result<Result<String, Failure>, Failure> {
        match unstored {
            Unstored::Lost(failure) | Unstored::Unwritten(failure) if failure.whose != Whose::Person => Err(failure),
            Unstored::Lost(failure) => Ok(Err(failure)),
            Unstored::Unwritten(failure) => {
                let unsaved = unsaved(failure.change);
                let note = format!("Your answer {unsaved}: {}. Answer again to retry.", failure.message);
                self.unkept.answer = Some(failure);
                Ok(Ok(note))
            }
            Unstored::Differs(differs) => {
                let changed = changed(rubric, &differs);
                work.replace_shown(differs.stored.clone());
                self.session = Session::new(rubric, differs.stored, work.has_text());
                Ok(Ok(format!(
                    "NOT finished. Your answers were changed elsewhere: {changed}. Check them, then finish."
                )))
            }
        }
    }

    /// How the visit ends. An urgent concern that was not stored overrides any other ending.
    fn ended(self, end: End) -> End {
        match self.unkept.urgent {
            Some(_) => End::Stopped(self.unkept),
            None => end,
        }
    }
}

/// Which criterion a step of themes or evidence is about.
fn place_of(step: &Step) -> usize {
    match step {
        Step::Criterion { index } | Step::Themes { index } | Step::Evidence { index } => *index,
        _ => 0,
    }
}

/// Leads through one case.
///
/// # Errors
/// The register cannot be written, and the person cannot put that right.
pub(super) fn lead(context: &mut Context<'_>, work: &mut dyn Work, screen: &mut Screen) -> Result<End, Failure> {
    let rubric = work.rubric().clone();
    let session = Session::new(&rubric, work.grading().clone(), work.has_text());
    let mut way = Way {
        session,
        mode: Mode::Step,
        drafts: Vec::new(),
        urgent: None,
        stood: String::new(),
        unkept: Stop::default(),
    };
    let sheet = work.sheet()?;
    screen.lay(context.desk, &sheet);
    loop {
        let step = way.session.next();
        if step == Step::Done {
            return Ok(way.ended(End::Finished));
        }
        let draft = way.draft(&step);
        let (has_text, plain) = (work.has_text(), screen.is_plain());
        let asking = Asking { rubric: &rubric, session: &way.session, has_text, plain };
        let question = way.mode.question(&asking, &step, work);
        let stood = question.stands();
        let shown = (context.desk.clock)();
        let answer = screen.ask(context.desk, &sheet, &question, draft);
        work.spend(active(shown, (context.desk.clock)()));
        let act = way.mode.act(&asking, &step, &answer);
        drop(question);
        way.stood = stood;
        let note = match act {
            Act::Stop(open_words) => return Ok(End::Stopped(way.stopped(open_words))),
            act => match carry_out(context, work, (&mut way, act, &answer)) {
                Ok(note) => note,
                Err(unstored) => match way.unstored(work, (&rubric, unstored))? {
                    Ok(note) => note,
                    Err(lost) => return Ok(way.ended(End::Lost(lost))),
                },
            },
        };
        if !note.is_empty() {
            screen.tell(context.desk, &note);
        }
    }
}

/// Does what a reply asks for; returns what to say of it.
fn carry_out(
    context: &mut Context<'_>,
    work: &mut dyn Work,
    reply: (&mut Way<'_>, Act, &Answer),
) -> Result<String, Unstored> {
    let (way, act, answer) = reply;
    let step = way.session.next();
    let refused = |way: &mut Way<'_>, why: String| {
        way.leave(&step, answer);
        why
    };
    match act {
        Act::Stop(_) => Ok(String::new()),
        Act::Turn(mode) => {
            way.leave(&step, answer);
            way.mode = mode;
            Ok(String::new())
        }
        Act::Back => {
            way.leave(&step, answer);
            Ok(back(&mut way.session, &step).err().unwrap_or_default())
        }
        Act::Urgent(text) => Ok(raise(context, work, way, &text)),
        Act::Mean(meaning) => {
            let said = match meaning {
                Meaning::No(why) => Err(why),
                Meaning::Unusable => {
                    way.mode = Mode::Why;
                    return Ok(String::new());
                }
                Meaning::Skip => way.session.skip().map(|()| String::new()).map_err(|error| format!("{error}.")),
                Meaning::GoTo(index) => {
                    way.session.go_to(index).map(|()| String::new()).map_err(|error| format!("{error}."))
                }
                Meaning::Give(given) => {
                    let before = way.session.clone();
                    match give(context, work, (&mut way.session, given)) {
                        Ok(said) => {
                            way.unkept.answer = None;
                            said
                        }
                        Err(unstored) => {
                            // Shows what is stored, and keeps what was typed so that it can be sent again.
                            way.session = before;
                            way.leave(&step, answer);
                            return Err(unstored);
                        }
                    }
                }
            };
            // Numbers that name no theme are asked for again.
            let again = way.mode == Mode::Themes && said.as_ref().is_err_and(|why| !why.is_empty());
            let told = said.unwrap_or_else(|why| refused(way, why));
            if !again {
                way.mode = Mode::Step;
            }
            Ok(told)
        }
    }
}

/// Stores an urgent concern. If that fails, it says so at once and the text stays in the field.
fn raise(context: &mut Context<'_>, work: &mut dyn Work, way: &mut Way<'_>, text: &str) -> String {
    match work.raise(context, text) {
        Ok(()) => {
            way.mode = Mode::Told;
            way.unkept.urgent = None;
            String::new()
        }
        Err(failure) => {
            let note = failure.message.clone();
            way.urgent = Some(text.to_owned());
            way.unkept.urgent = Some(failure);
            note
        }
    }
}

/// A question that is shown for longer than this was left alone.
const PAUSE_SECONDS: i64 = 600;

/// The seconds of work between two times: none where they are a pause.
fn active(from: NaiveDateTime, until: NaiveDateTime) -> i64 {
    let seconds = (until - from).num_seconds();
    if (0..=PAUSE_SECONDS).contains(&seconds) { seconds } else { 0 }
}

/// Goes one question back; a criterion's themes and evidence are one question.
fn back(session: &mut Session<'_>, from: &Step) -> Result<(), String> {
    if !session.back() {
        return Err("This is the first question.".to_owned());
    }
    match (from, session.next()) {
        (Step::Evidence { index }, Step::Themes { index: now }) if *index == now => back(session, &Step::Review),
        _ => Ok(()),
    }
}

/// Gives a reply to the session and stores what it changes; returns what to say of it, or why it is not taken.
fn give(
    context: &mut Context<'_>,
    work: &mut dyn Work,
    reply: (&mut Session<'_>, Given),
) -> Result<Result<String, String>, Unstored> {
    let (session, given) = reply;
    if let Err(error) = work.names_nobody(&given) {
        return Ok(Err(format!("{error}.")));
    }
    let mut stood = work.grading().clone();
    let changes = match session.answer(given) {
        Ok(changes) => changes,
        Err(error) => return Ok(Err(format!("{error}."))),
    };
    let mut lines = Vec::new();
    for change in &changes {
        lines.extend(said(change, &stood));
        change.apply(&mut stood);
    }
    let words = kept(work.rubric(), (work.verb(), &work.name()), &lines);
    let more = work.keep(context, &lines, stood)?;
    Ok(Ok(words + &more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_no_work() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let start = at("2026-10-01T09:00:00");
        for (until, seconds) in [
            ("2026-10-01T09:00:40", 40),
            ("2026-10-01T09:10:00", 600),
            ("2026-10-01T09:10:01", 0),
            ("2026-10-01T08:59:00", 0),
        ] {
            assert_eq!(active(start, at(until)), seconds, "{until}");
        }
    }
}
