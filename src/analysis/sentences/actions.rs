//! How many actions are open, overdue, done and checked.

use crate::model::english::{and_list, counted};
use crate::model::{ActionLine, ActionState, UrgentCount};

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
        format!("{}{late}.", and_list(&parts))
    })
}

/// That children may have been unsafe, and whether somebody was told; `None` where no urgent concern was raised.
pub(super) fn urgent(urgent: UrgentCount) -> Option<String> {
    let UrgentCount { open, answered } = urgent;
    let concerns = |count: u64| counted(count, "urgent concern");
    match (open, answered) {
        (0, 0) => None,
        (0, answered) => Some(format!("{} that a child may be unsafe: answered.", concerns(answered))),
        (open, 0) => Some(format!("{} that a child may be unsafe: NOT YET ANSWERED.", concerns(open))),
        (open, answered) => Some(format!(
            "{} that a child may be unsafe: {open} NOT YET ANSWERED, {answered} answered.",
            concerns(open + answered)
        )),
    }
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
    fn urgent_concerns_are_told_with_whether_somebody_was_told() {
        let told = |open, answered| urgent(UrgentCount { open, answered });
        assert_eq!(told(0, 0), None);
        assert_eq!(told(1, 0).unwrap(), "1 urgent concern that a child may be unsafe: NOT YET ANSWERED.");
        assert_eq!(told(0, 2).unwrap(), "2 urgent concerns that a child may be unsafe: answered.");
        assert_eq!(
            told(1, 1).unwrap(),
            "2 urgent concerns that a child may be unsafe: 1 NOT YET ANSWERED, 1 answered."
        );
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
