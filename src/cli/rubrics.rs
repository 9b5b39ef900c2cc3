//! Rubrics as a person names them: by the id of one that comes with the program, or by a file.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::failure::{Failure, nearest};
use crate::intake::{TomlFault, built_in, rubric_file};
use crate::model::Rubric;

/// Finds a rubric by its id or its file.
pub(super) fn find(context: &Context<'_>, name: &str) -> Result<Rubric, Failure> {
    let id = name.trim().to_lowercase();
    if let Some(rubric) = built_in::built_in(&id) {
        return Ok(rubric);
    }
    let path = PathBuf::from(name);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return from_file(context, &path);
    }
    let failure = Failure::person(format!("there is no rubric '{name}'"));
    let failure = match nearest(&id, built_in::ids()) {
        Some(near) => failure.hint(format!("Did you mean '{near}'?")),
        None => failure,
    };
    Err(failure.hint(format!(
        "The rubrics are: {}; or give a file that ends in .toml",
        built_in::ids().collect::<Vec<_>>().join(", ")
    )))
}

/// Reads a rubric from a file.
pub(super) fn from_file(context: &Context<'_>, file: &Path) -> Result<Rubric, Failure> {
    understood(file, rubric_file::parse(&text_of(context, file)?))
}

/// Reads a rubric from a file and refuses descriptors that differ only in degree.
pub(super) fn check(context: &Context<'_>, file: &Path) -> Result<Rubric, Failure> {
    understood(file, rubric_file::parse_strictly(&text_of(context, file)?))
}

fn text_of(context: &Context<'_>, file: &Path) -> Result<String, Failure> {
    super::files::read_text(context, file)
}

fn understood(file: &Path, rubric: Result<Rubric, TomlFault>) -> Result<Rubric, Failure> {
    rubric.map_err(|error| Failure::person(format!("{}: {error}", file.display())))
}
