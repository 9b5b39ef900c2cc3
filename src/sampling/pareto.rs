//! The draw by size: Pareto sampling on the records' tickets.
//!
//! A record of size s shall be drawn with a chance in proportion to s. With m cases to draw from records whose sizes add up to
//! T the chance aimed at is lambda = m s / T. A record for which that would be 1 or more is *taken for certain*: it leaves one case fewer
//! and the smaller total to the others, round after round. Of the others, the m with the smallest
//!
//! ```text
//! Q = u (1 - lambda) / (lambda (1 - u)) = U (T - m s) / ((10^19 - U) m s)
//! ```
//!
//! are drawn, u being the ticket cut after 19 digits and U those digits as a whole number; equal Q are decided by the whole
//! ticket, then by the reference. Sizes are counted in millionths, so that every number above is whole, and two Q are
//! compared by multiplying across: nobody's arithmetic can round otherwise. The chance of being drawn is lambda, up to an
//! error that falls with the number of cases.
//!
//! Source: Rosén (1997), Journal of Statistical Planning and Inference 62, 159-191.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::error::DrawError;
use super::ticket::Ticket;

/// Parts of one in which sizes are counted.
const MILLIONTHS: u64 = 1_000_000;
/// Decimals of a size that count.
const DECIMALS: usize = 6;
/// Sizes are below this, so that they stay exact as JSON numbers.
const LARGEST: u64 = 1_000_000_000;
/// Ten to the number of a ticket's leading digits.
const TICKETS: u64 = 10_000_000_000_000_000_000;

/// What is divided by sizes: large enough that the rest left behind does not matter, for more records than there can be.
const INVERSE: u128 = 1_000_000_000_000_000_000_000_000;

/// A record's size, above 0, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(u64);

impl Size {
    /// Reads a size: a plain decimal number above 0 and below 1,000,000,000, with at most six decimals that are not nought.
    pub fn parse(text: &str) -> Option<Size> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let decimals = decimals.trim_end_matches('0');
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > DECIMALS {
            return None;
        }
        let whole: u64 = whole.parse().ok().filter(|whole| *whole < LARGEST)?;
        let decimals: u64 = format!("{decimals:0<DECIMALS$}").parse().ok()?;
        Some(Size(whole * MILLIONTHS + decimals)).filter(|size| size.0 > 0)
    }

    /// The size as a number; exact to the last of its six decimals.
    pub fn number(self) -> f64 {
        self.0 as f64 / MILLIONTHS as f64
    }
}

/// What a first walk along the frame learns of sizes: their sum, and the largest, as many as are to be drawn.
#[derive(Default)]
pub(super) struct Sizes {
    total: u128,
    /// The sum of [`INVERSE`] / size, whole, so that it does not depend on the order of the records.
    inverses: u128,
    largest: BinaryHeap<Reverse<Size>>,
}

impl Sizes {
    pub(super) fn see(&mut self, size: Size, drawn: usize) {
        self.total += u128::from(size.0);
        self.inverses += INVERSE / u128::from(size.0);
        self.largest.push(Reverse(size));
        if self.largest.len() > drawn {
            self.largest.pop();
        }
    }

    /// Finds who is taken for certain, and what is left for the others.
    pub(super) fn lot(self, drawn: u64) -> Result<Lot, DrawError> {
        let mut rest = u64::try_from(self.total).map_err(|_| DrawError::SizesTooLarge)?;
        let (mut cases, mut certain, mut taken, mut inverses) = (drawn, None, 0, self.inverses);
        for Reverse(size) in self.largest.into_sorted_vec() {
            if cases == 0 || u128::from(size.0) * u128::from(cases) < u128::from(rest) {
                break;
            }
            (certain, taken) = (Some(size), taken + 1);
            (rest, cases) = (rest - size.0, cases - 1);
            inverses -= INVERSE / u128::from(size.0);
        }
        Ok(Lot { certain, taken, cases, total: rest, inverses })
    }
}

/// Who is taken for certain, and how the others are drawn.
#[derive(Clone, Debug)]
pub(super) struct Lot {
    /// Records of this size and above are taken for certain.
    certain: Option<Size>,
    /// How many they are.
    taken: u64,
    /// The cases that the others give (m).
    cases: u64,
    /// The sum of the others' sizes (T), in millionths.
    total: u64,
    /// The sum of [`INVERSE`] over the others' sizes.
    inverses: u128,
}

impl Lot {
    /// The place of a record in the order of the draw.
    pub(super) fn place(&self, size: Size, ticket: Ticket) -> Place {
        let part = u128::from(self.cases) * u128::from(size.0);
        if self.is_certain(size) || part >= u128::from(self.total) {
            return Place { certain: true, over: 0, under: 1, ticket, size };
        }
        let leading = ticket.leading();
        Place {
            certain: false,
            over: u128::from(leading) * (u128::from(self.total) - part),
            under: u128::from(TICKETS - leading) * part,
            ticket,
            size,
        }
    }

    /// The chance of being drawn that a size gives, above 0 and up to 1.
    pub(super) fn lambda(&self, size: Size) -> f64 {
        match self.is_certain(size) {
            true => 1.0,
            false => (u128::from(self.cases) * u128::from(size.0)) as f64 / self.total as f64,
        }
    }

    fn is_certain(&self, size: Size) -> bool {
        self.certain.is_some_and(|certain| size >= certain)
    }

    /// The sum of 1 / lambda over the frame; of records that cannot be drawn, since those taken for certain are all, nothing.
    pub(super) fn inverses(&self) -> f64 {
        let others = match self.cases {
            0 => 0.0,
            cases => self.total as f64 / cases as f64 * (self.inverses as f64 / INVERSE as f64),
        };
        self.taken as f64 + others
    }

    /// The chances, in words.
    pub(super) fn arithmetic(&self) -> String {
        let chance = format!("{} x size / {}", self.cases, Size(self.total).number());
        match (self.certain, self.cases) {
            (None, _) => format!("each with chance {chance}"),
            (Some(certain), 0) => format!("{} of size {} or more, all for certain", self.taken, certain.number()),
            (Some(certain), _) => format!(
                "{} of size {} or more for certain, the others with chance {chance}",
                self.taken,
                certain.number()
            ),
        }
    }
}

/// A record's place in the order of a draw by size: those taken for certain, then by Q as a fraction of two whole numbers, then
/// by the ticket.
#[derive(Clone, Debug)]
pub(super) struct Place {
    certain: bool,
    over: u128,
    under: u128,
    pub(super) ticket: Ticket,
    pub(super) size: Size,
}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> Ordering {
        other
            .certain
            .cmp(&self.certain)
            .then_with(|| product(self.over, other.under).cmp(&product(other.over, self.under)))
            .then_with(|| self.ticket.cmp(&other.ticket))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Place {}

/// The product of two numbers of 128 bits, as its upper and lower 128 bits.
fn product(one: u128, other: u128) -> (u128, u128) {
    const HALF: u32 = 64;
    let low = |number: u128| number & u128::from(u64::MAX);
    let (a, b, c, d) = (one >> HALF, low(one), other >> HALF, low(other));
    let middle = ((b * d) >> HALF) + low(a * d) + low(b * c);
    (a * c + ((a * d) >> HALF) + ((b * c) >> HALF) + (middle >> HALF), (middle << HALF) | low(b * d))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Seed;
    use crate::sampling::Tickets;

    #[test]
    fn a_size_is_a_plain_number_above_nought() {
        let told = |text: &str| Size::parse(text).map(Size::number);
        assert_eq!(
            (told("12"), told("3.5"), told("12.0"), told("0.000001")),
            (Some(12.0), Some(3.5), Some(12.0), Some(1e-6))
        );
        assert_eq!(told("999999999.999999"), Some(999_999_999.999_999));
        for wrong in [
            "",
            "0",
            "0.0",
            "-1",
            "+1",
            "1e3",
            "abc",
            " 1",
            "1,5",
            ".5",
            "1.0000001",
            "1000000000",
            "NaN",
            "1.2.3",
            "٣",
        ] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }

    /// Sizes with six decimals go into JSON and come back the same.
    #[test]
    fn a_size_survives_as_a_number() {
        for text in ["0.1", "12.7", "3.000001", "123456789.123456", "999999999.999999"] {
            assert_eq!(Size::parse(text).unwrap().number().to_string(), text);
        }
    }

    /// Python: (2**127 + 12345) * (2**126 + 67890), and some smaller.
    #[test]
    fn products_are_whole() {
        assert_eq!(product(u128::MAX, u128::MAX), (u128::MAX - 1, 1));
        assert_eq!(product(1 << 127, 6), (3, 0));
        assert_eq!(product(12_345, 67_890), (0, 12_345 * 67_890));
        let (high, low) = product((1 << 127) + 12_345, (1 << 126) + 67_890);
        assert_eq!((high, low), (42535295865117307932921825928971063463, 85070591730234615865843651858780154914));
    }

    /// Values computed elsewhere in floating point: of twenty children with sizes 1 to 4, five are drawn.
    #[test]
    fn the_worked_example_comes_out() {
        let tickets = Tickets::new(&Seed::new("20263847561029384756").unwrap());
        let size = |n: u64| Size::parse(&(n % 4 + 1).to_string()).unwrap();
        let mut sizes = Sizes::default();
        (1..=20).for_each(|n| sizes.see(size(n), 5));
        let lot = sizes.lot(5).unwrap();
        assert_eq!(lot.arithmetic(), "each with chance 5 x size / 50");
        let mut places: Vec<(Place, String)> = (1..=20)
            .map(|n| (n, format!("C{n:04}")))
            .map(|(n, id)| (lot.place(size(n), tickets.of(&id)), id))
            .collect();
        places.sort();
        let expected =
            [("C0017", 0.326964), ("C0010", 0.477070), ("C0002", 0.773442), ("C0003", 0.811115), ("C0009", 0.811911)];
        for ((place, id), (expected, q)) in places.iter().zip(expected) {
            assert_eq!(id, expected);
            assert!((place.over as f64 / place.under as f64 - q).abs() < 1e-6, "{id}");
        }
        assert_eq!(lot.lambda(size(3)), 0.4);
    }

    /// By hand: of sizes 60, 30, 4, 3, 2, 1 (sum 100) three are drawn. 60 x 3 >= 100 is taken; then 30 x 2 >= 40; then 4 x 1 < 10.
    #[test]
    fn who_is_too_large_is_taken_for_certain_round_after_round() {
        let mut sizes = Sizes::default();
        let all = [4, 60, 1, 30, 3, 2].map(|n: u64| Size::parse(&n.to_string()).unwrap());
        all.iter().for_each(|&size| sizes.see(size, 3));
        let lot = sizes.lot(3).unwrap();
        assert_eq!(lot.arithmetic(), "2 of size 30 or more for certain, the others with chance 1 x size / 10");
        assert_eq!(all.map(|size| lot.lambda(size)), [0.4, 1.0, 0.1, 1.0, 0.3, 0.2]);
        assert!((all.iter().map(|&size| lot.lambda(size)).sum::<f64>() - 3.0).abs() < 1e-12);
        let inverses: f64 = [0.4, 1.0, 0.1, 1.0, 0.3, 0.2].iter().map(|lambda| 1.0 / lambda).sum();
        assert!((lot.inverses() - inverses).abs() < 1e-9, "{}", lot.inverses());
    }

    #[test]
    fn equal_sizes_are_taken_together_and_a_census_takes_all() {
        let seen = |count: u64, drawn: u64| {
            let mut sizes = Sizes::default();
            (0..count).for_each(|_| sizes.see(Size(5), drawn as usize));
            sizes.lot(drawn).unwrap()
        };
        assert_eq!(seen(4, 4).arithmetic(), "4 of size 0.000005 or more, all for certain");
        assert_eq!(seen(4, 2).lambda(Size(5)), 0.5);
        assert!((seen(4, 4).inverses() - 4.0).abs() < 1e-9 && (seen(4, 2).inverses() - 8.0).abs() < 1e-9);
    }
}
