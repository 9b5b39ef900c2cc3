//! Charts as SVG, each with words that say the same to somebody who hears it read.

use std::fmt::Write as _;

use super::html::text;
use crate::model::{Estimate, Findings, TrendPoint};
use crate::reporting::words::{between, percent, share_and_count, short_period};

/// Width of every chart in its own units.
const WIDE: f64 = 640.0;

/// A chart with its words.
fn chart(tall: f64, words: &str, body: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDE} {tall}\" role=\"img\" aria-label=\"{}\" focusable=\"false\">\n{body}</svg>\n",
        text(words)
    )
}

/// A share and its interval as a bar with a whisker on a line from 0 to 100%.
pub(super) fn interval(estimate: &Estimate, class: &str) -> String {
    const LONG: f64 = 300.0;
    let mut body = format!("<rect class=\"ground\" x=\"0\" y=\"5\" width=\"{LONG}\" height=\"12\"/>\n");
    if let Some(share) = estimate.share {
        let _ = writeln!(body, "<rect class=\"{class}\" x=\"0\" y=\"5\" width=\"{:.1}\" height=\"12\"/>", share * LONG);
    }
    let ends = match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => Some((low, high)),
        _ => estimate.least.zip(estimate.most),
    };
    if let Some((low, high)) = ends {
        let (low, high) = (low * LONG, high * LONG);
        let _ = writeln!(body, "<path class=\"whisker\" d=\"M{low:.1} 11H{high:.1}M{low:.1} 6V16M{high:.1} 6V16\"/>");
    }
    format!(
        "<svg class=\"bar\" viewBox=\"-2 0 304 22\" role=\"img\" aria-label=\"{}\" focusable=\"false\">\n{body}</svg>\n",
        text(&format!("{}, {}", share_and_count(estimate), between(estimate)))
    )
}

/// The class by which a grade is painted: `g0` the worst of three, `g2` the best; patterns do not depend on colour alone.
pub(super) fn grade_class(place: usize, grades: usize) -> String {
    let nearest = match (place, grades) {
        (0, _) => 0,
        (place, grades) if place + 1 >= grades => 4,
        (place, 4) => {
            if place == 1 {
                1
            } else {
                3
            }
        }
        (_, 3) => 2,
        (place, _) => place.min(3),
    };
    format!("g{nearest}")
}

/// The grades of each period, stacked to 100%, with n under each.
pub(super) fn stacked(findings: &Findings) -> String {
    const BASE: f64 = 190.0;
    const TALL: f64 = 160.0;
    let scale = &findings.rubric.scale;
    let points: Vec<&TrendPoint> = findings.trend.iter().rev().take(12).rev().collect();
    let step = WIDE / points.len().max(1) as f64;
    let wide = (step * 0.6).min(90.0);
    let mut body = String::new();
    let mut spoken = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let left = step * at as f64 + (step - wide) / 2.0;
        let middle = left + wide / 2.0;
        let mut foot = BASE;
        let mut said = Vec::new();
        let mut of = 0;
        for (place, grade) in scale.iter().enumerate() {
            let Some(estimate) = point.grades.iter().find(|estimate| estimate.name == grade.id) else { continue };
            of = estimate.of;
            let Some(share) = estimate.share else { continue };
            let high = share * TALL;
            foot -= high;
            let class = grade_class(place, scale.len());
            let _ = writeln!(
                body,
                "<rect class=\"{class} part\" x=\"{left:.1}\" y=\"{foot:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"/>"
            );
            if high >= 14.0 {
                let _ = writeln!(
                    body,
                    "<text class=\"on {class}\" x=\"{middle:.1}\" y=\"{:.1}\">{}</text>",
                    foot + high / 2.0 + 4.0,
                    percent(Some(share))
                );
            }
            said.push(format!("{} {}", estimate.label, share_and_count(estimate)));
        }
        let label = short_period(&point.period, &point.label);
        let provisional = if point.provisional { " (provisional)" } else { "" };
        let _ = writeln!(body, "<text class=\"mid\" x=\"{middle:.1}\" y=\"{}\">{}</text>", BASE + 16.0, text(&label));
        let _ = writeln!(
            body,
            "<text class=\"mid small\" x=\"{middle:.1}\" y=\"{}\">n = {of}{provisional}</text>",
            BASE + 31.0
        );
        spoken.push(format!(
            "{label}{provisional}: {}",
            if said.is_empty() { "nothing graded".to_owned() } else { said.join(", ") }
        ));
    }
    let _ = writeln!(body, "<path class=\"axis\" d=\"M0 {BASE}H{WIDE}\"/>");
    let legend: Vec<String> = scale
        .iter()
        .enumerate()
        .map(|(place, grade)| {
            format!("<li><span class=\"key {}\"></span>{}</li>", grade_class(place, scale.len()), text(&grade.label))
        })
        .collect();
    let words = format!("Share of each grade by period. {}.", spoken.join("; "));
    format!("{}<ul class=\"legend\" aria-hidden=\"true\">{}</ul>\n", chart(BASE + 38.0, &words, &body), legend.join(""))
}

/// Shares as bars, the first the longest, with their intervals.
pub(super) fn bars(what: &str, estimates: &[&Estimate], class: &str) -> String {
    const ROW: f64 = 46.0;
    const LEFT: f64 = 4.0;
    let long = WIDE - 90.0;
    let top = estimates.iter().filter_map(|estimate| estimate.high.or(estimate.share)).fold(0.1, f64::max);
    let scale = long / top;
    let mut body = String::new();
    for (at, estimate) in estimates.iter().enumerate() {
        let y = ROW * at as f64;
        let _ = writeln!(body, "<text x=\"{LEFT}\" y=\"{:.1}\">{}</text>", y + 15.0, text(&estimate.label));
        let share = estimate.share.unwrap_or(0.0);
        let _ = writeln!(
            body,
            "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"14\"/>",
            y + 21.0,
            share * scale
        );
        let mut end = share;
        if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
            let (from, to, mid) = (LEFT + low * scale, LEFT + high * scale, y + 28.0);
            let _ = writeln!(
                body,
                "<path class=\"whisker\" d=\"M{from:.1} {mid:.1}H{to:.1}M{from:.1} {:.1}v10M{to:.1} {:.1}v10\"/>",
                mid - 5.0,
                mid - 5.0
            );
            end = high;
        }
        let _ = writeln!(
            body,
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            LEFT + end * scale + 8.0,
            y + 33.0,
            text(&share_and_count(estimate))
        );
    }
    let said: Vec<String> =
        estimates.iter().map(|e| format!("{} {}, {}", e.label, share_and_count(e), between(e))).collect();
    chart(ROW * estimates.len() as f64 + 4.0, &format!("{what}: {}.", said.join("; ")), &body)
}

/// One grade over the periods as points with whiskers on a scale from 0 to 100%; samples that are provisional are hollow.
pub(super) fn run(findings: &Findings, grade: &str, label: &str) -> String {
    const BASE: f64 = 200.0;
    const TALL: f64 = 180.0;
    const LEFT: f64 = 44.0;
    let points: Vec<(&TrendPoint, &Estimate)> = findings
        .trend
        .iter()
        .filter_map(|point| Some((point, point.grades.iter().find(|one| one.name == grade)?)))
        .collect();
    let step = (WIDE - LEFT) / points.len().max(1) as f64;
    let height = |share: f64| BASE - share * TALL;
    let mut body = String::new();
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let y = height(tick);
        let _ = writeln!(
            body,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{WIDE}\"/><text class=\"end small\" x=\"{}\" y=\"{:.1}\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            percent(Some(tick))
        );
    }
    let mut spoken = Vec::new();
    for (at, (point, estimate)) in points.iter().enumerate() {
        let x = LEFT + step * (at as f64 + 0.5);
        if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
            let (low, high) = (height(low), height(high));
            let _ = writeln!(
                body,
                "<path class=\"whisker\" d=\"M{x:.1} {low:.1}V{high:.1}M{:.1} {low:.1}h10M{:.1} {high:.1}h10\"/>",
                x - 5.0,
                x - 5.0
            );
        }
        if let Some(share) = estimate.share {
            let class = if point.provisional { "dot hollow" } else { "dot" };
            let _ = writeln!(body, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{:.1}\" r=\"5\"/>", height(share));
        }
        let period = short_period(&point.period, &point.label);
        let _ = writeln!(body, "<text class=\"mid\" x=\"{x:.1}\" y=\"{}\">{}</text>", BASE + 18.0, text(&period));
        let _ =
            writeln!(body, "<text class=\"mid small\" x=\"{x:.1}\" y=\"{}\">n = {}</text>", BASE + 33.0, estimate.of);
        spoken.push(format!("{period} {}, {}", share_and_count(estimate), between(estimate)));
    }
    chart(BASE + 40.0, &format!("{label} by period: {}.", spoken.join("; ")), &body)
}
