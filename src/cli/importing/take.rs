//! The tables of a plan into the register.

use std::path::Path;

use chrono::NaiveDate;

use super::clashes::Clashes;
use super::plan::{Plan, PlannedFile, PlannedTable};
use super::receipt::{FileReceipt, Receipt};
use super::{files, named};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::intake::{
    self, About, Content, Ending, Extract, Found, IntakeError, Knowledge, Options, RefusedRow, Row, SameNotes, Warning,
};
use crate::model::Kind;
use crate::store::{Actor, BatchFacts, Change, FileColumns, FileImport, Incoming};

/// How files are read, and on whose behalf.
pub(in crate::cli) struct Job<'a> {
    pub(in crate::cli) options: &'a Options,
    pub(in crate::cli) actor: &'a Actor,
}

/// A table whose rows come one after the other, whether they are still to be read or not.
struct Stream {
    about: About,
    rows: Rows,
    warnings: Vec<Warning>,
}

enum Rows {
    Unread(Box<Extract>),
    Read(std::vec::IntoIter<Result<Row, RefusedRow>>, Ending),
}

impl Stream {
    fn next(&mut self) -> Option<Result<Row, RefusedRow>> {
        match &mut self.rows {
            Rows::Unread(extract) => extract.next_row(),
            Rows::Read(rows, _) => rows.next(),
        }
    }

    fn finish(self) -> Result<Ending, IntakeError> {
        match self.rows {
            Rows::Unread(extract) => extract.finish(),
            Rows::Read(_, ending) => Ok(ending),
        }
    }
}

/// Puts every table of the plan into the register, and returns what is to be told.
pub(in crate::cli) fn take_all(
    job: &Job<'_>,
    context: &Context<'_>,
    change: &Change<'_>,
    plan: Plan,
) -> Result<Receipt, Failure> {
    let before = change.register().newest_batch()?.unwrap_or(0);
    let latest = plan.latest_as_at();
    let clashes = Clashes::find(context, &plan, job.options)?;
    let mut receipt = Receipt { unknown: plan.unknown, open: plan.open, ..Receipt::default() };
    for (at, file) in plan.files.into_iter().enumerate() {
        take_file(job, context, change, (at, file, &clashes), &mut receipt)?;
    }
    change.join_batches(before + 1)?;
    look_back(change, &mut receipt, before + 1)?;
    if let Some(day) = latest {
        receipt.gone = Some((change.children_gone(before + 1, day)?, day));
    }
    Ok(receipt)
}

/// What shows only once every file of the import is in: which cases of samples it touches, which records it lacks, and
/// which lie outside the time in which their child was in care.
fn look_back(change: &Change<'_>, receipt: &mut Receipt, first: i64) -> Result<(), Failure> {
    for file in &mut receipt.files {
        file.touched = change.cases_touched(file.kind, (file.batch, first), &file.named)?;
        file.outside = change.outside_care(file.kind, file.batch)?;
    }
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Child) {
        if receipt.files.iter().any(|file| file.kind == kind) {
            receipt.lacking.extend(change.records_gone(kind, first)?);
        }
    }
    Ok(())
}

fn take_file(
    job: &Job<'_>,
    context: &Context<'_>,
    change: &Change<'_>,
    (at, file, clashes): (usize, PlannedFile, &Clashes),
    receipt: &mut Receipt,
) -> Result<(), Failure> {
    let PlannedFile { path, tables, sha256 } = file;
    let watch = files::watched(context, &path)?;
    let unread = tables.iter().any(|table| table.group.is_none());
    let found = match unread {
        true => intake::open(&watch, job.options).map_err(|error| named(&path, error))?,
        false => Vec::new(),
    };
    let mut found: Vec<Option<Found>> = found.into_iter().map(Some).collect();
    for (table, planned) in tables.into_iter().enumerate() {
        let scope = planned.scope();
        let PlannedTable { place, as_at, group, .. } = planned;
        let refuse = |row: Row| clashes.refuse(scope, (at, table), row);
        let stream = match (group, found.get_mut(place).and_then(Option::take)) {
            (Some(group), _) => {
                let rows = Rows::Read(group.rows.into_iter(), group.ending);
                Stream { about: group.about, rows, warnings: group.warnings }
            }
            (None, Some(Found { content: Content::Extract(extract), .. })) => {
                Stream { about: extract.about.clone(), rows: Rows::Unread(extract), warnings: Vec::new() }
            }
            _ => return Err(Failure::person(format!("{} has changed while it was read", path.display()))),
        };
        let digest = || if unread { watch.finish() } else { sha256.clone() };
        let from = From { path: &path, place, digest: &digest };
        receipt.files.push(take(job, change, &from, (stream, &refuse), as_at)?);
    }
    Ok(())
}

/// Where a table stands.
struct From<'a> {
    path: &'a Path,
    /// Its place among the tables of its file.
    place: usize,
    /// The digest of the file, once it has been read.
    digest: &'a dyn Fn() -> String,
}

fn take(
    job: &Job<'_>,
    change: &Change<'_>,
    &From { path, place, digest }: &From<'_>,
    (mut stream, refuse): (Stream, &dyn Fn(Row) -> Result<Row, RefusedRow>),
    as_at: Option<NaiveDate>,
) -> Result<FileReceipt, Failure> {
    let mut receipt = FileReceipt::new(path, place, &stream.about, std::mem::take(&mut stream.warnings));
    let as_at = as_at.filter(|_| receipt.kind == Kind::Child);
    if !stream.about.known.makes_records() {
        return only_told(receipt, stream, (path, digest), as_at);
    }
    let file_knows = columns(&stream.about);
    let batch = change.start_batch(job.actor, &facts(path, &stream.about, as_at))?;
    let mut same_notes = SameNotes::new(receipt.kind);
    let mut import = FileImport::new(change, receipt.kind, batch, file_knows.clone(), as_at);
    while let Some(row) = stream.next() {
        match row.and_then(refuse) {
            Err(refused) => receipt.refuse(refused),
            Ok(row) => {
                receipt.note_dates(row.record.date, job.options.today);
                receipt.note_staff(&row.record);
                same_notes.note(&row.record);
                let suffix = row.derived_reference.then_some(row.collision_suffix).flatten();
                let knows = row.knows.map(|knows| narrowed(&file_knows, knows));
                for conflict in import.put(Incoming { row: row.row, record: row.record, suffix, knows })? {
                    receipt.conflict(&conflict);
                }
            }
        }
    }
    receipt.tally = import.tally();
    receipt.changed = import.changed().to_vec();
    receipt.named = import.finish(receipt.refused_records())?;
    receipt.batch = batch;
    receipt.same_notes = same_notes.finish();
    let ending = stream.finish().map_err(|error| named(path, error))?;
    receipt.end(ending, digest(), as_at);
    change.set_batch_digest(batch, &receipt.sha256)?;
    change.end_batch(batch, receipt.rows_read, receipt.refused_rows(), receipt.tally, receipt.days())?;
    Ok(receipt)
}

/// Takes a table that makes no records, as those do that only help to describe what others record: no batch is of it.
fn only_told(
    mut receipt: FileReceipt,
    mut stream: Stream,
    (path, digest): (&Path, &dyn Fn() -> String),
    as_at: Option<NaiveDate>,
) -> Result<FileReceipt, Failure> {
    while let Some(row) = stream.next() {
        if let Err(refused) = row {
            receipt.refuse(refused);
        }
    }
    let ending = stream.finish().map_err(|error| named(path, error))?;
    receipt.end(ending, digest(), as_at);
    Ok(receipt)
}

/// What a row knows of what its file has columns for.
fn narrowed(file: &FileColumns, row: Knowledge) -> FileColumns {
    FileColumns { fields: row.fields, extra: row.extra, ..file.clone() }
}

fn columns(about: &About) -> FileColumns {
    let known = &about.known;
    FileColumns { child: known.child, date: known.date, fields: known.fields.clone(), extra: about.extra.clone() }
}

fn facts(path: &Path, about: &About, as_at: Option<NaiveDate>) -> BatchFacts {
    let sheet = about.sheet.iter().map(|sheet| format!(", {sheet}"));
    BatchFacts {
        file: std::iter::once(files::short_name(path)).chain(sheet).collect(),
        sha256: String::new(),
        format: about.format.to_owned(),
        kind: about.kind,
        encoding: about.encoding.clone(),
        as_at,
    }
}
