//! Characters that a screen obeys or hides, in a note, a name, a team, a file's name or typed text, never reach a screen
//! raw, and come back from `--json` as they were.

use dipsample::model::is_hidden;

use crate::room::{Answer, Room};

/// Text as an extract can hold it: a window's title, a cleared screen, a bell, C1, DEL, direction and letters without room.
const ODD: &str = "\u{1b}]0;PWN\u{7}\u{1b}[2JX\u{1b}[31m\u{9b}31m\u{7f}\u{8}\u{202e}RTL\u{2066}\u{200b}\u{feff}\u{61c}";

/// What the person sees contains no hidden characters except line breaks.
#[track_caller]
fn seen(command: &str, answer: &Answer) {
    let all = format!("{}{}", answer.out, answer.err);
    let hidden: Vec<char> = all.chars().filter(|letter| is_hidden(*letter) && *letter != '\n').collect();
    assert!(hidden.is_empty(), "{command}: {hidden:?} in\n{all:?}");
}

/// Four oversights, every text of which is odd, drawn as `oct`.
fn drawn() -> Room {
    let room = Room::staffed();
    let rows: String =
        (1..=4).map(|n| format!("N{n},K{n},0{n}/10/2026,I{ODD}{n},Kim{ODD},T{ODD},\"A note {ODD} ends\"\n")).collect();
    let heading = "Case note ID,Person ID,Date of event,Recorded by,Allocated worker,Team,Note";
    seen("import", &room.import("a.csv", &format!("{heading}\n{rows}")).ok());
    let draw = "draw --kind oversight --period 2026-10 --size 4 --name oct --by team --auditors 'Tom Adeyemi'";
    seen(draw, &room.run(draw).ok());
    room
}

#[test]
fn no_verb_shows_them_raw() {
    let room = drawn();
    for case in 1..=4 {
        let finding = format!("--finding 'drift=Words {ODD} of it'");
        let answers = "--set purpose=good --set drift=inadequate --set impact=good --set analysis=good \
            --set timescales=good --set care-plan-view=good";
        let grade = format!("grade oct {case} {answers} {finding} --overall good --reason 'Why {ODD}' --finish");
        seen(&grade, &room.run_as("Tom Adeyemi", &grade).ok());
    }
    seen("urgent", &room.run(&format!("grade oct 1 --urgent 'Seen {ODD} with bruises'")).ok());
    let commands = [
        "status",
        "findings oct --by iro,team",
        "sample list",
        "sample show oct --why",
        "sample manifest oct",
        "records --kind oversight --period 2026-10 --by iro",
        "import --list",
        "import --explain a.csv",
        "import a.csv --dry-run",
        "moderate oct",
        "moderate oct 1",
        "agreement oct",
        "person list",
        "theme list",
        "action list",
        "note list",
        "rubric show oversight",
        "register journal",
        "register check",
        "calc interval --count 3 --of 10",
        "completions bash",
        "completions fish",
        "completions zsh",
        "man",
    ];
    for command in commands {
        let plain = room.run(command);
        if !command.starts_with("completions") {
            seen(command, &plain);
            seen(command, &room.run(&format!("{command} --json")));
        }
        assert!(plain.code < 2, "{command}: {}", plain.all());
    }
}

#[test]
fn a_manifest_and_json_hold_them_escaped_and_give_them_back() {
    let room = drawn();
    let shown = room.run("sample manifest oct");
    seen("manifest", &shown);
    let manifest: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    assert!(manifest["frame"].to_string().contains("RTL"));
    let strata = room.json("sample show oct")["strata"].clone();
    // The import removes invisible marks from names.
    let unseen = ['\u{200b}', '\u{feff}', '\u{202e}', '\u{2066}', '\u{61c}'];
    assert_eq!(strata[0]["stratum"], format!("T{ODD}").replace(unseen, ""));
    room.write("m.json", &shown.out.replace("\"sample\":\"oct\"", "\"sample\":\"\\u001b]0;PWN\\u0007\""));
    let verified = room.run("verify m.json");
    seen("verify", &verified);
    assert!(verified.says("PWN"), "{}", verified.all());
}

#[test]
fn refusals_show_what_was_typed_without_obeying_it() {
    let room = drawn();
    for command in ["findings", "sample show", "who", "grade oct", "nonsense", "verify", "import", "draw --kind"] {
        let answer = room.run(&format!("{command} 'x{ODD}y'"));
        assert!(answer.code > 0, "{command}");
        seen(command, &answer);
    }
}

#[test]
fn names_and_labels_with_them_are_refused_where_they_are_typed() {
    let room = drawn();
    for hidden in ["\u{1b}[31m", "\u{202e}", "\u{200b}", "\u{9b}", "\u{7f}"] {
        for command in [
            "person add 'Zara Qu?ill'",
            "person add 'Zara Quill' --team 'No?rth'",
            "person add 'Zara Quill' --login 'zq?uill'",
            "theme add own-one --bearing concern --label 'La?bel' --family Own",
            "theme add own-one --bearing concern --label Label --family 'Ow?n'",
            "action add --theme drift-not-addressed --what 'Wo?rk' --owner 'Tom Adeyemi' --due 2026-12-18",
            "action add --theme drift-not-addressed --what Work --owner 'To?m' --due 2026-12-18",
            "register council 'Exa?mple Council'",
            "sample withdraw oct --reason 'A wrong ?one'",
        ] {
            let command = command.replace('?', hidden);
            let before = room.register();
            let answer = room.run(&command).refused();
            seen(&command, &answer);
            answer.must_say(&["cannot be seen (U+"]);
            assert!(room.register() == before, "{command}");
        }
    }
    room.write("people.csv", &format!("name,team\nZara Quill,North\nUna {ODD} Frost,North\n"));
    let answer = room.run("person import people.csv");
    seen("person import", &answer);
    answer.must_say(&["cannot be seen (U+001B"]);
    let people = room.json("person list")["people"].clone();
    assert!(people.to_string().contains("Zara Quill") && !people.to_string().contains("Frost"));
}
