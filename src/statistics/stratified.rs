//! What a stratified draw says of the whole: shares weighted by the strata, and their Korn-Graubard intervals.
//!
//! One formula serves the whole frame and any part of it (a *domain*: the cases of one IRO, those that answered a
//! question): cases outside the part are kept as noughts, because how many fell into it was chance too.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::binomial::{self, Trials};
use super::confidence::{Confidence, Interval, StatisticsError};

/// What was drawn from one stratum and found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratumCounts {
    /// The stratum's name.
    pub name: String,
    /// How many records are in it (N_h).
    pub frame: u64,
    /// How many of its cases are graded (n_h).
    pub graded: u64,
    /// How many of these are in the part that is asked about; all of them where the whole frame is.
    pub asked: u64,
    /// How many of those have it.
    pub found: u64,
}

/// Whether the variance is made smaller because the frame is finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// By 1 - n_h / N_h: the part is the whole frame, or its size in the frame is known.
    Finite,
    /// Not at all: nobody knows how many of the frame are in the part.
    Infinite,
}

/// A weighted share, with all that its interval is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// The share, 0..1.
    pub share: f64,
    /// Its variance by linearisation.
    pub variance: f64,
    /// How many graded cases are in the part asked about.
    pub cases: u64,
    /// Kish's effective size of those cases.
    pub kish: f64,
    /// Degrees of freedom: the cases less the strata that they lie in, merged strata as one.
    pub freedom: u64,
    /// Whether every record of every stratum is graded, so that the share is the frame's own.
    pub census: bool,
    /// Strata with a single graded case, each with the stratum that it was merged with for its spread.
    pub merged: Vec<(String, String)>,
}

/// Returns the share and what its interval is made of; `None` where no graded case is in the part asked about.
///
/// p = sum w_h x_h / sum w_h a_h, with w_h = N_h / n_h, a_h the cases asked about and x_h those that have it (Hajek;
/// for the whole frame it is sum W_h p_h, W_h = N_h / N). The variance is
/// v = sum N_h² (1 - n_h / N_h) s_h² / n_h / (sum w_h a_h)², s_h² being the variance (divisor n_h - 1) over all n_h graded
/// cases of y - p for the cases asked about and of 0 for the others; for the whole frame it is
/// sum W_h² (1 - n_h / N_h) p_h (1 - p_h) / (n_h - 1). A stratum that is graded whole adds nothing. A stratum with one
/// graded case has no spread of its own: it is merged with the stratum nearest in size (then the first by name) and
/// both take the spread of the two together. Strata without a graded case are left out: see [`with_unseen`].
///
/// Kish's size is (sum w)² / sum w² over the cases asked about; for the whole frame 1 / sum (W_h² / n_h).
///
/// Source: Cochran (1977), Sampling Techniques, chapter 5; Kish (1965), Survey Sampling, section 11.7; domains as in
/// Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, chapter 10.
pub fn weigh(strata: &[StratumCounts], correction: Correction) -> Option<Weighted> {
    let seen: Vec<&StratumCounts> = strata.iter().filter(|stratum| stratum.graded > 0).collect();
    let asked: f64 = seen.iter().map(|one| one.weight() * one.asked as f64).sum();
    if asked <= 0.0 {
        return None;
    }
    let share = share(&seen, asked);
    let (clusters, merged) = merge(&seen);
    let parts = |cluster: &Cluster<'_>| cluster.variance(share, correction);
    let squares: f64 = seen.iter().map(|one| one.weight().powi(2) * one.asked as f64).sum();
    let cases: u64 = seen.iter().map(|one| one.asked).sum();
    let held = clusters.iter().filter(|cluster| cluster.total(|one| one.asked) > 0).count() as u64;
    Some(Weighted {
        share,
        variance: clusters.iter().map(parts).sum::<f64>() / (asked * asked),
        cases,
        kish: asked * asked / squares,
        freedom: cases.saturating_sub(held),
        census: correction == Correction::Finite && strata.iter().all(|one| one.graded == one.frame),
        merged,
    })
}

/// Widens an interval that speaks for the seen strata so that it holds for all of them, whatever the unseen part of the
/// frame (0..1) is like: low (1 - u) and high (1 - u) + u.
pub fn with_unseen(seen: Interval, unseen: f64) -> Interval {
    Interval { low: seen.low * (1.0 - unseen), high: seen.high * (1.0 - unseen) + unseen }
}

impl Weighted {
    /// Returns the two-sided interval of Korn and Graubard: Clopper-Pearson's for p n_e of n_e. A census gives the point.
    ///
    /// n_e = min(n_k, p(1 - p)/v (t(n - 1)/t(df))²), with n the cases, df = n - strata, t(f) the 1 - a/2 quantile of
    /// Student's t with f degrees of freedom, a = 1 - confidence, and n_k Kish's effective size; n_e = n_k where v = 0 or
    /// df < 1. The cap is Kish's size and not n: with unequal weights and a stratum where nothing was found, the cap
    /// at n covers far less than it says.
    ///
    /// Source: Korn and Graubard (1998), Survey Methodology 24, 193-201, whose own cap is n.
    ///
    /// # Errors
    /// [`StatisticsError`] when there is nothing to have an interval for.
    pub fn interval(&self, confidence: Confidence) -> Result<Interval, StatisticsError> {
        match self.census {
            true => Ok(Interval { low: self.share, high: self.share }),
            false => binomial::clopper_pearson(self.trials(confidence.each_tail()), confidence),
        }
    }

    /// Returns the one-sided upper bound, made in the same way with its own quantiles (1 - a).
    ///
    /// # Errors
    /// [`StatisticsError`] when there is nothing to have a bound for.
    pub fn upper(&self, confidence: Confidence) -> Result<f64, StatisticsError> {
        match self.census {
            true => Ok(self.share),
            false => binomial::upper(self.trials(confidence.outside()), confidence),
        }
    }

    /// The effective size n_e of [`Weighted::interval`], for a chance left beyond an end.
    pub(super) fn effective_size(&self, tail: f64) -> f64 {
        if self.variance <= 0.0 || self.freedom < 1 {
            return self.kish;
        }
        let ratio = t_quantile(self.cases - 1, 1.0 - tail) / t_quantile(self.freedom, 1.0 - tail);
        let size = self.share * (1.0 - self.share) / self.variance * ratio * ratio;
        size.min(self.kish)
    }

    fn trials(&self, tail: f64) -> Trials {
        let of = self.effective_size(tail);
        Trials { found: (self.share * of).min(of), of }
    }
}

impl StratumCounts {
    fn weight(&self) -> f64 {
        self.frame as f64 / self.graded as f64
    }

    fn is_census(&self) -> bool {
        self.graded == self.frame
    }
}

/// The share, exactly 0 or 1 where none or all of the cases asked about have it.
fn share(seen: &[&StratumCounts], asked: f64) -> f64 {
    if seen.iter().all(|one| one.found == one.asked) {
        return 1.0;
    }
    let found: f64 = seen.iter().map(|one| one.weight() * one.found as f64).sum();
    (found / asked).min(1.0)
}

/// Strata that share one spread: a single stratum, unless one of them has a single graded case.
struct Cluster<'a> {
    strata: Vec<&'a StratumCounts>,
}

impl Cluster<'_> {
    fn total(&self, count: impl Fn(&StratumCounts) -> u64) -> u64 {
        self.strata.iter().map(|one| count(one)).sum()
    }

    fn frame(&self) -> u64 {
        self.total(|one| one.frame)
    }

    fn name(&self) -> String {
        self.strata.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(" and ")
    }

    fn is_lone(&self) -> bool {
        self.total(|one| one.graded) < 2 && !self.strata.iter().all(|one| one.is_census())
    }

    /// The sum of N_h² (1 - n_h / N_h) s² / n_h over the strata of the cluster.
    fn variance(&self, share: f64, correction: Correction) -> f64 {
        let spread = self.spread(share);
        let part = |one: &&StratumCounts| {
            let (frame, graded) = (one.frame as f64, one.graded as f64);
            let correction = match correction {
                Correction::Finite => 1.0 - (graded / frame).min(1.0),
                Correction::Infinite => 1.0,
            };
            frame * frame * correction * spread / graded
        };
        self.strata.iter().map(part).sum()
    }

    /// The variance over all graded cases of 1 - p (a cases), -p (b) and 0 (c, outside the part asked about), by the
    /// squares of the differences of pairs, which is exactly 0 where all are alike: (ab + ac(1 - p)² + bc p²) / n(n - 1).
    fn spread(&self, share: f64) -> f64 {
        let graded = self.total(|one| one.graded) as f64;
        let have = self.total(|one| one.found) as f64;
        let have_not = self.total(|one| one.asked - one.found) as f64;
        let outside = self.total(|one| one.graded - one.asked) as f64;
        if graded < 2.0 {
            return 0.0;
        }
        let pairs =
            have * have_not + have * outside * (1.0 - share) * (1.0 - share) + have_not * outside * share * share;
        pairs / (graded * (graded - 1.0))
    }
}

/// Merges every stratum with one graded case, smallest first, with the nearest in size; says which with which.
fn merge<'a>(seen: &[&'a StratumCounts]) -> (Vec<Cluster<'a>>, Vec<(String, String)>) {
    let mut clusters: Vec<Cluster<'a>> = seen.iter().map(|one| Cluster { strata: vec![one] }).collect();
    clusters.sort_by_key(|cluster| (cluster.frame(), cluster.name()));
    let mut merged = Vec::new();
    while clusters.len() > 1 {
        let Some(at) = clusters.iter().position(Cluster::is_lone) else { break };
        let lone = clusters.remove(at);
        let nearest = clusters
            .iter_mut()
            .min_by_key(|other| (other.frame().abs_diff(lone.frame()), other.name()))
            .expect("another stratum is left");
        merged.push((lone.name(), nearest.name()));
        nearest.strata.extend(lone.strata);
        clusters.sort_by_key(|cluster| (cluster.frame(), cluster.name()));
    }
    (clusters, merged)
}

fn t_quantile(freedom: u64, chance: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64).expect("the degrees of freedom are 1 or more").inverse_cdf(chance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A stratum all of whose graded cases are asked about.
    fn whole(name: &str, frame: u64, graded: u64, found: u64) -> StratumCounts {
        StratumCounts { name: name.into(), frame, graded, asked: graded, found }
    }

    fn near(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() < 1e-9
    }

    /// One line of the table: the strata as N:n:a:x, the correction, then what another program makes of it.
    fn strata_of(cell: &str) -> Vec<StratumCounts> {
        let stratum = |(place, text): (usize, &str)| {
            let counts: Vec<u64> = text.split(':').map(|count| count.parse().unwrap()).collect();
            let (frame, graded, asked, found) = (counts[0], counts[1], counts[2], counts[3]);
            StratumCounts { name: format!("s{place:02}"), frame, graded, asked, found }
        };
        cell.split(' ').enumerate().map(stratum).collect()
    }

    #[test]
    fn shares_and_ends_agree_with_a_case_by_case_computation() {
        let table = include_str!("../../tests/oracles/stratified.csv");
        let mut rows = 0;
        for line in table.lines().filter(|line| !line.starts_with(['#', 's'])) {
            let cells: Vec<&str> = line.split(',').collect();
            let correction = if cells[1] == "finite" { Correction::Finite } else { Correction::Infinite };
            let theirs: Vec<f64> = cells[2..].iter().map(|cell| cell.parse().unwrap()).collect();
            let ours = weigh(&strata_of(cells[0]), correction).unwrap();
            let ends = ours.interval(Confidence::USUAL).unwrap();
            let upper = ours.upper(Confidence::USUAL).unwrap();
            let size = ours.effective_size(0.025);
            let ours = [ours.share, ours.variance, ours.kish, size, ends.low, ends.high, upper];
            for (ours, theirs) in ours.iter().zip(theirs[..6].iter().chain(&theirs[7..])) {
                assert!((ours - theirs).abs() < 1e-8, "{line}: {ours} is not {theirs}");
            }
            rows += 1;
        }
        assert!(rows >= 12);
    }

    /// By hand: W = .6, .3, .1; p = 2/12, 3/6, 3/4; the sum is .1 + .15 + .075.
    #[test]
    fn a_share_is_weighted_by_the_strata() {
        let ours =
            weigh(&[whole("A", 120, 12, 2), whole("B", 60, 6, 3), whole("C", 20, 4, 3)], Correction::Finite).unwrap();
        assert!(near(ours.share, 0.325));
        let v = 0.36 * 0.9 * (2.0 / 12.0) * (10.0 / 12.0) / 11.0 + 0.09 * 0.9 * 0.25 / 5.0 + 0.01 * 0.8 * 0.1875 / 3.0;
        assert!(near(ours.variance, v));
        assert!(near(ours.kish, 1.0 / (0.36 / 12.0 + 0.09 / 6.0 + 0.01 / 4.0)));
        assert_eq!((ours.cases, ours.freedom, ours.census), (22, 19, false));
    }

    #[test]
    fn strata_without_spread_take_kishs_size() {
        let ours = weigh(&[whole("A", 100, 10, 0), whole("B", 40, 8, 8)], Correction::Finite).unwrap();
        assert_eq!(ours.variance, 0.0);
        assert_eq!(ours.effective_size(0.025), ours.kish);
        let none = weigh(&[whole("A", 2000, 10, 0), whole("B", 50, 10, 0)], Correction::Finite).unwrap();
        let ends = none.interval(Confidence::USUAL).unwrap();
        assert_eq!((none.share, ends.low), (0.0, 0.0));
        assert!(ends.high > 0.28, "20 cases of which 10 carry nearly all the weight say little: {ends:?}");
    }

    #[test]
    fn a_stratum_graded_whole_adds_nothing_and_a_census_is_the_point() {
        let with = weigh(&[whole("A", 100, 10, 3), whole("B", 8, 8, 4)], Correction::Finite).unwrap();
        let alone = weigh(&[whole("A", 100, 10, 3)], Correction::Finite).unwrap();
        assert!(near(with.variance, alone.variance * (100.0f64 / 108.0).powi(2)));
        let all = weigh(&[whole("A", 9, 9, 3), whole("B", 1, 1, 1)], Correction::Finite).unwrap();
        assert_eq!(all.interval(Confidence::USUAL), Ok(Interval { low: 0.4, high: 0.4 }));
        assert_eq!((all.upper(Confidence::USUAL), all.merged.len()), (Ok(0.4), 0));
    }

    #[test]
    fn one_graded_case_borrows_the_spread_of_the_stratum_nearest_in_size() {
        let strata = [whole("A", 90, 9, 3), whole("B", 30, 4, 1), whole("C", 25, 1, 1)];
        let ours = weigh(&strata, Correction::Finite).unwrap();
        assert_eq!(ours.merged, [("C".to_owned(), "B".to_owned())]);
        let n = 145.0f64;
        assert!(near(ours.share, (90.0 / 3.0 + 30.0 / 4.0 + 25.0) / n));
        let pooled = 2.0 * 3.0 / (5.0 * 4.0);
        let v = 8100.0 * 0.9 * (3.0 * 6.0 / 72.0) / 9.0
            + 900.0 * (26.0 / 30.0) * pooled / 4.0
            + 625.0 * (24.0 / 25.0) * pooled;
        assert!(near(ours.variance, v / (n * n)));
        assert_eq!(ours.freedom, 12);
    }

    #[test]
    fn two_strata_of_one_case_and_a_sample_of_one_have_an_interval() {
        let ours = weigh(&[whole("A", 5, 1, 1), whole("B", 5, 1, 0)], Correction::Finite).unwrap();
        assert_eq!((ours.share, ours.freedom, ours.merged.len()), (0.5, 1, 1));
        assert!(ours.interval(Confidence::USUAL).is_ok());
        let one = weigh(&[whole("A", 5, 1, 1)], Correction::Finite).unwrap();
        let ends = one.interval(Confidence::USUAL).unwrap();
        assert!(near(ends.low, 0.025) && ends.high == 1.0);
        assert_eq!(weigh(&[whole("A", 5, 0, 0)], Correction::Finite), None);
        assert_eq!(weigh(&[], Correction::Infinite), None);
    }

    /// Every way in which n of N records, of which M have it, can fall out: (found, chance).
    fn outcomes((frame, members, graded): (u64, u64, u64)) -> Vec<(u64, f64)> {
        let ways = |n: u64, k: u64| (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product::<f64>();
        (graded.saturating_sub(frame - members)..=graded.min(members))
            .map(|x| (x, ways(members, x) * ways(frame - members, graded - x) / ways(frame, graded)))
            .collect()
    }

    /// How often the interval holds the true share, over all ways in which the draws can fall out.
    fn coverage(design: &[(u64, u64, u64)]) -> f64 {
        let mut draws: Vec<(Vec<StratumCounts>, f64)> = vec![(vec![], 1.0)];
        for (place, stratum) in design.iter().enumerate() {
            let longer = |(strata, chance): &(Vec<StratumCounts>, f64)| -> Vec<(Vec<StratumCounts>, f64)> {
                let with = |(x, p): (u64, f64)| {
                    let next = whole(&place.to_string(), stratum.0, stratum.2, x);
                    (strata.iter().cloned().chain([next]).collect(), chance * p)
                };
                outcomes(*stratum).into_iter().map(with).collect()
            };
            draws = draws.iter().flat_map(longer).collect();
        }
        let (members, frame): (u64, u64) = (design.iter().map(|one| one.1).sum(), design.iter().map(|one| one.0).sum());
        let truth = members as f64 / frame as f64;
        let holds = |strata: &[StratumCounts]| {
            let ends = weigh(strata, Correction::Finite).unwrap().interval(Confidence::USUAL).unwrap();
            ends.low <= truth && truth <= ends.high
        };
        draws.iter().filter(|(strata, _)| holds(strata)).map(|(_, chance)| chance).sum()
    }

    /// Strata (records, those that have it, drawn) and the coverage in 3,000 or 4,000 simulated draws elsewhere, whose own
    /// error is about 0.002; capped at n instead, the first two cover 84.4% and 89.9%.
    #[test]
    fn coverage_is_that_of_a_simulation_elsewhere() {
        for (design, elsewhere) in [
            (vec![(2000, 200, 10), (50, 5, 10), (50, 5, 10), (50, 5, 10)], 0.986),
            (vec![(600, 90, 8), (60, 0, 8), (40, 0, 8), (30, 15, 8)], 0.994),
        ] {
            let ours = coverage(&design);
            assert!((ours - elsewhere).abs() < 0.006, "{design:?}: {ours}");
        }
        for design in [
            vec![(120, 24, 12), (60, 24, 6), (20, 12, 4)],
            vec![(200, 10, 15), (100, 10, 8), (50, 15, 7)],
            vec![(300, 6, 20), (40, 2, 5), (10, 2, 5)],
        ] {
            assert!(coverage(&design) >= 0.95, "{design:?}: {}", coverage(&design));
        }
    }

    #[test]
    fn an_unseen_part_is_taken_first_as_without_and_then_as_with_it() {
        let seen = Interval { low: 0.2, high: 0.5 };
        let ours = with_unseen(seen, 0.1);
        assert!(near(ours.low, 0.18) && near(ours.high, 0.55));
        assert_eq!(with_unseen(seen, 0.0), seen);
    }

    proptest! {
        #[test]
        fn the_share_lies_inside_and_no_interval_is_shorter_than_kishs(
            strata in prop::collection::vec((0u64..40, 0u64..40, 0u64..12, 1u64..12), 1..6)
        ) {
            let strata: Vec<StratumCounts> = strata
                .into_iter()
                .enumerate()
                .map(|(place, (rest, outside, without, with))| StratumCounts {
                    name: place.to_string(),
                    frame: with + without + outside + rest,
                    graded: with + without + outside,
                    asked: with + without,
                    found: with,
                })
                .collect();
            for correction in [Correction::Finite, Correction::Infinite] {
                let ours = weigh(&strata, correction).unwrap();
                let ends = ours.interval(Confidence::USUAL).unwrap();
                prop_assert!(ends.low <= ours.share + 1e-12 && ours.share <= ends.high + 1e-12);
                prop_assert!(ours.effective_size(0.025) <= ours.kish && ours.kish <= ours.cases as f64 + 1e-9);
                if !ours.census {
                    let upper = ours.upper(Confidence::USUAL).unwrap();
                    prop_assert!(ours.share <= upper + 1e-12 && upper <= ends.high + 1e-9);
                }
            }
        }
    }
}
