//! Packs: sent out, filled in by another hand, and taken back in cell by cell.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use crate::room::Room;
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::{Value, json};

const CRITERIA: [&str; 6] = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"];

/// Three oversights drawn as `oct`, all with Tom Adeyemi, all twice with Wei Chen.
fn room() -> Room {
    let room = Room::staffed();
    let rows: String = (1..=3).map(|n| format!("N{n},K{n}7,0{n}/10/2026,Zoe Quill,North,=Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 3 --name oct --seed 20263847561029384756 --auditors 'Tom Adeyemi,Wei Chen' --double 100%").ok();
    room.run("pack send oct --to packs").ok();
    room
}

pub(crate) const TOM: &str = "packs/oct auditor Tom Adeyemi.xlsx";

pub(crate) fn cells(path: &Path, sheet: &str) -> BTreeMap<(u32, u32), String> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let (top, left) = range.start().unwrap();
    range
        .used_cells()
        .filter(|(_, _, cell)| **cell != Data::Empty)
        .map(|(row, column, cell)| ((row as u32 + top, column as u32 + left), cell.to_string()))
        .collect()
}

/// The column of an id, counted from 0.
fn column(room: &Room, id: &str) -> u32 {
    let grading = cells(&room.path(TOM), "Grading");
    grading.iter().find(|((row, _), words)| *row == 1 && *words == id).unwrap_or_else(|| panic!("{id}")).0.1
}

fn letters(mut at: u32) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(at % 26).unwrap()));
        match at / 26 {
            0 => return name,
            more => at = more - 1,
        }
    }
}

/// Fills cells in as a spreadsheet does: as inline words in the sheet's own XML. `cells` are (row counted from 1, id, words).
pub(crate) fn fill(room: &Room, name: &str, to: &str, answers: &[(u32, &str, &str)]) {
    let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(room.path(name)).unwrap())).unwrap();
    let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let (file, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if file == "xl/worksheets/sheet2.xml" {
            let mut xml = String::from_utf8(bytes).unwrap();
            for (row, id, words) in answers {
                let place = format!("{}{row}", letters(column(room, id)));
                let start = xml.find(&format!("<c r=\"{place}\"")).unwrap_or_else(|| panic!("{place}"));
                let end = start + xml[start..].find('>').unwrap();
                let end =
                    if xml[..end].ends_with('/') { end + 1 } else { start + xml[start..].find("</c>").unwrap() + 4 };
                let words = words.replace('&', "&amp;").replace('<', "&lt;");
                xml.replace_range(start..end, &format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{words}</t></is></c>"));
            }
            bytes = xml.into_bytes();
        }
        written.start_file(file, zip::write::SimpleFileOptions::default()).unwrap();
        written.write_all(&bytes).unwrap();
    }
    std::fs::write(room.path(to), written.finish().unwrap().into_inner()).unwrap();
}

/// All answers of a row as one grade.
pub(crate) fn all(row: u32, grade: &str) -> Vec<(u32, &str, &str)> {
    CRITERIA.iter().map(|id| (row, *id, grade)).chain([(row, "finished", "yes")]).collect()
}

/// What came of a file, whether or not it had faults.
pub(crate) fn received(room: &Room, name: &str) -> Value {
    let answer = room.run(&format!("pack receive '{name}' --json"));
    let json: Value = serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {}", answer.all()));
    let file = json["files"][0].clone();
    assert_eq!(answer.code, u8::from(!file["faults"].as_array().unwrap().is_empty()), "{}", answer.all());
    file
}

#[test]
fn a_pack_is_laid_out_as_it_is_read_and_tells_no_more_than_the_work_needs() {
    let room = room();
    let path = room.path(TOM);
    let book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["Start", "Grading", "Descriptors", "Records"]);
    let grading = cells(&path, "Grading");
    let ids: Vec<&str> = grading.iter().filter(|((row, _), _)| *row == 1).map(|(_, words)| words.as_str()).collect();
    let mut expected = vec!["case", "record", "child", "date", "iro", "urgent", "unusable"];
    let parts: Vec<String> =
        CRITERIA.iter().flat_map(|id| ["", ".note", ".finding", ".theme"].map(|part| format!("{id}{part}"))).collect();
    expected.extend(parts.iter().map(String::as_str));
    expected.extend(["overall", "overall.reason", "finished"]);
    assert_eq!(ids, expected);
    assert_eq!(grading.keys().map(|(row, _)| row).max(), Some(&4));
    let everything: Vec<String> = ["Start", "Grading", "Descriptors", "Records"]
        .iter()
        .flat_map(|sheet| cells(&path, sheet).into_values())
        .collect();
    assert!(everything.iter().any(|words| words.contains("=Text 1")));
    for hidden in ["Wei Chen", "20263847561029384756", "second", "twice", "0.0"] {
        assert!(!everything.iter().any(|words| words.contains(hidden)), "{hidden}");
    }
    // A pack that is sent again differs only in its number.
    let number = |cells: &BTreeMap<(u32, u32), String>| {
        let label = cells.iter().find(|(_, words)| *words == "Pack number").map(|(place, _)| *place).unwrap();
        cells[&(label.0, label.1 + 1)].clone()
    };
    let first = cells(&path, "Start");
    room.run("pack send oct --to packs").ok();
    let second = cells(&path, "Start");
    assert_ne!(number(&first), number(&second));
    assert_eq!(first.len(), second.len());
    assert_eq!(grading, cells(&path, "Grading"));
}

#[test]
fn what_is_filled_in_comes_in_once_and_a_later_file_stands_over_it() {
    let room = room();
    let mut answers = all(3, "Good");
    answers.extend([
        (3, "drift.finding", "strength: Named and dated"),
        (3, "drift.theme", "Drift was challenged"),
        (3, "purpose.note", "Opens with why"),
    ]);
    answers.extend([(4, "purpose", "inadequate")]);
    fill(&room, TOM, "tom.xlsx", &answers);
    let file = received(&room, "tom.xlsx");
    assert_eq!(
        (&file["sample"], &file["auditor"], &file["taken"], &file["unchanged"], &file["unfinished"], &file["faults"]),
        (&json!("oct"), &json!("Tom Adeyemi"), &json!(1), &json!(0), &json!(2), &json!([]))
    );
    let again = received(&room, "tom.xlsx");
    assert_eq!((&again["taken"], &again["unchanged"], &again["unfinished"]), (&json!(0), &json!(1), &json!(2)));
    // The next pack contains what was imported. No file changes a finished case, and each difference is reported.
    room.run("pack send oct --to packs").ok();
    let sent = cells(&room.path(TOM), "Grading");
    assert_eq!(sent[&(2, column(&room, "drift.finding"))], "strength: Named and dated");
    assert_eq!(sent[&(2, column(&room, "finished"))], "yes");
    fill(
        &room,
        TOM,
        "tom2.xlsx",
        &[(3, "impact", "Requires improvement"), (3, "impact.finding", "Not said what it means")],
    );
    let later = received(&room, "tom2.xlsx");
    assert_eq!((&later["taken"], &later["faults"][0]["case"]), (&json!(0), &json!("1")));
    let reason = later["faults"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("is Good in the register and Requires improvement in the file"), "{reason}");
    assert!(reason.contains("dipsample sample reopen oct 1"), "{reason}");
    room.run("sample reopen oct 1 --reason 'Read again'").ok();
    assert_eq!(received(&room, "tom2.xlsx")["taken"], json!(1));
    room.run("register check").ok();
}

#[test]
fn short_forms_of_grades_are_read() {
    let room = room();
    let short = ["G", "RI", "i", "Req. imp.", "R/I", "good"];
    let answers: Vec<(u32, &str, &str)> = CRITERIA.iter().zip(short).map(|(id, word)| (3, *id, word)).collect();
    fill(&room, TOM, "tom.xlsx", &answers);
    assert_eq!(received(&room, "tom.xlsx")["faults"], json!([]));
    room.run("pack send oct --to sent").ok();
    let sent = cells(&room.path(&TOM.replace("packs/", "sent/")), "Grading");
    let read = CRITERIA.map(|id| sent[&(2, column(&room, id))].clone());
    assert_eq!(
        read,
        ["Good", "Requires improvement", "Inadequate", "Requires improvement", "Requires improvement", "Good"]
    );
}

#[test]
fn two_copies_that_differ_are_both_refused_where_they_do() {
    let room = room();
    let mut one = all(3, "Good");
    one.extend(all(4, "Good"));
    let mut other = all(3, "Inadequate");
    other.extend(all(4, "Good"));
    std::fs::create_dir(room.path("back")).unwrap();
    fill(&room, TOM, "back/one.xlsx", &one);
    fill(&room, TOM, "back/other.xlsx", &other);
    let answer = room.run("pack receive back --json");
    assert_eq!(answer.code, 1);
    let files: Value = serde_json::from_str(&answer.out).unwrap();
    for file in files["files"].as_array().unwrap() {
        assert_eq!(file["faults"].as_array().unwrap().len(), 1, "{file}");
        assert_eq!(file["faults"][0]["case"], "1");
    }
    let answer = room.run("pack receive back").all();
    assert!(answer.contains("other.xlsx is a pack of the same auditor"), "{answer}");
}

#[test]
fn whose_pack_it_is_rests_on_its_number_and_not_on_a_name() {
    let room = room();
    fill(&room, TOM, "tom.xlsx", &all(3, "Good"));
    let bytes = std::fs::read(room.path("tom.xlsx")).unwrap();
    std::fs::write(room.path("wei.xlsx"), renamed(bytes, "Tom Adeyemi", "Wei Chen")).unwrap();
    let before = room.register();
    room.run("pack receive wei.xlsx").refused().must_say(&["do not belong together"]);
    assert_eq!(before, room.register());
    assert_eq!(received(&room, "tom.xlsx")["taken"], json!(1));
}

/// A workbook with a name changed everywhere.
fn renamed(bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut written = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        if let Ok(text) = String::from_utf8(bytes.clone()) {
            bytes = text.replace(from, to).into_bytes();
        }
        written.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut written, &bytes).unwrap();
    }
    written.finish().unwrap().into_inner()
}

#[test]
fn an_answer_that_a_later_file_leaves_blank_is_not_answered_any_more() {
    let room = room();
    let mut answers = all(3, "Good");
    answers.extend([(3, "purpose.note", "Opens with why")]);
    answers.retain(|(_, id, _)| *id != "finished");
    answers.extend(all(4, "Good"));
    fill(&room, TOM, "tom.xlsx", &answers);
    assert_eq!(received(&room, "tom.xlsx")["taken"], json!(1));
    // The same file with one grade and one note of the unfinished case blank, and the mark of the finished one.
    let mut later = answers.clone();
    later.retain(|(row, id, _)| !(*row == 3 && ["drift", "purpose.note"].contains(id)) && *id != "finished");
    fill(&room, TOM, "later.xlsx", &later);
    let told = received(&room, "later.xlsx");
    assert_eq!((&told["taken"], &told["unfinished"], &told["cleared"]), (&json!(0), &json!(2), &json!(1)), "{told}");
    let faults = told["faults"].as_array().unwrap();
    assert_eq!((faults.len(), &faults[0]["case"]), (1, &json!("2")), "{told}");
    assert!(faults[0]["reason"].as_str().unwrap().contains("does not say that it is finished"), "{told}");
    room.run("pack send oct --to packs").ok();
    let sent = cells(&room.path(TOM), "Grading");
    let at = |row: u32, id: &str| sent.get(&(row - 1, column(&room, id))).cloned();
    assert_eq!((at(3, "drift"), at(3, "purpose.note"), at(3, "impact").as_deref()), (None, None, Some("Good")));
    assert_eq!((at(4, "drift").as_deref(), at(4, "finished").as_deref()), (Some("Good"), Some("yes")));
    room.run("register check").ok();
}

#[test]
fn a_blank_cell_takes_nothing_back_that_was_answered_at_the_terminal_since_the_pack_was_sent() {
    let room = room();
    let grades = CRITERIA.map(|id| format!("--set {id}=good")).join(" ");
    room.run(&format!("grade oct 1 {grades} --note purpose=Dated --person 'Tom Adeyemi'")).ok();
    fill(&room, TOM, "tom.xlsx", &all(4, "Good"));
    let told = received(&room, "tom.xlsx");
    assert_eq!((&told["taken"], &told["cleared"], &told["faults"]), (&json!(1), &json!(0), &json!([])), "{told}");
    // In the next pack it stands, so that it can be taken back.
    room.run("pack send oct --to packs").ok();
    fill(&room, TOM, "tom2.xlsx", &[(3, "drift", "")]);
    let told = received(&room, "tom2.xlsx");
    assert_eq!(told["cleared"], json!(1), "{told}");
}

#[test]
fn each_wrong_cell_is_told_and_only_whole_cases_are_taken() {
    let room = room();
    let mut answers = all(3, "Good");
    answers.extend([(3, "drift", "Splendid"), (3, "impact.theme", "Nonsense")]);
    answers.extend(all(4, "Good"));
    answers.extend([(4, "overall", "Inadequate")]);
    answers.extend(all(5, "Good"));
    answers.extend([(5, "purpose.finding", "K17 was seen, and K27 and K37")]);
    fill(&room, TOM, "tom.xlsx", &answers);
    let file = received(&room, "tom.xlsx");
    assert_eq!((&file["taken"], &file["unfinished"]), (&json!(0), &json!(0)));
    let places: Vec<String> = file["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| format!("{} {}", fault["sheet"].as_str().unwrap(), fault["cell"].as_str().unwrap()))
        .collect();
    let place = |row: u32, id: &str| format!("Grading {}{row}", letters(column(&room, id)));
    assert_eq!(
        places,
        [place(3, "drift"), place(3, "impact.theme"), place(4, "overall.reason"), place(5, "purpose.finding")]
    );
    let mut answers = all(3, "Good");
    answers.push((3, "analysis", ""));
    fill(&room, TOM, "part.xlsx", &answers);
    assert_eq!(
        received(&room, "part.xlsx")["faults"][0]["cell"],
        json!(place(3, "analysis").trim_start_matches("Grading "))
    );
}

#[test]
fn an_urgent_concern_comes_in_even_with_a_wrong_row_and_stands_first_until_it_is_answered() {
    let room = room();
    fill(&room, TOM, "tom.xlsx", &[(3, "urgent", "The boy is with the man named in May"), (3, "drift", "Splendid")]);
    let answer = room.run("pack receive tom.xlsx").refused();
    answer.must_say(&["URGENT", "tells nobody", "Splendid", "Case 1, Drift and delay (cell "]);
    room.run("pack receive tom.xlsx").refused();
    let waiting = room.json("status")["waiting"].clone();
    assert_eq!(waiting[0]["what"], "urgent");
    assert_eq!(waiting.as_array().unwrap().iter().filter(|one| one["what"] == "urgent").count(), 1);
    room.run("grade oct 1 --urgent-answered 'Ring to A Bell, 2 November 10:00'").ok();
    assert_ne!(room.json("status")["waiting"][0]["what"], "urgent");
    assert!(!room.run("register journal").ok().out.contains("named in May"));
}

#[test]
fn another_samples_or_a_strangers_pack_is_refused_with_a_sentence() {
    let room = room();
    fill(&room, TOM, "tom.xlsx", &all(3, "Good"));
    let other = Room::staffed();
    std::fs::copy(room.path("tom.xlsx"), other.path("tom.xlsx")).unwrap();
    other
        .run("pack receive tom.xlsx")
        .refused()
        .must_say(&["tom.xlsx", "the sample 'oct', which this register does not hold"]);
    other.write("not.xlsx", "nothing");
    other.run("pack receive not.xlsx").refused().must_say(&["not a workbook"]);
    room.run("sample close oct --anyway").ok();
    let before = room.register();
    room.run("pack receive tom.xlsx").refused().must_say(&["is closed and takes nothing more"]);
    assert_eq!(before, room.register());
    fill(&room, TOM, "risk.xlsx", &[(3, "urgent", "Not seen since June"), (3, "drift", "Good")]);
    room.run("pack receive risk.xlsx").refused().must_say(&["URGENT", "tells nobody", "is closed"]);
    assert!(room.run("status").ok().out.contains("Not seen since June"), "an urgent concern is never refused");
    std::fs::write(room.path("packs/~$oct auditor Tom Adeyemi.xlsx"), "x").unwrap();
    room.run("pack receive packs").refused().must_say(&["~$oct auditor Tom Adeyemi.xlsx is passed over"]);
}

#[test]
fn rows_of_another_case_are_not_taken() {
    let room = room();
    let sent = cells(&room.path(TOM), "Grading");
    let record = sent[&(3, column(&room, "record"))].clone();
    let mut answers = all(3, "Good");
    answers.push((3, "record", &record));
    fill(&room, TOM, "tom.xlsx", &answers);
    let file = received(&room, "tom.xlsx");
    assert_eq!(file["taken"], json!(0));
    assert!(file["faults"][0]["reason"].as_str().unwrap().contains("mixed up"));
}

#[test]
fn an_urgent_concern_is_kept_at_once_and_by_itself() {
    let room = room();
    let told = room.run_as("Tom Adeyemi", "grade oct 1 --urgent 'Seen with bruises'").ok();
    told.must_say(&["is kept", "tells nobody", "Ring the team manager"]);
    room.run_as("Tom Adeyemi", "grade oct 1 --urgent ' '").refused();
    room.run_as("Tom Adeyemi", "grade oct 2 --urgent-answered x").refused().must_say(&["no urgent concern"]);
    let actions = room.json("action list")["actions"].clone();
    assert_eq!((&actions[0]["due"], &actions[0]["urgent"]), (&json!("2026-11-03"), &json!(true)));
    room.run("grade oct 1 --urgent-answered 'A Bell, today at 10'").ok();
    assert_eq!(room.json("action list")["actions"][0]["state"], "done");
    let findings = room.json("findings oct");
    assert_eq!(findings["urgent"], json!({ "open": 0, "answered": 1 }));
    assert_eq!(findings["sentences"]["notes"][0], "1 urgent concern that a child may be unsafe: answered.");
}

#[test]
fn packs_that_are_out_are_told_until_a_file_comes_back() {
    let room = room();
    let pack = |room: &Room, person: &str| {
        let status = room.json("status");
        let waiting = status["waiting"].as_array().unwrap().iter();
        waiting.filter(|one| one["person"] == person).map(|one| one["pack"].clone()).next().unwrap()
    };
    assert_eq!((pack(&room, "Tom Adeyemi"), pack(&room, "Wei Chen")), (json!("out"), json!("out")));
    room.run("status").ok().must_say(&["pack was sent on 02/11/2026 and is not back"]);
    fill(&room, TOM, "tom.xlsx", &all(3, "Good"));
    received(&room, "tom.xlsx");
    assert_eq!((pack(&room, "Tom Adeyemi"), pack(&room, "Wei Chen")), (json!("back"), json!("out")));
    room.run("pack send oct --to packs").ok();
    assert_eq!(pack(&room, "Tom Adeyemi"), json!("out"), "a fresh one was sent");
}
