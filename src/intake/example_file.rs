//! Reads the worked examples of a rubric, which are practised on, from their TOML text. The keys are explained in
//! `rubrics/README.md`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::toml_fault::{self, TomlFault};
use crate::model::{Example, ExampleFault, ExampleParts, Expected, Rubric};

/// Reads and checks the examples of a rubric.
///
/// # Errors
/// [`TomlFault`] for text that is not TOML, a key that is missing, unknown or of the wrong form, examples of another
/// rubric, and for every fault that [`Example::new`] finds.
pub fn parse(text: &str, rubric: &Rubric) -> Result<Vec<Example>, TomlFault> {
    let file: ExamplesText = toml_fault::read(text, "file of examples")?;
    if file.rubric.get_ref() != rubric.id() {
        let problem = format!("these are examples for '{}', not for '{}'", file.rubric.get_ref(), rubric.id());
        let advice = format!("Write rubric = \"{}\", if they are meant for it.", rubric.id());
        return Err(TomlFault::at(text, file.rubric.span(), problem, advice));
    }
    file.example.into_iter().map(|one| example(text, one, rubric)).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExamplesText {
    rubric: Spanned<String>,
    example: Vec<Spanned<ExampleText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleText {
    title: String,
    about: String,
    text: String,
    #[serde(default)]
    around: Vec<String>,
    overall: Spanned<String>,
    why: String,
    urgent: Option<String>,
    answers: BTreeMap<Spanned<String>, AnswerText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerText {
    grade: String,
    why: String,
}

fn example(text: &str, one: Spanned<ExampleText>, rubric: &Rubric) -> Result<Example, TomlFault> {
    let whole = one.span();
    let one = one.into_inner();
    let mut places: Vec<(String, Range<usize>)> = vec![(one.overall.get_ref().clone(), one.overall.span())];
    places.extend(one.answers.keys().map(|key| (key.get_ref().clone(), key.span())));
    let answers = one.answers.into_iter().map(|(criterion, answer)| Expected {
        criterion: criterion.into_inner(),
        grade: answer.grade.trim().to_owned(),
        why: answer.why.trim().to_owned(),
    });
    let parts = ExampleParts {
        title: one.title.trim().to_owned(),
        about: one.about.trim().to_owned(),
        text: one.text.trim().to_owned(),
        around: one.around.iter().map(|line| line.trim().to_owned()).collect(),
        answers: answers.collect(),
        overall: one.overall.into_inner(),
        why: one.why.trim().to_owned(),
        urgent: one.urgent.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty()),
    };
    Example::new(parts, rubric).map_err(|fault: ExampleFault| {
        let place = places.into_iter().find(|(word, _)| *word == fault.word).map_or(whole, |(_, place)| place);
        let advice = "Mend this part; rubrics/README.md explains each key.".to_owned();
        TomlFault::at(text, place, fault.problem, advice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::rubric_file;

    const RUBRIC: &str = r#"id = "small"
title = "Small"
kind = "review"
version = 1
overall = "lowest"
about = "For tests."
scale = [{ id = "poor", label = "Poor" }, { id = "good", label = "Good" }]

[[criterion]]
id = "plan"
title = "Plan"
question = "Is there a plan?"
[criterion.descriptors]
good = "A plan with a day stands in it."
poor = "No paper is on file."
"#;

    const SMALL: &str = r#"rubric = "small"

[[example]]
title = "A letter"
about = "Review of 3 May"
text = "Nothing was written."
overall = "poor"
why = "It was not."

[example.answers]
plan = { grade = "poor", why = "No plan." }
"#;

    #[test]
    fn examples_are_read_and_a_fault_has_its_place() {
        let rubric = rubric_file::parse(RUBRIC).unwrap();
        let read = parse(SMALL, &rubric).unwrap();
        assert_eq!((read.len(), read[0].title(), read[0].overall()), (1, "A letter", "poor"));
        assert_eq!(read[0].answers()[0].why, "No plan.");
        for (find, put, line, problem) in [
            ("\"small\"", "\"other\"", 1, "examples for 'other'"),
            ("overall = \"poor\"", "overall = \"good\"", 7, "rule gives 'poor'"),
            ("overall = \"poor\"", "overall = \"fine\"", 7, "'fine' is not a grade"),
            ("plan = {", "plans = {", 11, "'plans' is not a criterion"),
            ("grade = \"poor\"", "grade = \"fine\"", 11, "'fine' is not an answer"),
            ("\"No plan.\"", "\" \"", 11, "does not say why"),
            ("plan = { grade = \"poor\", why = \"No plan.\" }", "", 3, "no expected answer"),
            ("title = \"A letter\"", "titel = \"A letter\"", 4, "'titel' is not a key"),
        ] {
            assert!(SMALL.contains(find), "{find}");
            let error = parse(&SMALL.replacen(find, put, 1), &rubric).unwrap_err();
            assert_eq!(error.line, line, "{put}: {error}");
            assert!(error.problem.contains(problem), "{put}: {error}");
        }
    }
}
