//! Keeps the floors: which room may import which, and which outside crate belongs to which room.

use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms it may import, and the outside crates that only it may name.
const FLOORS: &[(&str, &[&str], &[&str])] = &[
    ("model", &["calendar"], &[]),
    ("calendar", &[], &[]),
    ("statistics", &[], &["microlp", "statrs"]),
    ("digest", &[], &["hmac", "sha2"]),
    ("search", &[], &[]),
    ("intake", GROUND, &["calamine", "csv", "encoding_rs", "quick_xml", "toml", "zip"]),
    ("sampling", GROUND, &["foldhash"]),
    ("grading", GROUND, &[]),
    ("analysis", GROUND, &[]),
    ("store", GROUND, &["rusqlite"]),
    ("output", GROUND, &[]),
    ("demo", GROUND, &["rand", "rand_chacha"]),
    (
        "reporting",
        &["model", "calendar", "statistics", "digest", "analysis"],
        &["rust_xlsxwriter", "tabled", "textwrap", "unicode_width"],
    ),
    ("cli", &ALL, &["clap", "clap_complete", "clap_mangen", "crossterm", "indicatif", "getrandom", "glob", "strsim"]),
];
/// Outside crates that one file alone may name.
const ONE_FILE: &[(&str, &str)] = &[
    ("hmac", "digest/mod.rs"),
    ("sha2", "digest/mod.rs"),
    ("textwrap", "reporting/terminal/text.rs"),
    ("unicode_width", "reporting/terminal/text.rs"),
];
const GROUND: &[&str] = &["model", "calendar", "statistics", "digest", "search"];
const ALL: [&str; 14] = [
    "model",
    "calendar",
    "statistics",
    "digest",
    "search",
    "intake",
    "sampling",
    "grading",
    "analysis",
    "store",
    "output",
    "demo",
    "reporting",
    "cli",
];
/// Lines of a file before its tests.
const LONGEST_FILE: usize = 400;
/// What only the desk may reach.
const OUTSIDE: &[&str] = &[
    "println!",
    "eprintln!",
    "print!(",
    "eprint!(",
    "process::exit",
    "env::var",
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "stdin()",
    "stdout()",
];

pub(crate) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every file of the library as (room, path, code above its tests, comments left out).
fn files() -> Vec<(String, String, String, usize)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            let above = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let lines = above.lines().count();
            let code: Vec<&str> = above.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let room = name.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            (room, name, code.join("\n"), lines)
        })
        .collect()
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_' || before == ':')
    })
}

#[test]
fn imports_go_downward_only() {
    let mut faults = Vec::new();
    for (room, file, code, _) in files() {
        let Some((_, may, _)) = FLOORS.iter().find(|(name, ..)| *name == room) else {
            assert!(["lib", "main"].contains(&room.as_str()), "{file} is in no room of the plan");
            continue;
        };
        for other in ALL {
            if other != room && !may.contains(&other) && code.contains(&format!("crate::{other}")) {
                faults.push(format!("{file} imports {other}, which {room} must not know"));
            }
        }
        if code.contains("super::super") {
            faults.push(format!("{file} says super::super; write the path from crate::"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn one_outside_crate_one_room() {
    let mut faults = Vec::new();
    for (room, file, code, _) in files() {
        for (owner, _, crates) in FLOORS {
            for name in crates.iter().filter(|_| *owner != room) {
                if names_crate(&code, name) {
                    faults.push(format!("{file} names {name}, which belongs to {owner}"));
                }
            }
        }
        for (name, owner) in ONE_FILE.iter().filter(|(_, owner)| *owner != file) {
            if names_crate(&code, name) {
                faults.push(format!("{file} names {name}, which belongs to {owner}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn only_the_desk_reaches_outside() {
    let mut faults = Vec::new();
    for (_, file, code, _) in files() {
        if file == "cli/desk.rs" || file == "main.rs" {
            continue;
        }
        for outside in OUTSIDE {
            if code.contains(outside) {
                faults.push(format!("{file} says {outside}, which only cli/desk.rs may"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// What makes or changes a file. Registers are made by the store, everything for people by `output`.
#[test]
fn one_writer_makes_every_file() {
    const WRITES: &[&str] = &["fs::write", "File::create", "OpenOptions", "fs::copy", "fs::rename", ".create_new("];
    let mut faults = Vec::new();
    for (_, file, code, _) in files() {
        if file == "output/mod.rs" || file == "store/place.rs" {
            continue;
        }
        for writes in WRITES.iter().filter(|writes| code.contains(**writes)) {
            faults.push(format!("{file} says {writes}, which only output/mod.rs and store/place.rs may"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// What only `cli/files.rs` may do in the front: a file that a person names may be a pipe, which never ends.
const OPENS: &[&str] = &["File::open(", "fs::read(", "fs::read_to_string("];

#[test]
fn one_place_opens_what_a_person_names() {
    let mut faults = Vec::new();
    for (room, file, code, _) in files() {
        let opens = OPENS.iter().filter(|opens| code.contains(**opens));
        faults.extend(
            opens.filter(|_| room == "cli" && file != "cli/files.rs").map(|opens| format!("{file} says {opens}")),
        );
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// How a plural or a list is made by hand. Names of merged strata are joined by " and ", but are no list.
const HAND_MADE: &[&str] = &["== 1 { \"", ".join(\" and \")", ".join(\" or \")"];
const NOT_ENGLISH: &[&str] = &["model/english.rs", "statistics/stratified.rs"];

#[test]
fn plurals_and_lists_are_made_in_one_place() {
    let mut faults = Vec::new();
    for (_, file, code, _) in files().into_iter().filter(|(_, file, ..)| !NOT_ENGLISH.contains(&file.as_str())) {
        for line in code.lines().filter(|line| HAND_MADE.iter().any(|made| line.contains(made))) {
            faults.push(format!("{file} makes a plural or a list by hand; model/english.rs does: {}", line.trim()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_file_has_one_subject() {
    let long: Vec<String> = files()
        .into_iter()
        .filter(|(.., lines)| *lines > LONGEST_FILE)
        .map(|(_, file, _, lines)| format!("{file} has {lines} lines"))
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

/// What writes to a terminal past the desk, or is a code that a terminal obeys, and the files that may say it.
const TERMINAL: &[(&str, &[&str])] = &[
    ("desk.out", &[]),
    ("desk.err", &[]),
    ("self.out.", &["cli/desk.rs"]),
    ("self.err.", &["cli/desk.rs"]),
    ("\\x1b", &["cli/stroke.rs"]),
    ("\\u{1b}", &["reporting/terminal/styled.rs"]),
    ("io::stderr()", &["cli/desk.rs"]),
    ("execute!", &[]),
    // These write a text as it is: what is in it is escaped, or the program's own.
    (".say_document(", &["cli/context.rs", "cli/commands/completions.rs"]),
    (".stream_document(", &["cli/commands/sample/mod.rs"]),
];

#[test]
fn text_reaches_the_terminal_through_the_desk_alone() {
    let mut faults = Vec::new();
    for (_, file, code, _) in files() {
        for (said, may) in TERMINAL.iter().filter(|(said, may)| code.contains(said) && !may.contains(&file.as_str())) {
            faults.push(format!("{file} says {said}, which only {may:?} may"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
