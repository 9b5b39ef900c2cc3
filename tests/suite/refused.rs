//! `import --refused`: the refused rows, to be mended and imported again.

use crate::room::Room;
use serde_json::json;

const OVERSIGHTS: &str = "Case note ID,Name,Person ID,Case note type,Date of event,Recorded by,Mother's name,Note\n";

fn text(room: &Room, name: &str) -> String {
    std::fs::read_to_string(room.path(name)).unwrap()
}

#[test]
fn refused_rows_are_written_as_they_were_without_names_and_come_in_once_mended() {
    let room = Room::staffed();
    room.write(
        "a.csv",
        &format!(
            "{OVERSIGHTS}1,Ann Child,C1,Visit,02/10/2026,A Patel,May Child,Fine\n\
             2,Bob Child,C2,Visit,31/02/2026,A Patel,May Child,\"Said \"\"no\"\", twice\nand left\"\n\
             3,Cat Child,C3,Visit,03/10/2026,A Patel,May Child,one\n\
             3,Cat Child,C3,Visit,03/10/2026,A Patel,May Child,other\n"
        ),
    );
    let answer = room.run("import a.csv --refused bad.csv").ok();
    answer.must_say(&[
        "3 refused rows are in bad.csv",
        "dipsample import bad.csv",
        "that file holds children's data",
        "Left out because they name or identify people: Name, Mother's name",
    ]);
    let written = text(&room, "bad.csv");
    assert!(!written.contains("Child"), "{written}");
    let mut reader = csv::Reader::from_reader(written.trim_start_matches('\u{feff}').as_bytes());
    let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        headings,
        [
            "refused: file",
            "refused: row",
            "refused: reason",
            "Case note ID",
            "Person ID",
            "Case note type",
            "Date of event",
            "Recorded by",
            "Note"
        ]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((&rows[0][0], &rows[0][1], &rows[0][3], &rows[0][6]), ("a.csv", "3", "2", "31/02/2026"));
    assert!(rows[0][2].contains("Date of event: the calendar has no such day"), "{}", &rows[0][2]);
    assert_eq!(&rows[0][8], "Said \"no\", twice\nand left");
    assert_eq!((rows.len(), &rows[1][1], &rows[2][1]), (3, "4", "5"));
    let journal = room.json("register journal");
    let line = journal["journal"].as_array().unwrap().last().unwrap();
    assert_eq!((&line["command"], &line["details"]["files"][0]["rows"]), (&json!("import --refused"), &json!(3)));
    room.write("bad.csv", &written.replace("31/02/2026", "28/02/2026"));
    let again = room.json("import bad.csv")["files"][0].clone();
    assert_eq!((&again["added"], &again["refused_rows"], &again["extra"]), (&json!(1), &json!(2), &json!([])));
    assert_eq!((&again["kind"], &again["left_out"]), (&json!("oversight"), &json!([])));
}

#[test]
fn refused_rows_are_never_written_unasked_in_a_dry_run_or_over_a_file() {
    let room = Room::staffed();
    let bad = format!("{OVERSIGHTS}1,Ann,C1,Visit,soon,A Patel,May,Fine\n");
    room.write("a.csv", &bad);
    let before = room.register();
    let dry = room.run("import a.csv --refused bad.csv --dry-run");
    assert_eq!(dry.code, 2, "{}", dry.all());
    room.write("kept.csv", "mine");
    room.run("import a.csv --refused kept.csv")
        .refused()
        .must_say(&["there is already a file kept.csv", "nothing was imported"]);
    assert_eq!((text(&room, "kept.csv"), room.register()), ("mine".to_owned(), before));
    room.run("import a.csv").ok();
    assert!(!room.path("bad.csv").exists());
    room.write("good.csv", &bad.replace("soon", "02/10/2026"));
    room.run("import good.csv --refused none.csv").ok().must_say(&["No row was refused, so none.csv was not written"]);
    assert!(!room.path("none.csv").exists());
}

#[test]
fn tables_with_different_headings_have_a_file_each() {
    let room = Room::staffed();
    room.write("a.csv", &format!("{OVERSIGHTS}1,Ann,C1,Visit,soon,A Patel,May,Fine\n"));
    room.write("b.csv", &format!("{OVERSIGHTS}2,Bob,C2,Visit,later,A Patel,May,Fine\n"));
    room.write("r.csv", "Review ID,Person ID,Date held,Participation code\n1,C1,02/10/2026,PN9\n");
    room.run("import a.csv b.csv r.csv --refused bad.csv")
        .ok()
        .must_say(&["2 refused rows are in bad.csv", "1 refused row is in bad-2.csv"]);
    assert!(text(&room, "bad.csv").contains("b.csv") && text(&room, "bad-2.csv").contains("PN9"));
    room.write("bad-2.csv", &text(&room, "bad-2.csv").replace("PN9", "PN1"));
    assert_eq!(room.json("import bad-2.csv")["files"][0]["added"], 1);
}
