//! `records`: the population counted before anything is drawn from it.

use serde_json::{Value, json};

use crate::room::{Answer, Room, keys};

const NOTES: &str = "Case note ID,Person ID,Date of event,Recorded by,Team,Ward,Note
N1,K1,05/09/2026,Priya Nair,North,East,There is drift
N2,K2,06/10/2026,P Nair,North,East,Settled
N3,K3,07/10/2026,Tom Adeyemi,South,,Drifting
N4,K4,08/10/2026,Tom Adeyemi,,West,
N5,K5,31/10/2026,Priya Nair,North,West,drift again
";
const CHILDREN: &str = "Person ID,Started to be looked after,Ceased to be looked after,Legal status,Placement type
K1,01/05/2025,,S20,Foster care
K2,03/05/2025,,FCO,Foster care
K3,02/02/2026,15/10/2026,FCO,Residential
K4,,,FCO,
";

fn room() -> Room {
    let room = Room::staffed();
    room.run("person add 'Priya Nair' --also 'P Nair'");
    room.import("october.csv", NOTES).ok();
    room
}

fn with_children(room: &Room) {
    room.write("children.csv", CHILDREN);
    room.run("import children.csv --kind child --as-at 2026-10-31").ok();
}

fn counts(json: &Value, list: &str, name: &str) -> Vec<(String, u64)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |one: &Value| (text(&one[name]), one["count"].as_u64().unwrap());
    json[list].as_array().unwrap().iter().map(one).collect()
}

fn pairs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn a_population_is_counted_by_month_field_and_what_is_missing() {
    let room = room();
    let json = room.json("records --kind oversight --by team,iro --by extra.Ward");
    assert_eq!((&json["records"], &json["population"], &json["period"]), (&json!(5), &json!(5), &Value::Null));
    assert_eq!((&json["first"], &json["last"]), (&json!("2026-09-05"), &json!("2026-10-31")));
    assert_eq!(counts(&json, "months", "month"), pairs(&[("2026-09", 1), ("2026-10", 4)]));
    assert_eq!(
        counts(&json, "by", "value"),
        pairs(&[
            ("North", 3),
            ("South", 1),
            ("(not recorded)", 1),
            ("Priya Nair", 3),
            ("Tom Adeyemi", 2),
            ("East", 2),
            ("West", 2),
            ("(not recorded)", 1)
        ])
    );
    let missing = |field: &str| {
        let list = json["missing"].as_array().unwrap();
        let one = list.iter().find(|one| one["field"] == field).unwrap();
        (one["missing"].as_u64().unwrap(), one["of"].as_u64().unwrap())
    };
    assert_eq!([missing("team"), missing("text"), missing("iro"), missing("worker")], [(1, 5), (1, 5), (0, 5), (5, 5)]);
}

#[test]
fn the_count_is_the_frame_that_a_draw_with_the_same_flags_has() {
    let room = room();
    with_children(&room);
    for (flags, frame, unknown) in [
        ("--kind oversight --period 2026-10", 4, 0),
        ("--kind oversight --period 2026-10 --words drift*", 2, 1),
        ("--kind oversight --period 2026-10 --where \"team = 'North'\"", 2, 1),
        ("--kind oversight --period 2026-10 --where \"team = 'North'\" --words drift", 1, 1),
        ("--kind oversight --period 2026-10 --where \"child.legal_status = 'FCO'\"", 3, 1),
        ("--kind child --period 2026-10", 2, 1),
        ("--kind child --period 2026-10 --cohort any", 3, 1),
        ("--kind child --period 2026-10 --where \"legal_status = 'S20'\"", 1, 0),
    ] {
        let counted = room.json(&format!("records {flags}"));
        let planned = room.json(&format!("draw {flags} --size 1 --allow-unknown --plan-only"));
        for (key, planned_key, expected) in [("records", "frame", frame), ("unknown_records", "unknown", unknown)] {
            assert_eq!(counted[key], planned[planned_key], "{flags}: {key}");
            assert_eq!(counted[key], expected, "{flags}: {key}");
        }
        assert_eq!(counted["population"], planned["population"], "{flags}");
    }
    let json = room.json("records --kind oversight --words drift --period 2026-10");
    assert_eq!(json["unknown"], json!([{ "field": "text", "count": 1 }]));
    assert_eq!(json["words"], "drift");
}

#[test]
fn children_are_those_of_the_newest_extract_where_no_period_is_given() {
    let room = room();
    with_children(&room);
    let json = room.json("records --kind child --by placement_type");
    assert_eq!(
        (&json["records"], &json["unknown_records"], &json["date_field"]),
        (&json!(2), &json!(1), &json!("started"))
    );
    assert_eq!(counts(&json, "by", "value"), pairs(&[("Foster care", 2)]));
    assert_eq!(counts(&json, "months", "month"), pairs(&[("2025-05", 2)]));
    let json = room.json("records --kind oversight --by child.placement_type --period 2026-10");
    assert_eq!(counts(&json, "by", "value"), pairs(&[("Foster care", 1), ("Residential", 1), ("(not recorded)", 2)]));
}

#[test]
fn the_page_fits_eighty_columns_and_says_what_can_be_done() {
    let room = room();
    with_children(&room);
    let answer = room.run("records --kind oversight --by iro").ok();
    answer.must_say(&[
        "5 oversights",
        "September 2026",
        "October 2026",
        "Priya Nair",
        "Never there: recorded_on, type, worker",
        "20%",
    ]);
    assert!(answer.out.lines().all(|line| line.chars().count() <= 80), "{}", answer.out);
    room.run("records --kind oversight").ok().must_say(&["--by iro"]);
    room.run("records").ok().must_say(&["oversights", "children", "31/10/2026"]);
    let kinds = room.json("records");
    assert_eq!(keys(&kinds["kinds"][0]), ["first", "kind", "last", "records", "undated"]);
    assert_eq!(kinds["kinds"][0]["records"], 5);
}

#[test]
fn where_there_is_nothing_it_says_what_to_do() {
    let empty = Room::new();
    empty.run("records").ok().must_say(&["no records yet", "dipsample import"]);
    empty.run("records --kind review").ok().must_say(&["no reviews yet", "dipsample import"]);
    assert_eq!(empty.json("records --kind review --by iro")["records"], 0);
    let room = room();
    room.run("records --kind oversight --period 2025-01").ok().must_say(&[
        "no oversights of January 2025",
        "05/09/2026",
        "--period",
    ]);
    room.run("records --kind oversight --words xylophone").ok().must_say(&["None fits", "--words"]);
    let said = |answer: Answer, words: &[&str]| answer.must_say(words);
    said(room.run("records --kind oversight --by colour").refused(), &["--by", "colour", "iro"]);
    said(room.run("records --kind oversight --words '(drift'").refused(), &["--words", "never closed"]);
    said(room.run("records --kind child --words drift").refused(), &["children have no text"]);
    assert_eq!(room.run("records --by iro").code, 2);
    assert_eq!(room.run("records --kind child --cohort now").code, 2);
}

#[test]
fn a_review_without_a_date_is_told_beside_the_others() {
    let room = Room::staffed();
    let reviews = "Review ID,Person ID,Review date,Due date,Cancelled\nR1,K1,05/10/2026,,\nR2,K2,,20/10/2026,yes\n";
    room.import("reviews.csv", reviews).ok();
    let json = room.json("records --kind review");
    assert_eq!((&json["records"], &json["undated"]), (&json!(1), &json!(1)));
    room.run("records --kind review").ok().must_say(&["1 review without a date"]);
}
