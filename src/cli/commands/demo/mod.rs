//! `demo`: a made-up council, and the whole cycle run on it by the real commands. The newest month is shown step by step; the
//! months before it are summed up.

mod scene;
mod stage;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use self::scene::{WIDTH, dated};
use self::stage::Stage;
use crate::cli::ask::{Asker, Reply};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::writing::Purpose;
use crate::demo::{self, Council, Options, Step};
use crate::model::english::{and_list, counted};
use crate::output::Prepared;
use crate::reporting::terminal::wrapped;

const COMMANDS_FILE: &str = "commands.txt";

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
    let rubric = crate::cli::rubrics::find(context, "oversight")?;
    let stage = Stage::new(context.run, &council, (&folder, &args.seed), rubric);
    let waits = context.can_ask() && context.desk.terminal.out && !context.global.quiet;
    let mut show = Show { context, council: &council, folder, stage, waits };
    show.opening(args)?;
    show.steps()?;
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

/// The demo as it is printed.
struct Show<'a, 'b> {
    context: &'a mut Context<'b>,
    council: &'a Council,
    folder: PathBuf,
    stage: Stage<'a>,
    /// Whether each step waits for Enter.
    waits: bool,
}

impl Show<'_, '_> {
    fn say(&mut self, text: &str) {
        if !self.context.global.json {
            self.context.desk.say(text);
        }
    }

    /// Waits for Enter where a person watches at a terminal; leaves a blank line elsewhere.
    fn turn(&mut self) {
        if !self.waits {
            return self.say("\n");
        }
        let reply = Asker::new(self.context.desk).key("Enter: next step, q: the rest at once > ", &['\n']);
        self.waits = matches!(reply, Reply::Text(_));
    }

    fn opening(&mut self, args: &DemoArgs) -> Result<(), Failure> {
        let files = self.extracts()?;
        let text = format!(
            "{} does not exist. It has {} in care, and {} in the twelve months to 31/10/2026. Its case system exports {files}. Below is what \
             its principal IRO and auditors type, and how the program answers.",
            self.council.name(),
            crate::model::Kind::Child.counted(args.children),
            crate::model::Kind::Oversight.counted(self.council.oversights()),
        );
        self.say(&format!("{}\nThe folder: {}\n", wrapped(&text, WIDTH, 0), args.dir.display()));
        Ok(())
    }

    /// Writes the council's files; returns them in words.
    fn extracts(&mut self) -> Result<String, Failure> {
        type Writer = fn(&Council, &mut dyn Write) -> io::Result<u64>;
        let files: [(&str, Writer); 5] = [
            (demo::PEOPLE_FILE, Council::write_people),
            (demo::CHILDREN_FILE, Council::write_children),
            (demo::OVERSIGHTS_FILE, Council::write_oversights),
            (demo::REVIEWS_FILE, Council::write_reviews),
            (demo::DISPUTES_FILE, Council::write_disputes),
        ];
        let mut named = Vec::new();
        for (name, write) in files {
            let path = self.folder.join(name);
            let mut written = || -> io::Result<u64> {
                let chance = self.context.desk.random()?;
                let (file, rows) = Prepared::stream(&path, chance, |mut file| write(self.council, &mut file))?;
                file.put()?;
                Ok(rows)
            };
            let rows = written().map_err(|error| Failure::file(&path, "written", &error))?;
            named.push(format!("{name} ({})", counted(rows, "row")));
        }
        Ok(and_list(named))
    }

    /// The steps in order: those of the newest month's sample, and those of no sample, one by one; the earlier months in a line each.
    fn steps(&mut self) -> Result<(), Failure> {
        let steps = self.council.steps();
        let newest = steps.iter().rev().find_map(Step::sample);
        let mut earlier = 0;
        for part in steps.chunk_by(|one, next| one.sample() == next.sample()) {
            match part[0].sample().filter(|sample| Some(*sample) != newest) {
                Some(sample) => {
                    earlier += 1;
                    self.sum_up(sample, part, earlier == 1)?;
                }
                None => self.show(part)?,
            }
        }
        Ok(())
    }

    fn show(&mut self, steps: &[Step]) -> Result<(), Failure> {
        for step in steps {
            self.turn();
            let words = self.stage.play(step)?.words();
            self.say(&words);
        }
        Ok(())
    }

    /// Takes the steps of an earlier month and prints what came of them.
    fn sum_up(&mut self, sample: &str, steps: &[Step], first: bool) -> Result<(), Failure> {
        if first {
            self.turn();
            let words = "The earlier months, one a day, each in the same way as the newest:";
            self.say(&dated(self.council.today(), words));
        }
        let (mut gradings, mut settled) = (0, 0);
        for step in steps {
            let times = self.stage.play(step)?.times;
            match step {
                Step::GradeSample { .. } => gradings += times,
                Step::ModerateSample { .. } => settled += times,
                Step::Command(_) | Step::SelfAudit { .. } => {}
            }
        }
        let row = self.stage.sample(sample)?;
        let words = format!(
            "{}: {} of {} drawn, {}, {}",
            row.period.label(),
            row.design.size,
            row.kind.counted(row.frame),
            counted(gradings, "grading"),
            counted(settled, "disagreement")
        );
        self.say(&format!("  {}\n", wrapped(&words, WIDTH - 2, 4)));
        Ok(())
    }

    fn closing(&mut self) -> Result<(), Failure> {
        let path = self.folder.join(COMMANDS_FILE);
        let mut text = self.stage.typed().join("\n");
        text.push('\n');
        self.context.write_file(&Purpose::new("demo"), &path, text.as_bytes())?;
        let workbook = self.folder.join("findings.xlsx");
        let commands = self.stage.typed().len();
        if self.context.global.json {
            let json = json!({ "dir": self.folder.display().to_string(), "commands": commands, "workbook": workbook.display().to_string() });
            self.context.answer(&json, String::new);
        }
        self.turn();
        self.say(&format!(
            "That was the whole cycle, in {commands} commands (see {COMMANDS_FILE}). The workbook:\n  {}\n",
            workbook.display()
        ));
        Ok(())
    }
}
