//! Differences between a file and a finished grading. A file never changes a finished grading.

use super::row::Understood;
use crate::model::{Grading, Rubric};
use crate::store::Said;

/// Describes how a row of a file differs from a finished grading, or `None` where it does not.
pub(super) fn finished_otherwise(
    rubric: &Rubric,
    (sample, number): (&str, u32),
    before: &Grading,
    understood: &Understood,
) -> String {
    const NAMED: usize = 5;
    let mut differs: Vec<String> = understood.said.iter().filter_map(|said| otherwise(rubric, before, said)).collect();
    if understood.reopened {
        differs.push("the file does not say that it is finished".to_owned());
    }
    differs.dedup();
    let more = differs.len().saturating_sub(NAMED);
    differs.truncate(NAMED);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!(
        "this case is finished in the register, and the file differs: {}{more}. The finished grading was kept. To change it, reopen the case: \
         dipsample sample reopen {} {number} --reason \"...\"",
        differs.join("; "),
        sample
    )
}

/// Describes one answer in the file that differs from the finished one.
fn otherwise(rubric: &Rubric, before: &Grading, said: &Said) -> Option<String> {
    let title = |id: &str| rubric.criterion(id).map_or(id.to_owned(), |criterion| criterion.title.clone());
    let label = |id: &str, grade: &str| {
        let answers = rubric.criterion(id).map(|criterion| rubric.answers(criterion)).unwrap_or_default();
        answers.into_iter().find(|(known, _)| *known == grade).map_or(grade.to_owned(), |(_, label)| label.to_owned())
    };
    let overall =
        |grade: &str| rubric.grade(grade).map_or(grade.to_owned(), |place| rubric.scale()[place].label.clone());
    let known = |id: &str| before.answers.get(id).and_then(|answer| answer.grade.as_deref());
    Some(match said {
        Said::Grade { criterion, grade } => format!(
            "{} is {} in the register and {} in the file",
            title(criterion),
            known(criterion).map_or("blank".to_owned(), |grade| label(criterion, grade)),
            label(criterion, grade)
        ),
        Said::Ungrade { criterion } => format!(
            "{} is {} in the register and blank in the file",
            title(criterion),
            known(criterion).map_or("blank".to_owned(), |grade| label(criterion, grade))
        ),
        Said::Overall { grade, .. } if before.overall.as_ref() != Some(grade) => format!(
            "the overall grade is {} in the register and {} in the file",
            before.overall.as_deref().map_or("blank".to_owned(), overall),
            overall(grade)
        ),
        Said::Overall { .. } | Said::NoOverall => "the overall grade or its reason".to_owned(),
        Said::Note { criterion, .. } => format!("the note on {}", title(criterion)),
        Said::Finding(finding) | Said::Unfinding(finding) => format!("the words on {}", title(&finding.criterion)),
        Said::Theme(tag) | Said::Untheme(tag) => match &tag.criterion {
            Some(id) => format!("the themes of {}", title(id)),
            None => "the themes".to_owned(),
        },
        Said::Unusable { .. } => "whether the case can be graded".to_owned(),
        _ => return None,
    })
}
