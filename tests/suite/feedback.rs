//! Feedback: everybody whose work it was gets their own settled cases, and can reply.

use crate::room::Room;
use calamine::{Reader, Xlsx, open_workbook};

/// Four oversights, two by Zoe Quill and two by Amy Ford, of which one of Amy's is not graded.
fn room() -> Room {
    let room = Room::staffed();
    room.run("person add 'Zoe Quill' --role iro --also 'Quill, Zoe'").ok();
    room.run("person add 'Amy Ford' --role iro").ok();
    let row = |n: u32, iro: &str| format!("N{n},K{n},0{n}/10/2026,\"{iro}\",North,Text {n}\n");
    let rows = row(1, "Quill, Zoe") + &row(2, "Zoe Quill") + &row(3, "Amy Ford") + &row(4, "Amy Ford");
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 4 --name oct --auditors 'Tom Adeyemi'").ok();
    let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}=good"))
        .join(" ");
    for record in ["N1", "N2", "N3"] {
        room.run_as(
            "Tom Adeyemi",
            &format!("grade oct {record} {set} --finding 'strength:purpose==Opens with why, in {}' --finding 'concern:drift=The date of {} passed' --finish", "the record", "May"),
        )
        .ok();
    }
    room
}

fn cells(room: &Room, name: &str) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook(room.path(name)).unwrap();
    let sheet = book.worksheet_range("Feedback").unwrap();
    sheet.used_cells().map(|(_, _, cell)| cell.to_string()).collect()
}

#[test]
fn everybody_gets_their_own_settled_cases_and_no_others() {
    let room = room();
    insta::assert_snapshot!(room.run("feedback oct --to out").ok().all(), @r"
    oct feedback Amy Ford.xlsx: 1 settled, 1 not settled yet
    oct feedback Zoe Quill.xlsx: 2 settled
    Each file names children's records: send it only to the person whose work it is.
    ");
    let zoe = cells(&room, "out/oct feedback Zoe Quill.xlsx");
    let says = |cells: &[String], words: &str| cells.iter().any(|cell| cell.contains(words));
    assert!(says(&zoe, "Record N1, child K1, 01/10/2026: Good") && says(&zoe, "Record N2"));
    assert!(!says(&zoe, "N3") && !says(&zoe, "Amy") && !says(&zoe, "Tom"));
    assert!(says(&zoe, "=Opens with why") && says(&zoe, "names children's records"));
    let strong = zoe.iter().position(|cell| cell == "What was done well").unwrap();
    assert!(strong < zoe.iter().position(|cell| cell == "What needs to be better").unwrap());
    let amy = cells(&room, "out/oct feedback Amy Ford.xlsx");
    assert!(says(&amy, "1 more of your cases") && !says(&amy, "N4"));
    room.run("feedback oct --to named --name-auditors").ok();
    assert!(says(&cells(&room, "named/oct feedback Zoe Quill.xlsx"), "graded by Tom Adeyemi"));
    room.run("feedback oct --to one --person 'Amy Ford'").ok();
    assert!(
        !room.path("one/oct feedback Zoe Quill.xlsx").exists() && room.path("one/oct feedback Amy Ford.xlsx").exists()
    );
}

#[test]
fn a_reply_is_kept_and_stands_in_later_feedback() {
    let room = room();
    room.run_as("Zoe Quill", "feedback reply oct N1 --text 'It was filed on 3 May'")
        .ok()
        .must_say(&["dipsample moderate oct"]);
    room.run("feedback oct --to out").ok();
    assert!(cells(&room, "out/oct feedback Zoe Quill.xlsx").iter().any(|cell| cell == "It was filed on 3 May"));
    room.run_as("Amy Ford", "feedback reply oct N1 --text No").refused().must_say(&["is not the work of Amy Ford"]);
    room.run_as("Amy Ford", "feedback reply oct N4 --text No").refused().must_say(&["not settled yet"]);
    room.run_as("Zoe Quill", "feedback reply oct N1 --text ' '").refused().must_say(&["says nothing"]);
    room.run("register check").ok();
}

#[test]
fn an_auditor_is_given_where_moderation_differs_from_them_and_nothing_of_another() {
    let room = Room::staffed();
    room.run("person add 'Zoe Quill' --role iro").ok();
    let rows: String = (1..=3).map(|n| format!("N{n},K{n},0{n}/10/2026,Zoe Quill,North,Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run(
        "draw --kind oversight --period 2026-10 --size 3 --name oct --auditors 'Tom Adeyemi,Wei Chen' --double 100%",
    )
    .ok();
    let rest = ["purpose", "impact", "analysis", "timescales", "care-plan-view"].map(|one| format!("--set {one}=good"));
    let grade = |person: &str, record: &str, drift: &str| {
        let words = format!(
            "--set drift={drift} --finding 'drift=Words of {person}' --overall {drift} --reason 'Why of {person}'"
        );
        let set = rest.join(" ");
        let flags = if drift == "good" { words.replace("--reason", "--note drift=x --reason") } else { words };
        let flags = if drift == "good" { flags.split(" --overall").next().unwrap().to_owned() } else { flags };
        room.run_as(person, &format!("grade oct {record} {set} {flags} --finish")).ok();
    };
    for record in ["N1", "N2", "N3"] {
        grade("Tom Adeyemi", record, "good");
        grade("Wei Chen", record, "inadequate");
    }
    room.run("feedback oct --to out --for auditor").refused().must_say(&["once a case has been moderated"]);
    room.run("person add 'Mo Reed' --role principal").ok();
    let settle = "--grade inadequate --set drift=inadequate --reason 'The plan was late'";
    room.run_as("Mo Reed", &format!("moderate oct N1 {settle}")).ok();
    room.run_as("Mo Reed", "feedback oct --to out --for auditor").ok().must_say(&[
        "oct feedback auditor Tom Adeyemi.xlsx: 1 differ, 0 left as graded",
        "oct feedback auditor Wei Chen.xlsx: 0 differ, 1 left as graded",
    ]);
    let read = |name: &str| {
        let mut book: Xlsx<_> = open_workbook(room.path(name)).unwrap();
        let sheet = book.worksheet_range("Moderation").unwrap();
        sheet.used_cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>().join("\n")
    };
    let tom = read("out/oct feedback auditor Tom Adeyemi.xlsx");
    for words in ["Record N1, child K1", "Why it was agreed: The plan was late", "Drift and delay", "Overall"] {
        assert!(tom.contains(words), "no '{words}' in:\n{tom}");
    }
    for words in ["N2", "N3", "Why of Wei Chen"] {
        assert!(!tom.contains(words), "'{words}' in:\n{tom}");
    }
    room.run_as("Tom Adeyemi", "feedback oct --to own --for auditor").ok();
    assert!(room.path("own/oct feedback auditor Tom Adeyemi.xlsx").exists());
    assert!(!room.path("own/oct feedback auditor Wei Chen.xlsx").exists());
}
