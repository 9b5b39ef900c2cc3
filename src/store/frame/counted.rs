//! SQLite's own functions whose work grows with the lengths of two texts multiplied: for its machine each call is one step, however long
//! it takes. Here each call first takes its work off what the walk may still cost, and is then made on a connection that holds nothing.

use std::sync::Arc;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::limits::Limit;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::guard::{Budget, LONGEST_PATTERN, LONGEST_TEXT};
use crate::store::condition::{Condition, ConditionError};
use crate::store::error::StoreError;

/// Functions with so many arguments.
const FUNCTIONS: [(&str, i32); 5] = [("instr", 2), ("replace", 3), ("trim", 2), ("ltrim", 2), ("rtrim", 2)];
/// What the operators of the same names call. A record's own text is never so long that a pattern takes long; one that the condition makes may be.
const PATTERNS: [(&str, i32); 3] = [("like", 2), ("like", 3), ("glob", 2)];
/// Bytes that are moved, and comparisons of letters, that cost as much as one step.
const A_STEP: u64 = 8;

/// Gives the connection these functions, counted.
pub(super) fn count(
    reader: &Connection,
    budget: &Arc<Budget>,
    condition: Option<&Condition>,
) -> Result<(), StoreError> {
    let Some(condition) = condition else { return Ok(()) };
    let patterns = if condition.makes_texts() { PATTERNS.as_slice() } else { &[] };
    for (name, arguments) in FUNCTIONS.iter().chain(patterns).copied() {
        let (inner, budget) = (Connection::open_in_memory()?, Arc::clone(budget));
        inner.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_TEXT)?;
        inner.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)?;
        let places: Vec<String> = (1..=arguments).map(|place| format!("?{place}")).collect();
        let sql = format!("SELECT {name}({})", places.join(", "));
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        reader.create_scalar_function(name, arguments, flags, move |call| {
            spend(&budget, work(call))?;
            let arguments = (0..call.len()).map(|at| call.get::<Value>(at)).collect::<Result<Vec<_>, _>>()?;
            let found: Value = inner.prepare_cached(&sql)?.query_row(params_from_iter(arguments), |row| row.get(0))?;
            let made = if let Value::Text(text) = &found { text.len() as u64 } else { 0 };
            spend(&budget, made / A_STEP).map(|()| found)
        })?;
    }
    Ok(())
}

/// The steps that a call may take: each letter of one text compared with each of the other.
fn work(call: &Context<'_>) -> u64 {
    let length = |at| match call.get_raw(at) {
        ValueRef::Text(text) => text.len() as u64,
        _ => 1,
    };
    1 + length(0).saturating_mul(length(1)) / A_STEP
}

fn spend(budget: &Budget, steps: u64) -> rusqlite::Result<()> {
    match budget.spend(steps) {
        true => Ok(()),
        false => Err(rusqlite::Error::UserFunctionError(ConditionError::TooMuchWork.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn reader(steps: u64) -> Connection {
        let (reader, budget) = (Connection::open_in_memory().unwrap(), Budget::new());
        budget.leave(steps);
        count(&reader, &budget, Some(&Condition::parse("iro || team = 'x'", Kind::Oversight).unwrap())).unwrap();
        reader
    }

    #[test]
    fn a_counted_function_answers_as_sqlites_own_does() {
        let (counted, own) = (reader(1_000_000), Connection::open_in_memory().unwrap());
        for expression in [
            "instr('Ré care plan', 'care')",
            "instr(NULL, 'a')",
            "instr(12.5, '.')",
            "replace('aXbX', 'X', 'yy')",
            "replace(1e21, '+', '')",
            "replace('a', '', 'b')",
            "trim('xxaxx', 'x')",
            "ltrim('xxaxx', 'x')",
            "rtrim('xxaxx', 'x')",
            "trim('  a ')",
            "'Care' LIKE '%AR_'",
            "'50%' LIKE '50!%' ESCAPE '!'",
            "'é' LIKE 'É'",
            "NULL LIKE 'a'",
            "'care' GLOB 'c[a-b]*'",
            "like('%a', 'banana')",
        ] {
            let ask = |on: &Connection| on.query_row(&format!("SELECT {expression}"), [], |row| row.get::<_, Value>(0));
            assert_eq!(ask(&counted).unwrap(), ask(&own).unwrap(), "{expression}");
        }
    }

    #[test]
    fn what_would_take_hours_is_not_begun() {
        let reader = reader(4_000_000_000);
        let long = "printf('%.*c', 10000000, 'e')";
        for expression in
            [format!("instr({long}, {long})"), format!("replace({long}, {long}, 'x')"), format!("trim({long}, {long})")]
        {
            let answer = reader.query_row(&format!("SELECT {expression}"), [], |row| row.get::<_, Value>(0));
            assert!(answer.unwrap_err().to_string().contains("too much work"), "{expression}");
        }
    }
}
