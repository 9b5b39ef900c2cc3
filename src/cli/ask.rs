//! Asking a person: a key, a line. On a terminal keys are read one by one, so that a grade is one key; in plain mode,
//! for screen readers and pipes, every answer is a line.

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal;

use super::desk::Desk;

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

/// A person who can be asked.
pub(super) struct Asker<'a> {
    desk: &'a mut Desk,
    raw: bool,
}

impl<'a> Asker<'a> {
    /// Starts asking, by single keys where there is a terminal and plain mode was not wanted.
    pub(super) fn new(desk: &'a mut Desk, plain: bool) -> Asker<'a> {
        let raw = !plain && desk.terminal.input && desk.terminal.err && terminal::enable_raw_mode().is_ok();
        Asker { desk, raw }
    }

    /// Shows text.
    pub(super) fn show(&mut self, text: &str) {
        match self.raw {
            true => self.desk.tell(&text.replace('\n', "\r\n")),
            false => self.desk.tell(text),
        }
    }

    /// Asks for one of these keys. `b` is back and `q` is stop where they are not among the keys.
    pub(super) fn key(&mut self, prompt: &str, keys: &[char]) -> Reply {
        loop {
            self.show(prompt);
            let typed = match self.raw {
                true => self.pressed(keys),
                false => self.read_line(),
            };
            let Reply::Text(typed) = typed else { return typed };
            let key = typed.trim().chars().next().map(|key| key.to_ascii_lowercase());
            match key {
                None if keys.contains(&'\n') => return Reply::Text(String::new()),
                Some(key) if keys.contains(&key) => return Reply::Text(key.to_string()),
                Some('b') => return Reply::Back,
                Some('q') => return Reply::Stop,
                _ => {
                    let listed: Vec<String> = keys.iter().filter(|key| **key != '\n').map(char::to_string).collect();
                    self.show(&format!("  Type one of: {}, b (back), q (stop)\n", listed.join(", ")));
                }
            }
        }
    }

    /// Asks for a line. `b` alone is back and `q` alone is stop.
    pub(super) fn line(&mut self, prompt: &str) -> Reply {
        self.show(prompt);
        let reply = match self.raw {
            true => self.edited(),
            false => self.read_line(),
        };
        match reply {
            Reply::Text(text) if text.trim().eq_ignore_ascii_case("b") => Reply::Back,
            Reply::Text(text) if text.trim().eq_ignore_ascii_case("q") => Reply::Stop,
            other => other,
        }
    }

    fn read_line(&mut self) -> Reply {
        let mut line = String::new();
        match self.desk.input.read_line(&mut line) {
            Ok(0) | Err(_) => Reply::Stop,
            Ok(_) => Reply::Text(line.trim_end_matches(['\n', '\r']).to_owned()),
        }
    }

    /// Waits for one of the keys, or for back, stop, or a key that is none of them.
    fn pressed(&mut self, keys: &[char]) -> Reply {
        loop {
            let reply = match self.event() {
                Key::Stop => Reply::Stop,
                Key::Escape => Reply::Back,
                Key::Enter if keys.contains(&'\n') => Reply::Text(String::new()),
                Key::Letter(letter) => Reply::Text(letter.to_string()),
                _ => continue,
            };
            let echo = if let Reply::Text(text) = &reply { text.clone() } else { String::new() };
            self.show(&format!("{echo}\n"));
            return reply;
        }
    }

    /// Reads a line key by key: backspace takes one letter away, Ctrl-U all of them.
    fn edited(&mut self) -> Reply {
        let mut line = String::new();
        loop {
            match self.event() {
                Key::Stop => return Reply::Stop,
                Key::Escape => {
                    self.show("\n");
                    return Reply::Back;
                }
                Key::Enter => {
                    self.show("\n");
                    return Reply::Text(line);
                }
                Key::Letter(letter) => {
                    line.push(letter);
                    self.show(&letter.to_string());
                }
                Key::Backspace if line.pop().is_some() => self.show("\u{8} \u{8}"),
                Key::Clear => {
                    let rubbed = "\u{8} \u{8}".repeat(line.chars().count());
                    line.clear();
                    self.show(&rubbed);
                }
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Key {
        match event::read() {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Key::of(key),
            Ok(_) => Key::Other,
            Err(_) => Key::Stop,
        }
    }
}

impl Drop for Asker<'_> {
    fn drop(&mut self) {
        if self.raw {
            let _ = terminal::disable_raw_mode();
        }
    }
}

enum Key {
    Letter(char),
    Enter,
    Backspace,
    Clear,
    Escape,
    Stop,
    Other,
}

impl Key {
    fn of(key: KeyEvent) -> Key {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c' | 'd') if control => Key::Stop,
            KeyCode::Char('u') if control => Key::Clear,
            KeyCode::Char('j' | 'm') if control => Key::Enter,
            KeyCode::Char('h') if control => Key::Backspace,
            KeyCode::Char(_) if control => Key::Other,
            KeyCode::Char(letter) => Key::Letter(letter),
            KeyCode::Enter => Key::Enter,
            KeyCode::Backspace => Key::Backspace,
            KeyCode::Esc => Key::Escape,
            _ => Key::Other,
        }
    }
}

/// Breaks text into lines of at most `width` columns, at spaces, keeping its own line breaks, and puts `indent` before each.
pub(super) fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.chars().count()).max(20);
    let mut out = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                out += &format!("{indent}{line}\n");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        out += &format!("{indent}{line}\n");
    }
    out
}
