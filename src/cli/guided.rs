//! Guided grading: the terminal half of [`crate::grading::Session`]. Shows the case, asks one question at a time, and stores
//! each answer before the next is asked.

use super::ask::Reply;
use super::context::Context;
use super::failure::{Failure, Whose};
use super::marking::{Task, said, to_grade};
use super::page::para;
use super::questions::{Asking, Meaning, reason, reasons};
use super::screen::{Screen, Sheet};
use crate::grading::{Reply as Given, Session, Step};
use crate::model::Rubric;
use crate::store::{CaseRow, PersonRow, Register, Said, SampleRow, Stance};

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

/// How a visit to one case ended.
enum End {
    Finished,
    Stopped,
    /// It was taken away meanwhile, as these words say.
    Lost(Failure),
}

/// Leads an auditor through one case, or through all that wait for them.
pub(super) fn grade(context: &mut Context<'_>, register: &mut Register, visit: &Visit) -> Result<(), Failure> {
    super::marking::must_be_open(&visit.sample)?;
    if context.global.json {
        return Err(Failure::usage(
            "guided grading asks questions; with --json give the answers as flags (--set, --finish)",
        ));
    }
    let first = next_case(register, visit)?;
    let mut screen = Screen::open(context.desk, visit.plain);
    let mut done = 0;
    let led = through(context, register, visit, (&mut screen, &mut done, first));
    screen.close(context.desk);
    let name = &visit.sample.name;
    match led? {
        End::Stopped => {
            context.desk.tell(&format!("\nStopped. All your answers are kept; to go on: dipsample grade {name}\n"));
        }
        _ => {
            let what = match (visit.case.is_some(), done) {
                (true, _) => "That case is finished in",
                (_, 0) => "Nothing waits for you in",
                _ => "You have finished all your cases of",
            };
            let next = if to_grade(register, &visit.sample, &visit.auditor)?.is_empty() { "findings" } else { "grade" };
            context.desk.say(&format!("{what} {name}.\nNext: dipsample {next} {name}\n"));
        }
    }
    Ok(())
}

fn next_case(register: &Register, visit: &Visit) -> Result<Option<CaseRow>, Failure> {
    match &visit.case {
        Some(case) => Ok(Some(case.clone())),
        None => Ok(to_grade(register, &visit.sample, &visit.auditor)?.into_iter().next()),
    }
}

fn through(
    context: &mut Context<'_>,
    register: &mut Register,
    visit: &Visit,
    progress: (&mut Screen, &mut u32, Option<CaseRow>),
) -> Result<End, Failure> {
    let (screen, done, mut next) = progress;
    while let Some(case) = next.take() {
        let mut task = Task::new(context, register, (&visit.sample, &case), &visit.auditor, visit.stance)?;
        match lead(context, register, &mut task, screen)? {
            End::Stopped => return Ok(End::Stopped),
            End::Lost(failure) if visit.case.is_some() => return Err(failure),
            End::Lost(failure) => screen.tell(context.desk, &failure.message),
            End::Finished => {
                *done += 1;
                if visit.case.is_some() {
                    break;
                }
            }
        }
        next = next_case(register, visit)?;
    }
    Ok(End::Finished)
}

/// Leads through one case.
fn lead(
    context: &mut Context<'_>,
    register: &mut Register,
    task: &mut Task,
    screen: &mut Screen,
) -> Result<End, Failure> {
    let rubric = task.rubric.clone();
    let mut session = Session::new(&rubric, task.grading.clone(), task.text().is_some());
    let waiting = to_grade(register, &task.sample, &task.auditor)?.len();
    let sheet = sheet(task, waiting);
    screen.lay(context.desk, &sheet);
    let mut why = false;
    loop {
        let step = session.next();
        if step == Step::Done {
            return Ok(End::Finished);
        }
        let asking = Asking { rubric: &rubric, session: &session, has_text: task.text().is_some() };
        let question = if why { reasons() } else { asking.question(&step) };
        let meaning = match screen.ask(context.desk, &sheet, &question) {
            Reply::Stop => return Ok(End::Stopped),
            Reply::Back if why => None,
            Reply::Back => Some(Err(())),
            Reply::Text(typed) if why => Some(Ok(reason(&typed))),
            Reply::Text(typed) => Some(Ok(asking.meaning(&step, &typed))),
        };
        drop(question);
        why = false;
        let note = match meaning {
            None => continue,
            Some(Err(())) => back(&mut session, &step).err(),
            Some(Ok(Meaning::No(note))) => Some(note),
            Some(Ok(Meaning::Unusable)) => {
                why = true;
                continue;
            }
            Some(Ok(Meaning::Skip)) => session.skip().err().map(|error| format!("{error}.")),
            Some(Ok(Meaning::GoTo(index))) => session.go_to(index).err().map(|error| format!("{error}.")),
            Some(Ok(Meaning::Give(given))) => match give(context, register, task, (&mut session, given)) {
                Ok(note) => Some(note),
                Err(failure) if failure.whose == Whose::Person => return Ok(End::Lost(failure)),
                Err(failure) => return Err(failure),
            },
        };
        if let Some(note) = note.filter(|note| !note.is_empty()) {
            screen.tell(context.desk, &note);
        }
    }
}

/// Goes one question back; a criterion's themes and evidence are one question.
fn back(session: &mut Session<'_>, from: &Step) -> Result<(), String> {
    if !session.back() {
        return Err("This is the first question.".to_owned());
    }
    match (from, session.next()) {
        (Step::Evidence { index }, Step::Themes { index: now }) if *index == now => back(session, &Step::Review),
        _ => Ok(()),
    }
}

/// Gives a reply to the session and stores what it changes; returns what to say of it.
fn give(
    context: &mut Context<'_>,
    register: &mut Register,
    task: &mut Task,
    reply: (&mut Session<'_>, Given),
) -> Result<String, Failure> {
    let (session, given) = reply;
    let mut stood = task.grading.clone();
    let changes = match session.answer(given) {
        Ok(changes) => changes,
        Err(error) => return Ok(format!("{error}.")),
    };
    let mut lines = Vec::new();
    for change in &changes {
        lines.extend(said(change, &stood));
        change.apply(&mut stood);
    }
    if !lines.is_empty() {
        task.say(context, register, &lines)?;
    }
    task.grading = stood;
    Ok(kept(&task.rubric, task.case.case.case, &lines))
}

/// What was stored, in words.
fn kept(rubric: &Rubric, case: u32, lines: &[Said]) -> String {
    let label = |id: &str| rubric.grade(id).map_or(id.to_owned(), |place| rubric.scale()[place].label.clone());
    let mut words = Vec::new();
    for line in lines {
        match line {
            Said::Grade { criterion, grade } => {
                let criterion = rubric.criterion(criterion);
                let answers = criterion.map(|criterion| rubric.answers(criterion)).unwrap_or_default();
                let label = answers.iter().find(|(id, _)| id == grade).map_or(grade.as_str(), |(_, label)| label);
                words.push(format!("{}: {label}", criterion.map_or("", |criterion| criterion.title.as_str())));
            }
            Said::Theme(tag) => words.extend(rubric.theme(&tag.theme).map(|theme| theme.label.clone())),
            Said::Untheme(tag) => {
                words.extend(rubric.theme(&tag.theme).map(|theme| format!("no longer {}", theme.label)));
            }
            // Words stand before themes, which the row may have no room for.
            Said::Finding(finding) => words.insert(0, format!("\"{}\"", finding.text)),
            Said::Overall { grade, reason: None } => words.push(format!("overall {}", label(grade))),
            Said::Overall { reason: Some(reason), .. } => words.push(format!("\"{reason}\"")),
            Said::Unusable { reason: Some(_), .. } => words.push("cannot be graded".to_owned()),
            Said::Finish => return format!("Case {case} is finished."),
            _ => {}
        }
    }
    match (lines.is_empty(), words.is_empty()) {
        (true, _) => String::new(),
        (_, true) => "Kept.".to_owned(),
        _ => format!("Kept: {}", words.join("; ")),
    }
}

fn sheet(task: &Task, waiting: usize) -> Sheet {
    let title = format!(
        "Case {} of {}; {waiting} left for {}",
        task.case.case.case, task.sample.name, task.auditor.person.name
    );
    let where_to = task.whereabouts();
    let record = match task.text() {
        Some(text) => {
            let facts: Vec<String> = where_to.into_iter().map(|(what, found)| format!("{what}: {found}")).collect();
            let mut record = vec![para("", facts.join("; "))];
            record.extend(text.lines().map(|line| para("  ", line)));
            record
        }
        None => where_to.into_iter().map(|(what, found)| para(&format!("  {what:<8} "), found)).collect(),
    };
    Sheet { title, record }
}
