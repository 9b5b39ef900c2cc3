//! The commands of the demo, as the people of the council would type them, in order.

use chrono::{Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::council::Council;
use super::days::{day, shifted, working_from};
use super::extracts::PEOPLE_FILE;
use crate::calendar::{Period, british};

/// One thing that happens in the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Somebody types a command.
    Command(CommandLine),
    /// The auditors grade their cases of a sample, from this moment on, each case by [`super::read`].
    GradeSample {
        /// The sample's name.
        sample: String,
        /// When the first of them begins.
        from: NaiveDateTime,
    },
    /// The IROs grade their own cases of a sample, more kindly than an auditor, from this moment on.
    SelfAudit {
        /// The sample's name.
        sample: String,
        /// When the first of them begins.
        from: NaiveDateTime,
    },
    /// The principal IRO settles the cases on which two auditors differ, each by [`super::moderate`].
    ModerateSample {
        /// The sample's name.
        sample: String,
        /// Who moderates.
        person: String,
        /// When.
        from: NaiveDateTime,
    },
}

impl Step {
    /// The sample of a month that the step belongs to; `None` before the first and after the last.
    pub fn sample(&self) -> Option<&str> {
        match self {
            Step::Command(line) => line.sample.as_deref(),
            Step::GradeSample { sample, .. } | Step::SelfAudit { sample, .. } | Step::ModerateSample { sample, .. } => {
                Some(sample)
            }
        }
    }
}

/// A command as a person types it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// What the command is for, in a sentence that teaches.
    pub why: String,
    /// What is typed after `dipsample`.
    pub args: Vec<String>,
    /// Who types it.
    pub person: String,
    /// When.
    pub at: NaiveDateTime,
    /// The month's sample that it draws or closes.
    pub sample: Option<String>,
}

const WORKSHOP: &str = "Workshop for all IROs: saying in each oversight what it means for the child";
/// Cases that a month's sample has where the month has enough of them.
const SIZE: u64 = 60;
/// Oversights of a month from which a sample has [`SIZE`]; below it is a quarter of them.
const ENOUGH: u64 = 180;

impl Council {
    /// All steps of the demo, from an empty folder to the head of service's workbook.
    pub fn steps(&self) -> Vec<Step> {
        let mut months: Vec<Month> = (1..=self.months).rev().filter_map(|ago| self.month(ago)).collect();
        let mut day = self.today();
        for month in &mut months {
            (month.drawn, month.due) = (day, shifted(day, 7));
            day = working_from(shifted(day, 1));
        }
        let mut steps = self.beginning(self.today());
        for (at, month) in months.iter().enumerate() {
            steps.extend(self.month_steps(month, at + 1 == months.len()));
        }
        steps.extend(self.ending(day, !months.is_empty()));
        steps
    }

    fn command(&self, at: NaiveDateTime, args: &[&str], why: &str) -> Step {
        Step::Command(CommandLine {
            why: why.to_owned(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            person: self.staff.principal(),
            at,
            sample: None,
        })
    }

    fn command_of(&self, month: &Month, at: NaiveDateTime, args: &[&str], why: &str) -> Step {
        match self.command(at, args, why) {
            Step::Command(line) => Step::Command(CommandLine { sample: Some(month.sample.clone()), ..line }),
            step => step,
        }
    }

    fn beginning(&self, start: NaiveDate) -> Vec<Step> {
        let import = "Import the extracts, which here cover a whole year.";
        vec![
            self.command(
                clock(start, 8, 30),
                &["init", "--council", self.name()],
                "Create the register: one file in this folder that holds everything.",
            ),
            self.command(
                clock(start, 8, 34),
                &["person", "import", PEOPLE_FILE],
                "List the people, so that nobody grades their own work.",
            ),
            self.command(clock(start, 8, 41), &["import", "extracts"], import),
        ]
    }

    fn ending(&self, end: NaiveDate, sampled: bool) -> Vec<Step> {
        let mut steps = Vec::new();
        if sampled {
            let (due, owner) = (british(shifted(end, 30)), self.staff.principal());
            steps.push(self.command(
                clock(end, 9, 40),
                &["action", "add", "--theme", "impact-not-considered", "--what", WORKSHOP, "--owner", &owner, "--due", &due],
                "Record what will be done about the main weakness. Summary shows it until someone has checked that it worked.",
            ));
            steps.push(self.command(
                clock(end, 10, 5),
                &["findings"],
                "Read what the sample says about the month, and how sure that is.",
            ));
            steps.push(self.command(
                clock(end, 10, 12),
                &["export", "findings.xlsx"],
                "Make the head of service's workbook. Names become pseudonyms.",
            ));
        }
        steps.push(self.command(clock(end, 10, 20), &["status"], "See what is waiting, and for whom."));
        steps
    }

    /// The month that lies so many months back, `None` where no oversight was recorded in it.
    fn month(&self, ago: u32) -> Option<Month> {
        let second = day(2026, 11, 2).checked_sub_months(Months::new(ago - 1))?;
        let before = second.checked_sub_days(Days::new(5))?;
        let period = Period::month_of(before);
        let size = self.sample_size(&period);
        let drawn = self.today();
        (size > 0).then(|| Month { sample: format!("oversights-{}", period.text()), due: drawn, drawn, period, size })
    }

    /// Sixty cases, or a quarter of a small month. A large council's months are not counted but known to be large.
    fn sample_size(&self, period: &Period) -> u64 {
        let most = self.margins.oversights / 12;
        let found = match most > 2 * ENOUGH {
            true => most,
            false => self.oversights_in(period),
        };
        if found >= ENOUGH { SIZE } else { found.div_ceil(4) }
    }

    fn oversights_in(&self, period: &Period) -> u64 {
        (0..self.margins.children)
            .map(|number| {
                self.oversight_days(&self.child(number)).iter().filter(|day| period.holds(**day)).count() as u64
            })
            .sum()
    }

    fn month_steps(&self, month: &Month, is_last: bool) -> Vec<Step> {
        let auditors: Vec<String> = self.auditors().into_iter().map(|auditor| auditor.name).collect();
        let (auditors, size, due) = (auditors.join(","), month.size.to_string(), month.due.to_string());
        let draw = [
            "draw",
            "--kind",
            "oversight",
            "--period",
            month.period.text(),
            "--size",
            &size,
            "--rubric",
            "oversight",
            "--auditors",
            &auditors,
            "--double",
            "25%",
            "--due",
            &due,
            "--name",
            &month.sample,
        ];
        let label = month.period.label();
        let drawing = format!(
            "Draw {size} of {label}'s oversights at random and share them out, a quarter of them to two auditors. Due {}.",
            british(month.due)
        );
        let closing = format!("Close the sample for {label}: every case is graded and settled.");
        let own = is_last.then(|| Step::SelfAudit { sample: month.sample.clone(), from: clock(month.drawn, 13, 50) });
        let mut steps = vec![
            self.command_of(month, clock(month.drawn, 9, 10), &draw, &drawing),
            Step::GradeSample { sample: month.sample.clone(), from: clock(month.drawn, 10, 0) },
        ];
        steps.extend(own);
        steps.extend([
            Step::ModerateSample {
                sample: month.sample.clone(),
                person: self.staff.principal(),
                from: clock(month.drawn, 15, 0),
            },
            self.command_of(month, clock(month.drawn, 16, 30), &["sample", "close", &month.sample], &closing),
        ]);
        steps
    }
}

struct Month {
    sample: String,
    period: Period,
    drawn: NaiveDate,
    due: NaiveDate,
    size: u64,
}

fn clock(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    date.and_time(NaiveTime::from_hms_opt(hour, minute, 0).expect("the demo's own times exist"))
}
