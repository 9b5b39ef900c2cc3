//! One binary for all tests of the whole program.

mod draw;
mod example;
mod findings;
mod floors;
mod masked;
mod grade;
mod import;
mod room;
mod screen;
mod workbook;
