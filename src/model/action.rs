//! An action: something to be done because of a finding, by somebody, by a day, and the check that it worked.

use chrono::{Months, NaiveDate};
use serde::Serialize;

/// How far an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionState {
    /// It is still to be done.
    Open,
    /// It was done; whether it worked is still to be checked.
    Done,
    /// It was checked: it worked.
    Worked,
    /// It was checked: it worked in part.
    Partly,
    /// It was checked: it did not work.
    Failed,
}

impl ActionState {
    /// All states, in the order in which an action passes through them.
    pub const ALL: [ActionState; 5] =
        [ActionState::Open, ActionState::Done, ActionState::Worked, ActionState::Partly, ActionState::Failed];

    /// The id: `open`, `done`, `worked`, `partly`, `failed`.
    pub fn id(self) -> &'static str {
        match self {
            ActionState::Open => "open",
            ActionState::Done => "done",
            ActionState::Worked => "worked",
            ActionState::Partly => "partly",
            ActionState::Failed => "failed",
        }
    }

    /// The words for it on a page.
    pub fn label(self) -> &'static str {
        match self {
            ActionState::Open => "open",
            ActionState::Done => "done, not yet checked",
            ActionState::Worked => "checked: it worked",
            ActionState::Partly => "checked: it worked in part",
            ActionState::Failed => "checked: it did not work",
        }
    }

    /// The state with this id.
    pub fn parse(id: &str) -> Option<ActionState> {
        ActionState::ALL.into_iter().find(|state| state.id() == id)
    }
}

/// What happened to an action, in the order in which it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionEvent {
    /// The state into which it brought the action.
    pub state: ActionState,
    /// When.
    pub on: NaiveDate,
    /// Who said so.
    pub by: String,
    /// What shows it.
    pub evidence: String,
}

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: String,
    /// By when.
    pub due: NaiveDate,
    /// What is expected to be different then.
    pub effect: Option<String>,
    /// The sample it came from.
    pub sample: Option<String>,
    /// The case it came from.
    pub case: Option<u32>,
    /// The id of the theme it is about.
    pub theme: Option<String>,
    /// Whether it came from an urgent concern.
    pub urgent: bool,
    /// When it was written down.
    pub made_on: NaiveDate,
    /// What happened since.
    pub events: Vec<ActionEvent>,
}

impl Action {
    /// Months after it was done within which an action is checked.
    pub const CHECK_MONTHS: u32 = 3;

    /// How far it is: where the latest event brought it.
    pub fn state(&self) -> ActionState {
        self.events.last().map_or(ActionState::Open, |event| event.state)
    }

    /// By when it is to be checked that it worked: three months after the day on which it was done. `None` while it is
    /// open.
    pub fn check_due(&self) -> Option<NaiveDate> {
        let done = self.events.iter().rfind(|event| event.state == ActionState::Done)?;
        done.on.checked_add_months(Months::new(Action::CHECK_MONTHS))
    }

    /// The day by which the next step is due, where one is left.
    pub fn next_due(&self) -> Option<NaiveDate> {
        match self.state() {
            ActionState::Open => Some(self.due),
            ActionState::Done => self.check_due(),
            _ => None,
        }
    }

    /// Whether its next step should have been taken before this day.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.next_due().is_some_and(|due| due < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn action() -> Action {
        Action {
            id: 1,
            what: "Train".into(),
            owner: "Ann".into(),
            due: day("2026-11-30"),
            effect: None,
            sample: None,
            case: None,
            theme: None,
            urgent: false,
            made_on: day("2026-11-02"),
            events: Vec::new(),
        }
    }

    fn event(state: ActionState, on: &str) -> ActionEvent {
        ActionEvent { state, on: day(on), by: "Ann".into(), evidence: "seen".into() }
    }

    #[test]
    fn an_action_is_open_then_done_then_checked() {
        let mut action = action();
        assert_eq!(
            (action.state(), action.next_due(), action.check_due()),
            (ActionState::Open, Some(action.due), None)
        );
        assert!(!action.is_overdue(day("2026-11-30")) && action.is_overdue(day("2026-12-01")));
        action.events.push(event(ActionState::Done, "2026-11-30"));
        assert_eq!(action.check_due(), Some(day("2027-02-28")));
        assert!(!action.is_overdue(day("2027-02-28")) && action.is_overdue(day("2027-03-01")));
        action.events.push(event(ActionState::Partly, "2027-01-10"));
        assert_eq!((action.state(), action.next_due()), (ActionState::Partly, None));
        assert!(!action.is_overdue(day("2030-01-01")));
    }
}
