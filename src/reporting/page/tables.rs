//! The figures behind the summary, a table each.

use std::fmt::Write as _;

use super::calibration;
use super::chance;
use super::html::{Cell, FIGURES, Heading, Row, bounds, figures, para, table, text};
use crate::model::english::counted;
use crate::model::{Bearing, Breakdown, Estimate, FindingLine, Findings, ThemeShare};
use crate::reporting::Face;
use crate::reporting::theme_parts::{self, Part};
use crate::reporting::words::TWO_AUDITORS;

/// A row of an estimate under a key, with words before its figures.
fn row(key: String, before: Vec<Cell>, estimate: &Estimate) -> Row {
    let mut cells = before;
    cells.extend(figures(estimate));
    cells.push(Cell::Words(bounds(estimate)));
    Row { key: Some(key), cells }
}

fn headings(before: &[Heading]) -> Vec<Heading> {
    let last = ("While answers are missing", false);
    before.iter().copied().chain(FIGURES).chain([last]).collect()
}

/// The overall grades, and those of each value of the fields asked for.
pub(super) fn grades(findings: &Findings, _: &Face) -> String {
    let mut out = para(
        "note",
        "Share is what the sample says of all the records that the draw could pick from; it lies between Low and High with the confidence \
         that Method names. Values stand by name and not by result: nothing here ranks.",
    );
    if let Some(prefix) = findings.prefix.as_ref().filter(|prefix| prefix.cases > 0) {
        let rows: Vec<Row> = prefix
            .grades
            .iter()
            .map(|estimate| row(format!("prefix/{}", estimate.name), vec![Cell::words(&estimate.label)], estimate))
            .collect();
        let caption =
            format!("The first {} drawn, all settled: only they have an interval", counted(prefix.cases, "case"));
        out += &table(&caption, &headings(&[("Grade", false)]), &rows);
    }
    if !findings.detail.per_child.is_empty() {
        let rows: Vec<Row> = findings
            .detail
            .per_child
            .iter()
            .map(|estimate| row(format!("per_child/{}", estimate.name), vec![Cell::words(&estimate.label)], estimate))
            .collect();
        out +=
            &table("Each child counting once, by the one record that was read", &headings(&[("Grade", false)]), &rows);
    }
    if let Some(agreement) = &findings.agreement {
        let rows: Vec<Row> = [&agreement.exact, &agreement.within_one]
            .map(|one| row(format!("agreement/{}", one.name), vec![Cell::words(&one.label)], one))
            .into();
        out += &table(TWO_AUDITORS, &headings(&[("How far they agreed", false)]), &rows);
    }
    for values in findings.by.chunk_by(|one, next| one.field == next.field) {
        out += &by(values);
        if let Some(first) = values.first() {
            out += &chance::funnel(findings, (&first.field, &first.label));
        }
    }
    out
}

fn by(values: &[Breakdown]) -> String {
    let Some(first) = values.first() else { return String::new() };
    let mut rows = Vec::new();
    for value in values {
        for estimate in &value.grades {
            let few = if value.few { "too few to compare" } else { "" };
            let before = vec![
                Cell::words(&value.value),
                Cell::words(&estimate.label),
                Cell::Figure(value.frame.to_string(), "frame", value.frame.to_string()),
                Cell::words(few),
            ];
            rows.push(row(format!("by/{}/{}/{}", value.field, value.value, estimate.name), before, estimate));
        }
    }
    let before = [("Value", false), ("Grade", false), ("In the frame", true), ("Remark", false)];
    table(&format!("Grades by {}", first.label), &headings(&before), &rows)
}

/// The answers to each criterion.
pub(super) fn criteria(findings: &Findings, _: &Face) -> String {
    let mut out = String::new();
    for criterion in &findings.criteria {
        let _ = write!(out, "<h3>{}</h3>\n{}", text(&criterion.label), para("note", &criterion.question));
        if criterion.waiting > 0 {
            let differ = crate::model::english::counted(criterion.waiting, "case");
            out += &para(
                "note",
                &format!(
                    "In {differ} two auditors agree overall but differ on this question. Until it is moderated, the shares leave it out."
                ),
            );
        }
        let rows: Vec<Row> = criterion
            .grades
            .iter()
            .map(|estimate| {
                row(
                    format!("criteria/{}/{}", criterion.criterion, estimate.name),
                    vec![Cell::words(&estimate.label)],
                    estimate,
                )
            })
            .collect();
        out += &table(&criterion.label, &headings(&[("Answer", false)]), &rows);
    }
    out += &calibration::tables(findings);
    out
}

/// The themes, concerns first.
pub(super) fn themes(findings: &Findings, _: &Face) -> String {
    let mut out = String::new();
    for (bearing, title) in [(Bearing::Concern, "Concerns"), (Bearing::Strength, "Strengths")] {
        let themes: Vec<&ThemeShare> = findings.themes.iter().filter(|theme| theme.kind == bearing).collect();
        let _ = writeln!(out, "<h3>{title}</h3>");
        if themes.is_empty() {
            out += &para("", "None coded.");
            continue;
        }
        out += &chance::pareto(findings, bearing);
        let rows: Vec<Row> = themes
            .iter()
            .map(|theme| {
                row(
                    format!("themes/{}", theme.theme),
                    vec![Cell::words(&theme.label), Cell::words(&theme.family)],
                    &theme.share,
                )
            })
            .collect();
        out += &table(title, &headings(&[("Theme", false), ("Family", false)]), &rows);
        themes.iter().for_each(|theme| out += &words_under(findings, theme));
    }
    if !findings.sentences.themes.is_empty() {
        out += "<h3>Together and over time</h3>\n";
    }
    for said in &findings.sentences.themes {
        out += &para("", said);
    }
    out + &theme_parts(findings)
}

/// The most findings in words under a theme; the part Findings has them all.
const MOST_WORDS: usize = 20;

/// The first findings in words that carry a theme, folded away.
fn words_under(findings: &Findings, theme: &ThemeShare) -> String {
    let carries =
        |line: &&FindingLine| line.bearing == theme.kind && line.themes.iter().any(|label| **label == *theme.label);
    let lines: Vec<&FindingLine> = findings.findings.iter().filter(carries).take(MOST_WORDS + 1).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("<details>\n<summary>In the auditors' words: {}</summary>\n<ul>\n", text(&theme.label));
    for line in lines.iter().take(MOST_WORDS) {
        let _ = writeln!(out, "<li>{} <span class=\"note\">({})</span></li>", text(&line.text), text(&line.record));
    }
    out += "</ul>\n";
    if lines.len() > MOST_WORDS {
        out += &para("note", "The part Findings has the others.");
    }
    out + "</details>\n"
}

/// By criterion, IRO and team, a table each.
fn theme_parts(findings: &Findings) -> String {
    let row = |part: &Part| {
        let figure = |name, count: u64| Cell::Figure(count.to_string(), name, count.to_string());
        let remark = if part.count.few { "too few to compare" } else { "" };
        let (count, of) = (figure("count", part.count.count), figure("of", part.count.of));
        let cells = vec![Cell::words(&part.theme.label), Cell::words(part.value), count, of, Cell::words(remark)];
        Row { key: Some(format!("theme_counts/{}/{}/{}", part.theme.theme, part.count.field, part.count.value)), cells }
    };
    let mut out = String::new();
    for field in theme_parts::FIELDS {
        let rows: Vec<Row> = theme_parts::by(findings, field).iter().map(row).collect();
        let headings = [("Theme", false), (field.1, false), ("Cases", true), ("Out of", true), ("Remark", false)];
        if !rows.is_empty() {
            out += &table(&format!("Themes by {}", field.1), &headings, &rows);
        }
    }
    match out.as_str() {
        "" => out,
        _ => format!("<h3>{}</h3>\n{}{out}", text(theme_parts::TITLE), para("note", theme_parts::READING)),
    }
}

/// The periods side by side.
pub(super) fn trend(findings: &Findings, _: &Face) -> String {
    if findings.trend.len() < 2 {
        return para("", "This is the first sample of its kind: there is no earlier period to stand beside it.")
            + &trend_table(findings);
    }
    let mut out = chance::run(findings);
    for said in findings.sentences.grades.iter().filter(|said| !said.is_empty()) {
        out += &para("", said);
    }
    out + &trend_table(findings) + &changes(findings)
}

/// The difference of each period from the one before, with its interval.
fn changes(findings: &Findings) -> String {
    let points = |fraction: f64| format!("{:+.1}", fraction * 100.0);
    let mut rows = Vec::new();
    for point in &findings.trend {
        for change in &point.changes {
            let label = point.grades.iter().find(|grade| grade.name == change.name).map_or("", |grade| &grade.label);
            let figure = |value: f64| Cell::Figure(points(value), "difference", format!("{value}"));
            let told = if change.shows_change { "a change" } else { "no change that these numbers can show" };
            rows.push(Row {
                key: Some(format!("changes/{}/{}", point.period, change.name)),
                cells: vec![
                    Cell::words(&point.label),
                    Cell::words(label),
                    figure(change.difference),
                    figure(change.low),
                    figure(change.high),
                    Cell::words(told),
                ],
            });
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let heads = [
        ("Period", false),
        ("Grade", false),
        ("Points", true),
        ("Low", true),
        ("High", true),
        ("What it shows", false),
    ];
    table("Differences from the settled period before, in points of a hundred", &heads, &rows)
}

fn trend_table(findings: &Findings) -> String {
    let mut rows = Vec::new();
    for point in &findings.trend {
        for estimate in &point.grades {
            let provisional = if point.provisional { "provisional" } else { "" };
            let before = vec![
                Cell::words(&point.label),
                Cell::words(&estimate.label),
                Cell::words(&point.sample),
                Cell::words(provisional),
            ];
            rows.push(row(format!("trend/{}/{}", point.period, estimate.name), before, estimate));
        }
    }
    table(
        "Grades by period",
        &headings(&[("Period", false), ("Grade", false), ("Sample", false), ("State", false)]),
        &rows,
    )
}
