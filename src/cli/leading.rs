//! One case, question by question: what an auditor presses becomes a reply to [`crate::grading::Session`], and each change is
//! kept before the next question is asked. What is graded, and where it is kept, is a [`Work`]: a case of a sample, or an
//! example to practise on.

use chrono::NaiveDateTime;

use super::context::Context;
use super::failure::{Failure, Whose};
use super::marking::said;
use super::questions::{Asking, Meaning, reason, reasons};
use super::screen::{Answer, Aside, Question, Screen, Sheet};
use super::telling::kept;
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
    fn keep(&mut self, context: &mut Context<'_>, said: &[Said], after: Grading) -> Result<String, Failure>;
    /// Keeps an urgent concern.
    fn raise(&mut self, context: &mut Context<'_>, text: &str) -> Result<(), Failure>;
    /// What is said once it is kept.
    fn told(&self) -> Question<'static>;
}

/// How a visit to one case ended.
pub(super) enum End {
    /// To its end.
    Finished,
    /// And whether words were lost that nobody had ended.
    Stopped(bool),
    /// It was taken away meanwhile, as these words say.
    Lost(Failure),
}

/// What is on the screen: the session's own question, or one that came between.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Step,
    /// Why the case cannot be graded.
    Why,
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
    /// What the field showed before anything was typed.
    stood: String,
}

impl Mode {
    fn question<'a>(self, asking: &'a Asking<'a>, step: &Step, work: &dyn Work) -> Question<'a> {
        match self {
            Mode::Step => asking.question(step),
            Mode::Why => reasons(),
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
            (Mode::Step, Answer::Aside(Aside::Back, _)) => Act::Back,
            (_, Answer::Aside(Aside::Back, _)) | (Mode::Told, _) => Act::Turn(Mode::Step),
            (Mode::Urgent, Answer::Text(text)) if text.trim().is_empty() => Act::Turn(Mode::Step),
            (Mode::Urgent, Answer::Text(text)) => Act::Urgent(text.trim().to_owned()),
            (Mode::Step, Answer::Text(typed)) => Act::Mean(asking.meaning(step, typed)),
            (Mode::Why, Answer::Text(typed)) => Act::Mean(reason(typed)),
            (Mode::List, Answer::Text(typed)) => Act::Mean(asking.listed(typed)),
        }
    }
}

impl Way<'_> {
    /// What was typed here before and is not kept.
    fn draft(&mut self, step: &Step) -> Option<String> {
        let place = self.drafts.iter().position(|(other, _)| other == step).filter(|_| self.mode == Mode::Step)?;
        Some(self.drafts.remove(place).1)
    }

    /// Keeps what was typed at a question that is left, until it is asked again.
    fn leave(&mut self, step: &Step, answer: &Answer) {
        let (Answer::Aside(_, typed) | Answer::Text(typed)) = answer else { return };
        let in_words = matches!(step, Step::Themes { .. } | Step::Evidence { .. } | Step::OverallReason);
        if self.mode == Mode::Step && in_words && *typed != self.stood {
            self.drafts.push((step.clone(), typed.clone()));
        }
    }

    /// Another answer puts the themes in another order: what was typed of them keeps their names.
    fn name_themes(&mut self, rubric: &Rubric) {
        let asking = Asking { rubric, session: &self.session, has_text: true, plain: false };
        for (step, typed) in &mut self.drafts {
            if let Step::Themes { index } | Step::Evidence { index } = step {
                *typed = asking.lasting(*index, typed);
            }
        }
    }
}

/// Leads through one case.
///
/// # Errors
/// What hinders the keeping, where it is not the person's to mend.
pub(super) fn lead(context: &mut Context<'_>, work: &mut dyn Work, screen: &mut Screen) -> Result<End, Failure> {
    let rubric = work.rubric().clone();
    let session = Session::new(&rubric, work.grading().clone(), work.has_text());
    let mut way = Way { session, mode: Mode::Step, drafts: Vec::new(), stood: String::new() };
    let sheet = work.sheet()?;
    screen.lay(context.desk, &sheet);
    loop {
        let step = way.session.next();
        if step == Step::Done {
            return Ok(End::Finished);
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
            Act::Stop(lost) => return Ok(End::Stopped(lost)),
            act => match carry_out(context, work, (&mut way, act, &answer)) {
                Ok(note) => note,
                Err(failure) if failure.whose == Whose::Person => return Ok(End::Lost(failure)),
                Err(failure) => return Err(failure),
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
) -> Result<String, Failure> {
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
        Act::Urgent(text) => {
            work.raise(context, &text)?;
            way.mode = Mode::Told;
            Ok(String::new())
        }
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
                    if matches!(given, Given::Grade(_)) {
                        way.name_themes(work.rubric());
                    }
                    give(context, work, (&mut way.session, given))?
                }
            };
            let said = said.unwrap_or_else(|why| refused(way, why));
            way.mode = Mode::Step;
            Ok(said)
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
) -> Result<Result<String, String>, Failure> {
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
