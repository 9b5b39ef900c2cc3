//! Calibration: gradings of one's own work and from outside, beside the final grades of the same cases.
//!
//! A case counts once it has a final grade: the moderated one, the single grading, or what two auditors both gave. Where
//! several people graded a case in the same way beside its auditors, the first who finished counts.

use crate::model::english::{counted, percent_of};
use crate::model::{Beside, Calibration, CriterionForm, Estimate, Grading, Matched, MatchedCriterion, Standing};
use crate::statistics::Confidence;
use crate::statistics::agreement::{agreed, sign_test};

use super::agreement::estimate;
use super::input::{DrawnCase, Input};
use super::words::{between, p_in_words};

const METHOD: &str =
    "exact interval for independent trials (Clopper-Pearson), of the cases with a grading beside the final one";
/// Fewer cases than these say little of how somebody grades.
const FEW: u64 = 30;
/// Below this p a leaning one way is told.
const UNLIKELY: f64 = 0.05;

/// Compares each kind of grading with the final grades; a kind that no settled case has is left out.
pub(super) fn calibration(input: &Input<'_>) -> Vec<Calibration> {
    Beside::ALL.into_iter().filter_map(|beside| of_kind(input, beside)).collect()
}

fn of_kind(input: &Input<'_>, beside: Beside) -> Option<Calibration> {
    let pairs: Vec<(&Grading, &Grading)> = input.cases.iter().filter_map(|case| pair(case, beside)).collect();
    let confidence = Confidence::new(input.confidence).unwrap_or(Confidence::USUAL);
    let scale: Vec<&str> = input.rubric.scale().iter().map(|grade| grade.id.as_str()).collect();
    let overall = matched(&pairs, (&scale, true), confidence, |grading| grading.overall.clone());
    let criteria = input.rubric.criteria().iter().map(|criterion| {
        let answers: Vec<&str> = input.rubric.answers(criterion).into_iter().map(|(id, _)| id).collect();
        let ordered = criterion.form == CriterionForm::Graded;
        let answer = |grading: &Grading| grading.answers.get(&criterion.id)?.grade.clone();
        MatchedCriterion {
            criterion: criterion.id.clone(),
            label: criterion.title.clone(),
            figures: matched(&pairs, (&answers, ordered), confidence, answer),
        }
    });
    let criteria = criteria.collect();
    (overall.cases > 0).then(|| Calibration {
        beside,
        label: beside.label().to_owned(),
        notes: notes(beside, &overall),
        overall,
        criteria,
    })
}

/// The grading beside, and the final grade, of a case that has both.
fn pair(case: &DrawnCase, beside: Beside) -> Option<(&Grading, &Grading)> {
    let Standing::Counted(settled) = &case.standing else { return None };
    let (_, own) = case.beside.iter().find(|(kind, _)| *kind == beside)?;
    Some((own, settled))
}

fn matched(
    pairs: &[(&Grading, &Grading)],
    (scale, ordered): (&[&str], bool),
    confidence: Confidence,
    answer: impl Fn(&Grading) -> Option<String>,
) -> Matched {
    let place = |grading: &Grading| {
        let given = answer(grading)?;
        scale.iter().position(|id| *id == given)
    };
    let places: Vec<(usize, usize)> =
        pairs.iter().filter_map(|(own, settled)| Some((place(own)?, place(settled)?))).collect();
    let both = agreed(places.iter().copied());
    let count = |fits: fn(usize, usize) -> bool| {
        ordered.then(|| places.iter().filter(|(own, settled)| fits(*own, *settled)).count() as u64)
    };
    let (higher, lower) = (count(|own, settled| own > settled), count(|own, settled| own < settled));
    let near = if ordered { (both.within_one, both.cases) } else { (0, 0) };
    let share = |name: &str, label: &str, counts: (u64, u64)| -> Estimate {
        estimate((name, label), counts, confidence, METHOD)
    };
    Matched {
        cases: both.cases,
        exact: share("exact", "The same grade", (both.exact, both.cases)),
        within_one: share("within-one", "The same or the neighbouring grade", near),
        p: higher.zip(lower).and_then(|(higher, lower)| sign_test(higher, lower)),
        higher,
        lower,
    }
}

/// What the overall grades say, and what so few of them cannot.
fn notes(beside: Beside, overall: &Matched) -> Vec<String> {
    let (higher, lower) = (overall.higher.unwrap_or(0), overall.lower.unwrap_or(0));
    let (whose, theirs) = match beside {
        Beside::Own => ("that the person whose work it was graded as well", "the self-audit"),
        Beside::External => ("that somebody from outside graded as well", "the grade from outside"),
    };
    let interval = overall.exact.low.zip(overall.exact.high).map(|(low, high)| between(low, high)).unwrap_or_default();
    let mut notes = vec![format!(
        "Of {} {whose}, the overall grade is that of the final one on {} ({}, {interval}); {theirs} is higher on {higher} and lower on {lower}.",
        counted(overall.cases, "case"),
        overall.exact.count,
        percent_of(overall.exact.count, overall.cases),
    )];
    match overall.p {
        Some(p) if p < UNLIKELY => {
            let way = if higher > lower { "higher" } else { "lower" };
            notes.push(format!(
                "Where they differ, {theirs} is {way} more often than chance alone gives (sign test, {}).",
                p_in_words(p)
            ));
        }
        _ if overall.cases < FEW => {
            notes.push("So few cases cannot show whether one side grades higher than the other.".to_owned());
        }
        _ => {}
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixtures::{Sample, grading};

    fn beside(letters: &str, own: &[(u32, &str)]) -> Vec<Calibration> {
        let mut sample = Sample::simple(40, letters);
        for (number, grade) in own {
            let case = sample.cases.iter_mut().find(|case| case.case.case == *number).unwrap();
            case.beside.push((Beside::Own, grading("Bea", grade)));
        }
        sample.findings().calibration
    }

    /// Clopper-Pearson of 2 of 4, from R 4.3: binom.test(2, 4)$conf.int.
    #[test]
    fn a_self_audit_is_compared_with_the_final_grade_and_changes_no_figure() {
        let own = [(1, "good"), (2, "good"), (3, "good"), (4, "inadequate")];
        let told = beside("ggirr", &own);
        assert_eq!(told.len(), 1);
        let one = &told[0].overall;
        assert_eq!((one.cases, one.exact.count, one.within_one.count), (4, 2, 3));
        assert_eq!((one.higher, one.lower), (Some(1), Some(1)));
        assert!((one.exact.low.unwrap() - 0.067_585_99).abs() < 1e-7, "{:?}", one.exact.low);
        assert!((one.exact.high.unwrap() - 0.932_414_01).abs() < 1e-7);
        assert_eq!(
            told[0].notes[0],
            "Of 4 cases that the person whose work it was graded as well, the overall grade is that of the final one on 2 (50%, between 7% and \
             93%); the self-audit is higher on 1 and lower on 1."
        );
        assert_eq!(Sample::simple(40, "ggirr").findings().grades, {
            let mut sample = Sample::simple(40, "ggirr");
            sample.cases[0].beside.push((Beside::Own, grading("Bea", "inadequate")));
            sample.findings().grades
        });
    }

    #[test]
    fn a_case_that_is_not_settled_is_compared_with_nothing() {
        assert!(beside("w-", &[(1, "good"), (2, "good")]).is_empty());
        assert_eq!(beside("w-g", &[(1, "good"), (3, "good")])[0].overall.cases, 1);
    }

    #[test]
    fn a_leaning_one_way_is_told_where_chance_alone_would_hardly_give_it() {
        let own: Vec<(u32, &str)> = (1..=8).map(|number| (number, "good")).collect();
        let told = beside("iiiiiiii", &own);
        assert!(told[0].notes[1].contains("is higher more often than chance alone gives (sign test, p = 0.008)"));
        assert!(beside("iig", &[(1, "good"), (2, "good")])[0].notes[1].starts_with("So few cases"));
    }
}
