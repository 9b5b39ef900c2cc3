//! Every rule that makes a sentence, for the same figures: 0, 1, all, a tie, fewer than 10, no earlier period, a provisional sample.

use crate::analysis::fixtures::{Sample, letters};
use crate::model::{Kind, Sentences};

/// The figures that every rule is tried on, each as a sample of October.
fn figures() -> [(&'static str, Sample); 8] {
    let before = letters(9, 23, 28);
    [
        ("nothing drawn", Sample::simple(231, "")),
        ("none inadequate", Sample::simple(231, &letters(0, 30, 30)).after("2026-09", 220, &before)),
        ("one inadequate", Sample::simple(231, &letters(1, 29, 30)).after("2026-09", 220, &before)),
        ("all inadequate", Sample::simple(231, &letters(60, 0, 0)).after("2026-09", 220, &before)),
        ("a tie", Sample::simple(231, &letters(20, 20, 20)).after("2026-09", 231, &letters(20, 20, 20))),
        ("fewer than ten", Sample::simple(231, "irg").after("2026-09", 220, &before)),
        ("no earlier period", Sample::simple(231, &letters(9, 23, 28))),
        ("provisional", Sample::simple(231, "irgg.w").after("2026-09", 220, &before)),
    ]
}

/// One rule's sentence for each figure.
fn each(sentence: impl Fn(Sentences) -> String) -> Vec<(&'static str, String)> {
    figures().into_iter().map(|(name, sample)| (name, sentence(sample.findings().sentences))).collect()
}

fn assert_each(sentence: impl Fn(Sentences) -> String, expected: [(&str, &str); 8]) {
    let ours = each(sentence);
    let ours: Vec<(&str, &str)> = ours.iter().map(|(name, words)| (*name, words.as_str())).collect();
    assert_eq!(ours, expected);
}

#[test]
fn the_title_and_the_basis() {
    assert_each(|said| said.title, figures().map(|(name, _)| (name, "IRO oversights, October 2026")));
    let of_60 = "60 of 231 oversights were drawn at random; 60 graded by 4 auditors. Shares are of oversights, not of children.";
    assert_each(
        |said| said.basis,
        [
            ("nothing drawn", "Nothing was drawn from 231 oversights. Shares are of oversights, not of children."),
            ("none inadequate", of_60),
            ("one inadequate", of_60),
            ("all inadequate", of_60),
            ("a tie", of_60),
            (
                "fewer than ten",
                "3 of 231 oversights were drawn at random; 3 graded by 4 auditors. Shares are of oversights, not of children.",
            ),
            ("no earlier period", of_60),
            (
                "provisional",
                "6 of 231 oversights were drawn at random; 4 graded by 4 auditors. Shares are of oversights, not of children.",
            ),
        ],
    );
}

/// The question and the answer in two sentences. Computed with scipy 1.12 by inverting the hypergeometric tails: of 60 of 231, 0, 20, 28 and 30 give 0-.0476,
/// .2338-.4459, .3550-.5801 and .3853-.6147, and at most 9, 15, 99 and 54 for 0, 1, 20 and 9; 1 of 3 gives .0087-.9004 and at most 199.
#[test]
fn the_question_and_the_answer() {
    assert_each(
        |said| said.question,
        figures().map(|(name, _)| (name, "How good were the oversights of October 2026?")),
    );
    assert_each(
        |said| said.answer,
        [
            ("nothing drawn", "There is no answer: nothing was drawn."),
            (
                "none inadequate",
                "If all 231 oversights were graded, between 39% and 61% would be Good (30 of the 60 graded are), and no more than 9 Inadequate (95% sure). Since September 2026 Inadequate is less frequent, by between 7 and 25 points.",
            ),
            (
                "one inadequate",
                "If all 231 oversights were graded, between 39% and 61% would be Good (30 of the 60 graded are), and no more than 15 Inadequate (95% sure). Since September 2026 Inadequate is less frequent, by between 4 and 23 points.",
            ),
            (
                "all inadequate",
                "If all 231 oversights were graded, between 0% and 5% would be Good (0 of the 60 graded are). Since September 2026 Inadequate is more frequent, by between 74 and 92 points; Requires improvement is less frequent, by between 27 and 50 points; Good is less frequent, by between 34 and 58 points.",
            ),
            (
                "a tie",
                "If all 231 oversights were graded, between 23% and 45% would be Good (20 of the 60 graded are), and no more than 99 Inadequate (95% sure). Since September 2026 there is no change that these numbers can show.",
            ),
            (
                "fewer than ten",
                "If all 231 oversights were graded, between 1% and 90% would be Good (1 of the 3 graded is), and no more than 199 Inadequate (95% sure). Since September 2026 there is no change that these numbers can show.",
            ),
            (
                "no earlier period",
                "If all 231 oversights were graded, between 35% and 58% would be Good (28 of the 60 graded are), and no more than 54 Inadequate (95% sure). There is no earlier period to compare it with.",
            ),
            (
                "provisional",
                "There is no answer yet: 2 of 6 cases are missing. Of the 4 that count, 2 are Good and 1 Inadequate.",
            ),
        ],
    );
    let ungraded = Sample::simple(231, "...");
    assert_eq!(ungraded.findings().sentences.answer, "There is no answer yet: no case is graded and settled.");
    let unusable = Sample::simple(231, "xx");
    assert_eq!(unusable.findings().sentences.answer, "There is no answer: no case could be graded.");
    let census = Sample::simple(12, &letters(3, 3, 6)).findings().sentences.answer;
    assert_eq!(
        census,
        "All 12 oversights were graded: 6 are Good (50%) and 3 Inadequate (25%). There is no earlier period to compare it with."
    );
    let all_but_one = Sample::simple(61, &letters(0, 30, 30)).findings().sentences.answer;
    assert!(all_but_one.contains("Good (30 of the 60 graded are), and none Inadequate (95% sure)."), "{all_but_one}");
    for (grades, label) in [(letters(0, 0, 1), "Good"), (letters(1, 0, 0), "Inadequate")] {
        let only = Sample::simple(1, &grades).findings().sentences.answer;
        assert!(only.starts_with(&format!("The only oversight was graded: it is {label}.")), "{only}");
    }
}

/// Bounds and differences computed with scipy 1.12: the hypergeometric tails inverted one by one, then MOVER. From 9 of 60 of 220 to 0, 1 and 60 of
/// 60 of 231: -24.55 to -6.68, -22.96 to -4.17, +74.33 to +91.82 points.
#[test]
fn the_lowest_grade() {
    assert_each(
        |said| said.grades[0].clone(),
        [
            ("nothing drawn", ""),
            (
                "none inadequate",
                "95% sure that no more than 9 of 231 are. September 15%: lower than then, by between 7 and 25 points.",
            ),
            (
                "one inadequate",
                "95% sure that no more than 15 of 231 are. September 15%: lower than then, by between 4 and 23 points.",
            ),
            ("all inadequate", "September 15%: higher than then, by between 74 and 92 points."),
            (
                "a tie",
                "95% sure that no more than 99 of 231 are. September 33%: no change that these numbers can show.",
            ),
            (
                "fewer than ten",
                "95% sure that no more than 199 of 231 are. September 15%: no change that these numbers can show.",
            ),
            ("no earlier period", "95% sure that no more than 54 of 231 are."),
            (
                "provisional",
                "95% sure that no more than 172 of 231 are. September 15%: no change that these numbers can show.",
            ),
        ],
    );
}

/// From 28 of 60 of 220 to none of 60 of 231: -57.73 to -34.49 points, computed as above.
#[test]
fn good_or_better() {
    assert_each(
        |said| said.grades[3].clone(),
        [
            ("nothing drawn", ""),
            ("none inadequate", "September 47%: no change that these numbers can show."),
            ("one inadequate", "September 47%: no change that these numbers can show."),
            ("all inadequate", "September 47%: lower than then, by between 34 and 58 points."),
            ("a tie", "September 33%: no change that these numbers can show."),
            ("fewer than ten", "September 47%: no change that these numbers can show."),
            ("no earlier period", ""),
            ("provisional", "September 47%: no change that these numbers can show."),
        ],
    );
}

#[test]
fn what_is_missing() {
    assert_each(
        |said| said.provisional.unwrap_or_default(),
        [
            ("nothing drawn", ""),
            ("none inadequate", ""),
            ("one inadequate", ""),
            ("all inadequate", ""),
            ("a tie", ""),
            ("fewer than ten", ""),
            ("no earlier period", ""),
            (
                "provisional",
                "PROVISIONAL: 2 of 6 cases are missing (1 not graded and 1 waiting for a second auditor or for moderation). Once all are in, the sample will have Inadequate between 17% and 50%, and Good between 33% and 67%. Until then, only the 4 cases settled first in the order of the draw can have an interval.",
            ),
        ],
    );
}

#[test]
fn what_the_sample_cannot_tell() {
    assert_each(
        |said| said.limits,
        [
            ("nothing drawn", "Nothing can be said of the oversights before cases are graded."),
            ("none inadequate", "Nothing here compares IROs."),
            ("one inadequate", "Nothing here compares IROs."),
            ("all inadequate", "Nothing here compares IROs."),
            ("a tie", "Nothing here compares IROs."),
            ("fewer than ten", "Only 3 cases counted, so every interval is wide. Nothing here compares IROs."),
            ("no earlier period", "Nothing here compares IROs."),
            ("provisional", "Only 4 cases counted, so every interval is wide. Nothing here compares IROs."),
        ],
    );
}

#[test]
fn there_are_no_notes_where_there_is_nothing_to_note() {
    assert_each(|said| said.notes.join(" "), figures().map(|(name, _)| (name, "")));
}

/// The first part of the basis, for a frame of so many and the cases drawn from it.
fn drawn(frame: u64, cases: &str, change: impl Fn(&mut Sample)) -> String {
    let mut sample = Sample::simple(frame, cases);
    change(&mut sample);
    sample.findings().sentences.basis
}

#[test]
fn what_was_drawn_from_none_one_few_and_all() {
    let whole = |_: &mut Sample| {};
    let part = |sample: &mut Sample| {
        sample.population = 120;
        sample.method.condition = Some("team = 'North'".into());
    };
    let said = [
        (drawn(0, "", whole), "There are no oversights to draw from. Shares are"),
        (drawn(0, "", part), "There are no oversights that meet the condition (120 in all) to draw from. Shares are"),
        (drawn(1, "g", whole), "The only oversight was taken; 1 graded by"),
        (drawn(1, "g", part), "The only oversight that meets the condition (120 in all) was taken; 1 graded by"),
        (drawn(9, "ggggggggg", whole), "All 9 oversights were taken; 9 graded by"),
        (
            drawn(9, "g", part),
            "1 of the 9 oversights that meet the condition (120 in all) was drawn at random; 1 graded by",
        ),
        (drawn(9, ".", whole), "1 of 9 oversights was drawn at random; none is graded yet. Shares are"),
    ];
    for (ours, expected) in said {
        assert!(ours.starts_with(expected), "{ours}");
    }
}

#[test]
fn one_missing_case_is_one_case_and_a_share_that_is_not_none_is_not_0() {
    let said = Sample::simple(50, ".").findings().sentences;
    assert_eq!(
        said.provisional.as_deref(),
        Some("PROVISIONAL: 1 of 1 case is missing (1 not graded). No interval can be given yet.")
    );
    let mut sample = Sample::simple(800, &letters(0, 0, 300)).after("2026-09", 800, &letters(1, 0, 299));
    let said = sample.findings().sentences.grades;
    assert!(said[0].contains("September <1%: no change"), "{}", said[0]);
    assert!(said[3].contains("September >99%: no change"), "{}", said[3]);
    sample.kind = Kind::Review;
    assert_eq!(sample.findings().sentences.title, "Reviews, October 2026");
}

#[test]
fn a_single_case_that_could_not_be_read_or_is_not_of_the_population() {
    let notes = |letters: &str| Sample::simple(50, letters).findings().sentences.notes;
    assert_eq!(notes("gggd"), ["1 drawn case is not of the population (1 duplicate); shares are of the others."]);
    assert_eq!(
        notes("gggx"),
        ["1 drawn case could not be read (1 not found): with it the sample would have Inadequate between 0% and 25%."]
    );
    assert_eq!(notes("dd")[0], "2 drawn cases are not of the population (2 duplicate); shares are of the others.");
    // Nothing counts: there is no range to give.
    assert_eq!(
        notes("xx"),
        [
            "2 drawn cases could not be read (2 not found): with them the sample would have Inadequate between 0% and 100%."
        ]
    );
}

#[test]
fn other_auditors_are_told_for_none_one_and_some() {
    let reason = |then: &[&str], now: &[&str]| {
        let graders = |sample: &mut Sample, names: &[&str]| {
            for (case, name) in sample.cases.iter_mut().zip(names.iter().cycle()) {
                case.finished = vec![crate::analysis::fixtures::grading(name, "good")];
            }
        };
        let mut before = Sample::simple(50, "gggg");
        before.period = crate::calendar::Period::parse("2026-09").unwrap();
        graders(&mut before, then);
        let mut sample = Sample::simple(50, "gggg");
        graders(&mut sample, now);
        sample.earlier = before.findings().trend;
        sample.findings().detail.breaks.first().map(|one| one.reason.clone()).unwrap_or_default()
    };
    assert_eq!(reason(&["Ann"], &["Ann"]), "");
    let so = "so that a difference may be one of auditors.";
    let then = "Not the same auditors as in September 2026:";
    assert_eq!(reason(&["Ann"], &["Bea"]), format!("{then} the one who graded did not grade both, {so}"));
    assert_eq!(reason(&["Ann", "Bea"], &["Ann"]), format!("{then} the one who graded was one of several then, {so}"));
    assert_eq!(reason(&["Ann"], &["Bea", "Cat"]), format!("{then} none of 2 graded both, {so}"));
    assert_eq!(reason(&["Ann", "Bea"], &["Bea", "Cat"]), format!("{then} 1 of 2 graded both, {so}"));
}
