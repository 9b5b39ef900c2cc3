//! What an import makes of several files, late files, refused rows and columns that come and go.

use crate::import::counts;
use crate::room::{Room, each};
use proptest::prelude::*;
use serde_json::{Value, json};

const CHILDREN: &str = "Person ID,Team,Date became looked after\n";

/// A file of one child as at a day.
fn child(room: &Room, as_at: &str, team: &str) -> (u64, u64, u64, u64) {
    room.write("children.csv", &format!("{CHILDREN}K1,{team},01/02/2026\n"));
    counts(&room.json(&format!("import children.csv --as-at {as_at}"))["files"][0])
}

/// The team of the one child at the end of a month.
fn team_in(room: &Room, month: &str) -> String {
    let plan = room.json(&format!("draw --kind child --period {month} --size 1 --by team --plan-only"));
    plan["strata"][0]["stratum"].as_str().unwrap().to_owned()
}

#[test]
fn a_late_file_of_children_does_not_change_what_a_later_day_said() {
    let room = Room::new();
    assert_eq!(child(&room, "2026-07-31", "North"), (1, 0, 0, 0));
    assert_eq!(child(&room, "2026-10-31", "North"), (0, 0, 1, 0));
    assert_eq!(child(&room, "2026-08-31", "North"), (0, 0, 1, 0));
    assert_eq!(child(&room, "2026-09-30", "South"), (0, 1, 0, 0));
    let months = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"];
    assert_eq!(months.map(|month| team_in(&room, month)), ["North", "North", "South", "North", "North"]);
    assert_eq!(child(&room, "2026-09-30", "South"), (0, 0, 1, 0));
    assert_eq!(child(&room, "2026-10-31", "North"), (0, 0, 1, 0));
    assert_eq!(months.map(|month| team_in(&room, month)), ["North", "North", "South", "North", "North"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever order the months come in, each month's end is described by the newest month up to it that was told last.
    #[test]
    fn children_are_described_by_the_newest_day_up_to_the_periods_end(
        files in prop::collection::vec((4u32..11, prop::sample::select(vec!["North", "South"])), 1..7)
    ) {
        let room = Room::new();
        let mut told = std::collections::BTreeMap::new();
        for (month, team) in files {
            child(&room, &format!("2026-{month:02}-28"), team);
            told.insert(month, team);
        }
        for month in 4..11u32 {
            let known = told.range(..=month).next_back().or_else(|| told.iter().next()).map(|(_, team)| *team);
            let team = team_in(&room, &format!("2026-{month:02}"));
            prop_assert_eq!(Some(team.as_str()), known, "month {}", month);
        }
    }
}

#[test]
fn a_refused_conflict_among_children_leaves_every_day_as_it_was() {
    let room = Room::new();
    child(&room, "2026-07-31", "North");
    for rows in ["K1,North,01/02/2026\nK1,South,01/02/2026\n", "K1,South,01/02/2026\nK1,North,01/02/2026\n"] {
        room.write("twice.csv", &format!("{CHILDREN}{rows}"));
        let file = room.json("import twice.csv --as-at 2026-09-30")["files"][0].clone();
        assert_eq!(counts(&file), (0, 0, 0, 2), "{file}");
    }
    assert_eq!(["2026-07", "2026-09"].map(|month| team_in(&room, month)), ["North", "North"]);
}

#[test]
fn each_file_of_children_is_dated_by_itself() {
    let room = Room::new();
    room.write("a.csv", &format!("{CHILDREN}K1,North,01/07/2026\n"));
    room.write("b.csv", &format!("{CHILDREN}K2,North,15/09/2026\n"));
    room.write("c.csv", "Person ID,Team,Date of birth\nK3,North,01/05/2014\n");
    let days = |files: &str| -> Vec<Value> {
        room.json(&format!("import {files} --dry-run"))["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file["as_at"].clone())
            .collect()
    };
    assert_eq!(days("a.csv b.csv c.csv"), [json!("2026-07-01"), json!("2026-09-15"), json!("2026-09-15")]);
    // Births do not date a file; with nothing else to go by it is today.
    assert_eq!(days("c.csv"), [json!("2026-11-02")]);
    assert_eq!(days("a.csv b.csv --as-at 2026-10-31"), [json!("2026-10-31"), json!("2026-10-31")]);
}

#[test]
fn children_who_are_in_no_file_any_more_are_told() {
    let mut room = Room::staffed();
    let file = |rows: &str| format!("Person ID,Date became looked after,Date ceased\n{rows}");
    room.write("jul.csv", &file("K1,01/02/2026,\nK2,01/02/2026,\nK3,01/02/2026,01/06/2026\nK4,01/02/2026,\n"));
    assert_eq!(room.json("import jul.csv --as-at 2026-07-31")["gone"], 0);
    room.now += chrono::Duration::hours(1);
    room.write("north.csv", &file("K1,01/02/2026,\n"));
    room.write("south.csv", &file("K4,01/02/2026,\n"));
    assert_eq!(room.json("import north.csv south.csv --as-at 2026-09-30 --dry-run")["gone"], 1);
    let answer = room.run("import north.csv --as-at 2026-09-30").ok();
    answer.must_say(&[
        "2 children of the register are not in this extract, and not known to have left care by 30/09/2026",
    ]);
    // They are of October's frame all the same, and the draw says so; of July's they are without doubt.
    let answer = room.run("draw --kind child --period 2026-10 --size 2 --rubric care-plan").ok();
    answer.must_say(&["2 of the 3 children in the frame are not in the newest extract of children"]);
    assert_eq!(room.json("draw --kind child --period 2026-10 --size 2")["not_in_newest"], 2);
    assert_eq!(room.json("draw --kind child --period 2026-07 --size 2")["not_in_newest"], 0);
    // An import of notes says nothing of children.
    room.write("notes.csv", "Case note ID,Person ID,Date of event\n1,K1,02/10/2026\n");
    assert_eq!(room.json("import notes.csv")["gone"], Value::Null);
}

#[test]
fn a_blank_cell_of_another_column_clears_it_and_a_column_that_is_not_there_does_not() {
    let room = Room::new();
    room.import("a.csv", "Case note ID,Person ID,Date of event,Venue,Ward\n1,K1,02/10/2026,Home,East\n").ok();
    let file = room.import_json("b.csv", "Case note ID,Person ID,Date of event,Venue\n1,K1,02/10/2026,\n");
    assert_eq!(counts(&file), (0, 1, 0, 0));
    let plan = "draw --kind oversight --period 2026-10 --size 1 --plan-only --where";
    let condition = "extra.Venue is null and extra.Ward = 'East'";
    assert_eq!(room.json(&format!("{plan} \"{condition}\""))["frame"], 1);
}

#[test]
fn a_duplicate_of_a_row_that_is_refused_later_is_refused_with_it() {
    let room = Room::new();
    let row = |team: &str| format!("7,K1,02/10/2026,{team}\n");
    let text = ["North", "North", "South", "North"].map(row).concat();
    let file = room.import_json("a.csv", &format!("Case note ID,Person ID,Date of event,Team\n{text}"));
    assert_eq!((counts(&file), &file["duplicates"]), ((0, 0, 0, 4), &json!(0)));
    let mut rows: Vec<u64> = file["refused"].as_array().unwrap().iter().map(|f| f["row"].as_u64().unwrap()).collect();
    rows.dedup();
    assert_eq!(rows, [2, 3, 4, 5]);
}

#[test]
fn a_drawn_case_whose_row_is_refused_is_not_told_as_missing() {
    let room = Room::staffed();
    let heading = "Case note ID,Person ID,Date of event,Team\n";
    let rows =
        ["1,K1,01/10/2026,North\n", "2,K1,02/10/2026,North\n", "3,K1,03/10/2026,North\n", "4,K1,04/10/2026,North\n"];
    room.import("a.csv", &format!("{heading}{}", rows.concat())).ok();
    room.run("draw --kind oversight --period 2026-10 --size 4 --name oct").ok();
    // The second has no readable day, the third stands twice and differs, the fourth is not there.
    let later = ["1,K1,01/10/2026,North\n", "2,K1,soon,North\n", "3,K1,03/10/2026,North\n", "3,K1,03/10/2026,South\n"];
    let text = format!("{heading}{}5,K1,09/10/2026,North\n", later.concat());
    let file = room.import_json("b.csv", &text);
    let told = |what: &str| -> Vec<String> {
        let touched = file["cases_touched"].as_array().unwrap();
        let mut of: Vec<&Value> = touched.iter().filter(|case| case["what"] == what).collect();
        of.sort_by_key(|case| case["record"].as_str().unwrap().to_owned());
        each(&json!(of), "record").into_iter().map(str::to_owned).collect()
    };
    assert_eq!(
        (told("refused"), told("missing"), told("changed")),
        (vec!["2".to_owned(), "3".to_owned()], vec!["4".to_owned()], vec![],)
    );
    room.run("import b.csv").ok().must_say(&["(3) was refused in this extract; the sample keeps it as drawn"]);
    assert_eq!(room.json("sample show oct")["changed_since"], 1);
}

#[test]
fn a_register_is_made_whole_or_not_at_all() {
    let room = Room::empty();
    // What is left where the program ended between keeping the place and filling it.
    room.write("register.dipsample", "");
    room.run("init").ok();
    let names: Vec<String> = std::fs::read_dir(room.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".part") || name.contains(".part-"))
        .collect();
    assert!(names.is_empty(), "{names:?} was left behind");
    room.run("status").ok();
    let made = room.register();
    room.run("init").refused().must_say(&["already"]);
    assert_eq!(room.register(), made);
    room.write("mine.dipsample", "a letter");
    room.run("init --register mine.dipsample").refused();
    assert_eq!(std::fs::read_to_string(room.path("mine.dipsample")).unwrap(), "a letter");
}
