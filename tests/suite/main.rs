//! One binary for all tests of the whole program.

mod example;
mod floors;
mod screen;
mod shipped;
mod workbook;
