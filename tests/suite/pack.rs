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

fn received(room: &Room, name: &str) -> Value {
    room.json(&format!("pack receive '{name}'"))["files"][0].clone()
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
    let first = std::fs::read(&path).unwrap();
    room.run("pack send oct --to packs").ok();
    assert_eq!(first, std::fs::read(&path).unwrap());
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
    // What was taken stands in the next pack, and a corrected file of the same auditor stands over the first.
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
    assert_eq!((&later["taken"], &later["faults"]), (&json!(1), &json!([])));
    room.run("register check").ok();
}

#[test]
fn an_answer_that_a_later_file_leaves_blank_is_not_answered_any_more() {
    let room = room();
    let mut answers = all(3, "Good");
    answers.extend([
        (3, "purpose.note", "Opens with why"),
        (3, "overall", "Inadequate"),
        (3, "overall.reason", "Missed"),
    ]);
    answers.extend(all(4, "Good"));
    answers.extend(all(5, "Good"));
    fill(&room, TOM, "tom.xlsx", &answers);
    assert_eq!(received(&room, "tom.xlsx")["taken"], json!(3));
    // The same file with one grade, one note and the mark of case 1 blank, and the mark alone of case 2; case 3 is blank, and
    // still marked finished.
    let mut later = answers.clone();
    later.retain(|(row, id, _)| match row {
        3 => !["drift", "purpose.note", "overall", "overall.reason", "finished"].contains(id),
        4 => *id != "finished",
        _ => *id != "drift",
    });
    fill(&room, TOM, "later.xlsx", &later);
    let told = received(&room, "later.xlsx");
    assert_eq!(
        (&told["taken"], &told["unchanged"], &told["unfinished"], &told["cleared"], &told["reopened"]),
        (&json!(0), &json!(0), &json!(2), &json!(1), &json!(2)),
        "{told}"
    );
    assert_eq!(told["faults"].as_array().unwrap().len(), 1);
    room.run("pack send oct --to packs").ok();
    let sent = cells(&room.path(TOM), "Grading");
    let at = |row: u32, id: &str| sent.get(&(row - 1, column(&room, id))).cloned();
    for id in ["drift", "purpose.note", "overall", "overall.reason", "finished"] {
        assert_eq!(at(3, id), None, "{id}");
    }
    assert_eq!((at(3, "purpose").as_deref(), at(3, "impact").as_deref()), (Some("Good"), Some("Good")));
    assert_eq!((at(4, "drift").as_deref(), at(4, "finished")), (Some("Good"), None));
    assert_eq!((at(5, "drift").as_deref(), at(5, "finished").as_deref()), (Some("Good"), Some("yes")));
    let finish = room.run("grade oct 1 --finish --person 'Tom Adeyemi'");
    assert_eq!(finish.code, 1);
    assert!(finish.err.contains("drift"), "{}", finish.err);
    // The first file again: all is as it was, and said in words.
    assert_eq!(received(&room, "tom.xlsx")["taken"], json!(2));
    let words = room.run("pack receive later.xlsx").ok().out;
    assert!(words.contains("1 answer that was in before is blank in this file"), "{words}");
    assert!(words.contains("2 cases that were finished are not finished in this file"), "{words}");
    room.run("register check").ok();
}

#[test]
fn a_blank_cell_takes_nothing_back_that_was_answered_at_the_terminal_since_the_pack_was_sent() {
    let room = room();
    let grades = CRITERIA.map(|id| format!("--set {id}=good")).join(" ");
    room.run(&format!("grade oct 1 {grades} --note purpose=Dated --overall good --finish --person 'Tom Adeyemi'")).ok();
    fill(&room, TOM, "tom.xlsx", &all(4, "Good"));
    let told = received(&room, "tom.xlsx");
    assert_eq!((&told["taken"], &told["cleared"], &told["reopened"]), (&json!(1), &json!(0), &json!(0)), "{told}");
    // In the next pack it stands, so that it can be taken back.
    room.run("pack send oct --to packs").ok();
    fill(&room, TOM, "tom2.xlsx", &[(3, "drift", ""), (3, "finished", "")]);
    let told = received(&room, "tom2.xlsx");
    assert_eq!((&told["cleared"], &told["reopened"]), (&json!(1), &json!(1)), "{told}");
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
    let answer = room.run("pack receive tom.xlsx").ok();
    answer.must_say(&["URGENT", "tells nobody", "Splendid"]);
    room.run("pack receive tom.xlsx").ok();
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
    room.run("sample close oct").ok();
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
