//! What a sample has besides its draw: the plan and its question, its place in a programme, what was left out of its frame.

use serde_json::{Value, json};

use super::failure::Failure;
use super::{lone, plans, sequential};
use crate::analysis;
use crate::model::english::counted_as;
use crate::sampling::runs_past;
use crate::store::{CaseOrigin, CaseRow, Register, SampleRow};

/// Adds it to the sample's JSON.
pub(super) fn add(register: &Register, sample: &SampleRow, json: &mut Value) -> Result<(), Failure> {
    let plan = plans::of_sample(register, sample)?;
    json["plan"] = json!(plan.as_ref().map(|plan| &plan.id));
    json["plan_sha256"] = json!(sample.origin.plan);
    json["question"] = json!(plan.as_ref().map(|plan| &plan.question));
    json["programme"] = json!(sample.origin.programme);
    json["excluded"] = json!(sample.origin.excluded);
    json["steps"] = json!(sample.steps);
    json["extended_after_looking"] = json!(sample.extended_after_looking());
    json["second_step"] = json!(sample.design.second_step);
    json["sequential"] = json!(sequential::progress(register, sample)?);
    if sample.design.rotation.is_some() {
        json["runs_past"] = json!(past(register, sample)?);
        json["drawn_before"] = json!(register.drawn_before_in_cycle(sample)?);
    }
    Ok(())
}

/// The same in words, a line each.
pub(super) fn words(register: &Register, sample: &SampleRow) -> Result<String, Failure> {
    let mut text = String::new();
    if let Some(plan) = plans::of_sample(register, sample)? {
        text += &format!("Plan {}: {}\n", plan.id, plan.question);
    }
    text += &lone::left_out(register, sample)?.map_or(String::new(), |said| said + "\n");
    for excluded in &sample.origin.excluded {
        text += &format!(
            "Left out of the frame: {} ({}).\n",
            counted_as(excluded.count, "record was", "records were"),
            excluded.reason
        );
    }
    if let Some(rotation) = &sample.design.rotation {
        text += &format!(
            "Period {} of a cycle of {}: drawn from the tickets at {} on. ",
            rotation.place + 1,
            rotation.cycle,
            rotation.start
        );
        let past = past(register, sample)?;
        let before = register.drawn_before_in_cycle(sample)?;
        text += &match (past, before) {
            (0, 0) => "No child of it was drawn before in this cycle.\n".to_owned(),
            (past, before) => format!(
                "It runs past the next period's start by {past}, so that those may come again next time; {before} of its cases are of children drawn before \
                 in this cycle.\n"
            ),
        };
    }
    for step in &sample.steps {
        let label = match (step.after_looking, step.planned) {
            (true, _) => "EXTENDED AFTER LOOKING: a case had been graded before",
            (_, true) => "as decided at the draw",
            _ => "before any case was graded",
        };
        text += &format!("Extended by {} on {} ({label}).\n", step.by, super::typed::day_of(&step.at));
    }
    if let (Some(step), true) = (sample.design.second_step, sample.steps.is_empty()) {
        text += &format!(
            "A second step of {step} more was decided at the draw: dipsample sample extend {} --by {step}\n",
            sample.name
        );
    }
    if let Some(progress) = sequential::progress(register, sample)? {
        let promised = analysis::promised(&sample.design, sample.kind, &register.strata(sample.id)?);
        text += &format!("{}\n{}\n", promised.unwrap_or_default(), progress.sentence);
    }
    if sample.sealed {
        text += "The seed orders the periods to come, so that until the cycle is over only its SHA-256 is shown.\n";
    }
    Ok(text)
}

/// The same as sentences, for whoever reads the findings.
pub(super) fn sentences(register: &Register, sample: &SampleRow) -> Result<Vec<String>, Failure> {
    let mut told = Vec::new();
    if let Some(plan) = plans::of_sample(register, sample)? {
        let whole = plan.condition.is_none() && plan.words.is_none();
        let speaks = if plan.programme || whole { "" } else { " It speaks for the records of its theme only." };
        told.push(format!("The sample was drawn by the plan {}, which asks: {}{speaks}", plan.id, plan.question));
    }
    for excluded in &sample.origin.excluded {
        told.push(format!(
            "{} left out of the frame ({}), so that this speaks for the others only.",
            counted_as(excluded.count, "record was", "records were"),
            excluded.reason
        ));
    }
    if let Some(rotation) = &sample.design.rotation {
        told.push(format!(
            "It is period {} of {} of a cycle in which one seed orders all children: {} of its cases are of children drawn before in the cycle.",
            rotation.place + 1,
            rotation.cycle,
            register.drawn_before_in_cycle(sample)?
        ));
    }
    if sample.extended_after_looking() {
        told.push(
            "EXTENDED AFTER LOOKING: cases were added when a case had been graded already, without having been planned at the draw; the intervals \
             claim no exactness."
                .to_owned(),
        );
    }
    told.extend(lone::left_out(register, sample)?);
    let by_hand = register.cases(sample.id)?.iter().filter(|row| row.by_hand()).count();
    if by_hand > 0 {
        told.push(format!("{by_hand} more were picked by hand; they stand in no share and no interval."));
    }
    Ok(told)
}

/// Adds to a case's JSON how it came in and what became of it. One that was picked by hand has no ticket and no weight.
pub(super) fn add_case(row: &CaseRow, json: &mut Value) {
    let story = &row.story;
    json["origin"] = json!(story.origin.id());
    json["hand_picked"] = json!(row.by_hand());
    if row.by_hand() {
        json["ticket"] = Value::Null;
        json["weight"] = Value::Null;
    }
    for (key, value) in
        [("reason", json!(story.reason)), ("replaces", json!(story.replaces)), ("replaced", json!(story.replaced))]
    {
        if !value.is_null() {
            json[key] = value;
        }
    }
}

/// The same in a few words, where there is something to say.
pub(super) fn mark(row: &CaseRow) -> Option<String> {
    if let Some(reason) = &row.story.replaced {
        return Some(format!("replaced ({reason})"));
    }
    match row.story.origin {
        CaseOrigin::Drawn => None,
        CaseOrigin::Extended => Some("extended".to_owned()),
        CaseOrigin::Reserve => row.story.replaces.map(|case| format!("reserve for {case}")),
        CaseOrigin::Added => Some("PICKED BY HAND".to_owned()),
    }
}

/// How many cases lie past the next period's start.
fn past(register: &Register, sample: &SampleRow) -> Result<u64, Failure> {
    let Some(rotation) = &sample.design.rotation else { return Ok(0) };
    let cases: Vec<_> = register.cases(sample.id)?.into_iter().filter(|row| !row.by_hand()).collect();
    Ok(runs_past(rotation, cases.iter().map(|row| row.case.ticket.as_str())))
}
