//! Making, opening and changing a register.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::journal::{self, Actor};
use super::{place, schema};

/// How long one try for the write lock lasts.
const TRY: Duration = Duration::from_millis(500);
/// How many tries there are before the command gives up.
const TRIES: u32 = 120;

/// An open register.
pub struct Register {
    connection: Connection,
    path: PathBuf,
}

/// A change under way: what it writes is kept only if it ends well.
pub struct Change<'a> {
    register: &'a Register,
}

impl Change<'_> {
    pub(super) fn connection(&self) -> &Connection {
        &self.register.connection
    }

    /// The register, as the change has it so far.
    pub fn register(&self) -> &Register {
        self.register
    }
}

impl Register {
    /// Gives back the memory in which the pages read so far are kept, where much was read that nobody reads again.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn forget_pages(&self) -> Result<(), StoreError> {
        Ok(self.connection().execute_batch("PRAGMA shrink_memory")?)
    }

    /// Makes a register where there is no file (or an empty one), under the given key for pseudonyms, and writes its first
    /// journal line. It is built beside its place and put there whole, so that nothing half made ever stands there.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is a file; [`StoreError::NotWritable`] where none can be made.
    pub fn create(path: &Path, key: &[u8; 32], actor: &Actor) -> Result<Register, StoreError> {
        if path.exists() && !place::is_empty_file(path) {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let neighbour = place::neighbour(path, &crate::digest::sha256_hex(key)[..8]);
        place::clear(&neighbour);
        place::new_private_file(&neighbour)
            .map_err(|error| StoreError::NotWritable(format!("{}: {error}", path.display())))?;
        let made = build(&neighbour, key, actor).and_then(|()| place::put(&neighbour, path));
        place::clear(&neighbour);
        made?;
        Register::open(path, &mut || {})
    }

    /// Opens a register and brings it to the newest form. Calls `waiting` once if another program has it.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Foreign`] or [`StoreError::Newer`], in words that say which;
    /// [`StoreError::Busy`] after a minute's wait.
    pub fn open(path: &Path, waiting: &mut dyn FnMut()) -> Result<Register, StoreError> {
        check_header(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(TRY)?;
        let application = patiently(waiting, || pragma(&connection, path, "application_id"))?;
        if application != schema::APPLICATION_ID {
            return Err(StoreError::Foreign(path.to_owned()));
        }
        settle(&connection)?;
        let found = pragma(&connection, path, "user_version")?;
        let known = schema::newest();
        if found > known {
            return Err(StoreError::Newer { path: path.to_owned(), found, known });
        }
        schema::step_up(&mut connection)?;
        Ok(Register { connection, path: path.to_owned() })
    }

    /// Opens a second, read-only connection to the same file, for what a person's own condition is evaluated on.
    pub(super) fn reader(&self) -> Result<Connection, StoreError> {
        let reader = Connection::open_with_flags(
            &self.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        reader.busy_timeout(TRY * TRIES)?;
        keep_plans(&reader)?;
        reader.pragma_update(None, "query_only", true)?;
        reader.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(reader)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where the register lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The key of this register's pseudonyms.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the key is not there.
    pub fn key(&self) -> Result<Vec<u8>, StoreError> {
        let text: String = self
            .connection
            .query_row("SELECT value FROM setting WHERE name = 'pseudonym-key'", [], |row| row.get(0))
            .map_err(|_| StoreError::Damaged("its key for pseudonyms is missing".to_owned()))?;
        (0..text.len() / 2)
            .map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2).unwrap_or(""), 16))
            .collect::<Result<_, _>>()
            .map_err(|_| StoreError::Damaged("its key for pseudonyms cannot be read".to_owned()))
    }

    /// Takes the write lock, which the next change uses. Calls `waiting` once if another program has the register.
    ///
    /// # Errors
    /// [`StoreError::Busy`] after a minute's wait.
    pub fn lock(&mut self, waiting: &mut dyn FnMut()) -> Result<(), StoreError> {
        match self.connection.is_autocommit() {
            true => self.begin(waiting),
            false => Ok(()),
        }
    }

    /// Does work as one transaction that ends with a journal line, or does nothing at all.
    ///
    /// # Errors
    /// Whatever the work gives; [`StoreError::Busy`] where the lock cannot be had.
    pub fn change<T, E: From<StoreError>>(
        &mut self,
        actor: &Actor,
        command: &str,
        work: impl FnOnce(&Change<'_>) -> Result<(T, serde_json::Value), E>,
    ) -> Result<T, E> {
        self.lock(&mut || {})?;
        let worked = work(&Change { register: self }).and_then(|(value, details)| {
            journal::append(&self.connection, actor, command, &details)?;
            self.connection.execute_batch("COMMIT").map_err(StoreError::from)?;
            Ok(value)
        });
        if worked.is_err() {
            self.give_up()?;
        }
        worked
    }

    /// Does work as one transaction and then takes it all back: what a dry run is.
    ///
    /// # Errors
    /// Whatever the work gives.
    pub fn rehearse<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&Change<'_>) -> Result<T, E>) -> Result<T, E> {
        self.lock(&mut || {})?;
        let worked = work(&Change { register: self });
        self.give_up()?;
        worked
    }

    fn give_up(&self) -> Result<(), StoreError> {
        match self.connection.is_autocommit() {
            true => Ok(()),
            false => Ok(self.connection.execute_batch("ROLLBACK")?),
        }
    }

    fn begin(&self, waiting: &mut dyn FnMut()) -> Result<(), StoreError> {
        self.connection.busy_timeout(TRY)?;
        let begun = patiently(waiting, || Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?));
        self.connection.busy_timeout(TRY * TRIES)?;
        begun
    }
}

/// Tries again while another program has the register, for about a minute; calls `waiting` after the first try.
fn patiently<T>(
    waiting: &mut dyn FnMut(),
    mut attempt: impl FnMut() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    for tried in 0..TRIES {
        match attempt() {
            Err(StoreError::Busy) if tried == 0 => waiting(),
            Err(StoreError::Busy) => {}
            other => return other,
        }
    }
    Err(StoreError::Busy)
}

/// Builds a whole register in a new, empty file, and closes it.
fn build(path: &Path, key: &[u8; 32], actor: &Actor) -> Result<(), StoreError> {
    let mut connection = Connection::open(path)?;
    settle(&connection)?;
    schema::step_up(&mut connection)?;
    let mut register = Register { connection, path: path.to_owned() };
    register.change(actor, "init", |change| {
        change.connection().execute("INSERT INTO setting VALUES ('pseudonym-key', ?)", [crate::digest::hex(key)])?;
        Ok::<_, StoreError>(((), serde_json::json!({})))
    })
}

fn check_header(path: &Path) -> Result<(), StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::Missing(path.to_owned())),
        Err(error) => return Err(StoreError::NotWritable(format!("{}: {error}", path.display()))),
    };
    let mut header = [0u8; 100];
    match file.read_exact(&mut header) {
        Ok(()) if header.starts_with(b"SQLite format 3\0") => {
            let length = file.metadata().map_or(u64::MAX, |facts| facts.len());
            whole(&header, length)
        }
        _ => Err(StoreError::Foreign(path.to_owned())),
    }
}

/// Refuses a register that is shorter than its header says, such as an interrupted copy. The header is described in SQLite's file
/// format, section 1.3.
fn whole(header: &[u8; 100], length: u64) -> Result<(), StoreError> {
    let number =
        |at: usize| u64::from(u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]));
    let size = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    let (pages, is_ours) = (number(28), number(68) == schema::APPLICATION_ID as u64);
    match is_ours && size > 0 && length / size < pages {
        true => Err(StoreError::Damaged(format!(
            "the file ends after {} of its {pages} pages, so {} are missing",
            length / size,
            pages - length / size
        ))),
        false => Ok(()),
    }
}

fn settle(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(TRY * TRIES)?;
    connection.pragma_update(None, "journal_mode", "TRUNCATE")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -64_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    keep_plans(connection)
}

/// Keeps SQLite from planning a statement anew for each value that is bound to it.
fn keep_plans(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Reads a whole number that a register keeps in its header.
fn pragma(connection: &Connection, path: &Path, name: &str) -> Result<i64, StoreError> {
    let journal = path.with_file_name(format!("{}-journal", path.file_name().unwrap_or_default().to_string_lossy()));
    let is_hot = std::fs::metadata(journal).is_ok_and(|facts| facts.len() > 0);
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(|error| match StoreError::from(error) {
        error @ (StoreError::Busy | StoreError::Damaged(_)) => error,
        StoreError::NotWritable(_) if is_hot => StoreError::NotWritable(
            "the last command was interrupted, and its changes have to be undone first: open the register once in a folder that \
             you can write to"
                .to_owned(),
        ),
        error @ StoreError::NotWritable(_) => error,
        _ => StoreError::Foreign(path.to_owned()),
    })
}
