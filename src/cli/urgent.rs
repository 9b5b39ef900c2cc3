//! Urgent concerns: kept at once, told in plain words, and first until somebody says who was told.

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{Failure, Unkept};
use super::page::para;
use super::questions::asked;
use super::screen::{Question, Wants};
use crate::calendar;
use crate::store::{Actor, CaseRow, Change, NewAction, Register, SampleRow};

/// What is said whenever an urgent concern is kept.
pub(super) const TOLD: &str = "This program tells nobody. Ring the team manager now and follow your council's procedure. Then say who was told and when: \
                               dipsample grade SAMPLE CASE --urgent-answered \"...\"";

/// What is said once an urgent concern is kept.
pub(super) fn told<'a>(sample: &str, case: u32) -> Question<'a> {
    let words = TOLD.replace("SAMPLE CASE", &format!("{sample} {case}"));
    let body = vec![para("", "Your urgent concern is kept."), para("", words)];
    Question { asides: Vec::new(), ..asked(body, "Enter goes on with the case, q stop >", Wants::Keys(vec!['\n'])) }
}

/// Asks what is urgent.
pub(super) fn question<'a>(plain: bool) -> Question<'a> {
    let words = "URGENT: a child may be unsafe, or somebody must act now. Say in a sentence what you saw. It is kept at \
                 once, whatever becomes of the grading. This program tells nobody: that is yours to do.";
    let enter = "Enter keeps it, Enter alone goes back without";
    let prompt = match plain {
        true => format!("{enter}; a line that ends with \\ goes on in the next; b back, q stop >"),
        false => format!("{enter}. Ctrl-N new line, Esc back, Ctrl-C stop"),
    };
    Question { asides: Vec::new(), ..asked(vec![para("", words)], &prompt, Wants::Words(String::new(), None)) }
}

/// Keeps an urgent concern inside a change, with an action that is due the next working day.
pub(super) fn keep(
    change: &Change<'_>,
    actor: &Actor,
    (sample, case): (&SampleRow, &CaseRow),
    text: &str,
) -> Result<(), Failure> {
    let today = actor.at.get(..10).and_then(|day| day.parse().ok());
    let today: chrono::NaiveDate = today.ok_or_else(|| Failure::ours(format!("'{}' is not a time", actor.at)))?;
    let number = case.case.case;
    let action = change.add_action(
        actor,
        &NewAction {
            what: format!("Urgent concern on case {number} of {}: say who was told, and when", sample.name),
            owner: actor.person.clone(),
            due: calendar::working_days_after(today, 1).map_or(today, |day| day.date),
            effect: None,
            sample: Some(sample.id),
            case: Some(number),
            theme: None,
            urgent: true,
        },
    )?;
    change.add_urgent(actor, (sample.id, number), text, action)?;
    Ok(())
}

/// Stores an urgent concern in a transaction of its own. A failure says first that it was not saved, and to ring.
pub(super) fn store(
    context: &mut Context<'_>,
    register: &mut Register,
    actor: &Actor,
    (sample, case): (&SampleRow, &CaseRow),
    text: &str,
) -> Result<(), Failure> {
    let stored = context.change(register, actor, "urgent concern", |_, change| {
        keep(change, actor, (sample, case), text)?;
        // The words stay out of the journal, which more people read.
        Ok(((), json!({ "sample": sample.name, "case": case.case.case })))
    });
    stored.map_err(not_saved)
}

/// Turns a failure into one that says first that the urgent concern was not saved, and what to do.
pub(super) fn not_saved(failure: Failure) -> Failure {
    let message = format!("NOT saved: ring now. The urgent concern is not in the register: {}", failure.message);
    let first = [
        "Ring the team manager now and follow your council's procedure: this program tells nobody".to_owned(),
        "Then put right what is said above, and enter the concern again".to_owned(),
    ];
    Failure { message, hints: first.into_iter().chain(failure.hints).collect(), change: Unkept::Said, ..failure }
}

/// What is said of an urgent concern by flags.
#[derive(Clone, Copy)]
pub(super) enum Word<'a> {
    /// `--urgent TEXT`
    Raised(&'a str),
    /// `--urgent-answered TEXT`
    Answered(&'a str),
}

/// Keeps what is said of an urgent concern. Whoever says it need not be on the list of people: it is never refused for that.
/// Returns it as JSON and in words.
pub(super) fn say(
    context: &mut Context<'_>,
    register: &mut Register,
    (sample, case): (&SampleRow, &CaseRow),
    word: Word<'_>,
) -> Result<(Value, String), Failure> {
    let (flag, key, hint, text) = match word {
        Word::Raised(text) => ("--urgent", "urgent", "Say in a sentence what you saw", text.trim()),
        Word::Answered(text) => ("--urgent-answered", "urgent_answered", "Say who was told, and when", text.trim()),
    };
    if text.is_empty() {
        return Err(Failure::person(format!("{flag} says nothing")).hint(hint));
    }
    let actor = context.actor(Some(register))?;
    let (name, number) = (&sample.name, case.case.case);
    let told = match word {
        Word::Raised(_) => {
            store(context, register, &actor, (sample, case), text)?;
            context.notice(&TOLD.replace("SAMPLE CASE", &format!("{name} {number}")));
            format!("Urgent concern on case {number} of {name} is kept.\n")
        }
        Word::Answered(_) => {
            answer(context, register, &actor, (sample, case), text)?;
            format!("The urgent concern on case {number} of {name} is answered: {text}\n")
        }
    };
    let mut json = json!({ "sample": name, "case": number, "record": case.case.record });
    json[key] = json!(text);
    Ok((json, told))
}

fn answer(
    context: &mut Context<'_>,
    register: &mut Register,
    actor: &Actor,
    (sample, case): (&SampleRow, &CaseRow),
    text: &str,
) -> Result<(), Failure> {
    let (name, number) = (&sample.name, case.case.case);
    context.change(register, actor, "urgent concern answered", |_, change| {
        match change.answer_urgent(actor, (sample.id, number), text)? {
            0 => Err(Failure::person(format!("case {number} of {name} has no urgent concern that is still open"))),
            _ => Ok(((), json!({ "sample": name, "case": number }))),
        }
    })
}
