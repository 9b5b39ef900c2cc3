//! What a sample says of its population: a count out of n, its share, and its interval.

use serde::Serialize;

/// A count out of n, with the share, the interval and the method that gave it. Undefined figures are `None`, never 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The id of what is counted: a grade, a theme, `good-or-better`, `exact`.
    pub name: String,
    /// The words for it.
    pub label: String,
    /// How many of the cases have it.
    pub count: u64,
    /// Out of how many cases.
    pub of: u64,
    /// The estimated share of the population, 0..1; `None` out of nothing.
    pub share: Option<f64>,
    /// Lower bound of the two-sided interval, 0..1.
    pub low: Option<f64>,
    /// Upper bound of the two-sided interval, 0..1.
    pub high: Option<f64>,
    /// One-sided upper bound on the number in the population; `None` where there is no finite population.
    pub upper_count: Option<u64>,
    /// The level of both, 0..1.
    pub confidence: f64,
    /// The method, in words.
    pub method: String,
    /// The lowest that the sample's share could be once every missing case is in; `None` where none is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The highest that the sample's share could be once every missing case is in; `None` where none is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}
