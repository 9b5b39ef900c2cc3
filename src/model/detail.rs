//! Figures of a sample beside the main ones: the per-child answer, breaks of the trend, limits of chance, themes together.

use serde::Serialize;

use super::estimate::Estimate;
use super::findings::CriterionShares;

/// Figures that the contract's keys do not name.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Detail {
    /// The grades with each child counting once, of a draw of one record per child; empty otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub per_child: Vec<Estimate>,
    /// Earlier samples that the trend leaves out, and changes of auditors within it, each with the reason.
    pub breaks: Vec<TrendBreak>,
    /// What chance alone would do over the periods, where there are at least 12.
    pub run: Option<RunChart>,
    /// For each value of the fields asked for: within which shares chance alone would leave it.
    pub funnel: Vec<Funnel>,
    /// Themes that come together in a case, most frequent first.
    pub theme_pairs: Vec<ThemePair>,
    /// How many cases carry a theme by criterion, IRO and team.
    pub theme_counts: Vec<ThemeCount>,
    /// What each theme did since the period before.
    pub theme_changes: Vec<ThemeChange>,
    /// Periods inside the one asked for that no sample covers, in words.
    pub uncovered: Vec<String>,
}

/// One period of a trend.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TrendPoint {
    /// The period as typed.
    pub period: String,
    /// Its words.
    pub label: String,
    /// The sample.
    pub sample: String,
    /// Whether a case of that sample is missing, so that its grades can still change.
    pub provisional: bool,
    /// Records that it was drawn from.
    #[serde(skip)]
    pub frame: u64,
    /// Each grade, then `good-or-better`.
    pub grades: Vec<Estimate>,
    /// The difference of each grade from the latest settled period before; empty where there is none.
    pub changes: Vec<Change>,
    /// The grades as they are compared.
    #[serde(skip)]
    pub compared: Vec<Compared>,
    /// The themes as they are compared, by id.
    #[serde(skip)]
    pub themes: Vec<Compared>,
    /// What no case has, as it is compared: a theme that none of them carries.
    #[serde(skip)]
    pub none: Option<Compared>,
    /// The answers to each criterion.
    #[serde(skip)]
    pub criteria: Vec<CriterionShares>,
    /// Who graded the counted cases, in order.
    #[serde(skip)]
    pub auditors: Vec<String>,
}

/// Where a trend does not go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrendBreak {
    /// The sample's period as typed.
    pub period: String,
    /// The sample.
    pub sample: String,
    /// Why, as a sentence.
    pub reason: String,
    /// Whether the sample is left out of the trend.
    pub left_out: bool,
    /// Whether it is told among the notes: fewer than half of the auditors are the same.
    #[serde(skip)]
    pub told: bool,
}

/// A run chart of the share of good or better over settled periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunChart {
    /// The median share.
    pub median: f64,
    /// Periods not on the median.
    pub useful: u64,
    /// The longest run on one side of the median.
    pub longest: u64,
    /// The longest that chance is expected to give.
    pub longest_expected: u64,
    /// How often the line crosses the median.
    pub crossings: u64,
    /// The fewest crossings that chance is expected to give.
    pub crossings_expected: u64,
    /// Whether either is beyond what chance is expected to give.
    pub signal: bool,
    /// The share of all periods together, around which the limits lie.
    pub centre: f64,
    /// Exact limits of each period, oldest first: low and high share that chance leaves, given the share of all periods.
    pub limits: Vec<Limits>,
}

/// The limits of one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Limits {
    /// The period as typed.
    pub period: String,
    /// The lower limit, 0..1.
    pub low: f64,
    /// The upper limit, 0..1.
    pub high: f64,
    /// How they were made.
    pub method: String,
}

/// Within which shares chance alone would leave a value, given its number of cases and the share of all cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Funnel {
    /// The field.
    pub field: String,
    /// Its value.
    pub value: String,
    /// What the share is of: the lowest grade, or good or better.
    pub name: String,
    /// How many have it.
    pub count: u64,
    /// Out of how many.
    pub of: u64,
    /// The estimated share of the value's records, 0..1.
    pub share: f64,
    /// The share of all cases.
    pub centre: f64,
    /// The lower limit, 0..1: less would come about by chance at most once in a thousand times.
    pub low: f64,
    /// The upper limit, 0..1.
    pub high: f64,
    /// How they were made.
    pub method: String,
    /// Whether the share lies outside the limits.
    pub outside: bool,
}

/// Two themes in the same cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThemePair {
    /// Their ids.
    pub themes: [String; 2],
    /// Their words.
    pub labels: [String; 2],
    /// In how many cases.
    pub count: u64,
    /// Out of how many.
    pub of: u64,
}

/// How many cases carry a theme, of those with one value of a field or by one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThemeCount {
    /// The theme's id.
    pub theme: String,
    /// `criterion`, `iro`, `team`.
    pub field: String,
    /// The criterion's id, the IRO, the team.
    pub value: String,
    /// In how many cases.
    pub count: u64,
    /// Out of how many.
    pub of: u64,
    /// Whether that is too few to compare with another value (under 10).
    pub few: bool,
}

/// What a theme did since the period before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeChange {
    /// The theme's id.
    pub theme: String,
    /// Its words.
    pub label: String,
    /// The earlier period as typed.
    pub since: String,
    /// Whether no case carried it then.
    pub new: bool,
    /// Whether no case carries it now.
    pub gone: bool,
    /// After minus before, -1..1.
    pub difference: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// Whether the interval leaves out 0.
    pub shows_change: bool,
}

/// A difference of two periods, after minus before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The grade's id.
    pub name: String,
    /// The earlier period as typed.
    pub since: String,
    /// After minus before, -1..1.
    pub difference: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// Whether the interval leaves out 0.
    pub shows_change: bool,
    /// How the interval was made.
    pub method: String,
}

/// A share as it is compared with that of another period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// The grade's id.
    pub name: String,
    /// The share, 0..1.
    pub share: f64,
    /// The ends of its interval, without correction for the finite frame where cases are weighted.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How many of how many, where the share is simply that.
    pub plain: Option<(u64, u64)>,
    /// Whether cases are weighted.
    pub weighted: bool,
}
