//! Cases to auditors: loads equal within one, and nobody gets a case that they may not grade.
//!
//! Cases are taken in their order and each goes to the permitted auditor with the least to do; where that leaves loads
//! more than one apart, a case is passed on along the shortest chain of permitted auditors until no chain helps.

use std::collections::{BTreeSet, VecDeque};

use crate::model::{Case, Seed, Stratum};
use crate::statistics::allocation;

use super::ticket::Tickets;

/// One grading to be done: of which case, who may do it, and which other is of the same case.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The case's number.
    pub case: u32,
    /// Places in the list of auditors that may take it.
    pub permitted: BTreeSet<usize>,
    /// The place among the slots of the case's other grading, which goes to somebody else.
    pub partner: Option<usize>,
}

/// Shares slots out among as many people as there are `base` loads, which is what each has to do already; returns for each slot
/// the place of the auditor.
///
/// # Errors
/// The first slot that no auditor may take.
pub fn share_out(slots: &[Slot], base: &[usize]) -> Result<Vec<usize>, Slot> {
    let mut load = base.to_vec();
    let mut given: Vec<usize> = Vec::with_capacity(slots.len());
    for slot in slots {
        let taken = slot.partner.and_then(|partner| given.get(partner).copied());
        let free = slot.permitted.iter().filter(|&&auditor| Some(auditor) != taken && auditor < load.len());
        let Some(&least) = free.min_by_key(|&&auditor| (load[auditor], auditor)) else {
            return Err(slot.clone());
        };
        load[least] += 1;
        given.push(least);
    }
    while let Some(chain) = relief(slots, &given, &load) {
        for (slot, to) in chain {
            load[given[slot]] -= 1;
            load[to] += 1;
            given[slot] = to;
        }
    }
    Ok(given)
}

/// A chain of hand-overs that evens the loads: from somebody to somebody with at least two fewer, those with most to do
/// first. `None` where there is none, from anybody.
fn relief(slots: &[Slot], given: &[usize], load: &[usize]) -> Option<Vec<(usize, usize)>> {
    let mut starts: Vec<usize> = (0..load.len()).collect();
    starts.sort_by_key(|&auditor| (std::cmp::Reverse(load[auditor]), auditor));
    starts.into_iter().find_map(|start| relief_from(start, slots, given, load))
}

/// The shortest such chain from one auditor. Nobody comes twice in it, so that the two gradings of a case, where it hands over
/// both, go to two people.
fn relief_from(start: usize, slots: &[Slot], given: &[usize], load: &[usize]) -> Option<Vec<(usize, usize)>> {
    let most = load[start];
    let mut came: Vec<Option<(usize, usize)>> = vec![None; load.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(from) = queue.pop_front() {
        if load[from] + 2 <= most {
            return Some(chain_to(from, start, &came));
        }
        for (index, slot) in slots.iter().enumerate().filter(|(index, _)| given[*index] == from) {
            let other = slot.partner.and_then(|partner| given.get(partner).copied());
            for &to in slot.permitted.iter().filter(|&&to| Some(to) != other && to < load.len()) {
                if to != start && came[to].is_none() {
                    came[to] = Some((index, from));
                    queue.push_back(to);
                }
            }
        }
    }
    None
}

fn chain_to(end: usize, start: usize, came: &[Option<(usize, usize)>]) -> Vec<(usize, usize)> {
    let mut chain = Vec::new();
    let mut at = end;
    while at != start {
        let Some((slot, from)) = came[at] else { break };
        chain.push((slot, at));
        at = from;
    }
    chain
}

/// Chooses the cases to be graded twice: `count` of them, by ticket under the seed's purpose `double`, shared over the
/// strata by largest remainder, at least one each where there are enough.
///
/// # Errors
/// [`allocation::AllocationError`] when more are asked for than there are cases.
pub fn twice(
    seed: &Seed,
    strata: &[Stratum],
    cases: &[Case],
    count: u64,
) -> Result<BTreeSet<u32>, allocation::AllocationError> {
    let sizes: Vec<(&str, u64)> = strata.iter().filter(|s| s.size > 0).map(|s| (s.stratum.as_str(), s.size)).collect();
    let at_least = u64::from(count >= sizes.len() as u64);
    let shares = allocation::proportional(&sizes, allocation::Request { size: count, at_least })?;
    let tickets = Tickets::new(&seed.for_purpose("double"));
    let mut chosen = BTreeSet::new();
    for ((name, _), share) in sizes.iter().zip(&shares) {
        let mut order: Vec<_> = cases
            .iter()
            .filter(|case| case.stratum == *name)
            .map(|case| (tickets.of(&case.record), &case.record, case.case))
            .collect();
        order.sort();
        chosen.extend(order.into_iter().take(usize::try_from(share.size).unwrap_or(usize::MAX)).map(|(.., case)| case));
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_case_that_nobody_may_take_is_named() {
        let slots = [Slot { case: 7, permitted: BTreeSet::new(), partner: None }];
        assert_eq!(share_out(&slots, &[0; 2]).unwrap_err().case, 7);
    }

    #[test]
    fn a_chain_of_hand_overs_evens_the_load() {
        // The first auditor may take everything, the second half of it, the third only the last: greedy would leave 2, 2, 0.
        let may = |places: &[usize]| places.iter().copied().collect::<BTreeSet<_>>();
        let slots: Vec<Slot> = [may(&[0]), may(&[0, 1]), may(&[0, 1, 2]), may(&[0, 1, 2])]
            .into_iter()
            .zip(1..)
            .map(|(permitted, case)| Slot { case, permitted, partner: None })
            .collect();
        let given = share_out(&slots, &[0; 3]).unwrap();
        let mut load = [0; 3];
        given.iter().for_each(|&auditor| load[auditor] += 1);
        assert!(load.iter().max().unwrap() - load.iter().min().unwrap() <= 1, "{given:?}");
    }

    #[test]
    fn somebody_who_cannot_be_relieved_does_not_keep_others_from_it() {
        let may = |places: &[usize]| places.iter().copied().collect::<BTreeSet<_>>();
        let permitted = [may(&[0]), may(&[0]), may(&[0]), may(&[1, 2]), may(&[1, 2]), may(&[1]), may(&[1])];
        let slots: Vec<Slot> =
            permitted.into_iter().zip(1..).map(|(permitted, case)| Slot { case, permitted, partner: None }).collect();
        let given = share_out(&slots, &[0; 3]).unwrap();
        let mut load = [0; 3];
        given.iter().for_each(|&auditor| load[auditor] += 1);
        assert_eq!(load, [3, 2, 2], "{given:?}");
    }

    proptest! {
        #[test]
        fn the_two_gradings_of_a_case_go_to_two_people_and_loads_stay_even(cases in 1usize..60, double in 0usize..60, auditors in 2usize..7, begun in 0usize..3) {
            let mut slots = Vec::new();
            for case in 0..cases {
                let twice = case < double;
                let at = slots.len();
                let slot = |partner| Slot { case: case as u32, permitted: (0..auditors).collect(), partner };
                slots.push(slot(twice.then_some(at + 1)));
                slots.extend(twice.then(|| slot(Some(at))));
            }
            let mut base = vec![0; auditors];
            base[0] = begun.min(slots.len());
            let given = share_out(&slots, &base).unwrap();
            for (slot, auditor) in slots.iter().zip(&given) {
                prop_assert!(slot.partner.is_none_or(|partner| given[partner] != *auditor));
            }
            let mut load = base.clone();
            given.iter().for_each(|&auditor| load[auditor] += 1);
            let even = load.iter().max().unwrap() - load.iter().min().unwrap() <= 1;
            // What one has begun is made up for with cases that are graded once; of the others everybody may have to take a share.
            let once = cases.saturating_sub(double);
            prop_assert!(even || once < auditors * base[0], "{load:?}");
        }

        #[test]
        fn loads_differ_by_one_at_most_when_everybody_may_take_everything(cases in 0u32..200, auditors in 1usize..9) {
            let slots: Vec<Slot> = (0..cases).map(|case| Slot { case, permitted: (0..auditors).collect(), partner: None }).collect();
            let given = share_out(&slots, &vec![0; auditors]).unwrap();
            let mut load = vec![0; auditors];
            given.iter().for_each(|&auditor| load[auditor] += 1);
            prop_assert!(load.iter().max().unwrap() - load.iter().min().unwrap() <= 1);
        }

        #[test]
        fn nobody_gets_what_they_may_not_take(bars in proptest::collection::vec(0u8..7, 1..60)) {
            let slots: Vec<Slot> = bars.iter().map(|bar| Slot { case: 1, permitted: (0..3).filter(|a| bar & (1 << a) == 0).collect(), partner: None }).collect();
            let given = share_out(&slots, &[0; 3]).unwrap();
            prop_assert!(slots.iter().zip(given).all(|(slot, auditor)| slot.permitted.contains(&auditor)));
        }
    }
}
