//! The demo under way: the council, a desk of its own at which the real commands run, and what has been typed so far.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::rc::Rc;

use chrono::{NaiveDateTime, TimeDelta};

use super::scene::{Scene, WIDTH};
use crate::cli::context::Run;
use crate::cli::desk::{Desk, NO_COLOR, Terminal};
use crate::cli::failure::Failure;
use crate::cli::marking::gradings_of;
use crate::cli::shell::quoted;
use crate::demo::{self, Auditor, CommandLine, Council, Step};
use crate::digest;
use crate::grading::awaits_moderation;
use crate::model::english::counted;
use crate::model::{Kind, Rubric};
use crate::store::{CaseRow, Register, SampleRow};

/// Minutes from one grading to the next: several auditors are at work at once.
const MINUTES_A_CASE: i64 = 3;
/// The same for the IROs, who are more.
const MINUTES_AN_OWN_CASE: i64 = 1;
/// Lines that are printed of an answer: of a draw, of findings, of any other.
const DRAW_LINES: usize = 5;
const FINDINGS_LINES: usize = 18;
const ANSWER_LINES: usize = 4;

pub(super) struct Stage<'a> {
    run: Run,
    council: &'a Council,
    folder: PathBuf,
    desk: Desk,
    clock: Rc<Cell<NaiveDateTime>>,
    page: Page,
    typed: Vec<String>,
    rubric: Rubric,
}

/// What the demo's own desk writes to, results and notices alike.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Page {
    fn take(&self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut *self.0.borrow_mut())).into_owned()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes that follow from the demo's seed: SHA-256 of seed and count, one after the other.
fn chance_of(seed: &str) -> impl FnMut(&mut [u8]) -> io::Result<()> + use<> {
    let seed = format!("{seed}|desk|");
    let mut count = 0u64;
    move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(32) {
            let block = digest::sha256(format!("{seed}{count}").as_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
            count += 1;
        }
        Ok(())
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(run: Run, council: &'a Council, (folder, seed): (&Path, &str), rubric: Rubric) -> Stage<'a> {
        let page = Page::default();
        let clock = Rc::new(Cell::new(council.today().and_hms_opt(9, 0, 0).expect("nine in the morning is a time")));
        let read = Rc::clone(&clock);
        let desk = Desk {
            folder: folder.to_owned(),
            settings: BTreeMap::from([(NO_COLOR.to_owned(), "1".to_owned())]),
            login: None,
            out: Box::new(page.clone()),
            trouble: None,
            err: Box::new(page.clone()),
            input: Box::new(io::empty()),
            terminal: Terminal::default(),
            clock: Box::new(move || read.get()),
            chance: Box::new(chance_of(seed)),
        };
        Stage { run, council, folder: folder.to_owned(), desk, clock, page, typed: Vec::new(), rubric }
    }

    /// The commands so far, in order.
    pub(super) fn typed(&self) -> &[String] {
        &self.typed
    }

    /// A sample as the register has it.
    pub(super) fn sample(&self, name: &str) -> Result<SampleRow, Failure> {
        find(&self.register()?, name)
    }

    /// Takes a step, with all the commands that it needs.
    pub(super) fn play(&mut self, step: &Step) -> Result<Scene, Failure> {
        match step {
            Step::Command(line) => self.command(line),
            Step::GradeSample { sample, from } => self.grade(sample, *from),
            Step::SelfAudit { sample, from } => self.grade_their_own(sample, *from),
            Step::ModerateSample { sample, person, from } => self.moderate(sample, person, *from),
        }
    }

    fn command(&mut self, line: &CommandLine) -> Result<Scene, Failure> {
        let verb = line.args.first().map(String::as_str);
        let answer_lines = match verb {
            Some("draw") => DRAW_LINES,
            Some("findings") => FINDINGS_LINES,
            _ => ANSWER_LINES,
        };
        // Tables are laid out for the width; sentences are wrapped once the folder's path is taken out of them.
        let laid_out = matches!(verb, Some("draw" | "findings"));
        self.desk.terminal = Terminal { out: laid_out, width: Some(WIDTH), ..Terminal::default() };
        let answer = self.type_in(&line.args, &line.person, line.at)?;
        Ok(Scene {
            date: line.at.date(),
            why: line.why.clone(),
            command: Some(shown_command(&line.args, &line.person)),
            answer,
            answer_lines,
            times: 1,
        })
    }

    /// Runs a command through the real command line and returns its answer, in which paths begin at the demo's folder.
    fn type_in(&mut self, args: &[String], person: &str, at: NaiveDateTime) -> Result<String, Failure> {
        self.clock.set(at);
        let mut words: Vec<OsString> = args.iter().map(OsString::from).collect();
        words.extend([OsString::from("--person"), OsString::from(person)]);
        let code = (self.run)(&words, &mut self.desk);
        let answer = self.page.take();
        self.typed.push(shown_command(args, person));
        match code {
            0 => Ok(answer.replace(&format!("{}{MAIN_SEPARATOR}", self.folder.display()), "")),
            _ => Err(Failure::ours(format!("the demo's command '{}' failed: {answer}", shown_command(args, person)))),
        }
    }

    fn grade(&mut self, sample: &str, from: NaiveDateTime) -> Result<Scene, Failure> {
        let register = self.register()?;
        let (kind, cases) = cases_of(&register, sample)?;
        let names: BTreeMap<i64, String> =
            register.people()?.into_iter().map(|row| (row.id, row.person.name)).collect();
        drop(register);
        let auditors: BTreeMap<String, Auditor> =
            self.council.auditors().into_iter().map(|auditor| (auditor.name.clone(), auditor)).collect();
        let given = cases.iter().flat_map(|case| {
            [case.auditor, case.second_auditor].into_iter().flatten().map(move |auditor| (case, auditor))
        });
        let mut many = Many::new(from, MINUTES_A_CASE);
        for (case, person) in given {
            let Some(auditor) = names.get(&person).and_then(|name| auditors.get(name)) else {
                return Err(Failure::ours(format!("the demo has a case with someone who is no auditor: {person}")));
            };
            let text = case.record.text_of(kind, "text").unwrap_or_default();
            let marks = demo::read(&text, &self.rubric, auditor, &case.case.record);
            many.take(self, &marks.args(sample, &case.case.case.to_string()), &auditor.name)?;
        }
        let mut scene = many.scene("The auditors grade their cases. Each answer is saved at once.".to_owned());
        scene.answer += &format!("{} in all.\n", counted(scene.times, "grading"));
        Ok(scene)
    }

    /// The IROs grade the records of a sample that they made.
    fn grade_their_own(&mut self, sample: &str, from: NaiveDateTime) -> Result<Scene, Failure> {
        let register = self.register()?;
        let (kind, cases) = cases_of(&register, sample)?;
        let people = register.people()?;
        drop(register);
        let mut many = Many::new(from, MINUTES_AN_OWN_CASE);
        for case in &cases {
            let Some(iro) = case.record.text_of(kind, "iro") else { continue };
            let Some(row) = people.iter().find(|row| row.person.answers_to(&iro)) else { continue };
            let text = case.record.text_of(kind, "text").unwrap_or_default();
            let own = Auditor::of_their_own(&row.person.name);
            let mut args =
                demo::read(&text, &self.rubric, &own, &case.case.record).args(sample, &case.case.case.to_string());
            args.extend(["--as", "self"].map(str::to_owned));
            many.take(self, &args, &row.person.name)?;
        }
        let why = format!(
            "The IROs grade their own cases in the same way. Their {} are shown beside the final grades and do not count.",
            counted(many.times, "self-audit")
        );
        Ok(Scene { command: None, answer: String::new(), ..many.scene(why) })
    }

    fn moderate(&mut self, sample: &str, person: &str, from: NaiveDateTime) -> Result<Scene, Failure> {
        let register = self.register()?;
        let (kind, cases) = cases_of(&register, sample)?;
        let gradings = register.gradings(find(&register, sample)?.id)?;
        drop(register);
        let waits = |case: &&CaseRow| awaits_moderation(&gradings_of(&gradings, case)).is_some();
        let apart: Vec<&CaseRow> = cases.iter().filter(waits).collect();
        let mut many = Many::new(from, MINUTES_A_CASE);
        for case in &apart {
            let text = case.record.text_of(kind, "text").unwrap_or_default();
            let settled = demo::moderate(&text, &self.rubric, &case.case.record);
            let mut args: Vec<String> = ["moderate", sample, &case.case.case.to_string(), "--grade", &settled.grade]
                .map(str::to_owned)
                .to_vec();
            for (criterion, grade) in &settled.set {
                args.extend(["--set".to_owned(), format!("{criterion}={grade}")]);
            }
            args.extend(["--reason".to_owned(), settled.reason.clone()]);
            many.take(self, &args, person)?;
        }
        let why = match apart.len() {
            0 => "Two auditors agree on every question of each case that both graded, so there is nothing to settle."
                .to_owned(),
            cases => format!(
                "Two auditors differ on {cases} of the cases that both graded, overall or on a question. The principal IRO settles each with them. All gradings are kept."
            ),
        };
        Ok(many.scene(why))
    }

    fn register(&self) -> Result<Register, Failure> {
        Ok(Register::open(&self.folder.join("register.dipsample"), &mut || {})?)
    }
}

/// Commands of one kind, one after the other, of which the first is shown.
struct Many {
    from: NaiveDateTime,
    minutes: i64,
    first: Option<(String, String)>,
    times: usize,
}

impl Many {
    fn new(from: NaiveDateTime, minutes: i64) -> Many {
        Many { from, minutes, first: None, times: 0 }
    }

    fn take(&mut self, stage: &mut Stage<'_>, args: &[String], person: &str) -> Result<(), Failure> {
        let after = TimeDelta::minutes(self.minutes * i64::try_from(self.times).unwrap_or_default());
        let answer = stage.type_in(args, person, self.from + after)?;
        self.first.get_or_insert_with(|| (shown_command(args, person), answer));
        self.times += 1;
        Ok(())
    }

    fn scene(self, why: String) -> Scene {
        let (command, answer) = self.first.unzip();
        Scene {
            date: self.from.date(),
            why,
            command,
            answer: answer.unwrap_or_default(),
            answer_lines: ANSWER_LINES,
            times: self.times,
        }
    }
}

fn find(register: &Register, name: &str) -> Result<SampleRow, Failure> {
    let row = register.samples()?.into_iter().find(|row| row.name == name);
    row.ok_or_else(|| Failure::ours(format!("the demo's sample {name} was not drawn")))
}

fn cases_of(register: &Register, name: &str) -> Result<(Kind, Vec<CaseRow>), Failure> {
    let row = find(register, name)?;
    Ok((row.kind, register.cases(row.id)?))
}

/// A command as the person would type it: with their name where it is not known from their login.
fn shown_command(args: &[String], person: &str) -> String {
    let words: Vec<String> = args.iter().map(|word| quoted(word)).collect();
    format!("dipsample {} --person {}", words.join(" "), quoted(person))
}
