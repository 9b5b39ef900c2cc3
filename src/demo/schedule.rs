//! When things happen to one child: coming into care, reviews, and how many oversights are recorded.
//!
//! Who has a first and who a second review in the year follows from a child's rank (its place in a shuffling of all
//! children), so that the margins of the whole council are exact although each child is made alone.

use chrono::{Months, NaiveDate};

use super::chance::Chance;
use super::days::{day, shifted, working_days_after, working_from, working_in_year, year_end, year_start};
use super::margins::{Margins, dealt};

/// Where a child stands in the cycle of reviews during the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Came into care late in the year: a first review only.
    New {
        /// The child's number among these.
        place: u64,
    },
    /// Came into care in the year: a first and a second review.
    NewAndReviewedTwice {
        /// The child's number among these; every second one came early enough for a third review.
        place: u64,
    },
    /// Came into care shortly before the year: a second review in it.
    SecondOnly,
    /// In care for longer.
    Settled {
        /// The child's number among these.
        place: u64,
    },
}

/// A review's place in the cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReviewType {
    /// Within 20 working days.
    First,
    /// Within three months of the first.
    Second,
    /// Within six months of the one before.
    Subsequent,
}

/// One review, held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// Its place in the cycle.
    pub(super) review: ReviewType,
    /// The day by which the regulations want it.
    pub(super) due: NaiveDate,
    /// The day on which it was held.
    pub(super) held: NaiveDate,
}

/// The stage of the child with this rank.
pub(super) fn stage(rank: u64, margins: &Margins) -> Stage {
    let first_only = margins.reviews[0] - margins.both;
    let new = margins.reviews[0];
    let recent = margins.reviews[1] - margins.both;
    match rank {
        place if place < first_only => Stage::New { place },
        place if place < new => Stage::NewAndReviewedTwice { place: place - first_only },
        place if place < new + recent => Stage::SecondOnly,
        place => Stage::Settled { place: place - new - recent },
    }
}

fn settled(margins: &Margins) -> u64 {
    margins.children - margins.reviews[0] - (margins.reviews[1] - margins.both)
}

/// How many subsequent reviews a child at this stage has in the year.
fn subsequent(stage: Stage, margins: &Margins) -> u64 {
    let recent = margins.reviews[1] - margins.both;
    match stage {
        Stage::New { .. } => 0,
        Stage::NewAndReviewedTwice { place } => (place + 1) % 2,
        Stage::SecondOnly => 2,
        Stage::Settled { place } => {
            let taken = margins.both.div_ceil(2) + 2 * recent;
            dealt(margins.reviews[2].saturating_sub(taken), place, settled(margins))
        }
    }
}

/// How many oversights are recorded for a child at this stage; `trade` moves some between two neighbours.
pub(super) fn oversights(stage: Stage, margins: &Margins, trade: impl Fn(u64) -> u64) -> u64 {
    let recent = margins.reviews[1] - margins.both;
    let first_only = margins.reviews[0] - margins.both;
    match stage {
        Stage::New { place } => 2 + place % 2,
        Stage::NewAndReviewedTwice { place } => 5 + 2 * ((place + 1) % 2),
        Stage::SecondOnly => 8,
        Stage::Settled { place } => {
            let new = 2 * first_only + first_only / 2 + 5 * margins.both + 2 * margins.both.div_ceil(2);
            let left = margins.oversights.saturating_sub(new + 8 * recent);
            let (count, own) = (settled(margins), dealt(left, place, settled(margins)));
            let moved = trade(place / 2).min((left / count).saturating_sub(4));
            match (place % 2, place + 1 < count) {
                (0, true) => own + moved,
                (0, false) => own,
                _ => own - moved,
            }
        }
    }
}

/// The day on which a child at this stage came into care, not before `earliest` for the settled.
pub(super) fn started(stage: Stage, earliest: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let (from, to) = match stage {
        Stage::New { .. } => (day(2026, 7, 10), day(2026, 8, 25)),
        Stage::NewAndReviewedTwice { place } if place % 2 == 0 => (day(2025, 10, 20), day(2026, 1, 20)),
        Stage::NewAndReviewedTwice { .. } => (day(2026, 1, 28), day(2026, 5, 20)),
        Stage::SecondOnly => (day(2025, 8, 20), day(2025, 9, 20)),
        Stage::Settled { .. } => (earliest, day(2025, 5, 31)),
    };
    shifted(from, chance.between(0, (to - from).num_days()))
}

/// All reviews of a child, in order, with the one before the year where there was one. Only those in the year are
/// rows of the extract.
pub(super) fn reviews(stage: Stage, started: NaiveDate, margins: &Margins, chance: &mut Chance) -> Vec<Held> {
    let mut list = Vec::with_capacity(8);
    match stage {
        Stage::Settled { .. } => settled_reviews(subsequent(stage, margins), chance, &mut list),
        _ => {
            list.push(first(stage, started, chance));
            if !matches!(stage, Stage::New { .. }) {
                list.push(second(list[0].held, chance));
            }
            for _ in 0..subsequent(stage, margins) {
                let before = list[list.len() - 1].held;
                let held = working_in_year(shifted(before, chance.between(112, 126)));
                list.push(Held { review: ReviewType::Subsequent, due: months_after(before, 6), held });
            }
        }
    }
    list
}

fn first(stage: Stage, started: NaiveDate, chance: &mut Chance) -> Held {
    let due = working_days_after(started, 20);
    let late = chance.happens(9) && !matches!(stage, Stage::SecondOnly);
    let wanted = match late {
        true => shifted(due, chance.between(1, 9)),
        false => shifted(due, -chance.between(0, 9)),
    };
    let held = match stage {
        Stage::SecondOnly => working_from(wanted),
        _ => working_in_year(wanted.max(year_start())),
    };
    Held { review: ReviewType::First, due, held }
}

fn second(first: NaiveDate, chance: &mut Chance) -> Held {
    let due = months_after(first, 3);
    let wanted = match chance.happens(6) {
        true => shifted(due, chance.between(1, 12)),
        false => shifted(due, -chance.between(2, 20)),
    };
    Held { review: ReviewType::Second, due, held: working_in_year(wanted.max(year_start())) }
}

/// Evenly spread over the year; now and then one comes after its six months because those before it came early.
fn settled_reviews(count: u64, chance: &mut Chance, list: &mut Vec<Held>) {
    let steps = i64::try_from(count.max(1)).unwrap_or(1);
    let step = 360 / steps;
    let offset = chance.between(2, (step - 6).max(3));
    let late = steps >= 3 && offset < 40 && chance.happens(45);
    let mut before = working_from(shifted(year_start(), offset - step.min(170)));
    list.push(Held { review: ReviewType::Subsequent, due: months_after(before, 0), held: before });
    for place in 0..i64::try_from(count).unwrap_or(0) {
        let days = match (late, place) {
            (false, _) | (true, 0) => offset + place * step,
            (true, _) => offset + 190 + (place - 1) * ((354 - offset - 190) / (steps - 1)).min(80),
        };
        let held = working_in_year(shifted(year_start(), days + chance.between(0, 3)));
        list.push(Held { review: ReviewType::Subsequent, due: months_after(before, 6), held });
        before = held;
    }
}

fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(date)
}

/// The days on which `count` oversights are recorded: spread over the part of the year after the first review.
pub(super) fn oversight_days(count: u64, from: NaiveDate, chance: &mut Chance) -> Vec<NaiveDate> {
    let from = from.max(year_start());
    let length = (year_end() - from).num_days().max(1);
    let slots = i64::try_from(count).unwrap_or(1).max(1);
    (0..slots)
        .map(|slot| {
            let (low, high) = (slot * length / slots, ((slot + 1) * length / slots - 3).max(slot * length / slots));
            working_in_year(shifted(from, chance.between(low, high)))
        })
        .take(usize::try_from(count).unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::chance::{Root, Shuffling};

    #[test]
    fn reviews_and_oversights_add_up_to_the_margins_at_any_size() {
        for children in [1, 2, 3, 5, 17, 50, 333, 1_000] {
            let margins = Margins::of(children);
            let shuffling = Shuffling::new(children, &mut Root::new("t").stream("rank", 0));
            let (mut found, mut notes) = ([0u64; 3], 0);
            for child in 0..children {
                let stage = stage(shuffling.of(child), &margins);
                notes += oversights(stage, &margins, |pair| pair % 5);
                let mut chance = Root::new("t").stream("reviews", child);
                let start = started(stage, day(2020, 1, 1), &mut chance);
                let list = reviews(stage, start, &margins, &mut chance);
                assert!(list.windows(2).all(|two| two[0].held < two[1].held), "{stage:?} {list:?}");
                for held in list.iter().filter(|held| held.held >= year_start()) {
                    assert!(held.held <= year_end() && held.held > start);
                    found[held.review as usize] += 1;
                }
            }
            assert_eq!(found, margins.reviews, "{children} children");
            assert_eq!(notes, margins.oversights, "{children} children");
        }
    }
}
