//! Findings and tables on a screen: plain letters that fit the width given, and that say all without colour.

mod agreement;
mod bar;
mod calibration;
mod findings;
mod styled;
mod table;
mod text;

pub use agreement::{agreement, agreement_by_criterion};
pub use bar::count_bar;
pub use findings::findings;
pub use styled::Styled;
pub use table::table;
pub use text::{columns, columns_of, cut, fitted, indented, lines, wrapped};
