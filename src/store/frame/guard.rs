//! The connection on which a person's own condition is evaluated: it reads the tables of records, calls harmless functions,
//! looks for words, and does nothing else.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

use super::FrameQuery;
use super::sql::OCCUR;
use crate::model::Kind;
use crate::search::Query;
use crate::store::condition::ConditionError;
use crate::store::error::StoreError;

/// Steps of SQLite's machine that one row may cost before the query is broken off.
const STEPS_A_ROW: u64 = 20_000_000_000;
const STEPS_A_CALL: i32 = 100_000;

/// Gives a connection the function that says whether the words occur in a text; of no text it cannot be told.
pub(super) fn teach(reader: &Connection, words: &Query) -> Result<(), StoreError> {
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
pub(super) fn guard(reader: &mut Connection, steps: &Arc<AtomicU64>) -> Result<(), StoreError> {
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
pub(super) fn refused(query: &FrameQuery<'_>, error: rusqlite::Error) -> StoreError {
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
