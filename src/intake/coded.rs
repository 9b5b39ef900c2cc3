//! The values of children's fields as the public data sets code them, in the one form in which they are kept.
//!
//! The same legal status is `C2` in one extract, `C2: FCO` in another and `b) C2 - Full care order` in a third. Where a
//! cell holds a code of the SSDA903 return, the code is kept, so that a condition holds for children of every extract. Where
//! it holds none, its words are kept, without the letter of a list of options before them.

use crate::model::english::or_list;

/// The cell without the letter of an option (`b) `, `(c) `).
pub(super) fn without_option(cell: &str) -> &str {
    let bare = cell.strip_prefix('(').unwrap_or(cell);
    match bare.split_once(')') {
        Some((letter, words))
            if (1..=2).contains(&letter.len()) && letter.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
        {
            words.trim()
        }
        _ => cell,
    }
}

/// A legal status: `C1` to `V4`, else its words.
pub(super) fn legal_status(cell: &str) -> String {
    coded(cell, "CDEJLV", 1)
}

/// A category of need: `N1` to `N9`, else its words.
pub(super) fn need(cell: &str) -> String {
    coded(cell, "N", 1)
}

/// A type of placement: `A3` to `Z14`, else its words.
pub(super) fn placement_type(cell: &str) -> String {
    coded(cell, "AHKPRSTUZ", 2)
}

/// Who provides a placement: `PR0` to `PR5`, else its words.
pub(super) fn provider(cell: &str) -> String {
    let words = without_option(cell);
    let code = first_word(words).to_uppercase();
    match code.strip_prefix("PR") {
        Some(digit) if digit.len() == 1 && digit.bytes().all(|byte| byte.is_ascii_digit()) => code,
        _ => words.to_owned(),
    }
}

/// The ethnicities of the return.
const ETHNICITIES: [&str; 20] = [
    "WBRI", "WIRI", "WIRT", "WOTH", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "BCRB",
    "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT",
];

/// An ethnicity: its code of four letters, else its words.
pub(super) fn ethnicity(cell: &str) -> String {
    let words = without_option(cell);
    let code = first_word(words).to_uppercase();
    if ETHNICITIES.contains(&code.as_str()) { code } else { words.to_owned() }
}

/// Gender or sex: `male`, `female`, else the words.
pub(super) fn gender(cell: &str) -> String {
    let words = without_option(cell);
    match words.strip_suffix(".0").unwrap_or(words).to_lowercase().as_str() {
        "1" | "m" | "male" | "boy" => "male".to_owned(),
        "2" | "f" | "female" | "girl" => "female".to_owned(),
        _ => words.to_owned(),
    }
}

/// Whether there is a disability: `yes` or `no`, else the words.
pub(super) fn disability(cell: &str) -> String {
    yes_no(cell).ok().flatten().map_or_else(|| without_option(cell).to_owned(), str::to_owned)
}

/// `yes` or `no`, with or without the letter of an option; `None` where it is said not to be known.
///
/// # Errors
/// What was expected.
pub(super) fn yes_no(cell: &str) -> Result<Option<&'static str>, String> {
    match without_option(cell).to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "1.0" => Ok(Some("yes")),
        "n" | "no" | "false" | "0" | "0.0" => Ok(Some("no")),
        "unknown" | "not known" | "not recorded" | "not stated" | "not stated/recorded" => Ok(None),
        _ => Err(format!("expected {}", or_list(["a) Yes", "b) No", "Y", "N"]))),
    }
}

/// A code of one of these letters and one or two digits, where the cell begins with one; else its words.
fn coded(cell: &str, letters: &str, most_digits: usize) -> String {
    let words = without_option(cell);
    let code = first_word(words).to_uppercase();
    let mut signs = code.chars();
    let lettered = signs.next().is_some_and(|letter| letters.contains(letter));
    let digits = signs.as_str();
    let counted = (1..=most_digits).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if lettered && counted { code } else { words.to_owned() }
}

fn first_word(text: &str) -> &str {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kept_and_words_where_there_is_no_code() {
        for (read, cell, expected) in [
            (legal_status as fn(&str) -> String, "C2: FCO", "C2"),
            (legal_status, "e1", "E1"),
            (legal_status, "b) V2 - Single period of accommodation", "V2"),
            (legal_status, "Interim care order Sec. 38(1)", "Interim care order Sec. 38(1)"),
            (legal_status, "C20", "C20"),
            (need, "N1 - Abuse or Neglect", "N1"),
            (need, "PSRMEM - Support with memory and cognition", "PSRMEM - Support with memory and cognition"),
            (placement_type, "f) U6: Foster placement - not FFA", "U6"),
            (placement_type, "n) H5: Residential accommodation", "H5"),
            (placement_type, "z11", "Z11"),
            (provider, "e) PR4 - Private provision", "PR4"),
            (provider, "Own provision", "Own provision"),
            (ethnicity, "k) APKN", "APKN"),
            (ethnicity, "wbri - White British", "WBRI"),
            (ethnicity, "Arab", "Arab"),
            (ethnicity, "u) UNKNOWN", "UNKNOWN"),
            (gender, "b) Female", "female"),
            (gender, "M", "male"),
            (gender, "c) Not stated/recorded", "Not stated/recorded"),
            (disability, "a) Yes", "yes"),
            (disability, "Autism", "Autism"),
        ] {
            assert_eq!(read(cell), expected, "{cell}");
        }
    }

    #[test]
    fn yes_and_no_come_with_or_without_their_letter() {
        for (cell, expected) in
            [("a) Yes", Some("yes")), ("N", Some("no")), ("(b) no", Some("no")), ("c) Unknown", None)]
        {
            assert_eq!(yes_no(cell), Ok(expected), "{cell}");
        }
        assert!(yes_no("perhaps").is_err());
    }
}
