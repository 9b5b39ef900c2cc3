//! A test that may be looked at after every case: grading stops as soon as what was found rules out that too many are
//! inadequate.
//!
//! Records are drawn one after another without replacement from N, of which K have the property that is looked for (0/1). The
//! null hypothesis is K >= K0, with K0 the smallest whole number that is at least the rate times N. ALPHA (Stark 2023, Annals of
//! Applied Statistics 17, 641-679), with x = 1 for a record without the property, says: with S the sum of x so far and
//! m_j = (N t - S_(j-1)) / (N - j + 1) the mean of what is left if the null is true, t = (N - K0) / N,
//!
//! T_j = T_(j-1) (x_j eta_j / m_j + (1 - x_j) (1 - eta_j) / (1 - m_j)),   T_0 = 1,   m_j <= eta_j <= 1
//!
//! is a martingale where K = K0 and a supermartingale where K is larger, so that by Ville's inequality it ever reaches
//! 1 / risk with a chance of at most `risk`, however often one looks. Here eta_j is the mean of what is left if K1 of N have the
//! property, for K1 in {0, K0 / 4, K0 / 2} (rounded down), and T is the mean of these three (of those that differ): a mean of
//! supermartingales is one. With such a fixed alternative T depends on j and on how many were found and on nothing else, so that the
//! rule for stopping is a table: with so many found, so many cases.
//!
//! Where more records without the property have been seen than the null leaves (m_j < 0), the null is impossible and is rejected;
//! where K0 have been found with it (m_j > 1), it is certain and never is.

use std::collections::BTreeMap;

use super::portion::Portion;

/// A chance counts as small enough also where rounding of the last digits lifts it this little above the risk.
const TIE: f64 = 1.0 - 1e-12;

/// A test of the null hypothesis that K0 or more of N have a property, which may be stopped at any case.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequential {
    population: u64,
    null: u64,
    alternatives: Vec<u64>,
    needed: f64,
}

/// What a run of cases comes to, from the first on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// The case at which the null was ruled out for the first time, from 1.
    pub reached: Option<u64>,
    /// The largest value of T so far; infinite where the null is impossible.
    pub evidence: f64,
    /// How many of the cases have the property.
    pub found: u64,
    /// How many cases there are.
    pub cases: u64,
}

impl Sequential {
    /// Makes the test that fewer than `rate` of `population` have the property, which errs with a chance of at most `risk`.
    ///
    /// Range: 0 < rate < 1, 0 < risk < 1, 1 <= population; `None` outside it.
    ///
    /// ```
    /// use dipsample::statistics::{Portion, sequential::Sequential};
    /// let share = |percent| Portion::new(percent, 100).unwrap();
    /// let test = Sequential::new(231, share(10), share(5)).unwrap();
    /// assert_eq!((test.null(), test.cases_needed(0), test.cases_needed(1)), (24, Some(31), Some(55)));
    /// ```
    pub fn new(population: u64, rate: Portion, risk: Portion) -> Option<Sequential> {
        if !rate.is_part() || !risk.is_part() || population == 0 {
            return None;
        }
        let null = rate.ceiling_of(population);
        let mut alternatives = vec![0, null / 4, null / 2];
        alternatives.dedup();
        Some(Sequential { population, null, alternatives, needed: 1.0 / risk.share() })
    }

    /// K0: the smallest number with the property that the test rules out.
    pub fn null(&self) -> u64 {
        self.null
    }

    /// 1 / risk: what T must reach.
    pub fn needed(&self) -> f64 {
        self.needed
    }

    /// Goes through cases in the order in which they were drawn, true where a case has the property.
    pub fn run(&self, cases: impl IntoIterator<Item = bool>) -> Run {
        let mut state = State::new(self);
        let mut run = Run { reached: None, evidence: 1.0, found: 0, cases: 0 };
        for has in cases {
            state.see(self, has);
            run.cases += 1;
            run.found += u64::from(has);
            run.evidence = run.evidence.max(state.value());
            if run.reached.is_none() && self.is_enough(state.value()) {
                run.reached = Some(run.cases);
            }
        }
        run
    }

    /// The fewest cases at which the null is ruled out when `found` of them have the property; `None` where it never is.
    pub fn cases_needed(&self, found: u64) -> Option<u64> {
        let mut state = State::new(self);
        for _ in 0..found {
            state.see(self, true);
        }
        // T depends on how many were found and not on when: with those first, the others follow one by one.
        let rest = self.population.checked_sub(found)?;
        if found >= self.null {
            return None;
        }
        for without in 0..=rest {
            if self.is_enough(state.value()) {
                return Some(found + without);
            }
            state.see(self, false);
        }
        None
    }

    /// The chance that a run stops at each case up to `most`, the null being ruled out there for the first time, when in truth
    /// `with` of the population have the property. Exact: the chances of a draw without replacement, added up over all that
    /// can be found.
    pub fn stops(&self, with: u64, most: u64) -> Vec<f64> {
        let most = most.min(self.population);
        let mut boundary: BTreeMap<u64, Option<u64>> = BTreeMap::new();
        let mut going = vec![1.0];
        let mut stops = Vec::new();
        for seen in 0..most {
            let left = (self.population - seen) as f64;
            let mut next = vec![0.0; going.len() + 1];
            for (found, chance) in (0u64..).zip(&going) {
                let of_left = (with.saturating_sub(found) as f64 / left).min(1.0);
                next[found as usize] += chance * (1.0 - of_left);
                next[found as usize + 1] += chance * of_left;
            }
            let mut stopped = 0.0;
            for (found, chance) in (0u64..).zip(&mut next).filter(|(_, chance)| **chance > 0.0) {
                let needed = *boundary.entry(found).or_insert_with(|| self.cases_needed(found));
                if needed.is_some_and(|needed| seen + 1 >= needed) {
                    stopped += std::mem::take(chance);
                }
            }
            stops.push(stopped);
            going = next;
        }
        stops
    }

    fn is_enough(&self, value: f64) -> bool {
        value >= self.needed * TIE
    }
}

/// T on its way.
struct State {
    seen: u64,
    found: u64,
    parts: Vec<f64>,
    impossible: bool,
}

impl State {
    fn new(test: &Sequential) -> State {
        State { seen: 0, found: 0, parts: vec![1.0; test.alternatives.len()], impossible: false }
    }

    fn value(&self) -> f64 {
        match self.impossible {
            true => f64::INFINITY,
            false => self.parts.iter().sum::<f64>() / self.parts.len() as f64,
        }
    }

    fn see(&mut self, test: &Sequential, has: bool) {
        let without = self.seen - self.found;
        // Of those left, so many have the property if the null is true; the others have not.
        let null_with = test.null.saturating_sub(self.found) as f64;
        let null_without = (test.population - test.null).saturating_sub(without) as f64;
        if !has && null_without == 0.0 {
            self.impossible = true;
        }
        for (part, alternative) in self.parts.iter_mut().zip(&test.alternatives) {
            let with = alternative.saturating_sub(self.found) as f64;
            let others = (test.population - alternative).saturating_sub(without) as f64;
            *part *= match (has, null_with > 0.0, null_without > 0.0) {
                (true, true, _) => with / null_with,
                (false, _, true) => others / null_without,
                // The null is certain, or impossible: T goes no further.
                _ => 0.0,
            };
        }
        self.seen += 1;
        self.found += u64::from(has);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn percent(parts: u64) -> Portion {
        Portion::new(parts, 100).unwrap()
    }

    fn letters(text: &str) -> impl Iterator<Item = bool> {
        text.chars().map(|c| c == '1').collect::<Vec<_>>().into_iter()
    }

    /// Computed with SHANGRLA (github.com/pbstark/SHANGRLA, commit 9d5db92), `NonnegMean.alpha_mart` with
    /// `fixed_alternative_mean`, u = 1, t = (N - K0)/N, eta = (N - K1)/N for K1 = 0, K0/4, K0/2, x = 1 - y; and the same three by
    /// `betting_mart` with lambda = (eta_j/m_j - 1)/(1 - m_j), which agrees with it. A part that has vanished it sets to 1, so
    /// that its p-value is 1; that part is 0 here.
    #[test]
    fn each_part_is_the_alpha_martingale_of_shangrla() {
        let clean = "0".repeat(31);
        let one = format!("{}1{}", "0".repeat(10), "0".repeat(32));
        let two = format!("01001{}", "0".repeat(40));
        let late = format!("{}1{}", "0".repeat(12), "0".repeat(20));
        let three = format!("0010000100000001{}", "0".repeat(20));
        let thousand = format!("1{}", "0".repeat(60));
        for (population, rate, cases, parts) in [
            (231, 10, &clean, [38.797_604_559_344_34, 16.175_795_279_068_275, 6.574_630_549_893_65]),
            (231, 10, &one, [0.0, 12.164_003_875_778_2, 6.933_456_705_525_84]),
            (231, 10, &two, [0.0, 2.932_823_068_863_487_3, 3.557_164_744_574_122]),
            (60, 10, &late, [0.0, 10.335_657_954_498_52, 6.360_869_565_217_397]),
            (500, 20, &three, [0.0, 5.143_154_120_349_191, 6.898_178_252_251_329]),
            (1000, 10, &thousand, [0.0, 35.669_057_007_839_776, 14.282_900_246_453_499]),
        ] {
            let test = Sequential::new(population, percent(rate), percent(5)).unwrap();
            let mut state = State::new(&test);
            letters(cases).for_each(|has| state.see(&test, has));
            for (ours, theirs) in state.parts.iter().zip(parts) {
                assert!((ours - theirs).abs() <= 1e-9 * theirs.max(1.0), "{cases}: {ours} {theirs}");
            }
        }
    }

    /// Theirs: the first case at which the mean of the three reaches 20 is the 31st.
    #[test]
    fn it_stops_at_the_first_case_that_is_enough_and_stays_stopped() {
        let test = Sequential::new(231, percent(10), percent(5)).unwrap();
        assert_eq!(test.run(letters(&"0".repeat(30))).reached, None);
        let run = test.run(letters(&format!("{}1110000", "0".repeat(31))));
        assert_eq!((run.reached, run.found, run.cases), (Some(31), 3, 38));
        assert!((run.evidence - 20.516_010_129_435_422).abs() < 1e-9, "{run:?}");
    }

    #[test]
    fn a_null_that_is_impossible_is_rejected_and_one_that_is_certain_never() {
        // Of 10 at least 5 would have it: 6 without it leave at most 4.
        let test = Sequential::new(10, percent(50), Portion::new(1, 100_000).unwrap()).unwrap();
        assert_eq!(test.run(letters("1111000000")).reached, Some(10));
        assert_eq!(test.run(letters("000000")).reached, Some(6));
        assert_eq!(test.run(letters("1111100000")).reached, None);
        assert_eq!((test.cases_needed(5), test.cases_needed(4), test.cases_needed(0)), (None, Some(10), Some(6)));
        // Nothing smaller than all of one record can be ruled out before it is read.
        let one = Sequential::new(1, percent(10), percent(5)).unwrap();
        assert_eq!((one.null(), one.cases_needed(0)), (1, Some(1)));
    }

    #[test]
    fn what_is_no_rate_or_risk_is_refused() {
        for (population, rate, risk) in [(0, 10, 5), (10, 0, 5), (10, 100, 5), (10, 10, 0), (10, 10, 100)] {
            assert_eq!(Sequential::new(population, percent(rate), percent(risk)), None);
        }
    }

    /// The guarantee, counted out and not simulated: over every order of every population at the null or beyond, the share that
    /// ever stops is at most the risk.
    #[test]
    fn where_too_many_have_it_the_chance_of_ever_stopping_is_at_most_the_risk() {
        let mut largest: f64 = 0.0;
        for population in [1, 2, 5, 12, 40, 87, 231] {
            for rate in [3, 10, 20, 50, 90] {
                for risk in [1, 5, 20] {
                    let test = Sequential::new(population, percent(rate), percent(risk)).unwrap();
                    for with in [test.null(), test.null() + 1, test.null() + population / 10].map(|k| k.min(population))
                    {
                        let ever: f64 = test.stops(with, population).iter().sum();
                        assert!(ever <= risk as f64 / 100.0 + 1e-12, "{population} {rate} {risk} {with}: {ever}");
                        largest = largest.max(ever / (risk as f64 / 100.0));
                    }
                }
            }
        }
        assert!(largest > 0.9, "the test is not merely timid: {largest}");
    }

    #[test]
    fn the_chances_of_stopping_are_those_of_orders_that_are_all_gone_through() {
        // All 2^8 orders of 8 records, weighted as draws without replacement.
        let test = Sequential::new(8, percent(50), percent(20)).unwrap();
        for with in 0..=8u32 {
            let orders: Vec<Vec<bool>> = (0..256u32)
                .filter(|bits| bits.count_ones() == with)
                .map(|bits| (0..8).map(|at| bits >> at & 1 == 1).collect())
                .collect();
            let stops = test.stops(u64::from(with), 8);
            for case in 1..=8u64 {
                let here = orders.iter().filter(|order| test.run(order.iter().copied()).reached == Some(case)).count();
                let share = here as f64 / orders.len() as f64;
                assert!((stops[case as usize - 1] - share).abs() < 1e-12, "{with} {case}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_table_says_what_the_run_does(
            population in 1u64..300, rate in 1u64..100, risk in 1u64..50, cases in prop::collection::vec(prop::bool::weighted(0.1), 1..300)
        ) {
            let test = Sequential::new(population, percent(rate), percent(risk)).unwrap();
            let cases: Vec<bool> = cases.into_iter().take(population as usize).collect();
            let mut found = 0;
            let by_table = (1u64..).zip(&cases).find(|(seen, has)| {
                found += u64::from(**has);
                test.cases_needed(found).is_some_and(|needed| *seen >= needed)
            });
            prop_assert_eq!(test.run(cases.iter().copied()).reached, by_table.map(|(seen, _)| seen));
        }
    }
}
