//! Numbers in, numbers out: distributions, intervals, differences, agreement, sizes, allocation.
//!
//! Every share that the program prints stands on this room. Which interval goes with which design is decided where
//! gradings become figures; here each method is written once, beside its formula, its source and its range, and is
//! judged by figures from outside software. Nothing here knows what a case or a grade is.

pub mod agreement;
pub mod allocation;
pub mod binomial;
mod confidence;
pub mod difference;
pub mod hypergeometric;
mod portion;
pub mod possible;
pub mod run_chart;
pub mod sequential;
pub mod sizes;
pub mod stratified;
pub mod unequal;

pub use confidence::{Confidence, Interval, StatisticsError};
pub use portion::Portion;
