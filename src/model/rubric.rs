//! A rubric: the versioned scheme by which a case is graded, checked when it is built.

use serde::{Deserialize, Serialize};

use super::grading::Bearing;
use super::kind::Kind;
use super::short_form::named;

/// A grading scheme. Built only by [`Rubric::new`], so that a faulty one cannot exist.
#[derive(Clone, Debug, PartialEq)]
pub struct Rubric {
    parts: RubricParts,
}

/// What a rubric is made of, before it is checked.
#[derive(Clone, Debug, PartialEq)]
pub struct RubricParts {
    /// The id in commands: `oversight`.
    pub id: String,
    /// The words a person reads.
    pub title: String,
    /// The kind of record that it grades.
    pub kind: Kind,
    /// Counts up with every change that could change a grade.
    pub version: u32,
    /// What the rubric is for, in a sentence or two.
    pub about: String,
    /// The grades, worst first.
    pub scale: Vec<Grade>,
    /// How the overall grade is suggested from the criteria.
    pub rule: OverallRule,
    /// The questions, in the order in which they are asked.
    pub criteria: Vec<Criterion>,
    /// The reasons that findings can carry.
    pub themes: Vec<Theme>,
    /// SHA-256 of the rubric's text, lower-case hex.
    pub digest: String,
    /// The text itself, kept with the gradings that used it.
    pub source: String,
}

/// One grade of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// The id: `requires-improvement`.
    pub id: String,
    /// The words: `Requires improvement`.
    pub label: String,
}

/// How the overall grade is suggested from the graded criteria. A limiting criterion at the lowest grade always caps
/// the overall at that grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OverallRule {
    /// The grade in the middle of the criteria's grades, the lower of the two middle ones where they are even in number.
    Middle,
    /// The lowest grade of any criterion.
    Lowest,
    /// The grade that most criteria have; the lower of those that equally many have.
    Majority,
}

/// One question of a rubric.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// The id in commands: `drift`.
    pub id: String,
    /// A few words, for headings.
    pub title: String,
    /// The question that the auditor answers.
    pub question: String,
    /// What to look for in the record.
    pub look_for: Vec<String>,
    /// Graded on the scale, or a check.
    pub form: CriterionForm,
    /// Whether its lowest grade caps the overall grade.
    pub limiting: bool,
    /// Which answers need words that show them.
    pub evidence: Evidence,
    /// What each grade looks like (for a check: what each answer means), in the order of the answers.
    pub descriptors: Vec<Descriptor>,
    /// Ids of the themes that are offered here.
    pub themes: Vec<String>,
}

/// What one answer to one criterion looks like in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The grade's or the answer's id.
    pub answer: String,
    /// What an auditor would see.
    pub text: String,
}

/// How a criterion is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CriterionForm {
    /// By a grade of the scale.
    Graded,
    /// By yes, no or not applicable.
    Check,
}

/// Which answers to a criterion need words: a finding or a note that shows them in the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// An answer below the top grade, or no to a check, is asked for words; a grading without them is taken and they are
    /// named as missing.
    #[default]
    Asked,
    /// An answer below the top grade, or no to a check, is not finished without words.
    BelowTop,
    /// No answer is finished without words, but not applicable.
    Always,
    /// Words are never missing.
    Never,
}

/// A coded reason that a finding carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The id: `drift-not-addressed`.
    pub id: String,
    /// The words: `Identified drift was not addressed`.
    pub label: String,
    /// Strength or concern: a theme is one or the other.
    pub bearing: Bearing,
    /// The family that it belongs to.
    pub family: String,
}

/// What is wrong with a rubric.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct RubricFault {
    /// The part of the rubric, as its author would name it.
    pub place: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// The number that stands most often among sorted ones, the lowest of those that stand equally often.
fn most_frequent(sorted: &[usize]) -> Option<usize> {
    let runs = sorted.chunk_by(|one, other| one == other);
    // The last of equal ones is kept by a maximum, so the runs are gone through from the highest.
    runs.rev().max_by_key(|run| run.len()).and_then(|run| run.first().copied())
}

fn fault(place: impl Into<String>, problem: impl Into<String>) -> RubricFault {
    RubricFault { place: place.into(), problem: problem.into() }
}

/// The answers to a check, with their words: the top one first is `yes`.
pub(crate) const CHECK_ANSWERS: [(&str, &str); 3] = [("yes", "Yes"), ("no", "No"), ("na", "Not applicable")];

impl Rubric {
    /// Checks the parts and makes a rubric of them.
    ///
    /// # Errors
    /// The first [`RubricFault`]: an id that is not lower-case words with hyphens or stands twice, a scale of fewer
    /// than two grades, a criterion without a descriptor for each of its answers, or a theme that is not listed.
    pub fn new(parts: RubricParts) -> Result<Rubric, RubricFault> {
        check_id("the rubric", &parts.id)?;
        if parts.version == 0 {
            return Err(fault("version", "must be 1 or more"));
        }
        if parts.scale.len() < 2 {
            return Err(fault("scale", "needs at least two grades, worst first"));
        }
        check_unique("scale", parts.scale.iter().map(|grade| grade.id.as_str()))?;
        check_unique("themes", parts.themes.iter().map(|theme| theme.id.as_str()))?;
        check_unique("criteria", parts.criteria.iter().map(|criterion| criterion.id.as_str()))?;
        if parts.criteria.is_empty() {
            return Err(fault("criteria", "a rubric needs at least one criterion"));
        }
        let rubric = Rubric { parts };
        for criterion in rubric.criteria() {
            rubric.check_criterion(criterion)?;
        }
        Ok(rubric)
    }

    fn check_criterion(&self, criterion: &Criterion) -> Result<(), RubricFault> {
        let place = format!("criterion '{}'", criterion.id);
        for (what, text) in [("title", &criterion.title), ("question", &criterion.question)] {
            if text.trim().is_empty() {
                return Err(fault(&place, format!("has no {what}")));
            }
        }
        for (answer, label) in self.answers(criterion) {
            let described = criterion.descriptors.iter().any(|d| d.answer == answer && !d.text.trim().is_empty());
            if !described && answer != "na" {
                return Err(fault(&place, format!("has no descriptor for '{label}' ({answer})")));
            }
        }
        for descriptor in &criterion.descriptors {
            if !self.answers(criterion).iter().any(|(answer, _)| *answer == descriptor.answer) {
                return Err(fault(
                    &place,
                    format!("describes '{}', which is not one of its answers", descriptor.answer),
                ));
            }
        }
        for theme in &criterion.themes {
            if self.theme(theme).is_none() {
                return Err(fault(&place, format!("offers the theme '{theme}', which the rubric does not list")));
            }
        }
        if criterion.limiting && criterion.form == CriterionForm::Check {
            return Err(fault(&place, "is a check and so cannot limit the overall grade"));
        }
        Ok(())
    }

    /// The rubric with one theme more, offered first at a criterion where one is named. A theme whose id it has already
    /// changes nothing. Text and digest stay what they are.
    #[must_use]
    pub fn with_theme(mut self, theme: Theme, criterion: Option<&str>) -> Rubric {
        if self.parts.themes.iter().any(|known| known.id == theme.id) {
            return self;
        }
        if let Some(one) = self.parts.criteria.iter_mut().find(|one| criterion == Some(one.id.as_str())) {
            one.themes.push(theme.id.clone());
        }
        self.parts.themes.push(theme);
        self
    }

    /// The id in commands.
    pub fn id(&self) -> &str {
        &self.parts.id
    }
    /// The words a person reads.
    pub fn title(&self) -> &str {
        &self.parts.title
    }
    /// The kind of record that it grades.
    pub fn kind(&self) -> Kind {
        self.parts.kind
    }
    /// The version.
    pub fn version(&self) -> u32 {
        self.parts.version
    }
    /// What it is for.
    pub fn about(&self) -> &str {
        &self.parts.about
    }
    /// The grades, worst first.
    pub fn scale(&self) -> &[Grade] {
        &self.parts.scale
    }
    /// How the overall is suggested.
    pub fn rule(&self) -> OverallRule {
        self.parts.rule
    }
    /// The questions, in order.
    pub fn criteria(&self) -> &[Criterion] {
        &self.parts.criteria
    }
    /// All themes.
    pub fn themes(&self) -> &[Theme] {
        &self.parts.themes
    }
    /// SHA-256 of the text, lower-case hex.
    pub fn digest(&self) -> &str {
        &self.parts.digest
    }
    /// The text itself.
    pub fn source(&self) -> &str {
        &self.parts.source
    }

    /// Finds a criterion by its id or title, in any case.
    pub fn criterion(&self, name: &str) -> Option<&Criterion> {
        let name = name.trim().to_lowercase();
        self.criteria().iter().find(|c| c.id == name || c.title.to_lowercase() == name)
    }

    /// Finds a theme by its id or words, in any case.
    pub fn theme(&self, name: &str) -> Option<&Theme> {
        let name = name.trim().to_lowercase();
        self.themes().iter().find(|t| t.id == name || t.label.to_lowercase() == name)
    }

    /// The answers that a criterion takes, as (id, words), in scale order (worst first) or yes, no, not applicable.
    pub fn answers<'a>(&'a self, criterion: &Criterion) -> Vec<(&'a str, &'a str)> {
        match criterion.form {
            CriterionForm::Graded => self.scale().iter().map(|g| (g.id.as_str(), g.label.as_str())).collect(),
            CriterionForm::Check => CHECK_ANSWERS.to_vec(),
        }
    }

    /// Finds an answer to a criterion by id or words, in any case; returns its id.
    pub fn answer<'a>(&'a self, criterion: &Criterion, name: &str) -> Option<&'a str> {
        let answers = self.answers(criterion);
        named(&answers, name).and_then(|place| answers.get(place)).map(|(id, _)| *id)
    }

    /// Finds a grade of the scale by id or words, in any case; returns its place, 0 the worst.
    pub fn grade(&self, name: &str) -> Option<usize> {
        let grades: Vec<(&str, &str)> = self.scale().iter().map(|g| (g.id.as_str(), g.label.as_str())).collect();
        named(&grades, name)
    }

    /// The label of a grade; `None` if the scale has no such grade.
    pub fn grade_label(&self, name: &str) -> Option<&str> {
        self.scale().get(self.grade(name)?).map(|grade| grade.label.as_str())
    }

    /// The label of an answer, by the ids of criterion and answer; `None` if the rubric has no such answer.
    pub fn answer_label(&self, criterion: &str, answer: &str) -> Option<&str> {
        let answers = self.answers(self.criterion(criterion)?);
        answers.into_iter().find(|(id, _)| *id == answer).map(|(_, label)| label)
    }

    /// The title of a criterion; the name itself if the rubric has no such criterion.
    pub fn title_of<'a>(&'a self, criterion: &'a str) -> &'a str {
        self.criterion(criterion).map_or(criterion, |criterion| &criterion.title)
    }

    /// Whether an answer makes a finding a strength (the top grade, or yes) rather than a concern.
    pub fn bearing(&self, criterion: &Criterion, answer: &str) -> Bearing {
        let top = match criterion.form {
            CriterionForm::Graded => self.scale().last().map(|g| g.id.as_str()),
            CriterionForm::Check => Some("yes"),
        };
        if top == Some(answer) { Bearing::Strength } else { Bearing::Concern }
    }

    /// Whether an answer to a criterion wants words, and whether it cannot be finished without them.
    pub fn wants_words(&self, criterion: &Criterion, answer: &str) -> (bool, bool) {
        let below = self.bearing(criterion, answer) == Bearing::Concern;
        match criterion.evidence {
            _ if answer == "na" => (false, false),
            Evidence::Asked => (below, false),
            Evidence::BelowTop => (below, below),
            Evidence::Always => (true, true),
            Evidence::Never => (false, false),
        }
    }

    /// Suggests the overall grade from the answers given to graded criteria: the rule's grade, capped at the lowest
    /// where a limiting criterion has the lowest grade. Returns the grade's place, `None` with nothing graded.
    pub fn suggest<'a>(&self, answers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<usize> {
        let mut grades = Vec::new();
        let mut capped = false;
        for (criterion, answer) in answers {
            let Some(criterion) = self.criterion(criterion) else { continue };
            if criterion.form == CriterionForm::Check {
                continue;
            }
            let Some(grade) = self.grade(answer) else { continue };
            capped |= criterion.limiting && grade == 0;
            grades.push(grade);
        }
        grades.sort_unstable();
        match (grades.is_empty(), capped, self.rule()) {
            (true, ..) => None,
            (_, true, _) => Some(0),
            (_, _, OverallRule::Lowest) => grades.first().copied(),
            (_, _, OverallRule::Majority) => most_frequent(&grades),
            (_, _, OverallRule::Middle) => Some(grades[(grades.len() - 1) / 2]),
        }
    }
}

fn check_id(place: &str, id: &str) -> Result<(), RubricFault> {
    let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    match plain {
        true => Ok(()),
        false => Err(fault(place, format!("the id '{id}' must be lower-case words joined by hyphens"))),
    }
}

fn check_unique<'a>(place: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), RubricFault> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        check_id(place, id)?;
        if !seen.insert(id) {
            return Err(fault(place, format!("'{id}' stands twice")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_is_the_most_frequent_grade_and_the_lower_of_two() {
        for (grades, expected) in
            [(&[2, 2, 0][..], Some(2)), (&[0, 1, 2], Some(0)), (&[1, 1, 2, 2], Some(1)), (&[2], Some(2)), (&[], None)]
        {
            let mut sorted = grades.to_vec();
            sorted.sort_unstable();
            assert_eq!(most_frequent(&sorted), expected, "{grades:?}");
        }
    }
}
