//! What an import tells: what was read, what came in, what was refused and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::plan::UnknownTable;
use crate::calendar::british;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files::short_name;
use crate::cli::staff::Staff;
use crate::intake::{About, Ending, Fault, RefusedRow, Warning};
use crate::model::{Kind, Record};
use crate::store::{Conflict, Lost, Register, Tally};

/// Refused cells that are printed; `--json` gives all.
const SHOWN: usize = 40;

/// What an import of several files tells.
#[derive(Default)]
pub(in crate::cli) struct Receipt {
    /// One a table.
    pub(super) files: Vec<FileReceipt>,
    /// Where a file of children was read: how many children of the register no file of this import holds, and the day.
    pub(super) gone: Option<(u64, NaiveDate)>,
    /// Sheets, and files of a folder, that hold nothing that can be understood.
    pub(super) unknown: Vec<UnknownTable>,
    /// Excel's own lock files that lie beside the others.
    pub(super) open: Vec<String>,
}

/// What the import of one table tells.
pub(super) struct FileReceipt {
    file: String,
    about: About,
    /// What the records are.
    pub kind: Kind,
    warnings: Vec<Warning>,
    told: Vec<String>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows below the heading.
    pub rows_read: u64,
    /// Added, changed, unchanged.
    pub tally: Tally,
    refused: Vec<Fault>,
    refused_rows: BTreeSet<u64>,
    refused_records: BTreeSet<String>,
    as_at: Option<NaiveDate>,
    days: Option<(NaiveDate, NaiveDate)>,
    after_today: u64,
    staff: BTreeMap<String, u64>,
    /// References of changed records, the first fifty.
    pub changed: Vec<String>,
    /// Cases that this file changes or lacks.
    pub touched: Vec<Lost>,
}

impl FileReceipt {
    /// Starts with what the heading tells.
    pub(super) fn new(path: &Path, about: &About, warnings: Vec<Warning>) -> FileReceipt {
        let hidden = about.hidden.then(|| "The sheet is hidden in its workbook, and was read all the same.".to_owned());
        FileReceipt {
            file: short_name(path),
            kind: about.kind,
            told: hidden.into_iter().chain(about.told.iter().cloned()).collect(),
            about: about.clone(),
            warnings,
            sha256: String::new(),
            rows_read: 0,
            tally: Tally::default(),
            refused: Vec::new(),
            refused_rows: BTreeSet::new(),
            refused_records: BTreeSet::new(),
            as_at: None,
            days: None,
            after_today: 0,
            staff: BTreeMap::new(),
            changed: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Notes a refused row.
    pub(super) fn refuse(&mut self, row: RefusedRow) {
        self.refused_rows.insert(row.row);
        self.refused_records.extend(row.reference);
        self.refused.extend(row.faults);
    }

    /// The references of rows that were refused, as far as they could be read.
    pub(super) fn refused_records(&self) -> BTreeSet<String> {
        self.refused_records.clone()
    }

    /// Notes rows that share a reference and differ.
    pub(super) fn conflict(&mut self, conflict: &Conflict) {
        let earlier = conflict.earlier.iter().map(|row| (*row, Some(conflict.row)));
        for (row, other) in earlier.chain([(conflict.row, conflict.earlier.first().copied())]) {
            let with = other.map_or("an earlier row".to_owned(), |other| format!("row {other}"));
            self.refused_rows.insert(row);
            self.refused.push(Fault {
                row,
                column: "reference".to_owned(),
                value: conflict.reference.clone(),
                reason: format!("the same reference as {with}, with other contents: expected one row a record; keep the right one and import again"),
            });
        }
    }

    /// Notes when a record happened.
    pub(super) fn note_dates(&mut self, date: Option<NaiveDate>, today: NaiveDate) {
        let Some(date) = date else { return };
        self.days = Some(self.days.map_or((date, date), |(first, last)| (first.min(date), last.max(date))));
        self.after_today += u64::from(date > today);
    }

    /// Notes whose work it is.
    pub(super) fn note_staff(&mut self, record: &Record) {
        let Some(iro) = record.text_of(self.kind, "iro") else { return };
        match self.staff.get_mut(&iro) {
            Some(count) => *count += 1,
            None => drop(self.staff.insert(iro, 1)),
        }
    }

    /// Notes what is known at the end of the file.
    pub(super) fn end(&mut self, ending: Ending, sha256: String, as_at: Option<NaiveDate>) {
        self.sha256 = sha256;
        self.as_at = as_at;
        self.rows_read = ending.rows_read;
        self.told.extend(ending.told);
        self.refused.sort_by_key(|fault| fault.row);
    }

    /// First and last day of the records.
    pub(super) fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.days
    }

    /// How many rows were refused.
    pub(super) fn refused_rows(&self) -> u64 {
        self.refused_rows.len() as u64
    }

    /// The file's part of the JSON.
    pub(super) fn as_json(&self) -> Value {
        json!({
            "file": self.file, "sheet": self.about.sheet, "format": self.about.format, "table": self.about.table, "kind": self.kind,
            "encoding": self.about.encoding, "sha256": self.sha256, "told": self.told,
            "rows_read": self.rows_read, "added": self.tally.added, "changed": self.tally.changed, "unchanged": self.tally.unchanged,
            "duplicates": self.tally.duplicates, "refused_rows": self.refused_rows(),
            "refused": self.refused.iter().map(|f| json!({ "row": f.row, "column": f.column, "value": f.value, "reason": f.reason })).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(|Warning { rule, fault }| json!({
                "rule": rule, "row": fault.row, "column": fault.column, "value": fault.value, "reason": fault.reason,
            })).collect::<Vec<_>>(),
            "columns": self.about.columns.iter().map(|(heading, field)| json!({ "heading": heading, "field": field })).collect::<Vec<_>>(),
            "left_out": self.about.left_out, "extra": self.about.extra, "unmatched": self.about.unmatched, "as_at": self.as_at,
            "first_date": self.days.map(|(first, _)| first), "last_date": self.days.map(|(_, last)| last), "after_today": self.after_today,
            "cases_touched": self.touched,
        })
    }

    /// The file, with the sheet or the table where it has several.
    fn place(&self) -> String {
        match &self.about.sheet {
            Some(sheet) => format!("{}, {sheet}", self.file),
            None => self.file.clone(),
        }
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
            let count = counted(broken.len() as u64, "row", "rows");
            format!("Rule {rule}, {count} ({}{more}): {reason}.", rows.join(", "))
        };
        rules.into_iter().map(words).collect()
    }

    /// What the table is, and what came of it in numbers.
    fn first_words(&self) -> String {
        let Tally { added, changed, unchanged, .. } = self.tally;
        let About { format, encoding, table, .. } = &self.about;
        let (place, refused) = (self.place(), self.refused_rows());
        let read = counted(self.rows_read, "row", "rows");
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

    fn words(&self) -> String {
        let duplicates = self.tally.duplicates;
        let mut text = self.first_words();
        let mut line = |words: String| text += &format!("  {words}\n");
        if let Some((first, last)) = self.days {
            line(format!("Dated {} to {}.", british(first), british(last)));
        }
        if let Some(day) = self.as_at.filter(|_| self.about.known.makes_records()) {
            line(format!("The children are described as at {} (--as-at says otherwise).", british(day)));
        }
        self.told.iter().for_each(|told| line(told.clone()));
        self.warning_words().into_iter().for_each(&mut line);
        if duplicates > 0 {
            line(format!(
                "{} an earlier row of the file, which counts once.",
                counted(duplicates, "row equals", "rows equal")
            ));
        }
        if self.after_today > 0 {
            line(format!(
                "{} dated after today, and came in so; look whether that is right.",
                counted(self.after_today, "record is", "records are")
            ));
        }
        if !self.about.left_out.is_empty() {
            line(format!("Left out, because they name or identify a child: {}.", self.about.left_out.join(", ")));
        }
        if !self.about.extra.is_empty() {
            line(format!("Kept under their own names (extra.NAME): {}.", self.about.extra.join(", ")));
        }
        text + &self.refusals() + &self.touched_words()
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
            text += &format!("  ... and {} more (--json lists them all).\n", self.refused.len() - SHOWN);
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

impl Receipt {
    /// How many rows were refused, in all files.
    pub(in crate::cli) fn refused(&self) -> u64 {
        self.files.iter().map(FileReceipt::refused_rows).sum()
    }

    /// What the journal keeps.
    pub(in crate::cli) fn for_journal(&self) -> Value {
        json!({ "files": self.files.iter().map(|file| json!({
            "file": file.place(), "sha256": file.sha256, "kind": file.kind, "rows_read": file.rows_read, "added": file.tally.added,
            "changed": file.tally.changed, "unchanged": file.tally.unchanged, "refused": file.refused_rows(), "changed_records": file.changed,
        })).collect::<Vec<_>>() })
    }

    /// Answers with it.
    pub(in crate::cli) fn tell(
        &self,
        context: &mut Context<'_>,
        register: &Register,
        dry: bool,
    ) -> Result<(), Failure> {
        let people = register.people()?;
        let staff = Staff::new(&people);
        let spellings: BTreeSet<&str> =
            self.files.iter().flat_map(|file| file.staff.keys().map(String::as_str)).collect();
        let unknown = staff.unknown(spellings);
        let mut json = json!({ "files": self.files.iter().map(FileReceipt::as_json).collect::<Vec<_>>() });
        json["not_read"] = self.unknown.iter().map(UnknownTable::as_json).collect();
        json["open_elsewhere"] = json!(self.open);
        json["dry_run"] = json!(dry);
        json["gone"] = json!(self.gone.map(|(count, _)| count));
        json["unknown_people"] = unknown.iter().map(|(name, near)| json!({ "name": name, "nearest": near })).collect();
        context.answer(&json, || {
            let mut text = if dry { "A dry run: nothing was changed.\n".to_owned() } else { String::new() };
            text += &self.files.iter().map(FileReceipt::words).collect::<String>();
            text += &self.unknown.iter().filter(|table| !table.empty).map(UnknownTable::words).collect::<String>();
            text += &self.open.iter().map(|lock| open_words(lock)).collect::<String>();
            text += &self.gone.map(gone_words).unwrap_or_default();
            text + &unknown_words(&unknown)
        });
        if !dry && !self.files.is_empty() {
            context.notice(
                "The extract itself still holds names and notes, and lies where it was: keep it safe, or delete it.",
            );
        }
        Ok(())
    }
}

fn open_words(lock: &str) -> String {
    format!(
        "{} is open in Excel: what was saved last was read, not what stands on that screen.\n",
        lock.trim_start_matches("~$")
    )
}

impl UnknownTable {
    fn as_json(&self) -> Value {
        json!({ "file": self.file, "sheet": self.sheet, "reason": self.reason })
    }

    fn words(&self) -> String {
        let sheet = self.sheet.iter().map(|sheet| format!(", {sheet}")).collect::<String>();
        format!("Not read: {}{sheet}: {}.\n", self.file, self.reason.trim_end_matches('.'))
    }
}

/// A count with the words for one or for several.
fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn gone_words((count, day): (u64, NaiveDate)) -> String {
    match count {
        0 => String::new(),
        _ => format!(
            "{} not in this extract, and not known to have left care by {}: they still count as in care.\n  \
             If they have left, import an extract that says when.\n",
            counted(count, "child of the register is", "children of the register are"),
            british(day)
        ),
    }
}

fn unknown_words(unknown: &[(String, Option<String>)]) -> String {
    if unknown.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{} not on the list of people:\n",
        counted(unknown.len() as u64, "name of an IRO is", "names of IROs are")
    );
    for (name, near) in unknown {
        text += &match near {
            Some(near) => {
                format!("  {name}    is it {near}? Then: dipsample person add \"{near}\" --also \"{name}\"\n")
            }
            None => format!("  {name}    to add them: dipsample person add \"{name}\" --role iro\n"),
        };
    }
    text
}
