//! What a sample says: shares and intervals against figures worked out elsewhere, and what is missing told.

use crate::room::{Room, each, keys};
use serde_json::{Value, json};

const SEED: &str = "20263847561029384756";

/// Oversights `O001` and on, so many by each IRO of each team: `(iro, team, how many)`.
fn oversights(parts: &[(&str, &str, usize)]) -> String {
    let staff = parts.iter().flat_map(|(iro, team, count)| std::iter::repeat_n((iro, team), *count));
    let rows: String = staff
        .enumerate()
        .map(|(at, (iro, team))| {
            format!("O{:03},K{:03},{:02}/10/2026,\"{iro}\",{team},Text\n", at + 1, at + 1, at % 30 + 1)
        })
        .collect();
    format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")
}

/// Sixty oversights: 36 by Ann Bell under two spellings, 24 by Carl Dow; twelve are drawn as `oct`.
fn simple() -> Room {
    let room = Room::staffed();
    room.run("person add 'Ann Bell' --also 'Bell, Ann' --role iro").ok();
    room.run("person add 'Carl Dow' --role iro").ok();
    room.import(
        "a.csv",
        &oversights(&[("Ann Bell", "North", 24), ("Bell, Ann", "North", 12), ("Carl Dow", "South", 24)]),
    )
    .ok();
    room.run(&format!("draw --kind oversight --period 2026-10 --size 12 --name oct --seed {SEED}")).ok();
    room
}

fn grade(room: &Room, person: &str, case: u64, grade: &str, more: &str) {
    let sets = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}={grade}"))
        .join(" ");
    room.run_as(person, &format!("grade oct {case} {sets} {more} --finish")).ok();
}

/// Grades the cases of `oct` in order: inadequate those of which `weak` says so, the others good.
fn grade_all(room: &Room, weak: impl Fn(&Value) -> bool) {
    let cases = room.json("sample show oct")["cases"].clone();
    for case in cases.as_array().unwrap() {
        let answer = if weak(case) { "inadequate" } else { "good" };
        grade(room, "Tom Adeyemi", case["case"].as_u64().unwrap(), answer, "");
    }
}

/// The estimate of a name in a list of estimates.
fn of<'a>(grades: &'a Value, name: &str) -> &'a Value {
    grades.as_array().unwrap().iter().find(|grade| grade["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

/// Count, share, bounds and one-sided bound of an estimate are these.
#[track_caller]
fn check(estimate: &Value, (count, of): (u64, u64), (low, high): (f64, f64), upper: Option<u64>) {
    let near = |key: &str, expected: f64| {
        let found = estimate[key].as_f64().unwrap_or(f64::NAN);
        assert!((found - expected).abs() < 1e-9, "{key} is {found} and not {expected}: {estimate}");
    };
    assert_eq!((estimate["count"].as_u64(), estimate["of"].as_u64()), (Some(count), Some(of)), "{estimate}");
    near("low", low);
    near("high", high);
    assert_eq!(estimate["upper_count"].as_u64(), upper, "{estimate}");
}

// Bounds: reference/methods.md 4.1, rows 5,12,60 (11 to 41, 39) and 0,12,60 (0 to 14, 11); those of 7 are the
// mirror of 5, and its one-sided bound of 48 was enumerated with Python's fractions.
#[test]
fn a_simple_sample_gives_exact_hypergeometric_intervals() {
    let room = simple();
    grade_all(&room, |case| case["case"].as_u64() <= Some(5));
    let findings = room.json("findings oct");
    let grades = &findings["grades"];
    check(of(grades, "inadequate"), (5, 12), (11.0 / 60.0, 41.0 / 60.0), Some(39));
    check(of(grades, "requires-improvement"), (0, 12), (0.0, 14.0 / 60.0), Some(11));
    check(of(grades, "good"), (7, 12), (19.0 / 60.0, 49.0 / 60.0), Some(48));
    check(of(grades, "good-or-better"), (7, 12), (19.0 / 60.0, 49.0 / 60.0), Some(48));
    for grade in grades.as_array().unwrap() {
        assert_eq!(grade["confidence"], 0.95);
        assert!(grade["method"].as_str().unwrap().contains("hypergeometric"), "{grade}");
    }
    let drift = findings["criteria"].as_array().unwrap().iter().find(|one| one["criterion"] == "drift").unwrap();
    check(of(&drift["grades"], "inadequate"), (5, 12), (11.0 / 60.0, 41.0 / 60.0), Some(39));
    let basis = &findings["basis"];
    assert_eq!((&basis["drawn"], &basis["graded"], &basis["provisional"]), (&json!(12), &json!(12), &json!(false)));
    assert!(!room.run("findings oct").ok().says("PROVISIONAL"));
}

// Strata of 120, 60 and 20, of which 12, 6 and 4 are drawn and 2, 3 and 3 found: the first line of
// tests/oracles/stratified.csv, computed with numpy and scipy.
#[test]
fn a_stratified_sample_is_weighted_and_its_interval_capped() {
    let room = Room::staffed();
    room.import("a.csv", &oversights(&[("Ann", "East", 120), ("Ann", "North", 60), ("Ann", "West", 20)])).ok();
    let flags = "--kind oversight --period 2026-10 --size 22 --by team --at-least 4 --name oct";
    let drawn = room.json(&format!("draw {flags} --seed {SEED}"));
    let sizes: Vec<&Value> = drawn["strata"].as_array().unwrap().iter().map(|one| &one["size"]).collect();
    assert_eq!(sizes, [12, 6, 4]);
    grade_all(&room, |case| [1, 2, 13, 14, 15, 19, 20, 21].contains(&case["case"].as_u64().unwrap()));
    let findings = room.json("findings oct --by team");
    let inadequate = of(&findings["grades"], "inadequate");
    check(inadequate, (8, 22), (0.140_124_109_219_355_72, 0.561_113_912_105_483_9), inadequate["upper_count"].as_u64());
    assert!((inadequate["share"].as_f64().unwrap() - 0.325).abs() < 1e-12);
    assert!(inadequate["method"].as_str().unwrap().contains("Korn-Graubard"));
    // One stratum by itself is a simple draw: 2 of 12 from 120, 3 of 4 from 20.
    let team = |name: &str| findings["by"].as_array().unwrap().iter().find(|one| one["value"] == name).unwrap().clone();
    assert_eq!((&team("East")["frame"], &team("West")["frame"]), (&json!(120), &json!(20)));
    assert!(of(&team("East")["grades"], "inadequate")["method"].as_str().unwrap().contains("hypergeometric"));
}

// Seven of the twelve are Ann Bell's, whose frame is 36, and five Carl Dow's, whose frame is 24. The bounds of 1 of 7
// from 36 (1 to 19, 17) and of 2 of 5 from 24 (2 to 19, 18) were enumerated with Python's fractions.
#[test]
fn an_iros_interval_is_made_of_their_own_records_under_all_their_spellings() {
    let room = simple();
    grade_all(&room, |case| ["O026", "O045", "O051"].contains(&case["record"].as_str().unwrap()));
    let by = room.json("findings oct --by iro")["by"].clone();
    assert_eq!(each(&by, "value"), ["Ann Bell", "Carl Dow"]);
    assert_eq!((&by[0]["frame"], &by[1]["frame"]), (&json!(36), &json!(24)));
    let (ann, carl) = (of(&by[0]["grades"], "inadequate"), of(&by[1]["grades"], "inadequate"));
    check(ann, (1, 7), (1.0 / 36.0, 19.0 / 36.0), Some(17));
    check(carl, (2, 5), (2.0 / 24.0, 19.0 / 24.0), Some(18));
}

#[test]
fn findings_have_the_keys_of_the_contract() {
    let room = simple();
    grade(&room, "Tom Adeyemi", 1, "good", "--theme drift=drift-challenged --finding 'strength:drift=Named'");
    let findings = room.json("findings oct");
    for key in ["basis", "grades", "criteria", "by", "themes", "trend"] {
        assert!(keys(&findings).contains(&key), "{key}");
    }
    for key in [
        "samples",
        "programme",
        "kind",
        "period",
        "population",
        "frame",
        "drawn",
        "graded",
        "waiting",
        "ungraded",
        "ineligible",
        "not_obtained",
        "provisional",
        "answers",
    ] {
        assert!(keys(&findings["basis"]).contains(&key), "{key}");
    }
    let whole = |estimate: &Value| {
        for key in ["name", "label", "count", "of", "share", "low", "high", "upper_count", "confidence", "method"] {
            assert!(keys(estimate).contains(&key), "{key}");
        }
    };
    findings["grades"].as_array().unwrap().iter().for_each(whole);
    assert_eq!(each(&findings["grades"], "name"), ["inadequate", "requires-improvement", "good", "good-or-better"]);
    findings["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .for_each(|one| one["grades"].as_array().unwrap().iter().for_each(whole));
    assert_eq!(
        each(&findings["criteria"], "criterion"),
        ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
    );
    for one in findings["by"].as_array().unwrap() {
        assert!(["field", "value", "frame", "grades"].iter().all(|key| keys(one).contains(key)), "{one}");
    }
    let theme = findings["themes"].as_array().unwrap().iter().find(|one| one["theme"] == "drift-challenged").unwrap();
    assert_eq!(theme["kind"], "strength");
    whole(&theme["share"]);
    let trend = findings["trend"].as_array().unwrap();
    assert!(trend.iter().all(|one| keys(one).contains(&"period") && keys(one).contains(&"grades")));
    assert_eq!(findings["basis"]["answers"], "per-record");
}

#[test]
fn nothing_out_of_nothing_is_no_share() {
    let room = simple();
    let findings = room.json("findings oct");
    let good = of(&findings["grades"], "good");
    assert_eq!((&good["count"], &good["of"]), (&json!(0), &json!(0)));
    for key in ["share", "low", "high"] {
        assert_eq!(good[key], Value::Null, "{key}");
    }
    insta::assert_snapshot!(room.run("findings oct").ok().shown(), @r"
    IRO oversights, October 2026
    12 of 60 oversights were drawn at random; none is graded yet. Shares are of
    oversights, not of children.

    PROVISIONAL: 12 of 12 cases are missing (12 not graded). No interval can be
    given yet.

    How good were the oversights of October 2026?
    There is no answer yet: no case is graded and settled.

    Good                  – (0)  will end between 0% and 100%
    Requires improvement  – (0)  will end between 0% and 100%
    Inadequate            – (0)  will end between 0% and 100%
                                                               0%       50%     100%

    Criteria, least often good first: share (and number) of cases, interval below
     Criterion                 | Out of | Inadequate | Requires improvement |  Good
    ---------------------------+--------+------------+----------------------+-------
     Purpose                   |      0 |      – (0) |                – (0) | – (0)
     Drift and delay           |      0 |      – (0) |                – (0) | – (0)
     What it means for the     |      0 |      – (0) |                – (0) | – (0)
     child                     |        |            |                      |
     Analysis and alternatives |      0 |      – (0) |                – (0) | – (0)
     Timescales                |      0 |      – (0) |                – (0) | – (0)
     View on the care plan and |      0 |      – (0) |                – (0) | – (0)
     on practice               |        |            |                      |

    By IRO
     IRO                | Out of | Frame | Inadequate | Requires    |  Good
                        |        |       |            | improvement |
    --------------------+--------+-------+------------+-------------+-------
     Ann Bell (too few) |      0 |    36 |      – (0) |       – (0) | – (0)
     Carl Dow (too few) |      0 |    24 |      – (0) |       – (0) | – (0)

    By Team
     Team            | Out of | Frame | Inadequate | Requires improvement |  Good
    -----------------+--------+-------+------------+----------------------+-------
     North (too few) |      0 |    36 |      – (0) |                – (0) | – (0)
     South (too few) |      0 |    24 |      – (0) |                – (0) | – (0)

    Nothing can be said of the oversights before cases are graded.
    The seed was typed by hand and not taken from the computer's own chance.

    The workbook: dipsample export findings.xlsx oct
    ");
}

#[test]
fn while_a_case_is_missing_everything_is_provisional() {
    let room = simple();
    for case in 1..=5 {
        grade(&room, "Tom Adeyemi", case, if case <= 2 { "inadequate" } else { "good" }, "");
    }
    room.run_as("Tom Adeyemi", "grade oct 6 --unusable not-found").ok();
    let findings = room.json("findings oct");
    let basis = &findings["basis"];
    assert_eq!(
        (&basis["provisional"], &basis["graded"], &basis["ungraded"], &basis["not_obtained"]),
        (&json!(true), &json!(5), &json!(6), &json!(1))
    );
    // Two of five are inadequate; of all twelve it could be two, or two and the seven that are not read.
    let inadequate = of(&findings["grades"], "inadequate");
    assert_eq!((&inadequate["count"], &inadequate["of"]), (&json!(2), &json!(5)));
    for (key, expected) in [("share", 0.4), ("least", 2.0 / 12.0), ("most", 9.0 / 12.0)] {
        assert!((inadequate[key].as_f64().unwrap() - expected).abs() < 1e-12, "{key}: {inadequate}");
    }
    insta::assert_snapshot!(room.run("findings oct").ok().shown(), @r"
    IRO oversights, October 2026
    12 of 60 oversights were drawn at random; 5 graded by 1 auditor. Shares are of
    oversights, not of children.

    PROVISIONAL: 6 of 12 cases are missing (6 not graded). Once all are in, and
    whatever the 1 case that could not be read is like, the sample will have
    Inadequate between 17% and 75%, and Good between 25% and 83%. Until then, only
    the 5 cases settled first in the order of the draw can have an interval.

    How good were the oversights of October 2026?
    There is no answer yet: 6 of 12 cases are missing. Of the 5 that count, 3 are
    Good and 2 Inadequate.

    Good                  60% (3)  between 17% and 93%      [===========|========]
    Requires improvement   0% (0)  between 0% and 50%   |=============]
    Inadequate            40% (2)  between 7% and 83%     [========|===========]
      95% sure that no more than 47 of 60 are.
                                                        0%           50%        100%

    The first 6 cases drawn, all settled
                          |   Share | Out of | Interval
    ----------------------+---------+--------+---------------------
     Inadequate           | 40% (2) |      5 | between 7% and 83%
     Requires improvement |  0% (0) |      5 | between 0% and 50%
     Good                 | 60% (3) |      5 | between 17% and 93%

    Criteria, least often good first: share (and number) of cases, interval below;
    bar: Good
     Criterion             | Out of | Inadequate | Requires improvement |    Good
    -----------------------+--------+------------+----------------------+---------
     Purpose               |      5 |    40% (2) |               0% (0) | 60% (3)
     ...[=======|======].  |        |     7%–83% |               0%–50% | 17%–93%
     Drift and delay       |      5 |    40% (2) |               0% (0) | 60% (3)
     ...[=======|======].  |        |     7%–83% |               0%–50% | 17%–93%
     What it means for the |      5 |    40% (2) |               0% (0) | 60% (3)
     child                 |        |            |                      |
     ...[=======|======].  |        |     7%–83% |               0%–50% | 17%–93%
     Analysis and          |      5 |    40% (2) |               0% (0) | 60% (3)
     alternatives          |        |            |                      |
     ...[=======|======].  |        |     7%–83% |               0%–50% | 17%–93%
     Timescales            |      5 |    40% (2) |               0% (0) | 60% (3)
     ...[=======|======].  |        |     7%–83% |               0%–50% | 17%–93%
     View on the care plan |      5 |    40% (2) |               0% (0) | 60% (3)
     and on practice       |        |            |                      |
     ...[=======|======].  |        |     7%–83% |               0%–50% | 17%–93%

    By IRO
     IRO                | Out of | Frame | Inadequate | Requires    |    Good
                        |        |       |            | improvement |
    --------------------+--------+-------+------------+-------------+---------
     Ann Bell (too few) |      3 |    36 |    33% (1) |      0% (0) | 67% (2)
                        |        |       |     3%–89% |      0%–67% | 11%–97%
     Carl Dow (too few) |      2 |    24 |    50% (1) |      0% (0) | 50% (1)
                        |        |       |     4%–96% |      0%–79% |  4%–96%

    By Team
     Team            | Out of | Frame | Inadequate | Requires improvement |    Good
    -----------------+--------+-------+------------+----------------------+---------
     North (too few) |      3 |    36 |    33% (1) |               0% (0) | 67% (2)
                     |        |       |     3%–89% |               0%–67% | 11%–97%
     South (too few) |      2 |    24 |    50% (1) |               0% (0) | 50% (1)
                     |        |       |     4%–96% |               0%–79% |  4%–96%

    Only 5 cases counted, so every interval is wide. Nothing here compares IROs: 2
    or 3 cases each are too few.
    1 drawn case could not be read (1 not found).
    The seed was typed by hand and not taken from the computer's own chance.

    The workbook: dipsample export findings.xlsx oct
    ");
    room.run("export f.xlsx oct").ok().must_say(&["It is PROVISIONAL"]);
}

#[test]
fn a_moderated_grade_counts_in_place_of_both() {
    let room = Room::staffed();
    room.import("a.csv", &oversights(&[("Ann", "North", 4)])).ok();
    room.run(&format!(
        "draw --kind oversight --period 2026-10 --size 4 --name oct --seed {SEED} --auditors 'Tom Adeyemi,Wei Chen' --double 50%"
    ))
    .ok();
    let cases = room.json("sample show oct")["cases"].clone();
    let mut twice = Vec::new();
    for case in cases.as_array().unwrap() {
        let number = case["case"].as_u64().unwrap();
        grade(&room, case["auditor"].as_str().unwrap(), number, "good", "");
        if let Some(second) = case["second_auditor"].as_str() {
            grade(&room, second, number, "inadequate", "");
            twice.push(number);
        }
    }
    assert_eq!(twice.len(), 2);
    let count = |name: &str| of(&room.json("findings oct")["grades"], name)["count"].as_u64().unwrap();
    let waiting = || room.json("findings oct")["basis"]["waiting"].as_u64().unwrap();
    assert_eq!((count("good"), count("inadequate"), waiting()), (2, 0, 2));
    let settle =
        |case: u64, grade: &str| room.run(&format!("moderate oct {case} --grade {grade} --reason Agreed")).ok();
    settle(twice[0], "requires-improvement");
    settle(twice[1], "inadequate");
    assert_eq!((count("good"), count("requires-improvement"), count("inadequate"), waiting()), (2, 1, 1, 0));
    // The two auditors agreed on none of the two.
    let agreement = room.json("findings oct")["agreement"].clone();
    assert_eq!((&agreement["cases"], &agreement["exact"]["count"]), (&json!(2), &json!(0)));
    // A census: the share is known, with nothing on either side of it.
    let good = of(&room.json("findings oct")["grades"], "good").clone();
    check(&good, (2, 4), (0.5, 0.5), Some(2));
}

#[test]
fn earlier_months_of_the_same_kind_of_sample_make_the_trend() {
    let room = Room::staffed();
    let text = oversights(&[("Ann", "North", 10)]);
    room.import("oct.csv", &text).ok();
    room.import("sep.csv", &text.replace("/10/2026", "/09/2026").replace("\nO", "\nP")).ok();
    for (period, name) in [("2026-09", "sep"), ("2026-10", "oct")] {
        room.run(&format!("draw --kind oversight --period {period} --size 3 --name {name} --seed {SEED}")).ok();
    }
    let trend = room.json("findings oct")["trend"].clone();
    assert_eq!(each(&trend, "period"), ["2026-09", "2026-10"]);
    // A withdrawn sample is no point of a trend.
    room.run("sample withdraw sep --reason wrong").ok();
    assert_eq!(each(&room.json("findings oct")["trend"], "period"), ["2026-10"]);
}

/// Who graded, an answer and a theme are parts whose size in the frame nobody knows; Tom, who grades, is not told who
/// graded what.
#[test]
fn grades_are_broken_down_by_auditor_answer_and_theme() {
    let room = simple();
    for case in 1..=12_u64 {
        let (person, answer) = if case <= 5 { ("Tom Adeyemi", "inadequate") } else { ("Wei Chen", "good") };
        grade(&room, person, case, answer, if case <= 2 { "--theme drift=drift-not-addressed" } else { "" });
    }
    let findings = room.json("findings oct --by auditor drift theme team");
    let by = findings["by"].as_array().unwrap();
    let part = |field: &str, value: &str| {
        by.iter()
            .find(|part| part["field"] == field && part["value"] == value)
            .unwrap_or_else(|| panic!("{field} {value}"))
    };
    for (field, value, count, all) in [
        ("auditor", "Tom Adeyemi", 5, 5),
        ("auditor", "Wei Chen", 0, 7),
        ("criterion.drift", "inadequate", 5, 5),
        ("theme", "drift-not-addressed", 2, 2),
    ] {
        let inadequate = of(&part(field, value)["grades"], "inadequate");
        assert_eq!(
            (inadequate["count"].as_u64(), inadequate["of"].as_u64()),
            (Some(count), Some(all)),
            "{field} {value}"
        );
        assert!(
            inadequate["method"].as_str().unwrap().contains("whose size in the frame is not known"),
            "{inadequate}"
        );
        assert!(
            part(field, value)["frame"].is_null()
                && inadequate["upper_count"].is_null()
                && part(field, value)["few"] == true
        );
    }
    assert_eq!(by[0]["field"], "team");
    room.run("findings oct --by auditor").ok().must_say(&["By Auditor", "Tom Adeyemi"]);
    room.run_as("Tom Adeyemi", "findings oct --by auditor").refused().must_say(&["who graded what", "principal"]);
    room.run("findings oct --by nonsense").refused().must_say(&["--by also takes auditor, theme", "drift"]);
}

/// What stands in the cells of a page's row with this key.
fn cells<'a>(page: &'a str, key: &str) -> Vec<&'a str> {
    let row = page.split_once(&format!("data-e=\"{key}\">")).unwrap_or_else(|| panic!("{key} is missing")).1;
    let row = row.split("</tr>").next().unwrap();
    row.split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(_, words)| words)
        .filter(|words| !words.is_empty())
        .collect()
}

#[test]
fn themes_stand_by_criterion_iro_and_team_with_their_n_everywhere() {
    let room = simple();
    for case in 1..=12_u64 {
        let more = match case {
            1 => "--theme drift=drift-not-addressed --finding 'concern:drift=Nobody asked <when>'",
            2..=3 => "--theme drift=drift-not-addressed",
            4 => "--theme purpose=drift-not-addressed",
            _ => "",
        };
        grade(&room, "Tom Adeyemi", case, "inadequate", more);
    }
    let findings = room.json("findings oct");
    let counts: Vec<&Value> = findings["theme_counts"].as_array().unwrap().iter().collect();
    let by = |field: &str| counts.iter().filter(|one| one["field"] == field).copied().collect::<Vec<_>>();
    let numbers = |one: &Value| (one["count"].as_u64().unwrap(), one["of"].as_u64().unwrap());
    assert_eq!(by("criterion").iter().map(|one| numbers(one)).collect::<Vec<_>>(), [(3, 12), (1, 12)]);
    assert_eq!(by("iro").iter().map(|one| numbers(one).0).sum::<u64>(), 4);
    let words = &findings["findings"];
    assert_eq!((words.as_array().unwrap().len(), &words[0]["text"]), (1, &json!("Nobody asked <when>")));
    assert_eq!(
        (&words[0]["kind"], &words[0]["themes"]),
        (&json!("concern"), &json!(["Identified drift was not addressed"]))
    );
    assert!(by("iro").iter().all(|one| one["few"] == (one["of"].as_u64() < Some(10))), "{counts:?}");
    room.run("findings oct --by theme").ok().must_say(&[
        "Themes by Criterion",
        "Purpose 1 of 12; Drift and delay 3 of",
        "Themes by IRO",
        "Themes by Team",
        "nothing here ranks",
    ]);
    assert!(!room.run("findings oct").ok().says("Themes by IRO"));
    room.run("export out.html oct").ok();
    let page = std::fs::read_to_string(room.path("out.html")).unwrap();
    let (_, words) = page.split_once("In the auditors' words: Identified drift was not addressed").unwrap();
    assert!(words.split("</details>").next().unwrap().contains("<li>Nobody asked &lt;when&gt; <span"), "{words}");
    assert!(!room.run("export none.html oct --no-words").ok().says("words:"));
    assert!(!std::fs::read_to_string(room.path("none.html")).unwrap().contains("Nobody asked"));
    let row = cells(&page, "theme_counts/drift-not-addressed/criterion/drift");
    assert_eq!(row, ["Identified drift was not addressed", "Drift and delay", "3", "12"]);
    room.run("export out.xlsx oct").ok();
    let sheet = {
        use calamine::Reader;
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(room.path("out.xlsx")).unwrap();
        book.worksheet_range("Themes").unwrap()
    };
    let rows: Vec<_> = sheet.rows().filter(|row| row[1] == "Drift and delay").collect();
    assert_eq!((rows.len(), &rows[0][2], &rows[0][3]), (1, &calamine::Data::Float(3.0), &calamine::Data::Float(12.0)));
    for heading in ["Criterion", "IRO", "Team"] {
        assert!(sheet.rows().any(|row| row[0] == "Theme" && row[1] == heading), "{heading}");
    }
}

#[test]
fn a_child_who_may_be_unsafe_stands_before_everything_until_it_is_answered() {
    use calamine::Reader;
    let room = simple();
    grade_all(&room, |_| false);
    room.run_as("Tom Adeyemi", "grade oct 3 --urgent 'Nobody has seen this child since May'").ok();
    const OPEN: &str = "1 urgent concern that a child may be unsafe: NOT YET ANSWERED.";
    let told = || {
        room.run("export out.xlsx oct").ok();
        room.run("export out.html oct").ok();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(room.path("out.xlsx")).unwrap();
        let summary = book.worksheet_range("Summary").unwrap();
        let row = summary.rows().position(|row| row[0] == OPEN);
        let page = std::fs::read_to_string(room.path("out.html")).unwrap();
        (row, page.split("<main>").next().unwrap().contains(OPEN), room.json("findings oct")["sentences"].clone())
    };
    let (row, at_the_top, sentences) = told();
    assert_eq!((row, at_the_top, &sentences["urgent"]), (Some(1), true, &json!(OPEN)));
    room.run_as("Tom Adeyemi", "grade oct 3 --urgent-answered 'Team manager rang at once'").ok();
    let (row, at_the_top, sentences) = told();
    assert_eq!((row, at_the_top, &sentences["urgent"]), (None, false, &Value::Null));
    assert_eq!(sentences["notes"][0], "1 urgent concern that a child may be unsafe: answered.");
}

#[test]
fn the_councils_name_stands_at_the_head_of_what_is_made_for_readers() {
    use calamine::Reader;
    let room = Room::empty();
    room.run("init --council '   '").refused().must_say(&["the council's name is empty"]);
    assert!(!room.path("register.dipsample").exists());
    room.run("init --council 'Example  County Council'").ok();
    room.run("person add 'Priya Nair' --login pnair --role principal").ok();
    room.import("a.csv", &oversights(&[("Ann Bell", "North", 6)])).ok();
    room.run(&format!("draw --kind oversight --period 2026-10 --size 2 --name oct --seed {SEED}")).ok();
    let head = || {
        room.run("export out.xlsx oct").ok();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(room.path("out.xlsx")).unwrap();
        book.worksheet_range("Summary").unwrap().rows().next().unwrap()[7].to_string()
    };
    assert_eq!(head(), "Example County Council  ·  drawn 2 Nov 2026");
    room.run("register council 'Other Council'").ok().must_say(&["This is the register of Other Council."]);
    assert_eq!(head(), "Other Council  ·  drawn 2 Nov 2026");
    room.run("export out.html oct").ok();
    assert!(std::fs::read_to_string(room.path("out.html")).unwrap().contains("Other Council  ·  drawn 2 Nov 2026"));
    room.run(&format!("register council {}", "x".repeat(101))).refused().must_say(&["there is room for 100"]);
}
