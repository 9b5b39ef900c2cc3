//! Words on a screen: wrapped to a width, with nothing in them that the screen would obey.

use crate::model::shown;

/// The fewest columns that anything is laid out for.
const NARROWEST: usize = 24;

/// Returns the width to lay out for: the one given, but never less than words need.
pub(super) fn room(width: usize) -> usize {
    width.max(NARROWEST)
}

/// Breaks words into lines of at most `width` letters, each after the first begun by `indent` spaces.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in shown(text).split_whitespace().flat_map(|word| pieces(word, room)) {
        let limit = if lines.is_empty() { width.max(1) } else { room };
        if !line.is_empty() && line.chars().count() + 1 + piece.chars().count() > limit {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&piece);
    }
    lines.push(line);
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Breaks a word that is longer than a line.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(width).map(|chunk| chunk.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escape_cannot_reach_the_screen() {
        assert_eq!(wrapped("a\u{1b}[2Jb\tc\u{202e}", 80, 0), "a\u{fffd}[2Jb c\u{fffd}");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_no_letter_is_lost(text in "[a-z]{0,30}( [a-z]{1,40}){0,9}", width in 12_usize..90) {
            let lines = wrapped(&text, width, 2);
            prop_assert!(lines.lines().all(|line| line.chars().count() <= width));
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines), letters(&text));
        }
    }
}
