//! `sample close` and `sample withdraw`.

use serde_json::json;

use super::grow::said;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::store::State;

/// Closes a sample, or sets it aside for a reason.
pub(super) fn set(name: &str, state: State, reason: Option<&str>, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(name))?;
    let reason = reason.map(|reason| said(reason, "a sample is set aside for a reason")).transpose()?;
    match (sample.state, state) {
        (State::Withdrawn, _) => {
            return Err(Failure::person(format!("the sample {} has been withdrawn; it stays as it is", sample.name)));
        }
        (State::Closed, State::Closed) => {
            return Err(Failure::person(format!("the sample {} is closed already", sample.name)));
        }
        _ => {}
    }
    let verb = if state == State::Withdrawn { "sample withdraw" } else { "sample close" };
    context.change(&mut register, &actor, verb, |_, change| {
        change.set_state(sample.id, state, reason.as_deref())?;
        Ok(((), json!({ "sample": sample.name, "reason": reason })))
    })?;
    context.answer(&json!({ "sample": sample.name, "state": state, "reason": reason }), || match state {
        State::Withdrawn => format!(
            "{} is withdrawn. It and its gradings stay readable; it is listed with its reason on every later draw of this kind and period.\n",
            sample.name
        ),
        _ => format!("{} is closed: it takes no more gradings. Its findings: dipsample findings {}\n", sample.name, sample.name),
    });
    Ok(())
}
