//! Chance: streams of numbers that a seed, a label and a number fix for ever.
//!
//! ChaCha20 keyed by SHA-256 gives the same stream on every machine; the bounded numbers are made here and not by a
//! library, so that an upgrade cannot change a demo.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::digest::sha256;

/// The root from which every stream of one council is made.
#[derive(Clone, Debug)]
pub(super) struct Root([u8; 32]);

impl Root {
    pub(super) fn new(seed: &str) -> Root {
        Root(sha256(seed.as_bytes()))
    }

    /// The stream for a label and a number: another label or number gives an unrelated stream.
    pub(super) fn stream(&self, label: &str, number: u64) -> Chance {
        let mut key = Vec::with_capacity(64);
        key.extend_from_slice(&self.0);
        key.extend_from_slice(label.as_bytes());
        key.push(b'|');
        key.extend_from_slice(&number.to_be_bytes());
        Chance(ChaCha20Rng::from_seed(sha256(&key)))
    }
}

/// One stream of chance.
pub(super) struct Chance(ChaCha20Rng);

impl Chance {
    /// A number from 0 up to but not including `bound`, each equally likely. A bound of 0 counts as 1.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let bound = bound.max(1);
        loop {
            let number = self.0.next_u64();
            let rest = number % bound;
            // The last multiple of the bound may be cut short, and would favour the small numbers.
            if number - rest <= u64::MAX - (bound - 1) {
                return rest;
            }
        }
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// Whether a thing that happens `percent` times in a hundred happens now.
    pub(super) fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of a list that is not empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let place = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        list[place]
    }

    /// A place in the list, each in proportion to its weight.
    pub(super) fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }
}

/// A shuffling of the numbers below `count` that needs no memory: `place -> (factor * place + shift) mod count`, one
/// to one because the factor shares no divisor with the count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shuffling {
    count: u64,
    factor: u64,
    shift: u64,
}

impl Shuffling {
    /// Makes a shuffling of `count` numbers.
    pub(super) fn new(count: u64, chance: &mut Chance) -> Shuffling {
        let count = count.max(1);
        let mut factor = count / 3 + chance.below(count / 3 + 1);
        while shared_divisor(factor, count) != 1 {
            factor += 1;
        }
        Shuffling { count, factor, shift: chance.below(count) }
    }

    /// Where a place goes.
    pub(super) fn of(self, place: u64) -> u64 {
        let product = u128::from(self.factor) * u128::from(place % self.count) + u128::from(self.shift);
        u64::try_from(product % u128::from(self.count)).unwrap_or(0)
    }
}

fn shared_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { shared_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_stream_is_fixed_by_seed_label_and_number() {
        let numbers = |seed: &str, label: &str, number| {
            let mut chance = Root::new(seed).stream(label, number);
            (0..4).map(|_| chance.below(1 << 40)).collect::<Vec<_>>()
        };
        assert_eq!(numbers("a", "child", 7), numbers("a", "child", 7));
        for other in [numbers("b", "child", 7), numbers("a", "note", 7), numbers("a", "child", 8)] {
            assert_ne!(numbers("a", "child", 7), other);
        }
    }

    // ChaCha20 with an all-zero key and nonce: the first eight bytes of the key stream, RFC 8439 appendix A.1, vector 1.
    #[test]
    fn the_stream_is_chacha20_as_published() {
        let mut chance = Chance(ChaCha20Rng::from_seed([0; 32]));
        let first = u64::from_le_bytes([0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90]);
        assert_eq!(chance.below(1 << 63), first % (1 << 63));
    }

    #[test]
    fn a_weight_of_nothing_is_never_chosen() {
        let mut chance = Root::new("w").stream("w", 0);
        let mut seen = [0u32; 3];
        (0..2_000).for_each(|_| seen[chance.weighted(&[1, 0, 3])] += 1);
        assert_eq!(seen[1], 0);
        assert!((400..600).contains(&seen[0]), "{seen:?}");
    }

    proptest! {
        #[test]
        fn a_shuffling_is_one_to_one(count in 1u64..400, seed in 0u64..50) {
            let shuffling = Shuffling::new(count, &mut Root::new("s").stream("s", seed));
            let mut places: Vec<u64> = (0..count).map(|place| shuffling.of(place)).collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..count).collect::<Vec<_>>());
        }
    }
}
