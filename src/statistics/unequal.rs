//! What a draw with unequal chances says of the whole: weighted shares with the variance of a draw with replacement.
//!
//! It serves draws by size and draws of one record per child, alone or within strata. No correction for a finite frame is
//! made, which errs on the side of wider intervals.

use super::stratified::Weighted;

/// What was drawn from one stratum and found there, each case with its weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeightedCounts {
    /// The stratum's name.
    pub name: String,
    /// How many of its cases are graded (n_h).
    pub graded: u64,
    /// How many of these are in the part that is asked about.
    pub asked: u64,
    /// How many of those have it.
    pub found: u64,
    /// The sum of the weights of the cases asked about.
    pub asked_weight: f64,
    /// The sum of the squares of those weights.
    pub asked_squares: f64,
    /// The sum of the weights of the cases that have it.
    pub found_weight: f64,
    /// The sum of the squares of those weights.
    pub found_squares: f64,
}

/// Returns the share and what its interval is made of; `None` where no graded case is in the part asked about.
///
/// p = sum w y / sum w (Hajek). With z = w (y - p) for the cases asked about and 0 for the other graded cases of the
/// stratum, the variance is the sum over strata of n_h / (n_h - 1) (sum z² - (sum z)² / n_h), over (sum w)²: the variance
/// between cases as if they were drawn with replacement. A stratum with one graded case is merged for its spread with the one
/// whose weights come nearest in sum. Kish's size is (sum w)² / sum w².
///
/// Source: Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, sections 2.9 and 5.7; Cochran (1977),
/// Sampling Techniques, chapters 9A and 10.
pub fn weigh(strata: &[WeightedCounts]) -> Option<Weighted> {
    let seen: Vec<&WeightedCounts> = strata.iter().filter(|one| one.graded > 0).collect();
    let asked: f64 = seen.iter().map(|one| one.asked_weight).sum();
    if asked <= 0.0 {
        return None;
    }
    let share = match seen.iter().all(|one| one.found == one.asked) {
        true => 1.0,
        false => (seen.iter().map(|one| one.found_weight).sum::<f64>() / asked).min(1.0),
    };
    let (clusters, merged) = merge(&seen);
    let squares: f64 = seen.iter().map(|one| one.asked_squares).sum();
    let cases: u64 = seen.iter().map(|one| one.asked).sum();
    let held = clusters.iter().filter(|cluster| cluster.asked > 0).count() as u64;
    let spread: f64 = clusters.iter().map(|cluster| cluster.spread(share)).sum();
    Some(Weighted {
        share,
        variance: if share <= 0.0 || share >= 1.0 { 0.0 } else { spread / (asked * asked) },
        cases,
        kish: asked * asked / squares,
        freedom: cases.saturating_sub(held),
        census: false,
        merged,
    })
}

impl WeightedCounts {
    fn spread(&self, share: f64) -> f64 {
        if self.graded < 2 {
            return 0.0;
        }
        let n = self.graded as f64;
        let without = self.asked_weight - self.found_weight;
        let sum = (1.0 - share) * self.found_weight - share * without;
        let squares =
            (1.0 - share).powi(2) * self.found_squares + share * share * (self.asked_squares - self.found_squares);
        (n / (n - 1.0) * (squares - sum * sum / n)).max(0.0)
    }

    fn with(mut self, other: &WeightedCounts) -> WeightedCounts {
        self.name = format!("{} and {}", self.name, other.name);
        self.graded += other.graded;
        self.asked += other.asked;
        self.found += other.found;
        self.asked_weight += other.asked_weight;
        self.asked_squares += other.asked_squares;
        self.found_weight += other.found_weight;
        self.found_squares += other.found_squares;
        self
    }
}

/// Merges every stratum with one graded case with the nearest in weight; says which with which.
fn merge(seen: &[&WeightedCounts]) -> (Vec<WeightedCounts>, Vec<(String, String)>) {
    let mut clusters: Vec<WeightedCounts> = seen.iter().map(|one| (*one).clone()).collect();
    let mut merged = Vec::new();
    while clusters.len() > 1 {
        clusters.sort_by(|a, b| a.asked_weight.total_cmp(&b.asked_weight).then_with(|| a.name.cmp(&b.name)));
        let Some(at) = clusters.iter().position(|cluster| cluster.graded < 2) else { break };
        let lone = clusters.remove(at);
        let gap = |other: &WeightedCounts| (other.asked_weight - lone.asked_weight).abs();
        let nearest = clusters.iter().enumerate().min_by(|a, b| gap(a.1).total_cmp(&gap(b.1))).map_or(0, |(at, _)| at);
        let other = clusters.remove(nearest);
        merged.push((lone.name.clone(), other.name.clone()));
        clusters.push(other.with(&lone));
    }
    (clusters, merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Confidence;

    fn counts(cases: &[(f64, Option<bool>)]) -> WeightedCounts {
        let mut counts = WeightedCounts { graded: cases.len() as u64, ..WeightedCounts::default() };
        for (weight, has) in cases {
            let Some(has) = has else { continue };
            counts.asked += 1;
            counts.asked_weight += weight;
            counts.asked_squares += weight * weight;
            if *has {
                counts.found += 1;
                counts.found_weight += weight;
                counts.found_squares += weight * weight;
            }
        }
        counts
    }

    fn near(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() < 1e-9
    }

    /// By hand: weights 1, 2, 3, 4, of which 2 and 4 have it: p = 0.6; z = -0.6, 0.8, -1.8, 1.6; the squares sum to 6.8,
    /// z to 0; 4/3 of 6.8 over 100. Kish: 100 / 30.
    #[test]
    fn a_share_is_weighted_case_by_case() {
        let ours =
            weigh(&[counts(&[(1.0, Some(false)), (2.0, Some(true)), (3.0, Some(false)), (4.0, Some(true))])]).unwrap();
        assert!(near(ours.share, 0.6) && near(ours.variance, 6.8 * 4.0 / 300.0) && near(ours.kish, 100.0 / 30.0));
        assert_eq!((ours.cases, ours.freedom), (4, 3));
    }

    /// By hand: the case outside keeps its nought, so that n is 3: p = 2/3, z = 2 (1/3), -1 (2/3), 0.
    #[test]
    fn cases_outside_the_part_stay_as_noughts() {
        let ours = weigh(&[counts(&[(2.0, Some(true)), (1.0, Some(false)), (5.0, None)])]).unwrap();
        assert!(near(ours.share, 2.0 / 3.0) && near(ours.variance, 1.5 * (8.0 / 9.0) / 9.0));
    }

    #[test]
    fn with_equal_weights_it_is_the_stratified_formula_without_correction() {
        use crate::statistics::stratified::{Correction, StratumCounts, weigh as by_strata};
        let theirs = by_strata(
            &[StratumCounts { name: "a".into(), frame: 90, graded: 9, asked: 9, found: 4 }],
            Correction::Infinite,
        )
        .unwrap();
        let cases: Vec<(f64, Option<bool>)> = (0..9).map(|at| (10.0, Some(at < 4))).collect();
        let ours = weigh(&[counts(&cases)]).unwrap();
        assert!(near(ours.share, theirs.share) && near(ours.variance, theirs.variance) && near(ours.kish, 9.0));
        assert!(ours.interval(Confidence::USUAL).unwrap().low > 0.0);
    }

    #[test]
    fn all_none_and_nothing() {
        assert_eq!(weigh(&[counts(&[(1.0, None)])]), None);
        for has in [true, false] {
            let ours = weigh(&[counts(&[(0.1, Some(has)), (0.2, Some(has)), (0.3, Some(has))])]).unwrap();
            assert_eq!((ours.share, ours.variance), (f64::from(u8::from(has)), 0.0));
        }
        let lone = [counts(&[(1.0, Some(true))]), counts(&[(1.0, Some(false)), (1.0, Some(true))])];
        assert_eq!(weigh(&lone).unwrap().merged.len(), 1);
    }
}
