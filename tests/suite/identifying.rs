//! Columns that name or identify a child, a family or a home are left out of every format, unless a person asks to keep one.

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::room::{Answer, Room, each};

/// What each identifying cell below begins with.
const SECRET: &str = "quagga";
const IDENTIFYING: [&str; 24] = [
    "Child/Young person name",
    "First name(s)",
    "YP",
    "Legal name",
    "AKA",
    "LAC name",
    "Looked after child",
    "Case name",
    "Mother",
    "Next of kin",
    "Foster carer",
    "Carer 1 surname",
    "Sibling names",
    "Attendees",
    "UPN",
    "NHS number",
    "Passport no",
    "Home Office reference",
    "Home postcode",
    "Placement postcode",
    "Placement address",
    "Email",
    "Phone",
    "Mother's DOB",
];
/// Similar headings that do not identify anyone.
const OTHERS: [&str; 4] = ["IRO name", "Worker email", "Pages of the note", "Number of siblings"];

/// Checks that no identifying cell is in the register, its journal, or what is said.
#[track_caller]
fn holds_no_secret(room: &Room, answer: &Answer) {
    assert!(!answer.says(SECRET), "{}", answer.all());
    let register = room.register();
    let found = register.windows(SECRET.len()).position(|window| window.eq_ignore_ascii_case(SECRET.as_bytes()));
    assert_eq!(found, None, "an identifying cell is in the register");
}

fn secrets(count: usize) -> String {
    (0..count).map(|at| format!(",{SECRET}-{at}")).collect()
}

#[test]
fn a_table_of_any_headings_loses_what_identifies_and_keeps_the_rest() {
    let file = format!(
        "Case note ID,Person ID,Date of event,Note,{},{}\nN1,C1,02/10/2026,Text,Ann Grey,ann@example,4,2{}\n",
        OTHERS.join(","),
        IDENTIFYING.join(","),
        secrets(IDENTIFYING.len())
    );
    let room = Room::new();
    room.write("a.csv", &file);
    let dry = room.run("import a.csv --dry-run").ok();
    let explained = room.json("import --explain a.csv --dry-run")["files"][0]["columns"].clone();
    let answer = room.run("import a.csv").ok();
    for said in [&dry, &answer] {
        said.must_say(&[&format!("Left out because they name or identify people: {}.", IDENTIFYING.join(", "))]);
        said.must_say(&[
            "Kept under their own names (extra.NAME): Worker email, Pages of the note, Number of siblings.",
        ]);
        holds_no_secret(&room, said);
    }
    let meanings: Vec<&str> = each(&explained, "field");
    assert!(meanings[8..].iter().all(|meaning| meaning.starts_with("left out: it ")), "{meanings:?}");
    assert_eq!(meanings[4..8], ["iro", "extra.Worker email", "extra.Pages of the note", "extra.Number of siblings"]);
    let pages = room.json("records --kind oversight --where \"extra.'Pages of the note' = '4'\"");
    assert_eq!(pages["records"], 1);
}

/// The tables of each data standard, as CSV, and the columns of each that must be left out.
fn standards() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let upn = format!("{SECRET}-1");
    vec![
        (
            "ssda903-header",
            format!(
                "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB,LA,Home address\n101,M,01/05/2012,WBRI,{upn},1,{SECRET},Fallowshire,{SECRET}\n"
            ),
            vec!["UPN", "MC_DOB", "Home address"],
        ),
        (
            "ssda903-episodes",
            format!(
                "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN,LA,Carer name\n\
                 101,01/02/2026,S,C2,N1,U6,PR1,,,,{SECRET},{SECRET},,Fallowshire,{SECRET}\n"
            ),
            vec!["HOME_POST", "PL_POST", "Carer name"],
        ),
        (
            "ssda903-missing",
            format!(
                "CHILD,DOB,MISSING,MIS_START,MIS_END,Child name\n101,01/05/2012,M,01/10/2026,02/10/2026,{SECRET}\n"
            ),
            vec!["Child name"],
        ),
        (
            "ssd",
            format!(
                "pers_person_id,pers_forename,pers_surname,pers_dob,pers_upn,pers_nhs_number\n101,{SECRET},{SECRET},2012-05-01,{SECRET},{SECRET}\n"
            ),
            vec!["pers_forename", "pers_surname", "pers_upn", "pers_nhs_number"],
        ),
        (
            "annex-a",
            format!(
                "Child Unique ID,Date Started to be Looked After,Date of Latest Statutory Review,PermanencePlan,Placement postcode,Next of kin\n\
                 101,01/02/2026,01/10/2026,Other,{SECRET},{SECRET}\n"
            ),
            vec!["Placement postcode", "Next of kin"],
        ),
    ]
}

#[test]
fn every_data_standard_leaves_the_same_out_as_csv_and_as_a_sheet() {
    for (format, text, left_out) in standards() {
        let cells: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (0..).zip(&cells) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, *cell).unwrap();
            }
        }
        for (file, bytes) in [("a.csv", text.clone().into_bytes()), ("a.xlsx", book.save_to_buffer().unwrap())] {
            let room = Room::new();
            std::fs::write(room.path(file), bytes).unwrap();
            let explained = room.json(&format!("import --explain {file} --dry-run"))["files"][0].clone();
            let answer = room.run(&format!("import {file} --json")).ok();
            holds_no_secret(&room, &answer);
            let read = answer.json()["files"][0].clone();
            assert_eq!((&read["format"], &read["left_out"]), (&json!(format), &json!(left_out)), "{file}");
            for column in explained["columns"].as_array().unwrap() {
                let is_out = column["field"].as_str().unwrap().starts_with("left out: it ");
                assert_eq!(is_out, left_out.contains(&column["heading"].as_str().unwrap()), "{column}");
            }
        }
    }
}

#[test]
fn the_return_as_xml_leaves_the_same_out() {
    let room = Room::new();
    room.write(
        "r.xml",
        &format!(
            "<EXPSSDA903><CHILD><HEADER><CHILDID>101</CHILDID><SEX>1</SEX><DOB>01/05/2012</DOB><ETHNIC>WBRI</ETHNIC><UPN>{SECRET}</UPN>\
             <MC_DOB>{SECRET}</MC_DOB></HEADER><EPISODE><DECOM>01/02/2026</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U6</PL>\
             <HOME_POST>{SECRET}</HOME_POST></EPISODE></CHILD></EXPSSDA903>"
        ),
    );
    let answer = room.run("import r.xml").ok();
    answer.must_say(&["identify people: UPN, MC_DOB.", "identify people: HOME_POST, PL_POST."]);
    holds_no_secret(&room, &answer);
}

/// What the register says of child 101, seen from an oversight of theirs.
fn of_the_child(room: &Room, fields: &[&str]) -> Vec<Value> {
    room.import("o.csv", "Case note ID,Person ID,Date of event,Recorded by,Note\nN1,101,05/10/2026,Ann Grey,a\n").ok();
    let value =
        |field: &&str| room.json(&format!("records --kind oversight --by child.{field}"))["by"][0]["value"].clone();
    fields.iter().map(value).collect()
}

#[test]
fn a_table_of_the_return_with_more_columns_is_still_that_table() {
    const FIELDS: [&str; 6] = ["gender", "born", "ethnicity", "legal_status", "placement_type", "started"];
    let header = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n101,M,01/05/2012,WBRI,,,\n";
    let episodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n\
                    101,01/02/2026,S,C2,N1,U6,PR1,,,,,,\n";
    let with = |file: &str, heading: &str, cell: &str| {
        let (first, second) = file.trim_end().split_once('\n').unwrap();
        format!("{first},{heading}\n{second},{cell}\n")
    };
    for (file, format) in [(header, "ssda903-header"), (episodes, "ssda903-episodes")] {
        let plain = Room::new();
        plain.import("a.csv", file).ok();
        let expected = of_the_child(&plain, &FIELDS);
        let more = with(&with(file, "LA", "Fallowshire"), "YEAR", "2026");
        for flags in ["", &format!(" --format {format}")] {
            let room = Room::new();
            room.write("a.csv", &more);
            let read = room.json(&format!("import a.csv{flags}"))["files"][0].clone();
            assert_eq!((&read["format"], &read["added"]), (&json!(format), &json!(1)));
            let extra = read["extra"].as_array().unwrap();
            assert!(extra.contains(&json!("LA")) && extra.contains(&json!("YEAR")), "{extra:?}");
            assert_eq!(of_the_child(&room, &FIELDS), expected);
            let children =
                room.json("records --kind child --period 2026-10 --cohort any --where \"extra.LA = 'Fallowshire'\"");
            assert_eq!(children["records"].as_u64(), Some(u64::from(format == "ssda903-episodes")), "{children}");
        }
    }
    // Two years' rows for a child that differ only in such columns do not contradict each other; the later file counts.
    let room = Room::new();
    room.write("1.csv", &with(header, "YEAR", "2025"));
    room.write("2.csv", &with(header, "YEAR", "2026"));
    room.write("3.csv", episodes);
    room.run("import 1.csv 2.csv 3.csv --strict").ok();
    let year = room.json("records --kind child --period 2026-10 --by extra.YEAR")["by"][0]["value"].clone();
    assert_eq!(year, "2026");
    // A review keeps its own; a column that the program knows makes it a table of any headings.
    let room = Room::new();
    let read =
        room.import_json("r.csv", "CHILD,DOB,REVIEW,REVIEW_CODE,LA\n101,01/05/2012,01/10/2026,PN1,Fallowshire\n");
    assert_eq!((&read["format"], &read["extra"]), (&json!("ssda903-reviews"), &json!(["LA"])));
    assert_eq!(room.json("records --kind review --by extra.LA")["by"][0]["value"], "Fallowshire");
    let read = room.import_json("r.csv", "CHILD,DOB,REVIEW,REVIEW_CODE,IRO\n101,01/05/2012,02/10/2026,PN1,Ann Grey\n");
    assert_eq!(read["format"], "csv");
    // The other columns of a table that makes no records are reported and not kept.
    room.import("m.csv", "CHILD,DOB,MISSING,MIS_START,MIS_END,LA\n101,01/05/2012,M,01/10/2026,,Fallowshire\n")
        .ok()
        .must_say(&["Not kept, since Missing does not need them: LA."]);
}

#[test]
fn a_mapping_file_may_give_such_a_column_to_a_field_but_not_keep_it_unasked() {
    let room = Room::new();
    room.write(
        "a.csv",
        &format!("Case note ID,NHS number,Date of event,Note,UPN\nN1,{SECRET}-9,02/10/2026,Text,{SECRET}-1\n"),
    );
    room.write("child.toml", "kind = \"oversight\"\n[columns]\n\"NHS number\" = \"child\"\n");
    let read = room.json("import a.csv --columns child.toml --dry-run")["files"][0].clone();
    assert_eq!((&read["added"], &read["left_out"]), (&json!(1), &json!(["UPN"])));
    room.write("keep.toml", "kind = \"oversight\"\n[columns]\n\"UPN\" = \"extra\"\n");
    let refused = room.run("import a.csv --columns keep.toml").refused();
    refused.must_say(&[
        "the mapping file keeps the column \"UPN\"",
        "it is a number that identifies a person",
        "--keep",
    ]);
    holds_no_secret(&room, &refused);
    let explained = room.json("import --explain a.csv --columns keep.toml --dry-run")["files"][0]["problem"].clone();
    assert!(explained.as_str().unwrap().contains("keeps the column \"UPN\""), "{explained}");
    let read = room.json("import a.csv --columns keep.toml --keep UPN")["files"][0].clone();
    assert_eq!((&read["extra"], &read["kept"]), (&json!(["UPN"]), &json!(["UPN"])));
}

#[test]
fn a_column_is_kept_where_a_person_asks_and_the_journal_says_so() {
    for (file, kept) in [
        (
            "Case note ID,Person ID,Date of event,Note,Home postcode,UPN\nN1,C1,02/10/2026,Text,ZZ1 1ZZ,A1\n",
            "home postcode",
        ),
        ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n101,M,01/05/2012,WBRI,A1,,\n", "upn"),
    ] {
        let room = Room::new();
        room.write("a.csv", file);
        let answer = room.run(&format!("import a.csv --keep '{kept}'")).ok();
        answer.must_say(&[&format!("Kept (--keep) although they name or identify people: {kept}.")]);
        let journal = room.json("register journal")["journal"].clone();
        let details = &journal.as_array().unwrap().last().unwrap()["details"]["files"][0];
        assert!(each_text(&details["kept"]).eq_ignore_ascii_case(kept), "{details}");
        let read = room.json(&format!("import a.csv --keep '{kept}'"))["files"][0].clone();
        assert_eq!((&read["unchanged"], each_text(&read["kept"]).eq_ignore_ascii_case(kept)), (&json!(1), true));
        room.run("import a.csv --keep Surnme").refused().must_say(&[
            "no column \"Surnme\" is left out of these files",
            "Left out because they name or identify people: ",
        ]);
    }
}

#[test]
fn a_check_names_identifying_columns_that_a_register_holds() {
    let room = Room::new();
    room.import("h.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB,LA\n101,M,01/05/2012,WBRI,A1,1,,Fallowshire\n").ok();
    let checked = room.json("register check");
    assert_eq!((&checked["whole"], &checked["identifying"]), (&json!(true), &json!([])));
    room.run("import h.csv --keep UPN").ok();
    room.run("register check")
        .ok()
        .must_say(&["columns that name or identify people: UPN.", "dipsample import --list"]);
}

fn each_text(list: &Value) -> String {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(",")
}
