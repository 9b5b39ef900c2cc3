//! How a file is understood, column by column, whether or not it can come in; and a mapping file made of that.
//!
//! Of the cells only their form is told (a day written dd/mm/yyyy, a number, a long text), never what they say: notes stay
//! where they are. One exception is a code that its field does not know, which must be named to be mapped.

use std::collections::BTreeMap;

use super::cell;
use super::columns::{Target, cell_key};
use super::error::IntakeError;
use super::extract::opened;
use super::formats::{self, Reading};
use super::generic;
use super::headings::{self, Place};
use super::headline::{self, Vocabulary};
use super::kinds;
use super::layout::{Column, Heading, Meaning};
use super::member::{Fate, Member};
use super::options::Options;
use super::source::{BEGINNING, Cells, Source, Table};
use super::unheaded;
use crate::model::{Choice, Form, Kind};

/// How one table is understood.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The sheet of the workbook, or the file of the return.
    pub sheet: Option<String>,
    /// The encoding of the text, or the kind of workbook.
    pub encoding: String,
    /// The row in which the headings stand.
    pub heading_row: u64,
    /// The format, where it is known.
    pub format: Option<&'static str>,
    /// The kind as which the columns are explained: the one recognised, or the likeliest.
    pub kind: Kind,
    /// Why this format and this kind.
    pub why: String,
    /// Why the table cannot come in as it is, where it cannot.
    pub problem: Option<String>,
    /// Whether the columns can be mapped; those of a data standard are fixed.
    pub mappable: bool,
    /// The columns, in order.
    pub columns: Vec<ExplainedColumn>,
    /// What the person should know of how it was read.
    pub told: Vec<String>,
}

/// How one column is understood.
#[derive(Clone, Debug)]
pub struct ExplainedColumn {
    /// The heading.
    pub heading: String,
    /// How it is read: a canonical field, `extra.NAME`, `left out` with the reason, or `not needed`.
    pub meaning: String,
    /// Whether it is one of the fields that are known.
    pub recognised: bool,
    /// The forms of its first cells, the most frequent first, with how many have each.
    pub forms: Vec<(&'static str, u64)>,
    /// Codes among them that the field does not know.
    pub unknown_codes: Vec<String>,
    /// A usual heading that is nearly this one.
    pub nearly: Option<&'static str>,
}

/// Explains every table of a file.
///
/// # Errors
/// [`IntakeError`] where the file cannot be read at all.
pub fn explain(source: &dyn Source, options: &Options) -> Result<Vec<Explained>, IntakeError> {
    let (tables, vocabulary) = opened(source, options)?;
    let mut explained = Vec::new();
    for table in tables {
        match explained_table(table, &vocabulary, options) {
            Ok(one) => explained.push(one),
            Err(IntakeError::Empty) => {}
            Err(error) => return Err(error),
        }
    }
    if explained.is_empty() { Err(IntakeError::Empty) } else { Ok(explained) }
}

fn explained_table(mut table: Table, vocabulary: &Vocabulary, options: &Options) -> Result<Explained, IntakeError> {
    let mut headline = headline::take_at(&mut table, vocabulary, options.heading_row())?;
    let mut table = unheaded::left_out(table, &mut headline.headings, &mut headline.told);
    let first: Vec<Cells> = table.rows.look(BEGINNING).map(|(_, _, cells)| cells.clone()).collect();
    let headings = &headline.headings;
    let found = match formats::reading(headings, options) {
        Ok(Reading::Alone(layout)) => {
            let kind = layout.kind;
            let why = why_kind(headings, kind, options);
            Understood {
                format: Some(layout.format),
                kind,
                why,
                problem: None,
                mappable: true,
                columns: Some(layout.columns),
                member: None,
            }
        }
        Ok(Reading::Together(_, member)) => Understood {
            format: Some(member.format),
            kind: member.kind,
            why: format!("its columns are those of {} in a data standard, which are fixed", member.name),
            problem: None,
            mappable: false,
            columns: None,
            member: Some(member),
        },
        Err(error) => {
            let kind = likeliest(headings, options);
            let columns = generic::columns(headings, options, kind).ok();
            let why = format!("explained as {}, which is likeliest; --kind says otherwise", kind.plural());
            let problem = Some(error.to_string());
            Understood { format: None, kind, why, problem, mappable: true, columns, member: None }
        }
    };
    let columns = headings.iter().enumerate().map(|(at, heading)| {
        let cells = first.iter().filter_map(|cells| cells.get(at));
        found.column(at, heading, cells, options)
    });
    Ok(Explained {
        sheet: table.sheet.clone(),
        encoding: table.encoding.clone(),
        heading_row: headline.row,
        format: found.format,
        kind: found.kind,
        columns: columns.collect(),
        why: found.why,
        problem: found.problem,
        mappable: found.mappable,
        told: table.told.iter().cloned().chain(headline.told).collect(),
    })
}

struct Understood {
    format: Option<&'static str>,
    kind: Kind,
    why: String,
    problem: Option<String>,
    mappable: bool,
    columns: Option<Vec<Column>>,
    /// Its name in the data standard, if it belongs to one.
    member: Option<&'static Member>,
}

impl Understood {
    fn column<'a>(
        &self,
        at: usize,
        heading: &Heading,
        cells: impl Iterator<Item = &'a str>,
        options: &Options,
    ) -> ExplainedColumn {
        let column = self.columns.as_ref().and_then(|columns| columns.get(at));
        let place = column.and_then(Column::place);
        let fate = self.member.map(|member| member.fate(heading, options));
        let meaning = match (column, fate) {
            (Some(column), _) => column.told(self.kind),
            (None, Some(fate)) => fate.words(heading),
            (None, None) => "not known".to_owned(),
        };
        let list = place.and_then(|place| choices(self.kind, place));
        let values =
            options.columns.as_ref().zip(place).map(|(mapping, place)| mapping.values_of(place.name(self.kind)));
        let (mut forms, mut unknown): (BTreeMap<&'static str, u64>, Vec<String>) = (BTreeMap::new(), Vec::new());
        for cell in cells {
            *forms.entry(form_of(cell)).or_default() += 1;
            let mapped = values.as_ref().is_some_and(|values| values.contains_key(&cell_key(cell)));
            unknown.extend(list.filter(|_| !mapped).and_then(|list| unknown_code(cell, list)));
        }
        unknown.sort();
        unknown.dedup();
        unknown.truncate(CODES);
        let mut forms: Vec<(&'static str, u64)> = forms.into_iter().collect();
        forms.sort_by_key(|(form, count)| (std::cmp::Reverse(*count), *form));
        let kept = match (column, fate) {
            (Some(column), _) => matches!(column.meaning, Meaning::Extra(_)),
            (None, fate) => fate.is_none_or(|fate| matches!(fate, Fate::Kept | Fate::KeptThough)),
        };
        ExplainedColumn {
            heading: heading.shown.clone(),
            meaning,
            recognised: !kept,
            forms,
            unknown_codes: unknown,
            nearly: if kept && self.mappable { nearly(heading, self.kind) } else { None },
        }
    }
}

/// Codes that are named.
const CODES: usize = 20;
/// Letters that a code has at most; what is longer may be a note.
const CODE: usize = 40;

fn choices(kind: Kind, place: Place) -> Option<&'static [Choice]> {
    let Place::Field(at) = place else { return None };
    match kind.fields().get(at)?.form {
        Form::Choice(list) => Some(list),
        _ => None,
    }
}

fn unknown_code(cell: &str, list: &[Choice]) -> Option<String> {
    let tidy = cell::tidy(cell);
    let short = tidy.chars().count() <= CODE && !tidy.chars().any(char::is_control);
    (short && !cell::is_blank(&tidy) && Choice::find(list, &tidy).is_none()).then(|| tidy.into_owned())
}

/// A usual heading that is a slip of the keys away.
fn nearly(heading: &Heading, kind: Kind) -> Option<&'static str> {
    let places = headings::canonical_names(kind).into_iter().filter_map(|name| Place::named(kind, name));
    let names: Vec<&'static str> = places.flat_map(|place| headings::usual_names(kind, place)).collect();
    headings::nearest(std::slice::from_ref(&heading.shown), &names).map(|(_, name)| name)
}

/// The kind that the person or the mapping file says, else the one that most headings speak for.
fn likeliest(headings: &[Heading], options: &Options) -> Kind {
    let said = options.kind.or_else(|| options.columns.as_ref().and_then(|mapping| mapping.kind()));
    said.unwrap_or_else(|| kinds::likeliest(headings))
}

fn why_kind(headings: &[Heading], kind: Kind, options: &Options) -> String {
    if options.kind.is_some() {
        return format!("{}, as --kind says", kind.plural());
    }
    if options.columns.as_ref().is_some_and(|mapping| mapping.kind().is_some()) {
        return format!("{}, as the mapping file says", kind.plural());
    }
    let mapped = |heading: &&Heading| {
        let target = options.columns.as_ref().and_then(|mapping| mapping.target(heading));
        !matches!(target, Some(Target::LeaveOut | Target::Extra))
    };
    let speaking: Vec<String> = headings
        .iter()
        .filter(mapped)
        .filter(|heading| kinds::speaks_for(heading, kind))
        .take(4)
        .map(|heading| format!("'{}'", heading.shown))
        .collect();
    match speaking.is_empty() {
        true => format!("{}, which fit its columns best", kind.plural()),
        false => format!("{}, because of the columns {}", kind.plural(), speaking.join(", ")),
    }
}

/// The form of a cell, in words, without what it says.
fn form_of(cell: &str) -> &'static str {
    let tidy = cell::tidy(cell);
    if cell::is_blank(&tidy) {
        return "blank";
    }
    let shape: String = tidy.chars().map(|letter| if letter.is_ascii_digit() { '9' } else { letter }).collect();
    let figures = tidy.bytes().all(|byte| byte.is_ascii_digit());
    let starts = |form: &str| shape.starts_with(form);
    if starts("99/99/9999") || starts("9/9/9999") || starts("99/9/9999") || starts("9/99/9999") {
        return if shape.len() > 10 { "day and time with slashes" } else { "day with slashes" };
    }
    if starts("9999-99-99") {
        return if shape.len() > 10 { "day and time, year first" } else { "day, year first" };
    }
    if starts("99/99/99") {
        return "day with a two-digit year";
    }
    let lower = tidy.to_lowercase();
    if ["yes", "no", "y", "n", "true", "false"].contains(&lower.as_str()) {
        return "yes or no";
    }
    match tidy.chars().count() {
        _ if figures => "whole number",
        _ if tidy.parse::<f64>().is_ok() => "number",
        letters if letters <= 12 && !tidy.contains(' ') => "short code or word",
        letters if letters <= 60 => "short text",
        _ => "long text",
    }
}

impl Explained {
    /// A mapping file to be edited, which says of every column what becomes of it now.
    pub fn mapping(&self, file: &str) -> String {
        let fields = headings::canonical_names(self.kind).join(", ");
        let mut text = format!(
            "# How dipsample reads {file}{}. Change what is wrong; a line that begins with # says nothing.\n\
             # A column is one of the fields below, or \"extra\" (kept under its own name), or \"\" (left out).\n\
             # Fields of {}: {fields}\n\nkind = \"{}\"\n",
            self.sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet {sheet}")).replace('\n', " "),
            self.kind.plural(),
            self.kind.id()
        );
        text += "# dates = \"dmy\"                  # or \"mdy\" or \"iso\"\n# century = 20                   # reads the year 26 as 2026\n";
        text += "# encoding = \"windows-1252\"      # where the letters come out wrong\n";
        text += &format!(
            "# heading_row = {}                # where the headings stand, as the spreadsheet counts\n",
            self.heading_row
        );
        if let Some(sheet) = &self.sheet {
            text += &format!("sheet = {}\n", quoted(sheet));
        }
        text += "\n[columns]\n";
        let mut written: Vec<&str> = Vec::new();
        for column in self.columns.iter().filter(|column| !column.heading.is_empty()) {
            let twice = written.contains(&column.heading.as_str());
            text += &column.line(twice);
            written.push(&column.heading);
        }
        text + &self.values()
    }

    /// The codes that are not understood, to be filled in.
    fn values(&self) -> String {
        let mut text = String::new();
        for column in self.columns.iter().filter(|column| !column.unknown_codes.is_empty()) {
            let place = Place::named(self.kind, &column.meaning);
            let list = place.and_then(|place| choices(self.kind, place)).unwrap_or_default();
            let known: Vec<&str> = list.iter().map(|choice| choice.id).collect();
            text += &format!(
                "\n# Codes of {} that are not understood; each is one of {}.\n",
                column.heading.replace('\n', " "),
                known.join(", ")
            );
            text += &format!("# [values.{}]\n", column.meaning);
            for code in &column.unknown_codes {
                text += &format!("# {} = \"\"\n", quoted(code));
            }
        }
        text
    }
}

impl ExplainedColumn {
    fn line(&self, twice: bool) -> String {
        let (target, mut said) = match self.meaning.as_str() {
            meaning if meaning.starts_with("left out") => ("", meaning.to_owned()),
            meaning if meaning.starts_with("extra.") => ("extra", "not recognised".to_owned()),
            meaning => (meaning, String::new()),
        };
        if let Some(near) = self.nearly {
            said += &format!("; nearly '{near}'");
        }
        let comment = if said.is_empty() { String::new() } else { format!("   # {said}") };
        let mark = if twice { "# the same heading again: " } else { "" };
        format!("{mark}{} = \"{target}\"{comment}\n", quoted(&self.heading))
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
