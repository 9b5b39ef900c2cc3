//! Every error, turned into a sentence that says what, where and what to do, and into an exit code. Nowhere else.

use std::path::Path;

use crate::calendar::PeriodError;
use crate::grading::check::GradeError;
use crate::intake::{IntakeError, MappingError, TomlFault};
use crate::model::SeedError;
use crate::reporting::workbook::WorkbookError;
use crate::sampling::DrawError;
use crate::search::QueryError;
use crate::store::{ConditionError, StoreError};

/// What went wrong, in words.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// Whose it is to mend.
    pub whose: Whose,
    /// One sentence or two: what, where.
    pub message: String,
    /// What to do, a line each.
    pub hints: Vec<String>,
    /// What became of the change that was under way.
    pub change: Unkept,
}

/// What became of a change that was under way when something went wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unkept {
    /// The words say it, or there was none.
    #[default]
    Said,
    /// It is certain that the register does not have it.
    Certain,
    /// It cannot be told whether the register has it.
    Unknown,
}

/// Whose it is to mend, which is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The person can mend it.
    Person = 1,
    /// The command was not understood.
    Usage = 2,
    /// It is our fault.
    Ours = 3,
}

impl Failure {
    fn new(whose: Whose, message: String) -> Failure {
        Failure { whose, message, hints: Vec::new(), change: Unkept::Said }
    }

    /// A failure that the person can mend.
    pub(super) fn person(message: impl Into<String>) -> Failure {
        Failure::new(Whose::Person, message.into())
    }

    /// A command that cannot be meant as typed.
    pub(super) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Whose::Usage, message.into())
    }

    /// Our own fault.
    pub(super) fn ours(message: impl Into<String>) -> Failure {
        Failure::new(Whose::Ours, message.into())
    }

    /// Adds what to do.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hints.push(hint.into());
        self
    }

    /// The same of a change that the register certainly does not have.
    fn unkept(self) -> Failure {
        Failure { change: Unkept::Certain, ..self }
    }

    /// The same with what the whole command did: nothing, where it kept no other change before.
    pub(super) fn of_command(mut self, kept: u32) -> Failure {
        if self.change == Unkept::Certain {
            self.message += match kept {
                0 => "; nothing was changed",
                _ => "; what this command had kept before that is kept, and nothing else",
            };
        }
        Failure { change: Unkept::Said, ..self }
    }

    /// A file that cannot be read or written.
    pub(super) fn file(path: &Path, doing: &str, error: &std::io::Error) -> Failure {
        use std::io::ErrorKind;
        let what = match error.kind() {
            ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            ErrorKind::PermissionDenied => {
                "this computer does not allow it; it may be open in another program, such as Excel, or read-only"
                    .to_owned()
            }
            ErrorKind::StorageFull => "the disk is full".to_owned(),
            ErrorKind::InvalidData => {
                "it is not a text in UTF-8; save it as such with an editor of plain text".to_owned()
            }
            _ => error.to_string(),
        };
        let failure = Failure::person(format!("{} cannot be {doing}: {what}.", path.display()));
        match (error.kind(), doing) {
            (ErrorKind::NotFound, "read") => failure
                .hint("Look how it is spelt and in which folder it lies; a path with spaces stands in quotation marks"),
            (ErrorKind::NotFound, _) => failure.hint("Make the folder first, or give another"),
            _ => failure,
        }
    }

    /// The words as they are printed: a capital first letter and a full stop, then the hints.
    pub(super) fn words(&self) -> String {
        let mut message = self.message.trim().to_owned();
        if let Some(first) = message.get(..1)
            && message.split_whitespace().next().is_some_and(|word| word.chars().all(|c| c.is_alphabetic() || c == ','))
        {
            message = first.to_uppercase() + &message[1..];
        }
        if !message.ends_with(['.', '?', '!', ':']) {
            message.push('.');
        }
        let mut words = message + "\n";
        for hint in &self.hints {
            words.push_str("  ");
            words.push_str(hint);
            words.push('\n');
        }
        words
    }
}

/// Words that are at least this alike (1 is the same, 0 has nothing in common) are offered for each other.
const ALIKE: f64 = 0.6;

/// The nearest of the known words to what was typed, if any is near. The order of names does not matter: `Bell, Ann` is
/// near `Ann Bell`.
pub(super) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = in_order(typed);
    known
        .into_iter()
        .map(|word| (strsim::normalized_damerau_levenshtein(&typed, &in_order(word)), word))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, word)| word)
}

/// The words in lower case and alphabetical order, without commas and full stops.
fn in_order(text: &str) -> String {
    let text = text.to_lowercase().replace([',', '.'], " ");
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        match error {
            StoreError::Condition(error) => error.into(),
            StoreError::Missing(path) => Failure::person(format!("there is no register at {}", path.display()))
                .hint("To make one here: dipsample init")
                .hint("If it is elsewhere: add --register FILE, or go to its folder first"),
            StoreError::Exists(_) => Failure::person(format!("{error}; nothing was changed"))
                .hint("To make another, give it another name: dipsample init --register FILE"),
            StoreError::Foreign(_) => Failure::person(error.to_string()).hint("A register is made by: dipsample init"),
            StoreError::Empty(_) => Failure::person(error.to_string())
                .hint("If it was your register, go back to your last copy")
                .hint("To make a new one here: dipsample init"),
            StoreError::NotReadable { .. } => {
                Failure::person(error.to_string()).hint("Ask for the right to read it, or close what has it open")
            }
            StoreError::Newer { .. } => Failure::person(error.to_string())
                .hint("Use the newer program that wrote it; ask whoever gave you this one for an update"),
            StoreError::Busy => Failure::person(error.to_string())
                .hint("Wait until the other program has finished, then type the command again")
                .unkept(),
            StoreError::NotWritable(_) => Failure::person(error.to_string())
                .hint("Make room, or ask for the right to write there, and type the command again")
                .unkept(),
            StoreError::Replaced => Failure::person(error.to_string())
                .hint("Check which file is the right one, then enter the command again")
                .unkept(),
            StoreError::Uncertain(_) => Failure { change: Unkept::Unknown, ..Failure::person(error.to_string()) }.hint(
                "Check the disk, then look whether it is there before you enter it again: dipsample register journal",
            ),
            StoreError::BrokenOff(_) | StoreError::WritesAhead(_) => Failure::person(error.to_string())
                .hint("Open it once from somewhere you can write, for example: dipsample register check")
                .hint("Keep the files next to it whose names start with its name: they are part of it"),
            StoreError::Damaged(_) | StoreError::CutOff { .. } => Failure::person(error.to_string())
                .hint("Go back to your last copy of the register, and keep this file until that is done"),
            StoreError::Sql(_) => Failure::ours(error.to_string()),
        }
    }
}

impl From<ConditionError> for Failure {
    fn from(error: ConditionError) -> Failure {
        let failure = Failure::person(format!("--where: {error}"));
        match &error {
            ConditionError::UnknownField { name, known } => {
                let failure = match nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => failure.hint(format!("Did you mean '{near}'?")),
                    None => failure,
                };
                failure.hint(format!(
                    "The fields are: {}, and extra.NAME for another column of the extract",
                    known.join(", ")
                ))
            }
            ConditionError::TooMuchWork => failure
                .hint("Make it simpler: fewer replace() inside each other, shorter patterns, or a shorter --period"),
            ConditionError::UnknownFunction { known, .. } => {
                failure.hint(format!("The functions are: {}", known.join(", ")))
            }
            _ => failure.hint("An example: --where \"child.placements_12m >= 3 and team = 'North'\""),
        }
    }
}

impl From<DrawError> for Failure {
    fn from(error: DrawError) -> Failure {
        let failure = Failure::person(error.to_string());
        match error {
            DrawError::NoSize { field, .. } => failure.hint(format!(
                "Draw only from those that have one: --where \"{field} > 0\"; the manifest then says so"
            )),
            DrawError::NoSpread => failure.hint(
                "Draw the first sample in proportion (--allocation proportional); once it is graded, neyman can use it",
            ),
            DrawError::NoChild { .. } => {
                failure.hint("Draw only from those that do: --where \"child is not null\"; the manifest then says so")
            }
            DrawError::ChildInSeveral { .. } => failure
                .hint("Make strata of something that a child has one of, as --by child.team or --by child.iro,")
                .hint("or leave --one-per-child out"),
            _ => failure,
        }
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Failure {
        Failure::person(format!("--words, {error}"))
            .hint("An example: --words 'drift* and (\"care plan\" or permanence) and not reunification'")
            .hint("Words side by side must all occur; word* finds any ending; a \"phrase\" stands in quotation marks")
    }
}

impl From<PeriodError> for Failure {
    fn from(error: PeriodError) -> Failure {
        let failure = Failure::person(error.to_string());
        match error {
            PeriodError::Form(_) => failure,
            PeriodError::NotInCalendar(..) => failure.hint("Give a period that there is, as --period 2026-10"),
        }
    }
}

macro_rules! plain {
    ($($error:ty => $make:ident),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                Failure::$make(error.to_string())
            }
        }
    )*};
}

plain! {
    SeedError => person,
    IntakeError => person,
    MappingError => person,
    TomlFault => person,
    GradeError => person,
    WorkbookError => ours,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_no_stranger() {
        let people = ["Ann Person", "Alison Bright", "Jane Smith"];
        for (typed, near) in [
            ("A Bright", Some("Alison Bright")),
            ("Smith, Jane", Some("Jane Smith")),
            ("Jane Smyth", Some("Jane Smith")),
            ("Ann Bell", None),
            ("Bob", None),
        ] {
            assert_eq!(nearest(typed, people), near, "{typed}");
        }
    }

    #[test]
    fn nothing_was_changed_is_said_only_where_it_is_certain() {
        let words = |error: StoreError, kept| Failure::from(error).of_command(kept).message;
        let full = || StoreError::NotWritable("the disk is full".to_owned());
        for error in [full(), StoreError::Busy, StoreError::Replaced] {
            assert!(words(error, 0).ends_with("; nothing was changed"));
        }
        let later = words(full(), 1);
        assert!(!later.contains("nothing was changed") && later.contains("is kept"), "{later}");
        let unknown = words(StoreError::Uncertain("disk I/O error".to_owned()), 0);
        assert_eq!(unknown, "it is not certain whether this was kept: disk I/O error");
    }

    #[test]
    fn a_message_is_a_sentence() {
        assert_eq!(
            Failure::person("there is no such file").hint("Look again").words(),
            "There is no such file.\n  Look again\n"
        );
        assert_eq!(Failure::person("--where: no").words(), "--where: no.\n");
    }
}
