//! The findings workbook, read back by another program's library and compared with the values that went in.

use std::io::{Cursor, Read};

use calamine::{Data, DataType, Range, Reader, Xlsx};
use dipsample::model::{Bearing, Estimate, FindingLine, Findings};
use dipsample::reporting::Face;
use dipsample::reporting::workbook::findings;

use crate::example::{check, october, provisional, stratified};

const SHEETS: [&str; 9] =
    ["Summary", "Grades", "Criteria", "Themes", "Trend", "Findings", "Cases", "Actions", "Method"];

fn bytes(value: &Findings) -> Vec<u8> {
    let face = Face { identifiable: false, program: "dipsample 0.1.0".into() };
    let bytes = findings(value, &face, &std::env::temp_dir()).unwrap();
    assert_eq!(crate::strict::fault(&bytes), None);
    bytes
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
    for estimate in &value.grades[..3] {
        let row = row(&range, (0, &estimate.label));
        assert_estimate(&[&row[1], &row[3], &row[4], &row[5]], estimate);
        assert_eq!(row[2].get_float(), Some(estimate.of as f64));
        assert_eq!(row[6].get_float(), estimate.upper_count.map(|count| count as f64));
        assert_eq!(row[8].get_string(), Some(estimate.method.as_str()));
    }
    assert!(!says(&range, "Good or better"), "good or better is good on this scale and is not said twice");
    for part in &value.by {
        let row = row(&range, (0, &part.value));
        assert_eq!(row[1].get_float(), Some(part.frame as f64));
        assert_eq!(row[2].get_float(), Some(part.grades[0].of as f64));
        for (place, estimate) in part.grades[..3].iter().enumerate() {
            assert_estimate(&row[3 + 4 * place..7 + 4 * place].iter().collect::<Vec<_>>(), estimate);
        }
        assert_eq!(row[15].get_float(), part.grades[0].upper_count.map(|count| count as f64));
        assert_eq!(row[16].get_string(), part.few.then_some("Too few cases to compare"));
    }
}

#[test]
fn grades_above_good_are_joined_where_the_scale_has_them() {
    let mut value = october();
    value.rubric.scale.push(dipsample::model::Grade { id: "outstanding".into(), label: "Outstanding".into() });
    let outstanding = Estimate { name: "outstanding".into(), label: "Outstanding".into(), ..value.grades[0].clone() };
    value.grades.insert(3, outstanding);
    let range = sheet(&value, "Grades");
    let joined = row(&range, (0, "Good or better"));
    assert_estimate(&[&joined[1], &joined[3], &joined[4], &joined[5]], &value.grades[4]);
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
        let row = row(&range, (0, &theme.label));
        assert_eq!(row[1].get_string(), Some(theme.family.as_str()));
        assert_estimate(&[&row[2], &row[4], &row[5], &row[6]], &theme.share);
        let place = |text: &str| range.rows().position(|row| row[0].get_string() == Some(text)).unwrap();
        let is_strength = place(&theme.label) > place("Strengths, most frequent first");
        assert_eq!(is_strength, theme.kind == Bearing::Strength, "{}", theme.label);
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
    let parts = [&told.title, &told.question, &told.answer, &told.basis, &told.limits, &told.grades[0], &told.notes[0]];
    for sentence in parts.into_iter().chain(&told.provisional).chain(&told.agreement) {
        assert!(says(&range, sentence), "{sentence}");
    }
    assert!(says(&range, "oversight-2026-10 manifest.json"));
    assert!(says(&range, "will end between"));
    assert!(says(&range, "No actions are recorded for this sample."));
}

#[test]
fn every_sheet_of_figures_says_that_it_is_provisional() {
    let value = provisional();
    for name in SHEETS {
        assert!(says(&sheet(&value, name), "PROVISIONAL"), "{name}");
    }
    let range = sheet(&value, "Grades");
    assert!(says(&range, "The first 41 cases drawn, all settled"));
    let lows: Vec<&Data> =
        range.rows().filter(|row| row[0].get_string() == Some("Inadequate")).map(|row| &row[4]).collect();
    assert_eq!(lows[0].get_string(), Some("–"));
    assert_eq!(lows[1].get_float(), value.prefix.unwrap().grades[0].low);
    let all = row(&range, (0, "Inadequate"));
    assert_eq!((all[8].get_float(), all[9].get_float()), (value.grades[0].least, value.grades[0].most));
}

#[test]
fn text_that_begins_like_a_formula_stays_text() {
    let mut value = october();
    value.findings[0].themes = ["+44 is how a number begins".into()].into();
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
fn a_very_long_finding_goes_on_in_the_next_rows_and_loses_nothing() {
    let mut value = october();
    value.findings = vec![FindingLine { text: "a long finding ".repeat(700).into(), ..value.findings[0].clone() }];
    let range = sheet(&value, "Findings");
    let rows: Vec<&str> = range
        .rows()
        .filter(|row| row[0].get_string() == Some("R-02A1"))
        .filter_map(|row| row[5].get_string())
        .collect();
    assert!(rows.len() > 1 && rows[1].starts_with("(continued) "));
    let words: usize = rows.iter().map(|row| row.matches("finding").count()).sum();
    assert_eq!(words, 700);
}

#[test]
fn two_hundred_findings_in_any_script_stay_as_written() {
    let texts =
        ["שלום עולם", "🎉 👩‍👧 fine", "=1+1", "+44 7700", "@x", "-3", "\ttab", "ceud mìle fàilte", "<b>&amp;</b>"];
    let mut value = october();
    value.findings = (0..200)
        .map(|at| FindingLine { text: format!("{} {at}", texts[at % texts.len()]).into(), ..value.findings[0].clone() })
        .collect();
    let mut book = book(&value);
    assert_eq!(book.worksheet_formula("Findings").unwrap().used_cells().count(), 0);
    let range = book.worksheet_range("Findings").unwrap();
    let read: Vec<&str> = range
        .rows()
        .filter(|row| row[0].get_string() == Some("R-02A1"))
        .map(|row| row[5].get_string().unwrap())
        .collect();
    assert_eq!(read, value.findings.iter().map(|line| &*line.text).collect::<Vec<_>>());
}

#[test]
fn no_column_is_empty_where_cases_could_fill_it() {
    let mut value = october();
    for case in &mut value.cases {
        (case.since, case.moderated) = (None, false);
    }
    let range = sheet(&value, "Cases");
    for heading in ["Since it was drawn", "Moderated", "Weight", "Stratum"] {
        assert!(!says(&range, heading), "{heading}");
    }
    assert!(says(&range, "Each stands for 3.85 oversights."));
    assert!(says(&sheet(&stratified(), "Cases"), "Weight"));
}

#[test]
fn one_period_has_no_trend_to_show() {
    let mut value = october();
    value.trend = value.trend.split_off(7);
    assert!(says(&sheet(&value, "Trend"), "a trend needs two"));
    let summary = sheet(&value, "Summary");
    assert!(says(&summary, "Answers to each question") && !says(&summary, "Grades by period"));
    assert!(says(&sheet(&october(), "Summary"), "Grades by period"));
    assert!(says(&sheet(&october(), "Themes"), &october().sentences.themes[0]));
}

#[test]
fn earlier_draws_are_told_or_that_there_are_none() {
    assert!(says(&sheet(&october(), "Summary"), "No earlier draw was made for this period."));
    assert!(!says(&sheet(&stratified(), "Summary"), "No earlier draw"));
    let method = sheet(&stratified(), "Method");
    assert_eq!(row(&method, (0, "oversight-2026-10-a"))[1].get_string(), Some("October 2026"));
    assert!(says(&method, "A stratified random draw of 60 by Team"));
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
        facts.seed.as_str(),
        facts.frame_sha256.as_str(),
        facts.manifest_sha256.as_str(),
        facts.as_of.as_str(),
        value.rubric.sha256.as_str(),
        "Overall grades, criteria, themes, grades of each value of a field, agreement of auditors: exact for a simple draw",
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
    let bytes = findings(&october(), &face, &std::env::temp_dir()).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert!(says(&book.worksheet_range("Summary").unwrap(), "names children and staff"));
    assert!(!says(&sheet(&october(), "Summary"), "names children and staff"));
}

#[test]
fn a_list_of_very_many_findings_has_the_same_words_its_filters_and_its_look() {
    let texts = ["as written", "=1+1", "-3", " kept ", "<b>&amp;</b>", "two\nlines"];
    let mut value = october();
    value.findings = (0..5_200)
        .map(|at| FindingLine {
            text: format!("{} {at}", texts[at % texts.len()]).into(),
            themes: if at % 3 == 0 { ["Drift".into(), "Late".into()].into() } else { [].into() },
            ..value.findings[0].clone()
        })
        .collect();
    let made = bytes(&value);
    assert_eq!(made, bytes(&value), "the same findings give the same bytes");
    let mut book = Xlsx::new(Cursor::new(made.clone())).unwrap();
    let range = book.worksheet_range("Findings").unwrap();
    let rows: Vec<&[Data]> = range.rows().filter(|row| row[0].get_string() == Some("R-02A1")).collect();
    let read = |column: usize| rows.iter().map(move |row| row[column].get_string().unwrap_or_default());
    assert!(read(5).eq(value.findings.iter().map(|line| &*line.text)));
    assert!(read(6).eq((0..5_200).map(|at| if at % 3 == 0 { "Drift\nLate" } else { "" })));
    let (sheet, styles) = (part(&made, "xl/worksheets/sheet6.xml"), part(&made, "xl/styles.xml"));
    assert!(sheet.contains(r#"<autoFilter ref="A4:H5204"/>"#), "every column can be filtered");
    let looks: Vec<&str> = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1).collect();
    let look = |cell: &str| {
        let written =
            sheet.split(&format!(r#"<c r="{cell}" s=""#)).nth(1).unwrap_or_else(|| panic!("{cell} has a look"));
        looks[written.split('"').next().unwrap().parse::<usize>().unwrap()]
    };
    for cell in ["A5", "F5", "G5", "F6", "H5204"] {
        assert!(look(cell).contains(r#"wrapText="1""#), "{cell}: {}", look(cell));
    }
    assert!(look("F6").contains("quotePrefix") && !look("F5").contains("quotePrefix"));
    for range in ["A5:D5204", "E5:E5204", "F5:H5204"] {
        let marks = sheet.split(&format!(r#"<conditionalFormatting sqref="{range}">"#)).nth(1).unwrap();
        let marks = marks.split("</conditionalFormatting>").next().unwrap();
        assert!(marks.ends_with("<formula>TRUE</formula></cfRule>"), "{range} is ruled: {marks}");
    }
}

/// One file inside a workbook.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn on_paper_the_themes_over_time_begin_a_page() {
    let value = october();
    let range = sheet(&value, "Trend");
    let at = range.rows().position(|row| row[0].get_string() == Some("Share of cases with each concern, by period"));
    let breaks = part(&bytes(&value), "xl/worksheets/sheet5.xml");
    let breaks = breaks.split("<rowBreaks").nth(1).unwrap().split("</rowBreaks>").next().unwrap();
    assert!(breaks.contains(&format!(r#"<brk id="{}""#, at.unwrap())), "{breaks}");
    assert_eq!(breaks.matches("<brk ").count(), 2, "{breaks}");
}
