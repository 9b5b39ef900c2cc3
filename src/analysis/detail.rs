//! What stands beside the main figures: the per-child answer, limits of chance, themes together, what themes did.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Compared, Detail, Findings, Grading, ThemeChange, ThemeCount, ThemePair, TrendBreak, TrendPoint};
use crate::statistics::difference::Pair;

use super::chance;
use super::compared::difference;
use super::grades;
use super::input::{DrawnCase, Input};
use super::layout::{Layout, Says};

pub(super) fn detail(input: &Input<'_>, layout: &Layout<'_>, findings: &Findings) -> Detail {
    let per_child = input.design.one_per_child.then(|| grades::overall(&layout.per_child(), input.rubric));
    Detail {
        per_child: per_child.unwrap_or_default(),
        breaks: input.breaks.iter().cloned().chain(other_auditors(&findings.trend)).collect(),
        run: chance::run(input, &findings.trend),
        funnel: findings.by.iter().flat_map(|part| chance::funnel(input, part, &findings.grades)).collect(),
        theme_pairs: pairs(layout, findings),
        theme_counts: counts(layout),
        theme_changes: changes(input, findings),
        uncovered: input.uncovered.clone(),
    }
}

/// Where nobody, or not everybody, who graded a period graded the one before.
fn other_auditors(trend: &[TrendPoint]) -> Vec<TrendBreak> {
    let pairs = trend.windows(2).filter(|two| !two[0].auditors.is_empty() && !two[1].auditors.is_empty());
    pairs
        .filter(|two| two[0].auditors != two[1].auditors)
        .map(|two| {
            let same = two[1].auditors.iter().filter(|name| two[0].auditors.contains(name)).count();
            let both = match (same, two[1].auditors.len()) {
                (0, 1) => "the one who graded did not grade both".to_owned(),
                (0, all) => format!("none of {all} graded both"),
                (1, 1) => "the one who graded was one of several then".to_owned(),
                (same, all) => format!("{same} of {all} graded both"),
            };
            TrendBreak {
                period: two[1].period.clone(),
                sample: two[1].sample.clone(),
                reason: format!(
                    "Not the same auditors as in {}: {both}, so that a difference may be one of auditors.",
                    two[0].label
                ),
                left_out: false,
                told: same * 2 < two[1].auditors.len(),
            }
        })
        .collect()
}

fn carried(grading: &Grading) -> BTreeSet<&str> {
    grading.themes.iter().map(|tag| tag.theme.as_str()).collect()
}

fn pairs(layout: &Layout<'_>, findings: &Findings) -> Vec<ThemePair> {
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for grading in layout.counted() {
        let themes: Vec<&str> = carried(grading).into_iter().collect();
        for (at, one) in themes.iter().enumerate() {
            for other in &themes[at + 1..] {
                *counts.entry((one, other)).or_default() += 1;
            }
        }
    }
    let label = |id: &str| {
        findings.themes.iter().find(|theme| theme.theme == id).map_or(id.to_owned(), |theme| theme.label.clone())
    };
    let of = layout.counted().count() as u64;
    let mut pairs: Vec<ThemePair> = counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|((one, other), count)| ThemePair {
            themes: [one.to_owned(), other.to_owned()],
            labels: [label(one), label(other)],
            count,
            of,
        })
        .collect();
    pairs.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.themes.cmp(&b.themes)));
    pairs
}

/// By criterion, IRO and team, in order of theme, field and value.
fn counts(layout: &Layout<'_>) -> Vec<ThemeCount> {
    let mut found: BTreeMap<(String, &str, String), u64> = BTreeMap::new();
    let mut all: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for seat in &layout.seats {
        let Says::Counted(grading) = seat.says else { continue };
        for (field, value) in staff(seat.case) {
            *all.entry((field, value.clone())).or_default() += 1;
            for theme in carried(grading) {
                *found.entry((theme.to_owned(), field, value.clone())).or_default() += 1;
            }
        }
        for (criterion, answer) in &grading.answers {
            *all.entry(("criterion", criterion.clone())).or_default() += u64::from(answer.grade.is_some());
        }
        for tag in &grading.themes {
            if let Some(criterion) = &tag.criterion {
                *found.entry((tag.theme.clone(), "criterion", criterion.clone())).or_default() += 1;
            }
        }
    }
    let line = |((theme, field, value), count): ((String, &str, String), u64)| {
        let of = all.get(&(field, value.clone())).copied().unwrap_or(0).max(count);
        ThemeCount { theme, field: field.to_owned(), value, count, of, few: of < grades::FEW }
    };
    found.into_iter().map(line).collect()
}

fn staff(case: &DrawnCase) -> Vec<(&'static str, String)> {
    let iro = case.iro.clone().map(|iro| ("iro", iro));
    iro.into_iter().chain(case.team.clone().map(|team| ("team", team))).collect()
}

/// What each theme of this sample, and each that it has no more, did since the latest settled period before.
fn changes(input: &Input<'_>, findings: &Findings) -> Vec<ThemeChange> {
    let Some((now, earlier)) = findings.trend.split_last() else { return Vec::new() };
    if !input.parts.is_empty() {
        return Vec::new();
    }
    let settled = |point: &&TrendPoint| !point.provisional && !point.compared.is_empty();
    let Some(then) = earlier.iter().rev().find(settled) else { return Vec::new() };
    let change = |(before, after): (Option<&Compared>, Option<&Compared>)| {
        let theme = after.or(before)?.name.clone();
        let pair = Pair { before: before.or(then.none.as_ref())?, after: after.or(now.none.as_ref())? };
        let (difference, _) = difference(input, pair)?;
        Some(ThemeChange {
            label: input.rubric.theme(&theme).map_or(theme.clone(), |listed| listed.label.clone()),
            theme,
            since: then.period.clone(),
            new: before.is_none(),
            gone: after.is_none(),
            difference: difference.difference,
            low: difference.low,
            high: difference.high,
            shows_change: difference.shows_change(),
        })
    };
    let known = |name: &str| then.themes.iter().find(|one| one.name == name);
    let still = now.themes.iter().map(|after| (known(&after.name), Some(after)));
    // While a case is missing, it can still carry one.
    let is_gone = |name: &str| !findings.basis.provisional && findings.themes.iter().all(|theme| theme.theme != name);
    let gone = then.themes.iter().filter(|before| is_gone(&before.name)).map(|before| (Some(before), None));
    still.chain(gone).filter_map(change).collect()
}
