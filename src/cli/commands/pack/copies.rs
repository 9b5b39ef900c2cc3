//! Several files that came back together: copies of a pack that contradict each other.

use std::path::{Path, PathBuf};

use super::row::PackFault;
use crate::cli::files::short_name;
use crate::model::{ReceivedPack, ReceivedRow};

/// The rows in which copies of a pack contradict each other. The program cannot know which copy counts.
pub(super) struct Differing(Vec<(PathBuf, PathBuf, String)>);

impl Differing {
    /// Compares the packs with each other.
    pub(super) fn among<'a>(packs: impl Iterator<Item = (&'a Path, &'a ReceivedPack)>) -> Differing {
        let packs: Vec<(&Path, &ReceivedPack)> = packs.collect();
        let mut found = Vec::new();
        for (at, (path, pack)) in packs.iter().enumerate() {
            for (other_path, other) in packs.iter().skip(at + 1).filter(|(_, other)| is_copy(pack, other)) {
                for row in &pack.rows {
                    let number = row.cell("case").value;
                    let theirs = other.rows.iter().find(|theirs| theirs.cell("case").value == number);
                    if theirs.is_some_and(|theirs| says(theirs) != says(row)) {
                        found.push(((*path).to_owned(), (*other_path).to_owned(), number.clone()));
                        found.push(((*other_path).to_owned(), (*path).to_owned(), number));
                    }
                }
            }
        }
        Differing(found)
    }

    /// The fault of a row that another file contradicts.
    pub(super) fn fault(&self, path: &Path, auditor: &str, row: &ReceivedRow) -> Option<PackFault> {
        let number = row.cell("case");
        let (_, other, _) = self.0.iter().find(|(one, _, case)| one == path && *case == number.value)?;
        Some(PackFault::new(
            &number,
            format!(
                "{} is a pack of the same auditor and contradicts this file about this case, so neither was imported. Keep the file that {} \
                 means, and receive that one alone",
                short_name(other),
                auditor
            ),
        ))
    }
}

/// Whether two files are packs of one auditor and sample.
fn is_copy(one: &ReceivedPack, other: &ReceivedPack) -> bool {
    one.facts[..2] == other.facts[..2]
}

/// What a row says, column by column.
fn says(row: &ReceivedRow) -> Vec<(String, String)> {
    let filled = row.cells.iter().filter(|cell| !cell.value.is_empty());
    filled.map(|cell| (cell.column.clone(), cell.value.clone())).collect()
}
