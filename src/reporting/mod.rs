//! Places values on sheets and screens; never counts or divides.
//!
//! Everything that is counted arrives in [`crate::model::Findings`]. What is worked out here is only where a figure
//! stands on a page, how wide a column is and how long a bar is drawn.

pub mod terminal;
pub mod workbook;

mod words;
