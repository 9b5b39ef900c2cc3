//! `person add|list|import|export`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files::{self, short_name};
use crate::cli::staff::{Roll, by_name, clash, nobody};
use crate::cli::typed;
use crate::cli::writing::Purpose;
use crate::intake::{self, Fault};
use crate::model::english::counted_as;
use crate::model::{Person, Role, name_key};
use crate::reporting::terminal;
use crate::store::Register;

/// `person`
#[derive(Debug, Args)]
pub(crate) struct PersonArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add a person, or add to what is known of one
    Add(Box<AddArgs>),
    /// List the people
    List,
    /// Bring a list in: name, login, also, role, team, manager, fte, from, to, conflict
    Import {
        /// A CSV file; several spellings or conflicts in one cell are joined by ;
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
    /// Write the list to a file that can be imported
    Export {
        /// The CSV file
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The name, as reports will have it
    #[arg(value_name = "NAME")]
    name: String,
    /// The name with which they log in
    #[arg(long, value_name = "L")]
    login: Option<String>,
    /// Other spellings of the name in extracts
    #[arg(long, value_name = "OTHER", num_args = 1..)]
    also: Vec<String>,
    /// iro, auditor, principal or manager
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Their team
    #[arg(long, value_name = "T")]
    team: Option<String>,
    /// Who manages them
    #[arg(long, value_name = "NAME")]
    manager: Option<String>,
    /// Full-time equivalent, as 0.8
    #[arg(long, value_name = "F")]
    fte: Option<f64>,
    /// First day in the service
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day in the service
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// People whose work they must not grade
    #[arg(long, value_name = "NAME", num_args = 1..)]
    conflict: Vec<String>,
}

pub(crate) fn run(args: &PersonArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.action {
        Action::Add(add) => add_one(add, context),
        Action::List => list(context),
        Action::Import { file } => import(file, context),
        Action::Export { file } => export(file, context),
    }
}

fn add_one(args: &AddArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let (person, is_new) = context.change(&mut register, &actor, "person add", |_, change| {
        let people = listed(change.register())?;
        let before = people.iter().find(|known| name_key(&known.name) == name_key(&args.name));
        let mut person = merged(args, before.cloned().unwrap_or_default())?;
        if let Some((spelling, other)) = clash(&person, &people) {
            return Err(Failure::person(format!(
                "'{spelling}' already stands for {}; one spelling cannot stand for two people",
                other.name
            )));
        }
        let mut named = args.manager.iter().chain(&args.conflict);
        if let Some(name) = named.find(|name| !people.iter().any(|known| known.answers_to(name))) {
            return Err(nobody(name, &people));
        }
        by_name(&mut person, &people);
        let is_new = change.put_person(&person)?;
        let details = json!({ "name": person.name, "new": is_new });
        Ok(((person, is_new), details))
    })?;
    context.answer(&json!({ "person": person, "new": is_new }), || match is_new {
        true => format!("Added {}.\n", described(&person)),
        false => format!("{}: noted.\n", described(&person)),
    });
    Ok(())
}

/// What is typed, put over what was known.
fn merged(args: &AddArgs, mut person: Person) -> Result<Person, Failure> {
    let name = typed::label("the name", &args.name)?;
    if name.is_empty() {
        return Err(Failure::person("a person needs a name"));
    }
    person.name = name;
    for (flag, text, kept) in [
        ("--login", &args.login, &mut person.login),
        ("--team", &args.team, &mut person.team),
        ("--manager", &args.manager, &mut person.manager),
    ] {
        if let Some(text) = text {
            *kept = Some(typed::label(flag, text)?);
        }
    }
    if let Some(role) = &args.role {
        person.role = Some(Role::parse(role).ok_or_else(|| {
            Failure::person(format!("there is no role '{role}'"))
                .hint("The roles are: iro, auditor, principal, manager")
        })?);
    }
    if let Some(fte) = args.fte {
        if !(fte > 0.0 && fte <= 1.5) {
            return Err(Failure::person(format!("--fte {fte}: full time is 1, half time 0.5")));
        }
        person.fte = Some(fte);
    }
    person.from = args.from.as_deref().map(|day| typed::day("--from", day)).transpose()?.or(person.from);
    person.to = args.to.as_deref().map(|day| typed::day("--to", day)).transpose()?.or(person.to);
    for (typed, kept) in [(&args.also, &mut person.also), (&args.conflict, &mut person.conflicts)] {
        for name in typed {
            if !kept.iter().any(|known| name_key(known) == name_key(name)) {
                kept.push(name.clone());
            }
        }
    }
    Ok(person)
}

fn listed(register: &Register) -> Result<Vec<Person>, Failure> {
    Ok(register.people()?.into_iter().map(|row| row.person).collect())
}

fn described(person: &Person) -> String {
    let mut text = person.name.clone();
    if let Some(role) = person.role {
        text += &format!(" ({})", role.id());
    }
    if !person.also.is_empty() {
        text += &format!(", also written {}", person.also.join(", "));
    }
    text
}

fn list(context: &mut Context<'_>) -> Result<(), Failure> {
    let people: Vec<Person> = context.register()?.people()?.into_iter().map(|row| row.person).collect();
    let width = context.width();
    context.answer(&json!({ "people": people }), || {
        if people.is_empty() {
            return "Nobody is on the list yet. To add somebody: dipsample person add \"Name\" --role iro\n".to_owned();
        }
        let cell = |text: &Option<String>| text.clone().unwrap_or_default();
        let rows: Vec<Vec<String>> = people
            .iter()
            .map(|p| {
                vec![
                    p.name.clone(),
                    p.role.map(|r| r.id().to_owned()).unwrap_or_default(),
                    cell(&p.team),
                    cell(&p.login),
                    p.also.join("; "),
                    cell(&p.manager),
                ]
            })
            .collect();
        terminal::table(&["Name", "Role", "Team", "Login", "Also written", "Manager"], &rows, width)
    });
    Ok(())
}

fn import(file: &std::path::Path, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let path = context.desk.path(file);
    let bytes = files::read_table(context, file)?;
    let read = intake::read_people(&bytes, context.desk.today())
        .map_err(|error| Failure::person(format!("{}: {error}", file.display())))?;
    let digest = crate::digest::sha256_hex(&bytes);
    let (roll, counts) = context.change(&mut register, &actor, "person import", |_, change| {
        let known = listed(change.register())?;
        let roll = Roll::new(&read, &known);
        let mut counts = Counts::default();
        for person in &roll.people {
            match known.contains(person) {
                true => counts.unchanged += 1,
                false if change.put_person(person)? => counts.added += 1,
                false => counts.changed += 1,
            }
        }
        let Counts { added, changed, unchanged } = counts;
        let details = json!({ "file": short_name(&path), "sha256": digest, "added": added, "changed": changed, "unchanged": unchanged });
        Ok(((roll, counts), details))
    })?;
    let mut refused: Vec<&Fault> = read.refused.iter().flat_map(|row| &row.faults).chain(&roll.refused).collect();
    refused.sort_by_key(|fault| fault.row);
    let rows = read.refused.len() + roll.refused.len();
    let Counts { added, changed, unchanged } = counts;
    let json = json!({ "file": short_name(&path), "added": added, "changed": changed, "unchanged": unchanged,
        "refused": refused.iter().map(|f| json!({ "row": f.row, "column": f.column, "value": f.value, "reason": f.reason })).collect::<Vec<_>>() });
    context.answer(&json, || {
        let mut text = format!(
            "{}: {} added, {changed} changed, {unchanged} unchanged, {rows} refused.\n",
            short_name(&path),
            counted_as(added, "person", "people")
        );
        for fault in &refused {
            text += &format!("  Refused: row {}, {}: '{}': {}.\n", fault.row, fault.column, fault.value, fault.reason);
        }
        text
    });
    Ok(())
}

/// What an import of people did.
#[derive(Default)]
struct Counts {
    added: u64,
    changed: u64,
    unchanged: u64,
}

fn export(file: &std::path::Path, context: &mut Context<'_>) -> Result<(), Failure> {
    if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return Err(Failure::person(format!("the file must end in .csv, and \"{}\" does not", file.display()))
            .hint("For example: dipsample person export people.csv"));
    }
    let mut register = context.register()?;
    let people: Vec<Person> = register.people()?.into_iter().map(|row| row.person).collect();
    let text = intake::write_people(&people).map_err(|error| Failure::ours(error.to_string()))?;
    let purpose = Purpose::new("list of people");
    context.write_noted(&mut register, ("person export", &purpose), (file, text.as_bytes()))?;
    context.answer(&json!({ "file": short_name(file), "people": people.len() }), || {
        format!("Wrote {} to {}.\n", counted_as(people.len(), "person", "people"), file.display())
    });
    Ok(())
}
