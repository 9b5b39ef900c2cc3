//! The four kinds of record and their canonical fields: the names in which every import format ends, which
//! `--where` uses, and which are the columns of the register's tables.

use serde::{Deserialize, Serialize};

use super::english::counted_as;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A note that an IRO writes between reviews.
    Oversight,
    /// A child's review, chaired by the IRO.
    Review,
    /// A dispute, alert or escalation.
    Dispute,
    /// A child in care.
    Child,
}

/// One canonical field of a kind, besides the common `reference`, `child` and `date`.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The name in `--where`, in mapping files and in the register.
    pub name: &'static str,
    /// The words a person reads.
    pub label: &'static str,
    /// What a cell of it holds.
    pub form: Form,
}

/// What a cell holds, once read.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Form {
    /// Any text.
    Text,
    /// A day.
    Date,
    /// A whole number, 0 or more.
    Integer,
    /// A number that may have a fraction, 0 or more.
    Number,
    /// One of a closed list.
    Choice(&'static [Choice]),
}

/// One value of a closed list, with the other ways in which extracts write it.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// The canonical value, kept in the register.
    pub id: &'static str,
    /// Other spellings, compared without case or outer space.
    pub also: &'static [&'static str],
}

const fn choice(id: &'static str, also: &'static [&'static str]) -> Choice {
    Choice { id, also }
}

const fn field(name: &'static str, label: &'static str, form: Form) -> Field {
    Field { name, label, form }
}

const REVIEW_TYPES: &[Choice] = &[
    choice("first", &["1st", "1", "first review", "first cla review", "initial", "initial review", "1st review"]),
    choice("second", &["2nd", "2", "second review", "second cla review", "2nd review"]),
    choice(
        "subsequent",
        &["subsequent review", "subsequent cla review", "3rd and subsequent", "third", "3rd", "further"],
    ),
    choice("pathway", &["pathway plan review", "pathway review", "pathway plan"]),
];
const PARTICIPATION: &[Choice] = &[
    choice("PN0", &[]),
    choice("PN1", &[]),
    choice("PN2", &[]),
    choice("PN3", &[]),
    choice("PN4", &[]),
    choice("PN5", &[]),
    choice("PN6", &[]),
    choice("PN7", &[]),
];
const YES_NO: &[Choice] = &[choice("yes", &["y", "true", "1", "a) yes"]), choice("no", &["n", "false", "0", "b) no"])];
const CARE_PLAN: &[Choice] = &[
    choice("present", &["yes", "y", "authorised", "present and authorised"]),
    choice("unauthorised", &["not authorised", "unauthorized", "not authorized"]),
    choice("missing", &["no", "n", "none", "not written", "no plan"]),
];
const CONSULTED: &[Choice] = &[choice("yes", &["y"]), choice("declined", &["refused"]), choice("no", &["n"])];
const RAG: &[Choice] = &[choice("red", &["r"]), choice("amber", &["a"]), choice("green", &["g"])];
const STAGES: &[Choice] = &[
    choice("good-practice", &["good practice", "good practice alert"]),
    choice("informal", &["informal dispute", "informal alert"]),
    choice("formal", &["formal dispute", "formal alert"]),
    choice("cafcass", &["cafcass referral", "referred to cafcass"]),
];

const OVERSIGHT: &[Field] = &[
    field("iro", "IRO", Form::Text),
    field("team", "Team", Form::Text),
    field("recorded_on", "Recorded on", Form::Date),
    field("type", "Type", Form::Text),
    field("worker", "Worker", Form::Text),
    field("text", "Text", Form::Text),
];
const REVIEW: &[Field] = &[
    field("iro", "IRO", Form::Text),
    field("team", "Team", Form::Text),
    field("due", "Due", Form::Date),
    field("planned", "Planned", Form::Date),
    field("type", "Type", Form::Choice(REVIEW_TYPES)),
    field("number", "Number", Form::Integer),
    field("participation", "Participation", Form::Choice(PARTICIPATION)),
    field("cancelled", "Cancelled", Form::Choice(YES_NO)),
    field("late_reason", "Reason late", Form::Text),
    field("decisions_sent", "Decisions sent", Form::Date),
    field("record_sent", "Record sent", Form::Date),
    field("rag", "RAG", Form::Choice(RAG)),
    field("care_plan", "Care plan", Form::Choice(CARE_PLAN)),
    field("consulted", "Consulted", Form::Choice(CONSULTED)),
    field("forms_sent_child", "Forms sent: child", Form::Integer),
    field("forms_sent_parents", "Forms sent: parents", Form::Integer),
    field("forms_sent_carers", "Forms sent: carers", Form::Integer),
    field("forms_sent_health", "Forms sent: health", Form::Integer),
    field("forms_sent_education", "Forms sent: education", Form::Integer),
    field("forms_sent_other", "Forms sent: other", Form::Integer),
    field("forms_returned_child", "Forms returned: child", Form::Integer),
    field("forms_returned_parents", "Forms returned: parents", Form::Integer),
    field("forms_returned_carers", "Forms returned: carers", Form::Integer),
    field("forms_returned_health", "Forms returned: health", Form::Integer),
    field("forms_returned_education", "Forms returned: education", Form::Integer),
    field("forms_returned_other", "Forms returned: other", Form::Integer),
    field("text", "Text", Form::Text),
];
const DISPUTE: &[Field] = &[
    field("iro", "IRO", Form::Text),
    field("team", "Team", Form::Text),
    field("stage", "Stage", Form::Choice(STAGES)),
    field("type", "Type", Form::Text),
    field("responded", "Responded", Form::Date),
    field("resolved", "Resolved", Form::Date),
    field("outcome", "Outcome", Form::Text),
    field("level", "Level", Form::Text),
    field("text", "Text", Form::Text),
];
const CHILD: &[Field] = &[
    field("iro", "IRO", Form::Text),
    field("team", "Team", Form::Text),
    field("born", "Born", Form::Date),
    field("gender", "Gender", Form::Text),
    field("ethnicity", "Ethnicity", Form::Text),
    field("disability", "Disability", Form::Text),
    field("uasc", "Unaccompanied asylum seeking", Form::Choice(YES_NO)),
    field("started", "Started to be looked after", Form::Date),
    field("ceased", "Ceased to be looked after", Form::Date),
    field("legal_status", "Legal status", Form::Text),
    field("need", "Category of need", Form::Text),
    field("placement_type", "Placement type", Form::Text),
    field("placement_provider", "Placement provider", Form::Text),
    field("placement_started", "Placement started", Form::Date),
    field("placements_12m", "Placements in 12 months", Form::Integer),
    field("distance_miles", "Distance in miles", Form::Number),
    field("out_of_area", "Out of area", Form::Choice(YES_NO)),
    field("missing_12m", "Missing episodes in 12 months", Form::Integer),
    field("permanence_plan", "Permanence plan", Form::Text),
    field("plan_since", "Plan since", Form::Date),
    field("last_review", "Last review", Form::Date),
    field("last_iro_contact", "Last IRO contact", Form::Date),
    field("worker", "Worker", Form::Text),
];

impl Kind {
    /// All kinds, in the order in which people meet them.
    pub const ALL: [Kind; 4] = [Kind::Oversight, Kind::Review, Kind::Dispute, Kind::Child];

    /// The id in commands, JSON and the register: `oversight`, `review`, `dispute`, `child`.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Oversight => "oversight",
            Kind::Review => "review",
            Kind::Dispute => "dispute",
            Kind::Child => "child",
        }
    }

    /// What heads a sheet about them: `IRO oversights`.
    pub fn heading(self) -> &'static str {
        match self {
            Kind::Oversight => "IRO oversights",
            Kind::Review => "Reviews",
            Kind::Dispute => "Disputes",
            Kind::Child => "Children in care",
        }
    }

    /// The word for several of them.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Oversight => "oversights",
            Kind::Review => "reviews",
            Kind::Dispute => "disputes",
            Kind::Child => "children",
        }
    }

    /// The word for as many as `count` says: `1 oversight`, `2 oversights`.
    pub fn counted(self, count: u64) -> String {
        counted_as(count, self.id(), self.plural())
    }

    /// Reads the id or the plural, in any case.
    pub fn parse(text: &str) -> Option<Kind> {
        let text = text.trim().to_lowercase();
        Kind::ALL.into_iter().find(|kind| kind.id() == text || kind.plural() == text)
    }

    /// The canonical fields besides `reference`, `child` and `date`, in the order of the register's columns.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Kind::Oversight => OVERSIGHT,
            Kind::Review => REVIEW,
            Kind::Dispute => DISPUTE,
            Kind::Child => CHILD,
        }
    }

    /// The place of a field in [`Kind::fields`].
    pub fn position(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|field| field.name == name)
    }
}

impl Choice {
    /// Finds the canonical value that a cell means, if it means one of the list.
    pub fn find<'a>(list: &'a [Choice], cell: &str) -> Option<&'a Choice> {
        let cell = cell.trim().to_lowercase();
        list.iter().find(|choice| choice.id.to_lowercase() == cell || choice.also.contains(&cell.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_names_are_plain_words_and_stand_once_in_a_kind() {
        for kind in Kind::ALL {
            let mut names: Vec<_> = kind.fields().iter().map(|field| field.name).collect();
            assert!(
                names
                    .iter()
                    .all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
            );
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), kind.fields().len());
        }
    }

    #[test]
    fn a_choice_is_found_by_any_of_its_spellings() {
        let Form::Choice(stages) = DISPUTE[2].form else { panic!("stage is a choice") };
        assert_eq!(Choice::find(stages, " Good Practice "), Some(&stages[0]));
        assert_eq!(Choice::find(stages, "escalated"), None);
    }
}
