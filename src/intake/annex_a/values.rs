//! The words of options, plans and places, as the template and the councils write them, to the values of the fields.

use crate::intake::{coded, ssd};

/// A permanence plan: the words of the template's options, else the words as they are written. The script of the Standard
/// Safeguarding Dataset writes the keys of a care plan instead; a plan in which no key is answered is none.
pub(super) fn plan(cell: &str) -> Result<String, String> {
    if ssd::is_keyed(cell) {
        return ssd::of_keys(cell).map(Option::unwrap_or_default);
    }
    let words = coded::without_option(cell);
    let lower = words.to_lowercase().replace('-', " ");
    let known: &[(&[&str], &str)] = &[
        (&["return to family", "return home", "return to birth family", "rehabilitation"], "Return to family"),
        (&["adoption"], "Adoption"),
        (
            &["sgo", "cao", "special guardianship", "child arrangements"],
            "Special guardianship or child arrangements order",
        ),
        (&["supported living"], "Supported living"),
        (&["long term residential"], "Long-term residential"),
        (&["long term foster"], "Long-term fostering"),
    ];
    let said = known.iter().find(|(names, _)| names.iter().any(|name| lower.starts_with(name)));
    Ok(match said {
        Some((_, plan)) => (*plan).to_owned(),
        None if lower == "other" => "Other".to_owned(),
        None => words.to_owned(),
    })
}

/// Whether a placement's location is said to be outside the authority's area; nothing where the words do not tell.
pub(super) fn out_of_area(location: &str) -> Option<&'static str> {
    let words = coded::without_option(location).to_lowercase();
    let first = words.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    match first {
        "out" | "outside" => Some("yes"),
        "in" | "inside" | "within" => Some("no"),
        _ => None,
    }
}

/// `yes` or `no`; nothing where it is said not to be known.
pub(super) fn yes_no(cell: &str) -> Result<String, String> {
    coded::yes_no(cell).map(|answer| answer.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_the_words_of_the_template() {
        for (cell, expected) in [
            ("a) Return to family", "Return to family"),
            ("b) Adoption", "Adoption"),
            ("c) SGO/CAO", "Special guardianship or child arrangements order"),
            ("d) Supported living in the community", "Supported living"),
            ("e) Long-term residential", "Long-term residential"),
            ("f) Long term fostering", "Long-term fostering"),
            ("g) Other", "Other"),
            ("Family and friends care", "Family and friends care"),
            (r#"{"LTFOST18": "Y", "ADOPTION": ""}"#, "Long-term fostering"),
            (r#"{"LTFOST18": "", "ADOPTION": ""}"#, ""),
        ] {
            assert_eq!(plan(cell).as_deref(), Ok(expected), "{cell}");
        }
    }

    #[test]
    fn a_place_is_outside_only_where_the_words_say_so() {
        for (cell, expected) in [
            ("Out", Some("yes")),
            ("b) Outside the LA boundary", Some("yes")),
            ("a) In", Some("no")),
            ("Home Town", None),
        ] {
            assert_eq!(out_of_area(cell), expected, "{cell}");
        }
    }
}
