//! How far auditors agreed: counted first, then the coefficients, who grades higher than whom, and what so few cases can tell.

use serde::Serialize;

use super::words::{between, p_in_words};
use crate::model::Estimate;
use crate::model::english::counted;
use crate::statistics::Confidence;
use crate::statistics::agreement::{Coefficient, Metric, Ratings, Weights, alpha, gwet, kappa, sign_test};
use crate::statistics::binomial::{Trials, clopper_pearson};

pub(super) const METHOD: &str = "exact interval for independent trials (Clopper-Pearson), of the cases graded twice";
const NO_ORDER: &str = "the order of the grades is not known";

/// Fewer cases than these make every coefficient rough.
const FEW: u64 = 30;
/// From this share of the same grades on, a coefficient below [`LOW`] is explained.
const MOSTLY: f64 = 0.75;
const LOW: f64 = 0.4;

/// Grades that are to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The grades.
    pub ratings: &'a Ratings,
    /// The name of each person, in the order of the columns.
    pub people: &'a [String],
    /// Whether the grades have an order, worst first.
    pub order: Order,
    /// The level of every interval.
    pub confidence: Confidence,
}

/// Whether answers stand in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Worst first.
    WorstFirst,
    /// They are only the same or not: yes, no, not applicable.
    None,
}

/// How far they agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgreementFigures {
    /// Cases with two or more gradings.
    pub cases: u64,
    /// People who graded any case.
    pub raters: u64,
    /// Cases with one grading only.
    pub graded_once: u64,
    /// All gradings of the case are the same.
    pub exact: Estimate,
    /// All gradings of the case are the same or neighbours.
    pub within_one: Estimate,
    /// Cohen's kappa.
    pub kappa: CoefficientFigures,
    /// Kappa, linear weights.
    pub kappa_linear: CoefficientFigures,
    /// Kappa, quadratic weights.
    pub kappa_quadratic: CoefficientFigures,
    /// Gwet's AC1.
    pub ac1: CoefficientFigures,
    /// Gwet's AC2, linear weights.
    pub ac2_linear: CoefficientFigures,
    /// Gwet's AC2, quadratic weights.
    pub ac2_quadratic: CoefficientFigures,
    /// Krippendorff's alpha, nominal.
    pub alpha_nominal: CoefficientFigures,
    /// Krippendorff's alpha, ordinal.
    pub alpha_ordinal: CoefficientFigures,
    /// Who grades higher than whom.
    pub direction: Vec<Direction>,
    /// What the figures can and cannot tell, a sentence each.
    pub notes: Vec<String>,
}

/// A coefficient with its interval, and why it or its interval is missing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoefficientFigures {
    /// The coefficient: 1 is full agreement, 0 what chance gives.
    pub value: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end of its interval.
    pub high: Option<f64>,
    /// The standard error.
    pub error: Option<f64>,
    /// Why the value or the interval is missing.
    pub why: Option<String>,
}

impl From<Coefficient> for CoefficientFigures {
    fn from(one: Coefficient) -> CoefficientFigures {
        CoefficientFigures { value: one.value, low: one.low, high: one.high, error: one.error, why: one.why }
    }
}

/// Two people on the cases that both graded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Direction {
    /// One of them.
    pub auditor: String,
    /// The other.
    pub other: String,
    /// Cases that both graded.
    pub cases: u64,
    /// On how many the first gave the higher grade.
    pub higher: u64,
    /// On how many the same.
    pub same: u64,
    /// On how many the lower.
    pub lower: u64,
    /// The two-sided p of the exact sign test; none where they never differ.
    pub p: Option<f64>,
}

/// Works out how far people agree.
pub fn agreement_figures(compared: Compared<'_>) -> AgreementFigures {
    let ratings = compared.ratings;
    let given = |case: &[Option<usize>]| case.iter().flatten().count();
    let twice: Vec<&[Option<usize>]> =
        ratings.cases().iter().map(Vec::as_slice).filter(|case| given(case) >= 2).collect();
    let spread = |case: &[Option<usize>]| {
        let grades = || case.iter().flatten();
        grades().max().zip(grades().min()).map_or(0, |(high, low)| high - low)
    };
    let within = |steps: usize| twice.iter().filter(|case| spread(case) <= steps).count() as u64;
    let ordered = compared.order == Order::WorstFirst;
    let cases = twice.len() as u64;
    let neighbours = if ordered { (within(1), cases) } else { (0, 0) };
    let plain = |one: Coefficient| CoefficientFigures::from(one);
    let graded = |one: &dyn Fn() -> Coefficient| plain(if ordered { one() } else { Coefficient::undefined(NO_ORDER) });
    let sure = compared.confidence;
    let mut figures = AgreementFigures {
        cases,
        raters: (0..ratings.people()).filter(|at| ratings.cases().iter().any(|case| case[*at].is_some())).count()
            as u64,
        graded_once: ratings.cases().iter().filter(|case| given(case) == 1).count() as u64,
        exact: estimate(("exact", "The same grade"), (within(0), cases), sure, METHOD),
        within_one: estimate(("within-one", "The same or the neighbouring grade"), neighbours, sure, METHOD),
        kappa: plain(kappa(ratings, Weights::Identity, sure)),
        kappa_linear: graded(&|| kappa(ratings, Weights::Linear, sure)),
        kappa_quadratic: graded(&|| kappa(ratings, Weights::Quadratic, sure)),
        ac1: plain(gwet(ratings, Weights::Identity, sure)),
        ac2_linear: graded(&|| gwet(ratings, Weights::Linear, sure)),
        ac2_quadratic: graded(&|| gwet(ratings, Weights::Quadratic, sure)),
        alpha_nominal: plain(alpha(ratings, Metric::Nominal, sure)),
        alpha_ordinal: graded(&|| alpha(ratings, Metric::Ordinal, sure)),
        direction: if ordered { directions(&compared) } else { Vec::new() },
        notes: Vec::new(),
    };
    figures.notes = notes(&figures);
    figures
}

/// A share of cases with its exact interval; it is of these cases and of no larger number.
pub(super) fn estimate(
    (name, label): (&str, &str),
    (count, of): (u64, u64),
    confidence: Confidence,
    method: &str,
) -> Estimate {
    let trials = Trials::of_counts(count, of);
    let ends = clopper_pearson(trials, confidence).ok();
    Estimate {
        name: name.to_owned(),
        label: label.to_owned(),
        count,
        of,
        share: trials.share(),
        low: ends.map(|ends| ends.low),
        high: ends.map(|ends| ends.high),
        upper_count: None,
        confidence: confidence.share(),
        method: method.to_owned(),
        least: None,
        most: None,
    }
}

/// Each pair of people who have a case in common, in the order of the columns.
fn directions(compared: &Compared<'_>) -> Vec<Direction> {
    let mut all = Vec::new();
    for one in 0..compared.people.len() {
        for two in one + 1..compared.people.len() {
            let pairs: Vec<(usize, usize)> = compared
                .ratings
                .cases()
                .iter()
                .filter_map(|case| Some(((*case.get(one)?)?, (*case.get(two)?)?)))
                .collect();
            let count = |fits: fn(&usize, &usize) -> bool| pairs.iter().filter(|(a, b)| fits(a, b)).count() as u64;
            let (higher, same, lower) = (count(|a, b| a > b), count(|a, b| a == b), count(|a, b| a < b));
            if !pairs.is_empty() {
                all.push(Direction {
                    auditor: compared.people[one].clone(),
                    other: compared.people[two].clone(),
                    cases: pairs.len() as u64,
                    higher,
                    same,
                    lower,
                    p: sign_test(higher, lower),
                });
            }
        }
    }
    all
}

/// What the figures can and cannot tell.
fn notes(figures: &AgreementFigures) -> Vec<String> {
    let mut notes = Vec::new();
    let (Some(share), Some(low), Some(high)) = (figures.exact.share, figures.exact.low, figures.exact.high) else {
        return vec!["No case has two gradings, so there is nothing to compare.".to_owned()];
    };
    if figures.cases < FEW {
        notes.push(format!(
            "With {} the share of the same grades may lie {} of all such cases: enough to see gross disagreement, too few to compare auditors or \
             to follow a change. Coefficients from so few are rough.",
            counted(figures.cases, "case"),
            between(low, high)
        ));
    }
    let small = |one: &CoefficientFigures| one.value.is_none_or(|value| value < LOW);
    if share >= MOSTLY && (small(&figures.kappa) && figures.raters == 2 || small(&figures.alpha_nominal)) {
        notes.push(
            "Nearly all cases have one grade. Kappa and alpha are then small or undefined however well auditors agree; the share of the \
             same grades, and AC1 and AC2, are the ones to read."
                .to_owned(),
        );
    }
    for one in &figures.direction {
        if one.p.is_some_and(|p| p < 0.05) {
            let (upper, lower) =
                if one.higher > one.lower { (&one.auditor, &one.other) } else { (&one.other, &one.auditor) };
            notes.push(format!(
                "{upper} grades higher than {lower}: of {} on which they differ, {upper} gave the higher grade on {} (sign test, {}).",
                counted(one.higher + one.lower, "case"),
                one.higher.max(one.lower),
                p_in_words(one.p.unwrap_or(1.0))
            ));
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(grades: usize, order: Order, cases: &[[Option<usize>; 2]]) -> AgreementFigures {
        let ratings = Ratings::new(grades, cases.iter().map(|case| case.to_vec()).collect()).unwrap();
        let people = ["Ann".to_owned(), "Bob".to_owned()];
        agreement_figures(Compared { ratings: &ratings, people: &people, order, confidence: Confidence::USUAL })
    }

    #[test]
    fn counts_come_from_cases_with_two_gradings() {
        let some = |a: usize, b: usize| [Some(a), Some(b)];
        let ours = figures(3, Order::WorstFirst, &[some(0, 0), some(1, 2), some(0, 2), [Some(1), None], [None, None]]);
        assert_eq!((ours.cases, ours.raters, ours.graded_once), (3, 2, 1));
        assert_eq!((ours.exact.count, ours.exact.of, ours.within_one.count), (1, 3, 2));
        let one = &ours.direction[0];
        assert_eq!((one.higher, one.same, one.lower), (0, 1, 2));
        assert!(ours.notes[0].starts_with("With 3 cases the share of the same grades may lie between 1% and 91%"));
    }

    #[test]
    fn without_an_order_nothing_is_near_anything() {
        let ours = figures(3, Order::None, &[[Some(0), Some(1)], [Some(2), Some(2)]]);
        assert_eq!((ours.within_one.share, ours.ac2_linear.value, ours.direction.len()), (None, None, 0));
        assert_eq!(ours.alpha_ordinal.why.as_deref(), Some(NO_ORDER));
        assert!(ours.ac1.value.is_some());
    }

    #[test]
    fn what_the_figures_cannot_tell_is_said() {
        let none = figures(3, Order::WorstFirst, &[[Some(0), None]]);
        assert_eq!(none.notes, ["No case has two gradings, so there is nothing to compare."]);
        let mut cases = [[Some(2), Some(2)]; 40];
        assert!(figures(3, Order::WorstFirst, &cases).notes[0].contains("Nearly all cases have one grade"));
        cases.iter_mut().take(6).for_each(|case| *case = [Some(1), Some(2)]);
        let notes = figures(3, Order::WorstFirst, &cases).notes;
        assert_eq!(notes.len(), 2);
        assert!(notes[1].starts_with("Bob grades higher than Ann: of 6 cases on which they differ"), "{notes:?}");
        let even: Vec<[Option<usize>; 2]> = (0..40).map(|at| [Some(at % 3), Some(at % 3)]).collect();
        assert!(figures(3, Order::WorstFirst, &even).notes.is_empty());
    }
}
