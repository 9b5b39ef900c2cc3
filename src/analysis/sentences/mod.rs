//! Sentences made from the figures by rules that are tested.
//!
//! A sentence says "between" before it says a figure with an interval, says what the sample cannot tell, and never
//! gives a verdict that the numbers do not carry.

mod change;
mod limits;
mod missing;

use crate::model::{Basis, Design, DesignKind, Findings, Kind, Sentences};

use super::input::Input;
use super::words::{counted, listed, percent_of};

/// Makes all sentences of a sample's findings.
pub(super) fn sentences(input: &Input<'_>, findings: &Findings) -> Sentences {
    Sentences {
        title: title(input),
        basis: basis(input, &findings.basis),
        provisional: missing::provisional(findings),
        grades: change::grades(input, findings),
        limits: limits::limits(input, findings),
        agreement: agreement(input, findings),
        notes: missing::notes(input, findings),
    }
}

/// `IRO oversights, October 2026`.
fn title(input: &Input<'_>) -> String {
    let what = match input.kind {
        Kind::Oversight => "IRO oversights",
        Kind::Review => "Reviews",
        Kind::Dispute => "Disputes",
        Kind::Child => "Children in care",
    };
    format!("{what}, {}", input.period.label())
}

/// How many were drawn from how many, graded by how many auditors, and whose shares these are.
fn basis(input: &Input<'_>, basis: &Basis) -> String {
    let whose = match input.kind {
        Kind::Child => "Shares are of children.".to_owned(),
        kind => format!("Shares are of {}, not of children.", kind.plural()),
    };
    format!("{}; {}. {whose}", drawn(input, basis), graded(input, basis))
}

fn drawn(input: &Input<'_>, basis: &Basis) -> String {
    let all = basis.kind.counted(basis.frame);
    let of = match basis.frame < basis.population {
        true => format!("the {all} that meet the condition ({} in all)", basis.population),
        false => all,
    };
    match (basis.drawn, basis.drawn == basis.frame) {
        (0, _) => format!("Nothing was drawn from {of}"),
        (1, true) => format!("The only one of {of} was taken"),
        (_, true) => format!("All of {of} were taken"),
        (1, false) => format!("1 of {of} was drawn at random{}", within(input.design, basis.kind)),
        (drawn, false) => format!("{drawn} of {of} were drawn at random{}", within(input.design, basis.kind)),
    }
}

/// ` within each IRO`, for a stratified draw.
fn within(design: &Design, kind: Kind) -> String {
    let label = |name: &String| {
        let (kind, name) = match name.strip_prefix("child.") {
            Some(name) => (Kind::Child, name),
            None => (kind, name.as_str()),
        };
        kind.fields().iter().find(|field| field.name == name).map_or(name, |field| field.label).to_owned()
    };
    match design.kind {
        DesignKind::Simple => String::new(),
        DesignKind::Stratified => {
            format!(" within each {}", listed(&design.by.iter().map(label).collect::<Vec<_>>()))
        }
    }
}

fn graded(input: &Input<'_>, basis: &Basis) -> String {
    if basis.graded == 0 {
        return "none is graded yet".to_owned();
    }
    let auditors = counted(u64::from(input.method.auditors), "auditor");
    let twice = |case: &&super::input::DrawnCase| {
        matches!(case.standing, crate::model::Standing::Counted(_)) && case.finished.len() > 1
    };
    match input.cases.iter().filter(twice).count() {
        0 => format!("{} graded by {auditors}", basis.graded),
        twice => format!("{} graded by {auditors}, {twice} of them twice", basis.graded),
    }
}

/// How far two auditors agreed; `None` where nothing was graded twice.
fn agreement(input: &Input<'_>, findings: &Findings) -> Option<String> {
    let agreement = findings.agreement.as_ref()?;
    let (cases, same) = (agreement.cases, agreement.exact.count);
    let further = cases - agreement.within_one.count;
    let agreed = match (cases, same) {
        (1, 1) => "Two auditors agreed on the 1 case that both graded".to_owned(),
        (1, _) => "Two auditors did not agree on the 1 case that both graded".to_owned(),
        _ if same == cases => format!("Two auditors agreed on all {cases} cases that both graded"),
        (_, 0) => format!("Two auditors agreed on none of {cases} cases"),
        _ => format!("Two auditors agreed on {same} of {cases} cases ({})", percent_of(same, cases)),
    };
    let differed = match (cases - same, further) {
        (0, _) => String::new(),
        (_, 0) => "; where they differed, by one grade".to_owned(),
        (_, further) => format!("; on {} they differed by more than one grade", counted(further, "case")),
    };
    let whose = match input.design.kind {
        DesignKind::Simple => String::new(),
        DesignKind::Stratified => format!(" This is of those cases, not of all {}.", input.kind.plural()),
    };
    Some(format!("{agreed}{differed}.{whose}"))
}
