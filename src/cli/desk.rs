//! Everything outside the program, in one place that tests can replace: folder, clock, chance, environment, terminal.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::stroke::Stroke;
use crate::model::shown;
use crate::reporting::terminal::Styled;

/// Where the person sits: what they see and type, what time it is, who they are to the computer.
pub struct Desk {
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// What was set in the environment that this program looks at.
    pub settings: BTreeMap<String, String>,
    /// The name with which the person logged in.
    pub login: Option<String>,
    /// Results.
    pub out: Box<dyn Write>,
    /// What went wrong with writing results, if anything did.
    pub trouble: Option<io::Error>,
    /// All else.
    pub err: Box<dyn Write>,
    /// What is typed or piped in.
    pub input: Box<dyn BufRead>,
    /// What is a terminal, and how wide.
    pub terminal: Terminal,
    /// The time of day here.
    pub clock: Box<dyn FnMut() -> NaiveDateTime>,
    /// Bytes of chance.
    pub chance: Chance,
}

/// Fills a slice with bytes of chance.
pub(super) type Chance = Box<dyn FnMut(&mut [u8]) -> io::Result<()>>;

/// Which of the three streams is a terminal, and its width.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Whether keys come from a terminal.
    pub input: bool,
    /// Whether results go to a terminal.
    pub out: bool,
    /// Whether notices go to a terminal.
    pub err: bool,
    /// Columns, where it is known.
    pub width: Option<usize>,
    /// Lines, where it is known.
    pub height: Option<usize>,
}

/// The settings that the program looks at.
pub(super) const REGISTER: &str = "DIPSAMPLE_REGISTER";
/// The person's name.
pub(super) const PERSON: &str = "DIPSAMPLE_PERSON";
/// Whether colour is not wanted.
pub(super) const NO_COLOR: &str = "NO_COLOR";

impl Desk {
    /// The desk of the person who started the program.
    pub fn real() -> Desk {
        let settings = [REGISTER, PERSON, NO_COLOR]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok().map(|value| (name.to_owned(), value)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let terminal = [io::stdin().is_terminal(), io::stdout().is_terminal(), io::stderr().is_terminal()];
        // Where there is no window, looking for its size runs other programs.
        let size = terminal.contains(&true).then(|| crossterm::terminal::size().ok()).flatten();
        Desk {
            folder: std::env::current_dir().unwrap_or_default(),
            settings,
            login: ["USERNAME", "USER", "LOGNAME"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty())),
            out: Box::new(io::stdout()),
            trouble: None,
            err: Box::new(io::stderr()),
            input: Box::new(io::stdin().lock()),
            terminal: Terminal {
                input: terminal[0],
                out: terminal[1],
                err: terminal[2],
                width: size.map(|(columns, _)| usize::from(columns)),
                height: size.map(|(_, rows)| usize::from(rows)),
            },
            clock: Box::new(|| chrono::Local::now().naive_local()),
            chance: Box::new(|bytes| getrandom::fill(bytes).map_err(|error| io::Error::other(error.to_string()))),
        }
    }

    /// The path as seen from the person's folder.
    pub fn path(&self, typed: &Path) -> PathBuf {
        self.folder.join(typed)
    }

    /// Today.
    pub fn today(&mut self) -> NaiveDate {
        (self.clock)().date()
    }

    /// The time to the second, as journal and register keep it.
    pub fn now(&mut self) -> String {
        let now = (self.clock)();
        now.with_nanosecond(0).unwrap_or(now).format("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// Writes a result. Characters that a screen would obey or hide are replaced by one that can be seen.
    pub fn say(&mut self, text: &str) {
        self.put_out(&shown(text));
    }

    /// Writes a result whose lines have a style.
    pub(super) fn say_styled(&mut self, styled: &Styled, colour: bool) {
        self.put_out(&styled.render(colour));
    }

    /// Writes a document byte for byte. Anything in it that comes from outside must already be escaped.
    pub(super) fn say_document(&mut self, text: &str) {
        self.put_out(text);
    }

    /// Writes such a document while it is being made.
    pub(super) fn stream_document<E>(&mut self, write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
        let mut buffered = io::BufWriter::new(&mut self.out);
        write(&mut buffered)?;
        let flushed = buffered.flush();
        drop(buffered);
        self.note(flushed);
        Ok(())
    }

    fn put_out(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        self.note(written);
    }

    /// Remembers an error in writing results. A reader that has gone away is not an error.
    fn note(&mut self, written: io::Result<()>) {
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => self.trouble = Some(error),
            _ => {}
        }
    }

    /// Writes a notice, filtered in the same way as a result.
    pub fn tell(&mut self, text: &str) {
        self.put_err(&shown(text));
    }

    /// Writes a notice whose lines have a style.
    pub(super) fn tell_styled(&mut self, styled: &Styled, colour: bool) {
        self.put_err(&styled.render(colour));
    }

    /// Writes to a terminal whose keys are read one by one.
    pub(super) fn paint(&mut self, strokes: &[Stroke<'_>]) {
        let letters: String = strokes.iter().map(Stroke::letters).collect();
        self.put_err(&letters);
    }

    fn put_err(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes());
        let _ = self.err.flush();
    }

    /// Bytes of chance from the operating system.
    ///
    /// # Errors
    /// What the operating system says where it has none.
    pub fn random<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0u8; N];
        (self.chance)(&mut bytes)?;
        Ok(bytes)
    }
}

/// Tells of a fault of the program's own in words, with its place for the makers and nothing of the data.
///
/// A fault of the thread that unpacks a workbook is one of the workbook: the import tells it.
pub fn tell_of_panic(panic: &str) {
    if std::thread::current().name() == Some(crate::intake::WORKBOOK_THREAD) {
        return;
    }
    let place = panic.lines().next().unwrap_or_default();
    let _ = crossterm::terminal::disable_raw_mode();
    let _ = writeln!(
        io::stderr(),
        "Something went wrong that is the program's own fault. What was kept is kept; nothing is half done.\n  \
         Please tell its makers: {place}"
    );
}
