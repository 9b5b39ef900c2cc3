//! Styled lines for a screen. The style is kept beside the words and never in them, so that no text from outside can bring a style or
//! any other code to the terminal.

use crate::model::shown;

/// The style of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Heading,
    Warning,
}

impl Style {
    /// The parameters of the ANSI code "Select Graphic Rendition" (ECMA-48, 8.3.117).
    fn code(self) -> Option<&'static str> {
        match self {
            Style::Plain => None,
            Style::Heading => Some("1"),
            Style::Warning => Some("1;31"),
        }
    }
}

/// Lines for a screen. They never contain a control character.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Styled(Vec<(Style, String)>);

impl Styled {
    /// Lines without a style.
    pub fn plain(text: &str) -> Styled {
        Styled::of(Style::Plain, text)
    }

    /// Lines that stand out as a heading: bold.
    pub fn heading(text: &str) -> Styled {
        Styled::of(Style::Heading, text)
    }

    /// Lines that stand out as a warning: bold and red.
    pub fn warning(text: &str) -> Styled {
        Styled::of(Style::Warning, text)
    }

    fn of(style: Style, text: &str) -> Styled {
        Styled(shown(text).lines().map(|line| (style, line.to_owned())).collect())
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends other lines.
    #[must_use]
    pub fn then(mut self, below: Styled) -> Styled {
        self.0.extend(below.0);
        self
    }

    /// Joins blocks with an empty line between them; empty blocks are left out.
    pub fn blocks(blocks: impl IntoIterator<Item = Styled>) -> Styled {
        let with_gap = |all: Styled, block: Styled| {
            if all.is_empty() { block } else { all.then(Styled::plain("\n")).then(block) }
        };
        blocks.into_iter().filter(|block| !block.is_empty()).fold(Styled::default(), with_gap)
    }

    /// Breaks each line with `fit` and keeps its style.
    #[must_use]
    pub fn fitted(&self, fit: impl Fn(&str) -> String) -> Styled {
        let broken = |(style, line): &(Style, String)| match line.is_empty() {
            true => vec![(*style, String::new())],
            false => Styled::of(*style, &fit(line)).0,
        };
        Styled(self.0.iter().flat_map(broken).collect())
    }

    /// The text, with an end to each line; `colour` adds the codes of the styles and nothing else.
    pub fn render(&self, colour: bool) -> String {
        let line = |(style, line): &(Style, String)| match style.code().filter(|_| colour && !line.is_empty()) {
            Some(code) => format!("\u{1b}[{code}m{line}\u{1b}[0m\n"),
            None => format!("{line}\n"),
        };
        self.0.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_ours_alone() {
        let styled =
            Styled::heading("One\u{1b}[1mtwo").then(Styled::plain("\u{1b}[0mthree")).then(Styled::warning("four"));
        assert_eq!(styled.render(false), "One\u{fffd}[1mtwo\n\u{fffd}[0mthree\nfour\n");
        assert_eq!(
            styled.render(true),
            "\u{1b}[1mOne\u{fffd}[1mtwo\u{1b}[0m\n\u{fffd}[0mthree\n\u{1b}[1;31mfour\u{1b}[0m\n"
        );
    }

    #[test]
    fn blocks_have_a_gap_between_two_and_none_for_an_empty_one() {
        let blocks = Styled::blocks([Styled::plain("a\nb"), Styled::default(), Styled::heading("c")]);
        assert_eq!(blocks.render(false), "a\nb\n\nc\n");
        assert_eq!(blocks.fitted(|line| format!("{line}\n{line}\n")).render(false), "a\na\nb\nb\n\nc\nc\n");
    }
}
