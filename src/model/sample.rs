//! A sample: what was asked, from which frame, and which cases the draw gave.

use serde::{Deserialize, Serialize};

/// The name of the stratum of records that have no value in a field that strata are made of.
pub const NOT_RECORDED: &str = "(not recorded)";

/// The text from which all of a draw's chance comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seed(String);

/// What is wrong with a typed seed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// It is too short to be out of anybody's reach.
    #[error(
        "the seed '{0}' has {1} digits; a seed is text with at least 20 digits, so that nobody can try them all (ten-sided dice or a lottery draw give them)"
    )]
    TooShort(String, usize),
    /// It holds a line break, a tab or another control character, or spaces at an end.
    #[error("the seed holds a line break, a tab or spaces at an end; type it as one line of plain text")]
    Unprintable,
}

impl Seed {
    /// The fewest digits that a seed holds.
    pub const DIGITS: usize = 20;

    /// Checks a seed. It is kept exactly as typed: `0314` and `314` are two seeds.
    ///
    /// # Errors
    /// [`SeedError`] when it has fewer than 20 digits, a control character, or spaces at an end.
    pub fn new(text: &str) -> Result<Seed, SeedError> {
        if text.chars().any(char::is_control) || text.trim() != text {
            return Err(SeedError::Unprintable);
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if digits < Seed::DIGITS {
            return Err(SeedError::TooShort(text.to_owned(), digits));
        }
        Ok(Seed(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The seed of another purpose of the same draw: this one, a bar, and the purpose (`…|double`).
    pub fn for_purpose(&self, purpose: &str) -> Seed {
        Seed(format!("{}|{purpose}", self.0))
    }
}

/// Where a draw's seed came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeedFrom {
    /// The computer's own chance, once the frame was fixed.
    #[default]
    Computer,
    /// Somebody typed it, and could have tried others before.
    Typed,
}

impl SeedFrom {
    /// The id: `computer`, `typed`.
    pub fn id(self) -> &'static str {
        match self {
            SeedFrom::Computer => "computer",
            SeedFrom::Typed => "typed",
        }
    }
}

/// How cases are picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DesignKind {
    /// The smallest tickets of the whole frame.
    Simple,
    /// The smallest tickets of each stratum.
    Stratified,
}

impl DesignKind {
    /// All designs, the plainest first.
    pub const ALL: [DesignKind; 2] = [DesignKind::Simple, DesignKind::Stratified];

    /// The design with this id, in any case.
    pub fn parse(text: &str) -> Option<DesignKind> {
        DesignKind::ALL.into_iter().find(|kind| kind.id().eq_ignore_ascii_case(text.trim()))
    }

    /// The id: `simple`, `stratified`.
    pub fn id(self) -> &'static str {
        match self {
            DesignKind::Simple => "simple",
            DesignKind::Stratified => "stratified",
        }
    }
}

/// Which children belong to the population of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cohort {
    /// Those in care on its last day.
    #[default]
    End,
    /// Those in care on any day of it.
    Any,
}

/// All parameters of a draw that decide who is picked, besides frame and seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// Simple or stratified.
    pub kind: DesignKind,
    /// How many cases were asked for.
    pub size: u64,
    /// The fields that strata are made of, in order; empty for a simple draw.
    pub by: Vec<String>,
    /// How cases are shared out among strata: `proportional`.
    pub allocation: String,
    /// The fewest cases from a stratum (or the whole stratum where it is smaller).
    pub at_least: u64,
    /// For children: in care on the period's last day, or on any day of it.
    #[serde(default)]
    pub cohort: Cohort,
}

/// One part of the frame that is drawn separately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// The raw value, several joined by ` | `; the empty text for the one stratum of a simple draw.
    pub stratum: String,
    /// How many records of the frame are in it.
    pub frame: u64,
    /// How many of them are drawn.
    pub size: u64,
}

/// One record of a frame, as the draw sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameRow {
    /// The record's reference.
    pub record: String,
    /// The child's, where there is one.
    pub child: Option<String>,
    /// The stratum's name.
    pub stratum: String,
    /// The size, where the design draws by size.
    pub size: Option<f64>,
}

/// One record in a sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its number in the sample, from 1, in ticket order within the strata in turn.
    pub case: u32,
    /// The record's reference.
    pub record: String,
    /// The child's, where there is one.
    pub child: Option<String>,
    /// The stratum's name.
    pub stratum: String,
    /// The ticket, `0.…`, at least 18 digits, cut and not rounded.
    pub ticket: String,
    /// How many records of the frame the case stands for.
    pub weight: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_holds_at_least_twenty_digits_and_is_kept_as_typed() {
        assert!(Seed::new("20263847561029384756").is_ok());
        assert!(Seed::new("12345678901234567890abcdefghijklmnopqrstuvwxyz😊").is_ok());
        assert_eq!(Seed::new("1234567890123456789"), Err(SeedError::TooShort("1234567890123456789".into(), 19)));
        assert_eq!(Seed::new(" 20263847561029384756"), Err(SeedError::Unprintable));
    }
}
