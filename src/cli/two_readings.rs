//! Where a file can be read in two ways, the person at the terminal is asked which is meant; elsewhere the import refuses it and
//! names both.

use super::ask::{Asker, Enter};
use super::context::Context;
use super::failure::Failure;
use super::files::{self, OneFile, short_name};
use crate::intake::{self, Content, IntakeError, Options};
use crate::model::Kind;

/// Asks until every file can be read in one way only, and returns the options that say so.
pub(super) fn settle(context: &mut Context<'_>, files: &[OneFile], mut options: Options) -> Result<Options, Failure> {
    if !context.can_ask() {
        return Ok(options);
    }
    for file in files {
        // Each answer settles one thing, so that this comes to an end.
        while let Some(error) = two_ways(context, file, &options)? {
            let name = short_name(&file.path);
            match error {
                IntakeError::TwoColumns { field, first, second } => {
                    let question =
                        format!("{name}: both '{first}' and '{second}' could be the field '{field}'. Which is it?");
                    let taken = pick(context, &question, &[first.clone(), second.clone()])?;
                    let other = if taken == 0 { second } else { first };
                    options.columns.get_or_insert_default().keep_aside(&other);
                    context.notice(&format!("'{other}' is kept under its own name, as extra.{other}."));
                }
                IntakeError::KindAmbiguous { kinds, .. } if files.len() == 1 => {
                    let names: Vec<String> = kinds.iter().map(|kind| kind.plural().to_owned()).collect();
                    let taken = pick(context, &format!("{name}: what does it hold?"), &names)?;
                    options.kind = kinds.get(taken).copied();
                }
                IntakeError::KindUnknown { .. } if files.len() == 1 => {
                    let names = Kind::ALL.map(|kind| kind.plural().to_owned());
                    let taken =
                        pick(context, &format!("{name}: its headings do not tell what it holds. What is it?"), &names)?;
                    options.kind = Kind::ALL.get(taken).copied();
                }
                _ => break,
            }
        }
    }
    Ok(options)
}

/// What could be read in two ways in a file, the first of it.
fn two_ways(context: &Context<'_>, file: &OneFile, options: &Options) -> Result<Option<IntakeError>, Failure> {
    let watch = files::watched(context, &file.path)?;
    let found = intake::open(&watch, options).unwrap_or_default();
    watch.finish();
    Ok(found.into_iter().find_map(|found| match found.content {
        Content::Unknown(
            error @ (IntakeError::TwoColumns { .. }
            | IntakeError::KindAmbiguous { .. }
            | IntakeError::KindUnknown { .. }),
        ) => Some(error),
        _ => None,
    }))
}

/// Asks for one of a list; whoever goes back imports nothing.
fn pick(context: &mut Context<'_>, question: &str, list: &[String]) -> Result<usize, Failure> {
    let mut text = format!("{question}\n");
    for (number, one) in (1..).zip(list) {
        text += &format!("  {number}  {one}\n");
    }
    context.desk.tell(&text);
    match Asker::new(context.desk).number("Number > ", list.len(), Enter::AsksAgain) {
        Ok(Some(number)) => Ok(number - 1),
        _ => Err(Failure::person("nothing was imported")
            .hint("To see how a file is understood: dipsample import --explain FILE")),
    }
}
