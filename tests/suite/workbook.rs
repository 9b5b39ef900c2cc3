//! The findings workbook, read back by another program's library and compared with the values that went in.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use dipsample::model::{Estimate, Findings};
use dipsample::reporting::workbook::{Face, findings};

use crate::example::{check, october, provisional, stratified};

fn face() -> Face {
    Face { identifiable: false, program: "dipsample 0.1.0".into() }
}

fn bytes(value: &Findings) -> Vec<u8> {
    findings(value, &face()).unwrap()
}

#[test]
fn look() {
    for (name, value) in [("october", october()), ("provisional", provisional()), ("stratified", stratified())] {
        std::fs::write(format!("{}/{name}.xlsx", env!("CARGO_TARGET_TMPDIR")), bytes(&value)).unwrap();
    }
}
