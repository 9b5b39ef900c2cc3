//! What is said in a grading, line by line, and what of it stands.
//!
//! Nothing is overwritten. A later answer to the same criterion stands over the earlier one, which stays; a finding that
//! is taken back has a line that says so. What stands is what one reads by going through the lines in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::Row;

use crate::model::{Bearing, Finding, Grading, ThemeTag};

/// One thing said in a grading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The answer to a criterion.
    Grade {
        /// The criterion.
        criterion: String,
        /// The answer's id.
        grade: String,
    },
    /// A criterion has no answer any more.
    Ungrade {
        /// The criterion.
        criterion: String,
    },
    /// A note on a criterion; no words take the earlier ones back.
    Note {
        /// The criterion.
        criterion: String,
        /// The words.
        text: String,
    },
    /// A finding.
    Finding(Finding),
    /// A finding is taken back.
    Unfinding(Finding),
    /// A theme is put on.
    Theme(ThemeTag),
    /// A theme is taken off.
    Untheme(ThemeTag),
    /// A criterion's themes and evidence were asked for and are left as they stand: a note without words.
    Explained {
        /// The criterion.
        criterion: String,
    },
    /// The overall grade, with the reason where it is not the one suggested.
    Overall {
        /// The grade's id.
        grade: String,
        /// The reason.
        reason: Option<String>,
    },
    /// There is no overall grade any more.
    NoOverall,
    /// Whether the case can be graded.
    Unusable {
        /// The id of the reason why it cannot; `None` says that the record was found and can be.
        reason: Option<String>,
        /// More about it, in words.
        why: Option<String>,
    },
    /// The auditor has finished.
    Finish,
}

impl Said {
    /// The line: what, criterion, bearing, value.
    pub(super) fn line(&self) -> (&'static str, Option<&str>, Option<&str>, Option<&str>) {
        match self {
            Said::Grade { criterion, grade } => ("grade", Some(criterion), None, Some(grade)),
            Said::Ungrade { criterion } => ("grade", Some(criterion), None, None),
            Said::Note { criterion, text } => ("note", Some(criterion), None, Some(text)),
            Said::Finding(finding) => {
                ("finding", Some(&finding.criterion), Some(finding.bearing.id()), Some(&finding.text))
            }
            Said::Unfinding(finding) => {
                ("unfinding", Some(&finding.criterion), Some(finding.bearing.id()), Some(&finding.text))
            }
            Said::Theme(tag) => ("theme", tag.criterion.as_deref(), None, Some(&tag.theme)),
            Said::Untheme(tag) => ("untheme", tag.criterion.as_deref(), None, Some(&tag.theme)),
            Said::Explained { criterion } => ("note", Some(criterion), None, None),
            Said::Overall { grade, .. } => ("overall", None, None, Some(grade)),
            Said::NoOverall => ("overall", None, None, None),
            Said::Unusable { reason: Some(reason), .. } => ("unusable", None, None, Some(reason)),
            Said::Unusable { reason: None, .. } => ("usable", None, None, None),
            Said::Finish => ("finish", None, None, None),
        }
    }
}

/// The lines of a grading gone through so far.
#[derive(Default)]
pub(super) struct SaidSoFar {
    grading: Grading,
    /// Findings that were written and taken back, in order.
    findings: Vec<(Finding, bool)>,
}

impl SaidSoFar {
    /// Lets one line (what, criterion, bearing, value, reason) stand over what was said before; `ids` are those of criteria that
    /// findings share.
    pub(super) fn take(&mut self, row: &Row<'_>, ids: &mut BTreeSet<Arc<str>>) -> rusqlite::Result<()> {
        let words = |column: usize| -> rusqlite::Result<Option<&str>> { Ok(row.get_ref(column)?.as_str_or_null()?) };
        let (criterion, value) = (words(1)?, words(3)?);
        let owned = |words: Option<&str>| words.map(str::to_owned);
        let of = || criterion.unwrap_or_default().to_owned();
        let grading = &mut self.grading;
        match words(0)?.unwrap_or_default() {
            "grade" => {
                grading.explained.remove(criterion.unwrap_or_default());
                grading.answers.entry(of()).or_default().grade = owned(value);
            }
            "note" if value.is_none() => drop(grading.explained.insert(of())),
            "note" => grading.answers.entry(of()).or_default().note = owned(value.filter(|words| !words.is_empty())),
            what @ ("finding" | "unfinding") => {
                let bearing = words(2)?.and_then(Bearing::parse).unwrap_or(Bearing::Concern);
                let criterion = shared(ids, criterion.unwrap_or_default());
                let finding = Finding { criterion, bearing, text: value.unwrap_or_default().into() };
                self.findings.push((finding, what == "finding"));
            }
            "theme" => drop(grading.themes.insert(tag(criterion, value))),
            "untheme" => drop(grading.themes.remove(&tag(criterion, value))),
            "overall" => {
                grading.overall = owned(value);
                grading.overall_reason = owned(words(4)?);
            }
            "unusable" | "usable" => {
                grading.found = value.is_none();
                grading.unusable = owned(value);
                grading.overall_reason = owned(words(4)?).or_else(|| grading.overall_reason.take());
            }
            _ => grading.finished = true,
        }
        Ok(())
    }

    /// What stands.
    pub(super) fn into_grading(self) -> Grading {
        Grading { findings: standing(self.findings), ..self.grading }
    }
}

fn shared(ids: &mut BTreeSet<Arc<str>>, id: &str) -> Arc<str> {
    if let Some(known) = ids.get(id) {
        return Arc::clone(known);
    }
    let id: Arc<str> = id.into();
    ids.insert(Arc::clone(&id));
    id
}

fn tag(criterion: Option<&str>, theme: Option<&str>) -> ThemeTag {
    ThemeTag { criterion: criterion.map(str::to_owned), theme: theme.unwrap_or_default().to_owned() }
}

/// The findings that were not taken back, each where it was written last.
fn standing(lines: Vec<(Finding, bool)>) -> Vec<Finding> {
    let mut last = BTreeMap::new();
    for (at, (finding, _)) in lines.iter().enumerate() {
        last.insert((finding.bearing, &finding.criterion, &finding.text), at);
    }
    let stands: BTreeSet<usize> = last.into_values().collect();
    let numbered = lines.into_iter().enumerate();
    numbered.filter(|(at, (_, written))| *written && stands.contains(at)).map(|(_, (finding, _))| finding).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finding(number: u8) -> Finding {
        Finding {
            criterion: (number % 2).to_string().into(),
            bearing: Bearing::Concern,
            text: (number / 2).to_string().into(),
        }
    }

    proptest! {
        #[test]
        fn a_finding_stands_where_it_was_last_written_unless_it_was_taken_back_since(
            lines in proptest::collection::vec((0_u8..8, proptest::bool::weighted(0.7)), 0..40)
        ) {
            let mut expected: Vec<Finding> = Vec::new();
            for (number, written) in &lines {
                expected.retain(|other| *other != finding(*number));
                expected.extend(written.then(|| finding(*number)));
            }
            let lines = lines.into_iter().map(|(number, written)| (finding(number), written)).collect();
            prop_assert_eq!(standing(lines), expected);
        }
    }
}
