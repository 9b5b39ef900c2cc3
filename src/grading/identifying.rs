//! Words that could identify someone: names, telephone numbers, e-mail addresses and postcodes.
//!
//! Auditors write findings in their own words, which others read. Anything that could identify someone is pointed out to the person who
//! wrote it or is about to share it. Nothing is removed, because a program cannot know for certain what a name is.

use std::fmt;

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifying {
    /// What it is.
    pub what: What,
    /// The words as they are written.
    pub words: String,
}

/// What words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The name of a person, or a part of it.
    Name,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A postcode.
    Postcode,
}

impl fmt::Display for What {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            What::Name => "a name",
            What::Phone => "a telephone number",
            What::Email => "an e-mail address",
            What::Postcode => "a postcode",
        })
    }
}

/// Parts of names that are also everyday English words: on their own they do not count as a name.
const EVERYDAY: &[&str] = &[
    "april", "august", "autumn", "baker", "bell", "best", "black", "bright", "brook", "brown", "carer", "child",
    "chance", "church", "clear", "close", "cook", "cross", "day", "dear", "east", "faith", "farmer", "field", "fisher",
    "ford", "fox", "frank", "friend", "gable", "glen", "good", "grace", "grant", "gray", "green", "grey", "hall",
    "hand", "hardy", "hart", "heron", "hill", "home", "hope", "house", "iro", "iris", "joy", "june", "king", "knight",
    "lake", "lane", "law", "little", "long", "love", "major", "manager", "mark", "marsh", "may", "mercy", "miller",
    "moon", "moss", "new", "noble", "north", "page", "park", "parker", "parish", "peace", "penny", "plan", "pope",
    "pound", "power", "price", "pride", "prince", "reed", "rich", "rivers", "rose", "sage", "school", "sharp", "short",
    "small", "south", "spring", "star", "stone", "street", "strong", "summer", "team", "temple", "the", "true", "view",
    "walker", "ward", "waters", "way", "welcome", "west", "white", "wild", "will", "winter", "wise", "wood", "woods",
    "worker", "young",
];
/// The shortest part of a name that counts on its own, in letters.
const SHORTEST: usize = 3;

/// Finds what could identify someone in a text: these names, whole or in part, and anything that looks like a telephone number, an
/// e-mail address or a postcode. Each once, names first.
pub fn identifying<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<Identifying> {
    let words = words(text);
    let mut found: Vec<Identifying> = Vec::new();
    for name in names {
        found.extend(named(&words, name).map(|words| Identifying { what: What::Name, words }));
    }
    let emails = spaced(text).filter(|word| is_email(word));
    found.extend(emails.map(|word| Identifying { what: What::Email, words: word.to_owned() }));
    found.extend(phones(text).map(|words| Identifying { what: What::Phone, words }));
    found.extend(postcodes(&words).map(|words| Identifying { what: What::Postcode, words }));
    found.sort();
    found.dedup();
    found
}

/// The words of a text: letters, digits, and apostrophes and hyphens inside.
fn words(text: &str) -> Vec<&str> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '\'' | '\u{2019}' | '-');
    text.split(|letter: char| !is_part(letter))
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .map(|word| word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")).unwrap_or(word))
        .filter(|word| !word.is_empty())
        .collect()
}

fn spaced(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
}

/// Finds a name in the text: the whole name in any case, or else a part of it that is not an everyday word and has a capital letter.
fn named(text: &[&str], name: &str) -> Option<String> {
    let parts = words(name);
    let folded = |word: &str| word.to_lowercase();
    let wanted: Vec<String> = parts.iter().map(|part| folded(part)).collect();
    let alone = |word: &str| {
        word.chars().count() >= SHORTEST
            && word.chars().next().is_some_and(char::is_uppercase)
            && !EVERYDAY.contains(&folded(word).as_str())
    };
    match wanted.len() {
        0 => None,
        1 => text.iter().find(|word| alone(word) && folded(word) == wanted[0]).map(|word| (*word).to_owned()),
        count => {
            let whole =
                text.windows(count).find(|window| window.iter().map(|word| folded(word)).eq(wanted.iter().cloned()));
            let part = || text.iter().find(|word| alone(word) && wanted.contains(&folded(word)));
            whole.map(|window| window.join(" ")).or_else(|| part().map(|word| (*word).to_owned()))
        }
    }
}

fn is_email(word: &str) -> bool {
    let Some((local, domain)) = word.split_once('@') else { return false };
    let plain = |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || "._%+-".contains(letter));
    !local.is_empty() && plain(local) && plain(domain) && domain.split('.').count() > 1 && !domain.contains("..")
}

/// British telephone numbers: 0 or +44, and ten or eleven digits in all, with spaces, hyphens or brackets.
fn phones(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let begins = letters[at] == '0' || (letters[at] == '+' && letters.get(at + 1) == Some(&'4'));
        let inside = at > 0 && (letters[at - 1].is_alphanumeric() || matches!(letters[at - 1], '/' | '.' | '-'));
        if !begins || inside {
            at += 1;
            continue;
        }
        let run =
            letters[at..].iter().take_while(|letter| letter.is_ascii_digit() || " -()+".contains(**letter)).count();
        let written: String = letters[at..at + run].iter().collect();
        let written = written.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        let run = written.chars().count();
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        let national =
            digits.strip_prefix("44").map_or(digits.clone(), |rest| format!("0{}", rest.trim_start_matches('0')));
        let next = letters.get(at + run);
        let ends = next.is_none_or(|letter| !letter.is_alphanumeric() && *letter != '/');
        if ends && national.starts_with('0') && matches!(national.len(), 10 | 11) && !national.starts_with("00") {
            found.push(written.to_owned());
        }
        at += run.max(1);
    }
    found.into_iter()
}

/// United Kingdom postcodes, in one word or two.
fn postcodes<'a>(words: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    (0..words.len()).filter_map(|at| {
        let one = words[at];
        let two = words.get(at + 1).map(|next| format!("{one} {next}"));
        let split = one.len().checked_sub(3).filter(|cut| one.is_char_boundary(*cut));
        match (split.is_some_and(|cut| is_postcode(&one[..cut], &one[cut..])), two) {
            (true, _) => Some(one.to_owned()),
            (_, Some(two)) if is_postcode(one, words[at + 1]) => Some(two),
            _ => None,
        }
    })
}

/// Whether two parts are a postcode. Both must be in capitals or neither: `PN4 1st` is not a postcode.
fn is_postcode(outward: &str, inward: &str) -> bool {
    let whole = format!("{outward}{inward}");
    if whole.to_ascii_uppercase() != whole && whole.to_ascii_lowercase() != whole {
        return false;
    }
    let outward: Vec<char> = outward.to_ascii_uppercase().chars().collect();
    let inward: Vec<char> = inward.to_ascii_uppercase().chars().collect();
    let letters = outward.iter().take_while(|letter| letter.is_ascii_uppercase()).count();
    let rest = &outward[letters..];
    let district = match rest {
        [digit] => digit.is_ascii_digit(),
        [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
        _ => false,
    };
    let unit = |letter: &char| letter.is_ascii_uppercase() && !"CIKMOV".contains(*letter);
    matches!(letters, 1 | 2)
        && district
        && matches!(inward.as_slice(), [digit, one, two] if digit.is_ascii_digit() && unit(one) && unit(two))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let names = ["Alison Bright", "Nell O'Hara", "May Jones", "Kayleigh"];
        identifying(text, names).into_iter().map(|one| one.words).collect()
    }

    #[test]
    fn names_are_found_whole_or_by_a_part_that_is_no_everyday_word() {
        for (text, words) in [
            ("Alison Bright was asked", "Alison Bright"),
            ("alison bright was asked", "alison bright"),
            ("Asked Alison to ring", "Alison"),
            ("O'Hara's note", "O'Hara"),
            ("Mrs Jones rang", "Jones"),
            ("Kayleigh's plan", "Kayleigh"),
            ("Seen by May Jones", "May Jones"),
        ] {
            assert_eq!(found(text), [words], "{text}");
        }
        for text in ["A bright plan", "Due in May", "Bright and clear", "the jones file", "Alisonia", "kayleighs", ""] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn numbers_addresses_and_postcodes_are_found_and_dates_and_references_are_not() {
        for (text, words) in [
            ("Ring 01432 260000 today", "01432 260000"),
            ("Ring 07700 900123.", "07700 900123"),
            ("call +44 7700 900123", "+44 7700 900123"),
            ("on (020) 7946 0958", "020) 7946 0958"),
            ("write to a.bright@council.gov.uk.", "a.bright@council.gov.uk"),
            ("lives at HR1 2AB now", "HR1 2AB"),
            ("near sw1a1aa", "sw1a1aa"),
        ] {
            assert_eq!(found(text), [words], "{text}");
        }
        for text in [
            "Due 02/10/2026 and 05-11-2026",
            "099984017",
            "R-0771234",
            "20 of 27, 0.5 and 100%",
            "PN4 1st review",
            "at 10am, 3pm and 11:30",
            "user@home",
            "0000000000",
            "2026-10-02",
            "case 0999152",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
