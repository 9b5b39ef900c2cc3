//! One binary for all tests of the whole program.

mod action;
mod agreement;
mod aliases;
mod annex_a;
mod batches;
mod calc;
mod condition;
mod cycle;
mod designs;
mod dirt;
mod draw;
mod example;
mod explain;
mod failures;
mod feedback;
mod findings;
mod floors;
mod fuzz;
mod grade;
mod help;
mod import;
mod intake;
mod manifest;
mod masked;
mod moderate;
#[cfg(unix)]
mod office;
mod page;
mod person;
mod planning;
#[cfg(unix)]
mod pty;
mod records;
mod references;
mod refused;
mod room;
mod screen;
mod shipped;
mod ssd;
mod ssda903;
mod words;
mod workbook;
