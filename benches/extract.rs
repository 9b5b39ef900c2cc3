//! Writes the extract of oversights of a made-up council large enough to hold as many as asked for, for `million.sh`.
//!
//! `cargo bench --bench extract -- FILE.csv OVERSIGHTS`

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use dipsample::demo::{Council, Options};

fn main() -> ExitCode {
    // Cargo adds a flag of its own to what was typed.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let (Some(file), Some(Ok(wanted))) = (words.first(), words.get(1).map(|word| word.parse::<u64>())) else {
        println!("extract writes a file when told which: cargo bench --bench extract -- FILE.csv OVERSIGHTS");
        return ExitCode::SUCCESS;
    };
    match write(file, wanted) {
        Ok(rows) => {
            println!("{rows}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{file} cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(file: &str, wanted: u64) -> io::Result<u64> {
    let default = Council::new(&Options::default());
    let of_default = Options::default().children;
    let children = (wanted * of_default).div_ceil(default.oversights());
    let council = Council::new(&Options { children, ..Options::default() });
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    let rows = council.write_oversights(&mut out)?;
    out.flush()?;
    Ok(rows)
}
