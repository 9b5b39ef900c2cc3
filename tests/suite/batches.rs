//! Imports as dated batches: listed, taken back exactly, and what a later extract lacks.

use crate::room::{Room, each};
use serde_json::{Value, json};

const OVERSIGHTS: &str = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Team,Note\n";
const FRAME: &str = "draw --kind oversight --period 2026-10 --size 1 --plan-only";

fn notes(rows: &[(&str, &str, &str)]) -> String {
    rows.iter().fold(OVERSIGHTS.to_owned(), |text, (id, day, note)| {
        text + &format!("{id},C{id},IRO oversight,{day}/10/2026,A Patel,North,{note}\n")
    })
}

/// The digest of October's frame, and how many records it has.
fn frame(room: &Room, kind: &str) -> (String, u64) {
    let plan = room.json(&FRAME.replace("oversight", kind));
    (plan["frame_sha256"].as_str().unwrap_or_default().to_owned(), plan["frame"].as_u64().unwrap())
}

fn batches(room: &Room) -> Vec<Value> {
    room.json("import --list")["batches"].as_array().unwrap().clone()
}

#[test]
fn imports_are_listed_with_what_they_did() {
    let room = Room::staffed();
    room.run("import --list").ok().must_say(&["Nothing has been imported yet", "dipsample import FILE"]);
    room.import("a.csv", &notes(&[("1", "02", "x"), ("2", "03", "y"), ("3", "soon", "z")])).ok();
    room.write("c.csv", "Person ID,Date of birth,Legal status\nC1,01/05/2014,C2\n");
    room.run("import c.csv --as-at 2026-10-31").ok();
    let listed = batches(&room);
    let first = &listed[0];
    for (key, value) in [
        ("batch", json!(1)),
        ("at", json!("2026-11-02T09:30:00")),
        ("person", json!("Priya Nair")),
        ("file", json!("a.csv")),
        ("kind", json!("oversight")),
        ("rows_read", json!(3)),
        ("added", json!(2)),
        ("refused", json!(1)),
        ("first_date", json!("2026-10-02")),
        ("last_date", json!("2026-10-03")),
        ("undone", json!(false)),
    ] {
        assert_eq!(first[key], value, "{key}");
    }
    assert_eq!((&listed[1]["kind"], &listed[1]["as_at"]), (&json!("child"), &json!("2026-10-31")));
    room.run("import --list").ok().must_say(&[
        "a.csv",
        "Priya Nair",
        "02/10/2026 to",
        "31/10/2026",
        "2 added, 1 refused",
    ]);
}

#[test]
fn a_batch_is_taken_back_exactly_and_stays_on_the_list() {
    let room = Room::staffed();
    room.import("a.csv", &notes(&[("1", "02", "x"), ("2", "03", "y")])).ok();
    let before = frame(&room, "oversight");
    room.import("b.csv", &notes(&[("1", "02", "x"), ("2", "04", "changed"), ("3", "05", "new")])).ok();
    assert_eq!(frame(&room, "oversight").1, 3);
    let undone = room.json("import --undo 2");
    assert_eq!((&undone["undone"], &undone["ended"], &undone["restored"]), (&json!(true), &json!(2), &json!(1)));
    assert_eq!(frame(&room, "oversight"), before);
    let of_third = "draw --kind oversight --period 2026-10-03..2026-10-03 --size 1 --plan-only";
    assert_eq!(room.json(of_third)["frame"], 1);
    let listed = batches(&room);
    assert_eq!(listed.len(), 2);
    assert_eq!((&listed[0]["undone"], &listed[1]["undone"]), (&json!(false), &json!(true)));
    assert_eq!(
        (&listed[1]["undone_by"], &listed[1]["undone_at"]),
        (&json!("Priya Nair"), &json!("2026-11-02T09:30:00"))
    );
    room.run("import --list").ok().must_say(&["Import 2 was taken back on 02/11/2026 by Priya Nair"]);
    let journal = room.json("register journal");
    let line = journal["journal"].as_array().unwrap().last().unwrap();
    assert_eq!((&line["command"], &line["details"]["batch"]), (&json!("import --undo"), &json!(2)));
    // The same file comes in again as it did before.
    assert_eq!(crate::import::counts(&room.json("import b.csv")["files"][0]), (1, 1, 1, 0));
    assert_eq!(frame(&room, "oversight").1, 3);
    room.run("import --undo 2").refused().must_say(&["was taken back already, on 02/11/2026 by Priya Nair"]);
    room.run("import --undo 3").refused().must_say(&["the taking back of import 2"]);
    room.run("import --undo 99").refused().must_say(&["there is no import 99", "dipsample import --list"]);
}

#[test]
fn a_sample_that_was_drawn_from_it_holds_a_batch_until_it_is_withdrawn() {
    let room = Room::staffed();
    room.import("a.csv", &notes(&[("1", "02", "x"), ("2", "03", "y")])).ok();
    room.import("b.csv", &notes(&[("3", "05", "new")])).ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name october").ok();
    let before = room.register();
    room.run("import --undo 2")
        .refused()
        .must_say(&["the sample october was drawn", "dipsample sample withdraw october --reason"]);
    assert_eq!(room.register(), before);
    room.run("sample withdraw october --reason 'wrong extract'").ok();
    let manifest = room.run("sample manifest october").ok().out;
    room.write("october.json", &manifest);
    room.run("import --undo 2").ok();
    assert_eq!(frame(&room, "oversight").1, 2);
    // What was readable of the withdrawn sample stays readable, to the byte, and can be proved.
    assert_eq!(room.run("sample manifest october").ok().out, manifest);
    assert_eq!(room.json("verify october.json --register register.dipsample")["agrees"], true);
    room.run("sample show october").ok().must_say(&["withdrawn"]);
}

#[test]
fn a_sample_of_other_records_does_not_hold_a_batch() {
    let room = Room::staffed();
    room.import("a.csv", &notes(&[("1", "02", "x")])).ok();
    room.import("d.csv", "Dispute ID,Person ID,Stage,Date raised\n1,C1,formal,02/10/2026\n").ok();
    room.write(
        "c.csv",
        "Person ID,Date of birth,Legal status,Date started to be looked after\nC1,01/05/2014,C2,01/01/2026\n",
    );
    room.run("import c.csv --as-at 2026-10-31").ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name plain").ok();
    room.run("import --undo 2").ok();
    room.run("import --undo 3").ok();
    room.run("import c.csv --as-at 2026-10-31").ok();
    let drawn = "draw --kind oversight --period 2026-10 --size 1 --where";
    room.run(&format!("{drawn} \"child.legal_status = 'C2'\" --name looked")).ok();
    room.run("import --undo 6").refused().must_say(&["the sample looked was drawn"]);
}

#[test]
fn a_later_batch_that_goes_on_from_it_is_taken_back_first() {
    let room = Room::staffed();
    room.import("a.csv", &notes(&[("1", "02", "x"), ("2", "03", "y")])).ok();
    let first = frame(&room, "oversight");
    room.import("b.csv", &notes(&[("3", "05", "new")])).ok();
    let second = frame(&room, "oversight");
    // Import 3 confirms record 3 of import 2, and changes record 2 of import 1.
    room.import("c.csv", &notes(&[("2", "03", "other"), ("3", "05", "new")])).ok();
    room.run("import --undo 2").refused().must_say(&["by import 3 (c.csv)", "dipsample import --undo 3"]);
    room.run("import --undo 1").refused().must_say(&["by import 3 (c.csv)"]);
    room.run("import --undo 3").ok();
    assert_eq!(frame(&room, "oversight"), second);
    room.run("import --undo 2").ok();
    assert_eq!(frame(&room, "oversight"), first);
    room.run("import --undo 1").ok();
    room.run(FRAME).refused().must_say(&["holds no oversights"]);
}

#[test]
fn children_are_described_as_before_once_a_batch_is_taken_back() {
    let room = Room::staffed();
    let heading = "Person ID,Legal status,Team,Date started to be looked after\n";
    room.write("sep.csv", &format!("{heading}C1,C2,North,01/01/2026\n"));
    room.run("import sep.csv --as-at 2026-09-30").ok();
    room.write("oct.csv", "Person ID,Legal status\nC1,E1\n");
    room.run("import oct.csv --as-at 2026-10-31").ok();
    room.write("late.csv", &format!("{heading}C1,C2,South,01/01/2026\n"));
    room.run("import late.csv --as-at 2026-10-15").ok();
    room.run("import --undo 1").refused().must_say(&["by import 2 (oct.csv), 3 (late.csv)"]);
    let framed = |status: &str| {
        let plan =
            format!("draw --kind child --period 2026-10 --size 1 --where \"legal_status = '{status}'\" --plan-only");
        room.run(&plan).code
    };
    assert_eq!((framed("E1"), framed("C2")), (0, 1));
    room.run("import --undo 2").ok();
    assert_eq!((framed("E1"), framed("C2")), (1, 0));
}

#[test]
fn a_case_is_told_as_changed_only_while_the_change_stands() {
    let room = Room::staffed();
    room.import("a.csv", &notes(&[("1", "02", "x"), ("2", "03", "y")])).ok();
    room.run("draw --kind oversight --period 2026-10 --size 2 --name october").ok();
    let since = || -> Vec<Value> {
        let shown = room.json("sample show october");
        shown["cases"].as_array().unwrap().iter().map(|case| case["since"].clone()).collect()
    };
    assert_eq!(since(), [Value::Null, Value::Null]);
    room.write("b.csv", &notes(&[("1", "02", "x"), ("2", "03", "changed")]));
    room.run("import b.csv").ok();
    assert!(since().contains(&json!("changed")));
    room.run("sample withdraw october --reason test").ok();
    room.run("draw --kind oversight --period 2026-10-01..2026-10-02 --size 1 --name early").ok();
    room.run("import --undo 2").ok();
    assert_eq!(room.json("sample show early")["cases"][0]["since"], Value::Null);
}

#[test]
fn records_that_come_in_after_the_draw_are_late_to_the_frame() {
    let room = Room::staffed();
    room.import("a.csv", &notes(&[("1", "02", "x"), ("2", "03", "y")])).ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name october").ok();
    assert_eq!((&room.json("status")["late"], &room.json("sample show october")["late"]), (&json!([]), &json!(0)));
    // One that is new, one that was changed, and one whose day was put right into another month and back.
    room.import("b.csv", &notes(&[("2", "03", "changed"), ("3", "05", "new")])).ok();
    room.import("c.csv", &notes(&[("4", "06", "new")]).replace("/10/", "/11/")).ok();
    assert_eq!(room.json("status")["late"], json!([{ "sample": "october", "count": 1 }]));
    room.run("status").ok().must_say(&["1 record of its period came in after october was drawn: late to the frame"]);
    room.run("sample show october").ok().must_say(&["1 record of the period came in after the draw"]);
    room.import("d.csv", &notes(&[("4", "06", "new")])).ok();
    assert_eq!(room.json("sample show october")["late"], 2);
    room.run("import --undo 2").ok();
    assert_eq!(room.json("sample show october")["late"], 1);
    room.run("sample withdraw october --reason test").ok();
    assert_eq!(room.json("status")["late"], json!([]));
}

#[test]
fn a_child_that_came_in_after_the_draw_is_late_too() {
    let room = Room::staffed();
    let child = |name: &str| format!("Person ID,Legal status,Date started to be looked after\n{name},C2,01/01/2026\n");
    room.write("a.csv", &child("C1"));
    room.run("import a.csv --as-at 2026-10-31").ok();
    room.run("draw --kind child --period 2026-10 --size 1 --name october").ok();
    room.write("b.csv", &child("C2"));
    room.run("import b.csv --as-at 2026-11-01").ok();
    room.write("c.csv", &child("C1").replace("C2", "E1"));
    room.run("import c.csv --as-at 2026-10-31").ok();
    assert_eq!(room.json("sample show october")["late"], 1);
}

#[test]
fn what_the_newest_extract_of_its_day_lacks_is_kept_and_marked() {
    let room = Room::staffed();
    room.import("a.csv", &notes(&[("1", "02", "x"), ("2", "03", "y"), ("3", "20", "z")])).ok();
    // Import 2 covers the 2nd to the 10th, and lacks number 2; the 20th it does not cover.
    room.import("b.csv", &notes(&[("1", "02", "x"), ("4", "10", "new")])).ok();
    let drawn = room.run("draw --kind oversight --period 2026-10 --size 4 --name october").ok();
    drawn
        .must_say(&["Careful: 1 of the 4 oversights of the period is not in the newest extract that covers their day"]);
    let shown = room.json("sample show october");
    assert_eq!((&shown["frame"], &shown["not_in_newest"]), (&json!(4), &json!(1)));
    let case = shown["cases"].as_array().unwrap().iter().find(|case| case["record"] == "2").unwrap().clone();
    assert_eq!(case["since"], "missing");
    let manifest: Value = serde_json::from_str(&room.run("sample manifest october").ok().out).unwrap();
    assert_eq!(manifest["not_in_newest"], 1);
    assert_eq!(each(&manifest["frame"], "record"), ["1", "2", "3", "4"]);
    // Once the extract that lacks it is taken back, it is as it was.
    room.run("sample withdraw october --reason test").ok();
    room.run("import --undo 2").ok();
    let plan = room.run("draw --kind oversight --period 2026-10 --size 3 --name again").ok();
    assert!(!plan.says("not in the newest"), "{}", plan.all());
}

#[test]
fn files_of_one_import_are_one_extract() {
    let room = Room::staffed();
    room.write("a.csv", &notes(&[("1", "02", "x"), ("2", "09", "y")]));
    room.write("b.csv", &notes(&[("3", "01", "x"), ("4", "10", "y")]));
    room.run("import a.csv b.csv").ok();
    room.run("draw --kind oversight --period 2026-10 --size 4 --name october").ok();
    let shown = room.json("sample show october");
    assert_eq!((&shown["not_in_newest"], &shown["changed_since"]), (&json!(0), &json!(0)));
}
