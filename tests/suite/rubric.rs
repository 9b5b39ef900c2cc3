//! `rubric new` and `rubric export`: a rubric's file from questions, and a rubric on paper.

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::{Value, json};

use crate::office::Office;
use crate::room::Room;

/// Two questions: one graded and limiting, one a check.
const LINES: &str = "Placement moves\n4\nWhether moves were planned.\nRead the placement plan.\n\n3\n1\n1\nNotice\nWas the child told beforehand?\n\
                     Date of the first talk.\n\n1\n2\nThe child learned of it on the day.\nA day or two before, by message.\nA talk a week before, with a visit.\n\
                     The child was not told\n\nThe child met the new carers first\n\nLetter\nIs there a letter?\n\n2\nA letter is on file.\nNo letter is on file.\n\n\n\n";

#[test]
fn a_rubric_is_started_from_questions_line_by_line() {
    let office = Office::new(1, true);
    let answer = office.piped("rhian", &["rubric", "new", "--json"], LINES);
    let told = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert_eq!(answer.status.code(), Some(0), "{told}");
    let json: Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert_eq!((&json["rubric"], &json["criteria"]), (&json!("placement-moves"), &json!(["notice", "letter"])));
    let checked = office.run(&["rubric", "check", "placement-moves.toml", "--json"]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("\"faults\": []"), "{checked:?}");
    let text = std::fs::read_to_string(office.path("placement-moves.toml")).unwrap();
    for words in [
        "limiting = true",
        "evidence = \"below-top\"",
        "answers = \"check\"",
        "bearing = \"strength\"",
        "id = \"amber\"",
    ] {
        assert!(text.contains(words), "'{words}' is not in:\n{text}");
    }
    // It is not written over, whether the name was given or made.
    for words in [&["rubric", "new"][..], &["rubric", "new", "placement-moves.toml"]] {
        let again = office.piped("rhian", words, LINES);
        assert_eq!(again.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&again.stderr).contains("is there already and is not written over"));
    }
    assert_eq!(std::fs::read_to_string(office.path("placement-moves.toml")).unwrap(), text);
}

#[test]
fn what_is_refused_is_asked_again_and_a_stop_writes_nothing() {
    let office = Office::new(1, true);
    // Back to the title; a number that is none; a descriptor that differs in degree.
    let lines = LINES.replacen("Placement moves\n4\n", "Moves\nb\n\nPlacement moves\n9\n4\n", 1).replacen(
        "A day or two before",
        "The child clearly learned of it, on the day.\nA day or two before",
        1,
    );
    let answer = office.piped("rhian", &["rubric", "new", "own.toml"], &lines);
    let told = String::from_utf8_lossy(&answer.stderr).replace('\n', " ");
    assert_eq!(answer.status.code(), Some(0), "{told}");
    for words in ["Type a number from 1 to 4", "This needs words", "but for words of degree"] {
        assert!(told.contains(words), "'{words}' is not in: {told}");
    }
    assert!(office.path("own.toml").exists());
    for lines in ["Other\n2\n", "Other\n2\nq\n", ""] {
        let answer = office.piped("rhian", &["rubric", "new"], lines);
        assert_eq!(answer.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&answer.stderr).contains("nothing is written"));
    }
    assert!(!office.path("other.toml").exists());
    assert_eq!(office.piped("rhian", &["rubric", "new", "own.txt"], LINES).status.code(), Some(2));
}

#[test]
fn at_a_terminal_it_asks_the_same() {
    let office = Office::new(1, true);
    let mut me = office.sit_down("rhian", &["rubric", "new"]);
    me.answer("in a few words?", "Placement moves\r");
    me.answer("What does it grade?", "4\r");
    me.answer("in a sentence or two?", "b\r");
    me.see("What does it grade?");
    me.press("q\r");
    me.see("nothing is written");
}

#[test]
fn every_rubric_is_exported_as_a_paper_form() {
    let room = Room::empty();
    for rubric in ["oversight", "review-record", "care-plan", "dispute", "review-checklist", "voice"] {
        let json = room.json(&format!("rubric export {rubric} {rubric}.xlsx"));
        assert_eq!(json["rubric"], rubric);
        let first = std::fs::read(room.path(&format!("{rubric}.xlsx"))).unwrap();
        let mut book: Xlsx<_> = open_workbook(room.path(&format!("{rubric}.xlsx"))).unwrap();
        let sheet = book.worksheet_range("Form").unwrap();
        let words: Vec<String> = sheet.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
        let shown = room.json(&format!("rubric show {rubric}"));
        for criterion in shown["criteria"].as_array().unwrap() {
            let question = criterion["question"].as_str().unwrap();
            assert!(words.iter().any(|cell| cell == question), "{rubric}: {question}");
            for answer in criterion["answers"].as_array().unwrap() {
                let Some(descriptor) = answer["descriptor"].as_str() else { continue };
                assert!(words.iter().any(|cell| cell == descriptor), "{rubric}: {descriptor}");
            }
        }
        assert!(words.iter().any(|cell| cell.contains("ring the team manager at once")));
        room.run(&format!("rubric export {rubric} {rubric}.xlsx")).ok();
        assert_eq!(std::fs::read(room.path(&format!("{rubric}.xlsx"))).unwrap(), first, "the same bytes");
    }
    assert_eq!(room.run("rubric export oversight form.pdf").code, 2);
    room.run("rubric export oversigt form.xlsx").refused().must_say(&["Did you mean 'oversight'?"]);
}

#[test]
fn a_value_of_the_wrong_form_and_a_file_that_is_no_text_are_told_in_plain_words() {
    let room = Room::empty();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rubrics/oversight.toml")).unwrap();
    room.write("bad.toml", &text.replacen("themes = [", "themes = [\"no-such\", ", 1));
    let told = room.run("rubric check bad.toml").refused();
    assert!(!told.err.contains("struct") && !told.err.contains("sequence"), "{}", told.err);
    std::fs::write(room.path("bytes.toml"), b"\xff\xfe id").unwrap();
    room.run("rubric check bytes.toml").refused().must_say(&["bytes.toml", "UTF-8", "save it"]);
}
