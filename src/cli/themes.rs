//! Themes: those of the rubrics, and those of the council's own beside them.

use std::collections::BTreeSet;

use super::context::Context;
use super::failure::Failure;
use crate::intake::built_in;
use crate::model::{Rubric, Theme};
use crate::store::Register;

/// A rubric with the council's own themes beside its own. Its text and its fingerprint stay what they are.
pub(super) fn with_own(register: &Register, mut rubric: Rubric) -> Result<Rubric, Failure> {
    for own in register.own_themes()? {
        if own.rubric.as_ref().is_none_or(|id| id == rubric.id()) {
            rubric = rubric.with_theme(own.theme, own.criterion.as_deref());
        }
    }
    Ok(rubric)
}

/// Every theme of the rubrics that come with the program, of those that a sample was drawn with, and of the council's own, each once,
/// by id.
pub(super) fn known(context: &Context<'_>, register: Option<&Register>) -> Result<Vec<Theme>, Failure> {
    let mut rubrics: Vec<_> = built_in::ids().filter_map(built_in::built_in).collect();
    let mut themes = Vec::new();
    if let Some(register) = register {
        for sample in register.samples()? {
            rubrics.push(context.rubric_of(register, &sample)?);
        }
        themes.extend(register.own_themes()?.into_iter().map(|own| own.theme));
    }
    themes.extend(rubrics.iter().flat_map(|rubric| rubric.themes().iter().cloned()));
    let mut seen = BTreeSet::new();
    themes.retain(|theme: &Theme| seen.insert(theme.id.clone()));
    themes.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(themes)
}
