//! `sample`: list, show, manifest, close, withdraw here; what comes after the draw in the files beside.

mod assign;
mod grow;
mod reopen;
mod state;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::calendar::british;
use crate::cli::context::Context;
use crate::cli::designing;
use crate::cli::failure::Failure;
use crate::cli::manifest;
use crate::cli::permission;
use crate::cli::sight;
use crate::cli::story;
use crate::cli::typed;
use crate::model::SeedFrom;
use crate::model::english::one_or_more;
use crate::reporting::terminal;
use crate::store::{CaseRow, Lost, Part, PersonRow, Register, SampleRow, State};

/// `sample`
#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the samples
    List,
    /// Show one sample and its cases
    Show {
        /// The sample, or 'last' [default: the open one]
        #[arg(value_name = "S")]
        sample: Option<String>,
        /// Show how each stratum came to its size
        #[arg(long)]
        why: bool,
    },
    /// Print the manifest, with which a stranger can do the draw again
    Manifest {
        /// The sample, or 'last' [default: the open one]
        #[arg(value_name = "S")]
        sample: Option<String>,
        /// The file to write it to [default: the screen]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Draw more cases in the same order, and keep those drawn
    #[command(
        after_help = "What is drawn stays drawn; the next tickets come in. Once a case has been graded, a sample that is extended is labelled \
        'extended after looking' for good, since whoever looks first can stop when they like what they see. A second step that was \
        decided at the draw (draw --second-step N, or second_step in a plan) is free of that."
    )]
    Extend {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
        /// How many more cases
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
        by: u64,
    },
    /// Take the next reserve for a case that cannot be graded; the case stays in the sample
    #[command(
        after_help = "Reasons: duplicate, not-in-care, wrong-kind (the case is not of the population); restricted, not-found, closed, \
        other (it is, and could not be read). More can be said after a colon: --reason \"restricted: adoption file\". The reserve is the \
        next in ticket order of the same stratum, so that nobody chooses it."
    )]
    Replace {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
        /// The case's number, or its record's reference
        #[arg(value_name = "CASE")]
        case: String,
        /// Why it cannot be graded
        #[arg(long, value_name = "R")]
        reason: String,
    },
    /// Add records that somebody picked by hand: marked everywhere, and in no share
    Add {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
        /// The records' references
        #[arg(value_name = "REFERENCE", required = true)]
        references: Vec<String>,
        /// Why
        #[arg(long, value_name = "R")]
        reason: String,
    },
    /// Give the cases out to auditors, loads equal within one
    #[command(
        after_help = "Nobody gets a case whose IRO or worker they are, whose line they are (person add --manager), or with whom a \
        conflict is declared (--conflict). Whoever has begun a case keeps it. With --double a share of the cases, chosen by ticket, goes \
        to two auditors, of whom neither is told which."
    )]
    Assign {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
        /// Who grades, names separated by commas
        #[arg(long, value_name = "A,B,..", value_delimiter = ',', required = true)]
        auditors: Vec<String>,
        /// The share of cases to be graded twice, as 25% or 0.25 [default: as it was]
        #[arg(long, value_name = "SHARE")]
        double: Option<String>,
        /// The day by which gradings are due
        #[arg(long, value_name = "DATE")]
        due: Option<String>,
    },
    /// Open a closed sample, or a finished case of an open one, again
    #[command(
        after_help = "A case is opened to its auditors: what they said stays and can be added to, and a moderation has to be finished again. \
        Self-audits and gradings from outside stay as they were given.\n  \
        dipsample sample reopen oversight-2026-10 7 --reason \"The wrong note was read\""
    )]
    Reopen {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
        /// The case's number, or its record's reference
        #[arg(value_name = "CASE")]
        case: Option<String>,
        /// Why
        #[arg(long, value_name = "R")]
        reason: String,
    },
    /// Close a sample: it takes no more gradings
    Close {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
        /// Close it although some cases are not settled
        #[arg(long)]
        anyway: bool,
    },
    /// Set a wrong draw aside; it stays readable and is listed on every later one
    Withdraw {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
        /// Why
        #[arg(long, value_name = "R")]
        reason: String,
    },
}

pub(crate) fn run(args: &SampleArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    if let Some(doing) = state::needs_a_lead(&args.action) {
        permission::must_lead(context, doing)?;
    }
    match &args.action {
        Action::List => list(context),
        Action::Show { sample, why } => show(sample.as_deref(), *why, context),
        Action::Manifest { sample, to } => print_manifest(sample.as_deref(), to.as_deref(), context),
        Action::Extend { sample, by } => grow::extend(sample, *by, context),
        Action::Replace { sample, case, reason } => grow::replace(sample, case, reason, context),
        Action::Add { sample, references, reason } => grow::add(sample, references, reason, context),
        Action::Assign { sample, auditors, double, due } => {
            assign::assign(sample, auditors, (double.as_deref(), due.as_deref()), context)
        }
        Action::Reopen { sample, case, reason } => reopen::reopen(sample, case.as_deref(), reason, context),
        Action::Close { sample, anyway } => state::close(sample, *anyway, context),
        Action::Withdraw { sample, reason } => state::set(sample, State::Withdrawn, Some(reason), context),
    }
}

fn list(context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let me = context.known_person(&register).ok();
    let mut rows = Vec::new();
    let mut listed = Vec::new();
    for sample in register.samples()? {
        let graded = graded(&register, &sample, me.as_ref())?;
        let size: u64 = register.strata(sample.id)?.iter().map(|stratum| stratum.size).sum();
        listed.push(json!({
            "sample": sample.name, "kind": sample.kind, "period": sample.period.text(), "design": sample.design.kind, "size": size, "frame": sample.frame,
            "graded": graded, "state": sample.state, "reason": sample.state_reason, "drawn_at": sample.drawn_at, "drawn_by": sample.drawn_by,
            "seed": sample.shown_seed(), "seed_sha256": sample.seed_sha256(), "frame_sha256": sample.frame_sha256, "due": sample.due,
        }));
        rows.push(vec![
            sample.name.clone(),
            sample.period.label().to_owned(),
            sample.design.kind.id().to_owned(),
            format!("{size} of {}", sample.frame),
            graded.to_string(),
            sample
                .state_reason
                .map_or_else(|| sample.state.id().to_owned(), |reason| format!("{}: {reason}", sample.state.id())),
        ]);
    }
    let width = context.width();
    context.answer(&json!({ "samples": listed }), || match rows.is_empty() {
        true => "No sample has been drawn yet. To draw one: dipsample draw --kind oversight --size 20\n".to_owned(),
        false => terminal::table(&["Sample", "Period", "Design", "Drawn", "Graded", "State"], &rows, width),
    });
    Ok(())
}

fn show(name: Option<&str>, why: bool, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let sample = context.sample(&register, name)?;
    sight::tell_stranger(context, &register, &sample)?;
    let me = context.known_person(&register).ok();
    let cases = sight::seen_by(&register, &sample, me.as_ref(), register.cases(sample.id)?)?;
    let mut json = sample_json(&register, &sample, &cases)?;
    if why {
        json["arithmetic"] = json!(sample.arithmetic);
    }
    let mut words = sample_words(&register, &sample, (&cases, context.width()))?;
    if why {
        words += "\nHow each stratum came to its size:\n";
        for (stratum, line) in register.strata(sample.id)?.iter().zip(&sample.arithmetic) {
            let stratum = if stratum.stratum.is_empty() { "all" } else { &stratum.stratum };
            words += &format!("  {stratum}: {line}\n");
        }
    }
    context.answer(&json, || words);
    Ok(())
}

/// How many cases everybody who is to grade them has finished; to whoever is blind to the sample, how many they have themselves.
fn graded(register: &Register, sample: &SampleRow, me: Option<&PersonRow>) -> Result<u64, Failure> {
    if !sight::is_blind(register, sample, me)? {
        return Ok(register.finished_cases(sample.id)?);
    }
    let Some(me) = me else { return Ok(0) };
    let gradings = register.gradings(sample.id)?;
    let mine = |row: &&crate::store::GradingRow| row.person == me.id && row.part != Part::Moderation;
    Ok(gradings.iter().filter(mine).filter(|row| row.grading.finished).count() as u64)
}

/// A sample as draw and `sample show` answer it.
pub(crate) fn sample_json(register: &Register, sample: &SampleRow, cases: &[CaseRow]) -> Result<Value, Failure> {
    let people = register.people()?;
    let name =
        |id: Option<i64>| id.and_then(|id| people.iter().find(|row| row.id == id)).map(|row| row.person.name.clone());
    let lost = register.cases_lost(sample.kind, sample.id)?;
    let cases: Vec<Value> = cases
        .iter()
        .map(|row| {
            let mut json = json!(row.case);
            json["auditor"] = json!(name(row.auditor));
            json["second_auditor"] = json!(name(row.second_auditor));
            json["date"] = json!(row.record.date);
            json["since"] = json!(since(&lost, row.case.case));
            story::add_case(row, &mut json);
            json
        })
        .collect();
    let mut json = json!({
        "sample": sample.name, "kind": sample.kind, "period": sample.period.text(), "seed": sample.shown_seed(), "seed_sha256": sample.seed_sha256(), "seed_from": sample.seed_from, "design": sample.design.kind,
        "population": sample.population, "frame": sample.frame, "unknown": sample.unknown_in_all(),
        "unknown_by_field": manifest::unknown_fields(sample), "size": sample.design.size, "frame_sha256": sample.frame_sha256,
        "strata": register.strata(sample.id)?, "cases": cases, "described_later": sample.described_later, "not_in_newest": sample.not_in_newest,
        "late": register.late_to(sample)?, "where": sample.condition, "words": sample.words, "as_of": sample.as_of, "state": sample.state,
        "reason": sample.state_reason, "earlier": sample.earlier, "due": sample.due, "drawn_at": sample.drawn_at, "drawn_by": sample.drawn_by,
        "by": sample.design.by, "at_least": sample.design.at_least, "allocation": sample.design.allocation,
        "one_per_child": sample.design.one_per_child, "parameters": sample.design,
        "changed_since": lost.len(),
    });
    story::add(register, sample, &mut json)?;
    Ok(json)
}

fn since(lost: &[Lost], case: u32) -> Option<&'static str> {
    lost.iter().find(|lost| lost.case == case).map(|lost| lost.what)
}

/// A sample in words, with its cases as a table.
pub(crate) fn sample_words(
    register: &Register,
    sample: &SampleRow,
    (cases, width): (&[CaseRow], usize),
) -> Result<String, Failure> {
    let lost = register.cases_lost(sample.kind, sample.id)?;
    let people = register.people()?;
    let mut text = format!(
        "{}: {} of {} in the frame, {}, drawn at random ({}) by {} on {}. It is {}.\n",
        sample.name,
        sample.kind.counted(sample.design.size),
        sample.frame,
        sample.period.label(),
        sample.design.kind.id(),
        sample.drawn_by,
        typed::day_of(&sample.drawn_at),
        sample.state.id()
    );
    text += &frame_words(sample);
    text += &late_words(register.late_to(sample)?);
    text += &designing::words(&sample.design, &register.strata(sample.id)?);
    text += &story::words(register, sample)?;
    text += &format!(
        "Seed {}{}   SHA-256 of the frame {}\n",
        sample.seed_text(),
        if sample.seed_from == SeedFrom::Typed { " (typed by hand)" } else { "" },
        sample.frame_sha256
    );
    if sample.design.is_stratified() {
        let rows: Vec<Vec<String>> = register
            .strata(sample.id)?
            .iter()
            .map(|s| vec![s.stratum.clone(), s.frame.to_string(), s.size.to_string()])
            .collect();
        text += &format!("\n{}", terminal::table(&["Stratum", "In the frame", "Drawn"], &rows, width));
    }
    let name = |id: Option<i64>| {
        id.and_then(|id| people.iter().find(|row| row.id == id)).map_or(String::new(), |row| row.person.name.clone())
    };
    let rows: Vec<Vec<String>> = cases
        .iter()
        .map(|row| {
            vec![
                row.case.case.to_string(),
                row.case.record.clone(),
                row.case.child.clone().unwrap_or_default(),
                row.record.date.map(british).unwrap_or_default(),
                row.record.text_of(sample.kind, "iro").unwrap_or_default(),
                name(row.auditor),
                [story::mark(row), since(&lost, row.case.case).map(str::to_owned)]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("; "),
            ]
        })
        .collect();
    text += &format!(
        "\n{}",
        terminal::table(&["Case", "Record", "Child", "Date", "IRO", "Auditor", "Since the draw"], &rows, width)
    );
    Ok(text)
}

fn frame_words(sample: &SampleRow) -> String {
    let mut text = String::new();
    let words = sample.words.as_ref().map(|words| format!("in whose text these words occur: {words}"));
    for only in sample.condition.clone().into_iter().map(|condition| format!("that fit: {condition}")).chain(words) {
        text += &format!("Only those {only}   ({} of {} in the period)\n", sample.frame, sample.population);
    }
    if sample.unknown_in_all() > 0 {
        let fields: Vec<String> =
            sample.unknown_fields().map(|(field, count)| format!("{field} is blank in {count}")).collect();
        text += &format!(
            "For {} it cannot be told whether they fit: {}. They are not in the frame.\n",
            sample.unknown_in_all(),
            fields.join(", ")
        );
    }
    if sample.described_later > 0 {
        text += &format!(
            "For {} the register describes the child only as of a day after the period, which is what the draw looked at.\n",
            sample.described_later
        );
    }
    if sample.not_in_newest > 0 {
        text += &format!(
            "{} of the period {} not in the newest extract of {} when the sample was drawn; the register keeps what an extract once held.\n",
            sample.not_in_newest,
            one_or_more(sample.not_in_newest, "was", "were"),
            sample.kind.plural()
        );
    }
    text
}

/// Records that came in once the sample was drawn.
fn late_words(late: u64) -> String {
    match late {
        0 => String::new(),
        1 => "1 record of the period came in after the draw and could not be drawn: it is late to the frame.\n"
            .to_owned(),
        many => format!(
            "{many} records of the period came in after the draw and could not be drawn: they are late to the frame.\n"
        ),
    }
}

fn print_manifest(name: Option<&str>, to: Option<&Path>, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let sample = context.sample(&register, name)?;
    if to.is_some() {
        let mut text = Vec::new();
        manifest::write(&register, &sample, &mut text)?;
        context.send_to("sample manifest", to, true);
        context.print(&String::from_utf8_lossy(&text));
        return Ok(());
    }
    context.desk.stream_document(|out| manifest::write(&register, &sample, out))
}
