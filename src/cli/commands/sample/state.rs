//! `sample close` and `sample withdraw`.

use serde_json::json;

use super::Action;
use super::grow::said;
use crate::cli::ask::{Asker, Reply};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::unsettled::Unsettled;
use crate::store::State;

/// What only a principal or manager may do, in words; `None` for what anyone may do.
pub(super) fn needs_a_lead(action: &Action) -> Option<&'static str> {
    match action {
        Action::List | Action::Show { .. } | Action::Manifest { .. } => None,
        Action::Extend { .. } => Some("extend a sample"),
        Action::Replace { .. } => Some("replace a case"),
        Action::Add { .. } => Some("add cases to a sample"),
        Action::Assign { .. } => Some("share out the cases of a sample"),
        Action::Reopen { .. } => Some("reopen a sample or a case"),
        Action::Close { .. } => Some("close a sample"),
        Action::Withdraw { .. } => Some("withdraw a sample"),
    }
}

/// Closes a sample. If cases are not settled, it asks, or needs `--anyway`.
pub(super) fn close(name: &str, anyway: bool, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let sample = context.sample(&register, Some(name))?;
    let open = Unsettled::of(&register, &sample)?;
    if sample.state == State::Open && open.any() && !anyway {
        let refused = || {
            Failure::person(format!("{} is not settled ({}), so it was not closed", sample.name, open.words()))
                .hint(format!("To close it anyway: dipsample sample close {} --anyway", sample.name))
        };
        if !context.can_ask() {
            return Err(refused());
        }
        context.tell(&format!("{} is not settled: {}.\n", sample.name, open.words()));
        match Asker::new(context.desk).key("Close it anyway?  y yes   n no > ", &['y', 'n']) {
            Reply::Text(key) if key == "y" => {}
            _ => return Err(refused()),
        }
    }
    drop(register);
    set(name, State::Closed, None, context)
}

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
