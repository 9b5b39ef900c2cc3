//! What a hidden count can still be, for a reader who has every other count and knows how they add up.
//!
//! Counts are whole numbers from 0 upward; some are hidden, and sums tie them together. The question is an integer
//! program: the least and the most that one hidden count can be while every sum holds. An answer is believed only after
//! the assignment that reaches it has been checked in whole numbers, so that a fault of the solver hides more and never less.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

/// One count that is the sum of others, each by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The sum.
    pub total: usize,
    /// What it is the sum of.
    pub parts: Vec<usize>,
}

impl Sum {
    /// Whether a count takes part in it.
    pub fn holds(&self, place: usize) -> bool {
        self.total == place || self.parts.contains(&place)
    }

    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().copied().chain([self.total])
    }
}

/// Counts, how they add up, and which of them are hidden. Sums hold; places are within `counts`.
#[derive(Clone, Copy, Debug)]
pub struct Counts<'a> {
    /// The true counts.
    pub counts: &'a [u64],
    /// How they add up.
    pub sums: &'a [Sum],
    /// Which are hidden, one for each count.
    pub hidden: &'a [bool],
}

/// Which end of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Least,
    Most,
}

/// Returns the least and the most that the count at `place` can be, looked for no farther than `reach` above the true count. A count
/// that is not hidden can be only what it is. Where the most is as far as the reach, the least is not looked for and is the true count. Where an end cannot be found it is the true count, so that the range is never
/// wider than what has been checked.
pub fn possible(known: Counts<'_>, place: usize, reach: u64) -> (u64, u64) {
    let own = known.counts.get(place).copied().unwrap_or(0);
    if !known.hidden.get(place).copied().unwrap_or(false) {
        return (own, own);
    }
    let sums = near(known, place);
    let most = end(known, (place, reach), &sums, End::Most).unwrap_or(own);
    if most - own.min(most) >= reach {
        return (own, most);
    }
    let least = end(known, (place, reach), &sums, End::Least).unwrap_or(own);
    (least.min(own), most.max(own))
}

/// The sums that reach a count by way of hidden counts.
fn near<'a>(known: Counts<'a>, place: usize) -> Vec<&'a Sum> {
    let mut reached = BTreeSet::from([place]);
    let mut left: Vec<&Sum> = known.sums.iter().collect();
    let mut taken = Vec::new();
    loop {
        let (now, rest): (Vec<&Sum>, Vec<&Sum>) =
            left.into_iter().partition(|sum| sum.places().any(|one| reached.contains(&one)));
        if now.is_empty() {
            return taken;
        }
        reached.extend(now.iter().flat_map(|sum| sum.places()).filter(|one| known.hidden[*one]));
        taken.extend(now);
        left = rest;
    }
}

fn end(known: Counts<'_>, (place, reach): (usize, u64), sums: &[&Sum], end: End) -> Option<u64> {
    let cells: BTreeSet<usize> =
        sums.iter().flat_map(|sum| sum.places()).filter(|one| known.hidden[*one]).chain([place]).collect();
    let most = cells.iter().map(|one| known.counts[*one]).sum::<u64>() + reach;
    let mut problem = Problem::new(match end {
        End::Least => OptimizationDirection::Minimize,
        End::Most => OptimizationDirection::Maximize,
    });
    let mut variables: Vec<Option<Variable>> = vec![None; known.counts.len()];
    for cell in &cells {
        let (weight, highest) = if *cell == place { (1.0, known.counts[place] + reach) } else { (0.0, most) };
        variables[*cell] = Some(problem.add_integer_var(weight, (0, i32::try_from(highest).ok()?)));
    }
    for sum in sums {
        let mut terms = Vec::new();
        let mut shown = 0.0;
        for (one, sign) in sum.parts.iter().map(|part| (*part, 1.0)).chain([(sum.total, -1.0)]) {
            match variables[one] {
                Some(variable) => terms.push((variable, sign)),
                None => shown += sign * known.counts[one] as f64,
            }
        }
        problem.add_constraint(terms, ComparisonOp::Eq, -shown);
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let found = |one: usize| match variables[one] {
        Some(variable) => whole(solution.var_value(variable)),
        None => Some(known.counts[one]),
    };
    for sum in sums {
        let parts = sum.parts.iter().try_fold(0_u64, |all, part| all.checked_add(found(*part)?))?;
        if parts != found(sum.total)? {
            return None;
        }
    }
    found(place)
}

fn whole(value: f64) -> Option<u64> {
    let near = value.round();
    ((value - near).abs() < 1e-6 && (0.0..1e15).contains(&near)).then_some(near as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(total: usize, parts: &[usize]) -> Sum {
        Sum { total, parts: parts.to_vec() }
    }

    /// Two rows, two columns: each cell is what is left by the others, worked out by hand.
    #[test]
    fn a_square_of_hidden_cells_moves_together() {
        // 3 7 | 10
        // 4 6 | 10
        // 7 13
        let counts = [3, 7, 4, 6, 10, 10, 7, 13];
        let sums = [sum(4, &[0, 1]), sum(5, &[2, 3]), sum(6, &[0, 2]), sum(7, &[1, 3])];
        let mut hidden = [true, true, true, true, false, false, false, false];
        let known = Counts { counts: &counts, sums: &sums, hidden: &hidden };
        assert_eq!(possible(known, 0, 20), (0, 7));
        assert_eq!(possible(known, 1, 20), (3, 10));
        assert_eq!(possible(known, 4, 20), (10, 10));
        hidden[3] = false;
        assert_eq!(possible(Counts { counts: &counts, sums: &sums, hidden: &hidden }, 0, 20), (3, 3));
    }

    #[test]
    fn a_hidden_total_sets_no_end_but_the_reach() {
        let sums = [sum(2, &[0, 1])];
        let known = Counts { counts: &[2, 9, 11], sums: &sums, hidden: &[true, false, true] };
        assert_eq!(possible(known, 0, 6), (2, 8));
        assert_eq!(possible(known, 2, 6), (11, 17));
    }
}
