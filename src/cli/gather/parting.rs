//! What the grades are broken down by: fields of the record and of its child, who graded, an answer, themes.

use std::collections::BTreeMap;

use crate::analysis::{ByField, Parting};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::sight;
use crate::model::{Kind, Rubric};
use crate::store::{FieldRef, Register};

/// The fields of the record and its child, and what else was asked for. Who graded is told to those who lead.
pub(super) fn fields(
    context: &Context<'_>,
    register: &Register,
    (kind, rubric): (Kind, &Rubric),
    by: &[String],
) -> Result<(Vec<FieldRef>, Vec<ByField>), Failure> {
    let (mut names, mut apart) = (Vec::new(), Vec::new());
    for typed in by {
        match (typed.trim(), criterion(rubric, typed.trim())) {
            ("auditor", _) => {
                must_lead(context, register)?;
                apart.push(asked("auditor", "Auditor", Parting::Auditor));
            }
            ("theme", _) => apart.push(asked("theme", "Theme", Parting::Theme)),
            (name, Some((id, title))) if name.starts_with(OF_CRITERION) || !is_field(name, kind) => {
                apart.push(asked(&format!("{OF_CRITERION}{id}"), title, Parting::Answer(id.to_owned())));
            }
            (name, _) => names.push(FieldRef::parse(name, kind).map_err(|error| not_by(error.into(), rubric))?),
        }
    }
    Ok((names, apart))
}

/// How a criterion is named among fields.
const OF_CRITERION: &str = "criterion.";

fn asked(field: &str, label: &str, parting: Parting) -> ByField {
    ByField { parting, field: field.to_owned(), label: label.to_owned(), frame: BTreeMap::new() }
}

fn is_field(name: &str, kind: Kind) -> bool {
    FieldRef::parse(name, kind).is_ok()
}

/// The id and title of a criterion, by `drift` or `criterion.drift`.
fn criterion<'r>(rubric: &'r Rubric, typed: &str) -> Option<(&'r str, &'r str)> {
    let id = typed.strip_prefix(OF_CRITERION).unwrap_or(typed);
    let criterion = rubric.criteria().iter().find(|criterion| criterion.id == id)?;
    Some((&criterion.id, &criterion.title))
}

fn not_by(mut failure: Failure, rubric: &Rubric) -> Failure {
    failure.message = failure.message.replacen("--where", "--by", 1);
    let criteria: Vec<&str> = rubric.criteria().iter().map(|criterion| criterion.id.as_str()).collect();
    failure.hint(format!("--by also takes auditor, theme, and a criterion: {}", criteria.join(", ")))
}

fn must_lead(context: &Context<'_>, register: &Register) -> Result<(), Failure> {
    let me = context.known_person(register)?;
    match sight::leads(&me) {
        true => Ok(()),
        false => Err(Failure::person(format!(
            "grades by auditor are not shown to {}: who graded what is for a principal or a manager",
            me.person.name
        ))
        .hint("A principal can ask: dipsample findings --by auditor")),
    }
}
