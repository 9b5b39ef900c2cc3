//! Guided grading as an auditor has it: the text field, themes by a part of their names, the list of questions, an urgent
//! concern, the line-by-line mode, and many auditors at once.

use std::thread;

use dipsample::store::Part;

use crate::office::{IDS, ME, Office, TITLES, answered};

/// What was shown, as one row of words.
fn flat(shown: &str) -> String {
    shown.replace("\u{1b}[K", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn six_criteria_take_at_most_fifteen_keys_beyond_words() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    let mut keys = 0;
    let mut press = |me: &mut crate::office::Person, question: &str, key: &str| {
        me.answer(question, key);
        keys += 1;
    };
    for (place, title) in TITLES.iter().enumerate() {
        press(&mut me, &format!("{} of 6: {title}", place + 1), "3");
        me.answer("Enter alone: nothing to add", "Seen in the note");
        press(&mut me, "Seen in the note", "\r");
    }
    press(&mut me, "Enter confirms Good", "\r");
    press(&mut me, "f finishes", "f");
    me.see("You have finished all your cases");
    me.leaves();
    assert!(keys <= 15, "{keys}");
    let grading = office.grading(1);
    assert_eq!((grading.finished, grading.findings.len()), (true, 6));
}

#[test]
fn words_have_several_lines_and_are_edited_where_they_stand() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("1 of 6: Purpose", "3");
    // A line, another by Ctrl-N, up to the first, to its end, more; then a third by Alt and Enter.
    me.answer("Enter alone", "Seen £5\u{e}née M\u{1b}[A\u{1b}[F, twice\u{1b}[B\u{1b}[F\u{1b}\rlast");
    me.press("\r");
    me.answer("2 of 6", "b");
    me.see("Enter keeps it");
    me.see("  last");
    me.press("\u{1b}[Hthe \r");
    me.see("Kept: \"Seen £5, twice née M the last\"");
    me.answer("2 of 6", "b");
    me.answer("Enter keeps it", "\u{1b}");
    me.answer("1-3, s skip", "s");
    me.answer("2 of 6", "q");
    me.leaves();
    let grading = office.grading(1);
    assert_eq!(grading.findings.len(), 1);
    assert_eq!(&*grading.findings[0].text, "Seen £5, twice\nnée M\nthe last");
}

#[test]
fn a_theme_is_found_by_a_part_of_its_name() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("1 of 6: Purpose", "1");
    me.answer("Enter alone", "Since May\t");
    me.see("Tab takes the first of these:");
    me.press("drift");
    me.see("> +drift Since May");
    me.press("\t");
    me.see("drift-");
    me.see(" Since May");
    me.press("\r");
    me.see("Kept: \"Since May\"; ");
    me.answer("2 of 6", "1");
    me.answer("Enter alone", "+a too little of a name\r");
    // What is refused stays in the field.
    me.see("\"+a\" fits ");
    me.see("> +a too little of a name");
    me.press("\u{15}+zebra\r");
    me.see("No theme has \"zebra\" in its name");
    me.press("\u{3}");
    me.see("Words that you typed without pressing Enter are not saved.");
    me.leaves();
    let grading = office.grading(1);
    assert_eq!(grading.themes.len(), 1);
    let theme = grading.themes.first().unwrap();
    assert!(theme.theme.contains("drift") && theme.criterion.as_deref() == Some("purpose"), "{theme:?}");
    assert_eq!(&*grading.findings[0].text, "Since May");
}

#[test]
fn digits_in_an_evidence_line_are_words_and_never_themes() {
    for words in ["2 weeks overdue for the review", "1", "1 3 Due in May", "0", "3, 2 and 1 left"] {
        let office = Office::drawn(3, 1, true);
        let mut me = office.sit_down("rhian", &["grade"]);
        me.answer("1 of 6: Purpose", "1");
        me.answer("Enter alone", &format!("{words}\r"));
        me.see(format!("Kept: \"{words}\""));
        me.answer("2 of 6", "1");
        me.answer("Enter alone", "q\r");
        me.leaves();
        piped(&office, "rhian", &["grade", "--plain"], &format!("{words}\nq\n"));
        let grading = office.grading(1);
        let kept: Vec<&str> = grading.findings.iter().map(|finding| &*finding.text).collect();
        assert_eq!((kept, grading.themes.len()), (vec![words, words], 0));
    }
}

#[test]
fn themes_are_chosen_by_number_in_a_step_of_their_own() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("1 of 6: Purpose", "1");
    me.answer("Enter alone", "Since M\u{14}");
    me.answer("Which themes apply?", "1 9\r");
    me.see("There is no theme 9.");
    me.see("Which themes apply?");
    me.press("1 3\r");
    me.see("Kept: ");
    // What was typed before is still there, and themes that are named are added.
    me.see("> Since M");
    me.press("ay\u{1b}[H+drift \r");
    me.see("+drift\" fits");
    me.press("-not\u{1b}[3~");
    me.press("\u{15}+drift-not-addressed Since May\r");
    me.see("Kept: \"Since May\"");
    me.answer("2 of 6", "b");
    me.answer("Enter keeps it", "\u{14}");
    me.see("Which themes apply?");
    me.see("> 1 3 6");
    me.press("\u{15}2\r");
    me.see("no longer ");
    me.answer("Enter keeps it", "\r");
    me.answer("2 of 6", "q");
    me.leaves();
    let grading = office.grading(1);
    let themes: Vec<&str> = grading.themes.iter().map(|tag| tag.theme.as_str()).collect();
    assert_eq!((themes, &*grading.findings[0].text), (vec!["record-only"], "Since May"));
}

#[test]
fn the_list_shows_every_answer_and_goes_to_any_question() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.grade(0, "+purposeful Clear and kept to");
    me.answer("2 of 6", "1");
    me.answer("Enter alone", "half a sentence\u{c}");
    let shown = me.see("Enter goes on where you were");
    for words in
        ["2 of 6 answered", "Purpose: Good; 1 theme; \"Clear and kept to\"", "3  What it means", "not answered"]
    {
        assert!(shown.contains(words), "no '{words}' in {shown}");
    }
    me.press("\r");
    // What was typed before is still there.
    me.see("> half a sentence");
    me.press(" and the rest\r");
    me.see("Kept: \"half a sentence and the rest\"");
    me.answer("3 of 6", "l");
    me.answer("Enter goes on", "6");
    me.grade(5, "");
    me.answer("3 of 6", "q");
    me.leaves();
    assert_eq!(answered(&office.grading(1)), ["purpose", "drift", "care-plan-view"]);
}

#[test]
fn an_urgent_concern_is_kept_at_any_question_and_the_grading_goes_on() {
    let office = Office::drawn(3, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("! urgent", "!");
    me.see("URGENT: a child may be unsafe");
    me.press("Not seen since June, address unknown\r");
    let told = flat(&me.see("Enter goes on with the case"));
    for words in ["is kept", "tells nobody", "Ring the team manager", "--urgent-answered"] {
        assert!(told.contains(words), "no '{words}' in {told}");
    }
    let kept = office.register().urgent().unwrap();
    assert_eq!((kept.len(), kept[0].case, kept[0].by.as_str()), (1, 1, ME));
    assert_eq!(kept[0].text, "Not seen since June, address unknown");
    me.press("\r");
    me.answer("1 of 6: Purpose", "3");
    me.answer("Enter alone", "words not lost\u{12}");
    me.answer("URGENT", "\u{1b}");
    me.see("> words not lost");
    me.press("\r");
    me.answer("2 of 6", "q");
    me.leaves();
    assert_eq!((office.register().urgent().unwrap().len(), office.grading(1).findings.len()), (1, 1));
    let status = String::from_utf8(office.run(&["status"]).stdout).unwrap();
    assert!(status.lines().next().unwrap().to_lowercase().contains("urgent"), "first of all: {status}");
}

#[test]
fn words_that_hold_the_childs_reference_are_refused_and_can_be_mended() {
    let office = Office::drawn(1, 1, true);
    let mut me = office.sit_down("rhian", &["grade"]);
    me.answer("1 of 6: Purpose", "3");
    me.answer("Enter alone", "Seen by C0001\r");
    me.see("C0001");
    me.see("> Seen by C0001");
    me.press("\u{17}them\r");
    me.see("Kept: \"Seen by them\"");
    me.press("q");
    me.leaves();
    assert_eq!(&*office.grading(1).findings[0].text, "Seen by them");
}

#[test]
fn at_60_by_20_and_120_by_40_everything_is_on_the_screen() {
    let office = Office::drawn(3, 1, true);
    for (columns, rows) in [(60, 20), (120, 40)] {
        let mut me = office.sit_down("rhian", &["grade"]);
        me.see("1 of 6: Purpose");
        me.session.get_process_mut().set_window_size(columns, rows).unwrap();
        me.see("-- Case 1 of s");
        let shown = flat(&me.see("q stop >"));
        for words in ["1 of 6: Purpose", "1 Inadequate", "3 Good", "! urgent", "The panel of"] {
            assert!(shown.contains(words), "{columns}x{rows}: no '{words}' in {shown}");
        }
        me.press("\u{3}");
        me.leaves();
    }
}

/// Pipes lines into `grade --plain`; returns all that is shown.
fn piped(office: &Office, login: &str, words: &[&str], lines: &str) -> String {
    let output = office.piped(login, words, lines);
    let shown = format!("{}{}", String::from_utf8(output.stderr).unwrap(), String::from_utf8(output.stdout).unwrap());
    assert!(output.status.success(), "{shown}");
    assert!(!shown.contains('\u{1b}') && !shown.contains('\r'), "no code that moves or colours: {shown:?}");
    shown
}

#[test]
fn a_note_cannot_move_the_cursor_or_turn_the_screen() {
    let office = Office::new(0, true);
    let odd = "\u{1b}]0;PWN\u{7}\u{1b}[2JX\u{1b}[31m\u{9b}31m\u{7f}\u{202e}RTL\u{2066}\u{200b}";
    let heading = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Team,Text";
    let csv = format!("{heading}\nN1,C1,IRO oversight,03/10/2024,Al{odd}ison,No{odd}rth,A note {odd} ends\n");
    std::fs::write(office.path("extracts/oversights.csv"), csv).unwrap();
    office.run(&["init"]);
    office.run(&["person", "add", ME, "--login", "rhian"]);
    office.run(&["import", "extracts"]);
    office.run(&["draw", "--kind", "oversight", "--period", "2024-10", "--size", "1", "--name", "s"]);
    let raw =
        ["\u{1b}]0;", "\u{7}", "\u{1b}[2JX", "\u{1b}[31m", "\u{9b}", "\u{7f}", "\u{202e}", "\u{2066}", "\u{200b}"];
    let mut me = office.sit_down("rhian", &["grade"]);
    let mut shown = me.see("q stop >");
    me.press("3");
    shown += &me.see("Enter alone: nothing to add");
    // What is typed and pasted is as plain.
    me.press("Se\u{202e}en\u{1b}[200~ on\u{9b} 3\u{200b} May\u{1b}[201~\r");
    shown += &me.see("Kept: \"Seen on  3 May\"");
    me.press("q");
    me.leaves();
    shown += &piped(&office, "rhian", &["grade", "--plain"], "3\nSeen\u{1b}[A\u{202e} twice\n");
    assert!(shown.contains("A note") && shown.contains("ends"), "{shown}");
    for code in raw {
        assert!(!shown.contains(code), "{code:?} in {shown:?}");
    }
    let texts: Vec<String> = office.grading(1).findings.iter().map(|finding| finding.text.to_string()).collect();
    assert_eq!(texts, ["Seen on  3 May", "Seen [A twice"]);
}

#[test]
fn line_by_line_a_whole_sample_is_graded_with_every_function() {
    let office = Office::drawn(4, 3, true);
    // The first case: a wrong key, help, the record again, skip, back, list and jump, urgent, themes by number and by a part
    // of a name, words in two lines, another overall with its reason.
    let first = "9\n?\nr\ns\n1\n+not-noticed Since May\\\nand still £5 née\nb\nt\n0\n\n\
        !\nNot seen since June\n\nl\n1\n3\n\n3\n\n3\n\n3\n\n3\n\n2\nIt counts for more\\\nthan the rest\nl\n\nf\n";
    let shown = piped(&office, "rhian", &["grade", "--plain"], first);
    for words in [
        "Type one of: 1, 2, 3, s, u",
        "2 of 6: Drift and delay",
        "Kept: \"Since May and still £5 née\"",
        "tells nobody",
        "answered",
        "Case 1 is finished.",
        "Stopped. All your answers are kept",
    ] {
        assert!(shown.contains(words), "no '{words}' in:\n{shown}");
    }
    assert_eq!(shown.matches("The panel of").count(), 3, "once, once more, and the next case");
    let grading = office.grading(1);
    assert!(grading.finished && answered(&grading) == IDS);
    assert_eq!(grading.overall.as_deref(), Some("requires-improvement"));
    assert_eq!(grading.overall_reason.as_deref(), Some("It counts for more\nthan the rest"));
    assert_eq!((grading.themes.len(), &*grading.findings[0].text), (0, "Since May\nand still £5 née"));
    assert_eq!(office.register().urgent().unwrap()[0].text, "Not seen since June");
    // The second: left in the middle and gone on with; the third cannot be graded.
    piped(&office, "rhian", &["grade", "--plain"], "3\n1 of 2 visits seen\n2\nq\n");
    assert_eq!(answered(&office.grading(2)), ["purpose", "drift"]);
    let second = office.grading(2);
    assert_eq!((&*second.findings[0].text, second.themes.len()), ("1 of 2 visits seen", 0));
    let rest = "\n3\n\n3\n\n3\n\n3\n\n\nf\nu\n4\nf\n";
    let shown = piped(&office, "rhian", &["grade", "--plain"], rest);
    assert!(shown.contains("2 of 6: Drift and delay - Requires"), "{shown}");
    assert!(office.grading(2).finished, "{shown}");
    assert_eq!(office.grading(3).unusable.as_deref(), Some("restricted"), "{shown}");
    assert!(shown.contains("You have finished all your cases of s."), "{shown}");
}

#[test]
fn line_by_line_two_who_differ_are_moderated_and_each_decision_is_kept() {
    let office = Office::drawn(4, 2, true);
    office.double_graded();
    for (login, grade, overall) in [("rhian", "3", "\n"), ("zoe", "1", "1\nOf weight\n")] {
        let case = format!("{grade}\nWords of {login}\n{}{overall}f\n", "3\n\n".repeat(5));
        piped(&office, login, &["grade", "s", "--plain"], &case.repeat(2));
    }
    let refused = office.command("zoe", &["moderate", "s", "--plain"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "an auditor of every case settles none");
    // Broken off after the first decision, which is kept and counts for nothing yet.
    let shown = piped(&office, "mo", &["moderate", "s", "--plain"], "\n2\nThe plan names it\\\nand no day\n");
    for words in
        ["* Purpose", "Rhian Gable: Good", "Zoë Wren: Inadequate", "\"Words of zoe\"", "What is agreed?", "Stopped."]
    {
        assert!(shown.contains(words), "no '{words}' in:\n{shown}");
    }
    let count = |part: Part| {
        let register = office.register();
        let sample = register.samples().unwrap().pop().unwrap();
        register.gradings(sample.id).unwrap().into_iter().filter(|row| row.part == part).count()
    };
    assert_eq!(count(Part::Moderation), 0);
    let rest = "\n\nK\nb\nSeen by both\nf\ns\n";
    let shown = piped(&office, "mo", &["moderate", "s", "--plain"], rest);
    assert!(shown.contains("1 case of s settled, 1 left for later."), "{shown}");
    let register = office.register();
    let sample = register.samples().unwrap().pop().unwrap();
    let rows = register.gradings(sample.id).unwrap();
    let agreed = &rows.iter().find(|row| row.part == Part::Moderation).unwrap().grading;
    assert_eq!(agreed.answers["purpose"].grade.as_deref(), Some("requires-improvement"));
    assert_eq!(agreed.overall_reason.as_deref(), Some("Seen by both"));
    assert!(agreed.findings.iter().any(|finding| &*finding.text == "The plan names it\nand no day"), "{agreed:?}");
    assert_eq!(rows.len(), 5, "all gradings are kept");
}

#[test]
fn eight_auditors_grade_at_once_in_one_register_and_nothing_is_lost() {
    let office = Office::drawn(16, 16, true);
    let names: Vec<String> = (1..=8).map(|number| format!("Auditor {number}")).collect();
    for (number, name) in names.iter().enumerate() {
        office.run(&["person", "add", name, "--login", &format!("a{number}")]);
    }
    office.run(&["sample", "withdraw", "s", "--reason", "to be shared by eight"]);
    let draw = ["draw", "--kind", "oversight", "--period", "2024-10", "--size", "16", "--name", "t"];
    office.run(&[&draw[..], &["--auditors", &names.join(",")]].concat());
    thread::scope(|scope| {
        for number in 0..8 {
            let office = &office;
            scope.spawn(move || {
                let case: String = (0..6).map(|place| format!("3\nAuditor {number} on {place}\n")).collect();
                let shown =
                    piped(office, &format!("a{number}"), &["grade", "t", "--plain"], &format!("{case}\nf\n").repeat(2));
                assert!(shown.contains("You have finished all your cases of t."), "{number}: {shown}");
            });
        }
    });
    let register = office.register();
    let sample = register.samples().unwrap().pop().unwrap();
    let rows = register.gradings(sample.id).unwrap();
    assert_eq!(rows.len(), 16);
    for row in rows {
        let number = names.iter().position(|name| *name == row.grading.auditor).unwrap();
        let words: Vec<&str> = row.grading.findings.iter().map(|finding| &*finding.text).collect();
        let said: Vec<String> = (0..6).map(|place| format!("Auditor {number} on {place}")).collect();
        assert_eq!((row.part, row.grading.finished, answered(&row.grading).len()), (Part::First, true, 6));
        assert_eq!(words, said);
    }
    office.run(&["register", "check"]);
}
