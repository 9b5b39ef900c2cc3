//! Guided grading: the terminal half of [`crate::grading::Session`]. Shows the case, asks one question at a time, and stores
//! each answer before the next is asked.

use std::collections::BTreeSet;

use super::ask::{Asker, Reply, wrapped};
use super::context::Context;
use super::failure::Failure;
use super::marking::{Task, said, to_grade};
use crate::grading::{Reply as Given, Session, Step};
use crate::model::{Criterion, CriterionForm, Rubric, UNUSABLE_REASONS};
use crate::store::{CaseRow, PersonRow, Register, SampleRow, Stance};

/// Who sits down to grade what.
pub(super) struct Visit {
    /// The sample.
    pub sample: SampleRow,
    /// One case, where it was named.
    pub case: Option<CaseRow>,
    /// Who grades.
    pub auditor: PersonRow,
    /// As what.
    pub stance: Stance,
    /// Line by line.
    pub plain: bool,
}

/// How a case ended.
enum End {
    Finished,
    Stopped,
}

/// Leads an auditor through one case, or through all that wait for them.
pub(super) fn grade(context: &mut Context<'_>, register: &mut Register, visit: &Visit) -> Result<(), Failure> {
    super::marking::must_be_open(&visit.sample)?;
    if context.global.json {
        return Err(Failure::usage(
            "guided grading asks questions; with --json give the answers as flags (--set, --finish)",
        ));
    }
    let mut done = 0u32;
    let mut next = visit.case.clone();
    loop {
        let case = match next.take() {
            Some(case) => case,
            None => match to_grade(register, &visit.sample, &visit.auditor)?.into_iter().next() {
                Some(case) => case,
                None => break,
            },
        };
        let mut task = Task::new(context, register, (&visit.sample, &case), &visit.auditor, visit.stance)?;
        match lead(context, register, &mut task, visit.plain)? {
            End::Stopped => {
                context.desk.tell(&format!(
                    "\nStopped. All your answers are kept; to go on: dipsample grade {}\n",
                    visit.sample.name
                ));
                return Ok(());
            }
            End::Finished if visit.case.is_some() => return Ok(()),
            End::Finished => done += 1,
        }
    }
    let what = if done == 0 { "Nothing waits for you in" } else { "You have finished all your cases of" };
    context.desk.say(&format!("{what} {}.\nNext: dipsample findings {}\n", visit.sample.name, visit.sample.name));
    Ok(())
}

/// Leads through one case.
fn lead(context: &mut Context<'_>, register: &mut Register, task: &mut Task, plain: bool) -> Result<End, Failure> {
    let rubric = task.rubric.clone();
    let mut session = Session::new(&rubric, task.grading.clone(), task.text().is_some());
    let width = context.desk.terminal.width.unwrap_or(80).clamp(40, 100);
    let waiting = to_grade(register, &task.sample, &task.auditor)?.len();
    let opening = opening(task, waiting, width);
    Asker::new(context.desk, plain).show(&opening);
    loop {
        let step = session.next();
        if step == Step::Done {
            return Ok(End::Finished);
        }
        let reply = {
            let mut asker = Asker::new(context.desk, plain);
            Question { rubric: &rubric, session: &session, width }.ask(&mut asker, &step, task)
        };
        match reply {
            Turn::Stop => return Ok(End::Stopped),
            Turn::Back => {
                if !session.back() {
                    Asker::new(context.desk, plain).show("  This is the first question.\n");
                }
            }
            Turn::Skip => {
                if let Err(error) = session.skip() {
                    Asker::new(context.desk, plain).show(&format!("  {error}.\n"));
                }
            }
            Turn::GoTo(index) => {
                if let Err(error) = session.go_to(index) {
                    Asker::new(context.desk, plain).show(&format!("  {error}.\n"));
                }
            }
            Turn::Give(given) => give(context, register, task, &mut session, (given, plain))?,
        }
    }
}

/// Gives a reply to the session and stores what it changes.
fn give(
    context: &mut Context<'_>,
    register: &mut Register,
    task: &mut Task,
    session: &mut Session<'_>,
    reply: (Given, bool),
) -> Result<(), Failure> {
    let before = session.grading().clone();
    match session.answer(reply.0) {
        Err(error) => Asker::new(context.desk, reply.1).show(&format!("  {error}.\n")),
        Ok(changes) => {
            let mut stood = before;
            let mut lines = Vec::new();
            for change in &changes {
                lines.extend(said(change, &stood));
                change.apply(&mut stood);
            }
            // A case that cannot be graded is finished with the reason.
            if stood.unusable.is_some() && !stood.finished && session.next() == Step::Review {
                let closing = session.answer(Given::Finish).map_err(|error| Failure::ours(error.to_string()))?;
                for change in &closing {
                    lines.extend(said(change, &stood));
                    change.apply(&mut stood);
                }
            }
            if !lines.is_empty() {
                task.say(context, register, &lines)?;
                Asker::new(context.desk, reply.1).show("  (kept)\n");
            }
            task.grading = stood;
        }
    }
    Ok(())
}

fn opening(task: &Task, waiting: usize, width: usize) -> String {
    let rule = "-".repeat(width);
    let mut text = format!(
        "\n{rule}\nCase {} of {}   {} waiting for {}\n",
        task.case.case.case, task.sample.name, waiting, task.auditor.person.name
    );
    let lines: Vec<String> = task.whereabouts().into_iter().map(|(what, found)| format!("{what}: {found}")).collect();
    text += &wrapped(&lines.join("   "), width, "");
    text += &rule;
    text.push('\n');
    if let Some(record) = task.text() {
        text += &wrapped(&record, width, "  ");
        text += &rule;
        text.push('\n');
    }
    text + "Keys: b back, s skip, q stop (nothing is lost). Write no names in what you write.\n"
}

/// What a question led to.
enum Turn {
    Give(Given),
    Back,
    Skip,
    GoTo(usize),
    Stop,
}

struct Question<'a> {
    rubric: &'a Rubric,
    session: &'a Session<'a>,
    width: usize,
}

impl Question<'_> {
    fn ask(&self, asker: &mut Asker<'_>, step: &Step, task: &Task) -> Turn {
        match step {
            Step::Found => self.found(asker, task),
            Step::Criterion { index } => self.criterion(asker, *index),
            Step::Themes { index } => self.themes(asker, *index),
            Step::Evidence { index } => self.evidence(asker, *index),
            Step::Overall { suggested } => self.overall(asker, suggested.as_deref()),
            Step::OverallReason => match asker.line("Why is the overall not the one that the answers suggest?\n> ") {
                Reply::Text(text) => Turn::Give(Given::Reason(text)),
                other => turn(&other),
            },
            Step::Review | Step::Done => self.review(asker),
        }
    }

    fn found(&self, asker: &mut Asker<'_>, task: &Task) -> Turn {
        asker.show("\nThe extract has no text of this record. Open it in the council's own system:\n");
        for (what, text) in task.whereabouts() {
            asker.show(&format!("    {what:<8} {text}\n"));
        }
        match asker.key("Was it found, and can you read it?  y yes   n no > ", &['y', 'n']) {
            Reply::Text(key) if key == "y" => Turn::Give(Given::Found),
            Reply::Text(_) => self.unusable(asker),
            other => turn(&other),
        }
    }

    fn unusable(&self, asker: &mut Asker<'_>) -> Turn {
        let keys: Vec<char> = ('1'..='9').take(UNUSABLE_REASONS.len()).collect();
        for (key, reason) in keys.iter().zip(UNUSABLE_REASONS) {
            asker.show(&format!("  {key}  {}\n", reason.label));
        }
        match asker.key("Why can it not be graded? > ", &keys) {
            Reply::Text(key) => match numbered(&key).and_then(|place| UNUSABLE_REASONS.get(place)) {
                Some(reason) => Turn::Give(Given::Unusable(reason.id.to_owned())),
                None => Turn::Back,
            },
            other => turn(&other),
        }
    }

    fn criterion(&self, asker: &mut Asker<'_>, index: usize) -> Turn {
        let Some(criterion) = self.rubric.criteria().get(index) else { return Turn::Stop };
        asker.show(&self.heading(criterion, index));
        let answers = self.rubric.answers(criterion);
        let keys: Vec<char> = ('1'..='9').take(answers.len()).collect();
        for (key, (id, label)) in keys.iter().zip(&answers) {
            asker.show(&self.choice(*key, label, criterion, id));
        }
        let now = self.session.answer_to(index).map_or(String::new(), |now| format!(" (now: {now})"));
        let mut allowed = keys.clone();
        allowed.extend(['s', 'u']);
        match asker.key(&format!("Grade{now}: 1-{}   s skip   u cannot be graded > ", keys.len()), &allowed) {
            Reply::Text(key) if key == "s" => Turn::Skip,
            Reply::Text(key) if key == "u" => self.unusable(asker),
            Reply::Text(key) => match numbered(&key).and_then(|place| answers.get(place)) {
                Some((id, _)) => Turn::Give(Given::Grade((*id).to_owned())),
                None => Turn::Back,
            },
            other => turn(&other),
        }
    }

    fn heading(&self, criterion: &Criterion, index: usize) -> String {
        let (_, criteria) = self.session.progress();
        let limiting = if criterion.limiting { "  (its lowest grade limits the overall)" } else { "" };
        let mut text = format!("\n{} of {criteria}  {}{limiting}\n", index + 1, criterion.title);
        text += &wrapped(&criterion.question, self.width, "  ");
        for line in &criterion.look_for {
            text += &wrapped(&format!("- {line}"), self.width, "    ");
        }
        text
    }

    fn choice(&self, key: char, label: &str, criterion: &Criterion, answer: &str) -> String {
        let descriptor =
            criterion.descriptors.iter().find(|descriptor| descriptor.answer == answer).map_or("", |d| d.text.trim());
        let text = wrapped(&format!("{label}: {descriptor}"), self.width.saturating_sub(5), "     ");
        format!("  {key}  {}", text.trim_start())
    }

    fn themes(&self, asker: &mut Asker<'_>, index: usize) -> Turn {
        let Some(criterion) = self.rubric.criteria().get(index) else { return Turn::Stop };
        let answer = self.session.answer_to(index).unwrap_or_default();
        let bearing = self.rubric.bearing(criterion, answer);
        // The themes that fit the answer come first.
        let mut offered: Vec<_> = criterion.themes.iter().filter_map(|id| self.rubric.theme(id)).collect();
        offered.sort_by_key(|theme| theme.bearing != bearing);
        let now = self.session.themes_of(index);
        asker.show("  Themes:\n");
        for (number, theme) in (1..).zip(&offered) {
            let on = if now.contains(&theme.id) { "*" } else { " " };
            asker.show(&format!("  {on}{number:>2}  {} ({})\n", theme.label, theme.bearing.id()));
        }
        loop {
            let keep = if now.is_empty() { "Enter for none" } else { "Enter keeps those with *" };
            match asker.line(&format!("  Numbers, as 1 3 ({keep}) > ")) {
                Reply::Text(text) if text.trim().is_empty() => return Turn::Skip,
                Reply::Text(text) if text.trim() == "s" => return Turn::Skip,
                Reply::Text(text) => {
                    let places: Option<Vec<usize>> =
                        text.split([' ', ',', ';']).filter(|word| !word.is_empty()).map(numbered).collect();
                    let chosen: Option<BTreeSet<String>> = places.and_then(|places| {
                        places.into_iter().map(|place| offered.get(place).map(|theme| theme.id.clone())).collect()
                    });
                    match chosen {
                        Some(chosen) => return Turn::Give(Given::Themes(chosen)),
                        None => asker.show(&format!("  The numbers are 1 to {}.\n", offered.len())),
                    }
                }
                other => return turn(&other),
            }
        }
    }

    fn evidence(&self, asker: &mut Asker<'_>, index: usize) -> Turn {
        let now = self.session.evidence_of(index);
        let hint = match &now {
            Some(now) => format!("(now: {now}; Enter keeps it)"),
            None => "(one line, no names; Enter for none)".to_owned(),
        };
        match asker.line(&format!("  What in the record shows it? {hint}\n  > ")) {
            Reply::Text(text) if text.trim().is_empty() || text.trim() == "s" => Turn::Skip,
            Reply::Text(text) => Turn::Give(Given::Evidence(text)),
            other => turn(&other),
        }
    }

    fn overall(&self, asker: &mut Asker<'_>, suggested: Option<&str>) -> Turn {
        asker.show("\nOverall\n");
        let keys: Vec<char> = ('1'..='9').take(self.rubric.scale().len()).collect();
        for (key, grade) in keys.iter().zip(self.rubric.scale()) {
            let mark = if suggested == Some(grade.id.as_str()) { "   <- suggested by your answers" } else { "" };
            asker.show(&format!("  {key}  {}{mark}\n", grade.label));
        }
        let mut allowed = keys.clone();
        let confirm = if suggested.is_some() { "Enter confirms, " } else { "" };
        if suggested.is_some() {
            allowed.push('\n');
        }
        match asker.key(&format!("Overall grade: {confirm}1-{} > ", keys.len()), &allowed) {
            Reply::Text(key) if key.is_empty() => Turn::Give(Given::Overall(suggested.unwrap_or_default().to_owned())),
            Reply::Text(key) => match numbered(&key).and_then(|place| self.rubric.scale().get(place)) {
                Some(grade) => Turn::Give(Given::Overall(grade.id.clone())),
                None => Turn::Back,
            },
            other => turn(&other),
        }
    }

    fn review(&self, asker: &mut Asker<'_>) -> Turn {
        asker.show("\nYour answers\n");
        for (index, criterion) in self.rubric.criteria().iter().enumerate() {
            let given = self.session.answer_to(index);
            let label =
                given.and_then(|id| self.rubric.answers(criterion).into_iter().find(|(answer, _)| *answer == id));
            let check = if criterion.form == CriterionForm::Check { " (check)" } else { "" };
            asker.show(&format!(
                "  {}  {:<28} {}{check}\n",
                index + 1,
                criterion.title,
                label.map_or("not answered", |(_, label)| label)
            ));
        }
        let overall = self
            .session
            .grading()
            .overall
            .as_deref()
            .and_then(|id| self.rubric.grade(id))
            .map(|place| self.rubric.scale()[place].label.as_str());
        asker.show(&format!("  Overall: {}\n", overall.unwrap_or("cannot be graded")));
        let mut keys: Vec<char> = ('1'..='9').take(self.rubric.criteria().len()).collect();
        keys.extend(['f', '\n']);
        match asker.key(
            "Enter finishes the case (it is not changed afterwards), a number goes back to that question > ",
            &keys,
        ) {
            Reply::Text(key) if key.is_empty() || key == "f" => Turn::Give(Given::Finish),
            Reply::Text(key) => numbered(&key).map_or(Turn::Back, Turn::GoTo),
            other => turn(&other),
        }
    }
}

fn turn(reply: &Reply) -> Turn {
    match reply {
        Reply::Back => Turn::Back,
        _ => Turn::Stop,
    }
}

/// The place that a typed number from 1 names.
fn numbered(text: &str) -> Option<usize> {
    text.trim().parse::<usize>().ok()?.checked_sub(1)
}
