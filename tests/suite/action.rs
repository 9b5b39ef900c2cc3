//! Actions: from what is to be done to whether it worked, and where they show.

use crate::room::Room;
use serde_json::{Value, json};

/// Three oversights of October drawn as `oct`, and three more of November.
fn room() -> Room {
    let room = Room::staffed();
    let rows: String = (1..=3).map(|n| format!("N{n},K{n},0{n}/10/2026,Zoe Quill,North,Text {n}\n")).collect();
    let later: String = (4..=6).map(|n| format!("N{n},K{n},0{}/11/2026,Zoe Quill,North,Text {n}\n", n - 3)).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}{later}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 3 --name oct --seed 20263847561029384756").ok();
    room
}

fn actions(room: &Room, flags: &str) -> Vec<Value> {
    room.json(&format!("action list {flags}"))["actions"].as_array().unwrap().clone()
}

#[test]
fn an_action_goes_from_open_to_done_to_checked() {
    let room = room();
    insta::assert_snapshot!(
        room.run("action add --sample oct --case 2 --what 'Raise the lapsed plan' --owner pnair --due 2026-11-20 --effect 'A plan'").ok().all(),
        @"Action 1: Raise the lapsed plan. Priya Nair does it by 20/11/2026."
    );
    room.run("action add --theme drift-not-addressed --what 'Workshop' --owner 'Head of Service' --due 2026-10-30")
        .ok()
        .must_say(&["Head of Service is not on the list of people", "counts as overdue"]);
    let all = actions(&room, "");
    assert_eq!(all.len(), 2);
    for (key, expected) in [
        ("id", json!(1)),
        ("what", json!("Raise the lapsed plan")),
        ("owner", json!("Priya Nair")),
        ("due", json!("2026-11-20")),
        ("state", json!("open")),
        ("check_due", Value::Null),
        ("sample", json!("oct")),
        ("case", json!(2)),
        ("theme", Value::Null),
    ] {
        assert_eq!(all[0][key], expected, "{key}");
    }
    assert_eq!(actions(&room, "--overdue").iter().map(|one| one["id"].clone()).collect::<Vec<_>>(), [json!(2)]);
    insta::assert_snapshot!(room.run("action done 1 --evidence 'Dispute 77 raised'").ok().all(), @r#"
    Action 1 is done. Check by 02/02/2027 whether it worked: dipsample action check 1 --worked yes|partly|no --evidence "..."
    To look at some records made since: dipsample action check 1 --reaudit 10
    "#);
    assert_eq!(actions(&room, "")[0]["check_due"], json!("2027-02-02"));
    room.run("action check 1 --worked PARTLY --evidence 'Plan written, not shared'").ok().must_say(&["worked in part"]);
    room.run("action check 1 --worked yes --evidence 'Shared now'").ok().must_say(&["It is closed"]);
    let one = actions(&room, "")[0].clone();
    assert_eq!((&one["state"], one["events"].as_array().unwrap().len()), (&json!("worked"), 3));
    room.run("register check").ok();
}

#[test]
fn what_does_not_follow_is_refused_and_changes_nothing() {
    let room = room();
    room.run("action add --sample oct --what 'A' --owner pnair --due 2026-11-20").ok();
    let before = room.register();
    for (command, words) in [
        ("action check 1 --worked yes --evidence x", "still open"),
        ("action done 9 --evidence x", "there is no action 9"),
        ("action done 1 --evidence ' '", "says nothing"),
        ("action check 1 --reaudit 2", "still open"),
        ("action add --theme drift-not-adressed --what A --owner B --due 2026-11-20", "drift-not-addressed"),
        ("action add --sample nov --what A --owner B --due 2026-11-20", "there is no sample 'nov'"),
        ("action add --sample oct --case 9 --what A --owner B --due 2026-11-20", "there is no case '9'"),
        ("action add --sample oct --what A --owner B --due 20/11/26", "is not a date"),
    ] {
        room.run(command).refused().must_say(&[words]);
        assert_eq!(room.register(), before, "{command}");
    }
    room.run("action done 1 --evidence x").ok();
    room.run("action done 1 --evidence x").refused().must_say(&["was done before"]);
    room.run("action check 1 --worked maybe --evidence x").refused().must_say(&["yes, partly or no"]);
}

#[test]
fn what_is_due_stands_in_status_and_what_is_late_stands_first() {
    let room = room();
    room.run("action add --sample oct --what 'Far off' --owner pnair --due 2027-03-01").ok();
    room.run("action add --sample oct --what 'Late' --owner pnair --due 2026-10-30").ok();
    room.run("action add --sample oct --what 'Soon' --owner pnair --due 2026-11-10").ok();
    let waiting = room.json("status")["waiting"].as_array().unwrap().clone();
    let due: Vec<(&Value, &Value)> =
        waiting.iter().filter(|one| one["what"] == "action").map(|one| (&one["due"], &one["overdue"])).collect();
    assert_eq!(due, [(&json!("2026-10-30"), &json!(true)), (&json!("2026-11-10"), &json!(false))]);
    assert_eq!(waiting[0]["what"], "action");
    assert_eq!(waiting[0]["command"], "dipsample action done 2 --evidence \"...\"");
}

#[test]
fn an_action_stands_with_the_findings_under_pseudonyms() {
    let room = room();
    room.run("action add --sample oct --case 1 --what 'See record N1 again' --owner pnair --due 2026-10-30").ok();
    let findings = room.json("findings oct");
    assert!(findings["actions"][0]["what"].as_str().unwrap().starts_with("See record R-"), "{findings}");
    assert_eq!(findings["sentences"]["actions"], "1 action open; 1 overdue.");
    room.run("export oct.xlsx oct").ok();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(room.path("oct.xlsx")).unwrap();
    for (name, late) in [("Actions", "OVERDUE, "), ("Summary", "OVERDUE. By 30/10/2026: See record R-")] {
        let sheet = calamine::Reader::worksheet_range(&mut book, name).unwrap();
        let cells: Vec<String> = sheet.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
        assert!(cells.iter().any(|cell| cell.starts_with(late)), "{cells:?}");
        assert!(!cells.iter().any(|cell| cell.contains("N1") || cell.contains("Priya")), "{cells:?}");
    }
}

#[test]
fn a_re_audit_draws_records_made_since_the_action_was_done() {
    let room = room();
    room.run("action add --sample oct --what A --owner pnair --due 2026-11-20").ok();
    room.run("action done 1 --evidence x").ok();
    let mut room = room;
    room.now = room.now.checked_add_days(chrono::Days::new(1)).unwrap();
    room.run("action check 1 --reaudit 2")
        .ok()
        .must_say(&["draw --kind oversight --period 2026-11-02..2026-11-03", "reaudit-1"]);
    let drawn = room.json("sample show reaudit-1");
    assert_eq!(drawn["cases"].as_array().unwrap().len(), 2);
    // The condition, the words and the rubric are those of the sample that the action came from.
    let from = "draw --kind oversight --period 2026-10 --size 2 --name themed --where \"team = 'North'\" --words Text --rubric voice";
    room.run(from).ok();
    room.run("action add --sample themed --what B --owner pnair --due 2026-11-20").ok();
    room.run("action done 2 --evidence x").ok();
    room.now = room.now.checked_add_days(chrono::Days::new(3)).unwrap();
    room.run("action check 2 --reaudit 1").ok();
    let manifest = room.json("sample manifest reaudit-2");
    assert_eq!((&manifest["where"], &manifest["words"]), (&json!("team = 'North'"), &json!("Text")));
    room.run_as("Tom Adeyemi", "grade reaudit-2 1 --set purpose=good").refused().must_say(&["rubric show voice"]);
    // Nothing is left to draw: the action stays as it is, and it is said.
    room.run("action check 1 --reaudit 20").refused();
}
