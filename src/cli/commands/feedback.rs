//! `feedback`: what the people whose work it was are given back, and what they reply.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use crate::analysis;
use crate::cli::context::{Context, PROGRAM, person_named};
use crate::cli::failure::Failure;
use crate::cli::files::short_name;
use crate::cli::gather;
use crate::cli::marking::{find_case, gradings_of};
use crate::cli::moderating::{self, Bench};
use crate::cli::sight::leads;
use crate::cli::staff::Staff;
use crate::cli::typed;
use crate::cli::typed_texts::TypedTexts;
use crate::cli::writing::Purpose;
use crate::grading::standing;
use crate::model::{Feedback, Findings, Kind, Role};
use crate::reporting::workbook;
use crate::store::{Part, Register, SampleRow};

/// `feedback`
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  dipsample feedback oversight-2026-10 --to feedback\n  \
    dipsample feedback oversight-2026-10 --to feedback --person \"Leonie Teasel\"\n  \
    dipsample feedback oversight-2026-10 --to feedback --for auditor\n  \
    dipsample feedback reply oversight-2026-10 7 --text \"The plan was filed a day later\"\n\n\
    Each IRO gets their own settled cases and nobody else's, without the auditors' names. With --for auditor each auditor \
    gets the cases of theirs on which the agreed grade is another, and why. The files name children's records: they are for \
    working on them."
)]
pub(crate) struct FeedbackArgs {
    /// The sample, or 'last' [default: the open one]
    #[arg(value_name = "S")]
    sample: Option<String>,
    /// The folder to write into
    #[arg(long, value_name = "DIR", required = true)]
    to: Option<PathBuf>,
    /// For whom: iro, those whose work it was; auditor, those who graded, where moderation differs from them
    #[arg(long = "for", value_name = "WHOM", value_enum, default_value = "iro")]
    whom: Whom,
    /// Say who graded each case
    #[arg(long)]
    name_auditors: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// Who is given something back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Whom {
    /// Those whose work it was
    Iro,
    /// Those who graded
    Auditor,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Keep what somebody says to the grade of their own case
    Reply {
        /// The sample, or 'last'
        #[arg(value_name = "S")]
        sample: String,
        /// The case: its number or the record's reference
        #[arg(value_name = "CASE")]
        case: String,
        /// What they say
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
}

pub(crate) fn run(args: &FeedbackArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match (&args.verb, &args.to) {
        (Some(Verb::Reply { sample, case, text }), _) => reply(context, (sample, case), text),
        (None, Some(to)) => write_all(args, to, context),
        (None, None) => Err(Failure::usage("say where to: --to DIR")),
    }
}

fn write_all(args: &FeedbackArgs, to: &Path, context: &mut Context<'_>) -> Result<(), Failure> {
    match args.whom {
        Whom::Iro => for_iros(args, to, context),
        Whom::Auditor => for_auditors(args, to, context),
    }
}

fn for_iros(args: &FeedbackArgs, to: &Path, context: &mut Context<'_>) -> Result<(), Failure> {
    // The person of the global flag is the one who asks, unless they are no principal or manager: then only their own.
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, args.sample.as_deref())?;
    let findings = gather::findings(context, &register, &sample, (&[], TypedTexts::AsTyped { words: true }))?;
    let criteria: Vec<String> =
        context.rubric_of(&register, &sample)?.criteria().iter().map(|criterion| criterion.title.clone()).collect();
    let wanted = wanted(context, &register, &findings)?;
    let replies = replies(&register, &sample)?;
    let auditors = if args.name_auditors { auditors(&register, &sample)? } else { Vec::new() };
    let folder = context.desk.path(to);
    std::fs::create_dir_all(&folder).map_err(|error| Failure::file(to, "made", &error))?;
    let mut written = Vec::new();
    for iro in &wanted {
        let mut feedback = analysis::feedback(&findings, iro, &criteria);
        for case in &mut feedback.cases {
            case.reply = replies.iter().find(|(record, _)| *record == case.record).map(|(_, text)| text.clone());
            case.auditors =
                auditors.iter().filter(|(record, _)| *record == case.record).map(|(_, name)| name.clone()).collect();
        }
        let path = folder.join(file_name(&sample.name, iro));
        let bytes = workbook::feedback(&feedback, PROGRAM)?;
        let purpose = Purpose::new(format!("feedback of {} for {iro}", sample.name));
        written.push((context.outgoing(Some(&register), &purpose, (&path, &bytes))?, path, feedback));
    }
    context.change(&mut register, &actor, "feedback", |_, change| {
        written.iter().try_for_each(|(file, ..)| file.record(change, &actor.at))?;
        let details = json!({ "sample": sample.name, "files": written.len(), "auditors_named": args.name_auditors });
        Ok(((), details))
    })?;
    let mut told = Vec::new();
    for (prepared, path, feedback) in written {
        prepared.put()?;
        told.push((path, feedback));
    }
    tell(context, &sample, &told);
    Ok(())
}

fn tell(context: &mut Context<'_>, sample: &SampleRow, told: &[(PathBuf, Feedback)]) {
    let json = json!({ "sample": sample.name, "files": told.iter().map(|(path, feedback)| json!({
        "file": path.display().to_string(), "iro": feedback.iro, "cases": feedback.cases.len(), "unsettled": feedback.unsettled,
    })).collect::<Vec<_>>() });
    context.answer(&json, || {
        let mut text = String::new();
        for (path, feedback) in told {
            let left = match feedback.unsettled {
                0 => String::new(),
                count => format!(", {count} not settled yet"),
            };
            text += &format!("{}: {} settled{left}\n", short_name(path), feedback.cases.len());
        }
        text + "Each file names children's records: send it only to the person whose work it is.\n"
    });
}

/// A file for each auditor whose cases were moderated: where what was agreed differs from them, and why.
fn for_auditors(args: &FeedbackArgs, to: &Path, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, args.sample.as_deref())?;
    crate::cli::sight::must_see_figures(context, &register, &sample)?;
    let rubric = context.rubric_of(&register, &sample)?;
    let title = format!("{}, {}", sample.kind.heading(), sample.period.label());
    let mut all = moderating::for_auditors(&Bench::of(&register, &sample)?, &rubric, &title);
    // Whoever neither leads nor is left open is given their own alone.
    if let Some(me) = context.known_person(&register).ok().filter(|me| !leads(me)) {
        all.retain(|one| one.auditor == me.person.name);
    }
    if all.is_empty() {
        return Err(Failure::person(format!("no moderated case of {} was graded by you", sample.name))
            .hint("There is something to give back once a case has been moderated: dipsample moderate"));
    }
    let folder = context.desk.path(to);
    std::fs::create_dir_all(&folder).map_err(|error| Failure::file(to, "made", &error))?;
    let mut written = Vec::new();
    for one in &all {
        let path = folder.join(file_name(&sample.name, &format!("auditor {}", one.auditor)));
        let bytes = workbook::auditor_feedback(one, PROGRAM)?;
        let purpose = Purpose::new(format!("feedback of {} for the auditor {}", sample.name, one.auditor));
        written.push((context.outgoing(Some(&register), &purpose, (&path, &bytes))?, path));
    }
    context.change(&mut register, &actor, "feedback", |_, change| {
        written.iter().try_for_each(|(file, _)| file.record(change, &actor.at))?;
        Ok(((), json!({ "sample": sample.name, "files": written.len(), "for": "auditor" })))
    })?;
    let (mut files, mut text) = (Vec::new(), String::new());
    for ((prepared, path), one) in written.into_iter().zip(&all) {
        prepared.put()?;
        text += &format!("{}: {} differ, {} left as graded\n", short_name(&path), one.cases.len(), one.unchanged);
        files.push(json!({ "file": path.display().to_string(), "auditor": one.auditor, "differ": one.cases.len(), "unchanged": one.unchanged }));
    }
    context.answer(&json!({ "sample": sample.name, "files": files }), || {
        text + "Each file names children's records: send it only to the auditor whose gradings they are.\n"
    });
    Ok(())
}

/// Whose files are written: everybody's for a principal or a manager, else the person's own.
fn wanted(context: &mut Context<'_>, register: &Register, findings: &Findings) -> Result<Vec<String>, Failure> {
    let all = analysis::whose_work(findings);
    if all.is_empty() {
        return Err(Failure::person("no case of this sample says whose work it was (the field iro is blank)"));
    }
    let Some(typed) = context.global.person.clone() else { return Ok(all) };
    let person = person_named(&register.people()?, &typed)?.person;
    if matches!(person.role, Some(Role::Principal | Role::Manager)) {
        return Ok(all);
    }
    match all.contains(&person.name) {
        true => Ok(vec![person.name]),
        false => Err(Failure::person(format!("no case of this sample is the work of {}", person.name))
            .hint(format!("It is the work of: {}", all.join(", ")))),
    }
}

fn replies(register: &Register, sample: &SampleRow) -> Result<Vec<(String, String)>, Failure> {
    let replies = register.replies(sample.id)?;
    let cases = register.cases(sample.id)?;
    Ok(cases.into_iter().filter_map(|row| Some((row.case.record, replies.get(&row.case.case)?.clone()))).collect())
}

/// Who finished a grading of each record.
fn auditors(register: &Register, sample: &SampleRow) -> Result<Vec<(String, String)>, Failure> {
    let gradings = register.gradings(sample.id)?;
    let cases = register.cases(sample.id)?;
    let finished = gradings.iter().filter(|row| row.grading.finished && row.part != Part::Moderation);
    Ok(finished
        .filter_map(|row| {
            let case = cases.iter().find(|case| case.case.case == row.case)?;
            Some((case.case.record.clone(), row.grading.auditor.clone()))
        })
        .collect())
}

/// The file's name, without what Windows does not allow in one.
fn file_name(sample: &str, iro: &str) -> String {
    let plain: String =
        iro.chars().map(|c| if "<>:\"/\\|?*".contains(c) || c.is_control() { '_' } else { c }).collect();
    format!("{sample} feedback {}.xlsx", plain.trim_end_matches(['.', ' ']))
}

fn reply(context: &mut Context<'_>, (sample, case): (&str, &str), text: &str) -> Result<(), Failure> {
    let mut register = context.register()?;
    let sample = context.sample(&register, Some(sample))?;
    let person = context.known_person(&register)?;
    let actor = context.actor(Some(&register))?;
    let cases = register.cases(sample.id)?;
    let case = find_case(&cases, &sample, case)?;
    let number = case.case.case;
    let of_child = || case.child.as_ref().and_then(|child| child.text_of(Kind::Child, "iro"));
    let iro = case
        .record
        .text_of(sample.kind, "iro")
        .or_else(of_child)
        .map(|name| Staff::new(&register.people().unwrap_or_default()).name(&name));
    let may = iro.as_ref() == Some(&person.person.name)
        || matches!(person.person.role, Some(Role::Principal | Role::Manager));
    if !may {
        return Err(Failure::person(format!("case {number} is not the work of {}", person.person.name))
            .hint("The person whose work it was replies, or a principal or manager for them"));
    }
    let gradings = register.gradings(sample.id)?;
    if !standing(&gradings_of(&gradings, case)).is_settled() {
        return Err(Failure::person(format!(
            "case {number} of {} is not settled yet, so there is nothing to reply to",
            sample.name
        )));
    }
    let text = typed::words("--text", text)?;
    context.change(&mut register, &actor, "feedback reply", |_, change| {
        change.add_reply(&actor, (sample.id, number), &text)?;
        Ok(((), json!({ "sample": sample.name, "case": number })))
    })?;
    context.answer(&json!({ "sample": sample.name, "case": number, "reply": text }), || {
        format!(
            "Kept the reply to case {number} of {}. If it is right, change the grade: dipsample moderate {} {number} --grade GRADE --reason \"...\"\n",
            sample.name, sample.name
        )
    });
    Ok(())
}
