//! Reads a rubric from its TOML text, so that a council can write its own and be told in which line a fault lies.
//!
//! The keys are explained in `rubrics/README.md`. Unknown keys are refused: a mistyped `limitting = true` would
//! otherwise change grades in silence. The rubric keeps its text and the text's SHA-256, since a judgement belongs to
//! the wording that it was made with.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::toml_fault::{self, TomlFault};
use crate::digest::sha256_hex;
use crate::model::{
    Bearing, Criterion, CriterionForm, Descriptor, Evidence, Grade, Kind, OverallRule, Rubric, RubricFault,
    RubricParts, Theme, differ_only_in_degree,
};

/// Reads and checks a rubric.
///
/// # Errors
/// [`TomlFault`] for text that is not TOML, a key that is missing, unknown or of the wrong form, and for every
/// fault that [`Rubric::new`] finds.
pub fn parse(text: &str) -> Result<Rubric, TomlFault> {
    let file = read(text)?;
    check_texts(text, &file)?;
    let parts = parts(&file, text);
    Rubric::new(parts).map_err(|fault| {
        let span = place_of(&file, &fault);
        let advice = "Mend this part and check the file again; rubrics/README.md explains each key.";
        TomlFault::at(text, span, format!("{}: {}", fault.place, fault.problem), advice.to_owned())
    })
}

/// Reads and checks a rubric as [`parse`] does, and refuses descriptors that differ from another one only in degree. Texts that
/// are kept with gradings were taken without this and are read by [`parse`].
///
/// # Errors
/// [`TomlFault`] as in [`parse`], and for the first descriptor that says of the record what another says.
pub fn parse_strictly(text: &str) -> Result<Rubric, TomlFault> {
    let rubric = parse(text)?;
    let Some((criterion, answer, problem)) = same_substance(&rubric) else { return Ok(rubric) };
    let file = read(text)?;
    let place = file.criterion.get_ref().iter().find(|one| *one.id.get_ref() == criterion).and_then(|one| {
        one.descriptors.iter().find(|(key, _)| *key.get_ref() == answer).map(|(_, words)| words.span())
    });
    let advice = "Say what an auditor would see in the record at this grade and not at the other: a date, a name, a sentence, a paper.";
    Err(TomlFault::at(text, place.unwrap_or(0..0), problem, advice.to_owned()))
}

/// Returns what is wrong with the first descriptor that differs from another only in degree; `None` where all say something else.
pub fn same_in_substance(rubric: &Rubric) -> Option<String> {
    same_substance(rubric).map(|(_, _, problem)| problem)
}

/// The first descriptor that differs from an earlier one only in degree: its criterion, its answer, and what is wrong.
fn same_substance(rubric: &Rubric) -> Option<(String, String, String)> {
    let mut seen: Vec<(&Criterion, &Descriptor)> = Vec::new();
    for criterion in rubric.criteria() {
        for descriptor in &criterion.descriptors {
            let same = |(_, other): &&(&Criterion, &Descriptor)| differ_only_in_degree(&other.text, &descriptor.text);
            if let Some((where_else, other)) = seen.iter().find(same) {
                let problem = format!(
                    "criterion '{}': '{}' says of the record what '{}' of '{}' says, but for words of degree such as clearly, partly, well",
                    criterion.id, descriptor.answer, other.answer, where_else.id
                );
                return Some((criterion.id.clone(), descriptor.answer.clone(), problem));
            }
            seen.push((criterion, descriptor));
        }
    }
    None
}

/// Returns the general guidance to auditors, a line each, read again from the rubric's own text.
pub fn guidance(rubric: &Rubric) -> Vec<String> {
    read(rubric.source()).map(|file| file.guidance).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RubricText {
    id: Spanned<String>,
    title: Spanned<String>,
    kind: Kind,
    version: Spanned<u32>,
    overall: OverallRule,
    evidence: Option<EvidenceText>,
    about: Spanned<String>,
    #[serde(default)]
    guidance: Vec<String>,
    scale: Spanned<Vec<GradeText>>,
    criterion: Spanned<Vec<CriterionText>>,
    #[serde(default)]
    themes: Vec<ThemeText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GradeText {
    id: Spanned<String>,
    label: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriterionText {
    id: Spanned<String>,
    title: Spanned<String>,
    question: Spanned<String>,
    #[serde(default)]
    look_for: Vec<String>,
    #[serde(default)]
    answers: AnswersText,
    #[serde(default)]
    limiting: bool,
    evidence: Option<EvidenceText>,
    #[serde(default)]
    themes: Vec<Spanned<String>>,
    descriptors: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// How a criterion is answered, as a file writes it.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AnswersText {
    #[default]
    Grade,
    Check,
}

/// Which answers need words, as a file writes it.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EvidenceText {
    BelowTop,
    Always,
    Never,
}

impl EvidenceText {
    fn meant(self) -> Evidence {
        match self {
            EvidenceText::BelowTop => Evidence::BelowTop,
            EvidenceText::Always => Evidence::Always,
            EvidenceText::Never => Evidence::Never,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeText {
    id: Spanned<String>,
    label: Spanned<String>,
    bearing: Bearing,
    family: Spanned<String>,
}

fn read(text: &str) -> Result<RubricText, TomlFault> {
    toml_fault::read(text, "rubric")
}

/// Refuses texts that a person must read and that are blank.
fn check_texts(text: &str, file: &RubricText) -> Result<(), TomlFault> {
    let mut texts = vec![("title", &file.title), ("about", &file.about)];
    texts.extend(file.scale.get_ref().iter().map(|grade| ("label", &grade.label)));
    for criterion in file.criterion.get_ref() {
        texts.extend([("title", &criterion.title), ("question", &criterion.question)]);
    }
    for theme in &file.themes {
        texts.extend([("label", &theme.label), ("family", &theme.family)]);
    }
    match texts.into_iter().find(|(_, words)| words.get_ref().trim().is_empty()) {
        None => Ok(()),
        Some((key, words)) => Err(TomlFault::at(
            text,
            words.span(),
            format!("'{key}' is blank, and people read it"),
            "Write the words between the quotation marks.".to_owned(),
        )),
    }
}

fn parts(file: &RubricText, text: &str) -> RubricParts {
    RubricParts {
        id: file.id.get_ref().clone(),
        title: words(&file.title),
        kind: file.kind,
        version: *file.version.get_ref(),
        about: words(&file.about),
        scale: file.scale.get_ref().iter().map(grade).collect(),
        rule: file.overall,
        criteria: file.criterion.get_ref().iter().map(|criterion| self::criterion(criterion, file)).collect(),
        themes: file.themes.iter().map(theme).collect(),
        digest: sha256_hex(text.as_bytes()),
        source: text.to_owned(),
    }
}

fn grade(grade: &GradeText) -> Grade {
    Grade { id: grade.id.get_ref().clone(), label: words(&grade.label) }
}

fn criterion(criterion: &CriterionText, file: &RubricText) -> Criterion {
    Criterion {
        id: criterion.id.get_ref().clone(),
        title: words(&criterion.title),
        question: words(&criterion.question),
        look_for: criterion.look_for.iter().map(|line| line.trim().to_owned()).collect(),
        form: match criterion.answers {
            AnswersText::Grade => CriterionForm::Graded,
            AnswersText::Check => CriterionForm::Check,
        },
        limiting: criterion.limiting,
        evidence: criterion.evidence.or(file.evidence).map(EvidenceText::meant).unwrap_or_default(),
        descriptors: descriptors(criterion, file),
        themes: criterion.themes.iter().map(|theme| theme.get_ref().clone()).collect(),
    }
}

/// The descriptors in the order of the answers; those of no answer come last, for the check to find.
fn descriptors(criterion: &CriterionText, file: &RubricText) -> Vec<Descriptor> {
    let order: Vec<&str> = match criterion.answers {
        AnswersText::Grade => file.scale.get_ref().iter().map(|grade| grade.id.get_ref().as_str()).collect(),
        AnswersText::Check => vec!["yes", "no", "na"],
    };
    let mut found: Vec<Descriptor> = criterion
        .descriptors
        .iter()
        .map(|(answer, text)| Descriptor { answer: answer.get_ref().clone(), text: words(text) })
        .collect();
    found.sort_by_key(|d| order.iter().position(|answer| *answer == d.answer).unwrap_or(order.len()));
    found
}

fn theme(theme: &ThemeText) -> Theme {
    Theme {
        id: theme.id.get_ref().clone(),
        label: words(&theme.label),
        bearing: theme.bearing,
        family: words(&theme.family),
    }
}

fn words(text: &Spanned<String>) -> String {
    text.get_ref().trim().to_owned()
}

/// Finds the part of the text that a fault is about: the last of the ids that it names, as the second of two equal ones is
/// the one to mend, else the criterion's id, else the key.
fn place_of(file: &RubricText, fault: &RubricFault) -> Range<usize> {
    let named = quoted(&fault.problem);
    let criterion = quoted(&fault.place)
        .and_then(|id| file.criterion.get_ref().iter().find(|criterion| criterion.id.get_ref() == id));
    if let Some(criterion) = criterion {
        let described = criterion.descriptors.keys().find(|key| Some(key.get_ref().as_str()) == named);
        let offered = criterion.themes.iter().find(|theme| Some(theme.get_ref().as_str()) == named);
        let text = described.or(offered).unwrap_or(&criterion.id);
        return text.span();
    }
    let last = |ids: Vec<&Spanned<String>>| {
        ids.into_iter().rev().find(|id| Some(id.get_ref().as_str()) == named).map(Spanned::span)
    };
    match fault.place.as_str() {
        "version" => file.version.span(),
        "scale" => last(file.scale.get_ref().iter().map(|grade| &grade.id).collect()).unwrap_or(file.scale.span()),
        "themes" => last(file.themes.iter().map(|theme| &theme.id).collect()).unwrap_or(0..0),
        "criteria" => last(file.criterion.get_ref().iter().map(|criterion| &criterion.id).collect())
            .unwrap_or(file.criterion.span()),
        _ => file.id.span(),
    }
}

/// The first words between single quotation marks.
fn quoted(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('\'')?;
    rest.split_once('\'').map(|(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"id = "small"
title = "Small"
kind = "review"
version = 2
overall = "lowest"
about = "For tests."
guidance = ["Read the record first."]
scale = [{ id = "poor", label = "Poor" }, { id = "good", label = "Good" }]

[[criterion]]
id = "plan"
title = "Plan"
question = "Is there a plan?"
limiting = true
themes = ["no-plan"]
[criterion.descriptors]
good = "A plan."
poor = "No plan."

[[criterion]]
id = "told"
title = "Told"
question = "Was the child told?"
answers = "check"
[criterion.descriptors]
no = "No letter."
yes = "A letter."

[[themes]]
id = "no-plan"
label = "There was no plan"
bearing = "concern"
family = "Plan and assessment"
"#;

    fn fault(find: &str, put: &str) -> TomlFault {
        assert!(SMALL.contains(find), "{find}");
        parse(&SMALL.replacen(find, put, 1)).unwrap_err()
    }

    #[test]
    fn a_rubric_is_read_whole() {
        let rubric = parse(SMALL).unwrap();
        assert_eq!((rubric.id(), rubric.kind(), rubric.version()), ("small", Kind::Review, 2));
        assert_eq!(rubric.rule(), OverallRule::Lowest);
        assert_eq!(rubric.digest(), sha256_hex(SMALL.as_bytes()));
        assert_eq!(rubric.source(), SMALL);
        assert_eq!(guidance(&rubric), ["Read the record first."]);
        let [plan, told] = rubric.criteria() else { panic!("two criteria") };
        assert_eq!(
            (plan.form, plan.limiting, plan.themes.as_slice()),
            (CriterionForm::Graded, true, &["no-plan".to_owned()][..])
        );
        assert_eq!((told.form, told.limiting), (CriterionForm::Check, false));
        let order = |criterion: &Criterion| criterion.descriptors.iter().map(|d| d.answer.clone()).collect::<Vec<_>>();
        assert_eq!(
            (order(plan), order(told)),
            (vec!["poor".to_owned(), "good".into()], vec!["yes".to_owned(), "no".into()])
        );
        assert_eq!(rubric.themes()[0].bearing, Bearing::Concern);
    }

    #[test]
    fn a_fault_says_where_what_and_what_to_do() {
        for (find, put, line, column, text, problem, advice) in [
            ("limiting =", "limitting =", 14, 1, "limitting = true", "'limitting' is not a key", "answers, limiting"),
            (
                "\"lowest\"",
                "\"best\"",
                5,
                11,
                "overall = \"best\"",
                "'best' is not one of the words",
                "middle, lowest, majority",
            ),
            ("version = 2\n", "", 1, 1, "id = \"small\"", "the key 'version' is missing", "version = ..."),
            ("title = \"Told\"\n", "", 20, 1, "[[criterion]]", "the key 'title' is missing", "title = ..."),
            ("version = 2", "version = \"2\"", 4, 11, "version = \"2\"", "the wrong form", "numbers without"),
            ("version = 2", "version = 0", 4, 11, "version = 0", "version: must be 1 or more", "README"),
            ("title = \"Small\"", "title = \"Small", 2, 15, "title = \"Small", "not written as TOML", "quotation mark"),
            ("title = \"Small\"", "title = \" \"", 2, 9, "title = \" \"", "'title' is blank", "Write the words"),
            (
                "kind = \"review\"",
                "kind = \"reviews\"",
                3,
                8,
                "kind = \"reviews\"",
                "'reviews' is not one of",
                "oversight, review",
            ),
            ("poor = \"No plan.\"\n", "", 11, 6, "id = \"plan\"", "no descriptor for 'Poor' (poor)", "README"),
            (
                "no = \"No letter.\"",
                "never = \"No letter.\"",
                21,
                6,
                "id = \"told\"",
                "no descriptor for 'No'",
                "README",
            ),
            ("yes = \"A", "no-yes = \"?\"\nyes = \"A", 27, 1, "no-yes = \"?\"", "describes 'no-yes'", "README"),
            ("[\"no-plan\"]", "[\"no-plans\"]", 15, 11, "themes = [\"no-plans\"]", "the theme 'no-plans'", "README"),
            ("\"told\"", "\"plan\"", 21, 6, "id = \"plan\"", "'plan' stands twice", "README"),
            ("\"told\"", "\"Told you\"", 21, 6, "id = \"Told you\"", "lower-case words", "README"),
            ("id = \"no-plan\"", "id = \"No plan\"", 30, 6, "id = \"No plan\"", "lower-case words", "README"),
            ("id = \"good\"", "id = \"poor\"", 8, 50, "", "'poor' stands twice", "README"),
            ("version = 2", "version = 2\nversion = 3", 5, 1, "version = 3", "this key stands twice", "Keep one"),
        ] {
            let error = fault(find, put);
            assert_eq!((error.line, error.column), (line, column), "{put}: {error}");
            assert!(text.is_empty() || error.text == text, "{put}: {error}");
            assert!(error.problem.contains(problem), "{put}: {error}");
            assert!(error.advice.contains(advice), "{put}: {error}");
        }
    }

    #[test]
    fn a_file_saved_by_notepad_is_read_and_its_faults_are_placed() {
        let saved = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
        assert_eq!(parse(&saved).unwrap().criteria(), parse(SMALL).unwrap().criteria());
        let error = parse(&saved.replace("limiting", "limitting")).unwrap_err();
        assert_eq!((error.line, error.column, error.text.as_str()), (14, 1, "limitting = true"));
    }

    #[test]
    fn a_column_counts_letters() {
        let error =
            fault("{ id = \"poor\", label = \"Poor\" }", "{ id = \"poor\", label = \"Schwäche – é\", grade = 1 }");
        assert_eq!((error.line, error.text.chars().nth(error.column - 1)), (8, Some('g')));
    }

    #[test]
    fn any_text_gives_a_rubric_or_a_place_in_it() {
        for end in (0..SMALL.len()).step_by(3) {
            if let Err(error) = parse(&SMALL[..end]) {
                assert!(error.line >= 1 && error.line <= SMALL[..end].lines().count() + 1, "{error}");
            }
        }
    }
}
