//! What charts say: their titles by rule, where their lines break, what their cells hold, and the colours of the page.

use std::io::{Cursor, Read};

use dipsample::model::{Findings, Funnel, Limits, RunChart, TrendBreak};
use dipsample::reporting::workbook::findings;
use dipsample::reporting::{Face, page};

use crate::example::{estimate, october, provisional, stratified};

fn face() -> Face {
    Face { identifiable: false, program: "dipsample 0.1.0".into() }
}

/// The titles of the page's charts, in order.
fn captions(value: &Findings) -> Vec<String> {
    let page = page::findings(value, &face());
    let parts = page.split("<figcaption>").skip(1);
    parts.map(|part| part.split("</figcaption>").next().unwrap().replace("&lt;", "<")).collect()
}

/// October with these counts of the three grades, and no period before it.
fn alone(counts: (u64, u64, u64)) -> Findings {
    let mut value = october();
    let of = counts.0 + counts.1 + counts.2;
    let counts = [counts.0, counts.1, counts.2, counts.2];
    for (grade, count) in value.grades.iter_mut().zip(counts) {
        *grade = estimate(&grade.name, &grade.label, (count, of));
    }
    value.trend = value.trend.split_off(7);
    value.trend[0].grades.clone_from(&value.grades);
    value
}

fn title_of_grades(counts: (u64, u64, u64)) -> String {
    captions(&alone(counts)).first().cloned().unwrap_or_default()
}

#[test]
fn the_title_of_the_grades_says_which_is_commonest_and_no_more() {
    assert!(title_of_grades((9, 23, 28)).starts_with("Commonest of 60 cases graded: Good, 47% (28), between "));
    assert_eq!(title_of_grades((0, 0, 60)), "All 60 cases graded: Good");
    assert_eq!(title_of_grades((28, 4, 28)), "Equally many of 60 cases graded: Inadequate and Good, 28 each");
    assert!(title_of_grades((1, 2, 5)).ends_with(" (few cases: the intervals are wide)"));
    assert_eq!(title_of_grades((0, 0, 1)), "The only case graded: Good (few cases: the intervals are wide)");
    // Nothing graded: no chart, but a sentence.
    let none = page::findings(&alone((0, 0, 0)), &face());
    assert!(none.contains("No case has been graded yet, so that there is nothing to draw."));
    assert!(!none.contains("id=\"periods-t\""));
}

#[test]
fn the_title_of_the_trend_names_a_change_only_where_one_is_shown() {
    let mut value = october();
    let change = |difference: f64, shows_change| dipsample::model::Change {
        name: "good".into(),
        since: "2026-09".into(),
        difference,
        low: difference - 0.1,
        high: difference + 0.1,
        shows_change,
        method: String::new(),
    };
    assert_eq!(captions(&value)[0], "These periods cannot be compared yet");
    value.trend[7].changes = vec![change(0.05, false)];
    assert_eq!(captions(&value)[0], "Since September 2026: no change that these numbers can show");
    value.trend[7].changes = vec![change(0.2, true)];
    assert_eq!(captions(&value)[0], "Since September 2026: Good higher");
    value.trend[7].changes = vec![change(-0.2, true)];
    assert_eq!(captions(&value)[0], "Since September 2026: Good lower");
}

#[test]
fn the_title_of_the_themes_says_which_is_most_frequent_or_that_several_are() {
    let mut value = october();
    assert!(captions(&value)[1].starts_with("Most frequent: Identified drift was not addressed, 22% (13) of 60 cases"));
    let concerns: Vec<usize> = (0..value.themes.len()).filter(|at| value.themes[*at].kind.id() == "concern").collect();
    let set = |value: &mut Findings, at: usize| {
        let theme = &mut value.themes[at];
        theme.share = estimate(&theme.theme, &theme.label, (13, 60));
    };
    set(&mut value, concerns[1]);
    assert_eq!(captions(&value)[1], "2 concerns are equally frequent, 13 cases each", "both names would not fit");
    for at in [concerns[0], concerns[1]] {
        value.themes[at].label = format!("Late {at}");
    }
    assert_eq!(captions(&value)[1], format!("Most frequent: Late {} and Late {}, 13 each", concerns[0], concerns[1]));
    set(&mut value, concerns[2]);
    assert_eq!(captions(&value)[1], "3 concerns are equally frequent, 13 cases each");
    value.themes.clear();
    assert!(page::findings(&value, &face()).contains("No concern has been coded."));
}

#[test]
fn while_cases_are_missing_every_title_says_so() {
    let mut value = provisional();
    value.detail.funnel = vec![point("A. Okafor", 9, false), point("C. Ndiaye", 13, true)];
    let told = captions(&value);
    assert!(told.iter().any(|title| title.contains(" by IRO: C. Ndiaye lies")), "a funnel is among them: {told:?}");
    assert!(told.iter().all(|title| title.starts_with("PROVISIONAL: ")), "{told:?}");
}

fn with_run(signal: bool) -> Findings {
    let mut value = october();
    let limits = value.trend.iter().map(|point| Limits {
        period: point.period.clone(),
        low: 0.2,
        high: 0.7,
        method: "exact limits of independent cases (binomial)".into(),
    });
    value.detail.run = Some(RunChart {
        median: 0.45,
        useful: 12,
        longest: if signal { 9 } else { 3 },
        longest_expected: 7,
        crossings: 1,
        crossings_expected: 3,
        signal,
        centre: 0.44,
        limits: limits.collect(),
    });
    value
}

#[test]
fn the_run_chart_says_whether_there_is_more_than_chance_and_how_limits_were_made() {
    let says = |value: &Findings, words: &str| captions(value).iter().any(|title| title.contains(words));
    assert!(says(&october(), "limits of chance need 12 settled periods"));
    assert!(says(&with_run(false), "nothing over these periods is more than chance is expected to give"));
    assert!(says(
        &with_run(true),
        "the longest run on one side of the median is 9 (expected at most 7), and it is crossed once"
    ));
    let page = page::findings(&with_run(false), &face());
    assert_eq!(page.matches("class=\"limit\"").count(), 2);
    assert_eq!(page.matches("class=\"course\"").count(), 1);
    let mut broken = with_run(false);
    let cut = |period: &str, left_out| TrendBreak {
        period: period.into(),
        sample: "x".into(),
        reason: "Not the same auditors.".into(),
        left_out,
        told: true,
    };
    broken.detail.breaks = vec![cut("2026-06", false), cut("2026-08", true)];
    let page = page::findings(&broken, &face());
    assert_eq!(page.matches("class=\"course\"").count(), 3);
    assert!(page.contains("The line breaks before June 2026. Not the same auditors."));
}

fn point(at: &str, of: u64, outside: bool) -> Funnel {
    Funnel {
        field: "iro".into(),
        value: at.into(),
        name: "inadequate".into(),
        count: 1,
        of,
        share: 1.0 / of as f64,
        centre: 0.15,
        low: 0.0,
        high: 0.5,
        method: "exact limits of a simple draw from so many records of the frame (hypergeometric)".into(),
        outside,
    }
}

#[test]
fn the_funnel_tells_who_lies_outside_and_never_by_rank() {
    let mut value = october();
    let title = |value: &Findings| captions(value).into_iter().find(|title| title.starts_with("Inadequate by IRO"));
    value.detail.funnel = vec![point("A. Okafor", 9, false)];
    assert_eq!(title(&value), None, "one value has nothing to be compared with");
    value.detail.funnel = vec![point("A. Okafor", 9, false), point("C. Ndiaye", 8, false)];
    assert_eq!(title(&value).unwrap(), "Inadequate by IRO: fewer than 10 cases each, too few to compare");
    value.detail.funnel = vec![point("A. Okafor", 9, false), point("C. Ndiaye", 13, false)];
    assert_eq!(title(&value).unwrap(), "Inadequate by IRO: none lies outside what chance alone leaves");
    value.detail.funnel[1].outside = true;
    assert_eq!(title(&value).unwrap(), "Inadequate by IRO: C. Ndiaye lies outside what chance alone leaves");
    let page = page::findings(&value, &face());
    assert!(page.contains("(hypergeometric)") && page.contains("nothing here ranks"));
}

/// All parts of the workbook's file as text.
fn parts(value: &Findings, folder: &std::path::Path) -> Vec<(String, String)> {
    let bytes = findings(value, &face(), folder).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut text = Vec::new();
            file.read_to_end(&mut text).unwrap();
            (file.name().unwrap().into_owned(), String::from_utf8_lossy(&text).into_owned())
        })
        .collect()
}

#[test]
fn every_chart_has_words_for_who_hears_it_and_takes_everything_from_cells() {
    for value in [october(), provisional(), stratified(), with_run(true)] {
        let parts = parts(&value, &std::env::temp_dir());
        let charts: Vec<&String> =
            parts.iter().filter(|(name, _)| name.starts_with("xl/charts/chart")).map(|(_, text)| text).collect();
        let frames: usize = parts
            .iter()
            .filter(|(name, _)| name.starts_with("xl/drawings/drawing"))
            .map(|(_, text)| {
                assert_eq!(text.matches("<xdr:graphicFrame").count(), text.matches("descr=").count());
                text.matches("<xdr:graphicFrame").count()
            })
            .sum();
        assert!(charts.len() > 4 && frames == charts.len());
        assert!(charts.iter().all(|chart| !chart.contains("<c:tx><c:v>")));
        assert!(charts.iter().any(|chart| chart.contains("<c:errBars>")));
    }
}

/// A text that begins like a formula, wherever an auditor, a council or a rubric may have written one.
#[test]
fn nothing_that_begins_like_a_formula_becomes_one_in_any_part_of_the_file() {
    for start in ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"] {
        let mut value = october();
        let evil = |words: &mut String| *words = format!("{start}{words}");
        evil(&mut value.sentences.title);
        value.themes.iter_mut().for_each(|theme| {
            evil(&mut theme.label);
            evil(&mut theme.family);
        });
        value.criteria.iter_mut().for_each(|one| evil(&mut one.label));
        value.rubric.scale.iter_mut().for_each(|grade| evil(&mut grade.label));
        value.grades.iter_mut().for_each(|grade| evil(&mut grade.label));
        value.trend.iter_mut().for_each(|point| evil(&mut point.label));
        value.by.iter_mut().for_each(|part| {
            evil(&mut part.value);
            evil(&mut part.label);
        });
        value.cases.iter_mut().for_each(|case| {
            evil(&mut case.record);
            case.overall.iter_mut().chain(&mut case.team).chain(&mut case.iro).for_each(evil);
        });
        for (name, text) in parts(&value, &std::env::temp_dir()) {
            assert!(!text.contains("<f>"), "{start:?} became a formula in {name}");
            let references = text.split("<c:f>").skip(1).map(|part| part.split("</c:f>").next().unwrap());
            for reference in references {
                assert!(reference.contains('!') && !reference.contains("1+1"), "{name}: {reference}");
            }
        }
    }
}

#[test]
fn a_long_sheet_goes_through_the_targets_folder_leaves_nothing_there_and_is_the_same_each_time() {
    let mut value = october();
    let line = value.findings[0].clone();
    value.findings = (0..6_000)
        .map(|at| dipsample::model::FindingLine { text: format!("=finding {at}").into(), ..line.clone() })
        .collect();
    let folder = tempfile::TempDir::new().unwrap();
    let (one, two) = (parts(&value, folder.path()), parts(&value, folder.path()));
    assert_eq!(one, two);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let bytes = findings(&value, &face(), folder.path()).unwrap();
    let mut book = <calamine::Xlsx<_> as calamine::Reader<_>>::new(Cursor::new(bytes)).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "Findings").unwrap();
    let read: Vec<String> = range.rows().skip(4).map(|row| row[5].to_string()).collect();
    assert_eq!(read, value.findings.iter().map(|line| line.text.to_string()).collect::<Vec<_>>());
    assert!(findings(&value, &face(), &folder.path().join("nowhere")).is_err());
    assert!(findings(&october(), &face(), &folder.path().join("nowhere")).is_ok(), "a short one needs no file");
}

/// Relative luminance, 0 (black) to 1 (white): WCAG 2.1, definition of relative luminance.
fn luminance(colour: u32) -> f64 {
    let part = |shift: u32| {
        let value = f64::from((colour >> shift) & 0xFF) / 255.0;
        if value <= 0.039_28 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The colours of the page by name, in light and in dark: the later of two of one name holds.
fn palettes() -> [std::collections::BTreeMap<String, u32>; 2] {
    let page = page::findings(&october(), &face());
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let root = |part: &str| -> std::collections::BTreeMap<String, u32> {
        let body = part.split(":root{").nth(1).unwrap().split('}').next().unwrap();
        body.split(';')
            .filter_map(|one| one.trim().strip_prefix("--"))
            .filter_map(|one| {
                let (name, colour) = one.split_once(":#")?;
                let wide: String =
                    if colour.len() == 3 { colour.chars().flat_map(|c| [c, c]).collect() } else { colour.into() };
                Some((name.to_owned(), u32::from_str_radix(&wide, 16).ok()?))
            })
            .collect()
    };
    let light = root(style);
    let mut dark = light.clone();
    dark.extend(root(style.split("prefers-color-scheme:dark").nth(1).unwrap()));
    [light, dark]
}

#[test]
fn words_and_marks_of_the_page_stand_out_in_light_and_in_dark() {
    for palette in palettes() {
        let of = |name: &str| palette[name];
        for words in ["ink", "grey", "link", "concern", "strength"] {
            assert!(contrast(of(words), of("paper")) >= 4.5, "{words}");
        }
        assert!(contrast(of("ink"), of("shade")) >= 4.5 && contrast(of("grey"), of("shade")) >= 4.5);
        assert!(contrast(of("warn"), of("warn-ground")) >= 4.5);
        for grade in 0..5 {
            assert!(contrast(of(&format!("g{grade}")), of(&format!("o{grade}"))) >= 4.5, "words on grade {grade}");
        }
    }
}

#[test]
fn where_nothing_is_graded_there_is_no_empty_chart() {
    let mut value = alone((0, 0, 0));
    for question in &mut value.criteria {
        for grade in &mut question.grades {
            *grade = estimate(&grade.name, &grade.label, (0, 0));
        }
    }
    (value.themes, value.by) = (Vec::new(), Vec::new());
    let parts = parts(&value, &std::env::temp_dir());
    assert_eq!(parts.iter().filter(|(name, _)| name.starts_with("xl/charts/")).count(), 0);
    let words = &parts.iter().find(|(name, _)| name == "xl/sharedStrings.xml").unwrap().1;
    for sentence in ["No question has been answered yet.", "No concern has been coded.", "a trend needs two"] {
        assert!(words.contains(sentence), "{sentence}");
    }
}

#[test]
fn a_count_of_none_or_of_no_cases_leads_nowhere() {
    let mut value = october();
    let linked = |value: &Findings| {
        let parts = parts(value, &std::env::temp_dir());
        parts
            .iter()
            .filter(|(name, _)| name.starts_with("xl/worksheets/"))
            .map(|(_, text)| text.matches("<hyperlink ").count())
            .sum::<usize>()
    };
    assert!(linked(&value) > 0);
    value.cases.clear();
    value.findings.clear();
    assert_eq!(linked(&value), 0);
}

/// The title of the chart of the questions, of which each has so many answers at each grade.
fn title_of_criteria(counts: &[(u64, u64, u64)], change: impl Fn(&mut Findings)) -> String {
    let mut value = october();
    value.criteria.retain(|one| one.grades.iter().all(|grade| grade.name != "yes"));
    value.criteria.truncate(counts.len());
    for (one, counts) in value.criteria.iter_mut().zip(counts) {
        let of = counts.0 + counts.1 + counts.2;
        let counts = [counts.0, counts.1, counts.2, counts.2];
        for (grade, count) in one.grades.iter_mut().zip(counts) {
            *grade = estimate(&grade.name, &grade.label, (count, of));
        }
    }
    change(&mut value);
    let parts = parts(&value, &std::env::temp_dir());
    let words = &parts.iter().find(|(name, _)| name == "xl/sharedStrings.xml").unwrap().1;
    let texts = words.split("<t").map(|part| part.split_once('>').map_or("", |(_, text)| text));
    let title = |text: &&str| text.contains("on no question of any case") || text.contains("often on");
    let plain = |text: &str| text.split("</t>").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    texts.filter(title).map(plain).next().unwrap_or_default()
}

#[test]
fn the_title_of_the_questions_for_none_one_all_and_a_tie() {
    let same = |_: &mut Findings| {};
    assert_eq!(title_of_criteria(&[(0, 10, 50), (0, 0, 60)], same), "Inadequate: on no question of any case");
    let one = title_of_criteria(&[(1, 9, 50), (0, 0, 60)], same);
    assert!(one.starts_with("Inadequate most often on: ") && one.ends_with(", 2% (1) of 60 cases"), "{one}");
    let all = title_of_criteria(&[(60, 0, 0), (0, 0, 60)], same);
    assert!(all.ends_with(", 100% (60) of 60 cases"), "{all}");
    let tie = title_of_criteria(&[(6, 0, 54), (6, 54, 0)], same);
    assert_eq!(tie, "Inadequate equally often on 2 questions, 10% each");
    let single = title_of_criteria(&[(1, 0, 0)], same);
    assert!(single.ends_with(", 100% (1) of 1 case"), "{single}");
    let open = title_of_criteria(&[(1, 0, 3)], |value| value.basis.provisional = true);
    assert!(open.starts_with("PROVISIONAL: Inadequate most often on: "), "{open}");
}

#[test]
fn the_title_of_the_themes_for_none_one_all_and_few() {
    let title = |count: u64, of: u64| {
        let mut value = october();
        value.themes.retain(|theme| theme.kind.id() == "concern");
        value.themes.truncate(1);
        value.themes[0].share = estimate("late", "Late", (count, of));
        if of < 10 {
            value.grades.iter_mut().for_each(|grade| *grade = estimate(&grade.name, &grade.label, (1, of)));
        }
        captions(&value).into_iter().find(|title| title.starts_with("Most frequent")).unwrap_or_default()
    };
    assert_eq!(title(0, 60), "", "a concern on no case is not drawn");
    assert!(title(1, 60).ends_with(", 2% (1) of 60 cases"));
    assert!(title(60, 60).ends_with(", 100% (60) of 60 cases"));
    assert!(title(1, 5).ends_with(", 20% (1) of 5 cases (few cases: the intervals are wide)"), "{}", title(1, 5));
}

#[test]
fn few_cases_that_are_all_there_are_or_have_no_interval_are_not_said_to_have_a_wide_one() {
    let mut value = alone((1, 2, 5));
    for grade in &mut value.grades {
        (grade.low, grade.high) = (grade.share, grade.share);
    }
    assert!(captions(&value)[0].ends_with("exactly 63%"), "{}", captions(&value)[0]);
    for grade in &mut value.grades {
        (grade.low, grade.high) = (None, None);
    }
    assert!(captions(&value)[0].ends_with(" (few cases)"), "{}", captions(&value)[0]);
}

#[test]
fn a_run_that_never_or_twice_crosses_its_median_is_said_so() {
    for (crossings, words) in
        [(0, "it is crossed 0 times ("), (1, "it is crossed once ("), (2, "it is crossed 2 times (")]
    {
        let mut value = with_run(true);
        value.detail.run.as_mut().unwrap().crossings = crossings;
        assert!(captions(&value).iter().any(|title| title.contains(words)), "{words}");
    }
}
