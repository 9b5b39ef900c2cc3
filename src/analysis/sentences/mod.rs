//! Sentences made from the figures by rules that are tested.
//!
//! A sentence says "between" before it says a figure with an interval, says what the sample cannot tell, and never
//! gives a verdict that the numbers do not carry.

mod actions;
mod answer;
mod change;
mod limits;
mod missing;
#[cfg(test)]
mod table;
mod themes;

use crate::model::english::{and_list, counted, counted_as, percent_of};
use crate::model::{Basis, Design, DesignKind, Findings, Kind, Sentences, Standing};

use super::input::{DrawnCase, Input};

/// Makes all sentences of a sample's findings.
pub(super) fn sentences(input: &Input<'_>, findings: &Findings) -> Sentences {
    let concerns = actions::urgent(findings.urgent);
    let (urgent, answered) = if findings.urgent.open > 0 { (concerns, None) } else { (None, concerns) };
    Sentences {
        title: title(input),
        question: answer::question(input, &findings.basis),
        answer: answer::answer(input, findings),
        basis: basis(input, &findings.basis),
        urgent,
        provisional: missing::provisional(findings),
        grades: change::grades(input, findings),
        limits: limits::limits(input, findings),
        agreement: agreement(input, findings),
        themes: themes::themes(findings),
        actions: actions::actions(&findings.actions),
        notes: answered.into_iter().chain(missing::notes(input, findings)).collect(),
    }
}

/// `IRO oversights, October 2026`.
fn title(input: &Input<'_>) -> String {
    format!("{}, {}", input.kind.heading(), input.period.label())
}

/// How many were drawn from how many, graded by how many auditors, and whose shares these are.
fn basis(input: &Input<'_>, basis: &Basis) -> String {
    let whose = match input.kind {
        Kind::Child if input.child_months => {
            "Shares are of child-months: a child counts once in each period that it could be drawn in.".to_owned()
        }
        Kind::Child => "Shares are of children.".to_owned(),
        kind => format!("Shares are of {}, not of children.", kind.plural()),
    };
    let weighed = match input.design.weighs() {
        false => "",
        true => " Shares weigh each case by the records that it stands for.",
    };
    match basis.drawn {
        0 => format!("{}. {whose}", drawn(input, basis)),
        _ => format!("{}; {}. {whose}{weighed}", drawn(input, basis), graded(input, basis)),
    }
}

fn drawn(input: &Input<'_>, basis: &Basis) -> String {
    let (one, many) = units(input);
    let fitting = match basis.frame < basis.population {
        true => format!(" {} ({} in all)", that_fit(input, basis.frame == 1), basis.population),
        false => String::new(),
    };
    let of = match fitting.is_empty() {
        true => unit(input, basis.frame),
        false => format!("the {}{fitting}", unit(input, basis.frame)),
    };
    match (basis.drawn, basis.drawn == basis.frame) {
        (0, true) => format!("There are no {many}{fitting} to draw from"),
        (0, false) => format!("Nothing was drawn from {of}"),
        (1, true) => format!("The only {one}{fitting} was taken"),
        (_, true) => format!("All {of} were taken"),
        (1, false) => format!("1 of {of} was drawn at random{}", within(input.design, basis.kind)),
        (drawn, false) => format!("{drawn} of {of} were drawn at random{}", within(input.design, basis.kind)),
    }
}

/// What the frame is made of, one and several: records, or a child in each of several periods.
fn units(input: &Input<'_>) -> (&'static str, &'static str) {
    if input.child_months { ("child-month", "child-months") } else { (input.kind.id(), input.kind.plural()) }
}

/// As many of them as `count` says.
fn unit(input: &Input<'_>, count: u64) -> String {
    let (one, many) = units(input);
    counted_as(count, one, many)
}

/// What sets the frame's records, or the only one, apart from the others of the population.
fn that_fit(input: &Input<'_>, one: bool) -> &'static str {
    match (&input.method.condition, &input.method.words) {
        (None, Some(_)) => "in which the words looked for occur",
        (Some(_), Some(_)) if one => "that meets the condition and in which the words looked for occur",
        (Some(_), Some(_)) => "that meet the condition and in which the words looked for occur",
        _ if one => "that meets the condition",
        _ => "that meet the condition",
    }
}

/// ` within each IRO`, for a stratified draw.
fn within(design: &Design, kind: Kind) -> String {
    let label = |name: &String| {
        let (kind, name) = match name.strip_prefix("child.") {
            Some(name) => (Kind::Child, name),
            None => (kind, name.as_str()),
        };
        kind.fields().iter().find(|field| field.name == name).map_or(name, |field| field.label).to_owned()
    };
    let fields = || and_list(design.by.iter().map(label));
    let one = if design.one_per_child { ", one of each child that was drawn" } else { "" };
    match design.kind {
        DesignKind::Simple => one.to_owned(),
        DesignKind::Stratified => format!(" within each {}{one}", fields()),
        DesignKind::Systematic => ", at equal distances along the list".to_owned(),
        DesignKind::Pps => ", the larger the likelier".to_owned(),
    }
}

fn graded(input: &Input<'_>, basis: &Basis) -> String {
    if basis.graded == 0 {
        return "none is graded yet".to_owned();
    }
    let auditors = counted(u64::from(input.method.auditors), "auditor");
    let twice = |case: &&DrawnCase| matches!(case.standing, Standing::Counted(_)) && case.finished.len() > 1;
    match input.cases.iter().filter(twice).count() {
        0 => format!("{} graded by {auditors}", basis.graded),
        twice => format!("{} graded by {auditors}, {twice} of them twice", basis.graded),
    }
}

/// How far two auditors agreed; `None` where nothing was graded twice.
fn agreement(input: &Input<'_>, findings: &Findings) -> Option<String> {
    let agreement = findings.agreement.as_ref()?;
    let (cases, same) = (agreement.cases, agreement.exact.count);
    let further = cases - agreement.within_one.count;
    let agreed = match (cases, same) {
        (1, 1) => "Two auditors agreed on the 1 case that both graded".to_owned(),
        (1, _) => "Two auditors did not agree on the 1 case that both graded".to_owned(),
        _ if same == cases => format!("Two auditors agreed on all {cases} cases that both graded"),
        (_, 0) => format!("Two auditors agreed on none of {cases} cases"),
        _ => format!("Two auditors agreed on {same} of {cases} cases ({})", percent_of(same, cases)),
    };
    let differed = match (cases - same, further) {
        (0, _) => String::new(),
        (_, 0) => "; where they differed, by one grade".to_owned(),
        (_, further) => format!("; on {} they differed by more than one grade", counted(further, "case")),
    };
    let whose = match input.design.weighs() {
        false => String::new(),
        true => format!(" This is of those cases, not of all {}.", input.kind.plural()),
    };
    Some(format!("{agreed}{differed}.{whose}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::analysis::DrawnCase;
    use crate::analysis::fixtures::{Sample, grading, letters};
    use crate::model::{EarlierDraw, Kind};

    #[test]
    fn the_sentences_of_a_settled_simple_draw() {
        let mut sample = Sample::simple(231, &letters(9, 23, 28)).after("2026-09", 220, &letters(7, 29, 25));
        for case in sample.cases.iter_mut().take(15) {
            case.finished = vec![grading("Ann", "good"), grading("Bea", "good")];
        }
        for case in sample.cases.iter_mut().take(3) {
            case.finished = vec![grading("Ann", "good"), grading("Bea", "requires-improvement")];
        }
        let sample = sample.by_iro(
            |case| ["Amy", "Ben", "Cat", "Dee", "Eve", "Fay", "Gus"][case.case.case as usize % 7],
            &[
                ("Amy", "", 33),
                ("Ben", "", 33),
                ("Cat", "", 33),
                ("Dee", "", 33),
                ("Eve", "", 33),
                ("Fay", "", 33),
                ("Gus", "", 33),
            ],
        );
        let said = sample.findings().sentences;
        assert_eq!(said.title, "IRO oversights, October 2026");
        assert_eq!(
            said.basis,
            "60 of 231 oversights were drawn at random; 60 graded by 4 auditors, 15 of them twice. Shares are of oversights, not of children."
        );
        assert_eq!(said.provisional, None);
        assert_eq!(
            said.grades,
            [
                "95% sure that no more than 54 of 231 are. September 11%: no change that these numbers can show.",
                "September 48%: no change that these numbers can show.",
                "September 41%: no change that these numbers can show.",
                "September 41%: no change that these numbers can show."
            ]
        );
        assert_eq!(said.limits, "Nothing here compares IROs: 8 or 9 cases each are too few.");
        assert_eq!(
            said.agreement.as_deref(),
            Some("Two auditors agreed on 12 of 15 cases (80%); where they differed, by one grade.")
        );
        assert_eq!(said.notes, Vec::<String>::new());
    }

    #[test]
    fn a_change_is_told_only_where_the_difference_leaves_out_nought() {
        let higher = Sample::simple(231, &letters(5, 10, 45)).after("2026-09", 220, &letters(15, 22, 23)).findings();
        let said = &higher.sentences.grades;
        assert!(said[2].starts_with("September 38%: higher than then, by between 2"), "{}", said[2]);
        assert!(said[0].contains("September 25%: lower than then, by between "), "{}", said[0]);
        let tie = Sample::simple(231, &letters(9, 23, 28)).after("2026-09", 231, &letters(9, 23, 28)).findings();
        assert!(tie.sentences.grades[2].ends_with("September 47%: no change that these numbers can show."));
        let year = Sample::simple(231, "gggggggggg").after("2025-10", 231, "gggggggggg").findings();
        assert!(year.sentences.grades[2].starts_with("October 2025 100%: no change"));
        let census = Sample::simple(4, "gggi").after("2026-09", 4, "ggii").findings();
        assert_eq!(census.sentences.grades[2], "September 50%: higher than then, by 25 points.");
        let none = Sample::simple(231, &letters(9, 23, 28)).findings();
        assert_eq!(none.sentences.grades, ["95% sure that no more than 54 of 231 are.", "", "", ""]);
    }

    #[test]
    fn a_change_is_measured_from_the_last_settled_sample() {
        let sample = Sample::simple(231, &letters(9, 23, 28))
            .after("2026-08", 220, &letters(15, 22, 23))
            .after("2026-09", 220, "ggi.g");
        let findings = sample.findings();
        assert_eq!(findings.trend.len(), 3);
        assert!(findings.sentences.grades[2].starts_with("August 38%"), "{:?}", findings.sentences.grades);
    }

    #[test]
    fn children_who_stay_are_compared_without_their_finite_frame() {
        let before = letters(0, 30, 30);
        let mut sample = Sample::simple(64, &letters(0, 23, 37)).after("2026-09", 64, &before);
        assert!(sample.findings().sentences.grades[2].contains("higher than then"));
        sample.kind = Kind::Child;
        let findings = sample.findings();
        assert!(findings.sentences.grades[2].contains("no change that these numbers can show"));
        assert!(findings.sentences.basis.ends_with("Shares are of children."));
        assert_eq!(findings.basis.answers, "per-child");
    }

    #[test]
    fn a_provisional_sample_says_so_with_its_worst_and_best_case() {
        let said = Sample::simple(100, "gigx.gw").findings().sentences;
        assert_eq!(
            said.provisional.as_deref(),
            Some(
                "PROVISIONAL: 2 of 7 cases are missing (1 not graded and 1 waiting for a second auditor or for moderation). Once all are in, and whatever the 1 case that could not be read is like, the sample will have Inadequate between 14% and 57%, and Good between 43% and 86%. Until then, only the 3 cases settled first in the order of the draw can have an interval."
            )
        );
        assert_eq!(said.limits, "Only 4 cases counted, so every interval is wide. Nothing here compares IROs.");
        assert_eq!(said.notes, ["1 drawn case could not be read (1 not found)."]);
        let empty = Sample::simple(100, "..").findings().sentences;
        assert_eq!(
            empty.basis,
            "2 of 100 oversights were drawn at random; none is graded yet. Shares are of oversights, not of children."
        );
        assert!(empty.provisional.unwrap().ends_with("No interval can be given yet."));
        assert_eq!(empty.limits, "Nothing can be said of the oversights before cases are graded.");
    }

    #[test]
    fn none_all_and_a_sample_of_everything_are_said_plainly() {
        let none = Sample::simple(231, &"g".repeat(60)).findings().sentences;
        assert_eq!(none.grades[0], "95% sure that no more than 9 of 231 are.");
        let all = Sample::simple(231, &"i".repeat(60)).findings().sentences;
        assert_eq!(all.grades[0], "");
        let census = Sample::simple(12, &letters(3, 3, 6)).findings().sentences;
        assert_eq!(census.grades[0], "");
        assert_eq!(census.notes, ["All 12 oversights were graded: shares are counts and not estimates."]);
        assert!(census.basis.starts_with("All 12 oversights were taken; 12 graded by 4 auditors."));
        let one = Sample::simple(231, "g").findings().sentences;
        assert!(one.basis.starts_with("1 of 231 oversights was drawn at random; 1 graded by 4 auditors."));
        assert!(one.limits.starts_with("Only 1 case counted, so every interval is wide."));
    }

    #[test]
    fn notes_tell_unusable_cases_earlier_draws_and_later_changes() {
        let mut sample = Sample::simple(100, "ggidxx");
        sample.method.changed_since = 2;
        sample.method.earlier = vec![EarlierDraw {
            sample: "oct".into(),
            period: "2026-10".into(),
            seed: String::new(),
            frame_sha256: String::new(),
            state: "withdrawn".into(),
            reason: Some("wrong frame".into()),
            graded: Some(1),
            begun: 1,
        }];
        assert_eq!(
            sample.findings().sentences.notes,
            [
                "1 drawn case is not of the population (1 duplicate); shares are of the others.",
                "2 drawn cases could not be read (2 not found): with them the sample would have Inadequate between 20% and 60%.",
                "There was an earlier draw for the same time: oct, for October 2026, withdrawn (wrong frame), 1 case graded.",
                "2 records were changed or removed in the council's system after the draw and were graded as drawn."
            ]
        );
    }

    #[test]
    fn iros_are_never_compared() {
        let said = |number: u32, of_case: fn(&DrawnCase) -> &'static str| {
            let sample = Sample::simple(500, &"g".repeat(number as usize)).by_iro(of_case, &[]);
            sample.findings().sentences.limits
        };
        assert_eq!(
            said(18, |case| if case.case.case > 9 { "A" } else { "B" }),
            "Nothing here compares IROs: 9 cases each are too few."
        );
        assert_eq!(
            said(12, |case| if case.case.case > 9 { "A" } else { "B" }),
            "Nothing here compares IROs: between 3 and 9 cases each are too few."
        );
        assert_eq!(
            said(22, |case| if case.case.case > 9 { "A" } else { "B" }),
            "Nothing here compares IROs: 1 of 2 has fewer than 10 cases."
        );
        assert_eq!(said(12, |_| "A"), "Nothing here compares IROs: all cases are of one.");
        let many = said(40, |case| if case.case.case > 20 { "A" } else { "B" });
        assert!(many.ends_with("not to compare IROs: 20 cases each are little to go by."));
    }

    #[test]
    fn a_stratified_sample_names_its_strata_and_limits_agreement_to_its_cases() {
        let mut sample = Sample::stratified(&[("A", 60, "iirrrggg"), ("B", 30, "rrgi")]);
        sample.population = 120;
        sample.cases[0].finished = vec![grading("Ann", "inadequate"), grading("Bea", "inadequate")];
        let said = sample.findings().sentences;
        assert_eq!(
            said.basis,
            "12 of the 90 oversights that meet the condition (120 in all) were drawn at random within each IRO; 12 graded by 4 auditors, 1 of them twice. Shares are of oversights, not of children. Shares weigh each case by the records that it stands for."
        );
        assert_eq!(
            said.agreement.as_deref(),
            Some("Two auditors agreed on the 1 case that both graded. This is of those cases, not of all oversights.")
        );
    }

    #[test]
    fn a_sample_of_records_with_words_speaks_for_those_only() {
        let mut sample = Sample::simple(90, &letters(3, 3, 6));
        sample.population = 120;
        sample.method.words = Some("drift* or delay".into());
        let said = sample.findings().sentences;
        assert!(
            said.basis
                .starts_with("12 of the 90 oversights in which the words looked for occur (120 in all) were drawn"),
            "{}",
            said.basis
        );
        assert_eq!(
            said.notes[0],
            "This sample speaks only for oversights in which these words occur: drift* or delay."
        );
        sample.method.condition = Some("team = 'North'".into());
        let said = sample.findings().sentences.basis;
        assert!(
            said.contains("90 oversights that meet the condition and in which the words looked for occur"),
            "{said}"
        );
    }

    #[test]
    fn one_auditor_alone_is_said_and_an_even_split_is_not_a_change() {
        let mut sample = Sample::simple(231, &letters(10, 10, 10)).after("2026-09", 231, &letters(10, 10, 10));
        sample.method.auditors = 1;
        let said = sample.findings().sentences;
        assert!(said.basis.contains("30 graded by 1 auditor. "), "{}", said.basis);
        assert_eq!(said.agreement, None);
        for grade in &said.grades {
            assert!(grade.ends_with("September 33%: no change that these numbers can show."), "{grade}");
        }
    }

    #[test]
    fn nothing_graded_promises_no_range_and_a_scale_that_goes_above_good_says_good_or_better() {
        let none = Sample::simple(100, "..").findings().sentences.provisional.unwrap();
        assert_eq!(none, "PROVISIONAL: 2 of 2 cases are missing (2 not graded). No interval can be given yet.");
        let mut some = Sample::simple(100, "gg.").findings();
        assert!(some.sentences.provisional.as_ref().unwrap().contains("and Good between 67% and 100%"));
        some.rubric.scale.push(crate::model::Grade { id: "outstanding".into(), label: "Outstanding".into() });
        let words = super::missing::provisional(&some).unwrap();
        assert!(words.contains("and Good or better between 67% and 100%"), "{words}");
    }

    fn all(said: &crate::model::Sentences) -> Vec<&str> {
        let one = [&said.title, &said.basis, &said.limits].into_iter().chain(&said.provisional).chain(&said.agreement);
        one.chain(&said.actions)
            .chain(&said.grades)
            .chain(&said.themes)
            .chain(&said.notes)
            .map(String::as_str)
            .filter(|words| !words.is_empty())
            .collect()
    }

    /// Words that give a verdict or a rank whatever the numbers are.
    const VERDICTS: [&str; 12] = [
        "improved",
        "improvement on",
        "worse",
        "better than",
        "declined",
        "deteriorat",
        "best",
        "worst",
        "weakest",
        "strongest",
        "ranks",
        "significant",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn no_sentence_says_more_than_the_numbers(
            now in "[irg]{0,24}[irg.wxd]{0,8}",
            before in proptest::option::of("[irg]{0,24}[irg.]{0,4}"),
            more in 0_u64..80,
            kind in 0_usize..4,
            twice in 0_usize..12,
            strata in proptest::bool::ANY,
        ) {
            let frame = |letters: &str| letters.len() as u64 + more;
            let mut sample = match strata {
                true => Sample::stratified(&[("A", frame(&now), &now), ("B", frame("ggi"), "ggi")]),
                false => Sample::simple(frame(&now), &now),
            };
            if let Some(before) = &before {
                sample = sample.after("2026-09", frame(before), before);
            }
            sample.kind = Kind::ALL[kind];
            for case in sample.cases.iter_mut().take(twice) {
                let other = if case.case.case % 3 == 0 { "good" } else { "inadequate" };
                case.finished = vec![grading("Ann", "good"), grading("Bea", other)];
            }
            let findings = sample.findings();
            let said = &findings.sentences;
            for words in all(said) {
                let lower = words.to_lowercase();
                for verdict in VERDICTS {
                    prop_assert!(!lower.contains(verdict), "'{verdict}' in: {words}");
                }
                for wrong in ["nan", "inf%", "-0", "  ", " 1 cases", " 1 auditors", "between 0 and 0", "{", ".."] {
                    prop_assert!(!lower.contains(wrong), "'{wrong}' in: {words}");
                }
                prop_assert!(words == said.title || words.ends_with('.'), "no full stop: {words}");
            }
            for (grade, words) in findings.grades.iter().zip(&said.grades) {
                let change = findings.trend.last().unwrap().changes.iter().find(|change| change.name == grade.name);
                let shows = change.is_some_and(|change| change.low > 0.0 || change.high < 0.0);
                let tells = words.contains("higher than") || words.contains("lower than");
                prop_assert_eq!(tells, shows, "{}: {:?}", words, change);
                let up = change.is_some_and(|change| change.low > 0.0);
                prop_assert!(!shows || words.contains("higher than") == up, "{}: {:?}", words, change);
            }
            let provisional = findings.basis.provisional;
            prop_assert_eq!(said.provisional.as_ref().is_some_and(|words| words.starts_with("PROVISIONAL")), provisional);
            let few = findings.basis.graded > 0 && findings.basis.graded < 10 && findings.basis.graded < findings.basis.frame;
            prop_assert_eq!(said.limits.contains("every interval is wide"), few, "{}", said.limits);
        }
    }

    #[test]
    fn agreement_is_said_for_none_one_all_and_a_tie() {
        let said = |pairs: &[(&str, &str)]| {
            let mut sample = Sample::simple(231, &letters(4, 4, 4));
            for (case, (one, other)) in sample.cases.iter_mut().zip(pairs) {
                case.finished = vec![grading("Ann", one), grading("Bea", other)];
            }
            sample.findings().sentences.agreement.unwrap_or_default()
        };
        let (good, poor) = ("good", "inadequate");
        assert_eq!(said(&[]), "");
        assert!(said(&[(good, good)]).starts_with("Two auditors agreed on the 1 case that both graded"));
        assert!(said(&[(good, poor)]).starts_with("Two auditors did not agree on the 1 case that both graded"));
        assert!(said(&[(good, good), (poor, poor)]).starts_with("Two auditors agreed on all 2 cases that both graded"));
        assert!(said(&[(good, poor), (poor, good)]).starts_with("Two auditors agreed on none of 2 cases"));
        assert!(said(&[(good, good), (poor, good)]).starts_with("Two auditors agreed on 1 of 2 cases (50%)"));
    }

    #[test]
    fn many_samples_left_out_of_the_trend_are_told_in_one_sentence() {
        let mut findings = Sample::simple(231, &letters(9, 23, 28)).findings();
        let left = |number: usize| crate::model::TrendBreak {
            period: format!("2025-{number:02}"),
            sample: format!("s{number}"),
            reason: format!("s{number} is not compared."),
            left_out: true,
            told: false,
        };
        let sample = Sample::simple(231, "g");
        let mut notes = |count: usize| {
            findings.detail.breaks = (1..=count).map(left).collect();
            sample.notes_of(&findings)
        };
        assert_eq!(notes(2), ["s1 is not compared.", "s2 is not compared."]);
        assert_eq!(notes(9), ["9 earlier samples are not compared with this one; Trend says of each why."]);
    }

    /// Every text of many samples, none of which may give a verdict that the numbers do not carry.
    #[test]
    fn no_sentence_gives_a_verdict() {
        for now in ["", "g", "..", "gi.", "gxd", "iiiiiiiiii", "ggggggggggggggg", "grigrigrigri"] {
            for before in ["g", "iiiiiiiiiiii", "gggggggggggggggggg", "g."] {
                for kind in Kind::ALL {
                    let mut sample = Sample::simple(60, now).after("2026-09", 60, before);
                    sample.kind = kind;
                    let said = sample.findings().sentences;
                    let mut all = vec![said.title, said.basis, said.limits];
                    all.extend(said.provisional);
                    all.extend(said.agreement);
                    all.extend(said.grades);
                    all.extend(said.notes);
                    let all = all.join(" ").to_lowercase();
                    for word in ["improved", "worse ", "better than", "declined", "nan", "inf%"] {
                        assert!(!all.contains(word), "'{word}' in: {all}");
                    }
                }
            }
        }
    }
}
