//! `import --list` and `import --undo`: what was imported, and taking one of it back.

use serde_json::{Value, json};

use super::ask::{Asker, Reply};
use super::context::Context;
use super::failure::Failure;
use super::typed::day_of;
use crate::model::english::{counted, is_or_are};
use crate::reporting::terminal;
use crate::store::{Batch, Register, StandsOn};

/// Lists the imports: one a file, or a sheet of it.
pub(super) fn list(context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let batches: Vec<Batch> = register.batches()?.into_iter().filter(|batch| batch.undoes.is_none()).collect();
    let width = context.width();
    context.answer(&json!({ "batches": batches.iter().map(as_json).collect::<Vec<_>>() }), || {
        match batches.is_empty() {
            true => "Nothing has been imported yet. To import an extract: dipsample import FILE\n".to_owned(),
            false => {
                const HEADINGS: [&str; 7] =
                    ["No", "Imported", "By", "File", "Holds", "Dated", "Rows, and what came of them"];
                let mut text = terminal::table(&HEADINGS, &batches.iter().map(row).collect::<Vec<_>>(), width);
                text += "\n";
                text += &batches.iter().filter_map(undone_words).collect::<String>();
                text += "To take one back: dipsample import --undo NUMBER\n";
                text
            }
        }
    });
    Ok(())
}

fn as_json(batch: &Batch) -> Value {
    let mut json = json!(batch);
    json["undone"] = json!(batch.undone.is_some());
    json["undone_at"] = json!(batch.undone.as_ref().map(|undone| &undone.at));
    json["undone_by"] = json!(batch.undone.as_ref().map(|undone| &undone.person));
    if let Some(keys) = json.as_object_mut() {
        keys.remove("undoes");
    }
    json
}

fn row(batch: &Batch) -> Vec<String> {
    let dated = match (&batch.as_at, &batch.first_date, &batch.last_date) {
        (Some(as_at), ..) => format!("as at {}", day_of(as_at)),
        (None, Some(first), Some(last)) if first == last => day_of(first),
        (None, Some(first), Some(last)) => format!("{} to {}", day_of(first), day_of(last)),
        _ => String::new(),
    };
    let texts = [batch.batch.to_string(), day_of(&batch.at), batch.person.clone(), batch.file.clone()];
    texts.into_iter().chain([batch.kind.plural().to_owned(), dated, outcome(batch)]).collect()
}

fn outcome(batch: &Batch) -> String {
    let counts = [
        (batch.added, "added"),
        (batch.changed, "changed"),
        (batch.unchanged, "as before"),
        (batch.refused, "refused"),
    ];
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    format!("{}: {}", batch.rows_read, if told.is_empty() { "nothing".to_owned() } else { told.join(", ") })
}

fn undone_words(batch: &Batch) -> Option<String> {
    let undone = batch.undone.as_ref()?;
    Some(format!("Import {} was taken back on {} by {}.\n", batch.batch, day_of(&undone.at), undone.person))
}

/// Takes one import back.
pub(super) fn undo(number: i64, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let batch = free(&register, number)?;
    if !confirmed(&batch, context) {
        context.notice("Nothing was changed.");
        return Ok(());
    }
    let taken = context.change(&mut register, &actor, "import --undo", |_, change| {
        // Somebody else may have drawn or imported while the question stood.
        free(change.register(), number)?;
        let taken = change.take_back(&actor, batch.kind, number)?;
        let details = json!({ "batch": number, "file": batch.file, "sha256": batch.sha256, "kind": batch.kind,
            "ended": taken.ended, "restored": taken.restored });
        Ok((taken, details))
    })?;
    let json = json!({ "batch": number, "file": batch.file, "kind": batch.kind, "undone": true, "undone_at": actor.at,
        "undone_by": actor.person, "ended": taken.ended, "restored": taken.restored });
    context.answer(&json, || {
        format!(
            "Import {number} ({}) is taken back: {} that it brought {} in force no more, and {} that it had changed {} as before.\n\
             It stays on the list of imports with the day and your name: dipsample import --list\n",
            batch.file,
            counted(taken.ended, "record"),
            is_or_are(taken.ended),
            counted(taken.restored, "record"),
            is_or_are(taken.restored)
        )
    });
    Ok(())
}

/// The import of that number, where it stands and nothing stands on it.
fn free(register: &Register, number: i64) -> Result<Batch, Failure> {
    let batch = standing(register, number)?;
    let stands = register.stands_on(batch.kind, number)?;
    if stands == StandsOn::default() { Ok(batch) } else { Err(held(register, &batch, &stands)?) }
}

/// The import of that number, where it has not been taken back.
fn standing(register: &Register, number: i64) -> Result<Batch, Failure> {
    let batches = register.batches()?;
    let Some(batch) = batches.iter().find(|batch| batch.batch == number) else {
        return Err(
            Failure::person(format!("there is no import {number}")).hint("What there is: dipsample import --list")
        );
    };
    if let Some(other) = batch.undoes {
        return Err(Failure::person(format!(
            "number {number} is the taking back of import {other}, which cannot itself be taken back"
        ))
        .hint("Import the file again"));
    }
    match &batch.undone {
        Some(undone) => Err(Failure::person(format!(
            "import {number} ({}) was taken back already, on {} by {}",
            batch.file,
            day_of(&undone.at),
            undone.person
        ))),
        None => Ok(batch.clone()),
    }
}

/// Why an import cannot be taken back.
fn held(register: &Register, batch: &Batch, stands: &StandsOn) -> Result<Failure, Failure> {
    let (number, file) = (batch.batch, &batch.file);
    if let [first, ..] = stands.samples.as_slice() {
        let drawn = match stands.samples.len() {
            1 => format!("the sample {first} was drawn"),
            _ => format!("the samples {} were drawn", stands.samples.join(", ")),
        };
        let failure = Failure::person(format!("import {number} ({file}) cannot be taken back: {drawn} from it"));
        return Ok(failure.hint(format!(
            "A sample that was drawn from a wrong extract is set aside first: dipsample sample withdraw {first} --reason \"...\""
        )));
    }
    let batches = register.batches()?;
    let names: Vec<String> = stands
        .batches
        .iter()
        .map(|number| {
            let file = batches.iter().find(|batch| batch.batch == *number).map_or("", |batch| batch.file.as_str());
            format!("{number} ({file})")
        })
        .collect();
    let newest = stands.batches.last().copied().unwrap_or_default();
    Ok(Failure::person(format!(
        "import {number} ({file}) cannot be taken back: what it brought was confirmed, changed or gone on from by import {}",
        names.join(", ")
    ))
    .hint(format!("Take back the later ones first, the newest first: dipsample import --undo {newest}")))
}

/// Asks a person who sits at a terminal whether it is meant.
fn confirmed(batch: &Batch, context: &mut Context<'_>) -> bool {
    if !context.can_ask() {
        return true;
    }
    let question = format!(
        "Take back import {} of {}: {} ({}, {} added, {} changed)? [y/n] > ",
        batch.batch,
        day_of(&batch.at),
        batch.file,
        batch.kind.plural(),
        batch.added,
        batch.changed
    );
    matches!(Asker::new(context.desk).key(&question, &['y', 'n']), Reply::Text(key) if key == "y")
}
