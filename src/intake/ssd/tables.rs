//! The tables of the data set: by which columns each is recognised, and how each column is read.
//!
//! Versions differ: columns came and went, and no two systems fill the same ones. A table is therefore known by its core, the
//! columns without which it says nothing here, in any order and case, whatever else it has.

use super::{participation, plan};
use crate::intake::coded;
use crate::intake::layout::Heading;
use crate::intake::member::{Member, MemberColumn, REST, Reads};
use crate::intake::typed::CellForm;
use crate::model::{Form, Kind};

/// The name of the format.
const FORMAT: &str = "ssd";

pub(super) const PERSON: Member = table(
    "ssd_person",
    Kind::Child,
    &[
        id("pers_person_id", "child"),
        day("pers_dob", "born"),
        coded("pers_gender", "gender", |cell| Ok(coded::gender(cell))),
        coded("pers_sex", "gender, where pers_gender is blank", |cell| Ok(coded::gender(cell))),
        coded("pers_ethnicity", "ethnicity", |cell| Ok(coded::ethnicity(cell))),
        out("pers_forename"),
        out("pers_surname"),
        out("pers_legacy_id"),
        out("pers_common_child_id"),
        out("pers_single_unique_id"),
        out("pers_upn"),
        unused("pers_upn_unknown"),
        unused("pers_send_flag"),
        unused("pers_expected_dob"),
        unused("pers_death_date"),
        unused("pers_is_mother"),
        unused("pers_nationality"),
    ],
);
pub(super) const EPISODES: Member = table(
    "ssd_cla_episodes",
    Kind::Child,
    &[
        id("clae_cla_episode_id", JOIN),
        id("clae_person_id", "child"),
        id("clae_cla_placement_id", JOIN),
        day("clae_cla_episode_start_date", "started, where clae_entered_care_date is blank"),
        text("clae_cla_episode_start_reason", JOIN),
        coded("clae_cla_primary_need_code", "need", |cell| Ok(coded::need(cell))),
        day("clae_cla_episode_ceased_date", "ceased"),
        text("clae_cla_episode_ceased_reason", JOIN),
        id("clae_cla_id", JOIN),
        unused("clae_referral_id"),
        day("clae_cla_last_iro_contact_date", "last_iro_contact"),
        day("clae_entered_care_date", "started"),
        unused(REST),
    ],
);
pub(super) const REVIEWS: Member = table(
    "ssd_cla_reviews",
    Kind::Review,
    &[
        id("clar_cla_review_id", "reference"),
        id("clar_cla_id", JOIN),
        id("clar_cla_person_id", "child"),
        day("clar_cla_review_due_date", "due"),
        day("clar_cla_review_date", "date"),
        coded("clar_cla_review_cancelled", "cancelled", yes_no),
        coded("clar_cla_review_participation", "participation", |cell| participation::code(cell).map(str::to_owned)),
    ],
);
pub(super) const PLACEMENT: Member = table(
    "ssd_cla_placement",
    Kind::Child,
    &[
        id("clap_cla_placement_id", JOIN),
        id("clap_cla_id", JOIN),
        id("clap_person_id", "child"),
        day("clap_cla_placement_start_date", "placement_started"),
        coded("clap_cla_placement_type", "placement_type", |cell| Ok(coded::placement_type(cell))),
        unused("clap_cla_placement_urn"),
        number("clap_cla_placement_distance", "distance_miles"),
        coded("clap_cla_placement_provider", "placement_provider", |cell| Ok(coded::provider(cell))),
        out("clap_cla_placement_postcode"),
        day("clap_cla_placement_end_date", JOIN),
        unused("clap_cla_placement_change_reason"),
        unused(REST),
    ],
);
pub(super) const LEGAL_STATUS: Member = table(
    "ssd_legal_status",
    Kind::Child,
    &[
        id("lega_legal_status_id", JOIN),
        id("lega_person_id", "child"),
        coded("lega_legal_status", "legal_status", |cell| Ok(coded::legal_status(cell))),
        day("lega_legal_status_start_date", JOIN),
        day("lega_legal_status_end_date", JOIN),
        unused(REST),
    ],
);
pub(super) const MISSING: Member = table(
    "ssd_missing",
    Kind::Child,
    &[
        id("miss_table_id", JOIN),
        id("miss_person_id", "child"),
        day("miss_missing_episode_start_date", "missing_12m"),
        coded("miss_missing_episode_type", "missing_12m", missing_or_away),
        day("miss_missing_episode_end_date", JOIN),
        unused("miss_missing_rhi_offered"),
        unused("miss_missing_rhi_accepted"),
        unused(REST),
    ],
);
pub(super) const PERMANENCE: Member = table(
    "ssd_permanence",
    Kind::Child,
    &[
        id("perm_table_id", JOIN),
        id("perm_person_id", "child"),
        unused("perm_cla_id"),
        day("perm_adm_decision_date", "permanence_plan, where there is no care plan"),
        day("perm_decision_reversed_date", "permanence_plan, where there is no care plan"),
        unused("perm_ffa_cp_decision_date"),
        unused("perm_placement_order_date"),
        unused("perm_placed_for_adoption_date"),
        unused("perm_matched_date"),
        unused("perm_adopted_by_carer_flag"),
        unused("perm_placed_ffa_cp_date"),
        unused("perm_placed_foster_carer_date"),
        unused("perm_part_of_sibling_group"),
        unused("perm_siblings_placed_together"),
        unused("perm_siblings_placed_apart"),
        unused("perm_placement_provider_urn"),
        unused("perm_decision_reversed_reason"),
        unused("perm_permanence_order_date"),
        unused("perm_permanence_order_type"),
        unused("perm_adoption_worker_id"),
        unused("perm_adopter_sex"),
        unused("perm_adopter_legal_status"),
        unused("perm_number_of_adopters"),
        unused(REST),
    ],
);
pub(super) const CARE_PLAN: Member = table(
    "ssd_cla_care_plan",
    Kind::Child,
    &[
        id("lacp_table_id", JOIN),
        id("lacp_person_id", "child"),
        day("lacp_cla_care_plan_start_date", "plan_since"),
        day("lacp_cla_care_plan_end_date", JOIN),
        coded("lacp_cla_care_plan_json", "permanence_plan", |cell| plan::of_keys(cell).map(Option::unwrap_or_default)),
        unused(REST),
    ],
);
pub(super) const IMMIGRATION: Member = table(
    "ssd_immigration_status",
    Kind::Child,
    &[
        id("immi_immigration_status_id", JOIN),
        id("immi_person_id", "child"),
        text("immi_immigration_status", "uasc"),
        day("immi_immigration_status_start_date", JOIN),
        day("immi_immigration_status_end_date", JOIN),
        unused(REST),
    ],
);
pub(super) const INVOLVEMENTS: Member = table(
    "ssd_involvements",
    Kind::Child,
    &[
        id("invo_involvements_id", JOIN),
        id("invo_professional_id", "iro, worker"),
        id("invo_professional_role_id", JOIN),
        id("invo_professional_team", "team"),
        id("invo_person_id", "child"),
        day("invo_involvement_start_date", JOIN),
        day("invo_involvement_end_date", JOIN),
        unused("invo_worker_change_reason"),
        unused("invo_referral_id"),
        unused(REST),
    ],
);
pub(super) const PROFESSIONALS: Member = table(
    "ssd_professionals",
    Kind::Child,
    &[
        id("prof_professional_id", JOIN),
        id("prof_staff_id", JOIN),
        text("prof_professional_name", "iro, worker"),
        unused("prof_social_worker_registration_no"),
        unused("prof_agency_worker_flag"),
        unused("prof_professional_job_title"),
        unused("prof_professional_caseload"),
        unused("prof_professional_department"),
        unused("prof_full_time_equivalency"),
        unused(REST),
    ],
);
pub(super) const DEPARTMENT: Member = table(
    "ssd_department",
    Kind::Child,
    &[
        id("dept_team_id", JOIN),
        text("dept_team_name", "team"),
        unused("dept_team_parent_id"),
        unused("dept_team_parent_name"),
        unused(REST),
    ],
);

/// All tables that are read.
pub(super) const TABLES: &[Member] = &[
    PERSON,
    EPISODES,
    REVIEWS,
    PLACEMENT,
    LEGAL_STATUS,
    MISSING,
    PERMANENCE,
    CARE_PLAN,
    IMMIGRATION,
    INVOLVEMENTS,
    PROFESSIONALS,
    DEPARTMENT,
];

const JOIN: &str = "serves to join";

/// The columns without which a table says nothing here.
fn core(table: &str) -> &'static [&'static str] {
    match table {
        "ssd_person" => &["pers_person_id", "pers_dob"],
        "ssd_cla_episodes" => &["clae_person_id", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"],
        "ssd_cla_reviews" => &["clar_cla_review_id", "clar_cla_review_date"],
        "ssd_cla_placement" => &["clap_cla_placement_start_date", "clap_cla_placement_type"],
        "ssd_legal_status" => &["lega_person_id", "lega_legal_status", "lega_legal_status_start_date"],
        "ssd_missing" => &["miss_person_id", "miss_missing_episode_start_date"],
        "ssd_permanence" => &["perm_person_id", "perm_adm_decision_date"],
        "ssd_cla_care_plan" => &["lacp_person_id", "lacp_cla_care_plan_start_date", "lacp_cla_care_plan_json"],
        "ssd_immigration_status" => &["immi_person_id", "immi_immigration_status"],
        "ssd_involvements" => {
            &["invo_professional_id", "invo_professional_role_id", "invo_person_id", "invo_involvement_start_date"]
        }
        "ssd_professionals" => &["prof_professional_id", "prof_professional_name"],
        _ => &["dept_team_id", "dept_team_name"],
    }
}

const fn table(name: &'static str, kind: Kind, columns: &'static [MemberColumn]) -> Member {
    Member { name, format: FORMAT, kind, columns, fits, may_fit: fits }
}

fn fits(table: &Member, headings: &[Heading]) -> bool {
    let is_there = |name: &&str| {
        let column = table.columns.iter().find(|column| column.name == *name);
        column.is_some_and(|column| headings.iter().any(|heading| column.is(heading)))
    };
    core(table.name).iter().all(is_there)
}

const fn column(name: &'static str, reads: Reads, means: &'static str) -> MemberColumn {
    MemberColumn { name, also: &[], reads, means }
}

const fn id(name: &'static str, means: &'static str) -> MemberColumn {
    column(name, Reads::As(CellForm::Id), means)
}

const fn text(name: &'static str, means: &'static str) -> MemberColumn {
    column(name, Reads::As(CellForm::Form(Form::Text)), means)
}

const fn day(name: &'static str, means: &'static str) -> MemberColumn {
    column(name, Reads::As(CellForm::Form(Form::Date)), means)
}

const fn number(name: &'static str, means: &'static str) -> MemberColumn {
    column(name, Reads::As(CellForm::Form(Form::Number)), means)
}

const fn coded(name: &'static str, means: &'static str, coding: fn(&str) -> Result<String, String>) -> MemberColumn {
    column(name, Reads::As(CellForm::Coded(coding)), means)
}

const fn out(name: &'static str) -> MemberColumn {
    column(name, Reads::Identifies, "")
}

const fn unused(name: &'static str) -> MemberColumn {
    column(name, Reads::Unused, "")
}

fn yes_no(cell: &str) -> Result<String, String> {
    coded::yes_no(cell).map(|answer| answer.unwrap_or_default().to_owned())
}

/// Missing, or away from the placement without leave, which some write as absent.
fn missing_or_away(cell: &str) -> Result<String, String> {
    match cell.to_lowercase().as_str() {
        "m" => Ok(MISSING_EPISODE.to_owned()),
        "a" => Ok("away".to_owned()),
        words if words.starts_with("missing") => Ok(MISSING_EPISODE.to_owned()),
        words if words.starts_with("away") || words.starts_with("absent") => Ok("away".to_owned()),
        _ => Err("expected M or A, or Missing, Away or Absent".to_owned()),
    }
}

/// What [`MISSING`]'s type is read to where the child was missing.
pub(super) const MISSING_EPISODE: &str = "missing";

#[cfg(test)]
mod tests {
    use super::*;

    fn known(line: &str) -> Option<&'static str> {
        let headings: Vec<Heading> = line.split(',').map(Heading::new).collect();
        TABLES.iter().find(|table| (table.fits)(table, &headings)).map(|table| table.name)
    }

    #[test]
    fn a_table_is_known_by_its_core_in_all_versions() {
        for (line, name) in [
            // With the person since 2026, and as Eclipse and older versions have it.
            (
                "clar_cla_review_id,clar_cla_id,clar_cla_person_id,clar_cla_review_due_date,clar_cla_review_date,\
                 clar_cla_review_cancelled,clar_cla_review_participation",
                "ssd_cla_reviews",
            ),
            ("CLAR_CLA_REVIEW_DATE,clar_cla_id, clar_cla_review_id", "ssd_cla_reviews"),
            ("dept_team_id,dept_team_name,dept_team_parent_id,dept_team_parent_name", "ssd_department"),
            ("pers_person_id,pers_forename,pers_surname,pers_dob", "ssd_person"),
        ] {
            assert_eq!(known(line), Some(name), "{line}");
        }
        assert_eq!(known("clar_cla_id,clar_cla_review_date"), None);
        assert_eq!(known("Person ID,Review ID,Date held"), None);
        for table in TABLES {
            let line = table.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",");
            assert_eq!(known(&line), Some(table.name));
            assert!(core(table.name).iter().all(|core| table.columns.iter().any(|column| column.name == *core)));
        }
    }

    #[test]
    fn being_away_is_not_being_missing() {
        for (cell, expected) in [
            ("M", "missing"),
            ("Missing", "missing"),
            ("a", "away"),
            ("Absent", "away"),
            ("Away from placement", "away"),
        ] {
            assert_eq!(missing_or_away(cell).as_deref(), Ok(expected));
        }
        assert!(missing_or_away("X").is_err());
    }
}
