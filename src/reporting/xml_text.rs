//! Text for a part of a workbook: without the characters that XML forbids, and no longer than Excel accepts.
//!
//! XML 1.0 (2.2) allows tab, line feed, carriage return, U+0020 to U+D7FF, U+E000 to U+FFFD and everything from U+10000 on. Excel
//! counts in units of UTF-16, in which a letter from U+10000 on is two.

use std::borrow::Cow;

/// Replaces a character that cannot be written.
const STAND_IN: char = '\u{fffd}';

/// The text with a stand-in for every character that XML forbids.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let forbidden = |letter: char| {
        (letter < '\u{20}' && !matches!(letter, '\t' | '\n' | '\r')) || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    match text.contains(forbidden) {
        false => Cow::Borrowed(text),
        true => Cow::Owned(text.chars().map(|letter| if forbidden(letter) { STAND_IN } else { letter }).collect()),
    }
}

/// The longest beginning of a text that has at most `room` UTF-16 units.
pub(super) fn first(text: &str, room: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, letter)| {
        used += letter.len_utf16();
        used > room
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// The same text, clean and cut.
pub(super) fn cut(text: &str, room: usize) -> String {
    first(&clean(text), room).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_replaced_and_nothing_else() {
        assert_eq!(clean("a\u{b}b\0c\u{ffff}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(clean("tab\tline\nreturn\r\u{fffd}\u{1f600}"), "tab\tline\nreturn\r\u{fffd}\u{1f600}");
    }

    #[test]
    fn text_is_cut_by_units_of_utf_16() {
        assert_eq!(cut("\u{1f600}\u{1f600}\u{1f600}", 5), "\u{1f600}\u{1f600}");
        assert_eq!(cut("abc", 2), "ab");
    }
}
