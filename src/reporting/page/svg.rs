//! Charts as SVG, each with words that say the same to somebody who hears it read.

use std::fmt::Write as _;

use super::html::text;
use crate::model::{Estimate, Findings, TrendPoint};
use crate::reporting::titles;
use crate::reporting::words::{between, percent, share_and_count, short_period};

/// Width of every chart in its own units.
pub(super) const WIDE: f64 = 640.0;

/// What a chart says of itself.
pub(super) struct Chart<'a> {
    /// By what the page's other parts know it; unlike that of any other chart of the page.
    pub(super) id: &'a str,
    /// What it shows, by a rule.
    pub(super) title: &'a str,
    /// Its figures in words, for somebody who hears it read.
    pub(super) words: &'a str,
}

impl Chart<'_> {
    /// The drawing under its title.
    pub(super) fn draw(&self, tall: f64, body: &str) -> String {
        let (id, title) = (text(self.id), text(self.title));
        format!(
            "<figure>\n<figcaption>{title}</figcaption>\n<svg viewBox=\"0 0 {WIDE} {tall}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
             focusable=\"false\">\n<title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{}</desc>\n{body}</svg>\n</figure>\n",
            text(self.words)
        )
    }
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
    let title = if points.len() > 1 { titles::trend(findings) } else { titles::grades(findings) };
    let chart = Chart { id: "periods", title: &title, words: &words }.draw(BASE + 38.0, &body);
    format!("{chart}<ul class=\"legend\" aria-hidden=\"true\">{}</ul>\n", legend.join(""))
}

/// Shares as bars, the first the longest, with their intervals, and beside each, where it is given, the running share of all that were coded.
pub(super) fn bars(
    (id, title): (&str, &str),
    (estimates, running): (&[&Estimate], &[Option<f64>]),
    class: &str,
) -> String {
    const ROW: f64 = 46.0;
    const LEFT: f64 = 4.0;
    let long = WIDE - if running.is_empty() { 90.0 } else { 190.0 };
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
        if let Some(Some(running)) = running.get(at) {
            let _ = writeln!(
                body,
                "<text class=\"end small\" x=\"{WIDE}\" y=\"{:.1}\">running {}</text>",
                y + 15.0,
                percent(Some(*running))
            );
        }
    }
    let said: Vec<String> =
        estimates.iter().map(|e| format!("{} {}, {}", e.label, share_and_count(e), between(e))).collect();
    let chart = Chart { id, title, words: &format!("{}.", said.join("; ")) };
    chart.draw(ROW * estimates.len() as f64 + 4.0, &body)
}
