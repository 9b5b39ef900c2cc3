//! `calc working-days`: the day by which something is due.

use clap::Args;
use serde_json::json;

use crate::calendar::{KNOWN_YEARS, MOST_WORKING_DAYS, british, working_days_after};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::typed;
use crate::model::english::counted;

/// `calc working-days`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  dipsample calc working-days --from 2026-12-18 --days 20\n\nDay 0 is the start date, whatever day it is."
)]
pub(super) struct WorkingDaysArgs {
    /// The day from which to count, as 2026-11-02
    #[arg(long, value_name = "DATE")]
    from: String,
    /// How many working days
    #[arg(long, value_name = "N")]
    days: u32,
}

pub(super) fn run(args: &WorkingDaysArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let from = typed::day("--from", &args.from)?;
    let Some(reached) = working_days_after(from, args.days) else {
        return Err(Failure::person(format!("--days: {} working days cannot be counted", args.days))
            .hint(format!("The most is {MOST_WORKING_DAYS}, and the calendar must hold the day")));
    };
    let rule = reached.by_rule_alone.then(|| {
        format!(
            "Bank holidays are known by date from {} to {}; for other years the usual ones are worked out by rule, and a day that was \
             or will be proclaimed apart is missing.",
            KNOWN_YEARS.0, KNOWN_YEARS.1
        )
    });
    let json = json!({ "date": reached.date, "from": from, "days": args.days, "by_rule_alone": reached.by_rule_alone, "note": rule });
    if let Some(rule) = &rule {
        context.notice(&format!("Careful: {rule}"));
    }
    let days = counted(args.days, "working day");
    context.answer(&json, || format!("{}, {days} after {}.\n", in_full(reached.date), british(from)));
    Ok(())
}

fn in_full(date: chrono::NaiveDate) -> String {
    format!("{} {}", date.format("%A"), british(date))
}
