//! `status`: what waits.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::waiting::{self, Waiting};
use crate::model::english::counted;
use crate::reporting::terminal::Styled;
use crate::store::{Register, State};

/// `status`
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {}

pub(crate) fn run(_: &StatusArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let me = context.known_person(&register).ok();
    let today = context.desk.today();
    let waiting = waiting::all(&register, me.as_ref(), context.desk.login.as_deref(), today)?;
    let late = late(&register)?;
    let head = register.journal_head()?;
    let listed: Vec<_> = late.iter().map(|(sample, count)| json!({ "sample": sample, "count": count })).collect();
    context.answer_styled(&json!({ "waiting": waiting, "late": listed, "journal_head": head }), || {
        let line = |one: &Waiting| {
            let line = format!("{}: {}", one.words, one.command);
            if one.urgent { Styled::warning(&line) } else { Styled::plain(&line) }
        };
        let nothing = if waiting.is_empty() { "Nothing waits." } else { "" };
        let late = Styled::plain(&late.iter().map(late_words).collect::<String>());
        waiting.iter().map(line).fold(Styled::plain(nothing), Styled::then).then(late)
    });
    Ok(())
}

/// The samples that stand, with how many records of their period came in once they were drawn, where any did.
fn late(register: &Register) -> Result<Vec<(String, u64)>, Failure> {
    let mut late = Vec::new();
    for sample in register.samples()?.iter().filter(|sample| sample.state != State::Withdrawn) {
        let count = register.late_to(sample)?;
        late.extend((count > 0).then(|| (sample.name.clone(), count)));
    }
    Ok(late)
}

fn late_words((sample, count): &(String, u64)) -> String {
    let records = counted(*count, "record");
    format!(
        "{records} of its period came in after {sample} was drawn: late to the frame, so not drawn from: dipsample sample show {sample}\n"
    )
}
