//! `moderate`: agree the final grade of a case.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::marking::{find_case, must_be_open};
use crate::grading::check;
use crate::model::{Grading, Rubric};
use crate::store::{GradingRow, Part, Said, Stance};

/// `moderate`
#[derive(Debug, Args)]
#[command(
    after_help = "Both gradings are kept; the agreed one counts. Criteria on which both agreed, findings and themes are carried over; \
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

pub(crate) fn run(args: &ModerateArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let sample = context.sample(&register, Some(&args.sample))?;
    let rubric = context.rubric_of(&register, &sample)?;
    let gradings = register.gradings(sample.id)?;
    let (Some(typed), Some(grade)) = (&args.case, &args.grade) else {
        return show(args, context, &register, &rubric);
    };
    must_be_open(&sample)?;
    let moderator = context.known_person(&register)?;
    let cases = register.cases(sample.id)?;
    let case = find_case(&cases, &sample, typed)?.case.case;
    let Some(reason) = args.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()) else {
        return Err(Failure::usage("a moderated grade needs its reason: --reason \"...\""));
    };
    let own: Vec<&GradingRow> = gradings
        .iter()
        .filter(|row| row.case == case && row.part != Part::Moderation && row.grading.finished)
        .collect();
    if own.is_empty() {
        return Err(Failure::person(format!(
            "nobody has finished case {case} of {} yet, so there is nothing to moderate",
            sample.name
        )));
    }
    let overall = check::parse_overall(grade, &rubric)?;
    let said = agreed(args, &rubric, &own, (&overall, reason))?;
    let actor = context.actor(Some(&register))?;
    let now = actor.at.clone();
    context.change(&mut register, &actor, "moderate", |_, change| {
        let grading = change.start_grading((sample.id, case, Part::Moderation), moderator.id, Stance::Peer, &now)?;
        for one in &said {
            change.say(grading, one, &now)?;
        }
        Ok(((), json!({ "sample": sample.name, "case": case })))
    })?;
    let label = rubric.grade(&overall).map(|place| rubric.scale()[place].label.clone()).unwrap_or_default();
    context.answer(&json!({ "sample": sample.name, "case": case, "grade": overall, "reason": reason, "moderator": moderator.person.name }), || {
        format!("Case {case} of {}: agreed {label}. Both gradings are kept; this one counts.\n", sample.name)
    });
    Ok(())
}

/// What the moderated grading says: what both gave, the findings and themes of either, and what was agreed over it.
fn agreed(
    args: &ModerateArgs,
    rubric: &Rubric,
    own: &[&GradingRow],
    overall: (&str, &str),
) -> Result<Vec<Said>, Failure> {
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
    said.push(Said::Overall { grade: overall.0.to_owned(), reason: Some(overall.1.to_owned()) });
    said.push(Said::Finish);
    Ok(said)
}

/// The two finished gradings of a case that is graded twice, where they do not agree and nobody has moderated.
pub(crate) fn differing(gradings: &[GradingRow], case: u32) -> Option<(&GradingRow, &GradingRow)> {
    let of = |part: Part| gradings.iter().find(|row| row.case == case && row.part == part && row.grading.finished);
    let (first, second) = (of(Part::First)?, of(Part::Second)?);
    let outcome = |grading: &Grading| (grading.overall.clone(), grading.unusable.clone());
    (of(Part::Moderation).is_none() && outcome(&first.grading) != outcome(&second.grading)).then_some((first, second))
}

fn show(
    args: &ModerateArgs,
    context: &mut Context<'_>,
    register: &crate::store::Register,
    rubric: &Rubric,
) -> Result<(), Failure> {
    let sample = context.sample(register, Some(&args.sample))?;
    let gradings = register.gradings(sample.id)?;
    let cases = register.cases(sample.id)?;
    let wanted =
        args.case.as_deref().map(|typed| find_case(&cases, &sample, typed)).transpose()?.map(|row| row.case.case);
    let mut listed = Vec::new();
    let mut text = String::new();
    for row in cases.iter().filter(|row| wanted.is_none_or(|wanted| wanted == row.case.case)) {
        let Some((first, second)) = differing(&gradings, row.case.case) else { continue };
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
        line("Overall", first.grading.overall.as_deref(), second.grading.overall.as_deref());
        listed.push(json!({ "case": row.case.case, "record": row.case.record, "first": first.grading.overall, "second": second.grading.overall }));
    }
    let name = sample.name.clone();
    context.answer(&json!({ "sample": name, "differing": listed }), || match listed.is_empty() {
        true => format!("In {name} no case waits to be moderated.\n"),
        false => format!("In {name} two auditors differ on these cases (* where):\n{text}\nTo agree one: dipsample moderate {name} CASE --grade G --set CRITERION=GRADE --reason \"...\"\n"),
    });
    Ok(())
}
