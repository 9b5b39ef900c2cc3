//! `who`: the record or person behind a pseudonym.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::masks::Masks;

/// `who`
#[derive(Debug, Args)]
pub(crate) struct WhoArgs {
    /// The pseudonym, as a workbook shows it: R-7K3M9QX
    #[arg(value_name = "PSEUDONYM")]
    pseudonym: String,
}

pub(crate) fn run(args: &WhoArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let masks = Masks::new(&register)?;
    let wanted = args.pseudonym.trim().to_uppercase();
    let mut found = None;
    for sample in register.samples()? {
        for row in register.cases(sample.id)? {
            let case = format!("case {} of {}", row.case.case, sample.name);
            let iro = row.record.text_of(sample.kind, "iro");
            let known = [
                (masks.record(&row.case.record) == wanted, "record", Some(row.case.record.clone())),
                (
                    row.case.child.as_deref().is_some_and(|child| masks.child(child) == wanted),
                    "child",
                    row.case.child.clone(),
                ),
                (iro.as_deref().is_some_and(|iro| masks.staff(iro) == wanted), "person", iro.clone()),
            ];
            for (fits, what, name) in known {
                if let Some(name) = name.filter(|_| fits && found.is_none()) {
                    found = Some((what, name, case.clone()));
                }
            }
        }
    }
    for row in register.people()? {
        if masks.staff(&row.person.name) == wanted && found.is_none() {
            found = Some(("person", row.person.name.clone(), "the list of people".to_owned()));
        }
    }
    let Some((what, name, place)) = found else {
        return Err(Failure::person(format!(
            "no record, child or person in this register's samples has the pseudonym {wanted}"
        ))
        .hint("Pseudonyms belong to one register; look whether the workbook came from this one"));
    };
    context.change(&mut register, &actor, "who", |_, _| Ok(((), json!({ "pseudonym": wanted }))))?;
    context.answer(&json!({ "pseudonym": wanted, "what": what, "is": name, "where": place }), || {
        format!("{wanted} is the {what} {name} ({place}).\n")
    });
    Ok(())
}
