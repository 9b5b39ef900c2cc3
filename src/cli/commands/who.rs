//! `who`: the record or person behind a pseudonym.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::masks::Masks;
use crate::model::{Case, Kind};
use crate::store::{CaseRow, Register, SampleRow};

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
    let found = find(&register, &masks, &wanted)?;
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

/// What a pseudonym stands for: what it is, its name, and where it was found.
type Found = (&'static str, String, String);

fn find(register: &Register, masks: &Masks, wanted: &str) -> Result<Option<Found>, Failure> {
    for row in register.people()? {
        // A workbook of before somebody was listed has the pseudonym of the spelling in the extract.
        let spellings = std::iter::once(&row.person.name).chain(&row.person.also).chain(&row.person.login);
        if spellings.into_iter().any(|spelling| masks.spelling(spelling) == wanted) {
            return Ok(Some(("person", row.person.name, "the list of people".to_owned())));
        }
    }
    if let Some(sample) = register.samples()?.into_iter().find(|sample| masks.sample(&sample.name) == wanted) {
        return Ok(Some(("sample", sample.name, format!("drawn for {}", sample.period.label()))));
    }
    for sample in register.samples()? {
        for row in register.cases(sample.id)? {
            if let Some((what, name)) = in_case(&row, &sample, masks, wanted) {
                return Ok(Some((what, name, format!("case {} of {}", row.case.case, sample.name))));
            }
        }
        let strata = register.strata(sample.id)?.into_iter().map(|stratum| stratum.stratum);
        let drawn_by = [sample.drawn_by.clone()];
        let mut named = sample.names.keys().chain(sample.names.values()).cloned().chain(strata).chain(drawn_by);
        if let Some(name) = named.find(|name| masks.is_staff(name, wanted)) {
            return Ok(Some(("person", name, format!("the frame of {}", sample.name))));
        }
    }
    Ok(None)
}

fn in_case(row: &CaseRow, sample: &SampleRow, masks: &Masks, wanted: &str) -> Option<(&'static str, String)> {
    let Case { record, child, .. } = &row.case;
    if masks.record(record) == wanted {
        return Some(("record", record.clone()));
    }
    if let Some(child) = child.as_ref().filter(|child| masks.child(child) == wanted) {
        return Some(("child", child.clone()));
    }
    let of_record = |field: &str| row.record.text_of(sample.kind, field);
    let of_child = |field: &str| row.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
    let staff = ["iro", "worker"].into_iter().flat_map(|field| [of_record(field), of_child(field)]);
    staff.flatten().find(|name| masks.is_staff(name, wanted)).map(|name| ("person", name))
}
