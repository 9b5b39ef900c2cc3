//! `init`: make a register.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::council;
use crate::cli::failure::Failure;
use crate::store::Register;

/// `init`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  dipsample init\n  dipsample init --council \"Example County Council\"")]
pub(crate) struct InitArgs {
    /// The council's name, for the head of Summary; 'register council' changes it
    #[arg(long, value_name = "NAME")]
    council: Option<String>,
}

pub(crate) fn run(args: &InitArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let path = context.register_path();
    if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
        return Err(Failure::person(format!("there is no folder {}", folder.display()))
            .hint("Make the folder first, or give another: --register FILE"));
    }
    let actor = context.actor(None)?;
    let name = args.council.as_deref().map(council::named).transpose()?;
    let key = context.random()?;
    let mut register = Register::create(&path, &key, &actor)?;
    context.keep(&register);
    if let Some(name) = name {
        council::keep(context, &mut register, &actor, &name)?;
    }
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
