//! A room to work in: a folder of its own, a clock that stands still, chance that repeats, a known login, and nobody
//! at the terminal. The whole program runs in it, as a person would type it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc;

use chrono::{NaiveDate, NaiveDateTime};
use dipsample::cli::{Desk, Terminal, run};
use serde_json::Value;
use tempfile::TempDir;

use crate::strict::check_written;

/// A folder, a clock, a login, and chance that repeats.
pub(crate) struct Room {
    folder: TempDir,
    /// The folder to work in, from the room's own.
    inside: PathBuf,
    /// Who is logged in.
    pub(crate) login: Option<String>,
    /// What time it is.
    pub(crate) now: NaiveDateTime,
    /// What is set in the environment.
    pub(crate) settings: BTreeMap<String, String>,
    chance: Rc<RefCell<u64>>,
}

/// What a command answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Results.
    pub(crate) out: String,
    /// All else.
    pub(crate) err: String,
    /// The exit code.
    pub(crate) code: u8,
    folder: String,
}

impl Answer {
    /// The answer, which must be a success.
    pub(crate) fn ok(self) -> Answer {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// The answer, which must be one that the person can mend.
    pub(crate) fn refused(self) -> Answer {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        self
    }

    /// The JSON document that a success gave.
    pub(crate) fn json(self) -> Value {
        let answer = self.ok();
        serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {}", answer.out))
    }

    /// Results, with the room's folder as `ROOM`.
    pub(crate) fn shown(&self) -> String {
        self.out.replace(&self.folder, "ROOM")
    }

    /// Everything that the person sees, notices first, with the exit code where it is not 0 and the room's folder as
    /// `ROOM`.
    pub(crate) fn all(&self) -> String {
        let text = format!("{}{}", self.err, self.out).replace(&self.folder, "ROOM");
        if self.code == 0 { text } else { format!("{text}exit code {}\n", self.code) }
    }

    /// Whether these words stand anywhere in what the person sees, in capitals or not.
    pub(crate) fn says(&self, words: &str) -> bool {
        format!("{}{}", self.err, self.out).to_lowercase().contains(&words.to_lowercase())
    }

    /// Checks that these words stand in what the person sees.
    #[track_caller]
    pub(crate) fn must_say(&self, words: &[&str]) {
        for word in words {
            assert!(self.says(word), "'{word}' is not in:\n{}", self.all());
        }
    }
}

/// Bytes that can be read while something else holds the other end; somebody may listen to them as they come.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>, Option<Listener>);

/// Hears what is written, at the moment when it is.
type Listener = Rc<dyn Fn(&str)>;

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("the program writes UTF-8")
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        if let Some(listener) = &self.1 {
            listener(&String::from_utf8_lossy(bytes));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            check_written(self.folder());
        }
    }
}

impl Room {
    /// A room without a register, on the morning of 2 November 2026; Priya Nair is logged in as `pnair`.
    pub(crate) fn empty() -> Room {
        let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        Room {
            folder: TempDir::new().unwrap(),
            inside: PathBuf::new(),
            login: Some("pnair".to_owned()),
            now: day.and_hms_opt(9, 30, 0).unwrap(),
            settings: BTreeMap::new(),
            chance: Rc::default(),
        }
    }

    /// A room with a register in it.
    pub(crate) fn new() -> Room {
        let room = Room::empty();
        room.run("init").ok();
        room
    }

    /// A room with a register and Priya Nair, Tom Adeyemi and Wei Chen on its list of people.
    pub(crate) fn staffed() -> Room {
        let room = Room::new();
        room.run("person add 'Priya Nair' --login pnair --role principal").ok();
        room.run("person add 'Tom Adeyemi' --role auditor").ok();
        room.run("person add 'Wei Chen' --role auditor").ok();
        room
    }

    /// The room's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the room.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Works in this folder of the current one from now on, as `cd` does.
    pub(crate) fn enter(&mut self, name: &str) {
        self.inside.push(name);
        assert!(self.here().is_dir(), "there is no folder {name}");
    }

    /// The folder in which commands run.
    pub(crate) fn here(&self) -> PathBuf {
        self.folder().join(&self.inside)
    }

    /// Puts a file into the room.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The register's bytes.
    pub(crate) fn register(&self) -> Vec<u8> {
        std::fs::read(self.path("register.dipsample")).unwrap()
    }

    /// Runs a command, split into words as a shell does.
    pub(crate) fn run(&self, command: &str) -> Answer {
        self.run_words(&split(command))
    }

    /// Runs a command under a person's name.
    pub(crate) fn run_as(&self, person: &str, command: &str) -> Answer {
        let mut words = split(command);
        words.extend(["--person".to_owned(), person.to_owned()]);
        self.run_words(&words)
    }

    /// Runs a command whose answer is JSON.
    pub(crate) fn json(&self, command: &str) -> Value {
        self.run(&format!("{command} --json")).json()
    }

    /// Imports a file of this text.
    pub(crate) fn import(&self, name: &str, text: &str) -> Answer {
        self.write(name, text);
        self.run(&format!("import {name}"))
    }

    /// Imports a file of this text and returns what the JSON says of it.
    pub(crate) fn import_json(&self, name: &str, text: &str) -> Value {
        self.write(name, text);
        self.json(&format!("import {name}"))["files"][0].clone()
    }

    /// Runs a command given as words.
    pub(crate) fn run_words(&self, words: &[String]) -> Answer {
        self.carry_out(words, &Page::default(), "")
    }

    /// Runs a command, and types this into it.
    pub(crate) fn run_typing(&self, words: &[String], typed: &str) -> Answer {
        self.carry_out(words, &Page::default(), typed)
    }

    /// Runs a command, and lets somebody hear each notice at the moment when it is given.
    fn run_hearing(&self, command: &str, listener: impl Fn(&str) + 'static) -> Answer {
        self.carry_out(&split(command), &Page(Rc::default(), Some(Rc::new(listener))), "")
    }

    /// Runs a command while another program holds the register's write lock. As soon as the command says that it waits, the other
    /// program runs its statement and lets go.
    pub(crate) fn run_while_another_writes(&self, command: &str, statement: &str) -> Answer {
        let (path, statement) = (self.path("register.dipsample"), format!("{statement}; COMMIT"));
        let (held, is_held) = mpsc::channel();
        let (release, may_go) = mpsc::channel::<()>();
        let holder = std::thread::spawn(move || {
            let other = rusqlite::Connection::open(path).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            held.send(()).unwrap();
            may_go.recv().unwrap();
            other.execute_batch(&statement).unwrap();
        });
        is_held.recv().unwrap();
        let answer = self.run_hearing(command, move |words| {
            if words.contains("waiting") {
                let _ = release.send(());
            }
        });
        holder.join().unwrap();
        answer
    }

    fn carry_out(&self, words: &[String], err: &Page, typed: &str) -> Answer {
        let out = Page::default();
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let mut desk = self.desk(&out, err);
        desk.input = Box::new(Cursor::new(typed.to_owned()));
        let code = run(&words, &mut desk);
        drop(desk);
        Answer { out: out.text(), err: err.text(), code, folder: self.folder().display().to_string() }
    }

    fn desk(&self, out: &Page, err: &Page) -> Desk {
        let (now, chance) = (self.now, Rc::clone(&self.chance));
        Desk {
            folder: self.here(),
            settings: self.settings.clone(),
            login: self.login.clone(),
            out: Box::new(out.clone()),
            trouble: None,
            err: Box::new(err.clone()),
            input: Box::new(io::empty()),
            terminal: Terminal::default(),
            clock: Box::new(move || now),
            chance: Box::new(move |bytes| {
                bytes.iter_mut().for_each(|byte| *byte = next_byte(&mut chance.borrow_mut()));
                Ok(())
            }),
        }
    }
}

/// The next byte of SplitMix64 (Steele, Lea and Flood 2014): the same in every run, and spread over all values.
fn next_byte(state: &mut u64) -> u8 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed >> 56) as u8
}

/// Splits a command into words: at spaces, but not inside quotation marks of either kind.
pub(crate) fn split(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut word, mut begun, mut quote) = (String::new(), false, None);
    for letter in command.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => word.push(letter),
            (None, '\'' | '"') => (quote, begun) = (Some(letter), true),
            (None, ' ' | '\n') if begun => {
                words.push(std::mem::take(&mut word));
                begun = false;
            }
            (None, ' ' | '\n') => {}
            (None, _) => {
                word.push(letter);
                begun = true;
            }
        }
    }
    assert!(quote.is_none(), "a quotation mark is not closed: {command}");
    words.extend(begun.then_some(word));
    words
}

/// The keys of a JSON object, in order.
#[track_caller]
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect()
}

/// The strings of one key in a list of JSON objects.
pub(crate) fn each<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap()).collect()
}
