//! The Standard Safeguarding Dataset: a small export that is made up, and what follows from it, worked out by hand.
//!
//! Today is 2 November 2026. Children 101 to 112 are in the tables; 107 was never in care, 110 comes into care on 20 November, 104
//! left it on 31 July, 105 is in care for the second time, 106's last episode ended on 30 October and is followed by another.

use serde_json::Value;

use super::room::{Answer, Room, each};

const PERSON: &str = "\
pers_person_id,pers_forename,pers_surname,pers_sex,pers_gender,pers_ethnicity,pers_dob,pers_upn_unknown
101,Ada,Quillfeather,F,,WBRI,2012-04-10 00:00:00.000,NULL
102,Ben,Quillfeather,M,M,B1,2020-06-01 00:00:00.000,UN1
103,Cai,Quillfeather,M,,OOTH,2010-01-01 00:00:00.000,NULL
104,Dot,Quillfeather,F,,WBRI,2009-09-09 00:00:00.000,NULL
105,Eli,Quillfeather,M,,MWBC,2015-05-05 00:00:00.000,NULL
106,Fay,Quillfeather,F,,WBRI,2016-06-06 00:00:00.000,NULL
107,Gus,Quillfeather,M,,WBRI,2017-07-07 00:00:00.000,NULL
108,Hal,Quillfeather,M,,WBRI,2011-08-08 00:00:00.000,NULL
110,Ida,Quillfeather,F,,WBRI,2013-03-13 00:00:00.000,NULL
111,Jon,Quillfeather,M,,WBRI,2014-04-14 00:00:00.000,NULL
112,Kay,Quillfeather,F,,WBRI,2014-04-14 00:00:00.000,NULL
";

const EPISODES: &str = "\
clae_cla_episode_id,clae_person_id,clae_cla_placement_id,clae_cla_episode_start_date,clae_cla_episode_start_reason,clae_cla_primary_need_code,clae_cla_episode_ceased_date,clae_cla_episode_ceased_reason,clae_cla_id,clae_referral_id,clae_cla_last_iro_contact_date,clae_entered_care_date
E1,101,P1,2024-03-04 00:00:00.000,S,N1,2024-09-02 00:00:00.000,X1,C101,R1,2026-09-15 00:00:00.000,2024-03-04 00:00:00.000
E2,101,P2,2024-09-02 00:00:00.000,P,N1,2026-05-11 00:00:00.000,X1,C101,R1,2026-09-15 00:00:00.000,2024-03-04 00:00:00.000
E3,101,P3,2026-05-11 00:00:00.000,B,N4,,,C101,R1,2026-09-15 00:00:00.000,2024-03-04 00:00:00.000
E4,102,P4,2026-01-12 00:00:00.000,S,N2 - Disability,,,C102,R2,1900-01-01 00:00:00.000,2026-01-12 00:00:00.000
E5,103,P5,2025-11-20 00:00:00.000,S,N8,,,C103,R3,2026-10-01 00:00:00.000,2025-11-20 00:00:00.000
E6,104,P6,2023-02-01 00:00:00.000,S,N5,2026-07-31 00:00:00.000,E4A,C104,R4,2026-07-01 00:00:00.000,2023-02-01 00:00:00.000
E7,105,P7,2023-05-01 00:00:00.000,S,N1,2024-01-31 00:00:00.000,E13,C105a,R5,,2023-05-01 00:00:00.000
E8,105,P8,2026-08-03 00:00:00.000,S,N6,,,C105b,R6,,2026-08-03 00:00:00.000
E9,106,P9,2025-06-02 00:00:00.000,S,N3,2026-10-30 00:00:00.000,X1,C106,R7,,2025-06-02 00:00:00.000
E10,108,P10,2019-09-09 00:00:00.000,S,N1,,,C108,R8,,2019-09-09 00:00:00.000
E11,109,P11,2026-02-02 00:00:00.000,S,N1,,,C109,R9,,2026-02-02 00:00:00.000
E12,110,P12,2026-11-20 00:00:00.000,S,N1,,,C110,R10,,2026-11-20 00:00:00.000
E13,111,P13,2026-04-01 00:00:00.000,S,N1,,,C111,R11,,2026-04-01 00:00:00.000
E14,112,P14,2026-04-01 00:00:00.000,S,N1,,,C111,R11,,2026-04-01 00:00:00.000
";

const PLACEMENT: &str = "\
clap_cla_placement_id,clap_cla_id,clap_person_id,clap_cla_placement_start_date,clap_cla_placement_type,clap_cla_placement_urn,clap_cla_placement_distance,clap_cla_placement_provider,clap_cla_placement_postcode,clap_cla_placement_end_date,clap_cla_placement_change_reason
P1,C101,101,2024-03-04,U6,,3.2,PR1,QQ1 1QQ,2024-09-02,PLACE
P2,C101,101,2024-09-02,U6: Foster placement - not FFA,,5,PR4,QQ1 2QQ,2026-05-11,CARPL
PT,C101,101,2026-05-01,T3,,8,PR4,QQ1 3QQ,2026-05-08,
P3,C101,101,2026-05-11,k2,SC123,41.5,PR4 - Private provision,QQ1 4QQ,,
P4,C102,,2026-01-12,U4,,999.9,PR1,QQ1 5QQ,,
P5,C999,,2025-11-20,K3,,12,PR5,QQ1 6QQ,,
P6,C104,104,2023-02-01,U4,,10,PR1,QQ1 7QQ,2026-07-31,
";

const LEGAL_STATUS: &str = "\
lega_legal_status_id,lega_person_id,lega_legal_status,lega_legal_status_start_date,lega_legal_status_end_date
L1,101,V2,2024-03-04,2024-06-01
L2,101,C1,2024-06-01,2025-02-10
L3,101,C2: FCO,2025-02-10,
L4,102,Care Order Sec. 31(a),2026-01-12,
L5,103,V2,2025-11-20,
L6,104,C2,2023-02-01,2026-07-31
";

const MISSING: &str = "\
miss_table_id,miss_person_id,miss_missing_episode_start_date,miss_missing_episode_type,miss_missing_episode_end_date,miss_missing_rhi_offered,miss_missing_rhi_accepted
M1,103,2026-03-01,Missing,2026-03-02,Y,N
M2,103,2026-04-01,M,2026-04-02,Y,N
M2,103,2026-04-01,M,2026-04-02,Y,N
M3,103,2026-05-01,Away,2026-05-02,N,N
M4,103,2025-10-30,Missing,2025-10-31,N,N
M5,101,2026-06-01,Absent,2026-06-01,N,N
";

const CARE_PLAN: &str = r#"lacp_table_id,lacp_person_id,lacp_cla_care_plan_start_date,lacp_cla_care_plan_end_date,lacp_cla_care_plan_json
K1,101,2024-03-04,2025-02-10,"{""REMAINSUP"": """", ""RETURN6M"": ""Y"", ""ADOPTION"": ""N""}"
K2,101,2025-02-10,,"{""REMAINSUP"": """", ""LTFOST18"": ""Y"", ""ADOPTION"": ""N""}"
"#;

const PERMANENCE: &str = "\
perm_table_id,perm_person_id,perm_cla_id,perm_adm_decision_date,perm_placed_foster_carer_date,perm_decision_reversed_date
Q1,102,C102,2026-08-20,1900-01-01,
Q2,106,C106,2026-03-02,1900-01-01,2026-06-15
";

const IMMIGRATION: &str = "\
immi_immigration_status_id,immi_person_id,immi_immigration_status,immi_immigration_status_start_date,immi_immigration_status_end_date
S1,103,UASC,2025-11-20,
S2,108,Leave to remain,2020-01-01,
";

const INVOLVEMENTS: &str = "\
invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_professional_team,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,invo_worker_change_reason,invo_referral_id
I1,W1,IROA,T9,101,2024-03-05,2025-12-31,,
I2,W2,IROA,T9,101,2025-12-31,,,
I3,W3,CW,T1,101,2024-03-04,,,
I4,W2,IROB,T9,102,2026-01-13,,,
I5,W9,IROA,-1,103,2025-11-21,,,
I6,W3,CW,T1,102,2026-01-12,,,
I7,W3,CW,T1,103,2025-11-20,,,
I8,-1,IROA,T9,108,2020-01-01,,,
";

const PROFESSIONALS: &str = "\
prof_professional_id,prof_staff_id,prof_professional_name,prof_professional_job_title
W1,S1,Alison Bright,IRO
W2,S2,Marcus Heron,IRO
W3,S3,Jo Teasel,Social worker
";

const DEPARTMENT: &str = "\
dept_team_id,dept_team_name,dept_team_parent_id,dept_team_parent_name
T1,North Team,T0,Children's Services
T9,IRO Service,T0,Children's Services
";

const REVIEWS: &str = "\
clar_cla_review_id,clar_cla_id,clar_cla_review_due_date,clar_cla_review_date,clar_cla_review_cancelled,clar_cla_review_participation
RV01,C101,2024-04-02 00:00:00.000,2024-03-28 14:00:00.000,N,PN1
RV02,C101,2024-06-28 00:00:00.000,2024-06-27 10:30:00.000,N,\"Child physically attends but does not speak for him or herself, does not convey his or her view symbolically (non-verbally) and does not ask an advocate to speak for him or her\"
RV03,C101,2024-12-27 00:00:00.000,2025-01-06 00:00:00.000,N,Child does not attend but conveys his or her feelings to the review by a facilitative medium
RV04,C101,2025-06-27 00:00:00.000,,Y,
RV05,C101,2025-06-27 00:00:00.000,2025-06-25 00:00:00.000,N,
RV06,C101,2026-10-01 00:00:00.000,2026-09-30 00:00:00.000,N,pn1
RV07,C102,2026-02-09 00:00:00.000,2026-02-05 00:00:00.000,N,PN7
RV08,C103,2025-12-18 00:00:00.000,2025-12-17 00:00:00.000,N,PN2
RV08,C103,2025-12-18 00:00:00.000,2025-12-17 00:00:00.000,N,PN2
RV10,C108,2026-05-01 00:00:00.000,2026-05-01 00:00:00.000,N,PN2
RV11,C999,2026-05-06 00:00:00.000,2026-05-06 00:00:00.000,N,PN1
RV12,C111,2026-04-22 00:00:00.000,2026-04-22 00:00:00.000,N,PN1
RV13,C105b,2026-08-28 00:00:00.000,2026-08-28 00:00:00.000,N,PN1
RV14,C104,2026-09-10 00:00:00.000,2026-09-10 00:00:00.000,N,PN1
RV15,C101,2026-09-10 00:00:00.000,2026-09-10 00:00:00.000,N,PN9
";

const TABLES: [(&str, &str); 12] = [
    ("a.csv", PERSON),
    ("b.csv", EPISODES),
    ("c.csv", REVIEWS),
    ("d.csv", PLACEMENT),
    ("e.csv", LEGAL_STATUS),
    ("f.csv", MISSING),
    ("g.csv", PERMANENCE),
    ("h.csv", CARE_PLAN),
    ("i.csv", IMMIGRATION),
    ("j.csv", INVOLVEMENTS),
    ("k.csv", PROFESSIONALS),
    ("l.csv", DEPARTMENT),
];

const ROLES: &str = "iro_roles = [\"IROA\", \"IROB\"]\nworker_roles = [\"CW\"]\n";

/// A room with the export in the folder `export` and a mapping file that says which roles mean what.
fn room() -> Room {
    let room = Room::new();
    for (name, text) in TABLES {
        room.write(&format!("export/{name}"), text);
    }
    room.write("roles.toml", ROLES);
    room
}

fn imported() -> (Room, Value) {
    let room = room();
    let receipt = room.json("import export --columns roles.toml --as-at 2026-10-31");
    (room, receipt)
}

/// What the register holds of a record, as `field=value` for each that is filled.
fn held(room: &Room, kind: &str, reference: &str, fields: &str) -> String {
    let register = rusqlite::Connection::open(room.path("register.dipsample")).unwrap();
    let sql = format!("SELECT {fields} FROM {kind} WHERE reference = ?1 AND to_batch IS NULL");
    let mut query = register.prepare(&sql).unwrap();
    let names: Vec<String> = query.column_names().map(str::to_owned).collect();
    let mut rows = query.query([reference]).unwrap();
    let Some(row) = rows.next().unwrap() else { return "not there".to_owned() };
    let filled = names.iter().enumerate().filter_map(|(at, name)| {
        let value = match row.get_ref(at).unwrap() {
            rusqlite::types::ValueRef::Null => return None,
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            rusqlite::types::ValueRef::Real(number) => number.to_string(),
            rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            rusqlite::types::ValueRef::Blob(_) => "?".to_owned(),
        };
        Some(format!("{name}={value}"))
    });
    let text = filled.collect::<Vec<_>>().join("; ");
    assert!(rows.next().unwrap().is_none(), "{reference} stands twice");
    text
}

fn references(room: &Room, kind: &str) -> Vec<String> {
    let register = rusqlite::Connection::open(room.path("register.dipsample")).unwrap();
    let sql = format!("SELECT reference FROM {kind} WHERE to_batch IS NULL ORDER BY reference");
    let mut query = register.prepare(&sql).unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn table<'a>(receipt: &'a Value, name: &str) -> &'a Value {
    receipt["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["table"] == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

fn counts(receipt: &Value) -> (u64, u64, u64) {
    let sum = |key: &str| receipt["files"].as_array().unwrap().iter().map(|file| file[key].as_u64().unwrap()).sum();
    (sum("added"), sum("changed"), sum("unchanged"))
}

#[test]
fn children_are_derived_as_they_stood_on_the_day() {
    let (room, receipt) = imported();
    assert_eq!(references(&room, "child"), ["101", "102", "103", "104", "105", "106", "108", "109", "111", "112"]);
    let all = "as_at, born, gender, ethnicity, uasc, started, ceased, legal_status, need, placement_type, placement_provider, \
               placement_started, placements_12m, distance_miles, missing_12m, permanence_plan, plan_since, last_review, \
               last_iro_contact, iro, team, worker";
    for (child, expected) in [
        (
            "101",
            "as_at=2026-10-31; born=2012-04-10; gender=female; ethnicity=WBRI; uasc=no; started=2024-03-04; legal_status=C2; need=N4; \
             placement_type=K2; placement_provider=PR4; placement_started=2026-05-11; placements_12m=3; distance_miles=41.5; \
             missing_12m=0; permanence_plan=Long-term fostering; plan_since=2025-02-10; last_review=2026-09-30; \
             last_iro_contact=2026-09-15; iro=Marcus Heron; team=North Team; worker=Jo Teasel",
        ),
        (
            "102",
            "as_at=2026-10-31; born=2020-06-01; gender=male; ethnicity=B1; uasc=no; started=2026-01-12; \
             legal_status=Care Order Sec. 31(a); need=N2; placement_type=U4; placement_provider=PR1; placement_started=2026-01-12; \
             placements_12m=1; missing_12m=0; permanence_plan=Adoption; plan_since=2026-08-20; last_review=2026-02-05; \
             iro=Marcus Heron; team=North Team; worker=Jo Teasel",
        ),
        (
            "103",
            "as_at=2026-10-31; born=2010-01-01; gender=male; ethnicity=OOTH; uasc=yes; started=2025-11-20; legal_status=V2; need=N8; \
             placement_type=K3; placement_provider=PR5; placement_started=2025-11-20; placements_12m=1; distance_miles=12; \
             missing_12m=2; last_review=2025-12-17; last_iro_contact=2026-10-01; iro=W9; team=North Team; worker=Jo Teasel",
        ),
        (
            "104",
            "as_at=2026-10-31; born=2009-09-09; gender=female; ethnicity=WBRI; uasc=no; started=2023-02-01; ceased=2026-07-31; \
             legal_status=C2; need=N5; placement_type=U4; placement_provider=PR1; placement_started=2023-02-01; placements_12m=1; \
             distance_miles=10; missing_12m=0; last_iro_contact=2026-07-01",
        ),
        (
            "105",
            "as_at=2026-10-31; born=2015-05-05; gender=male; ethnicity=MWBC; uasc=no; started=2026-08-03; need=N6; missing_12m=0; \
             last_review=2026-08-28",
        ),
        (
            "106",
            "as_at=2026-10-31; born=2016-06-06; gender=female; ethnicity=WBRI; uasc=no; started=2025-06-02; need=N3; missing_12m=0",
        ),
        ("109", "as_at=2026-10-31; uasc=no; started=2026-02-02; need=N1; missing_12m=0"),
    ] {
        assert_eq!(held(&room, "child", child, all), expected, "{child}");
    }
    assert_eq!(table(&receipt, "ssd_cla_episodes")["added"], 10);
    assert_eq!(table(&receipt, "ssd_cla_episodes")["as_at"], "2026-10-31");
}

#[test]
fn reviews_have_their_child_number_and_iro_and_do_not_multiply() {
    let (room, receipt) = imported();
    let all = "child, date, due, type, number, participation, cancelled, iro, team";
    for (review, expected) in [
        (
            "RV01",
            "child=101; date=2024-03-28; due=2024-04-02; type=first; number=1; participation=PN1; cancelled=no; iro=Alison Bright; team=North Team",
        ),
        (
            "RV02",
            "child=101; date=2024-06-27; due=2024-06-28; type=second; number=2; participation=PN4; cancelled=no; iro=Alison Bright; team=North Team",
        ),
        (
            "RV03",
            "child=101; date=2025-01-06; due=2024-12-27; type=subsequent; number=3; participation=PN6; cancelled=no; iro=Alison Bright; team=North Team",
        ),
        ("RV04", "child=101; due=2025-06-27; cancelled=yes; iro=Alison Bright; team=North Team"),
        (
            "RV06",
            "child=101; date=2026-09-30; due=2026-10-01; type=subsequent; number=5; participation=PN1; cancelled=no; iro=Marcus Heron; team=North Team",
        ),
        // In care since 2019: the tables do not hold the first reviews, and nothing is guessed. Its IRO is the worker -1.
        ("RV10", "child=108; date=2026-05-01; due=2026-05-01; participation=PN2; cancelled=no"),
        // The first of the second period of care.
        ("RV13", "child=105; date=2026-08-28; due=2026-08-28; type=first; number=1; participation=PN1; cancelled=no"),
        // Its period of care is in no episode, or in those of two children.
        ("RV11", "date=2026-05-06; due=2026-05-06; participation=PN1; cancelled=no"),
        ("RV12", "date=2026-04-22; due=2026-04-22; participation=PN1; cancelled=no"),
        ("RV14", "child=104; date=2026-09-10; due=2026-09-10; participation=PN1; cancelled=no"),
        ("RV15", "not there"),
    ] {
        assert_eq!(held(&room, "review", review, all), expected, "{review}");
    }
    let reviews = table(&receipt, "ssd_cla_reviews");
    assert_eq!((reviews["rows_read"].as_u64(), reviews["added"].as_u64()), (Some(15), Some(13)));
    assert_eq!(each(&reviews["refused"], "value"), ["PN9"]);
    assert_eq!(reviews["refused"][0]["row"], 16);
}

#[test]
fn keys_that_lead_nowhere_are_counted_and_told() {
    let room = room();
    let answer = room.run("import export --columns roles.toml --as-at 2026-10-31").ok();
    answer.must_say(&[
        "2 reviews lead to no child by their clar_cla_id, and come in without one",
        "1 period of care (clae_cla_id) is given to two persons, and leads to neither",
        "1 review was held on a day on which the child was not in care",
        "1 involvement names a professional who is not in ssd_professionals, and goes by the id",
        "1 person has no episode of care in these tables, and is left out",
        "1 child in care is not in ssd_person",
        "1 episode begins after the day as at which children are described",
        "2 rows of these tables equal earlier ones, and count once",
        "The IRO is whoever has the role IROA, IROB (5 involvements)",
        "Left out because they name or identify people: pers_forename, pers_surname",
    ]);
    assert!(!answer.says("Quillfeather") && !room.register().windows(12).any(|bytes| bytes == b"Quillfeather"));
    assert!(!room.register().windows(7).any(|bytes| bytes == b"QQ1 4QQ"), "a postcode is in the register");
}

#[test]
fn all_twice_or_the_reviews_alone_afterwards_changes_nothing() {
    let (room, _) = imported();
    let again = room.json("import export --columns roles.toml --as-at 2026-10-31");
    assert_eq!(counts(&again), (0, 0, 23));
    let alone = room.json("import export/c.csv");
    assert_eq!(counts(&alone), (0, 0, 13));
    assert_eq!(
        held(&room, "review", "RV01", "child, type, number, iro, team"),
        "child=101; type=first; number=1; iro=Alison Bright; team=North Team"
    );
    for name in ["a.csv", "d.csv", "e.csv", "f.csv", "g.csv", "h.csv", "i.csv", "k.csv", "l.csv"] {
        let answer = room.run(&format!("import export/{name}")).ok();
        assert_eq!(counts(&room.json(&format!("import export/{name}"))), (0, 0, 0), "{name}:\n{}", answer.all());
    }
    assert_eq!(held(&room, "child", "101", "legal_status, iro"), "legal_status=C2; iro=Marcus Heron");
}

#[test]
fn the_tables_may_be_sheets_of_one_workbook() {
    let (files, _) = imported();
    let room = Room::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, text) in TABLES {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, line) in
            (0..).zip(csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records())
        {
            for (column, cell) in (0..).zip(line.unwrap().iter()) {
                sheet.write(row, column, cell).unwrap();
            }
        }
    }
    book.save(room.path("ssd.xlsx")).unwrap();
    let receipt = room.json("import ssd.xlsx --iro-roles IROA,IROB --worker-roles CW --as-at 2026-10-31");
    assert_eq!(counts(&receipt), (23, 0, 0));
    assert_eq!(table(&receipt, "ssd_cla_reviews")["sheet"], "c.csv");
    for (kind, fields) in [
        ("child", "started, legal_status, iro, team, placements_12m"),
        ("review", "child, date, number, iro, participation"),
    ] {
        for reference in references(&files, kind) {
            assert_eq!(held(&room, kind, &reference, fields), held(&files, kind, &reference, fields), "{reference}");
        }
    }
}

#[test]
fn the_default_day_is_the_latest_that_is_not_after_today() {
    let room = room();
    let receipt = room.json("import export --columns roles.toml");
    // 106's last episode ends on 30 October; the next date, 20 November, is after today.
    assert_eq!(table(&receipt, "ssd_cla_episodes")["as_at"], "2026-10-30");
}

#[test]
fn which_roles_mean_iro_is_asked_once_and_kept() {
    let room = room();
    let refused = room.run("import export --as-at 2026-10-31").refused();
    refused.must_say(&[
        "which of them means the IRO",
        "IROA (4)",
        "CW (3)",
        "IROB (1)",
        "--iro-roles",
        "iro_roles = [",
    ]);
    assert!(references(&room, "child").is_empty() && references(&room, "review").is_empty());
    room.run("import export --as-at 2026-10-31 --iro-roles IROA,IROB").ok();
    assert_eq!(held(&room, "review", "RV06", "iro, team"), "iro=Marcus Heron; team=IRO Service");
    let again = room.run("import export --as-at 2026-10-31").ok();
    again.must_say(&["The IRO is whoever has the role IROA, IROB"]);
    assert_eq!(counts(&room.json("import export --as-at 2026-10-31")), (0, 0, 23));
}

#[test]
fn a_role_that_nobody_has_is_told() {
    let room = room();
    let answer: Answer = room.run("import export --as-at 2026-10-31 --iro-roles 'iroa,CHAIR'").ok();
    answer.must_say(&["No involvement has the role CHAIR"]);
}

/// As Mosaic and newer LiquidLogic versions export reviews: with the person; as Eclipse does: ISO dates, no person, short
/// answers. Both without any other table.
#[test]
fn reviews_alone_come_in_from_every_system() {
    let room = Room::new();
    let mosaic = "\
clar_cla_review_id,clar_cla_id,clar_cla_person_id,clar_cla_review_due_date,clar_cla_review_date,clar_cla_review_cancelled,clar_cla_review_participation
7001,C1,0042,04/05/2026,01/05/2026 00:00,N,PN5
7002,C1,0042,1900-01-01,03/08/2026 00:00,N,PN3
";
    let receipt = room.import_json("mosaic.csv", mosaic);
    assert_eq!((receipt["format"].as_str(), receipt["table"].as_str()), (Some("ssd"), Some("ssd_cla_reviews")));
    assert_eq!(
        held(&room, "review", "7001", "child, date, due, type, number, participation"),
        "child=0042; date=2026-05-01; due=2026-05-04; participation=PN5"
    );
    assert_eq!(held(&room, "review", "7002", "due, date"), "date=2026-08-03");
    let eclipse = "\
clar_cla_review_id,clar_cla_id,clar_cla_review_due_date,clar_cla_review_date,clar_cla_review_cancelled,clar_cla_review_participation
9001,55,,2026-06-01,N,Attended and spoke for themselves
9002,55,2026-09-01,2026-08-27,N,Did not attend - views not conveyed
9003,55,2026-12-01,2026-08-27,N,Yes
";
    let receipt = room.import_json("eclipse.csv", eclipse);
    assert_eq!((receipt["added"].as_u64(), receipt["refused"][0]["value"].as_str()), (Some(2), Some("Yes")));
    assert_eq!(held(&room, "review", "9001", "child, date, participation"), "date=2026-06-01; participation=PN1");
    assert_eq!(held(&room, "review", "9002", "participation"), "participation=PN7");
}

#[test]
fn one_id_with_two_contents_is_refused_in_both_rows() {
    let room = Room::new();
    let file = "clar_cla_review_id,clar_cla_review_date\nR1,2026-05-01\nR2,2026-05-02\nR1,2026-05-03\n";
    let receipt = room.import_json("reviews.csv", file);
    assert_eq!(references(&room, "review"), ["R2"]);
    let rows: Vec<u64> =
        receipt["refused"].as_array().unwrap().iter().map(|one| one["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [2, 4]);
}
