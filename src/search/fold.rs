//! Folding: letters without case and accents, and one blank for every sign that parts words.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// Writes a text's folded form over what a buffer holds: small letters and digits without accents, and blanks.
pub(super) fn fold(text: &str, folded: &mut String) {
    folded.clear();
    for letter in text.chars() {
        match letter.is_ascii() {
            true if letter.is_ascii_alphanumeric() => folded.push(letter.to_ascii_lowercase()),
            true => folded.push(' '),
            false => fold_one(letter, folded),
        }
    }
}

/// Folds a letter that is not ASCII.
fn fold_one(letter: char, folded: &mut String) {
    match letter {
        // Signs for a possible line break or a joined letter stand inside a word and are no part of it; variation
        // selectors only choose a shape.
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {}
        // Dashes, curly quotation marks, dots; and the letters that are in truth apostrophes.
        '\u{2000}'..='\u{206f}' | '\u{2b9}'..='\u{2bc}' | '\u{2c8}' => folded.push(' '),
        _ => decompose_compatible(letter, |part| {
            if canonical_combining_class(part) == 0 {
                part.to_lowercase().for_each(|small| plain(small, folded));
            }
        }),
    }
}

/// Letters that Unicode does not take apart though a person types them so.
fn plain(letter: char, folded: &mut String) {
    match letter {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ŧ' => folded.push('t'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        // A capital's small form may bring an accent of its own.
        _ if canonical_combining_class(letter) != 0 => {}
        _ if letter.is_ascii_alphanumeric() || (!letter.is_ascii() && letter.is_alphanumeric()) => folded.push(letter),
        _ => folded.push(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_fall_and_signs_become_blanks() {
        let mut folded = String::from("left over");
        for (text, expected) in [
            ("Zoë", "zoe"),
            ("Zoe\u{308}", "zoe"),
            ("ÆØÅ þorn", "aeoa thorn"),
            ("İstanbul ISTANBUL ı", "istanbul istanbul i"),
            ("a–b", "a b"),
            ("£20 m²", " 20 m2"),
            ("ﬁve…", "five "),
            ("नमस्ते", "नमसते"),
        ] {
            fold(text, &mut folded);
            assert_eq!(folded, expected, "{text}");
        }
    }
}
