//! The list of people: names that stand for one person each, and files laid over the list.

use crate::room::{Answer, Room};
use serde_json::{Value, json};

fn refused(room: &Room, command: &str) -> Answer {
    let before = room.register();
    let answer = room.run(command).refused();
    assert_eq!(room.register(), before, "{command} changed the register");
    answer
}

fn person(room: &Room, name: &str) -> Value {
    let list = room.json("person list")["people"].clone();
    list.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap_or(&Value::Null).clone()
}

#[test]
fn a_conflict_or_manager_whom_nobody_knows_is_refused_with_the_nearest_name() {
    let room = Room::staffed();
    insta::assert_snapshot!(refused(&room, "person add 'Tom Adeyemi' --conflict 'Pria Nair'").all(), @r#"
    'Pria Nair' is not on the list of people; nothing was changed.
      Did you mean 'Priya Nair'?
      To add them first: dipsample person add "Pria Nair"
    exit code 1
    "#);
    refused(&room, "person add 'Ann Bell' --manager 'Zara Quill'").must_say(&["'Zara Quill'", "dipsample person list"]);
    // Another spelling is understood, and kept as the name on the list.
    room.run("person add 'Tom Adeyemi' --conflict PNAIR 'priya nair' --manager 'wei chen'").ok();
    let tom = person(&room, "Tom Adeyemi");
    assert_eq!((&tom["conflicts"], &tom["manager"]), (&json!(["Priya Nair"]), &json!("Wei Chen")));
}

#[test]
fn a_file_changes_only_the_columns_that_it_has() {
    let room = Room::staffed();
    room.run("person add 'Tom Adeyemi' --login tadeyemi --also 'T Adeyemi' --fte 0.8 --conflict 'Wei Chen'").ok();
    room.write("p.csv", "name,team,role\nTom Adeyemi,North,auditor\nAnn Bell,South,iro\nWei Chen,,auditor\n");
    insta::assert_snapshot!(room.run("person import p.csv").ok().all(), @"p.csv: 1 person added, 1 changed, 1 unchanged, 0 refused.");
    let tom = person(&room, "Tom Adeyemi");
    let kept = ["login", "also", "fte", "conflicts", "team", "role"].map(|key| tom[key].clone());
    assert_eq!(json!(kept), json!(["tadeyemi", ["T Adeyemi"], 0.8, ["Wei Chen"], "North", "auditor"]));
    let again = room.json("person import p.csv");
    assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&json!(0), &json!(0), &json!(3)));
    // A column that is there and says nothing says that there is nothing.
    room.write("q.csv", "name,login\nTom Adeyemi,\n");
    room.run("person import q.csv").ok();
    assert_eq!(person(&room, "Tom Adeyemi")["login"], Value::Null);
}

#[test]
fn what_is_exported_comes_in_again_unchanged() {
    let room = Room::staffed();
    room.run(
        "person add 'Tom Adeyemi' --also 'T Adeyemi' --from 2025-02-01 --conflict 'Priya Nair' --manager 'Wei Chen'",
    )
    .ok();
    room.run("person export p.csv").ok();
    let told = room.json("person import p.csv");
    assert_eq!((&told["unchanged"], &told["changed"], &told["refused"]), (&json!(3), &json!(0), &json!([])));
}

#[test]
fn a_row_whose_spelling_stands_for_somebody_else_is_refused_and_the_rest_come_in() {
    let room = Room::staffed();
    room.write(
        "p.csv",
        "name,also,login\n\
         Ann Bell,A Bell,\n\
         Abe Bell,A. Bell; a bell,\n\
         Zoe Wren,,pnair\n\
         Carl Dow,Wei Chen,\n\
         Dee Ford,D Ford,dford\n",
    );
    insta::assert_snapshot!(room.run("person import p.csv").ok().all(), @r"
    p.csv: 1 person added, 0 changed, 0 unchanged, 4 refused.
      Refused: row 2, also: 'A Bell': it stands for Abe Bell as well; one spelling cannot stand for two people.
      Refused: row 3, also: 'a bell': it stands for Ann Bell as well; one spelling cannot stand for two people.
      Refused: row 4, login: 'pnair': it stands for Priya Nair as well; one spelling cannot stand for two people.
      Refused: row 5, also: 'Wei Chen': it stands for Wei Chen as well; one spelling cannot stand for two people.
    ");
    assert_eq!(person(&room, "Ann Bell"), Value::Null);
    assert_eq!(person(&room, "Dee Ford")["login"], "dford");
}

#[test]
fn a_file_may_name_those_whom_it_adds() {
    let room = Room::staffed();
    room.write(
        "p.csv",
        "name,also,manager,conflict\n\
         Ann Bell,,Joan Marsh,\"P Hall; Tom Adeyemi\"\n\
         Joan Marsh,,,\n\
         Pat Hall,P Hall,,\n\
         Carl Dow,,,Tom Ademi\n\
         Dee Ford,,Carl Dow,\n",
    );
    insta::assert_snapshot!(room.run("person import p.csv").ok().all(), @r"
    p.csv: 3 people added, 0 changed, 0 unchanged, 2 refused.
      Refused: row 5, conflict: 'Tom Ademi': expected a person who is on the list or in this file; the nearest is Tom Adeyemi.
      Refused: row 6, manager: 'Carl Dow': expected a person who is on the list or in this file.
    ");
    let ann = person(&room, "Ann Bell");
    assert_eq!((&ann["manager"], &ann["conflicts"]), (&json!("Joan Marsh"), &json!(["Pat Hall", "Tom Adeyemi"])));
    let again = room.json("person import p.csv");
    assert_eq!((&again["unchanged"], again["refused"].as_array().unwrap().len()), (&json!(3), 2));
}
