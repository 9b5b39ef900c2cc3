//! `grade`: guided in the terminal, or by flags without a question.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::{Failure, nearest};
use crate::cli::guided;
use crate::cli::identifying;
use crate::cli::marking::{Task, Unstored, find_case};
use crate::cli::practice;
use crate::cli::seat::Stance;
use crate::cli::telling::changed;
use crate::cli::urgent::{self, Word};
use crate::grading::check::{self, GradeError};
use crate::model::{Grading, Rubric};
use crate::store::{CaseRow, Register, Said, SampleRow};

/// `grade`
#[derive(Debug, Args)]
#[command(
    after_help = "Without flags it is guided: the record, then one question at a time. Each answer is kept at once, so you can stop at \
    any moment and go on later. One key answers; l lists all questions and goes to any; ! says that a child may be unsafe (Ctrl-L and \
    Ctrl-R while you type). Words may have several lines (Ctrl-N), and themes are named by + and a part of their name before the words, or by number in a step of their own \
    (t, or Ctrl-T while you type). Digits among the words stay words. \
    The time of work is kept; a question that is left for more than ten minutes is a pause. --plain does all of it line by line; \
    a line that ends with a backslash goes on in the next, r repeats the record. With flags it asks nothing:\n  \
    dipsample grade oversight-2026-10 7 --set purpose=good --set drift=inadequate \\\n    \
    --finding drift=\"Drift since March is named and nothing follows\" \\\n    \
    --theme drift=drift-not-addressed\n  \
    dipsample grade oversight-2026-10 7 --overall inadequate --finish\n\n\
    To practise first, on made-up records and without a register:\n  \
    dipsample grade --practice oversight\n\
    With --json it asks nothing and gives the records with the expected grades and why; with --json and --plain it asks line by line and \
    gives the comparison.\n\n\
    --as self is for your own work, --as external for somebody from outside, such as a peer council. Both are kept beside the \
    auditors' gradings and count in no share; findings compares them with the final grades:\n  \
    dipsample grade oversight-2026-10 7 --as self"
)]
pub(crate) struct GradeArgs {
    /// The sample, or 'last' [default: the open one]
    #[arg(value_name = "S")]
    sample: Option<String>,
    /// The case: its number in the sample, or the record's reference
    #[arg(value_name = "CASE")]
    case: Option<String>,
    /// Ask line by line, for screen readers and pipes
    #[arg(long)]
    plain: bool,
    /// As what you grade: peer; self, your own work; external, from outside [default: peer]
    #[arg(long = "as", value_name = "WHAT")]
    stance: Option<String>,
    /// Answer a criterion
    #[arg(long, value_name = "CRITERION=GRADE")]
    set: Vec<String>,
    /// Note the evidence for an answer
    #[arg(long, value_name = "CRITERION=TEXT")]
    note: Vec<String>,
    /// Write a finding: a strength or a concern, in words, without names
    #[arg(long, value_name = "[strength:|concern:]CRITERION=TEXT")]
    finding: Vec<String>,
    /// Put a theme on, on its own or tied to a criterion
    #[arg(long, value_name = "[CRITERION=]ID")]
    theme: Vec<String>,
    /// Give the overall grade [default: the one that the answers suggest]
    #[arg(long, value_name = "GRADE")]
    overall: Option<String>,
    /// Say why the overall is not the one suggested
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say that the case cannot be graded: duplicate, not-in-care, wrong-kind, restricted, not-found, closed, other
    #[arg(long, value_name = "REASON")]
    unusable: Option<String>,
    /// Say that a child may be unsafe or that somebody must act now; it is kept at once
    #[arg(long, value_name = "TEXT")]
    urgent: Vec<String>,
    /// Say who was told of the urgent concern, and when
    #[arg(long, value_name = "TEXT")]
    urgent_answered: Vec<String>,
    /// Finish: nothing is changed afterwards
    #[arg(long)]
    finish: bool,
    /// Practise on three made-up records of a rubric, each compared with the expected grades; nothing is kept
    #[arg(
        long,
        value_name = "RUBRIC",
        conflicts_with_all = [
            "sample", "case", "stance", "set", "note", "finding", "theme", "overall", "reason", "unusable", "urgent", "urgent_answered",
            "finish",
        ]
    )]
    practice: Option<String>,
}

impl GradeArgs {
    fn unattended(&self) -> bool {
        let lists = [&self.set, &self.note, &self.finding, &self.theme];
        lists.iter().any(|list| !list.is_empty())
            || self.overall.is_some()
            || self.unusable.is_some()
            || self.finish
            || self.reason.is_some()
    }

    /// The reason, where it has words.
    fn why(&self) -> Option<String> {
        self.reason.as_ref().map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty())
    }
}

pub(crate) fn run(args: &GradeArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    if let Some(rubric) = &args.practice {
        return practice::practise(context, rubric, args.plain);
    }
    // An urgent concern that is lost is said to be lost, whatever the reason.
    let lost = |failure| if args.urgent.is_empty() { failure } else { urgent::not_saved(failure) };
    let mut register = context.register().map_err(lost)?;
    let (sample, case) = meant(args, context, &register).map_err(lost)?;
    if case.is_none() && !args.urgent.is_empty() {
        return Err(lost(Failure::usage("say which case: dipsample grade S CASE --urgent \"...\"")));
    }
    let urgent = tell_urgently(args, context, &mut register, (&sample, case.as_ref()))?;
    if let (Some((json, words)), false) = (&urgent, args.unattended()) {
        context.answer(json, || words.clone());
        return Ok(());
    }
    let is_kept = urgent.as_ref().map(|(_, words)| words.trim_end().to_owned());
    mark(args, context, (&mut register, sample, case), urgent).map_err(|failure| match is_kept {
        Some(words) => failure.hint(words),
        None => failure,
    })
}

/// Grades as the flags say, or guided where they say nothing.
fn mark(
    args: &GradeArgs,
    context: &mut Context<'_>,
    (register, sample, case): (&mut Register, SampleRow, Option<CaseRow>),
    urgent: Option<(Value, String)>,
) -> Result<(), Failure> {
    let auditor = context.known_person(register)?;
    let stance = Stance::parse(args.stance.as_deref())?;
    if !args.unattended() {
        return guided::grade(context, register, &guided::Visit { sample, case, auditor, stance, plain: args.plain });
    }
    let Some(case) = case else {
        return Err(Failure::usage("say which case: dipsample grade S CASE --set ..."));
    };
    let mut task = Task::new(context, register, (&sample, &case), &auditor, stance)?;
    let (said, after) = understand(args, &task).map_err(|error| explained(error, &task.rubric))?;
    task.say(context, register, &said).map_err(|unstored| not_stored(unstored, &task))?;
    task.grading = after;
    answer(context, &task, urgent);
    let names = identifying::Names::of(register)?.of_case(task.sample.kind, &task.case);
    let found = identifying::in_said(&said, &names);
    if let Some(warning) = identifying::warning(task.case.case.case, &found) {
        context.notice(&warning);
    }
    Ok(())
}

/// Why the flags changed nothing, in words.
fn not_stored(unstored: Unstored, task: &Task) -> Failure {
    match unstored {
        Unstored::Lost(failure) | Unstored::Unwritten(failure) => failure,
        Unstored::Differs(differs) => {
            let (number, changed) = (task.case.case.case, changed(&task.rubric, &differs));
            Failure::person(format!(
                "case {number} is not finished: its answers were changed while this command ran ({changed})"
            ))
            .hint(format!("Look at them, then finish: dipsample grade {} {number}", task.sample.name))
        }
    }
}

/// Urgent concerns, and who was told of them: before anything else is asked or checked. What is kept is not lost by a fault in
/// the rest of the command.
fn tell_urgently(
    args: &GradeArgs,
    context: &mut Context<'_>,
    register: &mut Register,
    (sample, case): (&SampleRow, Option<&CaseRow>),
) -> Result<Option<(Value, String)>, Failure> {
    let raised = args.urgent.iter().map(|text| Word::Raised(text));
    let words: Vec<Word<'_>> = raised.chain(args.urgent_answered.iter().map(|text| Word::Answered(text))).collect();
    let mut told: Option<(Value, String)> = None;
    for word in words {
        let Some(case) = case else {
            return Err(Failure::usage("say which case: dipsample grade S CASE --urgent-answered \"...\""));
        };
        let (json, words) = urgent::say(context, register, (sample, case), word)?;
        told = Some(match told {
            None => (json, words),
            Some((mut all, before)) => {
                all.as_object_mut()
                    .into_iter()
                    .for_each(|all| all.extend(json.as_object().cloned().unwrap_or_default()));
                (all, before + &words)
            }
        });
    }
    Ok(told)
}

/// The sample and the case that were meant; a single word may be either.
fn meant(
    args: &GradeArgs,
    context: &Context<'_>,
    register: &Register,
) -> Result<(SampleRow, Option<CaseRow>), Failure> {
    let (sample, typed) = match (&args.sample, &args.case) {
        (Some(word), None) => match context.sample(register, Some(word)) {
            Ok(sample) => (sample, None),
            Err(failure) => match context.sample(register, None) {
                Ok(sample) if find_case(&register.cases(sample.id)?, &sample, word).is_ok() => (sample, Some(word)),
                _ => return Err(failure),
            },
        },
        (sample, case) => (context.sample(register, sample.as_deref())?, case.as_ref()),
    };
    let cases = register.cases(sample.id)?;
    let case = typed.map(|typed| find_case(&cases, &sample, typed).cloned()).transpose()?;
    Ok((sample, case))
}

/// What the flags say, checked whole before anything is stored; and the grading as it will stand.
fn understand(args: &GradeArgs, task: &Task) -> Result<(Vec<Said>, Grading), GradeError> {
    let rubric = &task.rubric;
    let mut after = task.grading.clone();
    let mut said = Vec::new();
    let references = task.references();
    check::no_reference(args.reason.as_deref().unwrap_or_default(), &references)?;
    for text in &args.set {
        let (criterion, grade) = check::parse_set(text, rubric)?;
        after.answers.entry(criterion.clone()).or_default().grade = Some(grade.clone());
        said.push(Said::Grade { criterion, grade });
    }
    for text in &args.note {
        let (criterion, text) = check::parse_note(text, rubric)?;
        check::no_reference(&text, &references)?;
        after.answers.entry(criterion.clone()).or_default().note = Some(text.clone());
        said.push(Said::Note { criterion, text });
    }
    for text in &args.finding {
        let finding = check::parse_finding(text, rubric, &after.answers)?;
        check::no_reference(&finding.text, &references)?;
        after.findings.push(finding.clone());
        said.push(Said::Finding(finding));
    }
    for text in &args.theme {
        said.push(Said::Theme(check::parse_theme(text, rubric)?));
    }
    if let Some(word) = &args.unusable {
        let reason = check::parse_unusable(word)?.id.to_owned();
        after.unusable = Some(reason.clone());
        said.push(Said::Unusable { reason: Some(reason), why: args.why() });
    }
    overall(args, rubric, &mut after, &mut said)?;
    if args.finish || args.unusable.is_some() {
        finish(rubric, &mut after, &mut said)?;
    }
    Ok((said, after))
}

fn overall(args: &GradeArgs, rubric: &Rubric, after: &mut Grading, said: &mut Vec<Said>) -> Result<(), GradeError> {
    let given = args.overall.as_deref().map(|word| check::parse_overall(word, rubric)).transpose()?;
    let grade = match (given, &args.reason) {
        (Some(given), _) => given,
        (None, None) => return Ok(()),
        (None, Some(_)) if args.unusable.is_some() => return Ok(()),
        (None, Some(_)) => reasoned(args, rubric, after)?,
    };
    after.overall = Some(grade.clone());
    after.overall_reason = args.why();
    let suggested = check::suggested(rubric, after);
    if check::unanswered(rubric, after).is_empty()
        && suggested.as_ref().is_some_and(|suggested| *suggested != grade)
        && after.overall_reason.is_none()
    {
        return Err(GradeError::ReasonNeeded { given: grade, suggested: suggested.unwrap_or_default() });
    }
    said.push(Said::Overall { grade, reason: after.overall_reason.clone() });
    Ok(())
}

/// The overall that a reason alone belongs to: the one given before. It is refused where there is none, and where none is needed.
fn reasoned(args: &GradeArgs, rubric: &Rubric, after: &Grading) -> Result<String, GradeError> {
    let suggested = check::suggested(rubric, after);
    match &after.overall {
        Some(given) if !args.finish || suggested.as_ref() != Some(given) => Ok(given.clone()),
        None if !args.finish || suggested.is_none() => Err(GradeError::ReasonAlone),
        _ => match check::unanswered(rubric, after) {
            criteria if !criteria.is_empty() => Err(GradeError::Unanswered { criteria }),
            _ => Err(GradeError::ReasonNotNeeded),
        },
    }
}

fn finish(rubric: &Rubric, after: &mut Grading, said: &mut Vec<Said>) -> Result<(), GradeError> {
    let overall = check::ready_to_finish(rubric, after)?;
    if let Some(grade) = overall.filter(|_| after.overall.is_none()) {
        after.overall = Some(grade.clone());
        said.push(Said::Overall { grade, reason: None });
    }
    after.finished = true;
    said.push(Said::Finish);
    Ok(())
}

/// The error in words, with the nearest word where one was not understood.
fn explained(error: GradeError, rubric: &Rubric) -> Failure {
    match error {
        GradeError::ReasonNeeded { .. } => {
            return Failure::from(error).hint("Add --reason \"...\"; it is read at moderation");
        }
        GradeError::WordsMissing { ref criteria } => {
            let first = criteria.first().cloned().unwrap_or_default();
            return Failure::from(error)
                .hint(format!("Say it with --finding {first}=\"...\" or --note {first}=\"...\""));
        }
        GradeError::ReasonAlone => return Failure::from(error).hint("Add --overall GRADE"),
        GradeError::ReasonNotNeeded => {
            return Failure::from(error).hint("Leave --reason out, or give another overall with --overall");
        }
        _ => {}
    }
    let near = match &error {
        GradeError::UnknownTheme { word, .. } => nearest(word, rubric.themes().iter().map(|theme| theme.id.as_str())),
        GradeError::UnknownCriterion { word, .. } => {
            nearest(word, rubric.criteria().iter().map(|criterion| criterion.id.as_str()))
        }
        GradeError::UnknownGrade { word, .. } => nearest(word, rubric.scale().iter().map(|grade| grade.id.as_str())),
        _ => None,
    };
    let near = near.map(|near| format!("Did you mean '{near}'?"));
    let failure = Failure::from(error).hint(format!("All words of this rubric: dipsample rubric show {}", rubric.id()));
    match near {
        Some(near) => failure.hint(near),
        None => failure,
    }
}

fn answer(context: &mut Context<'_>, task: &Task, urgent: Option<(Value, String)>) {
    let (rubric, grading) = (&task.rubric, &task.grading);
    let label = |id: &Option<String>| id.as_deref().and_then(|id| rubric.grade_label(id)).map(str::to_owned);
    let missing = check::unanswered(rubric, grading);
    let wordless = check::wordless(rubric, grading, false);
    let (urgent, before) = urgent.unwrap_or_default();
    let mut json = urgent.as_object().cloned().map_or_else(|| json!({}), Value::Object);
    let own = json!({
        "sample": task.sample.name, "case": task.case.case.case, "record": task.case.case.record, "auditor": task.auditor.person.name,
        "finished": grading.finished, "overall": grading.overall, "suggested": check::suggested(rubric, grading), "unanswered": missing,
        "unusable": grading.unusable, "wordless": wordless, "as": task.stance.flag().unwrap_or("peer"),
    });
    json.as_object_mut().into_iter().for_each(|json| json.extend(own.as_object().cloned().unwrap_or_default()));
    let unusable = grading.unusable.is_some();
    context.answer(&json, || {
        let what = format!("{before}Case {} of {}", task.case.case.case, task.sample.name);
        match (&grading.unusable, grading.finished) {
            (Some(reason), _) => format!("{what}: cannot be graded ({reason}).{}\n", task.stance.counts()),
            (None, true) => {
                let overall = label(&grading.overall).unwrap_or_default();
                format!("{what}: finished, overall {overall}.{}\n", task.stance.counts())
            }
            (None, false) if missing.is_empty() => {
                format!("{what}: stored. Every criterion is answered; add --finish to finish it.\n")
            }
            (None, false) => format!("{what}: stored. Not answered yet: {}.\n", missing.join(", ")),
        }
    });
    if !wordless.is_empty() && !unusable {
        context.notice(&format!("No words say what in the record shows the answer to: {}.", wordless.join(", ")));
    }
}
