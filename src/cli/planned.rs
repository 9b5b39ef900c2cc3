//! A draw by a plan: what the plan says put together with what was typed, and nothing overridden in silence.

use super::commands::draw::DrawArgs;
use super::context::Context;
use super::failure::Failure;
use crate::model::{Cohort, Plan};
use crate::statistics::Portion;

/// A draw as it is to be made.
pub(super) struct Asked {
    /// The flags, those of the plan among them.
    pub args: DrawArgs,
    /// The plan, where it is drawn by one.
    pub plan: Option<Plan>,
    /// Whether all records of the frame are drawn where there are fewer than the size.
    pub all_if_fewer: bool,
    /// Whether the share graded twice is the plan's, and was not typed.
    pub double_is_planned: bool,
}

/// Puts the plan that was named, if one was, together with the flags.
pub(super) fn asked(args: &DrawArgs, context: &mut Context<'_>) -> Result<Asked, Failure> {
    let Some(name) = &args.plan else {
        return Ok(Asked { args: args.clone(), plan: None, all_if_fewer: false, double_is_planned: false });
    };
    let plan = super::plans::find(context, name)?;
    refuse_conflicts(args, &plan, name)?;
    let mut merged = args.clone();
    let mut all_if_fewer = plan.all_if_fewer;
    match args.size {
        Some(size) if size != plan.size => {
            context.notice(&format!("The plan asks for {}; {size} are drawn, as you typed.", plan.size));
            all_if_fewer = false;
        }
        _ => merged.size = Some(plan.size),
    }
    merged.kind = Some(plan.kind.id().to_owned());
    merged.period = Some(period(args, &plan, context)?);
    merged.condition = plan.condition.clone();
    merged.words = plan.words.clone();
    merged.design.design = plan.design.map(|design| design.id().to_owned());
    merged.design.by = plan.by.clone();
    merged.design.allocation = plan.allocation.clone();
    merged.design.at_least = plan.at_least;
    merged.design.merge_below = plan.merge_below;
    merged.design.size_field = plan.size_field.clone();
    merged.design.one_per_child = plan.one_per_child;
    merged.design.sequential = plan.sequential.as_ref().map(|typed| typed.rate.clone());
    merged.design.risk = plan.sequential.as_ref().map(|typed| typed.risk.clone());
    merged.cohort = plan.cohort.map(|cohort| cohort_id(cohort).to_owned());
    merged.not_audited_for = plan.not_audited_for;
    merged.second_step = plan.second_step;
    merged.rubric = args.rubric.clone().or_else(|| plan.rubric.clone());
    merged.double = args.double.clone().or_else(|| plan.double.clone());
    match (&args.due, plan.due_days) {
        (None, Some(days)) => {
            merged.due = Some((context.desk.today() + chrono::Days::new(u64::from(days))).to_string());
        }
        (Some(typed), Some(days)) => {
            context.notice(&format!("The plan gives {days} days for grading; due is {typed}, as you typed."));
        }
        _ => {}
    }
    Ok(Asked { args: merged, plan: Some(plan), all_if_fewer, double_is_planned: args.double.is_none() })
}

fn cohort_id(cohort: Cohort) -> &'static str {
    match cohort {
        Cohort::End => "end",
        Cohort::Any => "any",
    }
}

/// The period as typed, or the last of the plan's length that has ended. A programme is of its own periods only.
fn period(args: &DrawArgs, plan: &Plan, context: &mut Context<'_>) -> Result<String, Failure> {
    let Some(typed) = &args.period else {
        return Ok(plan.period.last_before(context.desk.today()).text().to_owned());
    };
    let period = crate::calendar::Period::parse(typed)?;
    if plan.programme && plan.period.place(&period).is_none() {
        return Err(Failure::person(format!(
            "the programme {} is drawn for one {} at a time, and {} is none; nothing was drawn",
            plan.id,
            plan.period.id(),
            period.label()
        ))
        .hint(format!("Give one, as --period {}", plan.period.example())));
    }
    Ok(typed.clone())
}

/// Refuses flags that say otherwise than the plan, or that change its frame or design.
fn refuse_conflicts(args: &DrawArgs, plan: &Plan, name: &str) -> Result<(), Failure> {
    let differs = |typed: &Option<String>, said: Option<&str>| {
        typed.as_ref().is_some_and(|typed| said.is_none_or(|said| !typed.trim().eq_ignore_ascii_case(said)))
    };
    let design = &args.design;
    let other_share = |typed: &Option<String>, said: Option<&String>| {
        typed.as_ref().is_some_and(|typed| said.is_none_or(|said| Portion::parse(typed) != Portion::parse(said)))
    };
    let sequential = plan.sequential.as_ref();
    let by: Vec<String> = design.by.iter().map(|field| field.trim().to_lowercase()).collect();
    let fixed = [
        ("--kind", args.kind.as_ref().is_some_and(|typed| crate::model::Kind::parse(typed) != Some(plan.kind))),
        ("--where", args.condition.as_ref().is_some_and(|typed| Some(typed.trim()) != plan.condition.as_deref())),
        ("--words", args.words.as_ref().is_some_and(|typed| Some(typed.trim()) != plan.words.as_deref())),
        ("--design", differs(&design.design, plan.design.map(crate::model::DesignKind::id))),
        ("--by", !design.by.is_empty() && by != plan.by.iter().map(|field| field.to_lowercase()).collect::<Vec<_>>()),
        ("--allocation", differs(&design.allocation, plan.allocation.as_deref())),
        ("--at-least", design.at_least.is_some() && design.at_least != plan.at_least),
        ("--merge-below", design.merge_below.is_some() && design.merge_below != plan.merge_below),
        ("--size-field", differs(&design.size_field, plan.size_field.as_deref())),
        ("--one-per-child", design.one_per_child && !plan.one_per_child),
        ("--sequential", other_share(&design.sequential, sequential.map(|one| &one.rate))),
        ("--risk", other_share(&design.risk, sequential.map(|one| &one.risk))),
        ("--cohort", differs(&args.cohort, plan.cohort.map(cohort_id))),
        ("--not-audited-for", args.not_audited_for.is_some() && args.not_audited_for != plan.not_audited_for),
        ("--second-step", args.second_step.is_some() && args.second_step != plan.second_step),
        ("--rubric", plan.rubric.is_some() && differs(&args.rubric, plan.rubric.as_deref())),
        ("--double", plan.double.is_some() && differs(&args.double, plan.double.as_deref())),
        ("--size", plan.programme && args.size.is_some_and(|size| size != plan.size)),
        ("--seed", plan.cycle().is_some() && args.seed.is_some()),
    ];
    let Some((flag, _)) = fixed.into_iter().find(|(_, conflict)| *conflict) else { return Ok(()) };
    let failure = Failure::person(match flag {
        "--size" => format!(
            "{} is a programme of {} cases each period, so that its periods can be compared; --size cannot change that",
            plan.id, plan.size
        ),
        "--seed" => format!("{} has one seed for a whole cycle, taken by the program; --seed cannot be given", plan.id),
        _ => format!("{flag} says otherwise than the plan {}; nothing was drawn", plan.id),
    });
    let copy = format!(
        "For another plan, copy this one, change it and its id, and draw that: dipsample plan show {name} --text"
    );
    Err(failure
        .hint(format!("Leave {flag} out: what the plan draws is shown by dipsample plan show {name}"))
        .hint(copy))
}
