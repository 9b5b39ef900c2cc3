//! `moderate`: agree the final grade of a case.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::identifying;
use crate::cli::marking::find_case;
use crate::cli::moderating::{Bench, Sitting, as_json, as_table, lines, moderate};
use crate::cli::permission;
use crate::cli::sequential;
use crate::cli::shell::quoted;
use crate::cli::sight::{is_blind, leads};
use crate::grading::Awaits;
use crate::grading::check;
use crate::grading::moderation::{agreed, common_overall};
use crate::model::{Answer, Criterion, Grading, Rubric, Unusable};
use crate::store::{CaseRow, Part, PersonRow, Register, Said, SampleRow};

/// `moderate`
#[derive(Debug, Args)]
#[command(
    after_help = "In a terminal, or with --plain line by line, it shows both gradings of each case that waits and asks what is agreed where they \
    differ, then the overall grade and why. With flags it asks nothing:\n  \
    dipsample moderate oversight-2026-10 7 --grade good --set drift=good --reason \"Both read the plan again\"\n\n\
    A case also waits if two auditors agree overall but differ on a question. Its overall grade counts, and the question waits until it is \
    moderated. To settle only the questions, leave out --grade:\n  \
    dipsample moderate oversight-2026-10 9 --set drift=good --reason \"Both read the plan again\"\n\n\
    All gradings are kept; the agreed one counts. Where they agree, that answer is kept, and --set says what is agreed on other criteria. With --grade, a \
    criterion on which they differ and nothing is agreed is left out. What auditors wrote counts where they gave the agreed answer. A case that one person graded, \
    one on which both agree, and one that was moderated before are moderated in the same way when they are named; an earlier moderation is kept."
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
    /// Ask line by line, for screen readers and pipes
    #[arg(long)]
    plain: bool,
}

impl ModerateArgs {
    /// What was agreed: a grade, or that the case cannot be graded; nothing where only the cases are to be shown.
    fn outcome(&self, rubric: &Rubric) -> Result<Option<Outcome>, Failure> {
        let more = self.reason.is_some() || !self.set.is_empty() || !self.finding.is_empty();
        match (&self.grade, &self.unusable) {
            (None, None) if !self.set.is_empty() => Ok(Some(Outcome::Questions)),
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
    /// Single questions; the overall grade is the one that all gave.
    Questions,
    /// Why the case cannot be graded.
    Unusable(&'static Unusable),
}

pub(crate) fn run(args: &ModerateArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    permission::must_lead(context, "moderate")?;
    let mut register = context.register()?;
    let sample = context.sample(&register, Some(&args.sample))?;
    let rubric = context.rubric_of(&register, &sample)?;
    let Some(outcome) = args.outcome(&rubric)? else {
        return look(args, context, &mut register, sample);
    };
    let Some(typed) = &args.case else {
        return Err(Failure::usage("say which case: dipsample moderate S CASE --grade G --reason \"...\""));
    };
    let Some(reason) = args.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()) else {
        return Err(Failure::usage("a moderated grade needs its reason: --reason \"...\""));
    };
    let moderator = context.known_person(&register)?;
    let case = find_case(&register.cases(sample.id)?, &sample, typed)?.clone();
    let number = case.case.case;
    let actor = context.actor(Some(&register))?;
    let now = actor.at.clone();
    let (kept, before, left_out, agreed) = context.change(&mut register, &actor, "moderate", |_, change| {
        let bench = Bench::of(change.register(), &sample)?;
        let own: Vec<&Grading> = bench.may(&case, &moderator)?.into_iter().map(|row| &row.grading).collect();
        let decided = decided(args, &rubric, (&own, &case), (&outcome, reason))?;
        if matches!(outcome, Outcome::Questions) {
            keeps_overall(&rubric, (&own, &decided), (&sample.name, number, bench.times(number)))?;
        }
        let grading = change.start_grading((sample.id, number, Part::Moderation), moderator.id, &now)?;
        let agreed = agreed(&rubric, &own, &decided);
        for one in lines(&Grading::default(), &agreed).iter().chain([&Said::Finish]) {
            change.say(grading, one, &now)?;
        }
        let told = (own.len(), bench.times(number), left_out(&rubric, &own, &agreed), agreed);
        Ok((told, json!({ "sample": sample.name, "case": number, "finished": true })))
    })?;
    let label = match (&agreed.overall, &agreed.unusable) {
        (_, Some(why)) => format!("that it cannot be graded ({why})"),
        (Some(id), None) => rubric.grade_label(id).unwrap_or_default().to_owned(),
        (None, None) => String::new(),
    };
    let (grade, unusable) = (&agreed.overall, &agreed.unusable);
    let names = identifying::Names::of(&register)?.of_case(sample.kind, &case);
    let found = identifying::in_texts(args.finding.iter().map(String::as_str).chain([reason]), &names);
    if let Some(warning) = identifying::warning(number, &found) {
        context.notice(&warning);
    }
    if sequential::breaches(&register, &sample)?.iter().any(|breach| breach.contains("moderated")) {
        context.notice(sequential::ENDS);
    }
    let json = json!({ "sample": sample.name, "case": number, "grade": grade, "unusable": unusable, "reason": reason,
        "moderator": moderator.person.name, "earlier_moderations": before,
        "left_out": left_out.iter().map(|criterion| &criterion.id).collect::<Vec<_>>() });
    let gradings = match (kept, before) {
        (1, 0) => "The grading is kept",
        (_, 0) => "Both gradings are kept",
        (1, _) => "The grading and the earlier moderation are kept",
        _ => "Both gradings and the earlier moderation are kept",
    };
    context.answer(&json, || {
        let name = &sample.name;
        format!("Case {number} of {name}: agreed {label}. {gradings}; this one counts.\n{}", on_left_out(&left_out))
    });
    Ok(())
}

/// Refuses to settle only questions if the overall grade cannot stay as it is, or if other questions are still open.
fn keeps_overall(
    rubric: &Rubric,
    (own, decided): (&[&Grading], &Grading),
    (sample, case, before): (&str, u32, usize),
) -> Result<(), Failure> {
    let label = |id: &str| rubric.grade_label(id).unwrap_or_default().to_owned();
    let refused = |why: String| {
        let name = quoted(sample);
        Err(Failure::person(why)
            .hint(format!("Give the agreed overall grade as well: dipsample moderate {name} {case} --grade GRADE ...")))
    };
    let agreed = agreed(rubric, own, decided);
    let Some(common) = common_overall(own) else {
        return refused(match own.len() {
            1 => format!("only one auditor graded case {case}, so its questions cannot be settled by themselves"),
            _ => format!("the auditors of case {case} do not agree on its overall grade"),
        });
    };
    if before > 0 {
        return refused(format!("case {case} was moderated before, and each moderation starts afresh"));
    }
    let open = left_out(rubric, own, &agreed);
    if let Some(first) = open.first() {
        let titles: Vec<&str> = open.iter().map(|criterion| criterion.title.as_str()).collect();
        return Err(Failure::person(format!("the auditors of case {case} also differ on {}", titles.join(", ")))
            .hint(format!("Say what is agreed on each of them: --set {}=GRADE", first.id))
            .hint("Or give --grade as well, and what is not agreed is left out"));
    }
    match check::suggested(rubric, &agreed) {
        Some(suggested) if suggested != common => refused(format!(
            "the agreed answers of case {case} suggest {}, but its auditors gave {}",
            label(&suggested),
            label(common)
        )),
        _ => Ok(()),
    }
}

/// The criteria that somebody answered and on which nothing is agreed.
fn left_out<'a>(rubric: &'a Rubric, own: &[&Grading], agreed: &Grading) -> Vec<&'a Criterion> {
    let has = |grading: &Grading, id: &str| grading.answers.get(id).is_some_and(|answer| answer.grade.is_some());
    let open = |id: &str| agreed.unusable.is_none() && !has(agreed, id) && own.iter().any(|grading| has(grading, id));
    rubric.criteria().iter().filter(|criterion| open(&criterion.id)).collect()
}

fn on_left_out(criteria: &[&Criterion]) -> String {
    let Some(first) = criteria.first() else { return String::new() };
    let titles: Vec<&str> = criteria.iter().map(|criterion| criterion.title.as_str()).collect();
    format!(
        "Nothing is agreed on {}: left out of the figures by criterion. To agree them as well, moderate the case again with --set \
         {}=GRADE, and so on.\n",
        titles.join(", "),
        first.id
    )
}

/// What the flags decide over what the auditors gave.
fn decided(
    args: &ModerateArgs,
    rubric: &Rubric,
    (own, case): (&[&Grading], &CaseRow),
    (outcome, reason): (&Outcome, &str),
) -> Result<Grading, Failure> {
    let references: Vec<&str> = case.case.child.as_deref().into_iter().chain([case.case.record.as_str()]).collect();
    check::no_reference(reason, &references)?;
    let mut decided = Grading { overall_reason: Some(reason.to_owned()), ..Grading::default() };
    match outcome {
        Outcome::Grade(grade) => decided.overall = Some(grade.clone()),
        Outcome::Questions => {}
        Outcome::Unusable(why) => decided.unusable = Some(why.id.to_owned()),
    }
    for text in &args.set {
        let (criterion, grade) = check::parse_set(text, rubric)?;
        decided.answers.insert(criterion, Answer { grade: Some(grade), note: None });
    }
    let answers = agreed(rubric, own, &decided).answers;
    for text in &args.finding {
        let finding = check::parse_finding(text, rubric, &answers)?;
        check::no_reference(&finding.text, &references)?;
        decided.findings.push(finding);
    }
    Ok(decided)
}

/// The gradings of the cases that wait, or of one: guided where somebody can be asked, else told.
fn look(
    args: &ModerateArgs,
    context: &mut Context<'_>,
    register: &mut Register,
    sample: SampleRow,
) -> Result<(), Failure> {
    let cases = register.cases(sample.id)?;
    let case = args.case.as_deref().map(|typed| find_case(&cases, &sample, typed)).transpose()?.cloned();
    if args.plain && context.global.json {
        return Err(Failure::usage(
            "--plain asks questions; with --json give what is agreed as flags (--grade, --set)",
        ));
    }
    if args.plain || context.can_ask() {
        let moderator = context.known_person(register)?;
        return moderate(context, register, &Sitting { sample, case, moderator, plain: args.plain });
    }
    show(context, register, &sample, case.as_ref())
}

fn show(
    context: &mut Context<'_>,
    register: &Register,
    sample: &SampleRow,
    case: Option<&CaseRow>,
) -> Result<(), Failure> {
    crate::cli::sight::tell_stranger(context, register, sample)?;
    let bench = Bench::of(register, sample)?;
    let rubric = context.rubric_of(register, sample)?;
    let me = context.known_person(register).ok();
    let blind = is_blind(register, sample, me.as_ref())?;
    let wanted = |row: &&CaseRow| match case {
        None => bench.waits(row),
        Some(case) => case.case.case == row.case.case && (bench.waits(row) || may_see(&bench, row, me.as_ref(), blind)),
    };
    let (mut differing, mut shown, mut text) = (Vec::new(), Vec::new(), String::new());
    for row in bench.cases.iter().filter(wanted) {
        let own: Vec<&Grading> = bench.own(row.case.case).into_iter().map(|row| &row.grading).collect();
        let settled = bench.settled(row.case.case).map(|row| &row.grading);
        text += &format!("\nCase {} ({})\n", row.case.case, row.case.record);
        text += &format!("{}\n", as_table(&rubric, &own, settled, context.width()));
        let of = |place: usize| own.get(place);
        let one = json!({ "case": row.case.case, "record": row.case.record,
            "first": of(0).map(|one| &one.overall), "second": of(1).map(|one| &one.overall),
            "first_unusable": of(0).map(|one| &one.unusable), "second_unusable": of(1).map(|one| &one.unusable),
            "first_auditor": of(0).map(|one| &one.auditor), "second_auditor": of(1).map(|one| &one.auditor),
            "agreed": settled.map(|one| &one.overall), "moderator": settled.map(|one| &one.auditor),
            "awaits": bench.awaits(row).map(|awaits| if awaits == Awaits::Overall { "overall" } else { "questions" }),
            "waiting_questions": bench.waiting_questions(row),
            "criteria": as_json(&rubric, &own, settled) });
        if bench.waits(row) {
            differing.push(one.clone());
        }
        shown.push(one);
    }
    let name = sample.name.clone();
    let waits = !differing.is_empty();
    context.answer(&json!({ "sample": name, "differing": differing, "cases": shown }), || match (shown.is_empty(), waits) {
        (true, _) => format!("In {name} no case waits to be moderated.\n"),
        (_, true) => format!("In {name} two auditors differ on these cases (* where):\n{text}\nTo agree one: dipsample moderate {name} CASE --grade G --set CRITERION=GRADE --reason \"...\"\nIf they agree overall, --grade can be left out.\n"),
        _ => format!("{}\n", text.trim()),
    });
    Ok(())
}

/// Whether somebody may see the gradings of a case that does not wait: everybody who grades it has finished, and they lead or,
/// not grading here, may settle it.
fn may_see(bench: &Bench, row: &CaseRow, me: Option<&PersonRow>, blind: bool) -> bool {
    let Some(me) = me.filter(|_| !blind && bench.is_graded(row)) else { return false };
    leads(me) || bench.may(row, me).is_ok()
}
