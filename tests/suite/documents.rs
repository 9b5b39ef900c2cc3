//! The documents keep their word: every command in them runs, every file that they name is there, and every flag that
//! they mention exists.
//!
//! A document is run from its first line to its last in a room of its own, which holds what the repository ships: the
//! `sh` blocks, line by line. A comment above a block, `<!-- exit code: 1 -->` or `<!-- typed: 3 | q -->`, says that
//! its commands are to end otherwise than with 0, or what to type into each of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::room::{Room, split};

/// Folders with documents, besides those at the top. The same folders are in the room where a document is run.
const SHIPPED: [&str; 2] = ["samples", "rubrics"];
/// Lines of the documents that the test does not run, each with the reason.
const NOT_RUN: &[(&str, &str)] = &[
    ("cargo run --release -- demo", "it builds the program for its users; .ci/run runs it"),
    ("cargo test", "it runs this test"),
    (".ci/run", "it runs this test"),
    ("scripts/pictures", "it needs LibreOffice"),
    ("cargo check", "it is a part of cargo test"),
    ("cargo fmt", "it changes this folder; .ci/run checks the format"),
    ("cargo clippy --all-targets -- -D warnings", ".ci/run runs it"),
    ("cargo test --lib period", "it is a part of cargo test"),
    ("cargo test --test suite draw::", "it is a part of cargo test"),
    ("INSTA_UPDATE=always cargo test --test suite help::", "it changes what the tests compare with"),
    (
        "python3 samples/verify/verify.py october.json",
        "it needs Python; .ci/run runs the script on every draw of the demo",
    ),
    ("python3 samples/verify/redraw.py october.json", "it needs Python; verify.py, which .ci/run runs, calls it"),
    ("pip install consistent-sampler", "it needs a network; .ci/run does it"),
    (
        "python3 -c \"import json; from consistent_sampler import sampler; m = json.load(open('october.json')); \
         [print(*t) for t in sampler([r['record'] for r in m['frame']], seed=m['seed'], take=m['design']['size'], digits=18)]\"",
        "it needs the package above; .ci/run compares every draw of the demo with it",
    ),
    ("cp made/extracts/*.csv samples/extracts/", "shipped.rs compares the files with what the demo writes"),
    ("cp made/people.csv samples/", "shipped.rs compares the file with what the demo writes"),
];
/// Where the files lie that documents name in code marks.
const TOPS: [&str; 9] =
    ["src/", "tests/", "samples/", "rubrics/", "benches/", "docs/", "scripts/", ".ci/", "Cargo.toml"];
const LONGEST_README: usize = 200;
const LARGEST_PICTURE: u64 = 200_000;

/// A fenced block of a document.
struct Block {
    language: String,
    lines: Vec<String>,
    /// The exit code with which its commands are to end.
    code: u8,
    /// What is typed into each of its commands.
    typed: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every document, as its path from the top and its text. The changelog is none: it tells of what there was.
fn documents() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    for folder in SHIPPED.iter().chain(&["docs"]) {
        paths.extend(files_below(&root().join(folder)));
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md") && !path.ends_with("CHANGELOG.md"));
    paths.sort();
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| files_below(folder)));
    files
}

/// The fenced blocks of a document, in order.
fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let (mut open, mut code, mut typed) = (false, 0, String::new());
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            if !open {
                let (code, typed) = (std::mem::take(&mut code), std::mem::take(&mut typed));
                found.push(Block { language: language.to_owned(), lines: Vec::new(), code, typed });
            }
            open = !open;
        } else if open {
            found.last_mut().unwrap().lines.push(line.to_owned());
        } else if let Some(said) = comment(line, "exit code") {
            code = said.parse().unwrap();
        } else if let Some(said) = comment(line, "typed") {
            typed = said.split(" | ").map(|line| format!("{line}\n")).collect();
        }
    }
    assert!(!open, "a block is not closed");
    found
}

/// What a comment `<!-- SUBJECT: WHAT -->` says.
fn comment<'a>(line: &'a str, subject: &str) -> Option<&'a str> {
    line.strip_prefix("<!-- ")?.strip_prefix(subject)?.strip_prefix(": ")?.strip_suffix(" -->")
}

/// A line of a block in two at a mark that is not inside quotation marks; the second part may not be there.
fn divided<'a>(line: &'a str, mark: &str) -> (&'a str, Option<&'a str>) {
    let mut quote = None;
    for (place, letter) in line.char_indices() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            None if line[place..].starts_with(mark) => {
                return (line[..place].trim_end(), Some(line[place + mark.len()..].trim()));
            }
            None => {}
        }
    }
    (line.trim_end(), None)
}

/// The lines of the blocks to be run, without their remarks.
fn commands(blocks: &[Block]) -> impl Iterator<Item = (&Block, &str)> {
    blocks.iter().filter(|block| block.language == "sh").flat_map(|block| {
        let lines = block.lines.iter().map(|line| if line.starts_with('#') { "" } else { divided(line, " #").0 });
        lines.filter(|line| !line.is_empty()).map(move |line| (block, line))
    })
}

/// Runs one line in the room, and says what is wrong with it.
fn attempt(room: &mut Room, block: &Block, line: &str) -> Result<(), String> {
    if let Some(folder) = line.strip_prefix("cd ") {
        room.enter(folder);
        return Ok(());
    }
    let Some(command) = line.strip_prefix("dipsample ") else {
        return Err("it is neither run nor listed in NOT_RUN with a reason".to_owned());
    };
    let (command, file) = divided(command, " > ");
    let answer = room.run_typing(&split(command), &block.typed);
    if let Some(file) = file {
        fs::write(room.here().join(file), &answer.out).unwrap();
    }
    if answer.code == block.code { Ok(()) } else { Err(format!("exit code {}: {}", answer.code, answer.all())) }
}

/// A room with what the repository ships.
fn clone() -> Room {
    let room = Room::empty();
    for path in SHIPPED.iter().flat_map(|folder| files_below(&root().join(folder))) {
        let copy = room.path(path.strip_prefix(root()).unwrap().to_str().unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(path, copy).unwrap();
    }
    room
}

#[test]
fn every_command_of_the_documents_runs() {
    let (mut wrong, mut not_run, mut run) = (Vec::new(), BTreeSet::new(), 0);
    for (name, text) in documents() {
        let blocks = blocks(&text);
        let mut room = clone();
        for (block, line) in commands(&blocks) {
            if NOT_RUN.iter().any(|(listed, _)| *listed == line) {
                not_run.insert(line.to_owned());
            } else if let Err(why) = attempt(&mut room, block, line) {
                wrong.push(format!("{name}: {line}\n{why}"));
            }
            run += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run > 100, "only {run} commands were found");
    let gone: Vec<&str> = NOT_RUN.iter().map(|(line, _)| *line).filter(|line| !not_run.contains(*line)).collect();
    assert!(gone.is_empty(), "no document has these lines; take them out of NOT_RUN: {gone:#?}");
}

#[test]
fn commands_stand_only_in_blocks_that_are_run() {
    for (name, text) in documents() {
        for block in blocks(&text).iter().filter(|block| block.language != "sh") {
            let command = block.lines.iter().find(|line| line.trim_start().starts_with("dipsample "));
            assert_eq!(command, None, "{name}: a block with commands begins with ```sh");
        }
    }
}

/// The text outside blocks.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// The words between code marks in the running text.
fn code_marks(text: &str) -> Vec<String> {
    prose(text).split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn commands_in_running_text_have_the_verbs_and_flags_that_the_program_has() {
    let room = Room::empty();
    let mut seen = 0;
    for (name, text) in documents() {
        for mark in code_marks(&text).iter().filter_map(|mark| mark.strip_prefix("dipsample ")) {
            let words = mark.split(' ').take_while(|word| word.chars().all(|letter| letter.is_ascii_lowercase()));
            let mut verb: Vec<&str> = words.take(2).collect();
            let mut help = room.run(&format!("{} --help", verb.join(" ")));
            if help.code != 0 && verb.len() == 2 {
                verb.pop();
                help = room.run(&format!("{} --help", verb[0]));
            }
            assert_eq!(help.code, 0, "{name}: {mark}");
            for flag in mark.split([' ', '[', ']']).filter(|word| word.starts_with("--")) {
                assert!(
                    help.out.contains(&format!("{flag} ")) || help.out.contains(&format!("{flag}\n")),
                    "{name}: {mark}: {flag}"
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} commands were found");
}

#[test]
fn the_files_that_the_documents_name_exist() {
    let mut named = 0;
    for (name, text) in documents() {
        let folder = root().join(&name).parent().unwrap().to_owned();
        let code = code_marks(&text);
        let from_top = code
            .iter()
            .filter(|mark| TOPS.iter().any(|top| mark.starts_with(top)) && !mark.contains(['<', ' ', '*', '\n', '…']))
            .map(|mark| (mark.clone(), root().join(mark)));
        let links = prose(&text);
        let linked = links
            .split("](")
            .skip(1)
            .map(|rest| rest.split([')', '#']).next().unwrap())
            .filter(|link| !link.is_empty() && !link.contains("://"))
            .map(|link| (link.to_owned(), folder.join(link)));
        for (mark, path) in from_top.chain(linked) {
            assert!(path.exists(), "{name} names {mark}, which does not exist");
            named += 1;
        }
    }
    assert!(named > 100, "only {named} files are named");
}

#[test]
fn the_readme_is_short_and_pictures_are_small() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.lines().count() <= LONGEST_README, "README has {} lines", readme.lines().count());
    for picture in files_below(&root().join("docs/pictures")) {
        let bytes = fs::metadata(&picture).unwrap().len();
        assert!(bytes < LARGEST_PICTURE, "{} has {bytes} bytes", picture.display());
    }
}
