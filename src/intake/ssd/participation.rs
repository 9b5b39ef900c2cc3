//! How a child took part in a review: the code PN0 to PN7, or the words in which a case management system writes it.
//!
//! LiquidLogic exports the description of the code, Mosaic the code itself, Eclipse the short answer of a form. The words
//! are judged by what tells the eight codes apart (their definitions in the guide to the SSDA903 return): under four,
//! attended or not, spoke or was spoken for, symbols, some other medium, nothing. Words that could be two codes are none.

use crate::model::english::or_list;

const CODES: [&str; 8] = ["PN0", "PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7"];

/// Reads a code, with or without its description, or a description alone. The error says what was expected.
pub(super) fn code(cell: &str) -> Result<&'static str, String> {
    let text = cell.to_lowercase().replace(['\u{2019}', '\u{2018}', '`'], "'");
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let named: Vec<&'static str> =
        CODES.into_iter().filter(|code| words.iter().any(|word| word.eq_ignore_ascii_case(code))).collect();
    let coded = words.iter().any(|word| word.strip_prefix("pn").is_some_and(|rest| rest.parse::<u8>().is_ok()));
    let found = match named.as_slice() {
        [code] => Some(*code),
        [] if !coded => described(&text),
        _ => None,
    };
    found.ok_or_else(|| format!("expected one of {}, or the description of one", or_list(CODES)))
}

fn described(text: &str) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["under 4", "under four", "aged under", "below 4", "less than 4", "younger than 4"]) {
        return Some("PN0");
    }
    let absent = says(&[
        "not attend",
        "n't attend",
        "non attend",
        "non-attend",
        "not physically attend",
        "not present",
        "not in attendance",
    ]);
    match (absent, absent || says(&["attend", "present", "in person"])) {
        (true, _) => absent_child(text),
        (false, true) => present_child(text),
        (false, false) => None,
    }
}

fn absent_child(text: &str) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let silent = says(&[
        "nor are",
        "views not",
        "not conveyed",
        "not convey",
        "no views",
        "views are not",
        "views were not",
        "without views",
        "nor did",
        "no contribution",
        "not represented",
        "did not contribute",
    ]);
    let spoken_for =
        says(&["advocate", "briefs", "briefed", "views represented", "represented by", "reviewing officer"]);
    let medium = says(&[
        "facilitative",
        "medium",
        "texting",
        "text message",
        "written",
        "in writing",
        "phone",
        "audio",
        "video",
        "viewpoint",
        "letter",
        "email",
        "conveys",
        "conveyed",
        "feelings",
    ]);
    match (silent, spoken_for, medium) {
        (true, ..) => Some("PN7"),
        (false, true, _) => Some("PN5"),
        (false, false, true) => Some("PN6"),
        (false, false, false) => None,
    }
}

fn present_child(text: &str) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let silent = says(&[
        "does not speak",
        "did not speak",
        "doesn't speak",
        "didn't speak",
        "without contribut",
        "not contribute",
        "no contribution",
        "did not convey",
        "does not convey",
        "didn't convey",
        "views not",
        "not give views",
    ]);
    let spoken_for = says(&[
        "advocate",
        "reviewing officer",
        "(iro)",
        " iro ",
        "represented",
        "on his or her behalf",
        "on their behalf",
        "on behalf",
    ]);
    let symbols = says(&["symbol", "non-verbal", "non verbal", "nonverbal", "signs"]);
    let speaks = says(&[
        "speaks for",
        "spoke for",
        "speak for",
        "spoke",
        "speaks",
        "gave views",
        "gives views",
        "gave their views",
        "shared views",
        "contributed",
    ]);
    match (silent, symbols, spoken_for, speaks) {
        (true, ..) => Some("PN4"),
        (false, true, ..) => Some("PN3"),
        (false, false, true, _) => Some("PN2"),
        (false, false, false, true) => Some("PN1"),
        (false, false, false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The definitions in the guide to the SSDA903 return, as the data set's own specification quotes them, and the short
    // labels that follow them there in brackets.
    #[test]
    fn the_definitions_of_the_return_are_their_codes() {
        for (text, expected) in [
            ("Child aged under 4 at the time of the review", "PN0"),
            ("Child physically attends and speaks for him or herself (Attendance).", "PN1"),
            (
                "Child physically attends and an advocate speaks on his or her behalf. (Attendance views represented by \
                 advocate or Independent Reviewing Officer (IRO))",
                "PN2",
            ),
            ("Child attends and conveys his or her view symbolically (non-verbally) (Attendance symbols)", "PN3"),
            (
                "Child physically attends but does not speak for him or herself, does not convey his or her view symbolically \
                 (non-verbally) and does not ask an advocate to speak for him or her (Attendance without contribution)",
                "PN4",
            ),
            (
                "Child does not attend physically but briefs an advocate to speak for him or her (Views represented by advocate \
                 or independent reviewing officer (IRO) through texting, written format, phone, audio/video, viewpoint)",
                "PN5",
            ),
            (
                "Child does not attend but conveys his or her feelings to the review by a facilitative medium (Texting the \
                 chair, written format, phone, audio/video, viewpoint)",
                "PN6",
            ),
            ("Child does not attend nor are his or her views conveyed to the review", "PN7"),
        ] {
            assert_eq!(code(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn codes_stand_alone_or_before_their_words() {
        for (text, expected) in [
            ("PN6", "PN6"),
            ("pn1", "PN1"),
            ("PN4 - Attends, does not contribute", "PN4"),
            ("(PN2) Attended, advocate spoke", "PN2"),
            ("Attended & spoke for self", "PN1"),
            ("Didn\u{2019}t attend, views not conveyed", "PN7"),
        ] {
            assert_eq!(code(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_codes_is_none() {
        for text in ["PN8", "PN1 or PN2", "Attended", "Yes", "did not attend", "see minutes"] {
            assert!(code(text).unwrap_err().contains("PN0"), "{text}");
        }
    }
}
