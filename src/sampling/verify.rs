//! Doing a draw again from its manifest, without the register.
//!
//! This proves the draw from the frame that the manifest gives: that these cases and no others follow from that frame,
//! that design and that seed. That the frame itself is what the council's extract held is another question, which only
//! the register can answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::english::counted;
use crate::model::{Allocation, Case, DesignKind, FrameRow, Manifest, Seed, Stratum};

use super::error::DrawError;
use super::pick::{Draw, Drawn, FrameDigest};
use super::survey::{Offered, Scheme, Survey};

/// Weights and chances are told to this relative precision.
const PRECISION: f64 = 1e-9;

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
    check_seats(manifest, &mut differences);
    match drawn_again(manifest, &seed, &BTreeMap::new()) {
        Err(error) => differences.push(format!("the draw cannot be done again: {error}")),
        Ok((scheme, drawn)) => {
            compare_frame(manifest, &scheme, &mut differences);
            compare(&manifest.tail.strata, &drawn.strata, "stratum", &mut differences);
            if !manifest.tail.arithmetic.is_empty() {
                compare(&manifest.tail.arithmetic, &drawn.arithmetic, "the arithmetic", &mut differences);
            }
            compare_cases(manifest, &drawn.cases, &mut differences);
            check_reserves(manifest, &seed, &mut differences);
        }
    }
    differences
}

/// The draw, from nothing but the manifest's frame, design and seed.
fn drawn_again(manifest: &Manifest, seed: &Seed, more: &BTreeMap<&str, u64>) -> Result<(Scheme, Drawn), DrawError> {
    let mut rows: Vec<&FrameRow> = manifest.frame.iter().collect();
    rows.sort_by(|one, other| one.record.cmp(&other.record));
    let sizes: Vec<Option<String>> = rows.iter().map(|row| row.size.map(|size| size.to_string())).collect();
    let offered = || {
        rows.iter().zip(&sizes).map(|(row, size)| Offered {
            record: &row.record,
            child: row.child.as_deref(),
            by: row.by.as_deref().unwrap_or(&row.stratum),
            size: size.as_deref(),
        })
    };
    let mut survey = Survey::new(&manifest.head.design);
    offered().for_each(|row| survey.see(row));
    let mut scheme = survey.scheme()?;
    if !more.is_empty() {
        let size = |one: &Stratum| one.size.saturating_add(more.get(one.stratum.as_str()).copied().unwrap_or(0));
        let sizes: Vec<u64> = scheme.strata().iter().map(size).collect();
        scheme = scheme.resized(&sizes);
    }
    let mut draw = Draw::new(seed, &scheme);
    offered().for_each(|row| draw.offer(row));
    let drawn = draw.finish();
    Ok((scheme, drawn))
}

/// The reserves are the next cases of their strata, those that were taken first, with the weights of their strata.
fn check_reserves(manifest: &Manifest, seed: &Seed, differences: &mut Vec<String>) {
    let listed = &manifest.tail.reserves;
    if listed.is_empty() {
        return;
    }
    if manifest.head.design.kind == DesignKind::Pps {
        return differences.push("the manifest lists reserves, and a draw of this design has none".to_owned());
    }
    let mut more: BTreeMap<&str, u64> = BTreeMap::new();
    listed.iter().for_each(|case| *more.entry(case.stratum.as_str()).or_default() += 1);
    let Ok((_, drawn)) = drawn_again(manifest, seed, &more) else { return };
    let cases: BTreeSet<&str> = manifest.tail.cases.iter().map(|case| case.record.as_str()).collect();
    let next: Vec<&Case> = drawn.cases.iter().filter(|case| !cases.contains(case.record.as_str())).collect();
    if next.len() != listed.len() {
        differences.push(format!(
            "the manifest lists {} reserves, and doing it again gives {}",
            listed.len(),
            next.len()
        ));
    }
    for (place, (said, found)) in (1..).zip(listed.iter().zip(next)) {
        let same = said.record == found.record
            && said.child == found.child
            && said.stratum == found.stratum
            && said.ticket == found.ticket
            && said.record_ticket == found.record_ticket
            && said.child_records == found.child_records;
        if !same {
            differences.push(format!(
                "reserve {place}: the manifest has '{}' with {}, and doing it again gives '{}' with {}",
                said.record, said.ticket, found.record, found.ticket
            ));
        }
        let stratum = manifest.tail.strata.iter().find(|one| one.stratum == said.stratum);
        let weight = stratum.map(|one| one.children.unwrap_or(one.frame) as f64 / one.size as f64);
        let weight = weight.map(|weight| weight * found.child_records.unwrap_or(1) as f64);
        if !alike(Some(said.weight), weight) {
            differences.push(format!("reserve {place}: its weight {} is not that of its stratum", said.weight));
        }
    }
    let taken = |case: &Case| case.case != 0;
    let in_turn = listed.windows(2).all(|two| two[0].stratum != two[1].stratum || taken(&two[0]) || !taken(&two[1]));
    let replaced = manifest.tail.replaced.len();
    if !in_turn || (manifest.tail.steps.is_empty() && listed.iter().filter(|case| taken(case)).count() != replaced) {
        differences.push(
            "the reserves that were taken are not the first of their strata, one for each case replaced".to_owned(),
        );
    }
}

/// Every record stands in the stratum that the design gives its values, and names of strata are those there are.
fn compare_frame(manifest: &Manifest, scheme: &Scheme, differences: &mut Vec<String>) {
    for row in &manifest.frame {
        let found = scheme.stratum(row.by.as_deref().unwrap_or(&row.stratum));
        if found != row.stratum {
            differences.push(format!(
                "record {}: the manifest has stratum '{}', and the design gives '{found}'",
                row.record, row.stratum
            ));
        }
    }
    if *scheme.design() != manifest.head.design {
        differences.push("the manifest's design names strata that are not those of its frame".to_owned());
    }
}

/// Every case is a record of the frame, once.
fn check_seats(manifest: &Manifest, differences: &mut Vec<String>) {
    let frame: BTreeSet<&str> = manifest.frame.iter().map(|row| row.record.as_str()).collect();
    let mut seen = BTreeSet::new();
    for case in &manifest.tail.cases {
        if !frame.contains(case.record.as_str()) {
            differences.push(format!("case {}: {} is no record of the frame", case.case, case.record));
        }
        if !seen.insert(case.record.as_str()) {
            differences.push(format!("case {}: {} is drawn twice", case.case, case.record));
        }
    }
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
    sorted.iter().for_each(|record| digest.feed(record.as_bytes()));
    let digest = digest.finish();
    if digest != manifest.tail.frame_sha256 {
        differences
            .push(format!("the frame's SHA-256 is {digest}, and the manifest says {}", manifest.tail.frame_sha256));
    }
    let told = (manifest.frame.len() as u64).saturating_add(manifest.head.unknown);
    let left_out = manifest.head.excluded.iter().fold(0u64, |sum, excluded| sum.saturating_add(excluded.count));
    let told = told.saturating_add(left_out);
    if told > manifest.head.population {
        differences.push(format!(
            "frame, records left out and records that could not be told are {told}, more than the population of {}",
            manifest.head.population
        ));
    }
}

/// A design has the parameters that it needs, and no others.
fn check_design(manifest: &Manifest, differences: &mut Vec<String>) {
    let design = &manifest.head.design;
    let kind = design.kind;
    let named = manifest.frame.iter().any(|row| !row.stratum.is_empty());
    let mut wrong = |wrong: bool, what: &str| {
        if wrong {
            differences.push(format!("the manifest calls the draw {}, and {what}", kind.id()));
        }
    };
    let strata = kind == DesignKind::Stratified;
    wrong(!strata && named, "its frame is cut into strata");
    wrong(strata && design.by.is_empty(), "does not say what its strata are made of");
    wrong(matches!(kind, DesignKind::Simple | DesignKind::Pps) && !design.by.is_empty(), "names fields to cut it by");
    let order: Vec<&str> = design.by.iter().map(String::as_str).chain(["reference"]).collect();
    wrong(kind == DesignKind::Systematic && design.order != order, "does not say along which order");
    let later = manifest.tail.steps.iter().fold(0u64, |sum, step| sum.saturating_add(step.by));
    let line = design.line.is_some_and(|line| line == 0 || line.checked_add(later) != Some(design.size));
    let has_line = kind == DesignKind::Systematic && later > 0;
    wrong(line || design.line.is_some() != has_line, "does not say rightly how many cases stand at equal distances");
    wrong((kind == DesignKind::Pps) != design.size_field.is_some(), "does not fit its field of sizes");
    let sized = manifest.frame.iter().any(|row| row.size.is_some());
    wrong(kind != DesignKind::Pps && sized, "its records have sizes, by which it was not drawn");
    let shared = design.at_least > 0 || design.merge_below > 0 || design.allocation != Allocation::Proportional;
    wrong(!strata && (shared || !design.given.is_empty()), "says how cases are shared out over strata");
    let turned = design.rotation.as_ref();
    wrong(turned.is_some_and(|rotation| !rotation.is_whole()), "begins elsewhere than its place in its cycle says");
    let rotates = matches!(kind, DesignKind::Simple | DesignKind::Stratified) && manifest.head.kind == "child";
    wrong(turned.is_some() && !rotates, "rotates along the tickets, which only draws of children do");
    let by_child = matches!(kind, DesignKind::Simple | DesignKind::Stratified);
    wrong(design.one_per_child && !by_child, "takes one record per child, which such a draw cannot");
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

fn compare_cases(manifest: &Manifest, found: &[Case], differences: &mut Vec<String>) {
    let said = &manifest.tail.cases;
    if said.len() != found.len() {
        differences.push(format!(
            "the manifest has {}, and doing it again gives {}",
            counted(said.len(), "case"),
            found.len()
        ));
    }
    // Cases that came in by a later step keep the numbers under which they were graded.
    let numbered = manifest.tail.steps.is_empty();
    for (said, found) in said.iter().zip(found) {
        let case = if numbered { found.case } else { said.case };
        for (what, said, found) in [
            ("number", said.case.to_string(), case.to_string()),
            ("record", said.record.clone(), found.record.clone()),
            ("child", said.child.clone().unwrap_or_default(), found.child.clone().unwrap_or_default()),
            ("stratum", said.stratum.clone(), found.stratum.clone()),
            ("ticket", said.ticket.clone(), found.ticket.clone()),
            ("record_ticket", told(said.record_ticket.as_ref()), told(found.record_ticket.as_ref())),
            ("child_records", told(said.child_records), told(found.child_records)),
        ] {
            if said != found {
                differences
                    .push(format!("case {case}: the manifest has {what} '{said}', and doing it again gives '{found}'"));
            }
        }
        let numbers = [("weight", Some(said.weight), Some(found.weight)), ("lambda", said.lambda, found.lambda)];
        for (what, said, found) in numbers.into_iter().filter(|(_, said, found)| !alike(*said, *found)) {
            let (said, found) = (told(said), told(found));
            differences.push(format!("case {case}: the manifest has {what} {said}, and doing it again gives {found}"));
        }
    }
}

/// Whether two numbers are the same as far as they are told.
fn alike(said: Option<f64>, found: Option<f64>) -> bool {
    match (said, found) {
        (Some(said), Some(found)) => (said - found).abs() <= PRECISION * found.abs(),
        (said, found) => said == found,
    }
}

/// A value in words, where there is one.
fn told(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}
