//! Findings: what the auditors wrote, a finding a row, to be filtered and read.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_text};
use super::measure::overflows;
use super::table::{Column, INDENT, widths, write_filtered_rows};
use super::{Source, WorkbookError, marks, page};
use crate::model::{Bearing, FindingLine, Findings};

/// The sheet's name, and its columns of strength or concern and of themes.
pub(super) const SHEET: &str = "Findings";
pub(super) const THEMES: u16 = 6;
const BEARING: u16 = 4;
const NOTE: &str = "These are the auditors' own words. Read them before you share this sheet: a sentence can name or describe a \
child or a colleague even where every name column is a pseudonym.";

/// Width of the column of findings.
const WORDS: f64 = 66.0;
/// What a row begins with that goes on from the row above.
const GOES_ON: &str = "(continued) ";
/// So few bytes without a break of line fit one row, however wide the letters.
const SURELY_FITS: usize = 600;
/// Rows of one finding at the most: far more than anybody writes.
const MOST_ROWS: usize = 200;

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns();
    let lines = &source.findings.findings;
    let count: usize = lines.iter().map(rows_of_length).sum();
    page::head(sheet, source, ("Findings", NOTE), &widths(&columns))?;
    let end = write_filtered_rows(
        sheet,
        (page::HEADINGS, "FindingsInWords"),
        (&columns, count, lines.iter().flat_map(rows_of)),
        source.style,
    )?;
    if lines.is_empty() {
        put_text(sheet, (end, 0), "No finding in words.", &source.style.plain)?;
    } else {
        marks::bearings(sheet, (page::HEADINGS + 1, end - 1), BEARING)?;
    }
    sheet.set_print_area(0, 0, end.max(page::HEADINGS + 1), page::last_column(&widths(&columns)))?;
    Ok(())
}

/// The first row of each finding, with its themes.
pub(super) fn rows(findings: &Findings) -> impl Iterator<Item = (u32, &FindingLine)> {
    let mut next = page::HEADINGS + 1;
    findings.findings.iter().map(move |line| {
        let row = next;
        next += u32::try_from(rows_of_length(line)).unwrap_or(1);
        (row, line)
    })
}

/// How many rows a finding takes.
fn rows_of_length(line: &FindingLine) -> usize {
    if surely_fits(line) { 1 } else { rows_of(line).len() }
}

/// Whether a finding fits one row, seen without measuring its letters.
fn surely_fits(line: &FindingLine) -> bool {
    line.text.len() < SURELY_FITS && !line.text.contains('\n')
}

/// Breaks a finding that is taller than the tallest row into several, so that all of it can be read.
fn rows_of(line: &FindingLine) -> Vec<FindingLine> {
    if surely_fits(line) {
        return vec![line.clone()];
    }
    let mut rows = Vec::new();
    let mut rest: &str = &line.text;
    let mut start = "";
    while rows.len() < MOST_ROWS && overflows(&format!("{start}{rest}"), WORDS - INDENT) {
        let end = fitting(rest);
        rows.push(FindingLine { text: format!("{start}{}", &rest[..end]).into(), ..line.clone() });
        rest = rest[end..].trim_start_matches(' ');
        start = GOES_ON;
    }
    if rows.is_empty() || !rest.is_empty() {
        rows.push(FindingLine { text: format!("{start}{rest}").into(), ..line.clone() });
    }
    rows
}

/// Where to break words so that what is before fits one row: after a word where there is one.
fn fitting(text: &str) -> usize {
    let ends: Vec<usize> = text.char_indices().map(|(at, letter)| at + letter.len_utf8()).collect();
    let fits = ends.partition_point(|end| !overflows(&format!("{GOES_ON}{}", &text[..*end]), WORDS - INDENT)).max(1);
    let end = ends.get(fits - 1).copied().unwrap_or(text.len());
    text[..end].rfind(' ').filter(|space| *space > end / 2).map_or(end, |space| space + 1)
}

fn columns() -> Vec<Column<FindingLine>> {
    vec![
        Column::new("Case", 15.0, |line: &FindingLine| Cell::Text(line.record.to_string())),
        Column::new("Child", 15.0, |line: &FindingLine| Cell::words(line.child.as_deref())),
        Column::new("IRO", 15.0, |line: &FindingLine| Cell::words(line.iro.as_deref())),
        Column::new("Criterion", 36.0, |line: &FindingLine| Cell::Text(line.criterion.to_string())),
        Column::new("Strength or concern", 12.0, |line: &FindingLine| Cell::Text(bearing(line.bearing).to_owned())),
        Column::new("Finding, in the auditor's words", WORDS, |line: &FindingLine| Cell::Text(line.text.to_string())),
        Column::new("Themes", 42.0, |line: &FindingLine| Cell::Text(line.themes.join("\n"))),
        Column::new("Overall grade", 22.0, |line: &FindingLine| Cell::Text(line.overall.to_string())),
    ]
}

fn bearing(bearing: Bearing) -> &'static str {
    match bearing {
        Bearing::Strength => "Strength",
        Bearing::Concern => "Concern",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(text: &str) -> FindingLine {
        FindingLine {
            record: "R-1".into(),
            child: None,
            iro: None,
            criterion: "Drift".into(),
            bearing: Bearing::Concern,
            text: text.into(),
            themes: [].into(),
            overall: "Good".into(),
        }
    }

    #[test]
    fn a_short_finding_is_one_row_as_written() {
        for text in ["", "=1+1", "two\nlines", "  kept  "] {
            assert_eq!(rows_of(&line(text)), [line(text)]);
        }
    }

    proptest! {
        #[test]
        fn a_long_finding_loses_no_word_and_every_row_can_be_read(piece in "[a-zé🎉ש=]{1,40}( |\\. )[a-z]{0,9}", times in 200_usize..900) {
            let text = piece.repeat(times);
            let rows = rows_of(&line(&text));
            prop_assert!(rows.iter().all(|row| !overflows(&row.text, WORDS - INDENT)));
            let joined: String = rows.iter().map(|row| row.text.strip_prefix(GOES_ON).unwrap_or(&row.text)).collect();
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&joined), letters(&text));
        }
    }
}
