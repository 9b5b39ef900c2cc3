//! `plan`, and drawing by a plan: every shipped plan finds something, answers its own question, and refuses what it cannot know.

use std::path::Path;

use crate::room::{Room, each};

/// The plans that come with the program, themes only.
const THEMES: [&str; 12] = [
    "three-placements",
    "missing-episodes",
    "placed-out-of-area",
    "long-term-fostering-unmatched",
    "unaccompanied-young-people",
    "late-reviews",
    "child-did-not-take-part",
    "no-care-plan",
    "few-oversights",
    "exploitation-in-the-notes",
    "permanence-not-settled",
    "section-20-over-a-year",
];
const PROGRAMMES: [(&str, &str); 3] =
    [("monthly-oversights", "2026-10"), ("quarterly-review-records", "2026/27-Q2"), ("monthly-care-plans", "2026-10")];

/// A room that holds extracts which the project ships.
fn holding(extracts: &str) -> Room {
    let room = Room::staffed();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(extracts);
    room.run(&format!("import '{}' --strict", folder.display())).ok();
    room
}

#[test]
fn every_plan_is_listed_shown_and_checked() {
    let room = Room::empty();
    let list = room.json("plan list");
    let ids = each(&list["plans"], "plan");
    assert_eq!(ids.len(), THEMES.len() + PROGRAMMES.len() + 1);
    for id in ids {
        let plan = room.json(&format!("plan show {id}"));
        let shown = room.run(&format!("plan show {}", id.to_uppercase())).ok();
        shown.must_say(&[
            plan["question"].as_str().unwrap(),
            plan["title"].as_str().unwrap(),
            "To draw it: dipsample draw",
        ]);
        let text = room.run(&format!("plan show {id} --text")).ok();
        room.write("copy.toml", &text.out);
        room.run("plan check copy.toml").ok().must_say(&["is a whole plan", id]);
        assert_eq!(room.json("plan check copy.toml")["sha256"], plan["sha256"], "{id}");
    }
    room.run("plan list").ok().must_say(&["monthly-oversights", "programme", "late-reviews", "theme"]);
}

#[test]
fn a_plan_that_is_wrong_is_told_with_its_line() {
    let room = Room::empty();
    let good = room.run("plan show late-reviews --text").ok().out;
    for (find, put, says) in [
        (
            "date > due",
            "date > dew",
            &["line 9, column 9", "there is no field 'dew'", "where = \"date > dew\"", "period_end"][..],
        ),
        ("\"review-record\"", "\"review-records\"", &["rubric:", "there is no rubric", "review-record"]),
        ("size = 12", "sise = 12", &["'sise' is not a key of a plan", "the keys here are"]),
        ("kind = \"review\"", "kind = \"reviews\"", &["line 5", "'reviews' is not one of"]),
        ("where = \"date > due\"", "words = \"(late\"", &["words:", "line 9"]),
        ("where = \"date > due\"", "by = [\"irow\"]", &["by:", "there is no field 'irow'"]),
        ("where = \"date > due\"", "double = \"much\"", &["double", "is not a share"]),
        ("title = \"Reviews held", "title = \"Any reviews held", &["comes with the program", "id of its own"]),
    ] {
        assert!(good.contains(find), "{find} in {good}");
        room.write("mine.toml", &good.replacen(find, put, 1));
        let refused = room.run("plan check mine.toml").refused();
        refused.must_say(&["mine.toml"]);
        refused.must_say(says);
    }
    room.run("plan show late-review")
        .refused()
        .must_say(&["there is no plan 'late-review'", "did you mean 'late-reviews'"]);
    room.run("plan check nowhere.toml").refused().must_say(&["nowhere.toml", "no such file"]);
}

#[test]
fn every_theme_draws_from_the_shipped_extracts_and_prints_its_question() {
    let room = holding("samples/extracts/themes");
    for id in THEMES {
        let question = room.json(&format!("plan show {id}"))["question"].as_str().unwrap().to_owned();
        let sample = room.json(&format!("draw {id} --period 2026-10"));
        let (frame, population) = (sample["frame"].as_u64().unwrap(), sample["population"].as_u64().unwrap());
        let size = sample["cases"].as_array().unwrap().len() as u64;
        assert!(size > 0 && size == frame.min(12) && frame < population, "{id}: {size} of {frame} of {population}");
        assert_eq!(
            (sample["plan"].as_str(), sample["sample"].as_str()),
            (Some(id), Some(format!("{id}-2026-10").as_str()))
        );
        let shown = room.run(&format!("sample show {id}-2026-10")).ok();
        shown.must_say(&[&question]);
        let manifest = room.json(&format!("sample manifest {id}-2026-10"));
        assert_eq!((manifest["plan"].as_str(), manifest["question"].as_str()), (Some(id), Some(question.as_str())));
        room.write("m.json", &manifest.to_string());
        room.run("verify m.json --register register.dipsample").ok();
    }
}

#[test]
fn the_programmes_draw_from_the_small_council() {
    let room = holding("samples/extracts");
    for (id, period) in PROGRAMMES {
        let sample = room.json(&format!("draw {id} --period {period}"));
        assert!(!sample["cases"].as_array().unwrap().is_empty(), "{id}");
        assert_eq!(sample["programme"].as_str(), Some(id));
    }
}

#[test]
fn a_plan_whose_field_nobody_has_is_refused_with_the_field() {
    let room = Room::staffed();
    room.import(
        "children.csv",
        "Person ID,Date started to be looked after,IRO\nC1,01/02/2024,A Bell\nC2,01/03/2024,A Bell\n",
    )
    .ok();
    room.import("reviews.csv", "Review ID,Person ID,Date held,IRO\nR1,C1,05/10/2026,A Bell\n").ok();
    for (plan, field) in [
        ("three-placements", "placements_12m"),
        ("missing-episodes", "missing_12m"),
        ("placed-out-of-area", "out_of_area"),
        ("long-term-fostering-unmatched", "permanence_plan"),
        ("unaccompanied-young-people", "uasc"),
        ("late-reviews", "due"),
        ("child-did-not-take-part", "participation"),
        ("no-care-plan", "care_plan"),
        ("few-oversights", "oversights_12m"),
        ("permanence-not-settled", "child.permanence_plan"),
        ("section-20-over-a-year", "legal_status"),
    ] {
        let refused = room.run(&format!("draw {plan} --period 2026-10 --allow-unknown")).refused();
        refused.must_say(&[field, "no record", "nothing was drawn"]);
    }
    assert_eq!(room.json("sample list")["samples"].as_array().unwrap().len(), 0);
}

#[test]
fn flags_do_not_change_a_plan_in_silence() {
    let room = holding("samples/extracts/themes");
    for flags in [
        "--where \"uasc = 'yes'\"",
        "--words police",
        "--by iro",
        "--kind child",
        "--design stratified",
        "--one-per-child",
    ] {
        let refused = room.run(&format!("draw late-reviews --period 2026-10 {flags}")).refused();
        refused.must_say(&["the plan", "plan show late-reviews --text"]);
    }
    room.run("draw late-reviews --period 2026-10 --kind review --rubric review-record --size 1")
        .ok()
        .must_say(&["12", "as you typed"]);
    room.run("draw monthly-oversights --period 2026-10 --size 5").refused().must_say(&["programme", "20"]);
    room.run("draw monthly-oversights --period 2026/27-Q2").refused().must_say(&["month", "2026-10"]);
    room.run("draw nothing-of-the-kind").refused().must_say(&["there is no plan"]);
    assert_eq!(room.run("draw --size 5").code, 2);
    assert_eq!(room.run("draw").code, 2);
}

#[test]
fn the_fields_that_the_register_counts_are_those_of_the_period() {
    let room = Room::staffed();
    room.import("children.csv", "Person ID,Date of birth,Date started to be looked after\nC1,31/10/2010,01/02/2024\nC2,01/11/2010,01/03/2024\nC3,01/01/2012,01/03/2024\n").ok();
    let size = |condition: &str| {
        let plan = room.json(&format!(
            "draw --kind child --size 1 --period 2026-10 --plan-only --allow-unknown --where \"{condition}\""
        ));
        plan["frame"].as_u64().unwrap()
    };
    assert_eq!(size("age = 16"), 1);
    assert_eq!(size("age = 15"), 1);
    assert_eq!(size("period_end = '2026-10-31'"), 3);
    let refused = room.run("draw --kind child --size 1 --period 2026-10 --where \"oversights_12m < 4\"").refused();
    refused.must_say(&["oversights_12m: 3"]);
    room.import("o.csv", "Case note ID,Person ID,Date of event,Recorded by,Text\n\
        1,C1,31/10/2025,A Bell,too early\n2,C1,01/11/2025,A Bell,first day\n3,C1,31/10/2026,A Bell,last day\n4,C1,01/11/2026,A Bell,too late\n5,C2,05/05/2026,A Bell,one\n").ok();
    assert_eq!(size("oversights_12m = 2"), 1);
    assert_eq!(size("oversights_12m = 1"), 1);
    assert_eq!(size("child.oversights_12m = 0"), 1);
    let of_notes = room.json("draw --kind oversight --size 1 --period 2026-10 --plan-only --where \"child.oversights_12m = 2 and child.age = 16\"");
    assert_eq!(of_notes["frame"], 1);
    room.run("draw --kind child --size 1 --period 2026-10 --by age").refused().must_say(&["there is no field 'age'"]);
}

#[test]
fn a_theme_that_finds_nothing_says_so_without_talk_of_flags() {
    let room = holding("samples/extracts");
    let refused = room.run("draw permanence-not-settled --period 2026-10").refused();
    refused.must_say(&["the frame is empty", "found nothing in this period", "nothing was drawn"]);
    // The period that was asked for is not offered as another.
    assert!(!refused.says("--where") && !refused.says("--period 2026-10"), "{}", refused.all());
}

/// A month that was never imported looks like a month in which nobody watched.
#[test]
fn a_count_of_twelve_months_says_which_are_not_held() {
    let room = Room::staffed();
    room.import("c.csv", "Person ID,Date started to be looked after\nK1,01/01/2020\nK2,01/01/2021\n").ok();
    let note = |number: u32, month: &str| format!("N{number},K1,02/{month},Ann Bell\n");
    let notes = |months: &[&str]| months.iter().zip(1..).map(|(month, number)| note(number, month)).collect::<String>();
    let heading = "Case note ID,Person ID,Date of event,Recorded by\n";
    room.import("o.csv", &format!("{heading}{}", notes(&["10/2026", "09/2026", "10/2025"]))).ok();
    let planned = "draw few-oversights --period 2026-10 --plan-only";
    room.run(planned).ok().must_say(&[
        "no oversight of 10 of the months",
        "2025-11, 2025-12, 2026-01",
        "import these months",
    ]);
    let rest = ["11/2025", "12/2025", "01/2026", "02/2026", "03/2026", "04/2026", "05/2026", "06/2026", "07/2026"];
    room.import("p.csv", &format!("{heading}{}", notes(&rest).replace(",K1", "-2,K2"))).ok();
    room.run(planned).ok().must_say(&["no oversight of 1 of the months", "(2026-08)"]);
    room.run("draw few-oversights --period 2026-10").ok().must_say(&["(2026-08)"]);
    let other = room.run("draw --kind child --period 2026-10 --size 1 --plan-only").ok();
    assert!(!other.says("oversights_12m"), "{}", other.all());
}
