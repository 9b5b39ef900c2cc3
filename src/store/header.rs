//! What the first bytes of a register's file say before SQLite reads it, so that a damaged register is called damaged and not
//! foreign.
//!
//! The layout is that of "The Database Header" in SQLite's file format (sqlite.org/fileformat2.html, 1.3).

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::error::StoreError;
use super::place::beside;
use super::schema;

/// Bytes of the header.
const LENGTH: usize = 100;
/// What every file of SQLite begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The header of a register's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Bytes of the file.
    length: u64,
    /// Bytes of a page.
    page: u64,
    /// How many pages the file should have, where the header knows.
    pages: Option<u64>,
    /// Whether changes are kept in a file beside it until they are copied in.
    writes_ahead: bool,
}

impl Header {
    /// Reads it.
    ///
    /// # Errors
    /// There is no file, it cannot be read, or it is empty, cut off within the header, or of another program.
    pub(super) fn read(path: &Path) -> Result<Header, StoreError> {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing(path.to_owned()),
            _ => StoreError::NotReadable { path: path.to_owned(), why: error.to_string() },
        };
        // What is no file is not opened: a pipe would never answer.
        let facts = fs::metadata(path).map_err(unreadable)?;
        if !facts.is_file() {
            return Err(StoreError::Foreign(path.to_owned()));
        }
        let file = File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::with_capacity(LENGTH);
        file.take(LENGTH as u64).read_to_end(&mut bytes).map_err(unreadable)?;
        match Header::parse(&bytes, facts.len()) {
            _ if bytes.is_empty() => Err(StoreError::Empty(path.to_owned())),
            Some(header) => Ok(header),
            None if bytes.starts_with(MAGIC) && bytes.len() < LENGTH => {
                Err(StoreError::Damaged(format!("{} ends after {} bytes", path.display(), bytes.len())))
            }
            None => Err(StoreError::Foreign(path.to_owned())),
        }
    }

    fn parse(bytes: &[u8], length: u64) -> Option<Header> {
        let header: &[u8; LENGTH] = bytes.try_into().ok()?;
        let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        if !header.starts_with(MAGIC) || i64::from(number(68)) != schema::APPLICATION_ID {
            return None;
        }
        let page = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            page => u64::from(page),
        };
        // The number of pages holds only if it was written by whoever changed the file last.
        let pages = (number(24) == number(92)).then(|| u64::from(number(28)));
        Some(Header { length, page, pages, writes_ahead: header[19] == 2 })
    }

    /// How many pages of how many are missing at the end.
    fn missing(&self) -> Option<(u64, u64)> {
        let pages = self.pages?;
        let there = self.length.checked_div(self.page)?;
        (there < pages).then(|| (pages - there, pages))
    }

    /// What an error in opening the file comes from, as far as the file itself shows.
    pub(super) fn explain(&self, path: &Path, error: StoreError) -> StoreError {
        let path_of = || path.to_owned();
        let broken_off = fs::metadata(beside(path, "-journal")).is_ok_and(|facts| facts.len() > 0);
        match (error, self.missing()) {
            (StoreError::Damaged(_), Some((missing, of))) => StoreError::CutOff { path: path_of(), missing, of },
            (StoreError::Damaged(why), None) => StoreError::Damaged(format!("{}: {why}", path.display())),
            (StoreError::NotWritable(_), _) if broken_off => StoreError::BrokenOff(path_of()),
            (StoreError::NotWritable(_), _) if self.writes_ahead => StoreError::WritesAhead(path_of()),
            (error, _) => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(pages: u32, version_valid_for: u32) -> Vec<u8> {
        let mut bytes = vec![0; LENGTH];
        bytes[..16].copy_from_slice(MAGIC);
        bytes[16..18].copy_from_slice(&4096_u16.to_be_bytes());
        bytes[24..28].copy_from_slice(&7_u32.to_be_bytes());
        bytes[28..32].copy_from_slice(&pages.to_be_bytes());
        bytes[68..72].copy_from_slice(&u32::try_from(schema::APPLICATION_ID).unwrap().to_be_bytes());
        bytes[92..96].copy_from_slice(&version_valid_for.to_be_bytes());
        bytes
    }

    #[test]
    fn pages_that_are_missing_at_the_end_are_counted() {
        for (length, valid, missing) in [
            (10 * 4096, 7, None),
            (11 * 4096, 7, None),
            (10 * 4096 - 1, 7, Some((1, 10))),
            (4096, 7, Some((9, 10))),
            (4096, 6, None),
        ] {
            let header = Header::parse(&bytes(10, valid), length).unwrap();
            assert_eq!(header.missing(), missing, "{length} {valid}");
        }
        assert_eq!(Header::parse(&bytes(10, 7)[..99], 99), None);
        let mut other = bytes(10, 7);
        other[68] = 0;
        assert_eq!(Header::parse(&other, 40960), None, "of another program");
    }

    #[test]
    fn an_error_is_explained_by_what_lies_beside_the_file() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("r.dipsample");
        let header = |ahead| Header { length: 4096, page: 4096, pages: Some(2), writes_ahead: ahead };
        let read_only = || StoreError::NotWritable("read-only".to_owned());
        assert!(matches!(header(false).explain(&path, read_only()), StoreError::NotWritable(_)));
        assert!(matches!(header(true).explain(&path, read_only()), StoreError::WritesAhead(_)));
        let malformed = StoreError::Damaged("malformed".to_owned());
        assert!(matches!(header(true).explain(&path, malformed), StoreError::CutOff { missing: 1, of: 2, .. }));
        assert!(matches!(header(true).explain(&path, StoreError::Busy), StoreError::Busy));
        for (left, is_hot) in [("", false), ("pages", true)] {
            fs::write(folder.path().join("r.dipsample-journal"), left).unwrap();
            let explained = header(false).explain(&path, read_only());
            assert_eq!(matches!(explained, StoreError::BrokenOff(_)), is_hot, "{explained}");
        }
    }
}
