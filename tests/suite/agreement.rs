//! Agreement: from a file against independent values, and on a sample, where it must not tell which cases are graded twice.

use serde_json::Value;

use crate::room::Room;

const ONE: [u32; 12] = [1, 2, 3, 3, 2, 1, 3, 2, 2, 3, 1, 2];
const TWO: [u32; 12] = [1, 2, 3, 2, 2, 2, 3, 2, 1, 3, 1, 3];

/// A file of grades: a column a person, 0 a missing grade.
fn file(people: &[&[u32]]) -> String {
    let mut text = "case,auditor,grade\n".to_owned();
    for (person, grades) in people.iter().enumerate() {
        for (case, grade) in grades.iter().enumerate() {
            let grade = if *grade == 0 { String::new() } else { grade.to_string() };
            text += &format!("{case},auditor {person},{grade}\n");
        }
    }
    text
}

fn agreement(text: &str, flags: &str) -> Value {
    let room = Room::empty();
    room.write("grades.csv", text);
    room.json(&format!("calc agreement grades.csv {flags}"))
}

#[track_caller]
fn values(answer: &Value, expected: &[(&str, f64)]) {
    for (key, value) in expected {
        let ours = answer[*key]["value"].as_f64();
        assert!(ours.is_some_and(|ours| (ours - value).abs() < 1e-6), "{key}: {ours:?} is not {value}");
    }
}

/// statsmodels 0.15 (kappas), irrCAC 0.4.4 (AC1, AC2), krippendorff 0.9.0 (alphas).
#[test]
fn coefficients_are_those_of_other_programs() {
    let two = agreement(&file(&[&ONE, &TWO]), "");
    assert_eq!((two["cases"].as_u64(), two["raters"].as_u64()), (Some(12), Some(2)));
    assert_eq!((two["exact"]["count"].as_u64(), two["within_one"]["count"].as_u64()), (Some(8), Some(12)));
    values(
        &two,
        &[
            ("kappa", 0.489361702),
            ("kappa_linear", 0.593220339),
            ("kappa_quadratic", 0.710843373),
            ("ac1", 0.505154639),
            ("ac2_linear", 0.634517766),
            ("ac2_quadratic", 0.76),
            ("alpha_nominal", 0.510638298),
            ("alpha_ordinal", 0.724289021),
        ],
    );
    // statsmodels: .kappa_low, .kappa_upp.
    assert!((two["kappa"]["low"].as_f64().unwrap() - 0.073622408).abs() < 1e-6);
    assert!((two["kappa"]["high"].as_f64().unwrap() - 0.905100996).abs() < 1e-6);
}

#[test]
fn a_third_person_and_missing_grades_are_handled() {
    let (mut two, three) = (TWO, [0, 2, 3, 3, 0, 1, 3, 2, 2, 0, 1, 2]);
    (two[7], two[10]) = (0, 0);
    let answer = agreement(&file(&[&ONE, &two, &three]), "--scale 1,2,3");
    values(
        &answer,
        &[
            ("ac1", 0.670103093),
            ("ac2_quadratic", 0.84),
            ("alpha_nominal", 0.614147910),
            ("alpha_ordinal", 0.781362007),
        ],
    );
    assert_eq!(answer["raters"], 3);
    for key in ["kappa", "kappa_linear", "kappa_quadratic"] {
        assert!(answer[key]["value"].is_null() && answer[key]["why"].as_str().unwrap().contains("these are 3"));
    }
}

/// All cases one grade, and nearly all: the scale has three grades whether they are used or not.
#[test]
fn grades_that_nobody_used_are_on_the_scale() {
    let all = agreement(&file(&[&[3; 10], &[3; 10]]), "--scale 1,2,3");
    values(&all, &[("ac1", 1.0)]);
    for key in ["kappa", "kappa_linear", "alpha_nominal", "alpha_ordinal"] {
        assert!(all[key]["value"].is_null() && all[key]["why"].is_string(), "{key}");
    }
    let mut two = [3; 10];
    two[9] = 2;
    let nearly = agreement(&file(&[&[3; 10], &two]), "--scale 1,2,3");
    values(&nearly, &[("kappa", 0.0), ("alpha_nominal", 0.0), ("ac1", 0.895013123), ("ac2_quadratic", 0.972375691)]);
    assert!(nearly["notes"][1].as_str().unwrap().contains("Nearly all cases have one grade"));
    let words = |three: &str| {
        file(&[&[3; 10], &two]).replace(",3\n", &format!(",{three}\n")).replace(",2\n", ",Requires improvement\n")
    };
    values(&agreement(&words("good"), ""), &[("ac1", 0.895013123)]);
}

#[test]
fn grades_without_an_order_are_not_put_into_one() {
    let text = "case,auditor,grade\n1,A,weak\n1,B,strong\n2,A,weak\n2,B,weak\n3,A,middling\n3,B,strong\n";
    let answer = agreement(text, "");
    assert!(answer["within_one"]["share"].is_null() && answer["ac1"]["value"].is_f64());
    assert!(answer["kappa_linear"]["why"].as_str().unwrap().contains("order of the grades is not known"));
    let ordered = agreement(text, "--scale weak,middling,strong");
    assert_eq!((ordered["within_one"]["count"].as_u64(), ordered["within_one"]["of"].as_u64()), (Some(2), Some(3)));
    assert_eq!(ordered["direction"][0]["lower"], 2);
}

#[test]
fn a_file_that_cannot_be_compared_is_refused_with_its_rows() {
    let room = Room::empty();
    for (text, flags, words) in [
        ("case,auditor,grade\n1,A,good\n1,A,good\n", "", "row 3, auditor 'A': A has graded case 1 in row 2 already"),
        ("case,auditor,grade\n1,,good\n", "", "row 2, auditor: the auditor is missing"),
        ("case,auditor,grade\n1,A,bad\n", "--scale poor,good", "row 2, grade 'bad': it is not on the scale"),
        ("case,auditor\n1,A\n", "", "needs a column for the grade"),
        ("case,auditor,grade\n1,A,good\n", "--scale good", "'good' is not a scale"),
        ("case,auditor,grade\n1,A,good\n", "--scale good,bad,Good", "is not a scale"),
        ("", "", "the file is empty"),
    ] {
        room.write("grades.csv", text);
        let answer = room.run(&format!("calc agreement grades.csv {flags}")).refused();
        assert!(answer.says(words), "{words}: {}", answer.all());
    }
    room.run("calc agreement nowhere.csv").refused().must_say(&["there is no such file"]);
    room.write("grades.csv", "case,auditor,grade\n");
    assert!(room.json("calc agreement grades.csv")["exact"]["share"].is_null());
    room.run("calc agreement grades.csv").ok().must_say(&["nothing to compare"]);
}

/// Four oversights drawn as `oct`, half of them for two auditors.
fn drawn() -> Room {
    let room = Room::staffed();
    let rows: String = (1..=4).map(|n| format!("N{n},K{n},0{n}/10/2026,Priya Nair,North,Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 4 --name oct --seed 20263847561029384756 --auditors 'Tom Adeyemi,Wei Chen' --double 50%").ok();
    room
}

/// Grades a case as one of its auditors, if it is theirs.
fn finish(room: &Room, person: &str, case: u32, grade: &str) -> bool {
    let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}={grade}"))
        .join(" ");
    room.run_as(person, &format!("grade oct {case} {set} --finish")).code == 0
}

#[test]
fn nothing_of_a_sample_is_told_before_both_have_finished() {
    let room = drawn();
    let early = room.run("agreement oct").refused();
    let mut graded = Vec::new();
    for case in 1..=4 {
        for (person, grade) in [("Tom Adeyemi", "good"), ("Wei Chen", "requires-improvement")] {
            if finish(&room, person, case, grade) {
                graded.push((person, case));
            }
            let both = (1..=4).filter(|case| graded.iter().filter(|(_, of)| of == case).count() == 2).count();
            if both < 2 {
                assert_eq!(room.run("agreement oct").refused().all(), early.all(), "after {graded:?}");
            }
        }
    }
    assert_eq!(graded.len(), 6, "{graded:?}");
    let answer = room.json("agreement oct");
    assert_eq!((answer["cases"].as_u64(), answer["raters"].as_u64()), (Some(2), Some(2)));
    assert_eq!((answer["exact"]["count"].as_u64(), answer["within_one"]["count"].as_u64()), (Some(0), Some(2)));
    let direction = &answer["direction"][0];
    assert_eq!((direction["auditor"].as_str(), direction["higher"].as_u64()), (Some("Tom Adeyemi"), Some(2)));
    assert_eq!(answer["criteria"].as_array().unwrap().len(), 6);
    assert_eq!(answer["criteria"][0]["criterion"], "purpose");
    room.run("agreement oct").ok().must_say(&[
        "before any moderation",
        "the 2 cases graded twice",
        "Graded higher",
        "Within one",
    ]);
}

#[test]
fn a_sample_that_nobody_grades_twice_has_no_agreement() {
    let room = Room::staffed();
    room.import(
        "a.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nN1,K1,01/10/2026,Priya Nair,North,Text\n",
    )
    .ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name oct").ok();
    room.run("agreement oct").refused().must_say(&["no case of oct is to be graded twice"]);
    let closed = drawn();
    closed.run("sample close oct --anyway").ok();
    closed.run("agreement oct").refused().must_say(&["no case of oct was graded by two auditors"]);
}
