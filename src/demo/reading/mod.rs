//! A reader who grades a note from its text and the rubric, and nothing else.
//!
//! The reader knows nothing of how notes are made: it looks for what an auditor looks for ([`cues`]: dates that have
//! passed, a deadline, a view, the child's own words), judges each criterion by it ([`judgement`]), and errs as the
//! auditor whom it plays would err ([`nature`]). It is a teaching aid. It is not a way to grade real notes.

mod cues;
mod judgement;
mod nature;
mod words;

use super::staff::Auditor;
use crate::model::{Bearing, Rubric};
use cues::Cues;
use judgement::{CRITERIA, Level, Levels};
use nature::Dice;

/// One auditor's answers on one case, ready to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Criterion and grade.
    pub set: Vec<(String, String)>,
    /// Findings in words, each tied to a criterion.
    pub findings: Vec<(Bearing, String, String)>,
    /// Criterion and theme; the criterion has a finding.
    pub themes: Vec<(String, String)>,
}

impl Marks {
    /// What is typed after `dipsample` to enter these marks.
    pub fn args(&self, sample: &str, case: &str) -> Vec<String> {
        let mut args = vec!["grade".to_owned(), sample.to_owned(), case.to_owned()];
        let mut flag = |name: &str, value: String| args.extend([name.to_owned(), value]);
        for (criterion, grade) in &self.set {
            flag("--set", format!("{criterion}={grade}"));
        }
        for (bearing, criterion, text) in &self.findings {
            flag("--finding", format!("{}:{criterion}={text}", bearing.id()));
        }
        for (criterion, theme) in &self.themes {
            flag("--theme", format!("{criterion}={theme}"));
        }
        args.push("--finish".to_owned());
        args
    }
}

/// What a moderation settles on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The overall grade's id.
    pub grade: String,
    /// The grade of each criterion.
    pub set: Vec<(String, String)>,
    /// Why, in a sentence.
    pub reason: String,
}

/// Grades a note as one auditor would, who errs now and then; the record's reference only throws the dice.
pub fn read(text: &str, rubric: &Rubric, auditor: &Auditor, record: &str) -> Marks {
    let cues = Cues::of(text);
    let dice = Dice::new(&auditor.name, record, text);
    marks(&cues, &nature::err(judgement::judge(&cues), auditor, &dice), (rubric, &dice))
}

/// Grades a note without error, as a panel would that reads it again, and says why.
pub fn moderate(text: &str, rubric: &Rubric, record: &str) -> Settled {
    let cues = Cues::of(text);
    let levels = judgement::judge(&cues);
    let set = marks(&cues, &levels, (rubric, &Dice::new("panel", record, text))).set;
    let overall = rubric.suggest(set.iter().map(|(criterion, grade)| (criterion.as_str(), grade.as_str())));
    let grade = overall.and_then(|place| rubric.scale().get(place)).map(|grade| grade.id.clone()).unwrap_or_default();
    Settled { grade, set, reason: words::reason(&cues, &levels) }
}

fn marks(cues: &Cues, levels: &Levels, (rubric, dice): (&Rubric, &Dice)) -> Marks {
    let set = rubric
        .criteria()
        .iter()
        .filter_map(|criterion| {
            let known = CRITERIA.iter().position(|id| *id == criterion.id);
            let level = known.map_or(Level::Middle, |place| levels[place]);
            let answers = rubric.answers(criterion);
            let place = match level {
                Level::Low => 0,
                Level::Middle => (answers.len() - 1) / 2,
                Level::Top => answers.len() - 1,
            };
            answers.get(place).map(|(answer, _)| (criterion.id.clone(), (*answer).to_owned()))
        })
        .collect();
    let mut marks = Marks { set, findings: Vec::new(), themes: Vec::new() };
    for place in judgement::worth_a_finding(levels, dice) {
        add_finding(&mut marks, (place, levels[place]), cues, (rubric, dice));
    }
    marks
}

fn add_finding(marks: &mut Marks, (place, level): (usize, Level), cues: &Cues, (rubric, dice): (&Rubric, &Dice)) {
    let Some(criterion) = rubric.criterion(CRITERIA[place]) else { return };
    let bearing = if level == Level::Top { Bearing::Strength } else { Bearing::Concern };
    marks.findings.push((bearing, criterion.id.clone(), words::finding((place, level), cues, dice)));
    let theme = words::theme((place, level), cues, dice).filter(|id| {
        criterion.themes.iter().any(|offered| offered == id) && rubric.theme(id).is_some_and(|t| t.bearing == bearing)
    });
    if let Some(theme) = theme {
        marks.themes.push((criterion.id.clone(), theme.to_owned()));
    }
}

#[cfg(test)]
mod tests;
