//! Before a draw: what a sample of its size could say, outcome by outcome, and what it would find.
//!
//! Nothing here knows a case. The intervals are those that the findings would have if every case were graded.

use serde::Serialize;

use crate::model::{Design, DesignKind, Stratum};
use crate::statistics::binomial::{self, Trials};
use crate::statistics::hypergeometric::{self, Found};
use crate::statistics::sizes::chance_of_one;
use crate::statistics::stratified::{Correction, StratumCounts, Weighted, weigh, with_unseen};
use crate::statistics::{Confidence, Interval, Portion};

/// What a sample could say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outlook {
    /// Whose shares they are: `per-record` or `per-child`.
    pub answers: &'static str,
    /// How the intervals are worked out.
    pub method: String,
    /// How many cases of equal weight the sample is likely to be worth; `None` where that plays no part.
    pub effective_size: Option<f64>,
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
    /// The one-sided 95% bound on the number in the frame; `None` where each child counts once, by the record that chance took.
    pub upper_count: Option<u64>,
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

const PER_RECORD: &str = "per-record";
const PER_CHILD: &str = "per-child";

/// Works out what a sample of these strata could say of records, and, where one record of each child is drawn, of children;
/// nothing where no case is drawn. `effective` is Kish's size as the frame's own weights let it be expected, for designs that
/// give records unequal chances.
pub fn outlooks(design: &Design, strata: &[Stratum], effective: Option<f64>) -> Vec<Outlook> {
    let (frame, of) = sums(strata);
    if of == 0 {
        return Vec::new();
    }
    let several = strata.len() > 1 && design.is_stratified();
    let first = match effective {
        Some(kish) => unequal(design, strata, kish),
        None if several => each(of, strata_method(false), |count| weighted(strata, count, Correction::Finite)),
        None => each(of, simple_method(design), |count| simple(Found { found: count, drawn: of, population: frame })),
    };
    let finds_one = match several || effective.is_some() {
        true => Vec::new(),
        false => SHARES.iter().filter_map(|percent| chance(of, frame, *percent)).collect(),
    };
    let first = first.map(|first| Outlook { effective_size: effective, finds_one, ..first });
    let second = if design.one_per_child { of_children(strata, several) } else { None };
    first.into_iter().chain(second).collect()
}

fn sums(strata: &[Stratum]) -> (u64, u64) {
    strata.iter().fold((0, 0), |sum, one| (sum.0 + one.frame, sum.1 + one.size))
}

fn simple_method(design: &Design) -> &'static str {
    match design.kind {
        DesignKind::Systematic => "exact (hypergeometric), as if the draw were simple",
        _ => "exact (hypergeometric)",
    }
}

fn strata_method(children: bool) -> &'static str {
    match children {
        true => {
            "Korn-Graubard, each child counting once, by one record drawn of each, as if the share were the same in every stratum"
        }
        false => "Korn-Graubard, as if the share were the same in every stratum",
    }
}

/// The outcomes one by one; `None` where one of them has no interval.
fn each(of: u64, method: &str, outcome: impl Fn(u64) -> Option<Outcome>) -> Option<Outlook> {
    let outcomes = counts(of).into_iter().map(outcome).collect::<Option<Vec<Outcome>>>()?;
    let widest = outcomes.iter().map(|one| (one.high - one.low) / 2.0).max_by(f64::total_cmp);
    Some(Outlook {
        answers: PER_RECORD,
        method: method.to_owned(),
        effective_size: None,
        worst_margin: widest,
        outcomes,
        finds_one: Vec::new(),
    })
}

/// What a sample says of children of whom one record each is read: which one is itself chance, so that the frame is not finite.
fn of_children(strata: &[Stratum], several: bool) -> Option<Outlook> {
    let (_, of) = sums(strata);
    let outlook = match several {
        true => {
            let children = |one: &Stratum| Stratum { frame: one.children.unwrap_or(one.frame), ..one.clone() };
            let strata: Vec<Stratum> = strata.iter().map(children).collect();
            each(of, strata_method(true), |count| {
                let outcome = weighted(&strata, count, Correction::Infinite)?;
                Some(Outcome { upper_count: None, ..outcome })
            })
        }
        false => each(of, "Clopper-Pearson, each child counting once, by one record drawn of each", |count| {
            let trials = Trials::of_counts(count, of);
            let Interval { low, high } = binomial::clopper_pearson(trials, Confidence::USUAL).ok()?;
            Some(Outcome { count, of, low, high, upper_count: None })
        }),
    };
    outlook.map(|outlook| Outlook { answers: PER_CHILD, ..outlook })
}

/// What a sample says of records that had unequal chances: Korn-Graubard's interval at Kish's size, as if what is found had
/// nothing to do with a case's weight, and no correction for the finite frame.
fn unequal(design: &Design, strata: &[Stratum], kish: f64) -> Option<Outlook> {
    let (frame, of) = sums(strata);
    let held = strata.iter().filter(|one| one.size > 0).count() as u64;
    let unseen = unseen(strata);
    let weights = match design.one_per_child {
        true => "how many records a child has",
        false => "a record's size",
    };
    let method = format!(
        "Korn-Graubard at the effective size of {kish:.1} cases that the frame's own weights let expect, as if what is found had nothing to do with \
         {weights}"
    );
    each(of, &method, |count| {
        let share = count as f64 / of as f64;
        let weighted = Weighted {
            share,
            variance: share * (1.0 - share) / kish,
            cases: of,
            kish,
            freedom: of.saturating_sub(held),
            census: of == frame,
            merged: Vec::new(),
        };
        outcome(&weighted, (count, of), (frame, unseen))
    })
}

/// The part of the frame, 0..1, that lies in strata from which nothing is drawn: of it anything may be true.
fn unseen(strata: &[Stratum]) -> f64 {
    let (frame, _) = sums(strata);
    strata.iter().filter(|one| one.size == 0).map(|one| one.frame).sum::<u64>() as f64 / frame as f64
}

fn outcome(weighted: &Weighted, (count, of): (u64, u64), (frame, unseen): (u64, f64)) -> Option<Outcome> {
    let Interval { low, high } = with_unseen(weighted.interval(Confidence::USUAL).ok()?, unseen);
    let upper = weighted.upper(Confidence::USUAL).ok()? * (1.0 - unseen) + unseen;
    let upper_count = ((upper * frame as f64 + 1e-9).floor() as u64).min(frame);
    Some(Outcome { count, of, low, high, upper_count: Some(upper_count) })
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
    Some(Outcome { count: found.found, of: found.drawn, low, high, upper_count: Some(upper_count) })
}

/// The outcome with its count shared out over the strata in proportion to their cases, largest remainders first.
fn weighted(strata: &[Stratum], count: u64, correction: Correction) -> Option<Outcome> {
    let (frame, of) = sums(strata);
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
    outcome(&weigh(&counted, correction)?, (count, of), (frame, unseen(strata)))
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

    fn outlook(design: &Design, strata: &[Stratum]) -> Option<Outlook> {
        outlooks(design, strata, None).into_iter().next()
    }

    fn one_per_child(kind: DesignKind) -> Design {
        Design { kind, one_per_child: true, ..Design::default() }
    }

    /// The exact counts of 0 and 2 in 20 of 200, inverted with scipy 1.12's hypergeom: 0 to 32 and 3 to 61, U1 26 and 54; and
    /// hypergeom.sf(0, 200, 20, 20) = 0.89146 of finding one of 10%.
    #[test]
    fn a_simple_draw_has_the_intervals_that_its_findings_would_have() {
        let ours = outlook(&design(DesignKind::Simple), &[stratum("all", 200, 20)]).unwrap();
        let ends: Vec<(u64, f64, f64, u64)> = ours
            .outcomes
            .iter()
            .map(|one| (one.count, one.low * 200.0, one.high * 200.0, one.upper_count.unwrap()))
            .collect();
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
            let upper = one.upper_count.unwrap();
            assert!(upper <= 200 && upper as f64 / 200.0 > share);
        }
        assert!(ours.finds_one.is_empty());
    }

    #[test]
    fn a_census_leaves_no_margin_and_nothing_drawn_says_nothing() {
        let all = outlook(&design(DesignKind::Simple), &[stratum("all", 4, 4)]).unwrap();
        assert_eq!((all.worst_margin, all.outcomes.len()), (Some(0.0), 3));
        assert_eq!(outlook(&design(DesignKind::Simple), &[]), None);
    }

    /// Clopper-Pearson's ends for 0 and 2 of 20 by scipy 1.12: 0 to .1684 and .0123 to .3170.
    #[test]
    fn children_of_whom_one_record_each_is_read_are_independent_trials() {
        let strata = [Stratum { children: Some(60), ..stratum("", 200, 20) }];
        let ours = outlooks(&one_per_child(DesignKind::Simple), &strata, Some(12.0));
        let [records, children] = ours.as_slice() else { panic!("{ours:?}") };
        assert_eq!((records.answers, children.answers), ("per-record", "per-child"));
        assert!(children.method.contains("Clopper-Pearson") && children.effective_size.is_none());
        let near = |ours: f64, theirs: f64| assert!((ours - theirs).abs() < 5e-5, "{ours} {theirs}");
        near(children.outcomes[0].high, 0.1684);
        near(children.outcomes[2].low, 0.0123);
        near(children.outcomes[2].high, 0.3170);
        assert!(children.outcomes.iter().all(|one| one.upper_count.is_none()));
        let strata = ["a", "b"].map(|name| Stratum { children: Some(30), ..stratum(name, 100, 10) });
        let ours = outlooks(&one_per_child(DesignKind::Stratified), &strata, Some(12.0));
        assert!(ours[1].method.starts_with("Korn-Graubard") && ours[1].outcomes[0].upper_count.is_none());
    }

    /// At Kish's size: 1 - .025^(1/12) = .264648 of 0 of 12, and 1 - .05^(1/12) = .220922, of 200 the whole part of 44.18; with an
    /// effective size of all 20 cases the ends of 2 of 20 by scipy 1.12.
    #[test]
    fn unequal_chances_are_worth_kishs_size() {
        for design in [one_per_child(DesignKind::Simple), design(DesignKind::Pps)] {
            let strata = [stratum("", 200, 20)];
            let ours = outlooks(&design, &strata, Some(12.0)).swap_remove(0);
            assert_eq!((ours.effective_size, ours.outcomes[0].upper_count), (Some(12.0), Some(44)));
            assert!((ours.outcomes[0].high - 0.264_648).abs() < 1e-6, "{:?}", ours.outcomes[0]);
            assert!(ours.method.contains("12.0") && ours.finds_one.is_empty());
            let even = outlooks(&design, &strata, Some(20.0)).swap_remove(0);
            assert!((even.outcomes[2].low - 0.0123).abs() < 5e-5 && (even.outcomes[2].high - 0.3170).abs() < 5e-5);
            assert!(ours.worst_margin > even.worst_margin);
            let whole = outlooks(&design, &[stratum("", 20, 20)], Some(12.0)).swap_remove(0);
            assert_eq!(whole.worst_margin, Some(0.0));
        }
    }

    #[test]
    fn strata_without_a_case_may_be_anything() {
        let strata = [stratum("a", 150, 20), stratum("b", 50, 0)];
        let ours = outlook(&design(DesignKind::Stratified), &strata).unwrap();
        assert!(ours.outcomes[0].high > 0.25 && ours.outcomes[0].upper_count.unwrap() >= 50, "{:?}", ours.outcomes[0]);
        assert!(ours.outcomes[4].low < 0.5 * 0.75);
    }
}
