//! What a guided grading shows of a case, and what it says was kept.

use super::marking::{Differs, Task, whereabouts};
use super::page::{Para, para};
use super::screen::Sheet;
use crate::grading::{Difference, check, differences};
use crate::model::english::quoted;
use crate::model::{Grading, Kind, Rubric};
use crate::store::{CaseRow, Said};

/// How long a grading took, in words; nothing below a minute.
pub(super) fn took(seconds: i64) -> String {
    match (seconds + 30) / 60 {
        0 => String::new(),
        1 => " It took a minute.".to_owned(),
        minutes => format!(" It took {minutes} minutes."),
    }
}

/// What was stored, in words: the verb is what is done with it, the name that of the case.
pub(super) fn kept(rubric: &Rubric, (verb, name): (&str, &str), lines: &[Said]) -> String {
    let label = |id: &str| rubric.grade_label(id).unwrap_or(id).to_owned();
    let mut words = Vec::new();
    for line in lines {
        match line {
            Said::Grade { criterion, grade } => {
                let label = rubric.answer_label(criterion, grade).unwrap_or(grade);
                words.push(format!("{}: {label}", rubric.title_of(criterion)));
            }
            Said::Theme(tag) => words.extend(rubric.theme(&tag.theme).map(|theme| theme.label.clone())),
            Said::Untheme(tag) => {
                words.extend(rubric.theme(&tag.theme).map(|theme| format!("no longer {}", theme.label)));
            }
            // Words stand before themes, which the row may have no room for.
            Said::Finding(finding) => words.insert(0, quoted(&finding.text)),
            Said::Overall { grade, reason: None } => words.push(format!("overall {}", label(grade))),
            Said::Overall { reason: Some(reason), .. } => words.push(quoted(reason)),
            Said::Unusable { reason: Some(_), .. } => words.push("cannot be graded".to_owned()),
            Said::Finish => return format!("{name} is finished."),
            _ => {}
        }
    }
    match (lines.is_empty(), words.is_empty()) {
        (true, _) => String::new(),
        (_, true) => format!("{verb}."),
        _ => format!("{verb}: {}", words.join("; ")),
    }
}

/// How many changes are listed.
const MOST_NAMED: usize = 3;

/// Describes how a stored grading differs from the one shown, in the rubric's order:
/// `Purpose is "Inadequate" now, not "Good"`.
pub(super) fn changed(rubric: &Rubric, Differs { seen, stored }: &Differs) -> String {
    let mut differences = differences(seen, stored);
    differences.sort_by_key(|difference| match difference {
        Difference::Unusable => None,
        Difference::Answer(id) | Difference::Words(id) | Difference::Themes(Some(id)) => {
            rubric.criteria().iter().position(|criterion| criterion.id == *id)
        }
        Difference::Themes(None) | Difference::Overall | Difference::Reason => Some(usize::MAX),
    });
    let named = differences.iter().take(MOST_NAMED).map(|one| one_change(rubric, one, (seen, stored)));
    let more = differences.len().saturating_sub(MOST_NAMED);
    let more = (more > 0).then(|| format!("and {more} more"));
    named.chain(more).collect::<Vec<_>>().join("; ")
}

fn one_change(rubric: &Rubric, difference: &Difference, (seen, stored): (&Grading, &Grading)) -> String {
    let now = |what: &str, seen: Option<&str>, stored: Option<&str>| {
        let words = |answer: Option<&str>| answer.map_or("not answered".to_owned(), |label| format!("\"{label}\""));
        format!("{what} is {} now, not {}", words(stored), words(seen))
    };
    let overall = |grading: &Grading| grading.overall.as_deref().and_then(|id| rubric.grade_label(id));
    let answer = |grading: &Grading, id: &str| {
        let given = check::answered(rubric, grading, rubric.criterion(id)?)?;
        rubric.answer_label(id, given)
    };
    match difference {
        Difference::Unusable => "whether the case can be graded has changed".to_owned(),
        Difference::Answer(id) => now(rubric.title_of(id), answer(seen, id), answer(stored, id)),
        Difference::Words(id) => format!("the words on {} have changed", rubric.title_of(id)),
        Difference::Themes(Some(id)) => format!("the themes of {} have changed", rubric.title_of(id)),
        Difference::Themes(None) => "the themes of the case have changed".to_owned(),
        Difference::Overall => now("the overall grade", overall(seen), overall(stored)),
        Difference::Reason => "the reason for the overall grade has changed".to_owned(),
    }
}

/// Which answers want words and have none, by the numbers of their questions.
pub(super) fn wordless(rubric: &Rubric, grading: &Grading) -> Option<Para> {
    let missing = check::wordless(rubric, grading, false);
    let criteria = rubric.criteria().iter().zip(1..).filter(|(one, _)| missing.contains(&one.id));
    let numbers: Vec<String> = criteria.map(|(_, number)| number.to_string()).collect();
    (!numbers.is_empty()).then(|| para("", format!("Without words that show it: {}", numbers.join(", "))))
}

/// The case as it lies on the desk: its title and its record.
pub(super) fn sheet(task: &Task, waiting: usize) -> Sheet {
    let title = format!(
        "Case {} of {}; {waiting} left for {}",
        task.case.case.case, task.sample.name, task.auditor.person.name
    );
    Sheet { title, record: record(task.sample.kind, &task.case) }
}

/// A record: where it can be found, and its text as drawn.
pub(super) fn record(kind: Kind, case: &CaseRow) -> Vec<Para> {
    let where_to = whereabouts(kind, case);
    match case.record.text_of(kind, "text") {
        Some(text) => {
            let facts: Vec<String> = where_to.into_iter().map(|(what, found)| format!("{what}: {found}")).collect();
            let mut record = vec![para("", facts.join("; "))];
            record.extend(text.lines().map(|line| para("  ", line)));
            record
        }
        None => where_to.into_iter().map(|(what, found)| para(&format!("  {what:<8} "), found)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_whole_minutes() {
        assert_eq!([took(20), took(80), took(100)], ["", " It took a minute.", " It took 2 minutes."]);
    }
}
