//! How a sample was drawn and graded, as Method tells it.

use super::{Gathered, day};
use crate::cli::failure::Failure;
use crate::cli::manifest;
use crate::cli::typed_texts::TypedTexts;
use crate::model::MethodFacts;
use crate::store::{Register, SampleRow};

pub(super) fn method(
    register: &Register,
    sample: &SampleRow,
    gathered: &Gathered,
    typed: TypedTexts<'_>,
) -> Result<MethodFacts, Failure> {
    let batch = register.batches()?.into_iter().find(|batch| batch.batch == sample.as_of);
    let as_of = batch.map_or_else(
        || format!("import {}", sample.as_of),
        |batch| match batch.undoes {
            Some(undone) => format!("import {undone} was taken back on {}", crate::cli::typed::day_of(&batch.at)),
            None => format!("import {} of {}", batch.batch, crate::cli::typed::day_of(&batch.at)),
        },
    );
    let mut facts = MethodFacts {
        council: crate::cli::council::of(register)?,
        question: crate::cli::plans::of_sample(register, sample)?.map(|plan| plan.question),
        as_of,
        manifest_name: manifest::file_name(&sample.name),
        manifest_sha256: manifest::sha256(register, sample)?,
        earlier: register.earlier_draws(sample.kind, &sample.period, Some(sample.id))?,
        story: crate::cli::story::sentences(register, sample)?,
        late: register.late_to(sample)?,
        ..bare_method(sample, gathered)
    };
    typed.on_method(register, sample, &mut facts)?;
    Ok(facts)
}

/// What is known of the method without going through the frame again.
pub(super) fn bare_method(sample: &SampleRow, gathered: &Gathered) -> MethodFacts {
    MethodFacts {
        council: None,
        question: None,
        drawn_on: day(&sample.drawn_at).unwrap_or_else(|| sample.period.last()),
        graded_by: gathered.graded_by,
        drawn_by: sample.drawn_by.clone(),
        auditors: u32::try_from(gathered.graders.len()).unwrap_or(u32::MAX),
        double: gathered.double,
        in_line: gathered.in_line,
        design: sample.design.clone(),
        strata: gathered.strata.clone(),
        seed: sample.seed_text(),
        seed_from: sample.seed_from,
        condition: sample.condition.clone(),
        words: sample.words.clone(),
        as_of: String::new(),
        unknown: manifest::unknown_fields(sample),
        frame_sha256: sample.frame_sha256.clone(),
        manifest_name: String::new(),
        manifest_sha256: String::new(),
        earlier: Vec::new(),
        story: Vec::new(),
        changed_since: gathered.changed_since,
        late: 0,
        not_in_newest: sample.not_in_newest,
        program: sample.program.clone(),
        intervals: Vec::new(),
    }
}
