//! One binary for all tests of the whole program.

mod example;
mod floors;
#[cfg(unix)]
mod office;
#[cfg(unix)]
mod pty;
mod screen;
mod workbook;
