//! The margins of the default council, and how they scale.
//!
//! At its default size the council has the numbers that one English county published for 2020/21 in the annual report
//! of its Independent Reviewing Officers: children in care, reviews by type, oversights, disputes by stage and type.
//! Any other size has the same proportions, shared out by largest remainder so that the parts add up.

use std::cmp::Reverse;

/// Children in care on average over the year.
pub(super) const CHILDREN: u64 = 333;
/// Oversights recorded in the year.
const OVERSIGHTS: u64 = 2_754;
/// First, second and subsequent reviews in the year.
const REVIEWS: [u64; 3] = [74, 84, 953];
/// Of each hundred children with a first review, those who reach their second review in the same year.
const REACH_SECOND: u64 = 84;
/// Kinds of dispute, with the numbers raised informally and formally: 91 and 29 in all, as the report's rows and totals say.
pub(super) const DISPUTES: [(&str, u64, u64); 13] = [
    ("Care plan or pathway plan not written", 23, 5),
    ("Care plan or pathway plan not authorised", 7, 0),
    ("Legal application delayed", 15, 0),
    ("No placement plan or delegated authority", 9, 3),
    ("Assessment not completed", 10, 15),
    ("Assessment below standard or risk not addressed", 6, 1),
    ("No allocated social worker", 2, 1),
    ("No safety plan or support plan", 2, 1),
    ("Asylum application or appeal delayed", 1, 1),
    ("Adoption plan drifting", 2, 2),
    ("Life story work drifting", 1, 0),
    ("Health action delayed", 1, 0),
    ("Other", 12, 0),
];

/// How many of everything a council of some size has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Margins {
    /// Children in care.
    pub(super) children: u64,
    /// Oversights in the year.
    pub(super) oversights: u64,
    /// First, second and subsequent reviews in the year.
    pub(super) reviews: [u64; 3],
    /// Children whose first and second review both lie in the year.
    pub(super) both: u64,
    /// Disputes: the informal ones by type, then the formal ones by type.
    pub(super) disputes: Vec<u64>,
}

impl Margins {
    /// The margins of a council with so many children (at least one).
    pub(super) fn of(children: u64) -> Margins {
        let children = children.max(1);
        let reviews = share_out(scaled(REVIEWS.iter().sum(), children), &REVIEWS);
        let rows: Vec<u64> =
            DISPUTES.iter().map(|(_, informal, _)| *informal).chain(DISPUTES.iter().map(|row| row.2)).collect();
        Margins {
            children,
            oversights: scaled(OVERSIGHTS, children),
            both: reviews[0].min(reviews[1]) * REACH_SECOND / 100,
            reviews: [reviews[0], reviews[1], reviews[2]],
            disputes: share_out(scaled(rows.iter().sum(), children), &rows),
        }
    }

    pub(super) fn disputes_in_all(&self) -> u64 {
        self.disputes.iter().sum()
    }
}

/// A number of the default council for one of another size, rounded to the nearest whole.
fn scaled(published: u64, children: u64) -> u64 {
    let product = u128::from(published) * u128::from(children) * 2 + u128::from(CHILDREN);
    u64::try_from(product / u128::from(2 * CHILDREN)).unwrap_or(u64::MAX)
}

/// Shares a total out in proportion to the weights: each gets the whole part of `total * w / W`, and what is left goes
/// one each to the largest remainders, the earlier first (Hamilton's method).
fn share_out(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum = u128::from(weights.iter().sum::<u64>().max(1));
    let exact = |weight: &u64| u128::from(total) * u128::from(*weight);
    let mut parts: Vec<u64> = weights.iter().map(|w| u64::try_from(exact(w) / sum).unwrap_or(0)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|place| (Reverse(exact(&weights[*place]) % sum), *place));
    let left = total - parts.iter().sum::<u64>();
    for place in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[place] += 1;
    }
    parts
}

/// How many of `total` things fall to the one at `place` of `count` when they are dealt out as evenly as they can be.
pub(super) fn dealt(total: u64, place: u64, count: u64) -> u64 {
    let up_to = |p: u64| u128::from(total) * u128::from(p) / u128::from(count.max(1));
    u64::try_from(up_to(place + 1) - up_to(place)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_council_has_the_published_numbers() {
        let margins = Margins::of(333);
        assert_eq!(margins.oversights, 2_754);
        assert_eq!((margins.reviews, margins.reviews.iter().sum::<u64>()), ([74, 84, 953], 1_111));
        assert_eq!(margins.disputes[..13].iter().sum::<u64>(), 91);
        assert_eq!(margins.disputes[13..].iter().sum::<u64>(), 29);
        assert_eq!(margins.disputes_in_all(), 120);
        assert_eq!(margins.disputes[..13], DISPUTES.map(|row| row.1));
        assert_eq!(margins.disputes[13..], DISPUTES.map(|row| row.2));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_no_part_is_a_whole_off(total in 0u64..100_000, weights in prop::collection::vec(0u64..500, 1..9)) {
            prop_assume!(weights.iter().sum::<u64>() > 0);
            let parts = share_out(total, &weights);
            prop_assert_eq!(parts.iter().sum::<u64>(), total);
            let sum = weights.iter().sum::<u64>() as f64;
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((*part as f64 - total as f64 * *weight as f64 / sum).abs() < 1.0);
            }
        }

        #[test]
        fn what_is_dealt_adds_up(total in 0u64..10_000, count in 1u64..300) {
            prop_assert_eq!((0..count).map(|place| dealt(total, place, count)).sum::<u64>(), total);
        }

        #[test]
        fn there_are_children_enough_for_the_reviews(children in 1u64..5_000) {
            let margins = Margins::of(children);
            prop_assert!(margins.reviews[0] + margins.reviews[1] - margins.both < margins.children);
        }
    }
}
