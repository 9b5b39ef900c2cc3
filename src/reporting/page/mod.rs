//! The page: the findings as one file for the screen, with nothing in it that asks for anything outside it.
//!
//! It holds what the workbook holds, in the same words and the same figures: `summary` is the one page that stands alone, `tables`
//! the figures behind it, `lists` what auditors wrote and what is being done. Charts are drawn by `svg` and say the same as the table beside
//! them; `html` escapes everything. Each row of an estimate carries its key and its numbers as the JSON has them
//! (`data-e="grades/good"`), so that a figure can be traced from one form to the other.

mod calibration;
mod chance;
mod html;
mod lists;
mod summary;
mod suppressed;
mod svg;
mod tables;

use std::fmt::Write as _;

use super::Face;
use crate::model::Findings;
use html::text;

pub use suppressed::suppressed;

/// How the page looks.
const STYLE: &str = include_str!("page.css");
/// Sorts a table by a column; without it the page only does not sort.
const SCRIPT: &str = include_str!("page.js");
/// Forbids everything from outside.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// One part of the page: the id by which it is reached, its heading, and what writes it.
type Part = (&'static str, &'static str, fn(&Findings, &Face) -> String);

/// The parts, in the order of the workbook's sheets.
const PARTS: &[Part] = &[
    ("summary", "Summary", summary::write),
    ("grades", "Grades", tables::grades),
    ("criteria", "Criteria", tables::criteria),
    ("themes", "Themes", tables::themes),
    ("trend", "Trend", tables::trend),
    ("findings", "Findings", lists::findings),
    ("cases", "Cases", lists::cases),
    ("actions", "Actions", lists::actions),
    ("method", "Method", lists::method),
];

/// Makes the page. The same findings give the same bytes.
pub fn findings(findings: &Findings, face: &Face) -> String {
    let title = text(&findings.sentences.title);
    let mut links = String::new();
    let mut main = String::new();
    for (id, heading, write) in PARTS {
        let _ = writeln!(links, "<li><a href=\"#{id}\">{heading}</a></li>");
        let body = write(findings, face);
        let _ = writeln!(
            main,
            "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{heading}</h2>\n{body}</section>"
        );
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n<header>\n<h1>{title}</h1>\n{made}{face}</header>\n\
         <nav aria-label=\"Parts of this page\">\n<ul>\n{links}</ul>\n</nav>\n<main>\n{main}</main>\n\
         <footer><p>{handling} Made by {program}, without a network and for none: this file asks for nothing outside itself.</p></footer>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        made = summary::made(findings),
        face = warnings(findings, face),
        handling = if face.identifiable { "Names children and staff." } else { "Names are pseudonyms." },
        program = text(&face.program),
    )
}

/// What must not be missed.
fn warnings(findings: &Findings, face: &Face) -> String {
    let mut told = String::new();
    for warning in findings.sentences.urgent.iter().chain(&findings.sentences.provisional) {
        let _ = writeln!(told, "<p class=\"warning\" role=\"note\">{}</p>", text(warning));
    }
    if face.identifiable {
        told += "<p class=\"warning\" role=\"note\">This copy names children and staff. Handle it as you handle the case records.</p>\n";
    }
    if !findings.findings.is_empty() {
        told += "<p class=\"note\">The findings are auditors' own words: read them before you share this page.</p>\n";
    }
    told
}
