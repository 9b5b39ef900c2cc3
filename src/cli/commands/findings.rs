//! `findings`: what a sample says.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::gather;
use crate::cli::masks::Masks;
use crate::cli::sight;
use crate::cli::typed;
use crate::cli::typed_texts::TypedTexts;
use crate::model::FindingLine;
use crate::reporting::terminal::{self, Styled};

/// Columns of an answer that goes to no screen.
const NOT_SEEN: usize = 80;

/// `findings`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dipsample findings\n  dipsample findings oversight-2026-10 --by team child.placement_type\n  dipsample findings oversight-2026-10 --by auditor drift theme\n  \
    dipsample findings --kind oversight --period 2026/27-Q3 --programme oversight\n\n\
    Samples of one programme are put together with their periods as strata; others are refused by name."
)]
pub(crate) struct FindingsArgs {
    /// The sample, or 'last' [default: the open one]
    #[arg(value_name = "S")]
    sample: Option<String>,
    #[command(flatten)]
    over: OverArgs,
    /// Break the grades down by these fields, by auditor, by theme (which also counts themes by criterion, IRO and team), or by
    /// the answer to a criterion [default: iro, team]
    #[arg(long, value_name = "FIELD", value_delimiter = ',', num_args = 1..)]
    by: Vec<String>,
}

/// Which samples, where not one by its name.
#[derive(Debug, Args)]
pub(crate) struct OverArgs {
    /// All samples of this kind in the period, put together
    #[arg(long, value_name = "KIND", requires = "period", conflicts_with = "sample")]
    pub(crate) kind: Option<String>,
    /// The period that their periods lie in, such as 2026/27-Q3
    #[arg(long, value_name = "PERIOD", requires = "kind")]
    pub(crate) period: Option<String>,
    /// Those of this programme only
    #[arg(long, value_name = "PLAN", requires = "kind")]
    pub(crate) programme: Option<String>,
}

impl OverArgs {
    /// What was asked for; `None` where a sample is asked for by its name.
    pub(crate) fn asked(&self) -> Result<Option<gather::Over>, Failure> {
        let (Some(kind), Some(period)) = (&self.kind, &self.period) else { return Ok(None) };
        Ok(Some(gather::Over {
            kind: typed::kind(kind)?,
            period: crate::calendar::Period::parse(period)?,
            programme: self.programme.clone(),
        }))
    }
}

pub(crate) fn run(args: &FindingsArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let fields = |kind| if args.by.is_empty() { gather::usual_fields(kind) } else { args.by.clone() };
    let masks = Masks::new(&register)?;
    let typed = match context.global.json {
        true => TypedTexts::ForReaders { masks: &masks, words: true },
        false => TypedTexts::AsTyped { words: true },
    };
    let (mut findings, whole) = match args.over.asked()? {
        Some(asked) => {
            let (findings, _) = gather::over(context, &register, &asked, (&fields(asked.kind), typed))?;
            let programme = asked.programme.map_or(String::new(), |programme| format!(" --programme {programme}"));
            (findings, format!("--kind {} --period {}{programme}", asked.kind.id(), asked.period.text()))
        }
        None => {
            let sample = context.sample(&register, args.sample.as_deref())?;
            sight::must_see_unsettled(context, &register, &sample)?;
            (gather::findings(context, &register, &sample, (&fields(sample.kind), typed))?, sample.name.clone())
        }
    };
    // Into a file or a mail it goes in the 80 columns that fit everywhere.
    let width = if context.desk.terminal.out { context.width() } else { NOT_SEEN };
    if context.global.json {
        masks.put_on_lines(&mut findings);
        findings.hand_picked.iter_mut().for_each(|picked| picked.reason.clear());
    }
    let mut json = serde_json::to_value(&findings).map_err(|error| Failure::ours(error.to_string()))?;
    if context.global.json {
        json["findings"] = findings.findings.iter().map(line).collect();
    }
    context.answer_styled(&json, || {
        let next = format!("\nThe workbook: dipsample export findings.xlsx {whole}");
        terminal::findings(&findings, width).then(Styled::plain(&next))
    });
    Ok(())
}

/// A finding in the auditor's words, with the themes that it carries.
fn line(line: &FindingLine) -> Value {
    let themes: Vec<&str> = line.themes.iter().map(|theme| &**theme).collect();
    json!({
        "record": &*line.record,
        "criterion": &*line.criterion,
        "kind": line.bearing,
        "text": &*line.text,
        "themes": themes,
        "iro": line.iro.as_deref(),
        "overall": &*line.overall,
    })
}
