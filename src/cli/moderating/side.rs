//! The gradings of a case side by side: each question with what each auditor gave, found and coded.

use serde_json::{Value, json};

use crate::grading::moderation::differing_criteria;
use crate::model::english::quoted;
use crate::model::{Criterion, Grading, Rubric, Unusable};
use crate::reporting::terminal;

/// One question as several people answered it.
pub(super) struct Row {
    /// The question.
    pub label: String,
    /// Whether they differ on it.
    pub differs: bool,
    /// What each gave.
    pub answers: Vec<Given>,
}

/// What one person gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// The answer's words.
    pub answer: String,
    /// The words of its themes.
    pub themes: Vec<String>,
    /// What they wrote.
    pub words: Vec<String>,
}

impl Given {
    /// In one row: the answer, then themes and words.
    pub(super) fn more(&self) -> String {
        let words = self.words.iter().map(|words| quoted(words));
        self.themes.iter().cloned().chain(words).map(|one| format!("; {one}")).collect()
    }

    fn quoted(&self) -> String {
        let words = self.words.iter().map(|words| quoted(words));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Each criterion in order, then the case as a whole.
pub(super) fn rows(rubric: &Rubric, gradings: &[&Grading], compared: usize) -> Vec<Row> {
    let differing = differing_criteria(rubric, &gradings[..compared.min(gradings.len())]);
    let criteria = rubric.criteria().iter().enumerate().map(|(place, criterion)| Row {
        label: criterion.title.clone(),
        differs: differing.contains(&place),
        answers: gradings.iter().map(|grading| given(rubric, grading, criterion)).collect(),
    });
    let outcomes: Vec<String> = gradings.iter().map(|grading| outcome(rubric, grading)).collect();
    let whole = gradings.iter().zip(&outcomes).map(|(grading, outcome)| Given {
        answer: outcome.clone(),
        themes: themes(rubric, grading, None),
        words: grading.overall_reason.iter().cloned().collect(),
    });
    let overall = Row {
        label: "Overall".to_owned(),
        differs: outcomes[..compared.min(outcomes.len())].windows(2).any(|two| two[0] != two[1]),
        answers: whole.collect(),
    };
    criteria.collect::<Vec<_>>().into_iter().chain([overall]).collect()
}

/// The overall grade in words, or that the case cannot be graded.
pub(super) fn outcome(rubric: &Rubric, grading: &Grading) -> String {
    if let Some(reason) = &grading.unusable {
        let words = Unusable::find(reason).map_or(reason.as_str(), |reason| reason.id);
        return format!("cannot be graded ({words})");
    }
    grading.overall.as_deref().and_then(|id| rubric.grade_label(id)).unwrap_or("-").to_owned()
}

fn given(rubric: &Rubric, grading: &Grading, criterion: &Criterion) -> Given {
    let id = grading.answers.get(&criterion.id).and_then(|answer| answer.grade.as_deref());
    let answer = rubric.answers(criterion).into_iter().find(|(answer, _)| Some(*answer) == id);
    let findings = grading.findings.iter().filter(|finding| *finding.criterion == *criterion.id);
    let note = grading.answers.get(&criterion.id).and_then(|answer| answer.note.clone());
    Given {
        answer: answer.map_or("-".to_owned(), |(_, label)| label.to_owned()),
        themes: themes(rubric, grading, Some(&criterion.id)),
        words: findings.map(|finding| finding.text.to_string()).chain(note).collect(),
    }
}

fn themes(rubric: &Rubric, grading: &Grading, criterion: Option<&str>) -> Vec<String> {
    let tied = grading.themes.iter().filter(|tag| tag.criterion.as_deref() == criterion);
    tied.map(|tag| rubric.theme(&tag.theme).map_or(tag.theme.clone(), |theme| theme.label.clone())).collect()
}

/// As a table: a column for each grading, and a last one for what was agreed, where it was. A star marks where auditors differ.
pub(in crate::cli) fn as_table(rubric: &Rubric, own: &[&Grading], settled: Option<&Grading>, width: usize) -> String {
    let all: Vec<&Grading> = own.iter().copied().chain(settled).collect();
    let mut headings = vec![String::new()];
    headings.extend(own.iter().map(|grading| grading.auditor.clone()));
    headings.extend(settled.map(|grading| format!("Agreed by {}", grading.auditor)));
    let mut table: Vec<Vec<String>> = Vec::new();
    for row in rows(rubric, &all, own.len()) {
        let mark = if row.differs { "* " } else { "" };
        let mut line = |label: String, cell: fn(&Given) -> String| {
            let cells: Vec<String> = row.answers.iter().map(cell).collect();
            if !label.is_empty() || cells.iter().any(|cell| !cell.is_empty()) {
                table.push([label].into_iter().chain(cells).collect());
            }
        };
        line(format!("{mark}{}", row.label), |given| given.answer.clone());
        line(String::new(), |given| given.themes.join("; "));
        line(String::new(), Given::quoted);
    }
    terminal::table(&headings.iter().map(String::as_str).collect::<Vec<_>>(), &table, width)
}

/// As JSON: each criterion with what each gave.
pub(in crate::cli) fn as_json(rubric: &Rubric, own: &[&Grading], settled: Option<&Grading>) -> Value {
    let all: Vec<&Grading> = own.iter().copied().chain(settled).collect();
    let rows = rows(rubric, &all, own.len());
    let one = |grading: &Grading, criterion: &Criterion| {
        let tied = grading.themes.iter().filter(|tag| tag.criterion.as_deref() == Some(criterion.id.as_str()));
        let found = grading.findings.iter().filter(|finding| *finding.criterion == *criterion.id);
        json!({
            "auditor": grading.auditor, "grade": grading.answers.get(&criterion.id).and_then(|answer| answer.grade.clone()),
            "findings": found.map(|finding| json!({ "kind": finding.bearing, "text": finding.text })).collect::<Vec<_>>(),
            "themes": tied.map(|tag| tag.theme.clone()).collect::<Vec<_>>(),
        })
    };
    let criteria = rubric.criteria().iter().zip(&rows).map(|(criterion, row)| {
        json!({
            "criterion": criterion.id, "label": criterion.title, "differs": row.differs,
            "gradings": own.iter().map(|grading| one(grading, criterion)).collect::<Vec<_>>(),
            "agreed": settled.map(|grading| one(grading, criterion)),
        })
    });
    json!(criteria.collect::<Vec<_>>())
}
