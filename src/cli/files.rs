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

/// The files that match a pattern. A folder that exists under the very name that was typed, such as `QA [2026]`, is no pattern.
fn matching(path: &Path, typed: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut options = glob::MatchOptions::new();
    options.case_sensitive = false;
    let there = path.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new(""));
    let rest = path.strip_prefix(there).unwrap_or(path);
    let pattern = Path::new(&glob::Pattern::escape(&there.to_string_lossy())).join(rest);
    let found = glob::glob_with(&pattern.to_string_lossy(), options)
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

/// Opens a file that a person named: an ordinary one. A pipe or a device could keep the program waiting for ever.
pub(super) fn open_ordinary(path: &Path) -> io::Result<File> {
    let facts = std::fs::metadata(path)?;
    match (facts.is_dir(), facts.is_file()) {
        (true, _) => Err(io::Error::other("it is a folder")),
        (_, false) => {
            Err(io::Error::other("it is a device or a pipe, and not an ordinary file; save it as a file first"))
        }
        _ => File::open(path),
    }
}

/// Bytes of a file of people or grades, or of a pack, which is read whole.
pub(super) const LARGEST_TABLE: u64 = 50_000_000;
/// Bytes of a plan, a rubric, its examples or a mapping file.
const LARGEST_TEXT: u64 = 5_000_000;

/// Reads a file that is kept whole in memory, if it is no larger than that.
pub(super) fn read_whole(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_ordinary(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(io::Error::other(format!("it is larger than {} MB", most / 1_000_000))),
        false => Ok(bytes),
    }
}

/// The bytes of a file that a person named, which may be of any size.
pub(super) fn read_bytes(context: &Context<'_>, file: &Path) -> Result<Vec<u8>, Failure> {
    read_whole(&context.desk.path(file), u64::MAX).map_err(|error| Failure::file(file, "read", &error))
}

/// The bytes of a file of people or grades that a person named.
pub(super) fn read_table(context: &Context<'_>, file: &Path) -> Result<Vec<u8>, Failure> {
    read_whole(&context.desk.path(file), LARGEST_TABLE).map_err(|error| Failure::file(file, "read", &error))
}

/// The text of a file that a person named, in UTF-8 or UTF-16.
pub(super) fn read_text(context: &Context<'_>, file: &Path) -> Result<String, Failure> {
    read_whole(&context.desk.path(file), LARGEST_TEXT)
        .map_err(|error| Failure::file(file, "read", &error))
        .and_then(|bytes| crate::intake::decode_text(&bytes).map_err(|error| Failure::file(file, "read", &error)))
}

/// Makes a file ready to be read and watched.
pub(super) fn watched(context: &Context<'_>, path: &Path) -> Result<Watched, Failure> {
    let length = open_ordinary(path)
        .and_then(|file| Ok(file.metadata()?.len()))
        .map_err(|error| Failure::file(path, "read", &error))?;
    let shown = length >= LONG && context.desk.terminal.err && !context.global.quiet;
    let bar = match shown {
        true => ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr()),
        false => ProgressBar::hidden(),
    };
    if let Ok(style) = ProgressStyle::with_template("{msg:30} [{bar:30}] {percent:>3}%  {eta} to go") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(crate::model::shown(&short_name(path)).into_owned());
    Ok(Watched { path: path.to_owned(), digest: Arc::new(Mutex::new(Running::new())), bar })
}

impl Source for Watched {
    fn open(&self) -> io::Result<Box<dyn Read>> {
        let file = open_ordinary(&self.path)?;
        if let Ok(mut digest) = self.digest.lock() {
            *digest = Running::new();
        }
        self.bar.reset();
        Ok(Box::new(Feed { file, digest: Arc::clone(&self.digest), bar: self.bar.clone() }))
    }

    fn glance(&self) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(open_ordinary(&self.path)?))
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
