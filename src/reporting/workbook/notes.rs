//! Notes on headings: what a term means, where the reader meets it.

use rust_xlsxwriter::{Note, Worksheet};

use super::WorkbookError;
use super::cells::At;

/// Letters of a line of a note, and pixels of its width, of a line, and of its edges.
const LETTERS: usize = 42;
const WIDE: u32 = 270;
const LINE: u32 = 17;
const EDGES: u32 = 14;

/// Headings and what they mean.
const TERMS: &[(&str, &str)] = &[
    ("Cases", "How many of the cases whose answers count have it."),
    ("Out of", "How many cases were counted here (n). A share is only as good as this number is large."),
    (
        "Share",
        "What the sample says of all records that the draw could pick from. Weighted where cases stand for different numbers of records, so that it need \
         not be Cases divided by Out of.",
    ),
    (
        "Low",
        "The lower end of the interval. Of many samples drawn like this one, 95% or more have the true share between Low and High.",
    ),
    ("High", "The upper end of the interval. The fewer the cases, the further Low and High lie apart."),
    (
        "No more than, in all",
        "The largest number of records of the frame that is compatible with this sample, with 95% certainty (one-sided). A dash where no such number can be given.",
    ),
    (
        "Frame",
        "The records that the draw could pick from: the population, less those that the condition or an exclusion takes out.",
    ),
    ("Least", "PROVISIONAL: the lowest that the share can still come to once every missing case and answer is in."),
    ("Most", "PROVISIONAL: the highest that the share can still come to once every missing case and answer is in."),
    (
        "Not agreed yet",
        "Graded cases in which two auditors agree overall but differ on this question. Until it is moderated, Share leaves them out; Least and Most allow for them.",
    ),
    (
        "How, and how far to trust it",
        "The method of the interval. Which method goes with which draw is told on Method.",
    ),
    ("Too few", "Fewer than 10 cases say too little to compare one value with another."),
    ("Remark", "Fewer than 10 cases say too little to compare one value with another."),
    (
        "Lower limit",
        "If nothing set this value apart from all the others, its share would lie below this limit at most once in a thousand times.",
    ),
    (
        "Upper limit",
        "If nothing set this value apart from all the others, its share would lie above this limit at most once in a thousand times.",
    ),
    (
        "Running share of all coded",
        "How much of all that was coded this theme and those above it make up together, each theme counted once a case.",
    ),
    (
        "Course",
        "The shares of the periods of the sheet Trend, oldest first, each row from 0 to its own highest; the last is this sample.",
    ),
    ("Family", "The group that the theme belongs to in the list of themes."),
    ("Theme", "A coded reason that a finding carries, from a closed list to which the council can add."),
    (
        "Criterion",
        "One question of the rubric. A limiting criterion caps the overall grade: where it has the lowest grade, the overall grade has it too.",
    ),
    (
        "State",
        "PROVISIONAL: a case of the sample is ungraded, or two auditors differ, overall or on a question, and it has not been moderated. The figures can still change.",
    ),
    ("Weight", "How many records of the frame the case stands for."),
    ("Stratum", "The part of the frame that the case was drawn from; each part was drawn separately."),
    ("Auditors finished", "How many auditors have finished the case. A second one does not see what the first wrote."),
    (
        "Moderated",
        "Whether the final grade was agreed from two gradings, or set by the person who moderates. All gradings are kept.",
    ),
    (
        "Since it was drawn",
        "What a later extract says of the record. The case itself keeps its text as it was when drawn.",
    ),
    ("Record", "A pseudonym, unless this copy names records. In the register, dipsample who gives the record back."),
    ("Strength or concern", "A finding is one or the other. A theme has one kind only."),
    ("Check due", "Once an action is done, it is checked within three months whether it worked."),
    (
        "Subject",
        "Each line says one thing about where the figures come from, so that the draw and the figures can be done again.",
    ),
];

/// Puts the note of a heading on its cell, where the heading has one.
pub(super) fn explain(sheet: &mut Worksheet, at: At, heading: &str) -> Result<(), WorkbookError> {
    match TERMS.iter().find(|(term, _)| *term == heading) {
        Some((_, meaning)) => put(sheet, at, meaning),
        None => Ok(()),
    }
}

/// Puts a note on a cell.
pub(super) fn put(sheet: &mut Worksheet, at: At, words: &str) -> Result<(), WorkbookError> {
    let lines = u32::try_from(words.chars().count().div_ceil(LETTERS)).unwrap_or(1) + 1;
    let note =
        Note::new(words).set_author("").add_author_prefix(false).set_width(WIDE).set_height(lines * LINE + EDGES);
    let note = note.set_font_name(super::style::FONT).set_font_size(9).set_alt_text(words);
    sheet.insert_note(at.0, at.1, &note)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_term_is_defined_twice_and_every_definition_is_a_sentence() {
        for (at, (term, meaning)) in TERMS.iter().enumerate() {
            assert!(meaning.ends_with('.') && meaning.chars().count() < 255, "{term}");
            assert!(TERMS[..at].iter().all(|(other, _)| other != term), "{term}");
        }
    }
}
