//! Scales other than the three grades, from a rubric's file through draw, grading, packs, agreement and findings to the workbook;
//! what evidence a rubric asks for; and a rubric's file that is changed between two samples.

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::json;

use crate::pack::fill;
use crate::room::{Room, each};

/// A rubric over this scale (id and words, worst first), with a limiting criterion, another, and a check.
fn rubric(scale: &[(&str, &str)], more: &str) -> String {
    let grades: Vec<String> =
        scale.iter().map(|(id, label)| format!("{{ id = \"{id}\", label = \"{label}\" }}")).collect();
    let mut text = format!(
        "id = \"own\"\ntitle = \"Our own\"\nkind = \"oversight\"\nversion = 1\noverall = \"middle\"\n{more}about = \"For a test.\"\nscale = [{}]\n",
        grades.join(", ")
    );
    for (id, title, limiting) in [("delay", "Delay", "limiting = true\n"), ("voice", "Voice", "")] {
        text += &format!(
            "\n[[criterion]]\nid = \"{id}\"\ntitle = \"{title}\"\nquestion = \"What of {id}?\"\n{limiting}themes = [\"{id}-weak\"]\n[criterion.descriptors]\n"
        );
        for (place, (grade, _)) in scale.iter().enumerate() {
            text += &format!("{grade} = \"Of {id} the note holds {place} sentences.\"\n");
        }
    }
    text += "\n[[criterion]]\nid = \"told\"\ntitle = \"Told\"\nquestion = \"Was the child told?\"\nanswers = \"check\"\n[criterion.descriptors]\n\
             yes = \"A letter is on file.\"\nno = \"Nothing is on file.\"\n";
    for id in ["delay", "voice"] {
        text += &format!(
            "\n[[themes]]\nid = \"{id}-weak\"\nlabel = \"Weak: {id}\"\nbearing = \"concern\"\nfamily = \"IRO practice\"\n"
        );
    }
    text
}

const OFSTED: &[(&str, &str)] = &[
    ("inadequate", "Inadequate"),
    ("requires-improvement", "Requires improvement to be good"),
    ("good", "Good"),
    ("outstanding", "Outstanding"),
];
const RAG: &[(&str, &str)] = &[("red", "Red"), ("amber", "Amber"), ("green", "Green")];

fn room(text: &str) -> Room {
    let room = Room::staffed();
    let rows: String = (1..=4).map(|n| format!("N{n},K{n}7,0{n}/10/2026,Zoe Quill,North,Text {n}\n")).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.write("own.toml", text);
    room
}

fn draw(room: &Room, name: &str) {
    room.run(&format!(
        "draw --kind oversight --period 2026-10 --size 4 --name {name} --rubric own.toml --auditors 'Tom Adeyemi,Wei Chen' --double 100%"
    ))
    .ok();
}

/// The case of each row of Wei Chen's pack, from row 3.
fn pack_of(room: &Room) -> String {
    room.run("pack send oct --to packs").ok();
    "packs/oct auditor Wei Chen.xlsx".to_owned()
}

#[test]
fn ofsteds_four_and_red_amber_green_go_through_the_whole_cycle() {
    for scale in [OFSTED, RAG] {
        let room = room(&rubric(scale, ""));
        assert_eq!(room.json("rubric check own.toml")["faults"], json!([]));
        draw(&room, "oct");
        let top = scale.len() - 1;
        let (worst, best) = (scale[0], scale[top]);
        // Tom by flags: the limiting criterion at the lowest caps the overall; the check counts for nothing.
        for case in 1..=4 {
            let delay = if case == 1 { worst.0 } else { best.0 };
            let words = "--finding 'delay=What is late is not named'";
            let answer = room.run_as(
                "Tom Adeyemi",
                &format!(
                    "grade oct {case} --set delay={delay} --set voice={} --set told=no {words} --finish --json",
                    best.0
                ),
            );
            assert_eq!(answer.json()["overall"], delay);
        }
        // Wei in a workbook, by the displayed words in another case, one case otherwise.
        let pack = pack_of(&room);
        let middle = scale[top - 1].1.to_uppercase();
        let mut answers = Vec::new();
        for row in 3..=6 {
            let delay = if row == 3 { worst.1 } else { best.1 };
            let voice = if row == 6 { middle.as_str() } else { best.1 };
            answers.extend([
                (row, "delay", delay),
                (row, "voice", voice),
                (row, "told", "No"),
                (row, "finished", "yes"),
            ]);
        }
        answers.push((3, "delay.theme", "Weak: delay"));
        std::fs::copy(room.path(&pack), room.path("packs/oct auditor Tom Adeyemi.xlsx")).unwrap();
        fill(&room, &pack, "wei.xlsx", &answers);
        let file = crate::pack::received(&room, "wei.xlsx");
        assert_eq!((&file["taken"], &file["faults"]), (&json!(4), &json!([])), "{file}");
        let agreement = room.json("agreement oct");
        let exact = &agreement["exact"];
        assert_eq!((exact["count"].as_u64(), exact["of"].as_u64()), (Some(3), Some(4)), "{exact}");
        assert_eq!(agreement["within_one"]["count"], 4);
        let waiting = room.json("findings oct");
        assert_eq!(waiting["basis"]["waiting"], 1);
        room.run(&format!("moderate oct 4 --grade {} --reason Agreed", best.0)).ok();
        let findings = room.json("findings oct");
        let names: Vec<&str> = scale.iter().map(|(id, _)| *id).collect();
        let shown = each(&findings["grades"], "name");
        assert!(names.iter().all(|name| shown.contains(name)), "{shown:?}");
        let count = |name: &str| {
            let found = findings["grades"].as_array().unwrap().iter().find(|one| one["name"] == name).cloned();
            found.map(|one| (one["count"].as_u64(), one["label"].clone()))
        };
        assert_eq!(count(worst.0), Some((Some(1), json!(worst.1))));
        assert_eq!(count(best.0), Some((Some(3), json!(best.1))));
        room.run("export findings.xlsx oct").ok();
        let mut book: Xlsx<_> = open_workbook(room.path("findings.xlsx")).unwrap();
        let summary = book.worksheet_range("Summary").unwrap();
        let words: Vec<String> = summary.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
        assert!(words.iter().any(|cell| cell.contains(best.1)) && words.iter().any(|cell| cell.contains(worst.1)));
        assert!(!words.iter().any(|cell| cell == "Requires improvement"), "no grade of another scale");
        room.run("export findings.html oct").ok();
        let page = std::fs::read_to_string(room.path("findings.html")).unwrap();
        assert!(page.contains(best.1) && page.contains(worst.1));
        room.run("rubric export own.toml form.xlsx").ok();
    }
}

#[test]
fn what_evidence_a_rubric_asks_for_is_kept_to_by_flags_and_packs() {
    let words = |room: &Room, flags: &str| room.run_as("Tom Adeyemi", &format!("grade oct 1 {flags} --json"));
    let good = "--set delay=green --set voice=green --set told=yes --finish";
    let low = "--set delay=amber --set voice=green --set told=yes --finish";
    for (key, good_needs, low_needs) in [
        ("", false, false),
        ("evidence = \"never\"\n", false, false),
        ("evidence = \"below-top\"\n", false, true),
        ("evidence = \"always\"\n", true, true),
    ] {
        for (flags, needs) in [(good, good_needs), (low, low_needs)] {
            let room = room(&rubric(RAG, key));
            draw(&room, "oct");
            let answer = words(&room, flags);
            match needs {
                false => drop(answer.ok()),
                true => answer.refused().must_say(&["no words say", "--finding delay="]),
            }
        }
        let room = room(&rubric(RAG, key));
        draw(&room, "oct");
        let json = words(&room, low).out;
        let asked = key.is_empty();
        assert!(!asked || json.contains("\"wordless\"") && json.contains("delay"), "{json}");
        let all = "--note voice=Heard --finding 'strength:told=A letter'";
        if low_needs {
            words(&room, &format!("{low} --finding 'delay=Not dated' {all}")).ok();
        }
    }
    // One criterion may ask for more than the rest, and a pack tells the cell.
    let text = rubric(RAG, "evidence = \"never\"\n").replacen(
        "limiting = true\n",
        "limiting = true\nevidence = \"below-top\"\n",
        1,
    );
    let room = room(&text);
    draw(&room, "oct");
    let pack = pack_of(&room);
    std::fs::copy(room.path(&pack), room.path("packs/oct auditor Tom Adeyemi.xlsx")).unwrap();
    let row = |row, words: &'static str| {
        let own: [(u32, &str, &str); 4] =
            [(row, "delay", words), (row, "voice", "Red"), (row, "told", "yes"), (row, "finished", "yes")];
        own
    };
    let mut answers = row(3, "Amber").to_vec();
    answers.extend(row(4, "Green"));
    answers.extend(row(5, "Red"));
    answers.push((5, "delay.note", "Since May"));
    fill(&room, &pack, "wei.xlsx", &answers);
    let file = crate::pack::received(&room, "wei.xlsx");
    let faults = file["faults"].as_array().unwrap();
    assert_eq!((file["taken"].as_u64(), faults.len()), (Some(2), 1), "{file}");
    assert!(faults[0]["cell"] == "J3" && faults[0]["reason"].as_str().unwrap().contains("needs words"), "{file}");
    let text = rubric(RAG, "evidence = \"sometimes\"\n");
    room.write("bad.toml", &text);
    room.run("rubric check bad.toml").refused().must_say(&[
        "line 6, column 12",
        "evidence = \"sometimes\"",
        "below-top, always, never",
    ]);
}

#[test]
fn a_changed_file_is_a_new_version_and_old_gradings_keep_theirs() {
    let room = room(&rubric(RAG, ""));
    draw(&room, "oct");
    let all = "--set delay=amber --set voice=green --set told=yes --finding 'delay=Not dated'";
    room.run_as("Tom Adeyemi", &format!("grade oct 1 {all} --finish")).ok();
    room.write("own.toml", &rubric(RAG, "").replace("For a test.", "For a test, and no more."));
    room.run("draw --kind oversight --period 2026-10 --size 4 --name same --rubric own.toml")
        .ok()
        .must_say(&["count its version up"]);
    let changed = rubric(RAG, "")
        .replace("version = 1", "version = 2")
        .replace("title = \"Voice\"", "title = \"The voice\"")
        .replace("\"amber\", label = \"Amber\"", "\"amber\", label = \"Yellow\"");
    room.write("own.toml", &changed);
    draw(&room, "again");
    // What was begun under the first goes on under the first.
    room.run_as("Tom Adeyemi", &format!("grade oct 2 {all} --finish")).must_say(&["overall Amber"]);
    room.run_as("Tom Adeyemi", &format!("grade again 1 {all} --finish")).must_say(&["overall Yellow"]);
    let label = |sample: &str| {
        room.run(&format!("sample close {sample} --anyway")).ok();
        room.json(&format!("findings {sample}"))["grades"][1]["label"].clone()
    };
    room.run("sample manifest oct").ok();
    assert_eq!((label("oct"), label("again")), (json!("Amber"), json!("Yellow")));
    // The file may even be gone.
    std::fs::remove_file(room.path("own.toml")).unwrap();
    room.run("findings oct").ok();
}

#[test]
fn descriptors_that_differ_in_degree_are_refused_with_their_line_and_told_at_the_draw() {
    let text = rubric(RAG, "");
    let room = room(&text);
    for (lower, upper) in [
        ("The plan is partly clear.", "The plan is fully clear."),
        ("Views are sometimes recorded.", "Views are always well recorded."),
        ("Limited analysis of the plan.", "The plan: thorough analysis."),
    ] {
        let bad = text
            .replace("Of voice the note holds 0 sentences.", lower)
            .replace("Of voice the note holds 2 sentences.", upper);
        room.write("bad.toml", &bad);
        let line = 1 + bad.lines().position(|line| line.contains(upper)).unwrap();
        room.run("rubric check bad.toml").refused().must_say(&[
            &format!("line {line}, column 9"),
            upper,
            "words of degree",
        ]);
        let drawn = room.run("draw --kind oversight --period 2026-10 --size 2 --rubric bad.toml").ok();
        assert!(drawn.err.contains("words of degree") && drawn.err.contains("Careful"), "{}", drawn.err);
    }
    room.write("good.toml", &text.replace("Of voice the note holds 0 sentences.", "The plan names no day."));
    room.run("rubric check good.toml").ok();
    let drawn = room.run("draw --kind oversight --period 2026-10 --size 2 --rubric good.toml").ok();
    assert!(!drawn.err.contains("degree"), "{}", drawn.err);
}
