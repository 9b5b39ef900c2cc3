//! `sample close` and `sample withdraw`.

use serde_json::json;

use super::Action;
use super::grow::said;
use crate::cli::ask::{Asker, Reply};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::marking::gradings_of;
use crate::cli::sequential;
use crate::grading::standing;
use crate::model::Standing;
use crate::store::{Register, SampleRow, State};

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

/// How many cases of a sample are not settled yet.
struct Unsettled {
    ungraded: usize,
    waiting: usize,
}

impl Unsettled {
    fn of(register: &Register, sample: &SampleRow) -> Result<Unsettled, Failure> {
        let gradings = register.gradings(sample.id)?;
        let mut found = Unsettled { ungraded: 0, waiting: 0 };
        if sequential::may_stop(register, sample)? {
            return Ok(found);
        }
        for case in register.cases(sample.id)?.iter().filter(|case| case.story.replaced.is_none() && !case.by_hand()) {
            match standing(&gradings_of(&gradings, case)) {
                Standing::Ungraded => found.ungraded += 1,
                Standing::Waiting => found.waiting += 1,
                Standing::Counted(_) | Standing::Unusable(_) => {}
            }
        }
        Ok(found)
    }

    fn any(&self) -> bool {
        self.ungraded + self.waiting > 0
    }

    fn words(&self) -> String {
        let cases = |count: usize| format!("{count} {}", if count == 1 { "case" } else { "cases" });
        let ungraded = (self.ungraded > 0).then(|| format!("{} not graded", cases(self.ungraded)));
        let waiting = (self.waiting > 0)
            .then(|| format!("{} waiting for a second grading or for moderation", cases(self.waiting)));
        ungraded.into_iter().chain(waiting).collect::<Vec<_>>().join(", ")
    }
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
