//! Designs: who is drawn, how often over many seeds, and the verbs that ask for them.

use std::collections::BTreeMap;

use dipsample::model::{Allocation, Design, DesignKind, Seed};
use dipsample::sampling::{Draw, Drawn, Offered, Survey};
use serde_json::{Value, json};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::room::{Room, each, keys};

/// Draws over so many seeds, fixed in advance: 1, 2, .. written with 20 digits.
const SEEDS: u32 = 20_000;
/// A test that is passed by chance all but once in ten thousand.
const RARE: f64 = 1e-4;

/// A record: reference, child, value to cut or order by, size.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// Twelve records of five children in two teams; Kay has five of them.
const ROWS: [Row; 12] = [
    ("r01", "Ann", "North", "1"),
    ("r02", "Kay", "South", "2"),
    ("r03", "Kay", "South", "3"),
    ("r04", "Kay", "South", "4"),
    ("r05", "Bea", "North", "1"),
    ("r06", "Kay", "South", "2"),
    ("r07", "Ivo", "South", "3"),
    ("r08", "Ivo", "South", "4"),
    ("r09", "Kay", "South", "1.5"),
    ("r10", "Lou", "North", "2.5"),
    ("r11", "Lou", "North", "3"),
    ("r12", "Lou", "North", "4"),
];

fn offered((record, child, by, size): Row, design: &Design) -> Offered<'static> {
    let by = if design.by.is_empty() { "" } else { by };
    Offered { record, child: Some(child), by, size: design.size_field.as_ref().map(|_| size) }
}

fn seed(number: u32) -> Seed {
    Seed::new(&format!("{number:020}")).unwrap()
}

/// Draws once.
fn drawn(rows: &[Row], design: &Design, seed: &Seed) -> Drawn {
    let mut survey = Survey::new(design);
    rows.iter().for_each(|row| survey.see(offered(*row, design)));
    let scheme = survey.scheme().unwrap();
    let mut draw = Draw::new(seed, &scheme);
    rows.iter().for_each(|row| draw.offer(offered(*row, design)));
    draw.finish()
}

/// How often each set of records is drawn, over all seeds.
fn sets(rows: &[Row], design: &Design) -> BTreeMap<Vec<String>, u32> {
    let mut survey = Survey::new(design);
    rows.iter().for_each(|row| survey.see(offered(*row, design)));
    let scheme = survey.scheme().unwrap();
    let mut sets: BTreeMap<Vec<String>, u32> = BTreeMap::new();
    for number in 1..=SEEDS {
        let mut draw = Draw::new(&seed(number), &scheme);
        rows.iter().for_each(|row| draw.offer(offered(*row, design)));
        let mut records: Vec<String> = draw.finish().cases.into_iter().map(|case| case.record).collect();
        assert_eq!(records.len() as u64, design.size, "not the size asked for");
        records.sort();
        assert!(records.windows(2).all(|two| two[0] != two[1]), "a record is drawn twice");
        *sets.entry(records).or_default() += 1;
    }
    sets
}

/// How often each thing is in a set: records, or what a record stands for.
fn counts(sets: &BTreeMap<Vec<String>, u32>, of: impl Fn(&str) -> &'static str) -> BTreeMap<&'static str, f64> {
    let mut counts = BTreeMap::new();
    for (set, times) in sets {
        for record in set {
            *counts.entry(of(record)).or_default() += f64::from(*times);
        }
    }
    counts
}

fn row(record: &str) -> Row {
    *ROWS.iter().find(|row| row.0 == record).unwrap()
}

/// Whether a chi-square of so many degrees of freedom is not one that comes once in ten thousand.
fn plausible(chi_square: f64, freedom: usize) {
    let chance = 1.0 - ChiSquared::new(freedom as f64).unwrap().cdf(chi_square);
    assert!(chance > RARE, "chi-square {chi_square} of {freedom} degrees: p = {chance}");
}

/// The chi-square of how often things were drawn without replacement, `size` of them at a time, all alike.
///
/// Counts of a draw of n out of N have the covariance R f (1 - f) N / (N - 1) (I - 1/N), f = n / N; so the sum of squares over
/// R f (1 - f), times (N - 1) / N, is a chi-square of N - 1.
fn alike(counts: &[f64], size: u64) -> f64 {
    let all = counts.len() as f64;
    let share = size as f64 / all;
    let expected = f64::from(SEEDS) * share;
    let squares: f64 = counts.iter().map(|count| (count - expected) * (count - expected)).sum();
    squares / (expected * (1.0 - share)) * (all - 1.0) / all
}

/// The chi-square of counts in cells that are equally likely.
fn multinomial(counts: &[f64]) -> f64 {
    let expected = counts.iter().sum::<f64>() / counts.len() as f64;
    counts.iter().map(|count| (count - expected) * (count - expected) / expected).sum()
}

fn stratified(size: u64, allocation: Allocation) -> Design {
    Design { kind: DesignKind::Stratified, size, by: vec!["team".into()], allocation, ..Design::default() }
}

#[test]
fn a_simple_draw_gives_every_record_every_pair_and_every_set_the_same_chance() {
    let rows = &ROWS[..7];
    let sets = sets(rows, &Design { size: 3, ..Design::default() });
    assert_eq!(sets.len(), 35);
    plausible(multinomial(&sets.values().map(|times| f64::from(*times)).collect::<Vec<_>>()), 34);
    let units = counts(&sets, |record| row(record).0);
    assert_eq!(units.len(), 7);
    plausible(alike(&units.values().copied().collect::<Vec<_>>(), 3), 6);
    for (one, _, _, _) in rows {
        for (other, _, _, _) in rows.iter().filter(|other| other.0 > *one) {
            let both = |set: &Vec<String>| set.iter().any(|r| r == one) && set.iter().any(|r| r == other);
            let times: f64 = sets.iter().filter(|(set, _)| both(set)).map(|(_, times)| f64::from(*times)).sum();
            // A pair has the chance 1/7; its count lies within five standard deviations.
            let (expected, spread) = (f64::from(SEEDS) / 7.0, (f64::from(SEEDS) * 6.0 / 49.0).sqrt());
            assert!((times - expected).abs() < 5.0 * spread, "{one} and {other}: {times}");
        }
    }
}

#[test]
fn strata_are_drawn_each_by_itself() {
    for allocation in [Allocation::Proportional, Allocation::Equal] {
        let sets = sets(&ROWS, &stratified(5, allocation));
        let units = counts(&sets, |record| row(record).0);
        // North has five records and South seven: 5 x 5 / 12 = 2.08 and 2.92; or 2.5 each, the first by name rounded up.
        let sizes = if allocation == Allocation::Equal { [3, 2] } else { [2, 3] };
        let of = |team: &str| -> Vec<f64> { ROWS.iter().filter(|row| row.2 == team).map(|row| units[row.0]).collect() };
        plausible(alike(&of("North"), sizes[0]) + alike(&of("South"), sizes[1]), 4 + 6);
        // Which of North are drawn says nothing of which of South are: one of each, every pair of them as often.
        let pair = |north: &str, south: &str| -> f64 {
            let both = |set: &&Vec<String>| set.iter().any(|r| r == north) && set.iter().any(|r| r == south);
            sets.iter().filter(|(set, _)| both(set)).map(|(_, times)| f64::from(*times)).sum()
        };
        let chance = sizes[0] as f64 / 5.0 * sizes[1] as f64 / 7.0;
        let spread = (f64::from(SEEDS) * chance * (1.0 - chance)).sqrt();
        for north in ROWS.iter().filter(|row| row.2 == "North") {
            for south in ROWS.iter().filter(|row| row.2 == "South") {
                let off = (pair(north.0, south.0) - f64::from(SEEDS) * chance).abs();
                assert!(off < 5.0 * spread, "{} and {}", north.0, south.0);
            }
        }
    }
}

#[test]
fn a_systematic_draw_takes_each_of_its_starts_as_often() {
    for by in [vec![], vec!["team".to_owned()]] {
        let design = Design { kind: DesignKind::Systematic, size: 5, by, ..Design::default() };
        let sets = sets(&ROWS, &design);
        assert_eq!(sets.len(), 12, "twelve starts are twelve samples");
        plausible(multinomial(&sets.values().map(|times| f64::from(*times)).collect::<Vec<_>>()), 11);
        // Each record is in five of the twelve; so its count has the chance 5/12.
        for (record, times) in counts(&sets, |record| row(record).0) {
            let (expected, spread) = (f64::from(SEEDS) * 5.0 / 12.0, (f64::from(SEEDS) * 35.0 / 144.0).sqrt());
            assert!((times - expected).abs() < 5.0 * spread, "{record}: {times}");
        }
    }
}

/// Three at equal distances, and then two of the other nine: four lines times 36 pairs, all as likely.
#[test]
fn a_systematic_draw_that_was_extended_takes_every_pair_of_the_others_as_often() {
    let design = Design { kind: DesignKind::Systematic, size: 5, line: Some(3), ..Design::default() };
    let sets = sets(&ROWS, &design);
    assert_eq!(sets.len(), 144);
    plausible(multinomial(&sets.values().map(|times| f64::from(*times)).collect::<Vec<_>>()), 143);
}

/// Records of one size have one chance; the counts of each size come within 2% of lambda times the seeds.
#[test]
fn a_draw_by_size_gives_chances_in_proportion_to_size() {
    let names: Vec<String> = (1..=20).map(|n| format!("C{n:04}")).collect();
    let size = |record: &str| record[1..].parse::<u32>().unwrap() % 4 + 1;
    let design = Design { kind: DesignKind::Pps, size: 10, size_field: Some("s".into()), ..Design::default() };
    let texts: Vec<String> = names.iter().map(|name| size(name).to_string()).collect();
    let rows =
        || names.iter().zip(&texts).map(|(record, size)| Offered { record, child: None, by: "", size: Some(size) });
    let mut survey = Survey::new(&design);
    rows().for_each(|row| survey.see(row));
    let scheme = survey.scheme().unwrap();
    let mut times = [0.0; 5];
    for number in 1..=SEEDS {
        let mut draw = Draw::new(&seed(number), &scheme);
        rows().for_each(|row| draw.offer(row));
        let cases = draw.finish().cases;
        assert_eq!(cases.len(), 10);
        for case in cases {
            times[size(&case.record) as usize] += 1.0;
            assert!((case.weight * case.lambda.unwrap() - 1.0).abs() < 1e-12);
        }
    }
    for (size, times) in (1..=4).zip(&times[1..]) {
        // Five records of each size, which add up to 50: lambda = 10 size / 50.
        let expected = 5.0 * f64::from(SEEDS) * 10.0 * f64::from(size) / 50.0;
        assert!((times / expected - 1.0).abs() < 0.02, "size {size}: {times} is not nearly {expected}");
    }
}

#[test]
fn a_record_too_large_for_a_chance_is_drawn_for_certain_and_weighs_one() {
    let mut rows = ROWS;
    rows[3].3 = "400";
    let design = Design { kind: DesignKind::Pps, size: 4, size_field: Some("s".into()), ..Design::default() };
    let sets = sets(&rows, &design);
    assert_eq!(counts(&sets, |record| row(record).0)["r04"], f64::from(SEEDS));
    let drawn = drawn(&rows, &design, &seed(1));
    let large = drawn.cases.iter().find(|case| case.record == "r04").unwrap();
    assert_eq!((large.lambda, large.weight), (Some(1.0), 1.0));
    // The other eleven sizes add up to 27, and give three cases.
    let other = drawn.cases.iter().find(|case| case.record != "r04").unwrap();
    let size: f64 = row(&other.record).3.parse().unwrap();
    assert!((other.lambda.unwrap() - 3.0 * size / 27.0).abs() < 1e-12);
}

#[test]
fn one_record_per_child_gives_children_one_chance_and_then_their_records_one() {
    let records_of = |child: &str| ROWS.iter().filter(|row| row.1 == child).count();
    for (design, children) in [
        (Design { size: 2, one_per_child: true, ..Design::default() }, vec![vec!["Ann", "Bea", "Ivo", "Kay", "Lou"]]),
        (
            Design { one_per_child: true, ..stratified(3, Allocation::Proportional) },
            vec![vec!["Ann", "Bea", "Lou"], vec!["Ivo", "Kay"]],
        ),
    ] {
        let sets = sets(&ROWS, &design);
        let by_child = counts(&sets, |record| row(record).1);
        let by_record = counts(&sets, |record| row(record).0);
        // Of two and three children three are drawn: 3 x 3 / 5 = 1.8 and 1.2, so two and one.
        let sizes: &[u64] = if children.len() == 1 { &[2] } else { &[2, 1] };
        let (mut chi_square, mut freedom) = (0.0, 0);
        for (children, size) in children.iter().zip(sizes) {
            chi_square += alike(&children.iter().map(|child| by_child[child]).collect::<Vec<_>>(), *size);
            freedom += children.len() - 1;
            for child in children.iter().filter(|child| records_of(child) > 1) {
                let own: Vec<f64> = ROWS.iter().filter(|row| row.1 == *child).map(|row| by_record[row.0]).collect();
                chi_square += multinomial(&own);
                freedom += own.len() - 1;
            }
        }
        plausible(chi_square, freedom);
        for case in drawn(&ROWS, &design, &seed(1)).cases {
            let child = case.child.unwrap();
            let place = children.iter().position(|children| children.contains(&child.as_str())).unwrap();
            let weight = records_of(&child) as f64 * children[place].len() as f64 / sizes[place] as f64;
            assert!((case.weight - weight).abs() < 1e-12 && case.record_ticket.is_some());
            assert_eq!(case.child_records, Some(records_of(&child) as u64));
        }
    }
}

#[test]
fn neither_the_order_of_the_frame_nor_what_else_is_in_it_decides() {
    let mut turned = ROWS;
    turned.reverse();
    turned.rotate_left(5);
    let sized = Design { kind: DesignKind::Pps, size: 4, size_field: Some("s".into()), ..Design::default() };
    let simple = |size| Design { size, ..Design::default() };
    let children = |size| Design { one_per_child: true, ..simple(size) };
    for number in 1..200 {
        let seed = seed(number);
        for design in [&simple(5), &stratified(5, Allocation::Equal), &sized, &children(3)] {
            assert_eq!(drawn(&ROWS, design, &seed), drawn(&turned, design, &seed));
        }
        // A larger sample holds the smaller one, in the same order.
        let records = |rows: &[Row], design: &Design| -> Vec<String> {
            drawn(rows, design, &seed).cases.into_iter().map(|case| case.record).collect()
        };
        assert!(records(&ROWS, &simple(9)).starts_with(&records(&ROWS, &simple(4))));
        assert!(records(&ROWS, &children(5)).starts_with(&records(&ROWS, &children(2))));
        // Who is drawn from North does not depend on what is in South.
        let north: Vec<Row> = ROWS.into_iter().filter(|row| row.2 == "North").collect();
        let of_north: Vec<String> = records(&ROWS, &stratified(6, Allocation::Equal))
            .into_iter()
            .filter(|record| row(record).2 == "North")
            .collect();
        assert_eq!(of_north, records(&north, &simple(3)));
    }
}

/// Forty oversights of eight children in three teams, one of them small; each child has one IRO, and the notes have points.
fn council() -> Room {
    let room = Room::staffed();
    let rows: String = (0..40)
        .map(|n| {
            let child = n % 8;
            let team = ["North", "North", "North", "South", "South", "South", "West", "North"][child];
            let iro = ["Priya Nair", "Wei Chen"][child % 2];
            let points = if n == 17 { String::new() } else { format!("{}.5", n % 6) };
            format!("É{n:02},K{child},{:02}/10/2026,{iro},{team},{points},Text {n}\n", n % 28 + 1)
        })
        .collect();
    let heading = "Case note ID,Person ID,Date of event,Recorded by,Team,Points,Note";
    room.import("october.csv", &format!("{heading}\n{rows}")).ok();
    room
}

const OCTOBER: &str = "draw --kind oversight --period 2026-10 --seed 20263847561029384756";

/// Every design that the verbs know, with what its cases must add up to: the frame, where weights are exact.
const EVERY: [(&str, bool); 10] = [
    ("--size 7", true),
    ("--size 9 --by team,iro", true),
    ("--size 9 --by team --allocation equal --at-least 2", true),
    ("--size 9 --by team --merge-below 8", true),
    ("--size 9 --by team --allocation 'North=4,south=3,West=2'", true),
    ("--size 7 --design systematic", true),
    ("--size 7 --design systematic --by team,iro", true),
    ("--size 7 --size-field extra.Points --where 'extra.Points > 0'", false),
    ("--size 5 --one-per-child", false),
    ("--size 4 --one-per-child --by iro --allocation equal", false),
];

#[test]
fn every_design_is_drawn_shown_and_done_again() {
    let room = council();
    for (place, (flags, whole)) in EVERY.iter().enumerate() {
        let drawn = room.json(&format!("{OCTOBER} --name s{place} {flags}"));
        let cases = drawn["cases"].as_array().unwrap();
        assert_eq!(cases.len() as u64, drawn["size"].as_u64().unwrap(), "{flags}");
        let tickets: Vec<(&str, &str)> =
            each(&drawn["cases"], "stratum").into_iter().zip(each(&drawn["cases"], "ticket")).collect();
        assert!(tickets.is_sorted(), "{flags}: {tickets:?}");
        let weight: f64 = cases.iter().map(|case| case["weight"].as_f64().unwrap()).sum();
        assert!(!whole || (weight - 40.0).abs() < 1e-9, "{flags}: {weight}");
        room.write("m.json", &room.run(&format!("sample manifest s{place}")).ok().out);
        assert_eq!(room.json("verify m.json --register register.dipsample")["agrees"], true, "{flags}");
        let shown = room.json(&format!("sample show s{place} --why"));
        assert_eq!(shown["cases"], drawn["cases"], "{flags}");
        assert_eq!(shown["arithmetic"].as_array().unwrap().len(), drawn["strata"].as_array().unwrap().len(), "{flags}");
    }
}

type Tampering = (&'static str, fn(&mut Value));

/// Seed, id, stratum, size, weight and case, each tampered with in every design.
const TAMPERINGS: [Tampering; 8] = [
    ("seed", |m| m["seed"] = json!("20263847561029384757")),
    ("id", |m| m["frame"][3]["record"] = json!("É99")),
    ("stratum", |m| m["frame"][3]["stratum"] = json!("East")),
    ("size", |m| m["design"]["size"] = json!(m["design"]["size"].as_u64().unwrap() - 1)),
    ("weight", |m| m["cases"][1]["weight"] = json!(m["cases"][1]["weight"].as_f64().unwrap() * 1.001)),
    ("case", |m| {
        let drawn: Vec<Value> = m["cases"].as_array().unwrap().iter().map(|case| case["record"].clone()).collect();
        let other = m["frame"].as_array().unwrap().iter().find(|row| !drawn.contains(&row["record"])).unwrap().clone();
        (m["cases"][0]["record"], m["cases"][0]["child"]) = (other["record"].clone(), other["child"].clone());
    }),
    ("case left out", |m| drop(m["cases"].as_array_mut().unwrap().pop())),
    ("ticket", |m| m["cases"][0]["ticket"] = json!("0.000000000000000001")),
];

#[test]
fn what_was_tampered_with_does_not_agree_in_any_design() {
    let room = council();
    let mut tried = 0;
    for (place, (flags, _)) in EVERY.iter().enumerate() {
        room.run(&format!("{OCTOBER} --name s{place} {flags}")).ok();
        let sound: Value = serde_json::from_str(&room.run(&format!("sample manifest s{place}")).ok().out).unwrap();
        let own: &[Tampering] = match (&sound["design"]["kind"], &sound["design"]["one_per_child"]) {
            (Value::String(kind), _) if kind == "pps" => &[
                ("a record's size", |m| m["frame"][0]["size"] = json!(90.25)),
                ("lambda", |m| m["cases"][0]["lambda"] = json!(0.5)),
            ],
            (Value::String(kind), _) if kind == "systematic" => &[
                ("order", |m| m["design"]["order"] = json!(["date"])),
                ("a size that nothing was drawn by", |m| m["frame"][0]["size"] = json!(2)),
                ("a minimum without strata", |m| m["design"]["at_least"] = json!(1)),
            ],
            (_, Value::Bool(true)) => &[
                ("record_ticket", |m| m["cases"][0]["record_ticket"] = json!("0.1")),
                ("child_records", |m| m["cases"][0]["child_records"] = json!(1)),
                ("a record's child", |m| m["frame"][0]["child"] = json!("K9")),
                ("the records of a reserve's child", |m| m["reserves"][0]["child_records"] = json!(99)),
            ],
            _ => &[],
        };
        for (what, tamper) in TAMPERINGS.iter().chain(own) {
            let mut tampered = sound.clone();
            tamper(&mut tampered);
            assert_ne!(tampered, sound, "{flags}: {what}");
            room.write("tampered.json", &tampered.to_string());
            let answer = room.run("verify tampered.json");
            assert!(answer.code == 1 && answer.says("does NOT agree"), "{flags}: {what}:\n{}", answer.all());
            tried += 1;
        }
    }
    assert!(tried >= 50);
}

#[test]
fn small_strata_are_merged_and_it_is_said() {
    let room = council();
    let drawn = room.json(&format!("{OCTOBER} --size 9 --by team,iro --merge-below 7 --name m"));
    let merged = &drawn["strata"][0];
    assert_eq!(merged["stratum"], "(merged: South | Priya Nair, West | Priya Nair)");
    assert_eq!(merged["merged"], json!(["South | Priya Nair", "West | Priya Nair"]));
    room.run("sample show m --why")
        .ok()
        .must_say(&["2 strata are merged into one, because some hold fewer than 7", "merged here"]);
    let manifest: Value = serde_json::from_str(&room.run("sample manifest m").ok().out).unwrap();
    let row = manifest["frame"].as_array().unwrap().iter().find(|row| row["by"] == "West | Priya Nair").unwrap();
    assert_eq!(row["stratum"], merged["stratum"]);
    assert!(keys(&manifest).contains(&"arithmetic"));
}

#[test]
fn what_a_design_cannot_be_drawn_by_is_refused_with_what_to_do() {
    let room = council();
    room.import("loose.csv", "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nZ1,,03/11/2026,Wei Chen,North,No child\nZ2,K1,04/11/2026,Wei Chen,North,A\nZ3,K1,05/11/2026,Priya Nair,North,B\n").ok();
    let before = room.register();
    let person: &[(&str, &[&str])] = &[
        (
            "--period 2026-10 --size 7 --size-field extra.Points",
            &["is no size", "É17: blank", "--where \"extra.Points > 0\""],
        ),
        ("--period 2026-10 --size 7 --size-field team", &["--size-field: team holds no numbers"]),
        ("--period 2026-10 --size 7 --size-field nonsense", &["--size-field", "nonsense"]),
        ("--period 2026-10 --size 9 --one-per-child", &["holds records of 8"]),
        (
            "--period 2026-11 --size 1 --one-per-child",
            &["1 records of the frame name no child", "Z1", "child is not null"],
        ),
        (
            "--period 2026-11 --size 1 --one-per-child --by iro --where 'child is not null'",
            &["1 children have records in more than one", "K1", "'Priya Nair' and 'Wei Chen'"],
        ),
        (
            "--period 2026-10 --size 9 --by team --allocation neyman",
            &["needs earlier gradings", "--allocation proportional"],
        ),
        ("--period 2026-10 --size 9 --by team --allocation 'North=9'", &["says nothing of South, West"]),
        (
            "--period 2026-10 --size 9 --by team --allocation 'North=4,South=3,Nord=2'",
            &["'Nord'", "North, South, West"],
        ),
        ("--period 2026-10 --size 9 --by team --allocation 'North=1,South=1,West=7'", &["asks for 7 from 'West'"]),
        (
            "--period 2026-10 --size 9 --by team --allocation 'North=4,South=3,West=3'",
            &["make 10 cases, and --size asks for 9"],
        ),
        ("--period 2026-10 --size 9 --by team --allocation fair", &["there is no allocation 'fair'"]),
        ("--period 2026-10 --size 9 --by team --allocation 'North=many'", &["is not a stratum's name and a number"]),
        ("--period 2026-10 --size 9 --design odd", &["simple, stratified, systematic, pps"]),
    ];
    for (flags, words) in person {
        let answer = room.run(&format!("draw --kind oversight {flags}")).refused();
        answer.must_say(words);
    }
    for usage in [
        "--size 9 --design systematic --at-least 2",
        "--size 9 --merge-below 3",
        "--size 9 --allocation equal",
        "--size 9 --design pps",
        "--size 9 --design pps --size-field extra.Points --by team",
        "--size 9 --design simple --size-field extra.Points",
        "--size 9 --design systematic --one-per-child",
        "--size 9 --by team --allocation 'North=9' --at-least 1",
    ] {
        assert_eq!(room.run(&format!("draw --kind oversight --period 2026-10 {usage}")).code, 2, "{usage}");
    }
    assert_eq!(room.run("draw --kind child --period 2026-10 --size 2 --one-per-child").code, 2);
    assert_eq!(room.register(), before, "a refused draw changed the register");
}

#[test]
fn a_field_that_only_children_have_makes_strata_too() {
    let room = council();
    let children: String = (0..8).map(|n| format!("K{n},{},01/02/2026\n", ["Foster", "Home"][n % 2])).collect();
    room.import("children.csv", &format!("Person ID,Placement type,Date became looked after\n{children}")).ok();
    let drawn = room.json(&format!("{OCTOBER} --size 8 --by placement_type --allocation equal"));
    assert_eq!(drawn["by"], json!(["child.placement_type"]));
    assert_eq!(each(&drawn["strata"], "stratum").len(), 2);
}

/// Neyman's allocation learns from what is graded: of six Norths graded none is good, of six Souths all are.
#[test]
fn neymans_allocation_says_where_its_spread_is_from() {
    let room = council();
    let drawn = room.json(&format!("{OCTOBER} --size 12 --by team --allocation 'North=6,South=6,West=0' --name first"));
    for case in drawn["cases"].as_array().unwrap() {
        let (number, half) = (&case["case"], case["case"].as_u64().unwrap() % 2 == 0);
        let grade = if case["stratum"] == "North" && half { "inadequate" } else { "good" };
        let set: String = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
            .map(|criterion| format!(" --set {criterion}={grade}"))
            .concat();
        room.run_as("Tom Adeyemi", &format!("grade first {number}{set} --overall {grade} --finish")).ok();
    }
    let planned = room.json(&format!("{OCTOBER} --size 12 --by team --allocation neyman --plan-only"));
    assert_eq!(planned["parameters"]["spread_from"], json!(["first"]));
    assert_eq!(
        planned["parameters"]["spread"],
        json!([{ "stratum": "North", "count": 3, "of": 6 }, { "stratum": "South", "count": 0, "of": 6 }])
    );
    // By hand: 20 x sqrt(4 x 4) / 8 = 10; 15 x sqrt(1 x 7) / 8 = 4.961; 5 x 1/2 = 2.5: 6.872, 3.409 and 1.718 of 12.
    assert_eq!(
        planned["strata"].as_array().unwrap().iter().map(|s| s["size"].as_u64().unwrap()).collect::<Vec<_>>(),
        [7, 3, 2]
    );
    room.run(&format!("{OCTOBER} --size 12 --by team --allocation neyman --name second")).ok();
    room.run("sample show second --why").ok().must_say(&[
        "taken from the gradings of first",
        "3 of 6 graded there before were below good",
        "nothing is graded there",
    ]);
    room.write("m.json", &room.run("sample manifest second").ok().out);
    assert_eq!(room.json("verify m.json")["agrees"], true);
}

/// A draw of children is not one of records, so neither stands on the other's line; it has both answers.
#[test]
fn a_draw_of_one_record_per_child_has_both_answers_and_is_in_no_trend_of_records() {
    let room = council();
    let september = "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nS1,K1,05/09/2026,Wei Chen,North,A\nS2,K2,06/09/2026,Wei Chen,North,B\n";
    room.import("september.csv", september).ok();
    room.run("draw --kind oversight --period 2026-09 --size 2 --one-per-child --name children").ok();
    room.run("draw --kind oversight --period 2026-09 --size 2 --name records").ok();
    room.run(&format!("{OCTOBER} --size 3 --name october")).ok();
    let children = room.json("findings children");
    assert_eq!(children["basis"]["answers"], "per-record");
    // Nothing is graded yet, so that neither answer has a share.
    assert!(children["grades"].as_array().is_some_and(|grades| grades.iter().all(|one| one["share"].is_null())));
    room.run("export f.xlsx children").ok();
    let trend = room.json("findings october")["trend"].clone();
    assert_eq!(each(&trend, "sample"), ["records", "october"]);
}
