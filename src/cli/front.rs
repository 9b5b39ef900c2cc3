//! The desk: `dipsample` alone in a terminal. What waits stands first, numbered; below it what can always be done. A number
//! asks for what is missing, shows the whole command, and runs it, so that the person learns the commands by using them.

use std::ffi::OsString;

use super::ask::{Asker, Reply};
use super::context::Context;
use super::failure::Failure;
use super::waiting;
use crate::model::Kind;
use crate::store::{Register, State};

/// One line of the desk.
struct Offer {
    words: String,
    job: Job,
}

/// What a line does.
enum Job {
    Init,
    Person,
    Import,
    Draw,
    /// A command that needs nothing more.
    Ready(Vec<String>),
    Findings(String),
    Export(String),
    Demo,
}

/// Shows the desk until the person leaves it.
pub(super) fn sit_down(context: &mut Context<'_>) -> Result<(), Failure> {
    if !context.desk.terminal.input || context.global.json {
        return Err(Failure::usage("say what to do, as in: dipsample status").hint("All verbs: dipsample --help"));
    }
    context.desk.tell(&format!(
        "{}. Nothing leaves this computer. q leaves; every line shows the command that it types for you.\n",
        super::context::PROGRAM
    ));
    loop {
        let offers = offers(context)?;
        let mut text = "\n".to_owned();
        for (number, offer) in (1..).zip(&offers) {
            text += &format!("  {number:>2}  {}\n", offer.words);
        }
        context.desk.tell(&text);
        let reply = Asker::new(context.desk, false).line("Number (q leaves) > ");
        match reply {
            Reply::Stop => return Ok(()),
            Reply::Back => {}
            Reply::Text(typed) => match typed
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1))
                .and_then(|place| offers.get(place))
            {
                Some(offer) => carry_out(context, &offer.job),
                None if typed.trim().is_empty() => {}
                None => context.desk.tell(&format!("  Type a number from 1 to {}, or q.\n", offers.len())),
            },
        }
    }
}

fn offers(context: &mut Context<'_>) -> Result<Vec<Offer>, Failure> {
    let path = context.register_path();
    let offer = |words: &str, job| Offer { words: words.to_owned(), job };
    if !path.exists() {
        return Ok(vec![
            offer(&format!("There is no register at {}: make one", path.display()), Job::Init),
            offer("See the whole cycle on a made-up council first", Job::Demo),
        ]);
    }
    let register = context.register()?;
    let me = context.known_person(&register).ok();
    let today = context.desk.today();
    let mut offers = Vec::new();
    for one in waiting::all(&register, me.as_ref(), today)? {
        let job = match (one.what, &one.sample) {
            ("person" | "import" | "draw", _) | (_, None) => continue,
            ("grade", Some(sample)) => {
                let mut words = vec!["grade".to_owned(), sample.clone()];
                words.extend(
                    one.person
                        .filter(|_| one.command.contains("--person"))
                        .into_iter()
                        .flat_map(|name| ["--person".to_owned(), name]),
                );
                Job::Ready(words)
            }
            ("moderate", Some(sample)) => Job::Ready(vec!["moderate".to_owned(), sample.clone()]),
            (_, Some(sample)) => Job::Ready(vec!["findings".to_owned(), sample.clone()]),
        };
        offers.push(Offer { words: one.words, job });
    }
    let people = register.people()?.len();
    offers.push(offer(
        if people == 0 { "Nobody is on the list of people: add yourself" } else { "Add a person to the list" },
        Job::Person,
    ));
    offers.push(offer("Import an extract", Job::Import));
    offers.push(offer("Draw a sample", Job::Draw));
    if let Some(newest) = newest(&register)? {
        offers.push(offer(&format!("Show the findings of {newest}"), Job::Findings(newest.clone())));
        offers.push(offer(&format!("Write the workbook of {newest}"), Job::Export(newest)));
    }
    Ok(offers)
}

fn newest(register: &Register) -> Result<Option<String>, Failure> {
    Ok(register.samples()?.into_iter().rfind(|sample| sample.state != State::Withdrawn).map(|sample| sample.name))
}

/// Asks for what a job needs, shows the command, and runs it. A fault is told and the desk stays.
fn carry_out(context: &mut Context<'_>, job: &Job) {
    let Some(words) = words(context, job) else { return };
    let mut shown = vec!["dipsample".to_owned()];
    shown.extend(words.iter().map(|word| quoted(word)));
    context.desk.tell(&format!("\n> {}\n\n", shown.join(" ")));
    let mut typed: Vec<OsString> = words.into_iter().map(OsString::from).collect();
    if let Some(register) = &context.global.register {
        typed.extend([OsString::from("--register"), register.clone().into_os_string()]);
    }
    if let Some(person) = context.global.person.clone().filter(|_| !typed.iter().any(|word| word == "--person")) {
        typed.extend([OsString::from("--person"), person.into()]);
    }
    super::run(&typed, context.desk);
}

/// A word as it is typed: in double quotes where it has a space.
pub(super) fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_./\\:=%@+,|".contains(c));
    if plain { word.to_owned() } else { format!("\"{}\"", word.replace('"', "\\\"")) }
}

fn words(context: &mut Context<'_>, job: &Job) -> Option<Vec<String>> {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    match job {
        Job::Init => Some(list(&["init"])),
        Job::Demo => {
            let folder = ask(context, "A new folder for the made-up council", "demo")?;
            Some(list(&["demo", "--dir", &folder]))
        }
        Job::Person => {
            let name = ask(context, "The person's name", "")?;
            let role = ask(context, "What they do: iro, auditor, principal, manager", "auditor")?;
            let mut words = list(&["person", "add", &name, "--role", &role]);
            let login = context.desk.login.clone().unwrap_or_default();
            let is_me =
                Asker::new(context.desk, false).key("Is this you, at this computer?  y yes   n no > ", &['y', 'n']);
            if is_me == Reply::Text("y".to_owned()) && !login.is_empty() {
                words.extend(list(&["--login", &login]));
            }
            Some(words)
        }
        Job::Import => {
            let file = ask(context, "The file or folder to import (you can drag it into this window)", "")?;
            Some(list(&["import", file.trim().trim_matches(['"', '\''])]))
        }
        Job::Draw => draw_words(context),
        Job::Ready(words) => Some(words.clone()),
        Job::Findings(sample) => Some(list(&["findings", sample])),
        Job::Export(sample) => {
            let file = ask(context, "The workbook to write", &format!("{sample}.xlsx"))?;
            Some(list(&["export", &file, sample]))
        }
    }
}

fn draw_words(context: &mut Context<'_>) -> Option<Vec<String>> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.id()).collect();
    let kind = ask(context, &format!("What to draw: {}", kinds.join(", ")), "oversight")?;
    let today = context.desk.today();
    let last_month =
        crate::calendar::Period::month_of(crate::calendar::Period::month_of(today).first() - chrono::Days::new(1));
    let period = ask(context, "The period", last_month.text())?;
    let size = ask(context, "How many cases", "20")?;
    let auditors = ask(context, "Who grades, names separated by commas (nothing: whoever takes a case)", "")?;
    let mut words: Vec<String> =
        ["draw", "--kind", &kind, "--period", &period, "--size", &size].map(str::to_owned).to_vec();
    if !auditors.is_empty() {
        words.extend(["--auditors".to_owned(), auditors]);
    }
    Some(words)
}

/// Asks for a word; Enter takes the usual one. `None` where the person goes back or stops.
fn ask(context: &mut Context<'_>, what: &str, usual: &str) -> Option<String> {
    let usual_words = if usual.is_empty() { String::new() } else { format!(" [{usual}]") };
    match Asker::new(context.desk, false).line(&format!("{what}{usual_words} > ")) {
        Reply::Text(text) if text.trim().is_empty() => Some(usual.to_owned()),
        Reply::Text(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}
