//! The screen of a guided grading. On a terminal it is one page that is painted anew at each key; in plain mode, for screen
//! readers and pipes, the same words go by as lines and every answer is a line.

use std::fmt::Write as _;

use super::ask::{PASTE_OFF, PASTE_ON, Raw, Reply, back_or_stop, chosen, listed, read_line};
use super::desk::Desk;
use super::keys::{Key, Line, window};
use super::page::{Page, Para, Picture, View};

/// The terminal's other screen, so that what stood before comes back afterwards.
const ENTER: &str = "\x1b[?1049h";
const LEAVE: &str = "\x1b[?1049l";

/// A question's words and choices, given what is typed.
type Body<'a> = Box<dyn Fn(&str) -> Vec<Para> + 'a>;

/// A question.
pub(super) struct Question<'a> {
    /// Its words and choices, given what is typed.
    pub body: Body<'a>,
    /// What a question mark shows.
    pub help: Vec<Para>,
    /// What stands before the answer.
    pub prompt: String,
    /// What is an answer.
    pub wants: Wants,
}

/// What is an answer.
pub(super) enum Wants {
    /// One of these keys.
    Keys(Vec<char>),
    /// A line of words.
    Line,
}

/// The case that lies on the screen.
pub(super) struct Sheet {
    /// Which it is.
    pub title: String,
    /// Where it can be found, and its text.
    pub record: Vec<Para>,
}

/// A screen.
pub(super) struct Screen {
    raw: Option<Raw>,
    view: View,
    /// The pane's first row as it was painted last: nearer to the beginning than wanted where the pane has room for more.
    seen: usize,
    /// Whether the pane shows the help in place of the record.
    helping: bool,
    note: String,
}

impl Screen {
    /// Takes the screen, unless plain mode is wanted or there is no terminal.
    pub(super) fn open(desk: &mut Desk, plain: bool) -> Screen {
        let raw = if plain { None } else { Raw::enter(desk) };
        if raw.is_some() {
            desk.tell(&format!("{ENTER}{PASTE_ON}"));
        }
        let known = raw.as_ref().and_then(|_| window());
        let (width, height) = known.unwrap_or((desk.terminal.width.unwrap_or(80), 24));
        let view = View { width, height, top: 0 };
        Screen { raw, view, seen: 0, helping: false, note: String::new() }
    }

    /// Gives the screen back.
    pub(super) fn close(self, desk: &mut Desk) {
        if self.raw.is_some() {
            desk.tell(&format!("{PASTE_OFF}{LEAVE}"));
        }
        drop(self.raw);
        if !self.note.is_empty() {
            desk.tell(&format!("{}\n", self.note));
        }
    }

    /// Lays another case on the screen.
    pub(super) fn lay(&mut self, desk: &mut Desk, sheet: &Sheet) {
        self.view.top = 0;
        self.helping = false;
        if self.raw.is_none() {
            let width = self.plain_width();
            let rule = "-".repeat(width);
            let rows: Vec<String> = sheet.record.iter().flat_map(|para| para.rows(width)).collect();
            desk.tell(&format!("\n{rule}\n{}\n{}\n{rule}\n", sheet.title, rows.join("\n")));
        }
    }

    /// Says what became of the last answer; it stays on the screen until the next one.
    pub(super) fn tell(&mut self, desk: &mut Desk, note: &str) {
        match self.raw {
            Some(_) => note.clone_into(&mut self.note),
            None => desk.tell(&format!("  {note}\n")),
        }
    }

    /// Asks.
    pub(super) fn ask(&mut self, desk: &mut Desk, sheet: &Sheet, question: &Question<'_>) -> Reply {
        match self.raw {
            Some(_) => self.ask_by_key(desk, sheet, question),
            None => self.ask_by_line(desk, question),
        }
    }

    fn plain_width(&self) -> usize {
        self.view.width.clamp(40, 100)
    }

    fn ask_by_line(&mut self, desk: &mut Desk, question: &Question<'_>) -> Reply {
        let width = self.plain_width();
        let in_rows =
            |paras: &[Para]| paras.iter().flat_map(|para| para.rows(width)).map(|row| row + "\n").collect::<String>();
        desk.tell(&format!("\n{}", in_rows(&(question.body)(""))));
        loop {
            desk.tell(&format!("{} ", question.prompt));
            let Reply::Text(typed) = read_line(desk) else { return Reply::Stop };
            // A pipe does not show what it sends.
            if !desk.terminal.input {
                desk.tell(&format!("{typed}\n"));
            }
            match &question.wants {
                Wants::Line => return back_or_stop(typed),
                Wants::Keys(_) if typed.trim() == "?" => desk.tell(&in_rows(&question.help)),
                Wants::Keys(keys) => match chosen(&typed, keys) {
                    Some(reply) => return reply,
                    None => desk.tell(&format!("  {}\n", one_of(keys))),
                },
            }
        }
    }

    fn ask_by_key(&mut self, desk: &mut Desk, sheet: &Sheet, question: &Question<'_>) -> Reply {
        let mut line = Line::default();
        loop {
            self.paint(desk, sheet, question, &line);
            let key = Key::next();
            match (&key, &question.wants) {
                (Key::Stop, _) => return self.answered(Reply::Stop),
                (Key::Escape, _) if self.helping => self.turn_help(),
                (Key::Escape, _) => return self.answered(Reply::Back),
                (Key::Scroll(rows), _) => self.scroll(*rows),
                (Key::Resized(width, height), _) => (self.view.width, self.view.height) = (*width, *height),
                (Key::Enter, Wants::Line) => return self.answered(back_or_stop(line.text())),
                (_, Wants::Line) => drop(line.press(&key)),
                (Key::Letter('?'), _) if !question.help.is_empty() => self.turn_help(),
                (Key::Letter(' '), _) => self.scroll(4),
                (Key::Letter(letter), Wants::Keys(keys)) => match chosen(&letter.to_string(), keys) {
                    Some(reply) => return self.answered(reply),
                    None => self.note = one_of(keys),
                },
                (Key::Enter, Wants::Keys(keys)) if keys.contains(&'\n') => {
                    return self.answered(Reply::Text(String::new()));
                }
                (Key::Enter, Wants::Keys(keys)) => self.note = one_of(keys),
                (Key::Pasted(_), Wants::Keys(_)) => {
                    "Pasted text left out: this takes one key.".clone_into(&mut self.note);
                }
                _ => {}
            }
        }
    }

    fn answered(&mut self, reply: Reply) -> Reply {
        self.helping = false;
        self.note.clear();
        reply
    }

    fn turn_help(&mut self) {
        self.helping = !self.helping;
        self.view.top = 0;
    }

    fn scroll(&mut self, rows: i32) {
        let by = usize::try_from(rows.unsigned_abs()).unwrap_or(0);
        self.view.top = if rows < 0 { self.seen.saturating_sub(by) } else { self.seen + by };
    }

    fn paint(&mut self, desk: &mut Desk, sheet: &Sheet, question: &Question<'_>, line: &Line) {
        let body = (question.body)(&line.text());
        let page = Page {
            title: if self.helping { "What to look for (? goes back to the record)" } else { &sheet.title },
            pane: if self.helping { &question.help } else { &sheet.record },
            note: &self.note,
            body: &body,
            prompt: &question.prompt,
        };
        let picture = page.picture(self.view, line);
        self.seen = picture.top;
        desk.tell(&painted(&picture));
    }
}

fn one_of(keys: &[char]) -> String {
    format!("Type one of: {}, b (back), q (stop)", listed(keys))
}

/// The picture as a terminal takes it: each row over the old one, then nothing below, then the cursor.
fn painted(picture: &Picture) -> String {
    let mut text = "\x1b[?25l\x1b[H".to_owned();
    for (place, row) in picture.rows.iter().enumerate() {
        let end = if place + 1 < picture.rows.len() { "\r\n" } else { "" };
        let _ = write!(text, "{row}\x1b[K{end}");
    }
    let (row, column) = picture.cursor;
    let _ = write!(text, "\x1b[J\x1b[{};{}H\x1b[?25h", row + 1, column + 1);
    text
}
