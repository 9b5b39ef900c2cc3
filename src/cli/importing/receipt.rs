//! What an import tells: what was read, what came in, what was refused and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::plan::UnknownTable;
use super::words::{gone_words, lacking_words, open_words, unknown_children, where_they_lie};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files::short_name;
use crate::cli::refused::RefusedTable;
use crate::cli::spellings::{self, Proposal};
use crate::cli::staff::Staff;
use crate::intake::{About, Ending, Fault, RefusedRow, SavedToSeveral, Warning};
use crate::model::{Kind, Record};
use crate::store::{Conflict, Gone, Lost, OutsideCare, Register, Tally, UnknownChild};

/// What an import of several files tells.
#[derive(Default)]
pub(in crate::cli) struct Receipt {
    /// One a table.
    pub(super) files: Vec<FileReceipt>,
    /// Where a file of children was read: how many children of the register no file of this import holds, and the day.
    pub(super) gone: Option<(u64, NaiveDate)>,
    /// Records of the register that no file of this import holds, though it covers their days: one for each kind.
    pub(super) lacking: Vec<Gone>,
    /// Sheets, and files of a folder, that hold nothing that can be understood.
    pub(super) unknown: Vec<UnknownTable>,
    /// Excel's own lock files that lie beside the others.
    pub(super) open: Vec<String>,
}

/// What the import of one table tells.
pub(super) struct FileReceipt {
    /// Its path.
    pub(super) path: PathBuf,
    /// Its place among the tables of its file.
    pub(super) table: usize,
    /// The batch under which it came in.
    pub(super) batch: i64,
    pub(super) file: String,
    pub(super) about: About,
    /// What the records are.
    pub(super) kind: Kind,
    pub(super) warnings: Vec<Warning>,
    pub(super) told: Vec<String>,
    /// SHA-256 of the file.
    pub(super) sha256: String,
    /// Rows below the heading.
    pub(super) rows_read: u64,
    /// Added, changed, unchanged.
    pub(super) tally: Tally,
    pub(super) refused: Vec<Fault>,
    pub(super) refused_rows: BTreeSet<u64>,
    pub(super) refused_records: BTreeSet<String>,
    pub(super) as_at: Option<NaiveDate>,
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
    pub(super) after_today: u64,
    pub(super) staff: BTreeMap<String, u64>,
    /// References of changed records, the first fifty.
    pub(super) changed: Vec<String>,
    /// Cases that this file changes or lacks.
    pub(super) touched: Vec<Lost>,
    /// Records that it names only in rows that were refused.
    pub(super) named: BTreeSet<String>,
    /// Notes that were saved to several children.
    pub(super) same_notes: SavedToSeveral,
    /// Records outside the time in which their child was in care.
    pub(super) outside: OutsideCare,
}

/// Refused rows of which it is kept what is wrong.
const LISTED: usize = 100_000;
/// What is said of the others.
const NOT_LISTED: &str = "refused, like more than 100,000 rows of this file";

impl FileReceipt {
    /// Starts with what the heading tells.
    pub(super) fn new(path: &Path, table: usize, about: &About, warnings: Vec<Warning>) -> FileReceipt {
        let hidden = about.hidden.then(|| "The sheet is hidden in its workbook, and was read all the same.".to_owned());
        FileReceipt {
            path: path.to_owned(),
            table,
            batch: 0,
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
            named: BTreeSet::new(),
            same_notes: SavedToSeveral::default(),
            outside: OutsideCare::default(),
        }
    }

    /// Notes a refused row. What is wrong with it is kept of the first [`LISTED`], so that memory does not grow with a broken file.
    pub(super) fn refuse(&mut self, row: RefusedRow) {
        self.refused_rows.insert(row.row);
        self.refused_records.extend(row.reference);
        self.list(row.faults);
    }

    fn list(&mut self, faults: impl IntoIterator<Item = Fault>) {
        if self.is_listed_whole() {
            self.refused.extend(faults);
        }
    }

    /// Whether everything is kept that is wrong with its rows.
    pub(super) fn is_listed_whole(&self) -> bool {
        self.refused_rows.len() <= LISTED
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
            self.list([Fault {
                row,
                column: "reference".to_owned(),
                value: conflict.reference.clone(),
                reason: format!("the same reference as {with}, with other contents: expected one row a record; keep the right one and import again"),
            }]);
        }
    }

    fn refused_table(&self) -> RefusedTable {
        let mut reasons: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for fault in &self.refused {
            let column = if fault.column.is_empty() { String::new() } else { format!("{}: ", fault.column) };
            reasons.entry(fault.row).or_default().push(format!("{column}{}", fault.reason));
        }
        let listed: BTreeSet<u64> = reasons.keys().copied().collect();
        reasons.extend(self.refused_rows.difference(&listed).map(|row| (*row, vec![NOT_LISTED.to_owned()])));
        RefusedTable {
            path: self.path.clone(),
            shown: self.place(),
            place: self.table,
            left_out: self.about.left_out.clone(),
            reasons,
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
            "left_out": self.about.left_out, "kept": self.about.kept, "extra": self.about.extra, "unmatched": self.about.unmatched, "as_at": self.as_at,
            "first_date": self.days.map(|(first, _)| first), "last_date": self.days.map(|(_, last)| last), "after_today": self.after_today,
            "cases_touched": self.touched, "path": full(&self.path).display().to_string(), "batch": self.batch,
            "same_note": { "notes": self.same_notes.notes, "records": self.same_notes.records }, "outside_care": self.outside,
        })
    }

    /// The file, with the sheet or the table where it has several.
    pub(super) fn place(&self) -> String {
        match &self.about.sheet {
            Some(sheet) => format!("{}, {sheet}", self.file),
            None => self.file.clone(),
        }
    }
}

impl Receipt {
    /// How many rows were refused, in all files.
    pub(in crate::cli) fn refused(&self) -> u64 {
        self.files.iter().map(FileReceipt::refused_rows).sum()
    }

    /// The refused rows of each table, as they are to be written out.
    pub(in crate::cli) fn refused_tables(&self) -> Vec<RefusedTable> {
        self.files.iter().map(FileReceipt::refused_table).collect()
    }

    /// The day as at which the children that were imported are described, where any were.
    pub(in crate::cli) fn as_at(&self) -> Option<NaiveDate> {
        self.files.iter().filter_map(|file| file.as_at).max()
    }

    /// What the journal keeps.
    pub(in crate::cli) fn for_journal(&self) -> Value {
        let file = |file: &FileReceipt| {
            let mut line = json!({
                "file": file.place(), "sha256": file.sha256, "kind": file.kind, "rows_read": file.rows_read, "added": file.tally.added,
                "changed": file.tally.changed, "unchanged": file.tally.unchanged, "refused": file.refused_rows(), "changed_records": file.changed,
            });
            if !file.about.kept.is_empty() {
                line["kept"] = json!(file.about.kept);
            }
            line
        };
        json!({ "files": self.files.iter().map(file).collect::<Vec<_>>() })
    }

    /// The children that the records of each file name and the register does not have.
    fn unknown_children(&self, register: &Register) -> Result<Vec<(Kind, Vec<UnknownChild>)>, Failure> {
        let mut found = Vec::new();
        for file in self.files.iter().filter(|file| file.batch > 0) {
            let children = register.unknown_children(file.kind, file.batch)?;
            found.extend((!children.is_empty()).then_some((file.kind, children)));
        }
        Ok(found)
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
        json["not_in_extract"] = json!(self.lacking);
        let names: Vec<String> = unknown.iter().map(|(name, _)| name.clone()).collect();
        let proposals = spellings::propose(&people, &names);
        json["proposed_people"] = proposals.iter().map(Proposal::as_json).collect();
        json["unknown_people"] = unknown.iter().map(|(name, near)| json!({ "name": name, "nearest": near })).collect();
        let strangers = self.unknown_children(register)?;
        json["unknown_children"] = strangers
            .iter()
            .flat_map(|(kind, children)| {
                children.iter().map(move |one| json!({
            "kind": kind, "child": one.child, "records": one.records, "but_for_noughts": one.but_for_noughts,
        }))
            })
            .collect();
        context.answer(&json, || {
            let mut text = if dry { "A dry run: nothing was changed.\n".to_owned() } else { String::new() };
            text += &self.files.iter().map(FileReceipt::words).collect::<String>();
            text += &strangers.iter().map(|(kind, children)| unknown_children(*kind, children)).collect::<String>();
            text += &self.unknown.iter().filter(|table| !table.empty).map(UnknownTable::words).collect::<String>();
            text += &self.open.iter().map(|lock| open_words(lock)).collect::<String>();
            text += &self.lacking.iter().map(lacking_words).collect::<String>();
            text += &self.gone.map(gone_words).unwrap_or_default();
            text + &spellings::words(&proposals, &unknown)
        });
        if !dry && !self.files.is_empty() {
            let files: BTreeSet<PathBuf> = self.files.iter().map(|file| full(&file.path)).collect();
            context.notice(&where_they_lie(&files.into_iter().collect::<Vec<_>>()));
        }
        Ok(())
    }
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

/// The full path of a file.
fn full(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
