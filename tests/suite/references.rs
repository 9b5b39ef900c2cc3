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

/// One case note as a file tells it: the text tells notes apart, the team is what may differ besides.
type Note = (&'static str, &'static str);

/// What stands of one child, day and type: behind one bare reference, or each note behind the digest of its text.
#[derive(Clone, Debug, Default, PartialEq)]
struct Standing(std::collections::BTreeMap<String, Note>);

const BARE: &str = "42/2026-10-02/Visit";

impl Standing {
    /// What a file leaves, by the rule and not by the order of its rows, and how many of its rows are refused.
    fn after(mut self, rows: &[Note]) -> (Standing, usize) {
        let several = rows.iter().any(|row| *row != rows[0]);
        let bare = |standing: &Standing| standing.0.is_empty() || standing.0.contains_key(BARE);
        if bare(&self) && !several {
            return (Standing([(BARE.to_owned(), rows[0])].into()), 0);
        }
        if let Some(older) = self.0.remove(BARE) {
            self.0.insert(behind(older), older);
        }
        let torn = |row: &Note| rows.iter().any(|other| other.0 == row.0 && other.1 != row.1);
        self.0.extend(rows.iter().filter(|row| !torn(row)).map(|row| (behind(*row), *row)));
        let refused = rows.iter().filter(|row| torn(row)).count();
        (self, refused)
    }
}

fn behind((text, _): Note) -> String {
    format!("{BARE}/{}", &dipsample::digest::sha256_hex(text.as_bytes())[..8])
}

fn notes(rows: &[Note]) -> String {
    let rows: String = rows.iter().map(|(text, team)| format!("42,02/10/2026,Visit,{text},{team}\n")).collect();
    format!("Person ID,Date of event,Case note type,Note,Team\n{rows}")
}

/// What a draw of everything sees: each reference with its text and its team.
fn seen(room: &Room, size: usize) -> Vec<(String, String)> {
    if size == 0 {
        room.run("draw --kind oversight --period 2026-10 --size 1 --plan-only").refused();
        return Vec::new();
    }
    let plan = room.json("draw --kind oversight --period 2026-10 --size 1 --plan-only");
    assert_eq!(plan["frame"], size, "records stand more than once, or are lost");
    let drawn = room.json(&format!("draw --kind oversight --period 2026-10 --size {size} --by text,team --at-least 1"));
    let text = |case: &Value, key: &str| case[key].as_str().unwrap().to_owned();
    let mut seen: Vec<(String, String)> =
        drawn["cases"].as_array().unwrap().iter().map(|case| (text(case, "record"), text(case, "stratum"))).collect();
    seen.sort();
    seen
}

const NOTES: [Note; 5] = [("A", "North"), ("B", "North"), ("C", "North"), ("A", "South"), ("B", "South")];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 40, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_stands_does_not_depend_on_the_order_of_rows(
        files in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(NOTES.to_vec()), 1..5), 1..4),
        reversed in proptest::collection::vec(proptest::bool::ANY, 3),
    ) {
        let room = Room::new();
        let mut standing = Standing::default();
        for (rows, reversed) in files.iter().zip(&reversed) {
            let mut rows = rows.clone();
            if *reversed {
                rows.reverse();
            }
            let (after, refused) = standing.after(&rows);
            standing = after;
            for again in [false, true] {
                let file = room.import_json("a.csv", &notes(&rows));
                let (added, changed, unchanged, out) = counts(&file);
                let duplicates = file["duplicates"].as_u64().unwrap();
                proptest::prop_assert_eq!(added + changed + unchanged + duplicates + out, rows.len() as u64, "{}", file);
                proptest::prop_assert_eq!(out, refused as u64, "{}", file);
                proptest::prop_assert!(!again || added + changed == 0, "the same file again: {}", file);
            }
        }
        let expected: Vec<(String, String)> =
            standing.0.iter().map(|(name, (text, team))| (name.clone(), format!("{text} | {team}"))).collect();
        proptest::prop_assert_eq!(seen(&room, standing.0.len()), expected);
    }
}

#[test]
fn a_record_told_apart_keeps_what_the_later_file_cannot_know() {
    for rows in [["First text", "Second text"], ["Second text", "First text"]] {
        let room = Room::new();
        let text = "Person ID,Date of event,Case note type,Note,Team\n42,02/10/2026,Visit,First text,North\n";
        room.import("a.csv", text).ok();
        assert_eq!(counts(&room.import_json("b.csv", &visits(&rows))), (1, 0, 1, 0));
        let plan = "draw --kind oversight --period 2026-10 --size 1 --plan-only --where";
        for (condition, frame) in
            [("text = 'First text' and team = 'North'", 1), ("text = 'Second text' and team is null", 1)]
        {
            assert_eq!(room.json(&format!("{plan} \"{condition}\""))["frame"], frame, "{rows:?}: {condition}");
        }
    }
}
