//! `pack send|receive`: cases that are graded in a workbook, without the program.

mod copies;
mod finished;
mod receive;
mod row;
mod send;
mod taken;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// `pack`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dipsample pack send oversight-2026-10 --to packs\n  dipsample pack receive packs\n\n\
    'send' writes one workbook for each auditor with their own cases, to be filled in with Excel or LibreOffice. 'receive' checks every cell, tells each \
    fault by sheet and cell, and takes what is whole; the same file can be received again after it was mended. A later file of the same auditor stands over the earlier: what is blank in it is not \
    answered any more, save what was answered at the terminal since the pack was sent. The files hold \
    children's data."
)]
pub(crate) struct PackArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write one workbook for each auditor
    Send {
        /// The sample, or 'last' [default: the open one]
        #[arg(value_name = "S")]
        sample: Option<String>,
        /// The folder to write into
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Take filled-in workbooks back in
    Receive {
        /// Files, folders or patterns (packs/*.xlsx)
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

pub(crate) fn run(args: &PackArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.verb {
        Verb::Send { sample, to } => send::run(context, sample.as_deref(), to),
        Verb::Receive { files } => receive::run(context, files),
    }
}
