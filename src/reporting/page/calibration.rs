//! Calibration on the page: self-audits and gradings from outside beside the final grades.

use super::html::{Cell, Heading, Row, para, table};
use crate::model::Findings;
use crate::reporting::calibration::{lines, title};
use crate::reporting::words::{UNDEFINED, percent};

const HEADINGS: [Heading; 9] = [
    ("Question", false),
    ("Cases", true),
    ("The same grade", true),
    ("Low", true),
    ("High", true),
    ("The same or next", true),
    ("Higher", true),
    ("Lower", true),
    ("Not compared", false),
];

/// A table for each kind of grading; nothing where no settled case has one.
pub(super) fn tables(findings: &Findings) -> String {
    let mut out = String::new();
    for one in &findings.calibration {
        let rows: Vec<Row> = lines(one)
            .iter()
            .map(|line| {
                let figures = line.figures;
                let exact = &figures.exact;
                let json = |value: Option<f64>| value.map_or("null".to_owned(), |value| value.to_string());
                let share = |name, value| Cell::Figure(percent(value), name, json(value));
                let count = |name, count: Option<u64>| {
                    let shown = count.map_or(UNDEFINED.to_owned(), |count| count.to_string());
                    Cell::Figure(shown, name, count.map_or("null".to_owned(), |count| count.to_string()))
                };
                let checks = if figures.higher.is_none() { "its answers have no order" } else { "" };
                Row {
                    key: Some(format!("calibration/{}/{}", one.beside.id(), line.id)),
                    cells: vec![
                        Cell::words(line.label),
                        count("cases", Some(figures.cases)),
                        share("share", exact.share),
                        share("low", exact.low),
                        share("high", exact.high),
                        share("within_one", figures.within_one.share),
                        count("higher", figures.higher),
                        count("lower", figures.lower),
                        Cell::words(checks),
                    ],
                }
            })
            .collect();
        out += &table(&title(one), &HEADINGS, &rows);
        out += &one.notes.iter().map(|note| para("note", note)).collect::<String>();
    }
    out
}
