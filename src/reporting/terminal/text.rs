//! Words on a screen: how wide they are, and broken into lines with nothing in them that the screen would obey.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthChar;

use crate::model::{is_hidden, shown};

/// The fewest columns that anything is laid out for.
const NARROWEST: usize = 24;

/// Returns the width to lay out for: the one given, but never less than words need.
pub(super) fn room(width: usize) -> usize {
    width.max(NARROWEST)
}

/// Returns the columns that a letter takes: none for an accent on the letter before, two for a wide one, one for a hidden one,
/// which is shown as a stand-in.
pub fn columns_of(letter: char) -> usize {
    match is_hidden(letter) {
        true => 1,
        false => letter.width().unwrap_or(1),
    }
}

/// Returns the columns that a text takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Breaks one paragraph into lines of at most `width` columns, at spaces; a word that is longer is cut.
pub fn lines(paragraph: &str, width: usize) -> Vec<String> {
    broken(paragraph, &options(width))
}

/// Breaks one paragraph into lines of at most `width` columns; each after the first begins with `indent` spaces.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let indent = " ".repeat(indent);
    broken(text, &options(width).subsequent_indent(&indent)).join("\n")
}

/// Breaks paragraphs into lines of at most `width` columns, keeps their own line breaks, and puts `indent` before each line.
pub fn indented(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(columns(indent)).max(10);
    text.lines().flat_map(|paragraph| lines(paragraph, room)).map(|line| format!("{indent}{line}\n")).collect()
}

/// Breaks the lines that are wider than `width` columns at spaces, the rest of each two columns further in; leaves the others
/// as they are.
pub fn fitted(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let lead = line.chars().take_while(|letter| *letter == ' ').count();
        if columns(line) <= width || lead + 12 > width {
            out += &format!("{line}\n");
            continue;
        }
        for (place, row) in lines(line, width - lead - 2).iter().enumerate() {
            let indent = if place == 0 { lead } else { lead + 2 };
            out += &format!("{}{row}\n", " ".repeat(indent));
        }
    }
    out
}

/// Cuts a text to at most `width` columns, with three dots where it was longer.
pub fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for letter in text.chars() {
        used += columns_of(letter);
        if used + 3 > width {
            break;
        }
        kept.push(letter);
    }
    kept + "..."
}

/// Fills a text up with spaces to `width` columns.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// First fit, so that what is typed at a line's end does not move the lines above it.
fn options(width: usize) -> Options<'static> {
    Options::new(width.max(1))
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
}

fn broken(paragraph: &str, options: &Options<'_>) -> Vec<String> {
    let shown = shown(paragraph);
    let words: Vec<&str> = shown.split_whitespace().collect();
    textwrap::wrap(&words.join(" "), options).into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escape_cannot_reach_the_screen() {
        assert_eq!(wrapped("a\u{1b}[2Jb\tc\u{202e}", 80, 0), "a\u{fffd}[2Jb c\u{fffd}");
    }

    #[test]
    fn lines_are_broken_at_spaces_and_no_line_is_too_wide() {
        assert_eq!(lines("one two three", 8), ["one two", "three"]);
        assert_eq!(lines("", 8), [""]);
        assert_eq!(lines("abcdefghijkl mn", 5), ["abcde", "fghij", "kl mn"]);
        assert_eq!(lines("part-time and/or full-time", 10), ["part-time", "and/or", "full-time"]);
        assert_eq!(indented("a b\n\nc", 20, "  "), "  a b\n  \n  c\n");
        assert_eq!(wrapped("one two three", 8, 2), "one two\n  three");
    }

    #[test]
    fn only_lines_that_are_too_wide_are_broken() {
        assert_eq!(fitted("a  b\n  one two three four\n", 15), "a  b\n  one two\n    three four\n");
        assert_eq!(fitted("a   table | row\n", 15), "a   table | row\n");
    }

    #[test]
    fn widths_are_those_on_a_screen() {
        for (text, width) in [("née", 3), ("ne\u{301}e", 3), ("漢字", 4), ("a\u{200b}\u{1b}", 3), ("", 0)] {
            assert_eq!(columns(text), width, "{text:?}");
        }
        assert_eq!((padded("漢字", 6), padded("ne\u{301}e", 4)), ("漢字  ".into(), "ne\u{301}e ".into()));
        assert_eq!(lines("漢字漢字 ab", 5), ["漢字", "漢字", "ab"]);
        assert_eq!(
            (cut("abcdef", 6), cut("abcdefg", 6), cut("漢字漢字", 6)),
            ("abcdef".into(), "abc...".into(), "漢...".into())
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_no_letter_is_lost(text in "[a-zé漢]{0,30}( [a-zé漢]{1,40}){0,9}", width in 12_usize..90) {
            let lines = wrapped(&text, width, 2);
            prop_assert!(lines.lines().all(|line| columns(line) <= width));
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines), letters(&text));
        }
    }
}
