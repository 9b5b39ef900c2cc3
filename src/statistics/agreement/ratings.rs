//! Who gave which case which grade, and what a coefficient of agreement is.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::statistics::Confidence;

/// The grades that people gave: a row a case, a column a person, a grade as its place on a fixed scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratings {
    grades: usize,
    cases: Vec<Vec<Option<usize>>>,
}

impl Ratings {
    /// Makes ratings on a scale of so many grades, used or not; `None` where a grade lies outside the scale or a row has more
    /// or fewer columns than the first.
    pub fn new(grades: usize, cases: Vec<Vec<Option<usize>>>) -> Option<Ratings> {
        let people = cases.first().map_or(0, Vec::len);
        let sound = cases.iter().all(|case| case.len() == people && case.iter().flatten().all(|grade| *grade < grades));
        sound.then_some(Ratings { grades, cases })
    }

    /// How many grades the scale has.
    pub(super) fn grades(&self) -> usize {
        self.grades
    }

    /// How many people graded.
    pub fn people(&self) -> usize {
        self.cases.first().map_or(0, Vec::len)
    }

    /// The grades that each case was given, a column a person.
    pub fn cases(&self) -> &[Vec<Option<usize>>] {
        &self.cases
    }

    /// For each case with at least `least` grades: how often each grade was given.
    pub(super) fn counts(&self, least: usize) -> Vec<Vec<f64>> {
        let mut counts = Vec::new();
        for case in &self.cases {
            let mut row = vec![0.0; self.grades];
            for grade in case.iter().flatten() {
                row[*grade] += 1.0;
            }
            if case.iter().flatten().count() >= least {
                counts.push(row);
            }
        }
        counts
    }
}

/// How much of an agreement two grades are, 0..1, from their places on the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// 1 where they are the same, else 0.
    Identity,
    /// 1 less the distance as a part of the longest.
    Linear,
    /// 1 less the square of that.
    Quadratic,
}

impl Weights {
    /// The weight of two places on a scale of `grades` grades.
    pub(super) fn of(self, one: usize, two: usize, grades: usize) -> f64 {
        let part = one.abs_diff(two) as f64 / grades.saturating_sub(1).max(1) as f64;
        match self {
            Weights::Identity => f64::from(u8::from(one == two)),
            Weights::Linear => 1.0 - part,
            Weights::Quadratic => 1.0 - part * part,
        }
    }
}

/// A coefficient of agreement: 1 is full agreement, 0 what chance gives, below 0 worse than that.
#[derive(Clone, Debug, PartialEq)]
pub struct Coefficient {
    /// The coefficient; `None` where it is undefined.
    pub value: Option<f64>,
    /// Its standard error; `None` where there is none.
    pub error: Option<f64>,
    /// The lower end of its interval, -1..1.
    pub low: Option<f64>,
    /// The upper end of its interval, -1..1.
    pub high: Option<f64>,
    /// Why the coefficient or its interval cannot be given; `None` where both are.
    pub why: Option<String>,
}

/// Said where a coefficient has a value and no interval.
const NO_INTERVAL: &str = "no interval: the cases vary too little to give one";

/// Standard errors below this are rounding.
const NOTHING: f64 = 1e-6;

impl Coefficient {
    /// A coefficient that is undefined, and why.
    pub fn undefined(why: impl Into<String>) -> Coefficient {
        Coefficient { value: None, error: None, low: None, high: None, why: Some(why.into()) }
    }

    /// A coefficient with the interval that its standard error gives by the normal distribution, or by Student's t.
    pub(super) fn with_error(value: f64, error: Option<f64>, spread: Spread, confidence: Confidence) -> Coefficient {
        let Some(error) = error.filter(|error| *error > NOTHING) else {
            return Coefficient {
                value: Some(value),
                error: None,
                low: None,
                high: None,
                why: Some(NO_INTERVAL.into()),
            };
        };
        let half = spread.quantile(1.0 - confidence.each_tail()) * error;
        Coefficient {
            value: Some(value),
            error: Some(error),
            low: Some((value - half).max(-1.0)),
            high: Some((value + half).min(1.0)),
            why: None,
        }
    }
}

/// The distribution that an interval takes its quantile from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spread {
    Normal,
    /// Student's t for so many cases, less one.
    Cases(usize),
}

impl Spread {
    fn quantile(self, chance: f64) -> f64 {
        match self {
            Spread::Cases(cases) if cases > 1 => StudentsT::new(0.0, 1.0, (cases - 1) as f64)
                .expect("the degrees of freedom are at least 1")
                .inverse_cdf(chance),
            _ => Normal::standard().inverse_cdf(chance),
        }
    }
}

/// The standard error of a mean of so many values; `None` for fewer than two.
pub(super) fn error_of_mean(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.len() > 1)
        .then(|| (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n * (n - 1.0))).sqrt())
}

#[cfg(test)]
pub(super) mod examples {
    use super::Ratings;

    /// Makes ratings from columns of grades counted from 1; 0 is a missing one.
    pub(crate) fn columns<const N: usize>(grades: usize, people: &[[usize; N]]) -> Ratings {
        let cases = (0..N).map(|case| people.iter().map(|person| person[case].checked_sub(1)).collect()).collect();
        Ratings::new(grades, cases).unwrap()
    }

    /// Two people, twelve cases, three grades.
    pub(crate) fn a() -> Ratings {
        columns(3, &[[1, 2, 3, 3, 2, 1, 3, 2, 2, 3, 1, 2], [1, 2, 3, 2, 2, 2, 3, 2, 1, 3, 1, 3]])
    }

    /// A third person, and grades that are missing.
    pub(crate) fn b() -> Ratings {
        columns(
            3,
            &[
                [1, 2, 3, 3, 2, 1, 3, 2, 2, 3, 1, 2],
                [1, 2, 3, 2, 2, 2, 3, 0, 1, 3, 0, 3],
                [0, 2, 3, 3, 0, 1, 3, 2, 2, 0, 1, 2],
            ],
        )
    }

    /// All cases are given the highest grade by both.
    pub(crate) fn c() -> Ratings {
        columns(3, &[[3; 10], [3; 10]])
    }

    /// Nine cases of ten the same, and that grade is nearly the only one.
    pub(crate) fn d() -> Ratings {
        columns(3, &[[3; 10], [3, 3, 3, 3, 3, 3, 3, 3, 3, 2]])
    }

    /// Four grades of which one is not used, and two cases that only one person graded.
    pub(crate) fn e() -> Ratings {
        columns(4, &[[1, 1, 2, 4, 4, 2, 1, 4, 2, 1, 0, 4, 2, 2, 1], [1, 2, 2, 4, 2, 2, 1, 4, 4, 1, 2, 0, 2, 1, 1]])
    }

    #[track_caller]
    pub(crate) fn near(ours: Option<f64>, theirs: f64, tolerance: f64) {
        assert!(ours.is_some_and(|ours| (ours - theirs).abs() < tolerance), "{ours:?} is not {theirs}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_off_the_scale_or_of_uneven_rows_are_refused() {
        assert!(Ratings::new(3, vec![vec![Some(3), None]]).is_none());
        assert!(Ratings::new(3, vec![vec![Some(1), None], vec![Some(1)]]).is_none());
        assert_eq!(Ratings::new(3, Vec::new()).map(|ratings| ratings.people()), Some(0));
    }

    #[test]
    fn an_interval_stays_between_the_ends_that_a_coefficient_has() {
        let wide = Coefficient::with_error(0.9, Some(0.5), Spread::Cases(3), Confidence::USUAL);
        assert_eq!((wide.low, wide.high, wide.why), (Some(-1.0), Some(1.0), None));
        let none = Coefficient::with_error(1.0, Some(0.0), Spread::Normal, Confidence::USUAL);
        assert!(none.low.is_none() && none.high.is_none() && none.why.is_some());
    }
}
