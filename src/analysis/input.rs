//! What the figures are made of: one sample as drawn, and what each case says at this moment.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::calendar::Period;
use crate::model::{
    ActionLine, Beside, Case, Design, Grading, Kind, MethodFacts, Record, Rubric, Standing, Stratum, TrendBreak,
    TrendPoint, UrgentCount,
};

/// One sample, ready to be counted.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The rubric that the gradings used.
    pub rubric: &'a Rubric,
    /// The samples' names.
    pub samples: Vec<String>,
    /// What kind of record.
    pub kind: Kind,
    /// The period that the sample speaks for.
    pub period: &'a Period,
    /// Records of the kind in the period.
    pub population: u64,
    /// Records that the draw could pick from.
    pub frame: u64,
    /// How the cases were picked.
    pub design: &'a Design,
    /// The strata; one with an empty name for a simple draw.
    pub strata: &'a [Stratum],
    /// The drawn cases in case order: ticket order within the strata in turn.
    pub cases: &'a [DrawnCase],
    /// Cases that somebody picked by hand, with the sample and the reason: listed, and counted nowhere.
    pub hand_picked: &'a [Picked],
    /// The fields to break the grades down by.
    pub by: &'a [ByField],
    /// Earlier comparable samples, oldest first.
    pub earlier: Vec<TrendPoint>,
    /// The samples that are put together, where there are several, oldest first.
    pub parts: Vec<TrendPoint>,
    /// Earlier samples that may not stand on one line with this one.
    pub breaks: Vec<TrendBreak>,
    /// The programme.
    pub programme: Option<String>,
    /// Periods inside the one asked for that no sample covers, in words.
    pub uncovered: Vec<String>,
    /// Whether children of several periods are put together, so that a child may count more than once.
    pub child_months: bool,
    /// Whether cases were added after a grade had been seen, unplanned.
    pub extended_after_looking: bool,
    /// What ends the guarantee of its sequential plan, a clause each; empty where there is no plan or nothing does.
    pub breaches: Vec<String>,
    /// Urgent concerns on its cases.
    pub urgent: UrgentCount,
    /// What is being done because of the sample or of a theme of its rubric.
    pub actions: Vec<ActionLine>,
    /// The day as of which they are overdue.
    pub actions_as_of: Option<NaiveDate>,
    /// What the Method sheet tells; its `intervals` are filled in here.
    pub method: MethodFacts,
    /// The level of intervals and bounds: 0.95.
    pub confidence: f64,
}

/// One drawn case.
#[derive(Clone, Debug)]
pub struct DrawnCase {
    /// The name of the sample in which it was drawn.
    pub sample: String,
    /// The case.
    pub case: Case,
    /// The record as it was when drawn.
    pub record: Record,
    /// The IRO: the person's name where the spelling is known, else the extract's spelling.
    pub iro: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// The value of each field of [`Input::by`], in its order.
    pub values: Vec<String>,
    /// What the case says at this moment.
    pub standing: Standing,
    /// The ids of the questions on which its two auditors differ, though they agree overall.
    pub waiting: BTreeSet<String>,
    /// Every finished grading, for agreement.
    pub finished: Vec<Grading>,
    /// Finished gradings that no estimate counts, in the order in which they were begun.
    pub beside: Vec<(Beside, Grading)>,
    /// Whether the answer that counts was moderated.
    pub moderated: bool,
    /// What a later extract says of the record; `None` where it is as drawn.
    pub since: Option<String>,
}

impl DrawnCase {
    /// Whether the answer to a criterion waits for moderation.
    pub(super) fn question_waits(&self, criterion: &str) -> bool {
        self.waiting.contains(criterion)
    }

    /// Whether the case may still get a theme: an auditor tied it to a question that waits.
    pub(super) fn theme_waits(&self, theme: &str) -> bool {
        let waits = |criterion: &Option<String>| criterion.as_ref().is_some_and(|id| self.question_waits(id));
        !self.waiting.is_empty()
            && self
                .finished
                .iter()
                .flat_map(|grading| &grading.themes)
                .any(|tag| tag.theme == theme && waits(&tag.criterion))
    }
}

/// A case that somebody picked by hand.
#[derive(Clone, Debug)]
pub struct Picked {
    /// The sample.
    pub sample: String,
    /// Why it was picked.
    pub reason: String,
    /// The case.
    pub case: DrawnCase,
}

/// What decides to which part of a breakdown a case belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Parting {
    /// The value of a field: [`DrawnCase::values`].
    #[default]
    Field,
    /// Who graded it: a case that two have graded belongs to both.
    Auditor,
    /// The answer to the criterion with this id.
    Answer(String),
    /// The themes that it carries: it belongs to each.
    Theme,
}

/// A field to break the grades down by; those of [`Parting::Field`] come first, in the order of [`DrawnCase::values`].
#[derive(Clone, Debug)]
pub struct ByField {
    /// What decides to which part a case belongs.
    pub parting: Parting,
    /// The field's name: `iro`.
    pub field: String,
    /// Its words: `IRO`.
    pub label: String,
    /// How many records of the frame have each (value, stratum); empty where that is not known for the frame.
    pub frame: BTreeMap<(String, String), u64>,
}
