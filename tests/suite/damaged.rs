//! Registers that are damaged, broken off, replaced or none: each is named as what it is, and nothing is said that is not certain.

use std::fs::{self, OpenOptions};
use std::path::Path;

use dipsample::store::{Actor, Register, StoreError};
use rusqlite::Connection;
use serde_json::json;

use crate::room::Room;

/// A register of three people, at least twelve pages long.
fn room() -> Room {
    let room = Room::staffed();
    assert!(room.register().len() > 12 * 4096);
    room
}

#[test]
fn a_register_that_was_cut_off_is_damaged_and_not_foreign() {
    let room = room();
    let whole = room.register();
    let pages = whole.len() / 4096;
    for (length, told) in [
        (whole.len() / 2 / 4096 * 4096, format!("{} of its {pages} pages are missing", pages - pages / 2)),
        (whole.len() - 1, format!("1 of its {pages} pages are missing")),
        (4096, format!("{} of its {pages} pages are missing", pages - 1)),
        (60, "ends after 60 bytes".to_owned()),
    ] {
        fs::write(room.path("register.dipsample"), &whole[..length]).unwrap();
        for command in ["status", "person add 'Zara Quill'", "register check"] {
            let answer = room.run(command).refused();
            answer.must_say(&["damaged", &told, "last copy"]);
            assert!(!answer.says("dipsample init") && !answer.says("not a register"), "{}", answer.all());
        }
        assert_eq!(room.register(), whole[..length], "it is left as it is");
    }
}

#[test]
fn a_page_that_was_overwritten_is_damage_too() {
    let room = room();
    let mut bytes = room.register();
    bytes[100..4096].fill(0xff);
    fs::write(room.path("register.dipsample"), &bytes).unwrap();
    let answer = room.run("status").refused();
    answer.must_say(&["damaged", "last copy"]);
    assert!(!answer.says("dipsample init"), "{}", answer.all());
}

#[test]
fn an_empty_file_and_a_file_of_another_program_are_told_apart() {
    let room = Room::empty();
    room.write("register.dipsample", "");
    room.run("status").refused().must_say(&["is empty", "last copy", "dipsample init"]);
    room.write("register.dipsample", "Name,Date\n");
    room.run("status").refused().must_say(&["is not a register of this program", "dipsample init"]);
    fs::remove_file(room.path("register.dipsample")).unwrap();
    let other = Connection::open(room.path("register.dipsample")).unwrap();
    other.execute_batch("CREATE TABLE thing (id INTEGER)").unwrap();
    drop(other);
    room.run("status").refused().must_say(&["is not a register of this program"]);
    fs::remove_file(room.path("register.dipsample")).unwrap();
    fs::create_dir(room.path("register.dipsample")).unwrap();
    room.run("status").refused().must_say(&["is not a register of this program"]);
}

/// Copies a register and what lies beside it, as a copy that is made while somebody works.
fn copied(from: &Path, to: &Path, endings: &[&str]) {
    for ending in endings {
        let name = |path: &Path| path.with_file_name(format!("register.dipsample{ending}"));
        fs::copy(name(from), name(to)).unwrap();
    }
}

#[test]
fn what_a_broken_off_command_left_beside_it_is_taken_back() {
    let room = room();
    let other = Room::empty();
    let (from, to) = (room.path("register.dipsample"), other.path("register.dipsample"));
    let connection = Connection::open(&from).unwrap();
    connection.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE").unwrap();
    connection.execute_batch("UPDATE person SET team = hex(randomblob(6000))").unwrap();
    copied(&from, &to, &["", "-journal"]);
    drop(connection);
    assert!(
        fs::metadata(other.path("register.dipsample-journal")).unwrap().len() > 0,
        "there is something to take back"
    );
    other.run("register check").ok();
    let people = other.json("person list")["people"].clone();
    assert_eq!((people.as_array().unwrap().len(), &people[0]["team"]), (3, &json!(null)));
}

#[test]
fn changes_that_another_program_left_in_a_file_beside_it_are_read() {
    let room = room();
    let other = Room::empty();
    let (from, to) = (room.path("register.dipsample"), other.path("register.dipsample"));
    let connection = Connection::open(&from).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; UPDATE person SET team = 'North'").unwrap();
    copied(&from, &to, &["", "-wal"]);
    drop(connection);
    let people = other.json("person list")["people"].clone();
    assert_eq!(people[0]["team"], "North");
    other.run("person add 'Zara Quill'").ok();
    assert!(!other.path("register.dipsample-wal").exists(), "clear text does not stay beside it");
    assert_eq!(other.register()[18..20], [1, 1], "it is in its own form again");
}

fn actor() -> Actor {
    Actor { person: "Priya Nair".into(), at: "2026-11-02T09:30:00".into(), program: "dipsample".into() }
}

fn note(register: &mut Register) -> Result<(), StoreError> {
    register.change(&actor(), "note", |_| Ok::<_, StoreError>(((), json!({}))))
}

#[test]
fn a_register_that_was_replaced_underneath_is_noticed_before_writing() {
    // Another file is put in its place; the file is deleted; an older copy is written over it.
    type Replace = fn(&Path, &Path);
    let ways: [(&str, Replace); 3] = [
        ("renamed", |copy, path| fs::rename(copy, path).unwrap()),
        ("deleted", |_, path| fs::remove_file(path).unwrap()),
        ("overwritten", |copy, path| {
            let mut file = OpenOptions::new().write(true).truncate(true).open(path).unwrap();
            std::io::copy(&mut fs::File::open(copy).unwrap(), &mut file).unwrap();
        }),
    ];
    for (way, replace) in ways {
        let room = room();
        let (path, copy) = (room.path("register.dipsample"), room.path("copy.dipsample"));
        fs::copy(&path, &copy).unwrap();
        let mut register = Register::open(&path, &mut || ()).unwrap();
        note(&mut register).unwrap();
        replace(&copy, &path);
        let before = fs::read(&path).ok();
        let refused = note(&mut register);
        assert!(matches!(refused, Err(StoreError::Replaced)), "{way}: {refused:?}");
        assert!(fs::read(&path).ok() == before, "{way}");
    }
}

#[test]
fn what_others_wrote_since_it_was_opened_is_no_replacement() {
    let room = room();
    let path = room.path("register.dipsample");
    let mut mine = Register::open(&path, &mut || ()).unwrap();
    let mut theirs = Register::open(&path, &mut || ()).unwrap();
    for _ in 0..3 {
        note(&mut theirs).unwrap();
        note(&mut mine).unwrap();
    }
    room.run("register check").ok();
}
