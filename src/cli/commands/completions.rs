//! `completions` and `man`.

use clap::Args;
use clap_complete::Shell;

use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// `completions SHELL`
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell: bash, elvish, fish, powershell, zsh
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut crate::cli::grammar_of_all(), "dipsample", &mut text);
    context.desk.say(&String::from_utf8_lossy(&text));
    Ok(())
}

/// `man`
pub(crate) fn manual(context: &mut Context<'_>) -> Result<(), Failure> {
    let mut text = Vec::new();
    let written = clap_mangen::Man::new(crate::cli::grammar_of_all()).render(&mut text);
    written.map_err(|error| Failure::ours(error.to_string()))?;
    context.desk.say(&String::from_utf8_lossy(&text));
    Ok(())
}
