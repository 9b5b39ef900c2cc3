//! The second auditor is blind: whatever verb they run, nothing of the first shows, nor which cases are graded twice.
//!
//! The grammar is walked, so that a verb that is added without a line in [`TABLE`] fails here. Each command runs on its own
//! copy of a register, as the second auditor, in pairs of rooms that differ only in what has to stay hidden: what it says
//! and what it writes must be the same in both.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::help::listed;
use crate::room::Room;

/// What to run for each verb of the grammar, as the second auditor of `oct`.
const TABLE: &[(&str, &[&str])] = &[
    ("theme list", &["theme list", "theme list --rubric oversight"]),
    ("theme add", &["theme add lapsed --label 'A lapse' --bearing concern --family Other"]),
    ("demo", &["demo --dir register.dipsample"]),
    ("init", &["init"]),
    ("import", &["import a.csv", "import b.csv --dry-run", "import --list"]),
    (
        "records",
        &[
            "records --kind oversight",
            "records --kind oversight --where \"text like '%Zanz%'\"",
            "records --kind oversight --where '(select count(*) from grading) > 0'",
            "records --kind oversight --where 'reference in (select record from sample_case where twice)'",
            "records --kind oversight --words Zanz* --by iro",
        ],
    ),
    ("person add", &["person add 'Una Frost' --role auditor", "person add 'Tom Adeyemi' --team North"]),
    ("person list", &["person list"]),
    ("person import", &["person import people.csv"]),
    ("person export", &["person export people-out.csv"]),
    (
        "draw",
        &[
            "draw --kind oversight --period 2026-10 --size 2 --name again --seed 20263847561029384756",
            "draw --kind oversight --period 2026-10 --size 2 --plan-only",
            "draw --kind oversight --period 2026-10 --size 4 --name again --seed 20263847561029384756 --sequential 60% --risk 30%",
            "draw --kind oversight --period 2026-10 --size 4 --name again --auditors 'Tom Adeyemi,Wei Chen' --double 50% --seed 11112222333344445555",
        ],
    ),
    ("sample list", &["sample list"]),
    ("sample show", &["sample show oct", "sample show oct --why", "sample show"]),
    ("sample manifest", &["sample manifest oct"]),
    ("sample close", &["sample close oct --anyway"]),
    (
        "sample assign",
        &[
            "sample assign oct --auditors 'Tom Adeyemi,Wei Chen'",
            "sample assign oct --auditors 'Tom Adeyemi,Wei Chen' --double 50%",
        ],
    ),
    ("sample extend", &["sample extend oct --by 1"]),
    ("sample replace", &["sample replace oct 1 --reason duplicate", "sample replace oct 3 --reason duplicate"]),
    ("sample add", &["sample add oct N1 --reason 'To look at'"]),
    ("sample reopen", &["sample reopen oct --reason 'Too early'", "sample reopen oct 1 --reason 'Too early'"]),
    ("sample withdraw", &["sample withdraw oct --reason 'A wrong period'"]),
    ("verify", &["verify oct.json", "verify oct.json --register register.dipsample"]),
    (
        "grade",
        &[
            "grade oct 1 --set purpose=good",
            "grade oct 2 --set purpose=good",
            "grade oct 3 --set purpose=good",
            "grade oct 4 --set purpose=good",
            "grade oct 1 --finish",
            "grade oct 9 --finish",
            "grade oct --plain",
            "grade oct 1 --plain",
            "grade oct 3 --plain",
            "grade --practice oversight --json",
            "grade --practice oversight --plain",
            "grade oct 1 --set purpose=good --as self",
            "grade oct 1 --set purpose=good --as external",
            "grade oct 3 --set purpose=good --as external",
            "grade oct --as self --plain",
            "grade oct --as external --plain",
        ],
    ),
    ("pack send", &["pack send oct --to packs"]),
    ("pack receive", &["pack receive out-of-nowhere.xlsx"]),
    (
        "moderate",
        &[
            "moderate oct",
            "moderate oct 1",
            "moderate oct 2",
            "moderate oct 3",
            "moderate oct 4",
            "moderate oct 1 --grade good --reason Agreed",
            "moderate oct 2 --grade good --reason Agreed",
            "moderate oct 3 --grade good --reason Agreed",
            "moderate oct 4 --grade good --reason Agreed",
            "moderate oct --plain",
            "moderate oct 1 --plain",
            "moderate oct 2 --plain",
            "moderate oct 3 --plain",
            "moderate oct 4 --plain",
        ],
    ),
    ("agreement", &["agreement oct", "agreement"]),
    ("findings", &["findings oct", "findings oct --by reference", "findings oct --by child"]),
    (
        "export",
        &[
            "export out.xlsx oct",
            "export out.html oct",
            "export out.xlsx oct --identifiable",
            "export out.html oct --identifiable",
            "export out.xlsx oct --suppress 5",
            "export out.html oct --suppress 5",
        ],
    ),
    (
        "feedback",
        &["feedback oct --to out", "feedback oct --to out --name-auditors", "feedback oct --to out --for auditor"],
    ),
    ("feedback reply", &["feedback reply oct 1 --text 'We agree'", "feedback reply oct 3 --text 'We agree'"]),
    (
        "note add",
        &[
            "note add oct 1 --kind dispute --text 'We disagree'",
            "note add oct 3 --kind good-practice --text 'Well done'",
        ],
    ),
    ("note list", &["note list", "note list oct"]),
    ("note export", &["note export notes.csv"]),
    ("action add", &["action add --sample oct --case 1 --what 'Look again' --owner 'Wei Chen' --due 2026-12-18"]),
    ("action list", &["action list", "action list --overdue"]),
    ("action done", &["action done 1 --evidence Seen"]),
    ("action check", &["action check 1 --worked yes --evidence Seen"]),
    ("who", &["who R-AAAAAAA", "who P-AAAAAAA"]),
    ("plan list", &["plan list"]),
    ("plan show", &["plan show monthly-oversights"]),
    ("plan check", &["plan check no-such.toml"]),
    ("plan close", &["plan close monthly-oversights"]),
    ("rubric list", &["rubric list"]),
    ("rubric show", &["rubric show oversight"]),
    ("rubric new", &["rubric new", "rubric new own.toml"]),
    ("rubric export", &["rubric export oversight form.xlsx"]),
    ("rubric check", &["rubric check no-such.toml"]),
    ("calc interval", &["calc interval --count 2 --of 4"]),
    ("calc size", &["calc size --population 4 --margin 10%"]),
    ("calc difference", &["calc difference --before 1/4 --after 2/4"]),
    ("calc agreement", &["calc agreement grades.csv"]),
    ("calc working-days", &["calc working-days --from 2026-12-18 --days 20"]),
    ("status", &["status"]),
    ("register check", &["register check"]),
    ("register journal", &["register journal"]),
    ("register council", &["register council 'Example County Council'"]),
    ("completions", &["completions bash"]),
    ("man", &["man"]),
];

const MARKS: [&str; 3] = ["Zanzibar", "Quagga", "Xylophone"];

fn all(grade: &str) -> String {
    ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}={grade}"))
        .join(" ")
}

/// Four oversights drawn as `oct`, of which one of each auditor's is graded by the other as well.
fn drawn() -> Room {
    let room = Room::staffed();
    let rows: String = (1..=4).map(|n| format!("N{n},K{n},0{n}/10/2026,Priya Nair,North,Text {n}\n")).collect();
    let head = "Case note ID,Person ID,Date of event,Recorded by,Team,Note\n";
    room.import("a.csv", &format!("{head}{rows}")).ok();
    room.write("b.csv", &format!("{head}N9,K9,09/10/2026,Priya Nair,North,Text\n"));
    room.write("people.csv", "name,role\nUna Frost,auditor\n");
    room.write("grades.csv", "case,auditor,grade\n1,A,good\n1,B,good\n");
    room.run("draw --kind oversight --period 2026-10 --size 4 --name oct --seed 20263847561029384756 --auditors 'Tom Adeyemi,Wei Chen'").ok();
    let manifest = room.run("sample manifest oct").ok().out;
    room.write("oct.json", &manifest);
    room.run("action add --sample oct --what Workshop --owner 'Priya Nair' --due 2026-12-18").ok();
    room
}

/// The cases of an auditor, by number.
fn cases_of(room: &Room, person: &str) -> Vec<u64> {
    let shown = room.json("sample show oct");
    let cases = shown["cases"].as_array().unwrap().iter().filter(|case| case["auditor"] == person);
    cases.map(|case| case["case"].as_u64().unwrap()).collect()
}

/// Lets a case be graded twice, as a draw with a larger share would have.
fn make_double(room: &Room, case: u64, second: &str) {
    let register = rusqlite::Connection::open(room.path("register.dipsample")).unwrap();
    let changed = register
        .execute(
            "UPDATE sample_case SET twice = 1, second_auditor = (SELECT id FROM person WHERE name = ?) WHERE number = ?",
            rusqlite::params![second, i64::try_from(case).unwrap()],
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// The first auditor grades a case in words that cannot be mistaken.
fn grade_marked(room: &Room, case: u64, grade: &str, mark: [&str; 3]) {
    let other = if grade == "good" { "inadequate" } else { "good" };
    let [finding, note, reason] = mark;
    let words = format!(
        "grade oct {case} {} --finding 'concern:drift={finding}' --note 'purpose={note}' --theme drift=drift-not-addressed \
         --overall {other} --reason '{reason}' --finish",
        all(grade)
    );
    room.run_as("Tom Adeyemi", &words).ok();
}

/// A copy of a room to run one command in.
fn copied(room: &Room) -> Room {
    let copy = Room::empty();
    for entry in fs::read_dir(room.folder()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.folder().join(path.file_name().unwrap())).unwrap();
    }
    copy
}

/// Everything that a folder holds but for the register itself: each file's text, a workbook's parts unpacked.
fn written(folder: &Path, text: &mut String) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        *text += &format!("[{}]\n", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            written(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "xlsx") {
            let mut book = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
            for at in 0..book.len() {
                let mut part = book.by_index(at).unwrap();
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
                *text += &format!("[{}]\n{}\n", part.name().unwrap(), String::from_utf8_lossy(&bytes));
            }
        } else if path.extension().is_none_or(|ending| ending != "dipsample") {
            *text += &String::from_utf8_lossy(&fs::read(&path).unwrap());
        }
    }
}

/// What a command says and writes to the second auditor, in a copy of the room. Digests are left out: they are of the
/// register as a whole.
fn seen(room: &Room, command: &str) -> String {
    seen_by("Wei Chen", room, command)
}

fn seen_by(person: &str, room: &Room, command: &str) -> String {
    let copy = copied(room);
    let mut text = copy.run_as(person, command).all();
    written(copy.folder(), &mut text);
    let text = text.replace(&copy.folder().display().to_string(), "ROOM");
    let words = text.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    let is_digest = |word: &str| word.len() >= 64 && word[..64].bytes().all(|byte| byte.is_ascii_hexdigit());
    words.map(|word| if is_digest(word) { "DIGEST" } else { word }).collect()
}

/// Every command of the table, in words and as JSON.
fn commands() -> Vec<String> {
    let typed = TABLE.iter().flat_map(|(_, commands)| *commands);
    typed.flat_map(|command| [(*command).to_owned(), format!("{command} --json")]).collect()
}

/// The verbs of the grammar that have none below them.
fn verbs(room: &Room, above: &str, all: &mut BTreeSet<String>) {
    let page = room.run(&format!("{above} --help")).ok().out;
    let below = listed(&page);
    // A verb that works without one below it is a verb itself.
    let stands_alone = page.lines().any(|line| line.starts_with("Usage:") && !line.contains("<COMMAND>"));
    if !above.is_empty() && (below.is_empty() || stands_alone) {
        all.insert(above.to_owned());
    }
    for verb in below {
        verbs(room, format!("{above} {verb}").trim(), all);
    }
}

#[test]
fn every_verb_of_the_grammar_is_in_the_table() {
    let mut grammar = BTreeSet::new();
    verbs(&Room::empty(), "", &mut grammar);
    let table: BTreeSet<String> = TABLE.iter().map(|(verb, _)| (*verb).to_owned()).collect();
    let missing: Vec<_> = grammar.difference(&table).collect();
    assert!(missing.is_empty(), "say in TABLE what a second auditor would type for: {missing:?}");
    let gone: Vec<_> = table.difference(&grammar).collect();
    assert!(gone.is_empty(), "no longer verbs: {gone:?}");
    for (verb, commands) in TABLE {
        assert!(!commands.is_empty() && commands.iter().all(|command| command.starts_with(verb)), "{verb}");
    }
}

#[track_caller]
fn must_be_alike(one: &Room, other: &Room) {
    must_be_alike_to("Wei Chen", &commands(), one, other);
}

fn must_be_alike_to(person: &str, commands: &[String], one: &Room, other: &Room) {
    let mut told = Vec::new();
    for command in commands {
        let (one, other) = (seen_by(person, one, command), seen_by(person, other, command));
        for mark in MARKS {
            assert!(!one.contains(mark), "'{mark}' is in what '{command}' says:\n{one}");
        }
        if one != other {
            let at = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count().saturating_sub(60);
            let near = |text: &str| text.chars().skip(at).take(200).collect::<String>();
            told.push(format!("{command}\n    {:?}\n    {:?}", near(&one), near(&other)));
        }
    }
    assert!(told.is_empty(), "these tell {person}:\n{}", told.join("\n"));
}

#[test]
fn the_second_auditor_sees_nothing_of_what_the_first_gave() {
    let rooms =
        [("inadequate", MARKS), ("good", ["Other words", "Other notes", "Other reasons"])].map(|(grade, mark)| {
            let room = drawn();
            let toms = cases_of(&room, "Tom Adeyemi");
            make_double(&room, toms[0], "Wei Chen");
            toms.iter().for_each(|case| grade_marked(&room, *case, grade, mark));
            room
        });
    must_be_alike(&rooms[0], &rooms[1]);
}

#[test]
fn no_auditor_sees_what_stands_beside_the_gradings_before_they_have_finished() {
    let rooms =
        [("inadequate", MARKS), ("good", ["Other words", "Other notes", "Other reasons"])].map(|(grade, mark)| {
            let room = drawn();
            let toms = cases_of(&room, "Tom Adeyemi");
            make_double(&room, toms[0], "Wei Chen");
            for (person, stance) in [("Priya Nair", "self"), ("Una Frost", "external")] {
                room.run("person add 'Una Frost' --role auditor").ok();
                for case in 1..=4 {
                    let [finding, note, _] = mark;
                    let flags = format!("{} --finding 'concern:drift={finding}' --note 'purpose={note}'", all(grade));
                    room.run_as(person, &format!("grade oct {case} --as {stance} {flags} --finish")).ok();
                }
            }
            toms.iter().for_each(|case| grade_marked(&room, *case, "good", ["Seen", "Read", "Since"]));
            room
        });
    must_be_alike(&rooms[0], &rooms[1]);
}

/// Two rooms that differ only in whether the last case of the auditor who looks is graded by another as well, who has
/// finished it. In both one other case is graded twice and still out.
fn once_or_twice(finished: bool) -> [Room; 2] {
    [false, true].map(|twice| {
        let room = drawn();
        let (toms, weis) = (cases_of(&room, "Tom Adeyemi"), cases_of(&room, "Wei Chen"));
        let own = *weis.last().unwrap();
        make_double(&room, toms[0], "Wei Chen");
        if twice {
            make_double(&room, own, "Tom Adeyemi");
        }
        if finished {
            room.run_as("Wei Chen", &format!("grade oct {own} {} --finish", all("good"))).ok();
        }
        // Somebody does something in both, so that the journal is as long.
        match twice {
            true => grade_marked(&room, own, "good", MARKS),
            false => drop(room.run_as("Tom Adeyemi", &format!("grade oct {} --set purpose=good", toms[1])).ok()),
        }
        room
    })
}

#[test]
fn nothing_tells_an_auditor_that_another_grades_their_case_as_well() {
    let [once, twice] = once_or_twice(false);
    must_be_alike(&twice, &once);
}

#[test]
fn finishing_a_case_does_not_tell_that_another_has_finished_it_too() {
    let room = &once_or_twice(true)[0];
    let seen = seen(room, "sample show oct --json");
    assert!(!seen.contains("\"second_auditor\": \"Tom Adeyemi\""), "{seen}");
}

/// One of each kind of person, on the list and not.
const EVERYBODY: [(&str, Option<&str>); 8] = [
    ("Wei Chen", Some("auditor")),
    ("Una Frost", Some("auditor")),
    ("Ida Vale", Some("iro")),
    ("Priya Nair", Some("principal")),
    ("Mo Reed", Some("principal")),
    ("Hal Moss", Some("manager")),
    ("Jo Lund", Some("")),
    ("Zara Quill", None),
];

/// Two rooms that differ only in what the first auditor gave in the case that another grades as well.
fn two_worlds(everybody: &[(&str, Option<&str>)]) -> [Room; 2] {
    [("inadequate", MARKS), ("good", ["Other words", "Other notes", "Other reasons"])].map(|(grade, mark)| {
        let room = drawn();
        for (name, role) in everybody.iter().filter_map(|(name, role)| Some((name, (*role)?))) {
            let role = if role.is_empty() { String::new() } else { format!("--role {role}") };
            room.run(&format!("person add '{name}' {role}")).ok();
        }
        let first = cases_of(&room, "Tom Adeyemi")[0];
        make_double(&room, first, "Wei Chen");
        grade_marked(&room, first, grade, mark);
        room
    })
}

/// A pack is for its auditor, and holds what they gave; for the others it is the same.
fn without_packs_of_the_first() -> Vec<String> {
    commands().into_iter().filter(|command| !command.starts_with("pack send")).collect()
}

#[test]
fn nobody_sees_a_grade_of_a_case_before_both_have_finished_it() {
    let rooms = two_worlds(&EVERYBODY);
    for (person, _) in EVERYBODY {
        must_be_alike_to(person, &without_packs_of_the_first(), &rooms[0], &rooms[1]);
    }
}

#[test]
fn nobody_sees_one_either_where_the_list_has_nobody_who_leads() {
    let led = |role: &Option<&str>| matches!(role, Some("principal" | "manager"));
    let everybody: Vec<_> =
        EVERYBODY.iter().map(|(name, role)| (*name, if led(role) { Some("auditor") } else { *role })).collect();
    let rooms = two_worlds(&everybody);
    for (person, _) in everybody {
        must_be_alike_to(person, &without_packs_of_the_first(), &rooms[0], &rooms[1]);
    }
}

/// Whoever may not lead gets the same answers before and after the second auditor finishes, while another case is still out.
#[test]
fn no_answer_tells_an_auditor_that_another_has_finished() {
    let rooms = [false, true].map(|finished| {
        let room = drawn();
        for (name, role) in
            EVERYBODY.iter().filter_map(|(name, role)| Some((name, role.filter(|role| !role.is_empty())?)))
        {
            room.run(&format!("person add '{name}' --role {role}")).ok();
        }
        let (toms, weis) = (cases_of(&room, "Tom Adeyemi"), cases_of(&room, "Wei Chen"));
        make_double(&room, toms[0], "Wei Chen");
        make_double(&room, weis[0], "Tom Adeyemi");
        room.run_as("Tom Adeyemi", &format!("grade oct {} {} --finish", toms[0], all("good"))).ok();
        let finish = if finished { " --finish" } else { "" };
        room.run_as("Wei Chen", &format!("grade oct {} {}{finish}", toms[0], all("inadequate"))).ok();
        room
    });
    for person in ["Tom Adeyemi", "Una Frost", "Ida Vale", "Zara Quill"] {
        must_be_alike_to(person, &commands(), &rooms[0], &rooms[1]);
    }
}

#[test]
fn someone_who_is_not_on_the_list_sees_no_gradings_and_the_program_says_so() {
    let room = drawn();
    let told = "You are not on the list of people";
    assert!(!room.run_as("Zara Quill", "sample show oct").ok().says(told), "nothing is graded twice");
    make_double(&room, 1, "Wei Chen");
    let both = |person: &str| {
        let answer = room.run_as(person, "sample show oct --json").ok();
        let cases = serde_json::from_str::<serde_json::Value>(&answer.out).unwrap()["cases"].clone();
        (answer.err.contains(told), cases.as_array().unwrap().iter().any(|case| case["second_auditor"] == "Wei Chen"))
    };
    assert_eq!(both("Zara Quill"), (true, false));
    assert_eq!(both("Priya Nair"), (false, true));
    assert_eq!(both("Tom Adeyemi"), (false, false));
    room.run_as("Zara Quill", "sample show oct").ok().must_say(&["dipsample person add", "--person"]);
    // Where nobody is named who leads, whoever works is taken for who does.
    room.run("person add 'Priya Nair' --role auditor").ok();
    assert!(!both("Zara Quill").0);
    // What needs a known person stays closed to them.
    for command in
        ["moderate oct 1 --grade good --reason Agreed", "findings oct --by auditor", "grade oct 1 --set purpose=good"]
    {
        room.run_as("Zara Quill", command).refused().must_say(&["not on the list of people"]);
    }
}
