//! From door to door: an extract in, a workbook of findings out, and every number the same on the way.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::room::{Room, each};

const SHEETS: [&str; 9] =
    ["Summary", "Grades", "Criteria", "Themes", "Trend", "Findings", "Cases", "Actions", "Method"];

/// Ten oversights of two IROs, imported, six drawn in strata, graded by two auditors, one case twice.
fn audited() -> Room {
    let room = Room::staffed();
    let iro = |n: u32| if n <= 6 { "Ann Bell" } else { "Carl Dow" };
    let rows: String = (1..=10)
        .map(|n| {
            format!("REF{n:03},KID{n:03},{n:02}/10/2026,IRO oversight,{},North,=1+1 drift since March {n}\n", iro(n))
        })
        .collect();
    room.import(
        "october.csv",
        &format!("Case note ID,Person ID,Date of event,Case note type,Recorded by,Team,Note\n{rows}"),
    )
    .ok();
    room.run(
        "draw --kind oversight --period 2026-10 --size 6 --by iro --at-least 2 --name oct --seed 20263847561029384756 \
         --auditors 'Tom Adeyemi,Wei Chen' --double 20%",
    )
    .ok();
    let grades = ["good", "inadequate", "requires-improvement"];
    for case in room.json("sample show oct")["cases"].as_array().unwrap() {
        let number = case["case"].as_u64().unwrap();
        let grade = grades[number as usize % 3];
        for auditor in [&case["auditor"], &case["second_auditor"]].into_iter().filter_map(Value::as_str) {
            let sets = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
                .map(|criterion| format!("--set {criterion}={grade}"))
                .join(" ");
            room.run_as(
                auditor,
                &format!(
                    "grade oct {number} {sets} --finding 'concern:drift==HYPERLINK(1) case {number}' \
                     --theme drift=drift-not-addressed --finish"
                ),
            )
            .ok();
        }
    }
    room
}

type Sheets = BTreeMap<String, Vec<Vec<Data>>>;

fn read(path: &Path) -> Sheets {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let names = book.sheet_names();
    assert_eq!(names, SHEETS);
    names
        .into_iter()
        .map(|name| {
            let rows = book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect();
            assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name} holds a formula");
            (name, rows)
        })
        .collect()
}

/// Every number in a sheet.
fn numbers(rows: &[Vec<Data>]) -> Vec<f64> {
    let number = |cell: &Data| match cell {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    };
    rows.iter().flatten().filter_map(number).collect()
}

/// Everything that the sheets say in words, one cell a line.
fn words(sheets: &Sheets) -> String {
    sheets.values().flatten().flatten().map(|cell| format!("{cell}\n")).collect()
}

#[test]
fn the_workbook_holds_what_findings_says_to_the_last_digit() {
    let room = audited();
    room.run("export findings.xlsx oct").ok().must_say(&["findings.xlsx for oct"]);
    let sheets = read(&room.path("findings.xlsx"));
    let findings = room.json("findings oct");
    let holds = |sheet: &str, estimate: &Value| {
        let held = numbers(&sheets[sheet]);
        for key in ["count", "share", "low", "high"] {
            let Some(figure) = estimate[key].as_f64() else { continue };
            assert!(held.contains(&figure), "{sheet} lacks {key} {figure} of {estimate}");
        }
    };
    for grade in findings["grades"].as_array().unwrap() {
        holds("Grades", grade);
    }
    for criterion in findings["criteria"].as_array().unwrap() {
        criterion["grades"].as_array().unwrap().iter().for_each(|grade| holds("Criteria", grade));
    }
    for theme in findings["themes"].as_array().unwrap() {
        holds("Themes", &theme["share"]);
    }
    assert_eq!(findings["grades"][0]["of"], 6);
    let digest = room.json("sample show oct")["frame_sha256"].as_str().unwrap().to_owned();
    let method = words(&BTreeMap::from([("Method".to_owned(), sheets["Method"].clone())]));
    let manifest = room.run("sample manifest oct").ok().out;
    assert!(
        method.contains("oct.manifest.json") && method.contains(&dipsample::digest::sha256_hex(manifest.as_bytes()))
    );
    assert!(method.contains(&digest) && method.contains("20263847561029384756"));
}

#[test]
fn the_workbook_names_no_child_record_or_member_of_staff_and_shows_no_ticket() {
    let room = audited();
    room.run("export findings.xlsx oct").ok();
    let said = words(&read(&room.path("findings.xlsx")));
    for name in ["REF0", "KID0", "Ann Bell", "Carl Dow", "Tom Adeyemi", "Wei Chen", "Priya Nair", "drift since March"] {
        assert!(!said.contains(name), "'{name}' is in the workbook");
    }
    for case in room.json("sample show oct")["cases"].as_array().unwrap() {
        assert!(!said.contains(&case["ticket"].as_str().unwrap()[..10]));
    }
    // A pseudonym leads back, in this register only, and the journal says that somebody asked.
    let pseudonym = said.lines().find(|line| line.starts_with("R-")).unwrap();
    let told = room.json(&format!("who {pseudonym}"));
    assert!(told["is"].as_str().unwrap().starts_with("REF"), "{told}");
    let journal = room.json("register journal");
    assert_eq!(each(&journal["journal"], "command").last(), Some(&"who"));
}

#[test]
fn an_identifiable_workbook_names_them_and_the_journal_says_so() {
    let room = audited();
    room.run("export named.xlsx oct --identifiable").ok().must_say(&["It NAMES children's records and staff"]);
    let said = words(&read(&room.path("named.xlsx")));
    assert!(said.contains("REF0") && said.contains("Ann Bell") && !said.contains("drift since March"));
    let journal = room.json("register journal");
    let last = journal["journal"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["command"], &last["details"]["identifiable"]), (&"export".into(), &true.into()));
}

#[test]
fn the_same_register_and_command_give_the_same_bytes() {
    let room = audited();
    for (one, other) in [("a.xlsx", "b.xlsx"), ("c.xlsx --identifiable", "d.xlsx --identifiable")] {
        room.run(&format!("export {one} oct")).ok();
        room.run(&format!("export {other} oct")).ok();
        let bytes = |name: &str| std::fs::read(room.path(name.split(' ').next().unwrap())).unwrap();
        assert!(bytes(one) == bytes(other), "{one} and {other} differ");
    }
    assert_eq!(room.run("findings oct").ok().out, room.run("findings oct").ok().out);
    room.run("register check").ok();
}

/// Every file under a folder with its bytes, the register and its journal file left out.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(one) = open.pop() {
        for entry in std::fs::read_dir(&one).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            match path.is_dir() {
                true => open.push(path),
                false if name.starts_with("register.dipsample") => {}
                false => drop(found.insert(name, std::fs::read(&path).unwrap())),
            }
        }
    }
    found
}

#[test]
fn the_demo_gives_the_same_files_and_words_from_the_same_seed() {
    let command = "demo --dir council --children 24 --months 2 --seed";
    let (one, other, another) = (Room::empty(), Room::empty(), Room::empty());
    let first = one.run(&format!("{command} oak")).ok();
    let second = other.run(&format!("{command} oak")).ok();
    let third = another.run(&format!("{command} elm")).ok();
    assert_eq!(first.shown(), second.shown());
    assert_ne!(first.shown(), third.shown());
    let (mine, theirs) = (files(&one.path("council")), files(&other.path("council")));
    let names: Vec<&str> = mine.keys().map(String::as_str).collect();
    for name in [
        "commands.txt",
        "people.csv",
        "findings.xlsx",
        "extracts/children.csv",
        "extracts/oversights.csv",
        "extracts/reviews.csv",
        "extracts/disputes.csv",
    ] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    assert_eq!(names, theirs.keys().map(String::as_str).collect::<Vec<_>>());
    for (name, bytes) in &mine {
        assert!(*bytes == theirs[name], "{name} differs");
    }
    assert_ne!(mine["extracts/oversights.csv"], files(&another.path("council"))["extracts/oversights.csv"]);
    read(&one.path("council/findings.xlsx"));
}

#[test]
fn the_demo_shows_one_month_step_by_step_and_sums_up_the_others() {
    let room = Room::empty();
    let printed = room.run("demo --dir council --children 24 --months 12").ok().out;
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines.len() <= 120, "{} lines:\n{printed}", lines.len());
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{printed}");
    let summed = lines.iter().filter(|line| line.starts_with("  ") && line.contains("oversights drawn, ")).count();
    let draws: Vec<&&str> = lines.iter().filter(|line| line.starts_with("$ dipsample draw")).collect();
    assert_eq!((summed, draws.len()), (11, 1), "{printed}");
    // What is printed of a command is its beginning, word for word: no word is cut in half.
    let commands = std::fs::read_to_string(room.path("council/commands.txt")).unwrap();
    let mut shown = 0;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("$ ")) {
        let more = lines[at + 1..].iter().take_while(|line| line.starts_with("    ") && **line != "    ...");
        let command =
            std::iter::once(line[2..].trim()).chain(more.map(|line| line.trim())).collect::<Vec<_>>().join(" ");
        let typed = |whole: &str| whole == command || whole.starts_with(&format!("{command} "));
        assert!(commands.lines().any(typed), "{command} is not in:\n{commands}");
        shown += 1;
    }
    assert!(shown >= 9, "{printed}");
}

#[test]
fn the_demos_register_can_be_worked_on() {
    let room = Room::empty();
    room.run("demo --dir council --children 24 --months 2").ok();
    let people = room.json("person list --register council/register.dipsample")["people"].clone();
    let lead = people.as_array().unwrap().iter().find(|one| one["role"] == "principal").unwrap()["name"].clone();
    let on = |command: &str| {
        room.run(&format!("{command} --register council/register.dipsample --person '{}'", lead.as_str().unwrap()))
    };
    on("register check").ok();
    on("status").ok();
    let manifest = on("sample manifest last").ok().out;
    room.write("m.json", &manifest);
    on("verify m.json").ok();
    let basis = serde_json::from_str::<Value>(&on("findings last --json").ok().out).unwrap()["basis"].clone();
    assert_eq!(basis["provisional"], false, "{basis}");
}

#[test]
fn the_commands_that_the_demo_lists_can_be_typed_again() {
    let room = Room::empty();
    room.run("demo --dir council --children 24 --months 1").ok();
    let commands = std::fs::read_to_string(room.path("council/commands.txt")).unwrap();
    let again = Room::empty();
    for (name, bytes) in files(&room.path("council")) {
        if name.ends_with(".csv") {
            again.write(&name, &String::from_utf8(bytes).unwrap());
        }
    }
    let typed: Vec<&str> = commands.lines().take_while(|line| !line.starts_with("dipsample grade")).collect();
    for line in &typed {
        again.run(line.strip_prefix("dipsample ").unwrap_or_else(|| panic!("{line}"))).ok();
    }
    assert!(typed.last().is_some_and(|line| line.starts_with("dipsample draw")), "{typed:?}");
    // With chance of its own the draw picks others, and as many of the same frame; so the gradings are not typed again.
    let (mine, theirs) =
        (again.json("sample show last"), room.json("sample show last --register council/register.dipsample"));
    for key in ["sample", "frame", "size", "frame_sha256", "population"] {
        assert_eq!(mine[key], theirs[key], "{key}");
    }
}

#[test]
fn the_demo_never_writes_into_a_folder_that_holds_anything() {
    let room = Room::empty();
    room.write("council/letter.txt", "Dear all");
    let answer = room.run("demo --dir council --children 24 --months 1").refused();
    insta::assert_snapshot!(answer.all(), @r"
    The folder council already holds something; the demo never writes over anything.
      Give another folder: dipsample demo --dir another-folder
    exit code 1
    ");
    assert_eq!(files(&room.path("council")).len(), 1);
    assert_eq!(room.run("demo --children 0").code, 2);
    assert_eq!(room.run("demo --months 13").code, 2);
}
