//! What the council is called, as the register keeps it for the head of what is made for readers.

use serde_json::json;

use super::context::Context;
use super::failure::Failure;
use super::typed::label;
use crate::store::{Actor, Register};

/// The name under which the register keeps it.
const SETTING: &str = "council";
/// The most letters that have room on the head of Summary.
const MOST: usize = 100;

/// The council's name, where one is known.
pub(super) fn of(register: &Register) -> Result<Option<String>, Failure> {
    Ok(register.setting(SETTING)?)
}

/// The name on one line, or what is wrong with it.
pub(super) fn named(typed: &str) -> Result<String, Failure> {
    let name = label("the council's name", typed)?;
    match name.chars().count() {
        0 => Err(Failure::person("the council's name is empty").hint("For example: \"Example County Council\"")),
        1..=MOST => Ok(name),
        letters => {
            Err(Failure::person(format!("the council's name has {letters} letters, and there is room for {MOST}")))
        }
    }
}

/// Keeps it in place of what was kept before.
pub(super) fn keep(
    context: &mut Context<'_>,
    register: &mut Register,
    actor: &Actor,
    name: &str,
) -> Result<(), Failure> {
    context.change(register, actor, "register council", |_, change| {
        change.set_setting(SETTING, name)?;
        Ok(((), json!({ "council": name })))
    })
}
