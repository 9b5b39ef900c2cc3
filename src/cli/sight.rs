//! What somebody may see of a sample while it is being graded twice.
//!
//! Whoever grades in a sample is blind to the others in it until every case that is graded twice has been finished by
//! both, or the sample is closed: which cases those are, what anybody else has given, and how far they are. Each is shown
//! as a case of one auditor: their own as theirs, any other as that of its first auditor. A principal or manager who does not
//! grade in it sees who grades what and how far each is, and still no grade of a case before all who grade it have finished.
//! Someone who is not on the list is as blind as an auditor, once the list has a principal or manager.

use super::context::Context;
use super::failure::Failure;
use super::permission;
use super::unsettled::Unsettled;
use crate::model::Role;
use crate::store::{Begun, CaseRow, JournalLine, Part, PersonRow, Register, SampleRow, State};

/// Whether a person is blind to a sample.
pub(super) fn is_blind(register: &Register, sample: &SampleRow, me: Option<&PersonRow>) -> Result<bool, Failure> {
    if sample.state != State::Open {
        return Ok(false);
    }
    // Once the list has a principal or manager, someone who is not on it could be any auditor.
    let Some(me) = me else { return Ok(register.people()?.iter().any(leads)) };
    let cases = register.cases(sample.id)?;
    let begun = register.begun(sample.id)?;
    let out = cases.iter().any(|case| case.twice && !finished_by_both(&begun, case));
    let may_grade = matches!(me.person.role, Some(Role::Auditor | Role::Iro));
    let has_place = cases.iter().any(|case| [case.auditor, case.second_auditor].contains(&Some(me.id)));
    let has_begun = begun.iter().any(|one| one.person == me.id);
    Ok(out && (may_grade || has_place || has_begun))
}

fn finished_by_both(begun: &[Begun], case: &CaseRow) -> bool {
    let finished = |part: Part| begun.iter().any(|one| one.case == case.case.case && one.part == part && one.finished);
    finished(Part::First) && finished(Part::Second)
}

/// The cases as a person may see them: for whoever is blind each stands under one auditor, their own under their name.
pub(super) fn seen_by(
    register: &Register,
    sample: &SampleRow,
    me: Option<&PersonRow>,
    mut cases: Vec<CaseRow>,
) -> Result<Vec<CaseRow>, Failure> {
    if !is_blind(register, sample, me)? {
        return Ok(cases);
    }
    for row in &mut cases {
        row.auditor = match me.filter(|me| row.second_auditor == Some(me.id)) {
            Some(me) => Some(me.id),
            None => row.auditor,
        };
        row.second_auditor = None;
        row.twice = false;
    }
    Ok(cases)
}

/// Refuses whoever is blind to a sample figures that would tell by what they count which cases are graded twice.
pub(super) fn must_see_figures(context: &Context<'_>, register: &Register, sample: &SampleRow) -> Result<(), Failure> {
    let me = context.known_person(register).ok();
    if let permission::Standing::Stranger = permission::standing(context, register)? {
        return Err(permission::stranger(&format!(
            "the findings of {} are for the people who work on it",
            sample.name
        )));
    }
    match me {
        Some(me) if is_blind(register, sample, Some(&me))? => Err(Failure::person(format!(
            "the findings of {} cannot be shown to {} yet: whoever grades would see from what counts so far which cases are graded \
             twice, and what others gave",
            sample.name, me.person.name
        ))
        .hint("They are shown once everybody has finished, or the sample is closed")
        .hint("A principal or manager who does not grade in it can ask for them now")),
        _ => Ok(()),
    }
}

/// Refuses figures of a sample that is not settled, except to a principal or manager.
pub(super) fn must_see_unsettled(
    context: &Context<'_>,
    register: &Register,
    sample: &SampleRow,
) -> Result<(), Failure> {
    must_see_figures(context, register, sample)?;
    match permission::standing(context, register)? {
        permission::Standing::Listed(me) if sample.state == State::Open && Unsettled::of(register, sample)?.any() => {
            Err(Failure::person(format!(
                "the findings of {} cannot be shown to {} yet: until every case is settled they are for a principal or manager",
                sample.name, me.person.name
            ))
            .hint("They are shown once every case is settled, or the sample is closed"))
        }
        _ => Ok(()),
    }
}

/// Tells someone who is not on the list why they see nothing of the gradings: it may be an auditor who forgot to say who they are.
pub(super) fn tell_stranger(context: &mut Context<'_>, register: &Register, sample: &SampleRow) -> Result<(), Failure> {
    if sample.state != State::Open || context.known_person(register).is_ok() || !register.people()?.iter().any(leads) {
        return Ok(());
    }
    let begun = register.begun(sample.id)?;
    if register.cases(sample.id)?.iter().any(|case| case.twice && !finished_by_both(&begun, case)) {
        context.notice(&format!(
            "You are not on the list of people, so nothing of the gradings in {} is shown to you. If you are on it under another name, say \
             who you are: --person \"Your Name\". To be added: dipsample person add \"Your Name\" --login YOUR-LOGIN",
            sample.name
        ));
    }
    Ok(())
}

/// The journal as a person may see it: without what others did while grading a sample to which the person is blind.
pub(super) fn journal(
    register: &Register,
    me: Option<&PersonRow>,
    mut lines: Vec<JournalLine>,
) -> Result<(Vec<JournalLine>, bool), Failure> {
    let mut hidden = Vec::new();
    for sample in register.samples()? {
        if is_blind(register, &sample, me)? {
            hidden.push(sample.name);
        }
    }
    let before = lines.len();
    lines.retain(|line| {
        let of_hidden = hidden.iter().any(|name| line.details["sample"] == name.as_str());
        !(of_hidden && me.is_none_or(|me| line.person != me.person.name) && tells_of_grading(&line.command))
    });
    let left_out = lines.len() < before;
    Ok((lines, left_out))
}

/// Whether a journal line of this command says who worked on which case.
fn tells_of_grading(command: &str) -> bool {
    !command.starts_with("draw") && !matches!(command, "sample close" | "sample reopen" | "sample withdraw")
}

/// Whether somebody leads: a principal or a manager.
pub(super) fn leads(person: &PersonRow) -> bool {
    matches!(person.person.role, Some(Role::Principal | Role::Manager))
}
