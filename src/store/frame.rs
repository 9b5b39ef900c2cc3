//! The frame: the records that a draw may pick from, streamed in the order of their references.
//!
//! A frame is (kind, period, condition, as-of batch), so that October's frame can be streamed again, the same, after any
//! later import. A record's child is described by that child's version with the latest day not after the period's end,
//! or else the earliest there is, which is counted. Nothing is held of a row once it has been given out. Words are looked
//! for while the row is read, so that texts are neither gathered nor sorted.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, Row, ToSql, named_params};

use super::computed;
use super::condition::{Condition, ConditionError, FieldRef, Place};
use super::error::StoreError;
use super::open::Register;
use crate::calendar::Period;
use crate::model::Kind;
use crate::search::Query;

/// Steps of SQLite's machine that one row may cost before the query is broken off.
const STEPS_A_ROW: u64 = 20_000_000_000;
const STEPS_A_CALL: i32 = 100_000;
/// Populations up to this size are sorted in memory; larger ones are walked along the index of references.
const SORTED_IN_MEMORY: i64 = 200_000;

/// Which frame.
#[derive(Clone, Debug)]
pub struct FrameQuery<'a> {
    /// What kind of record.
    pub kind: Kind,
    /// The period.
    pub period: &'a Period,
    /// The condition, where there is one.
    pub condition: Option<&'a Condition>,
    /// The words that must occur in the record's text, where any must.
    pub words: Option<&'a Query>,
    /// The fields whose values are wanted with each record.
    pub fields: &'a [FieldRef],
    /// The newest batch that is looked at.
    pub as_of: i64,
    /// Whether children in care on any day of the period belong to the population, not only those on its last day.
    pub any_day: bool,
}

/// One record of the frame as it is streamed.
pub struct Seen<'a> {
    /// The version's number in its table.
    pub version: i64,
    /// The reference.
    pub record: &'a str,
    /// The child's reference, where there is one.
    pub child: Option<&'a str>,
    /// The values of the fields asked for, as text.
    pub values: &'a [Option<String>],
}

/// Counts of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameTally {
    /// Records of the kind in the period.
    pub population: u64,
    /// Of them, those that fit the condition.
    pub frame: u64,
    /// Of them, those for which the condition cannot be told.
    pub unknown: u64,
    /// How many of those lack each field.
    pub unknown_fields: BTreeMap<String, u64>,
    /// Records whose child is described only as of a day after the period.
    pub described_later: u64,
    /// Children of the frame whom the newest extract of children up to the period's end does not hold.
    pub not_in_newest: u64,
    /// Records that fit, and were left out because of their child.
    pub left_out: u64,
}

/// The field in which words are looked for, and the name of the function that looks.
const TEXT: &str = "text";
const OCCUR: &str = "words_occur";
/// What a condition's own result is called where it cannot be told though no field that it uses is blank.
const ITSELF: &str = "the condition itself";

impl Register {
    /// Streams a frame in the order of the references' bytes and returns its counts.
    ///
    /// # Errors
    /// [`StoreError::Condition`] where SQLite does not understand the condition; else what reading gives.
    pub fn stream_frame<E: From<StoreError>>(
        &self,
        query: &FrameQuery<'_>,
        mut each: impl FnMut(Seen<'_>) -> Result<(), E>,
    ) -> Result<FrameTally, E> {
        let mut reader = self.reader()?;
        let large = query.kind != Kind::Child && self.population_guess(query)? > SORTED_IN_MEMORY;
        let steps = Arc::new(AtomicU64::new(0));
        guard(&mut reader, &steps)?;
        query.words.map(|words| teach(&reader, words)).transpose()?;
        let sql = frame_sql(query, large);
        let mut statement = reader.prepare(&sql).map_err(|error| refused(query, error))?;
        let (first, last) = (query.period.first().to_string(), query.period.last().to_string());
        let day = if query.any_day { &first } else { &last };
        let newest = if query.kind == Kind::Child { self.newest_children(query.as_of, &last)? } else { None };
        let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":batch", &query.as_of), (":last", &last)];
        parameters.extend(match query.kind {
            Kind::Child => [(":day", day as &dyn ToSql), (":newest", &newest)].to_vec(),
            _ => [(":first", &first as &dyn ToSql)].to_vec(),
        });
        let mut rows = statement.query(parameters.as_slice()).map_err(StoreError::from)?;
        let mut tally = FrameTally::default();
        let used = used_names(query);
        let mut values = vec![None; query.fields.len()];
        while let Some(row) = rows.next().map_err(|error| refused(query, error))? {
            steps.store(0, Ordering::Relaxed);
            tally.population += 1;
            if told(&used, row, &mut tally).map_err(StoreError::from)? {
                take(row, FIXED + used.len(), &mut values, &mut each)?;
            }
        }
        Ok(tally)
    }

    /// Of the fields that a frame's query uses, those that no record of its population has a value of. Without a population
    /// there are none.
    ///
    /// # Errors
    /// [`StoreError::Condition`] where SQLite does not understand the condition; else what reading gives.
    pub fn fields_lacking(&self, query: &FrameQuery<'_>) -> Result<Vec<String>, StoreError> {
        let mut reader = self.reader()?;
        guard(&mut reader, &Arc::new(AtomicU64::new(0)))?;
        let mut fields: Vec<(String, String)> =
            query.condition.map(Condition::fields).unwrap_or_default().iter().chain(query.fields).map(|f| (f.name.clone(), f.column())).collect();
        fields.extend(query.words.map(|_| (TEXT.to_owned(), format!("\"{TEXT}\""))));
        let held: Vec<String> = fields.iter().map(|(_, column)| format!("coalesce(max({column} IS NOT NULL), 1)")).collect();
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {} FROM ({})", held.join(", "), source(query, false));
        let mut statement = reader.prepare(&sql).map_err(|error| refused(query, error))?;
        let (first, last) = (query.period.first().to_string(), query.period.last().to_string());
        let newest: Option<String> = None;
        let day = if query.any_day { &first } else { &last };
        let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":batch", &query.as_of), (":last", &last)];
        parameters.extend(match query.kind {
            Kind::Child => [(":day", day as &dyn ToSql), (":newest", &newest)].to_vec(),
            _ => [(":first", &first as &dyn ToSql)].to_vec(),
        });
        let mut lacking = Vec::new();
        let mut rows = statement.query(parameters.as_slice())?;
        if let Some(row) = rows.next()? {
            for (column, (name, _)) in fields.into_iter().enumerate() {
                if !row.get::<_, bool>(column)? {
                    lacking.push(name);
                }
            }
        }
        Ok(lacking)
    }

    /// The day as at which the newest import of children describes them, of those not after a day; the earliest, where it
    /// was of several files.
    fn newest_children(&self, as_of: i64, last: &str) -> Result<Option<String>, StoreError> {
        Ok(self.connection().query_row(
            "SELECT min(as_at) FROM batch WHERE kind = 'child' AND batch <= :batch AND as_at <= :last AND at = (
                SELECT at FROM batch WHERE kind = 'child' AND batch <= :batch AND as_at <= :last ORDER BY as_at DESC, batch DESC LIMIT 1)",
            named_params! { ":batch": as_of, ":last": last },
            |row| row.get(0),
        )?)
    }

    fn population_guess(&self, query: &FrameQuery<'_>) -> Result<i64, StoreError> {
        let sql =
            format!("SELECT count(*) FROM (SELECT 1 FROM {} WHERE date BETWEEN ?1 AND ?2 LIMIT ?3)", query.kind.id());
        Ok(self.connection().query_row(
            &sql,
            rusqlite::params![query.period.first().to_string(), query.period.last().to_string(), SORTED_IN_MEMORY + 1],
            |row| row.get(0),
        )?)
    }
}

/// The columns that every frame's query begins with: version, reference, child, described later, not in the newest, told.
const FIXED: usize = 6;

/// Counts a row, and says whether it belongs to the frame. Columns: the fixed ones, then one for each field of the
/// condition that is 1 where it is blank, then the wanted values.
fn told(used: &[String], row: &Row<'_>, tally: &mut FrameTally) -> rusqlite::Result<bool> {
    tally.described_later += u64::from(row.get::<_, Option<bool>>(3)?.unwrap_or(false));
    match row.get::<_, Option<bool>>(5)? {
        Some(true) => {
            tally.frame += 1;
            tally.not_in_newest += u64::from(row.get::<_, Option<bool>>(4)?.unwrap_or(false));
        }
        Some(false) => return Ok(false),
        None => {
            tally.unknown += 1;
            let mut blank = false;
            for (column, field) in (FIXED..).zip(used) {
                if row.get::<_, bool>(column)? {
                    *tally.unknown_fields.entry(field.clone()).or_default() += 1;
                    blank = true;
                }
            }
            if !blank {
                *tally.unknown_fields.entry(ITSELF.to_owned()).or_default() += 1;
            }
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives a row out. The wanted values stand from column `first` on, as many as `values` is long.
fn take<E: From<StoreError>>(
    row: &Row<'_>,
    first: usize,
    values: &mut [Option<String>],
    each: &mut impl FnMut(Seen<'_>) -> Result<(), E>,
) -> Result<(), E> {
    for (column, value) in (first..).zip(values.iter_mut()) {
        *value = row.get(column).map_err(StoreError::from)?;
    }
    let text = |column: usize| -> Result<Option<&str>, StoreError> {
        let value = row.get_ref(column)?;
        value.as_str_or_null().map_err(|_| StoreError::Damaged("a reference is not text".to_owned()))
    };
    let record = text(1)?.unwrap_or_default();
    each(Seen { version: row.get(0).map_err(StoreError::from)?, record, child: text(2)?, values })
}

/// Whether a condition on records that are no children looks at their children.
fn asks_child(query: &FrameQuery<'_>) -> bool {
    query.condition.is_some_and(|condition| condition.fields().iter().any(|field| field.place == Place::Child))
}

/// The names whose blanks are counted: the condition's fields, the child that it looks at, the text where words are looked
/// for, and for children the day on which they came into care.
fn used_names(query: &FrameQuery<'_>) -> Vec<String> {
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

fn frame_sql(query: &FrameQuery<'_>, large: bool) -> String {
    let mut columns = ["id", "reference", "child", "described_later", "not_in_newest"].map(str::to_owned).to_vec();
    // A child that started after the period, or ceased before its day, is not of the population; a child whose start is
    // not recorded cannot be told. Nor can a condition on a child that the register does not hold, unless it fails anyway.
    let told = match query.kind {
        Kind::Child => "iif(started IS NULL, NULL, 1)",
        _ if asks_child(query) => "iif(child_held, 1, NULL)",
        _ => "1",
    };
    columns.push(format!("({}) AND {told}", fits(query)));
    columns.extend(used_names(query).iter().map(|name| blank(query, name)));
    columns.extend(query.fields.iter().map(|field| format!("CAST({} AS TEXT)", field.column())));
    format!("SELECT {} FROM ({}) ORDER BY reference", columns.join(", "), source(query, large))
}

/// The population, with every field that is asked for as a column.
fn source(query: &FrameQuery<'_>, large: bool) -> String {
    match query.kind {
        Kind::Child => children(query),
        _ => records(query, large),
    }
}

/// Whether the condition looks at the day on which the period ends.
fn asks_end(query: &FrameQuery<'_>) -> bool {
    query.condition.is_some_and(|condition| condition.fields().iter().any(|field| field.name == computed::PERIOD_END))
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

/// The version of each child that describes it at the period's end.
fn children(query: &FrameQuery<'_>) -> String {
    let used = query.condition.map(Condition::fields).unwrap_or_default().iter().map(|field| field.name.as_str());
    let used: Vec<&str> = used.filter(|name| computed::is_of_child(name)).collect();
    let mut columns = String::new();
    for name in &used {
        columns += &format!(", {} AS \"{name}\"", computed::child_expression(name));
    }
    if asks_end(query) {
        columns += &format!(", :last AS \"{}\"", computed::PERIOD_END);
    }
    format!(
        "SELECT c.*{columns}, c.as_at > :last AS described_later, c.as_at < :newest AS not_in_newest
           FROM (SELECT DISTINCT reference AS child_reference FROM child) k JOIN child c ON c.id = ({}) {}
          WHERE c.started IS NULL OR (c.started <= :last AND (c.ceased IS NULL OR c.ceased > :day))",
        child_version("k.child_reference"),
        computed::join(used)
    )
}

fn child_version(reference: &str) -> String {
    format!(
        "SELECT v.id FROM child v WHERE v.reference = {reference} AND v.from_batch <= :batch
            AND (v.to_batch IS NULL OR v.to_batch > :batch)
          ORDER BY v.as_at > :last, CASE WHEN v.as_at > :last THEN v.as_at END, v.as_at DESC LIMIT 1"
    )
}

fn records(query: &FrameQuery<'_>, large: bool) -> String {
    let table = query.kind.id();
    let wanted = query.condition.map(Condition::fields).unwrap_or_default().iter().chain(query.fields);
    let mut of_child: Vec<&str> = wanted
        .filter(|field| field.place == Place::Child)
        .map(|field| &field.name["child.".len()..])
        .collect();
    of_child.sort_unstable();
    of_child.dedup();
    let mut columns: Vec<String> =
        of_child.iter().map(|name| format!("{} AS \"child.{name}\"", computed::child_expression(name))).collect();
    let join = match columns.is_empty() {
        true => String::new(),
        false => format!("LEFT JOIN child c ON c.id = ({}) {}", child_version("r.child"), computed::join(of_child)),
    };
    let of_child = if columns.is_empty() { ["NULL", "NULL"] } else { ["c.as_at > :last", "c.id IS NOT NULL"] };
    columns.push(format!("{} AS described_later, {} AS child_held, NULL AS not_in_newest", of_child[0], of_child[1]));
    if asks_end(query) {
        columns.push(format!(":last AS \"{}\"", computed::PERIOD_END));
    }
    // The unary plus keeps SQLite from the index of dates, so that it walks along the references and need not sort.
    let date = if large { "+r.date" } else { "r.date" };
    format!(
        "SELECT r.*, {} FROM {table} r {join} WHERE r.from_batch <= :batch AND (r.to_batch IS NULL OR r.to_batch > :batch)
            AND {date} BETWEEN :first AND :last",
        columns.join(", ")
    )
}

/// Gives a connection the function that says whether the words occur in a text; of no text it cannot be told.
fn teach(reader: &Connection, words: &Query) -> Result<(), StoreError> {
    let scanner = RefCell::new(words.scanner());
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    reader.create_scalar_function(OCCUR, 1, flags, move |call| {
        let text =
            call.get_raw(0).as_str_or_null().map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
        Ok(text.map(|text| scanner.borrow_mut().matches(text)))
    })?;
    Ok(())
}

/// Lets the connection read the tables of records and call harmless functions, and nothing else, and breaks off what runs away.
fn guard(reader: &mut Connection, steps: &Arc<AtomicU64>) -> Result<(), StoreError> {
    reader.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
    reader.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000)?;
    reader.set_limit(Limit::SQLITE_LIMIT_LENGTH, 50_000_000)?;
    reader.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    reader.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000)?;
    reader.authorizer(Some(|context: AuthContext<'_>| match context.action {
        AuthAction::Select => Authorization::Allow,
        AuthAction::Read { table_name, .. } if Kind::ALL.iter().any(|kind| kind.id() == table_name) => {
            Authorization::Allow
        }
        AuthAction::Function { function_name }
            if !["load_extension", "random", "randomblob"].contains(&function_name) =>
        {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }))?;
    let steps = Arc::clone(steps);
    reader.progress_handler(
        STEPS_A_CALL,
        Some(move || steps.fetch_add(u64::from(STEPS_A_CALL.unsigned_abs()), Ordering::Relaxed) > STEPS_A_ROW),
    )?;
    Ok(())
}

/// What SQLite says of a condition, told as a fault of the condition and not of the program.
fn refused(query: &FrameQuery<'_>, error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    let code = error.sqlite_error_code();
    let of_condition = match &error {
        rusqlite::Error::SqlInputError { .. } => true,
        _ => matches!(
            code,
            Some(
                ErrorCode::Unknown
                    | ErrorCode::AuthorizationForStatementDenied
                    | ErrorCode::OperationInterrupted
                    | ErrorCode::TooBig
                    | ErrorCode::TypeMismatch
            )
        ),
    };
    if query.condition.is_none() || !of_condition {
        return error.into();
    }
    let words = match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    StoreError::Condition(ConditionError::Sql(in_plain_words(&words)))
}

/// SQLite's word for an expression that it cannot read, in words that help.
fn in_plain_words(words: &str) -> String {
    let near = words.strip_prefix("near \"").and_then(|rest| rest.strip_suffix("\": syntax error"));
    match near {
        Some(")") => "it ends too early, or something is missing before a bracket".to_owned(),
        Some(near) => format!("something is missing or too much at '{near}'"),
        None => words.to_owned(),
    }
}
