//! `sample assign`: loads equal within one, nobody given their own work or that of their line, a share twice and nobody told which.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::room::Room;

/// A room with 40 oversights of four IROs, a sample of 20, and people among whom lines and conflicts are declared.
fn room() -> Room {
    let room = Room::staffed();
    room.run("person add 'Head Moss' --role manager").ok();
    room.run("person add 'Team Lead' --role manager --manager 'Head Moss'").ok();
    for (name, more) in
        [("Ann Bell", "--manager 'Team Lead'"), ("Bo Reed", "--conflict 'Wei Chen'"), ("Cy Vale", ""), ("Di Fern", "")]
    {
        room.run(&format!("person add '{name}' --role iro {more}")).ok();
    }
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Text\n".to_owned();
    for number in 0..40 {
        let iro = ["Ann Bell", "Bo Reed", "Cy Vale", "Di Fern"][number % 4];
        text += &format!("N{number:03},C{number:02},{:02}/10/2026,{iro},a note\n", 1 + number % 28);
    }
    room.import("o.csv", &text).ok();
    room.run("draw --kind oversight --period 2026-10 --size 20 --by iro --name s").ok();
    room
}

/// Who has how many gradings, and each case's IRO with its auditors.
fn loads(sample: &Value) -> BTreeMap<String, usize> {
    let mut loads = BTreeMap::new();
    for case in sample["cases"].as_array().unwrap() {
        for who in ["auditor", "second_auditor"] {
            if let Some(name) = case[who].as_str() {
                *loads.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    loads
}

#[test]
fn loads_are_equal_within_one_and_nobody_grades_what_they_may_not() {
    let room = room();
    let answer =
        room.json("sample assign s --auditors 'Tom Adeyemi,Wei Chen,Team Lead,Cy Vale' --double 25% --due 2026-11-20");
    let sample = room.json("sample show s");
    let loads = loads(&sample);
    assert_eq!(loads.values().sum::<usize>(), 25, "{loads:?}");
    assert!(loads.values().max().unwrap() - loads.values().min().unwrap() <= 1, "{loads:?}");
    for case in sample["cases"].as_array().unwrap() {
        let both = [case["auditor"].as_str(), case["second_auditor"].as_str()];
        assert!(both[0].is_some() && both[0] != both[1]);
        let iro = case["stratum"].as_str().unwrap();
        for (worker, barred) in [("Ann Bell", "Team Lead"), ("Bo Reed", "Wei Chen"), ("Cy Vale", "Cy Vale")] {
            assert!(iro != worker || !both.contains(&Some(barred)), "{case}");
        }
    }
    assert_eq!(sample["due"], "2026-11-20");
    let said: Vec<u64> =
        answer["auditors"].as_array().unwrap().iter().map(|one| one["gradings"].as_u64().unwrap()).collect();
    assert_eq!(said.iter().sum::<u64>(), 25);
    assert!(!answer.to_string().contains("twice"));
    // At least one of each stratum is graded twice, and the choice is chance's: the same at every try.
    let twice = |sample: &Value| -> Vec<u64> {
        let cases = sample["cases"].as_array().unwrap().iter();
        cases.filter(|case| case["second_auditor"].is_string()).map(|case| case["case"].as_u64().unwrap()).collect()
    };
    let strata = |sample: &Value| -> std::collections::BTreeSet<String> {
        let cases = sample["cases"].as_array().unwrap().iter();
        cases.filter(|case| case["second_auditor"].is_string()).map(|case| case["stratum"].to_string()).collect()
    };
    assert_eq!(strata(&sample).len(), 4);
    room.run("sample assign s --auditors 'Tom Adeyemi,Di Fern,Team Lead' --double 25%").ok();
    assert_eq!(twice(&room.json("sample show s")), twice(&sample));
}

#[test]
fn the_line_above_a_worker_gets_none_of_their_cases_however_high() {
    let room = room();
    room.run("sample assign s --auditors 'Tom Adeyemi,Head Moss'").ok();
    let sample = room.json("sample show s");
    for case in sample["cases"].as_array().unwrap() {
        assert!(case["stratum"] != "Ann Bell" || case["auditor"] == "Tom Adeyemi", "{case}");
    }
}

#[test]
fn a_roster_that_cannot_do_it_is_told_why_with_cases_and_people() {
    let room = room();
    let before = room.register();
    let refused = room.run("sample assign s --auditors 'Team Lead,Ann Bell'").refused();
    refused.must_say(&[
        "too few of them may grade",
        "Team Lead is in the line of Ann Bell",
        "nobody grades their own",
        "nothing was given out",
    ]);
    // Wei Chen alone may not grade Bo Reed's.
    room.run("sample assign s --auditors 'Wei Chen'").refused().must_say(&["a conflict between Wei Chen and Bo Reed"]);
    room.run("sample assign s --auditors 'Tom Adeyemi' --double 25%").refused().must_say(&["two different people"]);
    room.run("sample assign s --auditors 'Tom Adeyemi,Tom Adeyemi'").refused().must_say(&["twice"]);
    room.run("sample assign s --auditors 'Tom Adeyemy'").refused().must_say(&["is not on the list", "Tom Adeyemi"]);
    room.run("sample assign s --auditors 'Tom Adeyemi' --due tomorrow").refused().must_say(&["is not a date"]);
    assert_eq!(room.register(), before);
    // Where only one may grade most, loads cannot be equal.
    room.run("person add 'Una Low' --role auditor --conflict 'Ann Bell' --conflict 'Bo Reed' --conflict 'Cy Vale'")
        .ok();
    let refused = room.run("sample assign s --auditors 'Tom Adeyemi,Una Low'").refused();
    refused.must_say(&["cannot be made equal within one", "Tom Adeyemi would have 15", "Una Low 5"]);
}

#[test]
fn whoever_has_begun_a_case_keeps_it() {
    let room = room();
    room.run("sample assign s --auditors 'Tom Adeyemi,Wei Chen'").ok();
    let sample = room.json("sample show s");
    let mine = sample["cases"].as_array().unwrap().iter().find(|case| case["auditor"] == "Wei Chen").unwrap()["case"]
        .as_u64()
        .unwrap();
    room.run_as("Wei Chen", &format!("grade s {mine} --set purpose=good")).ok();
    room.run("sample assign s --auditors 'Tom Adeyemi,Priya Nair'").ok();
    let after = room.json("sample show s");
    let case = after["cases"].as_array().unwrap().iter().find(|case| case["case"] == mine).unwrap();
    assert_eq!(case["auditor"], "Wei Chen");
    let loads = loads(&after);
    assert_eq!((loads["Wei Chen"], loads["Tom Adeyemi"] + loads["Priya Nair"]), (1, 19));
    room.run("sample close s --anyway").ok();
    room.run("sample assign s --auditors 'Tom Adeyemi'").refused().must_say(&["closed"]);
}

#[test]
fn an_auditor_of_the_sample_is_not_shown_which_cases_are_graded_twice() {
    let room = room();
    room.run("sample assign s --auditors 'Tom Adeyemi,Wei Chen,Priya Nair' --double 50%").ok();
    for person in ["Tom Adeyemi", "Wei Chen"] {
        let seen = room.run_as(person, "sample show s --json").json();
        assert!(seen["cases"].as_array().unwrap().iter().all(|case| case["second_auditor"].is_null()), "{person}");
    }
}

/// Were a roster asked about after the seed, a draw could be tried again until it spared somebody's work.
#[test]
fn a_draw_refuses_a_roster_by_its_frame_before_there_is_a_seed() {
    let room = room();
    let before = room.register();
    let draw = "draw --kind oversight --period 2026-10 --name t";
    for (more, says) in [
        // One of forty is drawn: most seeds would draw a case that Ann Bell may grade.
        (
            "--size 1 --auditors 'Ann Bell'",
            &["10 oversights of the frame", "nobody grades their own", "nothing was drawn"][..],
        ),
        ("--size 1 --auditors 'Head Moss'", &["Head Moss is in the line of Ann Bell"]),
        ("--size 1 --auditors 'Wei Chen'", &["a conflict between Wei Chen and Bo Reed"]),
        ("--size 4 --auditors 'Tom Adeyemi,Ann Bell' --double 25%", &["nobody grades their own", "10 oversights"]),
    ] {
        for _ in 0..8 {
            room.run(&format!("{draw} {more}")).refused().must_say(says);
        }
    }
    assert_eq!(room.register(), before);
    room.run(&format!("{draw} --size 4 --auditors 'Tom Adeyemi,Ann Bell'")).ok();
}

/// A team bars nobody, a manager's line only where cases are given out, and a declared conflict everywhere.
#[test]
fn a_line_a_conflict_and_a_team_are_kept_apart() {
    let room = room();
    room.run("person add 'Tom Adeyemi' --team North").ok();
    room.run("person add 'Ann Bell' --team North").ok();
    let of = |iro: &str| {
        let sample = room.json("sample show s");
        let cases = sample["cases"].as_array().unwrap().clone();
        cases.iter().find(|case| case["stratum"] == iro).unwrap()["case"].as_u64().unwrap()
    };
    let (anns, bos) = (of("Ann Bell"), of("Bo Reed"));
    let grade = |person: &str, case: u64| room.run_as(person, &format!("grade s {case} --set purpose=good"));
    grade("Wei Chen", bos)
        .refused()
        .must_say(&["Wei Chen may not grade case", "a conflict between Wei Chen and Bo Reed is declared"]);
    grade("Bo Reed", bos).refused().must_say(&["it is the work of Bo Reed, and nobody grades their own"]);
    room.run_as("Wei Chen", &format!("grade s {bos} --as external --set purpose=good"))
        .refused()
        .must_say(&["a conflict between"]);
    room.run("sample assign s --auditors 'Team Lead'").refused().must_say(&["Team Lead is in the line of Ann Bell"]);
    // What was given to nobody a manager may grade, as where the principal grades alone.
    grade("Team Lead", anns).ok();
    // The same team is no line.
    room.run("sample assign s --auditors 'Tom Adeyemi,Cy Vale'").ok();
    let sample = room.json("sample show s");
    let mut toms = sample["cases"].as_array().unwrap().iter().filter(|case| case["auditor"] == "Tom Adeyemi");
    assert!(toms.any(|case| case["stratum"] == "Ann Bell"), "{sample}");
    // Once it is with somebody else, it is theirs.
    let bells = sample["cases"].as_array().unwrap().iter();
    let other = bells.clone().find(|case| case["stratum"] == "Ann Bell" && case["auditor"] == "Tom Adeyemi").unwrap();
    grade("Team Lead", other["case"].as_u64().unwrap()).refused().must_say(&["Team Lead may not grade"]);
}
