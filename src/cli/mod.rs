//! Words of the person in, words to the person out. The only printer of anything.
//!
//! [`run`] is the whole program: it reads the command, gives it to its verb in [`commands`], and turns whatever went wrong
//! into a sentence and an exit code ([`failure`]). Everything outside the program is on the [`Desk`].

mod ask;
mod batches;
mod commands;
mod context;
mod council;
mod designing;
mod desk;
mod drafting;
mod drawing;
mod due;
mod evidence;
mod explain;
mod explaining;
mod failure;
mod field;
mod files;
mod frame;
mod front;
mod gather;
mod global;
mod grammar;
mod guided;
mod identifying;
mod importing;
mod json_text;
mod keys;
mod leading;
mod lone;
mod manifest;
mod marking;
mod masked_condition;
mod masks;
mod missing;
mod moderating;
mod own_work;
mod page;
mod permission;
mod planned;
mod planning;
mod plans;
mod practice;
mod programme;
mod questions;
mod refused;
mod request;
mod reserves;
mod roster;
mod rubrics;
mod screen;
mod seat;
mod sequential;
mod shell;
mod sight;
mod spellings;
mod spread;
mod staff;
mod stopping;
mod story;
mod stroke;
mod telling;
mod themes;
mod two_readings;
mod typed;
mod typed_texts;
mod unsettled;
mod urgent;
mod waiting;
mod writing;

pub use desk::{Desk, Terminal, tell_of_panic};

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches};

use context::{Clock, Context};
use failure::{Failure, Whose};
use grammar::{Cli, Command};

/// The exit code where the fault is the program's own.
pub const OUR_FAULT: u8 = Whose::Ours as u8;

/// Columns of a page of help where there is room for them.
const PAGE: usize = 100;

/// Runs one command as typed, without the program's own name, and returns the exit code: 0 done, 1 the person can mend it,
/// 2 not understood, 3 our fault.
pub fn run(words: &[OsString], desk: &mut Desk) -> u8 {
    let name = OsString::from("dipsample");
    let grammar = Cli::command().term_width(desk.terminal.width.unwrap_or(PAGE).clamp(40, PAGE));
    let read = grammar.try_get_matches_from(std::iter::once(&name).chain(words));
    let cli = match read.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error, desk),
    };
    let mut context = Context {
        desk,
        global: cli.global,
        run,
        answered: false,
        agreed: Vec::new(),
        destination: None,
        clock: Clock::default(),
        kept: 0,
        trouble: None,
    };
    let obeyed = obey(cli.command, &mut context)
        .and_then(|code| context.deliver().map(|()| code))
        .and_then(|code| context.all_written().map(|()| code));
    context.tell_trouble();
    let code = obeyed.unwrap_or_else(|failure| refused(failure, &mut context));
    context.tell_the_clock();
    code
}

/// Tells of a failure: in words, and as the one JSON document where that was asked for and nothing was answered.
fn refused(failure: Failure, context: &mut Context<'_>) -> u8 {
    let failure = failure.of_command(context.kept);
    context.tell(&failure.words());
    if failure.whose == Whose::Ours {
        context.tell("  This is a fault of the program, not yours. Please tell its makers the words above; they hold no child's data.\n");
    }
    if context.global.json && !context.answered {
        let error =
            serde_json::json!({ "message": failure.message, "hints": failure.hints, "exit": failure.whose as u8 });
        context.answer(&serde_json::json!({ "error": error }), String::new);
    }
    failure.whose as u8
}

fn not_understood(error: &clap::Error, desk: &mut Desk) -> u8 {
    let words = in_our_words(&error.render().to_string());
    match error.use_stderr() {
        true => {
            desk.tell(&words);
            Whose::Usage as u8
        }
        false => {
            desk.say(&words);
            0
        }
    }
}

/// The words of the library that reads the command line, in those of this program.
fn in_our_words(words: &str) -> String {
    [
        ("unrecognized subcommand", "there is no verb"),
        ("similar subcommand", "similar verb"),
        ("subcommand", "verb"),
        ("unexpected argument", "unexpected flag or word"),
    ]
    .into_iter()
    .fold(words.to_owned(), |words, (theirs, ours)| words.replace(theirs, ours))
}

fn obey(command: Option<Command>, context: &mut Context<'_>) -> Result<u8, Failure> {
    let Some(command) = command else {
        return front::sit_down(context).map(|()| 0);
    };
    match command {
        Command::Demo(args) => commands::demo::run(&args, context),
        Command::Init(args) => commands::init::run(&args, context),
        Command::Import(args) => commands::import::run(&args, context),
        Command::Records(args) => commands::records::run(&args, context),
        Command::Person(args) => commands::person::run(&args, context),
        Command::Draw(args) => commands::draw::run(&args, context),
        Command::Sample(args) => commands::sample::run(&args, context),
        Command::Verify(args) => return commands::verify::run(&args, context),
        Command::Grade(args) => commands::grade::run(&args, context),
        Command::Pack(args) => commands::pack::run(&args, context),
        Command::Moderate(args) => commands::moderate::run(&args, context),
        Command::Findings(args) => commands::findings::run(&args, context),
        Command::Export(args) => commands::export::run(&args, context),
        Command::Feedback(args) => commands::feedback::run(&args, context),
        Command::Note(args) => commands::note::run(&args, context),
        Command::Action(args) => commands::action::run(&args, context),
        Command::Who(args) => commands::who::run(&args, context),
        Command::Plan(args) => commands::plan::run(&args, context),
        Command::Rubric(args) => commands::rubric::run(&args, context),
        Command::Agreement(args) => commands::agreement::run(&args, context),
        Command::Theme(args) => commands::theme::run(&args, context),
        Command::Calc(args) => commands::calc::run(&args, context),
        Command::Status(args) => commands::status::run(&args, context),
        Command::Register(args) => return commands::register::run(&args, context),
        Command::Completions(args) => commands::completions::run(&args, context),
        Command::Man(args) => commands::completions::manual(&args, context),
    }
    .map(|()| 0)
}

/// The grammar, for completions and the manual.
fn grammar_of_all() -> clap::Command {
    Cli::command()
}
