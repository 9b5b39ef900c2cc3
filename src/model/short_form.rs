//! Finding an answer by what people type for it: its id, its label or a short form of the label.

/// The index of an answer, by its id or label in any case, or by a short form that fits only one label.
pub(super) fn named(answers: &[(&str, &str)], typed: &str) -> Option<usize> {
    let typed = typed.trim().to_lowercase();
    let exact = answers.iter().position(|(id, label)| *id == typed || label.to_lowercase() == typed);
    exact.or_else(|| only(answers.iter().map(|(_, label)| is_short_for(&typed, label))))
}

/// The index of the only one that fits.
fn only(fits: impl Iterator<Item = bool>) -> Option<usize> {
    let mut fitting = fits.enumerate().filter(|(_, fits)| *fits).map(|(place, _)| place);
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Whether the text is a short form of a grade's label, as people write it: `RI` or `R/I`, `req. imp.`, `Inad`.
fn is_short_for(typed: &str, label: &str) -> bool {
    const SHORTEST: usize = 3;
    let label = label.to_lowercase();
    let words: Vec<&str> =
        label.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let parts: Vec<&str> =
        typed.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    let begins = |(part, word): (&&str, &&str)| part.chars().count() >= SHORTEST && word.starts_with(*part);
    parts.concat() == initials || (parts.len() == words.len() && parts.iter().zip(&words).all(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRADES: [(&str, &str); 3] =
        [("inadequate", "Inadequate"), ("requires-improvement", "Requires improvement"), ("good", "Good")];

    #[test]
    fn an_answer_is_found_by_id_label_or_a_short_form_of_one_label() {
        for (typed, place) in
            [("GOOD", 2), (" requires-improvement ", 1), ("RI", 1), ("r/i", 1), ("req. imp.", 1), ("Inad", 0), ("g", 2)]
        {
            assert_eq!(named(&GRADES, typed), Some(place), "{typed}");
        }
        for typed in ["", "re im", "requires", "outstanding", "gi"] {
            assert_eq!(named(&GRADES, typed), None, "{typed}");
        }
        assert_eq!(named(&[("a", "Met"), ("b", "Mixed")], "m"), None, "both begin with it");
    }
}
