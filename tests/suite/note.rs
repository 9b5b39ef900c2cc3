//! Disputes and notes of good practice raised from cases, and the file that the case system takes.

use crate::room::{Room, each};

/// Four graded oversights of one IRO, drawn as `oct`.
fn graded() -> Room {
    let room = Room::staffed();
    room.run("person add 'Ann Bell' --also 'Bell, Ann' --role iro").ok();
    room.import(
        "a.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team,Note\n\
         O1,K1,03/10/2026,\"Bell, Ann\",North,Text\nO2,K2,04/10/2026,Ann Bell,North,Text\nO3,K3,05/10/2026,Ann Bell,North,Text\n\
         O4,K4,06/10/2026,Ann Bell,North,Text\n",
    )
    .ok();
    room.run("draw --kind oversight --period 2026-10 --size 4 --name oct --seed 20263847561029384756").ok();
    for case in 1..=3 {
        let sets = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
            .map(|criterion| format!("--set {criterion}=good"))
            .join(" ");
        room.run_as("Tom Adeyemi", &format!("grade oct {case} {sets} --finish")).ok();
    }
    room
}

#[test]
fn what_is_raised_is_kept_listed_and_read_again_as_disputes() {
    let room = graded();
    let first =
        room.json("note add oct 1 --kind dispute --stage formal --type Drift --text '=1+1 the plan, \"lapsed\"'");
    assert_eq!((first["id"].as_i64(), first["stage"].as_str()), (Some(1), Some("formal")));
    room.run("note add oct 2 --kind good-practice --text 'Her words changed the plan'").ok();
    let list = room.json("note list");
    assert_eq!(each(&list["notes"], "kind"), ["dispute", "good-practice"]);
    assert_eq!(each(&list["notes"], "by"), ["Priya Nair"; 2]);
    room.run("note export raised.csv").ok().must_say(&["wrote 2", "names children"]);
    let file = std::fs::read_to_string(room.path("raised.csv")).unwrap();
    assert!(file.starts_with("\u{feff}reference,child,date,iro,team,stage,type,text,about\r\nnote-1,"), "{file}");
    assert!(file.contains(",2026-11-02,Ann Bell,North,formal,Drift,\"'=1+1 the plan, \"\"lapsed\"\"\","), "{file}");
    assert!(file.contains(",good-practice,,Her words changed the plan,"), "{file}");
    let answer = room.json("import raised.csv --kind dispute");
    assert_eq!((answer["files"][0]["kind"].as_str(), answer["files"][0]["added"].as_i64()), (Some("dispute"), Some(2)));
    assert!(answer["files"][0]["refused"].as_array().unwrap().is_empty(), "{answer}");
    assert_eq!(room.json("import raised.csv --kind dispute")["files"][0]["unchanged"], 2);
    let count = room.json("records --kind dispute --where \"stage = 'good-practice'\"");
    assert!(count.to_string().contains('1'), "{count}");
    room.run("register journal").ok().must_say(&["note add", "note export"]);
}

#[test]
fn what_cannot_be_raised_is_refused_with_what_to_do() {
    let room = graded();
    room.run("note list").ok().must_say(&["nothing has been raised yet"]);
    room.run("note export out.csv").refused().must_say(&["nothing to write", "note add"]);
    room.run("note add oct 4 --kind dispute --text 'Too early'").refused().must_say(&["not settled", "--urgent"]);
    room.run("note add oct 9 --kind dispute --text x").refused().must_say(&["no case '9'"]);
    room.run("note add oct 1 --kind dispute --text ' '").refused().must_say(&["says nothing"]);
    assert_eq!(room.run("note add oct 1 --kind praise --text x").code, 2);
    room.run("note add oct 1 --kind dispute --text 'Raised'").ok();
    room.run("note export out.xlsx").refused().must_say(&["must end in .csv"]);
    assert!(!room.path("out.csv").exists());
}
