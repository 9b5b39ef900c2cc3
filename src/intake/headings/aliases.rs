//! The usual headings of each canonical field, the most usual first.
//!
//! From the exports of case management systems (case notes, review and meeting tables), the Standard Safeguarding
//! Dataset, list 8 of Ofsted's Annex A and its machine names, the SSDA903 return, and the headings that people write in
//! their own workbooks. A field's own name and label need no line here.

use crate::model::Kind;

/// The names of one field.
pub(super) type Names = (&'static str, &'static [&'static str]);

/// The table of one kind.
pub(super) fn of(kind: Kind) -> &'static [Names] {
    match kind {
        Kind::Oversight => OVERSIGHT,
        Kind::Review => REVIEW,
        Kind::Dispute => DISPUTE,
        Kind::Child => CHILD,
    }
}

/// What every kind has. (`reference` and `date` go by other names in each kind.)
pub(super) const COMMON: &[Names] = &[
    (
        "child",
        &[
            "Person ID", "Child ID", "Child Unique ID", "Child", "Person number", "Person reference", "Child reference",
            "Child number", "Client ID", "Service user ID", "Subject ID", "Young person ID", "Child/Young person ID",
            "CYP ID", "PID", "Mosaic ID", "LCS ID", "Liquidlogic ID", "Eclipse ID", "CareDirector ID", "SSD person ID",
            "DIM_PERSON_ID", "pers_person_id", "clar_cla_person_id", "clae_person_id", "lega_person_id", "Person",
            "Child identifier", "Unique child ID", "LA child ID",
        ],
    ),
    (
        "iro",
        &[
            "IRO", "IRO name", "Independent Reviewing Officer", "Independent Reviewing Officer (IRO)",
            "Reviewing officer", "Reviewing officer name", "Allocated IRO", "Current IRO", "Named IRO", "Chair",
            "IRO/Chair", "Chair/IRO", "Chaired by", "Review chair", "Chairperson", "IRO (chair)", "IRO worker",
        ],
    ),
    (
        "team",
        &[
            "Team", "Allocated team", "Team name", "Social work team", "Worker team", "Worker's team", "Current team",
            "Responsible team", "Case holding team", "Service team", "dept_team_name",
        ],
    ),
];

const WORKER: &[&str] = &[
    "Allocated worker", "Social worker", "Allocated social worker", "Key worker", "Case worker", "Current worker",
    "Allocated case worker", "Lead worker", "Social worker name", "Worker name", "Case holder",
];

const OVERSIGHT: &[Names] = &[
    (
        "reference",
        &[
            "Case note ID", "Note ID", "Oversight ID", "Record ID", "Case note reference", "Case note number",
            "Case note no", "FACT_CASENOTE_ID", "Casenote key", "Oversight reference", "Record reference", "Record number",
            "Unique reference", "Ref",
        ],
    ),
    (
        "date",
        &[
            "Date of event", "Event date", "Date", "Case note date", "Date of contact", "Contact date",
            "Date of event/contact", "Date of case note", "Oversight date", "Date of oversight", "Date of note",
            "Note date", "Event date and time", "Date and time of event", "EVENT_DTTM", "Date occurred", "Occurred on",
            "Date of IRO oversight", "Start date of event",
        ],
    ),
    (
        "recorded_on",
        &[
            "Date recorded", "Recorded date", "Date created", "Created on", "Created date", "Date recorded/created",
            "Date entered", "Entered on", "Date of recording", "Date written", "Recorded", "Created", "CREATED_DTTM",
            "Date and time recorded", "Date added",
        ],
    ),
    (
        "type",
        &[
            "Case note type", "Type of case note", "Note type", "Oversight type", "Type of oversight", "Contact type",
            "Activity type", "Event type", "Case note type description", "Case note type code",
            "DIM_LOOKUP_CASNT_TYPE_ID_CODE", "DIM_LOOKUP_CASNT_TYPE_ID_DESC",
        ],
    ),
    (
        "iro",
        &[
            "Recorded by", "Author", "Recorded by (IRO)", "Author (IRO)", "Author/Recorded by",
            "Author/Recorded by (IRO)", "Created by", "Written by", "Entered by", "Case note author",
        ],
    ),
    ("worker", WORKER),
    (
        "text",
        &[
            "Case note text", "Case note", "Note", "Notes", "Note text", "Oversight", "Oversight text", "Details", "Detail",
            "Narrative", "Content", "Body", "Description", "Case note details", "Case note content", "Full text",
            "Record text", "Free text",
        ],
    ),
];

const REVIEW: &[Names] = &[
    (
        "reference",
        &[
            "Review ID", "Review reference", "Meeting ID", "Record ID", "CLA review ID", "LAC review ID",
            "clar_cla_review_id", "FACT_CLA_REVIEW_ID", "Workflow step ID", "Record reference", "Record number",
            "Unique reference", "Ref",
        ],
    ),
    (
        "date",
        &[
            "Date held", "Review date", "Date of review", "Date review held", "Review held", "Review held on", "Held on",
            "Held", "Date of meeting", "Meeting date", "Actual date", "Actual review date", "Date", "Review",
            "CLA review date", "LAC review date", "clar_cla_review_date", "Date of CLA review", "Date of LAC review",
            "Date review took place",
        ],
    ),
    (
        "due",
        &[
            "Date due", "Due date", "Review due date", "Review due", "Date review due", "Target date",
            "Review target date", "Due by", "Due on", "Statutory due date", "clar_cla_review_due_date",
        ],
    ),
    (
        "planned",
        &[
            "Date planned", "Planned date", "Scheduled date", "Date scheduled", "Scheduled", "Scheduled for", "Planned for",
            "Date booked", "Booked date", "Planned review date",
        ],
    ),
    (
        "type",
        &["Review type", "Type of review", "Review category", "CLA review type", "LAC review type", "LAC_REVIEW_CATEGORY"],
    ),
    ("number", &["Review number", "Review no", "No", "Review sequence", "Sequence number", "Number of review"]),
    (
        "participation",
        &[
            "Participation code", "Review code", "Participation method", "Method of participation", "Child participation",
            "Child's participation", "Child participation code", "PN code", "Review participation",
            "clar_cla_review_participation", "LAC_REVIEW_PARTICIPATION_CODE", "CLA review participation",
        ],
    ),
    (
        "cancelled",
        &["Review cancelled", "Canceled", "Was cancelled", "Is cancelled", "Cancelled (Y/N)", "clar_cla_review_cancelled"],
    ),
    (
        "late_reason",
        &[
            "Reason late", "Late reason", "Reason for lateness", "Reason for late review", "Reason review late",
            "Reason out of timescale", "Reason not in timescale", "Reason why late", "Reason for delay", "Lateness reason",
        ],
    ),
    (
        "decisions_sent",
        &[
            "Decisions sent date", "Date decisions sent", "Decisions sent on", "Decisions issued", "Date decisions issued",
            "Decisions circulated", "Date decisions circulated", "Decisions distributed",
        ],
    ),
    (
        "record_sent",
        &[
            "Record sent date", "Date record sent", "Record sent on", "Minutes sent", "Minutes sent date",
            "Date minutes sent", "Minutes distributed", "Date minutes distributed", "Minutes circulated",
            "Record distributed", "Date record distributed", "Review record sent",
        ],
    ),
    ("rag", &["RAG rating", "RAG status", "IRO RAG", "IRO RAG rating"]),
    ("care_plan", &["Care plan status", "Care plan in place", "Care plan present", "Is there a care plan", "Status of care plan"]),
    (
        "consulted",
        &[
            "Child consulted", "Consulted before review", "Child consulted before review", "Consultation before review",
            "IRO consulted child", "Spoken to before review", "Seen before review",
        ],
    ),
    ("text", &["Review record", "Record of review", "Record text", "Minutes", "Review notes", "Notes", "Full text", "Review text"]),
];

const DISPUTE: &[Names] = &[
    (
        "reference",
        &[
            "Dispute ID", "Alert ID", "Escalation ID", "Practice alert ID", "Record ID", "Dispute reference",
            "Alert reference", "Escalation reference", "Dispute number", "Record reference", "Record number",
            "Unique reference", "Ref",
        ],
    ),
    (
        "date",
        &[
            "Date raised", "Raised on", "Raised", "Date of dispute", "Dispute date", "Date of alert", "Alert date",
            "Date of escalation", "Escalation date", "Date escalated", "Date dispute raised", "Date alert raised",
            "Date opened", "Date", "Date initiated",
        ],
    ),
    (
        "stage",
        &[
            "Dispute stage", "Alert stage", "Escalation stage", "Stage of dispute", "Informal/Formal", "Formal/Informal",
            "Stage (Informal/Formal/Cafcass)", "Formal or informal",
        ],
    ),
    (
        "type",
        &[
            "Dispute type", "Type of dispute", "Reason", "Reason/Type", "Type/Reason", "Dispute reason",
            "Reason for dispute", "Reason for alert", "Reason for escalation", "Alert reason", "Category", "Issue",
        ],
    ),
    ("responded", &["Date responded", "Response date", "Date of response", "Responded on", "Date response received"]),
    ("resolved", &["Date resolved", "Resolution date", "Date of resolution", "Resolved on", "Date closed", "Closed on"]),
    ("outcome", &["Resolution", "Result", "Dispute outcome", "Outcome of dispute", "Outcome of alert"]),
    (
        "level",
        &[
            "Level resolved", "Level resolved at", "Resolved at level", "Level of resolution", "Escalation level",
            "Level of management", "Escalated to", "Management level",
        ],
    ),
    (
        "text",
        &[
            "Details", "Detail", "Description", "Narrative", "Notes", "Note", "Dispute text", "Details of dispute",
            "Summary", "Summary of dispute", "Full text", "Free text", "Case note text",
        ],
    ),
];

const CHILD: &[Names] = &[
    ("born", &["Date of birth", "DOB", "Birth date", "pers_dob"]),
    ("gender", &["Sex", "pers_gender"]),
    ("ethnicity", &["Ethnic", "Ethnic origin", "Ethnic group", "Ethnicity code", "pers_ethnicity"]),
    ("disability", &["Does the Child have a Disability", "Disabled", "Has disability", "Child has a disability", "Disability status"]),
    (
        "uasc",
        &[
            "UASC", "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months", "Unaccompanied asylum seeking child",
            "Unaccompanied asylum seeking child (UASC)", "UASC (Y/N)", "UASC status", "UASC in the last 12 months",
        ],
    ),
    (
        "started",
        &[
            "Date started to be looked after", "Date became looked after", "Became looked after", "Looked after from",
            "LookedAfterStartDate", "LoookedAfterStartDate", "Date entered care", "Date of entry to care",
            "Care start date", "CLA start date", "LAC start date", "Start of care", "Date came into care",
            "clae_entered_care_date",
        ],
    ),
    (
        "ceased",
        &[
            "Date ceased to be looked after", "Ceased to be looked after", "Looked after to", "LookedAfterEndDate",
            "Date left care", "Care end date", "CLA end date", "LAC end date", "End of care", "Date ceased",
        ],
    ),
    ("legal_status", &["Child's legal status", "Current legal status", "Legal status code", "lega_legal_status"]),
    (
        "need",
        &[
            "Category of need", "Child's category of need", "Primary need", "Primary need code", "Category of need code",
            "Need code", "CIN code", "clae_cla_primary_need_code",
        ],
    ),
    ("placement_type", &["Type of placement", "Current placement type", "Placement type code", "clap_cla_placement_type"]),
    ("placement_provider", &["Provider", "Provider of placement", "Placement provider code", "clap_cla_placement_provider"]),
    (
        "placement_started",
        &[
            "Placement start date", "Start date of most recent placement", "Date placement started", "Start of placement",
            "MostRecentPlacementStartDate", "Current placement start date", "clap_cla_placement_start_date",
        ],
    ),
    (
        "placements_12m",
        &[
            "Number of placements in the last 12 months", "Placements in the last 12 months", "Number of placements",
            "Placements in last 12 months", "Number of placements in last 12 months", "NumberOfPlacementsLast12Months",
        ],
    ),
    (
        "distance_miles",
        &[
            "Distance (miles)", "Distance", "Distance from home", "Distance from home (miles)", "Placement distance",
            "Distance from home in miles", "clap_cla_placement_distance",
        ],
    ),
    (
        "out_of_area",
        &["Out of area (Y/N)", "Placed out of area", "Out of area placement", "Out of borough", "Out of county", "Out of authority"],
    ),
    (
        "missing_12m",
        &[
            "Missing episodes in the last 12 months",
            "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
            "Missing episodes", "Missing episodes in last 12 months", "Number of missing episodes",
            "Number of missing episodes in the last 12 months",
        ],
    ),
    (
        "permanence_plan",
        &["What is the permanence plan for this child?", "Plan for permanence", "Permanence", "Current permanence plan"],
    ),
    ("plan_since", &["Permanence plan since", "Date of permanence plan", "Permanence plan date", "Date of plan"]),
    (
        "last_review",
        &[
            "Date of latest review", "Date of latest statutory review", "LatestStatutoryReviewDate", "Date of last review",
            "Latest review date", "Last review date", "Latest review",
        ],
    ),
    (
        "last_iro_contact",
        &[
            "Date of last IRO contact", "Date of Last IRO Visit / Contact to the Child", "LastIROVisitDate",
            "Date of last IRO visit", "Last IRO visit", "Child IRO Visit Date", "clae_cla_last_iro_contact_date",
            "Last IRO contact date",
        ],
    ),
    ("worker", WORKER),
];

/// Headings of children's names and of parts of them: such columns are left out.
pub(super) const CHILDREN_NAMES: &[&str] = &[
    "Name", "Child name", "Child's name", "Name of child", "Young person", "Young person name", "Young person's name",
    "Child/Young person", "Child/Young person name", "Child or young person name", "Full name", "Child full name",
    "Child's full name", "Forename", "Forenames", "First name", "First names", "Given name", "Surname", "Last name",
    "Family name", "Middle name", "Middle names", "Known as", "Preferred name", "Child forename", "Child's forename",
    "Child surname", "Child's surname", "Child first name", "Child's first name", "Child last name", "Child's last name",
    "Person name", "Person's name", "Person full name", "Person forename", "Person surname", "Client name",
    "Client forename", "Client surname", "Service user name", "Service user", "Subject name", "Subject forename",
    "Subject surname", "CYP name", "Initials", "Child initials", "Child's initials", "pers_forename", "pers_surname",
    "Forename(s)", "First name(s)", "Also known as", "Name of young person", "Child name and ID",
];
