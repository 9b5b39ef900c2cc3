//! What the demo prints of one step, in 80 columns: the day and the reason, the command, the beginning of the answer.

use chrono::NaiveDate;

use crate::calendar::british;
use crate::reporting::terminal::{fitted, lines, wrapped};

/// Columns of everything that the demo prints.
pub(super) const WIDTH: usize = 80;
/// Lines of a long command that are printed; the commands file has it whole.
const COMMAND_LINES: usize = 4;

/// One step as a reader follows it.
pub(super) struct Scene {
    /// The day on which it happens.
    pub(super) date: NaiveDate,
    /// What it is for.
    pub(super) why: String,
    /// The command, or the first of many like it; `None` where none is shown.
    pub(super) command: Option<String>,
    /// What the program answers.
    pub(super) answer: String,
    /// How many lines of the answer are printed.
    pub(super) answer_lines: usize,
    /// How many commands of this kind the step took.
    pub(super) times: usize,
}

impl Scene {
    /// The step as it is printed, without a line of its own before or after it.
    pub(super) fn words(&self) -> String {
        let mut text = dated(self.date, &self.why);
        if let Some(command) = &self.command {
            text += &beginning(&wrapped(&format!("$ {command}"), WIDTH, 4), COMMAND_LINES, |_| "    ...".to_owned());
        }
        text + &beginning(&fitted(&self.answer, WIDTH), self.answer_lines, |left| {
            format!("  ... and {left} more lines")
        })
    }
}

/// A day and what happens on it, the words set in beside the day.
pub(super) fn dated(date: NaiveDate, words: &str) -> String {
    let day = british(date) + "  ";
    let rows = lines(words, WIDTH - day.len());
    format!("{day}{}\n", rows.join(&format!("\n{}", " ".repeat(day.len()))))
}

/// The first lines of a text; where there are more, the last of `most` lines says so.
fn beginning(text: &str, most: usize, left_out: impl Fn(usize) -> String) -> String {
    let rows: Vec<&str> = text.lines().collect();
    let shown = if rows.len() > most { most - 1 } else { rows.len() };
    let left = (shown < rows.len()).then(|| left_out(rows.len() - shown));
    rows[..shown].iter().copied().chain(left.as_deref()).map(|row| format!("{row}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_printed_between_words_and_a_long_one_in_part() {
        let scene = Scene {
            date: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
            why: "Say why this is done, in a sentence that is a little longer than one line of a terminal.".to_owned(),
            command: Some(format!("dipsample findings {}", "oversights-2026-10 ".repeat(30))),
            answer: "a line\n".repeat(12),
            answer_lines: 5,
            times: 1,
        };
        let words = scene.words();
        let rows: Vec<&str> = words.lines().collect();
        assert!(rows.iter().all(|line| line.chars().count() <= WIDTH), "{words}");
        assert_eq!(rows.len(), 2 + COMMAND_LINES + 5, "{words}");
        assert!(rows[1].starts_with("            ") && rows[2].starts_with("$ dipsample findings"), "{words}");
        assert_eq!(rows[5], "    ...");
        assert_eq!(rows[10], "  ... and 8 more lines");
    }
}
