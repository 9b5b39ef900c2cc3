//! What the shares are shares of, and by which rubric.

use crate::model::{Basis, Kind, Progress, Rubric, RubricFacts, Standing, WaitingQuestion};

use super::input::Input;
use super::layout::{Layout, Says};

/// Counts the cases by what they say.
pub(super) fn basis(input: &Input<'_>, layout: &Layout<'_>, sequential: Option<&Progress>) -> Basis {
    let says = |which: fn(&Says<'_>) -> bool| layout.seats.iter().filter(|seat| which(&seat.says)).count() as u64;
    let stands = |which: Standing| input.cases.iter().filter(|case| case.standing == which).count() as u64;
    let not_needed = sequential.map_or(0, |progress| progress.not_needed);
    let (waiting, ungraded) = (stands(Standing::Waiting), stands(Standing::Ungraded) - not_needed);
    let mut questions: Vec<WaitingQuestion> = input.cases.iter().flat_map(|case| case.waiting.clone()).collect();
    let sample = |one: &WaitingQuestion| input.samples.iter().position(|name| *name == one.sample);
    let place = |one: &WaitingQuestion| input.rubric.criteria().iter().position(|known| known.id == one.criterion);
    questions.sort_by_key(|one| (sample(one), one.case, place(one)));
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
