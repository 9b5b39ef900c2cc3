//! An urgent concern by flags: it is kept whoever says it and whatever becomes of the rest of the command.

use serde_json::json;

use crate::room::Room;

/// Four oversights drawn as `oct`, with Tom Adeyemi and Wei Chen.
fn drawn() -> Room {
    let room = Room::staffed();
    let rows: String = (1..=4).map(|n| format!("N{n},K{n},0{n}/10/2026,Ann Bell,North,Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 4 --name oct --seed 20263847561029384756 --auditors 'Tom Adeyemi'").ok();
    room
}

/// The urgent concerns that wait, as `status` gives them.
fn open(room: &Room) -> u64 {
    let waiting = room.json("status")["waiting"].clone();
    let urgent = waiting.as_array().unwrap().iter().filter(|one| one["what"] == "urgent");
    urgent.map(|one| one["count"].as_u64().unwrap()).sum()
}

#[test]
fn it_is_kept_from_somebody_who_is_not_on_the_list() {
    let room = drawn();
    room.run_as("Zara Quill", "grade oct 1 --urgent 'Seen with bruises'").ok().must_say(&["is kept", "tells nobody"]);
    assert_eq!(open(&room), 1);
    let action = room.json("action list")["actions"][0].clone();
    assert_eq!((&action["owner"], &action["due"]), (&json!("Zara Quill"), &json!("2026-11-03")));
    room.run_as("Una Frost", "grade oct 1 --urgent-answered 'A Bell rung at 10'").ok();
    assert_eq!(open(&room), 0);
    room.run("register check").ok();
}

#[test]
fn a_closed_or_withdrawn_sample_takes_it_too() {
    let room = drawn();
    for (command, case) in [("sample close oct --anyway", 1), ("sample withdraw oct --reason 'A wrong period'", 2)] {
        room.run(command).ok();
        let told =
            room.run_as("Tom Adeyemi", &format!("grade oct {case} --urgent 'Not seen since June' --json")).json();
        assert_eq!((&told["case"], &told["urgent"]), (&json!(case), &json!("Not seen since June")));
    }
    assert_eq!(open(&room), 2);
    room.run_as("Tom Adeyemi", "grade oct 1 --set purpose=good").refused();
    room.run_as("Tom Adeyemi", "grade oct 1 --urgent-answered 'A Bell rung at 10'").ok();
    assert_eq!(open(&room), 1);
}

#[test]
fn it_is_kept_whatever_becomes_of_the_other_flags() {
    let room = drawn();
    let faults = [
        ("Tom Adeyemi", "grade oct 1 --set purpose=splendid", "splendid"),
        ("Tom Adeyemi", "grade oct 1 --finish", "purpose"),
        ("Wei Chen", "grade oct 1 --set purpose=good", "Wei Chen"),
        ("Zara Quill", "grade oct 1 --set purpose=good", "not on the list"),
        ("Tom Adeyemi", "grade oct 1 --as self --set purpose=good", "not the work of"),
    ];
    for (number, (person, command, words)) in (1..).zip(faults) {
        let answer = room.run_as(person, &format!("{command} --urgent 'Seen with bruises'")).refused();
        answer.must_say(&[words, "Urgent concern on case 1 of oct is kept."]);
        assert_eq!(open(&room), number, "{command}");
    }
    let told = room
        .run_as(
            "Tom Adeyemi",
            "grade oct 2 --set purpose=good --urgent 'One' --urgent 'Two' --urgent-answered 'Both told' --json",
        )
        .json();
    assert_eq!((&told["unanswered"][0], &told["urgent_answered"]), (&json!("drift"), &json!("Both told")));
    assert_eq!(open(&room), 5);
    assert_eq!(room.run_as("Tom Adeyemi", "grade oct --urgent 'No case is named'").code, 2);
    assert_eq!(room.run_as("Tom Adeyemi", "grade --practice oversight --urgent x").code, 2);
}

#[test]
fn it_is_first_of_all_that_waits_and_a_late_action_second_whoever_looks() {
    let room = drawn();
    room.run("sample assign oct --auditors 'Tom Adeyemi' --due 2026-10-01").ok();
    let action = "--what Workshop --owner 'Wei Chen' --due 2026-10-20";
    room.run(&format!("action add --theme drift-not-addressed {action}")).ok();
    room.run_as("Tom Adeyemi", "grade oct 3 --urgent 'Seen with bruises'").ok();
    for person in ["Priya Nair", "Tom Adeyemi", "Somebody Else"] {
        let status = room.run_as(person, "status --json").json();
        let waiting = status["waiting"].as_array().unwrap();
        let whats: Vec<&str> = waiting.iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(whats[0], "urgent", "{person}: {whats:?}");
        let late = whats.iter().position(|what| *what == "action").unwrap();
        let grade = whats.iter().position(|what| *what == "grade").unwrap();
        assert!(late < grade, "{person}: {whats:?}");
        let urgent: Vec<bool> = waiting.iter().map(|one| one["urgent"].as_bool().unwrap()).collect();
        assert_eq!(urgent.iter().filter(|urgent| **urgent).count(), 1);
        assert!(urgent[0] && waiting[0]["command"].as_str().unwrap().contains("grade oct 3 --urgent-answered"));
        let words = room.run_as(person, "status").ok();
        assert!(words.out.starts_with("URGENT: a child may be unsafe"), "{}", words.out);
        let coloured = room.run_as(person, "status --color always").ok();
        assert!(coloured.out.starts_with("\u{1b}[1;31mURGENT"), "{}", coloured.out);
    }
}
