//! A person's own condition (`--where`), made safe and told apart into the fields that it uses.
//!
//! The condition is SQLite's expression language and SQLite itself evaluates it, on a read-only connection that can
//! reach nothing else. Before that it is cut into words here, for three reasons: a wrong name gets a sentence with the
//! names there are; `child.FIELD` and `extra.NAME` are put into the form in which the frame's query has them; and what
//! is not an expression over one record (a query, a comment, a second statement, the clock, chance) never gets to SQLite.

use super::compared;
use super::field_ref::{FieldRef, Place};
use super::tokens::{Token, check_brackets, check_dates, opens_bracket, tokens};
use crate::model::Kind;

/// A condition that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    text: String,
    sql: String,
    fields: Vec<FieldRef>,
    /// The brackets that are open while it is read, and what each of them closes.
    open: Vec<Bracket>,
}

/// What a bracket is that has been opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bracket {
    Plain,
    /// Of a date function.
    Dates,
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// A name that is no field.
    #[error("there is no field '{name}'")]
    UnknownField {
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A function that conditions cannot use.
    #[error("conditions cannot use '{name}'")]
    UnknownFunction {
        /// The name.
        name: String,
        /// The functions there are.
        known: Vec<String>,
    },
    /// Words in double quotes: SQLite would take them for a name.
    #[error("words stand in single quotes, as in 'Smith', not in double quotes: {0}")]
    DoubleQuotes(String),
    /// A quote that is not closed.
    #[error("a quotation mark is not closed: {0}")]
    OpenQuote(String),
    /// Brackets that do not match.
    #[error("the brackets do not match")]
    Brackets,
    /// A day without quotes: SQLite would take it for a sum.
    #[error("dates stand in single quotes, as in '2026-10-05'; without them {0} is a sum of numbers")]
    UnquotedDate(String),
    /// Something that is not part of one condition.
    #[error("a condition is one expression over one record; it cannot hold '{0}'")]
    NotAnExpression(String),
    /// It takes more work than a frame may cost.
    #[error("the condition takes too much work, so it was stopped: nothing was drawn or counted")]
    TooMuchWork,
    /// What SQLite says of it.
    #[error("the condition cannot be understood: {0}")]
    Sql(String),
}

const FUNCTIONS: &[&str] = &[
    "abs",
    "coalesce",
    "date",
    "glob",
    "ifnull",
    "iif",
    "instr",
    "julianday",
    "length",
    "like",
    "lower",
    "ltrim",
    "max",
    "min",
    "nullif",
    "replace",
    "round",
    "rtrim",
    "strftime",
    "substr",
    "substring",
    "trim",
    "upper",
];
const KEYWORDS: &[&str] = &[
    "and", "or", "not", "is", "isnull", "notnull", "null", "in", "between", "like", "glob", "escape", "case", "when",
    "then", "else", "end", "collate", "nocase", "binary", "true", "false", "cast", "as", "integer", "real", "text",
    "distinct", "from",
];

/// Words of SQL that are no part of an expression over one record.
const STATEMENTS: &[&str] = &[
    "select",
    "with",
    "union",
    "insert",
    "update",
    "delete",
    "drop",
    "alter",
    "create",
    "attach",
    "detach",
    "pragma",
    "vacuum",
    "exists",
    "join",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "over",
    "current_date",
    "current_time",
    "current_timestamp",
];

/// Functions that can ask the computer for its day and time.
const DATE_FUNCTIONS: &[&str] = &["date", "julianday", "strftime"];
/// Words by which they do, or look at the computer's own time zone.
const CLOCK: &[&str] = &["now", "subsec", "localtime", "utc"];

impl Condition {
    /// Reads a condition for records of a kind.
    ///
    /// # Errors
    /// [`ConditionError`], in words.
    pub fn parse(text: &str, kind: Kind) -> Result<Condition, ConditionError> {
        let tokens = tokens(text)?;
        check_brackets(&tokens)?;
        check_dates(&tokens)?;
        let mut condition =
            Condition { text: text.trim().to_owned(), sql: String::new(), fields: Vec::new(), open: Vec::new() };
        let mut at = 0;
        while at < tokens.len() {
            at += condition.take(&tokens[at..], kind)?;
        }
        if condition.sql.trim().is_empty() {
            return Err(ConditionError::NotAnExpression("nothing".to_owned()));
        }
        condition.fields.sort();
        condition.fields.dedup();
        Ok(condition)
    }

    /// The condition as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The expression in the form in which the frame's query has it.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// Whether it can make texts that are longer than those of the record.
    pub(super) fn makes_texts(&self) -> bool {
        self.sql.contains("||") || self.sql.contains("replace(")
    }

    /// The fields that it uses.
    pub(super) fn fields(&self) -> &[FieldRef] {
        &self.fields
    }

    /// Takes the first token, or the few that belong together, and returns how many.
    fn take(&mut self, tokens: &[Token<'_>], kind: Kind) -> Result<usize, ConditionError> {
        let word = match &tokens[0] {
            Token::Space => return Ok(self.push(" ")),
            Token::Sign('(') => return Ok(self.opened(Bracket::Plain, "(")),
            Token::Sign(')') => {
                self.open.pop();
                return Ok(self.push(")"));
            }
            Token::Sign(sign) => return Ok(self.push(&sign.to_string())),
            Token::Quoted(quoted) => return self.quoted(quoted),
            Token::Word(word) => *word,
        };
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(self.push(word));
        }
        let lower = word.to_lowercase();
        if STATEMENTS.contains(&lower.as_str()) {
            return Err(ConditionError::NotAnExpression(word.to_owned()));
        }
        if let [_, Token::Sign('.'), Token::Word(name) | Token::Quoted(name), rest @ ..] = tokens {
            let field = FieldRef::parse_any(&format!("{lower}.{}", name.trim_matches(['"', '\''])), kind)?;
            match field.place == Place::Extra && compared::with_number(&self.sql, rest) {
                true => {
                    self.sql.push_str(&compared::as_number(&field.column()));
                    self.fields.push(field);
                }
                false => self.field(field),
            }
            return Ok(3);
        }
        if opens_bracket(&tokens[1..]) && !KEYWORDS.contains(&lower.as_str()) {
            return self.function(&lower, &tokens[1..]);
        }
        if KEYWORDS.contains(&lower.as_str()) && kind.position(&lower).is_none() {
            return Ok(self.push(word));
        }
        // `text` is a field and a type: after CAST(… AS it is the type.
        if ["text", "type"].contains(&lower.as_str()) && self.sql.trim_end().to_lowercase().ends_with(" as") {
            return Ok(self.push(word));
        }
        self.field(FieldRef::parse_any(&lower, kind)?);
        Ok(1)
    }

    fn push(&mut self, sql: &str) -> usize {
        self.sql.push_str(sql);
        1
    }

    fn opened(&mut self, bracket: Bracket, sql: &str) -> usize {
        self.open.push(bracket);
        self.push(sql)
    }

    fn field(&mut self, field: FieldRef) {
        let column = field.column();
        self.sql.push_str(&match self.open.last() {
            Some(Bracket::Dates) => as_day(&column),
            _ => column,
        });
        self.fields.push(field);
    }

    fn quoted(&mut self, quoted: &str) -> Result<usize, ConditionError> {
        if quoted.starts_with('"') {
            return Err(ConditionError::DoubleQuotes(quoted.to_owned()));
        }
        if quoted.eq_ignore_ascii_case("'now'") {
            return Err(ConditionError::NotAnExpression(
                "'now', since the same condition must give the same frame on any day".to_owned(),
            ));
        }
        Ok(self.push(quoted))
    }

    fn function(&mut self, name: &str, rest: &[Token<'_>]) -> Result<usize, ConditionError> {
        if !FUNCTIONS.contains(&name) {
            let known = FUNCTIONS.iter().map(|&name| name.to_owned()).collect();
            return Err(ConditionError::UnknownFunction { name: name.to_owned(), known });
        }
        if DATE_FUNCTIONS.contains(&name) {
            check_timeless(rest)?;
            if name == "strftime" && !rest.iter().any(|token| matches!(token, Token::Sign(','))) {
                return Err(ConditionError::NotAnExpression(
                    "strftime() without a day, as strftime('%m', date)".to_owned(),
                ));
            }
        }
        let mut inside = rest.iter().filter(|token| !matches!(token, Token::Space));
        if let (Some(_), Some(Token::Sign(')'))) = (inside.next(), inside.next()) {
            return Err(ConditionError::NotAnExpression(format!("{name}(), which has nothing to work on")));
        }
        // The bracket that opens belongs to the function, with the space before it.
        let bracket = rest.iter().position(|token| matches!(token, Token::Sign('('))).unwrap_or_default();
        let kind = if DATE_FUNCTIONS.contains(&name) { Bracket::Dates } else { Bracket::Plain };
        self.opened(kind, &format!("{name}("));
        Ok(bracket + 2)
    }
}

/// A field as a date function may see it: a cell that says `now` would be read from the computer's clock, and one that says
/// `localtime` or `utc` by its time zone. What does not begin with a figure is no day.
fn as_day(column: &str) -> String {
    format!("CASE WHEN {column} GLOB '[0-9]*' THEN {column} END")
}

/// Refuses a date function that could ask the clock: the same condition must give the same frame on any day and any
/// computer. Its arguments are fields and plain text, so that no such word can be put together from parts.
fn check_timeless(call: &[Token<'_>]) -> Result<(), ConditionError> {
    let mut depth = 0;
    for token in call {
        match token {
            Token::Sign('(') if depth == 0 => depth = 1,
            Token::Sign(')') => return Ok(()),
            Token::Sign(sign) if !matches!(sign, ',' | '.') => {
                return Err(ConditionError::NotAnExpression(format!("{sign} inside a date function")));
            }
            Token::Quoted(text) if CLOCK.iter().any(|word| text.to_lowercase().contains(word)) => {
                return Err(ConditionError::NotAnExpression(format!(
                    "{text}, since the same condition must give the same frame on any day"
                )));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_and_put_in_the_form_of_the_query() {
        let condition =
            Condition::parse("child.placements_12m >= 3 and IRO is not null or extra.Ward = 'North'", Kind::Oversight)
                .unwrap();
        let names: Vec<&str> = condition.fields().iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["child.placements_12m", "extra.Ward", "iro"]);
        assert_eq!(
            condition.sql(),
            "\"child.placements_12m\" >= 3 and \"iro\" is not null or json_extract(extra, '$.\"Ward\"') = 'North'"
        );
    }

    #[test]
    fn what_a_date_function_sees_of_a_cell_is_a_day_or_nothing() {
        for (text, sql) in [
            ("date(team) > '2026'", "date(CASE WHEN \"team\" GLOB '[0-9]*' THEN \"team\" END) > '2026'"),
            (
                "strftime ('%m', extra.Day) = date and team = 'now or never'",
                "strftime('%m', CASE WHEN json_extract(extra, '$.\"Day\"') GLOB '[0-9]*' THEN json_extract(extra, '$.\"Day\"') END) \
                 = \"date\" and \"team\" = 'now or never'",
            ),
            ("(date = team)", "(\"date\" = \"team\")"),
        ] {
            assert_eq!(Condition::parse(text, Kind::Oversight).unwrap().sql(), sql);
        }
    }

    #[test]
    fn what_is_not_one_expression_is_refused() {
        for text in [
            "1); drop table oversight",
            "iro = 'A' -- comment",
            "iro /* x */ = 'A'",
            "(select count(*) from child) > 1",
            "random() > 0",
            "date('now') > date",
            "load_extension('x')",
            "iro = \"Smith\"",
            "iro = 'Smith",
            "date() = '2026-10-01'",
            "",
            "iro; iro",
            "current_date > date",
            "colour = 'red'",
            "child.colour = 'red'",
            "exists (1)",
            "date >= 2026-10-05",
            "date between 2026-10-05 and '2026-10-06'",
            "date < 05/10/2026",
            "date like 2026-10",
        ] {
            assert!(Condition::parse(text, Kind::Oversight).is_err(), "{text}");
        }
    }

    #[test]
    fn a_wrong_name_comes_back_with_the_names_there_are() {
        let Err(ConditionError::UnknownField { name, known }) =
            Condition::parse("child.placement_12m > 2", Kind::Review)
        else {
            panic!("a wrong name was taken");
        };
        assert_eq!(name, "child.placement_12m");
        assert!(known.contains(&"child.placements_12m".to_owned()) && known.contains(&"participation".to_owned()));
    }
}
