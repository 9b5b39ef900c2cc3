//! What is wrong with a row as a row: cut off, broken by a quotation mark, with cells too few or too many.

use super::fault::Fault;
use super::source::{Cells, Shape};

/// Finds what is wrong with the row under these headings; a blank heading belongs to a column that must be blank.
pub(super) fn fault(row: u64, shape: Shape, cells: &Cells, headings: &[String]) -> Option<Fault> {
    let reason = match shape {
        Shape::Sound => return miscounted(row, cells, headings),
        Shape::CutOff => {
            let last = cells.len().saturating_sub(1);
            let heading = headings.get(last).map_or("", String::as_str);
            let reason = "the file ends inside a quoted cell: the export was cut off, so export it again";
            return Some(Fault::new(row, heading, cells.get(last).unwrap_or_default(), reason));
        }
        Shape::QuoteInside { cell } => return Some(quote_inside(row, cell, cells, headings)),
        Shape::TooLong => "the row is longer than any record: look for a quotation mark that is not closed",
    };
    Some(Fault::new(row, "", "", reason))
}

/// A quotation mark that is not doubled in a quoted cell, with how much of the file the cell has taken in.
fn quote_inside(row: u64, cell: usize, cells: &Cells, headings: &[String]) -> Fault {
    let text = cells.get(cell).unwrap_or_default();
    let lines = text.lines().count();
    let swallowed = match lines {
        0 | 1 => String::new(),
        lines => format!("; the cell runs over {lines} lines of the file, which may be records of their own"),
    };
    let reason = format!(
        "a quotation mark inside a quoted cell is not doubled, so that the end of the cell cannot be known{swallowed}: close or double \
         it, and import again"
    );
    let heading = headings.get(cell).filter(|heading| !heading.is_empty()).cloned();
    Fault::new(
        row,
        &heading.unwrap_or_else(|| format!("column {}", letters(cell))),
        text.lines().next().unwrap_or_default(),
        reason,
    )
}

fn miscounted(row: u64, cells: &Cells, headings: &[String]) -> Option<Fault> {
    let (found, expected) = (cells.len(), headings.len());
    if let Some(missing) = headings.iter().skip(found).find(|heading| !heading.is_empty()) {
        let reason = format!(
            "expected {expected} cells as in the headings, and the row ends after {found}: look for a missing separator or \
             a line break in a cell that is not quoted"
        );
        return Some(Fault::new(row, missing, "", reason));
    }
    let nameless = |at: &usize| headings.get(*at).is_none_or(String::is_empty);
    let filled = |at: &usize| cells.get(*at).is_some_and(|cell| !cell.trim().is_empty());
    let at = (0..found).filter(nameless).find(filled)?;
    let reason = "expected nothing here, where no heading is: look for a separator in a cell that is not quoted";
    Some(Fault::new(row, &format!("column {}", letters(at)), cells.get(at).unwrap_or_default(), reason))
}

/// The letters by which a spreadsheet names a column, the first of which is `A`.
pub(super) fn letters(at: usize) -> String {
    let mut left = at + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).expect("a remainder of 26 is below 26");
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_quotation_mark_names_its_column_and_the_lines_that_it_swallowed() {
        let mut cells = Cells::default();
        ["N1", "open\nN2,x\nN3,\"closed"].into_iter().for_each(|cell| cells.push(cell));
        let headings = ["Case note ID", "Text"].map(str::to_owned);
        let found = fault(2, Shape::QuoteInside { cell: 1 }, &cells, &headings).unwrap();
        assert_eq!((found.column.as_str(), found.value.as_str()), ("Text", "open"));
        assert!(found.reason.contains("runs over 3 lines of the file"), "{}", found.reason);
        let found = fault(2, Shape::QuoteInside { cell: 0 }, &cells, &headings).unwrap();
        assert!(found.column == "Case note ID" && !found.reason.contains("lines"), "{}", found.reason);
    }

    // The last column of a spreadsheet today is XFD, the 16,384th; of the older ones IV, the 256th.
    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (at, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV"), (16_383, "XFD")] {
            assert_eq!(letters(at), expected);
        }
    }
}
