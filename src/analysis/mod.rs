//! Gradings to figures: pure functions of values.
//!
//! What is drawn and what counts comes in as an [`Input`]; what can be said of the population goes out as
//! [`Findings`], every share with its count, its n, its interval and its method, and with sentences made from them.
//! Which interval goes with which design is decided in one place, `shares.rs`.

mod basis;
mod grades;
mod input;
mod layout;
mod lines;
mod sentences;
mod shares;
mod themes;
mod twice;
mod words;

pub use input::{ByField, DrawnCase, Input};
pub use words::{percent, percent_of, share_in_words};

use crate::model::{Breakdown, Estimate, Findings, Prefix, Sentences, TrendPoint};

use layout::Layout;

/// Turns one sample's gradings into all that is said of it.
#[expect(clippy::needless_pass_by_value, reason = "a sample is counted once: its caller has no more use for it")]
pub fn findings(input: Input<'_>) -> Findings {
    let layout = Layout::of(&input);
    let basis = basis::basis(&input, &layout);
    let grades = grades::overall(&layout, input.rubric);
    let own = TrendPoint {
        period: input.period.text().to_owned(),
        label: input.period.label().to_owned(),
        sample: input.samples.join(", "),
        provisional: basis.provisional,
        grades: grades.clone(),
    };
    let mut findings = Findings {
        grades,
        criteria: grades::criteria(&layout, input.rubric),
        by: grades::by(&layout, &input),
        themes: themes::themes(&layout, input.rubric),
        trend: input.earlier.iter().cloned().chain([own]).collect(),
        agreement: twice::agreement(&input),
        prefix: basis.provisional.then(|| prefix(&layout, &input)),
        rubric: basis::rubric_facts(input.rubric),
        sentences: Sentences::default(),
        findings: lines::findings(&input),
        cases: lines::cases(&input),
        method: input.method.clone(),
        basis,
    };
    findings.method.intervals = methods(&findings);
    findings.sentences = sentences::sentences(&input, &findings);
    findings
}

fn prefix(layout: &Layout<'_>, input: &Input<'_>) -> Prefix {
    let prefix = layout.prefix();
    Prefix { cases: prefix.seats.len() as u64, grades: grades::overall(&prefix, input.rubric) }
}

/// The distinct texts of methods, in the order in which a reader meets them.
fn methods(findings: &Findings) -> Vec<String> {
    let mut methods: Vec<String> = Vec::new();
    let mut add = |estimate: &Estimate| {
        if !methods.contains(&estimate.method) {
            methods.push(estimate.method.clone());
        }
    };
    findings.grades.iter().for_each(&mut add);
    findings.criteria.iter().flat_map(|criterion| &criterion.grades).for_each(&mut add);
    findings.by.iter().flat_map(|Breakdown { grades, .. }| grades).for_each(&mut add);
    findings.themes.iter().map(|theme| &theme.share).for_each(&mut add);
    findings.prefix.iter().flat_map(|prefix| &prefix.grades).for_each(&mut add);
    findings.agreement.iter().flat_map(|agreement| [&agreement.exact, &agreement.within_one]).for_each(&mut add);
    methods
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
