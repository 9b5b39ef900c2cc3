//! What the shares are shares of, and by which rubric.

use crate::model::{Basis, Criterion, Kind, Progress, Rubric, RubricFacts, Standing, WaitingQuestion};

use super::input::{DrawnCase, Input};
use super::layout::{Layout, Says};

/// Counts the cases by what they say.
pub(super) fn basis(input: &Input<'_>, layout: &Layout<'_>, sequential: Option<&Progress>) -> Basis {
    let says = |which: fn(&Says<'_>) -> bool| layout.seats.iter().filter(|seat| which(&seat.says)).count() as u64;
    let stands = |which: Standing| input.cases.iter().filter(|case| case.standing == which).count() as u64;
    let not_needed = sequential.map_or(0, |progress| progress.not_needed);
    let (waiting, ungraded) = (stands(Standing::Waiting), stands(Standing::Ungraded) - not_needed);
    let questions = waiting_questions(input);
    Basis {
        samples: input.samples.clone(),
        programme: input.programme.clone(),
        kind: input.kind,
        period: input.period.text().to_owned(),
        population: input.population,
        frame: input.frame,
        drawn: input.cases.len() as u64,
        graded: says(|says| matches!(says, Says::Counted(_))),
        waiting,
        ungraded,
        not_needed,
        ineligible: says(|says| matches!(says, Says::Ineligible)),
        not_obtained: says(|says| matches!(says, Says::NotObtained)),
        provisional: waiting + ungraded > 0 || !questions.is_empty(),
        waiting_questions: questions,
        answers: if input.kind == Kind::Child { "per-child" } else { "per-record" }.to_owned(),
    }
}

/// The questions that wait, by sample, case and the rubric's order.
fn waiting_questions(input: &Input<'_>) -> Vec<WaitingQuestion> {
    let of_case = |case: &DrawnCase| {
        let open = input.rubric.criteria().iter().filter(|criterion| case.question_waits(&criterion.id));
        let one = |criterion: &Criterion| WaitingQuestion {
            sample: case.sample.clone(),
            case: case.case.case,
            criterion: criterion.id.clone(),
        };
        open.map(one).collect::<Vec<_>>()
    };
    let sample = |case: &DrawnCase| input.samples.iter().position(|name| *name == case.sample);
    let mut cases: Vec<&DrawnCase> = input.cases.iter().collect();
    cases.sort_by_key(|case| (sample(case), case.case.case));
    cases.into_iter().flat_map(of_case).collect()
}

/// Which rubric was used.
pub(super) fn rubric_facts(rubric: &Rubric) -> RubricFacts {
    RubricFacts {
        rubric: rubric.id().to_owned(),
        title: rubric.title().to_owned(),
        version: rubric.version(),
        sha256: rubric.digest().to_owned(),
        scale: rubric.scale().to_vec(),
    }
}
