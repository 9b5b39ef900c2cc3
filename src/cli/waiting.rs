//! What waits: for the person at the desk, most urgent first, each with the command to type next.

use chrono::NaiveDate;
use serde::Serialize;

use super::failure::Failure;
use super::marking::gradings_of;
use super::moderating::Bench;
use super::seat::{Seats, Stance, to_grade};
use super::{sequential, sight};
use crate::calendar::british;
use crate::grading::standing;
use crate::model::english::counted;
use crate::model::{Action, ActionState, Kind, SequentialState};
use crate::store::{CaseRow, GradingRow, PackRow, Part, PersonRow, Register, SampleRow, State, Urgent};

/// Whose it is to do a thing that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// It is for the person who looks.
    Mine,
    /// It is for somebody else, and only told.
    Others,
}

/// What a thing that waits is about, where that is less than a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// A sample, or nothing yet.
    Sample,
    /// A case of its sample, by number.
    Case(u32),
    /// An action, by number.
    Action(i64),
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Waiting {
    /// What, by its id: `urgent`, `grade`, `moderate`, `close`, `draw`, `import`, `person`, `action`, `check`.
    pub what: &'static str,
    /// In which sample.
    pub sample: Option<String>,
    /// For whom.
    pub person: Option<String>,
    /// How many.
    pub count: u64,
    /// On how many questions two auditors differ who agree overall, where any wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questions: Option<u64>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Whether a child may be unsafe and nobody has said yet who was told.
    pub urgent: bool,
    /// Whether a pack of theirs is `out` or came `back`, where one was sent and the person who looks may know.
    pub pack: Option<&'static str>,
    /// The command to type next.
    pub command: String,
    /// The same in words.
    #[serde(skip)]
    pub words: String,
    /// Whose it is to do.
    #[serde(skip)]
    pub whose: Whose,
    /// What it is about.
    #[serde(skip)]
    pub about: About,
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
    waiting.extend(
        register.actions()?.iter().filter(|action| !action.urgent).filter_map(|action| of_action(action, today)),
    );
    let is_late_action = |one: &Waiting| one.overdue && matches!(one.about, About::Action(_));
    waiting.sort_by_key(|one| (!is_late_action(one), !one.overdue, one.due.is_none(), one.due));
    // Nothing can be done by someone whom the register does not know.
    let people = register.people()?;
    let role = if people.iter().any(sight::leads) { "auditor" } else { "principal" };
    let setting_up = match (people.is_empty(), me) {
        (true, _) => Some("Nobody is on the list of people yet: add yourself"),
        (false, None) => Some("You are not on the list of people yet: add yourself"),
        _ => None,
    };
    if let Some(words) = setting_up {
        let login = login.unwrap_or("YOUR-LOGIN");
        waiting.insert(0, plain("person", &format!("person add \"YOUR NAME\" --role {role} --login {login}"), words));
    }
    // A child at risk comes before everything, whoever looks.
    let open = register.urgent()?.into_iter().filter(|one| one.answer.is_none());
    waiting.splice(0..0, open.map(|one| of_urgent(&one, today)));
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
        questions: None,
        due: None,
        overdue: false,
        urgent: false,
        pack: None,
        command: format!("dipsample {command}"),
        words: words.to_owned(),
        whose: Whose::Mine,
        about: About::Sample,
    }
}

/// An urgent concern that nobody has answered: first of all.
fn of_urgent(one: &Urgent, today: NaiveDate) -> Waiting {
    let said: Option<NaiveDate> = one.at.get(..10).and_then(|day| day.parse().ok());
    let command = format!("grade {} {} --urgent-answered \"WHO WAS TOLD AND WHEN\"", one.sample, one.case);
    Waiting {
        sample: Some(one.sample.clone()),
        count: 1,
        due: said,
        overdue: said.is_some_and(|day| day < today),
        urgent: true,
        words: format!(
            "URGENT: a child may be unsafe (case {} of {}, record {}, said by {}): {}",
            one.case, one.sample, one.record, one.by, one.text
        ),
        about: About::Case(one.case),
        ..plain("urgent", &command, "")
    }
}

/// Days before its day from which an action is told.
const SOON: i64 = 14;

/// What waits for an action: that it is done, or that somebody checks whether it worked.
fn of_action(action: &Action, today: NaiveDate) -> Option<Waiting> {
    let due = action.next_due().filter(|due| (*due - today).num_days() <= SOON)?;
    let (id, overdue) = (action.id, due < today);
    let by = if overdue { "OVERDUE since" } else { "due" };
    let (what, next, words) = match action.state() {
        ActionState::Open => {
            ("action", format!("done {id} --evidence \"...\""), format!("Action {id} for {}", action.owner))
        }
        _ => {
            let words = format!("Action {id} was done: check whether it worked");
            ("check", format!("check {id} --worked yes|partly|no --evidence \"...\""), words)
        }
    };
    Some(Waiting {
        sample: action.sample.clone(),
        person: Some(action.owner.clone()),
        count: 1,
        due: Some(due),
        overdue,
        words: format!("{words}, {by} {}: {}", british(due), action.what),
        // One that is late is for whoever looks: the owner may have done it and not said so.
        whose: if overdue { Whose::Mine } else { Whose::Others },
        about: About::Action(id),
        ..plain(what, &format!("action {next}"), "")
    })
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
    let blind = sight::is_blind(register, sample, me)?;
    let cases = sight::seen_by(register, sample, me, register.cases(sample.id)?)?;
    let open = OpenSample { sample, cases, gradings: register.gradings(sample.id)?, today };
    let progress = sequential::progress(register, sample)?;
    if let Some(done) = progress.as_ref().filter(|progress| progress.state == SequentialState::Reached) {
        let words = format!("{}: {} Read its findings, then close it", sample.name, done.sentence);
        let line = open.line("findings", None, open.cases.len(), words);
        return Ok(vec![Waiting { what: "close", overdue: false, due: None, ..line }]);
    }
    let mine = me.map_or(Ok(Vec::new()), |me| to_grade(register, sample, (me, Stance::Peer)))?;
    let mut waiting = Vec::new();
    if let Some(me) = me.filter(|_| !mine.is_empty()) {
        let next = match (progress.is_some(), mine.first()) {
            (true, Some(case)) => format!(", the next in its order (case {})", case.case.case),
            _ => String::new(),
        };
        let words =
            format!("{} for you to grade in {}{next}{}", counted(mine.len(), "case"), sample.name, open.due_words());
        waiting.push(open.line("grade", Some(&me.person.name), mine.len(), words));
    }
    let packs = if blind { Vec::new() } else { register.packs(sample.id)? };
    for row in register.people()?.iter().filter(|row| me.is_none_or(|me| me.id != row.id)) {
        let name = &row.person.name;
        let given = open.given(row.id);
        if given > 0 {
            let pack = packs.iter().find(|pack| pack.person == row.id);
            let line = open.others(Some(name), given, &format!("with {name} in {}", sample.name));
            waiting.push(pack.map_or(line.clone(), |pack| with_pack(line, pack)));
        }
    }
    let is_mine = |case: &&CaseRow| mine.iter().any(|mine| mine.case.case == case.case.case);
    let seats = Seats::of(register, sample)?;
    let free = open.cases.iter().filter(|case| seats.has_free_place(case) && !is_mine(case)).count();
    if free > 0 {
        waiting.push(open.others(None, free, &format!("in {} for which an auditor is still wanted", sample.name)));
    }
    if blind {
        // The same words whatever the others have graded.
        if waiting.is_empty() {
            let words = format!(
                "Nothing in {} is for you to grade now. It stays open until every case is settled",
                sample.name
            );
            waiting.push(Waiting { words, ..open.others(None, 0, "") });
        }
        return Ok(waiting);
    }
    waiting.extend(to_moderate(&open, &Bench::of(register, sample)?, me));
    if waiting.is_empty() {
        waiting.push(open.at_rest());
    }
    Ok(waiting)
}

/// The cases on which two auditors differ, overall or on a question.
fn to_moderate(open: &OpenSample<'_>, bench: &Bench, me: Option<&PersonRow>) -> Option<Waiting> {
    let differ: Vec<&CaseRow> = bench.cases.iter().filter(|case| bench.waits(case)).collect();
    let questions: Vec<u64> =
        differ.iter().map(|case| bench.waiting_questions(case).len() as u64).filter(|count| *count > 0).collect();
    let (cases, sample) = (counted(differ.len(), "case"), &open.sample.name);
    let on = counted(questions.iter().sum::<u64>(), "question");
    let words = match (differ.len(), questions.len()) {
        (0, _) => return None,
        (_, 0) => format!("{cases} in {sample} on which two auditors differ"),
        (all, only) if all == only => {
            format!("{cases} in {sample} on which two auditors agree overall but differ on {on}")
        }
        (_, only) => format!("{cases} in {sample} on which two auditors differ ({only} of them only on {on})"),
    };
    let line = open.line("moderate", None, differ.len(), words);
    // It is for those who may settle one of them.
    let may = me.is_some_and(|me| differ.iter().any(|case| bench.may(case, me).is_ok()));
    let whose = if may { Whose::Mine } else { Whose::Others };
    Some(Waiting { whose, questions: (!questions.is_empty()).then(|| questions.iter().sum()), ..line })
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
        self.cases.iter().filter(|case| case.story.replaced.is_none()).filter(waits).count()
    }

    /// What somebody else has to grade: told, with the command that shows the sample.
    fn others(&self, person: Option<&str>, count: usize, whose: &str) -> Waiting {
        let words = format!("{} {whose}{}", counted(count, "case"), self.due_words());
        let line = self.line("grade", person, count, words);
        let command = format!("dipsample sample show {}", self.sample.name);
        Waiting { command, whose: Whose::Others, ..line }
    }

    /// What is said where nothing is out: the sample can be closed, or something in it is still not settled.
    fn at_rest(&self) -> Waiting {
        let settled = |case: &&CaseRow| standing(&gradings_of(&self.gradings, case)).is_settled();
        let left = self.cases.len() - self.cases.iter().filter(settled).count();
        if left > 0 {
            return self.others(None, left, &format!("in {} not settled yet", self.sample.name));
        }
        let words = format!("Every case of {} is settled: read its findings, then close it", self.sample.name);
        let settled = self.line("findings", None, self.cases.len(), words);
        Waiting { what: "close", overdue: false, ..settled }
    }

    fn due_words(&self) -> String {
        match self.sample.due {
            Some(due) if due < self.today => format!(", OVERDUE since {}", british(due)),
            Some(due) => format!(", due {}", british(due)),
            None => String::new(),
        }
    }

    fn line(&self, what: &'static str, person: Option<&str>, count: usize, words: String) -> Waiting {
        Waiting {
            sample: Some(self.sample.name.clone()),
            person: person.map(str::to_owned),
            count: count as u64,
            questions: None,
            due: self.sample.due,
            overdue: self.sample.due.is_some_and(|due| due < self.today),
            command: format!("dipsample {what} {}", self.sample.name),
            words,
            ..plain(what, "", "")
        }
    }
}

/// The line of somebody to whom a pack was sent.
fn with_pack(line: Waiting, pack: &PackRow) -> Waiting {
    let day = |at: &str| at.get(..10).and_then(|day| day.parse().ok()).map_or(at.to_owned(), british);
    let (state, words) = match &pack.back_at {
        None => ("out", format!("; their pack was sent on {} and is not back", day(&pack.sent_at))),
        Some(back) => ("back", format!("; a file of theirs came back on {}", day(back))),
    };
    Waiting { pack: Some(state), words: line.words.clone() + &words, ..line }
}
