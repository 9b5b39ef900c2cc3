//! The draw through the verbs: known answers, strata, conditions, manifests and their re-performance.

use crate::room::{Answer, Room, each, keys};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The seed of the known answer.
pub(crate) const SEED: &str = "20263847561029384756";

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
pub(crate) fn twenty() -> String {
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

/// A room with the twenty oversights.
pub(crate) fn council() -> Room {
    let room = Room::staffed();
    room.import("october.csv", &twenty()).ok();
    room
}

/// A draw from October by the known seed.
pub(crate) fn draw(room: &Room, flags: &str) -> Value {
    room.json(&format!("draw --kind oversight --period 2026-10 --seed {SEED} {flags}"))
}

/// What a draw says that is refused and leaves the register as it was.
pub(crate) fn refused(room: &Room, flags: &str) -> Answer {
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
    Strata by team, allocation proportional.
    Seed 20263847561029384756 (typed by hand)   SHA-256 of the frame 8a9c6b7ba9b87bbd185ee539c1b69672908ae481ffad24f9d886139d4e72cf90

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

#[test]
fn a_plan_shows_frame_and_strata_and_draws_nothing() {
    let room = council();
    let before = room.register();
    let answer = room.run("draw --kind oversight --period 2026-10 --size 7 --by team --plan-only").ok();
    insta::assert_snapshot!(answer.all(), @r"
    oversights of October 2026: 20 in the population, 20 in the frame, 7 to be drawn. Nothing was drawn.
    Strata by team, allocation proportional.
     Stratum | In the frame | To be drawn
    ---------+--------------+-------------
     North   |           12 |           4
     South   |            6 |           2
     West    |            2 |           1

     If so many are found | the whole lies between (95%) | and 95% sure: no more than
    ----------------------+------------------------------+----------------------------
     0 of 7               | 0% to 41%                    |                          7
     1 of 7               | <1% to 59%                   |                         10
     2 of 7               | 4% to 72%                    |                         13
     4 of 7               | 17% to 89%                   |                         17
    Method: Korn-Graubard, as if the share were the same in every stratum. The widest of these goes 36.2 points either side of its middle.
    7 gradings. How many hours that is cannot be told yet: the register holds fewer than 5 gradings of such records with their times.
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
    Seed 20263847561029384756 (typed by hand)   SHA-256 of the frame 8a9c6b7ba9b87bbd185ee539c1b69672908ae481ffad24f9d886139d4e72cf90

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
    answer
        .must_say(&["too few of them may grade 20 oversights of the frame (Priya Nair: it is the work of Priya Nair"]);
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
