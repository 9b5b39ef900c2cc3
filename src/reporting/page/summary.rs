//! Summary: what a reader sees first, and may read alone.

use std::fmt::Write as _;

use super::html::{Cell, FIGURES, Row, figures, para, table, text};
use super::svg;
use crate::calendar::in_words;
use crate::model::{Bearing, Findings, ThemeShare};
use crate::reporting::Face;
use crate::reporting::actions::next_steps;
use crate::reporting::titles;
use crate::reporting::words::{between, grades_shown, share_and_count};

/// The most themes of a list.
const MOST: usize = 5;

/// The days of the draw and of the last grade.
pub(super) fn made(findings: &Findings) -> String {
    let method = &findings.method;
    let council = method.council.as_ref().map_or(String::new(), |council| format!("{council}  ·  "));
    let graded = method.graded_by.map_or(String::new(), |day| format!(", graded by {}", in_words(day)));
    para("made", &format!("{council}drawn {}{graded}", in_words(method.drawn_on)))
}

/// The part.
pub(super) fn write(findings: &Findings, _: &Face) -> String {
    let sentences = &findings.sentences;
    let mut out = para("question", &sentences.question);
    out += &para("basis", &sentences.answer);
    out += &para("note", &sentences.basis);
    out += &answers(findings);
    out += "<div class=\"two\">\n<div>\n<h3>Grades by period</h3>\n";
    out += &match findings.trend.iter().flat_map(|point| &point.grades).any(|grade| grade.share.is_some()) {
        true => svg::stacked(findings),
        false => para("", "No case has been graded yet, so that there is nothing to draw."),
    };
    out += "</div>\n<div>\n<h3>Most frequent concerns</h3>\n";
    let concerns: Vec<&ThemeShare> = of(findings, Bearing::Concern);
    out += &match concerns.is_empty() {
        true => para("", "No concern has been coded."),
        false => svg::bars(
            ("concerns", &titles::themes(findings, Bearing::Concern)),
            (&concerns.iter().take(MOST).map(|theme| &theme.share).collect::<Vec<_>>(), &[]),
            "concern",
        ),
    };
    out += "</div>\n</div>\n<div class=\"three\">\n";
    out += &list("What was weak", &concerns);
    out += &list("What was strong", &of(findings, Bearing::Strength));
    let doing = sentences.actions.as_deref().unwrap_or("No actions are recorded for this sample.");
    let _ = write!(out, "<div>\n<h3>What is being done</h3>\n{}", para("", doing));
    out += &next_steps(&findings.actions, MOST).iter().map(|step| para("", step)).collect::<String>();
    out += "</div>\n</div>\n";
    out += &para("", sentences.agreement.as_deref().unwrap_or_default());
    out += &para("", &sentences.limits);
    for note in &sentences.notes {
        out += &para("", note);
    }
    let earlier = if findings.method.earlier.is_empty() { " No earlier draw was made for this period." } else { "" };
    out + &para(
        "note",
        &format!(
            "How this was done, so that it can be done again: the part Method, and the manifest {} that it names.{earlier}",
            findings.method.manifest_name
        ),
    )
}

/// Each grade with its share, its interval and what changed.
fn answers(findings: &Findings) -> String {
    let scale = findings.rubric.scale.len();
    let mut out = "<dl class=\"answers\">\n".to_owned();
    for estimate in grades_shown(&findings.grades, &findings.rubric).into_iter().rev() {
        let place = findings.grades.iter().position(|one| one.name == estimate.name).unwrap_or(0);
        let said = findings.sentences.grades.get(place).map_or("", String::as_str);
        let class = svg::grade_class(place.min(scale.saturating_sub(1)), scale);
        let _ = writeln!(
            out,
            "<div><dt>{}</dt><dd><strong>{}</strong> <span>{}</span>{}<span class=\"said\">{}</span></dd></div>",
            text(&estimate.label),
            text(&share_and_count(estimate)),
            text(&between(estimate)),
            svg::interval(estimate, &class),
            text(said),
        );
    }
    out + "</dl>\n" + &same_as_table(findings)
}

/// The same figures as a table, for whoever reads figures rather than bars.
fn same_as_table(findings: &Findings) -> String {
    let rows: Vec<Row> = findings
        .grades
        .iter()
        .map(|estimate| Row {
            key: Some(format!("grades/{}", estimate.name)),
            cells: std::iter::once(Cell::words(&estimate.label)).chain(figures(estimate)).collect(),
        })
        .collect();
    let headings: Vec<_> = std::iter::once(("Grade", false)).chain(FIGURES).collect();
    format!(
        "<details>\n<summary>The same as a table</summary>\n{}</details>\n",
        table("Overall grades", &headings, &rows)
    )
}

fn of(findings: &Findings, bearing: Bearing) -> Vec<&ThemeShare> {
    findings.themes.iter().filter(|theme| theme.kind == bearing && theme.share.count > 0).collect()
}

fn list(title: &str, themes: &[&ThemeShare]) -> String {
    let mut out = format!("<div>\n<h3>{}</h3>\n", text(title));
    if themes.is_empty() {
        return out + &para("", "None coded.") + "</div>\n";
    }
    out += "<ul class=\"plain\">\n";
    for theme in themes.iter().take(MOST) {
        let _ =
            writeln!(out, "<li>{} <strong>{}</strong></li>", text(&theme.label), text(&share_and_count(&theme.share)));
    }
    out + "</ul>\n</div>\n"
}
