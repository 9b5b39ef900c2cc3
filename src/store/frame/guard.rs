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

/// Steps of SQLite's machine that a walk may cost besides those that each row may: about a minute's work.
const STEPS: u64 = 4_000_000_000;
/// Steps that each row may cost on top: a long condition over a large register goes on as long as it has rows.
const STEPS_A_ROW: u64 = 10_000;
const STEPS_A_CALL: i32 = 100_000;
/// Bytes of a text, and of a pattern.
pub(super) const LONGEST_TEXT: i32 = 50_000_000;
pub(super) const LONGEST_PATTERN: i32 = 1_000;

/// The work that a walk may still cost. It is counted in steps and not in time, so that the same condition on the same register is
/// stopped at the same record on every computer.
pub(super) struct Budget(AtomicU64);

impl Budget {
    pub(super) fn new() -> Arc<Budget> {
        Arc::new(Budget(AtomicU64::new(STEPS)))
    }

    /// Takes work off; whether some is left.
    pub(super) fn spend(&self, steps: u64) -> bool {
        let left = self.0.load(Ordering::Relaxed).saturating_sub(steps);
        self.0.store(left, Ordering::Relaxed);
        left > 0
    }

    /// Adds what a row may cost.
    pub(super) fn row(&self) {
        self.0.store((self.0.load(Ordering::Relaxed) + STEPS_A_ROW).min(STEPS), Ordering::Relaxed);
    }

    fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    #[cfg(test)]
    pub(super) fn leave(&self, steps: u64) {
        self.0.store(steps, Ordering::Relaxed);
    }
}

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
pub(super) fn guard(reader: &mut Connection, budget: &Arc<Budget>) -> Result<(), StoreError> {
    reader.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
    reader.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000)?;
    reader.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_TEXT)?;
    reader.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    reader.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)?;
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
    let steps = Arc::clone(budget);
    reader.progress_handler(STEPS_A_CALL, Some(move || !steps.spend(u64::from(STEPS_A_CALL.unsigned_abs()))))?;
    Ok(())
}

/// What SQLite says of a condition, told as a fault of the condition and not of the program.
pub(super) fn refused(query: &FrameQuery<'_>, budget: &Budget, error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    if query.condition.is_some() && budget.is_spent() {
        return StoreError::Condition(ConditionError::TooMuchWork);
    }
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
