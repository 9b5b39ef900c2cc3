//! `pack send`: one workbook for each auditor.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::context::{Context, PROGRAM};
use crate::cli::failure::Failure;
use crate::cli::files::short_name;
use crate::cli::marking::must_be_open;
use crate::cli::permission::{self, Standing};
use crate::cli::shell::quoted;
use crate::cli::sight;
use crate::cli::staff::field_label;
use crate::cli::writing::Purpose;
use crate::intake::rubric_file;
use crate::model::english::counted;
use crate::model::english::{is_or_are, one_or_more};
use crate::model::{Grading, Kind, Pack, PackCase};
use crate::reporting::pack;
use crate::store::{CaseRow, GradingRow, PackOwner, Part, PersonRow, Register, SampleRow};

pub(super) fn run(context: &mut Context<'_>, sample: Option<&str>, to: &Path) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, sample)?;
    must_be_open(&sample)?;
    let mut packs = packs(context, &register, &sample)?;
    // A pack holds what its auditor has given so far.
    let own_only = match permission::standing(context, &register)? {
        Standing::Stranger => return Err(permission::stranger("packs are for the auditors of a sample")),
        Standing::Listed(me) => Some(*me),
        Standing::Leads => None,
        Standing::Unled => {
            let me = context.known_person(&register).ok();
            let blind = sight::is_blind(&register, &sample, me.as_ref())?;
            me.filter(|_| blind)
        }
    };
    if let Some(me) = own_only {
        packs.retain(|pack| pack.auditor == me.person.name);
        match packs.is_empty() {
            true => {
                return Err(Failure::person(format!("no case of {} is with {}", sample.name, me.person.name))
                    .hint("The packs of others are written by a principal or manager"));
            }
            false => context.notice("Only your own pack is written; a principal or manager writes those of others."),
        }
    }
    if packs.is_empty() {
        return Err(Failure::person(format!("no case of {} is with an auditor", sample.name))
            .hint(format!("Give them out first: dipsample sample assign {} --auditors \"A,B\"", sample.name)));
    }
    let folder = context.desk.path(to);
    std::fs::create_dir_all(&folder).map_err(|error| Failure::file(to, "made", &error))?;
    let (mut prepared, mut kept) = (Vec::new(), Vec::new());
    for pack in &packs {
        let path = folder.join(file_name(&sample.name, &pack.auditor));
        let bytes = pack::pack(pack, PROGRAM)?;
        let purpose = Purpose::new(format!("pack of {} for {}", sample.name, pack.auditor)).never_asking();
        match context.outgoing(Some(&register), &purpose, (&path, &bytes)) {
            Ok(written) => prepared.push((written, path, pack)),
            Err(_) if path.is_file() => kept.push(path),
            Err(failure) => return Err(failure),
        }
    }
    if !kept.is_empty() {
        return Err(would_lose(&kept, to));
    }
    let people = register.people()?;
    context.change(&mut register, &actor, "pack send", |_, change| {
        prepared.iter().try_for_each(|(file, ..)| file.record(change, &actor.at))?;
        for pack in &packs {
            let to = people.iter().find(|row| row.person.name == pack.auditor);
            let Some(row) = to else { continue };
            change.pack_sent(sample.id, row.id, &actor.at)?;
            change.keep_pack_token(&pack.token, PackOwner { sample: sample.id, person: row.id }, &actor.at)?;
        }
        Ok(((), json!({ "sample": sample.name, "files": packs.len() })))
    })?;
    let mut told = Vec::new();
    for (written, path, pack) in prepared {
        written.put()?;
        told.push((path, pack.auditor.clone(), pack.cases.len()));
    }
    answer(context, &sample, &told);
    Ok(())
}

/// Refuses to replace workbooks that have changed since they were sent: they are probably filled in.
fn would_lose(kept: &[PathBuf], to: &Path) -> Failure {
    let names: Vec<String> = kept.iter().map(|path| short_name(path)).collect();
    Failure::person(format!(
        "{} in {} {} not as this program wrote {}, so {} may hold answers. No pack was written, and nothing was changed",
        names.join(", "),
        to.display(),
        is_or_are(kept.len()),
        one_or_more(kept.len(), "it", "them"),
        one_or_more(kept.len(), "it", "they"),
    ))
    .hint(format!("Receive the answers first: dipsample pack receive {}", quoted(&to.display().to_string())))
    .hint("Then send to another folder: dipsample pack send --to DIR")
}

fn answer(context: &mut Context<'_>, sample: &SampleRow, told: &[(PathBuf, String, usize)]) {
    let files: Vec<_> = told
        .iter()
        .map(|(path, auditor, cases)| json!({ "file": path.display().to_string(), "auditor": auditor, "cases": cases }))
        .collect();
    context.answer(&json!({ "sample": sample.name, "files": files }), || {
        let lines: String =
            told.iter().map(|(path, _, cases)| format!("{}: {}\n", short_name(path), counted(*cases, "case"))).collect();
        format!(
            "{lines}The files hold children's data: send them only the way your council sends such files. When they come back: dipsample pack receive \
             FILE\n"
        )
    });
}

/// `SAMPLE auditor NAME.xlsx`, with an underscore for what Windows does not allow in a name.
fn file_name(sample: &str, auditor: &str) -> String {
    let plain: String =
        auditor.chars().map(|c| if "<>:\"/\\|?*".contains(c) || c.is_control() { '_' } else { c }).collect();
    format!("{sample} auditor {}.xlsx", plain.trim_end_matches(['.', ' ']))
}

/// The pack of each auditor who has been given a case, by name.
fn packs(context: &mut Context<'_>, register: &Register, sample: &SampleRow) -> Result<Vec<Pack>, Failure> {
    let rubric = context.rubric_of(register, sample)?;
    let guidance = rubric_file::guidance(&rubric);
    let mut cases = register.cases(sample.id)?;
    cases.retain(|row| row.story.replaced.is_none());
    let gradings = register.gradings(sample.id)?;
    let drawn_on = crate::cli::gather::day(&sample.drawn_at).unwrap_or_else(|| sample.period.last());
    let mut packs = Vec::new();
    for person in register.people()? {
        let own: Vec<PackCase> = cases
            .iter()
            .filter(|case| case.auditor == Some(person.id) || case.second_auditor == Some(person.id))
            .map(|case| pack_case(sample.kind, case, &gradings, &person))
            .collect();
        if !own.is_empty() {
            packs.push(Pack {
                sample: sample.name.clone(),
                auditor: person.person.name.clone(),
                token: token(context)?,
                rubric: rubric.clone(),
                guidance: guidance.clone(),
                due: sample.due,
                drawn_on,
                cases: own,
            });
        }
    }
    Ok(packs)
}

/// A random number that identifies this pack when it comes back. It cannot be guessed.
fn token(context: &mut Context<'_>) -> Result<String, Failure> {
    Ok(crate::digest::hex(&context.random::<16>()?))
}

fn pack_case(kind: Kind, case: &CaseRow, gradings: &[GradingRow], person: &PersonRow) -> PackCase {
    let own = |row: &&GradingRow| row.case == case.case.case && row.person == person.id && row.part != Part::Moderation;
    let of_child = |field: &str| case.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
    let mut facts = Vec::new();
    for field in kind.fields().iter().filter(|field| field.name != "text" && field.name != "iro") {
        facts.extend(case.record.text_of(kind, field.name).map(|value| (field.label.to_owned(), value)));
    }
    for field in Kind::Child.fields().iter().filter(|_| kind != Kind::Child) {
        facts.extend(of_child(field.name).map(|value| (field_label(kind, &format!("child.{}", field.name)), value)));
    }
    PackCase {
        case: case.case.case,
        record: case.case.record.clone(),
        child: case.case.child.clone(),
        date: case.record.date,
        iro: case.record.text_of(kind, "iro").or_else(|| of_child("iro")),
        facts,
        text: case.record.text_of(kind, "text"),
        grading: gradings.iter().find(own).map_or_else(Grading::default, |row| row.grading.clone()),
    }
}
