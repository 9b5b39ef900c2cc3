//! One binary for all tests of the whole program.

mod draw;
mod example;
mod findings;
mod floors;
mod grade;
mod import;
mod masked;
mod room;
mod screen;
mod workbook;
