//! Self-audits and gradings from outside: who may give one, that it is kept, that it counts in no figure and is nobody's second,
//! and how it compares with the final grades.

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use dipsample::store::{GradingRow, Part, Register};
use serde_json::{Value, json};

use crate::room::{Answer, Room};

fn all(grade: &str) -> String {
    ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}={grade}"))
        .join(" ")
}

/// Four oversights by Priya Nair of which Gus Hale is the worker, drawn as `oct`.
fn drawn(flags: &str) -> Room {
    let room = Room::staffed();
    room.run("person add 'Gus Hale' --role auditor").ok();
    room.run("person add 'Olu Peer' --role auditor").ok();
    room.run("person add 'Mo Reed' --role principal").ok();
    let rows: String =
        (1..=4).map(|n| format!("N{n},K{n},0{n}/10/2026,Priya Nair,North,Gus Hale,Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Worker,Note\n{rows}")).ok();
    room.run(&format!(
        "draw --kind oversight --period 2026-10 --size 4 --name oct --seed 20263847561029384756 {flags}"
    ))
    .ok();
    room
}

#[track_caller]
fn refused(room: &Room, person: &str, command: &str) -> Answer {
    let before = room.register();
    let answer = room.run_as(person, command).refused();
    assert_eq!(room.register(), before, "{command} changed the register");
    answer
}

#[track_caller]
fn finish(room: &Room, person: &str, case: u32, flags: &str) -> Answer {
    room.run_as(person, &format!("grade oct {case} {flags} --finish")).ok()
}

fn apart(room: &Room) -> Vec<GradingRow> {
    let register = Register::open(&room.path("register.dipsample"), &mut || {}).unwrap();
    register.gradings_apart(register.samples().unwrap()[0].id).unwrap()
}

/// What is told of a sample but the calibration.
fn figures(room: &Room) -> Value {
    let mut told = room.run_as("Mo Reed", "findings oct --json").json();
    told.as_object_mut().unwrap().remove("calibration");
    told
}

#[test]
fn a_self_audit_is_that_of_the_iro_or_the_worker_and_counts_in_no_figure() {
    let room = drawn("--auditors 'Tom Adeyemi,Wei Chen' --double 50%");
    let before = (figures(&room), room.run_as("Mo Reed", "status --json").json()["waiting"].clone());
    insta::assert_snapshot!(finish(&room, "Priya Nair", 1, &format!("--as self {}", all("good"))).all(), @"Case 1 of oct: finished, overall Good. It is kept as a self-audit, which counts in no share.");
    finish(&room, "Gus Hale", 1, &format!("--as self {}", all("inadequate")));
    let told = room.run_as("Priya Nair", "grade oct 2 --as self --set purpose=good --json").json();
    assert_eq!((&told["as"], &told["finished"]), (&json!("self"), &json!(false)));
    assert_eq!((figures(&room), room.run_as("Mo Reed", "status --json").json()["waiting"].clone()), before);
    let kept = apart(&room);
    let kept: Vec<(u32, Part, bool)> = kept.iter().map(|row| (row.case, row.part, row.grading.finished)).collect();
    assert_eq!(kept, [(1, Part::Own, true), (1, Part::Own, true), (2, Part::Own, false)]);
    refused(&room, "Priya Nair", "grade oct 1 --as self --set purpose=good")
        .must_say(&["finished grading is not changed"]);
    insta::assert_snapshot!(refused(&room, "Tom Adeyemi", "grade oct 1 --as self --set purpose=good").all(), @r"
    Tom Adeyemi may not grade case 1: it is not the work of Tom Adeyemi, and only one's own is graded as self.
      As an auditor: dipsample grade oct 1
    exit code 1
    ");
    refused(&room, "Zara Quill", "grade oct 1 --as self --set purpose=good").must_say(&["not on the list of people"]);
    // As an auditor nobody grades their own work, whether or not they have as self.
    refused(&room, "Priya Nair", "grade oct 1 --set purpose=good").must_say(&["nobody grades their own"]);
    refused(&room, "Gus Hale", "grade oct 1 --set purpose=good").must_say(&["nobody grades their own"]);
    room.run("register check").ok();
}

#[test]
fn a_grading_from_outside_is_anybodys_who_has_no_other_part_in_the_case() {
    let room = drawn("--auditors 'Tom Adeyemi'");
    let before = figures(&room);
    finish(&room, "Olu Peer", 1, &format!("--as external {}", all("good")))
        .must_say(&["kept as a grading from outside, which counts in no share"]);
    finish(&room, "Wei Chen", 1, &format!("--as EXTERNAL {}", all("inadequate")));
    assert_eq!(figures(&room), before);
    assert_eq!(apart(&room).iter().map(|row| row.part).collect::<Vec<_>>(), [Part::External; 2]);
    refused(&room, "Priya Nair", "grade oct 1 --as external --set purpose=good").must_say(&["nobody grades their own"]);
    refused(&room, "Tom Adeyemi", "grade oct 1 --as external --set purpose=good")
        .must_say(&["theirs to grade as an auditor", "Leave out --as external"]);
    room.run("person add 'Olu Peer' --conflict 'Gus Hale'").ok();
    refused(&room, "Olu Peer", "grade oct 2 --as external --set purpose=good").must_say(&["a conflict between"]);
    assert_eq!(room.run_as("Wei Chen", "grade oct 2 --set purpose=good --as boss").code, 2);
    // Nor does whoever graded from outside become an auditor of the case.
    let free = drawn("");
    finish(&free, "Olu Peer", 1, &format!("--as external {}", all("good")));
    refused(&free, "Olu Peer", "grade oct 1 --set purpose=good").must_say(&["have graded it from outside"]);
    finish(&free, "Wei Chen", 1, &all("good"));
    assert_eq!(free.run_as("Mo Reed", "findings oct --json").json()["basis"]["graded"], 1);
}

#[test]
fn what_is_closed_takes_no_self_audit() {
    let room = drawn("--auditors 'Tom Adeyemi'");
    room.run("sample close oct --anyway").ok();
    for (person, stance) in [("Priya Nair", "self"), ("Wei Chen", "external")] {
        refused(&room, person, &format!("grade oct 1 --as {stance} --set purpose=good")).must_say(&["is closed"]);
        refused(&room, person, &format!("grade oct 1 --as {stance} --plain")).must_say(&["is closed"]);
    }
}

#[test]
fn self_audits_and_final_grades_are_compared_on_settled_cases() {
    let room = drawn("--auditors 'Tom Adeyemi,Wei Chen' --double 50%");
    for (case, grade) in [(1, "good"), (2, "good"), (3, "requires-improvement"), (4, "good")] {
        finish(&room, "Priya Nair", case, &format!("--as self {}", all(grade)));
    }
    finish(&room, "Olu Peer", 1, &format!("--as external {}", all("inadequate")));
    let read = |room: &Room| room.run_as("Mo Reed", "findings oct --json").json()["calibration"].clone();
    assert_eq!(read(&room), json!([]));
    let cases = room.run_as("Mo Reed", "sample show oct --json").json()["cases"].clone();
    for case in cases.as_array().unwrap() {
        let number = u32::try_from(case["case"].as_u64().unwrap()).unwrap();
        let grade = if number == 1 { "inadequate" } else { "good" };
        for person in [&case["auditor"], &case["second_auditor"]].into_iter().filter_map(Value::as_str) {
            finish(&room, person, number, &all(grade));
        }
    }
    let told = read(&room);
    let own = &told[0];
    assert_eq!(
        (&own["as"], &own["cases"], &own["exact"]["count"], &own["within_one"]["count"]),
        (&json!("self"), &json!(4), &json!(2), &json!(3))
    );
    assert_eq!((&own["higher"], &own["lower"]), (&json!(1), &json!(1)));
    assert_eq!((&own["criteria"][1]["criterion"], &own["criteria"][1]["exact"]["of"]), (&json!("drift"), &json!(4)));
    let outside = &told[1];
    assert_eq!(
        (&outside["as"], &outside["cases"], &outside["exact"]["count"]),
        (&json!("external"), &json!(1), &json!(1))
    );
    room.run_as("Mo Reed", "findings oct").ok().must_say(&[
        "Self-audits beside the final grades",
        "Of 4 cases that the person whose work it was graded as well, the overall grade",
        "(50%, between 7% and 93%)",
        "Gradings from outside beside the final grades",
    ]);
    room.run_as("Mo Reed", "export out.html oct").ok();
    let page = std::fs::read_to_string(room.path("out.html")).unwrap();
    assert!(page.contains("data-e=\"calibration/self/overall\"") && page.contains("data-e=\"calibration/self/drift\""));
    assert!(!page.contains("Not compared"), "every answer of this rubric has its place in an order");
    room.run_as("Mo Reed", "export out.xlsx oct").ok();
    let mut book: Xlsx<_> = open_workbook(room.path("out.xlsx")).unwrap();
    let sheet = book.worksheet_range("Criteria").unwrap();
    let is = |row: &&[Data], words: &str| row[0].get_string() == Some(words);
    let rows: Vec<&[Data]> = sheet.rows().skip_while(|row| !is(row, "Self-audits beside the final grades")).collect();
    let overall = rows.iter().find(|row| is(row, "Overall grade")).unwrap();
    let figures: Vec<Option<f64>> = overall[2..11].iter().map(DataType::get_float).collect();
    assert_eq!([figures[0], figures[1], figures[4], figures[7], figures[8]], [4.0, 0.5, 0.75, 1.0, 1.0].map(Some));
}

#[test]
fn what_stands_beside_is_not_opened_again() {
    let room = drawn("--auditors 'Tom Adeyemi'");
    finish(&room, "Priya Nair", 1, &format!("--as self {}", all("good")));
    finish(&room, "Wei Chen", 1, &format!("--as external {}", all("good")));
    refused(&room, "Mo Reed", "sample reopen oct 1 --reason 'Wrong note'")
        .must_say(&["no grading of case 1 is finished by an auditor", "stays as it was given"]);
    finish(&room, "Tom Adeyemi", 1, &all("good"));
    room.run_as("Mo Reed", "sample reopen oct 1 --reason 'Wrong note'")
        .ok()
        .must_say(&["open again to its auditors", "Self-audits and gradings from outside stay"]);
    assert!(apart(&room).iter().all(|row| row.grading.finished));
    assert_eq!(room.run_as("Mo Reed", "findings oct --json").json()["calibration"], json!([]));
    refused(&room, "Priya Nair", "grade oct 1 --as self --set purpose=inadequate").must_say(&["is not changed"]);
    room.run_as("Tom Adeyemi", "grade oct 1 --set drift=requires-improvement --finish").ok();
    let told = room.run_as("Mo Reed", "findings oct --json").json()["calibration"].clone();
    assert_eq!((&told[0]["cases"], &told[1]["cases"]), (&json!(1), &json!(1)));
}
