//! `init`: make a register.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::store::Register;

/// `init`
#[derive(Debug, Args)]
pub(crate) struct InitArgs {}

pub(crate) fn run(_: &InitArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let path = context.register_path();
    if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
        return Err(Failure::person(format!("there is no folder {}", folder.display()))
            .hint("Make the folder first, or give another: --register FILE"));
    }
    let actor = context.actor(None)?;
    let key = context
        .desk
        .random()
        .map_err(|error| Failure::ours(format!("the computer gave no random numbers: {error}")))?;
    Register::create(&path, &key, &actor)?;
    let full = std::fs::canonicalize(&path).unwrap_or(path);
    context.warn_where_synchronised(&full);
    context.answer(&json!({ "register": full.display().to_string() }), || {
        format!(
            "Made the register {}\n\nNext: put the people on the list, then bring the month's extract in:\n  \
             dipsample person add \"Your Name\" --role principal\n  dipsample import FILE.csv\n",
            full.display()
        )
    });
    Ok(())
}
