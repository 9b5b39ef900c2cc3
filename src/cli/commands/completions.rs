//! `completions` and `man`.

use std::path::PathBuf;

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
    /// The file to write them to [default: the screen]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

/// `man`
#[derive(Clone, Debug, Args)]
pub(crate) struct ManArgs {
    /// The file to write it to [default: the screen]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

pub(crate) fn run(args: &CompletionsArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut crate::cli::grammar_of_all(), "dipsample", &mut text);
    context.send_to("completions", args.to.as_deref(), false);
    context.print(&String::from_utf8_lossy(&text));
    Ok(())
}

/// Prints the manual page.
pub(crate) fn manual(args: &ManArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut text = Vec::new();
    let written = clap_mangen::Man::new(crate::cli::grammar_of_all()).render(&mut text);
    written.map_err(|error| Failure::ours(error.to_string()))?;
    context.send_to("man", args.to.as_deref(), false);
    context.print(&String::from_utf8_lossy(&text));
    Ok(())
}
