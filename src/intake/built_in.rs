//! The rubrics that are shipped inside the program: each is a file of `rubrics/`, the file of its examples, and a line here, in
//! order of use.

use super::{example_file, rubric_file};
use crate::model::{Example, Rubric};

/// A rubric that is shipped, with the worked examples to practise it on.
pub struct BuiltIn {
    /// Its id.
    pub id: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The text of its examples.
    pub examples: &'static str,
}

/// One line of the table: the rubric and its examples by the name of their files.
macro_rules! shipped {
    ($id:literal) => {
        BuiltIn {
            id: $id,
            text: include_str!(concat!("../../rubrics/", $id, ".toml")),
            examples: include_str!(concat!("../../rubrics/examples/", $id, ".toml")),
        }
    };
}

/// Each rubric shipped.
pub const BUILT_IN: &[BuiltIn] = &[
    shipped!("oversight"),
    shipped!("review-record"),
    shipped!("care-plan"),
    shipped!("dispute"),
    shipped!("review-checklist"),
    shipped!("voice"),
];

fn find(id: &str) -> Option<&'static BuiltIn> {
    let id = id.trim().to_lowercase();
    BUILT_IN.iter().find(|one| one.id == id)
}

/// Returns the shipped rubric of that id, in any case.
pub fn built_in(id: &str) -> Option<Rubric> {
    Some(rubric_file::parse(find(id)?.text).expect("every shipped rubric is parsed by a test"))
}

/// Returns the worked examples of the shipped rubric of that id.
pub fn examples(id: &str) -> Option<Vec<Example>> {
    let one = find(id)?;
    let rubric = rubric_file::parse(one.text).expect("every shipped rubric is parsed by a test");
    Some(example_file::parse(one.examples, &rubric).expect("every shipped example is parsed by a test"))
}

/// Returns the ids of the shipped rubrics, in order of use.
pub fn ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|one| one.id)
}

/// The names of the TOML files in a folder of the project, without their endings.
#[cfg(test)]
pub(super) fn shipped(folder: &str) -> std::collections::BTreeSet<String> {
    let entries = std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{Bearing, CriterionForm, substance};

    const FAMILIES: &[&str] = &[
        "Plan and assessment",
        "Permanence and legal",
        "Safety and risk",
        "Placement",
        "Health, education and therapy",
        "Contact and identity",
        "Child's voice and participation",
        "Worker and visits",
        "Process and timeliness",
        "Partner agencies",
        "Good practice",
        "IRO practice",
    ];

    fn all() -> Vec<Rubric> {
        BUILT_IN
            .iter()
            .map(|one| rubric_file::parse(one.text).unwrap_or_else(|error| panic!("rubrics/{}.toml, {error}", one.id)))
            .collect()
    }

    #[test]
    fn every_file_is_in_the_table_and_has_its_id_as_its_name() {
        assert_eq!(shipped("rubrics"), ids().map(str::to_owned).collect());
        for (rubric, id) in all().iter().zip(ids()) {
            assert_eq!(rubric.id(), id);
            assert_eq!(built_in(&id.to_uppercase()).as_ref(), Some(rubric));
        }
        assert_eq!(built_in("no-such"), None);
    }

    /// Words with a capital inside a sentence that name nobody.
    const NO_NAMES: &[&str] = &[
        "I",
        "I'm",
        "IRO",
        "CAMHS",
        "GCSEs",
        "PN",
        "B2",
        "Home",
        "Office",
        "Red",
        "Cross",
        "Leeds",
        "Jamaica",
        "Irish",
        "Polish",
        "English",
        "Christmas",
        "Year",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Thursday",
        "Friday",
        "Fridays",
        "Saturday",
        "Sunday",
        "Sundays",
        "Under",
        "Agreed",
        "Answer",
        "Asked",
        "Missing",
        "Duty",
        "Grandma",
    ];

    #[test]
    fn each_rubric_has_three_examples_to_practise_on() {
        for rubric in all() {
            let id = rubric.id();
            let shipped = BUILT_IN.iter().find(|one| one.id == id).unwrap();
            let examples = example_file::parse(shipped.examples, &rubric)
                .unwrap_or_else(|error| panic!("rubrics/examples/{id}.toml, {error}"));
            assert_eq!(super::examples(id).as_ref(), Some(&examples));
            let overall: Vec<&str> = examples.iter().map(Example::overall).collect();
            let scale: Vec<&str> = rubric.scale().iter().map(|grade| grade.id.as_str()).collect();
            assert_eq!(overall, scale, "{id}: one of each grade, worst first");
            let mut used = BTreeSet::new();
            for example in &examples {
                let place = format!("{id}: {}", example.title());
                assert_eq!(example.answers().len(), rubric.criteria().len(), "{place}");
                assert!(example.text().split_whitespace().count() >= 110, "{place} is too short to grade");
                assert!(!example.around().is_empty() && example.why().split_whitespace().count() >= 15, "{place}");
                let grades: BTreeSet<&str> = example.answers().iter().map(|answer| answer.grade.as_str()).collect();
                assert!(grades.len() >= 2, "{place} has one grade throughout");
                for answer in example.answers() {
                    assert!(answer.why.split_whitespace().count() >= 2, "{place} {}", answer.criterion);
                    used.insert(answer.grade.clone());
                }
            }
            let answers = rubric.criteria().iter().flat_map(|criterion| rubric.answers(criterion));
            assert_eq!(used, answers.map(|(id, _)| id.to_owned()).collect(), "{id}: every answer is used");
        }
    }

    /// Words with a capital that do not begin a sentence.
    fn capitals(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut begins = true;
        for word in text.split_whitespace() {
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s");
            if !begins && plain.chars().next().is_some_and(char::is_uppercase) {
                found.push(plain.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
            }
            begins = word.trim_end_matches(['\'', '"', ')']).ends_with(['.', ':', '?', '!']);
        }
        found
    }

    #[test]
    fn the_examples_name_nobody() {
        assert_eq!(capitals("He saw Jane on 3 May. Then: Nobody. 'Go' said Tom."), ["Jane", "May", "Tom"]);
        for id in ids() {
            for example in examples(id).unwrap() {
                let mut texts = vec![example.about(), example.text(), example.why()];
                texts.extend(example.urgent());
                texts.extend(example.around().iter().map(String::as_str));
                texts.extend(example.answers().iter().map(|answer| answer.why.as_str()));
                for text in texts {
                    let quoted =
                        |word: &String| text.contains(&format!("'{word}")) || text.contains(&format!("\"{word}"));
                    for word in capitals(text) {
                        let known = NO_NAMES.contains(&word.as_str()) || quoted(&word);
                        assert!(known, "{id}, {}: who or what is '{word}'?", example.title());
                    }
                }
            }
        }
    }

    #[test]
    fn descriptors_differ_by_what_is_seen_and_not_by_degree() {
        for one in BUILT_IN {
            let rubric = rubric_file::parse_strictly(one.text).unwrap_or_else(|error| panic!("{}, {error}", one.id));
            for criterion in rubric.criteria() {
                let mut seen: Vec<(String, BTreeSet<String>)> = Vec::new();
                for descriptor in &criterion.descriptors {
                    let place = format!("{} {} {}", rubric.id(), criterion.id, descriptor.answer);
                    let words = substance(&descriptor.text);
                    for (other, text) in &seen {
                        let (own, theirs) = (words.difference(text).count(), text.difference(&words).count());
                        assert!(own >= 3, "{place} has only {own} roots of words that {other} lacks");
                        assert!(theirs >= 3, "{other} has only {theirs} roots of words that {place} lacks");
                    }
                    seen.push((place, words));
                }
            }
        }
    }

    #[test]
    fn a_made_up_pair_that_differs_in_degree_is_refused_in_every_rubric() {
        for one in BUILT_IN {
            let rubric = rubric_file::parse(one.text).unwrap();
            let bad = "Views of the child are {} set out.";
            let described = &rubric.criteria().last().unwrap().descriptors;
            for (lower, upper) in
                [("partly", "fully"), ("rarely and poorly", "well"), ("sometimes", "clearly"), ("", "mostly")]
            {
                let mut text = one.text.replace("\\\n", "");
                for (descriptor, word) in described.iter().zip([lower, upper]) {
                    assert!(text.contains(&descriptor.text), "{}: {}", one.id, descriptor.text);
                    text = text.replacen(&descriptor.text, &bad.replace("{}", word), 1);
                }
                let error = rubric_file::parse_strictly(&text).err().unwrap_or_else(|| panic!("{}: {lower}", one.id));
                assert!(error.problem.contains("words of degree"), "{error}");
                assert!(error.line > 1 && !error.text.is_empty(), "{error}");
            }
        }
    }

    #[test]
    fn descriptors_do_not_grade_by_adverb() {
        const SHY: &[&str] = &[
            "clearly",
            "mostly",
            "partly",
            "partially",
            "fully",
            "very",
            "consistently",
            "limited",
            "adequately",
            "sufficiently",
            "thoroughly",
            "appropriately",
            "effectively",
            "generally",
            "largely",
            "somewhat",
            "robust",
            "well",
            "good",
            "poor",
            "inadequate",
        ];
        for rubric in all() {
            for criterion in rubric.criteria() {
                for descriptor in &criterion.descriptors {
                    let text = descriptor.text.to_lowercase();
                    let found = text.split(|c: char| !c.is_alphanumeric()).find(|word| SHY.contains(word));
                    assert_eq!(found, None, "{} {} {}", rubric.id(), criterion.id, descriptor.answer);
                }
            }
        }
    }

    #[test]
    fn every_rubric_has_the_depth_that_an_auditor_needs() {
        for rubric in all() {
            let id = rubric.id();
            let scale: Vec<&str> = rubric.scale().iter().map(|grade| grade.id.as_str()).collect();
            assert_eq!(scale, ["inadequate", "requires-improvement", "good"], "{id}");
            assert!(rubric_file::guidance(&rubric).len() >= 3, "{id}");
            for criterion in rubric.criteria() {
                let place = format!("{id} {}", criterion.id);
                assert!((3..=5).contains(&criterion.look_for.len()), "{place}");
                assert!(criterion.look_for.iter().all(|line| !line.is_empty()), "{place}");
                assert!(criterion.question.ends_with('?'), "{place}");
                let bearings: BTreeSet<Bearing> =
                    criterion.themes.iter().map(|theme| rubric.theme(theme).unwrap().bearing).collect();
                assert_eq!(bearings.len(), 2, "{place} offers strengths and concerns");
                if criterion.form == CriterionForm::Check {
                    assert_eq!(criterion.descriptors.len(), 3, "{place} says what not applicable means");
                }
            }
        }
    }

    #[test]
    fn every_theme_is_offered_has_a_family_and_means_one_thing_everywhere() {
        let mut known: Vec<(String, crate::model::Theme)> = Vec::new();
        for rubric in all() {
            let labels: BTreeSet<&str> = rubric.themes().iter().map(|theme| theme.label.as_str()).collect();
            assert_eq!(labels.len(), rubric.themes().len(), "{} says one thing twice", rubric.id());
            for theme in rubric.themes() {
                let place = format!("{} {}", rubric.id(), theme.id);
                assert!(FAMILIES.contains(&theme.family.as_str()), "{place}: {}", theme.family);
                assert!(rubric.criteria().iter().any(|criterion| criterion.themes.contains(&theme.id)), "{place}");
                if let Some((other, same)) = known.iter().find(|(_, other)| other.id == theme.id) {
                    assert_eq!(same, theme, "{place} differs from {other}");
                }
                known.push((place, theme.clone()));
            }
        }
    }

    #[test]
    fn the_oversight_rubric_keeps_its_ids() {
        let rubric = built_in("oversight").unwrap();
        let criteria: Vec<(&str, bool)> = rubric.criteria().iter().map(|c| (c.id.as_str(), c.limiting)).collect();
        let expected = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"];
        assert_eq!(criteria, expected.map(|id| (id, id == "drift")));
        for (criterion, concerns, strengths) in [
            ("purpose", &["no-clear-purpose", "record-only"][..], &["purposeful"][..]),
            ("drift", &["drift-not-addressed", "drift-not-noticed"], &["drift-challenged"]),
            ("impact", &["impact-not-considered", "voice-absent"], &["impact-clear", "voice-heard"]),
            ("analysis", &["bigger-issue-missed", "no-alternatives"], &["alternatives-weighed", "plans-analysed"]),
            ("timescales", &["no-timescales", "timescale-lapsed"], &["timescales-set"]),
            (
                "care-plan-view",
                &["no-view-on-plan", "practice-issue-not-raised"],
                &["clear-view-on-plan", "practice-issue-raised"],
            ),
        ] {
            let offered = &rubric.criterion(criterion).unwrap().themes;
            for (themes, bearing) in [(concerns, Bearing::Concern), (strengths, Bearing::Strength)] {
                for theme in themes {
                    assert!(offered.iter().any(|id| id == theme), "{criterion} {theme}");
                    assert_eq!(rubric.theme(theme).unwrap().bearing, bearing, "{theme}");
                }
            }
        }
    }
}
