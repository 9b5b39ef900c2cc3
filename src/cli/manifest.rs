//! The manifest of a sample, written as a stream so that a frame of any size can be written and digested.

use std::io::{self, Write};

use super::context::PROGRAM;
use super::failure::Failure;
use super::frame::{self, Frame, Step};
use super::json_text;
use super::reserves;
use crate::digest::Running;
use crate::model::{AddedCase, ExtendedBy, FrameRow, ManifestHead, ManifestTail, ReplacedCase, UnknownField};
use crate::sampling::Size;
use crate::store::{Condition, Register, SampleRow};

/// The frame that a sample was drawn from.
pub(super) fn frame_of(register: &Register, sample: &SampleRow) -> Result<Frame, Failure> {
    let strata = register.strata(sample.id)?;
    let merged = strata.into_iter().flat_map(|one| one.merged.into_iter().map(move |part| (part, one.stratum.clone())));
    let condition = sample.condition.as_deref().map(|text| Condition::parse(text, sample.kind)).transpose()?;
    Ok(Frame {
        kind: sample.kind,
        period: sample.period.clone(),
        condition,
        words: frame::words(sample.words.as_deref(), sample.kind)?,
        as_of: sample.as_of,
        design: sample.design.clone(),
        names: sample.names.clone(),
        merged: merged.collect(),
        left_out: register.children_left_out(sample.id)?,
    })
}

/// Writes the manifest: one JSON document, with a line for each record of the frame.
pub(super) fn write(register: &Register, sample: &SampleRow, out: &mut dyn Write) -> Result<(), Failure> {
    let head = to_json(&head(register, sample)?)?;
    let tail = to_json(&tail(register, sample)?)?;
    let mut first = true;
    put(out, &format!("{},\n\"frame\":[", head.trim_end_matches('}')))?;
    frame_of(register, sample)?.walk(register, &[], |step| {
        let row = frame_row(step);
        put(out, if std::mem::take(&mut first) { "\n" } else { ",\n" })?;
        put(out, &to_json(&row)?)
    })?;
    put(out, &format!("\n],\n{}\n", tail.trim_start_matches('{')))
}

/// A record of the frame, with all of it that decides whether it is drawn.
pub(super) fn frame_row(step: &Step<'_>) -> FrameRow {
    let row = step.row;
    FrameRow {
        record: row.record.to_owned(),
        child: row.child.map(str::to_owned),
        stratum: step.stratum.to_owned(),
        size: row.size.and_then(Size::parse).map(Size::number),
        by: (row.by != step.stratum).then(|| row.by.to_owned()),
    }
}

/// SHA-256 of the manifest's bytes.
pub(super) fn sha256(register: &Register, sample: &SampleRow) -> Result<String, Failure> {
    let mut running = Running::new();
    write(register, sample, &mut running)?;
    Ok(running.finish_hex())
}

/// The name that a manifest's file has.
pub(super) fn file_name(sample: &str) -> String {
    format!("{sample}.manifest.json")
}

fn put(out: &mut dyn Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::person(format!("the manifest cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Failure> {
    json_text::compact(value).map_err(|error| Failure::ours(format!("the manifest cannot be made: {error}")))
}

/// The manifest's first part, as the register has it.
pub(super) fn head(register: &Register, sample: &SampleRow) -> Result<ManifestHead, Failure> {
    let plan = super::plans::of_sample(register, sample)?;
    Ok(ManifestHead {
        manifest: 1,
        sample: sample.name.clone(),
        kind: sample.kind.id().to_owned(),
        period: sample.period.text().to_owned(),
        seed: sample.shown_seed().map(str::to_owned),
        seed_sha256: sample.seed_sha256(),
        seed_from: sample.seed_from,
        plan: plan.as_ref().map(|plan| plan.id.clone()),
        plan_sha256: sample.origin.plan.clone(),
        question: plan.map(|plan| plan.question),
        programme: sample.origin.programme.clone(),
        design: sample.design.clone(),
        condition: sample.condition.clone(),
        words: sample.words.clone(),
        as_of: sample.as_of,
        population: sample.population,
        unknown: sample.unknown_in_all(),
        unknown_by_field: unknown_fields(sample),
        described_later: sample.described_later,
        not_in_newest: sample.not_in_newest,
        excluded: sample.origin.excluded.clone(),
        earlier: sample.earlier.clone(),
    })
}

/// How many records lacked each field that the condition uses.
pub(super) fn unknown_fields(sample: &SampleRow) -> Vec<UnknownField> {
    sample.unknown_fields().map(|(field, count)| UnknownField { field: field.to_owned(), count }).collect()
}

fn tail(register: &Register, sample: &SampleRow) -> Result<ManifestTail, Failure> {
    let (rows, strata) = (register.cases(sample.id)?, register.strata(sample.id)?);
    let by = |case: u32| rows.iter().find(|row| row.story.replaces == Some(case)).map(|row| row.case.case);
    let replaced = rows.iter().filter_map(|row| {
        let reason = row.story.replaced.clone()?;
        Some(ReplacedCase { case: row.case.case, reason, by: by(row.case.case) })
    });
    let added = rows.iter().filter(|row| row.by_hand()).map(|row| AddedCase {
        case: row.case.case,
        record: row.case.record.clone(),
        child: row.case.child.clone(),
        reason: row.story.reason.clone(),
    });
    let steps = sample.steps.iter().map(|step| ExtendedBy {
        by: step.by,
        at: step.at.clone(),
        after_looking: step.after_looking,
        planned: step.planned,
    });
    Ok(ManifestTail {
        frame_sha256: sample.frame_sha256.clone(),
        cases: reserves::ranked(sample, &strata, &rows).1.into_iter().map(|row| row.case.clone()).collect(),
        reserves: reserves::reserves(register, sample, &rows)?,
        replaced: replaced.collect(),
        added: added.collect(),
        steps: steps.collect(),
        strata,
        arithmetic: sample.arithmetic.clone(),
        program: if sample.program.is_empty() { PROGRAM.to_owned() } else { sample.program.clone() },
    })
}
