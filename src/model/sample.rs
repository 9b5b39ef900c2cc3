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

/// One part of the frame that is drawn separately.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// The raw value, several joined by ` | `; the empty text where the frame is one stratum.
    pub stratum: String,
    /// How many records of the frame are in it.
    pub frame: u64,
    /// How many of them are drawn.
    pub size: u64,
    /// The names of the strata that were merged into this one, because they were too small by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<String>,
    /// How many children those records are of, where the draw takes one record per child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<u64>,
}

/// One record of a frame, as the draw sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameRow {
    /// The record's reference.
    pub record: String,
    /// The child's, where there is one.
    pub child: Option<String>,
    /// The stratum's name.
    pub stratum: String,
    /// The size, where the design draws by size.
    pub size: Option<f64>,
    /// The values of the fields in the design's `by`, joined by ` | `, where they are not the stratum's name: they were
    /// merged, or they are the order of a systematic draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// One record in a sample.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its number in the sample, from 1, in ticket order within the strata in turn.
    pub case: u32,
    /// The record's reference.
    pub record: String,
    /// The child's, where there is one.
    pub child: Option<String>,
    /// The stratum's name.
    pub stratum: String,
    /// The ticket, `0.…`, at least 18 digits, cut and not rounded: the record's, or the child's where one record per child
    /// is drawn.
    pub ticket: String,
    /// How many records of the frame the case stands for.
    pub weight: f64,
    /// The record's own ticket among those of its child, where one record per child is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_ticket: Option<String>,
    /// How many records of the frame the child has, where one record per child is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_records: Option<u64>,
    /// The chance that the design gives the record of being drawn, above 0 and up to 1, where it draws by size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lambda: Option<f64>,
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
