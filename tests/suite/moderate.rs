//! Moderation: which cases may be settled, by whom, and that what was said stays with who said it.

use crate::room::{Answer, Room};
use dipsample::store::{Actor, GradingKey, GradingRow, Part, Register, StoreError};
use serde_json::json;

/// Two oversights by Priya Nair, drawn as `oct`, and Mo Reed, who leads and has written neither.
fn drawn(flags: &str) -> Room {
    let room = Room::staffed();
    room.run("person add 'Mo Reed' --role principal --login mreed").ok();
    let rows: String = (1..=2).map(|n| format!("N{n},K{n},0{n}/10/2026,Priya Nair,North,Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run(&format!(
        "draw --kind oversight --period 2026-10 --size 2 --name oct --seed 20263847561029384756 {flags}"
    ))
    .ok();
    room
}

fn twice() -> Room {
    drawn("--auditors 'Tom Adeyemi,Wei Chen' --double 100%")
}

fn finish(room: &Room, person: &str, case: u32, grade: &str) {
    let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}={grade}"))
        .join(" ");
    room.run_as(person, &format!("grade oct {case} {set} --finish")).ok();
}

fn refused(room: &Room, person: &str, command: &str) -> Answer {
    let before = room.register();
    let answer = room.run_as(person, command).refused();
    assert_eq!(room.register(), before, "{command} changed the register");
    answer
}

fn gradings(room: &Room) -> Vec<GradingRow> {
    let register = Register::open(&room.path("register.dipsample"), &mut || {}).unwrap();
    register.gradings(register.samples().unwrap()[0].id).unwrap()
}

const AGREE: &str = "moderate oct 1 --grade good --reason Agreed";

/// Every moderation of case 1, in the order in which they were finished.
fn moderations(room: &Room) -> Vec<GradingRow> {
    let register = Register::open(&room.path("register.dipsample"), &mut || {}).unwrap();
    register.moderations(register.samples().unwrap()[0].id).unwrap()
}

#[test]
fn a_later_moderation_counts_and_the_earlier_one_is_kept() {
    let room = twice();
    finish(&room, "Tom Adeyemi", 1, "good");
    finish(&room, "Wei Chen", 1, "inadequate");
    insta::assert_snapshot!(room.run_as("Mo Reed", AGREE).ok().all(), @r"
    Case 1 of oct: agreed Good. Both gradings are kept; this one counts.
    Nothing is agreed on Purpose, Drift and delay, What it means for the child, Analysis and alternatives, Timescales, View on the care plan and on practice: left out of the figures by criterion. To agree them as well, moderate the case again with --set purpose=GRADE, and so on.
    ");
    let again = "moderate oct 1 --grade inadequate --reason 'The IRO showed us the plan'";
    refused(&room, "Tom Adeyemi", again).must_say(&["only a principal or manager can moderate"]);
    room.run("person add 'Una Frost' --role auditor").ok();
    refused(&room, "Una Frost", again).must_say(&["only a principal or manager can moderate"]);
    room.run_as("Mo Reed", again)
        .ok()
        .must_say(&["agreed Inadequate. Both gradings and the earlier moderation are kept; this one counts."]);
    room.run("person add 'Olu Head' --role manager").ok();
    room.run_as("Olu Head", "moderate oct 1 --grade requires-improvement --reason 'Seen by all'").ok();
    let kept = moderations(&room);
    let said: Vec<(&str, Option<&str>)> =
        kept.iter().map(|row| (row.grading.auditor.as_str(), row.grading.overall.as_deref())).collect();
    assert_eq!(
        said,
        [("Mo Reed", Some("good")), ("Mo Reed", Some("inadequate")), ("Olu Head", Some("requires-improvement"))]
    );
    let counts: Vec<_> = gradings(&room).into_iter().filter(|row| row.part == Part::Moderation).collect();
    assert_eq!((counts.len(), counts[0].grading.overall.as_deref()), (1, Some("requires-improvement")));
    let grades = room.json("findings oct")["grades"].clone();
    assert_eq!((&grades[0]["count"], &grades[1]["count"], &grades[2]["count"]), (&json!(0), &json!(1), &json!(0)));
    room.run_as("Mo Reed", "moderate oct 1").ok().must_say(&["Agreed by Olu Head", "Seen by all"]);
}

#[test]
fn what_counts_of_a_moderated_case_is_what_those_wrote_who_gave_the_agreed_answer() {
    let room = twice();
    for (person, grade, words) in [("Tom Adeyemi", "good", "Toms words"), ("Wei Chen", "inadequate", "Weis words")] {
        let set =
            ["purpose", "impact", "analysis", "timescales", "care-plan-view"].map(|one| format!("--set {one}=good"));
        let more = format!("--set drift={grade} --finding 'drift={words}' --theme drift=drift-not-addressed");
        room.run_as(person, &format!("grade oct 1 {} {more} --overall {grade} --reason x --finish", set.join(" ")))
            .ok();
    }
    let words = |room: &Room| {
        let counts = gradings(room).into_iter().find(|row| row.part == Part::Moderation).unwrap().grading;
        let drift = counts.answers.get("drift").and_then(|answer| answer.grade.clone());
        (drift, counts.findings.into_iter().map(|finding| finding.text).collect::<Vec<_>>(), counts.answers.len())
    };
    room.run_as("Mo Reed", "moderate oct 1 --grade good --reason 'Left open'").ok();
    assert_eq!(words(&room), (None, vec![], 5));
    room.run_as("Mo Reed", "moderate oct 1 --grade inadequate --set drift=inadequate --reason 'It drifted'").ok();
    assert_eq!(words(&room), (Some("inadequate".into()), vec!["Weis words".into()], 6));
    let own = "--set drift=requires-improvement --finding 'concern:drift=The panels words'";
    room.run_as("Mo Reed", &format!("moderate oct 1 --grade requires-improvement {own} --reason 'Between them'")).ok();
    assert_eq!(words(&room), (Some("requires-improvement".into()), vec!["The panels words".into()], 6));
    refused(&room, "Mo Reed", "moderate oct 1 --grade good --reason 'K2 was seen'").must_say(&["'K2'"]);
}

#[test]
fn both_gradings_stand_side_by_side_with_their_words_and_themes() {
    let room = twice();
    for (person, grade, words) in [("Tom Adeyemi", "good", "Toms words"), ("Wei Chen", "inadequate", "Weis words")] {
        finish(&room, person, 2, "good");
        let set =
            ["purpose", "impact", "analysis", "timescales", "care-plan-view"].map(|one| format!("--set {one}=good"));
        let more = format!("--set drift={grade} --finding 'drift={words}' --theme drift=drift-not-addressed");
        room.run_as(
            person,
            &format!("grade oct 1 {} {more} --overall {grade} --reason 'x of {person}' --finish", set.join(" ")),
        )
        .ok();
    }
    let shown = room.run_as("Mo Reed", "moderate oct 1").ok();
    shown.must_say(&["* Drift and delay", "Toms words", "Weis words", "Identified drift was not", "* Overall"]);
    let one = room.run_as("Mo Reed", "moderate oct --json").json()["differing"][0].clone();
    let drift = &one["criteria"][1];
    assert_eq!(
        (&drift["criterion"], &drift["differs"], &one["criteria"][0]["differs"]),
        (&json!("drift"), &json!(true), &json!(false))
    );
    let texts: Vec<&str> =
        drift["gradings"].as_array().unwrap().iter().map(|one| one["findings"][0]["text"].as_str().unwrap()).collect();
    assert!(texts.contains(&"Toms words") && texts.contains(&"Weis words"), "{texts:?}");
    // One on which they agree is seen by whoever leads, and by nobody who still grades.
    room.run_as("Mo Reed", "moderate oct 2").ok().must_say(&["Tom Adeyemi", "Wei Chen", "Good"]);
    refused(&room, "Tom Adeyemi", "moderate oct 2").must_say(&["only a principal or manager can moderate"]);
}

#[test]
fn a_case_is_moderated_when_everybody_who_grades_it_has_finished() {
    let room = twice();
    refused(&room, "Mo Reed", AGREE).must_say(&["nobody has finished case 1 of oct yet"]);
    finish(&room, "Tom Adeyemi", 1, "good");
    refused(&room, "Mo Reed", AGREE).must_say(&["case 1 of oct is graded twice, and only one auditor has finished"]);
    finish(&room, "Wei Chen", 1, "inadequate");
    room.run("sample close oct --anyway").ok();
    refused(&room, "Mo Reed", AGREE).must_say(&["oct is closed and takes nothing more"]);
}

#[test]
fn one_grading_of_a_case_that_is_not_graded_twice_may_be_moderated() {
    let room = drawn("--auditors 'Tom Adeyemi'");
    finish(&room, "Tom Adeyemi", 1, "inadequate");
    insta::assert_snapshot!(room.run_as("Mo Reed", AGREE).ok().all(), @"Case 1 of oct: agreed Good. The grading is kept; this one counts.");
    assert_eq!(gradings(&room).len(), 2);
}

#[test]
fn nobody_moderates_their_own_work_or_that_of_a_declared_conflict() {
    let room = twice();
    finish(&room, "Tom Adeyemi", 1, "good");
    finish(&room, "Wei Chen", 1, "inadequate");
    insta::assert_snapshot!(refused(&room, "Priya Nair", AGREE).all(), @r"
    Priya Nair may not moderate case 1: it is the work of Priya Nair, and nobody grades their own.
    exit code 1
    ");
    room.run("person add 'Mo Reed' --conflict 'Priya Nair'").ok();
    refused(&room, "Mo Reed", AGREE).must_say(&["Mo Reed may not moderate case 1: a conflict between"]);
    refused(&room, "Zara Quill", AGREE).must_say(&["you are not on the list of people"]);
    refused(&room, "Tom Adeyemi", AGREE).must_say(&["only a principal or manager can moderate"]);
    room.run("person add 'Una Frost' --role manager").ok();
    room.run_as("Una Frost", AGREE).ok();
}

#[test]
fn two_may_agree_that_a_case_cannot_be_graded() {
    let room = twice();
    finish(&room, "Tom Adeyemi", 1, "good");
    room.run_as("Wei Chen", "grade oct 1 --unusable duplicate").ok();
    room.run_as("Mo Reed", "moderate oct 1").ok().must_say(&["* Overall", "good", "cannot be graded (duplicate)"]);
    let shown = room.json("moderate oct")["differing"][0].clone();
    let outcomes = ["first", "first_unusable", "second", "second_unusable"].map(|key| shown[key].clone());
    assert!(outcomes.contains(&json!("good")) && outcomes.contains(&json!("duplicate")), "{shown}");
    refused(&room, "Mo Reed", "moderate oct 1 --unusable lost --reason x").must_say(&["'lost' is not a reason"]);
    let told = room.run_as("Mo Reed", "moderate oct 1 --unusable duplicate --reason 'It is N7 again' --json").json();
    assert_eq!((&told["grade"], &told["unusable"]), (&json!(null), &json!("duplicate")));
    let basis = room.json("findings oct")["basis"].clone();
    assert_eq!((&basis["ineligible"], &basis["waiting"], &basis["graded"]), (&json!(1), &json!(0), &json!(0)));
    let agreed = gradings(&room).into_iter().find(|row| row.part == Part::Moderation).unwrap().grading;
    assert_eq!(agreed.overall_reason.as_deref(), Some("It is N7 again"));
}

#[test]
fn what_was_agreed_is_said_whole() {
    let room = twice();
    for flags in [
        "1 --grade good",
        "1 --reason x",
        "1 --set purpose=good",
        "--grade good --reason x",
        "1 --grade good --unusable other --reason x",
        "1 --unusable other --set purpose=good --reason x",
        "1 --unusable other",
    ] {
        assert_eq!(room.run_as("Mo Reed", &format!("moderate oct {flags}")).code, 2, "{flags}");
    }
}

#[test]
fn what_one_has_begun_is_never_put_down_to_another() {
    let room = twice();
    finish(&room, "Tom Adeyemi", 1, "good");
    let mut register = Register::open(&room.path("register.dipsample"), &mut || {}).unwrap();
    let sample = register.samples().unwrap()[0].id;
    let begun = gradings(&room).pop().unwrap();
    let actor =
        Actor { person: "Wei Chen".to_owned(), at: "2026-11-02T10:00:00".to_owned(), program: "test".to_owned() };
    let mut begin = |person: i64| -> Result<GradingKey, StoreError> {
        register.change(&actor, "grade", |change| {
            let grading = change.start_grading((sample, 1, begun.part), person, &actor.at)?;
            Ok::<_, StoreError>((grading, json!({})))
        })
    };
    assert_eq!(begin(begun.person).unwrap(), begun.key);
    assert!(begin(begun.person + 1).is_err());
}

#[test]
fn an_auditor_cannot_find_out_by_moderating_which_cases_are_graded_twice() {
    let told = |room: &Room, person: &str| refused(room, person, AGREE).all();
    let rooms = [twice(), drawn("--auditors 'Tom Adeyemi'")];
    let before = rooms.each_ref().map(|room| told(room, "Tom Adeyemi"));
    assert_eq!(before[0], before[1]);
    rooms.iter().for_each(|room| finish(room, "Tom Adeyemi", 1, "good"));
    let after = rooms.each_ref().map(|room| told(room, "Tom Adeyemi"));
    assert!(after[0].to_lowercase().contains("only a principal or manager can moderate"), "{}", after[0]);
    assert_eq!(after, before);
    // Nor can an auditor of other cases, who is told the same of a case graded once and of one that is half graded twice.
    rooms.iter().for_each(|room| drop(room.run("person add 'Una Frost' --role auditor").ok()));
    let other = rooms.each_ref().map(|room| told(room, "Una Frost"));
    assert!(other[0].to_lowercase().contains("only a principal or manager can moderate"), "{}", other[0]);
    assert_eq!(other[0], other[1]);
}

#[test]
fn what_is_not_agreed_and_is_left_out_is_told() {
    let room = twice();
    finish(&room, "Tom Adeyemi", 1, "good");
    finish(&room, "Wei Chen", 1, "inadequate");
    let told = room.run_as("Mo Reed", "moderate oct 1 --grade good --reason Agreed --set purpose=good --json").json();
    assert_eq!(told["left_out"].as_array().unwrap().len(), 5);
    assert_eq!(told["left_out"][0], "drift");
    let told = room.run_as("Mo Reed", "moderate oct 1 --grade good --reason Again --set drift=good").ok();
    told.must_say(&["Nothing is agreed on Purpose, What it means for the child", "--set purpose=GRADE"]);
    let sets = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}=good"))
        .join(" ");
    let told = room.run_as("Mo Reed", &format!("moderate oct 1 --grade good --reason 'At last' {sets}")).ok();
    assert!(!told.says("Nothing is agreed"), "{}", told.all());
}
