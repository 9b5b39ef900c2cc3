//! Before a draw: what a sample of its size could say, outcome by outcome, and what it would find.
//!
//! Nothing here knows a case. The intervals are those that the findings would have if every case were graded.

use serde::Serialize;

use crate::model::{Design, DesignKind, Stratum};
use crate::statistics::hypergeometric::{self, Found};
use crate::statistics::sizes::chance_of_one;
use crate::statistics::stratified::{Correction, StratumCounts, weigh};
use crate::statistics::{Confidence, Interval, Portion};

/// What a sample could say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outlook {
    /// How the intervals are worked out.
    pub method: String,
    /// Likely outcomes, fewest found first.
    pub outcomes: Vec<Outcome>,
    /// Half the width of the widest of those intervals, 0..1: at half of the cases; `None` where there are none.
    pub worst_margin: Option<f64>,
    /// How likely the sample is to hold at least one of what so many have; empty where it depends on where they are.
    pub finds_one: Vec<Chance>,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// How many of the cases have it.
    pub count: u64,
    /// Out of how many.
    pub of: u64,
    /// The lower end of the interval for the share of the frame, 0..1.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The one-sided 95% bound on the number in the frame.
    pub upper_count: u64,
}

/// The chance of finding at least one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chance {
    /// The share of the frame that has it, 0..1.
    pub share: f64,
    /// How many records that is, rounded up.
    pub members: u64,
    /// The chance that at least one is drawn, 0..1.
    pub chance: f64,
}

/// Shares, in hundredths, for which the chance of finding one is given.
const SHARES: [u64; 4] = [1, 5, 10, 20];

/// Works out what a sample of these strata could say; `None` for designs whose intervals depend on which cases are drawn.
pub fn outlook(design: &Design, strata: &[Stratum]) -> Option<Outlook> {
    let (frame, of) = strata.iter().fold((0, 0), |sum, one| (sum.0 + one.frame, sum.1 + one.size));
    if design.one_per_child || design.kind == DesignKind::Pps || of == 0 {
        return None;
    }
    let several = strata.len() > 1 && design.is_stratified();
    let outcomes = counts(of)
        .into_iter()
        .map(|count| {
            if several {
                weighted(strata, count, of)
            } else {
                simple(Found { found: count, drawn: of, population: frame })
            }
        })
        .collect::<Option<Vec<Outcome>>>()?;
    let method = match (several, design.kind) {
        (true, _) => "Korn-Graubard, as if the share were the same in every stratum",
        (false, DesignKind::Systematic) => "exact (hypergeometric), as if the draw were simple",
        _ => "exact (hypergeometric)",
    };
    let finds_one = match several {
        true => Vec::new(),
        false => SHARES.iter().filter_map(|percent| chance(of, frame, *percent)).collect(),
    };
    let widest = outcomes.iter().map(|one| (one.high - one.low) / 2.0).max_by(f64::total_cmp);
    Some(Outlook { method: method.to_owned(), worst_margin: widest, outcomes, finds_one })
}

/// None, one, a tenth, a quarter and a half of the cases, each once.
fn counts(of: u64) -> Vec<u64> {
    let mut counts = vec![0, 1, of.div_ceil(10), of.div_ceil(4), of.div_ceil(2)];
    counts.sort_unstable();
    counts.dedup();
    counts
}

fn simple(found: Found) -> Option<Outcome> {
    let Interval { low, high } = hypergeometric::interval(found, Confidence::USUAL).ok()?.shares();
    let upper_count = hypergeometric::upper_count(found, Confidence::USUAL).ok()?;
    Some(Outcome { count: found.found, of: found.drawn, low, high, upper_count })
}

/// The outcome with its count shared out over the strata in proportion to their cases, largest remainders first.
fn weighted(strata: &[Stratum], count: u64, of: u64) -> Option<Outcome> {
    let frame: u64 = strata.iter().map(|one| one.frame).sum();
    let mut found: Vec<u64> = strata.iter().map(|one| count * one.size / of).collect();
    let mut order: Vec<usize> = (0..strata.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(count * strata[*at].size % of), *at));
    let left = count.saturating_sub(found.iter().sum());
    order.iter().zip(0..left).for_each(|(at, _)| found[*at] += 1);
    let counted: Vec<StratumCounts> = strata
        .iter()
        .zip(&found)
        .filter(|(one, _)| one.size > 0)
        .map(|(one, found)| StratumCounts {
            name: one.stratum.clone(),
            frame: one.frame,
            graded: one.size,
            asked: one.size,
            found: *found,
        })
        .collect();
    let weighed = weigh(&counted, Correction::Finite)?;
    let Interval { low, high } = weighed.interval(Confidence::USUAL).ok()?;
    let upper = weighed.upper(Confidence::USUAL).ok()?;
    Some(Outcome { count, of, low, high, upper_count: ((upper * frame as f64 + 1e-9).floor() as u64).min(frame) })
}

fn chance(of: u64, frame: u64, percent: u64) -> Option<Chance> {
    let share = Portion::new(percent, 100)?;
    let members = share.ceiling_of(frame);
    Some(Chance { share: share.share(), members, chance: chance_of_one(of, frame, members).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(kind: DesignKind) -> Design {
        Design { kind, ..Design::default() }
    }

    fn stratum(name: &str, frame: u64, size: u64) -> Stratum {
        Stratum { stratum: name.to_owned(), frame, size, merged: Vec::new(), children: None }
    }

    /// The exact counts of 0 and 2 in 20 of 200, inverted with scipy 1.12's hypergeom: 0 to 32 and 3 to 61, U1 26 and 54; and
    /// hypergeom.sf(0, 200, 20, 20) = 0.89146 of finding one of 10%.
    #[test]
    fn a_simple_draw_has_the_intervals_that_its_findings_would_have() {
        let ours = outlook(&design(DesignKind::Simple), &[stratum("all", 200, 20)]).unwrap();
        let ends: Vec<(u64, f64, f64, u64)> =
            ours.outcomes.iter().map(|one| (one.count, one.low * 200.0, one.high * 200.0, one.upper_count)).collect();
        assert_eq!(ends.iter().map(|one| one.0).collect::<Vec<_>>(), [0, 1, 2, 5, 10]);
        assert_eq!((ends[0], ends[2]), ((0, 0.0, 32.0, 26), (2, 3.0, 61.0, 54)));
        let half = &ours.outcomes[4];
        assert_eq!(ours.worst_margin, Some((half.high - half.low) / 2.0));
        assert!((ours.finds_one[2].chance - 0.891_457_96).abs() < 1e-7, "{:?}", ours.finds_one[2]);
        let systematic = outlook(&design(DesignKind::Systematic), &[stratum("all", 200, 20)]).unwrap();
        assert_eq!(systematic.outcomes, ours.outcomes);
        assert!(systematic.method.contains("as if"));
    }

    #[test]
    fn a_stratified_draw_shares_the_outcome_out() {
        let strata = [stratum("a", 120, 12), stratum("b", 60, 6), stratum("c", 20, 2)];
        let ours = outlook(&design(DesignKind::Stratified), &strata).unwrap();
        for one in &ours.outcomes {
            let share = one.count as f64 / one.of as f64;
            assert!(one.low <= share + 1e-9 && share <= one.high, "{one:?}");
            assert!(one.upper_count <= 200 && one.upper_count as f64 / 200.0 > share);
        }
        assert!(ours.finds_one.is_empty());
    }

    #[test]
    fn a_census_leaves_no_margin_and_other_designs_say_nothing() {
        let all = outlook(&design(DesignKind::Simple), &[stratum("all", 4, 4)]).unwrap();
        assert_eq!((all.worst_margin, all.outcomes.len()), (Some(0.0), 3));
        assert_eq!(outlook(&design(DesignKind::Pps), &[stratum("all", 200, 20)]), None);
        assert_eq!(outlook(&design(DesignKind::Simple), &[]), None);
    }
}
