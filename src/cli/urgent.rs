//! Urgent concerns: kept at once, told in plain words, and first until somebody says who was told.

use serde_json::json;

use super::context::Context;
use super::failure::Failure;
use crate::calendar;
use crate::store::{Actor, CaseRow, Change, NewAction, PersonRow, Register, SampleRow};

/// What is said whenever an urgent concern is kept.
pub(super) const TOLD: &str = "This program tells nobody. Ring the team manager now and follow your council's procedure. Then say who was told and when: \
                               dipsample grade SAMPLE CASE --urgent-answered \"...\"";

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

/// `grade S CASE --urgent TEXT`.
pub(super) fn raise(
    context: &mut Context<'_>,
    register: &mut Register,
    (sample, case): (&SampleRow, &CaseRow),
    (person, text): (&PersonRow, &str),
) -> Result<(), Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::person("--urgent says nothing").hint("Say in a sentence what you saw"));
    }
    let actor = Actor { person: person.person.name.clone(), ..context.actor(Some(register))? };
    let number = case.case.case;
    context.change(register, &actor, "urgent concern", |_, change| {
        keep(change, &actor, (sample, case), text)?;
        // The words stay out of the journal, which more people read.
        Ok(((), json!({ "sample": sample.name, "case": number })))
    })?;
    context
        .answer(&json!({ "sample": sample.name, "case": number, "record": case.case.record, "urgent": text }), || {
            format!("Urgent concern on case {number} of {} is kept.\n", sample.name)
        });
    context.notice(&TOLD.replace("SAMPLE CASE", &format!("{} {number}", sample.name)));
    Ok(())
}

/// `grade S CASE --urgent-answered TEXT`.
pub(super) fn answered(
    context: &mut Context<'_>,
    register: &mut Register,
    (sample, case): (&SampleRow, &CaseRow),
    (person, text): (&PersonRow, &str),
) -> Result<(), Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::person("--urgent-answered says nothing").hint("Say who was told, and when"));
    }
    let actor = Actor { person: person.person.name.clone(), ..context.actor(Some(register))? };
    let number = case.case.case;
    context.change(register, &actor, "urgent concern answered", |_, change| {
        match change.answer_urgent(&actor, (sample.id, number), text)? {
            0 => Err(Failure::person(format!(
                "case {number} of {} has no urgent concern that is still open",
                sample.name
            ))),
            _ => Ok(((), json!({ "sample": sample.name, "case": number }))),
        }
    })?;
    context.answer(
        &json!({ "sample": sample.name, "case": number, "record": case.case.record, "urgent_answered": text }),
        || format!("The urgent concern on case {number} of {} is answered: {text}\n", sample.name),
    );
    Ok(())
}
