//! Practice on worked examples: the guided dialogue without a register, each example compared with the expected answers.

use serde_json::Value;

use crate::office::Office;
use crate::room::{Room, each};

/// Pipes lines into a command; returns its results and all else.
fn piped(office: &Office, words: &[&str], lines: &str) -> (String, String) {
    let output = office.piped("rhian", words, lines);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The lines that give one example these answers, 1 the worst, and take the suggested overall.
fn answers(grades: &[u8]) -> String {
    let lines: String = grades.iter().map(|grade| format!("{grade}\n\n")).collect();
    lines + "\nf\n"
}

/// The lines that give every example of a graded rubric its expected answers.
fn expected(json: &Value) -> String {
    let place = |id: &str| match id {
        "inadequate" => 1,
        "requires-improvement" => 2,
        _ => 3,
    };
    let examples = json["examples"].as_array().unwrap().iter();
    examples
        .map(|one| answers(&each(&one["criteria"], "expected").into_iter().map(place).collect::<Vec<_>>()))
        .collect()
}

#[test]
fn every_rubric_is_practised_without_a_register_and_nothing_is_kept() {
    let office = Office::new(1, true);
    let before = std::fs::read_dir(office.path(".")).unwrap().count();
    for rubric in ["oversight", "review-record", "care-plan", "dispute", "voice"] {
        let (out, _) = piped(&office, &["grade", "--practice", rubric, "--json"], "");
        let json: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(json["examples"].as_array().unwrap().len(), 3, "{rubric}");
        let lines = expected(&json);
        let (out, err) = piped(&office, &["grade", "--practice", rubric, "--plain"], &lines);
        let criteria = json["examples"][0]["criteria"].as_array().unwrap().len() * 3;
        assert!(out.contains("3 of 3 examples graded"), "{rubric}: {out}{err}");
        assert!(
            out.contains(&format!("As expected: {criteria} of {criteria} questions, 3 of 3 overall grades")),
            "{out}"
        );
        assert!(out.contains("no register was opened") && !out.contains("expected is"), "{out}");
    }
    assert_eq!(std::fs::read_dir(office.path(".")).unwrap().count(), before, "no file was made");
}

#[test]
fn the_comparison_says_what_was_expected_and_why() {
    let office = Office::new(1, true);
    let lines = answers(&[3, 2, 2, 1, 2, 3]) + "!\nShe may be unsafe\n\n";
    let (out, err) = piped(&office, &["grade", "--practice", "oversight"], &lines);
    for words in [
        "3 of 6 questions are as expected",
        "Drift and delay: you said Requires improvement; expected is Inadequate",
        "Analysis and alternatives: Inadequate, as expected",
        "Overall: you said Requires improvement; expected is Inadequate",
        "This record calls for an urgent concern",
        "1 of 3 examples graded",
    ] {
        assert!(out.contains(words), "'{words}' is not in:\n{out}");
    }
    for words in ["This is practice: it is not kept and nobody is told", "Noted for now: Purpose: Good"] {
        assert!(err.replace('\n', " ").contains(words), "'{words}' is not in:\n{err}");
    }
    let (out, _) =
        piped(&office, &["grade", "--practice", "oversight", "--plain", "--json"], &answers(&[3, 2, 2, 1, 2, 3]));
    let json: Value = serde_json::from_str(&out).unwrap();
    let one = &json["examples"][0];
    assert_eq!(json["examples"].as_array().unwrap().len(), 1);
    assert_eq!(one["criteria"][1]["given"], "requires-improvement");
    assert_eq!(
        (&one["criteria"][1]["agrees"], &one["criteria"][3]["agrees"]),
        (&Value::Bool(false), &Value::Bool(true))
    );
    assert_eq!(
        (&one["overall"]["expected"], &one["overall"]["given"]),
        (&"inadequate".into(), &"requires-improvement".into())
    );
}

#[test]
fn on_a_screen_each_example_is_followed_by_its_comparison() {
    let office = Office::new(1, true);
    let mut me = office.sit_down("rhian", &["grade", "--practice", "oversight"]);
    me.see("Practice, made up, nothing is kept: example 1 of 3");
    for (place, grade) in [2, 1, 2, 1, 1, 3].into_iter().enumerate() {
        me.answer(&format!("{} of 6: ", place + 1), &grade.to_string());
        me.answer("Enter alone", "\r");
    }
    me.answer("Enter confirms Inadequate", "\r");
    me.answer("f finishes", "f");
    me.see("example 1 of 3 compared");
    me.see("6 of 6 questions are as expected");
    me.answer("Enter goes on to the next example", "\r");
    me.see("example 2 of 3");
    me.answer("1 of 6: ", "q");
    me.see("1 of 3 examples graded");
    me.leaves();
    assert!(!office.path("register.dipsample").exists());
}

const OWN: &str = r#"id = "own"
title = "Own"
kind = "review"
version = 1
overall = "lowest"
about = "For a test."
scale = [{ id = "red", label = "Red" }, { id = "green", label = "Green" }]

[[criterion]]
id = "letter"
title = "Letter"
question = "Was the child written to?"
[criterion.descriptors]
red = "Nothing addressed to the child is on file."
green = "A letter to the child, with its day, can be opened."
"#;

#[test]
fn a_councils_own_rubric_is_practised_on_the_examples_beside_it() {
    let room = Room::empty();
    room.write("rubrics/own.toml", OWN);
    room.run("grade --practice rubrics/own.toml --json").refused().must_say(&["no examples", "examples", "own.toml"]);
    let example = "rubric = \"own\"\n[[example]]\ntitle = \"A\"\nabout = \"B\"\ntext = \"C\"\noverall = \"red\"\nwhy = \"D\"\n\
                   [example.answers]\nletter = { grade = \"red\", why = \"None is there.\" }\n";
    room.write("rubrics/examples/own.toml", example);
    let json = room.json("grade --practice rubrics/own.toml");
    assert_eq!((&json["rubric"], &json["kept"]), (&"own".into(), &false.into()));
    assert_eq!(json["examples"][0]["criteria"][0]["expected"], "red");
    room.write("rubrics/examples/own.toml", &example.replace("overall = \"red\"", "overall = \"green\""));
    room.run("grade --practice rubrics/own.toml --json").refused().must_say(&["line 6", "own rule gives 'red'"]);
    room.run("grade --practice oversigt").refused().must_say(&["Did you mean 'oversight'?"]);
    assert_eq!(room.run("grade oct 1 --practice oversight").code, 2);
    assert_eq!(room.run("grade --practice oversight --set purpose=good").code, 2);
}
