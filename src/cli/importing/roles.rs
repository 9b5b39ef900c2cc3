//! Which roles of a data set's involvements mean the IRO, and which the allocated worker: said by a flag, in a mapping file or
//! in answer to a question, and kept in the register for later imports.

use crate::cli::ask::{Asker, Reply};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::intake::{Options, Roles};
use crate::store::{Change, Register, StoreError};

/// The name of the setting.
const SETTING: &str = "roles";

/// The roles with what an import says of them: each as the flag says, else the mapping file, else as it was kept; none where
/// nobody has ever said which mean the IRO.
pub(in crate::cli) fn known(
    register: &Register,
    options: &Options,
    iro: &[String],
    worker: &[String],
) -> Result<Option<Roles>, Failure> {
    let kept = kept(register)?.unwrap_or_default();
    let mapped = options.columns.as_ref().map(|mapping| mapping.roles().clone()).unwrap_or_default();
    let first = |ways: [&[String]; 3]| ways.into_iter().find(|way| !way.is_empty()).unwrap_or_default().to_vec();
    let roles =
        Roles { iro: first([iro, &mapped.iro, &kept.iro]), worker: first([worker, &mapped.worker, &kept.worker]) };
    Ok((!roles.iro.is_empty()).then_some(roles))
}

fn kept(register: &Register) -> Result<Option<Roles>, Failure> {
    let Some(text) = register.setting(SETTING)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| Failure::ours(format!("the roles that were kept: {error}")))
}

/// Keeps what was said.
pub(in crate::cli) fn keep(change: &Change<'_>, roles: Option<&Roles>) -> Result<(), StoreError> {
    match roles.map(|roles| serde_json::json!(roles).to_string()) {
        Some(text) if change.register().setting(SETTING)?.as_ref() != Some(&text) => change.set_setting(SETTING, &text),
        _ => Ok(()),
    }
}

/// Asks which roles mean what; none where the person stops.
pub(in crate::cli) fn ask(context: &mut Context<'_>, codes: &[(String, u64)]) -> Option<Roles> {
    let mut asker = Asker::new(context.desk);
    asker.show("\nThe involvements of this extract have these roles, each with how many involvements have it:\n");
    for (number, (code, count)) in (1..).zip(codes) {
        asker.show(&format!("  {number:>3}  {code}  ({count})\n"));
    }
    asker.show("Every council has its own codes, so the program cannot know. It asks once, and keeps the answer.\n");
    asker.show("\nWhich mean the Independent Reviewing Officer? Numbers, as 1 or 1,3\n");
    let iro = choose(&mut asker, codes, Needed::Yes)?;
    asker.show("\nWhich mean the allocated social worker? Numbers, or Enter for none\n");
    let worker = choose(&mut asker, codes, Needed::No)?;
    Some(Roles { iro, worker })
}

/// Whether at least one must be chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    Yes,
    No,
}

fn choose(asker: &mut Asker<'_>, codes: &[(String, u64)], needed: Needed) -> Option<Vec<String>> {
    loop {
        let Reply::Text(typed) = asker.line("Roles (q stops) > ") else { return None };
        match chosen(codes, &typed) {
            Ok(chosen) if needed == Needed::No || !chosen.is_empty() => return Some(chosen),
            Ok(_) => asker.show("  Type at least one number, or q to stop\n"),
            Err(unknown) => {
                asker.show(&format!("  There is no '{unknown}' in the list; type its numbers, such as 1 or 1,3\n"));
            }
        }
    }
}

/// The codes that were typed, by their numbers or as they are written.
fn chosen(codes: &[(String, u64)], typed: &str) -> Result<Vec<String>, String> {
    let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
    let found = |part: &str| {
        let by_number = part.parse::<usize>().ok().and_then(|number| codes.get(number.checked_sub(1)?));
        let by_code = || codes.iter().find(|(code, _)| code.eq_ignore_ascii_case(part));
        by_number.or_else(by_code).map(|(code, _)| code.clone()).ok_or_else(|| part.to_owned())
    };
    parts.map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_chosen_by_number_or_by_code() {
        let codes = [("CW".to_owned(), 30), ("IRO".to_owned(), 20), ("IRO2".to_owned(), 1)];
        assert_eq!(chosen(&codes, "2, 3"), Ok(vec!["IRO".to_owned(), "IRO2".to_owned()]));
        assert_eq!(chosen(&codes, "iro"), Ok(vec!["IRO".to_owned()]));
        assert_eq!(chosen(&codes, " "), Ok(vec![]));
        assert_eq!(chosen(&codes, "4"), Err("4".to_owned()));
        assert_eq!(chosen(&codes, "0"), Err("0".to_owned()));
    }
}
