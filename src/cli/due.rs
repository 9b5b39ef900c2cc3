//! Days by which something is due. One that has passed already is most often a slip, such as last year's, so it is asked about.

use chrono::NaiveDate;

use super::ask::{Asker, Reply};
use super::context::Context;
use super::failure::Failure;
use super::typed;
use crate::calendar::british;

/// Reads what follows `--due`. Says so where the day has passed, and asks where somebody can be asked.
pub(super) fn day(text: &str, context: &mut Context<'_>) -> Result<NaiveDate, Failure> {
    let (day, today) = (typed::day("--due", text)?, context.desk.today());
    if day >= today {
        return Ok(day);
    }
    let passed = format!("{} has passed already (today is {})", british(day), british(today));
    if !context.can_ask() {
        context.notice(&format!("Careful: {passed}, so it counts as overdue."));
        return Ok(day);
    }
    context.tell(&format!("{passed}, so it would count as overdue at once.\n"));
    match Asker::new(context.desk).key("Use this day anyway?  y yes   n no > ", &['y', 'n']) {
        Reply::Text(key) if key == "y" => Ok(day),
        _ => Err(Failure::person(format!("--due: {passed}")).hint("Enter the command again with a later day")),
    }
}
