//! One's own work under a spelling that nobody has explained: refused wherever it could be given or graded, until somebody says.

use crate::room::Room;

/// Alison Bright, two auditors, and 27 oversights of which each is by another spelling of an IRO.
const SPELLINGS: [(&str, bool); 18] = [
    ("Bright, Alison", true),
    ("BRIGHT Alison", true),
    ("A Bright", true),
    ("Bright A", true),
    ("Ms Alison Bright", true),
    ("Alison Bright (IRO)", true),
    ("alison.bright", true),
    ("alison.bright@council.gov.uk", true),
    ("COUNCIL\\alisonbright", true),
    ("Alison Br\u{ed}ght", true),
    ("Al\u{131}son Bright", true),
    ("Alison Brigth", true),
    ("Alison J Bright", true),
    ("Alison\u{a0}Bright", true),
    ("Alison Bright-Smith", true),
    ("Marcus Heron", false),
    ("Tom Vale", false),
    ("", false),
];

fn room() -> Room {
    let room = Room::staffed();
    room.run("person add 'Alison Bright' --role iro --login alisonbright").ok();
    room.run("person add 'Marcus Heron' --role iro").ok();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Text\n".to_owned();
    for (number, (spelling, _)) in SPELLINGS.iter().enumerate() {
        text += &format!("N{number:02},C{number:02},05/10/2026,\"{spelling}\",a note\n");
    }
    room.import("o.csv", &text).ok();
    room
}

/// The numbers of the cases by the IRO's spelling.
fn cases(room: &Room) -> Vec<(u64, &'static str, bool)> {
    let sample = room.json("sample show s");
    let number = |at: usize| {
        let case = sample["cases"].as_array().unwrap().iter().find(|case| case["record"] == format!("N{at:02}"));
        case.unwrap()["case"].as_u64().unwrap()
    };
    SPELLINGS.iter().enumerate().map(|(at, (spelling, could_be))| (number(at), *spelling, *could_be)).collect()
}

#[test]
fn nobody_grades_what_could_be_theirs_until_somebody_says_who_it_is() {
    let room = room();
    room.run("draw --kind oversight --period 2026-10 --size 18 --name s").ok();
    for (case, spelling, could_be) in cases(&room) {
        let grade = format!("grade s {case} --set purpose=good");
        let answer = room.run_as("Alison Bright", &grade);
        assert_eq!(answer.code, u8::from(could_be), "{spelling}: {}", answer.all());
        if could_be && spelling != "Alison\u{a0}Bright" {
            answer.must_say(&["may be Alison Bright", "If it is someone else: dipsample person add"]);
        }
        // From outside it is as much her own, and as her own it waits for somebody to say so.
        for stance in ["external", "self"] {
            let other = room.run_as("Alison Bright", &format!("{grade} --as {stance}"));
            assert!(!could_be || spelling == "Alison\u{a0}Bright" || other.code == 1, "{spelling}: {}", other.all());
        }
    }
}

#[test]
fn it_is_not_given_out_either_and_the_question_is_asked() {
    let room = room();
    let drawn = room.run("draw --kind oversight --period 2026-10 --size 18 --name s").ok();
    drawn.must_say(&["'A Bright' may be Alison Bright", "person add \"Alison Bright\" --also \"A Bright\""]);
    room.run("sample assign s --auditors 'Alison Bright,Tom Adeyemi'").refused().must_say(&[
        "'A Bright' may be Alison Bright",
        "until someone says who it is",
        "Tom Adeyemi would have 15 and Alison Bright 3",
    ]);
    room.run("draw --kind oversight --period 2026-10 --size 4 --name t --auditors 'Alison Bright'")
        .refused()
        .must_say(&["may be Alison Bright", "too few of them may grade"]);
    for (_, spelling, could_be) in cases(&room) {
        if could_be {
            room.run(&format!("person add \"{spelling}\" --role iro"));
        }
    }
    room.run("sample assign s --auditors 'Alison Bright,Tom Adeyemi'").ok();
    assert!(!room.run("sample assign s --auditors 'Wei Chen,Tom Adeyemi'").ok().says("may be"));
}

#[test]
fn once_somebody_has_said_it_is_decided() {
    let room = room();
    room.run("draw --kind oversight --period 2026-10 --size 18 --name s").ok();
    let case = |wanted: &str| cases(&room).into_iter().find(|(_, spelling, _)| *spelling == wanted).unwrap().0;
    room.run("person add 'Bright A' --role iro").ok();
    room.run_as("Alison Bright", &format!("grade s {} --set purpose=good", case("Bright A"))).ok();
    room.run("person add 'Alison Bright' --also 'A Bright'").ok();
    room.run_as("Alison Bright", &format!("grade s {} --set purpose=good", case("A Bright")))
        .refused()
        .must_say(&["it is the work of Alison Bright, and nobody grades their own"]);
    room.run_as("Alison Bright", &format!("grade s {} --set purpose=good --as self", case("A Bright"))).ok();
}

#[test]
fn a_pack_and_a_moderation_ask_the_same() {
    let room = room();
    room.run("draw --kind oversight --period 2026-10 --size 18 --name s").ok();
    let (case, ..) = cases(&room).into_iter().find(|(_, spelling, _)| *spelling == "A Bright").unwrap();
    room.run("person add 'Alison Bright' --role principal").ok();
    for auditor in ["Tom Adeyemi", "Wei Chen"] {
        let drift = if auditor == "Wei Chen" { "inadequate" } else { "good" };
        let set = format!(
            "--set purpose=good --set drift={drift} --set impact=good --set analysis=good --set timescales=good"
        );
        room.run_as(
            auditor,
            &format!("grade s {case} {set} --set care-plan-view=good --overall {drift} --reason Because --finding drift=Late --finish"),
        );
    }
    room.run_as("Alison Bright", &format!("moderate s {case} --grade good --set drift=good --reason Read"))
        .refused()
        .must_say(&["may be Alison Bright"]);
}
