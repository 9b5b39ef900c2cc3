//! What can go wrong with a register.

use std::path::PathBuf;

use super::condition::ConditionError;

/// What can go wrong with a register.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file where the register should be.
    #[error("there is no register at {0}")]
    Missing(PathBuf),
    /// There is a file already where a register should be made.
    #[error("there is already a file at {0}")]
    Exists(PathBuf),
    /// The file has no byte in it.
    #[error("{0} is empty: there is no register in it")]
    Empty(PathBuf),
    /// The file is there and cannot be read.
    #[error("the register {path} cannot be read: {why}")]
    NotReadable {
        /// The register.
        path: PathBuf,
        /// What the operating system says.
        why: String,
    },
    /// The file is of another program.
    #[error("{0} is not a register of this program")]
    Foreign(PathBuf),
    /// The register was written by a newer version.
    #[error(
        "{path} was written by a newer version of this program (its form is {found}, this program knows up to {known})"
    )]
    Newer {
        /// The register.
        path: PathBuf,
        /// The form it has.
        found: i64,
        /// The newest form that this program knows.
        known: i64,
    },
    /// Another program kept the register for longer than we waited.
    #[error("another program has had the register for over a minute")]
    Busy,
    /// The register's own content does not make sense.
    #[error("the register is damaged: {0}")]
    Damaged(String),
    /// The end of the file is missing.
    #[error(
        "the register {path} is damaged: {missing} of its {of} pages are missing (a copy of it was probably cut short)"
    )]
    CutOff {
        /// The register.
        path: PathBuf,
        /// How many pages are missing.
        missing: u64,
        /// How many there should be.
        of: u64,
    },
    /// The last change was broken off and has to be taken back, which is not possible here.
    #[error(
        "the last command on the register {0} was interrupted, and it cannot be undone here because the file or its folder is read-only"
    )]
    BrokenOff(PathBuf),
    /// Another program keeps its changes in a file beside it, which cannot be read here.
    #[error(
        "another program left the newest changes of the register {0} in a file beside it (its name ends in -wal), and they cannot be read here"
    )]
    WritesAhead(PathBuf),
    /// The file was replaced, moved or deleted while it was open.
    #[error("the register's file was replaced, moved or deleted while it was open")]
    Replaced,
    /// The disk failed while a change was being kept, and whether it was kept cannot be read.
    #[error("it is not certain whether this was kept: {0}")]
    Uncertain(String),
    /// The disk is full or the file cannot be written.
    #[error("the register cannot be written: {0}")]
    NotWritable(String),
    /// A condition is not right.
    #[error(transparent)]
    Condition(#[from] ConditionError),
    /// Anything else that SQLite says.
    #[error("the register's database says: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        if error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_READONLY_DBMOVED) {
            return StoreError::Replaced;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::NotWritable("the disk is full".to_owned()),
            Some(ErrorCode::ReadOnly) => StoreError::NotWritable("the file or its folder is read-only".to_owned()),
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => StoreError::NotWritable(error.to_string()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(error.to_string()),
            _ => StoreError::Sql(error),
        }
    }
}
