//! The sample laid out for counting: every case in its stratum, with what it adds to a count.

use crate::model::{DesignKind, Grading, Progress, Standing, Stratum, UnusableClass};
use crate::statistics::Confidence;
use crate::statistics::stratified::Correction;

use super::input::{DrawnCase, Input};

/// A sample laid out for counting.
pub(super) struct Layout<'a> {
    /// The strata; a single one for a simple draw.
    pub(super) strata: Vec<Ground>,
    /// Whether cases had unequal chances within a stratum, so that each has a weight of its own.
    pub(super) unequal: bool,
    /// Whether each child counts once, whatever number of records it has.
    pub(super) per_child: bool,
    /// Whether intervals take account of the finite frame.
    pub(super) correction: Correction,
    /// What is said after every method: that a systematic draw is treated as simple, that a sample was extended late.
    pub(super) caveat: &'static str,
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
    /// What its graded cases stand for together before their own weights: its children where one record of each was
    /// drawn, else the cases drawn.
    pub(super) units: u64,
}

/// A case in its stratum.
#[derive(Clone)]
pub(super) struct Seat<'a> {
    /// The place of its stratum.
    pub(super) stratum: usize,
    pub(super) says: Says<'a>,
    /// Its weight within the stratum: the child's records, one over its chance, or 1.
    pub(super) weight: f64,
    pub(super) case: &'a DrawnCase,
}

/// What a case adds to a count.
#[derive(Clone, Copy)]
pub(super) enum Says<'a> {
    /// Its answers count.
    Counted(&'a Grading),
    /// It is waiting or not graded, or its answer to this question waits: it may still say anything.
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
    /// Lays out the cases. A stratum holds at least the cases that were drawn from it. Those that a sequential plan does without are
    /// left out.
    pub(super) fn of(input: &Input<'a>, sequential: Option<&Progress>) -> Layout<'a> {
        let design = input.design;
        let stopped = sequential.is_some_and(|progress| progress.not_needed > 0);
        let several = design.kind == DesignKind::Stratified;
        let mut strata: Vec<Ground> = match several {
            false => vec![Ground {
                name: String::new(),
                frame: input.frame,
                units: input.strata.iter().filter_map(|one| one.children).sum(),
            }],
            true => input.strata.iter().map(ground).collect(),
        };
        let seats: Vec<Seat<'a>> = input
            .cases
            .iter()
            .filter(|case| !(stopped && case.standing == Standing::Ungraded))
            .map(|case| Seat {
                stratum: place(&mut strata, several, case),
                says: says(case),
                weight: weight(design.one_per_child, case),
                case,
            })
            .collect();
        for (at, ground) in strata.iter_mut().enumerate() {
            let drawn = seats.iter().filter(|seat| seat.stratum == at).count() as u64;
            ground.frame = ground.frame.max(drawn);
            ground.units = if design.one_per_child { ground.units.max(drawn) } else { drawn };
        }
        Layout {
            strata,
            unequal: design.one_per_child || design.kind == DesignKind::Pps || design.size_field.is_some(),
            per_child: false,
            correction: if input.child_months { Correction::Infinite } else { Correction::Finite },
            caveat: match design.kind == DesignKind::Systematic || !design.order.is_empty() {
                _ if input.extended_after_looking => EXTENDED,
                _ if stopped => STOPPED,
                true => AS_IF_SIMPLE,
                false => "",
            },
            seats,
            level: input.confidence,
            confidence: Confidence::new(input.confidence).ok(),
        }
    }

    /// The same cases, each child counting once: which of its records was read is chance.
    pub(super) fn per_child(&self) -> Layout<'a> {
        let strata = self.strata.iter().map(|one| Ground { frame: one.units, ..one.clone() }).collect();
        Layout {
            strata,
            unequal: false,
            per_child: true,
            correction: Correction::Infinite,
            seats: self.seats.clone(),
            ..*self
        }
    }

    /// The same cases, with some of those that count as missing: what they say to a question is not agreed yet.
    pub(super) fn with_missing(&self, waits: impl Fn(&DrawnCase) -> bool) -> Layout<'a> {
        let seat = |seat: &Seat<'a>| match seat.says {
            Says::Counted(_) if waits(seat.case) => Seat { says: Says::Missing, ..seat.clone() },
            _ => seat.clone(),
        };
        Layout { strata: self.strata.clone(), seats: self.seats.iter().map(seat).collect(), ..*self }
    }

    /// The same cases without regard to the frame being finite, for comparisons over time.
    pub(super) fn uncorrected(&self) -> Layout<'a> {
        Layout { strata: self.strata.clone(), seats: self.seats.clone(), correction: Correction::Infinite, ..*self }
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

const AS_IF_SIMPLE: &str = "; the draw was systematic and is treated as if it were simple";
const STOPPED: &str = "; grading stopped early by the sequential plan, so that only the plan's own statement is exact";
const EXTENDED: &str = "; the sample was extended after cases had been graded, so that no level can be promised";

fn ground(stratum: &Stratum) -> Ground {
    Ground { name: stratum.stratum.clone(), frame: stratum.frame, units: stratum.children.unwrap_or(0) }
}

fn weight(one_per_child: bool, case: &DrawnCase) -> f64 {
    match (one_per_child, case.case.child_records, case.case.lambda) {
        (true, Some(records), _) => records as f64,
        (false, _, Some(chance)) if chance > 0.0 => 1.0 / chance,
        _ => 1.0,
    }
}

fn place(strata: &mut Vec<Ground>, several: bool, case: &DrawnCase) -> usize {
    if !several {
        return 0;
    }
    match strata.iter().position(|ground| ground.name == case.case.stratum) {
        Some(at) => at,
        None => {
            strata.push(Ground { name: case.case.stratum.clone(), frame: 0, units: 0 });
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
