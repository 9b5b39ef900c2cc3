//! The systematic draw: records at equal distances along the frame in a stated order.
//!
//! With N records and n to draw the distance is N / n, which is seldom whole; so it is never computed. The seed gives a start
//!
//! ```text
//! r = SHA-256( seed + "|start" ), read as a whole number, modulo N                       0 <= r < N
//! ```
//!
//! and the records drawn are those at the places floor((r + jN) / n), j = 0 .. n - 1, counted from 0 in the stated order. As
//! r runs over its N values and j over its n, r + jN runs once over all of 0 .. nN - 1, of which each place has n: so for
//! every seed exactly n different records are drawn, and every record has the chance n / N.
//!
//! The order is that of the references' bytes; with fields to order by, first that of their values joined by ` | `, as
//! bytes. Source: Cochran (1977), Sampling Techniques, chapter 8; Murthy (1967) for the fractional interval.

use std::collections::BTreeMap;

use crate::digest;
use crate::model::Seed;

/// The name of the purpose for which a seed gives a start.
const START: &str = "start";

/// A systematic draw along a frame of known length.
pub(super) struct Line {
    start: u64,
    records: u64,
    size: u64,
    /// For each value to order by, the place of the next record that has it.
    next: BTreeMap<String, u64>,
}

impl Line {
    /// Lines the frame up: how many records have each value.
    pub(super) fn new(seed: &Seed, size: u64, values: &BTreeMap<String, u64>) -> Line {
        let mut records = 0;
        let mut next = BTreeMap::new();
        for (value, count) in values {
            next.insert(value.clone(), records);
            records += count;
        }
        Line { start: start(seed, records), records, size, next }
    }

    /// Whether the next record with this value is drawn; records of one value must come in the order of their references.
    pub(super) fn takes(&mut self, value: &str) -> bool {
        let Some(next) = self.next.get_mut(value) else { return false };
        let place = *next;
        *next += 1;
        let (start, records) = (i128::from(self.start), i128::from(self.records.max(1)));
        (start - i128::from(self.size) * i128::from(place)).rem_euclid(records) < i128::from(self.size)
    }

    /// The start and the distance, in words.
    pub(super) fn arithmetic(&self) -> String {
        format!(
            "every {}/{} records, from start {} of 0 to {} (SHA-256 of the seed and '|start', modulo {})",
            self.records,
            self.size,
            self.start,
            self.records.saturating_sub(1),
            self.records
        )
    }
}

/// The start that a seed gives in a frame of so many records.
fn start(seed: &Seed, records: u64) -> u64 {
    let hash = digest::sha256(seed.for_purpose(START).as_str().as_bytes());
    let modulus = u128::from(records.max(1));
    let rest = hash.iter().fold(0u128, |rest, &byte| (rest * 256 + u128::from(byte)) % modulus);
    u64::try_from(rest).expect("a remainder is below its modulus")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(start: u64, records: u64, size: u64) -> Vec<u64> {
        let next = BTreeMap::from([(String::new(), 0)]);
        let mut line = Line { start, records, size, next };
        (0..records).filter(|_| line.takes("")).collect()
    }

    /// By hand: 3 of 10 from start 4 are floor(4/3), floor(14/3), floor(24/3).
    #[test]
    fn the_places_are_those_of_the_formula() {
        assert_eq!(places(4, 10, 3), [1, 4, 8]);
        assert_eq!(places(0, 10, 10), (0..10).collect::<Vec<_>>());
        assert_eq!(places(9, 10, 1), [9]);
    }

    /// Python: int(hashlib.sha256(b"20263847561029384756|start").hexdigest(), 16) % 231
    #[test]
    fn the_start_is_that_of_the_formula() {
        assert_eq!(start(&Seed::new("20263847561029384756").unwrap(), 231), 165);
        assert_eq!(start(&Seed::new("20263847561029384756").unwrap(), 1), 0);
    }

    proptest! {
        #[test]
        fn every_start_draws_exactly_the_size_and_all_starts_together_each_record_alike(records in 1u64..60, part in 0.0f64..=1.0) {
            let size = ((records as f64 * part) as u64).max(1);
            let mut hits = vec![0u64; records as usize];
            for start in 0..records {
                let drawn = places(start, records, size);
                prop_assert_eq!(drawn.len() as u64, size);
                let formula: Vec<u64> = (0..size).map(|j| (start + j * records) / size).collect();
                prop_assert_eq!(&drawn, &formula);
                drawn.iter().for_each(|&place| hits[place as usize] += 1);
            }
            prop_assert!(hits.iter().all(|&count| count == size));
        }
    }
}
