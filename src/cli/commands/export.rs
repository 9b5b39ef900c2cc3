//! `export`: the findings as a workbook or as a page.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::analysis::suppressed;
use crate::cli::ask::{Asker, Reply};
use crate::cli::context::{Context, PROGRAM};
use crate::cli::failure::Failure;
use crate::cli::files::short_name;
use crate::cli::gather;
use crate::cli::identifying;
use crate::cli::masks::Masks;
use crate::cli::shell::quoted;
use crate::cli::sight;
use crate::cli::typed_texts::TypedTexts;
use crate::cli::writing::Purpose;
use crate::model::ActionLine;
use crate::reporting::{Face, page, workbook};
use crate::store::Register;

/// `export`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dipsample export findings.xlsx\n  dipsample export october.html oversight-2026-10 --no-words\n  dipsample export public.xlsx --suppress 5\n\n\
    A file that ends in .xlsx is a workbook; one that ends in .html is a page with the same content for the screen, whole in one file. Both show children, records and staff under pseudonyms that only this register can resolve \
    (dipsample who PSEUDONYM), and no text of any record. The findings in them are auditors' own words: read them before you share them, or leave them out with --no-words. \
    With --suppress N, numbers from 1 to N less 1 are left out, marked [c], together with whatever else in the file would let a reader work one out."
)]
pub(crate) struct ExportArgs {
    /// The file to write, ending in .xlsx or .html, or a folder [default: findings-SAMPLE.xlsx]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
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
    let asked = Wanted::of(args, context, &register)?;
    if !may_go_on(args, context) {
        return Err(Failure::person("nothing was written"));
    }
    let masks = Masks::new(&register)?;
    let words = !args.no_words && args.suppress.is_none();
    let typed = match args.identifiable {
        true => TypedTexts::AsTyped { words },
        false => TypedTexts::ForReaders { masks: &masks, words },
    };
    let (mut findings, name) = match args.over.asked()? {
        Some(asked) => gather::over(context, &register, &asked, (&gather::usual_fields(asked.kind), typed))?,
        None => {
            let sample = context.sample(&register, asked.sample.as_deref())?;
            sight::must_see_unsettled(context, &register, &sample)?;
            (gather::findings(context, &register, &sample, (&gather::usual_fields(sample.kind), typed))?, sample.name)
        }
    };
    let file = asked.file(&name);
    let form = Form::of(&file)?;
    let path = context.desk.path(&file);
    let identifying = match words && !args.identifiable {
        true => identifying::in_findings(&register, &findings)?,
        false => Vec::new(),
    };
    if !args.identifiable {
        masks.put_on(&mut findings);
    }
    if !args.identifiable || !words {
        findings.hand_picked.iter_mut().for_each(|picked| picked.reason.clear());
    }
    let face = Face { identifiable: args.identifiable, program: PROGRAM.to_owned() };
    if args.no_words {
        findings.findings.clear();
        findings.actions.iter_mut().for_each(ActionLine::leave_words_out);
    }
    let bytes = match (form, args.suppress) {
        (Form::Workbook, None) => workbook::findings(&findings, &face, folder_of(&path))?,
        (Form::Page, None) => page::findings(&findings, &face).into_bytes(),
        (Form::Workbook, Some(below)) => workbook::suppressed(&suppressed(&findings, below), PROGRAM)?,
        (Form::Page, Some(below)) => page::suppressed(&suppressed(&findings, below), PROGRAM).into_bytes(),
    };
    // The journal says first that it was written; only then does it take its name.
    let named = if args.identifiable { ", naming people" } else { "" };
    let purpose = Purpose::new(format!("findings of {name}{named}"));
    let outgoing = context.outgoing(Some(&register), &purpose, (&file, &bytes))?;
    let sha256 = outgoing.sha256.clone();
    context.change(&mut register, &actor, "export", |_, change| {
        outgoing.record(change, &actor.at)?;
        let details = json!({ "sample": name, "file": short_name(&path), "sha256": sha256, "identifiable": args.identifiable, "words": words, "suppress": args.suppress });
        Ok(((), details))
    })?;
    outgoing.put()?;
    let json = json!({ "file": path.display().to_string(), "sample": name, "sha256": sha256, "identifiable": args.identifiable,
        "suppress": args.suppress, "provisional": findings.basis.provisional,
        "identifying": identifying.iter().map(|(case, found)| json!({ "case": case, "found": found.iter().map(|one|
            json!({ "what": one.what.to_string(), "words": one.words })).collect::<Vec<_>>() })).collect::<Vec<_>>() });
    let without = format!("dipsample export {} {} --no-words", quoted(&file.display().to_string()), over(args, &name));
    if let Some(warning) = identifying::before_sharing(&identifying, without.trim_end()) {
        context.notice(&warning);
    }
    context.answer(&json, || {
        let provisional =
            if findings.basis.provisional { " It is PROVISIONAL: not every case and question is settled." } else { "" };
        format!("Wrote {} for {name}.{provisional}\n{}\n", path.display(), reminder(args))
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
        (_, true) => "It shows children, records and staff under pseudonyms, and leaves out what people wrote.",
        _ => {
            "It shows children, records and staff under pseudonyms. Findings and actions are people's own words and could name someone: \
             read them before you share the file, or leave them out with --no-words."
        }
    }
}

/// The words of the command that say which samples are meant.
fn over(args: &ExportArgs, name: &str) -> String {
    match (&args.over.kind, &args.over.period) {
        (Some(kind), Some(period)) => {
            let programme =
                args.over.programme.as_ref().map_or(String::new(), |one| format!(" --programme {}", quoted(one)));
            format!("--kind {} --period {}{programme}", quoted(kind), quoted(period))
        }
        _ => name.to_owned(),
    }
}

/// Asks a person at a terminal whether names may go into the file.
fn may_go_on(args: &ExportArgs, context: &mut Context<'_>) -> bool {
    if !args.identifiable || !context.can_ask() {
        return true;
    }
    let question =
        "The file will name children's records and staff, and the journal will say so. Go on?  y yes   n no > ";
    matches!(Asker::new(context.desk).key(question, &['y', 'n']), Reply::Text(key) if key == "y")
}

/// The file and the sample that were meant, where either may be left out.
struct Wanted {
    file: Option<PathBuf>,
    folder: Option<PathBuf>,
    sample: Option<String>,
}

impl Wanted {
    /// Tells a sample's name, which may stand alone, from that of a file or a folder.
    fn of(args: &ExportArgs, context: &Context<'_>, register: &Register) -> Result<Wanted, Failure> {
        let sample = args.sample.clone();
        let Some(typed) = args.file.clone() else { return Ok(Wanted { file: None, folder: None, sample }) };
        if context.desk.path(&typed).is_dir() {
            return Ok(Wanted { file: None, folder: Some(typed), sample });
        }
        let name = typed.to_string_lossy().into_owned();
        let is_sample = |name: &str| -> Result<bool, Failure> {
            Ok(name == "last" || register.samples()?.iter().any(|row| row.name.eq_ignore_ascii_case(name)))
        };
        match sample.is_none() && typed.extension().is_none() && is_sample(&name)? {
            true => Ok(Wanted { file: None, folder: None, sample: Some(name) }),
            false => Ok(Wanted { file: Some(typed), folder: None, sample }),
        }
    }

    /// The file: as it was typed, else under the name of what it holds.
    fn file(&self, name: &str) -> PathBuf {
        let plain: String = name.chars().map(|c| if "<>:\"/\\|?*, ".contains(c) { '-' } else { c }).collect();
        let usual = PathBuf::from(format!("findings-{plain}.xlsx"));
        match (&self.file, &self.folder) {
            (Some(file), _) => file.clone(),
            (None, Some(folder)) => folder.join(usual),
            (None, None) => usual,
        }
    }
}
