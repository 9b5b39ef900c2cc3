//! Plans as a person names them: by the id of one that comes with the program, or by a file.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::failure::{Failure, nearest};
use super::{rubrics, typed};
use crate::intake::{built_in_plans, plan_file};
use crate::model::Plan;
use crate::search::Query;
use crate::store::{Condition, FieldRef, Register, SampleRow};

/// Finds a plan by its id or its file.
pub(super) fn find(context: &Context<'_>, name: &str) -> Result<Plan, Failure> {
    let id = name.trim().to_lowercase();
    if let Some(plan) = built_in_plans::built_in(&id) {
        return Ok(plan);
    }
    let path = PathBuf::from(name);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return from_file(context, &path);
    }
    let failure = Failure::person(format!("there is no plan '{name}'"));
    let failure = match nearest(&id, built_in_plans::ids()) {
        Some(near) => failure.hint(format!("Did you mean '{near}'?")),
        None => failure,
    };
    Err(failure.hint("The plans are: dipsample plan list; or give a file that ends in .toml"))
}

/// Reads a plan from a file, and checks everything in it that can be checked without a register.
pub(super) fn from_file(context: &Context<'_>, file: &Path) -> Result<Plan, Failure> {
    let text = super::files::read_text(context, file)?;
    let plan = plan_file::parse(&text).map_err(|fault| Failure::person(format!("{}: {fault}", file.display())))?;
    check(context, &plan).map_err(|(key, failure)| {
        let problem = format!("{key}: {}", failure.message.trim_start_matches("--where: "));
        let fault = Failure::person(format!("{}: {}", file.display(), plan_file::at_key(&text, key, &problem)));
        failure.hints.into_iter().fold(fault, Failure::hint)
    })?;
    if built_in_plans::ids().any(|id| id == plan.id) && built_in_plans::built_in(&plan.id).as_ref() != Some(&plan) {
        let problem = format!("id: '{}' is a plan that comes with the program; give yours an id of its own", plan.id);
        return Err(Failure::person(format!("{}: {}", file.display(), plan_file::at_key(&text, "id", &problem))));
    }
    Ok(plan)
}

/// Checks condition, words, fields, rubric and share; gives the key that is wrong and why.
fn check(context: &Context<'_>, plan: &Plan) -> Result<(), (&'static str, Failure)> {
    if let Some(condition) = &plan.condition {
        Condition::parse(condition, plan.kind).map_err(|error| ("where", error.into()))?;
    }
    if let Some(words) = &plan.words {
        Query::parse(words).map_err(|error| ("words", error.into()))?;
        if plan.kind.position("text").is_none() {
            let why = format!("{} have no text in which words could be looked for", plan.kind.plural());
            return Err(("words", Failure::person(why)));
        }
    }
    for field in &plan.by {
        FieldRef::parse(field, plan.kind).map_err(|error| ("by", error.into()))?;
    }
    if let Some(field) = &plan.size_field {
        FieldRef::parse(field, plan.kind).map_err(|error| ("size_field", error.into()))?;
    }
    if let Some(rubric) = &plan.rubric {
        rubrics::find(context, rubric).map_err(|failure| ("rubric", failure))?;
    }
    if let Some(share) = &plan.double {
        typed::share("double", share).map_err(|failure| ("double", failure))?;
    }
    Ok(())
}

/// The plan by which a sample was drawn, as it was then.
pub(super) fn of_sample(register: &Register, sample: &SampleRow) -> Result<Option<Plan>, Failure> {
    let Some(digest) = &sample.origin.plan else { return Ok(None) };
    Ok(Some(plan_file::parse(&register.plan_source(digest)?)?))
}
