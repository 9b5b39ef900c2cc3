//! Every part of every workbook that the tests make is parsed by a strict XML parser, and held against what a spreadsheet takes.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use dipsample::digest::sha256_hex;
use roxmltree::{Document, ParsingOptions};
use rusqlite::{Connection, OpenFlags};
use zip::ZipArchive;

/// The most UTF-16 units that a cell holds.
const LONGEST: usize = 32_767;

/// Checks a workbook; gives what is wrong with it.
pub(crate) fn fault(bytes: &[u8]) -> Option<String> {
    let mut book = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(error) => return Some(error.to_string()),
    };
    for at in 0..book.len() {
        let mut part = book.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        if ![".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let mut text = String::new();
        if let Err(error) = part.read_to_string(&mut text) {
            return Some(format!("{name}: {error}"));
        }
        let options = ParsingOptions { nodes_limit: u32::MAX, ..ParsingOptions::default() };
        let document = match Document::parse_with_options(&text, options) {
            Ok(document) => document,
            Err(error) => return Some(format!("{name}: {error}")),
        };
        let is_text = |node: &roxmltree::Node| node.tag_name().name() == "t";
        for node in document.descendants().filter(is_text) {
            if node.text().is_some_and(|text| text.encode_utf16().count() > LONGEST) {
                return Some(format!("{name}: a cell has more than {LONGEST} units"));
            }
        }
    }
    None
}

/// Checks the workbooks in a folder that the register in it says the program wrote.
pub(crate) fn check_written(folder: &Path) {
    let written = written(&folder.join("register.dipsample"));
    for path in workbooks(folder) {
        let bytes = std::fs::read(&path).unwrap();
        if written.contains(&sha256_hex(&bytes)) {
            let fault = fault(&bytes);
            assert!(fault.is_none(), "{}: {}", path.display(), fault.unwrap_or_default());
        }
    }
}

/// The digests of the files that were written; none where there is no register that can be read.
fn written(register: &Path) -> BTreeSet<String> {
    let read = || -> rusqlite::Result<BTreeSet<String>> {
        let register = Connection::open_with_flags(register, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut query = register.prepare("SELECT sha256 FROM written")?;
        query.query_map([], |row| row.get(0))?.collect()
    };
    read().unwrap_or_default()
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths
        .flat_map(|path| match path.is_dir() && !path.is_symlink() {
            true => workbooks(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")))
        .collect()
}

#[test]
fn what_a_spreadsheet_refuses_is_found() {
    let book = |text: &str| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, format!("<sst><si><t>{text}</t></si></sst>").as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert_eq!(fault(&book("fine")), None);
    for text in ["\u{1}", "&#1;", "\u{ffff}", "<b>", "&nothing;", "a & b", &"\u{1f600}".repeat(16_384)] {
        assert!(fault(&book(text)).is_some(), "{text:?}");
    }
    assert!(fault(b"no workbook").is_some());
}

#[test]
fn a_workbook_that_the_program_wrote_is_known_and_so_is_checked() {
    let room = crate::room::Room::staffed();
    room.import("a.csv", "Case note ID,Person ID,Date of event,Recorded by,Note\nN1,K1,01/10/2026,Ann,One\n").ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name s").ok();
    room.run("export findings.xlsx s").ok();
    let bytes = std::fs::read(room.path("findings.xlsx")).unwrap();
    assert!(written(&room.path("register.dipsample")).contains(&sha256_hex(&bytes)));
    assert_eq!(workbooks(room.folder()), [room.path("findings.xlsx")]);
}

#[test]
fn a_paper_form_is_read_by_a_strict_parser_too() {
    let room = crate::room::Room::empty();
    for rubric in ["oversight", "review-record", "dispute", "care-plan"] {
        room.run(&format!("rubric export {rubric} {rubric}.xlsx")).ok();
        assert_eq!(fault(&std::fs::read(room.path(&format!("{rubric}.xlsx"))).unwrap()), None, "{rubric}");
    }
}
