//! Characters that a screen obeys or hides instead of showing: control characters, marks that change the direction of writing, and
//! letters without width. Text from outside may contain them, by accident or to deceive.
//!
//! The list is that of Unicode's control characters (category Cc), format characters (Cf) without those that have a shape of
//! their own, line and paragraph separators, and the code points with the property `Default_Ignorable_Code_Point`
//! (DerivedCoreProperties.txt, Unicode 16).

use std::borrow::Cow;

/// What is shown in place of a hidden character.
const STAND_IN: char = '\u{fffd}';

/// Whether a screen would obey or hide this character instead of showing it. A line break counts too; callers that allow several
/// lines must let it pass.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Returns the text as a screen may show it: each hidden character is replaced by one that can be seen, a tab by a space.
/// Line breaks stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|letter| is_hidden(letter) && letter != '\n') {
        return Cow::Borrowed(text);
    }
    let seen = |letter| match letter {
        '\n' => '\n',
        '\t' => ' ',
        letter if is_hidden(letter) => STAND_IN,
        letter => letter,
    };
    Cow::Owned(text.replace("\r\n", "\n").chars().map(seen).collect())
}

/// Whether a text may have several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// It is a name or a label.
    One,
    /// It is words: line breaks and tabs belong to it.
    Several,
}

/// A hidden character in a text that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a character that cannot be seen ({}, character {place})", code(*.letter))]
pub struct Hidden {
    /// The character.
    pub letter: char,
    /// Its place in the text, from 1.
    pub place: usize,
}

/// Returns the first hidden character of a text.
pub fn find_hidden(text: &str, lines: Lines) -> Option<Hidden> {
    let belongs = |letter: char| lines == Lines::Several && matches!(letter, '\n' | '\r' | '\t');
    let mut letters = text.chars().zip(1..);
    letters.find(|(letter, _)| is_hidden(*letter) && !belongs(*letter)).map(|(letter, place)| Hidden { letter, place })
}

/// The character's code point, as `U+202E`.
fn code(letter: char) -> String {
    format!("U+{:04X}", letter as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_turns_or_hides_is_replaced_by_one_sign_each() {
        for hidden in ['\u{0}', '\u{7}', '\u{8}', '\r', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{ad}', '\u{61c}'] {
            assert_eq!(shown(&format!("a{hidden}b")), "a\u{fffd}b", "{hidden:?}");
        }
        let ranges =
            ['\u{200b}'..='\u{200f}', '\u{202a}'..='\u{202e}', '\u{2060}'..='\u{2069}', '\u{e0020}'..='\u{e007e}'];
        for hidden in ranges.into_iter().flatten().chain(['\u{feff}', '\u{2028}', '\u{fe0f}']) {
            assert_eq!(shown(&format!("a{hidden}b")), "a\u{fffd}b", "{hidden:?}");
        }
    }

    #[test]
    fn letters_accents_and_line_breaks_stay() {
        let text = "née Zoë e\u{301} £5 – ‘so’ 漢字 \u{1f600} عربى\nsecond\n";
        assert!(matches!(shown(text), Cow::Borrowed(same) if same == text));
        assert_eq!(shown("a\tb\r\nc\u{1b}"), "a b\nc\u{fffd}");
    }

    #[test]
    fn a_hidden_character_is_named_with_its_place() {
        let found = find_hidden("Ali\u{202e}son", Lines::One).unwrap();
        assert_eq!(found.to_string(), "a character that cannot be seen (U+202E, character 4)");
        assert!(find_hidden("a\nb\tc", Lines::One).is_some());
        assert_eq!(find_hidden("a\nb\tc", Lines::Several), None);
        assert!(find_hidden("a\u{1b}", Lines::Several).is_some());
    }
}
