//! The sample laid out for counting: every case in its stratum, with what it adds to a count.

use crate::model::{DesignKind, Grading, Standing, UnusableClass};
use crate::statistics::Confidence;

use super::input::{DrawnCase, Input};

/// A sample laid out for counting.
pub(super) struct Layout<'a> {
    /// The strata; a single one for a simple draw.
    pub(super) strata: Vec<Ground>,
    /// Whether the draw was systematic, and is treated as if it were simple.
    pub(super) systematic: bool,
    /// The cases, in case order.
    pub(super) seats: Vec<Seat<'a>>,
    /// The level as given.
    pub(super) level: f64,
    /// The level, if it is one.
    pub(super) confidence: Option<Confidence>,
}

/// A part of the frame that was drawn separately.
#[derive(Clone)]
pub(super) struct Ground {
    /// Its name, empty for a simple draw.
    pub(super) name: String,
    /// How many records are in it.
    pub(super) frame: u64,
}

/// A case in its stratum.
#[derive(Clone)]
pub(super) struct Seat<'a> {
    /// The place of its stratum.
    pub(super) stratum: usize,
    /// What it says.
    pub(super) says: Says<'a>,
    /// The case.
    pub(super) case: &'a DrawnCase,
}

/// What a case adds to a count.
#[derive(Clone, Copy)]
pub(super) enum Says<'a> {
    /// Its answers count.
    Counted(&'a Grading),
    /// It is waiting or not graded: it may still say anything.
    Missing,
    /// It could not be read: it may have been anything.
    NotObtained,
    /// It is not of the population.
    Ineligible,
}

impl Says<'_> {
    /// Whether nobody waits for this case any more.
    fn is_settled(self) -> bool {
        !matches!(self, Says::Missing)
    }
}

impl<'a> Layout<'a> {
    /// Lays out the cases. A stratum holds at least the cases that were drawn from it.
    pub(super) fn of(input: &Input<'a>) -> Layout<'a> {
        let mut strata: Vec<Ground> = match input.design.kind {
            DesignKind::Simple | DesignKind::Systematic | DesignKind::Pps => {
                vec![Ground { name: String::new(), frame: input.frame }]
            }
            DesignKind::Stratified => {
                input.strata.iter().map(|one| Ground { name: one.stratum.clone(), frame: one.frame }).collect()
            }
        };
        let seats: Vec<Seat<'a>> = input
            .cases
            .iter()
            .map(|case| Seat { stratum: place(&mut strata, input.design.kind, case), says: says(case), case })
            .collect();
        for (at, ground) in strata.iter_mut().enumerate() {
            ground.frame = ground.frame.max(seats.iter().filter(|seat| seat.stratum == at).count() as u64);
        }
        Layout {
            strata,
            systematic: input.design.kind == DesignKind::Systematic,
            seats,
            level: input.confidence,
            confidence: Confidence::new(input.confidence).ok(),
        }
    }

    /// The gradings that count.
    pub(super) fn counted(&self) -> impl Iterator<Item = &'a Grading> {
        self.seats.iter().filter_map(|seat| match seat.says {
            Says::Counted(grading) => Some(grading),
            _ => None,
        })
    }

    /// The longest run of settled cases from the start of each stratum: a sample by itself, with nothing missing.
    pub(super) fn prefix(&self) -> Layout<'a> {
        let mut open = vec![true; self.strata.len()];
        let mut seats = Vec::new();
        for seat in &self.seats {
            let Some(open) = open.get_mut(seat.stratum) else { continue };
            *open &= seat.says.is_settled();
            if *open {
                seats.push(seat.clone());
            }
        }
        Layout { strata: self.strata.clone(), seats, ..*self }
    }

    /// Whether the counted cases are all in the longest settled run of their stratum, so that they are by themselves
    /// a draw: only then do they have an interval.
    pub(super) fn is_a_draw(&self) -> bool {
        self.prefix().counted().count() == self.counted().count()
    }
}

fn place(strata: &mut Vec<Ground>, kind: DesignKind, case: &DrawnCase) -> usize {
    if kind != DesignKind::Stratified {
        return 0;
    }
    match strata.iter().position(|ground| ground.name == case.case.stratum) {
        Some(at) => at,
        None => {
            strata.push(Ground { name: case.case.stratum.clone(), frame: 0 });
            strata.len() - 1
        }
    }
}

fn says(case: &DrawnCase) -> Says<'_> {
    match &case.standing {
        Standing::Counted(grading) => Says::Counted(grading),
        Standing::Waiting | Standing::Ungraded => Says::Missing,
        Standing::Unusable(reason) => match reason.class {
            UnusableClass::NotObtained => Says::NotObtained,
            UnusableClass::Ineligible => Says::Ineligible,
        },
    }
}
