//! What auditors wrote, the cases, what is being done, and how it was done.

use std::fmt::Write as _;

use super::html::{Cell, Heading, Row, para, table, text};
use crate::calendar::british;
use crate::model::{Bearing, CaseLine, Findings, HandPicked};
use crate::reporting::words::{HAND_PICKED, period_in_words};
use crate::reporting::{Face, method};

fn plain(cells: Vec<Cell>) -> Row {
    Row { key: None, cells }
}

/// The findings in the auditors' words.
pub(super) fn findings(findings: &Findings, _: &Face) -> String {
    if findings.findings.is_empty() {
        return para("", "No finding in words.");
    }
    let rows: Vec<Row> = findings
        .findings
        .iter()
        .map(|line| {
            let bearing = if line.bearing == Bearing::Strength { "Strength" } else { "Concern" };
            plain(vec![
                Cell::words(&line.record),
                Cell::words(&line.criterion),
                Cell::words(bearing),
                Cell::words(&line.text),
                Cell::words(&line.themes.join("; ")),
                Cell::words(line.iro.as_deref().unwrap_or_default()),
                Cell::words(&line.overall),
            ])
        })
        .collect();
    let headings: [Heading; 7] = [
        ("Record", false),
        ("Criterion", false),
        ("Kind", false),
        ("In the auditor's words", false),
        ("Themes", false),
        ("IRO", false),
        ("Overall grade", false),
    ];
    table("Findings in the auditors' words", &headings, &rows)
}

/// Every case that was drawn and what came of it.
pub(super) fn cases(findings: &Findings, _: &Face) -> String {
    if findings.cases.is_empty() {
        return para("", "The cases are left out of this copy.");
    }
    let rows: Vec<Row> = findings.cases.iter().map(case).collect();
    let headings: [Heading; 8] = [
        ("Record", false),
        ("Child", false),
        ("Date", false),
        ("IRO", false),
        ("Team", false),
        ("State", false),
        ("Overall grade", false),
        ("Since the draw", false),
    ];
    table("Cases", &headings, &rows) + &hand_picked(findings)
}

/// What somebody picked by hand, apart from what was drawn.
fn hand_picked(findings: &Findings) -> String {
    if findings.hand_picked.is_empty() {
        return String::new();
    }
    let row = |one: &HandPicked| {
        plain(vec![
            Cell::words(&one.record),
            Cell::words(&one.case.to_string()),
            Cell::words(&one.state),
            Cell::words(one.overall.as_deref().unwrap_or_default()),
            Cell::words(&one.reason),
        ])
    };
    let headings: [Heading; 5] =
        [("Record", false), ("Case", false), ("State", false), ("Overall grade", false), ("Why it was picked", false)];
    table(HAND_PICKED, &headings, &findings.hand_picked.iter().map(row).collect::<Vec<_>>())
}

fn case(line: &CaseLine) -> Row {
    let state = if line.moderated { format!("{}, moderated", line.state) } else { line.state.clone() };
    plain(vec![
        Cell::words(&line.record),
        Cell::words(line.child.as_deref().unwrap_or_default()),
        Cell::words(&line.date.map(british).unwrap_or_default()),
        Cell::words(line.iro.as_deref().unwrap_or_default()),
        Cell::words(line.team.as_deref().unwrap_or_default()),
        Cell::Words(state),
        Cell::words(line.overall.as_deref().unwrap_or_default()),
        Cell::words(line.since.as_deref().unwrap_or_default()),
    ])
}

/// What is being done, and whether it worked.
pub(super) fn actions(findings: &Findings, _: &Face) -> String {
    if findings.actions.is_empty() {
        return para("", "No actions are recorded for this sample.");
    }
    let rows: Vec<Row> = findings
        .actions
        .iter()
        .map(|action| {
            let record = action.record.as_ref().map(|record| format!("record {record}"));
            let because: Vec<String> = action.about.iter().cloned().chain(record).collect();
            let late = if action.overdue { "OVERDUE, " } else { "" };
            plain(vec![
                Cell::words(&action.what),
                Cell::words(&because.join("; ")),
                Cell::words(&action.owner),
                Cell::words(&british(action.due)),
                Cell::Words(format!("{late}{}", action.state.label())),
                Cell::words(&action.check_due.map(british).unwrap_or_default()),
                Cell::words(&action.evidence.join("; ")),
            ])
        })
        .collect();
    let headings: [Heading; 7] = [
        ("What", false),
        ("Because of", false),
        ("Owner", false),
        ("Due", false),
        ("State", false),
        ("Check due", false),
        ("What showed it", false),
    ];
    let as_of = findings.actions_as_of.map_or(String::new(), |day| {
        para(
            "note",
            &format!("Whether one is overdue is as of {}, the day of the register's newest entry.", british(day)),
        )
    });
    as_of + &table("Actions", &headings, &rows)
}

/// How it was done, so that it can be done again.
pub(super) fn method(findings: &Findings, face: &Face) -> String {
    let mut out = "<ol class=\"method\">\n".to_owned();
    for (subject, words) in method::told(findings, face) {
        let _ = writeln!(out, "<li><strong>{}.</strong> {}</li>", text(subject), text(&words));
    }
    out += "</ol>\n";
    let method = &findings.method;
    if method.design.is_stratified() {
        let rows: Vec<Row> = method
            .strata
            .iter()
            .map(|part| {
                plain(vec![
                    Cell::words(&part.stratum),
                    Cell::Words(part.frame.to_string()),
                    Cell::Words(part.size.to_string()),
                ])
            })
            .collect();
        out += &table("Allocation", &[("Stratum", false), ("Records in the frame", false), ("Drawn", false)], &rows);
    }
    if !method.unknown.is_empty() {
        let rows: Vec<Row> = method
            .unknown
            .iter()
            .map(|one| plain(vec![Cell::words(&one.field), Cell::Words(one.count.to_string())]))
            .collect();
        out +=
            &table("Records that could not be told", &[("Field", false), ("Records where it is blank", false)], &rows);
    }
    if !method.earlier.is_empty() {
        let rows: Vec<Row> = method
            .earlier
            .iter()
            .map(|draw| {
                plain(vec![
                    Cell::words(&draw.sample),
                    Cell::words(&period_in_words(&draw.period)),
                    Cell::words(&draw.state),
                    Cell::words(draw.reason.as_deref().unwrap_or_default()),
                    Cell::words(&draw.seed),
                    Cell::Words(draw.graded.map_or_else(|| "\u{2013}".to_owned(), |graded| graded.to_string())),
                    Cell::words(&draw.frame_sha256),
                ])
            })
            .collect();
        let headings: [Heading; 7] = [
            ("Sample", false),
            ("Period", false),
            ("State", false),
            ("Why withdrawn", false),
            ("Seed", false),
            ("Cases graded", false),
            ("SHA-256 of its frame", false),
        ];
        out += &table("Earlier draws for this or an overlapping period", &headings, &rows);
    }
    out
}
