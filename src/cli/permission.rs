//! What only a principal or manager may do, once the list of people has one.

use super::context::Context;
use super::failure::Failure;
use super::shell::add_person;
use super::sight::leads;
use crate::model::english::or_list;
use crate::store::{PersonRow, Register};

/// The acting person's place on the list of people.
pub(super) enum Standing {
    /// The list has no principal or manager, so anyone who works with the register may do everything.
    Unled,
    /// A principal or manager.
    Leads,
    /// On the list, but neither a principal nor a manager.
    Listed(Box<PersonRow>),
    /// Not on the list.
    Stranger,
}

/// Finds out who is acting.
pub(super) fn standing(context: &Context<'_>, register: &Register) -> Result<Standing, Failure> {
    if !register.people()?.iter().any(leads) {
        return Ok(Standing::Unled);
    }
    Ok(match context.known_person(register) {
        Ok(me) if leads(&me) => Standing::Leads,
        Ok(me) => Standing::Listed(Box::new(me)),
        Err(_) => Standing::Stranger,
    })
}

/// Refuses anyone but a principal or manager. `doing` completes "only a principal or manager can": `close a sample`.
pub(super) fn must_lead(context: &mut Context<'_>, doing: &str) -> Result<(), Failure> {
    let register = context.register()?;
    match standing(context, &register)? {
        Standing::Unled | Standing::Leads => Ok(()),
        Standing::Listed(me) => Err(Failure::person(format!("only a principal or manager can {doing}"))
            .hint(format!("{} is on the list as {}", me.person.name, role(&me)))
            .hint(who_leads(&register)?)),
        Standing::Stranger => Err(stranger(&format!("only a principal or manager can {doing}"))),
    }
}

/// The refusal for someone who is not on the list.
pub(super) fn stranger(what: &str) -> Failure {
    Failure::person(format!("{what}, and you are not on the list of people"))
        .hint("If you are on it under another name, say who you are: --person \"Your Name\"")
        .hint(format!("To be added: {}", add_person("Your Name", " --role auditor --login YOUR-LOGIN")))
}

fn role(person: &PersonRow) -> &'static str {
    person.person.role.map_or("someone without a role", |role| role.id())
}

fn who_leads(register: &Register) -> Result<String, Failure> {
    let names: Vec<String> = register.people()?.into_iter().filter(leads).map(|row| row.person.name).take(3).collect();
    Ok(format!("Ask {}", or_list(names)))
}
