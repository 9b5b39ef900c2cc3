//! The findings of a sample on one screen or two.

use super::bar::{BAR, interval_bar, scale};
use super::calibration::calibration;
use super::table::table;
use super::text::{Screen, room, wrapped};
use crate::model::{Bearing, Breakdown, CriterionShares, Estimate, Findings, ThemeShare};
use crate::reporting::calibration::title;
use crate::reporting::words::{between, grades_shown, share_and_count};

/// The most concerns, and the most strengths.
const MOST_THEMES: usize = 8;

/// Lays out the findings for a screen of `width` letters; `colour` only adds, it says nothing of its own.
pub fn findings(findings: &Findings, width: usize, colour: bool) -> String {
    let page = Page { width: room(width), screen: if colour { Screen::Colour } else { Screen::Plain }, findings };
    let mut parts = vec![page.head(), page.grades()];
    parts.extend(page.criteria());
    parts.extend(page.by());
    parts.extend(page.themes(Bearing::Concern, "Concerns, most frequent first"));
    parts.extend(page.themes(Bearing::Strength, "Strengths, most frequent first"));
    parts.extend(page.calibration());
    parts.push(page.foot());
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

/// A screen to lay out for.
struct Page<'a> {
    width: usize,
    screen: Screen,
    findings: &'a Findings,
}

impl Page<'_> {
    fn head(&self) -> String {
        let sentences = &self.findings.sentences;
        let mut lines = vec![
            self.screen.heading(&wrapped(&sentences.title, self.width, 0)),
            wrapped(&sentences.basis, self.width, 0),
        ];
        lines.extend(sentences.provisional.as_ref().map(|words| self.screen.warning(&wrapped(words, self.width, 0))));
        lines.join("\n")
    }

    /// A line a grade, the best first, with its sentence under it and one scale under all.
    fn grades(&self) -> String {
        let shown = grades_shown(&self.findings.grades, &self.findings.rubric);
        let label = longest(shown.iter().map(|estimate| estimate.label.as_str()));
        let figure = longest(shown.iter().map(|estimate| share_and_count(estimate)));
        let range = longest(shown.iter().map(|estimate| between(estimate)));
        let before = label + figure + range + 6;
        let bar = self.width.saturating_sub(before).min(BAR.1);
        let mut lines = Vec::new();
        for (place, estimate) in shown.iter().enumerate().rev() {
            let (words, share) = (&estimate.label, share_and_count(estimate));
            let line = format!("{words:label$}  {share:>figure$}  {:range$}", between(estimate));
            lines.push(match bar >= BAR.0 {
                true => format!("{line}  {}", interval_bar(estimate, bar)).trim_end().to_owned(),
                false => wrapped(&line, self.width, 2),
            });
            lines.extend(self.sentence(place));
        }
        if bar >= BAR.0 && !shown.is_empty() {
            lines.push(format!("{}{}", " ".repeat(before), scale(bar)));
        }
        lines.join("\n")
    }

    /// What is said of the grade at a place, set in under its line.
    fn sentence(&self, place: usize) -> Option<String> {
        let words = self.findings.sentences.grades.get(place).filter(|words| !words.is_empty())?;
        Some(format!("  {}", wrapped(words, self.width - 2, 2)))
    }

    /// The graded questions, then the checks.
    fn criteria(&self) -> Vec<String> {
        let (checks, graded): (Vec<_>, Vec<_>) =
            self.findings.criteria.iter().partition(|question| question.grades.iter().any(|e| e.name == "yes"));
        [("Criteria: share (and number) of cases", graded), ("Checks: share (and number) of cases", checks)]
            .into_iter()
            .filter_map(|(title, questions)| self.questions(title, &questions))
            .collect()
    }

    fn questions(&self, title: &str, questions: &[&CriterionShares]) -> Option<String> {
        let first = grades_shown(&questions.first()?.grades, &self.findings.rubric);
        let ids: Vec<&str> = first.iter().map(|estimate| estimate.name.as_str()).collect();
        let mut headings = vec!["Criterion", "Out of"];
        headings.extend(first.iter().map(|estimate| estimate.label.as_str()));
        let row = |question: &&CriterionShares| {
            let of = question.grades.first().map_or(0, |estimate| estimate.of).to_string();
            [question.label.clone(), of].into_iter().chain(figures(&question.grades, &ids)).collect()
        };
        Some(self.part(title, &headings, &questions.iter().map(row).collect::<Vec<_>>()))
    }

    /// One table a field.
    fn by(&self) -> Vec<String> {
        let mut parts: Vec<Vec<&Breakdown>> = Vec::new();
        for value in &self.findings.by {
            match parts.last_mut() {
                Some(part) if part.first().is_some_and(|first| first.field == value.field) => part.push(value),
                _ => parts.push(vec![value]),
            }
        }
        parts.iter().filter_map(|values| self.field(values)).collect()
    }

    fn field(&self, values: &[&Breakdown]) -> Option<String> {
        let first = values.first()?;
        let shown = grades_shown(&first.grades, &self.findings.rubric);
        let ids: Vec<&str> = shown.iter().map(|estimate| estimate.name.as_str()).collect();
        let mut headings = vec![first.label.as_str(), "Out of", "Frame"];
        headings.extend(shown.iter().map(|estimate| estimate.label.as_str()));
        let row = |value: &&Breakdown| {
            let of = value.grades.first().map_or(0, |estimate| estimate.of).to_string();
            let few = if value.few { " (too few)" } else { "" };
            let before = [format!("{}{few}", value.value), of, value.frame.to_string()];
            before.into_iter().chain(figures(&value.grades, &ids)).collect()
        };
        Some(self.part(&format!("By {}", first.label), &headings, &values.iter().map(row).collect::<Vec<_>>()))
    }

    fn themes(&self, bearing: Bearing, title: &str) -> Option<String> {
        let row = |theme: &ThemeShare| vec![theme.label.clone(), share_and_count(&theme.share), between(&theme.share)];
        let themes = self.findings.themes.iter().filter(|theme| theme.kind == bearing);
        let rows: Vec<Vec<String>> = themes.take(MOST_THEMES).map(row).collect();
        (!rows.is_empty()).then(|| self.part(title, &["Theme", "Share", "Interval"], &rows))
    }

    /// One table a kind of grading that counts in no share.
    fn calibration(&self) -> impl Iterator<Item = String> {
        let told = |one| format!("{}\n{}", self.screen.heading(&title(one)), calibration(one, self.width));
        self.findings.calibration.iter().map(told)
    }

    fn part(&self, title: &str, headings: &[&str], rows: &[Vec<String>]) -> String {
        format!("{}\n{}", self.screen.heading(title), table(headings, rows, self.width))
    }

    fn foot(&self) -> String {
        let sentences = &self.findings.sentences;
        let told = sentences.agreement.iter().chain([&sentences.limits]).chain(&sentences.notes);
        told.filter(|words| !words.is_empty()).map(|words| wrapped(words, self.width, 0)).collect::<Vec<_>>().join("\n")
    }
}

/// Share and number of each answer, in the order of the headings.
fn figures<'a>(estimates: &'a [Estimate], ids: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    ids.iter().map(|id| estimates.iter().find(|estimate| estimate.name == **id).map_or("–".to_owned(), share_and_count))
}

fn longest(words: impl Iterator<Item = impl AsRef<str>>) -> usize {
    words.map(|words| words.as_ref().chars().count()).max().unwrap_or(0)
}
