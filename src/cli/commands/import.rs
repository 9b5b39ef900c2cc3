//! `import`: bring extracts in.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::importing::{ENDINGS, Job, Plan, Receipt, take_all};
use crate::cli::typed;
use crate::intake::{self, DateOrder, Mapping, Options};

/// `import`
#[derive(Debug, Args)]
#[command(
    after_help = "What comes in is told row by row: a row that cannot be read is refused, with its row, column and value, and the \
    rest come in. Importing the same file again changes nothing. The extract itself stays where it is: it still holds \
    names and notes, so keep it somewhere safe or delete it."
)]
pub(crate) struct ImportArgs {
    /// Files, folders or patterns (extracts/*.csv)
    #[arg(value_name = "FILE", required = true)]
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
}

pub(crate) fn run(args: &ImportArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let typed = files::expand(context, &args.files, &ENDINGS)?;
    let options = options(args, context)?;
    let as_at = args.as_at.as_deref().map(|day| typed::day("--as-at", day)).transpose()?;
    let plan = Plan::read(context, typed, &options, as_at)?;
    let job = Job { options: &options, actor: &actor };
    let receipt = match args.dry_run {
        true => {
            context.lock(&mut register)?;
            register.rehearse(|change| take_all(&job, context, change, plan))?
        }
        false => commit(args, context, &mut register, &job, plan)?,
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
    options.encoding.clone_from(&args.encoding);
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
