//! `calc size`: how many to draw, and by which method that is known.

use clap::Args;
use serde_json::{Value, json};

use super::in_full;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::typed;
use crate::statistics::sizes::{Change, Standard, Width, for_change, for_standard, for_width};
use crate::statistics::{Confidence, Portion};

/// `calc size`
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("question").required(true).args(["margin", "discovery", "tolerable", "detect"]),
    after_help = "Examples:\n  dipsample calc size --population 231 --margin 10%                 an interval of 10 points either side\n  \
    dipsample calc size --population 231 --discovery 5%               at least one, if 5% or more are there\n  \
    dipsample calc size --population 231 --tolerable 10% --allow 1    passes with one found, if fewer than 10% are there\n  \
    dipsample calc size --population 231 --expect 40% --detect 20%    tells 40% in one period from 60% in the next"
)]
pub(super) struct SizeArgs {
    /// How many there are to draw from (with --detect: in each period)
    #[arg(long, value_name = "P")]
    population: u64,
    /// Half the width that the interval may have, as 10% or 0.1
    #[arg(long, value_name = "M")]
    margin: Option<String>,
    /// The share that is expected; a half needs most [default: 50%]
    #[arg(long, value_name = "S", conflicts_with_all = ["discovery", "tolerable"])]
    expect: Option<String>,
    /// The share at which at least one must be found
    #[arg(long, value_name = "T")]
    discovery: Option<String>,
    /// The share that would be too many
    #[arg(long, value_name = "T")]
    tolerable: Option<String>,
    /// With --tolerable: how many may be found for the sample still to pass [default: 0]
    #[arg(long, value_name = "K", conflicts_with_all = ["margin", "discovery", "detect"])]
    allow: Option<u64>,
    /// The change from one period to the next that must show
    #[arg(long, value_name = "D")]
    detect: Option<String>,
    /// With --detect: how likely the change is to show if it is there [default: 80%]
    #[arg(long, value_name = "SHARE", conflicts_with_all = ["margin", "discovery", "tolerable"])]
    power: Option<String>,
    /// How sure, as 95% or 0.95 [default: 95%]
    #[arg(long, value_name = "C")]
    confidence: Option<String>,
}

/// A size with the words and figures that go with it.
struct Answer {
    size: u64,
    method: String,
    words: String,
    more: Value,
}

pub(super) fn run(args: &SizeArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    if args.population == 0 {
        return Err(Failure::person("there is nothing to draw from: --population must be 1 or more"));
    }
    let confidence = super::confidence(args.confidence.as_deref())?;
    let answer = match (&args.margin, &args.discovery, &args.tolerable, &args.detect) {
        (Some(margin), ..) => width(args, typed::portion("--margin", margin)?, confidence)?,
        (_, Some(share), ..) => discovery(args, typed::portion("--discovery", share)?, confidence)?,
        (_, _, Some(share), _) => standard(args, typed::portion("--tolerable", share)?, confidence)?,
        (_, _, _, Some(change)) => detect(args, typed::portion("--detect", change)?, confidence)?,
        _ => return Err(Failure::usage("say what the size is for: --margin, --discovery, --tolerable or --detect")),
    };
    let mut json = json!({ "size": answer.size, "method": answer.method, "population": args.population,
        "confidence": confidence.share() });
    for (key, value) in answer.more.as_object().into_iter().flatten() {
        json[key] = value.clone();
    }
    context.answer(&json, || format!("{}Method: {}.\n", answer.words, answer.method));
    Ok(())
}

fn expected(args: &SizeArgs) -> Result<Portion, Failure> {
    let expected = args.expect.as_deref().map_or(Ok(Portion::HALF), |text| typed::portion("--expect", text))?;
    match expected.is_part() {
        true => Ok(expected),
        false => Err(Failure::person(
            "--expect must lie between 0% and 100%, both left out: where nothing varies no interval has a width",
        )
        .hint("To be sure that there are few or none: --discovery or --tolerable")),
    }
}

fn width(args: &SizeArgs, margin: Portion, confidence: Confidence) -> Result<Answer, Failure> {
    let width = Width { population: args.population, margin, expected: expected(args)?, confidence };
    let sizes = for_width(width).ok_or_else(|| {
        Failure::person("--margin must be larger than 0%").hint("Only reading all of them leaves no margin")
    })?;
    let method = "normal approximation for a simple draw without replacement, n0 N / (n0 + N - 1) with n0 = z^2 p (1 - p) / d^2, rounded up";
    let exact = sizes.exact.map_or_else(String::new, |exact| {
        format!(
            "By the exact interval, which this program gives with the findings: {exact}. By the simpler form n0 N / (n0 + N): {}.\n",
            sizes.simpler
        )
    });
    let words = format!(
        "Draw {} of {}: then {} is known to about {} points either side, {} sure.\n{exact}",
        sizes.usual,
        args.population,
        in_full(width.expected.share()),
        in_full(margin.share()).trim_end_matches('%'),
        in_full(confidence.share())
    );
    let more = json!({ "margin": margin.share(), "expect": width.expected.share(), "exact_size": sizes.exact, "simpler_size": sizes.simpler,
        "size_without_end": sizes.endless });
    Ok(Answer { size: sizes.usual, method: method.to_owned(), words, more })
}

const EXACT: &str = "exact (hypergeometric) for a simple draw without replacement";

fn discovery(args: &SizeArgs, share: Portion, confidence: Confidence) -> Result<Answer, Failure> {
    let standard = Standard { population: args.population, tolerable: share, allowed: 0, confidence };
    let members = share.ceiling_of(args.population);
    let size = for_standard(standard).ok_or_else(|| {
        Failure::person("--discovery must be larger than 0%: of what is not there, none can be found")
    })?;
    let words = format!(
        "Draw {size} of {}: if {members} or more have it ({} or more), at least one is found, {} sure.\n",
        args.population,
        in_full(share.share()),
        in_full(confidence.share())
    );
    let method = format!(
        "{EXACT}: the smallest size whose chance of finding none of {members} is no more than {}",
        outside(confidence)
    );
    Ok(Answer { size, method, words, more: json!({ "discovery": share.share(), "members": members }) })
}

fn standard(args: &SizeArgs, share: Portion, confidence: Confidence) -> Result<Answer, Failure> {
    let allowed = args.allow.unwrap_or(0);
    let standard = Standard { population: args.population, tolerable: share, allowed, confidence };
    let members = share.ceiling_of(args.population);
    let Some(size) = for_standard(standard) else {
        return Err(Failure::person(format!(
            "no size will do: {} of {} is {members}, and finding {allowed} is allowed",
            in_full(share.share()),
            args.population
        ))
        .hint("Even all of them, read, could not fail that; allow fewer (--allow) or tolerate more (--tolerable)"));
    };
    let words = format!(
        "Draw {size} of {}. If no more than {allowed} of them have it, it is {} sure that fewer than {members} of the {} do (less than {}).\n",
        args.population,
        in_full(confidence.share()),
        args.population,
        in_full(share.share())
    );
    let method = format!(
        "{EXACT}: the smallest size whose chance of finding {allowed} or fewer, where {members} have it, is no more than {}",
        outside(confidence)
    );
    Ok(Answer {
        size,
        method,
        words,
        more: json!({ "tolerable": share.share(), "members": members, "allow": allowed }),
    })
}

fn detect(args: &SizeArgs, change: Portion, confidence: Confidence) -> Result<Answer, Failure> {
    let before = expected(args)?;
    let power = args.power.as_deref().map(|text| typed::share("--power", text)).transpose()?.unwrap_or(0.8);
    let power = Confidence::new(power)
        .map_err(|_| Failure::person("--power must lie between 0% and 100%, both left out, as in 80%"))?;
    // A rise and a fall of the same size need different numbers; the larger is given.
    let ends = [before.plus(change), before.minus(change)];
    let sizes = ends
        .into_iter()
        .flatten()
        .filter_map(|after| for_change(Change { population: args.population, before, after, confidence, power }));
    let Some(sizes) = sizes.max_by_key(|sizes| (sizes.finite, sizes.endless)) else {
        return Err(Failure::person(
            "--detect must be larger than 0%, and there must be room for it above or below what is expected",
        )
        .hint("As in --expect 40% --detect 20%"));
    };
    let words = format!(
        "Draw {} of {} in each period: then a change of {} points from {} shows with a chance of {}, {} sure.\n",
        sizes.finite,
        args.population,
        in_full(change.share()).trim_end_matches('%'),
        in_full(before.share()),
        in_full(power.share()),
        in_full(confidence.share())
    );
    let method = "normal approximation for two independent samples of the same size, each a simple draw from its own period, without continuity \
        correction; of a rise and a fall the one that needs more";
    let more = json!({ "detect": change.share(), "expect": before.share(), "power": power.share(), "size_without_end": sizes.endless });
    Ok(Answer { size: sizes.finite, method: method.to_owned(), words, more })
}

fn outside(confidence: Confidence) -> String {
    in_full(confidence.outside())
}
