//! What waits: for the person at the desk, most urgent first, each with the command to type next.

use chrono::NaiveDate;
use serde::Serialize;

use super::commands::moderate::differing;
use super::failure::Failure;
use super::marking::to_grade;
use crate::calendar::british;
use crate::model::Kind;
use crate::store::{Part, PersonRow, Register, SampleRow, State};

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

fn of_sample(
    register: &Register,
    sample: &SampleRow,
    me: Option<&PersonRow>,
    today: NaiveDate,
) -> Result<Vec<Waiting>, Failure> {
    let name = &sample.name;
    let cases = register.cases(sample.id)?;
    let gradings = register.gradings(sample.id)?;
    let people = register.people()?;
    let line = |what, person: Option<String>, count: u64, command: String, words: String| Waiting {
        what,
        sample: Some(name.clone()),
        person,
        count,
        due: sample.due,
        overdue: sample.due.is_some_and(|due| due < today),
        command: format!("dipsample {command}"),
        words,
    };
    let mut waiting = Vec::new();
    let mut mine = Vec::new();
    if let Some(me) = me {
        mine = to_grade(register, sample, me)?;
        if !mine.is_empty() {
            let words = format!("{} for you to grade in {name}{}", counted(mine.len()), due_words(sample.due, today));
            waiting.push(line(
                "grade",
                Some(me.person.name.clone()),
                mine.len() as u64,
                format!("grade {name}"),
                words,
            ));
        }
    }
    for row in people.iter().filter(|row| me.is_none_or(|me| me.id != row.id)) {
        let given = cases.iter().filter(|case| {
            let part = if case.auditor == Some(row.id) {
                Some(Part::First)
            } else {
                (case.second_auditor == Some(row.id)).then_some(Part::Second)
            };
            part.is_some_and(|part| {
                !gradings.iter().any(|g| g.case == case.case.case && g.part == part && g.grading.finished)
            })
        });
        let count = given.count();
        if count > 0 {
            let words =
                format!("{} with {} in {name}{}", counted(count), row.person.name, due_words(sample.due, today));
            let command = format!("grade {name} --person \"{}\"", row.person.name);
            waiting.push(line("grade", Some(row.person.name.clone()), count as u64, command, words));
        }
    }
    let unassigned = cases.iter().filter(|case| case.auditor.is_none()).count();
    if unassigned > 0 && mine.is_empty() {
        let words =
            format!("{} in {name} that nobody has been given{}", counted(unassigned), due_words(sample.due, today));
        waiting.push(line("grade", None, unassigned as u64, format!("grade {name}"), words));
    }
    let differ = cases.iter().filter(|case| differing(&gradings, case.case.case).is_some()).count();
    if differ > 0 {
        let words = format!("{} in {name} on which two auditors differ", counted(differ));
        waiting.push(line("moderate", None, differ as u64, format!("moderate {name}"), words));
    }
    if waiting.is_empty() {
        let words = format!("Every case of {name} is settled: read its findings, then close it");
        waiting.push(line("close", None, cases.len() as u64, format!("findings {name}"), words));
        if let Some(last) = waiting.last_mut() {
            last.overdue = false;
        }
    }
    Ok(waiting)
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
