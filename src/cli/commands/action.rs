//! `action add|list|done|check`: what is being done because of the findings, and whether it worked.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::calendar::british;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, nearest};
use crate::cli::marking::find_case;
use crate::cli::{due, front, themes, typed};
use crate::intake::built_in::built_in;
use crate::model::{Action, ActionState};
use crate::reporting::terminal;
use crate::store::{NewAction, Register, SampleRow};

/// `action`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    dipsample action add --theme drift-not-addressed --what \"Workshop on escalating drift\" --owner \"Priya Nair\" --due 2026-12-18\n  \
    dipsample action add --sample oversight-2026-10 --case 7 --what \"Raise a dispute about the lapsed plan\" --owner \"Tom Adeyemi\" --due 2026-11-20\n  \
    dipsample action list --overdue\n  \
    dipsample action done 1 --evidence \"Held on 11 December, 9 of 9 IROs there\"\n  \
    dipsample action check 1 --reaudit 10\n  \
    dipsample action check 1 --worked partly --evidence \"2 of 10 notes still let drift run\"\n\n\
    An action is open, then done, then checked: within three months of being done somebody says whether it worked.")]
pub(crate) struct ActionArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write down what is to be done, by whom and by when
    Add(Box<AddArgs>),
    /// List the actions, the overdue ones first
    List {
        /// Only those whose day has passed
        #[arg(long)]
        overdue: bool,
    },
    /// Say that an action was done, and what shows it
    Done {
        /// The action's number
        #[arg(value_name = "ID")]
        id: i64,
        /// What shows that it was done
        #[arg(long, value_name = "TEXT")]
        evidence: String,
    },
    /// Say whether an action worked, or draw a small sample to find out
    Check(Box<CheckArgs>),
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The sample that it came from
    #[arg(long, value_name = "S", required_unless_present = "theme")]
    sample: Option<String>,
    /// The case of that sample that it came from: its number or the record's reference
    #[arg(long, value_name = "CASE", requires = "sample")]
    case: Option<String>,
    /// The theme that it is about
    #[arg(long, value_name = "T")]
    theme: Option<String>,
    /// What is to be done
    #[arg(long, value_name = "TEXT")]
    what: String,
    /// Who does it
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// By when
    #[arg(long, value_name = "DATE")]
    due: String,
    /// What is expected to be different then
    #[arg(long, value_name = "TEXT")]
    effect: Option<String>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// The action's number
    #[arg(value_name = "ID")]
    id: i64,
    /// Whether it worked: yes, partly, no
    #[arg(long, value_name = "ANSWER", required_unless_present = "reaudit", requires = "evidence")]
    worked: Option<String>,
    /// What shows it
    #[arg(long, value_name = "TEXT")]
    evidence: Option<String>,
    /// Draw so many records made since it was done, to grade them and see
    #[arg(long, value_name = "N", conflicts_with_all = ["worked", "evidence"])]
    reaudit: Option<u64>,
}

pub(crate) fn run(args: &ActionArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.verb {
        Verb::Add(add) => add_one(add, context),
        Verb::List { overdue } => list(*overdue, context),
        Verb::Done { id, evidence } => {
            let says = Says { id: *id, state: ActionState::Done, evidence };
            move_on(&says, context)
        }
        Verb::Check(check) => match (check.reaudit, &check.worked, &check.evidence) {
            (Some(size), ..) => reaudit(check.id, size, context),
            (None, Some(worked), Some(evidence)) => {
                move_on(&Says { id: check.id, state: answer(worked)?, evidence }, context)
            }
            _ => Err(Failure::usage("say --worked yes, partly or no with --evidence, or --reaudit N")),
        },
    }
}

fn answer(worked: &str) -> Result<ActionState, Failure> {
    match worked.trim().to_lowercase().as_str() {
        "yes" => Ok(ActionState::Worked),
        "partly" => Ok(ActionState::Partly),
        "no" => Ok(ActionState::Failed),
        _ => Err(Failure::person(format!("--worked takes yes, partly or no, not '{worked}'"))),
    }
}

fn add_one(args: &AddArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let new = new_action(args, context, &register)?;
    let (id, _) = context.change(&mut register, &actor, "action add", |_, change| {
        let id = change.add_action(&actor, &new)?;
        let details =
            json!({ "action": id, "owner": new.owner, "due": new.due, "sample": args.sample, "theme": new.theme });
        Ok(((id, ()), details))
    })?;
    let action = one(&register, id)?;
    context.answer(&action_json(&action), || {
        format!("Action {id}: {}. {} does it by {}.\n", action.what, action.owner, british(action.due))
    });
    Ok(())
}

fn new_action(args: &AddArgs, context: &mut Context<'_>, register: &Register) -> Result<NewAction, Failure> {
    let sample = args.sample.as_deref().map(|name| context.sample(register, Some(name))).transpose()?;
    let case = match (&sample, &args.case) {
        (Some(sample), Some(typed)) => {
            let cases = register.cases(sample.id)?;
            Some(find_case(&cases, sample, typed)?.case.case)
        }
        _ => None,
    };
    let theme = args.theme.as_deref().map(|typed| theme(context, register, typed)).transpose()?;
    Ok(NewAction {
        what: typed::words("--what", &args.what)?,
        owner: owner(context, register, &args.owner)?,
        due: due::day(&args.due, context)?,
        effect: args.effect.as_deref().map(|text| typed::words("--effect", text)).transpose()?,
        sample: sample.map(|sample| sample.id),
        case,
        theme,
        urgent: false,
    })
}

/// The id of a theme, by its id or its words.
fn theme(context: &Context<'_>, register: &Register, typed: &str) -> Result<String, Failure> {
    let known = themes::known(context, Some(register))?;
    let wanted = typed.trim().to_lowercase();
    if let Some(theme) = known.iter().find(|theme| theme.id == wanted || theme.label.to_lowercase() == wanted) {
        return Ok(theme.id.clone());
    }
    let failure = Failure::person(format!("there is no theme '{typed}'"));
    Err(match nearest(&wanted, known.iter().map(|theme| theme.id.as_str())) {
        Some(near) => failure.hint(format!("Did you mean '{near}'?")),
        None => failure.hint("The themes of a rubric: dipsample rubric show oversight"),
    })
}

/// The owner by the name on the list; somebody who is not on it is taken as typed, and it is said.
fn owner(context: &mut Context<'_>, register: &Register, typed: &str) -> Result<String, Failure> {
    let typed = typed::words("--owner", typed)?;
    let people = register.people()?;
    if let Some(row) = people.iter().find(|row| row.person.answers_to(&typed)) {
        return Ok(row.person.name.clone());
    }
    context.notice(&format!("{typed} is not on the list of people; the action is kept under that name."));
    Ok(typed)
}

fn one(register: &Register, id: i64) -> Result<Action, Failure> {
    let actions = register.actions()?;
    let last = actions.len();
    actions.into_iter().find(|action| action.id == id).ok_or_else(|| {
        Failure::person(format!("there is no action {id}")).hint(match last {
            0 => "No action has been written down yet: dipsample action add".to_owned(),
            _ => "The actions: dipsample action list".to_owned(),
        })
    })
}

/// What somebody says of an action.
struct Says<'a> {
    id: i64,
    state: ActionState,
    evidence: &'a str,
}

fn move_on(says: &Says<'_>, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let evidence = typed::words("--evidence", says.evidence)?;
    let verb = if says.state == ActionState::Done { "action done" } else { "action check" };
    context.change(&mut register, &actor, verb, |_, change| {
        follows(&one(change.register(), says.id)?, says.state)?;
        change.add_action_event(&actor, says.id, says.state, &evidence)?;
        Ok(((), json!({ "action": says.id, "state": says.state })))
    })?;
    let action = one(&register, says.id)?;
    context.answer(&action_json(&action), || after(&action));
    Ok(())
}

/// Refuses a step that does not follow from where an action is.
fn follows(action: &Action, next: ActionState) -> Result<(), Failure> {
    let (id, state) = (action.id, action.state());
    match (state, next) {
        (ActionState::Open, ActionState::Done) => Ok(()),
        (_, ActionState::Done) => {
            Err(Failure::person(format!("action {id} was done before; it stands as: {}", state.label()))
                .hint("What is still to be done is an action of its own: dipsample action add"))
        }
        (ActionState::Open, _) => {
            Err(Failure::person(format!("action {id} is still open: only what was done can be checked"))
                .hint(format!("First: dipsample action done {id} --evidence \"...\"")))
        }
        _ => Ok(()),
    }
}

fn after(action: &Action) -> String {
    let id = action.id;
    match (action.state(), action.check_due()) {
        (ActionState::Done, Some(due)) => format!(
            "Action {id} is done. Check by {} whether it worked: dipsample action check {id} --worked yes|partly|no --evidence \"...\"\n\
             To look at some records made since: dipsample action check {id} --reaudit 10\n",
            british(due)
        ),
        (ActionState::Worked, _) => format!("Action {id} worked. It is closed.\n"),
        (state, _) => format!(
            "Action {id}: {}. What is to be done instead is an action of its own: dipsample action add\n",
            state.label()
        ),
    }
}

/// Draws records made since an action was done, by the condition of the sample that the action came from.
fn reaudit(id: i64, size: u64, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let action = one(&register, id)?;
    let done = action.events.iter().rfind(|event| event.state == ActionState::Done).map(|event| event.on);
    let Some(done) = done else {
        return Err(follows(&action, ActionState::Worked)
            .err()
            .unwrap_or_else(|| Failure::ours("an action without a state")));
    };
    let origin = origin(context, &register, &action)?;
    let name = unused_name(&register, id)?;
    let today = context.desk.today();
    let mut words = vec!["draw".to_owned(), "--kind".into(), origin.kind.id().into()];
    words.extend([
        "--period".into(),
        format!("{done}..{today}"),
        "--size".into(),
        size.to_string(),
        "--name".into(),
        name.clone(),
    ]);
    words.extend(like(context, &register, &origin)?);
    if context.global.json {
        words.push("--json".to_owned());
    }
    front::run(context, words);
    register = context.register()?;
    let Some(drawn) = register.samples()?.into_iter().find(|sample| sample.name == name) else {
        return Err(Failure::person("nothing was drawn: what stands above says why"));
    };
    context.keep(&register);
    let actor = context.actor(Some(&register))?;
    context.change(&mut register, &actor, "action check", |_, change| {
        change.mark_reaudit(drawn.id, id)?;
        Ok(((), json!({ "action": id, "sample": name })))
    })?;
    context.notice(&format!(
        "{name} was drawn to see whether action {id} worked. It stays out of every programme's figures. When it is graded: dipsample \
         action check {id} --worked yes|partly|no --evidence \"...\""
    ));
    Ok(())
}

/// The flags by which a draw takes the condition, the words looked for and the rubric of an earlier one.
fn like(context: &mut Context<'_>, register: &Register, origin: &SampleRow) -> Result<Vec<String>, Failure> {
    let mut flags = Vec::new();
    let mut add = |flag: &str, value: &str| flags.extend([flag.to_owned(), value.to_owned()]);
    origin.condition.iter().for_each(|condition| add("--where", condition));
    origin.words.iter().for_each(|query| add("--words", query));
    let rubric = context.rubric_of(register, origin)?;
    match built_in(rubric.id()) {
        Some(_) => add("--rubric", rubric.id()),
        None => context.notice(&format!(
            "Careful: {} was graded by the rubric '{}' of a file of your own. To grade the re-audit by it as well, draw it yourself: \
             dipsample draw ... --rubric FILE.toml",
            origin.name,
            rubric.id()
        )),
    }
    Ok(flags)
}

/// The sample whose kind and condition a re-audit takes: the one that the action came from, else the newest that stands.
fn origin(context: &Context<'_>, register: &Register, action: &Action) -> Result<SampleRow, Failure> {
    context.sample(register, Some(action.sample.as_deref().unwrap_or("last")))
}

fn unused_name(register: &Register, id: i64) -> Result<String, Failure> {
    let samples = register.samples()?;
    let taken = |name: &String| samples.iter().any(|sample| sample.name.eq_ignore_ascii_case(name));
    let names = std::iter::once(format!("reaudit-{id}")).chain((2..).map(|again: u32| format!("reaudit-{id}-{again}")));
    names.into_iter().find(|name| !taken(name)).ok_or_else(|| Failure::ours("no name is left"))
}

fn action_json(action: &Action) -> Value {
    json!({
        "id": action.id, "what": action.what, "owner": action.owner, "due": action.due, "state": action.state(),
        "check_due": action.check_due(), "sample": action.sample, "case": action.case, "theme": action.theme,
        "effect": action.effect, "urgent": action.urgent, "made_on": action.made_on, "events": action.events,
    })
}

fn list(overdue: bool, context: &mut Context<'_>) -> Result<(), Failure> {
    let today = context.desk.today();
    let mut actions = context.register()?.actions()?;
    actions.retain(|action| !overdue || action.is_overdue(today));
    let json = json!({ "actions": actions.iter().map(|action| {
        let mut json = action_json(action);
        json["overdue"] = json!(action.is_overdue(today));
        json
    }).collect::<Vec<_>>() });
    let width = context.width();
    context.answer(&json, || match (actions.is_empty(), overdue) {
        (true, true) => "No action is overdue.\n".to_owned(),
        (true, false) => {
            "No action has been written down yet: dipsample action add --theme T --what TEXT --owner NAME --due DATE\n"
                .to_owned()
        }
        _ => table(&mut actions, today, width),
    });
    Ok(())
}

/// The actions, overdue ones first, then by the day of the next step; closed ones last.
fn table(actions: &mut [Action], today: NaiveDate, width: usize) -> String {
    actions
        .sort_by_key(|action| (!action.is_overdue(today), action.next_due().is_none(), action.next_due(), action.id));
    let rows: Vec<Vec<String>> = actions
        .iter()
        .map(|action| {
            let next = action.next_due().map(british).unwrap_or_default();
            let late = if action.is_overdue(today) { " OVERDUE" } else { "" };
            let about = match (&action.sample, action.case, &action.theme) {
                (Some(sample), Some(case), _) => format!("case {case} of {sample}"),
                (Some(sample), None, None) => sample.clone(),
                (_, _, Some(theme)) => theme.clone(),
                _ => String::new(),
            };
            let state = action.state().label().to_owned();
            vec![
                action.id.to_string(),
                action.what.clone(),
                about,
                action.owner.clone(),
                format!("{next}{late}"),
                state,
            ]
        })
        .collect();
    terminal::table(&["", "What", "Because of", "Owner", "Due", "State"], &rows, width)
}
