//! A pack: one auditor's cases as a workbook that is filled in without the program and taken back in.

use chrono::NaiveDate;

use super::grading::Grading;
use super::rubric::Rubric;

/// The sheets of a pack, in order.
pub const PACK_SHEETS: [&str; 4] = ["Start", "Grading", "Descriptors", "Records"];
/// What the first sheet says of the pack, so that it can be told from another: the labels, in order.
pub const PACK_FACTS: [&str; 5] = ["Sample", "Auditor", "Rubric", "Rubric version", "Rubric fingerprint"];
/// The label before a pack's token on the first sheet. The token says whose pack it is; the name can be edited.
pub const PACK_TOKEN: &str = "Pack number";
/// The columns of the sheet `Grading` before the criteria.
pub const PACK_BEFORE: [&str; 7] = ["case", "record", "child", "date", "iro", "urgent", "unusable"];
/// The columns behind the criteria.
pub const PACK_AFTER: [&str; 3] = ["overall", "overall.reason", "finished"];
/// The parts of a criterion's answer, behind its id.
pub const PACK_PARTS: [&str; 4] = ["", ".note", ".finding", ".theme"];

/// The ids of the columns of the sheet `Grading`, in order.
pub fn pack_columns(rubric: &Rubric) -> Vec<String> {
    let of_criteria = rubric.criteria().iter().flat_map(|one| PACK_PARTS.map(|part| format!("{}{part}", one.id)));
    PACK_BEFORE.map(str::to_owned).into_iter().chain(of_criteria).chain(PACK_AFTER.map(str::to_owned)).collect()
}

/// One auditor's cases of a sample.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The sample's name.
    pub sample: String,
    /// The auditor's name.
    pub auditor: String,
    /// The token by which the register recognises this pack.
    pub token: String,
    /// The rubric as it was when drawn.
    pub rubric: Rubric,
    /// The rubric's advice to auditors, a line each.
    pub guidance: Vec<String>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// The day of the draw: the file is dated by it, so that it does not change.
    pub drawn_on: NaiveDate,
    /// The cases, by number.
    pub cases: Vec<PackCase>,
}

/// One case of a pack.
#[derive(Clone, Debug)]
pub struct PackCase {
    /// Its number in the sample.
    pub case: u32,
    /// The record's reference.
    pub record: String,
    /// The child's reference.
    pub child: Option<String>,
    /// When it happened.
    pub date: Option<NaiveDate>,
    /// Whose work it is.
    pub iro: Option<String>,
    /// What else was known when it was drawn: words for the field, and its value.
    pub facts: Vec<(String, String)>,
    /// The record's text as drawn.
    pub text: Option<String>,
    /// What this auditor has said so far.
    pub grading: Grading,
}

/// A pack that came back, as it is written in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedPack {
    /// What the first sheet says, in the order of [`PACK_FACTS`].
    pub facts: [String; 5],
    /// The token by which the register recognises the pack; none in a pack from an earlier version.
    pub token: Option<String>,
    /// The rows of the sheet `Grading` that hold anything.
    pub rows: Vec<ReceivedRow>,
}

/// One row of a pack that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedRow {
    /// The cells, each under the id of its column.
    pub cells: Vec<ReceivedCell>,
}

/// One cell of a pack that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedCell {
    /// The id of its column.
    pub column: String,
    /// Where it stands: `H5`.
    pub place: String,
    /// What it holds, without blanks at its ends; of a formula the formula itself.
    pub value: String,
    /// Whether it holds a formula in place of words.
    pub is_formula: bool,
}

impl ReceivedRow {
    /// The cell of a column; an empty one nowhere, where the file has lost the column.
    pub fn cell(&self, column: &str) -> ReceivedCell {
        let found = self.cells.iter().find(|cell| cell.column == column);
        found.cloned().unwrap_or_else(|| ReceivedCell { column: column.to_owned(), ..ReceivedCell::default() })
    }
}
