//! `sample list|show|manifest|close|withdraw`.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::calendar::british;
use crate::cli::context::Context;
use crate::cli::designing;
use crate::cli::failure::Failure;
use crate::cli::manifest;
use crate::cli::typed;
use crate::model::{Role, SeedFrom};
use crate::reporting::terminal;
use crate::store::{CaseRow, Lost, Register, SampleRow, State};

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
    },
    /// Close a sample: it takes no more gradings
    Close {
        /// The sample
        #[arg(value_name = "S")]
        sample: String,
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
    match &args.action {
        Action::List => list(context),
        Action::Show { sample, why } => show(sample.as_deref(), *why, context),
        Action::Manifest { sample } => print_manifest(sample.as_deref(), context),
        Action::Close { sample } => set_state(sample, State::Closed, None, context),
        Action::Withdraw { sample, reason } => set_state(sample, State::Withdrawn, Some(reason), context),
    }
}

fn list(context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let mut rows = Vec::new();
    let mut listed = Vec::new();
    for sample in register.samples()? {
        let graded = register.finished_cases(sample.id)?;
        let size: u64 = register.strata(sample.id)?.iter().map(|stratum| stratum.size).sum();
        listed.push(json!({
            "sample": sample.name, "kind": sample.kind, "period": sample.period.text(), "design": sample.design.kind, "size": size, "frame": sample.frame,
            "graded": graded, "state": sample.state, "reason": sample.state_reason, "drawn_at": sample.drawn_at, "drawn_by": sample.drawn_by,
            "seed": sample.seed, "frame_sha256": sample.frame_sha256, "due": sample.due,
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
    let cases = seen_by(context, &register, register.cases(sample.id)?);
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

/// The cases as whoever asks may see them: an auditor of the sample is not told which cases are graded twice, so their own
/// stand under their name alone.
fn seen_by(context: &mut Context<'_>, register: &Register, mut cases: Vec<CaseRow>) -> Vec<CaseRow> {
    let Ok(me) = context.known_person(register) else { return cases };
    let mine = |row: &CaseRow| [row.auditor, row.second_auditor].contains(&Some(me.id));
    let grades = matches!(me.person.role, Some(Role::Auditor | Role::Iro)) && cases.iter().any(mine);
    for row in cases.iter_mut().filter(|_| grades) {
        if mine(row) {
            row.auditor = Some(me.id);
        }
        row.second_auditor = None;
    }
    cases
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
            json
        })
        .collect();
    Ok(json!({
        "sample": sample.name, "kind": sample.kind, "period": sample.period.text(), "seed": sample.seed, "seed_from": sample.seed_from, "design": sample.design.kind,
        "population": sample.population, "frame": sample.frame, "unknown": sample.unknown_in_all(),
        "unknown_by_field": manifest::unknown_fields(sample), "size": cases.len(), "frame_sha256": sample.frame_sha256,
        "strata": register.strata(sample.id)?, "cases": cases, "described_later": sample.described_later, "not_in_newest": sample.not_in_newest,
        "late": register.late_to(sample)?, "where": sample.condition, "words": sample.words, "as_of": sample.as_of, "state": sample.state,
        "reason": sample.state_reason, "earlier": sample.earlier, "due": sample.due, "drawn_at": sample.drawn_at, "drawn_by": sample.drawn_by,
        "by": sample.design.by, "at_least": sample.design.at_least, "allocation": sample.design.allocation,
        "one_per_child": sample.design.one_per_child, "parameters": sample.design,
        "changed_since": lost.len(),
    }))
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
        sample.kind.counted(cases.len() as u64),
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
    text += &format!(
        "Seed {}{}   SHA-256 of the frame {}\n",
        sample.seed,
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
                since(&lost, row.case.case).unwrap_or_default().to_owned(),
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
    let words = sample.words.as_ref().map(|words| format!("these words occur: {words}"));
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
            if sample.not_in_newest == 1 { "was" } else { "were" },
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

fn print_manifest(name: Option<&str>, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let sample = context.sample(&register, name)?;
    let mut buffered = std::io::BufWriter::new(&mut context.desk.out);
    manifest::write(&register, &sample, &mut buffered)?;
    let flushed = std::io::Write::flush(&mut buffered);
    drop(buffered);
    context.desk.note(flushed);
    Ok(())
}

fn set_state(name: &str, state: State, reason: Option<&str>, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(name))?;
    if reason.is_some_and(|reason| reason.trim().is_empty()) {
        return Err(Failure::person("a sample is set aside for a reason; say it with --reason \"...\""));
    }
    match (sample.state, state) {
        (State::Withdrawn, _) => {
            return Err(Failure::person(format!("the sample {} has been withdrawn; it stays as it is", sample.name)));
        }
        (State::Closed, State::Closed) => {
            return Err(Failure::person(format!("the sample {} is closed already", sample.name)));
        }
        _ => {}
    }
    let verb = if state == State::Withdrawn { "sample withdraw" } else { "sample close" };
    context.change(&mut register, &actor, verb, |_, change| {
        change.set_state(sample.id, state, reason)?;
        Ok(((), json!({ "sample": sample.name, "reason": reason })))
    })?;
    context.answer(&json!({ "sample": sample.name, "state": state, "reason": reason }), || match state {
        State::Withdrawn => format!(
            "{} is withdrawn. It and its gradings stay readable; it is listed with its reason on every later draw of this kind and period.\n",
            sample.name
        ),
        _ => format!("{} is closed: it takes no more gradings. Its findings: dipsample findings {}\n", sample.name, sample.name),
    });
    Ok(())
}
