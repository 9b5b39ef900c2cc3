//! Gwet's coefficients AC1 and AC2, for any number of people and with grades missing.

use super::ratings::{Coefficient, Ratings, Spread, Weights, error_of_mean};
use crate::statistics::Confidence;

/// Returns Gwet's AC1 (identity weights) or AC2 (others), with the standard error of his linearisation.
///
/// With r_ik how many gave case i the grade k, r_i how many graded it, w the weights, q grades on the scale: p_a is the mean
/// over cases with two or more grades of sum_k r_ik (sum_l w_kl r_il - 1) / (r_i (r_i - 1)); pi_k the mean over all graded
/// cases of r_ik / r_i; p_e = sum w / (q (q - 1)) sum pi_k (1 - pi_k); the coefficient (p_a - p_e) / (1 - p_e). The interval
/// is by Student's t with one degree of freedom fewer than graded cases.
///
/// Undefined with fewer than two grades on the scale, and where no case has two grades.
///
/// Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48; Gwet (2014), Handbook of
/// Inter-Rater Reliability, 4th edition, chapters 4 and 5.
pub fn gwet(ratings: &Ratings, weights: Weights, confidence: Confidence) -> Coefficient {
    let cases: Vec<Case> = ratings.counts(1).iter().map(|counts| Case::of(counts, weights)).collect();
    let pairable = cases.iter().filter(|case| case.agreement.is_some()).count() as f64;
    if ratings.grades() < 2 {
        return Coefficient::undefined("the scale has fewer than two grades");
    }
    if pairable == 0.0 {
        return Coefficient::undefined("no case has two gradings");
    }
    let (n, q) = (cases.len() as f64, ratings.grades());
    let observed = cases.iter().filter_map(|case| case.agreement).sum::<f64>() / pairable;
    let shares: Vec<f64> = (0..q).map(|k| cases.iter().map(|case| case.shares[k]).sum::<f64>() / n).collect();
    let total: f64 = (0..q).map(|k| (0..q).map(|l| weights.of(k, l, q)).sum::<f64>()).sum();
    let scale = total / (q * (q - 1)) as f64;
    let chance = |case: &[f64]| scale * case.iter().zip(&shares).map(|(part, all)| part * (1.0 - all)).sum::<f64>();
    let expected = chance(&shares);
    let value = (observed - expected) / (1.0 - expected);
    let linearised: Vec<f64> = cases
        .iter()
        .map(|case| {
            let own = case.agreement.map_or(0.0, |agreement| n / pairable * (agreement - expected) / (1.0 - expected));
            own - 2.0 * (1.0 - value) * (chance(&case.shares) - expected) / (1.0 - expected)
        })
        .collect();
    Coefficient::with_error(value, error_of_mean(&linearised), Spread::Cases(cases.len()), confidence)
}

/// One case: how its grades agree, where it has two, and the share of each grade.
struct Case {
    agreement: Option<f64>,
    shares: Vec<f64>,
}

impl Case {
    fn of(counts: &[f64], weights: Weights) -> Case {
        let given: f64 = counts.iter().sum();
        let near = |k: usize| -> f64 {
            counts.iter().enumerate().map(|(l, count)| weights.of(k, l, counts.len()) * count).sum()
        };
        let agreeing: f64 = counts.iter().enumerate().map(|(k, count)| count * (near(k) - 1.0)).sum();
        Case {
            agreement: (given >= 2.0).then(|| agreeing / (given * (given - 1.0))),
            shares: counts.iter().map(|count| count / given).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ratings::examples::{a, b, c, columns, d, e, near};
    use super::*;

    /// irrCAC 0.4.4: CAC(ratings, weights, categories).gwet(), coefficient, standard error and interval.
    #[test]
    fn coefficients_are_those_of_another_program() {
        use Weights::{Identity, Linear, Quadratic};
        for (ratings, weights, [value, error, low, high]) in [
            (a(), Identity, [0.505154639, 0.210261423, 0.042372368, 0.96793691]),
            (a(), Linear, [0.634517766, 0.155419936, 0.292440794, 0.976594739]),
            (a(), Quadratic, [0.76, 0.102826385, 0.533680653, 0.986319347]),
            (b(), Identity, [0.670103093, 0.140186784, 0.361554062, 0.978652124]),
            (b(), Linear, [0.756345178, 0.1036692, 0.528170808, 0.984519548]),
            (b(), Quadratic, [0.84, 0.068641396, 0.688921307, 0.991078693]),
            (d(), Identity, [0.895013123, 0.109946887, 0.646295986, 1.0]),
            (d(), Quadratic, [0.972375691, 0.030371478, 0.903670633, 1.0]),
            (e(), Identity, [0.605896949, 0.181030007, 0.2176262, 0.994167699]),
            (e(), Linear, [0.6849965, 0.163584465, 0.334142718, 1.0]),
            (e(), Quadratic, [0.766847432, 0.149479715, 0.446245329, 1.0]),
        ] {
            let ours = gwet(&ratings, weights, Confidence::USUAL);
            for (ours, theirs) in [(ours.value, value), (ours.error, error), (ours.low, low), (ours.high, high)] {
                near(ours, theirs, 1e-6);
            }
        }
    }

    #[test]
    fn full_agreement_on_one_grade_is_one_and_has_no_interval() {
        let ours = gwet(&c(), Weights::Identity, Confidence::USUAL);
        assert_eq!((ours.value, ours.low, ours.high), (Some(1.0), None, None));
        assert!(ours.why.is_some());
    }

    #[test]
    fn nothing_to_compare_is_said() {
        for ratings in [columns(1, &[[1, 1], [1, 1]]), columns(3, &[[1, 0], [0, 2]]), columns::<0>(3, &[])] {
            let ours = gwet(&ratings, Weights::Linear, Confidence::USUAL);
            assert!(ours.value.is_none() && ours.why.is_some());
        }
    }
}
