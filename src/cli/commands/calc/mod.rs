//! `calc`: what can be worked out without a register.

mod agreement;
mod difference;
mod interval;
mod size;
mod working_days;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::typed;
use crate::statistics::{Confidence, StatisticsError};

/// `calc`
#[derive(Debug, Args)]
pub(crate) struct CalcArgs {
    #[command(subcommand)]
    what: What,
    /// The file to write the answer to [default: the screen]
    #[arg(long, value_name = "FILE", global = true)]
    to: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Give the interval for a count out of a sample
    Interval(interval::IntervalArgs),
    /// Say how many to draw
    Size(size::SizeArgs),
    /// Compare the shares of two samples
    Difference(difference::DifferenceArgs),
    /// Measure how far auditors agree, from a file of grades
    Agreement(agreement::AgreementFileArgs),
    /// Count working days from a date, without the bank holidays of England and Wales
    WorkingDays(working_days::WorkingDaysArgs),
}

impl From<StatisticsError> for Failure {
    fn from(error: StatisticsError) -> Failure {
        Failure::person(error.to_string())
    }
}

pub(crate) fn run(args: &CalcArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    context.send_to("calc", args.to.as_deref(), false);
    match &args.what {
        What::Interval(args) => interval::run(args, context),
        What::Size(args) => size::run(args, context),
        What::Difference(args) => difference::run(args, context),
        What::Agreement(args) => agreement::run(args, context),
        What::WorkingDays(args) => working_days::run(args, context),
    }
}

/// The level that was asked for, or 95%.
fn confidence(typed: Option<&str>) -> Result<Confidence, Failure> {
    match typed {
        Some(text) => Ok(Confidence::new(typed::share("--confidence", text)?)?),
        None => Ok(Confidence::USUAL),
    }
}

/// A share that was typed, in per cent with every digit that it has.
fn in_full(share: f64) -> String {
    let text = format!("{:.7}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
