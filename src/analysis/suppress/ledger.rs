//! Counts with how they add up, and which of them must be hidden.

use crate::statistics::possible::{Counts, Sum, possible};

/// How many counts are tried, the least worth first, before one is hidden without trying.
const MOST_TRIED: usize = 40;

/// The place of a count in a [`Ledger`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(usize);

/// All counts of a file together.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    counts: Vec<u64>,
    worth: Vec<u32>,
    hidden: Vec<bool>,
    /// Counts that are not printed and yet would tell something of somebody.
    guarded: Vec<bool>,
    sums: Vec<Sum>,
}

impl Ledger {
    /// Takes in a count that is to be printed; of two that would do, that of less worth is hidden.
    pub(super) fn printed(&mut self, count: u64, worth: u32) -> Place {
        self.push(count, worth, (false, false))
    }

    /// Takes in a count that is not printed but follows from others, and that must not be found out where it is small.
    pub(super) fn guarded(&mut self, count: u64) -> Place {
        self.push(count, 0, (true, true))
    }

    /// Takes in a count that is not printed and tells nothing of anybody.
    pub(super) fn free(&mut self, count: u64) -> Place {
        self.push(count, 0, (true, false))
    }

    fn push(&mut self, count: u64, worth: u32, (hidden, guarded): (bool, bool)) -> Place {
        self.counts.push(count);
        self.worth.push(worth);
        self.hidden.push(hidden);
        self.guarded.push(guarded);
        Place(self.counts.len() - 1)
    }

    /// Says that a count is the sum of others. A sum that does not hold is not taken in.
    pub(super) fn add_up(&mut self, total: Place, parts: &[Place]) {
        let sum: u64 = parts.iter().map(|part| self.counts[part.0]).sum();
        if sum == self.counts[total.0] {
            self.sums.push(Sum { total: total.0, parts: parts.iter().map(|part| part.0).collect() });
        }
    }

    /// The count at a place, where it may be seen.
    pub(super) fn seen(&self, place: Place) -> Option<u64> {
        (!self.hidden[place.0]).then(|| self.counts[place.0])
    }

    /// The count at a place, seen or not.
    pub(super) fn count(&self, place: Place) -> u64 {
        self.counts[place.0]
    }

    /// Hides what must be hidden for numbers from 1 to one below `limit`.
    pub(super) fn suppress(&mut self, limit: u64) {
        let small = |count: u64| count > 0 && count < limit;
        for place in 0..self.counts.len() {
            self.hidden[place] |= small(self.counts[place]);
        }
        let mut waiting: Vec<usize> = (0..self.counts.len()).filter(|place| self.must_be_safe(*place, limit)).collect();
        while let Some(place) = waiting.pop() {
            while !self.is_safe(place, limit) {
                let Some(next) = self.next_to_hide(place, limit) else { break };
                self.hidden[next] = true;
                waiting.push(next);
            }
        }
    }

    fn must_be_safe(&self, place: usize, limit: u64) -> bool {
        let small = self.counts[place] > 0 && self.counts[place] < limit;
        let printed = self.worth[place] > 0;
        self.hidden[place] && (printed || (self.guarded[place] && small))
    }

    /// Whether a reader is left with more than `limit` values. More that is hidden never narrows them.
    fn is_safe(&self, place: usize, limit: u64) -> bool {
        let known = Counts { counts: &self.counts, sums: &self.sums, hidden: &self.hidden };
        let (least, most) = possible(known, place, limit);
        most - least >= limit
    }

    /// What to hide beside a count: the one of least worth near it that makes it safe by itself; where none does, one of
    /// the sum that leaves it least room, so that the next may.
    fn next_to_hide(&mut self, place: usize, limit: u64) -> Option<usize> {
        let mut near = vec![place];
        for _ in 0..2 {
            near = self.neighbours(&near);
        }
        let mut shown: Vec<usize> = near.into_iter().filter(|one| !self.hidden[*one]).collect();
        shown.sort_by_key(|one| self.price(*one));
        for one in shown.iter().take(MOST_TRIED) {
            self.hidden[*one] = true;
            let safe = self.is_safe(place, limit);
            self.hidden[*one] = false;
            if safe {
                return Some(*one);
            }
        }
        self.tightest(place).or_else(|| shown.first().copied()).or_else(|| self.anything(place))
    }

    /// Of two that would do, the lower is hidden: what is not nothing, then what is of less worth, then the smaller.
    fn price(&self, place: usize) -> (bool, u32, u64, usize) {
        (self.counts[place] == 0, self.worth[place], self.counts[place], place)
    }

    /// Counts in a sum with one of these, and these.
    fn neighbours(&self, near: &[usize]) -> Vec<usize> {
        let sums = self.sums.iter().filter(|sum| near.iter().any(|one| sum.holds(*one)));
        let mut found: Vec<usize> = sums.flat_map(|sum| sum.parts.iter().chain([&sum.total])).copied().collect();
        found.extend(near);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// One of the sum that leaves a count least room.
    fn tightest(&self, place: usize) -> Option<usize> {
        let mut sums: Vec<&Sum> = self.sums.iter().filter(|sum| sum.holds(place)).collect();
        sums.sort_by_key(|sum| self.room(sum, place));
        let best = |sum: &&Sum| {
            let shown = sum.parts.iter().chain([&sum.total]).copied().filter(|one| !self.hidden[*one]);
            shown.min_by_key(|one| self.price(*one))
        };
        sums.iter().find_map(best)
    }

    /// Anything that is still shown and is tied to a count, however far.
    fn anything(&self, place: usize) -> Option<usize> {
        let mut near = vec![place];
        loop {
            let wider = self.neighbours(&near);
            let shown = wider.iter().copied().filter(|one| !self.hidden[*one]).min_by_key(|one| self.price(*one));
            if shown.is_some() || wider.len() == near.len() {
                return shown;
            }
            near = wider;
        }
    }

    /// How far a sum by itself lets a count of it move: by what its other hidden counts hold.
    fn room(&self, sum: &Sum, place: usize) -> u64 {
        if sum.total != place && self.hidden[sum.total] {
            return u64::MAX;
        }
        let others = sum.parts.iter().filter(|one| **one != place && self.hidden[**one]);
        others.map(|one| self.counts[*one]).sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A table with its totals; rows first, then totals of rows, totals of columns, and the total of all.
    fn table(rows: &[Vec<u64>]) -> (Ledger, Vec<Vec<Place>>) {
        let mut ledger = Ledger::default();
        let mut places: Vec<Vec<Place>> = Vec::new();
        for row in rows {
            let parts: Vec<Place> = row.iter().map(|count| ledger.printed(*count, 1)).collect();
            let total = ledger.printed(row.iter().sum(), 2);
            ledger.add_up(total, &parts);
            places.push(parts.into_iter().chain([total]).collect());
        }
        let columns = places[0].len();
        let totals: Vec<Place> = (0..columns)
            .map(|column| {
                let parts: Vec<Place> = places.iter().map(|row| row[column]).collect();
                let total = ledger.printed(parts.iter().map(|one| ledger.count(*one)).sum(), 3);
                ledger.add_up(total, &parts);
                total
            })
            .collect();
        ledger.add_up(totals[columns - 1], &totals[..columns - 1]);
        places.push(totals);
        (ledger, places)
    }

    fn seen(ledger: &Ledger, places: &[Vec<Place>]) -> Vec<Vec<Option<u64>>> {
        places.iter().map(|row| row.iter().map(|place| ledger.seen(*place)).collect()).collect()
    }

    #[test]
    fn a_table_without_small_numbers_is_left_as_it_is() {
        let (mut ledger, places) = table(&[vec![5, 20], vec![0, 30]]);
        ledger.suppress(5);
        assert!(seen(&ledger, &places).concat().iter().all(Option::is_some));
    }

    #[test]
    fn one_small_number_takes_a_square_with_it() {
        let (mut ledger, places) = table(&[vec![3, 20], vec![9, 30], vec![40, 50]]);
        ledger.suppress(5);
        let hidden = |row: usize, column: usize| ledger.seen(places[row][column]).is_none();
        assert!(hidden(0, 0) && hidden(0, 1) && hidden(1, 0) && hidden(1, 1), "{:?}", seen(&ledger, &places));
        assert!(!hidden(2, 0) && !hidden(2, 1) && !hidden(3, 0) && !hidden(3, 2), "{:?}", seen(&ledger, &places));
    }

    /// Every whole table of 0 to `most` that agrees with what is seen, tried one after the other: an attacker that shares no
    /// code with what hides.
    fn values(shown: &[Vec<Option<u64>>], most: u64) -> Vec<Vec<std::collections::BTreeSet<u64>>> {
        let (rows, columns) = (shown.len() - 1, shown[0].len() - 1);
        let mut found = vec![vec![std::collections::BTreeSet::new(); columns + 1]; rows + 1];
        let cells = rows * columns;
        let mut guess = vec![0_u64; cells];
        loop {
            let at = |row: usize, column: usize| guess[row * columns + column];
            let value = |row: usize, column: usize| -> u64 {
                let rows = if row == rows { 0..rows } else { row..row + 1 };
                let columns = if column == columns { 0..columns } else { column..column + 1 };
                rows.flat_map(|row| columns.clone().map(move |column| (row, column))).map(|(r, c)| at(r, c)).sum()
            };
            let agrees = (0..=rows).all(|row| {
                (0..=columns).all(|column| shown[row][column].is_none_or(|seen| seen == value(row, column)))
            });
            if agrees {
                for (row, line) in found.iter_mut().enumerate() {
                    for (column, set) in line.iter_mut().enumerate() {
                        set.insert(value(row, column));
                    }
                }
            }
            let Some(next) = guess.iter().position(|one| *one < most) else { return found };
            guess[..next].fill(0);
            guess[next] += 1;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn no_hidden_number_is_narrowed_to_few(rows in proptest::collection::vec(proptest::collection::vec(0_u64..6, 3), 2), limit in 2_u64..4) {
            let (mut ledger, places) = table(&rows);
            ledger.suppress(limit);
            let shown = seen(&ledger, &places);
            let found = values(&shown, 7);
            for (row, line) in shown.iter().enumerate() {
                for (column, cell) in line.iter().enumerate() {
                    if cell.is_none() {
                        prop_assert!(found[row][column].len() as u64 > limit, "{shown:?}: {row} {column} can only be {:?}", found[row][column]);
                    }
                    let true_count = ledger.count(places[row][column]);
                    prop_assert!(cell.is_none() || true_count == 0 || true_count >= limit);
                }
            }
        }
    }
}
