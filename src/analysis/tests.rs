//! The rules of the figures: which share, which interval, which sentence.

use crate::model::{Bearing, Breakdown, EarlierDraw, Estimate, Findings, Grading, Kind, Standing};
use crate::statistics::stratified::{Correction, StratumCounts, weigh};
use crate::statistics::{Confidence, hypergeometric};

use super::fixtures::{Sample, finding, grading, letters, tag};

fn near(ours: Option<f64>, theirs: f64) -> bool {
    ours.is_some_and(|ours| (ours - theirs).abs() < 1e-9)
}

fn grade<'f>(findings: &'f Findings, name: &str) -> &'f Estimate {
    findings.grades.iter().find(|grade| grade.name == name).unwrap()
}

fn exact(found: u64, drawn: u64, population: u64) -> (Option<f64>, Option<f64>, Option<u64>) {
    let found = hypergeometric::Found { found, drawn, population };
    let ends = hypergeometric::interval(found, Confidence::USUAL).unwrap().shares();
    (Some(ends.low), Some(ends.high), hypergeometric::upper_count(found, Confidence::USUAL).ok())
}

fn ends(estimate: &Estimate) -> (Option<f64>, Option<f64>, Option<u64>) {
    (estimate.low, estimate.high, estimate.upper_count)
}

fn strata(counts: &[(&str, u64, u64, u64, u64)]) -> Vec<StratumCounts> {
    let of = |(name, frame, graded, asked, found): &(&str, u64, u64, u64, u64)| StratumCounts {
        name: (*name).into(),
        frame: *frame,
        graded: *graded,
        asked: *asked,
        found: *found,
    };
    counts.iter().map(of).collect()
}

#[test]
fn a_simple_draw_has_the_exact_interval_of_its_frame() {
    let findings = Sample::simple(231, &letters(9, 23, 28)).findings();
    let names: Vec<&str> = findings.grades.iter().map(|grade| grade.name.as_str()).collect();
    assert_eq!(names, ["inadequate", "requires-improvement", "good", "good-or-better"]);
    for (name, count) in [("inadequate", 9), ("requires-improvement", 23), ("good", 28), ("good-or-better", 28)] {
        let grade = grade(&findings, name);
        assert_eq!((grade.count, grade.of), (count, 60));
        assert!(near(grade.share, count as f64 / 60.0));
        assert_eq!(ends(grade), exact(count, 60, 231), "{name}");
        assert_eq!((grade.least, grade.most), (None, None));
    }
    assert_eq!(findings.method.intervals, ["exact interval for a simple draw without replacement (hypergeometric)"]);
    assert!(!findings.basis.provisional && findings.prefix.is_none() && findings.agreement.is_none());
    assert_eq!((findings.basis.drawn, findings.basis.graded, findings.basis.frame), (60, 60, 231));
}

#[test]
fn a_census_is_the_point_and_one_case_is_enough_for_an_interval() {
    let census = Sample::simple(12, &letters(3, 3, 6)).findings();
    let good = grade(&census, "good");
    assert_eq!((good.low, good.high, good.upper_count), (Some(0.5), Some(0.5), Some(6)));
    let one = Sample::simple(40, "g").findings();
    assert_eq!(ends(grade(&one, "good")), exact(1, 1, 40));
    assert_eq!(ends(grade(&one, "inadequate")), exact(0, 1, 40));
}

#[test]
fn nothing_out_of_nothing_has_no_share_and_no_interval() {
    for sample in [Sample::simple(40, ""), Sample::simple(40, "...")] {
        let findings = sample.findings();
        for grade in &findings.grades {
            assert_eq!((grade.count, grade.of, grade.share), (0, 0, None));
            assert_eq!(ends(grade), (None, None, None));
        }
        assert!(findings.themes.is_empty() && findings.agreement.is_none());
    }
    let all_out = Sample::simple(40, "...").findings();
    assert_eq!((grade(&all_out, "good").least, grade(&all_out, "good").most), (Some(0.0), Some(1.0)));
    assert_eq!(all_out.prefix.unwrap().cases, 0);
}

#[test]
fn a_stratified_draw_is_weighted_and_bounded_by_korn_and_graubard() {
    let sample = Sample::stratified(&[
        ("A", 120, &letters(2, 4, 6)),
        ("B", 60, &letters(3, 1, 2)),
        ("C", 20, &letters(3, 0, 1)),
    ]);
    let findings = sample.findings();
    let ours = grade(&findings, "inadequate");
    let theirs =
        weigh(&strata(&[("A", 120, 12, 12, 2), ("B", 60, 6, 6, 3), ("C", 20, 4, 4, 3)]), Correction::Finite).unwrap();
    let interval = theirs.interval(Confidence::USUAL).unwrap();
    assert_eq!((ours.count, ours.of), (8, 22));
    assert!(near(ours.share, 0.325) && near(ours.low, interval.low) && near(ours.high, interval.high));
    let upper = theirs.upper(Confidence::USUAL).unwrap();
    assert_eq!(ours.upper_count, Some((upper * 200.0).floor() as u64));
    assert_eq!(ours.method, "Korn-Graubard interval for a stratified draw, effective size capped at Kish's");
}

#[test]
fn a_stratum_with_one_case_is_merged_and_it_is_said() {
    let findings = Sample::stratified(&[("A", 90, "iiirrrggg"), ("B", 30, "rrgi"), ("C", 25, "i")]).findings();
    let ours = grade(&findings, "inadequate");
    assert!(near(ours.share, (90.0 / 3.0 + 30.0 / 4.0 + 25.0) / 145.0));
    assert!(ours.method.ends_with("nearest in size (C with B)"), "{}", ours.method);
}

#[test]
fn a_stratum_without_a_case_widens_the_interval_by_all_that_it_could_be() {
    let with = Sample::stratified(&[("A", 60, "iirrrggg"), ("B", 30, "rrgi"), ("C", 10, "")]).findings();
    let without = Sample::stratified(&[("A", 60, "iirrrggg"), ("B", 30, "rrgi")]).findings();
    let (with, without) = (grade(&with, "good"), grade(&without, "good"));
    assert!(near(with.share, without.share.unwrap()));
    assert!(near(with.low, without.low.unwrap() * 0.9) && near(with.high, without.high.unwrap() * 0.9 + 0.1));
    assert!(with.method.contains("first as without, then as with it"));
}

#[test]
fn a_value_known_for_the_frame_has_the_exact_interval_of_its_own_records() {
    let sample = Sample::simple(120, &letters(6, 12, 12)).by_iro(
        |case| if case.case.case % 3 == 0 { "Ben" } else { "Amy" },
        &[("Amy", "", 75), ("Ben", "", 40), ("Cat", "", 5)],
    );
    let by = sample.findings().by;
    let row = |breakdown: &Breakdown| (breakdown.value.clone(), breakdown.frame, breakdown.few);
    assert_eq!(
        by.iter().map(row).collect::<Vec<_>>(),
        [("Amy".into(), 75, false), ("Ben".into(), 40, false), ("Cat".into(), 5, true)]
    );
    let ben = by[1].grades.iter().find(|grade| grade.name == "inadequate").unwrap();
    assert_eq!((ben.count, ben.of), (2, 10));
    assert_eq!(ends(ben), exact(2, 10, 40));
    assert!(by[2].grades.iter().all(|grade| grade.share.is_none() && grade.low.is_none()));
}

#[test]
fn a_value_inside_one_stratum_is_exact_and_one_across_strata_is_weighted() {
    let by = |case: &super::DrawnCase| match (case.case.stratum.as_str(), case.case.case % 2) {
        ("A", 0) => "Both",
        ("A", _) => "Only",
        _ => "Both",
    };
    let sample = Sample::stratified(&[("A", 80, "iirrgggg"), ("B", 30, "irgg")])
        .by_iro(by, &[("Only", "A", 41), ("Both", "A", 39), ("Both", "B", 30)]);
    let breakdowns = sample.findings().by;
    let good = |value: &str| {
        let breakdown = breakdowns.iter().find(|breakdown| breakdown.value == value).unwrap();
        breakdown.grades.iter().find(|grade| grade.name == "good").unwrap()
    };
    assert_eq!(ends(good("Only")), exact(2, 4, 41));
    let theirs = weigh(&strata(&[("A", 80, 8, 4, 2), ("B", 30, 4, 4, 2)]), Correction::Finite).unwrap();
    let interval = theirs.interval(Confidence::USUAL).unwrap();
    let both = good("Both");
    assert!(near(both.share, theirs.share) && near(both.low, interval.low) && near(both.high, interval.high));
    assert_eq!(both.upper_count, Some((theirs.upper(Confidence::USUAL).unwrap() * 69.0).floor() as u64));
}

#[test]
fn a_value_not_known_for_the_frame_has_no_correction_and_no_bound_on_a_number() {
    let sample =
        Sample::simple(100, &letters(4, 4, 12)).by_iro(|case| if case.case.case % 2 == 0 { "x" } else { "y" }, &[]);
    let by = sample.findings().by;
    let good = by[0].grades.iter().find(|grade| grade.name == "good").unwrap();
    let theirs = weigh(&strata(&[("", 100, 20, 10, 6)]), Correction::Infinite).unwrap();
    let interval = theirs.interval(Confidence::USUAL).unwrap();
    assert_eq!((good.count, good.of, by[0].frame, good.upper_count), (6, 10, 0, None));
    assert!(near(good.low, interval.low) && near(good.high, interval.high));
}

#[test]
fn values_that_are_not_recorded_stand_last() {
    let sample =
        Sample::simple(10, "gg").by_iro(|case| if case.case.case == 1 { "(not recorded)" } else { "Zoe" }, &[]);
    let values: Vec<String> = sample.findings().by.into_iter().map(|breakdown| breakdown.value).collect();
    assert_eq!(values, ["Zoe", "(not recorded)"]);
}

fn answer(grading: &mut Grading, id: &str) {
    grading.answers.get_mut("plan").unwrap().grade = Some(id.into());
}

#[test]
fn a_check_is_yes_and_no_out_of_those_and_not_applicable_out_of_all() {
    let sample = Sample::simple(50, "gggggggg")
        .change(1, |grading| answer(grading, "no"))
        .change(2, |grading| answer(grading, "na"))
        .change(3, |grading| answer(grading, "na"));
    let criteria = sample.findings().criteria;
    let row: Vec<_> = criteria[1].grades.iter().map(|grade| (grade.name.as_str(), grade.count, grade.of)).collect();
    assert_eq!(row, [("yes", 5, 6), ("no", 1, 6), ("na", 2, 8)]);
    assert_eq!(criteria[1].grades[0].upper_count, None);
    assert_eq!(ends(&criteria[1].grades[2]), exact(2, 8, 50));
    let all_yes = Sample::simple(50, "gggg").findings();
    assert_eq!(ends(&all_yes.criteria[1].grades[0]), exact(4, 4, 50));
}

#[test]
fn an_absent_grade_is_not_counted_as_anything() {
    let sample = Sample::simple(50, "ggri").change(1, |grading| grading.overall = None).change(2, |grading| {
        grading.answers.remove("drift");
    });
    let findings = sample.findings();
    assert_eq!((grade(&findings, "good").count, grade(&findings, "good").of), (1, 3));
    assert_eq!(findings.basis.graded, 4);
    let drift = &findings.criteria[0].grades;
    assert_eq!(drift.iter().map(|grade| (grade.count, grade.of)).collect::<Vec<_>>(), [(1, 3), (1, 3), (1, 3), (1, 3)]);
}

#[test]
fn themes_are_shares_of_cases_and_the_most_frequent_stand_first() {
    let sample = Sample::simple(40, "ggir")
        .change(1, |grading| grading.themes.extend([tag("drift", "timescales-set"), tag("plan", "timescales-set")]))
        .change(2, |grading| grading.themes.extend([tag("drift", "late"), tag("drift", "drift-not-addressed")]))
        .change(3, |grading| grading.themes.extend([tag("drift", "late")]));
    let themes = sample.findings().themes;
    let row: Vec<_> = themes.iter().map(|theme| (theme.theme.as_str(), theme.kind, theme.share.count)).collect();
    assert_eq!(
        row,
        [
            ("late", Bearing::Concern, 2),
            ("drift-not-addressed", Bearing::Concern, 1),
            ("timescales-set", Bearing::Strength, 1)
        ]
    );
    assert_eq!(ends(&themes[0].share), exact(2, 4, 40));
}

#[test]
fn a_provisional_sample_has_worst_and_best_case_and_the_interval_of_its_run_only() {
    let findings = Sample::simple(100, "gigx.gw").findings();
    assert!(findings.basis.provisional);
    assert_eq!((findings.basis.graded, findings.basis.ungraded, findings.basis.waiting), (4, 1, 1));
    let good = grade(&findings, "good");
    assert_eq!((good.count, good.of, good.share), (3, 4, Some(0.75)));
    assert_eq!(ends(good), (None, None, None));
    assert!(near(good.least, 3.0 / 7.0) && near(good.most, 6.0 / 7.0));
    let prefix = findings.prefix.as_ref().unwrap();
    assert_eq!(prefix.cases, 4);
    assert_eq!((prefix.grades[2].count, prefix.grades[2].of), (2, 3));
    assert_eq!(ends(&prefix.grades[2]), exact(2, 3, 100));
}

#[test]
fn a_provisional_sample_whose_counted_cases_are_the_run_keeps_its_interval() {
    let findings = Sample::simple(100, "gxig..").findings();
    let good = grade(&findings, "good");
    assert_eq!(ends(good), exact(2, 3, 100));
    assert!(near(good.least, 2.0 / 6.0) && near(good.most, 5.0 / 6.0));
    let strata = Sample::stratified(&[("A", 80, "gi.."), ("B", 20, "gr.")]).findings();
    assert!(grade(&strata, "good").low.is_some());
    let good = grade(&strata, "good");
    assert!(near(good.least, 0.8 * 0.25 + 0.2 / 3.0) && near(good.most, 0.8 * 0.75 + 0.2 * 2.0 / 3.0));
    let broken = Sample::stratified(&[("A", 80, "gi.."), ("B", 20, ".gr")]).findings();
    assert_eq!(grade(&broken, "good").low, None);
    assert_eq!(broken.prefix.unwrap().cases, 2);
}

#[test]
fn cases_that_could_not_be_read_bound_the_share_and_ineligible_ones_only_leave_it() {
    let read = Sample::simple(100, "ggix").findings();
    let good = grade(&read, "good");
    assert!(!read.basis.provisional);
    assert_eq!(ends(good), exact(2, 3, 100));
    assert!(near(good.least, 0.5) && near(good.most, 0.75));
    let ineligible = Sample::simple(100, "ggid").findings();
    let good = grade(&ineligible, "good");
    assert_eq!((good.of, good.least, good.most), (3, None, None));
    assert_eq!(ends(good), exact(2, 3, 100));
}

#[test]
fn agreement_is_of_cases_that_two_have_finished_whatever_counts_now() {
    let mut sample = Sample::simple(100, "gwgg");
    sample.cases[0].finished = vec![grading("Ann", "good"), grading("Bea", "good")];
    sample.cases[1].finished = vec![grading("Ann", "good"), grading("Bea", "inadequate")];
    sample.cases[2].finished = vec![grading("Ann", "requires-improvement"), grading("Bea", "good")];
    let findings = sample.findings();
    let agreement = findings.agreement.as_ref().unwrap();
    assert_eq!((agreement.cases, agreement.exact.count, agreement.within_one.count), (3, 1, 2));
    assert_eq!((agreement.exact.of, agreement.exact.upper_count), (3, None));
    assert!(near(agreement.exact.low, 0.008403758659612578), "scipy beta.ppf(.025, 1, 3): {agreement:?}");
}

#[test]
fn lines_stand_by_reference_and_findings_by_criterion_with_concerns_first() {
    let sample = Sample::simple(40, "gr.")
        .change(1, |grading| {
            grading.findings.push(finding("plan", Bearing::Concern, "no plan"));
            grading.findings.push(finding("drift", Bearing::Strength, "dates set"));
            grading.themes.extend([tag("drift", "late"), tag("drift", "timescales-set"), tag("plan", "late")]);
        })
        .change(2, |grading| {
            grading.findings.push(finding("drift", Bearing::Strength, "swift"));
            grading.findings.push(finding("drift", Bearing::Concern, "drifted"));
        });
    let findings = sample.findings();
    let texts: Vec<&str> = findings.findings.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["drifted", "swift", "dates set", "no plan"]);
    assert_eq!(findings.findings[2].themes, ["timescales set"]);
    assert_eq!(findings.findings[2].overall, "Good");
    let cases: Vec<_> = findings.cases.iter().map(|case| (case.record.as_str(), case.state.as_str())).collect();
    assert_eq!(cases, [("R997", "not graded"), ("R998", "graded"), ("R999", "graded")]);
    assert_eq!(findings.cases[1].answers, [Some("Requires improvement".into()), Some("Yes".into())]);
}

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
            "PROVISIONAL: 2 of 7 cases are missing (1 not graded and 1 waiting for a second auditor or for moderation). Once all are in, and whatever the 1 case that could not be read is like, the sample will have Inadequate between 14% and 57%, and Good or better between 43% and 86%. Until then, only the 3 cases settled first in the order of the draw can have an interval."
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
    assert!(census.basis.starts_with("All of 12 oversights were taken; 12 graded by 4 auditors."));
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
        graded: 1,
    }];
    assert_eq!(
        sample.findings().sentences.notes,
        [
            "1 drawn case is not of the population (1 duplicate); shares are of the others.",
            "2 drawn cases could not be read (2 not found): with them the sample would have Inadequate between 20% and 60%.",
            "There was an earlier draw for the same time: oct, for 2026-10, withdrawn (wrong frame), 1 case graded.",
            "2 records were changed or removed in the council's system after the draw and were graded as drawn."
        ]
    );
}

#[test]
fn iros_are_never_compared() {
    let said = |number: u32, of_case: fn(&super::DrawnCase) -> &'static str| {
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
        "Nothing here compares IROs: 1 of 2 have fewer than 10 cases."
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
        "12 of the 90 oversights that meet the condition (120 in all) were drawn at random within each IRO; 12 graded by 4 auditors, 1 of them twice. Shares are of oversights, not of children."
    );
    assert_eq!(
        said.agreement.as_deref(),
        Some("Two auditors agreed on the 1 case that both graded. This is of those cases, not of all oversights.")
    );
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

#[test]
fn the_same_input_gives_the_same_findings_and_shares_add_up() {
    let sample = Sample::stratified(&[("A", 61, "iirrrggg"), ("B", 33, "rrgi"), ("C", 7, "gr")]);
    let (one, two) = (sample.findings(), sample.findings());
    assert_eq!(one, two);
    let shares: f64 = one.grades.iter().take(3).filter_map(|grade| grade.share).sum();
    assert!((shares - 1.0).abs() < 1e-12);
    assert!(matches!(sample.cases[0].standing, Standing::Counted(_)));
}
