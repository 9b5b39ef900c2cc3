//! One binary for all tests of the whole program.

mod draw;
mod example;
mod floors;
mod import;
mod room;
mod screen;
mod workbook;
