//! Words and tables as HTML. Everything that is not ours is escaped.

use std::fmt::Write as _;

use crate::model::Estimate;
use crate::reporting::words::{UNDEFINED, between, percent};

/// Words between tags or in an attribute; control characters that HTML forbids become a space.
pub(super) fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\n' | '\t' => escaped.push(letter),
            letter
                if letter.is_control()
                    || ('\u{fdd0}'..='\u{fdef}').contains(&letter)
                    || letter as u32 & 0xfffe == 0xfffe =>
            {
                escaped.push(' ');
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A paragraph of a class.
pub(super) fn para(class: &str, words: &str) -> String {
    match words {
        "" => String::new(),
        words => format!("<p class=\"{class}\">{}</p>\n", text(words)),
    }
}

/// Headings of remarks: where no row has one, the column is left out.
const REMARKS: [&str; 3] = ["While cases are missing", "Remark", "Not compared"];

/// A table: its caption, its headings (those of figures marked), and its rows. A column of remarks stands only where there is one.
pub(super) fn table(caption: &str, headings: &[Heading], rows: &[Row]) -> String {
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: {0}\">\n<table>\n<caption>{0}</caption>\n<thead><tr>",
        text(caption)
    );
    let is_shown: Vec<bool> = headings
        .iter()
        .enumerate()
        .map(|(place, (words, _))| {
            let is_said = |row: &Row| row.cells.get(place).is_some_and(|cell| !cell.is_empty());
            !REMARKS.contains(words) || rows.iter().any(is_said)
        })
        .collect();
    for ((words, figures), _) in headings.iter().zip(&is_shown).filter(|(_, shown)| **shown) {
        let class = if *figures { " class=\"figure\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", text(words));
    }
    out += "</tr></thead>\n<tbody>\n";
    for row in rows {
        let key = row.key.as_ref().map_or(String::new(), |key| format!(" data-e=\"{}\"", text(key)));
        let _ = write!(out, "<tr{key}>");
        for (place, (cell, _)) in row.cells.iter().zip(&is_shown).enumerate().filter(|(_, (_, shown))| **shown) {
            out += &cell.html(place == 0);
        }
        out += "</tr>\n";
    }
    out + "</tbody>\n</table>\n</div>\n"
}

/// The words of a heading, and whether figures stand under it.
pub(super) type Heading = (&'static str, bool);

/// One row, with the key of its estimate where it has one.
pub(super) struct Row {
    /// `grades/good`, `criteria/drift/good`.
    pub(super) key: Option<String>,
    /// The cells.
    pub(super) cells: Vec<Cell>,
}

/// One cell.
pub(super) enum Cell {
    /// Words.
    Words(String),
    /// A figure: what is shown, the name of the key that it has in JSON, and its value there.
    Figure(String, &'static str, String),
}

impl Cell {
    /// Words.
    pub(super) fn words(words: &str) -> Cell {
        Cell::Words(words.to_owned())
    }

    fn is_empty(&self) -> bool {
        matches!(self, Cell::Words(words) if words.is_empty())
    }

    fn html(&self, first: bool) -> String {
        match self {
            Cell::Words(words) if first => format!("<th scope=\"row\">{}</th>", text(words)),
            Cell::Words(words) => format!("<td>{}</td>", text(words)),
            Cell::Figure(shown, name, value) => {
                format!("<td class=\"figure\" data-k=\"{name}\" data-v=\"{}\">{}</td>", text(value), text(shown))
            }
        }
    }
}

/// The headings of [`figures`].
pub(super) const FIGURES: [Heading; 6] =
    [("Cases", true), ("Out of", true), ("Share", true), ("Low", true), ("High", true), ("No more than, in all", true)];

/// The figures of an estimate, a cell each.
pub(super) fn figures(estimate: &Estimate) -> Vec<Cell> {
    let number = |value: Option<f64>| value.map_or("null".to_owned(), |value| value.to_string());
    let share = |name, value| Cell::Figure(percent(value), name, number(value));
    vec![
        Cell::Figure(estimate.count.to_string(), "count", estimate.count.to_string()),
        Cell::Figure(estimate.of.to_string(), "of", estimate.of.to_string()),
        share("share", estimate.share),
        share("low", estimate.low),
        share("high", estimate.high),
        Cell::Figure(
            estimate.upper_count.map_or(UNDEFINED.to_owned(), |count| count.to_string()),
            "upper_count",
            estimate.upper_count.map_or("null".to_owned(), |count| count.to_string()),
        ),
    ]
}

/// Whether a case is missing from an estimate, so that it has no interval but bounds: then in words.
pub(super) fn bounds(estimate: &Estimate) -> String {
    match (estimate.low, estimate.least) {
        (None, Some(_)) => between(estimate),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_leaves_its_place(words in "\\PC{0,60}") {
            let escaped = text(&words);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
            let back = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
            prop_assert_eq!(back, words);
        }
    }

    #[test]
    fn a_column_of_remarks_stands_only_where_there_is_one() {
        let made = |remark: &str| {
            let row = Row { key: None, cells: vec![Cell::words("Good"), Cell::words(remark), Cell::words("")] };
            table("Grades", &[("Grade", false), ("Remark", false), ("Team", false)], &[row])
        };
        assert!(made("").contains("Grade</th><th scope=\"col\">Team") && made("").contains("Good</th><td></td></tr>"));
        assert!(made("few").contains("Remark</th>") && made("few").contains("Good</th><td>few</td><td></td></tr>"));
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(text("a\u{0}b\u{1b}c\nd"), "a b c\nd");
    }
}
