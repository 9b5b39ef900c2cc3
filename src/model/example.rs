//! A worked example: a made-up record with the answers that the rubric asks for, and why, to practise on.

use super::rubric::Rubric;

/// A made-up record with its expected answers. Built only by [`Example::new`], so that it fits its rubric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    parts: ExampleParts,
}

/// What an example is made of, before it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExampleParts {
    /// A few words for it.
    pub title: String,
    /// Which record it is: the day, the kind, the child in a line.
    pub about: String,
    /// The record's text.
    pub text: String,
    /// What else stands on the child's file that day, a line each.
    pub around: Vec<String>,
    /// The expected answers.
    pub answers: Vec<Expected>,
    /// The expected overall grade's id.
    pub overall: String,
    /// Why.
    pub why: String,
    /// Why the record calls for an urgent concern; `None` where it does not.
    pub urgent: Option<String>,
}

/// The answer that a criterion is expected to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The criterion's id.
    pub criterion: String,
    /// The answer's id.
    pub grade: String,
    /// What in the record leads to it.
    pub why: String,
}

/// What is wrong with an example.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ExampleFault {
    /// The id or the words that it is about, as they stand in the file.
    pub word: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

fn fault(word: &str, problem: String) -> ExampleFault {
    ExampleFault { word: word.to_owned(), problem }
}

impl Example {
    /// Checks the parts against their rubric and puts the answers into its order.
    ///
    /// # Errors
    /// [`ExampleFault`]: words are missing, a criterion has no answer or one that it does not take, or the overall is not the
    /// one that the rubric's own rule gives.
    pub fn new(mut parts: ExampleParts, rubric: &Rubric) -> Result<Example, ExampleFault> {
        for (key, words) in
            [("title", &parts.title), ("about", &parts.about), ("text", &parts.text), ("why", &parts.why)]
        {
            if words.trim().is_empty() {
                return Err(fault(words, format!("'{key}' is blank, and people read it")));
            }
        }
        for answer in &parts.answers {
            check(answer, rubric)?;
        }
        let mut ordered = Vec::new();
        for criterion in rubric.criteria() {
            let answer = parts.answers.iter().find(|answer| answer.criterion == criterion.id).cloned();
            let missing = || format!("the criterion '{}' has no expected answer", criterion.id);
            ordered.push(answer.ok_or_else(|| fault(&parts.title, missing()))?);
        }
        parts.answers = ordered;
        check_overall(&parts, rubric)?;
        Ok(Example { parts })
    }

    /// A few words for it.
    pub fn title(&self) -> &str {
        &self.parts.title
    }
    /// Which record it is.
    pub fn about(&self) -> &str {
        &self.parts.about
    }
    /// The record's text.
    pub fn text(&self) -> &str {
        &self.parts.text
    }
    /// What else stands on the child's file that day.
    pub fn around(&self) -> &[String] {
        &self.parts.around
    }
    /// The expected answers, in the rubric's order.
    pub fn answers(&self) -> &[Expected] {
        &self.parts.answers
    }
    /// The expected overall grade's id.
    pub fn overall(&self) -> &str {
        &self.parts.overall
    }
    /// Why.
    pub fn why(&self) -> &str {
        &self.parts.why
    }
    /// Why it calls for an urgent concern, where it does.
    pub fn urgent(&self) -> Option<&str> {
        self.parts.urgent.as_deref()
    }
}

fn check(answer: &Expected, rubric: &Rubric) -> Result<(), ExampleFault> {
    let criterion = rubric.criteria().iter().find(|criterion| criterion.id == answer.criterion).ok_or_else(|| {
        let known: Vec<&str> = rubric.criteria().iter().map(|criterion| criterion.id.as_str()).collect();
        fault(
            &answer.criterion,
            format!("'{}' is not a criterion of '{}'; they are: {}", answer.criterion, rubric.id(), known.join(", ")),
        )
    })?;
    let answers: Vec<&str> = rubric.answers(criterion).into_iter().map(|(id, _)| id).collect();
    if !answers.contains(&answer.grade.as_str()) {
        return Err(fault(
            &answer.criterion,
            format!("'{}' is not an answer to '{}'; they are: {}", answer.grade, answer.criterion, answers.join(", ")),
        ));
    }
    match answer.why.trim().is_empty() {
        true => Err(fault(&answer.criterion, format!("'{}' does not say why", answer.criterion))),
        false => Ok(()),
    }
}

fn check_overall(parts: &ExampleParts, rubric: &Rubric) -> Result<(), ExampleFault> {
    let scale: Vec<&str> = rubric.scale().iter().map(|grade| grade.id.as_str()).collect();
    if !scale.contains(&parts.overall.as_str()) {
        return Err(fault(
            &parts.overall,
            format!("'{}' is not a grade of '{}'; they are: {}", parts.overall, rubric.id(), scale.join(", ")),
        ));
    }
    let answers = parts.answers.iter().map(|answer| (answer.criterion.as_str(), answer.grade.as_str()));
    let suggested = rubric.suggest(answers).and_then(|place| scale.get(place)).copied();
    match suggested {
        Some(suggested) if suggested != parts.overall => Err(fault(
            &parts.overall,
            format!("the overall is '{}' where the rubric's own rule gives '{suggested}'", parts.overall),
        )),
        _ => Ok(()),
    }
}
