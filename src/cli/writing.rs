//! Files for people: whether one may be written at a path, and writing it.
//!
//! The register remembers the digest and the purpose of every file written. A file may be replaced by another with the same purpose if
//! it has not changed since. For any other file the program asks or refuses, and a register is never replaced.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::ask::{Asker, Reply};
use super::context::Context;
use super::failure::Failure;
use super::files::short_name;
use crate::digest::sha256_hex;
use crate::output::{self, Place, Prepared};
use crate::store::{Change, Register, StoreError};

/// What a file is for. A file may replace another one with the same purpose.
#[derive(Clone, Debug)]
pub(super) struct Purpose {
    what: String,
    /// Whether a person at a terminal may be asked to replace a file that the program does not recognise.
    asks: bool,
}

impl Purpose {
    /// A purpose, such as `findings of oversight-2026-10`.
    pub(super) fn new(what: impl Into<String>) -> Purpose {
        Purpose { what: what.into(), asks: true }
    }

    /// The same for files that people fill in and send back: never replaced if they have changed.
    pub(super) fn never_asking(self) -> Purpose {
        Purpose { asks: false, ..self }
    }
}

/// A file that is complete under a temporary name in the target folder.
pub(super) struct Outgoing {
    prepared: Prepared,
    /// As the person named it.
    shown: PathBuf,
    /// Where it will be.
    pub(super) path: PathBuf,
    /// Its digest.
    pub(super) sha256: String,
    purpose: String,
}

impl Outgoing {
    /// Records the file in the register.
    pub(super) fn record(&self, change: &Change<'_>, at: &str) -> Result<(), StoreError> {
        change.file_written(&self.sha256, &self.purpose, at)
    }

    /// Gives the file its name.
    pub(super) fn put(self) -> Result<(), Failure> {
        let shown = self.shown;
        self.prepared.put().map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => changed_meanwhile(&shown),
            _ => Failure::file(&shown, "written", &error),
        })
    }
}

fn changed_meanwhile(shown: &Path) -> Failure {
    Failure::person(format!("a file {} appeared while this one was being made; it was left as it is", shown.display()))
        .hint("Give another name, or move that file first")
}

impl Context<'_> {
    /// Writes a file under a temporary name, or refuses if a file at its path must not be lost.
    pub(super) fn outgoing(
        &mut self,
        register: Option<&Register>,
        purpose: &Purpose,
        (shown, bytes): (&Path, &[u8]),
    ) -> Result<Outgoing, Failure> {
        let path = self.desk.path(shown);
        let sha256 = sha256_hex(bytes);
        let replaces = self.may_replace(register, purpose, (shown, &sha256))?;
        let written = |error: std::io::Error| Failure::file(shown, "written", &error);
        let chance = self.random()?;
        let prepared = Prepared::new(&path, bytes, chance).map_err(written)?;
        let prepared = if replaces { prepared.replacing() } else { prepared };
        Ok(Outgoing { prepared, shown: shown.to_owned(), path, sha256, purpose: purpose.what.clone() })
    }

    /// Refuses a path that must not be written to, before the work of making the file begins.
    pub(super) fn must_be_writable(
        &mut self,
        register: Option<&Register>,
        purpose: &Purpose,
        shown: &Path,
    ) -> Result<(), Failure> {
        if self.may_replace(register, purpose, (shown, ""))? {
            self.agreed.push(self.desk.path(shown));
        }
        Ok(())
    }

    /// Whether the file replaces another one; an error if it must not.
    fn may_replace(
        &mut self,
        register: Option<&Register>,
        purpose: &Purpose,
        (shown, sha256): (&Path, &str),
    ) -> Result<bool, Failure> {
        let path = self.desk.path(shown);
        let file = shown.display();
        match output::look(&path).map_err(|error| Failure::file(shown, "written", &error))? {
            Place::Free => Ok(false),
            Place::File { sha256: there } if there == sha256 || self.agreed.contains(&path) => Ok(true),
            Place::File { sha256: there }
                if register.map_or(Ok(false), |register| register.was_written(&there, &purpose.what))? =>
            {
                Ok(true)
            }
            Place::File { .. } => self.asked_to_replace(purpose, shown).map(|()| true),
            Place::Register => Err(Failure::person(format!("{file} is a register, and a register is never replaced"))
                .hint("Give another name for the file")),
            Place::Folder => Err(Failure::person(format!("{file} is a folder")).hint("Give the name of a file in it")),
            Place::Link => Err(Failure::person(format!("{file} is a link to another file, and is left as it is"))
                .hint("Give another name, or the name of the file itself")),
            Place::Device => {
                Err(Failure::person(format!("{file} is not an ordinary file")).hint("Give the name of a file"))
            }
        }
    }

    fn asked_to_replace(&mut self, purpose: &Purpose, shown: &Path) -> Result<(), Failure> {
        let file = shown.display();
        let why = "it was not written by this program for the same purpose, or has been changed since";
        let refused = || {
            Failure::person(format!("there is already a file {file}, and {why}. It was left as it is"))
                .hint("Give another name, or move or delete that file first")
        };
        if !purpose.asks || !self.can_ask() {
            return Err(refused());
        }
        self.tell(&format!("There is already a file {file}: {why}.\n"));
        match Asker::new(self.desk).key("Replace it?  y yes   n no > ", &['y', 'n']) {
            Reply::Text(key) if key == "y" => Ok(()),
            _ => Err(refused()),
        }
    }

    /// Writes one file without a journal line, for commands that need no register.
    pub(super) fn write_file(&mut self, purpose: &Purpose, shown: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let outgoing = self.outgoing(None, purpose, (shown, bytes))?;
        let path = outgoing.path.clone();
        outgoing.put()?;
        Ok(path)
    }

    /// Writes one file, and notes it in the register's journal.
    pub(super) fn write_noted(
        &mut self,
        register: &mut Register,
        (command, purpose): (&str, &Purpose),
        (shown, bytes): (&Path, &[u8]),
    ) -> Result<PathBuf, Failure> {
        let actor = self.actor(Some(register))?;
        let outgoing = self.outgoing(Some(register), purpose, (shown, bytes))?;
        let path = outgoing.path.clone();
        self.change(register, &actor, command, |_, change| {
            outgoing.record(change, &actor.at)?;
            Ok(((), json!({ "file": short_name(&path), "sha256": outgoing.sha256 })))
        })?;
        outgoing.put()?;
        Ok(path)
    }

    /// Sends what a command prints to a file, if `--to` names one.
    pub(super) fn send_to(&mut self, command: &'static str, to: Option<&Path>, noted: bool) {
        self.destination = to.map(|to| Destination { command, to: to.to_owned(), noted, text: String::new() });
    }

    /// Writes the file named by `--to`, if there is one.
    pub(super) fn deliver(&mut self) -> Result<(), Failure> {
        let Some(Destination { command, to, noted, text }) = self.destination.take() else { return Ok(()) };
        let purpose = Purpose::new(format!("{command} in a file"));
        let path = match noted {
            true => {
                let mut register = self.register()?;
                self.write_noted(&mut register, (command, &purpose), (&to, text.as_bytes()))?
            }
            false => self.write_file(&purpose, &to, text.as_bytes())?,
        };
        self.answer(&json!({ "file": path.display().to_string() }), || format!("Wrote {}\n", path.display()));
        Ok(())
    }
}

/// The file that gets a document instead of the screen.
pub(super) struct Destination {
    command: &'static str,
    to: PathBuf,
    /// Whether the register records it.
    noted: bool,
    /// The document, once it is made.
    pub(super) text: String,
}
