//! One binary for all tests of the whole program.

mod condition;
mod cycle;
mod draw;
mod example;
mod failures;
mod findings;
mod floors;
#[cfg(unix)]
mod office;
#[cfg(unix)]
mod pty;
mod grade;
mod help;
mod import;
mod manifest;
mod references;
mod masked;
mod room;
mod screen;
mod shipped;
mod workbook;
