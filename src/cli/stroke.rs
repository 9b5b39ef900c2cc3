//! What is written to a terminal whose keys are read one by one: words, and the codes that move its cursor and clear its rows.
//! Codes are values here and never part of a text, so that a text from outside can bring none.

use std::borrow::Cow;

use crate::model::shown;

/// One thing that is written to a terminal. The codes are those of ECMA-48 and of xterm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stroke<'a> {
    /// Words; a line break goes to the beginning of the next row.
    Text(&'a str),
    /// To the beginning of the row.
    RowStart,
    /// To the beginning of the next row.
    NextRow,
    /// Moves the cursor right by this many columns.
    Right(usize),
    /// To a row and a column, from 0.
    To(usize, usize),
    /// Clears the rest of the row.
    ClearRow,
    /// Clears everything below.
    ClearBelow,
    /// Hides the cursor while the screen is painted.
    HideCursor,
    /// Shows it again.
    ShowCursor,
    /// Goes to the terminal's other screen, so that what was there before comes back afterwards.
    OtherScreen,
    /// Goes back.
    FirstScreen,
    /// Turns bracketed paste on: pasted text arrives in one piece.
    PasteOn,
    /// Turns bracketed paste off.
    PasteOff,
}

impl Stroke<'_> {
    /// The bytes for the terminal.
    pub(super) fn letters(&self) -> Cow<'_, str> {
        match self {
            Stroke::Text(text) => Cow::Owned(shown(text).replace('\n', "\r\n")),
            Stroke::RowStart => "\r".into(),
            Stroke::NextRow => "\r\n".into(),
            Stroke::Right(columns) => format!("\x1b[{columns}C").into(),
            Stroke::To(row, column) => format!("\x1b[{};{}H", row + 1, column + 1).into(),
            Stroke::ClearRow => "\x1b[K".into(),
            Stroke::ClearBelow => "\x1b[J".into(),
            Stroke::HideCursor => "\x1b[?25l".into(),
            Stroke::ShowCursor => "\x1b[?25h".into(),
            Stroke::OtherScreen => "\x1b[?1049h".into(),
            Stroke::FirstScreen => "\x1b[?1049l".into(),
            Stroke::PasteOn => "\x1b[?2004h".into(),
            Stroke::PasteOff => "\x1b[?2004l".into(),
        }
    }
}
