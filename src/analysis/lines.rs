//! The lines of the sheets of cases and of findings: never in ticket order.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Bearing, CaseLine, Criterion, Finding, FindingLine, Grading, HandPicked, Rubric, Standing};

use super::input::{DrawnCase, Input, Picked};

const NOT_GRADED: &str = "not graded";

/// One line a case, by reference; where grading stopped early, cases that are not graded are not needed.
pub(super) fn cases(input: &Input<'_>, stopped: bool) -> Vec<CaseLine> {
    let mut lines: Vec<CaseLine> = input.cases.iter().map(|case| case_line(input.rubric, case)).collect();
    if stopped {
        lines.iter_mut().filter(|line| line.state == NOT_GRADED).for_each(|line| line.state = "not needed".to_owned());
    }
    lines.sort_by(|one, other| one.record.cmp(&other.record));
    lines
}

/// Those picked by hand, in the order in which they came in.
pub(super) fn hand_picked(input: &Input<'_>) -> Vec<HandPicked> {
    let line = |picked: &Picked| HandPicked {
        case: picked.case.case.case,
        sample: picked.sample.clone(),
        record: picked.case.case.record.clone(),
        reason: picked.reason.clone(),
        state: state(&picked.case.standing).to_owned(),
        overall: counted(&picked.case).and_then(|grading| overall(input.rubric, grading)),
    };
    input.hand_picked.iter().map(line).collect()
}

fn case_line(rubric: &Rubric, case: &DrawnCase) -> CaseLine {
    let counted = counted(case);
    let answer = |criterion: &Criterion| {
        let id = counted?.answers.get(&criterion.id)?.grade.as_deref()?;
        rubric.answers(criterion).iter().find(|(one, _)| *one == id).map(|(_, label)| (*label).to_owned())
    };
    CaseLine {
        record: case.case.record.clone(),
        child: case.case.child.clone(),
        date: case.record.date,
        iro: case.iro.clone(),
        team: case.team.clone(),
        stratum: case.case.stratum.clone(),
        weight: case.case.weight,
        state: state(&case.standing).to_owned(),
        overall: counted.and_then(|grading| overall(rubric, grading)),
        answers: rubric.criteria().iter().map(answer).collect(),
        auditors: u32::try_from(case.finished.len()).unwrap_or(u32::MAX),
        moderated: case.moderated,
        since: case.since.clone(),
    }
}

fn counted(case: &DrawnCase) -> Option<&Grading> {
    match &case.standing {
        Standing::Counted(grading) => Some(grading),
        _ => None,
    }
}

fn state(standing: &Standing) -> &'static str {
    match standing {
        Standing::Counted(_) => "graded",
        Standing::Waiting => "waiting",
        Standing::Ungraded => NOT_GRADED,
        Standing::Unusable(reason) => reason.label,
    }
}

fn overall(rubric: &Rubric, grading: &Grading) -> Option<String> {
    let id = grading.overall.as_deref()?;
    rubric.scale().iter().find(|grade| grade.id == id).map(|grade| grade.label.clone())
}

/// Findings of counted cases: by criterion in the rubric's order, concerns first, then by reference, then as written.
pub(super) fn findings(input: &Input<'_>) -> Vec<FindingLine> {
    let rubric = input.rubric;
    let mut alike = Alike::default();
    let all: usize = input.cases.iter().filter_map(counted).map(|grading| grading.findings.len()).sum();
    let mut lines: Vec<(Rank, FindingLine)> = Vec::with_capacity(all);
    for case in input.cases {
        let Some(grading) = counted(case).filter(|grading| !grading.findings.is_empty()) else { continue };
        let of_case = OfCase::new(rubric, case, grading, &mut alike);
        let lines_of_case = grading.findings.iter();
        for finding in lines_of_case {
            let (place, is_strength) = rank(rubric, finding);
            let written = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            lines.push((Rank { place, is_strength, written }, of_case.line(rubric, finding, &mut alike)));
        }
    }
    // In its place: a sort that keeps the order of equals by itself takes as much room again.
    lines.sort_unstable_by(|(a, one), (b, other)| {
        let first = (a.place, a.is_strength).cmp(&(b.place, b.is_strength));
        first.then_with(|| one.record.cmp(&other.record)).then(a.written.cmp(&b.written))
    });
    lines.into_iter().map(|(_, line)| line).collect()
}

/// By what a line stands before another.
struct Rank {
    place: u16,
    is_strength: bool,
    written: u32,
}

fn rank(rubric: &Rubric, finding: &Finding) -> (u16, bool) {
    let place = rubric.criteria().iter().position(|criterion| criterion.id == finding.criterion);
    (place.and_then(|place| u16::try_from(place).ok()).unwrap_or(u16::MAX), finding.bearing == Bearing::Strength)
}

/// Words and lists of themes that many lines share.
#[derive(Default)]
struct Alike {
    words: BTreeSet<Arc<str>>,
    themes: BTreeSet<Arc<[Arc<str>]>>,
}

impl Alike {
    fn word(&mut self, words: &str) -> Arc<str> {
        match self.words.get(words) {
            Some(known) => Arc::clone(known),
            None => {
                let words: Arc<str> = words.into();
                self.words.insert(Arc::clone(&words));
                words
            }
        }
    }

    fn list(&mut self, list: Vec<Arc<str>>) -> Arc<[Arc<str>]> {
        match self.themes.get(list.as_slice()) {
            Some(known) => Arc::clone(known),
            None => {
                let list: Arc<[Arc<str>]> = list.into();
                self.themes.insert(Arc::clone(&list));
                list
            }
        }
    }
}

/// What the findings of one case have in common.
struct OfCase<'a> {
    grading: &'a Grading,
    record: Arc<str>,
    child: Option<Arc<str>>,
    iro: Option<Arc<str>>,
    overall: Arc<str>,
}

impl OfCase<'_> {
    fn new<'a>(rubric: &Rubric, case: &DrawnCase, grading: &'a Grading, alike: &mut Alike) -> OfCase<'a> {
        OfCase {
            grading,
            record: case.case.record.as_str().into(),
            child: case.case.child.as_deref().map(Into::into),
            iro: case.iro.as_deref().map(|iro| alike.word(iro)),
            overall: alike.word(&overall(rubric, grading).unwrap_or_default()),
        }
    }

    fn line(&self, rubric: &Rubric, finding: &Finding, alike: &mut Alike) -> FindingLine {
        let criterion = rubric.criteria().iter().find(|criterion| criterion.id == finding.criterion);
        let tags = self.grading.themes.iter().filter(|tag| tag.criterion.as_ref() == Some(&finding.criterion));
        let themes = tags.filter_map(|tag| rubric.theme(&tag.theme)).filter(|theme| theme.bearing == finding.bearing);
        let themes: Vec<Arc<str>> = themes.map(|theme| alike.word(&theme.label)).collect();
        FindingLine {
            record: Arc::clone(&self.record),
            child: self.child.clone(),
            iro: self.iro.clone(),
            criterion: alike.word(criterion.map_or(&finding.criterion, |criterion| &criterion.title)),
            bearing: finding.bearing,
            text: Arc::clone(&finding.text),
            themes: alike.list(themes),
            overall: Arc::clone(&self.overall),
        }
    }
}
