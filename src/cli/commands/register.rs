//! `register check|journal|council`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::council;
use crate::cli::failure::Failure;
use crate::cli::sight;
use crate::intake::kept_identifies;
use crate::model::english::{and_list, counted, counted_as, one_or_more};
use crate::store::Fault;

/// `register`
#[derive(Debug, Args)]
pub(crate) struct RegisterArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check the file, the chain of the journal, and that what the register says fits together
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

pub(crate) fn run(args: &RegisterArgs, context: &mut Context<'_>) -> Result<u8, Failure> {
    let mut register = context.register()?;
    match &args.action {
        Action::Check { head } => check(head.as_deref(), context),
        Action::Council { name } => {
            let actor = context.actor(Some(&register))?;
            let name = council::named(name)?;
            council::keep(context, &mut register, &actor, &name)?;
            context.answer(&json!({ "council": name }), || format!("This is the register of {name}.\n"));
            Ok(0)
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
            Ok(0)
        }
    }
}

fn check(head: Option<&str>, context: &mut Context<'_>) -> Result<u8, Failure> {
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
    let (of_the_clock, faults): (Vec<Fault>, Vec<Fault>) =
        register.faults()?.into_iter().partition(Fault::is_of_the_clock);
    let identifying: Vec<String> =
        register.other_columns()?.into_iter().filter(|name| kept_identifies(name).is_some()).collect();
    let checked = Checked { lines: lines.len(), head: register.journal_head()?, of_the_clock, faults, identifying };
    context.answer(&checked.as_json(), || checked.words());
    Ok(u8::from(!checked.faults.is_empty()))
}

/// What a check found.
struct Checked {
    lines: usize,
    head: String,
    of_the_clock: Vec<Fault>,
    faults: Vec<Fault>,
    identifying: Vec<String>,
}

impl Checked {
    fn as_json(&self) -> Value {
        let all: Vec<&Fault> = self.faults.iter().chain(&self.of_the_clock).collect();
        json!({
            "whole": self.faults.is_empty(), "lines": self.lines, "journal_head": self.head, "faults": all,
            "identifying": self.identifying,
        })
    }

    fn words(&self) -> String {
        let mut text = match self.faults.len() {
            0 => String::new(),
            count => format!(
                "{} in this register cannot be so. Go back to your last copy of it, and find out who could write to this one:\n",
                counted_as(count, "thing", "things")
            ),
        };
        text += &self.faults.iter().map(|fault| format!("  {}\n", in_words(fault))).collect::<String>();
        if !self.of_the_clock.is_empty() {
            text += "The time goes back in the journal: the clock of the computer was wrong, or a line was not written when it says.\n";
            text += &self.of_the_clock.iter().map(|fault| format!("  {}\n", in_words(fault))).collect::<String>();
        }
        if !self.identifying.is_empty() {
            text += &format!(
                "The register holds columns that name or identify people: {}. They came in with --keep, or before such columns were left \
                 out.\n  To see which import brought them: dipsample import --list. An import that no sample uses can be undone.\n",
                and_list(&self.identifying)
            );
        }
        if self.faults.is_empty() {
            let wrong = if self.of_the_clock.is_empty() { "nothing wrong" } else { "nothing else wrong" };
            text += &format!(
                "Checked, and {wrong} was found: the pages of the file; the chain of the journal's {}; that rows which belong \
                 together are all there; tables, indexes and triggers; the texts of rubrics and plans; that nothing was answered after a \
                 finish; reserves; and the order of the times in the journal.\n\
                 A check cannot tell what someone who can write to the file has changed everywhere at once.\n",
                counted(self.lines, "line")
            );
        }
        text + &format!(
            "The head of the journal is {}. Keep it somewhere else, and check against it later with --head.\n",
            self.head
        )
    }
}

/// A fault in words.
fn in_words(fault: &Fault) -> String {
    let case = |sample: &str, case: u32| format!("case {case} of {sample}");
    match fault {
        Fault::ForeignKey { table, refers_to, rows } => {
            let refer = one_or_more(*rows, "refers", "refer");
            format!("{} of the table {table} {refer} to a row of {refers_to} that is not there", counted(*rows, "row"))
        }
        Fault::UnknownObject { kind, name } => {
            format!("the {kind} {name} is not of this program: it could change or hide what is stored")
        }
        Fault::OtherObject { kind, name } => format!("the {kind} {name} is missing, or not as this program made it"),
        Fault::RubricText { rubric, version } => {
            format!("the text of the rubric {rubric}, version {version}, was changed since it was first used")
        }
        Fault::PlanText { plan } => format!("the text of the plan {plan} was changed since it was first used"),
        Fault::AnswerAfterFinish { sample, case: number, part } => {
            format!("{}: its {part} grading has answers from after it was finished", case(sample, *number))
        }
        Fault::FinishMark { sample, case: number, part } => {
            format!(
                "{}: what marks its {part} grading as finished does not agree with its answers",
                case(sample, *number)
            )
        }
        Fault::Reserve { sample, case: number } => {
            format!("{}: a replaced case and its reserve do not belong together", case(sample, *number))
        }
        Fault::TimeBack { line, at, after } => format!("line {line} says {at}, after a line that says {after}"),
    }
}
