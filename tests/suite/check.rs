//! `register check`: each thing that cannot be so is found and named, and a register that the commands made has none.

use rusqlite::Connection;
use serde_json::Value;

use crate::room::Room;

/// A register with a finished grading, one that was opened again, a replaced case, a moderation and a plan.
fn room() -> Room {
    let room = Room::staffed();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Text\n".to_owned();
    for number in 1..=24 {
        text += &format!("N{number},C{number},{number:02}/10/2026,Ann Bell,a note\n");
    }
    room.import("o.csv", &text).ok();
    room.run("draw monthly-oversights --period 2026-10 --name p").ok();
    room.run(
        "draw --kind oversight --period 2026-10 --size 4 --name s --auditors 'Tom Adeyemi,Wei Chen' --double 100%",
    )
    .ok();
    for case in 1..=3 {
        for auditor in ["Tom Adeyemi", "Wei Chen"] {
            room.run_as(auditor, &graded(case, if auditor == "Wei Chen" { "inadequate" } else { "good" })).ok();
        }
    }
    room.run("moderate s 1 --grade good --set drift=good --reason Read").ok();
    room.run("moderate s 1 --grade good --set drift=good --reason Again").ok();
    room.run("sample reopen s 2 --reason 'A page was missing'").ok();
    room.run_as("Tom Adeyemi", "grade s 2 --note purpose=Dated --finish").ok();
    room.run("sample replace s 4 --reason duplicate").ok();
    room
}

fn graded(case: u32, grade: &str) -> String {
    let set: String = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|question| format!("--set {question}={grade} "))
        .concat();
    format!("grade s {case} {set}--overall {grade} --finding drift=Late --finish")
}

fn faults(room: &Room) -> (u8, Vec<Value>) {
    let answer = room.run("register check --json");
    let json: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(json["whole"], answer.code == 0);
    (answer.code, json["faults"].as_array().unwrap().clone())
}

#[test]
fn a_register_that_the_commands_made_has_no_fault() {
    let room = room();
    assert_eq!(faults(&room), (0, Vec::new()));
    room.run("register check").ok().must_say(&["nothing wrong was found", "A check cannot tell", "--head"]);
}

/// How each fault is made, and the words of it.
const DAMAGE: [(&str, &str, &str); 13] = [
    ("foreign-key", "UPDATE grading SET rubric = 'gone' WHERE number = 3", "2 rows of the table grading refer to a row of rubric"),
    ("unknown-object", "CREATE TRIGGER quiet AFTER INSERT ON answer BEGIN DELETE FROM answer WHERE id = new.id; END", "the trigger quiet is not of this program"),
    ("unknown-object", "CREATE TABLE notes (text TEXT)", "the table notes is not of this program"),
    ("other-object", "DROP INDEX answer_grading", "the index answer_grading is missing"),
    ("rubric-text", "UPDATE rubric SET source = replace(source, 'Drift', 'Shift')", "the text of the rubric oversight, version"),
    ("plan-text", "UPDATE plan SET source = source || ' '", "the text of the plan monthly-oversights was changed"),
    (
        "answer-after-finish",
        "INSERT INTO answer (grading, at, what, criterion, value) SELECT id, started_at, 'grade', 'drift', 'good' FROM grading
         WHERE number = 3 AND part = 'first'",
        "case 3 of s: its first grading has answers from after it was finished",
    ),
    (
        "answer-after-finish",
        "INSERT INTO answer_beside (grading, at, what, value) SELECT id, started_at, 'overall', 'inadequate' FROM grading_beside",
        "case 1 of s: its moderation grading has answers from after it was finished",
    ),
    ("finish-mark", "UPDATE grading SET finished_at = NULL WHERE number = 3 AND part = 'second'", "case 3 of s: what marks its second grading"),
    ("reserve", "UPDATE sample_case SET replaced = NULL WHERE replaced IS NOT NULL", "case 4 of s: a replaced case and its reserve"),
    ("reserve", "UPDATE sample_case SET replaces = 3 WHERE replaces = 4", "case 3 of s: a replaced case and its reserve"),
    ("reserve", "UPDATE sample_case SET origin = 'drawn' WHERE origin = 'reserve'", "case 5 of s: a replaced case and its reserve"),
    ("time-back", "", "after a line that says 2026-11-02T09:30:00"),
];

#[test]
fn each_thing_that_cannot_be_so_is_named_and_the_exit_code_says_so() {
    for (fault, statement, words) in DAMAGE {
        let mut room = room();
        if statement.is_empty() {
            room.now -= chrono::TimeDelta::days(400);
            room.run("person add 'Una Low' --role auditor").ok();
            room.now += chrono::TimeDelta::days(400);
        } else {
            let register = Connection::open(room.path("register.dipsample")).unwrap();
            register.pragma_update(None, "foreign_keys", false).unwrap();
            register.execute_batch(statement).unwrap();
        }
        let (code, found) = faults(&room);
        assert!(found.iter().any(|one| one["fault"] == fault), "{fault}: {found:?}");
        // A clock that was wrong is told, and is no fault of the register.
        assert_eq!(code, u8::from(fault != "time-back"), "{fault}");
        room.run("register check").must_say(&[words]);
    }
}
