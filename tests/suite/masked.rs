//! What readers get, from a register of a made-up council: nobody's name, no reference, the figures of `findings --json`,
//! and the same bytes again.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use serde_json::Value;

const STAFF_COLUMNS: [&str; 3] = ["IRO", "Recorded by", "Allocated worker"];

/// A register with a graded stratified sample by IRO and a half-graded simple one, made once for all tests.
fn room() -> &'static Path {
    static ROOM: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &ROOM
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let council = folder.path().join("council");
            let made = command(folder.path())
                .args(["demo", "--dir"])
                .arg(&council)
                .args(["--children", "120", "--months", "1", "--seed", "masked"])
                .output()
                .unwrap();
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            draw(&council, "strata", &["--design", "stratified", "--by", "iro", "--size", "24"]);
            grade(&council, "strata", 1);
            let condition = format!("iro <> '{}' and child <> '1000440'", staff(&council).first().unwrap());
            draw(&council, "half", &["--size", "12", "--where", &condition]);
            grade(&council, "half", 2);
            said(
                &council,
                &["sample", "withdraw", "half", "--reason", &format!("{} saw it", people(&council).last().unwrap().0)],
            );
            (folder, council)
        })
        .1
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dipsample"));
    command.current_dir(folder).env_clear().env("HOME", folder);
    command
}

/// Runs a command as the council's principal IRO and returns what it said.
fn said(council: &Path, args: &[&str]) -> String {
    let person = people(council).into_iter().find(|(_, role)| role == "principal").unwrap().0;
    said_as(council, &person, args)
}

fn said_as(council: &Path, person: &str, args: &[&str]) -> String {
    let run = command(council).args(args).args(["--person", person]).output().unwrap();
    assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

fn draw(council: &Path, name: &str, how: &[&str]) {
    let auditors: Vec<String> =
        people(council).into_iter().filter(|(_, role)| role == "auditor").map(|(name, _)| name).collect();
    let auditors = auditors.join(",");
    let fixed = [
        "draw",
        "--kind",
        "oversight",
        "--period",
        "2026-10",
        "--rubric",
        "oversight",
        "--seed",
        "13579246801357924680",
    ];
    said(council, &[&fixed[..], &["--name", name, "--auditors", &auditors], how].concat());
}

/// Grades every case whose number `step` divides, the grades in turn.
fn grade(council: &Path, sample: &str, step: u64) {
    let shown: Value = serde_json::from_str(&said(council, &["sample", "show", sample, "--json"])).unwrap();
    for case in shown["cases"].as_array().unwrap() {
        let number = case["case"].as_u64().unwrap();
        if number % step != 0 {
            continue;
        }
        let grade = ["inadequate", "requires-improvement", "good", "good"][number as usize % 4];
        let case_number = number.to_string();
        let answers: Vec<String> = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
            .iter()
            .map(|criterion| format!("--set={criterion}={grade}"))
            .collect();
        let mut args = vec!["grade", sample, &case_number, "--finish", "--overall", grade, "--reason", "As read."];
        args.extend(answers.iter().map(String::as_str));
        args.extend(["--finding", "purpose==1+1 is how it begins", "--theme", "purpose=no-clear-purpose"]);
        said_as(council, case["auditor"].as_str().unwrap(), &args);
    }
}

/// Names and roles of the people of the list.
fn people(council: &Path) -> Vec<(String, String)> {
    let rows = column(&council.join("people.csv"), &["name", "role"]);
    rows.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

/// Every name of staff in the extracts and on the list.
fn staff(council: &Path) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = people(council).into_iter().map(|(name, _)| name).collect();
    for file in ["oversights.csv", "reviews.csv", "disputes.csv"] {
        names.extend(column(&council.join("extracts").join(file), &STAFF_COLUMNS));
    }
    names.remove("");
    names
}

/// The values of the columns with these headings, row by row.
fn column(file: &Path, headings: &[&str]) -> Vec<String> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let found: Vec<usize> = {
        let head = reader.headers().unwrap();
        headings.iter().filter_map(|heading| head.iter().position(|one| one == *heading)).collect()
    };
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    rows.iter().flat_map(|row| found.iter().map(|at| row[*at].to_owned())).collect()
}

fn export(sample: &str, file: &str, more: &[&str]) -> Vec<u8> {
    said(room(), &[&["export", file, sample], more].concat());
    std::fs::read(room().join(file)).unwrap()
}

/// All text inside a workbook: sheets, shared words, charts with their caches, properties.
fn text_of(bytes: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        text.push_str(&part.name().unwrap());
        text.push('\n');
        part.read_to_string(&mut text).unwrap();
    }
    text
}

/// What a draw must not give away of the records of its frame: references, children, and the tickets of the cases.
fn secrets(sample: &str) -> Vec<String> {
    let manifest: Value = serde_json::from_str(&said(room(), &["sample", "manifest", sample])).unwrap();
    let of = |part: &str, key: &str| -> Vec<String> {
        manifest[part].as_array().unwrap().iter().filter_map(|row| row[key].as_str().map(str::to_owned)).collect()
    };
    let tickets = of("cases", "ticket").into_iter().map(|ticket| ticket[2..14].to_owned());
    let digests =
        of("frame", "record").into_iter().map(|one| dipsample::digest::sha256_hex(one.as_bytes())[..16].to_owned());
    [of("frame", "record"), of("frame", "child")].concat().into_iter().chain(tickets).chain(digests).collect()
}

#[test]
fn nobody_and_no_record_can_be_found_in_the_whole_file() {
    for sample in ["strata", "half", "oversights-2026-10"] {
        let text = text_of(export(sample, &format!("{sample}.xlsx"), &[]));
        let names = staff(room());
        assert!(names.len() > 10);
        for secret in names.iter().chain(&secrets(sample)) {
            assert!(!text.contains(secret.as_str()), "{sample}: {secret}");
        }
        assert!(text.contains("S-") && text.contains("R-") && text.contains("C-"));
    }
    let named = text_of(export("strata", "named.xlsx", &["--identifiable"]));
    assert!(staff(room()).iter().any(|name| named.contains(name.as_str())));
    assert!(secrets("strata").iter().any(|secret| named.contains(secret.as_str())));
}

#[test]
fn one_human_being_has_one_pseudonym_on_every_sheet_and_who_tells_it() {
    let mut book = Xlsx::new(Cursor::new(export("strata", "who.xlsx", &[]))).unwrap();
    let cells = |range: Range<Data>| -> BTreeSet<String> {
        range
            .used_cells()
            .filter_map(|(_, _, cell)| cell.get_string())
            .filter(|cell| cell.starts_with("S-"))
            .map(str::to_owned)
            .collect()
    };
    let [cases, grades, method, findings] =
        ["Cases", "Grades", "Method", "Findings"].map(|name| cells(book.worksheet_range(name).unwrap()));
    assert!(!cases.is_empty() && cases.is_subset(&grades) && cases.is_subset(&method) && findings.is_subset(&cases));
    let known = staff(room());
    for pseudonym in &cases {
        let told: Value = serde_json::from_str(&said(room(), &["who", pseudonym, "--json"])).unwrap();
        assert!(known.contains(told["is"].as_str().unwrap()), "{told}");
    }
}

#[test]
fn a_withdrawn_sample_says_so_on_every_sheet() {
    let bytes = export("half", "withdrawn.xlsx", &[]);
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        assert!(
            range
                .used_cells()
                .any(|(_, _, cell)| cell.get_string().is_some_and(|words| words.starts_with("WITHDRAWN: "))),
            "{name}"
        );
    }
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    assert_eq!(export("strata", "one.xlsx", &[]), export("strata", "two.xlsx", &[]));
}

#[test]
fn method_names_the_digest_of_the_manifest_as_it_is_printed() {
    let manifest = said(room(), &["sample", "manifest", "strata"]);
    let mut book = Xlsx::new(Cursor::new(export("strata", "method.xlsx", &[]))).unwrap();
    let method = book.worksheet_range("Method").unwrap();
    let digest = dipsample::digest::sha256_hex(manifest.as_bytes());
    assert!(method.used_cells().any(|(_, _, cell)| cell.get_string() == Some(digest.as_str())));
    std::fs::write(room().join("strata.manifest.json"), manifest).unwrap();
    assert!(said(room(), &["verify", "strata.manifest.json"]).contains("agree"));
}

/// Whether a row has these figures side by side, an undefined one as a dash: count, share, low, high, or with the n between.
fn holds(row: &[Data], estimate: &Value) -> bool {
    let cell = |cell: &Data, key: &str| match estimate[key].as_f64() {
        Some(figure) => cell.get_float().is_some_and(|shown| (shown - figure).abs() < 1e-12),
        None => cell.get_string() == Some("–"),
    };
    let keys: [&[&str]; 2] = [&["count", "share", "low", "high"], &["count", "of", "share", "low", "high"]];
    keys.iter()
        .any(|keys| row.windows(keys.len()).any(|cells| cells.iter().zip(*keys).all(|(one, key)| cell(one, key))))
}

#[test]
fn every_estimate_of_the_json_stands_in_the_workbook() {
    let found: Value = serde_json::from_str(&said(room(), &["findings", "strata", "--json"])).unwrap();
    let mut book = Xlsx::new(Cursor::new(export("strata", "figures.xlsx", &["--identifiable"]))).unwrap();
    let mut sheet = |name: &str| book.worksheet_range(name).unwrap();
    let (grades, criteria, themes, trend) = (sheet("Grades"), sheet("Criteria"), sheet("Themes"), sheet("Trend"));
    let mut checked = 0;
    let mut check = |range: &Range<Data>, key: &Value, estimates: &Value| {
        let row =
            range.rows().find(|row| row[0].get_string() == key.as_str()).unwrap_or_else(|| panic!("no row {key}"));
        for estimate in estimates.as_array().unwrap() {
            assert!(holds(row, estimate), "{key}: {estimate}\n{row:?}");
            checked += 1;
        }
    };
    let one = |estimate: &Value| Value::Array(vec![estimate.clone()]);
    let list = |part: &str| found[part].as_array().unwrap().clone();
    for grade in list("grades").iter().filter(|grade| grade["name"] != "good-or-better") {
        check(&grades, &grade["label"], &one(grade));
    }
    for part in list("by") {
        check(&grades, &part["value"], &part["grades"]);
    }
    for question in list("criteria") {
        check(&criteria, &question["label"], &question["grades"]);
    }
    for theme in list("themes") {
        check(&themes, &theme["share"]["label"], &one(&theme["share"]));
    }
    for point in list("trend") {
        check(&trend, &point["label"], &point["grades"]);
    }
    assert!(checked > 60, "{checked}");
}
