//! Manifests: what stands on them, and their re-performance, with and without the register.

use crate::draw::{council, draw, twenty};
use crate::room::{Room, keys};
use serde_json::{Value, json};

/// Writes the manifest of the newest sample to a file and returns it.
fn manifest(room: &Room) -> Value {
    let text = room.run("sample manifest last").ok().out;
    room.write("m.json", &text);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_manifest_is_done_again_without_a_register() {
    let room = council();
    draw(&room, "--size 7 --by team --where \"date < '2026-10-25'\"");
    manifest(&room);
    let stranger = Room::empty();
    std::fs::copy(room.path("m.json"), stranger.path("m.json")).unwrap();
    let told = stranger.json("verify m.json");
    assert_eq!((&told["agrees"], &told["differences"]), (&json!(true), &json!([])));
    insta::assert_snapshot!(stranger.run("verify m.json").ok().all(), @r"
    oversight-2026-10 agrees: done again from seed and frame, the same 7 cases come out.
    This proves the draw from the frame that the manifest gives (with --register also the frame).
    ");
}

#[test]
fn the_manifest_has_the_keys_of_the_contract() {
    let room = council();
    draw(&room, "--size 7 --by team");
    let manifest = manifest(&room);
    for key in [
        "manifest",
        "sample",
        "kind",
        "period",
        "seed",
        "design",
        "where",
        "words",
        "as_of",
        "population",
        "unknown",
        "excluded",
        "earlier",
        "frame",
        "frame_sha256",
        "strata",
        "cases",
        "reserves",
        "program",
    ] {
        assert!(keys(&manifest).contains(&key), "{key}");
    }
    assert_eq!(manifest["manifest"], 1);
    assert_eq!(manifest["frame"].as_array().unwrap().len(), 20);
    assert_eq!(manifest["frame"][0], json!({ "record": "C0001", "child": "K01", "stratum": "North", "size": null }));
    assert_eq!(room.run("sample manifest last --json").ok().out, room.run("sample manifest last").ok().out);
}

type Tampering = (&'static str, fn(&mut Value), &'static str);

#[test]
fn a_manifest_that_was_tampered_with_does_not_agree() {
    let room = council();
    draw(&room, "--size 7 --by team");
    let sound = manifest(&room);
    let tamperings: &[Tampering] = &[
        ("another seed", |m| m["seed"] = json!("20263847561029384757"), "ticket"),
        ("a short seed", |m| m["seed"] = json!("2026"), "digits"),
        ("another record", |m| m["cases"][0]["record"] = json!("C0006"), "record 'C0006'"),
        ("another child", |m| m["cases"][0]["child"] = json!("K99"), "child 'K99'"),
        ("another ticket", |m| m["cases"][0]["ticket"] = json!("0.133146358917853891"), "ticket"),
        ("another weight", |m| m["cases"][0]["weight"] = json!(2.9), "weight 2.9"),
        ("another stratum of a case", |m| m["cases"][0]["stratum"] = json!("South"), "stratum 'South'"),
        ("another stratum in the frame", |m| m["frame"][3]["stratum"] = json!("South"), "stratum"),
        ("another size", |m| m["design"]["size"] = json!(6), "6"),
        ("another minimum", |m| m["design"]["at_least"] = json!(2), "stratum"),
        ("a simple design", |m| m["design"]["kind"] = json!("simple"), "calls the draw simple"),
        ("another size of a stratum", |m| m["strata"][0]["size"] = json!(5), "stratum"),
        ("another digest", |m| m["frame_sha256"] = json!("0".repeat(64)), "SHA-256"),
        ("a record taken out of the frame", |m| drop(m["frame"].as_array_mut().unwrap().remove(19)), "SHA-256"),
        (
            "a record twice in the frame",
            |m| {
                let row = m["frame"][0].clone();
                m["frame"].as_array_mut().unwrap().push(row);
            },
            "different ones",
        ),
        ("a case taken out", |m| drop(m["cases"].as_array_mut().unwrap().remove(6)), "6 cases"),
        ("two cases changed about", |m| m["cases"].as_array_mut().unwrap().swap(0, 1), "number"),
        ("a population below its frame", |m| m["population"] = json!(19), "population of 19"),
        ("another form", |m| m["manifest"] = json!(2), "form 2"),
    ];
    for (what, tamper, words) in tamperings {
        let mut tampered = sound.clone();
        tamper(&mut tampered);
        assert_ne!(tampered, sound, "{what}");
        room.write("tampered.json", &tampered.to_string());
        let answer = room.run("verify tampered.json");
        assert_eq!(answer.code, 1, "{what}");
        assert!(answer.says("does NOT agree") && answer.says(words), "{what}:\n{}", answer.all());
        let told = room.run("verify tampered.json --json");
        let told: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told["agrees"], false, "{what}");
        assert!(!told["differences"].as_array().unwrap().is_empty(), "{what}");
    }
}

#[test]
fn with_the_register_the_frame_and_what_was_said_of_it_are_compared_too() {
    let room = council();
    draw(&room, "--size 3 --name first");
    draw(&room, "--size 7 --by team --name second");
    let sound = manifest(&room);
    let told = room.json("verify m.json --register register.dipsample");
    assert_eq!(told["agrees"], true, "{told}");
    let list = |without: &str| -> String {
        (1..=20).map(|n| format!("C{n:04}\n")).filter(|line| line.trim() != without).collect()
    };
    // A frame without C0006, whole in itself: only the register knows.
    let mut lacking = sound.clone();
    lacking["frame"].as_array_mut().unwrap().remove(5);
    lacking["frame_sha256"] = json!(dipsample::digest::sha256_hex(list("C0006").as_bytes()));
    let mut silent = sound.clone();
    silent["earlier"] = json!([]);
    let mut elsewhere = sound.clone();
    elsewhere["period"] = json!("2026-09");
    let mut unconditional = sound.clone();
    unconditional["where"] = json!("team = 'North'");
    let mut more = sound.clone();
    more["population"] = json!(40);
    for (tampered, words) in
        [(lacking, "C0006"), (silent, "earlier"), (elsewhere, "period"), (unconditional, "where"), (more, "population")]
    {
        room.write("tampered.json", &tampered.to_string());
        let answer = room.run("verify tampered.json --register register.dipsample").refused();
        answer.must_say(&["does NOT agree", words]);
    }
}

#[test]
fn what_is_no_manifest_is_refused_in_a_sentence() {
    let room = council();
    room.write("m.json", "{\"manifest\":1,\n\"sample\":\"x\"}\n");
    room.run("verify m.json").refused().must_say(&["m.json is not a whole manifest: line 2"]);
    room.write("m.json", "not JSON");
    room.run("verify m.json").refused().must_say(&["is not a whole manifest: line 1"]);
    room.run("verify nowhere.json").refused().must_say(&["there is no such file"]);
}

#[test]
fn the_order_of_the_extract_does_not_matter() {
    let straight = council();
    let shuffled = Room::staffed();
    let text = twenty();
    let (heading, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    rows.swap(3, 11);
    rows.rotate_left(7);
    shuffled.import("other.csv", &format!("{heading}\n{}\n", rows.join("\n"))).ok();
    for flags in ["--size 6", "--size 7 --by team"] {
        let (one, other) = (draw(&straight, flags), draw(&shuffled, flags));
        assert_eq!(one["cases"], other["cases"]);
        assert_eq!(one["frame_sha256"], other["frame_sha256"]);
    }
    assert_eq!(straight.run("sample manifest last").ok().out, shuffled.run("sample manifest last").ok().out);
}

#[test]
fn octobers_frame_is_the_same_after_any_later_import() {
    let room = Room::staffed();
    room.import("october.csv", &twenty()).ok();
    let children: String = (1..=20).map(|n| format!("K{n:02},{},01/02/2026,North\n", n % 5)).collect();
    let heading = "Person ID,Placements in last 12 months,Date became looked after,Team\n";
    room.write("children.csv", &format!("{heading}{children}"));
    room.run("import children.csv --as-at 2026-10-31").ok();
    draw(&room, "--size 6 --by iro,child.team --where 'child.placements_12m >= 1' --name october");
    let before = room.run("sample manifest october").ok().out;
    // Texts, teams and dates change, records come and go, children move, an IRO gets another spelling.
    room.import("again.csv", &twenty().replace("North", "East").replace("C0003,K03,08/10", "C0003,K03,08/09")).ok();
    room.import(
        "more.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nC0021,K01,30/10/2026,Wei Chen,North,Late\n",
    )
    .ok();
    room.write("moved.csv", &format!("{heading}{}", children.replace(",1,", ",0,").replace("North", "West")));
    room.run("import moved.csv --as-at 2026-10-31").ok();
    room.run("import moved.csv --as-at 2026-11-30").ok();
    room.run("person add 'Wei Chen' --also 'Priya Nair (agency)'").ok();
    assert_eq!(room.run("sample manifest october").ok().out, before);
    room.write("m.json", &before);
    room.run("verify m.json --register register.dipsample").ok();
    // The change is real: a new draw sees another frame.
    let anew = draw(&room, "--size 6 --where 'child.placements_12m >= 1'");
    assert_ne!(anew["frame_sha256"], serde_json::from_str::<Value>(&before).unwrap()["frame_sha256"]);
}
