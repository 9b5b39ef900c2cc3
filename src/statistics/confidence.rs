//! What every interval shares: how sure it is, its two ends, and why one cannot be given.

/// How often an interval of its kind holds the truth: a number between 0 and 1, both left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence(f64);

/// The two ends of an interval for a share, 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Why a figure cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum StatisticsError {
    /// The confidence is 0, 1, outside them, or no number.
    #[error("the confidence is {0}; it must lie between 0 and 1, as in 0.95 or 95%")]
    Confidence(f64),
    /// Nothing was looked at, so that there is no share.
    #[error("nothing was looked at, so there is no share; the number looked at must be 1 or more")]
    Nothing,
    /// More were found than were looked at, or a count is negative or no number.
    #[error("{found} were found among {of}; the count must lie between 0 and the number looked at")]
    TooManyFound {
        /// How many were found.
        found: f64,
        /// Among how many.
        of: f64,
    },
    /// More were drawn than there are.
    #[error("{drawn} were drawn from {population}; the number drawn cannot be larger than the population")]
    TooManyDrawn {
        /// How many were drawn.
        drawn: u64,
        /// From how many.
        population: u64,
    },
}

impl Confidence {
    /// 95%: what is meant where nobody says otherwise.
    pub const USUAL: Confidence = Confidence(0.95);

    /// Checks a confidence.
    ///
    /// # Errors
    /// [`StatisticsError::Confidence`] where it is not a number strictly between 0 and 1.
    pub fn new(share: f64) -> Result<Confidence, StatisticsError> {
        match share > 0.0 && share < 1.0 {
            true => Ok(Confidence(share)),
            false => Err(StatisticsError::Confidence(share)),
        }
    }

    /// The confidence itself: 0.95.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The chance that is left outside: 0.05 at 95%.
    pub fn outside(self) -> f64 {
        1.0 - self.0
    }

    /// The chance that is left beyond each end of a two-sided interval of equal tails: 0.025 at 95%.
    pub(super) fn each_tail(self) -> f64 {
        self.outside() / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_lies_strictly_between_nought_and_one() {
        assert_eq!(Confidence::new(0.95), Ok(Confidence::USUAL));
        for share in [0.0, 1.0, -0.1, 95.0, f64::INFINITY] {
            assert_eq!(Confidence::new(share), Err(StatisticsError::Confidence(share)));
        }
        assert!(Confidence::new(f64::NAN).is_err());
    }
}
