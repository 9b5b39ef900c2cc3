//! The same numbers everywhere: every estimate of `--json` is found by its key on the page, by its place in the workbook and on
//! the screen, and none is left over.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use dipsample::model::{Beside, Calibration, Estimate, Findings, Matched, MatchedCriterion};
use dipsample::reporting::{Face, page, terminal, workbook};
use serde_json::{Value, json};

use crate::example::{check, estimate, october, provisional, stratified};

/// An estimate with where it belongs.
struct Spot {
    /// The key of its row on the page.
    key: String,
    /// The sheet, the words at the head of its table there, and on the screen.
    sheet: &'static str,
    tables: [String; 2],
    /// The words of its row.
    row: String,
    /// The heading over its figures, where a row has several estimates.
    group: Option<String>,
    /// The estimate as JSON has it.
    estimate: Value,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no words: {value}")).to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Every object of a document that is an estimate.
fn count(value: &Value) -> usize {
    match value {
        Value::Object(keys) if keys.contains_key("upper_count") && keys.contains_key("share") => 1,
        Value::Object(keys) => keys.values().map(count).sum(),
        Value::Array(values) => values.iter().map(count).sum(),
        _ => 0,
    }
}

/// Each estimate with its place: one line a part of the document.
fn spots(json: &Value) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut add = |key: String, sheet, tables: [&str; 2], (row, group): (String, Option<String>), estimate: &Value| {
        let tables = tables.map(str::to_owned);
        spots.push(Spot {
            key: format!("{key}{}", text(&estimate["name"])),
            sheet,
            tables,
            row,
            group,
            estimate: estimate.clone(),
        });
    };
    let label = |one: &Value| text(&one["label"]);
    for one in list(&json["grades"]) {
        add("grades/".into(), "Grades", ["All cases", ""], (label(one), None), one);
    }
    for one in list(&json["prefix"]["grades"]) {
        add("prefix/".into(), "Grades", ["The first ", "The first "], (label(one), None), one);
    }
    for one in list(&json["per_child"]) {
        add(
            "per_child/".into(),
            "Grades",
            ["Each child counting once", "Each child counting once"],
            (label(one), None),
            one,
        );
    }
    for one in ["exact", "within_one"].map(|name| &json["agreement"][name]).into_iter().filter(|one| one.is_object()) {
        add("agreement/".into(), "Grades", ["Two auditors on the same case"; 2], (label(one), None), one);
    }
    for part in list(&json["criteria"]) {
        for one in list(&part["grades"]) {
            let title = if list(&part["grades"])[0]["name"] == "yes" { "Checks" } else { "Criteria" };
            let key = format!("criteria/{}/", text(&part["criterion"]));
            add(key, "Criteria", ["", title], (label(part), Some(label(one))), one);
        }
    }
    for part in list(&json["by"]) {
        let title = format!("By {}", label(part));
        for one in list(&part["grades"]) {
            let key = format!("by/{}/{}/", text(&part["field"]), text(&part["value"]));
            add(key, "Grades", [&title, &title], (text(&part["value"]), Some(label(one))), one);
        }
    }
    for theme in list(&json["themes"]) {
        let title = if theme["kind"] == "concern" { "Concerns" } else { "Strengths" };
        add("themes/".into(), "Themes", [title, title], (label(theme), None), &theme["share"]);
    }
    for point in list(&json["trend"]) {
        for one in list(&point["grades"]) {
            let key = format!("trend/{}/", text(&point["period"]));
            add(key, "Trend", ["Trend", "Grades by period"], (label(point), Some(label(one))), one);
        }
    }
    for part in list(&json["calibration"]) {
        let overall = ("overall".to_owned(), "Overall grade".to_owned(), part);
        let criteria = list(&part["criteria"]).iter().map(|one| (text(&one["criterion"]), label(one), one));
        for (id, words, one) in std::iter::once(overall).chain(criteria) {
            for name in ["exact", "within_one"] {
                let key = format!("calibration/{}/{id}#", text(&part["as"]));
                let title = label(part);
                let group = if name == "exact" { "The same grade" } else { "The same or next" };
                add(key, "Criteria", [&title, &title], (words.clone(), Some(group.to_owned())), &one[name]);
            }
        }
    }
    spots
}

fn number(value: &Value) -> String {
    value.as_f64().map_or("null".to_owned(), |value| value.to_string())
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('\'', "&#39;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

fn on_page(html: &str, spot: &Spot) {
    let (key, of_calibration) = match spot.key.split_once('#') {
        Some((key, _)) => (key, true),
        None => (spot.key.as_str(), false),
    };
    let start = format!("<tr data-e=\"{}\">", escaped(key));
    let row =
        html.split_once(&start).unwrap_or_else(|| panic!("{key} is not on the page")).1.split("</tr>").next().unwrap();
    let figures: Vec<(&str, &Value)> = match (of_calibration, spot.key.ends_with("within-one")) {
        (true, true) => vec![("within_one", &spot.estimate["share"])],
        (true, false) => ["share", "low", "high"].map(|name| (name, &spot.estimate[name])).to_vec(),
        _ => ["count", "of", "share", "low", "high", "upper_count"].map(|name| (name, &spot.estimate[name])).to_vec(),
    };
    for (name, value) in figures {
        let cell = format!("data-k=\"{name}\" data-v=\"{}\"", number(value));
        assert!(row.contains(&cell), "{}: {cell} is not in {row}", spot.key);
    }
}

fn words(cell: Option<&Data>) -> &str {
    cell.and_then(DataType::get_string).unwrap_or_default()
}

/// The figures of an estimate on its sheet: those under its group's heading, or those named by the headings.
fn in_workbook(range: &Range<Data>, spot: &Spot) {
    let rows: Vec<&[Data]> = range.rows().collect();
    let title = rows.iter().position(|row| words(row.first()).starts_with(&spot.tables[0]));
    let title = title.unwrap_or_else(|| panic!("{}: no table '{}'", spot.key, spot.tables[0]));
    let after = |from: usize, wanted: &dyn Fn(&[Data]) -> bool| {
        let found = rows[from..].iter().position(|row| wanted(row));
        from + found.unwrap_or_else(|| panic!("{}: no row '{}' under '{}'", spot.key, spot.row, spot.tables[0]))
    };
    let (head, column) = match &spot.group {
        None => (after(title + 1, &|row| words(row.get(1)) == "Cases" || words(row.get(2)) == "Cases"), 0),
        Some(group) => {
            let at = after(title, &|row| row.iter().take(30).any(|cell| cell.get_string() == Some(group)));
            (at, rows[at].iter().position(|cell| cell.get_string() == Some(group)).unwrap())
        }
    };
    let row = rows[after(head, &|row| words(row.first()) == spot.row)];
    let named = |name: &str| rows[head].iter().position(|cell| cell.get_string() == Some(name)).unwrap();
    let columns: Vec<(&str, usize)> = match (&spot.group, spot.key.contains('#')) {
        (None, _) => [
            ("count", "Cases"),
            ("of", "Out of"),
            ("share", "Share"),
            ("low", "Low"),
            ("high", "High"),
            ("upper_count", "No more than, in all"),
        ]
        .map(|(name, heading)| (name, named(heading)))
        .to_vec(),
        (_, true) => vec![("share", column), ("low", column + 1), ("high", column + 2)],
        (_, false) => vec![("count", column), ("share", column + 1), ("low", column + 2), ("high", column + 3)],
    };
    for (name, at) in columns {
        let expected = spot.estimate[name].as_f64();
        assert_eq!(row[at].get_float(), expected, "{} {name} in column {at} of {row:?}", spot.key);
        assert!(expected.is_some() || words(row.get(at)) == "–", "{} {name}: {:?}", spot.key, row[at]);
    }
}

fn percent(share: &Value) -> String {
    match share.as_f64() {
        None => "–".to_owned(),
        Some(share) if share > 0.0 && share < 0.005 => "<1%".to_owned(),
        Some(share) if (0.995..1.0).contains(&share) => ">99%".to_owned(),
        Some(share) => format!("{}%", (share * 100.0 + 0.5 + 1e-9).floor()),
    }
}

fn on_screen(screen: &str, spot: &Spot) {
    let shown = format!("{} ({})", percent(&spot.estimate["share"]), spot.estimate["count"]);
    let block =
        screen.split("\n\n").map(|block| block.trim_start_matches('\n')).find(|block| match spot.tables[1].as_str() {
            "" => block.lines().any(|line| line.starts_with(&format!("{}  ", spot.row))),
            title => block.starts_with(title),
        });
    let block = block.unwrap_or_else(|| panic!("{}: nothing begins with '{}' on the screen", spot.key, spot.tables[1]));
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let named = |line: &&str| {
        let first = cells(line)[0].clone();
        first == spot.row
            || first == format!("{} (too few)", spot.row)
            || first == format!("{} (provisional)", spot.row)
    };
    let line = match spot.tables[1].as_str() {
        "" => block.lines().find(|line| line.starts_with(&format!("{}  ", spot.row))),
        _ => block.lines().find(named),
    };
    let line = line.unwrap_or_else(|| panic!("{}: no line '{}' in\n{block}", spot.key, spot.row));
    let heads: Vec<String> = block.lines().find(|line| line.contains('|')).map(cells).unwrap_or_default();
    match (&spot.group, spot.key.contains('#')) {
        (None, _) => assert!(line.contains(&shown), "{}: '{shown}' is not in '{line}'", spot.key),
        (Some(_), true) => {
            let heading = if spot.key.ends_with("within-one") { "Within one" } else { "The same" };
            let at = heads.iter().position(|head| head == heading).unwrap();
            assert_eq!(cells(line)[at], percent(&spot.estimate["share"]), "{}", spot.key);
        }
        (Some(group), false) => {
            let at = heads
                .iter()
                .position(|head| head == group)
                .unwrap_or_else(|| panic!("{}: no {group} in {heads:?}", spot.key));
            assert_eq!(cells(line)[at], shown, "{}", spot.key);
        }
    }
    if spot.group.is_none() && !spot.estimate["low"].is_null() {
        let between = match spot.estimate["low"] == spot.estimate["high"] {
            true => format!("exactly {}", percent(&spot.estimate["low"])),
            false => format!("between {} and {}", percent(&spot.estimate["low"]), percent(&spot.estimate["high"])),
        };
        assert!(line.contains(&between), "{}: '{between}' is not in '{line}'", spot.key);
    }
}

/// The example with every part that findings can have.
fn whole() -> Findings {
    let mut findings = october();
    findings.criteria.push(check("advocate", "Advocate offered"));
    findings.detail.per_child =
        findings.grades.iter().map(|one| estimate(&one.name, &one.label, (one.count + 1, 61))).collect();
    let matched = |same: u64| Matched {
        cases: 9,
        exact: estimate("exact", "The same grade", (same, 9)),
        within_one: estimate("within-one", "The same or the neighbouring grade", (same + 1, 9)),
        higher: Some(2),
        lower: Some(1),
        p: Some(1.0),
    };
    let criterion = MatchedCriterion { criterion: "purpose".into(), label: "Purpose".into(), figures: matched(5) };
    findings.calibration = Beside::ALL
        .map(|beside| Calibration {
            beside,
            label: beside.label().into(),
            overall: matched(6),
            criteria: vec![criterion.clone()],
            notes: vec![],
        })
        .into();
    findings
}

#[test]
fn every_estimate_of_the_json_stands_on_page_sheet_and_screen() {
    for findings in [whole(), provisional(), stratified()] {
        let json = serde_json::to_value(&findings).unwrap();
        let spots = spots(&json);
        assert_eq!(spots.len(), count(&json), "an estimate of the JSON has no place elsewhere");
        assert!(spots.len() > 40);
        let face = Face { identifiable: false, program: "dipsample 0.1.0".into() };
        let html = page::findings(&findings, &face);
        let mut book: Xlsx<_> =
            Xlsx::new(Cursor::new(workbook::findings(&findings, &face, &std::env::temp_dir()).unwrap())).unwrap();
        let screen = terminal::findings(&findings, 400).render(false);
        for spot in &spots {
            on_page(&html, spot);
            // Good or better stands by itself only where a grade is above good.
            if spot.estimate["name"] == json!("good-or-better") {
                continue;
            }
            in_workbook(&book.worksheet_range(spot.sheet).unwrap(), spot);
            on_screen(&screen, spot);
        }
        let elsewhere = html.matches("<tr data-e=").count();
        let rows: std::collections::BTreeSet<&str> =
            spots.iter().map(|spot| spot.key.split('#').next().unwrap()).collect();
        assert_eq!(elsewhere, rows.len(), "the page has a figure that the JSON lacks");
    }
}

/// Which is why the sheets and the screen do not say it twice.
#[test]
fn good_or_better_is_good_where_no_grade_is_above_it() {
    for findings in [whole(), provisional(), stratified()] {
        let find = |name: &str| findings.grades.iter().find(|one: &&Estimate| one.name == name).unwrap();
        let (good, joined) = (find("good"), find("good-or-better"));
        assert_eq!(
            (good.count, good.of, good.share, good.low, good.high),
            (joined.count, joined.of, joined.share, joined.low, joined.high)
        );
    }
}
