//! The council as a whole: its margins, its files, its steps.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Council, Options, Step};
use crate::model::{Choice, Form, Kind};

fn council(children: u64, seed: &str) -> Council {
    Council::new(&Options { children, seed: seed.to_owned(), ..Options::default() })
}

/// All files of a council, by name.
fn files(council: &Council) -> BTreeMap<&'static str, String> {
    type Writer = fn(&Council, &mut dyn std::io::Write) -> std::io::Result<u64>;
    let writers: [(&str, Writer); 5] = [
        (super::PEOPLE_FILE, |c, out| c.write_people(out)),
        (super::CHILDREN_FILE, |c, out| c.write_children(out)),
        (super::OVERSIGHTS_FILE, |c, out| c.write_oversights(out)),
        (super::REVIEWS_FILE, |c, out| c.write_reviews(out)),
        (super::DISPUTES_FILE, |c, out| c.write_disputes(out)),
    ];
    writers
        .into_iter()
        .map(|(name, write)| {
            let mut bytes = Vec::new();
            let count = write(council, &mut bytes).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(text.lines().count() as u64, count + 1, "{name}");
            (name, text)
        })
        .collect()
}

/// The rows of a file as cells; quoted cells hold no quotes here.
fn rows(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                _ => cells.last_mut().unwrap().push(letter),
            }
        }
        cells
    };
    let rows: Vec<Vec<String>> = text.lines().map(cells).collect();
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    rows
}

fn column(rows: &[Vec<String>], heading: &str) -> Vec<String> {
    let place = rows[0].iter().position(|cell| cell == heading).unwrap_or_else(|| panic!("no column {heading}"));
    rows[1..].iter().map(|row| row[place].clone()).collect()
}

fn date(cell: &str) -> NaiveDate {
    NaiveDate::parse_from_str(cell, "%d/%m/%Y").unwrap_or_else(|_| panic!("'{cell}' is no date"))
}

fn counts(cells: Vec<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    cells.into_iter().for_each(|cell| *counts.entry(cell).or_default() += 1);
    counts
}

// Children 333, oversights 2,754, reviews 74 + 84 + 953, disputes by type: one county's IRO annual report 2020/21.
#[test]
fn the_default_council_has_the_published_margins() {
    let files = files(&Council::new(&Options::default()));
    let table = |name: &str| rows(&files[name]);
    assert_eq!(table(super::CHILDREN_FILE).len() - 1, 333);
    assert_eq!(table(super::OVERSIGHTS_FILE).len() - 1, 2_754);
    let types = counts(column(&table(super::REVIEWS_FILE), "Review type"));
    assert_eq!(
        types.into_iter().collect::<Vec<_>>(),
        [("First", 74), ("Second", 84), ("Subsequent", 953)].map(|(t, n)| (t.to_owned(), n))
    );
    let disputes = table(super::DISPUTES_FILE);
    let stages = counts(column(&disputes, "Stage"));
    assert_eq!((stages["Informal"], stages["Formal"]), (91, 29));
    let types = counts(column(&disputes, "Type"));
    assert_eq!(types.len(), 13);
    assert_eq!(
        (types["Care plan or pathway plan not written"], types["Assessment not completed"], types["Other"]),
        (28, 25, 12)
    );
    let per_child = counts(column(&table(super::OVERSIGHTS_FILE), "Person ID"));
    assert_eq!(per_child.len(), 333);
    assert!(per_child.values().all(|count| *count >= 2));
    let four = per_child.values().filter(|count| **count >= 4).count();
    assert_eq!((four * 100 + 166) / 333, 96, "share of children with four oversights or more");
}

#[test]
fn a_seed_fixes_every_byte_and_another_seed_changes_them() {
    let one = files(&council(40, "a"));
    assert_eq!(one, files(&council(40, "a")));
    let other = files(&council(40, "b"));
    for name in [super::CHILDREN_FILE, super::OVERSIGHTS_FILE, super::REVIEWS_FILE, super::DISPUTES_FILE] {
        assert_ne!(one[name], other[name], "{name}");
    }
    assert_eq!(council(40, "a").steps(), council(40, "a").steps());
}

#[test]
fn dates_of_reviews_follow_each_other_and_participation_follows_age() {
    let files = files(&council(333, "r"));
    let (children, reviews) = (rows(&files[super::CHILDREN_FILE]), rows(&files[super::REVIEWS_FILE]));
    let born: BTreeMap<String, NaiveDate> = column(&children, "Person ID")
        .into_iter()
        .zip(column(&children, "Date of birth").iter().map(|cell| date(cell)))
        .collect();
    let mut late = 0;
    for row in &reviews[1..] {
        let (due, held) = (date(&row[3]), date(&row[5]));
        assert!(held >= date("01/11/2025") && held <= date("31/10/2026"), "{row:?}");
        assert!(date(&row[11]) > held && date(&row[12]) > held, "{row:?}");
        assert_eq!(held > due, !row[10].is_empty(), "a late review has a reason: {row:?}");
        late += usize::from(held > due);
        let born = born[&row[1]];
        let four = born.checked_add_months(chrono::Months::new(48)).unwrap();
        assert_eq!(row[6] == "PN0", held < four, "{row:?}, born {born}");
    }
    assert!((10..120).contains(&late), "{late} late reviews");
}

#[test]
fn the_extracts_hold_what_the_canonical_fields_can_hold() {
    let files = files(&council(333, "x"));
    for (kind, file, heading, field) in [
        (Kind::Review, super::REVIEWS_FILE, "Review type", "type"),
        (Kind::Review, super::REVIEWS_FILE, "Participation code", "participation"),
        (Kind::Review, super::REVIEWS_FILE, "RAG", "rag"),
        (Kind::Review, super::REVIEWS_FILE, "Care plan", "care_plan"),
        (Kind::Review, super::REVIEWS_FILE, "Consulted", "consulted"),
        (Kind::Review, super::REVIEWS_FILE, "Cancelled", "cancelled"),
        (Kind::Dispute, super::DISPUTES_FILE, "Stage", "stage"),
        (Kind::Child, super::CHILDREN_FILE, "UASC", "uasc"),
        (Kind::Child, super::CHILDREN_FILE, "Out of area", "out_of_area"),
    ] {
        let Form::Choice(list) = kind.fields()[kind.position(field).unwrap()].form else { panic!("{field}") };
        for cell in column(&rows(&files[file]), heading) {
            assert!(cell.is_empty() || Choice::find(list, &cell).is_some(), "{heading}: {cell}");
        }
    }
}

#[test]
fn ids_stand_once_and_some_begin_with_a_nought() {
    let files = files(&council(333, "i"));
    for (file, heading) in [
        (super::CHILDREN_FILE, "Person ID"),
        (super::OVERSIGHTS_FILE, "Case note ID"),
        (super::REVIEWS_FILE, "Review ID"),
        (super::DISPUTES_FILE, "Dispute ID"),
    ] {
        let ids = column(&rows(&files[file]), heading);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{heading}");
    }
    let ids = column(&rows(&files[super::CHILDREN_FILE]), "Person ID");
    assert!(ids.iter().any(|id| id.starts_with('0')) && ids.iter().any(|id| !id.starts_with('0')));
}

#[test]
fn blanks_are_a_few_dozen_and_under_a_tenth() {
    let children = rows(&files(&Council::new(&Options::default()))[super::CHILDREN_FILE]);
    let mut all = 0;
    for heading in ["Number of placements in the last 12 months", "Missing episodes in the last 12 months"] {
        let blank = column(&children, heading).iter().filter(|cell| cell.is_empty()).count();
        assert!((5..33).contains(&blank), "{heading}: {blank}");
        all += blank;
    }
    assert!((24..66).contains(&all), "{all}");
}

#[test]
fn every_iro_in_an_extract_is_somebody() {
    let council = council(333, "p");
    let (files, people) = (files(&council), council.people());
    let mut spellings = BTreeSet::new();
    for (file, heading) in
        [(super::OVERSIGHTS_FILE, "Recorded by"), (super::REVIEWS_FILE, "IRO"), (super::DISPUTES_FILE, "IRO")]
    {
        for name in column(&rows(&files[file]), heading) {
            assert!(people.iter().any(|person| person.answers_to(&name)), "{name}");
            spellings.insert(name);
        }
    }
    assert!(spellings.contains("A. Bright") && spellings.contains("Alison Bright"));
}

#[test]
fn the_steps_draw_grade_settle_and_close_each_month_in_order_of_time() {
    let council = Council::new(&Options::default());
    let steps = council.steps();
    let lines: Vec<String> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Command(line) => Some(line.args.join(" ")),
            _ => None,
        })
        .collect();
    assert_eq!(
        lines[..3],
        ["init --council Fallowshire County Council", "person import people.csv", "import extracts"]
    );
    let draw = lines.iter().rfind(|line| line.starts_with("draw")).unwrap();
    assert!(
        draw.contains("--period 2026-10 --size 60 --rubric oversight") && draw.contains("--due 2026-11-16"),
        "{draw}"
    );
    assert_eq!(lines[lines.len() - 3..], ["findings", "export findings.xlsx", "status"]);
    assert!(lines.iter().any(|line| line.starts_with("action add --theme impact-not-considered")));
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::GradeSample { .. })).count(), 6);
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::SelfAudit { .. })).count(), 1);
    let times: Vec<_> = steps
        .iter()
        .map(|step| match step {
            Step::Command(line) => line.at,
            Step::GradeSample { from, .. } | Step::SelfAudit { from, .. } | Step::ModerateSample { from, .. } => *from,
        })
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    assert!(times.iter().all(|at| at.date() >= council.today()), "{times:?}");
}

#[test]
fn a_tiny_council_still_has_steps_that_can_be_taken() {
    for children in [1, 2, 7] {
        for step in council(children, "tiny").steps() {
            let Step::Command(line) = step else { continue };
            assert!(!line.args.contains(&"0".to_owned()), "{line:?}");
        }
    }
}
