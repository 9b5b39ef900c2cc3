//! `import --explain`: how a file is understood, and a mapping file to edit.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Context;
use super::failure::Failure;
use super::files::{self, short_name};
use super::importing;
use super::shell::quoted;
use super::writing::Purpose;
use crate::intake::{self, Explained, ExplainedColumn, Options};
use crate::reporting::terminal;

/// What is asked for.
pub(super) struct Request<'a> {
    /// The files.
    pub paths: Vec<PathBuf>,
    /// How they are read.
    pub options: &'a Options,
    /// Where the mapping file is to be written, where the person says.
    pub to: Option<&'a Path>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// A mapping file that was written, and the command that uses it.
struct Written {
    path: PathBuf,
    command: String,
}

/// Explains every file, and writes a mapping file for each table that can be mapped.
pub(super) fn run(request: &Request<'_>, context: &mut Context<'_>) -> Result<(), Failure> {
    let (mut listed, mut words) = (Vec::new(), String::new());
    for path in &request.paths {
        let watch = files::watched(context, path)?;
        let explained = intake::explain(&watch, request.options).map_err(|error| importing::named(path, error))?;
        watch.finish();
        for one in &explained {
            let written = match request.dry_run || !one.mappable {
                true => None,
                false => Some(write(request, path, one, context)?),
            };
            listed.push(as_json(path, one, written.as_ref()));
            words += &in_words(path, one, written.as_ref(), context.width());
        }
    }
    context.answer(&json!({ "files": listed }), || words);
    Ok(())
}

/// Writes a mapping file where the person says, else in this folder under the file's name; never over another file.
fn write(
    request: &Request<'_>,
    path: &Path,
    explained: &Explained,
    context: &mut Context<'_>,
) -> Result<Written, Failure> {
    let name = short_name(path);
    let stem = path.file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
    let sheet = explained.sheet.as_ref().map_or(String::new(), |sheet| format!(" {}", plain(sheet)));
    let wanted = match request.to {
        Some(to) if to.is_dir() || context.desk.path(to).is_dir() => to.join(format!("{stem}{sheet}.columns.toml")),
        Some(to) => to.to_owned(),
        None => PathBuf::from(format!("{stem}{sheet}.columns.toml")),
    };
    let mut shown = wanted.clone();
    let mut number = 2;
    while context.desk.path(&shown).exists() {
        let base = wanted.to_string_lossy();
        let base = base.strip_suffix(".columns.toml").or_else(|| base.strip_suffix(".toml")).unwrap_or(&base);
        shown = PathBuf::from(format!("{base}-{number}.columns.toml"));
        number += 1;
    }
    context.write_file(&Purpose::new("mapping"), &shown, explained.mapping(&name).as_bytes())?;
    let command = format!(
        "dipsample import {} --columns {}",
        quoted(&path_as_typed(path, context)),
        quoted(&shown.display().to_string())
    );
    Ok(Written { path: shown, command })
}

/// A path as the person would type it: from this folder, where it lies in it.
fn path_as_typed(path: &Path, context: &Context<'_>) -> String {
    path.strip_prefix(&context.desk.folder).unwrap_or(path).display().to_string()
}

fn plain(sheet: &str) -> String {
    sheet.chars().map(|letter| if letter.is_alphanumeric() || "-_ ".contains(letter) { letter } else { '_' }).collect()
}

fn as_json(path: &Path, one: &Explained, written: Option<&Written>) -> Value {
    let columns: Vec<Value> = one
        .columns
        .iter()
        .map(|column| {
            let forms: Vec<Value> =
                column.forms.iter().map(|(form, count)| json!({ "form": form, "count": count })).collect();
            json!({ "heading": column.heading, "field": column.meaning, "recognised": column.recognised, "forms": forms,
                "unknown_codes": column.unknown_codes, "nearly": column.nearly })
        })
        .collect();
    json!({
        "file": short_name(path), "sheet": one.sheet, "format": one.format, "kind": one.kind, "encoding": one.encoding,
        "heading_row": one.heading_row, "why": one.why, "problem": one.problem, "columns": columns, "told": one.told,
        "mapping": written.map(|written| written.path.display().to_string()),
        "command": written.map(|written| &written.command),
    })
}

fn in_words(path: &Path, one: &Explained, written: Option<&Written>, width: usize) -> String {
    let sheet = one.sheet.as_ref().map_or(String::new(), |sheet| format!(", {sheet}"));
    let format = one.format.map_or(String::new(), |format| format!("{format}, "));
    let mut text = format!("{}{sheet} ({format}{}): {}.\n", short_name(path), one.encoding, one.why);
    if let Some(problem) = &one.problem {
        text += &format!("It cannot come in as it is: {}.\n", problem.trim_end_matches('.'));
    }
    for told in &one.told {
        text += &format!("  {told}\n");
    }
    let rows: Vec<Vec<String>> =
        one.columns.iter().map(|column| vec![heading(column), meaning(column), forms(column)]).collect();
    text += &terminal::table(&["Column", "Read as", "Its first cells"], &rows, width);
    text += "\n";
    let unknown = one.columns.iter().filter(|column| !column.unknown_codes.is_empty());
    for column in unknown {
        text += &format!("Not understood in {}: {}\n", heading(column), column.unknown_codes.join(", "));
    }
    if let Some(written) = written {
        text += &format!("A mapping file to edit is in {}. Then: {}\n", written.path.display(), written.command);
    }
    text
}

fn heading(column: &ExplainedColumn) -> String {
    if column.heading.is_empty() { "(no heading)".to_owned() } else { column.heading.clone() }
}

fn meaning(column: &ExplainedColumn) -> String {
    let nearly = column.nearly.map_or(String::new(), |near| format!(" (nearly '{near}')"));
    match column.recognised {
        true => column.meaning.clone(),
        false => format!("not recognised, kept as {}{nearly}", column.meaning),
    }
}

fn forms(column: &ExplainedColumn) -> String {
    let told: Vec<String> = column.forms.iter().take(3).map(|(form, count)| format!("{form} ({count})")).collect();
    told.join(", ")
}
