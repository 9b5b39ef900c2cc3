//! The findings workbook, read back by another program's library and compared with the values that went in.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use dipsample::model::{Bearing, Estimate, Findings};
use dipsample::reporting::workbook::{Face, findings};

use crate::example::{check, october, provisional, stratified};

const SHEETS: [&str; 9] =
    ["Summary", "Grades", "Criteria", "Themes", "Trend", "Findings", "Cases", "Actions", "Method"];

fn bytes(value: &Findings) -> Vec<u8> {
    findings(value, &Face { identifiable: false, program: "dipsample 0.1.0".into() }).unwrap()
}

fn book(value: &Findings) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes(value))).unwrap()
}

fn sheet(value: &Findings, name: &str) -> Range<Data> {
    book(value).worksheet_range(name).unwrap()
}

/// All cells that hold words.
fn words(range: &Range<Data>) -> Vec<String> {
    range.used_cells().filter_map(|(_, _, cell)| cell.get_string().map(str::to_owned)).collect()
}

fn says(range: &Range<Data>, part: &str) -> bool {
    words(range).iter().any(|cell| cell.contains(part))
}

/// The row whose cell in `column` begins with these words.
fn row<'a>(range: &'a Range<Data>, (column, text): (usize, &str)) -> &'a [Data] {
    let found =
        range.rows().find(|row| row.get(column).and_then(DataType::get_string).is_some_and(|cell| cell == text));
    found.unwrap_or_else(|| panic!("no row has '{text}' in column {column}"))
}

/// Compares four cells in a row with count, share, low and high.
fn assert_estimate(cells: &[&Data], estimate: &Estimate) {
    let figures: Vec<Option<f64>> = cells.iter().map(|cell| cell.get_float()).collect();
    let expected = [Some(estimate.count as f64), estimate.share, estimate.low, estimate.high];
    assert_eq!(figures, expected, "{}", estimate.label);
    for (cell, figure) in cells.iter().zip(expected) {
        assert!(figure.is_some() || cell.get_string() == Some("–"), "an undefined figure is written –");
    }
}

#[test]
fn the_sheets_stand_in_their_order() {
    for value in [october(), provisional(), stratified()] {
        assert_eq!(book(&value).sheet_names(), SHEETS);
    }
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    assert_eq!(bytes(&october()), bytes(&october()));
}

#[test]
fn every_grade_has_its_figures_on_the_sheet_of_grades() {
    let value = october();
    let range = sheet(&value, "Grades");
    let by = value.by.iter().map(|part| (format!("{}: {}", part.label, part.value), &part.grades));
    for (which, grades) in [("All cases".to_owned(), &value.grades)].into_iter().chain(by) {
        let rows: Vec<_> = range.rows().filter(|row| row[0].get_string() == Some(which.as_str())).collect();
        assert_eq!(rows.len(), 3, "good or better is good on this scale and is not said twice");
        for (row, estimate) in rows.iter().zip(grades) {
            assert_eq!(row[2].get_string(), Some(estimate.label.as_str()));
            assert_estimate(&[&row[3], &row[5], &row[6], &row[7]], estimate);
            assert_eq!(row[4].get_float(), Some(estimate.of as f64));
            assert_eq!(row[8].get_float(), estimate.upper_count.map(|count| count as f64));
        }
    }
    assert!(says(&range, "Too few cases to compare"));
}

#[test]
fn grades_above_good_are_joined_where_the_scale_has_them() {
    let mut value = october();
    value.rubric.scale.push(dipsample::model::Grade { id: "outstanding".into(), label: "Outstanding".into() });
    let outstanding = Estimate { name: "outstanding".into(), label: "Outstanding".into(), ..value.grades[0].clone() };
    value.grades.insert(3, outstanding);
    let range = sheet(&value, "Grades");
    assert_estimate(
        &row(&range, (2, "Good or better"))[3..]
            .iter()
            .enumerate()
            .filter(|(at, _)| [0, 2, 3, 4].contains(at))
            .map(|(_, cell)| cell)
            .collect::<Vec<_>>(),
        &value.grades[4],
    );
    assert!(says(&sheet(&value, "Summary"), "Good or better"));
}

#[test]
fn every_criterion_has_its_figures() {
    let mut value = october();
    value.criteria.push(check("advocate", "Advocate offered"));
    let range = sheet(&value, "Criteria");
    for question in &value.criteria {
        let row = row(&range, (0, &question.label));
        assert_eq!(row[1].get_string(), Some(question.question.as_str()));
        let is_check = question.grades[0].name == "yes";
        let order: &[usize] = if is_check { &[1, 0, 2] } else { &[0, 1, 2] };
        for (place, grade) in order.iter().enumerate() {
            let cells: Vec<&Data> = row[3 + 4 * place..7 + 4 * place].iter().collect();
            assert_estimate(&cells, &question.grades[*grade]);
        }
    }
}

#[test]
fn every_theme_has_its_figures_under_its_kind() {
    let value = october();
    let range = sheet(&value, "Themes");
    for theme in &value.themes {
        let row = row(&range, (1, &theme.label));
        let kind = if theme.kind == Bearing::Concern { "Concern" } else { "Strength" };
        assert_eq!(row[0].get_string(), Some(kind));
        assert_estimate(&[&row[3], &row[5], &row[6], &row[7]], &theme.share);
    }
}

#[test]
fn every_period_has_its_figures() {
    let value = october();
    let range = sheet(&value, "Trend");
    for point in &value.trend {
        let row = row(&range, (0, &point.label));
        for place in 0..3 {
            assert_estimate(&row[4 + 4 * place..8 + 4 * place].iter().collect::<Vec<_>>(), &point.grades[place]);
        }
    }
}

#[test]
fn the_summary_carries_every_sentence() {
    let value = provisional();
    let range = sheet(&value, "Summary");
    let told = &value.sentences;
    let parts = [&told.title, &told.basis, &told.limits, &told.grades[0], &told.notes[0]];
    for sentence in parts.into_iter().chain(&told.provisional).chain(&told.agreement) {
        assert!(says(&range, sentence), "{sentence}");
    }
    assert!(says(&range, "oversight-2026-10 manifest.json"));
    assert!(says(&range, "will end between"));
    assert!(says(&range, "No actions are recorded in this register."));
}

#[test]
fn every_sheet_of_figures_says_that_it_is_provisional() {
    let value = provisional();
    for name in SHEETS {
        assert!(says(&sheet(&value, name), "PROVISIONAL"), "{name}");
    }
    let range = sheet(&value, "Grades");
    let settled = row(&range, (0, "First 41 drawn, all settled"));
    assert_eq!(settled[6].get_float(), value.prefix.unwrap().grades[0].low);
    assert_eq!(row(&range, (0, "All cases"))[6].get_string(), Some("–"));
}

#[test]
fn text_that_begins_like_a_formula_stays_text() {
    let mut value = october();
    value.findings[0].themes = vec!["+44 is how a number begins".into()];
    value.cases[0].record = "=HYPERLINK(\"http://x\")".into();
    value.cases[1].team = Some("@SUM(1)".into());
    value.method.seed = "-12345678901234567890".into();
    let mut book = book(&value);
    for name in SHEETS {
        assert_eq!(book.worksheet_formula(name).unwrap().used_cells().count(), 0, "{name}");
    }
    assert!(says(&book.worksheet_range("Findings").unwrap(), "=SUM(A1:A9) is how this note begins"));
    assert!(says(&book.worksheet_range("Cases").unwrap(), "=HYPERLINK(\"http://x\")"));
}

#[test]
fn a_very_long_finding_is_cut_with_a_note() {
    let mut value = october();
    value.findings[0].text = "long ".repeat(10_000);
    let cell = words(&sheet(&value, "Findings")).into_iter().max_by_key(String::len).unwrap();
    assert!(cell.chars().count() <= 32_767 && cell.contains("cut here"));
}

#[test]
fn a_stratified_draw_shows_its_strata() {
    let value = stratified();
    let method = sheet(&value, "Method");
    let north = row(&method, (0, "Care Experienced North"));
    assert_eq!((north[1].get_float(), north[2].get_float()), (Some(80.0), Some(21.0)));
    assert!(says(&method, "child.plan_since < '2025-10-01'"));
    assert_eq!(row(&method, (0, "child.plan_since"))[1].get_float(), Some(4.0));
    assert!(says(&method, "the extract lacked a week"));
    assert!(says(&sheet(&value, "Cases"), "Stratum"));
    assert!(!says(&sheet(&october(), "Cases"), "Stratum"));
}

#[test]
fn the_method_names_what_is_needed_to_do_it_again() {
    let value = october();
    let method = sheet(&value, "Method");
    let facts = &value.method;
    for part in [
        &facts.seed,
        &facts.frame_sha256,
        &facts.manifest_sha256,
        &facts.as_of,
        &value.rubric.sha256,
        &facts.intervals[0],
    ] {
        assert!(says(&method, part), "{part}");
    }
    assert!(says(&method, "dipsample verify \"oversight-2026-10 manifest.json\""));
}

#[test]
fn a_sample_with_nothing_in_it_still_opens() {
    let mut value = october();
    value.themes.clear();
    value.findings.clear();
    value.by.clear();
    value.trend.clear();
    value.criteria.clear();
    value.agreement = None;
    value.sentences = dipsample::model::Sentences::default();
    value.grades = value
        .grades
        .iter()
        .map(|e| Estimate { count: 0, of: 0, share: None, low: None, high: None, upper_count: None, ..e.clone() })
        .collect();
    value.cases.truncate(1);
    assert!(says(&sheet(&value, "Themes"), "No concern has been coded."));
    assert!(says(&sheet(&value, "Findings"), "No finding in words."));
    assert_eq!(row(&sheet(&value, "Cases"), (0, "R-0200"))[0].get_string(), Some("R-0200"));
    assert!(says(&sheet(&value, "Summary"), "–"));
    value.cases.clear();
    value.grades.clear();
    value.rubric.scale.clear();
    assert_eq!(book(&value).sheet_names(), SHEETS);
}

#[test]
fn two_criteria_of_one_name_and_one_of_a_columns_name_make_no_broken_table() {
    let mut value = october();
    value.criteria[0].label = "Team".into();
    value.criteria[1].label = "team".into();
    assert!(says(&sheet(&value, "Cases"), "team 3"));
}

#[test]
fn an_identifiable_copy_says_so() {
    let face = Face { identifiable: true, program: "dipsample 0.1.0".into() };
    let bytes = findings(&october(), &face).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert!(says(&book.worksheet_range("Summary").unwrap(), "names children and staff"));
    assert!(!says(&sheet(&october(), "Summary"), "names children and staff"));
}
