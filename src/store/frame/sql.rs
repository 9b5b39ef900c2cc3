//! The frame's query: which rows are of the population, what can be told of each, and in which order they come.

use super::FrameQuery;
use super::walk::Stretch;
use crate::model::Kind;
use crate::store::computed;
use crate::store::condition::Condition;
use crate::store::field_ref::{FieldRef, Place};

/// The field in which words are looked for.
const TEXT: &str = "text";
/// The function that looks for them.
pub(super) const OCCUR: &str = "words_occur";

/// In which order rows come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// By the bytes of the references.
    References,
    /// As it is quickest.
    Any,
}

/// How the rows of a period are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// By the index of dates: few of the table's rows are of the period.
    Dates,
    /// Along the whole table or its index of references.
    Along,
    /// The same, where no record of the table is of a day outside the period.
    Whole,
}

/// Which versions of a record are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Versions {
    /// Those that stand: nothing was imported after the batch as of which the frame is taken.
    Standing,
    /// Those that stood as of a batch.
    AsOf,
}

/// The columns with which every row begins: what can be told, reference, child, described later, not in the newest. What
/// can be told is 0 for a record of the frame and 1 for one outside; where it cannot be told it is a text with a letter for
/// each of [`used_names`], 1 where that is blank.
pub(super) const FIXED: usize = 5;

/// The query of a frame, with the wanted columns after the fixed ones.
pub(super) fn frame_sql(
    query: &FrameQuery<'_>,
    wanted: &[String],
    (order, path, versions): (Order, Path, Versions),
    stretch: &Stretch,
) -> String {
    let mut columns = vec![told(query)];
    let child = if query.child { "child" } else { "NULL" };
    columns.extend(["reference", child, "described_later", "not_in_newest"].map(str::to_owned));
    columns.extend_from_slice(wanted);
    let source = match query.kind {
        Kind::Child => children_in_care(fields(query)),
        _ => records(query, path, versions, stretch),
    };
    let order = if order == Order::References { " ORDER BY reference" } else { "" };
    format!("SELECT {} FROM ({source}){order}", columns.join(", "))
}

/// The column of what can be told. A child that started after the period, or ceased before its day, is not of the population; a
/// child whose start is not recorded cannot be told. Nor can a condition on a child that the register does not hold, unless
/// it fails anyway.
fn told(query: &FrameQuery<'_>) -> String {
    let known = match query.kind {
        Kind::Child => Some("iif(started IS NULL, NULL, 1)"),
        _ if asks_child(query) => Some("iif(child_held, 1, NULL)"),
        _ => None,
    };
    let used: Vec<String> = used_names(query).iter().map(|name| format!("({})", blank(query, name))).collect();
    if used.is_empty() && query.condition.is_none() {
        return "0".to_owned();
    }
    let fits = fits(query);
    let all = known.map_or(fits.clone(), |known| format!("({fits}) AND {known}"));
    format!("ifnull(NOT ({all}), {})", [vec!["''".to_owned()], used].concat().join(" || "))
}

/// Whether a condition on records that are no children looks at their children.
fn asks_child(query: &FrameQuery<'_>) -> bool {
    query.condition.is_some_and(|condition| condition.fields().iter().any(|field| field.place == Place::Child))
}

/// Whether rows tell of a child from which day it is described, and whether the newest extract holds it.
pub(super) fn tells_of_child(query: &FrameQuery<'_>) -> bool {
    query.kind == Kind::Child || query.fields.iter().any(|field| field.place == Place::Child) || asks_child(query)
}

/// The names whose blanks are counted: the condition's fields, the child that it looks at, the text where words are looked
/// for, and for children the day on which they came into care.
pub(super) fn used_names(query: &FrameQuery<'_>) -> Vec<String> {
    let mut names: Vec<String> =
        query.condition.map(|c| c.fields().iter().map(|f| f.name.clone()).collect()).unwrap_or_default();
    let needed = match query.kind {
        Kind::Child => Some("started"),
        _ => asks_child(query).then_some("child"),
    };
    let searched = query.words.map(|_| TEXT);
    for needed in needed.into_iter().chain(searched) {
        if !names.iter().any(|name| name == needed) {
            names.push(needed.to_owned());
        }
    }
    names
}

/// The expression that is 1 for a record of the frame, 0 for one outside, and NULL where it cannot be told. Texts are not
/// looked at where the condition fails already.
fn fits(query: &FrameQuery<'_>) -> String {
    match (query.condition.map(Condition::sql), query.words.map(|_| format!("{OCCUR}(\"{TEXT}\")"))) {
        (None, None) => "1".to_owned(),
        (Some(condition), None) => condition.to_owned(),
        (None, Some(words)) => words,
        (Some(condition), Some(words)) => {
            format!("CASE NOT ({condition}) WHEN 1 THEN 0 WHEN 0 THEN {words} ELSE nullif({words}, 1) END")
        }
    }
}

/// Whether a field that is used is blank. Of a child that the register does not hold, the child is missing besides.
fn blank(query: &FrameQuery<'_>, name: &str) -> String {
    let field = query.condition.and_then(|c| c.fields().iter().find(|field| field.name == name));
    match field {
        _ if name == "child" && asks_child(query) => "NOT child_held".to_owned(),
        Some(field) => format!("{} IS NULL", field.column()),
        None => format!("\"{name}\" IS NULL"),
    }
}

/// The version of each child that describes it at the period's end. Somebody whose start of care is not known belongs to the
/// population as one of whom it cannot be told, unless they were 18 by the day: nobody is looked after from then on.
pub(in crate::store) fn children_in_care<'a>(wanted: impl Iterator<Item = &'a FieldRef>) -> String {
    let mut used: Vec<&str> = wanted.map(|field| field.name.as_str()).collect();
    used.sort_unstable();
    used.dedup();
    let ends = used.contains(&computed::PERIOD_END);
    used.retain(|name| computed::is_of_child(name));
    let mut columns: String =
        used.iter().map(|name| format!(", {} AS \"{name}\"", computed::child_expression(name))).collect();
    if ends {
        columns += &format!(", :last AS \"{}\"", computed::PERIOD_END);
    }
    format!(
        "SELECT c.*{columns}, c.as_at > :last AS described_later, c.as_at < :newest AS not_in_newest
           FROM (SELECT DISTINCT reference AS child_reference FROM child) k JOIN child c ON c.id = ({}) {}
          WHERE (c.ceased IS NULL OR c.ceased > :day)
            AND CASE WHEN c.started IS NULL THEN c.born IS NULL OR c.born > :adult ELSE c.started <= :last END",
        child_version("k.child_reference"),
        computed::join(used)
    )
}

/// The fields that the condition uses and those that are wanted.
fn fields<'a>(query: &'a FrameQuery<'_>) -> impl Iterator<Item = &'a FieldRef> {
    query.condition.map(Condition::fields).unwrap_or_default().iter().chain(query.fields)
}

/// Whether a field is the day on which the period ends.
fn asks_end(query: &FrameQuery<'_>) -> bool {
    fields(query).any(|field| field.name == computed::PERIOD_END)
}

fn child_version(reference: &str) -> String {
    format!(
        "SELECT v.id FROM child v WHERE v.reference = {reference} AND v.from_batch <= :batch
            AND (v.to_batch IS NULL OR v.to_batch > :batch)
          ORDER BY v.as_at > :last, CASE WHEN v.as_at > :last THEN v.as_at END, v.as_at DESC LIMIT 1"
    )
}

fn records(query: &FrameQuery<'_>, path: Path, versions: Versions, stretch: &Stretch) -> String {
    let table = query.kind.id();
    let mut used: Vec<&str> =
        fields(query).filter(|field| field.place == Place::Child).map(|field| &field.name["child.".len()..]).collect();
    used.sort_unstable();
    used.dedup();
    let mut columns: Vec<String> =
        used.iter().map(|name| format!("{} AS \"child.{name}\"", computed::child_expression(name))).collect();
    let join = match columns.is_empty() {
        true => String::new(),
        false => format!("LEFT JOIN child c ON c.id = ({}) {}", child_version("r.child"), computed::join(used)),
    };
    let of_child = if columns.is_empty() { ["NULL", "NULL"] } else { ["c.as_at > :last", "c.id IS NOT NULL"] };
    columns.push(format!("{} AS described_later, {} AS child_held, NULL AS not_in_newest", of_child[0], of_child[1]));
    if asks_end(query) {
        columns.push(format!(":last AS \"{}\"", computed::PERIOD_END));
    }
    let valid = match versions {
        Versions::Standing => "r.to_batch IS NULL",
        Versions::AsOf => "r.from_batch <= :batch AND (r.to_batch IS NULL OR r.to_batch > :batch)",
    };
    // The unary plus keeps SQLite from the index of dates.
    let date = match path {
        Path::Dates => "r.date BETWEEN :first AND :last",
        Path::Along => "+r.date BETWEEN :first AND :last",
        Path::Whole => "+r.date IS NOT NULL",
    };
    let from = stretch.from.as_ref().map_or("", |_| " AND r.reference >= :from");
    let before = stretch.before.as_ref().map_or("", |_| " AND r.reference < :before");
    format!("SELECT r.*, {} FROM {table} r {join} WHERE {valid} AND {date}{from}{before}", columns.join(", "))
}
