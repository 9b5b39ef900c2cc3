//! The program in a real pseudo-terminal, as a person has it before them: the desk, and guided grading.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use dipsample::model::Bearing;
use dipsample::store::Part;

use crate::office::{IDS, ME, Office, TITLES, answered};

#[test]
fn a_month_is_done_from_the_desk_with_no_verb_typed() {
    let office = Office::new(6, true);
    let mut me = office.sit_down("rhian", &[]);
    me.choose("make one");
    me.choose("add yourself");
    me.answer("The person's name > ", "Rhian Gabble\u{7f}\u{7f}\u{7f}le\r");
    me.answer("Number > ", "3\r");
    me.answer("Is this you", "y");
    me.choose("Add a person");
    me.answer("The person's name > ", "Zoë Wren\r");
    me.answer("Number > ", "2\r");
    me.choose("import one");
    me.answer("[extracts]", "\r");
    me.see("> dipsample import extracts");
    me.see("6 added");
    me.choose("draw one");
    me.answer("The period", "2024-10\r");
    me.answer("How many cases", "2\r");
    me.answer("Numbers, as 1 3", "1\r");
    me.see("> dipsample draw --kind oversight --period 2024-10 --size 2 --auditors \"Rhian Gable\"");
    me.choose("2 cases for you to grade");
    (1..=2).for_each(|case| me.grade_all(case));
    me.see("You have finished all your cases");
    me.choose("Show the findings of oversight-2024-10");
    me.see("100%");
    me.choose("Write the workbook");
    me.answer("[oversight-2024-10.xlsx]", "\r");
    me.see("oversight-2024-10.xlsx for oversight-2024-10");
    me.choose("is settled");
    me.answer("Close it?", "y");
    me.see("> dipsample sample close oversight-2024-10");
    me.answer("Number (q leaves) > ", "q\r");
    me.leaves();

    let people: Vec<String> = office.register().people().unwrap().into_iter().map(|row| row.person.name).collect();
    assert_eq!(people, ["Rhian Gable", "Zoë Wren"]);
    for case in [1, 2] {
        let grading = office.grading(case);
        assert_eq!((answered(&grading).len(), grading.overall.as_deref()), (6, Some("good")));
        assert_eq!((grading.auditor.as_str(), grading.themes.len(), grading.finished), (ME, 6, true));
        let words: Vec<&str> = grading.findings.iter().map(|finding| &*finding.text).collect();
        assert_eq!(words, ["Seen in the note of £5"; 6], "backspace takes a letter with all its accents");
    }
    let sample = office.register().samples().unwrap().pop().unwrap();
    assert_eq!(sample.state, dipsample::store::State::Closed);
    let book = fs::read(office.path("oversight-2024-10.xlsx")).unwrap();
    assert!(book.starts_with(b"PK") && book.len() > 5000, "a workbook");
    office.run(&["register", "check"]);
}

#[test]
fn the_demo_waits_for_enter_between_its_steps() {
    const NEXT: &str = "the rest at once > ";
    let office = Office::new(1, false);
    let mut me = office.sit_down("rhian", &["demo", "--dir", "made", "--children", "24", "--months", "2"]);
    let opening = me.see(NEXT);
    assert!(opening.contains("The folder: made") && !opening.contains("$ dipsample"), "{opening}");
    me.press("\r");
    let first = me.see(NEXT);
    assert!(first.contains("$ dipsample init") && !first.contains("$ dipsample person import"), "{first}");
    me.press("\r");
    let second = me.see(NEXT);
    assert!(second.contains("$ dipsample person import") && !second.contains("$ dipsample import"), "{second}");
    me.press("q");
    let rest = me.see("findings.xlsx\r\n");
    assert!(!rest.contains(NEXT), "{rest}");
    me.leaves();
    assert!(office.path("made/findings.xlsx").exists());
}

#[test]
fn a_number_and_enter_are_one_choice() {
    let office = Office::new(4, true);
    let mut me = office.sit_down("rhian", &[]);
    me.answer("Number (q leaves) > ", "1\r");
    me.see("Made the register");
    me.answer("Number (q leaves) > ", "1\r");
    me.answer("The person's name > ", "\r");
    me.see("Type it, or b alone to go back");
    me.answer("The person's name > ", "Rhian Gable\r");
    me.answer("Number > ", "3\r");
    me.answer("Is this you", "y\r");
    me.see("Added Rhian Gable (principal)");
    me.choose("import one");
    me.answer("[extracts]", "\r");
    office_sample(&mut me);
    me.answer("1 of 6: Purpose", "q");
    me.see("Stopped");
}

#[test]
fn keys_that_are_typed_ahead_are_all_taken_in_their_order() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    // A grade and Enter alone; a grade and words that begin with a digit; and so on to the end, in one go.
    me.answer("1 of 6: Purpose", "3\r32 weeks overdue for review\r3\r1Seen\r3\r3\r1So it is\rf");
    me.see("You have finished all your cases");
    me.leaves();
    let grading = office.grading(1);
    let given: Vec<&str> = IDS.iter().map(|id| grading.answers[*id].grade.as_deref().unwrap()).collect();
    assert_eq!(given, ["good", "good", "good", "inadequate", "good", "good"]);
    let words: Vec<&str> = grading.findings.iter().map(|finding| &*finding.text).collect();
    assert_eq!(words, ["2 weeks overdue for review", "Seen"]);
    assert_eq!((grading.themes.len(), grading.overall_reason.as_deref()), (0, Some("So it is")));
}

/// Draws two cases and begins to grade, each choice with Enter.
fn office_sample(me: &mut crate::office::Person) {
    me.choose("draw one");
    me.answer("The period", "2024-10\r");
    me.answer("How many cases", "2\r");
    me.choose("2 cases for you to grade");
}

#[test]
fn guided_grading_goes_back_skips_stops_and_goes_on_where_it_was() {
    let office = Office::drawn(4, 2, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("1 of 6: Purpose", "s");
    me.grade(1, "");
    me.answer("3 of 6: What", "b");
    me.see("2 of 6: Drift and delay - Good");
    me.answer("Enter alone", "b\r");
    me.see("2 of 6: Drift and delay (");
    me.answer("1-3, s skip", "x");
    me.see("Type one of: 1, 2, 3, s, u");
    me.press("1");
    me.answer("Drift and delay - Inadequate", "12 days late\r");
    me.see("Kept: \"12 days late\"");
    me.answer("3 of 6: What", "q");
    me.see("to go on: dipsample grade s");
    me.leaves();
    let grading = office.grading(1);
    assert_eq!((answered(&grading), grading.finished), (vec!["drift"], false));
    assert_eq!(grading.findings[0].bearing, Bearing::Concern);

    let mut me = office.sit_down("rhian", &["grade"]);
    let before = me.see("of 6: ");
    assert!(before.ends_with("1 "), "what was skipped is asked, not what was answered");
    me.answer("Purpose", "3");
    me.answer("Enter alone", "\u{3}");
    me.see("Stopped.");
    me.leaves();

    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("1 of 6: Purpose - Good", "\r");
    (2..6).for_each(|place| me.grade(place, ""));
    me.answer("Enter confirms Inadequate", "3");
    me.answer("Why?", "\u{4}");
    me.leaves();

    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("Why?", "Nothing was late that mattered\r");
    me.see("Overall: Good");
    me.answer("f finishes", "f");
    me.see("Case 1 is finished.");
    me.answer("1 of 6: Purpose", "u");
    me.answer("Why can it not be graded?", "4");
    me.see("This case cannot be graded: The record is restricted");
    me.answer("f finishes", "f");
    me.see("You have finished all your cases of s.");
    me.leaves();
    let grading = office.grading(1);
    assert_eq!(grading.overall.as_deref(), Some("good"));
    assert_eq!(grading.overall_reason.as_deref(), Some("Nothing was late that mattered"));
    assert_eq!(office.grading(2).unusable.as_deref(), Some("restricted"));
    assert!(office.grading(1).finished && office.grading(2).finished);
}

#[test]
fn without_a_text_the_screen_says_which_record_to_open_and_asks_whether_it_was_found() {
    let office = Office::drawn(3, 2, false);
    let mut me = office.sit_down("rhian", &["grade"]);
    let shown = me.see("Was it found");
    for words in ["Record   N000", "Child    C000", "/10/2024", "IRO      Alison Bright", "Team     North", "no text"] {
        assert!(shown.contains(words), "no '{words}' in {shown}");
    }
    me.press("y");
    me.answer("1 of 6: Purpose", "q");
    me.leaves();

    let mut me = office.sit_down("rhian", &["grade"]);
    let shown = me.see("1 of 6: Purpose");
    assert!(!shown.contains("Was it found"), "nothing is asked twice");
    me.press("u");
    me.answer("Why can it not", "b");
    me.answer("1 of 6: Purpose", "q");
    me.leaves();

    let mut me = office.sit_down("rhian", &["grade", "s", "2"]);
    me.answer("Was it found", "n");
    me.answer("Why can it not be graded?", "5");
    me.answer("f finishes", "f");
    me.see("That case is finished");
    me.leaves();
    assert_eq!(office.grading(2).unusable.as_deref(), Some("not-found"));
}

#[test]
fn what_is_pasted_is_one_answer_and_never_a_grade() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("1 of 6: Purpose", "\u{1b}[200~1\n2\n3\n\u{1b}[201~");
    me.see("Pasted text left out");
    me.press("3");
    me.answer("Enter alone", "\u{1b}[200~Lines\r\nof a note\n\u{1b}[201~, and more\u{1b}[D\u{1b}[D\u{1b}[CX\r");
    me.see("Kept: \"Lines of a note, and morXe\"");
    me.see("2 of 6: Drift");
    me.press("q");
    me.leaves();
    let grading = office.grading(1);
    assert_eq!(answered(&grading), ["purpose"]);
    assert_eq!(&*grading.findings[0].text, "Lines\nof a note, and morXe");
}

#[test]
fn a_narrow_window_and_a_changed_one_keep_the_question() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.see("1 of 6: Purpose");
    for (columns, rows) in [(40, 24), (40, 12), (132, 40)] {
        me.session.get_process_mut().set_window_size(columns, rows).unwrap();
        me.see("-- Case 1 of s");
        for words in ["1 of 6: Purpose", "  1  Inadequate", "  3  Good", "1-3, s skip"] {
            me.see(words);
        }
    }
    me.press("3");
    me.see("Kept: Purpose: Good");
    me.press("\u{3}");
    me.leaves();
}

#[test]
fn which_role_means_the_iro_is_asked_once() {
    let office = Office::new(1, true);
    office.run(&["init"]);
    office.run(&["person", "add", ME, "--login", "rhian"]);
    fs::create_dir(office.path("export")).unwrap();
    let episodes = "clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date\n7,2024-01-05,\n";
    let involvements = "invo_professional_id,invo_professional_role_id,invo_person_id,invo_involvement_start_date\n\
                        Alison Bright,CHAIR,7,2024-01-06\nJo Teasel,CW,7,2024-01-06\nJo Teasel,CW,7,2024-03-06\n";
    fs::write(office.path("export/episodes.csv"), episodes).unwrap();
    fs::write(office.path("export/involvements.csv"), involvements).unwrap();
    let mut me = office.sit_down("rhian", &["import", "export"]);
    me.see("1  CW  (2)");
    me.see("2  CHAIR  (1)");
    me.see("Which mean the Independent Reviewing Officer?");
    me.answer("Roles (q stops) > ", "3\r");
    me.see("There is no '3' in the list");
    me.answer("Roles (q stops) > ", "2\r");
    me.see("Which mean the allocated social worker?");
    me.answer("Roles (q stops) > ", "\r");
    me.see("The IRO is whoever has the role CHAIR (1 involvement)");
    me.leaves();
    let mut me = office.sit_down("rhian", &["import", "export"]);
    me.see("The IRO is whoever has the role CHAIR (1 involvement)");
    me.leaves();
}

/// How many times the program is killed: a few, or as many as the environment asks for.
fn kills() -> usize {
    std::env::var("DIPSAMPLE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

#[test]
fn an_answer_that_the_screen_confirmed_outlives_the_program() {
    let kills = kills();
    let cases = kills / 6 + 1;
    let office = Office::drawn(cases, cases, true);
    for round in 0..kills {
        let (case, place) = (u32::try_from(round / 6 + 1).unwrap(), round % 6);
        let mut me = office.sit_down("rhian", &["grade"]);
        me.answer(&format!("{} of 6: {}", place + 1, TITLES[place]), "3");
        // Of three rounds one is killed at whatever the program does then: before or after an answer is kept, never between.
        let how = round % 3;
        if how > 0 {
            me.see(format!("Kept: {}: Good", TITLES[place]));
            let (words, kept) = if how == 1 { ("Words of it\r", "Kept: \"Words of it\"") } else { ("\r", "Kept. ") };
            me.answer("Enter alone", words);
            me.see(kept);
        } else {
            sleep(Duration::from_micros(u64::try_from(round).unwrap() * 731 % 9000));
        }
        me.killed();
        let kept = office.grading(case);
        let known = answered(&kept).len();
        assert!(known == place + 1 || (how == 0 && known == place), "round {round}: {known}");
        let answers = kept.answers.values().filter(|answer| answer.grade.as_deref() == Some("good"));
        assert_eq!(answers.count(), known, "round {round}: every answer has its value");
        if how == 1 {
            let words = kept.findings.iter().find(|finding| *finding.criterion == *IDS[place]);
            assert_eq!(words.map(|finding| &*finding.text), Some("Words of it"), "round {round}");
        }
        finish_round(&office, (case, place), how);
    }
    office.run(&["register", "check"]);
}

/// After a kill the next start asks what is open, and nothing that was kept; the criterion is then complete.
fn finish_round(office: &Office, at: (u32, usize), how: usize) {
    let (case, place) = at;
    let kept = office.grading(case);
    let mut me = office.sit_down("rhian", &["grade"]);
    match answered(&kept).len() == place + 1 {
        true if how == 0 => me.answer(&format!("{} - Good", TITLES[place]), "\r"),
        true => assert_eq!(kept.findings.iter().any(|finding| *finding.criterion == *IDS[place]), how == 1),
        false => me.grade(place, ""),
    }
    match place {
        5 => {
            me.answer("Enter confirms Good", "\r");
            me.answer("f finishes", "f");
            me.see(format!("Case {case} is finished."));
        }
        _ => drop(me.see(format!("{} of 6: {}", place + 2, TITLES[place + 1]))),
    }
    me.killed();
    assert_eq!(office.grading(case).finished, place == 5);
}

#[test]
fn two_auditors_work_in_one_register_at_once() {
    let office = Office::drawn(4, 2, true);
    let mut rhian = office.sit_down("rhian", &["grade"]);
    let mut zoe = office.sit_down("zoe", &["grade"]);
    rhian.see("1 of 6: Purpose");
    zoe.see("Case 1 of s");
    zoe.see("1 of 6: Purpose");
    rhian.press("3");
    rhian.see("Kept: Purpose: Good");
    zoe.press("1");
    zoe.see("another auditor has begun case 1");
    rhian.press("\r");
    (1..6).for_each(|place| {
        rhian.grade(place, "");
        zoe.grade(place - 1, "");
    });
    zoe.grade(5, "");
    for person in [&mut rhian, &mut zoe] {
        person.answer("Enter confirms Good", "\r");
        person.answer("f finishes", "f");
        person.see("You have finished all your cases of s.");
    }
    rhian.leaves();
    zoe.leaves();
    for (case, auditor) in [(1, ME), (2, "Zoë Wren")] {
        let grading = office.grading(case);
        assert_eq!((grading.auditor.as_str(), answered(&grading).len(), grading.finished), (auditor, 6, true));
    }
    office.run(&["register", "check"]);
}

/// Sees at the desk that the sample is settled, leaves, and gives all its gradings.
fn settled(mut me: crate::office::Person, office: &Office) -> Vec<dipsample::store::GradingRow> {
    me.choose("Every case of t is settled");
    me.answer("Close it?", "n");
    me.answer("Number (q leaves) > ", "q\r");
    me.leaves();
    let register = office.register();
    let sample = register.samples().unwrap().pop().unwrap();
    register.gradings(sample.id).unwrap()
}

#[test]
fn two_who_differ_are_moderated_from_the_desk() {
    let office = Office::drawn(4, 1, true);
    office.run(&["person", "add", ME, "--role", "principal"]);
    office.run(&["sample", "withdraw", "s", "--reason", "to be drawn for two"]);
    let auditors = format!("{ME},Zoë Wren");
    let draw = ["draw", "--kind", "oversight", "--period", "2024-10", "--size", "1", "--name", "t"];
    office.run(&[&draw[..], &["--auditors", &auditors, "--double", "100%"]].concat());
    office.finish("rhian", "t", "good");
    office.finish("zoe", "t", "inadequate");
    let mut me = office.sit_down("rhian", &[]);
    me.choose("1 case in t on which two auditors differ");
    me.see("> dipsample moderate t");
    me.see("Zoë Wren: Inadequate");
    me.answer("They differ on: Drift and delay; Overall", "\r");
    me.answer("What is agreed?", "2");
    me.answer("What in the record shows", "Asked about\u{e}without a date\r");
    me.answer("What is the agreed overall grade?", "2");
    me.answer("Why was that agreed?", "\r");
    me.see("an agreed grade needs its reason");
    me.press("It was asked about, without a date\r");
    me.answer("This is to count", "f");
    me.see("1 case of t settled.");
    let rows = settled(me, &office);
    let agreed = &rows.iter().find(|row| row.part == Part::Moderation).unwrap().grading;
    assert_eq!((agreed.overall.as_deref(), answered(agreed).len()), (Some("requires-improvement"), 6));
    assert_eq!(rows.len(), 3, "both gradings are kept");
}

#[test]
fn a_question_on_which_two_differ_is_moderated_from_the_desk_with_a_warning_of_names() {
    let office = Office::drawn(4, 1, true);
    office.run(&["person", "add", ME, "--role", "principal"]);
    let auditors = format!("{ME},Zoë Wren");
    office.run(&["sample", "assign", "s", "--auditors", &auditors, "--double", "100%"]);
    office.finish("rhian", "s", "good");
    office.finish("zoe", "s", "requires-improvement");
    let mut me = office.sit_down("rhian", &[]);
    me.choose("1 case in s on which two auditors agree overall");
    me.see("> dipsample moderate s");
    me.answer("Both gave Good overall. They differ on: Drift and delay.", "\r");
    me.answer("What is agreed?", "3");
    me.answer("What in the record shows", "Zoë Wren asked about it\r");
    me.see("Careful: your words contain a name (\"Zoë Wren\").");
    me.answer("Why was that agreed?", "Read together\r");
    // Left before the end, it goes on from the last question, with the reason that was given.
    me.answer("This is to count", "q");
    me.see("dipsample moderate s");
    me.answer("Number (q leaves) > ", "q\r");
    me.leaves();
    let mut me = office.sit_down("rhian", &["moderate", "s"]);
    me.answer("They differ on: Drift and delay.", "\r");
    me.see("Overall: Good");
    me.answer("Why: Read together", "f");
    me.see("1 case of s settled.");
    me.leaves();
    let register = office.register();
    let rows = register.gradings(register.samples().unwrap().pop().unwrap().id).unwrap();
    let agreed = &rows.iter().find(|row| row.part == Part::Moderation).unwrap().grading;
    assert_eq!((agreed.overall.as_deref(), answered(agreed).len()), (Some("good"), 6));
    assert_eq!(agreed.answers["drift"].grade.as_deref(), Some("good"));
    assert_eq!(rows.len(), 3, "both gradings are kept");
}

#[test]
fn journal_and_status_tell_a_second_auditor_nothing_of_what_the_first_gave() {
    let office = Office::new(4, true);
    office.run(&["init"]);
    office.run(&["person", "add", ME, "--login", "rhian"]);
    office.run(&["person", "add", "Zoë Wren", "--login", "zoe"]);
    office.run(&["import", "extracts"]);
    let auditors = format!("{ME},Zoë Wren");
    let draw = ["draw", "--kind", "oversight", "--period", "2024-10", "--size", "1", "--name", "s"];
    office.run(&[&draw[..], &["--auditors", &auditors, "--double", "100%", "--seed", "12345678901234567890"]].concat());
    let sample = office.register().samples().unwrap().pop().unwrap();
    let first = office.register().cases(sample.id).unwrap()[0].auditor.unwrap();
    let people = office.register().people().unwrap();
    let login = |is_first: bool| if (people[0].id == first) == is_first { "rhian" } else { "zoe" };
    let told = |words: &[&str]| {
        let output = office.command(login(false), words).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let before = told(&["status"]);
    let grade = ["grade", "s", "1", "--unusable", "restricted"];
    assert!(office.command(login(true), &grade).output().unwrap().status.success());
    // What still waits for the first has gone from the list; what waits for the second is told in the same words.
    let mine =
        |status: &str| status.lines().filter(|line| line.contains("for you")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!((mine(&before), mine(&before).len()), (mine(&told(&["status"])), 1));
    for words in [&["status"][..], &["status", "--json"], &["register", "journal"], &["register", "journal", "--json"]]
    {
        let text = told(words).to_lowercase();
        assert!(!text.is_empty());
        for judged in ["restricted", "unusable", "cannot be graded", "inadequate", "good", "answers"] {
            assert!(!text.contains(judged), "{words:?} tells '{judged}':\n{text}");
        }
    }
}

#[test]
fn a_child_who_may_be_unsafe_stands_above_everything_on_the_desk() {
    let office = Office::drawn(4, 2, true);
    office.run(&["grade", "s", "2", "--urgent", "Seen with bruises"]);
    let due = ["--what", "Workshop", "--owner", ME, "--due", "2024-11-01"];
    office.run(&[&["action", "add", "--theme", "drift-not-addressed"][..], &due].concat());
    let mut me = office.sit_down("rhian", &[]);
    let menu = me.see("Number (q leaves) > ");
    let places = [
        "\u{1b}[1;31m   1  URGENT: a child may be unsafe (case 2 of s",
        "Seen with bruises",
        "ring the team",
        "dipsample 0",
        "   2  Action 2 for",
    ];
    let places: Vec<usize> =
        places.iter().map(|words| menu.find(words).unwrap_or_else(|| panic!("no '{words}': {menu}"))).collect();
    assert!(places.is_sorted(), "{places:?} in {menu}");
    me.press("1\r");
    me.answer("Who was told, and when", "\r");
    me.see("Type it, or b alone to go back");
    me.answer("Who was told, and when", "Ann Bell, by phone, 10:15\r");
    me.see("> dipsample grade s 2 --urgent-answered \"Ann Bell, by phone, 10:15\"");
    let menu = me.see("Number (q leaves) > ");
    assert!(!menu.contains("URGENT"), "{menu}");
    me.press("1\r");
    me.answer("What shows that it was done", "Held on 1 November\r");
    me.see("> dipsample action done 2 --evidence \"Held on 1 November\"");
    me.answer("Number (q leaves) > ", "q\r");
    me.leaves();
    assert_eq!(office.register().urgent().unwrap()[0].answer.as_deref(), Some("Ann Bell, by phone, 10:15"));

    office.run(&["grade", "s", "1", "--urgent", "Not seen since June"]);
    let mut command = office.command("rhian", &[]);
    let mut me = crate::office::Person {
        session: expectrl::Session::spawn({
            command.env("NO_COLOR", "1");
            command
        })
        .unwrap(),
    };
    let menu = me.see("Number (q leaves) > ");
    assert!(menu.contains("   1  URGENT") && !menu.contains("[1;31m"), "{menu}");
    me.press("q\r");
    me.leaves();
}

#[test]
fn the_desk_offers_nobody_the_cases_of_somebody_else() {
    let office = Office::drawn(4, 1, true);
    office.run(&["sample", "withdraw", "s", "--reason", "to be given out"]);
    let draw = ["draw", "--kind", "oversight", "--period", "2024-10", "--size", "1", "--name", "t"];
    office.run(&[&draw[..], &["--auditors", "Zoë Wren"]].concat());
    let mut me = office.sit_down("rhian", &[]);
    let menu = me.see("Number (q leaves) > ");
    assert!(menu.contains("Import an extract") && !menu.contains("Zoë") && !menu.contains("grade"), "{menu}");
    me.press("q\r");
    me.leaves();
    let mut zoe = office.sit_down("zoe", &[]);
    zoe.choose("1 case for you to grade in t");
    zoe.see("> dipsample grade t\r");
    zoe.answer("1 of 6: Purpose", "q");
    zoe.answer("Number (q leaves) > ", "q\r");
    zoe.leaves();
}

#[test]
fn two_agree_at_the_desk_that_a_case_cannot_be_graded() {
    let office = Office::drawn(4, 1, true);
    office.run(&["person", "add", ME, "--role", "principal"]);
    office.run(&["sample", "withdraw", "s", "--reason", "to be drawn for two"]);
    let auditors = format!("{ME},Zoë Wren");
    let draw = ["draw", "--kind", "oversight", "--period", "2024-10", "--size", "1", "--name", "t"];
    office.run(&[&draw[..], &["--auditors", &auditors, "--double", "100%"]].concat());
    for (login, reason) in [("rhian", "restricted"), ("zoe", "duplicate")] {
        let grade = ["grade", "t", "1", "--unusable", reason];
        assert!(office.command(login, &grade).output().unwrap().status.success());
    }
    let mut me = office.sit_down("rhian", &[]);
    me.choose("1 case in t on which two auditors differ");
    me.answer("They differ on: Overall", "u");
    me.answer("The record is restricted", "1");
    me.answer("Why was that agreed?", "It is another record again\r");
    me.answer("Overall: cannot be graded (duplicate)", "f");
    let rows = settled(me, &office);
    let agreed = &rows.iter().find(|row| row.part == Part::Moderation).unwrap().grading;
    assert_eq!((agreed.unusable.as_deref(), agreed.overall.as_deref()), (Some("duplicate"), None));
}

#[test]
fn a_column_that_identifies_someone_is_kept_only_after_a_yes() {
    let office = Office::new(1, true);
    office.run(&["init"]);
    let file = "Case note ID,Person ID,Date of event,Note,UPN\nN1,C1,02/10/2024,Text,A1\n";
    fs::write(office.path("a.csv"), file).unwrap();
    for (key, imported) in [("n", 0), ("y", 1)] {
        let mut me = office.sit_down("rhian", &["import", "a.csv", "--keep", "UPN"]);
        me.see("\"UPN\" would be kept in the register");
        me.answer("Keep them? [y/n]", key);
        me.see(if imported == 0 { "Nothing was imported" } else { "Kept (--keep)" });
        me.wait_for(|| expectrl::Eof, "the end");
        assert_eq!(office.register().batches().unwrap().len(), imported);
    }
}
