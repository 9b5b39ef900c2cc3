//! `sample extend`, `sample replace`, `sample add`: cases that come into a sample after its draw.

use serde_json::json;

use super::{sample_json, sample_words};
use crate::cli::commands::draw::cases as case_rows;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::manifest::frame_of;
use crate::cli::marking::{find_case, must_be_open};
use crate::cli::own_work::bar;
use crate::cli::reserves::{self, first, must_have_next, new_ones, taken};
use crate::cli::roster::{Roster, given};
use crate::cli::sequential;
use crate::cli::staff::Staff;
use crate::cli::typed;
use crate::model::{Allocation, Case, Design, DesignKind, Kind, Seed, UNUSABLE_REASONS, Unusable, UnusableClass};
use crate::statistics::allocation::{Measured, Request, allocate};
use crate::store::{CaseOrigin, CaseRow, CaseStory, GradingRow, Part, Register, SampleRow, Step};

/// How many larger steps are tried where one would take a case back.
const TRIED: u64 = 60;

/// `sample extend`
pub(super) fn extend(name: &str, by: u64, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(name))?;
    must_be_open(&sample)?;
    sequential::must_not_be(&sample, "it is not extended")?;
    must_have_next(&sample)?;
    let (fixed, sizes) = enlarged(&register, &sample, by)?;
    let looked = register.gradings(sample.id)?.iter().any(has_said);
    let planned = sample.design.second_step == Some(by) && sample.steps.is_empty();
    let step =
        Step { by, at: actor.at.clone(), person: actor.person.clone(), after_looking: looked && !planned, planned };
    let after_looking = step.after_looking;
    let nobody = context.change(&mut register, &actor, "sample extend", |_, change| {
        let register = change.register();
        let rows = register.cases(sample.id)?;
        let strata = fixed.scheme.strata().to_vec();
        let replaced: Vec<u64> = taken(&strata, &rows)
            .iter()
            .zip(register.strata(sample.id)?)
            .map(|(taken, stratum)| taken.saturating_sub(stratum.size))
            .collect();
        let wanted: Vec<u64> = sizes.iter().zip(&replaced).map(|(size, more)| size + more).collect();
        let steps: Vec<Step> = sample.steps.iter().cloned().chain([step]).collect();
        let arithmetic = fixed.scheme.arithmetic_with(&Seed::new(&sample.seed)?);
        change.add_step((sample.id, fixed.scheme.design()), (&steps, &arithmetic), &strata)?;
        let next = new_ones(first(register, &sample, &wanted)?, &rows);
        put_in(change, &sample, (next, &rows), |_| CaseStory { origin: CaseOrigin::Extended, ..CaseStory::default() })?;
        let nobody = give_new(change, &sample)?;
        Ok((nobody, json!({ "sample": sample.name, "by": by, "after_looking": after_looking })))
    })?;
    if let Some(why) = nobody {
        context.notice(&format!(
            "The new cases are with nobody yet ({why}); give them out: dipsample sample assign {} --auditors \"...\"",
            sample.name
        ));
    }
    if sample.design.allocation == Allocation::Given {
        context.notice("The new cases are shared out over the strata in proportion to the numbers that were given, by largest remainders.");
    }
    if after_looking {
        context.notice(
            "A case had been graded before this: the sample is labelled 'extended after looking' for good, and its intervals claim no exactness.",
        );
    }
    answer(&sample.name, context, &register)
}

/// Gives new cases to the auditors of a sample whose cases are given out; the others keep theirs. Returns why that could not
/// be done.
fn give_new(change: &crate::store::Change<'_>, sample: &SampleRow) -> Result<Option<String>, Failure> {
    let register = change.register();
    if !register.is_given_out(sample.id)? {
        return Ok(None);
    }
    let mut rows = register.cases(sample.id)?;
    let kept = given(&rows);
    let people = register.people()?;
    let has_place = |id: i64| rows.iter().any(|row| [row.auditor, row.second_auditor].contains(&Some(id)));
    let names: Vec<String> = people.iter().filter(|one| has_place(one.id)).map(|one| one.person.name.clone()).collect();
    let roster = Roster::new(&people, &names, None)?;
    rows.retain(|row| !row.by_hand());
    if let Err(failure) = roster.give(sample.kind, &mut rows, &kept) {
        return Ok(Some(failure.message));
    }
    for row in &rows {
        change.assign_case(sample.id, row)?;
    }
    Ok(None)
}

/// Whether a grading says anything of its case yet.
fn has_said(row: &GradingRow) -> bool {
    let said = &row.grading;
    row.part != Part::Moderation
        && (said.overall.is_some() || said.answers.values().any(|answer| answer.grade.is_some()))
}

/// The design of a sample with so many cases more. Those of a systematic draw come in by ticket. Where each stratum was given
/// its number, the new ones are shared out in proportion to these, by largest remainders.
fn larger(register: &Register, sample: &SampleRow, by: u64) -> Result<Design, Failure> {
    let mut design = sample.design.clone();
    design.size = design.size.saturating_add(by);
    if design.kind == DesignKind::Systematic {
        design.line = Some(sample.design.at_distances());
    }
    if design.allocation == Allocation::Given {
        let free: Vec<Measured> = register
            .strata(sample.id)?
            .into_iter()
            .map(|one| Measured {
                frame: one.children.unwrap_or(one.frame).saturating_sub(one.size),
                measure: one.size.saturating_mul(Measured::UNITS),
                stratum: one.stratum,
            })
            .filter(|one| one.measure > 0)
            .collect();
        let more = allocate(&free, Request { size: by, at_least: 0 }).map_err(|_| {
            Failure::person(format!(
                "{by} more cannot be drawn: the strata of {} that were given a number hold {} more records",
                sample.name,
                free.iter().map(|one| one.frame).sum::<u64>()
            ))
        })?;
        more.iter().for_each(|one| *design.given.entry(one.stratum.clone()).or_default() += one.size);
    }
    Ok(design)
}

/// The frame surveyed for the larger sample, with the sizes of its strata. What is drawn stays drawn: a step that would take a
/// case back from a stratum is refused with the next that would not.
fn enlarged(
    register: &Register,
    sample: &SampleRow,
    by: u64,
) -> Result<(crate::cli::drawing::Fixed, Vec<u64>), Failure> {
    let before: Vec<u64> = register.strata(sample.id)?.iter().map(|stratum| stratum.size).collect();
    let try_out = |by: u64| -> Result<_, Failure> {
        let fixed = reserves::survey(register, sample, &larger(register, sample, by)?)?;
        let sizes: Vec<u64> = fixed.scheme.strata().iter().map(|stratum| stratum.size).collect();
        let shrinks = sizes.iter().zip(&before).position(|(after, before)| after < before);
        Ok((fixed, sizes, shrinks))
    };
    let (fixed, sizes, shrinks) = try_out(by)?;
    let Some(place) = shrinks else { return Ok((fixed, sizes)) };
    let stratum = fixed.scheme.strata()[place].stratum.clone();
    let other =
        (by + 1..by.saturating_add(TRIED)).find(|more| try_out(*more).is_ok_and(|(.., shrinks)| shrinks.is_none()));
    let failure = Failure::person(format!(
        "with {by} more, sharing out by largest remainders would take a case back from the stratum '{stratum}'; nothing was drawn"
    ));
    Err(match other {
        Some(more) => {
            failure.hint(format!("It does not with {more}: dipsample sample extend {} --by {more}", sample.name))
        }
        None => failure,
    })
}

/// `sample replace`
pub(super) fn replace(name: &str, typed: &str, reason: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(name))?;
    must_be_open(&sample)?;
    sequential::must_not_be(&sample, "no case is replaced")?;
    must_have_next(&sample)?;
    let (unusable, why) = unusable(reason)?;
    let rows = register.cases(sample.id)?;
    let old = find_case(&rows, &sample, typed)?.clone();
    must_be_replaceable(&old, &register.gradings(sample.id)?, unusable)?;
    let next = next_in(&register, &sample, &old, &rows)?;
    let number = old.case.case;
    let people = register.people()?;
    let (kind, staff) = (sample.kind, Staff::new(&people));
    let new = context.change(&mut register, &actor, "sample replace", |_, change| {
        change.mark_replaced(sample.id, number, (unusable.id, why.as_deref()))?;
        let story =
            |_: &Case| CaseStory { origin: CaseOrigin::Reserve, replaces: Some(number), ..CaseStory::default() };
        let mut put = put_in(change, &sample, (vec![next], &rows), story)?;
        let Some(row) = put.first_mut() else { return Err(Failure::ours("a reserve was drawn and then not found")) };
        let may = |id: &Option<i64>| {
            let auditor = people.iter().find(|one| Some(one.id) == *id)?;
            bar(&staff, auditor, kind, row).is_none().then_some(auditor.id)
        };
        (row.auditor, row.second_auditor) = (may(&old.auditor), may(&old.second_auditor));
        row.twice = old.twice;
        change.assign_case(sample.id, row)?;
        let details =
            json!({ "sample": sample.name, "case": number, "reason": unusable.id, "why": why, "by": row.case.case });
        Ok((row.clone(), details))
    })?;
    if old.auditor.is_some() && new.auditor.is_none() {
        context.notice(&format!(
            "Case {} is with nobody yet, since whoever had case {number} may not grade it; give it out: dipsample sample assign {} --auditors \"...\"",
            new.case.case, sample.name
        ));
    }
    let class = match unusable.class {
        UnusableClass::Ineligible => "it is not of the population, so that shares are of the others",
        UnusableClass::NotObtained => {
            "it is of the population and could have had any grade, which the findings say with worst and best case"
        }
    };
    context.notice(&format!(
        "Case {number} stays in the sample as one that cannot be graded ({}): {class}. Case {}, {}, takes its place.",
        unusable.label, new.case.case, new.case.record
    ));
    answer(&sample.name, context, &register)
}

/// The reason by its id or words, and what was typed after it.
fn unusable(typed: &str) -> Result<(&'static Unusable, Option<String>), Failure> {
    let (name, why) = match typed.split_once(':') {
        Some((name, why)) => (name, Some(why.trim().to_owned()).filter(|why| !why.is_empty())),
        None => (typed, None),
    };
    Unusable::find(name).map(|unusable| (unusable, why)).ok_or_else(|| {
        let failure = Failure::person(format!("'{}' is not a reason for which a case is replaced", name.trim()));
        UNUSABLE_REASONS
            .iter()
            .fold(failure.hint("The reasons are, with more in words after a colon where wanted:"), |failure, one| {
                failure.hint(format!("  {}: {}", one.id, one.label))
            })
    })
}

/// Refuses to replace what is graded, is replaced already, or was picked by hand, and a reason that means something else than the
/// auditor's.
fn must_be_replaceable(row: &CaseRow, gradings: &[GradingRow], reason: &Unusable) -> Result<(), Failure> {
    let number = row.case.case;
    if row.by_hand() {
        return Err(Failure::person(format!(
            "case {number} was picked by hand, so that no reserve can take its place"
        )));
    }
    if row.story.replaced.is_some() {
        return Err(Failure::person(format!("case {number} was replaced already")));
    }
    let own = || gradings.iter().filter(|one| one.case == number);
    if own().any(|one| one.grading.finished && one.grading.unusable.is_none()) {
        return Err(Failure::person(format!("case {number} is graded, so that it can be graded and is not replaced"))
            .hint("Only a case that cannot be graded is replaced; whoever could choose other cases could choose the result"));
    }
    let other =
        own().filter_map(|one| Unusable::find(one.grading.unusable.as_deref()?)).find(|one| one.class != reason.class);
    match other {
        Some(other) => Err(Failure::person(format!(
            "the auditor of case {number} says '{}', which means something else for the figures than '{}'",
            other.label, reason.label
        ))
        .hint(format!("If the auditor is right: --reason {}; if not, let them answer again first", other.id))),
        None => Ok(()),
    }
}

/// The next case in ticket order of a case's stratum.
fn next_in(register: &Register, sample: &SampleRow, old: &CaseRow, rows: &[CaseRow]) -> Result<Case, Failure> {
    let strata = register.strata(sample.id)?;
    let one_more =
        |(stratum, taken): (&crate::model::Stratum, u64)| taken + u64::from(stratum.stratum == old.case.stratum);
    let sizes: Vec<u64> = strata.iter().zip(taken(&strata, rows)).map(one_more).collect();
    new_ones(first(register, sample, &sizes)?, rows).pop().ok_or_else(|| {
        let of =
            if old.case.stratum.is_empty() { String::new() } else { format!(" of the stratum '{}'", old.case.stratum) };
        Failure::person(format!("every record of the frame{of} is in the sample already: there is no reserve left"))
            .hint("The case stays in the sample as one that cannot be graded; its auditor says so with --unusable")
    })
}

/// Puts the next cases into a sample, numbered on from its last. One that somebody had picked by hand before becomes a drawn one.
fn put_in(
    change: &crate::store::Change<'_>,
    sample: &SampleRow,
    (next, rows): (Vec<Case>, &[CaseRow]),
    story: impl Fn(&Case) -> CaseStory,
) -> Result<Vec<CaseRow>, Failure> {
    let register = change.register();
    let strata = register.strata(sample.id)?;
    let mut number = rows.iter().map(|row| row.case.case).max().unwrap_or(0);
    let mut put = Vec::new();
    for mut row in case_rows(register, &frame_of(register, sample)?, &next)? {
        row.story = story(&row.case);
        if let Some(stratum) = strata.iter().find(|one| one.stratum == row.case.stratum) {
            row.case.weight = reserves::weight(&row.case, stratum);
        }
        match rows.iter().find(|one| one.by_hand() && one.case.record == row.case.record) {
            Some(by_hand) => {
                row.case.case = by_hand.case.case;
                change.draw_added(sample.id, &row)?;
            }
            None => {
                number += 1;
                row.case.case = number;
                change.add_case(sample.id, &row)?;
            }
        }
        put.push(row);
    }
    Ok(put)
}

/// `sample add`
pub(super) fn add(name: &str, references: &[String], reason: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let sample = context.sample(&register, Some(name))?;
    must_be_open(&sample)?;
    let reason = said(reason, "a record is picked by hand for a reason")?;
    let rows = register.cases(sample.id)?;
    let newest = register.newest_batch()?.unwrap_or(sample.as_of);
    let next = rows.iter().map(|row| row.case.case).max().unwrap_or(0) + 1;
    let mut added: Vec<CaseRow> = Vec::new();
    for (number, reference) in (next..).zip(references) {
        let reference = reference.trim();
        if let Some(row) = rows.iter().chain(&added).find(|row| row.case.record == reference) {
            return Err(Failure::person(format!(
                "{reference} is in {} already, as case {}",
                sample.name, row.case.case
            )));
        }
        let version = register.version_at(sample.kind, reference, &sample.period, newest)?.ok_or_else(|| {
            Failure::person(format!("the register holds no {} '{reference}'; nothing was added", sample.kind.id()))
                .hint(format!(
                    "{} is a sample of {}; give their references as the council's system has them",
                    sample.name,
                    sample.kind.plural()
                ))
        })?;
        let child = match (&version.record.child, sample.kind) {
            (Some(child), Kind::Oversight | Kind::Review | Kind::Dispute) => {
                register.version_at(Kind::Child, child, &sample.period, newest)?
            }
            _ => None,
        };
        let case =
            Case { case: number, record: reference.to_owned(), child: version.record.child.clone(), ..Case::default() };
        added.push(CaseRow {
            case,
            version: version.id,
            record: version.record,
            child: child.map(|child| child.record),
            auditor: None,
            second_auditor: None,
            twice: false,
            story: CaseStory { origin: CaseOrigin::Added, reason: Some(reason.clone()), ..CaseStory::default() },
        });
    }
    context.change(&mut register, &actor, "sample add", |_, change| {
        for row in &added {
            change.add_case(sample.id, row)?;
        }
        let records: Vec<&str> = added.iter().map(|row| row.case.record.as_str()).collect();
        Ok(((), json!({ "sample": sample.name, "records": records, "reason": reason })))
    })?;
    context.notice("What is picked by hand is marked as such everywhere and stays out of every share and interval.");
    answer(&sample.name, context, &register)
}

/// A reason that is not blank.
pub(super) fn said(reason: &str, why: &str) -> Result<String, Failure> {
    match reason.trim() {
        "" => Err(Failure::person(format!("{why}; say it with --reason \"...\""))),
        reason => typed::words("--reason", reason),
    }
}

/// The sample as it stands now.
fn answer(name: &str, context: &mut Context<'_>, register: &Register) -> Result<(), Failure> {
    let sample = context.sample(register, Some(name))?;
    let me = context.known_person(register).ok();
    let cases = crate::cli::sight::seen_by(register, &sample, me.as_ref(), register.cases(sample.id)?)?;
    let json = sample_json(register, &sample, &cases)?;
    let words = sample_words(register, &sample, (&cases, context.width()))?;
    context.answer(&json, || words);
    Ok(())
}
