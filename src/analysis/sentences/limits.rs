//! What the sample cannot tell.

use std::collections::BTreeMap;

use crate::model::english::{counted, one_or_more};
use crate::model::{Findings, NOT_RECORDED, Standing};

use crate::analysis::grades::FEW;
use crate::analysis::input::Input;

/// Few cases in all, and no comparison of IROs.
pub(super) fn limits(input: &Input<'_>, findings: &Findings) -> String {
    let graded = findings.basis.graded;
    if graded == 0 {
        return format!("Nothing can be said of the {} before cases are graded.", input.kind.plural());
    }
    let few = (graded < FEW && graded < findings.basis.frame)
        .then(|| format!("Only {} counted, so every interval is wide.", counted(graded, "case")));
    few.into_iter().chain([comparison(&iro_cases(input, findings))]).collect::<Vec<_>>().join(" ")
}

/// How many cases each IRO has: by the breakdown where there is one, else by the counted cases.
fn iro_cases(input: &Input<'_>, findings: &Findings) -> Vec<u64> {
    let broken_down: Vec<u64> = findings
        .by
        .iter()
        .filter(|breakdown| breakdown.field == "iro" && breakdown.value != NOT_RECORDED)
        .filter_map(|breakdown| breakdown.grades.first().map(|grade| grade.of))
        .collect();
    if !broken_down.is_empty() {
        return broken_down;
    }
    let mut cases: BTreeMap<&str, u64> = BTreeMap::new();
    for case in input.cases.iter().filter(|case| matches!(case.standing, Standing::Counted(_))) {
        if let Some(iro) = &case.iro {
            *cases.entry(iro).or_default() += 1;
        }
    }
    cases.into_values().collect()
}

fn comparison(cases: &[u64]) -> String {
    let (Some(least), Some(most)) = (cases.iter().min().copied(), cases.iter().max().copied()) else {
        return "Nothing here compares IROs.".to_owned();
    };
    let few = cases.iter().filter(|cases| **cases < FEW).count();
    match (cases.len(), few) {
        (1, _) => "Nothing here compares IROs: all cases are of one.".to_owned(),
        (all, few) if few == all => format!("Nothing here compares IROs: {} too few.", each(least, most)),
        (all, few) if few > 0 => {
            let has = one_or_more(few, "has", "have");
            format!("Nothing here compares IROs: {few} of {all} {has} fewer than {FEW} cases.")
        }
        _ => format!(
            "The sample was drawn to speak of all cases together and not to compare IROs: {} little to go by.",
            each(least, most)
        ),
    }
}

/// `8 or 9 cases each are`, `between 3 and 9 cases each are`, `1 case each is`.
fn each(least: u64, most: u64) -> String {
    match most - least {
        0 if most == 1 => "1 case each is".to_owned(),
        0 => format!("{most} cases each are"),
        1 => format!("{least} or {most} cases each are"),
        _ => format!("between {least} and {most} cases each are"),
    }
}
