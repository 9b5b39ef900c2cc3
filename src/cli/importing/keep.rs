//! `import --keep COLUMN`: imports columns that identify someone, because the person asked for it.

use super::plan::Plan;
use crate::cli::ask::{Asker, Reply};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, nearest};
use crate::intake::same_heading;
use crate::model::english::and_list;

/// Checks that each column asked for would be left out otherwise, and asks the person at the terminal to confirm. Without a
/// terminal the flag is consent.
pub(in crate::cli) fn agree(context: &mut Context<'_>, plan: &Plan, asked: &[String]) -> Result<(), Failure> {
    if let Some(column) = asked.iter().find(|column| !plan.kept().any(|kept| same_heading(kept, column))) {
        return Err(nothing_to_keep(column, plan));
    }
    if asked.is_empty() || !context.can_ask() {
        return Ok(());
    }
    context.desk.tell(&format!(
        "{} would be kept in the register. These columns name or identify people, and everyone who works with the register could then see them.\n",
        quoted(asked)
    ));
    match Asker::new(context.desk).key("Keep them? [y/n] ", &['y', 'n']) {
        Reply::Text(key) if key == "y" => Ok(()),
        _ => Err(Failure::person("nothing was imported").hint("To leave the columns out, import again without --keep")),
    }
}

fn nothing_to_keep(column: &str, plan: &Plan) -> Failure {
    let left_out: Vec<&str> = plan.identifying().collect();
    let failure = Failure::person(format!(
        "--keep: no column \"{column}\" is left out of these files, so there is nothing to keep"
    ));
    let failure = match nearest(column, left_out.iter().copied()) {
        Some(near) => failure.hint(format!("Did you mean --keep \"{near}\"?")),
        None => failure,
    };
    match left_out.is_empty() {
        true => failure.hint("None of their columns is left out for identifying people"),
        false => failure.hint(format!("Left out because they name or identify people: {}", left_out.join(", "))),
    }
}

fn quoted(columns: &[String]) -> String {
    and_list(columns.iter().map(|column| format!("\"{column}\"")))
}
