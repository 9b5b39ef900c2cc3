//! A moderation in the terminal, or line by line: the gradings of a case, what is agreed on each question that differs, the
//! overall grade and why. Each decision is kept before the next is asked, and counts once the moderator says so.

use serde_json::json;

use super::bench::Bench;
use super::lines;
use super::questions::{Asking, Meaning};
use super::side::{Row, rows};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Whose};
use crate::cli::page::{Para, para};
use crate::cli::questions::reasons;
use crate::cli::screen::{Answer, Aside, Question, Screen, Sheet};
use crate::cli::telling::record;
use crate::cli::urgent;
use crate::grading::check;
use crate::grading::moderation::{Panel, Ruling, agreed};
use crate::model::{Grading, Rubric, UNUSABLE_REASONS};
use crate::store::{Actor, CaseRow, GradingKey, Part, PersonRow, Register, Said, SampleRow};

/// Who sits down to moderate what.
pub(in crate::cli) struct Sitting {
    /// The sample.
    pub sample: SampleRow,
    /// One case, where it was named.
    pub case: Option<CaseRow>,
    /// Who moderates.
    pub moderator: PersonRow,
    /// Line by line.
    pub plain: bool,
}

/// How a visit to one case ended.
enum End {
    Finished,
    Later,
    Stopped,
    /// It was settled or closed meanwhile, as these words say.
    Lost(Failure),
}

/// Leads a moderator through one case, or through all that wait and that they may settle.
pub(in crate::cli) fn moderate(
    context: &mut Context<'_>,
    register: &mut Register,
    sitting: &Sitting,
) -> Result<(), Failure> {
    let bench = Bench::of(register, &sitting.sample)?;
    crate::cli::marking::must_be_open(&bench.sample)?;
    let mut cases: Vec<CaseRow> = match &sitting.case {
        Some(case) => bench.may(case, &sitting.moderator).map(|_| vec![case.clone()])?,
        None => bench.cases.iter().filter(|row| bench.waits(row)).cloned().collect(),
    };
    let waiting = cases.len();
    cases.retain(|row| bench.may(row, &sitting.moderator).is_ok());
    if cases.is_empty() {
        return Err(nothing(&sitting.moderator, &sitting.sample, waiting));
    }
    let mut screen = Screen::open(context.desk, sitting.plain);
    let mut done = 0;
    let led = through(context, register, sitting, (&mut screen, &cases, &mut done));
    screen.close(context.desk);
    let name = &sitting.sample.name;
    match led? {
        End::Lost(failure) => return Err(failure),
        End::Stopped => {
            let words = format!("\nStopped. What you decided is kept; to go on: dipsample moderate {name}\n");
            context.desk.tell(&words);
        }
        _ => {
            let words = match (done, cases.len() - done) {
                (done, 0) => format!("{} of {name} settled.\n", counted(done)),
                (done, left) => format!("{} of {name} settled, {left} left for later.\n", counted(done)),
            };
            context.desk.say(&words);
        }
    }
    Ok(())
}

fn counted(cases: usize) -> String {
    format!("{cases} {}", if cases == 1 { "case" } else { "cases" })
}

fn nothing(moderator: &PersonRow, sample: &SampleRow, waiting: usize) -> Failure {
    match waiting {
        0 => Failure::person(format!("in {} no case waits to be moderated", sample.name))
            .hint(format!("To moderate one all the same, name it: dipsample moderate {} CASE", sample.name)),
        _ => Failure::person(format!(
            "{} may settle none of the cases of {} on which two auditors differ",
            moderator.person.name, sample.name
        ))
        .hint("A principal or manager does, or somebody who neither graded them nor did the work"),
    }
}

fn through(
    context: &mut Context<'_>,
    register: &mut Register,
    sitting: &Sitting,
    progress: (&mut Screen, &[CaseRow], &mut usize),
) -> Result<End, Failure> {
    let (screen, cases, done) = progress;
    let rubric = context.rubric_of(register, &sitting.sample)?;
    for (place, case) in cases.iter().enumerate() {
        let bench = Bench::of(register, &sitting.sample)?;
        let mut table = match Table::lay((&bench, &rubric), case, sitting) {
            Ok(table) => Table { left: cases.len() - place, ..table },
            Err(failure) if sitting.case.is_none() => {
                screen.tell(context.desk, &failure.message);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        match table.lead(context, register, screen)? {
            End::Finished => *done += 1,
            End::Later => {}
            End::Lost(failure) if sitting.case.is_none() => screen.tell(context.desk, &failure.message),
            ended => return Ok(ended),
        }
    }
    Ok(End::Finished)
}

/// What is on the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Ask,
    Why,
    Urgent,
    Told,
}

/// One case under moderation.
struct Table<'a> {
    bench: &'a Bench,
    rubric: &'a Rubric,
    case: &'a CaseRow,
    moderator: &'a PersonRow,
    panel: Panel<'a>,
    key: Option<GradingKey>,
    mode: Mode,
    left: usize,
    may_skip: bool,
}

impl<'a> Table<'a> {
    fn lay(
        (bench, rubric): (&'a Bench, &'a Rubric),
        case: &'a CaseRow,
        sitting: &'a Sitting,
    ) -> Result<Table<'a>, Failure> {
        let own = bench.may(case, &sitting.moderator)?.into_iter().map(|row| &row.grading).collect();
        let draft = bench.draft(case.case.case, &sitting.moderator);
        let decided = draft.map_or_else(Grading::default, |row| row.grading.clone());
        Ok(Table {
            bench,
            rubric,
            case,
            moderator: &sitting.moderator,
            panel: Panel::new(rubric, own, decided),
            key: draft.map(|row| row.key),
            mode: Mode::Ask,
            left: 1,
            may_skip: sitting.case.is_none(),
        })
    }

    fn lead(
        &mut self,
        context: &mut Context<'_>,
        register: &mut Register,
        screen: &mut Screen,
    ) -> Result<End, Failure> {
        let sheet = self.sheet();
        screen.lay(context.desk, &sheet);
        loop {
            let asking =
                Asking { rubric: self.rubric, panel: &self.panel, plain: screen.is_plain(), others: self.may_skip };
            let question: Question<'_> = match self.mode {
                Mode::Ask => asking.question(),
                Mode::Why => reasons(),
                Mode::Urgent => urgent::question(screen.is_plain()),
                Mode::Told => urgent::told(&self.bench.sample.name, self.case.case.case),
            };
            let answer = screen.ask(context.desk, &sheet, &question, None);
            drop(question);
            let meaning = match (&self.mode, &answer) {
                (_, Answer::Stop(_)) => return Ok(End::Stopped),
                (Mode::Ask, Answer::Text(typed)) => Some(asking.meaning(typed)),
                (Mode::Why, Answer::Text(typed)) => Some(unusable(typed)),
                _ => None,
            };
            let note = match self.act(context, register, (answer, meaning)) {
                Ok(Next::Said(note)) => note,
                Ok(Next::End(end)) => return Ok(end),
                Err(failure) if failure.whose == Whose::Person => return Ok(End::Lost(failure)),
                Err(failure) => return Err(failure),
            };
            if !note.is_empty() {
                screen.tell(context.desk, &note);
            }
        }
    }

    /// The gradings, one below the other, then the record.
    fn sheet(&self) -> Sheet {
        let number = self.case.case.case;
        let names: Vec<&str> = self.panel.own().iter().map(|grading| grading.auditor.as_str()).collect();
        let left = if self.left > 1 { format!("; {} left", self.left) } else { String::new() };
        let title = format!("Case {number} of {}, graded by {}{left}", self.bench.sample.name, names.join(" and "));
        let mut pane = Vec::new();
        if let Some(settled) = self.bench.settled(number) {
            pane.push(para("", format!("Moderated before, by {}. That moderation is kept.", settled.grading.auditor)));
        }
        let settled = self.bench.settled(number).map(|row| &row.grading);
        let all: Vec<&Grading> = self.panel.own().iter().copied().chain(settled).collect();
        pane.extend(laid_out(self.rubric, &all, self.panel.own().len()));
        pane.push(para("", "The record"));
        pane.extend(record(self.bench.sample.kind, self.case));
        Sheet { title, record: pane }
    }

    fn act(
        &mut self,
        context: &mut Context<'_>,
        register: &mut Register,
        (answer, meaning): (Answer, Option<Meaning>),
    ) -> Result<Next, Failure> {
        let said = |words: &str| Ok(Next::Said(words.to_owned()));
        let mode = std::mem::replace(&mut self.mode, Mode::Ask);
        match (mode, answer, meaning) {
            (_, Answer::Aside(Aside::Urgent, _), _) => self.mode = Mode::Urgent,
            (Mode::Ask, Answer::Aside(..), _) => {
                return said(if self.panel.back() { "" } else { "This is the first question." });
            }
            (Mode::Urgent, Answer::Text(text), _) if !text.trim().is_empty() => {
                let at = (&self.bench.sample, self.case);
                let actor = actor(context, self.moderator);
                urgent::store(context, register, &actor, at, text.trim())?;
                self.mode = Mode::Told;
            }
            (_, _, Some(meaning)) => return self.mean(context, register, meaning),
            _ => {}
        }
        said("")
    }

    fn mean(&mut self, context: &mut Context<'_>, register: &mut Register, meaning: Meaning) -> Result<Next, Failure> {
        let ruling = match meaning {
            Meaning::Rule(ruling) => ruling,
            Meaning::No(why) => return Ok(Next::Said(why)),
            Meaning::Later => return Ok(Next::End(End::Later)),
            Meaning::Finish => {
                self.store(context, register, Step::Finish)?;
                return Ok(Next::End(End::Finished));
            }
            Meaning::Unusable => {
                self.mode = Mode::Why;
                return Ok(Next::Said(String::new()));
            }
            Meaning::GoTo(place) => {
                self.panel.go_to(place);
                return Ok(Next::Said(String::new()));
            }
            Meaning::Turn(ask) => {
                self.panel.go_back_to(ask);
                return Ok(Next::Said(String::new()));
            }
        };
        let case = &self.case.case;
        let references: Vec<&str> = case.child.as_deref().into_iter().chain([case.record.as_str()]).collect();
        if let Ruling::Words(words) | Ruling::Reason(words) = &ruling
            && let Err(error) = check::no_reference(words, &references)
        {
            return Ok(Next::Said(format!("{error}.")));
        }
        let before = self.panel.clone();
        if let Err(error) = self.panel.answer(ruling) {
            return Ok(Next::Said(format!("{error}.")));
        }
        if before.decided() == self.panel.decided() {
            return Ok(Next::Said(String::new()));
        }
        match self.store(context, register, Step::Decision(before.decided())) {
            Ok(()) => Ok(Next::Said("Kept.".to_owned())),
            Err(failure) => {
                self.panel = before;
                Err(failure)
            }
        }
    }

    /// Stores what was decided last, or all that is to count.
    fn store(&mut self, context: &mut Context<'_>, register: &mut Register, step: Step<'_>) -> Result<(), Failure> {
        let actor = actor(context, self.moderator);
        let (sample, case) = (self.bench.sample.clone(), self.case.case.case);
        let decided = self.panel.decided();
        let said = match step {
            Step::Decision(before) => lines(before, decided),
            Step::Finish => {
                let all = agreed(self.rubric, self.panel.own(), decided);
                lines(decided, &all).into_iter().chain([Said::Finish]).collect()
            }
        };
        let (key, moderator, case_row) = (self.key, self.moderator, self.case);
        let finished = matches!(step, Step::Finish);
        let key = context.change(register, &actor, "moderate", |_, change| {
            Bench::of(change.register(), &sample)?.may(case_row, moderator)?;
            let key = match key {
                Some(key) => key,
                None => change.start_grading((sample.id, case, Part::Moderation), moderator.id, &actor.at)?,
            };
            for one in &said {
                change.say(key, one, &actor.at)?;
            }
            Ok((key, json!({ "sample": sample.name, "case": case, "finished": finished })))
        })?;
        self.key = Some(key);
        Ok(())
    }
}

/// What each gave: first the questions on which they differ, then the others, each with what was found.
fn laid_out(rubric: &Rubric, all: &[&Grading], own: usize) -> Vec<Para> {
    let whose = |place: usize| match all.get(place) {
        Some(grading) if place < own => grading.auditor.clone(),
        Some(grading) => format!("Agreed by {}", grading.auditor),
        None => String::new(),
    };
    let (differ, alike): (Vec<Row>, Vec<Row>) = rows(rubric, all, own).into_iter().partition(|row| row.differs);
    let mut pane = Vec::new();
    for (title, rows) in [("Where they differ", &differ), ("The rest", &alike)] {
        if !rows.is_empty() && own > 1 {
            pane.push(para("", title));
        }
        for row in rows {
            pane.push(para(if row.differs { "* " } else { "  " }, row.label.clone()));
            pane.extend(row.answers.iter().enumerate().map(|(place, given)| Para {
                more: given.more(),
                ..para("    ", format!("{}: {}", whose(place), given.answer))
            }));
        }
    }
    pane
}

/// What is stored.
#[derive(Clone, Copy)]
enum Step<'a> {
    /// A decision, given what was decided before it.
    Decision(&'a Grading),
    Finish,
}

/// What comes after an answer.
enum Next {
    Said(String),
    End(End),
}

fn unusable(typed: &str) -> Meaning {
    let reason = typed.trim().parse::<usize>().ok().and_then(|number| UNUSABLE_REASONS.get(number.checked_sub(1)?));
    match reason {
        Some(reason) => Meaning::Rule(Ruling::Unusable(reason.id.to_owned())),
        None => Meaning::No("There is no such number here.".to_owned()),
    }
}

fn actor(context: &mut Context<'_>, moderator: &PersonRow) -> Actor {
    Actor {
        person: moderator.person.name.clone(),
        at: context.desk.now(),
        program: crate::cli::context::PROGRAM.to_owned(),
    }
}
