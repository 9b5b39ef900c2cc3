//! A table on a screen, in letters that every terminal and every screen reader has.

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Alignment, Style};

use super::text::{columns, room, wrapped};
use crate::reporting::words::UNDEFINED;

/// Columns of the screen that a column's edges take: a space at each side and the line before it.
const EDGES: usize = 3;

/// Lays out a table with headings, wrapped between words to `width` columns; columns that hold only figures stand at the
/// right. A row with fewer cells than there are headings is filled up with empty ones, and cells beyond the headings
/// are not shown.
pub fn table(headings: &[&str], rows: &[Vec<String>], width: usize) -> String {
    if headings.is_empty() {
        return String::new();
    }
    let widths = widths(headings, rows, room(width));
    let mut builder = Builder::default();
    builder.push_record(headings.iter().zip(&widths).map(|(heading, width)| wrapped(heading, *width, 0)));
    for row in rows {
        builder.push_record(widths.iter().enumerate().map(|(place, width)| wrapped(cell(row, place), *width, 0)));
    }
    let mut table = builder.build();
    table.with(Style::psql());
    for place in 0..headings.len() {
        if is_of_figures(rows, place) {
            table.modify(Columns::one(place), Alignment::right());
        }
    }
    let lines: Vec<String> = table.to_string().lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

fn cell(row: &[String], place: usize) -> &str {
    row.get(place).map_or("", String::as_str)
}

/// Returns the width of each column: as wide as its longest cell where all fits, else the widest are narrowed first,
/// down to their longest word, and only then below it.
fn widths(headings: &[&str], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let cells =
        |place: usize| headings.get(place).copied().into_iter().chain(rows.iter().map(move |row| cell(row, place)));
    let natural = |place| cells(place).map(columns).max().unwrap_or(0).max(1);
    let unbroken = |text: &str| match is_figure(text) {
        true => columns(text),
        false => text.split_whitespace().map(columns).max().unwrap_or(0),
    };
    let word = |place| cells(place).map(unbroken).max().unwrap_or(0).max(1);
    let mut widths: Vec<usize> = (0..headings.len()).map(natural).collect();
    let words: Vec<usize> = (0..headings.len()).map(word).collect();
    let room = width.saturating_sub((EDGES * headings.len()).saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let free = (0..widths.len()).filter(|place| widths[*place] > words[*place]).max_by_key(|place| widths[*place]);
        let Some(widest) = free.or_else(|| (0..widths.len()).max_by_key(|place| widths[*place])) else { break };
        if widths[widest] <= 1 {
            break;
        }
        widths[widest] -= 1;
    }
    widths
}

/// Whether a column holds figures and nothing else.
fn is_of_figures(rows: &[Vec<String>], place: usize) -> bool {
    let cells = || rows.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.is_empty());
    cells().next().is_some() && cells().all(|cell| is_figure(cell))
}

fn is_figure(cell: &str) -> bool {
    let figures = cell.chars().all(|letter| letter.is_ascii_digit() || " .,%()<>-–+".contains(letter));
    let date_or_reference = cell.matches('-').count() > 1;
    cell == UNDEFINED || (figures && !date_or_reference && cell.chars().any(|letter| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn figures_stand_at_the_right_and_words_at_the_left() {
        let shown = table(&["Criterion", "n"], &cells(&[&["Purpose", "60"], &["Drift", "7"]]), 80);
        assert_eq!(shown, " Criterion |  n\n-----------+----\n Purpose   | 60\n Drift     |  7");
    }

    #[test]
    fn a_date_is_not_a_figure() {
        assert!(!is_figure("2026-10-01"));
        assert!(is_figure("47% (28)"));
        assert!(is_figure("–"));
    }

    proptest! {
        #[test]
        fn a_table_fits_the_width(words in proptest::collection::vec("[a-zé漢]{1,30}( [a-z漢]{1,20}){0,6}", 1..6), width in 40_usize..120) {
            let rows: Vec<Vec<String>> = words.iter().map(|word| vec![word.clone(), "12%".to_owned(), word.clone()]).collect();
            let shown = table(&["One", "Two", "Three"], &rows, width);
            prop_assert!(shown.lines().all(|line| columns(line) <= width), "{}", shown);
        }
    }
}
