//! Small numbers left out: an attacker reads the files as anybody would, cells, charts and page, writes down everything that
//! adds up, and tries whole numbers. It shares no code with what hides.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use dipsample::analysis::suppressed;
use dipsample::model::{Estimate, Figure, Findings};
use dipsample::reporting::{page, workbook};
use proptest::prelude::*;

use crate::example::{estimate, october, provisional, stratified};
use crate::room::Room;

const MARK: &str = "[c]";
/// How many steps the attacker takes for one value before it gives that value up.
const STEPS: u32 = 20_000;

/// A table as it stands in a file: its title, its headings, its rows.
#[derive(Debug, PartialEq)]
struct Table {
    title: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The tables of a workbook: a title, headings that name figures, rows up to an empty one.
fn of_workbook(bytes: &[u8]) -> Vec<Table> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().take(8).map(shown).collect()).collect();
        for at in 1..rows.len() {
            if !rows[at].iter().any(|cell| cell == "Cases" || cell == "How many") {
                continue;
            }
            let headings: Vec<String> = rows[at].iter().filter(|cell| !cell.is_empty()).cloned().collect();
            let body = rows[at + 1..].iter().take_while(|row| !row[0].is_empty() && !row[1].is_empty());
            // A share of none or of all is a whole number in its cell.
            let share = |(heading, cell): (&String, &String)| match (heading.as_str(), cell.as_str()) {
                ("Share" | "Low" | "High", "0") => "0%".to_owned(),
                ("Share" | "Low" | "High", "1") => "100%".to_owned(),
                _ => cell.clone(),
            };
            let body = body.map(|row| headings.iter().zip(row).map(share).collect()).collect();
            tables.push(Table { title: rows[at - 1][0].clone(), headings, rows: body });
        }
    }
    tables
}

/// A cell as a reader sees it: shares as percentages.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() != 0.0 => percent(*number),
        Data::Float(number) => format!("{number:.0}"),
        Data::Int(number) => number.to_string(),
        Data::String(words) => words.clone(),
        _ => String::new(),
    }
}

fn percent(share: f64) -> String {
    match share {
        share if share < 0.005 => "<1%".to_owned(),
        share if share >= 0.995 => ">99%".to_owned(),
        share => format!("{:.0}%", share * 100.0),
    }
}

/// The tables of a page.
fn of_page(html: &str) -> Vec<Table> {
    let cells = |row: &str, tag: &str| -> Vec<String> {
        let end = format!("</{tag}>");
        let start = format!("<{tag}");
        row.split(&end).filter_map(|part| part.rfind(&start).map(|at| plain(&part[at..]))).collect()
    };
    let mut tables = Vec::new();
    for part in html.split("<table>").skip(1) {
        let part = part.split("</table>").next().unwrap();
        let title = plain(part.split("</caption>").next().unwrap());
        let head = part.split("</thead>").next().unwrap().split("<thead>").nth(1).unwrap();
        let body = part.split("<tbody>").nth(1).unwrap();
        let rows = body.split("</tr>").filter(|row| row.contains("<t"));
        let row = |row: &str| [cells(row, "th"), cells(row, "td")].concat();
        tables.push(Table { title, headings: cells(head, "th"), rows: rows.map(row).collect() });
    }
    tables
}

fn plain(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => words.push(letter),
            _ => {}
        }
    }
    let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&quot;", "\"");
    words.replace("&amp;", "&").trim().to_owned()
}

/// The last words of the rows of a value.
fn rows_named<'t>(table: &'t Table, value: &'t str) -> impl Iterator<Item = &'t str> {
    let words = table.headings.iter().take_while(|one| *one != "Cases").count();
    table.rows.iter().filter(move |row| words < 2 || row[0] == value).map(move |row| row[words - 1].as_str())
}

/// What the attacker knows: figures by name, each a number or hidden, and which of them add up to which.
#[derive(Default, Debug)]
struct Known {
    figures: BTreeMap<String, Option<u64>>,
    /// Parts, their sum, and whether they make up all of it.
    sums: Vec<(Vec<String>, String, bool)>,
}

impl Known {
    fn add(&mut self, name: String, cell: &str) -> String {
        let number = if cell == MARK { None } else { Some(cell.parse().unwrap_or_else(|_| panic!("{name}: {cell}"))) };
        let kept = self.figures.entry(name.clone()).or_insert(number);
        // What stands twice is known where it stands in clear once.
        *kept = kept.or(number);
        name
    }

    fn of(tables: &[Table], grades: &[&str]) -> Known {
        let mut known = Known::default();
        let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for table in tables {
            let words = table.headings.iter().take_while(|one| *one != "Cases" && *one != "How many").count();
            for row in &table.rows {
                let value = if words == 2 { row[0].clone() } else { String::new() };
                let name = format!("{}/{}/{}", table.title, value, row[words - 1]);
                let name = known.add(name, &row[words]);
                if let Some(of) = row.get(words + 1).filter(|of| !of.is_empty()) {
                    // What a figure is out of stands in a row of its own, or is all that count.
                    let all = ["All graded", "All answered", "Cases graded twice"]
                        .map(|all| format!("{}/{value}/{all}", table.title))
                        .into_iter()
                        .find(|all| rows_named(table, &value).any(|row| all.ends_with(&format!("/{row}"))))
                        .unwrap_or_else(|| "What the shares are shares of//Graded and counted".to_owned());
                    known.add(all.clone(), of);
                    known.sums.push((vec![name], all, false));
                }
                fields.entry(table.title.clone()).or_default().insert(value);
            }
        }
        known.tie(&fields, grades);
        // The last period is the sample itself.
        let last = tables.iter().find(|table| table.title == "Grades by period").and_then(|table| table.rows.last());
        for name in last.iter().flat_map(|_| grades.iter().copied().chain(["All graded"])) {
            let own = format!("Grades by period/{}/{name}", last.unwrap()[0]);
            known.sums.push((vec![own], format!("All cases//{name}"), true));
        }
        known
    }

    /// Everything that adds up.
    fn tie(&mut self, fields: &BTreeMap<String, BTreeSet<String>>, grades: &[&str]) {
        let whole = |what: &str| format!("What the shares are shares of//{what}");
        let all = |table: &str, value: &str, what: &str| format!("{table}/{value}/{what}");
        for (table, values) in fields {
            for value in values {
                let parts: Vec<String> = grades.iter().map(|grade| all(table, value, grade)).collect();
                for total in ["All graded", "All answered", "Cases graded twice"] {
                    let total = all(table, value, total);
                    if parts.iter().all(|part| self.figures.contains_key(part)) && self.figures.contains_key(&total) {
                        self.sums.push((parts.clone(), total.clone(), true));
                    }
                    let of_sample = !["Grades by period", "Two auditors on the same case"].contains(&table.as_str());
                    self.within(&total, &whole("Graded and counted"), of_sample);
                }
                self.within(&all(table, value, "All graded"), &all(table, value, "Could be drawn"), true);
            }
            if table.starts_with("By ") {
                for grade in grades.iter().copied().chain(["All graded", "Could be drawn"]) {
                    let parts: Vec<String> = values.iter().map(|value| all(table, value, grade)).collect();
                    let total = match grade {
                        "Could be drawn" => whole("Those that could be drawn"),
                        grade => all("All cases", "", grade),
                    };
                    if parts.iter().all(|part| self.figures.contains_key(part)) {
                        self.sums.push((parts, total, true));
                    }
                }
            }
            if ["Concerns", "Strengths"].contains(&table.as_str()) {
                let themes: Vec<String> =
                    self.figures.keys().filter(|name| name.starts_with(&format!("{table}//"))).cloned().collect();
                for theme in themes {
                    self.within(&theme, &whole("Graded and counted"), true);
                }
            }
        }
        let agreed = |what: &str| format!("Two auditors on the same case//{what}");
        self.within(&agreed("The same grade"), &agreed("The same or the neighbouring grade"), true);
        self.within(&agreed("The same or the neighbouring grade"), &agreed("Cases graded twice"), true);
        self.within(&whole("Graded and counted"), &whole("Drawn"), true);
        self.within(&whole("Drawn"), &whole("Those that could be drawn"), true);
    }

    fn within(&mut self, one: &str, other: &str, holds: bool) {
        if holds && one != other && self.figures.contains_key(one) && self.figures.contains_key(other) {
            self.sums.push((vec![one.to_owned()], other.to_owned(), false));
        }
    }

    /// Which values a hidden figure can have, up to `wanted` of them.
    fn values(&self, name: &str, wanted: usize) -> Vec<u64> {
        let most = self.figures.values().flatten().max().copied().unwrap_or(0) + wanted as u64 + 1;
        let mut reached: BTreeSet<&str> = BTreeSet::from([name]);
        loop {
            let before = reached.len();
            for (parts, total, _) in &self.sums {
                let hidden =
                    || parts.iter().chain([total]).map(String::as_str).filter(|one| self.figures[*one].is_none());
                if hidden().any(|one| reached.contains(one)) {
                    reached.extend(hidden());
                }
            }
            if reached.len() == before {
                break;
            }
        }
        let sums: Vec<_> = self
            .sums
            .iter()
            .filter(|(parts, total, _)| parts.iter().chain([total]).any(|one| reached.contains(one.as_str())))
            .collect();
        let mut found = Vec::new();
        for value in 0..=most {
            let mut ranges: BTreeMap<&str, (u64, u64)> = reached.iter().map(|one| (*one, (0, most))).collect();
            for (figure, number) in &self.figures {
                if let Some(number) = number {
                    ranges.insert(figure, (*number, *number));
                }
            }
            ranges.insert(name, (value, value));
            if possible(&mut ranges, &sums, &mut STEPS.clone()) {
                found.push(value);
            }
            if found.len() >= wanted {
                break;
            }
        }
        found
    }
}

type Sums<'a> = [&'a (Vec<String>, String, bool)];

/// Whether whole numbers within these ranges satisfy every sum: narrows the ranges, and where they are not yet single numbers
/// tries one after the other.
fn possible(ranges: &mut BTreeMap<&str, (u64, u64)>, sums: &Sums<'_>, steps: &mut u32) -> bool {
    if *steps == 0 || !narrow(ranges, sums) {
        return false;
    }
    *steps -= 1;
    let open = ranges.iter().filter(|(_, (low, high))| low < high).min_by_key(|(_, (low, high))| high - low);
    let Some((name, (low, high))) = open.map(|(name, range)| (*name, *range)) else { return true };
    for value in [low, high] {
        let mut tried = ranges.clone();
        tried.insert(name, (value, value));
        if possible(&mut tried, sums, steps) {
            return true;
        }
    }
    high - low > 1 && {
        ranges.insert(name, (low + 1, high - 1));
        possible(ranges, sums, steps)
    }
}

fn narrow(ranges: &mut BTreeMap<&str, (u64, u64)>, sums: &Sums<'_>) -> bool {
    loop {
        let mut changed = false;
        for (parts, total, whole) in sums {
            let low: u64 = parts.iter().map(|part| ranges[part.as_str()].0).sum();
            let high: u64 = parts.iter().map(|part| ranges[part.as_str()].1).sum();
            let (least, most) = ranges[total.as_str()];
            let narrowed = (least.max(low), if *whole { most.min(high) } else { most });
            changed |= narrowed != (least, most);
            if narrowed.0 > narrowed.1 {
                return false;
            }
            *ranges.get_mut(total.as_str()).unwrap() = narrowed;
            for part in parts {
                let (least, most) = ranges[part.as_str()];
                let others_low = low - least;
                let others_high = high - most;
                let top = most.min(narrowed.1.saturating_sub(others_low));
                let bottom = if *whole { least.max(narrowed.0.saturating_sub(others_high)) } else { least };
                if narrowed.1 < others_low || bottom > top {
                    return false;
                }
                changed |= (bottom, top) != (least, most);
                *ranges.get_mut(part.as_str()).unwrap() = (bottom, top);
                if (bottom, top) != (least, most) {
                    break;
                }
            }
        }
        if !changed {
            return true;
        }
    }
}

fn grade_labels(findings: &Findings) -> Vec<&str> {
    findings.rubric.scale.iter().map(|grade| grade.label.as_str()).collect()
}

/// Attacks both files of some findings; returns how many figures are hidden.
fn attack(findings: &Findings, below: u64) -> usize {
    let file = suppressed(findings, below);
    let bytes = workbook::suppressed(&file, "dipsample 0.1.0").unwrap();
    let html = page::suppressed(&file, "dipsample 0.1.0");
    let (book, page) = (of_workbook(&bytes), of_page(&html));
    assert!(book == page, "the workbook and the page show the same");
    attack_tables(&book, &grade_labels(findings), below)
}

fn attack_tables(tables: &[Table], grades: &[&str], below: u64) -> usize {
    let known = Known::of(tables, grades);
    let hidden: Vec<&String> =
        known.figures.iter().filter(|(_, number)| number.is_none()).map(|(name, _)| name).collect();
    for name in &hidden {
        let values = known.values(name, below as usize + 1);
        assert!(values.len() > below as usize, "{name} can only be {values:?}");
    }
    for (name, number) in &known.figures {
        let small = number.is_some_and(|number| number > 0 && number < below);
        assert!(!small, "{name} is shown as {number:?}");
    }
    hidden.len()
}

/// All text of all parts of a workbook.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            let _ = file.read_to_string(&mut text);
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn the_attacker_finds_a_number_that_is_hidden_alone() {
    let row = |words: &str, number: &str| vec![words.to_owned(), number.to_owned()];
    let table = Table {
        title: "All cases".into(),
        headings: vec!["Grade".into(), "Cases".into()],
        rows: vec![row("Inadequate", MARK), row("Good", "57"), row("All graded", "60")],
    };
    let known = Known::of(&[table], &["Inadequate", "Good"]);
    assert_eq!(known.values("All cases//Inadequate", 6), [3]);
}

#[test]
fn no_hidden_number_of_the_example_is_narrowed_to_few() {
    let mut hidden = 0;
    for mut findings in [october(), provisional(), stratified()] {
        // The example's IROs are not all there are, and its answers are of all cases even where some are missing.
        findings.by.clear();
        let graded = findings.basis.graded;
        findings.criteria.retain(|criterion| criterion.grades[0].of <= graded);
        findings.themes.retain(|theme| theme.share.of <= graded);
        if let Some(last) = findings.trend.last_mut() {
            last.sample = findings.basis.samples.join(", ");
            last.grades = findings.grades.clone();
        }
        for below in [3, 5, 10] {
            hidden += attack(&findings, below);
        }
    }
    assert!(hidden > 10);
}

#[test]
fn charts_hold_nothing_that_the_cells_do_not_show() {
    let mut findings = october();
    findings.grades = grades((3, 27, 30));
    let file = suppressed(&findings, 5);
    let bytes = workbook::suppressed(&file, "dipsample 0.1.0").unwrap();
    for (name, text) in parts(&bytes) {
        if !name.contains("chart") || name.contains("rels") {
            continue;
        }
        let figures = text.split("<c:v>").skip(1).map(|part| part.split('<').next().unwrap());
        for figure in figures.filter_map(|figure| figure.parse::<f64>().ok()) {
            assert!(
                (figure - 0.05).abs() > 1e-9 && (figure * 100.0 - (figure * 100.0).round()).abs() < 1e-6,
                "{name} holds {figure}"
            );
        }
        assert!(!text.contains("Inadequate"), "the share of a hidden number has no bar");
    }
}

fn grades(counts: (u64, u64, u64)) -> Vec<Estimate> {
    let of = counts.0 + counts.1 + counts.2;
    [
        ("inadequate", "Inadequate", counts.0),
        ("requires-improvement", "Requires improvement", counts.1),
        ("good", "Good", counts.2),
        ("good-or-better", "Good or better", counts.2),
    ]
    .map(|(id, label, count)| estimate(id, label, (count, of)))
    .to_vec()
}

/// The example with other counts: cells of a table by IRO, and what they add up to.
fn with_counts(cells: &[(u64, u64, u64)], themes: &[u64]) -> Findings {
    let mut findings = october();
    let sum = cells.iter().fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
    let of = sum.0 + sum.1 + sum.2;
    findings.grades = grades(sum);
    let mut part = findings.by[0].clone();
    findings.by = cells
        .iter()
        .enumerate()
        .map(|(at, counts)| {
            part.value = format!("S-{at}");
            part.grades = grades(*counts);
            part.frame = counts.0 + counts.1 + counts.2 + 7;
            part.clone()
        })
        .collect();
    findings.basis.frame = findings.by.iter().map(|part| part.frame).sum();
    // Teams of every second IRO: two tables that share the totals of their columns.
    for team in 0..2 {
        let own = cells.iter().skip(team).step_by(2);
        let counts = own.clone().fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
        (part.field, part.label, part.value) = ("team".into(), "Team".into(), format!("Team {team}"));
        part.grades = grades(counts);
        part.frame = own.map(|one| one.0 + one.1 + one.2 + 7).sum();
        findings.by.push(part.clone());
    }
    findings.basis.population = findings.basis.frame;
    (findings.basis.graded, findings.basis.drawn) = (of, of);
    for (at, theme) in findings.themes.iter_mut().enumerate() {
        let count = themes.get(at).copied().unwrap_or(0).min(of);
        theme.share = estimate(&theme.theme, &theme.label, (count, of));
    }
    findings.criteria.clear();
    if let Some(last) = findings.trend.last_mut() {
        last.sample = findings.basis.samples.join(", ");
        last.grades = findings.grades.clone();
    }
    findings.agreement = None;
    findings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_hidden_number_of_any_small_table_is_narrowed_to_few(
        cells in proptest::collection::vec((0_u64..9, 0_u64..14, 0_u64..14), 2..6),
        themes in proptest::collection::vec(0_u64..30, 6),
        below in 2_u64..7,
    ) {
        attack(&with_counts(&cells, &themes), below);
    }
}

#[test]
fn sixty_iros_show_no_small_number() {
    let cells: Vec<(u64, u64, u64)> = (0..60_u64).map(|at| (at * 7 % 5, at * 11 % 9, at * 13 % 8)).collect();
    let file = suppressed(&with_counts(&cells, &[3, 20, 40]), 5);
    let rows = file.tables.iter().flat_map(|table| &table.rows);
    let small = |figure: &Figure| matches!(figure, Figure::Count(1..=4));
    assert!(rows.flatten().all(|figure| !small(figure)));
}

#[test]
fn the_program_leaves_small_numbers_out_of_both_files() {
    let room = Room::staffed();
    let rows: String = (1..=90)
        .map(|at| format!("O{at:03},K{at:03},{:02}/10/2026,IRO {},Team {},Text\n", at % 28 + 1, at % 4, at % 2))
        .collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 24 --name oct --seed 20263847561029384756").ok();
    for case in 1..=24 {
        let grade = if case <= 3 {
            "inadequate"
        } else if case % 2 == 0 {
            "requires-improvement"
        } else {
            "good"
        };
        let sets = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
            .map(|criterion| format!("--set {criterion}={grade}"))
            .join(" ");
        room.run_as("Tom Adeyemi", &format!("grade oct {case} {sets} --finding drift='Zebra words' --finish")).ok();
    }
    room.run_as("Tom Adeyemi", "grade oct 2 --urgent 'not safe tonight'").ok();
    room.run("action add --sample oct --what 'Quokka coaching' --owner 'Priya Nair' --due 2026-12-01").ok();
    let answer = room.run("export out.xlsx oct --suppress 5").ok();
    answer.must_say(&["small numbers are left out"]);
    room.run("export out.html oct --suppress 5").ok();
    let bytes = std::fs::read(room.path("out.xlsx")).unwrap();
    let html = std::fs::read_to_string(room.path("out.html")).unwrap();
    let (book, page) = (of_workbook(&bytes), of_page(&html));
    assert!(book == page, "the workbook and the page show the same");
    let labels = ["Inadequate", "Requires improvement", "Good"];
    assert!(attack_tables(&book, &labels, 5) > 0);
    let texts = parts(&bytes).into_iter().map(|(_, text)| text).chain([html]);
    for text in texts {
        for words in ["Zebra", "Quokka", "not safe", "Tom Adeyemi", "IRO 1", "O001", "K001", "3 of 24", "21 of 24"] {
            assert!(!text.contains(words), "'{words}' is in a file without small numbers");
        }
    }
    let names = Xlsx::new(Cursor::new(bytes)).unwrap().sheet_names();
    assert_eq!(names, ["Summary", "Grades", "Criteria", "Themes", "Trend", "Actions", "Method"]);
    room.run("export out.xlsx oct --suppress 5 --identifiable").must_say(&["cannot be used with"]);
    assert_eq!(room.run("export out.xlsx oct --suppress 1").code, 2);
    room.run("export again.xlsx oct --suppress 5").ok();
    assert_eq!(std::fs::read(room.path("again.xlsx")).unwrap(), std::fs::read(room.path("out.xlsx")).unwrap());
}

/// How self-audits and gradings from outside compare with the final grades is in no file without small numbers: with them and
/// without, the files are the same to the byte, and say that it is left out.
#[test]
fn what_stands_beside_the_final_grades_is_in_no_file_without_small_numbers() {
    let room = Room::staffed();
    room.run("person add 'Ann Bell' --role iro").ok();
    let rows: String =
        (1..=60).map(|at| format!("O{at:03},K{at:03},{:02}/10/2026,Ann Bell,North,Text\n", at % 28 + 1)).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 12 --name oct --seed 20263847561029384756").ok();
    let grade = |person: &str, case: u32, grade: &str, stance: &str| {
        let sets = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
            .map(|criterion| format!("--set {criterion}={grade}"))
            .join(" ");
        room.run_as(person, &format!("grade oct {case} {stance} {sets} --finding drift='Words' --finish")).ok();
    };
    (1..=12).for_each(|case| grade("Tom Adeyemi", case, if case % 2 == 0 { "good" } else { "inadequate" }, ""));
    let files = |name: &str| {
        ["xlsx", "html"].map(|ending| {
            let file = format!("{name}.{ending}");
            room.run(&format!("export {file} oct --suppress 5")).ok();
            std::fs::read(room.path(&file)).unwrap()
        })
    };
    let before = files("before");
    (1..=7).for_each(|case| grade("Ann Bell", case, "good", "--as self"));
    (1..=2).for_each(|case| grade("Wei Chen", case, "good", "--as external"));
    assert_eq!(room.json("findings oct")["calibration"].as_array().unwrap().len(), 2);
    room.run("export open.html oct").ok();
    assert!(std::fs::read_to_string(room.path("open.html")).unwrap().contains("calibration/self/overall"));
    let after = files("after");
    assert!(before == after, "a file without small numbers tells of what stands beside the final grades");
    let [book, page] = after;
    let told = "self-audits and gradings from outside beside the final grades";
    assert!(String::from_utf8(page).unwrap().contains(told));
    assert!(parts(&book).iter().any(|(_, text)| text.contains(told)));
}
