//! `import --refused FILE`: the rows that were refused, to be corrected and imported again.
//!
//! Each row keeps its cells, without the columns that are left out at import (children's names), behind three columns that say
//! where it was refused and why, which the next import ignores. Tables with different headings get a file each (FILE,
//! FILE-2 and so on), because a row can be corrected only under its own headings. A name that ends in .xlsx gives a workbook of text
//! cells, which a spreadsheet leaves as they are; in CSV an apostrophe guards them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::context::Context;
use super::failure::Failure;
use super::files::{self, short_name};
use super::importing;
use super::shell::quoted;
use super::writing::Purpose;
use crate::intake::{self, Options, REFUSED};
use crate::model::english::one_or_more;
use crate::reporting::workbook;
use crate::store::{Actor, Register};

/// The refused rows of one table.
pub(super) struct RefusedTable {
    /// The file.
    pub path: PathBuf,
    /// The file's name, with the sheet.
    pub shown: String,
    /// The table's place in the file.
    pub place: usize,
    /// The headings of columns that must not leave the file.
    pub left_out: Vec<String>,
    /// The reasons, by row.
    pub reasons: BTreeMap<u64, Vec<String>>,
}

/// What is to be written, and for whom.
pub(super) struct Request<'a> {
    /// Where.
    pub to: &'a Path,
    /// How the files were read.
    pub options: &'a Options,
    /// The flags that the next import needs as well.
    pub flags: String,
    /// Finds out who is acting.
    pub actor: &'a Actor,
}

/// Refuses a file that must not be replaced before anything is imported.
pub(super) fn may_write(to: &Path, context: &mut Context<'_>, register: &Register) -> Result<(), Failure> {
    context.must_be_writable(Some(register), &purpose(), to).map_err(|failure| Failure {
        message: format!("{}. Nothing was imported", failure.message.trim_end_matches('.')),
        ..failure
    })
}

fn purpose() -> Purpose {
    Purpose::new("refused rows")
}

/// Rows under one set of headings.
struct Sheet {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Writes the refused rows, notes that in the journal, and says what the files hold.
pub(super) fn write(
    request: &Request<'_>,
    tables: &[RefusedTable],
    register: &mut Register,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for table in tables.iter().filter(|table| !table.reasons.is_empty()) {
        gather(request, table, context, &mut sheets)?;
    }
    if sheets.is_empty() {
        context.notice(&format!("No row was refused, so {} was not written.", request.to.display()));
        return Ok(());
    }
    let mut prepared = Vec::new();
    for (number, sheet) in sheets.iter().enumerate() {
        let shown = numbered(request.to, number, context);
        let bytes = sheet.bytes(&shown)?;
        let file = context.outgoing(Some(register), &purpose(), (&shown, &bytes))?;
        prepared.push((shown, sheet.rows.len(), file));
    }
    let listed: Vec<_> =
        prepared.iter().map(|(path, rows, _)| json!({ "file": short_name(path), "rows": rows })).collect();
    context.change(register, request.actor, "import --refused", |_, change| {
        prepared.iter().try_for_each(|(_, _, file)| file.record(change, &request.actor.at))?;
        Ok(((), json!({ "files": listed })))
    })?;
    for (shown, rows, file) in prepared {
        file.put()?;
        context.notice(&told(&shown, rows, &request.flags));
    }
    Ok(())
}

fn told(path: &Path, rows: usize, flags: &str) -> String {
    let advice = match path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        true => "",
        false => {
            "\n  To correct them in Excel, a workbook is safer: --refused FILE.xlsx. Excel can change ids and dates in a CSV file."
        }
    };
    let (are, them) = (one_or_more(rows, "row is", "rows are"), one_or_more(rows, "it", "them"));
    format!(
        "{rows} refused {are} in {}. Correct {them} there, then: dipsample import {}{flags}{advice}\n  \
         Careful: that file holds children's data. Keep it where you keep case files, and delete it when you have finished.",
        path.display(),
        quoted(&path.display().to_string())
    )
}

/// Puts the rows of one table under those with the same headings.
fn gather(
    request: &Request<'_>,
    table: &RefusedTable,
    context: &Context<'_>,
    sheets: &mut Vec<Sheet>,
) -> Result<(), Failure> {
    let wanted: BTreeSet<u64> = table.reasons.keys().copied().collect();
    let watch = files::watched(context, &table.path)?;
    let again = intake::again(&watch, request.options, table.place, &wanted)
        .map_err(|error| importing::named(&table.path, error))?;
    watch.finish();
    let kept = |at: &usize| again.headings.get(*at).is_none_or(|heading| !table.left_out.contains(heading));
    let headings: Vec<String> =
        (0..again.headings.len()).filter(kept).filter_map(|at| again.headings.get(at).cloned()).collect();
    let rows = again.rows.iter().map(|(row, cells)| {
        let reasons = table.reasons.get(row).map(|reasons| reasons.join("; ")).unwrap_or_default();
        let own = (0..cells.len()).filter(kept).filter_map(|at| cells.get(at).cloned());
        [table.shown.clone(), row.to_string(), reasons].into_iter().chain(own).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    match sheets.iter_mut().find(|sheet| sheet.headings == headings) {
        Some(sheet) => sheet.rows.extend(rows),
        None => sheets.push(Sheet { headings, rows }),
    }
    Ok(())
}

/// The name of the file for the sheet of that number: the one asked for, then others beside it that are free.
fn numbered(to: &Path, number: usize, context: &Context<'_>) -> PathBuf {
    if number == 0 {
        return to.to_owned();
    }
    let stem = to.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = to.extension().map_or(String::new(), |ending| format!(".{}", ending.to_string_lossy()));
    let mut at = number + 1;
    loop {
        let path = to.with_file_name(format!("{stem}-{at}{ending}"));
        if !context.desk.path(&path).exists() {
            return path;
        }
        at += 1;
    }
}

impl Sheet {
    /// A workbook of text cells if the name ends in .xlsx; otherwise CSV in UTF-8 with a byte order mark, so that spreadsheets
    /// recognise the encoding. In both, a cell that a spreadsheet would change has an apostrophe in front, which the next import
    /// removes.
    fn bytes(&self, file: &Path) -> Result<Vec<u8>, Failure> {
        let headings: Vec<String> =
            REFUSED.iter().map(|heading| (*heading).to_owned()).chain(self.headings.clone()).collect();
        let guarded = |row: &Vec<String>| row.iter().cloned().map(intake::guarded_as_text).collect();
        let rows: Vec<Vec<String>> = self.rows.iter().map(guarded).collect();
        match file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
            true => Ok(workbook::list("Refused rows", &headings, &rows)?),
            false => intake::write_csv(std::iter::once(&headings).chain(&rows))
                .map_err(|error| Failure::ours(format!("the refused rows cannot be written: {error}"))),
        }
    }
}
