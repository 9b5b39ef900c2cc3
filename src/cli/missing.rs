//! What a command from the desk still needs: asked for one thing at a time, with the usual answer offered.
//! Escape, or b alone, goes back to the desk.

use std::path::Path;

use super::ask::{Asker, Enter, Reply};
use super::context::Context;
use crate::calendar::Period;
use crate::model::{Kind, Role};
use crate::store::{PersonRow, Register};

/// The words of a command.
pub(super) type Words = Vec<String>;

/// Words of a command, from what is written in it.
pub(super) fn words(words: &[&str]) -> Words {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Asks for a line until there is one. `usual` is taken for an empty one; `None` where the person goes back.
pub(super) fn line(context: &mut Context<'_>, what: &str, usual: &str) -> Option<String> {
    loop {
        let text = line_or_nothing(context, what, usual)?;
        if !text.is_empty() {
            return Some(text);
        }
        context.desk.tell("  Type it, or b alone to go back.\n");
    }
}

fn line_or_nothing(context: &mut Context<'_>, what: &str, usual: &str) -> Option<String> {
    let usual_words = if usual.is_empty() { String::new() } else { format!(" [{usual}]") };
    match Asker::new(context.desk).line(&format!("{what}{usual_words} > ")) {
        Reply::Text(text) if text.trim().is_empty() => Some(usual.to_owned()),
        Reply::Text(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Asks for one of a list by its number; Enter takes the usual one where there is one.
fn pick(context: &mut Context<'_>, what: &str, list: &[String], usual: Option<usize>) -> Option<usize> {
    let mut text = format!("{what}\n");
    for (number, one) in (1..).zip(list) {
        text += &format!("  {number}  {one}\n");
    }
    let enter = usual.and_then(|place| list.get(place)).map_or(String::new(), |one| format!(" [{one}]"));
    let alone = if usual.is_some() { Enter::Answers } else { Enter::AsksAgain };
    context.desk.tell(&text);
    match Asker::new(context.desk).number(&format!("Number{enter} > "), list.len(), alone) {
        Ok(Some(number)) => Some(number - 1),
        Ok(None) => usual,
        Err(_) => None,
    }
}

fn yes(context: &mut Context<'_>, what: &str) -> Option<bool> {
    match Asker::new(context.desk).key(&format!("{what}  y yes   n no > "), &['y', 'n']) {
        Reply::Text(key) => Some(key == "y"),
        _ => None,
    }
}

/// `demo --dir DIR`
pub(super) fn demo(context: &mut Context<'_>) -> Option<Words> {
    let folder = line(context, "A new folder for the made-up council", "demo")?;
    Some(words(&["demo", "--dir", &folder]))
}

/// `person add NAME --role ROLE [--login L]`
pub(super) fn person(context: &mut Context<'_>, register: &Register) -> Option<Words> {
    let name = line(context, "The person's name", "")?;
    let roles = ["IRO", "Auditor", "Principal IRO", "Manager"].map(str::to_owned);
    let role = Role::ALL.get(pick(context, "What they do", &roles, None)?)?;
    let mut typed = words(&["person", "add", &name, "--role", role.id()]);
    let login = context.desk.login.clone().filter(|login| !login.is_empty());
    let known = |login: &String| register.people().is_ok_and(|all| all.iter().any(|row| row.person.answers_to(login)));
    if let Some(login) = login.filter(|login| !known(login))
        && yes(context, "Is this you, at this computer?")?
    {
        typed.extend(words(&["--login", &login]));
    }
    Some(typed)
}

/// The name of whoever sits at the desk, from the list.
pub(super) fn me(context: &mut Context<'_>, register: &Register) -> Option<String> {
    let people = register.people().ok()?;
    let mut text = "Who are you?\n".to_owned();
    for (number, row) in (1..).zip(&people) {
        text += &format!("  {number:>2}  {}\n", row.person.name);
    }
    context.desk.tell(&text);
    let typed = line(context, "Your number", "")?;
    let place = typed.parse::<usize>().ok()?.checked_sub(1)?;
    people.get(place).map(|row| row.person.name.clone())
}

/// `import FILE`
pub(super) fn import(context: &mut Context<'_>) -> Option<Words> {
    let usual = if context.desk.path(Path::new("extracts")).is_dir() { "extracts" } else { "" };
    let typed = line(context, "The file or folder to import (you can drag it into this window)", usual)?;
    let file = typed.trim_matches(['"', '\'']);
    // Some terminals put a backslash before each space of a file that is dragged in.
    let plain = file.replace("\\ ", " ");
    let there = |file: &str| context.desk.path(Path::new(file)).exists();
    Some(words(&["import", if !there(file) && there(&plain) { &plain } else { file }]))
}

/// `draw --kind K --period P --size N [--auditors A,B]`
pub(super) fn draw(context: &mut Context<'_>, register: &Register) -> Option<Words> {
    let counted = |kind: &Kind| register.count(*kind).ok().filter(|count| *count > 0).map(|count| (*kind, count));
    let kinds: Vec<(Kind, u64)> = Kind::ALL.iter().filter_map(counted).collect();
    let list: Vec<String> =
        kinds.iter().map(|(kind, count)| format!("{} ({count} in the register)", kind.plural())).collect();
    let (kind, _) = *kinds.get(if kinds.len() == 1 { 0 } else { pick(context, "What to draw from", &list, None)? })?;
    let month = usual_month(context, register, kind)?;
    let period = line(context, "The period, as 2026-10, 2026/27-Q2 or 2026/27", month.text())?;
    let there = Period::parse(&period).ok().and_then(|period| register.count_in(kind, &period).ok());
    let usual_size = there.filter(|count| *count > 0).map_or(USUAL_SIZE, |count| count.min(USUAL_SIZE));
    let size = line(context, "How many cases", &usual_size.to_string())?;
    let mut typed = words(&["draw", "--kind", kind.id(), "--period", &period, "--size", &size]);
    let auditors = auditors(context, &register.people().ok()?)?;
    if !auditors.is_empty() {
        typed.extend(["--auditors".to_owned(), auditors.join(",")]);
    }
    Some(typed)
}

/// How many cases are offered.
const USUAL_SIZE: u64 = 20;

/// The month that is offered: the last whole one, or where it holds no records of the kind the newest that does.
fn usual_month(context: &mut Context<'_>, register: &Register, kind: Kind) -> Option<Period> {
    let today = context.desk.today();
    let last = Period::month_of(Period::month_of(today).first() - chrono::Days::new(1));
    let newest = register.newest_date(kind, today).ok()?;
    match (register.count_in(kind, &last).ok()?, newest) {
        (0, Some(newest)) => Some(Period::month_of(newest)),
        _ => Some(last),
    }
}

/// The people who grade, by their numbers in the list; nobody where it is left to whoever takes a case.
fn auditors(context: &mut Context<'_>, people: &[PersonRow]) -> Option<Vec<String>> {
    if people.len() < 2 {
        return Some(Vec::new());
    }
    let mut text = "Who grades?\n".to_owned();
    for (number, row) in (1..).zip(people) {
        let role = row.person.role.map_or(String::new(), |role| format!(" ({})", role.id()));
        text += &format!("  {number:>2}  {}{role}\n", row.person.name);
    }
    context.desk.tell(&text);
    loop {
        let typed = line_or_nothing(context, "Numbers, as 1 3 [whoever takes a case]", "")?;
        let places = typed.split([' ', ',', ';']).filter(|word| !word.is_empty());
        let named: Option<Vec<String>> = places
            .map(|word| Some(people.get(word.parse::<usize>().ok()?.checked_sub(1)?)?.person.name.clone()))
            .collect();
        match named {
            Some(names) => return Some(names),
            None => context.desk.tell(&format!("  The numbers are 1 to {}.\n", people.len())),
        }
    }
}

/// `grade S CASE --urgent-answered TEXT`
pub(super) fn urgent(context: &mut Context<'_>, sample: &str, case: u32) -> Option<Words> {
    let told =
        line(context, "Who was told, and when (for example: Ann Bell, team manager, by phone, today 10:15)", "")?;
    Some(words(&["grade", sample, &case.to_string(), "--urgent-answered", &told]))
}

/// `action done ID --evidence TEXT`
pub(super) fn done(context: &mut Context<'_>, id: i64) -> Option<Words> {
    let evidence = line(context, "What shows that it was done", "")?;
    Some(words(&["action", "done", &id.to_string(), "--evidence", &evidence]))
}

/// `action check ID --worked ANSWER --evidence TEXT`
pub(super) fn check(context: &mut Context<'_>, id: i64) -> Option<Words> {
    let answers = ["yes", "partly", "no"];
    let worked = answers.get(pick(context, "Did it work?", &answers.map(str::to_owned), None)?)?;
    let evidence = line(context, "What shows it", "")?;
    Some(words(&["action", "check", &id.to_string(), "--worked", worked, "--evidence", &evidence]))
}

/// `export FILE S`
pub(super) fn export(context: &mut Context<'_>, sample: &str) -> Option<Words> {
    let file = line(context, "The workbook to write", &format!("{sample}.xlsx"))?;
    let named = Path::new(&file).extension().is_some();
    Some(words(&["export", &if named { file } else { format!("{file}.xlsx") }, sample]))
}

/// `sample close S`
pub(super) fn close(context: &mut Context<'_>, sample: &str) -> Option<Words> {
    yes(context, &format!("{sample} takes no more gradings once it is closed. Close it?"))?
        .then(|| words(&["sample", "close", sample]))
}
