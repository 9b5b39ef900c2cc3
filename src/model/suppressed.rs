//! Findings from which small numbers are left out: only what a reader may have is in them, so that nothing that is made
//! of them can show more.

use chrono::NaiveDate;

/// What is said of a sample without small numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppressed {
    /// Numbers from 1 to one below this are left out.
    pub below: u64,
    /// Heading: `IRO oversights, October 2026`.
    pub title: String,
    /// The samples' names.
    pub samples: String,
    /// The day of the draw.
    pub drawn_on: NaiveDate,
    /// What the shares are shares of, a sentence each.
    pub basis: Vec<String>,
    /// What must not be missed: that the sample is not settled, or does not count.
    pub warning: Option<String>,
    /// What is left out, and how a hidden number is marked: a sentence each.
    pub left_out: Vec<String>,
    /// The tables, in the order of the sheets.
    pub tables: Vec<SuppressedTable>,
    /// Subject and words of each line of the method.
    pub method: Vec<(String, String)>,
}

/// Where a table belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressedPart {
    /// How good practice is.
    Grades,
    /// By question.
    Criteria,
    /// By theme.
    Themes,
    /// By period.
    Trend,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct SuppressedTable {
    /// Where it belongs.
    pub part: SuppressedPart,
    /// Its heading.
    pub title: String,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Its rows, each with a figure for each column.
    pub rows: Vec<Vec<Figure>>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// Words.
    Words(String),
    /// A count that may be seen.
    Count(u64),
    /// A share or a bound of one that may be seen, 0..1, to whole hundredths.
    Share(f64),
    /// Left out.
    Hidden,
    /// Not defined.
    Undefined,
}
