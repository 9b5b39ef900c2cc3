//! What earlier gradings say of how far grades differ from stratum to stratum, for Neyman's allocation.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::failure::Failure;
use super::frame::{Frame, by_field};
use super::gather;
use super::staff::Staff;
use crate::analysis::is_good;
use crate::model::{Design, Rubric, Spread, Standing};
use crate::store::{Condition, FieldRef, Register, SampleRow, State};

/// The design with the spread of each stratum and the samples that it is from: those of the same kind that were graded by the
/// same rubric and not withdrawn, of the whole population or under the same condition. Each record counts once, as last graded.
pub(super) fn learnt(
    frame: &Frame,
    context: &Context<'_>,
    register: &Register,
    (rubric, staff): (&Rubric, &Staff),
) -> Result<Design, Failure> {
    let fields: Vec<FieldRef> =
        frame.design.by.iter().map(|name| by_field(name, frame.kind)).collect::<Result<_, _>>()?;
    let mut latest: BTreeMap<String, (String, bool, String)> = BTreeMap::new();
    for sample in register.samples()?.iter().filter(|sample| is_alike(sample, frame)) {
        if context.rubric_of(register, sample)?.id() != rubric.id() {
            continue;
        }
        for case in gather::cases(register, sample, &fields, staff)? {
            if let Standing::Counted(grading) = &case.standing
                && let Some(good) = is_good(rubric, grading)
            {
                latest.insert(case.case.record, (case.values.join(" | "), good, sample.name.clone()));
            }
        }
    }
    let mut spread: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (value, good, _) in latest.values() {
        let (count, of) = spread.entry(value).or_default();
        *count += u64::from(!good);
        *of += 1;
    }
    let named: BTreeSet<&String> = latest.values().map(|(.., sample)| sample).collect();
    let stratum = |(stratum, (count, of)): (&str, (u64, u64))| Spread { stratum: stratum.to_owned(), count, of };
    Ok(Design {
        spread: spread.into_iter().map(stratum).collect(),
        spread_from: named.into_iter().cloned().collect(),
        ..frame.design.clone()
    })
}

fn is_alike(sample: &SampleRow, frame: &Frame) -> bool {
    let condition = frame.condition.as_ref().map(Condition::text);
    let themed = sample.condition.is_some() || sample.words.is_some();
    let same = sample.condition.as_deref() == condition
        && sample.words.as_deref() == frame.words.as_ref().map(crate::search::Query::text);
    sample.kind == frame.kind && sample.state != State::Withdrawn && (same || !themed)
}
