//! The rows of one table that could be read, each with its place, whichever files they came from.

use std::collections::{BTreeSet, HashMap};

use crate::intake::fault::{Fault, RefusedRow};
use crate::model::Record;

/// Where a row stands: in which of the tables that were read together, and in which row of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowPlace {
    /// The table, by its number among those read together.
    pub(super) table: usize,
    /// The row as a person finds it.
    pub(super) row: u64,
}

/// A record, and the row that it comes from.
pub(super) struct Made {
    pub(super) place: RowPlace,
    pub(super) record: Record,
}

/// The rows of one table.
#[derive(Debug)]
pub(super) struct Kept<T> {
    rows: Vec<(RowPlace, T)>,
    columns: BTreeSet<&'static str>,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { rows: Vec::new(), columns: BTreeSet::new() }
    }
}

/// What came of looking for rows that stand twice.
#[derive(Debug, Default)]
pub(super) struct Twice {
    /// Rows that equal an earlier one.
    pub(super) equal: Vec<RowPlace>,
    /// Rows that share an id and differ.
    pub(super) refused: Vec<(usize, RefusedRow)>,
}

impl<T: PartialEq + std::fmt::Debug> Kept<T> {
    /// Notes the columns of one more file of the table.
    pub(super) fn add_columns(&mut self, columns: &[&'static str]) {
        self.columns.extend(columns);
    }

    /// Adds a row.
    pub(super) fn push(&mut self, place: RowPlace, row: T) {
        self.rows.push((place, row));
    }

    /// Whether the table was given at all.
    pub(super) fn is_there(&self) -> bool {
        !self.columns.is_empty()
    }

    /// Whether the table was given with this column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.contains(column)
    }

    /// The rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, row)| row)
    }

    /// The rows with their places.
    pub(super) fn with_places(&self) -> impl Iterator<Item = (RowPlace, &T)> {
        self.rows.iter().map(|(place, row)| (*place, row))
    }

    /// The place of the last row of each key.
    pub(super) fn places_by<'a>(&'a self, key: impl Fn(&'a T) -> &'a str) -> HashMap<&'a str, RowPlace> {
        self.rows.iter().map(|(place, row)| (key(row), *place)).collect()
    }

    /// Keeps rows that equal an earlier one once, and none of those that share an id and differ.
    pub(super) fn settle(&mut self, column: &str, id: impl Fn(&T) -> Option<String>) -> Twice {
        let mut twice = Twice::default();
        let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (_, row)) in self.rows.iter().enumerate() {
            let id = id(row).unwrap_or_else(|| format!("{row:?}"));
            by_id.entry(id).or_default().push(at);
        }
        let mut gone = BTreeSet::new();
        let mut groups: Vec<(String, Vec<usize>)> = by_id.into_iter().filter(|(_, group)| group.len() > 1).collect();
        groups.sort_by_key(|(_, group)| group.first().copied());
        for (id, group) in groups {
            self.settle_group(column, &id, &group, &mut gone, &mut twice);
        }
        let mut at = 0..;
        self.rows.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
        twice
    }

    fn settle_group(&self, column: &str, id: &str, group: &[usize], gone: &mut BTreeSet<usize>, twice: &mut Twice) {
        let rows: Vec<&(RowPlace, T)> = group.iter().filter_map(|at| self.rows.get(*at)).collect();
        let Some((one, others)) = rows.split_first() else { return };
        let (first, said) = (one.0, &one.1);
        if others.iter().all(|(_, row)| row == said) {
            gone.extend(group.iter().skip(1));
            twice.equal.extend(others.iter().map(|(place, _)| *place));
            return;
        }
        gone.extend(group);
        for (place, _) in &rows {
            let other = if *place == first { others.first().map_or(first, |(place, _)| *place) } else { first };
            let reason = format!(
                "the same id as row {}, with other contents: expected one row an id; keep the right one and import again",
                other.row
            );
            let faults = vec![Fault::new(place.row, column, id, reason)];
            twice.refused.push((place.table, RefusedRow { row: place.row, reference: Some(id.to_owned()), faults }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_count_once_and_contradictory_ones_not_at_all() {
        let mut kept: Kept<(&str, u32)> = Kept::default();
        for (row, what) in (2..).zip([("a", 1), ("b", 1), ("a", 1), ("c", 1), ("b", 2), ("", 9), ("", 9), ("", 8)]) {
            kept.push(RowPlace { table: 0, row }, what);
        }
        let twice = kept.settle("id", |(id, _)| (!id.is_empty()).then(|| (*id).to_owned()));
        assert_eq!(kept.rows().copied().collect::<Vec<_>>(), [("a", 1), ("c", 1), ("", 9), ("", 8)]);
        assert_eq!(twice.equal.iter().map(|place| place.row).collect::<Vec<_>>(), [4, 8]);
        let told: Vec<(u64, &str)> = twice
            .refused
            .iter()
            .map(|(_, refused)| (refused.row, refused.faults[0].reason.get(..20).unwrap()))
            .collect();
        assert_eq!(told, [(3, "the same id as row 6"), (6, "the same id as row 3")]);
    }
}
