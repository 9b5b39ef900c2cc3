//! What waits: for the person at the desk, most urgent first, each with the command to type next.

use chrono::NaiveDate;
use serde::Serialize;

use super::commands::moderate::differing;
use super::failure::Failure;
use super::marking::to_grade;
use crate::calendar::british;
use crate::model::Kind;
use crate::store::{CaseRow, GradingRow, Part, PersonRow, Register, SampleRow, State};

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Waiting {
    /// What, by its id: `grade`, `moderate`, `close`, `draw`, `import`, `person`.
    pub what: &'static str,
    /// In which sample.
    pub sample: Option<String>,
    /// For whom.
    pub person: Option<String>,
    /// How many.
    pub count: u64,
    /// By when.
    pub due: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The command to type next.
    pub command: String,
    /// The same in words.
    #[serde(skip)]
    pub words: String,
}

/// Everything that waits in a register for whoever has this login, most urgent first.
pub(super) fn all(
    register: &Register,
    me: Option<&PersonRow>,
    login: Option<&str>,
    today: NaiveDate,
) -> Result<Vec<Waiting>, Failure> {
    let mut waiting = Vec::new();
    let samples = register.samples()?;
    for sample in samples.iter().filter(|sample| sample.state == State::Open) {
        waiting.extend(of_sample(register, sample, me, today)?);
    }
    waiting.sort_by_key(|one| (!one.overdue, one.due.is_none(), one.due));
    // Nothing can be done by somebody whom the register does not know.
    let setting_up = match (register.people()?.is_empty(), me) {
        (true, _) => Some("Nobody is on the list of people yet: add yourself"),
        (false, None) => Some("You are not on the list of people yet: add yourself"),
        _ => None,
    };
    if let Some(words) = setting_up {
        let login = login.unwrap_or("YOUR-LOGIN");
        waiting
            .insert(0, plain("person", &format!("person add \"YOUR NAME\" --role principal --login {login}"), words));
    }
    let records: u64 = [Kind::Oversight, Kind::Review, Kind::Dispute, Kind::Child]
        .into_iter()
        .map(|kind| register.count(kind))
        .sum::<Result<_, _>>()?;
    if records == 0 {
        waiting.push(plain("import", "import FILE", "No extract has been imported yet: import one"));
    } else if samples.iter().all(|sample| sample.state != State::Open) {
        waiting.push(plain("draw", "draw --kind oversight --size 20", "No sample is open: draw one"));
    }
    Ok(waiting)
}

fn plain(what: &'static str, command: &str, words: &str) -> Waiting {
    Waiting {
        what,
        sample: None,
        person: None,
        count: 0,
        due: None,
        overdue: false,
        command: format!("dipsample {command}"),
        words: words.to_owned(),
    }
}

/// An open sample, with what is needed to say what waits in it.
struct OpenSample<'a> {
    sample: &'a SampleRow,
    cases: Vec<CaseRow>,
    gradings: Vec<GradingRow>,
    today: NaiveDate,
}

fn of_sample(
    register: &Register,
    sample: &SampleRow,
    me: Option<&PersonRow>,
    today: NaiveDate,
) -> Result<Vec<Waiting>, Failure> {
    let open = OpenSample { sample, cases: register.cases(sample.id)?, gradings: register.gradings(sample.id)?, today };
    let mine = me.map_or(Ok(Vec::new()), |me| to_grade(register, sample, me))?.len();
    let mut waiting = Vec::new();
    if let Some(me) = me.filter(|_| mine > 0) {
        waiting.push(open.grade(mine, Some(&me.person.name), "for you to grade", ""));
    }
    for row in register.people()?.iter().filter(|row| me.is_none_or(|me| me.id != row.id)) {
        let name = &row.person.name;
        let given = open.given(row.id);
        if given > 0 {
            waiting.push(open.grade(given, Some(name), &format!("with {name}"), &format!(" --person \"{name}\"")));
        }
    }
    let unassigned = open.cases.iter().filter(|case| case.auditor.is_none()).count();
    if unassigned > 0 && mine == 0 {
        waiting.push(open.grade(unassigned, None, "that nobody has been given", ""));
    }
    let differ = open.cases.iter().filter(|case| differing(&open.gradings, case.case.case).is_some()).count();
    if differ > 0 {
        let words = format!("{} in {} on which two auditors differ", counted(differ), sample.name);
        waiting.push(open.line("moderate", None, differ, words));
    }
    if waiting.is_empty() {
        let words = format!("Every case of {} is settled: read its findings, then close it", sample.name);
        let settled = open.line("findings", None, open.cases.len(), words);
        waiting.push(Waiting { what: "close", overdue: false, ..settled });
    }
    Ok(waiting)
}

impl OpenSample<'_> {
    /// How many cases a person has been given and not finished.
    fn given(&self, person: i64) -> usize {
        let finished = |case: u32, part: Part| {
            self.gradings.iter().any(|row| row.case == case && row.part == part && row.grading.finished)
        };
        let waits = |case: &&CaseRow| match (case.auditor == Some(person), case.second_auditor == Some(person)) {
            (true, _) => !finished(case.case.case, Part::First),
            (_, true) => !finished(case.case.case, Part::Second),
            _ => false,
        };
        self.cases.iter().filter(waits).count()
    }

    fn grade(&self, count: usize, person: Option<&str>, who: &str, flags: &str) -> Waiting {
        let due = due_words(self.sample.due, self.today);
        let words = match who.starts_with("for you") {
            true => format!("{} {who} in {}{due}", counted(count), self.sample.name),
            false => format!("{} in {} {who}{due}", counted(count), self.sample.name),
        };
        let mut line = self.line("grade", person, count, words);
        line.command.push_str(flags);
        line
    }

    fn line(&self, what: &'static str, person: Option<&str>, count: usize, words: String) -> Waiting {
        Waiting {
            what,
            sample: Some(self.sample.name.clone()),
            person: person.map(str::to_owned),
            count: count as u64,
            due: self.sample.due,
            overdue: self.sample.due.is_some_and(|due| due < self.today),
            command: format!("dipsample {what} {}", self.sample.name),
            words,
        }
    }
}

fn counted(cases: usize) -> String {
    format!("{cases} {}", if cases == 1 { "case" } else { "cases" })
}

fn due_words(due: Option<NaiveDate>, today: NaiveDate) -> String {
    match due {
        Some(due) if due < today => format!(", OVERDUE since {}", british(due)),
        Some(due) => format!(", due {}", british(due)),
        None => String::new(),
    }
}
