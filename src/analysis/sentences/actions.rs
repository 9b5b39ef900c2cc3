//! How many actions are open, overdue, done and checked.

use crate::analysis::words::{counted, listed};
use crate::model::{ActionLine, ActionState};

/// `3 actions open, 1 overdue, 2 checked and working.`; `None` where none is recorded.
pub(super) fn actions(actions: &[ActionLine]) -> Option<String> {
    let of = |state: ActionState| actions.iter().filter(|line| line.state == state).count() as u64;
    let overdue = actions.iter().filter(|line| line.overdue).count() as u64;
    let mut parts = Vec::new();
    let mut add = |count: u64, words: &str| {
        if count > 0 {
            parts.push(match parts.is_empty() {
                true => format!("{} {words}", counted(count, "action")),
                false => format!("{count} {words}"),
            });
        }
    };
    add(of(ActionState::Open), "open");
    add(of(ActionState::Done), "done and not yet checked");
    add(of(ActionState::Worked), "checked and working");
    add(of(ActionState::Partly), "checked and working in part");
    add(of(ActionState::Failed), "checked and not working");
    (!parts.is_empty()).then(|| {
        let late = if overdue > 0 { format!("; {overdue} overdue") } else { String::new() };
        format!("{}{late}.", listed(&parts))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(state: ActionState, overdue: bool) -> ActionLine {
        ActionLine {
            id: 1,
            what: "Train".into(),
            owner: "Ann".into(),
            due: "2026-11-30".parse().unwrap(),
            state,
            check_due: None,
            overdue,
            record: None,
            about: None,
            theme: None,
            effect: None,
            evidence: vec![],
        }
    }

    #[test]
    fn actions_are_counted_by_where_they_are() {
        assert_eq!(actions(&[]), None);
        let one = [line(ActionState::Open, false)];
        assert_eq!(actions(&one).unwrap(), "1 action open.");
        let some = [
            line(ActionState::Open, true),
            line(ActionState::Open, false),
            line(ActionState::Done, true),
            line(ActionState::Worked, false),
            line(ActionState::Failed, false),
        ];
        assert_eq!(
            actions(&some).unwrap(),
            "2 actions open, 1 done and not yet checked, 1 checked and working and 1 checked and not working; 2 overdue."
        );
        assert_eq!(actions(&[line(ActionState::Worked, false)]).unwrap(), "1 action checked and working.");
    }
}
