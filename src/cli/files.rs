//! Files as a person names them: one file, a folder, or a pattern, which the program itself expands.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use super::failure::Failure;
use crate::digest::Running;

/// Files from this size on get a progress bar.
const LONG: u64 = 5_000_000;

/// Expands what was typed into files: a folder gives the files in it with one of the endings, a pattern what fits it.
/// Excel's own lock files (`~$…`) are left out.
pub(super) fn expand(context: &Context<'_>, typed: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for one in typed {
        let path = context.desk.path(one);
        let pattern = one.to_string_lossy();
        if path.is_dir() {
            let found = in_folder(&path, endings).map_err(|error| Failure::file(one, "read", &error))?;
            if found.is_empty() {
                return Err(Failure::person(format!(
                    "the folder {} holds no file that ends in .{}",
                    one.display(),
                    endings.join(" or .")
                )));
            }
            files.extend(found);
        } else if !path.exists() && pattern.contains(['*', '?', '[']) {
            files.extend(matching(&path, &pattern)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn in_folder(folder: &Path, endings: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let fits = path.extension().is_some_and(|ending| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)));
        if path.is_file() && fits && !is_lock_file(&path) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn matching(path: &Path, typed: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut options = glob::MatchOptions::new();
    options.case_sensitive = false;
    let found = glob::glob_with(&path.to_string_lossy(), options)
        .map_err(|error| Failure::person(format!("'{typed}' is not a pattern that can be read: {error}")))?;
    let mut files: Vec<PathBuf> =
        found.filter_map(Result::ok).filter(|path| path.is_file() && !is_lock_file(path)).collect();
    files.sort();
    match files.is_empty() {
        true => Err(Failure::person(format!("no file fits the pattern {typed}"))),
        false => Ok(files),
    }
}

fn is_lock_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"))
}

/// The file's name without folders, as journal and reports have it.
pub(super) fn short_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// A file that is digested, and shown as a progress bar, while it is read.
pub(super) struct Watched {
    file: File,
    digest: Arc<Mutex<Running>>,
    bar: ProgressBar,
}

/// What a watched file gives at the end.
pub(super) struct Watch {
    digest: Arc<Mutex<Running>>,
    bar: ProgressBar,
}

/// Opens a file to be watched.
pub(super) fn watched(context: &Context<'_>, path: &Path) -> Result<(Watched, Watch), Failure> {
    let open = || -> io::Result<(File, u64)> {
        let file = File::open(path)?;
        let facts = file.metadata()?;
        match facts.is_dir() {
            true => Err(io::Error::other("it is a folder")),
            false => Ok((file, facts.len())),
        }
    };
    let (file, length) = open().map_err(|error| Failure::file(path, "read", &error))?;
    let shown = length >= LONG && context.desk.terminal.err && !context.global.quiet;
    let bar = match shown {
        true => ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr()),
        false => ProgressBar::hidden(),
    };
    if let Ok(style) = ProgressStyle::with_template("{msg:30} [{bar:30}] {percent:>3}%  {eta} to go") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(short_name(path));
    let digest = Arc::new(Mutex::new(Running::new()));
    Ok((Watched { file, digest: Arc::clone(&digest), bar: bar.clone() }, Watch { digest, bar }))
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        if let Ok(mut digest) = self.digest.lock() {
            digest.feed(&buffer[..length]);
        }
        self.bar.inc(length as u64);
        Ok(length)
    }
}

impl Watch {
    /// Takes the bar away and returns SHA-256 of what was read.
    pub(super) fn finish(self) -> String {
        self.bar.finish_and_clear();
        self.digest.lock().map(|digest| digest.clone().finish_hex()).unwrap_or_default()
    }
}

/// A file that is written whole beside its place, and takes its name only when asked to; else it is taken away again.
pub(super) struct Prepared {
    part: PathBuf,
    path: PathBuf,
}

impl Prepared {
    /// Writes the bytes beside the place.
    pub(super) fn new(path: &Path, bytes: &[u8]) -> io::Result<Prepared> {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(".part");
        let prepared = Prepared { part: path.with_file_name(name), path: path.to_owned() };
        std::fs::write(&prepared.part, bytes)?;
        Ok(prepared)
    }

    /// Gives the file its name, in place of any that had it.
    pub(super) fn put(self) -> io::Result<()> {
        std::fs::rename(&self.part, &self.path)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.part);
    }
}

/// Writes a file whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Prepared::new(path, bytes)?.put()
}
