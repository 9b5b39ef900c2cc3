//! Starts and exits.

use std::panic::catch_unwind;
use std::process::ExitCode;

use dipsample::cli::{Desk, OUR_FAULT, run, tell_of_panic};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| tell_of_panic(&panic.to_string())));
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    ExitCode::from(catch_unwind(|| run(&words, &mut Desk::real())).unwrap_or(OUR_FAULT))
}
