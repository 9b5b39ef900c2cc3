//! Files that the program makes for people: workbooks, pages, packs, lists, manifests. The only code that creates one.
//!
//! A file is written whole under a random name in the target folder, readable by its owner alone, and then renamed in one step.
//! What is already at its path is examined first ([`look`]). A register is never replaced, and links are never followed. The
//! caller, who knows what was written before, decides whether any other file may be replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::digest;

/// The ending of a file that is being written.
const ENDING: &str = ".dipsample-part";
/// The beginning of every SQLite file, and so of every register.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// The age at which a temporary file counts as left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(60 * 60);

/// Random bytes in a temporary file's name.
pub type Chance = [u8; 8];

/// What is already at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    Free,
    /// A file of these bytes, named by their SHA-256.
    File {
        /// Lower-case hex.
        sha256: String,
    },
    /// A register, or another SQLite file.
    Register,
    /// A folder.
    Folder,
    /// A link to somewhere else.
    Link,
    /// A device, a pipe or the like.
    Device,
}

/// Examines what is already at a path.
///
/// # Errors
/// [`io::Error`] where something is there that cannot be read.
pub fn look(path: &Path) -> io::Result<Place> {
    let facts = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::Free),
        other => other?,
    };
    if facts.file_type().is_symlink() {
        return Ok(Place::Link);
    }
    if facts.is_dir() {
        return Ok(Place::Folder);
    }
    if !facts.is_file() {
        return Ok(Place::Device);
    }
    let mut file = File::open(path)?;
    let mut bytes = vec![0; 1 << 16];
    let mut running = digest::Running::new();
    let mut first = true;
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(Place::File { sha256: running.finish_hex() }),
            count => {
                if std::mem::take(&mut first) && bytes[..count].starts_with(SQLITE) {
                    return Ok(Place::Register);
                }
                running.feed(&bytes[..count]);
            }
        }
    }
}

/// A complete file under a temporary name. [`Prepared::put`] renames it; otherwise it is removed.
#[derive(Debug)]
pub struct Prepared {
    part: PathBuf,
    path: PathBuf,
    replaces: bool,
}

impl Prepared {
    /// Writes the bytes under a temporary name in the target folder.
    ///
    /// # Errors
    /// [`io::Error`] where they cannot be written.
    pub fn new(path: &Path, bytes: &[u8], chance: Chance) -> io::Result<Prepared> {
        Prepared::stream(path, chance, |file| file.write_all(bytes)).map(|(prepared, ())| prepared)
    }

    /// Streams a file under a temporary name in the target folder.
    ///
    /// # Errors
    /// [`io::Error`] where it cannot be written.
    pub fn stream<T>(
        path: &Path,
        chance: Chance,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<(Prepared, T)> {
        let part = beside(path, chance);
        let file = new_private_file(&part)?;
        let prepared = Prepared { part, path: path.to_owned(), replaces: false };
        remove_left_behind(&prepared.part, &file);
        let mut buffered = BufWriter::with_capacity(1 << 20, file);
        let written = write(&mut buffered)?;
        buffered.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok((prepared, written))
    }

    /// Allows the file to replace one with the same name.
    #[must_use]
    pub fn replacing(mut self) -> Prepared {
        self.replaces = true;
        self
    }

    /// Gives the file its name. One that appeared there in the meantime is not replaced.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] where a file appeared; [`io::Error`] where the name cannot be given.
    pub fn put(self) -> io::Result<()> {
        if self.replaces {
            return fs::rename(&self.part, &self.path);
        }
        match fs::hard_link(&self.part, &self.path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // On a file system without hard links, an empty file reserves the name first.
            Err(_) => new_private_file(&self.path).and_then(|_| fs::rename(&self.part, &self.path)),
            Ok(()) => Ok(()),
        }
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // It is already gone, or the next file written here removes it.
        let _ = fs::remove_file(&self.part);
    }
}

fn beside(path: &Path, chance: Chance) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}{ENDING}", digest::hex(&chance)));
    path.with_file_name(name)
}

/// Creates a file that only its owner can read. Fails if anything has the name already, even a link.
fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Removes old temporary files from the same folder. A file that cannot be removed is left.
fn remove_left_behind(own: &Path, file: &File) {
    let (Some(folder), Ok(now)) = (own.parent(), file.metadata().and_then(|facts| facts.modified())) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_part = entry.file_name().to_string_lossy().ends_with(ENDING);
        let modified = || entry.metadata().ok().filter(fs::Metadata::is_file)?.modified().ok();
        if is_part && modified().and_then(|then| now.duration_since(then).ok()).is_some_and(|age| age >= LEFT_BEHIND) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANCE: Chance = [7; 8];

    #[test]
    fn a_file_appears_whole_and_readable_by_its_owner_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("list.csv");
        let prepared = Prepared::new(&path, b"a,b\n", CHANCE).unwrap();
        assert!(!path.exists());
        prepared.put().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a,b\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_appeared_in_the_meantime_is_not_replaced_unless_that_was_allowed() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("list.csv");
        let prepared = Prepared::new(&path, b"new", CHANCE).unwrap();
        fs::write(&path, b"theirs").unwrap();
        assert_eq!(prepared.put().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        Prepared::new(&path, b"new", CHANCE).unwrap().replacing().put().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_stands_at_a_name_is_known() {
        let folder = tempfile::TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), b"abc").unwrap();
        fs::write(at("register"), b"SQLite format 3\0and more").unwrap();
        fs::create_dir(at("folder")).unwrap();
        // The digest of "abc" is the example of FIPS 180-2, appendix B.1.
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned();
        assert_eq!(look(&at("nothing")).unwrap(), Place::Free);
        assert_eq!(look(&at("file")).unwrap(), Place::File { sha256 });
        assert_eq!(look(&at("register")).unwrap(), Place::Register);
        assert_eq!(look(&at("folder")).unwrap(), Place::Folder);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("file"), at("link")).unwrap();
            assert_eq!(look(&at("link")).unwrap(), Place::Link);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_waits_under_the_name_of_the_part_is_not_followed() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("f.xlsx");
        fs::write(folder.path().join("victim"), b"victim").unwrap();
        std::os::unix::fs::symlink(folder.path().join("victim"), beside(&path, CHANCE)).unwrap();
        assert!(Prepared::new(&path, b"new", CHANCE).is_err());
        assert_eq!(fs::read(folder.path().join("victim")).unwrap(), b"victim");
    }

    #[test]
    fn what_was_left_behind_long_ago_is_removed_and_what_is_new_stays() {
        let folder = tempfile::TempDir::new().unwrap();
        let part = |name: &str| folder.path().join(format!(".{name}.0000{ENDING}"));
        for name in ["old", "new"] {
            fs::write(part(name), b"half").unwrap();
        }
        let long_ago = std::time::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        File::options().write(true).open(part("old")).unwrap().set_modified(long_ago).unwrap();
        Prepared::new(&folder.path().join("f.csv"), b"", CHANCE).unwrap().put().unwrap();
        assert!(!part("old").exists() && part("new").exists());
    }
}
