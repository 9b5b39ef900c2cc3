//! Seed and reference to one ticket: Rivest's consistent sampler, bit for bit.
//!
//! ```text
//! seed_hash = lower-case hex of SHA-256( seed )                     64 characters
//! h         = SHA-256( seed_hash + reference )                      plain concatenation
//! D         = decimal digits of h as a big-endian integer, padded on the left with 0 to at least 64 digits
//! ticket    = "0." + D reversed
//! ```
//!
//! The smallest tickets are drawn, compared as whole digit strings, and equal tickets (a chance of about N² / 2²⁵⁷) by
//! reference. Reversing brings the low-order digits, which are spread evenly, to the front. The public Python package
//! `consistent-sampler` gives the same tickets, so that anybody can check a draw with a tool that is not ours.
//! Source: R. L. Rivest, consistent_sampler (2018), `first_fraction` and `trim`.
//!
//! The hex of the seed's hash is exactly one block of SHA-256, so its state is kept and cloned for each reference; and
//! a ticket carries its first 19 digits as a number, which decides all but about one comparison in 10¹⁹. Most references of a
//! large frame are not drawn: a [`Hash`] tells the first four digits of its ticket, by which nearly all are passed over.

use std::cmp::Ordering;

use crate::digest::{self, Primed};
use crate::model::{Rotation, Seed};

/// Ten to the nineteenth, the largest power of ten in 64 bits.
const CHUNK: u128 = 10_000_000_000_000_000_000;
const CHUNK_64: u64 = CHUNK as u64;
const CHUNK_DIGITS: usize = 19;
/// Four digits.
const FIRST: u64 = 10_000;
/// What 2¹⁹², 2¹²⁸, 2⁶⁴ and 1 leave when they are divided by ten thousand.
const POWERS: [u64; 4] = [2896, 1456, 1616, 1];
/// What the first 19 digits are divided by to leave the first four.
const AFTER_FIRST: u64 = 1_000_000_000_000_000;
/// The consistent sampler pads to the length of a SHA-256 in hex.
const LEAST_DIGITS: usize = 64;
/// Digits that are shown after a leading run of nines.
const SHOWN_DIGITS: usize = 18;

/// Gives tickets under one seed.
#[derive(Clone)]
pub struct Tickets {
    seeded: Primed,
    /// Where the order begins, in units of the nineteenth digit.
    start: u64,
}

/// The hash of a seed and a reference, from which the ticket is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hash {
    hash: [u8; 32],
    start: u64,
}

/// The number in [0, 1) that a seed gives a reference. Tickets are ordered from where the draw begins: those below come last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The first 19 digits of the ticket less where the order begins, as a number, going on from 0 after 1.
    leading: u64,
    hash: [u8; 32],
}

impl Tickets {
    /// Prepares the seed.
    pub fn new(seed: &Seed) -> Tickets {
        Tickets::of_text(seed.as_str())
    }

    fn of_text(seed: &str) -> Tickets {
        let hex = digest::sha256_hex(seed.as_bytes());
        let seeded = Primed::new(hex.as_bytes().try_into().expect("a SHA-256 in hex has 64 letters"));
        Tickets { seeded, start: 0 }
    }

    /// Begins the order at a number with 18 digits after the point, given in units of the last.
    pub(super) fn beginning_at(self, start: u64) -> Tickets {
        Tickets { start: start.min(CHUNK_64 / 10 - 1) * 10, ..self }
    }

    /// Hashes the seed and a reference.
    pub(super) fn hash(&self, reference: &[u8]) -> Hash {
        Hash { hash: self.seeded.finish(reference), start: self.start }
    }

    /// Gives the ticket of a reference.
    pub(super) fn of(&self, reference: &str) -> Ticket {
        self.hash(reference.as_bytes()).ticket()
    }
}

impl Hash {
    /// The first four digits of the ticket, less where the order begins: where they are more than another's, so is the ticket.
    pub(super) fn first_digits(&self) -> u64 {
        if self.start != 0 {
            return self.ticket().first_digits();
        }
        // The ticket begins with the number's last digits: what is left when it is divided by 10⁴.
        let last = limbs(&self.hash).iter().zip(POWERS).map(|(part, power)| part % FIRST * power).sum::<u64>() % FIRST;
        last % 10 * 1000 + last / 10 % 10 * 100 + last / 100 % 10 * 10 + last / 1000
    }

    /// The ticket.
    pub(super) fn ticket(self) -> Ticket {
        let leading = reversed(remainder(&self.hash));
        let turned = if leading >= self.start { leading - self.start } else { leading + (CHUNK_64 - self.start) };
        Ticket { leading: turned, hash: self.hash }
    }
}

impl Ticket {
    /// The first 19 digits, less where the order begins, as a number below 10¹⁹: smaller for those drawn first.
    pub(super) fn leading(&self) -> u64 {
        self.leading
    }

    /// The first four digits, as [`Hash::first_digits`] gives them.
    pub(super) fn first_digits(&self) -> u64 {
        self.leading / AFTER_FIRST
    }

    /// All digits: `0.` and 64 to 78 of them.
    pub(super) fn digits(&self) -> String {
        let mut parts = limbs(&self.hash);
        let mut reversed = String::with_capacity(80);
        while parts.iter().any(|&part| part != 0) {
            let mut chunk = divide(&mut parts);
            for _ in 0..CHUNK_DIGITS {
                reversed.push(char::from(b'0' + (chunk % 10) as u8));
                chunk /= 10;
            }
        }
        let significant = reversed.trim_end_matches('0').len();
        reversed.truncate(significant);
        while reversed.len() < LEAST_DIGITS {
            reversed.push('0');
        }
        format!("0.{reversed}")
    }

    /// The digits as manifests and screens show them: cut, not rounded, at 18 digits after any leading run of nines.
    pub(super) fn shown(&self) -> String {
        let digits = self.digits();
        let nines = digits[2..].bytes().take_while(|&digit| digit == b'9').count();
        digits.chars().take(2 + nines + SHOWN_DIGITS).collect()
    }
}

impl Ord for Ticket {
    fn cmp(&self, other: &Ticket) -> Ordering {
        self.leading.cmp(&other.leading).then_with(|| match self.hash == other.hash {
            true => Ordering::Equal,
            false => self.digits().cmp(&other.digits()),
        })
    }
}

impl PartialOrd for Ticket {
    fn partial_cmp(&self, other: &Ticket) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How many of these tickets, as shown, lie outside the stretch of tickets that is a period's own: past the next period's start,
/// going on from 0 after 1.
pub fn runs_past<'a>(rotation: &Rotation, tickets: impl IntoIterator<Item = &'a str>) -> u64 {
    let own = rotation.first()..rotation.next();
    let units = |ticket: &str| ticket.get(2..20).and_then(|digits| digits.parse::<u64>().ok());
    tickets.into_iter().filter(|ticket| units(ticket).is_none_or(|units| !own.contains(&units))).count() as u64
}

fn limbs(hash: &[u8; 32]) -> [u64; 4] {
    let mut parts = [0u64; 4];
    for (part, bytes) in parts.iter_mut().zip(hash.chunks_exact(8)) {
        *part = u64::from_be_bytes(bytes.try_into().expect("chunks of eight bytes"));
    }
    parts
}

/// Divides the big-endian number by 10¹⁹ in place and returns the remainder.
fn divide(parts: &mut [u64; 4]) -> u64 {
    let mut rest: u128 = 0;
    for part in parts {
        let whole = (rest << 64) | u128::from(*part);
        *part = (whole / CHUNK) as u64;
        rest = whole % CHUNK;
    }
    rest as u64
}

fn remainder(hash: &[u8; 32]) -> u64 {
    let rest = limbs(hash).iter().fold(0u128, |rest, &part| ((rest << 64) | u128::from(part)) % CHUNK);
    rest as u64
}

fn reversed(mut chunk: u64) -> u64 {
    let mut turned = 0;
    for _ in 0..CHUNK_DIGITS {
        turned = turned * 10 + chunk % 10;
        chunk /= 10;
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(seed: &str, id: &str) -> Ticket {
        // Published vectors have shorter seeds than a draw of ours may have.
        Tickets::of_text(seed).of(id)
    }

    // Docstrings of consistent_sampler 1.0.10.
    #[test]
    fn the_published_tickets_come_out() {
        assert_eq!(
            ticket("01382438112797316654", "AB-130").digits(),
            "0.26299714122838008416507544297546663599715395525154425586041245287750224561854"
        );
        let first_of = |seed, ids: &[&str]| {
            let mut order: Vec<_> = ids.iter().map(|id| (ticket(seed, id), *id)).collect();
            order.sort();
            order.into_iter().map(|(_, id)| id.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(first_of("31", &["a", "b", "c", "d"]), ["b", "a", "d", "c"]);
        let hundred: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        let hundred: Vec<&str> = hundred.iter().map(String::as_str).collect();
        assert_eq!(first_of("41", &hundred)[..10], ["73", "51", "17", "58", "38", "42", "39", "20", "11", "67"]);
        assert_eq!(ticket("314159", "AB-135").shown(), "0.000599853602631145");
        assert_eq!(ticket("314159", "AB-684").shown(), "0.000666808024257294");
        assert_eq!(ticket("314159", "AB-1980").shown(), "0.000752515455338404");
    }

    // Computed with PyPI consistent-sampler 1.0.10: the last two have leading nines.
    #[test]
    fn twenty_children_stand_in_the_order_of_the_public_package() {
        let expected = [
            ("C0017", "0.075564387749688608"),
            ("C0004", "0.133146358917853890"),
            ("C0009", "0.168729418241234424"),
            ("C0008", "0.168970467001995848"),
            ("C0010", "0.169751543721992566"),
            ("C0012", "0.228617917438388814"),
            ("C0002", "0.248953231164740458"),
            ("C0020", "0.301458324472859693"),
            ("C0013", "0.350242123861784857"),
            ("C0003", "0.350962607407145260"),
            ("C0005", "0.442553516122248682"),
            ("C0016", "0.573387746103329188"),
            ("C0018", "0.667305947574850417"),
            ("C0007", "0.668827541339112138"),
            ("C0001", "0.670126498008631714"),
            ("C0019", "0.768201519052148786"),
            ("C0011", "0.780263500151768586"),
            ("C0006", "0.896787796608477752"),
            ("C0015", "0.9302395295190944600"),
            ("C0014", "0.99641928694895061117"),
        ];
        let mut order: Vec<_> =
            (1..=20).map(|n| format!("C{n:04}")).map(|id| (ticket("20263847561029384756", &id), id)).collect();
        order.sort();
        for ((ticket, id), (expected_id, shown)) in order.iter().zip(expected) {
            assert_eq!((id.as_str(), ticket.shown().as_str()), (expected_id, shown));
        }
    }

    #[test]
    fn an_order_that_begins_elsewhere_goes_on_from_nought_after_one() {
        for (cycle, period) in [(12, 1), (12, 11), (3, 2), (7, 3)] {
            let rotation = Rotation::new(cycle, period);
            let tickets = Tickets::of_text("20263847561029384756").beginning_at(rotation.first());
            let all: Vec<(Hash, Ticket)> = (0..2_000)
                .map(|n| format!("C{n:04}"))
                .map(|id| (tickets.hash(id.as_bytes()), tickets.of(&id)))
                .collect();
            let mut turned: Vec<&Ticket> = all.iter().map(|(_, ticket)| ticket).collect();
            turned.sort();
            let mut by_digits = turned.clone();
            by_digits.sort_by_key(|ticket| (ticket.digits() < rotation.start, ticket.digits()));
            assert_eq!(turned, by_digits);
            assert!(all.iter().all(|(hash, ticket)| hash.first_digits() == ticket.first_digits()));
            let own = turned.iter().filter(|ticket| runs_past(&rotation, [ticket.shown().as_str()]) == 0).count();
            assert!(turned[..own].iter().all(|ticket| runs_past(&rotation, [ticket.shown().as_str()]) == 0));
            assert!(own.abs_diff(2_000 / cycle as usize) < 60, "{own} of cycle {cycle}");
        }
    }

    #[test]
    fn the_leading_digits_are_those_of_the_whole_ticket() {
        for n in 0..2000 {
            let one = ticket("20263847561029384756", &format!("{n}"));
            let digits = one.digits();
            assert!((66..=80).contains(&digits.len()));
            assert_eq!(format!("{:019}", one.leading()), digits[2..21]);
            let hash = Tickets::of_text("20263847561029384756").hash(format!("{n}").as_bytes());
            assert_eq!(format!("{:04}", hash.first_digits()), digits[2..6]);
            assert_eq!(hash.first_digits(), one.first_digits());
        }
    }
}
