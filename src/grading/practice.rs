//! How an auditor's answers to a worked example compare with the expected ones.

use super::check;
use crate::model::{Example, Grading, Rubric};

/// One point of a comparison: a criterion, or the overall grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The criterion's id; `None` for the overall grade.
    pub criterion: Option<String>,
    /// What it is called.
    pub title: String,
    /// The expected answer's id and words.
    pub expected: (String, String),
    /// The auditor's; `None` where they gave none.
    pub given: Option<(String, String)>,
    /// Why the expected answer is the one.
    pub why: String,
}

impl Point {
    /// Whether the auditor's answer is the expected one.
    pub fn agrees(&self) -> bool {
        self.given.as_ref().is_some_and(|given| given.0 == self.expected.0)
    }
}

/// Compares a grading of an example with the expected answers: each criterion in the rubric's order, then the overall grade.
/// An auditor who left the overall to the rubric's rule gave what it suggests.
pub fn compare(rubric: &Rubric, example: &Example, grading: &Grading) -> Vec<Point> {
    let mut points = Vec::new();
    for (criterion, expected) in rubric.criteria().iter().zip(example.answers()) {
        let words = |id: &str| {
            let label = rubric.answers(criterion).into_iter().find(|(known, _)| *known == id);
            (id.to_owned(), label.map_or(id, |(_, label)| label).to_owned())
        };
        points.push(Point {
            criterion: Some(criterion.id.clone()),
            title: criterion.title.clone(),
            expected: words(&expected.grade),
            given: check::answered(rubric, grading, criterion).map(words),
            why: expected.why.clone(),
        });
    }
    let words = |id: String| {
        let label = rubric.grade_label(&id).map(str::to_owned);
        (id.clone(), label.unwrap_or(id))
    };
    let complete = check::unanswered(rubric, grading).is_empty();
    let given = grading.overall.clone().or_else(|| check::suggested(rubric, grading).filter(|_| complete));
    points.push(Point {
        criterion: None,
        title: "Overall".to_owned(),
        expected: words(example.overall().to_owned()),
        given: given.map(words),
        why: example.why().to_owned(),
    });
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grading::tests::rubric;
    use crate::model::{Answer, ExampleParts, Expected};

    #[test]
    fn each_answer_is_set_beside_the_expected_one() {
        let rubric = rubric();
        let expected = |criterion: &str, grade: &str| Expected {
            criterion: criterion.to_owned(),
            grade: grade.to_owned(),
            why: format!("because of {criterion}"),
        };
        let parts = ExampleParts {
            title: "A note".to_owned(),
            about: "A note".to_owned(),
            text: "Text".to_owned(),
            why: "It lets drift run".to_owned(),
            overall: "inadequate".to_owned(),
            answers: vec![expected("drift", "inadequate"), expected("purpose", "good"), expected("told", "na")],
            ..ExampleParts::default()
        };
        let example = Example::new(parts, &rubric).unwrap();
        let mut grading = Grading::default();
        for (criterion, grade) in [("purpose", "good"), ("drift", "good")] {
            grading.answers.insert(criterion.to_owned(), Answer { grade: Some(grade.to_owned()), note: None });
        }
        let points = compare(&rubric, &example, &grading);
        let brief: Vec<(&str, bool, Option<&str>)> = points
            .iter()
            .map(|point| (point.title.as_str(), point.agrees(), point.given.as_ref().map(|given| given.1.as_str())))
            .collect();
        assert_eq!(
            brief,
            [
                ("Title: purpose", true, Some("Good")),
                ("Title: drift", false, Some("Good")),
                ("Title: told", false, None),
                ("Overall", false, None),
            ]
        );
        assert_eq!(points[2].expected, ("na".to_owned(), "Not applicable".to_owned()));
        grading.answers.insert("told".to_owned(), Answer { grade: Some("na".to_owned()), note: None });
        let points = compare(&rubric, &example, &grading);
        assert_eq!(points[3].given, Some(("good".to_owned(), "Good".to_owned())), "what the rule suggests");
        assert_eq!(points[1].why, "because of drift");
    }
}
