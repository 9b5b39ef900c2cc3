//! The desk: `dipsample` alone in a terminal. A child who may be unsafe comes first, in red, above everything; then what waits,
//! numbered, and below it what can always be done. A number asks for what is missing ([`super::missing`]), shows the whole command,
//! and runs it, so that the person learns the commands by using them.

use std::ffi::OsString;

use super::ask::{Asker, Enter, Reply};
use super::context::Context;
use super::failure::Failure;
use super::missing::{self, Words, words};
use super::waiting::{self, About, Whose};
use crate::reporting::terminal::{Styled, indented};
use crate::store::{Register, State};

/// One line of the desk.
struct Offer {
    words: String,
    job: Job,
    /// Whether a child may be unsafe.
    urgent: bool,
}

/// What a line does.
enum Job {
    Init,
    Demo,
    Person,
    /// Say who sits at the desk.
    Me,
    Import,
    Draw,
    /// Say who was told of the urgent concerns of a case, and when.
    Urgent(String, u32),
    /// Say that an action was done.
    Done(i64),
    /// Say whether an action worked.
    Check(i64),
    /// A command that needs nothing more.
    Ready(Words),
    Export(String),
    Close(String),
}

/// Shows the desk until the person leaves it.
pub(super) fn sit_down(context: &mut Context<'_>) -> Result<(), Failure> {
    if !context.desk.terminal.input || context.global.json {
        return Err(Failure::usage("say what to do, as in: dipsample status").hint("All verbs: dipsample --help"));
    }
    let width = context.desk.terminal.width.unwrap_or(80).clamp(20, 100);
    let greeting = format!(
        "{}. Nothing leaves this computer. Each number runs a command and shows it to you.",
        super::context::PROGRAM
    );
    let mut greeting = Styled::plain(&indented(&greeting, width, ""));
    loop {
        let offers = offers(context)?;
        let colour = context.colour_of_notices();
        context.desk.tell_styled(&menu(&offers, std::mem::take(&mut greeting), width), colour);
        let number = Asker::new(context.desk).number("Number (q leaves) > ", offers.len(), Enter::Answers);
        match number {
            Ok(Some(number)) => carry_out(context, &offers[number - 1].job)?,
            Err(Reply::Stop) => return Ok(()),
            _ => {}
        }
    }
}

/// What is said of every urgent concern.
const RING: &str = "This program tells nobody. If nobody has been told, ring the team manager now; then type its number and say who was told, \
                    and when.";

/// The offers with their numbers: urgent ones above everything, and the greeting below those.
fn menu(offers: &[Offer], greeting: Styled, width: usize) -> Styled {
    let numbered = |(number, offer): (usize, &Offer)| {
        let rows = indented(&offer.words, width, "      ");
        format!("  {number:>2}  {}", rows.trim_start())
    };
    let (mut urgent, mut others) = (String::new(), String::new());
    for (number, offer) in (1..).zip(offers) {
        *(if offer.urgent { &mut urgent } else { &mut others }) += &numbered((number, offer));
    }
    if !urgent.is_empty() {
        urgent += &indented(RING, width, "      ");
    }
    Styled::plain("\n").then(Styled::blocks([Styled::warning(&urgent), greeting, Styled::plain(&others)]))
}

fn offers(context: &mut Context<'_>) -> Result<Vec<Offer>, Failure> {
    let path = context.register_path();
    let offer = |words: String, job| Offer { words, job, urgent: false };
    if !path.exists() {
        return Ok(vec![
            offer(format!("There is no register at {}: make one", path.display()), Job::Init),
            offer("See the whole cycle on a made-up council first".to_owned(), Job::Demo),
        ]);
    }
    let register = context.register()?;
    let me = context.known_person(&register).ok();
    let today = context.desk.today();
    let waiting = waiting::all(&register, me.as_ref(), context.desk.login.as_deref(), today)?;
    let mut offers: Vec<Offer> = waiting
        .iter()
        .filter_map(|one| Some(Offer { words: one.words.clone(), job: job(one)?, urgent: one.urgent }))
        .collect();
    let waits = |what: &str| waiting.iter().any(|one| one.what == what);
    if me.is_none() && !register.people()?.is_empty() {
        offers.push(offer("You are on the list: say who you are".to_owned(), Job::Me));
    }
    if !waits("person") {
        offers.push(offer("Add a person to the list".to_owned(), Job::Person));
    }
    if !waits("import") {
        offers.push(offer("Import an extract".to_owned(), Job::Import));
    }
    if !waits("import") && !waits("draw") {
        offers.push(offer("Draw a sample".to_owned(), Job::Draw));
    }
    offers.extend(of_newest(&register)?);
    Ok(offers)
}

/// What a thing that waits needs done; nothing where it is for somebody else.
fn job(one: &waiting::Waiting) -> Option<Job> {
    let sample = one.sample.clone();
    Some(match (one.what, one.about) {
        _ if one.whose == Whose::Others => return None,
        (_, About::Case(case)) => Job::Urgent(sample?, case),
        ("check", About::Action(id)) => Job::Check(id),
        (_, About::Action(id)) => Job::Done(id),
        ("person", _) => Job::Person,
        ("import", _) => Job::Import,
        ("draw", _) => Job::Draw,
        ("grade", _) => Job::Ready(words(&["grade", &sample?])),
        ("moderate", _) => Job::Ready(words(&["moderate", &sample?])),
        _ => Job::Close(sample?),
    })
}

fn of_newest(register: &Register) -> Result<Vec<Offer>, Failure> {
    let samples = register.samples()?;
    let Some(newest) = samples.iter().rfind(|sample| sample.state != State::Withdrawn) else { return Ok(Vec::new()) };
    let name = newest.name.clone();
    Ok(vec![
        Offer {
            words: format!("Show the findings of {name}"),
            job: Job::Ready(words(&["findings", &name])),
            urgent: false,
        },
        Offer { words: format!("Write the workbook of {name}"), job: Job::Export(name), urgent: false },
    ])
}

/// Asks for what a job needs, shows the command, and runs it. A fault is told and the desk stays.
fn carry_out(context: &mut Context<'_>, job: &Job) -> Result<(), Failure> {
    if let Some(typed) = typed(context, job)? {
        run(context, typed);
    }
    Ok(())
}

/// Shows a command and runs it, with the desk's own register and person.
pub(super) fn run(context: &mut Context<'_>, typed: Words) {
    let mut typed: Vec<OsString> = typed.into_iter().map(OsString::from).collect();
    if let Some(register) = &context.global.register {
        typed.extend([OsString::from("--register"), register.clone().into_os_string()]);
    }
    if let Some(person) = context.global.person.clone().filter(|_| !typed.iter().any(|word| word == "--person")) {
        typed.extend([OsString::from("--person"), person.into()]);
    }
    let shown: Vec<String> = typed.iter().map(|word| super::shell::quoted(&word.to_string_lossy())).collect();
    context.desk.tell(&format!("\n> dipsample {}\n\n", shown.join(" ")));
    (context.run)(&typed, context.desk);
}

fn typed(context: &mut Context<'_>, job: &Job) -> Result<Option<Words>, Failure> {
    Ok(match job {
        Job::Init => Some(words(&["init"])),
        Job::Demo => missing::demo(context),
        Job::Import => missing::import(context),
        Job::Urgent(sample, case) => missing::urgent(context, sample, *case),
        Job::Done(id) => missing::done(context, *id),
        Job::Check(id) => missing::check(context, *id),
        Job::Ready(words) => Some(words.clone()),
        Job::Export(sample) => missing::export(context, sample),
        Job::Close(sample) => missing::close(context, sample),
        Job::Person => {
            let register = context.register()?;
            missing::person(context, &register)
        }
        Job::Me => {
            let register = context.register()?;
            let me = missing::me(context, &register);
            context.global.person = me.or(context.global.person.take());
            None
        }
        Job::Draw => {
            let register = context.register()?;
            missing::draw(context, &register)
        }
    })
}
