//! `calc interval`: what a count out of a sample says of the whole.

use clap::Args;
use serde_json::json;

use super::in_full;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::model::english::percent_to_a_tenth;
use crate::statistics::Confidence;
use crate::statistics::binomial::{self, Trials};
use crate::statistics::hypergeometric::{self, Found};

/// `calc interval`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dipsample calc interval --count 9 --of 60 --population 231")]
pub(super) struct IntervalArgs {
    /// How many have it
    #[arg(long, value_name = "X")]
    count: u64,
    /// Out of how many drawn
    #[arg(long, value_name = "N")]
    of: u64,
    /// Drawn from how many [default: a population without end]
    #[arg(long, value_name = "P")]
    population: Option<u64>,
    /// How sure, as 95% or 0.95 [default: 95%]
    #[arg(long, value_name = "C")]
    confidence: Option<String>,
}

pub(super) fn run(args: &IntervalArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let confidence = super::confidence(args.confidence.as_deref())?;
    match args.population {
        Some(population) => finite(context, Found { found: args.count, drawn: args.of, population }, confidence),
        None => endless(context, (args.count, args.of), confidence),
    }
}

fn finite(context: &mut Context<'_>, found: Found, confidence: Confidence) -> Result<(), Failure> {
    let interval = hypergeometric::interval(found, confidence)?;
    // The assurance bound is always its own one-sided 95% bound, whatever the interval's level.
    let upper = hypergeometric::upper_count(found, Confidence::USUAL)?;
    let shares = interval.shares();
    let method = "exact interval for a simple draw without replacement (hypergeometric)";
    let share = found.found as f64 / found.drawn as f64;
    let json = json!({ "share": share, "low": shares.low, "high": shares.high, "low_count": interval.low_count, "high_count": interval.high_count,
        "upper_count": upper, "method": method, "confidence": confidence.share() });
    context.answer(&json, || {
        let sure = in_full(confidence.share());
        format!(
            "{} of {}: {}. {sure} sure: between {} and {} of the {} have it ({} to {}).\nOne-sided: 95% sure that no more than {upper} have it.\nMethod: {method}.\n",
            found.found, found.drawn, percent_to_a_tenth(share), interval.low_count, interval.high_count, found.population, percent_to_a_tenth(shares.low), percent_to_a_tenth(shares.high)
        )
    });
    Ok(())
}

fn endless(context: &mut Context<'_>, (count, of): (u64, u64), confidence: Confidence) -> Result<(), Failure> {
    let interval = binomial::clopper_pearson(Trials::of_counts(count, of), confidence)?;
    let share = count as f64 / of as f64;
    let method = "Clopper-Pearson interval (binomial)";
    let json = json!({ "share": share, "low": interval.low, "high": interval.high, "low_count": null, "high_count": null, "upper_count": null,
        "method": method, "confidence": confidence.share() });
    context.answer(&json, || {
        format!(
            "{count} of {of}: {}. {} sure: between {} and {}.\nMethod: {method}.\n",
            percent_to_a_tenth(share),
            in_full(confidence.share()),
            percent_to_a_tenth(interval.low),
            percent_to_a_tenth(interval.high)
        )
    });
    Ok(())
}
