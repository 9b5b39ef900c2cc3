//! Words in a text: `drift* and ("care plan" or permanence) and not reunification`.
//!
//! One matcher wherever text is searched. It reads a query once and then any number of texts, one after another, and
//! keeps nothing of them: there is no index, so nothing of what was written about a child is stored a second time.
//!
//! # What is a word
//!
//! A word is an unbroken run of letters and digits. Everything else parts words: spaces, full stops, hyphens, slashes,
//! apostrophes of every shape. What is typed with such a sign inside (`O'Brien`, `well-being`, `16+`, `3.5`) is looked for as its
//! parts standing side by side, like a phrase, so `O'Brien` finds O’Brien and O Brien (not OBrien), and `mother` finds
//! mother's. Case does not count, nor do accents (`zoe` finds Zoë however it was composed, `michal` finds Michał), and
//! signs that only show a possible line break are passed over. Nothing is stemmed: `plan` does not find plans; `plan*` does.
//!
//! # The query
//!
//! ```text
//! any  = all { "or" all }
//! all  = one { ["and"] one }                 words side by side must all occur, anywhere
//! one  = "not" one | "(" any ")" | phrase | word
//! word = letters and digits, with * at the end for any ending      phrase = '"' word { word } '"'
//! ```
//!
//! `not` binds closest, then `and`, then `or`. To look for one of these three words itself, put it in quotation marks.

mod fold;
mod parse;

pub use parse::{Problem, QueryError};

/// The most words and phrases that a query may hold.
pub const MOST_TERMS: usize = 128;

/// A query that has been understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    text: String,
    terms: Vec<Term>,
    tree: Tree,
}

/// A word or a phrase: words that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term(Vec<Word>);

/// One word, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    folded: String,
    any_ending: bool,
}

/// How the terms, by their places, are joined.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tree {
    Term(usize),
    Not(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

impl Query {
    /// Reads a query.
    ///
    /// ```
    /// use dipsample::search::Query;
    ///
    /// let query = Query::parse("drift* and not \"care plan\"").unwrap();
    /// assert!(query.scanner().matches("Drifting since May."));
    /// assert!(!query.scanner().matches("The care plan has drifted."));
    /// ```
    ///
    /// # Errors
    /// [`QueryError`] with the place of the fault, counted in characters from 1, and what was expected there.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        let (terms, tree) = parse::read(text)?;
        Ok(Query { text: text.trim().to_owned(), terms, tree })
    }

    /// The query as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Makes ready to go through texts.
    pub fn scanner(&self) -> Scanner {
        Scanner::new(self.clone())
    }
}

/// Goes through texts, one after another.
pub struct Scanner {
    query: Query,
    /// What each byte is: part of a word, and whether a term begins with it.
    class: [u8; 256],
    /// The terms that begin with each byte, a bit each.
    beginning: Box<[u128; 256]>,
    folded: String,
}

const IN_A_WORD: u8 = 1;
const BEGINS_A_TERM: u8 = 2;

impl Scanner {
    fn new(query: Query) -> Scanner {
        let mut class = [0u8; 256];
        for byte in 0..=255u8 {
            // In folded text whatever is not ASCII is a letter or a digit.
            class[usize::from(byte)] = u8::from(byte.is_ascii_alphanumeric() || !byte.is_ascii());
        }
        let mut beginning = Box::new([0u128; 256]);
        for (place, term) in query.terms.iter().enumerate() {
            let Some(&first) = term.0.first().and_then(|word| word.folded.as_bytes().first()) else { continue };
            for byte in [first, first.to_ascii_uppercase()] {
                class[usize::from(byte)] |= BEGINS_A_TERM;
                beginning[usize::from(byte)] |= 1 << place;
            }
        }
        Scanner { query, class, beginning, folded: String::new() }
    }

    /// Whether a text fits the query.
    pub fn matches(&mut self, text: &str) -> bool {
        let found = match text.is_ascii() {
            true => self.found(text.as_bytes()),
            false => {
                let mut folded = std::mem::take(&mut self.folded);
                fold::fold(text, &mut folded);
                let found = self.found(folded.as_bytes());
                self.folded = folded;
                found
            }
        };
        holds(&self.query.tree, found)
    }

    /// The terms that occur in a text that is ASCII or folded, a bit each.
    fn found(&self, text: &[u8]) -> u128 {
        let mut found = 0;
        let mut before = 0;
        for (at, &byte) in text.iter().enumerate() {
            let class = self.class[usize::from(byte)];
            if class & BEGINS_A_TERM != 0 && before & IN_A_WORD == 0 {
                found |= self.found_at(&text[at..], self.beginning[usize::from(byte)] & !found);
            }
            before = class;
        }
        found
    }

    /// Which of some terms stand at the beginning of a text.
    fn found_at(&self, text: &[u8], mut terms: u128) -> u128 {
        let mut found = 0;
        while terms != 0 {
            let place = terms.trailing_zeros() as usize;
            terms &= terms - 1;
            if self.begins(text, &self.query.terms[place]) {
                found |= 1 << place;
            }
        }
        found
    }

    fn begins(&self, text: &[u8], term: &Term) -> bool {
        let is_word = |byte: &u8| self.class[usize::from(*byte)] & IN_A_WORD != 0;
        let mut rest = text;
        for (place, word) in term.0.iter().enumerate() {
            if place > 0 {
                let parted = rest.iter().take_while(|byte| !is_word(byte)).count();
                rest = &rest[parted..];
            }
            let Some(after) = word.after(rest) else { return false };
            let ending = after.iter().take_while(|byte| is_word(byte)).count();
            if ending > 0 && !word.any_ending {
                return false;
            }
            rest = &after[ending..];
        }
        true
    }
}

impl Word {
    /// What follows the word's letters where a text begins with them.
    fn after<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let (head, rest) = text.split_at_checked(self.folded.len())?;
        head.eq_ignore_ascii_case(self.folded.as_bytes()).then_some(rest)
    }
}

/// Whether a tree holds, given the terms that were found.
fn holds(tree: &Tree, found: u128) -> bool {
    match tree {
        Tree::Term(place) => found >> place & 1 == 1,
        Tree::Not(inner) => !holds(inner, found),
        Tree::All(parts) => parts.iter().all(|part| holds(part, found)),
        Tree::Any(parts) => parts.iter().any(|part| holds(part, found)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn fits(query: &str, text: &str) -> bool {
        Query::parse(query).unwrap().scanner().matches(text)
    }

    #[test]
    fn whole_words_are_found_whatever_their_case_and_accents() {
        for (query, text) in [
            ("drift", "There is DRIFT here"),
            ("drift", "drift"),
            ("drift", "(drift)"),
            ("zoe", "Zoë is well"),
            ("Zoë", "ZOE is well"),
            ("michal", "Michał was seen"),
            ("strasse", "Straße"),
            ("oesophagus", "œsophagus"),
            ("finding", "the \u{fb01}nding"),
            ("assessment", "assess\u{ad}ment"),
            ("s20", "under S20 since May"),
            ("16", "a 16+ service"),
            ("mother", "mother's partner"),
            ("mother", "mother\u{2019}s partner"),
            ("O'Brien", "Ms O\u{2019}BRIEN came"),
            ("O\u{2019}Brien", "Ms O'Brien came"),
            ("don't", "they don\u{2bc}t"),
            ("well-being", "well being"),
            ("κόσμος", "ΚΟΣΜΟΣ"),
            ("3.5", "at 3.5 miles"),
        ] {
            assert!(fits(query, text), "{query} in {text}");
        }
        for (query, text) in [
            ("drift", "drifting"),
            ("drift", "adrift"),
            ("drift", "drift2"),
            ("plan", "plans"),
            ("brien", "OBrien"),
            ("O'Brien", "OBrien"),
            ("s20", "section 20"),
            ("3.5", "3 miles, 15"),
            ("a", ""),
            ("zo", "Zoë"),
        ] {
            assert!(!fits(query, text), "{query} in {text}");
        }
    }

    #[test]
    fn endings_phrases_and_joins_mean_what_they_say() {
        for (query, text, expected) in [
            ("drift*", "drifting", true),
            ("drift*", "adrift", false),
            ("\"care plan\"", "the care plan", true),
            ("\"care plan\"", "the care\n  plan.", true),
            ("\"care plan\"", "the care-plan", true),
            ("\"care plan\"", "the plan of care", false),
            ("\"care plan\"", "the care planning", false),
            ("\"care plan*\"", "the care planning", true),
            ("\"care care plan\"", "care care care plan", true),
            ("care plan", "a plan of care", true),
            ("care plan", "a plan", false),
            ("care or plan", "a plan", true),
            ("care not plan", "the care", true),
            ("care and not plan", "the care plan", false),
            ("not plan", "the care", true),
            ("NOT (care OR plan)", "nothing", true),
            ("a or b and c", "a", true),
            ("(a or b) and c", "a", false),
            ("not not a", "a", true),
            ("\"not\"", "do not", true),
            ("\u{201c}care plan\u{201d}", "care plan", true),
            ("(drift)or(delay)", "delay", true),
        ] {
            assert_eq!(fits(query, text), expected, "{query} in {text}");
        }
    }

    #[test]
    fn a_scanner_keeps_nothing_of_the_text_before() {
        let mut scanner = Query::parse("zoe and drift").unwrap().scanner();
        assert!(!scanner.matches("Zoë"));
        assert!(!scanner.matches("drift \u{2013}"));
        assert!(scanner.matches("Zoë: drift"));
    }

    /// The same by splitting the text into words first: slow and plain.
    fn slowly(query: &Query, text: &str) -> bool {
        let mut folded = String::new();
        fold::fold(text, &mut folded);
        let words: Vec<&str> = folded
            .split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let fits = |word: &Word, found: &str| match word.any_ending {
            true => found.starts_with(&word.folded),
            false => found == word.folded,
        };
        let occurs = |term: &Term| {
            words.windows(term.0.len()).any(|run| term.0.iter().zip(run).all(|(word, found)| fits(word, found)))
        };
        let found = (0..).zip(&query.terms).fold(0, |found, (place, term)| found | u128::from(occurs(term)) << place);
        holds(&query.tree, found)
    }

    const QUERY: &str = "(not )?(a|bo|a\\*|zoë|\"a bo\"|\"bo a\\*\"|\"a a\"|O'Bo|\\(a or bo\\))(( | and | or | and not )(a|ab|bo\\*|é|\"bo bo a\"|a-bo|\\(not bo\\)|ßa)){0,4}";
    const TEXT: &str = "([abBAoOeé\u{301}ßZ'’ .,0\u{ad}\n–-]|bo|zoë|a bo|o’bo| ){0,24}";

    proptest! {
        #[test]
        fn the_scan_says_what_splitting_into_words_says(query in QUERY, text in TEXT) {
            let query = Query::parse(&query).unwrap();
            prop_assert_eq!(query.scanner().matches(&text), slowly(&query, &text));
        }

        #[test]
        fn composed_and_decomposed_letters_are_the_same(query in QUERY, text in TEXT) {
            let expected = fits(&query, &text);
            let (composed, parted): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(fits(&query, &composed), expected);
            prop_assert_eq!(fits(&query, &parted), expected);
            let parted: String = query.nfd().collect();
            prop_assert_eq!(fits(&parted, &text), expected);
        }

        #[test]
        fn any_letter_at_all_composed_or_not_folds_to_the_same(letters in "\\PC{0,12}") {
            let fold = |text: &str| { let mut folded = String::new(); fold::fold(text, &mut folded); folded };
            let (composed, parted): (String, String) = (letters.nfc().collect(), letters.nfd().collect());
            prop_assert_eq!(fold(&composed), fold(&parted));
        }

        #[test]
        fn a_text_fits_its_own_words(text in "[a-zé]{1,8}( [a-zé]{1,8}){0,5}") {
            let phrase = format!("\"{text}\"");
            let longer = format!("x {}. y", text.to_uppercase());
            prop_assert!(fits(&phrase, &longer));
        }

        #[test]
        fn no_query_breaks_the_reader(query in "[\"“()*ao'\\-!é ]{0,20}|\\PC{0,30}") {
            if let Err(error) = Query::parse(&query) {
                prop_assert!(error.position >= 1 && error.position <= query.chars().count() + 1);
            }
        }
    }
}
