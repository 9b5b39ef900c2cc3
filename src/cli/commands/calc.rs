//! `calc interval`.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::typed;
use crate::statistics::binomial::{self, Trials};
use crate::statistics::hypergeometric::{self, Found};
use crate::statistics::{Confidence, StatisticsError};

/// `calc`
#[derive(Debug, Args)]
pub(crate) struct CalcArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Give the interval for a count out of a sample
    Interval {
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
    },
}

impl From<StatisticsError> for Failure {
    fn from(error: StatisticsError) -> Failure {
        Failure::person(error.to_string())
    }
}

pub(crate) fn run(args: &CalcArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.what {
        What::Interval { count, of, population, confidence } => {
            let level = confidence
                .as_deref()
                .map(|text| typed::share("--confidence", text))
                .transpose()?
                .unwrap_or(Confidence::USUAL.share());
            let confidence = Confidence::new(level)?;
            match population {
                Some(population) => {
                    finite(context, Found { found: *count, drawn: *of, population: *population }, confidence)
                }
                None => endless(context, (*count, *of), confidence),
            }
        }
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
        let sure = percent(confidence.share());
        format!(
            "{} of {}: {}. {sure} sure: between {} and {} of the {} have it ({} to {}).\nOne-sided: 95% sure that no more than {upper} have it.\nMethod: {method}.\n",
            found.found, found.drawn, percent(share), interval.low_count, interval.high_count, found.population, percent(shares.low), percent(shares.high)
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
            percent(share),
            percent(confidence.share()),
            percent(interval.low),
            percent(interval.high)
        )
    });
    Ok(())
}

fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}
