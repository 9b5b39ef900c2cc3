//! Grades: of the whole sample, of each criterion, and of each value of a field.

use std::collections::BTreeSet;

use crate::model::{
    Breakdown, Criterion, CriterionForm, CriterionShares, Estimate, Grading, NOT_RECORDED, Rubric, Standing,
};

use super::input::{ByField, DrawnCase, Input, Parting};
use super::layout::Layout;
use super::shares::{Part, Question, estimate};

/// Under so many cases, nothing is compared.
pub(super) const FEW: u64 = 10;

/// Which answer of a grading is asked about.
enum Answer<'c> {
    Overall,
    To(&'c Criterion),
}

impl Answer<'_> {
    fn of<'g>(&self, grading: &'g Grading) -> Option<&'g str> {
        match self {
            Answer::Overall => grading.overall.as_deref(),
            Answer::To(criterion) => grading.answers.get(&criterion.id)?.grade.as_deref(),
        }
    }

    /// The answer's place on the scale, 0 the worst.
    fn place(&self, rubric: &Rubric, grading: &Grading) -> Option<usize> {
        let id = self.of(grading)?;
        rubric.scale().iter().position(|grade| grade.id == id)
    }
}

/// The overall grades of the whole frame.
pub(super) fn overall(layout: &Layout<'_>, rubric: &Rubric) -> Vec<Estimate> {
    on_scale(layout, rubric, &Answer::Overall, &Part::Whole)
}

/// The answers to each criterion, in the rubric's order.
pub(super) fn criteria(layout: &Layout<'_>, rubric: &Rubric) -> Vec<CriterionShares> {
    let shares = |criterion: &Criterion| {
        let waits = |case: &DrawnCase| case.question_waits(&criterion.id);
        let open = layout.with_missing(waits);
        CriterionShares {
            criterion: criterion.id.clone(),
            label: criterion.title.clone(),
            question: criterion.question.clone(),
            grades: match criterion.form {
                CriterionForm::Graded => on_scale(&open, rubric, &Answer::To(criterion), &Part::Whole),
                CriterionForm::Check => of_check(&open, rubric, criterion),
            },
            waiting: (layout.counted().count() - open.counted().count()) as u64,
        }
    };
    rubric.criteria().iter().map(shares).collect()
}

/// The overall grades of each value of each field asked for, values in order, those not recorded last.
pub(super) fn by(layout: &Layout<'_>, input: &Input<'_>) -> Vec<Breakdown> {
    let mut breakdowns = Vec::new();
    for (place, field) in input.by.iter().enumerate() {
        let mut values: Vec<&str> = values(field, place, input.cases).into_iter().collect();
        values.sort_by_key(|value| (*value == NOT_RECORDED, *value));
        breakdowns.extend(values.into_iter().map(|value| breakdown(layout, input.rubric, (place, field), value)));
    }
    breakdowns
}

fn values<'a>(field: &'a ByField, place: usize, cases: &'a [DrawnCase]) -> BTreeSet<&'a str> {
    let of_frame = field.frame.iter().filter(|(_, records)| **records > 0).map(|((value, _), _)| value.as_str());
    of_frame.chain(cases.iter().flat_map(|case| parts_of(case, (place, field)))).collect()
}

/// The parts to which a case belongs.
fn parts_of<'a>(case: &'a DrawnCase, (place, field): (usize, &ByField)) -> Vec<&'a str> {
    let counted = match &case.standing {
        Standing::Counted(grading) => Some(grading),
        _ => None,
    };
    match &field.parting {
        Parting::Field => vec![value_of(case, place)],
        Parting::Auditor => case.finished.iter().map(|grading| grading.auditor.as_str()).collect(),
        Parting::Answer(criterion) => {
            counted.and_then(|grading| grading.answers.get(criterion)?.grade.as_deref()).into_iter().collect()
        }
        Parting::Theme => counted.iter().flat_map(|grading| &grading.themes).map(|tag| tag.theme.as_str()).collect(),
    }
}

fn value_of(case: &DrawnCase, place: usize) -> &str {
    case.values.get(place).map_or(NOT_RECORDED, String::as_str)
}

fn breakdown(layout: &Layout<'_>, rubric: &Rubric, (place, field): (usize, &ByField), value: &str) -> Breakdown {
    let records = records(layout, field, value);
    let part = Part::Value { holds: &|case| parts_of(case, (place, field)).contains(&value), frame: records.clone() };
    let grades = on_scale(layout, rubric, &Answer::Overall, &part);
    let few = grades.first().is_none_or(|grade| grade.of < FEW);
    Breakdown {
        field: field.field.clone(),
        label: field.label.clone(),
        value: value.to_owned(),
        frame: records.unwrap_or_default().iter().sum(),
        grades,
        few,
    }
}

/// How many records of each stratum have the value; `None` where that is not known for the frame.
fn records(layout: &Layout<'_>, field: &ByField, value: &str) -> Option<Vec<u64>> {
    if field.frame.is_empty() {
        return None;
    }
    let all: u64 = field.frame.iter().filter(|((one, _), _)| one == value).map(|(_, records)| records).sum();
    let of = |stratum: &str| field.frame.get(&(value.to_owned(), stratum.to_owned())).copied().unwrap_or(0);
    match layout.strata.as_slice() {
        [_] => Some(vec![all]),
        strata => Some(strata.iter().map(|ground| of(&ground.name)).collect()),
    }
}

/// Each grade of the scale, worst first, then good or better.
fn on_scale(layout: &Layout<'_>, rubric: &Rubric, answer: &Answer<'_>, part: &Part<'_>) -> Vec<Estimate> {
    let each = rubric.scale().iter().enumerate().map(|(at, grade)| {
        let has = |grading: &Grading| answer.place(rubric, grading).map(|place| place == at);
        estimate(layout, &Question { name: &grade.id, label: &grade.label, has: &has, part })
    });
    let mut estimates: Vec<Estimate> = each.collect();
    let good = good_place(rubric);
    let has = |grading: &Grading| answer.place(rubric, grading).map(|place| place >= good);
    let label = good_label(rubric);
    estimates.push(estimate(layout, &Question { name: "good-or-better", label: &label, has: &has, part }));
    estimates
}

/// Whether a grading's overall grade is good or better; `None` where it has none, or one that the rubric's scale lacks.
pub fn is_good(rubric: &Rubric, grading: &Grading) -> Option<bool> {
    Answer::Overall.place(rubric, grading).map(|place| place >= good_place(rubric))
}

/// The place of the grade from which on a case is good: that with the id `good`, else the top one.
fn good_place(rubric: &Rubric) -> usize {
    let named = rubric.scale().iter().position(|grade| grade.id == "good");
    named.unwrap_or(rubric.scale().len().saturating_sub(1))
}

fn good_label(rubric: &Rubric) -> String {
    rubric.scale().get(good_place(rubric)).map_or_else(String::new, |grade| format!("{} or better", grade.label))
}

/// Yes and no out of those two; not applicable out of all answers.
fn of_check(layout: &Layout<'_>, rubric: &Rubric, criterion: &Criterion) -> Vec<Estimate> {
    let answer = Answer::To(criterion);
    let share = |(id, label): (&str, &str)| {
        let has = |grading: &Grading| match (answer.of(grading)?, id) {
            (given, "na") => Some(given == "na"),
            ("na", _) => None,
            (given, id) => Some(given == id),
        };
        estimate(layout, &Question { name: id, label, has: &has, part: &Part::Whole })
    };
    rubric.answers(criterion).into_iter().map(share).collect()
}
