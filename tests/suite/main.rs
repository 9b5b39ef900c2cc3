//! One binary for all tests of the whole program.

mod example;
mod floors;
mod masked;
mod screen;
mod workbook;
