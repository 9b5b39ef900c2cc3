//! Guided grading: the terminal half of [`crate::grading::Session`]. Shows the case, asks one question at a time, and stores
//! each answer before the next is asked.

use chrono::NaiveDateTime;

use super::context::Context;
use super::failure::{Failure, Whose};
use super::marking::{Task, said};
use super::questions::{Asking, Meaning, reason, reasons};
use super::screen::{Answer, Aside, Question, Screen};
use super::seat::{Stance, to_grade};
use super::telling::{kept, sheet, took};
use super::urgent::told;
use crate::grading::{Reply as Given, Session, Step};
use crate::model::Rubric;
use crate::store::{CaseRow, PersonRow, Register, Said, SampleRow};

/// Who sits down to grade what.
pub(super) struct Visit {
    /// The sample.
    pub sample: SampleRow,
    /// One case, where it was named.
    pub case: Option<CaseRow>,
    /// Who grades.
    pub auditor: PersonRow,
    /// As what.
    pub stance: Stance,
    /// Line by line.
    pub plain: bool,
}

/// How a visit to one case ended.
enum End {
    Finished,
    /// And whether words were lost that nobody had ended.
    Stopped(bool),
    /// It was taken away meanwhile, as these words say.
    Lost(Failure),
}

/// Leads an auditor through one case, or through all that wait for them.
pub(super) fn grade(context: &mut Context<'_>, register: &mut Register, visit: &Visit) -> Result<(), Failure> {
    super::marking::must_be_open(&visit.sample)?;
    if context.global.json {
        return Err(Failure::usage(
            "guided grading asks questions; with --json give the answers as flags (--set, --finish)",
        ));
    }
    let first = next_case(register, visit)?;
    let mut screen = Screen::open(context.desk, visit.plain);
    let mut done = 0;
    let led = through(context, register, visit, (&mut screen, &mut done, first));
    screen.close(context.desk);
    let name = &visit.sample.name;
    match led? {
        End::Stopped(lost) => {
            let lost = if lost { "\nWords that you had not ended with Enter are not kept." } else { "" };
            let again = visit.stance.command(name);
            let words = format!("\nStopped. All your answers are kept; to go on: {again}{lost}\n");
            context.desk.tell(&words);
        }
        _ => {
            let what = match (visit.case.is_some(), done) {
                (true, _) => "That case is finished in",
                (_, 0) => "Nothing waits for you in",
                _ => "You have finished all your cases of",
            };
            let next = match to_grade(register, &visit.sample, (&visit.auditor, visit.stance))?.is_empty() {
                true => format!("dipsample findings {name}"),
                false => visit.stance.command(name),
            };
            context.desk.say(&format!("{what} {name}.\nNext: {next}\n"));
        }
    }
    Ok(())
}

fn next_case(register: &Register, visit: &Visit) -> Result<Option<CaseRow>, Failure> {
    match &visit.case {
        Some(case) => Ok(Some(case.clone())),
        None => Ok(to_grade(register, &visit.sample, (&visit.auditor, visit.stance))?.into_iter().next()),
    }
}

fn through(
    context: &mut Context<'_>,
    register: &mut Register,
    visit: &Visit,
    progress: (&mut Screen, &mut u32, Option<CaseRow>),
) -> Result<End, Failure> {
    let (screen, done, mut next) = progress;
    while let Some(case) = next.take() {
        let mut task = Task::new(context, register, (&visit.sample, &case), &visit.auditor, visit.stance)?;
        match lead(context, register, &mut task, screen)? {
            End::Stopped(lost) => return Ok(End::Stopped(lost)),
            End::Lost(failure) if visit.case.is_some() => return Err(failure),
            End::Lost(failure) => screen.tell(context.desk, &failure.message),
            End::Finished => {
                *done += 1;
                if visit.case.is_some() {
                    break;
                }
            }
        }
        next = next_case(register, visit)?;
    }
    Ok(End::Finished)
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
    fn question<'a>(self, asking: &'a Asking<'a>, step: &Step, at: (&str, u32)) -> Question<'a> {
        match self {
            Mode::Step => asking.question(step),
            Mode::Why => reasons(),
            Mode::List => asking.list(),
            Mode::Urgent => super::urgent::question(asking.plain),
            Mode::Told => told(at.0, at.1),
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
fn lead(
    context: &mut Context<'_>,
    register: &mut Register,
    task: &mut Task,
    screen: &mut Screen,
) -> Result<End, Failure> {
    let rubric = task.rubric.clone();
    let session = Session::new(&rubric, task.grading.clone(), task.text().is_some());
    let mut way = Way { session, mode: Mode::Step, drafts: Vec::new(), stood: String::new() };
    let waiting = to_grade(register, &task.sample, (&task.auditor, task.stance))?.len();
    let sheet = sheet(task, waiting);
    screen.lay(context.desk, &sheet);
    loop {
        let step = way.session.next();
        if step == Step::Done {
            return Ok(End::Finished);
        }
        let draft = way.draft(&step);
        let (has_text, plain) = (task.text().is_some(), screen.is_plain());
        let asking = Asking { rubric: &rubric, session: &way.session, has_text, plain };
        let question = way.mode.question(&asking, &step, (&task.sample.name, task.case.case.case));
        let stood = question.stands();
        let shown = (context.desk.clock)();
        let answer = screen.ask(context.desk, &sheet, &question, draft);
        task.spent += active(shown, (context.desk.clock)());
        let act = way.mode.act(&asking, &step, &answer);
        drop(question);
        way.stood = stood;
        let note = match act {
            Act::Stop(lost) => return Ok(End::Stopped(lost)),
            act => match carry_out(context, register, task, (&mut way, act, &answer)) {
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
    register: &mut Register,
    task: &mut Task,
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
            task.raise(context, register, &text)?;
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
                        way.name_themes(&task.rubric);
                    }
                    give(context, register, task, (&mut way.session, given))?
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
    register: &mut Register,
    task: &mut Task,
    reply: (&mut Session<'_>, Given),
) -> Result<Result<String, String>, Failure> {
    let (session, given) = reply;
    if let Err(error) = task.names_nobody(&given) {
        return Ok(Err(format!("{error}.")));
    }
    let mut stood = task.grading.clone();
    let changes = match session.answer(given) {
        Ok(changes) => changes,
        Err(error) => return Ok(Err(format!("{error}."))),
    };
    let mut lines = Vec::new();
    for change in &changes {
        lines.extend(said(change, &stood));
        change.apply(&mut stood);
    }
    if !lines.is_empty() {
        task.say(context, register, &lines)?;
    }
    task.grading = stood;
    let mut words = kept(&task.rubric, task.case.case.case, &lines);
    if lines.contains(&Said::Finish) {
        words += task.stance.counts();
        words += &took(task.key.map_or(Ok(0), |key| register.seconds_spent(key))?);
    }
    Ok(Ok(words))
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
