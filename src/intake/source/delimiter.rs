//! What separates the cells of a text: the mark under which one of its first rows has the most known headings; where no
//! mark gives any, the one under which the first rows have most cells, and all as many.

use std::io::Cursor;

use crate::intake::error::IntakeError;
use crate::intake::source::cells::{Ahead, Cells, Shape};
use crate::intake::source::delimited::DelimitedRows;
use crate::intake::source::encoding::{self, Written};
use crate::intake::source::input::{Judge, Source};

/// A mark that can separate cells, and its name in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delimiter {
    pub(super) byte: u8,
    words: &'static str,
}

/// The marks, the most usual first, which is also the order in which they are taken where several do equally well.
const MARKS: [Delimiter; 4] = [
    Delimiter { byte: b',', words: "commas" },
    Delimiter { byte: b';', words: "semicolons" },
    Delimiter { byte: b'\t', words: "tabs" },
    Delimiter { byte: b'|', words: "vertical bars" },
];

/// Rows that are looked at.
const ROWS: usize = 40;

impl Delimiter {
    /// What the person should know of it.
    pub(super) fn told(self) -> Option<String> {
        (self.byte != b',').then(|| format!("The cells are separated by {}.", self.words))
    }
}

/// Finds the mark.
///
/// # Errors
/// [`IntakeError::Io`] where the source cannot be read.
pub(super) fn find(source: &dyn Source, written: Written, judge: Judge<'_>) -> Result<Delimiter, IntakeError> {
    let head = encoding::head(&mut *written.bytes(source.glance()?))?;
    let [mut best, ..] = MARKS;
    let mut most = (0, 0);
    for mark in MARKS {
        let rows = DelimitedRows::open(Box::new(Cursor::new(head.clone())), mark.byte, written.cells())?;
        let score = score(&mut Ahead::new(Box::new(rows)), judge);
        if score > most {
            (best, most) = (mark, score);
        }
    }
    Ok(best)
}

/// The most known headings of a row, then how many cells all sound rows have alike, if more than one.
fn score(rows: &mut Ahead, judge: Judge<'_>) -> (usize, usize) {
    let seen: Vec<&Cells> = rows
        .look(ROWS)
        .filter(|(_, shape, cells)| *shape == Shape::Sound && !cells.all_blank())
        .map(|row| &row.2)
        .collect();
    let known = seen.iter().map(|cells| judge(cells)).max().unwrap_or_default();
    let widths = || seen.iter().map(|cells| cells.len());
    let alike = widths().min().filter(|least| widths().max() == Some(*least) && *least > 1).unwrap_or_default();
    (if known > 1 { known } else { 0 }, alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> u8 {
        let known = ["Person ID", "Team", "IRO"];
        let judge = |cells: &Cells| cells.iter().filter(|cell| known.contains(cell)).count();
        let source = text.as_bytes().to_vec();
        find(&source, encoding::find(&source, None).unwrap(), &judge).unwrap().byte
    }

    #[test]
    fn the_mark_is_the_one_that_makes_headings() {
        for (text, mark) in [
            ("Person ID,Team,IRO\n1,a;b;c;d,x\n", b','),
            ("Person ID;Team;IRO\n1;\"a,b\";x\n", b';'),
            ("Notes, all of them, by team\nPerson ID\tTeam\tIRO\n1\ta\tb\n", b'\t'),
            ("Person ID|Team|IRO\n1|a, b, c|x\n", b'|'),
            ("x;y;z\n1;2;3\n", b';'),
            ("x\n1\n", b','),
            ("", b','),
            ("x,y\n1;2;3\n4,5\n", b','),
        ] {
            assert_eq!(found(text), mark, "{text}");
        }
    }
}
