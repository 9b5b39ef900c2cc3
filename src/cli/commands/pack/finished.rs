//! Differences between a file and a finished grading. A file never changes a finished grading.

use super::row::Understood;
use crate::model::{Grading, Rubric};
use crate::store::Said;

/// Describes how a row of a file differs from a finished grading, and says how to change the grading.
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
    let title = |id| rubric.title_of(id);
    let known = |id: &str| {
        let grade = before.answers.get(id).and_then(|answer| answer.grade.as_deref());
        grade.map_or("blank", |grade| rubric.answer_label(id, grade).unwrap_or(grade)).to_owned()
    };
    Some(match said {
        Said::Grade { criterion, grade } => format!(
            "{} is {} in the register and {} in the file",
            title(criterion),
            known(criterion),
            rubric.answer_label(criterion, grade).unwrap_or(grade)
        ),
        Said::Ungrade { criterion } => {
            format!("{} is {} in the register and blank in the file", title(criterion), known(criterion))
        }
        Said::Overall { grade, .. } if before.overall.as_ref() != Some(grade) => format!(
            "the overall grade is {} in the register and {} in the file",
            before.overall.as_deref().map_or("blank", |grade| rubric.grade_label(grade).unwrap_or(grade)),
            rubric.grade_label(grade).unwrap_or(grade)
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
