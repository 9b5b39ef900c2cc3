//! `import --explain`: how a file is understood, and the mapping file that it writes.

use crate::room::Room;
use serde_json::{Value, json};

const ODD: &str = "Run on 02/11/2026\n\nNote no,Kid,Happened,Recorded by,Stage of it,Narratve,Colour\n\
                   1,C1,02/10/2026,A Patel,Step one,\"Her secret words, which nobody prints.\",blue\n\
                   2,C2,03/10/2026,A Patel,formal,Short,red\n";

#[test]
fn a_file_is_explained_column_by_column_and_a_mapping_file_brings_it_in() {
    let room = Room::staffed();
    room.write("odd.csv", ODD);
    let before = room.register();
    let answer = room.run("import --explain odd.csv --kind dispute").ok();
    answer.must_say(&[
        "odd.columns.toml",
        "dipsample import odd.csv --columns odd.columns.toml",
        "day with slashes",
        "not recognised",
    ]);
    assert!(!answer.says("secret words"), "{}", answer.all());
    assert_eq!(room.register(), before);
    let written = std::fs::read_to_string(room.path("odd.columns.toml")).unwrap();
    for line in ["kind = \"dispute\"", "\"Kid\" = \"extra\"", "\"Colour\" = \"extra\""] {
        assert!(written.contains(line), "{line} is not in:\n{written}");
    }
    let mended = written
        .replace("\"Note no\" = \"extra\"", "\"Note no\" = \"reference\"")
        .replace("\"Kid\" = \"extra\"", "\"Kid\" = \"child\"")
        .replace("\"Happened\" = \"extra\"", "\"Happened\" = \"date\"")
        .replace("\"Recorded by\" = \"extra\"", "\"Recorded by\" = \"iro\"")
        .replace("\"Stage of it\" = \"extra\"", "\"Stage of it\" = \"stage\"")
        .replace("# heading_row", "heading_row");
    room.write("odd.columns.toml", &format!("{mended}\n[values.stage]\n\"Step one\" = \"informal\"\n"));
    let file = room.json("import odd.csv --columns odd.columns.toml")["files"][0].clone();
    assert_eq!((&file["added"], &file["refused_rows"]), (&json!(2), &json!(0)), "{file}");
    let informal =
        "draw --kind dispute --period 2026-10 --size 1 --where \"stage = 'informal' and iro = 'A Patel'\" --plan-only";
    assert_eq!(room.json(informal)["frame"], 1);
}

#[test]
fn it_needs_no_register_and_writes_over_nothing() {
    let room = Room::empty();
    room.write(
        "a.csv",
        "Case note ID,Person ID,Case note type,Date of event,Recorded by,Name,Note\n1,C1,Visit,02/10/2026,A,B,C\n",
    );
    let first = room.json("import --explain a.csv")["files"][0].clone();
    assert_eq!(
        (&first["kind"], &first["format"], &first["problem"]),
        (&json!("oversight"), &json!("csv"), &Value::Null)
    );
    assert!(first["why"].as_str().unwrap().contains("'Case note ID'"), "{first}");
    assert_eq!(first["mapping"], "a.columns.toml");
    let fields: Vec<&str> =
        first["columns"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["reference", "child", "type", "date", "iro", "left out: it names a child", "text"]);
    assert_eq!(room.json("import --explain a.csv")["files"][0]["mapping"], "a-2.columns.toml");
    assert_eq!(room.json("import --explain a.csv --to mine.toml")["files"][0]["mapping"], "mine.toml");
    assert_eq!(room.json("import --explain a.csv --dry-run")["files"][0]["mapping"], Value::Null);
    // As it is written, the mapping file changes nothing.
    room.run("init").ok();
    let (plain, mapped) =
        (room.json("import a.csv --dry-run"), room.json("import a.csv --columns a.columns.toml --dry-run"));
    assert_eq!(
        (&plain["files"][0]["columns"][0], &plain["files"][0]["added"]),
        (&mapped["files"][0]["columns"][0], &json!(1))
    );
    assert_eq!(mapped["files"][0]["added"], 1);
}

#[test]
fn two_readings_are_both_named() {
    let room = Room::staffed();
    room.write(
        "two.csv",
        "Person ID,Case note type,Date of event,Contact date,Author\nC1,Visit,02/10/2026,03/10/2026,A Patel\n",
    );
    room.run("import two.csv").refused().must_say(&["Date of event", "Contact date"]);
    room.run("import --explain two.csv")
        .ok()
        .must_say(&["It cannot come in as it is", "'Date of event' and 'Contact date'"]);
    room.write("kinds.csv", "reference,child,date,iro,team,type,text\n1,C1,2026-10-02,A,B,C,D\n");
    room.run("import kinds.csv").refused().must_say(&["oversights", "reviews", "disputes", "--kind"]);
}

#[test]
fn unknown_codes_are_listed_to_be_mapped() {
    let room = Room::empty();
    room.write(
        "r.csv",
        "Review ID,Person ID,Date held,Participation code,Care plan status\n1,C1,02/10/2026,Attended,Partly\n",
    );
    let columns = room.json("import --explain r.csv")["files"][0]["columns"].clone();
    assert_eq!(
        (&columns[3]["unknown_codes"], &columns[4]["unknown_codes"]),
        (&json!(["Attended"]), &json!(["Partly"]))
    );
    let written = std::fs::read_to_string(room.path("r.columns.toml")).unwrap();
    assert!(written.contains("# [values.participation]\n# \"Attended\" = \"\""), "{written}");
}
