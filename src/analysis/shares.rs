//! One question to a sample, one estimate: the share, its interval, and which method the design calls for.
//!
//! * Whole frame, one stratum: x of n, exact hypergeometric interval with the frame's N.
//! * A value of a field that is known for the whole frame, all of it in one stratum: the same with that value's own N.
//! * Whole frame of several strata, or a value that lies in several: weighted, Korn-Graubard.
//! * A part that is not known for the frame (cases that answered, an auditor's cases): weighted, Korn-Graubard without
//!   correction for the finite frame, and no bound on a number, because nobody knows of how many.
//!
//! A systematic draw is treated as if it were simple, and its method says so.
//!
//! Where cases are missing, an interval stands only if the counted cases are by themselves a draw. Missing cases, and
//! cases that could not be read, give the least and the most that the share could be.

use crate::model::{Estimate, Grading};
use crate::statistics::hypergeometric::{self, Found};
use crate::statistics::stratified::{Correction, StratumCounts, Weighted, weigh, with_unseen};
use crate::statistics::{Confidence, Interval, StatisticsError};

use super::input::DrawnCase;
use super::layout::{Layout, Says};

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
    /// All of it.
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
}

/// What an interval can be made of.
enum Reach {
    Exact { found: Found, method: &'static str },
    Weighted { weighted: Weighted, population: Option<u64>, unseen: f64, whole: bool },
    Nothing(&'static str),
}

const EXACT: &str = "exact interval for a simple draw without replacement (hypergeometric)";
const EXACT_PART: &str = "exact interval for the cases with one value of a field, out of the records of the frame that have it (hypergeometric)";
const AS_IF_SIMPLE: &str = "; the draw was systematic and is treated as if it were simple";
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
    let settled_as = |having: bool| is_open.then(|| share(&settle(&tallies, having))).flatten();
    Estimate {
        name: question.name.to_owned(),
        label: question.label.to_owned(),
        count: tallies.iter().map(|one| one.found).sum(),
        of: tallies.iter().map(|one| one.asked).sum(),
        share: share(&tallies),
        low: bounds.interval.map(|ends| ends.low),
        high: bounds.interval.map(|ends| ends.high),
        upper_count: bounds.upper_count,
        confidence: layout.level,
        method: if layout.systematic { format!("{}{AS_IF_SIMPLE}", bounds.method) } else { bounds.method },
        least: settled_as(false),
        most: settled_as(true),
    }
}

fn tally(layout: &Layout<'_>, question: &Question<'_>) -> Vec<Tally> {
    let named = layout.strata.iter().map(|ground| (ground.name.clone(), ground.frame));
    let mut tallies: Vec<Tally> = named.map(|(name, frame)| Tally { name, frame, ..Tally::default() }).collect();
    for seat in &layout.seats {
        let Some(tally) = tallies.get_mut(seat.stratum) else { continue };
        let inside = match question.part {
            Part::Whole => true,
            Part::Value { holds, .. } => holds(seat.case),
        };
        match seat.says {
            Says::Counted(grading) => tally.count(inside, if inside { (question.has)(grading) } else { None }),
            Says::Missing | Says::NotObtained => {
                tally.open += 1;
                tally.open_inside += u64::from(inside);
            }
            Says::Ineligible => {}
        }
    }
    tallies
}

impl Tally {
    fn count(&mut self, inside: bool, has: Option<bool>) {
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
}

/// The tallies as they would be if every open case of the part had it, or none.
fn settle(tallies: &[Tally], having: bool) -> Vec<Tally> {
    let settled = |one: &Tally| Tally {
        counted: one.counted + one.open,
        asked: one.asked + one.open_inside,
        found: one.found + if having { one.open_inside } else { 0 },
        ..one.clone()
    };
    tallies.iter().map(settled).collect()
}

/// The share: plain where the cases asked lie in one stratum, weighted otherwise; `None` out of nothing.
fn share(tallies: &[Tally]) -> Option<f64> {
    let holding: Vec<&Tally> = tallies.iter().filter(|one| one.asked > 0).collect();
    match holding.as_slice() {
        [] => None,
        [one] => Some(one.found as f64 / one.asked as f64),
        _ => weighted(tallies, Correction::Finite).map(|weighted| weighted.share),
    }
}

fn weighted(tallies: &[Tally], correction: Correction) -> Option<Weighted> {
    weigh(&tallies.iter().map(Tally::counts).collect::<Vec<_>>(), correction)
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
    let Some(sizes) = sizes else { return reach_unknown(tallies) };
    let population: u64 = sizes.iter().sum();
    if sizes.iter().filter(|size| **size > 0).count() == 1 {
        let method = if matches!(part, Part::Whole) { EXACT } else { EXACT_PART };
        return Reach::Exact { found: Found { found, drawn, population }, method };
    }
    let unseen: u64 = sizes.iter().zip(tallies).filter(|(_, one)| one.counted == 0).map(|(size, _)| size).sum();
    let (unseen, whole) = (unseen as f64 / population as f64, matches!(part, Part::Whole));
    match weighted(tallies, Correction::Finite) {
        Some(weighted) => Reach::Weighted { weighted, population: Some(population), unseen, whole },
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

fn reach_unknown(tallies: &[Tally]) -> Reach {
    if tallies.iter().any(|one| one.counted == 0 && one.frame > 0) {
        return Reach::Nothing(UNSEEN);
    }
    match weighted(tallies, Correction::Infinite) {
        Some(weighted) => Reach::Weighted { weighted, population: None, unseen: 0.0, whole: false },
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

fn korn_graubard(reach: &Reach, confidence: Confidence) -> Result<Bounds, StatisticsError> {
    let Reach::Weighted { weighted, population, unseen, whole } = reach else {
        return Err(StatisticsError::Nothing);
    };
    let interval = with_unseen(weighted.interval(confidence)?, *unseen);
    let upper = with_unseen(Interval { low: 0.0, high: weighted.upper(confidence)? }, *unseen).high;
    let base = match (population, whole) {
        (None, _) => UNKNOWN_PART,
        (_, true) => STRATIFIED,
        (_, false) => DOMAIN,
    };
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
