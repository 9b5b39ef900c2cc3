//! Programmes: each period once; over records a new seed each time, over children one seed for a cycle in which nobody comes twice.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::room::{Room, each};

/// Children in care at the end of a month: those numbers, each with a team that may change.
fn children(numbers: impl IntoIterator<Item = u32>, month: u32) -> String {
    let mut text = "Person ID,Date started to be looked after,IRO,Team\n".to_owned();
    for number in numbers {
        let team = ["North", "South", "East"][(number as usize * 7 + month as usize * (number as usize % 4)) % 3];
        text += &format!("K{number:04},01/02/2024,A Bell,{team}\n");
    }
    text
}

/// A plan of a programme over children.
fn plan(room: &Room, size: u32, by: &str) {
    let text = "id = \"our-plans\"\ntitle = \"Our plans\"\nquestion = \"Is the plan up to date?\"\nkind = \"child\"\nperiod = \"month\"\n\
        programme = true\nrubric = \"care-plan\"\n";
    room.write("our.toml", &format!("{text}size = {size}\n{by}"));
}

fn drawn(sample: &Value) -> BTreeSet<String> {
    each(&sample["cases"], "record").into_iter().map(str::to_owned).collect()
}

#[test]
fn children_do_not_come_twice_within_a_cycle_whoever_is_born_leaves_or_changes_stratum() {
    for (size, by) in [(6, ""), (6, "by = [\"team\"]\nat_least = 1\n")] {
        let room = Room::staffed();
        plan(&room, size, by);
        let mut before: BTreeMap<String, String> = BTreeMap::new();
        let (mut past, mut again) = (0, 0);
        for month in 1..=12 {
            // Each month 11 children leave, 13 come, and some change team.
            let text = children(11 * month..11 * month + 180 + 2 * month, month);
            room.write("c.csv", &text);
            let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
            room.run(&format!("import c.csv --as-at 2026-{month:02}-{days}")).ok();
            let here: BTreeSet<&str> = text.lines().skip(1).map(|line| &line[..5]).collect();
            let sample = room.json(&format!("draw our.toml --period 2026-{month:02}"));
            assert_eq!(sample["parameters"]["rotation"]["place"], month - 1);
            past += sample["runs_past"].as_u64().unwrap();
            again += sample["drawn_before"].as_u64().unwrap();
            for child in drawn(&sample).into_iter().filter(|child| here.contains(child.as_str())) {
                if let Some(other) = before.insert(child.clone(), month.to_string()) {
                    assert!(past > 0, "{child} came in {other} and in {month}");
                }
            }
        }
        assert!(past > 0 || again == 0, "past {past}, again {again}");
    }
}

#[test]
fn a_cycle_without_overrun_has_no_overlap_and_speaks_of_it() {
    let room = Room::staffed();
    plan(&room, 2, "");
    room.write("c.csv", &children(0..400, 0));
    room.run("import c.csv --as-at 2026-01-31").ok();
    let mut seen = BTreeSet::new();
    for month in 1..=12 {
        let sample = room.json(&format!("draw our.toml --period 2026-{month:02}"));
        assert_eq!((sample["runs_past"].as_u64(), sample["drawn_before"].as_u64()), (Some(0), Some(0)), "{month}");
        for child in drawn(&sample) {
            assert!(seen.insert(child.clone()), "{child} came twice");
        }
    }
    assert_eq!(seen.len(), 24);
    room.run("sample show our-plans-2026-12")
        .ok()
        .must_say(&["Period 12 of a cycle of 12", "No child of it was drawn before"]);
}

#[test]
fn a_draw_that_runs_past_the_next_start_says_so_with_those_drawn_before() {
    let room = Room::staffed();
    plan(&room, 20, "");
    room.write("c.csv", &children(0..60, 0));
    room.run("import c.csv --as-at 2026-01-31").ok();
    let first = room.json("draw our.toml --period 2026-01");
    assert!(first["runs_past"].as_u64().unwrap() > 0);
    assert_eq!(first["drawn_before"], 0);
    let second = room.json("draw our.toml --period 2026-02");
    let both = drawn(&first).intersection(&drawn(&second)).count() as u64;
    assert_eq!(second["drawn_before"].as_u64(), Some(both));
    assert!(both > 0);
    room.run("sample show our-plans-2026-02")
        .ok()
        .must_say(&["runs past the next period's start", "children drawn before"]);
}

#[test]
fn the_seed_of_a_cycle_is_seen_by_nobody_until_the_cycle_is_over() {
    let room = Room::staffed();
    plan(&room, 3, "cycle = 2\n");
    room.write("c.csv", &children(0..60, 0));
    room.run("import c.csv --as-at 2026-01-31").ok();
    let first = room.json("draw our.toml --period 2026-01");
    assert!(first["seed"].is_null());
    let digest = first["seed_sha256"].as_str().unwrap().to_owned();
    let manifest = room.json("sample manifest last");
    assert!(manifest["seed"].is_null() && manifest["reserves"].as_array().unwrap().is_empty());
    assert_eq!(manifest["seed_sha256"], digest.as_str());
    room.write("m.json", &manifest.to_string());
    room.run("verify m.json").refused().must_say(&["its seed", "disclosed", "--register"]);
    room.run("verify m.json --register register.dipsample").ok().must_say(&["agrees"]);
    let second = room.json("draw our.toml --period 2026-02");
    assert_eq!(second["seed_sha256"], digest.as_str());
    assert_eq!(room.json("sample manifest last")["earlier"].as_array().unwrap().len(), 0);
    // The third period begins another cycle, and ends the first.
    let said = room.run("draw our.toml --period 2026-03").ok();
    said.must_say(&["a new cycle", "disclosed"]);
    let seed = room.json("sample show our-plans-2026-01")["seed"].as_str().expect("the seed is disclosed").to_owned();
    assert_eq!(seed.len(), 40);
    let third = room.json("sample show our-plans-2026-03");
    assert!(third["seed"].is_null() && third["seed_sha256"] != digest.as_str());
    let manifest = room.run("sample manifest our-plans-2026-01").ok().out;
    room.write("m.json", &manifest);
    room.run("verify m.json").ok().must_say(&["agrees"]);
    for tampered in [
        manifest.replace("\"start\":\"0.000000000000000000\"", "\"start\":\"0.500000000000000000\""),
        manifest.replace(&seed, &"1".repeat(40)),
    ] {
        assert_ne!(tampered, manifest);
        room.write("m.json", &tampered);
        room.run("verify m.json").refused().must_say(&["does NOT agree"]);
    }
    let open = third["seed_sha256"].as_str().unwrap().to_owned();
    room.run("plan close our.toml").ok().must_say(&["disclosed"]);
    assert!(room.json("sample show our-plans-2026-03")["seed"].is_string());
    assert_eq!(room.json("sample show our-plans-2026-03")["seed_sha256"], open.as_str());
    room.run("plan close our.toml").refused().must_say(&["no open cycle"]);
    std::fs::remove_file(room.path("our.toml")).unwrap();
    room.run("plan close our-plans").refused().must_say(&["no open cycle"]);
    let journal = room.run("register journal").ok().out;
    assert!(!journal.contains(&seed), "{journal}");
}

#[test]
fn a_period_is_drawn_once_and_again_only_when_the_first_is_withdrawn() {
    let room = Room::staffed();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Text\n".to_owned();
    for number in 0..40 {
        text += &format!("N{number:03},C1,{:02}/10/2026,A Bell,a note\n", 1 + number % 28);
    }
    room.import("o.csv", &text).ok();
    let first = room.json("draw monthly-oversights --period 2026-10");
    for again in ["2026-10", "2026-10-01..2026-10-31"] {
        let refused = room.run(&format!("draw monthly-oversights --period {again}")).refused();
        refused.must_say(&["already drawn", "monthly-oversights-2026-10", "withdraw", "nothing was drawn"]);
    }
    room.run("sample withdraw monthly-oversights-2026-10 --reason 'wrong extract'").ok();
    let second = room.json("draw monthly-oversights --period 2026-10");
    assert_ne!(first["seed"], second["seed"], "each draw over records has a seed of its own");
    assert_eq!(second["earlier"][0]["reason"], "wrong extract");
    assert_eq!((second["programme"].as_str(), second["rotation"].is_null()), (Some("monthly-oversights"), true));
    for asked in
        [second["sample"].as_str().unwrap(), "--kind oversight --period 2026-10 --programme monthly-oversights"]
    {
        assert_eq!(room.json(&format!("findings {asked}"))["basis"]["programme"], "monthly-oversights");
    }
}

#[test]
fn children_audited_lately_are_left_out_as_a_declared_change_of_the_frame() {
    let room = Room::staffed();
    room.write("c.csv", &children(0..30, 0));
    room.run("import c.csv --as-at 2026-09-30").ok();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Text\n".to_owned();
    for number in 0..90 {
        text += &format!("N{number:03},K{:04},{:02}/10/2026,A Bell,a note\n", number % 30, 1 + number % 28);
    }
    room.import("o.csv", &text).ok();
    let august = room.json("draw --kind child --size 10 --period 2026-09");
    let left_out = drawn(&august);
    let notes = room.json("draw --kind oversight --size 20 --period 2026-10 --not-audited-for 3");
    assert_eq!((notes["population"].as_u64(), notes["frame"].as_u64()), (Some(90), Some(60)));
    assert_eq!(notes["excluded"][0]["count"], 30);
    for case in notes["cases"].as_array().unwrap() {
        assert!(!left_out.contains(case["child"].as_str().unwrap()), "{case}");
    }
    let manifest = room.json("sample manifest last");
    assert_eq!(manifest["excluded"][0]["count"], 30);
    assert!(manifest["design"]["not_audited_for"].as_u64().is_some(), "{}", manifest["design"]);
    assert_eq!(manifest["frame"].as_array().unwrap().len(), 60);
    room.write("m.json", &manifest.to_string());
    // What was left out stays what it was, whatever becomes of the other sample.
    room.run("sample withdraw child-2026-09 --reason 'drawn too early'").ok();
    room.run("verify m.json --register register.dipsample").ok();
    room.run("sample show last").ok().must_say(&["Left out of the frame: 30", "3 months"]);
    // A sample of long ago, or one that was withdrawn, leaves nobody out.
    let free = room.json("draw --kind child --size 5 --period 2026-09 --not-audited-for 1 --name free");
    assert!(free["excluded"][0]["count"].as_u64().unwrap() > 0, "October's notes were drawn of these children");
    assert_eq!(
        room.json("draw --kind child --size 5 --period 2027-06 --not-audited-for 6 --name later")["excluded"][0]["count"],
        0
    );
    assert_eq!(room.run("draw --kind child --size 5 --not-audited-for 0").code, 2);
}

/// What empties a frame, or leaves too little in it, is named: not a condition that was never given.
#[test]
fn a_frame_of_children_audited_lately_says_so() {
    let room = Room::staffed();
    room.write("c.csv", &children(0..30, 0));
    room.run("import c.csv --as-at 2026-09-30").ok();
    let notes: String = (0..30).map(|number| format!("N{number:03},K{number:04},05/10/2026,A Bell,a note\n")).collect();
    room.import("o.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Text\n{notes}")).ok();
    room.run("draw --kind child --size 20 --period 2026-09 --name some").ok();
    let few = room.run("draw --kind oversight --size 20 --period 2026-10 --not-audited-for 3");
    assert_eq!(few.code, 1);
    few.must_say(&["at most 10", "--not-audited-for leaves 20 out"]);
    room.run("draw --kind child --size 30 --period 2026-09 --name all").ok();
    for (more, says) in [("", "all 30 oversights"), ("--where \"text like '%note%'\"", "30 of 30 oversights")] {
        let empty = room.run(&format!("draw --kind oversight --size 5 --period 2026-10 --not-audited-for 3 {more}"));
        assert_eq!(empty.code, 1);
        empty.must_say(&["the frame is empty", says, "--not-audited-for leaves out", "fewer months"]);
        assert!(!empty.says("the condition"), "{}", empty.err);
    }
}

/// The size of a programme is not the flag's to change, so that nobody is told to ask for fewer.
#[test]
fn a_programme_with_too_few_records_says_what_can_be_done() {
    let room = Room::staffed();
    plan(&room, 6, "");
    room.write("c.csv", &children(0..4, 0));
    room.run("import c.csv --as-at 2026-10-31").ok();
    let few = room.run("draw our.toml --period 2026-10").refused();
    few.must_say(&["holds 4", "draws 6 in every period", "--size cannot change that", "copy the plan"]);
}
