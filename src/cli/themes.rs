//! The themes that a council's rubrics offer, all rubrics together.

use std::collections::BTreeSet;

use super::context::Context;
use super::failure::Failure;
use crate::intake::built_in;
use crate::model::Theme;
use crate::store::Register;

/// Every theme of the rubrics that come with the program and of those that a sample was drawn with, each once, by id.
pub(super) fn known(context: &Context<'_>, register: &Register) -> Result<Vec<Theme>, Failure> {
    let mut rubrics: Vec<_> = built_in::ids().filter_map(built_in::built_in).collect();
    for sample in register.samples()? {
        rubrics.push(context.rubric_of(register, &sample)?);
    }
    let mut seen = BTreeSet::new();
    let mut themes: Vec<Theme> = rubrics.iter().flat_map(|rubric| rubric.themes().iter().cloned()).collect();
    themes.retain(|theme| seen.insert(theme.id.clone()));
    themes.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(themes)
}
