//! `findings`: what a sample says.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::gather;
use crate::reporting::terminal;

/// `findings`
#[derive(Debug, Args)]
pub(crate) struct FindingsArgs {
    /// The sample, or 'last' [default: the open one]
    #[arg(value_name = "S")]
    sample: Option<String>,
    /// Break the grades down by these fields [default: iro, team]
    #[arg(long, value_name = "FIELD", value_delimiter = ',', num_args = 1..)]
    by: Vec<String>,
}

pub(crate) fn run(args: &FindingsArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let sample = context.sample(&register, args.sample.as_deref())?;
    let by = if args.by.is_empty() { gather::usual_fields(sample.kind) } else { args.by.clone() };
    let findings = gather::findings(context, &register, &sample, &by)?;
    let colour = context.colour();
    let width = context.width();
    let json = serde_json::to_value(&findings).map_err(|error| Failure::ours(error.to_string()))?;
    context.answer(&json, || {
        format!(
            "{}\nThe workbook: dipsample export findings.xlsx {}\n",
            terminal::findings(&findings, width, colour),
            sample.name
        )
    });
    Ok(())
}
