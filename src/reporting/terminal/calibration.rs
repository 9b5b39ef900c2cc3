//! Calibration on a screen: self-audits and gradings from outside beside the final grades.

use super::table::table;
use super::text::wrapped;
use crate::model::{Calibration, Estimate};
use crate::reporting::calibration::lines;
use crate::reporting::words::{UNDEFINED, between, percent};

const HEADINGS: [&str; 7] = ["", "Cases", "The same", "Interval", "Within one", "Higher", "Lower"];

/// Lays out one kind of grading beside the final grades in lines of `width` letters.
pub(super) fn calibration(one: &Calibration, width: usize) -> String {
    let count = |count: Option<u64>| count.map_or(UNDEFINED.to_owned(), |count| count.to_string());
    let rows: Vec<Vec<String>> = lines(one)
        .iter()
        .map(|line| {
            let figures = line.figures;
            let interval = |one: &Estimate| one.low.map_or(UNDEFINED.to_owned(), |_| between(one));
            vec![
                line.label.to_owned(),
                figures.cases.to_string(),
                percent(figures.exact.share),
                interval(&figures.exact),
                percent(figures.within_one.share),
                count(figures.higher),
                count(figures.lower),
            ]
        })
        .collect();
    let notes: Vec<String> = one.notes.iter().map(|note| wrapped(note, width, 0)).collect();
    format!("{}\n{}", table(&HEADINGS, &rows, width), notes.join("\n"))
}
