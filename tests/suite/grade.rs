//! Grading without questions: what is taken, what is refused, and who may see what.

use crate::room::{Answer, Room};
use dipsample::store::Register;
use serde_json::{Value, json};

/// All six criteria of the oversight rubric with one answer.
fn all(grade: &str) -> String {
    ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}={grade}"))
        .join(" ")
}

/// Four oversights by Priya Nair about four children, drawn as `oct`; nobody has been given any.
fn drawn(flags: &str) -> Room {
    let room = Room::staffed();
    let rows: String = (1..=4).map(|n| format!("N{n},K{n},0{n}/10/2026,Priya Nair,North,Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run(&format!(
        "draw --kind oversight --period 2026-10 --size 4 --name oct --seed 20263847561029384756 {flags}"
    ))
    .ok();
    room
}

/// Runs a command that must be refused and change nothing, and returns what it says.
fn refused(room: &Room, person: &str, command: &str) -> Answer {
    let before = room.register();
    let answer = room.run_as(person, command).refused();
    assert_eq!(room.register(), before, "{command} changed the register");
    answer
}

fn finish(room: &Room, person: &str, case: u32, grade: &str) {
    room.run_as(person, &format!("grade oct {case} {} --finish", all(grade))).ok();
}

#[test]
fn answers_by_flags_are_stored_one_after_the_other() {
    let room = drawn("");
    let told =
        room.run_as("Tom Adeyemi", "grade oct 1 --set purpose=good --set 'drift=Requires improvement' --json").json();
    assert_eq!(
        (&told["finished"], &told["overall"], &told["unanswered"]),
        (&json!(false), &Value::Null, &json!(["impact", "analysis", "timescales", "care-plan-view"]))
    );
    let answer = room.run_as(
        "Tom Adeyemi",
        "grade oct 1 --set impact=good --set analysis=good --set timescales=good --set care-plan-view=good \
         --finding 'drift=Late since March; nothing follows' --finding 'strength:drift=Named at once' \
         --note 'purpose=Third paragraph' --theme drift=drift-not-addressed --theme timescales-set",
    );
    insta::assert_snapshot!(answer.ok().all(), @"Case 1 of oct: stored. Every criterion is answered; add --finish to finish it.");
    insta::assert_snapshot!(room.run_as("Tom Adeyemi", "grade oct 1 --finish").ok().all(), @"Case 1 of oct: finished, overall Good.");
    refused(&room, "Tom Adeyemi", "grade oct 1 --set purpose=good").must_say(&["has finished case 1"]);
    let themes = room.json("findings oct")["themes"].clone();
    let counted: Vec<&str> = themes
        .as_array()
        .unwrap()
        .iter()
        .filter(|theme| theme["share"]["count"] == 1)
        .map(|theme| theme["theme"].as_str().unwrap())
        .collect();
    assert_eq!(counted, ["drift-not-addressed", "timescales-set"]);
}

#[test]
fn a_case_is_meant_by_its_number_or_its_reference() {
    let room = drawn("");
    let record = room.json("sample show oct")["cases"][2]["record"].as_str().unwrap().to_owned();
    let told = room.run_as("Tom Adeyemi", &format!("grade oct {record} --set purpose=good --json")).json();
    assert_eq!((&told["case"], &told["record"]), (&json!(3), &json!(record)));
    insta::assert_snapshot!(refused(&room, "Tom Adeyemi", "grade oct 5 --set purpose=good").all(), @r"
    There is no case '5' in oct.
      Its cases are numbered 1 to 4; a record's reference does as well
    exit code 1
    ");
    assert_eq!(room.run_as("Tom Adeyemi", "grade oct --set purpose=good").code, 2);
}

#[test]
fn only_somebody_on_the_list_may_grade() {
    let mut room = drawn("");
    insta::assert_snapshot!(refused(&room, "Tom Adeyemy", "grade oct 1 --set purpose=good").all(), @r#"
    'Tom Adeyemy' is not on the list of people.
      Did you mean "Tom Adeyemi"? Then add: --person "Tom Adeyemi"
      To add them: dipsample person add "Tom Adeyemy"
    exit code 1
    "#);
    insta::assert_snapshot!(refused(&room, "Zara Quill", "grade oct 1 --set purpose=good").all(), @r#"
    'Zara Quill' is not on the list of people.
      On the list are: Priya Nair, Tom Adeyemi, Wei Chen
      To add them: dipsample person add "Zara Quill"
    exit code 1
    "#);
    room.login = Some("zquill".to_owned());
    let answer = room.run("grade oct 1 --set purpose=good").refused();
    answer.must_say(&["'zquill' is not on the list of people", "dipsample person add"]);
    room.run("person add 'Zara Quill' --login zquill --role auditor").ok();
    room.run("grade oct 1 --set purpose=good").ok();
}

#[test]
fn a_word_that_the_rubric_has_not_is_refused_with_the_nearest() {
    let room = drawn("");
    for (flags, words) in [
        ("--set purpos=good", ["'purpos' is not a criterion", "Did you mean 'purpose'?"]),
        ("--set drift=goood", ["'goood' is not an answer to 'drift'", "inadequate, requires-improvement, good"]),
        ("--overall outstandin", ["'outstandin' is not a grade", "requires-improvement"]),
        ("--theme drift-not-adressed", ["'drift-not-adressed' is not a theme", "Did you mean 'drift-not-addressed'?"]),
        ("--theme drft=drift-not-addressed", ["'drft' is not a criterion", "Did you mean 'drift'?"]),
        ("--finding 'worry:drift=x'", ["'worry' is neither strength nor concern", "dipsample rubric show oversight"]),
        ("--finding drift=", ["no words for 'drift'", "dipsample rubric show oversight"]),
        ("--set purpose", ["'purpose' is not of the form CRITERION=GRADE", "dipsample rubric show oversight"]),
        ("--unusable lost", ["'lost' is not a reason", "duplicate, not-in-care, wrong-kind"]),
        // One wrong word among right ones: nothing of it is stored.
        ("--set purpose=good --set drift=bad", ["'bad'", "'drift'"]),
    ] {
        refused(&room, "Tom Adeyemi", &format!("grade oct 1 {flags}")).must_say(&words);
    }
}

#[test]
fn nobody_grades_their_own_work() {
    let room = drawn("");
    let answer = refused(&room, "Priya Nair", &format!("grade oct 1 {} --finish", all("good")));
    insta::assert_snapshot!(answer.all(), @r"
    Priya Nair may not grade case 1: it is the work of Priya Nair, and nobody grades their own.
      A self-audit, which counts in no figure: dipsample grade oct 1 --as self
    exit code 1
    ");
    room.run("person add 'Tom Adeyemi' --conflict 'Priya Nair'").ok();
    refused(&room, "Tom Adeyemi", "grade oct 1 --set purpose=good").must_say(&["a conflict between"]);
    room.run_as("Wei Chen", "grade oct 1 --set purpose=good").ok();
}

#[test]
fn a_grading_is_finished_only_when_every_criterion_is_answered() {
    let room = drawn("");
    refused(&room, "Tom Adeyemi", "grade oct 1 --set purpose=good --finish")
        .must_say(&["not answered yet: drift, impact, analysis, timescales, care-plan-view"]);
    finish(&room, "Tom Adeyemi", 1, "good");
    assert_eq!(room.json("findings oct")["basis"]["graded"], 1);
}

#[test]
fn an_overall_that_differs_from_the_suggested_needs_a_reason() {
    let room = drawn("");
    let flags = format!("grade oct 1 {} --overall inadequate", all("good"));
    insta::assert_snapshot!(refused(&room, "Tom Adeyemi", &format!("{flags} --finish")).all(), @r#"
    The overall is 'inadequate' where the answers suggest 'good': say why.
      Add --reason "..."; it is read at moderation
    exit code 1
    "#);
    refused(&room, "Tom Adeyemi", &format!("{flags} --reason ' ' --finish")).must_say(&["say why"]);
    let told = room
        .run_as("Tom Adeyemi", &format!("{flags} --reason 'A child at risk was not mentioned' --finish --json"))
        .json();
    assert_eq!((&told["overall"], &told["suggested"]), (&json!("inadequate"), &json!("good")));
}

#[test]
fn an_inadequate_on_drift_caps_the_overall() {
    let room = drawn("");
    let told = room
        .run_as("Tom Adeyemi", &format!("grade oct 1 {} --set drift=inadequate --finish --json", all("good")))
        .json();
    assert_eq!(told["overall"], "inadequate");
}

#[test]
fn a_case_that_cannot_be_graded_is_said_with_its_class() {
    let room = drawn("");
    let answer = room.run_as("Tom Adeyemi", "grade oct 1 --unusable duplicate").ok();
    assert_eq!(answer.out, "Case 1 of oct: cannot be graded (duplicate).\n");
    room.run_as("Tom Adeyemi", "grade oct 2 --unusable restricted").ok();
    let basis = room.json("findings oct")["basis"].clone();
    assert_eq!((&basis["ineligible"], &basis["not_obtained"], &basis["ungraded"]), (&json!(1), &json!(1), &json!(2)));
}

#[test]
fn a_closed_sample_takes_nothing_more() {
    let room = drawn("");
    room.run("sample close oct --anyway").ok();
    refused(&room, "Tom Adeyemi", "grade oct 1 --set purpose=good").must_say(&["oct is closed and takes nothing more"]);
}

#[test]
fn a_case_that_is_with_somebody_else_is_not_taken_from_them() {
    let room = drawn("--auditors 'Tom Adeyemi'");
    let answer = refused(&room, "Wei Chen", "grade oct 1 --set purpose=good");
    answer.must_say(&["Wei Chen may not grade case 1: it is with another auditor"]);
}

/// A sample of which every case is graded by both auditors.
fn twice() -> Room {
    drawn("--auditors 'Tom Adeyemi,Wei Chen' --double 100%")
}

#[test]
fn a_case_graded_twice_waits_until_both_have_finished() {
    let room = twice();
    let basis = |room: &Room| {
        let basis = room.json("findings oct")["basis"].clone();
        let number = |key: &str| basis[key].as_u64().unwrap();
        (number("graded"), number("waiting"), number("ungraded"))
    };
    assert_eq!(basis(&room), (0, 0, 4));
    finish(&room, "Tom Adeyemi", 1, "good");
    assert_eq!(basis(&room), (0, 1, 3));
    finish(&room, "Wei Chen", 1, "good");
    assert_eq!(basis(&room), (1, 0, 3));
    finish(&room, "Wei Chen", 2, "good");
    finish(&room, "Tom Adeyemi", 2, "inadequate");
    assert_eq!(basis(&room), (1, 1, 2));
    room.run("moderate oct 2").ok().must_say(&["Tom Adeyemi", "Wei Chen", "inadequate", "good"]);
    assert_eq!(room.run("moderate oct 2 --grade good").code, 2);
    refused(&room, "Wei Chen", "moderate oct 2 --grade good --reason Mine")
        .must_say(&["only a principal or manager can moderate"]);
    room.run("person add 'Mo Reed' --role principal").ok();
    room.run_as("Mo Reed", "moderate oct 2 --grade requires-improvement --reason 'Both read the plan again'").ok();
    assert_eq!(basis(&room), (2, 0, 2));
}

/// Everything that a person can make the program say of a sample.
fn everything(room: &Room, person: &str) -> String {
    let commands = [
        "status",
        "status --json",
        "sample show oct",
        "sample show oct --json",
        "sample list",
        "sample list --json",
        "sample manifest oct",
        "register journal",
        "register journal --json",
        "person list --json",
        "grade oct 1 --set purpose=good --json",
        "grade oct 1 --set drift=good",
    ];
    commands.iter().map(|command| format!("{}\n", room.run_as(person, command).ok().all())).collect()
}

#[test]
fn a_second_auditor_sees_nothing_of_the_first_before_both_have_finished() {
    let room = twice();
    room.run_as(
        "Tom Adeyemi",
        &format!(
            "grade oct 1 {} --finding 'concern:drift=Zanzibar drift' --note 'purpose=Quagga note' \
             --theme drift=permanence-drift --overall good --reason 'Xylophone reason' --finish",
            all("inadequate")
        ),
    )
    .ok();
    let seen = everything(&room, "Wei Chen");
    for secret in ["Zanzibar", "Quagga", "Xylophone"] {
        assert!(!seen.contains(secret), "'{secret}' is in:\n{seen}");
    }
    refused(&room, "Wei Chen", "findings oct").must_say(&["cannot be shown to Wei Chen yet"]);
    // Nor does any count move: what is said of the findings is what is said when nothing has been finished at all.
    let untouched = twice();
    for part in ["grades", "criteria", "themes", "by", "findings"] {
        assert_eq!(room.json("findings oct")[part], untouched.json("findings oct")[part], "{part}");
    }
    finish(&room, "Wei Chen", 1, "inadequate");
    let seen = room.run("moderate oct").ok().out;
    assert!(seen.contains("Inadequate"), "{seen}");
}

#[test]
fn what_waits_is_told_with_the_command_to_type_next() {
    let room = drawn("--auditors 'Tom Adeyemi,Wei Chen' --due 2026-10-30");
    insta::assert_snapshot!(room.run_as("Tom Adeyemi", "status").ok().all(), @r#"
    2 cases for you to grade in oct, OVERDUE since 30/10/2026: dipsample grade oct
    2 cases with Wei Chen in oct, OVERDUE since 30/10/2026: dipsample sample show oct
    "#);
    for case in 1..=4 {
        let auditor = room.json("sample show oct")["cases"][case - 1]["auditor"].as_str().unwrap().to_owned();
        finish(&room, &auditor, case as u32, "good");
    }
    insta::assert_snapshot!(room.run_as("Tom Adeyemi", "status").ok().all(), @"Every case of oct is settled: read its findings, then close it: dipsample findings oct");
    let waiting = room.json("status");
    assert_eq!(waiting["waiting"][0]["command"], "dipsample findings oct");
    assert_eq!(waiting["journal_head"].as_str().unwrap().len(), 64);
}

#[test]
fn who_cannot_grade_what_waits_is_told_of_it_and_not_offered_it() {
    let room = drawn("--auditors 'Tom Adeyemi'");
    // Priya Nair is the principal, and every record is her own work.
    insta::assert_snapshot!(room.run("status").ok().all(), @"4 cases with Tom Adeyemi in oct: dipsample sample show oct");
    let line = room.json("status")["waiting"][0].clone();
    assert_eq!((&line["what"], &line["person"], &line["count"]), (&json!("grade"), &json!("Tom Adeyemi"), &json!(4)));
    let free = drawn("");
    insta::assert_snapshot!(free.run("status").ok().all(), @"4 cases in oct for which an auditor is still wanted: dipsample sample show oct");
}

#[test]
fn a_second_place_that_nobody_has_waits_to_be_graded() {
    let room = drawn("--double 100%");
    for case in 1..=4 {
        finish(&room, "Tom Adeyemi", case, "good");
    }
    insta::assert_snapshot!(room.run("status").ok().all(), @"4 cases in oct for which an auditor is still wanted: dipsample sample show oct");
    insta::assert_snapshot!(room.run_as("Wei Chen", "status").ok().all(), @"4 cases for you to grade in oct: dipsample grade oct");
    finish(&room, "Wei Chen", 1, "good");
    (2..=4).for_each(|case| finish(&room, "Wei Chen", case, "inadequate"));
    insta::assert_snapshot!(room.run("status").ok().all(), @"3 cases in oct on which two auditors differ: dipsample moderate oct");
}

#[test]
fn two_reasons_that_mean_the_same_for_the_figures_settle_a_case() {
    let room = twice();
    for (person, first, second) in [("Tom Adeyemi", "restricted", "closed"), ("Wei Chen", "not-found", "duplicate")] {
        for (case, reason) in [(1, first), (2, second)] {
            room.run_as(person, &format!("grade oct {case} --unusable {reason}")).ok();
        }
        (3..=4).for_each(|case| finish(&room, person, case, "good"));
    }
    insta::assert_snapshot!(room.run("status").ok().all(), @"1 case in oct on which two auditors differ: dipsample moderate oct");
    assert_eq!(room.json("moderate oct")["differing"][0]["case"], 2);
    assert_eq!(room.json("findings oct")["basis"]["waiting"], 1);
}

#[test]
fn a_conflict_counts_under_every_spelling_of_either_name() {
    let room = drawn("");
    room.run("person add 'Priya Nair' --also 'Nair, Priya'").ok();
    room.run("person add 'Tom Adeyemi' --also 'Adeyemi, Tom' --conflict 'Nair, Priya'").ok();
    refused(&room, "Tom Adeyemi", "grade oct 1 --set purpose=good")
        .must_say(&["a conflict between Tom Adeyemi and Priya Nair is declared"]);
    // Declared on the other side, and the records written under yet another spelling.
    let room = Room::staffed();
    room.run("person add 'Tom Adeyemi' --also 'Adeyemi, Tom'").ok();
    room.run("person add 'Priya Nair' --also 'Nair, Priya' --conflict 'Adeyemi, Tom'").ok();
    room.import("a.csv", "Case note ID,Person ID,Date of event,Recorded by\nN1,K1,01/10/2026,\"NAIR, Priya\"\n").ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name oct").ok();
    refused(&room, "Adeyemi, Tom", "grade oct 1 --set purpose=good")
        .must_say(&["a conflict between Tom Adeyemi and Priya Nair is declared"]);
    room.run_as("Wei Chen", "grade oct 1 --set purpose=good").ok();
}

#[test]
fn a_reason_is_kept_or_refused_and_never_dropped() {
    let room = drawn("");
    insta::assert_snapshot!(refused(&room, "Tom Adeyemi", "grade oct 1 --reason 'The plan is old'").all(), @r"
    A reason says why the overall is what it is, and no overall is given yet: say the overall with it.
      Add --overall GRADE
    exit code 1
    ");
    refused(&room, "Tom Adeyemi", "grade oct 1 --reason 'The plan is old' --set purpose=good")
        .must_say(&["say the overall with it"]);
    insta::assert_snapshot!(refused(&room, "Tom Adeyemi", &format!("grade oct 1 {} --reason 'So it is' --finish", all("good"))).all(), @r"
    The overall is the one that the answers suggest, so that no reason is needed.
      Leave --reason out, or give another overall with --overall
    exit code 1
    ");
    refused(&room, "Tom Adeyemi", "grade oct 1 --set purpose=good --reason 'So it is' --finish")
        .must_say(&["not answered yet: drift"]);
    // An overall given before its answers: the reason belongs to it, alone or with --finish.
    for (case, flags) in [(1, "--finish"), (2, "")] {
        room.run_as("Tom Adeyemi", &format!("grade oct {case} --overall inadequate")).ok();
        room.run_as("Tom Adeyemi", &format!("grade oct {case} {}", all("good"))).ok();
        room.run_as("Tom Adeyemi", &format!("grade oct {case} --reason 'The plan is old' {flags}")).ok();
    }
    room.run_as("Tom Adeyemi", "grade oct 2 --finish").ok();
    room.run_as("Tom Adeyemi", "grade oct 3 --unusable other --reason 'The file is in court'").ok();
    let register = Register::open(&room.path("register.dipsample"), &mut || {}).unwrap();
    let rows = register.gradings(register.samples().unwrap()[0].id).unwrap();
    let reasons: Vec<Option<&str>> = rows.iter().map(|row| row.grading.overall_reason.as_deref()).collect();
    assert_eq!(reasons, [Some("The plan is old"), Some("The plan is old"), Some("The file is in court")]);
}

#[test]
fn which_sample_is_asked_of_the_open_ones_only() {
    let room = drawn("");
    for name in ["nov", "dec"] {
        room.run(&format!("draw --kind oversight --period 2026-10 --size 1 --name {name}")).ok();
    }
    room.run("sample close oct --anyway").ok();
    insta::assert_snapshot!(refused(&room, "Tom Adeyemi", "grade").all(), @r"
    2 samples are open; say which you mean: nov, dec.
    exit code 1
    ");
}
