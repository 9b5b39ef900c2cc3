//! The draw: from a stream of frame rows and a seed to the cases.
//!
//! Rows may come in any order and any number: of each stratum only the smallest tickets are held, never more than the
//! size asked for. Sizes of strata are known only at the end, so the allocation is made then and each stratum cut to
//! its share.

use std::collections::{BTreeMap, BinaryHeap};

use crate::model::{Case, Design, DesignKind, Seed, Stratum};
use crate::statistics::allocation;

use super::ticket::{Ticket, Tickets};

/// A draw under way.
pub struct Draw {
    tickets: Tickets,
    design: Design,
    strata: BTreeMap<String, Held>,
}

/// The smallest tickets of one stratum so far.
#[derive(Default)]
struct Held {
    frame: u64,
    smallest: BinaryHeap<Candidate>,
}

/// Ordered by ticket, then reference: the largest stands at the top of the heap.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    ticket: Ticket,
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

/// Why a draw cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// Nothing to draw from.
    #[error("the frame is empty: no record of this kind and period fits, so there is nothing to draw from")]
    EmptyFrame,
    /// Nothing asked for.
    #[error("a sample of 0 cases says nothing; ask for at least 1")]
    NothingAsked,
    /// More was asked than there is.
    #[error("a sample of {size} is larger than its frame, which holds {frame}; ask for at most {frame}")]
    LargerThanFrame {
        /// Cases asked for.
        size: u64,
        /// Records in the frame.
        frame: u64,
    },
    /// The strata's minimums do not fit in the size.
    #[error("{0}")]
    Allocation(#[from] allocation::AllocationError),
}

impl Draw {
    /// Starts a draw.
    pub fn new(seed: &Seed, design: &Design) -> Draw {
        Draw { tickets: Tickets::new(seed), design: design.clone(), strata: BTreeMap::new() }
    }

    /// Offers one record of the frame. Each record must be offered once.
    pub fn offer(&mut self, record: &str, child: Option<&str>, stratum: &str) {
        let size = usize::try_from(self.design.size).unwrap_or(usize::MAX);
        let ticket = self.tickets.of(record);
        let held = match self.strata.get_mut(stratum) {
            Some(held) => held,
            None => self.strata.entry(stratum.to_owned()).or_default(),
        };
        held.frame += 1;
        if held.smallest.len() >= size {
            let Some(largest) = held.smallest.peek() else { return };
            if (&ticket, record) >= (&largest.ticket, largest.record.as_str()) {
                return;
            }
            held.smallest.pop();
        }
        held.smallest.push(Candidate { ticket, record: record.to_owned(), child: child.map(str::to_owned) });
    }

    /// Allocates the size over the strata and returns the cases.
    ///
    /// # Errors
    /// [`DrawError`] when the frame is empty, the size is 0 or larger than the frame, or the minimums do not fit.
    pub fn finish(self) -> Result<Drawn, DrawError> {
        let frame: u64 = self.strata.values().map(|held| held.frame).sum();
        let size = self.design.size;
        if frame == 0 {
            return Err(DrawError::EmptyFrame);
        }
        if size == 0 {
            return Err(DrawError::NothingAsked);
        }
        if size > frame {
            return Err(DrawError::LargerThanFrame { size, frame });
        }
        let sizes: Vec<(&str, u64)> = self.strata.iter().map(|(name, held)| (name.as_str(), held.frame)).collect();
        let at_least = match self.design.kind {
            DesignKind::Stratified => self.design.at_least,
            DesignKind::Simple | DesignKind::Systematic | DesignKind::Pps => 0,
        };
        let shares = allocation::proportional(&sizes, allocation::Request { size, at_least })?;
        let arithmetic = shares.iter().map(|share| share.quota.clone()).collect();
        let strata: Vec<Stratum> = sizes
            .iter()
            .zip(&shares)
            .map(|((name, frame), share)| Stratum {
                stratum: (*name).to_owned(),
                frame: *frame,
                size: share.size,
                ..Stratum::default()
            })
            .collect();
        let cases = cases(&strata, self.strata);
        Ok(Drawn { strata, cases, arithmetic })
    }
}

fn cases(strata: &[Stratum], held: BTreeMap<String, Held>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (stratum, held) in strata.iter().zip(held.into_values()) {
        let taken = usize::try_from(stratum.size).unwrap_or(usize::MAX);
        for candidate in held.smallest.into_sorted_vec().into_iter().take(taken) {
            cases.push(Case {
                case: u32::try_from(cases.len() + 1).unwrap_or(u32::MAX),
                record: candidate.record,
                child: candidate.child,
                stratum: stratum.stratum.clone(),
                ticket: candidate.ticket.shown(),
                weight: stratum.frame as f64 / stratum.size as f64,
                ..Case::default()
            });
        }
    }
    cases
}

/// The digest of a frame: SHA-256 of its references, sorted by their UTF-8 bytes, each followed by one line feed.
#[derive(Default)]
pub struct FrameDigest {
    running: crate::digest::Running,
}

impl FrameDigest {
    /// Feeds the next reference; they must come sorted by their bytes.
    pub fn feed(&mut self, reference: &str) {
        self.running.feed(reference.as_bytes());
        self.running.feed(b"\n");
    }

    /// Returns the digest as lower-case hex.
    pub fn finish(self) -> String {
        self.running.finish_hex()
    }
}
