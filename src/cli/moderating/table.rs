//! Moderation of one case: the gradings, the agreed answer to each question on which they differ, the overall grade and the reason.
//! Each decision is stored before the next question. They count once the moderator confirms, and only if they are what was shown.

use serde_json::json;

use super::bench::Bench;
use super::lines;
use super::questions::{Asking, Meaning};
use super::side::{Row, rows};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Whose};
use crate::cli::identifying;
use crate::cli::marking::{Differs, Unstored};
use crate::cli::page::{Para, para};
use crate::cli::questions::reasons;
use crate::cli::screen::{Answer, Aside, Question, Screen, Sheet};
use crate::cli::stopping::{Stop, unsaved};
use crate::cli::telling::{changed, record};
use crate::cli::urgent;
use crate::grading::moderation::{Ask, Panel, Ruling, agreed};
use crate::grading::{Identifying, check, differences};
use crate::model::english::and_list;
use crate::model::{Grading, Rubric, UNUSABLE_REASONS};
use crate::store::{Actor, CaseRow, GradingKey, Part, PersonRow, Register, Said};

/// How a visit to one case ended.
pub(super) enum End {
    Finished,
    Later,
    Stopped(Stop),
    /// The case was settled or closed in the meantime; says how.
    Lost(Failure),
    /// A grading was changed in the meantime, so the case has to be looked at again; says what changed.
    Changed(String),
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
pub(super) struct Table<'a> {
    bench: &'a Bench,
    rubric: &'a Rubric,
    case: &'a CaseRow,
    moderator: &'a PersonRow,
    panel: Panel<'a>,
    key: Option<GradingKey>,
    mode: Mode,
    /// How many cases wait, this one among them.
    pub left: usize,
    /// Whether the moderator can skip this case.
    pub may_skip: bool,
    /// Text that was typed and could not be stored.
    draft: Option<String>,
    /// Answers that could not be stored.
    unkept: Stop,
}

impl<'a> Table<'a> {
    /// Lays a case before a moderator.
    ///
    /// # Errors
    /// They may not moderate it.
    pub(super) fn lay(
        (bench, rubric): (&'a Bench, &'a Rubric),
        case: &'a CaseRow,
        moderator: &'a PersonRow,
    ) -> Result<Table<'a>, Failure> {
        let own = bench.may(case, moderator)?.into_iter().map(|row| &row.grading).collect();
        let draft = bench.draft(case.case.case, moderator);
        let decided = draft.map_or_else(Grading::default, |row| row.grading.clone());
        Ok(Table {
            bench,
            rubric,
            case,
            moderator,
            panel: Panel::new(rubric, own, decided),
            key: draft.map(|row| row.key),
            mode: Mode::Ask,
            left: 1,
            may_skip: false,
            draft: None,
            unkept: Stop::default(),
        })
    }

    /// Leads a moderator through the case.
    ///
    /// # Errors
    /// The register cannot be written, and the person cannot put that right.
    pub(super) fn lead(
        mut self,
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
            let draft = self.draft.take();
            let answer = screen.ask(context.desk, &sheet, &question, draft);
            drop(question);
            let typed = if let Answer::Text(typed) = &answer { Some(typed.clone()) } else { None };
            let meaning = match (&self.mode, &answer) {
                (_, Answer::Stop(open_words)) => {
                    return Ok(End::Stopped(self.unkept.with_open_words(*open_words, self.mode == Mode::Urgent)));
                }
                (Mode::Ask, Answer::Text(typed)) => Some(asking.meaning(typed)),
                (Mode::Why, Answer::Text(typed)) => Some(unusable(typed)),
                _ => None,
            };
            let note = match self.act(context, register, (answer, meaning)) {
                Ok(Next::Said(note)) => note,
                Ok(Next::End(end)) => return Ok(self.ended(end)),
                Err(Unstored::Lost(failure) | Unstored::Unwritten(failure)) if failure.whose != Whose::Person => {
                    return Err(failure);
                }
                Err(Unstored::Lost(failure)) => return Ok(self.ended(End::Lost(failure))),
                Err(Unstored::Differs(differs)) => {
                    let (whose, changed) = (&differs.stored.auditor, changed(self.rubric, &differs));
                    let words = format!("NOT settled. {whose}'s grading was changed in the meantime: {changed}.");
                    return Ok(self.ended(End::Changed(words)));
                }
                Err(Unstored::Unwritten(failure)) => {
                    let unsaved = unsaved(failure.change);
                    let note = format!("Your answer {unsaved}: {}. Answer again to retry.", failure.message);
                    (self.draft, self.unkept.answer) = (typed, Some(failure));
                    note
                }
            };
            if !note.is_empty() {
                screen.tell(context.desk, &note);
            }
        }
    }

    /// How the visit ends. An urgent concern that was not stored overrides any other ending.
    fn ended(&mut self, end: End) -> End {
        match self.unkept.urgent {
            Some(_) => End::Stopped(std::mem::take(&mut self.unkept)),
            None => end,
        }
    }

    /// The gradings, one below the other, then the record.
    fn sheet(&self) -> Sheet {
        let number = self.case.case.case;
        let names: Vec<&str> = self.panel.own().iter().map(|grading| grading.auditor.as_str()).collect();
        let left = if self.left > 1 { format!("; {} left", self.left) } else { String::new() };
        let title = format!("Case {number} of {}, graded by {}{left}", self.bench.sample.name, and_list(names));
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
    ) -> Result<Next, Unstored> {
        let said = |words: &str| Ok(Next::Said(words.to_owned()));
        let mode = std::mem::replace(&mut self.mode, Mode::Ask);
        match (mode, answer, meaning) {
            (_, Answer::Aside(Aside::Urgent, _), _) => self.mode = Mode::Urgent,
            (Mode::Ask, Answer::Aside(..), _) => {
                return said(if self.panel.back() { "" } else { "This is the first question." });
            }
            (Mode::Urgent, Answer::Text(text), _) if !text.trim().is_empty() => {
                return Ok(Next::Said(self.raise(context, register, text.trim())));
            }
            (_, _, Some(meaning)) => return self.mean(context, register, meaning),
            _ => {}
        }
        said("")
    }

    /// Stores an urgent concern. If that fails, it says so at once and the text stays in the field.
    fn raise(&mut self, context: &mut Context<'_>, register: &mut Register, text: &str) -> String {
        let actor = actor(context, self.moderator);
        match urgent::store(context, register, &actor, (&self.bench.sample, self.case), text) {
            Ok(()) => {
                (self.mode, self.unkept.urgent) = (Mode::Told, None);
                String::new()
            }
            Err(failure) => {
                let note = failure.message.clone();
                (self.mode, self.draft, self.unkept.urgent) = (Mode::Urgent, Some(text.to_owned()), Some(failure));
                note
            }
        }
    }

    fn mean(&mut self, context: &mut Context<'_>, register: &mut Register, meaning: Meaning) -> Result<Next, Unstored> {
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
        let found = self.identifying(register, &ruling)?;
        let before = self.panel.clone();
        if let Err(error) = self.panel.answer(ruling) {
            return Ok(Next::Said(format!("{error}.")));
        }
        if before.decided() == self.panel.decided() {
            return Ok(Next::Said(String::new()));
        }
        match self.store(context, register, Step::Decision(before.decided())) {
            Ok(()) => {
                self.unkept.answer = None;
                Ok(Next::Said(format!("Kept.{}", identifying::aside(&found, how_to_go_back(self.panel.next())))))
            }
            Err(failure) => {
                self.panel = before;
                Err(failure)
            }
        }
    }

    /// Finds what could identify someone in words that are about to be stored.
    fn identifying(&self, register: &Register, ruling: &Ruling) -> Result<Vec<Identifying>, Unstored> {
        let (Ruling::Words(words) | Ruling::Reason(words)) = ruling else { return Ok(Vec::new()) };
        let names = identifying::Names::of(register)?.of_case(self.bench.sample.kind, self.case);
        Ok(identifying::in_texts(std::iter::once(words.as_str()), &names))
    }

    /// Stores the last decision or, at the end, everything that was agreed.
    fn store(&mut self, context: &mut Context<'_>, register: &mut Register, step: Step<'_>) -> Result<(), Unstored> {
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
        let (key, moderator) = (self.key, self.moderator);
        let finished = matches!(step, Step::Finish);
        context.lock(register)?;
        let key = register.change(&actor, "moderate", |change| {
            self.as_shown(&Bench::of(change.register(), &sample)?, finished)?;
            let key = match key {
                Some(key) => key,
                None => change.start_grading((sample.id, case, Part::Moderation), moderator.id, &actor.at)?,
            };
            for one in &said {
                change.say(key, one, &actor.at)?;
            }
            Ok::<_, Unstored>((key, json!({ "sample": sample.name, "case": case, "finished": finished })))
        })?;
        context.keep(register);
        self.key = Some(key);
        Ok(())
    }

    /// Refuses a decision on a case that has been settled in the meantime, and refuses to finish one that has changed since it was
    /// shown.
    fn as_shown(&self, now: &Bench, finished: bool) -> Result<(), Unstored> {
        let number = self.case.case.case;
        let own = now.may(self.case, self.moderator)?;
        if let Some(settled) = now.settled(number)
            && self.bench.settled(number).map(|row| row.key) != Some(settled.key)
        {
            let by = &settled.grading.auditor;
            return Err(Failure::person(format!("case {number} was moderated by {by} in the meantime")).into());
        }
        if own.len() != self.panel.own().len() {
            return Err(Failure::person(format!("someone else graded case {number} in the meantime")).into());
        }
        if !finished {
            return Ok(());
        }
        let own: Vec<&Grading> = own.into_iter().map(|row| &row.grading).collect();
        let nothing = Grading::default();
        let decided = now.draft(number, self.moderator).map_or(&nothing, |row| &row.grading);
        let agreed = |own: &[&Grading], decided| Grading {
            auditor: self.moderator.person.name.clone(),
            ..agreed(self.rubric, own, decided)
        };
        let (seen, stored) = (agreed(self.panel.own(), self.panel.decided()), agreed(&own, decided));
        let pairs = self.panel.own().iter().map(|grading| (*grading).clone()).zip(own.into_iter().cloned());
        let mut pairs = pairs.chain([(seen, stored)]).filter(|(seen, stored)| !differences(seen, stored).is_empty());
        match pairs.next() {
            Some((seen, stored)) => Err(Unstored::Differs(Box::new(Differs { seen, stored }))),
            None => Ok(()),
        }
    }
}

/// Each auditor's answers with their findings: first the questions on which they differ, then the rest.
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

/// How a moderator goes back from a question: some take a key, others words.
fn how_to_go_back(ask: &Ask) -> &'static str {
    match ask {
        Ask::Words(_) | Ask::Reason => "Press Esc, or type b line by line,",
        _ => "Press b",
    }
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
