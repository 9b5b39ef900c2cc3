//! Agreement on a screen: the plain shares first, then the coefficients, then who grades higher than whom.

use super::table::table;
use super::text::wrapped;
use crate::analysis::{AgreementFigures, CoefficientFigures, share_in_words};
use crate::model::Estimate;
use crate::model::english::{counted_as, percent};
use crate::reporting::words::UNDEFINED;

/// Lays out agreement in lines of `width` letters.
pub fn agreement(figures: &AgreementFigures, width: usize) -> String {
    let mut text = format!(
        "{} {}\n\n",
        counted_as(figures.cases, "case has two or more gradings;", "cases have two or more gradings;"),
        counted_as(figures.raters, "auditor graded.", "auditors graded.")
    );
    text += &table(&["", "Cases", "Share", "Interval"], &[&figures.exact, &figures.within_one].map(share_row), width);
    text += "\n\n";
    let rows: Vec<Vec<String>> = coefficients(figures).iter().map(|(label, one)| coefficient_row(label, one)).collect();
    text += &table(&["Coefficient", "Value", "Interval", "Why there is none"], &rows, width);
    text += "\n";
    if !figures.direction.is_empty() {
        let rows: Vec<Vec<String>> = figures
            .direction
            .iter()
            .map(|one| {
                let p = one.p.map_or(UNDEFINED.to_owned(), |p| format!("{p:.3}"));
                let counts = [one.cases, one.higher, one.same, one.lower].map(|count| count.to_string());
                [one.auditor.clone(), one.other.clone()].into_iter().chain(counts).chain([p]).collect()
            })
            .collect();
        let headings = ["Auditor", "Beside", "Cases", "Graded higher", "The same", "Lower", "Sign test p"];
        text += &format!("\n{}\n", table(&headings, &rows, width));
    }
    for note in &figures.notes {
        text += &format!("\n{}\n", wrapped(note, width, 0));
    }
    text
}

/// Lays out the plain shares of each criterion in lines of `width` letters.
pub fn agreement_by_criterion(criteria: &[(String, AgreementFigures)], width: usize) -> String {
    let rows: Vec<Vec<String>> = criteria
        .iter()
        .map(|(label, one)| {
            let share = |estimate: &Estimate| share_in_words(estimate);
            vec![
                label.clone(),
                one.cases.to_string(),
                share(&one.exact),
                interval(&one.exact),
                share(&one.within_one),
                value(&one.ac1),
            ]
        })
        .collect();
    table(&["Criterion", "Cases", "The same", "Interval", "Within one", "AC1"], &rows, width)
}

fn coefficients(figures: &AgreementFigures) -> [(&'static str, &CoefficientFigures); 8] {
    [
        ("Kappa", &figures.kappa),
        ("Kappa, linear", &figures.kappa_linear),
        ("Kappa, quadratic", &figures.kappa_quadratic),
        ("AC1", &figures.ac1),
        ("AC2, linear", &figures.ac2_linear),
        ("AC2, quadratic", &figures.ac2_quadratic),
        ("Alpha, nominal", &figures.alpha_nominal),
        ("Alpha, ordinal", &figures.alpha_ordinal),
    ]
}

fn share_row(one: &Estimate) -> Vec<String> {
    let count = if one.of == 0 { UNDEFINED.to_owned() } else { format!("{} of {}", one.count, one.of) };
    vec![one.label.clone(), count, share_in_words(one), interval(one)]
}

fn interval(one: &Estimate) -> String {
    one.low.zip(one.high).map_or(UNDEFINED.to_owned(), |(low, high)| format!("{} to {}", percent(low), percent(high)))
}

fn value(one: &CoefficientFigures) -> String {
    one.value.map_or(UNDEFINED.to_owned(), two_places)
}

fn coefficient_row(label: &str, one: &CoefficientFigures) -> Vec<String> {
    let interval = one
        .low
        .zip(one.high)
        .map_or(UNDEFINED.to_owned(), |(low, high)| format!("{} to {}", two_places(low), two_places(high)));
    vec![label.to_owned(), value(one), interval, one.why.clone().unwrap_or_default()]
}

/// Two places, without a sign before nought.
fn two_places(value: f64) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}
