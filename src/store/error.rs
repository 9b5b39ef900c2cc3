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
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::NotWritable("the disk is full".to_owned()),
            Some(ErrorCode::ReadOnly) => StoreError::NotWritable("the file or its folder is read-only".to_owned()),
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => StoreError::NotWritable(error.to_string()),
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged(error.to_string()),
            _ => StoreError::Sql(error),
        }
    }
}
