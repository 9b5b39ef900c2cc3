//! The readers on whatever bytes they are given: they end, and say what is wrong, and nothing breaks.
//!
//! The seeds in `tests/seeds/` are read as they are, and then with bytes changed, left out, doubled and put in by chance;
//! of a workbook also the parts that are packed in it. `FUZZ=20000 cargo test --release --test suite fuzz` tries so many of
//! each kind; without it a few hundred are tried. An input that breaks a reader is printed by proptest in its smallest
//! form: it goes into `tests/seeds/` as a file.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use chrono::NaiveDate;
use dipsample::intake::{self, Content, Mapping, Options, Part};
use proptest::prelude::*;
use proptest::test_runner::Config;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// One change: what is done, where (as a share of the length), with which bytes.
type Change = (u8, u16, Vec<u8>);

/// Pieces that readers have reason to stumble over.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\r",
    b"\n",
    b",",
    b";",
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"Total",
    b"46297",
    b"1900-01-01",
    b"<",
    b">",
    b"&",
    b"&#x110000;",
    b"</CHILD>",
    b"<!DOCTYPE x>",
    b"<![CDATA[",
    b"]]>",
    b"=",
    b"r=\"XFD1048577\"",
    b"r=\"A0\"",
    b"s=\"99999\"",
    b"t=\"s\"",
    b"<v>99999999999</v>",
    b"1e308",
    b"-1",
    b"NaN",
    b"count=\"4294967295\"",
    b"[[",
    b"kind = ",
    b"\xc3",
];

fn seed(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds").join(name)).unwrap()
}

fn names() -> Vec<String> {
    let folder = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds")).unwrap();
    let mut names: Vec<String> = folder.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names.retain(|name| name != "README.md");
    names
}

fn options() -> Options {
    Options::new(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap())
}

/// Reads a file to its end, as an import does; returns how many rows came in or were refused, and the tables not understood.
fn read(bytes: &[u8], options: &Options) -> (u64, usize) {
    let Ok(found) = intake::open(&bytes.to_vec(), options) else { return (0, 1) };
    let (mut rows, mut unknown): (u64, usize) = (0, 0);
    let mut parts: Vec<Part> = Vec::new();
    for table in found {
        match table.content {
            Content::Extract(mut extract) => {
                while extract.next_row().is_some() {
                    rows += 1;
                }
                match extract.finish() {
                    Ok(ending) => assert!(ending.refused <= ending.rows_read),
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
            Content::Part(part) => parts.push(*part),
            Content::Unknown(error) => {
                assert!(!error.to_string().is_empty());
                unknown += 1;
            }
        }
    }
    match intake::join(parts, options, None) {
        Ok(groups) => rows += groups.iter().map(|group| group.rows.len() as u64).sum::<u64>(),
        Err((_, error)) => assert!(!error.to_string().is_empty()),
    }
    (rows, unknown)
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for (what, place, with) in changes {
        let at = bytes.len() * usize::from(*place) / (usize::from(u16::MAX) + 1);
        let until = (at + with.len().max(1) * 3).min(bytes.len());
        match what % 6 {
            0 => drop(bytes.splice(at..at, with.iter().copied())),
            1 => drop(bytes.drain(at..until)),
            2 => {
                let double = bytes[at..until].to_vec();
                bytes.splice(at..at, double.iter().copied().cycle().take(double.len() * 5));
            }
            3 => {
                let piece = PIECES[with.first().map_or(0, |byte| usize::from(*byte)) % PIECES.len()];
                bytes.splice(at..at, piece.iter().copied());
            }
            4 => bytes.truncate(at),
            _ => bytes[at..until].iter_mut().zip(with.iter().cycle()).for_each(|(byte, with)| *byte ^= with),
        }
        bytes.truncate(1 << 20);
    }
    bytes
}

/// The same workbook with one of its parts changed.
fn part_changed(book: &[u8], part: usize, changes: &[Change]) -> Vec<u8> {
    let mut packed = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let chosen = part % packed.len();
    for at in 0..packed.len() {
        let mut file = packed.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        if at == chosen {
            bytes = changed(bytes, changes);
        }
        out.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec((any::<u8>(), any::<u16>(), prop::collection::vec(any::<u8>(), 1..6)), 1..6)
}

fn config() -> Config {
    let cases = std::env::var("FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(160);
    Config { cases, failure_persistence: None, ..Config::default() }
}

#[test]
fn each_seed_is_read_as_it_is() {
    let expected = [
        ("header.csv", 1),
        ("office.ods", 0),
        ("office.xls", 0),
        ("office.xlsx", 3),
        ("oversights-utf16.txt", 3),
        ("oversights-windows-1252.csv", 3),
        ("oversights.csv", 3),
        ("reviews.csv", 2),
    ];
    for name in names() {
        let (rows, _) = read(&seed(&name), &options());
        if let Some((_, count)) = expected.iter().find(|(known, _)| *known == name) {
            assert_eq!(rows, *count, "{name}");
        }
        if name.ends_with(".toml") {
            let _ = Mapping::parse(&String::from_utf8(seed(&name)).unwrap());
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn changed_texts_are_read_or_refused(
        name in prop::sample::select(names().into_iter().filter(|name| !name.starts_with("office")).collect::<Vec<_>>()),
        changes in changes(),
        encoding in prop::sample::select(vec![None, Some("utf-8"), Some("windows-1252"), Some("utf-16le"), Some("shift_jis")]),
    ) {
        let options = Options { encoding: encoding.map(str::to_owned), ..options() };
        read(&changed(seed(&name), &changes), &options);
    }

    #[test]
    fn changed_workbooks_are_read_or_refused(
        name in prop::sample::select(names().into_iter().filter(|name| name.starts_with("office")).collect::<Vec<_>>()),
        changes in changes(),
    ) {
        read(&changed(seed(&name), &changes), &options());
    }

    #[test]
    fn workbooks_of_changed_parts_are_read_or_refused(
        part in 0..64_usize, changes in changes(),
    ) {
        read(&part_changed(&seed("office.xlsx"), part, &changes), &options());
    }

    #[test]
    fn changed_mapping_files_are_read_or_refused(changes in changes()) {
        let text = String::from_utf8_lossy(&changed(seed("mapping.toml"), &changes)).into_owned();
        if let Ok(mapping) = Mapping::parse(&text) {
            read(&seed("oversights.csv"), &Options { columns: Some(mapping), ..options() });
        }
    }

    #[test]
    fn changed_lists_of_people_are_read_or_refused(changes in changes()) {
        let list = b"name,login,role,from\nPriya Nair,pnair,iro,01/02/2026\nTom,,auditor,\n".to_vec();
        let _ = intake::read_people(&changed(list, &changes), options().today);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes, &options());
    }
}
