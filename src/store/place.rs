//! Putting a new register into its place: whole or not at all, and never over a file that holds anything.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::error::StoreError;

/// Where a register is built that shall stand at `path`: beside it, under a name of its own.
pub(super) fn neighbour(path: &Path, mark: &str) -> PathBuf {
    beside(path, &format!(".{mark}.part"))
}

/// The file of this name with an ending of its own.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    path.with_file_name(name)
}

/// Makes a new file that only its owner can read.
pub(super) fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether there is a file that holds nothing: what a place kept for a register is, if the program ended just then.
pub(super) fn is_empty_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|facts| facts.is_file() && facts.len() == 0)
}

/// Puts the built register into its place.
pub(super) fn put(neighbour: &Path, path: &Path) -> Result<(), StoreError> {
    let placed = match fs::hard_link(neighbour, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => keep_place(neighbour, path),
        other => other,
    };
    match placed {
        Ok(()) => Ok(()),
        Err(_) if is_empty_file(path) => fs::rename(neighbour, path).map_err(|error| refused(path, &error)),
        Err(_) if path.exists() => Err(StoreError::Exists(path.to_owned())),
        Err(error) => Err(refused(path, &error)),
    }
}

/// Where the disk knows no second name for a file: keeps the place with an empty file, which nobody else can then make,
/// and puts the register over it.
fn keep_place(neighbour: &Path, path: &Path) -> io::Result<()> {
    new_private_file(path)?;
    fs::rename(neighbour, path).inspect_err(|_| drop(fs::remove_file(path)))
}

fn refused(path: &Path, error: &io::Error) -> StoreError {
    StoreError::NotWritable(format!("{}: {error}", path.display()))
}

/// Takes away what building left beside the place.
pub(super) fn clear(neighbour: &Path) {
    for left in [neighbour.to_owned(), beside(neighbour, "-journal")] {
        // It is not there, or stays as a file that holds no records and that the person may delete.
        let _ = fs::remove_file(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::TempDir::new().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_place_is_taken_only_where_nothing_or_an_empty_file_stands() {
        for (there, taken) in [(None, true), (Some(""), true), (Some("mine"), false)] {
            let folder = folder(&[("new.part", "register")]);
            let (new, place) = (folder.path().join("new.part"), folder.path().join("place"));
            if let Some(text) = there {
                fs::write(&place, text).unwrap();
            }
            assert_eq!(put(&new, &place).is_ok(), taken, "{there:?}");
            assert_eq!(fs::read_to_string(&place).unwrap(), if taken { "register" } else { "mine" });
        }
    }

    #[test]
    fn without_second_names_a_place_is_kept_first_and_never_written_over() {
        let folder = folder(&[("new.part", "register"), ("taken", "mine")]);
        let new = folder.path().join("new.part");
        let error = keep_place(&new, &folder.path().join("taken")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(folder.path().join("taken")).unwrap(), "mine");
        keep_place(&new, &folder.path().join("place")).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("place")).unwrap(), "register");
    }
}
