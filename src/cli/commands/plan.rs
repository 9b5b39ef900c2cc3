//! `plan list|show|check|close`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::plans;
use crate::intake::built_in_plans;
use crate::model::Plan;
use crate::model::english::counted;
use crate::reporting::terminal;

/// `plan`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dipsample plan show late-reviews\n  dipsample draw late-reviews --period 2026/27-Q2\n  \
    dipsample plan show late-reviews --text > mine.toml     to change the copy, and its id, and draw it: dipsample draw mine.toml\n\n\
    A plan says before anything is drawn what is drawn, how, and which question the sample is to answer. A programme is a plan \
    that is drawn every period, each period once. Over records each of its draws takes a new seed, so that nobody can know \
    beforehand which notes will be read. Over children it has one seed for a whole cycle, so that no child comes twice in it; \
    readers see only that seed's SHA-256 until the cycle is over."
)]
pub(crate) struct PlanArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the plans that come with the program
    List,
    /// Print a plan: its question, what it draws, and how
    Show {
        /// A plan's id, or a file that ends in .toml
        #[arg(value_name = "PLAN")]
        plan: String,
        /// Print the file itself, to be copied and changed
        #[arg(long)]
        text: bool,
    },
    /// Check a plan file and say what is wrong with it
    Check {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// End a programme's cycle over children: its seed is disclosed, and the next draw begins another
    Close {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: String,
    },
}

pub(crate) fn run(args: &PlanArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.action {
        Action::List => list(context),
        Action::Show { plan, text } => {
            let plan = plans::find(context, plan)?;
            let mut json = as_json(&plan);
            if *text {
                json["text"] = json!(plan.source);
            }
            context.answer(&json, || if *text { plan.source.clone() } else { in_words(&plan) });
            Ok(())
        }
        Action::Close { plan } => close(plan, context),
        Action::Check { file } => {
            let plan = plans::from_file(context, file)?;
            context.answer(&json!({ "plan": plan.id, "sha256": plan.digest, "faults": [] }), || {
                format!("{} is a whole plan: '{}', {}.\n", file.display(), plan.id, plan.title)
            });
            Ok(())
        }
    }
}

fn list(context: &mut Context<'_>) -> Result<(), Failure> {
    let plans: Vec<Plan> = built_in_plans::ids().filter_map(built_in_plans::built_in).collect();
    let json = json!({ "plans": plans.iter().map(as_json).collect::<Vec<_>>() });
    let width = context.width();
    context.answer(&json, || {
        let rows: Vec<Vec<String>> = plans
            .iter()
            .map(|plan| {
                let what = match (plan.programme, &plan.sequential) {
                    (true, _) => "programme",
                    (_, Some(_)) => "sequential",
                    _ => "theme",
                };
                vec![plan.id.clone(), what.to_owned(), plan.kind.plural().to_owned(), plan.title.clone()]
            })
            .collect();
        terminal::table(&["Plan", "Is a", "Of", "Title"], &rows, width)
            + "\nTo read one: dipsample plan show late-reviews      To draw it: dipsample draw late-reviews\n"
    });
    Ok(())
}

/// A plan with its id under the name by which commands know it.
pub(crate) fn as_json(plan: &Plan) -> Value {
    let mut json = json!(plan);
    json["plan"] = json!(plan.id);
    json["cycle"] = json!(plan.cycle());
    json
}

fn in_words(plan: &Plan) -> String {
    let mut text = format!("{}  ('{}')\n{}\n", plan.title, plan.id, plan.question);
    if !plan.about.is_empty() {
        text += &format!("{}\n", plan.about);
    }
    let mut line = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            text += &format!("{what:<16}{value}\n");
        }
    };
    let all = if plan.all_if_fewer { ", or all where there are fewer" } else { "" };
    line("\nDraws", Some(format!(" {}{all}, of a {}", plan.kind.counted(plan.size), plan.period.id())));
    line("Only where", plan.condition.clone());
    line("Only with words", plan.words.clone());
    line("Design", plan.design.map(|design| design.id().to_owned()));
    line("Strata by", (!plan.by.is_empty()).then(|| plan.by.join(", ")));
    line("Allocation", plan.allocation.clone());
    line("At least", plan.at_least.map(|least| format!("{least} from each stratum")));
    line("Merged below", plan.merge_below.map(|below| below.to_string()));
    line("Size field", plan.size_field.clone());
    line("One per child", plan.one_per_child.then(|| "yes".to_owned()));
    line(
        "Leaves out",
        plan.not_audited_for.map(|months| format!("children of a sample of the {} before", counted(months, "month"))),
    );
    line("Second step", plan.second_step.map(|cases| format!("{cases} more, decided beforehand")));
    line(
        "Sequential",
        plan.sequential.as_ref().map(|one| {
            format!(
                "grading may stop once fewer than {} are sure to have the lowest grade, at a risk of {}",
                one.rate, one.risk
            )
        }),
    );
    line("Rubric", plan.rubric.clone());
    line("Graded twice", plan.double.clone());
    line("Due", plan.due_days.map(|days| format!("{} after the draw", counted(days, "day"))));
    line("Programme", plan.programme.then(|| format!("drawn once every {}", plan.period.id())));
    line("Cycle", plan.cycle().map(|cycle| format!("no child again within {}", counted(cycle, "period"))));
    text + &format!("\nTo draw it: dipsample draw {} --period {}\n", plan.id, plan.period.example())
}

/// Ends the open cycle of a programme over children.
fn close(name: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    context.lock(&mut register)?;
    // The register knows a programme that it has drawn by its id, though its file be gone.
    let drawn = !register.cycles(name.trim())?.is_empty();
    let programme = if drawn { name.trim().to_owned() } else { plans::find(context, name)?.id };
    let actor = context.actor(Some(&register))?;
    let now = actor.at.clone();
    context.change(&mut register, &actor, "plan close", |_, change| match change.close_cycle(&programme, &now)? {
        true => Ok(((), json!({ "programme": programme }))),
        false => Err(Failure::person(format!("the programme {programme} has no open cycle; nothing was changed"))),
    })?;
    context.answer(&json!({ "programme": programme, "closed": true }), || {
        format!(
            "The cycle of {programme} is over: its seed is disclosed in the manifests of its samples, and the next draw begins another.\n"
        )
    });
    Ok(())
}
