//! Files that are damaged or made to do harm, and what is no file at all: a sentence, exit code 1, and nothing changed.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::pack::TOM;
use crate::room::Room;

const HEADINGS: [&str; 6] = ["Case note ID", "Person ID", "Date of event", "Recorded by", "Team", "Note"];

/// A workbook of one oversight, with rows put behind it and shared texts, both as they stand in the file.
fn workbook(rows: &str, texts: Option<&str>) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (heading, cell)) in
        (0..).zip(HEADINGS.iter().zip(["N1", "C1", "05/10/2026", "Ann Grey", "North", "Text"]))
    {
        sheet.write(0, column, *heading).unwrap();
        sheet.write(1, column, cell).unwrap();
    }
    changed(&book.save_to_buffer().unwrap(), |name, text| match name {
        "xl/worksheets/sheet1.xml" => text.replace("</sheetData>", &format!("{rows}</sheetData>")),
        "xl/sharedStrings.xml" => match texts {
            Some(texts) => text.replace("</sst>", &format!("{texts}</sst>")),
            None => text,
        },
        _ => text,
    })
}

/// A workbook with its parts changed.
fn changed(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut text).unwrap();
        written.start_file(&*name, SimpleFileOptions::default()).unwrap();
        written.write_all(change(&name, text).as_bytes()).unwrap();
    }
    written.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused_wherever_one_is_read() {
    let long = "x".repeat(9_000_000);
    let cell = workbook(&format!("<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>{long}</t></is></c></row>"), None);
    let blank = workbook(&" ".repeat(9_000_000), None);
    let room = Room::staffed();
    let before = room.register();
    for bytes in [cell, blank] {
        assert!(bytes.len() < 100_000, "it is small as a file");
        std::fs::write(room.path("a.xlsx"), bytes).unwrap();
        for command in [
            "import a.xlsx",
            "import --explain a.xlsx",
            "person import a.xlsx",
            "calc agreement a.xlsx",
            "pack receive a.xlsx",
        ] {
            room.run(command)
                .refused()
                .must_say(&["one cell of this workbook unpacks to more than 8 MB: it is damaged, or made to do harm"]);
        }
    }
    let count = changed(&workbook("", None), |name, text| match name {
        "xl/sharedStrings.xml" => text.replace("uniqueCount=\"", "uniqueCount=\"40000000"),
        _ => text,
    });
    std::fs::write(room.path("a.xlsx"), count).unwrap();
    room.run("import a.xlsx").refused().must_say(&["more than 3000000 different texts"]);
    assert_eq!(room.register(), before);
}

#[test]
fn a_cell_hides_its_length_behind_nothing_that_is_in_it() {
    let run = |inside: &str| format!("<r><t>{}</t></r>{inside}", "x".repeat(3_000_000)).repeat(4);
    let room = Room::staffed();
    let before = room.register();
    let cell = |inside: &str| format!("<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is>{inside}</is></c></row>");
    for (book, words) in [
        (workbook(&cell(&run("<c></c>")), None), "one cell of this workbook unpacks to more than 8 MB"),
        (workbook(&cell(&run("<si/>")), None), "one cell of this workbook unpacks to more than 8 MB"),
        (
            workbook("", Some(&format!("<si>{}</si>", run("<c></c>")))),
            "one cell of this workbook unpacks to more than 8 MB",
        ),
        (workbook(&cell(&run("</c>")), None), "the workbook is damaged"),
        (
            changed(&workbook("", None), |name, text| match name {
                "xl/workbook.xml" => text.replace(
                    "</sheets>",
                    &format!(
                        "</sheets><definedNames>{}</definedNames>",
                        format!("<definedName name=\"a\">{}</definedName>", "x".repeat(5_000_000)).repeat(5)
                    ),
                ),
                _ => text,
            }),
            "the sheets, names and links of this workbook unpack to more than 20 MB",
        ),
    ] {
        std::fs::write(room.path("a.xlsx"), book).unwrap();
        room.run("import a.xlsx").refused().must_say(&[words]);
    }
    assert_eq!(room.register(), before);
}

#[test]
fn a_row_in_which_one_long_text_stands_often_is_refused_and_the_rest_comes_in() {
    let text = format!("<si><t>{}</t></si>", "y".repeat(6_000_000));
    let cells: String =
        ["A", "B", "C", "D", "E", "F"].map(|column| format!("<c r=\"{column}3\" t=\"s\"><v>12</v></c>")).concat();
    let room = Room::staffed();
    std::fs::write(room.path("a.xlsx"), workbook(&format!("<row r=\"3\">{cells}</row>"), Some(&text))).unwrap();
    let answer = room.run("import a.xlsx").ok();
    answer.must_say(&["1 added", "1 refused", "row 3", "the row is longer than any record"]);
}

#[test]
fn a_pack_with_cells_far_apart_takes_no_memory() {
    let room = Room::staffed();
    room.import("a.csv", "Case note ID,Person ID,Date of event,Recorded by,Note\nN1,K1,01/10/2026,Ann,One\n").ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name oct --auditors 'Tom Adeyemi'").ok();
    room.run("pack send oct --to packs").ok();
    let pack = std::fs::read(room.path(TOM)).unwrap();
    let template = format!(
        "<row r=\"90\"><c r=\"A90\"><f t=\"shared\" ref=\"A90:Z90\" si=\"0\">{}</f></c>{}</row>",
        "1+".repeat(1_000_000),
        "<c><f t=\"shared\" si=\"0\"/></c>".repeat(30)
    );
    for (row, words) in [
        (
            "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
            "has more than 2000000 cells to be held in memory",
        ),
        (
            "<row r=\"90\"><c r=\"A90\"><f t=\"shared\" ref=\"A1:A2\" si=\"4000000000\">1</f><v>1</v></c></row>",
            "has more than 2000000 cells to be held in memory",
        ),
        (template.as_str(), "the text in the cells of this workbook unpacks to more than 50 MB"),
    ] {
        let far = changed(&pack, |name, text| match name {
            "xl/worksheets/sheet2.xml" => text.replace("</sheetData>", &format!("{row}</sheetData>")),
            _ => text,
        });
        std::fs::write(room.path("far.xlsx"), far).unwrap();
        room.run("pack receive far.xlsx").refused().must_say(&[words]);
    }
}

#[test]
fn a_return_that_is_too_large_is_refused() {
    let room = Room::staffed();
    room.write("r.xml", &format!("<EXPSSDA903>{}</EXPSSDA903>", "<CHILD/>".repeat(1_000_000)));
    room.run("import r.xml").refused().must_say(&["this XML file has more than 1000000 elements"]);
    room.write("r.xml", &format!("<EXPSSDA903><!--{}--></EXPSSDA903>", "x".repeat(100_001)));
    room.run("import r.xml").refused().must_say(&["one tag, comment or text in this XML file is longer than 100 kB"]);
    let large = format!("<EXPSSDA903><!--{}--></EXPSSDA903>", "x".repeat(64_000_000));
    room.write("r.xml", &large);
    room.run("import r.xml").refused().must_say(&["the XML file is larger than 64 MB", "save it as CSV UTF-8"]);
}

#[test]
fn a_return_whose_fields_would_be_multiplied_is_refused() {
    let room = Room::staffed();
    let review = "<AREVIEW><REVIEW>01/10/2026</REVIEW></AREVIEW>";
    let child = |birth: &str, reviews: usize| {
        format!(
            "<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID><DOB>{birth}</DOB>{}</HEADER></CHILD></EXPSSDA903>",
            review.repeat(reviews)
        )
    };
    room.write("r.xml", &child(&"x".repeat(101), 1));
    room.run("import r.xml").refused().must_say(&["one field of this XML file is longer than 100 bytes"]);
    room.write("r.xml", &child("01/01/2015", 100_000));
    room.run("import r.xml").refused().must_say(&["this XML file has more than 100000 rows"]);
}

/// Verbs that keep a file whole in memory, with FILE for it, and how large it may be.
const WHOLE: [(&str, &str); 9] = [
    ("import a.csv --columns FILE", "5 MB"),
    ("rubric check FILE", "5 MB"),
    ("rubric show FILE", "5 MB"),
    ("plan check FILE", "5 MB"),
    ("draw FILE", "5 MB"),
    ("draw --kind oversight --period 2026-10 --size 1 --rubric FILE", "5 MB"),
    ("person import FILE", "50 MB"),
    ("calc agreement FILE", "50 MB"),
    ("pack receive FILE", "50 MB"),
];

#[test]
fn a_file_that_is_kept_whole_in_memory_has_a_largest_size() {
    let room = Room::staffed();
    room.import("a.csv", "Case note ID,Person ID,Date of event,Recorded by,Note\nN1,K1,01/10/2026,Ann,One\n").ok();
    std::fs::File::create(room.path("large.toml")).unwrap().set_len(4_000_000_000).unwrap();
    let before = room.register();
    for (verb, most) in WHOLE {
        let answer = room.run(&verb.replace("FILE", "large.toml")).refused();
        assert!(answer.says(&format!("it is larger than {most}")), "{verb}: {}", answer.all());
    }
    assert_eq!(room.register(), before);
}

#[test]
fn one_huge_field_of_a_csv_file_is_refused_with_its_row() {
    let room = Room::staffed();
    let row = |id: u32, note: &str| format!("N{id},C{id},05/10/2026,Ann Grey,North,{note}\n");
    let file =
        format!("{}\n{}{}{}", HEADINGS.join(","), row(1, "a"), row(2, &"x".repeat(17 * 1024 * 1024)), row(3, "b"));
    room.import("a.csv", &file).ok().must_say(&["2 added", "row 3", "the row is longer than any record"]);
}

/// Every verb that reads a file which a person names, with FILE for it.
const READERS: [&str; 13] = [
    "import FILE",
    "import --explain FILE",
    "import a.csv --columns FILE",
    "person import FILE",
    "verify FILE",
    "calc agreement FILE",
    "rubric check FILE",
    "rubric show FILE",
    "plan check FILE",
    "draw FILE",
    "draw --kind oversight --period 2026-10 --size 1 --rubric FILE",
    "grade --practice FILE",
    "pack receive FILE",
];

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_no_file_to_read_and_nothing_waits_for_it() {
    let room = Room::staffed();
    room.import("a.csv", "Case note ID,Person ID,Date of event,Recorded by,Note\nN1,K1,01/10/2026,Ann,One\n").ok();
    let made = std::process::Command::new("mkfifo").arg(room.path("pipe.toml")).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(room.path("socket.toml")).unwrap();
    for device in ["zero", "null"] {
        std::os::unix::fs::symlink(Path::new("/dev").join(device), room.path(&format!("{device}.toml"))).unwrap();
    }
    let before = room.register();
    for file in ["pipe.toml", "socket.toml", "zero.toml", "null.toml"] {
        for reader in READERS {
            let answer = room.run(&reader.replace("FILE", file)).refused();
            assert!(
                answer.says("it is a device or a pipe, and not an ordinary file"),
                "{reader}, {file}: {}",
                answer.all()
            );
        }
        let answer = room.run(&format!("status --register {file}")).refused();
        answer.must_say(&["is not a register of this program"]);
    }
    assert_eq!(room.register(), before);
}

#[test]
fn what_looks_like_a_pattern_in_a_folders_own_name_is_none() {
    let room = Room::new();
    let file = |id: u32| format!("Case note ID,Person ID,Date of event,Note\n{id},C{id},05/10/2026,Text\n");
    room.write("QA [2026]/part 1.csv", &file(1));
    room.write("QA [2026]/part 2.csv", &file(2));
    room.write("QA [2026]/more/part 3.csv", &file(3));
    room.write("QA 2/part 4.csv", &file(4));
    let inside = |name: &str| room.path("QA [2026]").join(name).display().to_string();
    for (typed, files) in [
        ("QA [2026]/part ?.csv".to_owned(), 2),
        (inside("part*.csv"), 2),
        (inside("*/part*.csv"), 1),
        ("QA*/part *.csv".to_owned(), 3),
        ("QA [0-9]/part *.csv".to_owned(), 1),
        ("QA [2026]/part 1.csv".to_owned(), 1),
    ] {
        let answer = room.run_words(&["import", &typed, "--dry-run", "--json"].map(str::to_owned)).json();
        assert_eq!(answer["files"].as_array().unwrap().len(), files, "{typed}");
    }
    room.run_words(&["import", "QA [2026]/none*.csv"].map(str::to_owned))
        .refused()
        .must_say(&["no file fits the pattern"]);
    assert!(Path::new(&inside("part 1.csv")).is_file());
}

#[test]
fn of_very_many_refused_rows_the_first_are_listed_and_all_are_counted() {
    let room = Room::staffed();
    let rows: String = (0..100_003).map(|id| format!("N{id},C{id},no day,Ann Grey,North,\n")).collect();
    let answer = room.import("a.csv", &format!("{}\n{rows}", HEADINGS.join(",")));
    answer.must_say(&[
        "100003 refused",
        "row 2, Date of event: 'no day'",
        "99991 more (--json lists the first 100,000 rows)",
    ]);
}
