//! `export`: the findings as a workbook or as a page.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::analysis::suppressed;
use crate::cli::ask::{Asker, Reply};
use crate::cli::context::{Context, PROGRAM};
use crate::cli::failure::Failure;
use crate::cli::files::{Prepared, short_name};
use crate::cli::gather;
use crate::cli::masks::Masks;
use crate::reporting::{Face, page, workbook};

/// `export`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dipsample export findings.xlsx\n  dipsample export october.html oversight-2026-10 --no-words\n  dipsample export public.xlsx --suppress 5\n\n\
    A file that ends in .xlsx is a workbook; one that ends in .html is a page with the same content for the screen, whole in one file. Both show children, records and staff under pseudonyms that only this register can resolve \
    (dipsample who PSEUDONYM), and no text of any record. The findings in them are auditors' own words: read them before you share them, or leave them out with --no-words. \
    With --suppress N, numbers from 1 to N less 1 are left out, marked [c], together with whatever else in the file would let a reader work one out."
)]
pub(crate) struct ExportArgs {
    /// The file to write; it ends in .xlsx or .html
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The sample, or 'last' [default: the open one]
    #[arg(value_name = "S")]
    sample: Option<String>,
    #[command(flatten)]
    over: super::findings::OverArgs,
    /// Show references and names instead of pseudonyms; it is noted in the journal
    #[arg(long)]
    identifiable: bool,
    /// Leave out what the auditors wrote
    #[arg(long)]
    no_words: bool,
    /// Leave out numbers from 1 to N less 1, and whatever would give them away: cases, words, actions; N is 2 to 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100), conflicts_with = "identifiable")]
    suppress: Option<u64>,
}

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Workbook,
    Page,
}

impl Form {
    /// The form of a file, by its ending.
    fn of(file: &Path) -> Result<Form, Failure> {
        let ends = |wanted: &str| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(wanted));
        match (ends("xlsx"), ends("html")) {
            (true, _) => Ok(Form::Workbook),
            (_, true) => Ok(Form::Page),
            _ => {
                Err(Failure::person(format!("the file must end in .xlsx or .html, and '{}' does not", file.display()))
                    .hint("For example: dipsample export findings.xlsx"))
            }
        }
    }
}

pub(crate) fn run(args: &ExportArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let form = Form::of(&args.file)?;
    let path = context.desk.path(&args.file);
    if !may_go_on(args, context, path.exists())? {
        return Err(Failure::person("nothing was written"));
    }
    let (mut findings, name) = match args.over.asked()? {
        Some(asked) => gather::over(context, &register, &asked, &gather::usual_fields(asked.kind))?,
        None => {
            let sample = context.sample(&register, args.sample.as_deref())?;
            (gather::findings(context, &register, &sample, &gather::usual_fields(sample.kind))?, sample.name)
        }
    };
    if !args.identifiable {
        Masks::new(&register)?.put_on(&mut findings);
    }
    let face = Face { identifiable: args.identifiable, program: PROGRAM.to_owned() };
    if args.no_words {
        findings.findings.clear();
        findings.hand_picked.iter_mut().for_each(|picked| picked.reason.clear());
    }
    let bytes = match (form, args.suppress) {
        (Form::Workbook, None) => workbook::findings(&findings, &face, folder_of(&path))?,
        (Form::Page, None) => page::findings(&findings, &face).into_bytes(),
        (Form::Workbook, Some(below)) => workbook::suppressed(&suppressed(&findings, below), PROGRAM)?,
        (Form::Page, Some(below)) => page::suppressed(&suppressed(&findings, below), PROGRAM).into_bytes(),
    };
    let sha256 = crate::digest::sha256_hex(&bytes);
    // The journal says first that it was written; only then does it take its name.
    let written = |error: std::io::Error| Failure::file(&args.file, "written", &error);
    let prepared = Prepared::new(&path, &bytes).map_err(written)?;
    context.change(&mut register, &actor, "export", |_, _| {
        let details = json!({ "sample": name, "file": short_name(&path), "sha256": sha256, "identifiable": args.identifiable, "words": !args.no_words && args.suppress.is_none(), "suppress": args.suppress });
        Ok(((), details))
    })?;
    prepared.put().map_err(written)?;
    let json = json!({ "file": path.display().to_string(), "sample": name, "sha256": sha256, "identifiable": args.identifiable,
        "suppress": args.suppress, "provisional": findings.basis.provisional });
    context.answer(&json, || {
        let provisional =
            if findings.basis.provisional { " It is PROVISIONAL: not every case is settled." } else { "" };
        format!("Wrote {} for {}.{provisional}\n{}\n", args.file.display(), name, reminder(args))
    });
    Ok(())
}

/// The folder in which a file is to lie.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn reminder(args: &ExportArgs) -> &'static str {
    match (args.identifiable, args.no_words) {
        _ if args.suppress.is_some() => {
            "Small numbers are left out, and so are cases, words and actions. Nothing is promised for it beside another file."
        }
        (true, _) => "It NAMES children's records and staff: keep it as you keep the case files.",
        (_, true) => "It holds no names or references, and nothing of what the auditors wrote.",
        _ => "It holds no names or references. The findings are auditors' own words: read them before you share it.",
    }
}

fn may_go_on(args: &ExportArgs, context: &mut Context<'_>, exists: bool) -> Result<bool, Failure> {
    if !context.can_ask() {
        return Ok(true);
    }
    let mut questions = Vec::new();
    if args.identifiable {
        questions.push(
            "The file will name children's records and staff, and the journal will say so. Go on?  y yes   n no > "
                .to_owned(),
        );
    }
    if exists {
        questions.push(format!("There is already a file {}. Replace it?  y yes   n no > ", args.file.display()));
    }
    for question in questions {
        match Asker::new(context.desk).key(&question, &['y', 'n']) {
            Reply::Text(key) if key == "y" => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}
