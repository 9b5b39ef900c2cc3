//! Gradings to figures: pure functions of values.
//!
//! What is drawn and what counts comes in as an [`Input`]; what can be said of the population goes out as
//! [`Findings`], every share with its count, its n, its interval and its method, and with sentences made from them.
//! Which interval goes with which design is decided in one place, `shares.rs`.

mod agreement;
mod basis;
mod calibration;
mod chance;
mod compared;
mod detail;
mod feedback;
mod grades;
mod input;
mod layout;
mod lines;
mod outlook;
mod sentences;
mod sequential;
mod shares;
mod suppress;
mod themes;
mod twice;
mod words;

pub use agreement::{AgreementFigures, CoefficientFigures, Compared, Direction, Order, agreement_figures};
pub use feedback::{feedback, whose_work};
pub use grades::is_good;
pub use input::{ByField, DrawnCase, Input, Parting, Picked};
pub use outlook::{Chance, Outcome, Outlook, outlooks};
pub use sequential::{Likely, SequentialSample, likely, promised, sequential, test as sequential_test};
pub use suppress::suppressed;
pub use themes::running_shares;
pub use words::share_in_words;

use crate::model::{Breakdown, Detail, Estimate, Findings, Prefix, Sentences, TrendPoint};

use layout::Layout;

/// Turns one sample's gradings into all that is said of it.
#[expect(clippy::needless_pass_by_value, reason = "a sample is counted once: its caller has no more use for it")]
pub fn findings(input: Input<'_>) -> Findings {
    let sequential = sequential::of(&input);
    let layout = Layout::of(&input, sequential.as_ref());
    let basis = basis::basis(&input, &layout, sequential.as_ref());
    let grades = grades::overall(&layout, input.rubric);
    let themes = themes::themes(&layout, input.rubric);
    let criteria = grades::criteria(&layout, input.rubric);
    let own = TrendPoint {
        period: input.period.text().to_owned(),
        label: input.period.label().to_owned(),
        sample: input.samples.join(", "),
        provisional: basis.missing() > 0,
        frame: basis.frame,
        grades: grades.clone(),
        changes: Vec::new(),
        compared: compared::grades(&layout, input.rubric, &grades),
        themes: compared::themes(&layout, input.rubric, &themes),
        none: compared::none(&layout),
        criteria: criteria.clone(),
        auditors: compared::auditors(&layout),
    };
    let trend = compared::trend(&input, own);
    let mut findings = Findings {
        grades,
        criteria,
        by: grades::by(&layout, &input),
        themes,
        trend,
        agreement: twice::agreement(&input),
        calibration: calibration::calibration(&input),
        prefix: (basis.missing() > 0).then(|| prefix(&layout, &input)),
        sequential,
        rubric: basis::rubric_facts(input.rubric),
        sentences: Sentences::default(),
        urgent: input.urgent,
        hand_picked: lines::hand_picked(&input),
        actions: input.actions.clone(),
        actions_as_of: input.actions_as_of,
        detail: Detail::default(),
        findings: lines::findings(&input),
        cases: lines::cases(&input, basis.not_needed > 0),
        method: input.method.clone(),
        basis,
    };
    findings.detail = detail::detail(&input, &layout, &findings);
    findings.method.intervals = methods(&findings);
    findings.sentences = sentences::sentences(&input, &findings);
    findings
}

fn prefix(layout: &Layout<'_>, input: &Input<'_>) -> Prefix {
    let prefix = layout.prefix();
    Prefix { cases: prefix.seats.len() as u64, grades: grades::overall(&prefix, input.rubric) }
}

/// The distinct texts of methods, in the order in which a reader meets them.
fn methods(findings: &Findings) -> Vec<String> {
    let mut methods: Vec<String> = Vec::new();
    let mut add = |estimate: &Estimate| {
        if !methods.contains(&estimate.method) {
            methods.push(estimate.method.clone());
        }
    };
    findings.grades.iter().for_each(&mut add);
    findings.criteria.iter().flat_map(|criterion| &criterion.grades).for_each(&mut add);
    findings.by.iter().flat_map(|Breakdown { grades, .. }| grades).for_each(&mut add);
    findings.themes.iter().map(|theme| &theme.share).for_each(&mut add);
    findings.detail.per_child.iter().for_each(&mut add);
    findings.prefix.iter().flat_map(|prefix| &prefix.grades).for_each(&mut add);
    findings.agreement.iter().flat_map(|agreement| [&agreement.exact, &agreement.within_one]).for_each(&mut add);
    findings.calibration.iter().map(|one| &one.overall.exact).for_each(&mut add);
    methods
}

#[cfg(test)]
mod fixtures;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::model::{Bearing, Breakdown, CaseAnswer, Estimate, Findings, Grading, Standing};
    use crate::statistics::stratified::{Correction, StratumCounts, weigh};
    use crate::statistics::{Confidence, hypergeometric};

    use super::DrawnCase;
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
    fn a_systematic_draw_is_treated_as_simple_and_says_so() {
        let findings = Sample::systematic(231, &letters(9, 23, 28)).findings();
        let bad = grade(&findings, "inadequate");
        assert_eq!(ends(bad), exact(9, 60, 231));
        assert!(
            bad.method.ends_with("; the draw was systematic and is treated as if it were simple"),
            "{}",
            bad.method
        );
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
        assert_eq!(
            findings.method.intervals,
            ["exact interval for a simple draw without replacement (hypergeometric)"]
        );
        assert!(!findings.basis.provisional && findings.prefix.is_none() && findings.agreement.is_none());
        assert_eq!((findings.basis.drawn, findings.basis.graded, findings.basis.frame), (60, 60, 231));
    }

    /// Computed with numpy and scipy 1.12, case by case: Hajek share, variance with replacement, Korn-Graubard with Kish's size.
    #[test]
    fn one_record_per_child_answers_for_records_and_for_children() {
        let mut sample = Sample::simple(50, "igiggigi");
        sample.design.one_per_child = true;
        sample.strata[0].children = Some(20);
        for (case, records) in sample.cases.iter_mut().zip([1, 2, 3, 4, 1, 2, 3, 4]) {
            case.case.child_records = Some(records);
        }
        let findings = sample.findings();
        let bad = grade(&findings, "inadequate");
        assert_eq!((bad.count, bad.of, bad.upper_count), (4, 8, Some(42)));
        assert!(near(bad.share, 0.5) && near(bad.low, 0.114_378_193_323_637_01), "{bad:?}");
        assert!(near(bad.high, 0.885_621_806_676_362_9));
        let child = &findings.detail.per_child[0];
        assert_eq!((child.count, child.of, child.upper_count), (4, 8, None));
        assert!(near(child.low, 0.157_012_770_487_057_95) && near(child.high, 0.842_987_229_512_942), "{child:?}");
        assert!(bad.method.contains("unequal chances") && child.method.contains("each child counting once"));
        assert!(findings.sentences.notes.iter().any(|note| note.contains("With each child counting once")));
    }

    /// Computed as above, with weights of one over the chance.
    #[test]
    fn a_draw_by_size_is_weighted_by_one_over_the_chance() {
        let mut sample = Sample::simple(40, "iggigi");
        sample.design.kind = crate::model::DesignKind::Pps;
        for (case, chance) in sample.cases.iter_mut().zip([0.1, 0.2, 0.4, 0.5, 0.25, 1.0]) {
            case.case.lambda = Some(chance);
        }
        let bad = &sample.findings().grades[0];
        assert!(near(bad.share, 0.530_612_244_897_959_2) && near(bad.low, 0.060_900_110_409_559_685), "{bad:?}");
        assert!(near(bad.high, 0.958_166_642_225_964_1));
        assert_eq!(bad.upper_count, Some(37));
        assert!(sample.findings().detail.per_child.is_empty());
    }

    /// Strata of 120, 60 and 20 twice; MOVER with intervals without correction, computed with numpy and scipy 1.12.
    #[test]
    fn weighted_periods_are_compared_without_correction_for_the_frame() {
        let after = [("A", 120, letters(2, 4, 6)), ("B", 60, letters(3, 1, 2)), ("C", 20, letters(3, 0, 1))];
        let before = [("A", 120, letters(6, 0, 6)), ("B", 60, letters(3, 1, 2)), ("C", 20, letters(2, 0, 2))];
        let of = |strata: &[(&'static str, u64, String)]| {
            Sample::stratified(
                &strata.iter().map(|(name, frame, cases)| (*name, *frame, cases.as_str())).collect::<Vec<_>>(),
            )
        };
        let mut earlier = of(&before);
        earlier.period = crate::calendar::Period::parse("2026-09").unwrap();
        let mut sample = of(&after);
        sample.earlier = earlier.findings().trend;
        let trend = sample.findings().trend;
        assert!(trend[0].changes.is_empty());
        let change = &trend[1].changes[0];
        assert_eq!((change.since.as_str(), change.shows_change), ("2026-09", false));
        assert!((change.difference + 0.175).abs() < 1e-9, "{change:?}");
        assert!((change.low + 0.476_504_609_196_241_66).abs() < 1e-9, "{change:?}");
        assert!((change.high - 0.160_373_991_037_465_36).abs() < 1e-9, "{change:?}");
    }

    #[test]
    fn a_run_chart_needs_twelve_periods_and_a_funnel_never_ranks() {
        let mut sample = Sample::simple(231, &letters(9, 23, 28));
        for month in 1..12 {
            sample = sample.after(&format!("2025-{month:02}"), 220, &letters(month, 20, 30));
        }
        let findings = sample.findings();
        let run = findings.detail.run.as_ref().unwrap();
        assert_eq!((run.limits.len(), run.useful), (12, 12));
        assert!(Sample::simple(231, "gg").findings().detail.run.is_none());
        let sample = Sample::simple(231, &letters(20, 0, 40))
            .by_iro(|case| if case.case.case <= 20 { "Amy" } else { "Ben" }, &[("Amy", "", 80), ("Ben", "", 151)]);
        let funnel = sample.findings().detail.funnel;
        let amy = funnel.iter().find(|point| point.value == "Amy" && point.name == "inadequate").unwrap();
        assert!(amy.outside && near(Some(amy.centre), 1.0 / 3.0) && amy.of == 20, "{amy:?}");
    }

    #[test]
    fn themes_that_come_together_and_what_they_did_since() {
        let both = |grading: &mut Grading| grading.themes.extend([tag("drift", "late"), tag("plan", "timescales-set")]);
        let sample = Sample::simple(40, "ggir").after("2026-09", 40, "gggg").change(1, both).change(2, both);
        let detail = sample.findings().detail;
        assert_eq!(detail.theme_pairs.len(), 1);
        assert_eq!((detail.theme_pairs[0].count, detail.theme_pairs[0].of), (2, 4));
        let late = detail.theme_changes.iter().find(|change| change.theme == "late").unwrap();
        assert!(late.new && !late.shows_change && near(Some(late.difference), 0.5));
        assert!(
            detail.theme_counts.iter().any(|line| line.theme == "late" && line.value == "drift" && line.count == 2)
        );
    }

    /// What a theme that nobody coded then is compared with: none of that period's cases, with that period's own interval. MOVER
    /// computed with scipy 1.12: exact tails of 0 and 2 of 4 of 40; Korn-Graubard without correction for strata of 120, 60 and 20.
    #[test]
    fn a_theme_that_is_new_is_compared_with_none_of_the_cases_before() {
        let late = |sample: Sample, cases: &[usize]| {
            let add = |grading: &mut Grading| grading.themes.extend([tag("drift", "late")]);
            cases.iter().fold(sample, |sample, case| sample.change(*case, add))
        };
        let change = |sample: &Sample| sample.findings().detail.theme_changes[0].clone();
        let simple = change(&late(Sample::simple(40, "ggir").after("2026-09", 40, "gggg"), &[1, 2]));
        assert!(simple.new && near(Some(simple.low), -0.200_446_286_306_094_96), "{simple:?}");
        assert!(near(Some(simple.high), 0.9), "{simple:?}");
        let strata = [("A", 120, "gggggggggggg"), ("B", 60, "gggggg"), ("C", 20, "gggg")];
        let mut before = Sample::stratified(&strata);
        before.period = crate::calendar::Period::parse("2026-09").unwrap();
        let mut sample = late(Sample::stratified(&strata), &[1, 2, 13, 14, 15, 19, 20, 21]);
        sample.earlier = before.findings().trend;
        let weighted = change(&sample);
        assert!(weighted.new && weighted.shows_change, "{weighted:?}");
        assert!((weighted.low - 0.080_024_597_756_013_67).abs() < 1e-9, "{weighted:?}");
        assert!((weighted.high - 0.561_113_912_105_483_9).abs() < 1e-9, "{weighted:?}");
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
            weigh(&strata(&[("A", 120, 12, 12, 2), ("B", 60, 6, 6, 3), ("C", 20, 4, 4, 3)]), Correction::Finite)
                .unwrap();
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
        assert!(
            ours.method.ends_with("; 1 stratum with a single case is merged with the one nearest in size"),
            "{}",
            ours.method
        );
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
        let by = |case: &DrawnCase| match (case.case.stratum.as_str(), case.case.case % 2) {
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
        assert_eq!(
            drift.iter().map(|grade| (grade.count, grade.of)).collect::<Vec<_>>(),
            [(1, 3), (1, 3), (1, 3), (1, 3)]
        );
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
    fn a_question_that_waits_is_missing_from_its_criterion_and_the_case_counts_overall() {
        let findings = Sample::simple(100, "gigr").differ_on(2, "drift", ["inadequate", "good"]).findings();
        let basis = &findings.basis;
        assert_eq!((basis.graded, basis.waiting, basis.missing(), basis.provisional), (4, 0, 0, true));
        let waiting: Vec<(&str, u32, &str)> =
            basis.waiting_questions.iter().map(|one| (one.sample.as_str(), one.case, one.criterion.as_str())).collect();
        assert_eq!(waiting, [("october", 2, "drift")]);
        assert!(findings.grades.iter().all(|grade| grade.of == 4 && grade.low.is_some() && grade.least.is_none()));
        assert!(findings.prefix.is_none() && !findings.trend[0].provisional);
        let good = findings.criteria[0].grades.iter().find(|grade| grade.name == "good").unwrap();
        assert_eq!((good.count, good.of), (2, 3));
        assert!(near(good.share, 2.0 / 3.0) && near(good.least, 0.5) && near(good.most, 0.75), "{good:?}");
        assert_eq!((good.low, good.upper_count), (None, None), "case 3 comes after one that is missing");
        let poor = findings.criteria[0].grades.iter().find(|grade| grade.name == "inadequate").unwrap();
        assert_eq!((poor.count, poor.of, poor.least, poor.most), (0, 3, Some(0.0), Some(0.25)));
        assert_eq!((findings.criteria[0].waiting, findings.criteria[1].waiting), (1, 0));
        assert!(findings.criteria[1].grades.iter().all(|grade| grade.of == 4 && grade.least.is_none()));
        assert_eq!(findings.cases[2].answers[0], CaseAnswer::NotAgreedYet);
        assert_eq!(
            findings.sentences.provisional.as_deref(),
            Some(
                "PROVISIONAL: in 1 case two auditors agree overall but differ on 1 question, which waits for moderation. The results for DRIFT do not include it and can still change; every case has its overall grade."
            )
        );
        // Last in the order of the draw, it leaves the others a draw by themselves.
        let last = Sample::simple(100, "gigr").differ_on(4, "drift", ["inadequate", "good"]).findings();
        let good = last.criteria[0].grades.iter().find(|grade| grade.name == "good").unwrap();
        assert_eq!(ends(good), exact(2, 3, 100));
        let both = Sample::simple(100, "gigr.").differ_on(2, "drift", ["inadequate", "good"]).findings();
        let words = both.sentences.provisional.unwrap();
        assert!(words.starts_with("PROVISIONAL: 1 of 5 cases is missing (1 not graded)."), "{words}");
        let ending = " In 1 case two auditors agree overall but differ on 1 question, which waits for moderation. The results for DRIFT do not include it and can still change.";
        assert!(words.ends_with(ending), "{words}");
    }

    #[test]
    fn a_theme_tied_to_a_question_that_waits_may_still_come() {
        let mut sample = Sample::simple(100, "gggg").change(1, |grading| {
            grading.themes.insert(tag("drift", "drift-not-addressed"));
        });
        sample = sample.differ_on(2, "drift", ["inadequate", "good"]).differ_on(3, "drift", ["inadequate", "good"]);
        sample.cases[1].finished[0].themes.insert(tag("drift", "drift-not-addressed"));
        sample.cases[2].finished[0].themes.insert(tag("plan", "drift-not-addressed"));
        let findings = sample.findings();
        let share = &findings.themes[0].share;
        assert_eq!((share.count, share.of), (1, 3));
        assert!(near(share.least, 0.25) && near(share.most, 0.5), "{share:?}");
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
        let texts: Vec<&str> = findings.findings.iter().map(|line| &*line.text).collect();
        assert_eq!(texts, ["drifted", "swift", "dates set", "no plan"]);
        assert_eq!(findings.findings[2].themes.as_ref(), ["timescales set".into()]);
        assert_eq!(&*findings.findings[2].overall, "Good");
        let cases: Vec<_> = findings.cases.iter().map(|case| (case.record.as_str(), case.state.as_str())).collect();
        assert_eq!(cases, [("R997", "not graded"), ("R998", "graded"), ("R999", "graded")]);
        assert_eq!(
            findings.cases[1].answers,
            ["Requires improvement", "Yes"].map(|words| CaseAnswer::Given(words.into()))
        );
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

    proptest! {
        #[test]
        fn every_share_lies_inside_its_bounds_whatever_has_happened(
            letters in prop::collection::vec("[irg.wxd]{0,9}", 1..4), rest in 0u64..40
        ) {
            let named: Vec<String> = (0..letters.len()).map(|place| format!("s{place}")).collect();
            let strata: Vec<(&str, u64, &str)> = named
                .iter()
                .zip(&letters)
                .map(|(name, letters)| (name.as_str(), letters.len() as u64 + rest, letters.as_str()))
                .collect();
            let simple = Sample::simple(rest + letters.concat().len() as u64, &letters.concat());
            for sample in [simple, Sample::stratified(&strata)] {
                let findings = sample.findings();
                let prefix = findings.prefix.iter().flat_map(|prefix| &prefix.grades);
                for grade in findings.grades.iter().chain(prefix) {
                    prop_assert_eq!(grade.share.is_none(), grade.of == 0);
                    prop_assert!(grade.count <= grade.of && grade.of <= findings.basis.graded);
                    let share = grade.share.unwrap_or(0.5);
                    prop_assert!(grade.low.unwrap_or(0.0) <= share + 1e-12);
                    prop_assert!(share <= grade.high.unwrap_or(1.0) + 1e-12);
                    prop_assert!(grade.least.unwrap_or(0.0) <= grade.most.unwrap_or(1.0) + 1e-12);
                    prop_assert!(grade.upper_count.unwrap_or(0) <= findings.basis.frame);
                }
                let basis = &findings.basis;
                let told = basis.graded + basis.waiting + basis.ungraded + basis.ineligible + basis.not_obtained;
                prop_assert_eq!(told, basis.drawn);
                prop_assert_eq!(basis.provisional, findings.sentences.provisional.is_some());
                if basis.provisional {
                    prop_assert!(findings.grades.iter().all(|grade| grade.least.is_some() && grade.most.is_some()));
                }
            }
        }
    }
}
