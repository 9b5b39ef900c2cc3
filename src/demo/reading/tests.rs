use std::collections::{BTreeMap, BTreeSet};

use super::cues::sentences;
use super::*;
use crate::demo::chance::Root;
use crate::demo::{Council, Options};
use crate::model::{Criterion, CriterionForm, Descriptor, Grade, Kind, OverallRule, RubricParts, Theme};

const THEMES: [(&str, &[&str], &[&str]); 6] = [
    ("purpose", &["no-clear-purpose", "record-only"], &["purposeful"]),
    ("drift", &["drift-not-addressed", "drift-not-noticed"], &["drift-challenged"]),
    ("impact", &["impact-not-considered", "voice-absent"], &["impact-clear", "voice-heard"]),
    ("analysis", &["bigger-issue-missed", "no-alternatives"], &["alternatives-weighed", "plans-analysed"]),
    ("timescales", &["no-timescales", "timescale-lapsed"], &["timescales-set"]),
    (
        "care-plan-view",
        &["no-view-on-plan", "practice-issue-not-raised"],
        &["clear-view-on-plan", "practice-issue-raised"],
    ),
];
const SCALE: [&str; 3] = ["inadequate", "requires-improvement", "good"];

fn criterion((id, concerns, strengths): (&str, &[&str], &[&str])) -> Criterion {
    Criterion {
        id: id.to_owned(),
        title: id.to_owned(),
        question: format!("How is {id}?"),
        look_for: Vec::new(),
        form: CriterionForm::Graded,
        limiting: id == "drift",
        evidence: crate::model::Evidence::Asked,
        descriptors: SCALE.map(|g| Descriptor { answer: g.to_owned(), text: g.to_owned() }).to_vec(),
        themes: concerns.iter().chain(strengths).map(|theme| (*theme).to_owned()).collect(),
    }
}

/// A rubric with the ids of the one shipped for oversights.
fn rubric() -> Rubric {
    let theme = |id: &str, bearing| Theme { id: id.to_owned(), label: id.to_owned(), bearing, family: String::new() };
    let mut themes = Vec::new();
    for (_, concerns, strengths) in THEMES {
        themes.extend(concerns.iter().map(|id| theme(id, Bearing::Concern)));
        themes.extend(strengths.iter().map(|id| theme(id, Bearing::Strength)));
    }
    Rubric::new(RubricParts {
        id: "oversight".to_owned(),
        title: "Oversight".to_owned(),
        kind: Kind::Oversight,
        version: 1,
        about: String::new(),
        scale: SCALE.map(|id| Grade { id: id.to_owned(), label: id.to_owned() }).to_vec(),
        rule: OverallRule::Middle,
        criteria: THEMES.map(criterion).to_vec(),
        themes,
        digest: String::new(),
        source: String::new(),
    })
    .expect("the test's rubric is whole")
}

/// The texts of all oversights of a council of the default size.
fn notes(seed: &str) -> Vec<String> {
    let council = Council::new(&Options { seed: seed.to_owned(), ..Options::default() });
    let mut file = Vec::new();
    council.write_oversights(&mut file).unwrap();
    let file = String::from_utf8(file).unwrap();
    let text = |row: &str| row.splitn(9, ',').nth(8).map(|cell| cell.trim_matches('"').to_owned());
    file.lines().skip(1).map(|row| text(row).unwrap_or_else(|| panic!("no text in {row}"))).collect()
}

fn overall(text: &str, rubric: &Rubric) -> usize {
    rubric.grade(&moderate(text, rubric, "1").grade).unwrap()
}

/// The share of each grade in percent, worst first.
fn shares(grades: impl Iterator<Item = usize>) -> [f64; 3] {
    let mut counts = [0u32; 3];
    grades.for_each(|grade| counts[grade] += 1);
    counts.map(|count| f64::from(count) * 100.0 / f64::from(counts.iter().sum::<u32>()))
}

/// The grades that an auditor gives to every note.
fn graded(notes: &[String], rubric: &Rubric, auditor: &Auditor) -> Vec<usize> {
    let grade = |note: &String| {
        let marks = read(note, rubric, auditor, "1");
        rubric.suggest(marks.set.iter().map(|(criterion, grade)| (criterion.as_str(), grade.as_str()))).unwrap()
    };
    notes.iter().map(grade).collect()
}

fn distance(shares: [f64; 3], expected: [f64; 3]) -> f64 {
    shares.into_iter().zip(expected).map(|(share, wanted)| (share - wanted).abs()).fold(0.0, f64::max)
}

// 15%, 39% and 46%: dip samples of IRO oversights, one county's IRO annual report 2020/21, section 3.3.
#[test]
fn the_notes_are_as_good_as_a_county_found_its_own() {
    let rubric = rubric();
    for (seed, most) in [("dipsample", 3.0), ("1", 5.0), ("two", 5.0), ("a longer seed", 5.0)] {
        let found = shares(notes(seed).iter().map(|note| overall(note, &rubric)));
        assert!(distance(found, [15.0, 39.0, 46.0]) <= most, "{seed}: {found:?}");
    }
}

#[test]
fn two_auditors_agree_on_about_three_notes_in_four_and_one_is_harsher() {
    let (rubric, notes) = (rubric(), notes("dipsample"));
    let auditors = Council::new(&Options::default()).auditors();
    let grades: Vec<Vec<usize>> = auditors.iter().map(|auditor| graded(&notes, &rubric, auditor)).collect();
    for one in 0..grades.len() {
        for other in 0..one {
            let same = grades[one].iter().zip(&grades[other]).filter(|(a, b)| a == b).count();
            let percent = same * 100 / notes.len();
            assert!((68..=82).contains(&percent), "{one} and {other} agree on {percent}%");
        }
    }
    let good = grades.iter().map(|grades| shares(grades.iter().copied())[2]).collect::<Vec<_>>();
    assert!(good[1] + 5.0 < good[0].min(good[2]).min(good[3]), "{good:?}");
}

#[test]
fn the_reader_reads_and_does_not_know_shuffled_sentences_grade_otherwise() {
    let (rubric, notes) = (rubric(), notes("dipsample"));
    let mut pool: Vec<&str> = notes.iter().flat_map(|note| sentences(note)).collect();
    let mut chance = Root::new("shuffle").stream("sentences", 0);
    for place in (1..pool.len()).rev() {
        pool.swap(place, usize::try_from(chance.below(place as u64 + 1)).unwrap());
    }
    let mut pool = pool.into_iter();
    let mixed = notes.iter().map(|note| {
        let count = sentences(note).count();
        let text: Vec<&str> = pool.by_ref().take(count).collect();
        overall(&format!("{}.", text.join(". ")), &rubric)
    });
    let before = shares(notes.iter().map(|note| overall(note, &rubric)));
    let after = shares(mixed);
    assert!(distance(before, after) > 10.0, "{before:?} became {after:?}");
}

#[test]
fn hardly_any_sentence_stands_in_two_notes() {
    let notes = notes("dipsample");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for note in &notes {
        let length = sentences(note).count();
        assert!((3..=8).contains(&length), "{length} sentences: {note}");
        let all: BTreeSet<&str> = sentences(note).collect();
        all.into_iter().for_each(|sentence| *counts.entry(sentence).or_default() += 1);
    }
    let (sentence, most) = counts.into_iter().max_by_key(|(_, count)| *count).unwrap();
    assert!(most * 50 <= notes.len(), "{most} times: {sentence}");
}

#[test]
fn no_slot_or_bracket_is_left_in_a_note() {
    for note in notes("dipsample") {
        assert!(!note.contains(['{', '}', '[', ']', '|']) && !note.contains("  ") && !note.contains(" ,"), "{note}");
        assert!(note.is_ascii() && note.ends_with('.'), "{note}");
        let capital =
            |sentence: &str| sentence.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit());
        assert!(sentences(&note).all(capital), "{note}");
    }
}

#[test]
fn marks_hold_only_what_the_rubric_has() {
    let rubric = rubric();
    let auditors = Council::new(&Options::default()).auditors();
    let mut seen = BTreeSet::new();
    for (place, note) in notes("dipsample").iter().enumerate() {
        let marks = read(note, &rubric, &auditors[place % 4], "1");
        assert_eq!(marks.set.len(), 6);
        assert!((2..=3).contains(&marks.findings.len()), "{marks:?}");
        for (criterion, theme) in &marks.themes {
            let bearing = rubric.theme(theme).unwrap().bearing;
            assert!(marks.findings.iter().any(|(found, id, _)| (found, id) == (&bearing, criterion)), "{marks:?}");
            seen.insert(theme.clone());
        }
        for (_, _, text) in &marks.findings {
            assert!(!["OVERDUE", "DEADLINE", "VISIT ", "TODAY"].iter().any(|slot| text.contains(slot)), "{text}");
        }
    }
    let all: BTreeSet<String> = rubric.themes().iter().map(|theme| theme.id.clone()).collect();
    assert_eq!(seen, all, "every theme turns up in a year");
}

#[test]
fn marks_are_typed_as_a_person_would_type_them() {
    let marks = Marks {
        set: vec![("drift".to_owned(), "good".to_owned())],
        findings: vec![(Bearing::Strength, "drift".to_owned(), "Taken up.".to_owned())],
        themes: vec![("drift".to_owned(), "drift-challenged".to_owned())],
    };
    let typed = marks.args("oct", "7").join(" ");
    let expected =
        "grade oct 7 --set drift=good --finding strength:drift=Taken up. --theme drift=drift-challenged --finish";
    assert_eq!(typed, expected);
}

// Written by hand, in words of its own, to see that the reader is not a list of the writer's sentences.
#[test]
fn a_note_from_another_hand_is_read_by_the_same_rules() {
    let rubric = rubric();
    let good = "Oversight 12/05/2026 in order to check progress since the review. The referral promised for 01/04/2026 is \
                overdue and I have complained to the service manager about it. I support the plan of adoption. Waiting \
                leaves her without a therapist. We considered a private therapist too. The manager must confirm the \
                appointment by 26/05/2026.";
    let poor = "12/05/2026 case file viewed. The referral promised for 01/04/2026 is overdue. Placement going well.";
    assert_eq!(moderate(good, &rubric, "1").grade, "good");
    assert_eq!(moderate(poor, &rubric, "1").grade, "inadequate");
    assert!(moderate(poor, &rubric, "1").reason.contains("01/04/2026"));
    assert_eq!(moderate("", &rubric, "1").grade, "requires-improvement");
}
