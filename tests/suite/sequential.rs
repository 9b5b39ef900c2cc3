//! A sequential plan: one order, one grading a case, a promise that is kept and whose end is told.

use std::fmt::Write;

use serde_json::Value;

use crate::pack;
use crate::room::Room;

const ALL: [&str; 6] = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"];

/// A room with 60 oversights of October.
fn room() -> Room {
    let room = Room::staffed();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Team,Text\n".to_owned();
    for number in 0..60 {
        writeln!(text, "N{number:03},C{number:02},{:02}/10/2026,A Bell,North,a note", 1 + number % 28).unwrap();
    }
    room.import("o.csv", &text).ok();
    room
}

const DRAW: &str = "draw --kind oversight --period 2026-10 --name s --seed 20263847561029384756";

/// With a sequential plan of 20% at a risk of 10%: 12 cases are enough where none is inadequate.
fn drawn(flags: &str) -> Room {
    let room = room();
    room.run(&format!("{DRAW} --size 20 --sequential 20% --risk 10% {flags}")).ok();
    room
}

fn flags(case: u32, grade: &str) -> String {
    let set: String = ALL.iter().map(|criterion| format!(" --set {criterion}={grade}")).collect();
    format!("grade s {case}{set} --overall {grade} --finish")
}

fn grade(room: &Room, cases: std::ops::RangeInclusive<u32>, grade: &str) {
    cases.for_each(|case| {
        room.run_as("Tom Adeyemi", &flags(case, grade)).ok();
    });
}

/// Everything that findings or status say, in one line however it is wrapped.
fn told(room: &Room, command: &str) -> String {
    let answer = room.run(command).ok();
    format!("{}{}", answer.out, answer.err).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn must_tell(room: &Room, command: &str, words: &[&str]) {
    let told = told(room, command);
    words.iter().for_each(|words| assert!(told.contains(words), "'{words}' is not in: {told}"));
}

fn state(room: &Room) -> (Value, u64) {
    let findings = room.json("findings s");
    let plan = &findings["sequential"];
    (plan["state"].clone(), plan["cases"].as_u64().unwrap())
}

#[test]
fn the_promise_is_stored_and_told_at_the_draw() {
    let room = room();
    let told = room.run(&format!("{DRAW} --size 20 --sequential 20% --risk 10%")).ok();
    told.must_say(&[
        "90% sure that fewer than 20% of the 60 oversights",
        "is at most 10%, however often",
        "12 with none found",
    ]);
    let manifest: Value = serde_json::from_str(&room.run("sample manifest s").ok().out).unwrap();
    assert_eq!(manifest["design"]["sequential"], serde_json::json!({ "rate": 0.2, "risk": 0.1 }));
    let shown = room.json("sample show s");
    assert_eq!((&shown["sequential"]["state"], &shown["sequential"]["null_count"]), (&"not-yet".into(), &12.into()));
    room.run("export f.html s").ok();
    let page = std::fs::read_to_string(room.path("f.html")).unwrap();
    for words in ["Sequential plan: not yet", "graded in the order of the draw, one after the other", "PROVISIONAL"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn only_the_next_case_is_graded_and_grading_may_stop() {
    let room = drawn("");
    for wrong in ["grade s 2 --set purpose=good", "grade s 3 --unusable not-found", "grade s 2 --plain"] {
        room.run_as("Tom Adeyemi", wrong).refused().must_say(&["case 1 comes first"]);
    }
    grade(&room, 1..=1, "good");
    // Begun is not graded.
    room.run_as("Wei Chen", "grade s 2 --set purpose=good").ok();
    room.run_as("Tom Adeyemi", &flags(3, "good")).refused().must_say(&["case 2 comes first"]);
    room.run_as("Wei Chen", &flags(2, "good")).ok();
    grade(&room, 3..=11, "requires-improvement");
    assert_eq!(state(&room), ("not-yet".into(), 11));
    assert_eq!(room.json("status")["waiting"][0]["what"], "grade");
    assert!(room.json("findings s")["basis"]["provisional"].as_bool().unwrap());
    grade(&room, 12..=12, "good");
    let findings = room.json("findings s");
    assert_eq!(
        (&findings["sequential"]["state"], &findings["sequential"]["reached_at"]),
        (&"reached".into(), &12.into())
    );
    let basis = &findings["basis"];
    assert_eq!(
        (&basis["provisional"], &basis["not_needed"], &basis["ungraded"]),
        (&false.into(), &8.into(), &0.into())
    );
    assert!(findings["grades"][0]["method"].as_str().unwrap().contains("only the plan's own statement is exact"));
    let said = &findings["sentences"];
    assert_eq!(said["grades"][0], "");
    assert!(
        said["answer"].as_str().unwrap().starts_with("Of the 12 graded, 3 are Good and 0 Inadequate; what"),
        "{said}"
    );
    let words = [
        "90% sure that fewer than 20% of the 60 oversights are inadequate: you may stop here",
        "other 8 cases are not needed",
    ];
    must_tell(&room, "findings s", &words);
    must_tell(&room, "status", &words);
    assert_eq!(room.json("status")["waiting"][0]["what"], "close");
    room.run("sample close s --anyway").ok();
    must_tell(&room, "findings s", &words);
    assert!(!told(&room, "findings s").contains("PROVISIONAL"));
    room.run("export f.html s").ok();
    let page = std::fs::read_to_string(room.path("f.html")).unwrap();
    assert!(page.contains("you may stop here") && page.contains("not needed 8") && !page.contains("PROVISIONAL: "));
}

#[test]
fn what_cannot_be_graded_counts_as_inadequate_and_the_end_is_told() {
    let room = drawn("");
    room.run_as("Tom Adeyemi", "grade s 1 --unusable not-found").ok();
    grade(&room, 2..=2, "inadequate");
    let plan = room.json("findings s")["sequential"].clone();
    assert_eq!((&plan["found"], &plan["not_graded"], &plan["state"]), (&2.into(), &1.into(), &"out-of-reach".into()));
    must_tell(&room, "findings s", &["out of reach", "counts here as if it had that grade", "PROVISIONAL"]);
    grade(&room, 3..=20, "good");
    assert_eq!(state(&room), ("not-reached".into(), 20));
    must_tell(&room, "findings s", &["ended without it", "nor does this show that more are"]);
}

#[test]
fn a_grade_that_is_changed_ends_the_guarantee() {
    let room = drawn("--auditors 'Tom Adeyemi'");
    grade(&room, 1..=12, "good");
    assert_eq!(state(&room), ("reached".into(), 12));
    room.run("moderate s 4 --grade inadequate --reason 'The head of service disagrees'")
        .ok()
        .must_say(&["ends the guarantee"]);
    let ended = "its guarantee has ended, because case 4 was moderated after it had been graded";
    must_tell(&room, "findings s", &[ended, "PROVISIONAL"]);
    assert_eq!(state(&room), ("ended".into(), 12));
    let room = drawn("--auditors 'Tom Adeyemi'");
    grade(&room, 1..=3, "good");
    room.run("sample reopen s 2 --reason 'Read again'").ok().must_say(&["ends the guarantee"]);
    room.run_as("Tom Adeyemi", &flags(2, "inadequate")).ok();
    assert_eq!(state(&room), ("ended".into(), 3));
    room.run("sample show s").ok().must_say(&["case 2 was opened again after it had been graded"]);
    // Picked by hand stands beside the plan.
    let room = drawn("");
    let shown = room.json("sample show s");
    let drawn: Vec<&str> = crate::room::each(&shown["cases"], "record");
    let other = (0..60).map(|n| format!("N{n:03}")).find(|name| !drawn.contains(&name.as_str())).unwrap();
    room.run(&format!("sample add s {other} --reason Asked")).ok();
    room.run_as("Tom Adeyemi", &flags(21, "inadequate")).ok();
    assert_eq!(state(&room), ("not-yet".into(), 0));
}

#[test]
fn what_a_sequential_plan_leaves_no_room_for_is_refused() {
    let room = room();
    let sequential = format!("{DRAW} --size 20 --sequential 20% --risk 10%");
    for (more, code, words) in [
        ("--double 25%", 2, "one grading a case"),
        ("--one-per-child", 2, "simple draws only"),
        ("--by team", 2, "simple draws only"),
        ("--design systematic", 2, "simple draws only"),
        ("--size-field child.missing_12m", 2, "simple draws only"),
        ("--second-step 5", 2, "by itself"),
    ] {
        let answer = room.run(&format!("{sequential} {more}"));
        assert_eq!(answer.code, code, "{more}: {}", answer.all());
        answer.must_say(&[words]);
    }
    room.run(&format!("{DRAW} --size 9 --sequential 20% --risk 10%")).refused().must_say(&["12 are needed"]);
    room.run(&format!("{DRAW} --size 20 --sequential 100%")).refused();
    room.run(&format!("{DRAW} --size 20 --sequential 20% --risk 0")).refused();
    assert_eq!(room.run(&format!("{DRAW} --size 20 --risk 5%")).code, 2);
    assert!(room.json("sample list")["samples"].as_array().unwrap().is_empty());
    room.run(&sequential).ok();
    for refused in [
        "sample extend s --by 2",
        "sample replace s 1 --reason not-found",
        "sample assign s --auditors 'Tom Adeyemi' --double 10%",
    ] {
        room.run(refused).refused().must_say(&["sequential plan"]);
    }
}

#[test]
fn packs_come_in_in_the_order_of_the_draw() {
    let room = room();
    room.run(&format!(
        "{} --size 4 --sequential 60% --risk 40% --auditors 'Tom Adeyemi,Wei Chen'",
        DRAW.replace("--name s", "--name oct")
    ))
    .ok();
    room.run("pack send oct --to packs").ok();
    let file = |name: &str| format!("packs/oct auditor {name}.xlsx");
    let finished = |row| pack::all(row, "Good");
    for name in ["Tom Adeyemi", "Wei Chen"] {
        let answers: Vec<_> = [3, 4].into_iter().flat_map(finished).collect();
        pack::fill(&room, &file(name), &format!("{name}.xlsx"), &answers);
    }
    let taken = |name: &str| {
        let got = crate::pack::received(&room, &format!("{name}.xlsx"));
        (got["taken"].as_u64().unwrap(), got["faults"].as_array().unwrap().len())
    };
    let sample = room.json("sample show oct");
    let of = |case: usize| sample["cases"][case - 1]["auditor"].as_str().unwrap().to_owned();
    let (first, second) = (of(1), if of(1) == "Tom Adeyemi" { "Wei Chen" } else { "Tom Adeyemi" });
    // Loads are equal, so that the one with the first case has one or two cases before the other's first.
    assert_eq!(taken(second), (0, 2), "a case whose turn it is not is not taken");
    let (begun, left) = taken(&first);
    assert_eq!((begun as usize + left, begun > 0), (2, true));
    for _ in 0..2 {
        taken(second);
        taken(&first);
    }
    assert_eq!(room.json("findings oct")["sequential"]["cases"], 4);
    // A finished grading stands: a later file does not change it.
    pack::fill(&room, &file(&first), "again.xlsx", &pack::all(3, "Inadequate"));
    let again = crate::pack::received(&room, "again.xlsx");
    assert!(again["faults"][0]["reason"].as_str().unwrap().contains("The finished grading was kept"), "{again}");
}

#[test]
fn a_plan_says_it_in_one_table_and_is_checked() {
    let room = room();
    let plan = "id = \"early\"\ntitle = \"Early\"\nquestion = \"Are they sound?\"\nkind = \"oversight\"\nperiod = \"month\"\nsize = 20\n";
    let promise = "\n[sequential]\nrate = \"20%\"\nrisk = \"10%\"\n";
    room.write("p.toml", &format!("{plan}{promise}"));
    room.run("plan check p.toml").ok();
    assert_eq!(room.json("plan show p.toml")["sequential"]["rate"], "20%");
    let ahead = room.json("draw p.toml --period 2026-10 --plan-only");
    assert_eq!(ahead["likely_cases"][0]["middle"], 12);
    room.run("draw p.toml --period 2026-10 --plan-only").ok().must_say(&["Exact chances", "in half of draws by"]);
    room.run("draw p.toml --period 2026-10 --sequential 10%").refused().must_say(&["--sequential says otherwise"]);
    room.run("draw p.toml --period 2026-10 --sequential 0.2 --risk 10% --name s").ok().must_say(&["at most 10%"]);
    assert_eq!(room.json("sample show s")["parameters"]["sequential"]["rate"], 0.2);
    for (more, text, place, words) in [
        ("", promise.replace("20%", "120%"), "line 9, column 8", "rate: it must lie between 0% and 100%"),
        ("", promise.replace("\"10%\"", "\"0\""), "line 10, column 8", "risk: it must lie"),
        ("", promise.replace("risk = \"10%\"\n", ""), "line 8", "'risk' is missing"),
        ("", promise.replace("risk", "risc"), "line 10, column 1", "'risc' is not a key"),
        ("double = \"25%\"\n", promise.to_owned(), "line 7, column 10", "double: in a sequential plan"),
        ("by = [\"team\"]\n", promise.to_owned(), "line 1", "design: a sequential plan is a simple draw"),
        ("programme = true\n", promise.to_owned(), "line 7, column 13", "programme: a programme grades the same"),
        ("sequential = { rate = \"2\", risk = \"5%\" }\n", String::new(), "line 7", "rate: it must lie"),
    ] {
        room.write("q.toml", &format!("{plan}{more}{text}"));
        room.run("plan check q.toml").refused().must_say(&[place, words]);
    }
}

#[test]
fn the_shipped_plan_draws_from_the_shipped_extract() {
    let room = Room::staffed();
    let extracts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/extracts/themes");
    room.run(&format!("import '{}' --strict", extracts.display())).ok();
    let sample = room.json("draw few-inadequate --period 2026/27-Q3");
    let size = sample["cases"].as_array().unwrap().len() as u64;
    assert!(size > 1 && size == sample["frame"].as_u64().unwrap().min(60), "{size}");
    assert_eq!((&sample["plan"], &sample["sequential"]["state"]), (&"few-inadequate".into(), &"not-yet".into()));
    let manifest = room.run("sample manifest").ok().out;
    room.write("m.json", &manifest);
    room.run("verify m.json --register register.dipsample").ok();
    let told = told(&room, "sample show");
    assert!(told.contains("fewer than a tenth") && !told.contains("theme only"), "{told}");
}
