//! Starts and exits.

use std::process::ExitCode;

use dipsample::cli::{Desk, run};

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    ExitCode::from(run(&words, &mut Desk::real()))
}
