//! `status`: what waits.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::waiting;

/// `status`
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {}

pub(crate) fn run(_: &StatusArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let me = context.known_person(&register).ok();
    let today = context.desk.today();
    let waiting = waiting::all(&register, me.as_ref(), context.desk.login.as_deref(), today)?;
    let head = register.journal_head()?;
    context.answer(&json!({ "waiting": waiting, "journal_head": head }), || {
        if waiting.is_empty() {
            return "Nothing waits.\n".to_owned();
        }
        waiting.iter().map(|one| format!("{}: {}\n", one.words, one.command)).collect()
    });
    Ok(())
}
