//! One question as it stands on the screen: the record in a pane that scrolls, the question with its choices below it, the
//! answer being typed at the foot. Whatever the window's size, the question is never scrolled away: first the pane becomes
//! lower, then the descriptors leave, then each choice keeps one row. In a wide window the record stands beside the question.

use super::field::Line;
use crate::model::english::counted;
use crate::reporting::terminal::{columns, columns_of, cut, lines};

/// A paragraph: a mark such as a choice's key, then its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Para {
    /// What stands before the first row; the others are indented as far.
    pub mark: String,
    /// The words.
    pub text: String,
    /// More of them, left out in a low window.
    pub more: String,
}

/// A paragraph of these words.
pub(super) fn para(mark: &str, text: impl Into<String>) -> Para {
    Para { mark: mark.to_owned(), text: text.into(), more: String::new() }
}

impl Para {
    /// All its words in rows of this width.
    pub(super) fn rows(&self, width: usize) -> Vec<String> {
        self.broken(format!("{}{}", self.text, self.more).trim_end(), width)
    }

    fn broken(&self, text: &str, width: usize) -> Vec<String> {
        let indent = columns(&self.mark);
        let rows = text.lines().flat_map(|line| lines(line, width.saturating_sub(indent).max(10)));
        let mut rows: Vec<String> = rows.map(|row| format!("{}{row}", " ".repeat(indent))).collect();
        match rows.first_mut() {
            Some(first) => first.replace_range(..indent, &self.mark),
            None => rows.push(self.mark.clone()),
        }
        rows.into_iter().map(|row| row.trim_end().to_owned()).collect()
    }

    fn brief(&self, width: usize) -> Vec<String> {
        self.broken(&self.text, width)
    }

    fn row(&self, width: usize) -> Vec<String> {
        vec![cut(&format!("{}{}", self.mark, self.text), width)]
    }
}

/// What stands on the screen.
pub(super) struct Page<'a> {
    /// The first row.
    pub title: &'a str,
    /// The pane.
    pub pane: &'a [Para],
    /// What was kept of the last answer, or what was wrong with it.
    pub note: &'a str,
    /// The question.
    pub body: &'a [Para],
    /// What stands before what is typed.
    pub prompt: &'a str,
    /// Whether what is typed is a text of its own, in rows below the prompt.
    pub field: bool,
}

/// The window and what of the pane is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The pane's first row that is seen.
    pub top: usize,
}

/// A screen, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// The rows, none wider than the window.
    pub rows: Vec<String>,
    /// The cursor's row and column.
    pub cursor: (usize, usize),
    /// The pane's first row that is seen: as asked, or the last that leaves no gap.
    pub top: usize,
}

/// The pane has at least so many rows before the descriptors leave.
const LOWEST_PANE: usize = 4;
/// From so many columns on the record stands beside the question.
const WIDE: usize = 100;
/// A field has at most one row in so many of the window's, and this many in any.
const FIELD: (usize, usize) = (4, 3);
/// What stands between the record and the question beside it.
const BETWEEN: &str = " | ";

/// The columns that a field has for its words in a window of this width.
pub(super) fn field_room(width: usize) -> usize {
    width.max(20) - 4
}

impl Page<'_> {
    /// Lays the page out in a window.
    pub(super) fn picture(&self, view: View, typed: &Line) -> Picture {
        let width = view.width.max(20);
        let (foot, cursor) = match self.field {
            true => field(self.prompt, typed, width, (view.height / FIELD.0).max(FIELD.1)),
            false => foot(self.prompt, typed, width),
        };
        let (middle, top, below) = match width >= WIDE {
            true => self.beside(view, width, foot.len()),
            false => self.above(view, width, foot.len()),
        };
        let mut below = below;
        let note = if self.has_long_note(width) { "" } else { self.note };
        if columns(note) + columns(&below) + 8 > width {
            // What was said of the answer comes before how far the record goes on.
            below.truncate(below.find(':').unwrap_or(below.len()));
        }
        let (pane, body) = middle;
        let mut rows = vec![rule(self.title, "", width)];
        rows.extend(pane);
        rows.push(rule(note, &below, width));
        rows.extend(body);
        rows.extend(foot.iter().cloned());
        let lost = rows.len().saturating_sub(view.height.max(3));
        rows.drain(..lost);
        let cursor = (rows.len() - foot.len() + cursor.0, cursor.1);
        Picture { rows, cursor, top }
    }

    /// Whether the note needs more than the rule's row: one that says what was wrong is read whole.
    fn has_long_note(&self, width: usize) -> bool {
        columns(self.note) + 8 > width && !self.note.starts_with("Kept")
    }

    /// The question in the first of its forms that takes at most so many rows, and else in the last; above it a note that is
    /// too long for a window of this width.
    fn body(&self, width: usize, window: usize, room: usize) -> Vec<String> {
        let mut body = Vec::new();
        for form in [Para::rows, Para::brief, Para::row] {
            body.clear();
            if self.has_long_note(window) {
                body = para("", self.note).rows(width);
            }
            body.extend(self.body.iter().flat_map(|para| form(para, width)));
            if body.len() <= room {
                break;
            }
        }
        body
    }

    /// The record above the question: the rows of both, the pane's first row that is seen, and how far it goes on.
    fn above(&self, view: View, width: usize, foot: usize) -> ((Vec<String>, Vec<String>), usize, String) {
        let pane: Vec<String> = self.pane.iter().flat_map(|para| para.rows(width)).collect();
        let taken = foot + 2 + pane.len().min(LOWEST_PANE);
        let body = self.body(width, width, view.height.saturating_sub(taken));
        let room = view.height.saturating_sub(body.len() + foot + 2).min(pane.len());
        let top = view.top.min(pane.len() - room);
        let below = more(pane.len(), top, room);
        ((pane[top..top + room].to_vec(), body), top, below)
    }

    /// The record beside the question, in the same rows.
    fn beside(&self, view: View, width: usize, foot: usize) -> ((Vec<String>, Vec<String>), usize, String) {
        let left = (width - BETWEEN.len()) / 2;
        let right = width - BETWEEN.len() - left;
        let pane: Vec<String> = self.pane.iter().flat_map(|para| para.rows(left)).collect();
        let height = view.height.saturating_sub(foot + 2);
        let body = self.body(right, width, height);
        let room = height.min(pane.len());
        let top = view.top.min(pane.len() - room);
        let below = more(pane.len(), top, room);
        let rows = (0..room.max(body.len())).map(|place| {
            let record = if place < room { pane[top + place].as_str() } else { "" };
            let asked = body.get(place).map_or("", String::as_str);
            let gap = " ".repeat(left.saturating_sub(columns(record)));
            format!("{record}{gap}{BETWEEN}{asked}").trim_end().to_owned()
        });
        ((rows.collect(), Vec::new()), top, below)
    }
}

/// What the pane has above and below what is seen.
fn more(rows: usize, top: usize, room: usize) -> String {
    let below = || counted(rows - top - room, "more row");
    match (room < rows, top + room < rows, top > 0) {
        (false, ..) => String::new(),
        (_, true, false) => format!("PgDn: {}", below()),
        (_, true, true) => format!("PgUp / PgDn: {}", below()),
        (_, false, _) => "PgUp: the beginning".to_owned(),
    }
}

/// A rule across the window with words at its left and right.
fn rule(left: &str, right: &str, width: usize) -> String {
    let right = if right.is_empty() { String::new() } else { format!(" {right} --") };
    let left = if left.is_empty() { "--".to_owned() } else { format!("-- {left} ") };
    let left = cut(&left, width.saturating_sub(columns(&right)));
    let between = width.saturating_sub(columns(&left) + columns(&right));
    cut(&format!("{left}{}{right}", "-".repeat(between)), width)
}

/// The prompt and what is typed, broken where the window ends; and the cursor's row and column.
fn foot(prompt: &str, typed: &Line, width: usize) -> (Vec<String>, (usize, usize)) {
    let mut rows = lines(prompt, width.saturating_sub(1));
    let mut row = rows.pop().unwrap_or_default() + " ";
    let before = typed.before().chars().count();
    let mut cursor = (rows.len(), columns(&row));
    for (place, letter) in typed.text().chars().enumerate() {
        if columns(&row) + columns_of(letter) >= width {
            rows.push(std::mem::take(&mut row));
        }
        row.push(letter);
        if place + 1 == before {
            cursor = (rows.len(), columns(&row));
        }
    }
    if before == 0 {
        cursor = (cursor.0, cursor.1.min(width - 1));
    }
    rows.push(row);
    (rows, cursor)
}

/// The prompt, and a text of several rows below it, of which the part around the cursor is seen where it is long.
fn field(prompt: &str, typed: &Line, width: usize, most: usize) -> (Vec<String>, (usize, usize)) {
    let mut rows = lines(prompt, width.saturating_sub(1));
    let (words, (row, column)) = typed.rows(field_room(width));
    let first = (row + 1).saturating_sub(most);
    let above = rows.len();
    let last = words.len().min(first + most) - 1;
    for (place, text) in words.iter().enumerate().take(last + 1).skip(first) {
        let mark = match place {
            0 => '>',
            _ if place == first => '^',
            _ if place == last && last + 1 < words.len() => 'v',
            _ => ' ',
        };
        rows.push(format!("{mark} {text}").trim_end().to_owned());
    }
    (rows, (above + row - first, column + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::keys::Key;

    fn line(text: &str) -> Line {
        let mut line = Line::default();
        for letter in text.chars() {
            line.press(&Key::Letter(letter));
        }
        line
    }

    fn picture(width: usize, height: usize, top: usize, typed: &str) -> Picture {
        let words = "Plan dates that have passed: applications, assessments, matching, life story work. ".repeat(8);
        let pane = [para("Record ", "R1"), para("", words)];
        let choice = |key: &str, text: &str| Para {
            more: format!(": {}", "The note says what is late and since when, and who was asked. ".repeat(4)),
            ..para(key, text)
        };
        let body = [
            para("", "2 of 6  Drift and delay"),
            choice("  1  ", "Inadequate"),
            choice("  2  ", "Requires improvement"),
            choice("  3  ", "Good"),
        ];
        let note = "Kept: Purpose: Good";
        let page = Page { title: "Case 3 of S", pane: &pane, note, body: &body, prompt: "1-3 >", field: false };
        page.picture(View { width, height, top }, &line(typed))
    }

    #[test]
    fn a_field_has_its_own_rows_and_shows_those_around_the_cursor() {
        let words = "Seen on 3 May at £5, née Müller.\nNot asked about since. ".repeat(30);
        let note = "'+dr' fits several themes, and this sentence about it is longer than the window is wide, you see";
        let body = [para("", "2 of 6")];
        for (width, height) in [(80, 24), (60, 20), (120, 40), (30, 12)] {
            let page = Page { title: "Case", pane: &[], note, body: &body, prompt: "Enter keeps it", field: true };
            let picture = page.picture(View { width, height, top: 0 }, &Line::field(&words));
            let all = picture.rows.join("\n");
            assert!(picture.rows.len() <= height && picture.rows.iter().all(|row| columns(row) <= width), "{all}");
            assert!(all.contains("Enter keeps it\n^ ") && all.contains("2 of 6"), "{all}");
            assert!(width < 60 || all.replace('\n', " ").contains("you see"), "what was wrong is read whole: {all}");
            assert_eq!(picture.cursor.0 + 1, picture.rows.len());
        }
    }

    #[test]
    fn in_a_wide_window_the_record_stands_beside_the_question() {
        let rows = picture(120, 30, 0, "").rows;
        let row = rows.iter().find(|row| row.contains("2 of 6 Drift and delay")).unwrap();
        assert!(row.starts_with("Record R1") && row.contains(" | "), "{row}");
        assert_eq!(rows.len() + 1, picture(120, 30, 0, "").cursor.0 + 2);
    }

    #[test]
    fn the_question_and_the_answer_are_seen_in_every_window() {
        for (width, height) in [(80, 24), (80, 12), (40, 24), (40, 10), (20, 8), (132, 50)] {
            for top in [0, 3, 1000] {
                let picture = picture(width, height, top, "some words that I typed as evidence for it");
                assert!(picture.rows.len() <= height, "{width}x{height}: {picture:#?}");
                for row in &picture.rows {
                    assert!(columns(row) <= width, "{width}x{height}: {row}");
                }
                let all = picture.rows.join("\n");
                for words in ["Drift", "  1  In", "  3  Good", "1-3 > "] {
                    assert!(all.contains(words), "{width}x{height} lacks {words}:\n{all}");
                }
                assert!(picture.cursor.0 < height && picture.cursor.1 < width);
            }
        }
    }

    #[test]
    fn a_window_of_80_by_24_has_text_question_and_descriptors() {
        let all = picture(80, 24, 0, "").rows.join("\n");
        assert!(all.contains("Record R1") && all.contains("Kept: Purpose: Good") && all.contains("who was asked"));
        assert!(all.contains("more rows"), "{all}");
    }

    #[test]
    fn the_pane_scrolls_to_its_end_and_no_further() {
        let last = picture(80, 24, 1000, "");
        assert!(last.top > 0 && last.top < 20);
        assert!(last.rows.join("\n").contains("PgUp: the beginning"));
        assert_eq!(picture(80, 24, last.top, "").rows, last.rows);
    }

    #[test]
    fn the_cursor_is_where_the_next_letter_goes() {
        let picture = picture(40, 24, 0, "ab");
        assert_eq!(picture.rows[picture.cursor.0], "1-3 > ab");
        assert_eq!(picture.cursor.1, 8);
    }
}
