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
        Shape::QuoteInside => {
            "a quotation mark inside a quoted cell is not doubled, so that the end of the cell cannot be known"
        }
        Shape::TooLong => "the row is longer than any record: look for a quotation mark that is not closed",
    };
    Some(Fault::new(row, "", "", reason))
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

    // The last column of a spreadsheet today is XFD, the 16,384th; of the older ones IV, the 256th.
    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (at, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV"), (16_383, "XFD")] {
            assert_eq!(letters(at), expected);
        }
    }
}
