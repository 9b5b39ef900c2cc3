//! The cases that come after those drawn: the next in ticket order of each stratum, for whoever extends a sample or replaces a
//! case that cannot be graded.

use std::collections::BTreeSet;

use super::drawing::Fixed;
use super::failure::Failure;
use super::manifest::frame_of;
use crate::model::{Case, Design, DesignKind, Seed, Stratum};
use crate::store::{CaseOrigin, CaseRow, Register, SampleRow};

/// Of a stratum's size, one in so many is listed as a reserve, and at least [`FEWEST`].
const PART: u64 = 5;
const FEWEST: u64 = 2;

/// Refuses a design whose cases have no next in ticket order.
pub(super) fn must_have_next(sample: &SampleRow) -> Result<(), Failure> {
    match sample.design.kind {
        DesignKind::Simple | DesignKind::Stratified | DesignKind::Systematic => Ok(()),
        DesignKind::Pps => Err(Failure::person(format!(
            "the sample {} is a draw by size: with one case more every record would have another chance, and one that is drawn might no longer be, so \
             that there is no next case to take",
            sample.name
        ))
        .hint("A case that cannot be graded stays in it as such; for more cases draw another sample")),
    }
}

/// The frame of a sample surveyed again, for another design.
pub(super) fn survey(register: &Register, sample: &SampleRow, design: &Design) -> Result<Fixed, Failure> {
    let mut frame = frame_of(register, sample)?;
    frame.design = design.clone();
    // What can be told of the frame was settled at the draw.
    frame.fix(register, None, true)
}

/// The first cases of each stratum in the order in which the draw takes them, as many as `sizes` says or all that there are;
/// with the weights that strata of their stored sizes give.
pub(super) fn first(register: &Register, sample: &SampleRow, sizes: &[u64]) -> Result<Vec<Case>, Failure> {
    let strata = register.strata(sample.id)?;
    let fixed = survey(register, sample, &sample.design)?;
    let fixed = Fixed { scheme: fixed.scheme.resized(sizes), ..fixed };
    let drawn = frame_of(register, sample)?.draw(register, &Seed::new(&sample.seed)?, &fixed)?;
    let mut cases = drawn.cases;
    for case in &mut cases {
        if let Some(stratum) = strata.iter().find(|one| one.stratum == case.stratum) {
            case.weight = weight(case, stratum);
        }
    }
    Ok(cases)
}

/// How many records of the frame a case stands for, in a stratum of that size.
pub(super) fn weight(case: &Case, stratum: &Stratum) -> f64 {
    let units = stratum.children.unwrap_or(stratum.frame) as f64 / stratum.size as f64;
    case.child_records.map_or(units, |records| records as f64 * units)
}

/// How many cases of each stratum chance has brought into a sample so far, reserves among them.
pub(super) fn taken(strata: &[Stratum], cases: &[CaseRow]) -> Vec<u64> {
    let of =
        |one: &Stratum| cases.iter().filter(|row| !row.by_hand() && row.case.stratum == one.stratum).count() as u64;
    strata.iter().map(of).collect()
}

/// The reserves that a manifest lists: those that were taken, with their numbers, and the next of each stratum, with the number 0.
/// None where a seed orders draws to come, since they would be seen in them, and none where a design has no next case.
pub(super) fn reserves(register: &Register, sample: &SampleRow, cases: &[CaseRow]) -> Result<Vec<Case>, Failure> {
    if sample.sealed || must_have_next(sample).is_err() {
        return Ok(Vec::new());
    }
    let strata = register.strata(sample.id)?;
    let taken = taken(&strata, cases);
    // A stratum without a case has none that could be replaced.
    let more = |size: u64| if size == 0 { 0 } else { size.div_ceil(PART).max(FEWEST) };
    let sizes: Vec<u64> = strata.iter().zip(&taken).map(|(one, taken)| taken + more(one.size)).collect();
    let in_draw = ranked(sample, &strata, cases).0;
    let mut list = first(register, sample, &sizes)?;
    list.retain(|case| !in_draw.contains(case.record.as_str()));
    for case in &mut list {
        let number = cases.iter().find(|row| !row.by_hand() && row.case.record == case.record);
        case.case = number.map_or(0, |row| row.case.case);
    }
    Ok(list)
}

/// A sample's cases in the order of the draw: the records that the strata's sizes cover, and the cases themselves, strata in turn.
/// What comes after the sizes are reserves that were taken.
pub(super) fn ranked<'a>(
    sample: &SampleRow,
    strata: &[Stratum],
    cases: &'a [CaseRow],
) -> (BTreeSet<&'a str>, Vec<&'a CaseRow>) {
    let start = sample.design.rotation.as_ref().map_or("0.", |rotation| rotation.start.as_str());
    let mut covered = BTreeSet::new();
    let mut list = Vec::new();
    for one in strata {
        let mut own: Vec<&CaseRow> =
            cases.iter().filter(|row| !row.by_hand() && row.case.stratum == one.stratum).collect();
        // Cases at equal distances come before all others, whatever their tickets.
        let later =
            |row: &CaseRow| sample.design.kind == DesignKind::Systematic && row.story.origin != CaseOrigin::Drawn;
        own.sort_by_key(|row| {
            (later(row), row.case.ticket.as_str() < start, row.case.ticket.as_str(), row.case.record.as_str())
        });
        own.truncate(usize::try_from(one.size).unwrap_or(usize::MAX));
        covered.extend(own.iter().map(|row| row.case.record.as_str()));
        list.extend(own);
    }
    (covered, list)
}

/// Cases of the list that the sample does not have yet, in order.
pub(super) fn new_ones(list: Vec<Case>, cases: &[CaseRow]) -> Vec<Case> {
    let held: BTreeSet<&str> = cases.iter().filter(|row| !row.by_hand()).map(|row| row.case.record.as_str()).collect();
    list.into_iter().filter(|case| !held.contains(case.record.as_str())).collect()
}
