//! What a row of each table says, with the names of the data set turned into words.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::kept::Kept;
use super::line::Line;
use super::tables::MISSING_EPISODE;
use crate::intake::roles::Roles;

/// A stretch of days: from a day on, and to another, which is the last but no longer belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: NaiveDate,
    pub(super) end: Option<NaiveDate>,
}

impl Stretch {
    /// Whether something that lasted so was in force on a day: from its first day to the day before its last, and, where
    /// both are one, on that day.
    pub(super) fn covers(&self, day: NaiveDate) -> bool {
        self.start <= day && self.end.is_none_or(|end| end > day || (end == day && end == self.start))
    }
}

/// `ssd_person`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) born: Option<NaiveDate>,
    pub(super) gender: Option<String>,
    pub(super) ethnicity: Option<String>,
    pub(super) extra: BTreeMap<String, String>,
}

/// `ssd_cla_episodes`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Episode {
    pub(super) id: Option<String>,
    pub(super) person: String,
    pub(super) period: Option<String>,
    pub(super) placement: Option<String>,
    pub(super) stretch: Stretch,
    pub(super) begins_care: bool,
    pub(super) goes_on: bool,
    pub(super) need: Option<String>,
    pub(super) last_iro_contact: Option<NaiveDate>,
    pub(super) entered_care: Option<NaiveDate>,
}

/// `ssd_cla_reviews`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Review {
    pub(super) id: String,
    pub(super) period: Option<String>,
    pub(super) person: Option<String>,
    pub(super) due: Option<NaiveDate>,
    pub(super) date: Option<NaiveDate>,
    pub(super) cancelled: Option<String>,
    pub(super) participation: Option<String>,
    pub(super) extra: BTreeMap<String, String>,
}

impl Review {
    /// The day on which it was held, if it was.
    pub(super) fn held(&self) -> Option<NaiveDate> {
        self.date.filter(|_| self.cancelled.as_deref() != Some("yes"))
    }
}

/// `ssd_cla_placement`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placement {
    pub(super) id: Option<String>,
    pub(super) period: Option<String>,
    pub(super) person: Option<String>,
    pub(super) stretch: Stretch,
    pub(super) kind: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) distance_miles: Option<f64>,
}

/// `ssd_legal_status`, `ssd_immigration_status` and `ssd_cla_care_plan`: what held for a person in a stretch of days.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Status {
    pub(super) id: Option<String>,
    pub(super) person: String,
    pub(super) says: Option<String>,
    pub(super) start: Option<NaiveDate>,
    pub(super) end: Option<NaiveDate>,
}

/// `ssd_missing`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Missing {
    pub(super) id: Option<String>,
    pub(super) person: String,
    pub(super) start: NaiveDate,
    /// Whether the child was missing; else away from the placement without leave.
    pub(super) missing: bool,
}

/// `ssd_permanence`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Permanence {
    pub(super) id: Option<String>,
    pub(super) person: String,
    pub(super) decided: Option<NaiveDate>,
    pub(super) reversed: Option<NaiveDate>,
}

/// `ssd_involvements`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Involvement {
    pub(super) id: Option<String>,
    pub(super) person: String,
    pub(super) professional: Option<String>,
    pub(super) role: Option<String>,
    pub(super) team: Option<String>,
    pub(super) stretch: Stretch,
}

/// `ssd_professionals`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Professional {
    pub(super) id: String,
    pub(super) staff_id: Option<String>,
    pub(super) name: Option<String>,
}

/// `ssd_department`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Team {
    pub(super) id: String,
    pub(super) name: Option<String>,
}

pub(super) fn person(line: &mut Line) -> Option<Person> {
    Some(Person {
        id: line.needed("pers_person_id")?,
        born: line.day("pers_dob"),
        gender: line.text("pers_gender").or_else(|| line.text("pers_sex")),
        ethnicity: line.text("pers_ethnicity"),
        extra: line.extra(),
    })
}

pub(super) fn episode(line: &mut Line) -> Option<Episode> {
    let person = line.needed("clae_person_id");
    let stretch = stretch(line, "clae_cla_episode_start_date", "clae_cla_episode_ceased_date");
    let reason = line.text("clae_cla_episode_start_reason").unwrap_or_default();
    let ceased_reason = line.text("clae_cla_episode_ceased_reason").unwrap_or_default();
    Some(Episode {
        id: line.text("clae_cla_episode_id"),
        person: person?,
        period: line.text("clae_cla_id"),
        placement: line.text("clae_cla_placement_id"),
        stretch: stretch?,
        begins_care: reason.eq_ignore_ascii_case("S") || reason.to_lowercase().starts_with("started"),
        goes_on: ceased_reason.to_uppercase().starts_with("X1"),
        need: line.text("clae_cla_primary_need_code"),
        last_iro_contact: line.day("clae_cla_last_iro_contact_date"),
        entered_care: line.day("clae_entered_care_date"),
    })
}

pub(super) fn review(line: &mut Line) -> Option<Review> {
    let cancelled = line.text("clar_cla_review_cancelled");
    let (due, date) = (line.day("clar_cla_review_due_date"), line.day("clar_cla_review_date"));
    if date.is_none() && due.is_none() && cancelled.as_deref() != Some("yes") {
        line.lacks("clar_cla_review_date", "expected the day on which the review was held, or was due");
    }
    Some(Review {
        period: line.text("clar_cla_id"),
        person: line.text("clar_cla_person_id"),
        due,
        date,
        cancelled,
        participation: line.text("clar_cla_review_participation"),
        id: line.needed("clar_cla_review_id")?,
        extra: line.extra(),
    })
}

pub(super) fn placement(line: &mut Line) -> Option<Placement> {
    /// What the return writes where the distance is not known.
    const NOT_KNOWN: f64 = 999.9;
    let stretch = stretch(line, "clap_cla_placement_start_date", "clap_cla_placement_end_date");
    Some(Placement {
        id: line.text("clap_cla_placement_id"),
        period: line.text("clap_cla_id"),
        person: line.text("clap_person_id"),
        stretch: stretch?,
        kind: line.text("clap_cla_placement_type"),
        provider: line.text("clap_cla_placement_provider"),
        distance_miles: line.number("clap_cla_placement_distance").filter(|miles| *miles < NOT_KNOWN),
    })
}

pub(super) fn legal_status(line: &mut Line) -> Option<Status> {
    let days = ["lega_legal_status_start_date", "lega_legal_status_end_date"];
    status(line, ["lega_legal_status_id", "lega_person_id", "lega_legal_status"], days)
}

pub(super) fn immigration(line: &mut Line) -> Option<Status> {
    let days = ["immi_immigration_status_start_date", "immi_immigration_status_end_date"];
    status(line, ["immi_immigration_status_id", "immi_person_id", "immi_immigration_status"], days)
}

pub(super) fn care_plan(line: &mut Line) -> Option<Status> {
    let days = ["lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date"];
    status(line, ["lacp_table_id", "lacp_person_id", "lacp_cla_care_plan_json"], days)
}

pub(super) fn missing(line: &mut Line) -> Option<Missing> {
    let start = line.needed_day("miss_missing_episode_start_date");
    Some(Missing {
        id: line.text("miss_table_id"),
        missing: line.text("miss_missing_episode_type").is_some_and(|kind| kind == MISSING_EPISODE),
        person: line.needed("miss_person_id")?,
        start: start?,
    })
}

pub(super) fn permanence(line: &mut Line) -> Option<Permanence> {
    Some(Permanence {
        id: line.text("perm_table_id"),
        decided: line.day("perm_adm_decision_date"),
        reversed: line.day("perm_decision_reversed_date"),
        person: line.needed("perm_person_id")?,
    })
}

pub(super) fn involvement(line: &mut Line) -> Option<Involvement> {
    let stretch = stretch(line, "invo_involvement_start_date", "invo_involvement_end_date");
    Some(Involvement {
        id: line.text("invo_involvements_id"),
        professional: line.text("invo_professional_id"),
        role: line.text("invo_professional_role_id"),
        team: line.text("invo_professional_team"),
        person: line.needed("invo_person_id")?,
        stretch: stretch?,
    })
}

pub(super) fn professional(line: &mut Line) -> Option<Professional> {
    let named = |name: &String| !name.to_uppercase().contains("PLACEHOLDER");
    Some(Professional {
        staff_id: line.text("prof_staff_id"),
        name: line.text("prof_professional_name").filter(named),
        id: line.needed("prof_professional_id")?,
    })
}

pub(super) fn team(line: &mut Line) -> Option<Team> {
    Some(Team { name: line.text("dept_team_name"), id: line.needed("dept_team_id")? })
}

fn stretch(line: &mut Line, start: &str, end: &str) -> Option<Stretch> {
    let (first, last) = (line.needed_day(start), line.day(end));
    let start = first?;
    if last.is_some_and(|last| last < start) {
        line.lacks(end, "expected a day not before the first");
    }
    Some(Stretch { start, end: last })
}

fn status(line: &mut Line, [id, person, says]: [&str; 3], [start, end]: [&str; 2]) -> Option<Status> {
    let (start, end) = (line.day(start), line.day(end));
    Some(Status { id: line.text(id), says: line.text(says), start, end, person: line.needed(person)? })
}

/// All rows that could be read, table by table.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) persons: Kept<Person>,
    pub(super) episodes: Kept<Episode>,
    pub(super) reviews: Kept<Review>,
    pub(super) placements: Kept<Placement>,
    pub(super) legal: Kept<Status>,
    pub(super) missing: Kept<Missing>,
    pub(super) permanence: Kept<Permanence>,
    pub(super) plans: Kept<Status>,
    pub(super) immigration: Kept<Status>,
    pub(super) involvements: Kept<Involvement>,
    pub(super) professionals: Kept<Professional>,
    pub(super) teams: Kept<Team>,
    pub(super) roles: Option<Roles>,
}
