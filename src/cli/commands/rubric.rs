//! `rubric list|show|check|new|export`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::context::{Context, PROGRAM};
use crate::cli::drafting;
use crate::cli::failure::Failure;
use crate::cli::rubrics;
use crate::cli::writing::Purpose;
use crate::intake::{built_in, rubric_file};
use crate::model::{Criterion, CriterionForm, OverallRule, Rubric};
use crate::reporting::{form, terminal};

/// `rubric`
#[derive(Debug, Args)]
pub(crate) struct RubricArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the rubrics that come with the program
    List,
    /// Print a rubric as an auditor's crib sheet
    Show {
        /// A rubric's id, or a file that ends in .toml
        #[arg(value_name = "RUBRIC")]
        rubric: String,
    },
    /// Check a rubric file and say what is wrong with it
    Check {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Start a rubric of your own from questions
    #[command(
        after_help = "Asks one thing at a time, at a terminal or line by line from a pipe; b goes back, q stops and writes nothing. The \
        file can be changed with any editor afterwards. Then:\n  dipsample rubric check our-own.toml\n  \
        dipsample draw --kind oversight --size 20 --rubric our-own.toml"
    )]
    New {
        /// The file to write; it must not be there yet [default: the rubric's id with .toml]
        #[arg(value_name = "FILE.toml")]
        file: Option<PathBuf>,
    },
    /// Write a rubric as a paper form: A4, with boxes to tick and lines for words
    #[command(after_help = "Example:\n  dipsample rubric export oversight form.xlsx")]
    Export {
        /// A rubric's id, or a file that ends in .toml
        #[arg(value_name = "RUBRIC")]
        rubric: String,
        /// The workbook to write
        #[arg(value_name = "FILE.xlsx")]
        file: PathBuf,
    },
}

pub(crate) fn run(args: &RubricArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.action {
        Action::List => list(context),
        Action::Show { rubric } => {
            let rubric = rubrics::find(context, rubric)?;
            context.answer(&as_json(&rubric), || crib_sheet(&rubric));
            Ok(())
        }
        Action::New { file } => drafting::start(context, file.as_deref()),
        Action::Export { rubric, file } => export(context, rubric, file),
        Action::Check { file } => {
            let rubric = rubrics::check(context, file)?;
            context.answer(
                &json!({ "rubric": rubric.id(), "version": rubric.version(), "sha256": rubric.digest(), "faults": [] }),
                || {
                    format!(
                        "{} is a whole rubric: '{}' version {}, {} criteria.\n",
                        file.display(),
                        rubric.id(),
                        rubric.version(),
                        rubric.criteria().len()
                    )
                },
            );
            Ok(())
        }
    }
}

fn export(context: &mut Context<'_>, rubric: &str, file: &Path) -> Result<(), Failure> {
    let rubric = rubrics::find(context, rubric)?;
    if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Err(Failure::usage(format!("{} does not end in .xlsx, as a workbook must", file.display())));
    }
    let bytes = form::form(&rubric, &rubric_file::guidance(&rubric), PROGRAM)?;
    let path = context.write_file(&Purpose::new(format!("form of {}", rubric.id())), file, &bytes)?;
    let json = json!({ "file": path.display().to_string(), "rubric": rubric.id(), "version": rubric.version(), "sha256": rubric.digest() });
    context.answer(&json, || format!("{}: '{}' as a paper form.\n", file.display(), rubric.id()));
    Ok(())
}

fn list(context: &mut Context<'_>) -> Result<(), Failure> {
    let rubrics: Vec<Rubric> = built_in::ids().filter_map(built_in::built_in).collect();
    let json = json!({ "rubrics": rubrics.iter().map(|r| json!({
        "rubric": r.id(), "title": r.title(), "kind": r.kind().id(), "version": r.version(), "criteria": r.criteria().len(),
    })).collect::<Vec<_>>() });
    let width = context.width();
    context.answer(&json, || {
        let rows: Vec<Vec<String>> = rubrics
            .iter()
            .map(|r| {
                vec![
                    r.id().to_owned(),
                    r.title().to_owned(),
                    r.kind().plural().to_owned(),
                    r.version().to_string(),
                    r.criteria().len().to_string(),
                ]
            })
            .collect();
        terminal::table(&["Rubric", "Title", "For", "Version", "Criteria"], &rows, width)
            + "\nTo read one: dipsample rubric show oversight\n"
    });
    Ok(())
}

fn as_json(rubric: &Rubric) -> Value {
    json!({
        "rubric": rubric.id(), "title": rubric.title(), "kind": rubric.kind().id(), "version": rubric.version(), "about": rubric.about(),
        "sha256": rubric.digest(), "overall": rubric.rule(), "guidance": rubric_file::guidance(rubric),
        "grades": rubric.scale().iter().map(|g| json!({ "name": g.id, "label": g.label })).collect::<Vec<_>>(),
        "criteria": rubric.criteria().iter().map(|c| criterion_json(rubric, c)).collect::<Vec<_>>(),
        "themes": rubric.themes().iter().map(|t| json!({ "name": t.id, "label": t.label, "kind": t.bearing.id(), "family": t.family })).collect::<Vec<_>>(),
        "unusable": crate::model::UNUSABLE_REASONS.iter().map(|u| json!({ "name": u.id, "label": u.label })).collect::<Vec<_>>(),
    })
}

fn criterion_json(rubric: &Rubric, criterion: &Criterion) -> Value {
    json!({
        "name": criterion.id, "label": criterion.title, "question": criterion.question, "look_for": criterion.look_for,
        "limiting": criterion.limiting, "evidence": criterion.evidence, "themes": criterion.themes,
        "answers": rubric.answers(criterion).iter().map(|(id, label)| json!({
            "name": id, "label": label,
            "descriptor": criterion.descriptors.iter().find(|d| d.answer == *id).map(|d| &d.text),
        })).collect::<Vec<_>>(),
    })
}

fn crib_sheet(rubric: &Rubric) -> String {
    let mut text = format!(
        "{}  ('{}', version {}, for {})\n{}\n",
        rubric.title(),
        rubric.id(),
        rubric.version(),
        rubric.kind().plural(),
        rubric.about()
    );
    for line in rubric_file::guidance(rubric) {
        text += &format!("- {line}\n");
    }
    for (number, criterion) in (1..).zip(rubric.criteria()) {
        let limiting = if criterion.limiting { "  (its lowest grade limits the overall)" } else { "" };
        text += &format!("\n{number}. {}  [{}]{limiting}\n   {}\n", criterion.title, criterion.id, criterion.question);
        for line in &criterion.look_for {
            text += &format!("   - {line}\n");
        }
        for (id, label) in rubric.answers(criterion) {
            if let Some(descriptor) = criterion.descriptors.iter().find(|d| d.answer == id) {
                text += &format!("   {label} ({id}): {}\n", descriptor.text.trim());
            }
        }
        for theme in criterion.themes.iter().filter_map(|id| rubric.theme(id)) {
            text += &format!("     {} {}: {}\n", theme.bearing.id(), theme.id, theme.label);
        }
    }
    let rule = match rubric.rule() {
        OverallRule::Middle => "the middle one of the grades, the lower of two middle ones",
        OverallRule::Lowest => "the lowest of the grades",
        OverallRule::Majority => "the grade that most questions have, the lower of those that equally many have",
    };
    if rubric.criteria().iter().any(|one| one.form == CriterionForm::Graded) {
        text += &format!("\nOverall: suggested is {rule}. Another one needs a reason.\n");
    }
    text
}
