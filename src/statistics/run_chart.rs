//! Run charts: whether a line of figures over time does more than chance would.

use super::binomial::quantile;

/// What a run chart shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Runs {
    /// The median of all figures.
    pub median: f64,
    /// Figures that are not on the median.
    pub useful: u64,
    /// The longest run of such figures on one side of it.
    pub longest: u64,
    /// The longest that chance is expected to give.
    pub longest_expected: u64,
    /// How often the line crosses the median.
    pub crossings: u64,
    /// The fewest crossings that chance is expected to give.
    pub crossings_expected: u64,
}

impl Runs {
    /// Whether either rule is broken.
    pub fn signal(self) -> bool {
        self.longest > self.longest_expected || self.crossings < self.crossings_expected
    }
}

/// Applies the two rules of Anhøj; `None` where every figure lies on the median.
///
/// With n figures not on the median, a run longer than log2(n) + 3 (rounded), or fewer crossings than the 5% quantile of the
/// binomial distribution with n - 1 trials and chance 1/2, is more than chance is expected to give.
///
/// Source: Anhøj and Olesen (2014), PLoS ONE 9(11): e113825.
pub fn run_chart(figures: &[f64]) -> Option<Runs> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let median = match sorted.len() % 2 {
        0 => (sorted.get(middle.checked_sub(1)?)? + sorted.get(middle)?) / 2.0,
        _ => *sorted.get(middle)?,
    };
    let sides: Vec<bool> = figures.iter().filter(|figure| **figure != median).map(|figure| *figure > median).collect();
    let runs: Vec<u64> = sides.chunk_by(|one, next| one == next).map(|run| run.len() as u64).collect();
    let useful = sides.len() as u64;
    Some(Runs {
        median,
        useful,
        longest: *runs.iter().max()?,
        longest_expected: ((useful as f64).log2() + 3.0).round() as u64,
        crossings: runs.len() as u64 - 1,
        crossings_expected: quantile(useful - 1, 0.5, 0.05),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table of Anhøj and Olesen (2014): upper limit of the longest run and lower limit of crossings for n useful figures.
    #[test]
    fn limits_are_the_published_ones() {
        for (n, longest, crossings) in [(10, 6, 2), (11, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8)] {
            let figures: Vec<f64> = (0..n).map(|at| f64::from(u8::from(at % 2 == 0))).collect();
            let runs = run_chart(&figures).unwrap();
            let expected = if n % 2 == 0 { n } else { continue };
            assert_eq!((runs.useful, runs.longest_expected, runs.crossings_expected), (expected, longest, crossings));
            assert!(!runs.signal());
        }
    }

    #[test]
    fn a_shift_is_a_signal_and_a_flat_line_is_nothing() {
        let shifted: Vec<f64> = (0..16).map(|at| if at < 8 { 0.2 } else { 0.8 }).collect();
        let runs = run_chart(&shifted).unwrap();
        assert_eq!((runs.longest, runs.crossings, runs.signal()), (8, 1, true));
        assert_eq!(run_chart(&[0.5; 12]), None);
        assert_eq!(run_chart(&[]), None);
    }
}
