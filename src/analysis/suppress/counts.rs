//! The counts of findings, and how they add up for a reader who has the whole file.

use crate::model::{Agreement, Basis, Breakdown, Estimate, Findings, TrendPoint};

use super::ledger::{Ledger, Place};

/// What is hidden first where there is a choice: the less, the sooner.
const WORTH_PART: u32 = 1;
const WORTH_OTHER: u32 = 2;
const WORTH_SIZE: u32 = 3;
const WORTH_GRADE: u32 = 6;
const WORTH_WHOLE: u32 = 9;

/// Estimates out of one number: their counts in order, and that number.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The count of each estimate.
    pub(super) counts: Vec<Place>,
    /// Out of how many, for each.
    pub(super) of: Vec<Place>,
}

/// The grades of one value of a field.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) grades: Group,
    /// How many records of the frame have it, where that is known.
    pub(super) frame: Option<Place>,
}

/// What the shares are shares of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole {
    pub(super) population: Place,
    pub(super) frame: Place,
    pub(super) drawn: Place,
    pub(super) graded: Place,
}

/// The places of all counts.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) whole: Whole,
    pub(super) grades: Group,
    pub(super) by: Vec<Part>,
    pub(super) criteria: Vec<Group>,
    pub(super) themes: Vec<(Place, Place)>,
    /// `None` for a period that is the sample itself.
    pub(super) trend: Vec<Option<Group>>,
    /// Exact, within one grade, cases.
    pub(super) agreement: Option<[Place; 3]>,
}

/// Takes in the counts of findings.
pub(super) fn counts(findings: &Findings) -> (Ledger, Places) {
    let mut ledger = Ledger::default();
    let whole = whole(&mut ledger, &findings.basis);
    let scale = findings.rubric.scale.len();
    let grades = of_all(&mut ledger, (&findings.grades, scale), WORTH_GRADE, whole);
    let by = fields(&mut ledger, findings, (&grades, whole));
    let criteria = findings.criteria.iter().map(|criterion| match criterion.grades.first() {
        Some(first) if first.name == "yes" => check(&mut ledger, &criterion.grades, whole),
        _ => of_all(&mut ledger, (&criterion.grades, scale), WORTH_OTHER, whole),
    });
    let criteria: Vec<Group> = criteria.collect();
    let themes = findings.themes.iter().map(|theme| theme_count(&mut ledger, &theme.share, whole)).collect();
    let trend = periods(&mut ledger, findings, &grades);
    let agreement = findings.agreement.as_ref().map(|agreement| agreed(&mut ledger, agreement, whole));
    (ledger, Places { whole, grades, by, criteria, themes, trend, agreement })
}

fn whole(ledger: &mut Ledger, basis: &Basis) -> Whole {
    // Where nothing lies between two of these, a reader takes it that they are one number.
    let frame = ledger.printed(basis.frame, WORTH_WHOLE);
    let population = larger(ledger, basis.population, frame);
    let graded = ledger.printed(basis.graded, WORTH_WHOLE);
    let drawn = larger(ledger, basis.drawn, graded);
    let rest = ledger.free(basis.frame.saturating_sub(basis.drawn));
    ledger.add_up(frame, &[drawn, rest]);
    Whole { population, frame, drawn, graded }
}

/// A count that another lies within: the same place where it is as many.
fn larger(ledger: &mut Ledger, count: u64, inner: Place) -> Place {
    if count == ledger.count(inner) {
        return inner;
    }
    let place = ledger.printed(count, WORTH_SIZE);
    within(ledger, inner, place);
    place
}

/// Says that one count lies within another, and that what is left of the other is told by both.
fn within(ledger: &mut Ledger, one: Place, other: Place) {
    if let Some(left) = ledger.count(other).checked_sub(ledger.count(one)) {
        let left = ledger.guarded(left);
        ledger.add_up(other, &[one, left]);
    }
}

/// Out of how many: all graded cases where it is as many, since a reader takes it that every case is answered; else a count
/// of its own within them.
fn out_of(ledger: &mut Ledger, of: u64, worth: u32, whole: Whole) -> Place {
    if of == ledger.count(whole.graded) {
        return whole.graded;
    }
    let place = ledger.printed(of, worth);
    within(ledger, place, whole.graded);
    place
}

/// Grades out of all graded cases.
fn of_all(ledger: &mut Ledger, (grades, scale): (&[Estimate], usize), worth: u32, whole: Whole) -> Group {
    let of = out_of(ledger, grades.first().map_or(0, |grade| grade.of), WORTH_GRADE, whole);
    graded(ledger, (grades, scale), worth, of)
}

/// Grades out of a number of their own.
fn of_own(ledger: &mut Ledger, (grades, scale): (&[Estimate], usize), worth: u32) -> Group {
    let of = ledger.printed(grades.first().map_or(0, |grade| grade.of), WORTH_SIZE);
    graded(ledger, (grades, scale), worth, of)
}

/// Grades of a scale, worst first, and then those from good upward together.
fn graded(ledger: &mut Ledger, (grades, scale): (&[Estimate], usize), worth: u32, of: Place) -> Group {
    let each: Vec<Place> = grades.iter().take(scale).map(|grade| ledger.printed(grade.count, worth)).collect();
    ledger.add_up(of, &each);
    let mut counts = each.clone();
    if let Some(joined) = grades.get(scale) {
        let same = grades.iter().take(scale).position(|grade| grade.name == "good").filter(|place| place + 1 == scale);
        counts.push(match same {
            Some(place) => each[place],
            None => joined_grades(ledger, (joined, grades), &each, worth),
        });
    }
    for count in &counts {
        within(ledger, *count, of);
    }
    let of = vec![of; counts.len()];
    Group { counts, of }
}

fn joined_grades(ledger: &mut Ledger, (joined, grades): (&Estimate, &[Estimate]), each: &[Place], worth: u32) -> Place {
    let from = grades.iter().position(|grade| grade.name == "good").unwrap_or(each.len().saturating_sub(1));
    let place = ledger.printed(joined.count, worth);
    ledger.add_up(place, &each[from.min(each.len())..]);
    place
}

/// Yes and no out of both, and not applicable out of all.
fn check(ledger: &mut Ledger, answers: &[Estimate], whole: Whole) -> Group {
    let find = |name: &str| answers.iter().find(|answer| answer.name == name);
    let count = |name: &str| find(name).map_or(0, |answer| answer.count);
    let all = out_of(ledger, count("yes") + count("no") + count("na"), WORTH_GRADE, whole);
    let both = ledger.printed(count("yes") + count("no"), WORTH_SIZE);
    let yes = ledger.printed(count("yes"), WORTH_OTHER);
    let no = ledger.printed(count("no"), WORTH_OTHER);
    let na = ledger.printed(count("na"), WORTH_OTHER);
    ledger.add_up(both, &[yes, no]);
    ledger.add_up(all, &[both, na]);
    let place = |answer: &Estimate| match answer.name.as_str() {
        "yes" => (yes, both),
        "no" => (no, both),
        _ => (na, all),
    };
    let (counts, of) = answers.iter().map(place).unzip();
    Group { counts, of }
}

/// Each value of each field, whose counts add up to those of all cases where every case has one.
fn fields(ledger: &mut Ledger, findings: &Findings, (all, whole): (&Group, Whole)) -> Vec<Part> {
    let scale = findings.rubric.scale.len();
    let mut parts = Vec::new();
    for values in findings.by.chunk_by(|one, next| one.field == next.field) {
        let known = values.iter().any(|value| value.frame > 0);
        let own: Vec<Part> = values.iter().map(|value| part(ledger, (value, scale), known)).collect();
        for column in 0..all.counts.len() {
            columns(ledger, all.counts[column], own.iter().map(|part| part.grades.counts[column]).collect());
        }
        if let Some(of) = all.of.first() {
            columns(ledger, *of, own.iter().filter_map(|part| part.grades.of.first().copied()).collect());
        }
        if known {
            columns(ledger, whole.frame, own.iter().filter_map(|part| part.frame).collect());
        }
        parts.extend(own);
    }
    parts
}

fn part(ledger: &mut Ledger, (value, scale): (&Breakdown, usize), known: bool) -> Part {
    let grades = of_own(ledger, (&value.grades, scale), WORTH_PART);
    let frame = known.then(|| ledger.printed(value.frame, WORTH_OTHER));
    if let Some((frame, of)) = frame.zip(grades.of.first())
        && let Some(rest) = ledger.count(frame).checked_sub(ledger.count(*of))
    {
        let rest = ledger.free(rest);
        ledger.add_up(frame, &[*of, rest]);
    }
    Part { grades, frame }
}

/// The parts of a column add up to its total, or (where a case has more than one value, or none) each lies within it.
fn columns(ledger: &mut Ledger, total: Place, parts: Vec<Place>) {
    let sum: u64 = parts.iter().map(|part| ledger.count(*part)).sum();
    if sum == ledger.count(total) {
        return ledger.add_up(total, &parts);
    }
    for part in parts {
        within(ledger, part, total);
    }
}

fn theme_count(ledger: &mut Ledger, share: &Estimate, whole: Whole) -> (Place, Place) {
    let count = ledger.printed(share.count, WORTH_OTHER);
    let of = out_of(ledger, share.of, WORTH_SIZE, whole);
    within(ledger, count, of);
    (count, of)
}

/// Earlier periods by themselves; periods that are put together add up to all.
fn periods(ledger: &mut Ledger, findings: &Findings, all: &Group) -> Vec<Option<Group>> {
    let names = &findings.basis.samples;
    let itself = |point: &TrendPoint| point.sample == names.join(", ");
    let scale = findings.rubric.scale.len();
    let mut groups = Vec::new();
    let mut together: Vec<Group> = Vec::new();
    for point in &findings.trend {
        if itself(point) {
            groups.push(None);
            continue;
        }
        let group = of_own(ledger, (&point.grades, scale), WORTH_OTHER);
        if names.contains(&point.sample) {
            together.push(group.clone());
        }
        groups.push(Some(group));
    }
    if !together.is_empty() {
        for column in 0..all.counts.len() {
            columns(ledger, all.counts[column], together.iter().map(|group| group.counts[column]).collect());
        }
        if let Some(of) = all.of.first() {
            columns(ledger, *of, together.iter().filter_map(|group| group.of.first().copied()).collect());
        }
    }
    groups
}

fn agreed(ledger: &mut Ledger, agreement: &Agreement, whole: Whole) -> [Place; 3] {
    let exact = ledger.printed(agreement.exact.count, WORTH_OTHER);
    let near = ledger.printed(agreement.within_one.count, WORTH_OTHER);
    let cases = ledger.printed(agreement.cases, WORTH_SIZE);
    within(ledger, exact, near);
    within(ledger, near, cases);
    within(ledger, exact, cases);
    within(ledger, cases, whole.drawn);
    [exact, near, cases]
}
