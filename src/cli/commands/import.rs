//! `import`: bring extracts in.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use crate::cli::batches;
use crate::cli::context::Context;
use crate::cli::explain;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::importing::{ENDINGS, Halted, Job, Plan, Receipt, agree_to_keep, roles, take_all};
use crate::cli::refused;
use crate::cli::shell::quoted;
use crate::cli::two_readings::settle;
use crate::cli::typed;
use crate::intake::{self, DateOrder, Mapping, Options};
use crate::model::english::counted_as;

/// `import`
#[derive(Debug, Args)]
#[command(
    after_help = "What comes in is told row by row: a row that cannot be read is refused, with its row, column and value, and the \
    rest come in. Importing the same file again changes nothing. The extract itself stays where it is: it still holds \
    names and notes, so keep it somewhere safe or delete it.\n\n\
    The tables of the SSDA903 return are read together, so give them in one import:\n  \
    dipsample import 903/*.csv            or the workbook with a sheet each, or the XML\n\
    Header and Episodes say who the children are, Reviews makes reviews, the other tables describe the children as they \
    stood on the day of --as-at. started, ceased, legal_status, need and placement_* are those of the episode that had \
    begun last; placements_12m and missing_12m count the twelve months to the day; uasc, worker, permanence_plan and \
    last_review are those of the day. A review gets its number and type where the start of care (RNE S) is in the files. \
    A row is refused for a date that cannot be read or a participation that is none; what breaks another rule of the \
    return is told by the rule's number, and the rest of the row comes in.\n\n\
    An import can be taken back as long as no sample that was drawn from it stands (a withdrawn one does not hold it) and no \
    later import goes on from what it brought.\n\n\
    Examples:\n  \
      dipsample import extracts                              every extract in a folder\n  \
      dipsample import --explain odd.csv                     how each column is read, and a mapping file to edit\n  \
      dipsample import odd.csv --columns odd.columns.toml\n  \
      dipsample import notes.xlsx --refused mend.csv         the refused rows, to be mended and imported as they are\n  \
      dipsample import --list\n  \
      dipsample import --undo 7"
)]
pub(crate) struct ImportArgs {
    /// Files, folders or patterns (extracts/*.csv)
    #[arg(value_name = "FILE", required_unless_present_any = ["list", "undo"])]
    files: Vec<PathBuf>,
    /// What the records are, where the columns do not tell: oversight, review, dispute, child
    #[arg(long, value_name = "K")]
    kind: Option<String>,
    /// The format, where the columns do not tell: csv, annex-a, ssd, or a table of the SSDA903 return as ssda903-header
    #[arg(long, value_name = "F")]
    format: Option<String>,
    /// A file that says which column is which field: under [columns], "Heading in the file" = "field"
    #[arg(long, value_name = "FILE.toml")]
    columns: Option<PathBuf>,
    /// The day as at which children are described [default: the latest date in the file, not after today]
    #[arg(long, value_name = "DATE")]
    as_at: Option<String>,
    /// Which roles of a data set's involvements mean the IRO; kept for later imports
    #[arg(long, value_name = "CODE,..", value_delimiter = ',')]
    iro_roles: Vec<String>,
    /// Which roles of a data set's involvements mean the allocated social worker; kept for later imports
    #[arg(long, value_name = "CODE,..", value_delimiter = ',')]
    worker_roles: Vec<String>,
    /// Keep a column that would be left out because it identifies someone. Asks first; the journal records it (repeatable)
    #[arg(long, value_name = "COLUMN")]
    keep: Vec<String>,
    /// The encoding of the letters, where the bytes do not tell: utf-8, utf-16le, utf-16be, windows-1252
    #[arg(long, value_name = "E")]
    encoding: Option<String>,
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
    /// Write the refused rows to a file, without names, to be mended and imported again
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["dry_run", "explain"])]
    refused: Option<PathBuf>,
    /// Show how a file is understood, column by column, and write a mapping file to edit; nothing comes in
    #[arg(long, requires = "files", conflicts_with = "strict")]
    explain: bool,
    /// Where --explain writes the mapping file [default: this folder, under the file's name]
    #[arg(long, value_name = "FILE.toml", requires = "explain")]
    to: Option<PathBuf>,
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
    if args.explain {
        let paths = files::expand(context, &args.files, &ENDINGS)?.files.into_iter().map(|file| file.path).collect();
        let options = options(args, context)?;
        return explain::run(
            &explain::Request { paths, options: &options, to: args.to.as_deref(), dry_run: args.dry_run },
            context,
        );
    }
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let typed = files::expand(context, &args.files, &ENDINGS)?;
    let options = options(args, context)?;
    let mut options = settle(context, &typed.files, options)?;
    if let Some(to) = &args.refused {
        refused::may_write(to, context, &register)?;
    }
    options.roles = roles::known(&register, &options, &args.iro_roles, &args.worker_roles)?;
    let as_at = args.as_at.as_deref().map(|day| typed::day("--as-at", day)).transpose()?;
    let plan = plan(context, typed, &mut options, as_at)?;
    agree_to_keep(context, &plan, &args.keep)?;
    let job = Job { options: &options, actor: &actor };
    let receipt = match args.dry_run {
        true => {
            context.lock(&mut register)?;
            register.rehearse(|change| take_all(&job, context, change, plan))?
        }
        false => commit(args, context, &mut register, &job, plan)?,
    };
    receipt.tell(context, &register, args.dry_run)?;
    if let Some(to) = &args.refused {
        let flags = flags(args, &receipt);
        let request = refused::Request { to, options: &options, flags, actor: &actor };
        refused::write(&request, &receipt.refused_tables(), &mut register, context)?;
    }
    match args.strict && receipt.refused() > 0 {
        true => Err(Failure::person(format!(
            "{} refused, so nothing was imported (--strict)",
            counted_as(receipt.refused(), "row was", "rows were")
        ))
        .hint("Mend the rows above in the file and import it again, or leave --strict out")),
        false => Ok(()),
    }
}

/// The flags that the mended rows need as well when they are imported.
fn flags(args: &ImportArgs, receipt: &Receipt) -> String {
    let columns = args.columns.as_ref().map(|path| path.display().to_string());
    let as_at = receipt.as_at().map(|day| day.to_string());
    let century = args.century.map(|century| century.to_string());
    let typed = [
        ("kind", &args.kind),
        ("format", &args.format),
        ("columns", &columns),
        ("as-at", &as_at),
        ("dates", &args.dates),
        ("century", &century),
    ];
    let kept = args.keep.iter().map(|column| format!(" --keep {}", quoted(column)));
    let typed = typed.iter().filter_map(|(flag, value)| Some(format!(" --{flag} {}", quoted(value.as_deref()?))));
    typed.chain(kept).collect()
}

/// Reads the files; where it has not been said which roles mean the IRO, and somebody can be asked, asks first.
fn plan(
    context: &mut Context<'_>,
    typed: files::Expanded,
    options: &mut Options,
    as_at: Option<NaiveDate>,
) -> Result<Plan, Failure> {
    match Plan::read(context, typed.clone(), options, as_at) {
        Ok(plan) => return Ok(plan),
        Err(Halted::Failed(failure)) => return Err(failure),
        Err(Halted::Roles(_, failure)) if !context.can_ask() => return Err(failure),
        Err(Halted::Roles(codes, failure)) => options.roles = Some(roles::ask(context, &codes).ok_or(failure)?),
    }
    Plan::read(context, typed, options, as_at).map_err(|halted| match halted {
        Halted::Failed(failure) | Halted::Roles(_, failure) => failure,
    })
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
    plan: Plan,
) -> Result<Receipt, Failure> {
    context.lock(register)?;
    let worked = register.change(job.actor, "import", |change| {
        let receipt = take_all(job, context, change, plan).map_err(Halt::Failed)?;
        roles::keep(change, job.options.roles.as_ref())?;
        match args.strict && receipt.refused() > 0 {
            true => Err(Halt::Strict(receipt)),
            false => {
                let details = receipt.for_journal();
                Ok((receipt, details))
            }
        }
    });
    match worked {
        Ok(receipt) => {
            context.keep(register);
            Ok(receipt)
        }
        Err(Halt::Strict(receipt)) => Ok(receipt),
        Err(Halt::Failed(failure)) => Err(failure),
    }
}

fn options(args: &ImportArgs, context: &mut Context<'_>) -> Result<Options, Failure> {
    let mut options = Options::new(context.desk.today());
    options.kind = args.kind.as_deref().map(typed::kind).transpose()?;
    options.format.clone_from(&args.format);
    options.encoding.clone_from(&args.encoding);
    options.century = args.century;
    options.keep.clone_from(&args.keep);
    if let Some(order) = &args.dates {
        let read = DateOrder::parse(order);
        options.dates =
            Some(read.ok_or_else(|| Failure::usage(format!("--dates takes dmy, mdy or iso, not '{order}'")))?);
    }
    if let Some(path) = &args.columns {
        let text = files::read_text(context, path)?;
        options.complete(Mapping::parse(&text).map_err(|error| unmapped(path, &error))?);
    }
    Ok(options)
}

/// What is wrong with a mapping file, with the line as it stands there.
fn unmapped(path: &Path, error: &intake::MappingError) -> Failure {
    let (line, column, problem) = (error.line, error.column, &error.problem);
    Failure::person(format!("{}: line {line}, column {column}: {problem}", path.display()))
        .hint(format!("The line is: {}", error.text.trim()))
}
