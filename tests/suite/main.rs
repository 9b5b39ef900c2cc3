//! One binary for all tests of the whole program.

mod action;
mod agreement;
mod aliases;
mod alike;
mod annex_a;
mod assign;
mod batches;
mod beside;
mod blind;
mod calc;
mod charts;
mod clock;
mod condition;
mod cycle;
mod damaged;
mod designs;
mod dirt;
mod documents;
mod draw;
mod due;
mod example;
mod explain;
mod extend;
mod failures;
mod feedback;
mod findings;
mod floors;
mod fuzz;
mod grade;
mod guided;
mod help;
mod hidden;
mod hostile;
mod identifying;
mod import;
mod intake;
mod lone;
mod manifest;
mod markers;
mod masked;
mod moderate;
mod note;
#[cfg(unix)]
mod office;
mod over;
mod pack;
mod page;
mod person;
mod planning;
mod plans;
#[cfg(unix)]
mod practice;
mod programme;
#[cfg(unix)]
mod pty;
mod records;
mod references;
mod refused;
mod room;
#[cfg(unix)]
mod rubric;
mod scales;
mod screen;
#[cfg(unix)]
mod seen;
mod sequential;
mod shipped;
mod ssd;
mod ssda903;
mod suppress;
mod theme;
mod transcripts;
mod urgent;
mod words;
mod workbook;
mod writer;
