//! Over time: what two periods' shares are compared by, and their differences.

use std::collections::BTreeSet;

use crate::model::{Change, Compared, Estimate, Grading, Kind, Rubric, ThemeShare, TrendPoint};
use crate::statistics::binomial::Trials;
use crate::statistics::difference::{Difference, Measured, Pair, mover, newcombe};
use crate::statistics::{Confidence, Interval};

use super::grades;
use super::input::Input;
use super::layout::Layout;
use super::shares::{Part, Question, estimate};
use super::themes;
use super::words::is_plain;

const MOVER: &str = "MOVER with each period's own exact interval (Zou and Donner 2008)";
const MOVER_WEIGHTED: &str =
    "MOVER with each period's Korn-Graubard interval without correction for the finite frame (Zou and Donner 2008)";
const NEWCOMBE: &str =
    "Newcombe's hybrid score interval without correction for the finite frame, because the frames share members";

/// The overall grades as they are compared: exact intervals as they are, weighted ones without correction.
pub(super) fn grades(layout: &Layout<'_>, rubric: &Rubric, own: &[Estimate]) -> Vec<Compared> {
    compared(layout, own, &grades::overall(&layout.uncorrected(), rubric))
}

/// The themes as they are compared.
pub(super) fn themes(layout: &Layout<'_>, rubric: &Rubric, own: &[ThemeShare]) -> Vec<Compared> {
    let estimates = |shares: Vec<ThemeShare>| -> Vec<Estimate> {
        let mut estimates: Vec<Estimate> = shares.into_iter().map(|theme| theme.share).collect();
        estimates.sort_by(|one, other| one.name.cmp(&other.name));
        estimates
    };
    compared(layout, &estimates(own.to_vec()), &estimates(themes::themes(&layout.uncorrected(), rubric)))
}

/// What no case has, as it is compared.
pub(super) fn none(layout: &Layout<'_>) -> Option<Compared> {
    let has = |_: &Grading| Some(false);
    let of = |layout: &Layout<'_>| estimate(layout, &Question { name: "", label: "", has: &has, part: &Part::Whole });
    compared(layout, &[of(layout)], &[of(&layout.uncorrected())]).pop()
}

fn compared(layout: &Layout<'_>, own: &[Estimate], uncorrected: &[Estimate]) -> Vec<Compared> {
    let one = |(own, other): (&Estimate, &Estimate)| {
        let census = own.low.is_some() && own.low == own.high;
        let ends = if census { own } else { other };
        Some(Compared {
            name: own.name.clone(),
            share: own.share?,
            low: ends.low?,
            high: ends.high?,
            plain: (is_plain(own) && !layout.unequal && layout.strata.len() == 1).then_some((own.count, own.of)),
            weighted: layout.unequal || layout.strata.len() > 1,
        })
    };
    own.iter().zip(uncorrected).filter_map(one).collect()
}

/// Who graded the cases that count.
pub(super) fn auditors(layout: &Layout<'_>) -> Vec<String> {
    let graders = layout.seats.iter().filter(|seat| matches!(seat.says, super::layout::Says::Counted(_)));
    let names: BTreeSet<&str> =
        graders.flat_map(|seat| &seat.case.finished).map(|grading| grading.auditor.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The periods of the trend, each with its differences from the latest settled one before it.
pub(super) fn trend(input: &Input<'_>, own: TrendPoint) -> Vec<TrendPoint> {
    let last = if input.parts.is_empty() { vec![own] } else { input.parts.clone() };
    let mut trend: Vec<TrendPoint> = Vec::new();
    for mut point in input.earlier.iter().cloned().chain(last) {
        let changes = point.compared.iter().filter_map(|after| {
            let (since, before) = before(&trend, &after.name)?;
            change(input, (since, before), after)
        });
        point.changes = changes.collect();
        trend.push(point);
    }
    trend
}

/// The latest settled period that has an interval for the grade.
fn before<'t>(trend: &'t [TrendPoint], name: &str) -> Option<(&'t TrendPoint, &'t Compared)> {
    let settled = trend.iter().rev().filter(|point| !point.provisional);
    settled.filter_map(|point| Some((point, point.compared.iter().find(|one| one.name == name)?))).next()
}

fn change(input: &Input<'_>, (since, before): (&TrendPoint, &Compared), after: &Compared) -> Option<Change> {
    let (difference, method) = difference(input, Pair { before, after })?;
    Some(Change {
        name: after.name.clone(),
        since: since.period.clone(),
        difference: difference.difference,
        low: difference.low,
        high: difference.high,
        shows_change: difference.shows_change(),
        method: method.to_owned(),
    })
}

/// Records of two months are different records, so that each share keeps its own interval. Children stay: their frames
/// share members, and only intervals that take no account of the finite frame keep their promise.
pub(super) fn difference(input: &Input<'_>, pair: Pair<&Compared>) -> Option<(Difference, &'static str)> {
    let measured = |one: &Compared| Measured { share: one.share, interval: Interval { low: one.low, high: one.high } };
    let weighted = pair.before.weighted || pair.after.weighted;
    match (input.kind, pair.before.plain, pair.after.plain) {
        (Kind::Child, Some(before), Some(after)) => {
            let trials = |(count, of): (u64, u64)| Trials::of_counts(count, of);
            let pair = Pair { before: trials(before), after: trials(after) };
            Some((newcombe(pair, Confidence::new(input.confidence).ok()?).ok()?, NEWCOMBE))
        }
        (Kind::Child, ..) if !weighted => None,
        _ => {
            let pair = Pair { before: measured(pair.before), after: measured(pair.after) };
            Some((mover(pair), if weighted { MOVER_WEIGHTED } else { MOVER }))
        }
    }
}
