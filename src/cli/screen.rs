//! The screen of a guided grading. On a terminal it is one page that is painted anew at each key; in plain mode, for screen
//! readers and pipes, the same words go by as lines and every answer is a line.

use super::ask::{Raw, Reply, back_or_stop, chosen, listed, read_line};
use super::desk::Desk;
use super::field::Line;
use super::keys::{Key, window};
use super::page::{Page, Para, Picture, View, field_room};
use super::stroke::Stroke;

/// A question's words and choices, given what is typed.
type Body<'a> = Box<dyn Fn(&str) -> Vec<Para> + 'a>;

/// What the tabulator makes of what is typed, and where the cursor stands then.
pub(super) type Completing<'a> = Box<dyn Fn(&str) -> (String, usize) + 'a>;

/// A question.
pub(super) struct Question<'a> {
    /// Its words and choices, given what is typed.
    pub body: Body<'a>,
    /// What a question mark shows.
    pub help: Vec<Para>,
    /// What stands before the answer.
    pub prompt: String,
    /// What is an answer.
    pub wants: Wants<'a>,
    /// What may be turned to from here.
    pub asides: Vec<Aside>,
}

/// What is an answer.
pub(super) enum Wants<'a> {
    /// One of these keys.
    Keys(Vec<char>),
    /// Words, in several lines if need be: those that stand, and what the tabulator does.
    Words(String, Option<Completing<'a>>),
}

impl Question<'_> {
    /// The words that its field shows before anything is typed.
    pub(super) fn stands(&self) -> String {
        match &self.wants {
            Wants::Words(stands, _) => stands.clone(),
            Wants::Keys(_) => String::new(),
        }
    }
}

/// What can be turned to from a question, which then waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// One question back.
    Back,
    /// All questions with their answers: `l`.
    List,
    /// An urgent concern: `!`.
    Urgent,
    /// Themes, by their numbers: `t`.
    Themes,
}

impl Aside {
    fn letter(self) -> char {
        match self {
            Aside::Back => 'b',
            Aside::List => 'l',
            Aside::Urgent => '!',
            Aside::Themes => 't',
        }
    }
}

/// What came of a question.
pub(super) enum Answer {
    /// What was typed.
    Text(String),
    /// Something else first, and what was typed until then.
    Aside(Aside, String),
    /// No more, and whether words are lost by it.
    Stop(bool),
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
            desk.paint(&[Stroke::OtherScreen, Stroke::PasteOn]);
        }
        let known = raw.as_ref().and_then(|_| window());
        let (width, height) = known.unwrap_or((desk.terminal.width.unwrap_or(80), 24));
        let view = View { width, height, top: 0 };
        Screen { raw, view, seen: 0, helping: false, note: String::new() }
    }

    /// Gives the screen back.
    pub(super) fn close(self, desk: &mut Desk) {
        if self.raw.is_some() {
            desk.paint(&[Stroke::PasteOff, Stroke::FirstScreen]);
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

    /// Whether it goes line by line.
    pub(super) fn is_plain(&self) -> bool {
        self.raw.is_none()
    }

    /// Asks. A draft is what was typed here before, when something else came between.
    pub(super) fn ask(
        &mut self,
        desk: &mut Desk,
        sheet: &Sheet,
        question: &Question<'_>,
        draft: Option<String>,
    ) -> Answer {
        match (&self.raw, &question.wants) {
            (None, _) => self.ask_by_line(desk, sheet, question),
            (_, Wants::Keys(keys)) => self.ask_by_key(desk, sheet, question, keys),
            (_, Wants::Words(stands, tab)) => {
                let line = Line::field(&draft.unwrap_or_else(|| stands.clone()));
                self.ask_for_words(desk, sheet, question, (line, stands, tab.as_ref()))
            }
        }
    }

    fn plain_width(&self) -> usize {
        self.view.width.clamp(40, 100)
    }

    fn ask_by_line(&mut self, desk: &mut Desk, sheet: &Sheet, question: &Question<'_>) -> Answer {
        let width = self.plain_width();
        let in_rows =
            |paras: &[Para]| paras.iter().flat_map(|para| para.rows(width)).map(|row| row + "\n").collect::<String>();
        desk.tell(&format!("\n{}", in_rows(&(question.body)(""))));
        loop {
            desk.tell(&format!("{} ", question.prompt));
            let Reply::Text(typed) = plain_line(desk) else { return Answer::Stop(false) };
            let word = typed.trim();
            if let Some(aside) = turned_to(word, question) {
                return Answer::Aside(aside, String::new());
            }
            if word == "r" {
                desk.tell(&format!("\n{}\n{}", sheet.title, in_rows(&sheet.record)));
                continue;
            }
            let taken = match &question.wants {
                Wants::Words(..) => back_or_stop(whole(desk, typed)),
                Wants::Keys(_) if word == "?" && !question.help.is_empty() => {
                    desk.tell(&in_rows(&question.help));
                    continue;
                }
                Wants::Keys(keys) => match chosen(&typed, keys) {
                    Some(reply) => reply,
                    None => {
                        desk.tell(&format!("  {}\n", one_of(keys, question)));
                        continue;
                    }
                },
            };
            return match taken {
                Reply::Text(text) => Answer::Text(text),
                Reply::Back => Answer::Aside(Aside::Back, String::new()),
                Reply::Stop => Answer::Stop(false),
            };
        }
    }

    fn ask_by_key(&mut self, desk: &mut Desk, sheet: &Sheet, question: &Question<'_>, keys: &[char]) -> Answer {
        loop {
            self.paint(desk, sheet, question, &Line::default());
            let key = Key::next();
            let aside = match &key {
                Key::Letter(letter) => turned_to(&letter.to_string(), question),
                key => turned_by(key, question),
            };
            if let Some(aside) = aside {
                return self.answered(Answer::Aside(aside, String::new()));
            }
            match key {
                Key::Stop => return self.answered(Answer::Stop(false)),
                Key::Escape if self.helping => self.turn_help(),
                Key::Escape => return self.answered(Answer::Aside(Aside::Back, String::new())),
                Key::Up => self.scroll(-1),
                Key::Down => self.scroll(1),
                Key::Scroll(rows) => self.scroll(rows),
                Key::Resized(width, height) => (self.view.width, self.view.height) = (width, height),
                Key::Letter('?') if !question.help.is_empty() => self.turn_help(),
                Key::Letter(' ') => self.scroll(4),
                Key::Letter(letter) => match chosen(&letter.to_string(), keys) {
                    Some(reply) => {
                        return self.answered(match reply {
                            Reply::Text(text) => Answer::Text(text),
                            Reply::Back => Answer::Aside(Aside::Back, String::new()),
                            Reply::Stop => Answer::Stop(false),
                        });
                    }
                    None => self.note = one_of(keys, question),
                },
                Key::Enter if keys.contains(&'\n') => return self.answered(Answer::Text(String::new())),
                Key::Enter => self.note = one_of(keys, question),
                Key::Pasted(_) => "Pasted text left out: this takes one key.".clone_into(&mut self.note),
                _ => {}
            }
        }
    }

    fn ask_for_words(
        &mut self,
        desk: &mut Desk,
        sheet: &Sheet,
        question: &Question<'_>,
        field: (Line, &String, Option<&Completing<'_>>),
    ) -> Answer {
        let (mut line, stands, tab) = field;
        loop {
            self.paint(desk, sheet, question, &line);
            let key = Key::next();
            if let Some(aside) = turned_by(&key, question) {
                return self.answered(Answer::Aside(aside, line.text()));
            }
            match key {
                Key::Stop => {
                    let lost = line.text() != *stands && !line.text().trim().is_empty();
                    return self.answered(Answer::Stop(lost));
                }
                Key::Escape => return self.answered(Answer::Aside(Aside::Back, line.text())),
                Key::Resized(width, height) => (self.view.width, self.view.height) = (width, height),
                Key::Scroll(rows) => self.scroll(rows),
                Key::Up | Key::Down => {
                    let up = key == Key::Up;
                    if !line.climb(up, field_room(self.view.width)) {
                        self.scroll(if up { -1 } else { 1 });
                    }
                }
                Key::Tab => {
                    if let Some(tab) = tab {
                        let (text, cursor) = tab(&line.text());
                        line.set(&text, cursor);
                    }
                }
                Key::Enter => {
                    let text = line.text();
                    return self.answered(match (turned_to(text.trim(), question), back_or_stop(text.clone())) {
                        (Some(aside), _) => Answer::Aside(aside, String::new()),
                        (_, Reply::Back) => Answer::Aside(Aside::Back, String::new()),
                        (_, Reply::Stop) => Answer::Stop(false),
                        _ => Answer::Text(text),
                    });
                }
                key => drop(line.press(&key)),
            }
        }
    }

    fn answered(&mut self, answer: Answer) -> Answer {
        self.helping = false;
        self.note.clear();
        answer
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
            field: matches!(question.wants, Wants::Words(..)),
        };
        let picture = page.picture(self.view, line);
        self.seen = picture.top;
        desk.paint(&painted(&picture));
    }
}

/// Which of a question's asides a letter alone names.
fn turned_to(word: &str, question: &Question<'_>) -> Option<Aside> {
    question.asides.iter().copied().find(|aside| word.to_lowercase() == aside.letter().to_string())
}

/// Which of a question's asides a key of its own names, whatever is typed.
fn turned_by(key: &Key, question: &Question<'_>) -> Option<Aside> {
    let aside = match key {
        Key::List => Aside::List,
        Key::Urgent => Aside::Urgent,
        Key::Themes => Aside::Themes,
        _ => return None,
    };
    question.asides.contains(&aside).then_some(aside)
}

/// A line of plain mode, shown where what sends it does not.
fn plain_line(desk: &mut Desk) -> Reply {
    let reply = read_line(desk);
    if let (Reply::Text(typed), false) = (&reply, desk.terminal.input) {
        desk.tell(&format!("{typed}\n"));
    }
    reply
}

/// A text of plain mode: a line that ends with a backslash goes on in the next.
fn whole(desk: &mut Desk, first: String) -> String {
    let mut text = first;
    while let Some(begun) = text.trim_end().strip_suffix('\\') {
        let begun = begun.trim_end().to_owned();
        desk.tell("... ");
        match plain_line(desk) {
            Reply::Text(next) => text = format!("{begun}\n{next}"),
            _ => return begun,
        }
    }
    text
}

fn one_of(keys: &[char], question: &Question<'_>) -> String {
    let aside = |aside, words| if question.asides.contains(&aside) { words } else { "" };
    let list = aside(Aside::List, ", l (list)");
    let urgent = aside(Aside::Urgent, ", ! (urgent)");
    let help = if question.help.is_empty() { "" } else { ", ? (what to look for)" };
    format!("Type one of: {}, b (back){list}{help}{urgent}, q (stop)", listed(keys))
}

/// The picture as a terminal takes it: each row over the old one, then nothing below, then the cursor.
fn painted(picture: &Picture) -> Vec<Stroke<'_>> {
    let mut strokes = vec![Stroke::HideCursor, Stroke::To(0, 0)];
    for (place, row) in picture.rows.iter().enumerate() {
        strokes.extend([Stroke::Text(row), Stroke::ClearRow]);
        strokes.extend((place + 1 < picture.rows.len()).then_some(Stroke::NextRow));
    }
    let (row, column) = picture.cursor;
    strokes.extend([Stroke::ClearBelow, Stroke::To(row, column), Stroke::ShowCursor]);
    strokes
}
