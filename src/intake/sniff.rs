//! What a file looks like from its first bytes, so that somebody who sends a workbook, a database or a web page hears
//! what it is and what to do, and not that row 1 has a strange character.

use super::error::IntakeError;

const SAVE_AS: &str = "open it in Excel, choose Save As, and \"CSV UTF-8 (Comma delimited)\"";
const NOT_AN_EXTRACT: &str = "export the records from your case management system as CSV and import that file";
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Beginnings that tell what a file is: the bytes, the words for it, and what to do.
const BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"SQLite format 3\0", "an SQLite database, such as a dipsample register", NOT_AN_EXTRACT),
    (b"PK\x03\x04", "a workbook (.xlsx) or another zipped file", SAVE_AS),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook of an older Excel (.xls) or a protected one", SAVE_AS),
    (b"%PDF", "a PDF document", NOT_AN_EXTRACT),
    (b"{\\rtf", "a Word document (.rtf)", NOT_AN_EXTRACT),
    (b"\x1f\x8b", "a compressed file (.gz)", "unpack it first"),
    (b"\xff\xfe", "text in the encoding UTF-16", SAVE_AS),
    (b"\xfe\xff", "text in the encoding UTF-16", SAVE_AS),
    (b"\x89PNG", "a picture", NOT_AN_EXTRACT),
    (b"\xff\xd8\xff", "a picture", NOT_AN_EXTRACT),
];

/// The same for text, compared in lower case behind a byte order mark and white space.
const TEXT_BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"<!doctype html", "a web page, perhaps with a name that ends in .xls", SAVE_AS),
    (b"<html", "a web page, perhaps with a name that ends in .xls", SAVE_AS),
    (b"<table", "a web page, perhaps with a name that ends in .xls", SAVE_AS),
    (b"<", "an XML file", NOT_AN_EXTRACT),
    (b"{\"", "a JSON file", NOT_AN_EXTRACT),
    (b"[{", "a JSON file", NOT_AN_EXTRACT),
];

/// Returns how many bytes of a byte order mark the text begins with.
///
/// # Errors
/// [`IntakeError::NotText`] where the file is something other than text, with what it looks like and what to do.
pub(super) fn text(head: &[u8]) -> Result<usize, IntakeError> {
    let mark = if head.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    let body = head.get(mark..).unwrap_or_default();
    let lower = body.trim_ascii_start().get(..32.min(body.trim_ascii_start().len())).unwrap_or_default();
    let lower = lower.to_ascii_lowercase();
    let known = BEGINNINGS.iter().find(|(bytes, ..)| head.starts_with(bytes));
    let known = known.or_else(|| TEXT_BEGINNINGS.iter().find(|(bytes, ..)| lower.starts_with(bytes)));
    if let Some((_, looks, advice)) = known {
        return Err(IntakeError::NotText { looks, advice });
    }
    let noughts = body.iter().filter(|byte| **byte == 0).count();
    match noughts {
        0 => Ok(mark),
        _ if noughts * 3 >= body.len() => {
            Err(IntakeError::NotText { looks: "text in the encoding UTF-16", advice: SAVE_AS })
        }
        _ => Err(IntakeError::NotText { looks: "not text at all", advice: NOT_AN_EXTRACT }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(head: &[u8]) -> Option<&'static str> {
        match text(head) {
            Err(IntakeError::NotText { looks, .. }) => Some(looks),
            _ => None,
        }
    }

    #[test]
    fn other_files_are_told_apart() {
        let utf16: Vec<u8> = "Person ID,Team".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (head, words) in [
            (&b"PK\x03\x04\x14\0"[..], "workbook"),
            (b"SQLite format 3\0\x10", "SQLite"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Excel"),
            (b"\xff\xfeP\0", "UTF-16"),
            (&utf16, "UTF-16"),
            (b"\xef\xbb\xbf <!DOCTYPE HTML>", "web page"),
            (b"<?xml version='1.0'?>", "XML"),
            (b"[{\"a\": 1}]", "JSON"),
            (b"a,b\n1,\0 and more text", "not text"),
        ] {
            assert!(looks(head).is_some_and(|looks| looks.contains(words)), "{words}");
        }
    }

    #[test]
    fn text_passes_and_its_mark_is_measured() {
        assert!(matches!(text(b"Person ID,Team\n"), Ok(0)));
        assert!(matches!(text(b"\xef\xbb\xbfPerson ID"), Ok(3)));
        assert!(matches!(text(b""), Ok(0)));
    }
}
