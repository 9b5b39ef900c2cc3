//! An outside file, and how a row of it is judged as headings.

use std::io::{self, Read};

use super::cells::Cells;

/// An outside file, which can be opened more than once.
pub trait Source {
    /// Opens the file at its beginning.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be opened.
    fn open(&self) -> io::Result<Box<dyn Read>>;

    /// Opens the file to look at it before it is read: what is read by this is not what comes in.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be opened.
    fn glance(&self) -> io::Result<Box<dyn Read>> {
        self.open()
    }
}

impl Source for Vec<u8> {
    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(io::Cursor::new(self.clone())))
    }
}

/// How well a row would do as headings: how many of its cells are known.
pub(super) type Judge<'a> = &'a dyn Fn(&Cells) -> usize;
