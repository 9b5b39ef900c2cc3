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
            "Person ID", "Child ID", "Child Unique ID", "Child", "Person number", "Person reference", "Child reference", "Child number",
            "Client ID", "Service user ID", "Subject ID", "Young person ID", "Child/Young person ID", "CYP ID", "PID", "Mosaic ID", "LCS ID",
            "Liquidlogic ID", "Eclipse ID", "CareDirector ID", "SSD person ID", "DIM_PERSON_ID", "pers_person_id", "clar_cla_person_id",
            "clae_person_id", "lega_person_id", "Person", "Child identifier", "Unique child ID", "LA child ID", "YP ID", "Young person number",
            "Young person reference", "CareFirst ID", "Swift ID", "Frameworki ID", "Child/YP ID", "Child/Young person reference",
            "Child/Young person number", "Person no", "Person ref", "Child ref", "Client number", "Client reference", "Client no",
            "Service user number", "LAC ID", "CLA ID", "CiC ID", "Unique ID of child", "Child's ID", "ID of child", "System ID of child",
            "clav_person_id", "invo_person_id", "clap_person_id", "immi_person_id", "lacp_person_id", "perm_person_id", "miss_person_id",
            "Azeus ID", "CRN of child", "PERSON_ID",
        ],
    ),
    (
        "iro",
        &[
            "IRO", "IRO name", "Independent Reviewing Officer", "Independent Reviewing Officer (IRO)", "Reviewing officer",
            "Reviewing officer name", "Allocated IRO", "Current IRO", "Named IRO", "Chair", "IRO/Chair", "Chair/IRO", "Chaired by", "Review chair",
            "Chairperson", "IRO (chair)", "IRO worker", "Name of IRO", "Independent reviewing officer name", "IRO full name", "IRO allocated",
            "Responsible IRO", "Conference chair/IRO", "Chair name", "Chaired by (IRO)", "IRO/Chairperson", "Reviewing officer (IRO)",
        ],
    ),
    (
        "team",
        &[
            "Team", "Allocated team", "Team name", "Social work team", "Worker team", "Worker's team", "Current team", "Responsible team",
            "Case holding team", "Service team", "dept_team_name", "Team allocated", "Allocated team name", "Team of allocated worker",
            "Team (allocated worker)", "Service/Team", "Team/Service", "invo_professional_team",
        ],
    ),
];

const WORKER: &[&str] = &[
    "Allocated worker", "Social worker", "Allocated social worker", "Key worker", "Case worker", "Current worker",
    "Allocated case worker", "Lead worker", "Social worker name", "Worker name", "Case holder",
    "Name of social worker", "Allocated worker name", "Worker", "SW name", "Current social worker", "Lead professional",
    "Named social worker", "Allocated practitioner", "Key social worker",
];

const OVERSIGHT: &[Names] = &[
    (
        "reference",
        &[
            "Case note ID", "Note ID", "Oversight ID", "Record ID", "Case note reference", "Case note number", "Case note no", "FACT_CASENOTE_ID",
            "Casenote key", "Oversight reference", "Record reference", "Record number", "Unique reference", "Ref", "Case note key",
            "Note reference", "Note number", "Contact ID", "Activity ID", "Form ID", "Document ID", "Record no", "Entry ID", "Case recording ID",
            "CASENOTE_ID",
        ],
    ),
    (
        "date",
        &[
            "Date of event", "Event date", "Date", "Case note date", "Date of contact", "Contact date", "Date of event/contact",
            "Date of case note", "Oversight date", "Date of oversight", "Date of note", "Note date", "Event date and time",
            "Date and time of event", "EVENT_DTTM", "Date occurred", "Occurred on", "Date of IRO oversight", "Start date of event",
            "IRO oversight date", "Case note event date", "Date of activity", "Activity date", "Date of mid-way review", "Midway review date",
            "Mid-point review date", "Date and time", "Case recording date", "Date of case recording", "Contact date and time",
            "Date/time of event", "Date of event/note",
        ],
    ),
    (
        "recorded_on",
        &[
            "Date recorded", "Recorded date", "Date created", "Created on", "Created date", "Date recorded/created", "Date entered", "Entered on",
            "Date of recording", "Date written", "Recorded", "Created", "CREATED_DTTM", "Date and time recorded", "Date added",
            "Recorded date and time", "Date/time recorded", "Date and time created", "Entry date", "Date of entry", "Input date", "Date input",
            "Date typed", "Recorded at",
        ],
    ),
    (
        "type",
        &[
            "Case note type", "Type of case note", "Note type", "Oversight type", "Type of oversight", "Contact type", "Activity type",
            "Event type", "Case note type description", "Case note type code", "DIM_LOOKUP_CASNT_TYPE_ID_CODE", "DIM_LOOKUP_CASNT_TYPE_ID_DESC",
            "Type of contact", "Type of note", "Case recording type", "Type of activity",
        ],
    ),
    (
        "iro",
        &[
            "Recorded by", "Author", "Recorded by (IRO)", "Author (IRO)", "Author/Recorded by", "Author/Recorded by (IRO)", "Created by",
            "Written by", "Entered by", "Case note author", "Recorded by worker", "Author name", "Name of author", "Recorded by name",
            "Staff name", "Note author", "Input by", "Worker recording", "Recording worker", "Author of case note",
        ],
    ),
    ("worker", WORKER),
    (
        "text",
        &[
            "Case note text", "Case note", "Note", "Notes", "Note text", "Oversight", "Oversight text", "Details", "Detail", "Narrative",
            "Content", "Body", "Description", "Case note details", "Case note content", "Full text", "Record text", "Free text",
            "Case note narrative", "Case recording", "Oversight note", "Oversight notes", "IRO oversight", "Note details", "Note content",
            "Body of note", "Text of note", "Case note body", "IRO oversight text",
        ],
    ),
];

const REVIEW: &[Names] = &[
    (
        "reference",
        &[
            "Review ID", "Review reference", "Meeting ID", "Record ID", "CLA review ID", "LAC review ID", "clar_cla_review_id",
            "FACT_CLA_REVIEW_ID", "Workflow step ID", "WorkflowStepID", "D.LACReview.WorkflowStepID", "WORKFLOW_STEP_ID", "Meeting reference",
            "Review no. (system)", "Episode ID of review", "Review record ID", "Record reference", "Record number", "Unique reference", "Ref",
        ],
    ),
    (
        "date",
        &[
            "Date held", "Review date", "Date of review", "Date review held", "Review held", "Review held on", "Held on", "Held",
            "Date of meeting", "Meeting date", "Actual date", "Actual review date", "Date", "Review", "CLA review date", "LAC review date",
            "clar_cla_review_date", "Date of CLA review", "Date of LAC review", "Date review took place", "D.LACReview.ReviewDate",
            "LAC_REVIEW_DATE", "ReviewDate", "dateOfMeeting", "Date of CiC review", "CiC review date", "Date of child in care review",
            "Date of review meeting", "Review meeting date", "Actual date of review", "Date of statutory review", "Statutory review date",
            "Date actually held", "Held date",
        ],
    ),
    (
        "due",
        &[
            "Date due", "Due date", "Review due date", "Review due", "Date review due", "Target date", "Review target date", "Due by", "Due on",
            "Statutory due date", "clar_cla_review_due_date", "D.LACReview.ReviewTargetDate", "ReviewTargetDate", "DUE_DTTM",
            "Date review was due", "Due", "Review due by", "Next review due", "Deadline", "Statutory date", "Review deadline", "Date due by",
        ],
    ),
    (
        "planned",
        &[
            "Date planned", "Planned date", "Scheduled date", "Date scheduled", "Scheduled", "Scheduled for", "Planned for", "Date booked",
            "Booked date", "Planned review date", "Booked for", "Review planned for", "Date arranged", "Arranged for", "Proposed date",
            "Review booked",
        ],
    ),
    (
        "type",
        &["Review type", "Type of review", "Review category", "CLA review type", "LAC review type", "LAC_REVIEW_CATEGORY", "CiC review type", "Review stage", "1st/2nd/subsequent",
            "Review type (1st/2nd/Subsequent)", "First/second/subsequent", "Type of CLA review", "Type of LAC review", "Meeting type"],
    ),
    ("number", &["Review number", "Review no", "No", "Review sequence", "Sequence number", "Number of review"]),
    (
        "participation",
        &[
            "Participation code", "Review code", "Participation method", "Method of participation", "Child participation", "Child's participation",
            "Child participation code", "PN code", "Review participation", "clar_cla_review_participation", "LAC_REVIEW_PARTICIPATION_CODE",
            "CLA review participation", "D.LACReview.Participation", "DIM_LOOKUP_PARTICIPATION_CODE_DESC", "PN", "PN code (participation)",
            "Child's participation code", "REVIEW_CODE", "Participation PN code",
        ],
    ),
    (
        "cancelled",
        &["Review cancelled", "Canceled", "Was cancelled", "Is cancelled", "Cancelled (Y/N)", "clar_cla_review_cancelled", "Review cancelled (Y/N)", "Cancelled?", "Stood down", "Review stood down"],
    ),
    (
        "late_reason",
        &[
            "Reason late", "Late reason", "Reason for lateness", "Reason for late review", "Reason review late", "Reason out of timescale",
            "Reason not in timescale", "Reason why late", "Reason for delay", "Lateness reason", "If late, why", "Reason if late", "Why late",
            "Reason not held in timescale", "Late review reason", "Reason for being out of timescale",
        ],
    ),
    (
        "decisions_sent",
        &[
            "Decisions sent date", "Date decisions sent", "Decisions sent on", "Decisions issued", "Date decisions issued", "Decisions circulated",
            "Date decisions circulated", "Decisions distributed", "Decisions sent", "Decisions sent out", "Decision record sent",
            "Date decision record sent", "Outcomes sent", "Date outcomes sent", "Recommendations sent", "Date recommendations sent",
        ],
    ),
    (
        "record_sent",
        &[
            "Record sent date", "Date record sent", "Record sent on", "Minutes sent", "Minutes sent date", "Date minutes sent",
            "Minutes distributed", "Date minutes distributed", "Minutes circulated", "Record distributed", "Date record distributed",
            "Review record sent", "Date review record sent", "Minutes sent out", "Date minutes circulated", "Minutes issued",
            "Date minutes issued", "Report sent", "Date report sent", "Review report sent",
        ],
    ),
    ("rag", &["RAG rating", "RAG status", "IRO RAG", "IRO RAG rating", "RAG of review", "Review RAG", "RAG (IRO)", "Rating (RAG)"]),
    ("care_plan", &["Care plan status", "Care plan in place", "Care plan present", "Is there a care plan", "Status of care plan",
        "Care plan authorised", "Care plan at review", "Up to date care plan", "Care plan available"]),
    (
        "consulted",
        &[
            "Child consulted", "Consulted before review", "Child consulted before review", "Consultation before review", "IRO consulted child",
            "Spoken to before review", "Seen before review", "Child spoken to before review", "Child seen before review",
            "IRO visit before review", "Consultation with child", "Child consulted (Y/N)", "IRO consultation before review",
            "Consulted prior to review",
        ],
    ),
    ("text", &["Review record", "Record of review", "Record text", "Minutes", "Review notes", "Notes", "Full text", "Review text",
        "Review minutes", "Minutes text", "Text of review record", "Review summary"]),
];

const DISPUTE: &[Names] = &[
    (
        "reference",
        &[
            "Dispute ID", "Alert ID", "Escalation ID", "Practice alert ID", "Record ID", "Dispute reference", "Alert reference",
            "Escalation reference", "Dispute number", "Record reference", "Record number", "Unique reference", "Ref", "Alert number",
            "Escalation number", "DRP ID", "DRP reference", "Dispute ref", "Alert ref", "Challenge ID", "Concern ID",
            "Good practice alert ID",
        ],
    ),
    (
        "date",
        &[
            "Date raised", "Raised on", "Raised", "Date of dispute", "Dispute date", "Date of alert", "Alert date", "Date of escalation",
            "Escalation date", "Date escalated", "Date dispute raised", "Date alert raised", "Date opened", "Date", "Date initiated",
            "Date of challenge", "Date of concern", "Date dispute was raised", "Date of practice alert", "Practice alert date", "Date of issue",
            "Initiated on", "Opened", "Opened on", "Date of DRP", "Date escalation raised", "Date of dispute/alert",
        ],
    ),
    (
        "stage",
        &[
            "Dispute stage", "Alert stage", "Escalation stage", "Stage of dispute", "Informal/Formal", "Formal/Informal",
            "Stage (Informal/Formal/Cafcass)", "Formal or informal", "Informal or formal", "DRP stage", "Stage of escalation",
            "Alert level (informal/formal)", "Stage reached", "Informal / formal dispute", "Current stage",
        ],
    ),
    (
        "type",
        &[
            "Dispute type", "Type of dispute", "Reason", "Reason/Type", "Type/Reason", "Dispute reason", "Reason for dispute", "Reason for alert",
            "Reason for escalation", "Alert reason", "Category", "Issue", "Reason/Type (drop-down)", "Reason (drop-down)", "Theme of dispute",
            "Nature of dispute", "Nature of concern", "Subject of dispute", "Escalation reason", "Category of dispute", "Concern type",
        ],
    ),
    ("responded", &["Date responded", "Response date", "Date of response", "Responded on", "Date response received", "Response received", "Date of reply",
        "Response received on", "Reply date", "Date manager responded", "Date TM responded"]),
    ("resolved", &["Date resolved", "Resolution date", "Date of resolution", "Resolved on", "Date closed", "Closed on",
        "Date of closure", "Date concluded", "Date ended", "Date dispute resolved", "Date alert closed"]),
    ("outcome", &["Resolution", "Result", "Dispute outcome", "Outcome of dispute", "Outcome of alert",
        "Alert outcome", "Escalation outcome", "Outcome of escalation", "Final outcome", "Conclusion"]),
    (
        "level",
        &[
            "Level resolved", "Level resolved at", "Resolved at level", "Level of resolution", "Escalation level", "Level of management",
            "Escalated to", "Management level", "Level reached", "Highest level", "Resolved at", "Manager level", "Escalated to level",
            "Level escalated to",
        ],
    ),
    (
        "text",
        &[
            "Details", "Detail", "Description", "Narrative", "Notes", "Note", "Dispute text", "Details of dispute", "Summary",
            "Summary of dispute", "Full text", "Free text", "Case note text", "Details of alert", "Alert details", "Dispute details",
            "Escalation details", "Details of escalation", "Issue details", "Description of issue",
        ],
    ),
];

const CHILD: &[Names] = &[
    ("born", &["Date of birth", "DOB", "Birth date", "pers_dob", "D.O.B.", "Child's date of birth", "Child DOB", "Date of birth (child)",
        "Child date of birth", "Expected date of birth or date of birth", "BirthDate", "YP DOB"]),
    ("gender", &["Sex", "pers_gender", "Child's gender", "Child gender", "Sex/Gender", "Gender code"]),
    ("ethnicity", &["Ethnic", "Ethnic origin", "Ethnic group", "Ethnicity code", "pers_ethnicity",
        "Child's ethnicity", "Child ethnicity", "Ethnicity of child", "Ethnic category", "Ethnicity description"]),
    ("disability", &["Does the Child have a Disability", "Disabled", "Has disability", "Child has a disability", "Disability status",
        "Disability (Y/N)", "Is the child disabled", "Disabled (Y/N)", "Does the child have a disability?", "Child disabled"]),
    (
        "uasc",
        &[
            "UASC", "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months", "Unaccompanied asylum seeking child",
            "Unaccompanied asylum seeking child (UASC)", "UASC (Y/N)", "UASC status", "UASC in the last 12 months", "UASC flag", "Is UASC",
            "UASC child", "Unaccompanied asylum seeker",
        ],
    ),
    (
        "started",
        &[
            "Date started to be looked after", "Date became looked after", "Became looked after", "Looked after from", "LookedAfterStartDate",
            "LoookedAfterStartDate", "Date entered care", "Date of entry to care", "Care start date", "CLA start date", "LAC start date",
            "Start of care", "Date came into care", "clae_entered_care_date", "Date of becoming looked after", "Date child became looked after",
            "CiC start date", "In care since", "Looked after since", "Date of admission", "Admission to care date", "Date admitted to care",
            "Start date of care", "POC start date", "Period of care start", "Date became CLA", "Date became LAC", "LAC from", "CLA from",
            "Start of period of care",
        ],
    ),
    (
        "ceased",
        &[
            "Date ceased to be looked after", "Ceased to be looked after", "Looked after to", "LookedAfterEndDate", "Date left care",
            "Care end date", "CLA end date", "LAC end date", "End of care", "Date ceased", "CiC end date", "Date ceased being looked after",
            "Date of leaving care", "POC end date", "Period of care end", "Date ceased to be CLA", "Date ceased LAC", "LAC to", "CLA to",
            "Left care", "Left care on", "Discharge date",
        ],
    ),
    ("legal_status", &["Child's legal status", "Current legal status", "Legal status code", "lega_legal_status", "Legal status of child",
        "LS code", "Legal status description", "Latest legal status", "Legal order"]),
    (
        "need",
        &[
            "Category of need", "Child's category of need", "Primary need", "Primary need code", "Category of need code", "Need code", "CIN code",
            "clae_cla_primary_need_code", "Category of need (code)", "Primary category of need", "Reason for being looked after",
            "Main category of need",
        ],
    ),
    ("placement_type", &["Type of placement", "Current placement type", "Placement type code", "clap_cla_placement_type",
        "Latest placement type", "Type of current placement", "Placement type description", "Placement category"]),
    ("placement_provider", &["Provider", "Provider of placement", "Placement provider code", "clap_cla_placement_provider",
        "Current placement provider", "Placement provider type", "Provider code"]),
    (
        "placement_started",
        &[
            "Placement start date", "Start date of most recent placement", "Date placement started", "Start of placement",
            "MostRecentPlacementStartDate", "Current placement start date", "clap_cla_placement_start_date", "Start date of current placement",
            "Date of current placement", "Date moved to placement", "In placement since", "Placement from", "Date placed",
            "Start date of placement",
        ],
    ),
    (
        "placements_12m",
        &[
            "Number of placements in the last 12 months", "Placements in the last 12 months", "Number of placements",
            "Placements in last 12 months", "Number of placements in last 12 months", "NumberOfPlacementsLast12Months", "Placements (12 months)",
            "No of placements", "Number of placements (12 months)", "Placements in 12 months", "Placements in the year",
            "No. of placements in last 12 months", "Placement count",
        ],
    ),
    (
        "distance_miles",
        &[
            "Distance (miles)", "Distance", "Distance from home", "Distance from home (miles)", "Placement distance",
            "Distance from home in miles", "clap_cla_placement_distance", "Miles from home", "Placement distance (miles)", "Distance of placement",
            "Distance of placement from home", "PL_DISTANCE",
        ],
    ),
    (
        "out_of_area",
        &["Out of area (Y/N)", "Placed out of area", "Out of area placement", "Out of borough", "Out of county", "Out of authority",
        "Placed out of borough", "Placed out of county", "Outside LA", "Placed outside the authority", "In/out of area", "OOA",
        "Out of LA", "Outside borough", "Out of city"],
    ),
    (
        "missing_12m",
        &[
            "Missing episodes in the last 12 months", "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
            "Missing episodes", "Missing episodes in last 12 months", "Number of missing episodes",
            "Number of missing episodes in the last 12 months", "Missing episodes (12 months)", "No of missing episodes",
            "Times missing in the last 12 months", "Times missing", "Missing count", "Episodes of missing",
        ],
    ),
    (
        "permanence_plan",
        &["What is the permanence plan for this child?", "Plan for permanence", "Permanency plan", "Plan of permanence",
            "Permanence plan for child", "Plan for permanency", "Care plan (permanence)", "Permanence option", "Permanence", "Current permanence plan"],
    ),
    ("plan_since", &["Permanence plan since", "Date of permanence plan", "Permanence plan date", "Date of plan", "Date permanence plan agreed",
        "Permanence plan agreed", "Plan agreed on", "Date plan agreed"]),
    (
        "last_review",
        &[
            "Date of latest review", "Date of latest statutory review", "LatestStatutoryReviewDate", "Date of last review", "Latest review date",
            "Last review date", "Latest review", "Last LAC review", "Last CLA review", "Last review held", "Date last reviewed",
            "Last statutory review", "Last CiC review", "Date of last LAC review", "Date of last CLA review", "Date of most recent review",
            "Most recent review",
        ],
    ),
    (
        "last_iro_contact",
        &[
            "Date of last IRO contact", "Date of Last IRO Visit / Contact to the Child", "LastIROVisitDate", "Date of last IRO visit",
            "Last IRO visit", "Child IRO Visit Date", "clae_cla_last_iro_contact_date", "Last IRO contact date", "Last IRO visit date",
            "Date IRO last visited", "Date IRO last saw child", "Last seen by IRO", "IRO last visit", "IRO last contact", "Last contact by IRO",
            "Date of IRO visit", "Latest IRO visit",
        ],
    ),
    ("worker", WORKER),
];
