//! `moderate`: agree the final grade of a case.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::marking::{differing, find_case, must_be_open};
use crate::cli::roster::bar;
use crate::cli::sequential;
use crate::cli::sight::leads;
use crate::grading::check;
use crate::model::{Rubric, Unusable};
use crate::store::{CaseRow, GradingRow, Part, PersonRow, Register, Said, SampleRow};

/// `moderate`
#[derive(Debug, Args)]
#[command(
    after_help = "The gradings are kept; the agreed one counts. Criteria on which both agreed, findings and themes are carried over; \
    say with --set what is agreed on the others."
)]
pub(crate) struct ModerateArgs {
    /// The sample
    #[arg(value_name = "S")]
    sample: String,
    /// The case: its number or the record's reference [default: show what waits]
    #[arg(value_name = "CASE")]
    case: Option<String>,
    /// The agreed overall grade
    #[arg(long, value_name = "G")]
    grade: Option<String>,
    /// Agree that the case cannot be graded: duplicate, not-in-care, wrong-kind, restricted, not-found, closed, other
    #[arg(long, value_name = "REASON")]
    unusable: Option<String>,
    /// The agreed answer to a criterion
    #[arg(long, value_name = "CRITERION=GRADE")]
    set: Vec<String>,
    /// An agreed finding
    #[arg(long, value_name = "[strength:|concern:]CRITERION=TEXT")]
    finding: Vec<String>,
    /// Why
    #[arg(long, value_name = "R")]
    reason: Option<String>,
}

impl ModerateArgs {
    /// What was agreed: a grade, or that the case cannot be graded; nothing where only the cases are to be shown.
    fn outcome(&self, rubric: &Rubric) -> Result<Option<Outcome>, Failure> {
        let more = self.reason.is_some() || !self.set.is_empty() || !self.finding.is_empty();
        match (&self.grade, &self.unusable) {
            (Some(_), Some(_)) => {
                Err(Failure::usage("a case has a grade or cannot be graded: give --grade or --unusable"))
            }
            (None, None) if more => Err(Failure::usage("say what was agreed: --grade G, or --unusable REASON")),
            (None, None) => Ok(None),
            (Some(grade), None) => Ok(Some(Outcome::Grade(check::parse_overall(grade, rubric)?))),
            (None, Some(_)) if !self.set.is_empty() || !self.finding.is_empty() => {
                Err(Failure::usage("a case that cannot be graded takes no --set and no --finding"))
            }
            (None, Some(word)) => Ok(Some(Outcome::Unusable(check::parse_unusable(word)?))),
        }
    }
}

/// What was agreed.
enum Outcome {
    /// The id of the overall grade.
    Grade(String),
    /// Why the case cannot be graded.
    Unusable(&'static Unusable),
}

pub(crate) fn run(args: &ModerateArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let sample = context.sample(&register, Some(&args.sample))?;
    let rubric = context.rubric_of(&register, &sample)?;
    let Some(outcome) = args.outcome(&rubric)? else {
        return show(args, context, &register, &rubric);
    };
    let Some(typed) = &args.case else {
        return Err(Failure::usage("say which case: dipsample moderate S CASE --grade G --reason \"...\""));
    };
    let Some(reason) = args.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()) else {
        return Err(Failure::usage("a moderated grade needs its reason: --reason \"...\""));
    };
    let moderator = context.known_person(&register)?;
    let case = find_case(&register.cases(sample.id)?, &sample, typed)?.case.case;
    let actor = context.actor(Some(&register))?;
    let now = actor.at.clone();
    let kept = context.change(&mut register, &actor, "moderate", |_, change| {
        let own = to_agree_on(change.register(), &sample, case, &moderator)?;
        let grading = change.start_grading((sample.id, case, Part::Moderation), moderator.id, &now)?;
        for one in agreed(args, &rubric, &own, (&outcome, reason))? {
            change.say(grading, &one, &now)?;
        }
        Ok((own.len(), json!({ "sample": sample.name, "case": case })))
    })?;
    let (grade, unusable, label) = match &outcome {
        Outcome::Grade(id) => {
            let label = rubric.grade(id).map(|place| rubric.scale()[place].label.clone());
            (Some(id.clone()), None, label.unwrap_or_default())
        }
        Outcome::Unusable(why) => (None, Some(why.id), format!("that it cannot be graded ({})", why.id)),
    };
    if sequential::breaches(&register, &sample)?.iter().any(|breach| breach.contains("moderated")) {
        context.notice(sequential::ENDS);
    }
    let json = json!({ "sample": sample.name, "case": case, "grade": grade, "unusable": unusable, "reason": reason,
        "moderator": moderator.person.name });
    let gradings = if kept == 1 { "The grading is kept" } else { "Both gradings are kept" };
    context.answer(&json, || format!("Case {case} of {}: agreed {label}. {gradings}; this one counts.\n", sample.name));
    Ok(())
}

/// Refuses an auditor of the case in the same words whatever has been finished, since nobody is told which of their cases are
/// graded twice; only a principal or manager settles one that they graded with another.
fn blind(moderator: &PersonRow, row: Option<&CaseRow>, own: &[GradingRow]) -> Result<(), Failure> {
    let Some(row) = row.filter(|row| [row.auditor, row.second_auditor].contains(&Some(moderator.id))) else {
        return Ok(());
    };
    let (name, case) = (&moderator.person.name, row.case.case);
    let settles = leads(moderator) && own.len() > 1 && own.iter().any(|grading| grading.person == moderator.id);
    match settles {
        true => Ok(()),
        false => Err(Failure::person(format!("{name} may not moderate case {case}: nobody moderates what they grade"))
            .hint("A principal does, or somebody who neither graded it nor did the work")),
    }
}

/// The finished gradings of a case, or why it cannot be moderated: asked of the register under its lock.
fn to_agree_on(
    register: &Register,
    sample: &SampleRow,
    case: u32,
    moderator: &PersonRow,
) -> Result<Vec<GradingRow>, Failure> {
    let samples = register.samples()?;
    must_be_open(samples.iter().find(|row| row.id == sample.id).unwrap_or(sample))?;
    let gradings = register.gradings(sample.id)?;
    let of_case = |row: &&GradingRow| row.case == case && row.grading.finished;
    if let Some(done) = gradings.iter().filter(of_case).find(|row| row.part == Part::Moderation) {
        return Err(Failure::person(format!(
            "case {case} of {} has been moderated already, by {}; a moderated grade is not changed",
            sample.name, done.grading.auditor
        )));
    }
    let own: Vec<GradingRow> = gradings.iter().filter(of_case).cloned().collect();
    let cases = register.cases(sample.id)?;
    let row = cases.iter().find(|row| row.case.case == case);
    blind(moderator, row, &own)?;
    // Who does not lead is told the same of a case that is graded once, graded twice by one so far, or not graded.
    if !leads(moderator) && own.len() < 2 {
        return Err(Failure::person(format!("case {case} of {} does not wait for moderation", sample.name))
            .hint(format!("Those that do: dipsample moderate {}", sample.name))
            .hint("The grade of a case that one person graded is changed by a principal or manager"));
    }
    if row.is_some_and(|row| row.twice) && own.len() == 1 {
        return Err(Failure::person(format!(
            "case {case} of {} is graded twice, and only one auditor has finished",
            sample.name
        ))
        .hint("Moderate it once both have: dipsample status"));
    }
    if own.is_empty() {
        return Err(Failure::person(format!(
            "nobody has finished case {case} of {} yet, so there is nothing to moderate",
            sample.name
        )));
    }
    let people = register.people()?;
    match row.and_then(|row| bar(&people, moderator, sample.kind, row)) {
        Some(why) => Err(Failure::person(format!("{} may not moderate case {case}: {why}", moderator.person.name))),
        None => Ok(own),
    }
}

/// What the moderated grading says: what both gave, the findings and themes of either, and what was agreed over it.
fn agreed(
    args: &ModerateArgs,
    rubric: &Rubric,
    own: &[GradingRow],
    (outcome, reason): (&Outcome, &str),
) -> Result<Vec<Said>, Failure> {
    let overall = match outcome {
        Outcome::Grade(grade) => grade.clone(),
        Outcome::Unusable(why) => {
            let (why, reason) = (Some(reason.to_owned()), Some(why.id.to_owned()));
            return Ok(vec![Said::Unusable { reason, why }, Said::Finish]);
        }
    };
    let mut said = Vec::new();
    let mut answers = own[0].grading.answers.clone();
    for other in &own[1..] {
        answers.retain(|criterion, answer| {
            other.grading.answers.get(criterion).is_some_and(|theirs| theirs.grade == answer.grade)
        });
    }
    for text in &args.set {
        let (criterion, grade) = check::parse_set(text, rubric)?;
        answers.entry(criterion).or_default().grade = Some(grade);
    }
    for (criterion, answer) in &answers {
        if let Some(grade) = &answer.grade {
            said.push(Said::Grade { criterion: criterion.clone(), grade: grade.clone() });
        }
    }
    for row in own {
        said.extend(row.grading.findings.iter().cloned().map(Said::Finding));
        said.extend(row.grading.themes.iter().cloned().map(Said::Theme));
    }
    for text in &args.finding {
        said.push(Said::Finding(check::parse_finding(text, rubric, &answers)?));
    }
    said.push(Said::Overall { grade: overall, reason: Some(reason.to_owned()) });
    said.push(Said::Finish);
    Ok(said)
}

fn show(args: &ModerateArgs, context: &mut Context<'_>, register: &Register, rubric: &Rubric) -> Result<(), Failure> {
    let sample = context.sample(register, Some(&args.sample))?;
    let gradings = register.gradings(sample.id)?;
    let cases = register.cases(sample.id)?;
    let wanted =
        args.case.as_deref().map(|typed| find_case(&cases, &sample, typed)).transpose()?.map(|row| row.case.case);
    let mut listed = Vec::new();
    let mut text = String::new();
    for row in cases.iter().filter(|row| wanted.is_none_or(|wanted| wanted == row.case.case)) {
        let Some((first, second)) = differing(&gradings, row) else { continue };
        text += &format!("\nCase {} ({})\n", row.case.case, row.case.record);
        let mut line = |what: &str, a: Option<&str>, b: Option<&str>| {
            let mark = if a == b { " " } else { "*" };
            text += &format!("{mark} {what:<30} {:<24} {}\n", a.unwrap_or("-"), b.unwrap_or("-"));
        };
        line("", Some(&first.grading.auditor), Some(&second.grading.auditor));
        for criterion in rubric.criteria() {
            let given = |grading: &GradingRow| {
                grading.grading.answers.get(&criterion.id).and_then(|answer| answer.grade.clone())
            };
            line(&criterion.title, given(first).as_deref(), given(second).as_deref());
        }
        let outcome = |row: &GradingRow| match &row.grading.unusable {
            Some(why) => Some(format!("cannot be graded ({why})")),
            None => row.grading.overall.clone(),
        };
        line("Overall", outcome(first).as_deref(), outcome(second).as_deref());
        listed.push(json!({ "case": row.case.case, "record": row.case.record,
            "first": first.grading.overall, "second": second.grading.overall,
            "first_unusable": first.grading.unusable, "second_unusable": second.grading.unusable }));
    }
    let name = sample.name.clone();
    context.answer(&json!({ "sample": name, "differing": listed }), || match listed.is_empty() {
        true => format!("In {name} no case waits to be moderated.\n"),
        false => format!("In {name} two auditors differ on these cases (* where):\n{text}\nTo agree one: dipsample moderate {name} CASE --grade G --set CRITERION=GRADE --reason \"...\"\n"),
    });
    Ok(())
}
