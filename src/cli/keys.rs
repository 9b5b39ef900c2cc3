//! Keys and the line that they make: what a terminal sends, read one event at a time.

use std::sync::Mutex;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use unicode_normalization::char::is_combining_mark;

/// One thing that a terminal sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A letter, a digit, a sign.
    Letter(char),
    /// Text that was pasted, as one.
    Pasted(String),
    /// Enter.
    Enter,
    /// Takes the letter before the cursor away.
    Backspace,
    /// Takes the letter under the cursor away.
    Delete,
    /// Takes the word before the cursor away.
    Word,
    /// Takes the whole line away.
    Clear,
    /// Escape.
    Escape,
    /// The left arrow.
    Left,
    /// The right arrow.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// Rows down; up where negative.
    Scroll(i32),
    /// Ctrl-C, Ctrl-D, or no terminal any more.
    Stop,
    /// The window has this many columns and rows now.
    Resized(usize, usize),
    /// Anything else.
    Other,
}

/// How soon an Enter still belongs to the key before it.
const RIGHT_AFTER: Duration = Duration::from_millis(350);

/// A key that was read while looking for an Enter, until it is asked for.
static HELD: Mutex<Option<Key>> = Mutex::new(None);

/// Rows that Page Down goes on.
const PAGE: i32 = 5;

/// The window's columns and rows. From here on a change of them is noticed: the first look for a key sets that up.
pub(super) fn window() -> Option<(usize, usize)> {
    let _ = event::poll(Duration::ZERO);
    let (columns, rows) = crossterm::terminal::size().ok()?;
    (columns > 0 && rows > 0).then_some((usize::from(columns), usize::from(rows)))
}

impl Key {
    /// Waits for the next one.
    pub(super) fn next() -> Key {
        let held = HELD.lock().ok().and_then(|mut held| held.take());
        held.unwrap_or_else(Key::waited)
    }

    /// Passes over an Enter that comes right after a choice by one key, as of people who type a number and Enter: it must
    /// not answer the next question. Any other key is held for that question.
    pub(super) fn pass_over_enter() {
        if event::poll(RIGHT_AFTER).unwrap_or(false) {
            let key = Key::waited();
            if let (false, Ok(mut held)) = (key == Key::Enter, HELD.lock()) {
                *held = Some(key);
            }
        }
    }

    fn waited() -> Key {
        match event::read() {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Key::of(key),
            Ok(Event::Paste(text)) => Key::Pasted(text),
            Ok(Event::Resize(columns, rows)) => Key::Resized(usize::from(columns), usize::from(rows)),
            Ok(_) => Key::Other,
            Err(_) => Key::Stop,
        }
    }

    fn of(key: KeyEvent) -> Key {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            // Alt Gr is Ctrl and Alt together, and types letters.
            KeyCode::Char(letter) if control && !alt => Key::controlled(letter),
            KeyCode::Char(letter) if control == alt => Key::Letter(letter),
            KeyCode::Enter => Key::Enter,
            KeyCode::Backspace => Key::Backspace,
            KeyCode::Delete => Key::Delete,
            KeyCode::Esc => Key::Escape,
            KeyCode::Left => Key::Left,
            KeyCode::Right => Key::Right,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::Up => Key::Scroll(-1),
            KeyCode::Down => Key::Scroll(1),
            KeyCode::PageUp => Key::Scroll(-PAGE),
            KeyCode::PageDown => Key::Scroll(PAGE),
            _ => Key::Other,
        }
    }

    fn controlled(letter: char) -> Key {
        match letter {
            'c' | 'd' => Key::Stop,
            'u' => Key::Clear,
            'w' => Key::Word,
            'a' => Key::Home,
            'e' => Key::End,
            'j' | 'm' => Key::Enter,
            'h' => Key::Backspace,
            _ => Key::Other,
        }
    }
}

/// The columns that a letter takes: none for an accent that stands on the letter before, two for wide signs.
pub(super) fn columns_of(letter: char) -> usize {
    match letter {
        letter if is_combining_mark(letter) || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}') => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    }
}

/// The columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// A line that is being typed, and where the cursor is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    letters: Vec<char>,
    at: usize,
}

impl Line {
    /// The whole line.
    pub(super) fn text(&self) -> String {
        self.letters.iter().collect()
    }

    /// What stands before the cursor.
    pub(super) fn before(&self) -> String {
        self.letters[..self.at].iter().collect()
    }

    /// Lets a key change the line; returns whether it was one that does.
    pub(super) fn press(&mut self, key: &Key) -> bool {
        match key {
            Key::Letter(letter) if !letter.is_control() => self.put(*letter),
            Key::Pasted(text) => one_line(text).chars().for_each(|letter| self.put(letter)),
            Key::Backspace => self.rub(),
            Key::Delete if self.at < self.letters.len() => {
                self.right();
                self.rub();
            }
            Key::Word => {
                while self.at > 0 && self.letters[self.at - 1] == ' ' {
                    self.rub();
                }
                while self.at > 0 && self.letters[self.at - 1] != ' ' {
                    self.rub();
                }
            }
            Key::Clear => *self = Line::default(),
            Key::Left => self.at = self.start_before(),
            Key::Right => self.right(),
            Key::Home => self.at = 0,
            Key::End => self.at = self.letters.len(),
            _ => return false,
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
        while start > 0 && columns_of(self.letters[start]) == 0 {
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
        while self.letters.get(self.at).is_some_and(|letter| columns_of(*letter) == 0) {
            self.at += 1;
        }
    }
}

/// A pasted text as one line: its line breaks and tabs are spaces.
fn one_line(text: &str) -> String {
    let text: String = text.trim_end_matches(['\n', '\r']).replace("\r\n", " ");
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
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
        assert!(!line.press(&Key::Enter) && !line.press(&Key::Letter('\u{1b}')));
    }

    #[test]
    fn pasted_lines_become_one() {
        let line = typed(&[Key::Letter('a'), Key::Pasted("first\r\nsecond\tthird\n".to_owned())]);
        assert_eq!(line.text(), "afirst second third");
    }
}
