//! Actions where there is room for a few: those whose next step waits, the overdue ones first.

use crate::calendar::british;
use crate::model::{ActionLine, ActionState};

/// Letters of an action that are shown.
const LETTERS: usize = 90;

/// The next step of so many actions at most, each in one line: those overdue first, then by day. Those that were checked have none.
pub(super) fn next_steps(actions: &[ActionLine], most: usize) -> Vec<String> {
    let mut waiting: Vec<_> = actions.iter().filter_map(|line| Some((!line.overdue, step(line)?, line))).collect();
    waiting.sort_by_key(|(in_time, (day, _), line)| (*in_time, *day, line.id));
    let words = |(in_time, (day, step), line): (bool, (_, &str), &ActionLine)| {
        let late = if in_time { "" } else { "OVERDUE. " };
        format!("{late}{step} {}: {}", british(day), shortened(&line.what))
    };
    waiting.into_iter().take(most).map(words).collect()
}

/// What comes next, and by which day.
fn step(line: &ActionLine) -> Option<(chrono::NaiveDate, &'static str)> {
    match line.state {
        ActionState::Open => Some((line.due, "By")),
        ActionState::Done => Some((line.check_due?, "To be checked by")),
        ActionState::Worked | ActionState::Partly | ActionState::Failed => None,
    }
}

/// A text as far as there is room for it, in whole words where it has any.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LETTERS) else { return text.to_owned() };
    let end = text[..end].rfind(' ').unwrap_or(end);
    format!("{} …", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn line(id: i64, state: ActionState, due: (u32, u32), overdue: bool) -> ActionLine {
        let day = |(month, day)| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        ActionLine {
            id,
            what: format!("Action {id}"),
            owner: "Rhian Gable".to_owned(),
            due: day(due),
            state,
            check_due: (state != ActionState::Open).then(|| day((12, 1))),
            overdue,
            record: None,
            about: None,
            theme: None,
            effect: None,
            evidence: Vec::new(),
        }
    }

    #[test]
    fn the_overdue_come_first_and_the_checked_not_at_all() {
        let actions = [
            line(1, ActionState::Done, (9, 1), false),
            line(2, ActionState::Open, (11, 30), false),
            line(3, ActionState::Worked, (8, 1), false),
            line(4, ActionState::Open, (10, 5), true),
        ];
        let said = next_steps(&actions, 9);
        assert_eq!(
            said,
            ["OVERDUE. By 05/10/2026: Action 4", "By 30/11/2026: Action 2", "To be checked by 01/12/2026: Action 1"]
        );
        assert_eq!(next_steps(&actions, 1), said[..1]);
    }

    #[test]
    fn long_texts_end_with_a_whole_word() {
        let mut long = line(1, ActionState::Open, (11, 30), false);
        long.what = "ééééééééé ".repeat(20);
        let said = next_steps(&[long], 1).remove(0);
        assert!(said.ends_with("ééééééééé …") && said.chars().count() < 120, "{said}");
    }
}
