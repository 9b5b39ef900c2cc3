//! `sample assign`: cases to auditors.

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::due;
use crate::cli::failure::Failure;
use crate::cli::marking::must_be_open;
use crate::cli::request::double_count;
use crate::cli::roster::{Roster, begun};
use crate::cli::sequential;
use crate::model::Seed;

/// `sample assign`
pub(super) fn assign(
    name: &str,
    auditors: &[String],
    (double, due): (Option<&str>, Option<&str>),
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let mut register = context.register()?;
    let due = due.map(|typed| due::day(typed, context)).transpose()?;
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(name))?;
    let me = context.known_person(&register).ok();
    if let Some(me) = me.filter(|me| !crate::cli::sight::leads(me))
        && crate::cli::sight::is_blind(&register, &sample, Some(&me))?
    {
        return Err(Failure::person(format!(
            "{} grades, and how the cases are shared out would tell which are graded twice",
            me.person.name
        ))
        .hint("A principal or manager gives them out"));
    }
    must_be_open(&sample)?;
    let mut rows = register.cases(sample.id)?;
    let drawn = rows.iter().filter(|row| !row.by_hand() && row.story.replaced.is_none()).count() as u64;
    if double.is_some() {
        sequential::must_not_be(&sample, "none is graded twice")?;
    }
    let double = double.map(|share| double_count(share, drawn)).transpose()?;
    let roster = Roster::new(&register.people()?, auditors, double)?;
    roster.choose_twice(&Seed::new(&sample.seed)?, &register.strata(sample.id)?, &mut rows)?;
    let begun = begun(&register.gradings(sample.id)?);
    if let Some(questions) = roster.questions(sample.kind, &rows) {
        context.notice(&questions);
    }
    if let Some(uneven) = roster.give(sample.kind, &mut rows, &begun)? {
        return Err(Failure::person(format!("{uneven}; nothing was given out"))
            .hint("Name other auditors, or leave out who may grade too few"));
    }
    context.change(&mut register, &actor, "sample assign", |_, change| {
        for row in &rows {
            change.assign_case(sample.id, row)?;
        }
        change.set_given_out(sample.id)?;
        due.map(|due| change.set_due(sample.id, due)).transpose()?;
        Ok(((), json!({ "sample": sample.name, "auditors": auditors, "double": double, "due": due })))
    })?;
    if let Some(line) = roster.own_line(sample.kind, &rows) {
        context.notice(&line);
    }
    let loads = roster.loads(&rows);
    let json = json!({
        "sample": sample.name, "due": due.or(sample.due),
        "auditors": loads.iter().map(|(name, gradings)| json!({ "auditor": name, "gradings": gradings })).collect::<Vec<_>>(),
    });
    context.answer(&json, || {
        let mut text = format!("The cases of {} are given out:\n", sample.name);
        for (name, gradings) in &loads {
            text += &format!("  {name}: {gradings}\n");
        }
        text + "Whoever had begun a case keeps it. Which cases are graded twice is told to nobody.\n"
    });
    Ok(())
}
