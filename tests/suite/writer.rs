//! Every file that the program makes for people: never over a register, over something that it did not write, or through a link.

use std::fs;
use std::path::Path;

use crate::room::Room;

/// Every command that writes a file, with the file's ending; `FILE` is replaced by its name.
const COMMANDS: &[(&str, &str)] = &[
    ("xlsx", "export FILE october"),
    ("html", "export FILE october"),
    ("csv", "note export FILE"),
    ("csv", "person export FILE"),
    ("xlsx", "rubric export oversight FILE"),
    ("csv", "import bad.csv --refused FILE"),
    ("xlsx", "import bad.csv --refused FILE"),
    ("json", "sample manifest october --to FILE"),
    ("csv", "records --kind oversight --by iro --to FILE"),
    ("txt", "records --kind oversight --by iro --to FILE"),
    ("txt", "register journal --to FILE"),
    ("txt", "calc interval --count 3 --of 10 --to FILE"),
    ("sh", "completions bash --to FILE"),
    ("1", "man --to FILE"),
];

fn room() -> Room {
    let room = Room::staffed();
    let rows: String = (1..=6).map(|n| format!("N{n},C{n},0{n}/10/2026,Ann Grey,East,A note\n")).collect();
    room.import("ov.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Text\n{rows}")).ok();
    room.write("bad.csv", "Case note ID,Person ID,Date of event,Recorded by,Text\n0042,C9,31/02/2026,Ann Grey,=1+1\n");
    room.run("draw --kind oversight --period 2026-10 --size 2 --name october --auditors 'Tom Adeyemi'").ok();
    let all = "--set purpose=good --set drift=good --set impact=good --set analysis=good --set timescales=good --set care-plan-view=good";
    for case in [1, 2] {
        room.run_as("Tom Adeyemi", &format!("grade october {case} {all} --finish")).ok();
    }
    room.run("note add october 1 --kind good-practice --text 'Well done'").ok();
    room
}

fn writes(room: &Room, command: &str, file: &str) -> u8 {
    room.run(&command.replace("FILE", file)).code
}

#[test]
fn a_file_is_written_again_only_if_it_has_not_changed() {
    let room = room();
    for (at, (ending, command)) in COMMANDS.iter().enumerate() {
        let file = format!("new{at}.{ending}");
        assert_eq!(writes(&room, command, &file), 0, "{command}");
        assert_eq!(writes(&room, command, &file), 0, "{command}, again");
        let mut changed = fs::read(room.path(&file)).unwrap();
        changed.extend(b"\nfilled in");
        fs::write(room.path(&file), &changed).unwrap();
        let answer = room.run(&command.replace("FILE", &file)).refused();
        answer.must_say(&[&file]);
        assert_eq!(fs::read(room.path(&file)).unwrap(), changed, "{command}");
        #[cfg(unix)]
        {
            let mode = |file: &str| {
                std::os::unix::fs::PermissionsExt::mode(&fs::metadata(room.path(file)).unwrap().permissions()) & 0o777
            };
            writes(&room, command, &format!("mode{at}.{ending}"));
            assert_eq!(mode(&format!("mode{at}.{ending}")), 0o600, "{command}");
        }
    }
    assert_eq!(parts(room.folder()), Vec::<String>::new());
}

/// What a program that was ended would leave behind.
fn parts(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains("part")).collect()
}

#[test]
fn neither_a_register_nor_a_strangers_file_nor_a_link_is_written_over() {
    let room = room();
    for (at, (ending, command)) in COMMANDS.iter().enumerate() {
        let register = format!("copy{at}.{ending}");
        fs::copy(room.path("register.dipsample"), room.path(&register)).unwrap();
        let foreign = format!("foreign{at}.{ending}");
        room.write(&foreign, "mine");
        for file in [&register, &foreign] {
            let before = fs::read(room.path(file)).unwrap();
            room.run(&command.replace("FILE", file)).refused().must_say(&[file]);
            assert_eq!(fs::read(room.path(file)).unwrap(), before, "{command}");
        }
        #[cfg(unix)]
        {
            let link = format!("link{at}.{ending}");
            room.write("victim", "victim");
            std::os::unix::fs::symlink(room.path("victim"), room.path(&link)).unwrap();
            room.run(&command.replace("FILE", &link)).refused();
            assert_eq!(fs::read(room.path("victim")).unwrap(), b"victim", "{command}");
        }
        assert_ne!(writes(&room, command, "register.dipsample"), 0, "{command}");
        room.run("register check").ok();
    }
}

#[test]
fn packs_that_were_filled_in_are_left_alone_and_named() {
    let room = room();
    room.run("draw --kind oversight --period 2026-10 --size 4 --name more --auditors 'Tom Adeyemi,Wei Chen'").ok();
    room.run("pack send more --to packs").ok();
    room.run("pack send more --to packs").ok();
    let tom = "packs/more auditor Tom Adeyemi.xlsx";
    let mut filled = fs::read(room.path(tom)).unwrap();
    filled.extend(b"filled in");
    fs::write(room.path(tom), &filled).unwrap();
    let wei = fs::read(room.path("packs/more auditor Wei Chen.xlsx")).unwrap();
    let answer = room.run("pack send more --to packs").refused();
    answer.must_say(&["more auditor Tom Adeyemi.xlsx", "pack receive packs"]);
    assert!(!answer.says("Wei Chen"));
    assert_eq!(fs::read(room.path(tom)).unwrap(), filled);
    assert_eq!(fs::read(room.path("packs/more auditor Wei Chen.xlsx")).unwrap(), wei);
}

#[test]
fn an_export_without_a_file_has_the_samples_name() {
    let room = room();
    room.run("export october").ok().must_say(&["findings-october.xlsx"]);
    room.run("export").ok();
    fs::create_dir(room.path("out")).unwrap();
    room.run("export out october").ok();
    assert!(room.path("findings-october.xlsx").is_file() && room.path("out/findings-october.xlsx").is_file());
    room.run("draw --kind oversight --period 2026-10 --size 2 --name other --auditors 'Tom Adeyemi'").ok();
    room.run("export findings-october.xlsx other").refused().must_say(&["findings-october.xlsx"]);
}

/// Refused rows come back as they were, whatever a spreadsheet makes of a cell.
#[test]
fn refused_rows_come_back_unchanged_and_hold_no_formula() {
    for (file, ending) in [("back.csv", "csv"), ("back.xlsx", "xlsx")] {
        let room = Room::staffed();
        let notes = ["=1+1", "-dash", "+44", "@home", "'quoted", "'=1", "plain"];
        let rows: String =
            notes.iter().enumerate().map(|(n, note)| format!("00{n},2-1{n},31/02/2026,Ann Grey,{note}\n")).collect();
        let text = format!("Case note ID,Person ID,Date of event,Recorded by,Text\n{rows}");
        room.write("bad.csv", &text);
        room.run(&format!("import bad.csv --refused {file}")).ok();
        if ending == "csv" {
            let written = fs::read_to_string(room.path(file)).unwrap();
            let cells = csv(&written);
            assert!(cells.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{written}");
        }
        room.run(&format!("import {file} --refused again.csv")).ok();
        let back = csv(&fs::read_to_string(room.path("again.csv")).unwrap());
        // Counted from the end, since the first cells name file and sheet with a comma between them.
        let cells = |from_end: usize| -> Vec<&str> {
            back.iter().skip(1).map(|row| row[row.len() - from_end].as_str()).collect()
        };
        let kept: Vec<&str> = cells(1).into_iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell)).collect();
        assert_eq!(kept, notes, "{file}");
        assert_eq!((cells(4)[0], cells(5)[1]), ("'2-10", "'001"), "{file}");
    }
}

fn csv(text: &str) -> Vec<Vec<String>> {
    text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}
