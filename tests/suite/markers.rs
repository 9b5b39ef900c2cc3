//! What people type and import, planted under marks of its own, and looked for in every file for readers.

use std::collections::BTreeMap;
use std::io::Read;

use crate::room::Room;

/// How a text may show in a file for readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// Nowhere.
    Never,
    /// Where people's own words are included.
    WithWords,
    /// As it is.
    AsItIs,
}

/// Every text column of the register, and how its contents may show. A column that is missing here fails the test, so that a new
/// one needs a decision.
const COLUMNS: &[(&str, &str, Shows)] = &[
    ("setting", "name value", Shows::AsItIs),
    ("batch", "at person file sha256 format kind encoding as_at first_date last_date", Shows::Never),
    ("oversight", "reference child iro recorded_on worker text extra", Shows::Never),
    ("oversight", "date team type", Shows::AsItIs),
    ("review", "reference child iro text extra", Shows::Never),
    (
        "review",
        "date team due planned type participation cancelled late_reason decisions_sent record_sent rag care_plan consulted",
        Shows::AsItIs,
    ),
    ("dispute", "reference child iro text extra", Shows::Never),
    ("dispute", "date team stage type responded resolved outcome level", Shows::AsItIs),
    ("child", "reference child iro born worker extra as_at", Shows::Never),
    (
        "child",
        "date team gender ethnicity disability uasc started ceased legal_status need placement_type placement_provider placement_started \
         out_of_area permanence_plan plan_since last_review last_iro_contact",
        Shows::AsItIs,
    ),
    ("person", "name key login also role team manager from_date to_date conflicts", Shows::Never),
    ("rubric", "sha256 id source", Shows::AsItIs),
    (
        "sample",
        "name kind period first_day last_day seed seed_from design unknown as_of arithmetic program drawn_at state",
        Shows::AsItIs,
    ),
    (
        "sample",
        "condition words names drawn_by earlier excluded steps plan programme rubric due frame_sha256",
        Shows::Never,
    ),
    ("sample", "state_reason", Shows::WithWords),
    ("stratum", "stratum merged", Shows::AsItIs),
    ("sample_case", "record child ticket record_ticket drawn drawn_child origin_reason", Shows::Never),
    ("sample_case", "stratum origin replaced replaced_why", Shows::AsItIs),
    ("sample_excluded", "child", Shows::Never),
    ("grading", "part stance rubric started_at finished_at", Shows::AsItIs),
    ("answer", "at what criterion bearing", Shows::AsItIs),
    ("answer", "value reason", Shows::WithWords),
    ("grading_beside", "part rubric started_at finished_at", Shows::AsItIs),
    ("answer_beside", "at what criterion bearing", Shows::AsItIs),
    ("answer_beside", "value reason", Shows::WithWords),
    ("grading_time", "at", Shows::Never),
    ("pack", "sent_at back_at", Shows::Never),
    ("raised", "at by stage type text", Shows::Never),
    ("theme", "id label family criterion bearing rubric", Shows::AsItIs),
    ("theme", "added_at added_by", Shows::Never),
    ("urgent", "at by text answer answered_at answered_by", Shows::Never),
    ("journal", "at person command details program previous digest", Shows::Never),
    ("sighting", "", Shows::Never),
    ("action", "what effect", Shows::WithWords),
    ("action", "owner made_by", Shows::Never),
    ("action", "made_at due theme", Shows::AsItIs),
    ("action_event", "evidence", Shows::WithWords),
    ("action_event", "at by what", Shows::Never),
    ("reaudit", "", Shows::Never),
    ("plan", "sha256 id source", Shows::AsItIs),
    ("programme_cycle", "programme seed opened_at closed_at", Shows::Never),
    ("reopening", "at person reason", Shows::Never),
    ("reply", "at by text", Shows::Never),
    ("written", "sha256 purpose at", Shows::Never),
    ("pack_token", "token sent_at", Shows::Never),
];

/// The text columns of all steps of the schema, by table.
fn columns() -> BTreeMap<(String, String), ()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut found = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut table = String::new();
        for line in text.lines().map(str::trim) {
            let words: Vec<&str> = line.split([' ', '(', ',']).filter(|word| !word.is_empty()).collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => (*name).clone_into(&mut table),
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, "TEXT", ..] => {
                    found.insert(((*name).to_owned(), (*column).to_owned()), ());
                }
                [column, "TEXT", ..] => drop(found.insert((table.clone(), (*column).to_owned()), ())),
                _ => {}
            }
        }
    }
    found
}

#[test]
fn every_text_of_the_register_has_a_decision() {
    let decided = |table: &str, column: &str| {
        COLUMNS.iter().any(|(of, names, _)| *of == table && names.split_whitespace().any(|name| name == column))
    };
    let open: Vec<String> = columns()
        .into_keys()
        .filter(|(table, column)| !decided(table, column))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    assert_eq!(open, Vec::<String>::new(), "decide in COLUMNS how these may show in a file for readers");
}

/// Planted marks, each with what it represents and how that may show.
#[derive(Default)]
struct Marks(Vec<(String, &'static str, Shows)>);

impl Marks {
    fn plant(&mut self, what: &'static str, shows: Shows) -> String {
        let mark = format!("Zq{}x{}qz", self.0.len(), what.replace(' ', ""));
        self.0.push((mark.clone(), what, shows));
        mark
    }
}

/// Three months of one council, with marks in everything that can be typed or imported.
fn planted(room: &Room, marks: &mut Marks) -> Vec<String> {
    use Shows::{Never, WithWords};
    room.run("person add 'Tom Adeyemi' --role auditor").ok();
    room.run("person add 'Wei Chen' --role auditor").ok();
    let iro = format!("{} Grey", marks.plant("iro", Never));
    room.run(&format!("person add '{iro}' --role iro --also '{}'", marks.plant("spelling", Never))).ok();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Allocated worker,Team,Odd,Text\n".to_owned();
    for month in 8..=10 {
        for day in 1..=12 {
            let [reference, child, worker, odd, words] =
                ["reference", "child", "worker", "extra value", "note"].map(|what| marks.plant(what, Never));
            text += &format!("{reference},{child},{day:02}/{month:02}/2026,{iro},{worker},North,{odd},{words} drift\n");
        }
    }
    let by_hand = marks.plant("reference", Never);
    text += &format!("{by_hand},C1,01/11/2026,{iro},Ann,North,1,Late\n");
    room.import("ov.csv", &text).ok();
    // Withdrawn before the others are drawn, so that they list it as an earlier draw.
    let wrong = marks.plant("withdrawn sample", Never).to_lowercase();
    room.run(&format!("draw --kind oversight --period 2026-10 --size 2 --name {wrong}")).ok();
    room.run(&format!("sample withdraw {wrong} --reason '{}'", marks.plant("withdrawal reason", WithWords))).ok();
    let mut samples = Vec::new();
    for (at, month) in ["2026-08", "2026-09", "2026-10"].into_iter().enumerate() {
        let name = if at < 2 { marks.plant("other sample", Never).to_lowercase() } else { "own".to_owned() };
        let values = ["reference", "iro", "child", "text", "team", "extra.Odd"];
        let condition: Vec<String> =
            values.iter().map(|field| format!("{field} <> '{}'", marks.plant("condition", Never))).collect();
        let words = format!("drift or {}", marks.plant("words query", Never).to_lowercase());
        let words = if at == 1 { String::new() } else { format!("--words '{words}'") };
        room.run(&format!(
            "draw --kind oversight --period {month} --size 5 --name {name} --auditors 'Tom Adeyemi,Wei Chen' --double 20% --where \"{}\" {words}",
            condition.join(" and ")
        ))
        .ok();
        for person in ["Tom Adeyemi", "Wei Chen"] {
            for case in 1..=5 {
                let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
                    .map(|criterion| {
                        format!("--set {criterion}={}", if person == "Wei Chen" { "inadequate" } else { "good" })
                    })
                    .join(" ");
                let [finding, note, reason] =
                    ["finding", "note of an answer", "overall reason"].map(|what| marks.plant(what, WithWords));
                let overall = if person == "Wei Chen" { "good" } else { "inadequate" };
                room.run_as(
                    person,
                    &format!("grade {name} {case} {set} --finding drift='{finding}' --note purpose='{note}' --overall {overall} --reason '{reason}' --finish"),
                );
            }
        }
        for case in 1..=5 {
            let reason = marks.plant("moderation reason", Never);
            room.run(&format!("moderate {name} {case} --grade good --reason '{reason}'"));
        }
        room.run_as("Tom Adeyemi", &format!("grade {name} 1 --urgent '{}'", marks.plant("urgent", Never))).ok();
        room.run(&format!("grade {name} 1 --urgent-answered '{}'", marks.plant("urgent answer", Never))).ok();
        room.run(&format!("feedback reply {name} 2 --text '{}'", marks.plant("reply", Never)));
        room.run(&format!("note add {name} 2 --kind good-practice --text '{}'", marks.plant("note raised", Never)));
        room.run(&format!(
            "action add --sample {name} --case 2 --what '{}' --owner '{}' --due 2026-12-18 --effect '{}'",
            marks.plant("action", WithWords),
            marks.plant("owner", Never),
            marks.plant("effect", WithWords)
        ))
        .ok();
        samples.push(name);
    }
    room.run(&format!("sample add own {by_hand} --reason '{}'", marks.plant("reason for a case", WithWords))).ok();
    samples
}

/// All text of a file: a page as it is, every part of a workbook.
fn text_of(path: &std::path::Path) -> String {
    if path.extension().is_some_and(|ending| ending == "html") {
        return std::fs::read_to_string(path).unwrap();
    }
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_string(&mut text).unwrap();
    }
    text
}

#[test]
fn no_mark_of_what_was_typed_or_imported_is_found_in_a_file_for_readers() {
    let room = Room::new();
    let mut marks = Marks::default();
    room.run("person add 'Priya Nair' --login pnair --role principal").ok();
    planted(&room, &mut marks);
    let mut found = Vec::new();
    let mut look = |file: &str, text: &str, has_words: bool| {
        let text = text.to_lowercase();
        for (mark, what, shows) in &marks.0 {
            let may = *shows == Shows::AsItIs || (has_words && *shows == Shows::WithWords);
            if !may && text.contains(&mark.to_lowercase()) {
                found.push(format!("{file}: {what}"));
            }
        }
    };
    for (at, flags) in ["", "--no-words", "--suppress 5", "--suppress 5 --no-words"].into_iter().enumerate() {
        for ending in ["xlsx", "html"] {
            let file = format!("reader{at}.{ending}");
            room.run(&format!("export {file} own {flags}")).ok();
            look(&format!("{file} {flags}"), &text_of(&room.path(&file)), flags.is_empty());
        }
    }
    let json = room.run("findings own --json").ok();
    // Figures name the IROs whose work they describe, for those who may ask for them. No one else is named.
    let parts: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let mut others = parts.as_object().unwrap().clone();
    others.retain(|key, _| !["by", "funnel", "theme_counts"].contains(&key.as_str()));
    look("findings --json", &serde_json::to_string(&others).unwrap(), true);
    found.sort();
    found.dedup();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_file_that_names_people_leaves_their_words_out_where_that_is_asked_for() {
    let room = Room::new();
    let mut marks = Marks::default();
    room.run("person add 'Priya Nair' --login pnair --role principal").ok();
    planted(&room, &mut marks);
    for ending in ["xlsx", "html"] {
        let shown = |flags: &str| -> Vec<&str> {
            let file = format!("named{}.{ending}", flags.len());
            room.run(&format!("export {file} own --identifiable {flags}")).ok();
            let text = text_of(&room.path(&file)).to_lowercase();
            let words = marks.0.iter().filter(|(_, _, shows)| *shows == Shows::WithWords);
            let mut found: Vec<&str> =
                words.filter(|(mark, ..)| text.contains(&mark.to_lowercase())).map(|(_, what, _)| *what).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        assert_eq!(shown("--no-words"), Vec::<&str>::new(), "{ending}");
        for what in ["action", "finding", "reason for a case", "withdrawal reason"] {
            assert!(shown("").contains(&what), "{ending}: {what} is not shown, so the test shows nothing");
        }
    }
}
