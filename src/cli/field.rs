//! The text field: what is being typed, in one line or several, and where the cursor is in it.

use std::ops::Range;

use super::keys::Key;
use crate::model::is_hidden;
use crate::reporting::terminal::columns_of;

/// A text that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    letters: Vec<char>,
    at: usize,
    /// Whether it may have several lines.
    several: bool,
}

impl Line {
    /// A field of several lines that begins with this text, the cursor at its end.
    pub(super) fn field(text: &str) -> Line {
        let letters: Vec<char> = text.chars().collect();
        Line { at: letters.len(), letters, several: true }
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        self.letters.iter().collect()
    }

    /// What stands before the cursor.
    pub(super) fn before(&self) -> String {
        self.letters[..self.at].iter().collect()
    }

    /// Another text, with the cursor after so many of its letters.
    pub(super) fn set(&mut self, text: &str, at: usize) {
        self.letters = text.chars().collect();
        self.at = at.min(self.letters.len());
    }

    /// Lets a key change the text; returns whether it was one that does.
    pub(super) fn press(&mut self, key: &Key) -> bool {
        match key {
            Key::Letter(letter) if !is_hidden(*letter) => self.put(*letter),
            Key::NewLine if self.several => self.put('\n'),
            Key::Pasted(text) if self.several => lines(text).chars().for_each(|letter| self.put(letter)),
            Key::Pasted(text) => lines(text).replace('\n', " ").chars().for_each(|letter| self.put(letter)),
            Key::Backspace => self.rub(),
            Key::Delete if self.at < self.letters.len() => {
                self.right();
                self.rub();
            }
            Key::Word => {
                while self.at > 0 && self.letters[self.at - 1].is_whitespace() {
                    self.rub();
                }
                while self.at > 0 && !self.letters[self.at - 1].is_whitespace() {
                    self.rub();
                }
            }
            Key::Clear => {
                self.letters.clear();
                self.at = 0;
            }
            Key::Left => self.at = self.start_before(),
            Key::Right => self.right(),
            Key::Home => {
                let break_before = self.letters[..self.at].iter().rposition(|letter| *letter == '\n');
                self.at = break_before.map_or(0, |place| place + 1);
            }
            Key::End => {
                let break_after = self.letters[self.at..].iter().position(|letter| *letter == '\n');
                self.at = break_after.map_or(self.letters.len(), |place| self.at + place);
            }
            _ => return false,
        }
        true
    }

    /// The rows that the text takes in so many columns, broken at spaces and at its own line breaks, as places of letters.
    fn places(&self, room: usize) -> Vec<Range<usize>> {
        let mut rows = Vec::new();
        let (mut start, mut used, mut space) = (0, 0, None);
        for (place, letter) in self.letters.iter().enumerate() {
            if *letter == '\n' {
                rows.push(start..place);
                (start, used, space) = (place + 1, 0, None);
                continue;
            }
            let wide = columns_of(*letter);
            if used + wide > room.max(2) && place > start {
                let next = space.take().filter(|next| *next > start).unwrap_or(place);
                rows.push(start..next);
                start = next;
                used = self.letters[start..place].iter().map(|letter| columns_of(*letter)).sum();
            }
            used += wide;
            if *letter == ' ' {
                space = Some(place + 1);
            }
        }
        rows.push(start..self.letters.len());
        rows
    }

    fn row_of(&self, rows: &[Range<usize>]) -> usize {
        rows.iter().rposition(|row| row.start <= self.at).unwrap_or(0)
    }

    /// The text in rows of so many columns, and the cursor's row and column.
    pub(super) fn rows(&self, room: usize) -> (Vec<String>, (usize, usize)) {
        let places = self.places(room);
        let row = self.row_of(&places);
        let column = self.letters[places[row].start..self.at].iter().map(|letter| columns_of(*letter)).sum();
        let rows = places.iter().map(|row| self.letters[row.clone()].iter().collect()).collect();
        (rows, (row, column))
    }

    /// Moves the cursor one row up or down; returns whether there is one.
    pub(super) fn climb(&mut self, up: bool, room: usize) -> bool {
        let places = self.places(room);
        let (_, (row, column)) = self.rows(room);
        let target = if up { row.checked_sub(1) } else { Some(row + 1) };
        let Some(target) = target.and_then(|target| places.get(target)) else { return false };
        let mut used = 0;
        let last = if target.end == self.letters.len() || self.letters[target.end] == '\n' { 0 } else { 1 };
        self.at = target.start;
        while self.at + last < target.end && used + columns_of(self.letters[self.at]) <= column {
            used += columns_of(self.letters[self.at]);
            self.at += 1;
        }
        true
    }

    fn put(&mut self, letter: char) {
        self.letters.insert(self.at, letter);
        self.at += 1;
    }

    /// Where the letter before the cursor begins: its accents go with it.
    fn start_before(&self) -> usize {
        let mut start = self.at.saturating_sub(1);
        while start > 0 && columns_of(self.letters[start]) == 0 && self.letters[start] != '\n' {
            start -= 1;
        }
        start
    }

    fn rub(&mut self) {
        let start = self.start_before();
        self.letters.drain(start..self.at);
        self.at = start;
    }

    fn right(&mut self) {
        self.at = (self.at + 1).min(self.letters.len());
        while self.letters.get(self.at).is_some_and(|letter| columns_of(*letter) == 0 && *letter != '\n') {
            self.at += 1;
        }
    }
}

/// A pasted text, as plain as a typed one, with line breaks of one form and none at its end.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    plain(text.trim_end_matches('\n'))
}

/// The text with a space for each control character and without invisible letters. Line breaks stay.
pub(super) fn plain(text: &str) -> String {
    let typed = text.chars().filter(|letter| letter.is_control() || !is_hidden(*letter));
    typed.map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[Key]) -> Line {
        let mut line = Line::default();
        for key in keys {
            line.press(key);
        }
        line
    }

    fn letters(text: &str) -> Vec<Key> {
        text.chars().map(Key::Letter).collect()
    }

    #[test]
    fn backspace_takes_a_letter_with_its_accents() {
        for (text, left) in [("caf\u{e9}", "caf"), ("cafe\u{301}", "caf"), ("£", ""), ("", "")] {
            let mut line = typed(&letters(text));
            line.press(&Key::Backspace);
            assert_eq!(line.text(), left, "{text}");
        }
    }

    #[test]
    fn arrows_move_by_letters_and_what_is_typed_goes_in_there() {
        let mut line = typed(&letters("ne\u{301}e 3"));
        for key in [Key::Home, Key::Right, Key::Right, Key::Letter('x'), Key::Delete, Key::End, Key::Left] {
            assert!(line.press(&key));
        }
        assert_eq!((line.text(), line.before()), ("ne\u{301}x 3".to_owned(), "ne\u{301}x ".to_owned()));
        line.press(&Key::Word);
        assert_eq!(line.text(), "3");
        line.press(&Key::Clear);
        assert_eq!(line, Line::default());
        assert!(!line.press(&Key::Enter) && !line.press(&Key::Letter('\u{1b}')) && !line.press(&Key::NewLine));
    }

    #[test]
    fn pasted_lines_become_one_where_there_is_one_and_stay_in_a_field() {
        let pasted = Key::Pasted("fi\u{ad}r\u{200b}st\r\nsecond\u{1b}third\u{feff}\n".to_owned());
        assert_eq!(typed(&[Key::Letter('a'), pasted.clone()]).text(), "afirst second third");
        let mut field = Line::field("£ ");
        field.press(&pasted);
        assert_eq!(field.text(), "£ first\nsecond third");
    }

    #[test]
    fn a_field_goes_by_rows_and_home_and_end_are_those_of_the_line() {
        let mut field = Line::field("one two three\nfour");
        assert_eq!(field.rows(8), (vec!["one two ".to_owned(), "three".to_owned(), "four".to_owned()], (2, 4)));
        assert!(field.climb(true, 8));
        assert_eq!(field.before(), "one two thre");
        assert!(field.climb(true, 8) && !field.climb(true, 8));
        assert_eq!(field.before(), "one ");
        field.press(&Key::End);
        assert_eq!(field.before(), "one two three");
        field.press(&Key::Right);
        field.press(&Key::Letter('5'));
        field.press(&Key::Home);
        field.press(&Key::Backspace);
        assert_eq!(field.text(), "one two three5four");
        assert_eq!(Line::field("abcdefgh").rows(3).0, ["abc", "def", "gh"]);
    }

    proptest::proptest! {
        #[test]
        fn every_letter_is_in_one_row_and_no_row_is_too_wide(text in "[a-zé£ \n]{0,60}", room in 2usize..20, up: bool) {
            let mut field = Line::field(&text);
            let (rows, _) = field.rows(room);
            proptest::prop_assert_eq!(rows.concat(), text.replace('\n', ""));
            proptest::prop_assert!(rows.iter().all(|row| row.chars().count() <= room));
            let before = field.text();
            while field.climb(up, room) {}
            proptest::prop_assert_eq!(field.text(), before);
        }
    }
}
