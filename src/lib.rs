//! dipsample: offline quality assurance of Independent Reviewing Officers in English children's services.
//!
//! The cycle: `import -> draw -> grade -> findings -> export`. Data flows one way, from the extract to the sheet.
//!
//! # The house
//!
//! Imports go downward only; rooms on one floor do not know each other (`tests/suite/floors.rs` keeps it).
//!
//! ```text
//! 4  main.rs       starts, exits
//! 3  cli/          words of the person in, words to the person out; the only printer of anything
//! 2  reporting/    values -> workbook and terminal table
//! 1  intake/  sampling/  grading/  analysis/  store/  demo/      neighbours that do not know each other
//! 0  model/  calendar/  statistics/  digest/  search/     plain values; numbers in, numbers out; no I/O
//! ```
//!
//! The library never prints, prompts, exits, or reads clock, entropy, environment or user name: these come from
//! [`cli::Desk`].

pub mod analysis;
pub mod calendar;
pub mod cli;
pub mod demo;
pub mod digest;
pub mod grading;
pub mod intake;
pub mod model;
pub mod output;
pub mod reporting;
pub mod sampling;
pub mod search;
pub mod statistics;
pub mod store;
