//! What every verb needs: the desk, the register, who is working, and how to answer.

use std::path::{Path, PathBuf};

use super::desk::{self, Desk};
use super::failure::{Failure, nearest};
use super::global::{Colour, Global};
use super::json_text;
use super::shell::{add_person, pasteable};
use super::writing::Destination;
use crate::model::{Rubric, name_key};
use crate::reporting::terminal::{Styled, fitted};
use crate::store::{Actor, Change, PersonRow, Register, SampleRow, State, StoreError};

/// The program's name and version, as journal and manifest have it.
pub(super) const PROGRAM: &str = concat!("dipsample ", env!("CARGO_PKG_VERSION"));

/// What is said while another program has the register.
const WAITING: &str = "Somebody else is using the register at this moment; waiting for them to finish...\n";

/// What every verb needs.
pub(super) struct Context<'a> {
    /// Everything outside.
    pub desk: &'a mut Desk,
    /// The flags that every verb takes.
    pub global: Global,
    /// The program itself, for the desk and the demo, which run other verbs.
    pub run: Run,
    /// Whether an answer was given.
    pub answered: bool,
    /// Files that the person agreed to replace before the work began.
    pub agreed: Vec<PathBuf>,
    /// The file that the answer goes to, if `--to` names one.
    pub destination: Option<Destination>,
    /// What is known of the computer's clock.
    pub clock: Clock,
    /// How many changes this command has kept.
    pub kept: u32,
    /// What the disk said just after one of them was kept.
    pub trouble: Option<StoreError>,
}

/// What is known of the computer's clock beside the times in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Clock {
    /// Nothing speaks against it.
    #[default]
    Right,
    /// It is behind, and these words have not been said yet.
    Behind(String),
    /// It is behind, and that was said.
    Told,
}

/// Runs one command as typed; see [`super::run`].
pub(super) type Run = fn(&[std::ffi::OsString], &mut Desk) -> u8;

impl Context<'_> {
    /// Where the register lies, or should.
    pub(super) fn register_path(&self) -> PathBuf {
        let typed = self.global.register.clone().or_else(|| self.desk.settings.get(desk::REGISTER).map(PathBuf::from));
        self.desk.path(&typed.unwrap_or_else(|| PathBuf::from("register.dipsample")))
    }

    /// Opens the register.
    pub(super) fn register(&mut self) -> Result<Register, Failure> {
        let path = self.register_path();
        let desk = &mut *self.desk;
        let register = Register::open(&path, &mut || desk.tell(WAITING))?;
        self.warn_where_synchronised(&path);
        self.watch_the_clock(&register)?;
        Ok(register)
    }

    /// Random bytes from the operating system.
    ///
    /// # Errors
    /// The operating system has none.
    pub(super) fn random<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        self.desk.random().map_err(|error| Failure::ours(format!("the computer gave no random numbers: {error}")))
    }

    /// Notes if the computer's clock is behind the newest entry in the register: new entries would be dated before it.
    fn watch_the_clock(&mut self, register: &Register) -> Result<(), Failure> {
        let now = self.desk.now();
        if let Some(latest) = register.latest_line_at()?.filter(|latest| *latest > now && self.clock == Clock::Right) {
            self.clock = Clock::Behind(format!(
                "Careful: the clock of this computer says {}, and the register's newest entry is from {}. Check the computer's date.",
                super::typed::day_of(&now),
                super::typed::day_of(&latest)
            ));
        }
        Ok(())
    }

    /// Warns, once, if the clock is behind: before the first change, or at the end of a command that only reads.
    pub(super) fn tell_the_clock(&mut self) {
        if let Clock::Behind(words) = &self.clock {
            let words = words.clone();
            self.clock = Clock::Told;
            self.notice(&words);
        }
    }

    /// Warns by name where the register lies in a folder that a service synchronises.
    pub(super) fn warn_where_synchronised(&mut self, register: &Path) {
        let full = std::fs::canonicalize(register).unwrap_or_else(|_| register.to_owned());
        if let Some(service) = synchronised_folder(&full) {
            self.notice(&format!(
                "Careful: this register lies in a folder that {service} synchronises. It holds children's data and is damaged when it is \
                 copied while in use. Move it to a folder of the council's own."
            ));
        }
    }

    /// The name that was given for the person, or their login.
    fn claimed(&self) -> Option<String> {
        self.global
            .person
            .clone()
            .or_else(|| self.desk.settings.get(desk::PERSON).cloned())
            .or_else(|| self.desk.login.clone())
    }

    /// Who does what the journal is about to say.
    pub(super) fn actor(&mut self, register: Option<&Register>) -> Result<Actor, Failure> {
        self.tell_the_clock();
        let claimed = self.claimed().unwrap_or_else(|| "unknown".to_owned());
        let people = register.map(Register::people).transpose()?.unwrap_or_default();
        let person =
            people.into_iter().find(|row| row.person.answers_to(&claimed)).map_or(claimed, |row| row.person.name);
        Ok(Actor { person, at: self.desk.now(), program: PROGRAM.to_owned() })
    }

    /// The person on the list who is at work; anybody else is refused with the nearest names.
    pub(super) fn known_person(&self, register: &Register) -> Result<PersonRow, Failure> {
        let people = register.people()?;
        let Some(claimed) = self.claimed() else {
            return Err(Failure::person("it is not known who you are").hint("Add --person \"Your Name\""));
        };
        person_named(&people, &claimed)
    }

    /// Answers in JSON where that was asked for, else in words.
    pub(super) fn answer(&mut self, json: &serde_json::Value, words: impl FnOnce() -> String) {
        self.answer_styled(json, || Styled::plain(&words()));
    }

    /// The same, with styled lines.
    pub(super) fn answer_styled(&mut self, json: &serde_json::Value, words: impl FnOnce() -> Styled) {
        self.answered = true;
        match self.global.json {
            true => {
                self.print(&format!("{}\n", json_text::pretty(json)));
            }
            false => {
                let styled = words();
                if self.destination.is_some() {
                    return self.print(&styled.render(false));
                }
                let colour = self.colour();
                match self.desk.terminal.out {
                    true => {
                        let width = self.desk.terminal.width.unwrap_or(80);
                        self.desk.say_styled(&styled.fitted(|line| fitted(line, width)), colour);
                    }
                    false => self.desk.say_styled(&styled, colour),
                }
            }
        }
    }

    /// Prints a document unchanged, or collects it for the file named by `--to`.
    pub(super) fn print(&mut self, text: &str) {
        self.answered = true;
        match &mut self.destination {
            Some(destination) => destination.text.push_str(text),
            None => self.desk.say_document(text),
        }
    }

    /// Says so where results could not be written, so that a page cut off by a full disk is not taken for whole.
    pub(super) fn all_written(&mut self) -> Result<(), Failure> {
        match self.desk.trouble.take() {
            None => Ok(()),
            Some(error) => Err(Failure::person(format!("the results could not be written in full: {error}"))),
        }
    }

    /// Tells something that is no result, unless quiet was asked for.
    pub(super) fn notice(&mut self, text: &str) {
        if !self.global.quiet {
            self.tell(&format!("{text}\n"));
        }
    }

    /// Writes a notice, fitted to the window where there is one.
    pub(super) fn tell(&mut self, text: &str) {
        let width = self.desk.terminal.width.filter(|_| self.desk.terminal.err);
        self.desk.tell(&width.map_or_else(|| text.to_owned(), |width| fitted(text, width)));
    }

    /// The width for tables.
    pub(super) fn width(&self) -> usize {
        self.desk.terminal.width.filter(|_| self.desk.terminal.out).unwrap_or(100).clamp(60, 140)
    }

    /// Whether to colour: as asked, else on a terminal where the person has not asked for none.
    pub(super) fn colour(&self) -> bool {
        self.colour_on(self.desk.terminal.out)
    }

    /// The same for notices.
    pub(super) fn colour_of_notices(&self) -> bool {
        self.colour_on(self.desk.terminal.err)
    }

    fn colour_on(&self, terminal: bool) -> bool {
        match self.global.color {
            Some(Colour::Always) => true,
            Some(Colour::Never) => false,
            _ => terminal && !self.desk.settings.contains_key(desk::NO_COLOR),
        }
    }

    /// Whether a person sits there and can be asked.
    pub(super) fn can_ask(&self) -> bool {
        self.desk.terminal.input && self.desk.terminal.err && !self.global.json
    }

    /// The sample that was meant: by name, `last`, or the only open one.
    pub(super) fn sample(&self, register: &Register, typed: Option<&str>) -> Result<SampleRow, Failure> {
        let samples = register.samples()?;
        if samples.is_empty() {
            return Err(Failure::person("no sample has been drawn yet")
                .hint("Draw one: dipsample draw --kind oversight --size 20"));
        }
        let names = samples.iter().map(|sample| sample.name.as_str()).collect::<Vec<_>>().join(", ");
        let open: Vec<&SampleRow> = samples.iter().filter(|sample| sample.state == State::Open).collect();
        let found = match typed {
            Some("last") => samples.iter().rfind(|sample| sample.state != State::Withdrawn),
            Some(name) => samples.iter().find(|sample| sample.name.eq_ignore_ascii_case(name)),
            None if open.len() == 1 => open.first().copied(),
            None if open.is_empty() => samples.iter().rfind(|sample| sample.state != State::Withdrawn),
            None => {
                let names = open.iter().map(|sample| sample.name.as_str()).collect::<Vec<_>>().join(", ");
                return Err(Failure::person(format!("{} samples are open; say which you mean: {names}", open.len())));
            }
        };
        found.cloned().ok_or_else(|| match typed {
            Some(name) => Failure::person(format!("there is no sample '{name}'"))
                .hint(format!("The samples are: {names}, and 'last' for the newest")),
            None => Failure::person("every sample has been withdrawn"),
        })
    }

    /// The rubric as it was when the sample was drawn, with the council's own themes beside its own.
    pub(super) fn rubric_of(&self, register: &Register, sample: &SampleRow) -> Result<Rubric, Failure> {
        let rubric = crate::intake::rubric_file::parse(&register.rubric_source(&sample.rubric)?)?;
        super::themes::with_own(register, rubric)
    }

    /// Takes the register's write lock; says so where it has to wait for another program.
    pub(super) fn lock(&mut self, register: &mut Register) -> Result<(), StoreError> {
        self.tell_the_clock();
        let desk = &mut *self.desk;
        register.lock(&mut || desk.tell(WAITING))
    }

    /// Does work on the register as one transaction with its journal line.
    pub(super) fn change<T>(
        &mut self,
        register: &mut Register,
        actor: &Actor,
        command: &str,
        work: impl FnOnce(&mut Self, &Change<'_>) -> Result<(T, serde_json::Value), Failure>,
    ) -> Result<T, Failure> {
        self.lock(register)?;
        let done = register.change(actor, command, |change| work(self, change))?;
        self.keep(register);
        Ok(done)
    }

    /// Takes note that a change is kept, and whether the disk failed just afterwards.
    pub(super) fn keep(&mut self, register: &Register) {
        self.kept += 1;
        self.trouble = register.take_trouble().or(self.trouble.take());
    }

    /// Tells where the disk failed just after a change was kept: it must not be entered again.
    pub(super) fn tell_trouble(&mut self) {
        if let Some(trouble) = self.trouble.take() {
            self.tell(&format!(
                "Careful: the change was kept, so do not enter it again. But just afterwards the disk failed: {trouble}.\n  \
                 Make a copy of the register, check the disk, then: dipsample register check\n"
            ));
        }
    }
}

/// Finds a person by any of their names, or refuses with the nearest names and the command that adds one.
pub(super) fn person_named(people: &[PersonRow], name: &str) -> Result<PersonRow, Failure> {
    if let Some(found) = people.iter().find(|row| row.person.answers_to(name)) {
        return Ok(found.clone());
    }
    let failure = Failure::person(format!("'{name}' is not on the list of people"));
    let spellings = people.iter().flat_map(|row| std::iter::once(&row.person.name).chain(&row.person.also));
    let failure = match nearest(&name_key(name), spellings.map(String::as_str)) {
        Some(near) => failure.hint(match pasteable(near) {
            Some(near) => format!("Did you mean {near}? Then add: --person {near}"),
            None => format!("Did you mean '{near}'?"),
        }),
        None if people.is_empty() => failure.hint("Nobody is on the list yet"),
        None => failure.hint(format!(
            "On the list are: {}",
            people.iter().map(|row| row.person.name.as_str()).collect::<Vec<_>>().join(", ")
        )),
    };
    Err(failure.hint(format!("To add them: {}", add_person(name, ""))))
}

/// The service, by name, that a path lies with, where its folder is synchronised outside the council's network.
fn synchronised_folder(path: &Path) -> Option<&'static str> {
    const SERVICES: [(&str, &str); 5] = [
        ("onedrive", "OneDrive"),
        ("dropbox", "Dropbox"),
        ("google drive", "Google Drive"),
        ("icloud", "iCloud"),
        ("sharepoint", "SharePoint"),
    ];
    path.components().find_map(|part| {
        let part = part.as_os_str().to_string_lossy().to_lowercase();
        SERVICES.iter().find(|(mark, _)| part.starts_with(mark)).map(|(_, name)| *name)
    })
}
