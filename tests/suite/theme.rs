//! Themes of the council's own: added once, offered beside the rubric's own, counted with the others.

use crate::room::Room;
use serde_json::{Value, json};

fn room() -> Room {
    let room = Room::staffed();
    room.import(
        "a.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nN1,K1,01/10/2026,Zoe Quill,North,Text\n",
    )
    .ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name oct --auditors 'Tom Adeyemi'").ok();
    room
}

const ADD: &str = "theme add sibling-contact-lapsed --label 'Contact with siblings lapsed' --bearing concern --family 'Contact and identity'";

#[test]
fn a_councils_own_theme_is_offered_graded_and_counted() {
    let room = room();
    room.run(&format!("{ADD} --rubric oversight --criterion impact")).ok();
    let own: Vec<Value> = room.json("theme list --rubric oversight")["themes"].as_array().unwrap().clone();
    let own: Vec<&Value> = own.iter().filter(|theme| theme["own"] == json!(true)).collect();
    assert_eq!(own.len(), 1);
    assert_eq!((&own[0]["theme"], &own[0]["kind"]), (&json!("sibling-contact-lapsed"), &json!("concern")));
    let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}=good"))
        .join(" ");
    room.run_as("Tom Adeyemi", &format!("grade oct 1 {set} --theme impact=sibling-contact-lapsed --finish")).ok();
    let themes = room.json("findings oct")["themes"].clone();
    assert_eq!(
        (&themes[0]["theme"], &themes[0]["family"]),
        (&json!("sibling-contact-lapsed"), &json!("Contact and identity"))
    );
    // A sample of another rubric does not offer it.
    assert!(!room.run("theme list --rubric voice").ok().says("sibling-contact-lapsed"));
    room.run("register check").ok();
}

#[test]
fn a_theme_is_added_once_and_never_changed() {
    let room = room();
    room.run(ADD).ok();
    let before = room.register();
    for (command, words) in [
        (ADD, "there is a theme 'sibling-contact-lapsed' already"),
        ("theme add drift-not-addressed --label X --bearing concern --family F", "already"),
        ("theme add other --label 'Contact with siblings lapsed' --bearing strength --family F", "already"),
        ("theme add 'Not An Id' --label X --bearing concern --family F", "lower-case words"),
        ("theme add other --label X --bearing both --family F", "strength or concern"),
        (
            "theme add other --label X --bearing concern --family F --rubric oversight --criterion drfit",
            "Did you mean 'drift'",
        ),
    ] {
        room.run(command).refused().must_say(&[words]);
        assert_eq!(before, room.register(), "{command}");
    }
    assert!(Room::empty().run("theme list").ok().says("drift-not-addressed"));
}
