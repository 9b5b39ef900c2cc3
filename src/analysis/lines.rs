//! The lines of the sheets of cases and of findings: never in ticket order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{
    Bearing, CaseAnswer, CaseLine, Criterion, Finding, FindingLine, Grading, HandPicked, Rubric, Standing,
};

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
        if counted.is_some() && case.question_waits(&criterion.id) {
            return CaseAnswer::NotAgreedYet;
        }
        let id = counted.and_then(|grading| grading.answers.get(&criterion.id)?.grade.as_deref());
        let label = rubric.answers(criterion).into_iter().find(|(one, _)| Some(*one) == id);
        label.map_or(CaseAnswer::None, |(_, label)| CaseAnswer::Given(label.to_owned()))
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
    let mut alike = Alike::new(input.rubric);
    let counted = input.cases.iter().filter_map(|case| Some((case, counted(case)?)));
    let mut cases: Vec<(&DrawnCase, &Grading)> = counted.filter(|(_, grading)| !grading.findings.is_empty()).collect();
    cases.sort_by(|(one, _), (other, _)| one.case.record.cmp(&other.case.record));
    let mut lines: Vec<(Rank, FindingLine)> = Vec::with_capacity(cases.iter().map(|(_, one)| one.findings.len()).sum());
    for (case, grading) in cases {
        let mut of_case = OfCase::new(case, grading, &mut alike);
        for finding in &grading.findings {
            let (place, is_strength) = (alike.place(&finding.criterion), finding.bearing == Bearing::Strength);
            let rank = Rank { place, is_strength, so_far: u32::try_from(lines.len()).unwrap_or(u32::MAX) };
            lines.push((rank, of_case.line(place, finding, &mut alike)));
        }
    }
    // In its place: a sort that keeps the order of equals by itself takes as much room again.
    lines.sort_unstable_by_key(|(rank, _)| *rank);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// By what a line stands before another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    place: Place,
    is_strength: bool,
    so_far: u32,
}

/// Where a criterion stands in its rubric; one that is not in it comes last.
type Place = u16;

/// The words of some themes.
type Labels = Arc<[Arc<str>]>;

/// Words and lists of themes that many lines share.
struct Alike<'a> {
    rubric: &'a Rubric,
    /// Of each criterion.
    titles: Vec<Arc<str>>,
    words: BTreeSet<Arc<str>>,
    themes: BTreeSet<Labels>,
}

impl Alike<'_> {
    fn new(rubric: &Rubric) -> Alike<'_> {
        let titles = rubric.criteria().iter().map(|criterion| criterion.title.as_str().into()).collect();
        Alike { rubric, titles, words: BTreeSet::new(), themes: BTreeSet::new() }
    }

    fn place(&self, criterion: &str) -> Place {
        let place = self.rubric.criteria().iter().position(|one| one.id == criterion);
        place.and_then(|place| Place::try_from(place).ok()).unwrap_or(Place::MAX)
    }

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

    fn title(&mut self, place: Place, criterion: &str) -> Arc<str> {
        match self.titles.get(usize::from(place)) {
            Some(title) => Arc::clone(title),
            None => self.word(criterion),
        }
    }

    fn list(&mut self, list: Vec<Arc<str>>) -> Labels {
        match self.themes.get(list.as_slice()) {
            Some(known) => Arc::clone(known),
            None => {
                let list: Labels = list.into();
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
    /// The themes tied to a criterion and a bearing, once they are asked for.
    themes: BTreeMap<(Arc<str>, Bearing), Labels>,
}

impl OfCase<'_> {
    fn new<'a>(case: &DrawnCase, grading: &'a Grading, alike: &mut Alike<'_>) -> OfCase<'a> {
        OfCase {
            grading,
            record: case.case.record.as_str().into(),
            child: case.case.child.as_deref().map(Into::into),
            iro: case.iro.as_deref().map(|iro| alike.word(iro)),
            overall: alike.word(&overall(alike.rubric, grading).unwrap_or_default()),
            themes: BTreeMap::new(),
        }
    }

    fn line(&mut self, place: Place, finding: &Finding, alike: &mut Alike<'_>) -> FindingLine {
        let grading = self.grading;
        let tied_to = (Arc::clone(&finding.criterion), finding.bearing);
        let themes = self.themes.entry(tied_to).or_insert_with(|| themes_of(grading, finding, alike));
        FindingLine {
            record: Arc::clone(&self.record),
            child: self.child.clone(),
            iro: self.iro.clone(),
            criterion: alike.title(place, &finding.criterion),
            bearing: finding.bearing,
            text: Arc::clone(&finding.text),
            themes: Arc::clone(themes),
            overall: Arc::clone(&self.overall),
        }
    }
}

/// The words of the themes tied to the criterion and bearing of a finding.
fn themes_of(grading: &Grading, finding: &Finding, alike: &mut Alike<'_>) -> Labels {
    let tags = grading.themes.iter().filter(|tag| tag.criterion.as_deref() == Some(&*finding.criterion));
    let themes = tags.filter_map(|tag| alike.rubric.theme(&tag.theme)).filter(|theme| theme.bearing == finding.bearing);
    let labels: Vec<&str> = themes.map(|theme| theme.label.as_str()).collect();
    let labels = labels.into_iter().map(|label| alike.word(label)).collect();
    alike.list(labels)
}
