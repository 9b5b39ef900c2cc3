//! `agreement`: how far two auditors agree on the cases of a sample that were graded twice.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::{AgreementFigures, Compared, Order, agreement_figures};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::model::english::counted;
use crate::model::{Criterion, CriterionForm, DesignKind, Grading, Rubric};
use crate::reporting::terminal;
use crate::statistics::Confidence;
use crate::statistics::agreement::Ratings;
use crate::store::{CaseRow, GradingRow, Part, SampleRow, State};

/// `agreement`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  dipsample agreement last\n\nIt compares the two gradings as they were finished, before any moderation, and only once all of them are."
)]
pub(crate) struct AgreementArgs {
    /// The sample, or 'last' [default: the open one]
    #[arg(value_name = "S")]
    sample: Option<String>,
}

pub(crate) fn run(args: &AgreementArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let sample = context.sample(&register, args.sample.as_deref())?;
    crate::cli::sight::must_see_unsettled(context, &register, &sample)?;
    let rubric = context.rubric_of(&register, &sample)?;
    let cases = register.cases(sample.id)?;
    let gradings = register.gradings(sample.id)?;
    let pairs = pairs(&sample, &cases, &gradings)?;
    let overall = figures(&pairs, &scale(&rubric), Order::WorstFirst, |grading| grading.overall.clone())?;
    let mut criteria = Vec::new();
    for criterion in rubric.criteria() {
        criteria.push((criterion, by_criterion(&pairs, &rubric, criterion)?));
    }
    let whose = whose(&sample, overall.cases);
    let mut json = serde_json::to_value(&overall).map_err(|error| Failure::ours(error.to_string()))?;
    json["sample"] = json!(sample.name);
    json["of"] = json!(whose);
    json["criteria"] = criteria
        .iter()
        .map(|(criterion, figures)| {
            let mut one = serde_json::to_value(figures).map_err(|error| Failure::ours(error.to_string()))?;
            one["criterion"] = json!(criterion.id);
            one["label"] = json!(criterion.title);
            Ok(one)
        })
        .collect::<Result<Vec<Value>, Failure>>()?
        .into();
    let width = context.width();
    let rows: Vec<(String, AgreementFigures)> =
        criteria.into_iter().map(|(criterion, figures)| (criterion.title.clone(), figures)).collect();
    context.answer(&json, || {
        format!(
            "{}: the overall grade, before any moderation. {whose}\n{}\n{}\n",
            sample.name,
            terminal::agreement(&overall, width),
            terminal::agreement_by_criterion(&rows, width)
        )
    });
    Ok(())
}

/// Whose agreement it is.
fn whose(sample: &SampleRow, cases: u64) -> String {
    let counted = counted(cases, "case");
    let stratified = match sample.design.kind {
        DesignKind::Stratified => ", not weighted to the strata of the sample",
        _ => "",
    };
    format!("It is the agreement on the {counted} graded twice{stratified}.")
}

/// The two gradings of each case that was graded twice; refused while a second one is out, since who sees figures move as
/// gradings come in can tell which cases are graded twice.
fn pairs<'a>(
    sample: &SampleRow,
    cases: &[CaseRow],
    gradings: &'a [GradingRow],
) -> Result<Vec<[&'a GradingRow; 2]>, Failure> {
    if !cases.iter().any(|case| case.twice) {
        return Err(Failure::person(format!(
            "no case of {} is to be graded twice, so there is nothing to compare",
            sample.name
        ))
        .hint("A draw has a share of its cases graded twice with --double 25%"));
    }
    let mut pairs = Vec::new();
    let mut waiting = false;
    for case in cases.iter().filter(|case| case.twice) {
        let of = |part: Part| {
            gradings.iter().find(|row| row.case == case.case.case && row.part == part && row.grading.finished)
        };
        match (of(Part::First), of(Part::Second)) {
            (Some(one), Some(two)) => pairs.push([one, two]),
            _ => waiting = true,
        }
    }
    if waiting && sample.state == State::Open {
        return Err(Failure::person(format!(
            "the agreement on {} cannot be shown yet: not every case that is graded twice has been graded by both",
            sample.name
        ))
        .hint("It is shown once they all have, or the sample is closed; until then nobody can tell from it which cases those are"));
    }
    match pairs.is_empty() {
        true => Err(Failure::person(format!(
            "no case of {} was graded by two auditors, so there is nothing to compare",
            sample.name
        ))),
        false => Ok(pairs),
    }
}

fn scale(rubric: &Rubric) -> Vec<String> {
    rubric.scale().iter().map(|grade| grade.id.clone()).collect()
}

fn by_criterion(
    pairs: &[[&GradingRow; 2]],
    rubric: &Rubric,
    criterion: &Criterion,
) -> Result<AgreementFigures, Failure> {
    let answers: Vec<String> = rubric.answers(criterion).into_iter().map(|(id, _)| id.to_owned()).collect();
    let order = match criterion.form {
        CriterionForm::Graded => Order::WorstFirst,
        CriterionForm::Check => Order::None,
    };
    figures(pairs, &answers, order, |grading| {
        grading.answers.get(&criterion.id).and_then(|answer| answer.grade.clone())
    })
}

/// Compares one answer of both gradings over all cases; people stand in the order of their names.
fn figures(
    pairs: &[[&GradingRow; 2]],
    scale: &[String],
    order: Order,
    answer: impl Fn(&Grading) -> Option<String>,
) -> Result<AgreementFigures, Failure> {
    let people: BTreeSet<&str> = pairs.iter().flatten().map(|row| row.grading.auditor.as_str()).collect();
    let people: Vec<String> = people.into_iter().map(str::to_owned).collect();
    let table = pairs
        .iter()
        .map(|pair| {
            let mut row = vec![None; people.len()];
            for one in pair {
                let person = people.iter().position(|name| *name == one.grading.auditor);
                let place = answer(&one.grading).and_then(|given| scale.iter().position(|grade| *grade == given));
                if let Some(cell) = person.and_then(|person| row.get_mut(person)) {
                    *cell = place;
                }
            }
            row
        })
        .collect();
    let ratings = Ratings::new(scale.len(), table)
        .ok_or_else(|| Failure::ours("the gradings of a sample do not make a table"))?;
    Ok(agreement_figures(Compared { ratings: &ratings, people: &people, order, confidence: Confidence::USUAL }))
}
