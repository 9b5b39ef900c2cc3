//! The permanence plan of a care plan, and of the decisions of the permanence table, in the words of Ofsted's Annex A.

/// The keys of a care plan, with the words for each, in the order in which a plan of several names them.
const KEYS: &[(&str, &str)] = &[
    ("REMAINSUP", "Remain with family, supported"),
    ("RETURN1M", "Return to family"),
    ("RETURN6M", "Return to family"),
    ("RETURNEV", "Return to family"),
    ("LTRELFR", "Long-term with relatives or friends"),
    ("LTFOST18", "Long-term fostering"),
    ("RESPLMT", "Long-term residential"),
    ("SUPPLIV", "Supported living"),
    ("ADOPTION", ADOPTION),
    ("OTHERPLN", "Other"),
];

/// The words for adoption.
pub(in crate::intake) const ADOPTION: &str = "Adoption";

/// Answers by which a key is not chosen.
const NOT_CHOSEN: [&str; 7] = ["", "n", "no", "0", "false", "null", "none"];

/// Whether a cell is a care plan of keys and answers.
pub(in crate::intake) fn is_keyed(cell: &str) -> bool {
    KEYS.iter().any(|(key, _)| answer(cell, key).is_some())
}

/// Reads the keys and answers of a care plan: the words of every key that is answered, joined by ` + ` where plans run side
/// by side; `None` where none is. The keys may stand with or without quotation marks.
///
/// # Errors
/// What was expected, where the cell has none of the keys.
pub(in crate::intake) fn of_keys(cell: &str) -> Result<Option<String>, String> {
    if !is_keyed(cell) {
        return Err("expected a care plan such as {\"ADOPTION\": \"Y\", \"LTFOST18\": \"\"}".to_owned());
    }
    let mut chosen: Vec<&str> = Vec::new();
    for (key, words) in KEYS {
        let answered = answer(cell, key).is_some_and(|answer| !NOT_CHOSEN.contains(&answer.to_lowercase().as_str()));
        if answered && !chosen.contains(words) {
            chosen.push(words);
        }
    }
    Ok((!chosen.is_empty()).then(|| chosen.join(" + ")))
}

/// The answer that stands behind a key.
fn answer<'a>(cell: &'a str, key: &str) -> Option<&'a str> {
    let behind = cell.match_indices(key).find_map(|(at, _)| {
        let behind = cell.get(at + key.len()..)?.trim_start_matches(['"', '\'', ' ']);
        behind.strip_prefix(':')
    })?;
    let behind = behind.trim_start();
    match behind.chars().next().filter(|mark| matches!(mark, '"' | '\'')) {
        Some(mark) => behind.get(1..)?.split(mark).next().map(str::trim),
        None => behind.split([',', '}']).next().map(str::trim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_the_words_of_what_is_answered() {
        for (cell, expected) in [
            (
                r#"{"REMAINSUP": "", "RETURN1M": "", "LTFOST18": "Y", "ADOPTION": "N", "OTHERPLN": ""}"#,
                Some("Long-term fostering"),
            ),
            (r#"{"RETURN1M": "Y", "RETURNEV": "12", "ADOPTION": "Yes"}"#, Some("Return to family + Adoption")),
            (r#"{ REMAINSUP: "", SUPPLIV: "1" }"#, Some("Supported living")),
            (r#"{"LTRELFR": true, "ADOPTION": false}"#, Some("Long-term with relatives or friends")),
            (r#"{"REMAINSUP": "", "OTHERPLN": ""}"#, None),
        ] {
            assert_eq!(of_keys(cell), Ok(expected.map(str::to_owned)), "{cell}");
        }
        assert!(of_keys("Adoption").is_err() && of_keys("{}").is_err() && of_keys("ADOPTION:").is_ok());
    }
}
