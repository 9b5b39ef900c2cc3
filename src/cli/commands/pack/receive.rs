//! `pack receive`: every cell is checked, what is whole is taken, and each fault is told by sheet and cell.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::copies::Differing;
use super::finished::finished_otherwise;
use super::row::{PackFault, Reading};
use super::taken::Taken;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files::{LARGEST_TABLE, expand, read_whole, short_name};
use crate::cli::identifying;
use crate::cli::marking::must_be_open;
use crate::cli::own_work;
use crate::cli::shell::add_person;
use crate::cli::staff::Staff;
use crate::cli::{sequential, urgent};
use crate::intake;
use crate::model::{Grading, ReceivedPack, ReceivedRow, Rubric, pack_columns};
use crate::store::{Actor, CaseRow, Change, GradingRow, PackOwner, Part, PersonRow, Register, SampleRow};

pub(super) fn run(context: &mut Context<'_>, files: &[PathBuf]) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let mut told = Vec::new();
    let mut refused = Vec::new();
    let expanded = expand(context, files, &["xlsx"])?;
    for lock in &expanded.locks {
        let name = short_name(lock);
        context.notice(&format!(
            "{name} is passed over: Excel makes it while a workbook is open. Close the workbook before it is received."
        ));
    }
    let opened: Vec<(&Path, Result<Opened, Failure>)> =
        expanded.files.iter().map(|file| (file.path.as_path(), Opened::read(&file.path))).collect();
    let packs = opened.iter().filter_map(|(path, opened)| Some((*path, &opened.as_ref().ok()?.pack)));
    let differing = Differing::among(packs);
    for (path, opened) in opened {
        match opened.and_then(|opened| take(context, &mut register, &actor, (path, opened, &differing))) {
            Ok(taken) => told.push(taken),
            Err(failure) => refused.push((short_name(path), failure)),
        }
    }
    answer(context, &told);
    for (name, failure) in &refused {
        context.tell(&format!("{name}: {}", failure.words()));
    }
    match (told.is_empty(), refused.first()) {
        (_, Some(_)) => Err(Failure::person(match refused.len() {
            1 => "1 file was not taken; the reason stands above".to_owned(),
            count => format!("{count} files were not taken; the reasons stand above"),
        })),
        (true, None) => {
            Err(Failure::person("there is no pack to receive")
                .hint("A pack ends in .xlsx: dipsample pack receive FILE"))
        }
        _ => match told.iter().map(|one| one.faults.len()).sum::<usize>() {
            0 => Ok(()),
            1 => Err(Failure::person("1 cell could not be imported (see above)")),
            count => Err(Failure::person(format!("{count} cells could not be imported (see above)"))),
        },
    }
}

fn answer(context: &mut Context<'_>, told: &[Taken]) {
    if told.is_empty() {
        return;
    }
    context.answer(&json!({ "files": told }), || told.iter().map(Taken::words).collect());
    warn_of(context, told.iter().map(|one| one.urgent).sum());
}

/// A file with a pack.
struct Opened {
    pack: ReceivedPack,
    sha256: String,
}

impl Opened {
    fn read(path: &Path) -> Result<Opened, Failure> {
        let bytes = read_whole(path, LARGEST_TABLE).map_err(|error| unreadable(path, &error))?;
        let sha256 = crate::digest::sha256_hex(&bytes);
        let pack = intake::read_pack(bytes).map_err(|error| Failure::person(error.to_string()))?;
        Ok(Opened { pack, sha256 })
    }
}

/// A pack with what the register knows of it.
struct Back {
    sample: SampleRow,
    auditor: PersonRow,
    rubric: Rubric,
    rows: Vec<ReceivedRow>,
}

fn take(
    context: &mut Context<'_>,
    register: &mut Register,
    actor: &Actor,
    (path, opened, differing): (&Path, Opened, &Differing),
) -> Result<Taken, Failure> {
    let Opened { pack, sha256 } = opened;
    // A child at risk comes before everything that may be wrong with the file.
    let urgent = keep_urgent(context, register, actor, &pack)?;
    let back = recognise(context, register, pack).inspect_err(|_| warn_of(context, urgent))?;
    let mut taken = Taken {
        file: short_name(path),
        sample: Some(back.sample.name.clone()),
        auditor: Some(back.auditor.person.name.clone()),
        urgent,
        ..Taken::default()
    };
    let names = identifying::Names::of(register)?;
    context.change(register, actor, "pack receive", |_, change| {
        for row in &back.rows {
            let before = taken.faults.len();
            match twice(&back.rows, row).or_else(|| differing.fault(path, &back.auditor.person.name, row)) {
                Some(fault) => taken.faults.push(fault),
                None => take_row(change, actor, (&back, &names), row, &mut taken)?,
            }
            let faults = taken.faults.split_off(before);
            taken.faults.extend(faults.into_iter().map(|fault| fault.placed(row, &back.rubric)));
        }
        change.pack_back(back.sample.id, back.auditor.id, &actor.at)?;
        let details = json!({ "sample": back.sample.name, "auditor": back.auditor.person.name, "file": taken.file, "sha256": sha256 });
        Ok(((), details))
    })?;
    Ok(taken)
}

/// A file that cannot be read: most often because Excel holds it open.
fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    const SHARING: i32 = 32;
    match error.raw_os_error() == Some(SHARING) || error.kind() == std::io::ErrorKind::PermissionDenied {
        true => Failure::person("it cannot be opened: close it in Excel and receive it again"),
        false => Failure::file(path, "read", error),
    }
}

/// Which sample, auditor and rubric a pack is of; refused where they are not those of the register.
fn recognise(context: &Context<'_>, register: &Register, pack: ReceivedPack) -> Result<Back, Failure> {
    let [name, auditor, _, version, fingerprint] = pack.facts;
    let token = pack.token;
    let sample = register.samples()?.into_iter().find(|sample| sample.name == name).ok_or_else(|| {
        Failure::person(format!("it is a pack of the sample '{name}', which this register does not hold"))
            .hint("Receive it with the register that it was sent from: --register FILE")
    })?;
    must_be_open(&sample)?;
    let people = register.people()?;
    let auditor = people.into_iter().find(|row| row.person.answers_to(&auditor)).ok_or_else(|| {
        Failure::person(format!("it is the pack of '{auditor}', who is not on the list of people"))
            .hint(format!("To add them: {}", add_person(&auditor, "")))
    })?;
    let rubric = context.rubric_of(register, &sample)?;
    if rubric.digest() != fingerprint {
        return Err(Failure::person(format!(
            "it was made with version {version} of a rubric that is not the one of {}: nothing of it is taken",
            sample.name
        ))
        .hint(format!("Send fresh packs and copy the answers over: dipsample pack send {} --to DIR", sample.name)));
    }
    must_be_theirs(register, PackOwner { sample: sample.id, person: auditor.id }, token.as_deref())?;
    let columns = pack_columns(&rubric);
    if let Some(first) = pack.rows.first()
        && let Some(lost) = columns.iter().find(|id| !first.cells.iter().any(|cell| cell.column == **id))
    {
        return Err(Failure::person(format!("its sheet Grading has lost the column '{lost}': fill in a fresh copy")));
    }
    Ok(Back { sample, auditor, rubric, rows: pack.rows })
}

/// Refuses a file that was not sent to this auditor. Packs from before pack numbers have none and are recognised by name.
fn must_be_theirs(register: &Register, owner: PackOwner, token: Option<&str>) -> Result<(), Failure> {
    let owns = match token {
        Some(token) => register.pack_owner(token)? == Some(owner),
        None => !register.has_pack_token(owner)?,
    };
    match owns {
        true => Ok(()),
        false => Err(Failure::person(
            "the auditor and the pack number on its sheet Start do not belong together, so it is not clear whose answers these are",
        )
        .hint("Use the file that was sent to you, without changing the sheet Start; fresh ones: dipsample pack send --to DIR")),
    }
}

fn take_row(
    change: &Change<'_>,
    actor: &Actor,
    (back, names): (&Back, &identifying::Names),
    row: &ReceivedRow,
    taken: &mut Taken,
) -> Result<(), Failure> {
    let register = change.register();
    let case = match case_of(register, back, row)? {
        Ok(case) => case,
        Err(fault) => {
            taken.faults.push(fault);
            let urgent = row.cell("urgent");
            if !urgent.value.is_empty() {
                let sample = &back.sample.name;
                taken.faults.push(PackFault::new(
                    &urgent,
                    format!("URGENT, and of no case that can be told: ring the team manager now, then dipsample grade {sample} CASE --urgent \"...\""),
                ));
            }
            return Ok(());
        }
    };
    let gradings = register.gradings(back.sample.id)?;
    let (part, before, in_pack) = match place(register, back, &case, &gradings)? {
        Ok(place) => place,
        Err(reason) => {
            if row.cells.iter().skip(7).any(|cell| !cell.value.is_empty()) {
                taken.faults.push(PackFault::new(&row.cell("case"), reason));
            }
            return Ok(());
        }
    };
    let references = case.case.child.as_deref().into_iter().chain([case.case.record.as_str()]).collect();
    let reading = Reading { rubric: &back.rubric, row, before: &before, blanks_clear: in_pack, references };
    let understood = match reading.read() {
        Ok(understood) => understood,
        Err(faults) => {
            taken.faults.extend(faults);
            return Ok(());
        }
    };
    let is_new = !understood.said.is_empty() || understood.reopened;
    let refused = match (is_new, before.finished) {
        (false, _) => None,
        (true, true) => {
            Some(finished_otherwise(&back.rubric, (&back.sample.name, case.case.case), &before, &understood))
        }
        (true, false) => refusal(register, back, (&case, &gradings))?,
    };
    if let Some(reason) = refused {
        taken.faults.push(PackFault::new(&row.cell("case"), reason));
        return Ok(());
    }
    taken.count(&understood);
    let found = identifying::in_said(&understood.said, &names.of_case(back.sample.kind, &case));
    taken.identifying.extend(identifying::warning(case.case.case, &found));
    if is_new {
        let grading = change.start_grading((back.sample.id, case.case.case, part), back.auditor.id, &actor.at)?;
        for said in &understood.said {
            change.say(grading, said, &actor.at)?;
        }
        change.set_in_pack(grading, in_pack)?;
    }
    Ok(())
}

/// Why what is new in a row is not taken, where it is not.
fn refusal(
    register: &Register,
    back: &Back,
    (case, gradings): (&CaseRow, &[GradingRow]),
) -> Result<Option<String>, Failure> {
    let cases = register.cases(back.sample.id)?;
    let reason = sequential::out_of_order(&back.sample, case, (&cases, gradings));
    Ok(reason.map(|reason| format!("{reason}; receive this file again once that one is in")))
}

/// What is wrong with a row whose case stands in another row as well.
fn twice(rows: &[ReceivedRow], row: &ReceivedRow) -> Option<PackFault> {
    let number = row.cell("case");
    let same = |other: &&ReceivedRow| !number.value.is_empty() && other.cell("case").value == number.value;
    let places: Vec<String> = rows.iter().filter(same).map(|other| other.cell("case").place).collect();
    let reason = || {
        format!("this case stands more than once ({}): leave one of the rows and delete the others", places.join(", "))
    };
    (places.len() > 1).then(|| PackFault::new(&number, reason()))
}

/// The case of a row, by its number and its record.
fn case_of(register: &Register, back: &Back, row: &ReceivedRow) -> Result<Result<CaseRow, PackFault>, Failure> {
    let (number, record) = (row.cell("case"), row.cell("record"));
    let cases = register.cases(back.sample.id)?;
    let found =
        number.value.parse::<u32>().ok().and_then(|number| cases.into_iter().find(|case| case.case.case == number));
    Ok(match found {
        None => Err(PackFault::new(&number, format!("there is no such case in {}", back.sample.name))),
        Some(case) if case.case.record != record.value => {
            let reason = format!(
                "case {} is the record {}: the rows of the file have been mixed up",
                case.case.case, case.case.record
            );
            Err(PackFault::new(&record, reason))
        }
        Some(case) => Ok(case),
    })
}

/// As which of a case's auditors the pack's auditor grades it, what they had said and whether their pack has all of it; or why
/// they may not.
fn place(
    register: &Register,
    back: &Back,
    case: &CaseRow,
    gradings: &[GradingRow],
) -> Result<Result<(Part, Grading, bool), String>, Failure> {
    let me = back.auditor.id;
    if case.story.replaced.is_some() {
        return Ok(Err(format!(
            "case {} was replaced and is no longer graded: see dipsample sample show {}",
            case.case.case, back.sample.name
        )));
    }
    let part = match (case.auditor == Some(me), case.second_auditor == Some(me)) {
        (true, _) => Part::First,
        (_, true) => Part::Second,
        _ => return Ok(Err(format!("the case is not with {}", back.auditor.person.name))),
    };
    if let Some(bar) = own_work::bar(&Staff::new(&register.people()?), &back.auditor, back.sample.kind, case) {
        let (name, why) = (&back.auditor.person.name, bar.why(&back.auditor.person));
        return Ok(Err(format!("{name} may not grade it: {why}")));
    }
    let own = gradings.iter().find(|row| row.case == case.case.case && row.part == part);
    let nothing = || Grading { auditor: back.auditor.person.name.clone(), ..Grading::default() };
    let (before, in_pack) = own.map_or_else(|| (nothing(), true), |row| (row.grading.clone(), row.in_pack));
    Ok(Ok((part, before, in_pack)))
}

/// Keeps the urgent concerns of a pack, also where nothing else of it can be taken; one that was kept before is not kept again.
fn keep_urgent(
    context: &mut Context<'_>,
    register: &mut Register,
    actor: &Actor,
    pack: &ReceivedPack,
) -> Result<u64, Failure> {
    let [name, auditor, ..] = &pack.facts;
    let Some(sample) = register.samples()?.into_iter().find(|sample| sample.name == *name) else { return Ok(0) };
    let cases = register.cases(sample.id)?;
    let people = register.people()?;
    let person = people.into_iter().find(|row| row.person.answers_to(auditor));
    let by = Actor { person: person.map_or_else(|| auditor.clone(), |row| row.person.name), ..actor.clone() };
    let mut kept = 0;
    for row in &pack.rows {
        let (text, record, number) = (row.cell("urgent").value, row.cell("record").value, row.cell("case").value);
        let meant = |case: &&CaseRow| case.case.record == record && case.case.case.to_string() == number;
        let Some(case) = cases.iter().find(meant).filter(|_| !text.is_empty()) else { continue };
        let known = register.urgent()?;
        if known.iter().any(|one| one.sample == sample.name && one.case == case.case.case && one.text == text) {
            continue;
        }
        urgent::store(context, register, &by, (&sample, case), &text)?;
        kept += 1;
    }
    Ok(kept)
}

/// Tells that a pack holds urgent concerns.
fn warn_of(context: &mut Context<'_>, urgent: u64) {
    if urgent > 0 {
        let words =
            format!("URGENT: an auditor says that a child may be unsafe. See: dipsample status\n{}\n", urgent::TOLD);
        context.tell(&words);
    }
}
