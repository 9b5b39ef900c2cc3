//! One note that was saved to several children: the same text by the same IRO on the same day, for siblings.
//!
//! Each counts as a record, so that a frame holds more records than there are notes. They come in as they are, and are
//! counted and told. Of every record only twelve bytes are kept: two fingerprints, of what the records share and of the
//! child, by a hash whose collisions (64 bits) are not to be met in any register.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::{Kind, Record, Value};

/// The notes of one table, as they come.
#[derive(Clone, Debug)]
pub struct SameNotes {
    iro: Option<usize>,
    text: Option<usize>,
    seen: Vec<[u32; 3]>,
}

/// What came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SavedToSeveral {
    /// Notes that stand with more than one child.
    pub notes: u64,
    /// The records that they make up.
    pub records: u64,
}

impl SameNotes {
    /// Starts with no notes of a kind.
    pub fn new(kind: Kind) -> SameNotes {
        SameNotes { iro: kind.position("iro"), text: kind.position("text"), seen: Vec::new() }
    }

    /// Notes a record; one without a text or a child is no such note.
    pub fn note(&mut self, record: &Record) {
        let words = |place: Option<usize>| match place.and_then(|place| record.values.get(place)) {
            Some(Some(Value::Text(text))) => Some(text.as_str()),
            _ => None,
        };
        if let (Some(text), Some(child)) = (words(self.text), &record.child) {
            let shared = fingerprint(&(text.trim(), words(self.iro), record.date)).to_be_bytes();
            let child = fingerprint(child).to_be_bytes();
            let [a, b, c, d, e, f, g, h] = shared;
            let [.., w, x, y, z] = child;
            let parts = [[a, b, c, d], [e, f, g, h], [w, x, y, z]];
            self.seen.push(parts.map(u32::from_be_bytes));
        }
    }

    /// Counts the notes that stand with several children.
    pub fn finish(mut self) -> SavedToSeveral {
        self.seen.sort_unstable();
        let mut counted = SavedToSeveral::default();
        for alike in self.seen.chunk_by(|one, other| one[..2] == other[..2]) {
            if alike.first() != alike.last() {
                counted.notes += 1;
                counted.records += alike.len() as u64;
            }
        }
        counted
    }
}

fn fingerprint(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn note(child: &str, day: u32, iro: &str, text: Option<&str>) -> Record {
        let kind = Kind::Oversight;
        let mut values = vec![None; kind.fields().len()];
        values[kind.position("iro").unwrap()] = Some(Value::Text(iro.to_owned()));
        values[kind.position("text").unwrap()] = text.map(|text| Value::Text(text.to_owned()));
        Record {
            reference: format!("{child}/{day}"),
            child: Some(child.to_owned()),
            date: NaiveDate::from_ymd_opt(2026, 10, day),
            values,
            extra: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn only_one_text_by_one_iro_on_one_day_for_different_children_counts() {
        let mut notes = SameNotes::new(Kind::Oversight);
        for (child, day, iro, text) in [
            ("C1", 2, "A Patel", Some("The plan drifts.")),
            ("C2", 2, "A Patel", Some("The plan drifts. ")),
            ("C3", 2, "A Patel", Some("The plan drifts.")),
            ("C4", 3, "A Patel", Some("The plan drifts.")),
            ("C5", 2, "B Hall", Some("The plan drifts.")),
            ("C6", 2, "A Patel", Some("Another text.")),
            ("C6", 2, "A Patel", Some("Another text.")),
            ("C7", 2, "A Patel", None),
            ("C8", 2, "A Patel", None),
        ] {
            notes.note(&note(child, day, iro, text));
        }
        assert_eq!(notes.finish(), SavedToSeveral { notes: 1, records: 3 });
        assert_eq!(SameNotes::new(Kind::Child).finish(), SavedToSeveral::default());
    }
}
