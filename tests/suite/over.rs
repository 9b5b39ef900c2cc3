//! Findings of designs with unequal chances, of several samples put together, and of samples that must stay apart.

use serde_json::{Value, json};

use crate::room::{Room, each};

const SEED: &str = "20263847561029384756";

/// So many oversights of a month, of as many children as `children`, by one IRO in two teams.
fn month(room: &Room, month: u32, rows: u32, children: u32) {
    let lines: String = (1..=rows)
        .map(|row| {
            let team = if row % 3 == 0 { "North" } else { "South" };
            format!(
                "O{month:02}{row:03},K{:03},{:02}/{month:02}/2026,Ann,{team},Text\n",
                (row * row) % children,
                row % 28 + 1
            )
        })
        .collect();
    room.import(
        &format!("m{month}.csv"),
        &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{lines}"),
    )
    .ok();
}

fn grade_all(room: &Room, sample: &str, weak: impl Fn(&Value) -> bool) -> Value {
    let shown = room.json(&format!("sample show {sample}"));
    for case in shown["cases"].as_array().unwrap() {
        let grade = if weak(case) { "inadequate" } else { "good" };
        let sets = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
            .map(|criterion| format!("--set {criterion}={grade}"))
            .join(" ");
        room.run_as("Tom Adeyemi", &format!("grade {sample} {} {sets} --finish", case["case"])).ok();
    }
    shown
}

fn third(case: &Value) -> bool {
    case["case"].as_u64().unwrap().is_multiple_of(3)
}

fn draw(room: &Room, month: u32, flags: &str) {
    room.run(&format!(
        "draw --kind oversight --period 2026-{month:02} --size 10 --name s{month} --seed {SEED}{month} {flags}"
    ))
    .ok();
}

fn near(found: &Value, expected: f64) -> bool {
    found.as_f64().is_some_and(|found| (found - expected).abs() < 1e-9)
}

// 3 of 10: beta.ppf(.025, 3, 8) and beta.ppf(.975, 4, 7) of scipy 1.12 are .0667 and .6525.
#[test]
fn one_record_per_child_is_answered_for_records_and_for_children() {
    let room = Room::staffed();
    month(&room, 10, 60, 41);
    draw(&room, 10, "--one-per-child");
    let shown = grade_all(&room, "s10", third);
    let (mut weak, mut all) = (0.0, 0.0);
    for case in shown["cases"].as_array().unwrap() {
        let weight = case["weight"].as_f64().unwrap();
        all += weight;
        weak += if third(case) { weight } else { 0.0 };
    }
    let findings = room.json("findings s10");
    assert_eq!(findings["basis"]["answers"], "per-record");
    assert!(near(&findings["grades"][0]["share"], weak / all), "{}", findings["grades"][0]);
    let child = &findings["per_child"][0];
    assert_eq!((&child["count"], &child["of"], &child["upper_count"]), (&json!(3), &json!(10), &Value::Null));
    assert!((child["low"].as_f64().unwrap() - 0.0667).abs() < 1e-4, "{child}");
    assert!((child["high"].as_f64().unwrap() - 0.6525).abs() < 1e-4, "{child}");
    room.run("findings s10").ok().must_say(&["With each child counting once"]);
    room.run("export a.xlsx s10").ok();
    room.run("export a.html s10").ok();
    assert!(std::fs::read_to_string(room.path("a.html")).unwrap().contains("per_child/inadequate"));
}

#[test]
fn samples_of_a_quarter_are_put_together_with_their_months_as_strata() {
    let room = Room::staffed();
    for (at, rows) in [(10, 60), (12, 120)] {
        month(&room, at, rows, 41);
        draw(&room, at, "");
        grade_all(&room, &format!("s{at}"), |case| case["case"].as_u64().unwrap() <= u64::from(at) - 8);
    }
    let findings = room.json("findings --kind oversight --period 2026/27-Q3");
    let basis = &findings["basis"];
    assert_eq!(basis["samples"], json!(["s10", "s12"]));
    assert_eq!((&basis["population"], &basis["frame"], &basis["drawn"]), (&json!(180), &json!(180), &json!(20)));
    // 2 of 10 for 60 and 4 of 10 for 120.
    let bad = &findings["grades"][0];
    assert!(near(&bad["share"], 0.2 / 3.0 + 0.4 * 2.0 / 3.0), "{bad}");
    assert!(bad["method"].as_str().unwrap().contains("Korn-Graubard"), "{bad}");
    assert_eq!(findings["uncovered"], json!(["November 2026"]));
    assert_eq!(each(&findings["trend"], "period"), ["2026-10", "2026-12"]);
    let change = &findings["trend"][1]["changes"][0];
    assert!(near(&change["difference"], 0.2) && change["shows_change"] == false, "{change}");
    room.run("findings --kind oversight --period 2026/27-Q3").ok().must_say(&["No sample covers November 2026"]);
    room.run("export q3.xlsx --kind oversight --period 2026/27-Q3").ok();
    room.run("export q3.html --kind oversight --period 2026/27-Q3").ok();
    // One sample in the period is that sample.
    assert_eq!(room.json("findings --kind oversight --period 2026-10")["grades"], room.json("findings s10")["grades"]);
}

#[test]
fn samples_that_may_not_be_put_together_are_refused_by_name() {
    let room = Room::staffed();
    for (at, flags) in [(10, ""), (11, "--where \"team = 'South'\""), (12, "--design systematic")] {
        month(&room, at, 60, 41);
        draw(&room, at, flags);
    }
    let refused = room.run("findings --kind oversight --period 2026-10..2026-11");
    assert_ne!(refused.code, 0);
    let refused = room.run("findings --kind oversight --period 2026-10-01..2026-11-30");
    assert_eq!(refused.code, 1);
    refused.must_say(&["s10 and s11 cannot be put together", "conditions"]);
    let refused = room.run("findings --kind oversight --period 2026/27-Q3 --programme none-such");
    assert_eq!(refused.code, 1);
    refused.must_say(&["no sample", "none-such", "s10"]);
    let broken = room.json("findings s12")["breaks"].clone();
    // A sample name that a person typed is a pseudonym, as in every file for readers.
    assert!(each(&broken, "sample").iter().all(|name| name.starts_with("D-")), "{broken}");
    assert_eq!(room.run("findings s10 --kind oversight --period 2026-10").code, 2);
}

// 3 of 10 of 40 children twice, in strata of periods without correction for the finite frame: Korn-Graubard with scipy 1.12 is .1106-.5583, and its
// one-sided bound is 41 of the 80.
#[test]
fn children_of_two_months_are_child_months_and_keep_no_correction() {
    let room = Room::staffed();
    let rows: String = (1..=40).map(|number| format!("K{number:02},01/02/2020,Ann,North\n")).collect();
    room.import("c.csv", &format!("Person ID,Date started to be looked after,IRO,Team\n{rows}")).ok();
    for month in [9, 10] {
        let name = format!("--name s{month} --seed {SEED}{month} --rubric oversight");
        room.run(&format!("draw --kind child --period 2026-{month:02} --size 10 {name}")).ok();
        grade_all(&room, &format!("s{month}"), third);
    }
    let findings = room.json("findings --kind child --period 2026-09-01..2026-10-31");
    let bad = &findings["grades"][0];
    assert!(near(&bad["share"], 0.3) && bad["upper_count"] == 41, "{bad}");
    assert!((bad["low"].as_f64().unwrap() - 0.1106).abs() < 1e-4, "{bad}");
    assert!((bad["high"].as_f64().unwrap() - 0.5583).abs() < 1e-4, "{bad}");
    let said = &findings["sentences"];
    let basis = said["basis"].as_str().unwrap();
    assert!(basis.starts_with("20 of 80 child-months were drawn at random within each period"), "{basis}");
    assert!(basis.contains("a child counts once in each period"), "{basis}");
    assert!(said["answer"].as_str().unwrap().starts_with("If all 80 child-months were graded, "), "{said}");
    let one = room.json("findings s10")["sentences"]["basis"].clone();
    assert!(one.as_str().unwrap().starts_with("10 of 40 children were drawn"), "{one}");
}
