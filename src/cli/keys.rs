//! Keys: what a terminal sends, read one event at a time.

use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

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
    /// The up arrow.
    Up,
    /// The down arrow.
    Down,
    /// A new line inside a field: Ctrl-N, or Alt and Enter.
    NewLine,
    /// The tabulator.
    Tab,
    /// All questions in a list: Ctrl-L.
    List,
    /// An urgent concern: Ctrl-R.
    Urgent,
    /// Themes by their numbers: Ctrl-T.
    Themes,
    /// Rows down; up where negative.
    Scroll(i32),
    /// Ctrl-C, Ctrl-D, or no terminal any more.
    Stop,
    /// The window has this many columns and rows now.
    Resized(usize, usize),
    /// Anything else.
    Other,
}

/// Rows that Page Down goes on.
const PAGE: i32 = 5;

/// The window's columns and rows. From here on a change of them is noticed: the first look for a key sets that up.
pub(super) fn window() -> Option<(usize, usize)> {
    let _ = event::poll(Duration::ZERO);
    let (columns, rows) = crossterm::terminal::size().ok()?;
    (columns > 0 && rows > 0).then_some((usize::from(columns), usize::from(rows)))
}

impl Key {
    /// Waits for the next one. Keys that were pressed before anybody asked are not lost.
    pub(super) fn next() -> Key {
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
            KeyCode::Enter if alt => Key::NewLine,
            KeyCode::Enter => Key::Enter,
            KeyCode::Tab => Key::Tab,
            KeyCode::Backspace => Key::Backspace,
            KeyCode::Delete => Key::Delete,
            KeyCode::Esc => Key::Escape,
            KeyCode::Left => Key::Left,
            KeyCode::Right => Key::Right,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::Up => Key::Up,
            KeyCode::Down => Key::Down,
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
            'n' => Key::NewLine,
            'l' => Key::List,
            'r' => Key::Urgent,
            't' => Key::Themes,
            'i' => Key::Tab,
            _ => Key::Other,
        }
    }
}
