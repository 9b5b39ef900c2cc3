//! What chance alone would leave: limits of the values of a field, and of the periods of a trend.
//!
//! A value, or a period, has few cases, and its share moves by chance. The limits are those within which it would lie, all but two times in
//! a thousand, if nothing set it apart from all the others. They are exact: hypergeometric where the cases are a simple draw
//! from so many records of the frame, binomial where that number is not known or the cases are weighted.

use crate::model::{Breakdown, DesignKind, Estimate, Funnel, Limits, RunChart, TrendPoint};
use crate::statistics::hypergeometric::{Draw, limits as finite_limits};
use crate::statistics::run_chart::run_chart;
use crate::statistics::{Interval, binomial};

use super::input::Input;

/// The fewest periods of a run chart.
const FEWEST: usize = 12;
/// How often chance alone leaves a share beyond one of its limits.
const BEYOND: f64 = 0.001;

const FINITE: &str = "exact limits of a simple draw from so many records of the frame (hypergeometric)";
const ENDLESS: &str = "exact limits of independent cases (binomial)";

/// The run chart of good or better over the settled periods; `None` where there are fewer than twelve.
pub(super) fn run(input: &Input<'_>, trend: &[TrendPoint]) -> Option<RunChart> {
    let settled: Vec<(&TrendPoint, &Estimate)> = trend
        .iter()
        .filter(|point| !point.provisional)
        .filter_map(|point| Some((point, good(&point.grades).filter(|grade| grade.share.is_some())?)))
        .collect();
    if settled.len() < FEWEST {
        return None;
    }
    let shares: Vec<f64> = settled.iter().filter_map(|(_, grade)| grade.share).collect();
    let chart = run_chart(&shares)?;
    let (count, of) = settled.iter().fold((0, 0), |sum, (_, grade)| (sum.0 + grade.count, sum.1 + grade.of));
    let centre = count as f64 / of as f64;
    let limits = |(point, grade): &(&TrendPoint, &Estimate)| {
        let (ends, method) = limits(grade.of, centre, known(input, point.frame))?;
        Some(Limits { period: point.period.clone(), low: ends.low, high: ends.high, method: method.to_owned() })
    };
    Some(RunChart {
        median: chart.median,
        useful: chart.useful,
        longest: chart.longest,
        longest_expected: chart.longest_expected,
        crossings: chart.crossings,
        crossings_expected: chart.crossings_expected,
        signal: chart.signal(),
        centre,
        limits: settled.iter().filter_map(limits).collect(),
    })
}

/// Where one value of a field stands, for the lowest grade and for good or better.
pub(super) fn funnel(input: &Input<'_>, part: &Breakdown, all: &[Estimate]) -> Vec<Funnel> {
    let point = |estimate: &Estimate| {
        let centre = all.iter().find(|one| one.name == estimate.name)?.share?;
        let share = estimate.share?;
        let (ends, method) = limits(estimate.of, centre, known(input, part.frame))?;
        let plain = estimate.count as f64 / estimate.of as f64;
        let outside = |share: f64| share < ends.low || share > ends.high;
        Some(Funnel {
            field: part.field.clone(),
            value: part.value.clone(),
            name: estimate.name.clone(),
            count: estimate.count,
            of: estimate.of,
            share,
            centre,
            low: ends.low,
            high: ends.high,
            method: method.to_owned(),
            outside: !part.few && outside(plain) && outside(share),
        })
    };
    part.grades.first().into_iter().chain(good(&part.grades)).filter_map(point).collect()
}

fn good(grades: &[Estimate]) -> Option<&Estimate> {
    grades.iter().find(|grade| grade.name == "good-or-better")
}

/// The records that a simple draw was made from; `None` where cases are weighted or stand for several draws.
fn known(input: &Input<'_>, frame: u64) -> Option<u64> {
    let simple = matches!(input.design.kind, DesignKind::Simple | DesignKind::Systematic);
    (simple && !input.design.one_per_child && input.parts.is_empty()).then_some(frame)
}

/// The limits for so many cases, and how they were made.
fn limits(of: u64, centre: f64, frame: Option<u64>) -> Option<(Interval, &'static str)> {
    match frame.filter(|records| *records >= of) {
        Some(population) => Some((finite_limits(Draw { drawn: of, population }, centre, BEYOND)?, FINITE)),
        None => binomial::limits(of, centre, BEYOND).map(|(low, high)| (Interval { low, high }, ENDLESS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixtures::{Sample, letters};

    #[test]
    fn a_simple_draw_has_the_limits_of_its_own_records_and_a_weighted_one_those_of_independent_cases() {
        let by = |sample: Sample| {
            sample.by_iro(
                |case| if case.case.case % 2 == 0 { "Amy" } else { "Ben" },
                &[("Amy", "", 115), ("Ben", "", 116)],
            )
        };
        let simple = by(Sample::simple(231, &letters(9, 23, 28))).findings().detail.funnel;
        assert_eq!(simple.len(), 4);
        assert!(simple.iter().all(|one| one.method.contains("hypergeometric")));
        let wide = binomial::limits(simple[0].of, simple[0].centre, BEYOND).unwrap();
        assert!(simple[0].low >= wide.0 && simple[0].high <= wide.1);
    }
}
