//! Files as a person names them: one file, a folder, or a pattern, which the program itself expands.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use super::failure::Failure;
use crate::digest::Running;
use crate::intake::Source;

/// Files from this size on get a progress bar.
const LONG: u64 = 5_000_000;

/// Files as they were typed, or found where a folder or a pattern was.
#[derive(Clone, Default)]
pub(super) struct Expanded {
    /// In the order in which they were typed, those of a folder or a pattern by name.
    pub files: Vec<OneFile>,
    /// Excel's own lock files (`~$...`), which show that a workbook is open.
    pub locks: Vec<PathBuf>,
}

/// One file.
#[derive(Clone)]
pub(super) struct OneFile {
    /// Where it is.
    pub path: PathBuf,
    /// Whether nobody typed its name: it lies in a folder that was typed.
    pub found: bool,
}

/// Expands what was typed into files: a folder gives the files in it with one of the endings, a pattern what fits it.
/// Excel's own lock files (`~$...`) are left out and named.
pub(super) fn expand(context: &Context<'_>, typed: &[PathBuf], endings: &[&str]) -> Result<Expanded, Failure> {
    let mut expanded = Expanded::default();
    for one in typed {
        let path = context.desk.path(one);
        let pattern = one.to_string_lossy();
        let (paths, found) = if path.is_dir() {
            let inside = in_folder(&path, endings).map_err(|error| Failure::file(one, "read", &error))?;
            if inside.iter().all(|path| is_lock_file(path)) {
                return Err(Failure::person(format!(
                    "the folder {} holds no file that ends in .{}",
                    one.display(),
                    endings.join(" or .")
                )));
            }
            (inside, true)
        } else if !path.exists() && pattern.contains(['*', '?', '[']) {
            (matching(&path, &pattern)?, false)
        } else {
            (vec![path], false)
        };
        for path in paths {
            match is_lock_file(&path) {
                true => expanded.locks.push(path),
                false => expanded.files.push(OneFile { path, found }),
            }
        }
    }
    match (expanded.files.is_empty(), expanded.locks.first()) {
        (true, Some(lock)) => Err(Failure::person(format!(
            "{} is a file that Excel makes while a workbook is open; give the workbook itself, without ~$",
            short_name(lock)
        ))),
        _ => Ok(expanded),
    }
}

fn in_folder(folder: &Path, endings: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let fits = path.extension().is_some_and(|ending| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)));
        if path.is_file() && fits {
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
    let mut files: Vec<PathBuf> = found.filter_map(Result::ok).filter(|path| path.is_file()).collect();
    files.sort();
    match files.iter().all(|path| is_lock_file(path)) {
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
    path: PathBuf,
    digest: Arc<Mutex<Running>>,
    bar: ProgressBar,
}

/// One reading of a watched file.
struct Feed {
    file: File,
    digest: Arc<Mutex<Running>>,
    bar: ProgressBar,
}

/// Makes a file ready to be read and watched.
pub(super) fn watched(context: &Context<'_>, path: &Path) -> Result<Watched, Failure> {
    let length = || -> io::Result<u64> {
        let facts = File::open(path)?.metadata()?;
        match facts.is_dir() {
            true => Err(io::Error::other("it is a folder")),
            false => Ok(facts.len()),
        }
    };
    let length = length().map_err(|error| Failure::file(path, "read", &error))?;
    let shown = length >= LONG && context.desk.terminal.err && !context.global.quiet;
    let bar = match shown {
        true => ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr()),
        false => ProgressBar::hidden(),
    };
    if let Ok(style) = ProgressStyle::with_template("{msg:30} [{bar:30}] {percent:>3}%  {eta} to go") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(short_name(path));
    Ok(Watched { path: path.to_owned(), digest: Arc::new(Mutex::new(Running::new())), bar })
}

impl Source for Watched {
    fn open(&self) -> io::Result<Box<dyn Read>> {
        let file = File::open(&self.path)?;
        if let Ok(mut digest) = self.digest.lock() {
            *digest = Running::new();
        }
        self.bar.reset();
        Ok(Box::new(Feed { file, digest: Arc::clone(&self.digest), bar: self.bar.clone() }))
    }

    fn glance(&self) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(File::open(&self.path)?))
    }
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        if let Ok(mut digest) = self.digest.lock() {
            digest.feed(&buffer[..length]);
        }
        self.bar.inc(length as u64);
        Ok(length)
    }
}

impl Watched {
    /// Takes the bar away and returns SHA-256 of what was read last.
    pub(super) fn finish(&self) -> String {
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
