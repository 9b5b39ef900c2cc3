//! Reading a query: cut into pieces with their places, then put together by precedence.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::fold::fold;
use super::{MOST_TERMS, Term, Tree, Word};

/// Brackets inside brackets, and `not` upon `not`, up to here.
const DEEPEST: usize = 50;
const QUOTES: [char; 5] = ['"', '“', '”', '„', '‟'];
const APOSTROPHES: [char; 4] = ['\'', '‘', '’', '`'];
const DASHES: [char; 3] = ['-', '–', '−'];

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {problem}")]
pub struct QueryError {
    /// The place in characters, from 1; one more than there are where something is missing at the end.
    pub position: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing, or only blanks.
    #[error("there is no word to look for")]
    Empty,
    /// Something else than what must stand here.
    #[error("a word, a \"phrase\", 'not' or an opening bracket was expected, not {0}")]
    Expected(String),
    /// The query ends too early.
    #[error("a word, a \"phrase\", 'not' or an opening bracket was expected, and it ends here")]
    Ends,
    /// A closing bracket too many.
    #[error("this bracket closes none that was opened")]
    NeverOpened,
    /// A closing bracket too few.
    #[error("this bracket is never closed")]
    NeverClosed,
    /// A quotation mark too few.
    #[error("this quotation mark is never closed; a \"phrase\" needs one at each end")]
    OpenQuote,
    /// Signs only.
    #[error("'{0}' holds no letter and no digit; words are joined by and, or, not")]
    NoWord(String),
    /// A star elsewhere than at the end of a word.
    #[error("in '{0}' the * must come last, after at least one letter, as in plan*")]
    Star(String),
    /// A dash before a word, which elsewhere means not.
    #[error("'{0}' begins with a dash; to leave a word out, type: not {word}", word = .0.trim_start_matches(DASHES))]
    Dash(String),
    /// An apostrophe before a word, meant for a quotation mark.
    #[error("'{0}' begins with an apostrophe; a phrase stands in double quotation marks, as \"care plan\"")]
    Apostrophe(String),
    /// Too long to be a question.
    #[error("it holds more than {MOST_TERMS} words and phrases")]
    TooMany,
    /// Too many brackets in brackets.
    #[error("more than {DEEPEST} brackets and 'not' stand inside each other")]
    TooDeep,
}

/// A piece of a query.
#[derive(Debug)]
enum Piece {
    Open,
    Close,
    And,
    Or,
    Not,
    Term(Term),
}

struct Placed {
    position: usize,
    piece: Piece,
    typed: String,
}

/// Reads a query into its terms and how they are joined.
pub(super) fn read(text: &str) -> Result<(Vec<Term>, Tree), QueryError> {
    let pieces = pieces(text)?;
    if pieces.is_empty() {
        return Err(QueryError { position: 1, problem: Problem::Empty });
    }
    let end = text.trim_end().chars().count() + 1;
    let mut reader = Reader { pieces: pieces.into_iter().peekable(), end, terms: Vec::new() };
    let tree = reader.any(0)?;
    match reader.pieces.next() {
        None => Ok((reader.terms, tree)),
        Some(left) => Err(QueryError { position: left.position, problem: Problem::NeverOpened }),
    }
}

struct Reader {
    pieces: Peekable<IntoIter<Placed>>,
    end: usize,
    terms: Vec<Term>,
}

impl Reader {
    fn next_is(&mut self, wanted: fn(&Piece) -> bool) -> bool {
        self.pieces.peek().is_some_and(|placed| wanted(&placed.piece))
    }

    fn any(&mut self, depth: usize) -> Result<Tree, QueryError> {
        let mut parts = vec![self.all(depth)?];
        while self.next_is(|piece| matches!(piece, Piece::Or)) {
            self.pieces.next();
            parts.push(self.all(depth)?);
        }
        Ok(joined(parts, Tree::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Tree, QueryError> {
        let mut parts = vec![self.one(depth)?];
        loop {
            if self.next_is(|piece| matches!(piece, Piece::And)) {
                self.pieces.next();
            } else if !self.next_is(|piece| matches!(piece, Piece::Term(_) | Piece::Not | Piece::Open)) {
                return Ok(joined(parts, Tree::All));
            }
            parts.push(self.one(depth)?);
        }
    }

    fn one(&mut self, depth: usize) -> Result<Tree, QueryError> {
        let Some(Placed { position, piece, typed }) = self.pieces.next() else {
            return Err(QueryError { position: self.end, problem: Problem::Ends });
        };
        let fault = |problem| Err(QueryError { position, problem });
        if depth > DEEPEST {
            return fault(Problem::TooDeep);
        }
        match piece {
            Piece::Term(_) if self.terms.len() == MOST_TERMS => fault(Problem::TooMany),
            Piece::Term(term) => {
                self.terms.push(term);
                Ok(Tree::Term(self.terms.len() - 1))
            }
            Piece::Not => Ok(Tree::Not(Box::new(self.one(depth + 1)?))),
            Piece::Open => {
                let inside = self.any(depth + 1)?;
                match self.pieces.next().map(|placed| placed.piece) {
                    Some(Piece::Close) => Ok(inside),
                    _ => fault(Problem::NeverClosed),
                }
            }
            Piece::Close | Piece::And | Piece::Or => fault(Problem::Expected(format!("'{typed}'"))),
        }
    }
}

fn joined(mut parts: Vec<Tree>, join: fn(Vec<Tree>) -> Tree) -> Tree {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

/// Cuts a query into pieces.
fn pieces(text: &str) -> Result<Vec<Placed>, QueryError> {
    let letters: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let position = at + 1;
        let (piece, length) = match letter {
            blank if blank.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => (Piece::Open, 1),
            ')' => (Piece::Close, 1),
            quote if QUOTES.contains(&quote) => {
                let length = letters[at + 1..].iter().position(|letter| QUOTES.contains(letter));
                let Some(length) = length else { return Err(QueryError { position, problem: Problem::OpenQuote }) };
                (phrase(&letters[at + 1..][..length], position)?, length + 2)
            }
            _ => {
                let parts = |c: &char| c.is_whitespace() || ['(', ')'].contains(c) || QUOTES.contains(c);
                let length = letters[at..].iter().take_while(|letter| !parts(letter)).count();
                (bare(&letters[at..][..length], position)?, length)
            }
        };
        pieces.push(Placed { position, piece, typed: letters[at..][..length].iter().collect() });
        at += length;
    }
    Ok(pieces)
}

/// A word without quotation marks: one of the joining words, or a word to look for.
fn bare(letters: &[char], position: usize) -> Result<Piece, QueryError> {
    let typed: String = letters.iter().collect();
    match typed.to_lowercase().as_str() {
        "and" => return Ok(Piece::And),
        "or" => return Ok(Piece::Or),
        "not" => return Ok(Piece::Not),
        _ => {}
    }
    let fault = |problem| Err(QueryError { position, problem });
    let words = words(&typed).map_err(|problem| QueryError { position, problem })?;
    match letters.first() {
        _ if words.is_empty() => fault(Problem::NoWord(typed)),
        Some(first) if DASHES.contains(first) => fault(Problem::Dash(typed)),
        Some(first) if APOSTROPHES.contains(first) => fault(Problem::Apostrophe(typed)),
        _ => Ok(Piece::Term(Term(words))),
    }
}

/// What stands between quotation marks that begin at a position.
fn phrase(letters: &[char], position: usize) -> Result<Piece, QueryError> {
    let typed: String = letters.iter().collect();
    let mut found = Vec::new();
    for part in typed.split_whitespace() {
        found.extend(words(part).map_err(|problem| QueryError { position, problem })?);
    }
    match found.is_empty() {
        true => Err(QueryError { position, problem: Problem::NoWord(format!("\"{typed}\"")) }),
        false => Ok(Piece::Term(Term(found))),
    }
}

/// The words of a piece that holds no blank; a star at its end is for the last of them.
fn words(typed: &str) -> Result<Vec<Word>, Problem> {
    let stem = typed.strip_suffix('*').unwrap_or(typed);
    let any_ending = stem.len() < typed.len();
    let mut folded = String::new();
    fold(stem, &mut folded);
    if stem.contains('*') || any_ending && (folded.is_empty() || folded.ends_with(' ')) {
        return Err(Problem::Star(typed.to_owned()));
    }
    let mut words: Vec<Word> =
        folded.split_whitespace().map(|word| Word { folded: word.to_owned(), any_ending: false }).collect();
    if let Some(last) = words.last_mut() {
        last.any_ending = any_ending;
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_place_and_says_what_was_expected() {
        for (query, position, words) in [
            ("", 1, "no word to look for"),
            ("  ", 1, "no word to look for"),
            ("drift and", 10, "it ends here"),
            ("and drift", 1, "expected, not 'and'"),
            ("drift or or delay", 10, "expected, not 'or'"),
            ("drift and )", 11, "expected, not ')'"),
            ("()", 2, "expected, not ')'"),
            ("(drift or delay", 1, "never closed"),
            ("drift) or delay", 6, "closes none"),
            ("drift \"care plan", 7, "quotation mark is never closed"),
            ("drift \"\"", 7, "no letter"),
            ("drift && delay", 7, "joined by and, or, not"),
            ("*plan", 1, "must come last"),
            ("pl*n", 1, "must come last"),
            ("plan**", 1, "must come last"),
            ("plan -drift", 6, "type: not drift"),
            ("'care plan'", 1, "double quotation marks"),
            ("*", 1, "must come last"),
        ] {
            let error = read(query).map(|(_, tree)| tree).unwrap_err();
            assert_eq!(error.position, position, "{query}: {error}");
            assert!(error.to_string().contains(words), "{query}: {error}");
        }
    }

    #[test]
    fn a_query_without_end_is_refused_and_not_followed() {
        let deep = "(".repeat(100_000) + "a";
        assert_eq!(read(&deep).unwrap_err().problem, Problem::TooDeep);
        let nots = "not ".repeat(100_000) + "a";
        assert_eq!(read(&nots).unwrap_err().problem, Problem::TooDeep);
        assert_eq!(read(&"a ".repeat(MOST_TERMS + 1)).unwrap_err().problem, Problem::TooMany);
        assert!(read(&"a ".repeat(MOST_TERMS)).is_ok());
    }
}
