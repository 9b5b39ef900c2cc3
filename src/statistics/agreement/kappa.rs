//! Cohen's kappa, plain and weighted, for two people.

use super::ratings::{Coefficient, Ratings, Spread, Weights};
use crate::statistics::Confidence;

/// Returns Cohen's kappa of two people over the cases that both graded, with its asymptotic standard error.
///
/// With p_ij the share of cases that the first gave i and the second j, w_ij the weights, p_i. and p_.j the shares of each:
/// p_o = sum w_ij p_ij, p_e = sum w_ij p_i. p_.j, kappa = (p_o - p_e) / (1 - p_e). The variance is
/// (sum p_ij (w_ij - (u_i + v_j)(1 - kappa))² - (kappa - p_e (1 - kappa))²) / (n (1 - p_e)²) with u_i = sum_j w_ij p_.j and
/// v_j = sum_i w_ij p_i.; the interval is normal.
///
/// Undefined for other than two people, without a case that both graded, and where both used one grade alone.
///
/// Source: Cohen (1968), Psychological Bulletin 70, 213-220; Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72,
/// 323-327.
pub fn kappa(ratings: &Ratings, weights: Weights, confidence: Confidence) -> Coefficient {
    if ratings.people() != 2 {
        return Coefficient::undefined(format!("kappa compares two auditors, and these are {}", ratings.people()));
    }
    let pairs: Vec<(usize, usize)> = ratings
        .cases()
        .iter()
        .filter_map(|case| match case.as_slice() {
            [Some(one), Some(two)] => Some((*one, *two)),
            _ => None,
        })
        .collect();
    if pairs.is_empty() {
        return Coefficient::undefined("no case was graded by both");
    }
    let table = Table::of(&pairs, ratings.grades(), weights);
    let (observed, expected) = (table.observed(), table.expected());
    if 1.0 - expected < 1e-12 {
        return Coefficient::undefined(
            "both auditors used one and the same grade throughout, so that chance alone would agree as well",
        );
    }
    let value = (observed - expected) / (1.0 - expected);
    let error = (table.variance(value, expected).max(0.0) / pairs.len() as f64).sqrt() / (1.0 - expected);
    Coefficient::with_error(value, Some(error), Spread::Normal, confidence)
}

/// Shares of cases by the two grades, with the weights.
struct Table {
    shares: Vec<Vec<f64>>,
    weights: Vec<Vec<f64>>,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

impl Table {
    fn of(pairs: &[(usize, usize)], grades: usize, weights: Weights) -> Table {
        let mut shares = vec![vec![0.0; grades]; grades];
        let (mut rows, mut columns) = (vec![0.0; grades], vec![0.0; grades]);
        for (one, two) in pairs {
            let part = 1.0 / pairs.len() as f64;
            shares[*one][*two] += part;
            rows[*one] += part;
            columns[*two] += part;
        }
        let weights = (0..grades).map(|i| (0..grades).map(|j| weights.of(i, j, grades)).collect()).collect();
        Table { shares, weights, rows, columns }
    }

    fn sum(&self, term: impl Fn(usize, usize) -> f64) -> f64 {
        let grades = 0..self.rows.len();
        grades.clone().map(|i| grades.clone().map(|j| term(i, j)).sum::<f64>()).sum()
    }

    fn observed(&self) -> f64 {
        self.sum(|i, j| self.weights[i][j] * self.shares[i][j])
    }

    fn expected(&self) -> f64 {
        self.sum(|i, j| self.weights[i][j] * self.rows[i] * self.columns[j])
    }

    /// n (1 - p_e)² times the variance of kappa.
    fn variance(&self, kappa: f64, expected: f64) -> f64 {
        let grades = 0..self.rows.len();
        let of_row = |i: usize| grades.clone().map(|j| self.weights[i][j] * self.columns[j]).sum::<f64>();
        let of_column = |j: usize| grades.clone().map(|i| self.weights[i][j] * self.rows[i]).sum::<f64>();
        let squares = self
            .sum(|i, j| self.shares[i][j] * (self.weights[i][j] - (of_row(i) + of_column(j)) * (1.0 - kappa)).powi(2));
        squares - (kappa - expected * (1.0 - kappa)).powi(2)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ratings::examples::{a, b, c, columns, d, e, near};
    use super::*;

    fn of(ratings: &Ratings, weights: Weights) -> Coefficient {
        kappa(ratings, weights, Confidence::USUAL)
    }

    /// statsmodels 0.15: cohens_kappa(table, wt).kappa, .std_kappa, .kappa_low, .kappa_upp.
    #[test]
    fn kappa_is_that_of_another_program() {
        for (ratings, weights, [value, error, low, high]) in [
            (a(), Weights::Identity, [0.489361702, 0.212115782, 0.073622408, 0.905100996]),
            (a(), Weights::Linear, [0.593220339, 0.178350515, 0.243659753, 0.942780925]),
            (a(), Weights::Quadratic, [0.710843373, 0.137871355, 0.440620482, 0.981066265]),
            (e(), Weights::Identity, [0.527272727, 0.197229080, 0.140710833, 0.913834622]),
            (e(), Weights::Linear, [0.610000000, 0.180107121, 0.256996530, 0.963003470]),
            (e(), Weights::Quadratic, [0.704545455, 0.159584920, 0.391764759, 1.0]),
        ] {
            let ours = of(&ratings, weights);
            for (ours, theirs) in [(ours.value, value), (ours.error, error), (ours.low, low), (ours.high, high)] {
                near(ours, theirs, 1e-6);
            }
            assert_eq!(ours.why, None);
        }
    }

    /// Nine of ten agree, and kappa is 0: the paradox of Feinstein and Cicchetti.
    #[test]
    fn kappa_is_nought_where_one_grade_prevails() {
        for weights in [Weights::Identity, Weights::Linear, Weights::Quadratic] {
            let ours = of(&d(), weights);
            near(ours.value, 0.0, 1e-6);
            assert!(ours.low.is_none() && ours.why.is_some());
        }
    }

    #[test]
    fn kappa_says_why_it_is_undefined() {
        for (ratings, why) in [
            (b(), "these are 3"),
            (c(), "one and the same grade"),
            (columns(3, &[[1, 0], [0, 2]]), "no case was graded by both"),
            (columns::<0>(3, &[]), "these are 0"),
        ] {
            let ours = of(&ratings, Weights::Linear);
            assert_eq!(ours.value, None);
            assert!(ours.why.unwrap().contains(why), "{why}");
        }
    }
}
