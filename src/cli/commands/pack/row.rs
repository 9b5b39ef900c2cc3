//! One row of a pack: what its cells say, or the cells that cannot be taken.

use crate::grading::check::{self, GradeError};
use crate::model::{
    Bearing, Criterion, CriterionForm, Finding, Grading, PACK_SHEETS, ReceivedCell, ReceivedRow, Rubric, ThemeTag,
};
use crate::store::Said;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct PackFault {
    /// The case, as the row numbers it.
    pub case: String,
    /// What was asked there, in words.
    pub question: String,
    /// The sheet.
    pub sheet: String,
    /// The cell: `H5`.
    pub cell: String,
    /// What it holds.
    pub value: String,
    /// Why it cannot be taken, and what was expected.
    pub reason: String,
}

impl PackFault {
    pub(super) fn new(cell: &ReceivedCell, reason: impl Into<String>) -> PackFault {
        PackFault {
            case: String::new(),
            question: cell.column.clone(),
            sheet: PACK_SHEETS[1].to_owned(),
            cell: cell.place.clone(),
            value: cell.value.chars().take(200).collect(),
            reason: reason.into(),
        }
    }

    /// Adds the case and the question.
    pub(super) fn placed(mut self, row: &ReceivedRow, rubric: &Rubric) -> PackFault {
        self.case = row.cell("case").value;
        self.question = question(&self.question, rubric);
        self
    }

    /// The fault in a line: where it is, what the cell holds, and what is wrong with it.
    pub(super) fn words(&self) -> String {
        let place = if self.cell.is_empty() { String::new() } else { format!(" (cell {})", self.cell) };
        let value = if self.value.is_empty() { String::new() } else { format!("\"{}\": ", self.value) };
        let case = if self.case.is_empty() { String::new() } else { format!("Case {}, ", self.case) };
        format!("{case}{}{place}: {value}{}", self.question, self.reason)
    }
}

/// The words for a column of the sheet Grading.
fn question(column: &str, rubric: &Rubric) -> String {
    let (id, part) = column.split_once('.').unwrap_or((column, ""));
    let of_criterion = rubric.criterion(id).map(|criterion| match part {
        "" => criterion.title.clone(),
        part => format!("{}, {part}", criterion.title),
    });
    of_criterion.unwrap_or_else(|| {
        match column {
            "overall" => "Overall grade",
            "overall.reason" => "Reason for the overall grade",
            "unusable" => "Cannot be graded because",
            "finished" => "Finished",
            "urgent" => "Urgent concern",
            "case" => "Case",
            "record" => "Record",
            other => other,
        }
        .to_owned()
    })
}

/// What is said of a formula.
const FORMULA: &str = "the cell holds a formula: type the answer itself";

/// The message for a cell that is not one of the criterion's answers.
fn not_an_answer(rubric: &Rubric, criterion: &Criterion) -> String {
    let labels: Vec<&str> = rubric.answers(criterion).into_iter().map(|(_, label)| label).collect();
    let what = if criterion.form == CriterionForm::Graded { "a grade" } else { "an answer" };
    format!("this is not {what}. Choose {}", either(&labels))
}

/// Words as a choice: `Inadequate, Requires improvement or Good`.
fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

/// What a row comes to.
pub(super) struct Understood {
    /// What is new in it, as the register keeps it.
    pub said: Vec<Said>,
    /// Whether the auditor says that the case is finished.
    pub finished: bool,
    /// How many of its answers want words and have none.
    pub wordless: u64,
    /// How many answers of an earlier file are blank in this one.
    pub cleared: u64,
    /// Whether the case was finished and is not any more.
    pub reopened: bool,
}

/// A row with what stood before it.
pub(super) struct Reading<'a> {
    pub rubric: &'a Rubric,
    pub row: &'a ReceivedRow,
    /// What the auditor had said before.
    pub before: &'a Grading,
    /// Whether a blank cell takes back what was said before. It does not where that was said at the terminal since the pack was
    /// sent, so that the file cannot know of it.
    pub blanks_clear: bool,
    /// References that must not stand in words: the child's and the record's.
    pub references: Vec<&'a str>,
}

impl Reading<'_> {
    /// Reads the whole row; any fault refuses it.
    pub(super) fn read(&self) -> Result<Understood, Vec<PackFault>> {
        let (mut said, mut after, mut faults) = (Vec::new(), self.before.clone(), Vec::new());
        let formulas = self.row.cells.iter().filter(|cell| cell.is_formula && cell.column != "urgent");
        faults.extend(formulas.map(|cell| PackFault::new(cell, FORMULA)));
        if !faults.is_empty() {
            return Err(self.others(faults));
        }
        for criterion in self.rubric.criteria() {
            self.answer(criterion, &mut after, &mut said, &mut faults);
            self.note(criterion, &mut after, &mut said, &mut faults);
            self.findings(criterion, &mut after, &mut said, &mut faults);
            self.themes(criterion, &mut said, &mut faults);
        }
        self.unusable(&mut after, &mut said, &mut faults);
        self.overall(&mut after, &mut said, &mut faults);
        let finished = self.finished(&mut faults);
        if finished && faults.is_empty() {
            self.finish(&after, &mut said, &mut faults);
        }
        if !finished && after.overall.is_none() && self.before.overall.is_some() && self.blanks_clear {
            said.push(Said::NoOverall);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let wordless = check::wordless(self.rubric, &after, false).len() as u64;
        let cleared = said.iter().filter(|one| matches!(one, Said::Ungrade { .. })).count() as u64;
        let reopened = self.before.finished && !finished && (self.blanks_clear || !said.is_empty());
        Ok(Understood { said, finished, wordless, cleared, reopened })
    }

    /// The faults, and with them those of the cells that hold no formula.
    fn others(&self, mut faults: Vec<PackFault>) -> Vec<PackFault> {
        let mut row = self.row.clone();
        row.cells.iter_mut().filter(|cell| cell.is_formula).for_each(|cell| cell.value.clear());
        row.cells.iter_mut().for_each(|cell| cell.is_formula = false);
        // Whether the case is whole is not asked while its formulas are open.
        row.cells.iter_mut().filter(|cell| cell.column == "finished").for_each(|cell| cell.value.clear());
        let rest = Reading { row: &row, references: self.references.clone(), ..*self };
        faults.extend(rest.read().err().unwrap_or_default());
        faults
    }

    fn cell(&self, column: &str) -> ReceivedCell {
        self.row.cell(column)
    }

    fn answer(&self, one: &Criterion, after: &mut Grading, said: &mut Vec<Said>, faults: &mut Vec<PackFault>) {
        let cell = self.cell(&one.id);
        if cell.value.is_empty() {
            if let Some(answer) = after.answers.get_mut(&one.id).filter(|_| self.blanks_clear)
                && answer.grade.take().is_some()
            {
                said.push(Said::Ungrade { criterion: one.id.clone() });
            }
            return;
        }
        match check::parse_set(&format!("{}={}", one.id, cell.value), self.rubric) {
            Err(_) => faults.push(PackFault::new(&cell, not_an_answer(self.rubric, one))),
            Ok((criterion, grade)) => {
                let place = after.answers.entry(criterion.clone()).or_default();
                if place.grade.as_ref() != Some(&grade) {
                    place.grade = Some(grade.clone());
                    said.push(Said::Grade { criterion, grade });
                }
            }
        }
    }

    fn note(&self, one: &Criterion, after: &mut Grading, said: &mut Vec<Said>, faults: &mut Vec<PackFault>) {
        let cell = self.cell(&format!("{}.note", one.id));
        let known = self.before.answers.get(&one.id).and_then(|answer| answer.note.clone()).unwrap_or_default();
        if cell.value == known || (cell.value.is_empty() && !self.blanks_clear) {
            return;
        }
        match check::no_reference(&cell.value, &self.references) {
            Err(error) => faults.push(PackFault::new(&cell, error.to_string())),
            Ok(()) => {
                let words = Some(cell.value.clone()).filter(|words| !words.is_empty());
                after.answers.entry(one.id.clone()).or_default().note = words;
                said.push(Said::Note { criterion: one.id.clone(), text: cell.value });
            }
        }
    }

    fn findings(&self, one: &Criterion, after: &mut Grading, said: &mut Vec<Said>, faults: &mut Vec<PackFault>) {
        let cell = self.cell(&format!("{}.finding", one.id));
        if cell.value.is_empty() && !self.blanks_clear {
            return;
        }
        let answered = after.answers.get(&one.id).and_then(|answer| answer.grade.as_deref());
        let usual = answered.map_or(Bearing::Concern, |grade| self.rubric.bearing(one, grade));
        if let Err(error) = check::no_reference(&cell.value, &self.references) {
            return faults.push(PackFault::new(&cell, error.to_string()));
        }
        let now = findings(one, &cell.value, usual);
        let old: Vec<&Finding> = self.before.findings.iter().filter(|finding| *finding.criterion == *one.id).collect();
        said.extend(old.iter().filter(|old| !now.contains(old)).map(|old| Said::Unfinding((*old).clone())));
        after.findings.retain(|finding| *finding.criterion != *one.id);
        after.findings.extend(now.iter().cloned());
        said.extend(now.into_iter().filter(|new| !old.contains(&new)).map(Said::Finding));
    }

    fn themes(&self, one: &Criterion, said: &mut Vec<Said>, faults: &mut Vec<PackFault>) {
        let cell = self.cell(&format!("{}.theme", one.id));
        if cell.value.is_empty() && !self.blanks_clear {
            return;
        }
        let mut now: Vec<ThemeTag> = Vec::new();
        for word in cell.value.split([';', '\n']).map(str::trim).filter(|word| !word.is_empty()) {
            match check::parse_theme(&format!("{}={word}", one.id), self.rubric) {
                Ok(tag) => now.push(tag),
                Err(_) => {
                    let offered: Vec<&str> = one
                        .themes
                        .iter()
                        .filter_map(|id| self.rubric.theme(id))
                        .map(|theme| theme.label.as_str())
                        .collect();
                    let reason =
                        format!("'{word}' is not a theme of this rubric; choose from the list: {}", offered.join("; "));
                    faults.push(PackFault::new(&cell, reason));
                }
            }
        }
        let old = self.before.themes.iter().filter(|tag| tag.criterion.as_ref() == Some(&one.id));
        said.extend(old.filter(|old| !now.contains(old)).cloned().map(Said::Untheme));
        said.extend(now.into_iter().filter(|new| !self.before.themes.contains(new)).map(Said::Theme));
    }

    fn unusable(&self, after: &mut Grading, said: &mut Vec<Said>, faults: &mut Vec<PackFault>) {
        let cell = self.cell("unusable");
        let reason = match (cell.value.as_str(), &self.before.unusable) {
            ("", Some(_)) if self.blanks_clear => None,
            ("", _) => return,
            (word, known) => match check::parse_unusable(word) {
                Err(error) => return faults.push(PackFault::new(&cell, error.to_string())),
                Ok(reason) if known.as_deref() == Some(reason.id) => return,
                Ok(reason) => Some(reason.id.to_owned()),
            },
        };
        after.unusable.clone_from(&reason);
        said.push(Said::Unusable { reason, why: None });
    }

    fn overall(&self, after: &mut Grading, said: &mut Vec<Said>, faults: &mut Vec<PackFault>) {
        let (cell, why) = (self.cell("overall"), self.cell("overall.reason"));
        if cell.value.is_empty() {
            if after.overall.is_some() && (after.overall_reason.is_none() || self.blanks_clear) {
                // The answers of this file suggest the grade anew.
                (after.overall, after.overall_reason) = (None, None);
            }
            return;
        }
        let grade = match check::parse_overall(&cell.value, self.rubric) {
            Ok(grade) => grade,
            Err(_) => {
                let labels: Vec<&str> = self.rubric.scale().iter().map(|grade| grade.label.as_str()).collect();
                return faults.push(PackFault::new(&cell, format!("this is not a grade. Choose {}", either(&labels))));
            }
        };
        let reason = Some(why.value.clone()).filter(|why| !why.is_empty());
        if after.overall.as_ref() != Some(&grade) || after.overall_reason != reason {
            said.push(Said::Overall { grade: grade.clone(), reason: reason.clone() });
        }
        (after.overall, after.overall_reason) = (Some(grade), reason);
    }

    fn finished(&self, faults: &mut Vec<PackFault>) -> bool {
        let cell = self.cell("finished");
        match cell.value.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "" | "no" | "n" | "false" | "0" => false,
            _ => {
                faults.push(PackFault::new(&cell, "expected yes or no"));
                false
            }
        }
    }

    fn finish(&self, after: &Grading, said: &mut Vec<Said>, faults: &mut Vec<PackFault>) {
        match check::ready_to_finish(self.rubric, after) {
            Ok(overall) => {
                let stands = |grade: &String| {
                    self.before.overall.as_ref() == Some(grade) && self.before.overall_reason == after.overall_reason
                };
                if let Some(grade) = overall.filter(|grade| !stands(grade))
                    && !said.iter().any(|one| matches!(one, Said::Overall { .. }))
                {
                    said.push(Said::Overall { grade, reason: after.overall_reason.clone() });
                }
                if !self.before.finished || !said.is_empty() {
                    said.push(Said::Finish);
                }
            }
            Err(GradeError::Unanswered { criteria }) => {
                for id in criteria {
                    faults.push(PackFault::new(&self.cell(&id), "the case is marked finished, but has no grade here"));
                }
            }
            Err(GradeError::WordsMissing { criteria }) => {
                for id in criteria {
                    faults.push(PackFault::new(
                        &self.cell(&format!("{id}.finding")),
                        "the case is marked finished, but this answer needs words: what in the record shows it",
                    ));
                }
            }
            Err(error @ GradeError::ReasonNeeded { .. }) => {
                faults.push(PackFault::new(&self.cell("overall.reason"), error.to_string()));
            }
            Err(error) => faults.push(PackFault::new(&self.cell("overall"), error.to_string())),
        }
    }
}

/// The findings of one cell: each line that begins with `strength:` or `concern:` is one; what stands before the first such line is
/// one by itself, and lines that begin otherwise go on the one before.
fn findings(one: &Criterion, words: &str, usual: Bearing) -> Vec<Finding> {
    let mut found: Vec<(Bearing, String)> = Vec::new();
    for line in words.lines() {
        let said = line.split_once(':').and_then(|(word, rest)| Some((Bearing::parse(word)?, rest)));
        match (said, found.last_mut()) {
            (Some((bearing, rest)), _) => found.push((bearing, rest.trim().to_owned())),
            (None, Some((_, before))) => {
                before.push('\n');
                before.push_str(line);
            }
            (None, None) if line.trim().is_empty() => {}
            (None, None) => found.push((usual, line.trim().to_owned())),
        }
    }
    let own = |(bearing, text): (Bearing, String)| Finding {
        criterion: one.id.as_str().into(),
        bearing,
        text: text.trim().into(),
    };
    found.into_iter().map(own).filter(|finding| !finding.text.is_empty()).collect()
}
