//! An office to test in: a folder with an extract and a register, and people who sit at a terminal in it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use dipsample::model::Grading;
use dipsample::store::{Part, Register};
use expectrl::process::unix::{Signal, WaitStatus};
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Needle, Session};
use tempfile::TempDir;

pub(crate) const ME: &str = "Rhian Gable";
pub(crate) const TITLES: [&str; 6] = [
    "Purpose",
    "Drift and delay",
    "What it means for the child",
    "Analysis and alternatives",
    "Timescales",
    "View on the care plan and on practice",
];
pub(crate) const IDS: [&str; 6] = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"];
/// So long a screen may take to come on a busy machine before the test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with an extract, and later a register.
pub(crate) struct Office(TempDir);

impl Drop for Office {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            crate::strict::check_written(self.0.path());
        }
    }
}

impl Office {
    /// With an extract of so many oversights of October 2024, with or without their text.
    pub(crate) fn new(oversights: usize, has_text: bool) -> Office {
        let office = Office(TempDir::new().unwrap());
        let mut csv = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Team".to_owned();
        csv += if has_text { ",Text\n" } else { "\n" };
        for number in 1..=oversights {
            let day = number % 28 + 1;
            csv += &format!("N{number:04},C{number:04},IRO oversight,{day:02}/10/2024,Alison Bright,North");
            let text = format!("The panel of {day} September was missed. I asked the worker why, é and £ and all.");
            csv += &if has_text { format!(",\"{text}\"\n") } else { "\n".to_owned() };
        }
        fs::create_dir(office.path("extracts")).unwrap();
        fs::write(office.path("extracts/oversights.csv"), csv).unwrap();
        office
    }

    /// The same with a register, two auditors and a sample of `size` cases that is given to nobody.
    pub(crate) fn drawn(oversights: usize, size: usize, has_text: bool) -> Office {
        let office = Office::new(oversights, has_text);
        office.run(&["init"]);
        office.run(&["person", "add", ME, "--login", "rhian"]);
        office.run(&["person", "add", "Zoë Wren", "--login", "zoe"]);
        office.run(&["import", "extracts"]);
        let size = size.to_string();
        office.run(&["draw", "--kind", "oversight", "--period", "2024-10", "--size", &size, "--name", "s"]);
        office
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn command(&self, login: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dipsample"));
        command.args(words).current_dir(self.0.path()).env_clear().env("USER", login).env("TERM", "xterm");
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        let output = self.command("rhian", words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Gives every case of the sample s to both auditors. The principal Mo Reed, who is added here, can moderate them.
    pub(crate) fn double_graded(&self) {
        self.run(&["person", "add", "Mo Reed", "--login", "mo", "--role", "principal"]);
        let both = format!("{ME},Zoë Wren");
        self.run(&["sample", "assign", "s", "--auditors", &both, "--double", "100%", "--person", "Mo Reed"]);
    }

    /// Finishes case 1 of a sample by flags, with Good for every question but drift.
    pub(crate) fn finish(&self, login: &str, sample: &str, drift: &str) {
        let drift = format!("drift={drift}");
        let mut words = vec!["grade", sample, "1", "--finish", "--set", &drift];
        let others = ["purpose=good", "impact=good", "analysis=good", "timescales=good", "care-plan-view=good"];
        words.extend(others.iter().flat_map(|answer| ["--set", answer]));
        let output = self.command(login, &words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Pipes lines into a command.
    pub(crate) fn piped(&self, login: &str, words: &[&str], lines: &str) -> Output {
        let mut command = self.command(login, words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Somebody types a command at a terminal.
    pub(crate) fn sit_down(&self, login: &str, words: &[&str]) -> Person {
        Person { session: Session::spawn(self.command(login, words)).unwrap() }
    }

    pub(crate) fn register(&self) -> Register {
        Register::open(&self.path("register.dipsample"), &mut || ()).unwrap()
    }

    /// The first grading of a case as it stands in the register; an empty one where there is none.
    pub(crate) fn grading(&self, case: u32) -> Grading {
        let register = self.register();
        let sample = register.samples().unwrap().pop().unwrap();
        let mut rows = register.gradings(sample.id).unwrap();
        rows.retain(|row| row.case == case && row.part == Part::First);
        rows.pop().map(|row| row.grading).unwrap_or_default()
    }
}

/// A person at a terminal of 80 by 24.
pub(crate) struct Person {
    pub(crate) session: OsSession,
}

impl Person {
    /// Waits for words on the screen, and returns what came before them.
    pub(crate) fn see(&mut self, words: impl AsRef<str>) -> String {
        self.wait_for(|| words.as_ref(), words.as_ref())
    }

    pub(crate) fn wait_for<N: Needle>(&mut self, needle: impl Fn() -> N, what: &str) -> String {
        let start = Instant::now();
        loop {
            let found = self.session.check(needle()).unwrap_or_else(|error| panic!("no '{what}': {error}"));
            if !found.is_empty() {
                return String::from_utf8_lossy(found.before()).into_owned();
            }
            if start.elapsed() > PATIENCE {
                let shown = self.session.check(expectrl::Regex("(?s).+")).unwrap();
                panic!("no '{what}' in:\n{}", String::from_utf8_lossy(shown.as_bytes()));
            }
            sleep(Duration::from_millis(2));
        }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
    }

    /// Chooses the line of the desk that has these words.
    pub(crate) fn choose(&mut self, words: &str) {
        // The row of the prompt is painted again with each key; the menu stands above the first of them.
        let number = loop {
            let menu = self.see("Number (q leaves) > ");
            if let Some(line) = menu.lines().rfind(|line| line.contains(words)) {
                break line.split_whitespace().find(|word| word.parse::<u32>().is_ok()).unwrap().to_owned();
            }
        };
        self.press(&format!("{number}\r"));
    }

    /// Answers a question that ends with these words.
    pub(crate) fn answer(&mut self, question: &str, keys: &str) {
        self.see(question);
        self.press(keys);
    }

    /// Grades the criterion with this place as good, with a line of words, and sees the grade kept.
    pub(crate) fn grade(&mut self, place: usize, explanation: &str) {
        self.answer(&format!("{} of 6: {}", place + 1, TITLES[place]), "3");
        self.see(format!("Kept: {}: Good", TITLES[place]));
        self.answer("Enter alone: nothing to add", explanation);
        self.press("\r");
    }

    /// Grades a case as good throughout and finishes it.
    pub(crate) fn grade_all(&mut self, case: u32) {
        (0..6).for_each(|place| {
            self.answer(&format!("{} of 6: {}", place + 1, TITLES[place]), "3");
            self.answer("Enter alone: nothing to add", "\u{14}");
            self.answer("Which themes apply?", "1\r");
            self.answer("Enter alone: no words", "Seen in the note of \u{e9}\u{301}\u{7f}£5\r");
        });
        self.answer("Enter confirms Good", "\r");
        self.answer("f finishes", "f");
        self.see(format!("Case {case} is finished."));
    }

    pub(crate) fn leaves(mut self) {
        self.wait_for(|| Eof, "the end");
        assert!(matches!(self.session.get_process().wait().unwrap(), WaitStatus::Exited(_, 0)));
    }

    /// The program ends with the exit code of something that the person can put right.
    pub(crate) fn fails(mut self) {
        self.wait_for(|| Eof, "the end");
        assert!(matches!(self.session.get_process().wait().unwrap(), WaitStatus::Exited(_, 1)));
    }

    pub(crate) fn killed(mut self) {
        self.session.get_process_mut().signal(Signal::SIGKILL).unwrap();
        assert!(matches!(self.session.get_process().wait().unwrap(), WaitStatus::Signaled(..)));
    }
}

/// The criteria that are answered, in the rubric's order.
pub(crate) fn answered(grading: &Grading) -> Vec<&str> {
    IDS.into_iter().filter(|id| grading.answers.get(*id).is_some_and(|answer| answer.grade.is_some())).collect()
}
