//! Doing a draw again from its manifest, without the register.
//!
//! This proves the draw from the frame that the manifest gives: that these cases and no others follow from that frame,
//! that design and that seed. That the frame itself is what the council's extract held is another question, which only
//! the register can answer.

use std::collections::BTreeSet;

use crate::model::{DesignKind, Manifest, Seed};

use super::pick::{Draw, FrameDigest};

/// Weights are told to this relative precision.
const WEIGHT_PRECISION: f64 = 1e-9;

/// Does the draw again and returns every difference, in words; an empty list means that all agrees.
pub fn verify(manifest: &Manifest) -> Vec<String> {
    let mut differences = Vec::new();
    if manifest.head.manifest != 1 {
        return vec![format!("the manifest is of form {}, and this program knows form 1", manifest.head.manifest)];
    }
    check_frame(manifest, &mut differences);
    check_design(manifest, &mut differences);
    let Some(seed) = &manifest.head.seed else {
        differences.push(format!(
            "the draw cannot be done again from this manifest: its seed orders further draws of a programme and is disclosed when the cycle is over \
             (SHA-256 of the seed: {}); with --register it can be done again now",
            manifest.head.seed_sha256.as_deref().unwrap_or("not given")
        ));
        return differences;
    };
    if manifest.head.seed_sha256.as_ref().is_some_and(|said| *said != crate::digest::sha256_hex(seed.as_bytes())) {
        differences.push("the seed is not the one whose SHA-256 the manifest gives".to_owned());
    }
    let seed = match Seed::new(seed) {
        Ok(seed) => seed,
        Err(error) => {
            differences.push(error.to_string());
            return differences;
        }
    };
    if !manifest.tail.reserves.is_empty() {
        differences.push("the manifest lists reserves, and a draw of this design has none".to_owned());
    }
    let mut draw = Draw::new(&seed, &manifest.head.design);
    for row in &manifest.frame {
        draw.offer(&row.record, row.child.as_deref(), &row.stratum);
    }
    match draw.finish() {
        Err(error) => differences.push(format!("the draw cannot be done again: {error}")),
        Ok(drawn) => {
            compare(&manifest.tail.strata, &drawn.strata, "stratum", &mut differences);
            compare_cases(manifest, &drawn.cases, &mut differences);
        }
    }
    differences
}

fn check_frame(manifest: &Manifest, differences: &mut Vec<String>) {
    let sorted: BTreeSet<&str> = manifest.frame.iter().map(|row| row.record.as_str()).collect();
    if sorted.len() != manifest.frame.len() {
        differences.push(format!(
            "the frame lists {} records but only {} different ones",
            manifest.frame.len(),
            sorted.len()
        ));
    }
    let mut digest = FrameDigest::default();
    sorted.iter().for_each(|record| digest.feed(record));
    let digest = digest.finish();
    if digest != manifest.tail.frame_sha256 {
        differences
            .push(format!("the frame's SHA-256 is {digest}, and the manifest says {}", manifest.tail.frame_sha256));
    }
    let told = (manifest.frame.len() as u64).saturating_add(manifest.head.unknown);
    if told > manifest.head.population {
        differences.push(format!(
            "frame and records that could not be told are {told}, more than the population of {}",
            manifest.head.population
        ));
    }
}

/// A simple draw has one stratum without a name, and a stratified one says what its strata are made of.
fn check_design(manifest: &Manifest, differences: &mut Vec<String>) {
    let design = &manifest.head.design;
    let simple = design.kind == DesignKind::Simple;
    let named = manifest.frame.iter().any(|row| !row.stratum.is_empty());
    if simple && (named || !design.by.is_empty()) {
        differences.push("the manifest calls the draw simple, and its frame is cut into strata".to_owned());
    }
    if !simple && design.by.is_empty() {
        differences
            .push("the manifest calls the draw stratified, and does not say what its strata are made of".to_owned());
    }
}

fn compare<T: PartialEq + std::fmt::Debug>(said: &[T], found: &[T], what: &str, differences: &mut Vec<String>) {
    if said.len() != found.len() {
        differences.push(format!(
            "the manifest has {} of {what}, and doing it again gives {}",
            said.len(),
            found.len()
        ));
    }
    for (said, found) in said.iter().zip(found).filter(|(said, found)| said != found) {
        differences.push(format!("{what}: the manifest says {said:?}, and doing it again gives {found:?}"));
    }
}

fn compare_cases(manifest: &Manifest, found: &[crate::model::Case], differences: &mut Vec<String>) {
    let said = &manifest.tail.cases;
    if said.len() != found.len() {
        differences.push(format!("the manifest has {} cases, and doing it again gives {}", said.len(), found.len()));
    }
    for (said, found) in said.iter().zip(found) {
        let case = found.case;
        for (what, said, found) in [
            ("number", said.case.to_string(), found.case.to_string()),
            ("record", said.record.clone(), found.record.clone()),
            ("child", said.child.clone().unwrap_or_default(), found.child.clone().unwrap_or_default()),
            ("stratum", said.stratum.clone(), found.stratum.clone()),
            ("ticket", said.ticket.clone(), found.ticket.clone()),
        ] {
            if said != found {
                differences
                    .push(format!("case {case}: the manifest has {what} '{said}', and doing it again gives '{found}'"));
            }
        }
        if (said.weight - found.weight).abs() > WEIGHT_PRECISION * found.weight.abs() {
            differences.push(format!(
                "case {case}: the manifest has weight {}, and doing it again gives {}",
                said.weight, found.weight
            ));
        }
    }
}
