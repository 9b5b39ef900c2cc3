//! A sequential plan: what the cases graded so far allow to be said, whenever one looks.

use crate::model::english::{and_list, counted};
use crate::model::{Design, Kind, Progress, Promise, Rubric, SequentialState, Standing, Stratum};
use crate::statistics::Portion;
use crate::statistics::sequential::Sequential;

use super::input::Input;

/// A sequential plan and what it is about.
#[derive(Clone, Debug)]
pub struct SequentialSample<'a> {
    /// What was promised at the draw.
    pub promise: Promise,
    /// What kind of record.
    pub kind: Kind,
    /// Records that the draw could pick from.
    pub frame: u64,
    /// The rubric, whose lowest grade is counted.
    pub rubric: &'a Rubric,
    /// What ends the guarantee, a clause each.
    pub breaches: Vec<String>,
}

/// The test of a promise over a frame; `None` for shares that are none.
pub fn test(promise: Promise, frame: u64) -> Option<Sequential> {
    let portion = |share: f64| Portion::parse(&share.to_string());
    Sequential::new(frame, portion(promise.rate)?, portion(promise.risk)?)
}

/// What a sequential plan comes to with the drawn cases as they stand, in ticket order.
pub fn sequential<'s>(
    sample: &SequentialSample<'_>,
    standings: impl IntoIterator<Item = &'s Standing>,
) -> Option<Progress> {
    let test = test(sample.promise, sample.frame)?;
    let lowest = sample.rubric.scale().first()?;
    let standings: Vec<&Standing> = standings.into_iter().collect();
    let settled = |standing: &&&Standing| !matches!(standing, Standing::Waiting | Standing::Ungraded);
    let first: Vec<&&Standing> = standings.iter().take_while(settled).collect();
    let (drawn, cases) = (standings.len() as u64, first.len() as u64);
    let mut breaches = sample.breaches.clone();
    if breaches.is_empty() && standings.iter().filter(settled).count() > first.len() {
        breaches.push("cases were graded out of order".to_owned());
    }
    // What could not be graded might have been inadequate, and counts so.
    let run = test.run(first.iter().map(|standing| match standing {
        Standing::Counted(grading) => grading.overall.as_ref().is_none_or(|grade| *grade == lowest.id),
        _ => true,
    }));
    let best = test.cases_needed(run.found).filter(|needed| *needed <= drawn);
    let state = match run.reached {
        _ if !breaches.is_empty() => SequentialState::Ended,
        Some(_) => SequentialState::Reached,
        None if cases == drawn => SequentialState::NotReached,
        None if best.is_none() => SequentialState::OutOfReach,
        None => SequentialState::NotYet,
    };
    let mut progress = Progress {
        rate: sample.promise.rate,
        risk: sample.promise.risk,
        grade: lowest.id.clone(),
        null_count: test.null(),
        drawn,
        cases,
        found: run.found,
        not_graded: first.iter().filter(|standing| matches!(standing, Standing::Unusable(_))).count() as u64,
        state,
        reached_at: run.reached,
        not_needed: if state == SequentialState::Reached { drawn - cases } else { 0 },
        at_best_at: best,
        evidence: Some(run.evidence).filter(|value| value.is_finite()),
        evidence_needed: test.needed(),
        breaches,
        sentence: String::new(),
    };
    progress.sentence = sentence(&progress, &claim(sample.promise, (sample.kind, sample.frame), &lowest.label));
    Some(progress)
}

/// What the sequential plan of a sample comes to, where it has one and stands alone.
pub(super) fn of(input: &Input<'_>) -> Option<Progress> {
    let promise = input.design.sequential.filter(|_| input.parts.is_empty())?;
    let (kind, frame, rubric, breaches) = (input.kind, input.frame, input.rubric, input.breaches.clone());
    let sample = SequentialSample { promise, kind, frame, rubric, breaches };
    sequential(&sample, input.cases.iter().map(|case| &case.standing))
}

/// `fewer than 10% of the 231 oversights are inadequate`.
fn claim(promise: Promise, (kind, frame): (Kind, u64), grade: &str) -> String {
    format!("fewer than {} of the {} are {}", share(promise.rate), kind.counted(frame), grade.to_lowercase())
}

/// A share in per cent, as many digits as it has.
fn share(share: f64) -> String {
    format!("{}%", (share * 1e9).round() / 1e7)
}

fn sentence(progress: &Progress, claim: &str) -> String {
    let sure = share(1.0 - progress.risk);
    let all = counted(progress.drawn, "case");
    let graded = format!("after {} of {all} graded in the order of the draw", progress.cases);
    let unread = match progress.not_graded {
        0 => String::new(),
        1 => " The 1 case that could not be graded counts here as if it had that grade.".to_owned(),
        many => format!(" The {many} cases that could not be graded count here as if they had that grade."),
    };
    match progress.state {
        SequentialState::Reached => {
            let rest = match progress.not_needed {
                0 => String::new(),
                1 => ": you may stop here, and the other case is not needed".to_owned(),
                many => format!(": you may stop here, and the other {many} cases are not needed"),
            };
            format!("Sequential plan: {graded} it is {sure} sure that {claim}{rest}.{unread}")
        }
        SequentialState::NotYet => {
            let best = progress
                .at_best_at
                .map_or(String::new(), |best| format!(" If no more are found, it can after {best}."));
            format!(
                "Sequential plan: not yet. {} it cannot be said, {sure} sure, that {claim}.{best}{unread}",
                capital(&graded)
            )
        }
        SequentialState::NotReached => format!(
            "Sequential plan: ended without it. All {all} are graded, and it cannot be said, {sure} sure, that {claim}; nor does this show \
             that more are.{unread}"
        ),
        SequentialState::OutOfReach => format!(
            "Sequential plan: out of reach. {}, whatever the others are like, this sample cannot show, {sure} sure, that {claim}; nor does this \
             show that more are.{unread}",
            capital(&graded)
        ),
        SequentialState::Ended => format!(
            "Sequential plan: its guarantee has ended, because {}. Nothing is claimed of how many are below {}.",
            and_list(&progress.breaches),
            share(progress.rate)
        ),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What is promised at the draw, in plain words.
pub fn promised(design: &Design, kind: Kind, strata: &[Stratum]) -> Option<String> {
    let promise = design.sequential?;
    let frame: u64 = strata.iter().map(|stratum| stratum.frame).sum();
    let test = test(promise, frame)?;
    let (rate, all) = (share(promise.rate), kind.counted(frame));
    let needed = |found: u64| test.cases_needed(found).filter(|needed| *needed <= design.size);
    let table: Vec<String> = (0..4)
        .zip(["none", "1", "2", "3"])
        .filter_map(|(found, words)| Some(format!("{} with {words} found", needed(found)?)))
        .collect();
    Some(format!(
        "Sequential plan: the cases are graded in the order of the draw, one after the other. As soon as the program says so, grading may stop, \
         {sure} sure that fewer than {rate} of the {all} have the lowest grade. If {rate} or more have it, the chance that it ever says so is at most \
         {risk}, however often one looks. The fewest cases it takes: {table}. If it says nothing by the last of the {size}, it ends without that. A case \
         that cannot be graded counts as if it had the lowest grade; a grade that is changed once it was given ends the guarantee.",
        sure = share(1.0 - promise.risk),
        risk = share(promise.risk),
        table = and_list(&table),
        size = design.size,
    ))
}

/// How long a sequential plan is likely to take, if so many of the frame have the lowest grade.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Likely {
    /// How many of the frame have it.
    pub members: u64,
    /// The share of the frame, 0..1.
    pub share: f64,
    /// The chance that grading may stop within the sample, 0..1.
    pub chance: f64,
    /// The number of cases by which it may stop in half of all draws; `None` where it does in fewer.
    pub middle: Option<u64>,
    /// The mean number of cases to grade, the whole sample where it never stops.
    pub mean: f64,
}

/// Works out, exactly, how many cases a sequential plan is likely to take: where none has the lowest grade, and a quarter and a half of
/// what is to be ruled out.
pub fn likely(design: &Design, strata: &[Stratum]) -> Vec<Likely> {
    let frame: u64 = strata.iter().map(|stratum| stratum.frame).sum();
    let Some(test) = design.sequential.and_then(|promise| test(promise, frame)) else { return Vec::new() };
    let mut members = vec![0, test.null() / 4, test.null() / 2];
    members.dedup();
    members.into_iter().map(|members| one(&test, (members, frame), design.size)).collect()
}

fn one(test: &Sequential, (members, frame): (u64, u64), size: u64) -> Likely {
    let stops = test.stops(members, size);
    let chance: f64 = stops.iter().sum();
    let (mut by_now, mut middle) = (0.0, None);
    for (case, here) in (1u64..).zip(&stops) {
        by_now += here;
        // Halves that lack the last digit are halves.
        if middle.is_none() && by_now >= 0.5 - 1e-12 {
            middle = Some(case);
        }
    }
    let stopped: f64 = (1u64..).zip(&stops).map(|(case, here)| case as f64 * here).sum();
    Likely {
        members,
        share: Portion::new(members, frame).map_or(0.0, Portion::share),
        chance: chance.min(1.0),
        middle,
        mean: stopped + (1.0 - chance).max(0.0) * size as f64,
    }
}
