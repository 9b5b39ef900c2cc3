//! `records`: what the register holds, counted, so that a frame can be trusted before it is drawn from.

use std::path::{Path, PathBuf};

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use crate::calendar::{Period, british};
use crate::cli::context::Context;
use crate::cli::drawing::{untold, why_untold};
use crate::cli::failure::Failure;
use crate::cli::frame;
use crate::cli::staff::{Staff, field_label};
use crate::cli::typed;
use crate::intake;
use crate::model::english::counted_as;
use crate::model::{Cohort, Kind, NOT_RECORDED};
use crate::reporting::terminal;
use crate::search::Query;
use crate::store::{Condition, FieldRef, FrameQuery, KindSpan, Population, Register, Values};

/// The widest that the tables are.
const WIDEST: usize = 80;

/// `records`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  dipsample records\n  \
    dipsample records --kind oversight --period 2026-10\n  \
    dipsample records --kind oversight --by iro --by team --where \"child.placements_12m >= 3\"\n  \
    dipsample records --kind oversight --words 'drift* and not \"care plan\"'\n\n\
    It counts the records that 'dipsample draw' with the same flags would draw from, and draws nothing. Months are those of the \
    record's date; for children, of the start of care. --words looks for whole words in the text, case and accents do not \
    count: 'dipsample draw --help' says more.")]
pub(crate) struct RecordsArgs {
    /// What to count: oversight, review, dispute, child [default: a line for each]
    #[arg(long, value_name = "K")]
    kind: Option<String>,
    /// The period: 2026-10, 2026/27, 2026/27-Q2, 2026-10-01..2026-11-15 [default: all days; for children the day of the newest extract]
    #[arg(long, value_name = "P", requires = "kind")]
    period: Option<String>,
    /// Count only records that fit this condition
    #[arg(long = "where", value_name = "EXPR", requires = "kind")]
    condition: Option<String>,
    /// Count only records in whose text these words occur
    #[arg(long, value_name = "QUERY", requires = "kind")]
    words: Option<String>,
    /// Fields to count by, each by itself: iro, team, child.placement_type, extra.NAME
    #[arg(long, value_name = "FIELD", value_delimiter = ',', requires = "kind")]
    by: Vec<String>,
    /// For children: in care on the period's last day (end) or on any day of it (any) [default: end]
    #[arg(long, value_name = "WHEN", requires = "kind")]
    cohort: Option<String>,
    /// The file to write the counts to; one that ends in .csv gets the counts of --by as a table [default: the screen]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// What was asked, understood.
struct Request {
    kind: Kind,
    /// The period typed, if one was.
    typed: Option<Period>,
    condition: Option<Condition>,
    words: Option<Query>,
    by: Vec<FieldRef>,
    cohort: Cohort,
}

/// One value of a field, with how many records have it.
struct ByValue<'a> {
    field: &'a str,
    value: String,
    count: u64,
}

pub(crate) fn run(args: &RecordsArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let register = context.register()?;
    let as_of = register.newest_batch()?.unwrap_or(0);
    let Some(kind) = args.kind.as_deref().map(typed::kind).transpose()? else {
        return all_kinds(&register, as_of, context);
    };
    let request = understand(args, kind)?;
    let span = register.span(kind, as_of)?;
    let counted = match period(&request, &span) {
        None => Population { by: vec![Values::default(); request.by.len()], ..Population::default() },
        Some(period) => register.population(&FrameQuery {
            kind,
            period: &period,
            condition: request.condition.as_ref(),
            words: request.words.as_ref(),
            child: false,
            fields: &request.by,
            as_of,
            any_day: request.cohort == Cohort::Any,
        })?,
    };
    let by = by_values(&request, &counted, &Staff::new(&register.people()?));
    let json = as_json(&request, &span, &counted, &by);
    let width = context.width().min(WIDEST);
    context.send_to("records", args.to.as_deref(), true);
    if args.to.as_deref().is_some_and(is_csv) {
        context.print(&as_csv(&by)?);
        return Ok(());
    }
    context.answer(&json, || in_words(&request, &span, &counted, &by, width));
    Ok(())
}

fn is_csv(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// The counts by field and value, a line each.
fn as_csv(by: &[ByValue<'_>]) -> Result<String, Failure> {
    let heading = ["field", "value", "records"].map(str::to_owned).to_vec();
    let lines =
        by.iter().map(|one| vec![one.field.to_owned(), intake::guarded(one.value.clone()), one.count.to_string()]);
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(lines).collect();
    let bytes = intake::write_csv(rows.iter()).map_err(|error| Failure::ours(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn understand(args: &RecordsArgs, kind: Kind) -> Result<Request, Failure> {
    let by = args.by.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    Ok(Request {
        kind,
        typed: args.period.as_deref().map(Period::parse).transpose()?,
        condition: args.condition.as_deref().map(|text| Condition::parse(text, kind)).transpose()?,
        words: frame::words(args.words.as_deref(), kind)?,
        by: by.map(|name| frame::by_field(name, kind)).collect::<Result<_, _>>()?,
        cohort: typed::cohort(args.cohort.as_deref())?,
    })
}

/// The period asked for, or else all days that the register has; for children the day of the newest extract.
fn period(request: &Request, span: &KindSpan) -> Option<Period> {
    let (first, last) = span.days.as_ref()?;
    let first = if request.kind == Kind::Child { last } else { first };
    request.typed.clone().or_else(|| Period::parse(&format!("{first}..{last}")).ok())
}

/// Values of each field, largest first, those of one size by name and blanks last of all. Spellings of one person count together,
/// as they do in a draw.
fn by_values<'a>(request: &'a Request, counted: &Population, staff: &Staff) -> Vec<ByValue<'a>> {
    let mut all = Vec::new();
    for (field, counts) in request.by.iter().zip(&counted.by) {
        let mut joined: BTreeMap<String, u64> = BTreeMap::new();
        for (value, count) in &counts.values {
            *joined.entry(staff.read(&field.name, value)).or_default() += count;
        }
        let mut values: Vec<ByValue<'_>> =
            joined.into_iter().map(|(value, count)| ByValue { field: &field.name, value, count }).collect();
        values.sort_by_key(|one| std::cmp::Reverse(one.count));
        if counts.blank > 0 {
            values.push(ByValue { field: &field.name, value: NOT_RECORDED.to_owned(), count: counts.blank });
        }
        all.extend(values);
    }
    all
}

fn as_json(request: &Request, span: &KindSpan, counted: &Population, by: &[ByValue<'_>]) -> Value {
    let tally = &counted.tally;
    json!({
        "kind": request.kind,
        "period": request.typed.as_ref().map(Period::text),
        "cohort": (request.kind == Kind::Child).then_some(request.cohort),
        "where": request.condition.as_ref().map(Condition::text),
        "words": request.words.as_ref().map(Query::text),
        "population": tally.population,
        "records": tally.frame,
        "first": counted.days.as_ref().map(|days| &days.0),
        "last": counted.days.as_ref().map(|days| &days.1),
        "date_field": if request.kind == Kind::Child { "started" } else { "date" },
        "unknown": tally.unknown_fields.iter().map(|(field, count)| json!({ "field": field, "count": count })).collect::<Vec<_>>(),
        "unknown_records": tally.unknown,
        "described_later": tally.described_later,
        "not_in_newest": tally.not_in_newest,
        "undated": span.undated,
        "months": counted.months.iter().map(|(month, count)| json!({ "month": month, "count": count })).collect::<Vec<_>>(),
        "by": by.iter().map(|one| json!({ "field": one.field, "value": one.value, "count": one.count })).collect::<Vec<_>>(),
        "missing": counted.missing.iter().map(|(field, missing)| json!({ "field": field, "missing": missing, "of": tally.frame,
            "share": share(*missing, tally.frame) })).collect::<Vec<_>>(),
    })
}

fn in_words(request: &Request, span: &KindSpan, counted: &Population, by: &[ByValue<'_>], width: usize) -> String {
    let mut text = heading(request, span, counted);
    if counted.tally.frame == 0 {
        return text;
    }
    let months: Vec<(String, u64)> = counted
        .months
        .iter()
        .map(|(month, count)| (Period::parse(month).map_or(month.clone(), |period| period.label().to_owned()), *count))
        .collect();
    let by_month = if request.kind == Kind::Child { "Start of care" } else { "Month" };
    text += &part(by_month, &months, width);
    for field in &request.by {
        let values: Vec<(String, u64)> =
            by.iter().filter(|one| one.field == field.name).map(|one| (one.value.clone(), one.count)).collect();
        text += &part(&field_label(request.kind, &field.name), &values, width);
    }
    text + &missing(request, counted, width)
}

/// How many there are, of which days, and how many cannot be told.
fn heading(request: &Request, span: &KindSpan, counted: &Population) -> String {
    let (kind, tally) = (request.kind, &counted.tally);
    let of = request.typed.as_ref().map_or(String::new(), |period| format!(" of {}", period.label()));
    if tally.population == 0 {
        return nothing(request, span);
    }
    let mut text = match request.condition.is_some() || request.words.is_some() {
        true => format!("{} of {}{of} fit.\n", tally.frame, kind.counted(tally.population)),
        false => format!("{}{of}.\n", kind.counted(tally.frame)),
    };
    if let Some((first, last)) = &counted.days {
        let what = if kind == Kind::Child { "Care began" } else { "Dates run" };
        text += &format!("{what} from {} to {}.\n", day(first), day(last));
    }
    if let Some(condition) = &request.condition {
        text += &format!("Condition: {}\n", condition.text());
    }
    if let Some(words) = &request.words {
        text += &format!("Words: {}\n", words.text());
    }
    if tally.unknown > 0 {
        text += &format!(
            "For {} it cannot be told, because {} ({}); they are not counted below.\n",
            tally.unknown,
            why_untold(tally),
            untold(tally)
        );
    }
    if tally.described_later > 0 {
        text += &format!("For {} the register describes the child only as of a later day.\n", tally.described_later);
    }
    if tally.not_in_newest > 0 {
        text += &format!(
            "{} not in the newest extract of children up to then; the register does not know that they left care.\n",
            counted_as(tally.not_in_newest, "is", "are")
        );
    }
    if span.undated > 0 {
        text += &format!("Besides these, {} without a date, which no period holds.\n", kind.counted(span.undated));
    }
    if tally.frame == 0 {
        text += "None fits: change the condition (--where), the words (--words) or the period.\n";
    }
    text
}

/// What to do where there is nothing.
fn nothing(request: &Request, span: &KindSpan) -> String {
    let kind = request.kind;
    match (&request.typed, &span.days) {
        (Some(period), Some((first, last))) => format!(
            "The register holds no {} of {}. What it holds is of {} to {}: give another --period, or import the extract of that period.\n",
            kind.plural(),
            period.label(),
            day(first),
            day(last)
        ),
        _ if span.records > 0 => {
            format!("The register holds {} without a date, which no period holds.\n", kind.counted(span.records))
        }
        _ => format!("The register holds no {} yet. Bring an extract in: dipsample import FILE\n", kind.plural()),
    }
}

/// A table of counts with bars.
fn part(heading: &str, counts: &[(String, u64)], width: usize) -> String {
    let largest = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let rows: Vec<Vec<String>> = counts
        .iter()
        .map(|(value, count)| vec![value.clone(), count.to_string(), terminal::count_bar(*count, largest)])
        .collect();
    format!("\n{}\n", terminal::table(&[heading, "Records", ""], &rows, width))
}

/// What is missing in which column: those partly missing as a table, the others named.
fn missing(request: &Request, counted: &Population, width: usize) -> String {
    let of = counted.tally.frame;
    let named = |wanted: fn(u64, u64) -> bool| -> Vec<&(&str, u64)> {
        counted.missing.iter().filter(|(_, missing)| wanted(*missing, of)).collect()
    };
    let names = |columns: Vec<&(&str, u64)>| columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let mut partly = named(|missing, of| missing > 0 && missing < of);
    partly.sort_by_key(|(_, missing)| std::cmp::Reverse(*missing));
    let mut text = String::new();
    if !partly.is_empty() {
        let rows: Vec<Vec<String>> = partly
            .iter()
            .map(|(name, missing)| {
                let percent = share(*missing, of).map_or(String::new(), |share| format!("{:.0}%", share * 100.0));
                vec![(*name).to_owned(), missing.to_string(), percent, terminal::count_bar(*missing, of)]
            })
            .collect();
        text += &format!("\n{}\n", terminal::table(&["Column", "Missing", "Share", ""], &rows, width));
    }
    for (words, columns) in [
        ("Never missing", names(named(|missing, _| missing == 0))),
        ("Never there", names(named(|missing, of| missing == of))),
    ] {
        if !columns.is_empty() {
            text += &format!("\n{}\n", terminal::wrapped(&format!("{words}: {columns}."), width, 0));
        }
    }
    if request.by.is_empty() {
        text += "\nTo count by a field: add --by iro, or --by child.placement_type\n";
    }
    text
}

fn share(count: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| count as f64 / of as f64)
}

fn day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), british)
}

/// A line for each kind.
fn all_kinds(register: &Register, as_of: i64, context: &mut Context<'_>) -> Result<(), Failure> {
    let spans = Kind::ALL
        .into_iter()
        .map(|kind| Ok((kind, register.span(kind, as_of)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let json = json!({ "kinds": spans.iter().map(|(kind, span)| json!({ "kind": kind, "records": span.records, "first": span.days.as_ref().map(|days| &days.0),
        "last": span.days.as_ref().map(|days| &days.1), "undated": span.undated })).collect::<Vec<_>>() });
    let width = context.width().min(WIDEST);
    context.answer(&json, || {
        if spans.iter().all(|(_, span)| span.records == 0) {
            return "The register holds no records yet. Bring an extract in: dipsample import FILE\n".to_owned();
        }
        let rows: Vec<Vec<String>> = spans
            .iter()
            .map(|(kind, span)| {
                let (first, last) = span.days.clone().map_or_else(Default::default, |(first, last)| (day(&first), day(&last)));
                let undated = if span.undated > 0 { span.undated.to_string() } else { String::new() };
                vec![kind.plural().to_owned(), span.records.to_string(), first, last, undated]
            })
            .collect();
        terminal::table(&["Kind", "Records", "First", "Last", "Without a date"], &rows, width)
            + "\n\nFor children the days are those that extracts describe them as at.\nNext: dipsample records --kind oversight\n"
    });
    Ok(())
}
