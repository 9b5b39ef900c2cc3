//! Krippendorff's alpha, for any number of people and with grades missing.

use super::ratings::{Coefficient, Ratings, Spread, error_of_mean};
use crate::statistics::Confidence;

/// How far apart two grades are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The same or not.
    Nominal,
    /// By how many of the given grades lie between them: (n_c / 2 + those between + n_k / 2)².
    Ordinal,
}

/// Returns Krippendorff's alpha over the cases with two or more grades, with the standard error of the jackknife over
/// cases.
///
/// alpha = 1 - D_o / D_e, where o_ck counts the ordered pairs of grades c and k in a case of m grades, each as 1 / (m - 1);
/// n_c = sum_k o_ck, n = sum n_c; D_o = sum o_ck d_ck / n and D_e = sum n_c n_k d_ck / (n (n - 1)), with d_ck by the
/// metric. The interval is by Student's t with one degree of freedom fewer than cases.
///
/// Undefined where no case has two grades, and where all grades are the same.
///
/// Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; the jackknife: Efron and Tibshirani (1993), An
/// Introduction to the Bootstrap, chapter 11.
pub fn alpha(ratings: &Ratings, metric: Metric, confidence: Confidence) -> Coefficient {
    let cases = ratings.counts(2);
    if cases.is_empty() {
        return Coefficient::undefined("no case has two gradings");
    }
    let coincidences: Vec<Vec<Vec<f64>>> = cases.iter().map(|counts| coincidences(counts)).collect();
    let mut sum = vec![vec![0.0; ratings.grades()]; ratings.grades()];
    coincidences.iter().for_each(|one| add(&mut sum, one, 1.0));
    let Some(value) = of(&sum, metric) else {
        return Coefficient::undefined("all grades are the same, so that chance alone would agree as well");
    };
    let n = cases.len() as f64;
    let pseudo: Option<Vec<f64>> = coincidences
        .iter()
        .map(|one| {
            let mut others = sum.clone();
            add(&mut others, one, -1.0);
            Some(n * value - (n - 1.0) * of(&others, metric)?)
        })
        .collect();
    let error = pseudo.and_then(|pseudo| error_of_mean(&pseudo));
    Coefficient::with_error(value, error, Spread::Cases(cases.len()), confidence)
}

/// The ordered pairs of grades in one case, each as 1 / (m - 1).
fn coincidences(counts: &[f64]) -> Vec<Vec<f64>> {
    let others = counts.iter().sum::<f64>() - 1.0;
    let pair = |c: usize, k: usize| counts[c] * (counts[k] - f64::from(u8::from(c == k))) / others;
    (0..counts.len()).map(|c| (0..counts.len()).map(|k| pair(c, k)).collect()).collect()
}

fn add(sum: &mut [Vec<f64>], one: &[Vec<f64>], times: f64) {
    for (row, other) in sum.iter_mut().zip(one) {
        row.iter_mut().zip(other).for_each(|(cell, other)| *cell += times * other);
    }
}

/// Alpha of a table of coincidences; `None` where all grades are the same.
fn of(table: &[Vec<f64>], metric: Metric) -> Option<f64> {
    let given: Vec<f64> = table.iter().map(|row| row.iter().sum()).collect();
    let all: f64 = given.iter().sum();
    let distance = |c: usize, k: usize| match metric {
        Metric::Nominal => f64::from(u8::from(c != k)),
        Metric::Ordinal => {
            let between: f64 = given[c.min(k)..=c.max(k)].iter().sum();
            (between - (given[c] + given[k]) / 2.0).powi(2)
        }
    };
    let grades = 0..given.len();
    let sum = |term: &dyn Fn(usize, usize) -> f64| -> f64 {
        grades.clone().map(|c| grades.clone().map(|k| term(c, k) * distance(c, k)).sum::<f64>()).sum()
    };
    let observed = sum(&|c, k| table[c][k]) / all;
    let expected = sum(&|c, k| given[c] * given[k]) / (all * (all - 1.0));
    (expected > 1e-9).then(|| 1.0 - observed / expected)
}

#[cfg(test)]
mod tests {
    use super::super::ratings::examples::{a, b, c, columns, d, e, near};
    use super::*;

    /// krippendorff 0.9.0: alpha(reliability_data, value_domain, level_of_measurement), and the jackknife of that function
    /// over the cases with two grades.
    #[test]
    fn alpha_is_that_of_another_program() {
        use Metric::{Nominal, Ordinal};
        for (ratings, metric, value, error) in [
            (a(), Nominal, 0.510638298, 0.218092060),
            (a(), Ordinal, 0.724289021, 0.137681923),
            (b(), Nominal, 0.614147910, 0.158214399),
            (b(), Ordinal, 0.781362007, 0.102469664),
            (e(), Nominal, 0.545454545, 0.201954154),
            (e(), Ordinal, 0.753605769, 0.124379565),
        ] {
            let ours = alpha(&ratings, metric, Confidence::USUAL);
            near(ours.value, value, 1e-6);
            near(ours.error, error, 1e-6);
            let half = ours.value.unwrap() - ours.low.unwrap();
            assert!(half > 2.0 * error && half < 2.3 * error, "{half}");
        }
    }

    #[test]
    fn alpha_is_nought_where_one_grade_prevails_and_undefined_where_it_is_the_only_one() {
        for metric in [Metric::Nominal, Metric::Ordinal] {
            let prevails = alpha(&d(), metric, Confidence::USUAL);
            near(prevails.value, 0.0, 1e-6);
            assert!(prevails.low.is_none() && prevails.why.is_some());
            let only = alpha(&c(), metric, Confidence::USUAL);
            assert!(only.value.is_none() && only.why.unwrap().contains("all grades are the same"));
            assert!(alpha(&columns(3, &[[1, 0], [0, 2]]), metric, Confidence::USUAL).value.is_none());
        }
    }
}
