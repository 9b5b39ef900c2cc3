//! Reads answers that come without questions (flags, cells of a pack) and says whether a grading may be finished.
//!
//! Each function takes what a person wrote and gives ids of the rubric, or an error that carries the wrong word and
//! the words there are, so that the caller can name the nearest.

use crate::model::{Answer, Bearing, Criterion, Finding, Grading, Rubric, ThemeTag, UNUSABLE_REASONS, Unusable};
use std::collections::BTreeMap;

/// Why an answer cannot be taken, or a grading not finished.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GradeError {
    /// The text is not of the form name=value.
    #[error("'{text}' is not of the form {form}")]
    Form {
        /// What was written.
        text: String,
        /// The form that was expected.
        form: &'static str,
    },
    /// There are no words after the equals sign.
    #[error("there are no words for '{name}'")]
    Blank {
        /// What the words are for.
        name: String,
    },
    /// The rubric has no such criterion.
    #[error("'{word}' is not a criterion of this rubric; they are: {}", criteria.join(", "))]
    UnknownCriterion {
        /// The word.
        word: String,
        /// The ids that there are, in order.
        criteria: Vec<String>,
    },
    /// The criterion does not take this answer.
    #[error("'{word}' is not an answer to '{criterion}'; they are: {}", answers.join(", "))]
    UnknownAnswer {
        /// The criterion's id.
        criterion: String,
        /// The word.
        word: String,
        /// The ids that there are, in order.
        answers: Vec<String>,
    },
    /// The scale has no such grade.
    #[error("'{word}' is not a grade of this rubric; they are: {}", grades.join(", "))]
    UnknownGrade {
        /// The word.
        word: String,
        /// The ids that there are, worst first.
        grades: Vec<String>,
    },
    /// The rubric lists no such theme.
    #[error("'{word}' is not a theme of this rubric; they are: {}", themes.join(", "))]
    UnknownTheme {
        /// The word.
        word: String,
        /// The ids that there are: those offered at the criterion first, where one is named.
        themes: Vec<String>,
    },
    /// A finding is a strength or a concern and nothing else.
    #[error("'{word}' is neither strength nor concern")]
    UnknownBearing {
        /// The word.
        word: String,
    },
    /// There is no such reason for an unusable case.
    #[error("'{word}' is not a reason why a case cannot be graded; they are: {}", reasons.join(", "))]
    UnknownReason {
        /// The word.
        word: String,
        /// The ids that there are.
        reasons: Vec<String>,
    },
    /// Criteria are not answered yet.
    #[error("not answered yet: {}", criteria.join(", "))]
    Unanswered {
        /// Their ids, in order.
        criteria: Vec<String>,
    },
    /// Answers need words that show them, and have none.
    #[error("no words say what in the record shows the answer to: {}", criteria.join(", "))]
    WordsMissing {
        /// The criteria's ids, in order.
        criteria: Vec<String>,
    },
    /// The criteria suggest no overall grade, and none is given.
    #[error("the overall grade is not given, and the answers suggest none; the grades are: {}", grades.join(", "))]
    NoOverall {
        /// The ids of the scale, worst first.
        grades: Vec<String>,
    },
    /// The overall is not the one suggested, and nobody says why.
    #[error("the overall is '{given}' where the answers suggest '{suggested}': say why")]
    ReasonNeeded {
        /// The grade given.
        given: String,
        /// The grade suggested.
        suggested: String,
    },
    /// A reason is given for an overall that nobody has given.
    #[error("a reason says why the overall is what it is, and no overall is given yet: say the overall with it")]
    ReasonAlone,
    /// Words hold a reference, by which anybody could find the child.
    #[error(
        "the words hold '{reference}', by which anybody could find the child: say it without names and reference numbers"
    )]
    HoldsReference {
        /// The reference.
        reference: String,
    },
    /// A reason is given where the overall is the one that the answers suggest.
    #[error("the overall is the one that the answers suggest, so that no reason is needed")]
    ReasonNotNeeded,
    /// A moderated grade has no reason.
    #[error("an agreed grade needs its reason: say why, in a sentence")]
    ModerationReason,
}

/// Reads `CRITERION=GRADE`; returns the ids of both.
///
/// # Errors
/// The form is another, or the rubric has no such criterion or answer.
pub fn parse_set(text: &str, rubric: &Rubric) -> Result<(String, String), GradeError> {
    let (name, word) = halves(text, "CRITERION=GRADE")?;
    let criterion = criterion(name, rubric)?;
    Ok((criterion.id.clone(), answer(criterion, word, rubric)?))
}

/// Reads `CRITERION=TEXT`; returns the criterion's id and the words.
///
/// # Errors
/// The form is another, the rubric has no such criterion, or there are no words.
pub fn parse_note(text: &str, rubric: &Rubric) -> Result<(String, String), GradeError> {
    let (name, words) = halves(text, "CRITERION=TEXT")?;
    Ok((criterion(name, rubric)?.id.clone(), some_words(words, name)?))
}

/// Reads `[strength:|concern:]CRITERION=TEXT`. Where it is not said, the finding is a strength when the criterion's
/// answer is the top grade or yes, else a concern.
///
/// # Errors
/// The form is another, the rubric has no such criterion, the word before the colon is neither of the two, or there
/// are no words.
pub fn parse_finding(text: &str, rubric: &Rubric, answers: &BTreeMap<String, Answer>) -> Result<Finding, GradeError> {
    let (head, words) = halves(text, "[strength:|concern:]CRITERION=TEXT")?;
    let (said, name) = match head.split_once(':') {
        Some((word, name)) if rubric.criterion(head).is_none() => {
            let bearing =
                Bearing::parse(word).ok_or_else(|| GradeError::UnknownBearing { word: word.trim().into() })?;
            (Some(bearing), name.trim())
        }
        _ => (None, head),
    };
    let criterion = criterion(name, rubric)?;
    let answered = answers.get(&criterion.id).and_then(|answer| answer.grade.as_deref());
    let bearing = said.unwrap_or_else(|| answered.map_or(Bearing::Concern, |grade| rubric.bearing(criterion, grade)));
    Ok(Finding { criterion: criterion.id.as_str().into(), bearing, text: some_words(words, name)?.into() })
}

/// Reads `[CRITERION=]ID`. Whether it is a strength or a concern is fixed by the theme, whatever the answer is.
///
/// # Errors
/// The rubric has no such criterion or lists no such theme.
pub fn parse_theme(text: &str, rubric: &Rubric) -> Result<ThemeTag, GradeError> {
    let (criterion, word) = match text.split_once('=') {
        Some((name, word)) => (Some(self::criterion(name, rubric)?), word),
        None => (None, text),
    };
    let theme = rubric.theme(word).ok_or_else(|| GradeError::UnknownTheme {
        word: word.trim().to_owned(),
        themes: theme_ids(criterion, rubric),
    })?;
    Ok(ThemeTag { criterion: criterion.map(|criterion| criterion.id.clone()), theme: theme.id.clone() })
}

/// The fewest characters of a reference that is looked for in words: a shorter one stands in them by chance.
const FEWEST: usize = 3;

/// Refuses words in which one of these references stands as a word of its own.
///
/// # Errors
/// [`GradeError::HoldsReference`] with the reference.
pub fn no_reference(words: &str, references: &[&str]) -> Result<(), GradeError> {
    let words = words.to_lowercase();
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let holds = |reference: &&&str| {
        let wanted = reference.trim().to_lowercase();
        let counts = wanted.chars().count() >= FEWEST || wanted.chars().any(char::is_alphabetic);
        counts
            && wanted.chars().any(|c| c.is_ascii_digit())
            && words.match_indices(&wanted).any(|(at, found)| {
                !is_part(words[..at].chars().next_back()) && !is_part(words[at + found.len()..].chars().next())
            })
    };
    match references.iter().find(holds) {
        Some(reference) => Err(GradeError::HoldsReference { reference: (*reference).to_owned() }),
        None => Ok(()),
    }
}

/// Reads an overall grade; returns its id.
///
/// # Errors
/// The scale has no such grade.
pub fn parse_overall(word: &str, rubric: &Rubric) -> Result<String, GradeError> {
    let place = rubric.grade(word).and_then(|place| rubric.scale().get(place));
    place
        .map(|grade| grade.id.clone())
        .ok_or_else(|| GradeError::UnknownGrade { word: word.trim().to_owned(), grades: grade_ids(rubric) })
}

/// Reads why a case cannot be graded.
///
/// # Errors
/// There is no such reason.
pub fn parse_unusable(word: &str) -> Result<&'static Unusable, GradeError> {
    Unusable::find(word).ok_or_else(|| GradeError::UnknownReason {
        word: word.trim().to_owned(),
        reasons: UNUSABLE_REASONS.iter().map(|reason| reason.id.to_owned()).collect(),
    })
}

/// Says whether a grading may be finished; returns its overall grade's id: the one given, else the one that the
/// answers suggest, `None` where the case is unusable and so has none.
///
/// # Errors
/// A criterion is not answered or lacks the words that its answer needs, there is no overall, or it differs from the suggestion without a reason.
pub fn ready_to_finish(rubric: &Rubric, grading: &Grading) -> Result<Option<String>, GradeError> {
    if grading.unusable.is_some() {
        return Ok(None);
    }
    let criteria = unanswered(rubric, grading);
    if !criteria.is_empty() {
        return Err(GradeError::Unanswered { criteria });
    }
    let criteria = wordless(rubric, grading, true);
    if !criteria.is_empty() {
        return Err(GradeError::WordsMissing { criteria });
    }
    let suggested = suggested(rubric, grading);
    let given = grading.overall.as_deref().map(|word| parse_overall(word, rubric)).transpose()?;
    match (given, suggested) {
        (None, None) => Err(GradeError::NoOverall { grades: grade_ids(rubric) }),
        (Some(given), Some(suggested)) if given != suggested && !has_reason(grading) => {
            Err(GradeError::ReasonNeeded { given, suggested })
        }
        (given, suggested) => Ok(given.or(suggested)),
    }
}

/// Returns the overall grade's id that the answers so far suggest; `None` with nothing graded.
pub fn suggested(rubric: &Rubric, grading: &Grading) -> Option<String> {
    let answers = grading.answers.iter();
    let graded = answers.filter_map(|(id, answer)| answer.grade.as_deref().map(|grade| (id.as_str(), grade)));
    rubric.suggest(graded).and_then(|place| rubric.scale().get(place)).map(|grade| grade.id.clone())
}

/// Returns the ids of the criteria that have no answer yet, in the rubric's order.
pub fn unanswered(rubric: &Rubric, grading: &Grading) -> Vec<String> {
    let missing = |criterion: &&Criterion| answered(rubric, grading, criterion).is_none();
    rubric.criteria().iter().filter(missing).map(|criterion| criterion.id.clone()).collect()
}

/// Returns the ids of the criteria whose answers want words (a finding or a note that shows them) and have none, in the
/// rubric's order: all of them, or those alone without which the grading cannot be finished.
pub fn wordless(rubric: &Rubric, grading: &Grading, needed: bool) -> Vec<String> {
    let missing = |criterion: &&Criterion| {
        let Some(answer) = answered(rubric, grading, criterion) else { return false };
        let (wanted, required) = rubric.wants_words(criterion, answer);
        (if needed { required } else { wanted }) && !has_words(grading, &criterion.id)
    };
    rubric.criteria().iter().filter(missing).map(|criterion| criterion.id.clone()).collect()
}

/// Whether a finding or a note says what shows the answer to a criterion.
pub(super) fn has_words(grading: &Grading, criterion: &str) -> bool {
    let note = grading.answers.get(criterion).and_then(|answer| answer.note.as_deref());
    note.is_some_and(|note| !note.trim().is_empty())
        || grading.findings.iter().any(|finding| *finding.criterion == *criterion && !finding.text.trim().is_empty())
}

/// The answer stored to a criterion, where it is one that the criterion takes.
pub fn answered<'a>(rubric: &'a Rubric, grading: &Grading, criterion: &Criterion) -> Option<&'a str> {
    let grade = grading.answers.get(&criterion.id)?.grade.as_deref()?;
    rubric.answer(criterion, grade)
}

/// Whether the auditor says why the overall is not what the answers suggest.
pub(super) fn has_reason(grading: &Grading) -> bool {
    grading.overall_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty())
}

/// Reads an answer to a criterion; returns its id.
pub(super) fn answer(criterion: &Criterion, word: &str, rubric: &Rubric) -> Result<String, GradeError> {
    rubric.answer(criterion, word).map(str::to_owned).ok_or_else(|| GradeError::UnknownAnswer {
        criterion: criterion.id.clone(),
        word: word.trim().to_owned(),
        answers: rubric.answers(criterion).into_iter().map(|(id, _)| id.to_owned()).collect(),
    })
}

/// All themes of the rubric, those offered at the criterion first.
pub(super) fn theme_ids(criterion: Option<&Criterion>, rubric: &Rubric) -> Vec<String> {
    let mut ids = criterion.map(|criterion| criterion.themes.clone()).unwrap_or_default();
    for theme in rubric.themes() {
        if !ids.contains(&theme.id) {
            ids.push(theme.id.clone());
        }
    }
    ids
}

fn halves<'a>(text: &'a str, form: &'static str) -> Result<(&'a str, &'a str), GradeError> {
    let (name, value) = text.split_once('=').ok_or_else(|| GradeError::Form { text: text.to_owned(), form })?;
    Ok((name.trim(), value.trim()))
}

fn criterion<'a>(word: &str, rubric: &'a Rubric) -> Result<&'a Criterion, GradeError> {
    rubric.criterion(word).ok_or_else(|| GradeError::UnknownCriterion {
        word: word.trim().to_owned(),
        criteria: rubric.criteria().iter().map(|criterion| criterion.id.clone()).collect(),
    })
}

fn some_words(words: &str, name: &str) -> Result<String, GradeError> {
    match words.is_empty() {
        true => Err(GradeError::Blank { name: name.to_owned() }),
        false => Ok(words.to_owned()),
    }
}

fn grade_ids(rubric: &Rubric) -> Vec<String> {
    rubric.scale().iter().map(|grade| grade.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grading::tests::rubric;

    fn graded(purpose: &str, drift: &str, told: &str) -> Grading {
        let answers = [("purpose", purpose), ("drift", drift), ("told", told)]
            .map(|(criterion, grade)| (criterion.to_owned(), Answer { grade: Some(grade.to_owned()), note: None }));
        Grading { answers: BTreeMap::from(answers), ..Grading::default() }
    }

    #[test]
    fn words_hold_no_reference_as_a_word_of_its_own() {
        for (words, refused) in [
            ("Seen in May; K17 was not asked", true),
            ("seen (k17).", true),
            ("the plan of K170 and AK17", false),
            ("12 visits in 2026", false),
            ("child 1204 was seen", true),
            ("Nothing here", false),
        ] {
            assert_eq!(no_reference(words, &["K17", "1204", "12", ""]).is_err(), refused, "{words}");
        }
    }

    #[test]
    fn an_answer_is_read_by_id_or_words() {
        let rubric = rubric();
        for (text, criterion, answer) in [
            ("purpose=good", "purpose", "good"),
            (" Purpose = GOOD ", "purpose", "good"),
            ("title: drift=Inadequate", "drift", "inadequate"),
            ("told=Not applicable", "told", "na"),
        ] {
            assert_eq!(parse_set(text, &rubric), Ok((criterion.to_owned(), answer.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_wrong_word_is_refused_with_the_words_there_are() {
        let rubric = rubric();
        let error = |result: Result<(String, String), GradeError>| result.unwrap_err().to_string();
        for (text, expected) in [
            ("purpose", "'purpose' is not of the form CRITERION=GRADE"),
            ("purpos=good", "'purpos' is not a criterion of this rubric; they are: purpose, drift, told"),
            ("purpose=excellent", "'excellent' is not an answer to 'purpose'; they are: inadequate, good"),
            ("told=good", "'good' is not an answer to 'told'; they are: yes, no, na"),
            ("purpose=", "'' is not an answer to 'purpose'; they are: inadequate, good"),
        ] {
            assert_eq!(error(parse_set(text, &rubric)), expected);
        }
        assert_eq!(error(parse_note("purpose= ", &rubric)), "there are no words for 'purpose'");
        assert_eq!(
            parse_note("purpose=a=b", &rubric),
            Ok(("purpose".to_owned(), "a=b".to_owned())),
            "only the first equals sign divides"
        );
    }

    #[test]
    fn a_finding_takes_its_bearing_from_the_answer_unless_it_says() {
        let rubric = rubric();
        let answers = graded("good", "inadequate", "yes").answers;
        for (text, bearing) in [
            ("purpose=seen", Bearing::Strength),
            ("drift=seen", Bearing::Concern),
            ("told=seen", Bearing::Strength),
            ("concern:purpose=seen", Bearing::Concern),
            ("Strength: drift = seen", Bearing::Strength),
            ("Title: drift=seen", Bearing::Concern),
            ("strength:Title: drift=seen", Bearing::Strength),
        ] {
            let finding = parse_finding(text, &rubric, &answers).unwrap();
            assert_eq!((finding.bearing, &*finding.text), (bearing, "seen"), "{text}");
        }
        let unanswered = parse_finding("purpose=seen", &rubric, &BTreeMap::new()).unwrap();
        assert_eq!(unanswered.bearing, Bearing::Concern);
        let times = parse_finding("purpose=at 10:30, strength: none", &rubric, &answers).unwrap();
        assert_eq!(&*times.text, "at 10:30, strength: none");
        assert_eq!(
            parse_finding("weakness:purpose=seen", &rubric, &answers),
            Err(GradeError::UnknownBearing { word: "weakness".to_owned() })
        );
    }

    #[test]
    fn a_theme_must_be_on_the_list() {
        let rubric = rubric();
        let tag = |criterion: Option<&str>, theme: &str| ThemeTag {
            criterion: criterion.map(str::to_owned),
            theme: theme.to_owned(),
        };
        for (text, expected) in [
            ("purposeful", tag(None, "purposeful")),
            ("drift=drift-not-addressed", tag(Some("drift"), "drift-not-addressed")),
            ("drift=The oversight was purposeful", tag(Some("drift"), "purposeful")),
        ] {
            assert_eq!(parse_theme(text, &rubric), Ok(expected), "{text}");
        }
        let Err(GradeError::UnknownTheme { word, themes }) = parse_theme("drift=drift", &rubric) else { panic!() };
        assert_eq!((word.as_str(), themes.len(), themes[0].as_str()), ("drift", 3, "drift-not-addressed"));
    }

    #[test]
    fn a_grading_is_finished_only_when_it_is_whole() {
        let rubric = rubric();
        let overall = |word: &str, reason: &str| Grading {
            overall: Some(word.to_owned()),
            overall_reason: Some(reason.to_owned()),
            ..graded("good", "good", "no")
        };
        let unanswered = GradeError::Unanswered { criteria: vec!["drift".to_owned()] };
        let reason = GradeError::ReasonNeeded { given: "inadequate".to_owned(), suggested: "good".to_owned() };
        let unusable = Grading { unusable: Some("duplicate".to_owned()), ..Grading::default() };
        for (grading, expected) in [
            (graded("good", "good", "na"), Ok(Some("good".to_owned()))),
            (graded("good", "inadequate", "yes"), Ok(Some("inadequate".to_owned()))),
            (graded("good", "of another version", "yes"), Err(unanswered)),
            (overall("good", ""), Ok(Some("good".to_owned()))),
            (overall("inadequate", " "), Err(reason)),
            (overall("inadequate", "A risk was missed."), Ok(Some("inadequate".to_owned()))),
            (unusable, Ok(None)),
        ] {
            assert_eq!(ready_to_finish(&rubric, &grading), expected, "{grading:?}");
        }
        let empty = ready_to_finish(&rubric, &Grading::default());
        assert_eq!(empty.unwrap_err().to_string(), "not answered yet: purpose, drift, told");
    }

    #[test]
    fn reasons_and_grades_are_closed_lists() {
        assert_eq!(parse_unusable("Not-In-Care").unwrap().id, "not-in-care");
        assert!(parse_unusable("lost").unwrap_err().to_string().ends_with("restricted, not-found, closed, other"));
        assert_eq!(parse_overall("GOOD", &rubric()), Ok("good".to_owned()));
        assert!(parse_overall("fair", &rubric()).unwrap_err().to_string().ends_with("inadequate, good"));
    }
}
