//! A day by which something is due and that has passed already: it is told, and asked about at a terminal.

use crate::office::{ME, Office};
use crate::room::{Room, split};

const GIVEN: [&str; 3] = [
    "draw --kind oversight --period 2026-10 --size 2 --name t --due 2025-11-20",
    "sample assign s --auditors 'Tom Adeyemi' --due 20/11/2025",
    "action add --sample s --what 'Workshop' --owner 'Tom Adeyemi' --due '20 Nov 2025'",
];

fn room() -> Room {
    let room = Room::staffed();
    let mut text = "Case note ID,Person ID,Date of event,Recorded by,Text\n".to_owned();
    for number in 1..=9 {
        text += &format!("N{number},C{number},0{number}/10/2026,Ann Bell,a note\n");
    }
    room.import("o.csv", &text).ok();
    room.run("draw --kind oversight --period 2026-10 --size 2 --name s").ok();
    room
}

#[test]
fn at_a_terminal_it_is_asked_about_and_no_changes_nothing() {
    let office = Office::drawn(3, 1, false);
    for command in GIVEN {
        let words = split(
            &command
                .replace("Tom Adeyemi", ME)
                .replace("2025", "2020")
                .replace("--size 2", "--size 1")
                .replace("2026-10", "2024-10"),
        );
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let before = office.run(&["register", "journal"]);
        let mut me = office.sit_down("rhian", &words);
        me.see("20/11/2020 has passed already");
        me.answer("Use this day anyway?", "n");
        me.see("a later day");
        me.fails();
        assert_eq!(office.run(&["register", "journal"]), before, "{command}");
        let mut me = office.sit_down("rhian", &words);
        me.answer("Use this day anyway?", "y");
        me.leaves();
        assert_ne!(office.run(&["register", "journal"]), before, "{command}");
    }
}

#[test]
fn where_nobody_can_be_asked_it_is_told() {
    let room = room();
    for command in GIVEN {
        room.run(command).ok().must_say(&["Careful: 20/11/2025 has passed already", "it counts as overdue"]);
    }
    for command in GIVEN {
        let command = command.replace("2025", "2027").replace("--name t", "--name u");
        assert!(!room.run(&command).ok().says("has passed"), "{command}");
    }
}
