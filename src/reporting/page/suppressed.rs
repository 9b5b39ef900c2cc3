//! The page without small numbers: made from what may be seen and from nothing else.

use std::fmt::Write as _;

use super::html::{para, text};
use super::{POLICY, SCRIPT, STYLE};
use crate::model::{Figure, Suppressed, SuppressedPart, SuppressedTable};
use crate::reporting::words::{HIDDEN, UNDEFINED, percent};

/// What a screen reader says for the mark.
const SPOKEN: &str = "left out";

const PARTS: [(&str, &str, SuppressedPart); 4] = [
    ("grades", "Grades", SuppressedPart::Grades),
    ("criteria", "Criteria", SuppressedPart::Criteria),
    ("themes", "Themes", SuppressedPart::Themes),
    ("trend", "Trend", SuppressedPart::Trend),
];

/// Makes the page. The same values give the same bytes.
pub fn suppressed(file: &Suppressed, program: &str) -> String {
    let title = text(&file.title);
    let mut sections = vec![("summary", "Summary", summary(file))];
    for (id, heading, part) in PARTS {
        let body: String = file.tables.iter().filter(|table| table.part == part).map(table_html).collect();
        let body = if body.is_empty() { para("note", "Nothing here can be shown.") } else { body };
        sections.push((id, heading, body));
    }
    sections.push(("method", "Method", method(file)));
    let mut links = String::new();
    let mut main = String::new();
    for (id, heading, body) in sections {
        let _ = writeln!(links, "<li><a href=\"#{id}\">{heading}</a></li>");
        let _ = writeln!(
            main,
            "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{heading}</h2>\n{body}</section>"
        );
    }
    let warning = file
        .warning
        .as_ref()
        .map_or(String::new(), |words| format!("<p class=\"warning\" role=\"note\">{}</p>\n", text(words)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n<header>\n<h1>{title}</h1>\n{warning}</header>\n\
         <nav aria-label=\"Parts of this page\">\n<ul>\n{links}</ul>\n</nav>\n<main>\n{main}</main>\n\
         <footer><p>Small numbers are left out. Made by {}, without a network and for none: this file asks for nothing outside itself.</p></footer>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        text(program)
    )
}

fn summary(file: &Suppressed) -> String {
    let basis: String = file.basis.iter().map(|words| para("basis", words)).collect();
    let grades = file.tables.iter().find(|table| table.part == SuppressedPart::Grades && table.columns.len() > 2);
    let left: String = file.left_out.iter().map(|words| para("note", words)).collect();
    format!("{basis}{}<h3>What is left out</h3>\n{left}", grades.map_or(String::new(), table_html))
}

fn table_html(table: &SuppressedTable) -> String {
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n<thead><tr>",
        text(&table.title)
    );
    let first = table.rows.first().map_or(&[][..], Vec::as_slice);
    for (at, heading) in table.columns.iter().enumerate() {
        let class = if matches!(first.get(at), Some(Figure::Words(_))) { "" } else { " class=\"figure\"" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", text(heading));
    }
    out += "</tr></thead>\n<tbody>\n";
    for row in &table.rows {
        out += "<tr>";
        for (at, figure) in row.iter().enumerate() {
            out += &cell(figure, at == 0);
        }
        out += "</tr>\n";
    }
    out + "</tbody>\n</table>\n</div>\n"
}

fn cell(figure: &Figure, first: bool) -> String {
    match figure {
        Figure::Words(words) if first => format!("<th scope=\"row\">{}</th>", text(words)),
        Figure::Words(words) => format!("<td>{}</td>", text(words)),
        Figure::Count(count) => format!("<td class=\"figure\">{count}</td>"),
        Figure::Share(share) => format!("<td class=\"figure\">{}</td>", text(&percent(Some(*share)))),
        Figure::Hidden => format!("<td class=\"figure\"><abbr title=\"{SPOKEN}\">{HIDDEN}</abbr></td>"),
        Figure::Undefined => format!("<td class=\"figure\">{UNDEFINED}</td>"),
    }
}

fn method(file: &Suppressed) -> String {
    let mut out = String::from("<dl>\n");
    for (subject, words) in &file.method {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", text(subject), text(words));
    }
    out + "</dl>\n"
}
