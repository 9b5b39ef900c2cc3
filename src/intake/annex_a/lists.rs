//! The lists: by which columns each is recognised, and how each column is read.
//!
//! Headings are compared by their letters and digits, so that brackets, quotation marks and spaces do not matter; what else
//! varies stands beside each column. A column that is not here is kept under its own heading.

use super::values;
use crate::intake::coded;
use crate::intake::headings::key;
use crate::intake::layout::Heading;
use crate::intake::member::{Member, MemberColumn, REST, Reads};
use crate::intake::typed::CellForm;
use crate::model::{Form, Kind};

/// The name of the format.
const FORMAT: &str = "annex-a";
/// The name of the list of children in care.
pub(super) const CHILDREN_IN_CARE: &str = "List 8";
/// The name of the list of care leavers.
pub(super) const CARE_LEAVERS: &str = "List 9";
/// What [`values::out_of_area`] is read from.
pub(super) const LOCATION: &str = "Placement Location";

/// All lists, those with the most columns of their own first.
pub(super) const LISTS: &[Member] = &[
    list(CHILDREN_IN_CARE, IN_CARE),
    list(CARE_LEAVERS, LEAVING),
    list("List 1", NOTHING),
    list("List 2", NOTHING),
    list("List 3", NOTHING),
    list("List 4", NOTHING),
    list("List 5", NOTHING),
    list("List 6", NOTHING),
    list("List 7", NOTHING),
    list("List 10", NOTHING),
    list("List 11", NOTHING),
];

const NOTHING: &[MemberColumn] = &[column(REST, &[], Reads::Unused, "")];

const CHILD: MemberColumn = column(ID, &[], Reads::As(CellForm::Id), "child");
const GENDER: MemberColumn = coded("Gender", &["Sex"], "gender", |cell| Ok(coded::gender(cell)));
const ETHNICITY: MemberColumn = coded("Ethnicity", &[], "ethnicity", |cell| Ok(coded::ethnicity(cell)));
const BORN: MemberColumn = day("Date of Birth", &["DOB"], "born");
/// It follows from the date of birth, and is a fraction in some workbooks.
const AGE: MemberColumn = column("Age", &["Age of Child (Years)", "Age of Child", "Age (Years)"], Reads::Unused, "");
const DISABILITY: MemberColumn = coded(
    "Does the Child have a Disability",
    &["Disability", "HasDisability", "Does the child have a disability (Y/N)"],
    "disability",
    |cell| Ok(coded::disability(cell)),
);
const TEAM: MemberColumn = text("Allocated Team", &[], "team");
const WORKER: MemberColumn = text("Allocated Worker", &[], "worker");
const ID: &str = "Child Unique ID";

const IN_CARE: &[MemberColumn] = &[
    CHILD,
    GENDER,
    ETHNICITY,
    BORN,
    AGE,
    DISABILITY,
    coded(
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        &[
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months",
            "Unaccompanied Asylum Seeking Child",
            "UASC",
            "UASC (Y/N)",
        ],
        "uasc",
        values::yes_no,
    ),
    day("Date Started to be Looked After", &["LoookedAfterStartDate", "LookedAfterStartDate"], "started"),
    coded("Child's Category of Need", &["ChildCategoryOfNeed", "Category of Need"], "need", |cell| {
        Ok(coded::need(cell))
    }),
    day(
        "Start date of current legal status",
        &["MostRecentLegalStatusStart"],
        "extra.Start date of current legal status",
    ),
    coded("Child's Legal Status", &["LegalStatus"], "legal_status", |cell| Ok(coded::legal_status(cell))),
    day(
        "Date of Latest Statutory Review",
        &["LatestStatutoryReviewDate", "Date of Last Statutory Review"],
        "last_review",
    ),
    day("Date of Last Social Work Visit", &["LastSocialWorkVisitDate"], "extra.Date of Last Social Work Visit"),
    day("Date of Last Health Assessment", &["LastHealthAssessmentDate"], "extra.Date of Last Health Assessment"),
    day("Date of Last Dental Check", &["LastDentalCheckDate"], "extra.Date of Last Dental Check"),
    coded(
        "What is the permanence plan for this child?",
        &["PermanencePlan", "What is the permanence plan for the child"],
        "permanence_plan",
        values::plan,
    ),
    day(
        "Date of Last IRO Visit / Contact to the Child",
        &["LastIROVisitDate", "Date of Last IRO Visit"],
        "last_iro_contact",
    ),
    number(
        "Number of Placements in the Last 12 months",
        &["PlacementsLast12Months", "Number of Placements"],
        "placements_12m",
    ),
    day("Date Ceased to be Looked After", &["CeasedLookedAfterDate"], "ceased"),
    day("Start Date of Most Recent Placement", &["MostRecentPlacementStartDate"], "placement_started"),
    coded("Placement Type", &[], "placement_type", |cell| Ok(coded::placement_type(cell))),
    coded("Placement Provider", &[], "placement_provider", |cell| Ok(coded::provider(cell))),
    column("Placement postcode", &["Postcode of Placement", "Home postcode"], Reads::Identifies, ""),
    text(LOCATION, &[], "out_of_area"),
    column(
        "Distance (miles)",
        &["Distance", "Distance from home", "Distance in miles"],
        Reads::As(CellForm::Form(Form::Number)),
        "distance_miles",
    ),
    number(
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
        &["EpisodesChildMissingFromPlacement", "Number of Missing Episodes in the last 12 months"],
        "missing_12m",
    ),
    text(
        "IRO",
        &["IRO Name", "Independent Reviewing Officer", "Independent Reviewing Officer (IRO)", "Allocated IRO"],
        "iro",
    ),
    TEAM,
    WORKER,
];

const LEAVING: &[MemberColumn] = &[CHILD, GENDER, ETHNICITY, BORN, AGE, DISABILITY, TEAM, WORKER];

/// The columns that a list alone has, and how many of them make a sheet that list.
fn own(list: &str) -> (&'static [&'static str], usize) {
    match list {
        CHILDREN_IN_CARE => (
            &[
                "Date Started to be Looked After",
                "LoookedAfterStartDate",
                "LookedAfterStartDate",
                "Date of Latest Statutory Review",
                "LatestStatutoryReviewDate",
                "What is the permanence plan for this child?",
                "PermanencePlan",
                "Date of Last IRO Visit / Contact to the Child",
                "LastIROVisitDate",
                "Number of Placements in the Last 12 months",
                "PlacementsLast12Months",
                "Date Ceased to be Looked After",
                "CeasedLookedAfterDate",
                "Start Date of Most Recent Placement",
                "MostRecentPlacementStartDate",
            ],
            3,
        ),
        CARE_LEAVERS => (
            &[
                "Eligibility Category",
                "LA in Touch",
                "Type of Accommodation",
                "Suitability of Accommodation",
                "Activity Status",
            ],
            3,
        ),
        "List 1" => (&["Date of Contact", "Contact Source"], 2),
        "List 2" => (&["Assessment start date", "Assessment completion date", "Organisation completing assessment"], 2),
        "List 3" => {
            (&["Date of Referral", "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months"], 2)
        }
        "List 4" => (
            &[
                "Continuous Assessment Start Date",
                "Child Seen During Continuous Assessment",
                "Continuous Assessment Date of Authorisation",
                "Was the child assessed as requiring LA children's social care support?",
            ],
            2,
        ),
        "List 5" => (
            &[
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                "Was an Initial Child Protection Conference deemed unnecessary?",
                "Date of Initial Child Protection Conference",
                "Number of Section 47 Enquiries in the last 12 months",
                "Number of ICPCs in the last 12 months",
            ],
            2,
        ),
        "List 6" => {
            (&["CIN Start Date", "Primary Need Code", "Date Child Was Last Seen", "CIN Closure Date", "Case Status"], 2)
        }
        "List 7" => (
            &[
                "Child Protection Plan Start Date",
                "Initial Category of Abuse",
                "Latest Category of Abuse",
                "Child Protection Plan End Date",
                "Number of Previous Child Protection Plans",
            ],
            2,
        ),
        "List 10" => (
            &[
                "Date of Decision that Child Should be Placed for Adoption",
                "Date of Placement Order",
                "Date of Matching Child and Prospective Adopters",
                "Date Placed for Adoption",
            ],
            2,
        ),
        _ => (
            &[
                "Individual adopter identifier",
                "Date enquiry received",
                "Date Stage 1 started",
                "Date application approved",
            ],
            2,
        ),
    }
}

const fn list(name: &'static str, columns: &'static [MemberColumn]) -> Member {
    Member { name, format: FORMAT, kind: Kind::Child, columns, fits, may_fit: fits }
}

fn fits(list: &Member, headings: &[Heading]) -> bool {
    let has = |name: &str| headings.iter().any(|heading| heading.key == key(name));
    let (own, needed) = own(list.name);
    let named = has(ID) || list.name == "List 11";
    named && own.iter().filter(|name| has(name)).count() >= needed
}

const fn column(name: &'static str, also: &'static [&'static str], reads: Reads, means: &'static str) -> MemberColumn {
    MemberColumn { name, also, reads, means }
}

const fn text(name: &'static str, also: &'static [&'static str], means: &'static str) -> MemberColumn {
    column(name, also, Reads::As(CellForm::Form(Form::Text)), means)
}

const fn day(name: &'static str, also: &'static [&'static str], means: &'static str) -> MemberColumn {
    column(name, also, Reads::As(CellForm::Form(Form::Date)), means)
}

const fn number(name: &'static str, also: &'static [&'static str], means: &'static str) -> MemberColumn {
    column(name, also, Reads::As(CellForm::Form(Form::Integer)), means)
}

const fn coded(
    name: &'static str,
    also: &'static [&'static str],
    means: &'static str,
    coding: fn(&str) -> Result<String, String>,
) -> MemberColumn {
    column(name, also, Reads::As(CellForm::Coded(coding)), means)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(headings: &[&str]) -> Option<&'static str> {
        let headings: Vec<Heading> = headings.iter().map(|heading| Heading::new(heading)).collect();
        LISTS.iter().find(|list| (list.fits)(list, &headings)).map(|list| list.name)
    }

    #[test]
    fn a_list_is_known_by_its_columns_in_all_their_variants() {
        for (headings, name) in [
            (
                &[
                    "Child Unique ID",
                    "Age of Child (Years)",
                    "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))",
                    "Date Started to be Looked After ",
                    "Date of Latest Statutory Review",
                    "Date of Last IRO Visit / Contact to the Child",
                ][..],
                Some("List 8"),
            ),
            (
                &["ChildUniqueID", "LoookedAfterStartDate", "LatestStatutoryReviewDate", "LastIROVisitDate"],
                Some("List 8"),
            ),
            (&["Child Unique ID", "Eligibility Category", "LA in Touch", "Activity Status"], Some("List 9")),
            (&["ChildUniqueID", "EligibilityCategory", "LAInTouch", "TypeOfAccommodation"], Some("List 9")),
            (&["Child Unique ID", "Date of referral", "Referral Source"], Some("List 3")),
            (&["Child Unique ID", "CIN Start Date", "Primary Need Code", "Allocated Team"], Some("List 6")),
            (&["Child Unique ID", "Date of Placement Order", "Date Placed for Adoption"], Some("List 10")),
            (&["Individual adopter identifier", "Date enquiry received"], Some("List 11")),
            (&["Person ID", "Date Started to be Looked After", "Date Ceased to be Looked After", "UASC"], None),
            (&["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Allocated Team"], None),
        ] {
            assert_eq!(known(headings), name, "{headings:?}");
        }
    }

    #[test]
    fn the_columns_of_the_children_in_care_go_to_fields_that_children_have() {
        for column in IN_CARE.iter().chain(LEAVING).filter(|column| matches!(column.reads, Reads::As(_))) {
            let known = Kind::Child.position(column.means).is_some() || column.means.starts_with("extra.");
            assert!(column.means == "child" || known, "{}", column.name);
        }
    }
}
