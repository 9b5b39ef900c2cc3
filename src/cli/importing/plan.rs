//! What is about to come in: every file opened once, before anything changes.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::named;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files::{self, OneFile};
use crate::intake::{self, About, Content, Extract, Found, Group, IntakeError, Options, Part, Row};
use crate::model::{Kind, Value};

/// Why a file cannot be planned, and whether it is most likely no extract at all but something else.
struct NotOpened {
    failure: Failure,
    reason: String,
    other: bool,
}

/// The files of an import, in the order in which they come in.
pub(in crate::cli) struct Plan {
    pub(super) files: Vec<PlannedFile>,
    /// Sheets that hold nothing that can be understood, beside others that do.
    pub(super) unknown: Vec<UnknownTable>,
    /// Excel's own lock files that lie beside the others.
    pub(super) open: Vec<String>,
}

/// Why there is no plan.
pub(in crate::cli) enum Halted {
    /// Something is wrong.
    Failed(Failure),
    /// Nobody has said which roles mean the IRO: the roles there are, and the failure where nobody can be asked.
    Roles(Vec<(String, u64)>, Failure),
}

impl From<Failure> for Halted {
    fn from(failure: Failure) -> Halted {
        Halted::Failed(failure)
    }
}

/// One file.
pub(super) struct PlannedFile {
    pub(super) path: PathBuf,
    pub(super) tables: Vec<PlannedTable>,
    /// SHA-256 of the file, where it was read whole already.
    pub(super) sha256: String,
}

/// One table that is understood.
pub(super) struct PlannedTable {
    /// Its place among the tables of its file.
    pub(super) place: usize,
    /// For children: the day as at which they are described.
    pub(super) as_at: Option<NaiveDate>,
    /// Where it was read together with others: what came of it. Else it is read when its turn comes.
    pub(super) group: Option<Group>,
    /// What its headings tell.
    pub(super) about: About,
    /// Whether it makes no records of its own, but serves others.
    pub(super) only_serves: bool,
}

impl PlannedTable {
    /// The tables with which it could clash: those of its kind, of children those of its day.
    pub(super) fn scope(&self) -> (Kind, Option<NaiveDate>) {
        (self.about.kind, self.as_at)
    }
}

/// One table that is not, or a file of a folder.
pub(super) struct UnknownTable {
    pub(super) file: String,
    /// The sheet; none where no table of the file is understood.
    pub(super) sheet: Option<String>,
    pub(super) reason: String,
    pub(super) empty: bool,
}

/// A table of a family, with its place in the plan.
struct Waiting {
    file: usize,
    table: usize,
    part: Part,
}

impl Plan {
    /// Opens every file, reads those tables together that belong together, and gives each table of children its day: as
    /// typed, else the latest date in it that is not after today, else (it has none) the latest in the other tables of
    /// the import, else today.
    pub(in crate::cli) fn read(
        context: &Context<'_>,
        typed: files::Expanded,
        options: &Options,
        as_at: Option<NaiveDate>,
    ) -> Result<Plan, Halted> {
        let mut plan = Plan { files: Vec::with_capacity(typed.files.len()), unknown: Vec::new(), open: Vec::new() };
        let (mut waiting, mut failed) = (Vec::new(), None);
        for OneFile { path, found } in typed.files {
            match plan.open(context, &path, options, as_at, &mut waiting) {
                Err(NotOpened { other: true, reason, failure }) if found => {
                    plan.unknown.push(UnknownTable {
                        file: files::short_name(&path),
                        sheet: None,
                        reason,
                        empty: false,
                    });
                    failed = failed.or(Some(failure));
                }
                Err(NotOpened { failure, .. }) => return Err(failure.into()),
                Ok(()) => {}
            }
        }
        if let (true, Some(failure)) = (plan.files.is_empty(), failed) {
            return Err(failure.into());
        }
        plan.open = typed.locks.iter().map(|lock| files::short_name(lock)).collect();
        plan.join(waiting, options, as_at)?;
        plan.date(context, options)?;
        Ok(plan)
    }

    fn open(
        &mut self,
        context: &Context<'_>,
        path: &Path,
        options: &Options,
        as_at: Option<NaiveDate>,
        waiting: &mut Vec<Waiting>,
    ) -> Result<(), NotOpened> {
        let watch = files::watched(context, path)?;
        let found = intake::open(&watch, options).map_err(|error| NotOpened::new(path, error))?;
        let mut file = PlannedFile { path: path.to_owned(), tables: Vec::new(), sha256: String::new() };
        let (at, mut failed) = (self.files.len(), Vec::new());
        for (place, Found { sheet, content }) in found.into_iter().enumerate() {
            match content {
                Content::Extract(extract) => {
                    let about = extract.about.clone();
                    let day = || as_at.or_else(|| latest_in(*extract, options.today));
                    let as_at = if about.kind == Kind::Child { day() } else { None };
                    file.tables.push(PlannedTable { place, as_at, group: None, about, only_serves: false });
                }
                Content::Part(part) => {
                    let about = part.about.clone();
                    waiting.push(Waiting { file: at, table: file.tables.len(), part: *part });
                    file.tables.push(PlannedTable { place, as_at: None, group: None, about, only_serves: false });
                }
                Content::Unknown(error) => failed.push((sheet, error)),
            }
        }
        if file.tables.is_empty() {
            return Err(nothing_understood(&file.path, failed));
        }
        // What a family's tables are read from is read to its end in a moment; a workbook and a return are already.
        file.sha256 = watch.finish();
        self.unknown.extend(failed.into_iter().map(|(sheet, error)| UnknownTable::new(&file.path, sheet, &error)));
        self.files.push(file);
        Ok(())
    }

    fn join(&mut self, waiting: Vec<Waiting>, options: &Options, as_at: Option<NaiveDate>) -> Result<(), Halted> {
        let places: Vec<(usize, usize)> = waiting.iter().map(|one| (one.file, one.table)).collect();
        let parts = waiting.into_iter().map(|one| one.part).collect();
        let groups = intake::join(parts, options, as_at).map_err(|(at, error)| {
            let file = places.get(at).and_then(|(file, _)| self.files.get(*file));
            let codes = if let IntakeError::RolesUnknown { codes } = &error { Some(codes.clone()) } else { None };
            let failure = file.map_or_else(|| Failure::ours("a table is in no file"), |file| named(&file.path, error));
            match codes {
                Some(codes) => Halted::Roles(codes, failure),
                None => Halted::Failed(failure),
            }
        })?;
        for ((file, table), group) in places.into_iter().zip(groups) {
            let planned = &mut self.files[file].tables[table];
            let latest = || latest_of(group.rows.iter().flatten(), Kind::Child, options.today);
            planned.about = group.about.clone();
            planned.only_serves = group.as_at.is_none() && group.rows.iter().all(Result::is_err);
            if planned.about.kind == Kind::Child && !planned.only_serves {
                planned.as_at = group.as_at.or(as_at).or_else(latest);
            }
            planned.group = Some(group);
        }
        Ok(())
    }

    /// Dates the tables of children that hold no date by the others.
    fn date(&mut self, context: &Context<'_>, options: &Options) -> Result<(), Failure> {
        let dateless =
            |table: &PlannedTable| table.about.kind == Kind::Child && table.as_at.is_none() && !table.only_serves;
        if !self.files.iter().flat_map(|file| &file.tables).any(dateless) {
            return Ok(());
        }
        let mut latest = None;
        for file in &self.files {
            for table in &file.tables {
                if let Some(group) = &table.group {
                    latest = latest.max(latest_of(group.rows.iter().flatten(), table.about.kind, options.today));
                }
            }
            for extract in
                extracts_of(&files::watched(context, &file.path)?, &file.path, options)?.into_iter().flatten()
            {
                latest = latest.max(latest_in(extract, options.today));
            }
        }
        for table in self.files.iter_mut().flat_map(|file| &mut file.tables).filter(|table| dateless(table)) {
            table.as_at = Some(latest.unwrap_or(options.today));
        }
        Ok(())
    }

    /// The headings of identifying columns that are imported because of `--keep`.
    pub(super) fn kept(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flat_map(|file| &file.tables).flat_map(|table| &table.about.kept).map(String::as_str)
    }

    /// The headings of columns that are left out because they identify someone.
    pub(super) fn identifying(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flat_map(|file| &file.tables).flat_map(|table| &table.about.identifying).map(String::as_str)
    }

    /// The latest day as at which children are described.
    pub(super) fn latest_as_at(&self) -> Option<NaiveDate> {
        self.files.iter().flat_map(|file| &file.tables).filter_map(|table| table.as_at).max()
    }
}

impl UnknownTable {
    fn new(path: &Path, sheet: Option<String>, error: &IntakeError) -> UnknownTable {
        UnknownTable {
            file: files::short_name(path),
            sheet,
            reason: error.to_string(),
            empty: matches!(error, IntakeError::Empty),
        }
    }
}

/// The tables of a file that are read by themselves, each in its place among all.
pub(super) fn extracts_of(
    watch: &files::Watched,
    path: &Path,
    options: &Options,
) -> Result<Vec<Option<Extract>>, Failure> {
    let found = intake::open(watch, options).map_err(|error| named(path, error))?;
    let extract = |found: Found| if let Content::Extract(extract) = found.content { Some(*extract) } else { None };
    Ok(found.into_iter().map(extract).collect())
}

/// What is wrong with a file of which no table is understood: with one sheet that sheet's fault, with several each one's.
fn nothing_understood(path: &Path, mut failed: Vec<(Option<String>, IntakeError)>) -> NotOpened {
    let filled = failed.iter().filter(|(_, error)| !matches!(error, IntakeError::Empty)).count();
    if filled == 1 {
        failed.retain(|(_, error)| !matches!(error, IntakeError::Empty));
    }
    if failed.len() <= 1 {
        return NotOpened::new(path, failed.pop().map_or(IntakeError::Empty, |(_, error)| error));
    }
    let other = failed.iter().all(|(_, error)| error.is_something_else());
    let told: Vec<String> = failed
        .into_iter()
        .map(|(sheet, error)| format!("\n  sheet '{}': {error}", sheet.unwrap_or_default()))
        .collect();
    let reason = format!("none of its sheets can be understood:{}", told.concat());
    let failure = Failure::person(format!("{}: {reason}", files::short_name(path)));
    NotOpened { failure, reason, other }
}

impl NotOpened {
    fn new(path: &Path, error: IntakeError) -> NotOpened {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let other = error.is_something_else() && ending.as_deref() != Some("csv");
        NotOpened { reason: error.to_string(), other, failure: named(path, error) }
    }
}

impl From<Failure> for NotOpened {
    fn from(failure: Failure) -> NotOpened {
        NotOpened { reason: String::new(), other: false, failure }
    }
}

/// The latest day in an extract that is not after today; days of birth do not count.
fn latest_in(mut extract: Extract, today: NaiveDate) -> Option<NaiveDate> {
    let kind = extract.about.kind;
    let rows = std::iter::from_fn(|| extract.next_row()).filter_map(Result::ok);
    rows.filter_map(|row| latest_of(std::iter::once(&row), kind, today)).max()
}

fn latest_of<'a>(rows: impl Iterator<Item = &'a Row>, kind: Kind, today: NaiveDate) -> Option<NaiveDate> {
    let born = if kind == Kind::Child { kind.position("born") } else { None };
    let days = |row: &Row| {
        let fields = row.record.values.iter().enumerate().filter(|(place, _)| Some(*place) != born);
        let days = fields.filter_map(|(_, value)| if let Some(Value::Date(day)) = value { Some(*day) } else { None });
        days.chain(row.record.date).filter(|day| *day <= today).max()
    };
    rows.filter_map(days).max()
}
