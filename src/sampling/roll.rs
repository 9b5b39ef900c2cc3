//! The references of a frame as the survey saw them, kept close together, so that the draw need not walk along the frame again.
//!
//! References come sorted, and neighbours begin alike, so each is kept as the number of bytes that it shares with the one before
//! and the rest: a few bytes a record. A roll holds at most a fixed number of bytes, whatever the frame; one that
//! would need more keeps nothing, and the frame is walked along a second time.

/// The longest beginning that neighbours share.
const MOST_SHARED: usize = u8::MAX as usize;
/// Seven bits of a number, and the mark that more follow.
const SEVEN: usize = 0x7f;
const MORE: u8 = 0x80;

/// References, each with the number of its value.
pub(super) struct Roll {
    bytes: Vec<u8>,
    last: Vec<u8>,
    most: usize,
    overflowed: bool,
}

impl Roll {
    /// An empty roll that holds at most so many bytes.
    pub(super) fn new(most: usize) -> Roll {
        Roll { bytes: Vec::new(), last: Vec::new(), most, overflowed: false }
    }

    /// Keeps the next reference.
    pub(super) fn keep(&mut self, reference: &str, value: usize) {
        if self.overflowed {
            return;
        }
        let reference = reference.as_bytes();
        let alike = self.last.iter().zip(reference).take(MOST_SHARED).take_while(|(one, other)| one == other).count();
        let rest = &reference[alike..];
        self.bytes.push(alike as u8);
        push(&mut self.bytes, rest.len());
        self.bytes.extend_from_slice(rest);
        push(&mut self.bytes, value);
        self.last.truncate(alike);
        self.last.extend_from_slice(rest);
        if self.bytes.len() > self.most {
            *self = Roll { overflowed: true, ..Roll::new(self.most) };
        }
    }

    /// Whether it holds all that was kept.
    pub(super) fn is_whole(&self) -> bool {
        !self.overflowed
    }

    /// Gives out the references' bytes in their order, each with the number of its value.
    pub(super) fn call(&self, mut each: impl FnMut(&[u8], usize)) {
        let mut reference: Vec<u8> = Vec::new();
        let mut rest = self.bytes.as_slice();
        while let Some((&alike, after)) = rest.split_first() {
            rest = after;
            let length = pop(&mut rest);
            let (own, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            reference.truncate(usize::from(alike));
            reference.extend_from_slice(own);
            let value = pop(&mut rest);
            each(&reference, value);
        }
    }
}

/// Writes a number in as few bytes as it needs, seven bits in each, the lowest first.
fn push(bytes: &mut Vec<u8>, mut number: usize) {
    while number > SEVEN {
        bytes.push((number & SEVEN) as u8 | MORE);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn pop(bytes: &mut &[u8]) -> usize {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= (usize::from(byte) & SEVEN) << shift;
        shift += 7;
        if byte & MORE == 0 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn called(roll: &Roll) -> Vec<(String, usize)> {
        let mut called = Vec::new();
        roll.call(|reference, value| called.push((String::from_utf8(reference.to_vec()).unwrap(), value)));
        called
    }

    proptest! {
        #[test]
        fn what_is_kept_is_given_out(mut rows in prop::collection::vec(("\\PC{0,300}", 0usize..100_000), 0..60)) {
            rows.sort();
            let mut roll = Roll::new(usize::MAX);
            rows.iter().for_each(|(reference, value)| roll.keep(reference, *value));
            prop_assert!(roll.is_whole());
            prop_assert_eq!(called(&roll), rows);
        }
    }

    #[test]
    fn letters_of_several_bytes_may_begin_alike() {
        let mut roll = Roll::new(100);
        for reference in ["é", "ê", "ế"] {
            roll.keep(reference, 1);
        }
        assert_eq!(called(&roll).len(), 3);
        assert_eq!(called(&roll)[2].0, "ế");
    }

    #[test]
    fn one_that_would_grow_too_large_holds_nothing() {
        let mut roll = Roll::new(20);
        (0..10).for_each(|number| roll.keep(&format!("{number}-long"), 0));
        assert!(!roll.is_whole());
        assert!(called(&roll).is_empty() && roll.bytes.capacity() == 0);
    }
}
