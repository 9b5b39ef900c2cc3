//! Extracts as they come: encodings, separators, titles, totals, workbooks. Each is understood whole, or told cell by cell.

use crate::import::{counts, references};
use crate::room::{Room, each};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use serde_json::{Value, json};

const HEADINGS: &str = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Team,Note";
const ROW: &str = "0071,C1,IRO oversight,02/10/2026,Zoë Patel,North,It cost £5";

fn bytes(room: &Room, name: &str, bytes: &[u8]) -> Value {
    std::fs::write(room.path(name), bytes).unwrap();
    room.json(&format!("import {name}"))["files"][0].clone()
}

fn told(file: &Value) -> String {
    file["told"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned() + "\n").collect()
}

/// The team of October's only record; its frame is drawn by the field.
fn value_of(room: &Room, field: &str) -> String {
    let plan = room.json(&format!("draw --kind oversight --period 2026-10 --size 1 --by {field} --plan-only"));
    plan["strata"][0]["stratum"].as_str().unwrap().to_owned()
}

#[test]
fn every_encoding_and_line_ending_gives_the_same_record() {
    let text = format!("{HEADINGS}\n{ROW}\n");
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let marked = format!("\u{feff}{text}");
    let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    for (name, file, encoding) in [
        ("plain", text.clone().into_bytes(), "UTF-8"),
        ("bom", marked.clone().into_bytes(), "UTF-8 with BOM"),
        ("utf16le", utf16(&marked, u16::to_le_bytes), "UTF-16LE"),
        ("utf16be", utf16(&marked, u16::to_be_bytes), "UTF-16BE"),
        ("utf16-without-mark", utf16(&text, u16::to_le_bytes), "UTF-16LE"),
        ("windows", latin, "windows-1252"),
        ("crlf", text.replace('\n', "\r\n").into_bytes(), "UTF-8"),
        ("cr", text.replace('\n', "\r").into_bytes(), "UTF-8"),
        ("semicolons", text.replace(',', ";").into_bytes(), "UTF-8"),
        ("tabs", text.replace(',', "\t").into_bytes(), "UTF-8"),
        ("bars", text.replace(',', "|").into_bytes(), "UTF-8"),
    ] {
        let room = Room::new();
        let file = bytes(&room, &format!("{name}.csv"), &file);
        assert_eq!((counts(&file), &file["encoding"]), ((1, 0, 0, 0), &json!(encoding)), "{name}: {file}");
        assert_eq!(
            (value_of(&room, "iro"), references(&room, "oversight", 1)),
            ("Zoë Patel".to_owned(), vec!["0071".to_owned()])
        );
        let again = room.import_json("again.csv", &text);
        assert_eq!(counts(&again), (0, 0, 1, 0), "{name} kept the note as it was written");
        let guessed = ["utf16-without-mark", "windows"].contains(&name);
        assert_eq!(told(&file).contains("--encoding"), guessed, "{name}");
    }
}

#[test]
fn letters_that_cannot_be_known_are_refused_unless_the_encoding_is_said() {
    let room = Room::new();
    let half = [format!("{HEADINGS}\n{ROW}\n").as_bytes(), b"2,C1,x,03/10/2026,Zo\xeb,North,y\n"].concat();
    std::fs::write(room.path("half.csv"), &half).unwrap();
    room.run("import half.csv").refused().must_say(&["half.csv", "row 3", "--encoding windows-1252"]);
    room.run("import half.csv --encoding utf-8").refused().must_say(&["row 3"]);
    room.run("import half.csv --encoding klingon").refused().must_say(&["klingon", "windows-1252"]);
    let file = room.json("import half.csv --encoding windows-1252 --dry-run")["files"][0].clone();
    assert_eq!((counts(&file), &file["encoding"]), ((2, 0, 0, 0), &json!("windows-1252")));
    let gap = [HEADINGS.as_bytes(), b"\n2,C1,x,03/10/2026,Zo\xeb\x81,North,y\n"].concat();
    std::fs::write(room.path("gap.csv"), gap).unwrap();
    room.run("import gap.csv").refused().must_say(&["row 2", "windows-1252", "--encoding"]);
}

#[test]
fn titles_totals_and_repeated_headings_are_told_and_are_no_records() {
    let room = Room::new();
    let note = |id: u32| format!("{id},C{id},IRO oversight,02/10/2026,A Patel,North,\"a\nb\"\n");
    let blank = ",,,,,,\n";
    let file = room.import_json(
        "a.csv",
        &format!(
            "IRO oversights October 2026,,,,,,\nExample Council,,,,,,\n{blank}{HEADINGS},,\n{}{}{HEADINGS}\n{}{blank}\
             Total,3,,,,,\n{blank}{blank}",
            note(1),
            note(2),
            note(3)
        ),
    );
    assert_eq!((counts(&file), &file["rows_read"], &file["refused"]), ((3, 0, 0, 0), &json!(3), &json!([])), "{file}");
    insta::assert_snapshot!(told(&file), @r"
    2 rows stand above the headings in row 4, and are no records.
    The headings stand again in row 7, and are no record.
    A total stands in row 10, and is no record.
    The file itself states 3 rows (row 10), and as many were read.
    ");
    let short = room.import_json("b.csv", &format!("Total records: 4\n{HEADINGS}\n{}", note(1)));
    assert!(told(&short).contains("states 4 (row 1), but 1 row was read"), "{short}");
    let record = room.import_json("c.csv", &format!("{HEADINGS}\nTotal,C1,IRO oversight,03/10/2026,A,North,x\n"));
    assert_eq!(counts(&record), (1, 0, 0, 0), "a record may be called Total");
}

#[test]
fn headings_in_two_rows_and_under_merged_cells_are_joined() {
    let room = Room::new();
    let file = room.import_json(
        "children.csv",
        "Person ID,Team,Placement,,,Legal\n,,Type,Provider,Start date,status\n7,North,U1,PR1,01/02/2026,C2\n",
    );
    let fields = each(&file["columns"], "field");
    assert_eq!(fields, ["child", "team", "placement_type", "placement_provider", "placement_started", "legal_status"]);
    assert_eq!((counts(&file), &file["rows_read"]), ((1, 0, 0, 0), &json!(1)));
}

#[test]
fn a_spreadsheets_own_numbers_are_days_where_the_whole_column_has_them() {
    let room = Room::new();
    let notes =
        |first: &str, second: &str| format!("{HEADINGS}\n1,C1,x,{first},A,North,y\n2,C1,x,{second},A,North,y\n");
    // 46297 is 2 October 2026 in every spreadsheet of our time.
    let file = room.import_json("a.csv", &notes("46297", "46298.5"));
    assert_eq!((counts(&file), &file["first_date"]), ((2, 0, 0, 0), &json!("2026-10-02")));
    assert!(told(&file).contains("In 'Date of event', 2 cells are numbers"), "{file}");
    let file = room.import_json("b.csv", &notes("02/10/2026", "46298"));
    assert_eq!(
        (counts(&file).3, &file["refused"][0]["row"], &file["refused"][0]["value"]),
        (1, &json!(3), &json!("46298"))
    );
}

#[test]
fn ids_that_a_program_took_for_numbers_are_read_without_their_point_and_noughts_stay() {
    let room = Room::new();
    let rows = "1.0,7.0,x,02/10/2026,A,North,y\n2.0,8.0,x,02/10/2026,A,North,y\n";
    let file = room.import_json("a.csv", &format!("{HEADINGS}\n{rows}"));
    assert_eq!(references(&room, "oversight", 2), ["1", "2"]);
    assert!(told(&file).contains("'Person ID', 2 ids are written as a number with .0"), "{file}");
    let room = Room::new();
    room.import("b.csv", &format!("{HEADINGS}\n007,C1,x,02/10/2026,A,North,y\n1.0,C1,x,02/10/2026,A,North,y\n")).ok();
    assert_eq!(references(&room, "oversight", 2), ["007", "1.0"], "one id of that form may be an id");
}

/// Writes a workbook in the room.
fn workbook(room: &Room, name: &str, fill: impl Fn(&mut Workbook) -> Result<(), XlsxError>) {
    let mut book = Workbook::new();
    fill(&mut book).unwrap();
    book.save(room.path(name)).unwrap();
}

fn row(sheet: &mut Worksheet, at: u32, cells: &[&str]) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        sheet.write(at, column, *cell)?;
    }
    Ok(())
}

fn oversights(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.set_name("Oversights")?;
    sheet.merge_range(0, 0, 0, 6, "IRO oversights", &Format::new())?;
    row(
        sheet,
        2,
        &["Case note ID", "Person ID", "Case note type", "Date of event", "Date recorded", "Recorded\u{a0}by", "Note"],
    )?;
    for (at, id) in [(3, 71.0), (4, 72.0), (5, 73.0), (6, 74.0), (7, 75.0)] {
        sheet.write(at, 0, id)?;
        row_from(sheet, at, &["0042", "IRO oversight"])?;
        sheet.write_with_format(at, 3, ExcelDateTime::from_ymd(2026, 10, 2)?, &day)?;
        sheet.write(at, 5, "Dustin\u{a0}O\u{2019}Hara")?;
        sheet.write(at, 6, "as \u{2018}written\u{2019}")?;
    }
    sheet.write(4, 3, 46298)?;
    sheet.write(4, 4, "03/10/2026 14:05")?;
    sheet.write(5, 3, "31/02/2026")?;
    sheet.write(6, 6, Formula::new("A1&\"x\"").set_result("worked out"))?;
    sheet.write(7, 4, Formula::new("1/0").set_result("#DIV/0!"))?;
    sheet.write(8, 0, "Total")?;
    sheet.write(8, 1, 5)?;
    Ok(())
}

fn row_from(sheet: &mut Worksheet, at: u32, cells: &[&str]) -> Result<(), XlsxError> {
    for (column, cell) in (1..).zip(cells) {
        sheet.write(at, column, *cell)?;
    }
    Ok(())
}

#[test]
fn a_workbook_is_a_table_a_sheet_and_a_bad_sheet_stops_no_other() {
    let room = Room::new();
    workbook(&room, "office.xlsx", |book| {
        oversights(book.add_worksheet())?;
        row(book.add_worksheet().set_name("Read me")?, 0, &["Made by business support"])?;
        book.add_worksheet().set_name("Empty")?;
        let kids = book.add_worksheet().set_name("Kids")?.set_hidden(true);
        row(kids, 0, &["Person ID", "Date of birth", "Team"])?;
        row(kids, 1, &["0042", "01/05/2014", "North"])
    });
    let answer = room.json("import office.xlsx");
    let files = answer["files"].as_array().unwrap();
    assert_eq!(each(&answer["files"], "sheet"), ["Oversights", "Kids"]);
    assert_eq!(each(&answer["not_read"], "sheet"), ["Read me", "Empty"]);
    assert_eq!((counts(&files[0]), counts(&files[1])), ((3, 0, 0, 2), (1, 0, 0, 0)), "{answer}");
    let refused: Vec<(u64, &str)> = files[0]["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), fault["column"].as_str().unwrap()))
        .collect();
    assert_eq!(refused, [(6, "Date of event"), (8, "Date recorded")], "rows as Excel counts them");
    assert!(told(&files[0]).contains("states 5 rows (row 9), and as many were read"));
    assert!(told(&files[1]).contains("hidden"));
    assert_eq!((files[0]["encoding"].as_str(), &files[0]["sha256"]), (Some("xlsx"), &files[1]["sha256"]));
    let digest = dipsample::digest::sha256_hex(&std::fs::read(room.path("office.xlsx")).unwrap());
    assert_eq!(files[0]["sha256"], digest);
    assert_eq!(references(&room, "oversight", 3), ["71", "72", "74"], "a number in a cell is an id without a point");
    assert_eq!(value_of(&room, "iro"), "Dustin O'Hara");
    assert_eq!(counts(&room.json("import office.xlsx")["files"][0]), (0, 0, 3, 2), "again, nothing changes");
    room.import(
        "same.csv",
        &format!(
            "{}\n71,0042,IRO oversight,02/10/2026,,Dustin O'Hara,as \u{2018}written\u{2019}\n",
            "Case note ID,Person ID,Case note type,Date of event,Date recorded,Recorded by,Note"
        ),
    )
    .must_say(&["0 changed, 1 unchanged"]);
}

#[test]
fn a_workbook_of_nothing_says_what_each_sheet_lacks() {
    let room = Room::new();
    workbook(&room, "rota.xlsx", |book| {
        row(book.add_worksheet().set_name("Rota")?, 0, &["Week", "On duty"])?;
        row(book.add_worksheet().set_name("Leave")?, 0, &["Who", "When"])
    });
    room.run("import rota.xlsx").refused().must_say(&["rota.xlsx", "'Rota'", "'Leave'", "--kind"]);
    std::fs::write(room.path("cut.xlsx"), &std::fs::read(room.path("rota.xlsx")).unwrap()[..900]).unwrap();
    room.run("import cut.xlsx").refused().must_say(&["cut.xlsx", "damaged", "save it again"]);
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600], &name].concat();
    std::fs::write(room.path("locked.xlsx"), locked).unwrap();
    room.run("import locked.xlsx").refused().must_say(&["protected by a password", "Protect Workbook"]);
}

#[test]
fn one_reference_with_two_contents_in_two_files_is_refused_in_both_at_every_run() {
    let room = Room::new();
    let note = |id: u32, team: &str| format!("{id},C1,IRO oversight,02/10/2026,A Patel,{team},Text\n");
    room.write("september.csv", &format!("{HEADINGS}\n{}{}{}", note(1, "North"), note(2, "North"), note(3, "North")));
    room.write("october.csv", &format!("{HEADINGS}\n{}{}{}", note(2, "North"), note(3, "South"), note(4, "North")));
    for (run, first, second) in [(1, (2, 0, 0, 1), (1, 0, 1, 1)), (2, (0, 0, 2, 1), (0, 0, 2, 1))] {
        let answer = room.json("import september.csv october.csv");
        assert_eq!((counts(&answer["files"][0]), counts(&answer["files"][1])), (first, second), "run {run}: {answer}");
        let fault = &answer["files"][0]["refused"][0];
        assert_eq!((&fault["row"], &fault["value"]), (&json!(4), &json!("3")));
        let reason = fault["reason"].as_str().unwrap();
        assert!(reason.contains("row 3 of october.csv") && reason.contains("by itself"), "{reason}");
    }
    assert_eq!(references(&room, "oversight", 3), ["1", "2", "4"]);
    // One after the other, the newer one stands.
    room.run("import september.csv").ok();
    assert_eq!(counts(&room.json("import october.csv")["files"][0]), (0, 1, 2, 0));
}

#[test]
fn what_only_one_of_two_files_knows_completes_the_other() {
    let room = Room::new();
    room.write("a.csv", "Person ID,Gender,Team\n7,F,North\n");
    room.write("b.csv", "Person ID,Team,Legal status\n7,North,C2\n");
    for run in [(1, 0, 0, 0), (0, 0, 1, 0)] {
        let answer = room.json("import a.csv b.csv --as-at 2026-10-31");
        assert_eq!(counts(&answer["files"][0]), run, "{answer}");
        assert_eq!(counts(&answer["files"][1]).3, 0);
    }
    assert_eq!(counts(&room.json("import a.csv b.csv --as-at 2026-10-31")["files"][1]), (0, 0, 1, 0));
}

#[test]
fn the_return_comes_in_as_xml_too() {
    let room = Room::new();
    room.write(
        "return.xml",
        "<EXPSSDA903>\n<CHILD><HEADER><CHILDID>007</CHILDID><UPN>X1</UPN><SEX>2</SEX><DOB>28/07/2010</DOB><ETHNIC>BAFR</ETHNIC>\n\
         <AREVIEW><REVIEW>05/10/2026</REVIEW><REVIEW_CODE>pn1</REVIEW_CODE></AREVIEW>\n\
         <AREVIEW><REVIEW>31/02/2026</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>\n</HEADER></CHILD></EXPSSDA903>",
    );
    let answer = room.json("import return.xml");
    let find = |table: &str| answer["files"].as_array().unwrap().iter().find(|file| file["table"] == table).unwrap();
    assert_eq!(counts(find("Reviews")), (1, 0, 0, 1), "{answer}");
    assert_eq!(find("Reviews")["refused"][0]["row"], json!(4), "rows are lines");
    assert_eq!(references(&room, "review", 1), ["007/2026-10-05"]);
    let reviews = "CHILD,DOB,REVIEW,REVIEW_CODE\n007,28/07/2010,05/10/2026,PN1\n";
    assert_eq!(counts(&room.import_json("reviews.csv", reviews)), (0, 0, 1, 0));
    room.write("other.xml", "<note><to>A</to></note>");
    room.run("import other.xml").refused().must_say(&["other.xml", "SSDA903"]);
}
