//! Places values on sheets and screens; never counts or divides.
//!
//! Everything that is counted arrives in [`crate::model::Findings`]. What is worked out here is only where a figure
//! stands on a page, how wide a column is and how long a bar is drawn.

pub mod form;
pub mod pack;
pub mod page;
pub mod terminal;
pub mod workbook;

mod actions;
mod breaks;
mod calibration;
mod intervals;
mod method;
mod theme_parts;
mod titles;
mod words;
mod xml_text;

/// What a workbook or a page says of itself besides the findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Whether the values name children and staff instead of giving pseudonyms.
    pub identifiable: bool,
    /// Name and version of the program that writes it.
    pub program: String,
}
