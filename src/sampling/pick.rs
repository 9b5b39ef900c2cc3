//! The draw: from a scheme, a seed and the frame's rows to the cases.
//!
//! Rows may come in any number, and of each stratum only as many tickets are held as it has cases. Except for a systematic
//! draw, which goes along the frame, rows may come in any order.

use std::collections::BinaryHeap;
use std::panic::resume_unwind;
use std::thread;

use crate::model::{Case, Rotation, Seed, Stratum};

use super::children::Children;
use super::pareto::{Lot, Place, Size};
use super::survey::{Kept, Offered, Scheme, Way};
use super::systematic::Line;
use super::ticket::{Hash, Ticket, Tickets};

/// A draw under way.
pub struct Draw<'a> {
    scheme: &'a Scheme,
    tickets: Tickets,
    picker: Picker<'a>,
}

enum Picker<'a> {
    /// The smallest tickets of each stratum.
    Tickets(Vec<Smallest<Ticket>>),
    /// The records at equal distances, and those of the others that come after them.
    Line(Line, [Smallest<Ticket>; 2]),
    /// The smallest places of a draw by size.
    Lot(&'a Lot, Smallest<Place>),
    /// One record of each drawn child.
    Children(Children),
}

/// The smallest candidates of one stratum so far.
struct Smallest<K> {
    most: usize,
    heap: BinaryHeap<Candidate<K>>,
}

/// Ordered by key, then reference: the largest stands at the top of the heap.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate<K> {
    key: K,
    record: String,
    child: Option<String>,
}

/// What a draw gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The strata in the order of their names.
    pub strata: Vec<Stratum>,
    /// The cases: strata in order, and in ticket order within each.
    pub cases: Vec<Case>,
    /// How each stratum came to its size, a line each, for `sample show --why`.
    pub arithmetic: Vec<String>,
}

impl<'a> Draw<'a> {
    /// Starts a draw.
    pub fn new(seed: &Seed, scheme: &'a Scheme) -> Draw<'a> {
        let whole = || scheme.design.size;
        let start = scheme.design.rotation.as_ref().map_or(0, Rotation::first);
        let picker = match &scheme.way {
            Way::Tickets => Picker::Tickets(scheme.strata.iter().map(|stratum| Smallest::new(stratum.size)).collect()),
            Way::Line(values) => {
                let (line, all) = (scheme.design.at_distances(), scheme.strata.first().map_or(0, |one| one.size));
                let held = [line, all.saturating_sub(line)].map(Smallest::new);
                Picker::Line(Line::new(seed, line, values), held)
            }
            Way::Lot(lot) => Picker::Lot(lot, Smallest::new(whole())),
            Way::Children(children) => Picker::Children(Children::draw(seed, children, &scheme.strata)),
        };
        Draw { scheme, tickets: Tickets::new(seed).beginning_at(start), picker }
    }

    /// Offers one record of the frame. Each that was surveyed must be offered once; for a systematic draw in the order of their
    /// references.
    pub fn offer(&mut self, row: Offered<'_>) {
        let Offered { record, child, .. } = row;
        match &mut self.picker {
            Picker::Tickets(strata) => {
                let place = match strata.len() {
                    1 => Some(0),
                    _ => self.scheme.places.get(row.by).copied(),
                };
                if let Some(smallest) = place.and_then(|place| strata.get_mut(place)) {
                    smallest.offer_hash(self.tickets.hash(record.as_bytes()), record.as_bytes(), child);
                }
            }
            Picker::Line(line, [taken, others]) => match line.takes(row.by) {
                true => taken.offer(self.tickets.of(record), record, child),
                false => others.offer_hash(self.tickets.hash(record.as_bytes()), record.as_bytes(), child),
            },
            Picker::Lot(lot, smallest) => {
                if let Some(size) = row.size.and_then(Size::parse) {
                    smallest.offer(lot.place(size, self.tickets.of(record)), record, child);
                }
            }
            Picker::Children(children) => {
                if let Some(child) = child {
                    children.offer(record, child);
                }
            }
        }
    }

    /// Offers the whole frame where the survey kept its references, stretches side by side where it was surveyed so; else it must
    /// be offered record by record. Cases come without their child.
    pub fn offer_kept(&mut self) -> bool {
        let Picker::Tickets(strata) = &mut self.picker else { return false };
        let Some((first, others)) = self.scheme.kept.split_first() else { return false };
        let tickets = &self.tickets;
        let fresh = || self.scheme.strata.iter().map(|stratum| Smallest::new(stratum.size)).collect();
        let found: Vec<Vec<Smallest<Ticket>>> = thread::scope(|scope| {
            let others: Vec<_> =
                others.iter().map(|kept| scope.spawn(|| offer_stretch(tickets, kept, fresh()))).collect();
            *strata = offer_stretch(tickets, first, std::mem::take(strata));
            others.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        for found in found {
            strata.iter_mut().zip(found).for_each(|(smallest, found)| smallest.take_in(found));
        }
        true
    }

    /// Returns the cases.
    pub fn finish(self) -> Drawn {
        let Scheme { strata, arithmetic, .. } = self.scheme;
        let mut arithmetic = arithmetic.clone();
        let by_stratum: Vec<Vec<Case>> = match self.picker {
            Picker::Tickets(held) => {
                held.into_iter().zip(strata).map(|(held, stratum)| cases(held.sorted(), stratum)).collect()
            }
            Picker::Line(line, held) => {
                arithmetic = vec![self.scheme.line_arithmetic(&line)];
                let drawn = held.into_iter().flat_map(Smallest::sorted).collect();
                strata.first().map(|stratum| cases(drawn, stratum)).into_iter().collect()
            }
            Picker::Lot(lot, smallest) => vec![by_size(lot, smallest)],
            Picker::Children(children) => children.cases(strata),
        };
        let mut cases: Vec<Case> = by_stratum.into_iter().flatten().collect();
        for (case, number) in cases.iter_mut().zip(1..) {
            case.case = number;
        }
        Drawn { strata: strata.clone(), cases, arithmetic }
    }
}

/// Offers the references of one stretch to these strata.
fn offer_stretch(tickets: &Tickets, kept: &Kept, mut strata: Vec<Smallest<Ticket>>) -> Vec<Smallest<Ticket>> {
    kept.roll.call(|record, value| {
        if let Some(smallest) = kept.places.get(value).and_then(|place| strata.get_mut(*place)) {
            smallest.offer_hash(tickets.hash(record), record, None);
        }
    });
    strata
}

impl<K: Ord> Smallest<K> {
    fn new(most: u64) -> Smallest<K> {
        Smallest { most: usize::try_from(most).unwrap_or(usize::MAX), heap: BinaryHeap::new() }
    }

    fn offer(&mut self, key: K, record: &str, child: Option<&str>) {
        if self.heap.len() >= self.most {
            let Some(largest) = self.heap.peek() else { return };
            if (&key, record) >= (&largest.key, largest.record.as_str()) {
                return;
            }
            self.heap.pop();
        }
        self.heap.push(Candidate { key, record: record.to_owned(), child: child.map(str::to_owned) });
    }

    /// Offers what others of the same stratum were left with.
    fn take_in(&mut self, others: Smallest<K>) {
        for Candidate { key, record, child } in others.heap {
            self.offer(key, &record, child.as_deref());
        }
    }

    fn sorted(self) -> Vec<Candidate<K>> {
        self.heap.into_sorted_vec()
    }
}

impl Smallest<Ticket> {
    /// Offers a record by its hash, so that no ticket is made of most.
    fn offer_hash(&mut self, hash: Hash, record: &[u8], child: Option<&str>) {
        let full = self.heap.len() >= self.most;
        let beyond = |largest: &Candidate<Ticket>| hash.first_digits() > largest.key.first_digits();
        if !(full && self.heap.peek().is_none_or(beyond)) {
            self.offer(hash.ticket(), str::from_utf8(record).expect("a reference is text"), child);
        }
    }
}

fn cases(candidates: Vec<Candidate<Ticket>>, stratum: &Stratum) -> Vec<Case> {
    let case = |candidate: Candidate<Ticket>| Case {
        record: candidate.record,
        child: candidate.child,
        stratum: stratum.stratum.clone(),
        ticket: candidate.key.shown(),
        weight: stratum.frame as f64 / stratum.size as f64,
        ..Case::default()
    };
    candidates.into_iter().map(case).collect()
}

fn by_size(lot: &Lot, smallest: Smallest<Place>) -> Vec<Case> {
    let mut drawn = smallest.sorted();
    drawn.sort_by(|one, other| (&one.key.ticket, &one.record).cmp(&(&other.key.ticket, &other.record)));
    let case = |candidate: Candidate<Place>| {
        let lambda = lot.lambda(candidate.key.size);
        Case {
            record: candidate.record,
            child: candidate.child,
            ticket: candidate.key.ticket.shown(),
            weight: 1.0 / lambda,
            lambda: Some(lambda),
            ..Case::default()
        }
    };
    drawn.into_iter().map(case).collect()
}

/// The digest of a frame: SHA-256 of its references, sorted by their UTF-8 bytes, each followed by one line feed.
#[derive(Default)]
pub struct FrameDigest {
    running: crate::digest::Running,
    waiting: Vec<u8>,
}

/// Bytes that wait to be digested together.
const TOGETHER: usize = 8_192;

impl FrameDigest {
    /// Feeds the bytes of the next reference; they must come sorted by their bytes.
    pub fn feed(&mut self, reference: &[u8]) {
        self.waiting.extend_from_slice(reference);
        self.waiting.push(b'\n');
        if self.waiting.len() >= TOGETHER {
            self.running.feed(&self.waiting);
            self.waiting.clear();
        }
    }

    /// Returns the digest as lower-case hex.
    pub fn finish(mut self) -> String {
        self.running.feed(&self.waiting);
        self.running.finish_hex()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::model::{Design, DesignKind};
    use crate::sampling::Survey;

    /// The survey of a frame of references with their values, in stretches of so many.
    fn surveyed(frame: &BTreeMap<String, u8>, kind: DesignKind, most: usize, stretch: usize) -> Survey {
        let by = if kind == DesignKind::Stratified { vec!["iro".to_owned()] } else { vec![] };
        let design = Design { kind, size: (frame.len() as u64).div_ceil(3), by, ..Design::default() };
        let rows: Vec<(&String, &u8)> = frame.iter().collect();
        let mut surveys = rows.chunks(stretch).map(|rows| {
            let mut survey = Survey::new(&design).keeping(most);
            for (record, value) in rows {
                let by = if kind == DesignKind::Stratified { value.to_string() } else { String::new() };
                survey.see(Offered { record, child: None, by: &by, size: None });
            }
            survey
        });
        let mut whole = surveys.next().unwrap();
        surveys.for_each(|following| whole.take_in(following));
        whole
    }

    proptest! {
        #[test]
        fn kept_references_give_the_cases_that_offered_ones_give_however_many_stretches_there_were(
            frame in prop::collection::btree_map("\\PC{1,12}", 0u8..4, 1..80),
            stratified: bool,
            stretch in 1usize..80,
        ) {
            let kind = if stratified { DesignKind::Stratified } else { DesignKind::Simple };
            let survey = surveyed(&frame, kind, usize::MAX, stretch);
            let mut references = Vec::new();
            prop_assert!(survey.references(|reference| references.push(reference.to_vec())));
            prop_assert!(references.iter().eq(frame.keys().map(|record| record.as_bytes())));
            let scheme = survey.scheme().unwrap();
            let seed = Seed::new("20263847561029384756").unwrap();
            let mut offered = Draw::new(&seed, &scheme);
            for (record, value) in &frame {
                let by = if stratified { value.to_string() } else { String::new() };
                offered.offer(Offered { record, child: None, by: &by, size: None });
            }
            let mut kept = Draw::new(&seed, &scheme);
            prop_assert!(kept.offer_kept());
            prop_assert_eq!(offered.finish(), kept.finish());
        }
    }

    #[test]
    fn a_frame_too_large_to_keep_must_be_offered() {
        let frame = (0..50).map(|number| (format!("R{number}"), 0)).collect();
        for stretch in [50, 48] {
            let survey = surveyed(&frame, DesignKind::Simple, 20, stretch);
            assert!(!survey.references(|_| panic!("some are missing")));
            let scheme = survey.scheme().unwrap();
            assert!(!Draw::new(&Seed::new("20263847561029384756").unwrap(), &scheme).offer_kept());
        }
    }
}
