//! `register check|journal|council`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::council;
use crate::cli::failure::Failure;
use crate::cli::sight;
use crate::intake::kept_identifies;
use crate::model::english::{and_list, counted};

/// `register`
#[derive(Debug, Args)]
pub(crate) struct RegisterArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check that the register is whole and its journal unaltered
    Check {
        /// The journal head that you noted earlier
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
    },
    /// Print who did what, when
    Journal {
        /// The file to write it to [default: the screen]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Say what the council is called, for the head of Summary
    Council {
        /// The council's name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub(crate) fn run(args: &RegisterArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    match &args.action {
        Action::Check { head } => check(head.as_deref(), context),
        Action::Council { name } => {
            let actor = context.actor(Some(&register))?;
            let name = council::named(name)?;
            council::keep(context, &mut register, &actor, &name)?;
            context.answer(&json!({ "council": name }), || format!("This is the register of {name}.\n"));
            Ok(())
        }
        Action::Journal { to } => {
            context.send_to("register journal", to.as_deref(), true);
            let me = context.known_person(&register).ok();
            let (lines, left_out) = sight::journal(&register, me.as_ref(), register.journal()?)?;
            if left_out {
                context.notice("What others did while grading is left out until everybody has finished.");
            }
            context.answer(&json!({ "journal": lines }), || {
                lines
                    .iter()
                    .map(|line| {
                        format!(
                            "{:>5}  {}  {:<20}  {:<14}  {}\n",
                            line.seq, line.at, line.person, line.command, line.details
                        )
                    })
                    .collect()
            });
            Ok(())
        }
    }
}

fn check(head: Option<&str>, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    register.check_file()?;
    if let Some(line) = register.broken_line()? {
        return Err(Failure::person(format!(
            "the journal was altered: line {line} does not follow from the one before it"
        ))
        .hint("Go back to your last copy of the register, and find out who could write to this one"));
    }
    let lines = register.journal()?;
    if let Some(head) = head
        && !lines.iter().any(|line| line.digest == head)
    {
        return Err(Failure::person(format!(
            "no line of the journal has the head {head}: lines were taken out, or the head is of another register"
        )));
    }
    let newest = register.journal_head()?;
    let identifying: Vec<String> =
        register.other_columns()?.into_iter().filter(|name| kept_identifies(name).is_some()).collect();
    if !identifying.is_empty() {
        context.notice(&format!(
            "The register holds columns that name or identify people: {}. They came in with --keep, or before such columns were left out.\n  \
             To see which import brought them: dipsample import --list. An import that no sample uses can be undone.",
            and_list(&identifying)
        ));
    }
    let answer = json!({ "whole": true, "lines": lines.len(), "journal_head": newest, "identifying": identifying });
    context.answer(&answer, || {
        format!("The register is whole and its journal of {} unaltered.\nIts head is {newest}; keep it elsewhere, and check against it later with --head.\n", counted(lines.len(), "line"))
    });
    Ok(())
}
