//! The whole grammar of the command line. What each verb's flags are stands with the verb.

use clap::{Parser, Subcommand};

use super::commands;
use super::global::Global;

/// Quality assurance of Independent Reviewing Officers: draw, grade, find, and be able to prove it
#[derive(Debug, Parser)]
#[command(
    name = "dipsample",
    version,
    about,
    disable_help_subcommand = true,
    after_help = "The cycle:  import  ->  draw  ->  grade  ->  findings  ->  export\n\
        Type 'dipsample' alone to be led through it, 'dipsample demo' to see it on a made-up council,\n\
        or 'dipsample VERB --help' for one verb. Nothing ever leaves this computer."
)]
pub(super) struct Cli {
    /// The flags that every verb takes.
    #[command(flatten)]
    pub global: Global,
    /// The verb.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The verbs, in the order of the cycle.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a made-up council in a folder and run the whole cycle on it
    Demo(commands::demo::DemoArgs),
    /// Make a register
    Init(commands::init::InitArgs),
    /// Bring extracts of oversights, reviews, disputes or children in
    Import(commands::import::ImportArgs),
    /// Count what the register holds, before anything is drawn from it
    Records(commands::records::RecordsArgs),
    /// Keep the list of people: IROs, auditors, managers
    Person(commands::person::PersonArgs),
    /// Draw a sample
    Draw(Box<commands::draw::DrawArgs>),
    /// List, show, withdraw samples; print a manifest
    Sample(commands::sample::SampleArgs),
    /// Do a draw again from its manifest and compare
    Verify(commands::verify::VerifyArgs),
    /// Grade cases, guided in the terminal or by flags
    Grade(commands::grade::GradeArgs),
    /// Send cases out to be graded in a workbook, and take them back in
    Pack(commands::pack::PackArgs),
    /// Agree the final grade of a case that two auditors graded differently
    Moderate(commands::moderate::ModerateArgs),
    /// Measure how far two auditors agree on the cases graded twice
    Agreement(commands::agreement::AgreementArgs),
    /// Show what a sample says
    Findings(commands::findings::FindingsArgs),
    /// Write the workbook of findings
    Export(commands::export::ExportArgs),
    /// Write what the people whose work it was are given back, and keep their replies
    Feedback(commands::feedback::FeedbackArgs),
    /// Keep what is being done because of the findings, and whether it worked
    Action(commands::action::ActionArgs),
    /// Raise a dispute or a note of good practice from a case, and write them out for the case system
    Note(commands::note::NoteArgs),
    /// Give the record or person behind a pseudonym
    Who(commands::who::WhoArgs),
    /// List, show and check plans: what is drawn, how, and for which question
    Plan(commands::plan::PlanArgs),
    /// List, show and check rubrics
    Rubric(commands::rubric::RubricArgs),
    /// List the themes that findings carry, and add the council's own
    Theme(commands::theme::ThemeArgs),
    /// Calculate without a register
    Calc(commands::calc::CalcArgs),
    /// Show what waits, with the command to type next
    Status(commands::status::StatusArgs),
    /// Look after the register: check it, read its journal
    Register(commands::register::RegisterArgs),
    /// Print completions for a shell
    Completions(commands::completions::CompletionsArgs),
    /// Print the manual page
    Man(crate::cli::commands::completions::ManArgs),
}
