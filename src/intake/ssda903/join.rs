//! Takes the rows of all tables of the return, and makes children and reviews of them.
//!
//! All children come in, and count, with one table: Header, or Episodes where no Header is given. Children whom Header does
//! not name and Episodes does come in with it too. A review comes in with its row of Reviews. The other tables only help
//! to describe the children: they add and change no records of their own, however many rows are read.
//!
//! Of tables with one row a child (Header, UASC, PrevPerm, OC2), equal rows count once, and rows that differ are refused, all
//! of them. Two years' files of a child may both have an episode, once open and once ended: the one that ended counts.
//!
//! Columns outside the return (`LA`, `YEAR`) are kept under their own names: those of Header and of the current episode with the child,
//! those of Reviews with the review. Rows that differ only in them do not contradict each other.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::kept::Return;
use super::lines::{Episode, HeaderLine, Once, Raw};
use super::make;
use super::tables::{At, Table};
use crate::intake::family::{Joiner, MemberRow, Outcome, Request};
use crate::intake::fault::{Fault, RefusedRow};

/// Makes what reads the return.
pub(super) fn joiner(request: &Request) -> Box<dyn Joiner> {
    Box::new(Return::new(request))
}

impl Joiner for Return {
    fn take(&mut self, mut row: MemberRow) {
        let Some(table) = self.tables.get(row.table).copied() else { return };
        let (source, number) = (row.table, row.row);
        if !row.extra.is_empty() {
            self.others.insert(At { source, row: number }, std::mem::take(&mut row.extra));
        }
        let (raw, told) = Raw::new(table, row);
        self.warnings.extend(told.into_iter().map(|warning| (source, warning)));
        self.latest = raw.latest_day(self.request.options.today).max(self.latest);
        let child = raw.child_if_read();
        if let (Some(child), Some(born), true) = (&child, raw.day("DOB"), table != Table::Header) {
            self.births.entry(child.clone()).or_default().insert(born);
        }
        if let Err(faults) = self.keep(table, &raw) {
            if table == Table::Reviews {
                self.unsure_reviews.extend(child.clone());
            }
            let reference = child.filter(|_| table == Table::Header);
            self.refused.push((source, RefusedRow { row: number, reference, faults }));
        }
    }

    fn finish(mut self: Box<Self>) -> Vec<Outcome> {
        let headers = one_a_child(&mut self.headers, HeaderLine::says_as, |line| line.at);
        self.refused.extend(headers);
        for lines in self.once.values_mut() {
            let says = |a: &Once, b: &Once| (&a.ended, &a.extra) == (&b.ended, &b.extra);
            self.refused.extend(one_a_child(lines, says, |line| line.at));
        }
        for lines in self.episodes.values_mut() {
            *lines = ended_counts(std::mem::take(lines));
            super::care::put_in_order(lines);
        }
        for lines in self.spells.values_mut().flat_map(BTreeMap::values_mut) {
            lines.sort_by_key(|line| (line.began, line.ended.unwrap_or(NaiveDate::MAX), line.at));
            lines.dedup_by(|later, kept| (later.began, &later.what) == (kept.began, &kept.what));
        }
        make::outcomes(&self)
    }
}

/// Refuses rows of a table with one row a child that differ; leaves no child with them.
fn one_a_child<T>(
    lines: &mut BTreeMap<String, Vec<T>>,
    says_as: impl Fn(&T, &T) -> bool,
    at: impl Fn(&T) -> At,
) -> Vec<(usize, RefusedRow)> {
    let mut refused = Vec::new();
    lines.retain(|child, rows| {
        let same = rows.iter().zip(rows.iter().skip(1)).all(|(one, other)| says_as(one, other));
        if !same {
            refused.extend(rows.iter().map(|row| differs(child, at(row), &rows.iter().map(&at).collect::<Vec<_>>())));
        }
        same
    });
    refused
}

fn differs(child: &str, at: At, all: &[At]) -> (usize, RefusedRow) {
    let here: Vec<String> = all
        .iter()
        .filter(|other| other.source == at.source && **other != at)
        .map(|other| other.row.to_string())
        .collect();
    let with = match here.as_slice() {
        [] => "a row of another file of this import".to_owned(),
        [row] => format!("row {row}"),
        rows => format!("rows {}", rows.join(", ")),
    };
    let reason = format!(
        "the same child as {with}, with other contents: expected one row a child; keep the right one and import again"
    );
    let faults = vec![Fault::new(at.row, "CHILD", child, reason)];
    (at.source, RefusedRow { row: at.row, reference: Some(child.to_owned()), faults })
}

/// Drops rows that say what another says: the same episode, or the same in another file while it was still open.
fn ended_counts(mut lines: Vec<Episode>) -> Vec<Episode> {
    let as_opened =
        |line: &Episode| Episode { ended: None, reason_ended: None, at: At { source: 0, row: 0 }, ..line.clone() };
    lines.sort_by_cached_key(|line| {
        let Episode { new_episode, legal_status, need, placement, provider, urn, .. } = line.clone();
        let codes = [new_episode, legal_status, need, placement, provider, urn];
        (line.began, codes, line.ended.is_none(), line.ended, line.reason_ended.clone(), line.at)
    });
    lines.dedup_by(|later, kept| {
        let only_open = later.ended.is_none() && later.at.source != kept.at.source;
        later.says_as(kept) || (only_open && as_opened(later) == as_opened(kept))
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn episode(source: usize, row: u64, ended: Option<&str>) -> Episode {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        Episode {
            at: At { source, row },
            began: day("2025-01-02"),
            ended: ended.map(day),
            new_episode: Some("S".to_owned()),
            legal_status: Some("C2".to_owned()),
            need: None,
            placement: Some("U4".to_owned()),
            provider: None,
            reason_ended: ended.map(|_| "X1".to_owned()),
            urn: None,
            distance: None,
            out_of_area: None,
        }
    }

    #[test]
    fn an_episode_that_a_later_file_ends_has_ended() {
        let lines = vec![episode(0, 2, None), episode(0, 3, None), episode(1, 2, Some("2025-06-01"))];
        let kept = ended_counts(lines);
        assert_eq!(kept, [episode(1, 2, Some("2025-06-01"))]);
        // In one file, an open and an ended episode of one beginning contradict each other, and both are told.
        assert_eq!(ended_counts(vec![episode(0, 2, None), episode(0, 3, Some("2025-06-01"))]).len(), 2);
    }

    #[test]
    fn rows_of_one_child_that_differ_are_all_refused() {
        let at = |row| At { source: 0, row };
        let mut lines: BTreeMap<String, Vec<(u64, &str)>> = BTreeMap::new();
        lines.insert("1".to_owned(), vec![(2, "a"), (3, "a")]);
        lines.insert("2".to_owned(), vec![(4, "a"), (5, "b"), (6, "a")]);
        let refused = one_a_child(&mut lines, |one, other| one.1 == other.1, |line| at(line.0));
        assert_eq!(lines.keys().collect::<Vec<_>>(), ["1"]);
        assert_eq!(refused.iter().map(|(_, row)| row.row).collect::<Vec<_>>(), [4, 5, 6]);
        assert!(refused[0].1.faults[0].reason.contains("rows 5, 6"));
    }
}
