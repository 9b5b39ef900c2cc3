//! A principal who works alone: she manages the IROs, draws the standing sample, grades every case and is done.

use calamine::{Reader, Xlsx, open_workbook};

use crate::room::Room;

const DRAW: &str = "draw monthly-oversights --period 2026-10 --name s";

/// A principal, her manager, four IROs whom she manages, and 24 oversights of theirs.
fn room(others: &[&str]) -> Room {
    let mut room = Room::new();
    room.login = Some("rhian".to_owned());
    room.run("person add 'Piotr Wren' --role manager").ok();
    room.run("person add 'Rhian Gable' --role principal --login rhian --manager 'Piotr Wren'").ok();
    let iros = ["Ann Bell", "Bo Reed", "Cy Vale", "Di Fern"];
    for iro in iros {
        room.run(&format!("person add '{iro}' --role iro --manager 'Rhian Gable'")).ok();
    }
    for other in others {
        room.run(&format!("person add '{other}' --role auditor")).ok();
    }
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Text\n".to_owned();
    for number in 0..24 {
        text += &format!("N{number:03},C{number:02},{:02}/10/2026,{},a note\n", 1 + number, iros[number % 4]);
    }
    room.import("o.csv", &text).ok();
    room
}

fn grade_all(room: &Room) {
    let questions = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"];
    let set: String = questions.iter().map(|question| format!("--set {question}=good ")).collect();
    for case in 1..=20 {
        room.run(&format!("grade s {case} {set}--overall good --finish")).ok();
    }
}

/// Everything on a sheet of the workbook.
fn sheet(room: &Room, name: &str) -> String {
    room.run("export f.xlsx s").ok();
    let mut book: Xlsx<_> = open_workbook(room.path("f.xlsx")).unwrap();
    let cells = book.worksheet_range(name).unwrap();
    cells.rows().flatten().map(|cell| format!("{cell}\n")).collect()
}

#[test]
fn second_gradings_are_left_out_and_the_month_comes_to_its_end() {
    for draw in [DRAW.to_owned(), format!("{DRAW} --auditors 'Rhian Gable'")] {
        let room = room(&[]);
        room.run(&draw).ok().must_say(&["25% of the cases graded by a second person", "Nobody else", "left out"]);
        let sample = room.json("sample show s");
        assert!(sample["cases"].as_array().unwrap().iter().all(|case| case["second_auditor"].is_null()));
        room.run("sample show s").ok().must_say(&["one person grades alone"]);
        grade_all(&room);
        room.run("status").ok().must_say(&["Every case of s is settled: read its findings, then close it"]);
        assert_eq!(room.json("findings s")["basis"]["provisional"], false);
        let method = sheet(&room, "Method");
        for told in [
            "25% of the cases graded by a second person",
            "By 1 person. No case was drawn to be graded by a second person.",
            "20 cases were graded by someone who manages",
        ] {
            assert!(method.contains(told), "{told}: {method}");
        }
    }
}

#[test]
fn her_line_is_no_bar_and_is_stated() {
    let room = room(&[]);
    let drawn = room.run(&format!("{DRAW} --auditors 'Rhian Gable'")).ok();
    drawn.must_say(&["Rhian Gable manages the people whose work 20 of these cases are"]);
    room.run("draw --kind oversight --period 2026-10 --size 4 --name t").ok();
    room.run("sample assign t --auditors 'Rhian Gable'").ok().must_say(&["whose work 4 of these cases are"]);
}

#[test]
fn where_somebody_else_grades_both_rules_hold() {
    let room = room(&["Tom Adeyemi", "Wei Chen"]);
    let before = room.register();
    room.run(&format!("{DRAW} --auditors 'Rhian Gable'")).refused().must_say(&["name at least two auditors"]);
    room.run("draw --kind oversight --period 2026-10 --size 4 --name t --auditors 'Rhian Gable'")
        .refused()
        .must_say(&["Rhian Gable is in the line of"]);
    assert_eq!(room.register(), before);
    room.run(&format!("{DRAW} --auditors 'Tom Adeyemi,Wei Chen'")).ok();
    let twice = room.json("sample show s")["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["second_auditor"].is_string())
        .count();
    assert_eq!(twice, 5);
}

#[test]
fn what_was_typed_is_not_left_out() {
    let room = room(&[]);
    let draw = format!("{DRAW} --double 25% --auditors 'Rhian Gable'");
    room.run(&draw).refused().must_say(&["two different people must grade a case twice"]);
}

#[test]
fn nothing_waits_is_never_said_while_second_gradings_are_out() {
    let room = room(&[]);
    room.run(&format!("{DRAW} --double 25%")).ok();
    grade_all(&room);
    let status = room.run("status").ok();
    assert!(!status.says("Nothing waits"), "{}", status.out);
    status.must_say(&["It stays open until every case is settled", "dipsample sample show s"]);
}
