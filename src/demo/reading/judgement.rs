//! From what a note says to a level on each criterion.

use super::cues::Cues;
use super::nature::Dice;

/// The criteria that the reader knows, by their ids in the rubric, in the order of [`Levels`].
pub(super) const CRITERIA: [&str; 6] = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"];

/// How well a criterion is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// The rubric's lowest grade.
    Low,
    /// Its middle grade.
    Middle,
    /// Its top grade.
    Top,
}

/// A level for each of [`CRITERIA`].
pub(super) type Levels = [Level; 6];

/// Judges what a note says.
pub(super) fn judge(cues: &Cues) -> Levels {
    let nothing_of_the_writer = !cues.view && !cues.challenged && cues.deadline.is_none();
    let matter_left = cues.issue_left() || (cues.overdue.is_some() && !cues.challenged);
    let level = |top: bool, low: bool| match (top, low) {
        (true, _) => Level::Top,
        (false, true) => Level::Low,
        (false, false) => Level::Middle,
    };
    let drift = match (cues.overdue, cues.challenged) {
        (Some(_), true) => Level::Top,
        (Some(_), false) => level(false, !cues.followed && cues.deadline.is_none()),
        (None, _) => level(cues.on_track, false),
    };
    [
        level(cues.purposeful, nothing_of_the_writer && matter_left && !cues.followed),
        drift,
        level(cues.meaning || cues.voice, cues.issue_left()),
        level((cues.alternatives || cues.analysed) && !cues.issue_left(), cues.issue_left()),
        level(cues.deadline.is_some(), matter_left),
        level(cues.view && (cues.late_visit.is_none() || cues.visits_raised), !cues.plan_named && !cues.view),
    ]
}

/// Which criteria an auditor writes a finding on: up to two of the weakest, and the best where something is good.
pub(super) fn worth_a_finding(levels: &Levels, dice: &Dice) -> Vec<usize> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by_key(|place| (levels[*place], dice.number("order", *place), *place));
    let strengths = order.iter().filter(|place| levels[**place] == Level::Top).count();
    let weak = order.len() - strengths;
    let most = if strengths >= 4 { (1, 2) } else { (2, 1) };
    let first_strength = order.len() - strengths;
    let mut chosen: Vec<usize> = order[..weak.min(most.0)].to_vec();
    chosen.extend(order[first_strength..].iter().take(most.1));
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::days::day;

    #[test]
    fn drift_in_plain_sight_that_nobody_takes_up_is_inadequate() {
        let seen = Cues { overdue: Some(day(2026, 8, 1)), ..Cues::default() };
        let drift = |cues: Cues| judge(&cues)[1];
        assert_eq!(drift(seen.clone()), Level::Low);
        assert_eq!(drift(Cues { followed: true, ..seen.clone() }), Level::Middle);
        assert_eq!(drift(Cues { challenged: true, ..seen }), Level::Top);
        assert_eq!(drift(Cues::default()), Level::Middle);
        assert_eq!(drift(Cues { on_track: true, ..Cues::default() }), Level::Top);
    }

    #[test]
    fn something_bigger_that_is_passed_over_pulls_three_criteria_down() {
        let left = Cues { issue: true, purposeful: true, view: true, analysed: true, ..Cues::default() };
        let low = judge(&left).into_iter().filter(|level| *level == Level::Low).count();
        assert_eq!(low, 3);
        let handled = Cues { issue_handled: true, ..left };
        assert!(judge(&handled).into_iter().all(|level| level > Level::Low));
    }
}
