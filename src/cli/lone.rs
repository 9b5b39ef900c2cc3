//! A principal who works alone: where nobody else grades, a plan's second gradings are left out, and her line is no bar.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::failure::Failure;
use super::own_work::is_in_line;
use super::planned::Asked;
use super::plans;
use super::roster::named;
use super::staff::Staff;
use crate::model::{Kind, Role};
use crate::store::{CaseRow, GradingRow, Part, PersonRow, Register, SampleRow};

/// Whether one person grades alone: those who are named, and the auditors and principals on the list, are one person.
pub(super) fn works_alone(people: &[PersonRow], named: &[PersonRow]) -> bool {
    let grades = |row: &&PersonRow| matches!(row.person.role, Some(Role::Auditor | Role::Principal));
    let able: BTreeSet<i64> = people.iter().filter(grades).chain(named).map(|row| row.id).collect();
    able.len() == 1
}

/// The share of the cases that is graded twice: as typed, or as the plan says unless one person grades alone.
pub(super) fn double<'a>(
    asked: &'a Asked,
    people: &[PersonRow],
    context: &mut Context<'_>,
) -> Result<Option<&'a str>, Failure> {
    let share = asked.args.double.as_deref();
    match share.filter(|_| asked.double_is_planned) {
        Some(planned) if works_alone(people, &named(people, &asked.args.auditors)?) => {
            context.notice(&format!(
                "The plan has {planned} of the cases graded by a second person. Nobody else on the list of people grades, so that is \
                 left out, and the Method sheet says so."
            ));
            Ok(None)
        }
        _ => Ok(share),
    }
}

/// What is said of a sample whose plan has cases graded twice, where none is because one person grades them all.
pub(super) fn left_out(register: &Register, sample: &SampleRow) -> Result<Option<String>, Failure> {
    let Some(share) = plans::of_sample(register, sample)?.and_then(|plan| plan.double) else { return Ok(None) };
    let cases = register.cases(sample.id)?;
    let auditors: BTreeSet<i64> = cases.iter().flat_map(|row| [row.auditor, row.second_auditor]).flatten().collect();
    let alone = auditors.len() <= 1 && !cases.iter().any(|row| row.twice);
    Ok(alone.then(|| {
        format!(
            "The plan has {share} of the cases graded by a second person. That was left out, because one person grades alone: nothing \
             here says how another would have graded."
        )
    }))
}

/// How many cases were graded by a person who manages somebody whose work they are.
pub(super) fn in_line(
    people: &[PersonRow],
    staff: &Staff,
    kind: Kind,
    (rows, gradings): (&[CaseRow], &[GradingRow]),
) -> u64 {
    let people: BTreeMap<i64, &PersonRow> = people.iter().map(|row| (row.id, row)).collect();
    let cases: BTreeMap<u32, &CaseRow> = rows.iter().map(|row| (row.case.case, row)).collect();
    let counts = |row: &&GradingRow| row.grading.finished && matches!(row.part, Part::First | Part::Second);
    let in_line = gradings.iter().filter(counts).filter_map(|row| {
        let (person, case) = (people.get(&row.person)?, cases.get(&row.case)?);
        is_in_line(staff, person, kind, case).then_some(row.case)
    });
    in_line.collect::<BTreeSet<u32>>().len() as u64
}
