//! `note add|list|export`: a dispute or a note of good practice raised from a case, as a row for the council's case system.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::calendar::british;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files::short_name;
use crate::cli::marking::{find_case, gradings_of};
use crate::cli::sight;
use crate::cli::staff::Staff;
use crate::cli::typed;
use crate::cli::writing::Purpose;
use crate::grading::standing;
use crate::intake;
use crate::model::{Kind, Standing};
use crate::reporting::terminal;
use crate::store::{NewRaised, Raised, Register, SampleRow};

/// `note`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    dipsample note add oversight-2026-10 7 --kind dispute --text \"The plan has lapsed and nobody has answered\"\n  \
    dipsample note add oversight-2026-10 12 --kind good-practice --text \"The child's own words changed the plan\"\n  \
    dipsample note list\n  \
    dipsample note export for-the-case-system.csv\n\n\
    The file has the columns of a dispute (reference, child, date, iro, team, stage, type, text), with references and names, since it is \
    for the case system; dipsample import reads it again. A child who may be unsafe today is an urgent concern: dipsample grade S CASE --urgent TEXT.")]
pub(crate) struct NoteArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Raise a dispute or a note of good practice from a settled case
    Add(AddArgs),
    /// List what was raised
    List {
        /// Of this sample only
        #[arg(value_name = "S")]
        sample: Option<String>,
    },
    /// Write what was raised as a CSV file for the case system
    Export {
        /// The file to write; it ends in .csv
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
        /// Of this sample only
        #[arg(value_name = "S")]
        sample: Option<String>,
    },
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The sample, or 'last'
    #[arg(value_name = "S")]
    sample: String,
    /// The case: its number or the record's reference
    #[arg(value_name = "CASE")]
    case: String,
    /// What it is: dispute, good-practice
    #[arg(long, value_name = "KIND", value_enum)]
    kind: What,
    /// At which stage a dispute begins: informal, formal, cafcass
    #[arg(long, value_name = "STAGE", value_enum, default_value = "informal")]
    stage: Stage,
    /// What sort it is, in the case system's words
    #[arg(long = "type", value_name = "TEXT")]
    sort: Option<String>,
    /// What it says
    #[arg(long, value_name = "TEXT")]
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// A disagreement with what was done
    Dispute,
    /// Work that others can learn from
    GoodPractice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Talked through first
    Informal,
    /// Raised in writing
    Formal,
    /// Taken to Cafcass
    Cafcass,
}

/// The id of the stage of a dispute record.
fn stage_of(what: What, stage: Stage) -> &'static str {
    match (what, stage) {
        (What::GoodPractice, _) => "good-practice",
        (_, Stage::Informal) => "informal",
        (_, Stage::Formal) => "formal",
        (_, Stage::Cafcass) => "cafcass",
    }
}

pub(crate) fn run(args: &NoteArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.verb {
        Verb::Add(args) => add(args, context),
        Verb::List { sample } => list(sample.as_deref(), context),
        Verb::Export { file, sample } => export(file, sample.as_deref(), context),
    }
}

fn add(args: &AddArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(&args.sample))?;
    must_see(context, &register, &sample)?;
    let cases = register.cases(sample.id)?;
    let case = find_case(&cases, &sample, &args.case)?;
    let number = case.case.case;
    let gradings = register.gradings(sample.id)?;
    if !matches!(standing(&gradings_of(&gradings, case)), Standing::Counted(_)) {
        return Err(Failure::person(format!(
            "case {number} of {} is not settled yet, so nothing is raised from it",
            sample.name
        ))
        .hint(format!("If a child may be unsafe today: dipsample grade {} {number} --urgent \"...\"", sample.name)));
    }
    let text = typed::words("--text", &args.text)?;
    let sort = args.sort.as_deref().map(|sort| typed::label("--type", sort)).transpose()?;
    let new = NewRaised {
        sample: sample.id,
        case: number,
        stage: stage_of(args.kind, args.stage).to_owned(),
        kind: sort.filter(|sort| !sort.is_empty()),
        text,
    };
    let (id, _) = context.change(&mut register, &actor, "note add", |_, change| {
        let id = change.add_raised(&actor, &new)?;
        Ok(((id, ()), json!({ "note": id, "sample": sample.name, "case": number, "stage": new.stage })))
    })?;
    let raised = Raised { id, by: actor.person.clone(), on: context.desk.today(), what: new };
    let rows = Rows::of(&register, vec![raised])?;
    context.answer(&rows.json()[0], || {
        format!(
            "Note {id}: raised from case {number} of {}. Write it out for the case system: dipsample note export FILE.csv\n",
            sample.name
        )
    });
    Ok(())
}

/// Refuses whoever still grades in a sample: whether a case is settled would tell who grades it besides.
fn must_see(context: &Context<'_>, register: &Register, sample: &SampleRow) -> Result<(), Failure> {
    let me = context.known_person(register).ok();
    match sight::is_blind(register, sample, me.as_ref())? {
        true => Err(Failure::person(format!(
            "nothing can be raised from {} yet by somebody who grades in it: whether a case is settled would tell who else grades it",
            sample.name
        ))
        .hint("It can be once everybody has finished, or the sample is closed; a principal or manager can raise it now")
        .hint("If a child may be unsafe today: dipsample grade S CASE --urgent \"...\"")),
        false => Ok(()),
    }
}

/// What was raised, each with its sample and its record.
struct Rows {
    rows: Vec<(Raised, SampleRow, Facts)>,
}

/// What a row says of the record.
#[derive(Default)]
struct Facts {
    record: String,
    child: String,
    iro: String,
    team: String,
}

impl Rows {
    fn of(register: &Register, raised: Vec<Raised>) -> Result<Rows, Failure> {
        let samples = register.samples()?;
        let staff = Staff::new(&register.people()?);
        let mut rows = Vec::new();
        for one in raised {
            let Some(sample) = samples.iter().find(|sample| sample.id == one.what.sample) else { continue };
            let cases = register.cases(sample.id)?;
            let Some(case) = cases.iter().find(|row| row.case.case == one.what.case) else { continue };
            let of_child = |field: &str| case.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
            let read =
                |field: &str| case.record.text_of(sample.kind, field).or_else(|| of_child(field)).unwrap_or_default();
            let child = match sample.kind {
                Kind::Child => Some(case.case.record.clone()),
                _ => case.record.child.clone().or_else(|| case.case.child.clone()),
            };
            let facts = Facts {
                record: case.case.record.clone(),
                child: child.unwrap_or_default(),
                iro: Some(read("iro")).filter(|name| !name.is_empty()).map_or(String::new(), |name| staff.name(&name)),
                team: read("team"),
            };
            rows.push((one, sample.clone(), facts));
        }
        Ok(Rows { rows })
    }

    /// Those of a sample, or of all, that a person may see.
    fn seen(context: &Context<'_>, register: &Register, sample: Option<&str>) -> Result<Rows, Failure> {
        let wanted = sample.map(|name| context.sample(register, Some(name))).transpose()?;
        let me = context.known_person(register).ok();
        let mut seen = Vec::new();
        for one in Rows::of(register, register.raised()?)?.rows {
            let own = me.as_ref().is_some_and(|me| me.person.name == one.0.by);
            let asked = wanted.as_ref().is_none_or(|wanted| wanted.id == one.1.id);
            if asked && (own || !sight::is_blind(register, &one.1, me.as_ref())?) {
                seen.push(one);
            }
        }
        Ok(Rows { rows: seen })
    }

    fn json(&self) -> Vec<Value> {
        let row = |(raised, sample, facts): &(Raised, SampleRow, Facts)| {
            json!({ "id": raised.id, "sample": sample.name, "case": raised.what.case, "record": facts.record, "child": facts.child,
                "kind": if raised.what.stage == "good-practice" { "good-practice" } else { "dispute" }, "stage": raised.what.stage,
                "type": raised.what.kind, "text": raised.what.text, "raised_on": raised.on, "by": raised.by })
        };
        self.rows.iter().map(row).collect()
    }

    /// The rows of the file, the headings first.
    fn csv(&self) -> Vec<Vec<String>> {
        let headings = ["reference", "child", "date", "iro", "team", "stage", "type", "text", "about"];
        let row = |(raised, _, facts): &(Raised, SampleRow, Facts)| {
            let what = &raised.what;
            let cells = [
                format!("note-{}", raised.id),
                facts.child.clone(),
                raised.on.to_string(),
                facts.iro.clone(),
                facts.team.clone(),
                what.stage.clone(),
                what.kind.clone().unwrap_or_default(),
                what.text.clone(),
                facts.record.clone(),
            ];
            cells.into_iter().map(intake::guarded).collect()
        };
        std::iter::once(headings.map(str::to_owned).to_vec()).chain(self.rows.iter().map(row)).collect()
    }
}

fn list(sample: Option<&str>, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let rows = Rows::seen(context, &register, sample)?;
    let width = context.width();
    context.answer(&json!({ "notes": rows.json() }), || {
        let cells = |(raised, sample, _): &(Raised, SampleRow, Facts)| {
            vec![
                raised.id.to_string(),
                raised.what.stage.clone(),
                format!("case {} of {}", raised.what.case, sample.name),
                british(raised.on),
                raised.what.text.clone(),
            ]
        };
        match rows.rows.is_empty() {
            true => "Nothing has been raised yet: dipsample note add S CASE --kind dispute --text TEXT\n".to_owned(),
            false => terminal::table(
                &["", "Stage", "From", "Raised", "What it says"],
                &rows.rows.iter().map(cells).collect::<Vec<_>>(),
                width,
            ),
        }
    });
    Ok(())
}

fn export(file: &std::path::Path, sample: Option<&str>, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return Err(Failure::person(format!("the file must end in .csv, and '{}' does not", file.display()))
            .hint("For example: dipsample note export for-the-case-system.csv"));
    }
    let rows = Rows::seen(context, &register, sample)?;
    if rows.rows.is_empty() {
        return Err(Failure::person("nothing has been raised, so that there is nothing to write")
            .hint("First: dipsample note add S CASE --kind dispute --text \"...\""));
    }
    let bytes = intake::write_csv(rows.csv().iter()).map_err(|error| Failure::ours(error.to_string()))?;
    let outgoing = context.outgoing(Some(&register), &Purpose::new("notes"), (file, &bytes))?;
    let (path, count) = (outgoing.path.clone(), rows.rows.len());
    context.change(&mut register, &actor, "note export", |_, change| {
        outgoing.record(change, &actor.at)?;
        Ok(((), json!({ "file": short_name(&path), "notes": count })))
    })?;
    outgoing.put()?;
    context.answer(&json!({ "file": path.display().to_string(), "notes": rows.json() }), || {
        format!(
            "Wrote {count} to {} for the case system. It NAMES children's records and staff: keep it as you keep the case files.\n",
            file.display()
        )
    });
    Ok(())
}
