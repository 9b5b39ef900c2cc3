//! What the program answers, whole: some three hundred commands with all that they print, their exit codes and the files
//! that they write, compared with what was recorded. A change of structure must leave every line as it is; a change of words
//! shows as a difference that can be read.
//!
//! `tests/transcripts/NAME.commands` holds the commands, `NAME.expected` what they answered. A line `@Name` says who types
//! from there on, and lines that begin with `>` are typed in answer to the command above them. To record anew, and then
//! read what has changed: `RECORD=1 cargo test --test suite transcripts`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::room::{Room, split};

/// One command of a transcript, who types it, and what they type in answer.
struct Step {
    person: Option<String>,
    command: String,
    typed: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut person = None;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('@') {
            person = Some(name.to_owned());
        } else if let Some(typed) = line.strip_prefix('>') {
            let step = steps.last_mut().expect("a command stands above what is typed");
            writeln!(step.typed, "{}", typed.trim_start()).unwrap();
        } else {
            let command = line.strip_prefix("dipsample ").unwrap_or_else(|| panic!("not a command: {line}"));
            steps.push(Step { person: person.clone(), command: command.to_owned(), typed: String::new() });
        }
    }
    steps
}

/// A room with the shipped samples and the small files that the commands name.
fn room() -> Room {
    let room = Room::empty();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), &room.path("samples"));
    for file in fs::read_to_string(folder().join("inputs.txt")).unwrap().split("----\n") {
        let (name, text) = file.split_once('\n').expect("a name on its own line");
        room.write(name, text);
    }
    room
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}

/// The files in a folder with the digest of each; registers, whose pages may lie in any order, by name alone.
fn files(folder: &Path, below: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, below, found);
            continue;
        }
        let name = path.strip_prefix(below).unwrap().to_string_lossy().replace('\\', "/");
        let digest = match name.contains(".dipsample") {
            true => "a register".to_owned(),
            false => Sha256::digest(fs::read(&path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        found.insert(name, digest);
    }
}

fn listed(room: &Room) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    files(room.folder(), room.folder(), &mut found);
    found
}

/// Runs the commands and writes down what each answered and which files it made, changed or removed.
fn transcript(text: &str) -> String {
    let room = room();
    let mut written = String::new();
    let mut before = listed(&room);
    for step in steps(text) {
        let mut words = split(&step.command);
        words.extend(step.person.iter().flat_map(|name| ["--person".to_owned(), name.clone()]));
        let answer = room.run_typing(&words, &step.typed);
        let who = step.person.map_or(String::new(), |name| format!("{name}: "));
        writeln!(written, "$ {who}dipsample {}\n{}", step.command, answer.all()).unwrap();
        let after = listed(&room);
        for (name, digest) in after.iter().filter(|(name, digest)| before.get(*name) != Some(digest)) {
            writeln!(written, "[file {name}: {digest}]").unwrap();
        }
        for name in before.keys().filter(|name| !after.contains_key(*name)) {
            writeln!(written, "[file {name}: removed]").unwrap();
        }
        before = after;
    }
    written
}

/// The first lines that differ, since a whole transcript is too long to be read in a terminal.
fn first_difference(expected: &str, found: &str) -> Option<String> {
    let differs = |at: usize| expected.lines().nth(at) != found.lines().nth(at);
    let length = expected.lines().count().max(found.lines().count());
    let at = (0..length).find(|at| differs(*at))?;
    let command = found.lines().take(at + 1).filter(|line| line.starts_with("$ ")).last().unwrap_or_default();
    let lines = |text: &str| text.lines().skip(at).take(6).collect::<Vec<_>>().join("\n");
    Some(format!("{command}\n--- recorded, line {}\n{}\n--- found\n{}", at + 1, lines(expected), lines(found)))
}

fn must_be_as_recorded(name: &str) {
    let commands = fs::read_to_string(folder().join(format!("{name}.commands"))).unwrap();
    let found = transcript(&commands);
    let recorded = folder().join(format!("{name}.expected"));
    if std::env::var_os("RECORD").is_some() {
        fs::write(&recorded, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&recorded).unwrap();
    if let Some(difference) = first_difference(&expected, &found) {
        panic!("{name}: {difference}\nto record anew: RECORD=1 cargo test --test suite transcripts");
    }
}

#[test]
fn imports_answer_as_recorded() {
    must_be_as_recorded("import");
}

#[test]
fn counts_of_records_answer_as_recorded() {
    must_be_as_recorded("records");
}

#[test]
fn draws_answer_as_recorded() {
    must_be_as_recorded("draw");
}

#[test]
fn a_month_of_grading_answers_as_recorded() {
    must_be_as_recorded("grade");
}

#[test]
fn tools_without_a_register_answer_as_recorded() {
    must_be_as_recorded("tools");
}
