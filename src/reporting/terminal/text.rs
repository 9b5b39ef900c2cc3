//! Words on a screen: wrapped to a width, harmless whatever they hold, and bold or coloured only where asked.

/// The fewest columns that anything is laid out for.
const NARROWEST: usize = 24;

/// Returns the width to lay out for: the one given, but never less than words need.
pub(super) fn room(width: usize) -> usize {
    width.max(NARROWEST)
}

/// Replaces what would move the cursor or change the screen by spaces; keeps line breaks.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter }).collect()
}

/// Breaks words into lines of at most `width` letters, each after the first begun by `indent` spaces.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in harmless(text).split_whitespace().flat_map(|word| pieces(word, room)) {
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

/// Whether a screen shows colour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// Words only.
    Plain,
    /// Bold headings and a coloured warning.
    Colour,
}

impl Screen {
    /// Makes words stand out as a heading.
    pub(super) fn heading(self, words: &str) -> String {
        self.marked("1", words)
    }

    /// Makes words stand out as a warning.
    pub(super) fn warning(self, words: &str) -> String {
        self.marked("1;31", words)
    }

    fn marked(self, code: &str, words: &str) -> String {
        match self {
            Screen::Plain => words.to_owned(),
            Screen::Colour => {
                words.lines().map(|line| format!("\u{1b}[{code}m{line}\u{1b}[0m")).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escape_cannot_reach_the_screen() {
        assert_eq!(harmless("a\u{1b}[2Jb\tc"), "a [2Jb c");
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
