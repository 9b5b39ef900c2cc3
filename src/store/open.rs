//! Making, opening and changing a register.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::header::Header;
use super::journal::{self, Actor, Head};
use super::{place, schema};

/// How long one try for the write lock lasts.
const TRY: Duration = Duration::from_millis(500);
/// How many tries there are before the command gives up.
const TRIES: u32 = 120;

/// An open register.
pub struct Register {
    connection: Connection,
    path: PathBuf,
    /// The newest line of the journal that this register is known to have.
    head: RefCell<Head>,
    /// What the disk said of a change that is kept all the same.
    trouble: RefCell<Option<StoreError>>,
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
    /// [`StoreError`] that says what the file is, where it is no register that can be read; [`StoreError::Busy`] after a
    /// minute's wait.
    pub fn open(path: &Path, waiting: &mut dyn FnMut()) -> Result<Register, StoreError> {
        let header = Header::read(path)?;
        Register::connect(path, waiting).map_err(|error| header.explain(path, error))
    }

    fn connect(path: &Path, waiting: &mut dyn FnMut()) -> Result<Register, StoreError> {
        let mut connection = open_existing(path)?;
        connection.busy_timeout(TRY)?;
        let found: i64 =
            patiently(waiting, || Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?))?;
        settle(&connection)?;
        must_be_whole(&connection, path)?;
        let known = schema::newest();
        if found > known {
            return Err(StoreError::Newer { path: path.to_owned(), found, known });
        }
        schema::step_up(&mut connection)?;
        Register::over(connection, path)
    }

    fn over(connection: Connection, path: &Path) -> Result<Register, StoreError> {
        let head = RefCell::new(journal::head(&connection)?);
        Ok(Register { connection, path: path.to_owned(), head, trouble: RefCell::default() })
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
            let line = journal::append(&self.connection, actor, command, &details)?;
            self.commit(line)?;
            Ok(value)
        });
        if worked.is_err() {
            self.give_up();
        }
        worked
    }

    /// Ends a transaction whose newest line of the journal is this one. Where the disk fails at that, the change may be kept or
    /// not: the line tells.
    fn commit(&self, line: Head) -> Result<(), StoreError> {
        if let Err(error) = self.connection.execute_batch("COMMIT") {
            self.give_up();
            let kept = open_existing(&self.path).map_err(StoreError::from).and_then(|other| {
                other.busy_timeout(TRY * TRIES)?;
                journal::has(&other, &line)
            });
            *self.trouble.borrow_mut() = Some(after_a_failure(kept.ok(), error.into())?);
        }
        *self.head.borrow_mut() = line;
        Ok(())
    }

    /// What the disk said of a change that is kept all the same, once.
    pub fn take_trouble(&self) -> Option<StoreError> {
        self.trouble.borrow_mut().take()
    }

    /// Does work as one transaction and then takes it all back: what a dry run is.
    ///
    /// # Errors
    /// Whatever the work gives.
    pub fn rehearse<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&Change<'_>) -> Result<T, E>) -> Result<T, E> {
        self.lock(&mut || {})?;
        let worked = work(&Change { register: self });
        self.give_up();
        worked
    }

    /// Takes back what is not committed. Where the disk refuses even that, whoever opens the register next takes it back.
    fn give_up(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    fn begin(&self, waiting: &mut dyn FnMut()) -> Result<(), StoreError> {
        self.connection.busy_timeout(TRY)?;
        let begun = patiently(waiting, || Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?));
        self.connection.busy_timeout(TRY * TRIES)?;
        begun?;
        let known = journal::has(&self.connection, &self.head.borrow());
        if !matches!(known, Ok(true)) {
            self.give_up();
        }
        match known {
            Ok(true) => Ok(()),
            // Its journal only grows: where a line is gone, the file holds something else by now.
            Ok(false) => Err(StoreError::Replaced),
            Err(error) => Err(error),
        }
    }
}

/// Refuses a file that ends before its last page does: SQLite reads zeros there. The length is read while nobody can write,
/// and without opening the file, since closing it again would let go of this program's locks on it.
fn must_be_whole(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let reading = connection.unchecked_transaction()?;
    let number = |name| reading.pragma_query_value(None, name, |row| row.get::<_, u32>(0)).map(u64::from);
    let (pages, page) = (number("page_count")?, number("page_size")?);
    let length = std::fs::metadata(path).map_or(u64::MAX, |facts| facts.len());
    let there = length.checked_div(page).unwrap_or(pages);
    match there < pages {
        true => Err(StoreError::CutOff { path: path.to_owned(), missing: pages - there, of: pages }),
        false => Ok(()),
    }
}

/// Opens a file that is there.
fn open_existing(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// What became of a change where the disk failed at its end, given whether the journal has its line, if that could be read: what
/// the disk said where it is kept, or the error.
fn after_a_failure(kept: Option<bool>, failure: StoreError) -> Result<StoreError, StoreError> {
    match kept {
        Some(true) => Ok(failure),
        Some(false) => Err(failure),
        None => Err(StoreError::Uncertain(failure.to_string())),
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
    let mut register = Register::over(connection, path)?;
    register.change(actor, "init", |change| {
        change.connection().execute("INSERT INTO setting VALUES ('pseudonym-key', ?)", [crate::digest::hex(key)])?;
        Ok::<_, StoreError>(((), serde_json::json!({})))
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_failure_the_journal_says_what_became_of_a_change() {
        let failure = || StoreError::NotWritable("disk I/O error".to_owned());
        assert!(matches!(after_a_failure(Some(true), failure()), Ok(StoreError::NotWritable(_))));
        assert!(matches!(after_a_failure(Some(false), failure()), Err(StoreError::NotWritable(_))));
        assert!(matches!(after_a_failure(Some(false), StoreError::Busy), Err(StoreError::Busy)));
        assert!(matches!(after_a_failure(None, failure()), Err(StoreError::Uncertain(_))));
    }
}
