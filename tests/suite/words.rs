//! Words looked for: the themed frame of `draw --words`, and how it is proved.

use serde_json::json;

use crate::draw::SEED;
use crate::room::Room;

const NOTES: &str = "Case note ID,Person ID,Date of event,Recorded by,Team,Note
N1,K1,05/10/2026,Priya Nair,North,There is drift in the care plan.
N2,K2,06/10/2026,Priya Nair,North,Zoë is settled; nothing drifts.
N3,K3,07/10/2026,Priya Nair,South,\"DRIFT: the plan of care, with O\u{2019}Brien's view\"
N4,K4,08/10/2026,Priya Nair,South,Adrift of nothing.
N5,K5,09/10/2026,Priya Nair,,Delay since May
N6,K6,10/10/2026,Priya Nair,North,
";

fn room() -> Room {
    let room = Room::staffed();
    room.import("october.csv", NOTES).ok();
    room
}

/// The records that a query finds, in the order of the references.
fn found(room: &Room, query: &str, flags: &str) -> Vec<String> {
    let words = ["draw --kind oversight --period 2026-10 --allow-unknown --json", flags].join(" ");
    let mut words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    words.extend([
        "--words".to_owned(),
        query.to_owned(),
        "--plan-only".to_owned(),
        "--size".to_owned(),
        "1".to_owned(),
    ]);
    let frame = room.run_words(&words).json()["frame"].as_u64().unwrap();
    let at = words.iter().position(|word| word == "--plan-only").unwrap();
    words.truncate(at);
    words.extend(["--size".to_owned(), frame.to_string()]);
    let drawn = room.run_words(&words).json();
    let mut records: Vec<String> =
        drawn["cases"].as_array().unwrap().iter().map(|case| case["record"].as_str().unwrap().to_owned()).collect();
    records.sort();
    records
}

#[test]
fn a_frame_is_made_of_the_records_in_which_the_words_occur() {
    let room = room();
    for (query, records) in [
        ("drift", &["N1", "N3"][..]),
        ("drift*", &["N1", "N2", "N3"]),
        ("\"care plan\"", &["N1"]),
        ("care plan", &["N1", "N3"]),
        ("zoe", &["N2"]),
        ("o'brien", &["N3"]),
        ("drift not \"care plan\"", &["N3"]),
        ("(zoe or delay) and not drifts", &["N5"]),
    ] {
        assert_eq!(found(&room, query, ""), records, "{query}");
    }
    assert_eq!(found(&room, "drift", "--where team='South'"), ["N3"]);
}

#[test]
fn a_blank_text_cannot_be_told_unless_the_condition_fails_anyway() {
    let room = room();
    let plan = |flags: &str| room.json(&format!("draw --kind oversight --period 2026-10 --plan-only --size 1 {flags}"));
    let told = plan("--words drift --allow-unknown");
    assert_eq!((&told["population"], &told["frame"], &told["unknown"]), (&json!(6), &json!(2), &json!(1)));
    let told = plan("--words drift --where \"team = 'South'\" --allow-unknown");
    // The blank text is North's; the blank team's text does not hold the word.
    assert_eq!((&told["frame"], &told["unknown"]), (&json!(1), &json!(0)));
    let told = plan("--words delay --where \"team = 'North' or team is null\" --allow-unknown");
    assert_eq!((&told["frame"], &told["unknown"]), (&json!(1), &json!(1)));
    let told = plan("--words 'drift or delay' --where \"team = 'South'\" --allow-unknown");
    assert_eq!((&told["frame"], &told["unknown"]), (&json!(1), &json!(1)));
}

#[test]
fn the_words_are_kept_and_proved_with_the_draw() {
    let room = room();
    let drawn = room.json(&format!(
        "draw --kind oversight --period 2026-10 --size 2 --seed {SEED} --words ' drift* ' --allow-unknown"
    ));
    let shown = room.json("sample show");
    assert_eq!(
        (&shown["words"], &shown["unknown_by_field"]),
        (&json!("drift*"), &json!([{ "field": "text", "count": 1 }]))
    );
    assert_eq!(drawn["frame"], 3);
    room.run("sample show").ok().must_say(&["these words occur: drift*", "text is blank in 1"]);
    let manifest = room.run("sample manifest").ok().out;
    room.write("manifest.json", &manifest);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&manifest).unwrap()["words"], "drift*");
    assert_eq!(room.json("verify manifest.json --register register.dipsample")["agrees"], true);
    room.write("other.json", &manifest.replacen("\"drift*\"", "\"drift\"", 1));
    let answer = room.run("verify other.json --register register.dipsample --json");
    assert_eq!(answer.code, 1);
    answer.must_say(&["words"]);
    room.run("findings").ok().must_say(&["speaks only for oversights in which these words occur: drift*"]);
}

#[test]
fn words_that_cannot_be_understood_are_told_with_their_place() {
    let room = room();
    for (flags, said) in [
        ("--words 'drift and'", &["character 10", "it ends here", "example"][..]),
        ("--words '(drift'", &["character 1", "never closed"]),
        ("--words ''", &["no word to look for"]),
        ("--words 'dri*ft'", &["must come last"]),
        ("--words nothing-such", &["the frame is empty", "--words"]),
    ] {
        let answer =
            room.run(&format!("draw --kind oversight --period 2026-10 --size 1 {flags} --allow-unknown")).refused();
        answer.must_say(said);
    }
    let answer = room.run("draw --kind child --period 2026-10 --size 1 --words drift").refused();
    answer.must_say(&["children have no text", "--kind oversight"]);
}
