//! Findings: what the auditors wrote, a finding a row, to be filtered and read.

use std::borrow::Cow;

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_text};
use super::measure::overflows;
use super::table::{Column, INDENT, is_long, widths, write_filtered_rows};
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
    let count = source.places.rows_of_findings();
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
        let rows = (page::HEADINGS + 1, end - 1);
        marks::bearings(sheet, rows, BEARING)?;
        if is_long(count) {
            marks::rules(sheet, rows, (page::last_column(&widths(&columns)), (BEARING, BEARING)))?;
        }
    }
    sheet.set_print_area(0, 0, end.max(page::HEADINGS + 1), page::last_column(&widths(&columns)))?;
    Ok(())
}

/// Every finding with how many rows it takes.
pub(super) fn lengths(findings: &Findings) -> impl Iterator<Item = (usize, &FindingLine)> {
    findings.findings.iter().map(|line| (if surely_fits(line) { 1 } else { rows_of(line).count() }, line))
}

/// Whether a finding fits one row, seen without measuring its letters.
fn surely_fits(line: &FindingLine) -> bool {
    line.text.len() < SURELY_FITS && !line.text.contains('\n')
}

/// Breaks a finding that is taller than the tallest row into several, so that all of it can be read.
fn rows_of(line: &FindingLine) -> impl Iterator<Item = Cow<'_, FindingLine>> {
    let (whole, broken) = if surely_fits(line) { (Some(line), Vec::new()) } else { (None, broken(line)) };
    whole.map(Cow::Borrowed).into_iter().chain(broken.into_iter().map(Cow::Owned))
}

fn broken(line: &FindingLine) -> Vec<FindingLine> {
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
        Column::new("Case", 15.0, |line: &FindingLine| Cell::of(&*line.record)),
        Column::new("Child", 15.0, |line: &FindingLine| Cell::words(line.child.as_deref())),
        Column::new("IRO", 15.0, |line: &FindingLine| Cell::words(line.iro.as_deref())),
        Column::new("Criterion", 36.0, |line: &FindingLine| Cell::of(&*line.criterion)),
        Column::new("Strength or concern", 12.0, |line: &FindingLine| Cell::of(bearing(line.bearing))),
        Column::new("Finding, in the auditor's words", WORDS, |line: &FindingLine| Cell::of(&*line.text)),
        Column::new("Themes", 42.0, |line: &FindingLine| themes(line)),
        Column::new("Overall grade", 22.0, |line: &FindingLine| Cell::of(&*line.overall)),
    ]
}

fn themes(line: &FindingLine) -> Cell<'_> {
    match &line.themes[..] {
        [] => Cell::Empty,
        [one] => Cell::of(&**one),
        several => Cell::of(several.join("\n")),
    }
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
            assert_eq!(rows_of(&line(text)).collect::<Vec<_>>(), [Cow::Borrowed(&line(text))]);
        }
    }

    proptest! {
        #[test]
        fn a_long_finding_loses_no_word_and_every_row_can_be_read(piece in "[a-zé🎉ש=]{1,40}( |\\. )[a-z]{0,9}", times in 200_usize..900) {
            let text = piece.repeat(times);
            let line = line(&text);
            let rows: Vec<_> = rows_of(&line).collect();
            prop_assert!(rows.iter().all(|row| !overflows(&row.text, WORDS - INDENT)));
            let joined: String = rows.iter().map(|row| row.text.strip_prefix(GOES_ON).unwrap_or(&row.text)).collect();
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&joined), letters(&text));
        }
    }
}
