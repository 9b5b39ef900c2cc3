//! `sample reopen`: a closed sample, or a finished case of an open one, again.
//!
//! The auditors' gradings and what was moderated are opened. Self-audits and gradings from outside stay as they were given: changed
//! once the grades are talked about, they would say nothing of how their authors grade.

use serde_json::json;

use super::grow::said;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::marking::{find_case, must_be_open};
use crate::cli::sequential;
use crate::store::State;

/// `sample reopen`
pub(super) fn reopen(name: &str, typed: Option<&str>, reason: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(name))?;
    let reason = said(reason, "a sample or a case is opened again for a reason")?;
    let number = match (sample.state, typed) {
        (State::Withdrawn, _) => return must_be_open(&sample),
        (State::Open, None) => {
            return Err(Failure::person(format!("the sample {} is open already", sample.name))
                .hint("To open a finished grading again, name its case"));
        }
        (State::Closed, None) => None,
        (State::Closed, Some(_)) => {
            return Err(Failure::person(format!("the sample {} is closed", sample.name))
                .hint(format!("Open it first: dipsample sample reopen {} --reason \"...\"", sample.name)));
        }
        (State::Open, Some(typed)) => {
            let rows = register.cases(sample.id)?;
            let row = find_case(&rows, &sample, typed)?;
            if row.story.replaced.is_some() {
                return Err(Failure::person(format!("case {} was replaced and is graded no more", row.case.case)));
            }
            let finished =
                register.gradings(sample.id)?.iter().any(|one| one.case == row.case.case && one.grading.finished);
            if !finished {
                return Err(Failure::person(format!(
                    "no grading of case {} is finished by an auditor, so that it is open already",
                    row.case.case
                ))
                .hint("A self-audit or a grading from outside stays as it was given"));
            }
            Some(row.case.case)
        }
    };
    context.change(&mut register, &actor, "sample reopen", |_, change| {
        change.reopen(sample.id, number, (&actor, &reason))?;
        if number.is_none() {
            change.set_state(sample.id, State::Open, None)?;
        }
        Ok(((), json!({ "sample": sample.name, "case": number, "reason": reason })))
    })?;
    if number.is_some() && !sequential::breaches(&register, &sample)?.is_empty() {
        context.notice(sequential::ENDS);
    }
    context.answer(&json!({ "sample": sample.name, "case": number, "state": State::Open, "reason": reason }), || {
        match number {
            Some(case) => format!(
                "Case {case} of {} is open again to its auditors; what was said of it stays and can be added to. Self-audits and gradings from outside stay as they were given.\n",
                sample.name
            ),
            None => format!("{} is open again and takes gradings.\n", sample.name),
        }
    });
    Ok(())
}
