//! Extracts into the register: what comes in, what is refused and why, and what a second import does.

use crate::room::{Room, each};
use serde_json::{Value, json};

const OVERSIGHTS: &str = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Team,Note\n";

/// Added, changed, unchanged, refused.
pub(crate) fn counts(file: &Value) -> (u64, u64, u64, u64) {
    let number = |key: &str| file[key].as_u64().unwrap();
    (number("added"), number("changed"), number("unchanged"), number("refused_rows"))
}

/// The references that a draw of all records of October 2026 sees, in order.
pub(crate) fn references(room: &Room, kind: &str, size: u64) -> Vec<String> {
    let drawn = room.json(&format!("draw --kind {kind} --period 2026-10 --size {size}"));
    let mut names: Vec<String> = each(&drawn["cases"], "record").into_iter().map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn each_kind_is_known_by_its_headings() {
    let room = Room::new();
    for (name, text, kind) in [
        ("a.csv", format!("{OVERSIGHTS}1,C1,IRO oversight,02/10/2026,A Patel,North,Text\n"), "oversight"),
        (
            "b.csv",
            "Review ID,Person ID,Review type,Date held,Participation code\n1,C1,first,02/10/2026,PN1\n".to_owned(),
            "review",
        ),
        ("c.csv", "Person ID,IRO,Stage,Date raised\nC1,A Patel,informal,02/10/2026\n".to_owned(), "dispute"),
        ("d.csv", "Person ID,Date of birth,Legal status\nC1,01/05/2014,C2\n".to_owned(), "child"),
    ] {
        let file = room.import_json(name, &text);
        assert_eq!((file["kind"].as_str(), counts(&file)), (Some(kind), (1, 0, 0, 0)), "{file}");
        assert_eq!(
            (&file["format"], &file["encoding"], &file["rows_read"]),
            (&json!("csv"), &json!("UTF-8"), &json!(1))
        );
    }
}

#[test]
fn an_import_says_what_it_did() {
    let room = Room::staffed();
    room.write(
        "october notes.csv",
        &format!(
            "{OVERSIGHTS}1,C1,IRO oversight,02/10/2026,Prya Nair,North,Text\n\
             2,C1,IRO oversight,31/02/2026,Prya Nair,North,Text\n"
        ),
    );
    let answer = room.run("import 'october notes.csv'").ok();
    insta::assert_snapshot!(answer.all(), @r#"
    The extract itself still holds names and notes, and lies in ROOM/october notes.csv: keep it safe, or delete it.
    october notes.csv: oversights (csv, UTF-8), 2 rows read: 1 added, 0 changed, 0 unchanged, 1 refused.
      Refused: row 3, Date of event: '31/02/2026': the calendar has no such day; expected a date such as 02/11/2026.
      Dated 02/10/2026 to 02/10/2026.
    1 name of an IRO is not on the list of people:
      Prya Nair    is it Priya Nair? Then: dipsample person add "Priya Nair" --also "Prya Nair"
    "#);
}

#[test]
fn a_second_import_changes_nothing_and_a_changed_row_is_a_new_version() {
    let room = Room::new();
    let text =
        format!("{OVERSIGHTS}1,C1,IRO oversight,02/10/2026,A Patel,North,Text\n2,C2,,03/10/2026,A Patel,,Text\n");
    assert_eq!(counts(&room.import_json("a.csv", &text)), (2, 0, 0, 0));
    assert_eq!(counts(&room.import_json("a.csv", &text)), (0, 0, 2, 0));
    assert_eq!(counts(&room.import_json("b.csv", &text.replace("C2,,", "C2,Visit,"))), (0, 1, 1, 0));
    let journal = room.json("register journal");
    let imports: Vec<Value> = journal["journal"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["command"] == "import")
        .map(|line| line["details"]["files"][0].clone())
        .collect();
    let told: Vec<(&str, u64, u64, u64)> = imports
        .iter()
        .map(|file| {
            let number = |key: &str| file[key].as_u64().unwrap();
            (file["file"].as_str().unwrap(), number("added"), number("changed"), number("unchanged"))
        })
        .collect();
    assert_eq!(told, [("a.csv", 2, 0, 0), ("a.csv", 0, 0, 2), ("b.csv", 0, 1, 1)]);
    // The checksum of what was read, by another program's account of the same bytes.
    let digest = dipsample::digest::sha256_hex(text.as_bytes());
    assert_eq!(imports[0]["sha256"], digest);
    assert_eq!(references(&room, "oversight", 2), ["1", "2"]);
}

#[test]
fn a_refused_row_is_told_by_row_column_value_and_expectation() {
    let room = Room::new();
    let file = room.import_json(
        "reviews.csv",
        "Review ID,Person ID,Review type,Date held,Participation code,Review number\n\
         1,C1,first,02/10/2026,PN1,1\n\
         2,C1,sixth,31/02/2026,PN9,-4\n\
         3,C1,second,02/10/26,PN1,2\n\
         4,C1,second,12/10/2026,PN2,2\n\
         NULL,C1,second,12/10/2026,PN2,2\n",
    );
    assert_eq!((counts(&file), &file["rows_read"]), ((2, 0, 0, 3), &json!(5)));
    let told: Vec<String> = file["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            let word = |key: &str| fault[key].as_str().unwrap().to_owned();
            format!("{} | {} | {} | {}", fault["row"], word("column"), word("value"), word("reason"))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    3 | Review type | sixth | expected one of first, second, subsequent or pathway
    3 | Date held | 31/02/2026 | the calendar has no such day; expected a date such as 02/11/2026
    3 | Participation code | PN9 | expected one of PN0, PN1, PN2, PN3, PN4, PN5, PN6 or PN7
    3 | Review number | -4 | expected a whole number, 0 or more, such as 3
    4 | Date held | 02/10/26 | expected a year of four digits; --century 20 reads the year 26 as 2026
    6 | Review ID | NULL | expected the record's own id
    ");
    assert_eq!(references(&room, "review", 2), ["1", "4"]);
}

#[test]
fn exactly_equal_rows_count_once() {
    let room = Room::new();
    let row = "1,C1,IRO oversight,02/10/2026,A Patel,North,Text\n";
    let file = room.import_json("a.csv", &format!("{OVERSIGHTS}{row}{row}{row}"));
    assert_eq!((counts(&file), &file["duplicates"], &file["rows_read"]), ((1, 0, 0, 0), &json!(2), &json!(3)));
    assert_eq!(references(&room, "oversight", 1), ["1"]);
}

#[test]
fn one_reference_with_two_contents_refuses_every_such_row_and_names_the_others() {
    let room = Room::new();
    let file = room.import_json(
        "a.csv",
        &format!(
            "{OVERSIGHTS}7,C1,IRO oversight,02/10/2026,A Patel,North,Text\n\
             8,C1,IRO oversight,02/10/2026,A Patel,North,Text\n\
             7,C1,IRO oversight,02/10/2026,A Patel,South,Text\n\
             7,C1,IRO oversight,02/10/2026,A Patel,West,Text\n"
        ),
    );
    assert_eq!(counts(&file), (1, 0, 0, 3));
    let rows: Vec<u64> =
        file["refused"].as_array().unwrap().iter().map(|fault| fault["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [2, 4, 5]);
    assert!(file["refused"][0]["reason"].as_str().unwrap().contains("row 4"), "{file}");
    assert!(file["refused"][1]["reason"].as_str().unwrap().contains("row 2"), "{file}");
    assert!(file["refused"].as_array().unwrap().iter().all(|fault| fault["value"] == "7"));
    assert_eq!(references(&room, "oversight", 1), ["8"]);
}

#[test]
fn a_conflict_in_a_later_file_leaves_the_record_as_it_was() {
    let room = Room::new();
    room.import("a.csv", &format!("{OVERSIGHTS}7,C1,IRO oversight,02/10/2026,A Patel,North,Text\n")).ok();
    for other in ["North", "East"] {
        let file = room.import_json(
            "b.csv",
            &format!(
                "{OVERSIGHTS}7,C1,IRO oversight,02/10/2026,A Patel,{other},Text\n\
                 7,C1,IRO oversight,02/10/2026,A Patel,South,Text\n"
            ),
        );
        assert_eq!(counts(&file), (0, 0, 0, 2));
    }
    let drawn = room.json("draw --kind oversight --period 2026-10 --size 1 --by team");
    assert_eq!(drawn["cases"][0]["stratum"], "North");
}

#[test]
fn placeholders_are_blank() {
    let room = Room::new();
    let file = room.import_json(
        "c.csv",
        "Person ID,Date of birth,Placements in last 12 months,Team,Permanence plan,Date started to be looked after\n\
         C1,1900-01-01,-1,NULL,N/A,01/02/2026\nC2,01/05/2014,3,#N/A,n/a,01/02/2026\nNULL,,,,,\n-1,,,x,,\n1900-01-01,,2,,,01/02/2026\n",
    );
    assert_eq!(counts(&file), (3, 0, 0, 2));
    let blank = room.json(
        "draw --kind child --period 2026-10 --size 2 --where 'team is null and permanence_plan is null' --plan-only",
    );
    assert_eq!(blank["frame"], 3);
    let blank = room.json("draw --kind child --period 2026-10 --size 1 --where 'born is null' --plan-only");
    assert_eq!(blank["frame"], 2);
}

#[test]
fn other_headings_are_mapped_by_a_file() {
    let room = Room::new();
    room.write("notes.csv", "Kid,When,Who,What\n42,02/10/2026,A Patel,Text\n");
    room.run("import notes.csv").refused().must_say(&["notes.csv", "--kind", "--columns"]);
    room.write(
        "map.toml",
        "kind = \"oversight\"\n[columns]\nKid = \"child\"\nWhen = \"date\"\nWho = \"iro\"\nWhat = \"text\"\n",
    );
    let file = room.json("import notes.csv --columns map.toml")["files"][0].clone();
    assert_eq!((counts(&file), &file["kind"]), ((1, 0, 0, 0), &json!("oversight")));
    room.write("wrong.toml", "kind = \"oversight\"\n[columns]\nKid = \"chidl\"\n");
    insta::assert_snapshot!(room.run("import notes.csv --columns wrong.toml").all(), @r#"
    wrong.toml: line 3, column 7: there is no field 'chidl'; oversights have reference, child, date, iro, team, recorded_on, type, worker, text.
      The line is: Kid = "chidl"
    exit code 1
    "#);
}

#[test]
fn a_dry_run_tells_the_same_and_changes_nothing() {
    let room = Room::new();
    room.write("a.csv", &format!("{OVERSIGHTS}1,C1,Visit,02/10/2026,A Patel,,Text\n2,C1,Visit,soon,A Patel,,Text\n"));
    let before = room.register();
    let rehearsed = room.json("import a.csv --dry-run");
    assert_eq!(room.register(), before);
    assert_eq!(rehearsed["dry_run"], true);
    room.run("import a.csv --dry-run").ok().must_say(&["A dry run: nothing was changed."]);
    assert_eq!(room.json("import a.csv")["files"], rehearsed["files"]);
}

#[test]
fn a_strict_import_with_a_bad_row_stores_nothing() {
    let room = Room::new();
    room.write("a.csv", &format!("{OVERSIGHTS}1,C1,Visit,02/10/2026,A Patel,,Text\n2,C1,Visit,soon,A Patel,,Text\n"));
    let before = room.register();
    let answer = room.run("import a.csv --strict").refused();
    answer.must_say(&["row 3", "'soon'", "nothing was imported (--strict)"]);
    assert_eq!(room.register(), before);
    room.write("b.csv", &format!("{OVERSIGHTS}1,C1,Visit,02/10/2026,A Patel,,Text\n"));
    room.run("import b.csv --strict").ok();
}

#[test]
fn one_bad_file_of_several_keeps_the_others_out_too() {
    let room = Room::new();
    room.write("a.csv", &format!("{OVERSIGHTS}1,C1,Visit,02/10/2026,A Patel,,Text\n"));
    room.write("b.csv", "");
    let before = room.register();
    room.run("import a.csv b.csv").refused().must_say(&["b.csv"]);
    assert_eq!(room.register(), before);
}

#[test]
fn a_file_that_cannot_know_a_field_leaves_it_as_it_was() {
    let room = Room::new();
    room.import("a.csv", &format!("{OVERSIGHTS}1,C1,Visit,02/10/2026,A Patel,North,Text\n")).ok();
    let file =
        room.import_json("b.csv", "Case note ID,Person ID,Case note type,Date of event\n1,C1,Phone call,02/10/2026\n");
    assert_eq!(counts(&file), (0, 1, 0, 0));
    let known = "draw --kind oversight --period 2026-10 --size 1 --plan-only --where";
    let frame =
        room.json(&format!("{known} \"type = 'Phone call' and team = 'North' and iro = 'A Patel' and text = 'Text'\""));
    assert_eq!(frame["frame"], 1);
    // A file that has the column and leaves it blank does know: it is blank.
    room.import("c.csv", "Case note ID,Person ID,Date of event,Team\n1,C1,02/10/2026,\n").ok();
    assert_eq!(room.json(&format!("{known} 'team is null'"))["frame"], 1);
}

#[test]
fn the_returns_files_of_reviews_and_children_come_in() {
    let room = Room::new();
    let reviews = room.import_json(
        "reviews.csv",
        "CHILD,DOB,REVIEW,REVIEW_CODE\n566910,08/12/2005,30/10/2026,PN3\n566910,08/12/2005,31/10/2026,PN9\n",
    );
    assert_eq!((reviews["format"].as_str(), counts(&reviews)), (Some("ssda903-reviews"), (1, 0, 0, 1)));
    assert_eq!(reviews["refused"][0]["value"], "PN9");
    let header = room.import_json(
        "header.csv",
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n566910,1,08/12/2005,WBRI,A123456789012,0,\n",
    );
    assert_eq!((header["format"].as_str(), counts(&header)), (Some("ssda903-header"), (1, 0, 0, 0)));
    assert_eq!(header["left_out"], json!(["UPN", "MC_DOB"]));
    assert_eq!(references(&room, "review", 1), ["566910/2026-10-30"]);
    let frame = room.json("draw --kind review --period 2026-10 --size 1 --where \"child.gender = 'male'\" --plan-only");
    assert_eq!(frame["frame"], 1);
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_shows_them() {
    let room = Room::new();
    let file = room.import_json(
        "a.csv",
        "Case note ID,Person ID,Date of event,Note\n\
         1,C1,02/10/2026,\"one\ntwo\n\nthree\"\n\
         \n\
         \n\
         2,C1,soon,Text\n\
         ,,,\n\
         3,C1,later,Text\n",
    );
    let rows: Vec<&Value> = file["refused"].as_array().unwrap().iter().map(|fault| &fault["row"]).collect();
    assert_eq!(rows, [5, 7]);
    assert_eq!(file["rows_read"], 3);
}

#[test]
fn a_column_in_american_order_is_refused_whole_unless_said() {
    let room = Room::new();
    room.write("a.csv", "Case note ID,Person ID,Date of event\n1,C1,10/02/2026\n2,C1,10/25/2026\n3,C1,10/30/2026\n");
    let before = room.register();
    insta::assert_snapshot!(room.run("import a.csv").refused().all(), @r"
    a.csv: the dates are written month first in the column 'Date of event' (see rows 3, 4): read day first, some would land on wrong days, so nothing of the file came in; export them as dd/mm/yyyy, or say --dates mdy.
    exit code 1
    ");
    assert_eq!(room.register(), before);
    room.run("import a.csv --dates mdy").ok();
    assert_eq!(references(&room, "oversight", 3), ["1", "2", "3"]);
}

#[test]
fn one_wrong_day_in_a_british_column_is_one_refused_row() {
    let room = Room::new();
    let file = room.import_json(
        "a.csv",
        "Case note ID,Person ID,Date of event\n1,C1,10/02/2026\n2,C1,10/25/2026\n3,C1,25/10/2026\n",
    );
    assert_eq!((counts(&file), &file["refused"][0]["row"]), ((2, 0, 0, 1), &json!(3)));
}

#[test]
fn two_digit_years_are_refused_unless_the_century_is_said() {
    let room = Room::new();
    room.write("a.csv", "Case note ID,Person ID,Date of event\n1,C1,02/10/26\n");
    room.run("import a.csv").ok().must_say(&["row 2", "02/10/26", "--century"]);
    room.run("import a.csv --century 20").ok();
    assert_eq!(references(&room, "oversight", 1), ["1"]);
}

#[test]
fn childrens_names_stay_out_and_it_is_said() {
    let room = Room::new();
    let answer = room
        .import(
            "a.csv",
            "Case note ID,Person ID,Child name,Forename,Date of event,Note\n1,C1,Zebedee Quux,Zebedee,02/10/2026,Text\n",
        )
        .ok();
    answer.must_say(&["Left out because they name or identify people: Child name, Forename."]);
    let bytes = room.register();
    for name in ["Zebedee", "Quux"] {
        assert!(!bytes.windows(name.len()).any(|window| window == name.as_bytes()), "{name} is in the register");
    }
}

#[test]
fn folders_patterns_and_spaces_in_paths_are_understood() {
    let room = Room::new();
    let row = |id: &str| format!("{OVERSIGHTS}{id},C1,Visit,02/10/2026,A Patel,,Text\n");
    room.write("IRO team/October 2026/north notes.csv", &row("1"));
    room.write("IRO team/October 2026/south notes.CSV", &row("2"));
    room.write("IRO team/October 2026/~$north notes.csv", "locked by Excel");
    room.write("IRO team/October 2026/read me.txt", "not an extract");
    let files = room.json("import 'IRO team/October 2026'");
    assert_eq!(each(&files["files"], "file"), ["north notes.csv", "south notes.CSV"]);
    let files = room.json("import 'IRO team/*/n*.csv'");
    assert_eq!(each(&files["files"], "file"), ["north notes.csv"]);
    let whole = room.json("import 'IRO team/October 2026'");
    assert_eq!(each(&whole["not_read"], "file"), ["read me.txt"]);
    assert_eq!(whole["open_elsewhere"], json!(["~$north notes.csv"]));
    room.run("import 'IRO team/October 2026/read me.txt'").refused().must_say(&["--kind"]);
    room.write("notes only/read me.txt", "nothing");
    room.run("import 'notes only'").refused().must_say(&["read me.txt"]);
    room.write("empty/read me.md", "nothing");
    room.run("import empty").refused().must_say(&["The folder empty holds no file that ends in .csv"]);
    room.run("import 'x*.csv'").refused().must_say(&["No file fits the pattern x*.csv"]);
}

#[test]
fn a_later_extract_that_changes_or_lacks_a_case_is_told() {
    let room = Room::staffed();
    room.import(
        "a.csv",
        &format!(
            "{OVERSIGHTS}1,C1,Visit,01/10/2026,A Patel,North,First\n2,C1,Visit,02/10/2026,A Patel,North,Second\n\
             3,C1,Visit,03/10/2026,A Patel,North,Third\n"
        ),
    )
    .ok();
    room.run("draw --kind oversight --period 2026-10 --size 3 --name oct --seed 20263847561029384756").ok();
    room.write(
        "b.csv",
        &format!(
            "{OVERSIGHTS}1,C1,Visit,01/10/2026,A Patel,North,First\n3,C1,Visit,03/10/2026,A Patel,North,Rewritten\n"
        ),
    );
    let answer = room.run("import b.csv").ok();
    answer.must_say(&["(3) has changed since it was drawn", "(2) is not in this extract, though its day is covered"]);
    assert!(!answer.says("(1)"), "{}", answer.all());
    let shown = room.json("sample show oct");
    let since: Vec<(&str, &Value)> = shown["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (case["record"].as_str().unwrap(), &case["since"]))
        .collect();
    for (record, told) in since {
        let expected = match record {
            "2" => json!("missing"),
            "3" => json!("changed"),
            _ => Value::Null,
        };
        assert_eq!(*told, expected, "{record}");
    }
    assert_eq!(shown["changed_since"], 2);
    insta::assert_snapshot!(room.run("sample show oct").ok().shown(), @r"
    oct: 3 oversights of 3 in the frame, October 2026, drawn at random (simple) by Priya Nair on 02/11/2026. It is open.
    Seed 20263847561029384756 (typed by hand)   SHA-256 of the frame 14c5e74c4b96ccef41cd94db73a9ec3348038ac094feca4fd897cecffa07cdae

     Case | Record | Child | Date       | IRO     | Auditor | Since the draw
    ------+--------+-------+------------+---------+---------+----------------
        1 |      2 | C1    | 02/10/2026 | A Patel |         | missing
        2 |      1 | C1    | 01/10/2026 | A Patel |         |
        3 |      3 | C1    | 03/10/2026 | A Patel |         | changed
    ");
    // The same file again has nothing new to tell, and what was told stays.
    assert!(!room.run("import b.csv").ok().says("since it was drawn"));
    assert_eq!(room.json("sample show oct")["changed_since"], 2);
}

#[test]
fn names_that_are_nobodys_are_listed_with_the_nearest() {
    let room = Room::staffed();
    room.write(
        "a.csv",
        &format!(
            "{OVERSIGHTS}1,C1,Visit,01/10/2026,\"Nair, Priya\",,x\n2,C1,Visit,02/10/2026,Tom Adeyemy,,x\n\
             3,C1,Visit,03/10/2026,Zara Quill,,x\n4,C1,Visit,03/10/2026,Wei Chen,,x\n"
        ),
    );
    let unknown = room.json("import a.csv")["unknown_people"].clone();
    let told: Vec<(&str, Option<&str>)> = unknown
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["nearest"].as_str()))
        .collect();
    assert_eq!(told, [("Nair, Priya", Some("Priya Nair")), ("Tom Adeyemy", Some("Tom Adeyemi")), ("Zara Quill", None)]);
    room.run("import a.csv").ok().must_say(&[
        "is it Priya Nair? Then: dipsample person add \"Priya Nair\" --also \"Nair, Priya\"",
        "Zara Quill    to add them: dipsample person add \"Zara Quill\" --role iro",
    ]);
    room.run("person add 'Priya Nair' --also 'Nair, Priya'").ok();
    assert!(!room.run("import a.csv").ok().says("is it Priya Nair"));
}

#[test]
fn children_whom_the_register_does_not_have_are_told_and_noughts_that_may_be_lost() {
    let room = Room::new();
    let notes = |child: &str| {
        format!(
            "Case note ID,Person ID,Date of event,Recorded by\nN1,{child}12345,05/10/2026,Ann\nN2,{child}12346,06/10/2026,Ann\n"
        )
    };
    room.write("c.csv", "Person ID,Gender\n0012345,Female\n0012346,Male\n");
    room.write("o.csv", &notes(""));
    let answer = room.run("import c.csv o.csv").ok();
    answer.must_say(&[
        "2 oversights name a child that is not in the register: 12345 and 12346.",
        "0012345 for 12345 and 0012346 for 12346: they differ only by noughts in front",
    ]);
    room.run("draw --kind oversight --period 2026-10 --size 1 --where \"child.gender = 'Female'\"")
        .refused()
        .must_say(&["because their child is not in the register"]);
    let json = room.json("import o.csv");
    assert_eq!(json["unknown_children"], serde_json::json!([]), "nothing of it is new");
    let whole = Room::new();
    whole.write("c.csv", "Person ID,Gender\n0012345,Female\n0012346,Male\n");
    whole.write("o.csv", &notes("00"));
    assert!(!whole.run("import c.csv o.csv").ok().says("not in the register"));
    // Where there are no children at all, none of them is missing.
    assert!(!Room::new().import("o.csv", &notes("")).ok().says("not in the register"));
}
