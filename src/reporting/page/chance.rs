//! Charts of what chance leaves, and of how few themes make up most: the same as on the workbook, as SVG.

use std::fmt::Write as _;

use super::html::text;
use super::svg::{self, Chart, WIDE};
use crate::analysis::running_shares;
use crate::model::{Bearing, Estimate, Findings, Funnel, ThemeShare, TrendPoint};
use crate::reporting::breaks::{runs, told};
use crate::reporting::titles;
use crate::reporting::words::{between, grades_shown, percent, share_and_count, short_period};

/// Where the drawing of a chart with a scale at its left begins, its foot and how tall it is.
const LEFT: f64 = 44.0;
const BASE: f64 = 200.0;
const TALL: f64 = 180.0;
/// The most bars of a Pareto chart.
const MOST: usize = 12;

fn height(share: f64) -> f64 {
    BASE - share * TALL
}

/// The lines of a scale from 0 to 100%.
fn scale(body: &mut String, right: f64) {
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let y = height(tick);
        let _ = writeln!(
            body,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right}\"/><text class=\"end small\" x=\"{}\" y=\"{:.1}\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            percent(Some(tick))
        );
    }
}

/// A line through points; where one is missing it breaks.
fn path(points: &[Option<(f64, f64)>], class: &str) -> String {
    let mut d = String::new();
    let mut is_on = false;
    for point in points {
        if let Some((x, y)) = point {
            let _ = write!(d, "{}{x:.1} {y:.1}", if is_on { 'L' } else { 'M' });
        }
        is_on = point.is_some();
    }
    if d.is_empty() { d } else { format!("<path class=\"{class}\" d=\"{d}\"/>\n") }
}

/// Good or better over the periods, with intervals, breaks, and the limits of chance where there are enough periods; then why it breaks.
pub(super) fn run(findings: &Findings) -> String {
    let shown = grades_shown(&findings.grades, &findings.rubric);
    let all = &findings.grades;
    let Some(grade) = all.iter().find(|one| one.name == "good-or-better").or_else(|| shown.last().copied()) else {
        return String::new();
    };
    let mut out = line(findings, grade);
    for reason in told(findings) {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", text(&reason));
    }
    out
}

fn line(findings: &Findings, grade: &Estimate) -> String {
    let points: Vec<(&TrendPoint, Option<&Estimate>)> =
        findings.trend.iter().map(|point| (point, point.grades.iter().find(|one| one.name == grade.name))).collect();
    let step = (WIDE - LEFT) / points.len().max(1) as f64;
    let across = |at: usize| LEFT + step * (at as f64 + 0.5);
    let mut body = String::new();
    scale(&mut body, WIDE);
    let chance = |at: usize, end: fn(&crate::model::Limits) -> f64| {
        let run = findings.detail.run.as_ref()?;
        let limits = run.limits.iter().find(|one| one.period == points[at].0.period)?;
        Some((across(at), height(end(limits))))
    };
    let every = |end: fn(&crate::model::Limits) -> f64| (0..points.len()).map(|at| chance(at, end)).collect::<Vec<_>>();
    body += &path(&every(|limits| limits.low), "limit");
    body += &path(&every(|limits| limits.high), "limit");
    if let Some(run) = &findings.detail.run {
        let y = height(run.median);
        let _ = writeln!(body, "<path class=\"median\" d=\"M{LEFT} {y:.1}H{WIDE}\"/>");
    }
    body += &pieces(findings, &points, across);
    let mut spoken = Vec::new();
    for (at, (point, estimate)) in points.iter().enumerate() {
        let Some(estimate) = estimate else { continue };
        body += &mark(across(at), estimate, point.provisional);
        let period = short_period(&point.period, &point.label);
        let x = across(at);
        let _ = writeln!(body, "<text class=\"mid small\" x=\"{x:.1}\" y=\"{}\">{}</text>", BASE + 18.0, text(&period));
        let _ =
            writeln!(body, "<text class=\"mid small\" x=\"{x:.1}\" y=\"{}\">n = {}</text>", BASE + 33.0, estimate.of);
        spoken.push(format!("{} {}, {}", point.label, share_and_count(estimate), between(estimate)));
    }
    let words = match &findings.detail.run {
        Some(run) => format!(
            "{}. Median {}; dotted lines are the limits of chance.",
            spoken.join("; "),
            percent(Some(run.median))
        ),
        None => format!("{}.", spoken.join("; ")),
    };
    let chart = Chart { id: "run", title: &titles::run(findings, &grade.label), words: &words };
    chart.draw(BASE + 40.0, &body) + &key(findings)
}

/// What the lines are.
fn key(findings: &Findings) -> String {
    match findings.detail.run {
        Some(_) => "<p class=\"note\">Points with their intervals; dashed: the median; dotted: the limits within which chance alone would leave a \
                    period, all but two times in a thousand.</p>\n"
            .to_owned(),
        None => "<p class=\"note\">Points with their intervals. A median and limits of chance need 12 settled periods.</p>\n".to_owned(),
    }
}

/// The line between the points, a piece for each unbroken run.
fn pieces(findings: &Findings, points: &[(&TrendPoint, Option<&Estimate>)], across: impl Fn(usize) -> f64) -> String {
    let numbers = runs(findings);
    let last = numbers.last().copied().unwrap_or(0);
    let piece = |number: u16| {
        let of = |at: usize| {
            let share = points[at].1?.share?;
            (numbers.get(at) == Some(&number)).then(|| (across(at), height(share)))
        };
        path(&(0..points.len()).map(of).collect::<Vec<_>>(), "course")
    };
    (0..=last).map(piece).collect()
}

/// A point with its interval; hollow where it is provisional.
fn mark(x: f64, estimate: &Estimate, provisional: bool) -> String {
    let mut body = String::new();
    if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
        let (low, high, left) = (height(low), height(high), x - 5.0);
        let _ = writeln!(
            body,
            "<path class=\"whisker\" d=\"M{x:.1} {low:.1}V{high:.1}M{left:.1} {low:.1}h10M{left:.1} {high:.1}h10\"/>"
        );
    }
    if let Some(share) = estimate.share {
        let class = if provisional { "dot hollow" } else { "dot" };
        let _ = writeln!(body, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{:.1}\" r=\"5\"/>", height(share));
    }
    body
}

/// Where each value of a field stands within the limits of chance, fewest cases first, a chart a grade.
pub(super) fn funnel(findings: &Findings, (field, label): (&str, &str)) -> String {
    let mut out = String::new();
    for grade in &findings.grades {
        let mut points: Vec<&Funnel> =
            findings.detail.funnel.iter().filter(|point| point.field == field && point.name == grade.name).collect();
        if points.len() < 2 {
            continue;
        }
        points.sort_by(|a, b| (a.of, &a.value).cmp(&(b.of, &b.value)));
        let title = titles::funnel(findings, &points, (label, &grade.label));
        out += &limits(&points, (field, &grade.name), &title);
    }
    if out.is_empty() {
        return out;
    }
    let mut methods: Vec<&str> = Vec::new();
    for point in findings.detail.funnel.iter().filter(|point| point.field == field) {
        if !methods.contains(&point.method.as_str()) {
            methods.push(&point.method);
        }
    }
    let _ = writeln!(
        out,
        "<p class=\"note\">Dashed: all cases together; the grey bar: the {}. Values stand by how many cases they have, and nothing here ranks.</p>",
        text(&methods.join("; "))
    );
    out
}

fn limits(points: &[&Funnel], (field, name): (&str, &str), title: &str) -> String {
    const ROW: f64 = 24.0;
    const NAMES: f64 = 230.0;
    let along = |share: f64| NAMES + share * (WIDE - NAMES - 24.0);
    let tall = ROW * points.len() as f64;
    let mut body = String::new();
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let x = along(tick);
        let _ = writeln!(
            body,
            "<path class=\"grid\" d=\"M{x:.1} 0V{tall}\"/><text class=\"mid small\" x=\"{x:.1}\" y=\"{}\">{}</text>",
            tall + 16.0,
            percent(Some(tick))
        );
    }
    let mut spoken = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let y = ROW * (at as f64 + 0.5);
        let _ = writeln!(
            body,
            "<text class=\"end small\" x=\"{}\" y=\"{:.1}\">{}, n = {}</text>\n<rect class=\"chance\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"10\"/>",
            NAMES - 8.0,
            y + 4.0,
            text(&short(&point.value)),
            point.of,
            along(point.low),
            y - 5.0,
            (along(point.high) - along(point.low)).max(1.0)
        );
        let class = if point.outside { "dot outside" } else { "dot" };
        let _ = writeln!(body, "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\"/>", along(point.share));
        let told = if point.outside { ", OUTSIDE" } else { "" };
        spoken.push(format!(
            "{} {} ({} of {}), limits {} to {}{told}",
            point.value,
            percent(Some(point.share)),
            point.count,
            point.of,
            percent(Some(point.low)),
            percent(Some(point.high))
        ));
    }
    if let Some(first) = points.first() {
        let x = along(first.centre);
        let _ = writeln!(body, "<path class=\"median\" d=\"M{x:.1} 0V{tall}\"/>");
    }
    let id = format!("funnel-{}-{name}", field.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
    Chart { id: &id, title, words: &format!("{}.", spoken.join("; ")) }.draw(tall + 24.0, &body)
}

/// A name that fits beside a chart.
fn short(name: &str) -> String {
    const LETTERS: usize = 26;
    match name.chars().count() > LETTERS {
        true => format!("{}…", name.chars().take(LETTERS - 1).collect::<String>()),
        false => name.to_owned(),
    }
}

/// Themes of a kind as bars with their intervals, and the running share of all that were coded beside each.
pub(super) fn pareto(findings: &Findings, bearing: Bearing) -> String {
    let themes: Vec<&ThemeShare> = findings.themes.iter().filter(|theme| theme.kind == bearing).collect();
    if themes.iter().all(|theme| theme.share.count == 0) {
        return String::new();
    }
    let running = running_shares(themes.iter().copied());
    let class = if bearing == Bearing::Concern { "concern" } else { "strength" };
    let shown: Vec<&Estimate> = themes.iter().take(MOST).map(|theme| &theme.share).collect();
    let id = format!("pareto-{}", bearing.id());
    svg::bars((&id, &titles::themes(findings, bearing)), (&shown, &running), class)
}
