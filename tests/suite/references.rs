//! References where the extract has none: made of child, day and type, and told apart by the text.

use crate::import::{counts, references};
use crate::room::Room;
use serde_json::Value;

#[test]
fn a_reference_is_made_of_child_day_and_type_where_the_file_has_none() {
    let room = Room::new();
    room.import("r.csv", "Person ID,Date held,Review type\n566910,02/10/2026,first\n").ok();
    room.import("o.csv", "Person ID,Date of event,Case note type,Note\n42,02/10/2026,Visit,a\n42,03/10/2026,,b\n").ok();
    room.import("d.csv", "Person ID,Date raised,Stage,Dispute type\n42,02/10/2026,formal,Drift\n").ok();
    assert_eq!(references(&room, "review", 1), ["566910/2026-10-02"]);
    assert_eq!(references(&room, "oversight", 2), ["42/2026-10-02/Visit", "42/2026-10-03"]);
    assert_eq!(references(&room, "dispute", 1), ["42/2026-10-02/Drift"]);
}

// The suffixes are the beginnings of the SHA-256 that Python's hashlib gives of the texts.
const SECOND: &str = "42/2026-10-02/Visit/9a096cf3";
const FIRST: &str = "42/2026-10-02/Visit/c27df53d";

fn visits(rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|text| format!("42,02/10/2026,Visit,{text}\n")).collect();
    format!("Person ID,Date of event,Case note type,Note\n{rows}")
}

#[test]
fn two_oversights_of_one_child_day_and_type_are_told_apart_by_their_text() {
    for order in [["First text", "Second text"], ["Second text", "First text"]] {
        let room = Room::new();
        assert_eq!(counts(&room.import_json("a.csv", &visits(&order))), (2, 0, 0, 0));
        assert_eq!(counts(&room.import_json("a.csv", &visits(&order))), (0, 0, 2, 0));
        assert_eq!(references(&room, "oversight", 2), [SECOND, FIRST]);
    }
}

#[test]
fn a_later_file_with_one_of_the_two_does_not_make_a_third() {
    let room = Room::new();
    room.import("a.csv", &visits(&["First text", "Second text"])).ok();
    for text in ["First text", "Second text"] {
        assert_eq!(counts(&room.import_json("b.csv", &visits(&[text]))), (0, 0, 1, 0));
    }
    // A third joins them under a suffix of its own, whichever row comes first.
    for rows in [["First text", "Third text"], ["Fourth text", "Second text"]] {
        assert_eq!(counts(&room.import_json("c.csv", &visits(&rows))), (1, 0, 1, 0));
    }
    let names = references(&room, "oversight", 4);
    assert!(names.iter().all(|name| name.len() == FIRST.len()), "{names:?}");
}

#[test]
fn one_oversight_that_is_joined_by_another_gets_its_suffix_then() {
    let room = Room::new();
    room.import("a.csv", &visits(&["First text"])).ok();
    room.import("b.csv", &visits(&["First text", "Second text"])).ok();
    assert_eq!(references(&room, "oversight", 2), [SECOND, FIRST]);
    assert_eq!(counts(&room.import_json("b.csv", &visits(&["Second text", "First text"]))), (0, 0, 2, 0));
}

#[test]
fn disputes_are_told_apart_in_the_same_way() {
    let room = Room::new();
    let text = "Person ID,Date raised,Stage,Dispute type,Details\n\
                42,02/10/2026,formal,Visit,First text\n42,02/10/2026,formal,Visit,Second text\n";
    assert_eq!(counts(&room.import_json("a.csv", text)), (2, 0, 0, 0));
    assert_eq!(counts(&room.import_json("a.csv", text)), (0, 0, 2, 0));
    assert_eq!(references(&room, "dispute", 2), [SECOND, FIRST]);
}

#[test]
fn records_that_nothing_tells_apart_are_refused() {
    let room = Room::new();
    let file = room.import_json(
        "a.csv",
        "Person ID,Date of event,Case note type,Note,Team\n\
         42,02/10/2026,Visit,First text,North\n42,02/10/2026,Visit,First text,South\n",
    );
    assert_eq!(counts(&file), (0, 0, 0, 2));
}

#[test]
fn two_different_reviews_of_one_child_on_one_day_are_refused_by_name() {
    let room = Room::new();
    let file = room.import_json(
        "a.csv",
        "Person ID,Date held,Review type\n42,02/10/2026,first\n43,02/10/2026,first\n42,02/10/2026,second\n",
    );
    assert_eq!(counts(&file), (1, 0, 0, 2));
    let rows: Vec<&Value> = file["refused"].as_array().unwrap().iter().map(|fault| &fault["row"]).collect();
    assert_eq!(rows, [2, 4]);
    assert_eq!(file["refused"][0]["value"], "42/2026-10-02");
}
