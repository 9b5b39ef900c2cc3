//! What is shipped beside the program does what README and the folders' own notes say of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use calamine::{Reader, Xlsx, open_workbook};
use chrono::NaiveDate;
use dipsample::cli::{Desk, Terminal, run};
use dipsample::demo::{Council, Options};

const SHEETS: [&str; 9] =
    ["Summary", "Grades", "Criteria", "Themes", "Trend", "Findings", "Cases", "Actions", "Method"];
/// The files of `samples/`, each with how the demo writes it.
const MADE: [(&str, Writer); 5] = [
    ("samples/people.csv", Council::write_people),
    ("samples/extracts/children.csv", Council::write_children),
    ("samples/extracts/oversights.csv", Council::write_oversights),
    ("samples/extracts/reviews.csv", Council::write_reviews),
    ("samples/extracts/disputes.csv", Council::write_disputes),
];

type Writer = fn(&Council, &mut dyn Write) -> io::Result<u64>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Everything that the program writes, results and notices alike.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An empty folder with the shipped samples in it, on a fixed day, and nobody logged in.
struct Clone {
    folder: tempfile::TempDir,
}

impl Clone {
    fn new() -> Clone {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("samples/extracts")).unwrap();
        for (file, _) in MADE {
            fs::copy(root().join(file), folder.path().join(file)).unwrap();
        }
        Clone { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs one command line and returns its exit code and what it said.
    fn types(&self, line: &str, keys: &str) -> (u8, String) {
        let page = Page::default();
        let mut next = 0u8;
        let mut desk = Desk {
            folder: self.folder.path().to_owned(),
            settings: BTreeMap::new(),
            login: None,
            out: Box::new(page.clone()),
            trouble: None,
            err: Box::new(page.clone()),
            input: Box::new(Cursor::new(keys.to_owned())),
            terminal: Terminal::default(),
            clock: Box::new(|| NaiveDate::from_ymd_opt(2026, 11, 2).unwrap().and_hms_opt(9, 0, 0).unwrap()),
            chance: Box::new(move |bytes| {
                for byte in bytes {
                    next = next.wrapping_mul(5).wrapping_add(113);
                    *byte = next;
                }
                Ok(())
            }),
        };
        let code = run(&words(line), &mut desk);
        let said = String::from_utf8(page.0.borrow().clone()).unwrap();
        (code, said)
    }
}

/// The words of a command line, without the program's name: split at spaces outside double quotes.
fn words(line: &str) -> Vec<OsString> {
    let mut quoted = false;
    let split = line.split(|c: char| {
        quoted ^= c == '"';
        c == ' ' && !quoted
    });
    let words: Vec<OsString> = split.map(|word| word.replace('"', "").into()).collect();
    assert_eq!(words[0], "dipsample");
    words[1..].to_vec()
}

/// The lines of the fenced block of README in which the cycle stands.
fn cycle() -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let block = readme.split("```").find(|block| block.contains("\ndipsample init\n")).expect("README has the cycle");
    block.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_six_commands_of_the_readme_go_from_extract_to_workbook() {
    let lines = cycle();
    let verbs: Vec<String> = lines.iter().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(verbs, ["init", "person", "import", "draw", "grade", "export"]);
    let clone = Clone::new();
    // One case, as an auditor answers it: a grade, no theme and no evidence for each of six questions; the overall
    // grade and the end confirmed; then stop at the next case.
    let keys = format!("{}\nf\nq\n", "3\n\n".repeat(6));
    let said: Vec<String> = lines
        .iter()
        .map(|line| {
            let (code, said) = clone.types(line, if line.contains(" grade ") { &keys } else { "" });
            assert_eq!(code, 0, "{line}\n{said}");
            said
        })
        .collect();
    assert!(said[1].contains("17 people added, 0 changed, 0 unchanged, 0 refused"), "{}", said[1]);
    assert_eq!(said[2].matches(" 0 changed, 0 unchanged, 0 refused.").count(), 4, "{}", said[2]);
    assert!(said[3].contains("10 oversights of 27 in the frame, October 2026"), "{}", said[3]);
    assert!(said[4].contains("Stopped. All your answers are kept"), "{}", said[4]);
    assert!(said[5].contains("PROVISIONAL"), "{}", said[5]);
    assert!(
        clone
            .types("dipsample findings --person \"Rhian Gable\"", "")
            .1
            .contains("10 of 27 oversights were drawn at random; 1 graded")
    );
    let workbook: Xlsx<_> = open_workbook(clone.path("findings.xlsx")).unwrap();
    assert_eq!(workbook.sheet_names(), SHEETS);
}

#[test]
fn the_shipped_extracts_come_in_whole_and_only_once() {
    let clone = Clone::new();
    assert_eq!(clone.types("dipsample init", "").0, 0);
    for (added, unchanged) in [("added", "unchanged"), ("unchanged", "added")] {
        let (code, said) = clone.types("dipsample import samples/extracts --strict --json --quiet", "");
        assert_eq!(code, 0, "{said}");
        let answer: serde_json::Value = serde_json::from_str(&said).unwrap();
        let files = answer["files"].as_array().unwrap();
        let rows = |file: &serde_json::Value, what: &str| file[what].as_u64().unwrap();
        assert_eq!(files.len(), 4);
        for file in files {
            assert_eq!(file["refused"].as_array().unwrap().len(), 0, "{file}");
            assert_eq!((rows(file, added), rows(file, unchanged)), (rows(file, "rows_read"), 0), "{file}");
        }
        let read: Vec<u64> = files.iter().map(|file| rows(file, "rows_read")).collect();
        assert_eq!(read, [40, 14, 331, 133]);
    }
}

#[test]
fn the_shipped_extracts_are_what_their_readme_says_makes_them() {
    let readme = fs::read_to_string(root().join("samples/extracts/README.md")).unwrap();
    assert!(readme.contains("dipsample demo --children 40 --months 1 --seed \"shipped samples\" --dir made"));
    let council = Council::new(&Options { children: 40, months: 1, seed: "shipped samples".to_owned() });
    for (file, write) in MADE {
        let mut made = Vec::new();
        write(&council, &mut made).unwrap();
        let shipped = fs::read(root().join(file)).unwrap();
        assert!(
            made == shipped,
            "{file} is not what the demo writes; make it again as samples/extracts/README.md says"
        );
    }
}
