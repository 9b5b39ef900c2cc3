//! The words and signs that a condition is cut into, and what can be wrong with them before anybody asks what they mean.

use super::condition::ConditionError;

/// One of them.
pub(super) enum Token<'a> {
    Word(&'a str),
    Quoted(&'a str),
    Sign(char),
    Space,
}

/// Cuts a condition.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ConditionError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(rest, first)?,
            c if c.is_alphabetic() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            c if c.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(match first {
            '\'' | '"' => Token::Quoted(token),
            c if c.is_alphanumeric() || c == '_' => Token::Word(token),
            c if c.is_whitespace() => Token::Space,
            '-' if after.starts_with('-') => return Err(ConditionError::NotAnExpression("--".to_owned())),
            '/' if after.starts_with('*') => return Err(ConditionError::NotAnExpression("/*".to_owned())),
            '(' | ')' | ',' | '.' | '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '!' | '|' => Token::Sign(first),
            other => return Err(ConditionError::NotAnExpression(other.to_string())),
        });
        rest = after;
    }
    Ok(tokens)
}

fn quoted_length(rest: &str, quote: char) -> Result<usize, ConditionError> {
    let mut at = 1;
    while let Some(found) = rest[at..].find(quote) {
        at += found + 1;
        if !rest[at..].starts_with(quote) {
            return Ok(at);
        }
        at += 1;
    }
    Err(ConditionError::OpenQuote(rest.to_owned()))
}

/// Whether the next sign is a bracket that opens.
pub(super) fn opens_bracket(tokens: &[Token<'_>]) -> bool {
    tokens.iter().find(|token| !matches!(token, Token::Space)).is_some_and(|token| matches!(token, Token::Sign('(')))
}

/// Refuses brackets that do not match.
pub(super) fn check_brackets(tokens: &[Token<'_>]) -> Result<(), ConditionError> {
    let mut depth = 0i32;
    for token in tokens {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return Err(ConditionError::Brackets);
        }
    }
    if depth == 0 { Ok(()) } else { Err(ConditionError::Brackets) }
}

/// Refuses a day or a month that stands without quotes.
pub(super) fn check_dates(tokens: &[Token<'_>]) -> Result<(), ConditionError> {
    let number = |token: &Token<'_>| match token {
        Token::Word(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => Some((*word).to_owned()),
        _ => None,
    };
    for at in 0..tokens.len() {
        let [first, Token::Sign(sign @ ('-' | '/')), second, rest @ ..] = &tokens[at..] else { continue };
        let (Some(first), Some(second)) = (number(first), number(second)) else { continue };
        let third = match rest {
            [Token::Sign(next), third, ..] if next == sign => number(third),
            _ => None,
        };
        let (year, month) = (|text: &str| text.len() == 4, |text: &str| text.len() <= 2);
        let day = third.as_deref().is_some_and(|third| {
            (year(&first) && month(&second) && month(third)) || (month(&first) && month(&second) && year(third))
        });
        if day || (*sign == '-' && year(&first) && second.len() == 2 && third.is_none()) {
            let parts: Vec<String> = [Some(first), Some(second), third].into_iter().flatten().collect();
            return Err(ConditionError::UnquotedDate(parts.join(&sign.to_string())));
        }
    }
    Ok(())
}
