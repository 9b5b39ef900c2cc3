//! `calc difference`: whether two samples show a change.

use clap::Args;
use serde_json::json;

use super::in_full;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::model::english::percent_to_a_tenth;
use crate::statistics::binomial::Trials;
use crate::statistics::difference::{Difference, Pair, newcombe, score_test};

const METHOD: &str = "Newcombe's interval from two score intervals (his method 10), without continuity correction and without a finite population; p is \
    the two-sided pooled score test without continuity correction";

/// `calc difference`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  dipsample calc difference --before 48/80 --after 56/70\n\nThe two samples must have no case in common."
)]
pub(super) struct DifferenceArgs {
    /// How many of how many in the earlier sample, as 48/80
    #[arg(long, value_name = "X/N")]
    before: String,
    /// How many of how many in the later sample, as 56/70
    #[arg(long, value_name = "X/N")]
    after: String,
    /// How sure, as 95% or 0.95 [default: 95%]
    #[arg(long, value_name = "C")]
    confidence: Option<String>,
}

pub(super) fn run(args: &DifferenceArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let confidence = super::confidence(args.confidence.as_deref())?;
    let (before, after) = (counts("--before", &args.before)?, counts("--after", &args.after)?);
    let trials = |(x, n): (u64, u64)| Trials::of_counts(x, n);
    let pair = Pair { before: trials(before), after: trials(after) };
    let Difference { difference, low, high } = newcombe(pair, confidence)?;
    let change = Difference { difference, low, high }.shows_change();
    let p = score_test(pair)?;
    let json = json!({ "difference": difference, "low": low, "high": high, "p": p, "method": METHOD,
        "confidence": confidence.share(), "shows_change": change });
    context.answer(&json, || {
        let share = |(x, n): (u64, u64)| format!("{x} of {n} ({})", percent_to_a_tenth(x as f64 / n as f64));
        let verdict = match change {
            true => "The interval leaves out 0: these numbers show a change.",
            false => "The interval holds 0: these numbers show no change; there may still be one.",
        };
        let p = match p {
            Some(p) if p < 0.00005 => "p < 0.0001".to_owned(),
            Some(p) => format!("p = {p:.4}"),
            None => "no p: all, or none, have it in both samples".to_owned(),
        };
        format!(
            "Before {}, after {}: {} percentage points.\n{} sure: between {} and {}; {p}.\n{verdict}\nMethod: {METHOD}.\n",
            share(before),
            share(after),
            points(difference),
            in_full(confidence.share()),
            points(low),
            points(high)
        )
    });
    Ok(())
}

/// Reads `48/80`.
fn counts(flag: &str, text: &str) -> Result<(u64, u64), Failure> {
    let parts = text.split_once('/').map(|(x, n)| (x.trim().parse::<u64>(), n.trim().parse::<u64>()));
    let Some((Ok(x), Ok(n))) = parts else {
        return Err(Failure::person(format!("{flag}: '{text}' is not a count out of a number"))
            .hint("Type how many, a stroke, and out of how many, as in 48/80"));
    };
    match (x, n) {
        (_, 0) => Err(Failure::person(format!("{flag}: '{text}' is out of nothing, so there is no share"))
            .hint("The number behind the stroke must be 1 or more")),
        (x, n) if x > n => Err(Failure::person(format!("{flag}: {x} cannot have been found among {n}"))
            .hint("The count in front of the stroke must not be larger than the number behind it")),
        _ => Ok((x, n)),
    }
}

/// A difference in percentage points, with its sign.
fn points(difference: f64) -> String {
    let text = format!("{:+.1}", difference * 100.0);
    if text.trim_start_matches(['+', '-']) == "0.0" { "0.0".to_owned() } else { text }
}
