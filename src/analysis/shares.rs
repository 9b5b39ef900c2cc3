//! One question to a sample, one estimate: the share, its interval, and which method the design calls for.
//!
//! * Whole frame, one stratum: x of n, exact hypergeometric interval with the frame's N.
//! * A value of a field that is known for the whole frame, all of it in one stratum: the same with that value's own N.
//! * Whole frame of several strata, or a value that lies in several: weighted, Korn-Graubard.
//! * A part that is not known for the frame (cases that answered, an auditor's cases): weighted, Korn-Graubard without
//!   correction for the finite frame, and no bound on a number, because nobody knows of how many.
//!
//! * Unequal chances (by size, one record per child): weighted case by case, variance as if drawn with replacement,
//!   Korn-Graubard. Each child counting once, of a single stratum: Clopper-Pearson on the children.
//!
//! A systematic draw is treated as if it were simple, and its method says so.
//!
//! Where cases are missing, an interval stands only if the counted cases are by themselves a draw. Missing cases, and
//! cases that could not be read, give the least and the most that the share could be.

use crate::model::{Estimate, Grading};
use crate::statistics::binomial::{self, Trials};
use crate::statistics::hypergeometric::{self, Found};
use crate::statistics::stratified::{Correction, StratumCounts, Weighted, weigh, with_unseen};
use crate::statistics::unequal::{self, WeightedCounts};
use crate::statistics::{Confidence, Interval, StatisticsError};

use super::input::DrawnCase;
use super::layout::{Ground, Layout, Says};

/// What is asked of the counted cases.
pub(super) struct Question<'q> {
    /// The id of the estimate.
    pub(super) name: &'q str,
    /// Its words.
    pub(super) label: &'q str,
    /// Whether a grading has it; `None` where the grading does not answer.
    pub(super) has: &'q dyn Fn(&Grading) -> Option<bool>,
    /// Of which part of the frame it is asked.
    pub(super) part: &'q Part<'q>,
}

/// A part of the frame.
pub(super) enum Part<'q> {
    Whole,
    /// The records with one value of a field.
    Value {
        /// Whether a drawn case is in the part.
        holds: &'q dyn Fn(&DrawnCase) -> bool,
        /// How many records of each stratum are, where that is known for the frame.
        frame: Option<Vec<u64>>,
    },
}

/// The counts of one stratum for one question.
#[derive(Clone, Default)]
struct Tally {
    name: String,
    frame: u64,
    /// All its counted cases.
    counted: u64,
    /// Those of the part.
    inside: u64,
    /// Those of the part that answer.
    asked: u64,
    /// Those that have it.
    found: u64,
    /// All its cases that are missing or could not be read.
    open: u64,
    /// Those of the part.
    open_inside: u64,
    /// What its counted cases stand for together before their own weights.
    units: u64,
    /// Weights of those asked, of those that have it, of the open ones of the part: sum, sum of squares.
    asked_weight: (f64, f64),
    found_weight: (f64, f64),
    open_weight: (f64, f64),
}

/// What an interval can be made of.
enum Reach {
    Exact { found: Found, method: &'static str },
    Weighted { weighted: Weighted, population: Option<u64>, unseen: f64, base: &'static str },
    Trials(Trials),
    Point { found: u64, of: u64 },
    Nothing(&'static str),
}

const EXACT: &str = "exact interval for a simple draw without replacement (hypergeometric)";
const EXACT_PART: &str = "exact interval for the cases with one value of a field, out of the records of the frame that have it (hypergeometric)";
const UNEQUAL: &str = "Korn-Graubard interval for cases of unequal chances, weighted, without correction for the finite frame, effective size capped at Kish's";
const UNEQUAL_PART: &str = "Korn-Graubard interval for a part of the cases of a draw with unequal chances, without correction for the finite frame, effective size capped at Kish's";
const CHILDREN: &str =
    "exact interval for independent trials (Clopper-Pearson), each child counting once, by one record drawn of each";
const CHILDREN_STRATA: &str = "Korn-Graubard interval for a stratified draw of children, each counting once, by one record drawn of each, effective size capped at Kish's";
const UNCORRECTED: &str = "Korn-Graubard interval for a stratified draw without correction for the finite frame, effective size capped at Kish's";
const CENSUS: &str = "every record of the frame was graded: the share is the frame's own";
const STRATIFIED: &str = "Korn-Graubard interval for a stratified draw, effective size capped at Kish's";
const DOMAIN: &str = "Korn-Graubard interval for a part of a stratified draw that lies in several strata, effective size capped at Kish's";
const UNKNOWN_PART: &str =
    "Korn-Graubard interval for a part whose size in the frame is not known, effective size capped at Kish's";
const NOTHING_COUNTED: &str = "no share and no interval, because no case counts";
const NOT_A_DRAW: &str =
    "no interval, because a case that counts comes after one in the order of the draw that is still missing";
const UNSEEN: &str = "no interval, because a stratum has no case that counts";
const NO_LEVEL: &str = "no interval, because its level is not between 0 and 1";

/// Answers a question.
pub(super) fn estimate(layout: &Layout<'_>, question: &Question<'_>) -> Estimate {
    let tallies = tally(layout, question);
    let reach = reach(layout, &tallies, question.part);
    let bounds = bounds(&reach, layout.confidence);
    let is_open = tallies.iter().any(|one| one.open_inside > 0);
    let settled_as = |having: bool| is_open.then(|| share(layout, &settle(&tallies, having))).flatten();
    Estimate {
        name: question.name.to_owned(),
        label: question.label.to_owned(),
        count: tallies.iter().map(|one| one.found).sum(),
        of: tallies.iter().map(|one| one.asked).sum(),
        share: share(layout, &tallies),
        low: bounds.interval.map(|ends| ends.low),
        high: bounds.interval.map(|ends| ends.high),
        upper_count: bounds.upper_count,
        confidence: layout.level,
        method: format!("{}{}", bounds.method, layout.caveat),
        least: settled_as(false),
        most: settled_as(true),
    }
}

fn tally(layout: &Layout<'_>, question: &Question<'_>) -> Vec<Tally> {
    let empty = |ground: &Ground| Tally {
        name: ground.name.clone(),
        frame: ground.frame,
        units: ground.units,
        ..Tally::default()
    };
    let mut tallies: Vec<Tally> = layout.strata.iter().map(empty).collect();
    for seat in &layout.seats {
        let Some(tally) = tallies.get_mut(seat.stratum) else { continue };
        let inside = match question.part {
            Part::Whole => true,
            Part::Value { holds, .. } => holds(seat.case),
        };
        match seat.says {
            Says::Counted(grading) => {
                tally.count(inside, if inside { (question.has)(grading) } else { None }, seat.weight);
            }
            Says::Missing | Says::NotObtained => {
                tally.open += 1;
                tally.open_inside += u64::from(inside);
                if inside {
                    add(&mut tally.open_weight, seat.weight);
                }
            }
            Says::Ineligible => {}
        }
    }
    tallies
}

fn add(sums: &mut (f64, f64), weight: f64) {
    sums.0 += weight;
    sums.1 += weight * weight;
}

impl Tally {
    fn count(&mut self, inside: bool, has: Option<bool>, weight: f64) {
        if has.is_some() {
            add(&mut self.asked_weight, weight);
        }
        if has == Some(true) {
            add(&mut self.found_weight, weight);
        }
        self.counted += 1;
        self.inside += u64::from(inside);
        self.asked += u64::from(has.is_some());
        self.found += u64::from(has == Some(true));
    }

    fn counts(&self) -> StratumCounts {
        StratumCounts {
            name: self.name.clone(),
            frame: self.frame,
            graded: self.counted,
            asked: self.asked,
            found: self.found,
        }
    }

    /// The same with weights: each case's own, times what the stratum's graded cases stand for over their number.
    fn weighted(&self) -> WeightedCounts {
        let each = if self.counted > 0 { self.units as f64 / self.counted as f64 } else { 0.0 };
        WeightedCounts {
            name: self.name.clone(),
            graded: self.counted,
            asked: self.asked,
            found: self.found,
            asked_weight: self.asked_weight.0 * each,
            asked_squares: self.asked_weight.1 * each * each,
            found_weight: self.found_weight.0 * each,
            found_squares: self.found_weight.1 * each * each,
        }
    }
}

/// The tallies as they would be if every open case of the part had it, or none.
fn settle(tallies: &[Tally], having: bool) -> Vec<Tally> {
    let sum = |one: (f64, f64), other: (f64, f64)| (one.0 + other.0, one.1 + other.1);
    let settled = |one: &Tally| Tally {
        asked_weight: sum(one.asked_weight, one.open_weight),
        found_weight: if having { sum(one.found_weight, one.open_weight) } else { one.found_weight },
        counted: one.counted + one.open,
        asked: one.asked + one.open_inside,
        found: one.found + if having { one.open_inside } else { 0 },
        ..one.clone()
    };
    tallies.iter().map(settled).collect()
}

/// The share: plain where the cases asked lie in one stratum, weighted otherwise; `None` out of nothing.
fn share(layout: &Layout<'_>, tallies: &[Tally]) -> Option<f64> {
    let holding: Vec<&Tally> = tallies.iter().filter(|one| one.asked > 0).collect();
    match holding.as_slice() {
        [] => None,
        [one] if !layout.unequal => Some(one.found as f64 / one.asked as f64),
        _ => weighted(layout, tallies, Correction::Finite).map(|weighted| weighted.share),
    }
}

fn weighted(layout: &Layout<'_>, tallies: &[Tally], correction: Correction) -> Option<Weighted> {
    match layout.unequal {
        true => unequal::weigh(&tallies.iter().map(Tally::weighted).collect::<Vec<_>>()),
        false => weigh(&tallies.iter().map(Tally::counts).collect::<Vec<_>>(), correction),
    }
}

/// Decides which method the design and the question call for.
fn reach(layout: &Layout<'_>, tallies: &[Tally], part: &Part<'_>) -> Reach {
    let sum = |count: fn(&Tally) -> u64| tallies.iter().map(count).sum::<u64>();
    let (found, drawn) = (sum(|one| one.found), sum(|one| one.asked));
    if drawn == 0 {
        return Reach::Nothing(NOTHING_COUNTED);
    }
    if !layout.is_a_draw() {
        return Reach::Nothing(NOT_A_DRAW);
    }
    let sizes = sizes(tallies, part).filter(|_| drawn == sum(|one| one.inside));
    let Some(sizes) = sizes else { return reach_unknown(layout, tallies) };
    let population: u64 = sizes.iter().sum();
    let whole = matches!(part, Part::Whole);
    let one = sizes.iter().filter(|size| **size > 0).count() == 1;
    if one && layout.per_child {
        return Reach::Trials(Trials::of_counts(found, drawn));
    }
    let equal = !layout.unequal && !layout.per_child;
    if !equal && drawn == population && !layout.per_child {
        return Reach::Point { found, of: drawn };
    }
    if one && equal && (layout.correction == Correction::Finite || layout.strata.len() == 1) {
        let method = if whole { EXACT } else { EXACT_PART };
        return Reach::Exact { found: Found { found, drawn, population }, method };
    }
    let unseen: u64 = sizes.iter().zip(tallies).filter(|(_, one)| one.counted == 0).map(|(size, _)| size).sum();
    let base = match (layout.unequal, layout.per_child, whole, layout.correction) {
        (true, _, true, _) => UNEQUAL,
        (true, _, false, _) => UNEQUAL_PART,
        (_, true, ..) => CHILDREN_STRATA,
        (_, _, true, Correction::Finite) => STRATIFIED,
        (_, _, true, Correction::Infinite) => UNCORRECTED,
        (_, _, false, _) => DOMAIN,
    };
    match weighted(layout, tallies, layout.correction) {
        Some(weighted) => Reach::Weighted {
            weighted,
            population: (!layout.per_child).then_some(population),
            unseen: unseen as f64 / population as f64,
            base,
        },
        None => Reach::Nothing(NOTHING_COUNTED),
    }
}

/// How many records of each stratum are in the part, where that is known and can be.
fn sizes(tallies: &[Tally], part: &Part<'_>) -> Option<Vec<u64>> {
    match part {
        Part::Whole => Some(tallies.iter().map(|one| one.frame).collect()),
        Part::Value { frame, .. } => {
            let sizes = frame.as_ref()?;
            let fits = sizes.len() == tallies.len() && sizes.iter().zip(tallies).all(|(size, one)| one.inside <= *size);
            fits.then(|| sizes.clone())
        }
    }
}

fn reach_unknown(layout: &Layout<'_>, tallies: &[Tally]) -> Reach {
    if tallies.iter().any(|one| one.counted == 0 && one.frame > 0) {
        return Reach::Nothing(UNSEEN);
    }
    let base = if layout.unequal { UNEQUAL_PART } else { UNKNOWN_PART };
    match weighted(layout, tallies, Correction::Infinite) {
        Some(weighted) => Reach::Weighted { weighted, population: None, unseen: 0.0, base },
        None => Reach::Nothing(NOTHING_COUNTED),
    }
}

/// The interval, the bound on the number, and the words for their method.
struct Bounds {
    interval: Option<Interval>,
    upper_count: Option<u64>,
    method: String,
}

fn bounds(reach: &Reach, confidence: Option<Confidence>) -> Bounds {
    let none = |why: &str| Bounds { interval: None, upper_count: None, method: why.to_owned() };
    let Some(confidence) = confidence else { return none(NO_LEVEL) };
    let bounds = match reach {
        Reach::Nothing(why) => return none(why),
        Reach::Exact { found, method } => exact(*found, method, confidence),
        Reach::Weighted { .. } => korn_graubard(reach, confidence),
        Reach::Trials(trials) => clopper_pearson(*trials, confidence),
        Reach::Point { found, of } => Ok(point(*found, *of)),
    };
    bounds.unwrap_or_else(|fault| none(&format!("no interval: {fault}")))
}

fn exact(found: Found, method: &str, confidence: Confidence) -> Result<Bounds, StatisticsError> {
    Ok(Bounds {
        interval: Some(hypergeometric::interval(found, confidence)?.shares()),
        upper_count: Some(hypergeometric::upper_count(found, confidence)?),
        method: method.to_owned(),
    })
}

fn clopper_pearson(trials: Trials, confidence: Confidence) -> Result<Bounds, StatisticsError> {
    Ok(Bounds {
        interval: Some(binomial::clopper_pearson(trials, confidence)?),
        upper_count: None,
        method: CHILDREN.to_owned(),
    })
}

fn point(found: u64, of: u64) -> Bounds {
    let share = found as f64 / of as f64;
    Bounds { interval: Some(Interval { low: share, high: share }), upper_count: Some(found), method: CENSUS.to_owned() }
}

fn korn_graubard(reach: &Reach, confidence: Confidence) -> Result<Bounds, StatisticsError> {
    let Reach::Weighted { weighted, population, unseen, base } = reach else {
        return Err(StatisticsError::Nothing);
    };
    let interval = with_unseen(weighted.interval(confidence)?, *unseen);
    let upper = with_unseen(Interval { low: 0.0, high: weighted.upper(confidence)? }, *unseen).high;
    Ok(Bounds {
        interval: Some(interval),
        upper_count: population.map(|population| whole_part(upper * population as f64)),
        method: format!("{base}{}{}", merged(weighted), unseen_words(*unseen)),
    })
}

/// The whole number not above a number of records; a hair below a whole number counts as that number.
fn whole_part(number: f64) -> u64 {
    (number + 1e-9).floor() as u64
}

/// How many strata were merged. Not which: a stratum can bear the name of a member of staff, and the text of a method goes
/// where names do not.
fn merged(weighted: &Weighted) -> String {
    match weighted.merged.len() {
        0 => String::new(),
        1 => "; 1 stratum with a single case is merged with the one nearest in size".to_owned(),
        many => format!("; {many} strata with a single case are each merged with the one nearest in size"),
    }
}

fn unseen_words(unseen: f64) -> &'static str {
    match unseen > 0.0 {
        true => "; strata without a case that counts are taken first as without, then as with it",
        false => "",
    }
}
