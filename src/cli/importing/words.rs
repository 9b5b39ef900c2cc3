//! A receipt in words: what a person must look at first, then what is good to know.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::receipt::FileReceipt;
use crate::calendar::british;
use crate::intake::{About, Warning};
use crate::model::Kind;
use crate::model::english::{and_list, counted, counted_as, first_of, is_or_are, one_or_more};
use crate::store::{Gone, Tally, UnknownChild};

/// Refused cells that are printed of one table; `--json` gives all.
const SHOWN: usize = 12;
/// Rows, records and files that are named of several.
const NAMED: usize = 5;

impl FileReceipt {
    /// The table's part of the receipt.
    pub(super) fn words(&self) -> String {
        let mut text = self.first_words();
        text += &self.refusals();
        text += &self.touched_words();
        for line in self.doubts().into_iter().chain(self.good_to_know()) {
            text += &format!("  {line}\n");
        }
        text
    }

    /// What the table is, and what came of it in numbers.
    fn first_words(&self) -> String {
        let Tally { added, changed, unchanged, .. } = self.tally;
        let About { format, encoding, table, .. } = &self.about;
        let (place, refused) = (self.place(), self.refused_rows());
        let read = counted(self.rows_read, "row");
        match table.filter(|_| !self.about.known.makes_records()) {
            Some(table) => {
                format!(
                    "{place}: {table} ({format}, {encoding}), {read} read, {refused} refused; it makes no records of its own.\n"
                )
            }
            None => {
                let what = self.kind.plural();
                format!(
                    "{place}: {what} ({format}, {encoding}), {read} read: {added} added, {changed} changed, {unchanged} unchanged, {refused} refused.\n"
                )
            }
        }
    }

    /// What came in and may not be right.
    fn doubts(&self) -> Vec<String> {
        let mut lines = self.warning_words();
        if self.outside.count > 0 {
            let rows: Vec<String> = self.outside.first.iter().take(NAMED).map(|one| one.row.to_string()).collect();
            lines.push(format!(
                "{} outside the time in which the child was in care, as far as the register knows it (row {}{}).",
                counted_as(self.outside.count, "record lies", "records lie"),
                rows.join(", "),
                if self.outside.count > NAMED as u64 { ", ..." } else { "" }
            ));
        }
        if self.same_notes.notes > 0 {
            lines.push(format!(
                "{} saved to several children (same text, IRO and day): {}. Each counts, so a frame holds more records than notes.",
                counted_as(self.same_notes.notes, "note was", "notes were"),
                counted(self.same_notes.records, "record")
            ));
        }
        if self.after_today > 0 {
            lines.push(format!(
                "{} dated after today, and came in so; look whether that is right.",
                counted_as(self.after_today, "record is", "records are")
            ));
        }
        lines
    }

    fn good_to_know(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.tally.duplicates > 0 {
            lines.push(format!(
                "{} an earlier row of the file, which counts once.",
                counted_as(self.tally.duplicates, "row equals", "rows equal")
            ));
        }
        if let Some((first, last)) = self.days() {
            lines.push(format!("Dated {} to {}.", british(first), british(last)));
        }
        if let Some(day) = self.as_at.filter(|_| self.about.known.makes_records()) {
            lines.push(format!("The children are described as at {} (--as-at says otherwise).", british(day)));
        }
        lines.extend(self.told.iter().cloned());
        lines.extend(self.left_out_words());
        if !self.about.extra.is_empty() {
            lines.push(format!("Kept under their own names (extra.NAME): {}.", self.about.extra.join(", ")));
        }
        lines
    }

    /// Columns that were left out, by reason, and identifying columns that were kept.
    fn left_out_words(&self) -> Vec<String> {
        let About { left_out, identifying, kept, .. } = &self.about;
        let by_mapping: Vec<&str> =
            left_out.iter().filter(|heading| !identifying.contains(heading)).map(String::as_str).collect();
        [
            ("Left out because they name or identify people", identifying.join(", ")),
            ("Left out because the mapping file says so", by_mapping.join(", ")),
            ("Kept (--keep) although they name or identify people", kept.join(", ")),
        ]
        .into_iter()
        .filter(|(_, headings)| !headings.is_empty())
        .map(|(words, headings)| format!("{words}: {headings}."))
        .collect()
    }

    /// Rules that rows break without being refused: each with how often and the first rows.
    fn warning_words(&self) -> Vec<String> {
        let mut rules: BTreeMap<&str, Vec<&Warning>> = BTreeMap::new();
        for warning in &self.warnings {
            rules.entry(warning.rule).or_default().push(warning);
        }
        let words = |(rule, broken): (&str, Vec<&Warning>)| {
            let reason = broken.first().map_or("", |warning| warning.fault.reason.as_str());
            let rows: Vec<String> = broken.iter().take(5).map(|warning| warning.fault.row.to_string()).collect();
            let more = if broken.len() > 5 { ", ..." } else { "" };
            let count = counted(broken.len() as u64, "row");
            format!("Rule {rule}, {count} ({}{more}): {reason}.", rows.join(", "))
        };
        rules.into_iter().map(words).collect()
    }

    fn refusals(&self) -> String {
        let mut text = String::new();
        for fault in self.refused.iter().take(SHOWN) {
            text += &format!(
                "  Refused: row {}, {}: '{}': {}.\n",
                fault.row,
                fault.column,
                fault.value,
                fault.reason.trim_end_matches('.')
            );
        }
        if self.refused.len() > SHOWN {
            let all =
                if self.is_listed_whole() { "--json lists them all" } else { "--json lists the first 100,000 rows" };
            let more = self.refused.len().max(self.refused_rows.len()) - SHOWN;
            text += &format!("  ... and {more} more ({all}).\n");
        }
        text
    }

    fn touched_words(&self) -> String {
        let mut text = String::new();
        for (what, words) in [
            ("changed", "has changed since it was drawn; the sample keeps it as drawn"),
            ("refused", "was refused in this extract; the sample keeps it as drawn"),
            ("missing", "is not in this extract, though its day is covered; the sample keeps it"),
        ] {
            for lost in self.touched.iter().filter(|lost| lost.what == what) {
                text += &format!("  Case {} of {} ({}) {words}.\n", lost.case, lost.sample, lost.record);
            }
        }
        text
    }
}

/// Where the files lie that were imported: each in full, or of many the folders.
pub(super) fn where_they_lie(files: &[PathBuf]) -> String {
    let mut places: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    if places.len() > NAMED {
        places = files.iter().filter_map(|path| path.parent()).map(|folder| folder.display().to_string()).collect();
    }
    places.sort();
    places.dedup();
    let (still, lies, them) = if files.len() == 1 {
        ("The extract itself still holds", "lies in", "it")
    } else {
        ("The extracts themselves still hold", "lie in", "them")
    };
    format!("{still} names and notes, and {lies} {}: keep {them} safe, or delete {them}.", and_list(places))
}

/// Records that no file of an import holds, though it covers their days.
pub(super) fn lacking_words(gone: &Gone) -> String {
    let dated = match gone.first_date == gone.last_date {
        true => british(gone.first_date),
        false => format!("{} to {}", british(gone.first_date), british(gone.last_date)),
    };
    let named: Vec<&str> = gone.records.iter().take(NAMED).map(String::as_str).collect();
    format!(
        "{} of the register, dated {dated}, {} not in this extract though it covers the time: {}{}.\n  \
         They are kept, marked as not in the newest extract, because samples may stand on them.\n",
        gone.kind.counted(gone.count),
        is_or_are(gone.count),
        named.join(", "),
        if gone.count > NAMED as u64 { ", ..." } else { "" }
    )
}

pub(super) fn open_words(lock: &str) -> String {
    format!(
        "{} is open in Excel: what was saved last was read, not what stands on that screen.\n",
        lock.trim_start_matches("~$")
    )
}

/// What is said of children whom the records name and the register does not have.
pub(super) fn unknown_children(kind: Kind, children: &[UnknownChild]) -> String {
    let records: u64 = children.iter().map(|one| one.records).sum();
    let ids: Vec<&str> = children.iter().map(|one| one.child.as_str()).collect();
    let mut text = format!(
        "{} {} a child that is not in the register: {}.\n",
        kind.counted(records),
        one_or_more(records, "names", "name"),
        first_of(&ids, NAMED)
    );
    let near: Vec<String> = children
        .iter()
        .filter_map(|one| Some(format!("{} for {}", one.but_for_noughts.as_ref()?, one.child)))
        .collect();
    if !near.is_empty() {
        text += &format!(
            "  The register has {}: they differ only by noughts in front. Were these lost in a spreadsheet? Then export the file again, \
             with ids as text.\n",
            first_of(&near, NAMED)
        );
    }
    text
}

pub(super) fn gone_words((count, day): (u64, NaiveDate)) -> String {
    match count {
        0 => String::new(),
        _ => format!(
            "{} not in this extract, and not known to have left care by {}: they still count as in care.\n  \
             If they have left, import an extract that says when.\n",
            counted_as(count, "child of the register is", "children of the register are"),
            british(day)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_extract_is_kept_safe_and_so_are_several() {
        let said = |names: &[&str]| where_they_lie(&names.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(
            said(&["a.csv"]),
            "The extract itself still holds names and notes, and lies in a.csv: keep it safe, or delete it."
        );
        assert_eq!(
            said(&["b.csv", "a.csv"]),
            "The extracts themselves still hold names and notes, and lie in a.csv and b.csv: keep them safe, or delete them."
        );
    }
}
