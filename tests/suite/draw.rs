//! The draw through the verbs: known answers, strata, conditions, manifests and their re-performance.

use crate::room::{Answer, Room, each, keys};
use proptest::prelude::*;
use serde_json::{Value, json};

const SEED: &str = "20263847561029384756";

/// Ids and tickets of the known answer: reference/methods.md 3.1, where the public Python package consistent-sampler
/// 1.0.10 gives the same order and digits.
const KNOWN: [(&str, &str); 20] = [
    ("C0017", "0.075564387749688608"),
    ("C0004", "0.133146358917853890"),
    ("C0009", "0.168729418241234424"),
    ("C0008", "0.168970467001995848"),
    ("C0010", "0.169751543721992566"),
    ("C0012", "0.228617917438388814"),
    ("C0002", "0.248953231164740458"),
    ("C0020", "0.301458324472859693"),
    ("C0013", "0.350242123861784857"),
    ("C0003", "0.350962607407145260"),
    ("C0005", "0.442553516122248682"),
    ("C0016", "0.573387746103329188"),
    ("C0018", "0.667305947574850417"),
    ("C0007", "0.668827541339112138"),
    ("C0001", "0.670126498008631714"),
    ("C0019", "0.768201519052148786"),
    ("C0011", "0.780263500151768586"),
    ("C0006", "0.896787796608477752"),
    ("C0015", "0.930239529519094460"),
    ("C0014", "0.996419286948950611"),
];

/// Twenty oversights of October 2026: twelve of the team North, six of South, two of West, each about a child of its own.
fn twenty() -> String {
    let team = |number: u32| {
        if number <= 12 {
            "North"
        } else if number <= 18 {
            "South"
        } else {
            "West"
        }
    };
    let rows: String =
        (1..=20).map(|n| format!("C{n:04},K{n:02},{:02}/10/2026,Priya Nair,{},Text {n}\n", n + 5, team(n))).collect();
    format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")
}

fn council() -> Room {
    let room = Room::staffed();
    room.import("october.csv", &twenty()).ok();
    room
}

fn draw(room: &Room, flags: &str) -> Value {
    room.json(&format!("draw --kind oversight --period 2026-10 --seed {SEED} {flags}"))
}

fn refused(room: &Room, flags: &str) -> Answer {
    let before = room.register();
    let answer = room.run(&format!("draw --kind oversight --period 2026-10 {flags}")).refused();
    assert_eq!(room.register(), before, "a refused draw changed the register");
    answer
}

#[test]
fn the_known_seed_gives_the_known_order_and_tickets() {
    let room = council();
    let cases = draw(&room, "--size 20")["cases"].clone();
    for (case, (record, ticket)) in cases.as_array().unwrap().iter().zip(KNOWN) {
        assert_eq!(case["record"], record);
        let told = case["ticket"].as_str().unwrap();
        assert!(told.starts_with(ticket) && told.len() >= 20, "{record}: {told}");
    }
    assert_eq!(cases.as_array().unwrap().len(), 20);
}

#[test]
fn a_larger_sample_contains_the_smaller_and_begins_with_it() {
    let room = council();
    for size in [1, 5, 12] {
        let drawn = draw(&room, &format!("--size {size}"));
        let expected: Vec<&str> = KNOWN[..size].iter().map(|(record, _)| *record).collect();
        assert_eq!(each(&drawn["cases"], "record"), expected);
    }
}

#[test]
fn the_answer_has_the_keys_of_the_contract() {
    let room = council();
    let drawn = draw(&room, "--size 4 --auditors 'Tom Adeyemi,Wei Chen' --double 25%");
    for key in [
        "sample",
        "kind",
        "period",
        "seed",
        "design",
        "population",
        "frame",
        "unknown",
        "size",
        "frame_sha256",
        "strata",
        "cases",
    ] {
        assert!(keys(&drawn).contains(&key), "{key}");
    }
    assert_eq!(
        (&drawn["sample"], &drawn["kind"], &drawn["period"], &drawn["seed"], &drawn["design"]),
        (&json!("oversight-2026-10"), &json!("oversight"), &json!("2026-10"), &json!(SEED), &json!("simple"))
    );
    assert_eq!(
        (&drawn["population"], &drawn["frame"], &drawn["unknown"], &drawn["size"]),
        (&json!(20), &json!(20), &json!(0), &json!(4))
    );
    let list: String = (1..=20).map(|n| format!("C{n:04}\n")).collect();
    assert_eq!(drawn["frame_sha256"], dipsample::digest::sha256_hex(list.as_bytes()));
    assert_eq!(drawn["strata"], json!([{ "stratum": "", "frame": 20, "size": 4 }]));
    for case in drawn["cases"].as_array().unwrap() {
        for key in ["case", "record", "child", "stratum", "ticket", "weight", "auditor", "second_auditor"] {
            assert!(keys(case).contains(&key), "{key}");
        }
        assert_eq!(case["weight"], json!(5.0));
        assert!(["Tom Adeyemi", "Wei Chen"].contains(&case["auditor"].as_str().unwrap()));
        assert_ne!(case["auditor"], case["second_auditor"]);
    }
    let twice = drawn["cases"].as_array().unwrap().iter().filter(|case| !case["second_auditor"].is_null()).count();
    assert_eq!(twice, 1);
    assert_eq!(room.json("sample show oversight-2026-10"), drawn);
}

// Quotas of 7 x 12/20, 7 x 6/20 and 7 x 2/20 are 4.2, 2.1 and 0.7: rounded down 4, 2 and 0, and the largest remainder
// is West's. Within a stratum the order is that of the known answer.
#[test]
fn a_stratified_draw_shares_out_in_proportion_by_largest_remainder() {
    let room = council();
    let drawn = draw(&room, "--size 7 --design stratified --by team");
    assert_eq!(
        drawn["strata"],
        json!([{ "stratum": "North", "frame": 12, "size": 4 }, { "stratum": "South", "frame": 6, "size": 2 },
            { "stratum": "West", "frame": 2, "size": 1 }])
    );
    assert_eq!(each(&drawn["cases"], "record"), ["C0004", "C0009", "C0008", "C0010", "C0017", "C0013", "C0020"]);
    let weights: Vec<f64> =
        drawn["cases"].as_array().unwrap().iter().map(|case| case["weight"].as_f64().unwrap()).collect();
    assert_eq!(weights, [3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 2.0]);
    insta::assert_snapshot!(room.run("sample show last --why").ok().shown(), @r"
    oversight-2026-10: 7 oversights of 20 in the frame, October 2026, drawn at random (stratified) by Priya Nair on 02/11/2026. It is open.
    Seed 20263847561029384756   SHA-256 of the frame 8a9c6b7ba9b87bbd185ee539c1b69672908ae481ffad24f9d886139d4e72cf90

     Stratum | In the frame | Drawn
    ---------+--------------+-------
     North   |           12 |     4
     South   |            6 |     2
     West    |            2 |     1
     Case | Record | Child | Date       | IRO        | Auditor | Since the draw
    ------+--------+-------+------------+------------+---------+----------------
        1 | C0004  | K04   | 09/10/2026 | Priya Nair |         |
        2 | C0009  | K09   | 14/10/2026 | Priya Nair |         |
        3 | C0008  | K08   | 13/10/2026 | Priya Nair |         |
        4 | C0010  | K10   | 15/10/2026 | Priya Nair |         |
        5 | C0017  | K17   | 22/10/2026 | Priya Nair |         |
        6 | C0013  | K13   | 18/10/2026 | Priya Nair |         |
        7 | C0020  | K20   | 25/10/2026 | Priya Nair |         |
    How each stratum came to its size:
      North: 7 x 12 / 20 = 4 and 4/20, rounded down
      South: 7 x 6 / 20 = 2 and 2/20, rounded down
      West: 7 x 2 / 20 = 0 and 14/20, rounded up
    ");
}

// With at least 2 a stratum West is raised to 2; the other 7 of 9 are 7 x 12/18 = 4.67 and 7 x 6/18 = 2.33.
#[test]
fn a_stratum_gets_at_least_what_was_asked() {
    let room = council();
    let drawn = draw(&room, "--size 9 --by team --at-least 2");
    let sizes: Vec<&Value> = drawn["strata"].as_array().unwrap().iter().map(|stratum| &stratum["size"]).collect();
    assert_eq!(sizes, [5, 2, 2]);
    refused(&room, "--size 5 --by team --at-least 2").must_say(&["at least 2 from each of 3 strata makes 6"]);
}

#[test]
fn strata_of_several_fields_are_joined_and_what_is_missing_is_a_stratum() {
    let room = Room::staffed();
    room.import(
        "a.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team\n1,C1,02/10/2026,Ann,North\n2,C1,03/10/2026,Ann,\n\
         3,C1,04/10/2026,,North\n4,C1,05/10/2026,Ann,North\n",
    )
    .ok();
    let drawn = draw(&room, "--size 4 --by team,iro");
    assert_eq!(each(&drawn["strata"], "stratum"), ["(not recorded) | Ann", "North | (not recorded)", "North | Ann"]);
}

#[test]
fn strata_by_iro_take_all_spellings_of_one_person_together() {
    let room = Room::staffed();
    room.run("person add 'Priya Nair' --also 'Nair, Priya'").ok();
    room.import(
        "a.csv",
        "Case note ID,Person ID,Date of event,Recorded by\n1,C1,02/10/2026,Priya Nair\n2,C1,03/10/2026,\"Nair, Priya\"\n\
         3,C1,04/10/2026,PNAIR\n4,C1,05/10/2026,Wei Chen\n",
    )
    .ok();
    let drawn = draw(&room, "--size 4 --by iro");
    assert_eq!(
        drawn["strata"],
        json!([{ "stratum": "Priya Nair", "frame": 3, "size": 3 }, { "stratum": "Wei Chen", "frame": 1, "size": 1 }])
    );
}

/// Ten oversights of ten children, of whom one has no count of placements and one is not in the file of children.
fn with_children() -> Room {
    let room = Room::staffed();
    let rows: String = (0..10).map(|n| format!("N{n},K{n},{:02}/10/2026,Ann\n", n + 1)).collect();
    room.import("notes.csv", &format!("Case note ID,Person ID,Date of event,Recorded by\n{rows}")).ok();
    let rows: String = (0..9)
        .map(|n| format!("K{n},{},01/02/2026,Ward {}\n", if n == 8 { String::new() } else { n.to_string() }, n % 2))
        .collect();
    room.import(
        "children.csv",
        &format!("Person ID,Placements in last 12 months,Date became looked after,Area\n{rows}"),
    )
    .ok();
    room
}

#[test]
fn a_condition_reaches_fields_of_the_record_the_child_and_other_columns() {
    let room = with_children();
    for (condition, frame, unknown) in [
        ("date >= '2026-10-06'", 5, 0),
        ("iro = 'Ann'", 10, 0),
        ("iro like 'a%' and date between '2026-10-02' and '2026-10-03'", 2, 0),
        ("child.placements_12m >= 3", 5, 2),
        ("child.placements_12m >= 3 and date > '2026-10-20'", 0, 0),
        ("not (child.placements_12m >= 3)", 3, 2),
        ("child.placements_12m is null", 2, 0),
        ("coalesce(child.placements_12m, 0) < 3", 5, 0),
    ] {
        let plan = room.run(&format!(
            "draw --kind oversight --period 2026-10 --size 1 --plan-only --json --where \"{condition}\""
        ));
        if frame == 0 {
            plan.refused().must_say(&["The frame is empty: none of 10 oversights of October 2026 fits the condition"]);
            continue;
        }
        let plan = plan.json();
        assert_eq!((plan["frame"].as_u64(), plan["unknown"].as_u64()), (Some(frame), Some(unknown)), "{condition}");
        assert_eq!(plan["population"], 10);
    }
    let plan = room.json("draw --kind child --period 2026-10 --size 1 --plan-only --where \"extra.Area = 'Ward 1'\"");
    assert_eq!((&plan["frame"], &plan["population"]), (&json!(4), &json!(9)));
}

#[test]
fn what_cannot_be_told_is_counted_by_field_and_kept() {
    let room = with_children();
    let drawn = draw(&room, "--size 3 --where 'child.placements_12m >= 3' --name told");
    assert_eq!((&drawn["unknown"], &drawn["frame"], &drawn["population"]), (&json!(2), &json!(5), &json!(10)));
    let manifest = room.json("sample manifest told");
    assert_eq!(manifest["unknown"], 2);
    assert_eq!(manifest["where"], "child.placements_12m >= 3");
    assert_eq!(manifest["unknown_by_field"], json!([{ "field": "child.placements_12m", "count": 2 }]));
    insta::assert_snapshot!(room.run("sample show told").ok().shown(), @r"
    told: 3 oversights of 5 in the frame, October 2026, drawn at random (simple) by Priya Nair on 02/11/2026. It is open.
    Only those that fit: child.placements_12m >= 3   (5 of 10 in the period)
    For 2 it cannot be told whether they fit: child.placements_12m is blank in 2. They are not in the frame.
    Seed 20263847561029384756   SHA-256 of the frame cca107590f781c8b98a94333f2069bf47e9ff4a41d7c2319fa2607f442694113

     Case | Record | Child | Date       | IRO | Auditor | Since the draw
    ------+--------+-------+------------+-----+---------+----------------
        1 | N4     | K4    | 05/10/2026 | Ann |         |
        2 | N5     | K5    | 06/10/2026 | Ann |         |
        3 | N3     | K3    | 04/10/2026 | Ann |         |
    ");
}

#[test]
fn more_than_a_fifth_untold_refuses_the_draw_unless_allowed() {
    let room = with_children();
    // A third child loses its count: three of ten are more than a fifth.
    room.import("later.csv", "Person ID,Placements in last 12 months,Date became looked after\nK0,,01/02/2026\n").ok();
    insta::assert_snapshot!(refused(&room, "--size 3 --where 'child.placements_12m >= 3'").all(), @r"
    For 3 of 10 oversights it cannot be told whether they belong to the frame, because a field is blank (child.placements_12m: 3).
      That is more than a fifth: the sample would speak for the others only. Import an extract that has the field,
      or leave the condition out, or add --allow-unknown to draw all the same; the manifest will say so
    exit code 1
    ");
    let drawn = draw(&room, "--size 3 --where 'child.placements_12m >= 3' --allow-unknown");
    assert_eq!(drawn["unknown"], 3);
    assert_eq!(room.json("sample manifest last")["unknown"], 3);
}

#[test]
fn a_wrong_name_lists_the_names_there_are() {
    let room = with_children();
    insta::assert_snapshot!(refused(&room, "--size 3 --where 'child.placement_12m >= 3'").all(), @r"
    --where: there is no field 'child.placement_12m'.
      Did you mean 'child.placements_12m'?
      The fields are: reference, child, date, iro, team, recorded_on, type, worker, text, child.iro, child.team, child.born, child.gender, child.ethnicity, child.disability, child.uasc, child.started, child.ceased, child.legal_status, child.need, child.placement_type, child.placement_provider, child.placement_started, child.placements_12m, child.distance_miles, child.out_of_area, child.missing_12m, child.permanence_plan, child.plan_since, child.last_review, child.last_iro_contact, child.worker, and extra.NAME for another column of the extract
    exit code 1
    ");
    refused(&room, "--size 3 --by colour").must_say(&["--by", "'colour'", "child.placements_12m"]);
}

#[test]
fn nothing_but_one_expression_over_one_record_gets_through() {
    let room = with_children();
    for condition in [
        "1); drop table oversight; --",
        "1=1; delete from person",
        "iro = 'x' union select 1",
        "(select count(*) from person) > 0",
        "exists (select 1 from setting)",
        "reference in (select reference from child)",
        "iro = 'Ann' -- and team = 'x'",
        "iro /* */ = 'Ann'",
        "load_extension('x')",
        "random() > 0",
        "abs(random()) > 0",
        "date > date('now')",
        "date > date('NOW')",
        "date > date('no' || 'w')",
        "date > date(lower('NOW'))",
        "date > date('subsec')",
        "date > date('subsecond')",
        "date > strftime('%Y')",
        "julianday() > 0",
        "date > current_date",
        "readfile('/etc/passwd') is not null",
        "iro = \"Ann\"",
        "iro = 'Ann",
        "person.name = 'x'",
        "sqlite_version() > ''",
        "zeroblob(1000000000) is null",
        "iro match 'x'",
        "@a = 1",
        "?1 = 1",
        "iro = 'Ann') or (1 = 1",
    ] {
        let before = room.register();
        let answer = room.run_words(
            &["draw", "--kind", "oversight", "--period", "2026-10", "--size", "1", "--where", condition]
                .map(str::to_owned),
        );
        assert_eq!(answer.code, 1, "{condition}: {}", answer.all());
        assert!(answer.err.starts_with("--where: "), "{condition}: {}", answer.err);
        assert_eq!(room.register(), before, "{condition}");
    }
}

#[test]
fn a_sample_larger_than_its_frame_and_one_of_nothing_are_refused() {
    let room = council();
    refused(&room, "--size 21")
        .must_say(&["a sample of 21 is larger than its frame, which holds 20; ask for at most 20"]);
    refused(&room, "--size 3 --where \"team = 'West'\"").must_say(&["which holds 2"]);
    refused(&room, "--size 0").must_say(&["ask for at least 1"]);
}

#[test]
fn without_a_period_it_is_last_month() {
    let room = council();
    assert_eq!(room.json("draw --kind oversight --size 2")["period"], "2026-10");
}

#[test]
fn a_new_seed_of_twenty_digits_is_taken_each_time() {
    let room = council();
    let seeds: Vec<String> =
        (0..3).map(|_| room.json("draw --kind oversight --size 2")["seed"].as_str().unwrap().to_owned()).collect();
    for seed in &seeds {
        assert!(seed.len() == 20 && seed.bytes().all(|byte| byte.is_ascii_digit()), "{seed}");
    }
    assert!(seeds[0] != seeds[1] && seeds[1] != seeds[2] && seeds[0] != seeds[2]);
    refused(&room, "--size 2 --seed 12345").must_say(&["at least 20 digits"]);
}

#[test]
fn earlier_draws_of_the_same_records_are_listed_withdrawn_or_not() {
    let room = council();
    room.import("september.csv", "Case note ID,Person ID,Date of event\nS1,K1,02/09/2026\n").ok();
    room.run("draw --kind oversight --period 2026-09 --size 1 --name september").ok();
    draw(&room, "--size 3 --name first");
    room.run("sample withdraw first --reason 'the wrong team was asked for'").ok();
    room.run("draw --kind oversight --period 2026-10-01..2026-10-15 --size 2 --name second").ok();
    let answer = room.run(&format!("draw --kind oversight --period 2026-10 --size 2 --name third --seed {SEED}")).ok();
    answer.must_say(&["There are earlier draws of oversights for this period", "first (withdrawn)", "second (open)"]);
    assert!(!answer.says("september"));
    let earlier = room.json("sample manifest third")["earlier"].clone();
    assert_eq!(each(&earlier, "sample"), ["first", "second"]);
    assert_eq!(each(&earlier, "state"), ["withdrawn", "open"]);
    assert_eq!(earlier[0]["reason"], "the wrong team was asked for");
    assert_eq!(earlier[0]["seed"], SEED);
    assert_eq!(earlier[0]["frame_sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_withdrawn_sample_takes_nothing_more_and_stays_readable() {
    let room = council();
    draw(&room, "--size 3 --name first");
    assert_eq!(room.run("sample withdraw first").code, 2);
    room.run("sample withdraw first --reason ' '").refused();
    room.run("sample withdraw first --reason 'wrong month'").ok();
    room.run("sample withdraw first --reason 'again'").refused().must_say(&["first has been withdrawn"]);
    room.run("grade first 1 --set purpose=good").refused().must_say(&["first was withdrawn", "wrong month"]);
    assert_eq!(room.json("sample show first")["state"], "withdrawn");
    room.run("verify nothing.json").refused();
}

/// Writes the manifest of the newest sample to a file and returns it.
fn manifest(room: &Room) -> Value {
    let text = room.run("sample manifest last").ok().out;
    room.write("m.json", &text);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_manifest_is_done_again_without_a_register() {
    let room = council();
    draw(&room, "--size 7 --by team --where \"date < '2026-10-25'\"");
    manifest(&room);
    let stranger = Room::empty();
    std::fs::copy(room.path("m.json"), stranger.path("m.json")).unwrap();
    let told = stranger.json("verify m.json");
    assert_eq!((&told["agrees"], &told["differences"]), (&json!(true), &json!([])));
    insta::assert_snapshot!(stranger.run("verify m.json").ok().all(), @r"
    oversight-2026-10 agrees: done again from seed and frame, the same 7 cases come out.
    This proves the draw from the frame that the manifest gives (with --register also the frame).
    ");
}

#[test]
fn the_manifest_has_the_keys_of_the_contract() {
    let room = council();
    draw(&room, "--size 7 --by team");
    let manifest = manifest(&room);
    for key in [
        "manifest",
        "sample",
        "kind",
        "period",
        "seed",
        "design",
        "where",
        "words",
        "as_of",
        "population",
        "unknown",
        "excluded",
        "earlier",
        "frame",
        "frame_sha256",
        "strata",
        "cases",
        "reserves",
        "program",
    ] {
        assert!(keys(&manifest).contains(&key), "{key}");
    }
    assert_eq!(manifest["manifest"], 1);
    assert_eq!(manifest["frame"].as_array().unwrap().len(), 20);
    assert_eq!(manifest["frame"][0], json!({ "record": "C0001", "child": "K01", "stratum": "North", "size": null }));
    assert_eq!(room.run("sample manifest last --json").ok().out, room.run("sample manifest last").ok().out);
}

type Tampering = (&'static str, fn(&mut Value), &'static str);

#[test]
fn a_manifest_that_was_tampered_with_does_not_agree() {
    let room = council();
    draw(&room, "--size 7 --by team");
    let sound = manifest(&room);
    let tamperings: &[Tampering] = &[
        ("another seed", |m| m["seed"] = json!("20263847561029384757"), "ticket"),
        ("a short seed", |m| m["seed"] = json!("2026"), "digits"),
        ("another record", |m| m["cases"][0]["record"] = json!("C0006"), "record 'C0006'"),
        ("another child", |m| m["cases"][0]["child"] = json!("K99"), "child 'K99'"),
        ("another ticket", |m| m["cases"][0]["ticket"] = json!("0.133146358917853891"), "ticket"),
        ("another weight", |m| m["cases"][0]["weight"] = json!(2.9), "weight 2.9"),
        ("another stratum of a case", |m| m["cases"][0]["stratum"] = json!("South"), "stratum 'South'"),
        ("another stratum in the frame", |m| m["frame"][3]["stratum"] = json!("South"), "stratum"),
        ("another size", |m| m["design"]["size"] = json!(6), "6"),
        ("another minimum", |m| m["design"]["at_least"] = json!(2), "stratum"),
        ("a simple design", |m| m["design"]["kind"] = json!("simple"), "calls the draw simple"),
        ("another size of a stratum", |m| m["strata"][0]["size"] = json!(5), "stratum"),
        ("another digest", |m| m["frame_sha256"] = json!("0".repeat(64)), "SHA-256"),
        ("a record taken out of the frame", |m| drop(m["frame"].as_array_mut().unwrap().remove(19)), "SHA-256"),
        (
            "a record twice in the frame",
            |m| {
                let row = m["frame"][0].clone();
                m["frame"].as_array_mut().unwrap().push(row);
            },
            "different ones",
        ),
        ("a case taken out", |m| drop(m["cases"].as_array_mut().unwrap().remove(6)), "6 cases"),
        ("two cases changed about", |m| m["cases"].as_array_mut().unwrap().swap(0, 1), "number"),
        ("a population below its frame", |m| m["population"] = json!(19), "population of 19"),
        ("another form", |m| m["manifest"] = json!(2), "form 2"),
    ];
    for (what, tamper, words) in tamperings {
        let mut tampered = sound.clone();
        tamper(&mut tampered);
        assert_ne!(tampered, sound, "{what}");
        room.write("tampered.json", &tampered.to_string());
        let answer = room.run("verify tampered.json");
        assert_eq!(answer.code, 1, "{what}");
        assert!(answer.says("does NOT agree") && answer.says(words), "{what}:\n{}", answer.all());
        let told = room.run("verify tampered.json --json");
        let told: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told["agrees"], false, "{what}");
        assert!(!told["differences"].as_array().unwrap().is_empty(), "{what}");
    }
}

#[test]
fn with_the_register_the_frame_and_what_was_said_of_it_are_compared_too() {
    let room = council();
    draw(&room, "--size 3 --name first");
    draw(&room, "--size 7 --by team --name second");
    let sound = manifest(&room);
    let told = room.json("verify m.json --register register.dipsample");
    assert_eq!(told["agrees"], true, "{told}");
    let list = |without: &str| -> String {
        (1..=20).map(|n| format!("C{n:04}\n")).filter(|line| line.trim() != without).collect()
    };
    // A frame without C0006, whole in itself: only the register knows.
    let mut lacking = sound.clone();
    lacking["frame"].as_array_mut().unwrap().remove(5);
    lacking["frame_sha256"] = json!(dipsample::digest::sha256_hex(list("C0006").as_bytes()));
    let mut silent = sound.clone();
    silent["earlier"] = json!([]);
    let mut elsewhere = sound.clone();
    elsewhere["period"] = json!("2026-09");
    let mut unconditional = sound.clone();
    unconditional["where"] = json!("team = 'North'");
    let mut more = sound.clone();
    more["population"] = json!(40);
    for (tampered, words) in
        [(lacking, "C0006"), (silent, "earlier"), (elsewhere, "period"), (unconditional, "where"), (more, "population")]
    {
        room.write("tampered.json", &tampered.to_string());
        let answer = room.run("verify tampered.json --register register.dipsample").refused();
        answer.must_say(&["does NOT agree", words]);
    }
}

#[test]
fn what_is_no_manifest_is_refused_in_a_sentence() {
    let room = council();
    room.write("m.json", "{\"manifest\":1,\n\"sample\":\"x\"}\n");
    room.run("verify m.json").refused().must_say(&["m.json is not a whole manifest: line 2"]);
    room.write("m.json", "not JSON");
    room.run("verify m.json").refused().must_say(&["is not a whole manifest: line 1"]);
    room.run("verify nowhere.json").refused().must_say(&["there is no such file"]);
}

#[test]
fn the_order_of_the_extract_does_not_matter() {
    let straight = council();
    let shuffled = Room::staffed();
    let text = twenty();
    let (heading, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    rows.swap(3, 11);
    rows.rotate_left(7);
    shuffled.import("other.csv", &format!("{heading}\n{}\n", rows.join("\n"))).ok();
    for flags in ["--size 6", "--size 7 --by team"] {
        let (one, other) = (draw(&straight, flags), draw(&shuffled, flags));
        assert_eq!(one["cases"], other["cases"]);
        assert_eq!(one["frame_sha256"], other["frame_sha256"]);
    }
    assert_eq!(straight.run("sample manifest last").ok().out, shuffled.run("sample manifest last").ok().out);
}

#[test]
fn octobers_frame_is_the_same_after_any_later_import() {
    let room = Room::staffed();
    room.import("october.csv", &twenty()).ok();
    let children: String = (1..=20).map(|n| format!("K{n:02},{},01/02/2026,North\n", n % 5)).collect();
    let heading = "Person ID,Placements in last 12 months,Date became looked after,Team\n";
    room.write("children.csv", &format!("{heading}{children}"));
    room.run("import children.csv --as-at 2026-10-31").ok();
    draw(&room, "--size 6 --by iro,child.team --where 'child.placements_12m >= 1' --name october");
    let before = room.run("sample manifest october").ok().out;
    // Texts, teams and dates change, records come and go, children move, an IRO gets another spelling.
    room.import("again.csv", &twenty().replace("North", "East").replace("C0003,K03,08/10", "C0003,K03,08/09")).ok();
    room.import(
        "more.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nC0021,K01,30/10/2026,Wei Chen,North,Late\n",
    )
    .ok();
    room.write("moved.csv", &format!("{heading}{}", children.replace(",1,", ",0,").replace("North", "West")));
    room.run("import moved.csv --as-at 2026-10-31").ok();
    room.run("import moved.csv --as-at 2026-11-30").ok();
    room.run("person add 'Wei Chen' --also 'Priya Nair (agency)'").ok();
    assert_eq!(room.run("sample manifest october").ok().out, before);
    room.write("m.json", &before);
    room.run("verify m.json --register register.dipsample").ok();
    // The change is real: a new draw sees another frame.
    let anew = draw(&room, "--size 6 --where 'child.placements_12m >= 1'");
    assert_ne!(anew["frame_sha256"], serde_json::from_str::<Value>(&before).unwrap()["frame_sha256"]);
}

#[test]
fn a_plan_shows_frame_and_strata_and_draws_nothing() {
    let room = council();
    let before = room.register();
    let answer = room.run("draw --kind oversight --period 2026-10 --size 7 --by team --plan-only").ok();
    insta::assert_snapshot!(answer.all(), @r"
    oversights of October 2026: 20 in the population, 20 in the frame, 7 to be drawn. Nothing was drawn.
     Stratum | In the frame | To be drawn
    ---------+--------------+-------------
     North   |           12 |           4
     South   |            6 |           2
     West    |            2 |           1
    ");
    assert_eq!(room.register(), before);
    assert!(room.json("sample list")["samples"].as_array().unwrap().is_empty());
}

#[test]
fn a_draw_says_what_it_drew_and_what_comes_next() {
    let room = council();
    let answer = room.run(&format!(
        "draw --kind oversight --period 2026-10 --size 3 --seed {SEED} --auditors 'Tom Adeyemi,Wei Chen' --due 2026-11-09"
    ));
    insta::assert_snapshot!(answer.ok().all(), @r"
    oversight-2026-10: 3 oversights of 20 in the frame, October 2026, drawn at random (simple) by Priya Nair on 02/11/2026. It is open.
    Seed 20263847561029384756   SHA-256 of the frame 8a9c6b7ba9b87bbd185ee539c1b69672908ae481ffad24f9d886139d4e72cf90

     Case | Record | Child | Date       | IRO        | Auditor     | Since the draw
    ------+--------+-------+------------+------------+-------------+----------------
        1 | C0017  | K17   | 22/10/2026 | Priya Nair | Tom Adeyemi |
        2 | C0004  | K04   | 09/10/2026 | Priya Nair | Wei Chen    |
        3 | C0009  | K09   | 14/10/2026 | Priya Nair | Tom Adeyemi |
    Next: dipsample grade oversight-2026-10
    ");
}

#[test]
fn names_of_samples_are_plain_and_taken_once() {
    let room = council();
    draw(&room, "--size 2 --name autumn");
    refused(&room, "--size 2 --name Autumn").must_say(&["there is already a sample 'Autumn'"]);
    for name in ["last", "12", "a b", "../x", ""] {
        let words = ["draw", "--kind", "oversight", "--period", "2026-10", "--size", "2", "--name", name];
        room.run_words(&words.map(str::to_owned)).refused();
    }
    assert_eq!(draw(&room, "--size 2")["sample"], "oversight-2026-10");
    assert_eq!(draw(&room, "--size 2")["sample"], "oversight-2026-10-2");
}

#[test]
fn nobody_is_given_their_own_work() {
    let room = council();
    let answer = refused(&room, "--size 3 --auditors 'Priya Nair'");
    answer.must_say(&["none of the auditors may grade case 1"]);
    let drawn = draw(&room, "--size 6 --auditors 'Priya Nair,Tom Adeyemi'");
    assert!(drawn["cases"].as_array().unwrap().iter().all(|case| case["auditor"] == "Tom Adeyemi"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_draw_has_the_asked_size_no_repeats_and_only_records_of_its_frame(
        ids in proptest::collection::btree_set("[A-Za-z0-9/|é,\" -]{0,6}[A-Za-z0-9]", 1..40),
        part in 1usize..=100, teams in 1usize..4, seed in "[0-9]{20,30}",
    ) {
        let room = Room::new();
        let quoted = |id: &str| format!("\"{}\"", id.replace('"', "\"\""));
        let rows: String = ids.iter().enumerate()
            .map(|(n, id)| format!("{},K{n},02/10/2026,T{}\n", quoted(id), n % teams)).collect();
        room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Team\n{rows}")).ok();
        let kept: std::collections::BTreeSet<String> = ids.iter().map(|id| id.trim().to_owned()).collect();
        prop_assume!(kept.len() == ids.len());
        let size = (ids.len() * part).div_ceil(100);
        for by in ["", "--by team"] {
            let drawn = room.json(&format!("draw --kind oversight --period 2026-10 --size {size} --seed {seed} {by}"));
            let records = each(&drawn["cases"], "record");
            let different: std::collections::BTreeSet<&str> = records.iter().copied().collect();
            prop_assert_eq!((records.len(), different.len()), (size, size));
            prop_assert!(different.iter().all(|record| kept.contains(*record)));
            let shared: u64 = drawn["strata"].as_array().unwrap().iter().map(|stratum| stratum["size"].as_u64().unwrap()).sum();
            prop_assert_eq!(shared, size as u64);
            let text = room.run("sample manifest last").ok().out;
            room.write("m.json", &text);
            prop_assert_eq!(room.run("verify m.json --register register.dipsample").code, 0);
        }
    }
}
