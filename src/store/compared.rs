//! Columns that an extract has besides the canonical ones are kept as text; here is told where a condition compares one with a number.

use super::tokens::Token;

/// Whether a field that stands between these parts of a condition is compared with a number.
pub(super) fn with_number(before: &str, rest: &[Token<'_>]) -> bool {
    before_number(rest) || after_number(before)
}

/// A column of texts as numbers: one that holds none has no value, so that the condition cannot be told.
pub(super) fn as_number(column: &str) -> String {
    format!("iif({column} GLOB '*[0-9]*' AND {column} NOT GLOB '*[^-+.0-9eE]*', CAST({column} AS NUMERIC), NULL)")
}

/// Signs that compare.
const COMPARES: [char; 4] = ['<', '>', '=', '!'];

/// Whether what follows a field compares it with a number: `>= 8`, `<> -1`, `not in (1, 2)`, `between 3 and 5`.
fn before_number(rest: &[Token<'_>]) -> bool {
    let mut next = rest.iter().filter(|token| !matches!(token, Token::Space)).peekable();
    let mut compared = false;
    while next.next_if(|token| compares(token)).is_some() {
        compared = true;
    }
    while next.next_if(|token| matches!(token, Token::Sign('(' | '-' | '+'))).is_some() {}
    compared && next.next().is_some_and(is_number)
}

fn compares(token: &Token<'_>) -> bool {
    match token {
        Token::Sign(sign) => COMPARES.contains(sign),
        Token::Word(word) => ["between", "in", "not"].iter().any(|known| word.eq_ignore_ascii_case(known)),
        _ => false,
    }
}

/// Whether what stands before a field compares a number with it.
fn after_number(sql: &str) -> bool {
    let before = sql.trim_end();
    let number = before.trim_end_matches(COMPARES);
    let last = number.trim_end().rsplit(|letter: char| !(letter.is_alphanumeric() || letter == '.')).next();
    number.len() < before.len() && last.is_some_and(|last| last.starts_with(|digit: char| digit.is_ascii_digit()))
}

fn is_number(token: &Token<'_>) -> bool {
    matches!(token, Token::Word(word) if word.starts_with(|digit: char| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::store::condition::Condition;

    fn as_numbers(text: &str) -> usize {
        Condition::parse(text, Kind::Oversight).unwrap().sql().matches("AS NUMERIC").count()
    }

    #[test]
    fn a_column_is_a_number_where_it_is_compared_with_one() {
        for text in [
            "extra.Score >= 8",
            "extra.Score<>-1",
            "8 < extra.Score",
            "extra.Score between 3 and 5",
            "extra.Score not in (1, 2)",
            "iro is not null and 0.5 = extra.Score",
        ] {
            assert_eq!(as_numbers(text), 1, "{text}");
        }
        for text in [
            "extra.Score = '8'",
            "extra.Score is not null",
            "extra.Score in ('1', '2')",
            "extra.Score + 0 >= 8",
            "iro = '8' and extra.Score = 'x'",
            "extra.Ward like 'N%'",
        ] {
            assert_eq!(as_numbers(text), 0, "{text}");
        }
    }
}
