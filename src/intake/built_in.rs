//! The rubrics that are shipped inside the program: each is a file of `rubrics/` and a line here, in order of use.

use super::rubric_file;
use crate::model::Rubric;

/// Id and text of each rubric shipped.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("oversight", include_str!("../../rubrics/oversight.toml")),
    ("review-record", include_str!("../../rubrics/review-record.toml")),
    ("care-plan", include_str!("../../rubrics/care-plan.toml")),
    ("dispute", include_str!("../../rubrics/dispute.toml")),
    ("review-checklist", include_str!("../../rubrics/review-checklist.toml")),
    ("voice", include_str!("../../rubrics/voice.toml")),
];

/// Returns the shipped rubric of that id, in any case.
pub fn built_in(id: &str) -> Option<Rubric> {
    let id = id.trim().to_lowercase();
    let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == id)?;
    Some(rubric_file::parse(text).expect("every shipped rubric is parsed by a test"))
}

/// Returns the ids of the shipped rubrics, in order of use.
pub fn ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::model::{Bearing, CriterionForm};

    /// Words that only say how much: two descriptors that differ in nothing else tell an auditor nothing to see.
    const DEGREE: &[&str] = &[
        "a",
        "an",
        "the",
        "all",
        "almost",
        "always",
        "any",
        "better",
        "clear",
        "clearly",
        "completely",
        "consistent",
        "consistently",
        "detailed",
        "each",
        "every",
        "few",
        "fully",
        "generally",
        "good",
        "great",
        "greatly",
        "hardly",
        "highly",
        "inadequate",
        "inconsistently",
        "largely",
        "less",
        "limited",
        "little",
        "many",
        "more",
        "most",
        "mostly",
        "much",
        "never",
        "no",
        "not",
        "often",
        "only",
        "partial",
        "partially",
        "partly",
        "poor",
        "poorly",
        "quite",
        "rarely",
        "rather",
        "seldom",
        "several",
        "some",
        "sometimes",
        "strong",
        "strongly",
        "sufficient",
        "sufficiently",
        "thorough",
        "thoroughly",
        "usually",
        "vague",
        "vaguely",
        "very",
        "weak",
        "well",
        "adequate",
        "adequately",
        "appropriate",
        "appropriately",
        "effective",
        "effectively",
        "excellent",
        "reasonable",
        "robust",
    ];
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
            .map(|(id, text)| rubric_file::parse(text).unwrap_or_else(|error| panic!("rubrics/{id}.toml, {error}")))
            .collect()
    }

    #[test]
    fn every_file_is_in_the_table_and_has_its_id_as_its_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics");
        let files: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
            .collect();
        assert_eq!(files, ids().map(str::to_owned).collect());
        for (rubric, id) in all().iter().zip(ids()) {
            assert_eq!(rubric.id(), id);
            assert_eq!(built_in(&id.to_uppercase()).as_ref(), Some(rubric));
        }
        assert_eq!(built_in("no-such"), None);
    }

    fn substance(text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).filter(|word| !DEGREE.contains(&word.as_str())).collect()
    }

    #[test]
    fn degree_words_alone_make_no_difference() {
        let (one, other) = ("Timescales are clearly and fully set.", "Some timescales are mostly set, and very well.");
        assert_ne!(substance(one), substance("Each step has a person and a day."));
        let words = |text| substance(text).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(words(one), words(other));
    }

    #[test]
    fn descriptors_differ_by_what_is_seen_and_not_by_degree() {
        for rubric in all() {
            let mut seen: Vec<(String, Vec<String>)> = Vec::new();
            for criterion in rubric.criteria() {
                for descriptor in &criterion.descriptors {
                    let place = format!("{} {} {}", rubric.id(), criterion.id, descriptor.answer);
                    let words = substance(&descriptor.text);
                    let own: BTreeSet<&String> = words.iter().collect();
                    for (other, text) in &seen {
                        assert_ne!(&words, text, "{place} says what {other} says");
                        let theirs: BTreeSet<&String> = text.iter().collect();
                        let only_own = own.difference(&theirs).count();
                        assert!(only_own >= 3, "{place} has only {only_own} words that {other} lacks");
                    }
                    seen.push((place, words));
                }
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
