//! `demo`: a made-up council, and the whole cycle run on it by the real commands.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::{NaiveDateTime, TimeDelta};
use clap::Args;
use serde_json::json;

use crate::calendar::british;
use crate::cli::context::Context;
use crate::cli::desk::{Desk, Terminal};
use crate::cli::failure::Failure;
use crate::cli::marking::differing;
use crate::cli::shell::quoted;
use crate::cli::writing::Purpose;
use crate::demo::{self, Auditor, CommandLine, Council, Options, Step};
use crate::digest;
use crate::model::Rubric;
use crate::output::Prepared;
use crate::store::{CaseRow, Register};

/// Lines of a draw's answer that are shown; the rest are counted.
const SHOWN_LINES: usize = 20;
/// Grading commands of the first sample that are shown whole; all stand in the commands file.
const SHOWN_GRADINGS: usize = 2;
/// Minutes from one grading to the next: several auditors are at work at once.
const MINUTES_A_CASE: i64 = 3;
/// The same for the IROs, who are more.
const MINUTES_AN_OWN_CASE: i64 = 1;
const COMMANDS_FILE: &str = "commands.txt";
const WIDTH: usize = 100;

/// `demo`
#[derive(Debug, Args)]
#[command(
    after_help = "Everything in the folder is made up. The council has the size and margins that one English county published for \
    2020/21. The same seed gives the same files, to the byte."
)]
pub(crate) struct DemoArgs {
    /// The folder to make; it must not hold anything
    #[arg(long, value_name = "DIR", default_value = "dipsample-demo")]
    dir: PathBuf,
    /// How many children are in care
    #[arg(long, value_name = "N", default_value_t = 333, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    children: u64,
    /// How many monthly samples to draw and grade
    #[arg(long, value_name = "M", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=12))]
    months: u32,
    /// What everything is made from
    #[arg(long, value_name = "TEXT", default_value = "dipsample")]
    seed: String,
}

pub(crate) fn run(args: &DemoArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let folder = context.desk.path(&args.dir);
    let council = Council::new(&Options { children: args.children, months: args.months, seed: args.seed.clone() });
    make_folder(&args.dir, &folder)?;
    let mut show = Show::new(context, &council, &folder, &args.seed)?;
    show.opening(args);
    show.extracts()?;
    for step in council.steps() {
        match step {
            Step::Command(line) => show.command(&line)?,
            Step::GradeSample { sample, from } => show.grade(&sample, from)?,
            Step::SelfAudit { sample, from } => show.grade_their_own(&sample, from)?,
            Step::ModerateSample { sample, person, from } => show.moderate(&sample, &person, from)?,
        }
    }
    show.closing()
}

fn make_folder(typed: &Path, folder: &Path) -> Result<(), Failure> {
    let holds = std::fs::read_dir(folder).map(|mut entries| entries.next().is_some());
    match holds {
        Ok(true) => {
            return Err(Failure::person(format!(
                "the folder {} already holds something; the demo never writes over anything",
                typed.display()
            ))
            .hint("Give another folder: dipsample demo --dir another-folder"));
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::file(typed, "used", &error)),
        _ => {}
    }
    std::fs::create_dir_all(folder.join("extracts")).map_err(|error| Failure::file(typed, "made", &error))
}

/// The demo under way: the council, its own desk, and what has been typed so far.
struct Show<'a, 'b> {
    context: &'a mut Context<'b>,
    council: &'a Council,
    folder: PathBuf,
    desk: Desk,
    clock: Rc<Cell<NaiveDateTime>>,
    page: Page,
    typed: Vec<String>,
    rubric: Rubric,
    shown_gradings: usize,
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

impl<'a, 'b> Show<'a, 'b> {
    fn new(
        context: &'a mut Context<'b>,
        council: &'a Council,
        folder: &Path,
        seed: &str,
    ) -> Result<Show<'a, 'b>, Failure> {
        let page = Page::default();
        let clock = Rc::new(Cell::new(council.today().and_hms_opt(9, 0, 0).expect("nine in the morning is a time")));
        let told = Rc::clone(&clock);
        let desk = Desk {
            folder: folder.to_owned(),
            settings: BTreeMap::new(),
            login: None,
            out: Box::new(page.clone()),
            trouble: None,
            err: Box::new(page.clone()),
            input: Box::new(io::empty()),
            terminal: Terminal { width: Some(WIDTH), ..Terminal::default() },
            clock: Box::new(move || told.get()),
            chance: Box::new(chance_of(seed)),
        };
        let rubric = crate::cli::rubrics::find(context, "oversight")?;
        Ok(Show {
            context,
            council,
            folder: folder.to_owned(),
            desk,
            clock,
            page,
            typed: Vec::new(),
            rubric,
            shown_gradings: 0,
        })
    }

    fn say(&mut self, text: &str) {
        if !self.context.global.json {
            self.context.desk.say(text);
        }
    }

    fn opening(&mut self, args: &DemoArgs) {
        let text = format!(
            "This is {}, which does not exist: {} children in care, {} oversights in the twelve months to 31/10/2026.\n\
             Everything below is what its principal IRO and auditors would type, and what the program answers.\n\
             The folder is {}.\n",
            self.council.name(),
            args.children,
            self.council.oversights(),
            args.dir.display()
        );
        self.say(&text);
    }

    fn extracts(&mut self) -> Result<(), Failure> {
        type Writer = fn(&Council, &mut dyn Write) -> io::Result<u64>;
        let files: [(&str, &str, Writer); 5] = [
            (demo::PEOPLE_FILE, "people", Council::write_people),
            (demo::CHILDREN_FILE, "children", Council::write_children),
            (demo::OVERSIGHTS_FILE, "oversights", Council::write_oversights),
            (demo::REVIEWS_FILE, "reviews", Council::write_reviews),
            (demo::DISPUTES_FILE, "disputes", Council::write_disputes),
        ];
        self.say("\nThe council's system exports these files:\n");
        for (name, what, write) in files {
            let path = self.folder.join(name);
            let mut written = || -> io::Result<u64> {
                let chance = self.context.desk.random()?;
                let (file, rows) = Prepared::stream(&path, chance, |mut file| write(self.council, &mut file))?;
                file.put()?;
                Ok(rows)
            };
            let rows = written().map_err(|error| Failure::file(&path, "written", &error))?;
            self.say(&format!("  {name:<26} {rows:>10} {what}\n"));
        }
        Ok(())
    }

    fn command(&mut self, line: &CommandLine) -> Result<(), Failure> {
        let answer = self.typed(&line.args, &line.person, line.at)?;
        let shown = shown_command(&line.args, &line.person);
        let keep = if line.args.iter().any(|word| word == "draw") { SHOWN_LINES } else { usize::MAX };
        self.say(&format!(
            "\n{}\n{}   {}\n$ {shown}\n{}",
            "-".repeat(WIDTH),
            british(line.at.date()),
            line.why,
            shortened(&answer, keep)
        ));
        Ok(())
    }

    /// Runs a command through the real command line and returns what it answered.
    fn typed(&mut self, args: &[String], person: &str, at: NaiveDateTime) -> Result<String, Failure> {
        self.clock.set(at);
        let mut words: Vec<OsString> = args.iter().map(OsString::from).collect();
        words.extend([OsString::from("--person"), OsString::from(person)]);
        let code = (self.context.run)(&words, &mut self.desk);
        let answer = self.page.take();
        self.typed.push(shown_command(args, person));
        match code {
            0 => Ok(answer),
            _ => Err(Failure::ours(format!("the demo's command '{}' failed: {answer}", shown_command(args, person)))),
        }
    }

    fn grade(&mut self, sample: &str, from: NaiveDateTime) -> Result<(), Failure> {
        let register = Register::open(&self.folder.join("register.dipsample"), &mut || {})?;
        let (kind, cases) = cases_of(&register, sample)?;
        let names: BTreeMap<i64, String> =
            register.people()?.into_iter().map(|row| (row.id, row.person.name)).collect();
        drop(register);
        let auditors: BTreeMap<String, Auditor> =
            self.council.auditors().into_iter().map(|auditor| (auditor.name.clone(), auditor)).collect();
        let given = cases.iter().flat_map(|case| {
            [case.auditor, case.second_auditor].into_iter().flatten().map(move |auditor| (case, auditor))
        });
        let mut at = from;
        let mut graded = 0u64;
        let mut quiet = 0u64;
        self.say(&format!(
            "\n{}\n{}   The auditors grade their cases of {sample}, each answer kept at once.\n",
            "-".repeat(WIDTH),
            british(from.date())
        ));
        for (case, person) in given {
            let Some(auditor) = names.get(&person).and_then(|name| auditors.get(name)) else {
                return Err(Failure::ours(format!("the demo has a case with somebody who is no auditor: {person}")));
            };
            let text = case.record.text_of(kind, "text").unwrap_or_default();
            let marks = demo::read(&text, &self.rubric, auditor, &case.case.record);
            let args = marks.args(sample, &case.case.case.to_string());
            let answer = self.typed(&args, &auditor.name, at)?;
            if self.shown_gradings < SHOWN_GRADINGS {
                self.shown_gradings += 1;
                self.say(&format!("$ {}\n{answer}", shown_command(&args, &auditor.name)));
            } else {
                quiet += 1;
            }
            graded += 1;
            at += TimeDelta::minutes(MINUTES_A_CASE);
        }
        self.say(&format!(
            "  {graded} gradings, {quiet} of them typed like the ones shown; all stand in {COMMANDS_FILE}.\n"
        ));
        Ok(())
    }

    /// The IROs grade the records of a sample that they made.
    fn grade_their_own(&mut self, sample: &str, from: NaiveDateTime) -> Result<(), Failure> {
        let register = Register::open(&self.folder.join("register.dipsample"), &mut || {})?;
        let (kind, cases) = cases_of(&register, sample)?;
        let people = register.people()?;
        drop(register);
        let title = "The IROs grade their own cases, which counts in no share and stands beside the final grades.";
        self.say(&format!("\n{}\n{}   {title}\n", "-".repeat(WIDTH), british(from.date())));
        let mut at = from;
        let mut graded = 0u64;
        for case in &cases {
            let Some(iro) = case.record.text_of(kind, "iro") else { continue };
            let Some(row) = people.iter().find(|row| row.person.answers_to(&iro)) else { continue };
            let text = case.record.text_of(kind, "text").unwrap_or_default();
            let own = Auditor::of_their_own(&row.person.name);
            let mut args =
                demo::read(&text, &self.rubric, &own, &case.case.record).args(sample, &case.case.case.to_string());
            args.extend(["--as", "self"].map(str::to_owned));
            let answer = self.typed(&args, &row.person.name, at)?;
            if graded == 0 {
                self.say(&format!("$ {}\n{answer}", shown_command(&args, &row.person.name)));
            }
            graded += 1;
            at += TimeDelta::minutes(MINUTES_AN_OWN_CASE);
        }
        self.say(&format!("  {graded} self-audits; all stand in {COMMANDS_FILE}.\n"));
        Ok(())
    }

    fn moderate(&mut self, sample: &str, person: &str, from: NaiveDateTime) -> Result<(), Failure> {
        let register = Register::open(&self.folder.join("register.dipsample"), &mut || {})?;
        let (kind, cases) = cases_of(&register, sample)?;
        let found =
            register.samples()?.into_iter().find(|row| row.name == sample).map(|row| row.id).unwrap_or_default();
        let gradings = register.gradings(found)?;
        drop(register);
        let apart: Vec<&CaseRow> = cases.iter().filter(|case| differing(&gradings, case).is_some()).collect();
        let settles = match apart.len() {
            0 => "Two auditors agree on every case that both graded, so there is nothing to settle.".to_owned(),
            cases => format!(
                "Two auditors differ on {cases} of the cases that both graded. The principal IRO settles each with them; all three gradings are kept."
            ),
        };
        self.say(&format!("\n{}\n{}   {settles}\n", "-".repeat(WIDTH), british(from.date())));
        let mut at = from;
        for (place, case) in apart.iter().enumerate() {
            let text = case.record.text_of(kind, "text").unwrap_or_default();
            let settled = demo::moderate(&text, &self.rubric, &case.case.record);
            let mut args: Vec<String> = ["moderate", sample, &case.case.case.to_string(), "--grade", &settled.grade]
                .map(str::to_owned)
                .to_vec();
            for (criterion, grade) in &settled.set {
                args.extend(["--set".to_owned(), format!("{criterion}={grade}")]);
            }
            args.extend(["--reason".to_owned(), settled.reason.clone()]);
            let answer = self.typed(&args, person, at)?;
            if place == 0 {
                self.say(&format!("$ {}\n{answer}", shown_command(&args, person)));
            }
            at += TimeDelta::minutes(MINUTES_A_CASE);
        }
        Ok(())
    }

    fn closing(&mut self) -> Result<(), Failure> {
        let path = self.folder.join(COMMANDS_FILE);
        let mut text = self.typed.join("\n");
        text.push('\n');
        self.context.write_file(&Purpose::new("demo"), &path, text.as_bytes())?;
        let workbook = self.folder.join("findings.xlsx");
        let commands = self.typed.len();
        if self.context.global.json {
            let json = json!({ "dir": self.folder.display().to_string(), "commands": commands, "workbook": workbook.display().to_string() });
            self.context.answer(&json, String::new);
        }
        self.say(&format!(
            "\n{}\nThat was the whole cycle, in {commands} commands (all in {COMMANDS_FILE}). Open the workbook:\n  {}\n",
            "-".repeat(WIDTH),
            workbook.display()
        ));
        Ok(())
    }
}

fn cases_of(register: &Register, sample: &str) -> Result<(crate::model::Kind, Vec<CaseRow>), Failure> {
    let row = register.samples()?.into_iter().find(|row| row.name == sample);
    let row = row.ok_or_else(|| Failure::ours(format!("the demo's sample {sample} was not drawn")))?;
    Ok((row.kind, register.cases(row.id)?))
}

/// A command as the person would type it: with their name where it is not known from their login.
fn shown_command(args: &[String], person: &str) -> String {
    let words: Vec<String> = args.iter().map(|word| quoted(word)).collect();
    format!("dipsample {} --person {}", words.join(" "), quoted(person))
}

/// An answer with its middle left out where it is longer than `keep` lines.
fn shortened(answer: &str, keep: usize) -> String {
    let lines: Vec<&str> = answer.lines().collect();
    let whole = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    if lines.len() <= keep {
        return whole(&lines);
    }
    let tail = lines.len() - 3;
    format!("{}  ... {} more lines ...\n{}", whole(&lines[..keep - 4]), tail + 4 - keep, whole(&lines[tail..]))
}
