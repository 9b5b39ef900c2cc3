//! The findings of a sample on one screen or two.

use super::bar::{BAR, interval_bar, scale, small_bar};
use super::calibration::calibration;
use super::styled::Styled;
use super::table::table;
use super::text::{columns, padded, room, wrapped};
use crate::model::english::counted;
use crate::model::{Bearing, Breakdown, CriterionShares, Estimate, Findings, HandPicked, ThemeShare};
use crate::reporting::calibration::title;
use crate::reporting::theme_parts::{self, Part};
use crate::reporting::words::{HAND_PICKED, TWO_AUDITORS, UNDEFINED, between, grades_shown, percent, share_and_count};

const CRITERIA: &str = "Criteria, least often good first: share (and number) of cases, interval below";
const CHECKS: &str = "Checks, least often yes first: share (and number) of cases, interval below";
/// Letters of a bar inside a table, and the narrowest screen that has room for one.
const SMALL: (usize, usize) = (20, 76);

/// Lays out the findings for a screen of `width` letters.
pub fn findings(findings: &Findings, width: usize) -> Styled {
    let page = Page { width: room(width), findings };
    let mut parts = vec![page.head(), page.first(), Styled::plain(&page.answer()), Styled::plain(&page.grades())];
    parts.extend(page.settled());
    parts.extend(page.per_child());
    parts.extend(page.criteria());
    parts.extend(page.themes(Bearing::Concern, "Concerns, most frequent first"));
    parts.extend(page.by());
    parts.extend(page.themes(Bearing::Strength, "Strengths, most frequent first"));
    parts.extend(page.theme_sentences());
    parts.extend(page.theme_parts());
    parts.extend(page.trend());
    parts.extend(page.agreement());
    parts.extend(page.calibration());
    parts.extend(page.hand_picked());
    parts.push(Styled::plain(&page.foot()));
    Styled::blocks(parts)
}

/// A screen to lay out for.
struct Page<'a> {
    width: usize,
    findings: &'a Findings,
}

impl Page<'_> {
    fn head(&self) -> Styled {
        let sentences = &self.findings.sentences;
        self.headed(&sentences.title, &wrapped(&sentences.basis, self.width, 0))
    }

    /// What somebody has to act on before reading on: children who may be unsafe, cases that are missing, actions overdue.
    fn first(&self) -> Styled {
        let findings = self.findings;
        let overdue =
            findings.sentences.actions.iter().filter(|_| findings.actions.iter().any(|action| action.overdue));
        let told = findings.sentences.urgent.iter().chain(&findings.sentences.provisional).chain(overdue);
        told.map(|words| Styled::warning(&wrapped(words, self.width, 0))).fold(Styled::default(), Styled::then)
    }

    /// The question and the answer in two sentences.
    fn answer(&self) -> String {
        let told = [&self.findings.sentences.question, &self.findings.sentences.answer];
        told.map(|words| wrapped(words, self.width, 0)).join("\n")
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
            let line = format!("{}  {share:>figure$}  {:range$}", padded(words, label), between(estimate));
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
    fn criteria(&self) -> Vec<Styled> {
        let (checks, graded): (Vec<_>, Vec<_>) =
            self.findings.criteria.iter().partition(|question| question.grades.iter().any(|e| e.name == "yes"));
        [(CRITERIA, graded), (CHECKS, checks)]
            .into_iter()
            .filter_map(|(title, questions)| self.questions(title, &questions))
            .collect()
    }

    fn questions(&self, title: &str, questions: &[&CriterionShares]) -> Option<Styled> {
        let first = grades_shown(&questions.first()?.grades, &self.findings.rubric);
        let ids: Vec<&str> = first.iter().map(|estimate| estimate.name.as_str()).collect();
        let mut headings = vec!["Criterion", "Out of"];
        headings.extend(first.iter().map(|estimate| estimate.label.as_str()));
        let mut questions = questions.to_vec();
        questions.sort_by(|one, other| met(one).total_cmp(&met(other)));
        let row = |question: &&CriterionShares| {
            let of = question.grades.first().map_or(0, |estimate| estimate.of).to_string();
            let bar = well(question).filter(|_| self.width >= SMALL.1).map(|well| small_bar(well, SMALL.0));
            let label = match question.waiting {
                0 => question.label.clone(),
                count => format!("{} ({count} not agreed yet)", question.label),
            };
            lines_with((vec![label, of], bar.unwrap_or_default()), (&question.grades, &ids), ends_or_bounds)
        };
        let answered = questions.iter().filter_map(|question| well(question)).any(|well| well.share.is_some());
        let of = first.iter().find(|answer| answer.name == "yes").or(first.last());
        let is_open = |one: &Estimate| bounds(one).is_some();
        let reading = match questions.iter().flat_map(|question| &question.grades).any(is_open) {
            true => " or, in brackets, what it can still come to",
            false => "",
        };
        let title = match of.filter(|_| answered && self.width >= SMALL.1) {
            Some(of) => format!("{title}{reading}; bar: {}", of.label),
            None => format!("{title}{reading}"),
        };
        Some(self.part(&title, &headings, &questions.iter().flat_map(row).collect::<Vec<_>>()))
    }

    /// One table a field.
    fn by(&self) -> Vec<Styled> {
        let mut parts: Vec<Vec<&Breakdown>> = Vec::new();
        for value in &self.findings.by {
            match parts.last_mut() {
                Some(part) if part.first().is_some_and(|first| first.field == value.field) => part.push(value),
                _ => parts.push(vec![value]),
            }
        }
        parts.iter().filter_map(|values| self.field(values)).collect()
    }

    fn field(&self, values: &[&Breakdown]) -> Option<Styled> {
        let first = values.first()?;
        let shown = grades_shown(&first.grades, &self.findings.rubric);
        let ids: Vec<&str> = shown.iter().map(|estimate| estimate.name.as_str()).collect();
        let mut headings = vec![first.label.as_str(), "Out of", "Frame"];
        headings.extend(shown.iter().map(|estimate| estimate.label.as_str()));
        let row = |value: &&Breakdown| {
            let of = value.grades.first().map_or(0, |estimate| estimate.of).to_string();
            let few = if value.few { " (too few)" } else { "" };
            let frame = if value.frame > 0 { value.frame.to_string() } else { UNDEFINED.to_owned() };
            let before = vec![format!("{}{few}", value.value), of, frame];
            lines((before, String::new()), &value.grades, &ids)
        };
        Some(self.part(&format!("By {}", first.label), &headings, &values.iter().flat_map(row).collect::<Vec<_>>()))
    }

    fn themes(&self, bearing: Bearing, title: &str) -> Option<Styled> {
        let row = |theme: &ThemeShare| vec![theme.label.clone(), share_and_count(&theme.share), between(&theme.share)];
        let themes = self.findings.themes.iter().filter(|theme| theme.kind == bearing);
        let rows: Vec<Vec<String>> = themes.map(row).collect();
        (!rows.is_empty()).then(|| self.part(title, &["Theme", "Share", "Interval"], &rows))
    }

    /// Which themes come together, which are new, which changed.
    fn theme_sentences(&self) -> Option<Styled> {
        let said = &self.findings.sentences.themes;
        let told = said.iter().map(|words| wrapped(words, self.width, 0)).collect::<Vec<_>>().join("\n");
        (!said.is_empty()).then(|| self.headed("Themes together and over time", &told))
    }

    /// Themes by criterion, IRO and team, where themes are asked for: one line a theme.
    fn theme_parts(&self) -> Vec<Styled> {
        if self.findings.by.iter().all(|part| part.field != "theme") {
            return Vec::new();
        }
        let said = |part: &Part| format!("{} {} of {}", part.value, part.count.count, part.count.of);
        let row = |parts: &[Part]| {
            let label = parts.first().map_or(String::new(), |part| part.theme.label.clone());
            vec![label, parts.iter().map(said).collect::<Vec<_>>().join("; ")]
        };
        let table = |field: (&'static str, &'static str)| {
            let parts = theme_parts::by(self.findings, field);
            let rows: Vec<Vec<String>> = parts.chunk_by(|a, b| a.theme == b.theme).map(row).collect();
            (!rows.is_empty()).then(|| self.part(&format!("Themes by {}", field.1), &["Theme", "Cases with it"], &rows))
        };
        let mut tables: Vec<Styled> = theme_parts::FIELDS.into_iter().filter_map(table).collect();
        if let Some(last) = tables.pop() {
            tables.push(last.then(Styled::plain(&wrapped(theme_parts::READING, self.width, 0))));
        }
        tables
    }

    /// Some estimates under each other, each with its interval.
    fn each(&self, title: &str, estimates: &[Estimate]) -> Option<Styled> {
        let row = |one: &&Estimate| vec![one.label.clone(), share_and_count(one), one.of.to_string(), between(one)];
        let rows: Vec<Vec<String>> = grades_shown(estimates, &self.findings.rubric).iter().map(row).collect();
        (!rows.is_empty()).then(|| self.part(title, &["", "Share", "Out of", "Interval"], &rows))
    }

    /// The cases that can have an interval while others are missing.
    fn settled(&self) -> Option<Styled> {
        let prefix = self.findings.prefix.as_ref().filter(|prefix| prefix.cases > 0)?;
        self.each(&format!("The first {} drawn, all settled", counted(prefix.cases, "case")), &prefix.grades)
    }

    fn per_child(&self) -> Option<Styled> {
        self.each("Each child counting once, by the one record that was read", &self.findings.detail.per_child)
    }

    fn agreement(&self) -> Option<Styled> {
        let agreement = self.findings.agreement.as_ref()?;
        self.each(TWO_AUDITORS, &[agreement.exact.clone(), agreement.within_one.clone()])
    }

    /// The periods side by side, oldest first.
    fn trend(&self) -> Option<Styled> {
        let last = self.findings.trend.last().filter(|_| self.findings.trend.len() > 1)?;
        let shown = grades_shown(&last.grades, &self.findings.rubric);
        let ids: Vec<&str> = shown.iter().map(|estimate| estimate.name.as_str()).collect();
        let mut headings = vec!["Period", "Out of"];
        headings.extend(shown.iter().map(|estimate| estimate.label.as_str()));
        let row = |point: &crate::model::TrendPoint| {
            let mark = if point.provisional { " (provisional)" } else { "" };
            let of = point.grades.first().map_or(0, |estimate| estimate.of).to_string();
            lines((vec![format!("{}{mark}", point.label), of], String::new()), &point.grades, &ids)
        };
        Some(self.part("Grades by period", &headings, &self.findings.trend.iter().flat_map(row).collect::<Vec<_>>()))
    }

    /// One table a kind of grading that counts in no share.
    fn calibration(&self) -> impl Iterator<Item = Styled> {
        let told = |one| Styled::heading(&title(one)).then(Styled::plain(&calibration(one, self.width)));
        self.findings.calibration.iter().map(told)
    }

    /// What somebody picked by hand, apart from everything that is counted.
    fn hand_picked(&self) -> Option<Styled> {
        let row = |one: &HandPicked| {
            let says = one.overall.clone().unwrap_or_else(|| one.state.clone());
            vec![one.case.to_string(), one.record.clone(), says, one.reason.clone()]
        };
        let rows: Vec<Vec<String>> = self.findings.hand_picked.iter().map(row).collect();
        (!rows.is_empty()).then(|| self.part(HAND_PICKED, &["Case", "Record", "Overall grade", "Why"], &rows))
    }

    fn part(&self, title: &str, headings: &[&str], rows: &[Vec<String>]) -> Styled {
        self.headed(title, &table(headings, rows, self.width))
    }

    fn headed(&self, title: &str, below: &str) -> Styled {
        Styled::heading(&wrapped(title, self.width, 0)).then(Styled::plain(below))
    }

    fn foot(&self) -> String {
        let sentences = &self.findings.sentences;
        let doing = sentences.actions.iter().filter(|_| self.findings.actions.iter().all(|action| !action.overdue));
        let told = sentences.agreement.iter().chain([&sentences.limits]).chain(&sentences.notes).chain(doing);
        told.filter(|words| !words.is_empty()).map(|words| wrapped(words, self.width, 0)).collect::<Vec<_>>().join("\n")
    }
}

/// How often a question was answered well: the share of good or better, or of yes.
fn met(question: &CriterionShares) -> f64 {
    well(question).and_then(|grade| grade.share).unwrap_or(1.0)
}

fn well(question: &CriterionShares) -> Option<&Estimate> {
    question.grades.iter().find(|grade| ["good-or-better", "yes"].contains(&grade.name.as_str()))
}

/// The lines of a table for one row: its shares and, below, their intervals, where there are any.
fn lines(before: (Vec<String>, String), estimates: &[Estimate], ids: &[&str]) -> Vec<Vec<String>> {
    lines_with(before, (estimates, ids), ends)
}

/// The same with other words below.
fn lines_with(
    (before, below): (Vec<String>, String),
    (estimates, ids): (&[Estimate], &[&str]),
    under: fn(&Estimate) -> String,
) -> Vec<Vec<String>> {
    let rest = before.len().saturating_sub(1);
    let under: Vec<String> = in_order(estimates, ids).map(|one| one.map_or(String::new(), under)).collect();
    let has_ends = under.iter().any(|ends| !ends.is_empty());
    let first = before.into_iter().chain(figures(estimates, ids)).collect();
    let second = std::iter::once(below).chain(std::iter::repeat_n(String::new(), rest)).chain(under);
    std::iter::once(first).chain(has_ends.then(|| second.collect())).collect()
}

/// `35%–58%`, nothing where there is no interval.
fn ends(estimate: &Estimate) -> String {
    estimate.low.zip(estimate.high).map_or(String::new(), range)
}

/// The same; where answers are missing and there is no interval, what the share can still come to, in brackets.
fn ends_or_bounds(estimate: &Estimate) -> String {
    bounds(estimate).map_or_else(|| ends(estimate), |bounds| format!("[{}]", range(bounds)))
}

/// What a share can still come to, where answers are missing, some are there, and they have no interval.
fn bounds(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.least.zip(estimate.most).filter(|_| estimate.of > 0 && estimate.low.is_none())
}

/// `35%–58%`, the one figure where both ends are the same in words.
fn range((low, high): (f64, f64)) -> String {
    match (percent(Some(low)), percent(Some(high))) {
        (low, high) if low == high => low,
        (low, high) => format!("{low}–{high}"),
    }
}

/// Share and number of each answer, in the order of the headings.
fn figures<'a>(estimates: &'a [Estimate], ids: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    in_order(estimates, ids).map(|one| one.map_or(UNDEFINED.to_owned(), share_and_count))
}

fn in_order<'a>(estimates: &'a [Estimate], ids: &'a [&str]) -> impl Iterator<Item = Option<&'a Estimate>> {
    ids.iter().map(|id| estimates.iter().find(|estimate| estimate.name == **id))
}

fn longest(words: impl Iterator<Item = impl AsRef<str>>) -> usize {
    words.map(|words| columns(words.as_ref())).max().unwrap_or(0)
}
