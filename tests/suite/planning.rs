//! `draw --plan-only`: what a draw could say and what it would cost; it shows no case, draws nothing and keeps nothing.

use chrono::TimeDelta;

use crate::room::Room;

/// Sixty oversights of October, 40 of team North.
fn sixty() -> Room {
    let room = Room::staffed();
    let rows: String = (1..=60)
        .map(|n| {
            format!(
                "NOTE{n},KID{n},{:02}/10/2026,Ann Bell,{},Text {n}\n",
                n % 28 + 1,
                if n <= 40 { "North" } else { "South" }
            )
        })
        .collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room
}

/// The exact counts of 0 and 5 in 12 of 60, inverted with scipy 1.12's hypergeom: 0 to 14 and 11 to 41; U1 11 and 39.
#[test]
fn a_plan_tells_what_the_findings_could_say() {
    let room = sixty();
    let before = room.register();
    let plan = room.json("draw --kind oversight --period 2026-10 --size 12 --plan-only");
    let outcomes = plan["outlook"]["outcomes"].as_array().unwrap();
    assert_eq!((outcomes[0]["count"].as_u64(), outcomes[0]["upper_count"].as_u64()), (Some(0), Some(11)));
    assert!((outcomes[0]["high"].as_f64().unwrap() - 14.0 / 60.0).abs() < 1e-12);
    assert_eq!(outcomes.last().unwrap()["count"], 6);
    assert!(plan["outlook"]["worst_margin"].as_f64().unwrap() > 0.2);
    // Of 20%, which is 12 of 60: 1 - C(48, 12) / C(60, 12) = 0.9503, and 12 is the smallest size for 95%.
    let chance = plan["outlook"]["finds_one"][3]["chance"].as_f64().unwrap();
    assert!((0.95..0.9505).contains(&chance), "{chance}");
    assert!(plan["hours"].is_null() && plan["gradings"] == 12);
    let told = room.run("draw --kind oversight --period 2026-10 --size 12 --plan-only").ok();
    told.must_say(&["Nothing was drawn", "0 of 12", "0% to 23%", "cannot be told yet"]);
    assert!(!told.says("NOTE") && !told.says("KID") && !plan.to_string().contains("NOTE"));
    assert_eq!(room.register(), before);
    let strata = room.json("draw --kind oversight --period 2026-10 --size 12 --by team --plan-only");
    assert!(strata["outlook"]["method"].as_str().unwrap().contains("Korn-Graubard"));
    assert_eq!(room.register(), before);
}

/// Clopper-Pearson's ends for 2 of 20 by scipy 1.12 are .0123 and .3170. Half of the children have two records and half one, so that
/// w is m 40 / 20, and 20 drawn are worth 60² / (2 (20 x 4 + 20)) = 18 cases; 1 - .025^(1/18) = .185302.
#[test]
fn a_plan_tells_what_unequal_chances_could_say() {
    let room = Room::staffed();
    let note = |child: u32, note: u32| format!("N{child}-{note},K{child},{note}/10/2026,Ann Bell,Text {note}\n");
    let rows: String = (1..=40).flat_map(|child| (1..=1 + child % 2).map(move |number| note(child, number))).collect();
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Note\n{rows}")).ok();
    let planned = "draw --kind oversight --period 2026-10 --size 20 --one-per-child --plan-only";
    let plan = room.json(planned);
    let (records, children) = (&plan["outlook"], &plan["outlook_per_child"]);
    assert_eq!((&records["answers"], &children["answers"]), (&"per-record".into(), &"per-child".into()));
    let near = |ours: &serde_json::Value, theirs: f64| {
        assert!((ours.as_f64().unwrap() - theirs).abs() < 5e-5, "{ours} {theirs}");
    };
    near(&records["effective_size"], 18.0);
    near(&records["outcomes"][0]["high"], 0.185_302);
    near(&children["outcomes"][2]["low"], 0.0123);
    near(&children["outcomes"][2]["high"], 0.3170);
    assert!(children["outcomes"][2]["upper_count"].is_null());
    let told = room.run(planned).ok();
    told.must_say(&["Of records", "Korn-Graubard", "18.0", "Of children", "Clopper-Pearson", "1% to 32%"]);
    let rows = "K1,12/01/2015,3\nK2,01/02/2022,1\nK3,01/02/2022,8\nK4,01/02/2022,2\n";
    room.import(
        "c.csv",
        &format!("Child ID,Date started to be looked after,Missing episodes in the last 12 months\n{rows}"),
    )
    .ok();
    let plan = room.json("draw --kind child --period 2026-10 --size 2 --size-field missing_12m --plan-only");
    assert!(plan["outlook"]["method"].as_str().unwrap().contains("a record's size"), "{plan}");
    assert!(plan["outlook_per_child"].is_null() && plan["outlook"]["outcomes"].as_array().unwrap().len() == 2);
}

#[test]
fn a_plan_counts_hours_at_the_registers_own_pace() {
    let mut room = sixty();
    room.run("draw --kind oversight --period 2026-10 --size 6 --name oct --seed 20263847561029384756 --auditors 'Tom Adeyemi'").ok();
    let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}=good"))
        .join(" ");
    let plan =
        "draw --kind oversight --period 2026-10 --size 10 --plan-only --auditors 'Tom Adeyemi,Wei Chen' --double 20%";
    for (case, minutes) in [(1, 10), (2, 30), (3, 12), (4, 15), (5, 20)] {
        assert!(room.json(plan)["hours"].is_null(), "{case}");
        room.run_as("Tom Adeyemi", &format!("grade oct {case} {set}")).ok();
        room.now += TimeDelta::minutes(minutes);
        room.run_as("Tom Adeyemi", &format!("grade oct {case} --finish")).ok();
    }
    let told = room.json(plan);
    assert_eq!((told["minutes_per_case"].as_f64(), told["timed_gradings"].as_u64()), (Some(15.0), Some(5)));
    assert_eq!((told["gradings"].as_u64(), told["hours"].as_f64()), (Some(12), Some(3.0)));
    room.run(plan).ok().must_say(&["12 gradings: about 3.0 hours, at 15 minutes each"]);
}
