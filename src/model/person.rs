//! People: one human being under one name, with the other spellings and logins in use.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a person does in the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Chairs reviews and writes oversights.
    Iro,
    /// Grades.
    Auditor,
    /// Leads the IROs: draws, assigns, moderates.
    Principal,
    /// Heads a team or the service.
    Manager,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 4] = [Role::Iro, Role::Auditor, Role::Principal, Role::Manager];

    /// The id: `iro`, `auditor`, `principal`, `manager`.
    pub fn id(self) -> &'static str {
        match self {
            Role::Iro => "iro",
            Role::Auditor => "auditor",
            Role::Principal => "principal",
            Role::Manager => "manager",
        }
    }

    /// Reads an id, in any case.
    pub fn parse(text: &str) -> Option<Role> {
        let text = text.trim().to_lowercase();
        Role::ALL.into_iter().find(|role| role.id() == text)
    }
}

/// One human being, under one name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The name used everywhere in the register.
    pub name: String,
    /// The name with which they log in to their computer.
    pub login: Option<String>,
    /// Other spellings of the name in extracts, and other logins.
    pub also: Vec<String>,
    /// What they do.
    pub role: Option<Role>,
    /// Their team.
    pub team: Option<String>,
    /// The name of the person who manages them.
    pub manager: Option<String>,
    /// Full-time equivalent, above 0 and up to 1.5.
    pub fte: Option<f64>,
    /// First day in the service.
    pub from: Option<NaiveDate>,
    /// Last day in the service.
    pub to: Option<NaiveDate>,
    /// People whose work they must not grade.
    pub conflicts: Vec<String>,
}

impl Person {
    /// Whether this spelling, compared by [`name_key`], is the person's name, another spelling of it, or a login.
    pub fn answers_to(&self, spelling: &str) -> bool {
        let key = name_key(spelling);
        name_key(&self.name) == key
            || self.login.as_deref().is_some_and(|login| name_key(login) == key)
            || self.also.iter().any(|other| name_key(other) == key)
    }
}

/// Returns the form in which two spellings of a name are compared: lower case, single spaces.
///
/// ```
/// assert_eq!(dipsample::model::name_key(" Asha\u{a0} PATEL"), "asha patel");
/// ```
pub fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
