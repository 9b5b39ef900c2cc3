//! From the register to the figures: what `findings` and `export` both need, gathered once.

mod how;
mod own;
mod parting;
mod series;

pub(super) use series::{Over, over};

use std::collections::{BTreeMap, BTreeSet};

use how::method;
use own::{bare, by_case};

use super::context::Context;
use super::failure::Failure;
use super::frame::Frame;
use super::lone;
use super::manifest;
use super::sight;
use super::staff::{STAFF_FIELDS, Staff, field_label};
use super::typed_texts::TypedTexts;
use crate::analysis::{self, ByField, DrawnCase, Input, Parting, Picked};
use crate::grading::{CaseGradings, standing, waiting_questions};
use crate::model::{
    Action, ActionLine, Beside, Findings, Kind, MethodFacts, NOT_RECORDED, TrendBreak, TrendPoint, UrgentCount,
};
use crate::store::{CaseRow, FieldRef, GradingRow, Part, Register, SampleRow, State};

/// The level of every interval that is not asked for otherwise.
const CONFIDENCE: f64 = 0.95;

/// The figures of a sample, by these fields.
pub(super) fn findings(
    context: &Context<'_>,
    register: &Register,
    sample: &SampleRow,
    (by, typed): (&[String], TypedTexts<'_>),
) -> Result<Findings, Failure> {
    sight::must_see_figures(context, register, sample)?;
    let (earlier, breaks) = series::before(context, register, sample, typed)?;
    let gathered = Gathered::new(context, register, sample, by)?;
    let method = method(register, sample, &gathered, typed)?;
    let doing = actions(register, sample, &gathered)?;
    let mut findings = gathered.figures(sample, Line { earlier, breaks, ..Line::default() }, method, doing);
    if sample.state == State::Withdrawn {
        let reason = match sample.state_reason.as_deref() {
            Some(reason) => typed.reason(reason).unwrap_or_else(|| "the reason is left out here".to_owned()),
            None => "no reason was given".to_owned(),
        };
        let provisional = findings.sentences.provisional.take().map_or(String::new(), |words| format!(" {words}"));
        findings.sentences.provisional =
            Some(format!("WITHDRAWN: this sample does not count ({}).{provisional}", reason.trim_end_matches('.')));
    }
    Ok(findings)
}

/// The cases of a sample as they stand, with the values of these fields.
pub(super) fn cases(
    register: &Register,
    sample: &SampleRow,
    by: &[FieldRef],
    staff: &Staff,
) -> Result<Vec<DrawnCase>, Failure> {
    let mut gradings = by_case(register.gradings(sample.id)?);
    let apart = register.gradings_apart(sample.id)?;
    let reader = ValueReader { staff, sample };
    let rows = register.cases(sample.id)?;
    Ok(rows
        .into_iter()
        .filter(|row| !row.by_hand())
        .map(|row| {
            let own = gradings.remove(&row.case.case).unwrap_or_default();
            drawn_case(row, (own, &apart), &[], by, &reader)
        })
        .collect())
}

/// The fields that findings are broken down by where nobody says: whose work it is, and which team's.
pub(super) fn usual_fields(kind: Kind) -> Vec<String> {
    ["iro", "team"].into_iter().filter(|field| kind.position(field).is_some()).map(str::to_owned).collect()
}

/// What stands around one sample's figures in time.
#[derive(Default)]
struct Line {
    /// The samples' names, where several are put together.
    samples: Vec<String>,
    /// Earlier comparable samples.
    earlier: Vec<TrendPoint>,
    /// The samples that are put together.
    parts: Vec<TrendPoint>,
    /// Earlier samples that are not comparable.
    breaks: Vec<TrendBreak>,
    /// Periods that no sample covers.
    uncovered: Vec<String>,
    /// Whether children of several periods are put together.
    child_months: bool,
}

struct Gathered {
    rubric: crate::model::Rubric,
    strata: Vec<crate::model::Stratum>,
    cases: Vec<DrawnCase>,
    picked: Vec<Picked>,
    by: Vec<ByField>,
    graders: BTreeSet<i64>,
    double: u64,
    in_line: u64,
    graded_by: Option<chrono::NaiveDate>,
    changed_since: u64,
    breaches: Vec<String>,
}

impl Gathered {
    fn new(context: &Context<'_>, register: &Register, sample: &SampleRow, by: &[String]) -> Result<Gathered, Failure> {
        let people = register.people()?;
        let staff = Staff::new(&people);
        let rubric = context.rubric_of(register, sample)?;
        let (names, others) = parting::fields(context, register, (sample.kind, &rubric), by)?;
        // What somebody picked by hand says nothing of the frame.
        let (by_hand, rows): (Vec<CaseRow>, Vec<CaseRow>) =
            register.cases(sample.id)?.into_iter().partition(CaseRow::by_hand);
        let gradings = register.gradings(sample.id)?;
        let apart = register.gradings_apart(sample.id)?;
        // All was read that a large sample reads of the register, and what is made of it needs the room.
        register.forget_pages()?;
        let lost = register.cases_lost(sample.kind, sample.id)?;
        let reader = ValueReader { staff: &staff, sample };
        let graders: BTreeSet<i64> = gradings
            .iter()
            .filter(|row| row.grading.finished && row.part != Part::Moderation)
            .map(|row| row.person)
            .collect();
        let graded_by = gradings.iter().filter_map(|row| row.finished_at.as_deref()).filter_map(day).max();
        let double = rows.iter().filter(|row| row.twice).count() as u64;
        let in_line = lone::in_line(&people, &staff, sample.kind, (&rows, &gradings));
        let mut gradings = by_case(gradings);
        let mut case = |row: CaseRow| {
            let own = gradings.remove(&row.case.case).unwrap_or_default();
            drawn_case(row, (own, &apart), &lost, &names, &reader)
        };
        let cases = rows.into_iter().map(&mut case).collect();
        let picked = by_hand.into_iter().map(|row| Picked {
            sample: sample.name.clone(),
            reason: row.story.reason.clone().unwrap_or_default(),
            case: case(row),
        });
        let picked = picked.collect();
        Ok(Gathered {
            rubric,
            strata: register.strata(sample.id)?,
            cases,
            by: [frame_counts(register, &manifest::frame_of(register, sample)?, &names, &reader)?, others].concat(),
            picked,
            graders,
            double,
            in_line,
            graded_by,
            changed_since: lost.len() as u64,
            breaches: super::sequential::breaches(register, sample)?,
        })
    }

    fn figures(
        &self,
        sample: &SampleRow,
        line: Line,
        method: MethodFacts,
        (urgent, actions, actions_as_of): Doing,
    ) -> Findings {
        analysis::findings(Input {
            rubric: &self.rubric,
            samples: if line.samples.is_empty() { vec![sample.name.clone()] } else { line.samples },
            kind: sample.kind,
            period: &sample.period,
            population: sample.population,
            frame: sample.frame,
            design: &sample.design,
            strata: &self.strata,
            cases: &self.cases,
            hand_picked: &self.picked,
            by: &self.by,
            earlier: line.earlier,
            parts: line.parts,
            breaks: line.breaks,
            programme: sample.origin.programme.clone(),
            uncovered: line.uncovered,
            child_months: line.child_months,
            extended_after_looking: sample.extended_after_looking(),
            breaches: self.breaches.clone(),
            urgent,
            actions,
            actions_as_of,
            method,
            confidence: CONFIDENCE,
        })
    }
}

/// Urgent concerns, actions, and the day as of which these are overdue.
type Doing = (UrgentCount, Vec<ActionLine>, Option<chrono::NaiveDate>);

/// What is being done because of the sample, or of a theme that its rubric offers, and the day as of which that is told.
fn actions(register: &Register, sample: &SampleRow, gathered: &Gathered) -> Result<Doing, Failure> {
    let as_of = register.latest_line_at()?.and_then(|at| day(&at));
    let words =
        |id: &String| gathered.rubric.themes().iter().find(|theme| theme.id == *id).map(|theme| theme.label.clone());
    let line = |action: Action| {
        let about = action.theme.as_ref().and_then(words);
        let ours = action.sample.as_ref().is_some_and(|name| *name == sample.name);
        let case = action.case.filter(|_| ours);
        let record = case.and_then(|case| gathered.cases.iter().find(|drawn| drawn.case.case == case));
        (ours || (action.sample.is_none() && about.is_some())).then(|| ActionLine {
            state: action.state(),
            check_due: action.check_due(),
            overdue: as_of.is_some_and(|day| action.is_overdue(day)),
            evidence: action.events.iter().map(|event| event.evidence.clone()).collect(),
            record: record.map(|drawn| drawn.case.record.clone()),
            about,
            id: action.id,
            what: action.what,
            owner: action.owner,
            due: action.due,
            theme: action.theme,
            effect: action.effect,
        })
    };
    let own = register.urgent()?.into_iter().filter(|one| one.sample == sample.name);
    let urgent = own.fold(UrgentCount::default(), |count, one| match one.answer {
        None => UrgentCount { open: count.open + 1, ..count },
        Some(_) => UrgentCount { answered: count.answered + 1, ..count },
    });
    // What an urgent concern makes is told as such and not among the actions.
    let actions = register.actions()?.into_iter().filter(|action| !action.urgent).filter_map(line).collect();
    Ok((urgent, actions, as_of))
}

/// The day of a time that the register keeps.
pub(super) fn day(at: &str) -> Option<chrono::NaiveDate> {
    at.get(..10)?.parse().ok()
}

/// How a field's value is read for a breakdown: staff by the person's name, as the strata of the draw have it where the
/// field makes strata.
struct ValueReader<'a> {
    staff: &'a Staff,
    sample: &'a SampleRow,
}

impl ValueReader<'_> {
    fn read(&self, field: &FieldRef, value: Option<&str>) -> String {
        let Some(value) = value else { return NOT_RECORDED.to_owned() };
        let of_staff = STAFF_FIELDS.contains(&field.name.as_str());
        match of_staff && self.sample.design.by.contains(&field.name) {
            true => self.sample.names.get(value).cloned().unwrap_or_else(|| value.to_owned()),
            false => self.staff.read(&field.name, value),
        }
    }
}

/// A case with what was said of it. The gradings are taken and not copied: there can be very many words in them.
fn drawn_case(
    row: CaseRow,
    (own, apart): (Vec<GradingRow>, &[GradingRow]),
    lost: &[crate::store::Lost],
    by: &[FieldRef],
    reader: &ValueReader<'_>,
) -> DrawnCase {
    let kind = reader.sample.kind;
    let beside = apart.iter().filter(|one| one.case == row.case.case && one.grading.finished);
    let beside = beside.map(|one| (if one.part == Part::Own { Beside::Own } else { Beside::External }, one));
    let beside = beside.map(|(kind, one)| (kind, one.grading.clone())).collect();
    let of_child = |field: &str| row.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
    let read = |field: &str| row.record.text_of(kind, field).or_else(|| of_child(field));
    let (iro, team) = (read("iro").map(|spelling| reader.staff.name(&spelling)), read("team"));
    let values = by.iter().map(|field| reader.read(field, value_of(&row, kind, field).as_deref())).collect();
    let finished = own.iter().filter(|one| one.part != Part::Moderation && one.grading.finished).map(bare).collect();
    let mut gradings = CaseGradings { wants_second: row.twice, replaced: row.story.replaced, ..Default::default() };
    for one in own {
        match one.part {
            Part::First => gradings.first = Some(one.grading),
            Part::Second => gradings.second = Some(one.grading),
            Part::Moderation if one.grading.finished => gradings.moderated = Some(one.grading),
            _ => {}
        }
    }
    let since = lost.iter().find(|lost| lost.case == row.case.case).map(|lost| lost.what.to_owned());
    DrawnCase {
        sample: reader.sample.name.clone(),
        case: row.case,
        record: row.record,
        iro,
        team,
        values,
        standing: standing(&gradings),
        waiting: waiting_questions(&gradings),
        finished,
        beside,
        moderated: gradings.moderated.is_some(),
        since,
    }
}

/// The value of a field in a case as drawn.
fn value_of(row: &CaseRow, kind: Kind, field: &FieldRef) -> Option<String> {
    if let Some(name) = field.name.strip_prefix("extra.") {
        return row.record.extra.get(name).cloned();
    }
    match field.name.strip_prefix("child.") {
        Some(name) => row.child.as_ref().and_then(|child| child.text_of(Kind::Child, name)),
        None => match field.name.as_str() {
            "reference" => Some(row.record.reference.clone()),
            "child" => row.record.child.clone(),
            "date" => row.record.date.map(|date| date.to_string()),
            name => row.record.text_of(kind, name),
        },
    }
}

/// How many records of the frame have each value, stratum by stratum.
fn frame_counts(
    register: &Register,
    frame: &Frame,
    by: &[FieldRef],
    reader: &ValueReader<'_>,
) -> Result<Vec<ByField>, Failure> {
    let mut counts: Vec<BTreeMap<(String, String), u64>> = vec![BTreeMap::new(); by.len()];
    if !by.is_empty() {
        frame.walk(register, by, |step| {
            for ((place, field), counts) in by.iter().enumerate().zip(&mut counts) {
                let key = (reader.read(field, step.values.value(place)?), step.stratum.to_owned());
                *counts.entry(key).or_default() += 1;
            }
            Ok(())
        })?;
    }
    let named = by.iter().zip(counts);
    Ok(named
        .map(|(field, frame)| ByField {
            parting: Parting::Field,
            field: field.name.clone(),
            label: field_label(reader.sample.kind, &field.name),
            frame,
        })
        .collect())
}
