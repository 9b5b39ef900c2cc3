//! Asking a person one thing at a time, in the flow of the screen: a key, a line. On a terminal keys are read one by one, so
//! that a choice is one key; elsewhere every answer is a line.

use crossterm::terminal;

use super::desk::Desk;
use super::field::{Line, plain};
use super::keys::Key;
use super::stroke::Stroke;
use crate::reporting::terminal::{columns, columns_of, indented};

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// What was typed.
    Text(String),
    /// One question back.
    Back,
    /// No more: Ctrl-C, the end of the input, or `q`.
    Stop,
}

/// The terminal in the mode in which each key arrives as it is pressed, until this is dropped.
pub(super) struct Raw;

impl Raw {
    /// Goes into that mode, where there is a terminal.
    pub(super) fn enter(desk: &Desk) -> Option<Raw> {
        let there = desk.terminal.input && desk.terminal.err;
        #[cfg(windows)]
        let there = there && crossterm::ansi_support::supports_ansi();
        (there && terminal::enable_raw_mode().is_ok()).then_some(Raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = terminal::disable_raw_mode();
    }
}

/// Whether Enter alone is an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enter {
    /// It is.
    Answers,
    /// Something has to be typed.
    AsksAgain,
}

/// A person who can be asked.
pub(super) struct Asker<'a> {
    desk: &'a mut Desk,
    raw: Option<Raw>,
}

impl<'a> Asker<'a> {
    /// Starts asking, by single keys where there is a terminal.
    pub(super) fn new(desk: &'a mut Desk) -> Asker<'a> {
        let raw = Raw::enter(desk);
        if raw.is_some() {
            desk.paint(&[Stroke::PasteOn]);
        }
        Asker { desk, raw }
    }

    /// Shows text.
    pub(super) fn show(&mut self, text: &str) {
        match self.raw {
            Some(_) => self.desk.paint(&[Stroke::Text(text)]),
            None => self.desk.tell(text),
        }
    }

    /// Asks for one of these keys. Escape is back and Ctrl-C is stop; `b` and `q` as well, where they are not among the keys.
    pub(super) fn key(&mut self, prompt: &str, keys: &[char]) -> Reply {
        loop {
            self.show(prompt);
            let typed = match self.raw {
                Some(_) => self.pressed(keys),
                None => read_line(self.desk),
            };
            let Reply::Text(typed) = typed else { return typed };
            match chosen(&typed, keys) {
                Some(reply) => return reply,
                None => self.show(&format!("  Type one of: {}, b (back), q (stop)\n", listed(keys))),
            }
        }
    }

    /// Asks for a number from 1 to `most`, which ends with Enter as any line does, so that an Enter never answers the question
    /// after it. `None` is Enter alone, where that is an answer.
    pub(super) fn number(&mut self, prompt: &str, most: usize, enter: Enter) -> Result<Option<usize>, Reply> {
        loop {
            let typed = match self.line(prompt) {
                Reply::Text(text) => text.trim().to_owned(),
                other => return Err(other),
            };
            match (typed.parse::<usize>(), enter) {
                (Ok(number), _) if (1..=most).contains(&number) => return Ok(Some(number)),
                _ if typed.is_empty() && enter == Enter::Answers => return Ok(None),
                _ => self.show(&format!("  Type a number from 1 to {most}, b (back) or q (stop).\n")),
            }
        }
    }

    /// Asks for a line. `b` alone is back and `q` alone is stop.
    pub(super) fn line(&mut self, prompt: &str) -> Reply {
        let reply = match self.raw {
            Some(_) => self.edited(prompt),
            None => {
                self.show(prompt);
                read_line(self.desk)
            }
        };
        match reply {
            Reply::Text(text) => back_or_stop(text),
            other => other,
        }
    }

    /// Waits for one of the keys, or for back, stop, or a key that is none of them.
    fn pressed(&mut self, keys: &[char]) -> Reply {
        let reply = loop {
            match Key::next() {
                Key::Stop => break Reply::Stop,
                Key::Escape => break Reply::Back,
                Key::Enter if keys.contains(&'\n') => break Reply::Text(String::new()),
                Key::Letter(letter) => break Reply::Text(letter.to_string()),
                _ => {}
            }
        };
        let echo = if let Reply::Text(text) = &reply { text.clone() } else { String::new() };
        self.show(&format!("{echo}\n"));
        reply
    }

    /// Reads a line key by key, in one row of the screen: where it is longer, the part around the cursor is seen.
    fn edited(&mut self, prompt: &str) -> Reply {
        let mut width = self.desk.terminal.width.unwrap_or(80);
        let (above, last) = prompt.rsplit_once('\n').map_or(("", prompt), |(above, last)| (above, last));
        let mut last = last.to_owned();
        if !above.is_empty() {
            self.show(&format!("{above}\n"));
        }
        if columns(&last) + 20 > width {
            let text = indented(last.trim_end_matches(['>', ' ']), width, "");
            self.show(&text);
            last = "> ".to_owned();
        }
        let mut line = Line::default();
        loop {
            let (typed, cursor) = row(&line, width.saturating_sub(columns(&last) + 1).max(10));
            let (prompt, typed) = (Stroke::Text(&last), Stroke::Text(&typed));
            let cursor = Stroke::Right(columns(&last) + cursor);
            self.desk.paint(&[Stroke::RowStart, Stroke::ClearRow, prompt, typed, Stroke::RowStart, cursor]);
            let reply = match Key::next() {
                Key::Stop => Reply::Stop,
                Key::Escape => Reply::Back,
                Key::Enter => Reply::Text(line.text()),
                Key::Resized(columns, _) => {
                    width = columns.max(20);
                    continue;
                }
                key => {
                    line.press(&key);
                    continue;
                }
            };
            self.show("\n");
            return reply;
        }
    }
}

impl Drop for Asker<'_> {
    fn drop(&mut self) {
        if self.raw.is_some() {
            self.desk.paint(&[Stroke::PasteOff]);
        }
    }
}

/// Reads a line of a pipe or file, or of a terminal in plain mode.
pub(super) fn read_line(desk: &mut Desk) -> Reply {
    let mut line = String::new();
    match desk.input.read_line(&mut line) {
        Ok(0) | Err(_) => Reply::Stop,
        Ok(_) => Reply::Text(plain(line.trim_end_matches(['\n', '\r']))),
    }
}

/// Which of the keys was typed, or back or stop; none where it is none of them.
pub(super) fn chosen(typed: &str, keys: &[char]) -> Option<Reply> {
    let mut letters = typed.trim().chars();
    let first = letters.next().map(|key| key.to_ascii_lowercase());
    match first {
        None if keys.contains(&'\n') => Some(Reply::Text(String::new())),
        // Words are no key: a line too many in a script must not grade a case by its first letter.
        _ if letters.next().is_some() => None,
        Some(key) if keys.contains(&key) => Some(Reply::Text(key.to_string())),
        Some('b') => Some(Reply::Back),
        Some('q') => Some(Reply::Stop),
        _ => None,
    }
}

/// The keys in words.
pub(super) fn listed(keys: &[char]) -> String {
    let listed: Vec<String> =
        keys.iter().map(|key| if *key == '\n' { "Enter".to_owned() } else { key.to_string() }).collect();
    listed.join(", ")
}

/// A line that was typed: `b` alone is back, `q` alone is stop.
pub(super) fn back_or_stop(text: String) -> Reply {
    match text.trim() {
        "b" | "B" => Reply::Back,
        "q" | "Q" => Reply::Stop,
        _ => Reply::Text(text),
    }
}

/// The part of a line that a row of so many columns shows, and the cursor's column in it.
fn row(line: &Line, room: usize) -> (String, usize) {
    let before: Vec<char> = line.before().chars().collect();
    let mut start = before.len();
    let mut used = 0;
    while start > 0 && used + columns_of(before[start - 1]) <= room {
        start -= 1;
        used += columns_of(before[start]);
    }
    let mut shown = String::new();
    let mut wide = 0;
    for letter in line.text().chars().skip(start) {
        wide += columns_of(letter);
        if wide > room {
            break;
        }
        shown.push(letter);
    }
    (shown, used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_the_part_around_the_cursor() {
        let mut line = Line::default();
        for letter in "abcdefghij".chars() {
            line.press(&Key::Letter(letter));
        }
        assert_eq!(row(&line, 4), ("ghij".to_owned(), 4));
        line.press(&Key::Home);
        assert_eq!(row(&line, 4), ("abcd".to_owned(), 0));
    }

    #[test]
    fn a_key_is_one_letter_alone() {
        let keys = ['1', '2', '\n'];
        assert_eq!(chosen(" 2 ", &keys), Some(Reply::Text("2".to_owned())));
        assert_eq!(chosen("", &keys), Some(Reply::Text(String::new())));
        assert_eq!((chosen("B", &keys), chosen("q", &keys)), (Some(Reply::Back), Some(Reply::Stop)));
        assert_eq!((chosen("2 weeks", &keys), chosen("3", &keys), chosen("", &['1'])), (None, None, None));
    }
}
