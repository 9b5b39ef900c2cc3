//! `verify`: do a draw again from its manifest.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::manifest::{frame_of, frame_row, head};
use crate::cli::reserves;
use crate::intake;
use crate::model::english::{counted, counted_as};
use crate::model::{FrameRow, Manifest};
use crate::sampling;
use crate::store::{Register, SampleRow};

/// `verify`
#[derive(Debug, Args)]
#[command(after_help = "Without --register this proves the draw from the frame that the manifest gives.\n\
    With --register it also compares the frame, and what was asked, with the register it was taken from.")]
pub(crate) struct VerifyArgs {
    /// The manifest, as 'dipsample sample manifest' printed it
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
}

pub(crate) fn run(args: &VerifyArgs, context: &mut Context<'_>) -> Result<u8, Failure> {
    let bytes = files::read_bytes(context, &args.manifest)?;
    let text = intake::decode_text(&bytes).map_err(|error| Failure::file(&args.manifest, "read", &error))?;
    let not_whole = |error: serde_json::Error| {
        Failure::person(format!(
            "{} is not a whole manifest: line {}, column {}: {error}",
            args.manifest.display(),
            error.line(),
            error.column()
        ))
        .hint("A manifest is what this writes: dipsample sample manifest S --to FILE")
    };
    let manifest: Manifest = serde_json::from_str(&text).map_err(not_whole)?;
    let unknown = unknown_keys(&serde_json::from_str(&text).map_err(not_whole)?, &manifest)?;
    let register = context.global.register.is_some().then(|| context.register()).transpose()?;
    let with_register = register.is_some();
    let mut differences = match &register {
        None => sampling::verify(&manifest),
        Some(register) => sampling::verify(&with_seed(register, &manifest)?),
    };
    if let Some(register) = &register {
        compare_frame(register, &manifest, &mut differences)?;
    }
    differences
        .extend(unknown.iter().map(|key| format!("the manifest has the key {key}, which this program does not know")));
    let agrees = differences.is_empty();
    let proves = match with_register {
        true => "the draw and its frame",
        false => "the draw from the frame that the manifest gives (with --register also the frame)",
    };
    let json = json!({ "agrees": agrees, "differences": differences, "sample": manifest.head.sample, "proves": proves, "sha256": crate::digest::sha256_hex(&bytes) });
    context.answer(&json, || match agrees {
        true => format!(
            "{} agrees: done again from seed and frame, the same {} out.\nThis proves {proves}.\n",
            manifest.head.sample,
            counted_as(manifest.tail.cases.len(), "case comes", "cases come")
        ),
        false => {
            let list: String = differences.iter().map(|difference| format!("  - {difference}\n")).collect();
            let verdict = match (manifest.head.seed.is_none(), with_register) {
                (true, false) => "cannot be done again yet",
                _ => "does NOT agree",
            };
            format!("{} {verdict}:\n{list}", manifest.head.sample)
        }
    });
    Ok(u8::from(!agrees))
}

/// Keys that a manifest leaves out when they have no value.
const OPTIONAL_KEYS: [&str; 8] =
    ["seed_sha256", "plan", "plan_sha256", "question", "programme", "replaced", "added", "steps"];

/// Keys that do not belong in a manifest. Their meaning is unknown, so they are reported.
fn unknown_keys(document: &serde_json::Value, manifest: &Manifest) -> Result<Vec<String>, Failure> {
    let known = serde_json::to_value(manifest).map_err(|error| Failure::ours(error.to_string()))?;
    let keys = |value: &serde_json::Value| -> BTreeSet<String> {
        value.as_object().into_iter().flat_map(|object| object.keys().cloned()).collect()
    };
    let mut known_keys = keys(&known);
    // Left out of the document where there is nothing to say.
    known_keys.extend(OPTIONAL_KEYS.iter().map(|key| (*key).to_owned()));
    Ok(keys(document).difference(&known_keys).cloned().collect())
}

/// The manifest with the seed that the register holds, where its own is not disclosed yet and is that one by its SHA-256.
fn with_seed(register: &Register, manifest: &Manifest) -> Result<Manifest, Failure> {
    let mut manifest = manifest.clone();
    if manifest.head.seed.is_none() {
        let samples = register.samples()?;
        let sample = samples.into_iter().find(|sample| sample.name == manifest.head.sample);
        manifest.head.seed =
            sample.filter(|sample| sample.seed_sha256() == manifest.head.seed_sha256).map(|sample| sample.seed);
    }
    Ok(manifest)
}

fn compare_frame(register: &Register, manifest: &Manifest, differences: &mut Vec<String>) -> Result<(), Failure> {
    let name = &manifest.head.sample;
    let Some(sample) = register.samples()?.into_iter().find(|sample| sample.name == *name) else {
        differences.push(format!("the register has no sample '{name}'"));
        return Ok(());
    };
    compare_head(register, &sample, manifest, differences)?;
    let kept = reserves::reserves(register, &sample, &register.cases(sample.id)?)?;
    if kept.len() != manifest.tail.reserves.len() {
        differences.push(format!(
            "the manifest lists {} reserves, and the register has {}",
            manifest.tail.reserves.len(),
            kept.len()
        ));
    }
    let said: std::collections::BTreeMap<&str, &FrameRow> =
        manifest.frame.iter().map(|row| (row.record.as_str(), row)).collect();
    let mut found = 0usize;
    frame_of(register, &sample)?.walk(register, &[], |step| {
        found += 1;
        let record = step.row.record;
        match said.get(record) {
            None => {
                differences.push(format!("the register's frame has the record {record}, which the manifest lacks"));
            }
            Some(row) if **row != frame_row(step) => {
                differences.push(format!("the record {record} stands otherwise in the register than in the manifest"));
            }
            Some(_) => {}
        }
        Ok(())
    })?;
    if found != said.len() {
        differences.push(format!(
            "the register's frame has {}, and the manifest {}",
            counted(found, "record"),
            said.len()
        ));
    }
    Ok(())
}

/// What was asked, and which earlier draws there were, as the register has it.
fn compare_head(
    register: &Register,
    sample: &SampleRow,
    manifest: &Manifest,
    differences: &mut Vec<String>,
) -> Result<(), Failure> {
    let read = |head| serde_json::to_value(head).map_err(|error| Failure::ours(error.to_string()));
    let (said, kept) = (read(&manifest.head)?, read(&head(register, sample)?)?);
    for (what, kept) in kept.as_object().into_iter().flatten() {
        let said = said.get(what).unwrap_or(&serde_json::Value::Null);
        if said != kept {
            differences.push(format!("{what}: the manifest says {said}, and the register {kept}"));
        }
    }
    Ok(())
}
