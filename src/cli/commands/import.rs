//! `import`: bring extracts in.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use crate::cli::batches;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::receipt::{FileReceipt, Receipt};
use crate::cli::typed;
use crate::intake::{self, DateOrder, Extract, Mapping, Options};
use crate::model::{Kind, Value};
use crate::store::{Actor, BatchFacts, Change, FileColumns, FileImport, Incoming};

/// `import`
#[derive(Debug, Args)]
#[command(
    after_help = "What comes in is told row by row: a row that cannot be read is refused, with its row, column and value, and the \
    rest come in. Importing the same file again changes nothing. The extract itself stays where it is: it still holds \
    names and notes, so keep it somewhere safe or delete it."
)]
pub(crate) struct ImportArgs {
    /// Files, folders or patterns (extracts/*.csv)
    #[arg(value_name = "FILE", required_unless_present_any = ["list", "undo"])]
    files: Vec<PathBuf>,
    /// What the records are, where the columns do not tell: oversight, review, dispute, child
    #[arg(long, value_name = "K")]
    kind: Option<String>,
    /// The format, where the columns do not tell: csv, ssda903-reviews, ssda903-header
    #[arg(long, value_name = "F")]
    format: Option<String>,
    /// A file that says which column is which field: under [columns], "Heading in the file" = "field"
    #[arg(long, value_name = "FILE.toml")]
    columns: Option<PathBuf>,
    /// The day as at which children are described [default: the latest date in the file, not after today]
    #[arg(long, value_name = "DATE")]
    as_at: Option<String>,
    /// The order of day and month: dmy, mdy, iso [default: dmy]
    #[arg(long, value_name = "ORDER")]
    dates: Option<String>,
    /// The century of two-digit years, as 20 for 20xx [default: such dates are refused]
    #[arg(long, value_name = "N")]
    century: Option<u32>,
    /// Say what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Bring in nothing if any row is refused
    #[arg(long)]
    strict: bool,
    /// List what was imported: one line a file, numbered
    #[arg(long, conflicts_with_all = ["files", "undo"])]
    list: bool,
    /// Take an import back by its number, as long as nothing that was drawn from it stands
    #[arg(long, value_name = "NUMBER", conflicts_with = "files")]
    undo: Option<i64>,
}

pub(crate) fn run(args: &ImportArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    if args.list {
        return batches::list(context);
    }
    if let Some(number) = args.undo {
        return batches::undo(number, context);
    }
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let paths = files::expand(context, &args.files, &["csv"])?;
    let options = options(args, context)?;
    let as_at = args.as_at.as_deref().map(|day| typed::day("--as-at", day)).transpose()?;
    let files = dated(context, paths, &options, as_at)?;
    let job = Job { options: &options, actor: &actor };
    let receipt = match args.dry_run {
        true => {
            context.lock(&mut register)?;
            register.rehearse(|change| take_all(&job, context, change, &files))?
        }
        false => commit(args, context, &mut register, &job, &files)?,
    };
    receipt.tell(context, &register, args.dry_run)?;
    match args.strict && receipt.refused() > 0 {
        true => {
            Err(Failure::person(format!("{} rows were refused, so nothing was imported (--strict)", receipt.refused()))
                .hint("Mend the rows above in the file and import it again, or leave --strict out"))
        }
        false => Ok(()),
    }
}

/// A file and, where it is one of children, the day as at which it describes them.
struct Dated {
    path: PathBuf,
    as_at: Option<NaiveDate>,
}

struct Job<'a> {
    options: &'a Options,
    actor: &'a Actor,
}

/// What an import that must not stand carries out of its transaction.
enum Halt {
    Strict(Receipt),
    Failed(Failure),
}

impl From<crate::store::StoreError> for Halt {
    fn from(error: crate::store::StoreError) -> Halt {
        Halt::Failed(error.into())
    }
}

fn commit(
    args: &ImportArgs,
    context: &mut Context<'_>,
    register: &mut crate::store::Register,
    job: &Job<'_>,
    files: &[Dated],
) -> Result<Receipt, Failure> {
    context.lock(register)?;
    let worked = register.change(job.actor, "import", |change| {
        let receipt = take_all(job, context, change, files).map_err(Halt::Failed)?;
        match args.strict && receipt.refused() > 0 {
            true => Err(Halt::Strict(receipt)),
            false => {
                let details = receipt.for_journal();
                Ok((receipt, details))
            }
        }
    });
    match worked {
        Ok(receipt) | Err(Halt::Strict(receipt)) => Ok(receipt),
        Err(Halt::Failed(failure)) => Err(failure),
    }
}

fn options(args: &ImportArgs, context: &mut Context<'_>) -> Result<Options, Failure> {
    let mut options = Options::new(context.desk.today());
    options.kind = args.kind.as_deref().map(typed::kind).transpose()?;
    options.format.clone_from(&args.format);
    options.century = args.century;
    if let Some(order) = &args.dates {
        options.dates = DateOrder::parse(order)
            .ok_or_else(|| Failure::usage(format!("--dates takes dmy, mdy or iso, not '{order}'")))?;
    }
    if let Some(path) = &args.columns {
        let text =
            std::fs::read_to_string(context.desk.path(path)).map_err(|error| Failure::file(path, "read", &error))?;
        options.columns = Some(Mapping::parse(&text).map_err(|error| unmapped(path, &error))?);
    }
    Ok(options)
}

/// What is wrong with a mapping file, with the line as it stands there.
fn unmapped(path: &Path, error: &intake::MappingError) -> Failure {
    let (line, column, problem) = (error.line, error.column, &error.problem);
    Failure::person(format!("{}: line {line}, column {column}: {problem}", path.display()))
        .hint(format!("The line is: {}", error.text.trim()))
}

/// Gives each file of children the day as at which it describes them: as typed, else the latest date in it that is not
/// after today, else (it has none) the latest in the other files of the import, else today.
fn dated(
    context: &mut Context<'_>,
    paths: Vec<PathBuf>,
    options: &Options,
    typed: Option<NaiveDate>,
) -> Result<Vec<Dated>, Failure> {
    let today = context.desk.today();
    let mut files = Vec::with_capacity(paths.len());
    let mut dateless = Vec::new();
    for path in paths {
        let extract = open(context, &path, options)?.0;
        let as_at = match extract.kind {
            Kind::Child => {
                let as_at = typed.or_else(|| latest_day(extract, today));
                dateless.extend(as_at.is_none().then_some(files.len()));
                as_at
            }
            _ => None,
        };
        files.push(Dated { path, as_at });
    }
    if !dateless.is_empty() {
        let mut latest = None;
        for file in &files {
            latest = latest.max(latest_day(open(context, &file.path, options)?.0, today));
        }
        for place in dateless {
            files[place].as_at = Some(latest.unwrap_or(today));
        }
    }
    Ok(files)
}

fn latest_day(mut extract: Extract, today: NaiveDate) -> Option<NaiveDate> {
    let born = (extract.kind == Kind::Child).then(|| Kind::Child.position("born")).flatten();
    let mut latest = None;
    while let Some(row) = extract.next_row() {
        let Ok(row) = row else { continue };
        let fields = row.record.values.iter().enumerate().filter(|(place, _)| Some(*place) != born);
        let days = fields.filter_map(|(_, value)| if let Some(Value::Date(day)) = value { Some(*day) } else { None });
        latest = days.chain(row.record.date).filter(|day| *day <= today).max().max(latest);
    }
    latest
}

fn open(context: &Context<'_>, path: &Path, options: &Options) -> Result<(Extract, files::Watch), Failure> {
    let (file, watch) = files::watched(context, path)?;
    let extract = intake::open(Box::new(file), options).map_err(|error| named(path, error))?;
    Ok((extract, watch))
}

fn named(path: &Path, error: intake::IntakeError) -> Failure {
    let of_no_kind = matches!(error, intake::IntakeError::KindUnknown { .. });
    let mut failure = Failure::from(error);
    failure.message = format!("{}: {}", files::short_name(path), failure.message);
    match of_no_kind {
        true => failure.hint("A list of people comes in by: dipsample person import FILE.csv"),
        false => failure,
    }
}

fn take_all(
    job: &Job<'_>,
    context: &mut Context<'_>,
    change: &Change<'_>,
    files: &[Dated],
) -> Result<Receipt, Failure> {
    let mut receipt = Receipt::default();
    let before = change.register().newest_batch()?.unwrap_or(0);
    for file in files {
        receipt.files.push(take(job, context, change, file)?);
    }
    change.join_batches(before + 1)?;
    if let Some(day) = files.iter().filter_map(|file| file.as_at).max() {
        receipt.gone = Some((change.children_gone(before + 1, day)?, day));
    }
    Ok(receipt)
}

fn take(job: &Job<'_>, context: &mut Context<'_>, change: &Change<'_>, file: &Dated) -> Result<FileReceipt, Failure> {
    let Dated { path, as_at } = file;
    let (mut extract, watch) = open(context, path, job.options)?;
    let mut receipt = FileReceipt::new(path, &extract);
    let as_at = as_at.filter(|_| extract.kind == Kind::Child);
    let batch = change.start_batch(job.actor, &facts(path, &extract, as_at))?;
    let mut import = FileImport::new(change, extract.kind, batch, columns(&extract), as_at);
    while let Some(row) = extract.next_row() {
        receipt.rows_read += 1;
        match row {
            Err(refused) => receipt.refuse(refused),
            Ok(row) => {
                receipt.note_dates(row.record.date, job.options.today);
                receipt.note_staff(&row.record);
                let suffix = row.derived_reference.then_some(row.collision_suffix).flatten();
                for conflict in import.put(Incoming { row: row.row, record: row.record, suffix })? {
                    receipt.conflict(&conflict);
                }
            }
        }
    }
    receipt.tally = import.tally();
    receipt.changed = import.changed().to_vec();
    let refused = import.finish(receipt.refused_records())?;
    let ending = extract.finish().map_err(|error| named(path, error))?;
    receipt.end(&ending, watch.finish(), as_at);
    change.set_batch_digest(batch, &receipt.sha256)?;
    change.end_batch(batch, receipt.rows_read, receipt.refused_rows(), receipt.tally, receipt.days())?;
    receipt.touched = change.cases_touched(receipt.kind, (batch, batch), &refused)?;
    Ok(receipt)
}

fn columns(extract: &Extract) -> FileColumns {
    let known = &extract.known;
    FileColumns { child: known.child, date: known.date, fields: known.fields.clone(), extra: extract.extra.clone() }
}

fn facts(path: &Path, extract: &Extract, as_at: Option<NaiveDate>) -> BatchFacts {
    BatchFacts {
        file: files::short_name(path),
        sha256: String::new(),
        format: extract.format.to_owned(),
        kind: extract.kind,
        encoding: extract.encoding.to_owned(),
        as_at,
    }
}
