//! What a file looks like from its first bytes, so that each kind of file finds its reader, and somebody who sends a
//! database or a web page hears what it is and what to do, and not that row 1 has a strange character.

use crate::intake::error::IntakeError;

const SAVE_AS: &str = "open it in Excel, choose Save As, and \"Excel Workbook (.xlsx)\"";
const NOT_AN_EXTRACT: &str =
    "export the records from your case management system as CSV or as a workbook and import that";
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// Delimited text.
    Text,
    /// An XML file.
    Xml,
}

/// Beginnings that tell what a file is: the bytes, the words for it, and what to do.
const BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"SQLite format 3\0", "an SQLite database, such as a dipsample register", NOT_AN_EXTRACT),
    (b"%PDF", "a PDF document", NOT_AN_EXTRACT),
    (b"{\\rtf", "a Word document (.rtf)", NOT_AN_EXTRACT),
    (b"\x1f\x8b", "a compressed file (.gz)", "unpack it first"),
    (b"\x89PNG", "a picture", NOT_AN_EXTRACT),
    (b"\xff\xd8\xff", "a picture", NOT_AN_EXTRACT),
];

/// Beginnings of what is packed as workbooks are.
const WORKBOOKS: &[&[u8]] = &[b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"];

/// The same for text, compared in lower case behind a byte order mark and white space.
const TEXT_BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"<!doctype html", "a web page, perhaps with a name that ends in .xls", SAVE_AS),
    (b"<html", "a web page, perhaps with a name that ends in .xls", SAVE_AS),
    (b"<table", "a web page, perhaps with a name that ends in .xls", SAVE_AS),
    (b"{\"", "a JSON file", NOT_AN_EXTRACT),
    (b"[{", "a JSON file", NOT_AN_EXTRACT),
];

/// What an XML Spreadsheet 2003 says of itself in its first element.
const SPREADSHEET_2003: &[u8] = b"urn:schemas-microsoft-com:office:spreadsheet";

/// Whether the file is a workbook of any kind, or something else that is packed as one.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    WORKBOOKS.iter().any(|bytes| head.starts_with(bytes))
}

/// Tells what a file is by its first bytes; `utf16` says that they are text in UTF-16, where noughts belong.
///
/// # Errors
/// [`IntakeError::NotText`] where nothing here can read it, with what it looks like and what to do.
pub(super) fn looks(head: &[u8], utf16: bool) -> Result<Looks, IntakeError> {
    let body = head.strip_prefix(UTF8_MARK).unwrap_or(head);
    let letters = body.iter().filter(|byte| !utf16 || !matches!(byte, 0 | 0xfe | 0xff));
    let lower: Vec<u8> =
        letters.skip_while(|byte| byte.is_ascii_whitespace()).take(32).map(u8::to_ascii_lowercase).collect();
    let known = BEGINNINGS.iter().find(|(bytes, ..)| head.starts_with(bytes));
    let known = known.or_else(|| TEXT_BEGINNINGS.iter().find(|(bytes, ..)| lower.starts_with(bytes)));
    if let Some((_, looks, advice)) = known {
        return Err(IntakeError::NotText { looks, advice });
    }
    if lower.starts_with(b"<") {
        let text: Vec<u8> = body.iter().copied().filter(|byte| !utf16 || *byte != 0).collect();
        return match text.windows(SPREADSHEET_2003.len()).any(|window| window == SPREADSHEET_2003) {
            true => Err(IntakeError::NotText { looks: "an XML Spreadsheet 2003", advice: SAVE_AS }),
            false => Ok(Looks::Xml),
        };
    }
    match body.contains(&0) && !utf16 {
        true => Err(IntakeError::NotText { looks: "not text at all", advice: NOT_AN_EXTRACT }),
        false => Ok(Looks::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_told_apart() {
        for (head, words) in [
            (&b"SQLite format 3\0\x10"[..], "SQLite"),
            (b"\xef\xbb\xbf <!DOCTYPE HTML>", "web page"),
            (b"[{\"a\": 1}]", "JSON"),
            (b"%PDF-1.7", "PDF"),
            (
                b"<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "XML Spreadsheet 2003",
            ),
            (b"a,b\n1,\0 and more text", "not text"),
        ] {
            let Err(IntakeError::NotText { looks, .. }) = looks(head, false) else { panic!("{words}") };
            assert!(looks.contains(words), "{words}");
        }
    }

    #[test]
    fn each_kind_of_file_finds_its_reader() {
        let utf16: Vec<u8> = "\u{feff}Person ID,Team".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (head, utf16, expected) in [
            (&b"<?xml version='1.0'?>"[..], false, Looks::Xml),
            (b"\xef\xbb\xbfPerson ID", false, Looks::Text),
            (&utf16, true, Looks::Text),
            (b"", false, Looks::Text),
        ] {
            assert_eq!(looks(head, utf16).unwrap(), expected);
            assert!(!is_workbook(head));
        }
        assert!(is_workbook(b"PK\x03\x04\x14\0") && is_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
    }
}
