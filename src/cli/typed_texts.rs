//! How findings show what people typed into a sample: conditions, search words, reasons and names of samples.
//!
//! Findings are shared more widely than the register, and a condition, a reason or a name can contain a child's reference. So typed
//! text is never shown as it is, unless the file names people anyway. Text that comes with the program (its plans, the names it gives
//! to samples) is shown. A condition shows its fields, and only those values that are numbers, dates, codes or values of the
//! register's own records. Reasons count as people's own words, which can be left out.

use super::failure::Failure;
use super::masked_condition::masked;
use super::masks::Masks;
use super::plans;
use crate::intake::built_in_plans;
use crate::model::MethodFacts;
use crate::store::{Register, SampleRow};

/// A frame of fewer records has no digest in files for readers: trying every possible reference would reveal which records are
/// in it.
pub(super) const FEW_RECORDS: u64 = 10;
/// Shown instead of search words.
const WORDS_WITHHELD: &str = "(shown in the manifest only, because they could name someone)";

/// How findings show typed text.
#[derive(Clone, Copy)]
pub(super) enum TypedTexts<'a> {
    /// As it was typed, in a file that names people.
    AsTyped {
        /// Whether people's own words are shown.
        words: bool,
    },
    /// As readers may see it.
    ForReaders {
        /// The register's pseudonyms.
        masks: &'a Masks,
        /// Whether people's own words are shown.
        words: bool,
    },
}

impl TypedTexts<'_> {
    /// The reason, if it may be shown.
    pub(super) fn reason(&self, reason: &str) -> Option<String> {
        match self {
            TypedTexts::AsTyped { words: true } => Some(reason.to_owned()),
            TypedTexts::ForReaders { masks, words: true } => Some(masks.names_out(reason, &[])),
            TypedTexts::AsTyped { words: false } | TypedTexts::ForReaders { words: false, .. } => None,
        }
    }

    /// The sample's name if the program gave it, otherwise a pseudonym.
    pub(super) fn name(&self, register: &Register, sample: &SampleRow) -> Result<String, Failure> {
        Ok(match self {
            TypedTexts::ForReaders { masks, .. } if !has_given_name(register, sample)? => masks.sample(&sample.name),
            _ => sample.name.clone(),
        })
    }

    /// Masks what Method says about a sample.
    pub(super) fn on_method(
        &self,
        register: &Register,
        sample: &SampleRow,
        method: &mut MethodFacts,
    ) -> Result<(), Failure> {
        let TypedTexts::ForReaders { masks, .. } = self else {
            for draw in &mut method.earlier {
                draw.reason = draw.reason.as_deref().and_then(|reason| self.reason(reason));
            }
            return Ok(());
        };
        if !is_of_shipped_plan(register, sample)? {
            let condition = method.condition.take();
            method.condition = condition.map(|text| masked(&text, sample.kind, masks, register)).transpose()?;
            method.words = method.words.as_ref().map(|_| WORDS_WITHHELD.to_owned());
        }
        if sample.frame < FEW_RECORDS {
            method.frame_sha256.clear();
            method.manifest_sha256.clear();
        }
        let samples = register.samples()?;
        for draw in &mut method.earlier {
            draw.reason = draw.reason.as_deref().and_then(|reason| self.reason(reason));
            let row = samples.iter().find(|row| row.name == draw.sample);
            if row.is_none_or(|row| row.frame < FEW_RECORDS) {
                draw.frame_sha256.clear();
            }
            draw.sample = match row {
                Some(row) => self.name(register, row)?,
                None => masks.sample(&draw.sample),
            };
        }
        Ok(())
    }
}

/// Whether a sample has a name that the program gave it: kind or plan, and period.
fn has_given_name(register: &Register, sample: &SampleRow) -> Result<bool, Failure> {
    let plan = plans::of_sample(register, sample)?.map(|plan| plan.id);
    let shipped = plan.filter(|id| built_in_plans::built_in(id).is_some());
    let period = sample.period.text().replace("..", "-to-").replace('/', "-");
    let numbered = |name: &str, stem: &str| {
        name.strip_prefix(stem).is_some_and(|rest| {
            rest.is_empty() || rest.strip_prefix('-').is_some_and(|number| number.parse::<u32>().is_ok())
        })
    };
    let stems = shipped.iter().map(String::as_str).chain([sample.kind.id()]).map(|of| format!("{of}-{period}"));
    let reaudit = sample
        .name
        .strip_prefix("reaudit-")
        .is_some_and(|rest| rest.split('-').all(|part| part.parse::<u32>().is_ok()));
    Ok(reaudit || stems.into_iter().any(|stem| numbered(&sample.name, &stem)))
}

/// Whether a sample was drawn by a plan that comes with the program, word for word.
fn is_of_shipped_plan(register: &Register, sample: &SampleRow) -> Result<bool, Failure> {
    let Some(plan) = plans::of_sample(register, sample)? else { return Ok(false) };
    Ok(built_in_plans::built_in(&plan.id).is_some_and(|shipped| shipped == plan))
}
