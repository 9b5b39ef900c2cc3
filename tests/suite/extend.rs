//! What happens to a sample after its draw: extended, a case replaced, records added by hand, opened again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::room::{Room, each};

/// A room with 60 oversights of October, of three teams, and a sample of them.
fn drawn(flags: &str) -> Room {
    let room = Room::staffed();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Team,Text\n".to_owned();
    for number in 0..60 {
        let team = ["North", "North", "North", "South", "South", "East"][number % 6];
        text += &format!("N{number:03},C{:02},{:02}/10/2026,A Bell,{team},a note\n", number % 20, 1 + number % 28);
    }
    room.import("o.csv", &text).ok();
    room.run(&format!("draw --kind oversight --period 2026-10 --name s {flags}")).ok();
    room
}

fn records(sample: &Value) -> Vec<String> {
    each(&sample["cases"], "record").into_iter().map(str::to_owned).collect()
}

/// Grades a case as good by everything.
fn grade(room: &Room, person: &str, case: u32) {
    let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"];
    let set: String = set.iter().map(|criterion| format!(" --set {criterion}=good")).collect();
    room.run_as(person, &format!("grade s {case}{set} --overall good --finish")).ok();
}

/// The manifest agrees by itself, with its register, and by the script on Python's standard library.
fn agrees(room: &Room) -> Value {
    let text = room.run("sample manifest s").ok().out;
    room.write("m.json", &text);
    room.run("verify m.json").ok();
    room.run("verify m.json --register register.dipsample").ok();
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/verify/verify.py");
    let python = std::process::Command::new("python3").arg(script).arg(room.path("m.json")).output();
    if let Ok(output) = python {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    serde_json::from_str(&text).unwrap()
}

#[test]
fn an_extended_sample_is_the_larger_one_of_the_same_seed() {
    for flags in [
        "--size 10",
        "--size 10 --by team",
        "--size 6 --one-per-child",
        "--size 9 --by team --allocation equal --at-least 1",
    ] {
        let seed = "--seed 20263847561029384756";
        let room = drawn(&format!("{flags} {seed}"));
        let before = room.json("sample show s");
        let after = room.json("sample extend s --by 6");
        let kept = records(&after);
        assert_eq!(kept[..records(&before).len()], records(&before), "{flags}");
        let size = before["size"].as_u64().unwrap() + 6;
        assert_eq!((after["size"].as_u64(), kept.len() as u64), (Some(size), size), "{flags}");
        let flags = flags.split_once(' ').unwrap().1.split_once(' ').map_or("", |(_, rest)| rest).to_owned();
        let at_once =
            room.json(&format!("draw --kind oversight --period 2026-10 --name whole --size {size} {flags} {seed}"));
        let whole: BTreeSet<String> = records(&at_once).into_iter().collect();
        assert_eq!(kept.into_iter().collect::<BTreeSet<_>>(), whole, "{flags}");
        let weights = |sample: &Value| -> Vec<String> {
            let cases = sample["cases"].as_array().unwrap().iter();
            let mut all: Vec<String> = cases.map(|case| format!("{} {}", case["record"], case["weight"])).collect();
            all.sort();
            all
        };
        assert_eq!(weights(&after), weights(&at_once), "{flags}");
        assert_eq!(after["extended_after_looking"], false);
        let manifest = agrees(&room);
        assert_eq!(manifest["steps"][0]["by"], 6);
        assert!(!manifest["reserves"].as_array().unwrap().is_empty());
    }
}

/// A draw by size of children.
fn by_size() -> Room {
    let room = Room::staffed();
    let rows: String = (0..20).map(|n| format!("C{n:02},{}\n", n % 4 + 1)).collect();
    room.import(
        "c.csv",
        &format!("Child ID,Started,Missing episodes in 12 months\n{}", rows.replace(',', ",01/02/2020,")),
    )
    .ok();
    room.run("draw --kind child --period 2026-10 --name s --size 5 --size-field missing_12m").ok();
    room
}

#[test]
fn numbers_given_for_strata_grow_in_proportion() {
    let room = drawn("--size 8 --by team --allocation North=4,South=3,East=1");
    room.run("sample extend s --by 4").ok().must_say(&["in proportion to the numbers"]);
    // By hand: 4 x 4/8 = 2, 4 x 3/8 = 1.5 and 4 x 1/8 = 0.5; the case left over goes to East, the first by name of equal remainders.
    let manifest = agrees(&room);
    assert_eq!(manifest["design"]["given"], serde_json::json!({ "East": 2, "North": 6, "South": 4 }));
    assert_eq!((manifest["design"]["size"].as_u64(), manifest["cases"].as_array().unwrap().len()), (Some(12), 12));
    room.run("sample replace s 2 --reason not-found").ok();
    agrees(&room);
}

#[test]
fn a_systematic_draw_goes_on_by_ticket_among_the_others() {
    for flags in ["--size 7 --design systematic", "--size 7 --design systematic --by team"] {
        let room = drawn(flags);
        let before = agrees(&room);
        let next = &before["reserves"][0];
        room.run("sample replace s 3 --reason restricted").ok();
        let replaced = agrees(&room);
        assert_eq!(replaced["cases"], before["cases"], "{flags}");
        assert_eq!(
            (&replaced["reserves"][0]["record"], &replaced["reserves"][0]["case"]),
            (&next["record"], &8.into())
        );
        let tickets = each(&before["reserves"], "ticket");
        assert!(tickets.is_sorted(), "{tickets:?}");
        room.run("sample extend s --by 5").ok();
        let after = agrees(&room);
        assert_eq!((&after["design"]["line"], &after["design"]["size"]), (&7.into(), &12.into()));
        let cases = each(&after["cases"], "record");
        assert_eq!(cases[..7], each(&before["cases"], "record"), "{flags}");
        assert_eq!(cases[7], next["record"].as_str().unwrap());
        assert!(after["cases"].as_array().unwrap().iter().all(|case| case["weight"] == 5.0));
        // Twelve of the larger sample, and one more for the case that was replaced.
        assert_eq!(room.json("sample show s")["cases"].as_array().unwrap().len(), 13);
        room.run("sample extend s --by 3").ok();
        assert_eq!(agrees(&room)["cases"].as_array().unwrap().len(), 15);
        // Saying that all twelve stand at equal distances does not agree.
        let text = room.run("sample manifest s").ok().out;
        room.write("t.json", &text.replace("\"line\":7", "\"line\":8"));
        room.run("verify t.json").refused().must_say(&["equal distances"]);
    }
}

#[test]
fn a_sample_extended_after_its_first_grade_is_labelled_for_good() {
    let room = drawn("--size 8 --auditors 'Tom Adeyemi,Wei Chen'");
    grade(&room, "Tom Adeyemi", first_of(&room, "Tom Adeyemi"));
    room.run("sample extend s --by 2").ok().must_say(&["extended after looking"]);
    room.run("sample show s").ok().must_say(&["EXTENDED AFTER LOOKING"]);
    assert_eq!(room.json("sample show s")["extended_after_looking"], true);
    assert_eq!(agrees(&room)["steps"][0]["after_looking"], true);
    room.run("findings s").ok().must_say(&["extended after looking"]);
    for case in room.json("sample show s")["cases"].as_array().unwrap().clone() {
        let (person, number) = (case["auditor"].as_str().unwrap(), case["case"].as_u64().unwrap());
        if number != u64::from(first_of(&room, "Tom Adeyemi")) {
            grade(&room, person, u32::try_from(number).unwrap());
        }
    }
    let said = room.json("findings s");
    assert_eq!((&said["basis"]["provisional"], &said["sentences"]["grades"][0]), (&false.into(), &"".into()));
    assert!(!said["sentences"]["answer"].as_str().unwrap().contains("sure"), "{said}");
    // A step that was decided at the draw is free of that, once and at its size; one for which nothing is left is refused.
    room.run("draw --kind oversight --period 2026-10 --size 55 --second-step 6 --name t")
        .refused()
        .must_say(&["second step of 6", "leaves 5 of 60 oversights"]);
    let room = drawn("--size 8 --second-step 2 --auditors 'Tom Adeyemi,Wei Chen'");
    grade(&room, "Tom Adeyemi", first_of(&room, "Tom Adeyemi"));
    room.run("sample show s").ok().must_say(&["second step of 2"]);
    room.run("sample extend s --by 2").ok().must_say(&["as decided at the draw"]);
    assert_eq!(room.json("sample show s")["extended_after_looking"], false);
    room.run("sample extend s --by 2").ok();
    assert_eq!(room.json("sample show s")["extended_after_looking"], true);
}

fn first_of(room: &Room, person: &str) -> u32 {
    let sample = room.json("sample show s");
    let cases = sample["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["auditor"] == person).unwrap();
    u32::try_from(case["case"].as_u64().unwrap()).unwrap()
}

#[test]
fn what_cannot_be_extended_is_refused_and_nothing_changes() {
    let room = drawn("--size 8");
    let before = room.register();
    room.run("sample extend s --by 60").refused().must_say(&["larger than its frame", "60"]);
    room.run("sample extend nowhere --by 6").refused().must_say(&["there is no sample"]);
    assert_eq!(room.run("sample extend s --by 0").code, 2);
    assert_eq!(room.register(), before);
    room.run("sample close s --anyway").ok();
    room.run("sample extend s --by 1").refused().must_say(&["closed"]);
    let room = drawn("--size 8 --by team --allocation North=4,South=4,East=0");
    room.run("sample extend s --by 60").refused().must_say(&["that were given a number hold 42 more records"]);
    let room = by_size();
    room.run("sample extend s --by 1").refused().must_say(&["another chance"]);
    room.run("sample replace s 1 --reason not-found").refused().must_say(&["no next case to take"]);
    assert!(agrees(&room)["reserves"].as_array().unwrap().is_empty());
}

#[test]
fn a_case_that_cannot_be_graded_gives_way_to_the_next_of_its_stratum_and_stays() {
    let room = drawn("--size 9 --by team --auditors 'Tom Adeyemi,Wei Chen'");
    let before = agrees(&room);
    let sample = room.json("sample show s");
    let case = &sample["cases"][4];
    let stratum = case["stratum"].as_str().unwrap();
    let next = before["reserves"].as_array().unwrap().iter().find(|one| one["stratum"] == stratum).unwrap();
    let said = room.run("sample replace s 5 --reason 'restricted: adoption file'").ok();
    said.must_say(&["case 5 stays in the sample", "takes its place", "worst and best case"]);
    let after = room.json("sample show s");
    let cases = after["cases"].as_array().unwrap();
    assert_eq!((cases.len(), after["size"].as_u64()), (10, Some(9)));
    assert_eq!(
        (cases[4]["replaced"].as_str(), cases[4]["record"].as_str()),
        (Some("restricted"), case["record"].as_str())
    );
    assert_eq!(
        (cases[9]["record"].clone(), cases[9]["ticket"].clone()),
        (next["record"].clone(), next["ticket"].clone())
    );
    assert_eq!((cases[9]["replaces"].as_u64(), cases[9]["stratum"].as_str()), (Some(5), Some(stratum)));
    assert_eq!(cases[9]["auditor"], cases[4]["auditor"]);
    let manifest = agrees(&room);
    assert_eq!(manifest["cases"], before["cases"]);
    assert_eq!((manifest["replaced"][0]["case"].as_u64(), manifest["replaced"][0]["by"].as_u64()), (Some(5), Some(10)));
    // It is graded no more; the reserve is; the findings say what it could have been.
    room.run_as(case["auditor"].as_str().unwrap(), "grade s 5 --set purpose=good").refused().must_say(&["replaced"]);
    grade(&room, cases[9]["auditor"].as_str().unwrap(), 10);
    let basis = &room.json("findings s")["basis"];
    assert_eq!((basis["not_obtained"].as_u64(), basis["graded"].as_u64()), (Some(1), Some(1)));
    room.run("findings s").ok().must_say(&["whatever the 1 case", "could not be read is like", "between 0% and 90%"]);
    for (words, says) in [
        ("replace s 5 --reason restricted", "replaced already"),
        ("replace s 10 --reason restricted", "is graded"),
        ("replace s 1 --reason boring", "is not a reason"),
        ("replace s 99 --reason restricted", "there is no case"),
    ] {
        room.run(&format!("sample {words}")).refused().must_say(&[says]);
    }
    // A tampered reserve does not agree.
    let text = room.run("sample manifest s").ok().out;
    room.write(
        "t.json",
        &text.replace(&format!("\"record\":\"{}\"", next["record"].as_str().unwrap()), "\"record\":\"X\""),
    );
    room.run("verify t.json").refused().must_say(&["does NOT agree"]);
}

#[test]
fn what_the_auditor_said_of_a_case_is_not_contradicted() {
    let room = drawn("--size 6 --auditors 'Tom Adeyemi'");
    room.run_as("Tom Adeyemi", "grade s 1 --unusable duplicate --reason 'twice in the system'").ok();
    room.run("sample replace s 1 --reason restricted")
        .refused()
        .must_say(&["means something else", "--reason duplicate"]);
    room.run("sample replace s 1 --reason duplicate").ok().must_say(&["not of the population"]);
    assert_eq!(room.json("findings s")["basis"]["ineligible"], 1);
    agrees(&room);
    // Extended afterwards, the reserve is one of those that the larger sample has anyway.
    room.run("sample extend s --by 3").ok();
    let sample = room.json("sample show s");
    assert_eq!((sample["cases"].as_array().unwrap().len(), sample["size"].as_u64()), (10, Some(9)));
    let manifest = agrees(&room);
    assert_eq!(manifest["cases"].as_array().unwrap().len(), 9);
}

#[test]
fn when_no_reserve_is_left_it_is_said() {
    let room = drawn("--size 60");
    room.run("sample replace s 1 --reason not-found").refused().must_say(&["no reserve left", "--unusable"]);
}

#[test]
fn records_picked_by_hand_are_marked_and_in_no_share() {
    let room = drawn("--size 5 --auditors 'Tom Adeyemi,Wei Chen'");
    let drawn_records = records(&room.json("sample show s"));
    let free: Vec<String> =
        (0..60).map(|n| format!("N{n:03}")).filter(|one| !drawn_records.contains(one)).take(2).collect();
    room.run(&format!("sample add s {} {} --reason 'a complaint'", free[0], free[1]))
        .ok()
        .must_say(&["PICKED BY HAND", "out of every share"]);
    let sample = room.json("sample show s");
    let cases = sample["cases"].as_array().unwrap();
    assert_eq!((cases.len(), sample["size"].as_u64()), (7, Some(5)));
    assert!(cases[5]["hand_picked"] == true && cases[5]["ticket"].is_null() && cases[5]["reason"] == "a complaint");
    for person in ["Tom Adeyemi", "Wei Chen"] {
        for case in cases.iter().filter(|case| case["auditor"] == person) {
            grade(&room, person, u32::try_from(case["case"].as_u64().unwrap()).unwrap());
        }
    }
    let before = room.json("findings s");
    assert_eq!((before["basis"]["graded"].as_u64(), before["basis"]["provisional"].as_bool()), (Some(5), Some(false)));
    let set: String = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .iter()
        .map(|c| format!(" --set {c}=inadequate"))
        .collect();
    room.run_as("Tom Adeyemi", &format!("grade s 6{set} --overall inadequate --finish")).ok();
    let after = room.json("findings s");
    assert_eq!(after["grades"], before["grades"]);
    let apart = &after["hand_picked"];
    assert!(each(apart, "record").iter().all(|record| record.starts_with("R-")), "{apart}");
    assert_eq!(each(apart, "state"), ["graded", "not graded"]);
    assert_eq!(
        (&apart[0]["overall"], &apart[0]["reason"], &apart[0]["case"]),
        (&json!("Inadequate"), &json!(""), &json!(6))
    );
    room.run("findings s").ok().must_say(&["picked by hand: in no share and no interval", &free[0], "a complaint"]);
    room.run("export out.html s --no-words").ok();
    let page = std::fs::read_to_string(room.path("out.html")).unwrap();
    assert!(page.contains("Picked by hand") && !page.contains(&free[0]) && !page.contains("a complaint"));
    let manifest = agrees(&room);
    assert_eq!(each(&manifest["added"], "record"), [free[0].as_str(), free[1].as_str()]);
    assert_eq!(manifest["cases"].as_array().unwrap().len(), 5);
    room.run(&format!("sample add s {} --reason again", free[0])).refused().must_say(&["in s already, as case 6"]);
    room.run("sample add s N999 --reason x").refused().must_say(&["no oversight 'N999'", "nothing was added"]);
    room.run(&format!("sample add s {} --reason ' '", free[0])).refused().must_say(&["for a reason"]);
    // Chance comes to a hand-picked record too: then it is drawn, and counts.
    room.run("sample extend s --by 55").ok();
    let all = room.json("sample show s");
    assert_eq!(all["cases"].as_array().unwrap().len(), 60);
    assert!(all["cases"].as_array().unwrap().iter().all(|case| case["hand_picked"] == false && case["weight"] == 1.0));
    agrees(&room);
}

#[test]
fn a_sample_or_a_case_is_opened_again_with_a_reason() {
    let room = drawn("--size 4 --auditors 'Tom Adeyemi'");
    room.run("sample reopen s --reason x").refused().must_say(&["open already"]);
    room.run("sample reopen s 1 --reason x").refused().must_say(&["no grading of case 1 is finished"]);
    grade(&room, "Tom Adeyemi", 1);
    room.run_as("Tom Adeyemi", "grade s 1 --set drift=inadequate").refused();
    room.run("sample reopen s 1 --reason 'the wrong note was read'").ok().must_say(&["open again"]);
    assert_eq!(room.json("findings s")["basis"]["graded"], 0);
    room.run_as("Tom Adeyemi", "grade s 1 --set drift=inadequate --overall inadequate --finish").ok();
    assert_eq!(room.json("findings s")["basis"]["graded"], 1);
    room.run("sample close s --anyway").ok();
    room.run("sample reopen s 1 --reason x").refused().must_say(&["is closed", "sample reopen s --reason"]);
    room.run("sample reopen s --reason 'one was forgotten'").ok();
    assert_eq!(room.json("sample show s")["state"], "open");
    room.run("register journal").ok().must_say(&["sample reopen", "one was forgotten"]);
    room.run("sample withdraw s --reason wrong").ok();
    room.run("sample reopen s --reason x").refused().must_say(&["withdrawn"]);
}
