//! What bad input gets: one sentence that says what, where and what to do, exit code 1, and nothing changed.

use crate::room::Room;
use insta::assert_snapshot;

/// What a command says that is refused and leaves the register as it was, byte for byte.
#[track_caller]
fn refused(room: &Room, command: &str) -> String {
    let before = room.register();
    let answer = room.run(command).refused();
    assert_eq!(answer.out, "", "a refusal is no result");
    assert_eq!(room.register(), before, "{command} changed the register");
    answer.all()
}

/// A register with three oversights of October 2026 and a sample of two of them.
fn room() -> Room {
    let room = Room::staffed();
    room.import(
        "a.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nN1,K1,01/10/2026,Ann,North,One\n\
         N2,K2,02/10/2026,Ann,North,Two\nN3,K3,03/10/2026,Ann,North,Three\n",
    )
    .ok();
    room.run("draw --kind oversight --period 2026-10 --size 2 --name oct --seed 20263847561029384756").ok();
    room
}

#[test]
fn a_missing_file() {
    assert_snapshot!(refused(&room(), "import nowhere.csv"), @r"
    ROOM/nowhere.csv cannot be read: there is no such file or folder.
      Look how it is spelt and in which folder it lies; a path with spaces stands in quotation marks
    exit code 1
    ");
    assert_snapshot!(refused(&room(), "person import nowhere.csv"), @r"
    nowhere.csv cannot be read: there is no such file or folder.
      Look how it is spelt and in which folder it lies; a path with spaces stands in quotation marks
    exit code 1
    ");
    assert_snapshot!(refused(&room(), "verify nowhere.json"), @r"
    nowhere.json cannot be read: there is no such file or folder.
      Look how it is spelt and in which folder it lies; a path with spaces stands in quotation marks
    exit code 1
    ");
    assert_snapshot!(refused(&room(), "rubric check nowhere.toml"), @r"
    nowhere.toml cannot be read: there is no such file or folder.
      Look how it is spelt and in which folder it lies; a path with spaces stands in quotation marks
    exit code 1
    ");
    assert_snapshot!(refused(&room(), "import a.csv --columns nowhere.toml"), @r"
    nowhere.toml cannot be read: there is no such file or folder.
      Look how it is spelt and in which folder it lies; a path with spaces stands in quotation marks
    exit code 1
    ");
}

#[test]
fn an_empty_file() {
    let room = room();
    room.write("empty.csv", "");
    let said = refused(&room, "import empty.csv");
    assert_snapshot!(said, @r"
    empty.csv: the file is empty: it has not even a row of headings; export it again.
    exit code 1
    ");
    for blank in ["\n\n  \n", "\u{feff}"] {
        room.write("empty.csv", blank);
        assert_eq!(refused(&room, "import empty.csv"), said);
    }
    assert_snapshot!(refused(&room, "person import empty.csv"), @r"
    empty.csv: the file is empty: it has not even a row of headings; export it again.
    exit code 1
    ");
}

#[test]
fn a_heading_not_found() {
    let room = room();
    room.write("b.csv", "Case note ID,Person ID,Day it was,Recorded by,Note\nN9,K1,01/10/2026,Ann,One\n");
    assert_snapshot!(refused(&room, "import b.csv --kind oversight"), @r"
    b.csv: a file of oversights needs a column for the day on which it happened, usually headed Date of event, Event date, Date or Case note date; this one has Case note ID, Person ID, Day it was, Recorded by and Note; if a column has another name, give it in a mapping file with --columns FILE.toml.
    exit code 1
    ");
    room.write("c.csv", "Fruit,Colour\nApple,Red\n");
    assert_snapshot!(refused(&room, "import c.csv"), @r"
    c.csv: the headings do not tell whether these are oversights, reviews, disputes or children (Fruit and Colour); say so with --kind, and name the columns in a mapping file with --columns FILE.toml.
      A list of people comes in by: dipsample person import FILE.csv
    exit code 1
    ");
    room.write("d.csv", "Case note ID,Person ID,Date of event,Event date,Note\nN9,K1,01/10/2026,01/10/2026,One\n");
    assert_snapshot!(refused(&room, "import d.csv"), @r#"
    d.csv: the columns 'Date of event' and 'Event date' would both be date; in a mapping file (--columns FILE.toml), write "Event date" = "" to leave that one out, or "extra" to keep it under its own name.
    exit code 1
    "#);
}

#[test]
fn a_file_of_another_program() {
    let room = room();
    std::fs::write(room.path("b.xlsx"), b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00").unwrap();
    assert_snapshot!(refused(&room, "import b.xlsx"), @r"
    b.xlsx: the workbook is damaged, or is no workbook; open the file in Excel and save it again as a workbook (.xlsx).
    exit code 1
    ");
    std::fs::write(room.path("b.pdf"), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").unwrap();
    assert_snapshot!(refused(&room, "import b.pdf"), @r"
    b.pdf: the file looks like a PDF document, and dipsample reads CSV files and workbooks; export the records from your case management system as CSV or as a workbook and import that.
    exit code 1
    ");
    std::fs::write(
        room.path("old.csv"),
        b"Case note ID,Person ID,Date of event\nN1,Zo\xc3\xab,01/10/2026\nN2,Zo\xe9,01/10/2026\n",
    )
    .unwrap();
    assert_snapshot!(refused(&room, "import old.csv"), @r"
    old.csv: row 3 is not in the encoding UTF-8, though the file is, so its letters cannot be known for certain; export the file again as CSV UTF-8, or, if it comes from an older Windows program, say --encoding windows-1252.
    exit code 1
    ");
    assert_snapshot!(refused(&room, "import register.dipsample"), @r"
    register.dipsample: the file looks like an SQLite database, such as a dipsample register, and dipsample reads CSV files and workbooks; export the records from your case management system as CSV or as a workbook and import that.
    exit code 1
    ");
}

#[test]
fn a_register_of_a_newer_version() {
    let room = room();
    let other = rusqlite::Connection::open(room.path("register.dipsample")).unwrap();
    other.pragma_update(None, "user_version", 99).unwrap();
    drop(other);
    for command in ["status", "import a.csv", "findings oct", "init --register other/x"] {
        let before = room.register();
        let answer = room.run(command).refused();
        assert_eq!(room.register(), before);
        if command == "status" {
            let known = newest_form(&room);
            assert_snapshot!(answer.all().replace(&format!("up to {known})"), "up to KNOWN)"), @r"
            ROOM/register.dipsample was written by a newer version of this program (its form is 99, this program knows up to KNOWN).
              Use the newer program that wrote it; ask whoever gave you this one for an update
            exit code 1
            ");
        }
    }
}

/// The newest form of a register that this program makes.
fn newest_form(room: &Room) -> i64 {
    room.run("init --register fresh.dipsample").ok();
    let fresh = rusqlite::Connection::open(room.path("fresh.dipsample")).unwrap();
    fresh.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_register_that_is_none() {
    let room = room();
    room.write("notes.txt", "This is a letter, and no register at all.\n");
    assert_snapshot!(refused(&room, "status --register notes.txt"), @r"
    ROOM/notes.txt is not a register of this program.
      A register is made by: dipsample init
    exit code 1
    ");
    let foreign = rusqlite::Connection::open(room.path("foreign.db")).unwrap();
    foreign.execute_batch("CREATE TABLE photo (id INTEGER)").unwrap();
    drop(foreign);
    let before = std::fs::read(room.path("foreign.db")).unwrap();
    assert_snapshot!(refused(&room, "status --register foreign.db"), @r"
    ROOM/foreign.db is not a register of this program.
      A register is made by: dipsample init
    exit code 1
    ");
    assert_eq!(std::fs::read(room.path("foreign.db")).unwrap(), before, "another program's file was changed");
    room.write("empty.dipsample", "");
    assert_snapshot!(refused(&room, "status --register empty.dipsample"), @r"
    ROOM/empty.dipsample is empty: there is no register in it.
      If it was your register, go back to your last copy
      To make a new one here: dipsample init
    exit code 1
    ");
}

#[test]
fn no_register() {
    let room = Room::empty();
    for command in [
        "status",
        "import a.csv",
        "person list",
        "person add Ann",
        "draw --kind oversight --size 1",
        "sample list",
        "sample show",
        "sample manifest",
        "grade",
        "findings",
        "export f.xlsx",
        "register check",
        "register journal",
        "who R-7K3M9QX",
    ] {
        let answer = room.run(command).refused();
        assert_eq!(answer.all().lines().count(), 4, "{command}:\n{}", answer.all());
        if command == "status" {
            assert_snapshot!(answer.all(), @r"
            There is no register at ROOM/register.dipsample.
              To make one here: dipsample init
              If it is elsewhere: add --register FILE, or go to its folder first
            exit code 1
            ");
        } else {
            answer.must_say(&["There is no register at", "dipsample init"]);
        }
    }
    assert_eq!(std::fs::read_dir(room.folder()).unwrap().count(), 0, "a refusal left a file behind");
}

#[test]
fn a_register_where_there_is_a_file() {
    let room = room();
    assert_snapshot!(refused(&room, "init"), @r"
    There is already a file at ROOM/register.dipsample; nothing was changed.
      To make another, give it another name: dipsample init --register FILE
    exit code 1
    ");
    assert_snapshot!(refused(&room, "init --register nowhere/register.dipsample"), @r"
    There is no folder ROOM/nowhere.
      Make the folder first, or give another: --register FILE
    exit code 1
    ");
}

#[test]
fn a_period_that_does_not_exist() {
    let room = room();
    assert_snapshot!(refused(&room, "draw --kind oversight --size 1 --period 2026-13"), @r"
    There is no such period as '2026-13': a year has months 01 to 12.
      Give a period that there is, as --period 2026-10
    exit code 1
    ");
    for (period, words) in [
        ("2026/28", "2026/28"),
        ("2026/27-Q5", "2026/27-Q5"),
        ("2026-02-30..2026-03-01", "2026-02-30"),
        ("2026-11-15..2026-10-01", "2026-11-15"),
        ("october", "october"),
    ] {
        let said = refused(&room, &format!("draw --kind oversight --size 1 --period {period}"));
        assert!(said.contains(words), "{said}");
    }
    assert_snapshot!(refused(&room, "draw --kind oversight --size 1 --period 2024-10"), @r"
    The register holds no oversights of October 2024.
      Import the extract of that period first, or give another --period
    exit code 1
    ");
}

#[test]
fn a_sample_larger_than_its_frame_and_an_empty_frame() {
    let room = room();
    assert_snapshot!(refused(&room, "draw --kind oversight --period 2026-10 --size 4"), @r"
    A sample of 4 is larger than its frame, which holds 3; ask for at most 3.
    exit code 1
    ");
    assert_snapshot!(refused(&room, "draw --kind oversight --period 2026-10 --size 1 --where \"team = 'West'\""), @r"
    The frame is empty: none of 3 oversights of October 2026 fits the condition.
      Change the condition (--where), or give another --period
    exit code 1
    ");
    assert_snapshot!(refused(&room, "draw --kind review --period 2026-10 --size 1"), @r"
    The register holds no reviews of October 2026.
      Import the extract of that period first, or give another --period
    exit code 1
    ");
    assert_snapshot!(refused(&Room::staffed(), "draw --kind oversight --period 2026-10 --size 1"), @r"
    Nothing has been imported yet.
      Bring an extract in first: dipsample import FILE.csv
    exit code 1
    ");
    assert_snapshot!(refused(&room, "draw --kind notes --period 2026-10 --size 1"), @r"
    There is no kind of record 'notes'.
      The kinds are: oversight, review, dispute, child
    exit code 1
    ");
}

#[test]
fn an_unknown_rubric() {
    let room = room();
    assert_snapshot!(refused(&room, "draw --kind oversight --period 2026-10 --size 1 --rubric oversihgt"), @r"
    There is no rubric 'oversihgt'.
      Did you mean 'oversight'?
      The rubrics are: oversight, review-record, care-plan, dispute, review-checklist, voice; or give a file that ends in .toml
    exit code 1
    ");
    assert_snapshot!(refused(&room, "rubric show xyz"), @r"
    There is no rubric 'xyz'.
      The rubrics are: oversight, review-record, care-plan, dispute, review-checklist, voice; or give a file that ends in .toml
    exit code 1
    ");
}

#[test]
fn a_grade_outside_the_scale() {
    let room = room();
    assert_snapshot!(refused(&room, "grade oct 1 --set purpose=outstanding"), @r"
    'outstanding' is not an answer to 'purpose'; they are: inadequate, requires-improvement, good.
      All words of this rubric: dipsample rubric show oversight
    exit code 1
    ");
    assert_snapshot!(refused(&room, "grade oct 1 --overall 4"), @r"
    '4' is not a grade of this rubric; they are: inadequate, requires-improvement, good.
      All words of this rubric: dipsample rubric show oversight
    exit code 1
    ");
    assert_snapshot!(refused(&room, "moderate oct 1 --grade 4 --reason x"), @r"
    '4' is not a grade of this rubric; they are: inadequate, requires-improvement, good.
    exit code 1
    ");
}

#[test]
fn an_unknown_sample() {
    let room = room();
    assert_snapshot!(refused(&room, "findings otc"), @r"
    There is no sample 'otc'.
      The samples are: oct, and 'last' for the newest
    exit code 1
    ");
    assert_snapshot!(refused(&room, "export f.docx oct"), @r"
    The file must end in .xlsx or .html, and 'f.docx' does not.
      For example: dipsample export findings.xlsx
    exit code 1
    ");
    assert!(!room.path("f.docx").exists());
}

#[test]
fn a_pseudonym_that_nobody_has() {
    assert_snapshot!(refused(&room(), "who R-AAAAAAA"), @r"
    No record, child or person in this register's samples has the pseudonym R-AAAAAAA.
      Pseudonyms belong to one register; look whether the workbook came from this one
    exit code 1
    ");
}

#[test]
fn a_workbook_that_cannot_be_written() {
    let room = room();
    assert_snapshot!(refused(&room, "export nowhere/f.xlsx oct"), @r"
    nowhere/f.xlsx cannot be written: there is no such file or folder.
      Make the folder first, or give another
    exit code 1
    ");
}

#[test]
fn a_journal_that_was_altered_is_told() {
    let room = room();
    room.run("register check").ok();
    let other = rusqlite::Connection::open(room.path("register.dipsample")).unwrap();
    let altered = other.execute("UPDATE journal SET person = 'Somebody else' WHERE command = 'draw'", []);
    drop(other);
    match altered {
        Ok(_) => assert_snapshot!(refused(&room, "register check"), @r"
        The journal was altered: line 6 does not follow from the one before it.
          Go back to your last copy of the register, and find out who could write to this one
        exit code 1
        "),
        Err(error) => assert!(error.to_string().contains("journal"), "{error}"),
    }
}

#[test]
fn a_busy_register_is_waited_for_with_a_sentence() {
    let room = room();
    let answer = room.run_while_another_writes("person add 'Zara Quill'", "");
    assert_snapshot!(answer.ok().all(), @r"
    Somebody else is using the register at this moment; waiting for them to finish...
    Added Zara Quill.
    ");
    assert!(room.run("person list").ok().says("Zara Quill"));
}
