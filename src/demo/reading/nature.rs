//! How an auditor errs: now and then a grade too low or too high, each criterion by itself, one auditor more than
//! another. The same auditor reading the same record errs in the same way.

use super::judgement::{Level, Levels};
use crate::demo::staff::Auditor;
use crate::digest::sha256;

/// Numbers that an auditor, a record and its text fix for ever.
pub(super) struct Dice([u8; 32]);

impl Dice {
    /// The dice of one auditor before one record.
    pub(super) fn new(auditor: &str, record: &str, text: &str) -> Dice {
        Dice(sha256(format!("{auditor}\n{record}\n{text}").as_bytes()))
    }

    /// A number below 65,536 for a label and a place.
    pub(super) fn number(&self, label: &str, place: usize) -> usize {
        let mut key = self.0.to_vec();
        key.extend_from_slice(label.as_bytes());
        key.push(u8::try_from(place).unwrap_or(u8::MAX));
        let digest = sha256(&key);
        usize::from(digest[0]) << 8 | usize::from(digest[1])
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a>(&self, label: &str, list: &[&'a str]) -> &'a str {
        list[self.number(label, 0) % list.len()]
    }
}

/// What the auditor takes the levels to be.
pub(super) fn err(mut levels: Levels, auditor: &Auditor, dice: &Dice) -> Levels {
    for (place, level) in levels.iter_mut().enumerate() {
        let thrown = (dice.number("level", place) % 1_000) as u64;
        let too_low = thrown < auditor.too_low;
        let too_high = !too_low && thrown < auditor.too_low + auditor.too_high;
        *level = match (*level, too_low, too_high) {
            (Level::Top, true, _) | (Level::Low, _, true) => Level::Middle,
            (Level::Middle, true, _) => Level::Low,
            (Level::Middle, _, true) => Level::Top,
            (same, ..) => same,
        };
    }
    levels
}
